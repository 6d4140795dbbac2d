//! Planyard: plan in markdown, gate it, and hand the tasks to coding agents.
//!
//! The map, in reading order. A command is data flowing one way: read → model → decide → [`report`] → render.
//!
//! - [`cli`] parses, runs one of [`commands`], renders its report and gives the exit code.
//! - [`context`] is what a command may know of the world; [`config`] its settings; [`workspace`] where the features are.
//! - [`plan`] is the pure planning model: text in, features out, changes as edits.
//! - [`gate`] runs the rules over many features; [`template`] fills in new ones; [`task_view`] is a task as it is printed.
//! - [`tools`] are linters and test runners as data, and what may be believed of them; [`lint`] runs the linters,
//!   [`testing`] the test runners.
//! - [`health`] probes the services that the work needs.
//! - [`queue`] is where handed-out tasks wait, [`agents`] what coding agents are run with and say, [`backends`] the ways to get
//!   a task done; [`dispatch`] brings them together. [`inbox`] is what people are asked, [`activity`] operations whose steps
//!   people follow.
//! - [`oversight`] is what people see of dispatched work, and how they name what they steer.
//! - [`files`] alone reads and writes users' files; [`git`] knows the repository; [`process`] alone starts programs;
//!   [`jq`] runs filters over JSON, [`duration`] reads and shows times,
//!   [`prompt`] alone asks people, [`progress`] shows them what takes long, [`interrupt`] hears Ctrl-C.
//! - [`lsp`] answers editors: what the gates say of a plan while it is typed.
//! - [`report`] is the result contract, [`render`] its nine forms, [`schemas`] what their JSON looks like,
//!   [`complete`] what a shell's Tab offers.

pub mod activity;
pub mod agents;
pub mod backends;
pub mod cli;
pub mod commands;
pub mod complete;
pub mod config;
pub mod context;
pub mod dispatch;
pub mod duration;
pub mod files;
pub mod gate;
pub mod git;
pub mod health;
pub mod inbox;
pub mod interrupt;
pub mod jq;
pub mod lint;
pub mod lsp;
pub mod oversight;
pub mod parallel;
pub mod plan;
pub mod process;
pub mod progress;
pub mod prompt;
pub mod queue;
pub mod receipt;
pub mod render;
pub mod report;
pub mod schemas;
pub mod task_view;
pub mod template;
pub mod testing;
pub mod tools;
pub mod workspace;
