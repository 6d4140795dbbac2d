//! The command line: flags, subcommands, one match, rendering and the exit code.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::commands::{self, Outcome};
use crate::context::Context;
use crate::report::{Problem, Report};

/// Plan in markdown, gate it, and hand the tasks to coding agents
#[derive(Debug, Parser)]
#[command(name = "planyard", version, propagate_version = true, max_term_width = 100)]
pub struct Cli {
    /// Flags that every subcommand takes.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Flags that every subcommand takes.
#[derive(Debug, clap::Args)]
pub struct Global {
    /// Work in this folder instead of the current one
    #[arg(short = 'C', long = "directory", global = true, value_name = "DIR")]
    pub directory: Option<PathBuf>,
    /// Print one JSON document; the same as `--format json`
    #[arg(long, global = true)]
    pub json: bool,
}

/// The subcommands, sorted.
#[derive(Debug, Subcommand)]
#[expect(missing_docs, reason = "each variant is documented by its arguments")]
pub enum Command {
    Version(commands::version::Version),
}

impl Command {
    /// The name as it is typed.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Version(_) => "version",
        }
    }

    fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        match self {
            Self::Version(args) => args.run(context),
        }
    }
}

/// Parses, runs, renders, and gives the exit code.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let name = cli.command.name();
    let outcome = Context::from_process(cli.global.directory.as_deref()).and_then(|context| cli.command.run(&context));
    let report = match outcome {
        Ok(Outcome::Report(report)) => *report,
        Ok(Outcome::Live(_)) => Report::new(name),
        Err(error) => Report::failed(name, Problem::from_error(&error)),
    };
    ExitCode::from(report.exit_code())
}
