//! Handing planned tasks to agents: worktrees, runs, gates, and the one way by which work reaches the target branch.
//!
//! Everything of git is in [`worktree`] (a folder and a branch of its own for each task), [`integrate`] (merge, tick, gate,
//! compare and swap), [`rescue`] (nothing is reset or removed before it is kept under a ref), [`gc`] and [`land`].

pub mod gc;
pub mod integrate;
pub mod land;
pub mod rescue;
pub mod worktree;
