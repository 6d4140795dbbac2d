//! `suppression/unused`.

use super::{ALL, Gate, Meta, Rule, Sink, Subject};
use crate::report::Severity;

pub(super) struct SuppressionUnused;

static META: Meta = Meta {
    name: "suppression/unused",
    gate: Gate::Planning,
    severity: Some(Severity::Info),
    summary: "A suppression suppresses nothing",
    help: "remove it",
    docs: r#"## Why

It would hide the next finding, which nobody has seen yet.

## Finds

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

<!-- planyard-ignore tasks/no-test: covered elsewhere -->
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

impl Rule for SuppressionUnused {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for (doc, ignore) in subject.suppressions.iter().filter(|(_, ignore)| ignore.is_unused()) {
            let of_gate =
                |gate: Gate| ALL.iter().any(|rule| rule.meta().gate == gate && ignore.names(rule.meta().name));
            if of_gate(Gate::Planning) {
                sink.at(*doc, ignore.span, "this suppression suppresses nothing");
            } else if !ALL.iter().any(|rule| ignore.names(rule.meta().name)) {
                let names = ignore.rules.join(", ");
                sink.at(*doc, ignore.span, format!("this suppression suppresses nothing: there is no rule `{names}`"));
            }
        }
    }
}
