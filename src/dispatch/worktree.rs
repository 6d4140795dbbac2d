//! One worktree per task, at a path that never changes, on a branch of its own.
//!
//! The path stays the same for every attempt, because agents find their sessions by it. A worktree that is there is
//! taken over; one that a crash left half made is finished; a folder that is in the way is moved aside, never deleted.
//! `add`, `repair`, `prune` and `remove` of git disturb each other, so all of them run under one lock per repository.
//! Who works in a worktree holds a lock in its git dir ([`hold`]), which goes with the process.

pub(in crate::dispatch) mod admin;
mod name;
mod remove;
mod review;
#[cfg(test)]
mod tests;
mod work;

pub use admin::{Hold, Mark};
pub use name::Name;
pub use remove::{forget, remove_landed};
pub use review::{Protected, Review};
pub use work::{
    Committed, begin_merge, begun_from, commit_all, diff, differs, discard_changes, drop_protected, forbidden, fresh,
    has_work, head, stat,
};

pub(in crate::dispatch) use name::encode;
pub(in crate::dispatch) use remove::{is_being_removed, remove, remove_folder};
pub(in crate::dispatch) use review::review;
pub(in crate::dispatch) use work::{compose, is_clean, refusal, restore};

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;

use crate::context::Context;
use crate::files::{Lock, Locks};
use crate::git::program::Git;
use crate::git::{Location, Objects};
use crate::queue::OrderId;
use crate::report::{Problem, ProblemKind, stable_hash};
use crate::workspace::Workspace;

/// A checkout of a large repository takes minutes, and all wait for one lock.
const PATIENCE: Duration = Duration::from_secs(900);

/// Where worktrees are.
#[derive(Debug, Clone)]
pub struct Place {
    /// The folder of this repository's worktrees.
    pub base: PathBuf,
    /// The git dir that all worktrees share.
    pub common: PathBuf,
    /// The workspace relative to the repository's root, with a `/` at the end; empty when they are one.
    pub prefix: String,
    /// The remote whose branches count.
    pub(in crate::dispatch) remote: Option<String>,
    /// Called at points where a test kills the process.
    #[cfg(test)]
    pub(in crate::dispatch) failpoint: Option<fn(&str)>,
}

/// A task's worktree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worktree {
    /// The task.
    pub name: Name,
    /// Its root.
    pub path: PathBuf,
    /// Its own git dir.
    pub git_dir: PathBuf,
    /// The git dir that all worktrees share.
    pub common: PathBuf,
    /// The folder of this repository's worktrees.
    pub folder: PathBuf,
    /// The workspace relative to its root, with a `/` at the end; empty when they are one.
    pub prefix: String,
    /// Its branch.
    pub branch: String,
    /// The commit it was begun from.
    pub base: String,
}

impl Worktree {
    /// The workspace in it; `prefix` is its folder in the repository, `.` for the whole.
    pub fn workspace(&self, prefix: &str) -> PathBuf {
        if prefix == "." { self.path.clone() } else { self.path.join(prefix) }
    }
}

impl Place {
    /// Of a workspace: in `base`, or in the user's state folder.
    ///
    /// # Errors
    /// The workspace is in no repository or in one of a form that is not supported, or no folder can be told.
    pub fn of(context: &Context, workspace: &Workspace, base: Option<&Path>) -> Result<Self> {
        let git = workspace.git.as_ref().ok_or_else(|| workspace.no_git())?;
        let base = match base {
            Some(base) => workspace.root.join(base),
            None => worktrees_folder(context)?,
        };
        let remote = Some(workspace.config.dispatch.remote.trim().to_owned()).filter(|name| !name.is_empty());
        Ok(Self { remote, ..Self::new(git, &workspace.root, &base)? })
    }

    /// The repository at `location` for the workspace at `workspace`. Worktrees are kept below `worktrees`, in a folder of
    /// the repository's own.
    ///
    /// # Errors
    /// The repository is in a form that is not supported, or the folder cannot be made.
    pub fn new(location: &Location, workspace: &Path, worktrees: &Path) -> Result<Self> {
        let common = absolute(&location.common_dir)?;
        Objects::shared(&common)?;
        let (root, inside) = (absolute(&location.root)?, absolute(workspace)?);
        let inside = inside.strip_prefix(&root).unwrap_or(Path::new(""));
        let parts: Vec<String> =
            inside.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
        let prefix = if parts.is_empty() { String::new() } else { format!("{}/", parts.join("/")) };
        let home = if common.ends_with(".git") { common.parent().unwrap_or(&common) } else { &common };
        let title = home.file_name().map_or_else(|| "repo".to_owned(), |name| encode(&name.to_string_lossy()));
        let hash = stable_hash(common.as_os_str().as_encoded_bytes());
        let base = worktrees.join(format!("{title}-{hash:016x}"));
        std::fs::create_dir_all(&base).map_err(|error| in_the_way(&base, "make", &error))?;
        Ok(Self {
            base: absolute(&base)?,
            common,
            prefix,
            remote: None,
            #[cfg(test)]
            failpoint: None,
        })
    }

