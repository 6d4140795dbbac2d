//! `openspec/spec-sections`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::openspec::section_text;
use crate::report::Severity;

pub(super) struct OpenspecSpecSections;

static META: Meta = Meta {
    name: "openspec/spec-sections",
    gate: Gate::Planning,
    severity: Some(Severity::Error),
    summary: "A main spec lacks what a spec consists of",
    help: "write `## Purpose` with text, and `## Requirements` with a `### Requirement:` under it",
    docs: r#"## Why

Without these sections the spec cannot be read, nor changed by a change.

## Finds

````markdown openspec/specs/auth/spec.md
# auth

## Purpose

Who may come in, and how the service knows who it is.
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

impl Rule for OpenspecSpecSections {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for (doc, main) in subject.specs().main.values().filter(|_| subject.specs().is_main) {
            let outline = &subject.feature.docs[*doc].outline;
            let purpose = outline.headings().find(|(_, _, text)| text.eq_ignore_ascii_case("Purpose"));
            let requirements = main.sections.iter().find(|section| section.is_requirements());
            if purpose.is_none_or(|(node, _, _)| section_text(outline, node).is_empty()) {
                subject
                    .about_document(Some(*doc), "there is no `## Purpose`, or nothing under it", sink)
                    .peer("SPEC_PURPOSE_EMPTY");
            }
            match requirements {
                None => {
                    subject
                        .about_document(Some(*doc), "there is no `## Requirements`", sink)
                        .peer("SPEC_NO_REQUIREMENTS");
                }
                Some(section) if !main.blocks.iter().any(|block| block.in_requirements) => {
                    sink.at(*doc, section.title.span, "there is no requirement in it").peer("SPEC_NO_REQUIREMENTS");
                }
                Some(_) => {}
            }
        }
    }
}
