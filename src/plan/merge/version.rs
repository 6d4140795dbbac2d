//! A text cut into lines, blocks of lines that have an id, and the marks within lines.

use std::collections::HashMap;
use std::ops::Range;

use crate::plan::document::Span;
use crate::plan::fields::{self, Name};
use crate::plan::model::{Feature, Mark, Status};
use crate::plan::outline::{Kind, Node, Outline, cells};

/// What a line is, which decides what it may be merged with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Sort {
    /// Nothing but white space, or a rule.
    Blank,
    /// An item with a box.
    Step,
    /// An item.
    Bullet,
    /// `Key: value` with a key that means something.
    Field,
    /// A row of a table.
    Row,
    /// Anything else.
    Text,
}

/// A part of a line that says how far something is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hole {
    /// In the line.
    pub at: Range<usize>,
    /// What it says; `None`: it is a statement, which is worked out anew.
    pub status: Option<Status>,
}

/// A line.
#[derive(Debug, Clone)]
pub(super) struct Line<'a> {
    /// Without its ending.
    pub text: &'a str,
    /// `\n`, `\r\n`, or nothing at the end of the file.
    pub end: &'a str,
    pub sort: Sort,
    /// In order.
    pub holes: Vec<Hole>,
    /// By what it is known again.
    pub symbol: String,
}

impl Line<'_> {
    /// The line with its ending.
    pub(super) fn whole(&self) -> String {
        format!("{}{}", self.text, self.end)
    }

    /// The line without what its marks say.
    pub(super) fn frame(&self) -> String {
        let (mut out, mut from) = (String::new(), 0);
        for hole in &self.holes {
            out.push_str(&self.text[from..hole.at.start]);
            out.push('\u{1}');
            from = hole.at.end;
        }
        out.push_str(&self.text[from..]);
        out
    }
}

/// Something with an id: a task, a story.
#[derive(Debug, Clone)]
pub(super) struct Block<'a> {
    pub id: &'a str,
    /// In lower case, with single spaces.
    pub title: String,
    /// What its own marks say.
    pub marks: Vec<Status>,
    /// As the dialect reads it; `None`: it is no task.
    pub status: Option<Status>,
    /// Its id is its place in the file.
    pub ordinal: bool,
}

/// A line, or the lines of a block.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    pub lines: Range<usize>,
    /// Index of its block.
    pub block: Option<usize>,
}

/// One version of a file.
#[derive(Debug, Clone)]
pub(super) struct Version<'a> {
    pub lines: Vec<Line<'a>>,
    pub blocks: Vec<Block<'a>>,
    pub units: Vec<Unit>,
}

impl<'a> Version<'a> {
    /// Cuts a feature of one document.
    pub(super) fn of(feature: &'a Feature<'a>) -> Self {
        let outline = &feature.docs[0].outline;
        let mut lines = split(outline.text);
        let starts = starts(&lines);
        sort(outline, &mut lines);
        for (span, status) in holes(feature, outline) {
            let at = line_at(&starts, span.start as usize);
            let Some(line) = lines.get_mut(at) else { continue };
            let range = span.start as usize - starts[at]..(span.end as usize).saturating_sub(starts[at]);
            let fits = range.end <= line.text.len() && line.text.get(range.clone()).is_some();
            if fits && !line.holes.iter().any(|hole| hole.at.start < range.end && range.start < hole.at.end) {
                line.holes.push(Hole { at: range, status });
            }
        }
        for line in &mut lines {
            line.holes.sort_by_key(|hole| hole.at.start);
        }
        let (blocks, spans) = blocks(feature);
        let units = units(&lines, &starts, &spans, outline.text.len());
        let mut version = Self { lines, blocks, units };
        version.name();
        version
    }

