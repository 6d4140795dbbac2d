//! JUnit XML. Of tests: a suite a runner, a case a test, as it came out. Of findings: a case for each file with findings,
//! and one case that passes or errors for the run itself, so that a clean run is not "0 tests".

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};
use std::time::Duration;

use quick_junit::{NonSuccessKind, Report as Suites, TestCase, TestCaseStatus, TestRerun, TestSuite};

use super::{Scene, clip, rule_of};
use crate::report::{
    Finding, Report, ServiceResult, ServiceStatus, Severity, TestOutcome, TestResult, plural, sentence,
};

/// Readers take 64 KB a message.
const MESSAGE_BYTES: usize = 4_000;
const DETAILS_BYTES: usize = 60_000;

pub(super) fn write(report: &Report, _scene: &Scene<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut suites = Suites::new("planyard");
    let worst = worst(report);
    let mut runners: BTreeMap<&str, Vec<TestCase>> = BTreeMap::new();
    for test in &report.tests {
        let found = worst.get(&(test.tool.as_str(), test.id.as_str())).copied();
        runners.entry(&test.tool).or_default().push(test_case(test, found, report));
    }
    let tests: HashMap<(&str, &str), ()> =
        report.tests.iter().map(|test| ((test.tool.as_str(), test.id.as_str()), ())).collect();
    let mut by_file: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    // A finding of a test or a service is told by its case.
    let of_a_case =
        |finding: &&Finding| !report.services.is_empty() || tests.contains_key(&(&*finding.source, &*finding.rule));
    for finding in report.results.iter().filter(|finding| !of_a_case(finding)) {
        by_file.entry(&finding.file).or_default().push(finding);
    }
    if runners.is_empty() || !report.problems.is_empty() || !by_file.is_empty() {
        let mut suite = TestSuite::new(report.command.clone());
        suite.add_test_case(run_case(report));
        for (file, findings) in by_file {
            suite.add_test_case(file_case(file, &findings, fail_on(report)));
        }
        suites.add_test_suite(suite);
    }
    if !report.services.is_empty() {
        let mut suite = TestSuite::new("services");
        suite.add_test_cases(report.services.iter().map(|service| service_case(service, report)));
        suites.add_test_suite(suite);
    }
    for (runner, cases) in runners {
        let mut suite = TestSuite::new(runner);
        suite.set_time(cases.iter().filter_map(|case| case.time).sum());
        suite.add_test_cases(cases);
        suites.add_test_suite(suite);
    }
    suites.serialize(out).map_err(io::Error::other)
}

fn fail_on(report: &Report) -> Severity {
    report.gate.unwrap_or_default().fail_on
}

/// How much each test's findings matter, by runner and id.
fn worst(report: &Report) -> HashMap<(&str, &str), Severity> {
    let mut worst = HashMap::new();
    for finding in report.results.iter().filter(|_| !report.tests.is_empty()) {
        let entry = worst.entry((&*finding.source, &*finding.rule)).or_insert(finding.severity);
        *entry = finding.severity.max(*entry);
    }
    worst
}

