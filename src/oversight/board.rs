//! Everything at one moment: orders, what their agents do, questions, limits.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::Result;
use serde_json::Value;

use super::lines;
use super::tail::Tail;
use crate::agents::Event;
use crate::dispatch::runs::RunFolder;
use crate::dispatch::summary::Summary;
use crate::dispatch::supervise::STEP;
use crate::dispatch::worker::{self, Record};
use crate::queue::{Filter, Limit, Millis, Order, Question, QuestionState, Queue, State};

/// Everything at one moment.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Board {
    /// What it is about: a feature, or the repository.
    pub title: String,
    /// The orders, those at work first.
    pub rows: Vec<Row>,
    /// Open questions, the oldest first.
    pub questions: Vec<Question>,
    /// Accounts that are suspended.
    pub limits: Vec<Limit>,
    /// Why claims are stopped.
    pub paused: Option<String>,
    /// Workers that live, on all machines.
    pub workers: Vec<Record>,
    /// By the store's clock.
    pub now: Millis,
}

/// An order.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// `T03`; with its feature where there are several.
    pub name: String,
    /// The task's title.
    pub title: String,
    /// Where it is.
    pub state: State,
    /// How often it was tried.
    pub attempt: u32,
    /// How often it is tried at most.
    pub max_attempts: u32,
    /// When its state changed last.
    pub changed: Millis,
    /// The agent's last step, or why it is where it is.
    pub step: String,
    /// Tokens, with those of the run that goes on.
    pub tokens: u64,
    /// Millionths of a dollar.
    pub cost_micro: u64,
}

impl Board {
    /// How many orders are in one of these states.
    pub fn count(&self, fits: fn(State) -> bool) -> usize {
        self.rows.iter().filter(|row| fits(row.state)).count()
    }

    /// What all of it has cost.
    pub fn cost(&self) -> u64 {
        self.rows.iter().map(|row| row.cost_micro).sum()
    }

    /// Nothing moves any more.
    pub fn is_over(&self) -> bool {
        self.rows.iter().all(|row| row.state.is_final())
    }
}

/// Looks at the store and at the runs that go on, and remembers how far their files were read.
pub struct Watcher {
    store: PathBuf,
    scope: Vec<String>,
    live: BTreeMap<String, Live>,
}

/// A run that goes on.
struct Live {
    tail: Tail,
    summary: Summary,
    step: String,
}

impl Watcher {
    /// Of the orders of some features; none: of all.
    pub fn new(store: PathBuf, features: Vec<String>) -> Self {
        Self { store, scope: features, live: BTreeMap::new() }
    }

    /// The orders that are watched.
    ///
    /// # Errors
    /// The store cannot be reached.
    pub fn orders(&self, queue: &dyn Queue) -> Result<Vec<Order>> {
        let mut orders = queue.orders(&Filter::default())?;
        orders.retain(|order| self.is_watched(order.id.feature()));
        Ok(orders)
    }

    /// Whether a feature is watched.
    pub fn is_watched(&self, feature: &str) -> bool {
        self.scope.is_empty() || self.scope.iter().any(|watched| watched == feature)
    }

    /// Everything as it is now.
    ///
    /// # Errors
    /// The store cannot be reached.
    pub fn look(&mut self, queue: &dyn Queue) -> Result<Board> {
        let mut orders = self.orders(queue)?;
        orders.sort_by_key(|order| (rank(order.state), order.id.clone()));
        let mut features: Vec<&str> = orders.iter().map(|order| order.id.feature()).collect();
        features.sort_unstable();
        features.dedup();
        let title = match features.as_slice() {
            [one] => (*one).to_owned(),
            [] => "nothing handed out".to_owned(),
            many => format!("{} features", many.len()),
        };
        let is_one = features.len() <= 1;
        let running: Vec<String> =
            orders.iter().filter(|order| order.state.is_held()).map(crate::queue::Order::run).collect();
        self.live.retain(|run, _| running.contains(run));
        let now = queue.now()?;
        let elsewhere = self.elsewhere(queue, &orders)?;
        let rows = orders.iter().map(|order| self.row(order, is_one, elsewhere.get(&order.run()))).collect();
        let mut workers = worker::all(queue)?;
        workers.retain(|worker| !worker.is_gone(now));
        let watched = |question: &Question| self.is_watched(question.order.feature());
        let questions = queue.questions(None)?.into_iter();
        Ok(Board {
            title,
            rows,
            questions: questions.filter(|one| one.state == QuestionState::Asked && watched(one)).collect(),
            limits: queue.limits()?,
            paused: queue.paused()?,
            workers,
            now,
        })
    }

    /// The last steps of runs whose records are on other machines, by run.
    fn elsewhere(&self, queue: &dyn Queue, orders: &[Order]) -> Result<BTreeMap<String, Event>> {
        let is_here = |order: &Order| RunFolder::of(&self.store, &order.id, order.epoch, "").path().is_dir();
        if !orders.iter().any(|order| order.state == State::Running && !is_here(order)) {
            return Ok(BTreeMap::new());
        }
        let steps = queue.records(STEP, "")?.into_iter();
        let step = |record: Value| {
            Some((record["run"].as_str()?.to_owned(), serde_json::from_value(record["event"].clone()).ok()?))
        };
        Ok(steps.filter_map(|(_, record)| step(record)).collect())
    }

    fn row(&mut self, order: &Order, is_one: bool, elsewhere: Option<&Event>) -> Row {
        let mut row = Row {
            name: if is_one { order.id.task() } else { order.id.short() }.to_owned(),
            title: order.title.clone(),
            state: order.state,
            attempt: order.attempt,
            max_attempts: order.max_attempts,
            changed: order.changed,
            step: order.why.as_deref().map(lines::one_line).unwrap_or_default(),
            tokens: order.tokens,
            cost_micro: order.cost_micro,
        };
        if order.state != State::Running {
            return row;
        }
        let store = &self.store;
        let live = self.live.entry(order.run()).or_insert_with(|| {
            let folder = RunFolder::of(store, &order.id, order.epoch, "");
            Live { tail: Tail::of(folder.file("events.jsonl")), summary: Summary::default(), step: String::new() }
        });
        live.read();
        row.step.clone_from(&live.step);
        if let Some(step) = elsewhere.and_then(lines::step) {
            let host = order.host.as_deref().unwrap_or_default();
            row.step = format!("{}: {step}", host.split('/').next().unwrap_or(host));
        }
        // What the store counts comes a little later than what the events say.
        row.tokens = row.tokens.max(live.summary.usage.tokens());
        row.cost_micro = row.cost_micro.max(live.summary.usage.cost_micro.unwrap_or(0));
        row
    }
}

impl Live {
    fn read(&mut self) {
        for line in self.tail.lines() {
            let Ok(event) = serde_json::from_str::<Event>(&line) else { continue };
            self.summary.add(&event);
            match &event {
                // Pieces of a message say little; what came of it by now says more.
                Event::Text { delta: true, .. } => {
                    let text = self.summary.text.clone();
                    self.step = lines::step(&Event::Text { text, delta: false }).unwrap_or_default();
                }
                other => {
                    if let Some(step) = lines::step(other) {
                        self.step = step;
                    }
                }
            }
        }
    }
}

/// At work, waiting for people, to come, and over.
fn rank(state: State) -> u8 {
    match state {
        State::WaitingHuman => 1,
        state if state.is_held() => 0,
        State::Dead | State::Quarantined => 2,
        State::Queued => 3,
        State::Delayed => 4,
        State::Blocked => 5,
        _ => 6,
    }
}
