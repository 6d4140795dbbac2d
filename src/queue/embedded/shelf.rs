use std::time::Duration;

use anyhow::Result;
use rusqlite::{OptionalExtension, params};
use serde_json::{Value, json};

use super::super::{Limit, SPENT, Spend, Token, millis};
use super::{Tx, rows};

pub(super) fn suspend(tx: &Tx<'_>, limit: &Limit) -> Result<()> {
    if limit.until <= tx.now {
        tx.connection.prepare_cached("delete from limits where account = ?1")?.execute([&limit.account])?;
    } else {
        let sql = "insert or replace into limits(account, until, reason) values(?1, ?2, ?3)";
        tx.connection.prepare_cached(sql)?.execute(params![limit.account, limit.until, limit.reason])?;
    }
    rows::event(tx, None, 0, "limit", &json!(limit))
}

pub(super) fn limits(tx: &Tx<'_>) -> Result<Vec<Limit>> {
    let sql = "select account, until, reason from limits where until > ?1 order by account";
    let mut statement = tx.connection.prepare_cached(sql)?;
    let rows = statement
        .query_map([tx.now], |row| Ok(Limit { account: row.get(0)?, until: row.get(1)?, reason: row.get(2)? }))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn spend(tx: &Tx<'_>, token: &Token, (account, day): (&str, &str), spend: Spend) -> Result<()> {
    let (cost, tokens) = (rows::int(spend.cost_micro), rows::int(spend.tokens));
    let sql = "update orders set cost_micro = cost_micro + ?2, tokens = tokens + ?3 where id = ?1";
    tx.connection.prepare_cached(sql)?.execute(params![token.id.0, cost, tokens])?;
    let sql = "insert into spend(day, account, cost_micro, tokens) values(?1, ?2, ?3, ?4) on conflict(day, account) \
        do update set cost_micro = cost_micro + excluded.cost_micro, tokens = tokens + excluded.tokens";
    tx.connection.prepare_cached(sql)?.execute(params![day, account, cost, tokens])?;
    Ok(())
}

pub(super) fn spend_in_all(tx: &Tx<'_>, run: &str, token: &Token, of: (&str, &str), sum: Spend) -> Result<()> {
    let told = records(tx, SPENT, run)?.into_iter().find(|(id, _)| id == run);
    let told: Spend = told.and_then(|(_, told)| serde_json::from_value(told).ok()).unwrap_or_default();
    let more = sum.beyond(told);
    if more == Spend::default() {
        return Ok(());
    }
    put(tx, SPENT, run, &serde_json::to_value(told.and(more))?)?;
    spend(tx, token, of, more)
}

pub(super) fn spent(tx: &Tx<'_>, day: &str, account: Option<&str>) -> Result<Spend> {
    let sql = "select coalesce(sum(cost_micro), 0), coalesce(sum(tokens), 0) from spend \
        where day = ?1 and (?2 is null or account = ?2)";
    let mut statement = tx.connection.prepare_cached(sql)?;
    Ok(statement.query_row(params![day, account], |row| {
        Ok(Spend { cost_micro: rows::count(row, 0)?, tokens: rows::count(row, 1)? })
    })?)
}

pub(super) fn pause(tx: &Tx<'_>, why: Option<&str>) -> Result<()> {
    if paused(tx)?.as_deref() == why {
        return Ok(());
    }
    match why {
        Some(why) => {
            let sql = "insert or replace into meta(key, value) values('paused', ?1)";
            tx.connection.prepare_cached(sql)?.execute([why])?;
        }
        None => {
            tx.connection.prepare_cached("delete from meta where key = 'paused'")?.execute([])?;
        }
    }
    rows::event(tx, None, 0, if why.is_some() { "paused" } else { "resumed" }, &json!({"why": why}))
}

pub(super) fn paused(tx: &Tx<'_>) -> Result<Option<String>> {
    let mut statement = tx.connection.prepare_cached("select value from meta where key = 'paused'")?;
    Ok(statement.query_row([], |row| row.get(0)).optional()?)
}

pub(super) fn take_lane(tx: &Tx<'_>, name: &str, owner: &str, lease: Duration) -> Result<bool> {
    let sql = "insert into lanes(name, owner, until) values(?1, ?2, ?3) on conflict(name) \
        do update set owner = excluded.owner, until = excluded.until where lanes.owner = ?2 or lanes.until <= ?4";
    let changed = tx.connection.prepare_cached(sql)?.execute(params![name, owner, tx.now + millis(lease), tx.now])?;
    Ok(changed > 0)
}

pub(super) fn leave_lane(tx: &Tx<'_>, name: &str, owner: &str) -> Result<()> {
    tx.connection.prepare_cached("delete from lanes where name = ?1 and owner = ?2")?.execute([name, owner])?;
    Ok(())
}

pub(super) fn put(tx: &Tx<'_>, kind: &str, id: &str, record: &Value) -> Result<()> {
    let sql = "insert or replace into records(kind, id, record) values(?1, ?2, ?3)";
    tx.connection.prepare_cached(sql)?.execute([kind, id, &serde_json::to_string(record)?])?;
    Ok(())
}

pub(super) fn records(tx: &Tx<'_>, kind: &str, prefix: &str) -> Result<Vec<(String, Value)>> {
    let sql = "select id, record from records where kind = ?1 and id >= ?2 and id < ?3 order by id";
    let mut statement = tx.connection.prepare_cached(sql)?;
    let rows =
        statement.query_map([kind, prefix, &rows::after(prefix)], |row| Ok((row.get(0)?, rows::json(row, 1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
