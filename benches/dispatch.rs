//! What dispatch costs by itself: the whole life of tasks that do nothing, and the recovery of a large store.
//!
//! `cargo bench --bench dispatch`. Every figure is a ratio to something that was measured in the same run.

#![expect(clippy::unwrap_used, clippy::print_stdout, clippy::disallowed_methods, reason = "a benchmark")]

mod orders;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use orders::{order, request};
use planyard::backends::{Caps, Limits, Permissions, Spec};
use planyard::dispatch::outcome::{self, Facts as Known, Outcome};
use planyard::dispatch::runs::RunFolder;
use planyard::dispatch::supervise::Job;
use planyard::dispatch::supervisors::Supervisors;
use planyard::queue::{Embedded, End, Ended, Facts, Filter, Held, NewOrder, Queue, State};

const TASKS: usize = 1_000;
const WORKERS: usize = 2;

/// The whole life of one order after another, until none is left: claim, a supervisor with a program in it, its events and
/// result, and the end. The states of gates and merge, which have nothing to do without git, only when they are asked for.
fn work(
    queue: &dyn Queue,
    supervisors: &Supervisors,
    (repo, store): (&Path, &Path),
    (worker, all_states): (&str, bool),
) {
    while let Some(order) = queue.claim(&request(worker)).unwrap() {
        let token = order.token();
        let step = |to: State| assert_eq!(queue.advance(&token, to, &Facts::default()).unwrap(), Held::Yes);
        step(State::Preparing);
        let run = RunFolder::of(store, &order.id, order.epoch, "");
        run.make().unwrap();
        let spec = Spec {
            run: order.run(),
            order: order.id.clone(),
            epoch: order.epoch,
            title: order.title.clone(),
            backend: order.backend.clone(),
            prompt: "Do nothing.".to_owned(),
            cwd: repo.to_owned(),
            folder: run.path().to_owned(),
            env: [("PLANYARD_MARK".to_owned(), order.run())].into(),
            session: String::new(),
            resume: None,
            model: None,
            permissions: Permissions::All,
            limits: Limits::default(),
            schema: None,
        };
        let mark = format!("PLANYARD_MARK={}", order.run());
        let job = Job { lease_ms: 30_000, park_after_ms: 0, account: "none".to_owned(), mark, holds: true };
        run.put("prompt.md", spec.prompt.as_bytes()).unwrap();
        run.assign(&spec, &job).unwrap();
        step(State::Running);
        let mut begun = supervisors.begin(&run).unwrap();
        while !begun.wait(Duration::from_secs(1)) {}
        let result = run.result().unwrap();
        let known = Known { caps: Caps::default(), changed: true, open_questions: 0 };
        assert!(matches!(outcome::derive(&result, known), Outcome::Finished { .. }), "{result:?}");
        if all_states {
            step(State::Verifying);
            step(State::Merging);
        }
        let ended = queue.finish(&token, &End::Done { landed: None, note: None }).unwrap();
        assert_eq!(ended, Ended::Recorded(State::Done));
    }
}

fn program() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_planyard"))
}

/// The same number of processes, two at a time, by xargs.
fn xargs() -> Duration {
    let began = Instant::now();
    let line = format!("seq {TASKS} | xargs -P{WORKERS} -n1 /bin/true");
    assert!(Command::new("sh").args(["-c", &line]).status().unwrap().success());
    began.elapsed()
}

fn lives() {
    live(false);
    live(true);
}

fn live(all_states: bool) {
    let folder = tempfile::tempdir().unwrap();
    let repo = folder.path().join("repo");
    std::fs::create_dir(&repo).unwrap();
    assert!(Command::new("git").args(["init", "-q"]).current_dir(&repo).status().unwrap().success());
    let store = repo.join(".git/planyard/dispatch");
    let queue = Embedded::open(&store).unwrap();
    let orders: Vec<NewOrder> = (0..TASKS).map(order).collect();
    queue.submit(&orders).unwrap();
    let supervisors = Supervisors::new(program(), repo.clone(), &store, &[]);
    let began = Instant::now();
    std::thread::scope(|scope| {
        for at in 0..WORKERS {
            let (queue, supervisors, folders) = (&queue, &supervisors, (repo.as_path(), store.as_path()));
            scope.spawn(move || work(queue, supervisors, folders, (&format!("w{at}"), all_states)));
        }
    });
    let ours = began.elapsed();
    let done = queue.orders(&Filter { scope: String::new(), states: vec![State::Done] }).unwrap().len();
    assert_eq!(done, TASKS);
    let trues = xargs();
    let ratio = trues.as_secs_f64() / ours.as_secs_f64();
    let states = if all_states { ", with the states of gates and merge" } else { "" };
    println!("whole lives of {TASKS} tasks{states}: {ours:?}, {:?} each", ours / u32::try_from(TASKS).unwrap());
    println!("  xargs -P{WORKERS} -n1 /bin/true: {trues:?}; {ratio:.2}x of it (0.5x is asked for)");
}

/// 100,000 finished and 1,000 open orders whose worker is gone: how long until the first is claimed again?
fn recovery() {
    let folder = tempfile::tempdir().unwrap();
    {
        let queue = Embedded::open(folder.path()).unwrap();
        let all: Vec<NewOrder> = (0..101_000).map(order).collect();
        for some in all.chunks(5_000) {
            queue.submit(some).unwrap();
        }
        for at in 0..101_000 {
            let claimed = queue.claim(&request("gone")).unwrap().unwrap();
            if at < 100_000 {
                queue.finish(&claimed.token(), &End::Done { landed: None, note: None }).unwrap();
            }
        }
    }
    let began = Instant::now();
    let queue = Embedded::open(folder.path()).unwrap();
    let held: Vec<State> = State::ALL.into_iter().filter(|state| state.is_held()).collect();
    let orphans = queue.orders(&Filter { scope: String::new(), states: held }).unwrap().len();
    let freed = queue.void("gone", &[]).unwrap().len();
    queue.sweep().unwrap();
    let claimed = queue.claim(&request("next")).unwrap();
    let took = began.elapsed();
    assert_eq!((orphans, freed, claimed.is_some()), (1_000, 1_000, true));
    println!("recovery of a store with 100,000 finished and 1,000 held orders: {took:?} (1 s is asked for)");
}

fn main() {
    // `cargo bench` gives `--bench`; a word names the part that is wanted.
    let wanted = std::env::args().skip(1).find(|word| !word.starts_with('-'));
    let is_wanted = |name: &str| wanted.as_deref().is_none_or(|wanted| wanted == name);
    if is_wanted("lives") {
        lives();
    }
    if is_wanted("recovery") {
        recovery();
    }
}
