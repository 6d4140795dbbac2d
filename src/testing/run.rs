//! Runs the runners, failing tests again when asked to, and makes findings of what failed.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use regex::Regex;
use schemars::JsonSchema;
use serde::Serialize;

use crate::lint::jobs::Job;
use crate::process::Watch;
use crate::progress::Progress;
use crate::report::{Finding, Place, Problem, ProblemKind, Severity, TestOutcome, TestResult, stable_hash};
use crate::tools::formats::test_outcome;
use crate::tools::invoke::{self, Task, invoke, working_folder};
use crate::tools::locate::Locator;
use crate::tools::reading::TestCase;
use crate::tools::resolve::{Versions, for_version};
use crate::tools::schedule::{self, Load};
use crate::tools::site::Site;
use crate::tools::{Catalog, Record};

use super::coverage::{self, Coverage, Hits};
use super::{Extent, Request, shown};

/// What one runner is asked for.
#[derive(Debug, Clone)]
pub(super) struct Selection {
    /// The runner and where it runs.
    pub(super) job: Job,
    /// Test files that are in it.
    pub(super) files: Vec<String>,
    /// They are named to the runner; else all of the package is meant.
    pub(super) named: bool,
    /// Only these tests.
    pub(super) only: Vec<String>,
    /// The runner itself takes its part of a shard.
    pub(super) native_shard: bool,
}

impl Selection {
    /// All of a job.
    pub(super) fn of(job: &Job) -> Self {
        Self { job: job.clone(), files: Vec::new(), named: false, only: Vec::new(), native_shard: false }
    }
}

/// A run of a runner, as it is reported.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RunnerRun {
    /// The runner.
    pub name: String,
    /// The package's folder; empty for the root.
    pub folder: String,
    /// Why it runs there.
    pub because: Vec<String>,
    /// Its executable; null when there is none.
    pub executable: Option<String>,
    /// Its version; null when it does not say.
    pub version: Option<String>,
    /// How many tests it ran, skipped ones not counted.
    pub ran: usize,
    /// How often failing tests were run again.
    pub reruns: usize,
    /// How long it ran, in milliseconds; null under a fixed clock.
    pub duration_ms: Option<u64>,
    /// What was run, to repeat it by hand.
    pub command: String,
    /// The record was tried with the real runner.
    pub verified: bool,
}

/// What all runners came to.
#[derive(Debug, Default)]
pub(super) struct Answers {
    pub(super) tests: Vec<TestResult>,
    pub(super) findings: Vec<Finding>,
    pub(super) problems: Vec<Problem>,
    pub(super) runs: Vec<RunnerRun>,
    pub(super) coverage: Option<Coverage>,
    pub(super) extents: Vec<Extent>,
}

/// What running needs.
pub(super) struct Runner<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) site: &'a Site,
    pub(super) request: &'a Request,
    pub(super) retries: usize,
    pub(super) progress: &'a Progress,
}

/// What one runner came to.
struct One {
    run: RunnerRun,
    tests: Vec<TestResult>,
    findings: Vec<Finding>,
    problems: Vec<Problem>,
    hits: Hits,
}

