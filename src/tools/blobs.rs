//! The identity of files by their content, as git names it. What git's index knows already is not read again.

use std::collections::HashMap;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::git::{IndexStat, Repo, blob_id};

/// Identities of the files of a tree.
#[derive(Debug)]
pub struct Blobs {
    root: PathBuf,
    known: HashMap<String, IndexStat>,
}

impl Blobs {
    /// Of the tree at `root`, which is the work tree of `repo` when there is one.
    pub fn new(root: &Path, repo: Option<&Repo>) -> Self {
        // Without the index every file is read: slower, and as right.
        let known = repo.and_then(|repo| repo.index_stats().ok()).unwrap_or_default();
        Self { root: root.to_owned(), known }
    }

    /// The id of a file; empty when it cannot be read.
    pub fn id(&self, path: &str) -> String {
        let full = self.root.join(path);
        if let (Some(stat), Ok(meta)) = (self.known.get(path), full.symlink_metadata())
            && meta.is_file()
            && same(stat, &meta)
        {
            return stat.id.clone();
        }
        std::fs::read(&full).map(|bytes| blob_id(&bytes)).unwrap_or_default()
    }

    /// The ids of many, in their order.
    pub fn ids(&self, paths: &[String]) -> Vec<String> {
        paths.par_iter().map(|path| self.id(path)).collect()
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the index keeps these modulo 2^32")]
fn same(stat: &IndexStat, meta: &std::fs::Metadata) -> bool {
    stat.modified.0 == meta.mtime()
        && (stat.modified.1 == 0 || i64::from(stat.modified.1) == meta.mtime_nsec())
        && stat.changed == meta.ctime()
        && stat.size == meta.size() as u32
        && (stat.inode == 0 || stat.inode == meta.ino() as u32)
}