/// A test as it came out. The gate's word is kept: a test that failed in quarantine is skipped with its reason, one that
/// passed and still fails the gate (flaky under `--fail-on warning`) fails.
fn test_case(test: &TestResult, found: Option<Severity>, report: &Report) -> TestCase {
    use TestOutcome::{Error, Failed, Flaky, Passed, Skipped, Xfailed, Xpassed};
    let fails = found.map_or(test.outcome.is_bad(), |severity| severity >= fail_on(report));
    let kind = if test.outcome == Error { NonSuccessKind::Error } else { NonSuccessKind::Failure };
    let mut status = match test.outcome {
        _ if fails => TestCaseStatus::non_success(kind),
        Failed | Error | Skipped | Xfailed => TestCaseStatus::skipped(),
        Passed | Xpassed => TestCaseStatus::success(),
        Flaky => {
            let mut rerun = TestRerun::new(NonSuccessKind::Failure);
            rerun.set_message(message(test)).set_type("flaky");
            rerun.set_description(clip(&test.details, DETAILS_BYTES));
            let mut status = TestCaseStatus::success();
            status.add_rerun(rerun);
            status
        }
    };
    let quiet = matches!(test.outcome, Failed | Error) && !fails;
    let told =
        if quiet { format!("{}, and does not count: {}", test.outcome.word(), test.message) } else { message(test) };
    if !told.is_empty() {
        status.set_message(told);
    }
    if test.outcome != Skipped && test.outcome != Passed {
        status.set_type(test.outcome.word());
    }
    if !test.details.is_empty() {
        status.set_description(clip(&test.details, DETAILS_BYTES));
    }
    let mut case = TestCase::new(test.id.as_str(), status);
    case.set_classname(test.file.as_deref().unwrap_or(&test.tool));
    if let Some(time) = test.duration_ms.and_then(|ms| Duration::try_from_secs_f64(ms / 1000.0).ok()) {
        case.set_time(time);
    }
    if let Some(file) = &test.file {
        case.extra.insert("file".into(), file.as_str().into());
    }
    if let Some(line) = test.line {
        case.extra.insert("line".into(), line.to_string().into());
    }
    case
}

/// A service as it was found. What the gate lets pass (degraded, optional) passes with its message as output.
fn service_case(service: &ServiceResult, report: &Report) -> TestCase {
    let weighed = service.criticality.weigh(service.status);
    let strict = fail_on(report) <= Severity::Warning && weighed == ServiceStatus::Degraded;
    let found = report.results.iter().any(|finding| {
        finding.severity >= fail_on(report) && finding.message.starts_with(&format!("{} is ", service.name))
    });
    let mut status = match weighed {
        ServiceStatus::Unknown => TestCaseStatus::non_success(NonSuccessKind::Error),
        _ if found || strict => TestCaseStatus::non_success(NonSuccessKind::Failure),
        _ if service.status == ServiceStatus::Disabled => TestCaseStatus::skipped(),
        _ => TestCaseStatus::success(),
    };
    if !matches!(service.status, ServiceStatus::Healthy) {
        status.set_message(format!("{}: {}", service.status.word(), service.message));
    }
    let mut case = TestCase::new(service.name.as_str(), status);
    case.set_classname("services");
    if let Some(time) = service.latency_ms.and_then(|ms| Duration::try_from_secs_f64(ms / 1000.0).ok()) {
        case.set_time(time);
    }
    case.set_system_out(format!("{}: {}", service.status.word(), service.message));
    case
}

fn message(test: &TestResult) -> String {
    clip(&test.message, MESSAGE_BYTES).into_owned()
}

/// The run itself: passes when something was examined and nothing went wrong.
fn run_case(report: &Report) -> TestCase {
    let mut case = if report.problems.is_empty() {
        TestCase::new("run", TestCaseStatus::success())
    } else {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        let text: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
        status.set_message(sentence(report)).set_description(clip(&text.join("\n"), DETAILS_BYTES));
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
            format!("{file}{line}: {}: {} [{}]", finding.severity.word(), finding.message, rule_of(finding))
        })
        .collect();
    let text = lines.join("\n");
    let text = clip(&text, DETAILS_BYTES);
    let failing = findings.iter().filter(|finding| finding.severity >= fail_on).count();
    let mut case = if failing > 0 {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        let kind = findings.iter().find(|finding| finding.severity >= fail_on).map(|finding| rule_of(finding));
        status.set_message(plural(failing, "finding")).set_description(text);
        status.set_type(kind.unwrap_or_default());
        TestCase::new(file, status)
    } else {
        let mut case = TestCase::new(file, TestCaseStatus::success());
        case.set_system_out(text);
        case
    };
    case.set_classname(file.rsplit_once('/').map_or("", |(folder, _)| folder));
    case
}
