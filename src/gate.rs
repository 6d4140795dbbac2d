//! Runs a planning gate over features: which are in scope, what is read, which facts the rules get, what was known
//! before (the baseline), and what may be mended.

mod baseline;
mod facts;
mod mend;
mod proof;
mod remembered;
mod scope;

pub use baseline::Baseline;
pub use mend::mend;
pub use proof::{Proofs, prove};
pub use remembered::memory;
pub use scope::{Scope, ScopeArgs};

use crate::context::Context;
use crate::git::Repo;
use crate::parallel;
use crate::plan::check;
use crate::plan::dialects;
use crate::plan::model::Source;
use crate::plan::rules::{Facts, Gate, Settings};
use crate::report::{self, Finding, Problem, ProblemKind, Ran, Report, Severity};
use crate::workspace::Workspace;
use crate::workspace::features::Found;
use crate::workspace::load;
use crate::workspace::memory::{Memory, Seen};
use facts::Collector;

/// How findings become a verdict.
#[derive(Debug, Clone, clap::Args)]
pub struct Decide {
    /// The lowest severity that fails the gate [default: error, or gate.fail_on]
    #[arg(long, value_name = "SEVERITY")]
    pub fail_on: Option<Severity>,
    /// Report only: exit 0 whatever is found (2 still means that nothing can be said)
    #[arg(long)]
    pub exit_zero: bool,
}

impl Decide {
    /// The flags over the configuration.
    pub fn verdict(&self, configured: Severity) -> report::Gate {
        let fail_on = self.fail_on.unwrap_or(configured);
        report::Gate { fail_on, exit_zero: self.exit_zero }
    }

    /// The flag that may have weakened the gate.
    pub fn narrowed(&self) -> Option<String> {
        self.fail_on.map(|severity| format!("--fail-on={}", severity.word()))
    }
}

/// A gate, as a command asks for it.
pub struct Request {
    /// The rules that are asked.
    pub gate: Gate,
    /// The command's name.
    pub command: &'static str,
    /// What decides.
    pub verdict: report::Gate,
    /// Uncommitted changes are no finding.
    pub allow_dirty: bool,
    /// A feature whose documents are what they were is not read again.
    pub remembers: bool,
}

/// What one feature gave.
struct Examined {
    findings: Vec<Finding>,
    problem: Option<Problem>,
    /// What the rules knew; `None` when they were not asked.
    facts: Option<Facts>,
    /// They were asked by an earlier run.
    unchanged: bool,
}

impl Examined {
    /// What was found before in documents that are what they were.
    fn unchanged(findings: Vec<Finding>) -> Self {
        Self { findings, problem: None, facts: None, unchanged: true }
    }
}

/// The commands that are gates, as they are typed.
pub const COMMANDS: [&str; 5] = ["check-planning", "check-completion", "health", "lint", "test"];

/// Examines the features of a scope; what is remembered of them ([`memory`]) is not read again.
///
/// # Errors
/// When the rules are configured wrongly, or the repository cannot be read. A feature that cannot be read is a
/// problem in the report, and the others are still examined.
pub fn run(
    context: &Context,
    workspace: &Workspace,
    scope: &Scope,
    request: &Request,
    memory: Option<Memory>,
) -> anyhow::Result<Report> {
    let started = std::time::Instant::now();
    let name = match request.gate {
        Gate::Planning => "planning",
        Gate::Completion => "completion",
        Gate::Trace => "trace",
    };
    let mut report = Report::gate(request.command, request.verdict);
    if scope.is_empty_on_purpose() {
        workspace.config.rule_settings()?;
        report.ran.push(Ran::empty_scope(name));
        report.finish();
        return Ok(report);
    }
    let collector = Collector::new(context, workspace, scope, request)?;
    let examined = match scope.index(context, workspace)? {
        Some(repo) => in_index(workspace, scope, &collector, &workspace.config.rule_settings()?, &repo),
        None => {
            memory.iter().filter(|_| !scope.whole).for_each(|memory| memory.limit(scope.features.len()));
            let examined = in_worktree(workspace, scope, &collector, memory.as_ref())?;
            memory.into_iter().for_each(|memory| memory.close(workspace));
            examined
        }
    };
    let mut ran = Ran::own(name, 0);
    for one in examined {
        ran.examined += usize::from(one.problem.is_none());
        ran.unchanged += usize::from(one.unchanged);
        report.results.extend(one.findings);
        report.problems.extend(one.problem);
    }
    if !context.clock.is_fixed() {
        ran.duration_ms = u64::try_from(started.elapsed().as_millis()).ok();
    }
    report.ran.push(ran);
    Ok(report)
}

