//! Orders from another store, and sets that do not agree with the orders.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::super::{Millis, Order, OrderId, Priority, Purged, Question, State, moves};
use super::Redis;
use super::batch::Made;
use super::check::{LAYOUT, LAYOUT_FIELD};
use super::keys::{due_member, lane};
use super::link::Script;
use super::rows::{Asked, Seen};

/// Takes an order over from another store.
pub(super) fn restore(queue: &Redis, order: &Order, questions: &[Question]) -> Result<bool> {
    queue.until_made(|_| {
        let (now, mut seen) = queue.look(std::slice::from_ref(&order.id))?;
        if seen.pop().flatten().is_some() {
            return Ok(Some(false));
        }
        let epoch: Option<u64> = queue.link.read(redis::cmd("HGET").arg(queue.keys.one("epochs")).arg(&order.id.0))?;
        let (order, data) = moves::restored(order, epoch.unwrap_or(0), now);
        let mut batch = queue.batch();
        batch.expect_seen(&order.id, None);
        batch.expect(queue.keys.one("epochs"), &order.id.0, epoch.map(|epoch| epoch.to_string()).unwrap_or_default());
        batch.insert(&order, &order.id.0, &data)?;
        let job = queue.keys.job(&order.id);
        batch.run(&["HSET", &job, "cost", &order.cost_micro.to_string(), "tokens", &order.tokens.to_string()]);
        let meta = queue.keys.one("meta");
        let last: Option<String> = queue.link.read(redis::cmd("HGET").arg(&meta).arg("questions"))?;
        let mut number = last.as_deref().and_then(|last| last.parse::<u64>().ok()).unwrap_or(0);
        for question in questions {
            number += 1;
            let question = Question { id: format!("q{number}"), ..question.clone() };
            let same = moves::same_question(&order.id, &question.text, &question.options);
            batch.run(&["HSET", &queue.keys.one("asked"), &question.id, &order.id.0]);
            batch.question(&Asked { question, same, why: Some("import".to_owned()) })?;
        }
        if !questions.is_empty() {
            batch.expect(meta.clone(), "questions", last.unwrap_or_default());
            batch.run(&["HSET", &meta, "questions", &number.to_string()]);
        }
        Ok((queue.make(&batch, now)? == Made::Yes).then_some(true))
    })
}

/// Deletes a dead order, and what is of it alone.
pub(super) fn purge(queue: &Redis, id: &OrderId, before: Millis) -> Result<Purged> {
    queue.until_made(|_| {
        let (now, mut seen) = queue.look(std::slice::from_ref(id))?;
        let Some(seen) = seen.pop().flatten().filter(|seen| moves::may_purge(&seen.order, before)) else {
            return Ok(Some(Purged::No));
        };
        let mut batch = queue.batch();
        batch.expect_seen(id, Some(&seen));
        let others: Vec<String> = queue.link.read(redis::cmd("SMEMBERS").arg(queue.keys.deps(id)))?;
        let others: Vec<OrderId> = others.into_iter().map(OrderId).collect::<BTreeSet<_>>().into_iter().collect();
        let (_, states) = queue.look(&others)?;
        for (other, state) in others.iter().zip(&states) {
            if state.as_ref().is_some_and(|other| other.order.state != State::Done) {
                return Ok(Some(Purged::Needed(other.clone())));
            }
            batch.expect_seen(other, state.as_ref());
        }
        let key = key_of(queue, id)?;
        batch.delete(&seen, &key);
        batch.remember();
        Ok((queue.make(&batch, now)? == Made::Yes).then_some(Purged::Yes))
    })
}

/// The key under which an order was submitted. Orders of older Planyards do not say it.
fn key_of(queue: &Redis, id: &OrderId) -> Result<String> {
    let key: Option<String> = queue.link.read(redis::cmd("HGET").arg(queue.keys.job(id)).arg("key"))?;
    if let Some(key) = key {
        return Ok(key);
    }
    let all: BTreeMap<String, String> = queue.link.read(redis::cmd("HGETALL").arg(queue.keys.one("keys")))?;
    Ok(all.into_iter().find(|(_, of)| *of == id.0).map(|(key, _)| key).unwrap_or_default())
}

