//! `test`: which runners, which tests, run them, and remember what came of each.

pub mod coverage;
pub mod history;
mod quarantine;
mod related;
mod run;
mod select;
mod shard;
mod view;

pub use history::{Extent, History, Known, RunRecord};
pub use run::RunnerRun;

use std::collections::BTreeSet;
use std::time::Duration;

use schemars::JsonSchema;
use serde::Serialize;

use crate::context::Context;
use crate::lint::Done;
use crate::lint::jobs::{self, Job, Plan, Wanted};
use crate::lint::{self, Scope, ScopeArgs};
use crate::progress::Progress;
use crate::receipt::Covered;
use crate::report::{self, Problem, ProblemKind, Ran, Report, TestOutcome, TestResult};
use crate::tools::Catalog;
use crate::tools::blobs::Blobs;
use crate::tools::site::{Site, WITHIN, entered};
use crate::workspace::Workspace;
use coverage::Coverage;
use quarantine::Quarantine;
use run::{Runner, Selection};

/// What is asked of test.
#[derive(Debug, Default)]
pub struct Request {
    /// Which files.
    pub scope: ScopeArgs,
    /// Which runners.
    pub tools: Vec<String>,
    /// Arguments for the runner itself.
    pub args: Vec<String>,
    /// Only tests that failed when they were last run.
    pub failed: bool,
    /// Stop at the first failure.
    pub quick: bool,
    /// How often failing tests are run again; `None`: as configured.
    pub retries: Option<usize>,
    /// One part of so many.
    pub shard: Option<(usize, usize)>,
    /// Measure which lines ran.
    pub coverage: bool,
    /// Tell each test as it ends.
    pub live: bool,
    /// How many of the slowest tests are told.
    pub slowest: usize,
    /// Passed tests are told, too.
    pub all: bool,
    /// A limit for each run.
    pub time_limit: Option<Duration>,
    /// Cores that may be used; `None`: all.
    pub slots: Option<usize>,
    /// What decides.
    pub verdict: report::Gate,
    /// Other flags by which less fails the gate than the configuration says.
    pub narrowed: Vec<String>,
}

/// The data of `test`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TestData {
    /// The run's number in `.planyard/runs/`; null when it could not be kept.
    pub run: Option<String>,
    /// `all`, `paths`, `changed` or `failed`.
    pub scope: &'static str,
    /// What ran, sorted by name and folder.
    pub runners: Vec<RunnerRun>,
    /// How many tests came to what.
    pub counts: Counts,
    /// Tests that did not simply pass; with --all every test.
    pub tests: Vec<TestResult>,
    /// With --slowest: the tests that took longest, the longest first.
    pub slowest: Vec<Slow>,
    /// With --coverage: which lines ran.
    pub coverage: Option<Coverage>,
    /// Failing tests that the quarantine file names; they do not fail the gate.
    pub quarantined: Vec<String>,
}

/// How many tests came to what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[expect(missing_docs, reason = "each is the outcome of that name")]
pub struct Counts {
    pub total: usize,
    pub passed: usize,
    pub failed: usize,
    pub errors: usize,
    pub skipped: usize,
    pub flaky: usize,
    pub xfailed: usize,
    pub xpassed: usize,
}

/// A slow test.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Slow {
    /// The runner.
    pub tool: String,
    /// The test.
    pub id: String,
    /// How long it took.
    pub duration_ms: f64,
}

impl Counts {
    /// Of tests.
    pub fn of(tests: &[TestResult]) -> Self {
        let mut counts = Self { total: tests.len(), ..Self::default() };
        for test in tests {
            *match test.outcome {
                TestOutcome::Passed => &mut counts.passed,
                TestOutcome::Failed => &mut counts.failed,
                TestOutcome::Error => &mut counts.errors,
                TestOutcome::Skipped => &mut counts.skipped,
                TestOutcome::Flaky => &mut counts.flaky,
                TestOutcome::Xfailed => &mut counts.xfailed,
                TestOutcome::Xpassed => &mut counts.xpassed,
            } += 1;
        }
        counts
    }
}

