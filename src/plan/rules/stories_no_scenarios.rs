//! `stories/no-scenarios`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::report::Severity;

pub(super) struct StoriesNoScenarios;

static META: Meta = Meta {
    name: "stories/no-scenarios",
    gate: Gate::Planning,
    severity: Some(Severity::Warning),
    summary: "A story has no test scenarios",
    help: "add `### Test Scenarios` with given, when, then",
    docs: r#"## Why

Scenarios are the tests that will be written; a story without them gets tests that fit the code instead.

## Finds

````markdown user_stories.md
# User Stories

## US-01: Sign in

**As a** user
**I want** to sign in
````

## Accepts

````markdown user_stories.md
# User Stories

## US-01: Sign in

**As a** user
**I want** to sign in

### Test Scenarios

Given a key, when I sign in, then I am in.
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for StoriesNoScenarios {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for story in subject.feature.stories.iter().filter(|story| !story.has_scenarios) {
            sink.at(story.doc, story.at, format!("{} has no test scenarios", story.id));
        }
    }
}
