//! Text, spans into it, and edits that are spliced in. Nothing here knows markdown.

use std::fmt;
use std::ops::Range;

use crate::report::Place;

/// Bytes `start..end` of a document. Documents are at most [`MAX_DOCUMENT`] bytes, so 32 bits are enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
}

/// The largest document that is read, in bytes. Planning files are kilobytes; a larger one is a mistake (a log, a dump).
pub const MAX_DOCUMENT: u64 = 16 * 1024 * 1024;

impl Span {
    /// The span of a byte range.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start: start as u32, end: end as u32 }
    }

    /// An empty span, where something may be inserted.
    pub fn at(offset: usize) -> Self {
        Self::new(offset, offset)
    }

    /// Where `part`, a subslice of `text`, lies in it.
    pub fn of(text: &str, part: &str) -> Self {
        let start = (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
        debug_assert!(start + part.len() <= text.len(), "`part` is not a subslice of `text`");
        Self::new(start, start + part.len())
    }

    /// As a range of `usize`.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The text it covers; empty when it lies outside.
    pub fn text(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or_default()
    }

    /// Number of bytes.
    pub fn len(self) -> usize {
        self.range().len()
    }

    /// Covers nothing.
    pub fn is_empty(self) -> bool {
        self.start >= self.end
    }

    /// Covers that byte.
    pub fn contains(self, offset: u32) -> bool {
        self.start <= offset && offset < self.end
    }

    /// Covers all of the other.
    pub fn covers(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// Lines and columns of a span: 1-based, columns in code points.
pub fn place(text: &str, span: Span) -> Place {
    let (line, column) = line_column(text, span.start as usize);
    let (end_line, end_column) = line_column(text, span.end as usize);
    Place { line, column, end_line, end_column }
}

fn line_column(text: &str, offset: usize) -> (u32, u32) {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let before = &text.as_bytes()[..offset];
    let line_start = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
    let line = memchr::memchr_iter(b'\n', before).count() + 1;
    // A byte-order mark is no column.
    let head = text[line_start..offset].trim_start_matches('\u{feff}');
    (line as u32, head.chars().count() as u32 + 1)
}

/// Replace `span` by `with`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What goes.
    pub span: Span,
    /// What comes.
    pub with: String,
}

impl Edit {
    /// Replaces a span.
    pub fn replace(span: Span, with: impl Into<String>) -> Self {
        Self { span, with: with.into() }
    }

    /// Inserts at a byte offset.
    pub fn insert(offset: usize, with: impl Into<String>) -> Self {
        Self { span: Span::at(offset), with: with.into() }
    }
}

/// Edits that cannot be spliced: they overlap, or do not lie on character boundaries of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadEdit(pub Span);

impl fmt::Display for BadEdit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an edit of bytes {}..{} overlaps another or lies outside the text", self.0.start, self.0.end)
    }
}

impl std::error::Error for BadEdit {}

/// The text with the edits spliced in. Every byte outside their spans is kept. The same edit given twice counts once;
/// insertions at one place are kept in the order given.
///
/// # Errors
/// When two edits overlap, or one lies outside the text.
///
/// ```
/// use planyard::plan::document::{splice, Edit, Span};
/// let edits = vec![Edit::replace(Span::new(3, 4), "x")];
/// assert_eq!(splice("- [ ] a\r\n", edits).unwrap(), "- [x] a\r\n");
/// ```
pub fn splice(text: &str, mut edits: Vec<Edit>) -> Result<String, BadEdit> {
    edits.sort_by_key(|edit| edit.span);
    edits.dedup();
    let grown: usize = edits.iter().map(|edit| edit.with.len()).sum();
    let mut out = String::with_capacity(text.len() + grown);
    let mut kept = 0;
    for edit in &edits {
        let Range { start, end } = edit.span.range();
        if start < kept || end < start {
            return Err(BadEdit(edit.span));
        }
        let between = text.get(kept..start).ok_or(BadEdit(edit.span))?;
        text.get(start..end).ok_or(BadEdit(edit.span))?;
        out.push_str(between);
        out.push_str(&edit.with);
        kept = end;
    }
    out.push_str(text.get(kept..).unwrap_or_default());
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splicing_keeps_every_other_byte() {
        let text = "\u{feff}a\r\n- [ ] é\t \n";
        let at = text.find("[ ]").unwrap() + 1;
        let out = splice(text, vec![Edit::replace(Span::new(at, at + 1), "x")]).unwrap();
        assert_eq!(out, "\u{feff}a\r\n- [x] é\t \n");
        assert_eq!(splice(text, vec![]).unwrap(), text);
    }

    #[test]
    fn overlapping_and_outside_edits_are_refused() {
        let edit = |start, end| Edit::replace(Span::new(start, end), "-");
        assert!(splice("abcdef", vec![edit(0, 3), edit(2, 4)]).is_err());
        assert!(splice("abc", vec![edit(2, 9)]).is_err());
        assert!(splice("é", vec![edit(1, 2)]).is_err());
        assert_eq!(splice("abc", vec![edit(0, 1), edit(0, 1)]).unwrap(), "-bc");
    }

    #[test]
    fn columns_count_code_points() {
        let text = "one\nžlutý kůň\n";
        let at = text.find("kůň").unwrap();
        let place = place(text, Span::new(at, at + "kůň".len()));
        assert_eq!((place.line, place.column, place.end_line, place.end_column), (2, 7, 2, 10));
    }
}
