//! A code frame for each finding: what is wrong, where, the line it is in, and what to do about it.
//!
//! The library draws the line and its marks; the text around it is wrapped here, and a line that is too long for the
//! screen is cut to the part that matters before it is drawn.

use std::collections::{HashMap, HashSet};
use std::io::{self, Write};
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use unicode_width::UnicodeWidthChar;

use super::{Scene, paint, style_of, wrapped};
use crate::render::{details, failures, gist, headline, rule_of, visible};
use crate::report::{Finding, Place, Report, Role, Severity, TestResult};

/// Lines of a failing test's own words.
const DETAIL_LINES: usize = 14;
/// The library draws a tab as so many spaces.
const TAB: usize = 4;
/// Between the number of a line and its text: ` | `.
const GUTTER: usize = 3;

pub(super) fn write<'s>(
    findings: &[&'s Finding],
    report: &'s Report,
    scene: &'s Scene<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let quiet = report.tests.iter().filter(|test| !test.outcome.is_bad());
    let mut frames = Frames {
        scene,
        failures: failures(report),
        quiet: quiet.map(|test| (test.tool.as_str(), test.id.as_str())).collect(),
        renderer: renderer(scene),
        pages: HashSet::new(),
    };
    let mut last: Option<(&str, Option<String>)> = None;
    for together in findings.chunk_by(|a, b| is_one_place(a, b)) {
        let Some(first) = together.first() else { continue };
        if last.as_ref().is_none_or(|(file, _)| *file != &*first.file) {
            last = Some((&first.file, (scene.source)(&first.file)));
        }
        let text = last.as_ref().and_then(|(_, text)| text.as_deref());
        frames.write(together, text, out)?;
        writeln!(out)?;
    }
    Ok(())
}

/// Several tools that say something of one place share its frame, unless they have much to say.
fn is_one_place(a: &Finding, b: &Finding) -> bool {
    let start = |finding: &Finding| finding.place.map(|place| (place.line, place.column));
    let brief = |finding: &Finding| details(&finding.message).is_empty();
    a.file == b.file && start(a) == start(b) && brief(a) && brief(b)
}

fn renderer(scene: &Scene<'_>) -> Renderer {
    let renderer = if scene.style.color {
        // The colours of the text around it.
        Renderer::styled()
            .line_num(style_of(Role::Dim))
            .error(style_of(Role::Bad))
            .warning(style_of(Role::Warn))
            .info(style_of(Role::Code))
    } else {
        Renderer::plain()
    };
    renderer.term_width(usize::from(scene.style.width).max(40))
}

struct Frames<'s> {
    scene: &'s Scene<'s>,
    failures: HashMap<(&'s str, &'s str), &'s TestResult>,
    /// Tests that nothing is wrong with: the line that they begin in tells nothing.
    quiet: HashSet<(&'s str, &'s str)>,
    renderer: Renderer,
    /// Pages of rules that were named already.
    pages: HashSet<&'s str>,
}

