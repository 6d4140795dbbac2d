//! Plans whose tasks are headings: `### T01: Title` with fields and boxes under it. What workitems and phased share.

mod heading;
mod stories;
mod task;
mod totals;
mod write;

pub use heading::{TaskHeading, phase as phase_heading, task_heading, trailing_mark};
pub use stories::{read_stories, same_story, story_key};
pub(in crate::plan) use task::{beside, without_reason};
pub use task::{read_node as read_task_node, read_section as read_task_section};
pub use totals::read_statements;
pub use write::{add_note, mark_edit, set_marks};

use super::document::Span;
use super::fields;
use super::model::{Checklist, Feature, FileRef, FileUse, Mark, MarkKind, Piece, Role, Status, Step, Task};
use super::outline::{Kind, Node, Outline};

/// Reads every document: tasks, phases and checklists of the tasks documents, stories, named files.
pub fn read_documents<'a>(feature: &mut Feature<'a>) {
    feature.title = title(feature);
    let docs = std::mem::take(&mut feature.docs);
    for (at, doc) in docs.iter().enumerate() {
        let complaints = doc.outline.complaints().iter().cloned().map(|complaint| (at, complaint));
        feature.complaints.extend(complaints);
        match doc.source.role {
            Role::Tasks => read_tasks(feature, at, &doc.outline),
            Role::Stories => read_stories(feature, at, &doc.outline),
            Role::Design => named_files(feature, at, &doc.outline),
            Role::Other => {}
        }
    }
    for (at, doc) in docs.iter().enumerate() {
        if doc.source.role == Role::Tasks {
            read_statements(feature, at, &doc.outline);
        }
    }
    feature.docs = docs;
}

/// The first heading of the first document that has one.
fn title<'a>(feature: &Feature<'a>) -> Option<&'a str> {
    feature.docs.iter().find_map(|doc| doc.outline.headings().next().map(|(_, _, text)| text))
}

fn read_tasks<'a>(feature: &mut Feature<'a>, doc: usize, outline: &Outline<'a>) {
    let mut phase = None;
    let mut list: Option<usize> = None;
    let mut at = 0;
    while at < outline.nodes().len() {
        let node = &outline.nodes()[at];
        if let Some(level) = node.level() {
            list = None;
            if let Some(heading) = task_heading(outline, node) {
                at = read_task(feature, doc, outline, at, heading, phase);
                continue;
            }
            if let Some(found) = heading::phase(outline, node, doc) {
                phase = Some(feature.phases.len());
                feature.phases.push(found);
            } else if level <= 2 {
                phase = None;
            }
        } else if let Some(step) = step(outline, node) {
            list = Some(add_to_checklist(feature, doc, outline, at, list, step));
        }
        at += 1;
    }
}

/// One task from its heading; gives the node after its section.
fn read_task<'a>(
    feature: &mut Feature<'a>,
    doc: usize,
    outline: &Outline<'a>,
    at: usize,
    heading: TaskHeading<'a>,
    phase: Option<usize>,
) -> usize {
    let section = outline.section(at);
    let end =
        section.clone().find(|inner| task_heading(outline, &outline.nodes()[*inner]).is_some()).unwrap_or(section.end);
    let mut task = Task::new(heading.id, heading.title, doc, outline.nodes()[at].span);
    task.section = span_between(outline, at, end);
    task.phase = phase;
    task.marks.extend(heading.mark);
    task::read_section(&mut task, outline, at + 1..end);
    task.parent = heading.id.rsplit_once('.').and_then(|(parent, _)| {
        // It most likely stands right before its parts.
        feature.tasks.iter().rposition(|task| task.id.eq_ignore_ascii_case(parent))
    });
    feature.tasks.push(task);
    end
}

/// The bytes of the nodes `from..to`, up to the line of the node after them.
pub fn span_between(outline: &Outline<'_>, from: usize, to: usize) -> Span {
    let start = |node: &Node| outline.line_start(node.span.start as usize);
    let end = outline.nodes().get(to).map_or(outline.text.len(), start);
    Span::new(outline.nodes().get(from).map_or(end, start), end)
}

fn add_to_checklist<'a>(
    feature: &mut Feature<'a>,
    doc: usize,
    outline: &Outline<'a>,
    at: usize,
    list: Option<usize>,
    step: Step<'a>,
) -> usize {
    if let Some(list) = list {
        feature.checklists[list].items.push(step);
        return list;
    }
    let heading = outline.nodes()[..at].iter().rev().find(|node| node.level().is_some());
    let (title, span) = heading.map_or(("", outline.nodes()[at].span), |node| (outline.body(node), node.span));
    feature.checklists.push(Checklist { title, doc, at: span, items: vec![step] });
    feature.checklists.len() - 1
}

