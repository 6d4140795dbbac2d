//! A process and everything that came from it.
//!
//! Three signs of belonging: the process group, being a descendant, and the run's mark in the environment, which stays
//! with a process that has left the group and whose parent has ended. Only a process that does away with all three
//! escapes.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io::Read as _;
use std::os::fd::OwnedFd;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group, test_kill_process_group};

/// So often is looked for survivors; one that starts processes faster than they are killed has to stop some time.
const ROUNDS: usize = 256;
/// So often is looked again when processes came and went while it was looked, which may have left others behind.
const UNSURE_ROUNDS: usize = 16;
/// Between two rounds.
const PAUSE: Duration = Duration::from_millis(2);

/// So often those are looked for that were started before their parents were frozen.
const FREEZES: usize = 8;
/// Of the kernel's clock, as it is told to programs.
const TICKS_A_SECOND: u64 = 100;
/// A program that only waits uses less than this part of a processor.
const WAITING: f64 = 0.02;

/// The parent of the kernel's threads.
const KTHREADD: u32 = 2;

static COUNTER: AtomicU64 = AtomicU64::new(0);

/// The name of a variable that only the processes of one run have.
pub(super) fn new_mark() -> String {
    let nanos = std::time::UNIX_EPOCH.elapsed().map_or(0, |now| now.as_nanos() as u64);
    let count = COUNTER.fetch_add(1, Ordering::Relaxed);
    format!("PLANYARD_RUN_{:x}_{nanos:x}_{count:x}", std::process::id())
}

/// A process by its number and start time: numbers are used again.
pub(super) type Process = (u32, u64);

#[derive(Debug)]
pub(super) struct Tree {
    leader: u32,
    /// The leader was started then or a little later, in the system's ticks: what is older does not belong.
    since: u64,
    /// `NAME=value`.
    mark: String,
    /// Orphans that this process was given as a subreaper belong too.
    adopts: bool,
    /// A process that may belong could not be seen for what it is: it was gone again, or in the middle of an exec, when
    /// its environment is empty.
    unsure: bool,
    /// Everything that has been seen to belong, living or not: children of the dead are found by them.
    seen: HashSet<Process>,
    /// What each had used of the processor, in ticks, at the last look, and when that was.
    used: Option<(HashMap<Process, u64>, Instant)>,
}

pub(super) struct Entry {
    pub(super) parent: u32,
    group: u32,
    session: u32,
    pub(super) start: u64,
    cpu: u64,
    pub(super) dead: bool,
}

impl Tree {
    pub(super) fn new(leader: u32, since: u64, mark: String) -> Self {
        Self { leader, since, mark, adopts: false, unsure: false, seen: HashSet::new(), used: None }
    }

    /// Those that carry a mark, whoever started them.
    fn marked(mark: &str) -> Self {
        // No process has this number.
        Self::new(u32::MAX, 0, mark.to_owned())
    }

    /// Orphans that this process was given belong to this tree.
    pub(super) fn adopting(mut self) -> Self {
        self.adopts = true;
        self
    }

    fn group(&self) -> Option<Pid> {
        Pid::from_raw(i32::try_from(self.leader).ok()?)
    }

    /// Becomes readable when the leader has ended, where the system offers that.
    pub(super) fn exit_signal(&self) -> Option<OwnedFd> {
        exit_signal_of(self.leader)
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

    /// Nobody does, and the system knows that for certain: see [`super::children::none_lives`].
    fn is_certainly_gone(&self) -> bool {
        self.adopts && super::children::none_lives()
    }

    /// Someone of the tree lives.
    pub(super) fn lives(&mut self) -> bool {
        if self.is_certainly_gone() {
            return false;
        }
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

    /// Asks the group to stop what it is doing.
    pub(super) fn interrupt(&self) {
        if let Some(group) = self.group() {
            let _ = kill_process_group(group, Signal::INT);
            let _ = kill_process_group(group, Signal::CONT);
        }
    }

    /// Ends all for good: they are frozen first, so that none starts another unseen; over when nobody is found twice in
    /// a row. Gives how many there were.
    pub(super) fn end(&mut self) -> usize {
        let mut ended: HashSet<Process> = HashSet::new();
        let mut empty = 0;
        for _ in 0..ROUNDS {
            if self.is_certainly_gone() {
                break;
            }
            let frozen = self.freeze();
            if let Some(group) = self.group().filter(|_| self.group_lives()) {
                let _ = kill_process_group(group, Signal::KILL);
            } else if frozen.is_empty() {
                empty += 1;
                if empty >= 2 && (!self.unsure || empty > UNSURE_ROUNDS) {
                    break;
                }
            }
            for process in &frozen {
                send(*process, Signal::KILL);
            }
            ended.extend(frozen);
            std::thread::sleep(PAUSE);
            super::children::reap_orphans();
        }
        ended.len()
    }

    /// Stops all that are found, until no more come.
    fn freeze(&mut self) -> HashSet<Process> {
        let mut frozen = HashSet::new();
        for _ in 0..FREEZES {
            let new: Vec<Process> =
                self.find().into_iter().map(|(process, _)| process).filter(|found| !frozen.contains(found)).collect();
            if new.is_empty() {
                break;
            }
            for process in new {
                send(process, Signal::STOP);
                frozen.insert(process);
            }
        }
        frozen
    }

    /// They have used the processor since the last look: more than waiting for something takes. The first look says yes.
    pub(super) fn grew(&mut self) -> bool {
        let (_, table) = self.look();
        let now: HashMap<Process, u64> = self
            .seen
            .iter()
            .filter_map(|&(pid, start)| Some(((pid, start), table.get(&pid).filter(|entry| entry.start == start)?.cpu)))
            .collect();
        let last = self.used.replace((now, Instant::now()));
        let (Some((last, at)), Some((now, _))) = (last, &self.used) else { return true };
        let ticks: u64 =
            now.iter().map(|(process, cpu)| cpu.saturating_sub(last.get(process).copied().unwrap_or(0))).sum();
        ticks as f64 > at.elapsed().as_secs_f64() * TICKS_A_SECOND as f64 * WAITING
    }

    /// The living processes of the tree, and which of them are in the group.
    fn find(&mut self) -> Vec<(Process, bool)> {
        self.look().0
    }

    fn look(&mut self) -> (Vec<(Process, bool)>, HashMap<u32, Entry>) {
        let (table, orphans) = super::children::processes_and_orphans(self.adopts);
        self.unsure = false;
        let mut marked: HashSet<u32> = HashSet::new();
        // The kernel's own threads have no environment, and never will.
        let may_belong = |entry: &Entry| !entry.dead && entry.start >= self.since && entry.parent != KTHREADD;
        for (&pid, _) in table.iter().filter(|(_, entry)| may_belong(entry)) {
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
                    || (entry.start >= self.since && orphans.contains(&pid))
                    || self.descends(pid, &table));
            if belongs {
                self.seen.insert((pid, entry.start));
                if !entry.dead {
                    found.push(((pid, entry.start), entry.group == self.leader));
                }
            }
        }
        (found, table)
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
            Ok(environment) => Some(environment.split(|byte| *byte == 0).any(|entry| entry == self.mark.as_bytes())),
            Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => Some(false),
            Err(_) => None,
        }
    }
}

