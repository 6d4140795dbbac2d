//! The repo (or part of one) that Planyard works on: its root, its configuration, and the features in it.

pub mod features;
pub mod load;

use std::path::{Path, PathBuf};

use crate::config::Config;
use crate::context::Context;
use crate::files::Locks;
use crate::git::{HookEnv, Repo};
use crate::report::{Problem, ProblemKind};

/// The name of the configuration file, which also marks the root.
pub const CONFIG_FILE: &str = "planyard.toml";

/// Folders that hold features when the configuration names none.
pub const FEATURE_FOLDERS: [&str; 2] = ["features", ".workitems"];

/// Where Planyard works.
#[derive(Debug)]
pub struct Workspace {
    /// Absolute: the nearest ancestor with `planyard.toml`, else the root of the git work tree, else (outside git) the
    /// working directory itself.
    pub root: PathBuf,
    /// The git repository around it.
    pub git: Option<crate::git::Location>,
    /// As all layers together say.
    pub config: Config,
}

impl Workspace {
    /// Finds the workspace around a folder.
    ///
    /// # Errors
    /// When `planyard.toml` is wrong.
    pub fn find(context: &Context, from: &Path) -> anyhow::Result<Self> {
        let hook = HookEnv::from_vars(|name| context.var(name));
        let git = crate::git::locate_in(from, &hook)?;
        let marked = from.ancestors().find(|folder| folder.join(CONFIG_FILE).is_file());
        let root = match (marked, &git) {
            // A planyard.toml above the repository belongs to something else.
            (Some(marked), Some(git)) if !marked.starts_with(&git.root) => git.root.clone(),
            (Some(marked), _) => marked.to_owned(),
            (None, Some(git)) => git.root.clone(),
            (None, None) => from.to_owned(),
        };
        let config = Config::load(context, &root)?;
        Ok(Self { root, git, config })
    }

    /// The folder for locks and recovery journals: shared by all worktrees of a repository.
    pub fn lock_folder(&self) -> PathBuf {
        match &self.git {
            Some(git) => git.common_dir.join("planyard").join("locks"),
            None => self.root.join(".planyard").join("locks"),
        }
    }

    /// The locks that every change of a file takes.
    pub fn locks(&self) -> Locks {
        Locks::at(self.lock_folder())
    }

    /// The repository, with the index that the next commit is made of, also inside a hook.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    pub fn repo(&self, context: &Context) -> anyhow::Result<Repo> {
        let location = self.git.as_ref().ok_or_else(|| self.no_git())?;
        Repo::open(location, &self.root, &HookEnv::from_vars(|name| context.var(name)))
    }

    /// A path relative to the root, `/`-separated.
    pub fn relative(&self, path: &Path) -> Option<String> {
        let inner = path.strip_prefix(&self.root).ok()?;
        let parts: Option<Vec<&str>> = inner.components().map(|part| part.as_os_str().to_str()).collect();
        Some(parts?.join("/"))
    }

    /// The problem of a command that needs git where there is none.
    pub fn no_git(&self) -> Problem {
        Problem::new(ProblemKind::Git, format!("{} is not in a git repository", self.root.display()))
            .hint("run `git init` first, or leave out the flag that needs git")
    }
}
