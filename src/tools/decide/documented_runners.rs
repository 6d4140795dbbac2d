//! Runners that could not be run here, held against reports as their documentation shows them.

use super::*;
use crate::tools::Catalog;

/// `id outcome file:line message` of each test, then the kinds of the problems.
fn judged(tool: &str, report: &str, code: i32, stdout: &str) -> Vec<String> {
    static CATALOG: std::sync::OnceLock<Catalog> = std::sync::OnceLock::new();
    let catalog = CATALOG.get_or_init(|| Catalog::load(&toml::Table::new()).unwrap());
    let reports: Vec<Vec<u8>> = if report.is_empty() { Vec::new() } else { vec![report.as_bytes().to_vec()] };
    let ended = Ended {
        status: &Status::Exited(code),
        stdout: stdout.as_bytes(),
        stderr: b"",
        reports: &reports,
        truncated: false,
        asked: 1,
    };
    let judged = decide(catalog.get(tool).unwrap(), &ended);
    let test = |test: &TestCase| {
        let place = match (&test.file, test.line) {
            (Some(file), Some(line)) => format!("{file}:{line}"),
            (file, _) => file.clone().unwrap_or("-".to_owned()),
        };
        format!("{} {} {place} {}", test.test, test.outcome.word(), test.message).trim_end().to_owned()
    };
    let problem = |problem: &Problem| format!("{:?}: {}", problem.kind, problem.message);
    judged.tests.iter().map(test).chain(judged.problems.iter().map(problem)).collect()
}

#[test]
fn playwright() {
    let report = r#"{
      "suites": [{ "title": "a.spec.ts", "file": "a.spec.ts", "specs": [
          { "title": "top", "file": "a.spec.ts", "line": 3, "tests": [
            { "projectName": "chromium", "expectedStatus": "passed", "status": "flaky", "results": [
              { "status": "failed", "duration": 10, "error": { "message": "Error: no" } }, { "status": "passed", "duration": 5 } ] } ] } ],
        "suites": [{ "title": "group", "file": "a.spec.ts", "specs": [
          { "title": "bad", "file": "a.spec.ts", "line": 7, "tests": [
            { "projectName": "", "expectedStatus": "passed", "status": "unexpected", "results": [
              { "status": "failed", "duration": 9, "error": { "message": "Error: expected 1\nmore", "stack": "Error: expected 1\n    at /repo/e/a.spec.ts:9:15" } } ] } ] },
          { "title": "fixme", "file": "a.spec.ts", "line": 12, "tests": [
            { "projectName": "", "expectedStatus": "skipped", "status": "skipped", "results": [] } ] },
          { "title": "known", "file": "a.spec.ts", "line": 14, "tests": [
            { "projectName": "", "expectedStatus": "failed", "status": "expected", "results": [ { "status": "failed", "duration": 1 } ] } ] } ] }] }],
      "errors": [{ "message": "Error: cannot find module", "location": { "file": "/repo/e/b.spec.ts", "line": 1, "column": 1 } }],
      "stats": { "expected": 1, "unexpected": 1, "flaky": 1, "skipped": 1 } }"#;
    assert_eq!(
        judged("playwright", report, 1, ""),
        [
            "a.spec.ts > top > [chromium] flaky a.spec.ts:3 Error: no",
            "a.spec.ts > group > bad failed a.spec.ts:9 Error: expected 1",
            "a.spec.ts > group > fixme skipped a.spec.ts:12",
            "a.spec.ts > group > known xfailed a.spec.ts:14",
            "ToolReported: playwright: /repo/e/b.spec.ts:1: Error: cannot find module",
        ]
    );
}

#[test]
fn rspec() {
    let report = r#"{ "version": "3.13.0", "examples": [
        { "id": "./spec/a_spec.rb[1:1]", "description": "adds", "full_description": "Sum adds", "status": "passed",
          "file_path": "./spec/a_spec.rb", "line_number": 4, "run_time": 0.001, "pending_message": null },
        { "id": "./spec/a_spec.rb[1:2]", "description": "fails", "full_description": "Sum fails", "status": "failed",
          "file_path": "./spec/a_spec.rb", "line_number": 8, "run_time": 0.002, "pending_message": null,
          "exception": { "class": "RSpec::Expectations::ExpectationNotMetError", "message": "expected: 2\n     got: 1",
            "backtrace": ["/usr/lib/ruby/gems/3.1.0/gems/rspec-support/a.rb:97:in `x'", "./spec/a_spec.rb:9:in `block'"] } },
        { "id": "./spec/a_spec.rb[1:3]", "description": "later", "full_description": "Sum later", "status": "pending",
          "file_path": "./spec/a_spec.rb", "line_number": 12, "run_time": 0, "pending_message": "Not yet implemented" } ],
      "summary": { "example_count": 3, "failure_count": 1, "pending_count": 1, "errors_outside_of_examples_count": 1 },
      "messages": ["\nAn error occurred while loading ./spec/b_spec.rb.\nFailure/Error: require 'nope'\n\nLoadError:\n  cannot load such file -- nope\n"] }"#;
    assert_eq!(
        judged("rspec", report, 1, ""),
        [
            "spec/a_spec.rb > Sum adds passed spec/a_spec.rb:4",
            "spec/a_spec.rb > Sum fails failed spec/a_spec.rb:9 expected: 2",
            "spec/a_spec.rb > Sum later skipped spec/a_spec.rb:12 Not yet implemented",
            "ToolReported: rspec: files could not be loaded: An error occurred while loading ./spec/b_spec.rb. Failure/Error: require 'nope' LoadError:   cannot load such file -- nope",
        ]
    );
}

