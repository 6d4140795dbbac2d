use anyhow::Result;
use git2::{ErrorCode, ObjectType, Oid};

use super::Repo;
use crate::report::{Problem, ProblemKind};

impl Repo {
    /// The commit that a branch or any other name stands for; `None` when there is none.
    ///
    /// # Errors
    /// The repository cannot be read.
    pub fn commit_of(&self, name: &str) -> Result<Option<String>> {
        match self.inner.revparse_single(name).and_then(|object| object.peel_to_commit()) {
            Ok(commit) => Ok(Some(commit.id().to_string())),
            Err(error) if matches!(error.code(), ErrorCode::NotFound | ErrorCode::UnbornBranch) => Ok(None),
            Err(error) => Err(self.fault(&error).into()),
        }
    }

    /// Whether everything of `old` is in `new`.
    ///
    /// # Errors
    /// The repository cannot be read, or lacks one of them.
    pub fn is_ancestor(&self, old: &str, new: &str) -> Result<bool> {
        if old == new {
            return Ok(true);
        }
        let id = |text: &str| Oid::from_str(text).map_err(|error| self.fault(&error));
        self.inner.graph_descendant_of(id(new)?, id(old)?).map_err(|error| self.fault(&error).into())
    }

    /// The text of a file in a commit; `None` when the commit has no such file.
    ///
    /// # Errors
    /// It is no text.
    pub fn text_at(&self, commit: &str, path: &str) -> Result<Option<String>> {
        let Some(id) = self.entry_at(commit, &self.to_git(path), ObjectType::Blob)? else { return Ok(None) };
        let blob = self.inner.find_blob(id).map_err(|error| self.fault(&error))?;
        String::from_utf8(blob.content().to_vec()).map(Some).map_err(|_| {
            Problem::new(ProblemKind::Unreadable, format!("{path} is not UTF-8 text in {commit}"))
                .source(path)
                .hint("convert it to UTF-8")
                .into()
        })
    }

    /// The names of the files right in a folder of a commit, sorted.
    ///
    /// # Errors
    /// The repository cannot be read.
    pub fn files_at(&self, commit: &str, folder: &str) -> Result<Vec<String>> {
        let Some(id) = self.entry_at(commit, &self.to_git(folder), ObjectType::Tree)? else { return Ok(Vec::new()) };
        let tree = self.inner.find_tree(id).map_err(|error| self.fault(&error))?;
        let files = tree.iter().filter(|entry| entry.kind() == Some(ObjectType::Blob));
        let mut names: Vec<String> = files.filter_map(|entry| entry.name().ok().map(str::to_owned)).collect();
        names.sort();
        Ok(names)
    }

    /// The paths of all files below a folder of a commit, sorted.
    ///
    /// # Errors
    /// The repository cannot be read.
    pub fn paths_at(&self, commit: &str, folder: &str) -> Result<Vec<String>> {
        let Some(id) = self.entry_at(commit, &self.to_git(folder), ObjectType::Tree)? else { return Ok(Vec::new()) };
        let tree = self.inner.find_tree(id).map_err(|error| self.fault(&error))?;
        let mut paths = Vec::new();
        let walked = tree.walk(git2::TreeWalkMode::PreOrder, |below, entry| {
            if entry.kind() == Some(ObjectType::Blob)
                && let Ok(name) = entry.name()
            {
                let head = if folder.is_empty() { String::new() } else { format!("{folder}/") };
                paths.push(format!("{head}{below}{name}"));
            }
            git2::TreeWalkResult::Ok
        });
        walked.map_err(|error| self.fault(&error))?;
        paths.sort();
        Ok(paths)
    }

    fn entry_at(&self, commit: &str, path: &str, kind: ObjectType) -> Result<Option<Oid>> {
        let tree = Oid::from_str(commit)
            .and_then(|id| self.inner.find_commit(id))
            .and_then(|commit| commit.tree())
            .map_err(|error| self.fault(&error))?;
        if path.is_empty() {
            return Ok(Some(tree.id()));
        }
        match tree.get_path(std::path::Path::new(path)) {
            Ok(entry) => Ok(Some(entry.id()).filter(|_| entry.kind() == Some(kind))),
            Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
            Err(error) => Err(self.fault(&error).into()),
        }
    }
}
