use super::*;
use crate::tools::Catalog;
use crate::tools::reading::TestOutcome;

/// A recorded run, in the tests' folder: NAME.out, .err, .rc.
fn recorded(record: &Record, case: &crate::tools::record::Case) -> Judged {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/captures");
    let file = |suffix: &str| folder.join(format!("{}.{suffix}", case.capture));
    let read = |suffix: &str| {
        std::fs::read(file(suffix)).unwrap_or_else(|error| panic!("{}: {error}", file(suffix).display()))
    };
    let code: i32 = String::from_utf8(read("rc")).unwrap().trim().parse().unwrap();
    let status = if code > 128 { Status::Signalled(code - 128) } else { Status::Exited(code) };
    let reports: Vec<Vec<u8>> = case
        .report
        .iter()
        .filter(|name| !name.is_empty())
        .map(|name| std::fs::read(folder.join(name)).unwrap())
        .collect();
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

#[test]
fn every_recorded_run_means_what_its_record_says() {
    let catalog = Catalog::load(&toml::Table::new()).unwrap();
    let (mut cases, mut wrong) = (0, Vec::new());
    for record in catalog.iter() {
        for case in &record.case {
            cases += 1;
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
