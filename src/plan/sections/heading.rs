//! Headings that are tasks or phases.

use super::super::depends::{is_feature, is_id};
use super::super::model::{Mark, MarkKind, Phase, Piece, Status};
use super::super::outline::{Node, Outline};
use super::super::progress::read_status;
use super::box_mark;

/// A heading that begins a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaskHeading<'a> {
    /// As written: `T01`, `TASK-12`, `2.3`.
    pub id: &'a str,
    /// What follows, without marks.
    pub title: &'a str,
    /// A box before the id, or a tick or status word behind the title.
    pub mark: Option<Mark>,
}

/// Letters that a task id may begin with when no word "Task" stands before it.
const LETTERS: [&str; 6] = ["T", "TASK", "ST", "BUG", "FIX", "TSK"];

/// Reads a heading as a task's: `T01: …`, `Task 2.3: …`, `[x] T02 - …`, `TASK-001: … ✓`.
pub fn task_heading<'a>(outline: &Outline<'a>, node: &Node) -> Option<TaskHeading<'a>> {
    if !(2..=5).contains(&node.level()?) {
        return None;
    }
    let body = outline.body(node);
    let mut text = body;
    let mut mark = None;
    if let Some(inner) = text.strip_prefix('[')
        && let Some((state, rest)) = inner.split_once(']')
        && state.chars().count() == 1
    {
        mark = Some(box_mark(outline, outline.span_of(state)));
        text = rest.trim_start();
    }
    text = text.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '[').trim_end_matches("**");
    let (id, rest) = id_of(text)?;
    let title = rest.trim_start_matches(|c: char| {
        c.is_whitespace() || matches!(c, ':' | '*' | '-' | '.' | ')' | '\u{2013}' | '\u{2014}')
    });
    let (title, trailing) = trailing_mark(outline, title);
    Some(TaskHeading { id, title, mark: mark.or(trailing) })
}

fn id_of(text: &str) -> Option<(&str, &str)> {
    let worded = ["Task ", "TASK ", "task "].iter().find_map(|word| text.strip_prefix(word));
    let tail = worded.unwrap_or(text).trim_start();
    let end = tail.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '.'))).unwrap_or(tail.len());
    let id = tail[..end].trim_end_matches(['.', '-']);
    let rest = &tail[id.len()..];
    let letters = id.bytes().take_while(u8::is_ascii_alphabetic).count();
    let known =
        LETTERS.iter().any(|known| known.eq_ignore_ascii_case(&id[..letters])) || (worded.is_some() && letters <= 2);
    let ends = rest.is_empty() || rest.starts_with([':', ' ', '.', ')', '*', '\t', '\u{2013}', '\u{2014}']);
    (is_id(id) && !is_feature(id) && known && ends).then_some((id, rest))
}

/// A tick or a status word behind a title: ` ✓`, ` ✅ COMPLETE`, ` - DONE`, ` (DONE)`, ` [COMPLETE]`.
pub fn trailing_mark<'a>(outline: &Outline<'a>, title: &'a str) -> (&'a str, Option<Mark>) {
    let trimmed = title.trim_end();
    for (tick, status) in TICKS {
        if let Some(head) = trimmed.strip_suffix(tick) {
            let tick = &trimmed[head.trim_end().len()..];
            let mark = Mark { span: outline.span_of(tick), kind: MarkKind::Emoji, status };
            return (head.trim_end(), Some(mark));
        }
    }
    let word = trimmed.rsplit([' ', '(', '[']).next().unwrap_or_default().trim_end_matches([')', ']']);
    let shouted = word.len() > 3 && word.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
    match if shouted { read_status(word) } else { None } {
        Some(status) => {
            let start = trimmed.len() - (trimmed.len() - (word.as_ptr() as usize - trimmed.as_ptr() as usize));
            let head = trimmed[..start].trim_end_matches(['(', '[', ' ', '-', ':', '\u{2014}', '\u{2013}']);
            let mark = Mark { span: Piece::of(outline, word).span, kind: MarkKind::Word, status };
            (head, Some(mark))
        }
        None => (trimmed, None),
    }
}

/// Ticks that say how far a task is, and what they say.
pub(crate) const TICKS: [(&str, Status); 6] = [
    ("\u{2713}", Status::Done),
    ("\u{2714}\u{fe0f}", Status::Done),
    ("\u{2714}", Status::Done),
    ("\u{2705}", Status::Done),
    ("\u{2611}", Status::Done),
    ("\u{1f6a7}", Status::Doing),
];

/// Words that begin the heading of a group of tasks.
const GROUPS: [&str; 7] = ["Phase", "Stage", "Sprint", "Day", "Milestone", "Iteration", "Wave"];

/// Reads a heading as a phase's: `Phase 0: Title (Backend)`.
pub fn phase<'a>(outline: &Outline<'a>, node: &Node, doc: usize) -> Option<Phase<'a>> {
    let body = outline.body(node);
    let word = GROUPS.iter().find(|word| body.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word)))?;
    let rest = body[word.len()..].strip_prefix(' ')?.trim_start();
    let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '.')).unwrap_or(rest.len());
    let number = rest[..end].trim_end_matches('.');
    if !number.starts_with(|c: char| c.is_ascii_digit()) && number.len() != 1 {
        return None;
    }
    let title = rest[number.len()..].trim_start_matches(|c: char| !c.is_alphanumeric());
    Some(Phase { number, title, doc, at: node.span })
}
