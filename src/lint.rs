//! `lint`: which files, which tools, run them, and merge what they found.

mod cache;
mod copy;
mod fix;
pub mod jobs;
mod run;
mod scope;
mod view;

pub use copy::Copy;
pub use fix::{How, Mended};
pub use run::{Answers, Runner, ToolRun};
pub use scope::{Scope, ScopeArgs};

use std::time::Duration;

use schemars::JsonSchema;
use serde::Serialize;

use crate::context::Context;
use crate::files::OwnFolder;
use crate::git::Repo;
use crate::interrupt;
use crate::progress::Progress;
use crate::receipt::Covered;
use crate::report::{self, Problem, ProblemKind, Ran, Report};
use crate::tools::Catalog;
use crate::tools::blobs::Blobs;
use crate::tools::site::{Site, WITHIN, entered};
use crate::tools::survey::Survey;
use crate::workspace::Workspace;
use cache::Cache;
use jobs::{Job, Plan, Wanted};

/// What is asked of lint.
#[derive(Debug)]
pub struct Request {
    /// Which files.
    pub scope: ScopeArgs,
    /// Which tools.
    pub tools: Vec<String>,
    /// Mend first.
    pub fix: Option<How>,
    /// A limit for each run.
    pub time_limit: Option<Duration>,
    /// Cores that may be used; `None`: as configured.
    pub slots: Option<usize>,
    /// Answers that were given before may be given again.
    pub use_cache: bool,
    /// What decides.
    pub verdict: report::Gate,
    /// Other flags by which less fails the gate than the configuration says.
    pub narrowed: Vec<String>,
}

/// What came of it.
#[derive(Debug)]
pub struct Done {
    /// Finished.
    pub report: Report,
    /// What a receipt would be about; `None` when the files changed meanwhile.
    pub covered: Option<Covered>,
}

/// The data of `lint`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LintData {
    /// `all`, `paths`, `changed` or `staged`.
    pub scope: &'static str,
    /// `work tree`, or `index`: what is staged.
    pub judged: &'static str,
    /// What ran, sorted by name and folder.
    pub tools: Vec<ToolRun>,
    /// Tools that could read files in scope and that the workspace shows no sign of.
    pub not_in_use: Vec<NotInUse>,
    /// Tools in use that read none of the files in scope.
    pub nothing_in_scope: Vec<String>,
    /// Files in scope that no tool in use reads.
    pub unexamined: Vec<String>,
    /// What was mended, with --fix or --diff.
    pub mended: Option<Mended>,
}

/// A tool that is not in use.
#[derive(Debug, Serialize, JsonSchema)]
pub struct NotInUse {
    /// The tool.
    pub name: String,
    /// Why it is taken to be not in use.
    pub why: String,
    /// How many files in scope it could read.
    pub files: usize,
}

/// What all of the run needs.
struct Stage {
    catalog: Catalog,
    survey: Survey,
    site: Site,
    /// Held while the tools run in it.
    copy: Option<Copy>,
    /// Opened once: reading its index is a good part of what a small run costs.
    repo: Option<Repo>,
    scope: Scope,
}

/// Runs lint.
///
/// # Errors
/// The scope, the configuration or a record cannot be made sense of; a copy cannot be made.
pub fn run(context: &Context, workspace: &Workspace, request: &Request) -> anyhow::Result<Done> {
    let mut stage = Stage::set(context, workspace, request)?;
    let only = workspace.config.lint.only.clone();
    let wanted = Wanted { named: request.tools.clone(), only, tests: false };
    wanted.check(&stage.catalog)?;
    let mut plan = jobs::plan(&stage.catalog, &stage.survey, &stage.site, &wanted, &stage.scope);
    let mut report = Report::gate("lint", request.verdict);
    let mut mended = None;
    if let Some(how) = request.fix {
        let (done, problems) = fix::fix(&plan.jobs, workspace, &stage.survey, &stage.site, &stage.catalog, how)?;
        report.problems.extend(problems);
        if done.written && !done.files.is_empty() {
            stage.survey = survey(workspace, stage.repo.as_ref(), &stage.site.root)?;
            plan = jobs::plan(&stage.catalog, &stage.survey, &stage.site, &wanted, &stage.scope);
        }
        mended = Some(done);
    }
    let (answers, covered) = stage.answers(context, workspace, request, &plan.jobs);
    examined(&mut report, &stage, &plan, &answers);
    if context.clock.is_fixed() {
        report.ran.iter_mut().for_each(|ran| ran.duration_ms = None);
    }
    report.results = answers.findings;
    report.problems.extend(answers.problems);
    if stage.site.cancel.load(std::sync::atomic::Ordering::Relaxed) {
        report.problems.push(Problem::new(ProblemKind::Interrupted, "stopped before the end"));
    }
    let data = data(context, request, &stage, plan, answers.runs, mended);
    view::show(&data, &mut report);
    report.data = Some(serde_json::to_value(&data)?);
    report.finish();
    let covered = covered.filter(|covered| !covered.files.is_empty());
    Ok(Done { report, covered })
}

impl Request {
    /// What makes the answer one about less than the whole workspace by the configuration's own measure.
    fn narrowed(&self) -> Vec<String> {
        let mut narrowed: Vec<String> = self.scope.paths.iter().map(|path| path.display().to_string()).collect();
        narrowed.extend(self.scope.changed.iter().map(|reference| format!("--changed={reference}")));
        narrowed.extend(self.scope.staged.then(|| "--staged".to_owned()));
        narrowed.extend(self.tools.iter().map(|tool| format!("--tool={tool}")));
        narrowed.extend(self.narrowed.iter().cloned());
        narrowed
    }
}

