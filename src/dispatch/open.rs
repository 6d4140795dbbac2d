//! Before any work: is there a plan, a target, a backend, a gate, and are the services there?

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use anyhow::Result;

use super::plan_at::PlanAt;
use super::ready::{self, Making, Ready, Unready};
use super::settings::Settings;
use super::shop::{Leases, Shop, Tell};
use super::supervisors::Supervisors;
use super::verify::Gates;
use super::{backend, recover, remote, worktree};
use crate::backends;
use crate::context::Context;
use crate::gate::{self, Request, ScopeArgs};
use crate::git::Repo;
use crate::git::program::Git;
use crate::health;
use crate::interrupt;
use crate::plan::rules::Gate as PlanningGate;
use crate::process::{Run, Secrets};
use crate::queue;
use crate::report::{self, Problem, ProblemKind};
use crate::workspace::Workspace;
use crate::workspace::features::Found;

/// So often the target is tried to be made.
const TRIES: usize = 5;

/// The branch that work lands on: it is made when it is not there, and brought up to HEAD when all of it is in HEAD.
///
/// # Errors
/// There is no commit yet; or HEAD has commits that the branch lacks, and the branch some that HEAD lacks.
pub fn target(repo: &Repo, place: &worktree::Place, git: &Git, target: &str) -> Result<String> {
    for _ in 0..TRIES {
        remote::fetch(place, git, target)?;
        if let Some(tip) = try_target(repo, git, target)? {
            remote::offer(place, git, target)?;
            return Ok(tip);
        }
        // Someone was quicker, or a git that was killed has left a lock.
        place.mend()?;
    }
    Err(Problem::new(ProblemKind::Conflict, format!("the branch {target} cannot be made: git finds it locked"))
        .source(target.to_owned())
        .hint("wait for the git that works in this repository, or end it")
        .into())
}

/// None: somebody else is at it.
fn try_target(repo: &Repo, git: &Git, target: &str) -> Result<Option<String>> {
    let head = repo.commit_of("HEAD")?.ok_or_else(|| {
        Problem::new(ProblemKind::Git, "the repository has no commit yet")
            .hint("commit the plan: agents work from commits")
    })?;
    let name = format!("refs/heads/{target}");
    let Some(tip) = repo.commit_of(&name)? else {
        return Ok(git.update_ref(&name, &head, None)?.then_some(head));
    };
    if repo.is_ancestor(&head, &tip)? {
        return Ok(Some(tip));
    }
    if repo.is_ancestor(&tip, &head)? {
        super::integrate::advance(git, target, &tip, &head)?;
        return Ok(Some(head));
    }
    Err(Problem::new(
        ProblemKind::Refused,
        format!("{target} and HEAD have diverged: each has commits that the other lacks"),
    )
    .source(target.to_owned())
    .hint(format!("bring them together first: `git merge {target}`, or `planyard land`"))
    .into())
}

/// The plan must be in a commit as it is in the work tree: agents and gates see commits only.
///
/// # Errors
/// Some of it is not committed.
pub fn clean(repo: &Repo, found: &Found) -> Result<()> {
    let dirty = repo.dirty(&[&found.path])?;
    if dirty.is_empty() {
        return Ok(());
    }
    let paths: Vec<&str> = dirty.iter().take(5).map(|change| change.path.as_str()).collect();
    Err(Problem::new(
        ProblemKind::Refused,
        format!("the plan has changes that are not committed: {}", paths.join(", ")),
    )
    .source(found.path.to_string())
    .hint("commit them: agents and gates see commits only")
    .into())
}

/// The feature passes check-planning.
///
/// # Errors
/// It does not.
pub fn planned(context: &Context, workspace: &Workspace, found: &Found) -> Result<()> {
    let args = ScopeArgs { features: vec![found.path.to_string()], ..ScopeArgs::default() };
    let scope = args.resolve(context, workspace, None)?;
    let verdict = report::Gate { fail_on: workspace.config.gate.fail_on, exit_zero: false };
    let request = Request {
        gate: PlanningGate::Planning,
        command: "check-planning",
        verdict,
        allow_dirty: true,
        remembers: false,
    };
    let mut report = gate::run(context, workspace, &scope, &request, None)?;
    report.finish();
    if report.verdict() == Some(report::Verdict::Pass) {
        return Ok(());
    }
    let first = report
        .results
        .iter()
        .find(|found| found.severity >= workspace.config.gate.fail_on)
        .map(|found| found.message.clone())
        .or_else(|| report.problems.first().map(ToString::to_string))
        .unwrap_or_default();
    Err(Problem::new(
        ProblemKind::Refused,
        format!("{} is not planned well enough to be handed out: {first}", found.id),
    )
    .source(found.path.to_string())
    .hint(format!("see `planyard check-planning {}`; --no-planning-gate hands it out all the same", found.id))
    .into())
}

