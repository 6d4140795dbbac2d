//! Which tests a task names.

use crate::plan::document::Span;
use crate::plan::model::{Feature, Piece, Task};

/// The tests that a task names, in the order of the document: paths, patterns, folders, `path::test`.
pub(super) fn named<'a>(feature: &Feature<'a>, task: &Task<'a>) -> Vec<Piece<'a>> {
    let text = feature.docs[task.doc].outline.text;
    let mut found: Vec<Piece<'a>> = task.test_paths.iter().map(|path| with_test(text, *path)).collect();
    if let Some(tests) = task.tests {
        let words =
            tests.text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')' | '`' | '"' | '\''));
        let words = words.map(|word| word.trim_end_matches(['.', ':'])).filter(|word| is_test(word));
        let pieces = words.map(|word| Piece { text: word, span: Span::of(text, word) });
        let new: Vec<Piece<'a>> =
            pieces.filter(|piece| !found.iter().any(|other| other.span.covers(piece.span))).collect();
        found.extend(new);
    }
    found.sort_by_key(|piece| piece.span);
    found.dedup_by_key(|piece| piece.text);
    found
}

/// A path with the `::test` that may stand behind it in the document.
fn with_test<'a>(text: &'a str, path: Piece<'a>) -> Piece<'a> {
    let start = path.span.end as usize;
    let rest = text.get(start..).unwrap_or_default();
    if !rest.starts_with("::") {
        return path;
    }
    let mut depth = 0_u32;
    let ends = |c: char| {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        matches!(c, '\n' | '\r' | '`') || depth == 0 && (c.is_whitespace() || matches!(c, ',' | ';' | '"' | '\'' | ')'))
    };
    let end = rest.find(ends).unwrap_or(rest.len());
    let tail = rest[..end].trim_end_matches(['.', ':']);
    let span = Span::new(path.span.start as usize, start + tail.len());
    Piece { text: span.text(text), span }
}

/// The names of folders that hold tests.
const FOLDERS: [&str; 7] = ["test", "tests", "spec", "specs", "e2e", "__tests__", "integration"];

/// A word that can only be a test: a folder, a file at the top, the id of a test.
fn is_test(word: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | '+' | '@' | '*' | ':' | '[' | ']');
    if word.starts_with('/') || word.contains("//") || !word.chars().all(plain) {
        return false;
    }
    let path = word.split("::").next().unwrap_or_default();
    if word.len() > path.len() {
        return !path.is_empty() && !word.ends_with(':');
    }
    let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let lower = name.to_ascii_lowercase();
    let file = || {
        name.rsplit_once('.').is_some_and(|(stem, extension)| {
            !stem.is_empty() && (1..=5).contains(&extension.len()) && extension.chars().all(char::is_alphanumeric)
        })
    };
    match path.contains('/') {
        true => path.ends_with('/') && !name.is_empty() || path.split('/').any(|part| FOLDERS.contains(&part)),
        false => file() && ["test", "spec"].iter().any(|word| lower.contains(word)),
    }
}

/// What a task says of its tests when it needs none.
pub(super) fn says_none(text: &str) -> bool {
    let lower = text.trim_start_matches(['*', '_', '`', ' ']).to_ascii_lowercase();
    let begins = |word: &str| {
        lower.strip_prefix(word).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '/'))
    };
    ["n/a", "na", "none", "not applicable", "no test", "no tests", "-", "\u{2013}", "\u{2014}"].into_iter().any(begins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_told_from_words() {
        for word in ["tests/unit", "unit/", "test_login.py", "login.spec.ts", "a/tests/b", "m::works", "tests/a.py::b"]
        {
            assert!(is_test(word), "{word}");
        }
        for word in ["and/or", "unit", "tests", "the", "http://a/tests", "/tests/a", "a.b", "login.py", "::x", "/"] {
            assert!(!is_test(word), "{word}");
        }
        for text in ["N/A", "N/A (docs only)", "None.", "none - by hand", "\u{2014}", "No tests: a config file"] {
            assert!(says_none(text), "{text}");
        }
        for text in ["", "tests/a.py", "nonexistent/test_a.py", "by hand", "na/tests/a.py"] {
            assert!(!says_none(text), "{text}");
        }
    }
}