    /// A point where a crash must do no harm: only tests stop here.
    pub(in crate::dispatch) fn reached(&self, point: &str) {
        #[cfg(test)]
        if let Some(stop) = self.failpoint {
            stop(point);
        }
        let _ = (self, point);
    }

    /// Reads of the repository.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn objects(&self) -> Result<Objects> {
        Objects::shared(&self.common)
    }

    /// Where the worktree of a task is, or will be.
    pub fn path(&self, name: &Name) -> PathBuf {
        self.base.join(name.path())
    }

    /// Alone among all processes of the repository: what changes the list of worktrees does so.
    ///
    /// # Errors
    /// Somebody has held it for too long.
    pub fn alone(&self) -> Result<Lock> {
        // Not among the locks of planning files: those are held for milliseconds.
        let locks = Locks::at(self.common.join("planyard").join("dispatch").join("list-lock")).patience(PATIENCE);
        let lock = locks.lock(&self.common.join("worktrees"))?;
        admin::forget_half_made(&self.common)?;
        remove::finish_removals(self);
        Ok(lock)
    }

    /// Takes away what a killed git has left that would make every other git fail.
    ///
    /// # Errors
    /// It cannot be taken away.
    pub fn mend(&self) -> Result<()> {
        admin::clear_stale_ref_locks(&self.common, &[&self.base]);
        self.alone().map(drop)
    }

    /// The worktree of a task when it is there and whole.
    ///
    /// # Errors
    /// The repository cannot be read.
    pub fn find(&self, order: &OrderId) -> Result<Option<Worktree>> {
        let name = Name::of(order)?;
        let path = self.path(&name);
        let Some(git_dir) = admin::registered(&self.common, &path) else { return Ok(None) };
        let there = path.is_dir() && !is_empty_folder(&path) && !is_being_removed(&git_dir);
        let Some(mark) = Mark::read(&git_dir).filter(|_| there) else { return Ok(None) };
        let found = self.worktree(name, git_dir, mark.base);
        work::mend(&found)?;
        Ok(Some(found))
    }

    fn worktree(&self, name: Name, git_dir: PathBuf, base: String) -> Worktree {
        Worktree {
            path: self.path(&name),
            branch: name.branch(),
            common: self.common.clone(),
            folder: self.base.clone(),
            prefix: self.prefix.clone(),
            name,
            git_dir,
            base,
        }
    }

    fn add(&self, git: &Git, path: &Path, branch: &str, from: (bool, &str), run: &str) -> Result<PathBuf> {
        let parent = path.parent().unwrap_or(&self.base);
        std::fs::create_dir_all(parent).map_err(|error| in_the_way(parent, "make", &error))?;
        let reason = format!("{}{}", admin::REASON, run.replace(char::is_control, " "));
        let shown = path.display().to_string();
        let add = git.at(git.root()).args(["worktree", "add", "--quiet", "--lock", "--reason", &reason]);
        let (exists, tip) = from;
        let add = if exists { add.args([&shown, branch]) } else { add.args(["--no-track", "-b", branch, &shown, tip]) };
        add.done()?;
        admin::registered(&self.common, path).ok_or_else(|| {
            Problem::new(ProblemKind::Git, format!("git made no worktree at {shown}"))
                .source(shown)
                .hint("see `git worktree list`")
                .into()
        })
    }

    /// Brings what is at the path, or registered for it, into a state that can be gone on with: the git dir of a worktree
    /// that is there, or nothing at all.
    fn left_over(&self, git: &Git, path: &Path, name: &Name) -> Result<Option<PathBuf>> {
        let there = path.symlink_metadata().is_ok();
        if let Some(git_dir) = admin::registered(&self.common, path) {
            if !admin::is_ours(&git_dir) {
                let said = format!("{} is a worktree that someone else has made", path.display());
                let hint = "remove it with `git worktree remove`, or let dispatch.worktrees name another folder";
                return Err(Problem::new(ProblemKind::Conflict, said).hint(hint).into());
            }
            if there && path.join(".git").is_file() && !is_being_removed(&git_dir) {
                return Ok(Some(git_dir));
            }
            // The folder was deleted by hand, or never came to be. What only its HEAD knew is kept.
            let _hold = Hold::take(&git_dir)?;
            if let Some(head) = admin::head_commit(&git_dir) {
                super::rescue::keep_commit(&self.common, name, &head)?;
            }
            if there {
                admin::move_aside(&self.base, path)?;
            }
            admin::forget(&self.common, &git_dir)?;
            return Ok(None);
        }
        if !there || is_empty_folder(path) {
            return Ok(None);
        }
        // The repository was moved, and the two lost each other.
        if path.join(".git").is_file() {
            git.at(git.root()).args(["worktree", "repair"]).args([path.display().to_string()]).run()?;
            if let Some(git_dir) = admin::registered(&self.common, path) {
                return Ok(Some(git_dir));
            }
        }
        admin::move_aside(&self.base, path)?;
        Ok(None)
    }
}

