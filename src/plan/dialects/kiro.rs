//! `kiro`: `.kiro/specs/NAME/` with requirements.md (user stories with EARS criteria), design.md and tasks.md, whose
//! tasks are numbered items: `- [ ] 1.2 Title` with `_Requirements: 1.1, 2.3_` under it; `[ ]*` marks an optional one.

use super::{Dialect, DocEdit, Evidence, Naming, Refusal};
use crate::plan::items::{self, Reader, Unnamed};
use crate::plan::layout::{Layout, Place};
use crate::plan::model::{Criterion, Doc, Feature, Piece, Role, Status, Story, Task};
use crate::plan::outline::{Kind, Node, Outline};
use crate::plan::sections;

/// The dialect.
pub(super) struct Kiro;

static LAYOUT: Layout = Layout {
    features: &[Place::of(".kiro/specs/*")],
    documents: &[
        ("requirements.md", Role::Stories),
        ("design.md", Role::Design),
        ("tasks.md", Role::Tasks),
        ("bugfix.md", Role::Stories),
        ("spec.json", Role::Other),
        ("*.md", Role::Other),
    ],
};

/// Rules that ask for what its documents do not have, or for what rules of its own ask.
const NOT_ASKED: [&str; 17] = [
    "design/missing-section",
    "documents/missing",
    "documents/no-title",
    "documents/too-long",
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
    "tasks/story-unknown",
];

impl Dialect for Kiro {
    fn name(&self) -> &'static str {
        "kiro"
    }

    fn about(&self) -> &'static str {
        "`.kiro/specs/NAME/` with requirements.md, design.md and tasks.md; `- [ ] 1.2 Title`, `_Requirements: 1.1_`"
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
        let (mut boxes, mut numbered, mut links) = (0, 0, 0);
        for doc in docs.iter().filter(|doc| doc.source.role == Role::Tasks) {
            for node in doc.outline.nodes().iter() {
                let is_box = node.mark().is_some();
                boxes += usize::from(is_box);
                numbered += usize::from(is_box && items::numbered(&doc.outline, node).id.is_some());
                links += usize::from(!is_box && references(doc.outline.body(node)).is_some());
            }
        }
        let here = docs.iter().any(|doc| is_here(&doc.source.path));
        let planned = docs.iter().any(|doc| doc.source.role != Role::Other);
        match (here, numbered, links) {
            (true, _, _) if boxes > 0 => {
                Some(Evidence { score: 90, because: format!("{boxes} boxes in a folder of .kiro/specs") })
            }
            (true, _, _) if planned => {
                Some(Evidence { score: 45, because: "documents in a folder of .kiro/specs".to_owned() })
            }
            (false, 1.., 1..) => Some(Evidence {
                score: 75,
                because: format!("{numbered} numbered boxes, and {links} lines such as `_Requirements: 1.1_`"),
            }),
            _ => None,
        }
    }

    fn read<'a>(&self, feature: &mut Feature<'a>) {
        let docs = std::mem::take(&mut feature.docs);
        for (at, doc) in docs.iter().enumerate() {
            feature.complaints.extend(doc.outline.complaints().iter().cloned().map(|complaint| (at, complaint)));
            match doc.source.role {
                Role::Tasks => items::read_items(feature, at, &doc.outline, &reader(&doc.outline)),
                Role::Stories => read_requirements(feature, at, &doc.outline),
                _ => {}
            }
        }
        items::parents_by_id(feature);
        items::read_titles(feature, &docs);
        feature.title = title(feature, &docs);
        feature.docs = docs;
    }

    fn set_status(&self, feature: &Feature<'_>, task: usize, to: Status) -> Result<Vec<DocEdit>, Refusal> {
        items::set_status(feature, task, to, "-")
    }

    fn add_note(&self, feature: &Feature<'_>, task: usize, note: &str) -> Result<Vec<DocEdit>, Refusal> {
        items::add_note(feature, task, note)
    }
}

fn is_here(path: &str) -> bool {
    path.starts_with(".kiro/specs/") || path.contains("/.kiro/specs/")
}

