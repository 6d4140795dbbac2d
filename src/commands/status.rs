//! `planyard status`.

use std::time::{Duration, SystemTime};

use clap_complete::engine::ArgValueCompleter;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Outcome;
use crate::context::Context;
use crate::parallel;
use crate::plan::estimate::show;
use crate::plan::graph::Graph;
use crate::plan::model::{Feature, Known, Status as TaskStatus, short_id};
use crate::report::{Align, Cell, Problem, Report, Role, Table};
use crate::workspace::Workspace;
use crate::workspace::features::{self, Found};
use crate::workspace::memory::Memory;
use crate::workspace::open::Opened;

/// Show how far every feature is: tasks, time left, what is next, what is blocked
#[derive(Debug, clap::Args)]
pub struct Status {
    /// Features by id, short id, slug or path; all when none is named
    #[arg(value_name = "FEATURE", add = ArgValueCompleter::new(crate::complete::features))]
    features: Vec<String>,
    /// Only features that are not done
    #[arg(long)]
    open: bool,
    /// Show it again whenever a planning file changes, until Ctrl-C
    #[arg(long)]
    watch: bool,
    /// Read every feature, also one whose files have not changed since it was last read
    #[arg(long)]
    no_cache: bool,
}

/// How far the features are.
#[derive(Debug, Serialize, JsonSchema)]
pub struct StatusData {
    /// One for each feature, by path.
    pub features: Vec<FeatureStatus>,
    /// Tasks done, of all features.
    pub done: usize,
    /// Tasks, of all features.
    pub total: usize,
    /// Minutes of the estimates of open tasks, of all features.
    pub minutes_left: u64,
}

/// How far a feature is.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct FeatureStatus {
    /// `P01-F02-login`.
    pub id: String,
    /// Its first heading.
    pub title: Option<String>,
    /// Relative to the workspace.
    pub path: String,
    /// The dialect that read it.
    pub dialect: String,
    /// What its tasks amount to.
    pub status: TaskStatus,
    /// Tasks done.
    pub done: usize,
    /// Tasks, without the cancelled.
    pub total: usize,
    /// Minutes of the estimates of open tasks.
    pub minutes_left: u32,
    /// The task to do next.
    pub next: Option<String>,
    /// Blocked tasks, each with its reason.
    pub blocked: Vec<String>,
}

impl Status {
    /// Reads every feature.
    ///
    /// # Errors
    /// When a feature that is named cannot be found. One that cannot be read is a problem beside the others.
    pub fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        let workspace = context.workspace()?;
        if !self.watch {
            let now = context.clock.now().as_second();
            let memory = (!self.no_cache).then(|| Memory::of(workspace, "status", now)).flatten();
            let found = self.found(context, workspace, memory.as_ref())?;
            memory.iter().filter(|_| !self.features.is_empty()).for_each(|memory| memory.limit(found.len()));
            let report = self.report(workspace, &found, memory.as_ref())?;
            memory.into_iter().for_each(|memory| memory.close(workspace));
            return Ok(report.into());
        }
        Ok(Outcome::Live(Box::new(self.watch(context)?)))
    }

    fn found(&self, context: &Context, workspace: &Workspace, memory: Option<&Memory>) -> anyhow::Result<Vec<Found>> {
        if self.features.is_empty() {
            return features::all_known(workspace, memory);
        }
        let mut found = Vec::new();
        for name in &self.features {
            found.extend(features::resolve_known(workspace, &context.cwd, name, memory)?);
        }
        found.sort();
        found.dedup();
        Ok(found)
    }

    fn report(&self, workspace: &Workspace, found: &[Found], memory: Option<&Memory>) -> anyhow::Result<Report> {
        let mut report = Report::new("status");
        let mut rows = Vec::new();
        let known = Known::default();
        let read = |found: &Found| -> anyhow::Result<FeatureStatus> {
            if let Some(row) = memory.and_then(|memory| memory.recall(found)) {
                return Ok(row);
            }
            let seen = memory.and_then(|memory| Some((memory, memory.look(workspace, found)?)));
            let opened = Opened::read(workspace, found.clone())?;
            let row = of(&opened.feature_of_many(&known)?);
            if let Some((memory, seen)) = seen {
                memory.keep(found, &seen, (&opened.sources, &opened.stamps), &row);
            }
            Ok(row)
        };
        for result in parallel::map(found, parallel::FEATURES, read) {
            match result {
                Ok(row) if !self.open || row.status != TaskStatus::Done => rows.push(row),
                Ok(_) => {}
                Err(error) => report.problems.push(Problem::from_error(&error)),
            }
        }
        let data = StatusData {
            done: rows.iter().map(|row| row.done).sum(),
            total: rows.iter().map(|row| row.total).sum(),
            minutes_left: rows.iter().map(|row| u64::from(row.minutes_left)).sum(),
            features: rows,
        };
        view(&mut report, &data, found.is_empty());
        report.data = Some(serde_json::to_value(data)?);
        Ok(report)
    }

    /// A report now, and another whenever a file of a feature was changed, added or removed.
    fn watch(self, context: &Context) -> anyhow::Result<impl Iterator<Item = Report> + use<>> {
        let workspace = Workspace::find(context, &context.cwd)?;
        let names = self.features.clone();
        let cwd = context.cwd.clone();
        let mut last: Option<Vec<(Found, Option<SystemTime>)>> = None;
        Ok(std::iter::from_fn(move || {
            loop {
                let found = match names.is_empty() {
                    true => features::all(&workspace).unwrap_or_default(),
                    false => names
                        .iter()
                        .flat_map(|name| features::resolve(&workspace, &cwd, name).unwrap_or_default())
                        .collect(),
                };
                let seen: Vec<_> = found.iter().map(|found| (found.clone(), changed_at(&workspace, found))).collect();
                if last.as_ref() != Some(&seen) {
                    last = Some(seen);
                    let mut report = self
                        .report(&workspace, &found, None)
                        .unwrap_or_else(|error| Report::failed("status", Problem::from_error(&error)));
                    report.redraw = true;
                    return Some(report);
                }
                std::thread::sleep(Duration::from_millis(400));
            }
        }))
    }
}

