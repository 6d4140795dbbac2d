//! Real servers for the tests: each on free loopback ports, in a temporary folder of its own, ended by its pid.

mod databases;

use std::collections::BTreeSet;
use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use tempfile::TempDir;

pub(crate) use databases::{PASSWORD, USER, hello, mariadb, postgres, postgres_replica, postgres_until};

/// Longer than any server needs on a busy machine; reached only when something is wrong.
pub(crate) const LIMIT: Duration = Duration::from_secs(90);
/// Another process may take a free port before the server does; then it gets another.
const ATTEMPTS: usize = 4;

/// Where a server lives, before it runs.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// Its folder, absolute.
    pub(crate) folder: PathBuf,
    /// The port it is to listen on, on 127.0.0.1.
    pub(crate) port: u16,
    /// A second port, for a monitor or another listener.
    pub(crate) other: u16,
}

impl Place {
    /// Writes a file of the folder and gives its path.
    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    /// A path of the folder as text.
    pub(crate) fn path(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }
}

/// A server that runs until this is dropped.
pub(crate) struct Server {
    child: Child,
    place: Place,
    /// What ends it; whatever is left of its process group is killed after that.
    ending: Signal,
    /// What it needs beside it, ended after it: the port mapper of RabbitMQ.
    pub(crate) beside: Option<Box<Server>>,
    _folder: TempDir,
}

impl Server {
    /// Starts `program`, as `prepare` says, and waits until `ready`. None when the machine has no such program, which
    /// is said loudly, and is a failure where `REAL_SERVICES` is set. `what` names the test.
    #[track_caller]
    pub(crate) fn start(
        what: &str,
        program: &str,
        prepare: impl Fn(&Path, &Place) -> Command,
        ready: impl Fn(&Place) -> bool,
    ) -> Option<Self> {
        let program = installed(what, program)?;
        for _ in 0..ATTEMPTS {
            let folder = tempfile::tempdir().unwrap();
            let place = Place { folder: folder.path().canonicalize().unwrap(), port: free_port(), other: free_port() };
            let child = spawn(prepare(&program, &place), &place);
            let mut server = Self { child, place, ending: Signal::KILL, beside: None, _folder: folder };
            if server.is_up(&ready) {
                return Some(server);
            }
        }
        panic!("{} did not start in {ATTEMPTS} attempts", program.display());
    }

    /// Waits until it answers; false when it ended before that because its port was taken.
    fn is_up(&mut self, ready: &impl Fn(&Place) -> bool) -> bool {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                let log = self.log();
                let taken = ["in use", "eaddrinuse", "could not bind"];
                let log_line = log.to_lowercase();
                assert!(taken.iter().any(|words| log_line.contains(words)), "it ended with {status}:\n{log}");
                return false;
            }
            if ready(&self.place) {
                return self.child.try_wait().unwrap().is_none();
            }
            assert!(begun.elapsed() < LIMIT, "it did not answer in {LIMIT:?}:\n{}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Ends with this signal instead of being killed.
    fn ended_by(mut self, signal: Signal) -> Self {
        self.ending = signal;
        self
    }

    /// The port it listens on, on 127.0.0.1.
    pub(crate) fn port(&self) -> u16 {
        self.place.port
    }

    /// Its second port.
    pub(crate) fn other(&self) -> u16 {
        self.place.other
    }

    /// Its folder and ports.
    pub(crate) fn place(&self) -> &Place {
        &self.place
    }

    /// Its process id.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    fn group(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    /// What it said until now.
    pub(crate) fn log(&self) -> String {
        String::from_utf8_lossy(&fs::read(self.place.folder.join("log")).unwrap_or_default()).into_owned()
    }

    /// Stops it with SIGSTOP: it accepts connections, since the kernel does, and never answers.
    pub(crate) fn pause(&self) {
        kill_process_group(self.group(), Signal::STOP).unwrap();
        until("the server is stopped", || matches!(state(self.pid()), Some('T' | 't')));
    }

    /// Lets it go on.
    pub(crate) fn resume(&self) {
        kill_process_group(self.group(), Signal::CONT).unwrap();
    }

    /// Sends it a signal.
    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(self.group(), signal).unwrap();
    }

    /// Ends it now, without a chance to say goodbye, and waits until it is gone. Its folder stays.
    pub(crate) fn kill(&mut self) {
        self.end();
        // What is left of its group ends a moment later.
        until("nothing listens there", || !accepts(self.port()));
    }

