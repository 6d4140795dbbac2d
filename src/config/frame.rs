//! Where in a configuration file something is wrong.

use std::ops::Range;

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
}
