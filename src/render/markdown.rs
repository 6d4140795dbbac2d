//! A table for a comment or a job summary.

use std::cmp::Reverse;
use std::io::{self, Write};

use super::{Scene, clip, rule_of, visible};
use crate::report::{Finding, Report, Verdict, sentence};

pub(super) fn write(report: &Report, scene: &Scene<'_>, out: &mut dyn Write) -> io::Result<()> {
    let sign = match report.verdict() {
        Some(Verdict::Pass) => "\u{2705} ",
        Some(Verdict::Fail) => "\u{274c} ",
        Some(Verdict::Unverified) => "\u{2753} ",
        None if report.success() => "",
        None => "\u{274c} ",
    };
    writeln!(out, "### {sign}{}", cell(&clip(&sentence(report), 1000)))?;
    let shown = rows(report, scene, out)?;
    if shown < report.results.len() {
        writeln!(out, "\n\u{2026} and {} more.", report.results.len() - shown)?;
    }
    let mut room = scene.style.max_bytes / 4;
    for (at, problem) in report.problems.iter().enumerate() {
        let hint = problem.hint.as_ref().map_or(String::new(), |hint| format!(">\n> {}\n", cell(hint)));
        let text = format!("\n> **error**: {}\n{hint}", cell(&problem.to_string()));
        if text.len() > room {
            return writeln!(out, "\n\u{2026} and {} more problems.", report.problems.len() - at);
        }
        room -= text.len();
        out.write_all(text.as_bytes())?;
    }
    Ok(())
}

/// The findings as a table, the worst first when not all are shown. Gives how many there are.
fn rows(report: &Report, scene: &Scene<'_>, out: &mut dyn Write) -> io::Result<usize> {
    let most = scene.style.max_findings;
    let mut findings: Vec<&Finding> = report.results.iter().collect();
    if findings.len() > most {
        findings.sort_by_key(|finding| Reverse(finding.severity));
    }
    // Half for the findings: what could not be done is said too, and must fit.
    let mut room = scene.style.max_bytes / 2;
    for (at, finding) in findings.iter().take(most).enumerate() {
        let row = row(finding);
        if row.len() > room {
            return Ok(at);
        }
        room -= row.len();
        if at == 0 {
            writeln!(out, "\n| | where | rule | what |\n| --- | --- | --- | --- |")?;
        }
        writeln!(out, "{row}")?;
    }
    Ok(findings.len().min(most))
}

fn row(finding: &Finding) -> String {
    let code = |text: &str| format!("`{}`", cell(text).replace('`', "'"));
    let line = finding.place.map(|place| format!(":{}", place.line)).unwrap_or_default();
    let rule = match finding.more.as_ref().and_then(|more| more.url.as_deref()) {
        Some(url) if url.starts_with("https://") && !url.contains(['(', ')', ' ', '|', '<', '\n']) => {
            format!("[{}]({url})", code(&rule_of(finding)))
        }
        _ => code(&rule_of(finding)),
    };
    let place = code(&format!("{}{line}", finding.file));
    format!("| {} | {place} | {rule} | {} |", finding.severity.word(), cell(&finding.message))
}

/// Text that stays one cell and starts no markup of its own.
fn cell(text: &str) -> String {
    visible(text, false).replace('\\', "\\\\").replace('|', "\\|").replace('<', "&lt;")
}
