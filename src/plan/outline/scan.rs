//! The pass over the lines.

use super::super::document::Span;
use super::line;
use super::{Blocks, Complaint, Item, Kind, Node};

/// What the line before was; decides whether a line can be code or must continue a paragraph.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Blank,
    Paragraph,
    Other,
}

/// A block that hides its lines until it is closed, or until the list item that holds it ends.
enum Open {
    Fence { marker: u8, length: usize },
    Hidden { ends: &'static [&'static str] },
}

struct Block {
    open: Open,
    /// Content column of the list item it is in; a line to the left of it ends the block.
    container: usize,
    node: Node,
}

struct Scanner<'a> {
    text: &'a str,
    nodes: Vec<Node>,
    complaints: Vec<Complaint>,
    /// Content columns of the list items that are open.
    lists: Vec<usize>,
    before: Before,
    block: Option<Block>,
}

/// One line, without its line ending.
#[derive(Clone, Copy)]
struct Line {
    start: usize,
    end: usize,
    number: u32,
}

pub(super) fn scan(text: &str) -> Blocks {
    let mut scanner = Scanner {
        text,
        // About one node every 48 bytes in real plans; one allocation for most files.
        nodes: Vec::with_capacity(text.len() / 48 + 8),
        complaints: Vec::new(),
        lists: Vec::new(),
        before: Before::Blank,
        block: None,
    };
    let bytes = text.as_bytes();
    let skip = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let front = front_matter(text, skip);
    let (mut start, mut number) = front.map_or((skip, 1), |(_, next, lines)| (next, lines + 1));
    while start < bytes.len() {
        let end = memchr::memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |at| start + at);
        let stop = if end > start && bytes[end - 1] == b'\r' { end - 1 } else { end };
        scanner.line(Line { start, end: stop, number });
        start = end + 1;
        number += 1;
    }
    scanner.finish();
    Blocks { front: front.map(|(span, _, _)| span), nodes: scanner.nodes, complaints: scanner.complaints }
}

/// The span between the two `---` lines, the byte after them and the number of lines up to there.
fn front_matter(text: &str, skip: usize) -> Option<(Span, usize, u32)> {
    let is_fence = |line: &str| line.trim_end() == "---";
    let mut at = skip;
    let mut lines = text[skip..].split_inclusive('\n');
    let first = lines.next().filter(|line| is_fence(line))?;
    at += first.len();
    let inner = at;
    for (seen, line) in (2..).zip(lines) {
        if is_fence(line) {
            return Some((Span::new(inner, at), at + line.len(), seen));
        }
        at += line.len();
    }
    None
}

impl<'a> Scanner<'a> {
    fn line(&mut self, line: Line) {
        let bytes = &self.text.as_bytes()[line.start..line.end];
        let (indent, offset) = line::indent(bytes);
        let rest = &bytes[offset..];
        if let Some(block) = self.block.take() {
            self.block = self.inside(block, line, indent, rest);
            if self.block.is_some() || self.nodes.last().is_some_and(|node| node.span.end as usize >= line.end) {
                return;
            }
        }
        if rest.is_empty() {
            self.before = Before::Blank;
            return;
        }
        self.content(line, indent, line.start + offset);
    }

    /// Goes on in, or closes, a block that hides its lines. Gives the block back while it stays open.
    fn inside(&mut self, mut block: Block, line: Line, indent: usize, rest: &[u8]) -> Option<Block> {
        if !rest.is_empty() && indent < block.container {
            self.close(block);
            return None;
        }
        block.node.span.end = line.end as u32;
        let closed = match block.open {
            Open::Fence { marker, length } => indent < block.container + 4 && line::closes(rest, marker, length),
            Open::Hidden { ends } => line::holds(&self.text[line.start..line.end], ends),
        };
        if closed {
            self.close(block);
            return None;
        }
        Some(block)
    }

    fn close(&mut self, mut block: Block) {
        block.node.body.end = block.node.body.end.max(block.node.span.end);
        self.nodes.push(block.node);
        self.before = Before::Other;
    }

    fn finish(&mut self) {
        let Some(block) = self.block.take() else {
            return;
        };
        let what = match block.open {
            Open::Fence { .. } => "this fence is never closed",
            Open::Hidden { .. } => "this comment or block is never closed",
        };
        // A fence in a list item may end with the item, and a document may end with it.
        if block.container == 0 {
            let span = Span::new(block.node.span.start as usize, block.node.body.start as usize + 3);
            let span = Span { end: span.end.min(block.node.span.end), ..span };
            self.complaints.push(Complaint { span, message: what.to_owned() });
        }
        self.close(block);
    }

    /// A line that is not blank and not hidden. `at` is its first byte that is no white space.
    fn content(&mut self, line: Line, indent: usize, at: usize) {
        let rest = &self.text.as_bytes()[at..line.end];
        let inner = self.lists.iter().rev().find(|column| **column <= indent).copied().unwrap_or(0);
        let relative = indent - inner;
        let starts = relative < 4 && self.starts_block(rest);
        if self.before != Before::Paragraph || starts {
            while self.lists.last().is_some_and(|column| *column > indent) {
                self.lists.pop();
                if self.before == Before::Paragraph {
                    self.before = Before::Other;
                }
            }
        }
        if relative >= 4 && self.before != Before::Paragraph {
            self.push(Kind::Code, line, indent, at);
            self.before = Before::Other;
            return;
        }
        if !starts {
            self.text_line(line, indent, at);
            return;
        }
        self.block_line(line, indent, at);
    }

