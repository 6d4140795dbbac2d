//! `planyard trace`.

mod data;
mod view;

pub use data::TraceData;

use std::sync::Arc;

use clap_complete::engine::ArgValueCompleter;

use super::Outcome;
use crate::context::Context;
use crate::files::OwnFolder;
use crate::gate::{Decide, ScopeArgs};
use crate::plan::check;
use crate::plan::model::short_id;
use crate::plan::rules::{Facts, Gate, Settings};
use crate::plan::trace::{self, LastRun};
use crate::report::{Problem, ProblemKind, Ran, Report};
use crate::testing::History;
use crate::workspace::Workspace;
use crate::workspace::features::Found;
use crate::workspace::open::Opened;
use data::FeatureTrace;

/// Show which story is proved by which test: story, acceptance criterion, task, test, last result
///
/// Results are those of the last `planyard test` that each test was in; nothing is run. A criterion belongs to the tasks of its
/// story, or to those that name it (`Stories: US-01 (AC1)`). With --strict it is a gate: every story needs a task, every
/// criterion a test, and every test that is named a result that passed (`planyard explain trace/test-not-run`).
#[derive(Debug, clap::Args)]
pub struct Trace {
    /// Features by id, short id, slug or path; all when none is named
    #[arg(value_name = "FEATURE", add = ArgValueCompleter::new(crate::complete::features))]
    features: Vec<String>,
    /// Trace every feature of the workspace
    #[arg(long, conflicts_with = "features")]
    all: bool,
    /// Fail when something is not proved
    #[arg(long)]
    strict: bool,
    /// With --strict: the lowest severity that fails [default: error, or gate.fail_on]
    #[arg(long, value_name = "SEVERITY", requires = "strict")]
    fail_on: Option<crate::report::Severity>,
    /// With --strict: report only, exit 0 whatever is found (2 still means that nothing can be said)
    #[arg(long, requires = "strict")]
    exit_zero: bool,
}

impl Trace {
    /// Traces, and judges when it is strict.
    ///
    /// # Errors
    /// When the features or the configuration cannot be made sense of.
    pub fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        let strict = self.strict;
        match self.report(context) {
            // A gate that could not work still answers: unverified.
            Err(error) if strict => {
                let gate = Some(crate::report::Gate::default());
                Ok(Report { gate, ..Report::failed("trace", Problem::from_error(&error)) }.into())
            }
            answer => Ok(answer?.into()),
        }
    }

    fn report(self, context: &Context) -> anyhow::Result<Report> {
        let workspace = context.workspace()?;
        let scope = ScopeArgs { features: self.features, all: self.all, ..ScopeArgs::default() };
        let found = scope.resolve(context, workspace, None)?.features;
        let settings = workspace.config.rule_settings()?;
        let history = History::load(&OwnFolder::at(&workspace.root));
        let known = history.tests().map(|known| (known.file.clone(), known.id.clone(), known.outcome));
        let facts = Facts { tests: Arc::new(LastRun::of(known)), ..Facts::default() };
        let mut report = match self.strict {
            true => {
                let decide = Decide { fail_on: self.fail_on, exit_zero: self.exit_zero };
                Report::gate("trace", decide.verdict(workspace.config.gate.fail_on))
            }
            false => Report::new("trace"),
        };
        let mut features = Vec::new();
        for one in found {
            match traced(workspace, one, &facts, self.strict.then_some(&settings), &mut report) {
                Ok(feature) => features.push(feature),
                Err(error) => report.problems.push(Problem::from_error(&error)),
            }
        }
        if self.strict {
            examined(&features, &mut report);
        }
        let data = TraceData::of(features);
        view::show(&data, &mut report.view);
        report.next = next(&data, self.strict, facts.tests.is_empty());
        report.data = Some(serde_json::to_value(data)?);
        report.finish();
        Ok(report)
    }
}

/// One feature, and with settings what the gate finds in it.
fn traced(
    workspace: &Workspace,
    found: Found,
    facts: &Facts,
    settings: Option<&Settings>,
    report: &mut Report,
) -> anyhow::Result<FeatureTrace> {
    let opened = Opened::read(workspace, found)?;
    let feature = opened.feature()?;
    let trace = trace::Trace::of(&feature, &facts.tests);
    if let Some(settings) = settings {
        report.results.extend(check::check(&feature, facts, settings, Gate::Trace));
    }
    Ok(FeatureTrace::of(&feature, &trace))
}

/// Says how many features were really traced. A board without stories has nothing to trace; of a folder that is a finding.
fn examined(features: &[FeatureTrace], report: &mut Report) {
    let traced = |feature: &&FeatureTrace| !feature.stories.is_empty() || !feature.path.ends_with(".md");
    let count = features.iter().filter(traced).count();
    report.ran.push(Ran::own("trace", count));
    if count == 0 && report.problems.is_empty() {
        let some: Vec<&str> = features.iter().take(4).map(|feature| feature.feature.as_str()).collect();
        report.problems.push(
            Problem::new(
                ProblemKind::NothingExamined,
                format!("no user story was found in {}, so there is nothing to trace", some.join(", ")),
            )
            .source("trace")
            .hint("trace a feature that has stories"),
        );
    }
}

/// The command that helps with what is missing.
fn next(data: &TraceData, strict: bool, no_runs: bool) -> Option<String> {
    if data.summary.tests > 0 && no_runs {
        return Some("planyard test".to_owned());
    }
    if data.summary.failing > 0 {
        return Some("planyard test --failed".to_owned());
    }
    let gaps = data.summary.criteria_passed < data.summary.criteria || data.summary.tests_passed < data.summary.tests;
    let one = data.features.first().filter(|_| data.features.len() == 1);
    let named = one.map_or(String::new(), |one| format!(" {}", short_id(&one.feature)));
    (gaps && !strict).then(|| format!("planyard trace{named} --strict"))
}
