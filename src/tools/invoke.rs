//! Runs a tool: builds its argument vector, splits long lists of files, reads its reports, and lets the decision rule
//! judge what came of it.

use std::ffi::OsString;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::decide::{Ended, Judged, decide};
use super::record::{Cwd, Record, Stream, Unit};
use super::resolve::Executable;
use super::site::Site;
use crate::process::{Outcome, Status, Watch};
use crate::report::{Problem, ProblemKind};

/// So many bytes of file names go into one run; the smallest limit of the systems that we run on is a mebibyte for all
/// arguments and the environment together.
const MAX_ARGUMENTS: usize = 400 * 1024;

/// So much of a report file is read.
const MAX_REPORT: u64 = 64 * 1024 * 1024;

/// A run to be made.
#[derive(Debug, Clone)]
pub struct Task<'a> {
    /// The tool, in the variant for its version.
    pub record: &'a Record,
    /// Its executable.
    pub executable: &'a Executable,
    /// The command: `run` of the record, or one of its fix commands, with arguments added.
    pub argv: &'a [String],
    /// The folder of the package, relative to the root.
    pub folder: &'a str,
    /// What it is asked to look at, relative to the root.
    pub files: &'a [String],
    /// All of the package is meant, not these files by name.
    pub whole: bool,
    /// Called with each line of standard output and error as it comes.
    pub watch: Option<Watch>,
}

/// What came of it.
#[derive(Debug, Clone, Default)]
pub struct Ran {
    /// What may be believed.
    pub judged: Judged,
    /// How long all runs took together.
    pub duration: Duration,
    /// What was run first, for people who want to repeat it.
    pub command: String,
}

/// Runs it, several times when its files do not fit into one command line.
pub fn invoke(task: &Task<'_>, site: &Site) -> Ran {
    let mut ran = Ran::default();
    for batch in batches(task) {
        let one = once(task, batch, site);
        if ran.command.is_empty() {
            ran.command = one.command;
        }
        ran.duration += one.duration;
        ran.judged.findings.extend(one.judged.findings);
        ran.judged.tests.extend(one.judged.tests);
        ran.judged.examined += one.judged.examined;
        for problem in one.judged.problems {
            if !ran.judged.problems.contains(&problem) {
                ran.judged.problems.push(problem);
            }
        }
        if site.cancel.load(std::sync::atomic::Ordering::Relaxed) {
            break;
        }
    }
    ran
}

/// The argument vectors of a fix: one for each part of the files.
pub fn fix_arguments(task: &Task<'_>, site: &Site) -> Vec<Vec<OsString>> {
    let cwd = working_folder(task.record, task.folder, site);
    batches(task).into_iter().map(|files| arguments(task, files, Path::new("."), &cwd, site)).collect()
}

/// Where a tool runs.
pub fn working_folder(record: &Record, folder: &str, site: &Site) -> PathBuf {
    match record.cwd {
        Cwd::Workspace => site.root.clone(),
        Cwd::Package => site.root.join(folder),
    }
}

/// The files in parts that fit; one empty part when none are named.
fn batches<'a>(task: &Task<'a>) -> Vec<&'a [String]> {
    let names_files = task.argv.iter().any(|arg| arg.contains("{files}") || arg.contains("{folders}"));
    if !names_files || (task.whole && task.record.whole.is_some()) || task.files.is_empty() {
        return vec![task.files];
    }
    if task.record.unit == Unit::File {
        return task.files.chunks(1).collect();
    }
    let mut parts = Vec::new();
    let (mut start, mut size) = (0, 0);
    for (index, file) in task.files.iter().enumerate() {
        let length = file.len() + 3 + std::mem::size_of::<usize>();
        if size + length > MAX_ARGUMENTS && index > start {
            parts.push(&task.files[start..index]);
            (start, size) = (index, 0);
        }
        size += length;
    }
    parts.push(&task.files[start..]);
    parts
}

