//! Merge, tick, gate, compare and swap: the one way by which work reaches the target branch.
//!
//! Optimistic and without a lock, so that it holds for several dispatchers and machines: the tip is read first and looked
//! through for our own landing, in this order; then the work is merged on it in a detached worktree of our own, ticked,
//! and exactly that tree is gated; the commit gets there by a compare-and-swap with the tip that was read. Who loses the
//! race begins again. A crash anywhere leaves either nothing or the landing, which the next one finds.
//! The user's checkout, index, HEAD and stash are not touched; a checkout of the target itself is fast-forwarded when it
//! is clean, and refused otherwise.

mod publish;
mod scratch;
#[cfg(test)]
mod tests;
pub mod trailer;

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Result;

use self::publish::Published;
use self::scratch::{Lane, Merged};
use super::remote;
use super::worktree::{Place, Protected, compose, review};
use crate::git::Objects;
use crate::git::program::Git;
use crate::queue::{Held, OrderId};
use crate::report::{Problem, ProblemKind};

pub(in crate::dispatch) use self::publish::is_clean;
pub use self::publish::{advance, may_land};
pub use self::scratch::leave;

/// Losing the race so often means that something else is wrong.
const RACES: usize = 200;

/// What the gates say of a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gate {
    /// It may be published.
    Pass,
    /// It may not; the findings, for the agent.
    Fail(String),
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Landing {
    /// It is in the target now, by this commit.
    Landed(String),
    /// It was already, by this commit.
    Already(String),
    /// It does not merge.
    Conflict {
        /// In these files.
        files: Vec<String>,
        /// What git says, with the places.
        text: String,
    },
    /// A gate failed on the merged tree, or the work may not land as it is; for the agent.
    GateFailed(String),
    /// A hook of the user refused the commit; what it said.
    HookFailed(String),
    /// The order is not held any more: nothing was published.
    Lost,
}

/// What is to be landed.
pub struct Integration<'a> {
    /// The task.
    pub order: OrderId,
    /// The run: `<feature>/<task>/<epoch>`.
    pub run: String,
    /// The target branch.
    pub target: String,
    /// A commit of the target from before the order could have landed: the one the work was begun from.
    pub base: String,
    /// The commit that the work came to. The base itself, when there is nothing to do but to tick.
    pub head: String,
    /// The first line of the message.
    pub subject: String,
    /// Trailers besides those that name task and run; asked after the gates.
    pub trailers: &'a dyn Fn() -> Vec<(String, String)>,
    /// Paths whose changes are dropped: the target's own version stays.
    pub protect: Protected,
}

impl std::fmt::Debug for Integration<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Integration").field("run", &self.run).field("head", &self.head).finish_non_exhaustive()
    }
}

/// Changes the plan in a checkout, and tells which files it changed, relative to the repository.
pub type Tick<'t> = &'t mut dyn FnMut(&Path) -> Result<Vec<String>>;

/// Judges a checkout, whose tree has this id.
pub type Judge<'g> = &'g mut dyn FnMut(&Path, &str) -> Result<Gate>;

/// The commit by which a task has landed in `tip` since `base`.
///
/// # Errors
/// The repository cannot be read.
pub fn landed(git: &Git, order: &OrderId, base: &str, tip: &str) -> Result<Option<String>> {
    let objects = Objects::around(git.root())?;
    Ok(trailer::find(&objects, tip, Some(base), order)?.map(|found| found.commit))
}

/// Lands work, or says why not.
///
/// # Errors
/// Git cannot do it for a reason that is neither the work's nor another integration's, or the plan cannot be ticked.
pub fn integrate(
    place: &Place,
    git: &Git,
    work: &Integration<'_>,
    tick: Tick<'_>,
    gate: Judge<'_>,
    held: &mut dyn FnMut() -> Result<Held>,
) -> Result<Landing> {
    let name = format!("refs/heads/{}", work.target);
    let mut lane = None;
    let mut steps = Steps { tick, gate, passed: BTreeSet::new() };
    for _ in 0..RACES {
        remote::fetch(place, git, &work.target)?;
        let objects = place.objects()?;
        // The tip first, and then a look for ourselves in exactly that tip: the other way round, a landing between the two
        // would be missed.
        let tip = objects.tip(&name)?.ok_or_else(|| no_target(&work.target))?;
        place.reached("tip");
        if let Some(found) = trailer::find(&objects, &tip, Some(&work.base), &work.order)? {
            return Ok(Landing::Already(found.commit));
        }
        if held()? == Held::Lost {
            return Ok(Landing::Lost);
        }
        if let Some(why) = publish::obstacle(place, git, &objects, &name)? {
            return Err(publish::checked_out(&work.target, why).into());
        }
        let why = review(&objects, &work.head, &tip)?.reasons(&|path| work.protect.holds(path));
        if !why.is_empty() {
            return Ok(Landing::GateFailed(format!("this may not land:\n- {}", why.join("\n- "))));
        }
        let lane = match &lane {
            Some(lane) => lane,
            None => match Lane::open(place, git, &work.target, &tip, held)? {
                // It took a while: the tip may be another.
                Some((opened, waited)) => {
                    lane = Some(opened);
                    if waited {
                        continue;
                    }
                    let Some(lane) = &lane else { continue };
                    lane
                }
                None => return Ok(Landing::Lost),
            },
        };
        let made = match attempt(&Round { place, git, work, lane, tip: &tip }, &mut steps)? {
            Ok(commit) => commit,
            Err(ended) => return Ok(ended),
        };
        if held()? == Held::Lost {
            return Ok(Landing::Lost);
        }
        place.reached("commit");
        match publish::publish(place, git, &name, &made, &tip)? {
            Published::Yes => {
                place.reached("published");
                return Ok(Landing::Landed(made));
            }
            Published::LostRace => {}
            Published::Obstacle(why) => return Err(publish::checked_out(&work.target, why).into()),
        }
    }
    Err(restless(&work.target).into())
}