/// Whether processes with a mark do something, for those who have not started them.
#[derive(Debug)]
pub struct Pulse(Tree);

impl Pulse {
    /// Of all processes whose environment holds this `NAME=value`, and what they have started.
    pub fn of(mark: &str) -> Self {
        Self(Tree::marked(mark))
    }

    /// They have used the processor since the last look, more than waiting takes. The first look says yes.
    pub fn beats(&mut self) -> bool {
        self.0.grew()
    }
}

/// Kills every process of this machine whose environment holds exactly this `NAME=value`, with what it has started, and
/// gives how many there were. Not this process itself.
pub fn end_marked(mark: &str) -> usize {
    Tree::marked(mark).end()
}

/// As [`end_marked`], for a process that adopts orphans ([`super::become_subreaper`]) and has ended all that it started
/// with this mark: as a rule nothing is left, which costs nothing to see.
pub fn end_own_marked(mark: &str) -> usize {
    Tree::marked(mark).adopting().end()
}

/// When the living process with this number was started, in the system's own ticks since boot: number, start and
/// [`boot_id`] name a process for good.
pub fn started(pid: u32) -> Option<u64> {
    entry_of(pid).filter(|entry| !entry.dead).map(|entry| entry.start)
}

/// This boot of the machine; another one has none of the processes of this one.
pub fn boot_id() -> String {
    fs::read_to_string("/proc/sys/kernel/random/boot_id").map_or_else(
        |_| format!("boot-{}", sysinfo::System::boot_time().unwrap_or_default()),
        |id| id.trim().to_owned(),
    )
}

/// Becomes readable when a process has ended, where the system offers that.
#[cfg(target_os = "linux")]
pub(super) fn exit_signal_of(process: u32) -> Option<OwnedFd> {
    let process = Pid::from_raw(i32::try_from(process).ok()?)?;
    rustix::process::pidfd_open(process, rustix::process::PidfdFlags::empty()).ok()
}

#[cfg(not(target_os = "linux"))]
pub(super) fn exit_signal_of(_process: u32) -> Option<OwnedFd> {
    None
}

/// Every process there is, from `/proc`; none where there is no such folder.
pub(super) fn processes() -> HashMap<u32, Entry> {
    let Ok(entries) = fs::read_dir("/proc") else { return HashMap::new() };
    entries
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter_map(|pid| Some((pid, entry_of(pid)?)))
        .collect()
}

/// The time in the system's ticks since its start, or up to a second less: what is started from now on is not older. To
/// look a process up that was just started would cost as much as its start.
pub(super) fn ticks() -> u64 {
    #[cfg(target_os = "linux")]
    let seconds = u64::try_from(rustix::system::sysinfo().uptime).unwrap_or(0);
    #[cfg(not(target_os = "linux"))]
    let seconds: u64 = 0;
    // The kernel rounds up.
    seconds.saturating_sub(1) * TICKS_A_SECOND
}

pub(super) fn entry_of(pid: u32) -> Option<Entry> {
    let mut stat = String::with_capacity(1024);
    fs::File::open(format!("/proc/{pid}/stat")).ok()?.read_to_string(&mut stat).ok()?;
    // The name stands in parentheses and may hold anything, parentheses too.
    let fields: Vec<&str> = stat[stat.rfind(')')? + 1..].split_whitespace().collect();
    let number = |at: usize| fields.get(at)?.parse::<u64>().ok();
    Some(Entry {
        parent: number(1)? as u32,
        group: number(2)? as u32,
        session: number(3)? as u32,
        start: number(19)?,
        // Its own and that of the children it has waited for.
        cpu: (11..=14).filter_map(number).sum(),
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
