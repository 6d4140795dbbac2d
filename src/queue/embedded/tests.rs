//! What only a file can suffer: many processes, one that is killed, a full disk, damage.

#![expect(clippy::print_stderr, reason = "says what was measured, and what is skipped")]

mod file;
mod processes;

use std::path::Path;
use std::time::Duration;

use serde_json::json;

use super::super::{
    ClaimRequest, End, Ended, EventFilter, Facts, Filter, Held, NewOrder, OrderId, Priority, Queue, State, Token,
    contract::check,
};
use super::Embedded;

fn new(n: usize) -> NewOrder {
    NewOrder {
        id: OrderId::new(".", "P01-F01-x", &format!("T{n:06}")),
        key: format!("key {n}"),
        title: format!("Task {n}"),
        priority: Priority::Normal,
        max_attempts: 3,
        backend: "claude".into(),
        account: "anthropic".into(),
        needs: Vec::new(),
        paths: Vec::new(),
        labels: Vec::new(),
        due: 0,
        payload: json!({"section": "words ".repeat(20)}),
    }
}

fn add(queue: &Embedded, numbers: std::ops::Range<usize>) {
    queue.submit(&numbers.map(new).collect::<Vec<_>>()).unwrap();
}

fn request(worker: &str) -> ClaimRequest {
    ClaimRequest {
        worker: worker.into(),
        host: "here".into(),
        boot: "boot-1".into(),
        lease: Duration::from_secs(3_600),
        scope: String::new(),
        only: Vec::new(),
        backends: Vec::new(),
        labels: Vec::new(),
        aging: Duration::from_secs(600),
    }
}

fn done() -> End {
    End::Done { landed: Some("c0ffee".into()), note: None }
}

/// Takes orders through their whole life until there is none; `after` each.
fn work(queue: &Embedded, worker: &str, mut after: impl FnMut(&OrderId)) {
    while let Some(order) = queue.claim(&request(worker)).unwrap() {
        let token = order.token();
        for state in [State::Preparing, State::Running, State::Verifying, State::Merging] {
            queue.advance(&token, state, &Facts::default()).unwrap();
        }
        assert_eq!(queue.finish(&token, &done()).unwrap(), Ended::Recorded(State::Done));
        after(&order.id);
    }
}

fn in_state(queue: &Embedded, state: State) -> usize {
    queue.orders(&Filter { states: vec![state], ..Filter::default() }).unwrap().len()
}

fn open(folder: &Path) -> Embedded {
    Embedded::open(folder).unwrap()
}
