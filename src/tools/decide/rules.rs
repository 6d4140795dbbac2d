//! The rows of the decision table, from the first that applies to the last.

use regex::Regex;

use crate::process::Status;
use crate::report::{Problem, ProblemKind as Kind};
use crate::tools::formats::{head, plain};
use crate::tools::reading::{Reading, TestOutcome};
use crate::tools::record::Code;

use super::Facts;

/// A row: what it looks for, and whether the rows after it have nothing to add when it has found something.
pub(super) struct Rule {
    /// What it looks for.
    pub(super) name: &'static str,
    pub(super) last: bool,
    pub(super) judge: fn(&Facts<'_>) -> Vec<Problem>,
}

/// In order. Rows that are `last` say how the run ended; the others may each add something.
pub(super) const TABLE: &[Rule] = &[
    Rule { name: "did not start", last: true, judge: not_started },
    Rule { name: "too much output", last: false, judge: truncated },
    Rule { name: "ended by force", last: false, judge: killed },
    Rule { name: "own errors", last: false, judge: own_errors },
    Rule { name: "says that there was nothing", last: true, judge: said_nothing },
    Rule { name: "called wrongly", last: true, judge: bad_invocation },
    Rule { name: "cannot be read", last: true, judge: unparsable },
    Rule { name: "cannot be read in part", last: false, judge: rejects },
    Rule { name: "unknown exit code", last: false, judge: unknown_exit },
    Rule { name: "findings promised, none given", last: true, judge: reported_nothing },
    Rule { name: "totals disagree", last: false, judge: disagreement },
    Rule { name: "nothing examined", last: true, judge: nothing_examined },
    Rule { name: "no test ran", last: true, judge: no_test_ran },
];

/// So many errors of a tool's own are told one by one.
const MAX_OWN_ERRORS: usize = 20;

fn problem(facts: &Facts<'_>, kind: Kind, message: impl AsRef<str>) -> Problem {
    let name = &facts.record.name;
    let problem = Problem::new(kind, format!("{name}: {}", message.as_ref())).source(name.clone());
    let stderr = tail(facts.ended.stderr);
    Problem { exit_code: facts.code, stderr_tail: (!stderr.is_empty()).then_some(stderr), ..problem }
}

/// The last ten lines, at most 2,000 characters of them.
fn tail(bytes: &[u8]) -> String {
    let text = plain(bytes);
    let lines: Vec<&str> = text.trim_end().lines().collect();
    let tail = lines[lines.len().saturating_sub(10)..].join("\n");
    let skip = tail.chars().count().saturating_sub(2000);
    tail.chars().skip(skip).collect()
}

fn again(facts: &Facts<'_>) -> String {
    format!("run it by itself to see more: `{}`", facts.record.run.join(" "))
}

fn not_started(facts: &Facts<'_>) -> Vec<Problem> {
    let install = facts.record.install.as_deref().map(|how| format!("install it: `{how}`"));
    let (kind, message, hint) = match facts.ended.status {
        Status::NotFound => (Kind::ToolMissing, "it is not installed".to_owned(), install),
        Status::NotExecutable(why) if why.contains("interpreter") => (
            Kind::InterpreterMissing,
            format!("it is there but cannot run: {why}"),
            Some("the environment that it was installed in has moved or gone; make it anew".to_owned()),
        ),
        Status::NotExecutable(why) => (Kind::NotExecutable, why.clone(), install),
        Status::NotStarted(why) => (Kind::ToolFailed, format!("it could not be started: {why}"), None),
        Status::Cancelled => (Kind::Interrupted, "it was stopped".to_owned(), None),
        _ => return Vec::new(),
    };
    let problem = problem(facts, kind, message);
    vec![Problem { hint, ..problem }]
}

fn truncated(facts: &Facts<'_>) -> Vec<Problem> {
    if !facts.ended.truncated {
        return Vec::new();
    }
    vec![
        problem(facts, Kind::Unparsable, "it wrote more than is kept, so a part of its answer is missing")
            .hint("give it fewer files, or quiet it in its configuration"),
    ]
}

fn killed(facts: &Facts<'_>) -> Vec<Problem> {
    match facts.ended.status {
        Status::TimedOut => vec![
            problem(
                facts,
                Kind::Timeout,
                "it did not end within its time limit and was stopped; what it had said is kept",
            )
            .hint("give it more with --timeout, or `tools.NAME.time_limit_s` in planyard.toml"),
        ],
        Status::Signalled(signal) => vec![
            problem(facts, Kind::ToolCrashed, format!("it was ended by signal {signal}{}", signal_name(*signal)))
                .hint(again(facts)),
        ],
        _ => Vec::new(),
    }
}

fn signal_name(signal: i32) -> &'static str {
    match signal {
        4 => " (illegal instruction)",
        6 => " (abort)",
        9 => " (kill; out of memory?)",
        11 => " (segmentation fault)",
        15 => " (terminate)",
        _ => "",
    }
}

