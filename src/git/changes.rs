use anyhow::Result;
use git2::{Delta, Diff, DiffOptions, ObjectType, StatusOptions, Tree};

use super::Repo;
use crate::report::{Problem, ProblemKind};

/// What happened to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// New.
    Added,
    /// Other bytes, another mode, or another kind of file.
    Modified,
    /// Gone.
    Deleted,
    /// New, and git has not been told of it.
    Untracked,
    /// A merge left it undecided.
    Conflicted,
}

/// A file that changed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// Relative to the workspace root, `/`-separated.
    pub path: String,
    /// What happened to it.
    pub kind: ChangeKind,
}

impl Repo {
    /// Files that differ between the work tree and `reference`, new ones that git does not know among them, sorted.
    /// Compared is with the commit where this branch left `reference`, so that its later work does not count. Without
    /// a reference: with HEAD.
    pub fn changed(&self, reference: Option<&str>) -> Result<Vec<Change>> {
        let base = match reference {
            Some(reference) => Some(self.base_tree(reference)?),
            None => self.head_tree()?,
        };
        let mut options = self.options();
        options.include_untracked(true).recurse_untracked_dirs(true);
        let diff = self.inner.diff_tree_to_workdir_with_index(base.as_ref(), Some(&mut options));
        Ok(self.changes(&diff.map_err(|error| self.fault(&error))?))
    }

    /// Files that the next commit would change, sorted. Works before the first commit too.
    pub fn staged(&self) -> Result<Vec<Change>> {
        let head = self.head_tree()?;
        let diff = self.inner.diff_tree_to_index(head.as_ref(), None, Some(&mut self.options()));
        Ok(self.changes(&diff.map_err(|error| self.fault(&error))?))
    }

    /// Files at or below `paths` that are not as HEAD has them: changed, staged, new, or in conflict. Sorted.
    pub fn dirty(&self, paths: &[&str]) -> Result<Vec<Change>> {
        let mut options = StatusOptions::new();
        options.include_untracked(true).recurse_untracked_dirs(true).disable_pathspec_match(true);
        options.exclude_submodules(true);
        let specs: Vec<_> = paths.iter().map(|path| self.to_git(path)).collect();
        // The root stands for all of it. (A path with a NUL is no path; the binding panics at it.)
        if !specs.iter().any(String::is_empty) {
            for spec in specs.into_iter().filter(|spec| !spec.contains('\0')) {
                options.pathspec(spec);
            }
        }
        let statuses = self.inner.statuses(Some(&mut options)).map_err(|error| self.fault(&error))?;
        let mut changes: Vec<_> = statuses
            .iter()
            .filter_map(|entry| {
                let path = String::from_utf8_lossy(entry.path_bytes()).into_owned();
                let path = self.to_workspace(&path)?.to_owned();
                Some(Change { path, kind: kind_of(entry.status())? })
            })
            .collect();
        changes.sort();
        Ok(changes)
    }

    fn options(&self) -> DiffOptions {
        let mut options = DiffOptions::new();
        options.ignore_submodules(true).skip_binary_check(true);
        if !self.prefix.is_empty() {
            options.disable_pathspec_match(true).pathspec(self.prefix.trim_end_matches('/'));
        }
        options
    }

    fn changes(&self, diff: &Diff<'_>) -> Vec<Change> {
        let mut changes: Vec<_> = diff
            .deltas()
            .filter_map(|delta| {
                let kind = match delta.status() {
                    Delta::Added | Delta::Copied => ChangeKind::Added,
                    Delta::Deleted => ChangeKind::Deleted,
                    Delta::Modified | Delta::Renamed | Delta::Typechange | Delta::Unreadable => ChangeKind::Modified,
                    Delta::Untracked => ChangeKind::Untracked,
                    Delta::Conflicted => ChangeKind::Conflicted,
                    Delta::Unmodified | Delta::Ignored => return None,
                };
                let path = delta.new_file().path_bytes().or_else(|| delta.old_file().path_bytes())?;
                let path = String::from_utf8_lossy(path).into_owned();
                Some(Change { path: self.to_workspace(&path)?.to_owned(), kind })
            })
            .collect();
        changes.sort();
        changes.dedup();
        changes
    }

    fn base_tree(&self, reference: &str) -> Result<Tree<'_>> {
        let commit = self
            .inner
            .revparse_single(reference)
            .and_then(|object| object.peel(ObjectType::Commit))
            .map_err(|_| unknown(reference))?;
        let head = self.inner.head().and_then(|head| head.peel_to_commit()).ok();
        let left = head.and_then(|head| self.inner.merge_base(head.id(), commit.id()).ok()).unwrap_or(commit.id());
        let tree = self.inner.find_commit(left).and_then(|commit| commit.tree());
        tree.map_err(|error| self.fault(&error).into())
    }

    /// `None` before the first commit.
    pub(super) fn head_tree(&self) -> Result<Option<Tree<'_>>> {
        match self.inner.head() {
            Ok(head) => head.peel_to_tree().map(Some).map_err(|error| self.fault(&error).into()),
            Err(error) if error.code() == git2::ErrorCode::UnbornBranch => Ok(None),
            Err(error) => Err(self.fault(&error).into()),
        }
    }
}

fn kind_of(status: git2::Status) -> Option<ChangeKind> {
    use git2::Status;
    let any = |of: Status| status.intersects(of);
    Some(if any(Status::CONFLICTED) {
        ChangeKind::Conflicted
    } else if any(Status::WT_DELETED | Status::INDEX_DELETED) {
        ChangeKind::Deleted
    } else if any(Status::WT_NEW) {
        ChangeKind::Untracked
    } else if any(Status::INDEX_NEW) {
        ChangeKind::Added
    } else if status == Status::CURRENT || any(Status::IGNORED) {
        return None;
    } else {
        ChangeKind::Modified
    })
}

fn unknown(reference: &str) -> Problem {
    Problem::new(ProblemKind::Git, format!("{reference}: no such commit, branch or tag"))
        .source(reference)
        .hint("see `git branch --all`; in a shallow CI clone fetch more history first")
}