/// The sets that say where orders are: by key, each member with its score.
type Sets = BTreeMap<String, BTreeMap<String, Millis>>;

/// Looks at every order, and at every set that names orders.
pub(super) fn mend(queue: &Redis, apply: bool) -> Result<Vec<String>> {
    let mut wrong = differences(queue)?;
    if !wrong.is_empty() {
        // What was seen while others worked may have been two moments: what is wrong is so twice.
        let again: BTreeSet<Difference> = differences(queue)?.into_iter().collect();
        wrong.retain(|one| again.contains(one));
    }
    let mut said = Vec::new();
    for one in wrong {
        if !apply || put_right(queue, &one)? {
            said.push(one.said());
        }
    }
    if renew(queue, apply)? {
        said.push("the queue is laid out as older versions of Planyard know it".to_owned());
    }
    Ok(said)
}

/// Lays an older queue out anew, which stops older Planyards: only when nothing is held. Whether it was to be done.
fn renew(queue: &Redis, apply: bool) -> Result<bool> {
    static RENEW: Script = Script::new(concat!(include_str!("head.lua"), include_str!("renew.lua")));
    let mut args = vec![queue.told_clock().to_string(), if apply { "yes" } else { "no" }.to_owned()];
    args.extend(State::ALL.into_iter().filter(|state| state.is_held()).map(|state| state.name().to_owned()));
    let (word, now): (String, Millis) = queue.link.script(&RENEW, queue.keys.prefix(), &args)?;
    queue.learn(now);
    Ok(word == "yes")
}

/// A set that lacks an order, or names one that is not there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Difference {
    order: OrderId,
    key: String,
    member: String,
    /// The score that it must have; `None`: it must not be there.
    score: Option<Millis>,
}

impl Difference {
    fn said(&self) -> String {
        let name = self.key.split_once("}:").map_or(self.key.as_str(), |(_, name)| name);
        match self.score {
            Some(_) => format!("{} is not in `{name}`, or not in its place", self.order.short()),
            None => format!("{} is in `{name}`, where it does not belong", self.order.short()),
        }
    }
}

fn differences(queue: &Redis) -> Result<Vec<Difference>> {
    let layout: Option<u32> = queue.link.read(redis::cmd("HGET").arg(queue.keys.one("meta")).arg(LAYOUT_FIELD))?;
    // In an older one what is held is in sets of its own too.
    let sets = |state: &State| layout.unwrap_or(1) < LAYOUT || !state.is_held();
    let states: Vec<State> = State::ALL.into_iter().filter(sets).collect();
    let (expected, found) = (expected(queue, &states)?, found(queue, &states)?);
    let mut wrong = Vec::new();
    let keys: BTreeSet<&String> = expected.keys().chain(found.keys()).collect();
    let none = BTreeMap::new();
    for key in keys {
        let (must, is) = (expected.get(key).unwrap_or(&none), found.get(key).unwrap_or(&none));
        for member in must.keys().chain(is.keys()).collect::<BTreeSet<_>>() {
            if must.get(member) != is.get(member) {
                let is_due = key.contains("}:due:");
                let id = if is_due { member.split_once(':').map_or(member.as_str(), |(_, id)| id) } else { member };
                let order = OrderId(id.to_owned());
                wrong.push(Difference {
                    order,
                    key: key.clone(),
                    member: member.clone(),
                    score: must.get(member).copied(),
                });
            }
        }
    }
    Ok(wrong)
}

