//! `taskmaster/duplicate-dependency`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::depends::Dependency;
use crate::report::Severity;

pub(super) struct TaskmasterDuplicateDependency;

static META: Meta = Meta {
    name: "taskmaster/duplicate-dependency",
    gate: Gate::Planning,
    severity: Some(Severity::Warning),
    summary: "A task names a dependency twice",
    help: "name it once; `task-master fix-dependencies` does so too",
    docs: r#"## Why

It says nothing more the second time, and whoever removes one of them believes that the task no longer waits.

## Finds

````json .taskmaster/tasks/tasks.json
{ "master": { "tasks": [
  { "id": 1, "title": "Store sessions", "status": "pending", "dependencies": [] },
  { "id": 2, "title": "Sign in", "status": "pending", "dependencies": [1, "1"] }
] } }
````

## Accepts

````json .taskmaster/tasks/tasks.json
{ "master": { "tasks": [
  { "id": 1, "title": "Store sessions", "status": "pending", "dependencies": [] },
  { "id": 2, "title": "Sign in", "status": "pending", "dependencies": [1] }
] } }
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for TaskmasterDuplicateDependency {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        let feature = subject.feature;
        if feature.dialect != "taskmaster" {
            return;
        }
        for (at, task) in feature.tasks.iter().enumerate() {
            let mut seen = Vec::new();
            for dependency in &task.dependencies.on {
                let (Dependency::Task(id) | Dependency::Sibling(id)) = *dependency else { continue };
                let sibling = matches!(dependency, Dependency::Sibling(_));
                if seen.contains(&(sibling, id.text)) {
                    sink.task(at, id.span, format!("{} depends on {} twice", task.id, id.text));
                }
                seen.push((sibling, id.text));
            }
        }
    }
}
