//! `planyard supervise`: what dispatch starts for its runs; nobody types it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::Outcome;
use crate::context::Context;
use crate::dispatch::supervise;
use crate::dispatch::supervisors::ENDED;
use crate::process;
use crate::report::Report;

/// Supervise runs of agents (dispatch starts this by itself)
#[derive(Debug, clap::Args)]
#[command(hide = true)]
pub struct Supervise {
    /// The folder of the run's records
    #[arg(required_unless_present = "serve")]
    folder: Option<PathBuf>,
    /// Take the folders of runs from standard input, a line each, and supervise them one after another
    #[arg(long, conflicts_with = "folder")]
    serve: bool,
}

impl Supervise {
    /// Supervises to the end of the run, or of all runs.
    ///
    /// # Errors
    /// The records of the run make no sense, or cannot be written.
    pub fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        let workspace = context.workspace()?;
        supervise::serve(context, workspace, |supervisor| {
            if let Some(folder) = &self.folder {
                supervisor.run(folder)?;
            }
            if self.serve {
                process::each_told(|line: OsString| {
                    // What goes wrong is in the log, and that there is no result says the rest.
                    if let Err(error) = supervisor.run(Path::new(&line)) {
                        process::complain(&format!("{error:#}"));
                    }
                    process::say(ENDED);
                })?;
            }
            anyhow::Ok(())
        })?;
        Ok(Report::new("supervise").into())
    }
}
