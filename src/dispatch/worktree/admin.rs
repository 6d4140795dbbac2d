use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Result;
use serde::{Deserialize, Serialize};

use super::in_the_way;
use crate::report::{Problem, ProblemKind};

/// How a worktree's lock says that it is ours.
pub(in crate::dispatch) const REASON: &str = "planyard ";
const MARK: &str = "planyard.json";
const LOCK: &str = "planyard.lock";
/// How long the start of a program may keep a copy of a lock.
const STARTS: Duration = Duration::from_millis(300);
/// How long a git that outlived its dispatcher may take to end.
const ORPHANS: Duration = Duration::from_secs(20);
/// How long a git dir may be half-made before its git counts as gone.
const HALF_MADE: Duration = Duration::from_secs(1);

/// What a finished worktree is known by, in its git dir. Without it the worktree was never handed out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The order.
    pub order: String,
    /// Its branch.
    pub branch: String,
    /// The commit that the attempt started from.
    pub base: String,
}

impl Mark {
    /// Of a worktree; `None` when it has none.
    pub fn read(git_dir: &Path) -> Option<Self> {
        serde_json::from_slice(&fs::read(git_dir.join(MARK)).ok()?).ok()
    }

    /// Whole or not at all.
    pub(super) fn write(&self, git_dir: &Path) -> Result<()> {
        let bytes = serde_json::to_vec(self)?;
        let written = tempfile::Builder::new().prefix(".planyard-").tempfile_in(git_dir).and_then(|mut temp| {
            temp.write_all(&bytes)?;
            temp.persist(git_dir.join(MARK)).map(drop).map_err(|error| error.error)
        });
        written.map_err(|error| in_the_way(&git_dir.join(MARK), "write", &error).into())
    }
}

/// A worktree that is held; dropping this, or the end of the process, lets it go.
#[derive(Debug)]
#[must_use = "the worktree is let go when this is dropped"]
pub struct Hold {
    _file: File,
}

impl Hold {
    pub(in crate::dispatch) fn take(git_dir: &Path) -> Result<Self> {
        Self::soon(git_dir)?.ok_or_else(|| {
            let shown = git_dir.display().to_string();
            Problem::new(ProblemKind::Conflict, "another process works in this worktree")
                .source(shown)
                .hint("wait for it, or end it; the lock goes with the process")
                .into()
        })
    }

