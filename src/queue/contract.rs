//! What every queue must do, run over each: a new one is a line in [`queues`]. After each test [`invariants::check`] looks at
//! what is left.

mod fencing;
mod invariants;
mod lanes;
mod life;
mod people;
mod walk;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

pub(super) use invariants::check;

use super::*;

/// An empty queue, and the clock that it goes by.
pub(super) struct Fixture {
    pub(super) queue: Box<dyn Queue>,
    pub(super) clock: Arc<AtomicI64>,
    /// What it needs as long as it is used.
    _kept: Option<Box<dyn std::any::Any + Send + Sync>>,
}

/// A Saturday morning.
const START: Millis = 1_795_248_000_000;

const LEASE: Duration = Duration::from_secs(30);

type Make = Box<dyn Fn() -> Fixture>;

/// Every queue there is.
pub(super) fn queues() -> Vec<(&'static str, Make)> {
    let mut queues: Vec<(&'static str, Make)> = vec![("memory", Box::new(memory)), ("embedded", Box::new(embedded))];
    #[cfg(feature = "redis")]
    for program in ["redis-server", "valkey-server"] {
        if let Some(server) = redis::tests::server::shared(program) {
            let of_older = Arc::clone(&server);
            queues.push((program, Box::new(move || shared(&server, 3))));
            queues.push(("laid out by an older Planyard", Box::new(move || shared(&of_older, 1))));
        }
    }
    queues
}

fn manual() -> (Arc<AtomicI64>, Clock) {
    let clock = Arc::new(AtomicI64::new(START));
    let read = Arc::clone(&clock);
    (clock, Arc::new(move || read.load(Ordering::SeqCst)))
}

fn memory() -> Fixture {
    let (clock, read) = manual();
    Fixture { queue: Box::new(Memory::with_clock(read)), clock, _kept: None }
}

fn embedded() -> Fixture {
    let (clock, read) = manual();
    let folder = tempfile::tempdir().unwrap();
    let queue = Embedded::open_with_clock(folder.path(), read).unwrap();
    Fixture { queue: Box::new(queue), clock, _kept: Some(Box::new(folder)) }
}

#[cfg(feature = "redis")]
fn shared(server: &Arc<redis::tests::server::Server>, layout: u32) -> Fixture {
    let (clock, read) = manual();
    let queue = server.queue_laid_out(layout, read);
    Fixture { queue: Box::new(queue), clock, _kept: Some(Box::new(Arc::clone(server))) }
}

/// Runs a test over every queue, and the checker after it.
fn over_all(test: impl Fn(&Fixture) + Sync) {
    for (name, make) in queues() {
        let fixture = make();
        let run = || {
            test(&fixture);
            check(&*fixture.queue);
        };
        // A thread whose name a failure is told with.
        let ended = std::thread::scope(|scope| {
            std::thread::Builder::new().name(name.to_owned()).spawn_scoped(scope, run).unwrap().join()
        });
        assert!(ended.is_ok(), "over {name}");
    }
}

impl std::ops::Deref for Fixture {
    type Target = dyn Queue;

    fn deref(&self) -> &Self::Target {
        &*self.queue
    }
}

impl Fixture {
    fn pass(&self, seconds: i64) {
        self.clock.fetch_add(seconds * 1000, Ordering::SeqCst);
    }

    fn add(&self, tasks: &[&str]) {
        let orders: Vec<NewOrder> = tasks.iter().map(|task| new(task)).collect();
        self.submit(&orders).unwrap();
    }

    fn take(&self) -> Order {
        let order = self.claim(&request("w1")).unwrap().expect("there is something to claim");
        assert_eq!(self.order(&order.id).unwrap().as_ref(), Some(&order), "it is as it was given out");
        order
    }

    fn state(&self, task: &str) -> State {
        self.order(&id(task)).unwrap().unwrap().state
    }

    /// The states that the events tell of, in their order.
    fn told_states(&self, task: &str) -> Vec<String> {
        let filter = EventFilter { scope: id(task).0, kind: "state".into(), ..EventFilter::default() };
        self.events(&filter).unwrap().iter().map(|event| event.data["to"].as_str().unwrap().to_owned()).collect()
    }
}

fn id(task: &str) -> OrderId {
    OrderId::new(".", "P01-F01-x", task)
}

fn new(task: &str) -> NewOrder {
    NewOrder {
        id: id(task),
        key: format!("key of {task}"),
        title: format!("Title of {task}"),
        priority: Priority::Normal,
        max_attempts: 3,
        backend: "claude".into(),
        account: "anthropic".into(),
        needs: Vec::new(),
        paths: Vec::new(),
        labels: Vec::new(),
        due: 0,
        payload: serde_json::json!({"section": task}),
    }
}

fn request(worker: &str) -> ClaimRequest {
    ClaimRequest {
        worker: worker.into(),
        host: "here".into(),
        boot: "boot-1".into(),
        lease: LEASE,
        scope: String::new(),
        only: Vec::new(),
        backends: Vec::new(),
        labels: Vec::new(),
        aging: Duration::from_secs(600),
    }
}

fn retry(message: &str, seconds: u64) -> End {
    End::Retry { failure: Failure::Crash, message: message.into(), after: Duration::from_secs(seconds) }
}

fn done() -> End {
    End::Done { landed: Some("c0ffee".into()), note: None }
}

fn question(order: &Order, text: &str) -> NewQuestion {
    NewQuestion { token: order.token(), kind: QuestionKind::Question, text: text.into(), options: Vec::new() }
}
