//! A text as editors count it: lines from 0, columns in UTF-16 units.

use std::sync::Arc;

use lsp_types::{Position, Range};

use crate::plan::document::Span;

/// A text with the beginnings of its lines.
#[derive(Debug, Clone, Default)]
pub(super) struct Text {
    pub text: Arc<String>,
    starts: Vec<usize>,
}

impl Text {
    pub(super) fn new(text: impl Into<Arc<String>>) -> Self {
        let text = text.into();
        let starts = std::iter::once(0).chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1)).collect();
        Self { text, starts }
    }

    /// The line without its ending.
    fn line(&self, line: usize) -> &str {
        let Some(start) = self.starts.get(line) else { return "" };
        let end = self.starts.get(line + 1).copied().unwrap_or(self.text.len());
        self.text[*start..end].trim_end_matches(['\n', '\r'])
    }

    /// The byte at a position; one beyond the line is its end, one within a character its beginning.
    pub(super) fn offset(&self, position: Position) -> usize {
        let Some(start) = self.starts.get(position.line as usize) else { return self.text.len() };
        let line = self.line(position.line as usize);
        let mut units = 0;
        for (at, c) in line.char_indices() {
            units += c.len_utf16();
            if units > position.character as usize {
                return start + at;
            }
        }
        start + line.len()
    }

    /// Where a byte is.
    pub(super) fn position(&self, offset: usize) -> Position {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let units = self.text[self.starts[line]..offset].encode_utf16().count();
        Position::new(line as u32, units as u32)
    }

    pub(super) fn range(&self, span: Span) -> Range {
        Range::new(self.position(span.start as usize), self.position(span.end as usize))
    }

    /// The bytes of a range.
    pub(super) fn span(&self, range: Range) -> Span {
        let (start, end) = (self.offset(range.start), self.offset(range.end));
        Span::new(start.min(end), start.max(end))
    }

    /// The bytes of a place in lines and columns of code points, from 1.
    pub(super) fn placed(&self, place: crate::report::Place) -> Span {
        let at = |line: u32, column: u32| {
            let line = (line as usize).saturating_sub(1);
            let Some(start) = self.starts.get(line) else { return self.text.len() };
            let text = self.line(line);
            // A byte-order mark is no column.
            let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
            let within = text[mark..].char_indices().nth((column as usize).saturating_sub(1));
            start + mark + within.map_or(text.len() - mark, |(at, _)| at)
        };
        if place.column == 0 {
            let last = at(place.end_line, u32::MAX);
            return Span::new(at(place.line, 1), last);
        }
        Span::new(at(place.line, place.column), at(place.end_line, place.end_column.max(1)))
    }

    /// Replaces a range.
    pub(super) fn replace(&mut self, range: Range, with: &str) {
        let span = self.span(range);
        let mut text = Arc::unwrap_or_clone(std::mem::take(&mut self.text));
        text.replace_range(span.range(), with);
        *self = Self::new(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_utf16() {
        let text = Text::new("a\u{1f600}b\r\n\u{e9}\n".to_owned());
        for (offset, line, character) in [(0, 0, 0), (1, 0, 1), (5, 0, 3), (6, 0, 4), (8, 1, 0), (10, 1, 1), (11, 2, 0)]
        {
            assert_eq!(text.position(offset), Position::new(line, character), "{offset}");
            assert_eq!(text.offset(Position::new(line, character)), offset, "{line}:{character}");
        }
        assert_eq!(text.offset(Position::new(0, 2)), 1, "half of a character is its beginning");
        assert_eq!(text.offset(Position::new(0, 99)), 6, "beyond the line is its end");
        assert_eq!(text.offset(Position::new(9, 0)), text.text.len());
        assert_eq!(text.position(3), Position::new(0, 1));
    }

    #[test]
    fn edits_one_after_another() {
        let mut text = Text::new("one\n\u{1f600} two\n".to_owned());
        text.replace(Range::new(Position::new(1, 2), Position::new(1, 3)), "");
        text.replace(Range::new(Position::new(0, 3), Position::new(1, 0)), " ");
        assert_eq!(*text.text, "one \u{1f600}two\n");
        text.replace(Range::new(Position::new(1, 0), Position::new(1, 0)), "end");
        assert_eq!(*text.text, "one \u{1f600}two\nend");
    }
}
