use std::path::Path;

use anyhow::Result;
use git2::{Delta, DiffFindOptions, DiffOptions, ErrorCode, FileMode, Oid, Repository, Sort};

use super::fault;

/// Commits, trees and refs, read without a process. Ids are hexadecimal texts.
pub struct Objects {
    repo: Repository,
    shown: String,
}

impl std::fmt::Debug for Objects {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Objects").field("at", &self.shown).finish_non_exhaustive()
    }
}

/// A commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its id.
    pub id: String,
    /// Its parents, the first being the one it was made on.
    pub parents: Vec<String>,
    /// Its tree.
    pub tree: String,
    /// Its message; bytes that are no text are replaced.
    pub message: String,
}

/// A file that differs between two trees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Its path in the repository.
    pub path: String,
    /// What it was before.
    pub old: Entry,
    /// What it is.
    pub new: Entry,
}

/// What is at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// Nothing.
    Nothing,
    /// A file.
    File,
    /// A symbolic link.
    Link,
    /// A commit of another repository.
    Submodule,
}

/// How many lines and files differ.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct DiffStat {
    /// Files that differ.
    pub files: usize,
    /// Lines that came.
    pub insertions: usize,
    /// Lines that went.
    pub deletions: usize,
}

impl Objects {
    /// Opens the repository by its git dir: that of a worktree for what is its own (HEAD, index), else the common one.
    ///
    /// # Errors
    /// It cannot be read: another user's, an unsupported format, ….
    pub fn open(git_dir: &Path) -> Result<Self> {
        let shown = git_dir.display().to_string();
        let repo = Repository::open(git_dir).map_err(|error| fault(&error, &shown))?;
        Ok(Self { repo, shown })
    }

    /// Opens the part that all worktrees share: commits, trees and refs. No index is read: the main checkout's may have a
    /// form that libgit2 does not know (sparse, split).
    ///
    /// # Errors
    /// It cannot be read: another user's, an unsupported format, ….
    pub fn shared(common_dir: &Path) -> Result<Self> {
        let objects = Self::open(common_dir)?;
        let mut none = objects.told(git2::Index::new())?;
        objects.told(objects.repo.set_index(&mut none))?;
        Ok(objects)
    }

    /// Opens the repository around a folder.
    ///
    /// # Errors
    /// There is none, or it cannot be read.
    pub fn around(folder: &Path) -> Result<Self> {
        let shown = folder.display().to_string();
        let repo = Repository::discover(folder).map_err(|error| fault(&error, &shown))?;
        Ok(Self { repo, shown })
    }

    /// The git dir that all worktrees share.
    pub fn common(&self) -> std::path::PathBuf {
        let common = self.repo.commondir();
        common.canonicalize().unwrap_or_else(|_| common.to_owned())
    }

    fn told<T>(&self, result: Result<T, git2::Error>) -> Result<T> {
        result.map_err(|error| fault(&error, &self.shown).into())
    }

    fn id(&self, text: &str) -> Result<Oid> {
        self.told(Oid::from_str(text))
    }

    /// The commit that a ref names; `None` when there is no such ref.
    pub fn tip(&self, name: &str) -> Result<Option<String>> {
        let found = self.repo.find_reference(name).and_then(|found| found.peel_to_commit());
        match found {
            Ok(commit) => Ok(Some(commit.id().to_string())),
            Err(error) if matches!(error.code(), ErrorCode::NotFound | ErrorCode::UnbornBranch) => Ok(None),
            Err(error) => self.told(Err(error)),
        }
    }

    /// The commit at HEAD.
    pub fn head(&self) -> Result<String> {
        let found = self.told(self.repo.head().and_then(|head| head.peel_to_commit()))?;
        Ok(found.id().to_string())
    }

    /// The ref that HEAD names, and `None` when it is detached.
    pub fn head_ref(&self) -> Result<Option<String>> {
        let head = self.told(self.repo.find_reference("HEAD"))?;
        Ok(head.symbolic_target_bytes().map(|name| String::from_utf8_lossy(name).into_owned()))
    }

    /// The refs whose names begin so, with what they point to.
    pub fn refs(&self, prefix: &str) -> Result<Vec<(String, String)>> {
        let mut found = Vec::new();
        for reference in self.told(self.repo.references())? {
            let reference = self.told(reference)?;
            let name = String::from_utf8_lossy(reference.name_bytes()).into_owned();
            if !name.starts_with(prefix) {
                continue;
            }
            let to = match reference.target() {
                Some(id) => id.to_string(),
                None => String::from_utf8_lossy(reference.symbolic_target_bytes().unwrap_or_default()).into_owned(),
            };
            found.push((name, to));
        }
        found.sort();
        Ok(found)
    }

