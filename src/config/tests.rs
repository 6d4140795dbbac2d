use super::*;
use crate::context::Context;

fn layered(text: &str) -> Result<Resolved, Problem> {
    let mut resolved = Resolved::defaults();
    resolved.file(Layer::Workspace, "planyard.toml", text)?;
    Ok(resolved)
}

fn says(text: &str) -> String {
    layered(text).unwrap_err().message
}

#[test]
fn the_table_of_keys_and_the_types_agree() {
    assert_eq!(Resolved::defaults().config().unwrap(), Config::default());
    fn names(schema: &serde_json::Value, root: &serde_json::Value, prefix: &str, out: &mut Vec<String>) {
        let schema = match schema["$ref"].as_str() {
            Some(reference) => root.pointer(reference.trim_start_matches('#')).unwrap(),
            None => schema,
        };
        match schema["properties"].as_object() {
            Some(properties) if prefix != "rules" && !keys::RECORDS.contains(&prefix) => {
                for (name, below) in properties {
                    let name = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
                    names(below, root, &name, out);
                }
            }
            _ => out.push(prefix.to_owned()),
        }
    }
    let schema = serde_json::to_value(schemars::schema_for!(Config)).unwrap();
    let mut found = Vec::new();
    names(&schema, &schema, "", &mut found);
    let mut rows: Vec<String> = keys::ALL
        .iter()
        .map(|key| key.name.to_owned())
        .chain(["rules"].iter().chain(keys::RECORDS).map(|name| (*name).to_owned()))
        .collect();
    found.sort();
    rows.sort();
    assert_eq!(found, rows);
    for key in keys::ALL {
        assert!(keys::is_section(key.parts().0), "{} has no section", key.name);
        let value = keys::toml_of(key.default).unwrap();
        key.kind.check(&value).unwrap();
    }
}

#[test]
fn the_commented_file_uncommented_is_the_defaults() {
    let text = commented(&[]);
    let untouched = layered(&text).unwrap().config().unwrap();
    assert_eq!(untouched, Config::default());
    // A setting is commented out without a space after the mark, prose with one.
    let mut settings = 0;
    let uncommented: String = text
        .lines()
        .map(|line| match line.strip_prefix('#').filter(|rest| !rest.starts_with(' ')) {
            Some(setting) => {
                settings += 1;
                format!("{setting}\n")
            }
            None => format!("{line}\n"),
        })
        .collect();
    assert_eq!(settings, keys::ALL.len() + rules::ALL.len());
    let config = layered(&uncommented).unwrap().config().unwrap();
    assert_eq!(config.rule_settings().unwrap(), Settings::default());
    assert_eq!(Config { rules: toml::Table::new(), ..config }, Config::default());
    // Every key alone, too.
    for line in uncommented.lines().filter(|line| line.contains(" = ") && !line.starts_with('#')) {
        assert!(text.contains(&format!("#{line}")), "{line}");
    }
}

#[test]
fn values_that_are_given_stand_uncommented() {
    let text = commented(&[("features.folders", "[\"plans\"]".to_owned())]);
    let resolved = layered(&text).unwrap();
    assert_eq!(resolved.config().unwrap().features.folders, ["plans"]);
    assert_eq!(resolved.get("features.folders").unwrap().origin.layer, Layer::Workspace);
}

