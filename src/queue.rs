//! Where dispatched work orders wait, and who holds which: the embedded store, or another behind the same trait.
//!
//! An order is claimed with a lease and an epoch. The epoch grows at each claim and at each loss of a lease, and every
//! write of a holder names the epoch it was given: who lost the lease can finish nothing ([`Held::Lost`]). The queue
//! holds intentions only; git says what was done, and the plan what is to be done. The clock is the store's own.
//!
//! Every implementation passes the same contract tests.

mod choose;
mod embedded;
mod events;
mod gauges;
mod memory;
mod moves;
mod open;
mod order;
mod question;
#[cfg(feature = "redis")]
mod redis;
mod state;

#[cfg(test)]
mod contract;

pub use choose::choose;
pub use embedded::Embedded;
pub use events::{EventFilter, QueueEvent};
pub use gauges::{Depth, Gauges, Group, Stream};
pub use memory::Memory;
pub use open::{folder, is_there, open, own_run, person, without_password, workspace_name};
pub use order::{Filter, NewOrder, Order, OrderId, Priority, Submitted, Token, labels, missing};
pub use question::{Answered, NewQuestion, Question, QuestionKind, QuestionState, Told};
#[cfg(feature = "redis")]
pub use redis::{Address, Redis, gauges_of, gauges_question, records_question};
pub use state::{Actor, Failure, State, allowed};

use std::time::Duration;

use anyhow::Result;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Milliseconds since 1970 by the store's clock.
pub type Millis = i64;

/// Where a store of this machine takes the time from. A test has its own.
pub type Clock = std::sync::Arc<dyn Fn() -> Millis + Send + Sync>;

fn system_clock() -> Clock {
    std::sync::Arc::new(|| jiff::Timestamp::now().as_millisecond())
}

fn millis(duration: Duration) -> Millis {
    // A century is for ever, and leaves room for sums.
    const MOST: u128 = 100 * 366 * 24 * 3_600_000;
    Millis::try_from(duration.as_millis().min(MOST)).unwrap_or(Millis::MAX / 4)
}

/// Who wants work, and which.
#[derive(Debug, Clone)]
pub struct ClaimRequest {
    /// The worker's name: unique to a process and one of its threads.
    pub worker: String,
    /// The machine it runs on.
    pub host: String,
    /// The machine's boot: leases of another boot of the same host are void.
    pub boot: String,
    /// How long the lease holds without a heartbeat.
    pub lease: Duration,
    /// Only orders whose id begins so; empty: any.
    pub scope: String,
    /// Only these, when there are any.
    pub only: Vec<OrderId>,
    /// Only orders for these backends, when there are any.
    pub backends: Vec<String>,
    /// The labels that it has: only orders that need no others.
    pub labels: Vec<String>,
    /// Low priority waits at most so long for each step up.
    pub aging: Duration,
}

/// Whether a holder still holds what it writes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// It does, and the write was made.
    Yes,
    /// The lease went to someone else, or was taken away: nothing was written, and the holder must stop.
    Lost,
}

/// What a holder learned about its order; `None` leaves what is there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The agent's session.
    pub session: Option<String>,
    /// The branch of the task.
    pub branch: Option<String>,
    /// The folder of its worktree.
    pub worktree: Option<String>,
    /// The commit it started from.
    pub base: Option<String>,
    /// The commit it came to.
    pub head: Option<String>,
    /// Why it is where it is, for people.
    pub why: Option<String>,
}

