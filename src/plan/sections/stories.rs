//! User stories: headings `US-01: Title`, `User Story 2 - Title`, with acceptance criteria and scenarios.

use super::super::model::{Criterion, Feature, Piece, Story};
use super::super::outline::{Kind, Outline};
use super::{box_mark, node_field};
use crate::plan::fields::Name;

/// Reads the stories of a document.
pub fn read_stories<'a>(feature: &mut Feature<'a>, doc: usize, outline: &Outline<'a>) {
    for (at, level, body) in outline.headings() {
        if !(1..=4).contains(&level) {
            continue;
        }
        let Some((id, title)) = story_heading(body) else { continue };
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
        read_story(&mut story, outline, outline.section(at));
        feature.stories.push(story);
    }
}

/// `US-01`, `US-F03-02`, `US1`, `US-COCKPIT-1`, `User Story 2`, `Story 4`, `NFR-USABILITY-1`.
fn story_heading(body: &str) -> Option<(&str, &str)> {
    let text = body.trim_start_matches(|c: char| !c.is_alphanumeric());
    let worded = ["User Story ", "Story "].iter().find_map(|word| text.strip_prefix(word));
    let id = match worded {
        Some(tail) => {
            &text[..text.len() - tail.len() + tail.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count()]
        }
        None => &text[..text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).unwrap_or(text.len())],
    };
    let id = id.trim_end_matches(['.', '-']);
    let rest = &text[id.len()..];
    let known = worded.is_some() || id.starts_with("US");
    let numbered = id.ends_with(|c: char| c.is_ascii_digit());
    let ends = rest.is_empty() || rest.starts_with([':', ' ', '.', ')', '\u{2013}', '\u{2014}']);
    let title = rest.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '[' && c != '`' && c != '"' && c != '<');
    (known && numbered && ends).then_some((id, title.trim_end()))
}

fn read_story<'a>(story: &mut Story<'a>, outline: &Outline<'a>, nodes: std::ops::Range<usize>) {
    let mut in_criteria = false;
    for node in &outline.nodes()[nodes] {
        let body = outline.body(node);
        story.has_role |= mentions_role(body);
        let lower_head = || body.trim_start_matches(['*', '_', ' ']).to_ascii_lowercase();
        if node.level().is_some() {
            let head = lower_head();
            in_criteria = head.starts_with("acceptance") && !head.starts_with("acceptance test");
            story.has_scenarios |= SCENARIOS.iter().any(|word| head.contains(word));
            continue;
        }
        let field = node_field(outline, node).filter(|field| field.bold);
        // `1. **AC-01.1**: …` is a criterion, not the end of them.
        let label = |name: Name| name == Name::Other && node.is_item() && in_criteria;
        if let Some(field) = field.filter(|field| !label(field.name)) {
            in_criteria = field.name == Name::Criteria;
            if in_criteria && !field.value.is_empty() {
                story.criteria.push(Criterion { text: Piece::of(outline, field.value), mark: None });
            }
        }
        story.has_scenarios |= is_scenario(body);
        if !in_criteria || body.starts_with("**") && matches!(node.kind, Kind::Text) {
            continue;
        }
        let mark = node.mark().map(|span| box_mark(outline, span));
        match node.kind {
            Kind::Item(item) if item.depth == 0 || mark.is_some() => {
                story.criteria.push(Criterion { text: Piece::of(outline, body), mark });
            }
            Kind::Text if node.indent == 0 => story.criteria.push(Criterion { text: Piece::of(outline, body), mark }),
            Kind::Row => story.criteria.push(Criterion { text: Piece::of(outline, body), mark }),
            _ => {}
        }
    }
}

/// What a heading over the ways to try a story out holds.
const SCENARIOS: [&str; 4] = ["scenario", "test case", "acceptance test", "example"];

