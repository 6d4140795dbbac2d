//! A report for its readers: one file a format, each a function from a report to a writer. Nothing here prints or asks
//! what the terminal is.
//!
//! To add one: a file in `render/`, `mod name;` here, and a row in [`FORMATS`]. `--format`, its help and the completions come
//! from the table.

mod github;
mod gitlab;
mod human;
mod json;
mod jsonl;
mod junit;
mod markdown;
mod sarif;

use std::borrow::Cow;
use std::io::{self, Write};

use crate::report::Report;

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
}

impl Default for Style {
    fn default() -> Self {
        Self { color: false, width: 80, max_findings: 50, quiet: false }
    }
}

/// What a renderer gets beside the report.
pub struct Scene<'s> {
    /// How it looks.
    pub style: Style,
    /// The text of a file of the workspace, for code frames.
    pub source: &'s dyn Fn(&str) -> Option<String>,
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
    Format { name: "github", about: "workflow commands that annotate a pull request", write: github::write },
    Format { name: "gitlab", about: "GitLab code quality JSON", write: gitlab::write },
    Format { name: "human", about: "for people", write: human::write },
    Format { name: "json", about: "one document: the result contract", write: json::write },
    Format { name: "jsonl", about: "one JSON document a finding, then a summary", write: jsonl::write },
    Format { name: "junit", about: "JUnit XML", write: junit::write },
    Format { name: "markdown", about: "a table for a comment or a job summary", write: markdown::write },
    Format { name: "sarif", about: "SARIF 2.1.0", write: sarif::write },
];

/// The format of that name.
pub fn find(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
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

/// `1 error`, `2 errors`.
pub(crate) fn plural(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

/// The answer in one sentence, the same for every reader.
pub(crate) fn sentence(report: &Report) -> String {
    use crate::report::Verdict;
    let summary = report.summary();
    let counts: Vec<String> = [(summary.error, "error"), (summary.warning, "warning"), (summary.info, "note")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| plural(count, word))
        .collect();
    let examined: usize = report.ran.iter().map(|ran| ran.examined).sum();
    let scope = match report.ran.iter().find_map(|ran| ran.reason.as_deref()) {
        Some("empty_scope") if examined == 0 => "nothing in scope".to_owned(),
        _ => format!("{} examined", plural(examined, "feature")),
    };
    let found = if counts.is_empty() { String::new() } else { format!(": {}", counts.join(", ")) };
    match report.verdict() {
        Some(Verdict::Pass) if counts.is_empty() => format!("{} passed: {scope}", report.command),
        Some(Verdict::Pass) => format!("{} passed{found}; {scope}", report.command),
        Some(Verdict::Fail) => format!("{} failed{found}; {scope}", report.command),
        Some(Verdict::Unverified) => {
            let problems = plural(report.problems.len(), "problem");
            format!("{} could not be verified: {problems}{}; {scope}", report.command, found.replacen(": ", ", ", 1))
        }
        None if report.problems.is_empty() => format!("{} done", report.command),
        None => format!("{} could not do its work: {}", report.command, plural(report.problems.len(), "problem")),
    }
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
            .filter(|name| name != "properties")
            .collect();
        files.sort();
        let names: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
        assert_eq!(files, names, "sorted, and each file a row");
    }

    #[test]
    fn control_codes_are_made_visible() {
        assert_eq!(visible("a\u{1b}[31mb", false), "a\u{241b}[31mb");
        assert_eq!(visible("a\nb", false), "a b");
        assert_eq!(visible("a\nb", true), "a\nb");
        assert_eq!(visible("žluť", false), "žluť");
    }
}
