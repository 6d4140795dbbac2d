//! The queue in memory: for tests of what uses one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::Result;
use serde_json::{Value, json};

use super::{
    Answered, ClaimRequest, Clock, Decision, End, Ended, EventFilter, Facts, Filter, Gauges, Held, Limit, Millis,
    NewOrder, NewQuestion, Order, OrderId, Purged, Question, QuestionState, Queue, QueueEvent, Spend, State, Stats,
    Submitted, Swept, Token, Told, choose, millis, moves,
};
use crate::report::{Problem, ProblemKind};

/// A queue that ends with its process.
pub struct Memory {
    clock: Clock,
    inner: Mutex<Inner>,
}

#[derive(Clone, Default)]
struct Inner {
    now: Millis,
    orders: BTreeMap<OrderId, Order>,
    keys: BTreeMap<String, OrderId>,
    ends: BTreeMap<(OrderId, u64), End>,
    questions: Vec<Asked>,
    /// How many were ever asked.
    asked: usize,
    told: Vec<(OrderId, Told)>,
    events: Vec<QueueEvent>,
    limits: BTreeMap<String, Limit>,
    spend: BTreeMap<(String, String), Spend>,
    lanes: BTreeMap<String, (String, Millis)>,
    records: BTreeMap<(String, String), Value>,
    /// Of orders that were deleted.
    epochs: BTreeMap<OrderId, u64>,
    paused: Option<String>,
}

#[derive(Clone)]
struct Asked {
    question: Question,
    same: String,
}

impl Default for Memory {
    fn default() -> Self {
        Self::with_clock(super::system_clock())
    }
}

impl Memory {
    /// An empty one, with another clock.
    pub fn with_clock(clock: Clock) -> Self {
        Self { clock, inner: Mutex::default() }
    }

    fn look(&self) -> MutexGuard<'_, Inner> {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.now = inner.now.max((self.clock)());
        inner
    }

    /// All of a step, or nothing.
    fn write<T>(&self, step: impl FnOnce(&mut Inner) -> Result<T>) -> Result<T> {
        let mut inner = self.look();
        let mut next = inner.clone();
        let answer = step(&mut next)?;
        *inner = next;
        Ok(answer)
    }
}

impl Inner {
    fn event(&mut self, order: Option<&OrderId>, epoch: u64, kind: &str, data: Value) {
        let seq = self.events.last().map_or(1, |last| last.seq + 1);
        self.events.push(QueueEvent { seq, at: self.now, order: order.cloned(), epoch, kind: kind.to_owned(), data });
    }

    /// Keeps a change of an order's state, with the event of it.
    fn changed(&mut self, order: Order, data: Value) {
        self.event(Some(&order.id), order.epoch, moves::STATE, data);
        if moves::withdraws_questions(order.state) {
            let why = format!("the task is {}", order.state);
            for at in 0..self.questions.len() {
                let question = &mut self.questions[at].question;
                if question.order == order.id && question.state == QuestionState::Asked {
                    question.state = QuestionState::Withdrawn;
                    self.question_changed(at, Some(&why));
                }
            }
        }
        self.orders.insert(order.id.clone(), order);
    }

    fn question_changed(&mut self, at: usize, why: Option<&str>) {
        let question = self.questions[at].question.clone();
        self.event(Some(&question.order), question.epoch, "question", moves::told_of(&question, why));
    }

    fn question_id(&mut self, is_new: bool) -> String {
        self.asked += usize::from(is_new);
        format!("q{}", self.asked)
    }

    fn held(&self, token: &Token) -> Option<Order> {
        self.orders.get(&token.id).filter(|order| moves::holds(order, token)).cloned()
    }

    fn all(&self, wanted: impl Fn(&Order) -> bool) -> Vec<Order> {
        self.orders.values().filter(|order| wanted(order)).cloned().collect()
    }

    fn is_blocked(&self, needs: &[OrderId]) -> bool {
        needs.iter().any(|need| self.orders.get(need).is_some_and(|need| need.state != State::Done))
    }

    fn lose(&mut self, mut order: Order, by: &str, why: &str) -> Result<Swept> {
        let (data, swept) = moves::lose(&mut order, by, why, self.now)?;
        self.changed(order, data);
        Ok(swept)
    }