/// Headings that its documents have whatever they are about.
const USUAL: [&str; 4] = ["Implementation Plan", "Requirements Document", "Design Document", "Tasks"];

/// The first heading that says what the feature is.
fn title<'a>(feature: &Feature<'a>, docs: &[Doc<'a>]) -> Option<&'a str> {
    let first = |doc: &Doc<'a>| doc.outline.headings().next().filter(|(_, level, _)| *level == 1);
    let mut found = docs.iter().filter(|doc| doc.source.role != Role::Other).filter_map(first);
    let said = found.find_map(|(_, _, text)| {
        let text = USUAL.iter().find_map(|usual| text.strip_prefix(usual)).unwrap_or(text);
        Some(text.trim_start_matches([':', ' ', '-', '\u{2013}', '\u{2014}'])).filter(|text| !text.is_empty())
    });
    said.or_else(|| feature.stories.first().map(|story| story.title).filter(|title| !title.is_empty()))
}

/// Where tasks are numbered, a box without a number is one of a checklist.
fn reader(outline: &Outline<'_>) -> Reader {
    let numbered = outline.nodes().iter().any(|node| node.mark().is_some() && head(outline, node).id.is_some());
    Reader { head, phase: items::group_heading, detail, unnamed: if numbered { Unnamed::Check } else { Unnamed::Task } }
}

fn head<'a>(outline: &Outline<'a>, node: &Node) -> items::Head<'a> {
    let mut head = items::numbered(outline, node);
    // `(P)` says that the task may be done beside others.
    if let Some(title) = head.title.strip_prefix("(P)") {
        head.labels.push(Piece::of(outline, &head.title[1..2]));
        head.title = title.trim_start();
    } else if let Some(title) = head.title.strip_suffix("(P)") {
        head.labels.push(Piece::of(outline, &head.title[head.title.len() - 2..head.title.len() - 1]));
        head.title = title.trim_end();
    }
    head
}

/// Words that begin the line of what a task serves.
const REQUIREMENTS: [&str; 6] =
    ["Requirements", "Requirement", "\u{9700}\u{6c42}", "\u{8981}\u{4ef6}", "Refs", "Validates"];

/// The list behind `_Requirements:`, `_需求:`, `**Validates: Requirements 1.2**`.
fn references(body: &str) -> Option<&str> {
    let inner = body.trim_matches(['_', '*', ' ']);
    let word = REQUIREMENTS.iter().find(|word| inner.starts_with(**word))?;
    let rest = inner[word.len()..].trim_start();
    let rest = rest.strip_prefix([':', '\u{ff1a}'])?.trim_start();
    let rest = rest.strip_prefix("Requirements").or_else(|| rest.strip_prefix("Requirement")).unwrap_or(rest);
    Some(rest.trim_matches([' ', '_', '*', ':']))
}

fn detail<'a>(task: &mut Task<'a>, outline: &Outline<'a>, node: &Node) -> bool {
    if !matches!(node.kind, Kind::Item(_) | Kind::Text) {
        return false;
    }
    let Some(list) = references(outline.body(node)) else { return false };
    let add = |stories: &mut Vec<Piece<'a>>, piece: Piece<'a>| {
        if !stories.iter().any(|other| other.text == piece.text) {
            stories.push(piece);
        }
    };
    for word in list.split([',', ';', ' ', '\u{ff0c}', '\u{3001}', '(', ')']).filter(|word| !word.is_empty()) {
        let is_all = word.eq_ignore_ascii_case("all")
            || ["\u{6240}\u{6709}", "\u{5168}\u{90e8}"].iter().any(|all| word.starts_with(all));
        if is_all {
            add(&mut task.stories, Piece { text: "All", span: outline.span_of(word) });
        } else if word.bytes().any(|b| b.is_ascii_digit()) && word.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            let ends = || word.split(['\u{2013}', '\u{2014}', '~']).flat_map(range_ends);
            for end in ends() {
                add(&mut task.stories, Piece::of(outline, end.split('.').next().unwrap_or(end)));
            }
            if word.contains('.') || ends().count() > 1 {
                task.criteria.push(Piece::of(outline, word));
            }
        }
    }
    true
}

