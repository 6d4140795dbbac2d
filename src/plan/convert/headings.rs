//! Dialects whose tasks are headings.

use super::{Draft, DraftTask, dotted, ids};
use crate::plan::model::Status;

pub(super) fn workitems(draft: &Draft, _id: &str) -> Vec<(String, String)> {
    let ids = own_ids(draft);
    let mut text = head(draft);
    text.push_str("## Task List\n");
    let mut phase = None;
    for (at, task) in draft.tasks.iter().enumerate() {
        phase = group(draft, task, phase, &mut text);
        text.push_str(&format!("\n### {}: {}\n", ids[at], task.title));
        let mark = mark(task.status);
        let mut fields = task.fields(draft, &ids);
        if fields.is_empty() {
            fields.push(("Notes", "-".to_owned()));
        }
        for (key, value) in fields {
            text.push_str(&format!("- [{mark}] {key}: {value}\n"));
        }
        below(task, &mut text);
    }
    vec![("tasks.md".to_owned(), text)]
}

pub(super) fn phased(draft: &Draft, _id: &str) -> Vec<(String, String)> {
    let ids = own_ids(draft);
    let mut text = head(draft);
    let mut phase = None;
    for (at, task) in draft.tasks.iter().enumerate() {
        phase = group(draft, task, phase, &mut text);
        text.push_str(&format!("\n### {}: {}\n\n", ids[at], task.title));
        let status = match task.status {
            Status::Todo => "Not started",
            Status::Doing => "In progress",
            Status::Done => "Complete",
            Status::Blocked => "Blocked",
            Status::Cancelled => "Cancelled",
        };
        text.push_str(&format!("**Status:** {status}\n"));
        for (key, value) in task.fields(draft, &ids) {
            text.push_str(&format!("**{key}:** {value}\n"));
        }
        below(task, &mut text);
    }
    vec![("tasks.md".to_owned(), text)]
}

fn own_ids(draft: &Draft) -> Vec<String> {
    let is_own = |id: &str| id.starts_with('T') && crate::plan::depends::is_id(id) && id.as_bytes()[1].is_ascii_digit();
    let make = |at: usize| {
        let number = dotted(draft, at);
        let (first, rest) = number.split_once('.').map_or((number.as_str(), ""), |(first, rest)| (first, rest));
        let first = format!("T{first:0>2}");
        if rest.is_empty() { first } else { format!("{first}.{rest}") }
    };
    ids(draft, is_own, make)
}

fn head(draft: &Draft) -> String {
    let is_counted = |task: &&DraftTask| task.status != Status::Cancelled;
    let all = draft.tasks.iter().filter(is_counted).count();
    let done = draft.tasks.iter().filter(|task| task.status == Status::Done).count();
    let percent = (done * 100).checked_div(all).unwrap_or(0);
    let begun = draft.tasks.iter().any(|task| !matches!(task.status, Status::Todo | Status::Blocked));
    let status = match () {
        () if all > 0 && done == all => "COMPLETE",
        () if begun => "IN_PROGRESS",
        () => "NOT_STARTED",
    };
    format!(
        "# Tasks: {}\n\n## Progress\n\n- Tasks Complete: {done}/{all}\n- Percentage: {percent}%\n- Status: {status}\n\n",
        draft.title
    )
}

fn group(draft: &Draft, task: &DraftTask, before: Option<usize>, text: &mut String) -> Option<usize> {
    if let Some(phase) = task.phase.filter(|phase| Some(*phase) != before) {
        text.push_str(&format!("\n## Phase {}: {}\n", phase + 1, draft.phases[phase]));
    }
    task.phase
}

fn mark(status: Status) -> &'static str {
    match status {
        Status::Done => "x",
        Status::Doing => "~",
        _ => " ",
    }
}

fn below(task: &DraftTask, text: &mut String) {
    if !task.details.is_empty() || !task.steps.is_empty() {
        text.push('\n');
    }
    for line in &task.details {
        text.push_str(&format!("- {line}\n"));
    }
    for (step, is_done) in &task.steps {
        text.push_str(&format!("- [{}] {step}\n", if *is_done { "x" } else { " " }));
    }
}
