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

/// The queue of the workspace's repository: in the server that `queue.url` names, else in a file, which is made when there
/// is none.
///
/// # Errors
/// There is no repository, or the queue cannot be opened.
pub fn open(context: &Context, workspace: &Workspace) -> Result<Box<dyn Queue>> {
    let folder = folder(workspace)?;
    if workspace.config.queue.url.trim().is_empty() {
        return Ok(Box::new(Embedded::open(&folder)?));
    }
    server(context, workspace)
}

/// Something was handed out here, as far as can be told without making a store.
///
/// # Errors
/// There is no repository.
pub fn is_there(workspace: &Workspace) -> Result<bool> {
    Ok(folder(workspace)?.is_dir() || !workspace.config.queue.url.trim().is_empty())
}

#[cfg(not(feature = "redis"))]
fn server(_context: &Context, _workspace: &Workspace) -> Result<Box<dyn Queue>> {
    Err(Problem::new(ProblemKind::Config, "this Planyard was built without the queue in Redis")
        .source("queue.url")
        .hint("build it with the feature `redis`")
        .into())
}

#[cfg(feature = "redis")]
fn server(context: &Context, workspace: &Workspace) -> Result<Box<dyn Queue>> {
    let settings = &workspace.config.queue;
    let address = super::Address {
        url: settings.url.trim().to_owned(),
        password: password(context, workspace)?,
        allow_unsafe: settings.allow_unsafe,
        patience: PATIENCE,
    };
    let name = match settings.name.trim() {
        "" => repository(workspace)?,
        name => name.to_owned(),
    };
    Ok(Box::new(super::Redis::open(&address, &name)?))
}

/// The address of a server without its password, for who is not to have that; empty when it is no address.
pub fn without_password(address: &str) -> String {
    let Ok(mut url) = url::Url::parse(address.trim()) else { return String::new() };
    let has_password = url.password().is_some();
    if has_password && url.set_password(None).is_err() {
        return String::new();
    }
    let pairs: Vec<(String, String)> = url.query_pairs().into_owned().filter(|(name, _)| name != "pass").collect();
    url.set_query(None);
    if !pairs.is_empty() {
        url.query_pairs_mut().extend_pairs(pairs);
    }
    url.to_string()
}

/// So long a server that is away is waited for.
#[cfg(feature = "redis")]
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);

#[cfg(feature = "redis")]
fn password(context: &Context, workspace: &Workspace) -> Result<Option<String>> {
    let settings = &workspace.config.queue;
    let wrong = |key: &str, what: String, hint: &str| Problem::new(ProblemKind::Config, what).source(key).hint(hint);
    if !settings.password_env.is_empty() {
        let name = &settings.password_env;
        let found = context.var(name).ok_or_else(|| {
            wrong("queue.password_env", format!("{name}, which holds the queue's password, is not set"), "set it")
        })?;
        return Ok(Some(found.to_owned()));
    }
    if settings.password_file.is_empty() {
        return Ok(None);
    }
    let path = workspace.root.join(&settings.password_file);
    let text = std::fs::read_to_string(&path).map_err(|error| {
        let what = format!("{}, which holds the queue's password, cannot be read: {error}", path.display());
        wrong("queue.password_file", what, "make the file, for yourself alone (`chmod 600`)")
    })?;
    Ok(Some(text.trim_end_matches(['\r', '\n']).to_owned()))
}

/// What every clone calls the repository.
#[cfg(feature = "redis")]
fn repository(workspace: &Workspace) -> Result<String> {
    let git = workspace.git.as_ref().ok_or_else(|| workspace.no_git())?;
    let first = crate::git::Objects::shared(&git.common_dir)?.first_commit()?;
    first.ok_or_else(|| {
        Problem::new(ProblemKind::Git, "the first commit of the repository is not here, and it names the queue")
            .source("queue.name")
            .hint("commit something, fetch all of it (`git fetch --unshallow`), or set `queue.name`")
            .into()
    })
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
