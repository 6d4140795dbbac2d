//! `planyard task`: reads and changes single tasks.

mod change;
mod list;
mod show;

pub use change::Changed;
pub use list::Listed;
pub use show::Shown;

use clap::Subcommand;
use clap_complete::engine::ArgValueCompleter;

use super::Outcome;
use crate::context::Context;

/// Read and change tasks, without touching a byte that the change does not name
#[derive(Debug, clap::Args)]
pub struct Task {
    #[command(subcommand)]
    command: Command,
}

// Of eight commands one is called: only its arguments are defined.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
enum Command {
    /// Say why a task cannot go on
    Block(change::Block),
    /// Mark tasks as done; refused while their steps or dependencies are open
    Done(change::Done),
    /// List tasks
    List(list::List),
    /// Show the first task that can begin, and why it is that one
    Next(list::Next),
    /// Add a note to a task
    Note(change::Note),
    /// Mark tasks as to be done again
    Reopen(change::Reopen),
    /// Show all that the plan says of a task
    Show(show::Show),
    /// Mark tasks as being worked on
    Start(change::Start),
}

/// Which feature a task command is about.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct FeatureArg {
    /// The feature, by id, short id, slug or path [default: PLANYARD_FEATURE, the one around the current folder, or the only one]
    #[arg(short, long, value_name = "FEATURE", global = true, add = ArgValueCompleter::new(crate::complete::features))]
    pub feature: Option<String>,
}

impl Task {
    /// The name as it is typed.
    pub fn name(&self) -> &'static str {
        match self.command {
            Command::Block(_) => "task block",
            Command::Done(_) => "task done",
            Command::List(_) => "task list",
            Command::Next(_) => "task next",
            Command::Note(_) => "task note",
            Command::Reopen(_) => "task reopen",
            Command::Show(_) => "task show",
            Command::Start(_) => "task start",
        }
    }

    /// Runs the subcommand.
    ///
    /// # Errors
    /// When the feature or task cannot be found, read or changed.
    pub fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        match self.command {
            Command::Block(args) => args.run(context),
            Command::Done(args) => args.run(context),
            Command::List(args) => args.run(context),
            Command::Next(args) => args.run(context),
            Command::Note(args) => args.run(context),
            Command::Reopen(args) => args.run(context),
            Command::Show(args) => args.run(context),
            Command::Start(args) => args.run(context),
        }
    }
}
