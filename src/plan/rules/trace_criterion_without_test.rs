//! `trace/criterion-without-test`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::trace::Proof;
use crate::report::Severity;

pub(super) struct TraceCriterionWithoutTest;

static META: Meta = Meta {
    name: "trace/criterion-without-test",
    gate: Gate::Trace,
    severity: Some(Severity::Error),
    summary: "No test shows that an acceptance criterion is met",
    help: "name a test in a task that serves the criterion",
    docs: r#"## Why

A criterion belongs to the tasks of its story; where criteria are labelled (`AC1`, or the numbers of a list) and tasks name them
(`Stories: US-01 (AC1)`), to the tasks that name it. When none of those names a test, nobody can tell whether it is met.

## Finds

````markdown user_stories.md
# User Stories

## US-01: Sign in

As a user I want to sign in.

### Acceptance Criteria

- [ ] A session is stored
````

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T01: Store sessions
- [ ] Estimate: 1h
- [ ] Tests: N/A
- [ ] Stories: US-01
````

## Accepts

````markdown user_stories.md
# User Stories

## US-01: Sign in

As a user I want to sign in.

### Acceptance Criteria

- [ ] A session is stored
````

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T01: Store sessions
- [ ] Estimate: 1h
- [ ] Tests: tests/session.rs
- [ ] Stories: US-01
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for TraceCriterionWithoutTest {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        let (feature, trace) = (subject.feature, subject.trace());
        // A story without a task is a finding of its own.
        for traced in trace.stories.iter().filter(|traced| !traced.tasks.is_empty()) {
            let story = &feature.stories[traced.story];
            for (at, one) in traced.criteria.iter().enumerate() {
                let name = one
                    .label
                    .clone()
                    .filter(|label| label.starts_with("AC"))
                    .unwrap_or_else(|| format!("criterion {}", one.label.clone().unwrap_or((at + 1).to_string())));
                let ids: Vec<&str> = one.tasks.iter().map(|task| &*feature.tasks[*task].id).collect();
                let message = match trace.proof(&one.tasks) {
                    Proof::NoTask => format!("no task of {} serves {name}", story.id),
                    Proof::NoTest => {
                        format!("no test is named for {name} of {}, which {} serves", story.id, ids.join(", "))
                    }
                    Proof::Passed | Proof::NotRun | Proof::Failing => continue,
                };
                sink.at(story.doc, one.criterion.text.span, message);
            }
        }
    }
}
