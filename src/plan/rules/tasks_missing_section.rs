//! `tasks/missing-section`.

use super::missing_sections;
use super::{Gate, Meta, OptionMeta, Rule, Sink, Subject};
use crate::plan::model::Role;
use crate::report::Severity;

pub(super) struct TasksMissingSection;

static META: Meta = Meta {
    name: "tasks/missing-section",
    gate: Gate::Planning,
    severity: Some(Severity::Error),
    summary: "A section that every tasks document needs is missing",
    help: "add the section, or allow another name for it with `aliases`",
    docs: r#"## Why

The progress section is what people read first, the task list what they work from, and the checklist what ends the work.

## Finds

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T01: Store sessions
- [ ] Estimate: 1h
- [ ] Tests: tests/session.rs
- [ ] Dependencies: None
````

## Accepts

````markdown tasks.md
# Tasks

## Progress

- Tasks Complete: 0/1

## Task List

### T01: Store sessions
- [ ] Estimate: 1h
- [ ] Tests: tests/session.rs
- [ ] Dependencies: None

## Completion Checklist

- [ ] All tests pass
````
"#,
    fixable: false,
    options: &[
        OptionMeta {
            name: "sections",
            default: r#"["Progress", "Task List", "Completion Checklist"]"#,
            about: "the sections that must be there",
        },
        OptionMeta {
            name: "aliases",
            default: r#"{ Progress = ["Progress Tracking", "Task Status", "Status", "Task Summary", "Task Overview", "Summary", "Progress Summary"], "Task List" = ["Tasks", "Task Breakdown", "Task Details", "Phase", "Implementation Tasks"], "Completion Checklist" = ["Definition of Done", "Verification Checklist", "Success Criteria", "Acceptance Checklist", "Checklist", "Completion Criteria", "Completion Notes", "Completion"] }"#,
            about: "other names that count as a section; a list given replaces that of its section",
        },
    ],
};

impl Rule for TasksMissingSection {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        let Some((doc, _)) = subject.feature.doc(Role::Tasks).filter(|_| subject.feature.dialect == "workitems") else {
            return;
        };
        missing_sections(subject, doc, sink);
    }
}
