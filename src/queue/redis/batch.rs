use std::sync::atomic::Ordering;

use anyhow::Result;
use serde_json::Value;

use super::super::{Millis, Order, OrderId, QuestionState, State, moves};
use super::keys::{Keys, due_member, lane};
use super::link::Script;
use super::rows::{self, Asked, Seen};
use super::{MOST_SKEW, Redis};
use crate::report::{Problem, ProblemKind};

static APPLY: Script =
    Script::new(concat!(include_str!("head.lua"), include_str!("make.lua"), include_str!("apply.lua")));

/// Changes that are made together, if what they were decided from is still so.
pub(super) struct Batch<'r> {
    keys: &'r Keys,
    /// For a queue that older Planyards may be working on.
    is_old: bool,
    /// What it does depends on that.
    is_for_layout: bool,
    step: String,
    expected: Vec<[String; 3]>,
    commands: Vec<Vec<String>>,
}

/// What came of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Made {
    Yes,
    /// Something has changed since, or the time was wrong: look and decide again.
    Lost,
}

/// So often something else may come first.
const MOST_TRIES: u32 = 300;

impl Redis {
    /// Begins a batch.
    pub(super) fn batch(&self) -> Batch<'_> {
        Batch {
            keys: &self.keys,
            is_old: self.is_old.load(Ordering::Relaxed),
            is_for_layout: false,
            step: self.step(),
            expected: Vec::new(),
            commands: Vec::new(),
        }
    }

    /// Makes the changes of a batch that was decided at a time.
    pub(super) fn make(&self, batch: &Batch<'_>, now: Millis) -> Result<Made> {
        let mut args = vec![self.told_clock().to_string()];
        self.tell_of(batch, now, &mut args);
        let (word, now): (String, Millis) = self.link.script(&APPLY, self.keys.prefix(), &args)?;
        self.learn(now);
        self.learn_layout(&word);
        Ok(if word == "yes" { Made::Yes } else { Made::Lost })
    }

    /// A step that was decided for another layout than there is says so.
    pub(super) fn learn_layout(&self, word: &str) {
        if ["old", "new"].contains(&word) {
            self.is_old.store(word == "old", Ordering::Relaxed);
        }
    }

    /// What `make.lua` is told of a batch.
    pub(super) fn tell_of(&self, batch: &Batch<'_>, now: Millis, args: &mut Vec<String>) {
        let off = if self.is_manual { 0 } else { MOST_SKEW };
        let layout = match (batch.is_for_layout, batch.is_old) {
            (false, _) => "",
            (true, true) => "old",
            (true, false) => "new",
        };
        args.extend([now.to_string(), off.to_string(), layout.to_owned(), batch.step.clone()]);
        args.push(batch.expected.len().to_string());
        args.extend(batch.expected.iter().flatten().cloned());
        for command in &batch.commands {
            args.push(command.len().to_string());
            args.extend(command.iter().cloned());
        }
    }

    /// Does a step again until nothing came between.
    pub(super) fn until_made<T>(&self, mut step: impl FnMut(u32) -> Result<Option<T>>) -> Result<T> {
        for tries in 0..MOST_TRIES {
            if let Some(answer) = step(tries)? {
                return Ok(answer);
            }
        }
        let message = format!("something else changed the same order {MOST_TRIES} times while a step was decided");
        Err(Problem::new(ProblemKind::Timeout, message).source(self.link.shown()).hint("try again").into())
    }
}