#[test]
fn what_is_wrong_is_shown_with_its_line() {
    insta::assert_snapshot!(says("[gate]\nfail_onn = \"error\"\n\n[rule]\nx = 1\n"), @r#"
    planyard.toml:2:1: there is no key gate.fail_onn; did you mean gate.fail_on?
      |
    2 | fail_onn = "error"
      | ^^^^^^^^
    planyard.toml:4:2: there is no key rule; did you mean rules?
      |
    4 | [rule]
      |  ^^^^
    "#);
    insta::assert_snapshot!(says("output.max_findings = \"many\"\n[features]\nfolders = \"plans\"\nfiles = [1]\n"), @r#"
    planyard.toml:1:8: output.max_findings must be a whole number from 0 up, not "many"
      |
    1 | output.max_findings = "many"
      |        ^^^^^^^^^^^^
    planyard.toml:3:1: features.folders must be a list of texts, ["one", "two"], not "plans"
      |
    3 | folders = "plans"
      | ^^^^^^^
    planyard.toml:4:1: features.files must be a list of texts, ["one", "two"], not [1]
      |
    4 | files = [1]
      | ^^^^^
    "#);
    insta::assert_snapshot!(says("[gate\nfail_on = 1\n"), @"
    planyard.toml:1:6: this is not TOML: unclosed table, expected `]`
      |
    1 | [gate
      |      ^
    ");
    insta::assert_snapshot!(says("gate = 3\n[output]\ncolor = \"alway\"\n"), @r#"
    planyard.toml:1:1: gate must be a table: [gate]
      |
    1 | gate = 3
      | ^^^^
    planyard.toml:3:1: output.color must be one of auto, always, never, not "alway"; did you mean "always"?
      |
    3 | color = "alway"
      | ^^^^^
    "#);
}

#[test]
fn rules_are_checked_against_the_table() {
    insta::assert_snapshot!(says("[rules]\n\"tasks/no-tests\" = \"off\"\n\"tasks/none\" = \"fatal\"\n\"stories/none\" = 3\n\"nothing/*\" = \"off\"\n"), @r#"
    planyard.toml:2:1: there is no rule `tasks/no-tests`; did you mean tasks/no-test?
      |
    2 | "tasks/no-tests" = "off"
      | ^^^^^^^^^^^^^^^^
    planyard.toml:3:16: rules."tasks/none": `fatal` is no severity; write error, warning, info or off
      |
    3 | "tasks/none" = "fatal"
      |                ^^^^^^^
    planyard.toml:4:18: rules."stories/none" must be a severity, "off" or a table
      |
    4 | "stories/none" = 3
      |                  ^
    planyard.toml:5:1: there is no rule `nothing/*`
      |
    5 | "nothing/*" = "off"
      | ^^^^^^^^^^^
    "#);
    insta::assert_snapshot!(says("[rules.\"tasks/estimate-too-large\"]\nseverity = \"info\"\nmaximum = \"4h\"\nmax = 4\n"), @r#"
    planyard.toml:3:1: rules."tasks/estimate-too-large" has no option `maximum`: it has severity, max
      |
    3 | maximum = "4h"
      | ^^^^^^^
    planyard.toml:4:7: rules."tasks/estimate-too-large".max must be of type string, not integer
      |
    4 | max = 4
      |       ^
    "#);
}

#[test]
fn later_layers_win_and_options_of_a_rule_add_up() {
    let mut resolved = Resolved::defaults();
    let user =
        "[rules]\n\"tasks/estimate-too-large\" = \"info\"\n\"tasks/none\" = \"off\"\n[gate]\nfail_on = \"info\"\n";
    resolved.file(Layer::User, "/home/a/config.toml", user).unwrap();
    let own = "[rules.\"tasks/estimate-too-large\"]\nmax = \"4h\"\n[gate]\nfail_on = \"warning\"\n";
    resolved.file(Layer::Workspace, "planyard.toml", own).unwrap();
    let config = resolved.config().unwrap();
    assert_eq!(config.gate.fail_on, Severity::Warning);
    let settings = config.rule_settings().unwrap();
    let large = settings.of("tasks/estimate-too-large").unwrap();
    assert_eq!((large.severity, large.options["max"].as_str()), (Some(Severity::Info), Some("4h")));
    assert_eq!(settings.of("tasks/none").unwrap().severity, None);
    let origin = |name: &str| resolved.get(name).unwrap().origin.to_string();
    assert_eq!(origin("gate.fail_on"), "planyard.toml:4");
    assert_eq!(origin("rules.\"tasks/none\".severity"), "/home/a/config.toml:3");
    assert_eq!(origin("output.color"), "default");
}

#[test]
fn environment_and_flags_come_last() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let mut context = Context::from_process(Some(&root)).unwrap();
    context.env = [
        ("PLANYARD_FEATURES_FOLDERS", "plans, more"),
        ("PLANYARD_RULES_TASKS_NO_TEST", "off"),
        ("PLANYARD_FORMAT", "sarif"),
        ("PLANYARD_OUTPUT_MAX_FINDINGS", "3"),
        ("PLANYARD_TASK", "is somebody else's"),
        ("PLANYARD_GATE_FAIL_ON", ""),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    context.overrides = vec![
        ("output.max_findings".to_owned(), "7".to_owned()),
        ("rules.tasks/estimate-too-large.max".to_owned(), "\"2h\"".to_owned()),
    ];
    let resolved = Resolved::load(&context, &root).unwrap();
    let config = resolved.config().unwrap();
    assert_eq!(config.features.folders, ["plans", "more"]);
    assert_eq!((config.output.format.as_deref(), config.output.max_findings), (Some("sarif"), 7));
    assert_eq!(config.rule_settings().unwrap().of("tasks/no-test").unwrap().severity, None);
    assert_eq!(resolved.get("output.max_findings").unwrap().origin.to_string(), "--config output.max_findings");
    assert_eq!(resolved.get("output.format").unwrap().origin.to_string(), "PLANYARD_FORMAT");
}

#[test]
fn wrong_variables_and_flags_are_errors() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let mut context = Context::from_process(Some(&root)).unwrap();
    let mut said = Vec::new();
    for (name, value) in [
        ("PLANYARD_GATE_FAILON", "error"),
        ("PLANYARD_GATE_FAIL_ON", "fatal"),
        ("PLANYARD_OUTPUT_MAX_FINDINGS", "-1"),
        ("PLANYARD_RULES_TASKS_NO_TESTS", "off"),
    ] {
        context.env = BTreeMap::from([(name.to_owned(), value.to_owned())]);
        said.push(Resolved::load(&context, &root).unwrap_err().to_string());
    }
    context.env.clear();
    for (key, value) in [("gate.failon", "error"), ("rules.tasks/non", "off"), ("new_feature.branch", "yes")] {
        context.overrides = vec![(key.to_owned(), value.to_owned())];
        said.push(Resolved::load(&context, &root).unwrap_err().to_string());
    }
    insta::assert_snapshot!(said.join("\n"), @r#"
    there is no variable PLANYARD_GATE_FAILON; did you mean PLANYARD_GATE_FAIL_ON?
    PLANYARD_GATE_FAIL_ON: gate.fail_on must be one of error, warning, info, not "fatal"
    PLANYARD_OUTPUT_MAX_FINDINGS: output.max_findings must be a whole number from 0 up, not -1
    there is no variable PLANYARD_RULES_TASKS_NO_TESTS; did you mean PLANYARD_RULES_TASKS_NO_TEST?
    --config gate.failon: there is no key gate.failon; did you mean gate.fail_on?
    --config rules.tasks/non: there is no rule `tasks/non`; did you mean tasks/none?
    --config new_feature.branch: new_feature.branch must be true or false, not "yes"
    "#);
}

#[test]
fn no_text_is_a_panic() {
    for text in [
        "",
        "\u{feff}",
        "\u{0}",
        "[[rules]]",
        "rules = []",
        "rules.a.b.c = 1",
        "a.b.c = 1",
        "[gate]\n[gate]",
        "é = 'ü",
        "x = 99999999999999999999",
    ] {
        drop(layered(text));
    }
    assert!(layered("\u{feff}[gate]\nfail_on = \"info\"\n").is_ok());
    assert!(layered("").is_ok());
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_or_complained_about(text in any_toml()) {
        match layered(&text) {
            Ok(resolved) => {
                let config = resolved.config().unwrap();
                config.rule_settings().unwrap();
                // What is in force, written out, is read as the same.
                let again = layered(&toml::to_string(&resolved.table()).unwrap()).unwrap();
                proptest::prop_assert_eq!(again.config().unwrap(), config);
            }
            Err(problem) => proptest::prop_assert!(problem.message.starts_with("planyard.toml:"), "{}", problem.message),
        }
    }
}

/// Lines of keys, sections and values, known and unknown, well-formed and not.
fn any_toml() -> impl proptest::strategy::Strategy<Value = String> {
    use proptest::prelude::*;
    let name = proptest::sample::select(vec![
        "gate",
        "fail_on",
        "rules",
        "\"tasks/none\"",
        "\"tasks/*\"",
        "severity",
        "max",
        "features",
        "folders",
        "output",
        "max_findings",
        "color",
        "new_feature",
        "branch",
        "x",
        "\"tasks/estimate-too-large\"",
        "documents",
        "design",
    ]);
    let value = proptest::sample::select(vec![
        "\"error\"",
        "\"off\"",
        "3",
        "-1",
        "true",
        "[]",
        "[\"a\"]",
        "{}",
        "{ severity = \"info\" }",
        "\"2h\"",
        "1.5",
        "99999999999999999999",
        "2026-01-31",
        "'é\u{1f600}",
        "[1]",
        "\"auto\"",
        "{ max = \"3h\" }",
        "nan",
    ]);
    let path = proptest::collection::vec(name, 1..4).prop_map(|names| names.join("."));
    let line = (path, proptest::option::of(value)).prop_map(|(path, value)| match value {
        Some(value) => format!("{path} = {value}\n"),
        None => format!("[{path}]\n"),
    });
    proptest::collection::vec(line, 0..5).prop_map(|lines| lines.concat())
}
