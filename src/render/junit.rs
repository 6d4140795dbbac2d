//! JUnit XML: a suite for each thing that ran, a case for each file with findings, and one case that passes or errors
//! for the run itself, so that a clean run is not "0 tests".

use std::collections::BTreeMap;
use std::io::{self, Write};

use quick_junit::{NonSuccessKind, Report as Suites, TestCase, TestCaseStatus, TestSuite};

use super::{Scene, sentence};
use crate::report::{Finding, Report, Severity};

pub(super) fn write(report: &Report, _scene: &Scene<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut suites = Suites::new("planyard");
    let mut suite = TestSuite::new(report.command.clone());
    suite.add_test_case(run_case(report));
    let mut by_file: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in &report.results {
        by_file.entry(&finding.file).or_default().push(finding);
    }
    let fail_on = report.gate.unwrap_or_default().fail_on;
    for (file, findings) in by_file {
        suite.add_test_case(file_case(file, &findings, fail_on));
    }
    suites.add_test_suite(suite);
    suites.serialize(out).map_err(io::Error::other)
}

/// The run itself: passes when something was examined and nothing went wrong.
fn run_case(report: &Report) -> TestCase {
    let mut case = if report.problems.is_empty() {
        TestCase::new("run", TestCaseStatus::success())
    } else {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        let text: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
        status.set_message(sentence(report)).set_description(text.join("\n"));
        TestCase::new("run", status)
    };
    case.set_classname(report.command.clone());
    case
}

fn file_case(file: &str, findings: &[&Finding], fail_on: Severity) -> TestCase {
    let lines: Vec<String> = findings
        .iter()
        .map(|finding| {
            let line = finding.place.map_or(String::new(), |place| match place.column {
                0 => format!(":{}", place.line),
                column => format!(":{}:{column}", place.line),
            });
            format!("{file}{line}: {}: {} [{}]", finding.severity.word(), finding.message, finding.rule)
        })
        .collect();
    let failing = findings.iter().filter(|finding| finding.severity >= fail_on).count();
    let mut case = if failing > 0 {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        let kind = findings.iter().find(|finding| finding.severity >= fail_on).map_or("", |finding| &finding.rule);
        status.set_message(super::plural(failing, "finding")).set_type(kind).set_description(lines.join("\n"));
        TestCase::new(file, status)
    } else {
        let mut case = TestCase::new(file, TestCaseStatus::success());
        case.set_system_out(lines.join("\n"));
        case
    };
    case.set_classname(file.rsplit_once('/').map_or("", |(folder, _)| folder));
    case
}