impl Batch<'_> {
    /// Only if a field of a hash is that; empty: not there.
    pub(super) fn expect(&mut self, key: String, field: &str, value: impl ToString) {
        self.expected.push([key, field.to_owned(), value.to_string()]);
    }

    /// Only if an order is as it was seen.
    pub(super) fn expect_seen(&mut self, id: &OrderId, seen: Option<&Seen>) {
        let version = seen.map(|seen| seen.version.to_string()).unwrap_or_default();
        self.expect(self.keys.job(id), "v", version);
    }

    /// When its answer is lost, it is also known to be made after somebody else has changed the same: for steps that are
    /// not the same when they are decided once more.
    pub(super) fn remember(&mut self) {
        let key = self.keys.one(&format!("step:{}", self.step));
        self.run(&["SET", &key, "1", "EX", "600"]);
    }

    /// One command of Redis.
    pub(super) fn run(&mut self, words: &[&str]) {
        self.commands.push(words.iter().map(|word| (*word).to_owned()).collect());
    }

    /// One more field of a hash, written with others of it where there are some.
    pub(super) fn also(&mut self, key: &str, field: &str, value: &str) {
        match self.commands.iter_mut().find(|words| words[0] == "HSET" && words[1] == key) {
            Some(words) => words.extend([field.to_owned(), value.to_owned()]),
            None => self.run(&["HSET", key, field, value]),
        }
    }

    /// An event of the log.
    pub(super) fn event(&mut self, order: Option<&OrderId>, epoch: u64, kind: &str, data: &Value) {
        let id = order.map_or("", |id| &id.0);
        self.run(&["EVENT", id, &epoch.to_string(), kind, &data.to_string()]);
    }

    /// Wakes who waits for something to claim.
    pub(super) fn ring(&mut self) {
        self.run(&["RING"]);
    }

    /// A new order.
    pub(super) fn insert(&mut self, order: &Order, key: &str, data: &Value) -> Result<()> {
        let job = self.keys.job(&order.id);
        let mut words = vec!["HSET".to_owned(), job];
        let fixed = rows::fixed_fields(order)?;
        let changing = rows::changing_fields(order)?;
        for (name, value) in fixed.into_iter().chain(changing) {
            words.extend([name.to_owned(), value]);
        }
        words.extend(["v", "1", "step", &self.step, "key", key].map(str::to_owned));
        self.commands.push(words);
        self.run(&["HSET", &self.keys.one("keys"), key, &order.id.0]);
        self.tell_of_labels(order);
        for need in &order.needs {
            self.run(&["SADD", &self.keys.deps(need), &order.id.0]);
        }
        if order.state == State::Blocked {
            self.run(&["SADD", &self.keys.one("check"), &order.id.0]);
        }
        self.enter(order);
        self.event(Some(&order.id), order.epoch, moves::STATE, data);
        Ok(())
    }

    /// A Planyard that knows no labels would give such orders to anyone: it must stop.
    fn tell_of_labels(&mut self, order: &Order) {
        if !order.labels.is_empty() {
            self.run(&["LABELS"]);
        }
    }

    /// Deletes an order that is at its end, and what is of it alone. `key`: under which it was submitted.
    pub(super) fn delete(&mut self, seen: &Seen, key: &str) {
        let (order, keys) = (&seen.order, self.keys);
        self.leave(order);
        for key in [keys.job(&order.id), keys.questions(&order.id), keys.told(&order.id), keys.deps(&order.id)] {
            self.run(&["DEL", &key]);
        }
        for need in &order.needs {
            self.run(&["SREM", &keys.deps(need), &order.id.0]);
        }
        for asked in &seen.questions {
            self.run(&["HDEL", &keys.one("asked"), &asked.question.id]);
        }
        self.run(&["HDEL", &keys.one("keys"), key]);
        self.run(&["HSET", &keys.one("epochs"), &order.id.0, &order.epoch.to_string()]);
        self.event(Some(&order.id), order.epoch, moves::PURGED, &serde_json::json!({"failure": order.failure}));
    }

    /// Somebody else is to do an order that nobody holds.
    pub(super) fn reassign(&mut self, seen: &Seen, order: &Order) -> Result<()> {
        self.leave(&seen.order);
        let (job, version) = (self.keys.job(&order.id), (seen.version + 1).to_string());
        let mut words = ["HSET", &job, "v", &version, "step", &self.step].map(str::to_owned).to_vec();
        for (name, value) in rows::fixed_fields(order)? {
            words.extend([name.to_owned(), value]);
        }
        words.extend(["due".to_owned(), order.due.to_string()]);
        self.commands.push(words);
        if order.labels.is_empty() {
            self.run(&["HDEL", &job, "lane"]);
        }
        self.tell_of_labels(order);
        self.enter(order);
        Ok(())
    }

    /// Keeps what a step made of an order, and gives it as it is then.
    pub(super) fn save(&mut self, seen: &Seen, order: &Order) -> Result<Seen> {
        let (before, after) = (rows::changing_fields(&seen.order)?, rows::changing_fields(order)?);
        let job = self.keys.job(&order.id);
        let version = (seen.version + 1).to_string();
        let mut set =
            vec!["HSET", &job, "v", &version, "step", &self.step].into_iter().map(str::to_owned).collect::<Vec<_>>();
        for (name, value) in after.iter().filter(|(name, value)| before.get(*name) != Some(value)) {
            set.extend([(*name).to_owned(), value.clone()]);
        }
        let stays = |name: &str| !self.is_old && rows::OF_HOLDER.contains(&name);
        let gone = before.keys().copied().filter(|name| !after.contains_key(name) && !stays(name));
        let gone: Vec<&str> = gone.collect();
        self.commands.push(set);
        if !gone.is_empty() {
            self.run(&[&["HDEL", &job], &gone[..]].concat());
        }
        match (&seen.order, order) {
            (from, to) if from.state.is_held() && to.state.is_held() => {
                self.out_of(from.state, &to.id);
                self.into(to.state, &to.id);
                if from.lease_until != to.lease_until {
                    self.lease(to);
                }
            }
            (from, to) if from.state != to.state => {
                self.leave(from);
                self.enter(to);
            }
            _ => {}
        }
        Ok(Seen { order: order.clone(), version: seen.version + 1, ..seen.clone() })
    }

    /// Keeps a change of an order's state, with the event of it and what follows from it.
    pub(super) fn change(&mut self, seen: &Seen, order: &Order, data: &Value) -> Result<Seen> {
        let mut next = self.save(seen, order)?;
        self.event(Some(&order.id), order.epoch, moves::STATE, data);
        if moves::withdraws_questions(order.state) {
            let why = format!("the task is {}", order.state);
            for at in 0..next.questions.len() {
                if next.questions[at].question.state == QuestionState::Asked {
                    next.questions[at].question.state = QuestionState::Withdrawn;
                    next.questions[at].why = Some(why.clone());
                    self.question(&next.questions[at])?;
                }
            }
        }
        Ok(next)
    }

    /// Keeps what became of a question, with the event of it.
    pub(super) fn question(&mut self, asked: &Asked) -> Result<()> {
        let question = &asked.question;
        let text = serde_json::to_string(asked)?;
        self.run(&["HSET", &self.keys.questions(&question.order), &question.id, &text]);
        self.run(&["HSET", &self.keys.job(&question.order), rows::ASKS, "1"]);
        let data = moves::told_of(question, asked.why.as_deref());
        self.event(Some(&question.order), question.epoch, "question", &data);
        Ok(())
    }

    /// Notes that the order, which is otherwise as it was, has another version.
    pub(super) fn touch(&mut self, seen: &Seen) {
        let (job, version, step) = (self.keys.job(&seen.order.id), (seen.version + 1).to_string(), self.step.clone());
        self.run(&["HSET", &job, "v", &version, "step", &step]);
    }

    fn lease(&mut self, order: &Order) {
        let until = order.lease_until.unwrap_or(0).to_string();
        self.run(&["ZADD", &self.keys.one("leases"), &until, &order.id.0]);
    }

    /// Only older Planyards look at sets of what is held.
    fn out_of(&mut self, state: State, id: &OrderId) {
        self.is_for_layout |= state.is_held();
        if self.is_old || !state.is_held() {
            self.run(&["ZREM", &self.keys.state(state), &id.0]);
        }
    }

    fn into(&mut self, state: State, id: &OrderId) {
        self.is_for_layout |= state.is_held();
        if self.is_old || !state.is_held() {
            self.run(&["ZADD", &self.keys.state(state), "0", &id.0]);
        }
    }

    /// Says that something is queued in a lane: on this shelf (priority and lane) when it was always due, else there is no shelf.
    pub(super) fn shelve(&mut self, lane: &str, shelf: &str) {
        self.run(&["SHELF", lane, shelf]);
    }

    /// Takes an order out of what says that it is in its state.
    fn leave(&mut self, order: &Order) {
        let (id, keys) = (order.id.0.as_str(), self.keys);
        self.out_of(order.state, &order.id);
        if order.state.is_held() {
            self.run(&["ZREM", &keys.one("leases"), id]);
            if !order.paths.is_empty() {
                self.run(&["HDEL", &keys.one("taken"), id]);
                self.ring();
            }
        } else if order.state == State::Delayed {
            self.run(&["ZREM", &keys.one("delayed"), id]);
        } else if order.state == State::Queued {
            let (priority, lane) = (order.priority, &lane(order));
            self.run(&["ZREM", &keys.ready(priority, lane), id]);
            self.run(&["ZREM", &keys.due(priority, lane), &due_member(order)]);
            self.run(&["ZREM", &keys.age(priority, lane), id]);
        }
    }

    /// Puts it where its state is looked for.
    fn enter(&mut self, order: &Order) {
        let (id, keys) = (order.id.0.as_str(), self.keys);
        self.into(order.state, &order.id);
        match order.state {
            State::Delayed => self.run(&["ZADD", &keys.one("delayed"), &order.due.to_string(), id]),
            State::Queued => {
                let (priority, lane) = (order.priority, &lane(order));
                let enqueued = order.enqueued.to_string();
                if order.due > 0 {
                    self.run(&["ZADD", &keys.due(priority, lane), &order.due.to_string(), &due_member(order)]);
                    self.run(&["ZADD", &keys.age(priority, lane), &enqueued, id]);
                } else {
                    self.run(&["ZADD", &keys.ready(priority, lane), &enqueued, id]);
                }
                let shelf = if order.due > 0 { String::new() } else { format!("{}:{lane}", priority.rank()) };
                self.shelve(lane, &shelf);
                self.ring();
            }
            State::Done => self.run(&["FREE", id]),
            state if state.is_held() => self.lease(order),
            _ => {}
        }
    }
}
