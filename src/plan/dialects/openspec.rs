//! `openspec`: `openspec/changes/SLUG/` with proposal.md, design.md, tasks.md and the deltas of `specs/*/spec.md`; what
//! is archived lies in `openspec/changes/archive/`, and what holds today in `openspec/specs/`.

use super::{Dialect, DocEdit, Evidence, Naming, Refusal};
use crate::plan::items::{self, Reader, Unnamed};
use crate::plan::layout::{Layout, Place};
use crate::plan::model::{Criterion, Doc, Feature, Role, Status, Story, Task};
use crate::plan::openspec::{Block, Delta, is_main};
use crate::plan::outline::{Node, Outline};
use crate::plan::sections;

/// The dialect.
pub(super) struct Openspec;

static LAYOUT: Layout = Layout {
    features: &[Place::of("openspec/changes/*"), Place { pattern: "openspec/changes/archive/*", archived: true }],
    documents: &[
        ("proposal.md", Role::Design),
        ("design.md", Role::Design),
        ("tasks.md", Role::Tasks),
        ("specs/**/spec.md", Role::Stories),
        ("specs/**/*.md", Role::Other),
        (".openspec.yaml", Role::Other),
        ("/openspec/specs/**/spec.md", Role::Other),
    ],
};

/// Rules that ask for what its documents do not have, or for what rules of its own ask.
const NOT_ASKED: [&str; 18] = [
    "design/missing-section",
    "documents/missing",
    "documents/no-title",
    "documents/too-long",
    "stories/duplicate-id",
    "stories/no-acceptance-criteria",
    "stories/no-role",
    "stories/no-scenarios",
    "stories/none",
    "stories/not-covered",
    "tasks/boxes-mixed",
    "tasks/estimate-missing",
    "tasks/forward-dependency",
    "tasks/id-gap",
    "tasks/missing-section",
    "tasks/no-story",
    "tasks/no-test",
    "tasks/out-of-order",
];

impl Dialect for Openspec {
    fn name(&self) -> &'static str {
        "openspec"
    }

    fn about(&self) -> &'static str {
        "`openspec/changes/SLUG/` with proposal.md, tasks.md and deltas of specs; `## 1. Group`, `- [ ] 1.1 Text`"
    }

    fn layout(&self) -> &'static Layout {
        &LAYOUT
    }

    fn naming(&self) -> Naming {
        Naming::Slug
    }

    fn asks(&self, rule: &str) -> bool {
        !NOT_ASKED.contains(&rule)
    }

    fn parts_decide(&self) -> bool {
        true
    }

    fn detect(&self, docs: &[Doc<'_>]) -> Option<Evidence> {
        let own = || docs.iter().filter(|doc| is_here(&doc.source.path));
        let boxes = |doc: &Doc<'_>| doc.outline.nodes().iter().filter(|node| node.mark().is_some()).count();
        let (tasks, told) = own().fold((0, 0), |(tasks, told), doc| match doc.source.role {
            Role::Tasks => (tasks + boxes(doc), told),
            _ => (tasks, told + 1),
        });
        if tasks + told > 0 {
            let because = format!("{tasks} boxes and {told} other documents in a folder of openspec/changes");
            return Some(Evidence { score: 90, because });
        }
        let of_tasks = docs.iter().filter(|doc| doc.source.role == Role::Tasks);
        let grouped: usize = of_tasks.map(|doc| grouped(&doc.outline)).sum();
        (grouped >= 2).then(|| Evidence {
            score: 55,
            because: format!("{grouped} boxes numbered as their groups, such as `- [ ] 1.1` under `## 1.`"),
        })
    }

    fn read<'a>(&self, feature: &mut Feature<'a>) {
        let docs = std::mem::take(&mut feature.docs);
        for (at, doc) in docs.iter().enumerate() {
            if is_main(&doc.source.path) {
                continue;
            }
            feature.complaints.extend(doc.outline.complaints().iter().cloned().map(|complaint| (at, complaint)));
            match doc.source.role {
                Role::Tasks => items::read_items(feature, at, &doc.outline, &READER),
                Role::Stories => read_deltas(feature, at, &doc.outline),
                _ => {}
            }
        }
        items::parents_by_id(feature);
        items::read_titles(feature, &docs);
        feature.title = title(&docs);
        feature.docs = docs;
    }

    fn set_status(&self, feature: &Feature<'_>, task: usize, to: Status) -> Result<Vec<DocEdit>, Refusal> {
        items::set_status(feature, task, to, "~")
    }

    fn add_note(&self, feature: &Feature<'_>, task: usize, note: &str) -> Result<Vec<DocEdit>, Refusal> {
        items::add_note(feature, task, note)
    }
}

const READER: Reader = Reader { head: items::numbered, phase: items::group_heading, detail, unnamed: Unnamed::Task };

fn detail<'a>(_: &mut Task<'a>, _: &Outline<'a>, _: &Node) -> bool {
    false
}

fn is_here(path: &str) -> bool {
    path.starts_with("openspec/changes/") || path.contains("/openspec/changes/")
}

