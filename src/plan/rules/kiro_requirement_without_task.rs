//! `kiro/requirement-without-task`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::report::Severity;

pub(super) struct KiroRequirementWithoutTask;

static META: Meta = Meta {
    name: "kiro/requirement-without-task",
    gate: Gate::Planning,
    severity: Some(Severity::Warning),
    summary: "No task serves a requirement",
    help: "name it behind `_Requirements:` of a task, or drop it",
    docs: r#"## Why

A requirement that no task names is forgotten until somebody asks for it.

## Finds

````markdown .kiro/specs/login/requirements.md
# Requirements Document

### Requirement 1: Sign in

**User Story:** As a user, I want to sign in, so that my pages are mine.

#### Acceptance Criteria

1. WHEN the right word is given THE SYSTEM SHALL begin a session

### Requirement 2: Sign out

**User Story:** As a user, I want to sign out.

#### Acceptance Criteria

1. WHEN a user signs out THE SYSTEM SHALL end the session
````

````markdown .kiro/specs/login/tasks.md
# Implementation Plan

- [ ] 1. Store sessions
  - _Requirements: 1.1_
````

## Accepts

````markdown .kiro/specs/login/requirements.md
# Requirements Document

### Requirement 1: Sign in

**User Story:** As a user, I want to sign in, so that my pages are mine.

#### Acceptance Criteria

1. WHEN the right word is given THE SYSTEM SHALL begin a session

### Requirement 2: Sign out

**User Story:** As a user, I want to sign out.

#### Acceptance Criteria

1. WHEN a user signs out THE SYSTEM SHALL end the session
````

````markdown .kiro/specs/login/tasks.md
# Implementation Plan

- [ ] 1. Store sessions
  - _Requirements: 1-2_
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for KiroRequirementWithoutTask {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        let feature = subject.feature;
        let served: Vec<&str> = feature.tasks.iter().flat_map(|task| &task.stories).map(|story| story.text).collect();
        if served.is_empty() || served.iter().any(|id| id.eq_ignore_ascii_case("all")) {
            return;
        }
        let ranges: Vec<(u32, u32)> =
            feature.tasks.iter().flat_map(|task| &task.criteria).filter_map(|piece| range(piece.text)).collect();
        for story in &feature.stories {
            let number = story.id.parse::<u32>();
            let within = number.is_ok_and(|number| ranges.iter().any(|(from, to)| (*from..=*to).contains(&number)));
            if !within && !served.iter().any(|id| id.eq_ignore_ascii_case(story.id)) {
                sink.at(story.doc, story.at, format!("no task serves requirement {}", story.id));
            }
        }
    }
}

/// The requirements from one end of `1.1-3.2` to the other.
fn range(text: &str) -> Option<(u32, u32)> {
    let (from, to) = text.split_once(['-', '\u{2013}', '\u{2014}', '~'])?;
    let number = |end: &str| end.split('.').next()?.parse().ok();
    Some((number(from)?, number(to)?))
}