/// Every key of orders: the one place that looks at all keys, in pages.
fn orders(queue: &Redis) -> Result<Vec<Seen>> {
    let prefix = queue.keys.job(&OrderId(String::new()));
    let pattern: String =
        prefix.chars().flat_map(|c| if "*?[]\\".contains(c) { vec!['\\', c] } else { vec![c] }).collect();
    let (mut cursor, mut ids) = ("0".to_owned(), BTreeSet::new());
    loop {
        let mut command = redis::cmd("SCAN");
        command.arg(&cursor).arg("MATCH").arg(format!("{pattern}*")).arg("COUNT").arg(1_000);
        let (next, keys): (String, Vec<String>) = queue.link.read(&command)?;
        ids.extend(keys.iter().filter_map(|key| key.strip_prefix(&prefix)).map(|id| OrderId(id.to_owned())));
        cursor = next;
        if cursor == "0" {
            break;
        }
    }
    let ids: Vec<OrderId> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(queue.look(&ids)?.1.into_iter().flatten().collect())
}

fn expected(queue: &Redis, states: &[State]) -> Result<Sets> {
    let mut sets = Sets::new();
    for seen in orders(queue)? {
        for (key, member, score) in places(queue, &seen.order, states) {
            sets.entry(key).or_default().insert(member, score);
        }
    }
    Ok(sets)
}

/// Where an order must be.
fn places(queue: &Redis, order: &Order, states: &[State]) -> Vec<(String, String, Millis)> {
    let (keys, id, lane) = (&queue.keys, order.id.0.clone(), &lane(order));
    let mut places = Vec::new();
    if states.contains(&order.state) {
        places.push((keys.state(order.state), id.clone(), 0));
    }
    match order.state {
        State::Delayed => places.push((keys.one("delayed"), id, order.due)),
        State::Queued if order.due > 0 => {
            places.push((keys.due(order.priority, lane), due_member(order), order.due));
            places.push((keys.age(order.priority, lane), id, order.enqueued));
        }
        State::Queued => places.push((keys.ready(order.priority, lane), id, order.enqueued)),
        state if state.is_held() => places.push((keys.one("leases"), id, order.lease_until.unwrap_or(0))),
        _ => {}
    }
    places
}

fn found(queue: &Redis, states: &[State]) -> Result<Sets> {
    let keys = &queue.keys;
    let mut names: Vec<String> = states.iter().map(|state| keys.state(*state)).collect();
    names.extend([keys.one("leases"), keys.one("delayed")]);
    let lanes: Vec<String> = queue.link.read(redis::cmd("SMEMBERS").arg(keys.one("accounts")))?;
    for lane in &lanes {
        for rank in 0..3 {
            let priority = Priority::of_rank(rank);
            names.extend([keys.ready(priority, lane), keys.due(priority, lane), keys.age(priority, lane)]);
        }
    }
    let mut sets = Sets::new();
    for name in names {
        let command = redis::cmd("ZRANGE").arg(&name).arg(0).arg(-1).arg("WITHSCORES").to_owned();
        let members: Vec<(String, f64)> = queue.link.read(&command)?;
        #[expect(clippy::cast_possible_truncation, reason = "milliseconds, far below 2^53")]
        sets.insert(name, members.into_iter().map(|(member, score)| (member, score as Millis)).collect());
    }
    Ok(sets)
}

/// Puts one right, if the order is still so that it is wrong.
fn put_right(queue: &Redis, wrong: &Difference) -> Result<bool> {
    queue.until_made(|_| {
        let (now, mut seen) = queue.look(std::slice::from_ref(&wrong.order))?;
        let seen = seen.pop().flatten();
        let must = seen.as_ref().and_then(|seen| {
            let places = places(queue, &seen.order, &State::ALL).into_iter();
            places.filter(|(key, member, _)| *key == wrong.key && *member == wrong.member).map(|place| place.2).next()
        });
        if must != wrong.score {
            return Ok(Some(false));
        }
        let mut batch = queue.batch();
        batch.expect_seen(&wrong.order, seen.as_ref());
        match must {
            Some(score) => {
                batch.run(&["ZADD", &wrong.key, &score.to_string(), &wrong.member]);
                if let Some(seen) = seen.as_ref().filter(|seen| seen.order.state == State::Queued) {
                    batch.shelve(&lane(&seen.order), "");
                }
                batch.ring();
            }
            None => batch.run(&["ZREM", &wrong.key, &wrong.member]),
        }
        Ok((queue.make(&batch, now)? == Made::Yes).then_some(true))
    })
}