/// What a gate's rules find in one feature, whose documents were read elsewhere. Nothing is decided.
///
/// # Errors
/// When the rules are configured wrongly, or no dialect reads the documents.
pub fn look(
    context: &Context,
    workspace: &Workspace,
    found: &Found,
    sources: &[Source],
    gate: Gate,
) -> anyhow::Result<Vec<Finding>> {
    let settings = workspace.config.rule_settings()?;
    let verdict = report::Gate::default();
    let request = Request { gate, command: gate.command(), verdict, allow_dirty: true, remembers: false };
    let collector = Collector::new(context, workspace, &Scope::of(vec![found.clone()]), &request)?;
    let mut examined = examine(found, &Ok(sources.to_vec()), &collector, &settings);
    match examined.problem.take() {
        Some(problem) => Err(problem.into()),
        None => Ok(examined.findings),
    }
}

/// First what is remembered, then the rest. What is remembered was found under the settings of now, so that these were right.
fn in_worktree(
    workspace: &Workspace,
    scope: &Scope,
    collector: &Collector<'_>,
    memory: Option<&Memory>,
) -> anyhow::Result<Vec<Examined>> {
    let recall = |found| remembered::recall(memory, workspace, found, collector);
    let recalled = parallel::map(&scope.features, parallel::FEATURES, recall);
    let both = scope.features.iter().zip(&recalled);
    let open: Vec<(&Found, &Option<Seen>)> =
        both.filter_map(|(found, known)| Some((found, known.as_ref().err()?))).collect();
    if open.is_empty() {
        return Ok(recalled.into_iter().flatten().map(Examined::unchanged).collect());
    }
    let settings = workspace.config.rule_settings()?;
    let examined = parallel::map(&open, parallel::FEATURES, |(found, seen)| {
        let (sources, stamps) = match load::stamped(workspace, found) {
            Ok((sources, stamps)) => (Ok(sources), stamps),
            Err(error) => (Err(error), Vec::new()),
        };
        let examined = examine(found, &sources, collector, &settings);
        if let (Some(memory), Some(seen), Ok(sources)) = (memory, seen, &sources) {
            remembered::keep(memory, found, seen, (sources, &stamps), &examined);
        }
        examined
    });
    let mut examined = examined.into_iter();
    let one =
        |known: Result<_, _>| known.map_or_else(|_| examined.next(), |findings| Some(Examined::unchanged(findings)));
    Ok(recalled.into_iter().filter_map(one).collect())
}

fn in_index(
    workspace: &Workspace,
    scope: &Scope,
    collector: &Collector<'_>,
    settings: &Settings,
    repo: &Repo,
) -> Vec<Examined> {
    let one = |found: &Found| examine(found, &load::from_index(workspace, repo, found), collector, settings);
    scope.features.iter().map(one).collect()
}

fn examine(
    found: &Found,
    sources: &anyhow::Result<Vec<Source>>,
    collector: &Collector<'_>,
    settings: &Settings,
) -> Examined {
    let checked = sources.as_ref().map_err(Problem::from_error).and_then(|sources| {
        if sources.is_empty() {
            return Err(no_documents(found));
        }
        let dialect = collector.dialect(&found.path);
        let feature = dialects::read_one_of_many(&found.id, &found.path, sources, dialect, &collector.known)
            .map_err(|unknown| no_dialect(found, &unknown.to_string()))?;
        let facts = collector.facts(&feature);
        Ok((check::check(&feature, &facts, settings, collector.gate), facts))
    });
    match checked {
        Ok((findings, facts)) => Examined { findings, problem: None, facts: Some(facts), unchanged: false },
        Err(problem) => Examined { findings: Vec::new(), problem: Some(problem), facts: None, unchanged: false },
    }
}

fn no_documents(found: &Found) -> Problem {
    Problem::new(ProblemKind::NotFound, format!("{} holds no planning document", found.path))
        .source(&*found.path)
        .hint("it should hold design.md, user_stories.md and tasks.md; `planyard new-feature` writes them")
}

fn no_dialect(found: &Found, why: &str) -> Problem {
    Problem::new(ProblemKind::Unparsable, format!("{}: {why}", found.path))
        .source(&*found.path)
        .hint("name the dialect with `features.dialect` in planyard.toml or --dialect")
}
