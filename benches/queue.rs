//! What the queue in Redis costs: against a real redis-server of its own, in one run.
//!
//! `cargo bench --bench queue`, or one part of it: `-- workers`, `-- pick-up`, `-- growth`, `-- memory`, `-- idle`. Against other queues:
//! `scripts/bench_queue.py`, which calls `submit` and `work` of this program.

#![expect(clippy::unwrap_used, clippy::print_stdout, clippy::disallowed_methods, reason = "a benchmark")]

mod orders;

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant, SystemTime};

use orders::{order, request};
use planyard::queue::{Address, End, Ended, Queue, Redis, State};

const TASKS: usize = 10_000;

fn open(url: &str, repository: &str) -> Redis {
    let address =
        Address { url: url.to_owned(), password: None, allow_unsafe: true, patience: Duration::from_secs(10) };
    Redis::open(&address, repository).unwrap()
}

fn submit(queue: &Redis, numbers: std::ops::Range<usize>) {
    for some in numbers.map(order).collect::<Vec<_>>().chunks(1_000) {
        queue.submit(some).unwrap();
    }
}

fn complete(queue: &Redis, order: &planyard::queue::Order) {
    let ended = queue.finish(&order.token(), &End::Done { landed: None, note: None }).unwrap();
    assert_eq!(ended, Ended::Recorded(State::Done));
}

fn unix_time() -> f64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs_f64()
}

/// Claims and completes until nothing is queued, as a slot of `planyard worker` does: with the end of an order the next is claimed.
/// Says when it had its first, when it had done its last, and how many.
fn work(url: &str, repository: &str, name: &str) {
    let queue = open(url, repository);
    let (mut first, mut count) = (0.0, 0);
    let mut next = queue.claim(&request(name)).unwrap();
    while let Some(order) = next.take() {
        if count == 0 {
            first = unix_time();
        }
        count += 1;
        let end = End::Done { landed: None, note: None };
        let (ended, claimed) = queue.finish_and_claim(&order.token(), &end, &request(name)).unwrap();
        assert_eq!(ended, Ended::Recorded(State::Done));
        next = claimed;
    }
    println!("{first:.6} {:.6} {count}", unix_time());
}

/// A server on a socket in a folder of its own.
struct Server {
    folder: tempfile::TempDir,
    child: Child,
}

impl Server {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new("redis-server");
        command.args(["--port", "0", "--unixsocket"]).arg(folder.path().join("socket"));
        command.args(["--appendonly", "yes", "--appendfsync", "everysec", "--save", "", "--dir"]).arg(folder.path());
        let child = command.stdout(Stdio::null()).spawn().unwrap();
        let server = Self { folder, child };
        while std::os::unix::net::UnixStream::connect(server.folder.path().join("socket")).is_err() {
            std::thread::sleep(Duration::from_millis(5));
        }
        server
    }

    fn url(&self) -> String {
        format!("redis+unix://{}", Path::new(self.folder.path()).join("socket").display())
    }

    fn info(&self, section: &str, field: &str) -> f64 {
        let mut connection = redis::Client::open(self.url()).unwrap().get_connection().unwrap();
        let text: String = redis::cmd("INFO").arg(section).query(&mut connection).unwrap();
        text.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(':')).unwrap().parse().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn workers() {
    let server = Server::start();
    for workers in [1, 2, 8] {
        let repository = format!("workers-{workers}");
        submit(&open(&server.url(), &repository), 0..TASKS);
        let before = ["total_net_input_bytes", "total_net_output_bytes", "total_commands_processed"]
            .map(|field| server.info("stats", field));
        let children: Vec<Child> = (0..workers)
            .map(|at| {
                let mut command = Command::new(std::env::current_exe().unwrap());
                command.args(["work", &server.url(), &repository, &format!("w{at}")]);
                command.stdout(Stdio::piped()).spawn().unwrap()
            })
            .collect();
        let said: Vec<Vec<f64>> = children
            .into_iter()
            .map(|child| String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap())
            .map(|text| text.split_whitespace().map(|word| word.parse().unwrap()).collect())
            .collect();
        let first = said.iter().filter(|one| one[2] > 0.0).map(|one| one[0]).fold(f64::MAX, f64::min);
        let last = said.iter().map(|one| one[1]).fold(0.0, f64::max);
        assert_eq!(said.iter().map(|one| one[2]).sum::<f64>() as usize, TASKS);
        let after = ["total_net_input_bytes", "total_net_output_bytes", "total_commands_processed"]
            .map(|field| server.info("stats", field));
        let each = |at: usize| (after[at] - before[at]) / TASKS as f64;
        println!(
            "{workers} workers: {:.0} a second claimed and completed; a task: {:.0} bytes in, {:.0} out, {:.1} commands with those in scripts",
            TASKS as f64 / (last - first),
            each(0),
            each(1),
            each(2),
        );
    }
}

