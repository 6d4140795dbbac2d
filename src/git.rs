//! Repository facts: where the repository is, what changed, what the index holds, which branches and worktrees there are.
//!
//! [`locate`] finds the repository with a few looks at the file system; everything else opens it with libgit2. Paths go
//! in and come out relative to the workspace root, `/`-separated; what lies outside the workspace is left out. Nothing
//! here writes but [`Git`], the git program, which dispatch runs; [`Objects`] reads what it needs. The environment that git gives to
//! its hooks comes in as [`HookEnv`]; nothing here reads the process's own.

mod changes;
mod commits;
mod export;
mod index;
mod locate;
mod objects;
pub mod program;
mod refs;
#[cfg(test)]
mod tests;

pub use changes::{Change, ChangeKind};
pub use export::{IndexStat, blob_id};
pub use locate::{HookEnv, Location, locate, locate_in};
pub use objects::{Commit, DiffStat, Difference, Entry, Objects};
pub use program::Git;
pub use refs::{Branch, Head, Worktree};

use std::path::Path;

use anyhow::Result;
use git2::{ErrorClass, ErrorCode, Index, Repository};

use crate::report::{Problem, ProblemKind};

/// An open repository, seen from a workspace in it.
pub struct Repo {
    inner: Repository,
    location: Location,
    /// The workspace root relative to the work tree, `/`-separated and with a `/` at the end; empty when they are one.
    prefix: String,
}

impl std::fmt::Debug for Repo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Repo").field("location", &self.location).field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

impl Repo {
    /// Opens the repository at `location` for the workspace at `workspace_root`, with the index that `hook` names while
    /// git runs a hook (a commit of some paths, or with `-a`, has an index of its own).
    pub fn open(location: &Location, workspace_root: &Path, hook: &HookEnv) -> Result<Self> {
        let shown = location.root.display().to_string();
        let failed = |error| fault(&error, &shown);
        let inner = Repository::open(&location.git_dir).map_err(failed)?;
        if inner.is_bare() {
            return Err(locate::bare(&location.git_dir).into());
        }
        if inner.workdir().and_then(|dir| dir.canonicalize().ok()) != location.root.canonicalize().ok() {
            inner.set_workdir(&location.root, false).map_err(failed)?;
        }
        if let Some(path) = hook.index_for(location) {
            let mut index = Index::open(&path).map_err(failed)?;
            inner.set_index(&mut index).map_err(failed)?;
        }
        let prefix = match workspace_root.strip_prefix(&location.root) {
            Ok(inside) if inside.as_os_str().is_empty() => String::new(),
            Ok(inside) => format!("{}/", slashed(inside)),
            Err(_) => {
                let shown = workspace_root.display().to_string();
                return Err(Problem::new(
                    ProblemKind::Git,
                    format!("{shown} is not in the work tree {}", location.root.display()),
                )
                .source(shown)
                .hint("run the command in the repository it is about")
                .into());
            }
        };
        Ok(Self { inner, location: location.clone(), prefix })
    }

    /// A setting of git's, from the user's configuration or the repository's.
    pub fn setting(&self, name: &str) -> Option<String> {
        self.inner.config().and_then(|mut config| config.snapshot()?.get_string(name)).ok()
    }

    /// Where it is.
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// A path of the workspace as git names it.
    fn to_git(&self, path: &str) -> String {
        let parts: Vec<&str> = path.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
        let path = format!("{}{}", self.prefix, parts.join("/"));
        path.trim_end_matches('/').to_owned()
    }

    /// A path of git's as the workspace names it; `None` outside of it.
    fn to_workspace<'a>(&self, path: &'a str) -> Option<&'a str> {
        path.strip_prefix(self.prefix.as_str())
    }

    fn fault(&self, error: &git2::Error) -> Problem {
        fault(error, &self.location.root.display().to_string())
    }
}

fn slashed(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// What libgit2 could not do, in words that say what to do about it.
fn fault(error: &git2::Error, repository: &str) -> Problem {
    let message = error.message().trim_end_matches('.');
    let (said, hint) = match (error.code(), error.class()) {
        (ErrorCode::Owner, _) => (
            "the repository belongs to another user".to_owned(),
            format!("if you trust it: `git config --global --add safe.directory {repository}`"),
        ),
        (ErrorCode::UnbornBranch, _) => {
            ("the repository has no commit yet".to_owned(), "make a first commit".to_owned())
        }
        (_, ErrorClass::Index) if message.contains("extension") => (
            format!("the index is kept in a form that is not supported ({message})"),
            "run `git update-index --no-split-index` or `git sparse-checkout reapply --no-sparse-index`".to_owned(),
        ),
        _ if message.contains("extension") || message.contains("object format") => (
            format!("the repository uses a feature that is not supported ({message})"),
            "use the default object and ref formats (`git init` without --object-format and --ref-format)".to_owned(),
        ),
        (_, ErrorClass::Config) => (
            format!("a git configuration file is broken: {message}"),
            "see `git config --list --show-origin`".to_owned(),
        ),
        (_, ErrorClass::Os) => (message.to_owned(), "check the permissions of the .git folder".to_owned()),
        _ => (format!("the repository cannot be read: {message}"), "run `git fsck` to see what is broken".to_owned()),
    };
    Problem::new(ProblemKind::Git, format!("{repository}: {said}")).source(repository).hint(hint)
}

/// Versions of the git2 crate and of the libgit2 in this binary.
pub fn versions() -> (String, String) {
    let version = git2::Version::get();
    let (major, minor, patch) = version.libgit2_version();
    (version.crate_version().to_owned(), format!("{major}.{minor}.{patch}"))
}
