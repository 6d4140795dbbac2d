//! Tools that misbehave, through every format there is: lint and test end, leave no process behind, need little memory,
//! and never pass.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::{document, install};
use crate::sandbox::{Output, Sandbox};

/// A format, the rest of a record that reads it, and an answer with one finding in `a.txt`, or one failing test.
struct Format {
    name: &'static str,
    /// For `planyard test`.
    runs_tests: bool,
    /// Keys of `[read]`.
    read: &'static str,
    answer: &'static str,
    /// An empty answer is what it says when all is well; only its exit code tells more.
    quiet: bool,
}

const MAP: &str = "map = '.results[] | {file: .f, line: .l, message: .m}'";
const MAP_LINE: &str = "map = 'select(.m != null) | {file: .f, line: .l, message: .m}'";

const FORMATS: &[Format] = &[
    linter(
        "cargo-json",
        "",
        concat!(
            r#"{"reason":"compiler-message","package_id":"p","target":{"src_path":"a.txt"},"message":{"message":"boom","level":"error","code":null,"children":[],"rendered":"boom","spans":[{"file_name":"a.txt","line_start":1,"line_end":1,"column_start":1,"column_end":2,"is_primary":true}]}}"#,
            "\n",
            r#"{"reason":"build-finished","success":false}"#,
            "\n"
        ),
    ),
    linter(
        "checkstyle",
        "",
        "<?xml version=\"1.0\"?>\n<checkstyle version=\"4.3\"><file name=\"a.txt\"><error line=\"1\" severity=\"error\" message=\"boom\" source=\"x\"/></file></checkstyle>\n",
    ),
    Format { quiet: true, ..linter("diff", "", "--- a.txt.orig\n+++ a.txt\n@@ -1 +1 @@\n-fine\n+boom\n") },
    linter("json", MAP, "{\"results\": [{\"f\": \"a.txt\", \"l\": 1, \"m\": \"boom\"}]}\n"),
    linter("json-stream", MAP_LINE, "{\n \"f\": \"a.txt\",\n \"l\": 1,\n \"m\": \"boom\"\n}\n"),
    linter("ndjson", MAP_LINE, "{\"f\": \"a.txt\", \"l\": 1, \"m\": \"boom\"}\n"),
    linter(
        "rdjson",
        "",
        r#"{"source":{"name":"x"},"diagnostics":[{"message":"boom","severity":"ERROR","location":{"path":"a.txt","range":{"start":{"line":1}}}}]}"#,
    ),
    linter(
        "rdjsonl",
        "",
        concat!(
            r#"{"message":"boom","severity":"ERROR","location":{"path":"a.txt","range":{"start":{"line":1}}}}"#,
            "\n"
        ),
    ),
    Format {
        quiet: true,
        ..linter("regex", r"patterns = ['^(?<file>\S+?):(?<line>\d+): (?<message>.*)$']", "a.txt:1: boom\n")
    },
    linter(
        "sarif",
        "",
        r#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"x"}},"results":[{"ruleId":"r","level":"error","message":{"text":"boom"},"locations":[{"physicalLocation":{"artifactLocation":{"uri":"a.txt"},"region":{"startLine":1}}}]}]}]}"#,
    ),
    runner(
        "go-test",
        concat!(
            r#"{"Action":"run","Package":"p","Test":"TestA"}"#,
            "\n",
            r#"{"Action":"output","Package":"p","Test":"TestA","Output":"    a_test.go:1: boom\n"}"#,
            "\n",
            r#"{"Action":"fail","Package":"p","Test":"TestA","Elapsed":0.1}"#,
            "\n",
            r#"{"Action":"fail","Package":"p","Elapsed":0.1}"#,
            "\n"
        ),
    ),
    runner(
        "junit",
        "<?xml version=\"1.0\"?>\n<testsuites tests=\"1\" failures=\"1\"><testsuite name=\"s\" tests=\"1\" failures=\"1\"><testcase name=\"t\" classname=\"c\"><failure message=\"boom\">boom</failure></testcase></testsuite></testsuites>\n",
    ),
    runner(
        "libtest",
        "\nrunning 1 test\ntest a::b ... FAILED\n\nfailures:\n\n---- a::b stdout ----\nthread 'a::b' panicked at src/lib.rs:1:1:\nboom\n\nfailures:\n    a::b\n\ntest result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n",
    ),
    runner("tap", "TAP version 13\n1..1\nnot ok 1 - boom\n"),
    runner(
        "trx",
        r#"<?xml version="1.0"?><TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><Results><UnitTestResult testId="1" testName="t" outcome="Failed" duration="00:00:00.1"><Output><ErrorInfo><Message>boom</Message></ErrorInfo></Output></UnitTestResult></Results><ResultSummary outcome="Failed"><Counters total="1" executed="1" passed="0" failed="1"/></ResultSummary></TestRun>"#,
    ),
    runner(
        "unittest",
        "test_a (test_x.T.test_a) ... FAIL\n\n======================================================================\nFAIL: test_a (test_x.T.test_a)\n----------------------------------------------------------------------\nTraceback (most recent call last):\n  File \"test_x.py\", line 3, in test_a\nAssertionError: boom\n\n----------------------------------------------------------------------\nRan 1 test in 0.001s\n\nFAILED (failures=1)\n",
    ),
];

