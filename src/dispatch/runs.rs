//! The records of runs, as files: what was asked, what was said, how it ended.
//!
//! `<store>/runs/<feature>/<task>/<epoch>/` holds `spec.json` (what the backend and its supervisor were given), `prompt.md` (verbatim),
//! `stdout.raw` and `stderr.raw` (as they came, without secrets), `events.jsonl`, `result.json` (how it ended),
//! `evidence.md` (why a gate or a reviewer sent it back) and `stop` (someone wants it to end). The folder itself is locked
//! while its supervisor lives.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Result;
use rustix::fs::OFlags;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::summary::Summary;
use super::supervise::Job;
use crate::backends::{Finish, Spec};
use crate::queue::OrderId;
use crate::report::{Problem, ProblemKind};

/// Why a run was ended from here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stop {
    /// A person took the task back.
    Cancelled,
    /// The worker stops; the task goes back as it was.
    Released,
    /// The lease was lost.
    Fenced,
    /// It took too long.
    Wall,
    /// It was silent for too long.
    Idle,
    /// It never said a word.
    Start,
    /// Money or tokens are used up.
    Budget,
    /// Turns are used up.
    Turns,
    /// It waits for a person.
    Park,
    /// Asking again is of no use: the key is refused, or the account's limit is reached.
    Hopeless,
}

/// How a run ended: everything that the outcome is derived from, besides git and the gates.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RunResult {
    /// What the backend saw.
    pub finish: Finish,
    /// What the events say.
    pub summary: Summary,
    /// Why it was ended from here.
    pub stop: Option<Stop>,
    /// Milliseconds since 1970.
    pub started: i64,
    /// Milliseconds since 1970.
    pub ended: i64,
}

/// `spec.json`.
#[derive(Serialize, Deserialize)]
struct Assigned {
    #[serde(flatten)]
    spec: Spec,
    job: Job,
}

/// The folder of one run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunFolder {
    path: PathBuf,
}

/// A part of a path or branch from a name that anyone may have written: what is not a letter, digit, `.`, `_` or `-` is
/// written as `%` and two hexadecimal digits, and so is a leading dot or dash.
pub fn safe_name(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for (at, byte) in name.bytes().enumerate() {
        let plain = byte.is_ascii_alphanumeric() || (at > 0 && matches!(byte, b'.' | b'-')) || byte == b'_';
        if plain {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02x}"));
        }
    }
    if out.is_empty() { "%".to_owned() } else { out }
}

impl RunFolder {
    /// Of an order's epoch, in the store's folder. `part` tells several runs of one epoch apart (`review`).
    pub fn of(store: &Path, order: &OrderId, epoch: u64, part: &str) -> Self {
        let name = if part.is_empty() { epoch.to_string() } else { format!("{epoch}-{part}") };
        Self { path: Self::of_task(store, order).join(name) }
    }

    /// One that is there.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// The folder of all runs of a task.
    pub fn of_task(store: &Path, order: &OrderId) -> PathBuf {
        store.join("runs").join(safe_name(order.feature())).join(safe_name(order.task()))
    }

    /// The last run of a task before an epoch that left this file.
    pub fn last_with(store: &Path, order: &OrderId, before: u64, file: &str) -> Option<(u64, Self)> {
        let entries = std::fs::read_dir(Self::of_task(store, order)).ok()?;
        let epochs = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u64>().ok());
        let mut epochs: Vec<u64> = epochs.filter(|epoch| *epoch < before).collect();
        epochs.sort_unstable();
        epochs.into_iter().rev().map(|epoch| (epoch, Self::of(store, order, epoch, ""))).find(|(_, run)| run.has(file))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A file of it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// It has this file.
    pub fn has(&self, name: &str) -> bool {
        self.file(name).exists()
    }

