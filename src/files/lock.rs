use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Result;

use super::paths::io_problem;
use crate::report::{Problem, ProblemKind, stable_hash};

/// So many lock files at most, whatever the number of files: two files may share one, which only makes one wait.
const LOCK_FILES: u64 = 256;

/// How long to wait for a lock. A change takes milliseconds; a holder that is stopped or hangs must not hang others.
const PATIENCE: Duration = Duration::from_secs(30);

/// The folder that holds lock files and journals. Never the locked files themselves: a rename replaces those, and a
/// lock on a replaced file excludes nobody.
#[derive(Debug, Clone)]
pub struct Locks {
    folder: PathBuf,
    patience: Duration,
}

impl Locks {
    /// Locks in `folder`: `<git common dir>/planyard/locks`, which all worktrees of a repository share, or without git
    /// `<root>/.planyard/locks`. It is made when something is locked.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), patience: PATIENCE }
    }

    /// Waits this long for a lock instead of 30 s.
    #[must_use]
    pub fn patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// The folder itself.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Waits for the lock of the file at `path`. Locking a file twice in one process waits for itself.
    pub fn lock(&self, path: &Path) -> Result<Lock> {
        self.acquire(&Self::name_for(path), &path.display().to_string())
    }

    /// Waits for a lock on what is no file, by its name. Files can be locked while it is held: it shares no lock file with one.
    pub fn lock_name(&self, name: &str) -> Result<Lock> {
        self.acquire(&format!("name-{:016x}.lock", stable_hash(name.as_bytes())), name)
    }

    /// The name of the lock file for `path`.
    pub(super) fn name_for(path: &Path) -> String {
        format!("{:02x}.lock", stable_hash(path.as_os_str().as_encoded_bytes()) % LOCK_FILES)
    }

    /// Waits for a lock by the name of its file; `about` is what the message says is locked.
    pub(super) fn acquire(&self, name: &str, about: &str) -> Result<Lock> {
        let path = self.folder.join(name);
        let mut file = self.open(&path)?;
        let started = Instant::now();
        let mut pause = Duration::from_micros(200);
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(std::fs::TryLockError::WouldBlock) if started.elapsed() < self.patience => {
                    std::thread::sleep(pause);
                    pause = (pause * 2).min(Duration::from_millis(4));
                }
                Err(std::fs::TryLockError::WouldBlock) => return Err(held(about, &mut file, self.patience).into()),
                Err(std::fs::TryLockError::Error(error)) => {
                    return Err(io_problem(&path.display().to_string(), "lock", &error).into());
                }
            }
        }
        // Only for the message of those who wait in vain; a lock without it is as good.
        let own = format!("{:<10}\n", std::process::id());
        let _ = file.rewind().and_then(|()| file.write_all(own.as_bytes()));
        Ok(Lock { _file: file })
    }

    fn open(&self, path: &Path) -> Result<File> {
        let open = || OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
        let opened = match open() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => self.create().and_then(|()| open()),
            other => other,
        };
        opened.map_err(|error| {
            let problem = io_problem(&path.display().to_string(), "open the lock file", &error);
            let hint = "Planyard keeps its locks there; make the folder writable for you";
            problem.hint(hint).into()
        })
    }

    fn create(&self) -> io::Result<()> {
        DirBuilder::new().recursive(true).create(&self.folder)?;
        let ignored = self.folder.parent().filter(|parent| parent.ends_with(".planyard")).map(|p| p.join(".gitignore"));
        if let Some(path) = ignored
            && let Ok(mut file) = OpenOptions::new().write(true).create_new(true).open(path)
        {
            file.write_all(b"*\n")?;
        }
        Ok(())
    }
}

/// A held lock; dropping it, or the end of the process, releases it.
#[derive(Debug)]
#[must_use = "the lock is released when this is dropped"]
pub struct Lock {
    _file: File,
}

fn held(about: &str, file: &mut File, patience: Duration) -> Problem {
    let mut holder = String::new();
    let _ = file.rewind().and_then(|()| file.take(32).read_to_string(&mut holder));
    let holder = holder.trim();
    let who = if holder.is_empty() { "another process".to_owned() } else { format!("process {holder}") };
    Problem::new(
        ProblemKind::Conflict,
        format!("{about}: still locked by {who} after a wait of {} s", patience.as_secs()),
    )
    .source(about)
    .hint("wait for it, or end it if it hangs; the lock goes with the process")
}
