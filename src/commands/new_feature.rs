//! `planyard new-feature`.

mod name;
mod tracker;

use std::path::PathBuf;

use clap::ValueEnum;
use clap_complete::engine::ArgValueCompleter;
use schemars::JsonSchema;
use serde::Serialize;

use super::Outcome;
use crate::context::Context;
use crate::files;
use crate::git::Repo;
use crate::plan::dialects::{self, Dialect, Naming};
use crate::plan::model::short_id;
use crate::prompt;
use crate::report::{Problem, ProblemKind, Report, Role};
use crate::template::{self, Variables};
use crate::workspace::{FEATURE_FOLDERS, Workspace, features};
pub(super) use name::next_number;
use name::{Name, Wanted};
pub(super) use tracker::{lock_numbers, next as next_task};

/// What sort of work a feature is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Something new
    Feature,
    /// Something that is wrong
    Fix,
    /// Something that must be found out
    Spike,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Feature => "feature",
            Self::Fix => "fix",
            Self::Spike => "spike",
        }
    }
}

/// Make a feature's folder with its planning files
///
/// `new-feature P01 F02 login`, `new-feature P01-F02-login`, `new-feature P01 login` (the next free number of the
/// phase) or `new-feature login` (of the latest phase). Numbers used on any local branch or worktree are taken.
#[derive(Debug, clap::Args)]
pub struct NewFeature {
    /// Phase, number and slug; what is missing is asked for, or the next free number of the latest phase
    #[arg(value_name = "PHASE|NUMBER|SLUG", num_args = 0..=3)]
    words: Vec<String>,
    /// What sort of work it is [default: new_feature.kind, else feature]
    #[arg(long, value_name = "KIND")]
    kind: Option<Kind>,
    /// The dialect to write [default: features.dialect, else workitems]
    #[arg(long, value_name = "DIALECT", add = ArgValueCompleter::new(crate::complete::dialects))]
    dialect: Option<String>,
    /// Take templates from this folder
    #[arg(long, value_name = "DIR")]
    template: Option<PathBuf>,
    /// The title [default: the slug as words]
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// Make a branch for it (new_feature.branch_name, else feature/ID) and switch to it
    #[arg(long)]
    branch: bool,
    /// Show what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Say which template each file came from
    #[arg(long)]
    explain: bool,
}

/// What was made.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Made {
    /// `P01-F02-login`.
    pub id: String,
    /// The folder, relative to the workspace.
    pub path: String,
    /// What sort of work it is.
    pub kind: Kind,
    /// The dialect written.
    pub dialect: String,
    /// Its files.
    pub files: Vec<MadeFile>,
    /// The branch that was made.
    pub branch: Option<String>,
    /// Nothing was written.
    pub dry_run: bool,
}

/// A file that was made.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MadeFile {
    /// Relative to the workspace.
    pub path: String,
    /// Where its template came from.
    pub template: String,
}

impl NewFeature {
    /// Finds a number, fills the templates in and makes the folder.
    ///
    /// # Errors
    /// A bad name, a number that is taken, a wrong template, or a folder that cannot be made. Nothing is left behind.
    pub fn run(mut self, context: &Context) -> anyhow::Result<Outcome> {
        let workspace = context.workspace()?;
        let settings = &workspace.config.new_feature;
        self.kind = self.kind.or_else(|| Kind::from_str(&settings.kind, false).ok());
        let dialect = self
            .dialect
            .clone()
            .or_else(|| workspace.config.features.dialect.for_all().map(str::to_owned))
            .unwrap_or_else(|| "workitems".to_owned());
        if let Some(made) = tracker::make(&self, context, &dialect) {
            return made;
        }
        let wanted = self.wanted(context)?;
        let known = dialects::find(&dialect);
        let folder = folder(workspace, known);
        let naming = known.map_or(Naming::Phase, |known| known.naming());
        let templates = template::find(self.templates(context, workspace).as_deref(), &dialect, self.kind().word())?;
        // Held until the folder stands: nobody else can choose the same number meanwhile.
        // Named after the folder alone, so that every worktree of the repository waits for the same lock.
        let _lock = if self.dry_run { None } else { Some(lock_numbers(workspace, &folder)?) };
        let taken = taken(context, workspace, &folder)?;
        let name = wanted.choose(&taken, naming)?;
        let variables = self.variables(context, &name, &dialect);
        let files = templates
            .iter()
            .map(|template| Ok((template.path(&variables), template.render(&variables)?)))
            .collect::<anyhow::Result<Vec<_>>>()?;
        let branch = (self.branch || settings.branch).then(|| settings.branch_name.replace("{id}", &name.id()));
        let repo = branch.as_ref().map(|_| workspace.repo(context)).transpose()?;
        if let (Some(repo), Some(branch)) = (&repo, &branch)
            && repo.branches()?.iter().any(|other| other.name == *branch)
        {
            return Err(Problem::new(ProblemKind::Conflict, format!("there is a branch {branch} already"))
                .source(branch.clone())
                .hint(format!("leave --branch out, or switch to it with `git switch {branch}`"))
                .into());
        }
        if !self.dry_run {
            files::create_folder(&workspace.root, &folder, &name.id(), &files)?;
            if let (Some(repo), Some(branch)) = (&repo, &branch) {
                switch(workspace, repo, branch, &format!("{folder}/{}", name.id()))?;
            }
        }
        let froms = templates.iter().zip(&files).map(|(template, (path, _))| (template.from.as_str(), path.as_str()));
        let made = self.made(&folder, &name, dialect, froms, branch);
        Ok(self.report(&made, &files, wanted.notice.as_deref())?.into())
    }

