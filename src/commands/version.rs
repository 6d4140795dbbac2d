//! `planyard version`.

use serde_json::json;

use super::Outcome;
use crate::context::Context;
use crate::report::Report;

/// Show the version and how this binary was built
#[derive(Debug, clap::Args)]
pub struct Version {}

impl Version {
    /// Says it.
    ///
    /// # Errors
    /// Never.
    pub fn run(self, _context: &Context) -> anyhow::Result<Outcome> {
        let mut report = Report::new("version");
        let version = env!("CARGO_PKG_VERSION");
        report.view.text(format!("planyard {version}"));
        report.data = Some(json!({ "version": version, "schema": crate::report::SCHEMA }));
        Ok(report.into())
    }
}
