//! The only place that starts programs.
//!
//! A [`Run`] is a program and its arguments, never a line for a shell. Its standard output and error are read at the
//! same time, kept apart and bounded in memory; a time limit ends the whole process tree: the group, its descendants,
//! and those that left the group but still carry the run's mark in their environment. What came of it is an
//! [`Outcome`]; every way to fail has a [`Status`] of its own. Secrets of the environment are taken out of what is kept.

mod capture;
mod children;
mod detach;
mod live;
mod secrets;
mod serve;
#[cfg(test)]
mod tests;
mod tree;
mod watch;

pub use children::{become_subreaper, reap_orphans};
pub use detach::{Detached, Heard};
pub use live::{Ladder, Live, Next, Stream};
pub use secrets::Secrets;
pub use serve::{complain, each_told, say};
pub use tree::{Pulse, boot_id, end_marked, end_own_marked, started};
pub use watch::Watch;

use std::ffi::{OsStr, OsString};
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{ChildStderr, ChildStdin, ChildStdout, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use process_wrap::std::{CommandWrap, ProcessGroup};
use rustix::event::{PollFd, PollFlags, Timespec, poll};

use capture::Capture;
use children::Child;
use tree::Tree;

/// How long what a program left running may keep its output open after it has ended.
const DRAIN: Duration = Duration::from_millis(250);
/// So many reads empty a pipe of the usual size and more.
const FULL_PIPE: usize = 32;
/// How often a program that is still being written is tried again.
const BUSY_TRIES: usize = 20;
/// How long a program may take to end when it is asked to, as a rule.
pub const GRACE: Duration = Duration::from_secs(2);
/// The longest wait between two looks at the clock and the cancel flag.
const TICK: Duration = Duration::from_millis(50);

/// A program to run.
#[derive(Debug, Clone)]
pub struct Run {
    program: OsString,
    args: Vec<OsString>,
    cwd: Option<PathBuf>,
    clear_env: bool,
    env: Vec<(OsString, Option<OsString>)>,
    stdin: Vec<u8>,
    time_limit: Duration,
    grace: Duration,
    output_limit: usize,
    secrets: Secrets,
    cancel: Option<Arc<AtomicBool>>,
    watch: Option<Watch>,
    no_daemons: bool,
    mark: Option<(String, String)>,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// By itself, with this code.
    Exited(i32),
    /// By this signal, which Planyard did not send.
    Signalled(i32),
    /// The time limit was reached and the process tree was killed.
    TimedOut,
    /// The caller's cancel flag was set and the process tree was killed.
    Cancelled,
    /// There is no such program.
    NotFound,
    /// The program is there and cannot be executed: no permission, or the interpreter it names is missing.
    NotExecutable(String),
    /// It could not be started for another reason: the working directory, too many processes, ….
    NotStarted(String),
}

/// What came of a run.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// How it ended.
    pub status: Status,
    /// Standard output; its middle is left out when there was more than the limit.
    pub stdout: Vec<u8>,
    /// Standard error, likewise.
    pub stderr: Vec<u8>,
    /// Some output was left out.
    pub truncated: bool,
    /// Processes it had started were still running when it had ended; they were killed.
    pub left_running: bool,
    /// From start to end.
    pub duration: Duration,
}

impl Outcome {
    /// It exited with 0.
    pub fn success(&self) -> bool {
        self.status == Status::Exited(0)
    }

    /// Standard output as text; bytes that are not UTF-8 are replaced.
    pub fn stdout_text(&self) -> String {
        String::from_utf8_lossy(&self.stdout).into_owned()
    }

    /// The last `lines` lines of standard error.
    pub fn stderr_tail(&self, lines: usize) -> String {
        let text = String::from_utf8_lossy(&self.stderr);
        let all: Vec<&str> = text.trim_end().lines().collect();
        all[all.len().saturating_sub(lines)..].join("\n")
    }

    fn not_run(status: Status) -> Self {
        Self {
            status,
            stdout: Vec::new(),
            stderr: Vec::new(),
            truncated: false,
            left_running: false,
            duration: Duration::ZERO,
        }
    }
}

impl Run {
    /// `program` is looked up in `PATH` unless it holds a `/`. Limits: 60 s, 8 MiB of each stream.
    pub fn new(program: impl Into<OsString>) -> Self {
        Self {
            program: program.into(),
            args: Vec::new(),
            cwd: None,
            clear_env: false,
            env: Vec::new(),
            stdin: Vec::new(),
            time_limit: Duration::from_secs(60),
            grace: GRACE,
            output_limit: 8 * 1024 * 1024,
            secrets: Secrets::default(),
            cancel: None,
            watch: None,
            no_daemons: false,
            mark: None,
        }
    }

