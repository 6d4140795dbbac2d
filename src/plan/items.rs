//! Tasks that are list items with a box: `- [ ] T001 [P] Title`, `- [x] 1.2 Title`. What spec-kit, OpenSpec, Kiro and
//! plain checklists share.

use super::dialects::{DocEdit, Refusal};
use std::borrow::Cow;

use super::depends;
use super::document::{Edit, Span};
use super::fields::Name;
use super::model::{Checklist, Doc, Feature, Phase, Piece, Status, Step, Task};
use super::outline::{Kind, Node, Outline};
use super::sections::{beside, box_mark, files_of_sentence, mark_edit, phase_heading, read_task_node, without_reason};

/// What a dialect reads in the text behind a box.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head<'a> {
    /// As written: `T001`, `1.2`. `None`: the box names no task.
    pub id: Option<&'a str>,
    /// What is to be done, without id and labels.
    pub title: &'a str,
    /// `P`, `GREEN`.
    pub labels: Vec<Piece<'a>>,
    /// Stories that it serves.
    pub stories: Vec<Piece<'a>>,
    /// It may be left out.
    pub optional: bool,
}

/// What a box without an id is, when it stands in no task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unnamed {
    /// A task, whose id is the ordinal of the box in its document: `box-12`.
    Task,
    /// A box of a checklist.
    Check,
}

/// How a dialect writes its items.
#[derive(Clone, Copy)]
pub struct Reader {
    /// The text behind a box.
    pub head: for<'a> fn(&Outline<'a>, &Node) -> Head<'a>,
    /// A heading that groups tasks.
    pub phase: for<'a> fn(&Outline<'a>, &Node, usize) -> Option<Phase<'a>>,
    /// A line under a task that only this dialect knows; `false`: it is read as everywhere.
    pub detail: for<'a> fn(&mut Task<'a>, &Outline<'a>, &Node) -> bool,
    /// Boxes without an id.
    pub unnamed: Unnamed,
}

/// A task whose lines are still being read.
struct Open {
    task: usize,
    /// Columns before its marker.
    indent: u16,
    /// The field that the lines under it belong to.
    under: Name,
}

/// Reads the items of a document as tasks.
pub fn read_items<'a>(feature: &mut Feature<'a>, doc: usize, outline: &Outline<'a>, reader: &Reader) {
    let mut open: Vec<Open> = Vec::new();
    let mut phase = None;
    let mut list = None;
    let mut boxes = 0;
    for (at, node) in outline.nodes().iter().enumerate() {
        if let Some(level) = node.level() {
            close(feature, outline, &mut open, 0, node);
            list = None;
            if let Some(found) = (reader.phase)(outline, node, doc) {
                phase = Some(feature.phases.len());
                feature.phases.push(found);
            } else if level <= 2 {
                phase = None;
            }
            continue;
        }
        // A line that is not indented ends what is above it, unless it continues its text.
        if node.is_item() || (node.indent == 0 && !continues(outline, at)) {
            close(feature, outline, &mut open, node.indent, node);
        }
        let Some(mark) = node.mark().map(|span| box_mark(outline, span)) else {
            detail(feature, outline, node, &mut open, reader);
            continue;
        };
        boxes += 1;
        let head = (reader.head)(outline, node);
        let is_task = head.id.is_some() || (open.is_empty() && reader.unnamed == Unnamed::Task);
        let step = Step { text: Piece { text: outline.body(node), span: node.body }, mark, depth: depth(node) };
        match (is_task, open.last()) {
            (true, parent) => {
                let parent = parent.map(|open| open.task);
                open.push(Open { task: feature.tasks.len(), indent: node.indent, under: Name::Other });
                let mut task = begin(outline, doc, node, head, boxes);
                task.marks.push(mark);
                (task.status, task.parent, task.phase) = (mark.status, parent, phase);
                feature.tasks.push(task);
            }
            (false, Some(open)) => feature.tasks[open.task].steps.push(step),
            (false, None) => list = Some(check(feature, doc, outline, at, list, step)),
        }
    }
    end(feature, outline, &mut open, 0, outline.text.len());
}

fn depth(node: &Node) -> u8 {
    match node.kind {
        Kind::Item(item) => item.depth,
        _ => 0,
    }
}

/// A line of text right under the one before it belongs to the same paragraph.
fn continues(outline: &Outline<'_>, at: usize) -> bool {
    let node = &outline.nodes()[at];
    node.kind == Kind::Text && at.checked_sub(1).is_some_and(|before| outline.nodes()[before].line + 1 == node.line)
}

fn begin<'a>(outline: &Outline<'a>, doc: usize, node: &Node, head: Head<'a>, ordinal: usize) -> Task<'a> {
    let mut task = match head.id {
        Some(id) => Task::new(id, head.title, doc, node.span),
        None => Task::new(format!("box-{ordinal}"), head.title, doc, node.span),
    };
    task.section = Span::new(outline.line_start(node.span.start as usize), outline.text.len());
    (task.labels, task.stories, task.optional) = (head.labels, head.stories, head.optional);
    task
}

