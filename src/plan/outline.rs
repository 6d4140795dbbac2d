//! The blocks of a markdown file, one node a line that matters, found in one pass over its lines.
//!
//! A scanner of our own, because a full CommonMark parser made the whole gate four to five times slower than reading
//! the files; the tests hold it against `pulldown-cmark`. What it follows: fences (in lists too), comments, `<pre>`,
//! indented code and quotes hide what is in them; lists nest by content column. Where it differs on purpose: `---`
//! under a line is always a rule, never a setext heading (plans put it under `**Key:** value`), and text between
//! other HTML tags stays visible (plans wrap their checklists in tags).

mod line;
mod scan;

use std::sync::{Arc, OnceLock};

use super::document::{Span, place};
use crate::report::Place;

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `## Title`, with its level 1 to 6.
    Heading(u8),
    /// A list item, with or without a box.
    Item(Item),
    /// A line of a paragraph, or one that continues an item.
    Text,
    /// A table row that starts with a pipe.
    Row,
    /// `---`.
    Rule,
    /// A quoted line.
    Quote,
    /// A line of indented code.
    Code,
    /// A whole fenced block, markers included.
    Fence,
    /// A whole HTML comment, or a `<pre>`, `<script>`, `<style>` or `<textarea>` block.
    Hidden,
}

/// What is particular to a list item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    /// Its number, when the list is ordered.
    pub number: Option<u32>,
    /// What stands between `[` and `]`, when it has a box.
    pub mark: Option<Span>,
    /// 0 for an item of an outermost list.
    pub depth: u8,
}

/// One line that matters (or one whole fence or comment).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// Columns of white space before it.
    pub indent: u16,
    /// 1-based.
    pub line: u32,
    /// The line, without its line ending.
    pub span: Span,
    /// What is left without markers, box and surrounding white space.
    pub body: Span,
}

impl Node {
    /// The span between the brackets of its box.
    pub fn mark(&self) -> Option<Span> {
        match self.kind {
            Kind::Item(item) => item.mark,
            _ => None,
        }
    }

    /// Its heading level.
    pub fn level(&self) -> Option<u8> {
        match self.kind {
            Kind::Heading(level) => Some(level),
            _ => None,
        }
    }

    /// It is a list item.
    pub fn is_item(&self) -> bool {
        matches!(self.kind, Kind::Item(_))
    }
}

/// Something a document should not have, found while reading it. Reading goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// Where.
    pub span: Span,
    /// What.
    pub message: String,
}

/// The blocks of one document, in order.
#[derive(Debug, Clone, Default)]
pub struct Outline<'a> {
    /// The whole text.
    pub text: &'a str,
    found: Later,
}

/// What is found in a text.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Blocks {
    front: Option<Span>,
    nodes: Vec<Node>,
    complaints: Vec<Complaint>,
}

/// What is found in a text when somebody first asks for it. Shared where several features share the document.
pub(super) type Later = Arc<OnceLock<Blocks>>;

impl<'a> Outline<'a> {
    /// Reads a text. Never fails.
    pub fn read(text: &'a str) -> Self {
        let found = OnceLock::from(scan::scan(text));
        Self { text, found: Arc::new(found) }
    }

    /// The same, when it is first asked for something, together with all others that share it and have the same text.
    pub(super) fn later(text: &'a str, found: Later) -> Self {
        Self { text, found }
    }

    fn found(&self) -> &Blocks {
        self.found.get_or_init(|| scan::scan(self.text))
    }

    /// In order of lines.
    pub fn nodes(&self) -> &[Node] {
        &self.found().nodes
    }

    /// Between the `---` lines at the top.
    pub fn front(&self) -> Option<Span> {
        self.found().front
    }

    /// Fences that never close and the like.
    pub fn complaints(&self) -> &[Complaint] {
        &self.found().complaints
    }

    /// A text that has no blocks. Some of its lines are hidden nodes, from which the others are counted.
    pub fn of_data(text: &'a str) -> Self {
        const APART: usize = 64;
        let ends = memchr::memchr_iter(b'\n', text.as_bytes()).enumerate();
        let marked = ends.filter(|(line, _)| (line + 1) % APART == 0).map(|(line, end)| {
            let (line, span) = (line as u32 + 2, Span::at(end + 1));
            Node { kind: Kind::Hidden, indent: 0, line, span, body: span }
        });
        let blocks = Blocks { nodes: marked.collect(), ..Blocks::default() };
        Self { text, found: Arc::new(OnceLock::from(blocks)) }
    }

