//! What stands under a task's heading.

use std::ops::Range;

use super::super::depends;
use super::super::estimate::Estimate;
use super::super::fields::{Field, Name, fields};
use super::super::model::{FileRef, FileUse, Mark, MarkKind, Piece, Status, Task};
use super::super::outline::{Kind, Node, Outline};
use super::super::progress::read_status;
use super::heading::TICKS;
use super::{backquoted, box_mark, files_of_sentence, is_path, is_path_or_glob, step};

/// Reads the nodes under a task's heading into it, and derives its status.
pub fn read_section<'a>(task: &mut Task<'a>, outline: &Outline<'a>, nodes: Range<usize>) {
    let mut under = Name::Other;
    for node in &outline.nodes()[nodes] {
        read_node(task, outline, node, &mut under);
    }
    task.status = status(task);
}

/// Reads one node under a task. `under`: the field that the line belongs to, as of the lines before it.
pub fn read_node<'a>(task: &mut Task<'a>, outline: &Outline<'a>, node: &Node, under: &mut Name) {
    match node.kind {
        Kind::Item(_) => item(task, outline, node, under),
        Kind::Text => text(task, outline, node, under),
        Kind::Heading(_) => *under = super::super::fields::name(outline.body(node)),
        _ => {}
    }
}

fn item<'a>(task: &mut Task<'a>, outline: &Outline<'a>, node: &Node, under: &mut Name) {
    let body = outline.body(node);
    let mark = node.mark().map(|span| box_mark(outline, span));
    let found = super::super::fields::field(body);
    let own = found.is_some_and(|field| is_metadata(field.name));
    match (mark, found) {
        (Some(mark), Some(_)) if own => {
            task.marks.push(mark);
            item_fields(task, outline, body, under);
        }
        (Some(mark), _) if is_done_word(body) => task.marks.push(mark),
        (Some(_), _) if blocked(body).is_some() => {
            if let (Some(reason), Some(step)) = (blocked(body), step(outline, node))
                && !step.is_done()
            {
                task.blocked = Some(Piece::of(outline, reason));
            }
        }
        (Some(_), _) => {
            task.steps.extend(step(outline, node));
            files_of_sentence(outline, body, &mut task.files);
        }
        (None, Some(field)) if own || field.name != Name::Other => item_fields(task, outline, body, under),
        (None, _) => plain_item(task, outline, body, *under),
    }
}

fn item_fields<'a>(task: &mut Task<'a>, outline: &Outline<'a>, body: &'a str, under: &mut Name) {
    for field in fields(body) {
        *under = if field.value.is_empty() { field.name } else { Name::Other };
        apply(task, outline, field);
    }
}

fn text<'a>(task: &mut Task<'a>, outline: &Outline<'a>, node: &Node, under: &mut Name) {
    let body = outline.body(node);
    if !body.starts_with(['*', '_']) && node.indent > 0 {
        return;
    }
    for field in fields(body) {
        if field.bold || field.name != Name::Other {
            *under = if field.value.is_empty() { field.name } else { Name::Other };
            apply(task, outline, field);
        }
    }
}

/// An item without box and field: what it is depends on the line above its list.
fn plain_item<'a>(task: &mut Task<'a>, outline: &Outline<'a>, body: &'a str, under: Name) {
    let used = match under {
        Name::Creates => FileUse::Create,
        Name::Modifies => FileUse::Modify,
        Name::Files => FileUse::Mention,
        Name::Notes => {
            let said = || without_reason(body).and_then(|_| blocked(body));
            task.blocked = task.blocked.or_else(|| Some(Piece::of(outline, said()?)));
            return task.notes.push(Piece::of(outline, body));
        }
        Name::Tests => return task.test_paths.extend(test_paths(outline, body)),
        _ => return files_of_sentence(outline, body, &mut task.files),
    };
    let before = task.files.len();
    files_of_sentence(outline, body, &mut task.files);
    if task.files.len() == before {
        task.files.extend(paths(outline, body).take(1).map(|path| FileRef { path, used: create_or(body, used) }));
    }
}

/// `(new)` or `(create)` behind a path says what is done with it; so does `(modify)`.
fn create_or(body: &str, used: FileUse) -> FileUse {
    let lower = body.to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    match used {
        FileUse::Mention if says(&["(new", "(create"]) => FileUse::Create,
        FileUse::Mention if says(&["(modif", "(update", "(existing"]) => FileUse::Modify,
        other => other,
    }
}

/// Keys whose box is the task's own mark rather than a step.
fn is_metadata(name: Name) -> bool {
    matches!(
        name,
        Name::Estimate
            | Name::Tests
            | Name::Dependencies
            | Name::Notes
            | Name::Stories
            | Name::Agent
            | Name::Files
            | Name::Status
            | Name::Priority
    )
}

