use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::Result;
use git2::{BranchType, Commit, ErrorCode, ObjectType};

use super::Repo;
use crate::process::{Outcome, Run, Status};
use crate::report::{Problem, ProblemKind};

/// Variables by which git tells its hooks about a repository.
pub(super) const HOOK_VARS: [&str; 4] = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"];

/// Where HEAD is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Head {
    /// On a branch.
    Branch(String),
    /// On a branch that has no commit yet.
    Unborn(String),
    /// On a commit; its id.
    Detached(String),
}

/// A local branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// `main`, `feature/x`.
    pub name: String,
    /// The id of its last commit.
    pub commit: String,
}

/// A checkout of the repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worktree {
    /// Its root.
    pub root: PathBuf,
    /// The main checkout, not a linked one.
    pub main: bool,
}

impl Repo {
    /// Where HEAD is.
    pub fn head(&self) -> Result<Head> {
        match self.inner.head() {
            Ok(head) if head.is_branch() => {
                Ok(Head::Branch(String::from_utf8_lossy(head.shorthand_bytes()).into_owned()))
            }
            Ok(head) => Ok(Head::Detached(head.target().map(|id| id.to_string()).unwrap_or_default())),
            Err(error) if error.code() == ErrorCode::UnbornBranch => {
                let head = self.inner.find_reference("HEAD").map_err(|error| self.fault(&error))?;
                let target = head.symbolic_target_bytes().unwrap_or_default();
                let name = String::from_utf8_lossy(target);
                Ok(Head::Unborn(name.trim_start_matches("refs/heads/").to_owned()))
            }
            Err(error) => Err(self.fault(&error).into()),
        }
    }

    /// Local branches by name.
    pub fn branches(&self) -> Result<Vec<Branch>> {
        let mut branches = Vec::new();
        for branch in self.inner.branches(Some(BranchType::Local)).map_err(|error| self.fault(&error))? {
            let (branch, _) = branch.map_err(|error| self.fault(&error))?;
            let name = branch.name_bytes().map_err(|error| self.fault(&error))?;
            let name = String::from_utf8_lossy(name).into_owned();
            let commit = branch.get().target().map(|id| id.to_string()).unwrap_or_default();
            branches.push(Branch { name, commit });
        }
        branches.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(branches)
    }

    /// All checkouts whose folder is there: the main one first, then linked ones by path.
    pub fn worktrees(&self) -> Result<Vec<Worktree>> {
        let mut linked = Vec::new();
        let names = self.inner.worktrees().map_err(|error| self.fault(&error))?;
        for name in names.iter().flatten().flatten() {
            // A worktree that was removed by hand, or is broken, has no files to look at.
            if let Ok(worktree) = self.inner.find_worktree(name)
                && worktree.path().is_dir()
            {
                linked.push(Worktree { root: worktree.path().to_owned(), main: false });
            }
        }
        linked.sort_by(|a, b| a.root.cmp(&b.root));
        let common = self.location.common_dir.as_path();
        let main = if common == self.location.git_dir { Some(self.location.root.as_path()) } else { common.parent() };
        let main = main.filter(|root| root.join(".git").exists());
        Ok(main.map(|root| Worktree { root: root.to_owned(), main: true }).into_iter().chain(linked).collect())
    }

    /// Names of the entries of `folder` on a branch, sorted; none when the branch does not have it.
    pub fn folder_names(&self, branch: &str, folder: &str) -> Result<Vec<String>> {
        let found = self.inner.find_branch(branch, BranchType::Local);
        let found = found.map_err(|error| self.fault(&error))?;
        let mut names = BTreeSet::new();
        let commit = found.get().peel_to_commit().map_err(|error| self.fault(&error))?;
        self.names_in(&commit, &self.to_git(folder), &mut names)?;
        Ok(names.into_iter().collect())
    }

