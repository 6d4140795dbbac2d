//! Questions that several rules ask of a document.

use super::document::{Edit, Span};
use super::estimate::{Estimate, show};
use super::fields::{Name, field};
use super::model::Role;
use super::outline::{Kind, is_in_code};
use super::progress::{Statement, Value, correction, holds, truth};
use super::rules::{Sink, Subject, safe_fix};
use super::sections::task_heading;

/// A heading (or a line in bold that stands for one) without numbering, emoji and emphasis.
fn heading_text(text: &str) -> &str {
    let text = text.trim_start_matches(|c: char| !c.is_alphabetic());
    text.trim_end_matches(['*', ':', ' '])
}

fn is_section(heading: &str, name: &str) -> bool {
    heading.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name))
        && !heading[name.len()..].starts_with(|c: char| c.is_alphanumeric())
}

/// Finds the sections of the rule's option `sections` that a document lacks, by name or alias.
pub(super) fn missing_sections(subject: &Subject<'_, '_>, doc: usize, sink: &mut Sink<'_>) {
    let outline = &subject.feature.docs[doc].outline;
    let headings: Vec<&str> = outline
        .nodes
        .iter()
        .filter(|node| match node.kind {
            Kind::Heading(_) => true,
            Kind::Text => outline.body(node).starts_with("**"),
            _ => false,
        })
        .map(|node| heading_text(outline.body(node)))
        .collect();
    let aliases = sink.option("aliases").and_then(toml::Value::as_table);
    for name in sink.words("sections") {
        let others = aliases.and_then(|aliases| aliases.get(name)).and_then(toml::Value::as_array);
        let others = || others.into_iter().flatten().filter_map(toml::Value::as_str);
        let there = headings
            .iter()
            .any(|heading| is_section(heading, name) || others().any(|other| is_section(heading, other)));
        if !there {
            let span = outline.nodes.first().map_or(Span::at(0), |node| node.span);
            let finding = sink.at(doc, span, format!("the document has no section \"{name}\""));
            finding.subject = crate::report::stable_hash(name.as_bytes());
        }
    }
}

/// Finds headings with nothing under them.
pub(super) fn empty_sections(subject: &Subject<'_, '_>, role: Role, sink: &mut Sink<'_>) {
    for (at, doc) in subject.feature.docs.iter().enumerate().filter(|(_, doc)| doc.source.role == role) {
        let nodes = &doc.outline.nodes;
        for (index, node) in nodes.iter().enumerate() {
            let Kind::Heading(level) = node.kind else { continue };
            let next = nodes[index + 1..].iter().find(|node| !matches!(node.kind, Kind::Rule | Kind::Hidden));
            let empty = next.is_none_or(|next| next.level().is_some_and(|other| other <= level));
            let alone = level == 1 && next.is_none();
            if empty && !alone && (level > 1 || next.is_none()) && task_heading(&doc.outline, node).is_none() {
                sink.at(at, node.span, format!("nothing stands under \"{}\"", doc.outline.body(node)));
            }
        }
    }
}

/// Words that show that a text in brackets stands for text to come.
const PLACEHOLDER_WORDS: [&str; 26] = [
    "title",
    "describe",
    "description",
    "name of",
    "feature name",
    "your ",
    "insert",
    "criterion",
    "precondition",
    "outcome",
    "placeholder",
    "what ",
    "why ",
    "how ",
    "who ",
    "role",
    "capability",
    "benefit",
    "action",
    "goal",
    "persona",
    "user type",
    "date",
    "path to",
    "one sentence",
    "estimate",
];

