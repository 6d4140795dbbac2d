//! The processes, the server and what lies between them, and what is done to them.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::Size;
use super::journal::{self, Line, up};
use super::part::{Part, QUEUE};
use super::plan::{Chance, DISPATCHERS, Fault, WORKERS};
use super::proxy::Proxy;
use crate::health::servers::{Server, redis_again, state};

/// The variable by which a process is told what it is.
pub(super) const PART: &str = "PLANYARD_CHAOS_PART";
/// The clocks of workers are so many seconds off.
const SKEW: i64 = 600;

struct Member {
    place: usize,
    child: Child,
    /// How often something ran in this place before.
    before: usize,
    boots: usize,
    is_stopped: bool,
    is_ended: bool,
    /// Its clock, when it was started, and ours.
    skew: i64,
    wall: i64,
}

/// What ends something that goes on for a while.
#[derive(Clone, Copy)]
enum After {
    Resume(usize, usize),
    StartServer,
    ResumeServer,
    Deliver(usize),
}

pub(super) struct Crew {
    size: Part,
    server: Server,
    is_up: bool,
    proxy: Proxy,
    /// Dispatchers first.
    members: Vec<Member>,
    skew: PathBuf,
    later: Vec<(Instant, After)>,
    counts: BTreeMap<&'static str, u64>,
}

fn name(place: usize, before: usize) -> String {
    match place.checked_sub(DISPATCHERS) {
        None => format!("d{place}.{before:05}"),
        Some(worker) => format!("w{worker}.{before:05}"),
    }
}

/// A library that puts the clock of a process wrong.
fn skew(folder: &Path) -> PathBuf {
    let (source, library) = (folder.join("skew.c"), folder.join("skew.so"));
    std::fs::write(&source, include_str!("skew.c")).unwrap();
    let built = Command::new("cc").args(["-shared", "-fPIC", "-O1", "-o"]).arg(&library).arg(&source).status();
    assert!(built.unwrap().success(), "a C compiler is needed");
    library
}

impl Crew {
    /// What must have been done at least once, by the names it is counted under.
    pub(super) const INJECTED: [&str; 19] = [
        "workers killed",
        "workers stopped",
        "machines started anew",
        "dispatchers killed",
        "dispatchers stopped",
        "servers killed",
        "servers stopped",
        "connections cut",
        "connections refused",
        "processes cut off",
        "rings taken away",
        "rings for nothing",
        "answers dropped",
        "answers cut in half",
        "requests cut in half",
        "requests delivered twice",
        "clocks put wrong",
        "claims",
        "heartbeats",
    ];

    pub(super) fn new(size: &Size, server: Server, repository: &Path, folder: &Path) -> Self {
        for inner in ["journals", "said"] {
            std::fs::create_dir(folder.join(inner)).unwrap();
        }
        let part = Part {
            is_worker: false,
            name: String::new(),
            place: 0,
            host: String::new(),
            boot: String::new(),
            voids: false,
            port: 0,
            patience: 0,
            repository: repository.to_owned(),
            folder: folder.to_owned(),
            seed: size.seed,
            tasks: size.tasks,
            lease: size.lease,
            work: size.work,
            from: up(),
            within: size.seconds * 900,
        };
        let proxy = Proxy::new(server.port(), size.seed, DISPATCHERS + WORKERS);
        let (skew, counts) = (skew(folder), BTreeMap::new());
        let mut crew =
            Self { size: part, server, is_up: true, proxy, members: Vec::new(), skew, later: Vec::new(), counts };
        for place in 0..DISPATCHERS + WORKERS {
            let member = crew.start(place, 0, 0);
            crew.members.push(member);
        }
        crew
    }

    /// The server's own port.
    pub(super) fn port(&self) -> u16 {
        self.server.port()
    }

    fn count(&mut self, what: &'static str, by: u64) {
        *self.counts.entry(what).or_default() += by;
    }

    fn said(&self, place: usize, before: usize) -> PathBuf {
        self.size.folder.join("said").join(name(place, before))
    }

    fn start(&self, place: usize, before: usize, boots: usize) -> Member {
        let mut chance = Chance::of(self.size.seed, &["start", &name(place, before)]);
        let part = Part {
            is_worker: place >= DISPATCHERS,
            name: name(place, before),
            place,
            host: format!("host {place}"),
            boot: format!("boot {boots}"),
            voids: chance.between(0, 2) == 0,
            port: self.proxy.ports[place],
            patience: [500, 2_000, 10_000][usize::try_from(chance.between(0, 3)).unwrap()],
            ..self.size.clone()
        };
        let skew = match part.is_worker {
            true if chance.between(0, 2) == 0 => SKEW,
            true => -SKEW,
            false => 0,
        };
        let said = std::fs::File::create(self.said(place, before)).unwrap();
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL", "--"]).arg(std::env::current_exe().unwrap());
        command.args(["--exact", "dispatch::chaos::a_part_of_it", "--ignored", "--nocapture", "--test-threads=1"]);
        command.env(PART, serde_json::to_string(&part).unwrap());
        command.env("LD_PRELOAD", &self.skew).env("PLANYARD_CHAOS_SKEW", skew.to_string());
        command.stdin(Stdio::null()).stdout(said.try_clone().unwrap()).stderr(said);
        let wall = jiff::Timestamp::now().as_millisecond();
        let child = command.spawn().unwrap();
        Member { place, child, before, boots, is_stopped: false, is_ended: false, skew, wall }
    }

