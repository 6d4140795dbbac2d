//! The decision rule: may what a tool said be believed? One table over how it ended, what it wrote and what it was
//! asked, the same for every linter and runner. A tool that examined nothing, ended in a way that is not known, or
//! contradicts itself has not said that anything is good.

mod rules;

use crate::process::Status;
use crate::report::Problem;

use super::failure;
use super::formats::{self, Input};
use super::reading::{RawFinding, Reading, TestCase};
use super::record::Record;

/// How a run of a tool ended and what it left.
#[derive(Debug, Clone, Copy)]
pub struct Ended<'a> {
    /// How it ended.
    pub status: &'a Status,
    /// Standard output.
    pub stdout: &'a [u8],
    /// Standard error.
    pub stderr: &'a [u8],
    /// The files in which it reports, when it reports in files; none: it wrote none.
    pub reports: &'a [Vec<u8>],
    /// More was written than is kept.
    pub truncated: bool,
    /// How many files it was given to look at; for a runner, 1 when it was to run anything.
    pub asked: usize,
}

/// What may be believed of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Judged {
    /// What it found. Kept also when there are problems.
    pub findings: Vec<RawFinding>,
    /// What it ran.
    pub tests: Vec<TestCase>,
    /// Why it cannot be believed, or not wholly.
    pub problems: Vec<Problem>,
    /// How much it looked at: files, or tests that were run.
    pub examined: usize,
}

/// What the rules look at.
struct Facts<'a> {
    record: &'a Record,
    ended: &'a Ended<'a>,
    /// The exit code, when it exited.
    code: Option<i32>,
    /// What the reader made of the output; pseudo-findings are among its errors by now.
    reading: Result<&'a Reading, &'a str>,
}

/// Judges a run.
pub fn decide(record: &Record, ended: &Ended<'_>) -> Judged {
    let (reading, problems) = ruled(record, ended);
    let problems: Vec<Problem> = problems.into_iter().map(|(_, problem)| problem).collect();
    let examined = examined(record, &reading, ended, &problems);
    Judged { findings: reading.findings, tests: reading.tests, problems, examined }
}

/// What the reader made of it, and what the rows of the table hold against it, each with its row's name.
fn ruled(record: &Record, ended: &Ended<'_>) -> (Reading, Vec<(&'static str, Problem)>) {
    let (mut reading, failed) = match read(record, ended) {
        Ok(reading) => (reading, None),
        Err(why) => (Reading::default(), Some(why)),
    };
    set_pseudo_apart(record, &mut reading);
    reading.tests.iter_mut().for_each(failure::settle);
    let code = match ended.status {
        Status::Exited(code) => Some(*code),
        _ => None,
    };
    let facts = Facts { record, ended, code, reading: failed.as_deref().map_or(Ok(&reading), Err) };
    let mut problems = Vec::new();
    for rule in rules::TABLE {
        let found = (rule.judge)(&facts);
        let last = !found.is_empty() && rule.last;
        problems.extend(found.into_iter().map(|problem| (rule.name, problem)));
        if last {
            break;
        }
    }
    (reading, problems)
}

/// All that it wrote where its record says that findings are.
fn read(record: &Record, ended: &Ended<'_>) -> Result<Reading, String> {
    use super::record::Stream;
    let format = formats::find(&record.read.format)
        .ok_or_else(|| format!("its record names the format `{}`, which there is not", record.read.format))?;
    let read = |bytes: &[u8]| (format.read)(&Input { bytes: beginning(bytes, ended.truncated), record });
    match record.read.from {
        Stream::Stdout => read(ended.stdout),
        Stream::Stderr => read(ended.stderr),
        Stream::Both => read(&[ended.stdout, b"\n", ended.stderr].concat()),
        Stream::Report | Stream::ReportDir => {
            let mut all = Reading::default();
            if ended.reports.is_empty() {
                return Err("it wrote no report".to_owned());
            }
            for report in ended.reports {
                all.add(read(report)?);
            }
            Ok(all)
        }
    }
}

/// An answer of which a part is missing is read for what to show of it, and of that there is enough.
fn beginning(bytes: &[u8], truncated: bool) -> &[u8] {
    const ENOUGH: usize = 1024 * 1024;
    if truncated && bytes.len() > ENOUGH { &bytes[..ENOUGH] } else { bytes }
}

/// Findings that mean "could not look at this" become errors, so that they never count as a look.
fn set_pseudo_apart(record: &Record, reading: &mut Reading) {
    use super::reading::OwnError;
    let is_pseudo = |finding: &RawFinding| {
        let rule = finding.rule.as_deref().unwrap_or_default();
        let named = record.pseudo.iter().any(|pattern| match pattern.strip_suffix('*') {
            Some(prefix) => rule.starts_with(prefix),
            None => rule == pattern,
        });
        named || (finding.file.is_empty() && finding.severity.as_deref().is_none_or(|word| word == "error"))
    };
    let (pseudo, real): (Vec<_>, Vec<_>) = std::mem::take(&mut reading.findings).into_iter().partition(is_pseudo);
    reading.findings = real;
    reading.errors.extend(pseudo.into_iter().map(|finding| OwnError {
        message: finding.message,
        file: Some(finding.file).filter(|file| !file.is_empty()),
        line: finding.line.filter(|line| *line > 0),
    }));
}

fn examined(record: &Record, reading: &Reading, ended: &Ended<'_>, problems: &[Problem]) -> usize {
    if record.tests.is_some() {
        return reading.tests.iter().filter(|test| test.outcome.ran()).count();
    }
    match reading.examined {
        Some(count) => count,
        // Tools that do not count are believed to have looked at what they were given, unless something went wrong.
        None if problems.is_empty() => ended.asked,
        None => 0,
    }
}

#[cfg(test)]
mod documented;
#[cfg(test)]
mod documented_runners;
#[cfg(test)]
mod false_greens;
#[cfg(test)]
mod tests;
