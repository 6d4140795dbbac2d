use super::*;
use crate::tools::Catalog;
use crate::tools::decide::{Ended, decide};
use crate::tools::record::Record;

fn record() -> &'static Record {
    static RECORD: std::sync::OnceLock<Record> = std::sync::OnceLock::new();
    RECORD.get_or_init(toy)
}

fn toy() -> Record {
    let own: toml::Table =
        toml::from_str("[toy]\nkind = 'test'\nrun = ['toy']\nread = { format = 'tap' }\ntests = {}").unwrap();
    Catalog::load(&own).unwrap().get("toy").unwrap().clone()
}

fn reading(text: &str) -> Reading {
    read(&Input { bytes: text.as_bytes(), record: record() }).unwrap()
}

fn shown(text: &str) -> Vec<String> {
    reading(text).tests.iter().map(|test| format!("{} {}", test.test, test.outcome.word())).collect()
}

/// The messages of the problems of a run that ended with that code.
fn judged(text: &str, code: i32) -> Vec<String> {
    let status = crate::process::Status::Exited(code);
    let ended =
        Ended { status: &status, stdout: text.as_bytes(), stderr: b"", reports: &[], truncated: false, asked: 1 };
    decide(record(), &ended).problems.into_iter().map(|problem| problem.message).collect()
}

#[test]
fn points_and_directives_are_read() {
    let text = "TAP version 13\n1..9\nok 1 - a\nnot ok 2 - b\nnot ok 3 - c # TODO later\nok 4 # skip no\nok 5 d # SKIP\n\
                ok\nok 7 - e # time=2.49ms\nokay then\nok 8 - f # todo\npragma +strict\nok 9 - a\n";
    assert_eq!(
        shown(text),
        [
            "a passed",
            "b failed",
            "c xfailed",
            "test 4 skipped",
            "d skipped",
            "test 6 passed",
            "e passed",
            "f skipped",
            "a (2) passed"
        ]
    );
    let reading = reading(text);
    assert_eq!((reading.tests[2].message.as_str(), reading.tests[6].ms), ("later", Some(2.49)));
    assert!(judged(text, 1).is_empty(), "{:?}", judged(text, 1));
}

#[test]
fn subtests_are_tests_and_their_groups_are_not() {
    let node = "TAP version 13\n# Subtest: grp\n    # Subtest: ok\n    ok 1 - ok\n      ---\n      duration_ms: 0.8\n      ...\n\
                \x20   # Subtest: bad\n    not ok 2 - bad\n      ---\n      duration_ms: 1.9\n      location: '/repo/a.test.mjs:2:47'\n\
                \x20     error: '1 == 2'\n      stack: |-\n        f (file:///repo/a.test.mjs:2:94)\n      ...\n    1..2\n\
                not ok 1 - grp\n  ---\n  error: '1 subtest failed'\n  ...\n1..1\n# tests 2\n# fail 1\n";
    assert_eq!(shown(node), ["grp > ok passed", "grp > bad failed"]);
    let bad = &reading(node).tests[1];
    assert_eq!((bad.file.as_deref(), bad.line, bad.ms), (Some("/repo/a.test.mjs"), Some(2), Some(1.9)));
    assert!(bad.message == "1 == 2" && bad.details.contains("94") && !bad.details.contains("fail 1"));
    // A group that fails though nothing in it does; one that is to be done; depth of three.
    assert_eq!(shown("    ok 1 - a\n    1..1\nnot ok 1 - g\n1..1\n"), ["g > a passed", "g failed"]);
    assert_eq!(shown("    not ok 1 - a\n    1..1\nnot ok 1 - g # TODO\n1..1\n"), ["g > a xfailed"]);
    assert_eq!(shown("        ok 1 - a\n        1..1\n    ok 1 - b\n    1..1\nok 1 - c\n1..1\n"), ["c > b > a passed"]);
    let short = "    1..2\n    ok 1 - a\nok 1 - g\n1..1\n";
    assert_eq!(judged(short, 0), ["toy: the subtest g planned 2 tests and ran 1"]);
}

#[test]
fn plans_are_held_against_the_points() {
    for (text, code, expected) in [
        ("1..2\nok 1\nok 2\n", 0, vec![]),
        ("ok 1\nok 2\n1..2\n", 0, vec![]),
        ("1..4\nok 1 - a\n", 255, vec!["exited with 255", "says 4 tests and holds 1"]),
        ("1..1\nok 1\nok 2\n", 0, vec!["planned 1 tests and ran 2"]),
        ("ok 1\nok 2\n", 0, vec!["ends in the middle"]),
        ("1..0 # SKIP no database\n", 0, vec!["the only test was skipped"]),
        ("1..0\n", 0, vec!["the only test was skipped"]),
        ("1..3\nok 1\nBail out! no database\n", 255, vec!["Bail out! no database", "exited with 255", "says 3"]),
        ("1..1\nok 1\n1..1\nok 1\n", 0, vec![]),
        ("1..1\nok 1\nTAP version 14\n1..2\nok 1\n", 0, vec!["says 3 tests and holds 2"]),
    ] {
        let told = judged(text, code);
        assert_eq!(told.len(), expected.len(), "{text}: {told:?}");
        assert!(told.iter().zip(&expected).all(|(told, expected)| told.contains(expected)), "{text}: {told:?}");
    }
    assert!(read(&Input { bytes: b"Segmentation fault\n", record: record() }).is_err());
    assert!(read(&Input { bytes: b" \n", record: record() }).is_err());
}

