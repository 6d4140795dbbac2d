//! `planyard trace`: what is shown of stories, criteria, tasks and tests, and what the strict gate says.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::check_planning::found;
use crate::sandbox::Sandbox;

const STORIES: &str = "# User Stories: P01-F01 Sign in

## US-01: Ask for a link

As a reader I want a link by mail.

### Acceptance Criteria

- [x] AC1: A mail with a link is sent to the address
- [ ] AC2: A second mail within a minute is refused
- [ ] The text is **kind** | short

## US-02: Sign out

As a reader I want to sign out.

**Acceptance Criteria:**

1. The session ends

## US-03: Be remembered

As a reader I want to stay signed in.
";

const TASKS: &str = "# Tasks: P01-F01 Sign in

## Task List

### T01: Send links
- [x] Estimate: 1h
- [x] Tests: tests/test_links.py::test_sent, `tests/test_mail.py`
- [x] Stories: US-01 (AC1)

### T02: Count mails
- [ ] Estimate: 1h
- [ ] Tests: tests/test_limit.py
- [ ] Stories: US-01

### T03: End sessions
- [ ] Estimate: 1h
- [ ] Tests: by hand
- [ ] Stories: US-02

### T04: Describe it
- [ ] Estimate: 1h
- [ ] Tests: N/A (text)
";

const FOLDER: &str = "features/P01-F01-sign-in";

fn planned() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write(&format!("{FOLDER}/user_stories.md"), STORIES).write(&format!("{FOLDER}/tasks.md"), TASKS);
    sandbox
}

/// Puts a run on record, as `planyard test` does: files with the outcomes of their tests.
fn ran(sandbox: &Sandbox, number: u32, tests: &[(&str, &str, &str)]) {
    let tests: Vec<Value> = tests
        .iter()
        .map(|(file, test, outcome)| {
            json!({"tool": "pytest", "id": format!("{file}::{test}"), "outcome": outcome, "file": file, "ms": 1.0, "attempts": 1})
        })
        .collect();
    let run = json!({"schema": "planyard.run/v1", "at": "2026-01-31T12:00:00Z", "tests": tests});
    sandbox.write(&format!(".planyard/runs/{number:08}.json"), run.to_string());
}

fn with_results() -> Sandbox {
    let sandbox = planned();
    let mail = "tests/test_mail.py";
    ran(
        &sandbox,
        1,
        &[("tests/test_links.py", "test_sent", "failed"), (mail, "test_a", "passed"), (mail, "test_b", "failed")],
    );
    ran(
        &sandbox,
        2,
        &[("tests/test_links.py", "test_sent", "passed"), ("tests/test_links.py", "test_other", "failed")],
    );
    sandbox
}

