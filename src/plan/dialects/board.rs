//! `board`: one file of numbered items with emoji, `6. **✅ P1.0 API Service**`, with nested boxes. Nested items with an id of
//! their own (`- [x] **P1.6.1 Core**: …`) are tasks too; `- [ ] **BLOCKED**: …` says why one cannot go on.
//!
//! Emoji are known in their double-encoded forms as well, and written in the form that the file uses.

use super::{Dialect, DocEdit, Evidence, Refusal};
use crate::plan::depends::is_id;
use crate::plan::document::{Edit, Span};
use crate::plan::model::{Doc, Feature, Mark, MarkKind, Piece, Status, Task};
use crate::plan::outline::{Item, Kind, Node, Outline};
use crate::plan::sections;

/// The dialect.
pub(super) struct Board;

/// A status and its sign: as Unicode, as UTF-8 read as Mac Roman, and as UTF-8 read as Windows-1252.
const SIGNS: [(Status, [&str; 3]); 5] = [
    (Status::Done, ["\u{2705}", "\u{201a}\u{fa}\u{d6}", "\u{e2}\u{153}\u{2026}"]),
    (
        Status::Blocked,
        ["\u{26a0}\u{fe0f}", "\u{201a}\u{f6}\u{2020}\u{d4}\u{220f}\u{e8}", "\u{e2}\u{161}\u{a0}\u{ef}\u{b8}\u{8f}"],
    ),
    (Status::Doing, ["\u{1f6a7}", "\u{fc}\u{f6}\u{df}", "\u{f0}\u{178}\u{161}\u{a7}"]),
    (Status::Todo, ["\u{2b1c}", "\u{201a}\u{a8}\u{fa}", "\u{e2}\u{ac}\u{153}"]),
    (Status::Cancelled, ["\u{274c}", "\u{201a}\u{f9}\u{e5}", "\u{e2}\u{9d}\u{152}"]),
];

impl Dialect for Board {
    fn name(&self) -> &'static str {
        "board"
    }

    fn about(&self) -> &'static str {
        "one file of numbered items with emoji, `1. **✅ P1.0 Title**`, and nested boxes"
    }

    fn detect(&self, docs: &[Doc<'_>]) -> Option<Evidence> {
        let [doc] = docs else { return None };
        let outline = &doc.outline;
        if outline.nodes().iter().any(|node| sections::task_heading(outline, node).is_some()) {
            return None;
        }
        let signed =
            outline.nodes().iter().filter(|node| numbered(node) && sign(inner(outline.body(node))).is_some()).count();
        (signed >= 2).then(|| Evidence { score: 60, because: format!("{signed} numbered items with a status emoji") })
    }

    fn read<'a>(&self, feature: &mut Feature<'a>) {
        let docs = std::mem::take(&mut feature.docs);
        feature.title = docs.iter().find_map(|doc| doc.outline.headings().next().map(|(_, _, text)| text));
        for (at, doc) in docs.iter().enumerate() {
            feature.complaints.extend(doc.outline.complaints().iter().cloned().map(|complaint| (at, complaint)));
            read_document(feature, at, &doc.outline);
        }
        feature.docs = docs;
    }

    fn set_status(&self, feature: &Feature<'_>, task: usize, to: Status) -> Result<Vec<DocEdit>, Refusal> {
        let found = &feature.tasks[task];
        let outline = &feature.docs[found.doc].outline;
        let Some(mark) = found.marks.first() else {
            if to == Status::Blocked {
                return Ok(Vec::new());
            }
            return Err(Refusal {
                why: format!("{} has neither a box nor an emoji", found.id),
                hint: "put a status emoji such as \u{2705} or \u{2b1c} in front of its title".to_owned(),
            });
        };
        if mark.kind == MarkKind::Box {
            return Ok(sections::mark_edit(outline, mark, to)?.map(|edit| (found.doc, edit)).into_iter().collect());
        }
        let form = form_of(outline.slice(mark.span));
        let signs = SIGNS.iter().find(|(status, _)| *status == to).map_or(SIGNS[0].1, |(_, signs)| *signs);
        if mark.status == to && found.status == to {
            return Ok(Vec::new());
        }
        let mut edits = vec![(found.doc, Edit::replace(mark.span, signs[form]))];
        // What blocked it no longer does: its boxes are ticked, not removed.
        let is_reason =
            |node: &&Node| found.section.covers(node.span) && inner(outline.body(node)).starts_with("BLOCKED");
        let reasons = outline.nodes().iter().filter(is_reason).filter_map(Node::mark);
        let open = reasons.filter(|mark| to != Status::Blocked && outline.slice(*mark).trim().is_empty());
        edits.extend(open.map(|mark| (found.doc, Edit::replace(mark, "x"))));
        Ok(edits)
    }

    fn add_note(&self, feature: &Feature<'_>, task: usize, note: &str) -> Result<Vec<DocEdit>, Refusal> {
        let found = &feature.tasks[task];
        let outline = &feature.docs[found.doc].outline;
        let end = found.section.end as usize;
        let kept = outline.text[..end].trim_end().len();
        let own = outline.nodes().iter().find(|node| node.span == found.at);
        let column = own.map_or(0, |node| (node.body.start - node.span.start) as usize).min(12);
        let column = own.and_then(Node::mark).map_or(column, |mark| (mark.start - found.at.start) as usize - 1);
        let line = format!("{}{}- {note}", outline.newline(), " ".repeat(column));
        Ok(vec![(found.doc, Edit::insert(kept, line))])
    }

    fn block_note(&self, reason: &str) -> String {
        format!("[ ] **BLOCKED**: {reason}")
    }
}

