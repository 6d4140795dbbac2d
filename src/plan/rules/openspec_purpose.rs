//! `openspec/purpose`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::openspec::section_text;
use crate::report::Severity;

pub(super) struct OpenspecPurpose;

static META: Meta = Meta {
    name: "openspec/purpose",
    gate: Gate::Planning,
    severity: Some(Severity::Warning),
    summary: "The purpose of a main spec is a placeholder or too brief",
    help: "say in 50 characters or more what the capability is for",
    docs: r#"## Why

Archiving writes `TBD` into a new spec. Nobody comes back to it unless something says so.

## Finds

````markdown openspec/specs/auth/spec.md
# auth

## Purpose

TBD - created by archiving change add-login. Update Purpose after archive.

## Requirements

### Requirement: Sign in

Users SHALL sign in with a word.

#### Scenario: The right word

- **WHEN** a user gives it
- **THEN** a session begins
````

## Accepts

````markdown openspec/specs/auth/spec.md
# auth

## Purpose

Who may come in, and how the service knows who it is that came in.

## Requirements

### Requirement: Sign in

Users SHALL sign in with a word.

#### Scenario: The right word

- **WHEN** a user gives it
- **THEN** a session begins
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for OpenspecPurpose {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for (doc, _) in subject.specs().main.values().filter(|_| subject.specs().is_main) {
            let outline = &subject.feature.docs[*doc].outline;
            let found = outline.headings().find(|(_, _, text)| text.eq_ignore_ascii_case("Purpose"));
            let Some((node, _, _)) = found else { continue };
            let text = section_text(outline, node);
            let at = outline.nodes()[node].span;
            let length = text.chars().count();
            if is_placeholder(&text) {
                sink.at(*doc, at, "the purpose is a placeholder").peer("PURPOSE_IS_PLACEHOLDER");
            } else if !text.is_empty() && length < 50 {
                sink.at(*doc, at, format!("the purpose has {length} characters, under 50")).peer("PURPOSE_TOO_BRIEF");
            }
        }
    }
}

/// `TBD`, `TODO:`, or the sentence that archiving writes.
fn is_placeholder(text: &str) -> bool {
    let word = text.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or_default();
    let marker = word.eq_ignore_ascii_case("TBD") || word.eq_ignore_ascii_case("TODO");
    let rest = text.get(word.len()..).unwrap_or_default().trim_start_matches([' ', '\t']);
    let shouted = word.bytes().all(|b| b.is_ascii_uppercase());
    let ends = rest.is_empty() || rest.starts_with(['\n', ':', '-', '.', ',', ';', '(', ')', '\u{2013}', '\u{2014}']);
    marker && (shouted || ends) || text.contains("TBD - created by archiving change ")
}
