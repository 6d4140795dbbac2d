//! GitHub workflow commands: `::error file=…,line=…::message`.
//! <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>

use std::io::{self, Write};

use super::{Scene, sentence};
use crate::report::{Report, Severity};

pub(super) fn write(report: &Report, _scene: &Scene<'_>, out: &mut dyn Write) -> io::Result<()> {
    for finding in &report.results {
        let level = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        write!(out, "::{level} file={}", property(&finding.file))?;
        if let Some(place) = finding.place {
            write!(out, ",line={},endLine={}", place.line, place.end_line.max(place.line))?;
            // Columns are taken only when the annotation stays on one line.
            if place.line == place.end_line && place.column > 0 && place.end_column > 0 {
                write!(out, ",col={},endColumn={}", place.column, place.end_column)?;
            }
        }
        writeln!(out, ",title={}::{}", property(&finding.rule), data(&finding.message))?;
    }
    for problem in &report.problems {
        writeln!(out, "::error title={}::{}", property(&report.command), data(&problem.to_string()))?;
    }
    writeln!(out, "{}", super::visible(&sentence(report), false))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
