//! Orders as hashes, and what is read together.

use std::collections::{BTreeMap, HashMap};

use anyhow::Result;
use redis::{FromRedisValue, Value as Reply};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::{Filter, Millis, Order, OrderId, Priority, Question, State, Stats};
use super::Redis;
use super::keys::lane;
use super::link::Script;
use crate::report::{Problem, ProblemKind};

/// A hash as it is read.
pub(super) type Fields = HashMap<String, String>;

/// An order, as of a version of it.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) order: Order,
    /// Grows with each change of the order or of its questions.
    pub(super) version: u64,
    pub(super) questions: Vec<Asked>,
    /// It has questions that were not read with it.
    pub(super) is_part: bool,
    /// How its runs ended, by epoch.
    pub(super) ends: BTreeMap<u64, String>,
}

/// The field of an order that has questions.
pub(super) const ASKS: &str = "asks";

/// The fields of who holds an order. They stay when nobody does any more, but for where older Planyards look.
pub(super) const OF_HOLDER: [&str; 4] = ["owner", "host", "boot", "lease"];

/// A question as it is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Asked {
    pub(super) question: Question,
    /// Equal for the same question.
    pub(super) same: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) why: Option<String>,
}

impl Asked {
    /// Its number: `q7` is 7.
    pub(super) fn number(&self) -> u64 {
        self.question.id.trim_start_matches('q').parse().unwrap_or(0)
    }
}

/// What never changes of an order.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Spec {
    pub(super) title: String,
    pub(super) backend: String,
    pub(super) needs: Vec<OrderId>,
    pub(super) paths: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) labels: Vec<String>,
    pub(super) payload: Value,
}

/// The fields that an order begins with and that never change.
pub(super) fn fixed_fields(order: &Order) -> Result<Vec<(&'static str, String)>> {
    let spec = Spec {
        title: order.title.clone(),
        backend: order.backend.clone(),
        needs: order.needs.clone(),
        paths: order.paths.clone(),
        labels: order.labels.clone(),
        payload: order.payload.clone(),
    };
    let mut fields = vec![
        ("spec", serde_json::to_string(&spec)?),
        ("account", order.account.clone()),
        ("prio", order.priority.rank().to_string()),
        ("max", order.max_attempts.to_string()),
        ("enqueued", order.enqueued.to_string()),
    ];
    if !order.paths.is_empty() {
        fields.push(("fixed", fixed_paths(order)?));
    }
    if !order.labels.is_empty() {
        fields.push(("lane", lane(order)));
    }
    Ok(fields)
}

/// What scripts compare of an order's paths.
pub(super) fn fixed_paths(order: &Order) -> Result<String> {
    Ok(serde_json::to_string(&super::super::choose::fixed(&order.paths))?)
}

/// The fields that steps change. What was spent is counted apart.
pub(super) fn changing_fields(order: &Order) -> Result<BTreeMap<&'static str, String>> {
    let mut fields = BTreeMap::from([
        ("state", order.state.name().to_owned()),
        ("epoch", order.epoch.to_string()),
        ("attempt", order.attempt.to_string()),
        ("due", order.due.to_string()),
        ("changed", order.changed.to_string()),
    ]);
    let texts = [
        ("owner", &order.owner),
        ("host", &order.host),
        ("boot", &order.boot),
        ("session", &order.session),
        ("branch", &order.branch),
        ("worktree", &order.worktree),
        ("base", &order.base),
        ("head", &order.head),
        ("landed", &order.landed),
        ("why", &order.why),
    ];
    fields.extend(texts.into_iter().filter_map(|(name, text)| Some((name, text.clone()?))));
    if let Some(until) = order.lease_until {
        fields.insert("lease", until.to_string());
    }
    if let Some(failure) = order.failure {
        fields.insert("failure", failure.name().to_owned());
    }
    Ok(fields)
}

fn damaged(id: &OrderId, what: &str) -> Problem {
    Problem::new(ProblemKind::Unreadable, format!("the record of {} in Redis makes no sense: {what}", id.short()))
        .source(id.0.clone())
        .hint("was it written by a newer Planyard, or by hand?")
}