    /// Gives every line its symbol: fields by key where a block has the key once, rows by their first cell where it is
    /// the only one, all else by what it says beside its marks.
    fn name(&mut self) {
        let mut rows: HashMap<String, usize> = HashMap::new();
        for line in self.lines.iter().filter(|line| line.sort == Sort::Row) {
            *rows.entry(first_cell(line)).or_default() += 1;
        }
        let front = front(&self.lines);
        for unit in 0..self.units.len() {
            let range = self.units[unit].lines.clone();
            let keys: Vec<String> = range.clone().map(|at| key(&self.lines[at], at < front)).collect();
            for (at, key) in range.zip(&keys) {
                let keyed = self.units[unit].block.is_some() || at < front;
                let once = || at < front || keys.iter().filter(|other| *other == key).count() == 1;
                let line = &self.lines[at];
                let symbol = match line.sort {
                    Sort::Blank => format!(" {}", line.text.trim()),
                    _ if keyed && !key.is_empty() && once() => format!("k{key}"),
                    Sort::Row if rows.get(&first_cell(line)) == Some(&1) => format!("|{}", first_cell(line)),
                    _ => format!("t{}", line.frame().trim_end()),
                };
                self.lines[at].symbol = symbol;
            }
        }
    }

    /// The text of some lines.
    pub(super) fn text(&self, lines: Range<usize>) -> String {
        self.lines[lines].iter().map(Line::whole).collect()
    }
}

fn split(text: &str) -> Vec<Line<'_>> {
    let line = |whole: &'_ str| -> (usize, usize) {
        let bare = whole.trim_end_matches(['\n', '\r']).len();
        (bare, whole.len())
    };
    let mut lines = Vec::new();
    for whole in text.split_inclusive('\n') {
        let (bare, all) = line(whole);
        let (text, end) = (&whole[..bare], &whole[bare..all]);
        lines.push(Line { text, end, sort: Sort::Text, holes: Vec::new(), symbol: String::new() });
    }
    lines
}

fn starts(lines: &[Line<'_>]) -> Vec<usize> {
    let mut at = 0;
    let mut starts = Vec::with_capacity(lines.len());
    for line in lines {
        starts.push(at);
        at += line.text.len() + line.end.len();
    }
    starts
}

fn line_at(starts: &[usize], offset: usize) -> usize {
    starts.partition_point(|start| *start <= offset).saturating_sub(1)
}

/// What each line is, as the outline has it.
fn sort(outline: &Outline<'_>, lines: &mut [Line<'_>]) {
    for line in lines.iter_mut() {
        if line.text.trim().is_empty() || line.text.trim() == "---" {
            line.sort = Sort::Blank;
        }
    }
    for node in outline.nodes().iter() {
        let Some(line) = lines.get_mut(node.line as usize - 1) else { continue };
        line.sort = match node.kind {
            Kind::Rule => Sort::Blank,
            Kind::Row => Sort::Row,
            Kind::Item(_) | Kind::Text if known(outline, node) => Sort::Field,
            Kind::Item(item) if item.mark.is_some() => Sort::Step,
            Kind::Item(_) => Sort::Bullet,
            _ => continue,
        };
    }
}

fn known(outline: &Outline<'_>, node: &Node) -> bool {
    fields::field(outline.body(node)).is_some_and(|field| field.name != Name::Other)
}

/// Every box, and every word or sign by which a task says how far it is, and every statement.
fn holes(feature: &Feature<'_>, outline: &Outline<'_>) -> Vec<(Span, Option<Status>)> {
    let boxes = outline.nodes().iter().filter_map(|node| {
        let span = node.mark()?;
        Some((span, Some(crate::plan::sections::box_mark(outline, span).status)))
    });
    let said = |mark: &Mark| (mark.span, Some(mark.status));
    let own = feature.tasks.iter().flat_map(|task| &task.marks).map(said);
    let statements = feature.statements.iter().map(|one| (one.span, None));
    boxes.chain(own).chain(statements).collect()
}

