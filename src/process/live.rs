//! A program that is talked to while it runs.

use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::os::fd::OwnedFd;
use std::process::{ChildStderr, ChildStdin, ChildStdout, Stdio};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::children::Child;
use super::tree::Tree;
use super::{FULL_PIPE, Run, Status, TICK, ended, unblock};

/// A longer line comes in pieces of this size.
const LONGEST: usize = 16 * 1024 * 1024;
/// So many bytes are read at once.
const AT_ONCE: usize = 64 * 1024;
/// How long what a program left running may keep its output open after it has ended.
const LEFT_OPEN: Duration = Duration::from_secs(2);
/// How long it may take to end when it is asked to.
const LEFT_RUNNING: Duration = Duration::from_millis(500);
/// How often orphans are reaped while it runs.
const REAP: Duration = Duration::from_secs(5);

/// Which output of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Err,
}

/// What came next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// A line with its end: all of them together are the output as it came. A line without an end is the last one of its
    /// stream, or a piece of one that is longer than 16 MiB.
    Line(Stream, Vec<u8>),
    /// Nothing, for the time that was given.
    Quiet,
    /// It has ended, all that it said was told, and nothing that it started runs any more. Told again when asked again.
    Exited(Status),
}

/// How a program is ended: asked (INT) as with Ctrl-C, so that it can say what it has used; then all that belong to it
/// are told (TERM); then they are frozen and killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ladder {
    /// From INT to TERM. Zero: no INT.
    pub interrupt: Duration,
    /// From TERM to KILL. Zero: no TERM.
    pub terminate: Duration,
}

impl Default for Ladder {
    fn default() -> Self {
        Self { interrupt: Duration::from_millis(1500), terminate: Duration::from_millis(700) }
    }
}

impl Ladder {
    /// At once.
    pub const KILL: Self = Self { interrupt: Duration::ZERO, terminate: Duration::ZERO };

    /// From the first rung to the last.
    pub fn whole(&self) -> Duration {
        self.interrupt + self.terminate
    }
}

/// A program under way. [`Self::next`] must be called again and again until it says [`Next::Exited`]: it is what reads,
/// writes, and ends what is to be ended. Dropped before that, it is killed with all that belongs to it.
#[derive(Debug)]
pub struct Live {
    child: Child,
    tree: Tree,
    exit: Option<OwnedFd>,
    stdin: Option<ChildStdin>,
    /// What it has not read yet.
    pending: VecDeque<u8>,
    closing: bool,
    out: (Option<ChildStdout>, Lines),
    err: (Option<ChildStderr>, Lines),
    ready: VecDeque<(Stream, Vec<u8>)>,
    /// What is read at once.
    buffer: Vec<u8>,
    phase: Phase,
    stopping: Option<Stopping>,
    left_running: bool,
    reaped: Instant,
}

#[derive(Debug)]
enum Phase {
    Runs,
    /// It has ended so; its pipes may still be open.
    Ended(Status, Instant),
    Over(Status),
}

#[derive(Debug, Clone, Copy)]
struct Stopping {
    ladder: Ladder,
    since: Instant,
    rung: Rung,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rung {
    Asked,
    Told,
    Killed,
}

impl Live {
    /// Starts it. Its input is what the [`Run`] gives (nothing, as a rule) and then at its end. The run's limits of time
    /// and output do not hold here.
    ///
    /// # Errors
    /// It could not be started, and so.
    pub fn start(run: &Run) -> Result<Self, Status> {
        if run.stdin.is_empty() {
            return Self::begin(run, Stdio::null);
        }
        let mut live = Self::begin(run, Stdio::piped)?;
        // One that does not want to read it is told so by its own end.
        let _ = live.write(&run.stdin);
        live.close_stdin();
        Ok(live)
    }

    /// Starts it with an input that stays open.
    ///
    /// # Errors
    /// It could not be started, and so.
    pub fn start_piped(run: &Run) -> Result<Self, Status> {
        let mut live = Self::begin(run, Stdio::piped)?;
        let _ = live.write(&run.stdin);
        Ok(live)
    }

