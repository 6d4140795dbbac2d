//! `design/empty-section`.

use super::empty_sections;
use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::model::Role;
use crate::report::Severity;

pub(super) struct DesignEmptySection;

static META: Meta = Meta {
    name: "design/empty-section",
    gate: Gate::Planning,
    severity: Some(Severity::Error),
    summary: "A section of the design says nothing",
    help: "write it, say `None.`, or remove the heading",
    docs: r#"## Why

A heading without text looks answered in a table of contents and is not.

## Finds

````markdown design.md
# Design

## Overview

## Risks

None.
````

## Accepts

````markdown design.md
# Design

## Overview

Text.
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for DesignEmptySection {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        empty_sections(subject, Role::Design, sink);
    }
}
