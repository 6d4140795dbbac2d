//! `checklist`: any markdown whose boxes are tasks. Nothing is recognised as one: whoever wants boxes to be tasks says so.

use super::{Dialect, DocEdit, Evidence, Refusal};
use crate::plan::depends::is_id;
use crate::plan::items::{self, Head, Reader, Unnamed};
use crate::plan::model::{Doc, Feature, Phase, Status, Task};
use crate::plan::outline::{Kind, Node, Outline};

/// The dialect.
pub(super) struct Checklist;

/// Rules that can be asked of bare boxes.
const ASKED: [&str; 12] = [
    "documents/empty",
    "documents/malformed",
    "paths/outside",
    "suppression/no-reason",
    "suppression/unused",
    "tasks/blocked-without-reason",
    "tasks/dependency-cycle",
    "tasks/done-before-dependency",
    "tasks/done-with-open-steps",
    "tasks/no-title",
    "tasks/none",
    "tasks/self-dependency",
];

impl Dialect for Checklist {
    fn name(&self) -> &'static str {
        "checklist"
    }

    fn about(&self) -> &'static str {
        "any markdown with boxes, `- [ ] Do it`: asked for by name, never guessed"
    }

    fn asks(&self, rule: &str) -> bool {
        ASKED.contains(&rule) || rule.starts_with("completion/")
    }

    fn detect(&self, _: &[Doc<'_>]) -> Option<Evidence> {
        None
    }

    fn read<'a>(&self, feature: &mut Feature<'a>) {
        let docs = std::mem::take(&mut feature.docs);
        feature.title = docs.iter().find_map(|doc| doc.outline.headings().next().map(|(_, _, text)| text));
        for (at, doc) in docs.iter().enumerate() {
            feature.complaints.extend(doc.outline.complaints().iter().cloned().map(|complaint| (at, complaint)));
            items::read_items(feature, at, &doc.outline, &READER);
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

const READER: Reader = Reader { head, phase, detail, unnamed: Unnamed::Task };

/// `1.2 Title`, `T01: Title`, `Title`.
fn head<'a>(outline: &Outline<'a>, node: &Node) -> Head<'a> {
    let body = outline.body(node);
    let text = body.trim_start_matches("**");
    let word = text.split([' ', ':']).next().unwrap_or_default();
    let id = word.trim_end_matches(['.', ')', '*']);
    let numbered =
        id.bytes().any(|b| b == b'.') || id.starts_with(|c: char| c.is_ascii_alphabetic()) || word.len() > id.len();
    if !is_id(id) || !numbered || text.len() == word.len() {
        return Head { title: body, ..Head::default() };
    }
    let title = text[word.len()..].trim_start_matches([':', ' ', '*', '-', '\u{2013}', '\u{2014}']);
    Head { id: Some(id), title, ..Head::default() }
}

/// Every heading groups the boxes under it.
fn phase<'a>(outline: &Outline<'a>, node: &Node, doc: usize) -> Option<Phase<'a>> {
    let Kind::Heading(2..) = node.kind else { return None };
    Some(Phase { number: "", title: outline.body(node), doc, at: node.span })
}

fn detail<'a>(_: &mut Task<'a>, _: &Outline<'a>, _: &Node) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::dialects::read_feature;
    use crate::plan::model::{Role, Source};

    fn read(text: &str) -> Vec<(String, String, Status, usize)> {
        let sources = [Source { path: "TODO.md".into(), role: Role::Tasks, text: text.to_owned().into() }];
        let feature = read_feature("TODO", "TODO.md", &sources, Some(&Checklist)).unwrap();
        let told = |task: &Task<'_>| (task.id.to_string(), task.title.to_string(), task.status, task.steps.len());
        feature.tasks.iter().map(told).collect()
    }

    #[test]
    fn every_outermost_box_is_a_task() {
        let found = read(
            "# To do\n\n- [ ] Buy\n  - [x] milk\n- [x] 2.1 Sell\n\n## Later\n\n* [~] **T01:** Think\n- 3 [ ] no\n",
        );
        let expected =
            [("box-1", "Buy", Status::Todo, 1), ("2.1", "Sell", Status::Done, 0), ("T01", "Think", Status::Doing, 0)];
        assert_eq!(found, expected.map(|(id, title, status, steps)| (id.into(), title.into(), status, steps)));
    }
}
