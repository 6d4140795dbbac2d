//! `planyard convert`.

mod project;

use clap_complete::engine::ArgValueCompleter;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Outcome, new_feature};
use crate::context::Context;
use crate::files;
use crate::plan::convert::{self, Converted, Project};
use crate::plan::dialects::{self, Dialect, Naming};
use crate::plan::model::short_id;
use crate::report::{Align, Problem, ProblemKind, Report, Role, Table, line, plural};
use crate::workspace::open::{Opened, one};
use crate::workspace::{FEATURE_FOLDERS, Workspace, features};

/// Write a feature in another dialect
///
/// The feature stays where it is; what is written stands beside it, or goes to the backlog or the file of tags that the
/// project has: as new tasks behind the last, as a new tag. Tasks, their status, what they depend on and their
/// notes come across, or nothing is written; what else the other dialect has no place for is listed.
#[derive(Debug, clap::Args)]
pub struct Convert {
    /// The feature, by id, short id, slug or path
    #[arg(value_name = "FEATURE", add = ArgValueCompleter::new(crate::complete::features))]
    feature: Option<String>,
    /// The dialect to write it in
    #[arg(long, value_name = "DIALECT", add = ArgValueCompleter::new(crate::complete::dialects))]
    to: String,
    /// Show what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,
}

/// What was written.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ConvertData {
    /// The feature's id.
    pub feature: String,
    /// The dialect that it is written in.
    pub from: String,
    /// The dialect that it was written in now.
    pub to: String,
    /// Where: relative to the workspace.
    pub path: String,
    /// By what its tasks are asked for: the path, or the tag that they are.
    pub name: String,
    /// Files that were made or changed, relative to the workspace.
    pub files: Vec<String>,
    /// How many tasks came across: all of them.
    pub tasks: usize,
    /// Tasks whose ids changed.
    pub renamed: Vec<Renamed>,
    /// What did not come across.
    pub lost: Vec<LostPart>,
    /// Nothing was written.
    pub dry_run: bool,
}

/// A task with another id than before.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Renamed {
    /// Before.
    pub before: String,
    /// After.
    pub after: String,
}

/// A part that the other dialect has no place for.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LostPart {
    /// The task or document.
    pub of: String,
    /// `estimate`, `label`, `document`.
    pub what: String,
    /// What it said.
    pub value: String,
}

impl Convert {
    /// Reads the feature and writes the other.
    ///
    /// # Errors
    /// An unknown dialect, something that must not get lost would, or the place is taken.
    pub fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        let workspace = context.workspace()?;
        let to = known(&self.to)?;
        let opened = Opened::read(workspace, one(context, workspace, self.feature.as_deref())?)?;
        let feature = opened.feature()?;
        if feature.dialect == to.name() {
            return Err(Problem::new(
                ProblemKind::Usage,
                format!("{} is written in {} already", feature.id, to.name()),
            )
            .source("--to")
            .hint("`planyard dialects` lists the others")
            .into());
        }
        let (folder, id) = place(context, workspace, to, &feature.id)?;
        let existing = project::find(context, workspace, to, self.dry_run)?;
        let converted = match &existing {
            Some(existing) => existing.convert(&feature, to, &id),
            None => convert::convert(&feature, to, &id, Project::Nothing),
        };
        let converted = converted.map_err(|refusal| project::refused(&feature, refusal))?;
        match &existing {
            _ if self.dry_run => {}
            Some(existing) => existing.write(workspace, &feature, to, &id, &converted)?,
            None => {
                files::create_folder(&workspace.root, &folder, &id_folder(to, &id), &converted.files)?;
            }
        }
        let path = match &existing {
            Some(existing) => existing.folder().to_owned(),
            None if folder.is_empty() => id_folder(to, &id),
            None => format!("{folder}/{}", id_folder(to, &id)),
        };
        let name = existing.as_ref().map_or(path.as_str(), |existing| existing.name(&id)).to_owned();
        let data = ConvertData {
            feature: feature.id.clone(),
            from: feature.dialect.to_owned(),
            to: to.name().to_owned(),
            files: converted.files.iter().map(|(name, _)| format!("{path}/{name}")).collect(),
            path,
            name,
            tasks: feature.tasks.len(),
            renamed: renamed(&converted),
            lost: lost(&converted),
            dry_run: self.dry_run,
        };
        Ok(self.report(&data, &converted)?.into())
    }

    fn report(&self, data: &ConvertData, converted: &Converted) -> anyhow::Result<Report> {
        let mut report = Report::new("convert");
        let verb = if self.dry_run { "would write " } else { "wrote " };
        report.view.line(vec![
            (Role::Good, verb.to_owned()),
            (Role::Strong, data.path.clone()),
            (Role::Plain, format!(" ({}): {}", data.to, plural(data.tasks, "task"))),
        ]);
        for (file, (_, text)) in data.files.iter().zip(&converted.new) {
            report.view.text(format!("  {file}"));
            if self.dry_run {
                report.view.pre(text.lines().map(|line| format!("    {line}\n")).collect::<String>());
            }
        }
        if !data.renamed.is_empty() {
            report.view.gap();
            report.view.text(format!("{} got another id:", plural(data.renamed.len(), "task")));
            let row = |one: &Renamed| vec![line(one.before.clone()), line("becomes"), line(one.after.clone())];
            report.view.table(Table {
                columns: vec![Align::Left, Align::Left, Align::Left],
                head: Vec::new(),
                rows: data.renamed.iter().map(row).collect(),
            });
        }
        if !data.lost.is_empty() {
            report.view.gap();
            report.view.text(format!("{} has no place for:", data.to));
            let row = |one: &LostPart| vec![line(one.of.clone()), line(one.what.clone()), line(one.value.clone())];
            report.view.table(Table {
                columns: vec![Align::Left, Align::Left, Align::Flex],
                head: Vec::new(),
                rows: data.lost.iter().map(row).collect(),
            });
        }
        report.next = (!self.dry_run).then(|| format!("planyard check-planning {}", data.name));
        report.data = Some(serde_json::to_value(data)?);
        Ok(report)
    }
}