/// Boxes whose number begins with that of the heading over them.
fn grouped(outline: &Outline<'_>) -> usize {
    let (mut group, mut count) = (None, 0);
    for node in outline.nodes().iter() {
        if sections::task_heading(outline, node).is_some() {
            return 0;
        }
        if node.level().is_some() {
            group = items::group_heading(outline, node, 0).map(|phase| phase.number);
        } else if let Some(group) = group.filter(|_| node.mark().is_some()) {
            let id = items::numbered(outline, node).id;
            count += usize::from(id.is_some_and(|id| id.split('.').next() == Some(group)));
        }
    }
    count
}

/// The first heading of the first level, without the word in front of it.
fn title<'a>(docs: &[Doc<'a>]) -> Option<&'a str> {
    let name = |doc: &&Doc<'a>| doc.source.path.ends_with("/proposal.md");
    let first = |doc: &Doc<'a>| doc.outline.headings().find(|(_, level, _)| *level == 1).map(|(_, _, text)| text);
    let text =
        docs.iter().filter(name).find_map(first).or_else(|| {
            docs.iter().filter(|doc| matches!(doc.source.role, Role::Design | Role::Tasks)).find_map(first)
        })?;
    let words = ["Change:", "Proposal:", "Change Proposal:", "Tasks:", "Design:", "Implementation Tasks:"];
    let rest = words.iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text).trim_start();
    Some(if rest.is_empty() { text } else { rest })
}

/// The requirements that a delta adds or changes, with their scenarios as criteria.
fn read_deltas<'a>(feature: &mut Feature<'a>, doc: usize, outline: &Outline<'a>) {
    let delta = Delta::read(outline);
    let stories = delta.blocks.iter().filter(|block| block.op.is_some_and(|op| op.is_kept()));
    feature.stories.extend(stories.map(|block| story(block, doc, outline)));
}

fn story<'a>(block: &Block<'a>, doc: usize, outline: &Outline<'a>) -> Story<'a> {
    let criteria = block.scenarios.iter().map(|scenario| Criterion { text: scenario.name, mark: None });
    let role = |node: &Node| ["As a", "I want"].iter().any(|word| outline.body(node).starts_with(word));
    Story {
        id: block.name.text,
        title: block.name.text,
        doc,
        at: block.at,
        section: block.section,
        criteria: criteria.collect(),
        has_scenarios: block.scenarios.iter().any(|scenario| scenario.has_body),
        has_role: outline.nodes().iter().filter(|node| block.section.covers(node.span)).any(role),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::dialects::read_feature;
    use crate::plan::model::Source;

    fn source(name: &str, role: Role, text: &str) -> Source {
        Source { path: format!("openspec/changes/add-login/{name}").into(), role, text: text.to_owned().into() }
    }

    #[test]
    fn tasks_are_numbered_or_counted_and_grouped() {
        let text = "# Tasks\n\n## 1. Store\n\n- [x] 1.1 Create `src/store.rs`\n  - [ ] 1.1.1 Expire (depends on 1.2)\n  - [x] a step\n- [ ] 1.2 **Test** it\n\n## 2. Rest\n\n- [X] Write it down\n- [~] TASK-7: Ship\n* [ ] 2.1 Tell\n\n```\n- [ ] 9.9 no\n```\n";
        let proposal = "# Change: Add login\n\n## Why\n\nBecause.\n";
        let sources = [source("proposal.md", Role::Design, proposal), source("tasks.md", Role::Tasks, text)];
        let feature = read_feature("add-login", "openspec/changes/add-login", &sources, None).unwrap();
        assert_eq!((feature.dialect, feature.title), ("openspec", Some("Add login")));
        let shown: Vec<String> = feature
            .tasks
            .iter()
            .map(|task| {
                let parent = task.parent.map_or(String::new(), |at| format!(" of {}", feature.tasks[at].id));
                let phase = task.phase.map_or("-", |at| feature.phases[at].number);
                let steps = task.steps.len();
                format!("{}{parent} {phase} {} {steps} {}", task.id, task.status, task.title)
            })
            .collect();
        assert_eq!(
            shown,
            [
                "1.1 1 done 1 Create `src/store.rs`",
                "1.1.1 of 1.1 1 todo 0 Expire (depends on 1.2)",
                "1.2 1 todo 0 **Test** it",
                "box-5 2 done 0 Write it down",
                "TASK-7 2 doing 0 Ship",
                "2.1 2 todo 0 Tell",
            ]
        );
        let graph = crate::plan::graph::Graph::of(&feature);
        assert_eq!(graph.needs[1], [2]);
    }

    #[test]
    fn requirements_of_deltas_are_stories() {
        let text = "## ADDED Requirements\n\n### Requirement: Sign in\n\nUsers SHALL sign in.\n\n#### Scenario: Right word\n\n- **WHEN** a\n- **THEN** b\n\n## REMOVED Requirements\n\n### Requirement: Guests\n";
        let sources = [source("specs/auth/spec.md", Role::Stories, text)];
        let feature = read_feature("add-login", "openspec/changes/add-login", &sources, None).unwrap();
        let shown: Vec<(&str, usize)> = feature.stories.iter().map(|story| (story.id, story.criteria.len())).collect();
        assert_eq!(shown, [("Sign in", 1)]);
    }
}
