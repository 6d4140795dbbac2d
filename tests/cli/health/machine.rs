//! Probes of this machine: processes, ports, disks, memory and files, each brought into its states for real.

use std::fs::File;
use std::io::Write;
use std::net::{TcpListener, UdpSocket};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, SystemTime};

use super::recorded::{Found, service};
use super::servers::{free_port, run, state, until};
use crate::sandbox::Sandbox;

/// A process that is killed and waited for.
struct Process(Child);

impl Process {
    /// Sleeps; the argument makes it another one than all others.
    fn sleeping(mark: &str) -> Self {
        Self(Command::new("sleep").args(["600", mark]).stdin(Stdio::null()).spawn().unwrap())
    }

    fn pid(&self) -> u32 {
        self.0.id()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn processes_are_counted_and_measured() {
    let mark = format!("0.{}1", std::process::id());
    let (_one, _two) = (Process::sleeping(&mark), Process::sleeping(&mark));
    let line = format!("command_line = \"^sleep 600 {mark}$\"\n");
    let of = |name: &str, more: &str| service(name, "process", &format!("{line}{more}"));
    let toml = [
        of("two", "process = \"^sleep$\""),
        of("none", "process = \"^slept$\""),
        of("few", "min = 3"),
        of("many", "max = 1"),
        of("large", "warn_rss = \"1B\""),
        of("too-large", "fail_rss = \"1B\""),
        of("young", "min_age = \"1h\""),
        of("old-enough", "max_age = \"1h\"\nfail_rss = \"1TB\""),
    ];
    let found = Found::of(&Sandbox::new(), &toml.concat());
    found.is("two", "ok", "2 processes run").is("none", "fail", "no such process runs");
    found.is("few", "fail", "only 2 run, not 3").is("many", "fail", "2 run, where 1 should at most");
    found.is("large", "warn", "takes").is("too-large", "fail", "takes").is("young", "warn", "restarted");
    found.is("old-enough", "ok", "2 processes run");
    assert!(found.measure("two", "processes") == 2.0 && found.measure("two", "rss") > 0.0);
}

#[test]
fn a_pidfile_names_a_process_that_runs_or_not() {
    let sandbox = Sandbox::new();
    let (running, mut ended) = (Process::sleeping("0.2"), Process::sleeping("0.3"));
    let zombie = Process(Command::new("true").stdin(Stdio::null()).spawn().unwrap());
    until("the child has ended", || state(zombie.pid()) == Some('Z'));
    ended.0.kill().unwrap();
    ended.0.wait().unwrap();
    sandbox.write("running.pid", format!("{}\n", running.pid())).write("ended.pid", ended.pid().to_string());
    sandbox.write("zombie.pid", zombie.pid().to_string()).write("empty.pid", "").write("odd.pid", "-1\n");
    sandbox.write("folder.pid/x", "");
    let of = |name: &str| service(name, "process", &format!("pidfile = \"{name}.pid\""));
    let other = service("other", "process", "pidfile = \"running.pid\"\nprocess = \"^nginx$\"");
    let toml = ["running", "ended", "zombie", "empty", "odd", "missing", "folder"].map(of).concat() + &other;
    let found = Found::of(&sandbox, &toml);
    found.is("running", "ok", "sleep runs as").is("ended", "fail", "does not run").is("zombie", "fail", "zombie");
    found.is("empty", "fail", "no process id").is("odd", "fail", "no process id").is("missing", "fail", "no pidfile");
    found.is("folder", "error", "cannot be read").is("other", "fail", "another program's");
}

#[test]
fn a_listener_is_seen_and_whose_it_is() {
    let tcp = TcpListener::bind("127.0.0.1:0").unwrap();
    let udp = UdpSocket::bind("127.0.0.1:0").unwrap();
    let (open, datagrams) = (tcp.local_addr().unwrap().port(), udp.local_addr().unwrap().port());
    let own = std::fs::read_to_string("/proc/self/comm").unwrap().trim().to_owned();
    let closed = free_port();
    let toml = [
        service("open", "port", &format!("port = {open}")),
        service("closed", "port", &format!("port = {closed}")),
        service("own", "port", &format!("port = {open}\nowner = \"^{own}$\"")),
        service("other", "port", &format!("port = {open}\nowner = \"^no-such-program$\"")),
        service("udp", "port", &format!("port = {datagrams}\nprotocol = \"udp\"")),
    ];
    let sandbox = Sandbox::new();
    let found = Found::of(&sandbox, &toml.concat());
    found.is("open", "ok", "127.0.0.1").is("closed", "fail", "nothing listens").is("own", "ok", &own);
    found.is("other", "fail", "not a program that matches").is("udp", "ok", "127.0.0.1");
    drop(tcp);
    Found::of(&sandbox, &toml.concat()).is("open", "fail", "nothing listens");
}

#[test]
fn a_disk_has_room_or_not() {
    let sandbox = Sandbox::new();
    sandbox.write("a/file", "");
    let inodes = "warn_inodes = \"0%\"\nfail_inodes = \"0%\"\n";
    let of = |name: &str, more: &str| service(name, "disk", &format!("{inodes}{more}"));
    let toml = [
        of("room", "warn = \"0%\"\nfail = \"0%\""),
        of("little", "warn = \"1000TB\"\nfail = \"0%\""),
        of("none", "warn = \"1000TB\"\nfail = \"1000TB\""),
        of("missing", "path = \"b\""),
        of("below-a-file", "path = \"a/file/c\""),
        of("mounted", "path = \"/proc\"\nmount = true\nwarn = \"0%\"\nfail = \"0%\""),
        of("not-mounted", "path = \"a\"\nmount = true"),
        service("files", "disk", "warn = \"0%\"\nfail = \"0%\"\nwarn_inodes = \"1000TB\"\nfail_inodes = \"0%\""),
    ];
    let found = Found::of(&sandbox, &toml.concat());
    found.is("room", "ok", " left").is("little", "warn", "room: ").is("none", "fail", "clear away");
    found.is("missing", "fail", "there is no").is("below-a-file", "fail", "there is no");
    found.is("mounted", "ok", "").is("not-mounted", "fail", "nothing is mounted");
    assert!(found.measure("room", "free") > 0.0);
    // Some file systems do not count their files.
    if found.probe("files")["measures"].as_array().unwrap().iter().any(|measure| measure["name"] == "free_files") {
        found.is("files", "warn", "inodes");
    }
}

#[test]
fn a_read_only_mount_is_told() {
    let mounts = std::fs::read_to_string("/proc/mounts").unwrap();
    let read_only = mounts.lines().find_map(|line| {
        let fields: Vec<&str> = line.split(' ').collect();
        (fields[3].split(',').any(|word| word == "ro") && !fields[1].contains('\\')).then(|| fields[1].to_owned())
    });
    let Some(path) = read_only else {
        // Past libtest's capture. That it cannot be said is no reason to fail.
        let _ = std::io::stderr().write_all(b"SKIPPED: nothing is mounted read-only here\n");
        return;
    };
    let limits =
        format!("path = \"{path}\"\nwarn = \"0%\"\nfail = \"0%\"\nwarn_inodes = \"0%\"\nfail_inodes = \"0%\"\n");
    let toml = [service("strict", "disk", &limits), service("meant", "disk", &format!("{limits}writable = false"))];
    Found::of(&Sandbox::new(), &toml.concat()).is("strict", "fail", "read-only").is("meant", "ok", "");
}

#[test]
fn memory_and_load_are_judged_by_their_limits() {
    let toml = [
        service("enough", "memory", "warn = \"1B\"\nfail = \"1B\""),
        service("little", "memory", "warn = \"100%\"\nfail = \"0%\""),
        service("too-little", "memory", "fail = \"100%\""),
        service("idle", "load", "warn = 1000000\nminutes = \"1\""),
        service("busy", "load", "warn = -1.0\nminutes = \"15\""),
        service("too-busy", "load", "warn = -1.0\nfail = -1.0"),
    ];
    let found = Found::of(&Sandbox::new(), &toml.concat());
    found.is("enough", "ok", "available").is("little", "warn", "memory").is("too-little", "fail", "memory");
    found.is("idle", "ok", "over 1 min").is("busy", "warn", "over 15 min").is("too-busy", "fail", "over 5 min");
    assert!(found.measure("enough", "available") > 0.0 && found.measure("idle", "load") >= 0.0);
}

fn aged(sandbox: &Sandbox, path: &str, age: Duration) {
    sandbox.write(path, "backup of all\n");
    let file = File::options().write(true).open(sandbox.root().join(path)).unwrap();
    file.set_modified(SystemTime::now() - age).unwrap();
}

#[test]
fn a_file_has_an_age_a_size_and_content() {
    let sandbox = Sandbox::new();
    aged(&sandbox, "backups/monday.sql", Duration::from_secs(72 * 3600));
    aged(&sandbox, "backups/tuesday.sql", Duration::from_secs(48 * 3600));
    aged(&sandbox, "backups/today.log", Duration::ZERO);
    aged(&sandbox, "backups/deep/wednesday.sql", Duration::from_secs(3600));
    run(Command::new("mkfifo").arg(sandbox.root().join("pipe")));
    let of = |name: &str, options: &str| service(name, "file", options);
    let toml = [
        of(
            "fresh",
            "path = \"backups/today.log\"\nmax_age = \"26h\"\nmin_size = \"5B\"\nmax_size = \"1kB\"\ncontent = \"of all\"",
        ),
        of("stale", "path = \"backups\"\nnewest = \"*.sql\"\nmax_age = \"26h\""),
        of("deep", "path = \"backups\"\nnewest = \"**/*.sql\"\nmax_age = \"26h\""),
        of("young", "path = \"backups/today.log\"\nmin_age = \"1h\""),
        of("small", "path = \"backups/today.log\"\nmin_size = \"1MB\""),
        of("large", "path = \"backups/today.log\"\nmax_size = \"5B\""),
        of("content", "path = \"backups/today.log\"\ncontent = \"^error\""),
        of("missing", "path = \"backups/sunday.sql\""),
        of("nothing-fits", "path = \"backups\"\nnewest = \"*.zip\""),
        of("no-folder", "path = \"backups/today.log\"\nnewest = \"*\""),
        of("gone", "path = \"maintenance\"\nexists = false"),
        of("still-there", "path = \"backups\"\nexists = false"),
        of("pipe", "path = \"pipe\"\ncontent = \"x\""),
        of("unknowable", &format!("path = \"{}\"", "n".repeat(300))),
    ];
    let found = Found::of(&sandbox, &toml.concat());
    found.is("fresh", "ok", "today.log: 14 B").is("stale", "fail", "tuesday.sql is too old").is(
        "deep",
        "ok",
        "wednesday.sql",
    );
    found.is("young", "fail", "too young").is("small", "fail", "too small").is("large", "fail", "too large");
    found.is("content", "fail", "nothing that matches").is("missing", "fail", "there is no");
    found.is("nothing-fits", "fail", "no file in").is("no-folder", "fail", "is no folder");
    found.is("gone", "ok", "is not there").is("still-there", "fail", "is there");
    found.is("pipe", "fail", "no regular file").is("unknowable", "error", "cannot be looked at");
}

#[test]
fn options_that_do_not_fit_are_refused() {
    let refused = |probe: &str, options: &str, words: &str| {
        let sandbox = Sandbox::new();
        sandbox.write("planyard.toml", service("a", probe, options));
        let output = sandbox.human(&["health"]);
        assert!(output.status == 2 && output.stdout.contains(words), "expected {words:?} in\n{output}");
    };
    refused("process", "", "needs one of `pidfile`, `process` and `command_line`");
    refused("process", "process = \"x\"\nmin = 2\nmax = 1", "`min` is more than `max`");
    refused("file", "path = \"a\"\nmax_size = \"5%\"", "`max_size` must be a size, not a part");
    refused("file", "path = \"a\"\nexists = false\nmax_age = \"1h\"", "nothing else can be asked");
    refused("file", "path = \"a\"\nnewest = \"[\"", "`newest` is no glob");
    refused("command", "", "needs `run`, a list, or `shell`, a line");
    refused("command", "run = [\"a\"]\nshell = \"b\"", "cannot both be set");
    refused("command", "run = [\"a\"]\nexit = { 1 = \"bad\" }", "must give ok, warn, starting, fail or error");
    refused("command", "run = [\"a\"]\nexit = { x = \"ok\" }", "no code, no range");
    refused("tool", "tool = \"a\"\nversion = \"soon\"", "is no range of versions");
    refused("tool", "tool = \"a\"\npattern = \"x\"", "must have a group");
    refused("git", "remote = \"--upload-pack=x\"", "is no remote");
    refused("systemd", "unit = \"*\"", "must be the name of one unit");
    refused("kubernetes", "workloads = [\"web\"]", "must hold names such as");
    refused("prometheus", "url = \"h\"", "needs `query` or `service`");
    refused(
        "prometheus",
        "url = \"h\"\nquery = \"up\"\nworse = \"below\"\nwarn = 1\nfail = 2",
        "`warn` is below `fail`",
    );
}
