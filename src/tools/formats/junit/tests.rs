use super::*;
use crate::tools::Catalog;
use crate::tools::decide::{Ended, decide};

fn record() -> &'static Record {
    static RECORD: std::sync::OnceLock<Record> = std::sync::OnceLock::new();
    RECORD.get_or_init(toy)
}

fn toy() -> Record {
    let own: toml::Table = toml::from_str(
        "[toy]\nkind = 'test'\nrun = ['toy']\nread = { format = 'junit' }\ntests = { separator = ' > ' }",
    )
    .unwrap();
    Catalog::load(&own).unwrap().get("toy").unwrap().clone()
}

fn reading(text: &str) -> Reading {
    read(&Input { bytes: text.as_bytes(), record: record() }).unwrap()
}

/// `id outcome` of each test.
fn shown(text: &str) -> Vec<String> {
    reading(text).tests.iter().map(|test| format!("{} {}", test.test, test.outcome.word())).collect()
}

/// The kinds of the problems of a run that ended with that code.
fn judged(text: &[u8], code: i32) -> Vec<crate::report::ProblemKind> {
    let status = crate::process::Status::Exited(code);
    let ended = Ended { status: &status, stdout: text, stderr: b"", reports: &[], truncated: false, asked: 1 };
    decide(record(), &ended).problems.iter().map(|problem| problem.kind).collect()
}

