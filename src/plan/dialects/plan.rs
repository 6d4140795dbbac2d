//! `plan`: one file of numbered sections, `### 1. Title (30-45 min)`, with `**Files to create:**` lists and a checklist of
//! what success is. A section has no box: a tick behind its heading says that it is done.

use super::{Dialect, DocEdit, Evidence, Refusal};
use crate::plan::document::Edit;
use crate::plan::estimate::Estimate;
use crate::plan::model::{Checklist, Doc, Feature, Mark, MarkKind, Phase, Piece, Status, Step, Task};
use crate::plan::outline::{Kind, Node, Outline};
use crate::plan::sections;

/// The dialect.
pub(super) struct Plan;

/// What is written behind a heading that is done.
const TICK: &str = " \u{2705}";

impl Dialect for Plan {
    fn name(&self) -> &'static str {
        "plan"
    }

    fn about(&self) -> &'static str {
        "one file of numbered sections with times, `### 1. Title (30-45 min)`, and files to create"
    }

    fn detect(&self, docs: &[Doc<'_>]) -> Option<Evidence> {
        let [doc] = docs else { return None };
        let numbered: Vec<Heading<'_>> =
            doc.outline.nodes().iter().filter_map(|node| heading(&doc.outline, node)).collect();
        let timed = numbered.iter().filter(|heading| heading.estimate.is_some()).count();
        let because = format!("{} numbered sections, {timed} of them with a time such as (30-45 min)", numbered.len());
        match (numbered.len(), timed) {
            (2.., 1..) => Some(Evidence { score: 65, because }),
            (3.., 0) => Some(Evidence { score: 20, because }),
            _ => None,
        }
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
        let bare = found.marks.is_empty() && found.steps.is_empty();
        if bare && to == Status::Done {
            let end = found.at.start as usize + feature.docs[found.doc].outline.slice(found.at).trim_end().len();
            return Ok(vec![(found.doc, Edit::insert(end, TICK))]);
        }
        match to {
            Status::Todo | Status::Done if bare => Ok(Vec::new()),
            Status::Todo | Status::Done => sections::set_marks(feature, task, to),
            other => Err(Refusal {
                why: format!("a numbered section is done or not; it cannot say `{other}`"),
                hint: "write the state as a note: `planyard task note`".to_owned(),
            }),
        }
    }

    fn add_note(&self, feature: &Feature<'_>, task: usize, note: &str) -> Result<Vec<DocEdit>, Refusal> {
        sections::add_note(feature, task, note)
    }
}

/// A heading with a number.
struct Heading<'a> {
    number: &'a str,
    title: &'a str,
    estimate: Option<(&'a str, Estimate)>,
    mark: Option<Mark>,
}

/// `1. Title (30-45 min)`, `3.2 Title ✅`.
fn heading<'a>(outline: &Outline<'a>, node: &Node) -> Option<Heading<'a>> {
    if !(2..=4).contains(&node.level()?) {
        return None;
    }
    let body = outline.body(node);
    let digits = body.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
    let number = body[..digits].trim_end_matches('.');
    let rest = body[digits..].strip_prefix([' ', ')', ':']).map(str::trim)?;
    if number.is_empty() || !number.starts_with(|c: char| c.is_ascii_digit()) || number.len() > 8 || rest.is_empty() {
        return None;
    }
    let (title, mark) = sections::trailing_mark(outline, rest);
    let (title, estimate) = time_behind(title);
    Some(Heading { number, title, estimate, mark })
}

/// A time in brackets at the end of a title.
fn time_behind(title: &str) -> (&str, Option<(&str, Estimate)>) {
    let inner = title.strip_suffix(')').and_then(|head| head.rsplit_once('('));
    match inner.and_then(|(head, time)| Some((head, time, Estimate::read(time)?))) {
        Some((head, time, estimate)) => (head.trim_end(), Some((time, estimate))),
        None => (title, None),
    }
}

fn read_document<'a>(feature: &mut Feature<'a>, doc: usize, outline: &Outline<'a>) {
    let mut phase = None;
    let mut at = 0;
    while at < outline.nodes().len() {
        let node = &outline.nodes()[at];
        let Some(level) = node.level() else {
            at += 1;
            continue;
        };
        if let Some(found) = heading(outline, node) {
            at = read_section(feature, doc, outline, at, found, phase);
            continue;
        }
        if level == 2 {
            phase = sections::phase_heading(outline, node, doc).map(|found| add_phase(feature, found));
        }
        if is_checklist(outline.body(node)) {
            read_checklist(feature, doc, outline, at);
        }
        at += 1;
    }
}

fn add_phase<'a>(feature: &mut Feature<'a>, phase: Phase<'a>) -> usize {
    let title = time_behind(phase.title).0;
    feature.phases.push(Phase { title, ..phase });
    feature.phases.len() - 1
}

fn read_section<'a>(
    feature: &mut Feature<'a>,
    doc: usize,
    outline: &Outline<'a>,
    at: usize,
    found: Heading<'a>,
    phase: Option<usize>,
) -> usize {
    let section = outline.section(at);
    let end = section.clone().find(|inner| heading(outline, &outline.nodes()[*inner]).is_some()).unwrap_or(section.end);
    let mut task = Task::new(found.number, found.title, doc, outline.nodes()[at].span);
    task.section = sections::span_between(outline, at, end);
    task.phase = phase;
    task.marks.extend(found.mark);
    task.parent = found.number.rsplit_once('.').and_then(|(parent, _)| feature.task(parent));
    sections::read_task_section(&mut task, outline, at + 1..end);
    if let Some((text, estimate)) = found.estimate {
        task.estimate = Some((Piece::of(outline, text), estimate));
    }
    feature.tasks.push(task);
    end
}

/// Only such headings hold marks of what is done; `What's NOT in Phase 1` with its crosses does not.
fn is_checklist(title: &str) -> bool {
    let lower = title.to_ascii_lowercase();
    lower.contains("checklist") || lower.contains("success criteria") || lower.contains("definition of done")
}

fn read_checklist<'a>(feature: &mut Feature<'a>, doc: usize, outline: &Outline<'a>, at: usize) {
    let marks = [
        ("\u{2705}", Status::Done),
        ("\u{2714}", Status::Done),
        ("\u{2713}", Status::Done),
        ("\u{274c}", Status::Todo),
        ("\u{2b1c}", Status::Todo),
    ];
    let mut items = Vec::new();
    for node in outline.nodes()[outline.section(at)].iter().filter(|node| matches!(node.kind, Kind::Item(_))) {
        let body = outline.body(node);
        if let Some(step) = sections::step(outline, node) {
            items.push(step);
        } else if let Some((sign, status)) = marks.iter().find(|(sign, _)| body.starts_with(sign)) {
            let span = outline.span_of(&body[..sign.len()]);
            let text = body[sign.len()..].trim_start_matches(['\u{fe0f}', ' ']);
            let mark = Mark { span, kind: MarkKind::Emoji, status: *status };
            items.push(Step { text: Piece::of(outline, text), mark, depth: 0 });
        }
    }
    if !items.is_empty() {
        feature.checklists.push(Checklist {
            title: outline.body(&outline.nodes()[at]),
            doc,
            at: outline.nodes()[at].span,
            items,
        });
    }
}
