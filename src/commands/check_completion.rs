//! `planyard check-completion`.

use super::Outcome;
use crate::context::Context;
use crate::gate::{self, Decide, Request, ScopeArgs};
use crate::plan::rules::Gate;

/// Check that features are finished: every task, step and checklist box done, and the files there
///
/// Statement and computation must agree, each test that a task names must exist, each file that a done task says it
/// creates must be in git, nothing may be blocked, and the feature's own files must be committed.
#[derive(Debug, clap::Args)]
pub struct CheckCompletion {
    #[command(flatten)]
    scope: ScopeArgs,
    #[command(flatten)]
    decide: Decide,
    /// Planning files with uncommitted changes are no finding
    #[arg(long)]
    allow_dirty: bool,
}

impl CheckCompletion {
    /// Examines and reports.
    ///
    /// # Errors
    /// When the scope or the configuration cannot be made sense of.
    pub fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        let elsewhere = self.scope.elsewhere(context)?;
        let workspace = match &elsewhere {
            Some(workspace) => workspace,
            None => context.workspace()?,
        };
        let request = Request {
            gate: Gate::Completion,
            command: "check-completion",
            verdict: self.decide.verdict(workspace.config.gate.fail_on),
            allow_dirty: self.allow_dirty,
        };
        let scope = self.scope.resolve(context, workspace)?;
        let mut report = gate::run(context, workspace, &scope, &request)?;
        report.finish();
        report.root = elsewhere.as_ref().map(|workspace| workspace.root.clone());
        if let Some(first) = report.results.first() {
            report.next = Some(format!("planyard explain {}", first.rule));
        }
        Ok(report.into())
    }
}
