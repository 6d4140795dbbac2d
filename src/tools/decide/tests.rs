use super::*;
use crate::report::ProblemKind as Kind;
use crate::tools::Catalog;
use crate::tools::reading::TestOutcome;

/// A file of the recorded runs.
pub(super) fn capture(name: &str) -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/captures").join(name)
}

/// A recorded run: NAME.out, .err, .rc.
fn recorded(record: &Record, case: &crate::tools::record::Case) -> Judged {
    let read = |suffix: &str| {
        let path = capture(&format!("{}.{suffix}", case.capture));
        std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    let code: i32 = String::from_utf8(read("rc")).unwrap().trim().parse().unwrap();
    // A shell gives the signal so; 255 is an exit code of its own.
    let status = if (129..=192).contains(&code) { Status::Signalled(code - 128) } else { Status::Exited(code) };
    let named = case.report.iter().filter(|name| !name.is_empty());
    let reports: Vec<Vec<u8>> = named.map(|name| std::fs::read(capture(name)).unwrap()).collect();
    let (stdout, stderr) = (read("out"), read("err"));
    let ended = Ended {
        status: &status,
        stdout: &stdout,
        stderr: &stderr,
        reports: &reports,
        truncated: false,
        asked: case.asked,
    };
    decide(record, &ended)
}

/// The run of one of a record's cases.
pub(super) fn recorded_as(record: &Record, name: &str) -> Judged {
    recorded(record, record.case.iter().find(|case| case.capture == name).unwrap())
}

#[test]
fn every_recorded_run_means_what_its_record_says() {
    let catalog = Catalog::load(&toml::Table::new()).unwrap();
    let (mut cases, mut wrong) = (0, Vec::new());
    for record in catalog.iter() {
        for case in &record.case {
            cases += 1;
            let record = &catalog.for_version(&record.name, case.version.as_deref()).unwrap();
            let judged = recorded(record, case);
            let word = |problem: &Problem| serde_json::to_value(problem.kind).unwrap().as_str().unwrap().to_owned();
            let kinds: Vec<String> = judged.problems.iter().map(word).collect();
            let as_expected = if case.expect == "ok" { kinds.is_empty() } else { kinds.contains(&case.expect) };
            let bad = judged.tests.iter().filter(|test| test.outcome != TestOutcome::Passed).count();
            let count = if record.tests.is_some() { bad } else { judged.findings.len() };
            let first = judged.findings.first().map(|finding| {
                let number = |n: Option<i64>| n.map_or("-".to_owned(), |n| n.to_string());
                let rule = finding.rule.as_deref().unwrap_or("-");
                let file = finding.file.trim_start_matches("file://").rsplit('/').next().unwrap_or_default();
                let word = finding.severity.as_deref().unwrap_or("-");
                format!("{file}:{}:{} {word} {rule}", number(finding.line), number(finding.column))
            });
            let ok = as_expected
                && case.findings.is_none_or(|findings| findings == count)
                && case.tests.is_none_or(|tests| tests == judged.tests.len())
                && (case.first.is_none() || case.first == first);
            if !ok {
                wrong.push(format!(
                    "{}: expected {case:?}\n    but it is: kinds {kinds:?}, findings {count}, tests {}, first {first:?}\n    {:?}",
                    case.capture, judged.tests.len(), judged.problems.first().map(|p| &p.message)
                ));
            }
        }
    }
    assert!(wrong.is_empty() && cases > 0, "{} of {cases} recorded runs:\n{}", wrong.len(), wrong.join("\n"));
}

const LINTER: &str = r#"
name = "x"
kind = "lint"
about = "x"
install = "get x"
run = ["x", "{files}"]
pseudo = ["E9*"]
[exit]
usage = [2]
[read]
format = "json"
map = '''
{examined: (.n // empty)}, (.errors[]? | {error: .}),
(.found[] | {file: .f, line: .l, message: .m, rule: (.r // "R1"), severity: "error"})'''
errors = ['^panic: (?P<message>.+)$']
nothing = ['^nothing to do']
"#;

const RUNNER: &str = r#"
name = "x"
kind = "test"
about = "x"
run = ["x"]
[tests]
[exit]
usage = [2]
nothing = [5]
[read]
format = "json"
map = '(.declared // empty | {declared: .}), (.tests[] | {test: .t, outcome: .o})'
"#;

const REPORTER: &str = r#"
name = "x"
kind = "test"
about = "x"
run = ["x", "--out={report}"]
[tests]
[read]
from = "report"
format = "json"
map = '.tests[] | {test: .t, outcome: .o}'
"#;

const LINES: &str = r#"
name = "x"
kind = "lint"
about = "x"
run = ["x", "{files}"]
[read]
format = "ndjson"
may_be_empty = true
map = '{file: .f, line: .l, message: .m}'
"#;

const CODES: &str = r#"
name = "x"
kind = "lint"
about = "x"
run = ["x", "{files}"]
[exit]
findings = ["1-31"]
findings_or_none = [40]
usage = [1]
[read]
format = "json"
map = '.found[] | {file: .f, line: .l, message: .m}'
"#;

/// A run that ended somehow, and what must come of it: the rows that speak, and how many findings or bad tests are kept.
struct Ending {
    what: &'static str,
    record: &'static str,
    status: Status,
    out: Vec<u8>,
    err: &'static str,
    reports: Vec<Vec<u8>>,
    truncated: bool,
    asked: usize,
    rows: &'static [&'static str],
    kinds: &'static [Kind],
    kept: usize,
    examined: usize,
}