    fn begin(run: &Run, stdin: fn() -> Stdio) -> Result<Self, Status> {
        let (mut child, mark) = run.start(stdin)?;
        let (stdin, stdout, stderr) = child.pipes();
        // Pipes that would block in spite of this would only make the clock be looked at later.
        let _ = stdin.as_ref().map(unblock);
        let _ = stdout.as_ref().map(unblock);
        let _ = stderr.as_ref().map(unblock);
        let tree = Tree::new(child.id(), child.since(), mark).adopting();
        let exit = tree.exit_signal();
        Ok(Self {
            child,
            tree,
            exit,
            stdin,
            pending: VecDeque::new(),
            closing: false,
            out: (stdout, Lines::default()),
            err: (stderr, Lines::default()),
            ready: VecDeque::new(),
            buffer: vec![0; AT_ONCE],
            phase: Phase::Runs,
            stopping: None,
            left_running: false,
            reaped: Instant::now(),
        })
    }

    /// Its process number.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Something it had started was still running when it had ended, and was ended.
    pub fn left_running(&self) -> bool {
        self.left_running
    }

    /// Says something to it. What it does not read at once is kept and given to it by [`Self::next`].
    ///
    /// # Errors
    /// It does not listen: its input is closed.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.stdin.is_none() || self.closing {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        self.pending.extend(bytes);
        self.feed();
        Ok(())
    }

    /// Closes its input when it has read all of it.
    pub fn close_stdin(&mut self) {
        self.closing = true;
        self.feed();
    }

    /// As Ctrl-C does: SIGINT to its group.
    pub fn interrupt(&self) {
        if matches!(self.phase, Phase::Runs) {
            self.tree.interrupt();
        }
    }

    /// Begins to end it. What it still says comes from [`Self::next`], and then its end. A second call can only make it
    /// faster.
    pub fn stop(&mut self, ladder: Ladder) {
        match &mut self.stopping {
            Some(stopping) => stopping.ladder = ladder,
            None => {
                self.stopping = Some(Stopping { ladder, since: Instant::now(), rung: Rung::Asked });
                if !ladder.interrupt.is_zero() {
                    self.interrupt();
                }
            }
        }
    }

    /// Ends it and waits for that; what it still says is given to `told`.
    pub fn end(&mut self, ladder: Ladder, told: &mut dyn FnMut(Stream, Vec<u8>)) -> Status {
        self.stop(ladder);
        loop {
            match self.next(TICK) {
                Next::Line(stream, line) => told(stream, line),
                Next::Quiet => {}
                Next::Exited(status) => return status,
            }
        }
    }

    /// It, or something that belongs to it, has used the processor since the last call. The first call says yes.
    pub fn busy(&mut self) -> bool {
        self.tree.grew()
    }

    /// Waits until something comes, for no longer than this.
    pub fn next(&mut self, patience: Duration) -> Next {
        let started = Instant::now();
        let mut looked = false;
        loop {
            if let Some((stream, line)) = self.ready.pop_front() {
                return Next::Line(stream, line);
            }
            if let Phase::Over(status) = &self.phase {
                return Next::Exited(status.clone());
            }
            self.climb();
            if self.advance() {
                continue;
            }
            let left = patience.saturating_sub(started.elapsed());
            if looked && left.is_zero() {
                return Next::Quiet;
            }
            looked = true;
            let watched = self.exit.is_some() && self.stopping.is_none();
            self.step(if watched { left.min(REAP) } else { left.min(TICK) });
        }
    }

    /// The next rung of the ladder, when it is time.
    fn climb(&mut self) {
        if self.reaped.elapsed() >= REAP {
            self.reaped = Instant::now();
            super::reap_orphans();
        }
        let (Some(stopping), Phase::Runs) = (&mut self.stopping, &self.phase) else { return };
        let (since, ladder) = (stopping.since.elapsed(), stopping.ladder);
        if since >= ladder.whole() && stopping.rung != Rung::Killed {
            stopping.rung = Rung::Killed;
            self.tree.end();
        } else if since >= ladder.interrupt && stopping.rung == Rung::Asked {
            stopping.rung = Rung::Told;
            self.tree.terminate();
        }
    }

    /// Takes note of its end; true when something changed.
    fn advance(&mut self) -> bool {
        match &self.phase {
            Phase::Runs => {
                let status = match self.child.try_wait() {
                    Ok(Some(status)) => match ended(status) {
                        Status::Signalled(_) if self.stopping.is_some() => Status::Cancelled,
                        other => other,
                    },
                    Ok(None) => return false,
                    Err(error) => {
                        self.tree.end();
                        Status::NotStarted(error.to_string())
                    }
                };
                self.exit = None;
                self.stdin = None;
                self.phase = Phase::Ended(status, Instant::now());
                true
            }
            Phase::Ended(status, at) => {
                let open = self.out.0.is_some() || self.err.0.is_some();
                // Who is ended has no time to give: what it said is in the pipes, and is read below.
                if open && self.stopping.is_none() && at.elapsed() < LEFT_OPEN {
                    return false;
                }
                let status = status.clone();
                self.end_the_rest();
                self.phase = Phase::Over(status);
                true
            }
            Phase::Over(_) => false,
        }
    }