fn word<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_value(Value::String(text.to_owned())).ok()
}

impl Seen {
    /// Reads an order from its hash.
    pub(super) fn read(id: &OrderId, mut fields: Fields, questions: Option<Vec<Asked>>) -> Result<Self> {
        let wrong = |name: &str| damaged(id, name);
        let spec: Spec = fields.get("spec").and_then(|spec| serde_json::from_str(spec).ok()).ok_or(wrong("spec"))?;
        let number = |name: &'static str| -> Result<i64> {
            Ok(fields.get(name).and_then(|text| text.parse().ok()).ok_or_else(|| wrong(name))?)
        };
        let count = |name: &'static str| -> Result<u64> { Ok(u64::try_from(number(name)?).unwrap_or(0)) };
        let sum =
            |name: &str| fields.get(name).and_then(|text| text.parse::<i64>().ok()).unwrap_or(0).max(0).unsigned_abs();
        let small = |name: &'static str| -> Result<u32> { Ok(u32::try_from(number(name)?).map_err(|_| wrong(name))?) };
        let state: State = fields.get("state").and_then(|state| word(state)).ok_or_else(|| wrong("state"))?;
        let is_held = state.is_held();
        let failure = match fields.get("failure") {
            Some(name) => Some(word(name).ok_or_else(|| wrong("failure"))?),
            None => None,
        };
        let is_leased = fields.contains_key("lease") && is_held;
        let lease_until = is_leased.then(|| number("lease")).transpose()?;
        let mut order = Order {
            id: id.clone(),
            title: spec.title,
            state,
            priority: Priority::of_rank(number("prio")?),
            epoch: count("epoch")?,
            attempt: small("attempt")?,
            max_attempts: small("max")?,
            owner: None,
            host: None,
            boot: None,
            lease_until,
            due: number("due")?,
            enqueued: number("enqueued")?,
            changed: number("changed")?,
            backend: spec.backend,
            account: fields.get("account").cloned().ok_or_else(|| wrong("account"))?,
            needs: spec.needs,
            paths: spec.paths,
            labels: spec.labels,
            payload: spec.payload,
            session: None,
            branch: None,
            worktree: None,
            base: None,
            head: None,
            landed: None,
            cost_micro: sum("cost"),
            tokens: sum("tokens"),
            failure,
            why: None,
        };
        let version = count("v")?;
        let ends =
            fields.iter().filter_map(|(name, end)| Some((name.strip_prefix("end:")?.parse().ok()?, end.clone())));
        let ends = ends.collect();
        for (name, text) in [
            ("owner", &mut order.owner),
            ("host", &mut order.host),
            ("boot", &mut order.boot),
            ("session", &mut order.session),
            ("branch", &mut order.branch),
            ("worktree", &mut order.worktree),
            ("base", &mut order.base),
            ("head", &mut order.head),
            ("landed", &mut order.landed),
            ("why", &mut order.why),
        ] {
            *text = fields.remove(name).filter(|_| is_held || !OF_HOLDER.contains(&name));
        }
        let is_part = questions.is_none() && fields.contains_key(ASKS);
        Ok(Self { order, version, questions: questions.unwrap_or_default(), is_part, ends })
    }
}

/// The questions of a hash, the oldest first.
pub(super) fn read_questions(id: &OrderId, fields: &Fields) -> Result<Vec<Asked>> {
    let read = |text: &String| serde_json::from_str::<Asked>(text).map_err(|_| damaged(id, "a question").into());
    let mut questions = fields.values().map(read).collect::<Result<Vec<_>>>()?;
    questions.sort_by_key(Asked::number);
    Ok(questions)
}

/// So many orders are read in one go.
const PAGE: usize = 500;

impl Redis {
    /// The server's time.
    pub(super) fn read_now(&self) -> Result<Millis> {
        Ok(self.look(&[])?.0)
    }

