//! The identity of files by their content, as git names it. What git's index knows already is not read again.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use rustix::fs::{AtFlags, FileType, Stat};

use crate::git::{IndexStat, Repo, blob_id};

/// Identities of the files of a tree.
#[derive(Debug)]
pub struct Blobs {
    root: PathBuf,
    /// Looking up from here is twice as fast as from the top.
    folder: Option<std::fs::File>,
    known: HashMap<String, IndexStat>,
}

impl Blobs {
    /// Of the tree at `root`, which is the work tree of `repo` when there is one.
    pub fn new(root: &Path, repo: Option<&Repo>) -> Self {
        // Without the index every file is read: slower, and as right.
        let known = repo.and_then(|repo| repo.index_stats().ok()).unwrap_or_default();
        Self { root: root.to_owned(), folder: std::fs::File::open(root).ok(), known }
    }

    /// The id of a file; empty when it cannot be read.
    pub fn id(&self, path: &str) -> String {
        if let (Some(stat), Some(folder)) = (self.known.get(path), &self.folder)
            && let Ok(now) = rustix::fs::statat(folder, path, AtFlags::SYMLINK_NOFOLLOW)
            && same(stat, &now)
        {
            return stat.id.clone();
        }
        std::fs::read(self.root.join(path)).map(|bytes| blob_id(&bytes)).unwrap_or_default()
    }

    /// The ids of many, in their order.
    pub fn ids(&self, paths: &[String]) -> Vec<String> {
        paths.par_iter().map(|path| self.id(path)).collect()
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the index keeps these modulo 2^32")]
fn same(stat: &IndexStat, now: &Stat) -> bool {
    FileType::from_raw_mode(now.st_mode) == FileType::RegularFile
        && stat.modified.0 == now.st_mtime
        && (stat.modified.1 == 0 || u64::from(stat.modified.1) == now.st_mtime_nsec)
        && stat.changed == now.st_ctime
        && stat.size == now.st_size as u32
        && (stat.inode == 0 || stat.inode == now.st_ino as u32)
}