#[test]
fn a_feature_is_a_table() {
    let sandbox = with_results();
    assert_snapshot!(sandbox.human(&["trace", "P01-F01"]), @r"
    status: 0
    --- stdout ---
    story  criterion                      task              test                           last result
    US-01  Ask for a link                                                                  failing
           AC1: A mail with a link is s…  T01 Send links    tests/test_links.py::test_se…  1 passed
                                                            tests/test_mail.py             1 of 2 failed
           AC2: A second mail within a …  T02                                              not run
           The text is kind | short       T02 Count mails   tests/test_limit.py            not run
    US-02  Sign out                                                                        no test
           1. The session ends            T03 End sessions                                 no test
    US-03  Be remembered                                                                   no task
           of no story                    T04 Describe it                                  needs none

    proved: 0 of 3 stories, 0 of 4 criteria; 1 of 3 tests that are named passed
    next: planyard test --failed
    ");
}

#[test]
fn it_fits_a_narrow_screen_and_a_wide_one() {
    assert_snapshot!(with_results().env("COLUMNS", "60").human(&["trace"]), @r"
    status: 0
    --- stdout ---
    story  criterion     task         test         last result
    US-01  Ask for a l…                            failing
           AC1: A mail…  T01 Send l…  tests/test…  1 passed
                                      tests/test…  1 of 2 failed
           AC2: A seco…  T02                       not run
           The text is…  T02 Count …  tests/test…  not run
    US-02  Sign out                                no test
           1. The sess…  T03 End se…               no test
    US-03  Be remember…                            no task
           of no story   T04 Descri…               needs none

    proved: 0 of 3 stories, 0 of 4 criteria; 1 of 3 tests that
      are named passed
    next: planyard test --failed
    ");
    assert_snapshot!(with_results().env("COLUMNS", "200").human(&["trace"]), @r"
    status: 0
    --- stdout ---
    story  criterion                                       task              test                            last result
    US-01  Ask for a link                                                                                    failing
           AC1: A mail with a link is sent to the address  T01 Send links    tests/test_links.py::test_sent  1 passed
                                                                             tests/test_mail.py              1 of 2 failed
           AC2: A second mail within a minute is refused   T02                                               not run
           The text is kind | short                        T02 Count mails   tests/test_limit.py             not run
    US-02  Sign out                                                                                          no test
           1. The session ends                             T03 End sessions                                  no test
    US-03  Be remembered                                                                                     no task
           of no story                                     T04 Describe it                                   needs none

    proved: 0 of 3 stories, 0 of 4 criteria; 1 of 3 tests that are named passed
    next: planyard test --failed
    ");
}

#[test]
fn markdown_holds_the_table() {
    assert_snapshot!(with_results().run(&["trace", "--format", "markdown"]), @r"
    status: 0
    --- stdout ---
    ### trace done

    | story | criterion | task | test | last result |
    | --- | --- | --- | --- | --- |
    | **US-01** | **Ask for a link** |  |  | **failing** |
    |  | AC1: A mail with a link is sent to the address | T01 Send links | tests/test_links.py::test_sent | 1 passed |
    |  |  |  | tests/test_mail.py | **1 of 2 failed** |
    |  | AC2: A second mail within a minute is refused | T02 |  | not run |
    |  | The text is kind \| short | T02 Count mails | tests/test_limit.py | not run |
    | **US-02** | **Sign out** |  |  | no test |
    |  | 1. The session ends | T03 End sessions |  | no test |
    | **US-03** | **Be remembered** |  |  | no task |
    |  | of no story | T04 Describe it |  | needs none |

    - **proved: 0 of 3 stories, 0 of 4 criteria; 1 of 3 tests that are named passed**
    ");
    assert_snapshot!(with_results().run(&["trace", "--strict", "--format", "markdown"]), @r"
    status: 1
    --- stdout ---
    ### ❌ trace failed: 4 errors, 1 warning; 1 feature examined

    | | where | rule | what |
    | --- | --- | --- | --- |
    | error | `features/P01-F01-sign-in/tasks.md:7` | `trace/test-failing` | 1 of 2 tests failed in tests/test_mail.py: tests/test_mail.py::test_b |
    | error | `features/P01-F01-sign-in/tasks.md:12` | `trace/test-not-run` | no result of tests/test_limit.py is on record |
    | warning | `features/P01-F01-sign-in/tasks.md:15` | `trace/task-without-test` | T03 names no test |
    | error | `features/P01-F01-sign-in/user_stories.md:19` | `trace/criterion-without-test` | no test is named for criterion 1 of US-02, which T03 serves |
    | error | `features/P01-F01-sign-in/user_stories.md:21` | `trace/story-without-task` | no task serves US-03 |

    | story | criterion | task | test | last result |
    | --- | --- | --- | --- | --- |
    | **US-01** | **Ask for a link** |  |  | **failing** |
    |  | AC1: A mail with a link is sent to the address | T01 Send links | tests/test_links.py::test_sent | 1 passed |
    |  |  |  | tests/test_mail.py | **1 of 2 failed** |
    |  | AC2: A second mail within a minute is refused | T02 |  | not run |
    |  | The text is kind \| short | T02 Count mails | tests/test_limit.py | not run |
    | **US-02** | **Sign out** |  |  | no test |
    |  | 1. The session ends | T03 End sessions |  | no test |
    | **US-03** | **Be remembered** |  |  | no task |
    |  | of no story | T04 Describe it |  | needs none |

    - **proved: 0 of 3 stories, 0 of 4 criteria; 1 of 3 tests that are named passed**
    ");
}

/// With keys by name, in whatever order this build keeps them.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<(&String, &Value)> = map.iter().collect();
            entries.sort_by_key(|(name, _)| *name);
            Value::Object(entries.into_iter().map(|(name, value)| (name.clone(), sorted(value))).collect())
        }
        Value::Array(values) => values.iter().map(sorted).collect(),
        other => other.clone(),
    }
}

#[test]
fn json_holds_the_chain() {
    let json = with_results().run(&["trace", "P01-F01"]).json(0);
    assert_eq!((&json["verdict"], json["results"].as_array().unwrap().len()), (&Value::Null, 0));
    let feature = &json["data"]["features"][0];
    assert_snapshot!(serde_json::to_string_pretty(&sorted(&feature["stories"][0])).unwrap(), @r#"
    {
      "criteria": [
        {
          "label": "AC1",
          "line": 9,
          "named": true,
          "proof": "failing",
          "tasks": [
            "T01"
          ],
          "text": "AC1: A mail with a link is sent to the address",
          "ticked": true
        },
        {
          "label": "AC2",
          "line": 10,
          "named": false,
          "proof": "not_run",
          "tasks": [
            "T02"
          ],
          "text": "AC2: A second mail within a minute is refused",
          "ticked": false
        },
        {
          "label": null,
          "line": 11,
          "named": false,
          "proof": "not_run",
          "tasks": [
            "T02"
          ],
          "text": "The text is **kind** | short",
          "ticked": false
        }
      ],
      "file": "features/P01-F01-sign-in/user_stories.md",
      "id": "US-01",
      "line": 3,
      "proof": "failing",
      "tasks": [
        "T01",
        "T02"
      ],
      "title": "Ask for a link"
    }
    "#);
    assert_eq!(feature["loose"], json!(["T04"]));
}

#[test]
fn json_holds_the_tests_of_each_task() {
    let json = with_results().run(&["trace", "P01-F01"]).json(0);
    let feature = &json["data"]["features"][0];
    assert_snapshot!(serde_json::to_string_pretty(&sorted(&feature["tasks"][0])).unwrap(), @r#"
    {
      "file": "features/P01-F01-sign-in/tasks.md",
      "id": "T01",
      "line": 5,
      "needs_none": false,
      "proof": "failing",
      "status": "done",
      "stories": [
        "US-01"
      ],
      "tests": [
        {
          "failing": [],
          "line": 7,
          "passed": 1,
          "proof": "passed",
          "skipped": 0,
          "test": "tests/test_links.py::test_sent"
        },
        {
          "failing": [
            "tests/test_mail.py::test_b"
          ],
          "line": 7,
          "passed": 1,
          "proof": "failing",
          "skipped": 0,
          "test": "tests/test_mail.py"
        }
      ],
      "title": "Send links"
    }
    "#);
    assert_snapshot!(sorted(&json["data"]["summary"]), @r#"{"criteria":4,"criteria_passed":0,"failing":1,"stories":3,"stories_passed":0,"tests":3,"tests_passed":1}"#);
}

#[test]
fn strict_is_a_gate() {
    let sandbox = with_results();
    let (verdict, rules) = found(&sandbox, &["trace", "--strict"], 1);
    assert_eq!(verdict, "fail");
    let expected = [
        "trace/test-failing:7",
        "trace/test-not-run:12",
        "trace/task-without-test:15",
        "trace/criterion-without-test:19",
        "trace/story-without-task:21",
    ];
    assert_eq!(rules, expected);
    assert_snapshot!(sandbox.human(&["trace", "--strict", "--config", "output.max_findings=2"]), @r"
    status: 1
    --- stdout ---
    error[trace/test-failing]: 1 of 2 tests failed in tests/test_mail.py: tests/test_mail.py::test_b
     --> features/P01-F01-sign-in/tasks.md:7:47
      |
    7 | - [x] Tests: tests/test_links.py::test_sent, `tests/test_mail.py`
      |                                               ^^^^^^^^^^^^^^^^^^
      |
      = help: mend it, and run `planyard test` on it again

    error[trace/test-not-run]: no result of tests/test_limit.py is on record
      --> features/P01-F01-sign-in/tasks.md:12:14
       |
    12 | - [ ] Tests: tests/test_limit.py
       |              ^^^^^^^^^^^^^^^^^^^
       |
       = help: run `planyard test` on it; if nothing is collected there, mend the path

    … and 3 more; --format json has them all, --config output.max_findings=N shows more

    story  criterion                      task              test                           last result
    US-01  Ask for a link                                                                  failing
           AC1: A mail with a link is s…  T01 Send links    tests/test_links.py::test_se…  1 passed
                                                            tests/test_mail.py             1 of 2 failed
           AC2: A second mail within a …  T02                                              not run
           The text is kind | short       T02 Count mails   tests/test_limit.py            not run
    US-02  Sign out                                                                        no test
           1. The session ends            T03 End sessions                                 no test
    US-03  Be remembered                                                                   no task
           of no story                    T04 Describe it                                  needs none

    proved: 0 of 3 stories, 0 of 4 criteria; 1 of 3 tests that are named passed
    ✗ trace failed: 4 errors, 1 warning; 1 feature examined
    next: planyard test --failed
    ");
    assert_eq!(found(&sandbox, &["trace", "--strict", "--exit-zero"], 0).0, "fail");
}

const PROVED: &str = "# Tasks

## Task List

### T01: All
- [x] Estimate: 1h
- [x] Tests: tests/
- [x] Stories: All
";

#[test]
fn a_feature_that_is_proved_passes_until_a_test_fails() {
    let sandbox = planned();
    sandbox.write(&format!("{FOLDER}/tasks.md"), PROVED);
    assert_eq!(found(&sandbox, &["trace", "--strict"], 1).1, ["trace/test-not-run:7"]);
    ran(&sandbox, 1, &[("tests/test_a.py", "test_a", "passed"), ("tests/test_a.py", "test_b", "flaky")]);
    assert_eq!(found(&sandbox, &["trace", "--strict"], 0), ("pass".to_owned(), vec![]));
    assert_snapshot!(sandbox.human(&["trace", "--strict", "sign-in"]), @r"
    status: 0
    --- stdout ---
    story  criterion                                       task     test    last result
    US-01  Ask for a link                                                   passed
           AC1: A mail with a link is sent to the address  T01              passed
           AC2: A second mail within a minute is refused   T01              passed
           The text is kind | short                        T01 All  tests/  2 passed
    US-02  Sign out                                                         passed
           1. The session ends                             T01 All  tests/  2 passed
    US-03  Be remembered                                                    passed
                                                           T01 All  tests/  2 passed

    proved: 3 of 3 stories, 4 of 4 criteria; 1 of 1 test that is named passed
    ✓ trace passed: 1 feature examined
    ");
    ran(&sandbox, 2, &[("tests/test_a.py", "test_a", "skipped"), ("tests/test_a.py", "test_b", "xfailed")]);
    assert_eq!(found(&sandbox, &["trace", "--strict"], 1).1, ["trace/test-not-run:7"]);
    ran(&sandbox, 3, &[("tests/test_a.py", "test_a", "error")]);
    assert_eq!(found(&sandbox, &["trace", "--strict"], 1).1, ["trace/test-failing:7"]);
    // Rules can be configured and suppressed like those of the other gates.
    assert_eq!(found(&sandbox, &["trace", "--strict", "--config", "rules.trace/test-failing=info"], 0).0, "pass");
    let ignored = PROVED.replace("T01: All\n", "T01: All\n<!-- planyard-ignore trace/*: known -->\n");
    sandbox.write(&format!("{FOLDER}/tasks.md"), ignored);
    assert_eq!(found(&sandbox, &["trace", "--strict"], 0), ("pass".to_owned(), vec![]));
    let planning = found(&sandbox, &["check-planning", "--exit-zero"], 0).1;
    assert!(!planning.iter().any(|rule| rule.starts_with("suppression/")), "{planning:?}");
}

#[test]
fn a_run_that_cannot_be_read_is_no_result() {
    let sandbox = planned();
    sandbox.write(&format!("{FOLDER}/tasks.md"), PROVED);
    sandbox.write(".planyard/runs/00000001.json", "{ \"schema\": \"planyard.run/v1\", ");
    assert_eq!(found(&sandbox, &["trace", "--strict"], 1).1, ["trace/test-not-run:7"]);
}

#[test]
fn what_has_no_stories_is_never_green() {
    let sandbox = planned();
    sandbox.write("features/P01-F02-bare/tasks.md", PROVED).write(
        "STATUS.md",
        "# Status\n\n## Phase 1\n\n1. ✅ **P1.1 Sign in** - done\n2. ⚠️ **P1.2 Sign out** - open\n",
    );
    sandbox.write("planyard.toml", "[features]\nfiles = [\"STATUS.md\"]\n");
    assert_snapshot!(sandbox.human(&["trace", "bare"]), @r"
    status: 0
    --- stdout ---
    P01-F02-bare has no user stories
    story  criterion  task     test    last result
                      T01 All  tests/  not run

    proved: 0 of 0 stories, 0 of 0 criteria; 0 of 1 test that is named passed
    next: planyard test
    ");
    let (verdict, rules) = found(&sandbox, &["trace", "bare", "--strict"], 1);
    assert!(verdict == "fail" && rules.contains(&"trace/no-stories:1".to_owned()), "{rules:?}");
    assert_snapshot!(sandbox.human(&["trace", "STATUS", "--strict"]), @r"
    status: 2
    --- stdout ---
    error: no user story was found in STATUS, so there is nothing to trace
     hint: trace a feature that has stories
    STATUS has no user stories
    story  criterion  task        test  last result
                      phase-1/1         no test
                      phase-1/2         no test

    proved: 0 of 0 stories, 0 of 0 criteria; 0 of 0 tests that are named passed
    ? trace could not be verified: 1 problem; 0 features examined
    ");
}

#[test]
fn bad_input_is_answered() {
    let sandbox = planned();
    sandbox.write("features/P02-F01-sign-in/tasks.md", PROVED);
    assert_snapshot!(sandbox.human(&["trace", "nothing"]), @r"
    status: 2
    --- stderr ---
    error: there is no feature `nothing`
     hint: `planyard status` lists the 2 features
    ");
    assert_snapshot!(sandbox.human(&["trace", "sign-in", "--strict"]), @r"
    status: 2
    --- stdout ---
    error: `sign-in` could be any of 2 features: features/P01-F01-sign-in, features/P02-F01-sign-in
     hint: give more of the id, or the path
    ? trace could not be verified: 1 problem; nothing examined
    ");
    let json = sandbox.run(&["trace", "nothing"]).json(2);
    assert_eq!((&json["verdict"], &json["error_details"][0]["kind"]), (&Value::Null, &json!("not_found")));
    let json = sandbox.run(&["trace", "sign-in", "--strict"]).json(2);
    assert_eq!((&json["verdict"], &json["error_details"][0]["kind"]), (&json!("unverified"), &json!("ambiguous")));
    assert_eq!(sandbox.run(&["trace", "--fail-on", "info"]).status, 2, "without --strict nothing can fail");
    assert_eq!(sandbox.run(&["trace", "--all", "P01-F01"]).status, 2);
    sandbox.write("features/P02-F01-sign-in/tasks.md", [0xff, 0xfe]);
    let json = sandbox.run(&["trace", "--strict"]).json(2);
    assert_eq!((&json["verdict"], json["data"]["features"].as_array().unwrap().len()), (&json!("unverified"), 1));
    assert_eq!(Sandbox::new().run(&["trace"]).json(2)["verdict"], Value::Null);
}