    fn states_of(&self, order: &OrderId) -> BTreeSet<&'static str> {
        let of = self.questions.iter().filter(|asked| asked.question.order == *order);
        of.map(|asked| match asked.question.state {
            QuestionState::Asked => "asked",
            QuestionState::Answered => "answered",
            _ => "settled",
        })
        .collect()
    }

    fn wake(&mut self, id: &OrderId, by: &str, why: &str) -> Result<()> {
        let Some(mut order) = self.orders.get(id).filter(|order| order.state == State::WaitingHuman).cloned() else {
            return Ok(());
        };
        if !self.states_of(id).contains("asked") {
            let data = moves::wake(&mut order, by, why, self.now)?;
            self.changed(order, data);
        }
        Ok(())
    }

    fn suspend(&mut self, limit: &Limit) {
        if limit.until <= self.now {
            self.limits.remove(&limit.account);
        } else {
            self.limits.insert(limit.account.clone(), limit.clone());
        }
        self.event(None, 0, "limit", json!(limit));
    }

    fn claim(&mut self, request: &ClaimRequest) -> Result<Option<Order>> {
        let other_boot =
            |order: &Order| order.host.as_ref() == Some(&request.host) && order.boot.as_ref() != Some(&request.boot);
        for order in self.all(|order| order.state.is_held() && other_boot(order)) {
            self.lose(order, &request.worker, "its machine was started again")?;
        }
        if self.paused.is_some() {
            return Ok(None);
        }
        let is_free = |account: &str| self.limits.get(account).is_none_or(|limit| limit.until <= self.now);
        let mut candidates =
            self.all(|order| order.state == State::Queued && order.due <= self.now && is_free(&order.account));
        let held = self.all(|order| order.state.is_held());
        let Some(at) = choose(&candidates, &held, request, self.now) else { return Ok(None) };
        let mut order = candidates.swap_remove(at);
        let data = moves::claim(&mut order, request, self.now)?;
        self.changed(order.clone(), data);
        Ok(Some(order))
    }

    fn finish(&mut self, token: &Token, end: &End) -> Result<Ended> {
        let run = (token.id.clone(), token.epoch);
        if let Some(before) = self.ends.get(&run) {
            return Ok(if before == end { Ended::Replay } else { Ended::Lost });
        }
        let Some(mut order) = self.held(token) else { return Ok(Ended::Lost) };
        let states = self.states_of(&token.id);
        let is_answered = states.contains("answered") && !states.contains("asked");
        let data = moves::finish(&mut order, end, is_answered, self.now)?;
        let state = order.state;
        self.changed(order, data);
        if let End::Limit { account, until, reason } = end {
            let until = moves::limit_end(*until, self.now);
            let known = self.limits.get(account).filter(|limit| limit.until > self.now);
            if known.is_none_or(|known| known.until < until) {
                self.suspend(&Limit { account: account.clone(), until, reason: reason.clone() });
            }
        }
        self.ends.insert(run, end.clone());
        Ok(Ended::Recorded(state))
    }

    fn sweep(&mut self) -> Result<Vec<Swept>> {
        let mut swept = Vec::new();
        let now = self.now;
        for order in self.all(|order| order.state.is_held() && order.lease_until.is_some_and(|until| until <= now)) {
            swept.push(self.lose(order, "sweep", "its lease ran out")?);
        }
        let mut free = self.all(|order| order.state == State::Delayed && order.due <= now);
        free.extend(self.all(|order| order.state == State::Blocked && !self.is_blocked(&order.needs)));
        for mut order in free {
            let (data, one) = moves::free(&mut order, now)?;
            self.changed(order, data);
            swept.push(one);
        }
        Ok(swept)
    }

    fn ask(&mut self, new: &NewQuestion) -> Result<Question> {
        let order = self.orders.get(&new.token.id).ok_or_else(|| moves::unknown(&new.token.id))?;
        let same = moves::same_question(&order.id, &new.text, &new.options);
        let known = self.questions.iter().position(|asked| asked.same == same);
        if let Some(at) = known.filter(|&at| self.questions[at].question.state != QuestionState::Withdrawn) {
            return Ok(self.questions[at].question.clone());
        }
        moves::may_ask(order, &new.token)?;
        let mut question = Question {
            id: self.question_id(known.is_none()),
            order: new.token.id.clone(),
            epoch: new.token.epoch,
            kind: new.kind,
            text: new.text.clone(),
            options: new.options.clone(),
            state: QuestionState::Asked,
            asked: self.now,
            answered: None,
            by: None,
            answer: None,
        };
        let at = match known {
            Some(at) => {
                let before = &self.questions[at].question;
                (question.id, question.kind) = (before.id.clone(), before.kind);
                (question.text, question.options) = (before.text.clone(), before.options.clone());
                self.questions[at].question = question.clone();
                at
            }
            None => {
                self.questions.push(Asked { question: question.clone(), same });
                self.questions.len() - 1
            }
        };
        self.question_changed(at, None);
        Ok(question)
    }

    fn answer(&mut self, id: &str, text: &str, by: &str) -> Result<Answered> {
        let Some(at) = self.questions.iter().position(|asked| asked.question.id == id) else {
            return Ok(Answered::Unknown);
        };
        let question = &mut self.questions[at].question;
        if question.state != QuestionState::Asked {
            return Ok(Answered::Already(question.clone()));
        }
        question.state = QuestionState::Answered;
        question.answered = Some(self.now);
        question.by = Some(by.to_owned());
        question.answer = Some(text.to_owned());
        let question = question.clone();
        self.question_changed(at, None);
        self.wake(&question.order, by, &format!("{id} is answered"))?;
        Ok(Answered::Yes(question))
    }

    fn settle(&mut self, id: &str, to: QuestionState, why: &str) -> Result<Held> {
        let Some(at) = self.questions.iter().position(|asked| asked.question.id == id) else {
            return Err(Problem::new(ProblemKind::NotFound, format!("there is no question {id}")).source(id).into());
        };
        match moves::settle(self.questions[at].question.state, to)? {
            None => Ok(Held::Yes),
            Some(false) => Ok(Held::Lost),
            Some(true) => {
                self.questions[at].question.state = to;
                self.question_changed(at, Some(why));
                if to == QuestionState::Withdrawn {
                    let order = self.questions[at].question.order.clone();
                    self.wake(&order, "withdrawn", &format!("{id} is withdrawn: {why}"))?;
                }
                Ok(Held::Yes)
            }
        }
    }
}

