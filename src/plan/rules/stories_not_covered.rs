//! `stories/not-covered`.

use std::collections::HashSet;

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::sections::story_key;
use crate::report::Severity;

pub(super) struct StoriesNotCovered;

static META: Meta = Meta {
    name: "stories/not-covered",
    gate: Gate::Planning,
    severity: Some(Severity::Warning),
    summary: "No task serves a story",
    help: "name the story in a task's `Stories:`, or drop it",
    docs: r#"## Why

A story that no task names is forgotten until somebody asks for it.

## Finds

````markdown user_stories.md
# User Stories

## US-01: Sign in

**As a** user
**I want** to sign in

## US-02: Sign out

As a user I sign out.
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
- [ ] Stories: US-1
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for StoriesNotCovered {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        let named = || subject.feature.tasks.iter().flat_map(|task| &task.stories).map(|story| story.text);
        if subject.feature.stories.is_empty() || named().any(|id| id.eq_ignore_ascii_case("all")) {
            return;
        }
        let keys: HashSet<u64> = named().map(story_key).collect();
        if keys.is_empty() {
            return;
        }
        for story in subject.feature.stories.iter().filter(|story| !keys.contains(&story_key(story.id))) {
            sink.at(story.doc, story.at, format!("no task serves {}", story.id));
        }
    }
}
