//! `lint --fix`: the tools mend a copy of the files until nothing changes any more, and what came of it is written over
//! the files as one replacement each, if they are still what was copied.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::time::Duration;

use schemars::JsonSchema;
use serde::Serialize;

use crate::files;
use crate::process::{Outcome, Status};
use crate::report::{Problem, ProblemKind};
use crate::tools::invoke::{Task, fix_arguments, working_folder};
use crate::tools::record::{Code, Kind};
use crate::tools::resolve::{Versions, for_version};
use crate::tools::site::Site;
use crate::tools::survey::Survey;
use crate::tools::{Catalog, Record};
use crate::workspace::Workspace;

use super::copy::Copy;
use super::jobs::Job;

/// A fix can make room for another; one that has not settled by then goes round in circles.
const ROUNDS: usize = 3;

/// What was mended.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct Mended {
    /// The files, sorted.
    pub files: Vec<String>,
    /// They were written, not only shown.
    pub written: bool,
    /// Which tools changed something.
    pub tools: Vec<String>,
    /// How many rounds it took.
    pub rounds: usize,
    /// The last round changed nothing: there is no more to mend.
    pub settled: bool,
    /// What changed, as a unified diff.
    pub diff: String,
}

/// How to mend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct How {
    /// Also by fixes that may change what code does.
    pub allow_unsafe: bool,
    /// Write it; else only show it.
    pub write: bool,
}

/// Mends the files of the jobs. Problems of single tools are told beside what the others did.
///
/// # Errors
/// The files cannot be copied or written.
pub(super) fn fix(
    jobs: &[Job],
    workspace: &Workspace,
    survey: &Survey,
    site: &Site,
    catalog: &Catalog,
    how: How,
) -> anyhow::Result<(Mended, Vec<Problem>)> {
    let mut jobs: Vec<&Job> = jobs.iter().filter(|job| job.record.fix.is_some() && job.executable.exists()).collect();
    // What formatters make of the lines comes last.
    jobs.sort_by_key(|job| (job.record.kind == Kind::Format, job.record.name.clone(), job.folder.clone()));
    let mut mended = Mended { settled: true, ..Mended::default() };
    if jobs.is_empty() {
        return Ok((mended, Vec::new()));
    }
    let copy = Copy::of_work_tree(workspace, survey)?;
    let site = Site { root: copy.root().to_owned(), ..site.clone() };
    let paths: Vec<String> = jobs.iter().flat_map(|job| job.files.iter().cloned()).collect();
    let before = texts(&site, paths.iter());
    let mender = Mender { site: &site, catalog, versions: Versions::load(&site), how };
    let mut problems = Vec::new();
    for round in 1..=ROUNDS {
        let start = texts(&site, paths.iter());
        for job in &jobs {
            match mender.mend(job) {
                Ok(true) => mended.tools.push(job.record.name.clone()),
                Ok(false) => {}
                Err(problem) => problems.push(*problem),
            }
        }
        mended.rounds = round;
        mended.settled = texts(&site, paths.iter()) == start;
        if mended.settled || !problems.is_empty() {
            break;
        }
    }
    let after = texts(&site, paths.iter());
    take_over(workspace, &before, &after, how, &mut mended)?;
    mended.tools.sort();
    mended.tools.dedup();
    Ok((mended, problems))
}

/// The files as they are in the copy; what is not text is no tool's to mend.
fn texts<'a>(site: &Site, paths: impl Iterator<Item = &'a String>) -> BTreeMap<String, String> {
    paths.filter_map(|path| Some((path.clone(), files::read_text(&site.root, path).ok()?))).collect()
}

/// Runs fixes in a copy.
struct Mender<'a> {
    site: &'a Site,
    catalog: &'a Catalog,
    versions: Versions,
    how: How,
}

impl Mender<'_> {
    /// Runs one tool's fix; tells whether it changed anything.
    fn mend(&self, job: &Job) -> Result<bool, Box<Problem>> {
        let version = self.versions.of(&job.record, &job.executable, self.site);
        // A tool that is too old is told of by the lint that follows.
        let Ok(record) = for_version(self.catalog, &job.record, version.as_deref()) else { return Ok(false) };
        let Some(argv) = command(&record, self.how) else { return Ok(false) };
        let before = texts(self.site, job.files.iter());
        let task = Task {
            record: &record,
            executable: &job.executable,
            argv: &argv,
            folder: &job.folder,
            files: &job.files,
            whole: job.whole,
            watch: None,
        };
        let ok = record.fix.as_ref().map(|fix| fix.ok.clone()).unwrap_or_default();
        for arguments in fix_arguments(&task, self.site) {
            let outcome = self.run(job, &record, arguments);
            if matches!(outcome.status, Status::Exited(code) if Code::among(&ok, code)) {
                continue;
            }
            // What it did before it failed is not trusted.
            for (path, text) in &before {
                let _ = files::write_atomic(&self.site.root, path, text);
            }
            let message = format!("{}: its fix failed and was left out ({:?})", record.name, outcome.status);
            let problem = Problem::new(ProblemKind::ToolFailed, message)
                .source(record.name.clone())
                .hint(format!("run it by itself to see why: `{}`", argv.join(" ")));
            return Err(Box::new(Problem { stderr_tail: Some(outcome.stderr_tail(10)), ..problem }));
        }
        Ok(texts(self.site, job.files.iter()) != before)
    }

    fn run(&self, job: &Job, record: &Record, arguments: Vec<OsString>) -> Outcome {
        let limit = self.site.time_limit.unwrap_or(Duration::from_secs(record.time_limit_s));
        let run = self.site.run(&job.executable.path).args(arguments).time_limit(limit);
        let run = record.env.iter().fold(run, |run, (name, value)| run.env(name, value));
        run.cwd(working_folder(record, &job.folder, self.site)).run()
    }
}

fn command(record: &Record, how: How) -> Option<Vec<String>> {
    let fix = record.fix.as_ref()?;
    let argv = if how.allow_unsafe && !fix.unsafe_run.is_empty() { &fix.unsafe_run } else { &fix.run };
    (!argv.is_empty()).then(|| argv.clone())
}

fn take_over(
    workspace: &Workspace,
    before: &BTreeMap<String, String>,
    after: &BTreeMap<String, String>,
    how: How,
    mended: &mut Mended,
) -> anyhow::Result<()> {
    mended.written = how.write;
    let locks = workspace.locks();
    for (path, new) in after {
        let Some(old) = before.get(path).filter(|old| *old != new) else { continue };
        mended.files.push(path.clone());
        mended.diff.push_str(
            &similar::TextDiff::from_lines(old, new)
                .unified_diff()
                .context_radius(2)
                .header(&format!("a/{path}"), &format!("b/{path}"))
                .to_string(),
        );
        if how.write {
            files::update(&workspace.root, &locks, path, |now| {
                if now == old {
                    return Ok(Some(new.clone()));
                }
                let message = format!("{path} was changed while it was being mended, so it was left as it is");
                Err(Problem::new(ProblemKind::Conflict, message).source(path.clone()).hint("run it again").into())
            })?;
        }
    }
    Ok(())
}
