//! The children of this process: those that it started, and those that the system gave it because their parents ended.

use std::collections::{HashMap, HashSet};
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError, RwLock};

use process_wrap::std::{ChildWrapper, CommandWrap};
use rustix::io::Errno;
use rustix::process::{Pid, WaitId, WaitIdOptions, WaitOptions, waitid, waitpid};

use super::tree::{self, Entry, Process};

/// Orphans come to this process.
static ADOPTS: AtomicBool = AtomicBool::new(false);
/// Held while a process is started, so that a child is never looked at before it is known as our own.
static STARTING: RwLock<()> = RwLock::new(());
/// The children that this process started itself.
static STARTED: Mutex<Option<HashSet<Process>>> = Mutex::new(None);

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

/// Starts a program. Its child is waited for alone: orphans in its group are reaped as orphans.
pub(super) fn start(command: &mut CommandWrap) -> io::Result<Box<dyn ChildWrapper>> {
    if !ADOPTS.load(Ordering::SeqCst) {
        return Ok(command.spawn()?.into_inner());
    }
    let _starting = STARTING.read().unwrap_or_else(PoisonError::into_inner);
    let child = command.spawn()?.into_inner();
    if let Some(entry) = tree::entry_of(child.id()) {
        let mut started = STARTED.lock().unwrap_or_else(PoisonError::into_inner);
        started.get_or_insert_default().insert((child.id(), entry.start));
    }
    Ok(child)
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
    let is_ours = |pid: u32, start: u64| started.as_ref().is_some_and(|started| started.contains(&(pid, start)));
    let orphans = table
        .iter()
        .filter(|(pid, entry)| entry.parent == own && !is_ours(**pid, entry.start))
        .map(|(pid, _)| *pid)
        .collect();
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
