//! A process and everything that came from it.
//!
//! Three signs of belonging: the process group, being a descendant, and the run's mark in the environment, which stays
//! with a process that has left the group and whose parent has ended. Only a process that does away with all three
//! escapes.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::os::fd::OwnedFd;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group, test_kill_process_group};

/// So often is looked for survivors; one that starts processes faster than they are killed has to stop some time.
const ROUNDS: usize = 256;
/// So often is looked again when processes came and went while it was looked, which may have left others behind.
const UNSURE_ROUNDS: usize = 16;
/// Between two rounds.
const PAUSE: Duration = Duration::from_millis(2);

static COUNTER: AtomicU64 = AtomicU64::new(0);

/// The name of a variable that only the processes of one run have.
pub(super) fn new_mark() -> String {
    let nanos = std::time::UNIX_EPOCH.elapsed().map_or(0, |now| now.as_nanos() as u64);
    let count = COUNTER.fetch_add(1, Ordering::Relaxed);
    format!("PLANYARD_RUN_{:x}_{nanos:x}_{count:x}", std::process::id())
}

/// A process by its number and start time: numbers are used again.
type Process = (u32, u64);

#[derive(Debug)]
pub(super) struct Tree {
    leader: u32,
    /// When the leader was started, in the system's ticks: what is older does not belong.
    since: u64,
    mark: String,
    /// A process that may belong could not be seen for what it is: it was gone again, or in the middle of an exec, when
    /// its environment is empty.
    unsure: bool,
    /// Everything that has been seen to belong, living or not: children of the dead are found by them.
    seen: HashSet<Process>,
}

struct Entry {
    parent: u32,
    group: u32,
    session: u32,
    start: u64,
    dead: bool,
}

impl Tree {
    pub(super) fn new(leader: u32, mark: String) -> Self {
        let since = entry_of(leader).map_or(0, |entry| entry.start);
        Self { leader, since, mark, unsure: false, seen: HashSet::new() }
    }

    fn group(&self) -> Option<Pid> {
        Pid::from_raw(i32::try_from(self.leader).ok()?)
    }

    /// Becomes readable when the leader has ended, where the system offers that.
    #[cfg(target_os = "linux")]
    pub(super) fn exit_signal(&self) -> Option<OwnedFd> {
        rustix::process::pidfd_open(self.group()?, rustix::process::PidfdFlags::empty()).ok()
    }

    #[cfg(not(target_os = "linux"))]
    pub(super) fn exit_signal(&self) -> Option<OwnedFd> {
        None
    }

    /// Someone lives in the group, besides zombies that nobody reaps (a container's first process may not).
    pub(super) fn group_lives(&self) -> bool {
        let any = self.group().is_some_and(|group| test_kill_process_group(group).is_ok());
        any && (!cfg!(target_os = "linux")
            || processes().values().any(|entry| entry.group == self.leader && !entry.dead))
    }

    /// Kills what is in the group.
    pub(super) fn kill_group(&self) {
        for _ in 0..ROUNDS {
            if !self.group_lives() {
                return;
            }
            if let Some(group) = self.group() {
                let _ = kill_process_group(group, Signal::KILL);
            }
            std::thread::sleep(PAUSE);
        }
    }

    /// Someone of the tree lives.
    pub(super) fn lives(&mut self) -> bool {
        !self.find().is_empty() || (!cfg!(target_os = "linux") && self.group_lives())
    }

    /// Asks all to end.
    pub(super) fn terminate(&mut self) {
        let found = self.find();
        if let Some(group) = self.group() {
            let _ = kill_process_group(group, Signal::TERM);
            // One that is stopped can end only when it goes on.
            let _ = kill_process_group(group, Signal::CONT);
        }
        // Once each: a second one could end a handler that is cleaning up.
        for (process, _) in found.into_iter().filter(|(_, grouped)| !grouped) {
            send(process, Signal::TERM);
        }
    }

