//! `planyard schema`: the schemas are fresh, and what the commands print is what they say.

use std::fs;
use std::path::Path;

use planyard::queue::{QuestionKind, Queue};
use planyard::schemas;
use serde_json::Value;

use crate::inbox::{ask, handed_out, session, take};
use crate::sandbox::Sandbox;

fn validator(name: &str) -> jsonschema::Validator {
    let row = schemas::find(name).unwrap_or_else(|| panic!("no schema {name}"));
    jsonschema::validator_for(&serde_json::from_str(&schemas::text(row)).unwrap()).unwrap()
}

/// Holds a document to the schema of results, and its data to the schema of its command.
#[track_caller]
pub(crate) fn check(document: &Value) {
    let mut wrong: Vec<String> = validator("result").iter_errors(document).map(|error| error.to_string()).collect();
    let command = document["command"].as_str().unwrap();
    // The data of `schema NAME` is that schema.
    let is_schema = command == "schema" && document["data"].get("$schema").is_some();
    if !document["data"].is_null() && !is_schema {
        wrong.extend(validator(command).iter_errors(&document["data"]).map(|error| error.to_string()));
    }
    assert!(wrong.is_empty(), "{wrong:#?}\n{document}");
}

#[test]
fn the_committed_schemas_are_fresh() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    let update = std::env::var_os("UPDATE").is_some();
    for row in schemas::ALL {
        let path = folder.join(format!("{}.json", row.name));
        if update {
            fs::create_dir_all(&folder).unwrap();
            fs::write(&path, schemas::text(row)).unwrap();
        }
        let fresh = fs::read_to_string(&path).is_ok_and(|text| text == schemas::text(row));
        assert!(fresh, "{} is stale; UPDATE=1 cargo test --test cli schema", path.display());
    }
    assert_eq!(fs::read_dir(&folder).unwrap().count(), schemas::ALL.len(), "a file that is no schema");
}

#[test]
fn a_schema_is_printed_by_name() {
    let sandbox = Sandbox::without_git();
    for row in schemas::ALL {
        sandbox.run(&["schema", row.name]).check(0, &schemas::text(row), "");
    }
    assert_eq!(sandbox.run(&["schema", "config", "show"]).stdout, sandbox.run(&["schema", "config-show"]).stdout);
    let listed = sandbox.run(&["schema"]).json(0);
    assert_eq!(listed["data"]["schemas"].as_array().unwrap().len(), schemas::ALL.len());
    let wrong = sandbox.run(&["schema", "results"]).json(2);
    assert_eq!(wrong["errors"][0], "there is no schema results; did you mean result?");
}

/// Tasks are handed out, and one of them asks for several things.
fn asked() -> Sandbox {
    let (sandbox, queue) = handed_out();
    let order = take(&queue);
    for kind in [QuestionKind::Question, QuestionKind::Approval, QuestionKind::Approval] {
        ask(&queue, &order, kind, &format!("{}?", queue.questions(None).unwrap().len()), &[]);
    }
    session(&queue, "s-1", &order, "claude", 1);
    sandbox.git(&["branch", "lands"]);
    sandbox.git(&["update-ref", "refs/planyard/rescue/P01-F01-demo/T01/1", "HEAD"]);
    sandbox.env("PLANYARD_RUN", &order.run())
}

