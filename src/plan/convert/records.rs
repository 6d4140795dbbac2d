//! Dialects that keep a record for each task: Backlog.md a file, Task Master an object.

use serde_json::{Value, json};

use super::{Draft, DraftTask, dotted};
use crate::plan::backlog::{Settings, file_name, quoted};
use crate::plan::dialects::Refusal;
use crate::plan::model::Status;

pub(super) fn backlog(draft: &Draft, _id: &str) -> Vec<(String, String)> {
    let ids: Vec<String> = (0..draft.tasks.len()).map(|at| format!("task-{}", dotted(draft, at))).collect();
    let settings = Settings::read("");
    let config = format!(
        "project_name: {}\nstatuses: [\"To Do\", \"In Progress\", \"Done\"]\ndefault_status: \"To Do\"\nlabels: []\n",
        yaml(&draft.title)
    );
    let mut files = vec![("config.yml".to_owned(), config)];
    // What has no word here is found to be lost.
    let word = |at: usize| word(&settings, draft.tasks[at].status).unwrap_or("To Do");
    files.extend((0..ids.len()).map(|at| file(draft, at, &ids, word(at))));
    files
}

/// The files of tasks that go to a backlog that is there.
pub(super) fn tasks(draft: &Draft, settings: &Settings, first: u64) -> Result<Vec<(String, String)>, Refusal> {
    let id = |at: usize| {
        let number = dotted(draft, at);
        let (top, parts) = number.split_at(number.find('.').unwrap_or(number.len()));
        settings.id(first + top.parse::<u64>().unwrap_or(1) - 1, parts)
    };
    let ids: Vec<String> = (0..draft.tasks.len()).map(id).collect();
    let one = |at: usize| {
        let status = draft.tasks[at].status;
        let word = word(settings, status).ok_or_else(|| Refusal {
            why: format!("{} is {status}, and config.yml has no status that means it", draft.tasks[at].id),
            hint: format!("add one to `statuses` in config.yml: it has {}", settings.statuses.join(", ")),
        })?;
        Ok(file(draft, at, &ids, &quoted(word)))
    };
    (0..ids.len()).map(one).collect()
}

/// The word for a status. What is blocked says so in a note where no word does.
fn word(settings: &Settings, status: Status) -> Option<&str> {
    let open = || settings.word(Status::Todo).filter(|_| status == Status::Blocked);
    settings.word(status).or_else(open)
}

/// A task's file: its path below the backlog, and its text.
fn file(draft: &Draft, at: usize, ids: &[String], status: &str) -> (String, String) {
    let task = &draft.tasks[at];
    let list =
        |values: &[String]| format!("[{}]", values.iter().map(|value| yaml(value)).collect::<Vec<_>>().join(", "));
    let needs: Vec<String> = task.needs.iter().map(|need| ids[*need].clone()).collect();
    let assignee: Vec<String> = task.agent.iter().cloned().collect();
    let mut text = format!(
        "---\nid: {}\ntitle: {}\nstatus: {status}\nassignee: {}\nlabels: {}\ndependencies: {}\n",
        ids[at],
        yaml(&task.title),
        list(&assignee),
        list(&task.labels),
        list(&needs)
    );
    if let Some(priority) = &task.priority {
        text.push_str(&format!("priority: {priority}\n"));
    }
    if let Some(parent) = task.parent {
        text.push_str(&format!("parent_task_id: {}\n", ids[parent]));
    }
    text.push_str("---\n\n## Description\n\n<!-- SECTION:DESCRIPTION:BEGIN -->\n");
    for line in words(task, draft, ids) {
        text.push_str(&format!("{line}\n"));
    }
    text.push_str("<!-- SECTION:DESCRIPTION:END -->\n");
    if !task.steps.is_empty() {
        text.push_str("\n## Acceptance Criteria\n<!-- AC:BEGIN -->\n");
        for (number, (step, is_done)) in task.steps.iter().enumerate() {
            text.push_str(&format!("- [{}] #{} {step}\n", if *is_done { "x" } else { " " }, number + 1));
        }
        text.push_str("<!-- AC:END -->\n");
    }
    if !task.notes.is_empty() {
        text.push_str("\n## Implementation Notes\n\n<!-- SECTION:NOTES:BEGIN -->\n");
        for note in &task.notes {
            text.push_str(&format!("{note}\n"));
        }
        text.push_str("<!-- SECTION:NOTES:END -->\n");
    }
    (format!("tasks/{}", file_name(&ids[at], &task.title)), text)
}