/// The two ends of `1.1-1.5`; `FR-1.2` is one.
fn range_ends(word: &str) -> impl Iterator<Item = &str> {
    let split = word.split_once('-').filter(|(from, to)| {
        let number = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
        number(from) && number(to)
    });
    let (from, to) = split.map_or((word, None), |(from, to)| (from, Some(to)));
    std::iter::once(from).chain(to)
}

/// `### Requirement 1: Title` and what stands under it.
fn read_requirements<'a>(feature: &mut Feature<'a>, doc: usize, outline: &Outline<'a>) {
    for (at, level, body) in outline.headings() {
        let Some((id, title)) = requirement(body).filter(|_| (2..=4).contains(&level)) else { continue };
        let mut story = Story {
            id,
            title,
            doc,
            at: outline.nodes()[at].span,
            section: outline.section_span(at),
            criteria: Vec::new(),
            has_scenarios: false,
            has_role: false,
        };
        read_criteria(&mut story, outline, outline.section(at));
        feature.stories.push(story);
    }
    if feature.stories.is_empty() {
        sections::read_stories(feature, doc, outline);
    }
}

/// `Requirement 1: Title`, `需求 2`, `FR-1: Title`.
fn requirement(body: &str) -> Option<(&str, &str)> {
    let worded = REQUIREMENTS[1..4].iter().find_map(|word| body.strip_prefix(word)).map(str::trim_start);
    let text = worded.unwrap_or(body);
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '.'))).unwrap_or(text.len());
    let id = text[..end].trim_end_matches(['.', '-']);
    let letters = id.bytes().take_while(u8::is_ascii_alphabetic).count();
    let digits = id[letters..].trim_start_matches('-');
    let labelled = ["R", "FR", "NFR", "REQ"].contains(&&id[..letters]);
    let known = labelled || worded.is_some() && letters == 0;
    let rest = &text[id.len()..];
    let ends = rest.is_empty() || rest.starts_with([' ', ':', '.', '\u{ff1a}', '\u{2013}', '\u{2014}']);
    let title = rest.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '[' | '`' | '"'));
    (known && ends && digits.starts_with(|c: char| c.is_ascii_digit())).then_some((id, title.trim_end()))
}

/// What a heading over acceptance criteria holds.
const CRITERIA: [&str; 4] = ["acceptance", "\u{9a8c}\u{6536}", "\u{53d7}\u{3051}\u{5165}\u{308c}", "\u{53d7}\u{5165}"];