#[test]
fn every_shape_of_tree_is_read() {
    for (text, expected) in [
        // Surefire, Gradle: the root is a suite.
        (r#"<testsuite name="com.Foo"><testcase classname="com.Foo" name="a"/></testsuite>"#, "com.Foo > a passed"),
        // node: cases beside suites, no totals; a class that says nothing.
        (r#"<testsuites><testcase name="a" classname="test"><failure/></testcase></testsuites>"#, "a failed"),
        (
            r#"<testsuites><testsuite name="o"><testsuite name="i"><testcase name="a" classname="test"/></testsuite></testsuite></testsuites>"#,
            "o > i > a passed",
        ),
        // bun: the suites are a file and its groups.
        (
            r#"<testsuites><testsuite name="a.test.ts" file="a.test.ts"><testsuite name="g" file="a.test.ts"><testcase name="x" classname="g" file="a.test.ts"/></testsuite></testsuite></testsuites>"#,
            "a.test.ts > g > x passed",
        ),
        // Elements that nobody knows.
        (
            r#"<testsuites><undefined><testsuite name="s"><x><testcase name="a"/></x></testsuite></undefined></testsuites>"#,
            "s > a passed",
        ),
        // A case all alone, without a name, without anything.
        (r#"<testcase/>"#, "(a test without a name) passed"),
        (r#"<testsuite><testcase classname="C"/></testsuite>"#, "C passed"),
        // ctest: the class is the name.
        (r#"<testsuite name="L"><testcase name="t" classname="t" status="fail"/></testsuite>"#, "t failed"),
        // PHPUnit: `class` is the class, `classname` its dotted form.
        (r#"<testsuite><testcase name="a" class="N\C" classname="N.C"/></testsuite>"#, r"N\C > a passed"),
        // deno: the class is a file.
        (r#"<testsuite><testcase name="s > x" classname="./a_test.ts"/></testsuite>"#, "a_test.ts > s > x passed"),
        // A prefix of a name space.
        (r#"<j:testsuite xmlns:j="x"><j:testcase name="a"><j:error/></j:testcase></j:testsuite>"#, "a error"),
    ] {
        assert_eq!(shown(text), [expected], "{text}");
    }
}

#[test]
fn every_outcome_is_known() {
    for (inner, expected, attempts) in [
        ("", "passed", 1),
        ("<failure/>", "failed", 1),
        ("<error/>", "error", 1),
        ("<failure/><error/>", "failed", 1),
        ("<failure/><failure/>", "failed", 1),
        ("<skipped/>", "skipped", 1),
        ("<skipped type='pytest.xfail' message='known'/>", "xfailed", 1),
        ("<flakyFailure/><flakyError/>", "flaky", 3),
        ("<failure/><rerunFailure/><rerunError/>", "failed", 3),
        ("<rerunFailure/>", "failed", 2),
        ("<system-out>x</system-out><properties><property name='error'/></properties>", "passed", 1),
    ] {
        let reading = reading(&format!("<testsuite><testcase name='a'>{inner}</testcase></testsuite>"));
        let test = &reading.tests[0];
        assert_eq!((test.outcome.word(), test.attempts), (expected, attempts), "{inner}");
    }
    assert_eq!(shown("<testsuite><testcase name='a' status='notrun'/></testsuite>"), ["a skipped"]);
    // ctest, of a program that is not there; and of one that asked to be skipped.
    let notrun = |message: &str| {
        shown(&format!(
            "<testsuite><testcase name='a' status='notrun'><skipped message='{message}'/></testcase></testsuite>"
        ))
    };
    assert_eq!(notrun("Unable to find executable"), ["a error"]);
    assert_eq!(notrun("SKIP_RETURN_CODE=77"), ["a skipped"]);
    // node, of a file without tests.
    let empty = "<testsuites><testcase name='/repo/n/empty.test.mjs' classname='test'/></testsuites>";
    assert_eq!(shown(empty), ["/repo/n/empty.test.mjs skipped"]);
    assert_eq!(
        shown("<testsuite name='s'><error message='set-up'/><testcase name='a'/></testsuite>"),
        ["s > a passed", "s error"]
    );
}

#[test]
fn texts_times_and_places_are_read() {
    let reading = reading(
        "\u{feff}<?xml version='1.0'?><testsuite file='b.py'><testcase name='a' classname='b' line='7' time='1,234.5'>\
         <failure message='assert 1 &lt; 0&#10;more'>E  <![CDATA[<assert> & ]]>&amp;\u{1}\u{1b}[31mred\u{1b}[0m</failure>\
         </testcase><testcase name='c'><skipped>later</skipped></testcase></testsuite>",
    );
    let test = &reading.tests[0];
    assert_eq!((test.test.as_str(), test.line, test.ms), ("b.py::a", Some(7), Some(1_234_500.0)));
    assert_eq!(test.message, "assert 1 < 0\nmore");
    assert_eq!(test.details, "assert 1 < 0\nmore\n\nE  <assert> & &red");
    assert_eq!((reading.tests[1].message.as_str(), reading.tests[1].ms), ("later", None));
    for (text, expected) in [
        ("0.25", Some(0.25)),
        ("1,234", Some(1234.0)),
        ("0,123", Some(0.123)),
        ("1.234,5", Some(1234.5)),
        ("1,234,567.5", Some(1_234_567.5)),
        ("", None),
        ("x", None),
        ("-1", None),
        ("NaN", None),
    ] {
        assert_eq!(seconds(text), expected, "{text}");
    }
}

#[test]
fn the_ids_of_pytest_are_its_own() {
    for (file, class, name, expected) in [
        ("tests/test_a.py", "tests.test_a.TestC", "test_m[1]", Some("tests/test_a.py::TestC::test_m[1]")),
        ("test_a.py", "test_a", "test_m", Some("test_a.py::test_m")),
        ("test_a.py", "other.Class", "test_m", None),
        ("a.ts", "a", "x", None),
    ] {
        assert_eq!(python_id(file, class, name).as_deref(), expected);
    }
    let twice = "<testsuite><testcase name='a'/><testcase name='a'><failure/></testcase></testsuite>";
    assert_eq!(shown(twice), ["a passed", "a (2) failed"]);
}

#[test]
fn files_that_could_not_be_loaded_are_errors() {
    let reading = reading(
        "<testsuite name='pytest' tests='1' errors='1' failures='0'><testcase classname='' name='tests.test_imp'>\
         <error message='collection failure'>tests/test_imp.py:1: in &lt;module&gt;\nE   ImportError: no</error></testcase></testsuite>",
    );
    assert!(reading.tests.is_empty());
    let error = &reading.errors[0];
    assert_eq!(error.message, "its tests could not be loaded: ImportError: no");
    assert_eq!((error.file.as_deref(), error.line), (Some("tests/test_imp.py"), Some(1)));
}

#[test]
fn totals_are_held_against_what_there_is() {
    use crate::report::ProblemKind::Disagreement;
    for (text, code, expected) in [
        // Totals of the outer suites hold those of the inner ones: counted once.
        (
            "<testsuites tests='2' failures='1'><testsuite tests='2' failures='1'><testsuite tests='2' failures='1'>\
             <testcase name='a'/><testcase name='b'><failure/></testcase></testsuite></testsuite></testsuites>",
            1,
            vec![],
        ),
        ("<testsuites><testsuite tests='2'><testcase name='a'/></testsuite></testsuites>", 0, vec![Disagreement]),
        (
            "<testsuites tests='3'><testsuite tests='1'><testcase name='a'/></testsuite></testsuites>",
            0,
            vec![Disagreement],
        ),
        ("<testsuite tests='1' failures='1'><testcase name='a'/></testsuite>", 0, vec![Disagreement]),
        ("<testsuite tests='1' errors='1'><testcase name='a'/></testsuite>", 0, vec![Disagreement]),
        // Two failures of one test are two.
        ("<testsuite tests='1' failures='2'><testcase name='a'><failure/><failure/></testcase></testsuite>", 1, vec![]),
        // pytest counts subtests, and writes one case.
        ("<testsuite name='pytest' tests='3' failures='0'><testcase name='a'/></testsuite>", 0, vec![]),
        (
            "<testsuite name='pytest' tests='3' failures='1'><testcase name='a'/></testsuite>",
            1,
            vec![crate::report::ProblemKind::ReportedNothing],
        ),
        ("<testsuite name='pytest' tests='3' failures='1'><testcase name='a'/></testsuite>", 0, vec![Disagreement]),
        // The code says what the report does not.
        ("<testsuite><testcase name='a'><failure/></testcase></testsuite>", 0, vec![Disagreement]),
        ("<testsuite tests='1,000'><testcase name='a'/></testsuite>", 0, vec![Disagreement]),
    ] {
        assert_eq!(judged(text.as_bytes(), code), expected, "{text}");
    }
    let mut all = reading("<testsuite tests='1'><testcase name='a'/></testsuite>");
    all.add(reading("<testsuite tests='1' failures='1'><testcase name='b'><failure/></testcase></testsuite>"));
    assert_eq!(all.declared.unwrap().tests, Some(2));
    assert_eq!(all.counted.unwrap().failures, Some(1));
}

#[test]
fn no_part_of_a_report_reads_as_all_of_it() {
    let whole = "<?xml version='1.0'?>\n<testsuites tests='3' failures='1'><testsuite name='s' file='a.py'>\
                 <testcase name='a' time='1'/><testcase name='é'><system-out>x</system-out></testcase>\
                 <testcase name='c'><failure message='no'>why</failure></testcase></testsuite></testsuites>";
    assert_eq!(judged(whole.as_bytes(), 1), []);
    for end in 0..whole.len() {
        let part = &whole.as_bytes()[..end];
        assert!(!judged(part, 1).is_empty(), "code 1: {}", String::from_utf8_lossy(part));
        assert!(!judged(part, 0).is_empty(), "code 0: {}", String::from_utf8_lossy(part));
    }
    let broken = reading("<testsuite><testcase name='a'/><testcase name='b'><failure message='no'>wh");
    assert!(broken.truncated && broken.tests.len() == 2 && broken.tests[1].outcome == TestOutcome::Failed);
}

#[test]
fn what_is_no_report_is_refused() {
    for text in ["", " \n", "Segmentation fault", "<checkstyle version='1'><file name='a'/></checkstyle>", "{}"] {
        assert!(read(&Input { bytes: text.as_bytes(), record: record() }).is_err(), "{text}");
    }
    let latin = b"<testsuite><testcase name='\xe9'/></testsuite>";
    assert_eq!(read(&Input { bytes: latin, record: record() }).unwrap().tests.len(), 1);
}

#[test]
fn recorded_reports_are_read_whole() {
    for (name, expected) in [
        ("bats-junit.findings.out", "1 passed, 1 failed, 1 skipped; b.bats > bad at b.bats:2"),
        ("bun.junit.xml", "1 passed, 1 failed, 2 skipped; a.test.ts > grp > bad at a.test.ts:2"),
        ("nextest.junit.xml", "1 passed, 2 failed, 0 skipped; demo > tests::pan at src/lib.rs:10"),
        ("node-junit.findings.out", "1 passed, 3 failed, 2 skipped; grp > bad at /repo/nt/a.test.mjs:2"),
        ("pytest.junit.xml", "3 passed, 4 failed, 1 skipped; test_a.py::test_bad at test_a.py:5"),
        ("vitest-junit.findings.out", "2 passed, 2 failed, 2 skipped; v.spec.mjs > grp > bad at v.spec.mjs:3"),
    ] {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/captures").join(name);
        let text = std::fs::read_to_string(path).unwrap();
        let mut reading = reading(&text);
        reading.tests.iter_mut().for_each(crate::tools::failure::settle);
        let count = |outcome| reading.tests.iter().filter(|test| test.outcome == outcome).count();
        let bad = reading.tests.iter().find(|test| test.outcome == TestOutcome::Failed).unwrap();
        let shown = format!(
            "{} passed, {} failed, {} skipped; {} at {}:{}",
            count(TestOutcome::Passed),
            count(TestOutcome::Failed),
            count(TestOutcome::Skipped),
            bad.test,
            bad.file.as_deref().unwrap_or_default(),
            bad.line.unwrap_or_default()
        );
        assert_eq!(shown, expected, "{name}");
    }
}
