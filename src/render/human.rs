//! For people: a frame for each finding, then what the command has to show, then one line that sums up.

mod frame;
mod table;

use std::io::{self, Write};

use anstyle::{AnsiColor, Effects, Style as Color};

use super::{Scene, sentence, visible};
use crate::report::{Block, Line, Problem, Report, Role, Verdict};

pub(super) fn write(report: &Report, scene: &Scene<'_>, out: &mut dyn Write) -> io::Result<()> {
    if let Some(raw) = &report.raw {
        return out.write_all(raw.as_bytes());
    }
    let shown = report.results.len().min(scene.style.max_findings);
    frame::write(&report.results[..shown], scene, out)?;
    if report.results.len() > shown {
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

fn summary(report: &Report, scene: &Scene<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (sign, role) = match report.verdict() {
        Some(Verdict::Pass) => ("\u{2713}", Role::Good),
        Some(Verdict::Fail) => ("\u{2717}", Role::Bad),
        _ => ("?", Role::Warn),
    };
    writeln!(out, "{}", paint(scene, role, &format!("{sign} {}", visible(&sentence(report), false))))
}

fn write_problem(problem: &Problem, scene: &Scene<'_>, out: &mut dyn Write) -> io::Result<()> {
    let text = visible(&problem.to_string(), true).into_owned();
    let mut lines = text.lines();
    writeln!(out, "{} {}", paint(scene, Role::Bad, "error:"), lines.next().unwrap_or_default())?;
    for line in lines {
        writeln!(out, "       {line}")?;
    }
    if let Some(tail) = &problem.stderr_tail {
        for line in visible(tail, true).lines() {
            writeln!(out, "  {} {line}", paint(scene, Role::Dim, "|"))?;
        }
    }
    if let Some(hint) = &problem.hint {
        writeln!(out, "{} {}", paint(scene, Role::Strong, " hint:"), visible(hint, true))?;
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

/// A line, wrapped at spaces with the hanging indent of its own leading spaces.
fn write_line(line: &Line, scene: &Scene<'_>, out: &mut dyn Write) -> io::Result<()> {
    use unicode_width::UnicodeWidthStr;
    let width = usize::from(scene.style.width);
    let whole: usize = line.iter().map(|(_, text)| text.width()).sum();
    if whole <= width {
        let text: String = line.iter().map(|(role, text)| paint(scene, *role, &visible(text, false))).collect();
        return writeln!(out, "{}", text.trim_end());
    }
    let lead = line.first().map_or(0, |(_, text)| text.len() - text.trim_start_matches(' ').len());
    let hang = " ".repeat((lead + 2).min(width / 2));
    let (mut column, mut text) = (0, String::new());
    for (role, piece) in line {
        for word in visible(piece, false).split_inclusive(' ') {
            let wide = word.trim_end().width();
            if column + wide > width && column > hang.len() {
                writeln!(out, "{}", text.trim_end())?;
                text.clone_from(&hang);
                column = hang.len();
            }
            text.push_str(&paint(scene, *role, word));
            column += word.width();
        }
    }
    writeln!(out, "{}", text.trim_end())
}

/// The text in the colour of its role; as it is without colour.
pub(super) fn paint(scene: &Scene<'_>, role: Role, text: &str) -> String {
    let style = match role {
        Role::Plain => return text.to_owned(),
        Role::Strong => Color::new().bold(),
        Role::Dim => Color::new().effects(Effects::DIMMED),
        Role::Good => AnsiColor::Green.on_default(),
        Role::Warn => AnsiColor::Yellow.on_default(),
        Role::Bad => AnsiColor::Red.on_default().bold(),
        Role::Code => AnsiColor::Cyan.on_default(),
    };
    if scene.style.color && !text.trim().is_empty() { format!("{style}{text}{style:#}") } else { text.to_owned() }
}
