use std::path::PathBuf;

use anyhow::Result;

use super::Embedded;
use crate::context::Context;
use crate::report::{Problem, ProblemKind};
use crate::workspace::Workspace;

/// The folder of the store and of what the runs leave: one for all worktrees of a repository.
///
/// # Errors
/// The workspace is not in a git repository.
pub fn folder(workspace: &Workspace) -> Result<PathBuf> {
    let Some(git) = &workspace.git else {
        let shown = workspace.root.display().to_string();
        let problem = Problem::new(
            ProblemKind::Git,
            format!("{shown} is in no git repository, and dispatched work is kept there"),
        )
        .source(shown)
        .hint("`git init`, and commit the plan");
        return Err(problem.into());
    };
    Ok(git.common_dir.join("planyard").join("dispatch"))
}

/// The store of the workspace's repository. It is made when there is none.
///
/// # Errors
/// There is no repository, or the store cannot be opened.
pub fn open(_context: &Context, workspace: &Workspace) -> Result<Embedded> {
    Embedded::open(&folder(workspace)?)
}
