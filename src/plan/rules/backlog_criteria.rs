//! `backlog/criteria`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::outline::{Kind, Node};
use crate::report::Severity;

pub(super) struct BacklogCriteria;

static META: Meta = Meta {
    name: "backlog/criteria",
    gate: Gate::Planning,
    severity: Some(Severity::Warning),
    summary: "Acceptance criteria that Backlog.md cannot tell apart or find",
    help: "number the criteria from 1, each once, between one pair of `AC:BEGIN` and `AC:END`",
    docs: r#"## Why

Backlog.md ticks a criterion by its number and finds the list by its comments. With a number twice it ticks the wrong one, and
without the second comment it sees no list at all.

## Finds

````markdown backlog/tasks/task-1 - Store-sessions.md
---
id: task-1
title: Store sessions
status: To Do
assignee: []
created_date: '2026-01-31 12:00'
labels: []
dependencies: []
---

## Acceptance Criteria
<!-- AC:BEGIN -->
- [ ] #1 Kept for a day
- [ ] #1 Gone after that
<!-- AC:END -->
````

## Accepts

````markdown backlog/tasks/task-1 - Store-sessions.md
---
id: task-1
title: Store sessions
status: To Do
assignee: []
created_date: '2026-01-31 12:00'
labels: []
dependencies: []
---

## Acceptance Criteria
<!-- AC:BEGIN -->
- [ ] #1 Kept for a day
- [ ] #2 Gone after that
<!-- AC:END -->
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for BacklogCriteria {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        let feature = subject.feature;
        if feature.dialect != "backlog" {
            return;
        }
        for (at, task) in feature.tasks.iter().enumerate() {
            let outline = &feature.docs[task.doc].outline;
            for list in ["AC", "DOD"] {
                let is = |node: &&Node, end: &str| {
                    node.kind == Kind::Hidden && outline.slice(node.span).trim() == format!("<!-- {list}:{end} -->")
                };
                let begins: Vec<&Node> = outline.nodes().iter().filter(|node| is(node, "BEGIN")).collect();
                let ends: Vec<&Node> = outline.nodes().iter().filter(|node| is(node, "END")).collect();
                if (begins.len(), ends.len()) != (0, 0) && (begins.len(), ends.len()) != (1, 1) {
                    let span = begins.last().or(ends.last()).map_or(task.at, |node| node.span);
                    let (begins, ends) = (begins.len(), ends.len());
                    let what = format!("{} has {begins} times {list}:BEGIN and {ends} times {list}:END", task.id);
                    sink.task(at, span, what);
                } else if let ([begin], [end]) = (&begins[..], &ends[..]) {
                    let inside = task.steps.iter().filter(|step| {
                        begin.span.start < step.text.span.start && step.text.span.start < end.span.start
                    });
                    let mut seen = Vec::new();
                    for step in inside {
                        let Some(number) = step.text.text.strip_prefix('#').and_then(|text| text.split(' ').next())
                        else {
                            continue;
                        };
                        if seen.contains(&number) {
                            sink.task(at, step.text.span, format!("{} has the criterion #{number} twice", task.id));
                        }
                        seen.push(number);
                    }
                }
            }
        }
    }
}