fn mentions_role(body: &str) -> bool {
    let text = body.trim_start_matches(['*', '_', '>', '-', ' ']);
    ["As a", "As an", "as a", "As the", "I want"].iter().any(|head| text.starts_with(head))
}

fn is_scenario(body: &str) -> bool {
    let text = body.trim_start_matches(['*', '_', '-', ' ']);
    ["Scenario", "Given", "GIVEN", "Test Scenario"].iter().any(|head| text.starts_with(head))
}

/// Two story ids that mean the same: compared without case, dashes and leading zeros.
pub fn same_story(a: &str, b: &str) -> bool {
    a == b || story_key(a) == story_key(b)
}

/// A number that two ids of the same story share: a hash of their letters and numbers, without case, dashes and leading
/// zeros. `User Story 2` is `US-02`.
pub fn story_key(id: &str) -> u64 {
    let tail = ["User Story ", "Story "].iter().find_map(|word| id.strip_prefix(word));
    let (head, rest) = tail.map_or(("", id), |tail| ("US", tail));
    let (mut hash, mut before) = (0xcbf2_9ce4_8422_2325_u64, 0_u8);
    let mut add = |byte: u8| hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    for byte in head.bytes().chain(rest.bytes()) {
        let leading = byte == b'0' && !before.is_ascii_digit();
        if byte == b'-' || leading {
            before = b'-';
            continue;
        }
        // Two numbers side by side stay two.
        if byte.is_ascii_digit() && !before.is_ascii_digit() {
            add(b'-');
        }
        add(byte.to_ascii_uppercase());
        before = byte;
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn story_headings() {
        for (body, id, title) in [
            ("US-01: Start it", "US-01", "Start it"),
            ("US-F03-02: Two", "US-F03-02", "Two"),
            ("US1 Title", "US1", "Title"),
            ("User Story 2 - Later", "User Story 2", "Later"),
            ("US-COCKPIT-1: See", "US-COCKPIT-1", "See"),
            ("US-01: [Story Title]", "US-01", "[Story Title]"),
        ] {
            assert_eq!(story_heading(body), Some((id, title)), "{body}");
        }
        for body in ["Usage", "Story Map", "User Stories: P01-F01", "US", "Story Points Estimate"] {
            assert_eq!(story_heading(body), None, "{body}");
        }
    }

    #[test]
    fn ids_that_mean_the_same() {
        assert!(same_story("US-1", "US-01"));
        assert!(same_story("us-01", "US01"));
        assert!(same_story("User Story 2", "US-02"));
        assert!(!same_story("US-1", "US-10"));
        assert!(!same_story("US-F01-1", "US-F02-1"));
        assert!(same_story("US1", "US-001"));
        assert!(!same_story("US-1-2", "US-12"));
    }

    fn stories(text: &str) -> Vec<(usize, bool)> {
        let outline = Outline::read(text);
        let mut feature = Feature::default();
        read_stories(&mut feature, 0, &outline);
        feature.stories.iter().map(|story| (story.criteria.len(), story.has_scenarios)).collect()
    }

    #[test]
    fn criteria_with_labels_of_their_own() {
        let text = "## US-01: A\n\n### Acceptance Criteria\n\n1. **AC-1**: One\n2. **AC-2:** Two\n   - Given x\n\n";
        assert_eq!(stories(text), [(2, true)]);
        let bold = "## US-01: A\n\n**Acceptance Criteria:**\n- One\n- **Limit:** Two\n\n**Notes:**\n- Three\n";
        assert_eq!(stories(bold), [(2, false)]);
    }

    #[test]
    fn scenarios_under_other_names() {
        for heading in ["### Test Scenarios", "### Test Cases", "#### Acceptance Tests"] {
            let text = format!("## US-01: A\n\n### Acceptance Criteria\n- One\n\n{heading}\n- Two\n");
            assert_eq!(stories(&text), [(1, true)], "{heading}");
        }
    }

    #[test]
    fn _rest() {}
}
