//! All or none of several renames. Once the journal is on the disk the change is decided: whoever comes next after a
//! crash finishes it. Before that, nothing has happened. A file that a person changed after the crash is left alone.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Result;
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use super::lock::{Lock, Locks};
use super::paths::io_problem;
use super::write::{PREFIX, Target, exists, rename_new, sweep, sync_folder};
use crate::report::{Problem, ProblemKind, stable_hash};

/// Name of the lock that a commit of several files and a recovery hold.
pub(super) const TRANSACTION: &str = "transaction.lock";
const JOURNAL: &str = "journal.json";
/// Of a journal that only replaces files; what makes some has the next number, so that an older Planyard, which does not
/// know how to finish it, says so.
const VERSION: u32 = 1;
const WITH_NEW_FILES: u32 = 2;
/// The hash of a file that is not there.
const NOTHING: &str = "";
/// End of temporary files that a journal may name: swept only when there is no journal.
const STAGED: &str = ".staged";

/// What [`recover`] did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recovered {
    /// Files that got the text an interrupted command had decided on.
    pub finished: Vec<PathBuf>,
    /// Files that someone changed since: left as they are.
    pub kept: Vec<PathBuf>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Journal {
    version: u32,
    entries: Vec<Entry>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    path: PathBuf,
    temp: PathBuf,
    old: String,
    new: String,
}

#[derive(Debug, PartialEq, Eq)]
enum State {
    Old,
    New,
    Foreign,
}

/// Finishes what a killed command left half-done. Costs one look at a file name when there is nothing; commands call
/// it before they read, [`update`](super::update) by itself.
pub fn recover(locks: &Locks) -> Result<Recovered> {
    if !locks.folder().join(JOURNAL).exists() {
        return Ok(Recovered::default());
    }
    let _transaction = locks.acquire(TRANSACTION, "planning files")?;
    settle(locks)
}

/// Locks the file at `path` when no interrupted change of it is pending.
pub(super) fn lock_settled(locks: &Locks, path: &Path) -> Result<Lock> {
    loop {
        recover(locks)?;
        let lock = locks.lock(path)?;
        // A commit writes its journal while it holds the locks of its files: one that names this file is a dead one's.
        let pending = read(locks)?.is_some_and(|journal| journal.entries.iter().any(|entry| entry.path == path));
        if !pending {
            return Ok(lock);
        }
    }
}

/// [`recover`] for who holds the transaction lock.
pub(super) fn settle(locks: &Locks) -> Result<Recovered> {
    let Some(journal) = read(locks)? else { return Ok(Recovered::default()) };
    let mut names: Vec<_> = journal.entries.iter().map(|entry| Locks::name_for(&entry.path)).collect();
    names.sort();
    names.dedup();
    let _locks = names.iter().map(|name| locks.acquire(name, "planning files")).collect::<Result<Vec<_>>>()?;
    let states: Vec<State> = journal.entries.iter().map(Entry::state).collect();
    // Nothing was renamed yet and a person has been at one of the files: all old is still possible, all new is not.
    let back = states.contains(&State::Foreign) && !states.contains(&State::New);
    let mut done = Recovered::default();
    for (entry, state) in journal.entries.iter().zip(states) {
        match state {
            State::Old if !back && entry.temp.exists() => {
                entry.rename()?;
                done.finished.push(entry.path.clone());
            }
            State::Foreign => done.kept.push(entry.path.clone()),
            State::Old | State::New => {}
        }
        let _ = rustix::fs::unlink(&entry.temp);
    }
    remove(locks)?;
    Ok(done)
}

impl Entry {
    fn state(&self) -> State {
        match std::fs::read(&self.path).map(|bytes| hash(&bytes)) {
            Ok(now) if now == self.new => State::New,
            Ok(now) if now == self.old => State::Old,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && self.old == NOTHING => State::Old,
            _ => State::Foreign,
        }
    }

    fn rename(&self) -> Result<()> {
        let shown = self.path.display().to_string();
        let renamed = match self.old == NOTHING {
            true => rename_new(&self.temp, &self.path),
            false => rustix::fs::rename(&self.temp, &self.path),
        };
        renamed.map_err(|error| io_problem(&shown, "write", &error.into()))?;
        sync_folder(self.path.parent().unwrap_or(Path::new("/")), &shown)
    }

    /// Only a staged file beside the target may replace it, whatever a journal says.
    fn is_sound(&self) -> bool {
        let name = self.temp.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        self.temp.parent() == self.path.parent() && name.starts_with(PREFIX) && name.ends_with(STAGED)
    }
}

