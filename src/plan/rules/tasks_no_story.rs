//! `tasks/no-story`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::report::Severity;

pub(super) struct TasksNoStory;

static META: Meta = Meta {
    name: "tasks/no-story",
    gate: Gate::Planning,
    severity: Some(Severity::Info),
    summary: "A task serves no story, though others do",
    help: "name the story that it serves",
    docs: r#"## Why

Work that serves no story is either missing a story or not needed.

## Finds

````markdown user_stories.md
# User Stories

## US-01: Sign in

**As a** user
**I want** to sign in
````

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T01: Store sessions
- [ ] Estimate: 1h
- [ ] Tests: tests/session.rs
- [ ] Dependencies: None
- [ ] Stories: US-01

### T02: Sign in
- [ ] Estimate: 1h
- [ ] Tests: tests/login.rs
- [ ] Dependencies: T01
````

## Accepts

````markdown user_stories.md
# User Stories

## US-01: Sign in

**As a** user
**I want** to sign in
````

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T01: Store sessions
- [ ] Estimate: 1h
- [ ] Tests: tests/session.rs
- [ ] Dependencies: None
- [ ] Stories: US-01

### T02: Sign in
- [ ] Estimate: 1h
- [ ] Tests: tests/login.rs
- [ ] Dependencies: T01
- [ ] Stories: US-01
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for TasksNoStory {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        let tasks = &subject.feature.tasks;
        let serving = tasks.iter().filter(|task| !task.stories.is_empty()).count();
        if serving * 2 <= tasks.len() && serving < tasks.len() && serving * 2 != tasks.len() || serving == 0 {
            return;
        }
        for (at, task) in tasks.iter().enumerate().filter(|(_, task)| task.stories.is_empty()) {
            sink.task(at, task.at, format!("{} names no story", task.id));
        }
    }
}
