//! The supervisors of one dispatcher: processes of their own that take one run after another, so that a short run does not
//! pay for the start of a program. Each has one run at a time; who is killed takes that one with him and no other.

use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::runs::RunFolder;
use crate::process::{Detached, Heard};

/// What a supervisor says when nothing of a run is left.
pub const ENDED: &str = "ended";

/// So much of the log is looked at.
const MOST_LOG: u64 = 64 * 1024;
/// So often a run is given to another supervisor when one ends before it took the run.
const TRIES: usize = 5;

/// How supervisors are started, and those that have nothing to do.
#[derive(Debug)]
pub struct Supervisors {
    program: PathBuf,
    args: Vec<OsString>,
    cwd: PathBuf,
    log: PathBuf,
    idle: Mutex<Vec<Detached>>,
}

/// A run that a supervisor was given.
#[derive(Debug)]
pub struct Begun<'s> {
    pool: &'s Supervisors,
    run: RunFolder,
    supervisor: Option<Detached>,
    tries: usize,
    /// How long the log was when it began.
    logged: u64,
}

impl Supervisors {
    /// Of this program, started in a folder, with values for keys of the configuration. What they say on standard error,
    /// a panic too, goes to the end of `supervisors.log` in the store's folder.
    pub fn new(program: PathBuf, cwd: PathBuf, store: &Path, overrides: &[(String, String)]) -> Self {
        let mut args: Vec<OsString> = vec!["supervise".into(), "--serve".into()];
        for (key, value) in overrides {
            args.extend(["--config".into(), format!("{key}={value}").into()]);
        }
        Self { program, args, cwd, log: store.join("supervisors.log"), idle: Mutex::default() }
    }

    /// Gives a run to a supervisor.
    ///
    /// # Errors
    /// None can be started.
    pub fn begin(&self, run: &RunFolder) -> io::Result<Begun<'_>> {
        let logged = self.log.metadata().map_or(0, |log| log.len());
        let supervisor = Some(self.give(run)?);
        Ok(Begun { pool: self, run: run.clone(), supervisor, tries: 1, logged })
    }

    fn give(&self, run: &RunFolder) -> io::Result<Detached> {
        let path = run.path().as_os_str().as_bytes();
        if path.contains(&b'\n') {
            return Err(io::Error::other("the path of its folder has two lines"));
        }
        while let Some(mut idle) = self.idle().pop() {
            // One that was killed meanwhile does not listen.
            if idle.tell(path).is_ok() {
                return Ok(idle);
            }
        }
        let log = OpenOptions::new().create(true).append(true).mode(0o600).open(&self.log)?;
        let mut new = Detached::start(&self.program, &self.args, &self.cwd, log)?;
        new.tell(path)?;
        Ok(new)
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Detached>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Begun<'_> {
    /// The last line that supervisors have complained in since it began: when it ended without a result, likely why.
    pub fn complaint(&self) -> Option<String> {
        let mut log = File::open(&self.pool.log).ok()?;
        log.seek(SeekFrom::Start(self.logged)).ok()?;
        let mut text = Vec::new();
        log.take(MOST_LOG).read_to_end(&mut text).ok()?;
        let text = String::from_utf8_lossy(&text);
        Some(text.trim().lines().last()?.to_owned()).filter(|line| !line.is_empty())
    }

    /// Waits for the end of the run or of its supervisor, but not for longer than this; true: it is over.
    pub fn wait(&mut self, patience: Duration) -> bool {
        let Some(supervisor) = &mut self.supervisor else { return true };
        match supervisor.hear(patience) {
            Heard::Quiet => false,
            Heard::Line(line) if line == ENDED => {
                self.pool.idle().extend(self.supervisor.take());
                true
            }
            Heard::Line(_) => false,
            Heard::Ended(_) => {
                // It was killed between two runs: this one was never begun.
                let is_taken = !supervisor.has_unread();
                self.supervisor = None;
                if !is_taken && self.tries < TRIES {
                    self.tries += 1;
                    self.supervisor = self.pool.give(&self.run).ok();
                }
                self.supervisor.is_none()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::queue::OrderId;

    /// The word that each supervisor says of itself, in the order in which they began, and whether the run came to its end.
    fn begun(script: &str) -> (Vec<String>, bool) {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path();
        // `sh supervise --serve`, in that folder.
        let script = format!("mkdir first 2>/dev/null && first=yes\n{script}");
        super::super::testing::put(at, "supervise", script);
        let supervisors = Supervisors::new("/bin/sh".into(), at.to_owned(), at, &[]);
        let run = RunFolder::of(at, &OrderId::new(".", "F", "T01"), 1, "");
        run.make().unwrap();
        let mut begun = supervisors.begin(&run).unwrap();
        run.put("told", b"").unwrap();
        let since = std::time::Instant::now();
        while !begun.wait(Duration::from_secs(1)) {
            assert!(since.elapsed() < Duration::from_secs(60), "it never ends");
        }
        let said = std::fs::read_to_string(at.join("said")).unwrap();
        (said.lines().map(str::to_owned).collect(), begun.supervisor.is_none() && !supervisors.idle().is_empty())
    }

    #[test]
    fn a_run_that_nobody_took_is_given_to_another() {
        let (said, ended) = begun(
            "if [ \"$first\" ]; then while [ ! -e runs/F/T01/1/told ]; do sleep 0.01; done; echo gone >> said; kill -9 $$; fi\n\
             read run; basename \"$run\" >> said; echo ended; read more",
        );
        assert_eq!((said, ended), (vec!["gone".to_owned(), "1".to_owned()], true));
    }

    #[test]
    fn a_run_that_was_taken_is_given_to_nobody_else() {
        let (said, ended) = begun("read run; basename \"$run\" >> said; kill -9 $$");
        assert_eq!((said, ended), (vec!["1".to_owned()], false));
    }
}