    /// Kills all, and looks again until none is found: a process may be starting another meanwhile, and the dying need
    /// a moment.
    pub(super) fn kill(&mut self) {
        let mut doubts = 0;
        for _ in 0..ROUNDS {
            let found = self.find();
            if let Some(group) = self.group().filter(|_| self.group_lives()) {
                let _ = kill_process_group(group, Signal::KILL);
            } else if found.is_empty() {
                doubts += 1;
                if !self.unsure || doubts > UNSURE_ROUNDS {
                    return;
                }
            }
            for (process, _) in found {
                send(process, Signal::KILL);
            }
            std::thread::sleep(PAUSE);
        }
    }

    /// The living processes of the tree, and which of them are in the group.
    fn find(&mut self) -> Vec<(Process, bool)> {
        let table = processes();
        self.unsure = false;
        let mut marked: HashSet<u32> = HashSet::new();
        for (&pid, _) in table.iter().filter(|(_, entry)| !entry.dead && entry.start >= self.since) {
            match self.is_marked(pid) {
                Some(true) => drop(marked.insert(pid)),
                Some(false) => {}
                None => self.unsure = true,
            }
        }
        let own = std::process::id();
        let mut found = Vec::new();
        for (&pid, entry) in &table {
            let belongs = pid != own
                && (entry.group == self.leader
                    || entry.session == self.leader
                    || marked.contains(&pid)
                    || self.descends(pid, &table));
            if belongs {
                self.seen.insert((pid, entry.start));
                if !entry.dead {
                    found.push(((pid, entry.start), entry.group == self.leader));
                }
            }
        }
        found
    }

    fn descends(&self, pid: u32, table: &HashMap<u32, Entry>) -> bool {
        let mut at = pid;
        // Parents are older, so this ends; the bound is for a table that changed while it was read.
        for _ in 0..table.len() {
            let Some(entry) = table.get(&at) else { return false };
            if at == self.leader || self.seen.contains(&(at, entry.start)) {
                return true;
            }
            at = entry.parent;
        }
        false
    }

    /// None: it cannot be told now. What another user runs is not ours.
    fn is_marked(&self, pid: u32) -> Option<bool> {
        match fs::read(format!("/proc/{pid}/environ")) {
            Ok(environment) if environment.is_empty() => None,
            Ok(environment) => Some(memchr::memmem::find(&environment, self.mark.as_bytes()).is_some()),
            Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => Some(false),
            Err(_) => None,
        }
    }
}

/// Every process there is, from `/proc`; none where there is no such folder.
fn processes() -> HashMap<u32, Entry> {
    let Ok(entries) = fs::read_dir("/proc") else { return HashMap::new() };
    entries
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter_map(|pid| Some((pid, entry_of(pid)?)))
        .collect()
}

fn entry_of(pid: u32) -> Option<Entry> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name stands in parentheses and may hold anything, parentheses too.
    let fields: Vec<&str> = stat[stat.rfind(')')? + 1..].split_whitespace().collect();
    let number = |at: usize| fields.get(at)?.parse::<u64>().ok();
    Some(Entry {
        parent: number(1)? as u32,
        group: number(2)? as u32,
        session: number(3)? as u32,
        start: number(19)?,
        dead: matches!(*fields.first()?, "Z" | "X"),
    })
}

/// Sends a signal to this very process, not to another that got its number since.
#[cfg(target_os = "linux")]
fn send((pid, start): Process, signal: Signal) {
    use rustix::process::{PidfdFlags, pidfd_open, pidfd_send_signal};
    let Some(raw) = i32::try_from(pid).ok().and_then(Pid::from_raw) else { return };
    if let Ok(fd) = pidfd_open(raw, PidfdFlags::empty())
        && entry_of(pid).is_some_and(|now| now.start == start)
    {
        let _ = pidfd_send_signal(&fd, signal);
    }
}

#[cfg(not(target_os = "linux"))]
fn send((_, _): Process, _: Signal) {}