impl Runner<'_> {
    pub(super) fn run(&self, selections: &[Selection]) -> Answers {
        let versions = Versions::load(self.site);
        let cores = || std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        let load = |selection: &Selection| Load {
            weight: usize::from(selection.job.record.weight),
            cost: selection.job.record.cost_ms,
        };
        let ones = schedule::run(selections, self.request.slots.unwrap_or_else(cores), load, |selection| {
            self.progress.begin(&selection.job.record.name);
            let one = self.one(selection, &versions);
            self.progress.end(&selection.job.record.name);
            one
        });
        let mut answers = Answers::default();
        let mut hits = Hits::new();
        for (one, selection) in ones.into_iter().zip(selections) {
            answers.extents.push(Extent {
                tool: one.run.name.clone(),
                folder: one.run.folder.clone(),
                whole: self.is_whole(selection),
                broken: !one.problems.is_empty(),
            });
            answers.tests.extend(one.tests);
            answers.findings.extend(one.findings);
            answers.problems.extend(one.problems);
            answers.runs.push(one.run);
            for (file, lines) in one.hits {
                let all = hits.entry(file).or_default();
                lines.into_iter().for_each(|(line, count)| *all.entry(line).or_insert(0) += count);
            }
        }
        answers.coverage = coverage::total(&hits);
        answers
    }

    /// All tests of the package are asked for.
    fn is_whole(&self, selection: &Selection) -> bool {
        let part = self.request.shard.is_some() || self.request.quick || !self.request.args.is_empty();
        !part && !selection.named && selection.only.is_empty()
    }

    fn one(&self, selection: &Selection, versions: &Versions) -> One {
        let job = &selection.job;
        let version = versions.of(&job.record, &job.executable, self.site);
        let run = RunnerRun {
            name: job.record.name.clone(),
            folder: job.folder.clone(),
            because: job.because.clone(),
            executable: job.executable.exists().then(|| job.executable.path.display().to_string()),
            version: version.clone(),
            ran: 0,
            reruns: 0,
            duration_ms: None,
            command: job.record.run.join(" "),
            verified: job.record.verified,
        };
        let mut one = One { run, tests: Vec::new(), findings: Vec::new(), problems: Vec::new(), hits: Hits::new() };
        let record = match for_version(self.catalog, &job.record, version.as_deref()) {
            Ok(record) => record,
            Err(problem) => {
                one.problems.push(problem);
                return one;
            }
        };
        let Ok(scratch) = tempfile::Builder::new().prefix("planyard-").tempdir() else {
            one.problems.push(Problem::new(ProblemKind::Io, "cannot make a temporary folder").hint("see TMPDIR"));
            return one;
        };
        let lcov = scratch.path().join("lcov.info");
        let started = SystemTime::now();
        let mut ran = self.ask(selection, &record, &lcov.display().to_string());
        one.problems.append(&mut ran.judged.problems);
        let mut tests = ran.judged.tests;
        one.run.command = ran.command;
        let mut duration = ran.duration;
        for round in 1..=self.retries {
            match self.again(selection, &record, &mut tests, round) {
                Some(took) => duration += took,
                None => break,
            }
            one.run.reruns = round;
        }
        one.run.ran = tests.iter().filter(|test| test.outcome.ran()).count();
        one.run.duration_ms = Some(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX));
        if self.request.coverage {
            self.measure(selection, &record, &lcov, started, &mut one);
        }
        let cwd = working_folder(&record, &job.folder, self.site);
        let locator = Locator::new(&record, cwd, &self.site.root, &self.site.workspace);
        one.tests = tests.iter().map(|test| self.result(test, job, &locator)).collect();
        if !selection.only.is_empty() {
            // Runners that choose by a pattern tell all others as skipped, which they are not.
            one.tests.retain(|test| test.outcome.ran() || selection.only.contains(&test.id));
        }
        let root = format!("{}/", self.site.root.display());
        one.problems.iter_mut().for_each(|problem| problem.message = problem.message.replace(&root, ""));
        one.findings = one.tests.iter().filter_map(|test| finding(test, job)).collect();
        one
    }

    /// Runs what is selected.
    fn ask(&self, selection: &Selection, record: &Record, lcov: &str) -> invoke::Ran {
        let options = self.options(selection, record, lcov);
        let argv = with_options(&record.run, &options);
        // Tests that are named by their whole id bring their file with them.
        let by_id = !selection.only.is_empty() && only_of(record).iter().any(|arg| arg.contains("{test}"));
        let empty = Vec::new();
        let task = Task {
            record,
            executable: &selection.job.executable,
            argv: &argv,
            folder: &selection.job.folder,
            files: if by_id { &empty } else { &selection.files },
            whole: !selection.named && !by_id,
            watch: self.watch(record),
        };
        invoke(&task, self.site)
    }

    /// Runs the tests that failed once more; those that pass now are flaky. `None`: none failed.
    fn again(&self, selection: &Selection, record: &Record, tests: &mut [TestCase], round: usize) -> Option<Duration> {
        let failing: Vec<String> =
            tests.iter().filter(|test| test.outcome.is_bad()).map(|test| test.test.clone()).collect();
        if failing.is_empty() {
            return None;
        }
        let only = if only_of(record).is_empty() { Vec::new() } else { failing.clone() };
        let ran = self.ask(&Selection { only, native_shard: false, ..selection.clone() }, record, "");
        let now: BTreeMap<&str, TestOutcome> =
            ran.judged.tests.iter().map(|test| (test.test.as_str(), test.outcome)).collect();
        for test in tests.iter_mut().filter(|test| failing.contains(&test.test)) {
            test.attempts = u32::try_from(round + 1).unwrap_or(u32::MAX);
            if now.get(test.test.as_str()) == Some(&TestOutcome::Passed) {
                test.outcome = TestOutcome::Flaky;
            }
        }
        Some(ran.duration)
    }

    fn options(&self, selection: &Selection, record: &Record, lcov: &str) -> Vec<String> {
        let Some(tests) = &record.tests else { return self.request.args.clone() };
        let mut options = if self.request.quick { tests.quick.clone() } else { tests.thorough.clone() };
        if let (true, Some((index, count))) = (selection.native_shard, self.request.shard) {
            let fill = |arg: &String| arg.replace("{index}", &index.to_string()).replace("{count}", &count.to_string());
            options.extend(tests.shard.iter().map(fill));
        }
        if self.request.coverage && !lcov.is_empty() {
            options.extend(tests.coverage.iter().map(|arg| arg.replace("{coverage}", lcov)));
        }
        if !selection.only.is_empty() {
            options.extend(named_tests(&tests.only, &selection.only, &tests.separator));
        }
        options.extend(self.request.args.iter().cloned());
        options
    }

    fn watch(&self, record: &Record) -> Option<Watch> {
        if !self.request.live {
            return None;
        }
        let tests = record.tests.as_ref()?;
        let patterns: Vec<Regex> = tests.live.iter().filter_map(|pattern| Regex::new(pattern).ok()).collect();
        let (progress, words) = (self.progress.clone(), tests.outcomes.clone());
        let count = Arc::new(AtomicUsize::new(0));
        Some(Watch::new(move |line| {
            let Some(found) = patterns.iter().find_map(|pattern| pattern.captures(line)) else { return };
            let part = |name: &str| found.name(name).map(|part| part.as_str().to_owned()).unwrap_or_default();
            let said = part("outcome");
            let outcome = words.get(&said).copied().or_else(|| test_outcome(&said));
            let word = outcome.map_or_else(|| said.clone(), |outcome| outcome.word().to_owned());
            let number = count.fetch_add(1, Ordering::Relaxed) + 1;
            progress.line(&format!("{number:>5} {word:<8} {}", crate::render::visible(&part("test"), false)));
        }))
    }

    fn measure(
        &self,
        selection: &Selection,
        record: &Record,
        lcov: &std::path::Path,
        started: SystemTime,
        one: &mut One,
    ) {
        let job = &selection.job;
        let cwd = working_folder(record, &job.folder, self.site);
        let chosen = record.tests.as_ref().and_then(|tests| tests.coverage_file.as_ref()).map(|file| cwd.join(file));
        let path = chosen.unwrap_or_else(|| lcov.to_owned());
        let fresh =
            path.metadata().and_then(|meta| meta.modified()).is_ok_and(|time| time + Duration::from_secs(2) >= started);
        let supported = record.tests.as_ref().is_some_and(|tests| !tests.coverage.is_empty());
        match std::fs::read_to_string(&path).ok().filter(|_| fresh && supported) {
            Some(text) => {
                let locator = Locator::new(record, cwd, &self.site.root, &self.site.workspace);
                coverage::add_lcov(&text, &mut one.hits, |file| locator.path(file));
            }
            None => {
                let name = shown(job);
                let message = if supported {
                    format!("{name}: it was to measure coverage and wrote none")
                } else {
                    format!("{name}: coverage is not known for this runner")
                };
                one.problems.push(
                    Problem::new(ProblemKind::ToolFailed, message)
                        .source(name)
                        .hint("its coverage plug-in may be missing; leave --coverage out to run the tests alone"),
                );
            }
        }
    }

    fn result(&self, test: &TestCase, job: &Job, locator: &Locator<'_>) -> TestResult {
        // Ids that hold the place of this checkout would be others elsewhere.
        let roots = [self.site.root.join(&job.folder), self.site.root.clone()];
        let id = roots.iter().fold(test.test.clone(), |id, root| id.replace(&format!("{}/", root.display()), ""));
        TestResult {
            tool: job.record.name.clone(),
            id,
            outcome: test.outcome,
            file: test.file.as_deref().and_then(|file| locator.path(file)),
            line: test.line.and_then(|line| u32::try_from(line).ok()).filter(|line| *line > 0),
            duration_ms: test.ms,
            attempts: test.attempts,
            message: test.message.clone(),
            details: test.details.clone(),
        }
    }
}

