//! The one way by which work reaches the target branch: merged, ticked and gated in a scratch checkout, then published by
//! compare-and-swap with a trailer that names task and run.
//!
//! The order of the first two steps matters: the tip is read first, and then is looked for our own trailer in exactly that
//! tip. The other way round, a rival may land between the two looks.
//!
//! Whose trailers count: only those of commits on the target's first-parent chain, which nobody but this function (and the
//! user) makes. A task's own commits come in as second parents, whatever they quote.

use std::path::{Path, PathBuf};

use anyhow::Result;
use git2::{Oid, Repository};

use super::worktree::{Place, has_hooks};
use crate::files::Lock;
use crate::git::program::{Git, failed};
use crate::queue::{Held, OrderId};
use crate::report::{Problem, ProblemKind, stable_hash};

/// How often a lost race is run again.
const RACES: u32 = 50;
/// The trailer that names the task.
const TASK: &str = "Planyard-Task";

/// What the gates say of a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gate {
    /// It may be published.
    Pass,
    /// It may not, and why.
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
        /// What git says.
        text: String,
    },
    /// The gates refuse it.
    GateFailed(String),
    /// A hook of the user's refuses the commit.
    HookFailed(String),
    /// The lease is lost.
    Lost,
}

/// What is to be landed.
pub struct Integration<'a> {
    /// The task.
    pub order: OrderId,
    /// The run.
    pub run: String,
    /// The target branch.
    pub target: String,
    /// The commit the work was begun from.
    pub base: String,
    /// The commit it came to.
    pub head: String,
    /// The first line of the message.
    pub subject: String,
    /// Trailers besides those that name task and run; asked after the gates.
    pub trailers: &'a dyn Fn() -> Vec<(String, String)>,
}

/// Changes the plan in a checkout, and tells which files it changed.
pub type Tick<'t> = &'t mut dyn FnMut(&Path) -> Result<Vec<String>>;

/// The commit of the target's own chain by which a task has landed since `base`.
///
/// # Errors
/// The repository cannot be read.
pub fn landed(git: &Git, order: &OrderId, base: &str, tip: &str) -> Result<Option<String>> {
    let repo = Repository::open(git.root())?;
    let base = Oid::from_str(base)?;
    let mut at = repo.find_commit(Oid::from_str(tip)?)?;
    loop {
        if at.id() == base {
            return Ok(None);
        }
        let message = String::from_utf8_lossy(at.message_bytes()).into_owned();
        if trailer(&message, TASK).as_deref() == Some(&*order.0) {
            return Ok(Some(at.id().to_string()));
        }
        match at.parent(0) {
            // Older than where it was begun: it cannot be there.
            Ok(parent) if repo.graph_descendant_of(base, parent.id())? => return Ok(None),
            Ok(parent) => at = parent,
            Err(_) => return Ok(None),
        }
    }
}

/// A trailer in the last paragraph of a message.
fn trailer(message: &str, name: &str) -> Option<String> {
    let last = message.trim_end().rsplit("\n\n").next()?;
    last.lines().find_map(|line| Some(line.strip_prefix(name)?.strip_prefix(": ")?.trim().to_owned()))
}

/// A checkout of our own, without a branch, that one process at a time works in.
struct Scratch {
    path: PathBuf,
    _lane: Lock,
}

impl Scratch {
    /// At a commit, clean, whatever a killed process has left there.
    fn at(place: &Place, git: &Git, target: &str) -> Result<Self> {
        let path = lane(place, target);
        let lane = place.lanes.lock(&path)?;
        let usable = Repository::open(&path).is_ok_and(|repo| repo.path().join("HEAD").exists());
        if usable {
            clear_locks(&path);
        } else {
            let _alone = place.alone()?;
            let folder = path.display().to_string();
            git.run(git.root(), &["worktree", "unlock", &folder]);
            git.run(git.root(), &["worktree", "remove", "--force", "--force", &folder]);
            clear(&path)?;
            git.text(git.root(), &["worktree", "prune"])?;
            if let Some(parent) = path.parent() {
                std::fs::create_dir_all(parent)?;
            }
            let reason = "planyard: where work is merged and judged";
            git.text(
                git.root(),
                &["worktree", "add", "--quiet", "--detach", "--lock", "--reason", reason, &folder, target],
            )?;
        }
        Ok(Self { path, _lane: lane })
    }