    /// What it left running ends, and what is in the pipes is read.
    fn end_the_rest(&mut self) {
        if self.tree.lives() {
            self.left_running = true;
            if self.stopping.is_none_or(|stopping| stopping.rung == Rung::Asked) {
                self.tree.terminate();
                let asked = Instant::now();
                while asked.elapsed() < LEFT_RUNNING && self.tree.lives() {
                    std::thread::sleep(Duration::from_millis(10));
                }
            }
        }
        self.tree.end();
        for _ in 0..FULL_PIPE {
            if self.out.0.is_none() && self.err.0.is_none() {
                break;
            }
            self.step(Duration::ZERO);
        }
        self.out.1.finish(Stream::Out, &mut self.ready);
        self.err.1.finish(Stream::Err, &mut self.ready);
        (self.out.0, self.err.0) = (None, None);
    }

    /// Waits for something to happen, and reads and writes what can be.
    fn step(&mut self, patience: Duration) {
        let mut fds: Vec<PollFd<'_>> = Vec::with_capacity(4);
        fds.extend(self.exit.as_ref().map(|fd| PollFd::new(fd, PollFlags::IN)));
        fds.extend(self.out.0.as_ref().map(|fd| PollFd::new(fd, PollFlags::IN)));
        fds.extend(self.err.0.as_ref().map(|fd| PollFd::new(fd, PollFlags::IN)));
        let waiting = self.stdin.as_ref().filter(|_| !self.pending.is_empty());
        fds.extend(waiting.map(|fd| PollFd::new(fd, PollFlags::OUT)));
        let timeout = Timespec { tv_sec: patience.as_secs() as i64, tv_nsec: i64::from(patience.subsec_nanos()) };
        let ready = poll(&mut fds, Some(&timeout)).unwrap_or(0);
        drop(fds);
        if ready > 0 {
            self.feed();
            self.out.1.read(&mut self.out.0, Stream::Out, (&mut self.buffer, &mut self.ready));
            self.err.1.read(&mut self.err.0, Stream::Err, (&mut self.buffer, &mut self.ready));
        }
    }

    fn feed(&mut self) {
        let Some(stdin) = &mut self.stdin else { return };
        while !self.pending.is_empty() {
            match stdin.write(self.pending.as_slices().0) {
                Ok(count) => drop(self.pending.drain(..count)),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                // It does not want to read on.
                Err(_) => {
                    self.pending.clear();
                    self.stdin = None;
                    return;
                }
            }
        }
        if self.closing {
            self.stdin = None;
        }
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        if !matches!(self.phase, Phase::Over(_)) {
            self.tree.end();
            // Killed for good: this returns.
            let _ = self.child.wait();
            self.tree.end();
        }
    }
}

/// The line of one stream that has begun.
#[derive(Debug, Default)]
struct Lines {
    begun: Vec<u8>,
}

impl Lines {
    fn read<R: Read>(
        &mut self,
        stream: &mut Option<R>,
        which: Stream,
        (buffer, ready): (&mut [u8], &mut VecDeque<(Stream, Vec<u8>)>),
    ) {
        let Some(reader) = stream else { return };
        match reader.read(buffer) {
            Ok(0) => *stream = None,
            Ok(count) => self.push(&buffer[..count], which, ready),
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted) => {}
            Err(_) => *stream = None,
        }
    }

    fn push(&mut self, mut bytes: &[u8], which: Stream, ready: &mut VecDeque<(Stream, Vec<u8>)>) {
        while let Some(end) = memchr::memchr(b'\n', bytes) {
            self.begun.extend_from_slice(&bytes[..=end]);
            ready.push_back((which, std::mem::take(&mut self.begun)));
            bytes = &bytes[end + 1..];
        }
        self.begun.extend_from_slice(bytes);
        if self.begun.len() >= LONGEST {
            self.finish(which, ready);
        }
    }

    fn finish(&mut self, which: Stream, ready: &mut VecDeque<(Stream, Vec<u8>)>) {
        if !self.begun.is_empty() {
            ready.push_back((which, std::mem::take(&mut self.begun)));
        }
    }
}

#[cfg(test)]
mod tests;
