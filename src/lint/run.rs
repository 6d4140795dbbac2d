//! Runs the planned jobs side by side and merges what they found.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use schemars::JsonSchema;
use serde::Serialize;

use crate::progress::Progress;
use crate::report::{Finding, Kept, Problem, ProblemKind};
use crate::tools::invoke::{self, invoke, working_folder};
use crate::tools::locate::Locator;
use crate::tools::record::Unit;
use crate::tools::resolve::{Versions, for_version};
use crate::tools::schedule::{self, Load};
use crate::tools::site::Site;
use crate::tools::survey::Survey;
use crate::tools::{Catalog, Record};

use super::cache::{Answer, Cache};
use super::jobs::Job;

const DURATIONS: &str = "cache/durations.json";

/// A run of a tool, as it is reported.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ToolRun {
    /// The tool.
    pub name: String,
    /// The package's folder; empty for the root.
    pub folder: String,
    /// Why it runs there.
    pub because: Vec<String>,
    /// Its executable; null when there is none.
    pub executable: Option<String>,
    /// Its version; null when it does not say.
    pub version: Option<String>,
    /// How many files it was asked about.
    pub asked: usize,
    /// How many it looked at.
    pub examined: usize,
    /// How many findings it gave.
    pub findings: usize,
    /// How many findings were about files that were not asked for, and left out.
    pub outside_scope: usize,
    /// The answer was given before, for the same content, configuration and version.
    pub cached: bool,
    /// How long it ran, in milliseconds; null under a fixed clock.
    pub duration_ms: Option<u64>,
    /// What was run, to repeat it by hand.
    pub command: String,
    /// The record was tried with the real tool.
    pub verified: bool,
}

/// What all jobs came to.
#[derive(Debug, Default)]
pub struct Answers {
    /// Merged; not sorted yet.
    pub findings: Vec<Finding>,
    /// Of all tools.
    pub problems: Vec<Problem>,
    /// In the order of the jobs.
    pub runs: Vec<ToolRun>,
}

/// What one job came to.
struct One {
    run: ToolRun,
    findings: Vec<Finding>,
    problems: Vec<Problem>,
    took: Option<u64>,
}

/// What running jobs needs.
#[derive(Debug, Clone, Copy)]
pub struct Runner<'a> {
    /// Records for other versions.
    pub catalog: &'a Catalog,
    /// Where tools run.
    pub site: &'a Site,
    /// The files of the workspace.
    pub survey: &'a Survey,
    /// Answers that were given before.
    pub cache: Option<&'a Cache<'a>>,
    /// Cores that may be used.
    pub slots: usize,
    /// All files are in scope.
    pub all: bool,
    /// Shown while it takes long.
    pub progress: &'a Progress,
}