    /// With its signal, then all of its group with SIGKILL.
    fn end(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = kill_process_group(self.group(), Signal::CONT);
            let _ = kill_process(self.group(), self.ending);
            if self.ending != Signal::KILL {
                self.is_gone_within(Duration::from_secs(20));
            }
        }
        // Its workers too. A group whose leader was waited for keeps its number while it has a member.
        let _ = kill_process_group(self.group(), Signal::KILL);
        let _ = self.child.wait();
    }

    fn is_gone_within(&mut self, limit: Duration) -> bool {
        let begun = Instant::now();
        while begun.elapsed() < limit {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return true;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        false
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
        let begun = Instant::now();
        while accepts(self.port()) && begun.elapsed() < Duration::from_secs(5) {
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

/// Waits for a condition. `what` names it, when it is not met within the limit.
#[track_caller]
pub(crate) fn until(what: &str, mut condition: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !condition() {
        assert!(begun.elapsed() < LIMIT, "in {LIMIT:?} it did not come true that {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// The state of a process: `R`, `S`, `T`, `Z`; none when there is none.
pub(crate) fn state(pid: u32) -> Option<char> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    stat.rsplit_once(')')?.1.trim_start().chars().next()
}

/// A port of 127.0.0.1 that nothing listens on, and that no other test of this run was given.
pub(crate) fn free_port() -> u16 {
    static GIVEN: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());
    loop {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        if GIVEN.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(port) {
            return port;
        }
    }
}

/// The path of a program; none when it is not installed. PostgreSQL's and the daemons' folders are looked at as well.
pub(crate) fn installed(what: &str, program: &str) -> Option<PathBuf> {
    let path = std::env::var("PATH").unwrap();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    folders.extend(["/usr/sbin", "/usr/local/sbin", "/usr/lib/rabbitmq/bin"].map(PathBuf::from));
    let mut versions: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .map(|entries| entries.filter_map(|entry| Some(entry.ok()?.path().join("bin"))).collect())
        .unwrap_or_default();
    versions.sort();
    folders.extend(versions.into_iter().rev());
    let found = folders.iter().map(|folder| folder.join(program)).find(|path| path.is_file());
    if found.is_none() {
        assert!(std::env::var("REAL_SERVICES").is_err(), "{what} needs {program}, which is not installed");
        let text = format!("SKIPPED: {what} needs {program}, which is not installed; run ./scripts/test\n");
        // Past libtest's capture. That it cannot be said is no reason to fail.
        let _ = std::io::stderr().write_all(text.as_bytes());
    }
    found
}

/// In a process group of its own, with what it says in the file `log` of its folder. It dies with the test, even when
/// that is killed.
fn spawn(command: Command, place: &Place) -> Child {
    let mut wrapped = Command::new("setpriv");
    wrapped.args(["--pdeathsig", "KILL", "--"]).arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => wrapped.env(name, value),
            None => wrapped.env_remove(name),
        };
    }
    if let Some(owner) = unprivileged(place) {
        wrapped.uid(owner.0).gid(owner.1);
    }
    let log = fs::File::create(place.folder.join("log")).unwrap();
    let also = log.try_clone().unwrap();
    wrapped.current_dir(&place.folder).stdin(Stdio::null()).stdout(log).stderr(also).process_group(0);
    wrapped.spawn().unwrap()
}

/// The user that owns the place, when it was given to another than the one who runs the tests.
fn unprivileged(place: &Place) -> Option<(u32, u32)> {
    use std::os::unix::fs::MetadataExt;
    let meta = fs::metadata(&place.folder).unwrap();
    (meta.uid() != rustix::process::getuid().as_raw()).then(|| (meta.uid(), meta.gid()))
}

/// Gives the folder and all in it to a user, when the tests run as root and a server refuses to.
fn give_to(user: &str, place: &Place) {
    if !rustix::process::getuid().is_root() {
        return;
    }
    let users = fs::read_to_string("/etc/passwd").unwrap();
    let line = users.lines().find(|line| line.split(':').next() == Some(user)).unwrap();
    let id = |index: usize| line.split(':').nth(index).unwrap().parse::<u32>().unwrap();
    for entry in ignore::WalkBuilder::new(&place.folder).standard_filters(false).build() {
        std::os::unix::fs::chown(entry.unwrap().path(), Some(id(2)), Some(id(3))).unwrap();
    }
}

/// Sends bytes and gives what is answered first; none when it does not answer.
pub(crate) fn ask(port: u16, bytes: &[u8]) -> Option<Vec<u8>> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
    stream.write_all(bytes).ok()?;
    let mut buffer = vec![0; 64 * 1024];
    match stream.read(&mut buffer) {
        Ok(0) | Err(_) => None,
        Ok(read) => Some(buffer[..read].to_vec()),
    }
}

/// Something accepts connections there.
pub(crate) fn accepts(port: u16) -> bool {
    TcpStream::connect(("127.0.0.1", port)).is_ok()
}

/// Runs a program to its end; it must succeed. Gives its standard output.
#[track_caller]
pub(crate) fn run(command: &mut Command) -> String {
    let output = command.stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{command:?}\n{said}{}", String::from_utf8_lossy(&output.stderr));
    said
}

/// A redis server with the lines of `conf` beside what it needs to run.
#[track_caller]
pub(crate) fn redis(what: &str, conf: &str) -> Option<Server> {
    Server::start(
        what,
        "redis-server",
        |program, place| {
            let base = format!(
                "port {}\nbind 127.0.0.1\ndir {}\nsave \"\"\ndaemonize no\n",
                place.port,
                place.folder.display()
            );
            let conf = conf.replace("[DIR]", &place.folder.display().to_string());
            let conf = conf.replace("[OTHER]", &place.other.to_string());
            let file = place.write("redis.conf", &(base + &conf + "\n"));
            let mut command = Command::new(program);
            command.arg(file);
            command
        },
        // NOAUTH and LOADING are answers as well.
        |place| ask(place.port, b"PING\r\n").is_some(),
    )
}

/// Starts a redis server that was killed once more, at the same port and over what it kept.
#[track_caller]
pub(crate) fn redis_again(server: &mut Server) {
    let mut command = Command::new(installed("a redis server that is started again", "redis-server").unwrap());
    command.arg(server.place.path("redis.conf"));
    server.child = spawn(command, &server.place);
    let is_up = server.is_up(&|place: &Place| ask(place.port, b"PING\r\n").is_some());
    assert!(is_up, "something else took its port:\n{}", server.log());
}

/// An nginx with the text of `http` inside its `http` block, `[PORT]`, `[OTHER]` and `[DIR]` filled in.
#[track_caller]
pub(crate) fn nginx(what: &str, http: &str) -> Option<Server> {
    Server::start(
        what,
        "nginx",
        |program, place| {
            let dir = place.folder.display().to_string();
            let temp: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
                .iter()
                .map(|kind| format!("  {kind}_temp_path {dir}/{kind};\n"))
                .collect();
            let user = if rustix::process::getuid().is_root() { "user root;\n" } else { "" };
            let conf = format!(
                "{user}daemon off;\nworker_processes 1;\npid {dir}/nginx.pid;\nerror_log stderr;\n\
                 events {{ worker_connections 256; }}\nhttp {{\n  access_log off;\n{temp}{http}\n}}\n"
            );
            let conf = conf.replace("[PORT]", &place.port.to_string()).replace("[OTHER]", &place.other.to_string());
            let file = place.write("nginx.conf", &conf.replace("[DIR]", &dir));
            let mut command = Command::new(program);
            command.arg("-c").arg(file).args(["-p", &dir, "-e", "stderr"]);
            command
        },
        |place| accepts(place.port),
    )
}

/// A NATS server; `[DIR]` and `[OTHER]`, a port for its monitor, are filled in in `args`.
#[track_caller]
pub(crate) fn nats(what: &str, args: &[&str]) -> Option<Server> {
    Server::start(
        what,
        "nats-server",
        |program, place| {
            let mut command = Command::new(program);
            command.args(["-a", "127.0.0.1", "-p", &place.port.to_string()]);
            let dir = place.folder.display().to_string();
            let fill = |arg: &&str| arg.replace("[DIR]", &dir).replace("[OTHER]", &place.other.to_string());
            command.args(args.iter().map(fill));
            command
        },
        |place| ask(place.port, b"").is_some_and(|said| said.starts_with(b"INFO")),
    )
}

/// A Prometheus with that configuration, ready to be asked.
#[track_caller]
pub(crate) fn prometheus(what: &str, conf: &str) -> Option<Server> {
    Server::start(
        what,
        "prometheus",
        |program, place| {
            let file = place.write("prometheus.yml", conf);
            let mut command = Command::new(program);
            command.arg(format!("--config.file={}", file.display()));
            command.arg(format!("--storage.tsdb.path={}", place.path("data")));
            command.arg(format!("--web.listen-address=127.0.0.1:{}", place.port));
            command
        },
        |place| {
            let said = ask(place.port, b"GET /-/ready HTTP/1.0\r\n\r\n");
            said.is_some_and(|said| String::from_utf8_lossy(&said).contains(" 200 "))
        },
    )
}

/// A RabbitMQ node with these plugins and the lines of `conf`, and a port mapper of its own beside it. Its second port is
/// for the management plugin. Takes some seconds.
#[track_caller]
pub(crate) fn rabbitmq(what: &str, plugins: &[&str], conf: &str) -> Option<Server> {
    // Debian's script in /usr/sbin changes the user and looks at /etc; this is the one below it.
    installed(what, "rabbitmq-server")?;
    let mapper = Server::start(
        what,
        "epmd",
        |program, place| {
            let mut command = Command::new(program);
            command.args(["-port", &place.port.to_string(), "-address", "127.0.0.1"]);
            command
        },
        |place| accepts(place.port),
    )?;
    let dist = free_port();
    let mut server = Server::start(
        what,
        "/usr/lib/rabbitmq/bin/rabbitmq-server",
        |program, place| {
            let conf = format!(
                "listeners.tcp.1 = 127.0.0.1:{}\nmanagement.tcp.ip = 127.0.0.1\nmanagement.tcp.port = {}\n\
                 loopback_users = none\n{conf}\n",
                place.port, place.other
            );
            // The key of a plugin that is off is an error.
            let management = |line: &&str| plugins.contains(&"rabbitmq_management") || !line.starts_with("management.");
            let conf: Vec<&str> = conf.lines().filter(management).collect();
            let conf = place.write("rabbitmq.conf", &conf.join("\n"));
            let plugins = place.write("enabled_plugins", &format!("[{}].\n", plugins.join(",")));
            let mut command = Command::new(program);
            command.env("HOME", &place.folder).env("RABBITMQ_CONFIG_FILE", conf.with_extension(""));
            command.env("RABBITMQ_ENABLED_PLUGINS_FILE", plugins).env("RABBITMQ_LOGS", "-");
            command.env("RABBITMQ_NODENAME", format!("t{}@localhost", place.port));
            command.env("RABBITMQ_MNESIA_BASE", place.path("mnesia")).env("RABBITMQ_PID_FILE", place.path("pid"));
            command.env("RABBITMQ_GENERATED_CONFIG_DIR", place.path("generated"));
            command.env("RABBITMQ_CONF_ENV_FILE", place.path("none")).env("RABBITMQ_DIST_PORT", dist.to_string());
            command.env("RABBITMQ_FEATURE_FLAGS_FILE", place.path("flags"));
            command.env("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "+sbwt none +S 1:1");
            command.env("ERL_EPMD_PORT", mapper.port().to_string());
            command
        },
        |place| ask(place.port, b"AMQP\x00\x00\x09\x01").is_some(),
    )?;
    server.beside = Some(Box::new(mapper));
    Some(server)
}

/// A memcached with these arguments; `[DIR]` is filled in.
#[track_caller]
pub(crate) fn memcached(what: &str, args: &[&str]) -> Option<Server> {
    Server::start(
        what,
        "memcached",
        |program, place| {
            let mut command = Command::new(program);
            command.args(["-l", "127.0.0.1", "-U", "0", "-p", &place.port.to_string(), "-t", "1"]);
            if rustix::process::getuid().is_root() {
                command.args(["-u", "root"]);
            }
            command.args(args.iter().map(|arg| arg.replace("[DIR]", &place.folder.display().to_string())));
            command
        },
        |place| ask(place.port, b"version\r\n").is_some(),
    )
}

#[test]
fn a_server_is_gone_when_it_is_dropped() {
    let Some(server) = redis("a_server_is_gone_when_it_is_dropped", "") else { return };
    let (pid, port, folder) = (server.pid(), server.port(), server.place().folder.clone());
    assert!(accepts(port) && folder.is_dir() && state(pid).is_some());
    server.pause();
    server.resume();
    assert!(ask(port, b"PING\r\n").is_some());
    server.pause();
    drop(server);
    assert!(!accepts(port) && !folder.exists() && state(pid).is_none());
}

#[test]
fn every_server_starts() {
    let what = "every_server_starts";
    let page = "server { listen 127.0.0.1:[PORT]; location / { return 200 \"here\"; } }";
    if let Some(server) = nginx(what, page) {
        let said = ask(server.port(), b"GET / HTTP/1.0\r\n\r\n").unwrap();
        assert!(String::from_utf8_lossy(&said).ends_with("here"));
    }
    if let Some(server) = nats(what, &["-m", "[OTHER]"]) {
        until("the monitor answers", || ask(server.other(), b"GET /healthz HTTP/1.0\r\n\r\n").is_some());
    }
    drop(memcached(what, &[]));
    drop(prometheus(what, "global:\n  scrape_interval: 1s\n"));
    if let Some(server) = mariadb(what, &[]) {
        assert!(server.log().contains("ready for connections"), "{}", server.log());
    }
    if let Some(server) = postgres(what, "") {
        assert!(server.log().contains("ready to accept connections"), "{}", server.log());
    }
    if let Some(mut server) = rabbitmq(what, &["rabbitmq_management"], "") {
        until("the management answers", || ask(server.other(), b"GET / HTTP/1.0\r\n\r\n").is_some());
        server.signal(Signal::TERM);
        server.kill();
        assert!(!accepts(server.port()));
    }
}