impl Queue for Memory {
    fn name(&self) -> String {
        "memory".to_owned()
    }

    fn now(&self) -> Result<Millis> {
        Ok(self.look().now)
    }

    fn submit(&self, orders: &[NewOrder]) -> Result<Vec<Submitted>> {
        self.write(|inner| {
            let mut answers = Vec::new();
            for (at, new) in orders.iter().enumerate() {
                let known = inner.orders.get(&new.id).or_else(|| inner.orders.get(inner.keys.get(&new.key)?));
                if let Some(known) = known {
                    answers.push(Submitted { id: known.id.clone(), new: false, state: known.state });
                    if let Some(order) = moves::reassigned(known, new, inner.now) {
                        inner.orders.insert(order.id.clone(), order);
                    }
                    continue;
                }
                let is_later = |need: &OrderId| {
                    !inner.orders.contains_key(need) && orders[at..].iter().any(|later| later.id == *need)
                };
                let is_blocked = inner.is_blocked(&new.needs) || new.needs.iter().any(is_later);
                let epoch = inner.epochs.get(&new.id).copied().unwrap_or(0);
                let (order, data) = moves::begin(new, is_blocked, epoch, inner.now);
                inner.keys.insert(new.key.clone(), new.id.clone());
                answers.push(Submitted { id: order.id.clone(), new: true, state: order.state });
                inner.changed(order, data);
            }
            Ok(answers)
        })
    }

    fn claim(&self, request: &ClaimRequest) -> Result<Option<Order>> {
        self.write(|inner| inner.claim(request))
    }

    fn heartbeat(&self, token: &Token, lease: Duration) -> Result<Held> {
        self.write(|inner| {
            let Some(mut order) = inner.held(token) else { return Ok(Held::Lost) };
            order.lease_until = Some(inner.now + millis(lease));
            inner.orders.insert(order.id.clone(), order);
            Ok(Held::Yes)
        })
    }

    fn advance(&self, token: &Token, to: State, facts: &Facts) -> Result<Held> {
        self.write(|inner| {
            let Some(mut order) = inner.held(token) else { return Ok(Held::Lost) };
            match moves::advance(&mut order, to, facts, inner.now)? {
                Some(data) => inner.changed(order, data),
                None => drop(inner.orders.insert(order.id.clone(), order)),
            }
            Ok(Held::Yes)
        })
    }

    fn finish(&self, token: &Token, end: &End) -> Result<Ended> {
        self.write(|inner| inner.finish(token, end))
    }

    fn sweep(&self) -> Result<Vec<Swept>> {
        self.write(Inner::sweep)
    }

    fn void(&self, worker: &str, keep: &[OrderId]) -> Result<Vec<Swept>> {
        self.write(|inner| {
            let is_gone = |order: &Order| order.owner.as_deref().is_some_and(|owner| owner.starts_with(worker));
            let gone = inner.all(|order| order.state.is_held() && is_gone(order) && !keep.contains(&order.id));
            gone.into_iter().map(|order| inner.lose(order, "void", "its worker is gone")).collect()
        })
    }