/// A line under the innermost task that is open.
fn detail<'a>(feature: &mut Feature<'a>, outline: &Outline<'a>, node: &Node, open: &mut [Open], reader: &Reader) {
    let Some(open) = open.last_mut() else { return };
    let task = &mut feature.tasks[open.task];
    if !(reader.detail)(task, outline, node) && matches!(node.kind, Kind::Item(_) | Kind::Text) {
        read_task_node(task, outline, node, &mut open.under);
    }
}

/// Ends the tasks that stand at a column or to the right of it, before a node.
fn close(feature: &mut Feature<'_>, outline: &Outline<'_>, open: &mut Vec<Open>, indent: u16, node: &Node) {
    end(feature, outline, open, indent, outline.line_start(node.span.start as usize));
}

fn end(feature: &mut Feature<'_>, _outline: &Outline<'_>, open: &mut Vec<Open>, indent: u16, at: usize) {
    while let Some(last) = open.pop_if(|last| last.indent >= indent) {
        let task = &mut feature.tasks[last.task];
        task.section = Span::new(task.section.start as usize, at);
        if task.blocked.is_some() && !task.status.is_closed() {
            task.status = Status::Blocked;
        }
    }
}

fn check<'a>(
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

/// The edits that give an item a status. `doing`: what the dialect puts into a box that was begun.
///
/// # Errors
/// A box cannot say it.
pub fn set_status(feature: &Feature<'_>, at: usize, to: Status, doing: &str) -> Result<Vec<DocEdit>, Refusal> {
    let task = &feature.tasks[at];
    let outline = &feature.docs[task.doc].outline;
    let mut edits = Vec::new();
    for mark in &task.marks {
        let edit = match mark_edit(outline, mark, to)? {
            Some(edit) if to == Status::Doing => Some(Edit { with: doing.to_owned(), ..edit }),
            edit => edit,
        };
        edits.extend(edit.map(|edit| (task.doc, edit)));
    }
    if to != Status::Blocked {
        edits.extend(task.notes.iter().filter_map(|note| Some((task.doc, unblock(note, outline)?))));
    }
    Ok(edits)
}

/// Takes out of a note why the task is blocked; with its line, when it says nothing else.
fn unblock(note: &Piece<'_>, outline: &Outline<'_>) -> Option<Edit> {
    let head = without_reason(note.text)?;
    let start = note.span.start as usize;
    if head > 0 {
        let end = outline.text[..note.span.end as usize].trim_end().len();
        return Some(Edit::replace(Span::new(start + head, end), ""));
    }
    Some(Edit::replace(Span::new(outline.line_start(start), outline.line_end(start)), ""))
}

/// The edits that add a note to an item: to its `Notes:`, or as an item under it.
///
/// # Errors
/// Never: every item has room for a note.
pub fn add_note(feature: &Feature<'_>, at: usize, note: &str) -> Result<Vec<DocEdit>, Refusal> {
    let task = &feature.tasks[at];
    let outline = &feature.docs[task.doc].outline;
    if let Some(last) = task.notes.last() {
        let (at, with) = beside(last.text, note);
        return Ok(vec![(task.doc, Edit::insert(last.span.start as usize + at, with))]);
    }
    let node = outline.nodes().partition_point(|node| node.span.start < task.at.start);
    let own = &outline.nodes()[node];
    let column = own.mark().map_or(2, |mark| mark.start as usize - 1 - own.span.start as usize);
    // Behind the lines that continue its text.
    let mut last = own;
    for next in &outline.nodes()[node + 1..] {
        if next.kind != Kind::Text || next.line != last.line + 1 {
            break;
        }
        last = next;
    }
    let bullet = outline.text[own.span.start as usize..].trim_start().chars().next().filter(|c| "*+".contains(*c));
    let line = format!("{}{} Notes: {note}", " ".repeat(column), bullet.unwrap_or('-'));
    let newline = outline.newline();
    let start = outline.line_end(last.span.end as usize);
    let edit = if outline.text[..start].ends_with('\n') {
        Edit::insert(start, format!("{line}{newline}"))
    } else {
        Edit::insert(start, format!("{newline}{line}"))
    };
    Ok(vec![(task.doc, edit)])
}

/// The labels in brackets that a text begins with, each with its brackets taken off, and the rest.
pub fn bracketed<'a>(outline: &Outline<'a>, text: &'a str) -> (Vec<Piece<'a>>, &'a str) {
    let mut labels = Vec::new();
    let mut rest = text.trim_start();
    while let Some((label, after)) = rest.strip_prefix('[').and_then(|inner| inner.split_once(']'))
        && !label.is_empty()
        && label.len() <= 24
        && !after.starts_with('(')
    {
        labels.push(Piece::of(outline, label));
        rest = after.trim_start();
    }
    (labels, rest)
}

