//! `stories/duplicate-id`.

use std::collections::HashMap;

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::report::Severity;

pub(super) struct StoriesDuplicateId;

static META: Meta = Meta {
    name: "stories/duplicate-id",
    gate: Gate::Planning,
    severity: Some(Severity::Error),
    summary: "Two stories have the same id",
    help: "give each story an id of its own",
    docs: r#"## Why

A task that names the id serves one of them, and nobody knows which.

## Finds

````markdown user_stories.md
# User Stories

## US-01: Sign in

**As a** user
**I want** to sign in

## US-01: Sign out

As a user I sign out.
````

## Accepts

````markdown user_stories.md
# User Stories

## US-01: Sign in

**As a** user
**I want** to sign in

## US-02: Sign out

As a user I sign out.
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for StoriesDuplicateId {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        let mut seen: HashMap<String, &str> = HashMap::new();
        for story in &subject.feature.stories {
            let key = story.id.to_ascii_uppercase();
            if let Some(first) = seen.get(&key) {
                sink.at(story.doc, story.at, format!("{} is the id of an earlier story too (\"{first}\")", story.id));
            } else {
                seen.insert(key, story.title);
            }
        }
    }
}
