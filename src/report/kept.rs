//! A finding as a cache keeps it: every part of it, small, and read back the same.

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Finding, Fix, More, Place, Related, Replacement, Safety, Severity};

/// A finding as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    file: String,
    place: Option<[u32; 4]>,
    severity: Severity,
    rule: String,
    message: String,
    /// `None`: Planyard's own.
    source: Option<String>,
    help: Option<String>,
    fix: Option<KeptFix>,
    task: Option<String>,
    subject: u64,
    more: Option<KeptMore>,
}

/// Edits that would resolve it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct KeptFix {
    safe: bool,
    edits: Vec<(usize, usize, String)>,
    of: u64,
}

/// What few findings have.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct KeptMore {
    url: Option<String>,
    tool_severity: Option<String>,
    fixable: Option<bool>,
    related: Vec<(String, Option<[u32; 4]>, String)>,
    peer_rule: Option<String>,
}

/// Of [`Finding::new`].
const OWN: &str = "planyard";

fn numbers(place: Place) -> [u32; 4] {
    [place.line, place.column, place.end_line, place.end_column]
}

fn place([line, column, end_line, end_column]: [u32; 4]) -> Place {
    Place { line, column, end_line, end_column }
}

fn safety(safe: bool) -> Safety {
    if safe { Safety::Safe } else { Safety::Unsafe }
}

impl Kept {
    /// Of a finding.
    pub fn of(finding: &Finding) -> Self {
        Self {
            file: finding.file.to_string(),
            place: finding.place.map(numbers),
            severity: finding.severity,
            rule: finding.rule.to_string(),
            message: finding.message.clone(),
            source: Some(&*finding.source).filter(|source| *source != OWN).map(str::to_owned),
            help: finding.help.as_ref().map(ToString::to_string),
            fix: finding.fix.as_deref().map(KeptFix::of),
            task: finding.task.as_deref().map(str::to_owned),
            subject: finding.subject,
            more: finding.more.as_deref().map(KeptMore::of),
        }
    }

    /// The finding again. Which of several that are the same it is, is told anew by [`Report::finish`](super::Report::finish).
    pub fn finding(self) -> Finding {
        let mut finding = Finding::new(Arc::<str>::from(self.file), self.severity, self.rule, self.message);
        finding.source = self.source.map_or(Cow::Borrowed(OWN), Cow::Owned);
        finding.place = self.place.map(place);
        finding.help = self.help.map(Cow::Owned);
        finding.fix = self.fix.map(|fix| Box::new(fix.fix()));
        finding.task = self.task.map(String::into_boxed_str);
        finding.subject = self.subject;
        finding.more = self.more.map(|more| Box::new(more.more()));
        finding
    }
}

impl KeptFix {
    fn of(fix: &Fix) -> Self {
        let edits = fix.edits.iter().map(|edit| (edit.start, edit.end, edit.with.clone())).collect();
        Self { safe: fix.safety == Safety::Safe, edits, of: fix.of }
    }

    fn fix(self) -> Fix {
        let edits = self.edits.into_iter().map(|(start, end, with)| Replacement { start, end, with }).collect();
        Fix { safety: safety(self.safe), edits, of: self.of }
    }
}

impl KeptMore {
    fn of(more: &More) -> Self {
        let related = |other: &Related| (other.file.clone(), other.place.map(numbers), other.message.clone());
        Self {
            url: more.url.clone(),
            tool_severity: more.tool_severity.clone(),
            fixable: more.fixable.map(|safety| safety == Safety::Safe),
            related: more.related.iter().map(related).collect(),
            peer_rule: more.peer_rule.as_deref().map(str::to_owned),
        }
    }

    fn more(self) -> More {
        let related =
            |(file, at, message): (String, Option<[u32; 4]>, String)| Related { file, place: at.map(place), message };
        More {
            url: self.url,
            tool_severity: self.tool_severity,
            fixable: self.fixable.map(safety),
            related: self.related.into_iter().map(related).collect(),
            peer_rule: self.peer_rule.map(Cow::Owned),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_read_back_with_all_its_parts() {
        let plain = Finding::new("a.md", Severity::Info, "tasks/none", "nothing");
        let place = Place { line: 3, column: 1, end_line: 4, end_column: 9 };
        let full = Finding {
            place: Some(place),
            severity: Severity::Error,
            source: Cow::Borrowed("ruff"),
            help: Some(Cow::Borrowed("mend it")),
            fix: Some(Box::new(Fix {
                safety: Safety::Unsafe,
                edits: vec![Replacement { start: 1, end: 5, with: "ü\n".to_owned() }],
                of: u64::MAX,
            })),
            task: Some("T01".into()),
            subject: u64::MAX - 1,
            more: Some(Box::new(More {
                url: Some("u".to_owned()),
                tool_severity: Some("fatal".to_owned()),
                fixable: Some(Safety::Safe),
                related: vec![Related { file: "b.md".to_owned(), place: Some(place), message: "here".to_owned() }],
                peer_rule: Some(Cow::Borrowed("X1")),
            })),
            ..plain.clone()
        };
        for finding in [plain, full] {
            let text = serde_json::to_string(&Kept::of(&finding)).unwrap();
            assert_eq!(serde_json::from_str::<Kept>(&text).unwrap().finding(), finding, "{text}");
        }
    }
}
