//! `planyard check-planning`.

use std::path::PathBuf;

use super::Outcome;
use crate::context::Context;
use crate::gate::{self, Baseline, Decide, Request, ScopeArgs};
use crate::plan::rules::Gate;

/// Check that features are planned well enough to be worked on
///
/// Examines design, stories and tasks against the rules (`planyard explain --list`). Fails on findings of severity
/// error, or of the severity that `--fail-on` names. Nothing examined is never a pass.
#[derive(Debug, clap::Args)]
pub struct CheckPlanning {
    #[command(flatten)]
    scope: ScopeArgs,
    #[command(flatten)]
    decide: Decide,
    /// Mend what can be mended safely: counts, percentages, status lines and tables that are not true
    #[arg(long, conflicts_with = "staged")]
    fix: bool,
    /// Show what --fix would change, and change nothing
    #[arg(long, conflicts_with = "staged")]
    diff: bool,
    /// Findings listed in FILE do not count; only new ones fail
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write the findings of now to the baseline file
    #[arg(long, requires = "baseline")]
    update_baseline: bool,
    /// Read every feature, also one whose files have not changed since it was last examined
    #[arg(long)]
    no_cache: bool,
}

impl CheckPlanning {
    /// Examines, mends if asked to, and reports.
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
            gate: Gate::Planning,
            command: "check-planning",
            verdict: self.decide.verdict(workspace.config.gate.fail_on),
            allow_dirty: true,
            remembers: !self.no_cache,
        };
        let memory = gate::memory(context, workspace, &request);
        let scope = self.scope.resolve(context, workspace, memory.as_ref())?;
        let mut report = gate::run(context, workspace, &scope, &request, memory)?;
        if self.fix || self.diff {
            let mended = gate::mend(workspace, &report, !self.diff)?;
            if self.fix && mended.files > 0 {
                let memory = gate::memory(context, workspace, &request);
                report = gate::run(context, workspace, &scope, &request, memory)?;
            }
            mended.tell(&mut report);
        }
        report.finish();
        if let Some(file) = &self.baseline {
            Baseline::at(context, file).apply(&mut report, self.update_baseline)?;
        }
        report.root = elsewhere.as_ref().map(|workspace| workspace.root.clone());
        if report.next.is_none() {
            report.next = next(&report);
        }
        Ok(report.into())
    }
}

/// The command that helps with what was found.
fn next(report: &crate::report::Report) -> Option<String> {
    if report.results.iter().any(|finding| finding.fix.is_some()) {
        return Some("planyard check-planning --fix".to_owned());
    }
    let first = report.results.iter().max_by_key(|finding| finding.severity)?;
    Some(format!("planyard explain {}", first.rule))
}
