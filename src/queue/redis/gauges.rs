use anyhow::Result;
use redis::streams::StreamInfoGroupsReply;
use redis::{Cmd, FromRedisValue, ParsingError, Value as Reply};

use super::super::{Depth, Gauges, Group, Millis, Priority, State, Stream};
use super::Redis;
use super::keys::Keys;
use super::link::Script;

const TEXT: &str = concat!(include_str!("head.lua"), include_str!("held.lua"), include_str!("gauges.lua"));

static GAUGES: Script = Script::new(TEXT);

/// What the script says: the version of the layout, now, how many are in each state, count and oldest of each priority, the
/// leases with the next end and the next that is due, the streams, and how many need which labels.
type Said = (String, Millis, Vec<u64>, Vec<Reply>, (u64, Millis, Millis), Vec<Reply>, Vec<Reply>);

fn args(clock: Millis) -> Vec<String> {
    std::iter::once(clock.to_string()).chain(State::ALL.iter().map(|state| state.name().to_owned())).collect()
}

pub(super) fn gauges(queue: &Redis) -> Result<Gauges> {
    let said: Reply = queue.link.script(&GAUGES, queue.keys.prefix(), &args(queue.told_clock()))?;
    let Ok((_, gauges)) = understood(said) else { return queue.parsed::<u64>(None).map(|_| Gauges::default()) };
    Ok(gauges)
}

/// What somebody asks over a connection of their own for the gauges of the queue of that name: the first commit of its
/// repository, or `queue.name`.
pub fn question(name: &str) -> Cmd {
    let mut command = redis::cmd("EVAL");
    command.arg(TEXT).arg(1).arg(Keys::of(name).prefix()).arg(args(0));
    command
}

/// What asks for all records of a kind, as JSON, of the queue of that name.
pub fn records_question(name: &str, kind: &str) -> Cmd {
    let mut command = redis::cmd("HVALS");
    command.arg(Keys::of(name).one(&format!("record:{kind}")));
    command
}

/// What the answer to [`question`] says; `None`: there is no queue of that name.
///
/// # Errors
/// The answer makes no sense.
pub fn of_reply(said: Reply) -> Result<Option<Gauges>, ParsingError> {
    let (layout, gauges) = understood(said)?;
    Ok((!layout.is_empty()).then_some(gauges))
}

fn understood(said: Reply) -> Result<(String, Gauges), ParsingError> {
    let (layout, now, counts, queued, (leases, lease_end, due), streams, labels) = Said::from_redis_value(said)?;
    let time = |time: Millis| (time >= 0).then_some(time);
    let states = State::ALL.into_iter().zip(counts).filter(|(_, count)| *count > 0).collect();
    let mut gauges = Gauges { now, states, leases, lease_end: time(lease_end), due: time(due), ..Gauges::default() };
    for (priority, depth) in Priority::ALL.into_iter().zip(queued) {
        let (count, oldest) = FromRedisValue::from_redis_value(depth)?;
        if count > 0 {
            gauges.queued.insert(priority, Depth { count, oldest });
        }
    }
    for needed in labels {
        let (labels, count): (String, u64) = FromRedisValue::from_redis_value(needed)?;
        // Of several accounts.
        if count > 0 {
            *gauges.labels.entry(labels).or_default() += count;
        }
    }
    for stream in streams {
        let (name, length, groups): (String, u64, StreamInfoGroupsReply) = FromRedisValue::from_redis_value(stream)?;
        let groups = groups.groups.into_iter().map(|group| Group {
            name: group.name,
            pending: group.pending as u64,
            lag: group.lag.map(|lag| lag as u64),
        });
        gauges.streams.push(Stream { name, length, groups: groups.collect() });
    }
    Ok((layout, gauges))
}
