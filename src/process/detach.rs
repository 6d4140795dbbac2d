use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{ChildStdin, ChildStdout, Stdio};
use std::time::{Duration, Instant};

use process_wrap::std::{ChildWrapper, CommandWrap, ProcessGroup};
use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::{Status, ended, unblock};

/// A program that may outlive this process: in a group of its own. It is told lines and says lines; when this process is
/// gone it reads the end of its input.
pub struct Detached {
    child: Box<dyn ChildWrapper>,
    stdin: ChildStdin,
    stdout: Option<ChildStdout>,
    begun: Vec<u8>,
}

/// What a [`Detached`] program said or did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// A line, without its end.
    Line(String),
    /// Nothing, for the time that was given.
    Quiet,
    /// It has ended.
    Ended(Status),
}

impl std::fmt::Debug for Detached {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Detached({})", self.child.id())
    }
}

impl Detached {
    /// Starts it. What it says on its standard error goes to the end of `log`.
    ///
    /// # Errors
    /// It cannot be started.
    #[expect(clippy::disallowed_methods, reason = "this module may start programs")]
    pub fn start(program: &Path, args: &[OsString], cwd: &Path, log: File) -> io::Result<Self> {
        let mut command = std::process::Command::new(program);
        command.args(args).current_dir(cwd);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(log);
        let mut command = CommandWrap::from(command);
        command.wrap(ProcessGroup::leader());
        let mut child = command.spawn()?;
        let missing = || io::Error::other("it was started without pipes");
        let stdin = child.stdin().take().ok_or_else(missing)?;
        let stdout = child.stdout().take().ok_or_else(missing)?;
        let _ = unblock(&stdout);
        Ok(Self { child, stdin, stdout: Some(stdout), begun: Vec::new() })
    }

    /// Its number.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Tells it a line.
    ///
    /// # Errors
    /// It does not listen any more.
    pub fn tell(&mut self, line: &[u8]) -> io::Result<()> {
        self.stdin.write_all(&[line, b"\n"].concat())
    }

    /// It has not read all that it was told, and when it has ended never will. Where the system cannot say, it has.
    pub fn has_unread(&self) -> bool {
        rustix::io::ioctl_fionread(&self.stdin).is_ok_and(|left| left > 0)
    }

    /// Waits for its next line or its end, but not for longer than this.
    pub fn hear(&mut self, patience: Duration) -> Heard {
        let since = Instant::now();
        loop {
            if let Some(end) = memchr::memchr(b'\n', &self.begun) {
                let line = self.begun.drain(..=end).take(end).collect::<Vec<u8>>();
                return Heard::Line(String::from_utf8_lossy(&line).into_owned());
            }
            let left = patience.saturating_sub(since.elapsed());
            let Some(stdout) = &mut self.stdout else { return self.wait(left) };
            let timeout = Timespec { tv_sec: left.as_secs() as i64, tv_nsec: i64::from(left.subsec_nanos()) };
            if poll(&mut [PollFd::new(stdout, PollFlags::IN)], Some(&timeout)).unwrap_or(0) == 0 {
                return Heard::Quiet;
            }
            let mut buffer = [0; 4096];
            match stdout.read(&mut buffer) {
                Ok(0) => self.stdout = None,
                Ok(count) => self.begun.extend_from_slice(&buffer[..count]),
                Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted) => {}
                Err(_) => self.stdout = None,
            }
        }
    }

    /// Its output is closed: its end comes at once, as a rule.
    fn wait(&mut self, patience: Duration) -> Heard {
        let since = Instant::now();
        loop {
            match self.child.try_wait() {
                Ok(Some(status)) => return Heard::Ended(ended(status)),
                Err(error) => return Heard::Ended(Status::NotStarted(error.to_string())),
                Ok(None) if since.elapsed() >= patience => return Heard::Quiet,
                Ok(None) => std::thread::sleep(Duration::from_millis(1)),
            }
        }
    }
}