fn read_criteria<'a>(story: &mut Story<'a>, outline: &Outline<'a>, nodes: std::ops::Range<usize>) {
    let mut inside = false;
    for node in &outline.nodes()[nodes] {
        let body = outline.body(node);
        let plain = body.trim_start_matches(['*', '_', ' ']);
        let heads = node.level().is_some() || (node.kind == Kind::Text && body.starts_with("**"));
        if heads {
            let lower = plain.to_lowercase();
            inside = CRITERIA.iter().any(|word| lower.starts_with(word));
        }
        story.has_role |= ["As a", "as a", "I want", "\u{4f5c}\u{4e3a}"].iter().any(|word| body.contains(word));
        story.has_scenarios |=
            ["WHEN ", "IF ", "WHILE ", "WHERE ", "Given", "\u{5f53}"].iter().any(|word| body.contains(word));
        if let Kind::Item(item) = node.kind
            && inside
            && item.depth == 0
        {
            let mark = node.mark().map(|span| sections::box_mark(outline, span));
            story.criteria.push(Criterion { text: Piece::of(outline, body), mark });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::dialects::read_feature;
    use crate::plan::document::splice;
    use crate::plan::model::Source;

    fn source(name: &str, role: Role, text: &str) -> Source {
        Source { path: format!(".kiro/specs/login/{name}").into(), role, text: text.to_owned().into() }
    }

    const TASKS: &str = "# Implementation Plan\r\n\r\n- [x] 1. Set up\r\n  - Create `src/a.rs`\r\n  - _Requirements: 1.1, 1.2-1.4, FR-2_\r\n\r\n- [ ] 2. Build\r\n- [-] 2.1 (P) Core\r\n  - _需求: 2.1、2.2_\r\n- [ ]* 2.2 Write property tests\r\n  - **Validates: Requirements 1.2**\r\n\r\n```\r\n- [ ] 9. no\r\n```\r\n\r\n- [ ] 3 unit tests in all\r\n";

    #[test]
    fn tasks_are_read_with_parents_links_and_options() {
        let sources = [source("tasks.md", Role::Tasks, TASKS)];
        let feature = read_feature("login", ".kiro/specs/login", &sources, None).unwrap();
        assert_eq!(feature.dialect, "kiro");
        let shown: Vec<String> = feature
            .tasks
            .iter()
            .map(|task| {
                let pieces = |list: &[Piece<'_>]| list.iter().map(|p| p.text).collect::<Vec<_>>().join("+");
                let parent = task.parent.map_or(String::new(), |at| format!(" of {}", feature.tasks[at].id));
                let optional = if task.optional { " optional" } else { "" };
                let (stories, criteria, labels) = (pieces(&task.stories), pieces(&task.criteria), pieces(&task.labels));
                format!(
                    "{}{parent} {}{optional} {} [{stories}] [{criteria}] [{labels}]",
                    task.id, task.status, task.title
                )
            })
            .collect();
        assert_eq!(
            shown,
            [
                "1 done Set up [1+FR-2] [1.1+1.2-1.4] []",
                "2 todo Build [] [] []",
                "2.1 of 2 doing Core [2] [2.1+2.2] [P]",
                "2.2 of 2 todo optional Write property tests [1] [1.2] []",
            ]
        );
        assert_eq!(feature.tasks[0].files.len(), 1);
        assert_eq!(feature.checklists.len(), 1);
    }

    #[test]
    fn every_status_there_and_back() {
        let sources = [source("tasks.md", Role::Tasks, TASKS)];
        let feature = read_feature("login", ".kiro/specs/login", &sources, None).unwrap();
        for (at, task) in feature.tasks.iter().enumerate() {
            for to in [Status::Done, Status::Doing, Status::Todo] {
                let apply = |feature: &Feature<'_>, to| {
                    let edits = Kiro.set_status(feature, at, to).unwrap().into_iter().map(|(_, edit)| edit).collect();
                    splice(&feature.docs[0].source.text, edits).unwrap()
                };
                let there = [source("tasks.md", Role::Tasks, &apply(&feature, to))];
                let changed = read_feature("login", ".kiro/specs/login", &there, None).unwrap();
                assert_eq!(changed.tasks[at].status, to);
                assert_eq!(apply(&changed, task.status), TASKS, "{} {to}", task.id);
            }
            assert!(Kiro.set_status(&feature, at, Status::Cancelled).is_err());
        }
    }

    #[test]
    fn requirements_in_two_languages() {
        let text = "# Requirements\n\n### Requirement 1: Sign in\n\n**User Story:** As a user, I want in.\n\n#### Acceptance Criteria\n\n1. WHEN a THE SYSTEM SHALL b\n2. IF c THEN d\n\n### \u{9700}\u{6c42} 2: \u{767b}\u{51fa}\n\n#### \u{9a8c}\u{6536}\u{6807}\u{51c6}\n\n1. \u{5f53} x\n";
        let sources = [source("requirements.md", Role::Stories, text)];
        let feature = read_feature("login", ".kiro/specs/login", &sources, None).unwrap();
        let shown: Vec<(&str, &str, usize, bool)> = feature
            .stories
            .iter()
            .map(|story| (story.id, story.title, story.criteria.len(), story.has_scenarios))
            .collect();
        assert_eq!(shown, [("1", "Sign in", 2, true), ("2", "\u{767b}\u{51fa}", 1, true)]);
        assert!(feature.stories[0].has_role);
    }
}