impl Ending {
    fn new(what: &'static str, record: &'static str, code: i32, out: &str) -> Self {
        let (rows, kinds, reports): (&[&str], &[Kind], _) = (&[], &[], Vec::new());
        let (status, out) = (Status::Exited(code), out.as_bytes().to_vec());
        Self {
            what,
            record,
            status,
            out,
            err: "",
            reports,
            truncated: false,
            asked: 1,
            rows,
            kinds,
            kept: 0,
            examined: 0,
        }
    }

    fn ended(self, status: Status) -> Self {
        Self { status, ..self }
    }

    fn bytes(self, out: &[u8]) -> Self {
        Self { out: out.to_vec(), ..self }
    }

    fn saying(self, err: &'static str) -> Self {
        Self { err, ..self }
    }

    fn asked(self, asked: usize) -> Self {
        Self { asked, ..self }
    }

    fn means(self, rows: &'static [&'static str], kinds: &'static [Kind]) -> Self {
        Self { rows, kinds, ..self }
    }

    fn keeps(self, kept: usize) -> Self {
        Self { kept, ..self }
    }

    fn examines(self, examined: usize) -> Self {
        Self { examined, ..self }
    }

    /// The names of the rows that spoke.
    fn check(&self) -> Vec<&'static str> {
        let record: Record = toml::from_str(self.record).unwrap();
        let ended = Ended {
            status: &self.status,
            stdout: &self.out,
            stderr: self.err.as_bytes(),
            reports: &self.reports,
            truncated: self.truncated,
            asked: self.asked,
        };
        let (_, problems) = ruled(&record, &ended);
        let rows: Vec<&str> = problems.iter().map(|(row, _)| *row).collect();
        let kinds: Vec<Kind> = problems.iter().map(|(_, problem)| problem.kind).collect();
        let judged = decide(&record, &ended);
        let bad = judged.tests.iter().filter(|test| test.outcome.is_bad()).count();
        let said: Vec<&str> = problems.iter().map(|(_, problem)| problem.message.as_str()).collect();
        assert_eq!((rows.as_slice(), kinds.as_slice()), (self.rows, self.kinds), "{}: {said:?}", self.what);
        assert_eq!(judged.findings.len() + bad, self.kept, "{}: what is kept", self.what);
        assert_eq!(judged.examined, self.examined, "{}: examined", self.what);
        let telling = |problem: &Problem| problem.source.is_some() && problem.message.starts_with("x: ");
        assert!(judged.problems.iter().all(telling), "{}: {said:?}", self.what);
        rows
    }
}

const ONE: &str = r#"{"found": [{"f": "a", "l": 1, "m": "x"}]}"#;
const NONE: &str = r#"{"found": []}"#;

