use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where work orders wait.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Queue {
    /// A server that several machines share; empty: a file in the repository.
    pub url: String,
    /// The variable of the environment that holds the server's password.
    pub password_env: String,
    /// The file that holds the server's password.
    pub password_file: String,
    /// Under which name the server keeps it; empty: the repository's first commit.
    pub name: String,
    /// Also use a server that may lose what it was given.
    pub allow_unsafe: bool,
}
