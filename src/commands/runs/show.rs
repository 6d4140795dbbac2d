//! `planyard runs show`.

use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Seen, list};
use crate::backends::{Limits, Permissions};
use crate::context::Context;
use crate::dispatch::footprint::ESCAPE;
use crate::dispatch::settings::dollars;
use crate::oversight::lines::{one_line, tokens};
use crate::oversight::page;
use crate::oversight::runs::{Record, RunRow};
use crate::queue::Order;
use crate::report::{Line, Report, Role, plural};

/// So many lines of an agent's last words are shown.
const WORDS: usize = 20;

/// The data of `runs show`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ShownRun {
    /// As it is listed.
    pub run: RunRow,
    /// What the backend was given, without the values of variables.
    pub spec: ShownSpec,
    /// What its events say.
    pub events: EventCounts,
    /// The agent's last words.
    pub last_words: String,
    /// What changed outside of its worktree while it ran, by it or by someone else: refs, files of the user's checkout.
    pub outside: Vec<String>,
    /// Why its work was sent back.
    pub evidence: Option<String>,
    /// What the backend saw at its end: exit code, signal, message.
    pub finish: Option<Finished>,
    /// The files of its records, with their sizes.
    pub files: Vec<RunFile>,
}

/// What a backend was given.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ShownSpec {
    /// The file of the prompt.
    pub prompt: String,
    /// Where it works.
    pub cwd: String,
    /// The names of its variables.
    pub env: Vec<String>,
    /// The session it goes on with.
    pub resume: Option<String>,
    /// The model that was asked for.
    pub model: Option<String>,
    /// What it may do.
    pub permissions: Permissions,
    /// What it may use.
    pub limits: Limits,
}

/// What a run's events say, counted.
#[derive(Debug, Serialize, JsonSchema)]
pub struct EventCounts {
    /// All.
    pub events: u64,
    /// Tools that were used.
    pub tools: u64,
    /// Turns.
    pub turns: u32,
    /// Odd things.
    pub warnings: u64,
    /// Tools that were refused.
    pub denied: Vec<String>,
    /// What it asked.
    pub asked: Vec<String>,
}

/// What a backend saw at the end.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Finished {
    /// The exit code of its program.
    pub code: Option<i32>,
    /// The signal that ended it.
    pub signal: Option<i32>,
    /// It could not be run or understood.
    pub failure: Option<crate::queue::Failure>,
    /// In words.
    pub message: Option<String>,
    /// The last lines of its standard error.
    pub stderr_tail: String,
}

/// A file of a run's records.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RunFile {
    /// Its name.
    pub name: String,
    /// Bytes.
    pub bytes: u64,
}

pub(super) fn report(seen: &Seen<'_>, record: &Record) -> Result<Report> {
    let mut report = Report::new("runs show");
    let data = shown(record);
    let order = seen.orders.iter().find(|order| order.id == record.row.order);
    let row = &record.row;
    let role = order.map_or(Role::Plain, |order| list::role_of_run(row, order));
    report.view.line(vec![
        (Role::Strong, row.run.clone()),
        (Role::Plain, "  ".to_owned()),
        (role, row.word()),
        (Role::Dim, format!("  {}", row.title)),
    ]);
    facts(&data, &mut report);
    said(&data, &mut report);
    let names: Vec<String> = data.files.iter().map(|file| format!("{} ({})", file.name, size(file.bytes))).collect();
    report.view.gap().line(field("records", row.folder.clone()));
    report.view.line(field("", names.join(", ")));
    report.next = Some(format!("planyard logs {}", row.run));
    report.data = Some(serde_json::to_value(&data)?);
    Ok(report)
}

