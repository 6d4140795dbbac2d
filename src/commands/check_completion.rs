//! `planyard check-completion`.

use super::Outcome;
use crate::context::Context;
use crate::gate::{self, Decide, Request, ScopeArgs};
use crate::plan::rules::Gate;

/// Check that features are finished: every task, step and checklist box done, and the files there
///
/// Statement and computation must agree, each test that a task names must exist, each file that a done task says it
/// creates must be in git, nothing may be blocked, and the feature's own files must be committed. The linters in use must
/// be content, and the tests that the tasks name must have been collected and have passed; a receipt of `planyard lint`
/// or `planyard test` for the same content is taken for it.
#[derive(Debug, clap::Args)]
pub struct CheckCompletion {
    #[command(flatten)]
    scope: ScopeArgs,
    #[command(flatten)]
    decide: Decide,
    /// Planning files with uncommitted changes are no finding
    #[arg(long)]
    allow_dirty: bool,
    /// Look at the plan alone: run neither linters nor tests
    #[arg(long)]
    no_run: bool,
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
            remembers: false,
        };
        let scope = self.scope.resolve(context, workspace, None)?;
        let mut report = gate::run(context, workspace, &scope, &request, None)?;
        // What is staged is no tree that tests could run in.
        if !self.no_run && !scope.staged && !scope.features.is_empty() {
            let proofs = gate::prove(context, workspace, &scope, &mut report)?;
            proofs.show(&mut report);
            report.data = Some(serde_json::to_value(&proofs)?);
        }
        report.finish();
        report.root = elsewhere.as_ref().map(|workspace| workspace.root.clone());
        let known = |finding: &&crate::report::Finding| crate::plan::rules::find(&finding.rule).is_some();
        if let Some(first) = report.results.iter().find(known) {
            report.next = Some(format!("planyard explain {}", first.rule));
        } else if report.results.iter().any(|finding| finding.rule == "completion/test-not-passed") {
            report.next = Some("planyard test --failed".to_owned());
        }
        Ok(report.into())
    }
}
