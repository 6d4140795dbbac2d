//! Dependency lists: `None`, `T01, T03`, `T01-T05`, `Task 2.3`, `P01-F02`, `All previous tasks`, prose.

use super::document::Span;
use super::model::Piece;

/// What a task says it depends on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dependencies<'a> {
    /// The value as written; `None` when the task has no such field.
    pub stated: Option<Piece<'a>>,
    /// What could be understood of it.
    pub on: Vec<Dependency<'a>>,
}

/// One thing depended on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dependency<'a> {
    /// A task of the same feature.
    Task(Piece<'a>),
    /// A part of the same task, by the last part of its id: `2` in `3.1` is `3.2`.
    Sibling(Piece<'a>),
    /// All tasks from one to another.
    Range(Piece<'a>, Piece<'a>),
    /// Another feature, by its short id.
    Feature(Piece<'a>),
    /// Every task before this one.
    AllPrevious,
}

/// Reads a dependency list whose first byte lies at `at` of its document. Words that are no ids are passed over: plans
/// explain themselves (`None (can be done in parallel)`, `T01 for the types`).
pub fn read<'a>(value: &'a str, at: usize) -> Dependencies<'a> {
    let piece = |text: &'a str| Piece { text, span: Span::of(value, text) };
    let shift = |piece: Piece<'a>| Piece {
        span: Span::new(piece.span.start as usize + at, piece.span.end as usize + at),
        ..piece
    };
    let mut found = Dependencies { stated: Some(shift(piece(value))), on: Vec::new() };
    let lower = value.trim_start_matches(['*', '_', '`']);
    if starts_with_word(lower, "none") || starts_with_word(lower, "n/a") {
        return found;
    }
    let all = ["all previous", "all prior", "all above", "all tasks", "all other"];
    if all.iter().any(|words| lower.get(..words.len()).is_some_and(|head| head.eq_ignore_ascii_case(words))) {
        found.on.push(Dependency::AllPrevious);
        return found;
    }
    let ids = Ids { rest: value };
    let mut last: Option<(Piece<'a>, &'a str)> = None;
    for (id, after) in ids {
        let id_piece = shift(piece(id));
        if is_feature(id) {
            found.on.push(Dependency::Feature(id_piece));
            last = None;
            continue;
        }
        if let Some((from, between)) = last.take()
            && is_range(&between[..between.len() - after.len() - id.len()])
        {
            found.on.pop();
            found.on.push(Dependency::Range(from, id_piece));
            continue;
        }
        found.on.push(Dependency::Task(id_piece));
        last = Some((id_piece, after));
    }
    found
}

fn starts_with_word(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word))
        && !text[word.len()..].starts_with(|c: char| c.is_alphanumeric())
}

fn is_range(between: &str) -> bool {
    matches!(between.trim(), "-" | "\u{2013}" | "\u{2014}" | "to" | "through" | ".." | "\u{2192}")
}

/// `P01-F02`, `P01-F02-bash-tools`: letters and digits twice.
pub fn is_feature(id: &str) -> bool {
    let mut parts = id.split('-');
    let numbered = |part: Option<&str>| {
        part.is_some_and(|part| {
            let letters = part.bytes().take_while(u8::is_ascii_alphabetic).count();
            (1..=4).contains(&letters) && part.len() > letters && part[letters..].bytes().all(|b| b.is_ascii_digit())
        })
    };
    numbered(parts.next()) && numbered(parts.next())
}

/// Ids in a text, each with what follows it.
struct Ids<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Ids<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let start = self.rest.find(|c: char| c.is_ascii_alphanumeric())?;
            let text = &self.rest[start..];
            let end =
                text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_'))).unwrap_or(text.len());
            let word = text[..end].trim_end_matches(['.', '-', '_']);
            // T01-T05 without spaces is a range of two ids, not one id.
            let word = split_range(word).unwrap_or(word);
            self.rest = &text[word.len()..];
            // Task 2.3, Tasks 1 and 2: the number after the word is the id.
            if is_id(word) {
                return Some((word, self.rest));
            }
            if word.is_empty() {
                self.rest = &text[1..];
            }
        }
    }
}

fn split_range(word: &str) -> Option<&str> {
    let (from, to) = word.split_once('-')?;
    let letters = |text: &str| text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let same = letters(from) > 0 && from[..letters(from)] == to[..letters(to)];
    let bare =
        letters(from) > 0 && !to.is_empty() && to.bytes().all(|b| b.is_ascii_digit()) && from.len() > letters(from);
    (is_id(from) && ((same && is_id(to)) || bare)).then_some(from)
}

/// A task id: `T01`, `T01a`, `TASK-3a`, `P1.6.1`, `2.3`, `12`, `T1.2`.
pub fn is_id(word: &str) -> bool {
    let letters = word.bytes().take_while(u8::is_ascii_alphabetic).count();
    let rest = word[letters..].strip_prefix('-').filter(|_| letters > 0).unwrap_or(&word[letters..]);
    let digits = rest.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
    let suffix = &rest[digits..];
    letters <= 5
        && rest.starts_with(|c: char| c.is_ascii_digit())
        && (suffix.is_empty()
            || (letters > 0 && suffix.len() == 1 && suffix.bytes().all(|b| b.is_ascii_lowercase()))
            || is_feature(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(value: &str) -> Vec<String> {
        read(value, 0)
            .on
            .iter()
            .map(|on| match on {
                Dependency::Task(id) => id.text.to_owned(),
                Dependency::Sibling(id) => format!("sibling {}", id.text),
                Dependency::Range(from, to) => format!("{}..{}", from.text, to.text),
                Dependency::Feature(id) => format!("feature {}", id.text),
                Dependency::AllPrevious => "all".to_owned(),
            })
            .collect()
    }

    #[test]
    fn lists_as_people_write_them() {
        for (value, expected) in [
            ("None", vec![]),
            ("None (can be done in parallel with T02)", vec![]),
            ("N/A", vec![]),
            ("", vec![]),
            ("T01", vec!["T01"]),
            ("T01, T03", vec!["T01", "T03"]),
            ("T01-T05", vec!["T01..T05"]),
            ("T01 - T05, T09", vec!["T01..T05", "T09"]),
            ("T01 through T04", vec!["T01..T04"]),
            ("T16\u{2013}T18", vec!["T16..T18"]),
            ("Task 2.3", vec!["2.3"]),
            ("TASK-3a", vec!["TASK-3a"]),
            ("T03, P02-F01", vec!["T03", "feature P02-F01"]),
            ("P01-F02-bash-tools", vec!["feature P01-F02-bash-tools"]),
            ("All previous tasks", vec!["all"]),
            ("the design review", vec![]),
        ] {
            assert_eq!(shown(value), expected, "{value}");
        }
    }

    #[test]
    fn spans_point_into_the_document() {
        let text = "- Dependencies: T01, T03";
        let at = text.find("T01").unwrap();
        let found = read(&text[at..], at);
        let Dependency::Task(second) = found.on[1] else { panic!() };
        assert_eq!(second.span.text(text), "T03");
    }
}
