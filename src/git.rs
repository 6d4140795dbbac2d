//! Interim, replaced whole by the branch `files` (keep `Location` and `locate`, or change their callers).

use std::path::{Path, PathBuf};

/// Where a repository is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The root of the work tree.
    pub root: PathBuf,
    /// The git dir that all worktrees share.
    pub common_dir: PathBuf,
}

/// The repository around a folder.
///
/// # Errors
/// When there is one that cannot be read.
pub fn locate(from: &Path) -> anyhow::Result<Option<Location>> {
    Ok(from
        .ancestors()
        .find(|folder| folder.join(".git").is_dir())
        .map(|root| Location { root: root.to_owned(), common_dir: root.join(".git") }))
}