fn renamed(converted: &Converted) -> Vec<Renamed> {
    let one = |(before, after): &(String, String)| Renamed { before: before.clone(), after: after.clone() };
    converted.renamed.iter().map(one).collect()
}

fn lost(converted: &Converted) -> Vec<LostPart> {
    let one =
        |lost: &convert::Lost| LostPart { of: lost.of.clone(), what: lost.what.to_owned(), value: lost.value.clone() };
    converted.lost.iter().map(one).collect()
}

fn known(name: &str) -> anyhow::Result<&'static dyn Dialect> {
    dialects::find(name).ok_or_else(|| {
        let names: Vec<&str> = convert::targets().collect();
        Problem::new(ProblemKind::Usage, format!("there is no dialect {name}"))
            .source("--to")
            .hint(format!("a feature can be written in {}", names.join(", ")))
            .into()
    })
}

/// The folder that features of the dialect are in, and the new feature's id.
fn place(context: &Context, workspace: &Workspace, to: &dyn Dialect, id: &str) -> anyhow::Result<(String, String)> {
    let own = to.layout().features.first();
    let slug = id.strip_prefix(short_id(id)).map_or("", |rest| rest.trim_start_matches('-'));
    let slug = if slug.is_empty() { files::slug_of(id) } else { slug.to_owned() };
    let folder = match own {
        Some(place) if place.pattern.contains('*') => place.folder().to_owned(),
        // `.taskmaster/tasks/tasks.json` is made with its folder, `backlog` is a folder of the workspace.
        Some(place) => {
            let whole = if place.is_file() {
                place.pattern.rsplit_once('/').map_or("", |(folder, _)| folder)
            } else {
                place.pattern
            };
            whole.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned())
        }
        None => {
            let usual = features::folders(workspace).into_iter().next();
            usual.unwrap_or_else(|| FEATURE_FOLDERS[0].to_owned())
        }
    };
    let id = match to.naming() {
        // The tag has no folder beside the feature's: only its name tells them apart.
        _ if own.is_some_and(|place| !place.pattern.contains('*')) => {
            if slug == id {
                format!("{slug}-tasks")
            } else {
                slug
            }
        }
        Naming::Slug => slug,
        naming @ Naming::Number(digits) => {
            format!("{:0digits$}-{slug}", numbered(context, workspace, &folder, naming)?)
        }
        Naming::Phase => {
            if short_id(id).contains('-') {
                id.to_owned()
            } else {
                format!("P01-F01-{slug}")
            }
        }
    };
    Ok((folder, id))
}

/// `004-login`, when `003-…` is the last there is, here and on every branch.
fn numbered(context: &Context, workspace: &Workspace, folder: &str, naming: Naming) -> anyhow::Result<u32> {
    let names = new_feature::taken(context, workspace, folder)?;
    Ok(new_feature::next_number(names.iter().map(String::as_str), naming))
}

/// The folder that is made for a feature: the dialect's own where it keeps all features in one.
fn id_folder(to: &dyn Dialect, id: &str) -> String {
    match to.layout().features.first() {
        Some(place) if !place.pattern.contains('*') => {
            let parent = if place.is_file() {
                place.pattern.rsplit_once('/').map_or("", |(folder, _)| folder)
            } else {
                place.pattern
            };
            parent.rsplit('/').next().unwrap_or_default().to_owned()
        }
        _ => id.to_owned(),
    }
}