impl<'s> Frames<'s> {
    /// What is wrong at one place: the titles, the place, its line, then what to do.
    fn write(&mut self, findings: &[&'s Finding], text: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
        for finding in findings {
            self.title(finding, out)?;
        }
        // The widest mark holds the others.
        let Some(widest) = findings.iter().max_by_key(|finding| finding.place) else { return Ok(()) };
        let number = widest.place.map_or(1, |place| place.line.to_string().len());
        self.location(widest, number, out)?;
        let quiet = findings.iter().all(|finding| self.quiet.contains(&(&*finding.source, &*finding.rule)));
        let excerpt =
            text.filter(|_| !quiet).and_then(|text| excerpt(widest, text, usize::from(self.scene.style.width)));
        let mut bar = excerpt.is_some();
        if let Some(excerpt) = excerpt {
            let worst = findings.iter().map(|finding| finding.severity).max().unwrap_or(widest.severity);
            writeln!(out, "{}", self.renderer.render(&[excerpt.group(worst)]))?;
        }
        for finding in findings {
            let whose = if findings.len() > 1 { format!("{} ", rule_of(finding)) } else { String::new() };
            bar = self.notes(finding, &whose, (number, bar), out)?;
        }
        Ok(())
    }

    /// `error[ruff F401]: what is wrong`, wrapped.
    fn title(&self, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
        let role = match finding.severity {
            Severity::Error => Role::Bad,
            Severity::Warning => Role::Warn,
            Severity::Info => Role::Code,
        };
        let head = format!("{}[{}]", finding.severity.word(), visible(&rule_of(finding), false));
        let message = visible(headline(&finding.message), false).into_owned();
        let line = vec![(role, head), (Role::Strong, format!(": {message}"))];
        wrapped(&line, "  ", self.scene, out)
    }

    /// ` --> src/a.py:3:7`. Never broken, so that it can be clicked on.
    fn location(&self, finding: &Finding, number: usize, out: &mut dyn Write) -> io::Result<()> {
        let place = finding.place.map_or(String::new(), |place| match place.column {
            0 => format!(":{}", place.line),
            column => format!(":{}:{column}", place.line),
        });
        let arrow = paint(self.scene, Role::Dim, &format!("{}-->", " ".repeat(number)));
        writeln!(out, "{arrow} {}{place}", visible(&finding.file, false))
    }

    /// A failing test's own words, what belongs to a finding, and what to do about it. `framed`: something stands above
    /// that a bar sets it apart from; gives the same for what follows.
    fn notes(
        &mut self,
        finding: &'s Finding,
        whose: &str,
        (number, framed): (usize, bool),
        out: &mut dyn Write,
    ) -> io::Result<bool> {
        let test = self.failures.get(&(&*finding.source, &*finding.rule));
        let details = gist(test.map_or(details(&finding.message), |test| &test.details), DETAIL_LINES);
        let notes = self.said(finding);
        let pad = " ".repeat(number + 1);
        let bar = paint(self.scene, Role::Dim, &format!("{pad}|"));
        if framed && (!notes.is_empty() || !details.is_empty()) {
            writeln!(out, "{bar}")?;
        }
        for line in &details {
            let room = usize::from(self.scene.style.width).saturating_sub(pad.len() + 2);
            writeln!(out, "{bar} {}", cut(&visible(line, false), room))?;
        }
        for (name, text) in &notes {
            let line = vec![
                (Role::Dim, format!("{pad}= ")),
                (Role::Strong, format!("{whose}{name}")),
                (Role::Plain, format!(": {}", visible(text, false))),
            ];
            wrapped(&line, &" ".repeat(pad.len() + whose.len() + name.len() + 4), self.scene, out)?;
        }
        Ok(framed && notes.is_empty() && details.is_empty())
    }

    fn said(&mut self, finding: &'s Finding) -> Vec<(&'static str, String)> {
        let more = finding.more.as_deref();
        let mut notes: Vec<(&str, String)> = Vec::new();
        for related in more.iter().flat_map(|more| &more.related) {
            let at = related.place.map_or(String::new(), |place| format!(":{}", place.line));
            notes.push(("see", format!("{}{at} {}", related.file, related.message)));
        }
        notes.extend(finding.help.iter().map(|help| ("help", help.to_string())));
        if finding.fix.is_some() || more.is_some_and(|more| more.fixable.is_some()) {
            notes.push(("note", "--fix can mend this".to_owned()));
        }
        let page = more.and_then(|more| more.url.as_deref()).filter(|url| self.pages.insert(url));
        notes.extend(page.map(|url| ("page", url.to_owned())));
        notes
    }
}

/// A part of a line and what is marked in it.
#[derive(Debug, PartialEq)]
struct Excerpt {
    text: String,
    mark: Range<usize>,
    line: usize,
}

impl Excerpt {
    fn group(self, severity: Severity) -> Group<'static> {
        let level = match severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Info => Level::INFO,
        };
        let mark = AnnotationKind::Primary.span(self.mark);
        Group::with_level(level).element(Snippet::source(self.text).line_start(self.line).annotation(mark))
    }
}

/// The first line of the place, cut to the screen. A line with control codes in it is shown without a frame: making them
/// visible moves what is marked.
fn excerpt(finding: &Finding, source: &str, width: usize) -> Option<Excerpt> {
    let place = finding.place?;
    let line = source.lines().nth((place.line as usize).checked_sub(1)?)?;
    let line = line.trim_start_matches('\u{feff}').trim_end();
    if visible(line, true) != line {
        return None;
    }
    let mark = marked(place, line);
    let number = place.line.to_string().len();
    let (text, mark) = window(line, mark, width.saturating_sub(number + GUTTER).max(10));
    Some(Excerpt { text, mark, line: place.line as usize })
}

/// The bytes of the line that are meant; without a column all of it.
fn marked(place: Place, line: &str) -> Range<usize> {
    let offset = |column: u32| match column {
        0 => line.len(),
        _ => line.char_indices().nth(column as usize - 1).map_or(line.len(), |(at, _)| at),
    };
    let start = if place.column == 0 { line.len() - line.trim_start().len() } else { offset(place.column) };
    let end = if place.end_line > place.line || place.column == 0 {
        line.len()
    } else if place.end_column == 0 {
        // Only where it begins is known: the word there.
        let word = line[start..].find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(line.len() - start);
        start + word
    } else {
        offset(place.end_column)
    };
    start..end.max(start)
}

