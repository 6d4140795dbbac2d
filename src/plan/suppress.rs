//! Comments that take findings away: `<!-- planyard-ignore rule: reason -->`.
//!
//! Inside the section of a task or story it covers that task or story; elsewhere its own line and the next line that is
//! not blank. `planyard-ignore-file` covers the document. Without a reason it covers nothing.

use std::cell::Cell;

use super::document::Span;
use super::model::{Doc, Feature};
use super::outline::{Kind, is_in_code};
use crate::report::Finding;

/// One comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression<'a> {
    /// The comment.
    pub span: Span,
    /// Rules it names; `tasks/*` is every rule of that group.
    pub rules: Vec<&'a str>,
    /// Why; may be empty, and then nothing is suppressed.
    pub reason: &'a str,
    /// First and last line it covers.
    lines: (u32, u32),
    used: Cell<bool>,
}

const MARKER: &str = "planyard-ignore";

impl Suppression<'_> {
    /// It has a reason, and took no finding away.
    pub fn is_unused(&self) -> bool {
        !self.reason.is_empty() && !self.used.get()
    }

    /// It is about that rule, by its name or its group.
    pub fn names(&self, rule: &str) -> bool {
        self.rules.iter().any(|name| {
            *name == rule || name.strip_suffix('*').is_some_and(|group| group.ends_with('/') && rule.starts_with(group))
        })
    }

    /// Takes a finding of its document away.
    fn takes(&self, finding: &Finding) -> bool {
        let line = finding.place.map_or(1, |place| place.line);
        let takes =
            !self.reason.is_empty() && self.names(&finding.rule) && (self.lines.0..=self.lines.1).contains(&line);
        if takes {
            self.used.set(true);
        }
        takes
    }
}

/// The comments of all documents of a feature.
pub fn collect<'a>(feature: &Feature<'a>) -> Vec<(usize, Suppression<'a>)> {
    let mut found = Vec::new();
    for (at, doc) in feature.docs.iter().enumerate() {
        if memchr::memmem::find(doc.outline.text.as_bytes(), MARKER.as_bytes()).is_none() {
            continue;
        }
        let sections = sections(feature, at);
        for node in doc.outline.nodes().iter().filter(|node| !matches!(node.kind, Kind::Fence | Kind::Code)) {
            let line = doc.outline.slice(node.span);
            for (start, _) in line.match_indices("<!--") {
                if is_in_code(line, start) {
                    continue;
                }
                let Some(length) = line[start..].find("-->") else { continue };
                let comment = &line[start..start + length + 3];
                let span = doc.outline.span_of(comment);
                found.extend(read(&sections, doc, comment, span).map(|one| (at, one)));
            }
        }
    }
    found
}

fn read<'a>(sections: &[(Span, Span)], doc: &Doc<'a>, comment: &'a str, span: Span) -> Option<Suppression<'a>> {
    let inner = comment.strip_prefix("<!--")?.strip_suffix("-->")?.trim();
    let rest = inner.strip_prefix(MARKER)?;
    let (whole, rest) = match rest.strip_prefix("-file") {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    if !rest.is_empty() && !rest.starts_with(char::is_whitespace) {
        return None;
    }
    let (rules, reason) = rest.split_once(':').unwrap_or((rest, ""));
    let rules = rules.split(',').map(str::trim).filter(|rule| !rule.is_empty()).collect();
    let lines = if whole { (1, u32::MAX) } else { covered(sections, doc, span) };
    Some(Suppression { span, rules, reason: reason.trim(), lines, used: Cell::new(false) })
}

/// The headings and sections of a document's tasks and stories, in order.
fn sections(feature: &Feature<'_>, at: usize) -> Vec<(Span, Span)> {
    let tasks = feature.tasks.iter().filter(|task| task.doc == at).map(|task| (task.at, task.section));
    let stories = feature.stories.iter().filter(|story| story.doc == at).map(|story| (story.at, story.section));
    let mut sections: Vec<(Span, Span)> = tasks.chain(stories).collect();
    sections.sort_by_key(|(heading, _)| heading.start);
    sections
}

/// Sections nest no deeper than this, so no more are looked through for the one around a comment.
const DEEPEST: usize = 64;

/// The lines of the task or story that a comment is about (it stands in it, or in the line before its heading), else its
/// own line and the next that is not blank.
fn covered(sections: &[(Span, Span)], doc: &Doc<'_>, span: Span) -> (u32, u32) {
    let outline = &doc.outline;
    let own = outline.place(span);
    let after = outline.nodes().partition_point(|node| node.span.start < span.end);
    let next = outline.nodes().get(after);
    let follows = next.filter(|next| next.line == own.end_line + 1).and_then(|next| {
        let at = sections.binary_search_by_key(&next.span.start, |(heading, _)| heading.start).ok()?;
        sections.get(at)
    });
    let around = || {
        let begun = sections.partition_point(|(heading, _)| heading.start <= span.start);
        sections[..begun].iter().rev().take(DEEPEST).find(|(_, section)| section.covers(span))
    };
    if let Some((_, section)) = follows.or_else(around) {
        let place = outline.place(*section);
        // A section ends where the next one's line begins.
        let last = place.end_line - u32::from(place.end_column == 1 && place.end_line > place.line);
        return (place.line.min(own.line), last);
    }
    (own.line, next.map_or(own.end_line, |next| next.line))
}

/// The suppressions of one document, so ordered that those of a line are found without a look at all of them.
#[derive(Default)]
struct OfDocument<'s, 'a> {
    /// By their first lines.
    found: Vec<&'s Suppression<'a>>,
    /// For each, the last line that it or one before it covers.
    reach: Vec<u32>,
}

impl<'s, 'a> OfDocument<'s, 'a> {
    fn new(mut found: Vec<&'s Suppression<'a>>) -> Self {
        found.sort_by_key(|suppression| suppression.lines.0);
        let furthest = |reach: &mut u32, suppression: &&Suppression<'_>| {
            *reach = (*reach).max(suppression.lines.1);
            Some(*reach)
        };
        let reach = found.iter().scan(0, furthest).collect();
        Self { found, reach }
    }

    /// Takes a finding away; every suppression that does is marked as used.
    fn takes(&self, finding: &Finding) -> bool {
        let line = finding.place.map_or(1, |place| place.line);
        let begun = self.found.partition_point(|suppression| suppression.lines.0 <= line);
        let near = (0..begun).rev().take_while(|at| self.reach[*at] >= line);
        // Counted rather than asked for any, because each notes that it was of use.
        near.filter(|at| self.found[*at].takes(finding)).count() > 0
    }
}

/// Takes the suppressed findings out.
pub fn apply(feature: &Feature<'_>, suppressions: &[(usize, Suppression<'_>)], findings: &mut Vec<Finding>) {
    if suppressions.is_empty() {
        return;
    }
    let of_document = |at: usize| {
        OfDocument::new(suppressions.iter().filter(|(doc, _)| *doc == at).map(|(_, suppression)| suppression).collect())
    };
    let documents: Vec<_> =
        feature.docs.iter().enumerate().map(|(at, doc)| (&*doc.source.path, of_document(at))).collect();
    findings.retain(|finding| {
        let document = documents.iter().find(|(path, _)| **path == *finding.file);
        !document.is_some_and(|(_, suppressions)| suppressions.takes(finding))
    });
}