/// How soon an idle worker has an order.
fn pick_up() {
    const ORDERS: usize = 1_000;
    let server = Server::start();
    let (taken, takes) = mpsc::channel::<Instant>();
    let url = server.url();
    std::thread::spawn(move || {
        let queue = open(&url, "pick-up");
        loop {
            match queue.claim(&request("idle")).unwrap() {
                Some(order) => {
                    let at = Instant::now();
                    complete(&queue, &order);
                    if taken.send(at).is_err() {
                        return;
                    }
                }
                None => queue.wait(Duration::from_secs(5)).unwrap(),
            }
        }
    });
    let queue = open(&server.url(), "pick-up");
    let mut took: Vec<Duration> = (0..ORDERS)
        .map(|at| {
            // Long enough for the worker to wait again.
            std::thread::sleep(Duration::from_millis(3));
            let begun = Instant::now();
            submit(&queue, at..at + 1);
            takes.recv().unwrap() - begun
        })
        .collect();
    took.sort();
    println!("picked up by an idle worker: p50 {:?}, p99 {:?}", took[ORDERS / 2], took[ORDERS * 99 / 100]);
}

fn growth() {
    let mut first = None;
    for queued in [100, 10_000, 1_000_000] {
        let server = Server::start();
        let queue = open(&server.url(), "growth");
        submit(&queue, 0..queued);
        // The server writes its file anew in a process of its own after so much was put in; that is no part of a claim.
        while server.info("persistence", "aof_rewrite_in_progress")
            + server.info("persistence", "aof_rewrite_scheduled")
            > 0.0
        {
            std::thread::sleep(Duration::from_millis(50));
        }
        let mut took: Vec<Duration> = (0..5_000)
            .map(|at| {
                // As many stay queued.
                submit(&queue, queued + at..queued + at + 1);
                let begun = Instant::now();
                let order = queue.claim(&request("w1")).unwrap().unwrap();
                complete(&queue, &order);
                begun.elapsed()
            })
            .collect();
        took.sort();
        let p50 = took[took.len() / 2];
        let base = *first.get_or_insert(p50);
        println!(
            "{queued} queued: claim and complete p50 {p50:?}, p99 {:?}; {:.2}x of 100 queued; {:.0} MB of memory",
            took[took.len() * 99 / 100],
            p50.as_secs_f64() / base.as_secs_f64(),
            server.info("memory", "used_memory") / 1e6,
        );
    }
}

/// What an order takes of the server's memory, queued and done, and what a look by a monitor costs.
fn memory() {
    const ORDERS: usize = 20_000;
    let server = Server::start();
    let queue = open(&server.url(), "memory");
    let begun = server.info("memory", "used_memory");
    submit(&queue, 0..ORDERS);
    let queued = server.info("memory", "used_memory");
    while let Some(order) = queue.claim(&request("w1")).unwrap() {
        complete(&queue, &order);
    }
    let done = server.info("memory", "used_memory");
    let looked = Instant::now();
    for _ in 0..1_000 {
        queue.gauges().unwrap();
    }
    let each = |used: f64| (used - begun) / ORDERS as f64 / 1e3;
    let look = looked.elapsed() / 1_000;
    println!(
        "a queued order: {:.1} KB; a done one with its events: {:.1} KB; gauges: {look:?}",
        each(queued),
        each(done)
    );
}

/// What a worker that has nothing to do asks for.
fn idle() {
    let server = Server::start();
    let url = server.url();
    std::thread::spawn(move || {
        let queue = open(&url, "idle");
        while queue.claim(&request("idle")).unwrap().is_none() {
            queue.wait(Duration::from_secs(60)).unwrap();
        }
    });
    std::thread::sleep(Duration::from_secs(2));
    let before = server.info("stats", "total_commands_processed");
    std::thread::sleep(Duration::from_secs(30));
    let commands = server.info("stats", "total_commands_processed") - before - 1.0;
    println!("an idle worker: {commands:.0} commands in 30 s");
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        ["submit", url, repository, count] => submit(&open(url, repository), 0..count.parse().unwrap()),
        ["work", url, repository, name] => work(url, repository, name),
        ["workers"] => workers(),
        ["pick-up"] => pick_up(),
        ["growth"] => growth(),
        ["memory"] => memory(),
        ["idle"] => idle(),
        _ => {
            workers();
            pick_up();
            growth();
            memory();
            idle();
        }
    }
}
