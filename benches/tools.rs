//! Reading what runners report: a hundred thousand tests, one in fifty of them failing with a stack, through reader and
//! decision rule. The bar is a second and 200 MB.

#![expect(clippy::expect_used, reason = "a benchmark that cannot be set up must not be measured")]

use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use planyard::process::Status;
use planyard::tools::decide::{Ended, decide};
use planyard::tools::{Catalog, Record};

const TESTS: usize = 100_000;

fn fails(number: usize) -> bool {
    number.is_multiple_of(50)
}

fn junit() -> String {
    let failures = (0..TESTS).filter(|number| fails(*number)).count();
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<testsuites><testsuite name=\"pytest\" tests=\"{TESTS}\" failures=\"{failures}\" errors=\"0\">\n"
    );
    for number in 0..TESTS {
        let case = format!(
            "<testcase classname=\"tests.unit.test_{}.TestLedger\" name=\"test_sum[{number}]\" file=\"tests/unit/test_{}.py\" line=\"{}\" time=\"0.00{}\"",
            number / 100,
            number / 100,
            number % 100,
            number % 10
        );
        let file = number / 100;
        if fails(number) {
            let stack = "    def test_sum(n):\n        ledger = Ledger()\n&gt;       assert ledger.total == n\nE       assert 1 == 2\n".repeat(8);
            writeln!(
                xml,
                "{case}><failure message=\"assert 1 == 2\">{stack}\ntests/unit/test_{file}.py:{}: AssertionError</failure></testcase>",
                number % 100 + 3
            )
        } else {
            writeln!(xml, "{case} />")
        }
        .expect("a text takes all");
    }
    xml.push_str("</testsuite></testsuites>\n");
    xml
}

fn tap() -> String {
    let mut text = format!("TAP version 14\n1..{TESTS}\n");
    for number in 1..=TESTS {
        let line = if fails(number) {
            writeln!(
                text,
                "not ok {number} - sum {number}\n  ---\n  message: \"1 is not 2\"\n  at: tests/sum.js:{number}:3\n  duration_ms: 1.5\n  ..."
            )
        } else {
            writeln!(text, "ok {number} - sum {number}\n  ---\n  duration_ms: 0.5\n  ...")
        };
        line.expect("a text takes all");
    }
    text
}

fn judged(record: &Record, text: &str, from_report: bool) -> usize {
    let reports = [text.as_bytes().to_vec()];
    let ended = Ended {
        status: &Status::Exited(1),
        stdout: if from_report { b"" } else { text.as_bytes() },
        stderr: b"",
        reports: if from_report { &reports } else { &[] },
        truncated: false,
        asked: 1,
    };
    let judged = decide(record, &ended);
    assert!(judged.problems.is_empty() && judged.tests.len() == TESTS, "{:?}", judged.problems);
    judged.tests.len()
}

fn reports(criterion: &mut Criterion) {
    let catalog = Catalog::load(&toml::Table::new()).expect("the records are whole");
    let mut group = criterion.benchmark_group("reports of 100,000 tests");
    group.sample_size(10);
    for (name, tool, text, from_report) in [("junit", "pytest", junit(), true), ("tap", "prove", tap(), false)] {
        let record = catalog.get(tool).expect("it is in the catalog");
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |bench| bench.iter(|| judged(record, black_box(&text), from_report)));
    }
    group.finish();
}

criterion_group!(benches, reports);
criterion_main!(benches);
