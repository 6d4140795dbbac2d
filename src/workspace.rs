//! The repo (or part of one) that Planyard works on: its root, its configuration, and the features in it.

pub mod features;
pub mod load;
pub mod memory;
pub mod open;

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
        // What a killed command had decided comes first: nothing may be read half-changed.
        crate::files::recover(&Locks::at(lock_folder(&root, git.as_ref())))?;
        let config = Config::load(context, &root)?;
        Ok(Self { root, git, config })
    }

    /// The folder for locks and recovery journals: shared by all worktrees of a repository.
    pub fn lock_folder(&self) -> PathBuf {
        lock_folder(&self.root, self.git.as_ref())
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

fn lock_folder(root: &Path, git: Option<&crate::git::Location>) -> PathBuf {
    match git {
        Some(git) => git.common_dir.join("planyard").join("locks"),
        None => root.join(".planyard").join("locks"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::stable_hash;

    #[test]
    fn an_interrupted_change_is_finished_before_anything_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let text = |name: &str, bytes: &str| {
            std::fs::create_dir_all(root.join(name).parent().unwrap()).unwrap();
            crate::files::write_atomic(&root, name, bytes).unwrap();
        };
        // The first file was replaced, the second was not.
        text(CONFIG_FILE, "# new\n");
        text("b.md", "old\n");
        text(".planyard-1.staged", "new\n");
        let hash = |text: &str| format!("{:016x}-{}", stable_hash(text.as_bytes()), text.len());
        let entry = |name: &str, temp: &str, old: &str, new: &str| serde_json::json!({"path": root.join(name), "temp": root.join(temp), "old": hash(old), "new": hash(new)});
        let entries = [
            entry(CONFIG_FILE, ".planyard-0.staged", "# old\n", "# new\n"),
            entry("b.md", ".planyard-1.staged", "old\n", "new\n"),
        ];
        text(".planyard/locks/journal.json", &serde_json::json!({"version": 1, "entries": entries}).to_string());
        let context = Context::from_process(Some(&root)).unwrap();
        assert_eq!(context.workspace().unwrap().root, root);
        assert_eq!(crate::files::read_text(&root, "b.md").unwrap(), "new\n");
        assert!(!crate::files::is_file(&root, ".planyard-1.staged"));
        assert!(!crate::files::is_file(&root, ".planyard/locks/journal.json"));
    }
}
