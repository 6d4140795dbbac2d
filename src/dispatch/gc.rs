//! What dispatch left behind, and what of it may be removed.
//!
//! A worktree or branch goes only when nobody works in it, its task waits for nothing, and all that is in it is safe
//! elsewhere: reachable from a branch that is no task's, equal in every commit to what is there (a squash or a rebase), or kept
//! under `refs/planyard/rescue/`. What is not committed is kept there first, when that is asked for.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Result;
use schemars::JsonSchema;
use serde::Serialize;

use super::rescue;
use super::worktree::{Hold, Mark, Name, Place, Worktree, admin, is_clean, remove_folder};
use crate::git::Objects;
use crate::git::program::Git;
use crate::queue::OrderId;

/// What something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A task's worktree, with its branch.
    Worktree,
    /// A task's branch without a worktree.
    Branch,
    /// A folder that merges are made in.
    Lane,
    /// A folder that stood in the way and was moved aside.
    Aside,
}

/// Something that dispatch left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Left {
    /// What it is.
    pub kind: Kind,
    /// The branch, or the folder of what has none.
    pub name: String,
    /// It may go: it is removed when that is asked for.
    pub removable: bool,
    /// It was removed.
    pub removed: bool,
    /// Why it may go, or must stay.
    pub why: String,
}

/// How a look is to be taken.
#[derive(Debug, Clone, Default)]
pub struct Look {
    /// Branches of tasks that are not at their end.
    pub active: BTreeSet<String>,
    /// Remove what may go.
    pub apply: bool,
    /// Keep under a ref what is nowhere else, so that it may go.
    pub rescue: bool,
}

/// Looks at everything, and removes what may go if that is asked for.
///
/// # Errors
/// The repository cannot be read.
pub fn look(place: &Place, git: &Git, how: &Look) -> Result<Vec<Left>> {
    let mut found = Vec::new();
    let mut branches = BTreeSet::new();
    for entry in std::fs::read_dir(place.common.join("worktrees")).into_iter().flatten().flatten() {
        let git_dir = entry.path();
        let Some(folder) = admin::folder_of(&git_dir).filter(|folder| folder.starts_with(&place.base)) else {
            continue;
        };
        if !admin::is_ours(&git_dir) {
            continue;
        }
        if folder.starts_with(place.base.join(".lanes")) {
            found.push(lane(place, (&git_dir, &folder), how)?);
        } else if let Some(tree) = tree_of(place, &git_dir, &folder) {
            branches.insert(tree.branch.clone());
            found.push(worktree(place, git, &tree, how)?);
        }
    }
    let safe = safe_tips(&place.objects()?)?;
    for (name, tip) in place.objects()?.refs("refs/heads/planyard/")? {
        let short = name.trim_start_matches("refs/heads/").to_owned();
        if is_task_branch(&short) && !branches.contains(&short) {
            found.push(branch(place, git, (&short, &tip), (&safe, how))?);
        }
    }
    for entry in std::fs::read_dir(place.base.join(".aside")).into_iter().flatten().flatten() {
        let why = "it stood in the way of a worktree: look into it, and remove it yourself".to_owned();
        let name = entry.path().display().to_string();
        found.push(Left { kind: Kind::Aside, name, removable: false, removed: false, why });
    }
    found.sort_by(|a, b| (a.kind, &a.name).cmp(&(b.kind, &b.name)));
    Ok(found)
}

/// A branch of a task, and not one that tasks land on.
fn is_task_branch(short: &str) -> bool {
    short.starts_with("planyard/") && !short.starts_with("planyard/integration/")
}

/// The worktree that belongs to a git dir of ours, also when its folder is gone.
fn tree_of(place: &Place, git_dir: &Path, folder: &Path) -> Option<Worktree> {
    let mark = Mark::read(git_dir)?;
    let name = Name::of(&OrderId(mark.order)).ok().filter(|name| place.path(name) == folder)?;
    Some(Worktree {
        path: folder.to_owned(),
        branch: name.branch(),
        common: place.common.clone(),
        folder: place.base.clone(),
        prefix: place.prefix.clone(),
        git_dir: git_dir.to_owned(),
        base: mark.base,
        name,
    })
}

/// Commits whose work is safe: tips of branches that are no task's, here and at remotes, with their names.
fn safe_tips(objects: &Objects) -> Result<Vec<(String, String)>> {
    let mut tips = objects.refs("refs/heads/")?;
    tips.retain(|(name, _)| !is_task_branch(name.trim_start_matches("refs/heads/")));
    let remotes = objects.refs("refs/remotes/")?;
    tips.extend(remotes.into_iter().filter(|(_, tip)| !tip.starts_with("refs/")));
    Ok(tips)
}

/// Where a commit's work is safe, in words.
fn safe_in(git: &Git, objects: &Objects, head: &str, name: &Name, tips: &[(String, String)]) -> Result<Option<String>> {
    let shown = |name: &str| name.trim_start_matches("refs/heads/").trim_start_matches("refs/remotes/").to_owned();
    for (name, tip) in tips {
        if objects.reaches(tip, head)? {
            return Ok(Some(format!("all of it is in {}", shown(name))));
        }
    }
    for (kept, commit) in objects.refs(&name.rescues())? {
        if objects.reaches(&commit, head)? {
            return Ok(Some(format!("it is kept as {}", kept.trim_start_matches(rescue::PREFIX))));
        }
    }
    // Equal patches: of commits alone, since git does not compare merges.
    let others: Vec<&str> = tips.iter().map(|(_, tip)| tip.as_str()).collect();
    if objects.beyond(head, &others)?.iter().any(|commit| commit.parents.len() > 1) {
        return Ok(None);
    }
    for (name, tip) in tips.iter().filter(|(_, tip)| objects.merge_base(tip, head).is_ok_and(|base| base.is_some())) {
        let list =
            git.at(git.root()).args(["rev-list", "--cherry-pick", "--right-only", "--no-merges", "--max-count=1"]);
        let list = list
            .args([format!("{tip}...{head}")])
            .args(others.iter().filter(|other| *other != tip).map(|other| format!("^{other}")));
        if list.reading().text()?.is_empty() {
            return Ok(Some(format!("each of its commits has an equal one in {}", shown(name))));
        }
    }
    Ok(None)
}

