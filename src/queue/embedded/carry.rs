use anyhow::Result;
use rusqlite::params;

use super::super::{NewOrder, Order, Question, moves};
use super::{Tx, people, rows};

/// Takes an order over from another store.
pub(super) fn restore(tx: &Tx<'_>, order: &Order, questions: &[Question]) -> Result<bool> {
    if rows::order(tx, &order.id)?.is_some() {
        return Ok(false);
    }
    let (order, data) = moves::restored(order, tx.now);
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