fn numbered(node: &Node) -> bool {
    matches!(node.kind, Kind::Item(Item { number: Some(_), depth: 0, .. }))
}

/// Without the opening emphasis.
fn inner(body: &str) -> &str {
    body.trim_start_matches('*')
}

/// The status that a text begins with, and the bytes of its sign.
fn sign(text: &str) -> Option<(Status, usize)> {
    SIGNS
        .iter()
        .find_map(|(status, signs)| {
            let sign = signs.iter().find(|sign| text.starts_with(**sign))?;
            Some((*status, sign.len()))
        })
        // Without the selector that asks for the coloured form.
        .or_else(|| text.starts_with('\u{26a0}').then_some((Status::Blocked, 3)))
}

/// Which of the three encodings a sign is written in.
fn form_of(sign: &str) -> usize {
    SIGNS.iter().find_map(|(_, signs)| signs.iter().position(|other| *other == sign)).unwrap_or(0)
}

fn read_document<'a>(feature: &mut Feature<'a>, doc: usize, outline: &Outline<'a>) {
    let mut heading = "";
    let mut phase = None;
    let mut at = 0;
    while at < outline.nodes().len() {
        let node = &outline.nodes()[at];
        if node.level().is_some() {
            heading = outline.body(node);
            phase = sections::phase_heading(outline, node, doc).map(|found| {
                feature.phases.push(found);
                feature.phases.len() - 1
            });
        }
        let Some(end) = board_item(outline, at) else {
            at += 1;
            continue;
        };
        let parent = feature.tasks.len();
        let mut task = top_task(doc, outline, node, heading);
        task.section = sections::span_between(outline, at, end);
        task.phase = phase;
        feature.tasks.push(task);
        for inside in at + 1..end {
            nested(feature, doc, outline, inside, parent);
        }
        settle(&mut feature.tasks[parent]);
        at = end;
    }
}

