//! Text that a template left: `[Story Title]`, `{{name}}`, `<your name>`, `YYYY-MM-DD`, `TBD`.

use std::sync::LazyLock;

use aho_corasick::packed::Searcher;

use super::document::Span;
use super::model::{Doc, Role};
use super::outline::{Kind, is_in_code};
use super::rules::{Sink, Subject};

/// Finds what a template left in the documents of a role.
pub(super) fn placeholders(subject: &Subject<'_, '_>, role: Role, sink: &mut Sink<'_>) {
    let words = sink.words("words");
    for (at, doc) in subject.feature.docs.iter().enumerate().filter(|(_, doc)| doc.source.role == role) {
        for span in in_document(doc, &words) {
            sink.at(at, span, format!("\"{}\" is left from the template", doc.outline.slice(span)));
        }
    }
}

fn in_document(doc: &Doc<'_>, words: &[&str]) -> Vec<Span> {
    let outline = &doc.outline;
    let some = !is_usual(words) || usual_words().is_none_or(|usual| usual.find(outline.text).is_some());
    let holds = |word: &str| some && memchr::memmem::find(outline.text.as_bytes(), word.as_bytes()).is_some();
    let words: Vec<&str> =
        words.iter().copied().filter(|word| holds(word) && !is_abbreviation(outline.text, word)).collect();
    let dated = holds(DATE_HEAD);
    let mut found = Vec::new();
    for line in outline.front().map_or("", |front| outline.slice(front)).lines() {
        // In YAML, brackets are lists.
        let left = left_over(line, &words, dated).into_iter().filter(|text| !text.starts_with('['));
        found.extend(left.map(|text| outline.span_of(text)));
    }
    for node in outline.nodes().iter() {
        if !matches!(node.kind, Kind::Fence | Kind::Hidden | Kind::Code | Kind::Rule) {
            found.extend(left_over(outline.body(node), &words, dated).into_iter().map(|text| outline.span_of(text)));
        }
    }
    found
}

/// The words that are looked for unless configured otherwise, and the head of a date.
const USUAL: [&str; 5] = ["TODO", "TBD", "TBA", "Pnn-Fnn", DATE_HEAD];

const DATE_HEAD: &str = "YYYY";

fn is_usual(words: &[&str]) -> bool {
    words.iter().all(|word| USUAL.contains(word))
}

/// Finds the first of [`USUAL`] in one pass; most documents hold none. `None` where the machine cannot.
fn usual_words() -> Option<&'static Searcher> {
    static USUAL_WORDS: LazyLock<Option<Searcher>> = LazyLock::new(|| Searcher::new(USUAL));
    USUAL_WORDS.as_ref()
}

/// The text says what the word is short for: `Trunk-Based Development (TBD)`.
fn is_abbreviation(text: &str, word: &str) -> bool {
    let explained = format!("({word})");
    text.match_indices(&explained).any(|(at, _)| {
        let before = text[..at].trim_end().rsplit([' ', '-', '\n', '*', '"']).filter(|part| !part.is_empty());
        let initials = before.map(|part| part.chars().next().unwrap_or_default());
        word.chars().rev().eq(initials.take(word.len()))
    })
}

/// Looked for from the start of the line, so not in one that no person wrote.
fn in_code(body: &str, at: usize) -> bool {
    body.len() < 65_536 && is_in_code(body, at)
}

/// Texts of a line that stand for text to come.
fn left_over<'b>(body: &'b str, words: &[&str], dated: bool) -> Vec<&'b str> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(next) = memchr::memchr3(b'[', b'{', b'<', &body.as_bytes()[from..]) {
        let start = from + next;
        from = start + 1;
        if let Some(text) = bracketed(body, start).filter(|_| !in_code(body, start)) {
            found.push(text);
            from = start + text.len();
        }
    }
    if dated && let Some(at) = body.find("YYYY-MM-DD").filter(|at| !in_code(body, *at)) {
        found.push(&body[at..at + 10]);
    }
    for word in words {
        let places = body.match_indices(word).filter(|(at, _)| stands_alone(body, *at, word.len()));
        found.extend(places.filter(|(at, _)| !in_code(body, *at)).map(|(_, text)| text));
    }
    found
}

