use std::time::Duration;

use anyhow::Result;
use rusqlite::{OptionalExtension, params};
use serde_json::json;

use super::super::{ClaimRequest, End, Ended, Facts, Held, Limit, Order, State, Token, millis, moves};
use super::{Tx, people, rows, shelf};

/// The order, when who shows the token holds it.
pub(super) fn held(tx: &Tx<'_>, token: &Token) -> Result<Option<Order>> {
    Ok(rows::order(tx, &token.id)?.filter(|order| moves::holds(order, token)))
}

pub(super) fn heartbeat(tx: &Tx<'_>, token: &Token, lease: Duration) -> Result<Held> {
    let Some(mut order) = held(tx, token)? else { return Ok(Held::Lost) };
    order.lease_until = Some(tx.now + millis(lease));
    rows::save_lease(tx, &order)?;
    Ok(Held::Yes)
}

pub(super) fn advance(tx: &Tx<'_>, token: &Token, to: State, facts: &Facts) -> Result<Held> {
    let Some(mut order) = held(tx, token)? else { return Ok(Held::Lost) };
    let moved = moves::advance(&mut order, to, facts, tx.now)?;
    rows::save_step(tx, &order)?;
    if let Some(data) = moved {
        rows::event(tx, Some(&order.id), order.epoch, moves::STATE, &data)?;
    }
    Ok(Held::Yes)
}

pub(super) fn adopt(tx: &Tx<'_>, token: &Token, request: &ClaimRequest) -> Result<Held> {
    let Some(mut order) = held(tx, token)? else { return Ok(Held::Lost) };
    let data = json!({"from": order.owner, "to": request.worker});
    moves::hold(&mut order, request, tx.now);
    rows::save(tx, &order)?;
    rows::event(tx, Some(&order.id), order.epoch, "adopted", &data)?;
    Ok(Held::Yes)
}

pub(super) fn finish(tx: &Tx<'_>, token: &Token, end: &End) -> Result<Ended> {
    let said = serde_json::to_string(end)?;
    let sql = "select end from ends where order_id = ?1 and epoch = ?2";
    let before: Option<String> = tx
        .connection
        .prepare_cached(sql)?
        .query_row(params![token.id.0, rows::int(token.epoch)], |row| row.get(0))
        .optional()?;
    if let Some(before) = before {
        return Ok(if before == said { Ended::Replay } else { Ended::Lost });
    }
    let Some(mut order) = held(tx, token)? else { return Ok(Ended::Lost) };
    let is_answered = people::is_answered(tx, &token.id)?;
    let data = moves::finish(&mut order, end, is_answered, tx.now)?;
    rows::changed(tx, &order, &data)?;
    if let End::Limit { account, until, reason } = end {
        let until = moves::limit_end(*until, tx.now);
        let known = shelf::limits(tx)?.into_iter().find(|limit| limit.account == *account);
        // Of two that say different things, the longer one is right more often, and harmless when it is not.
        if known.is_none_or(|known| known.until < until) {
            shelf::suspend(tx, &Limit { account: account.clone(), until, reason: reason.clone() })?;
        }
    }
    let mut statement = tx.connection.prepare_cached("insert into ends(order_id, epoch, end) values(?1, ?2, ?3)")?;
    statement.execute(params![token.id.0, rows::int(token.epoch), said])?;
    Ok(Ended::Recorded(order.state))
}
