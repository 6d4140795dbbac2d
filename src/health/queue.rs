//! Planyard's own queue in a Redis server, as its probe looks at it.

use redis::aio::MultiplexedConnection;
use redis::{RedisError, Value};

use super::limits::{self, Found};
use super::options::{Kind, Opt, Options};
use super::probes::Reading;
use crate::dispatch::worker;
use crate::queue::{Gauges, Millis, Priority, State, gauges_of, gauges_question, records_question};
use crate::report::ProbeOutcome;

/// Which queue.
pub const QUEUE: Opt = Opt::new(
    "queue",
    Kind::Text,
    "Planyard's queue that must be there: its `queue.name`, or the first commit of the repository. Depth, age, leases, \
     workers and streams are measured.",
);
/// Limits of what is queued.
pub const WARN_DEPTH: Opt = Opt::new("warn_depth", Kind::Decimal, "Worth a look when so many orders are queued.");
/// As before.
pub const FAIL_DEPTH: Opt = Opt::new("fail_depth", Kind::Decimal, "A failure when so many orders are queued.");
/// Limits of how long it has been queued.
pub const WARN_AGE: Opt =
    Opt::new("warn_age", Kind::Duration, "Worth a look when the oldest queued order has waited for so long.");
/// As before.
pub const FAIL_AGE: Opt =
    Opt::new("fail_age", Kind::Duration, "A failure when the oldest queued order has waited for so long.");

/// What says something only of a queue.
pub const OF_QUEUE: [&str; 4] = ["warn_depth", "fail_depth", "warn_age", "fail_age"];

/// Looks at the queue that the options name, and adds what it finds.
///
/// # Errors
/// The server refuses, or the connection is lost.
pub async fn look(
    reading: Reading,
    connection: &mut MultiplexedConnection,
    (options, name): (&Options, &str),
) -> Result<Reading, RedisError> {
    let said: Value = gauges_question(name).query_async(connection).await?;
    let gauges = match gauges_of(said) {
        Ok(Some(gauges)) => gauges,
        Ok(None) => {
            let words = format!("there is no queue of Planyard's by the name of {name}");
            let hint =
                "its name is `queue.name`, or the first commit of the repository: `git rev-list --max-parents=0 HEAD`";
            return Ok(reading.worse(ProbeOutcome::Fail, words).hint(hint));
        }
        Err(_) => {
            let words = format!("what it keeps of the queue {name} makes no sense");
            return Ok(reading.worse(ProbeOutcome::Fail, words).hint("is it that of a newer Planyard?"));
        }
    };
    let records: Vec<String> = records_question(name, worker::KIND).query_async(connection).await?;
    let records: Vec<worker::Record> = records.iter().filter_map(|text| serde_json::from_str(text).ok()).collect();
    let unserved = worker::unserved(&gauges, &worker::living(&records, gauges.now));
    let unserved: u64 = unserved.iter().map(|unserved| unserved.count).sum();
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    let reading = reading.measure("queue.unserved", unserved as f64, "");
    Ok(streams(judge(reading, &gauges, options), &gauges).with_workers(&worker::count(&records, gauges.now)))
}

#[expect(clippy::cast_precision_loss, reason = "counts and times are far below 2^52")]
fn judge(mut reading: Reading, gauges: &Gauges, options: &Options) -> Reading {
    let waiting = Priority::ALL.map(|priority| (priority, gauges.waiting(priority)));
    let depth = Found {
        name: "queue.depth",
        words: "the number of queued orders",
        value: waiting.iter().map(|(_, (count, _))| *count as f64).sum(),
        unit: "",
    };
    reading = depth.at_most(reading, limits::numbers(options, "warn_depth", "fail_depth"));
    let age = Found {
        name: "queue.age",
        words: "the time that the oldest order has been queued",
        value: waiting.iter().map(|(_, (_, age))| *age as f64).fold(0.0, f64::max),
        unit: "ms",
    };
    reading = age.at_most(reading, limits::times(options, "warn_age", "fail_age"));
    for (priority, (count, age)) in waiting {
        reading = reading.measure(&format!("queue.depth.{}", priority.name()), count as f64, "").measure(
            &format!("queue.age.{}", priority.name()),
            age as f64,
            "ms",
        );
    }
    reading = reading.measure("queue.leases", gauges.leases as f64, "");
    for (name, at) in [("queue.lease_end", gauges.lease_end), ("queue.due", gauges.due)] {
        let left = |at: Millis| (at - gauges.now) as f64;
        reading = at.map_or(reading.clone(), |at| reading.measure(name, left(at), "ms"));
    }
    for (name, state) in [
        ("delayed", State::Delayed),
        ("waiting", State::WaitingHuman),
        ("blocked", State::Blocked),
        ("dead", State::Dead),
        ("quarantined", State::Quarantined),
        ("done", State::Done),
    ] {
        reading = reading.measure(&format!("queue.{name}"), gauges.count(state) as f64, "");
    }
    reading
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn streams(mut reading: Reading, gauges: &Gauges) -> Reading {
    for stream in &gauges.streams {
        reading = reading.measure(&format!("queue.stream.{}", stream.name), stream.length as f64, "");
        for group in &stream.groups {
            let of = |what: &str| format!("queue.{what}.{}.{}", stream.name, group.name);
            reading = reading.measure(&of("pending"), group.pending as f64, "");
            reading = group.lag.map_or(reading.clone(), |lag| reading.measure(&of("lag"), lag as f64, ""));
        }
    }
    reading
}

impl Reading {
    #[expect(clippy::cast_precision_loss, reason = "a handful of workers")]
    fn with_workers(mut self, workers: &worker::Counted) -> Self {
        for (state, count) in &workers.states {
            self = self.measure(&format!("queue.workers.{state}"), *count as f64, "");
        }
        self.measure("queue.slots", workers.slots as f64, "").measure("queue.slots_busy", workers.busy as f64, "")
    }
}