/// How a holder gives an order back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// The work is in the target branch (or was stated to need nothing).
    Done {
        /// The commit that brought it there.
        landed: Option<String>,
        /// What to remember.
        note: Option<String>,
    },
    /// The attempt failed. It is tried again after this long, unless no attempt is left: then it is dead.
    Retry {
        /// What kind of failure.
        failure: Failure,
        /// For people.
        message: String,
        /// How long to wait.
        after: Duration,
    },
    /// It failed, and trying again is of no use.
    Dead {
        /// What kind of failure.
        failure: Failure,
        /// For people.
        message: String,
    },
    /// It waits for a person, and holds nothing meanwhile. The attempt is given back.
    Park {
        /// For people.
        why: String,
    },
    /// The account may not be used before then: it is suspended, the attempt given back, the order delayed. A time that is
    /// over already counts as in a second.
    Limit {
        /// Which account.
        account: String,
        /// Until when.
        until: Millis,
        /// For people.
        reason: String,
    },
    /// Put back as it was, the attempt given back: the worker stops.
    Release {
        /// For people.
        why: String,
    },
    /// Git and the store disagree; a person decides.
    Quarantined {
        /// For people.
        why: String,
    },
}

/// What came of giving an order back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// It was recorded, and the order is in this state.
    Recorded(State),
    /// It had been recorded before, by the same holder: the answer was lost on the way.
    Replay,
    /// The lease is someone else's: nothing was written.
    Lost,
}

/// What a person decides about an order, whoever holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It is not to be done; a holder is fenced.
    Cancel,
    /// Dead, cancelled or quarantined: try again, with all attempts.
    Retry,
    /// Done, but the plan says otherwise again.
    Reopen,
    /// Git says that it is done, in this commit.
    Settle(String),
    /// Git and the store disagree.
    Quarantine(String),
}

/// What came of deleting an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purged {
    /// It is gone, with its questions and messages.
    Yes,
    /// This order, which is not done, needs it: without it that one would count as free to begin.
    Needed(OrderId),
    /// It is not dead, not long enough, or not there.
    No,
}

/// What a sweep changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Swept {
    /// Which order.
    pub id: OrderId,
    /// What it was.
    pub from: State,
    /// What it is.
    pub to: State,
    /// The epoch that was fenced, when a lease was lost.
    pub fenced: Option<u64>,
}

/// An account that may not be used for a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Limit {
    /// Which account.
    pub account: String,
    /// Until when.
    pub until: Millis,
    /// For people.
    pub reason: String,
}

/// Money and tokens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spend {
    /// Millionths of a dollar.
    pub cost_micro: u64,
    /// Input and output tokens.
    pub tokens: u64,
}

/// The kind of the records of what was told of runs.
const SPENT: &str = "spent";

impl Spend {
    /// What is more in this than in another.
    pub fn beyond(self, other: Self) -> Self {
        Self {
            cost_micro: self.cost_micro.saturating_sub(other.cost_micro),
            tokens: self.tokens.saturating_sub(other.tokens),
        }
    }

    /// Both together.
    pub fn and(self, other: Self) -> Self {
        Self { cost_micro: self.cost_micro + other.cost_micro, tokens: self.tokens + other.tokens }
    }
}

/// How many orders are in each state.
pub type Stats = std::collections::BTreeMap<State, u64>;

/// A queue of work orders. Every method is one atomic step; each change of a state writes one event with it.
pub trait Queue: Send + Sync {
    /// What it is, for messages: `embedded (…/state.db)`.
    fn name(&self) -> String;

    /// The store's clock.
    fn now(&self) -> Result<Millis>;

    /// Adds orders. One whose id or idempotency key is known is left as it is and told as such, but for who is to do it: while
    /// it is neither held nor done it takes the new backend, account and labels, and no longer waits for what held the old ones up.
    /// An order with needs that
    /// are not done begins as [`State::Blocked`]. Needs that are not in the store count as done.
    /// All are added or none. A key that is known under another id is answered with that id.
    fn submit(&self, orders: &[NewOrder]) -> Result<Vec<Submitted>>;

    /// The most urgent order that is due, whose account is not suspended and whose paths nobody works on ([`choose`]).
    /// Epoch and attempt grow by one. `None` when there is none, or the queue is paused. Leases that another boot of the
    /// same host left are ended first.
    fn claim(&self, request: &ClaimRequest) -> Result<Option<Order>>;

    /// Extends a lease. One that has run out is still its holder's until somebody sweeps.
    fn heartbeat(&self, token: &Token, lease: Duration) -> Result<Held>;

