//! `planyard supervise`: what dispatch starts for each run; nobody types it.

use std::path::PathBuf;

use super::Outcome;
use crate::context::Context;
use crate::dispatch::supervise;
use crate::report::Report;

/// Supervise one run of an agent (dispatch starts this by itself)
#[derive(Debug, clap::Args)]
#[command(hide = true)]
pub struct Supervise {
    /// The folder of the run's records
    folder: PathBuf,
}

impl Supervise {
    /// Supervises to the end of the run.
    ///
    /// # Errors
    /// The records of the run make no sense, or cannot be written.
    pub fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        supervise::run(context, context.workspace()?, &self.folder)?;
        Ok(Report::new("supervise").into())
    }
}
