//! GitHub workflow commands: `::error file=…,line=…::message`.
//! <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>
//!
//! A step shows ten annotations of each kind and drops the others without a word, so what is beyond is counted in a
//! notice, which is one of the ten.

use std::io::{self, Write};

use super::{Scene, rule_of};
use crate::report::{Finding, Problem, Report, Severity, sentence};

/// Annotations of one kind that a step shows.
const MOST: usize = 10;

pub(super) fn write(report: &Report, scene: &Scene<'_>, out: &mut dyn Write) -> io::Result<()> {
    let of = |severity| report.results.iter().filter(move |finding| finding.severity == severity);
    let errors = report.problems.iter().map(|problem| problem_line(report, problem));
    let errors = errors.chain(of(Severity::Error).map(line));
    let mut more = report.problems.len() + report.summary().error;
    for line in errors.take(MOST) {
        writeln!(out, "{line}")?;
        more -= 1;
    }
    for finding in of(Severity::Warning).take(MOST) {
        writeln!(out, "{}", line(finding))?;
    }
    let summary = report.summary();
    more += summary.warning.saturating_sub(MOST);
    let notices = if more > 0 || summary.info > MOST { MOST - 1 } else { MOST };
    for finding in of(Severity::Info).take(notices) {
        writeln!(out, "{}", line(finding))?;
    }
    more += summary.info.saturating_sub(notices);
    if more > 0 {
        let text = format!("{more} more: see the job's summary, or `{}`", scene.again);
        writeln!(out, "::notice title={}::{}", property(&report.command), data(&text))?;
    }
    // A line of its own, that no text in it turns into a command.
    let said = super::visible(&sentence(report), false).into_owned();
    writeln!(out, "{}", said.trim_start_matches(':'))
}

fn line(finding: &Finding) -> String {
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let mut line = format!("::{level} file={}", property(&finding.file));
    if let Some(place) = finding.place {
        let end = place.end_line.max(place.line);
        line.push_str(&format!(",line={},endLine={end}", place.line));
        // Columns are taken only when the annotation stays on one line.
        if place.line == end && place.column > 0 {
            line.push_str(&format!(",col={}", place.column));
            if place.end_column > place.column {
                line.push_str(&format!(",endColumn={}", place.end_column));
            }
        }
    }
    let mut message = finding.message.clone();
    for related in finding.more.iter().flat_map(|more| &more.related) {
        let at = related.place.map_or(String::new(), |place| format!(":{}", place.line));
        message.push_str(&format!("\n{}{at}: {}", related.file, related.message));
    }
    let title = match &*finding.source {
        "planyard" => format!("planyard {}", finding.rule),
        _ => rule_of(finding).into_owned(),
    };
    format!("{line},title={}::{}", property(&title), data(&message))
}

fn problem_line(report: &Report, problem: &Problem) -> String {
    let hint = problem.hint.as_ref().map_or(String::new(), |hint| format!("\nhint: {hint}"));
    format!("::error title={}::{}", property(&report.command), data(&format!("{problem}{hint}")))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::Style;
    use crate::report::{Gate, Place, ProblemKind};

    fn written(report: &Report) -> Vec<String> {
        let scene = Scene { style: Style::default(), source: &|_| None, again: "planyard lint --format json" };
        let mut out = Vec::new();
        write(report, &scene, &mut out).unwrap();
        String::from_utf8(out).unwrap().lines().map(ToOwned::to_owned).collect()
    }

    fn report(errors: usize, warnings: usize, notes: usize) -> Report {
        let mut report = Report::gate("lint", Gate::default());
        for (severity, count) in [(Severity::Info, notes), (Severity::Warning, warnings), (Severity::Error, errors)] {
            for at in 0..count {
                let mut finding = Finding::new("a.py", severity, "E1", format!("number {at}"));
                finding.source = "ruff".into();
                finding.place = Some(Place::line(1 + u32::try_from(at).unwrap()));
                report.results.push(finding);
            }
        }
        report.finish();
        report
    }

    fn kinds(lines: &[String]) -> [usize; 3] {
        ["::error ", "::warning ", "::notice "].map(|head| lines.iter().filter(|line| line.starts_with(head)).count())
    }

    #[test]
    fn ten_of_each_kind_are_shown() {
        let mut report = report(10, 10, 10);
        report.problems.clear();
        assert_eq!(kinds(&written(&report)), [10, 10, 10]);
    }

    #[test]
    fn what_is_beyond_is_one_notice_of_the_ten() {
        for (errors, warnings, notes, more) in [(12, 3, 2, 2), (0, 11, 12, 4), (0, 0, 11, 2), (30, 30, 30, 61)] {
            let mut report = report(errors, warnings, notes);
            report.problems.clear();
            let lines = written(&report);
            let shown = kinds(&lines);
            assert!(shown.iter().all(|count| *count <= MOST), "{shown:?}");
            let last = &lines[lines.len() - 2];
            assert!(last.starts_with(&format!("::notice title=lint::{more} more: ")), "{last}");
            assert_eq!(shown.iter().sum::<usize>() - 1 + more, errors + warnings + notes);
        }
    }

    #[test]
    fn nothing_in_a_text_ends_its_command() {
        let mut finding = Finding::new("a,b:c%.py", Severity::Warning, "E:1,x", "50% of\r\n::error::it");
        finding.source = "ruff".into();
        finding.place = Some(Place { line: 3, column: 2, end_line: 3, end_column: 9 });
        let expected = "::warning file=a%2Cb%3Ac%25.py,line=3,endLine=3,col=2,endColumn=9,title=ruff E%3A1%2Cx\
                        ::50%25 of%0D%0A::error::it";
        assert_eq!(line(&finding), expected);
        finding.place = Some(Place { line: 3, column: 2, end_line: 3, end_column: 0 });
        assert!(line(&finding).contains(",col=2,title="), "an unknown end is left out");
        let mut report = Report::gate("lint", Gate::default());
        report.problems.push(Problem::new(ProblemKind::ToolMissing, "gone").source("mypy").hint("get it"));
        assert_eq!(written(&report)[0], "::error title=lint::mypy: gone%0Ahint: get it");
    }
}