    /// The time, and orders with their questions.
    pub(super) fn look(&self, ids: &[OrderId]) -> Result<(Millis, Vec<Option<Seen>>)> {
        let mut found = Vec::with_capacity(ids.len());
        let mut now = 0;
        // Also with no ids at all: the time is asked for.
        for page in ids.chunks(PAGE).chain(ids.is_empty().then_some(ids)) {
            let mut pipe = redis::pipe();
            pipe.cmd("TIME");
            pipe.cmd("HMGET").arg(self.keys.one("meta")).arg(&["skew", "last"]);
            for id in page {
                pipe.cmd("HGETALL").arg(self.keys.job(id));
                pipe.cmd("HGETALL").arg(self.keys.questions(id));
            }
            let mut replies = self.link.pipe::<Vec<Reply>>(&pipe)?.into_iter();
            now = self.time_of(replies.next(), replies.next())?;
            for id in page {
                let (job, questions): (Fields, Fields) = (self.parsed(replies.next())?, self.parsed(replies.next())?);
                found.push(if job.is_empty() { None } else { Some(self.sound(id, job, &questions)?) });
            }
        }
        self.learn(now);
        Ok((now, found))
    }

    /// An order from its hash; one that makes no sense is put aside for a person, and is that then.
    fn sound(&self, id: &OrderId, job: Fields, questions: &Fields) -> Result<Seen> {
        let questions = read_questions(id, questions)?;
        match Seen::read(id, job.clone(), Some(questions.clone())) {
            Ok(seen) => Ok(seen),
            Err(error) => super::damage::put_aside(self, id, &job, &error.to_string(), questions),
        }
    }

    /// What `TIME`, and the store's own account of it, say.
    fn time_of(&self, time: Option<Reply>, meta: Option<Reply>) -> Result<Millis> {
        let (seconds, micros): (i64, i64) = self.parsed(time)?;
        let (skew, last): (Option<i64>, Option<i64>) = self.parsed(meta)?;
        let clock = if self.is_manual { self.told_clock() } else { seconds * 1_000 + micros / 1_000 };
        Ok((clock + skew.unwrap_or(0)).max(last.unwrap_or(0)))
    }

    /// A reply as the type that it must be.
    pub(super) fn parsed<T: FromRedisValue>(&self, reply: Option<Reply>) -> Result<T> {
        self.link.understood(reply)
    }

    fn of_states<T: FromRedisValue>(&self, what: &str, states: &[State], scope: &str) -> Result<T> {
        static LIST: Script =
            Script::new(concat!(include_str!("head.lua"), include_str!("held.lua"), include_str!("list.lua")));
        let mut args = vec![self.told_clock().to_string(), what.to_owned(), scope.to_owned()];
        args.extend(states.iter().map(|state| state.name().to_owned()));
        self.link.script(&LIST, self.keys.prefix(), &args)
    }

    /// Ids in states that begin so, of one moment, in order.
    fn ids_in(&self, states: &[State], scope: &str) -> Result<Vec<OrderId>> {
        let sets: Vec<Vec<String>> = self.of_states("list", states, scope)?;
        let mut ids: Vec<OrderId> = sets.into_iter().flatten().map(OrderId).collect();
        ids.sort();
        ids.dedup();
        Ok(ids)
    }

    pub(super) fn all_orders(&self, filter: &Filter) -> Result<Vec<Order>> {
        let states = if filter.states.is_empty() { &State::ALL[..] } else { &filter.states };
        let ids = self.ids_in(states, &filter.scope)?;
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let (_, seen) = self.look(&ids)?;
        let orders = seen.into_iter().flatten().map(|seen| seen.order);
        // One may have gone on between the two.
        Ok(orders.filter(|order| states.contains(&order.state)).collect())
    }

    pub(super) fn count(&self, scope: &str) -> Result<Stats> {
        let counts: Vec<u64> = self.of_states("count", &State::ALL, scope)?;
        Ok(State::ALL.into_iter().zip(counts).filter(|(_, count)| *count > 0).collect())
    }
}

/// The range of names that begin so.
pub(super) fn range(prefix: &str) -> (Vec<u8>, Vec<u8>) {
    if prefix.is_empty() {
        return (b"-".to_vec(), b"+".to_vec());
    }
    // No text has this byte.
    (["[", prefix].concat().into_bytes(), [b"(", prefix.as_bytes(), b"\xff"].concat())
}
