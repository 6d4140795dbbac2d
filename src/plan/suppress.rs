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
        for node in doc.outline.nodes.iter().filter(|node| !matches!(node.kind, Kind::Fence | Kind::Code)) {
            let line = doc.outline.slice(node.span);
            for (start, _) in line.match_indices("<!--") {
                if is_in_code(line, start) {
                    continue;
                }
                let Some(length) = line[start..].find("-->") else { continue };
                let comment = &line[start..start + length + 3];
                let span = doc.outline.span_of(comment);
                found.extend(read(feature, at, doc, comment, span).map(|one| (at, one)));
            }
        }
    }
    found
}

fn read<'a>(feature: &Feature<'a>, at: usize, doc: &Doc<'a>, comment: &'a str, span: Span) -> Option<Suppression<'a>> {
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
    let lines = if whole { (1, u32::MAX) } else { covered(feature, at, doc, span) };
    Some(Suppression { span, rules, reason: reason.trim(), lines, used: Cell::new(false) })
}

/// The lines of the task or story that a comment is about (it stands in it, or in the line before its heading), else its own
/// line and the next that is not blank.
fn covered(feature: &Feature<'_>, at: usize, doc: &Doc<'_>, span: Span) -> (u32, u32) {
    let outline = &doc.outline;
    let own = outline.place(span);
    let after = outline.nodes.partition_point(|node| node.span.start < span.end);
    let next = outline.nodes.get(after);
    let tasks = feature.tasks.iter().filter(|task| task.doc == at).map(|task| (task.at, task.section));
    let stories = feature.stories.iter().filter(|story| story.doc == at).map(|story| (story.at, story.section));
    let sections: Vec<(Span, Span)> = tasks.chain(stories).collect();
    let before = |heading: Span| next.is_some_and(|next| next.line == own.end_line + 1 && next.span == heading);
    let about = sections.iter().find(|(heading, _)| before(*heading));
    // The smallest around it: a task may be a part of another.
    let around =
        || sections.iter().filter(|(_, section)| section.covers(span)).min_by_key(|(_, section)| section.len());
    if let Some((_, section)) = about.or_else(around) {
        let place = outline.place(*section);
        // A section ends where the next one's line begins.
        let last = place.end_line - u32::from(place.end_column == 1 && place.end_line > place.line);
        return (place.line.min(own.line), last);
    }
    (own.line, next.map_or(own.end_line, |next| next.line))
}

/// Takes the suppressed findings out.
pub fn apply(feature: &Feature<'_>, suppressions: &[(usize, Suppression<'_>)], findings: &mut Vec<Finding>) {
    if suppressions.is_empty() {
        return;
    }
    findings.retain(|finding| {
        let of_file = suppressions.iter().filter(|(doc, _)| *feature.docs[*doc].source.path == *finding.file);
        let mut taken = false;
        for (_, suppression) in of_file {
            taken |= suppression.takes(finding);
        }
        !taken
    });
}