fn only_of(record: &Record) -> &[String] {
    record.tests.as_ref().map_or(&[], |tests| &tests.only)
}

/// The arguments in the place of `{options}`, else at the end.
fn with_options(run: &[String], options: &[String]) -> Vec<String> {
    let mut argv = Vec::with_capacity(run.len() + options.len());
    for arg in run {
        if arg == "{options}" {
            argv.extend(options.iter().cloned());
        } else {
            argv.push(arg.clone());
        }
    }
    if !run.iter().any(|arg| arg == "{options}") {
        argv.extend(options.iter().cloned());
    }
    argv
}

/// Arguments that run these tests only.
fn named_tests(only: &[String], ids: &[String], separator: &str) -> Vec<String> {
    let last = |id: &String| -> String {
        let last = if separator.is_empty() { id } else { id.rsplit(separator).next().unwrap_or(id) };
        last.to_owned()
    };
    let mut names: Vec<String> = ids.iter().map(last).collect();
    names.sort();
    names.dedup();
    let pattern = names.iter().map(|name| regex::escape(name)).collect::<Vec<_>>().join("|");
    let mut args = Vec::new();
    for arg in only {
        if arg.contains("{test}") {
            args.extend(ids.iter().map(|id| arg.replace("{test}", id)));
        } else if arg.contains("{name}") {
            args.extend(names.iter().map(|name| arg.replace("{name}", name)));
        } else {
            args.push(arg.replace("{tests}", &ids.join(",")).replace("{pattern}", &pattern));
        }
    }
    args
}

