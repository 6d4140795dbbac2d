use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use anyhow::Result;

use super::{Hold, Name, Place, Worktree, admin, has_work, in_the_way, is_clean, is_empty_folder};
use crate::dispatch::rescue;
use crate::git::Objects;
use crate::git::program::Git;
use crate::queue::OrderId;

/// In the git dir of a worktree that is being taken away, with the device and the inode of its folder: whoever finds it and
/// is alone brings that to its end.
const REMOVING: &str = "planyard.removing";

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
    forget_without_folder(place, &name)?;
    let branch = format!("refs/heads/{}", name.branch());
    if let Some(head) = objects.tip(&branch)? {
        if !landed.is_some_and(|tip| objects.reaches(&tip, &head).unwrap_or(false)) {
            rescue::keep_commit(&place.common, &name, &head)?;
        }
        git.at(git.root()).args(["update-ref", "-d", &branch, &head]).done()?;
    }
    admin::remove_empty_parents(&place.base, &place.path(&name));
    Ok(())
}

/// Takes a worktree off git's list whose folder somebody has deleted. What only its HEAD knew is kept.
fn forget_without_folder(place: &Place, name: &Name) -> Result<()> {
    let path = place.path(name);
    let _alone = place.alone()?;
    let Some(git_dir) = admin::registered(&place.common, &path).filter(|git_dir| admin::is_ours(git_dir)) else {
        return Ok(());
    };
    if path.symlink_metadata().is_ok() && !is_empty_folder(&path) {
        return Ok(());
    }
    let _hold = Hold::take(&git_dir)?;
    if let Some(head) = admin::head_commit(&git_dir) {
        rescue::keep_commit(&place.common, name, &head)?;
    }
    admin::forget(&place.common, &git_dir)
}

/// Takes a worktree and its branch away. The caller has seen to it that nothing is lost.
///
/// # Errors
/// Git cannot do it, or someone works in it.
pub(in crate::dispatch) fn remove(place: &Place, git: &Git, tree: &Worktree) -> Result<()> {
    let _alone = place.alone()?;
    let _hold = Hold::take(&tree.git_dir)?;
    let at = place.objects()?.tip(&format!("refs/heads/{}", tree.branch))?;
    remove_folder(place, &tree.git_dir, &tree.path)?;
    if let Some(at) = at {
        git.at(git.root()).args(["update-ref", "-d", &format!("refs/heads/{}", tree.branch), &at]).done()?;
    }
    admin::remove_empty_parents(&place.base, &tree.path);
    Ok(())
}

/// Takes a worktree off git's list, with its folder. The caller is alone and holds it. `git worktree remove` that is killed
/// leaves a folder without some of its files, which looks like work, or an entry of a folder that is gone.
pub(in crate::dispatch) fn remove_folder(place: &Place, git_dir: &Path, folder: &Path) -> Result<()> {
    let mark = git_dir.join(REMOVING);
    fs::File::create(&mark)
        .and_then(|mut file| io::Write::write_all(&mut file, identity(folder).as_bytes()))
        .map_err(|error| in_the_way(&mark, "write", &error))?;
    place.reached("removal noted");
    go_on(place, git_dir, folder)
}

/// Its removal has begun: nothing in it is whole any more.
pub(in crate::dispatch) fn is_being_removed(git_dir: &Path) -> bool {
    git_dir.join(REMOVING).exists()
}

#[expect(clippy::disallowed_methods, reason = "a worktree of Planyard's own whose work is safe")]
fn go_on(place: &Place, git_dir: &Path, folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(in_the_way(folder, "remove", &error).into());
        }
        _ => place.reached("folder removed"),
    }
    admin::forget(&place.common, git_dir)
}

/// Brings removals to their end that a crash has cut off. The caller is alone, so nobody is at it. What cannot be removed
/// now stays as it is: it is in nobody's way.
#[expect(clippy::disallowed_methods, reason = "git dirs of Planyard's own that are on no list any more")]
pub(super) fn finish_removals(place: &Place) {
    for entry in fs::read_dir(place.common.join("worktrees")).into_iter().flatten().flatten() {
        let git_dir = entry.path();
        let Ok(noted) = fs::read_to_string(git_dir.join(REMOVING)) else { continue };
        let (Some(folder), Ok(Some(_hold))) = (admin::folder_of(&git_dir), Hold::attempt(&git_dir)) else { continue };
        // Another folder at its place is somebody else's.
        let _ = if folder.symlink_metadata().is_err() || (identity(&folder) == noted && !noted.is_empty()) {
            go_on(place, &git_dir, &folder)
        } else {
            admin::forget(&place.common, &git_dir)
        };
    }
    for entry in fs::read_dir(admin::removed_folder(&place.common)).into_iter().flatten().flatten() {
        let _ = fs::remove_dir_all(entry.path());
    }
}

fn identity(folder: &Path) -> String {
    folder.symlink_metadata().map_or_else(|_| String::new(), |meta| format!("{}:{}", meta.dev(), meta.ino()))
}
