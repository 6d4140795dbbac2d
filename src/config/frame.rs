//! Where in a configuration file something is wrong.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

/// Longer lines are named, not shown.
const LONGEST_LINE: usize = 160;

/// The line of a byte, from 1.
pub(super) fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1
}

/// `planyard.toml:5:2: MESSAGE`, and the line with what is meant underlined.
pub(super) fn framed(file: &str, text: &str, span: Range<usize>, message: &str) -> String {
    let start = (0..=span.start.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let number = line_of(text, start);
    let begin = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line = text[begin..].lines().next().unwrap_or_default();
    let before = &text[begin..start];
    let head = format!("{file}:{number}:{}: {message}", before.chars().count() + 1);
    if line.trim().is_empty() || line.len() > LONGEST_LINE {
        return head;
    }
    // Tabs stay, so that the marks stand where the text does.
    let indent: String = before.chars().map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
    let rest = line.len().saturating_sub(before.len());
    let inside = line.get(before.len()..before.len() + span.len().clamp(1, rest.max(1))).unwrap_or(" ");
    let marks = "^".repeat(unicode_width::UnicodeWidthStr::width(inside).max(1));
    let gutter = " ".repeat(number.to_string().len());
    format!("{head}\n{gutter} |\n{number} | {line}\n{gutter} | {indent}{marks}")
}

/// A place in a configuration file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// Its line, from 1.
    pub line: usize,
    /// `planyard.toml:5:2: MESSAGE`, with the line.
    pub framed: String,
}

/// Where the value at `path` (keys, and indices of lists) is in a file, or as much of the path as is there; `message` is
/// framed there. What stands between `://` and `@` is hidden.
pub fn located(file: &str, text: &str, path: &[String], message: &str) -> Located {
    let span = span_of(text, path).unwrap_or(0..0);
    Located { line: line_of(text, span.start), framed: without_passwords(&framed(file, text, span, message)) }
}

fn span_of(text: &str, path: &[String]) -> Option<Range<usize>> {
    let table = DeTable::parse(text).ok()?;
    let mut span = table.span();
    let mut at = DeValue::Table(table.into_inner());
    for part in path {
        let next = match at {
            DeValue::Table(mut table) => {
                let Some((key, value)) = table.remove_entry(part.as_str()) else { break };
                // A list of tables has no line of its own, its items have.
                span = if matches!(value.get_ref(), DeValue::Array(_)) { value.span() } else { key.span() };
                value
            }
            DeValue::Array(items) => {
                let Some(value) = part.parse().ok().and_then(|index: usize| items.into_iter().nth(index)) else {
                    break;
                };
                span = value.span();
                value
            }
            _ => break,
        };
        at = next.into_inner();
    }
    Some(span)
}

/// A text in which what stands between `://` and `@` is hidden.
pub fn without_passwords(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (head, tail) = rest.split_at(at + 3);
        clean.push_str(head);
        let end = tail.find(|c: char| c == '/' || c == '"' || c.is_whitespace()).unwrap_or(tail.len());
        match tail[..end].rfind('@') {
            Some(user) => {
                clean.push('…');
                rest = &tail[user..];
            }
            None => rest = tail,
        }
    }
    clean + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_shown_with_what_is_meant() {
        let text = "# žluť\n[gate]\nfail_onn = \"x\"\n";
        let at = text.find("fail_onn").unwrap();
        insta::assert_snapshot!(framed("planyard.toml", text, at..at + 8, "no such key"), @r#"
        planyard.toml:3:1: no such key
          |
        3 | fail_onn = "x"
          | ^^^^^^^^
        "#);
    }

    #[test]
    fn odd_places_are_no_panic() {
        let text = "a = \"\u{fc}\n\tb";
        for start in 0..text.len() + 3 {
            for length in 0..6 {
                assert!(framed("f", text, start..start + length, "m").starts_with("f:"));
            }
        }
    }

    #[test]
    fn values_are_found_by_their_path() {
        let text =
            "[[health.service]]\nname = \"a\"\n\n[[health.service]]\nname = \"b\"\nurl = \"redis://me:secret@h:1/\"\n";
        let at = |path: &[&str]| {
            located("f", text, &path.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>(), "wrong")
        };
        assert_eq!(at(&["health", "service", "1", "name"]).line, 5);
        assert_eq!(at(&["health", "service", "0"]).line, 1);
        assert_eq!(at(&["health", "service", "1", "missing"]).line, 4);
        let framed = at(&["health", "service", "1", "url"]).framed;
        assert!(framed.contains("redis://…@h:1/") && !framed.contains("secret"), "{framed}");
    }
}