    /// A commit.
    ///
    /// # Errors
    /// There is no such commit.
    pub fn commit(&self, id: &str) -> Result<Commit> {
        let id = self.id(id)?;
        self.told(self.repo.find_commit(id)).map(|commit| describe(&commit))
    }

    /// The commits from `tip` back along first parents, until `look` says that it has seen enough, or `until` (not shown)
    /// or the first commit is reached.
    pub fn first_parents(&self, tip: &str, until: Option<&str>, look: &mut dyn FnMut(&Commit) -> bool) -> Result<()> {
        let mut walk = self.told(self.repo.revwalk())?;
        self.told(walk.set_sorting(Sort::TOPOLOGICAL))?;
        self.told(walk.simplify_first_parent())?;
        self.told(walk.push(self.id(tip)?))?;
        let until = until.map(|until| self.id(until)).transpose()?;
        if let Some(until) = until.filter(|until| self.repo.find_commit(*until).is_ok()) {
            self.told(walk.hide(until))?;
        }
        for id in walk {
            let commit = self.told(id.and_then(|id| self.repo.find_commit(id)))?;
            if look(&describe(&commit)) {
                break;
            }
        }
        Ok(())
    }

    /// The first commit along first parents of HEAD: the same in every clone. `None` while there is no commit, or when the
    /// clone has only the newest ones.
    ///
    /// # Errors
    /// The repository cannot be read.
    pub fn first_commit(&self) -> Result<Option<String>> {
        if self.repo.is_shallow() || self.told(self.repo.is_empty())? {
            return Ok(None);
        }
        let mut walk = self.told(self.repo.revwalk())?;
        self.told(walk.simplify_first_parent())?;
        self.told(walk.push_head())?;
        let last = walk.last().transpose();
        Ok(self.told(last)?.map(|id| id.to_string()))
    }

    /// The commits that `tip` has and none of `without`, newest first.
    pub fn beyond(&self, tip: &str, without: &[&str]) -> Result<Vec<Commit>> {
        let mut walk = self.told(self.repo.revwalk())?;
        self.told(walk.set_sorting(Sort::TOPOLOGICAL))?;
        self.told(walk.push(self.id(tip)?))?;
        for other in without {
            self.told(walk.hide(self.id(other)?))?;
        }
        walk.map(|id| self.told(id.and_then(|id| self.repo.find_commit(id))).map(|commit| describe(&commit))).collect()
    }

    /// The newest commit that both have.
    pub fn merge_base(&self, one: &str, other: &str) -> Result<Option<String>> {
        match self.repo.merge_base(self.id(one)?, self.id(other)?) {
            Ok(id) => Ok(Some(id.to_string())),
            Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
            Err(error) => self.told(Err(error)),
        }
    }

    /// `commit` is `tip` or one of its ancestors.
    pub fn reaches(&self, tip: &str, commit: &str) -> Result<bool> {
        let (tip, commit) = (self.id(tip)?, self.id(commit)?);
        if tip == commit {
            return Ok(true);
        }
        // A commit that is not there is reached by nothing.
        if self.repo.find_commit(commit).is_err() {
            return Ok(false);
        }
        self.told(self.repo.graph_descendant_of(tip, commit))
    }

    /// What differs between two commits' trees. A file that was moved is one that went and one that came.
    pub fn differences(&self, from: &str, to: &str) -> Result<Vec<Difference>> {
        self.diff(from, to).map(|diff| differences(&diff))
    }

    /// What differs between a commit's tree and the index.
    pub fn staged_since(&self, from: &str) -> Result<Vec<Difference>> {
        let tree = self.tree(from)?;
        let mut index = self.told(self.repo.index())?;
        self.told(index.read(true))?;
        let diff = self.told(self.repo.diff_tree_to_index(Some(&tree), Some(&index), None))?;
        Ok(differences(&diff))
    }

    /// How much differs between two commits' trees; a moved file counts as one.
    pub fn stat(&self, from: &str, to: &str) -> Result<DiffStat> {
        let mut diff = self.diff(from, to)?;
        self.told(diff.find_similar(Some(DiffFindOptions::new().renames(true))))?;
        let stat = self.told(diff.stats())?;
        Ok(DiffStat { files: stat.files_changed(), insertions: stat.insertions(), deletions: stat.deletions() })
    }

