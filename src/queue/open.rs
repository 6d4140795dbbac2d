use std::path::PathBuf;

use anyhow::Result;

use super::{Embedded, OrderId, Queue, Token};
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
        let message = format!("{shown} is in no git repository, and dispatched work is kept there");
        return Err(Problem::new(ProblemKind::Git, message)
            .source(shown)
            .hint("`git init`, and commit the plan")
            .into());
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

/// The workspace as ids of orders name it: its folder in the repository, `.` for the whole.
pub fn workspace_name(workspace: &Workspace) -> String {
    let inner = workspace.git.as_ref().and_then(|git| workspace.root.strip_prefix(&git.root).ok());
    match inner.map(|path| path.to_string_lossy().replace('\\', "/")) {
        Some(path) if !path.is_empty() => path,
        _ => ".".to_owned(),
    }
}

/// Who decides, answers and tells: the user's name.
pub fn person(context: &Context) -> String {
    let named = ["USER", "LOGNAME", "USERNAME"].iter().find_map(|name| context.var(name));
    named.map_or_else(|| format!("user {}", rustix::process::getuid().as_raw()), str::to_owned)
}

/// What an agent shows for the run it is in, by the variable `PLANYARD_RUN` (`<feature>/<task>/<epoch>`).
///
/// # Errors
/// The variable is not there or makes no sense, or the queue knows no such run.
pub fn own_run(context: &Context, workspace: &Workspace, queue: &dyn Queue) -> Result<Token> {
    let Some(run) = context.var("PLANYARD_RUN") else {
        let message = "this is for an agent in a run of `planyard dispatch`, and PLANYARD_RUN is not set";
        return Err(Problem::new(ProblemKind::Usage, message)
            .source("PLANYARD_RUN")
            .hint("people use `planyard inbox`, `answer` and `tell`")
            .into());
    };
    let wrong = || {
        Problem::new(ProblemKind::Usage, format!("PLANYARD_RUN names no run: {run}"))
            .source("PLANYARD_RUN")
            .hint("it is set by `planyard dispatch`, as <feature>/<task>/<epoch>")
    };
    let (task, epoch) = run.rsplit_once('/').ok_or_else(wrong)?;
    let epoch = epoch.parse().map_err(|_| wrong())?;
    let own = OrderId(format!("{}:{task}", workspace_name(workspace)));
    if queue.order(&own)?.is_some() {
        return Ok(Token { id: own, epoch });
    }
    let orders = queue.orders(&super::Filter::default())?;
    let id = orders.into_iter().map(|order| order.id).find(|id| id.short() == task).ok_or_else(wrong)?;
    Ok(Token { id, epoch })
}
