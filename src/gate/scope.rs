//! Which features a gate looks at.

use std::path::Path;

use clap_complete::engine::ArgValueCompleter;

use crate::context::Context;
use crate::git::{Change, ChangeKind, HookEnv, Repo};
use crate::report::{Problem, ProblemKind};
use crate::workspace::Workspace;
use crate::workspace::features::{self, Found};
use crate::workspace::memory::Memory;

/// The scope as flags and arguments.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct ScopeArgs {
    /// Features by id, short id, slug or path; all when none is named
    #[arg(value_name = "FEATURE", add = ArgValueCompleter::new(crate::complete::features))]
    pub features: Vec<String>,
    /// Look at every feature of the workspace
    #[arg(long, conflicts_with = "features")]
    pub all: bool,
    /// Look only at features with files that differ from REF, or from the last commit
    #[arg(long, value_name = "REF", num_args = 0..=1, require_equals = true, default_missing_value = "HEAD",
          conflicts_with_all = ["features", "all"])]
    pub changed: Option<String>,
    /// Look only at features with staged files, and judge what is staged rather than the work tree
    #[arg(long, conflicts_with_all = ["features", "all", "changed"])]
    pub staged: bool,
}

/// Features to look at, and where their documents are read.
#[derive(Debug)]
pub struct Scope {
    /// In order of their paths.
    pub features: Vec<Found>,
    /// `--changed` or `--staged`: nothing in scope is an answer, not a doubt.
    by_change: bool,
    /// The documents are read from git's index.
    pub staged: bool,
    /// It is every feature of the workspace.
    pub whole: bool,
}

impl ScopeArgs {
    /// The workspace of the features that are named: the one around the working directory, unless every name is a path
    /// outside it.
    ///
    /// # Errors
    /// When that place's configuration is wrong.
    pub fn elsewhere(&self, context: &Context) -> anyhow::Result<Option<Workspace>> {
        let Some(first) = self.features.first() else { return Ok(None) };
        let Ok(path) = std::fs::canonicalize(context.cwd.join(first)) else { return Ok(None) };
        if path.starts_with(&context.workspace()?.root) {
            return Ok(None);
        }
        let is_feature = path.is_file() || path.join("tasks.md").is_file() || path.join("design.md").is_file();
        let from = if is_feature { path.parent().unwrap_or(&path) } else { &path };
        Ok(Some(Workspace::find(context, from)?))
    }

    /// Finds the features; folders that are remembered and have not changed are not listed again.
    ///
    /// # Errors
    /// When a name means none or several, or git cannot tell what changed.
    pub fn resolve(&self, context: &Context, workspace: &Workspace, memory: Option<&Memory>) -> anyhow::Result<Scope> {
        if self.staged {
            let repo = open(context, workspace)?;
            return self.touching(workspace, repo.staged()?);
        }
        if let Some(reference) = &self.changed {
            let repo = open(context, workspace)?;
            let reference = (reference != "HEAD").then_some(reference.as_str());
            return self.touching(workspace, repo.changed(reference)?);
        }
        let (mut found, mut whole) = (Vec::new(), false);
        for name in &self.features {
            found.extend(features::resolve_known(workspace, &context.cwd, name, memory)?);
        }
        if self.features.is_empty() {
            let around = features::around(workspace, &context.cwd).filter(|_| !self.all);
            whole = around.is_none();
            found = around.map_or_else(|| features::all_known(workspace, memory), |one| Ok(vec![one]))?;
        }
        if found.is_empty() {
            return Err(none_found(&workspace.root).into());
        }
        found.sort();
        found.dedup();
        Ok(Scope { features: found, by_change: false, staged: false, whole })
    }

    fn touching(&self, workspace: &Workspace, changes: Vec<Change>) -> anyhow::Result<Scope> {
        let folders = features::folders(workspace);
        let mut found = Vec::new();
        // Listing every feature costs time, so it waits for a path that no folder of features holds.
        let mut all: Option<Vec<Found>> = None;
        for change in &changes {
            if let Some(one) = features::holding(workspace, &folders, &change.path) {
                found.push(one);
                continue;
            }
            let all = match &mut all {
                Some(all) => all,
                none => none.insert(features::all(workspace)?),
            };
            // What is gone is no feature any more.
            let stays = |one: &Found| {
                change.kind != ChangeKind::Deleted || (!one.is_file && workspace.root.join(&*one.path).exists())
            };
            found.extend(features::searched(workspace, all, &change.path).into_iter().filter(stays));
        }
        found.sort();
        found.dedup();
        // A feature that was deleted whole has nothing to judge.
        if !self.staged {
            found.retain(|found| workspace.root.join(&*found.path).exists());
        }
        Ok(Scope { features: found, by_change: true, staged: self.staged, whole: false })
    }
}

impl Scope {
    /// These features, as they are in the work tree.
    pub(super) fn of(features: Vec<Found>) -> Self {
        Self { features, by_change: false, staged: false, whole: false }
    }

    /// Nothing changed in any feature, provably.
    pub fn is_empty_on_purpose(&self) -> bool {
        self.by_change && self.features.is_empty()
    }

    /// The repository whose index is judged, when it is.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn index(&self, context: &Context, workspace: &Workspace) -> anyhow::Result<Option<Repo>> {
        self.staged.then(|| open(context, workspace)).transpose()
    }
}

/// The repository of a workspace.
///
/// # Errors
/// When there is none, or it cannot be opened.
pub(super) fn open(context: &Context, workspace: &Workspace) -> anyhow::Result<Repo> {
    let location = workspace.git.as_ref().ok_or_else(|| workspace.no_git())?;
    Repo::open(location, &workspace.root, &HookEnv::from_vars(|name| context.var(name)))
}

fn none_found(root: &Path) -> Problem {
    Problem::new(ProblemKind::NothingExamined, format!("no feature was found in {}", root.display()))
        .source(root.display().to_string())
        .hint("`planyard init` and `planyard new-feature` make the first; `features.folders` in planyard.toml says where they are")
}
