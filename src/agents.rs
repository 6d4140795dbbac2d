//! Coding agents as data: how each command line is run, and what its stream says.
//!
//! A record (`agents/catalog/*.toml`, or `[agents.NAME]` in planyard.toml) names the arguments, how a session is begun and
//! resumed, and a jq filter from one line of the agent's stream to [`Event`]s. Nothing here decides whether the work
//! succeeded.

mod events;

pub use events::{Event, Usage};