    /// A node's text without markers.
    pub fn body(&self, node: &Node) -> &'a str {
        self.slice(node.body)
    }

    /// The text of a span.
    pub fn slice(&self, span: Span) -> &'a str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// Where a piece of this outline's text lies.
    pub fn span_of(&self, part: &str) -> Span {
        Span::of(self.text, part)
    }

    /// The headings, with their indices into `nodes`.
    pub fn headings(&self) -> impl Iterator<Item = (usize, u8, &'a str)> + '_ {
        self.nodes().iter().enumerate().filter_map(|(at, node)| Some((at, node.level()?, self.body(node))))
    }

    /// The nodes under a heading: from the one after it up to the next heading of its level or a higher one.
    pub fn section(&self, heading: usize) -> std::ops::Range<usize> {
        let level = self.nodes().get(heading).and_then(Node::level).unwrap_or(0);
        let start = (heading + 1).min(self.nodes().len());
        let end = self.nodes()[start..]
            .iter()
            .position(|node| node.level().is_some_and(|other| other <= level))
            .map_or(self.nodes().len(), |after| start + after);
        start..end
    }

    /// The bytes of a heading and its section, up to the line of the next heading that ends it.
    pub fn section_span(&self, heading: usize) -> Span {
        let start = self.nodes().get(heading).map_or(self.text.len(), |node| self.line_start(node.span.start as usize));
        let end = self
            .nodes()
            .get(self.section(heading).end)
            .map_or(self.text.len(), |node| self.line_start(node.span.start as usize));
        Span::new(start, end)
    }

    /// The first byte of the line that holds an offset.
    pub fn line_start(&self, offset: usize) -> usize {
        let before = &self.text.as_bytes()[..offset.min(self.text.len())];
        memchr::memrchr(b'\n', before).map_or(0, |at| at + 1)
    }

    /// The byte after the line ending of the line that holds an offset.
    pub fn line_end(&self, offset: usize) -> usize {
        let from = offset.min(self.text.len());
        memchr::memchr(b'\n', &self.text.as_bytes()[from..]).map_or(self.text.len(), |at| from + at + 1)
    }

    /// Lines and columns of a span, found from the node before it: a document with many findings is not read from its
    /// start for each.
    pub fn place(&self, span: Span) -> Place {
        let (line, column) = self.line_column(span.start);
        let (end_line, end_column) = if span.end == span.start { (line, column) } else { self.line_column(span.end) };
        Place { line, column, end_line, end_column }
    }

    fn line_column(&self, offset: u32) -> (u32, u32) {
        let before = self.nodes().partition_point(|node| node.span.start <= offset);
        let (start, lines) = match before.checked_sub(1).map(|at| &self.nodes()[at]) {
            Some(node) => (node.span.start as usize, node.line - 1),
            None => (0, 0),
        };
        let rest = self.text.get(start..).unwrap_or_default();
        let found = place(rest, Span::at((offset as usize).saturating_sub(start)));
        (found.line + lines, found.column)
    }

    /// The line ending that the text uses: that of its first line.
    pub fn newline(&self) -> &'static str {
        match memchr::memchr(b'\n', self.text.as_bytes()) {
            Some(at) if at > 0 && self.text.as_bytes()[at - 1] == b'\r' => "\r\n",
            _ => "\n",
        }
    }

    /// The index of the item that an item is nested in.
    pub fn parent(&self, at: usize) -> Option<usize> {
        let Kind::Item(item) = self.nodes().get(at)?.kind else {
            return None;
        };
        let depth = item.depth.checked_sub(1)?;
        self.nodes()[..at].iter().rposition(|node| matches!(node.kind, Kind::Item(other) if other.depth <= depth))
    }
}

/// The cells of a table row, trimmed. Escaped pipes and pipes in code do not split.
pub fn cells(row: &str) -> Vec<&str> {
    let inner = row.trim();
    let inner = inner.strip_prefix('|').unwrap_or(inner);
    let bytes = inner.as_bytes();
    let (mut out, mut start, mut at) = (Vec::new(), 0, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'`' => at = line::code_end(bytes, at).unwrap_or(at + 1) - 1,
            b'|' => {
                out.push(inner[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    let rest = inner.get(start..).unwrap_or_default().trim();
    if !rest.is_empty() || out.is_empty() {
        out.push(rest);
    }
    out
}

/// An offset of a line lies in a code span.
pub fn is_in_code(text: &str, offset: usize) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(next) = memchr::memchr(b'`', bytes.get(at..offset).unwrap_or_default()) {
        match line::code_end(bytes, at + next) {
            Some(end) if end > offset => return true,
            Some(end) => at = end,
            None => at += next + 1,
        }
    }
    false
}

/// A row of dashes that separates a table's head from its body.
pub fn is_delimiter_row(row: &str) -> bool {
    let inner = row.trim().trim_matches('|');
    inner.contains('-') && inner.bytes().all(|b| matches!(b, b'-' | b':' | b'|' | b' ' | b'\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_of_the_whole_text() {
        for text in [
            "---\nid: x\n---\n\n# \u{17d}a\r\n\r\n- [ ] b\n```\ncode\n```\n\n<!-- a\nb --> c\n",
            "\u{feff}# A\ntext\n  more \u{e9}t\u{e9}\n",
            "",
        ] {
            let outline = Outline::read(text);
            for at in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
                let span = Span::new(at, text.len());
                assert_eq!(outline.place(span), place(text, span), "{text:?} at {at}");
            }
        }
    }
}