#[test]
fn comments_tell_of_the_failure_before_them() {
    let bats = "1..3\nok 1 ok\nnot ok 2 bad\n# (in test file b.bats, line 2)\n#   `false' failed\n# out\nok 3 sk # skip later\n# x\n";
    let bad = &reading(bats).tests[1];
    assert_eq!(bad.details, "(in test file b.bats, line 2)\n  `false' failed\nout");
    assert_eq!(reading(bats).tests[2].details, "");
}

#[test]
fn blocks_of_any_producer_are_read() {
    let vitest = "1..1\nnot ok 1 - v.mjs > grp > bad # time=12.12ms\n    ---\n    error:\n        name: \"AssertionError\"\n        \
                  message: \"expected 1\"\n    at: \"/repo/v.mjs:3:97\"\n    ...\n";
    let test = &reading(vitest).tests[0];
    assert_eq!((test.message.as_str(), test.file.as_deref(), test.line), ("expected 1", Some("/repo/v.mjs"), Some(3)));
    let tape = "1..1\nnot ok 1 a\n  ---\n  message: |-\n    no: way\n  at:\n    file: a.js\n    line: 4\n  ...\n";
    let test = &reading(tape).tests[0];
    assert_eq!((test.message.as_str(), test.file.as_deref(), test.line), ("no: way", Some("a.js"), Some(4)));
    assert_eq!(place_of("a.js"), Some(("a.js".to_owned(), None)));
    assert_eq!(place_of("async Promise"), None);
}

#[test]
fn prove_names_the_files() {
    let text = "t/a.t .. \nok 1 - a\n1..1\nok\nt/b.t .... \n1..2\nnot ok 1 - b\n#   Failed test 'b'\n#   at t/b.t line 3.\nok 2\n\
                Dubious, test returned 1 (wstat 256, 0x100)\nFailed 1/2 subtests \nt/c.t .. \nt/d.t .. skipped: no database\nFiles=4, Tests=3\nResult: FAIL\n";
    assert_eq!(shown(text), ["t/a.t > a passed", "t/b.t > b failed", "t/b.t > test 2 passed", "t/d.t skipped"]);
    let reading = reading(text);
    assert_eq!(reading.tests[1].file.as_deref(), Some("t/b.t"));
    assert_eq!(reading.errors.len(), 1, "the file without a plan");
    assert!(!reading.truncated);
}

#[test]
fn no_part_of_it_reads_as_all_of_it() {
    let first = "TAP version 14\n1..3\nok 1 - a\n# Subtest: g\n    1..2\n    ok 1 - x\n    ok 2 - y\nok 2 - g\nnot ok 3 - é\n  ---\n  error: no\n  ...\n";
    let last = "ok 1 - a\n    ok 1 - x\n    1..1\nok 2 - g\nnot ok 3 - b\n# why\n1..3\n";
    for whole in [first, last] {
        assert!(judged(whole, 1).is_empty(), "{:?}", judged(whole, 1));
        let known = whole.find("not ok 3").unwrap() + "not ok".len();
        for end in (0..whole.len()).filter(|end| whole.is_char_boundary(*end)) {
            assert!(!judged(&whole[..end], 0).is_empty(), "code 0: {}", &whole[..end]);
            // With code 1 what is there may be enough: the failure is told.
            let told = reading_or_none(&whole[..end]).is_some_and(|r| r.tests.iter().any(|t| t.outcome.is_bad()));
            assert!(!judged(&whole[..end], 1).is_empty() || (told && end >= known), "code 1: {}", &whole[..end]);
        }
    }
}

fn reading_or_none(text: &str) -> Option<Reading> {
    read(&Input { bytes: text.as_bytes(), record: record() }).ok()
}

#[test]
fn recorded_output_is_read_whole() {
    for (name, expected) in [
        ("bats-tap.findings.out", "bad at b.bats:2: `@test \"bad\" { echo out; [ 1 -eq 2 ]; }' failed, of 3"),
        ("node-tap.findings.out", "grp > bad at /repo/nt/a.test.mjs:2: 1 == 2, of 4"),
        ("prove.findings.out", "t.t > b at t.t:1: Failed test 'b', of 4"),
        (
            "vitest-tap.findings.out",
            "v.spec.mjs > grp > bad at /repo/jst/v.spec.mjs:3: expected 1 to be 2 // Object.is equality, of 5",
        ),
    ] {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/captures");
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        let mut reading =
            reading(&text.replace("not ok 2 - b\n", "not ok 2 - b\n#   Failed test 'b'\n#   at t.t line 1.\n"));
        reading.tests.iter_mut().for_each(crate::tools::failure::settle);
        let bad = reading.tests.iter().find(|test| test.outcome == TestOutcome::Failed).unwrap();
        let place = format!("{}:{}", bad.file.as_deref().unwrap_or_default(), bad.line.unwrap_or_default());
        assert_eq!(format!("{} at {place}: {}, of {}", bad.test, bad.message, reading.tests.len()), expected, "{name}");
    }
}