/// `- [x] Complete`: a box that says nothing but that the task is done.
fn is_done_word(body: &str) -> bool {
    if body.len() > 32 {
        return false;
    }
    let word = body.trim_matches(|c: char| !c.is_alphabetic());
    ["complete", "completed", "done", "task complete"].iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// The reason after `**BLOCKED**:` or `BLOCKED:`: all that stands behind it.
pub(super) fn blocked(text: &str) -> Option<&str> {
    let rest = text[reason_at(text)? + WORD.len()..].trim_start_matches('*');
    Some(rest.trim_start_matches([':', ' ', '*', '-']))
}

const WORD: &str = "BLOCKED";

/// Where it is said that a task is blocked.
fn reason_at(text: &str) -> Option<usize> {
    reasons(text).next()
}

fn reasons(text: &str) -> impl Iterator<Item = usize> {
    memchr::memmem::find_iter(text.as_bytes(), WORD).filter(|at| {
        let starts = *at == 0 || text[..*at].ends_with(['*', ' ', ';']);
        let rest = text[at + WORD.len()..].trim_start_matches('*');
        starts && (rest.is_empty() || rest.starts_with([':', ' ', '-']))
    })
}

/// How long a note is without the reasons for which its task is blocked, and without what joins them; `None` where it says
/// no reason, or none but in the middle of a sentence, which is not torn apart.
pub(in crate::plan) fn without_reason(note: &str) -> Option<usize> {
    let cut = |note: &str| {
        let own = |at: &usize| {
            let head = note[..*at].trim_end_matches(['*', ' ']);
            head.is_empty() || head.ends_with(';') || note[at + WORD.len()..].trim_start_matches('*').starts_with(':')
        };
        let head = &note[..reasons(note).find(own)?];
        let head = head.strip_suffix("**").unwrap_or(head);
        Some(head.strip_suffix("; ").unwrap_or_else(|| head.trim_end_matches(['*', ' ', ';'])).len())
    };
    // A line that no person wrote may have one at every word.
    std::iter::successors(cut(note), |length| cut(&note[..*length])).take(16).last()
}

/// Puts a note beside another one: before a reason for which the task is blocked, which ends where the note does. What is
/// inserted, and how many bytes into the note that is there.
pub(in crate::plan) fn beside(there: &str, note: &str) -> (usize, String) {
    match without_reason(there).filter(|_| without_reason(note) != Some(0)) {
        Some(0) => (reason_start(there), format!("{note}; ")),
        Some(head) => (head, format!("; {note}")),
        None => (there.trim_end().len(), format!("; {note}")),
    }
}

/// Where the emphasis of a reason at the head of a note begins.
fn reason_start(note: &str) -> usize {
    note.len() - note.trim_start_matches([' ', ';']).len()
}

fn apply<'a>(task: &mut Task<'a>, outline: &Outline<'a>, field: Field<'a>) {
    let value = Piece::of(outline, field.value);
    match field.name {
        Name::Estimate => {
            if let Some(estimate) = Estimate::read(field.value) {
                task.estimate = Some((value, estimate));
            }
        }
        Name::Dependencies => task.dependencies = depends::read(field.value, value.span.start as usize),
        Name::Tests => {
            task.tests = Some(value);
            task.test_paths.extend(test_paths(outline, field.value));
        }
        Name::Notes => {
            if !field.value.is_empty() {
                task.notes.push(value);
            }
            task.blocked = task.blocked.or_else(|| blocked(field.value).map(|reason| Piece::of(outline, reason)));
        }
        Name::Stories => task.stories.extend(story_ids(outline, field.value)),
        Name::Agent if !field.value.is_empty() => task.agent = Some(field.value),
        Name::Status => status_field(task, outline, field.value),
        Name::Files => files(task, outline, field.value, FileUse::Mention),
        Name::Creates => files(task, outline, field.value, FileUse::Create),
        Name::Modifies => files(task, outline, field.value, FileUse::Modify),
        Name::Blocked if !field.value.is_empty() && !is_none(field.value) => task.blocked = Some(value),
        _ => {}
    }
}

fn is_none(value: &str) -> bool {
    ["none", "n/a", "no", "-"].iter().any(|word| word.eq_ignore_ascii_case(value.trim_end_matches('.')))
}

fn files<'a>(task: &mut Task<'a>, outline: &Outline<'a>, value: &'a str, used: FileUse) {
    let used = create_or(value, used);
    task.files.extend(paths(outline, value).map(|path| FileRef { path, used }));
}

/// `**Status:** [x] Completed`, `**Status:** In Progress`: the box and the word are both marks.
fn status_field<'a>(task: &mut Task<'a>, outline: &Outline<'a>, value: &'a str) {
    let mut text = value;
    if let Some(inner) = value.strip_prefix('[')
        && let Some((state, rest)) = inner.split_once(']')
        && state.chars().count() == 1
    {
        task.marks.push(box_mark(outline, outline.span_of(state)));
        text = rest;
    }
    let word = status_word_in(text);
    if let Some(status) = read_status(word) {
        let before = value[..word.as_ptr() as usize - value.as_ptr() as usize].trim_end();
        if let Some((tick, status)) = TICKS.into_iter().find(|(tick, _)| before.ends_with(tick)) {
            let span = outline.span_of(&before[before.len() - tick.len()..]);
            task.marks.push(Mark { span, kind: MarkKind::Emoji, status });
        }
        task.marks.push(Mark { span: outline.span_of(word), kind: MarkKind::Word, status });
        if status == Status::Blocked {
            task.blocked = task.blocked.or(Some(Piece::of(outline, word)));
        }
    }
}

