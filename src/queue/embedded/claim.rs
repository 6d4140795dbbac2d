use anyhow::Result;
use rusqlite::{OptionalExtension, params};

use super::super::choose::{MOST_STEPS, Taken, aging_millis, is_wanted};
use super::super::{ClaimRequest, Millis, NewOrder, Order, OrderId, Submitted, Swept, choose, moves};
use super::{Tx, carry, rows, shelf};

pub(super) fn submit(tx: &Tx<'_>, orders: &[NewOrder]) -> Result<Vec<Submitted>> {
    let mut answers = Vec::with_capacity(orders.len());
    for (at, new) in orders.iter().enumerate() {
        if let Some(known) = known(tx, new)? {
            if let Some(order) = moves::reassigned(&known, new, tx.now) {
                rows::reassign(tx, &order)?;
            }
            answers.push(Submitted { id: known.id, new: false, state: known.state });
            continue;
        }
        let mut is_blocked = false;
        for need in &new.needs {
            // One that comes later in the same submission is not done either.
            is_blocked |= is_open(tx, need)?.unwrap_or_else(|| orders[at..].iter().any(|later| later.id == *need));
        }
        let (order, data) = moves::begin(new, is_blocked, carry::epoch_of(tx, &new.id)?, tx.now);
        rows::insert(tx, new, &order, &data)?;
        answers.push(Submitted { id: order.id, new: true, state: order.state });
    }
    Ok(answers)
}

fn known(tx: &Tx<'_>, new: &NewOrder) -> Result<Option<Order>> {
    if let Some(order) = rows::order(tx, &new.id)? {
        return Ok(Some(order));
    }
    Ok(rows::all(tx, "orders where key = ?1", [&new.key])?.pop())
}

/// It is not done; `None` when it is in no store.
fn is_open(tx: &Tx<'_>, id: &OrderId) -> Result<Option<bool>> {
    let mut statement = tx.connection.prepare_cached("select state <> 'done' from orders where id = ?1")?;
    Ok(statement.query_row([&id.0], |row| row.get(0)).optional()?)
}

/// Something that it needs is not done.
pub(super) fn is_blocked(tx: &Tx<'_>, order: &Order) -> Result<bool> {
    for need in &order.needs {
        if is_open(tx, need)? == Some(true) {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(super) fn claim(tx: &Tx<'_>, request: &ClaimRequest) -> Result<Option<Order>> {
    let is_void = |order: &Order| {
        order.host.as_ref() == Some(&request.host) && order.boot.as_ref().is_some_and(|boot| *boot != request.boot)
    };
    let (void, held): (Vec<Order>, Vec<Order>) = rows::all(tx, rows::HELD, [])?.into_iter().partition(is_void);
    for mut order in void {
        lose(tx, &mut order, &request.worker, "its machine was started again")?;
    }
    if shelf::paused(tx)?.is_some() {
        return Ok(None);
    }
    let mut candidates = heads(tx, request, &Taken::of(held.iter().map(|order| order.paths.as_slice())))?;
    let Some(at) = choose(&candidates, &held, request, tx.now) else { return Ok(None) };
    let mut order = candidates.swap_remove(at);
    let data = moves::claim(&mut order, request, tx.now)?;
    rows::changed(tx, &order, &data)?;
    Ok(Some(order))
}

/// The first order that can be taken, of each priority and of each step that waiting gives: the best is among them.
fn heads(tx: &Tx<'_>, request: &ClaimRequest, taken: &Taken) -> Result<Vec<Order>> {
    let suspended: Vec<String> = shelf::limits(tx)?.into_iter().map(|limit| limit.account).collect();
    let aging = aging_millis(request);
    let mut heads = Vec::new();
    for priority in 0..3 {
        let Some((oldest, newest)) = ages(tx, priority)? else { continue };
        for step in 0..=MOST_STEPS {
            // Waited for at least `step` times `aging`, and not for one more.
            let upper = if step == 0 { Millis::MAX } else { tx.now - step * aging };
            let lower = if step == MOST_STEPS { Millis::MIN } else { tx.now - (step + 1) * aging };
            if oldest > upper || newest <= lower {
                continue;
            }
            let sql = "select id, account, paths, backend, labels from orders indexed by ready \
                where state = 'queued' and prio = ?1 and due <= ?2 and enqueued > ?3 and enqueued <= ?4 \
                order by due, enqueued, id";
            let mut statement = tx.connection.prepare_cached(sql)?;
            let mut rows = statement.query(params![priority, tx.now, lower, upper])?;
            while let Some(row) = rows.next()? {
                let (id, account): (OrderId, String) = (OrderId(row.get(0)?), row.get(1)?);
                if is_wanted(&id, (&row.get::<_, String>(3)?, &rows::json::<Vec<String>>(row, 4)?), request)
                    && !suspended.contains(&account)
                    && !taken.meets(&rows::json::<Vec<String>>(row, 2)?)
                {
                    heads.extend(rows::order(tx, &id)?);
                    break;
                }
            }
        }
    }
    Ok(heads)
}

/// When the oldest and the newest queued order of a priority were submitted.
fn ages(tx: &Tx<'_>, priority: i64) -> Result<Option<(Millis, Millis)>> {
    let end = |way: &str| -> Result<Option<Millis>> {
        let sql = format!(
            "select enqueued from orders indexed by ready_age where state = 'queued' and prio = ?1 order by enqueued {way} limit 1"
        );
        Ok(tx.connection.prepare_cached(&sql)?.query_row([priority], |row| row.get(0)).optional()?)
    };
    let Some(oldest) = end("asc")? else { return Ok(None) };
    Ok(end("desc")?.map(|newest| (oldest, newest)))
}

fn lose(tx: &Tx<'_>, order: &mut Order, by: &str, why: &str) -> Result<Swept> {
    let (data, swept) = moves::lose(order, by, why, tx.now)?;
    rows::changed(tx, order, &data)?;
    Ok(swept)
}

pub(super) fn sweep(tx: &Tx<'_>) -> Result<Vec<Swept>> {
    let mut swept = Vec::new();
    let condition = format!("{} and lease_until <= ?1 order by id", rows::HELD);
    for mut order in rows::all(tx, &condition, [tx.now])? {
        swept.push(lose(tx, &mut order, "sweep", "its lease ran out")?);
    }
    let mut free =
        rows::all(tx, "orders indexed by delayed where state = 'delayed' and due <= ?1 order by id", [tx.now])?;
    let unblocked = format!(
        "{} and state = 'blocked' and not exists (select 1 from needs join orders need on need.id = needs.need \
        where needs.order_id = orders.id and need.state <> 'done') order by id",
        rows::FREE
    );
    free.extend(rows::all(tx, &unblocked, [])?);
    for mut order in free {
        let (data, one) = moves::free(&mut order, tx.now)?;
        rows::changed(tx, &order, &data)?;
        swept.push(one);
    }
    Ok(swept)
}

pub(super) fn void(tx: &Tx<'_>, worker: &str, keep: &[OrderId]) -> Result<Vec<Swept>> {
    let mut swept = Vec::new();
    for mut order in rows::all(tx, &format!("{} order by id", rows::HELD), [])? {
        if order.owner.as_deref().is_some_and(|owner| owner.starts_with(worker)) && !keep.contains(&order.id) {
            swept.push(lose(tx, &mut order, "void", "its worker is gone")?);
        }
    }
    Ok(swept)
}