/// Something would say whether work is good.
///
/// # Errors
/// Nothing would.
pub fn gated(gates: &Gates, workspace: &Workspace) -> Result<()> {
    if !gates.verify.is_empty() || gates.own.is_empty() {
        return Ok(());
    }
    let outcome = Run::new(&gates.program).args(["tools", "--format", "json"]).cwd(&workspace.root).run();
    let document: serde_json::Value = serde_json::from_slice(&outcome.stdout).unwrap_or_default();
    let none = document["data"]["tools"].as_array().is_some_and(Vec::is_empty);
    if !none {
        return Ok(());
    }
    Err(Problem::new(
        ProblemKind::Refused,
        "nothing would say whether the work is good: no linter and no test runner is in use",
    )
    .source("dispatch.gates")
    .hint("give --verify 'COMMAND', or --no-gates to land work unseen (its commits will say so)")
    .into())
}

/// The services that the work needs.
///
/// # Errors
/// One is not healthy.
pub fn needs(context: &Context, workspace: &Workspace, settings: &Settings) -> Result<()> {
    match health::unmet(context, workspace, &settings.needs)?.into_iter().next() {
        Some(problem) => Err(problem.into()),
        None => Ok(()),
    }
}

/// Sets up what the workers share.
///
/// # Errors
/// Something that is needed is not there.
pub fn shop<'s>(
    context: &'s Context,
    workspace: &'s Workspace,
    found: Found,
    settings: Settings,
    tell: Tell<'s>,
) -> Result<Shop<'s>> {
    let queue = queue::open(context, workspace)?;
    let store = queue::folder(workspace)?;
    let secrets = Secrets::from_vars(context.env.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let setting = backend::find(context, workspace, &settings.backend)?;
    let made = backends::make(&setting)?;
    let cancel: Arc<AtomicBool> = interrupt::flag();
    let git = Git::open(&git_root(workspace)?, context.var("GIT_CONFIG_COUNT"), Arc::clone(&cancel))?;
    let place = worktree::Place::of(context, workspace, settings.worktrees.as_deref())?;
    let gates = Gates::of(&settings, secrets.clone(), Arc::clone(&cancel))?;
    let began = queue.now()?;
    let target = settings.target(&found.id);
    let prefix = prefix(workspace);
    let supervisors = Supervisors::new(gates.program.clone(), workspace.root.clone(), &store, &context.overrides);
    let mut shop = Shop {
        context,
        workspace,
        queue,
        worker: recover::sign_on(&store)?,
        store,
        place,
        git,
        target,
        prefix,
        caps: made.caps(),
        account: backend::account(&setting)?,
        supervisors,
        gates,
        secrets,
        cancel,
        draining: AtomicBool::new(false),
        desk: Leases::default(),
        tell,
        began,
        spent_before: 0,
        feature: found,
        settings,
    };
    shop.spent_before = super::driver::spent(&shop)?;
    Ok(shop)
}

fn git_root(workspace: &Workspace) -> Result<std::path::PathBuf> {
    Ok(workspace.git.as_ref().ok_or_else(|| workspace.no_git())?.root.clone())
}

/// The workspace's folder in its repository; `.` for the whole.
pub fn prefix(workspace: &Workspace) -> String {
    let root = workspace.git.as_ref().map(|git| git.root.as_path());
    let inner = root.and_then(|root| workspace.root.strip_prefix(root).ok()).map(|inner| inner.display().to_string());
    inner.filter(|inner| !inner.is_empty()).unwrap_or_else(|| ".".to_owned())
}

/// The orders of the plan, as the target branch holds it.
///
/// # Errors
/// The plan makes no sense.
pub fn orders(shop: &Shop<'_>, plan: &PlanAt, only: &[String]) -> Result<Ready> {
    let feature = plan.feature()?;
    let making = Making {
        workspace: &shop.prefix,
        backend: &shop.settings.backend,
        account: &shop.account,
        max_attempts: shop.settings.max_attempts,
        target: &shop.target,
        labels: &shop.settings.labels,
        only,
    };
    ready::orders(&feature, &making).map_err(|unready| {
        let path = shop.feature.path.to_string();
        let (message, hint) = match unready {
            Unready::NoTask(id) => {
                (format!("{} has no task {id}", shop.feature.id), "`planyard task list` shows them".to_owned())
            }
            Unready::Twice(id) => {
                (format!("{id} is the id of two tasks"), "give each task an id of its own".to_owned())
            }
            Unready::Circle(ids) => (
                format!("these tasks wait for each other: {}", ids.join(", ")),
                "`planyard graph` shows the circle".to_owned(),
            ),
        };
        Problem::new(ProblemKind::Refused, message).source(path).hint(hint).into()
    })
}