fn own_errors(facts: &Facts<'_>) -> Vec<Problem> {
    let mut said: Vec<String> = Vec::new();
    if let Ok(reading) = facts.reading {
        said.extend(reading.errors.iter().map(|error| {
            let place = match (&error.file, error.line) {
                (Some(file), Some(line)) => format!("{file}:{line}: "),
                (Some(file), None) if !error.message.contains(file.as_str()) => format!("{file}: "),
                _ => String::new(),
            };
            format!("{place}{}", head(&error.message))
        }));
    }
    for line in matching(&facts.record.read.errors, facts) {
        said.push(head(&line));
    }
    said.dedup();
    let more = said.len().saturating_sub(MAX_OWN_ERRORS);
    let mut problems: Vec<Problem> = said
        .into_iter()
        .take(MAX_OWN_ERRORS)
        .map(|message| {
            problem(facts, Kind::ToolReported, message).hint("mend what it names, or leave it out of its files")
        })
        .collect();
    if more > 0 {
        problems.push(problem(facts, Kind::ToolReported, format!("and {more} more errors of its own")));
    }
    problems
}

/// Lines of both streams that match one of the patterns: their group `message`, or all of the line.
fn matching(patterns: &[String], facts: &Facts<'_>) -> Vec<String> {
    if patterns.is_empty() {
        return Vec::new();
    }
    let patterns: Vec<Regex> = patterns.iter().filter_map(|pattern| Regex::new(pattern).ok()).collect();
    let mut found = Vec::new();
    for stream in [facts.ended.stdout, facts.ended.stderr] {
        for line in plain(stream).lines() {
            if let Some(groups) = patterns.iter().find_map(|pattern| pattern.captures(line)) {
                let part = |name| groups.name(name).map(|part| part.as_str());
                let message = part("message").unwrap_or(line).trim();
                let place = part("file").filter(|file| !message.contains(file)).map(|file| match part("line") {
                    Some(line) => format!("{file}:{line}: "),
                    None => format!("{file}: "),
                });
                found.push(format!("{}{message}", place.unwrap_or_default()));
            }
        }
    }
    found
}

fn among(facts: &Facts<'_>, codes: &[Code]) -> bool {
    facts.code.is_some_and(|code| Code::among(codes, code))
}

fn has_findings(reading: &Reading) -> bool {
    !reading.findings.is_empty() || reading.tests.iter().any(|test| test.outcome.is_bad())
}

/// What it holds against it, whoever said it.
fn is_told(facts: &Facts<'_>) -> bool {
    facts.reading.is_ok_and(has_findings) || has_own_errors(facts)
}

/// It said itself what went wrong, which the row of own errors tells.
fn has_own_errors(facts: &Facts<'_>) -> bool {
    facts.reading.is_ok_and(|reading| !reading.errors.is_empty())
        || !matching(&facts.record.read.errors, facts).is_empty()
}

fn bad_invocation(facts: &Facts<'_>) -> Vec<Problem> {
    let exit = &facts.record.exit;
    let promised = among(facts, &exit.findings) || among(facts, &exit.findings_or_none);
    // A linter that said what went wrong has said it; after a runner, nothing that follows is news.
    let told = facts.record.tests.is_none() && has_own_errors(facts);
    if !among(facts, &exit.usage) || (promised && facts.reading.is_ok_and(has_findings)) || told {
        return Vec::new();
    }
    let said = first_line(facts.ended.stderr).or_else(|| first_line(facts.ended.stdout));
    let said = said.map_or(String::new(), |line| format!(": {line}"));
    vec![
        problem(facts, Kind::BadInvocation, format!("it was called wrongly, or its configuration is broken{said}"))
            .hint(again(facts)),
    ]
}

/// The line that tells most: the first that names an error, else the first that says anything.
fn first_line(bytes: &[u8]) -> Option<String> {
    let text = plain(bytes);
    let lines = || text.lines().map(str::trim).filter(|line| line.chars().any(char::is_alphanumeric));
    let telling = |line: &&str| line.to_ascii_lowercase().contains("error");
    lines().find(telling).or_else(|| lines().next()).map(head)
}

fn said_nothing(facts: &Facts<'_>) -> Vec<Problem> {
    let lines = matching(&facts.record.read.nothing, facts);
    if facts.reading.is_ok_and(has_findings) || (lines.is_empty() && !among(facts, &facts.record.exit.nothing)) {
        return Vec::new();
    }
    let said = lines.first().map_or(String::new(), |line| format!(": {}", head(line)));
    vec![problem(facts, Kind::NothingExamined, format!("it looked at nothing{said}")).hint(scope_hint(facts))]
}