/// One of each command, in an order in which each has something to do.
const COMMANDS: &[&[&str]] = &[
    &["init", "--yes"],
    &["init", "--dry-run"],
    &["new-feature", "P01", "login"],
    &["check-planning"],
    &["status"],
    &["trace"],
    &["trace", "P01-F01", "--strict"],
    &["graph", "P01-F01"],
    &["health"],
    &["health", "init"],
    &["health", "probes"],
    &["backend", "list"],
    &["backend", "check", "--", concat!(env!("CARGO_MANIFEST_DIR"), "/examples/planyard-backend-example")],
    &["task", "list"],
    &["task", "next"],
    &["task", "show", "T01"],
    &["task", "start", "T01"],
    &["task", "note", "T01", "begun"],
    &["task", "block", "T01", "--reason", "waiting"],
    &["task", "reopen", "T01"],
    &["task", "done", "T01", "--force", "--reason", "a test"],
    &["check-completion"],
    &["lint"],
    &["test"],
    &["convert", "P01-F01-demo", "--to", "openspec", "--dry-run"],
    &["dialects", "--explain"],
    &["tools"],
    &["tools", "--all", "--explain"],
    &["tools", "ruff", "--record"],
    &["config", "show"],
    &["config", "show", "--defaults"],
    &["config", "get", "gate"],
    &["config", "get", "gate.fail_on"],
    &["config", "get", "rules.tasks/no-test"],
    &["config", "get", "rules.stories/none"],
    &["explain", "--list"],
    &["explain", "tasks/no-test"],
    &["completions", "bash"],
    &["man"],
    &["man", "--out", "man1"],
    &["merge-driver", "--install"],
    &["merge-driver", "--uninstall"],
    &["inbox", "--all"],
    &["ask", "why?"],
    &["report", "half done"],
    &["tell", "T02", "hello"],
    &["answer", "q1", "yes"],
    &["approve", "q2"],
    &["reject", "q3", "no"],
    &["sessions", "list"],
    &["sessions", "show", "s-1"],
    &["sessions", "end", "s-1"],
    &["activity", "start", "release", "--steps", "build,deploy"],
    &["activity", "step", "build", "running"],
    &["activity", "fail", "--error", "red"],
    &["activity", "start", "again", "--steps", "build"],
    &["activity", "complete"],
    &["activity", "list"],
    &["queue", "stats"],
    &["queue", "list"],
    &["queue", "metrics"],
    &["queue", "show", "T02"],
    &["queue", "cancel", "T04"],
    &["queue", "retry", "T04"],
    &["queue", "purge-dead"],
    &["queue", "reconcile"],
    &["queue", "export", "--out", "queue.json"],
    &["queue", "import", "queue.json"],
    &["runs"],
    &["runs", "show", "T02"],
    &["logs", "T02"],
    &["why", "T02"],
    &["pause", "lunch"],
    &["resume"],
    &["stop"],
    &["cancel", "T02"],
    &["retry", "T02"],
    &["gc"],
    &["land", "--from", "lands"],
    &["rescue", "list"],
    &["rescue", "show", "P01-F01-demo/T01/1"],
    &["rescue", "restore", "P01-F01-demo/T01/1", "--branch", "back"],
    &["worker", "--once"],
    &["workers", "list"],
    &["workers", "drain", "nobody"],
    &["workers", "forget"],
    &["schema"],
    &["schema", "result"],
    &["version"],
    &["--bogus"],
    &["explain", "nothing"],
];

#[test]
fn what_commands_print_is_what_the_schemas_say() {
    let sandbox = asked();
    sandbox.write("planyard.toml", "[rules]\n\"tasks/no-test\" = \"off\"\n\"stories/*\" = \"info\"\n");
    fs::create_dir(sandbox.root().join("man1")).unwrap();
    let mut seen = Vec::new();
    for args in COMMANDS {
        let output = sandbox.run(&[*args, &["--json"]].concat());
        let document: Value = serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error} {output}"));
        check(&document);
        assert!(
            document["command"] != "task" && document["command"] != "config",
            "the whole name is meant: {document}"
        );
        seen.push(document["command"].as_str().unwrap().replace(' ', "-"));
    }
    let unseen: Vec<&str> =
        schemas::ALL.iter().map(|row| row.name).filter(|name| !seen.iter().any(|seen| seen == name)).collect();
    assert_eq!(unseen, ["agent", "config", "receipt", "result", "run", "tool"], "only these are no command's data");
}