    /// Names of the entries of `folder` on any local branch, on HEAD, in the index, or in the folder of any checkout:
    /// what a new number must not collide with.
    pub fn folder_names_everywhere(&self, folder: &str) -> Result<BTreeSet<String>> {
        let path = self.to_git(folder);
        let mut names = BTreeSet::new();
        for branch in self.inner.branches(Some(BranchType::Local)).map_err(|error| self.fault(&error))? {
            let (branch, _) = branch.map_err(|error| self.fault(&error))?;
            // A branch that points at something else or at a missing commit holds no folder.
            if let Ok(commit) = branch.get().peel_to_commit() {
                self.names_in(&commit, &path, &mut names)?;
            }
        }
        if let Ok(commit) = self.inner.head().and_then(|head| head.peel_to_commit()) {
            self.names_in(&commit, &path, &mut names)?;
        }
        let below = if path.is_empty() { String::new() } else { format!("{path}/") };
        let inside = |file: &str| self.to_git(file).strip_prefix(&below)?.split('/').next().map(str::to_owned);
        names.extend(self.index_paths(folder)?.iter().filter_map(|file| inside(file)));
        for worktree in self.worktrees()? {
            let Ok(entries) = std::fs::read_dir(worktree.root.join(&path)) else { continue };
            names.extend(entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()));
        }
        Ok(names)
    }

    /// Makes a branch at HEAD and switches to it, with the git program: its hooks, filters and sparse checkouts are the
    /// user's, and libgit2 has none of them. Changes that are not committed come along.
    pub fn switch_to_new_branch(&self, name: &str) -> Result<()> {
        if !git2::Branch::name_is_valid(name).unwrap_or(false) {
            return Err(Problem::new(ProblemKind::Usage, format!("{name:?} is not a branch name"))
                .hint("see `git check-ref-format --help`")
                .into());
        }
        if self.inner.find_branch(name, BranchType::Local).is_ok() {
            return Err(Problem::new(ProblemKind::Conflict, format!("branch {name} exists already"))
                .source(name)
                .hint(format!("switch to it with `git switch {name}`, or name another"))
                .into());
        }
        let run = Run::new("git").args(["switch", "--quiet", "--create", name]).cwd(&self.location.root);
        // What a hook's environment says was settled when the repository was located.
        let run = HOOK_VARS.iter().fold(run, |run, name| run.without_env(*name));
        let outcome = run.env("LC_ALL", "C").run();
        if outcome.success() { Ok(()) } else { Err(git_failed(&outcome, "git switch --create").into()) }
    }

    fn names_in(&self, commit: &Commit<'_>, path: &str, names: &mut BTreeSet<String>) -> Result<()> {
        let mut tree = commit.tree().map_err(|error| self.fault(&error))?;
        if !path.is_empty() {
            match tree.get_path(Path::new(path)) {
                Ok(entry) if entry.kind() == Some(ObjectType::Tree) => {
                    let found = self.inner.find_tree(entry.id());
                    tree = found.map_err(|error| self.fault(&error))?;
                }
                Ok(_) => return Ok(()),
                Err(error) if error.code() == ErrorCode::NotFound => return Ok(()),
                Err(error) => return Err(self.fault(&error).into()),
            }
        }
        names.extend(tree.iter().map(|entry| String::from_utf8_lossy(entry.name_bytes()).into_owned()));
        Ok(())
    }
}

/// Why the git program could not do it.
pub(super) fn git_failed(outcome: &Outcome, command: &str) -> Problem {
    let tail = outcome.stderr_tail(5);
    let (kind, said, hint, code) = match &outcome.status {
        Status::NotFound => (
            ProblemKind::ToolMissing,
            "the git program is not installed".to_owned(),
            "install git, or leave out --branch and make the branch yourself",
            None,
        ),
        Status::NotExecutable(why) | Status::NotStarted(why) => {
            (ProblemKind::ToolMissing, format!("git cannot be run: {why}"), "check the git that is first in PATH", None)
        }
        Status::TimedOut | Status::Cancelled => {
            (ProblemKind::Timeout, format!("`{command}` did not end"), "run it yourself to see what it waits for", None)
        }
        Status::Signalled(signal) => (
            ProblemKind::ToolCrashed,
            format!("`{command}` was ended by signal {signal}"),
            "run it yourself to see why",
            None,
        ),
        Status::Exited(code) => (
            ProblemKind::ToolFailed,
            format!("`{command}` failed: {}", said(outcome).as_deref().unwrap_or("it does not say why")),
            "mend what it says, then run the command again",
            Some(*code),
        ),
    };
    let problem = Problem::new(kind, said).source("git").hint(hint);
    Problem { exit_code: code, stderr_tail: (!tail.is_empty()).then_some(tail), ..problem }
}

/// The line that says why: git's hints come after it.
fn said(outcome: &Outcome) -> Option<String> {
    let text = outcome.stderr_tail(40);
    let why = |line: &&str| line.starts_with("fatal: ") || line.starts_with("error: ");
    text.lines().find(why).or_else(|| text.lines().last()).map(str::to_owned)
}