/// Finds text of the template: `[Story Title]`, `{{name}}`, `<your name>`, `YYYY-MM-DD`, `TBD`.
pub(super) fn placeholders(subject: &Subject<'_, '_>, role: Role, sink: &mut Sink<'_>) {
    let words = sink.words("words");
    for (at, doc) in subject.feature.docs.iter().enumerate().filter(|(_, doc)| doc.source.role == role) {
        let outline = &doc.outline;
        let bytes = outline.text.as_bytes();
        let words: Vec<&str> =
            words.iter().copied().filter(|word| memchr::memmem::find(bytes, word.as_bytes()).is_some()).collect();
        let dated = memchr::memmem::find(bytes, b"YYYY").is_some();
        for node in &outline.nodes {
            if matches!(node.kind, Kind::Fence | Kind::Hidden | Kind::Code | Kind::Rule) {
                continue;
            }
            let body = outline.body(node);
            for text in left_over(body, &words, dated) {
                sink.at(at, outline.span_of(text), format!("\"{text}\" is left from the template"));
            }
        }
    }
}

/// The first text of each kind that stands for text to come.
fn left_over<'b>(body: &'b str, words: &[&str], dated: bool) -> Vec<&'b str> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(next) = memchr::memchr3(b'[', b'{', b'<', &body.as_bytes()[from..]) {
        let start = from + next;
        from = start + 1;
        if let Some(text) = bracketed(body, start).filter(|_| !is_in_code(body, start)) {
            found.push(text);
            from = start + text.len();
        }
    }
    if dated && let Some(at) = body.find("YYYY-MM-DD").filter(|at| !is_in_code(body, *at)) {
        found.push(&body[at..at + 10]);
    }
    for word in words {
        found.extend(
            alone(body, word).filter(|text| !is_in_code(body, text.as_ptr() as usize - body.as_ptr() as usize)),
        );
    }
    found
}

/// A placeholder in brackets that begins at a byte.
fn bracketed(body: &str, start: usize) -> Option<&str> {
    let rest = &body[start..];
    let before = body[..start].chars().next_back();
    match rest.as_bytes()[0] {
        b'[' => {
            let end = rest.find(']')?;
            let inner = &rest[1..end];
            let link = rest[end + 1..].starts_with(['(', '[', ':'])
                || before.is_some_and(|c| c.is_alphanumeric() || matches!(c, ']' | '!' | '\\'));
            let lower = inner.to_ascii_lowercase();
            let words = inner.len() > 3
                && inner.starts_with(char::is_alphabetic)
                && !inner.contains(['=', ';', '"', '\'', '|', '`']);
            let stands_for = PLACEHOLDER_WORDS
                .iter()
                .any(|word| lower.starts_with(word) || lower.contains(&format!(" {}", word.trim_end())));
            (!link && words && stands_for).then(|| &rest[..=end])
        }
        b'{' => {
            let end = rest.strip_prefix("{{")?.find("}}")?;
            let inner = rest[2..2 + end].trim();
            let is_name = !inner.is_empty() && inner.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
            is_name.then(|| &rest[..end + 4])
        }
        _ => {
            let end = rest.find('>')?;
            let inner = &rest[1..end];
            let words = inner.contains(' ')
                && inner.starts_with(char::is_alphabetic)
                && inner.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\''));
            let tag = inner.split(' ').next().unwrap_or_default();
            (words && !HTML_TAGS.contains(&tag)).then(|| &rest[..=end])
        }
    }
}

/// Tags that take attributes without a value.
const HTML_TAGS: [&str; 12] =
    ["details", "input", "script", "video", "audio", "button", "select", "option", "textarea", "form", "ol", "dialog"];

/// A word that stands for text to come: alone, before a colon, or in brackets.
fn alone<'b>(body: &'b str, word: &str) -> Option<&'b str> {
    let at = body.find(word)?;
    let (before, after) = (&body[..at], &body[at + word.len()..]);
    let starts = before.trim_end_matches(['*', ' ', '_']).is_empty()
        || before.ends_with(['(', '|'])
        || before.trim_end_matches(['*', ' ']).ends_with([':', '|', '-']);
    let ends = after.is_empty() || after.starts_with([':', ')', '.', '*', '|']) || after.trim_start().starts_with('|');
    (starts && ends).then(|| &body[at..at + word.len()])
}