impl Stage {
    fn set(context: &Context, workspace: &Workspace, request: &Request) -> anyhow::Result<Self> {
        let catalog = Catalog::load(&workspace.config.tools)?;
        let scope = request.scope.resolve(context, workspace)?;
        let mut copy = None;
        if request.scope.staged && workspace.repo(context)?.has_unstaged()? {
            copy = Some(Copy::of_index(context, workspace)?);
        }
        let root = copy.as_ref().map_or(workspace.root.as_path(), Copy::root).to_owned();
        let within = entered(context.var(WITHIN), "lint", &workspace.root)?;
        let site = Site { within, ..site(context, workspace, root, request.time_limit) };
        let repo = workspace.repo(context).ok();
        let survey = survey(workspace, repo.as_ref(), &site.root)?;
        Ok(Self { catalog, survey, site, copy, repo, scope })
    }

    fn answers(
        &self,
        context: &Context,
        workspace: &Workspace,
        request: &Request,
        jobs: &[Job],
    ) -> (Answers, Option<Covered>) {
        let repo = self.repo.as_ref().filter(|_| self.copy.is_none());
        let blobs = Blobs::new(&self.site.root, repo);
        let cache = request.use_cache.then(|| Cache::new(OwnFolder::at(&workspace.root), &self.survey, &blobs));
        let progress = Progress::new(jobs.len(), context.terminal.stderr);
        let configured = Some(workspace.config.lint.jobs).filter(|jobs| *jobs > 0);
        let cores = || std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        let runner = Runner {
            catalog: &self.catalog,
            site: &self.site,
            survey: &self.survey,
            cache: cache.as_ref(),
            slots: request.slots.or(configured).unwrap_or_else(cores),
            all: self.scope.is_all(),
            progress: &progress,
        };
        let mut paths: Vec<String> = jobs.iter().flat_map(|job| job.files.iter().cloned()).collect();
        let narrowed = request.narrowed();
        if narrowed.is_empty() {
            paths = self.survey.paths().to_vec();
        }
        let before = blobs.ids(&paths);
        let answers = runner.run(jobs);
        progress.finish();
        let unchanged = answers.runs.iter().all(|run| run.cached) || blobs.ids(&paths) == before;
        let covered = || Covered { narrowed, files: paths.into_iter().zip(before).collect(), ..Covered::default() };
        (answers, unchanged.then(covered))
    }
}

/// Where tools of this workspace run.
pub fn site(context: &Context, workspace: &Workspace, root: std::path::PathBuf, time_limit: Option<Duration>) -> Site {
    let within = context.var(WITHIN).unwrap_or_default().to_owned();
    let (vars, cancel) = (context.env.clone(), interrupt::flag());
    Site { root, workspace: workspace.root.clone(), vars, cancel, time_limit, within }
}

/// The files of a workspace that tools may be given.
///
/// # Errors
/// `files.exclude` holds something that is no glob.
pub fn survey(workspace: &Workspace, repo: Option<&Repo>, root: &std::path::Path) -> anyhow::Result<Survey> {
    let survey = Survey::of(root, &workspace.config.files.exclude)?;
    let tracked = repo.and_then(|repo| repo.index_paths("").ok()).unwrap_or_default();
    Ok(survey.with_tracked(root, tracked))
}

/// What ran, and what it means that nothing did.
fn examined(report: &mut Report, stage: &Stage, plan: &Plan, answers: &Answers) {
    for run in &answers.runs {
        let mut ran = Ran::tool(&run.name, run.version.clone(), run.examined, "file");
        ran.duration_ms = run.duration_ms;
        report.ran.push(ran);
    }
    for name in stage.survey.unreadable() {
        report.problems.push(
            Problem::new(
                ProblemKind::Unreadable,
                format!("{name:?}: its name is not UTF-8, so no tool can be given it"),
            )
            .source(name.clone())
            .hint("rename it"),
        );
    }
    if !plan.jobs.is_empty() {
        return;
    }
    let in_use = !plan.out_of_scope.is_empty();
    if matches!(stage.scope, Scope::Changed(_)) && in_use {
        report.ran.push(Ran { unit: "file", ..Ran::empty_scope("lint") });
        return;
    }
    let problem = if in_use {
        Problem::new(ProblemKind::NothingExamined, "no tool in use reads any of these files")
            .hint("name others, or see `planyard tools` for what runs on which files")
    } else {
        let idle: Vec<&str> = plan.idle.iter().map(|idle| idle.name.as_str()).take(8).collect();
        let hint = match idle.is_empty() {
            true => "see `planyard tools --all` for those that there are".to_owned(),
            false => {
                format!("these could read its files: {}; configure one, or run it by --tool NAME", idle.join(", "))
            }
        };
        Problem::new(ProblemKind::NothingExamined, "the workspace shows no sign of any linter").hint(hint)
    };
    report.problems.push(problem.source("lint"));
}

fn data(
    context: &Context,
    request: &Request,
    stage: &Stage,
    plan: Plan,
    mut tools: Vec<ToolRun>,
    mended: Option<Mended>,
) -> LintData {
    if context.clock.is_fixed() {
        tools.iter_mut().for_each(|tool| tool.duration_ms = None);
    }
    let idle = plan.idle.into_iter().map(|idle| NotInUse { name: idle.name, why: idle.why, files: idle.files });
    LintData {
        scope: request.scope.word(),
        judged: if stage.copy.is_some() || request.scope.staged { "index" } else { "work tree" },
        tools,
        not_in_use: idle.collect(),
        nothing_in_scope: plan.out_of_scope,
        unexamined: plan.unexamined,
        mended,
    }
}