/// Runs the tests.
///
/// # Errors
/// The scope, the configuration, a record or the quarantine file cannot be made sense of.
pub fn run(context: &Context, workspace: &Workspace, request: &Request) -> anyhow::Result<Done> {
    let catalog = Catalog::load(&workspace.config.tools)?;
    let quarantine = Quarantine::load(context, workspace)?;
    let wanted = Wanted { named: request.tools.clone(), only: workspace.config.test.only.clone(), tests: true };
    wanted.check(&catalog)?;
    let scope = request.scope.resolve(context, workspace)?;
    let within = entered(context.var(WITHIN), "test", &workspace.root)?;
    let site = Site { within, ..lint::site(context, workspace, workspace.root.clone(), request.time_limit) };
    let repo = workspace.repo(context).ok();
    let survey = lint::survey(workspace, repo.as_ref(), &site.root)?;
    // Reading it costs time, and only --failed asks it.
    let history = if request.failed { History::load(&site.own()) } else { History::unread(&site.own()) };
    let mut report = Report::gate("test", request.verdict);
    // What a change concerns, or what failed, is chosen from all tests.
    let from_all = request.failed || matches!(scope, Scope::Changed(_));
    let planned = if from_all { &Scope::All } else { &scope };
    let mut plan = jobs::plan(&catalog, &survey, &site, &wanted, planned);
    let (selections, problems) = select::select(&mut plan, &survey, &site, &scope, request, &history)?;
    report.problems.extend(problems);
    let progress = Progress::new(selections.len(), context.terminal.stderr && !request.live);
    let runner = Runner {
        catalog: &catalog,
        site: &site,
        request,
        retries: request.retries.unwrap_or(workspace.config.test.retries),
        progress: &progress,
    };
    let blobs = Blobs::new(&site.root, repo.as_ref());
    let covered = Covered { narrowed: request.narrowed(), ..Covered::of(survey.paths(), &blobs) };
    let ran = runner.run(&selections);
    progress.finish();
    // What tests write must not make the receipt one about other content than they saw.
    let unchanged = Covered::of(survey.paths(), &blobs).files == covered.files && !selections.is_empty();
    examined(&mut report, &plan, &selections, &scope, request, &history);
    for one in &ran.runs {
        let mut entry = Ran::tool(&one.name, one.version.clone(), one.ran, "test");
        entry.duration_ms = one.duration_ms.filter(|_| !context.clock.is_fixed());
        report.ran.push(entry);
    }
    report.problems.extend(ran.problems);
    report.results.extend(ran.findings);
    let quarantined = quarantine.apply(&mut report, &ran.tests, &context.clock.today());
    let kept = history.keep(&site.own(), &ran.tests, &ran.extents, context.clock.now());
    report.tests = ran.tests;
    let mut data = data(request, &report, ran.runs, ran.coverage, kept);
    data.quarantined = quarantined;
    if context.clock.is_fixed() {
        data.runners.iter_mut().for_each(|run| run.duration_ms = None);
    }
    if site.cancel.load(std::sync::atomic::Ordering::Relaxed) {
        report.problems.push(Problem::new(ProblemKind::Interrupted, "stopped before the end"));
    }
    view::show(&data, &mut report);
    report.data = Some(serde_json::to_value(&data)?);
    report.finish();
    Ok(Done { report, covered: unchanged.then_some(covered) })
}

impl Request {
    /// What makes the answer one about fewer tests than all.
    fn narrowed(&self) -> Vec<String> {
        let mut narrowed: Vec<String> = self.scope.paths.iter().map(|path| path.display().to_string()).collect();
        narrowed.extend(self.scope.changed.iter().map(|reference| format!("--changed={reference}")));
        narrowed.extend(self.tools.iter().map(|tool| format!("--tool={tool}")));
        narrowed.extend(self.args.iter().cloned());
        let flags = [(self.failed, "--failed"), (self.quick, "--quick"), (self.shard.is_some(), "--shard")];
        narrowed.extend(flags.iter().filter(|(set, _)| *set).map(|(_, flag)| (*flag).to_owned()));
        narrowed.extend(self.narrowed.iter().cloned());
        narrowed
    }
}

fn data(
    request: &Request,
    report: &Report,
    runners: Vec<RunnerRun>,
    coverage: Option<Coverage>,
    run: Option<String>,
) -> TestData {
    let mut slowest: Vec<Slow> = report
        .tests
        .iter()
        .filter_map(|test| {
            let duration_ms = test.duration_ms?;
            Some(Slow { tool: test.tool.clone(), id: test.id.clone(), duration_ms })
        })
        .collect();
    slowest.sort_by(|a, b| b.duration_ms.total_cmp(&a.duration_ms).then_with(|| a.id.cmp(&b.id)));
    slowest.truncate(request.slowest);
    let told = |test: &&TestResult| request.all || test.outcome != TestOutcome::Passed;
    TestData {
        run,
        scope: if request.failed { "failed" } else { request.scope.word() },
        runners,
        counts: Counts::of(&report.tests),
        tests: report.tests.iter().filter(told).cloned().collect(),
        slowest,
        coverage,
        quarantined: Vec::new(),
    }
}

/// What it means that no runner was asked for anything.
fn examined(
    report: &mut Report,
    plan: &Plan,
    selections: &[Selection],
    scope: &Scope,
    request: &Request,
    history: &History,
) {
    if !selections.is_empty() || !report.problems.is_empty() {
        return;
    }
    let in_use = !plan.out_of_scope.is_empty() || !plan.jobs.is_empty();
    let nothing_to_do = match () {
        () if request.failed => !history.is_empty(),
        () => matches!(scope, Scope::Changed(_)) || request.shard.is_some(),
    };
    if in_use && nothing_to_do {
        report.ran.push(Ran { unit: "test", ..Ran::empty_scope("test") });
        return;
    }
    let idle: BTreeSet<&str> = plan.idle.iter().map(|idle| idle.name.as_str()).take(8).collect();
    let idle: Vec<&str> = idle.into_iter().collect();
    let problem = match () {
        () if request.failed && history.is_empty() => {
            Problem::new(ProblemKind::NothingExamined, "no run is recorded, so no test is known to have failed")
                .hint("run `planyard test` first")
        }
        () if in_use => Problem::new(ProblemKind::NothingExamined, "no test runner in use runs any of these files")
            .hint("name test files, or see `planyard tools`"),
        () if idle.is_empty() => {
            Problem::new(ProblemKind::NothingExamined, "the workspace shows no sign of any test runner")
                .hint("see `planyard tools --all` for those that there are")
        }
        () => Problem::new(ProblemKind::NothingExamined, "the workspace shows no sign of any test runner")
            .hint(format!("these could run its files: {}; configure one, or run it by --tool NAME", idle.join(", "))),
    };
    report.problems.push(problem.source("test"));
}

/// The place of a job, for messages: `pytest in sub`.
fn shown(job: &Job) -> String {
    if job.folder.is_empty() { job.record.name.clone() } else { format!("{} in {}", job.record.name, job.folder) }
}
