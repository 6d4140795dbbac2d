//! A code frame for each finding.

use std::io::{self, Write};

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Scene, visible};
use crate::report::{Finding, Severity};

/// A longer line is cut out of its frame: it would fill the screen.
const LONGEST_LINE: usize = 400;

pub(super) fn write(findings: &[Finding], scene: &Scene<'_>, out: &mut dyn Write) -> io::Result<()> {
    let renderer = if scene.style.color { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.term_width(usize::from(scene.style.width));
    let mut last: Option<(&str, Option<String>)> = None;
    for finding in findings {
        if last.as_ref().is_none_or(|(file, _)| *file != &*finding.file) {
            last = Some((&finding.file, (scene.source)(&finding.file)));
        }
        let source = last.as_ref().and_then(|(_, text)| text.as_deref());
        writeln!(out, "{}\n", one(finding, source, &renderer))?;
    }
    Ok(())
}

fn one(finding: &Finding, source: Option<&str>, renderer: &Renderer) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let message = visible(&finding.message, false).into_owned();
    let path = visible(&finding.file, false).into_owned();
    let title = level.primary_title(message).id(finding.rule.to_string());
    let framed = source.and_then(|source| excerpt(finding, source));
    let mut group: Group<'_> = match (&framed, finding.place) {
        (Some((text, span, line)), _) => title.element(
            Snippet::source(text.clone())
                .line_start(*line)
                .path(path)
                .annotation(AnnotationKind::Primary.span(span.clone())),
        ),
        (None, Some(place)) => {
            title.element(Origin::path(path).line(place.line as usize).char_column(place.column.max(1) as usize))
        }
        (None, None) => title.element(Origin::path(path)),
    };
    if let Some(help) = &finding.help {
        group = group.element(Level::HELP.message(visible(help, false).into_owned()));
    }
    if finding.fix.is_some() {
        group = group.element(Level::NOTE.message("--fix can mend this"));
    }
    renderer.render(&[group])
}

/// The first line of the place, with the bytes in it that the finding is about, and its number.
fn excerpt(finding: &Finding, source: &str) -> Option<(String, std::ops::Range<usize>, usize)> {
    let place = finding.place?;
    let line = source.lines().nth(place.line as usize - 1)?;
    let line = line.trim_start_matches('\u{feff}');
    let offset = |column: u32| match column {
        0 => line.trim_end().len(),
        _ => line.char_indices().nth(column as usize - 1).map_or(line.len(), |(at, _)| at),
    };
    // Without a column the whole line is meant.
    let start = if place.column == 0 { line.len() - line.trim_start().len() } else { offset(place.column) };
    let end = if place.end_line == place.line { offset(place.end_column) } else { line.trim_end().len() };
    let shown = visible(line, false).into_owned();
    // Making control codes visible moves bytes: such a line is shown without its place.
    let plain = shown == line && line.len() <= LONGEST_LINE;
    plain.then(|| (shown, start..end.max(start), place.line as usize))
}
