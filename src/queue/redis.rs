//! The store in Redis (or Valkey), for several machines. Hashes are the truth, and sorted sets beside them say what is where;
//! a stream is only the bell that wakes who waits. Each step is one script: it decides by itself where it must be quick
//! (claims, heartbeats), else it makes the changes that [`moves`](super::moves) decided from what was read, unless
//! something of that has changed since. Times are the server's.

mod batch;
mod carry;
mod check;
mod claim;
mod damage;
mod gauges;
mod holder;
mod keys;
mod link;
mod people;
mod rows;
mod shelf;
mod sweep;
#[cfg(test)]
pub(super) mod tests;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::ThreadId;
use std::time::{Duration, Instant};

use anyhow::Result;
use serde_json::Value;

use super::{
    Answered, ClaimRequest, Clock, Decision, End, Ended, EventFilter, Facts, Filter, Gauges, Held, Limit, Millis,
    NewOrder, NewQuestion, Order, OrderId, Purged, Question, QuestionState, Queue, QueueEvent, Spend, State, Stats,
    Submitted, Swept, Token, Told,
};
pub use gauges::{of_reply as gauges_of, question as gauges_question, records_question};
use keys::Keys;
pub use link::Address;
use link::Link;

/// The queue in a server that several machines share.
pub struct Redis {
    link: Link,
    keys: Keys,
    /// This machine's, that only goes forward; a test has one that scripts go by as well.
    clock: Clock,
    is_manual: bool,
    /// By how much the server's clock is ahead of that.
    ahead: AtomicI64,
    steps: AtomicU64,
    /// Whether the queue was laid out by an older Planyard, and is kept so. The server says when that is wrong.
    is_old: AtomicBool,
    name: String,
    /// Orders that this process holds, as it left them.
    held: Mutex<HashMap<OrderId, rows::Seen>>,
    /// What each thread has heard of the bell when there was nothing to claim, and when something changes by itself.
    heard: Mutex<HashMap<ThreadId, Heard>>,
}

#[derive(Debug, Clone)]
struct Heard {
    ring: String,
    soon: Option<Millis>,
}

/// A server's time may be taken to be so far from what it is: it is looked at again when it is more.
const MOST_SKEW: Millis = 1_000;

impl Redis {
    /// Opens the queue of a repository (its first commit names it) in a server, and looks whether it can be relied on.
    ///
    /// # Errors
    /// The server cannot be reached or refuses, may lose what it is given (unless that is allowed), or holds something
    /// else, or something newer, under the queue's names.
    pub fn open(address: &Address, repository: &str) -> Result<Self> {
        let begun = Instant::now();
        let clock: Clock =
            std::sync::Arc::new(move || Millis::try_from(begun.elapsed().as_millis()).unwrap_or(Millis::MAX));
        let queue = Self::with_clock(address, repository, clock, false)?;
        check::check(&queue.link, &queue.keys, address.allow_unsafe)?;
        Ok(queue)
    }

    fn with_clock(address: &Address, repository: &str, clock: Clock, is_manual: bool) -> Result<Self> {
        Ok(Self {
            link: Link::new(address)?,
            keys: Keys::of(repository),
            clock,
            is_manual,
            ahead: AtomicI64::new(0),
            steps: AtomicU64::new(0),
            is_old: AtomicBool::new(false),
            name: uuid::Uuid::new_v4().to_string(),
            held: Mutex::default(),
            heard: Mutex::default(),
        })
    }

    /// The clock that scripts are told of: 0 is the server's own.
    fn told_clock(&self) -> Millis {
        if self.is_manual { (self.clock)() } else { 0 }
    }

    fn guess(&self) -> Millis {
        (self.clock)() + self.ahead.load(Ordering::Relaxed)
    }

    fn learn(&self, now: Millis) {
        self.ahead.store(now - (self.clock)(), Ordering::Relaxed);
    }

    /// A name for a step: sent again, because its answer was lost, it is made once.
    fn step(&self) -> String {
        format!("{}-{}", self.name, self.steps.fetch_add(1, Ordering::Relaxed))
    }

