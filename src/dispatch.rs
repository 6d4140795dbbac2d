//! Handing planned tasks to agents: worktrees, runs, gates, and the one way by which work reaches the target branch.
//!
//! The way of a task: [`ready`] makes orders of a plan, [`submit`] brings them to the queue, [`driver`] runs the workers,
//! [`work`] is one order from its claim to its end. [`agent_run`] gets to the result of a run, which [`supervise`] looks
//! after in a process of its own ([`desk`], [`summary`], [`runs`]); [`outcome`] derives what came of it; [`publish`] lands
//! it, with [`verify`] and [`integrate`]. [`recover`] takes up what a crash has left.
//!
//! Everything of git is in [`worktree`] (a folder and a branch of its own for each task), [`integrate`] (merge, tick, gate,
//! compare and swap), [`rescue`] (nothing is reset or removed before it is kept under a ref), [`gc`] and [`land`].

pub mod agent_run;
pub mod backend;
pub mod control;
pub mod desk;
pub mod driver;
pub mod footprint;
pub mod gc;
pub mod integrate;
pub mod land;
pub mod open;
pub mod outcome;
pub mod plan_at;
pub mod prompt;
pub mod publish;
pub mod published;
pub mod ready;
pub mod recover;
pub mod remote;
pub mod rescue;
pub mod runs;
pub mod sessions;
pub mod settings;
pub mod shop;
pub mod submit;
pub mod summary;
pub mod supervise;
pub mod supervisors;
#[cfg(test)]
mod testing;
pub mod verify;
pub mod work;
pub mod worker;
pub mod worktree;

use shop::Shop;

/// What agents may not change, as globs of the workspace: the configuration of the gates, the documents that hold tasks,
/// and what the user protects.
pub fn protected(shop: &Shop<'_>) -> Vec<String> {
    let documents = plan_at::PlanAt::target(shop).and_then(|plan| plan.task_documents()).unwrap_or_default();
    let mut all = vec![crate::workspace::CONFIG_FILE.to_owned()];
    all.extend(documents);
    all.extend(shop.settings.protect.iter().cloned());
    all
}
