//! Texts put together from the lines that plans are made of, in any order: whatever they say, nothing panics, no edit leaves
//! its task, and the scanner finds the boxes that CommonMark finds.

use planyard::plan::change::{self, Change, Place};
use planyard::plan::dialects;
use planyard::plan::document::splice;
use planyard::plan::model::{Role, Source, Status};
use planyard::plan::outline::Outline;
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser};

const LINES: [&str; 44] = [
    "",
    "",
    "",
    "# Plan",
    "## Progress",
    "- Tasks Complete: 1/2",
    "- Percentage: 50%",
    "- Status: IN_PROGRESS",
    "## Phase 1: One",
    "### T01: A",
    "### T02: B ✓",
    "#### Task 2.1: C",
    "### T03:",
    "- [ ] Estimate: 1h",
    "- [x] Tests: a/b.py",
    "- [X] Notes: n",
    "- [ ] Dependencies: T01-T03",
    "**Estimate:** 30-45 min | **Status:** Complete",
    "**Story:** US-01, All",
    "- [ ] Create `a/b.rs`",
    "  - [x] nested",
    "    - [ ] deeper",
    "1. [ ] numbered",
    "2. **✅ P1.0 Board**",
    "   - [x] **P1.0.1 Sub**: x",
    "   - [ ] **BLOCKED**: y",
    "* [ ] star",
    "+ [-] plus",
    "```",
    "~~~~",
    "<!-- note -->",
    "<!--",
    "-->",
    "> - [ ] quoted",
    "---",
    "| Phase | Tasks | Estimate |",
    "|---|---|---|",
    "| One | T01-T02 | 3 hours |",
    "| **Total** | **2 tasks** | **3h** |",
    "- Phase 1: 0/1 tasks (0%)",
    "text",
    "### 1. Section (30-45 min)",
    "\ttab",
    "‚úÖ mojibake \u{feff}\u{a0}",
];

/// Lines whose boxes this scanner and CommonMark read alike: without the deviations that `outline` documents.
const PLAIN: [&str; 15] = [
    "",
    "",
    "",
    "# Plan",
    "text",
    "- [ ] a",
    "- [x] b",
    "  - [ ] nested",
    "1. [ ] one",
    "   - [X] under one",
    "```",
    "~~~",
    "* [ ] star",
    "- item",
    "- [ ] a `code` *b*",
];

fn text(lines: &'static [&'static str]) -> impl Strategy<Value = String> {
    let line = proptest::sample::select(lines);
    (proptest::collection::vec(line, 0..40), any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
        |(lines, crlf, bom, last)| {
            let end = if crlf { "\r\n" } else { "\n" };
            let body = lines.join(end);
            format!("{}{body}{}", if bom { "\u{feff}" } else { "" }, if last { end } else { "" })
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changes_stay_in_their_task(text in text(&LINES)) {
        let sources = [Source { path: "tasks.md".into(), role: Role::Tasks, text: text.clone().into() }];
        for dialect in dialects::ALL {
            let feature = dialects::read_feature("F", "tasks.md", &sources, Some(*dialect)).unwrap();
            for (at, task) in feature.tasks.iter().enumerate() {
                for to in [Status::Done, Status::Todo, Status::Doing, Status::Blocked] {
                    let Ok(edits) = dialect.set_status(&feature, at, to) else { continue };
                    let edits: Vec<_> = edits.into_iter().map(|(_, edit)| edit).collect();
                    for edit in &edits {
                        prop_assert!(task.section.covers(edit.span) || task.at.covers(edit.span), "{} {}", dialect.name(), task.id);
                    }
                    prop_assert!(splice(&text, edits).is_ok());
                }
            }
            let place = Place { id: "F", path: "tasks.md", dialect: Some(*dialect) };
            for task in feature.tasks.iter().take(3) {
                let id = [task.id.to_string()];
                let changes = [Change::Done { forced: Some("why") }, Change::Start, Change::Reopen, Change::Block("why"), Change::Note("n")];
                for change in changes {
                    if let Ok(after) = change::apply(place, &sources, &id, change) {
                        let again = change::apply(place, &after.sources, &id, change);
                        prop_assert!(again.is_ok() || matches!(change, Change::Note(_) | Change::Block(_)), "{} {:?}", dialect.name(), change);
                    }
                }
            }
        }
    }

    #[test]
    fn boxes_are_those_of_commonmark(text in text(&PLAIN)) {
        let outline = Outline::read(&text);
        let ours = outline.nodes().iter().filter(|node| node.mark().is_some()).count();
        let body = text.trim_start_matches('\u{feff}');
        let theirs = Parser::new_ext(body, Options::ENABLE_TASKLISTS).filter(|event| matches!(event, Event::TaskListMarker(_))).count();
        prop_assert_eq!(ours, theirs, "{}", text);
    }
}
