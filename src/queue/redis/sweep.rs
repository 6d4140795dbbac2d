use std::collections::BTreeSet;

use anyhow::Result;

use super::super::{Millis, Order, OrderId, State, Swept, moves};
use super::Redis;
use super::batch::{Batch, Made};
use super::link::Script;
use super::rows::Seen;

/// So many orders are changed in one step.
const PAGE: usize = 100;

pub(super) fn sweep(queue: &Redis) -> Result<Vec<Swept>> {
    let mut swept = Vec::new();
    let (now, due) = what_is_due(queue)?;
    if due.leases > 0 {
        let ids = until(queue, "leases", now)?;
        let is_over =
            |order: &Order, now: Millis| order.state.is_held() && order.lease_until.is_some_and(|end| end <= now);
        each_page(queue, &ids, |batch, seen, now| {
            if !is_over(&seen.order, now) {
                return Ok(None);
            }
            // A heartbeat meanwhile changes no version.
            batch.expect(queue.keys.job(&seen.order.id), "lease", seen.order.lease_until.unwrap_or(0));
            lose(batch, seen, "sweep", "its lease ran out", now).map(Some)
        })?
        .into_iter()
        .for_each(|one| swept.push(one));
    }
    if due.leases > 0 || due.delayed > 0 {
        let ids = until(queue, "delayed", now)?;
        swept.extend(each_page(queue, &ids, |batch, seen, now| {
            let is_due = seen.order.state == State::Delayed && seen.order.due <= now;
            is_due.then(|| free(batch, seen, now)).transpose()
        })?);
    }
    if due.unblocked > 0 {
        swept.extend(unblock(queue)?);
    }
    Ok(swept)
}

struct Due {
    leases: u64,
    delayed: u64,
    unblocked: u64,
}

/// Mostly nothing: one command says so.
fn what_is_due(queue: &Redis) -> Result<(Millis, Due)> {
    static DUE: Script = Script::new(concat!(include_str!("head.lua"), include_str!("due.lua")));
    let args = [queue.told_clock().to_string()];
    let (now, leases, delayed, unblocked) = queue.link.script(&DUE, queue.keys.prefix(), &args)?;
    queue.learn(now);
    Ok((now, Due { leases, delayed, unblocked }))
}

/// The ids of a set whose time has come, in their order.
fn until(queue: &Redis, set: &str, now: Millis) -> Result<Vec<OrderId>> {
    let key = queue.keys.one(set);
    let ids: Vec<String> = queue.link.read(redis::cmd("ZRANGEBYSCORE").arg(key).arg("-inf").arg(now))?;
    let mut ids: Vec<OrderId> = ids.into_iter().map(OrderId).collect();
    ids.sort();
    Ok(ids)
}

/// Does a step to each of many orders, pages of them at once.
fn each_page(
    queue: &Redis,
    ids: &[OrderId],
    mut step: impl FnMut(&mut Batch<'_>, &Seen, Millis) -> Result<Option<Swept>>,
) -> Result<Vec<Swept>> {
    let mut swept = Vec::new();
    for page in ids.chunks(PAGE) {
        let of_page = queue.until_made(|_| {
            let (now, seen) = queue.look(page)?;
            let mut batch = queue.batch();
            let mut changed = Vec::new();
            for seen in seen.into_iter().flatten() {
                if let Some(one) = step(&mut batch, &seen, now)? {
                    batch.expect_seen(&seen.order.id, Some(&seen));
                    changed.push(one);
                }
            }
            if changed.is_empty() {
                return Ok(Some(changed));
            }
            Ok((queue.make(&batch, now)? == Made::Yes).then_some(changed))
        })?;
        swept.extend(of_page);
    }
    Ok(swept)
}

fn lose(batch: &mut Batch<'_>, seen: &Seen, by: &str, why: &str, now: Millis) -> Result<Swept> {
    let mut order = seen.order.clone();
    let (data, swept) = moves::lose(&mut order, by, why, now)?;
    batch.change(seen, &order, &data)?;
    Ok(swept)
}

fn free(batch: &mut Batch<'_>, seen: &Seen, now: Millis) -> Result<Swept> {
    let mut order = seen.order.clone();
    let (data, swept) = moves::free(&mut order, now)?;
    batch.change(seen, &order, &data)?;
    Ok(swept)
}

/// Frees those of which something they need was done, or may have been, when all is.
fn unblock(queue: &Redis) -> Result<Vec<Swept>> {
    let check = queue.keys.one("check");
    let ids: Vec<String> = queue.link.read(redis::cmd("SMEMBERS").arg(&check))?;
    let ids: BTreeSet<OrderId> = ids.into_iter().map(OrderId).collect();
    let mut swept = Vec::new();
    for id in ids {
        let one = queue.until_made(|_| {
            let (_, mut seen) = queue.look(std::slice::from_ref(&id))?;
            let seen = seen.pop().flatten().filter(|seen| seen.order.state == State::Blocked);
            let mut batch = queue.batch();
            batch.run(&["SREM", &check, &id.0]);
            let Some(seen) = seen else {
                return Ok((queue.make(&batch, queue.guess())? == Made::Yes).then_some(None));
            };
            batch.expect_seen(&id, Some(&seen));
            let (now, is_blocked) = needs(queue, &seen.order, &mut batch)?;
            let one = if is_blocked { None } else { Some(free(&mut batch, &seen, now)?) };
            Ok((queue.make(&batch, now)? == Made::Yes).then_some(one))
        })?;
        swept.extend(one);
    }
    Ok(swept)
}

/// Whether something that an order needs is not done; what is decided from that holds only while they are as they are.
pub(super) fn needs(queue: &Redis, order: &Order, batch: &mut Batch<'_>) -> Result<(Millis, bool)> {
    let needs: Vec<OrderId> = order.needs.iter().filter(|need| **need != order.id).cloned().collect();
    let (now, seen) = queue.look(&needs)?;
    let mut is_blocked = needs.len() < order.needs.len() && order.state != State::Done;
    for (need, seen) in needs.iter().zip(&seen) {
        batch.expect_seen(need, seen.as_ref());
        is_blocked |= seen.as_ref().is_some_and(|seen| seen.order.state != State::Done);
    }
    Ok((now, is_blocked))
}

/// All orders that are held.
pub(super) fn held(queue: &Redis) -> Result<Vec<Seen>> {
    let ids: Vec<String> = queue.link.read(redis::cmd("ZRANGE").arg(queue.keys.one("leases")).arg(0).arg(-1))?;
    let mut ids: Vec<OrderId> = ids.into_iter().map(OrderId).collect();
    ids.sort();
    let (_, seen) = queue.look(&ids)?;
    Ok(seen.into_iter().flatten().filter(|seen| seen.order.state.is_held()).collect())
}

/// Ends leases of workers that are gone.
pub(super) fn take_from(queue: &Redis, is_gone: impl Fn(&Order) -> bool, by: &str, why: &str) -> Result<Vec<Swept>> {
    let gone = held(queue)?.into_iter().map(|seen| seen.order).filter(&is_gone);
    let ids: Vec<OrderId> = gone.map(|order| order.id).collect();
    each_page(queue, &ids, |batch, seen, now| {
        let is_held = seen.order.state.is_held() && is_gone(&seen.order);
        is_held.then(|| lose(batch, seen, by, why, now)).transpose()
    })
}