/// What is done on the way. The same tree is not gated twice: after a lost race it often is the same.
struct Steps<'a> {
    tick: Tick<'a>,
    gate: Judge<'a>,
    passed: BTreeSet<String>,
}

impl Steps<'_> {
    fn gate(&mut self, lane: &Lane, tree: &str) -> Result<Gate> {
        if self.passed.contains(tree) {
            return Ok(Gate::Pass);
        }
        let gate = (self.gate)(&lane.path, tree)?;
        if gate == Gate::Pass {
            self.passed.insert(tree.to_owned());
        }
        Ok(gate)
    }
}

/// One try on one tip.
struct Round<'a> {
    place: &'a Place,
    git: &'a Git,
    work: &'a Integration<'a>,
    lane: &'a Lane,
    tip: &'a str,
}

/// The commit that may be published, or how it ended.
type Tried = std::result::Result<String, Landing>;

fn attempt(round: &Round<'_>, steps: &mut Steps<'_>) -> Result<Tried> {
    let Round { place, git, work, lane, tip } = round;
    lane.bring_to(git, tip)?;
    if let Merged::Conflict { files, text } = lane.merge(git, work, tip)? {
        return Ok(Err(Landing::Conflict { files, text }));
    }
    place.reached("merge");
    let ticked = (steps.tick)(&lane.path)?;
    lane.stage(git, &ticked)?;
    let tree = lane.tree(git)?;
    if let Gate::Fail(findings) = steps.gate(lane, &tree)? {
        return Ok(Err(Landing::GateFailed(findings)));
    }
    place.reached("gate");
    let mut trailers =
        vec![(trailer::TASK.to_owned(), work.order.0.clone()), (trailer::RUN.to_owned(), work.run.clone())];
    trailers.extend((work.trailers)());
    let commit = match lane.commit(git, &compose(&work.subject, "", &trailers))? {
        Ok(commit) => commit,
        Err(output) => return Ok(Err(Landing::HookFailed(output))),
    };
    let objects = Objects::open(&lane.git_dir)?;
    let made = objects.commit(&commit)?;
    let merged = !objects.reaches(tip, &work.head)?;
    let parents: Vec<&str> = if merged { vec![tip, &work.head] } else { vec![tip] };
    let told = trailer::told(&made).is_some_and(|told| told.order == work.order && told.run == work.run);
    if made.parents != parents || !told {
        let output = "a hook changed the commit's parents, or removed or displaced its Planyard trailers".to_owned();
        return Ok(Err(Landing::HookFailed(output)));
    }
    if made.tree != tree {
        // A hook changed what is published: that is what the gates must see.
        lane.settle(git, &commit)?;
        if let Gate::Fail(findings) = steps.gate(lane, &made.tree)? {
            return Ok(Err(Landing::GateFailed(format!("after a commit hook changed files:\n{findings}"))));
        }
    }
    Ok(Ok(commit))
}

/// A commit of changes of the plan alone.
///
/// # Errors
/// Git cannot do what is needed, or the plan cannot be changed.
pub fn amend_plan(
    place: &Place,
    git: &Git,
    target: &str,
    (subject, trailers): (&str, &[(String, String)]),
    tick: Tick<'_>,
) -> Result<()> {
    let name = format!("refs/heads/{target}");
    remote::fetch(place, git, target)?;
    let tip = place.objects()?.tip(&name)?.ok_or_else(|| no_target(target))?;
    let Some((lane, _)) = Lane::open(place, git, target, &tip, &mut || Ok(Held::Yes))? else { return Ok(()) };
    for _ in 0..RACES {
        remote::fetch(place, git, target)?;
        let tip = place.objects()?.tip(&name)?.ok_or_else(|| no_target(target))?;
        lane.bring_to(git, &tip)?;
        let changed = tick(&lane.path)?;
        if changed.is_empty() {
            return Ok(());
        }
        lane.stage(git, &changed)?;
        let refused = |output: String| {
            Problem::new(ProblemKind::ToolFailed, format!("a hook of git refused a change of the plan: {output}"))
                .source(target)
                .hint("see the hooks of the repository")
        };
        let commit = lane.commit(git, &compose(subject, "", trailers))?.map_err(refused)?;
        match publish::publish(place, git, &name, &commit, &tip)? {
            Published::Yes => return Ok(()),
            Published::LostRace => {}
            Published::Obstacle(why) => return Err(publish::checked_out(target, why).into()),
        }
    }
    Err(restless(target).into())
}

fn restless(target: &str) -> Problem {
    Problem::new(ProblemKind::Conflict, format!("the branch {target} moves all the time"))
        .source(target)
        .hint("see who else writes to it")
}

fn no_target(target: &str) -> Problem {
    Problem::new(ProblemKind::Git, format!("there is no branch {target}"))
        .source(target)
        .hint("someone removed it; `git reflog` and `git branch` bring it back")
}
