//! `spec-kit/prerequisites`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::outline::{Kind, Node};
use crate::report::Severity;

pub(super) struct SpecKitPrerequisites;

static META: Meta = Meta {
    name: "spec-kit/prerequisites",
    gate: Gate::Planning,
    severity: Some(Severity::Error),
    summary: "A document is missing or says nothing",
    help: "write it: `spec.md` says what, `plan.md` how, `tasks.md` in which steps",
    docs: r#"## Why

spec-kit's own scripts look whether the files are there and whether plan.md has any byte; a plan of headings passes.
What is built without a plan is built twice.

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

impl Rule for SpecKitPrerequisites {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        if !subject.is_folder() {
            return;
        }
        for (name, peer) in
            [("spec.md", "spec.md not found"), ("plan.md", "plan.md not found"), ("tasks.md", "tasks.md not found")]
        {
            let path = format!("{}/{name}", subject.feature.path);
            let found = subject.feature.docs.iter().position(|doc| *doc.source.path == *path);
            match found {
                None => {
                    sink.file(path.as_str(), format!("there is no {name}")).peer(peer);
                }
                Some(at) if subject.feature.docs[at].outline.nodes().iter().all(is_bare) => {
                    let message = format!("{name} says nothing below its headings");
                    let finding = subject.about_document(Some(at), &message, sink);
                    if name == "plan.md" && subject.feature.docs[at].source.text.is_empty() {
                        finding.peer("plan.md is empty");
                    }
                }
                Some(_) => {}
            }
        }
    }
}

fn is_bare(node: &Node) -> bool {
    matches!(node.kind, Kind::Heading(_) | Kind::Hidden | Kind::Rule)
}
