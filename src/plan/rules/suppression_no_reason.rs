//! `suppression/no-reason`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::report::Severity;

pub(super) struct SuppressionNoReason;

static META: Meta = Meta {
    name: "suppression/no-reason",
    gate: Gate::Planning,
    severity: Some(Severity::Error),
    summary: "A finding is suppressed without a reason",
    help: "write `<!-- planyard-ignore rule: reason -->`",
    docs: r#"## Why

A suppression that does not say why cannot be taken back.

## Finds

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

<!-- planyard-ignore tasks/no-test -->
### T01: Store sessions
- [ ] Estimate: 1h
- [ ] Tests: tests/session.rs
- [ ] Dependencies: None
````

## Accepts

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T01: Store sessions
- [ ] Estimate: 1h
- [ ] Tests: tests/session.rs
- [ ] Dependencies: None
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for SuppressionNoReason {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for (doc, ignore) in subject.suppressions {
            if ignore.reason.is_empty() {
                sink.at(*doc, ignore.span, "this suppression gives no reason, so it suppresses nothing");
            }
        }
    }
}