impl Runner<'_> {
    /// Runs them.
    pub fn run(&self, jobs: &[Job]) -> Answers {
        let own = self.site.own();
        let known: BTreeMap<String, u64> =
            own.read(DURATIONS).and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
        let versions = Versions::load(self.site);
        let load = |job: &Job| Load {
            weight: usize::from(job.record.weight),
            cost: known.get(&place(job)).copied().unwrap_or(job.record.cost_ms),
        };
        let ones = schedule::run(jobs, self.slots, load, |job| {
            self.progress.begin(&job.record.name);
            let one = self.one(job, jobs, &versions);
            self.progress.end(&job.record.name);
            one
        });
        let mut durations = known.clone();
        let mut answers = Answers::default();
        for (one, job) in ones.into_iter().zip(jobs) {
            durations.extend(one.took.map(|took| (place(job), took)));
            answers.findings.extend(one.findings);
            answers.problems.extend(one.problems);
            answers.runs.push(one.run);
        }
        if durations != known {
            // They only decide which tool starts first.
            let _ = serde_json::to_vec(&durations).map(|bytes| own.write(DURATIONS, &bytes));
        }
        if let Some(cache) = self.cache {
            cache.prune();
        }
        answers.findings = merged(answers.findings);
        answers
    }

    fn one(&self, job: &Job, jobs: &[Job], versions: &Versions) -> One {
        let version = versions.of(&job.record, &job.executable, self.site);
        let mut one =
            One { run: told(job, version.as_deref()), findings: Vec::new(), problems: Vec::new(), took: None };
        let record = match for_version(self.catalog, &job.record, version.as_deref()) {
            Ok(record) => record,
            Err(problem) => {
                one.problems.push(problem);
                return one;
            }
        };
        let key = self.cache.and_then(|cache| cache.key(job, version.as_deref()));
        let before = key.as_ref().and_then(|key| self.cache?.get(key));
        one.run.cached = before.is_some();
        let answer = match before {
            Some(answer) => answer,
            None => {
                let (answer, problems) = self.ask(job, jobs, &record);
                one.took = Some(answer.duration_ms);
                // An answer about files that were changed while the tool ran is about neither text.
                if let (Some(before), true, Some(cache)) = (&key, problems.is_empty(), self.cache)
                    && cache.key(job, version.as_deref()).as_ref() == Some(before)
                {
                    cache.put(before, &answer);
                }
                one.problems = problems;
                answer
            }
        };
        one.run.examined = answer.examined;
        one.run.findings = answer.findings.len();
        one.run.outside_scope = answer.outside;
        one.run.duration_ms = Some(answer.duration_ms);
        one.run.command = answer.command;
        one.findings = answer.findings.into_iter().map(Kept::finding).collect();
        one
    }

    fn ask(&self, job: &Job, jobs: &[Job], record: &Record) -> (Answer, Vec<Problem>) {
        let task = invoke::Task {
            record,
            executable: &job.executable,
            argv: &record.run,
            folder: &job.folder,
            files: &job.files,
            whole: job.whole,
            watch: None,
        };
        let ran = invoke(&task, self.site);
        let cwd = working_folder(record, &job.folder, self.site);
        let mut locator = Locator::new(record, cwd, &self.site.root, &self.site.workspace);
        let asked: HashSet<&str> = job.files.iter().map(String::as_str).collect();
        let others = jobs.iter().filter(|other| other.record.name == job.record.name && other.folder != job.folder);
        let elsewhere: HashSet<&str> = others.flat_map(|other| other.files.iter().map(String::as_str)).collect();
        let (mut findings, mut outside) = (Vec::new(), 0);
        for raw in &ran.judged.findings {
            let found = locator.finding(raw).filter(|finding| {
                asked.contains(&*finding.file)
                    || (self.all && self.survey.has(&finding.file) && !elsewhere.contains(&*finding.file))
            });
            match found {
                Some(finding) => findings.push(Kept::of(&finding)),
                None => outside += 1,
            }
        }
        let answer = Answer {
            findings,
            examined: ran.judged.examined,
            outside,
            duration_ms: milliseconds(ran.duration),
            command: ran.command,
        };
        let mut problems = ran.judged.problems;
        problems.extend(misplaced(record, &answer));
        (answer, problems)
    }
}

/// A tool that looks at the files that it is given, and tells only of others, calls them by names that are not understood.
fn misplaced(record: &Record, answer: &Answer) -> Option<Problem> {
    let elsewhere = answer.findings.is_empty() && answer.outside > 0;
    if !elsewhere || record.unit != Unit::Files || record.reads_other_files {
        return None;
    }
    let message = format!("{}: none of its {} findings is about a file that it was given", record.name, answer.outside);
    Some(
        Problem::new(ProblemKind::Disagreement, message)
            .source(record.name.clone())
            .hint(format!("see what files it names: `{}`", answer.command)),
    )
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

fn place(job: &Job) -> String {
    format!("{} {}", job.record.name, job.folder)
}

fn told(job: &Job, version: Option<&str>) -> ToolRun {
    ToolRun {
        name: job.record.name.clone(),
        folder: job.folder.clone(),
        because: job.because.clone(),
        executable: job.executable.exists().then(|| job.executable.path.display().to_string()),
        version: version.map(str::to_owned),
        asked: job.files.len(),
        examined: 0,
        findings: 0,
        outside_scope: 0,
        cached: false,
        duration_ms: None,
        command: job.record.run.join(" "),
        verified: job.record.verified,
    }
}

/// The same fault told by two tools (ruff and flake8 share their rules' names) is one finding.
fn merged(mut findings: Vec<Finding>) -> Vec<Finding> {
    // The tool that can mend what it finds is the one to be heard.
    let fixable = |finding: &Finding| finding.more.as_ref().is_some_and(|more| more.fixable.is_some());
    let menders: HashSet<String> =
        findings.iter().filter(|one| fixable(one)).map(|one| one.source.to_string()).collect();
    findings.sort_by_key(|finding| !menders.contains(&*finding.source));
    type Key = (Arc<str>, u32, String);
    let mut first: std::collections::HashMap<Key, usize> = std::collections::HashMap::new();
    let mut kept: Vec<Finding> = Vec::with_capacity(findings.len());
    for finding in findings {
        // Only a rule's own code says that two tools mean the same.
        let Some(place) = finding.place.filter(|_| finding.rule.contains(|c: char| c.is_ascii_digit())) else {
            kept.push(finding);
            continue;
        };
        // `error` stands for no rule: such findings are the same only when they say the same.
        let fault = if finding.rule == "error" { &finding.message } else { &*finding.rule };
        let key = (Arc::clone(&finding.file), place.line, fault.to_owned());
        match first.get(&key).map(|at| &kept[*at]) {
            Some(known) if known.source != finding.source => continue,
            Some(_) => {}
            None => drop(first.insert(key, kept.len())),
        }
        kept.push(finding);
    }
    kept
}
