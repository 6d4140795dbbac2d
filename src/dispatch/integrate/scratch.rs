use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::Result;

use super::Integration;
use crate::dispatch::worktree::{Hold, Place, admin, encode, is_being_removed, refusal, remove_folder, restore};
use crate::git::Objects;
use crate::git::program::Git;
use crate::queue::Held;
use crate::report::{Problem, ProblemKind};

/// How much of a conflict is told.
const TEXT: usize = 20_000;
/// So many folders for one target, at most: more than one only after a crash whose processes live on.
const LANES: usize = 64;
/// How often a waiting order says that it is held.
const BEAT: Duration = Duration::from_millis(500);
/// Gates of others may take long.
const PATIENCE: Duration = Duration::from_secs(6 * 3600);
/// There while a lane is in use: found at the start, its user was killed.
const BUSY: &str = "planyard.busy";

/// A detached worktree that merges are made and gated in. It is kept for the next one, with the ignored files that builds
/// leave.
#[derive(Debug)]
pub(super) struct Lane {
    /// Its root.
    pub(super) path: PathBuf,
    /// Its own git dir.
    pub(super) git_dir: PathBuf,
    _hold: Hold,
}

/// What came of a merge.
pub(super) enum Merged {
    Clean,
    Conflict { files: Vec<String>, text: String },
}