    /// Adds arguments.
    #[must_use]
    pub fn args<S: Into<OsString>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.args.extend(args.into_iter().map(Into::into));
        self
    }

    /// The working directory.
    #[must_use]
    pub fn cwd(mut self, folder: impl Into<PathBuf>) -> Self {
        self.cwd = Some(folder.into());
        self
    }

    /// Starts from an empty environment instead of this process's own.
    #[must_use]
    pub fn clear_env(mut self) -> Self {
        self.clear_env = true;
        self
    }

    /// Sets a variable.
    #[must_use]
    pub fn env(mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> Self {
        self.env.push((name.into(), Some(value.into())));
        self
    }

    /// Takes a variable away.
    #[must_use]
    pub fn without_env(mut self, name: impl Into<OsString>) -> Self {
        self.env.push((name.into(), None));
        self
    }

    /// What it reads. Without this its input is empty.
    #[must_use]
    pub fn stdin(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.stdin = bytes.into();
        self
    }

    /// When to kill it.
    #[must_use]
    pub fn time_limit(mut self, limit: Duration) -> Self {
        self.time_limit = limit;
        self
    }

    /// How long it may take to end after being asked to (TERM), before it is made to (KILL).
    #[must_use]
    pub fn grace(mut self, grace: Duration) -> Self {
        self.grace = grace;
        self
    }

    /// How many bytes of each stream are kept: the first half of them from its head, the rest from its tail.
    #[must_use]
    pub fn output_limit(mut self, bytes: usize) -> Self {
        self.output_limit = bytes;
        self
    }

    /// What must not stand in the output that is kept.
    #[must_use]
    pub fn secrets(mut self, secrets: Secrets) -> Self {
        self.secrets = secrets;
        self
    }

    /// Kills it when the flag becomes true.
    #[must_use]
    pub fn cancelled_by(mut self, flag: Arc<AtomicBool>) -> Self {
        self.cancel = Some(flag);
        self
    }

    /// Tells each line of both streams as it comes.
    #[must_use]
    pub fn watched_by(mut self, watch: Watch) -> Self {
        self.watch = Some(watch);
        self
    }

    /// When it ends, what it started ends with it, also what has left its group to live on. Not for git, whose
    /// housekeeping goes on behind it.
    #[must_use]
    pub fn without_daemons(mut self) -> Self {
        self.no_daemons = true;
        self
    }

    /// The variable by which its processes are found, also by another Planyard after this one is gone
    /// ([`end_marked`]). Without this they get one of their own.
    #[must_use]
    pub fn marked(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.mark = Some((name.into(), value.into()));
        self
    }

    /// Runs it and waits for the end of it.
    pub fn run(&self) -> Outcome {
        let started = Instant::now();
        match self.start(if self.stdin.is_empty() { Stdio::null } else { Stdio::piped }) {
            Ok((child, mark)) => Running::new(self, child, mark, started).finish(),
            Err(status) => Outcome::not_run(status),
        }
    }

    /// Starts it: the process, and the mark in its environment, `NAME=value`.
    fn start(&self, stdin: fn() -> Stdio) -> Result<(Child, String), Status> {
        if let Some(cwd) = self.cwd.as_deref().filter(|cwd| !cwd.is_dir()) {
            return Err(Status::NotStarted(format!("there is no folder {}", cwd.display())));
        }
        let (name, value) = self.mark.clone().unwrap_or_else(|| (tree::new_mark(), "1".to_owned()));
        let mut command = self.command(stdin());
        command.command_mut().env(&name, &value);
        let mut spawned = children::start(&mut command);
        // Another thread was starting a process while someone wrote this program: it is free again at once.
        for _ in 0..BUSY_TRIES {
            if !matches!(&spawned, Err(error) if error.kind() == io::ErrorKind::ExecutableFileBusy) {
                break;
            }
            std::thread::sleep(Duration::from_millis(5));
            spawned = children::start(&mut command);
        }
        match spawned {
            Ok(child) => Ok((child, format!("{name}={value}"))),
            Err(error) => Err(self.why_not(&error)),
        }
    }

    #[expect(clippy::disallowed_methods, reason = "this is the module that may start programs")]
    fn command(&self, stdin: Stdio) -> CommandWrap {
        let mut command = std::process::Command::new(&self.program);
        command.args(&self.args).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.stdin(stdin);
        if self.clear_env {
            command.env_clear();
        }
        for (name, value) in &self.env {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        if let Some(cwd) = &self.cwd {
            command.current_dir(cwd);
        }
        let mut command = CommandWrap::from(command);
        command.wrap(ProcessGroup::leader());
        command
    }

    /// The kernel says "no such file" for a missing program and for a script whose interpreter is missing.
    fn why_not(&self, error: &io::Error) -> Status {
        match error.kind() {
            io::ErrorKind::NotFound => match self.find().as_deref().map(interpreter) {
                None => Status::NotFound,
                Some(Some(interpreter)) => {
                    Status::NotExecutable(format!("its interpreter {interpreter} does not exist"))
                }
                Some(None) => Status::NotExecutable("its loader or interpreter does not exist".to_owned()),
            },
            io::ErrorKind::PermissionDenied => {
                Status::NotExecutable("permission denied; is it executable (`chmod +x`)?".to_owned())
            }
            _ if error.raw_os_error() == Some(rustix::io::Errno::NOEXEC.raw_os_error()) => {
                Status::NotExecutable("it is not a program of this system".to_owned())
            }
            _ => Status::NotStarted(error.to_string()),
        }
    }

    fn find(&self) -> Option<PathBuf> {
        if self.program.as_encoded_bytes().contains(&b'/') {
            let path = self.cwd.as_deref().unwrap_or(Path::new("")).join(&self.program);
            return path.is_file().then_some(path);
        }
        let own = self.env.iter().rev().find(|(name, _)| name == "PATH").map(|(_, value)| value.clone());
        let path = own.unwrap_or_else(|| std::env::var_os("PATH").filter(|_| !self.clear_env))?;
        std::env::split_paths(&path)
            .map(|folder| folder.join(&self.program))
            .find(|path| path.metadata().is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0))
    }
}

