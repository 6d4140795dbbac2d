//! `spec-kit`: `specs/NNN-slug/` with spec.md (user stories, `FR-001`, `SC-001`), plan.md and tasks.md, whose tasks are
//! items: `- [ ] T001 [P] [US1] Description in src/file.rs`.

use std::borrow::Cow;

use super::{Dialect, DocEdit, Evidence, Naming, Refusal};
use crate::plan::depends;
use crate::plan::items::{self, Head, Reader, Unnamed};
use crate::plan::layout::{Layout, Place};
use crate::plan::model::{Doc, Feature, FileRef, FileUse, Phase, Piece, Role, Status, Task};
use crate::plan::outline::{Node, Outline};
use crate::plan::sections;

/// The dialect.
pub(super) struct SpecKit;

static LAYOUT: Layout = Layout {
    features: &[Place::of("specs/*")],
    documents: &[
        ("spec.md", Role::Stories),
        ("plan.md", Role::Design),
        ("tasks.md", Role::Tasks),
        ("research.md", Role::Other),
        ("data-model.md", Role::Other),
        ("quickstart.md", Role::Other),
        ("contracts/**/*.md", Role::Other),
        ("checklists/*.md", Role::Other),
    ],
};

/// Rules that ask for what its templates do not have.
const NOT_ASKED: [&str; 12] = [
    "design/missing-section",
    "documents/missing",
    "documents/too-long",
    "stories/no-role",
    "tasks/boxes-mixed",
    "tasks/estimate-missing",
    "tasks/forward-dependency",
    "tasks/id-gap",
    "tasks/missing-section",
    "tasks/no-story",
    "tasks/no-test",
    "tasks/out-of-order",
];

impl Dialect for SpecKit {
    fn name(&self) -> &'static str {
        "spec-kit"
    }

    fn about(&self) -> &'static str {
        "`specs/NNN-slug/` with spec.md, plan.md and tasks.md; `- [ ] T001 [P] [US1] Description in path`"
    }

    fn layout(&self) -> &'static Layout {
        &LAYOUT
    }

    fn naming(&self) -> Naming {
        Naming::Number(3)
    }

    fn asks(&self, rule: &str) -> bool {
        !NOT_ASKED.contains(&rule)
    }

    fn detect(&self, docs: &[Doc<'_>]) -> Option<Evidence> {
        let (mut items, mut headings) = (0, 0);
        for doc in docs.iter().filter(|doc| doc.source.role == Role::Tasks) {
            for node in doc.outline.nodes().iter() {
                items += usize::from(node.mark().is_some() && id_of(doc.outline.body(node)).is_some());
                headings += usize::from(sections::task_heading(&doc.outline, node).is_some());
            }
        }
        // A plan of headings may list its tasks once more as boxes.
        let items = if headings < items { items } else { 0 };
        let spec = docs.iter().find(|doc| doc.source.path.ends_with("/spec.md"));
        match (items, spec) {
            (1.., _) => {
                Some(Evidence { score: 80, because: format!("{items} items such as `- [ ] T001 Description`") })
            }
            (0, Some(doc)) if LAYOUT.features[0].feature(&doc.source.path).is_some() => {
                Some(Evidence { score: 40, because: "a spec.md in a folder of specs".to_owned() })
            }
            _ => None,
        }
    }

    fn read<'a>(&self, feature: &mut Feature<'a>) {
        let docs = std::mem::take(&mut feature.docs);
        let first = docs.iter().find(|doc| doc.source.role == Role::Stories).or(docs.first());
        feature.title = first.and_then(|doc| doc.outline.headings().next().map(|(_, _, text)| text));
        for (at, doc) in docs.iter().enumerate() {
            feature.complaints.extend(doc.outline.complaints().iter().cloned().map(|complaint| (at, complaint)));
            match doc.source.role {
                Role::Tasks => items::read_items(feature, at, &doc.outline, &READER),
                Role::Stories => sections::read_stories(feature, at, &doc.outline),
                _ => {}
            }
        }
        for task in &mut feature.tasks {
            let outline = &docs[task.doc].outline;
            sentence(task, outline);
        }
        feature.docs = docs;
    }

    fn set_status(&self, feature: &Feature<'_>, task: usize, to: Status) -> Result<Vec<DocEdit>, Refusal> {
        items::set_status(feature, task, to, "~")
    }

    fn add_note(&self, feature: &Feature<'_>, task: usize, note: &str) -> Result<Vec<DocEdit>, Refusal> {
        items::add_note(feature, task, note)
    }
}

const READER: Reader = Reader { head, phase, detail, unnamed: Unnamed::Check };

/// `T001 [P] [US1] Description`, `**T-01** Description`, `T023b [GREEN] Description`.
fn head<'a>(outline: &Outline<'a>, node: &Node) -> Head<'a> {
    let body = outline.body(node);
    let Some((id, rest)) = id_of(body) else { return Head { title: body, ..Head::default() } };
    let rest = rest.trim_start_matches(['*', ':', '.', ' ', '\t']).trim_start();
    if !rest.starts_with('[') {
        return Head { id: Some(id), title: rest.trim_start_matches("- "), ..Head::default() };
    }
    let (found, title) = items::bracketed(outline, rest);
    let (stories, labels): (Vec<Piece<'a>>, Vec<Piece<'a>>) =
        found.into_iter().partition(|label| label.text.starts_with("US"));
    let stories = stories.iter().flat_map(|label| label.text.split(['+', ',', '/', ' ']));
    let stories = stories.filter(|id| !id.is_empty()).map(|id| Piece::of(outline, id)).collect();
    Head { id: Some(id), title: title.trim_start_matches("- "), labels, stories, optional: false }
}

/// The id that a text begins with, and what stands behind it.
fn id_of(body: &str) -> Option<(&str, &str)> {
    let text = body.strip_prefix("**").unwrap_or(body);
    let end = text.bytes().position(|b| !(b.is_ascii_alphanumeric() || b == b'-')).unwrap_or(text.len());
    let (id, rest) = text.split_at(end);
    is_task(id).then_some((id, rest))
}

/// `T001`, `T001a`, `T-01`.
fn is_task(id: &str) -> bool {
    let digits = id.strip_prefix('T').map(|rest| rest.strip_prefix('-').unwrap_or(rest));
    digits.is_some_and(|rest| {
        let count = rest.bytes().take_while(u8::is_ascii_digit).count();
        (1..=5).contains(&count) && rest.len() - count <= 2 && rest[count..].bytes().all(|b| b.is_ascii_lowercase())
    })
}

/// The files that a description names, and `(depends on T012, T013)` behind it.
fn sentence<'a>(task: &mut Task<'a>, outline: &Outline<'a>) {
    let Cow::Borrowed(title) = task.title else { return };
    let creates = ["Create", "Add new", "Write"].iter().any(|verb| title.starts_with(verb));
    let used = if creates { FileUse::Create } else { FileUse::Mention };
    let named = if title.contains('/') { title } else { "" };
    let words = named.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')' | '`' | '"'));
    let paths = words.map(|word| word.trim_end_matches(['.', ':'])).filter(|word| sections::is_path(word));
    task.files.extend(paths.map(|path| FileRef { path: Piece::of(outline, path), used }));
    if let Some(value) = items::dependencies_in(title) {
        task.dependencies = depends::read(value, outline.span_of(value).start as usize);
    }
}

fn phase<'a>(outline: &Outline<'a>, node: &Node, doc: usize) -> Option<Phase<'a>> {
    sections::phase_heading(outline, node, doc)
}

fn detail<'a>(_: &mut Task<'a>, _: &Outline<'a>, _: &Node) -> bool {
    false
}