/// An item with a box.
pub fn step<'a>(outline: &Outline<'a>, node: &Node) -> Option<Step<'a>> {
    let Kind::Item(item) = node.kind else { return None };
    let mark = box_mark(outline, item.mark?);
    Some(Step { text: Piece { text: outline.body(node), span: node.body }, mark, depth: item.depth })
}

/// A box as a mark: the characters between its brackets.
pub fn box_mark(outline: &Outline<'_>, span: Span) -> Mark {
    let status = match outline.slice(span) {
        "x" | "X" | "\u{2713}" | "\u{2714}" | "\u{2705}" => Status::Done,
        "-" | "~" | "/" | ">" => Status::Doing,
        "!" | "\u{274c}" => Status::Blocked,
        _ => Status::Todo,
    };
    Mark { span, kind: MarkKind::Box, status }
}

/// What a text says it does with files: `Create \`src/a.rs\``, `Modify existing \`b.py\``. A verb, then paths in
/// backquotes.
pub fn files_of_sentence<'a>(outline: &Outline<'a>, text: &'a str, found: &mut Vec<FileRef<'a>>) {
    if memchr::memchr(b'`', text.as_bytes()).is_none() {
        return;
    }
    let Some(used) = verb(text) else { return };
    // `Create `a.rs` with the same shape as `b.rs`` creates one file: the first.
    if let Some(path) = backquoted(text).find(|path| is_path(path)) {
        found.push(FileRef { path: Piece::of(outline, path), used });
    }
}

/// What the first word of a sentence does to files.
fn verb(text: &str) -> Option<FileUse> {
    let word = text.split(|c: char| !c.is_ascii_alphabetic()).find(|word| !word.is_empty())?;
    let is = |words: &[&str]| words.iter().any(|known| known.eq_ignore_ascii_case(word));
    if is(&["create", "creates", "new"]) {
        Some(if text.to_ascii_lowercase().contains("or update") { FileUse::Mention } else { FileUse::Create })
    } else if is(&["modify", "update", "edit", "extend", "refactor", "change"]) {
        Some(FileUse::Modify)
    } else if is(&["delete", "remove", "deprecate", "rename"]) {
        Some(FileUse::Delete)
    } else if is(&["read", "review", "study"]) {
        Some(FileUse::Read)
    } else {
        None
    }
}

/// The texts between single backquotes.
pub fn backquoted(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let start = memchr::memchr(b'`', rest.as_bytes())? + 1;
        let end = start + memchr::memchr(b'`', &rest.as_bytes()[start..])?;
        let inner = &rest[start..end];
        rest = &rest[end + 1..];
        Some(inner)
    })
}

/// A text that is a path of a file in the repo: has a folder and an extension, no spaces, no placeholder, is no URL.
pub fn is_path(text: &str) -> bool {
    !text.contains('*') && is_path_or_glob(text)
}

/// As [`is_path`], but stars may stand in it: `tests/unit/test_*.py`.
pub fn is_path_or_glob(text: &str) -> bool {
    if !text.contains('/') {
        return false;
    }
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | '+' | '@' | '*');
    let name = text.rsplit('/').next().unwrap_or_default();
    text.chars().all(plain)
        && !text.starts_with(['/', '@'])
        && !text.starts_with("http")
        && !text.contains("//")
        && name.trim_start_matches('.').rsplit_once('.').is_some_and(|(stem, extension)| {
            !stem.is_empty() && (1..=10).contains(&extension.len()) && extension.chars().all(char::is_alphanumeric)
        })
}

/// Lines of a design that say what they do with a file.
fn named_files<'a>(feature: &mut Feature<'a>, doc: usize, outline: &Outline<'a>) {
    let mut found = Vec::new();
    for node in outline.nodes().iter().filter(|node| node.is_item()) {
        files_of_sentence(outline, outline.body(node), &mut found);
    }
    feature.files.extend(found.into_iter().map(|file| (doc, file)));
}

/// The field a node begins with, if it is an item or a line of text.
pub(crate) fn node_field<'a>(outline: &Outline<'a>, node: &Node) -> Option<fields::Field<'a>> {
    matches!(node.kind, Kind::Item(_) | Kind::Text).then(|| fields::field(outline.body(node)))?
}