    /// As [`Hold::attempt`], for a moment: a program that another thread is starting holds a copy of every lock of this
    /// process until it runs, also of one that was let go meanwhile.
    pub(in crate::dispatch) fn soon(git_dir: &Path) -> Result<Option<Self>> {
        let started = Instant::now();
        loop {
            let taken = Self::attempt(git_dir)?;
            if taken.is_some() || started.elapsed() > STARTS {
                return Ok(taken);
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// `None`: someone else has it.
    pub(in crate::dispatch) fn attempt(git_dir: &Path) -> Result<Option<Self>> {
        let path = git_dir.join(LOCK);
        let open = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let file = match open {
            Ok(file) => file,
            // The worktree was removed a moment ago.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(in_the_way(&path, "open", &error).into()),
        };
        match file.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => return Ok(None),
            Err(fs::TryLockError::Error(error)) => return Err(in_the_way(&path, "lock", &error).into()),
        }
        // The worktree may have been removed, and another made, between the two steps: this lock would hold nobody back.
        let same = |meta: &fs::Metadata| file.metadata().is_ok_and(|own| own.ino() == meta.ino());
        if !fs::metadata(&path).is_ok_and(|meta| same(&meta)) {
            return Ok(None);
        }
        Ok(Some(Self { _file: file }))
    }
}

/// The git dir that is registered for a worktree at `path`.
pub(in crate::dispatch) fn registered(common: &Path, path: &Path) -> Option<PathBuf> {
    // The quick way: the worktree names it itself, and it names the worktree.
    let own = fs::read_to_string(path.join(".git")).ok();
    let own = own.and_then(|text| Some(path.join(text.strip_prefix("gitdir: ")?.trim_end())));
    let own = own.and_then(|dir| dir.canonicalize().ok());
    let below = common.join("worktrees");
    if let Some(own) = own.filter(|own| own.parent() == Some(&below) && folder_of(own).as_deref() == Some(path)) {
        return Some(own);
    }
    fs::read_dir(&below).ok()?.flatten().map(|entry| entry.path()).find(|dir| folder_of(dir).as_deref() == Some(path))
}

/// The worktree that a git dir belongs to.
pub(in crate::dispatch) fn folder_of(git_dir: &Path) -> Option<PathBuf> {
    let text = fs::read_to_string(git_dir.join("gitdir")).ok()?;
    let dot_git = git_dir.join(text.trim_end());
    let folder = dot_git.parent()?;
    Some(folder.canonicalize().unwrap_or_else(|_| folder.to_owned()))
}

pub(in crate::dispatch) fn is_ours(git_dir: &Path) -> bool {
    let reason = fs::read_to_string(git_dir.join("locked")).unwrap_or_default();
    // git writes "initializing" until the reason that was asked for.
    reason.starts_with(REASON) || reason.starts_with("initializing") || git_dir.join(MARK).is_file()
}

/// The commit that a worktree's HEAD is at when no branch holds it.
pub(in crate::dispatch) fn head_commit(git_dir: &Path) -> Option<String> {
    let head = fs::read_to_string(git_dir.join("HEAD")).ok()?;
    let head = head.trim();
    let id = !head.starts_with("ref:") && head.bytes().all(|byte| byte.is_ascii_hexdigit()) && !head.is_empty();
    (id && head.bytes().any(|byte| byte != b'0')).then(|| head.to_owned())
}

/// Takes a worktree off git's list. It goes at once and not file by file: a git dir without some of its files would be
/// nobody's any more, or make every other git fail.
#[expect(clippy::disallowed_methods, reason = "the git dir of a worktree of Planyard's own whose folder is gone")]
pub(in crate::dispatch) fn forget(common: &Path, git_dir: &Path) -> Result<()> {
    let removed = removed_folder(common);
    let moved = fs::create_dir_all(&removed)
        .and_then(|()| tempfile::Builder::new().prefix("worktree-").tempdir_in(&removed))
        .and_then(|folder| fs::rename(git_dir, folder.path().join("git-dir")).map(|()| folder));
    let folder = moved.map_err(|error| in_the_way(git_dir, "remove", &error))?;
    // What is left of it is taken away by the next one that is alone. Git removes the list itself with its last worktree.
    let _ = folder.close();
    let _ = fs::remove_dir(common.join("worktrees"));
    Ok(())
}

/// Where git dirs are that are on no list any more.
pub(super) fn removed_folder(common: &Path) -> PathBuf {
    common.join("planyard").join("dispatch").join("removed")
}

/// Git has written all by which it knows a worktree.
pub(in crate::dispatch) fn is_whole(git_dir: &Path) -> bool {
    let there = |name: &str| fs::metadata(git_dir.join(name)).is_ok_and(|meta| meta.len() > 0);
    ["commondir", "gitdir", "HEAD"].into_iter().all(there)
}

/// Takes the git dirs of worktrees off git's list that a killed `git worktree add` left half-made: with an empty `commondir`
/// every command of git that looks at the list fails, also those about other worktrees. The caller holds the list. A git
/// that is at work now gets past that point in far less than [`HALF_MADE`].
pub(in crate::dispatch) fn forget_half_made(common: &Path) -> Result<()> {
    // HEAD comes last, and without it git takes the folder for no repository.
    let half_made = |git_dir: &PathBuf| is_ours(git_dir) && !is_whole(git_dir);
    let list = || -> Vec<PathBuf> {
        let entries = fs::read_dir(common.join("worktrees")).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).filter(half_made).collect()
    };
    let started = Instant::now();
    let mut left = list();
    while !left.is_empty() && started.elapsed() < HALF_MADE {
        std::thread::sleep(Duration::from_millis(20));
        left.retain(half_made);
    }
    left.iter().try_for_each(|git_dir| forget(common, git_dir))
}

/// Removes lock files of refs that a killed git left: with `packed-refs.lock` no branch can be deleted any more, with that of
/// the target nothing can land. They count as left when they are old enough and no git is at work in the repository.
#[expect(clippy::disallowed_methods, reason = "locks of a git that is no more")]
pub(in crate::dispatch) fn clear_stale_ref_locks(common: &Path, folders: &[&Path]) {
    let started = Instant::now();
    loop {
        let mut left = vec![common.join("packed-refs.lock")];
        locks_below(&common.join("refs/heads/planyard"), &mut left);
        locks_below(&common.join("refs/planyard"), &mut left);
        left.retain(|lock| lock.exists());
        if left.is_empty() || started.elapsed() > ORPHANS {
            return;
        }
        let old = |lock: &PathBuf| {
            let age = lock.metadata().and_then(|meta| meta.modified()).ok().and_then(|at| at.elapsed().ok());
            age.is_some_and(|age| age >= HALF_MADE)
        };
        if left.iter().all(old) && !a_git_works_in(common, folders) {
            for lock in &left {
                // One that is gone meanwhile is what is wanted.
                let _ = fs::remove_file(lock);
            }
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn locks_below(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            locks_below(&path, out);
        } else if path.extension().is_some_and(|extension| extension == "lock") {
            out.push(path);
        }
    }
}

/// A git has its working directory in the repository or in one of these folders.
fn a_git_works_in(common: &Path, folders: &[&Path]) -> bool {
    let root = common.parent().unwrap_or(common);
    let Ok(entries) = fs::read_dir("/proc") else { return true };
    entries.flatten().map(|entry| entry.path()).any(|process| {
        let is_git = fs::read_to_string(process.join("comm")).is_ok_and(|name| name.starts_with("git"));
        is_git
            && fs::read_link(process.join("cwd"))
                .is_ok_and(|cwd| cwd.starts_with(root) || folders.iter().any(|folder| cwd.starts_with(folder)))
    })
}

/// Moves a folder that is in the way to where it bothers nobody. It is never deleted.
#[expect(clippy::disallowed_methods, reason = "what is in Planyard's own folder is kept under another name")]
pub(in crate::dispatch) fn move_aside(base: &Path, path: &Path) -> Result<PathBuf> {
    let aside = base.join(".aside");
    fs::create_dir_all(&aside).map_err(|error| in_the_way(&aside, "make", &error))?;
    let title = path.strip_prefix(base).unwrap_or(path).to_string_lossy().replace('/', "~");
    for number in 1.. {
        let to = aside.join(format!("{title}.{number}"));
        if to.symlink_metadata().is_err() {
            fs::rename(path, &to).map_err(|error| in_the_way(path, "move aside", &error))?;
            return Ok(to);
        }
    }
    Err(Problem::new(ProblemKind::Internal, "no name is free").into())
}

/// Removes the lock file of a git that was killed. While a process is at work in the folder it may be that one's: it is
/// waited for.
#[expect(clippy::disallowed_methods, reason = "a lock of a git that is no more")]
pub(in crate::dispatch) fn clear_stale_lock(git_dir: &Path, folder: &Path) -> Result<()> {
    // Of the index, of HEAD, of ORIG_HEAD: whatever it was about to write.
    let entries = fs::read_dir(git_dir).into_iter().flatten().flatten().map(|entry| entry.path());
    let is_gits = |path: &PathBuf| path.extension().is_some_and(|end| end == "lock") && !path.ends_with(LOCK);
    let locks: Vec<PathBuf> = entries.filter(is_gits).collect();
    let started = Instant::now();
    while locks.iter().any(|lock| lock.exists()) {
        if !someone_works_in(folder) {
            for lock in locks.iter().filter(|lock| lock.exists()) {
                fs::remove_file(lock).map_err(|error| in_the_way(lock, "remove", &error))?;
            }
        } else if started.elapsed() > ORPHANS {
            return Err(Problem::new(ProblemKind::Conflict, "another process works in this worktree")
                .source(folder.display().to_string())
                .hint("wait for it, or end it")
                .into());
        } else {
            std::thread::sleep(Duration::from_millis(20));
        }
    }
    Ok(())
}

/// A process has its working directory there. Where there is no `/proc`, nobody can be seen.
pub(in crate::dispatch) fn someone_works_in(folder: &Path) -> bool {
    let Ok(entries) = fs::read_dir("/proc") else { return false };
    let own = std::process::id().to_string();
    entries.flatten().any(|entry| {
        entry.file_name().to_str() != Some(own.as_str())
            && entry.file_name().to_string_lossy().starts_with(|first: char| first.is_ascii_digit())
            && fs::read_link(entry.path().join("cwd")).is_ok_and(|cwd| cwd.starts_with(folder))
    })
}

/// Copies a file or a folder. Symlinks are copied as they are.
pub(super) fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let meta = from.symlink_metadata()?;
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent)?;
    }
    if meta.is_symlink() {
        return std::os::unix::fs::symlink(fs::read_link(from)?, to);
    }
    if meta.is_dir() {
        fs::create_dir_all(to)?;
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            copy(&entry.path(), &to.join(entry.file_name()))?;
        }
        return Ok(());
    }
    if meta.is_file() { fs::copy(from, to).map(drop) } else { Ok(()) }
}

/// The folders of a feature and a workspace go with their last task.
pub(super) fn remove_empty_parents(base: &Path, path: &Path) {
    let above = path.ancestors().skip(1).take_while(|folder| folder.starts_with(base) && *folder != base);
    for folder in above {
        if fs::remove_dir(folder).is_err() {
            return;
        }
    }
}
