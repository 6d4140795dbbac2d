//! `stories/no-role`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::report::Severity;

pub(super) struct StoriesNoRole;

static META: Meta = Meta {
    name: "stories/no-role",
    gate: Gate::Planning,
    severity: Some(Severity::Info),
    summary: "A story does not say who wants it",
    help: "write `**As a** … **I want** … **So that** …`",
    docs: r#"## Why

Who wants it decides what is good enough.

## Finds

````markdown user_stories.md
# User Stories

## US-01: Sign in

It works.
````

## Accepts

````markdown user_stories.md
# User Stories

## US-01: Sign in

**As a** user
**I want** to sign in
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for StoriesNoRole {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for story in subject.feature.stories.iter().filter(|story| !story.has_role) {
            sink.at(story.doc, story.at, format!("{} does not say who wants it (`As a …`)", story.id));
        }
    }
}