/// The interpreter that a script's first line names.
fn interpreter(path: &Path) -> Option<String> {
    let mut head = [0; 256];
    let length = std::fs::File::open(path).and_then(|mut file| file.read(&mut head)).ok()?;
    let line = head[..length].strip_prefix(b"#!")?.split(|byte| *byte == b'\n').next()?;
    String::from_utf8_lossy(line).split_whitespace().next().map(str::to_owned)
}

/// A program under way: one loop reads, writes, and watches for the end, the time and the cancel flag.
struct Running<'a> {
    run: &'a Run,
    child: Child,
    tree: Tree,
    exit: Option<OwnedFd>,
    stdin: Option<ChildStdin>,
    written: usize,
    stdout: (Option<ChildStdout>, Capture),
    stderr: (Option<ChildStderr>, Capture),
    lines: [watch::Lines; 2],
    started: Instant,
}

impl<'a> Running<'a> {
    fn new(run: &'a Run, mut child: Child, mark: String, started: Instant) -> Self {
        let (stdin, stdout, stderr) = child.pipes();
        // Pipes that would block in spite of this would only make the clock be looked at later.
        let _ = stdin.as_ref().map(unblock);
        let _ = stdout.as_ref().map(unblock);
        let _ = stderr.as_ref().map(unblock);
        let tree = Tree::new(child.id(), child.since(), mark);
        let exit = tree.exit_signal();
        let capture = || Capture::new(run.output_limit);
        Self {
            run,
            child,
            tree,
            exit,
            stdin,
            written: 0,
            stdout: (stdout, capture()),
            stderr: (stderr, capture()),
            lines: Default::default(),
            started,
        }
    }

    fn finish(mut self) -> Outcome {
        let (status, left_running) = match self.until_exit() {
            Ended::ByItself(status) => {
                let open = !self.drain(DRAIN);
                let left = open || self.tree.group_lives();
                if left {
                    self.tree.kill_group();
                    self.drain(DRAIN);
                }
                if self.run.no_daemons {
                    self.tree.kill();
                }
                (status, left)
            }
            Ended::MustDie(status) => {
                self.kill();
                (status, false)
            }
        };
        let duration = self.started.elapsed();
        let (stdout, stderr) = (self.stdout.1, self.stderr.1);
        Outcome {
            status,
            truncated: stdout.is_truncated() || stderr.is_truncated(),
            stdout: stdout.finish(&self.run.secrets),
            stderr: stderr.finish(&self.run.secrets),
            left_running,
            duration,
        }
    }

    fn until_exit(&mut self) -> Ended {
        loop {
            match self.child.try_wait() {
                Ok(Some(status)) => return Ended::ByItself(ended(status)),
                Ok(None) => {}
                Err(error) => return Ended::MustDie(Status::NotStarted(error.to_string())),
            }
            let left = self.run.time_limit.saturating_sub(self.started.elapsed());
            if left.is_zero() {
                return Ended::MustDie(Status::TimedOut);
            }
            if self.run.cancel.as_ref().is_some_and(|flag| flag.load(Ordering::Relaxed)) {
                return Ended::MustDie(Status::Cancelled);
            }
            self.step(left.min(TICK));
        }
    }

