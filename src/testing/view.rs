//! What people see of `test` beside its findings.

use crate::report::{Align, Report, Role, Table, line};

use super::{RunnerRun, TestData};

/// Adds the view to a report, and the command that helps next.
pub(super) fn show(data: &TestData, report: &mut Report) {
    let view = &mut report.view;
    if !data.runners.is_empty() {
        view.table(Table {
            columns: vec![Align::Left, Align::Left, Align::Right, Align::Flex],
            head: ["runner", "version", "ran", ""].map(str::to_owned).to_vec(),
            rows: data.runners.iter().map(row).collect(),
        });
    }
    if !data.slowest.is_empty() {
        view.gap();
        view.table(Table {
            columns: vec![Align::Right, Align::Flex],
            head: ["slowest", "test"].map(str::to_owned).to_vec(),
            rows: data.slowest.iter().map(|slow| vec![line(took(slow.duration_ms)), line(slow.id.clone())]).collect(),
        });
    }
    if let Some(coverage) = &data.coverage {
        view.text(format!("{} % of {} lines ran, in {} files", coverage.percent, coverage.lines, coverage.files.len()));
    }
    if data.counts.failed + data.counts.errors > 0 && report.next.is_none() {
        report.next = Some("planyard test --failed".to_owned());
    }
}

fn row(run: &RunnerRun) -> Vec<crate::report::Cell> {
    let mut notes = Vec::new();
    if !run.folder.is_empty() {
        notes.push(format!("in {}", run.folder));
    }
    if run.executable.is_none() {
        notes.push("not installed".to_owned());
    }
    #[expect(clippy::cast_precision_loss, reason = "milliseconds for people")]
    notes.extend(run.duration_ms.map(|ms| took(ms as f64)));
    if run.reruns > 0 {
        notes.push(format!("failing tests run {} times again", run.reruns));
    }
    vec![
        vec![(Role::Strong, run.name.clone())],
        line(run.version.clone().unwrap_or_else(|| "-".to_owned())),
        line(run.ran.to_string()),
        vec![(Role::Dim, notes.join(", "))],
    ]
}

fn took(ms: f64) -> String {
    if ms < 1000.0 { format!("{ms:.0} ms") } else { format!("{:.1} s", ms / 1000.0) }
}