#[test]
fn surefire_and_gradle() {
    let report = r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuite xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" name="com.ex.FooTest" time="1,234.5" tests="4" errors="1" skipped="1" failures="1">
  <properties><property name="java.version" value="17"/></properties>
  <testcase name="works" classname="com.ex.FooTest" time="0.01"/>
  <testcase name="fails" classname="com.ex.FooTest" time="0.02"><failure message="expected: &lt;1&gt; but was: &lt;2&gt;" type="org.opentest4j.AssertionFailedError"><![CDATA[org.opentest4j.AssertionFailedError: expected: <1> but was: <2>
	at org.junit.jupiter.api.AssertionUtils.fail(AssertionUtils.java:55)
	at com.ex.FooTest.fails(FooTest.java:12)
]]></failure></testcase>
  <testcase name="breaks" classname="com.ex.FooTest" time="0"><error type="java.lang.NullPointerException">java.lang.NullPointerException
	at com.ex.FooTest.breaks(FooTest.java:20)</error></testcase>
  <testcase name="later" classname="com.ex.FooTest" time="0"><skipped message="no"/></testcase>
  <testcase name="shaky" classname="com.ex.FooTest" time="0.3"><flakyFailure message="x" type="E"><stackTrace>at</stackTrace><system-out>o</system-out></flakyFailure></testcase>
</testsuite>"#;
    let tests = |separator: &str| {
        [
            format!("com.ex.FooTest{separator}works passed -"),
            format!(
                "com.ex.FooTest{separator}fails failed src/test/java/com/ex/FooTest.java:12 expected: <1> but was: <2>"
            ),
            format!(
                "com.ex.FooTest{separator}breaks error src/test/java/com/ex/FooTest.java:20 java.lang.NullPointerException"
            ),
            format!("com.ex.FooTest{separator}later skipped - no"),
            format!("com.ex.FooTest{separator}shaky flaky - x"),
        ]
    };
    assert_eq!(judged("maven-test", report, 1, ""), tests("#"));
    assert_eq!(judged("gradle-test", report, 1, ""), tests("."));
    let broken = "[ERROR] COMPILATION ERROR : \n[ERROR] /repo/src/test/java/A.java:[3,5] cannot find symbol\n";
    let told = judged("maven-test", "", 1, broken);
    assert!(
        told.contains(&"ToolReported: maven-test: /repo/src/test/java/A.java:3: cannot find symbol".to_owned()),
        "{told:?}"
    );
    assert!(judged("maven-test", "", 0, "[INFO] No tests to run.\n")[0].starts_with("NothingExamined"));
    assert!(judged("gradle-test", "", 0, "> Task :test UP-TO-DATE\n")[0].starts_with("Unparsable"));
}

#[test]
fn phpunit() {
    let report = r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites><testsuite name="/repo/phpunit.xml" tests="3" assertions="2" errors="0" failures="1" skipped="1" time="0.01">
  <testsuite name="unit" tests="3" assertions="2" errors="0" failures="1" skipped="1" time="0.01">
    <testsuite name="Ex\FooTest" file="/repo/tests/FooTest.php" tests="3" assertions="2" errors="0" failures="1" skipped="1" time="0.01">
      <testcase name="testWorks" file="/repo/tests/FooTest.php" line="8" class="Ex\FooTest" classname="Ex.FooTest" assertions="1" time="0.001"/>
      <testsuite name="Ex\FooTest::testRows" tests="1" assertions="1" errors="0" failures="1" skipped="0" time="0.001">
        <testcase name="testRows with data set #0" file="/repo/tests/FooTest.php" line="13" class="Ex\FooTest" classname="Ex.FooTest" assertions="1" time="0.001">
          <failure type="PHPUnit\Framework\ExpectationFailedException">Ex\FooTest::testRows with data set #0
Failed asserting that 1 is 2.

/repo/tests/FooTest.php:15
</failure></testcase></testsuite>
      <testcase name="testLater" file="/repo/tests/FooTest.php" line="20" class="Ex\FooTest" classname="Ex.FooTest" assertions="0" time="0"><skipped/></testcase>
    </testsuite></testsuite></testsuite></testsuites>"#;
    assert_eq!(
        judged("phpunit", report, 1, ""),
        [
            r"Ex\FooTest::testWorks passed /repo/tests/FooTest.php:8",
            r"Ex\FooTest::testRows with data set #0 failed /repo/tests/FooTest.php:15 Ex\FooTest::testRows with data set #0",
            r"Ex\FooTest::testLater skipped /repo/tests/FooTest.php:20",
        ]
    );
    assert!(judged("phpunit", "", 2, "Unknown option \"--nope\"\n")[0].starts_with("BadInvocation"));
}