fn facts(data: &ShownRun, report: &mut Report) {
    let row = &data.run;
    let model = row.model.as_ref().map_or(String::new(), |model| format!(", {model}"));
    let mut fields = vec![("backend", format!("{}{model}", row.backend))];
    if let Some(why) = &row.why {
        fields.push(("because", one_line(why)));
    }
    if let Some(ms) = row.duration_ms {
        fields.push(("time", crate::duration::show(Duration::from_millis(ms.max(1)))));
    }
    let cost = row.cost_micro.map_or(String::new(), |cost| format!(", {}", dollars(cost)));
    let tools = plural(usize::try_from(row.tools).unwrap_or(usize::MAX), "tool call");
    fields.push((
        "used",
        format!("{} tokens{cost}, {}, {tools}", tokens(row.tokens), plural(row.turns as usize, "turn")),
    ));
    if let Some(session) = &row.session {
        let went_on = if data.spec.resume.is_some() { ", gone on with" } else { "" };
        fields.push(("session", format!("{session}{went_on}")));
    }
    fields.push(("worktree", data.spec.cwd.clone()));
    fields.push(("prompt", data.spec.prompt.clone()));
    if let Some(finish) = &data.finish {
        let end = match (finish.code, finish.signal) {
            (Some(code), _) => format!("exit code {code}"),
            (None, Some(signal)) => format!("signal {signal}"),
            (None, None) => String::new(),
        };
        let message = finish.message.as_deref().map(one_line).unwrap_or_default();
        let both: Vec<String> = [end, message].into_iter().filter(|text| !text.is_empty()).collect();
        if !both.is_empty() {
            fields.push(("program", both.join(", ")));
        }
    }
    for (name, value) in fields {
        report.view.line(field(name, value));
    }
}

fn said(data: &ShownRun, report: &mut Report) {
    let lists = [("refused", &data.events.denied), ("asked", &data.events.asked), ("outside", &data.outside)];
    for (name, texts) in lists {
        if !texts.is_empty() {
            report.view.line(field(name, one_line(&texts.join("; "))));
        }
    }
    for (name, text) in [("evidence", data.evidence.as_deref()), ("last words", Some(&*data.last_words))] {
        let Some(text) = text.filter(|text| !text.trim().is_empty()) else { continue };
        report.view.gap().line(vec![(Role::Dim, name.to_owned())]);
        let lines: Vec<&str> = text.trim().lines().collect();
        for said in &lines[lines.len().saturating_sub(WORDS)..] {
            report.view.line(vec![(Role::Plain, format!("  {said}"))]);
        }
    }
}

fn field(name: &str, value: String) -> Line {
    vec![(Role::Dim, format!("  {name:<9} ")), (Role::Plain, value)]
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{} KiB", bytes / 1024),
        _ => format!("{} MiB", bytes / 1_048_576),
    }
}

fn shown(record: &Record) -> ShownRun {
    let (spec, summary) = (&record.spec, &record.summary);
    ShownRun {
        run: record.row.clone(),
        spec: ShownSpec {
            prompt: record.folder.file("prompt.md").display().to_string(),
            cwd: spec.cwd.display().to_string(),
            env: spec.env.keys().cloned().collect(),
            resume: spec.resume.clone(),
            model: spec.model.clone(),
            permissions: spec.permissions,
            limits: spec.limits.clone(),
        },
        events: EventCounts {
            events: summary.events,
            tools: summary.tools,
            turns: summary.turns,
            warnings: summary.warnings,
            denied: summary.denied.clone(),
            asked: summary.asked.iter().map(|asked| asked.text.clone()).collect(),
        },
        last_words: summary.last_words().to_owned(),
        outside: record.folder.text(ESCAPE).and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default(),
        evidence: record.folder.text("evidence.md"),
        finish: record.result.as_ref().map(|result| Finished {
            code: result.finish.code,
            signal: result.finish.signal,
            failure: result.finish.failure,
            message: result.finish.message.clone(),
            stderr_tail: result.finish.stderr_tail.clone(),
        }),
        files: files(record),
    }
}

fn files(record: &Record) -> Vec<RunFile> {
    let Ok(entries) = std::fs::read_dir(record.folder.path()) else { return Vec::new() };
    let mut files: Vec<RunFile> = entries
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok().filter(|name| !name.starts_with('.'))?;
            Some(RunFile { name, bytes: entry.metadata().ok()?.len() })
        })
        .collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    files
}

/// Writes the page of some runs.
pub(super) fn page(context: &Context, seen: &Seen<'_>, of: (&[&Order], &[Record]), file: &Path) -> Result<Report> {
    let (orders, records) = of;
    let html = page::render(context, seen.desk, orders, records)?;
    let path = context.cwd.join(file);
    crate::files::write_output(&path, html.as_bytes())?;
    let mut report = super::said("runs", format!("wrote {}", path.display()));
    report.data = Some(serde_json::to_value(list::RunsData {
        orders: Vec::new(),
        runs: records.iter().map(|record| record.row.clone()).collect(),
    })?);
    Ok(report)
}