    /// Moves a held order on to another active state, with what is known by now. To the state it is in: only the facts.
    ///
    /// # Errors
    /// The table of states has no such move.
    fn advance(&self, token: &Token, to: State, facts: &Facts) -> Result<Held>;

    /// Gives an order back. The same end of the same epoch is recorded once, and answered [`Ended::Replay`] ever after.
    /// [`End::Park`] while a question is answered that no run has taken over, and none is open: the person was quicker
    /// than the holder, and the order is queued at once. Done orders withdraw what they still asked.
    fn finish(&self, token: &Token, end: &End) -> Result<Ended>;

    /// Gives an order back, as [`Queue::finish`], and claims the next, as [`Queue::claim`]: for who goes on with that. What goes
    /// wrong with the claim only is not told here; the next claim tells it. A store that can does both in one step.
    ///
    /// # Errors
    /// The order may not have been given back.
    fn finish_and_claim(&self, token: &Token, end: &End, request: &ClaimRequest) -> Result<(Ended, Option<Order>)> {
        let ended = self.finish(token, end)?;
        Ok((ended, self.claim(request).unwrap_or(None)))
    }

    /// Ends leases that have run out (fencing their holders first), makes due what was delayed, and frees what was
    /// blocked by orders that are done. Idempotent. Who lost its lease with attempts left is due at once, and told twice:
    /// as delayed, then as queued.
    fn sweep(&self) -> Result<Vec<Swept>>;

    /// Ends the leases of a worker that is known to be gone, without waiting for them to run out. An order in `keep` is
    /// left alone. `worker` is a prefix of the worker's name; an empty one is everybody. They are due at once: the next
    /// sweep queues them.
    fn void(&self, worker: &str, keep: &[OrderId]) -> Result<Vec<Swept>>;

    /// Hands a lease from a worker that is gone to one that goes on with the same run: same epoch, another name.
    fn adopt(&self, token: &Token, request: &ClaimRequest) -> Result<Held>;

    /// What a person decides. The state that the order is in then. A holder is fenced; what is tried again waits for its
    /// needs first; what is cancelled or done withdraws its open questions.
    ///
    /// # Errors
    /// There is no such order, or the table of states has no such move.
    fn decide(&self, id: &OrderId, decision: &Decision, by: &str) -> Result<State>;

    /// Deletes an order that is dead since then or longer, with its questions, messages and ends; one event says so, and what
    /// is submitted under its id later goes on from its epoch: who held it once can still write nothing.
    fn purge(&self, id: &OrderId, before: Millis) -> Result<Purged>;

    /// One order.
    fn order(&self, id: &OrderId) -> Result<Option<Order>>;

    /// Orders, by id.
    fn orders(&self, filter: &Filter) -> Result<Vec<Order>>;

    /// How many are in each state.
    fn stats(&self, scope: &str) -> Result<Stats>;

    /// What a monitor looks at, of one moment. What it costs goes by what is live, never by what is done, where the store
    /// is shared.
    fn gauges(&self) -> Result<Gauges>;

    /// Asks a person. The same question of the same order (text and options) is asked once: it is answered with the one
    /// that is there, in whatever state; one that was withdrawn is open again. The words are the same however they are
    /// spaced and cased.
    ///
    /// # Errors
    /// There is no such order, or the run does not hold it any more (and the question is new).
    fn ask(&self, question: &NewQuestion) -> Result<Question>;

    /// Answers a question. The first answer counts. When no question of its order is open any more and the order waits
    /// for a person, it is queued again.
    fn answer(&self, id: &str, text: &str, by: &str) -> Result<Answered>;

    /// Marks an answered question as taken over by a run, or one as no longer wanted. `Lost`: it is not in a state for that.
    /// When it was the last open one of an order that waits for a person, the order is queued again.
    ///
    /// # Errors
    /// There is no such question, or `to` is neither consumed nor withdrawn.
    fn settle(&self, id: &str, to: QuestionState, why: &str) -> Result<Held>;

    /// Questions, the oldest first: of an order, or all.
    fn questions(&self, order: Option<&OrderId>) -> Result<Vec<Question>>;

