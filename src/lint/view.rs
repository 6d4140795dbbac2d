//! What people see of `lint` beside its findings: which tool looked at how much.

use super::{LintData, Mended, ToolRun};
use crate::report::{Align, Report, Role, Table, View, line};

/// Adds the view to a report, and the command that helps next.
pub(super) fn show(data: &LintData, report: &mut Report) {
    let view = &mut report.view;
    if !data.tools.is_empty() {
        view.table(Table {
            columns: vec![Align::Left, Align::Left, Align::Right, Align::Right, Align::Flex],
            head: ["tool", "version", "files", "findings", ""].map(str::to_owned).to_vec(),
            rows: data.tools.iter().map(row).collect(),
        });
    }
    if let Some(mended) = &data.mended {
        show_mended(mended, view);
    }
    if !data.unexamined.is_empty() {
        let shown: Vec<&str> = data.unexamined.iter().map(String::as_str).take(5).collect();
        let more = data.unexamined.len() - shown.len();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        view.line(vec![(Role::Dim, format!("no tool in use reads {}{more}", shown.join(", ")))]);
    }
    report.next = next(data, report);
}

fn row(run: &ToolRun) -> Vec<crate::report::Cell> {
    let mut notes = Vec::new();
    if !run.folder.is_empty() {
        notes.push(format!("in {}", run.folder));
    }
    if run.executable.is_none() {
        notes.push("not installed".to_owned());
    }
    if run.cached {
        notes.push("as before".to_owned());
    } else if let Some(ms) = run.duration_ms {
        notes.push(if ms < 1000 { format!("{ms} ms") } else { format!("{}.{} s", ms / 1000, ms % 1000 / 100) });
    }
    if run.outside_scope > 0 {
        notes.push(format!("{} more in files that were not asked for", run.outside_scope));
    }
    let files =
        if run.examined == run.asked { run.asked.to_string() } else { format!("{}/{}", run.examined, run.asked) };
    let role = if run.executable.is_none() { Role::Bad } else { Role::Plain };
    vec![
        vec![(role, run.name.clone())],
        line(run.version.clone().unwrap_or_else(|| "-".to_owned())),
        line(files),
        vec![(if run.findings > 0 { Role::Warn } else { Role::Good }, run.findings.to_string())],
        vec![(Role::Dim, notes.join(", "))],
    ]
}

fn show_mended(mended: &Mended, view: &mut View) {
    if !mended.written && !mended.diff.is_empty() {
        view.pre(mended.diff.clone());
    }
    let text = match (mended.files.len(), mended.written) {
        (0, _) => "no tool had anything to mend".to_owned(),
        (count, true) => format!("mended {count} files by {}", mended.tools.join(", ")),
        (count, false) => format!("would mend {count} files by {}", mended.tools.join(", ")),
    };
    view.line(vec![(if mended.written { Role::Good } else { Role::Plain }, text)]);
    if !mended.settled {
        let text = format!("after {} rounds there was still something to mend: two tools may disagree", mended.rounds);
        view.line(vec![(Role::Warn, text)]);
    }
}

fn next(data: &LintData, report: &Report) -> Option<String> {
    let fixable = report.results.iter().any(|finding| finding.more.as_ref().is_some_and(|more| more.fixable.is_some()));
    if fixable && data.mended.is_none() {
        return Some("planyard lint --fix --diff".to_owned());
    }
    let missing = data.tools.iter().any(|tool| tool.executable.is_none());
    (missing || data.tools.is_empty()).then(|| "planyard tools".to_owned())
}
