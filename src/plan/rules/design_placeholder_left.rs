//! `design/placeholder-left`.

use super::placeholders;
use super::{Gate, Meta, OptionMeta, Rule, Sink, Subject};
use crate::plan::model::Role;
use crate::report::Severity;

pub(super) struct DesignPlaceholderLeft;

static META: Meta = Meta {
    name: "design/placeholder-left",
    gate: Gate::Planning,
    severity: Some(Severity::Error),
    summary: "The design document still holds text of its template",
    help: "replace it with what is meant",
    docs: r#"## Why

A template that was copied and not filled in passes every check of headings.

## Finds

````markdown design.md
# Design

## Overview

[Describe the feature]
````

## Accepts

````markdown design.md
# Design

## Overview

See [the guide](guide.md) and `[x]`.
````
"#,
    fixable: false,
    options: &[OptionMeta {
        name: "words",
        default: r#"["TODO", "TBD", "TBA", "Pnn-Fnn"]"#,
        about: "words that stand for text to come",
    }],
};

impl Rule for DesignPlaceholderLeft {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        placeholders(subject, Role::Design, sink);
    }
}
