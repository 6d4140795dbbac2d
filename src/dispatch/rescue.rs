//! Nothing is reset or removed before it is kept under a ref.

use std::path::Path;

use anyhow::Result;

use crate::git::program::Git;

/// Keeps all of a worktree, committed or not, under `refs/planyard/rescue/`; the ref's name.
///
/// # Errors
/// Git cannot do it.
pub fn keep(git: &Git, tree: &Path, branch: &str) -> Result<String> {
    // What git ignores is not work.
    let head = git.text(git.root(), &["rev-parse", &format!("refs/heads/{branch}")])?;
    let commit = if tree.exists() {
        git.text(tree, &["add", "--all"])?;
        let all = git.text(tree, &["write-tree"])?;
        git.text(tree, &["commit-tree", &all, "-p", &head, "-m", &format!("planyard: kept from {branch}")])?
    } else {
        head
    };
    let name =
        format!("refs/planyard/rescue/{}/{}", branch.trim_start_matches("planyard/"), &commit[..12.min(commit.len())]);
    git.text(git.root(), &["update-ref", &name, &commit])?;
    Ok(name)
}