/// The worktree of a task; true when it is new: it was made now, or was never made ready ([`made_ready`]).
///
/// # Errors
/// It cannot be made: its branch is checked out elsewhere, the disk is full, a hook of the user refuses, ….
pub fn prepare(place: &Place, git: &Git, order: &OrderId, tip: &str, run: &str) -> Result<(Worktree, bool)> {
    let _alone = place.alone()?;
    if let Some(found) = place.find(order)? {
        admin::clear_stale_lock(&found.git_dir, &found.path)?;
        let objects = Objects::open(&found.git_dir)?;
        let base = objects.merge_base(&objects.head()?, tip)?.unwrap_or_else(|| found.base.clone());
        return Ok((Worktree { base, ..found }, false));
    }
    let name = Name::of(order)?;
    let (path, branch) = (place.path(&name), name.branch());
    let known = place.objects()?.tip(&format!("refs/heads/{branch}"))?;
    let git_dir = match place.left_over(git, &path, &name)? {
        // Killed between the first and the last step of its making: nobody has worked in it.
        Some(git_dir) => {
            admin::clear_stale_lock(&git_dir, &path)?;
            let start = known.as_deref().unwrap_or(tip);
            git.at(&path).args(["checkout", "--quiet", "--force", "-B", &branch, start]).done()?;
            git_dir
        }
        None => place.add(git, &path, &branch, (known.is_some(), tip), run)?,
    };
    let base = match &known {
        Some(there) => place.objects()?.merge_base(there, tip)?.unwrap_or_else(|| tip.to_owned()),
        None => tip.to_owned(),
    };
    Ok((place.worktree(name, git_dir, base), true))
}

/// A new worktree is ready for work: from now on it is taken over as it is.
///
/// # Errors
/// It cannot be noted.
pub fn made_ready(tree: &Worktree, order: &OrderId) -> Result<()> {
    let mark = Mark { order: order.0.clone(), branch: tree.branch.clone(), base: tree.base.clone() };
    mark.write(&tree.git_dir)
}

/// Holds a worktree for as long as someone works in it.
///
/// # Errors
/// Someone else does.
pub fn hold(tree: &Worktree) -> Result<Hold> {
    Hold::take(&tree.git_dir)
}

/// Copies files that git ignores from the user's checkout: `.env`. What is not there, not ignored or there already is passed
/// over.
///
/// # Errors
/// One cannot be copied, or is not in the workspace.
pub fn copy_ignored(git: &Git, tree: &Worktree, names: &[String]) -> Result<()> {
    for name in names {
        let relative = Path::new(name);
        let inside = relative.components().all(|part| matches!(part, std::path::Component::Normal(_)));
        if !inside || name.is_empty() {
            return Err(Problem::new(ProblemKind::OutsideWorkspace, format!("{name:?} is not in the workspace"))
                .source("dispatch.copy")
                .hint("name files by their path in the workspace")
                .into());
        }
        let asked = format!("{}{name}", tree.prefix);
        let (from, to) = (git.root().join(&asked), tree.path.join(&asked));
        if from.symlink_metadata().is_err() || to.symlink_metadata().is_ok() {
            continue;
        }
        if git.at(&tree.path).args(["check-ignore", "--quiet", "--", &asked]).reading().run()?.success() {
            admin::copy(&from, &to).map_err(|error| in_the_way(&to, "copy", &error))?;
        }
    }
    Ok(())
}

/// The folder of worktrees of all repositories: `XDG_STATE_HOME/planyard/worktrees`, by default below `~/.local/state`.
///
/// # Errors
/// Neither `XDG_STATE_HOME` nor `HOME` is set.
pub fn worktrees_folder(context: &Context) -> Result<PathBuf> {
    let state = context.var("XDG_STATE_HOME").map(PathBuf::from).filter(|folder| folder.is_absolute());
    let home = || context.var("HOME").map(|home| Path::new(home).join(".local").join("state"));
    let state = state.or_else(home).ok_or_else(|| {
        Problem::new(ProblemKind::Config, "there is no folder for worktrees")
            .source("dispatch.worktrees")
            .hint("set HOME or XDG_STATE_HOME, or dispatch.worktrees")
    })?;
    Ok(state.join("planyard").join("worktrees"))
}

fn is_empty_folder(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|meta| meta.is_dir())
        && std::fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none())
}

fn absolute(path: &Path) -> Result<PathBuf> {
    path.canonicalize().map_err(|error| in_the_way(path, "find", &error).into())
}

pub(in crate::dispatch) fn in_the_way(path: &Path, what: &str, error: &std::io::Error) -> Problem {
    let shown = path.display().to_string();
    Problem::new(ProblemKind::Io, format!("cannot {what} {shown}: {error}"))
        .source(shown)
        .hint("check the folder's permissions and the space on its disk")
}
