//! `spec-kit/needs-clarification`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::model::Role;
use crate::plan::outline::{Kind, is_in_code};
use crate::report::Severity;

pub(super) struct SpecKitNeedsClarification;

static META: Meta = Meta {
    name: "spec-kit/needs-clarification",
    gate: Gate::Planning,
    severity: Some(Severity::Error),
    summary: "A question of the specification is open",
    help: "answer it, and take `[NEEDS CLARIFICATION: …]` away",
    docs: r#"## Why

Work on a specification that does not say yet what is wanted is work on a guess.

## Finds

````markdown specs/001-login/spec.md
# Feature Specification: Login

### User Story 1 - Sign in (Priority: P1)

A user signs in.

**Acceptance Scenarios**:

1. **Given** a word, **When** it is right, **Then** a session begins

- **FR-001**: Sessions end after [NEEDS CLARIFICATION: how long?]
````

````markdown specs/001-login/plan.md
# Implementation Plan: Login

## Summary

Sessions in a table.
````

````markdown specs/001-login/tasks.md
# Tasks: Login

## Phase 1: Setup

- [ ] T001 [US1] Store sessions in src/session.rs
````

## Accepts

````markdown specs/001-login/spec.md
# Feature Specification: Login

### User Story 1 - Sign in (Priority: P1)

A user signs in.

**Acceptance Scenarios**:

1. **Given** a word, **When** it is right, **Then** a session begins

- **FR-001**: Sessions end after an hour; no `[NEEDS CLARIFICATION]` is left
````

````markdown specs/001-login/plan.md
# Implementation Plan: Login

## Summary

Sessions in a table.
````

````markdown specs/001-login/tasks.md
# Tasks: Login

## Phase 1: Setup

- [ ] T001 [US1] Store sessions in src/session.rs
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for SpecKitNeedsClarification {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for (at, doc) in subject.feature.docs.iter().enumerate().filter(|(_, doc)| doc.source.role != Role::Other) {
            let holds = memchr::memmem::find(doc.outline.text.as_bytes(), MARK.as_bytes()).is_some();
            for node in doc.outline.nodes().iter().filter(|_| holds) {
                let body = doc.outline.body(node);
                let Some(start) =
                    body.find(MARK).filter(|_| !matches!(node.kind, Kind::Fence | Kind::Hidden | Kind::Code))
                else {
                    continue;
                };
                if is_in_code(body, start) || is_said_to_be_gone(&body[..start]) {
                    continue;
                }
                let end = body[start..].find(']').map_or(body.len(), |end| start + end + 1);
                let question = body[start + MARK.len()..end].trim_matches([':', ' ', ']']);
                let message = if question.is_empty() {
                    "a question is open".to_owned()
                } else {
                    format!("a question is open: {question}")
                };
                sink.at(at, doc.outline.span_of(&body[start..end]), message).peer("NEEDS CLARIFICATION");
            }
        }
    }
}

const MARK: &str = "[NEEDS CLARIFICATION";

/// `No [NEEDS CLARIFICATION] markers remain`.
fn is_said_to_be_gone(before: &str) -> bool {
    let word = before.trim_end().rsplit([' ', '*']).next().unwrap_or_default();
    ["no", "any", "all", "without", "zero"].iter().any(|known| known.eq_ignore_ascii_case(word))
}
