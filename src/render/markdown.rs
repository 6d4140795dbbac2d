//! A table for a comment or a job summary.

use std::io::{self, Write};

use super::{Scene, sentence, visible};
use crate::report::{Report, Verdict};

pub(super) fn write(report: &Report, scene: &Scene<'_>, out: &mut dyn Write) -> io::Result<()> {
    let sign = match report.verdict() {
        Some(Verdict::Pass) => "\u{2705} ",
        Some(Verdict::Fail) => "\u{274c} ",
        Some(Verdict::Unverified) => "\u{2753} ",
        None if report.success() => "",
        None => "\u{274c} ",
    };
    writeln!(out, "### {sign}{}", cell(&sentence(report)))?;
    if !report.results.is_empty() {
        writeln!(out, "\n| | where | rule | what |\n| --- | --- | --- | --- |")?;
    }
    for finding in report.results.iter().take(scene.style.max_findings) {
        let line = finding.place.map(|place| format!(":{}", place.line)).unwrap_or_default();
        let file = cell(&finding.file).replace('`', "'");
        writeln!(
            out,
            "| {} | `{file}{line}` | `{}` | {} |",
            finding.severity.word(),
            cell(&finding.rule),
            cell(&finding.message)
        )?;
    }
    let more = report.results.len().saturating_sub(scene.style.max_findings);
    if more > 0 {
        writeln!(out, "\n… and {more} more.")?;
    }
    for problem in &report.problems {
        writeln!(out, "\n> **error**: {}", cell(&problem.to_string()))?;
        if let Some(hint) = &problem.hint {
            writeln!(out, ">\n> {}", cell(hint))?;
        }
    }
    Ok(())
}

/// Text that stays one cell and starts no markup of its own.
fn cell(text: &str) -> String {
    visible(text, false).replace('\\', "\\\\").replace('|', "\\|").replace('<', "&lt;")
}
