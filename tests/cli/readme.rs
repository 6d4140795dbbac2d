//! The README's examples are run and its table of rules is written from the rules. `UPDATE=1` writes both anew.

use std::fmt::Write as _;

use planyard::plan::rules;
use planyard::tools::Catalog;
use planyard::tools::record::Kind;

use crate::sandbox::Sandbox;

fn path() -> String {
    format!("{}/README.md", env!("CARGO_MANIFEST_DIR"))
}

/// A repository with the demo's plan in it, as the README's tour finds it.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new().env("COLUMNS", "88");
    let files = [
        ("design.md", include_str!("../../demo/design.md")),
        ("user_stories.md", include_str!("../../demo/user_stories.md")),
        ("tasks.md", include_str!("../../demo/tasks.md")),
    ];
    for (name, text) in files {
        sandbox.write(&format!("features/P01-F01-invoice-reminders/{name}"), text);
    }
    sandbox.commit_all();
    sandbox
}

/// What a `console` block should be: each `$ planyard …` line followed by what it prints now.
fn answered(sandbox: &Sandbox, block: &str) -> String {
    let mut out = String::new();
    for line in block.lines().filter(|line| line.starts_with("$ ")) {
        let words: Vec<&str> = line[2..].split_whitespace().collect();
        let _ = writeln!(out, "{line}");
        if words[0] != "planyard" {
            continue;
        }
        let output = sandbox.human(&words[1..]);
        let text = format!("{}{}", output.stdout, output.stderr);
        let _ = writeln!(out, "{}", text.trim_end());
    }
    out
}

/// Rules as a table.
fn rules_table() -> String {
    let mut out = String::from("| rule | severity | finds | fix |\n| --- | --- | --- | --- |\n");
    for meta in rules::ALL.iter().map(|rule| rule.meta()) {
        let severity = meta.severity.map_or("off", |severity| severity.word());
        let fix = if meta.fixable { "`--fix`" } else { "" };
        let _ = writeln!(out, "| `{}` | {severity} | {} | {fix} |", meta.name, meta.summary);
    }
    out
}

/// The names of the catalog, linters first; those that were not run against the real tool are marked.
fn tools_list() -> String {
    let catalog = Catalog::load(&toml::Table::new()).unwrap();
    let list = |tests: bool| {
        let of_kind = catalog.iter().filter(|record| (record.kind == Kind::Test) == tests);
        let names = of_kind.map(|record| format!("{}{}", record.name, if record.verified { "" } else { "°" }));
        names.collect::<Vec<_>>().join(", ")
    };
    format!(
        "\nLinters: {}.\n\nRunners: {}.\n\n° written from its documentation, not yet run against the real tool; `planyard tools` says so, too.\n",
        list(false),
        list(true)
    )
}

/// The names of the probes.
fn probes_list() -> String {
    let names: Vec<&str> = planyard::health::probes::ALL.iter().map(|probe| probe.meta().name).collect();
    format!("\nProbes: {}.\n\n", names.join(", "))
}

fn fresh(readme: &str) -> String {
    const OPEN: &str = "```console\n$ planyard";
    let sandbox = sandbox();
    let mut out = String::new();
    let mut rest = readme;
    while let Some(at) = rest.find(OPEN) {
        let start = at + "```console\n".len();
        let end = start + rest[start..].find("```").unwrap();
        out.push_str(&rest[..start]);
        out.push_str(&answered(&sandbox, &rest[start..end]));
        rest = &rest[end..];
    }
    out.push_str(rest);
    let (head, tail) = out.split_once("<!-- rules -->\n").unwrap();
    let (_, tail) = tail.split_once("<!-- /rules -->").unwrap();
    let out = format!("{head}<!-- rules -->\n{}<!-- /rules -->{tail}", rules_table());
    let (head, tail) = out.split_once("<!-- tools -->\n").unwrap();
    let (_, tail) = tail.split_once("<!-- /tools -->").unwrap();
    let out = format!("{head}<!-- tools -->\n{}<!-- /tools -->{tail}", tools_list());
    let (head, tail) = out.split_once("<!-- probes -->\n").unwrap();
    let (_, tail) = tail.split_once("<!-- /probes -->").unwrap();
    format!("{head}<!-- probes -->\n{}<!-- /probes -->{tail}", probes_list())
}

#[test]
fn the_examples_and_the_table_of_rules_are_true() {
    let readme = std::fs::read_to_string(path()).unwrap();
    let fresh = fresh(&readme);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path(), &fresh).unwrap();
    }
    let now = std::fs::read_to_string(path()).unwrap();
    let differs = now.lines().zip(fresh.lines()).find(|(now, fresh)| now != fresh);
    assert!(
        now == fresh,
        "README.md is not true any more, first at {differs:?}; UPDATE=1 cargo test --test cli readme"
    );
}

#[test]
fn the_projects_own_plan_passes_its_gate() {
    let mut gate = std::process::Command::new(env!("CARGO_BIN_EXE_planyard"));
    let gate =
        gate.args(["check-planning", "--all", "--json"]).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert!(gate.status.success(), "{}", String::from_utf8_lossy(&gate.stdout));
    // A feature that says it is complete must be.
    let features = format!("{}/features", env!("CARGO_MANIFEST_DIR"));
    for entry in std::fs::read_dir(features).unwrap() {
        let folder = entry.unwrap().path();
        let Ok(tasks) = std::fs::read_to_string(folder.join("tasks.md")) else { continue };
        if !tasks.contains("- Status: COMPLETE") {
            continue;
        }
        let mut gate = std::process::Command::new(env!("CARGO_BIN_EXE_planyard"));
        let gate = gate.args(["check-completion", "--no-run", "--allow-dirty", "--json"]).arg(&folder);
        let gate = gate.current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
        assert!(gate.status.success(), "{}", String::from_utf8_lossy(&gate.stdout));
    }
}
