//! How a commit says which task it landed, and which commits are believed.
//!
//! Agents write commits of their own, may quote ours, and may imitate them. A commit counts only if all of this holds:
//!
//! 1. It is on the first-parent chain of the target. Integration makes every commit there with `--no-ff`, on the tip it
//!    has read, and checks the parents of what came out; whatever an agent committed is behind a second parent, and what
//!    is behind a second parent is not looked at.
//! 2. Its last paragraph is a block of trailers and nothing else, with one `Planyard-Task` and one `Planyard-Run`, and the
//!    run is one of that task. A title or a body that quotes a block is not the last paragraph: ours is always appended
//!    after it, and titles are brought to one line first.
//! 3. It is later than the commit that the order's work was begun from: what landed in an earlier life of a reopened task
//!    is before it.
//!
//! A seal over parents and tree would be stricter and wrong: who rebases or cherry-picks the target has the work landed
//! all the same. What is left is a person who moves the target to an agent's own commit by hand (a fast-forward to a task
//! branch), and an agent that writes refs of the repository itself; the second is what the footprint of a run is for.

use anyhow::Result;

use crate::git::{Commit, Objects};
use crate::queue::OrderId;

/// The trailer that names the order.
pub const TASK: &str = "Planyard-Task";
/// The trailer that names the run: `<feature>/<task>/<epoch>`.
pub const RUN: &str = "Planyard-Run";

/// A landing that the target tells of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Landed {
    /// The commit.
    pub commit: String,
    /// The order.
    pub order: OrderId,
    /// The run.
    pub run: String,
}

/// The landing that a commit's message tells of.
pub fn told(commit: &Commit) -> Option<Landed> {
    let block = commit.message.trim_end().rsplit("\n\n").next()?;
    // The first paragraph is the title, never trailers.
    if block.len() == commit.message.trim_end().len() {
        return None;
    }
    let mut lines = Vec::new();
    for line in block.lines() {
        let (key, value) = line.trim_end().split_once(": ")?;
        if key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            return None;
        }
        lines.push((key, value.trim()));
    }
    let one = |name: &str| {
        let mut found = lines.iter().filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| *value);
        found.next().filter(|_| found.next().is_none())
    };
    let order = OrderId(one(TASK)?.to_owned());
    let run = one(RUN)?;
    let (of, _) = run.rsplit_once('/').filter(|(_, epoch)| epoch.parse::<u64>().is_ok())?;
    (of == order.short()).then(|| Landed { commit: commit.id.clone(), run: run.to_owned(), order })
}

/// The commit by which an order landed in `tip`, looked for from there back to `since`.
///
/// # Errors
/// The commits cannot be read.
pub fn find(objects: &Objects, tip: &str, since: Option<&str>, order: &OrderId) -> Result<Option<Landed>> {
    let mut found = None;
    objects.first_parents(tip, since, &mut |commit| {
        found = told(commit).filter(|landed| landed.order == *order);
        found.is_some()
    })?;
    Ok(found)
}

/// Every landing that `tip` tells of, newest first, from there back to `since`.
///
/// # Errors
/// The commits cannot be read.
pub fn all(objects: &Objects, tip: &str, since: Option<&str>) -> Result<Vec<Landed>> {
    let mut found = Vec::new();
    objects.first_parents(tip, since, &mut |commit| {
        found.extend(told(commit));
        false
    })?;
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(message: &str) -> Option<(String, String)> {
        let commit = Commit { id: "c".into(), parents: vec![], tree: "t".into(), message: message.into() };
        told(&commit).map(|landed| (landed.order.0, landed.run))
    }

    #[test]
    fn a_block_of_ours_is_read() {
        let expected = Some((".:f/T1".to_owned(), "f/T1/3".to_owned()));
        for message in [
            "x\n\nPlanyard-Task: .:f/T1\nPlanyard-Run: f/T1/3\n",
            "x\n\nbody\n\nPlanyard-Task: .:f/T1\nPlanyard-Run: f/T1/3\nPlanyard-Cost: 1.20\nSigned-off-by: A <a@b.c>\n\n",
            "x\n\nquotes\n\nPlanyard-Task: .:f/T9\nPlanyard-Run: f/T9/1\n\nPlanyard-Task: .:f/T1\nPlanyard-Run: f/T1/3",
        ] {
            assert_eq!(of(message), expected, "{message}");
        }
    }

    #[test]
    fn whatever_only_looks_like_one_is_not() {
        for message in [
            "",
            "Planyard-Task: .:f/T1\nPlanyard-Run: f/T1/3",
            "x\n\nPlanyard-Task: .:f/T1\n",
            "x\n\nPlanyard-Run: f/T1/3\n",
            "x\n\nsee Planyard-Task: .:f/T1\nPlanyard-Run: f/T1/3\n",
            "x\n\nit says\nPlanyard-Task: .:f/T1\nPlanyard-Run: f/T1/3\n",
            "x\n\nPlanyard-Task: .:f/T1\nPlanyard-Run: f/T1/3\n\nand so on\n",
            "x\n\nPlanyard-Task: .:f/T1\nPlanyard-Task: .:f/T2\nPlanyard-Run: f/T1/3\n",
            "x\n\nPlanyard-Task: .:f/T1\nPlanyard-Run: f/T2/3\n",
            "x\n\nPlanyard-Task: .:f/T1\nPlanyard-Run: f/T1/three\n",
            "x\n\n> Planyard-Task: .:f/T1\n> Planyard-Run: f/T1/3\n",
        ] {
            assert_eq!(of(message), None, "{message}");
        }
    }
}
