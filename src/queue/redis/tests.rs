//! What only a server can suffer: being away, being another's, being full; and what it costs.

mod away;
mod cost;
mod old;
mod refused;
pub(in super::super) mod server;

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;

use super::super::{
    ClaimRequest, End, Ended, EventFilter, Facts, Filter, NewOrder, OrderId, Priority, Queue, State, contract::check,
};
use super::{Address, Redis};
use crate::report::{Problem, ProblemKind};
use server::{Server, shared};

fn new(n: usize) -> NewOrder {
    NewOrder {
        id: OrderId::new(".", "P01-F01-x", &format!("T{n:07}")),
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

fn add(queue: &Redis, numbers: std::ops::Range<usize>) {
    for page in numbers.map(new).collect::<Vec<_>>().chunks(1_000) {
        queue.submit(page).unwrap();
    }
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

/// A queue in the server that the tests share, by the server's own clock.
fn open(server: &Server) -> Redis {
    Redis::open(&server.address(), &uuid::Uuid::new_v4().to_string()).unwrap()
}

#[track_caller]
fn refused(result: anyhow::Result<impl Sized>) -> Problem {
    let Err(error) = result else { panic!("it is refused") };
    Problem::from_error(&error)
}

/// Claims and completes until nothing is queued; what it completed.
fn work(queue: &Redis, worker: &str) -> Vec<OrderId> {
    let mut ended = Vec::new();
    while let Some(order) = queue.claim(&request(worker)).unwrap() {
        let token = order.token();
        queue.advance(&token, State::Preparing, &Facts::default()).unwrap();
        queue.advance(&token, State::Running, &Facts::default()).unwrap();
        match queue.finish(&token, &done()).unwrap() {
            // The answer to the first try may have been lost.
            Ended::Recorded(State::Done) | Ended::Replay => ended.push(order.id),
            other => panic!("{other:?}"),
        }
    }
    ended
}

/// The same, where the end of each gives out the next.
fn work_in_turns(queue: &Redis, worker: &str) -> Vec<OrderId> {
    let mut ended = Vec::new();
    while let Some(first) = queue.claim(&request(worker)).unwrap() {
        let mut next = Some(first);
        while let Some(order) = next.take() {
            match queue.finish_and_claim(&order.token(), &done(), &request(worker)).unwrap() {
                (Ended::Recorded(State::Done) | Ended::Replay, claimed) => next = claimed,
                other => panic!("{other:?}"),
            }
            ended.push(order.id);
        }
    }
    ended
}

/// Each order of these is done once, at its first attempt.
#[track_caller]
fn all_done_once(queue: &Redis, mut ended: Vec<OrderId>, count: usize) {
    ended.sort();
    assert_eq!(ended, (0..count).map(|n| new(n).id).collect::<Vec<_>>());
    let orders = queue.orders(&Filter::default()).unwrap();
    assert!(orders.iter().all(|order| order.state == State::Done && order.epoch == 1 && order.attempt == 1));
    check(queue);
}

fn command(queue: &Redis, words: &[&str]) -> redis::Value {
    let mut command = redis::cmd(words[0]);
    command.arg(&words[1..]);
    queue.link.ask(&command).unwrap()
}