    /// Reads what comes until both streams are at their end; false when they are not in time.
    fn drain(&mut self, patience: Duration) -> bool {
        let started = Instant::now();
        self.exit = None;
        self.stdin = None;
        let mut late = 0;
        while self.stdout.0.is_some() || self.stderr.0.is_some() {
            let left = patience.saturating_sub(started.elapsed());
            let idle = self.step(left.min(TICK));
            if left.is_zero() {
                late += 1;
                // What is in the pipes already is read in any case, but not what comes without an end.
                if idle || late > FULL_PIPE {
                    return false;
                }
            }
        }
        true
    }

    /// Asks the whole tree to end, and makes it end when it has not after the grace.
    fn kill(&mut self) {
        self.stdin = None;
        self.tree.terminate();
        let asked = Instant::now();
        while asked.elapsed() < self.run.grace {
            let gone = matches!(self.child.try_wait(), Ok(Some(_)));
            if gone && !self.tree.lives() {
                break;
            }
            self.step(TICK.min(Duration::from_millis(10)));
        }
        self.tree.kill();
        // Killed for good: this returns.
        let _ = self.child.wait();
        self.tree.kill();
        self.drain(DRAIN);
    }

    /// Waits for something to happen, and reads and writes what can be. True when nothing came.
    fn step(&mut self, patience: Duration) -> bool {
        let mut fds: Vec<PollFd<'_>> = Vec::with_capacity(4);
        let reading = PollFlags::IN;
        fds.extend(self.exit.as_ref().map(|fd| PollFd::new(fd, reading)));
        fds.extend(self.stdout.0.as_ref().map(|fd| PollFd::new(fd, reading)));
        fds.extend(self.stderr.0.as_ref().map(|fd| PollFd::new(fd, reading)));
        fds.extend(self.stdin.as_ref().map(|fd| PollFd::new(fd, PollFlags::OUT)));
        let timeout = Timespec { tv_sec: patience.as_secs() as i64, tv_nsec: i64::from(patience.subsec_nanos()) };
        let ready = poll(&mut fds, Some(&timeout)).unwrap_or(0);
        drop(fds);
        if ready == 0 {
            return true;
        }
        self.feed();
        let [out_lines, err_lines] = &mut self.lines;
        let told = |bytes: &[u8], lines: &mut watch::Lines| {
            if let Some(watch) = &self.run.watch {
                lines.push(watch, bytes);
            }
        };
        let out = read_some(&mut self.stdout.0, &mut self.stdout.1, &mut |bytes| told(bytes, out_lines));
        let err = read_some(&mut self.stderr.0, &mut self.stderr.1, &mut |bytes| told(bytes, err_lines));
        !(out || err)
    }

    fn feed(&mut self) {
        let Some(stdin) = &mut self.stdin else { return };
        match stdin.write(&self.run.stdin[self.written..]) {
            Ok(count) => self.written += count,
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted) => return,
            // It does not want to read on.
            Err(_) => self.written = self.run.stdin.len(),
        }
        if self.written >= self.run.stdin.len() {
            self.stdin = None;
        }
    }
}

enum Ended {
    ByItself(Status),
    MustDie(Status),
}

fn ended(status: ExitStatus) -> Status {
    match (status.code(), status.signal()) {
        (Some(code), _) => Status::Exited(code),
        (None, Some(signal)) => Status::Signalled(signal),
        (None, None) => Status::Signalled(0),
    }
}

fn unblock(fd: impl AsFd) -> io::Result<()> {
    fn set(fd: BorrowedFd<'_>) -> io::Result<()> {
        let flags = rustix::fs::fcntl_getfl(fd)?;
        Ok(rustix::fs::fcntl_setfl(fd, flags | rustix::fs::OFlags::NONBLOCK)?)
    }
    set(fd.as_fd())
}

/// Reads once; true when something, or the end, was there.
fn read_some<R: Read>(stream: &mut Option<R>, capture: &mut Capture, told: &mut dyn FnMut(&[u8])) -> bool {
    let mut buffer = [0; 64 * 1024];
    let Some(reader) = stream else { return false };
    match reader.read(&mut buffer) {
        Ok(0) => *stream = None,
        Ok(count) => {
            capture.push(&buffer[..count]);
            told(&buffer[..count]);
        }
        Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted) => return false,
        Err(_) => *stream = None,
    }
    true
}

/// The name of a program without its folder, for messages.
pub fn short_name(program: &OsStr) -> String {
    Path::new(program).file_name().unwrap_or(program).to_string_lossy().into_owned()
}
