//! For people: a frame for each finding, then what the command has to show, then one line that sums up.

mod frame;
mod table;

use std::cmp::Reverse;
use std::io::{self, Write};

use anstyle::{AnsiColor, Effects, Style as Color};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::{Scene, visible};
use crate::report::{Block, Finding, Line, Problem, Report, Role, Verdict, sentence};

pub(super) fn write(report: &Report, scene: &Scene<'_>, out: &mut dyn Write) -> io::Result<()> {
    if let Some(raw) = &report.raw {
        return out.write_all(raw.as_bytes());
    }
    // Services have a table of their own, which says the same.
    let shown = if report.services.is_empty() { report.results.len().min(scene.style.max_findings) } else { 0 };
    frame::write(&worst(&report.results, shown), report, scene, out)?;
    if report.results.len() > shown && report.services.is_empty() {
        let more = format!(
            "… and {} more; --format json has them all, --config output.max_findings=N shows more",
            report.results.len() - shown
        );
        writeln!(out, "{}\n", paint(scene, Role::Dim, &more))?;
    }
    for problem in &report.problems {
        write_problem(problem, scene, out)?;
    }
    for block in &report.view.blocks {
        write_block(block, scene, out)?;
    }
    if scene.style.quiet {
        return Ok(());
    }
    if report.gate.is_some() {
        summary(report, scene, out)?;
    }
    if let Some(next) = &report.next {
        writeln!(out, "{} {}", paint(scene, Role::Dim, "next:"), paint(scene, Role::Code, next))?;
    }
    Ok(())
}

/// The worst of them in the order that they have.
fn worst(results: &[Finding], most: usize) -> Vec<&Finding> {
    let mut places: Vec<usize> = (0..results.len()).collect();
    places.sort_by_key(|at| Reverse(results[*at].severity));
    places.truncate(most);
    places.sort_unstable();
    places.into_iter().map(|at| &results[at]).collect()
}

fn summary(report: &Report, scene: &Scene<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (sign, role) = match report.verdict() {
        Some(Verdict::Pass) => ("\u{2713}", Role::Good),
        Some(Verdict::Fail) => ("\u{2717}", Role::Bad),
        _ => ("?", Role::Warn),
    };
    wrapped(&vec![(role, format!("{sign} {}", sentence(report)))], "  ", scene, out)
}

fn write_problem(problem: &Problem, scene: &Scene<'_>, out: &mut dyn Write) -> io::Result<()> {
    let said = problem.to_string();
    let mut lines = said.lines();
    let first = format!(" {}", lines.next().unwrap_or_default());
    wrapped(&vec![(Role::Bad, "error:".to_owned()), (Role::Plain, first)], "       ", scene, out)?;
    for line in lines {
        // Of several lines is what has a shape of its own: a frame, a list.
        writeln!(out, "       {}", visible(line, true))?;
    }
    if let Some(tail) = &problem.stderr_tail {
        for line in visible(tail, true).lines() {
            wrapped(&vec![(Role::Dim, "  | ".to_owned()), (Role::Plain, line.to_owned())], "  | ", scene, out)?;
        }
    }
    if let Some(hint) = &problem.hint {
        let mut head = " hint:";
        for line in hint.lines() {
            wrapped(&vec![(Role::Strong, head.to_owned()), (Role::Plain, format!(" {line}"))], "       ", scene, out)?;
            head = "      ";
        }
    }
    Ok(())
}

fn write_block(block: &Block, scene: &Scene<'_>, out: &mut dyn Write) -> io::Result<()> {
    match block {
        Block::Gap => writeln!(out),
        Block::Line(line) => write_line(line, scene, out),
        Block::Table(table) => table::write(table, scene, out),
        Block::Pre(text) => {
            for line in visible(text, true).lines() {
                writeln!(out, "{line}")?;
            }
            Ok(())
        }
    }
}

/// A line, wrapped with the hanging indent of its own leading spaces.
fn write_line(line: &Line, scene: &Scene<'_>, out: &mut dyn Write) -> io::Result<()> {
    let lead = line.first().map_or(0, |(_, text)| text.len() - text.trim_start_matches(' ').len());
    wrapped(line, &" ".repeat(lead + 2), scene, out)
}

/// A line, wrapped at spaces; `hang` stands before every further line. Paths, ids and URLs are never broken, so that
/// they can be copied.
fn wrapped(line: &Line, hang: &str, scene: &Scene<'_>, out: &mut dyn Write) -> io::Result<()> {
    let width = usize::from(scene.style.width);
    let whole: usize = line.iter().map(|(_, text)| text.width()).sum();
    if whole <= width {
        let text: String = line.iter().map(|(role, text)| paint(scene, *role, &visible(text, false))).collect();
        return writeln!(out, "{}", text.trim_end());
    }
    let hang = &hang[..hang.len().min(width / 3)];
    let (mut column, mut text, mut spaces) = (0, String::new(), String::new());
    for (role, piece) in line {
        let piece = visible(piece, false);
        for word in piece.split_inclusive(' ').flat_map(|word| broken(word, width - hang.len())) {
            let bare = word.trim_end();
            if column + spaces.len() + bare.width() > width && column > hang.len() {
                writeln!(out, "{text}")?;
                hang.clone_into(&mut text);
                column = hang.len();
                spaces.clear();
            }
            text.push_str(&spaces);
            text.push_str(&paint(scene, *role, bare));
            column += spaces.len() + bare.width();
            word[bare.len()..].clone_into(&mut spaces);
        }
    }
    writeln!(out, "{text}")
}

/// A word in parts that fit; one that may be copied stays whole.
fn broken(word: &str, room: usize) -> Vec<&str> {
    if word.width() <= room || word.contains(['/', ':']) {
        return vec![word];
    }
    let (mut parts, mut start, mut used) = (Vec::new(), 0, 0);
    for (at, c) in word.char_indices() {
        let wide = c.width().unwrap_or(0);
        if used + wide > room && at > start {
            parts.push(&word[start..at]);
            (start, used) = (at, 0);
        }
        used += wide;
    }
    parts.push(&word[start..]);
    parts
}

/// The text in the colour of its role; as it is without colour.
pub(super) fn paint(scene: &Scene<'_>, role: Role, text: &str) -> String {
    let style = style_of(role);
    if scene.style.color && role != Role::Plain && !text.trim().is_empty() {
        format!("{style}{text}{style:#}")
    } else {
        text.to_owned()
    }
}

/// The colour of a role.
pub(super) fn style_of(role: Role) -> Color {
    match role {
        Role::Plain => Color::new(),
        Role::Strong => Color::new().bold(),
        Role::Dim => Color::new().effects(Effects::DIMMED),
        Role::Good => AnsiColor::Green.on_default(),
        Role::Warn => AnsiColor::Yellow.on_default(),
        Role::Bad => AnsiColor::Red.on_default().bold(),
        Role::Code => AnsiColor::Cyan.on_default(),
    }
}

#[cfg(test)]
mod tests;
