//! Coding agents as data: how each command line is run, and what its stream says.
//!
//! A record (`agents/catalog/*.toml`, or `[agents.NAME]` in planyard.toml) names the arguments, how a session is begun and
//! resumed, and a jq filter from one line of the agent's stream to [`Event`]s. Nothing here decides whether the work
//! succeeded.

mod argv;
mod catalog;
pub mod doctor;
mod events;
mod limit;
mod record;
#[cfg(test)]
mod recorded;
mod shorten;
mod stream;

pub use argv::{CommandLine, command_line};
pub use catalog::{Agents, find, names};
pub use events::{Event, Usage};
pub use record::{Format, Group, PromptIn, Record};
pub use stream::{LONGEST_LINE, Reading, Rules};
