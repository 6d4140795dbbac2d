use anyhow::Result;

use super::{Hold, Name, Place, Worktree, admin, has_work, is_clean};
use crate::dispatch::rescue;
use crate::git::Objects;
use crate::git::program::Git;
use crate::queue::OrderId;

/// Takes a worktree away whose set-up failed, so that the next attempt makes it anew. Not when there is work in it.
pub fn forget(place: &Place, git: &Git, tree: &Worktree) {
    if has_work(tree).is_ok_and(|work| !work) {
        // What stays is taken over by the next attempt.
        let _ = remove(place, git, tree);
    }
}

/// Takes the worktree and the branch of a task away whose work is in the target. What is not there is kept under a ref.
///
/// # Errors
/// Git cannot do it, or someone works in it.
pub fn remove_landed(place: &Place, git: &Git, order: &OrderId, target: &str) -> Result<()> {
    let name = Name::of(order)?;
    let objects = place.objects()?;
    let landed = objects.tip(&format!("refs/heads/{target}"))?;
    if let Some(tree) = place.find(order)? {
        let own = Objects::open(&tree.git_dir)?;
        let head = own.head()?;
        let safe = landed.as_deref().is_some_and(|tip| objects.reaches(tip, &head).unwrap_or(false));
        if !safe || !is_clean(git, &tree)? {
            rescue::keep(git, &tree, "removed")?;
        }
        return remove(place, git, &tree);
    }
    let branch = format!("refs/heads/{}", name.branch());
    if let Some(head) = objects.tip(&branch)? {
        if !landed.is_some_and(|tip| objects.reaches(&tip, &head).unwrap_or(false)) {
            rescue::keep_commit(&place.common, &name, &head)?;
        }
        git.at(git.root()).args(["update-ref", "-d", &branch, &head]).done()?;
    }
    Ok(())
}

/// Takes a worktree and its branch away. The caller has seen to it that nothing is lost.
///
/// # Errors
/// Git cannot do it, or someone works in it.
pub(in crate::dispatch) fn remove(place: &Place, git: &Git, tree: &Worktree) -> Result<()> {
    let _alone = place.alone()?;
    let _hold = Hold::take(&tree.git_dir)?;
    let at = place.objects()?.tip(&format!("refs/heads/{}", tree.branch))?;
    remove_folder(git, &tree.path)?;
    if let Some(at) = at {
        git.at(git.root()).args(["update-ref", "-d", &format!("refs/heads/{}", tree.branch), &at]).done()?;
    }
    admin::remove_empty_parents(&place.base, &tree.path);
    Ok(())
}

/// Takes a worktree off git's list, with its folder.
pub(in crate::dispatch) fn remove_folder(git: &Git, path: &std::path::Path) -> Result<()> {
    // Twice: it is locked, so that nobody else removes it.
    let remove = git.at(git.root()).args(["worktree", "remove", "--force", "--force"]);
    remove.args([path.display().to_string()]).done()
}
