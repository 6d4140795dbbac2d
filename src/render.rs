//! A report for its readers: one file a format, each a function from a report to a writer. Nothing here prints or asks
//! what the terminal is.
//!
//! To add one: a file in `render/`, `mod name;` here, and a row in [`FORMATS`]. `--format`, its help and the completions come
//! from the table.

mod agent;
mod github;
mod gitlab;
mod health_json;
mod human;
mod json;
mod jsonl;
mod junit;
mod markdown;
mod nagios;
mod prometheus;
mod sarif;

pub use agent::LEAST_TOKENS;

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, Write};

use crate::report::{Finding, Report, TestResult, plural};

/// How human output looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Escape codes may be written.
    pub color: bool,
    /// Columns.
    pub width: u16,
    /// Findings that are shown with their source; the others are counted.
    pub max_findings: usize,
    /// Findings and problems only.
    pub quiet: bool,
    /// What a coding agent is given at most; see the `agent` format.
    pub max_tokens: usize,
    /// What a page may have at most, in bytes; the rest is counted.
    pub max_bytes: usize,
}

impl Default for Style {
    fn default() -> Self {
        Self { color: false, width: 80, max_findings: 50, quiet: false, max_tokens: 2000, max_bytes: usize::MAX }
    }
}

/// What a renderer gets beside the report.
pub struct Scene<'s> {
    /// How it looks.
    pub style: Style,
    /// The text of a file of the workspace, for code frames.
    pub source: &'s dyn Fn(&str) -> Option<String>,
    /// The command line that gives all of it as JSON.
    pub again: &'s str,
}

