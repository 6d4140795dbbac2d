//! The findings of one rule, told as one thing.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::flat;
use crate::render::{clip, gist, headline, rule_of, visible};
use crate::report::{Finding, Report, Severity};

/// A longer path would take the room of what is wrong.
const FILE_BYTES: usize = 120;
/// So may a longer name of a rule; that of a test is its id.
const RULE_BYTES: usize = 200;
/// Lines of a failing test's own words, and what each may have.
const DETAIL_LINES: usize = 8;
const LINE_BYTES: usize = 200;
/// So many lines of one file are named.
const LINES: usize = 10;

/// The findings of one rule of one tool; the first stands for all.
pub(super) struct Group<'r> {
    first: &'r Finding,
    severity: Severity,
    /// Lines by file; 0: the finding is about the file.
    places: BTreeMap<&'r str, Vec<u32>>,
    count: usize,
    fixable: bool,
}

/// The groups of a report, the most useful first.
pub(super) fn all(report: &Report) -> Vec<Group<'_>> {
    let mut groups: BTreeMap<(&str, &str), Group<'_>> = BTreeMap::new();
    for finding in &report.results {
        let group = groups.entry((&finding.source, &finding.rule)).or_insert_with(|| Group {
            first: finding,
            severity: finding.severity,
            places: BTreeMap::new(),
            count: 0,
            fixable: false,
        });
        if finding.severity > group.severity {
            (group.first, group.severity) = (finding, finding.severity);
        }
        group.places.entry(&finding.file).or_default().push(finding.place.map_or(0, |place| place.line));
        group.count += 1;
        group.fixable |= finding.fix.is_some() || finding.more.as_ref().is_some_and(|more| more.fixable.is_some());
    }
    let mut groups: Vec<Group<'_>> = groups.into_values().collect();
    groups.sort_by_key(|group| (Reverse(group.severity), group.places.len(), group.count));
    groups
}

impl<'r> Group<'r> {
    /// Tool and rule.
    pub(super) fn key(&self) -> (&'r str, &'r str) {
        (&self.first.source, &self.first.rule)
    }

    /// What its finding says after the first line.
    pub(super) fn details(&self) -> &'r str {
        crate::render::details(&self.first.message)
    }

    /// How many findings.
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// Everything about it that fits in so many bytes; its first line is always there.
    pub(super) fn text(&self, most: usize, details: &str) -> String {
        let mut text = self.head(most / 2);
        text.push_str(&self.places(most.saturating_sub(text.len())));
        text.push_str(&own_words(details, most.saturating_sub(text.len())));
        let more = self.first.more.as_deref();
        let mut notes: Vec<String> = Vec::new();
        notes.extend(self.first.help.iter().map(|help| format!("  help: {}\n", clip(&flat(help), most / 2))));
        for related in more.iter().flat_map(|more| &more.related) {
            let at = related.place.map_or(String::new(), |place| format!(":{}", place.line));
            notes.push(format!("  see: {}{at} {}\n", flat(&related.file), clip(&flat(&related.message), most / 4)));
        }
        notes.extend(more.and_then(|more| more.url.as_deref()).map(|url| format!("  page: {}\n", flat(url))));
        for note in notes {
            if text.len() + note.len() <= most {
                text.push_str(&note);
            }
        }
        text
    }

    /// What it is and where first, when there is no room for more.
    pub(super) fn brief(&self) -> String {
        format!("{}{}", self.head(80), self.places(0))
    }

    /// `error ruff F401, 12 in 3 files, --fix mends it: ...`
    fn head(&self, most: usize) -> String {
        let count = match (self.count, self.places.len()) {
            (1, _) => String::new(),
            (count, 1) => format!(", {count} in one file"),
            (count, files) => format!(", {count} in {files} files"),
        };
        let fix = if self.fixable { ", --fix can mend it" } else { "" };
        let rule = flat(&rule_of(self.first));
        let message = flat(headline(&self.first.message));
        format!("{} {}{count}{fix}: {}\n", self.severity.word(), clip(&rule, RULE_BYTES), clip(&message, most))
    }

    /// `  at src/a.py:1,9 src/b.py:2 and 3 more files`: files while they fit, the first always.
    fn places(&self, most: usize) -> String {
        let mut text = String::from("  at");
        for (shown, (file, lines)) in self.places.iter().enumerate() {
            let place = place(file, lines);
            let more = format!(" and {} more files\n", self.places.len() - shown);
            if shown > 0 && text.len() + place.len() + more.len() > most {
                return text + &more;
            }
            text.push_str(&place);
        }
        text + "\n"
    }
}

/// A failing test's own words: as many of the lines that tell most as there is room for.
fn own_words(details: &str, room: usize) -> String {
    let written = |most: usize| -> String {
        let lines = gist(details, most);
        lines.iter().map(|line| format!("  | {}\n", clip(&visible(line, false), LINE_BYTES))).collect()
    };
    (2..=DETAIL_LINES).rev().map(written).find(|text| text.len() <= room).unwrap_or_default()
}

/// ` src/a.py:1,9,14…`
fn place(file: &str, lines: &[u32]) -> String {
    let mut lines: Vec<u32> = lines.iter().copied().filter(|line| *line > 0).collect();
    lines.sort_unstable();
    lines.dedup();
    let more = if lines.len() > LINES { ",\u{2026}" } else { "" };
    let shown: Vec<String> = lines.iter().take(LINES).map(u32::to_string).collect();
    let colon = if shown.is_empty() { "" } else { ":" };
    format!(" {}{colon}{}{more}", clip(&visible(file, false), FILE_BYTES), shown.join(","))
}
