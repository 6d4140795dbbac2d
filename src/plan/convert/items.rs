//! Dialects whose tasks are items with boxes.

use super::{Draft, dotted, ids};
use crate::plan::model::Status;

/// How a dialect writes its items.
struct Style {
    ids: Vec<String>,
    /// What follows an id: `.` after `1` in Kiro.
    after: fn(&str) -> &'static str,
    /// What a box holds that was begun.
    doing: &'static str,
    /// Labels and stories stand in brackets behind the id.
    brackets: bool,
    /// The title of a phase as its heading.
    heading: fn(usize, &str) -> String,
    /// What stands at the top of the file.
    top: String,
}

pub(super) fn spec_kit(draft: &Draft, _id: &str) -> Vec<(String, String)> {
    let is_own = |id: &str| {
        let digits = id.strip_prefix('T').unwrap_or_default();
        (1..=5).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
    };
    let style = Style {
        ids: ids(draft, is_own, |at| format!("T{:03}", at + 1)),
        after: |_| "",
        doing: "~",
        brackets: true,
        heading: |number, title| format!("## Phase {number}: {title}"),
        top: format!("# Tasks: {}", draft.title),
    };
    vec![("tasks.md".to_owned(), write(draft, &style))]
}

pub(super) fn openspec(draft: &Draft, _id: &str) -> Vec<(String, String)> {
    let group = |at: usize| draft.tasks[at].phase.map_or(1, |phase| phase + 1);
    let make = |at: usize| {
        let same = (0..=at).filter(|other| group(*other) == group(at)).count();
        format!("{}.{same}", group(at))
    };
    let is_own = |id: &str| id.contains('.') && id.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let style = Style {
        ids: ids(draft, is_own, make),
        after: |_| "",
        doing: "~",
        brackets: false,
        heading: |number, title| format!("## {number}. {title}"),
        top: format!("# Tasks: {}", draft.title),
    };
    let proposal = format!(
        "# Change: {}\n\n## Why\n\n{}.\n\n## What Changes\n\n{}",
        draft.title,
        draft.title,
        draft.tasks.iter().map(|task| format!("- {}\n", task.title)).collect::<String>()
    );
    vec![("tasks.md".to_owned(), write(draft, &style)), ("proposal.md".to_owned(), proposal)]
}

pub(super) fn kiro(draft: &Draft, _id: &str) -> Vec<(String, String)> {
    let is_own = |id: &str| id.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let style = Style {
        ids: ids(draft, is_own, |at| dotted(draft, at)),
        after: |id| if id.contains('.') { "" } else { "." },
        doing: "-",
        brackets: false,
        heading: |number, title| format!("## Phase {number}: {title}"),
        top: format!("# Implementation Plan: {}", draft.title),
    };
    vec![("tasks.md".to_owned(), write(draft, &style))]
}

pub(super) fn checklist(draft: &Draft, _id: &str) -> Vec<(String, String)> {
    let is_own = |id: &str| id.starts_with('T') && crate::plan::depends::is_id(id) && !id.contains('.');
    let style = Style {
        ids: ids(draft, is_own, |at| format!("T{:02}", at + 1)),
        after: |_| ":",
        doing: "~",
        brackets: false,
        heading: |_, title| format!("## {title}"),
        top: format!("# {}", draft.title),
    };
    vec![("tasks.md".to_owned(), write(draft, &style))]
}

fn write(draft: &Draft, style: &Style) -> String {
    let mut text = format!("{}\n", style.top);
    let mut phase = None;
    for (at, task) in draft.tasks.iter().enumerate() {
        if task.parent.is_none() && (at == 0 || task.phase != phase) {
            phase = task.phase;
            text.push('\n');
            if let Some(number) = phase {
                text.push_str(&format!("{}\n\n", (style.heading)(number + 1, &draft.phases[number])));
            }
        }
        item(draft, at, style, &mut text);
    }
    text
}

fn item(draft: &Draft, at: usize, style: &Style, text: &mut String) {
    let task = &draft.tasks[at];
    let indent = "  ".repeat(depth(draft, at));
    let mark = match task.status {
        Status::Done => "x",
        Status::Doing => style.doing,
        _ => " ",
    };
    let star = if task.optional { "*" } else { "" };
    let id = &style.ids[at];
    let after = (style.after)(id);
    let words = task.labels.iter().chain(task.stories.iter().filter(|story| story.starts_with("US")));
    let words: String = words.filter(|_| style.brackets).map(|word| format!("[{word}] ")).collect();
    text.push_str(&format!("{indent}- [{mark}]{star} {id}{after} {words}{}\n", task.title));
    for (step, is_done) in &task.steps {
        text.push_str(&format!("{indent}  - [{}] {step}\n", if *is_done { "x" } else { " " }));
    }
    for (key, value) in task.fields(draft, &style.ids) {
        // Stories that stand in brackets are not said twice.
        let others =
            || task.stories.iter().filter(|story| !story.starts_with("US")).cloned().collect::<Vec<_>>().join(", ");
        let value = if key == "Stories" && style.brackets { others() } else { value };
        if !value.is_empty() {
            text.push_str(&format!("{indent}  - {key}: {value}\n"));
        }
    }
    for line in &task.details {
        text.push_str(&format!("{indent}  - {line}\n"));
    }
}

fn depth(draft: &Draft, at: usize) -> usize {
    draft.tasks[at].parent.map_or(0, |parent| depth(draft, parent) + 1)
}
