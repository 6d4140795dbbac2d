//! Task Master.

use std::process::Child;

use insta::assert_snapshot;
use serde_json::Value;

use super::{ROOMS, gate, listed, ok, peer, texts, told};
use crate::sandbox::Sandbox;

const PATH: &str = ".taskmaster/tasks/tasks.json";

const TASKS: &str = r#"{
  "master": {
    "tasks": [
      {
        "id": 1,
        "title": "Store sessions",
        "description": "A table",
        "details": "Keep \"them\" for a day.",
        "testStrategy": "cargo test",
        "status": "done",
        "dependencies": [],
        "priority": "high",
        "subtasks": []
      },
      {
        "id": 2,
        "title": "Sign in",
        "description": "A form",
        "details": "",
        "testStrategy": "",
        "status": "pending",
        "dependencies": [
          1
        ],
        "priority": "low",
        "subtasks": [
          {
            "id": 1,
            "title": "Form",
            "description": "Fields",
            "details": "Two fields",
            "status": "pending",
            "dependencies": []
          },
          {
            "id": 2,
            "title": "Route",
            "description": "A route",
            "details": "One route",
            "status": "pending",
            "dependencies": [
              1
            ]
          }
        ]
      },
      {
        "id": 3,
        "title": "Sign out",
        "description": "A button",
        "details": "",
        "testStrategy": "",
        "status": "pending",
        "dependencies": [
          1
        ],
        "priority": "high",
        "subtasks": []
      },
      {
        "id": 4,
        "title": "Tell it",
        "description": "A page",
        "details": "",
        "testStrategy": "",
        "status": "pending",
        "dependencies": [
          "2.2",
          3
        ],
        "priority": "medium",
        "subtasks": []
      }
    ],
    "metadata": {
      "created": "2026-01-31T12:00:00.000Z",
      "updated": "2026-01-31T12:00:00.000Z",
      "description": "The main list"
    }
  },
  "later": {
    "tasks": [
      {
        "id": 1,
        "title": "Forget the password",
        "description": "A mail",
        "details": "",
        "testStrategy": "",
        "status": "pending",
        "dependencies": [],
        "priority": "medium",
        "subtasks": []
      }
    ],
    "metadata": {
      "created": "2026-01-31T12:00:00.000Z",
      "updated": "2026-01-31T12:00:00.000Z",
      "description": "For later"
    }
  }
}
"#;

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox
        .write(PATH, TASKS)
        .write(".taskmaster/state.json", "{\n  \"currentTag\": \"master\"\n}\n")
        .write(".taskmaster/config.json", "{\n  \"global\": {\n    \"anonymousTelemetry\": false\n  }\n}\n");
    sandbox
}

