//! `kiro/requirement-without-task`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::trace::reach;
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
        let criteria = feature.tasks.iter().flat_map(|task| &task.criteria);
        let ranges: Vec<_> = criteria.filter_map(|piece| reach(piece.text)).collect();
        for story in &feature.stories {
            let number = story.id.parse::<u32>();
            let within = number.is_ok_and(|number| ranges.iter().any(|[from, to]| (from.0..=to.0).contains(&number)));
            if !within && !served.iter().any(|id| id.eq_ignore_ascii_case(story.id)) {
                sink.at(story.doc, story.at, format!("no task serves requirement {}", story.id));
            }
        }
    }
}
