//! Conditions that keep a wrong thing from being done or read. Each of these was taken out once to see that nothing else
//! noticed.

use planyard::plan::dialects::is_asked_of;
use planyard::plan::layout::{Place, matches};

use crate::sandbox::Sandbox;

#[test]
fn a_pattern_is_held_at_each_of_its_ends() {
    for (pattern, path) in [
        ("contracts/*.md", "contracts/api.yaml"),
        ("spec-*.md", "plan-a.md"),
        ("*-*-PLAN.md", "01-PLAN.md"),
        ("*-*-PLAN.md", "01-02-NOTES.md"),
        ("*-*-PLAN.md", "-PLAN.md"),
        ("NN*-PLAN.md", "01-PLAN.md"),
    ] {
        assert!(!matches(pattern, path), "{pattern} {path}");
    }
    let specs = Place::of("specs/*");
    for path in ["specs/.hidden/spec.md", "specs/_templates/spec.md", "specs/archive/spec.md", "other/001-a"] {
        assert_eq!(specs.feature(path), None, "{path}");
    }
    assert_eq!(specs.feature("specs/001-a/spec.md"), Some("specs/001-a"));
}

#[test]
fn a_rule_of_a_dialect_is_asked_of_its_plans_alone() {
    for (rule, dialect, is) in [
        ("openspec/purpose", "openspec-specs", true),
        ("openspec/purpose", "openspec", true),
        ("openspec/purpose", "kiro", false),
        ("gsd/task-incomplete", "gsd", true),
        ("gsd/task-incomplete", "spec-kit", false),
        ("kiro/unknown-requirement", "kirox", false),
        ("tasks/no-title", "kiro", true),
    ] {
        assert_eq!(is_asked_of(rule, dialect), is, "{rule} {dialect}");
    }
}

#[test]
fn what_a_dialect_would_read_otherwise_is_not_written() {
    let cases = [
        // What stands behind a title in brackets is a label there.
        ("kiro", "- [ ] T001 Sign in (P)\n", "T001 would be called \"Sign in\""),
        // The ids in a title go on naming tasks that have others by then.
        (
            "openspec",
            "- [ ] T001 Store\n- [ ] T002 Sign in (depends on T001)\n",
            "T002 would not depend on T001 any more",
        ),
    ];
    for (to, tasks, why) in cases {
        let sandbox = Sandbox::new();
        sandbox.write("specs/001-login/tasks.md", format!("# Tasks: Login\n\n## Phase 1: All\n\n{tasks}"));
        let files = sandbox.files();
        let refused = sandbox.run(&["convert", "001-login", "--to", to]).json(2);
        assert!(refused["errors"][0].as_str().unwrap().contains(why), "{to}: {refused}");
        assert_eq!(sandbox.files(), files);
    }
}