const fn linter(name: &'static str, read: &'static str, answer: &'static str) -> Format {
    Format { name, runs_tests: false, read, answer, quiet: false }
}

const fn runner(name: &'static str, answer: &'static str) -> Format {
    Format { name, runs_tests: true, read: "", answer, quiet: false }
}

/// Every way to misbehave but the floods, and what must come of it.
const WAYS: &[(&str, Expect)] = &[
    ("good", Expect::Found),
    ("bom", Expect::Found),
    ("ansi", Expect::Found),
    ("invalid", Expect::Found),
    ("banner", Expect::Bad),
    ("child", Expect::Bad),
    ("daemon", Expect::Bad),
    ("half", Expect::Bad),
    ("half-and-content", Expect::Bad),
    ("hang", Expect::Problem("timeout")),
    ("signal", Expect::Problem("tool_crashed")),
    ("exit-77", Expect::Problem("unknown_exit")),
    ("nothing", Expect::Unverified),
    ("nothing-and-content", Expect::Unverified),
];

/// What must come of a tool.
#[derive(Clone, Copy, PartialEq)]
enum Expect {
    /// Its finding, and nothing else.
    Found,
    /// Its finding, or an error.
    Bad,
    /// An error.
    Unverified,
    /// An error of this kind.
    Problem(&'static str),
}

/// A repository with a record for each of these formats, all of which run `misbehave HOW`.
fn sandbox(how: &str, formats: &[&Format]) -> Sandbox {
    static COUNT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    let count = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let sandbox = Sandbox::new().env("CONFORMANCE", &format!("{}.{count}", std::process::id()));
    install(&sandbox, "misbehave");
    let mut config = String::new();
    for Format { name, runs_tests, read, answer, .. } in formats {
        let kind = if *runs_tests { "test" } else { "lint" };
        config += &format!(
            "[tools.x-{name}]\nkind = '{kind}'\nenabled = true\nrun = ['./fakes/misbehave', '{how}', 'fakes/{name}']\n\
             files = {{ extensions = ['txt'] }}\nversion = {{ args = [] }}\n\
             read = {{ format = '{name}', rule = '{name}', severity = 'error', {read} }}\n"
        );
        if *runs_tests {
            config += "tests = { files = ['*.txt'] }\n";
        }
        sandbox.write(&format!("fakes/{name}"), answer);
    }
    sandbox
        .write("planyard.toml", config.replace(", }", " }"))
        .write("a.txt", "fine\n")
        .write(".gitignore", "/fakes/\n");
    sandbox
}

/// Processes that carry the sandbox's mark.
fn left_behind(sandbox: &Sandbox) -> Vec<String> {
    let env = sandbox.finish(sandbox.program("sh", &["-c", "echo \"$CONFORMANCE\""]));
    let mark = format!("CONFORMANCE={}\0", env.stdout.trim());
    let mut found = Vec::new();
    for entry in std::fs::read_dir("/proc").into_iter().flatten().filter_map(Result::ok) {
        let environ = std::fs::read(entry.path().join("environ")).unwrap_or_default();
        if environ.windows(mark.len()).any(|part| part == mark.as_bytes()) {
            let command = std::fs::read(entry.path().join("cmdline")).unwrap_or_default();
            found.push(String::from_utf8_lossy(&command).replace('\0', " "));
        }
    }
    found
}

/// What is said of one tool: its findings with their rules, and the kinds of its errors.
fn of_tool(report: &Value, tool: &str) -> (Vec<String>, Vec<String>) {
    let of = |list: &str| -> Vec<Value> {
        let all = report[list].as_array().unwrap().iter();
        all.filter(|one| one["source"] == tool).cloned().collect()
    };
    let text = |one: &Value, key: &str| one[key].as_str().unwrap_or_default().to_owned();
    (
        of("results").iter().map(|one| format!("{}: {}", text(one, "rule"), text(one, "message"))).collect(),
        of("error_details").iter().map(|one| text(one, "kind")).collect(),
    )
}

#[track_caller]
fn check(way: &str, expect: Expect, format: &Format, output: &Output) {
    let (found, problems) = of_tool(&document(output), &format!("x-{}", format.name));
    // A diff has no message of its own.
    let boom = found.iter().any(|message| message.contains("boom") || message.ends_with(": not formatted"));
    let quiet = format.quiet && way.ends_with("and-content");
    let right = match expect {
        _ if quiet => true,
        Expect::Found => boom && problems.is_empty(),
        Expect::Bad => boom || !problems.is_empty(),
        Expect::Unverified => !problems.is_empty(),
        Expect::Problem(kind) => problems.iter().any(|problem| problem == kind),
    };
    assert!(right, "{way}, {}: {found:?}, {problems:?}\n{output}", format.name);
}

fn misbehave(way: &str, expect: Expect) {
    for (command, runs_tests) in [("lint", false), ("test", true)] {
        let formats: Vec<&Format> = FORMATS.iter().filter(|format| format.runs_tests == runs_tests).collect();
        let sandbox = sandbox(way, &formats);
        let limit = if way == "hang" { "1s" } else { "60s" };
        let output = sandbox.run(&[command, "--timeout", limit]);
        assert!(matches!(output.status, 1 | 2), "{way}\n{output}");
        for format in formats {
            check(way, expect, format, &output);
        }
        assert_eq!(left_behind(&sandbox), [""; 0], "{way}: left running");
    }
}

#[test]
fn every_way_to_misbehave_is_told_in_every_format() {
    for (way, expect) in WAYS {
        misbehave(way, *expect);
    }
}

#[test]
fn one_that_hears_no_signal_is_killed() {
    let formats: Vec<&Format> = FORMATS.iter().filter(|format| format.name == "json").collect();
    let sandbox = sandbox("deaf", &formats);
    let start = Instant::now();
    let output = sandbox.run(&["lint", "--timeout", "1s"]);
    check("deaf", Expect::Problem("timeout"), formats[0], &output);
    assert_eq!((output.status, left_behind(&sandbox)), (2, Vec::new()));
    assert!(start.elapsed() < Duration::from_secs(60), "it hung");
}

#[test]
fn a_quiet_tool_that_says_nothing_passes_only_with_its_clean_code() {
    let formats: Vec<&Format> = FORMATS.iter().filter(|format| format.quiet).collect();
    assert_eq!(sandbox("nothing-and-content", &formats).run(&["lint"]).json(0)["verdict"], "pass");
    assert_eq!(document(&sandbox("nothing", &formats).run(&["lint"]))["verdict"], "unverified");
}

#[test]
fn a_gibibyte_of_findings_needs_little_memory_and_is_no_pass() {
    FORMATS.iter().filter(|format| !format.runs_tests).for_each(|format| flood("flood-of-findings", format));
}

#[test]
fn a_gibibyte_of_tests_needs_little_memory_and_is_no_pass() {
    FORMATS.iter().filter(|format| format.runs_tests).for_each(|format| flood("flood-of-findings", format));
}

#[test]
fn a_gibibyte_of_noise_needs_little_memory_and_is_no_pass() {
    for format in FORMATS.iter().filter(|format| ["json", "regex", "junit"].contains(&format.name)) {
        flood("flood", format);
    }
    flood("flood-of-errors", &FORMATS[3]);
}

/// Runs a command; also gives the most memory that it held, in KiB.
fn measured(sandbox: &Sandbox, command: &str) -> (Output, u64) {
    let measure = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fakes/measure.py");
    let peak = sandbox.home().join("peak").display().to_string();
    let planyard = env!("CARGO_BIN_EXE_planyard");
    let output = sandbox.finish(sandbox.program("python3", &[measure, &peak, planyard, command]));
    (output, std::fs::read_to_string(&peak).unwrap().parse().unwrap())
}

fn flood(way: &str, format: &Format) {
    let sandbox = sandbox(way, &[format]);
    let (output, kib) = measured(&sandbox, if format.runs_tests { "test" } else { "lint" });
    let told = document(&output)["error_details"].as_array().unwrap().iter().any(|one| one["kind"] == "unparsable");
    let head: String = output.to_string().chars().take(2000).collect();
    assert!(output.status == 2 && told, "{way}, {}: {head}", format.name);
    assert!(kib < 200 * 1024, "{way}, {}: {} MiB", format.name, kib / 1024);
    assert_eq!(left_behind(&sandbox), [""; 0], "{way}: left running");
}

#[test]
fn a_gibibyte_of_report_is_not_read() {
    let sandbox = sandbox("flood-of-report", &[&FORMATS[3]]);
    let record = sandbox.read("planyard.toml").replace("'fakes/json']", "'fakes/json', '{report}']");
    sandbox.write("planyard.toml", record.replace("read = { ", "read = { from = 'report', "));
    let (output, kib) = measured(&sandbox, "lint");
    assert!(output.status == 2 && output.stdout.contains("too large"), "{output}");
    assert!(kib < 200 * 1024, "{} MiB", kib / 1024);
}

#[test]
fn every_format_is_here() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/tools/formats.rs")).unwrap();
    let names: Vec<&str> = text.split("name: \"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let mut here: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
    here.sort_unstable();
    assert_eq!(here, names);
}
