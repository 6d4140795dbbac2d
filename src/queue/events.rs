use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Millis, OrderId};

/// An event of the log. A change of an order's state has the kind `state` and as data `{"from", "to", "by", "why"?}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QueueEvent {
    /// Grows by each.
    pub seq: i64,
    /// When.
    pub at: Millis,
    /// Which order, when it is about one.
    pub order: Option<OrderId>,
    /// The order's epoch.
    pub epoch: u64,
    /// What kind.
    pub kind: String,
    /// The rest.
    pub data: Value,
}

/// Which events.
#[derive(Debug, Clone, Default)]
pub struct EventFilter {
    /// After this number; 0: from the first.
    pub after: i64,
    /// Of orders whose id begins so; empty: all.
    pub scope: String,
    /// Kinds that begin so; empty: all.
    pub kind: String,
    /// So many at most; 0: all.
    pub most: usize,
}
