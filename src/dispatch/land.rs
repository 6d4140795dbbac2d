//! Brings the integration branch into the checkout of the user, when they ask for it.
//!
//! Only ever a fast-forward of the branch that is checked out, of a clean checkout, made by git itself: nothing is merged,
//! and no file that git does not know is overwritten.

use anyhow::Result;
use schemars::JsonSchema;
use serde::Serialize;

use crate::git::Objects;
use crate::git::program::Git;
use crate::report::{Problem, ProblemKind};

/// What was brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Landed {
    /// The branch that was moved.
    pub branch: String,
    /// The branch that it was moved to.
    pub target: String,
    /// Where it was.
    pub from: String,
    /// Where it is.
    pub to: String,
    /// How many commits it got, merged ones too.
    pub commits: usize,
    /// The tasks that came with them, in the order in which they had landed.
    pub tasks: Vec<String>,
}

/// Fast-forwards the checkout of `git`'s folder to the target.
///
/// # Errors
/// It is not clean, on no branch, on the target itself, or has commits that the target lacks; what to do then.
pub fn land(git: &Git, target: &str) -> Result<Landed> {
    let objects = Objects::around(git.root())?;
    let refused = |said: String, hint: String| Problem::new(ProblemKind::Refused, said).source(target).hint(hint);
    let Some(tip) = objects.tip(&format!("refs/heads/{target}"))? else {
        return Err(Problem::new(ProblemKind::NotFound, format!("there is no branch {target}"))
            .source(target)
            .hint("`planyard dispatch` makes it when it hands the feature out")
            .into());
    };
    let name = objects.head_ref()?.unwrap_or_default();
    let Some(branch) = name.strip_prefix("refs/heads/").map(str::to_owned) else {
        let hint = "switch to the branch that is to have the work".to_owned();
        return Err(refused("no branch is checked out here".to_owned(), hint).into());
    };
    if branch == target {
        let hint = "switch to the branch that is to have the work".to_owned();
        return Err(refused(format!("{target} itself is checked out here"), hint).into());
    }
    let from = objects.head()?;
    if objects.reaches(&from, &tip)? {
        return Ok(Landed { branch, target: target.to_owned(), to: from.clone(), from, commits: 0, tasks: Vec::new() });
    }
    if !objects.reaches(&tip, &from)? {
        let said = format!("{branch} has commits that {target} lacks");
        return Err(refused(said, format!("merge them yourself: `git merge {target}`")).into());
    }
    if !super::integrate::is_clean(git, git.root())? {
        let hint = "commit or stash them, then run the command again".to_owned();
        return Err(refused("the checkout has changes that are not committed".to_owned(), hint).into());
    }
    let merge = git.at(git.root()).args(["merge", "--ff-only", "--no-stat", "--quiet", "--no-autostash"]);
    let merge = merge.args(["--no-overwrite-ignore", &tip]);
    let outcome = merge.run()?;
    if !outcome.success() {
        let problem = merge.problem(&outcome);
        return Err(Problem { kind: ProblemKind::Refused, ..problem }.source(branch).into());
    }
    let commits = objects.beyond(&tip, &[&from])?.len();
    let mut tasks: Vec<String> =
        super::integrate::trailer::all(&objects, &tip, Some(&from))?.into_iter().map(|landed| landed.order.0).collect();
    tasks.reverse();
    Ok(Landed { branch, target: target.to_owned(), from, to: tip, commits, tasks })
}