    /// Makes it, readable by its owner alone: transcripts may hold what nobody else should see.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn make(&self) -> Result<()> {
        use std::os::unix::fs::DirBuilderExt;
        let mut folders = std::fs::DirBuilder::new();
        let make = |folders: &std::fs::DirBuilder| {
            // The task's is new as a rule, and the feature's is there.
            if let Some(task) = self.path.parent() {
                let _ = folders.create(task);
            }
            folders.create(&self.path)
        };
        match make(folders.mode(0o700)) {
            Err(_) => folders.recursive(true).create(&self.path),
            made => made,
        }
        .map_err(|error| self.problem("make", &error).into())
    }

    /// Writes a file that nobody looks at before `spec.json` is there, which is written whole.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn put(&self, name: &str, bytes: &[u8]) -> Result<()> {
        use std::os::unix::fs::OpenOptionsExt;
        let mut options = OpenOptions::new();
        options.create(true).write(true).truncate(true).mode(0o600);
        options.custom_flags(OFlags::NOFOLLOW.bits().cast_signed());
        let written = options.open(self.file(name)).and_then(|mut file| file.write_all(bytes));
        written.map_err(|error| self.problem(&format!("write {name} in"), &error).into())
    }

    /// Writes a file whole: it is there complete, or as it was.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let write = || -> io::Result<()> {
            let mut temp = tempfile::Builder::new().prefix(".tmp-").tempfile_in(&self.path)?;
            temp.write_all(bytes)?;
            temp.persist(self.file(name)).map_err(|error| error.error)?;
            Ok(())
        };
        write().map_err(|error| self.problem(&format!("write {name} in"), &error).into())
    }

    /// Opens a file to write to its end; only the owner may read it.
    ///
    /// # Errors
    /// It cannot be opened.
    pub fn appended(&self, name: &str) -> io::Result<File> {
        use std::os::unix::fs::OpenOptionsExt;
        OpenOptions::new().create(true).append(true).mode(0o600).open(self.file(name))
    }

    /// Writes at the end of a file.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn append(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.appended(name)?.write_all(bytes)
    }

    /// Writes a value as JSON.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write_json(&self, name: &str, value: &impl Serialize) -> Result<()> {
        self.write(name, &serde_json::to_vec_pretty(value)?)
    }

    /// A file's text; `None` when there is none.
    pub fn text(&self, name: &str) -> Option<String> {
        std::fs::read(self.file(name)).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    }

    /// What the backend was given.
    ///
    /// # Errors
    /// It is not there or makes no sense.
    pub fn spec(&self) -> Result<Spec> {
        let bytes = std::fs::read(self.file("spec.json")).map_err(|error| self.problem("read spec.json of", &error))?;
        Ok(serde_json::from_slice(&bytes).map_err(|error| self.wrong("spec.json", &error))?)
    }

    /// Writes what the backend is given, and what its supervisor needs.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn assign(&self, spec: &Spec, job: &Job) -> Result<()> {
        self.write_json("spec.json", &Assigned { spec: spec.clone(), job: job.clone() })
    }

    /// What the backend is given, and what its supervisor needs.
    ///
    /// # Errors
    /// They are not there or make no sense.
    pub fn assigned(&self) -> Result<(Spec, Job)> {
        let bytes = std::fs::read(self.file("spec.json")).map_err(|error| self.problem("read spec.json of", &error))?;
        let assigned: Assigned = serde_json::from_slice(&bytes).map_err(|error| self.wrong("spec.json", &error))?;
        Ok((assigned.spec, assigned.job))
    }

    /// What its supervisor needs; `None`: it was never begun.
    pub fn job(&self) -> Option<Job> {
        let assigned: Assigned = serde_json::from_slice(&std::fs::read(self.file("spec.json")).ok()?).ok()?;
        Some(assigned.job)
    }

    /// How it ended, when it has. One that cannot be read counts as none.
    pub fn result(&self) -> Option<RunResult> {
        serde_json::from_slice(&std::fs::read(self.file("result.json")).ok()?).ok()
    }

    /// Takes a file away.
    #[expect(clippy::disallowed_methods, reason = "a file of Planyard's own")]
    pub fn remove(&self, name: &str) {
        // One that stays is looked at once more.
        let _ = std::fs::remove_file(self.file(name));
    }

    /// What its events say.
    pub fn summary(&self) -> Summary {
        let mut summary = Summary::default();
        for event in self.events().into_iter().filter_map(|value| serde_json::from_value(value).ok()) {
            summary.add(&event);
        }
        summary
    }

    /// How it ended, when nobody has judged that yet. A run that was taken away from its holder is not to be judged, by
    /// whoever holds the order next: it would be taken for lost again and again.
    pub fn unjudged(&self) -> Option<RunResult> {
        let taken = |stop| matches!(stop, Some(Stop::Fenced | Stop::Cancelled | Stop::Released));
        self.result().filter(|result| !taken(result.stop) && !self.has("outcome.json"))
    }

    /// Its events, oldest first; a line that makes no sense is left out.
    pub fn events(&self) -> Vec<Value> {
        let text = self.text("events.jsonl").unwrap_or_default();
        text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
    }

    /// Asks its supervisor to end it.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn stop(&self, why: Stop) -> Result<()> {
        self.write("stop", serde_json::to_string(&why)?.as_bytes())
    }

    /// Whether it was asked to end, and why.
    pub fn stop_wanted(&self) -> Option<Stop> {
        serde_json::from_slice(&std::fs::read(self.file("stop")).ok()?).ok()
    }

    /// Takes its lock, that of the folder itself; `None`: its supervisor lives.
    ///
    /// # Errors
    /// The folder cannot be opened.
    pub fn lock(&self) -> Result<Option<File>> {
        let file = File::open(&self.path).map_err(|error| self.problem("lock", &error))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(std::fs::TryLockError::WouldBlock) => Ok(None),
            Err(std::fs::TryLockError::Error(error)) => Err(self.problem("lock", &error).into()),
        }
    }

    /// Its supervisor lives.
    pub fn is_live(&self) -> bool {
        self.path.is_dir() && matches!(self.lock(), Ok(None))
    }

    fn problem(&self, what: &str, error: &io::Error) -> Problem {
        Problem::new(ProblemKind::Io, format!("cannot {what} {}: {error}", self.path.display()))
            .source(self.path.display().to_string())
            .hint("is the disk full, or the repository's .git folder read-only?")
    }

    fn wrong(&self, name: &str, error: &serde_json::Error) -> Problem {
        let path = self.file(name).display().to_string();
        Problem::new(ProblemKind::Unparsable, format!("{path} is not what planyard wrote: {error}"))
            .source(path)
            .hint("the run cannot be gone on with; `planyard retry TASK` begins another")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_anyone_wrote_stay_in_their_folder() {
        for (name, safe) in [
            ("T03", "T03"),
            ("P1.6.1", "P1.6.1"),
            ("..", "%2e."),
            ("-rf", "%2drf"),
            ("a/b", "a%2fb"),
            ("ü", "%c3%bc"),
            ("", "%"),
        ] {
            assert_eq!(safe_name(name), safe);
        }
    }

    #[test]
    fn a_lock_tells_whether_the_supervisor_lives() {
        let folder = tempfile::tempdir().unwrap();
        let run = RunFolder::of(folder.path(), &OrderId::new(".", "F", "T01"), 3, "");
        run.make().unwrap();
        assert!(!run.is_live());
        let held = run.lock().unwrap();
        assert!(held.is_some() && run.is_live());
        drop(held);
        // A program that another test starts holds a copy of the lock until it is what it will be.
        let limit = std::time::Instant::now() + std::time::Duration::from_secs(10);
        while run.is_live() {
            assert!(std::time::Instant::now() < limit, "a lock that was let go is held");
            std::thread::yield_now();
        }
        run.write("result.json", b"{}").unwrap();
        assert!(run.result().is_none());
        let order = OrderId::new(".", "F", "T01");
        assert_eq!(RunFolder::last_with(folder.path(), &order, 9, "result.json").unwrap().0, 3);
        assert!(RunFolder::last_with(folder.path(), &order, 3, "result.json").is_none());
    }
}