    fn kind(&self) -> Kind {
        self.kind.unwrap_or(Kind::Feature)
    }

    fn wanted(&self, context: &Context) -> anyhow::Result<Wanted> {
        let mut wanted = Wanted::read(&self.words)?;
        if wanted.slug.is_empty() {
            let title = self.title.as_deref().map(files::slug_of);
            let asked = match title {
                Some(slug) => Some(slug),
                None => prompt::text(context, "Slug (a few words: user-login)", None)?,
            };
            let Some(slug) = asked else {
                return Err(Problem::new(ProblemKind::Usage, "a feature needs a slug")
                    .hint(
                        "planyard new-feature [PHASE] [NUMBER] SLUG, for example: planyard new-feature P01 user-login",
                    )
                    .into());
            };
            wanted.set_slug(&slug)?;
        }
        Ok(wanted)
    }

    /// The folder of the repo's own templates: the flag, or the configured one if it is there.
    fn templates(&self, context: &Context, workspace: &Workspace) -> Option<PathBuf> {
        let named = self.template.as_ref().map(|folder| context.cwd.join(folder));
        named.or_else(|| {
            Some(workspace.root.join(&workspace.config.new_feature.templates)).filter(|folder| folder.is_dir())
        })
    }

    fn variables(&self, context: &Context, name: &Name, dialect: &str) -> Variables {
        let words = self.title.clone().unwrap_or_else(|| sentence(&name.slug));
        let id = name.id();
        Variables {
            title: format!("{} {words}", name.short()).trim_start().to_owned(),
            id,
            phase: name.phase.clone(),
            number: name.number_text(),
            slug: name.slug.clone(),
            date: context.clock.today(),
            dialect: dialect.to_owned(),
            kind: self.kind().word().to_owned(),
        }
    }

    fn made<'t>(
        &self,
        folder: &str,
        name: &Name,
        dialect: String,
        files: impl Iterator<Item = (&'t str, &'t str)>,
        branch: Option<String>,
    ) -> Made {
        let path = format!("{folder}/{}", name.id());
        let file = |(from, name): (&str, &str)| MadeFile { path: format!("{path}/{name}"), template: from.to_owned() };
        let files = files.map(file).collect();
        Made { id: name.id(), path, kind: self.kind(), dialect, files, branch, dry_run: self.dry_run }
    }

    fn report(&self, made: &Made, files: &[(String, String)], notice: Option<&str>) -> anyhow::Result<Report> {
        let mut report = Report::new("new-feature");
        if let Some(notice) = notice {
            report.view.line(vec![(Role::Dim, notice.to_owned())]);
        }
        let verb = if self.dry_run { "would make" } else { "made" };
        report.view.line(vec![(Role::Good, format!("{verb} ")), (Role::Strong, made.path.clone())]);
        for (file, (name, text)) in made.files.iter().zip(files) {
            let from = if self.explain { format!("  from {}", file.template) } else { String::new() };
            report.view.line(vec![(Role::Plain, format!("  {name}")), (Role::Dim, from)]);
            if self.dry_run && !self.explain {
                report.view.pre(text.lines().map(|line| format!("    {line}\n")).collect::<String>());
            }
        }
        if let Some(branch) = &made.branch {
            report.view.line(vec![(Role::Plain, format!("  on the new branch {branch}"))]);
        }
        if !self.dry_run {
            report.next = Some(format!("planyard check-planning {}", short_id(&made.id)));
        }
        report.data = Some(serde_json::to_value(made)?);
        Ok(report)
    }
}

/// Where a dialect's features are; else the first of the usual folders.
fn folder(workspace: &Workspace, dialect: Option<&dyn Dialect>) -> String {
    let own = dialect.and_then(|dialect| dialect.layout().features.first()).filter(|place| !place.is_file());
    match own.filter(|_| workspace.config.features.folders.is_empty()) {
        Some(place) => place.folder().to_owned(),
        None => features::folders(workspace).into_iter().next().unwrap_or_else(|| FEATURE_FOLDERS[0].to_owned()),
    }
}

/// Makes the branch; when that fails the folder goes again, so that nothing is half made.
fn switch(workspace: &Workspace, repo: &Repo, branch: &str, folder: &str) -> anyhow::Result<()> {
    repo.switch_to_new_branch(branch).inspect_err(|_| {
        #[expect(clippy::disallowed_methods, reason = "this process made the folder a moment ago, under the lock")]
        let _ = std::fs::remove_dir_all(workspace.root.join(folder));
    })
}

/// Names in the features folder here, on every local branch and in every worktree.
pub(super) fn taken(context: &Context, workspace: &Workspace, folder: &str) -> anyhow::Result<Vec<String>> {
    if workspace.git.is_some() {
        return Ok(workspace.repo(context)?.folder_names_everywhere(folder)?.into_iter().collect());
    }
    let Ok(entries) = std::fs::read_dir(workspace.root.join(folder)) else { return Ok(Vec::new()) };
    Ok(entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect())
}

/// `user-login` as `User login`.
fn sentence(slug: &str) -> String {
    let words = slug.replace('-', " ");
    let mut chars = words.chars();
    chars.next().map(|first| first.to_uppercase().collect::<String>() + chars.as_str()).unwrap_or_default()
}