/// When the newest file of a feature was written.
fn changed_at(workspace: &Workspace, found: &Found) -> Option<SystemTime> {
    let path = workspace.root.join(&*found.path);
    let own = path.metadata().and_then(|meta| meta.modified()).ok();
    let files =
        std::fs::read_dir(&path).into_iter().flatten().filter_map(|entry| entry.ok()?.metadata().ok()?.modified().ok());
    files.chain(own).max()
}

fn of(feature: &Feature<'_>) -> FeatureStatus {
    let graph = Graph::of(feature);
    let (done, total) = feature.done();
    let open = feature.tasks.iter().filter(|task| !task.status.is_closed());
    let blocked = feature.tasks.iter().filter(|task| task.status == TaskStatus::Blocked);
    FeatureStatus {
        id: feature.id.clone(),
        title: feature.title.map(str::to_owned),
        path: feature.path.clone(),
        dialect: feature.dialect.to_owned(),
        status: crate::plan::progress::truth(feature, &crate::plan::progress::Scope::All).status(),
        done,
        total,
        minutes_left: open.filter_map(|task| task.estimate).map(|(_, estimate)| estimate.middle()).sum(),
        next: graph.next(feature).map(|(at, _)| feature.tasks[at].id.to_string()),
        blocked: blocked
            .map(|task| match task.blocked.map(|reason| reason.text).filter(|reason| !reason.is_empty()) {
                Some(reason) => format!("{}: {reason}", task.id),
                None => task.id.to_string(),
            })
            .collect(),
    }
}

/// Cells of a bar.
const BAR: usize = 10;

fn bar(done: usize, total: usize) -> String {
    let full = (done * BAR).checked_div(total).unwrap_or(0);
    format!("{}{}", "\u{2588}".repeat(full), "\u{2591}".repeat(BAR - full))
}

/// `split`: short id and slug stand in columns of their own.
fn row(feature: &FeatureStatus, split: bool) -> Vec<Cell> {
    let role = match feature.status {
        TaskStatus::Done => Role::Good,
        TaskStatus::Blocked => Role::Bad,
        TaskStatus::Doing => Role::Warn,
        _ => Role::Dim,
    };
    let left = if feature.minutes_left > 0 { show(feature.minutes_left) } else { String::new() };
    let state = match (&feature.next, feature.blocked.as_slice()) {
        (_, [_, ..]) => vec![(Role::Bad, format!("blocked {}", feature.blocked.join("; ")))],
        (Some(next), _) => vec![(Role::Plain, format!("next {next}"))],
        (None, _) if feature.total == 0 => vec![(Role::Dim, "no tasks".to_owned())],
        (None, _) => vec![(role, feature.status.word().to_owned())],
    };
    let short = if split { short_id(&feature.id) } else { &feature.id };
    let slug = feature.id.strip_prefix(short).unwrap_or_default().trim_start_matches('-');
    vec![
        vec![(Role::Strong, short.to_owned())],
        vec![(Role::Plain, slug.to_owned())],
        vec![(role, bar(feature.done, feature.total))],
        vec![(Role::Plain, format!("{}/{}", feature.done, feature.total))],
        vec![(Role::Plain, left)],
        state,
    ]
}

fn view(report: &mut Report, data: &StatusData, nothing: bool) {
    if nothing {
        report.view.text("no feature was found");
        report.next = Some("planyard new-feature login".to_owned());
        return;
    }
    let mut columns = vec![Align::Left, Align::Flex, Align::Left, Align::Right, Align::Right, Align::Flex];
    let mut head = ["feature", "", "", "tasks", "left", ""].map(str::to_owned).to_vec();
    // Ids of several dialects side by side: where only some have a short id, they stand whole in one column.
    let whole = data.features.iter().filter(|feature| short_id(&feature.id) == feature.id).count();
    let split = whole == 0 || whole == data.features.len();
    let mut rows: Vec<Vec<Cell>> = data.features.iter().map(|feature| row(feature, split)).collect();
    if !split {
        columns.remove(0);
        head.remove(1);
        rows.iter_mut().for_each(|row| drop(row.remove(1)));
    }
    report.view.table(Table { columns, head, rows });
    let features = data.features.len();
    let left = u32::try_from(data.minutes_left).map_or_else(|_| "very long".to_owned(), show);
    report.view.gap();
    let total = format!(
        "{} of {} tasks done in {features} feature{}; {left} left",
        data.done,
        data.total,
        if features == 1 { "" } else { "s" }
    );
    report.view.line(vec![(Role::Dim, total)]);
}
