use super::*;
use crate::plan::dialects::{self, read_feature};
use crate::plan::model::{Role, Source};
use crate::report::TestOutcome;

const STORIES: &str = "# User Stories\n\n## US-01: Sign in\n\n### Acceptance Criteria\n\n- [ ] AC1: A link is sent\n- [x] **AC-02**: It ends\n- [ ] It is kind\n\n## US-02: Sign out\n\n**Acceptance Criteria:**\n\n1. The session ends\n2. The page says so\n\n## User Story 3 - Dream\n\n**Acceptance Criteria:** It is nice\n";

fn source(name: &str, role: Role, text: &str) -> Source {
    Source { path: format!("features/F/{name}").into(), role, text: text.to_owned().into() }
}

fn traced(tasks: &str, dialect: Option<&str>, check: impl Fn(&Feature<'_>, &Trace<'_>)) {
    let sources = [source("user_stories.md", Role::Stories, STORIES), source("tasks.md", Role::Tasks, tasks)];
    let dialect = dialect.map(|name| dialects::find(name).unwrap());
    let feature = read_feature("F", "features/F", &sources, dialect).unwrap();
    let last = LastRun::of(
        [
            ("tests/a.py", TestOutcome::Passed),
            ("tests/b.py", TestOutcome::Failed),
            ("tests/c.py", TestOutcome::Skipped),
        ]
        .map(|(file, outcome)| (Some(file.to_owned()), format!("{file}::test"), outcome)),
    );
    check(&feature, &Trace::of(&feature, &last));
}

/// Each criterion with the ids of its tasks, named ones with a star, and its proof.
fn criteria(feature: &Feature<'_>, trace: &Trace<'_>, story: usize) -> Vec<String> {
    let row = |one: &CriterionTrace<'_>| {
        let ids: Vec<&str> = one.tasks.iter().map(|at| &*feature.tasks[*at].id).collect();
        let star = if one.named { "*" } else { "" };
        format!("{} {}{star} {}", one.label.as_deref().unwrap_or("-"), ids.join("+"), trace.proof(&one.tasks).word())
    };
    trace.stories[story].criteria.iter().map(row).collect()
}

#[test]
fn a_criterion_belongs_to_the_tasks_that_name_it_else_to_those_of_its_story() {
    let tasks = "# Tasks\n\n## Task List\n\n### T01: Send\n- [ ] Stories: US-01 (AC1)\n- [ ] Tests: tests/a.py\n\n### T02: Both\n- [ ] Stories: US-1, US-02\n- [ ] Tests: `tests/b.py::test`, tests/z.py\n- [ ] Covers US-02.AC2\n\n### T03: Gone\n**Status:** Cancelled\n- Stories: US-03\n";
    traced(tasks, None, |feature, trace| {
        assert_eq!(feature.dialect, "workitems");
        assert_eq!(criteria(feature, trace, 0), ["AC1 T01* passed", "AC2 T02 failing", "- T02 failing"]);
        assert_eq!(criteria(feature, trace, 1), ["1  no task", "2 T02* failing"]);
        assert_eq!(criteria(feature, trace, 2), ["-  no task"]);
        assert_eq!(trace.proof(&trace.stories[0].tasks), Proof::Failing);
        let tests: Vec<(&str, Proof)> = trace.tasks[1].tests.iter().map(|one| (one.test.text, one.proof())).collect();
        assert_eq!(tests, [("tests/b.py::test", Proof::Failing), ("tests/z.py", Proof::NotRun)]);
    });
}

#[test]
fn phased_plans_are_traced_too() {
    let tasks = "# Tasks\n\n## Phase 1: Links\n\n### Task 1.1: Send\n**Estimate:** 1h\n**Story:** US-01\n**Tests:**\n- `tests/a.py`\n- tests/c.py\n\n### Task 1.2: Write\n**Stories:** All\n**Tests:** N/A (a page of text)\n";
    traced(tasks, Some("phased"), |feature, trace| {
        assert_eq!(criteria(feature, trace, 0)[0], "AC1 1.1+1.2 not run");
        assert_eq!(criteria(feature, trace, 2), ["- 1.2 no test"]);
        assert!(trace.tasks[1].needs_none && !trace.tasks[0].needs_none);
        assert!(trace.loose(feature).is_empty());
    });
}

#[test]
fn a_part_serves_what_the_whole_serves() {
    let tasks = "# Tasks\n\n### T1: Whole\n- [ ] Stories: US-01\n\n#### T1.1: Part\n- [ ] Tests: tests/a.py\n\n### T2: Other\n- [ ] Tests: tests/a.py\n";
    traced(tasks, None, |feature, trace| {
        assert_eq!(trace.tasks.iter().map(|task| task.is_parent).collect::<Vec<_>>(), [true, false, false]);
        assert_eq!(criteria(feature, trace, 0)[2], "- T1+T1.1 passed");
        assert_eq!(trace.loose(feature), [2]);
    });
}

#[test]
fn every_dialect_can_be_traced() {
    for dialect in dialects::ALL {
        for tasks in ["", "# Plan\n", "### T01:\n- [ ] Tests: ::\n- [ ] Stories: ,AC, US-01.AC\n"] {
            traced(tasks, Some(dialect.name()), |feature, trace| {
                assert_eq!(trace.tasks.len(), feature.tasks.len(), "{}", dialect.name());
            });
        }
    }
}
