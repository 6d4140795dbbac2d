//! `documents/empty`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::document::Span;
use crate::plan::outline::Kind;
use crate::report::Severity;

pub(super) struct DocumentsEmpty;

static META: Meta = Meta {
    name: "documents/empty",
    gate: Gate::Planning,
    severity: Some(Severity::Error),
    summary: "A planning document says nothing",
    help: "write what it is for, or remove it",
    docs: r#"## Why

An empty file passes every check that only asks whether it exists.

## Finds

````markdown design.md
# Design: login

## Overview
````

## Accepts

````markdown design.md
# Design: login

## Overview

People sign in with a key.
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for DocumentsEmpty {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for (at, doc) in subject.feature.docs.iter().enumerate().filter(|(_, doc)| !doc.is_data()) {
            let says = doc
                .outline
                .nodes()
                .iter()
                .any(|node| !matches!(node.kind, Kind::Heading(_) | Kind::Hidden | Kind::Rule));
            if !says {
                let end = doc.outline.nodes().first().map_or(0, |node| node.span.end as usize);
                let start = doc.outline.nodes().first().map_or(0, |node| node.span.start as usize);
                sink.at(at, Span::new(start, end), "the document holds nothing but headings");
            }
        }
    }
}
