//! `planyard activity`: steps of an operation, in the same log.

use crate::dispatch::site::{Site, WORKS};
use crate::sandbox::Sandbox;

/// Ids differ from run to run.
fn without_id(text: &str, id: &str) -> String {
    text.replace(id, "[id]")
}

#[test]
fn an_operation_is_followed_step_by_step() {
    let sandbox = Sandbox::new().env("USER", "ada").env("COLUMNS", "60");
    sandbox.human(&["activity", "list"]).check(
        0,
        "no activity yet\nnext: planyard activity start OPERATION --steps a,b,c\n",
        "",
    );
    let begun = sandbox.run(&["activity", "start", "release 1.2", "--steps", "build,test,deploy"]).json(0);
    let id = begun["data"]["id"].as_str().unwrap().to_owned();
    sandbox.run(&["activity", "step", "build", "completed"]).json(0);
    sandbox.run(&["activity", "step", "test", "running"]).json(0);
    insta::assert_snapshot!(without_id(&sandbox.human(&["activity", "list"]).stdout, &id), @r#"
    [id] release 1.2 running 1/3
      ● build ◐ test ○ deploy
"#);
    sandbox.run(&["activity", "step", "test", "failed", "--error", "two are red", "--id", &id]).json(0);
    let failed = sandbox.human(&["activity", "fail", "--error", "rolled back"]);
    insta::assert_snapshot!(without_id(&failed.stdout, &id), @r#"
    [id] release 1.2 failed 1/3
      ● build ✗ test ○ deploy
      test: two are red
      release 1.2: rolled back
"#);
    let list = &sandbox.run(&["activity", "list"]).json(0)["data"];
    assert_eq!((list["current"].as_array().unwrap().len(), &list["recent"][0]["status"]), (0, &"failed".into()));
    assert_eq!(list["recent"][0]["steps"][1]["error"], "two are red");
}

#[test]
fn commands_find_the_operation_they_mean() {
    let sandbox = Sandbox::new().env("USER", "ada");
    let none = sandbox.run(&["activity", "complete"]).json(2);
    assert_eq!(none["errors"][0], "ada has no activity that runs");
    let start = |name: &str| {
        let begun = sandbox.run(&["activity", "start", name, "--steps", "one"]).json(0);
        begun["data"]["id"].as_str().unwrap().to_owned()
    };
    let (first, second) = (start("first"), start("second"));
    assert_eq!(sandbox.run(&["activity", "complete"]).json(0)["data"]["id"], *second, "the newest");
    let wrong = sandbox.run(&["activity", "step", "two", "running"]).json(2);
    assert_eq!(wrong["errors"][0], format!("{first}: first has no step two; its steps are one"));
    let unknown = sandbox.run(&["activity", "complete", "--id", "x"]).json(2);
    assert_eq!(unknown["errors"][0], format!("there is no activity x; running: {first} (first)"));
    let other = start("third");
    let sandbox = sandbox.env("PLANYARD_ACTIVITY", &first);
    assert_eq!(sandbox.run(&["activity", "complete"]).json(0)["data"]["id"], *first);
    assert_eq!(sandbox.run(&["activity", "complete"]).status, 2, "it is over");
    let sandbox = sandbox.env("USER", "bob").env("PLANYARD_ACTIVITY", "");
    assert_eq!(sandbox.run(&["activity", "complete"]).status, 2, "the one that runs is ada's");
    assert_eq!(sandbox.run(&["activity", "complete", "--id", &other]).status, 0);
    let recent = sandbox.run(&["activity", "list", "--recent", "2"]).json(0);
    assert_eq!(recent["data"]["recent"].as_array().unwrap().len(), 2);
}

#[test]
fn a_dispatch_can_be_followed_as_an_activity() {
    let plan = [("T01", "None"), ("T02", "None")];
    let script = format!("if [ $task = T02 ] && [ ! -e \"$EFFECTS.mended\" ]; then exit 3; fi\n{WORKS}");
    let site = Site::new(&plan, &script, "max_attempts = 1\n");
    site.dispatch(1, &[]);
    let seen = |of: &str| site.sandbox.run(&["activity", "list"]).json(0)["data"][of].clone();
    let first = &seen("recent")[0];
    assert_eq!((&first["operation"], &first["status"]), (&"dispatch P01-F01-parts".into(), &"failed".into()));
    assert_eq!(first["error"], "1 of 2 tasks landed");
    let steps: Vec<_> =
        first["steps"].as_array().unwrap().iter().map(|step| (&step["name"], &step["status"])).collect();
    assert_eq!(steps, [(&"T01".into(), &"completed".into()), (&"T02".into(), &"failed".into())]);
    std::fs::File::create(site.sandbox.home().join("effects.mended")).unwrap();
    site.dispatch(0, &["--task", "T02"]);
    let both = seen("recent");
    assert_eq!((both.as_array().unwrap().len(), &both[0]["status"]), (2, &"completed".into()));
    assert_eq!(seen("current"), serde_json::json!([]));
}