fn not_run() -> Vec<Ending> {
    let run = |what, status| Ending::new(what, LINTER, 0, "").ended(status);
    let start: &[&str] = &["did not start"];
    vec![
        run("not installed", Status::NotFound).means(start, &[Kind::ToolMissing]),
        run("its interpreter is gone", Status::NotExecutable("its interpreter /x/python is missing".to_owned()))
            .means(start, &[Kind::InterpreterMissing]),
        run("not executable", Status::NotExecutable("permission denied".to_owned()))
            .means(start, &[Kind::NotExecutable]),
        run("cannot start", Status::NotStarted("no such folder".to_owned())).means(start, &[Kind::ToolFailed]),
        run("Ctrl-C", Status::Cancelled).means(start, &[Kind::Interrupted]),
        Ending::new("time is up, findings so far", LINES, 0, "{\"f\":\"a\",\"l\":1,\"m\":\"x\"}\n{\"f\":\"b\",")
            .ended(Status::TimedOut)
            .means(&["ended by force"], &[Kind::Timeout])
            .keeps(1),
        run("time is up, nothing yet", Status::TimedOut).means(&["ended by force"], &[Kind::Timeout]),
        Ending::new("a complete answer and a signal", LINTER, 0, NONE)
            .ended(Status::Signalled(11))
            .means(&["ended by force"], &[Kind::ToolCrashed]),
        Ending::new("a test runner that was killed", RUNNER, 0, r#"{"tests": [{"t": "a", "o": "failed"}]}"#)
            .ended(Status::Signalled(9))
            .means(&["ended by force"], &[Kind::ToolCrashed])
            .keeps(1)
            .examines(1),
    ]
}

fn codes_and_answers() -> Vec<Ending> {
    let run = |what, code, out| Ending::new(what, LINTER, code, out);
    vec![
        run("clean", 0, NONE).examines(1),
        run("findings", 1, ONE).keeps(1).examines(1),
        run("findings with code 0", 0, ONE).keeps(1).examines(1),
        run("called wrongly", 2, "")
            .saying("x: error: no such option")
            .means(&["called wrongly"], &[Kind::BadInvocation]),
        run("called wrongly, with a valid answer", 2, NONE).means(&["called wrongly"], &[Kind::BadInvocation]),
        Ending::new("a code for both, with findings", CODES, 1, ONE).keeps(1).examines(1),
        Ending::new("a code for both, without", CODES, 1, NONE).means(&["called wrongly"], &[Kind::BadInvocation]),
        Ending::new("a code of a range", CODES, 22, ONE).keeps(1).examines(1),
        Ending::new("a code above it", CODES, 32, ONE).means(&["unknown exit code"], &[Kind::UnknownExit]).keeps(1),
        Ending::new("findings, or none", CODES, 40, NONE).examines(1),
        run("unknown code, clean answer", 7, NONE).means(&["unknown exit code"], &[Kind::UnknownExit]),
        run("unknown code, no answer", 134, "").means(&["cannot be read"], &[Kind::Unparsable]),
        run("findings promised, none given", 1, NONE)
            .means(&["findings promised, none given"], &[Kind::ReportedNothing]),
        run("nothing said, code 0", 0, "").means(&["cannot be read"], &[Kind::Unparsable]),
        run("nothing said, code 1", 1, "").saying("boom").means(&["cannot be read"], &[Kind::Unparsable]),
        run("no JSON", 0, "All good!").means(&["cannot be read"], &[Kind::Unparsable]),
        run("half a document", 1, &ONE[..ONE.len() - 3]).means(&["cannot be read"], &[Kind::Unparsable]),
        run("a log before the document", 0, "INFO start\n{\"found\": []}")
            .means(&["cannot be read"], &[Kind::Unparsable]),
        run("another document", 0, r#"{"results": []}"#).means(&["cannot be read in part"], &[Kind::Unparsable]),
        run(
            "one bad finding among good ones",
            1,
            r#"{"found": [{"f": "a", "l": "1.2.3", "m": "x"}, {"f": "b", "l": 2, "m": "y"}]}"#,
        )
        .means(&["cannot be read in part"], &[Kind::Unparsable])
        .keeps(1),
        run("a mark and colours", 1, &format!("\u{feff}\u{1b}[1m{ONE}\u{1b}[0m\n")).keeps(1).examines(1),
        run("invalid UTF-8", 1, "")
            .bytes(b"{\"found\": [{\"f\": \"a\", \"l\": 1, \"m\": \"\xff\xfe\"}]}")
            .keeps(1)
            .examines(1),
        Ending { truncated: true, ..run("more than is kept", 1, ONE) }
            .means(&["too much output"], &[Kind::Unparsable])
            .keeps(1),
        Ending::new("lines, one of them broken", LINES, 1, "{\"f\":\"a\",\"l\":1,\"m\":\"x\"}\n{\"f\":\n")
            .means(&["cannot be read in part"], &[Kind::Unparsable])
            .keeps(1),
        Ending::new("no lines", LINES, 0, "\n").examines(1),
    ]
}

fn errors_and_scope() -> Vec<Ending> {
    let run = |what, code, out| Ending::new(what, LINTER, code, out);
    vec![
        run("errors of its own, code 0", 0, r#"{"found": [], "errors": ["cannot parse a"]}"#)
            .means(&["own errors"], &[Kind::ToolReported]),
        run(
            "errors of its own beside findings",
            1,
            r#"{"found": [{"f": "b", "l": 1, "m": "x"}], "errors": ["cannot parse a"]}"#,
        )
        .means(&["own errors"], &[Kind::ToolReported])
        .keeps(1),
        run("errors of its own explain the code", 1, r#"{"found": [], "errors": ["cannot parse a"]}"#)
            .means(&["own errors"], &[Kind::ToolReported]),
        run("a line of standard error", 0, NONE).saying("panic: index\n").means(&["own errors"], &[Kind::ToolReported]),
        run(
            "a finding that means that it could not look",
            1,
            r#"{"found": [{"f": "a", "l": 1, "m": "no such file", "r": "E902"}]}"#,
        )
        .means(&["own errors"], &[Kind::ToolReported]),
        run("a finding without a file", 1, r#"{"found": [{"f": "", "l": null, "m": "bad plugin"}]}"#)
            .means(&["own errors"], &[Kind::ToolReported]),
        run("asked for three, looked at none", 0, r#"{"found": [], "n": 0}"#)
            .asked(3)
            .means(&["nothing examined"], &[Kind::NothingExamined]),
        run("asked for three, looked at two", 0, r#"{"found": [], "n": 2}"#).asked(3).examines(2),
        run("says that there was nothing, code 0", 0, NONE)
            .saying("nothing to do\n")
            .means(&["says that there was nothing"], &[Kind::NothingExamined]),
        run("says that there was nothing, in no document", 0, "")
            .saying("nothing to do\n")
            .means(&["says that there was nothing"], &[Kind::NothingExamined]),
    ]
}

fn runners() -> Vec<Ending> {
    let run = |what, code, out| Ending::new(what, RUNNER, code, out);
    let none: &[&str] = &["no test ran"];
    let passed = r#"{"tests": [{"t": "a", "o": "passed"}]}"#;
    let failed = r#"{"tests": [{"t": "a", "o": "failed"}, {"t": "b", "o": "passed"}]}"#;
    vec![
        run("all passed", 0, passed).examines(1),
        run("one failed", 1, failed).keeps(1).examines(2),
        run("no tests", 0, r#"{"tests": []}"#).means(none, &[Kind::NothingExamined]),
        run("the only one skipped", 0, r#"{"tests": [{"t": "a", "o": "skipped"}]}"#)
            .means(none, &[Kind::NothingExamined]),
        run("all skipped", 0, r#"{"tests": [{"t": "a", "o": "skipped"}, {"t": "b", "o": "skipped"}]}"#)
            .means(none, &[Kind::NothingExamined]),
        run("its code says that there were none", 5, r#"{"tests": []}"#)
            .means(&["says that there was nothing"], &[Kind::NothingExamined]),
        run("failures and code 0", 0, failed).means(&["totals disagree"], &[Kind::Disagreement]).keeps(1).examines(2),
        run("passed and code 1", 1, passed)
            .means(&["findings promised, none given"], &[Kind::ReportedNothing])
            .examines(1),
        run("declares more tests", 0, r#"{"declared": {"tests": 4}, "tests": [{"t": "a", "o": "passed"}]}"#)
            .means(&["totals disagree"], &[Kind::Disagreement])
            .examines(1),
        run("declares more failures", 1, r#"{"declared": {"failures": 2}, "tests": [{"t": "a", "o": "failed"}]}"#)
            .means(&["totals disagree"], &[Kind::Disagreement])
            .keeps(1)
            .examines(1),
        Ending::new("no report", REPORTER, 0, passed).means(&["cannot be read"], &[Kind::Unparsable]),
        Ending { reports: vec![failed.into()], ..Ending::new("a report", REPORTER, 1, "") }.keeps(1).examines(2),
        Ending { reports: vec![failed.into(), passed.into()], ..Ending::new("two reports", REPORTER, 1, "") }
            .keeps(1)
            .examines(3),
        Ending { reports: vec![Vec::new()], ..Ending::new("an empty report", REPORTER, 0, passed) }
            .means(&["cannot be read"], &[Kind::Unparsable]),
    ]
}

#[test]
fn every_row_of_the_table_speaks_when_it_should_and_only_then() {
    let endings = [not_run(), codes_and_answers(), errors_and_scope(), runners()];
    let spoke: std::collections::BTreeSet<&str> = endings.iter().flatten().flat_map(Ending::check).collect();
    let silent: Vec<&str> = rules::TABLE.iter().map(|rule| rule.name).filter(|name| !spoke.contains(name)).collect();
    assert!(silent.is_empty(), "no run makes these rows speak: {silent:?}");
}

/// A made-up run of a record of the catalog.
pub(super) fn made_up(record: &Record, status: &Status, out: &[u8], err: &[u8]) -> Judged {
    let report = [out.to_vec()];
    let reports: &[Vec<u8>] = if out.is_empty() { &[] } else { &report };
    decide(record, &Ended { status, stdout: out, stderr: err, reports, truncated: false, asked: 1 })
}

#[test]
fn no_tool_is_good_when_it_was_not_run_or_did_not_end() {
    for record in Catalog::load(&toml::Table::new()).unwrap().iter() {
        // One, at least, counts failures in all of its codes.
        let unknown = (60..128).find(|code| {
            let exit = &record.exit;
            let known = [&exit.clean, &exit.findings, &exit.findings_or_none, &exit.usage, &exit.nothing];
            !known.iter().any(|codes| crate::tools::record::Code::among(codes, *code))
        });
        let ends = [
            Status::NotFound,
            Status::NotExecutable("permission denied".to_owned()),
            Status::NotStarted("too many processes".to_owned()),
            Status::Cancelled,
            Status::TimedOut,
            Status::Signalled(11),
        ];
        for status in ends.iter().chain(unknown.map(Status::Exited).as_ref()) {
            let judged = made_up(record, status, b"", b"");
            assert!(!judged.problems.is_empty(), "{}: {status:?} is no problem", record.name);
        }
    }
}

#[test]
fn no_tool_is_good_when_its_answer_has_another_shape() {
    const SHAPED: &[&str] = &["json", "json-stream", "sarif", "junit", "checkstyle", "cargo-json"];
    for record in Catalog::load(&toml::Table::new()).unwrap().iter() {
        let clean = record.exit.clean.iter().find_map(|code| match code {
            crate::tools::record::Code::One(code) => Some(*code),
            crate::tools::record::Code::Range(_) => None,
        });
        let Some(clean) = clean.filter(|_| SHAPED.contains(&record.read.format.as_str())) else { continue };
        let answers: &[&[u8]] = &[
            b"{\"another\": {\"shape\": \"x\"}}",
            b"[{\"another\": \"shape\"}]",
            b"{\"results\":",
            b"[{\"file\": \"a.x\", ",
            b"<html><body>Please log in</body></html>",
            b"All good!",
            b"\xff\xfe\x00\x01",
        ];
        for answer in answers {
            let judged = made_up(record, &Status::Exited(clean), answer, b"");
            let shown = String::from_utf8_lossy(answer);
            assert!(!judged.problems.is_empty(), "{}: `{shown}` is no problem", record.name);
        }
    }
}

#[test]
fn no_tool_is_good_when_it_promises_findings_and_says_nothing() {
    for record in Catalog::load(&toml::Table::new()).unwrap().iter() {
        for code in 1..=255 {
            if crate::tools::record::Code::among(&record.exit.findings, code) {
                let judged = made_up(record, &Status::Exited(code), b"", b"");
                assert!(!judged.problems.is_empty(), "{}: {code} and silence is no problem", record.name);
            }
        }
    }
}

/// A secret that a scanner found stays where it is.
#[test]
fn secrets_never_leave_the_filters_of_secret_scanners() {
    let catalog = Catalog::load(&toml::Table::new()).unwrap();
    let gitleaks = r#"[{"RuleID": "r", "Description": "d", "StartLine": 1, "EndLine": 1, "StartColumn": 1, "EndColumn": 2,
        "Match": "key=PLANTED", "Secret": "PLANTED", "Line": "key=PLANTED", "File": "a", "Fingerprint": "a:r:1"}]"#;
    let trivy = r#"{"SchemaVersion": 2, "Results": [{"Target": "a", "Secrets": [{"RuleID": "r", "Severity": "HIGH", "Title": "t",
        "StartLine": 1, "EndLine": 1, "Match": "key=PLANTED", "Code": {"Lines": [{"Content": "key=PLANTED"}]}}]}]}"#;
    for (name, code, out) in [("gitleaks", 101, gitleaks), ("trivy", 0, trivy)] {
        let judged = made_up(catalog.get(name).unwrap(), &Status::Exited(code), out.as_bytes(), b"");
        assert_eq!((judged.findings.len(), judged.problems.len()), (1, 0), "{name}: {judged:?}");
        assert!(!format!("{judged:?}").contains("PLANTED"), "{name}");
    }
}
