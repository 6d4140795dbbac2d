//! `openspec-specs`: the main specs of OpenSpec, `openspec/specs/NAME/spec.md`: what holds today. They have no tasks;
//! the gate that asks of them is `check-planning openspec/specs`.

use super::{Dialect, DocEdit, Evidence, Refusal};
use crate::plan::layout::{Layout, Place};
use crate::plan::model::{Criterion, Doc, Feature, Role, Status, Story};
use crate::plan::openspec::{Specs, is_main};

/// The dialect.
pub(super) struct OpenspecSpecs;

static LAYOUT: Layout = Layout {
    features: &[Place { pattern: "openspec/specs", archived: true }],
    documents: &[("**/spec.md", Role::Stories)],
};

/// What can be asked of specs that no change is about to change.
const ASKED: [&str; 11] = [
    "documents/empty",
    "documents/malformed",
    "openspec/purpose",
    "openspec/requirement-no-keyword",
    "openspec/requirement-no-scenario",
    "openspec/requirement-no-text",
    "openspec/requirement-too-long",
    "openspec/spec-sections",
    "openspec/spec-structure",
    "suppression/no-reason",
    "suppression/unused",
];

impl Dialect for OpenspecSpecs {
    fn name(&self) -> &'static str {
        "openspec-specs"
    }

    fn about(&self) -> &'static str {
        "the main specs of OpenSpec: `openspec/specs/NAME/spec.md` with requirements and scenarios, and no tasks"
    }

    fn layout(&self) -> &'static Layout {
        &LAYOUT
    }

    fn asks(&self, rule: &str) -> bool {
        ASKED.contains(&rule)
    }

    fn detect(&self, docs: &[Doc<'_>]) -> Option<Evidence> {
        let is = !docs.is_empty() && docs.iter().all(|doc| is_main(&doc.source.path));
        is.then(|| Evidence { score: 90, because: format!("{} specs in openspec/specs", docs.len()) })
    }

    fn read<'a>(&self, feature: &mut Feature<'a>) {
        let docs = std::mem::take(&mut feature.docs);
        for (at, doc) in docs.iter().enumerate() {
            feature.complaints.extend(doc.outline.complaints().iter().cloned().map(|complaint| (at, complaint)));
        }
        feature.docs = docs;
        let specs = Specs::of(feature);
        let story = |(doc, block): (usize, &crate::plan::openspec::Block<'a>)| Story {
            id: block.name.text,
            title: block.name.text,
            doc,
            at: block.at,
            section: block.section,
            criteria: block.scenarios.iter().map(|one| Criterion { text: one.name, mark: None }).collect(),
            has_scenarios: block.scenario_count() > 0,
            has_role: false,
        };
        feature.stories = specs.requirements().map(story).collect();
    }

    fn set_status(&self, _: &Feature<'_>, _: usize, _: Status) -> Result<Vec<DocEdit>, Refusal> {
        Err(no_tasks())
    }

    fn add_note(&self, _: &Feature<'_>, _: usize, _: &str) -> Result<Vec<DocEdit>, Refusal> {
        Err(no_tasks())
    }
}

fn no_tasks() -> Refusal {
    Refusal {
        why: "main specs have no tasks".to_owned(),
        hint: "name a change: `openspec/changes/SLUG` has the tasks".to_owned(),
    }
}