    fn reset(&self, git: &Git, to: &str) -> Result<()> {
        // A merge or anything else that was under way is forgotten with it: this checkout is nobody's.
        git.text(&self.path, &["reset", "--quiet", "--hard"])?;
        git.text(&self.path, &["checkout", "--quiet", "--force", "--detach", to])?;
        git.text(&self.path, &["clean", "--quiet", "--force", "--force", "-d"]).map(drop)
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "locks that a killed git left in a checkout of our own, which we hold alone"
)]
fn clear_locks(path: &Path) {
    if let Ok(repo) = Repository::open(path) {
        for name in ["index.lock", "HEAD.lock", "ORIG_HEAD.lock", "MERGE_HEAD.lock"] {
            let _ = std::fs::remove_file(repo.path().join(name));
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a checkout of our own that cannot be used")]
fn clear(path: &Path) -> Result<()> {
    match std::fs::remove_dir_all(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// Takes the checkout of a target away when nobody works in it: a dispatch leaves nothing behind.
pub fn leave(place: &Place, git: &Git, target: &str) {
    let path = lane(place, target);
    let free = place.lanes.clone().patience(std::time::Duration::ZERO).lock(&path);
    if let (Ok(_lane), Ok(_alone)) = (free, place.alone())
        && path.exists()
    {
        // What cannot be removed now is used, or removed, by the next one.
        let git = git.steadfast();
        git.run(git.root(), &["worktree", "remove", "--force", "--force", &path.display().to_string()]);
    }
}

fn lane(place: &Place, target: &str) -> PathBuf {
    place.base.join(".lanes").join(format!("lane-{:016x}", stable_hash(target.as_bytes())))
}

fn tip_of(git: &Git, target: &str) -> Result<String> {
    let repo = Repository::open(git.root())?;
    let found = repo.find_reference(&format!("refs/heads/{target}")).and_then(|found| found.peel_to_commit());
    Ok(found
        .map_err(|_| {
            Problem::new(ProblemKind::Git, format!("the branch {target} is gone"))
                .source(target.to_owned())
                .hint("what had landed on it is in its reflog")
        })?
        .id()
        .to_string())
}

/// Lands work, or says why not.
///
/// # Errors
/// Git cannot do what is needed, or the plan cannot be ticked.
pub fn integrate(
    place: &Place,
    git: &Git,
    work: &Integration<'_>,
    tick: Tick<'_>,
    gate: &mut dyn FnMut(&Path, &str) -> Result<Gate>,
    held: &mut dyn FnMut() -> Result<Held>,
) -> Result<Landing> {
    let scratch = Scratch::at(place, git, &work.target)?;
    for _ in 0..RACES {
        let tip = tip_of(git, &work.target)?;
        if let Some(commit) = landed(git, &work.order, &work.base, &tip)? {
            return Ok(Landing::Already(commit));
        }
        if held()? == Held::Lost {
            return Ok(Landing::Lost);
        }
        let commit = match propose(git, work, &scratch, &tip, (tick, gate))? {
            Ok(commit) => commit,
            Err(landing) => return Ok(landing),
        };
        if held()? == Held::Lost {
            return Ok(Landing::Lost);
        }
        if publish(git, &work.target, &tip, &commit)? {
            return Ok(Landing::Landed(commit));
        }
    }
    Err(busy(&work.target).into())
}

fn busy(target: &str) -> Problem {
    Problem::new(ProblemKind::Conflict, format!("{target} is changed all the time by someone else"))
        .source(target.to_owned())
        .hint("try again when that has ended")
}

/// Makes the commit that would be published on `tip`.
fn propose(
    git: &Git,
    work: &Integration<'_>,
    scratch: &Scratch,
    tip: &str,
    (tick, gate): (Tick<'_>, &mut dyn FnMut(&Path, &str) -> Result<Gate>),
) -> Result<Result<String, Landing>> {
    scratch.reset(git, tip)?;
    if work.head != work.base {
        let args = ["merge", "--quiet", "--no-ff", "--no-commit", &work.head];
        let merged = git.run(&scratch.path, &args);
        if !merged.success() {
            let files = git.text(&scratch.path, &["diff", "--name-only", "--diff-filter=U"])?;
            scratch.reset(git, tip)?;
            if files.is_empty() {
                return Err(failed(&args, &merged).into());
            }
            let text = format!("{}\n{}", merged.stdout_text().trim(), merged.stderr_tail(20));
            return Ok(Err(Landing::Conflict {
                files: files.lines().map(str::to_owned).collect(),
                text: text.trim().to_owned(),
            }));
        }
    }
    let ticked = tick(&scratch.path)?;
    stage(git, &scratch.path, &ticked)?;
    let tree = git.text(&scratch.path, &["write-tree"])?;
    if let Some(refused) = judged(git, scratch, tip, gate, &tree)? {
        return Ok(Err(refused));
    }
    let message = message(work);
    let args = ["commit", "--quiet", "--allow-empty", "-m", &message];
    let outcome = git.run(&scratch.path, &args);
    if !outcome.success() {
        let text = format!("{}\n{}", outcome.stdout_text().trim(), outcome.stderr_tail(40));
        let hooks = Repository::open(&scratch.path).is_ok_and(|repo| has_hooks(&repo));
        scratch.reset(git, tip)?;
        if hooks {
            return Ok(Err(Landing::HookFailed(text.trim().to_owned())));
        }
        return Err(failed(&args, &outcome).into());
    }
    let repo = Repository::open(&scratch.path)?;
    let commit = repo.head()?.peel_to_commit()?;
    let made = commit.tree_id().to_string();
    if made != tree {
        // A hook changed the tree: what is published is what the gates have seen, so they look again.
        scratch.reset(git, &commit.id().to_string())?;
        if let Some(refused) = judged(git, scratch, tip, gate, &made)? {
            return Ok(Err(refused));
        }
    }
    Ok(Ok(commit.id().to_string()))
}

fn judged(
    git: &Git,
    scratch: &Scratch,
    tip: &str,
    gate: &mut dyn FnMut(&Path, &str) -> Result<Gate>,
    tree: &str,
) -> Result<Option<Landing>> {
    match gate(&scratch.path, tree)? {
        Gate::Pass => Ok(None),
        Gate::Fail(text) => {
            scratch.reset(git, tip)?;
            Ok(Some(Landing::GateFailed(text)))
        }
    }
}

fn stage(git: &Git, folder: &Path, paths: &[String]) -> Result<()> {
    if paths.is_empty() {
        return Ok(());
    }
    let mut args = vec!["add", "--"];
    args.extend(paths.iter().map(String::as_str));
    git.text(folder, &args).map(drop)
}

/// One line each, whatever the title holds: a title cannot make a trailer.
fn message(work: &Integration<'_>) -> String {
    let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out =
        format!("{}\n\n{TASK}: {}\nPlanyard-Run: {}\n", line(&work.subject), line(&work.order.0), line(&work.run));
    for (name, value) in (work.trailers)() {
        out.push_str(&format!("{name}: {}\n", line(&value)));
    }
    out
}

/// Moves the target from `tip` to `commit`; false: someone was quicker. Where the branch is checked out, that checkout is
/// brought along, and must be clean.
fn publish(git: &Git, target: &str, tip: &str, commit: &str) -> Result<bool> {
    match checked_out(git, target)? {
        None => git.update_ref(&format!("refs/heads/{target}"), commit, Some(tip)),
        Some(folder) => {
            if tip_of(git, target)? != tip {
                return Ok(false);
            }
            clean(git, target, &folder)?;
            let outcome = git.run(&folder, &["merge", "--quiet", "--ff-only", commit]);
            if outcome.success() {
                return Ok(true);
            }
            if tip_of(git, target)? != tip {
                return Ok(false);
            }
            Err(failed(&["merge", "--ff-only"], &outcome).into())
        }
    }
}

fn clean(git: &Git, target: &str, folder: &Path) -> Result<()> {
    let dirty = git.text(folder, &["status", "--porcelain", "--untracked-files=no"])?;
    if dirty.is_empty() {
        return Ok(());
    }
    Err(Problem::new(
        ProblemKind::Refused,
        format!("{target} is checked out in {}, with changes that are not committed", folder.display()),
    )
    .source(target.to_owned())
    .hint("commit them, or let the work land on a branch of its own (without --into)")
    .into())
}

/// The checkout in which a branch is.
fn checked_out(git: &Git, target: &str) -> Result<Option<PathBuf>> {
    let wanted = format!("refs/heads/{target}");
    let list = git.text(git.root(), &["worktree", "list", "--porcelain"])?;
    let mut folder = None;
    for line in list.lines() {
        if let Some(path) = line.strip_prefix("worktree ") {
            folder = Some(PathBuf::from(path));
        } else if line.strip_prefix("branch ") == Some(&wanted) {
            return Ok(folder);
        }
    }
    Ok(None)
}

/// Brings a branch forward to a commit that holds all of it.
///
/// # Errors
/// Someone else changed it meanwhile, or it is checked out with changes.
pub fn advance(git: &Git, target: &str, old: &str, new: &str) -> Result<()> {
    if publish(git, target, old, new)? {
        return Ok(());
    }
    Err(busy(target).into())
}

/// Refuses a target that is checked out with changes, before any work is done for it.
///
/// # Errors
/// It is.
pub fn may_land(git: &Git, target: &str) -> Result<()> {
    match checked_out(git, target)? {
        Some(folder) => clean(git, target, &folder),
        None => Ok(()),
    }
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
    let scratch = Scratch::at(place, git, target)?;
    for _ in 0..RACES {
        let tip = tip_of(git, target)?;
        scratch.reset(git, &tip)?;
        let changed = tick(&scratch.path)?;
        if changed.is_empty() {
            return Ok(());
        }
        stage(git, &scratch.path, &changed)?;
        let mut message = format!("{subject}\n\n");
        for (name, value) in trailers {
            message.push_str(&format!("{name}: {value}\n"));
        }
        git.text(&scratch.path, &["commit", "--quiet", "-m", &message])?;
        let commit = Repository::open(&scratch.path)?.head()?.peel_to_commit()?.id().to_string();
        if publish(git, target, &tip, &commit)? {
            return Ok(());
        }
    }
    Err(busy(target).into())
}