    /// Kills a member and starts another in its place. A dispatcher that has done its part is left alone.
    fn again(&mut self, at: usize, boots: usize) -> bool {
        self.look();
        let member = &mut self.members[at];
        if member.is_ended {
            return false;
        }
        member.child.kill().unwrap();
        member.child.wait().unwrap();
        let (place, before, boots) = (member.place, member.before + 1, member.boots + boots);
        self.members[at] = self.start(place, before, boots);
        true
    }

    fn stop(&mut self, at: usize, millis: u64) -> bool {
        self.look();
        let member = &mut self.members[at];
        if member.is_ended || member.is_stopped {
            return false;
        }
        let before = member.before;
        member.is_stopped = true;
        kill_process(Pid::from_child(&member.child), Signal::STOP).unwrap();
        self.after(millis, After::Resume(at, before));
        true
    }

    fn after(&mut self, millis: u64, what: After) {
        self.later.push((Instant::now() + Duration::from_millis(millis), what));
    }

    /// Nobody ends before all is done, but dispatchers that have seen that it is.
    #[track_caller]
    fn look(&mut self) {
        for at in 0..self.members.len() {
            let member = &mut self.members[at];
            if !member.is_ended
                && let Some(status) = member.child.try_wait().unwrap()
            {
                let (place, before) = (member.place, member.before);
                member.is_ended = true;
                let said = std::fs::read_to_string(self.said(place, before)).unwrap();
                assert!(status.success() && place < DISPATCHERS, "{} ended, {status}: {said}", name(place, before));
            }
        }
    }

    /// All that goes wrong, when it does.
    pub(super) fn storm(&mut self, faults: &[(u64, Fault)]) {
        let begun = Instant::now();
        for (at, fault) in faults {
            let at = begun + Duration::from_millis(*at);
            while let Some(next) = self.later.iter().map(|(time, _)| *time).min().filter(|time| *time <= at) {
                std::thread::sleep(next.saturating_duration_since(Instant::now()));
                self.undo(Instant::now());
            }
            std::thread::sleep(at.saturating_duration_since(Instant::now()));
            self.inject(*fault);
        }
    }

    fn undo(&mut self, now: Instant) {
        let (due, later) = std::mem::take(&mut self.later).into_iter().partition(|(time, _)| *time <= now);
        self.later = later;
        let due: Vec<(Instant, After)> = due;
        for (_, what) in due {
            match what {
                After::Resume(at, before) => {
                    let member = &mut self.members[at];
                    if member.before == before && !member.is_ended {
                        member.is_stopped = false;
                        kill_process(Pid::from_child(&member.child), Signal::CONT).unwrap();
                    }
                }
                After::StartServer => {
                    redis_again(&mut self.server);
                    self.is_up = true;
                }
                After::ResumeServer if self.is_up => self.server.resume(),
                After::ResumeServer => {}
                After::Deliver(place) => self.proxy.deliver(place),
            }
        }
    }

    fn inject(&mut self, fault: Fault) {
        match fault {
            Fault::KillWorker(worker) if self.again(DISPATCHERS + worker, 0) => self.count("workers killed", 1),
            Fault::Reboot(worker) if self.again(DISPATCHERS + worker, 1) => self.count("machines started anew", 1),
            Fault::KillDispatcher(at) if self.again(at, 0) => self.count("dispatchers killed", 1),
            Fault::StopWorker(worker, time) if self.stop(DISPATCHERS + worker, time) => {
                self.count("workers stopped", 1);
            }
            Fault::StopDispatcher(at, time) if self.stop(at, time) => self.count("dispatchers stopped", 1),
            Fault::KillServer(time) if self.is_up => {
                self.server.kill();
                self.is_up = false;
                self.after(time, After::StartServer);
                self.count("servers killed", 1);
            }
            Fault::StopServer(time) if self.is_up => {
                self.server.signal(Signal::STOP);
                self.after(time, After::ResumeServer);
                self.count("servers stopped", 1);
            }
            Fault::CutAll => self.proxy.cut(None),
            Fault::Cut(place) => self.proxy.cut(Some(place)),
            Fault::Refuse(time) => {
                self.proxy.refuse(Duration::from_millis(time));
                // Who has a connection has no need of a new one.
                self.proxy.cut(None);
            }
            Fault::HoldBack(place, time) => {
                self.proxy.hold_back(place);
                self.after(time, After::Deliver(place));
                self.count("processes cut off", 1);
            }
            Fault::DropBells(time) => {
                let taken = self.bells(&format!("XTRIM {{planyard:{QUEUE}}}:bell MAXLEN 0"), time / 3);
                self.count("rings taken away", taken);
            }
            Fault::RingBells(times) => {
                let rung = self.bells(&format!("XADD {{planyard:{QUEUE}}}:bell * r 1"), times);
                self.count("rings for nothing", rung);
            }
            // It is down, or ended, already.
            _ => {}
        }
    }