/// Lines of the front matter.
fn front(lines: &[Line<'_>]) -> usize {
    if lines.first().is_none_or(|line| line.text.trim_start_matches('\u{feff}').trim_end() != "---") {
        return 0;
    }
    lines.iter().skip(1).position(|line| line.text.trim_end() == "---").map_or(0, |at| at + 2)
}

fn key(line: &Line<'_>, front: bool) -> String {
    if front {
        let key = line.text.split_once(':').map(|(key, _)| key).filter(|key| !key.starts_with([' ', '-', '\t', '#']));
        return key.map(str::to_ascii_lowercase).unwrap_or_default();
    }
    if line.sort != Sort::Field {
        return String::new();
    }
    let body = line.text.trim_start().trim_start_matches(['-', '*', '+']).trim_start();
    let body = if body.starts_with('[') { body.split_once(']').map_or(body, |(_, rest)| rest) } else { body };
    let whole = || fields::field(line.text);
    fields::field(body).or_else(whole).map(|field| field.key.to_ascii_lowercase()).unwrap_or_default()
}

fn first_cell(line: &Line<'_>) -> String {
    let frame = line.frame();
    let cells = cells(&frame);
    let mut named = cells.iter().map(|cell| cell.trim()).filter(|cell| cell.chars().any(char::is_alphanumeric));
    named.next().unwrap_or(&frame).to_owned()
}

type Spans = Vec<(usize, Span, Span)>;

/// Tasks and stories with where they begin and their sections; one that is the whole file is none.
fn blocks<'a>(feature: &'a Feature<'a>) -> (Vec<Block<'a>>, Spans) {
    let (mut blocks, mut spans) = (Vec::new(), Vec::new());
    let end = feature.docs[0].outline.text.len() as u32;
    let title = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    for task in &feature.tasks {
        let whole = task.section.start == 0 && task.section.end == end && feature.tasks.len() == 1;
        if task.doc == 0 && !whole {
            spans.push((blocks.len(), task.at, task.section));
            blocks.push(Block {
                id: &task.id,
                title: title(&task.title),
                marks: task.marks.iter().map(|mark| mark.status).collect(),
                status: Some(task.status),
                ordinal: task.id.starts_with("box-"),
            });
        }
    }
    for story in &feature.stories {
        if story.doc == 0 {
            spans.push((blocks.len(), story.at, story.section));
            let (marks, status, ordinal) = (Vec::new(), None, false);
            blocks.push(Block { id: story.id, title: title(story.title), marks, status, ordinal });
        }
    }
    (blocks, spans)
}

/// Runs of lines that belong to a block, and all other lines one by one. Blank lines behind a block are not the block's.
fn units(lines: &[Line<'_>], starts: &[usize], spans: &Spans, size: usize) -> Vec<Unit> {
    let mut owner: Vec<Option<usize>> = vec![None; lines.len()];
    let mut order: Vec<&(usize, Span, Span)> = spans.iter().collect();
    order.sort_by_key(|(_, _, section)| (section.start, std::cmp::Reverse(section.end)));
    let mut head: HashMap<usize, usize> = HashMap::new();
    for (block, at, section) in order {
        let first = line_at(starts, at.start as usize);
        let last = if section.end as usize >= size {
            lines.len()
        } else {
            line_at(starts, section.end as usize).max(first + 1)
        };
        for line in owner.iter_mut().take(last.min(lines.len())).skip(first) {
            *line = Some(*block);
        }
        head.insert(*block, first);
    }
    let mut units = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let mut end = at + 1;
        let block = owner[at].filter(|block| head.get(block) == Some(&at));
        if block.is_some() {
            while end < lines.len() && owner[end] == owner[at] {
                end += 1;
            }
            while end > at + 1 && lines[end - 1].sort == Sort::Blank {
                end -= 1;
            }
        }
        units.push(Unit { lines: at..end, block });
        at = end;
    }
    units
}