/// Writes a report in one format.
pub type Renderer = fn(&Report, &Scene<'_>, &mut dyn Write) -> io::Result<()>;

/// An output format.
pub struct Format {
    /// As typed.
    pub name: &'static str,
    /// One line for `--help`.
    pub about: &'static str,
    /// What writes it.
    pub write: Renderer,
}

/// Every format, sorted.
pub const FORMATS: &[Format] = &[
    Format { name: "agent", about: "compact text for a coding agent, within --max-tokens", write: agent::write },
    Format { name: "github", about: "workflow commands that annotate a pull request", write: github::write },
    Format { name: "gitlab", about: "GitLab code quality JSON", write: gitlab::write },
    Format { name: "health+json", about: "application/health+json, for monitors", write: health_json::write },
    Format { name: "human", about: "for people", write: human::write },
    Format { name: "json", about: "one document: the result contract", write: json::write },
    Format { name: "jsonl", about: "one JSON document a finding, then a summary", write: jsonl::write },
    Format { name: "junit", about: "JUnit XML", write: junit::write },
    Format { name: "markdown", about: "a table for a comment or a job summary", write: markdown::write },
    Format { name: "nagios", about: "a plugin's line with performance data; exits 0, 1, 2, 3", write: nagios::write },
    Format { name: "prometheus", about: "metrics in Prometheus' text format", write: prometheus::write },
    Format { name: "sarif", about: "SARIF 2.1.0", write: sarif::write },
];

/// The format of that name.
pub fn find(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

/// The exit code of a command that prints this on standard output: the report's own, but for monitors that have a contract
/// of theirs.
pub fn exit_code(format: &Format, report: &Report) -> u8 {
    match format.name {
        "nagios" => nagios::state(report).0,
        _ => report.exit_code(),
    }
}

/// Text without characters that move the cursor or hide what follows: control codes become visible. `\n` and `\t` stay
/// when `lines`.
pub(crate) fn visible(text: &str, lines: bool) -> Cow<'_, str> {
    let harmless = |c: char| {
        !(c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
            || (lines && matches!(c, '\n' | '\t'))
    };
    if text.chars().all(harmless) {
        return Cow::Borrowed(text);
    }
    let shown = |c: char| -> String {
        match c {
            _ if harmless(c) => c.to_string(),
            '\n' | '\r' | '\t' => " ".to_owned(),
            '\0'..='\x1f' => char::from_u32(0x2400 + c as u32).map(String::from).unwrap_or_default(),
            other => other.escape_unicode().to_string(),
        }
    };
    Cow::Owned(text.chars().map(shown).collect())
}

/// A finding's rule with the tool in front of it: `ruff F401`, `gofmt`; Planyard's own rules stand alone.
pub(crate) fn rule_of(finding: &Finding) -> Cow<'_, str> {
    let (source, rule) = (&*finding.source, &*finding.rule);
    match source {
        "planyard" => Cow::Borrowed(rule),
        _ if rule.is_empty() || rule == source => Cow::Borrowed(source),
        _ => Cow::Owned(format!("{source} {rule}")),
    }
}

/// At most `bytes` of a text, cut between characters; what is cut off shows as an ellipsis, which counts.
pub(crate) fn clip(text: &str, bytes: usize) -> Cow<'_, str> {
    const MARK: &str = "\u{2026}";
    if text.len() <= bytes {
        return Cow::Borrowed(text);
    }
    let end = (0..=bytes.saturating_sub(MARK.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    Cow::Owned(if bytes < MARK.len() { String::new() } else { format!("{}{MARK}", &text[..end]) })
}

/// The tests that went wrong, as their findings name them: by runner and id.
pub(crate) fn failures(report: &Report) -> HashMap<(&str, &str), &TestResult> {
    let failed = report.tests.iter().filter(|test| test.outcome.is_bad());
    failed.map(|test| ((test.tool.as_str(), test.id.as_str()), test)).collect()
}

/// The first line that says anything: what is wrong. What follows it are details.
pub(crate) fn headline(message: &str) -> &str {
    message.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default()
}

/// What a message says after its first line.
pub(crate) fn details(message: &str) -> &str {
    message.trim_start().split_once('\n').map_or("", |(_, rest)| rest)
}

/// The lines of a long text that tell most: the first and the last, and between them how many are left out.
pub(crate) fn gist(text: &str, most: usize) -> Vec<Cow<'_, str>> {
    let lines: Vec<&str> = text.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
    if lines.len() <= most {
        return lines.into_iter().map(Cow::Borrowed).collect();
    }
    let head = most / 3;
    let tail = most.saturating_sub(head + 1);
    let left_out = lines.len() - head - tail;
    let mut shown: Vec<Cow<'_, str>> = lines[..head].iter().map(|line| Cow::Borrowed(*line)).collect();
    shown.push(Cow::Owned(format!("\u{2026} {}", plural(left_out, "more line"))));
    shown.extend(lines[lines.len() - tail..].iter().map(|line| Cow::Borrowed(*line)));
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_folder_is_in_the_table() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/render");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap())
            .filter(|entry| entry.file_type().unwrap().is_file())
            .map(|entry| entry.file_name().into_string().unwrap().replace(".rs", ""))
            .collect();
        files.sort();
        let names: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
        let names: Vec<String> = names.iter().map(|name| name.replace('+', "_")).collect();
        assert_eq!(files, names, "sorted, and each file a row");
    }

    #[test]
    fn control_codes_are_made_visible() {
        assert_eq!(visible("a\u{1b}[31mb", false), "a\u{241b}[31mb");
        assert_eq!(visible("a\nb", false), "a b");
        assert_eq!(visible("a\nb", true), "a\nb");
        assert_eq!(visible("žluť", false), "žluť");
    }

    #[test]
    fn texts_are_cut_between_characters() {
        assert_eq!(clip("žluť", 6), "žluť");
        assert_eq!(clip("žluťoučký", 6), "žl…");
        assert_eq!((clip("abc", 2).len(), clip("ab", 2).into_owned()), (0, "ab".to_owned()));
        let lines: Vec<String> = (1..=9).map(|n| n.to_string()).collect();
        assert_eq!(gist(&lines.join("\n"), 6), ["1", "2", "… 4 more lines", "7", "8", "9"]);
        assert_eq!(gist("a\n\n b \n", 6), ["a", " b"]);
    }

    #[test]
    fn a_message_has_a_headline_and_details() {
        let message = "\n  failed: 1 is not 2\r\n\nE 1\n";
        assert_eq!((headline(message), details(message)), ("failed: 1 is not 2", "\nE 1\n"));
        assert_eq!((headline("one"), details("one"), headline(" \n")), ("one", "", ""));
    }

    #[test]
    fn a_rule_is_named_with_its_tool() {
        let named = |source: &'static str, rule: &'static str| {
            let mut finding = Finding::new("a", crate::report::Severity::Error, rule, "m");
            finding.source = source.into();
            rule_of(&finding).into_owned()
        };
        assert_eq!(named("ruff", "F401"), "ruff F401");
        assert_eq!((named("gofmt", ""), named("gofmt", "gofmt")), ("gofmt".to_owned(), "gofmt".to_owned()));
        assert_eq!(named("planyard", "tasks/none"), "tasks/none");
    }
}