/// A placeholder in brackets that begins at a byte.
fn bracketed(body: &str, start: usize) -> Option<&str> {
    let rest = &body[start..];
    match rest.as_bytes()[0] {
        b'[' => square(body, start),
        b'{' => {
            let inner = rest.strip_prefix("{{")?;
            let end = close(inner, b"}}")?;
            let name = inner[..end].trim();
            let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
            (is_name || is_dots(name)).then(|| &rest[..end + 4])
        }
        _ => angled(body, start),
    }
}

/// Where a bracket closes. Placeholders are short, and a line of a megabyte may open one at every byte.
fn close(rest: &str, with: &[u8]) -> Option<usize> {
    let near = &rest.as_bytes()[..rest.len().min(LONGEST)];
    match with {
        [one] => memchr::memchr(*one, near),
        _ => memchr::memmem::find(near, with),
    }
}

const LONGEST: usize = 240;

fn square(body: &str, start: usize) -> Option<&str> {
    let rest = &body[start..];
    let end = close(rest, b"]")?;
    let inner = &rest[1..end];
    let whole = &rest[..=end];
    if is_dots(inner) {
        return stands_alone(body, start, whole.len()).then_some(whole);
    }
    let before = body[..start].chars().next_back();
    let is_link = rest[end + 1..].starts_with(['(', '[', ':'])
        || before.is_some_and(|c| c.is_alphanumeric() || matches!(c, ']' | '!' | '\\'));
    let is_text = inner.len() > 3 && inner.starts_with(char::is_alphabetic) && !inner.contains(['=', ';', '|', '`']);
    if is_link || !is_text {
        return None;
    }
    let lower = inner.to_ascii_lowercase();
    let stands_for = PLACEHOLDER_WORDS.iter().any(|word| {
        lower.starts_with(word) || lower.match_indices(word.trim_end()).any(|(at, _)| lower[..at].ends_with(' '))
    });
    stands_for.then_some(whole)
}

fn angled(body: &str, start: usize) -> Option<&str> {
    let rest = &body[start..];
    if rest[1..].starts_with(['/', '!']) {
        return None;
    }
    let end = close(rest, b">")?;
    let inner = &rest[1..end];
    let whole = &rest[..=end];
    if is_dots(inner) {
        return Some(whole);
    }
    // One word may be an argument or a type: only as a whole value is it a placeholder.
    let is_value =
        || body[..start].trim_end_matches(['*', ' ']).ends_with([':', '|']) && ends_value(&body[start + whole.len()..]);
    if !inner.contains(' ') && !is_value() {
        return None;
    }
    let is_text = inner.starts_with(char::is_alphabetic)
        && inner.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '_' | '\''));
    let tag = inner.split(' ').next().unwrap_or_default();
    (is_text && !HTML_TAGS.contains(&tag)).then_some(whole)
}

fn is_dots(inner: &str) -> bool {
    matches!(inner.trim(), "..." | "\u{2026}")
}

/// Alone, before a colon, or in brackets.
fn stands_alone(body: &str, at: usize, length: usize) -> bool {
    let (before, after) = (&body[..at], &body[at + length..]);
    let starts = before.trim_end_matches(['*', ' ', '_']).is_empty()
        || before.ends_with(['(', '|', '"'])
        || before.trim_end_matches(['*', ' ']).ends_with([':', '|', '-']);
    starts && (ends_value(after) || after.starts_with([':', ')', '.', '*', '"']))
}

fn ends_value(after: &str) -> bool {
    after.trim_start().is_empty() || after.trim_start().starts_with('|')
}

