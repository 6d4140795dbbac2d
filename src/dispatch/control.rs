//! Stopping from outside: what one process asks of all dispatchers of a repository.

use anyhow::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::shop::Shop;
use crate::queue::{Millis, Queue};

const KIND: &str = "control";
const STOP: &str = "stop";

/// A wish to stop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StopWish {
    /// When.
    pub at: Millis,
    /// Who.
    pub by: String,
    /// The runs are ended too, and their tasks given back.
    pub now: bool,
}

/// Asks all dispatchers that run now to stop.
///
/// # Errors
/// The store cannot be reached.
pub fn stop(queue: &dyn Queue, by: &str, now: bool) -> Result<StopWish> {
    let wish = StopWish { at: queue.now()?, by: by.to_owned(), now };
    queue.put(KIND, STOP, &serde_json::to_value(&wish)?)?;
    Ok(wish)
}

/// The last wish to stop.
///
/// # Errors
/// The store cannot be reached.
pub fn wish(queue: &dyn Queue) -> Result<Option<StopWish>> {
    let records = queue.records(KIND, STOP)?;
    Ok(records.into_iter().find(|(id, _)| id == STOP).and_then(|(_, record)| serde_json::from_value(record).ok()))
}

/// Someone asked for a stop since this dispatcher began. With `now` the runs end, too.
pub fn wants_drain(shop: &Shop<'_>) -> bool {
    let Ok(Some(wish)) = wish(shop.queue.as_ref()) else { return false };
    let ours = wish.at >= shop.began;
    if ours && wish.now {
        shop.cancel.store(true, std::sync::atomic::Ordering::Relaxed);
    }
    ours
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::{agent_run, driver, supervise};
    use crate::{backends, process};

    /// Nothing that a run has started lives three seconds after it was stopped; the last half second is for killing.
    const MOST: Duration = Duration::from_millis(2_500);

    #[test]
    fn a_stop_is_over_in_three_seconds_however_stubborn_the_agent_is() {
        // Ctrl-C: seen by who waits for the run, told to the supervisor, told to the backend, and all rungs of the ladder.
        let seen = agent_run::LOOK * 2 + supervise::TICK + backends::TICK;
        let ladder = process::Ladder::default();
        assert!(seen + ladder.whole() <= MOST + Duration::from_millis(200), "{seen:?} {ladder:?}");
        // An agent that is asked has most of the time for its last words.
        assert!(ladder.interrupt >= Duration::from_secs(1) && !ladder.terminate.is_zero());
        // `stop --now` while gates run.
        assert!(driver::LOOK + process::GRACE <= MOST);
    }
}