    /// Says the same to the server several times. The sum of the numbers that it answers, or how often it answered.
    fn bells(&self, command: &str, times: u64) -> u64 {
        let Ok(stream) = TcpStream::connect(("127.0.0.1", self.server.port())) else { return 0 };
        // It may be stopped just now.
        stream.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
        let mut answers = BufReader::new(stream.try_clone().unwrap());
        let mut sum = 0;
        for _ in 0..=times {
            let mut line = String::new();
            let is_sent = (&stream).write_all(format!("{command}\r\n").as_bytes()).is_ok();
            let is_answered = is_sent && answers.read_line(&mut line).is_ok() && !line.is_empty();
            if !is_answered || line.starts_with("-LOADING") {
                break;
            }
            match line.strip_prefix(':') {
                Some(number) => sum += number.trim().parse::<u64>().unwrap(),
                None => {
                    assert!(line.starts_with('$'), "{command}: {line}");
                    answers.read_line(&mut line).unwrap_or_default();
                    sum += 1;
                }
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        sum
    }

    /// Nothing goes wrong any more, and what was stopped goes on.
    pub(super) fn calm(&mut self) {
        let last = self.later.iter().map(|(time, _)| *time).max();
        self.undo(last.unwrap_or_else(Instant::now));
        self.proxy.calm();
        for at in 0..self.members.len() {
            assert_ne!(state(self.members[at].child.id()), Some('T'), "{} goes on", name(at, self.members[at].before));
        }
    }

    /// Waits until every dispatcher has seen that all is done, and every worker has ended well.
    pub(super) fn is_over_within(&mut self, limit: Duration) {
        let begun = Instant::now();
        while self.members.iter().any(|member| !member.is_ended && member.place < DISPATCHERS) {
            self.look();
            assert!(begun.elapsed() < limit, "it did not end in {limit:?}:\n{}", self.what_is_left());
            std::thread::sleep(Duration::from_millis(50));
        }
        std::fs::write(self.size.folder.join("over"), "").unwrap();
        for member in &mut self.members[DISPATCHERS..] {
            let status = loop {
                if let Some(status) = member.child.try_wait().unwrap() {
                    break status;
                }
                assert!(begun.elapsed() < limit, "{} does not end", name(member.place, member.before));
                std::thread::sleep(Duration::from_millis(20));
            };
            assert!(status.success(), "{}: {status}", name(member.place, member.before));
            member.is_ended = true;
        }
    }

    fn what_is_left(&self) -> String {
        use planyard::queue::{Filter, Queue, Redis, State};
        let queue = Redis::open(&super::part::address(self.server.port(), 10_000), QUEUE).unwrap();
        let states = State::ALL.into_iter().filter(|state| *state != State::Done).collect();
        let orders = queue.orders(&Filter { scope: String::new(), states }).unwrap();
        let shown = orders.iter().take(20).map(|order| format!("{order:?}\n")).collect::<String>();
        format!("{:?}, paused: {:?}\n{shown}", queue.stats("").unwrap(), queue.paused().unwrap())
    }

    /// What was done how often; also that clocks were wrong.
    pub(super) fn counts(&self) -> BTreeMap<String, u64> {
        let mut counts = self.counts.clone();
        counts.extend(self.proxy.counts());
        let wrong = self.members.iter().filter(|member| member.skew != 0 && self.is_wrong(member)).count();
        assert_eq!(wrong, WORKERS, "the clock of every worker is wrong");
        counts.insert("clocks put wrong", wrong as u64);
        counts.into_iter().map(|(what, times)| (what.to_owned(), times)).collect()
    }

    fn is_wrong(&self, member: &Member) -> bool {
        let own = name(member.place, member.before);
        let journals = journal::all(&self.size.folder);
        let lines = journals.into_iter().find(|(name, _)| *name == own).map(|(_, lines)| lines).unwrap_or_default();
        let Some(Line::Began { wall }) = lines.first() else { return false };
        (wall - member.wall).abs() > SKEW * 1_000 / 2
    }
}

impl Drop for Crew {
    fn drop(&mut self) {
        for member in self.members.iter_mut().filter(|member| !member.is_ended) {
            let _ = member.child.kill();
            let _ = member.child.wait();
        }
    }
}