fn width_of(c: char) -> usize {
    if c == '\t' { TAB } else { c.width().unwrap_or(0) }
}

/// As much of the text as there is room for, in columns, with an ellipsis where it is cut.
fn cut(text: &str, room: usize) -> String {
    if text.chars().map(width_of).sum::<usize>() <= room {
        return text.to_owned();
    }
    let mut used = 1;
    let kept = text.chars().take_while(|c| {
        used += width_of(*c);
        used <= room
    });
    format!("{}\u{2026}", kept.collect::<String>())
}

/// The part of a line that is shown: all of it when it fits, else as much as fits around the beginning of the mark.
fn window(line: &str, mark: Range<usize>, room: usize) -> (String, Range<usize>) {
    let columns = |text: &str| text.chars().map(width_of).sum::<usize>();
    // Where nothing is left to mark, a mark stands after the end of the line.
    if columns(line) + usize::from(mark.start >= line.len()) <= room {
        return (line.to_owned(), mark);
    }
    let before = columns(&line[..mark.start]);
    let mut skip = before.saturating_sub(if before + columns(&line[mark.clone()]) < room { room } else { room / 3 });
    let mut from = 0;
    for (at, c) in line.char_indices() {
        if skip == 0 || at >= mark.start {
            break;
        }
        skip = skip.saturating_sub(width_of(c));
        from = at + c.len_utf8();
    }
    let lead = if from > 0 { "\u{2026}" } else { "" };
    let rest = cut(&line[from..], room.saturating_sub(usize::from(from > 0) + 1));
    let text = format!("{lead}{rest}");
    // What is marked beyond the cut is the ellipsis that stands for it.
    let kept = line[from..].bytes().zip(rest.bytes()).take_while(|(a, b)| a == b).count();
    let shown = |at: usize| if at - from <= kept { at - from + lead.len() } else { text.len() };
    let (start, end) = (shown(mark.start), shown(mark.end));
    (text, start..end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_width::UnicodeWidthStr;

    fn place(line: u32, column: u32, end_column: u32) -> Place {
        Place { line, column, end_line: line, end_column }
    }

    #[test]
    fn without_a_column_the_whole_line_is_meant() {
        assert_eq!(marked(Place::line(1), "  import os"), 2..11);
        assert_eq!(marked(place(1, 3, 0), "  import os"), 2..8, "the word where it begins");
        assert_eq!(marked(place(1, 10, 12), "  import os"), 9..11);
        assert_eq!(marked(place(1, 2, 4), "é日本"), 2..8);
        assert_eq!(marked(place(1, 40, 50), "short"), 5..5, "after the end");
        let over = Place { line: 1, column: 3, end_line: 4, end_column: 2 };
        assert_eq!(marked(over, "  import os"), 2..11);
    }

    #[test]
    fn a_long_line_is_cut_around_its_mark() {
        let line = format!("{} needle {}", "a".repeat(100), "b".repeat(100));
        let (text, mark) = window(&line, 101..107, 40);
        assert_eq!(&text[mark], "needle");
        assert!(text.width() <= 40 && text.starts_with('…') && text.ends_with('…'), "{text}");
        let (text, mark) = window(&line, 0..3, 40);
        assert!(mark == (0..3) && text.width() <= 40 && text.ends_with('…'), "{text}");
        let (text, mark) = window(&line, 0..line.len(), 40);
        assert!(mark.end <= text.len() && text.width() <= 40, "a mark wider than the screen is cut too");
        let wide = "日本".repeat(60);
        let (text, mark) = window(&wide, 300..306, 30);
        assert!(text.width() <= 30 && text[mark].starts_with('日'), "{text}");
        assert_eq!(window("short", 1..2, 40), ("short".to_owned(), 1..2));
    }

    #[test]
    fn control_codes_have_no_frame() {
        let mut finding = Finding::new("a", Severity::Error, "r", "m");
        finding.place = Some(place(1, 1, 2));
        assert_eq!(excerpt(&finding, "a\u{1b}[31mb", 80), None);
        assert!(excerpt(&finding, "a\tb", 80).is_some());
        finding.place = Some(place(9, 1, 2));
        assert_eq!(excerpt(&finding, "one line", 80), None);
        finding.place = Some(Place { line: 0, column: 0, end_line: 0, end_column: 0 });
        assert_eq!(excerpt(&finding, "one line", 80), None);
    }
}
