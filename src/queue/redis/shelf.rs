use std::collections::HashMap;

use anyhow::Result;
use serde_json::{Value, json};

use super::super::{EventFilter, Limit, Millis, OrderId, QueueEvent, SPENT, Spend, Token};
use super::Redis;
use super::batch::{Batch, Made};
use super::link::Script;
use super::rows::{Fields, range};
use crate::report::{Problem, ProblemKind};

static SPEND: Script = Script::new(concat!(include_str!("head.lua"), include_str!("spend.lua")));
static SUM: Script = Script::new(concat!(include_str!("head.lua"), include_str!("sum.lua")));
static LANE: Script = Script::new(concat!(include_str!("head.lua"), include_str!("lane.lua")));

/// A number as the server can count it.
fn int(number: u64) -> String {
    i64::try_from(number).unwrap_or(i64::MAX).to_string()
}

/// What is written about an account, as it is kept.
pub(super) fn limit(queue: &Redis, account: &str) -> Result<Option<String>> {
    queue.link.read(redis::cmd("HGET").arg(queue.keys.one("limit")).arg(account))
}

pub(super) fn add_limit(queue: &Redis, batch: &mut Batch<'_>, limit: &Limit, now: Millis) -> Result<()> {
    let (times, texts) = (queue.keys.one("limits"), queue.keys.one("limit"));
    if limit.until <= now {
        batch.run(&["ZREM", &times, &limit.account]);
        batch.run(&["HDEL", &texts, &limit.account]);
        batch.ring();
    } else {
        batch.run(&["ZADD", &times, &limit.until.to_string(), &limit.account]);
        batch.run(&["HSET", &texts, &limit.account, &serde_json::to_string(limit)?]);
        batch.run(&["LIMITED"]);
    }
    batch.event(None, 0, "limit", &json!(limit));
    Ok(())
}

pub(super) fn suspend(queue: &Redis, limit: &Limit) -> Result<()> {
    queue.until_made(|_| {
        let (now, _) = queue.look(&[])?;
        let mut batch = queue.batch();
        add_limit(queue, &mut batch, limit, now)?;
        Ok((queue.make(&batch, now)? == Made::Yes).then_some(()))
    })
}

pub(super) fn limits(queue: &Redis) -> Result<Vec<Limit>> {
    let (now, _) = queue.look(&[])?;
    let texts: Vec<String> = queue.link.read(redis::cmd("HVALS").arg(queue.keys.one("limit")))?;
    let read = |text: &String| serde_json::from_str::<Limit>(text);
    let mut limits = texts.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    limits.retain(|limit| limit.until > now);
    limits.sort_by(|a, b| a.account.cmp(&b.account));
    Ok(limits)
}

pub(super) fn spend(queue: &Redis, token: &Token, (account, day): (&str, &str), spend: Spend) -> Result<()> {
    let args = [
        queue.told_clock().to_string(),
        queue.step(),
        token.id.0.clone(),
        day.to_owned(),
        account.to_owned(),
        int(spend.cost_micro),
        int(spend.tokens),
    ];
    let _: (String, Millis) = queue.link.script(&SPEND, queue.keys.prefix(), &args)?;
    Ok(())
}

/// The same however often it is told, and whoever tells it.
pub(super) fn spend_in_all(
    queue: &Redis,
    run: &str,
    token: &Token,
    (account, day): (&str, &str),
    sum: Spend,
) -> Result<()> {
    let args = [
        queue.told_clock().to_string(),
        SPENT.to_owned(),
        run.to_owned(),
        token.id.0.clone(),
        day.to_owned(),
        account.to_owned(),
        int(sum.cost_micro),
        int(sum.tokens),
    ];
    let _: (String, Millis) = queue.link.script(&SUM, queue.keys.prefix(), &args)?;
    Ok(())
}

pub(super) fn spent(queue: &Redis, day: &str, account: Option<&str>) -> Result<Spend> {
    let sums: HashMap<String, i64> =
        queue.link.read(redis::cmd("HGETALL").arg(queue.keys.one(&format!("spend:{day}"))))?;
    let mut spent = Spend::default();
    for (name, sum) in sums {
        let Some((what, whose)) = name.split_once(':') else { continue };
        if account.is_none_or(|account| account == whose) {
            let sum = u64::try_from(sum).unwrap_or(0);
            match what {
                "cost" => spent.cost_micro += sum,
                _ => spent.tokens += sum,
            }
        }
    }
    Ok(spent)
}

pub(super) fn record(queue: &Redis, order: Option<&OrderId>, epoch: u64, kind: &str, data: &Value) -> Result<()> {
    let mut batch = queue.batch();
    batch.event(order, epoch, kind, data);
    queue.until_made(|_| Ok((queue.make(&batch, queue.guess())? == Made::Yes).then_some(())))
}