/// An item that begins with a number: `1.2 Title`, `3. Title`, `**1.1** Title`, `* 1.4 Title` (optional), `TASK-1: Title`.
pub fn numbered<'a>(outline: &Outline<'a>, node: &Node) -> Head<'a> {
    let body = outline.body(node);
    // The star is glued to the box: `[ ]* 1.4 Title`.
    let starred = node.mark().is_some_and(|mark| outline.text[mark.end as usize..].starts_with("]*"));
    let text = if starred { body.strip_prefix('*').unwrap_or(body).trim_start() } else { body };
    let bold = text.strip_prefix("**").unwrap_or(text);
    let inner = bold.strip_prefix("Task ").unwrap_or(bold);
    let end = inner.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '.'))).unwrap_or(inner.len());
    let word = &inner[..end];
    let id = word.trim_end_matches('.');
    let after = &inner[end..];
    let after = if bold.len() < text.len() { after.strip_prefix("**").unwrap_or(after) } else { after };
    let told = word.len() > id.len() || inner.len() < bold.len() || after.starts_with([':', ')']);
    if !(is_number(id, told) || is_lettered(id)) || !after.is_empty() && !after.starts_with(END_OF_ID) {
        return Head { title: text, optional: starred, ..Head::default() };
    }
    let glued = after.strip_prefix('*').filter(|rest| rest.starts_with(' '));
    let rest = glued.unwrap_or(after).trim_start_matches([':', ')', ' ', '\t', '\u{ff1a}', '\u{3001}']);
    let (labels, title) = bracketed(outline, rest);
    Head { id: Some(id), title, labels, stories: Vec::new(), optional: starred || glued.is_some() }
}

/// What may stand right behind an id.
const END_OF_ID: [char; 8] = [' ', '\t', ':', ')', '*', '\u{ff1a}', '\u{3000}', '\u{3001}'];

/// `1.2`, `1.2.3`, `3.2a`; a lone number only where something says that it is one: `3.`, `Task 3`.
fn is_number(id: &str, told: bool) -> bool {
    let mut parts = 0;
    for part in id.split('.') {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        let suffix = &part[digits..];
        if !(1..=5).contains(&digits) || suffix.len() > 1 || !suffix.bytes().all(|b| b.is_ascii_lowercase()) {
            return false;
        }
        parts += 1;
    }
    parts > 1 || (parts == 1 && told)
}

/// `T001`, `TASK-1`.
fn is_lettered(id: &str) -> bool {
    let rest = id.strip_prefix("TASK").or_else(|| id.strip_prefix('T'));
    rest.is_some_and(|rest| {
        let digits = rest.strip_prefix('-').unwrap_or(rest);
        (1..=5).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
    })
}

/// A heading that groups items: `## 1. Title`, `### 1.2 Title`, `## Phase 2: Title`.
pub fn group_heading<'a>(outline: &Outline<'a>, node: &Node, doc: usize) -> Option<Phase<'a>> {
    if !(2..=4).contains(&node.level()?) {
        return None;
    }
    phase_heading(outline, node, doc).or_else(|| {
        let body = outline.body(node);
        let word =
            ["\u{9636}\u{6bb5}", "\u{30d5}\u{30a7}\u{30fc}\u{30ba}"].iter().find_map(|word| body.strip_prefix(word));
        let text = word.unwrap_or(body).trim_start();
        let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
        let number = text[..end].trim_end_matches('.');
        let told = word.is_some() || end > number.len() || text[end..].starts_with([')', ':']);
        let ends = text[end..].is_empty() || text[end..].starts_with([' ', '\t', ')', ':', '\u{ff1a}']);
        (ends && is_number(number, told)).then(|| Phase {
            number,
            title: text[end..].trim_start_matches(|c: char| !c.is_alphanumeric() && c != '`'),
            doc,
            at: node.span,
        })
    })
}

/// A task whose id begins with that of a task before it is a part of it, however its item is indented: `3.1` of `3`.
pub fn parents_by_id(feature: &mut Feature<'_>) {
    for at in 0..feature.tasks.len() {
        let (before, task) = (&feature.tasks[..at], &feature.tasks[at]);
        let Some((head, _)) = task.id.rsplit_once('.').filter(|_| task.parent.is_none()) else { continue };
        let parent = before.iter().rposition(|other| other.doc == task.doc && other.id == head);
        feature.tasks[at].parent = parent;
    }
}

/// What the title of each task says: files with what is done to them, and `(depends on 1.1, 1.2)`.
pub fn read_titles<'a>(feature: &mut Feature<'a>, docs: &[Doc<'a>]) {
    for task in &mut feature.tasks {
        let Cow::Borrowed(title) = task.title else { continue };
        let outline = &docs[task.doc].outline;
        files_of_sentence(outline, title, &mut task.files);
        if let Some(value) = dependencies_in(title) {
            task.dependencies = depends::read(value, outline.span_of(value).start as usize);
        }
    }
}

/// The list behind `(depends on` or `(after` of a title.
pub fn dependencies_in(title: &str) -> Option<&str> {
    let found = |words: &str| {
        let starts = memchr::memchr_iter(b'(', title.as_bytes()).map(|open| open + 1);
        let is = |at: &usize| title[*at..].get(..words.len()).is_some_and(|head| head.eq_ignore_ascii_case(words));
        starts.into_iter().find(is).map(|at| at + words.len())
    };
    let at = ["depends on ", "after "].into_iter().find_map(found)?;
    title[at..].split(')').next()
}