impl Lane {
    /// One at a time works for a target, since each landing makes the gates of all others look anew: whoever comes later
    /// waits, and says meanwhile that its order is held. Also told: whether it waited. `None`: the order was lost.
    pub(super) fn open(
        place: &Place,
        git: &Git,
        target: &str,
        tip: &str,
        held: &mut dyn FnMut() -> Result<Held>,
    ) -> Result<Option<(Self, bool)>> {
        let started = Instant::now();
        let mut beat = Instant::now();
        let mut pause = Duration::from_millis(2);
        loop {
            if let Some(lane) = Self::attempt(place, git, target, tip)? {
                return Ok(Some((lane, started.elapsed() > BEAT)));
            }
            if started.elapsed() > PATIENCE {
                return Err(Problem::new(ProblemKind::Conflict, format!("another merge into {target} does not end"))
                    .source(place.base.display().to_string())
                    .hint("end it if it hangs; the lock goes with the process")
                    .into());
            }
            if beat.elapsed() > BEAT {
                beat = Instant::now();
                if held()? == Held::Lost {
                    return Ok(None);
                }
            }
            std::thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_millis(100));
        }
    }

    /// `None`: someone else works for this target.
    fn attempt(place: &Place, git: &Git, target: &str, tip: &str) -> Result<Option<Self>> {
        for number in 0..LANES {
            let path = lane_path(place, target, number);
            // One that another thread is making is waited for.
            let whole = |git_dir: &std::path::PathBuf| {
                path.join(".git").is_file() && admin::is_whole(git_dir) && !is_being_removed(git_dir)
            };
            let found = admin::registered(&place.common, &path).filter(whole);
            let git_dir = match found {
                Some(git_dir) => git_dir,
                None => match make(place, git, &path, tip)? {
                    Some(git_dir) => git_dir,
                    None => return Ok(None),
                },
            };
            let Some(hold) = Hold::attempt(&git_dir)? else { return Ok(None) };
            // Its user was killed, and something that it had started still works there: another folder is taken.
            if git_dir.join(BUSY).exists() && admin::someone_works_in(&path) {
                continue;
            }
            touch(&git_dir)?;
            return Ok(Some(Self { path, git_dir, _hold: hold }));
        }
        Err(Problem::new(ProblemKind::Conflict, format!("killed merges into {target} left processes that still run"))
            .source(place.base.display().to_string())
            .hint("end the processes that work there")
            .into())
    }

    /// Exactly the tree of `tip`, but for ignored files.
    pub(super) fn bring_to(&self, git: &Git, tip: &str) -> Result<()> {
        admin::clear_stale_lock(&self.git_dir, &self.path)?;
        let objects = Objects::open(&self.git_dir)?;
        let merging = self.git_dir.join("MERGE_HEAD").exists();
        let detached = objects.head_ref().is_ok_and(|name| name.is_none());
        let there = !merging && detached && objects.head().is_ok_and(|head| head == tip);
        if there && objects.is_clean().unwrap_or(false) {
            return Ok(());
        }
        let at = git.at(&self.path);
        if detached {
            at.args(["reset", "--quiet", "--hard", tip]).done()?;
        } else {
            at.args(["checkout", "--quiet", "--force", "--detach", tip]).done()?;
        }
        if Objects::open(&self.git_dir)?.is_clean().unwrap_or(false) {
            return Ok(());
        }
        git.at(&self.path).args(["clean", "-d", "--force", "--force", "--quiet"]).done()
    }

    /// Merges the work, without a commit.
    pub(super) fn merge(&self, git: &Git, job: &Integration<'_>, tip: &str) -> Result<Merged> {
        let objects = Objects::open(&self.git_dir)?;
        if objects.reaches(tip, &job.head)? {
            return Ok(Merged::Clean);
        }
        let merge = git.at(&self.path).args(["merge", "--no-ff", "--no-commit", "--no-stat", "--no-autostash"]);
        let merge = merge.args(["--quiet", job.head.as_str()]);
        let outcome = merge.run()?;
        if !self.git_dir.join("MERGE_HEAD").exists() {
            return Err(merge.problem(&outcome).into());
        }
        // A merge that git reports as failed may have been decided by what it remembers (rerere): the index says.
        let mut conflicts = if outcome.success() { Vec::new() } else { self.conflicts(git, &objects)? };
        let mut protected: Vec<String> = self.staged(git, &objects, tip)?;
        protected.extend(conflicts.iter().cloned());
        protected.retain(|path| job.protect.holds(path));
        protected.sort();
        protected.dedup();
        if !protected.is_empty() {
            self.restore_protected(git, &objects, tip, &protected)?;
            conflicts.retain(|path| !job.protect.holds(path));
        }
        if conflicts.is_empty() {
            return Ok(Merged::Clean);
        }
        let told = git.at(&self.path).args(["diff", "--no-color", "--no-ext-diff", "--diff-filter=U"]);
        let mut text = format!("{}\n{}", outcome.stdout_text().trim_end(), told.reading().run()?.stdout_text());
        if text.len() > TEXT {
            let end = (0..=TEXT).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
            text.truncate(end);
            text.push_str("\n[… the rest is left out]");
        }
        Ok(Merged::Conflict { files: conflicts, text: text.trim().to_owned() })
    }

    /// The target's own version of protected files; what it does not have goes.
    fn restore_protected(&self, git: &Git, objects: &Objects, tip: &str, paths: &[String]) -> Result<()> {
        let mut there = Vec::new();
        let mut gone = Vec::new();
        for path in paths {
            let kept = objects.bytes(tip, path)?.is_some();
            if kept { there.push(path.clone()) } else { gone.push(path.clone()) }
        }
        if !gone.is_empty() {
            let remove = git.at(&self.path).args(["rm", "--quiet", "--force", "--ignore-unmatch"]);
            let remove = remove.args(["--pathspec-from-file=-", "--pathspec-file-nul"]);
            remove.env("GIT_LITERAL_PATHSPECS", "1").stdin(gone.join("\0")).done()?;
        }
        if there.is_empty() { Ok(()) } else { restore(git, &self.path, tip, &there) }
    }

    /// Adds what was ticked.
    pub(super) fn stage(&self, git: &Git, ticked: &[String]) -> Result<()> {
        if ticked.is_empty() {
            return Ok(());
        }
        let add = git.at(&self.path).args(["add", "--pathspec-from-file=-", "--pathspec-file-nul"]);
        add.env("GIT_LITERAL_PATHSPECS", "1").stdin(ticked.join("\0")).done()
    }

    /// The tree of what is staged.
    pub(super) fn tree(&self, git: &Git) -> Result<String> {
        // Sparse and split indexes are read by the program alone.
        let own = Objects::open(&self.git_dir)?.index_tree();
        own.or_else(|_| git.at(&self.path).args(["write-tree"]).text())
    }

    /// Commits what is staged, with the user's hooks and signature; or what a hook said against it.
    pub(super) fn commit(&self, git: &Git, message: &str) -> Result<std::result::Result<String, String>> {
        let commit = git.at(&self.path).args(["commit", "--quiet", "--allow-empty", "--cleanup=verbatim"]);
        let commit = commit.args(["--file=-"]).stdin(message);
        let outcome = commit.run()?;
        if outcome.success() {
            return Objects::open(&self.git_dir)?.head().map(Ok);
        }
        refusal(git, &commit, &outcome, &self.path).map(Err)
    }

    /// The folder as the commit is.
    pub(super) fn settle(&self, git: &Git, commit: &str) -> Result<()> {
        git.at(&self.path).args(["reset", "--quiet", "--hard", commit]).done()
    }

    fn conflicts(&self, git: &Git, objects: &Objects) -> Result<Vec<String>> {
        if let Ok(conflicts) = objects.conflicts() {
            return Ok(conflicts);
        }
        let list = git.at(&self.path).args(["diff", "--name-only", "--diff-filter=U", "-z"]).reading().text()?;
        Ok(list.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect())
    }

    fn staged(&self, git: &Git, objects: &Objects, tip: &str) -> Result<Vec<String>> {
        if let Ok(staged) = objects.staged_since(tip) {
            return Ok(staged.into_iter().map(|at| at.path).collect());
        }
        let list = git.at(&self.path).args(["diff", "--cached", "--name-only", "--no-renames", "-z", tip]);
        let list = list.reading().text()?;
        Ok(list.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect())
    }
}