/// The letters of a status: without emphasis, emoji, and what follows it in brackets or after a dash.
pub(crate) fn status_word_in(text: &str) -> &str {
    let start = text.find(char::is_alphabetic).unwrap_or(text.len());
    let tail = &text[start..];
    let end = tail.find(|c: char| !(c.is_alphabetic() || matches!(c, ' ' | '_' | '-'))).unwrap_or(tail.len());
    let word = tail[..end].split(" - ").next().unwrap_or_default().trim_end_matches([' ', '-', '_']);
    // `Blocked on T03`: the status is the first word when more follow than a status has.
    let known = ["in progress", "not started", "to do", "on hold", "in review", "partially complete"];
    let two = known.iter().find(|known| {
        word.get(..known.len()).is_some_and(|head| head.replace(['_', '-'], " ").eq_ignore_ascii_case(known))
    });
    match two {
        Some(two) => &word[..two.len()],
        None => word.split(' ').next().unwrap_or_default(),
    }
}

/// Ids of stories in a value: `US-01, US-03`, `All`. Acceptance criteria behind them are left out: `US-01 (AC1, AC2)`,
/// `US-01.AC1`.
fn story_ids<'a>(outline: &Outline<'a>, value: &'a str) -> Vec<Piece<'a>> {
    value
        .split([',', ';', '/', '&'])
        .filter_map(|part| {
            let part = part.trim_matches(|c: char| !c.is_alphanumeric());
            let word = part.split([' ', '(', ':']).next().unwrap_or_default();
            let word = word.split(".AC").next().unwrap_or_default();
            if word.strip_prefix("AC").is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphabetic())) {
                return None;
            }
            let id = word.contains(|c: char| c.is_ascii_digit()) || word.eq_ignore_ascii_case("all");
            (id && !word.is_empty()).then(|| Piece::of(outline, word))
        })
        .collect()
}

/// Paths in a value, in backquotes or bare; `::name` behind a test's file is left out.
fn paths<'a>(outline: &Outline<'a>, value: &'a str) -> impl Iterator<Item = Piece<'a>> + use<'a> {
    paths_that(outline, value, is_path)
}

/// The same, with stars: `tests/unit/test_*.py`.
fn test_paths<'a>(outline: &Outline<'a>, value: &'a str) -> impl Iterator<Item = Piece<'a>> + use<'a> {
    paths_that(outline, value, is_path_or_glob)
}

fn paths_that<'a>(
    outline: &Outline<'a>,
    value: &'a str,
    is_path: fn(&str) -> bool,
) -> impl Iterator<Item = Piece<'a>> + use<'a> {
    let text = outline.text;
    let mut found: Vec<&'a str> = backquoted(value).map(file_part).filter(|path| is_path(path)).collect();
    if found.is_empty() {
        let words = value.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')' | '`' | '"' | '\''));
        found.extend(words.map(file_part).filter(|path| is_path(path)));
    }
    found.into_iter().map(move |path| Piece { text: path, span: super::super::document::Span::of(text, path) })
}

fn file_part(path: &str) -> &str {
    let path = path.split("::").next().unwrap_or_default().trim_end_matches(['.', ':']);
    // Bold, not a pattern.
    path.strip_suffix("**").map_or(path, |inner| inner.trim_start_matches('*'))
}

/// From the task's own marks; without any, from its steps.
fn status(task: &Task<'_>) -> Status {
    let boxes = || task.marks.iter().filter(|mark| mark.kind == MarkKind::Box);
    let word = task.marks.iter().find(|mark| mark.kind != MarkKind::Box).map(|mark| mark.status);
    let (done, all) = task.steps_done();
    let by_steps = if all > 0 && done == all {
        Status::Done
    } else if done > 0 || task.steps.iter().any(|step| step.mark.status == Status::Doing) {
        Status::Doing
    } else {
        Status::Todo
    };
    let derived = match (boxes().count(), boxes().filter(|mark| mark.status == Status::Done).count()) {
        (0, _) => word.unwrap_or(by_steps),
        (all, done) if all == done => Status::Done,
        (_, 0) if boxes().all(|mark| mark.status == Status::Todo) => match word {
            Some(Status::Done) | None => {
                if by_steps == Status::Todo {
                    Status::Todo
                } else {
                    Status::Doing
                }
            }
            Some(word) => word,
        },
        _ => Status::Doing,
    };
    if task.blocked.is_some() && !derived.is_closed() { Status::Blocked } else { derived }
}
