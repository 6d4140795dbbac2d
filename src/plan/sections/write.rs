//! Changes of a task that is a heading: its marks, and its notes.

use super::super::dialects::{DocEdit, Refusal};
use super::super::document::Edit;
use super::super::fields::{Name, field};
use super::super::model::{Feature, Mark, MarkKind, Piece, Status};
use super::super::outline::Outline;
use super::super::progress::status_word;
use super::heading::TICKS;
use super::task::{beside, without_reason};

/// The edit that makes one mark say a status.
///
/// # Errors
/// When the mark's form has no way to say it.
pub fn mark_edit(outline: &Outline<'_>, mark: &Mark, to: Status) -> Result<Option<Edit>, Refusal> {
    let now = outline.slice(mark.span);
    let with = match (mark.kind, to) {
        _ if mark.status == to => return Ok(None),
        (MarkKind::Box, Status::Done) => if uses_capital(outline) { "X" } else { "x" }.to_owned(),
        (MarkKind::Box, Status::Todo | Status::Blocked) => " ".to_owned(),
        (MarkKind::Box, Status::Doing) => "~".to_owned(),
        (MarkKind::Box, Status::Cancelled) => return Err(cannot(to)),
        (MarkKind::Word, Status::Done) => format!("{}{}", tick_before(outline), status_word(now, to)),
        (MarkKind::Word, _) => status_word(now, to),
        // A tick behind a title is taken away with the space before it.
        (MarkKind::Emoji, _) => {
            let mut span = mark.span;
            while span.start > 0 && outline.text.as_bytes()[span.start as usize - 1] == b' ' {
                span.start -= 1;
            }
            return Ok(Some(Edit::replace(span, "")));
        }
    };
    Ok((with != now).then(|| Edit::replace(mark.span, with)))
}

fn cannot(to: Status) -> Refusal {
    Refusal {
        why: format!("a task of boxes cannot say `{to}`"),
        hint: "give the task a `**Status:**` line, or remove it from the plan".to_owned(),
    }
}

/// The tick that the document puts in front of its status words, with the space behind it.
fn tick_before(outline: &Outline<'_>) -> String {
    let used = TICKS.iter().map(|(tick, _)| tick).find(|tick| outline.text.contains(&format!(":** {tick} ")));
    used.map_or(String::new(), |tick| format!("{tick} "))
}

/// The document ticks its boxes with a capital X.
fn uses_capital(outline: &Outline<'_>) -> bool {
    outline
        .nodes()
        .iter()
        .filter_map(|node| node.mark())
        .map(|span| outline.slice(span))
        .find(|mark| matches!(*mark, "x" | "X"))
        == Some("X")
}

/// The edits that make all of a task's own marks say a status; a task without marks is its steps.
///
/// # Errors
/// When it has neither, or a mark cannot say it.
pub fn set_marks(feature: &Feature<'_>, at: usize, to: Status) -> Result<Vec<DocEdit>, Refusal> {
    let task = &feature.tasks[at];
    let outline = &feature.docs[task.doc].outline;
    let steps: Vec<Mark> = task.steps.iter().map(|step| step.mark).collect();
    let marks = if task.marks.is_empty() { &steps } else { &task.marks };
    if marks.is_empty() {
        return Err(Refusal {
            why: format!("{} has no box and no status line that could say `{to}`", task.id),
            hint: format!("add `- [ ] Estimate: 1h` or `**Status:** Not started` under {}", task.id),
        });
    }
    let words = task.marks.iter().any(|mark| mark.kind == MarkKind::Word);
    if to == Status::Doing && task.marks.is_empty() && task.status != Status::Doing {
        return Ok(vec![(task.doc, Edit::replace(marks[0].span, "~"))]);
    }
    let mut edits = Vec::new();
    for mark in marks {
        // Beside a status word, boxes need not say what they cannot.
        if words && mark.kind == MarkKind::Box && matches!(to, Status::Cancelled | Status::Blocked) {
            continue;
        }
        edits.extend(mark_edit(outline, mark, to)?.map(|edit| (task.doc, edit)));
    }
    if to != Status::Blocked {
        edits.extend(task.notes.iter().filter_map(|note| Some((task.doc, unblock(note, outline)?))));
    }
    Ok(edits)
}

/// Takes `; BLOCKED: …` out of a note again.
fn unblock(note: &Piece<'_>, outline: &Outline<'_>) -> Option<Edit> {
    let rest = without_reason(note.text)?;
    let line = outline.line_start(note.span.start as usize);
    let is_item = outline.text[line..note.span.start as usize].trim().trim_start_matches(['-', '*', '+']).is_empty();
    if rest == 0 && is_item {
        let end = outline.line_end(note.span.end as usize);
        return Some(Edit::replace(super::super::document::Span::new(line, end), ""));
    }
    let start = note.span.start as usize + rest;
    let end = outline.text[..note.span.end as usize].trim_end().len();
    Some(Edit::replace(super::super::document::Span::new(start, end), ""))
}

/// The edits that add a note: to the task's `Notes:`, or as a new line in its style behind its last field.
///
/// # Errors
/// Never: every heading task has room for a note.
pub fn add_note(feature: &Feature<'_>, at: usize, note: &str) -> Result<Vec<DocEdit>, Refusal> {
    let task = &feature.tasks[at];
    let outline = &feature.docs[task.doc].outline;
    let own = outline.nodes().iter().filter(|node| task.section.covers(node.span) && node.span.start > task.at.start);
    let mut last = None;
    for node in own {
        let Some(found) = field(outline.body(node)).filter(|found| found.name != Name::Other) else { continue };
        if found.name == Name::Notes {
            let value = outline.span_of(found.value);
            let edit = if found.value.is_empty() {
                Edit::insert(node.body.end as usize, format!(" {note}"))
            } else {
                let (at, with) = beside(found.value, note);
                Edit::insert(value.start as usize + at, with)
            };
            return Ok(vec![(task.doc, edit)]);
        }
        if matches!(
            found.name,
            Name::Estimate | Name::Tests | Name::Dependencies | Name::Stories | Name::Agent | Name::Status
        ) {
            last = Some((node, found.bold));
        }
    }
    let newline = outline.newline();
    let (after, line) = match last {
        Some((node, bold)) => {
            let head = &outline.text[node.span.start as usize..node.body.start as usize];
            let key = if bold { "**Notes:**" } else { "Notes:" };
            (node.span.end as usize, format!("{head}{key} {note}"))
        }
        None => (task.at.end as usize, format!("- Notes: {note}")),
    };
    let start = outline.line_end(after);
    let edit = if start > after || outline.text[..start].ends_with('\n') {
        Edit::insert(start, format!("{line}{newline}"))
    } else {
        Edit::insert(start, format!("{newline}{line}"))
    };
    Ok(vec![(task.doc, edit)])
}
