//! Keeps work under a ref before anything is reset or removed.
//!
//! What is committed and what is not, also new files that git does not ignore, goes to
//! `refs/planyard/rescue/<feature>/<task>/<epoch>` through an index of its own: the worktree and its index are not touched.
//! A ref that is there is never moved to other work.

use std::path::Path;

use anyhow::Result;
use schemars::JsonSchema;
use serde::Serialize;

use super::worktree::{Name, Worktree};
use crate::git::Objects;
use crate::git::program::Git;
use crate::report::{Problem, ProblemKind};

/// Where all kept work is.
pub const PREFIX: &str = "refs/planyard/rescue/";

/// Work that is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Rescued {
    /// `<feature>/<task>/<epoch>`.
    pub id: String,
    /// The commit.
    pub commit: String,
    /// Its first line.
    pub title: String,
}

/// Keeps what is in a worktree and not in its base; the ref's name, when there is anything.
///
/// # Errors
/// It could not be kept: nothing may be reset or removed.
pub fn keep(git: &Git, worktree: &Worktree, label: &str) -> Result<Option<String>> {
    let objects = Objects::open(&worktree.git_dir)?;
    let head = objects.head()?;
    let tree = snapshot(git, worktree)?;
    let commit = if tree == objects.commit(&head)?.tree {
        if objects.reaches(&worktree.base, &head)? {
            return Ok(None);
        }
        head
    } else {
        let said = format!("Kept before {} was reset or removed\n\nrun {label}\n", worktree.name.path());
        let made = git.at(&worktree.path).args(["commit-tree", &tree, "-p", &head]).stdin(said);
        made.text()?
    };
    store(&worktree.common, &worktree.name, label, &commit).map(Some)
}

/// Keeps a commit that may be held by nothing else.
pub(super) fn keep_commit(common: &Path, name: &Name, commit: &str) -> Result<String> {
    store(common, name, &format!("head-{}", &commit[..commit.len().min(12)]), commit)
}

/// The tree of everything in the folder that git does not ignore.
fn snapshot(git: &Git, worktree: &Worktree) -> Result<String> {
    let folder = tempfile::tempdir_in(&worktree.git_dir)?;
    let index = folder.path().join("index");
    let own = worktree.git_dir.join("index");
    if own.is_file() {
        std::fs::copy(own, &index)?;
    }
    let index = index.display().to_string();
    // A folder that cannot be read, or a repository within, keeps the rest from nothing.
    let add = git.at(&worktree.path).args(["add", "--all", "--ignore-errors"]).env("GIT_INDEX_FILE", &index);
    add.run()?;
    git.at(&worktree.path).args(["write-tree"]).env("GIT_INDEX_FILE", &index).text()
}

fn store(common: &Path, name: &Name, label: &str, commit: &str) -> Result<String> {
    let objects = Objects::shared(common)?;
    let first = format!("{}{label}", name.rescues());
    for number in 1.. {
        let wanted = if number == 1 { first.clone() } else { format!("{first}-{number}") };
        match objects.tip(&wanted)? {
            Some(there) if there == commit => return Ok(wanted),
            Some(_) => {}
            None => {
                objects.keep(&wanted, commit, "planyard: kept")?;
                return Ok(wanted);
            }
        }
    }
    Err(Problem::new(ProblemKind::Internal, "no name is free").into())
}

/// What is kept, whose id begins so.
///
/// # Errors
/// The repository cannot be read.
pub fn list(common: &Path, prefix: &str) -> Result<Vec<Rescued>> {
    let objects = Objects::shared(common)?;
    let refs = objects.refs(&format!("{PREFIX}{prefix}"))?;
    let found = refs.into_iter().map(|(name, commit)| {
        let title = objects.commit(&commit)?.message.lines().next().unwrap_or_default().to_owned();
        Ok(Rescued { id: name[PREFIX.len()..].to_owned(), commit, title })
    });
    found.collect()
}

fn named(common: &Path, id: &str) -> Result<Rescued> {
    list(common, id)?.into_iter().find(|kept| kept.id == id).ok_or_else(|| {
        Problem::new(ProblemKind::NotFound, format!("no work is kept as {id}"))
            .hint("`planyard rescue list` names what is kept")
            .into()
    })
}

/// Kept work, and what it changes: as a diff to the last commit that a branch has, too.
///
/// # Errors
/// There is no such work.
pub fn show(git: &Git, common: &Path, id: &str) -> Result<(Rescued, String)> {
    let kept = named(common, id)?;
    let objects = Objects::shared(common)?;
    let mut from = None;
    for (_, tip) in objects.refs("refs/heads/")? {
        let base = objects.merge_base(&tip, &kept.commit)?;
        // The nearest of all.
        if let Some(base) = base
            && from.as_ref().is_none_or(|from: &String| objects.reaches(&base, from).unwrap_or(false))
        {
            from = Some(base);
        }
    }
    let from = from.unwrap_or_else(|| kept.commit.clone());
    let diff = git.at(git.root()).args(["diff", "--no-color", "--no-ext-diff", "--no-textconv", &from, &kept.commit]);
    let text = diff.reading().text()?;
    Ok((kept, text))
}

/// Makes a branch of kept work.
///
/// # Errors
/// There is no such work, or the branch is there already.
pub fn restore(git: &Git, common: &Path, id: &str, branch: &str) -> Result<String> {
    let kept = named(common, id)?;
    git.at(git.root()).args(["branch", "--no-track", "--", branch, &kept.commit]).done()?;
    Ok(kept.commit)
}