fn scope_hint(facts: &Facts<'_>) -> &'static str {
    if facts.record.tests.is_some() {
        "name tests that exist, or write the first one"
    } else {
        "see its own excludes and the paths that were asked for"
    }
}

fn unparsable(facts: &Facts<'_>) -> Vec<Problem> {
    let Err(why) = facts.reading else { return Vec::new() };
    // Ended by force, or an error of its own: that was said, and half an answer is no news.
    if facts.code.is_none() || is_told(facts) {
        return Vec::new();
    }
    let said = first_line(facts.ended.stderr).map_or(String::new(), |line| format!("; it said: {line}"));
    let code = facts.code.filter(|code| *code != 0).map_or(String::new(), |code| format!(" and exited with {code}"));
    vec![problem(facts, Kind::Unparsable, format!("its answer cannot be read{code}: {why}{said}")).hint(again(facts))]
}

fn rejects(facts: &Facts<'_>) -> Vec<Problem> {
    let Ok(reading) = facts.reading else { return Vec::new() };
    // Ended by force: that was said, and half an answer is no news.
    if facts.code.is_none() {
        return Vec::new();
    }
    let mut problems = Vec::new();
    if let Some(first) = reading.rejects.first() {
        let more = reading.rejects.len() - 1;
        let more = if more > 0 { format!(" (and {more} more)") } else { String::new() };
        problems.push(
            problem(facts, Kind::Unparsable, format!("a part of its answer cannot be read{more}: {first}"))
                .hint("its output may have changed with its version; see `planyard tools NAME --record`"),
        );
    }
    if reading.truncated {
        problems.push(
            problem(facts, Kind::Unparsable, "its report ends in the middle; what it holds is kept").hint(again(facts)),
        );
    }
    problems
}

fn unknown_exit(facts: &Facts<'_>) -> Vec<Problem> {
    let exit = &facts.record.exit;
    let known = [&exit.clean, &exit.findings, &exit.findings_or_none, &exit.usage, &exit.nothing];
    let Some(code) = facts.code.filter(|code| !known.iter().any(|codes| Code::among(codes, *code))) else {
        return Vec::new();
    };
    let said = first_line(facts.ended.stderr).map_or(String::new(), |line| format!(": {line}"));
    vec![
        problem(facts, Kind::UnknownExit, format!("it exited with {code}, which it does not document{said}"))
            .hint(again(facts)),
    ]
}

fn reported_nothing(facts: &Facts<'_>) -> Vec<Problem> {
    if !among(facts, &facts.record.exit.findings) || is_told(facts) {
        return Vec::new();
    }
    let code = facts.code.unwrap_or_default();
    let said = first_line(facts.ended.stderr).map_or(String::new(), |line| format!(": {line}"));
    vec![
        problem(
            facts,
            Kind::ReportedNothing,
            format!("it exited with {code}, which means findings, and reported none{said}"),
        )
        .hint(again(facts)),
    ]
}

fn disagreement(facts: &Facts<'_>) -> Vec<Problem> {
    let Ok(reading) = facts.reading else { return Vec::new() };
    let count = |outcome: TestOutcome| reading.tests.iter().filter(|test| test.outcome == outcome).count();
    let (failed, errors) = (count(TestOutcome::Failed), count(TestOutcome::Error));
    let mut wrong = Vec::new();
    if let Some(declared) = reading.declared.filter(|_| !reading.truncated) {
        let held = reading.counted.unwrap_or_default();
        let held_tests = held.tests.unwrap_or(reading.tests.len());
        if let Some(tests) = declared.tests.filter(|tests| *tests > held_tests) {
            wrong.push(format!("its report says {tests} tests and holds {held_tests}"));
        }
        let bad = declared.failures.unwrap_or(0) + declared.errors.unwrap_or(0);
        let held_bad = held.failures.zip(held.errors).map_or(failed + errors, |(failures, errors)| failures + errors);
        if bad > held_bad {
            wrong.push(format!("its report says {bad} failures and errors and holds {held_bad}"));
        }
    }
    if facts.record.tests.is_some() && failed + errors > 0 && among(facts, &facts.record.exit.clean) {
        wrong.push(format!("its report holds {} failures and it exited with 0", failed + errors));
    }
    let say = |wrong: String| {
        problem(facts, Kind::Disagreement, wrong).hint("neither is believed; see the runner's own output")
    };
    wrong.into_iter().map(say).collect()
}

fn nothing_examined(facts: &Facts<'_>) -> Vec<Problem> {
    let Ok(reading) = facts.reading else { return Vec::new() };
    if facts.record.tests.is_some() || facts.code.is_none() || is_told(facts) {
        return Vec::new();
    }
    // How it ended was told, and says more.
    if !unknown_exit(facts).is_empty() {
        return Vec::new();
    }
    if reading.examined != Some(0) || facts.ended.asked == 0 {
        return Vec::new();
    }
    let asked = facts.ended.asked;
    let files = if asked == 1 { "the file".to_owned() } else { format!("any of the {asked} files") };
    vec![
        problem(facts, Kind::NothingExamined, format!("it did not look at {files} that it was given"))
            .hint(scope_hint(facts)),
    ]
}

fn no_test_ran(facts: &Facts<'_>) -> Vec<Problem> {
    let Ok(reading) = facts.reading else { return Vec::new() };
    if facts.record.tests.is_none() || facts.code.is_none() || reading.tests.iter().any(|test| test.outcome.ran()) {
        return Vec::new();
    }
    let message = match reading.tests.len() {
        0 => "no test was run".to_owned(),
        1 => "the only test was skipped".to_owned(),
        all => format!("all {all} tests were skipped"),
    };
    vec![problem(facts, Kind::NothingExamined, message).hint(scope_hint(facts))]
}
