//! A small document in each dialect: what is read of it, and what a change of a task does to its bytes.

use std::fmt::Write;

use insta::assert_snapshot;
use planyard::plan::dialects::read_feature;
use planyard::plan::model::{Role, Source};
use planyard::plan::progress::{holds, truth};

use crate::sandbox::Sandbox;

fn fixture(name: &str) -> String {
    std::fs::read_to_string(format!("{}/tests/fixtures/dialects/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// What a document says, a line for each thing.
fn read(name: &str) -> String {
    let sources = [Source { path: name.into(), role: Role::Tasks, text: fixture(name).into() }];
    let feature = read_feature("feature", name, &sources, None).unwrap();
    let mut out = format!("{}: {}\n", feature.dialect, feature.title.unwrap_or_default());
    for task in &feature.tasks {
        let (done, all) = task.steps_done();
        let estimate = task.estimate.map_or(String::new(), |(_, time)| format!(" {}-{}m", time.low, time.high));
        let stories: Vec<&str> = task.stories.iter().map(|story| story.text).collect();
        let files: Vec<String> = task.files.iter().map(|file| format!("{:?} {}", file.used, file.path.text)).collect();
        let blocked = task.blocked.map_or(String::new(), |reason| format!(" because {}", reason.text));
        let parent = task.parent.map_or(String::new(), |at| format!(" of {}", feature.tasks[at].id));
        writeln!(
            out,
            "{}{parent} [{}{blocked}] {} {done}/{all}{estimate} {stories:?} {files:?}",
            task.id, task.status, task.title
        )
        .unwrap();
    }
    for list in &feature.checklists {
        writeln!(out, "list {}: {}", list.title, list.items.len()).unwrap();
    }
    for statement in &feature.statements {
        let text = statement.span.text(&sources[0].text);
        writeln!(out, "says {} {text}: {}", statement.label, holds(statement, truth(&feature, &statement.scope)))
            .unwrap();
    }
    for (name, values) in &feature.facts {
        let values: Vec<&str> = values.iter().map(|value| value.text).collect();
        writeln!(out, "fact {name}: {}", values.join(" + ")).unwrap();
    }
    out
}

#[test]
fn phased() {
    assert_snapshot!(read("phased-tasks.md"), @r#"
    phased: P02-F01: Tasks
    T01 [done] Define the shipment 2/2 30-30m ["US-01", "US-02"] ["Create src/shipment.rs"]
    T02 [doing] Define the parcel 1/3 30-45m ["US-01"] ["Create src/parcel.rs", "Modify src/lib.rs"]
    T03 [todo] Show the shipment 0/1 60-60m ["All"] ["Create web/shipment.tsx"]
    says 1 1.1h: true
    says 2 1h: true
    says **Total** 3: true
    says **Total** 2h: false
    says Phase 1 1/2: true
    says Phase 1 50: true
    says Phase 2 0/1: true
    says Phase 2 0: true
    says Total 1/3: true
    says Total 33: true
    "#);
}

#[test]
fn gsd_summary() {
    assert_snapshot!(read("02-01-SUMMARY.md"), @"
    gsd-summary: Phase 02 Plan 01: Depot intake
    1 [done] Take a parcel in 0/0 [] []
    2 [done] Refuse a damaged one 0/0 [] []
    list Success Criteria Met: 2
    says tasks-completed 2/2: true
    says tasks-completed 100: true
    says Status COMPLETE: true
    says Tasks Completed 2/2: true
    says Tasks Completed 100: true
    fact phase: 02-depot
    fact plan: 01
    fact requires: yard-types
    fact provides: depot-intake
    fact affects: 02-02
    fact status: complete
    fact deviations: **1. [Rule 1 - Bug] Weight was read in pounds**
    ");
}

#[test]
fn plan() {
    assert_snapshot!(read("YARD_PLAN.md"), @r#"
    plan: Yard plan
    1 [todo] Models & tables 0/0 30-45m [] ["Create src/model/parcel.rs", "Create src/model/crate.rs"]
    2 [done] Queue 0/0 45-60m [] ["Modify src/queue.rs"]
    3 [doing] List of parcels 1/2 60-60m [] []
    list Success Checklist: 2
    "#);
}

#[test]
fn board() {
    assert_snapshot!(read("STATUS.md"), @"
    board: Yard status
    resolved/1 [done] Scale drift 0/0 [] []
    resolved/2 [done] Wrong label 0/0 [] []
    P0.1 [done] Gate 0/0 [] []
    P1.1 [blocked because the motor is late (see GAPS.md #1)] Crane 0/0 [] []
    P1.1.1 of P1.1 [done] Arm 0/0 [] []
    P1.1.2 of P1.1 [done] Hook 0/0 [] []
    P1.2 [doing] Lamp 1/2 [] []
    ");
}

/// The lines that a command changed, as `-old` and `+new`.
fn changed(name: &str, args: &[&str]) -> String {
    let sandbox = Sandbox::new();
    let before = fixture(name);
    sandbox.write(name, &before);
    let mut all = vec!["task"];
    all.extend(args);
    all.extend(["--feature", name]);
    let output = sandbox.run(&all);
    assert_eq!(output.status, 0, "{output}");
    let after = sandbox.read(name);
    let diff = similar::TextDiff::from_lines(&before, &after);
    diff.unified_diff().context_radius(0).to_string()
}

#[test]
fn a_change_touches_what_it_names_and_what_follows_from_it() {
    let force = ["--force", "--reason", "seen by hand"];
    let done = |id: &'static str| [&["done", id][..], &force[..]].concat();
    assert_snapshot!(changed("phased-tasks.md", &done("T02")), @"
    @@ -16,0 +17 @@
    +**Notes:** done by force: seen by hand
    @@ -19 +20 @@
    -- [ ] Modify `src/lib.rs`
    +- [x] Modify `src/lib.rs`
    @@ -21 +22 @@
    -- [ ] Test the limits
    +- [x] Test the limits
    @@ -44 +45 @@
    -- Phase 1: 1/2 tasks (50%)
    +- Phase 1: 2/2 tasks (100%)
    @@ -46 +47 @@
    -- **Total: 1/3 tasks (33%)**
    +- **Total: 2/3 tasks (66%)**
    ");
    assert_snapshot!(changed("02-01-SUMMARY.md", &["reopen", "1"]), @"
    @@ -13 +13 @@
    -  tasks-completed: 2/2 (100%)
    +  tasks-completed: 1/2 (50%)
    @@ -19 +19 @@
    -## Status: COMPLETE
    +## Status: IN_PROGRESS
    @@ -23 +23 @@
    -**Status:** ✓ Complete
    +**Status:** Not started
    @@ -42 +42 @@
    -| Tasks Completed | 2/2 (100%) |
    +| Tasks Completed | 1/2 (50%) |
    ");
    assert_snapshot!(changed("YARD_PLAN.md", &["done", "1"]), @"
    @@ -5 +5 @@
    -### 1. Models & tables (30-45 min)
    +### 1. Models & tables (30-45 min) ✅
    ");
    assert_snapshot!(changed("STATUS.md", &["done", "P1.1"]), @"
    @@ -15 +15 @@
    -4. **‚ö†Ô∏è P1.1 Crane** (tests pass, the motor does not)
    +4. **‚úÖ P1.1 Crane** (tests pass, the motor does not)
    @@ -18 +18 @@
    -    - [ ] **BLOCKED**: the motor is late (see GAPS.md #1)
    +    - [x] **BLOCKED**: the motor is late (see GAPS.md #1)
    ");
    assert_snapshot!(changed("STATUS.md", &["block", "P1.2", "--reason", "no bulb"]), @"
    @@ -22,0 +23 @@
    +   - [ ] **BLOCKED**: no bulb
    ");
}
