use std::path::{Path, PathBuf};

use anyhow::Result;

use super::journal::{self, TRANSACTION};
use super::lock::{Lock, Locks};
use super::paths::resolve;
use super::read::{is_still, read_text};
use super::write::{Target, make_folders, sweep};
use crate::report::{Problem, ProblemKind};

/// How often a change is worked out anew because an editor saved the file meanwhile.
const ATTEMPTS: usize = 5;

/// Changes one file: lock, read, `change`, check that the bytes on disk are still what was read, write. `change` gets
/// the text and gives the new one, or `None` when there is nothing to do; it is called again when an editor was faster.
/// Tells whether the file was written. Fifty processes at once each get their edit in.
///
/// `change` must not change files itself: the lock is held while it runs.
pub fn update(
    root: &Path,
    locks: &Locks,
    relative: impl AsRef<Path>,
    mut change: impl FnMut(&str) -> Result<Option<String>>,
) -> Result<bool> {
    let relative = relative.as_ref();
    let path = resolve(root, relative)?;
    let _lock = journal::lock_settled(locks, &path)?;
    for _ in 0..ATTEMPTS {
        let before = read_text(root, relative)?;
        let Some(after) = change(&before)? else { return Ok(false) };
        if after == before {
            return Ok(false);
        }
        let target = Target::find(root, relative)?;
        let temp = target.stage(after.as_bytes(), super::write::SUFFIX)?;
        if target.path == path && is_still(root, relative, before.as_bytes()).map_err(|problem| *problem)? {
            target.replace_by(temp)?;
            sweep(target.folder(), super::write::SUFFIX);
            return Ok(true);
        }
    }
    Err(restless(relative).into())
}

/// Changes several files as one: all of them or none, also when the process is killed half-way (see
/// [`recover`](super::recover)). `change` gets the texts in the order of `relatives` and gives as many answers, `None`
/// for a file that stays. Tells how many files were written.
pub fn update_many(
    root: &Path,
    locks: &Locks,
    relatives: &[PathBuf],
    mut change: impl FnMut(&[String]) -> Result<Vec<Option<String>>>,
) -> Result<usize> {
    // One commit at a time: there is one journal.
    let _transaction = locks.acquire(TRANSACTION, "planning files")?;
    journal::settle(locks)?;
    let _locks = lock_all(root, locks, relatives)?;
    for _ in 0..ATTEMPTS {
        let before = relatives.iter().map(|path| read_text(root, path)).collect::<Result<Vec<_>>>()?;
        let after = change(&before)?;
        if after.len() != relatives.len() {
            return Err(Problem::new(ProblemKind::Internal, "a change of several files left one out").into());
        }
        let changed: Vec<_> = relatives
            .iter()
            .zip(before)
            .zip(after)
            .filter_map(|((path, before), after)| Some((path, before, after?)))
            .filter(|(_, before, after)| before != after)
            .collect();
        let mut commit = journal::Commit::default();
        for (relative, before, after) in &changed {
            commit.stage(Target::find(root, relative)?, before, after)?;
        }
        let still = |(path, before, _): &(&PathBuf, String, String)| -> Result<bool> {
            Ok(is_still(root, path, before.as_bytes()).map_err(|problem| *problem)?)
        };
        if changed.iter().map(still).collect::<Result<Vec<_>>>()?.into_iter().all(|same| same) {
            commit.publish(locks)?;
            return Ok(changed.len());
        }
    }
    Err(restless(relatives.first().map_or(root, PathBuf::as_path)).into())
}

/// Makes several files as one, each at its path and with its text, and their folders: all of them or none, also when the
/// process is killed half-way (see [`recover`](super::recover)). One that exists is a `Conflict`, and stays.
pub fn create_many(root: &Path, locks: &Locks, files: &[(PathBuf, String)]) -> Result<()> {
    let _transaction = locks.acquire(TRANSACTION, "planning files")?;
    journal::settle(locks)?;
    let paths: Vec<PathBuf> = files.iter().map(|(path, _)| path.clone()).collect();
    for path in &paths {
        if let Some(folder) = super::inside(root, path)?.parent() {
            make_folders(root, folder)?;
        }
    }
    let _locks = lock_all(root, locks, &paths)?;
    let mut commit = journal::Commit::default();
    for (path, text) in files {
        commit.stage_new(Target::find(root, path)?, text)?;
    }
    if files.is_empty() { Ok(()) } else { commit.publish(locks) }
}

/// Takes the locks of all files, in the one order that cannot deadlock, and each lock file once.
fn lock_all(root: &Path, locks: &Locks, relatives: &[PathBuf]) -> Result<Vec<Lock>> {
    let mut names = Vec::with_capacity(relatives.len());
    for relative in relatives {
        names.push((resolve(root, relative)?, relative.display().to_string()));
    }
    let mut paths: Vec<_> = names.iter().map(|(path, _)| path).collect();
    paths.sort();
    if let Some(twice) = paths.windows(2).find(|pair| pair[0] == pair[1]) {
        let shown = twice[0].display();
        return Err(Problem::new(ProblemKind::Internal, format!("{shown} would be changed twice at once")).into());
    }
    let mut names: Vec<_> = names.iter().map(|(path, shown)| (Locks::name_for(path), shown)).collect();
    names.sort();
    names.dedup_by(|a, b| a.0 == b.0);
    names.iter().map(|(name, shown)| locks.acquire(name, shown)).collect()
}

fn restless(relative: &Path) -> Problem {
    let shown = relative.display().to_string();
    Problem::new(ProblemKind::Conflict, format!("{shown}: another program kept changing it; nothing was written"))
        .source(shown)
        .hint("save and close it in your editor, then run the command again")
}
