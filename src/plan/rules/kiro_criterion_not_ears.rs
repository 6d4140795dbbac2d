//! `kiro/criterion-not-ears`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::report::Severity;

pub(super) struct KiroCriterionNotEars;

static META: Meta = Meta {
    name: "kiro/criterion-not-ears",
    gate: Gate::Planning,
    severity: Some(Severity::Info),
    summary: "An acceptance criterion has not the form that can be tested",
    help: "write `WHEN something happens THE SYSTEM SHALL …`, with IF, WHILE or WHERE in front where it holds under a condition",
    docs: r#"## Why

A criterion that says when the system does what can be turned into a test. Criteria in other languages than English
are passed over.

## Finds

````markdown .kiro/specs/login/requirements.md
# Requirements Document

### Requirement 1: Sign in

**User Story:** As a user, I want to sign in, so that my pages are mine.

#### Acceptance Criteria

1. WHEN the right word is given THE SYSTEM SHALL begin a session
2. Sessions are fast
````

## Accepts

````markdown .kiro/specs/login/requirements.md
# Requirements Document

### Requirement 1: Sign in

**User Story:** As a user, I want to sign in, so that my pages are mine.

#### Acceptance Criteria

1. WHEN the right word is given THE SYSTEM SHALL begin a session
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for KiroCriterionNotEars {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for story in &subject.feature.stories {
            for criterion in story.criteria.iter().filter(|criterion| criterion.text.text.is_ascii()) {
                let text = criterion.text.text.to_ascii_uppercase();
                let says = ["SHALL", "MUST", "SHOULD", "THEN"]
                    .iter()
                    .any(|word| text.split(|c: char| !c.is_ascii_alphabetic()).any(|other| other == *word));
                if !says {
                    let message =
                        format!("a criterion of requirement {} does not say what the system SHALL do", story.id);
                    sink.at(story.doc, criterion.text.span, message);
                }
            }
        }
    }
}
