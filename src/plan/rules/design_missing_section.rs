//! `design/missing-section`.

use super::missing_sections;
use super::{Gate, Meta, OptionMeta, Rule, Sink, Subject};
use crate::plan::model::Role;
use crate::report::Severity;

pub(super) struct DesignMissingSection;

static META: Meta = Meta {
    name: "design/missing-section",
    gate: Gate::Planning,
    severity: Some(Severity::Error),
    summary: "A section that every design needs is missing",
    help: "add the section, or allow another name for it with `aliases`",
    docs: r#"## Why

The sections are the questions that a reviewer would ask: why, on what it rests, what it offers, how, and where.

## Finds

````markdown design.md
# Design

## Overview

Text.
````

## Accepts

````markdown design.md
# Design

## Overview

Text.

## Dependencies

None.

## Interfaces

None.

## Technical Approach

Text.

## File Structure

Text.
````
"#,
    fixable: false,
    options: &[
        OptionMeta {
            name: "sections",
            default: r#"["Overview", "Dependencies", "Interfaces", "Technical Approach", "File Structure"]"#,
            about: "the sections that must be there",
        },
        OptionMeta {
            name: "aliases",
            default: r#"{ Overview = ["Summary", "Context", "Problem Statement", "Problem", "Goals", "Purpose", "Background", "Introduction", "Executive Summary"], Dependencies = ["Requirements", "Prerequisites", "Technology Stack", "Related"], Interfaces = ["API", "APIs", "Contracts", "Data Model", "Data Models", "Components", "Interface"], "Technical Approach" = ["Architecture", "Approach", "Technical Design", "Solution", "Implementation", "Design", "Design Decisions", "Technical Decisions", "How It Works"], "File Structure" = ["Files", "Structure", "Directory Structure", "Project Structure", "File Changes", "Files to Modify", "Files to Create", "File Organization", "Folder Structure"] }"#,
            about: "other names that count as a section; a list given replaces that of its section",
        },
    ],
};

impl Rule for DesignMissingSection {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        if let Some((doc, _)) = subject.feature.doc(Role::Design).filter(|_| subject.is_folder()) {
            missing_sections(subject, doc, sink);
        }
    }
}
