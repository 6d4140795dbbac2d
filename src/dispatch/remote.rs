//! The repository that several machines share. Where it is named, the target branch is what it is there: it is fetched before
//! every look, and moved there by compare-and-swap. The branch of the same name here is a copy.

use std::time::Duration;

use anyhow::Result;

use super::integrate;
use super::worktree::Place;
use crate::files::Locks;
use crate::git::program::Git;
use crate::report::{Problem, ProblemKind};

/// Where this clone keeps what it saw there last.
const MIRROR: &str = "refs/planyard/remote/";
/// How long others of this clone may talk to the remote.
const PATIENCE: Duration = Duration::from_secs(300);

/// Brings the copy of the target here to where the target is. Nothing is done without a remote.
///
/// # Errors
/// The remote cannot be reached; or the copy has commits that the target there lacks.
pub fn fetch(place: &Place, git: &Git, target: &str) -> Result<()> {
    let Some(remote) = &place.remote else { return Ok(()) };
    let _alone = alone(place)?;
    let name = format!("refs/heads/{target}");
    let Some(theirs) = tip(place, git, remote, &name)? else { return Ok(()) };
    let objects = place.objects()?;
    match objects.tip(&name)? {
        None => git.update_ref(&name, &theirs, None).map(drop),
        Some(ours) if ours == theirs => Ok(()),
        Some(ours) if objects.reaches(&theirs, &ours)? => integrate::advance(git, target, &ours, &theirs),
        // What this clone had before it shared its work.
        Some(ours) if objects.reaches(&ours, &theirs)? => Ok(()),
        Some(_) => Err(Problem::new(
            ProblemKind::Refused,
            format!("{target} has diverged from {target} of {remote}: each has commits that the other lacks"),
        )
        .source(target)
        .hint(format!("bring them together: `git fetch {remote}`, then `git merge` or `git branch -f {target}`"))
        .into()),
    }
}

/// Makes the target there, or brings it up to the copy here, which holds all of it.
///
/// # Errors
/// The remote cannot be reached or refuses it.
pub fn offer(place: &Place, git: &Git, target: &str) -> Result<()> {
    let Some(remote) = &place.remote else { return Ok(()) };
    let name = format!("refs/heads/{target}");
    let objects = place.objects()?;
    let theirs = objects.tip(&mirror(&name))?;
    let Some(ours) = objects.tip(&name)?.filter(|ours| Some(ours) != theirs.as_ref()) else { return Ok(()) };
    // Someone who was quicker has made it from the same plan; the next fetch shows it.
    push(place, git, remote, (&name, &ours, theirs.as_deref().unwrap_or_default())).map(drop)
}

/// Moves a branch there from `tip` to `commit`, if it is at `tip`; false: it is not.
///
/// # Errors
/// The remote cannot be reached or refuses it for another reason.
pub fn swap(place: &Place, git: &Git, name: &str, (tip, commit): (&str, &str)) -> Result<bool> {
    let Some(remote) = &place.remote else { return Ok(true) };
    push(place, git, remote, (name, commit, tip))
}

fn push(place: &Place, git: &Git, remote: &str, (name, commit, expected): (&str, &str, &str)) -> Result<bool> {
    let _alone = alone(place)?;
    let lease = format!("--force-with-lease={name}:{expected}");
    let call = git.at(git.root()).args(["push", "--quiet", "--no-follow-tags", &lease, "--", remote]);
    let call = call.args([format!("{commit}:{name}")]);
    let outcome = call.run()?;
    // What counts is where the branch is, not what the program says: an answer may be lost on the way.
    let now = tip(place, git, remote, name)?;
    if now.as_deref() == Some(commit) {
        return Ok(true);
    }
    if now.as_deref().unwrap_or_default() != expected {
        return Ok(false);
    }
    let problem = call.problem(&outcome);
    Err(Problem::new(ProblemKind::Git, format!("{name} of {remote} could not be moved: {}", problem.message))
        .source(remote.to_owned())
        .hint("may this machine push there? A protected branch, a hook of the server or its disk may stand in the way")
        .into())
}

/// A task's branch goes there, so that another machine can go on with it.
///
/// # Errors
/// The remote cannot be reached or refuses it.
pub fn push_work(place: &Place, git: &Git, branch: &str, head: &str) -> Result<()> {
    let Some(remote) = &place.remote else { return Ok(()) };
    let _alone = alone(place)?;
    // Who holds the order is alone with its branch.
    git.at(git.root()).args(["push", "--quiet", "--force", "--", remote, &format!("{head}:refs/heads/{branch}")]).done()
}

/// A task's branch comes from there, when it is there and not here.
///
/// # Errors
/// The remote cannot be reached.
pub fn fetch_work(place: &Place, git: &Git, branch: &str) -> Result<()> {
    let Some(remote) = &place.remote else { return Ok(()) };
    let _alone = alone(place)?;
    let name = format!("refs/heads/{branch}");
    let Some(theirs) = tip(place, git, remote, &name)? else { return Ok(()) };
    match place.objects()?.tip(&name)? {
        None => git.update_ref(&name, &theirs, None).map(drop),
        Some(_) => Ok(()),
    }
}

/// A task that has landed needs no branch there any more.
///
/// # Errors
/// The remote cannot be reached or refuses it.
pub fn forget_work(place: &Place, git: &Git, branch: &str) -> Result<()> {
    let Some(remote) = &place.remote else { return Ok(()) };
    let _alone = alone(place)?;
    let name = format!("refs/heads/{branch}");
    if tip(place, git, remote, &name)?.is_some() {
        git.at(git.root()).args(["push", "--quiet", "--delete", "--", remote, &name]).done()?;
        tip(place, git, remote, &name)?;
    }
    Ok(())
}

/// Where a branch is there; it is here then, too, under a name of our own.
fn tip(place: &Place, git: &Git, remote: &str, name: &str) -> Result<Option<String>> {
    let mirror = mirror(name);
    let fetch = git.at(git.root()).args(["fetch", "--quiet", "--no-tags", "--no-recurse-submodules"]);
    let fetch = fetch.args(["--no-write-fetch-head", "--", remote, &format!("+{name}:{mirror}")]);
    let outcome = fetch.run()?;
    if outcome.success() {
        return place.objects()?.tip(&mirror);
    }
    if String::from_utf8_lossy(&outcome.stderr).contains("couldn't find remote ref") {
        if let Some(old) = place.objects()?.tip(&mirror)? {
            git.at(git.root()).args(["update-ref", "-d", &mirror, &old]).done()?;
        }
        return Ok(None);
    }
    let problem = fetch.problem(&outcome);
    Err(Problem::new(ProblemKind::Git, format!("{name} cannot be fetched from {remote}: {}", problem.message))
        .source(remote.to_owned())
        .hint("`git fetch` must work here without a question; see dispatch.remote")
        .into())
}

fn mirror(name: &str) -> String {
    format!("{MIRROR}{}", name.trim_start_matches("refs/heads/"))
}

/// One at a time in this clone: two that fetch the same ref are in each other's way.
fn alone(place: &Place) -> Result<crate::files::Lock> {
    let locks = Locks::at(place.common.join("planyard").join("dispatch").join("remote-lock")).patience(PATIENCE);
    locks.lock(&place.common.join("remote"))
}
