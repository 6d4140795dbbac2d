//! Which files lint looks at.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::context::Context;
use crate::git::ChangeKind;
use crate::report::{Problem, ProblemKind};
use crate::tools::survey::{Survey, is_in};
use crate::workspace::Workspace;

/// The scope as flags and arguments.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct ScopeArgs {
    /// Files and folders; the whole workspace when none is named
    #[arg(value_name = "PATH", value_hint = clap::ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// Only files that differ from REF, or from the last commit
    #[arg(long, value_name = "REF", num_args = 0..=1, require_equals = true, default_missing_value = "HEAD",
          conflicts_with = "paths")]
    pub changed: Option<String>,
    /// Only staged files, judged as they are staged; the work tree is neither read nor touched
    #[arg(long, conflicts_with_all = ["paths", "changed"])]
    pub staged: bool,
}

/// Files to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// All of the workspace.
    All,
    /// What was named, relative to the root: files and folders.
    Named(Vec<String>),
    /// What changed, or is staged: that nothing did is an answer.
    Changed(BTreeSet<String>),
}

impl ScopeArgs {
    /// Finds the files.
    ///
    /// # Errors
    /// A path that is not there or lies outside of the workspace, a reference that git does not know.
    pub fn resolve(&self, context: &Context, workspace: &Workspace) -> anyhow::Result<Scope> {
        if self.staged || self.changed.is_some() {
            let repo = workspace.repo(context)?;
            let changes = if self.staged { repo.staged()? } else { repo.changed(self.changed.as_deref())? };
            let left = changes.into_iter().filter(|change| change.kind != ChangeKind::Deleted);
            return Ok(Scope::Changed(left.map(|change| change.path).collect()));
        }
        if self.paths.is_empty() {
            return Ok(Scope::All);
        }
        let mut named = Vec::new();
        for path in &self.paths {
            let shown = path.display().to_string();
            let full = context.cwd.join(path);
            let real = full.canonicalize().map_err(|error| {
                Problem::new(ProblemKind::NotFound, format!("cannot look at {shown}: {error}"))
                    .source(shown.clone())
                    .hint("paths are relative to the working directory")
            })?;
            let inside = real.strip_prefix(&workspace.root).ok().and_then(|inside| inside.to_str());
            let inside = inside.ok_or_else(|| {
                Problem::new(ProblemKind::OutsideWorkspace, format!("{shown} lies outside of the workspace"))
                    .source(shown.clone())
                    .hint(format!("the workspace is {}; use -C for another", workspace.root.display()))
            })?;
            named.push(inside.to_owned());
        }
        if named.iter().any(|path| path.is_empty() || path == ".") {
            return Ok(Scope::All);
        }
        Ok(Scope::Named(named))
    }

    /// As a word for data.
    pub fn word(&self) -> &'static str {
        match () {
            () if self.staged => "staged",
            () if self.changed.is_some() => "changed",
            () if self.paths.is_empty() => "all",
            () => "paths",
        }
    }
}

impl Scope {
    /// The file is in it.
    pub fn holds(&self, path: &str) -> bool {
        match self {
            Self::All => true,
            Self::Named(named) => named.iter().any(|name| is_in(path, name)),
            Self::Changed(changed) => changed.contains(path),
        }
    }

    /// Every file of the tree is in it.
    pub fn is_all(&self) -> bool {
        *self == Self::All
    }

    /// Files that were named themselves although the walk passes them by: ignored ones, or in a skipped folder.
    pub fn named_files(&self, survey: &Survey, root: &std::path::Path) -> Vec<String> {
        let Self::Named(named) = self else { return Vec::new() };
        let wanted = |path: &&String| !survey.has(path) && !survey.is_excluded(path) && root.join(path).is_file();
        named.iter().filter(wanted).cloned().collect()
    }
}