fn once(task: &Task<'_>, files: &[String], site: &Site) -> Ran {
    let record = task.record;
    let Ok(scratch) = tempfile::Builder::new().prefix("planyard-").tempdir() else {
        let problem = Problem::new(ProblemKind::Io, "cannot make a temporary folder").hint("see TMPDIR and its space");
        return Ran { judged: Judged { problems: vec![problem], ..Judged::default() }, ..Ran::default() };
    };
    let cwd = working_folder(record, task.folder, site);
    let argv = arguments(task, files, scratch.path(), &cwd, site);
    let limit = site.time_limit.unwrap_or(Duration::from_secs(record.time_limit_s));
    let started = SystemTime::now();
    let mut run = site.run(&task.executable.path).args(argv.iter().cloned()).cwd(&cwd).time_limit(limit);
    for (name, value) in &record.env {
        let report = scratch.path().join("report").display().to_string();
        let folder = scratch.path().display().to_string();
        run = run.env(name, value.replace("{report}", &report).replace("{report_dir}", &folder));
    }
    if let Some(watch) = &task.watch {
        run = run.watched_by(watch.clone());
    }
    let outcome = run.run();
    let reports = reports(record, scratch.path(), &cwd, started);
    let mut judged = judge(record, &outcome, &reports, files.len());
    let seen = [Some(cwd.clone()), cwd.canonicalize().ok()];
    for folder in seen.iter().flatten().filter_map(|path| path.to_str()) {
        judged.tests.iter_mut().for_each(|test| test.relative_to(folder));
    }
    if let (Unit::File, [file]) = (record.unit, files) {
        for finding in judged.findings.iter_mut().filter(|finding| finding.file.is_empty()) {
            finding.file = site.root.join(file).display().to_string();
        }
    }
    Ran { judged, duration: outcome.duration, command: shown(task, &argv) }
}

fn judge(record: &Record, outcome: &Outcome, reports: &Result<Vec<Vec<u8>>, Problem>, asked: usize) -> Judged {
    let none = Vec::new();
    let ended = Ended {
        status: &outcome.status,
        stdout: &outcome.stdout,
        stderr: &outcome.stderr,
        reports: reports.as_ref().unwrap_or(&none),
        truncated: outcome.truncated,
        asked,
    };
    let mut judged = decide(record, &ended);
    if let Err(problem) = reports {
        judged.problems.push(problem.clone());
    }
    if outcome.left_running && matches!(outcome.status, Status::Exited(_)) && record.tests.is_none() {
        // Killed by now. Its answer was complete, so this is not held against it.
        judged.problems.retain(|problem| problem.kind != ProblemKind::Interrupted);
    }
    judged
}

/// The argument vector after the executable, with what stands for files, reports and folders filled in.
fn arguments(task: &Task<'_>, files: &[String], scratch: &Path, cwd: &Path, site: &Site) -> Vec<OsString> {
    let mut argv = Vec::new();
    let config: Vec<&String> = config_args(task.record, cwd).collect();
    let words = task.argv.iter().skip(1).flat_map(|arg| match arg.as_str() {
        "{config}" => config.clone(),
        _ => vec![arg],
    });
    for arg in words {
        match (arg.as_str(), &task.record.whole) {
            ("{files}", Some(whole)) if task.whole => argv.extend(whole.iter().map(OsString::from)),
            ("{files}", _) => {
                argv.extend(files.iter().map(|file| OsString::from(named(task.record, file, cwd, site))));
            }
            ("{folders}", Some(whole)) if task.whole => argv.extend(whole.iter().map(OsString::from)),
            ("{folders}", _) => argv.extend(folders(task.record, files, cwd, site)),
            (arg, _) => {
                let report = scratch.join("report");
                let package = if task.folder.is_empty() { "." } else { task.folder };
                argv.push(
                    arg.replace("{report}", &report.display().to_string())
                        .replace("{report_dir}", &scratch.display().to_string())
                        .replace("{package}", package)
                        .into(),
                );
            }
        }
    }
    argv
}

