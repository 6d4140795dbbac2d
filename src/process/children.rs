//! The children of this process: those that it started, and those that the system gave it because their parents ended.

use std::collections::{HashMap, HashSet};
use std::io;
use std::process::{ChildStderr, ChildStdin, ChildStdout, ExitStatus};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError, RwLock};

use process_wrap::std::{ChildWrapper, CommandWrap};
use rustix::io::Errno;
use rustix::process::{Pid, WaitId, WaitIdOptions, WaitOptions, waitid, waitpid};

use super::tree::{self, Entry};

/// Orphans come to this process.
static ADOPTS: AtomicBool = AtomicBool::new(false);
/// Held while a process is started, so that a child is never looked at before it is known as our own.
static STARTING: RwLock<()> = RwLock::new(());
/// The children that this process started itself and has not waited for: until then nobody else gets their numbers.
static STARTED: Mutex<Option<HashSet<u32>>> = Mutex::new(None);

/// A child that this process started. It is waited for alone: orphans in its group are reaped as orphans.
#[derive(Debug)]
pub(super) struct Child {
    inner: Box<dyn ChildWrapper>,
    since: u64,
    is_reaped: bool,
}

impl Child {
    pub(super) fn id(&self) -> u32 {
        self.inner.id()
    }

    /// It was started then or later, in the system's ticks.
    pub(super) fn since(&self) -> u64 {
        self.since
    }

    pub(super) fn pipes(&mut self) -> (Option<ChildStdin>, Option<ChildStdout>, Option<ChildStderr>) {
        (self.inner.stdin().take(), self.inner.stdout().take(), self.inner.stderr().take())
    }

    pub(super) fn try_wait(&mut self) -> io::Result<Option<ExitStatus>> {
        // Whoever looks for orphans does not meet another process by its number.
        let _reaping = STARTING.read().unwrap_or_else(PoisonError::into_inner);
        let status = self.inner.try_wait()?;
        if status.is_some() {
            self.forget();
        }
        Ok(status)
    }

    pub(super) fn wait(&mut self) -> io::Result<ExitStatus> {
        let status = self.inner.wait()?;
        self.forget();
        Ok(status)
    }

    fn forget(&mut self) {
        if std::mem::replace(&mut self.is_reaped, true) {
            return;
        }
        if let Some(started) = STARTED.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            started.remove(&self.inner.id());
        }
    }
}

/// From now on, processes below this one whose parents end become its children, and are not lost. For a process that
/// supervises one tree at a time. Does nothing where the system has no such thing.
///
/// # Errors
/// The system refuses.
pub fn become_subreaper() -> io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        rustix::process::set_child_subreaper(Some(rustix::process::getpid()))?;
        ADOPTS.store(true, Ordering::SeqCst);
    }
    Ok(())
}

/// Starts a program.
pub(super) fn start(command: &mut CommandWrap) -> io::Result<Child> {
    let since = tree::ticks();
    let _starting = STARTING.read().unwrap_or_else(PoisonError::into_inner);
    let inner = command.spawn()?.into_inner();
    if ADOPTS.load(Ordering::SeqCst) {
        let mut started = STARTED.lock().unwrap_or_else(PoisonError::into_inner);
        started.get_or_insert_default().insert(inner.id());
    }
    Ok(Child { inner, since, is_reaped: false })
}

/// Every process there is, and (when asked) which of them are orphans that this process was given.
pub(super) fn processes_and_orphans(asked: bool) -> (HashMap<u32, Entry>, HashSet<u32>) {
    if !asked || !ADOPTS.load(Ordering::SeqCst) {
        return (tree::processes(), HashSet::new());
    }
    let _nobody_starts = STARTING.write().unwrap_or_else(PoisonError::into_inner);
    let table = tree::processes();
    let started = STARTED.lock().unwrap_or_else(PoisonError::into_inner);
    let own = std::process::id();
    let is_ours = |pid: u32| started.as_ref().is_some_and(|started| started.contains(&pid));
    let orphans =
        table.iter().filter(|(pid, entry)| entry.parent == own && !is_ours(**pid)).map(|(pid, _)| *pid).collect();
    (table, orphans)
}

/// This process adopts orphans and has no child: nothing that it ever started lives any more, whatever it did to hide. The
/// kernel says so, without a look at every process of the machine. `false` says nothing.
pub(super) fn none_lives() -> bool {
    if !ADOPTS.load(Ordering::SeqCst) {
        return false;
    }
    let look = || waitid(WaitId::All, WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT);
    match look() {
        Err(Errno::CHILD) => true,
        Ok(None) | Err(_) => false,
        // Some have ended and nobody took note of it.
        Ok(Some(_)) => {
            reap_orphans();
            matches!(look(), Err(Errno::CHILD))
        }
    }
}

/// Takes note of the end of orphans, so that they do not stay in the system's table.
pub fn reap_orphans() {
    if !ADOPTS.load(Ordering::SeqCst) {
        return;
    }
    let (table, orphans) = processes_and_orphans(true);
    for pid in orphans.into_iter().filter(|pid| table.get(pid).is_some_and(|entry| entry.dead)) {
        if let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) {
            let _ = waitpid(Some(pid), WaitOptions::NOHANG);
        }
    }
}