/// The task has an estimate field, readable or not.
pub(super) fn stated_estimate(subject: &Subject<'_, '_>, at: usize) -> bool {
    let task = &subject.feature.tasks[at];
    let outline = &subject.feature.docs[task.doc].outline;
    let inside = outline.nodes.iter().filter(|node| task.section.covers(node.span));
    inside.into_iter().any(|node| {
        field(outline.body(node)).is_some_and(|found| {
            found.name == Name::Estimate && !found.value.is_empty() && Estimate::read(found.value).is_none()
        })
    })
}

/// Adds a finding with its fix when a statement is not true.
pub(super) fn untrue(subject: &Subject<'_, '_>, statement: &Statement<'_>, sink: &mut Sink<'_>) {
    let feature = subject.feature;
    let truth = truth(feature, &statement.scope);
    if holds(statement, truth) || truth.all == 0 {
        return;
    }
    let correct = correction(feature, statement, truth);
    let says = feature.docs[statement.doc].outline.slice(statement.span);
    let label = statement.label.trim_matches('*');
    let message = match statement.value {
        Value::Minutes(minutes) => {
            format!("{label} says {}; the estimates add up to {}", show(minutes), show(truth.minutes))
        }
        _ => format!("{label} says {says}; {} of {} tasks are done", truth.done, truth.all),
    };
    let finding = sink.at(statement.doc, statement.span, message);
    finding.subject =
        crate::report::stable_hash(format!("{label} {:?}", std::mem::discriminant(&statement.value)).as_bytes());
    safe_fix(finding, vec![Edit::replace(statement.span, correct)]);
}

/// Tasks whose ids are letters and a number, with the number, per document and letters of the first.
pub(super) fn numbered(subject: &Subject<'_, '_>) -> Vec<(usize, u32)> {
    let letters = |id: &str| id.bytes().take_while(|b| !b.is_ascii_digit()).count();
    let Some(first) = subject.feature.tasks.first() else { return Vec::new() };
    let head = &first.id[..letters(&first.id)];
    let number = |id: &str| id.strip_prefix(head)?.parse().ok();
    let tasks = subject.feature.tasks.iter().enumerate();
    tasks.filter(|(_, task)| task.doc == first.doc).filter_map(|(at, task)| Some((at, number(&task.id)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(body: &str) -> Vec<&str> {
        left_over(body, &["TODO", "TBD"], true)
    }

    #[test]
    fn text_of_templates_is_found() {
        for text in [
            "[Story Title]",
            "[Task description]",
            "[role]",
            "{{ name }}",
            "<your name>",
            "YYYY-MM-DD",
            "TBD",
            "[Describe the feature]",
        ] {
            assert_eq!(found(text), [text], "{text}");
        }
        assert_eq!(found("Started: YYYY-MM-DD"), ["YYYY-MM-DD"]);
        assert_eq!(found("Owner: TBD"), ["TBD"]);
        assert_eq!(found("| TODO | x |"), ["TODO"]);
    }

    #[test]
    fn other_brackets_are_not() {
        for text in [
            "[the title](https://example.org)",
            "[title][1]",
            "`[Story Title]`",
            "list[name]",
            "[x] done",
            "[Rule 1 - Bug] fixed",
            "<br>",
            "<details open>x",
            "`{{ name }}`",
            "a TODO list for people",
            "Vec<T>",
            "[P]",
            "[US1]",
        ] {
            assert_eq!(found(text), Vec::<&str>::new(), "{text}");
        }
    }

    #[test]
    fn headings_are_compared_without_numbers() {
        assert!(is_section(heading_text("2. Technical Approach"), "Technical Approach"));
        assert!(is_section(heading_text("**Overview:**"), "overview"));
        assert!(is_section(heading_text("Dependencies and risks"), "Dependencies"));
        assert!(!is_section(heading_text("Interfacesx"), "Interfaces"));
    }
}
