//! `stories/no-acceptance-criteria`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::report::Severity;

pub(super) struct StoriesNoAcceptanceCriteria;

static META: Meta = Meta {
    name: "stories/no-acceptance-criteria",
    gate: Gate::Planning,
    severity: Some(Severity::Error),
    summary: "A story has no acceptance criteria",
    help: "add `### Acceptance Criteria` with what must be true when it is done",
    docs: r#"## Why

Without them "done" is an opinion, and an agent's opinion is always yes.

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

### Acceptance Criteria

- [ ] A key that is known signs in
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for StoriesNoAcceptanceCriteria {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for story in subject.feature.stories.iter().filter(|story| story.criteria.is_empty()) {
            sink.at(story.doc, story.at, format!("{} has no acceptance criteria", story.id));
        }
    }
}
