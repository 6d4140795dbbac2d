//! `spec-kit/total-untrue`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::model::Role;
use crate::plan::outline::Kind;
use crate::report::Severity;

pub(super) struct SpecKitTotalUntrue;

static META: Meta = Meta {
    name: "spec-kit/total-untrue",
    gate: Gate::Planning,
    severity: Some(Severity::Warning),
    summary: "A stated number of tasks is not that of the tasks",
    help: "count again, or leave the number out",
    docs: r#"## Why

A total that was right before the last tasks were added tells the reader that some are missing, or that there are
more than there are.

## Finds

````markdown specs/001-login/spec.md
# Feature Specification: Login

### User Story 1 - Sign in (Priority: P1)

A user signs in.

**Acceptance Scenarios**:

1. **Given** a word, **When** it is right, **Then** a session begins
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

**Total Tasks**: 4
````

## Accepts

````markdown specs/001-login/spec.md
# Feature Specification: Login

### User Story 1 - Sign in (Priority: P1)

A user signs in.

**Acceptance Scenarios**:

1. **Given** a word, **When** it is right, **Then** a session begins
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

**Total Tasks**: 1
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for SpecKitTotalUntrue {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        let feature = subject.feature;
        for (at, doc) in feature.docs.iter().enumerate().filter(|(_, doc)| doc.source.role == Role::Tasks) {
            let count = feature.tasks.iter().filter(|task| task.doc == at).count();
            for node in
                doc.outline.nodes().iter().filter(|node| matches!(node.kind, Kind::Text | Kind::Item(_) | Kind::Row))
            {
                let Some(stated) = total(doc.outline.body(node)) else { continue };
                let Ok(number) = stated.parse::<usize>() else { continue };
                if number != count && count > 0 {
                    let message = format!("{number} tasks are stated, and there are {count}");
                    sink.at(at, doc.outline.span_of(stated), message);
                }
            }
        }
    }
}

/// The number in `**Total Tasks**: 45`.
fn total(body: &str) -> Option<&str> {
    let text = body.trim_start_matches(['*', '|', ' ', '_']);
    let head = ["Total Tasks", "Total tasks", "Total number of tasks", "Total task count", "Total Task Count"];
    let word = head.iter().find(|word| text.starts_with(**word))?;
    let rest = text[word.len()..].trim_start_matches(['*', ':', '|', ' ', '_', '=']);
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let after = rest[end..].trim_start_matches(['*', ' ']);
    // `45/50` says how many are done; a bare `Total: 8 tasks` is that of a part as often as of the whole.
    (end > 0 && !after.starts_with(['/', '-', '.', '%'])).then(|| &rest[..end])
}