/// The arguments that lead it to its configuration.
fn config_args<'a>(record: &'a Record, cwd: &Path) -> impl Iterator<Item = &'a String> {
    let is_there = |path: &Path, holds: Option<&str>| match holds {
        None => path.exists(),
        Some(text) => std::fs::read_to_string(path).is_ok_and(|found| found.contains(text)),
    };
    let found = record.config.iter().find(move |config| is_there(&cwd.join(&config.file), config.holds.as_deref()));
    found.into_iter().flat_map(|config| &config.args)
}

/// The folders that the files lie in, each once, as `./a/b`.
fn folders(record: &Record, files: &[String], cwd: &Path, site: &Site) -> Vec<OsString> {
    let folder = |file: &String| {
        let name = named(record, file, cwd, site);
        let name = name.trim_start_matches("./");
        name.rsplit_once('/').map_or_else(|| ".".to_owned(), |(folder, _)| format!("./{folder}"))
    };
    let folders: std::collections::BTreeSet<String> = files.iter().map(folder).collect();
    folders.into_iter().map(OsString::from).collect()
}

/// A file as the tool is given it: relative to where it runs, and never like an option.
fn named(record: &Record, file: &str, cwd: &Path, site: &Site) -> String {
    let path = site.root.join(file);
    let relative =
        path.strip_prefix(cwd).ok().and_then(Path::to_str).map_or_else(|| path.display().to_string(), str::to_owned);
    let prefix = record.file_prefix.as_deref().unwrap_or_default();
    format!("{prefix}{}", record.named(&relative))
}

/// What it wrote into files.
fn reports(record: &Record, scratch: &Path, cwd: &Path, started: SystemTime) -> Result<Vec<Vec<u8>>, Problem> {
    let paths: Vec<PathBuf> = match (record.read.from, &record.read.report_glob) {
        (Stream::Report, _) => vec![scratch.join("report")],
        (Stream::ReportDir, None) => files_below(scratch),
        (Stream::ReportDir, Some(glob)) => {
            let Ok(glob) = globset::Glob::new(glob) else { return Ok(Vec::new()) };
            let glob = glob.compile_matcher();
            let fits = |path: &PathBuf| glob.is_match(path.strip_prefix(cwd).unwrap_or(path));
            // Older ones are of other runs. File systems keep times as coarse as two seconds.
            let since = started - Duration::from_secs(2);
            let fresh =
                |path: &PathBuf| path.metadata().and_then(|meta| meta.modified()).is_ok_and(|time| time >= since);
            files_below(cwd).into_iter().filter(fits).filter(fresh).collect()
        }
        _ => return Ok(Vec::new()),
    };
    let mut reports = Vec::new();
    for path in paths.into_iter().filter(|path| path.is_file()) {
        let mut bytes = Vec::new();
        let read = std::fs::File::open(&path).and_then(|file| file.take(MAX_REPORT + 1).read_to_end(&mut bytes));
        if read.is_err() || bytes.len() as u64 > MAX_REPORT {
            return Err(Problem::new(
                ProblemKind::Unparsable,
                format!("{}: its report cannot be read or is too large", record.name),
            )
            .source(record.name.clone()));
        }
        reports.push(bytes);
    }
    Ok(reports)
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let walk = ignore::WalkBuilder::new(folder).standard_filters(false).build();
    let mut files: Vec<PathBuf> =
        walk.filter_map(Result::ok).map(|entry| entry.path().to_owned()).filter(|path| path.is_file()).collect();
    files.sort();
    files
}

/// The command as a person would type it, shortened.
fn shown(task: &Task<'_>, argv: &[OsString]) -> String {
    let words = std::iter::once(task.argv.first().cloned().unwrap_or_default())
        .chain(argv.iter().map(|arg| arg.to_string_lossy().into_owned()));
    let mut text = String::new();
    for word in words {
        if text.len() > 300 {
            text.push_str(" …");
            break;
        }
        if !text.is_empty() {
            text.push(' ');
        }
        let plain = |c: char| c.is_alphanumeric() || "-_./=:,+@%".contains(c);
        if !word.is_empty() && word.chars().all(plain) {
            text.push_str(&word);
        } else {
            text.push_str(&format!("'{}'", word.replace('\'', "'\\''")));
        }
    }
    text
}