    fn adopt(&self, token: &Token, request: &ClaimRequest) -> Result<Held> {
        self.write(|inner| {
            let Some(mut order) = inner.held(token) else { return Ok(Held::Lost) };
            let data = json!({"from": order.owner, "to": request.worker});
            moves::hold(&mut order, request, inner.now);
            inner.event(Some(&order.id), order.epoch, "adopted", data);
            inner.orders.insert(order.id.clone(), order);
            Ok(Held::Yes)
        })
    }

    fn decide(&self, id: &OrderId, decision: &Decision, by: &str) -> Result<State> {
        self.write(|inner| {
            let mut order = inner.orders.get(id).cloned().ok_or_else(|| moves::unknown(id))?;
            let is_blocked = inner.is_blocked(&order.needs);
            let data = moves::decide(&mut order, decision, by, is_blocked, inner.now)?;
            let state = order.state;
            inner.changed(order, data);
            Ok(state)
        })
    }

    fn purge(&self, id: &OrderId, before: Millis) -> Result<Purged> {
        self.write(|inner| {
            let Some(order) = inner.orders.get(id).filter(|order| moves::may_purge(order, before)).cloned() else {
                return Ok(Purged::No);
            };
            if let Some(other) = inner.orders.values().find(|it| it.needs.contains(id) && it.state != State::Done) {
                return Ok(Purged::Needed(other.id.clone()));
            }
            inner.orders.remove(id);
            inner.keys.retain(|_, of| of != id);
            inner.ends.retain(|(of, _), _| of != id);
            inner.questions.retain(|asked| asked.question.order != *id);
            inner.told.retain(|(of, _)| of != id);
            inner.epochs.insert(id.clone(), order.epoch);
            inner.event(Some(id), order.epoch, moves::PURGED, json!({"failure": order.failure}));
            Ok(Purged::Yes)
        })
    }

    fn order(&self, id: &OrderId) -> Result<Option<Order>> {
        Ok(self.look().orders.get(id).cloned())
    }

    fn orders(&self, filter: &Filter) -> Result<Vec<Order>> {
        let is_wanted = |order: &Order| filter.states.is_empty() || filter.states.contains(&order.state);
        Ok(self.look().all(|order| order.id.0.starts_with(&filter.scope) && is_wanted(order)))
    }

    fn stats(&self, scope: &str) -> Result<Stats> {
        let mut stats = Stats::new();
        for order in self.look().orders.values().filter(|order| order.id.0.starts_with(scope)) {
            *stats.entry(order.state).or_default() += 1;
        }
        Ok(stats)
    }

    fn gauges(&self) -> Result<Gauges> {
        let inner = self.look();
        Ok(Gauges::of(inner.orders.values(), inner.now))
    }

    fn ask(&self, question: &NewQuestion) -> Result<Question> {
        self.write(|inner| inner.ask(question))
    }

    fn answer(&self, id: &str, text: &str, by: &str) -> Result<Answered> {
        self.write(|inner| inner.answer(id, text, by))
    }

    fn settle(&self, id: &str, to: QuestionState, why: &str) -> Result<Held> {
        self.write(|inner| inner.settle(id, to, why))
    }

    fn questions(&self, order: Option<&OrderId>) -> Result<Vec<Question>> {
        let inner = self.look();
        let all = inner.questions.iter().map(|asked| &asked.question);
        Ok(all.filter(|question| order.is_none_or(|order| question.order == *order)).cloned().collect())
    }

    fn tell(&self, order: &OrderId, text: &str, by: &str) -> Result<()> {
        self.write(|inner| {
            let epoch = inner.orders.get(order).ok_or_else(|| moves::unknown(order))?.epoch;
            let told = Told { text: text.to_owned(), by: by.to_owned(), at: inner.now };
            inner.told.push((order.clone(), told));
            inner.event(Some(order), epoch, "told", json!({"by": by, "text": text}));
            Ok(())
        })
    }

    fn take_told(&self, token: &Token) -> Result<Vec<Told>> {
        self.write(|inner| {
            if inner.held(token).is_none() {
                return Ok(Vec::new());
            }
            let taken = inner.told.extract_if(.., |(order, _)| *order == token.id);
            Ok(taken.map(|(_, told)| told).collect())
        })
    }

