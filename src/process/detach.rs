use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use process_wrap::std::{ChildWrapper, CommandWrap, ProcessGroup};
use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::{Status, ended, tree};

/// A program that may outlive this process: in a group of its own, its output in a file, its input empty.
pub struct Detached {
    child: Box<dyn ChildWrapper>,
    exit: Option<std::os::fd::OwnedFd>,
}

impl std::fmt::Debug for Detached {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Detached({})", self.child.id())
    }
}

impl Detached {
    /// Starts it. Both of its streams go to the end of `log`.
    ///
    /// # Errors
    /// It cannot be started.
    #[expect(clippy::disallowed_methods, reason = "this module may start programs")]
    pub fn start(program: &Path, args: &[OsString], cwd: &Path, log: File) -> io::Result<Self> {
        let mut command = std::process::Command::new(program);
        let errors = log.try_clone()?;
        command.args(args).current_dir(cwd).stdin(Stdio::null()).stdout(log).stderr(errors);
        let mut command = CommandWrap::from(command);
        command.wrap(ProcessGroup::leader());
        let child = command.spawn()?;
        let exit = tree::exit_signal_of(child.id());
        Ok(Self { child, exit })
    }

    /// Its number.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits for its end, but not for longer than this. `None`: it lives.
    pub fn wait(&mut self, patience: Duration) -> Option<Status> {
        if let Ok(Some(status)) = self.child.try_wait() {
            return Some(ended(status));
        }
        match &self.exit {
            Some(fd) => {
                let timeout =
                    Timespec { tv_sec: patience.as_secs() as i64, tv_nsec: i64::from(patience.subsec_nanos()) };
                let _ = poll(&mut [PollFd::new(fd, PollFlags::IN)], Some(&timeout));
            }
            None => std::thread::sleep(patience.min(Duration::from_millis(20))),
        }
        self.child.try_wait().ok().flatten().map(ended)
    }

    /// Ends it at once.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
    }
}
