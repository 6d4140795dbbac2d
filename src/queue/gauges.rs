//! What is in the queue at one moment, counted: for people and for monitors.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Millis, Order, Priority, State, Stats};

/// What is in the queue at one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Gauges {
    /// The moment, by the store's clock.
    pub now: Millis,
    /// How many orders are in each state that some are in.
    pub states: Stats,
    /// What is queued, by priority; nothing where nothing is.
    pub queued: BTreeMap<Priority, Depth>,
    /// How many of the queued orders need which labels of a worker, `gpu,linux`; those that need none are not here.
    pub labels: BTreeMap<String, u64>,
    /// How many leases there are.
    pub leases: u64,
    /// When the next of them runs out.
    pub lease_end: Option<Millis>,
    /// When the next of what is delayed is due.
    pub due: Option<Millis>,
    /// The streams of a store that has such.
    pub streams: Vec<Stream>,
}

/// What is queued of a priority.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Depth {
    /// How many.
    pub count: u64,
    /// When the oldest was submitted.
    pub oldest: Millis,
}

/// A stream of the store.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Stream {
    /// `ev`, what happened, or `bell`, which wakes who waits.
    pub name: String,
    /// How many entries it has.
    pub length: u64,
    /// Who reads it as a group. Workers do not: leases are in the place of entries that are pending.
    pub groups: Vec<Group>,
}

/// A consumer group of a stream.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// How many entries it was given and has not acknowledged.
    pub pending: u64,
    /// How many entries it has not read; null when the server does not know.
    pub lag: Option<u64>,
}

impl Gauges {
    /// Of orders that are at hand.
    pub fn of<'o>(orders: impl Iterator<Item = &'o Order>, now: Millis) -> Self {
        let mut gauges = Self { now, ..Self::default() };
        for order in orders {
            *gauges.states.entry(order.state).or_default() += 1;
            match order.state {
                State::Queued => {
                    let first = Depth { count: 0, oldest: order.enqueued };
                    let depth = gauges.queued.entry(order.priority).or_insert(first);
                    (depth.count, depth.oldest) = (depth.count + 1, depth.oldest.min(order.enqueued));
                    if !order.labels.is_empty() {
                        *gauges.labels.entry(order.labels.join(",")).or_default() += 1;
                    }
                }
                State::Delayed => gauges.due = Some(gauges.due.unwrap_or(order.due).min(order.due)),
                _ => {}
            }
            if let Some(end) = order.lease_until {
                gauges.leases += 1;
                gauges.lease_end = Some(gauges.lease_end.unwrap_or(end).min(end));
            }
        }
        gauges
    }

    /// How many orders are in a state.
    pub fn count(&self, state: State) -> u64 {
        self.states.get(&state).copied().unwrap_or(0)
    }

    /// What is queued of a priority, and for how many milliseconds the oldest has waited; nothing: 0 and 0.
    pub fn waiting(&self, priority: Priority) -> (u64, Millis) {
        let depth = self.queued.get(&priority);
        depth.map_or((0, 0), |depth| (depth.count, (self.now - depth.oldest).max(0)))
    }
}
