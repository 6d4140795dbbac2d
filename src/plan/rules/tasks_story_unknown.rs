//! `tasks/story-unknown`.

use std::collections::HashSet;

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::sections::story_key;
use crate::report::Severity;

pub(super) struct TasksStoryUnknown;

static META: Meta = Meta {
    name: "tasks/story-unknown",
    gate: Gate::Planning,
    severity: Some(Severity::Error),
    summary: "A task names a story that does not exist",
    help: "correct the id, or write the story",
    docs: r#"## Why

The acceptance criteria that the task should meet are nowhere.

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
- [ ] Stories: US-07
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
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for TasksStoryUnknown {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        if subject.feature.stories.is_empty() {
            return;
        }
        let known: HashSet<u64> = subject.feature.stories.iter().map(|story| story_key(story.id)).collect();
        for (at, task) in subject.feature.tasks.iter().enumerate() {
            for id in &task.stories {
                if !id.text.eq_ignore_ascii_case("all") && !known.contains(&story_key(id.text)) {
                    sink.task(at, id.span, format!("{} names {}, which is no story of this feature", task.id, id.text));
                }
            }
        }
    }
}