    /// The lines that `to` has and `from` had not, by file: `look` is given the path, the line's number and its bytes.
    pub fn added_lines(&self, from: &str, to: &str, look: &mut dyn FnMut(&str, u32, &[u8])) -> Result<()> {
        let diff = self.diff(from, to)?;
        let mut line = |delta: git2::DiffDelta<'_>, _: Option<git2::DiffHunk<'_>>, line: git2::DiffLine<'_>| {
            if line.origin() == '+' {
                look(&path_of(&delta), line.new_lineno().unwrap_or(0), line.content());
            }
            true
        };
        self.told(diff.foreach(&mut |_, _| true, None, None, Some(&mut line)))
    }

    /// The bytes at a path of a commit; `None` when there is no file or link.
    pub fn bytes(&self, commit: &str, path: &str) -> Result<Option<Vec<u8>>> {
        let tree = self.tree(commit)?;
        match tree.get_path(Path::new(path)) {
            Ok(entry) => Ok(self.repo.find_blob(entry.id()).ok().map(|blob| blob.content().to_vec())),
            Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
            Err(error) => self.told(Err(error)),
        }
    }

    /// The tree that the index would make, written to the repository.
    ///
    /// # Errors
    /// It has conflicts, or a form that libgit2 does not know (sparse, split): ask the program then.
    pub fn index_tree(&self) -> Result<String> {
        let mut index = self.told(self.repo.index())?;
        self.told(index.read(true))?;
        self.told(index.write_tree()).map(|id| id.to_string())
    }

    /// The paths that a merge left undecided in the index, sorted.
    pub fn conflicts(&self) -> Result<Vec<String>> {
        let mut index = self.told(self.repo.index())?;
        self.told(index.read(true))?;
        let mut paths = Vec::new();
        for conflict in self.told(index.conflicts())? {
            let conflict = self.told(conflict)?;
            let sides = [conflict.our, conflict.their, conflict.ancestor];
            paths.extend(sides.iter().flatten().map(|side| String::from_utf8_lossy(&side.path).into_owned()));
        }
        paths.sort();
        paths.dedup();
        Ok(paths)
    }

    /// Nothing in the worktree differs from HEAD, and no file is there that is neither in git nor ignored.
    pub fn is_clean(&self) -> Result<bool> {
        let mut options = git2::StatusOptions::new();
        options.include_untracked(true).include_ignored(false).exclude_submodules(true);
        let found = self.told(self.repo.statuses(Some(&mut options)))?;
        Ok(found.is_empty())
    }

    /// The root of the checkout that this git dir belongs to.
    pub fn workdir(&self) -> Option<std::path::PathBuf> {
        self.repo.workdir().and_then(|root| root.canonicalize().ok())
    }

    /// Makes or moves a ref of Planyard's own (`refs/planyard/…`).
    pub fn keep(&self, name: &str, commit: &str, why: &str) -> Result<()> {
        let id = self.id(commit)?;
        self.told(self.repo.reference(name, id, true, why)).map(drop)
    }

    fn tree(&self, commit: &str) -> Result<git2::Tree<'_>> {
        let object = self.told(self.repo.find_object(self.id(commit)?, None))?;
        self.told(object.peel_to_tree())
    }

    fn diff(&self, from: &str, to: &str) -> Result<git2::Diff<'_>> {
        let (from, to) = (self.tree(from)?, self.tree(to)?);
        let mut options = DiffOptions::new();
        options.context_lines(0).ignore_submodules(false);
        self.told(self.repo.diff_tree_to_tree(Some(&from), Some(&to), Some(&mut options)))
    }
}

fn describe(commit: &git2::Commit<'_>) -> Commit {
    Commit {
        id: commit.id().to_string(),
        parents: commit.parent_ids().map(|id| id.to_string()).collect(),
        tree: commit.tree_id().to_string(),
        message: String::from_utf8_lossy(commit.message_raw_bytes()).into_owned(),
    }
}

fn path_of(delta: &git2::DiffDelta<'_>) -> String {
    let bytes = delta.new_file().path_bytes().or_else(|| delta.old_file().path_bytes());
    String::from_utf8_lossy(bytes.unwrap_or_default()).into_owned()
}

fn differences(diff: &git2::Diff<'_>) -> Vec<Difference> {
    let entry = |file: &git2::DiffFile<'_>, absent: bool| match file.mode() {
        _ if absent => Entry::Nothing,
        FileMode::Link => Entry::Link,
        FileMode::Commit => Entry::Submodule,
        FileMode::Unreadable => Entry::Nothing,
        _ => Entry::File,
    };
    diff.deltas()
        .map(|delta| Difference {
            path: path_of(&delta),
            old: entry(&delta.old_file(), delta.status() == Delta::Added),
            new: entry(&delta.new_file(), delta.status() == Delta::Deleted),
        })
        .collect()
}
