use anyhow::Result;
use rusqlite::{OptionalExtension, params};
use serde_json::json;

use super::super::{Millis, NewOrder, Order, OrderId, Purged, Question, moves};
use super::{Tx, people, rows};

/// Takes an order over from another store.
pub(super) fn restore(tx: &Tx<'_>, order: &Order, questions: &[Question]) -> Result<bool> {
    if rows::order(tx, &order.id)?.is_some() {
        return Ok(false);
    }
    let (order, data) = moves::restored(order, epoch_of(tx, &order.id)?, tx.now);
    let new = NewOrder {
        id: order.id.clone(),
        key: order.id.0.clone(),
        title: order.title.clone(),
        priority: order.priority,
        max_attempts: order.max_attempts,
        backend: order.backend.clone(),
        account: order.account.clone(),
        needs: order.needs.clone(),
        paths: order.paths.clone(),
        labels: order.labels.clone(),
        due: order.due,
        payload: order.payload.clone(),
    };
    rows::insert(tx, &new, &order, &data)?;
    rows::save(tx, &order)?;
    let sql = "update orders set cost_micro = ?2, tokens = ?3 where id = ?1";
    tx.connection.prepare_cached(sql)?.execute(params![
        order.id.0,
        rows::int(order.cost_micro),
        rows::int(order.tokens)
    ])?;
    for question in questions {
        people::restore(tx, question)?;
    }
    Ok(true)
}

/// The epoch that an order of this id had when it was deleted.
pub(super) fn epoch_of(tx: &Tx<'_>, id: &OrderId) -> Result<u64> {
    let mut statement = tx.connection.prepare_cached("select value from meta where key = ?1")?;
    let text: Option<String> = statement.query_row([format!("epoch:{id}")], |row| row.get(0)).optional()?;
    Ok(text.and_then(|text| text.parse().ok()).unwrap_or(0))
}

/// Deletes a dead order, and what is of it alone.
pub(super) fn purge(tx: &Tx<'_>, id: &OrderId, before: Millis) -> Result<Purged> {
    let Some(order) = rows::order(tx, id)?.filter(|order| moves::may_purge(order, before)) else {
        return Ok(Purged::No);
    };
    let sql = "select orders.id from needs join orders on orders.id = needs.order_id \
        where needs.need = ?1 and orders.state <> 'done' order by orders.id limit 1";
    let needed: Option<String> = tx.connection.prepare_cached(sql)?.query_row([&id.0], |row| row.get(0)).optional()?;
    if let Some(other) = needed {
        return Ok(Purged::Needed(OrderId(other)));
    }
    for sql in [
        "delete from orders where id = ?1",
        "delete from needs where order_id = ?1",
        "delete from ends where order_id = ?1",
        "delete from questions where order_id = ?1",
        "delete from told where order_id = ?1",
    ] {
        tx.connection.prepare_cached(sql)?.execute([&id.0])?;
    }
    let sql = "insert or replace into meta(key, value) values(?1, ?2)";
    tx.connection.prepare_cached(sql)?.execute([format!("epoch:{id}"), order.epoch.to_string()])?;
    rows::event(tx, Some(id), order.epoch, moves::PURGED, &json!({"failure": order.failure}))?;
    Ok(Purged::Yes)
}