    fn held(&self) -> MutexGuard<'_, HashMap<OrderId, rows::Seen>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn heard(&self) -> MutexGuard<'_, HashMap<ThreadId, Heard>> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Queue for Redis {
    fn name(&self) -> String {
        format!("redis ({})", self.link.shown())
    }

    fn now(&self) -> Result<Millis> {
        self.read_now()
    }

    fn submit(&self, orders: &[NewOrder]) -> Result<Vec<Submitted>> {
        claim::submit(self, orders)
    }

    fn claim(&self, request: &ClaimRequest) -> Result<Option<Order>> {
        claim::claim(self, request)
    }

    fn heartbeat(&self, token: &Token, lease: Duration) -> Result<Held> {
        holder::heartbeat(self, token, lease)
    }

    fn advance(&self, token: &Token, to: State, facts: &Facts) -> Result<Held> {
        holder::advance(self, token, to, facts)
    }

    fn finish(&self, token: &Token, end: &End) -> Result<Ended> {
        holder::finish(self, token, end)
    }

    fn finish_and_claim(&self, token: &Token, end: &End, request: &ClaimRequest) -> Result<(Ended, Option<Order>)> {
        holder::finish_and_claim(self, token, end, request)
    }

    fn sweep(&self) -> Result<Vec<Swept>> {
        sweep::sweep(self)
    }

    fn void(&self, worker: &str, keep: &[OrderId]) -> Result<Vec<Swept>> {
        let is_gone = |order: &Order| {
            order.owner.as_deref().is_some_and(|owner| owner.starts_with(worker)) && !keep.contains(&order.id)
        };
        sweep::take_from(self, is_gone, "void", "its worker is gone")
    }

    fn adopt(&self, token: &Token, request: &ClaimRequest) -> Result<Held> {
        holder::adopt(self, token, request)
    }

    fn decide(&self, id: &OrderId, decision: &Decision, by: &str) -> Result<State> {
        people::decide(self, id, decision, by)
    }

    fn purge(&self, id: &OrderId, before: Millis) -> Result<Purged> {
        carry::purge(self, id, before)
    }

    fn order(&self, id: &OrderId) -> Result<Option<Order>> {
        Ok(self.look(std::slice::from_ref(id))?.1.pop().flatten().map(|seen| seen.order))
    }

    fn orders(&self, filter: &Filter) -> Result<Vec<Order>> {
        self.all_orders(filter)
    }

    fn stats(&self, scope: &str) -> Result<Stats> {
        self.count(scope)
    }

    fn gauges(&self) -> Result<Gauges> {
        gauges::gauges(self)
    }

    fn ask(&self, question: &NewQuestion) -> Result<Question> {
        people::ask(self, question)
    }

    fn answer(&self, id: &str, text: &str, by: &str) -> Result<Answered> {
        people::answer(self, id, text, by)
    }

    fn settle(&self, id: &str, to: QuestionState, why: &str) -> Result<Held> {
        people::settle(self, id, to, why)
    }

    fn questions(&self, order: Option<&OrderId>) -> Result<Vec<Question>> {
        people::questions(self, order)
    }

    fn tell(&self, order: &OrderId, text: &str, by: &str) -> Result<()> {
        people::tell(self, order, text, by)
    }

    fn take_told(&self, token: &Token) -> Result<Vec<Told>> {
        people::take_told(self, token)
    }

    fn suspend(&self, limit: &Limit) -> Result<()> {
        shelf::suspend(self, limit)
    }

    fn limits(&self) -> Result<Vec<Limit>> {
        shelf::limits(self)
    }

    fn spend(&self, token: &Token, account: &str, day: &str, spend: Spend) -> Result<()> {
        shelf::spend(self, token, (account, day), spend)
    }

    fn spend_in_all(&self, run: &str, token: &Token, account: &str, day: &str, sum: Spend) -> Result<()> {
        shelf::spend_in_all(self, run, token, (account, day), sum)
    }

    fn spent(&self, day: &str, account: Option<&str>) -> Result<Spend> {
        shelf::spent(self, day, account)
    }

    fn record(&self, order: Option<&OrderId>, epoch: u64, kind: &str, data: &Value) -> Result<()> {
        shelf::record(self, order, epoch, kind, data)
    }

    fn events(&self, filter: &EventFilter) -> Result<Vec<QueueEvent>> {
        shelf::events(self, filter)
    }

    fn pause(&self, why: Option<&str>) -> Result<()> {
        shelf::pause(self, why)
    }

    fn paused(&self) -> Result<Option<String>> {
        shelf::paused(self)
    }

    fn take_lane(&self, name: &str, owner: &str, lease: Duration) -> Result<bool> {
        shelf::lane(self, name, owner, super::millis(lease))
    }

    fn leave_lane(&self, name: &str, owner: &str) -> Result<()> {
        shelf::lane(self, name, owner, -1).map(drop)
    }

    fn restore(&self, order: &Order, questions: &[Question]) -> Result<bool> {
        carry::restore(self, order, questions)
    }

    fn mend(&self, apply: bool) -> Result<Vec<String>> {
        carry::mend(self, apply)
    }

    fn put(&self, kind: &str, id: &str, record: &Value) -> Result<()> {
        shelf::put(self, kind, id, record)
    }

    fn records(&self, kind: &str, prefix: &str) -> Result<Vec<(String, Value)>> {
        shelf::records(self, kind, prefix)
    }

    fn wait(&self, patience: Duration) -> Result<()> {
        claim::wait(self, patience)
    }

    fn ring(&self) -> Result<()> {
        shelf::ring(self)
    }
}