    fn suspend(&self, limit: &Limit) -> Result<()> {
        self.write(|inner| {
            inner.suspend(limit);
            Ok(())
        })
    }

    fn limits(&self) -> Result<Vec<Limit>> {
        let inner = self.look();
        Ok(inner.limits.values().filter(|limit| limit.until > inner.now).cloned().collect())
    }

    fn spend(&self, token: &Token, account: &str, day: &str, spend: Spend) -> Result<()> {
        self.write(|inner| {
            if let Some(order) = inner.orders.get_mut(&token.id) {
                order.cost_micro += spend.cost_micro;
                order.tokens += spend.tokens;
            }
            let sum = inner.spend.entry((day.to_owned(), account.to_owned())).or_default();
            sum.cost_micro += spend.cost_micro;
            sum.tokens += spend.tokens;
            Ok(())
        })
    }

    fn spent(&self, day: &str, account: Option<&str>) -> Result<Spend> {
        let inner = self.look();
        let mut sum = Spend::default();
        for (_, spend) in inner.spend.iter().filter(|((d, a), _)| d == day && account.is_none_or(|it| it == a)) {
            sum.cost_micro += spend.cost_micro;
            sum.tokens += spend.tokens;
        }
        Ok(sum)
    }

    fn record(&self, order: Option<&OrderId>, epoch: u64, kind: &str, data: &Value) -> Result<()> {
        self.write(|inner| {
            inner.event(order, epoch, kind, data.clone());
            Ok(())
        })
    }

    fn events(&self, filter: &EventFilter) -> Result<Vec<QueueEvent>> {
        let inner = self.look();
        let in_scope = |event: &QueueEvent| event.order.as_ref().map_or("", |id| &id.0).starts_with(&filter.scope);
        let wanted =
            |event: &&QueueEvent| event.seq > filter.after && event.kind.starts_with(&filter.kind) && in_scope(event);
        let most = if filter.most == 0 { usize::MAX } else { filter.most };
        Ok(inner.events.iter().filter(wanted).take(most).cloned().collect())
    }

    fn pause(&self, why: Option<&str>) -> Result<()> {
        self.write(|inner| {
            if inner.paused.as_deref() != why {
                inner.paused = why.map(str::to_owned);
                inner.event(None, 0, if why.is_some() { "paused" } else { "resumed" }, json!({"why": why}));
            }
            Ok(())
        })
    }

    fn paused(&self) -> Result<Option<String>> {
        Ok(self.look().paused.clone())
    }

    fn take_lane(&self, name: &str, owner: &str, lease: Duration) -> Result<bool> {
        self.write(|inner| {
            let is_taken = |(by, until): &(String, Millis)| by != owner && *until > inner.now;
            if inner.lanes.get(name).is_some_and(is_taken) {
                return Ok(false);
            }
            inner.lanes.insert(name.to_owned(), (owner.to_owned(), inner.now + millis(lease)));
            Ok(true)
        })
    }

    fn leave_lane(&self, name: &str, owner: &str) -> Result<()> {
        self.write(|inner| {
            inner.lanes.retain(|lane, (by, _)| lane != name || by != owner);
            Ok(())
        })
    }

    fn restore(&self, order: &Order, questions: &[Question]) -> Result<bool> {
        self.write(|inner| {
            if inner.orders.contains_key(&order.id) {
                return Ok(false);
            }
            let epoch = inner.epochs.get(&order.id).copied().unwrap_or(0);
            let (order, data) = moves::restored(order, epoch, inner.now);
            inner.keys.insert(order.id.0.clone(), order.id.clone());
            inner.event(Some(&order.id), order.epoch, moves::STATE, data);
            for question in questions {
                let same = moves::same_question(&order.id, &question.text, &question.options);
                let id = inner.question_id(true);
                inner.questions.push(Asked { question: Question { id, ..question.clone() }, same });
                inner.question_changed(inner.questions.len() - 1, Some("import"));
            }
            inner.orders.insert(order.id.clone(), order);
            Ok(true)
        })
    }

    fn put(&self, kind: &str, id: &str, record: &Value) -> Result<()> {
        self.write(|inner| {
            inner.records.insert((kind.to_owned(), id.to_owned()), record.clone());
            Ok(())
        })
    }

    fn records(&self, kind: &str, prefix: &str) -> Result<Vec<(String, Value)>> {
        let inner = self.look();
        let wanted = inner.records.iter().filter(|((k, id), _)| k == kind && id.starts_with(prefix));
        Ok(wanted.map(|((_, id), record)| (id.clone(), record.clone())).collect())
    }
}
