//! `stories/placeholder-left`.

use super::placeholders;
use super::{Gate, Meta, OptionMeta, Rule, Sink, Subject};
use crate::plan::model::Role;
use crate::report::Severity;

pub(super) struct StoriesPlaceholderLeft;

static META: Meta = Meta {
    name: "stories/placeholder-left",
    gate: Gate::Planning,
    severity: Some(Severity::Error),
    summary: "The stories document still holds text of its template",
    help: "replace it with what is meant",
    docs: r#"## Why

A template that was copied and not filled in passes every check of headings.

## Finds

````markdown user_stories.md
# Stories

## Overview

[Describe the feature]
````

## Accepts

````markdown user_stories.md
# Stories

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

impl Rule for StoriesPlaceholderLeft {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        placeholders(subject, Role::Stories, sink);
    }
}