#[test]
fn tags_are_features_and_tasks_keep_their_ids() {
    let sandbox = sandbox();
    assert_snapshot!(sandbox.human(&["status"]), @"
    status: 0
    --- stdout ---
    feature              tasks  left
    later    ░░░░░░░░░░    0/1        next 1
    master   █░░░░░░░░░    1/6        next 3

    1 of 7 tasks done in 2 features; 0m left
    ");
    assert_snapshot!(sandbox.human(&["task", "list", "--feature", "master"]), @"
    status: 0
    --- stdout ---
    ✓  1    Store sessions  done
    ·  2    Sign in         waits for its parts
    ·  2.1  Form            ready
    ·  2.2  Route           waits for 2.1
    ·  3    Sign out        ready
    ·  4    Tell it         waits for 2.2, 3
    ");
    assert_snapshot!(sandbox.human(&["graph", "master"]), @"
    status: 0
    --- stdout ---
    master
      ✓ 1  Store sessions
        · 2  Sign in
        · 3  Sign out
          · 4  Tell it  (also needs 2.2)
      · 2.1  Form
        · 2.2  Route

    wave 1: 2, 2.1, 3
    wave 2: 2.2
    wave 3: 4
    critical path: 2.1 → 2.2 → 4 (0m)
    ");
    assert_snapshot!(sandbox.human(&["task", "next", "--feature", "master"]), @"
    status: 0
    --- stdout ---
    3  Sign out
      2 tasks are ready; this is the first of the most urgent
      .taskmaster/tasks/tasks.json:49
    next: planyard task start 3 --feature master
    ");
    assert_eq!(gate(&sandbox, &["check-planning"]), ("pass".to_owned(), vec![]));
    let (verdict, rules) = gate(&sandbox, &["check-completion", "master", "--allow-dirty"]);
    assert_eq!((verdict.as_str(), rules), ("fail", vec!["completion/task-open".to_owned()]));
}

#[test]
fn tasks_are_changed_in_place() {
    let sandbox = sandbox();
    ok(&sandbox, &["task", "start", "2.1", "--feature", "master"]);
    let id = "\"title\": \"Form\",\n            \"description\": \"Fields\",\n            \"details\": \"Two fields\",\n            \"status\": ";
    assert_eq!(sandbox.read(PATH), TASKS.replace(&format!("{id}\"pending\""), &format!("{id}\"in-progress\"")));
    ok(&sandbox, &["task", "done", "2.1", "--feature", "master"]);
    ok(&sandbox, &["task", "reopen", "2.1", "--feature", "master"]);
    assert_eq!(sandbox.read(PATH), TASKS);
    ok(&sandbox, &["task", "block", "3", "--reason", "no \"button\" yet", "--feature", "master"]);
    let json: Value = serde_json::from_str(&sandbox.read(PATH)).unwrap();
    let task = &json["master"]["tasks"][2];
    assert_eq!(
        (&task["status"], &task["details"]),
        (&Value::from("blocked"), &Value::from("Note: BLOCKED: no \"button\" yet"))
    );
    ok(&sandbox, &["task", "reopen", "3", "--feature", "master"]);
    assert_eq!(
        sandbox.read(PATH).replace("        \"details\": \"\",\n", ""),
        TASKS.replace("        \"details\": \"\",\n", "")
    );
    ok(&sandbox, &["task", "note", "1", "seen by hand", "--feature", "master"]);
    assert!(sandbox.read(PATH).contains(r#""Keep \"them\" for a day.\n\nNote: seen by hand""#));
    let refused = sandbox.run(&["task", "done", "2.2", "--feature", "master"]).json(2);
    assert!(refused["errors"][0].as_str().unwrap().contains("it depends on 2.1, which is open"), "{refused}");
    let refused = sandbox.run(&["task", "done", "2", "--feature", "master"]).json(2);
    assert!(refused["errors"][0].as_str().unwrap().contains("its parts 2.1, 2.2 are open"), "{refused}");
    // The last of its subtasks takes the task with it, and the first that is open again.
    ok(&sandbox, &["task", "done", "2.1", "2.2", "--feature", "master"]);
    assert_eq!(listed(&sandbox, "master")[1], ("2".to_owned(), "done".to_owned()));
    ok(&sandbox, &["task", "reopen", "2.2", "--feature", "master"]);
    assert_eq!(listed(&sandbox, "master")[1], ("2".to_owned(), "todo".to_owned()));
    ok(&sandbox, &["task", "done", "1", "--feature", "later"]);
    assert_eq!(gate(&sandbox, &["check-completion", "later", "--allow-dirty"]).0, "pass");
}

#[test]
fn processes_at_once_lose_nothing() {
    let sandbox = Sandbox::new();
    let tasks: Vec<String> = (1..=40)
        .map(|id| format!("{{\"id\": {id}, \"title\": \"Task {id}\", \"status\": \"pending\", \"dependencies\": []}}"))
        .collect();
    sandbox.write(PATH, format!("{{\"master\": {{\"tasks\": [\n{}\n], \"metadata\": {{}}}}}}\n", tasks.join(",\n")));
    let start = |id: usize| {
        sandbox.command(&["task", "done", &id.to_string()]).stdout(std::process::Stdio::null()).spawn().unwrap()
    };
    let children: Vec<Child> = (1..=40).map(start).collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(sandbox.read(PATH).matches("\"status\": \"done\"").count(), 40);
}

#[test]
fn what_is_wrong_is_found() {
    let wrong = TASKS
        .replace(
            "\"status\": \"pending\",\n        \"dependencies\": [\n          \"2.2\",",
            "\"status\": \"pendig\",\n        \"dependencies\": [\n          \"2.9\",\n          3,",
        )
        .replacen("\"status\": \"pending\"", "\"status\": \"done\"", 1);
    let sandbox = sandbox();
    sandbox.write(PATH, &wrong);
    let (verdict, rules) = gate(&sandbox, &["check-planning", "master"]);
    let expected = [
        "taskmaster/duplicate-dependency",
        "taskmaster/unknown-value",
        "tasks/done-with-open-parts",
        "tasks/unknown-dependency",
    ];
    assert_eq!((verdict.as_str(), rules), ("fail", expected.map(str::to_owned).to_vec()));
    sandbox.write(PATH, "{\"master\": {\"tasks\": [{\"id\": 1,}]}}");
    let (verdict, rules) = gate(&sandbox, &["check-planning"]);
    assert!(verdict == "fail" && rules.contains(&"documents/malformed".to_owned()), "{verdict} {rules:?}");
    assert_ne!(gate(&sandbox, &["check-completion"]).0, "pass");
}

/// Task Master's own tasks: ids, subtasks among them, and statuses in our words.
fn theirs(json: &Value) -> Vec<(String, String)> {
    let status = |task: &Value| match task["status"].as_str().unwrap() {
        "pending" => "todo",
        "in-progress" | "review" => "doing",
        "done" => "done",
        "cancelled" => "cancelled",
        "blocked" | "deferred" => "blocked",
        other => panic!("{other}"),
    };
    let id = |task: &Value| task["id"].as_str().map_or_else(|| task["id"].to_string(), str::to_owned);
    let mut found = Vec::new();
    for task in json["tasks"].as_array().unwrap() {
        found.push((id(task), status(task).to_owned()));
        for part in task["subtasks"].as_array().into_iter().flatten() {
            found.push((format!("{}.{}", id(task), id(part)), status(part).to_owned()));
        }
    }
    found
}

/// Each run of it takes seconds, so there are few.
#[test]
fn the_real_task_master_sees_the_same() {
    let Some(program) = peer("task-master") else { return };
    let sandbox = sandbox().env("TASKMASTER_SKIP_AUTO_UPDATE", "1").env("CI", "1");
    let run = |args: &[&str]| -> Value {
        let said = told(&sandbox, &program, args);
        // It says other things too, before and behind.
        let start = said.find("{\n").unwrap_or(0);
        let mut values = serde_json::Deserializer::from_str(&said[start..]).into_iter::<Value>();
        values.next().unwrap().unwrap_or_else(|error| panic!("{error}\n{said}"))
    };
    let list = || run(&["list", "--with-subtasks", "--format", "json"]);
    assert_eq!(listed(&sandbox, "master"), theirs(&list()));
    // Both offer the most urgent of the tasks that can begin.
    let ours = ok(&sandbox, &["task", "next", "--feature", "master"]);
    assert_eq!(ours["data"]["tasks"][0]["id"], run(&["next", "--format", "json"])["task"]["id"], "{ours}");
    // After our writes the program reads the same as we do.
    for args in [
        &["task", "start", "2"][..],
        &["task", "done", "2.1"],
        &["task", "block", "3", "--reason", "no \"button\""],
        &["task", "note", "4", "a\\b"],
    ] {
        ok(&sandbox, &[args, &["--feature", "master"]].concat());
    }
    let now = list();
    assert_eq!(listed(&sandbox, "master"), theirs(&now));
    assert_eq!(now["tasks"][3]["details"], "Note: a\\b", "{now}");
    // And we do after its own, which writes the file anew.
    told(&sandbox, &program, &["set-status", "--id=3", "--status=review"]);
    assert_eq!(listed(&sandbox, "master")[4], ("3".to_owned(), "doing".to_owned()));
}

#[test]
fn the_real_task_master_finds_the_same_dependencies_wrong() {
    let Some(program) = peer("task-master") else { return };
    let sandbox = sandbox().env("TASKMASTER_SKIP_AUTO_UPDATE", "1").env("CI", "1");
    let validate = || {
        let output = sandbox.finish(sandbox.program(program.to_str().unwrap(), &["validate-dependencies"]));
        format!("{}{}", output.stdout, output.stderr)
    };
    let said = validate();
    assert!(gate(&sandbox, &["check-planning", "master"]).0 == "pass" && !said.contains("FAILED"), "{said}");
    // 4 waits for itself and for nothing; 1 and 3 wait for each other.
    let wrong = TASKS.replace("\"2.2\",\n          3\n", "4,\n          99\n").replacen(
        "\"dependencies\": []",
        "\"dependencies\": [3]",
        1,
    );
    sandbox.write(PATH, wrong);
    let (said, (_, rules)) = (validate(), gate(&sandbox, &["check-planning", "master"]));
    for (rule, word) in [
        ("tasks/unknown-dependency", "[MISSING]"),
        ("tasks/self-dependency", "[SELF]"),
        ("tasks/dependency-cycle", "[CIRCULAR]"),
    ] {
        assert!(rules.iter().any(|found| found == rule) && said.contains(word), "{rule} {rules:?}\n{said}");
    }
}

#[test]
fn a_new_tag_stands_beside_the_others() {
    let sandbox = sandbox();
    let made = ok(&sandbox, &["new-feature", "--dialect", "taskmaster", "pass-keys", "--title", "Sign \"in\" by key"]);
    assert_eq!((&made["data"]["id"], &made["data"]["path"]), (&Value::from("pass-keys"), &Value::from(PATH)));
    let after = sandbox.read(PATH);
    assert!(after.starts_with(TASKS.trim_end().strip_suffix("\n}").unwrap()), "{after}");
    let json: Value = serde_json::from_str(&after).unwrap();
    assert_eq!(json["pass-keys"]["metadata"]["description"], "Sign \"in\" by key");
    assert_eq!(listed(&sandbox, "pass-keys"), [("1".to_owned(), "todo".to_owned())]);
    assert_eq!(gate(&sandbox, &["check-planning", "pass-keys"]).0, "pass");
    assert_eq!(sandbox.run(&["new-feature", "--dialect", "taskmaster", "pass-keys"]).status, 2);
    let empty = Sandbox::new();
    ok(&empty, &["new-feature", "--dialect", "taskmaster", "first"]);
    assert_eq!((empty.files(), listed(&empty, "first").len()), (vec![PATH.to_owned()], 1));
}

#[test]
fn a_changed_file_puts_all_its_tags_in_scope() {
    let sandbox = sandbox();
    sandbox.commit_all();
    assert_eq!(gate(&sandbox, &["check-planning", "--staged"]).0, "pass");
    sandbox.write(PATH, TASKS.replacen("\"later\"", "\"sooner\"", 1).replace("\"id\": 4", "\"id\": 3"));
    sandbox.git(&["add", "-A"]);
    for flag in ["--staged", "--changed"] {
        let json = sandbox.run(&["check-planning", flag]).json(1);
        assert_eq!(json["ran"][0]["examined"], 2, "{json}");
        assert_eq!(json["results"][0]["rule"], "tasks/duplicate-id", "{json}");
    }
}

#[test]
fn another_feature_becomes_a_tag_beside_the_others() {
    for text in [TASKS.to_owned(), format!("\u{feff}{}", TASKS.replace("  ", "\t").replace('\n', "\r\n"))] {
        let sandbox = sandbox();
        sandbox.write(PATH, &text).write("specs/001-rooms/tasks.md", ROOMS).commit_all();
        let before = texts(&sandbox);
        ok(&sandbox, &["convert", "001-rooms", "--to", "taskmaster", "--dry-run"]);
        assert_eq!(texts(&sandbox), before);
        let made = ok(&sandbox, &["convert", "001-rooms", "--to", "taskmaster"]);
        assert_eq!((&made["data"]["name"], &made["data"]["files"][0]), (&"rooms".into(), &PATH.into()), "{made}");
        // What was there stands as it was; behind its last value the tag is put in.
        let after = sandbox.read(PATH);
        let end = text.trim_end().strip_suffix('}').unwrap().trim_end();
        assert!(after.starts_with(end) && after.ends_with(&text[end.len()..]), "{after}");
        let json: Value = serde_json::from_str(after.trim_start_matches('\u{feff}')).unwrap();
        assert_eq!(json["rooms"]["tasks"][1]["dependencies"], serde_json::json!([1]));
        let expected = [("1", "done"), ("2", "todo"), ("3", "blocked")].map(|(id, to)| (id.to_owned(), to.to_owned()));
        assert_eq!(listed(&sandbox, "rooms"), expected);
        assert_eq!(listed(&sandbox, "master").len(), 6);
        assert_eq!(gate(&sandbox, &["check-planning", "rooms"]).0, "pass");
        let again = sandbox.run(&["convert", "001-rooms", "--to", "taskmaster"]).json(2);
        assert!(again["errors"][0].as_str().unwrap().contains("a tag rooms already"), "{again}");
        assert_eq!(sandbox.read(PATH), after);
    }
    let sandbox = sandbox();
    let flat = "{\"tasks\": [{\"id\": 1, \"title\": \"A\", \"status\": \"pending\"}]}\n";
    sandbox.write(PATH, flat).write("specs/001-rooms/tasks.md", ROOMS);
    let refused = sandbox.run(&["convert", "001-rooms", "--to", "taskmaster"]).json(2);
    assert!(refused["errors"][0].as_str().unwrap().contains("without tags") && sandbox.read(PATH) == flat, "{refused}");
}

#[test]
fn the_real_task_master_reads_the_tag_that_was_converted() {
    let Some(program) = peer("task-master") else { return };
    let sandbox = sandbox().env("TASKMASTER_SKIP_AUTO_UPDATE", "1").env("CI", "1");
    sandbox.write("specs/001-rooms/tasks.md", ROOMS);
    ok(&sandbox, &["convert", "001-rooms", "--to", "taskmaster"]);
    let said = told(&sandbox, &program, &["list", "--tag", "rooms", "--with-subtasks", "--format", "json"]);
    let start = said.find("{\n").unwrap_or(0);
    let mut values = serde_json::Deserializer::from_str(&said[start..]).into_iter::<Value>();
    let json = values.next().unwrap().unwrap_or_else(|error| panic!("{error}\n{said}"));
    assert_eq!(listed(&sandbox, "rooms"), theirs(&json));
}
