use anyhow::Result;
use git2::{Index, IndexEntry};

use super::Repo;
use crate::plan::document::MAX_DOCUMENT;
use crate::report::{Problem, ProblemKind};

/// The kind of an entry is in the upper bits of its mode.
const KIND: u32 = 0o170_000;
const REGULAR: u32 = 0o100_000;
const SYMLINK: u32 = 0o120_000;
/// So many symlinks in a row are a circle.
const MAX_LINKS: usize = 16;

impl Repo {
    /// The text that the index holds for `path`; `None` when it holds none. A file in conflict has no one text.
    pub fn index_text(&self, path: &str) -> Result<Option<String>> {
        let index = self.index()?;
        let mut wanted = self.to_git(path);
        for _ in 0..MAX_LINKS {
            let Some(entry) = entry(&index, &wanted, path)? else { return Ok(None) };
            match entry.mode & KIND {
                REGULAR => return self.text_of(&entry, path).map(Some),
                SYMLINK => {
                    let to = self.text_of(&entry, path)?;
                    wanted = follow(&wanted, &to)
                        .filter(|there| self.to_workspace(there).is_some())
                        .ok_or_else(|| unreadable(path, "is a symlink that leads out of the workspace"))?;
                }
                _ => return Err(unreadable(path, "is a submodule in the index, not a file").into()),
            }
        }
        Err(unreadable(path, "its symlinks lead round in a circle").into())
    }

    /// What both sides of a conflict began with; `None`: `path` is in no conflict, or they began with nothing.
    pub fn index_base(&self, path: &str) -> Result<Option<String>> {
        match self.index()?.get_path(std::path::Path::new(&self.to_git(path)), 1) {
            Some(entry) => self.text_of(&entry, path).map(Some),
            None => Ok(None),
        }
    }

    /// The files at or below `folder` in the index, sorted.
    pub fn index_paths(&self, folder: &str) -> Result<Vec<String>> {
        let index = self.index()?;
        let mut paths: Vec<_> = entries_below(&index, &self.to_git(folder))
            .filter_map(|entry| self.to_workspace(&String::from_utf8_lossy(&entry.path)).map(str::to_owned))
            .collect();
        paths.sort();
        paths.dedup();
        Ok(paths)
    }

    /// For each path: git knows it, or for a folder, a file in it.
    pub fn tracked(&self, paths: &[&str]) -> Result<Vec<bool>> {
        let index = self.index()?;
        Ok(paths.iter().map(|path| entries_below(&index, &self.to_git(path)).next().is_some()).collect())
    }

    pub(super) fn index(&self) -> Result<Index> {
        self.inner.index().map_err(|error| self.fault(&error).into())
    }

    fn text_of(&self, entry: &IndexEntry, path: &str) -> Result<String> {
        let fault = |error| self.fault(&error);
        let (size, _) = self.inner.odb().and_then(|odb| odb.read_header(entry.id)).map_err(fault)?;
        if size as u64 > MAX_DOCUMENT {
            return Err(unreadable(path, "is larger than a planning document may be").into());
        }
        let blob = self.inner.find_blob(entry.id).map_err(fault)?;
        match std::str::from_utf8(blob.content()) {
            Ok(text) => Ok(text.to_owned()),
            Err(error) => {
                let line = memchr::memchr_iter(b'\n', &blob.content()[..error.valid_up_to()]).count() + 1;
                Err(unreadable(path, &format!("is not UTF-8 text (line {line} of the staged text)")).into())
            }
        }
    }
}

fn entry(index: &Index, path: &str, shown: &str) -> Result<Option<IndexEntry>> {
    // Looked up here: libgit2's binding panics at a path that cannot be one.
    let found = entries_below(index, path).next().filter(|entry| entry.path == path.as_bytes());
    match found {
        // Stages 1 to 3 are the sides of a conflict.
        Some(entry) if (entry.flags >> 12) & 3 != 0 => {
            Err(Problem::new(ProblemKind::Git, format!("{shown}: has a merge conflict"))
                .source(shown)
                .hint("resolve it and `git add` the file")
                .into())
        }
        found => Ok(found),
    }
}

/// Entries for the file at `path`, or for those in the folder at `path`. The index is sorted.
fn entries_below<'a>(index: &'a Index, path: &'a str) -> impl Iterator<Item = IndexEntry> + 'a {
    let path = path.trim_end_matches('/').as_bytes();
    let (mut low, mut high) = (0, index.len());
    while low < high {
        let middle = low + (high - low) / 2;
        if index.get(middle).is_some_and(|entry| entry.path.as_slice() < path) {
            low = middle + 1
        } else {
            high = middle
        }
    }
    (low..index.len())
        .map_while(|at| index.get(at))
        .take_while(move |entry| entry.path.starts_with(path))
        .filter(move |entry| path.is_empty() || matches!(entry.path.get(path.len()), None | Some(b'/')))
}

/// Where a symlink at `from` leads when it says `to`; `None` outside of the work tree.
fn follow(from: &str, to: &str) -> Option<String> {
    if to.starts_with('/') {
        return None;
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in to.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

fn unreadable(path: &str, what: &str) -> Problem {
    Problem::new(ProblemKind::Unreadable, format!("{path}: {what}"))
        .source(path)
        .hint("mend the file and `git add` it again")
}
