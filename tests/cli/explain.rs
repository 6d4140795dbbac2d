//! `planyard explain`: a rule's documentation, as it is configured.

use insta::assert_snapshot;

use crate::sandbox::Sandbox;

#[test]
fn a_rule_is_explained_as_it_is_configured() {
    let sandbox = Sandbox::new();
    sandbox.write("planyard.toml", "[rules.\"tasks/estimate-too-large\"]\nseverity = \"error\"\nmax = \"4h\"\n");
    let human = sandbox.human(&["explain", "tasks/estimate-too-large"]);
    assert_eq!((human.status, human.stderr.as_str()), (0, ""));
    for part in
        ["error as configured", "max = \"4h\"", "## Why", "## Finds", "planyard-ignore tasks/estimate-too-large:"]
    {
        assert!(human.stdout.contains(part), "{part}\n{human}");
    }
    let json = sandbox.run(&["explain", "tasks/estimate-too-large"]).json(0);
    let data = &json["data"];
    assert_eq!((&data["severity"], &data["default_severity"]), (&"error".into(), &"warning".into()));
    assert_eq!((&data["options"][0]["default"], &data["options"][0]["value"]), (&"2h".into(), &"4h".into()));
}

#[test]
fn every_rule_is_listed_and_explained() {
    let sandbox = Sandbox::new();
    let json = sandbox.run(&["explain", "--list"]).json(0);
    let rules = json["data"]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), planyard::plan::rules::ALL.len());
    assert!(rules.len() >= 57);
    let human = sandbox.human(&["explain", "--list"]);
    for rule in rules {
        let name = rule["rule"].as_str().unwrap();
        assert!(human.stdout.lines().any(|line| line.starts_with(name)), "{name}");
        let one = sandbox.run(&["explain", name]).json(0);
        assert!(one["data"]["docs"].as_str().unwrap().contains("## Why"), "{name}");
        assert_eq!(one["data"]["severity"], rule["severity"], "{name}");
    }
}

#[test]
fn an_unknown_rule_names_the_nearest() {
    let sandbox = Sandbox::new();
    assert_snapshot!(sandbox.human(&["explain", "tasks/no-tests"]), @"
    status: 2
    --- stderr ---
    error: there is no rule tasks/no-tests; did you mean tasks/no-test?
     hint: `planyard explain --list` names every rule
    ");
    assert_eq!(sandbox.run(&["explain", "tasks/no-tests"]).json(2)["error_details"][0]["kind"], "not_found");
    assert_eq!(sandbox.run(&["explain"]).json(2)["error_details"][0]["kind"], "usage");
}

#[test]
fn a_broken_configuration_does_not_stand_in_the_way() {
    let sandbox = Sandbox::new();
    sandbox.write("planyard.toml", "[rules]\n\"tasks/no-tests\" = \"off\"\n");
    let human = sandbox.human(&["explain", "tasks/no-test"]);
    assert_eq!(human.status, 0, "{human}");
    assert!(human.stdout.starts_with("the configuration is wrong"), "{human}");
}
