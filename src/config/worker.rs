use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What this machine can do for others.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Worker {
    /// The labels that its workers and dispatchers have.
    pub labels: Vec<String>,
}