/// What a test's outcome means to the gate; `None` for one that passed.
fn finding(test: &TestResult, job: &Job) -> Option<Finding> {
    let (severity, gist) = match test.outcome {
        TestOutcome::Passed => return None,
        TestOutcome::Failed => (Severity::Error, "failed"),
        TestOutcome::Error => (Severity::Error, "could not run"),
        TestOutcome::Flaky => (Severity::Warning, "failed, and passed when it was run again"),
        TestOutcome::Xpassed => (Severity::Warning, "passed, and was expected to fail"),
        TestOutcome::Skipped => (Severity::Info, "skipped"),
        TestOutcome::Xfailed => (Severity::Info, "failed, as was expected"),
    };
    let fallback = || job.files.first().cloned().unwrap_or_else(|| job.because.first().cloned().unwrap_or_default());
    let file = test.file.clone().unwrap_or_else(fallback);
    // The rule is the test's id, the details stand in the data.
    let message = if test.message.is_empty() { gist.to_owned() } else { format!("{gist}: {}", test.message) };
    let mut finding = Finding::new(file, severity, test.id.clone(), message);
    finding.source = test.tool.clone().into();
    finding.place = test.line.filter(|_| test.file.is_some()).map(Place::line);
    finding.subject = stable_hash(format!("{} {}", test.tool, test.id).as_bytes());
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_named_as_each_runner_wants_it() {
        let ids = ["a.py::T::x[1]".to_owned(), "b.py::y".to_owned()];
        let args =
            |only: &[&str]| named_tests(&only.iter().map(|arg| (*arg).to_owned()).collect::<Vec<_>>(), &ids, "::");
        assert_eq!(args(&["{test}"]), ids);
        assert_eq!(args(&["-t", "{pattern}"]), ["-t", r"x\[1\]|y"]);
        assert_eq!(args(&["--", "{name}"]), ["--", "x[1]", "y"]);
        assert_eq!(args(&["-D={tests}"]), ["-D=a.py::T::x[1],b.py::y"]);
        let run = ["r", "{options}", "{files}"].map(str::to_owned);
        assert_eq!(with_options(&run, &["-x".to_owned()]), ["r", "-x", "{files}"]);
        assert_eq!(with_options(&run[..1], &["-x".to_owned()]), ["r", "-x"]);
    }
}