/// A numbered item with an emoji, an id or boxes under it; gives the node after what belongs to it.
fn board_item(outline: &Outline<'_>, at: usize) -> Option<usize> {
    let node = &outline.nodes()[at];
    if !numbered(node) {
        return None;
    }
    let belongs = |other: &&Node| match other.kind {
        Kind::Heading(_) | Kind::Rule => false,
        Kind::Item(item) => item.depth > 0,
        _ => other.indent > node.indent,
    };
    let end = at + 1 + outline.nodes()[at + 1..].iter().take_while(belongs).count();
    let text = inner(outline.body(node));
    let has_boxes = outline.nodes()[at + 1..end].iter().any(|node| node.mark().is_some());
    (sign(text).is_some() || leading_id(text).is_some() || has_boxes || node.mark().is_some()).then_some(end)
}

/// `P1.6.1` at the start of a text: letters, digits, and a dot or two.
fn leading_id(text: &str) -> Option<&str> {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))).unwrap_or(text.len());
    let id = text[..end].trim_end_matches(['.', '-']);
    (id.starts_with(|c: char| c.is_ascii_uppercase()) && id.contains(|c: char| c.is_ascii_digit()) && is_id(id))
        .then_some(id)
}

fn top_task<'a>(doc: usize, outline: &Outline<'a>, node: &Node, heading: &str) -> Task<'a> {
    let mut text = inner(outline.body(node));
    let mut marks = Vec::new();
    if let Some(span) = node.mark() {
        marks.push(sections::box_mark(outline, span));
    }
    if let Some((status, length)) = sign(text) {
        marks.push(Mark { span: outline.span_of(&text[..length]), kind: MarkKind::Emoji, status });
        text = text[length..].trim_start_matches(['\u{fe0f}', ' ']);
    }
    let number = match node.kind {
        Kind::Item(Item { number: Some(number), .. }) => number,
        _ => 0,
    };
    let (id, title) = match leading_id(text) {
        Some(id) => (id.to_owned(), text[id.len()..].trim_start_matches([' ', ':', '-'])),
        None => (format!("{}/{number}", dashed(heading)), text),
    };
    let title = title.split("**").next().unwrap_or_default().trim();
    let mut task = Task::new(id, title, doc, node.span);
    task.marks = marks;
    task
}

/// A heading as part of an id: `Resolved Issues` gives `resolved-issues`.
fn dashed(heading: &str) -> String {
    let words = heading.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}

/// What stands under a numbered item: a task of its own, a block, or a step.
fn nested<'a>(feature: &mut Feature<'a>, doc: usize, outline: &Outline<'a>, at: usize, parent: usize) {
    let node = &outline.nodes()[at];
    let Some(step) = sections::step(outline, node) else { return };
    let text = inner(outline.body(node));
    if let Some(reason) = text.strip_prefix("BLOCKED") {
        if !step.is_done() {
            let reason = reason.trim_start_matches(['*', ':', ' ']);
            feature.tasks[parent].blocked = Some(Piece::of(outline, reason));
        }
        return;
    }
    let Some(id) = leading_id(text).filter(|_| outline.body(node).starts_with("**")) else {
        feature.tasks[parent].steps.push(step);
        return;
    };
    let title = text[id.len()..].split("**").next().unwrap_or_default().trim_matches([' ', ':']);
    let mut task = Task::new(id, title, doc, node.span);
    task.section = Span::new(outline.line_start(node.span.start as usize), outline.line_end(node.span.end as usize));
    task.marks = vec![step.mark];
    task.status = step.mark.status;
    task.parent = Some(parent);
    feature.tasks.push(task);
}

/// The status of a numbered item: its sign; without one, its boxes.
fn settle(task: &mut Task<'_>) {
    let (done, all) = task.steps_done();
    let by_steps = match (done, all) {
        (0, _) => Status::Todo,
        (done, all) if done == all => Status::Done,
        _ => Status::Doing,
    };
    task.status = task.marks.first().map_or(by_steps, |mark| mark.status);
    if task.status == Status::Blocked && task.blocked.is_none() {
        task.status = Status::Doing;
    }
    if task.blocked.is_some() && !task.status.is_closed() {
        task.status = Status::Blocked;
    }
}
