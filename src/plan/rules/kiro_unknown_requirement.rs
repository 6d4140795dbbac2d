//! `kiro/unknown-requirement`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::report::Severity;

pub(super) struct KiroUnknownRequirement;

static META: Meta = Meta {
    name: "kiro/unknown-requirement",
    gate: Gate::Planning,
    severity: Some(Severity::Warning),
    summary: "A task serves a requirement that is not there",
    help: "mend the number behind `_Requirements:`, or add the requirement",
    docs: r#"## Why

What a task is for cannot be looked up where the number leads nowhere. It often means that requirements were
renumbered after the tasks were written.

## Finds

````markdown .kiro/specs/login/requirements.md
# Requirements Document

### Requirement 1: Sign in

**User Story:** As a user, I want to sign in, so that my pages are mine.

#### Acceptance Criteria

1. WHEN the right word is given THE SYSTEM SHALL begin a session
````

````markdown .kiro/specs/login/tasks.md
# Implementation Plan

- [ ] 1. Store sessions
  - _Requirements: 1.1, 1.4, 3.1_
````

## Accepts

````markdown .kiro/specs/login/requirements.md
# Requirements Document

### Requirement 1: Sign in

**User Story:** As a user, I want to sign in, so that my pages are mine.

#### Acceptance Criteria

1. WHEN the right word is given THE SYSTEM SHALL begin a session
````

````markdown .kiro/specs/login/tasks.md
# Implementation Plan

- [ ] 1. Store sessions
  - _Requirements: 1.1_
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for KiroUnknownRequirement {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        let stories = &subject.feature.stories;
        if stories.is_empty() {
            return;
        }
        let known = |id: &str| stories.iter().find(|story| story.id.eq_ignore_ascii_case(id));
        for (at, task) in subject.feature.tasks.iter().enumerate() {
            let named = task.stories.iter().filter(|story| !story.text.eq_ignore_ascii_case("all"));
            for story in named.filter(|story| known(story.text).is_none()) {
                sink.task(at, story.span, format!("{} serves requirement {}, which there is not", task.id, story.text));
            }
            for (piece, id, number) in
                task.criteria.iter().flat_map(|piece| criteria(piece.text).map(move |(id, n)| (piece, id, n)))
            {
                let count = known(id).map_or(0, |story| story.criteria.len());
                if count > 0 && number > count {
                    let message =
                        format!("{} serves {id}.{number}, and requirement {id} has {count} criteria", task.id);
                    sink.task(at, piece.span, message);
                }
            }
        }
    }
}

/// The criteria that `1.2` and the ends of `1.1-1.5` name: requirement and number.
fn criteria(text: &str) -> impl Iterator<Item = (&str, usize)> {
    let ends = text.split(['-', '\u{2013}', '\u{2014}', '~']);
    ends.filter_map(|end| {
        let (id, number) = end.split_once('.')?;
        Some((id, number.parse().ok()?))
    })
}