/// What has no place of its own, as lines of text.
fn words(task: &DraftTask, draft: &Draft, ids: &[String]) -> Vec<String> {
    let fields = task.fields(draft, ids).into_iter();
    let fields = fields.filter(|(key, _)| !matches!(*key, "Notes" | "Dependencies" | "Agent" | "Priority"));
    task.details.iter().cloned().chain(fields.map(|(key, value)| format!("{key}: {value}"))).collect()
}

fn yaml(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}

pub(super) fn taskmaster(draft: &Draft, id: &str) -> Vec<(String, String)> {
    let mut text = serde_json::to_string_pretty(&json!({id: tag_value(draft)})).unwrap_or_default();
    text.push('\n');
    vec![("tasks.json".to_owned(), text)]
}

/// A tag for a file that has others.
pub(super) fn tag(draft: &Draft) -> String {
    serde_json::to_string_pretty(&tag_value(draft)).unwrap_or_default()
}

fn tag_value(draft: &Draft) -> Value {
    let tops = (0..draft.tasks.len()).filter(|at| draft.tasks[*at].parent.is_none());
    let ids: Vec<String> = (0..draft.tasks.len()).map(|at| short(draft, at)).collect();
    let tasks: Vec<Value> = tops.map(|at| record(draft, at, &ids)).collect();
    json!({"tasks": tasks, "metadata": {"description": draft.title}})
}

/// Task Master has tasks and subtasks, and nothing below.
fn short(draft: &Draft, at: usize) -> String {
    let number = dotted(draft, at);
    number.splitn(3, '.').take(2).collect::<Vec<_>>().join(".")
}

fn record(draft: &Draft, at: usize, ids: &[String]) -> Value {
    let task = &draft.tasks[at];
    let number: u64 = ids[at].rsplit('.').next().and_then(|number| number.parse().ok()).unwrap_or_default();
    let status = match task.status {
        Status::Todo => "pending",
        Status::Doing => "in-progress",
        Status::Done => "done",
        Status::Blocked => "blocked",
        Status::Cancelled => "cancelled",
    };
    let needs: Vec<Value> = task
        .needs
        .iter()
        .map(|need| match ids[*need].parse::<u64>() {
            Ok(number) => json!(number),
            Err(_) => json!(ids[*need]),
        })
        .collect();
    let mut details: Vec<String> =
        words(task, draft, ids).into_iter().filter(|line| !line.starts_with("Tests:")).collect();
    details.extend(task.steps.iter().map(|(step, done)| format!("- [{}] {step}", if *done { "x" } else { " " })));
    details.extend(task.notes.iter().map(|note| format!("Note: {note}")));
    let subtasks: Vec<Value> = draft.parts(at).into_iter().map(|part| record(draft, part, ids)).collect();
    let mut value = json!({
        "id": number,
        "title": task.title,
        "description": task.title,
        "details": details.join("\n"),
        "testStrategy": task.tests.clone().unwrap_or_default(),
        "status": status,
        "dependencies": needs,
    });
    if let Some(object) = value.as_object_mut() {
        // Its program reads no task without one.
        let usual = (task.parent.is_none()).then_some("medium");
        if let Some(priority) = task.priority.as_deref().or(usual) {
            object.insert("priority".to_owned(), json!(priority));
        }
        if task.parent.is_none() {
            object.insert("subtasks".to_owned(), json!(subtasks));
        }
    }
    value
}