impl Drop for Lane {
    #[expect(clippy::disallowed_methods, reason = "a mark of Planyard's own")]
    fn drop(&mut self) {
        // A mark that stays only makes the next user look twice.
        let _ = std::fs::remove_file(self.git_dir.join(BUSY));
    }
}

fn lane_path(place: &Place, target: &str, number: usize) -> PathBuf {
    place.base.join(".lanes").join(format!("{}-{number}", encode(target)))
}

/// Takes the folders of a target away that nobody works in: a dispatch leaves nothing behind.
pub fn leave(place: &Place, target: &str) {
    for number in 0..LANES {
        let path = lane_path(place, target, number);
        let Ok(_alone) = place.alone() else { return };
        match admin::registered(&place.common, &path) {
            // What cannot be removed now is used, or removed, by the next one.
            Some(git_dir) => {
                if let Ok(Some(_hold)) = Hold::soon(&git_dir) {
                    let _ = remove_folder(place, &git_dir, &path);
                }
            }
            None if path.symlink_metadata().is_err() => return,
            None => {}
        }
    }
}

fn touch(git_dir: &std::path::Path) -> Result<()> {
    let path = git_dir.join(BUSY);
    std::fs::File::create(&path).map(drop).map_err(|error| {
        let shown = path.display().to_string();
        Problem::new(ProblemKind::Io, format!("cannot write {shown}: {error}"))
            .source(shown)
            .hint("check the permissions of the .git folder and the space on its disk")
            .into()
    })
}

/// A new lane; `None` when someone else is making it.
fn make(place: &Place, git: &Git, path: &std::path::Path, tip: &str) -> Result<Option<PathBuf>> {
    let _alone = place.alone()?;
    if let Some(git_dir) = admin::registered(&place.common, path) {
        if path.join(".git").is_file() && !is_being_removed(&git_dir) {
            return Ok(Some(git_dir));
        }
        let Some(_hold) = Hold::attempt(&git_dir)? else { return Ok(None) };
        admin::forget(&place.common, &git_dir)?;
    }
    if path.symlink_metadata().is_ok() {
        admin::move_aside(&place.base, path)?;
    }
    let reason = format!("{}lane", admin::REASON);
    let shown = path.display().to_string();
    // Its files come when somebody holds it: until then another may take it for whole, and hold it.
    let add = git.at(git.root()).args(["worktree", "add", "--quiet", "--no-checkout", "--lock", "--reason", &reason]);
    add.args(["--detach", &shown, tip]).done()?;
    Ok(admin::registered(&place.common, path))
}