fn worktree(place: &Place, git: &Git, tree: &Worktree, how: &Look) -> Result<Left> {
    let stays = |why: &str| Left {
        kind: Kind::Worktree,
        name: tree.branch.clone(),
        removable: false,
        removed: false,
        why: why.to_owned(),
    };
    if how.active.contains(&tree.branch) {
        return Ok(stays("its task is not at its end"));
    }
    let Some(hold) = Hold::soon(&tree.git_dir)? else { return Ok(stays("someone works in it")) };
    if admin::someone_works_in(&tree.path) {
        return Ok(stays("a process works in it"));
    }
    let objects = place.objects()?;
    let own = Objects::open(&tree.git_dir)?;
    let (head, there) = (own.head()?, tree.path.is_dir());
    let tip = objects.tip(&format!("refs/heads/{}", tree.branch))?.unwrap_or_else(|| head.clone());
    let clean = !there || is_clean(git, tree)?;
    let tips = safe_tips(&objects)?;
    let mut why = None;
    if clean {
        why = safe_in(git, &objects, &head, &tree.name, &tips)?;
        if tip != head && safe_in(git, &objects, &tip, &tree.name, &tips)?.is_none() {
            why = None;
        }
    }
    let Some(why) = why.or_else(|| how.rescue.then(|| "its work is kept under a ref first".to_owned())) else {
        let missing =
            if clean { "it has commits that are nowhere else" } else { "it has changes that are not committed" };
        return Ok(stays(&format!("{missing}; --rescue keeps them under a ref")));
    };
    if how.apply {
        if how.rescue {
            rescue_all(tree, git, (&head, &tip), there)?;
        }
        drop(hold);
        remove(place, git, tree, &tip)?;
    }
    Ok(Left { removable: true, removed: how.apply, why, ..stays("") })
}

fn rescue_all(tree: &Worktree, git: &Git, (head, tip): (&str, &str), there: bool) -> Result<()> {
    if there {
        rescue::keep(git, tree, "gc")?;
    } else {
        rescue::keep_commit(&tree.common, &tree.name, head)?;
    }
    if tip != head {
        rescue::keep_commit(&tree.common, &tree.name, tip)?;
    }
    Ok(())
}

fn remove(place: &Place, git: &Git, tree: &Worktree, tip: &str) -> Result<()> {
    if tree.path.is_dir() {
        return super::worktree::remove(place, git, tree);
    }
    let _alone = place.alone()?;
    let _hold = Hold::take(&tree.git_dir)?;
    admin::forget(&place.common, &tree.git_dir)?;
    let name = format!("refs/heads/{}", tree.branch);
    if place.objects()?.tip(&name)?.is_some() {
        git.at(git.root()).args(["update-ref", "-d", &name, tip]).done()?;
    }
    Ok(())
}

type Known<'a> = (&'a [(String, String)], &'a Look);

fn branch(place: &Place, git: &Git, (short, tip): (&str, &str), (tips, how): Known<'_>) -> Result<Left> {
    let left = |removable: bool, why: String| Left {
        kind: Kind::Branch,
        name: short.to_owned(),
        removable,
        removed: removable && how.apply,
        why,
    };
    if how.active.contains(short) {
        return Ok(left(false, "its task is not at its end".to_owned()));
    }
    let objects = place.objects()?;
    let name = Name::of_branch(short);
    let why = safe_in(git, &objects, tip, &name, tips)?;
    let Some(why) = why.or_else(|| how.rescue.then(|| "its work is kept under a ref first".to_owned())) else {
        return Ok(left(false, "it has commits that are nowhere else; --rescue keeps them under a ref".to_owned()));
    };
    if how.apply {
        if how.rescue {
            rescue::keep_commit(&place.common, &name, tip)?;
        }
        // Refused by git when it is checked out somewhere, or has moved since.
        let gone = git.at(git.root()).args(["branch", "--quiet", "-D", "--", short]).run()?;
        if !gone.success() {
            return Ok(left(false, format!("git keeps it: {}", gone.stderr_tail(1))).stays());
        }
    }
    Ok(left(true, why))
}

impl Left {
    fn stays(self) -> Self {
        Self { removable: false, removed: false, ..self }
    }
}

fn lane(place: &Place, (git_dir, folder): (&Path, &Path), how: &Look) -> Result<Left> {
    let name = folder.display().to_string();
    let left = |removable: bool, why: &str| Left {
        kind: Kind::Lane,
        name: name.clone(),
        removable,
        removed: removable && how.apply,
        why: why.to_owned(),
    };
    let free = Hold::soon(git_dir)?;
    if free.is_none() || admin::someone_works_in(folder) {
        return Ok(left(false, "a merge is under way in it"));
    }
    if how.apply {
        let _alone = place.alone()?;
        remove_folder(place, git_dir, folder)?;
    }
    Ok(left(true, "nobody merges in it"))
}