/// Several files about to be replaced together.
#[derive(Debug, Default)]
pub(super) struct Commit {
    staged: Vec<(Target, NamedTempFile)>,
    entries: Vec<Entry>,
}

impl Commit {
    /// Brings the new text of one file to the disk, under a name of its own.
    pub(super) fn stage(&mut self, target: Target, before: &str, after: &str) -> Result<()> {
        self.put(target, hash(before.as_bytes()), after)
    }

    /// The same for a file that is not there yet.
    pub(super) fn stage_new(&mut self, target: Target, text: &str) -> Result<()> {
        if target.meta.is_some() {
            return Err(exists(&target.shown).into());
        }
        self.put(target, NOTHING.to_owned(), text)
    }

    fn put(&mut self, target: Target, old: String, after: &str) -> Result<()> {
        if !self.staged.iter().any(|(earlier, _)| earlier.folder() == target.folder()) {
            sweep(target.folder(), STAGED);
        }
        let temp = target.stage(after.as_bytes(), STAGED)?;
        self.entries.push(Entry {
            path: target.path.clone(),
            temp: temp.path().to_owned(),
            old,
            new: hash(after.as_bytes()),
        });
        self.staged.push((target, temp));
        Ok(())
    }

    /// Replaces all files.
    pub(super) fn publish(mut self, locks: &Locks) -> Result<()> {
        if self.staged.len() < 2 && !self.makes_files() {
            return self.staged.pop().map_or(Ok(()), |(target, temp)| target.replace_by(temp));
        }
        self.decide(locks)?;
        settle_own(locks)
    }

    fn makes_files(&self) -> bool {
        self.entries.iter().any(|entry| entry.old == NOTHING)
    }

    /// Writes the journal. From then on the change is made, and the staged files belong to the journal.
    pub(super) fn decide(self, locks: &Locks) -> Result<()> {
        let version = if self.makes_files() { WITH_NEW_FILES } else { VERSION };
        let temps = self.staged.into_iter().map(|(_, temp)| temp.into_temp_path());
        let temps = temps.collect();
        write(locks, &Journal { version, entries: self.entries }, temps)
    }
}

/// Finishes the change this process has just decided on; its own locks are held by the caller.
fn settle_own(locks: &Locks) -> Result<()> {
    let Some(journal) = read(locks)? else { return Ok(()) };
    for entry in &journal.entries {
        entry.rename()?;
    }
    remove(locks)
}

fn write(locks: &Locks, journal: &Journal, temps: Vec<tempfile::TempPath>) -> Result<()> {
    let shown = locks.folder().join(JOURNAL).display().to_string();
    let failed = |error: std::io::Error| io_problem(&shown, "write", &error);
    let text = serde_json::to_vec(journal)?;
    let mut file = NamedTempFile::new_in(locks.folder()).map_err(failed)?;
    file.write_all(&text).map_err(failed)?;
    file.as_file().sync_data().map_err(failed)?;
    for temp in temps {
        // Keeping only disarms the removal; it cannot fail on Unix.
        let _ = temp.keep();
    }
    rustix::fs::rename(file.path(), locks.folder().join(JOURNAL)).map_err(|error| failed(error.into()))?;
    let _ = file.into_temp_path().keep();
    sync_folder(locks.folder(), &shown)
}

fn read(locks: &Locks) -> Result<Option<Journal>> {
    let path = locks.folder().join(JOURNAL);
    let shown = path.display().to_string();
    let text = match std::fs::read(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(io_problem(&shown, "read", &error).into()),
    };
    match serde_json::from_slice::<Journal>(&text) {
        Ok(journal)
            if [VERSION, WITH_NEW_FILES].contains(&journal.version) && journal.entries.iter().all(Entry::is_sound) =>
        {
            Ok(Some(journal))
        }
        _ => Err(Problem::new(
            ProblemKind::Conflict,
            format!("{shown}: an interrupted change of several files that this version cannot finish"),
        )
        .source(shown)
        .hint("run the version of planyard that began it, or compare the files it names and remove it")
        .into()),
    }
}

fn remove(locks: &Locks) -> Result<()> {
    let path = locks.folder().join(JOURNAL);
    rustix::fs::unlink(&path).map_err(|error| io_problem(&path.display().to_string(), "remove", &error.into()).into())
}

fn hash(bytes: &[u8]) -> String {
    format!("{:016x}-{}", stable_hash(bytes), bytes.len())
}
