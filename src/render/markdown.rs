//! For a comment or a job summary: the answer, the findings as a table, then what the command has to show.

use std::cmp::Reverse;
use std::io::{self, Write};

use super::{Scene, clip, headline, rule_of, visible};
use crate::report::{Align, Block, Cell, Finding, Report, Role, Table, Verdict, sentence};

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
    if scene.style.quiet { Ok(()) } else { view(report, scene.style.max_bytes / 4, out) }
}

/// What the command has to show beside findings, as far as there is room: whole tables and texts only.
fn view(report: &Report, mut room: usize, out: &mut dyn Write) -> io::Result<()> {
    let mut blocks: Vec<String> = report.view.blocks.iter().map(block).collect();
    blocks.extend(report.raw.as_ref().map(|raw| fenced(raw)));
    // Lines that follow each other are one list, so that they stay lines.
    for (at, text) in blocks.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
        if text.len() > room {
            return writeln!(out, "\n\u{2026} and more: {} parts in all.", blocks.len());
        }
        room -= text.len();
        let list = |at: usize| blocks.get(at).is_some_and(|text| text.starts_with("- "));
        let joined = at > 0 && list(at - 1) && list(at);
        write!(out, "{}{text}", if joined { "" } else { "\n" })?;
    }
    Ok(())
}

fn block(block: &Block) -> String {
    match block {
        Block::Gap => String::new(),
        Block::Line(line) => {
            let text = inline(line);
            if text.trim().is_empty() { String::new() } else { format!("- {}\n", text.trim()) }
        }
        Block::Table(table) => rows_of(table),
        Block::Pre(text) => fenced(text),
    }
}

/// A table; without heads of its own it has empty ones, because markdown knows no table without.
fn rows_of(table: &Table) -> String {
    let joined = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let heads = (0..table.columns.len()).map(|at| table.head.get(at).map(|head| cell(head)).unwrap_or_default());
    let rule = |align: &Align| if *align == Align::Right { "---:" } else { "---" }.to_owned();
    let mut text = joined(heads.collect());
    text.push_str(&joined(table.columns.iter().map(rule).collect()));
    table.rows.iter().for_each(|row| text.push_str(&joined(row.iter().map(inline).collect())));
    text
}

/// Pieces of text; only emphasis that means something is kept.
fn inline(cell_or_line: &Cell) -> String {
    let piece = |(role, text): &(Role, String)| {
        let (bare, shown) = (text.trim(), cell(text));
        match role {
            _ if bare.is_empty() => shown,
            Role::Strong | Role::Bad => shown.replacen(shown.trim(), &format!("**{}**", shown.trim()), 1),
            Role::Code => format!("`{}`", bare.replace('`', "'").replace('|', "\\|")),
            Role::Plain | Role::Dim | Role::Good | Role::Warn => shown,
        }
    };
    cell_or_line.iter().map(piece).collect()
}

/// Text as it is, in a fence longer than any in it.
fn fenced(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}text\n{}\n{fence}\n", visible(text.trim_end(), true))
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
    format!("| {} | {place} | {rule} | {} |", finding.severity.word(), cell(headline(&finding.message)))
}

/// Text that stays one cell and starts no markup of its own.
fn cell(text: &str) -> String {
    visible(text, false).replace('\\', "\\\\").replace('|', "\\|").replace('<', "&lt;")
}