pub(super) fn events(queue: &Redis, filter: &EventFilter) -> Result<Vec<QueueEvent>> {
    const PAGE: usize = 1_000;
    let most = if filter.most == 0 { usize::MAX } else { filter.most };
    let mut events = Vec::new();
    let mut after = filter.after.max(0);
    loop {
        let mut command = redis::cmd("XRANGE");
        command.arg(queue.keys.one("ev")).arg(format!("{}-0", after.saturating_add(1))).arg("+").arg("COUNT").arg(PAGE);
        let page: Vec<(String, Fields)> = queue.link.read(&command)?;
        let is_last = page.len() < PAGE;
        for (id, fields) in page {
            let event = event(queue, &id, fields)?;
            after = event.seq;
            let of = event.order.as_ref().map_or("", |id| &id.0);
            if event.kind.starts_with(&filter.kind) && of.starts_with(&filter.scope) {
                events.push(event);
            }
            if events.len() >= most {
                return Ok(events);
            }
        }
        if is_last {
            return Ok(events);
        }
    }
}

fn event(queue: &Redis, id: &str, mut fields: Fields) -> Result<QueueEvent> {
    // Older Planyards write it field by field.
    if let Some(whole) = fields.remove("e") {
        let names = ["at", "epoch", "kind", "data", "id"].map(str::to_owned);
        fields = names.into_iter().zip(whole.splitn(5, '\n').map(str::to_owned)).collect();
    }
    let read = || {
        Some(QueueEvent {
            seq: id.split_once('-')?.0.parse().ok()?,
            at: fields.get("at")?.parse().ok()?,
            order: fields.remove("id").filter(|id| !id.is_empty()).map(OrderId),
            epoch: fields.get("epoch")?.parse().ok()?,
            kind: fields.remove("kind")?,
            data: serde_json::from_str(fields.get("data")?).ok()?,
        })
    };
    let mut read = read;
    read().ok_or_else(|| {
        Problem::new(ProblemKind::Unreadable, format!("the event {id} in Redis cannot be understood"))
            .source(queue.link.shown())
            .hint("was it written by a newer Planyard, or by hand?")
            .into()
    })
}

pub(super) fn pause(queue: &Redis, why: Option<&str>) -> Result<()> {
    let meta = queue.keys.one("meta");
    queue.until_made(|_| {
        let before = paused(queue)?;
        if before.as_deref() == why {
            return Ok(Some(()));
        }
        let mut batch = queue.batch();
        batch.expect(meta.clone(), "paused", before.unwrap_or_default());
        match why {
            Some(why) => batch.run(&["HSET", &meta, "paused", why]),
            None => {
                batch.run(&["HDEL", &meta, "paused"]);
                batch.ring();
            }
        }
        batch.event(None, 0, if why.is_some() { "paused" } else { "resumed" }, &json!({"why": why}));
        Ok((queue.make(&batch, queue.guess())? == Made::Yes).then_some(()))
    })
}

pub(super) fn paused(queue: &Redis) -> Result<Option<String>> {
    queue.link.read(redis::cmd("HGET").arg(queue.keys.one("meta")).arg("paused"))
}

pub(super) fn lane(queue: &Redis, name: &str, owner: &str, lease: Millis) -> Result<bool> {
    let args = [queue.told_clock().to_string(), name.to_owned(), owner.to_owned(), lease.to_string()];
    let (word, _): (String, Millis) = queue.link.script(&LANE, queue.keys.prefix(), &args)?;
    Ok(word == "yes")
}

pub(super) fn ring(queue: &Redis) -> Result<()> {
    let mut batch = queue.batch();
    batch.ring();
    queue.until_made(|_| Ok((queue.make(&batch, queue.guess())? == Made::Yes).then_some(())))
}

pub(super) fn put(queue: &Redis, kind: &str, id: &str, record: &Value) -> Result<()> {
    let mut batch = queue.batch();
    batch.run(&["HSET", &queue.keys.one(&format!("record:{kind}")), id, &record.to_string()]);
    batch.run(&["ZADD", &queue.keys.one(&format!("records:{kind}")), "0", id]);
    queue.until_made(|_| Ok((queue.make(&batch, queue.guess())? == Made::Yes).then_some(())))
}

pub(super) fn records(queue: &Redis, kind: &str, prefix: &str) -> Result<Vec<(String, Value)>> {
    let (from, to) = range(prefix);
    let names = queue.keys.one(&format!("records:{kind}"));
    let ids: Vec<String> = queue.link.read(redis::cmd("ZRANGEBYLEX").arg(names).arg(from).arg(to))?;
    let mut records = Vec::with_capacity(ids.len());
    for page in ids.chunks(1_000) {
        let key = queue.keys.one(&format!("record:{kind}"));
        let texts: Vec<Option<String>> = queue.link.read(redis::cmd("HMGET").arg(key).arg(page))?;
        for (id, text) in page.iter().zip(texts) {
            if let Some(text) = text {
                records.push((id.clone(), serde_json::from_str(&text)?));
            }
        }
    }
    Ok(records)
}