    /// Can these bytes begin something other than a paragraph?
    fn starts_block(&self, rest: &[u8]) -> bool {
        match rest[0] {
            b'#' => line::heading(rest).is_some(),
            b'`' | b'~' => line::fence(rest).is_some(),
            b'>' | b'|' => true,
            b'<' => line::hides_until(rest).is_some(),
            b'-' | b'*' | b'+' | b'_' | b'0'..=b'9' => line::is_rule(rest) || line::marker(rest).is_some(),
            _ => false,
        }
    }

    fn block_line(&mut self, line: Line, indent: usize, at: usize) {
        let rest = &self.text.as_bytes()[at..line.end];
        let kind = match rest[0] {
            b'#' => Kind::Heading(line::heading(rest).unwrap_or(6)),
            b'>' => Kind::Quote,
            b'|' => Kind::Row,
            b'`' | b'~' | b'<' => return self.open(line, indent, at),
            _ if line::is_rule(rest) => Kind::Rule,
            _ => return self.item(line, indent, at),
        };
        self.push(kind, line, indent, at);
        self.before = if kind == Kind::Row { Before::Paragraph } else { Before::Other };
    }

    fn open(&mut self, line: Line, indent: usize, at: usize) {
        let rest = &self.text.as_bytes()[at..line.end];
        let open = match (line::fence(rest), line::hides_until(rest)) {
            (Some((marker, length)), _) => Open::Fence { marker, length },
            (None, Some(ends)) => Open::Hidden { ends },
            (None, None) => return self.text_line(line, indent, at),
        };
        let kind = if matches!(open, Open::Fence { .. }) { Kind::Fence } else { Kind::Hidden };
        let container = self.lists.last().copied().unwrap_or(0);
        let node = self.node(kind, line, indent, at);
        let block = Block { open, container, node };
        match block.open {
            Open::Hidden { ends } if line::holds(&self.text[at..line.end], ends) => self.close(block),
            _ => self.block = Some(block),
        }
    }

    fn item(&mut self, line: Line, indent: usize, at: usize) {
        let bytes = self.text.as_bytes();
        let (mut at, mut column) = (at, indent);
        let mut last = None;
        while let Some((width, number)) = line::marker(&bytes[at..line.end]) {
            if line::is_rule(&bytes[at..line.end]) {
                break;
            }
            // An ordered list that does not begin with 1, or an empty item, cannot interrupt a paragraph.
            let empty = bytes[at + width..line.end].iter().all(u8::is_ascii_whitespace);
            if last.is_none() && self.before == Before::Paragraph && self.lists.last().is_none_or(|c| *c <= indent) {
                let continues = self.nodes.last().is_some_and(Node::is_item) || number.is_none_or(|n| n == 1);
                if empty || !continues {
                    return self.text_line(line, indent, at);
                }
            }
            let (space, skip) = line::indent(&bytes[at + width..line.end]);
            let gap = if empty || space > 4 { 1 } else { space };
            column += width + gap;
            self.lists.push(column);
            last = Some(number);
            at += width + skip;
            if empty || space > 4 {
                break;
            }
        }
        let Some(number) = last else {
            return self.text_line(line, indent, at);
        };
        self.item_node(line, indent, at, number);
    }

    fn item_node(&mut self, line: Line, indent: usize, at: usize, number: Option<u32>) {
        let body = self.text[at..line.end].trim_end();
        let depth = (self.lists.len() - 1).min(u8::MAX as usize) as u8;
        let (mark, text) = match line::mark(body) {
            Some((end, after)) => {
                // Kiro marks what may be left out with a star glued to the box: `- [ ]* 2.3 Title`.
                let rest = &body[after..];
                let text = rest.strip_prefix('*').filter(|rest| rest.starts_with(' ')).unwrap_or(rest);
                let skipped = body.len() - text.trim_start_matches([' ', '\t']).len();
                (Some(Span::new(at + 1, at + end)), at + skipped)
            }
            None => (None, at),
        };
        let node = Node {
            kind: Kind::Item(Item { number, mark, depth }),
            indent: indent.min(u16::MAX as usize) as u16,
            line: line.number,
            span: Span::new(line.start, line.end),
            body: Span::new(text, (at + body.len()).max(text)),
        };
        self.nodes.push(node);
        self.before = if body.is_empty() { Before::Other } else { Before::Paragraph };
        if mark.is_none() && line::fence(body.as_bytes()).is_some() {
            self.open(line, indent, at);
        }
    }

    fn text_line(&mut self, line: Line, indent: usize, at: usize) {
        let rest = self.text[at..line.end].trim_end();
        if self.before == Before::Paragraph
            && rest.bytes().all(|b| b == b'=')
            && let Some(title) = self.nodes.last_mut().filter(|node| node.kind == Kind::Text)
        {
            title.kind = Kind::Heading(1);
            self.before = Before::Other;
            return;
        }
        self.push(Kind::Text, line, indent, at);
        self.before = Before::Paragraph;
    }

    fn push(&mut self, kind: Kind, line: Line, indent: usize, at: usize) {
        let node = self.node(kind, line, indent, at);
        self.nodes.push(node);
    }

    fn node(&self, kind: Kind, line: Line, indent: usize, at: usize) -> Node {
        let raw = &self.text[at..line.end];
        let body = match kind {
            Kind::Heading(level) => title(&raw[level as usize..]),
            Kind::Quote => raw[1..].trim(),
            _ => raw.trim_end(),
        };
        Node {
            kind,
            indent: indent.min(u16::MAX as usize) as u16,
            line: line.number,
            span: Span::new(line.start, line.end),
            body: Span::of(self.text, body),
        }
    }
}

/// A heading's text without a closing run of `#`.
fn title(raw: &str) -> &str {
    let text = raw.trim();
    let open = text.trim_end_matches('#');
    if open.is_empty() || open.ends_with([' ', '\t']) { open.trim_end() } else { text }
}
