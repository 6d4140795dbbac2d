//! `openspec/proposal`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::openspec::{document, section_text};
use crate::report::Severity;

pub(super) struct OpenspecProposal;

static META: Meta = Meta {
    name: "openspec/proposal",
    gate: Gate::Planning,
    severity: Some(Severity::Warning),
    summary: "A proposal does not say why or what",
    help: "write `## Why` in 50 to 1000 characters, and `## What Changes`",
    docs: r#"## Why

Who reads the change in a year asks first why it was made.

## Finds

````markdown openspec/changes/add-login/proposal.md
# Change: Add login

## Why

We must.
````

## Accepts

````markdown openspec/changes/add-login/proposal.md
# Change: Add login

## Why

Nobody can sign in today, and every page that is theirs stays shut to them.

## What Changes

- Users sign in
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for OpenspecProposal {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        let Some((at, doc)) = document(subject.feature, "proposal.md") else { return };
        let outline = &doc.outline;
        for (title, missing) in [("Why", "CHANGE_WHY_MISSING"), ("What Changes", "CHANGE_WHAT_EMPTY")] {
            let found = outline.headings().find(|(_, _, text)| text.eq_ignore_ascii_case(title));
            let text = found.map(|(node, _, _)| section_text(outline, node)).unwrap_or_default();
            let length = text.chars().count();
            match found {
                Some((node, _, _)) if title == "Why" && !text.is_empty() && !(50..=1000).contains(&length) => {
                    let (than, peer) = if length < 50 {
                        ("under 50", "CHANGE_WHY_TOO_SHORT")
                    } else {
                        ("over 1000", "CHANGE_WHY_TOO_LONG")
                    };
                    sink.at(at, outline.nodes()[node].span, format!("`## Why` has {length} characters, {than}"))
                        .peer(peer);
                }
                _ if text.is_empty() => {
                    subject
                        .about_document(Some(at), &format!("there is no `## {title}`, or nothing under it"), sink)
                        .peer(missing);
                }
                _ => {}
            }
        }
    }
}
