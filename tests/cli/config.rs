//! `planyard config`: what is in force, where it comes from, and what is said of a mistake.

use std::fs;

use insta::assert_snapshot;

use crate::sandbox::Sandbox;

const OWN: &str = "[gate]\nfail_on = \"warning\"\n\n[rules]\n\"tasks/no-test\" = \"off\"\n";

#[test]
fn every_value_says_where_it_comes_from() {
    let sandbox = layered();
    let args = ["--config", "features.folders=plans", "config", "show", "--origin"];
    assert_snapshot!(sandbox.human(&args), @r#"
    status: 0
    --- stdout ---
    dispatch.approve                = false                             default
    dispatch.backend                = "claude"                          default
    dispatch.backoff                = "5s"                              default
    dispatch.budget                 = ""                                default
    dispatch.copy                   = []                                default
    dispatch.day_budget             = ""                                default
    dispatch.env                    = []                                default
    dispatch.gate_timeout           = "15m"                             default
    dispatch.gates                  = ["lint", "test"]                  default
    dispatch.idle                   = "10m"                             default
    dispatch.into                   = "planyard/integration/{feature}"  default
    dispatch.jobs                   = 2                                 default
    dispatch.labels                 = []                                default
    dispatch.lease                  = "30s"                             default
    dispatch.max_attempts           = 3                                 default
    dispatch.max_tokens             = 0                                 default
    dispatch.max_turns              = 0                                 default
    dispatch.model                  = ""                                default
    dispatch.needs                  = []                                default
    dispatch.park_after             = "5m"                              default
    dispatch.permissions            = "all"                             default
    dispatch.protect                = []                                default
    dispatch.remote                 = ""                                default
    dispatch.review                 = ""                                default
    dispatch.run_budget             = ""                                default
    dispatch.session_age            = "1h"                              default
    dispatch.session_idle           = "30m"                             default
    dispatch.setup                  = ""                                default
    dispatch.start                  = "2m"                              default
    dispatch.task_budget            = ""                                default
    dispatch.timeout                = "60m"                             default
    dispatch.verify                 = []                                default
    dispatch.worktrees              = ""                                default
    features.dialect                = "auto"                            default
    features.documents.design       = []                                default
    features.documents.stories      = []                                default
    features.documents.tasks        = []                                default
    features.files                  = []                                default
    features.folders                = ["plans"]                         --config features.folders
    files.exclude                   = []                                default
    gate.fail_on                    = "warning"                         planyard.toml:2
    health.deadline                 = "10s"                             default
    health.service                  = []                                default
    health.timeout                  = "3s"                              default
    lint.jobs                       = 0                                 default
    lint.only                       = []                                default
    new_feature.branch              = false                             default
    new_feature.branch_name         = "feature/{id}"                    default
    new_feature.kind                = "feature"                         default
    new_feature.templates           = "templates/planyard"              default
    output.color                    = "never"                           [TMP]/home/.config/planyard/config.toml:1
    output.format                   = "auto"                            default
    output.max_findings             = 5                                 PLANYARD_OUTPUT_MAX_FINDINGS
    queue.allow_unsafe              = false                             default
    queue.name                      = ""                                default
    queue.password_env              = ""                                default
    queue.password_file             = ""                                default
    queue.url                       = ""                                default
    rules."tasks/no-test".severity  = "off"                             planyard.toml:5
    test.needs                      = []                                default
    test.only                       = []                                default
    test.quarantine                 = "quarantine.toml"                 default
    test.retries                    = 0                                 default
    worker.labels                   = []                                default
    "#);
}

/// With something of every layer.
fn layered() -> Sandbox {
    let sandbox = Sandbox::new().env("PLANYARD_OUTPUT_MAX_FINDINGS", "5");
    sandbox.write("planyard.toml", OWN);
    fs::create_dir_all(sandbox.home().join(".config/planyard")).unwrap();
    fs::write(sandbox.home().join(".config/planyard/config.toml"), "output.color = \"never\"\n").unwrap();
    sandbox
}

#[test]
fn every_value_has_its_layer_in_json() {
    let json = layered().run(&["config", "show"]).json(0);
    let value = |key: &str| {
        let values = json["data"]["values"].as_array().unwrap();
        values.iter().find(|value| value["key"] == key).unwrap().clone()
    };
    assert_eq!(value("gate.fail_on")["line"], 2);
    assert_eq!(value("gate.fail_on")["layer"], "workspace");
    assert_eq!(value("output.color")["layer"], "user");
    assert_eq!(value("output.max_findings")["value"], 5);
}

#[test]
fn xdg_config_home_wins_over_home() {
    let sandbox = Sandbox::new();
    let xdg = sandbox.home().join("xdg");
    fs::create_dir_all(xdg.join("planyard")).unwrap();
    fs::write(xdg.join("planyard/config.toml"), "[gate]\nfail_on = \"info\"\n").unwrap();
    sandbox.run(&["config", "get", "gate.fail_on"]).check(0, "error\n", "");
    let sandbox = sandbox.env("XDG_CONFIG_HOME", xdg.to_str().unwrap());
    sandbox.run(&["config", "get", "gate.fail_on"]).check(0, "info\n", "");
}

#[test]
fn one_key_is_printed_bare() {
    let sandbox = Sandbox::new();
    sandbox.write("planyard.toml", OWN);
    for (key, value) in [
        ("gate.fail_on", "warning\n"),
        ("rules.tasks/no-test", "off\n"),
        ("rules.\"tasks/no-test\".severity", "off\n"),
        ("rules.tasks/estimate-too-large.max", "2h\n"),
        ("gate", "gate.fail_on = \"warning\"\n"),
        ("rules", "rules.\"tasks/no-test\".severity = \"off\"\n"),
        ("output.max_findings", "50\n"),
    ] {
        sandbox.run(&["config", "get", key]).check(0, value, "");
    }
    let json = sandbox.run(&["config", "get", "gate.fail_on", "--json"]).json(0);
    assert_eq!((&json["data"]["value"], &json["data"]["source"]), (&"warning".into(), &"planyard.toml".into()));
    assert_snapshot!(sandbox.human(&["config", "get", "gate.failon"]), @"
    status: 2
    --- stderr ---
    error: there is no key gate.failon; did you mean gate.fail_on?
     hint: `planyard config show --defaults` names every key
    ");
    assert_snapshot!(sandbox.human(&["config", "get", "rules.tasks/no-tests"]), @"
    status: 2
    --- stderr ---
    error: there is no rule tasks/no-tests; did you mean tasks/no-test?
     hint: `planyard explain --list` names every rule
    ");
    assert_snapshot!(sandbox.human(&["config", "get", "rules.tasks/estimate-too-large.maximum"]), @"
    status: 2
    --- stderr ---
    error: tasks/estimate-too-large has no option maximum
     hint: it has severity max
    ");
}

#[test]
fn the_defaults_are_a_file_that_may_be_used() {
    let sandbox = Sandbox::new();
    sandbox.write("planyard.toml", "this is broken");
    let defaults = sandbox.run(&["config", "show", "--defaults"]);
    assert_eq!((defaults.status, defaults.stderr.as_str()), (0, ""));
    sandbox.write("planyard.toml", &defaults.stdout);
    sandbox.run(&["config", "get", "gate.fail_on"]).check(0, "error\n", "");
}

#[test]
fn a_broken_file_stops_every_command_that_reads_it_and_shows_the_line() {
    let sandbox = Sandbox::new();
    sandbox.write("planyard.toml", "[gate]\nfail_onn = \"error\"\n\n[rules]\n\"tasks/no-tests\" = \"off\"\n");
    sandbox.write("features/P01-F01-login/tasks.md", "# Tasks\n");
    assert_snapshot!(sandbox.human(&["config", "show"]), @r#"
    status: 2
    --- stderr ---
    error: planyard.toml:2:1: there is no key gate.fail_onn; did you mean gate.fail_on?
             |
           2 | fail_onn = "error"
             | ^^^^^^^^
           planyard.toml:5:1: there is no rule `tasks/no-tests`; did you mean tasks/no-test?
             |
           5 | "tasks/no-tests" = "off"
             | ^^^^^^^^^^^^^^^^
     hint: `planyard explain --list` names every rule, `planyard config show --defaults` every key
    "#);
    for args in
        [&["check-planning"][..], &["check-completion"], &["new-feature", "P01", "x"], &["config", "get", "gate"]]
    {
        let json = sandbox.run(args).json(2);
        assert_eq!(json["error_details"][0]["kind"], "config", "{args:?}");
        assert_eq!(json["error_details"][0]["source"], "planyard.toml", "{args:?}");
    }
    assert_eq!(sandbox.files(), ["features/P01-F01-login/tasks.md", "planyard.toml"]);
}

#[test]
fn a_wrong_variable_or_flag_is_named() {
    let sandbox = Sandbox::new().env("PLANYARD_GATE_FAIL_ON", "fatal");
    assert_snapshot!(sandbox.human(&["config", "show"]), @r#"
    status: 2
    --- stderr ---
    error: PLANYARD_GATE_FAIL_ON: gate.fail_on must be one of error, warning, info, not "fatal"
    "#);
    let sandbox = sandbox.env("PLANYARD_GATE_FAIL_ON", "");
    assert_snapshot!(sandbox.human(&["config", "show", "--config", "gate.fail=info"]), @"
    status: 2
    --- stderr ---
    error: --config gate.fail: there is no key gate.fail; did you mean gate.fail_on?
     hint: `planyard config show --defaults` names every key
    ");
    assert_snapshot!(sandbox.human(&["config", "show", "--config", "gate.fail_on"]), @"
    status: 2
    --- stderr ---
    error: --config gate.fail_on is no KEY=VALUE
    ");
}

#[test]
fn the_configured_format_and_threshold_are_used() {
    let sandbox = Sandbox::new();
    sandbox.write("planyard.toml", "output.format = \"human\"\n");
    assert!(sandbox.run(&["version"]).stdout.starts_with("planyard "));
    assert_eq!(sandbox.run(&["version", "--json"]).json(0)["command"], "version");
    let sandbox = sandbox.env("PLANYARD_FORMAT", "json");
    assert_eq!(sandbox.run(&["version"]).json(0)["command"], "version");
}

#[test]
fn new_feature_does_as_configured() {
    let sandbox = Sandbox::new();
    let settings = "[new_feature]\nkind = \"fix\"\ntemplates = \"mine\"\nbranch = true\nbranch_name = \"plan/{id}\"\n";
    sandbox.write("planyard.toml", settings).write("mine/workitems/design.md", "# {{ title }} of mine\n").commit_all();
    let made = sandbox.run(&["new-feature", "P01", "login"]).json(0);
    assert_eq!((&made["data"]["kind"], &made["data"]["branch"]), (&"fix".into(), &"plan/P01-F01-login".into()));
    assert_eq!(sandbox.git(&["branch", "--show-current"]), "plan/P01-F01-login\n");
    let flagged = sandbox.run(&["new-feature", "P01", "mail", "--kind", "feature"]).json(0);
    assert_eq!(flagged["data"]["kind"], "feature");
    assert_eq!(sandbox.read("features/P01-F02-mail/design.md"), "# P01-F02 Mail of mine\n");
}

const WARNED: &str = "# Tasks: P01-F01 login\n\n## Task List\n\n### T01: Store sessions\n- [ ] Estimate: 6h\n\
                      - [ ] Tests: tests/session.rs\n- [ ] Dependencies: None\n";

#[test]
fn every_layer_decides_what_the_gate_says() {
    let sandbox = Sandbox::new();
    sandbox.write("features/P01-F01-login/tasks.md", WARNED);
    let only = "[rules]\n\"design/*\" = \"off\"\n\"stories/*\" = \"off\"\n\"documents/*\" = \"off\"\n\"tasks/*\" = \"off\"\n\
                \"paths/*\" = \"off\"\n\"tasks/estimate-too-large\" = \"warning\"\n";
    sandbox.write("planyard.toml", only);
    let large = |args: &[&str], status: i32, verdict: &str| {
        let json = sandbox.run(&[&["check-planning"], args].concat()).json(status);
        assert_eq!(json["verdict"], verdict, "{args:?} {json}");
        let rules: Vec<&str> =
            json["results"].as_array().unwrap().iter().map(|f| f["rule"].as_str().unwrap()).collect();
        rules.join(" ")
    };
    assert_eq!(large(&[], 0, "pass"), "tasks/estimate-too-large");
    assert_eq!(large(&["--config", "gate.fail_on=warning"], 1, "fail"), "tasks/estimate-too-large");
    assert_eq!(
        large(&["--config", "gate.fail_on=warning", "--fail-on", "error"], 0, "pass"),
        "tasks/estimate-too-large"
    );
    assert_eq!(large(&["--config", "rules.tasks/estimate-too-large=error"], 1, "fail"), "tasks/estimate-too-large");
    assert_eq!(large(&["--config", "rules.tasks/estimate-too-large=off"], 0, "pass"), "");
    assert_eq!(large(&["--config", "rules.tasks/estimate-too-large.max=8h"], 0, "pass"), "");
    let sandbox = sandbox.env("PLANYARD_RULES_TASKS_ESTIMATE_TOO_LARGE", "error");
    assert_eq!(sandbox.run(&["check-planning"]).json(1)["verdict"], "fail");
}

#[test]
fn a_file_that_is_no_text_is_named() {
    for write in [
        (|path| fs::write(path, b"caf\xe9").unwrap()) as fn(&std::path::Path),
        |path| fs::create_dir(path).unwrap(),
        |path| std::os::unix::fs::symlink("/etc/hostname", path).unwrap(),
        |path| std::os::unix::fs::symlink("planyard.toml", path).unwrap(),
    ] {
        let sandbox = Sandbox::new();
        write(&sandbox.root().join("planyard.toml"));
        let json = sandbox.run(&["config", "show"]).json(2);
        assert!(json["errors"][0].as_str().unwrap().contains("planyard.toml"), "{json}");
        assert!(json["error_details"][0]["hint"].is_string(), "{json}");
    }
}

#[test]
fn a_dialect_for_each_path() {
    let sandbox = Sandbox::new();
    sandbox
        .write(
            "planyard.toml",
            "[features]\nfiles = [\"notes/todo.md\"]\n\n[features.dialect]\n\"notes/*\" = \"checklist\"\n",
        )
        .write("notes/todo.md", "# To do\n\n- [ ] Buy\n- [x] Sell\n")
        .write("specs/001-login/tasks.md", "# Tasks\n\n- [ ] T001 Sign in\n")
        .write("specs/001-login/spec.md", "# Feature Specification: Login\n");
    let json = sandbox.run(&["dialects"]).json(0);
    let features = json["data"]["features"].as_array().unwrap().iter();
    let read: Vec<String> =
        features.map(|one| format!("{} {} {}", one["id"], one["dialect"], one["is_configured"])).collect();
    assert_eq!(read, ["\"todo\" \"checklist\" true", "\"001-login\" \"spec-kit\" false"]);
    sandbox.run(&["task", "done", "box-1", "--feature", "todo"]).json(0);
    sandbox.run(&["task", "done", "T001", "--feature", "001-login"]).json(0);
    assert_eq!(sandbox.read("notes/todo.md"), "# To do\n\n- [x] Buy\n- [x] Sell\n");
    let got = sandbox.run(&["--format", "json", "config", "get", "features.dialect"]).json(0);
    assert_eq!(got["data"]["value"], serde_json::json!({"notes/*": "checklist"}), "{got}");
    let shown = sandbox.human(&["config", "show", "--origin"]).stdout;
    let line =
        shown.lines().find(|line| line.starts_with("features.dialect")).unwrap().split_whitespace().collect::<Vec<_>>();
    assert_eq!(line.join(" "), "features.dialect = { \"notes/*\" = \"checklist\" } planyard.toml:4");
    // The same by a flag, and by the environment.
    let flag = "features.dialect={ \"specs\" = \"spec-kit\", \"notes\" = \"checklist\" }";
    let json = sandbox.run(&["--config", flag, "dialects"]).json(0);
    assert_eq!(json["data"]["features"][1]["is_configured"], true, "{json}");
    sandbox.write("planyard.toml", "[features.dialect]\n\"notes/*\" = \"checklists\"\n");
    let wrong = sandbox.run(&["dialects"]).json(2);
    assert!(
        wrong["errors"][0].as_str().unwrap().contains("or a table of patterns of paths with one for each"),
        "{wrong}"
    );
}
