use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::dispatch::remote;
use crate::dispatch::worktree::{Place, admin};
use crate::git::Objects;
use crate::git::program::Git;
use crate::report::{Problem, ProblemKind};

/// What came of the compare-and-swap.
pub(super) enum Published {
    Yes,
    LostRace,
    Obstacle(String),
}

/// Why the target could not be moved now: it is checked out somewhere, and that checkout is not clean or in the middle of
/// something.
pub(super) fn obstacle(place: &Place, git: &Git, objects: &Objects, name: &str) -> Result<Option<String>> {
    look(&place.common, git, objects, name)
}

fn look(common: &Path, git: &Git, objects: &Objects, name: &str) -> Result<Option<String>> {
    for checkout in checkouts(common, objects, name) {
        let shown = checkout.root.display();
        let short = name.trim_start_matches("refs/heads/");
        if checkout.rebasing {
            return Ok(Some(format!("{short} is being rebased in {shown}: finish or abort that first")));
        }
        if !is_clean(git, &checkout.root)? {
            let way = "commit or stash the changes there, or name another branch with --into";
            return Ok(Some(format!(
                "{short} is checked out in {shown}, which has changes that are not committed: {way}"
            )));
        }
    }
    Ok(None)
}

/// Moves the target from `tip` to `commit`, if it is at `tip`.
pub(super) fn publish(place: &Place, git: &Git, name: &str, commit: &str, tip: &str) -> Result<Published> {
    if place.remote.is_some() {
        if !remote::swap(place, git, name, (tip, commit))? {
            return Ok(Published::LostRace);
        }
        place.reached("swapped");
        // It has landed. The copy here follows now, or at the next look.
        let _ = move_ref(&place.common, git, name, (tip, commit));
        return Ok(Published::Yes);
    }
    let moved = move_ref(&place.common, git, name, (tip, commit));
    if moved.is_ok() {
        return moved;
    }
    // A lock that a killed git left, as a rule.
    place.mend()?;
    move_ref(&place.common, git, name, (tip, commit))
}

fn move_ref(common: &Path, git: &Git, name: &str, (tip, commit): (&str, &str)) -> Result<Published> {
    let objects = Objects::shared(common)?;
    if let Some(why) = look(common, git, &objects, name)? {
        return Ok(Published::Obstacle(why));
    }
    if objects.tip(name)?.as_deref() != Some(tip) {
        return Ok(Published::LostRace);
    }
    let move_it = match checkouts(common, &objects, name).first() {
        // Git moves files, index and branch together, and refuses to overwrite anything that is not in git.
        Some(checkout) => {
            let merge = git.at(&checkout.root).args(["merge", "--ff-only", "--no-stat", "--quiet"]);
            merge.args(["--no-autostash", "--no-overwrite-ignore", commit])
        }
        None => git.at(git.root()).args(["update-ref", "-m", "planyard", name, commit, tip]),
    };
    let outcome = move_it.run()?;
    // What counts is where the branch is, not what the program says.
    let now = Objects::shared(common)?;
    let found = now.tip(name)?;
    if let Some(found) = &found
        && now.reaches(found, commit)?
    {
        return Ok(Published::Yes);
    }
    if outcome.success() || found.as_deref() != Some(tip) {
        return Ok(Published::LostRace);
    }
    let problem = move_it.problem(&outcome);
    Err(Problem::new(ProblemKind::Git, format!("the branch could not be moved: {}", problem.message))
        .source(name)
        .hint(
            "a file that git does not know, a hook (reference-transaction) or the permissions of .git stand in the way",
        )
        .into())
}

/// Brings a branch forward to a commit that holds all of it.
///
/// # Errors
/// Someone else changed it meanwhile, or it is checked out with changes.
pub fn advance(git: &Git, target: &str, old: &str, new: &str) -> Result<()> {
    let common = common_of(git)?;
    match move_ref(&common, git, &format!("refs/heads/{target}"), (old, new))? {
        Published::Yes => Ok(()),
        Published::Obstacle(why) => Err(checked_out(target, why).into()),
        Published::LostRace => Err(Problem::new(ProblemKind::Conflict, format!("someone else moved {target}"))
            .source(target)
            .hint("run the command again")
            .into()),
    }
}

/// Refuses a target that is checked out with changes, before any work is done for it.
///
/// # Errors
/// It is.
pub fn may_land(git: &Git, target: &str) -> Result<()> {
    let common = common_of(git)?;
    match look(&common, git, &Objects::shared(&common)?, &format!("refs/heads/{target}"))? {
        Some(why) => Err(checked_out(target, why).into()),
        None => Ok(()),
    }
}

fn common_of(git: &Git) -> Result<PathBuf> {
    Ok(Objects::around(git.root())?.common())
}

/// The problem of a target that cannot be moved where it is checked out.
pub(super) fn checked_out(target: &str, why: String) -> Problem {
    Problem::new(ProblemKind::Refused, why).source(target).hint("then run the command again")
}

/// A checkout that has the branch.
struct Checkout {
    root: PathBuf,
    rebasing: bool,
}

fn checkouts(common: &Path, objects: &Objects, name: &str) -> Vec<Checkout> {
    let mut found = Vec::new();
    if let Some(root) = objects.workdir() {
        found.extend(checkout(common, root, name));
    }
    for entry in std::fs::read_dir(common.join("worktrees")).into_iter().flatten().flatten() {
        let git_dir = entry.path();
        if let Some(root) = admin::folder_of(&git_dir).filter(|root| root.is_dir()) {
            found.extend(checkout(&git_dir, root, name));
        }
    }
    found
}

fn checkout(git_dir: &Path, root: PathBuf, name: &str) -> Option<Checkout> {
    let holds = |file: &str, prefix: &str| {
        let text = std::fs::read_to_string(git_dir.join(file)).unwrap_or_default();
        text.trim().strip_prefix(prefix).is_some_and(|there| there.trim() == name)
    };
    let rebasing = holds("rebase-merge/head-name", "") || holds("rebase-apply/head-name", "");
    (rebasing || holds("HEAD", "ref:")).then_some(Checkout { root, rebasing })
}

/// Nothing that is tracked differs. Files that git does not know are not overwritten by a fast-forward.
pub(in crate::dispatch) fn is_clean(git: &Git, root: &Path) -> Result<bool> {
    let status = git.at(root).args(["status", "--porcelain", "--untracked-files=no"]).reading();
    status.text().map(|text| text.is_empty())
}