    /// Leaves a message for the agent that works on an order, or will.
    ///
    /// # Errors
    /// There is no such order.
    fn tell(&self, order: &OrderId, text: &str, by: &str) -> Result<()>;

    /// The messages that were left, each once. None for who does not hold the order.
    fn take_told(&self, token: &Token) -> Result<Vec<Told>>;

    /// Suspends an account, or with `until` in the past frees it.
    fn suspend(&self, limit: &Limit) -> Result<()>;

    /// The accounts that are suspended now.
    fn limits(&self) -> Result<Vec<Limit>>;

    /// Counts what a run has spent, on its order and its account's day (`2026-11-21`). Lost leases spend too.
    fn spend(&self, token: &Token, account: &str, day: &str, spend: Spend) -> Result<()>;

    /// Counts what a run has spent in all by now, whoever tells it and however often: only what is more than was told of the
    /// run before is added. A store that can keeps both in one step.
    fn spend_in_all(&self, run: &str, token: &Token, account: &str, day: &str, sum: Spend) -> Result<()> {
        let told = self.records(SPENT, run)?.into_iter().find(|(id, _)| id == run);
        let told: Spend = told.and_then(|(_, told)| serde_json::from_value(told).ok()).unwrap_or_default();
        let more = sum.beyond(told);
        if more == Spend::default() {
            return Ok(());
        }
        self.put(SPENT, run, &serde_json::to_value(told.and(more))?)?;
        self.spend(token, account, day, more)
    }

    /// What was spent on a day, by an account or (`None`) by all.
    fn spent(&self, day: &str, account: Option<&str>) -> Result<Spend>;

    /// Appends an event that is no change of a state.
    fn record(&self, order: Option<&OrderId>, epoch: u64, kind: &str, data: &Value) -> Result<()>;

    /// Events after a number, the oldest first.
    fn events(&self, filter: &EventFilter) -> Result<Vec<QueueEvent>>;

    /// Stops all claims, or lets them go on. `None`: go on.
    fn pause(&self, why: Option<&str>) -> Result<()>;

    /// Why claims are stopped, when they are.
    fn paused(&self) -> Result<Option<String>>;

    /// Takes a named lane (one at a time, such as merges into a branch) for this long; false: someone else has it. Its owner
    /// takes it again to keep it.
    fn take_lane(&self, name: &str, owner: &str, lease: Duration) -> Result<bool>;

    /// Gives a lane back, if it is still the owner's.
    fn leave_lane(&self, name: &str, owner: &str) -> Result<()>;

    /// Keeps a record (a run, a session) under its kind and id, replacing what was there.
    fn put(&self, kind: &str, id: &str, record: &Value) -> Result<()>;

    /// Records of a kind whose id begins so, by id.
    fn records(&self, kind: &str, prefix: &str) -> Result<Vec<(String, Value)>>;

    /// Takes an order over from another store, with its questions; false: there is one of this id already. One that is held
    /// has lost its holder, as if its lease had run out. Questions get new ids when theirs are taken.
    fn restore(&self, order: &Order, questions: &[Question]) -> Result<bool>;

    /// Looks whether what says where orders are agrees with the orders themselves, and puts it right when told to. What was
    /// wrong, in words.
    ///
    /// # Errors
    /// The store cannot be reached.
    fn mend(&self, _apply: bool) -> Result<Vec<String>> {
        // Indexes of most stores cannot go apart from what they are of.
        Ok(Vec::new())
    }

    /// Returns when there may be something to claim for a thread whose claim found nothing, and after this long at the latest.
    ///
    /// # Errors
    /// The store cannot be reached.
    fn wait(&self, patience: Duration) -> Result<()> {
        std::thread::sleep(patience);
        Ok(())
    }

    /// Ends the waiting of all who wait in [`Queue::wait`], where they would be told of work.
    ///
    /// # Errors
    /// The store cannot be reached.
    fn ring(&self) -> Result<()> {
        Ok(())
    }
}
