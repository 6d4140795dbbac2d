//! The answer in one sentence, the same for every reader.

use std::collections::BTreeMap;

use super::{ProblemKind, Report, TestOutcome, Verdict};

/// So many tools that examined nothing are named; the others are counted.
const MOST_NAMES: usize = 4;

/// `1 error`, `2 errors`.
pub fn plural(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

/// The answer in one sentence.
pub fn sentence(report: &Report) -> String {
    let summary = report.summary();
    let counts: Vec<String> = [(summary.error, "error"), (summary.warning, "warning"), (summary.info, "note")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| plural(count, word))
        .collect();
    let scope = scope(report);
    let found = if counts.is_empty() { String::new() } else { format!(": {}", counts.join(", ")) };
    match report.verdict() {
        Some(Verdict::Pass) if counts.is_empty() => format!("{} passed: {scope}", report.command),
        Some(Verdict::Pass) => format!("{} passed{found}; {scope}", report.command),
        Some(Verdict::Fail) => format!("{} failed{found}; {scope}", report.command),
        Some(Verdict::Unverified) => {
            let problems = plural(report.problems.len(), "problem");
            format!("{} could not be verified: {problems}{}; {scope}", report.command, found.replacen(": ", ", ", 1))
        }
        None if report.problems.is_empty() => format!("{} done", report.command),
        None => format!("{} could not do its work: {}", report.command, plural(report.problems.len(), "problem")),
    }
}

/// What was looked at, by what: `40 files examined by 3 tools, none by mypy`.
pub fn scope(report: &Report) -> String {
    let examined: usize = report.ran.iter().map(|ran| ran.examined).sum();
    if examined == 0 && report.ran.iter().any(|ran| ran.reason.as_deref() == Some("empty_scope")) {
        return "nothing in scope".to_owned();
    }
    let mut units: Vec<&str> = Vec::new();
    for ran in report.ran.iter().filter(|ran| ran.examined > 0 || examined == 0) {
        if !units.contains(&ran.unit) {
            units.push(ran.unit);
        }
    }
    let mut parts: Vec<String> = units.iter().map(|unit| of_unit(report, unit)).collect();
    if parts.is_empty() {
        parts.push("nothing examined".to_owned());
    }
    let mut text = parts.join(", ");
    text.push_str(&outcomes(report));
    if examined > 0 {
        text.push_str(&left_out(report));
    }
    text
}

/// Several linters look at the same files; tests and features are each looked at once, and so are the files that one
/// linter is given in several folders.
fn of_unit(report: &Report, unit: &str) -> String {
    let mut by_name: BTreeMap<&str, usize> = BTreeMap::new();
    for ran in report.ran.iter().filter(|ran| ran.unit == unit && ran.examined > 0) {
        *by_name.entry(&ran.name).or_default() += ran.examined;
    }
    let most = by_name.values().max().copied().unwrap_or(0);
    if unit != "file" || by_name.len() < 2 {
        let unchanged: usize = report.ran.iter().filter(|ran| ran.unit == unit).map(|ran| ran.unchanged).sum();
        let unchanged = if unchanged > 0 { format!(", {unchanged} of them unchanged") } else { String::new() };
        return format!("{} examined{unchanged}", plural(by_name.values().sum(), unit));
    }
    let alike = by_name.values().all(|examined| *examined == most);
    let (before, each) = if alike { ("", "") } else { ("up to ", "each of ") };
    format!("{before}{} examined by {each}{} tools", plural(most, unit), by_name.len())
}

/// ` (12 passed, 1 failed)`.
fn outcomes(report: &Report) -> String {
    use TestOutcome::{Error, Failed, Flaky, Passed, Skipped, Xfailed, Xpassed};
    let counts: Vec<String> = [Failed, Error, Flaky, Xpassed, Passed, Xfailed, Skipped]
        .into_iter()
        .map(|outcome| (report.tests.iter().filter(|test| test.outcome == outcome).count(), outcome))
        .filter(|(count, _)| *count > 0)
        .map(|(count, outcome)| format!("{count} {}", outcome.word()))
        .collect();
    if counts.is_empty() { String::new() } else { format!(" ({})", counts.join(", ")) }
}

/// `, none by mypy`: what should have looked and did not.
fn left_out(report: &Report) -> String {
    let looked = |name: &str| report.ran.iter().any(|ran| ran.name == name && ran.examined > 0);
    let idle = report.ran.iter().filter(|ran| ran.examined == 0 && ran.reason.is_none()).map(|ran| ran.name.as_str());
    let missing = report.problems.iter().filter(|problem| is_absent(problem.kind));
    let mut names: Vec<&str> = idle.chain(missing.filter_map(|problem| problem.source.as_deref())).collect();
    names.retain(|name| !looked(name));
    names.sort_unstable();
    names.dedup();
    if names.is_empty() {
        return String::new();
    }
    let more = names.len().saturating_sub(MOST_NAMES);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!(", none by {}{more}", names[..names.len().min(MOST_NAMES)].join(", "))
}

/// The program could not even be started.
fn is_absent(kind: ProblemKind) -> bool {
    matches!(kind, ProblemKind::ToolMissing | ProblemKind::InterpreterMissing | ProblemKind::NotExecutable)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Finding, Gate, Problem, Ran, Severity, TestResult};

    fn said(ran: Vec<Ran>, problems: Vec<Problem>) -> String {
        let mut report = Report::gate("lint", Gate::default());
        report.ran = ran;
        report.problems = problems;
        report.finish();
        sentence(&report)
    }

    #[test]
    fn the_noun_fits() {
        let files = |name: &str, count| Ran::tool(name, None, count, "file");
        assert_eq!(said(vec![Ran::own("planning", 2)], vec![]), "lint passed: 2 features examined");
        assert_eq!(said(vec![files("ruff", 1)], vec![]), "lint passed: 1 file examined");
        let two = said(vec![files("ruff", 4), files("mypy", 4)], vec![]);
        assert_eq!(two, "lint passed: 4 files examined by 2 tools");
        let uneven = said(vec![files("ruff", 4), files("typos", 9)], vec![]);
        assert_eq!(uneven, "lint passed: up to 9 files examined by each of 2 tools");
        let folders = said(vec![files("ruff", 4), files("ruff", 5)], vec![]);
        assert_eq!(folders, "lint passed: 9 files examined", "one tool in two folders");
        let mixed = said(vec![Ran::own("completion", 1), files("ruff", 4), Ran::tool("bats", None, 7, "test")], vec![]);
        assert_eq!(mixed, "lint passed: 1 feature examined, 4 files examined, 7 tests examined");
        assert_eq!(said(vec![Ran::empty_scope("planning")], vec![]), "lint passed: nothing in scope");
        assert_eq!(said(vec![], vec![]), "lint could not be verified: 1 problem; nothing examined");
    }

    #[test]
    fn what_did_not_look_is_named() {
        let files = |name: &str, count| Ran::tool(name, None, count, "file");
        let missing = |name: &str| Problem::new(ProblemKind::ToolMissing, "it is not installed").source(name);
        let text = said(vec![files("ruff", 3), files("mypy", 0)], vec![missing("mypy"), missing("eslint")]);
        assert_eq!(text, "lint could not be verified: 2 problems; 3 files examined, none by eslint, mypy");
        let many = ["a", "b", "c", "d", "e", "f"].map(missing).to_vec();
        let text = said(vec![files("ruff", 3)], many);
        assert!(text.ends_with("3 files examined, none by a, b, c, d and 2 more"), "{text}");
    }

    #[test]
    fn outcomes_of_tests_are_counted() {
        let mut report = Report::gate("test", Gate::default());
        report.ran.push(Ran::tool("pytest", None, 3, "test"));
        let test = |outcome| TestResult::new("pytest", "t", outcome);
        report.tests =
            [TestOutcome::Passed, TestOutcome::Failed, TestOutcome::Flaky, TestOutcome::Skipped].map(test).into();
        report.results.push(Finding::new("t.py", Severity::Error, "t", "no"));
        report.finish();
        let expected = "test failed: 1 error; 3 tests examined (1 failed, 1 flaky, 1 passed, 1 skipped)";
        assert_eq!(sentence(&report), expected);
    }
}