/// Tags of HTML that stand in markdown: alone, or with attributes that have no value.
const HTML_TAGS: [&str; 32] = [
    "a", "audio", "b", "br", "button", "code", "details", "dialog", "div", "em", "form", "hr", "i", "img", "input",
    "kbd", "li", "ol", "option", "p", "pre", "script", "select", "span", "strong", "sub", "summary", "sup", "table",
    "textarea", "ul", "video",
];

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::model::Source;
    use crate::plan::rules::{ALL, Settings};

    fn found(body: &str) -> Vec<&str> {
        left_over(body, &["TODO", "TBD"], true)
    }

    #[test]
    fn text_of_templates_is_found() {
        for text in [
            "[Story Title]",
            "[Task description]",
            "[role]",
            "[capability]",
            "{{ name }}",
            "{{\u{2026}}}",
            "<your name>",
            "<\u{2026}>",
            "<...>",
            "[...]",
            "YYYY-MM-DD",
            "TBD",
            "[Describe the feature]",
        ] {
            assert_eq!(found(text), [text], "{text}");
        }
        assert_eq!(found("Started: YYYY-MM-DD"), ["YYYY-MM-DD"]);
        assert_eq!(found("Owner: TBD"), ["TBD"]);
        assert_eq!(found("Owner: <name>"), ["<name>"]);
        assert_eq!(found("| <name> | x |"), ["<name>"]);
        assert_eq!(found("| TODO | x |"), ["TODO"]);
        assert_eq!(found("A TODO list. Owner: TODO"), ["TODO"]);
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
            "| <br> |",
            "<details open>x",
            "`{{ name }}`",
            "{{ .Values.enabled }}",
            "a TODO list for people",
            "Vec<T>",
            "run deploy <task_id> now",
            "a <-> b",
            "[P]",
            "[US1]",
            "names = [...]",
        ] {
            assert_eq!(found(text), Vec::<&str>::new(), "{text}");
        }
    }

    /// What stands in brackets in the templates, boxes aside.
    fn bracketed_in(text: &str) -> Vec<&str> {
        let parts = text.split('[').skip(1).filter_map(|part| part.split_once(']'));
        // `[US1]` is the label of a task.
        parts.map(|(inner, _)| inner).filter(|inner| inner.len() > 1 && !inner.starts_with("US")).collect()
    }

    #[test]
    fn every_placeholder_of_the_templates_is_found() {
        let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/templates"))];
        let mut seen = 0;
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                if entry.is_dir() {
                    folders.push(entry);
                    continue;
                }
                let text = std::fs::read_to_string(&entry).unwrap();
                let found = in_text(&text);
                for inner in bracketed_in(&text) {
                    seen += 1;
                    assert!(found.iter().any(|text| text[1..].starts_with(inner)), "{}: {inner}", entry.display());
                }
            }
        }
        assert!(seen > 20);
    }

    fn in_text(text: &str) -> Vec<String> {
        let source = Source { path: "design.md".into(), role: Role::Design, text: text.to_owned().into() };
        let doc = Doc::read(&source);
        in_document(&doc, &["TODO", "TBD"]).into_iter().map(|span| doc.outline.slice(span).to_owned()).collect()
    }

    #[test]
    fn the_usual_words_are_those_of_the_rules() {
        for rule in ALL.iter().filter(|rule| rule.meta().name.ends_with("/placeholder-left")) {
            let settings = Settings::default();
            let words = settings.of(rule.meta().name).unwrap().options["words"].as_array().unwrap();
            let words: Vec<&str> = words.iter().map(|word| word.as_str().unwrap()).collect();
            assert_eq!(words, USUAL[..4]);
        }
        let source = Source { path: "design.md".into(), role: Role::Design, text: "Owner: LATER\n".to_owned().into() };
        assert_eq!(in_document(&Doc::read(&source), &["LATER"]).len(), 1);
    }

    #[test]
    fn front_matter_is_looked_at_and_code_is_not() {
        let text = "---\ncreated: \"YYYY-MM-DD\"\nowner: TBD\ntags: [title]\n---\n# A\n\n```\n[Story Title]\n```\n";
        assert_eq!(in_text(text), ["YYYY-MM-DD", "TBD"]);
    }

    #[test]
    fn abbreviations_that_are_explained_are_words() {
        assert!(in_text("# Moving to Trunk-Based Development (TBD)\n\n## Target (TBD)\n").is_empty());
        assert_eq!(in_text("# Moving\n\n## Target (TBD)\n"), ["TBD"]);
    }
}
