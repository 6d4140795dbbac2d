//! `trace/no-stories`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::model::Role;
use crate::report::Severity;

pub(super) struct TraceNoStories;

static META: Meta = Meta {
    name: "trace/no-stories",
    gate: Gate::Trace,
    severity: Some(Severity::Error),
    summary: "A feature has no user stories to trace",
    help: "write the stories that the feature serves, with acceptance criteria",
    docs: r#"## Why

Where no story says what is wanted, no test can show that it was built.

## Finds

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T01: Store sessions
- [ ] Estimate: 1h
- [ ] Tests: tests/session.rs
- [ ] Stories: US-01
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

impl Rule for TraceNoStories {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        if subject.is_folder() && subject.feature.stories.is_empty() {
            let stories = subject.feature.doc(Role::Stories).map(|(at, _)| at);
            subject.about_document(stories, "the feature has no user stories, so nothing can be traced", sink);
        }
    }
}
