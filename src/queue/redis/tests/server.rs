//! Real servers for tests, each in a folder of its own, ended by its pid.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::super::super::Clock;
use super::super::{Address, Redis};

/// Longer than a server needs on a busy machine.
const LIMIT: Duration = Duration::from_secs(60);

/// A server on a socket in its folder, until this is dropped.
pub(in super::super::super) struct Server {
    folder: tempfile::TempDir,
    program: PathBuf,
    arguments: Vec<String>,
    running: Mutex<Option<Running>>,
}

/// The thread that started a server must live as long: the kernel ends the server with it, also when the test is killed.
struct Running {
    stop: Sender<()>,
    thread: JoinHandle<()>,
}

impl Server {
    /// Starts a server with these arguments besides those that it needs; none when the machine has no such program, which
    /// is said loudly, and is a failure where `REAL_SERVICES` is set.
    pub(in super::super::super) fn start(program: &str, arguments: &[&str]) -> Option<Self> {
        let program = installed(program)?;
        let folder = tempfile::tempdir().unwrap();
        let arguments = arguments.iter().map(|argument| (*argument).to_owned()).collect();
        let server = Self { folder, program, arguments, running: Mutex::new(None) };
        server.run();
        Some(server)
    }

    /// Its folder.
    pub(in super::super::super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Where it is.
    pub(in super::super::super) fn url(&self) -> String {
        format!("redis+unix://{}", self.folder().join("socket").display())
    }

    pub(in super::super::super) fn address(&self) -> Address {
        Address { url: self.url(), password: None, allow_unsafe: true, patience: Duration::from_secs(20) }
    }

    /// An empty queue in it, by another clock, laid out as a version of Planyard did it.
    pub(in super::super::super) fn queue_laid_out(&self, layout: u32, clock: Clock) -> Redis {
        let queue = Redis::with_clock(&self.address(), &uuid::Uuid::new_v4().to_string(), clock, true).unwrap();
        queue.link.ask(redis::cmd("HSET").arg(queue.keys.one("meta")).arg("layout").arg(layout)).unwrap();
        queue
    }

    /// Starts it, again after it was killed, and waits until it answers.
    pub(in super::super::super) fn run(&self) {
        let (stop, told) = channel();
        let (started, starts) = channel();
        let mut command = self.command();
        let thread = std::thread::spawn(move || keep(&mut command, &started, &told));
        starts.recv().unwrap();
        *self.running.lock().unwrap_or_else(PoisonError::into_inner) = Some(Running { stop, thread });
        let client = redis::Client::open(self.url()).unwrap();
        let begun = Instant::now();
        // Any answer will do: it may ask for a password, or be loading.
        while client.get_connection().is_err_and(|error| error.is_io_error() || error.code() == Some("LOADING")) {
            assert!(begun.elapsed() < LIMIT, "{} does not answer", self.program.display());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Ends it with SIGKILL, and waits until it is gone.
    pub(in super::super::super) fn kill(&self) {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(running) = running {
            running.stop.send(()).unwrap();
            running.thread.join().unwrap();
        }
    }

    #[expect(clippy::disallowed_methods, reason = "a server that the test is about")]
    fn command(&self) -> Command {
        let folder = self.folder().display().to_string();
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL", "--"]).arg(&self.program);
        command.args(["--port", "0", "--unixsocket", &format!("{folder}/socket"), "--dir", &folder, "--save", ""]);
        command.args(&self.arguments);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

fn keep(command: &mut Command, started: &Sender<()>, told: &Receiver<()>) {
    let mut child: Child = command.spawn().unwrap();
    started.send(()).unwrap();
    // An error: nobody is left who would say so.
    let _ = told.recv();
    child.kill().unwrap();
    child.wait().unwrap();
}

/// The path of a program; none when it is not installed.
fn installed(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|folder| folder.join(program)).find(|path| path.is_file());
    if found.is_none() && program == "redis-server" {
        assert!(std::env::var_os("REAL_SERVICES").is_none(), "{program} is not installed");
        // Past libtest's capture. That it cannot be said is no reason to fail.
        let _ = writeln!(std::io::stderr(), "SKIPPED: the queue in Redis needs {program}, which is not installed");
    }
    found
}

thread_local! {
    static KEPT: RefCell<HashMap<String, Arc<Server>>> = RefCell::default();
}

/// The server that the tests of this process share, each with names of its own. It ends with the last that uses it.
pub(in super::super::super) fn shared(program: &str) -> Option<Arc<Server>> {
    static RUNNING: Mutex<Option<HashMap<String, Weak<Server>>>> = Mutex::new(None);
    if let Some(kept) = KEPT.with_borrow(|kept| kept.get(program).cloned()) {
        return Some(kept);
    }
    let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
    let running = running.get_or_insert_default();
    let server = match running.get(program).and_then(Weak::upgrade) {
        Some(server) => server,
        None => {
            let server = Arc::new(Server::start(program, &["--appendonly", "no"])?);
            running.insert(program.to_owned(), Arc::downgrade(&server));
            server
        }
    };
    KEPT.with_borrow_mut(|kept| kept.insert(program.to_owned(), Arc::clone(&server)));
    Some(server)
}
