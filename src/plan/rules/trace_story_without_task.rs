//! `trace/story-without-task`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::report::Severity;

pub(super) struct TraceStoryWithoutTask;

static META: Meta = Meta {
    name: "trace/story-without-task",
    gate: Gate::Trace,
    severity: Some(Severity::Error),
    summary: "No task that counts serves a story",
    help: "name the story in a task's `Stories:`, or drop it",
    docs: r#"## Why

What no task serves is not built. A cancelled task does not count.

## Finds

````markdown user_stories.md
# User Stories

## US-01: Sign in

As a user I want to sign in.

### Acceptance Criteria

- [ ] A session is stored
````

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T01: Store sessions
- [ ] Estimate: 1h
- [ ] Tests: tests/session.rs
- [ ] Stories: US-02
````

## Accepts

````markdown user_stories.md
# User Stories

## US-01: Sign in

As a user I want to sign in.

### Acceptance Criteria

- [ ] A session is stored
````

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T01: Store sessions
- [ ] Estimate: 1h
- [ ] Tests: tests/session.rs
- [ ] Stories: US-01
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for TraceStoryWithoutTask {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for traced in subject.trace().stories.iter().filter(|traced| traced.tasks.is_empty()) {
            let story = &subject.feature.stories[traced.story];
            sink.at(story.doc, story.at, format!("no task serves {}", story.id));
        }
    }
}
