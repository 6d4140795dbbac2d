//! Hosts of their own: each a network namespace with a name, a clone and a worker; the queue and the shared repository are
//! at the one between them. `PLANYARD_CUT_SECONDS` says how long one is cut off at least: 60 is the long version.

use std::io::Write;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::machines::{SIX, check, end, shared};
use super::site::{FEATURE, Site, TARGET, WORKS};
use crate::health::servers::{PASSWORD, Server};
use crate::sandbox::Sandbox;

/// The host between the others, as they know it.
pub(crate) const HUB: &str = "10.77.0.1";

/// A network and a host name of its own, which are gone with the process that has them.
pub(crate) struct Host {
    keeper: Child,
}

impl Host {
    /// None where that is not allowed.
    fn new(name: &str) -> Option<Self> {
        let begin = format!("echo {name} > /proc/sys/kernel/hostname && ip link set lo up && exec sleep 100000");
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL", "--", "unshare", "--net", "--uts", "sh", "-c", &begin]);
        let mut keeper = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let line = format!("/proc/{}/cmdline", keeper.id());
        loop {
            if keeper.try_wait().unwrap().is_some() {
                return None;
            }
            if std::fs::read(&line).unwrap_or_default().starts_with(b"sleep") {
                return Some(Self { keeper });
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// The command, on this host.
    pub(crate) fn command(&self, command: &Command) -> Command {
        let mut inner = Command::new("nsenter");
        inner.args(["--target", &self.keeper.id().to_string(), "--net", "--uts", "--"]);
        inner.arg(command.get_program()).args(command.get_args()).env_clear().stdin(Stdio::null());
        if let Some(folder) = command.get_current_dir() {
            inner.current_dir(folder);
        }
        inner.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        inner
    }

    fn ip(&self, args: &str) {
        let mut command = Command::new("ip");
        command.args(args.split(' ')).env("PATH", std::env::var("PATH").unwrap());
        let output = self.command(&command).output().unwrap();
        assert!(output.status.success(), "ip {args}: {}", String::from_utf8_lossy(&output.stderr));
    }

    pub(crate) fn start(&self, command: &Command) -> Child {
        self.command(command).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        let _ = self.keeper.kill();
        let _ = self.keeper.wait();
    }
}

/// One in the middle, and two that reach it by a line each.
pub(crate) struct Hosts {
    pub(crate) hub: Host,
    pub(crate) one: Host,
    pub(crate) two: Host,
}

pub(crate) fn hosts(what: &str) -> Option<Hosts> {
    let made = (Host::new("hub"), Host::new("one"), Host::new("two"));
    let (Some(hub), Some(one), Some(two)) = made else {
        let text = format!("SKIPPED: {what} needs to make network namespaces, which takes root and the program ip\n");
        let _ = std::io::stderr().write_all(text.as_bytes());
        return None;
    };
    hub.ip(&format!("addr add {HUB}/32 dev lo"));
    for (number, (name, host)) in (1..).zip([("one", &one), ("two", &two)]) {
        hub.ip(&format!("link add to-{name} type veth peer name to-hub netns {}", host.keeper.id()));
        hub.ip(&format!("addr add 10.77.{number}.1/24 dev to-{name}"));
        hub.ip(&format!("link set to-{name} up"));
        host.ip(&format!("addr add 10.77.{number}.2/24 dev to-hub"));
        host.ip("link set to-hub up");
        host.ip(&format!("route add default via 10.77.{number}.1"));
    }
    Some(Hosts { hub, one, two })
}

pub(crate) fn queue(hub: &Host, what: &str) -> Option<Server> {
    Server::start(
        what,
        "redis-server",
        |program, place| {
            let folder = place.folder.display();
            let conf = format!(
                "port {}\nbind {HUB}\ndir {folder}\nsave \"\"\nappendonly yes\nappendfsync always\nrequirepass {PASSWORD}\n",
                place.port
            );
            let file = place.write("redis.conf", &conf);
            hub.command(Command::new(program).arg(file))
        },
        |place| std::fs::read_to_string(place.folder.join("log")).is_ok_and(|log| log.contains("Ready to accept")),
    )
}

/// The repository's queue is there.
pub(crate) fn use_queue(sandbox: &Sandbox, server: &Server) {
    let file = sandbox.home().join("password");
    std::fs::write(&file, PASSWORD).unwrap();
    let queue =
        format!("\n[queue]\nurl = \"redis://{HUB}:{}\"\npassword_file = \"{}\"\n", server.port(), file.display());
    sandbox.write("planyard.toml", sandbox.read("planyard.toml") + &queue);
}

/// Ends with what it was made for.
pub(crate) struct Daemon(Child);

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The shared repository is at the hub, and nowhere else.
pub(crate) fn serve(sandbox: &Sandbox, hub: &Host, port: u16) -> Daemon {
    let home = sandbox.home().display().to_string();
    let (base, at) = (format!("--base-path={home}"), [format!("--listen={HUB}"), format!("--port={port}")]);
    let git = std::path::PathBuf::from(sandbox.git(&["--exec-path"]).trim()).join("git-daemon");
    let mut command = sandbox.program("setpriv", &["--pdeathsig", "KILL", "--"]);
    command.arg(git).args(["--reuseaddr", "--export-all", "--enable=receive-pack", &base]).args(&at).arg(&home);
    let daemon = Daemon(hub.start(&command));
    let address = format!("git://{HUB}:{port}/origin.git");
    Site::until("the repository is served", || {
        let look = sandbox.program("git", &["ls-remote", "--quiet", &address]);
        hub.command(&look).output().unwrap().status.success()
    });
    for folder in ["repo", "home/one", "home/two"] {
        let folder = sandbox.root().parent().unwrap().join(folder).display().to_string();
        sandbox.git(&["-C", &folder, "remote", "set-url", "origin", &address]);
    }
    daemon
}

/// What the queue tells of a task, asked at the hub.
fn shown(site: &Site, hub: &Host, task: &str) -> Value {
    let output = site.sandbox.finish(hub.command(&site.sandbox.command(&["queue", "show", task])));
    output.json(0)["data"].clone()
}

/// Agents that work in the clone of this name.
fn agents(site: &Site, clone: &str) -> usize {
    let is_there = |pid: &i32| {
        std::fs::read_link(format!("/proc/{pid}/cwd")).is_ok_and(|folder| folder.display().to_string().contains(clone))
    };
    site.processes().iter().filter(|(pid, line)| line.contains("agent.sh") && is_there(pid)).count()
}

/// At the first host an agent does its task, and is about to say so once the host has been joined again, if it lives so long.
/// At the second one nobody ever ends the last task.
const SCRIPT: &str = r#"
home=$(dirname "$EFFECTS")
case "$PWD" in
*/one-*)
  if [ ! -e "$home/joined" ]; then
    mkdir -p out && echo "made by $task" > "out/$task.txt"
    echo "$run" > "$home/one.run.new" && mv "$home/one.run.new" "$home/one.run"
    until [ -e "$home/joined" ]; do date +%s%3N >> "$home/alive"; sleep 0.05; done
    exit 0
  fi ;;
*) [ "$task" != T06 ] || { touch "$home/last"; sleep 1000; } ;;
esac
"#;

#[test]
fn a_host_that_is_cut_off_stops_its_agent_in_time_and_goes_on_when_it_is_joined_again() {
    let what = "a_host_that_is_cut_off_stops_its_agent_in_time";
    let Some(Hosts { hub, one, two }) = hosts(what) else { return };
    let Some(server) = queue(&hub, what) else { return };
    let mut tasks = SIX;
    tasks[5] = ("T06", "T01, T02, T03, T04, T05");
    let site = Site::new(&tasks, &format!("{SCRIPT}{WORKS}"), "max_attempts = 20\nlease = \"6s\"\n");
    let home = site.sandbox.home().to_owned();
    use_queue(&site.sandbox, &server);
    let clones = shared(&site.sandbox, &["one", "two"]);
    let _daemon = serve(&site.sandbox, &hub, server.other());

    let worker = |host: &Host, clone: usize| {
        let folder = clones[clone].display().to_string();
        host.start(&site.sandbox.command(&["-C", &folder, "worker", "--slots", "1"]))
    };
    let first = worker(&one, 0);
    let mut dispatch = hub.start(&site.sandbox.command(&["dispatch", FEATURE, "--jobs", "0"]));
    Site::until("an agent works at the first host", || home.join("one.run").exists());
    let run = std::fs::read_to_string(home.join("one.run")).unwrap().trim().to_owned();
    let task = run.split('/').nth(1).unwrap();
    let second = worker(&two, 1);

    hub.ip("link set to-one down");
    let cut = Instant::now();
    let order = shown(&site, &hub, task)["order"].clone();
    assert_eq!(format!("{FEATURE}/{task}/{}", order["epoch"]), run, "the one that is cut off holds it: {order}");
    assert!(order["host"].as_str().is_some_and(|host| host.starts_with("one/")), "{order}");
    Site::until("the agent that is cut off is ended", || agents(&site, "/one-") == 0);
    let alive = std::fs::read_to_string(home.join("alive")).unwrap();
    let last: i64 = alive.lines().last().unwrap().parse().unwrap();
    let lease = order["lease_until"].as_i64().unwrap();
    assert!(last < lease, "the agent lived until {last}, and the lease until {lease}");
    Site::until("all else is done by the other", || home.join("last").exists());

    let least = std::env::var("PLANYARD_CUT_SECONDS").ok().map_or(0, |seconds| seconds.parse().unwrap());
    std::thread::sleep(Duration::from_secs(least).saturating_sub(cut.elapsed()));
    std::fs::write(home.join("joined"), "").unwrap();
    hub.ip("link set to-one up");
    end(second);
    assert!(dispatch.wait().unwrap().success(), "the first host does what is left");
    end(first);
    let told = shown(&site, &hub, task);
    assert!(told["order"]["epoch"].as_u64() > order["epoch"].as_u64(), "{told}");
    let landed = site.landed();
    assert!(!landed.iter().any(|message| message.contains(&run)), "{run} landed although it was cut off: {landed:?}");
    let at_origin = site.sandbox.git(&["-C", &home.join("origin.git").display().to_string(), "rev-parse", TARGET]);
    assert_eq!(at_origin, site.sandbox.git(&["rev-parse", TARGET]));
    check(&site);
}
