use anyhow::Result;
use rusqlite::types::Type;
use rusqlite::{OptionalExtension, Row, params};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::super::{
    Depth, EventFilter, Filter, Gauges, Millis, NewOrder, Order, OrderId, Priority, QueueEvent, State, Stats,
};
use super::Tx;

const COLUMNS: &str = "id, title, state, prio, epoch, attempt, max_attempts, owner, host, boot, lease_until, due, enqueued, \
    changed, backend, account, needs, paths, payload, session, branch, worktree, base, head, landed, cost_micro, tokens, \
    failure, why, labels";

/// The orders that somebody holds: few, however many there are.
pub(super) const HELD: &str = "orders indexed by held where lease_until is not null";
/// Those that nobody holds, by state and id.
pub(super) const FREE: &str = "orders indexed by by_state where lease_until is null";

/// Those in this state.
fn in_state(state: State) -> String {
    format!("{} and state = ?1", if state.is_held() { HELD } else { FREE })
}

/// A number as the file keeps it.
pub(super) fn int(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Order> {
    Ok(Order {
        id: OrderId(row.get(0)?),
        title: row.get(1)?,
        state: word(row, 2)?,
        priority: Priority::of_rank(row.get(3)?),
        epoch: count(row, 4)?,
        attempt: row.get(5)?,
        max_attempts: row.get(6)?,
        owner: row.get(7)?,
        host: row.get(8)?,
        boot: row.get(9)?,
        lease_until: row.get(10)?,
        due: row.get(11)?,
        enqueued: row.get(12)?,
        changed: row.get(13)?,
        backend: row.get(14)?,
        account: row.get(15)?,
        needs: json(row, 16)?,
        paths: json(row, 17)?,
        payload: json(row, 18)?,
        session: row.get(19)?,
        branch: row.get(20)?,
        worktree: row.get(21)?,
        base: row.get(22)?,
        head: row.get(23)?,
        landed: row.get(24)?,
        cost_micro: count(row, 25)?,
        tokens: count(row, 26)?,
        failure: row.get::<_, Option<String>>(27)?.map(|_| word(row, 27)).transpose()?,
        why: row.get(28)?,
        labels: json(row, 29)?,
    })
}

pub(super) fn count(row: &Row<'_>, at: usize) -> rusqlite::Result<u64> {
    Ok(u64::try_from(row.get::<_, i64>(at)?).unwrap_or(0))
}

/// A column that holds JSON.
pub(super) fn json<T: DeserializeOwned>(row: &Row<'_>, at: usize) -> rusqlite::Result<T> {
    let text: String = row.get(at)?;
    serde_json::from_str(&text).map_err(|error| rusqlite::Error::FromSqlConversionFailure(at, Type::Text, error.into()))
}

/// A column that holds the name of a variant.
pub(super) fn word<T: DeserializeOwned>(row: &Row<'_>, at: usize) -> rusqlite::Result<T> {
    serde_json::from_value(Value::String(row.get(at)?))
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(at, Type::Text, error.into()))
}

/// The name of a variant.
pub(super) fn name_of(variant: &impl Serialize) -> Result<String> {
    Ok(serde_json::to_value(variant)?.as_str().unwrap_or_default().to_owned())
}

pub(super) fn order(tx: &Tx<'_>, id: &OrderId) -> Result<Option<Order>> {
    let mut statement = tx.connection.prepare_cached(&format!("select {COLUMNS} from orders where id = ?1"))?;
    Ok(statement.query_row([&id.0], read).optional()?)
}

/// Somebody else is to do it.
pub(super) fn reassign(tx: &Tx<'_>, order: &Order) -> Result<()> {
    let sql = "update orders set backend = ?2, account = ?3, due = ?4, labels = ?5 where id = ?1";
    let labels = serde_json::to_string(&order.labels)?;
    tx.connection.prepare_cached(sql)?.execute(params![order.id.0, order.backend, order.account, order.due, labels])?;
    Ok(())
}

/// All of `orders where …`; it may end in an `order by`.
pub(super) fn all(tx: &Tx<'_>, which: &str, params: impl rusqlite::Params) -> Result<Vec<Order>> {
    let mut statement = tx.connection.prepare_cached(&format!("select {COLUMNS} from {which}"))?;
    let found = statement.query_map(params, read)?.collect::<rusqlite::Result<_>>()?;
    Ok(found)
}

pub(super) fn insert(tx: &Tx<'_>, new: &NewOrder, order: &Order, data: &Value) -> Result<()> {
    let sql = "insert into orders(id, key, title, state, prio, epoch, attempt, max_attempts, due, enqueued, changed, backend, \
         account, needs, paths, payload, labels, cost_micro, tokens) \
         values(?1, ?2, ?3, ?4, ?5, ?15, 0, ?6, ?7, ?8, ?8, ?9, ?10, ?11, ?12, ?13, ?14, 0, 0)";
    tx.connection.prepare_cached(sql)?.execute(params![
        order.id.0,
        new.key,
        order.title,
        order.state.name(),
        order.priority.rank(),
        order.max_attempts,
        order.due,
        order.enqueued,
        order.backend,
        order.account,
        serde_json::to_string(&order.needs)?,
        serde_json::to_string(&order.paths)?,
        serde_json::to_string(&order.payload)?,
        serde_json::to_string(&order.labels)?,
        int(order.epoch),
    ])?;
    let mut statement = tx.connection.prepare_cached("insert or ignore into needs(order_id, need) values(?1, ?2)")?;
    for need in &order.needs {
        statement.execute([&order.id.0, &need.0])?;
    }
    event(tx, Some(&order.id), order.epoch, super::super::moves::STATE, data)
}

/// Keeps what a step made of an order.
pub(super) fn save(tx: &Tx<'_>, order: &Order) -> Result<()> {
    let sql = "update orders set state = ?2, epoch = ?3, attempt = ?4, owner = ?5, host = ?6, boot = ?7, lease_until = ?8, \
         due = ?9, changed = ?10, session = ?11, branch = ?12, worktree = ?13, base = ?14, head = ?15, landed = ?16, \
         failure = ?17, why = ?18 where id = ?1";
    tx.connection.prepare_cached(sql)?.execute(params![
        order.id.0,
        order.state.name(),
        int(order.epoch),
        order.attempt,
        order.owner,
        order.host,
        order.boot,
        order.lease_until,
        order.due,
        order.changed,
        order.session,
        order.branch,
        order.worktree,
        order.base,
        order.head,
        order.landed,
        order.failure.map(super::super::Failure::name),
        order.why,
    ])?;
    Ok(())
}

/// Keeps what a step of its holder made of an order that is still held: nothing that an index is about.
pub(super) fn save_step(tx: &Tx<'_>, order: &Order) -> Result<()> {
    let sql = "update orders set state = ?2, changed = ?3, session = ?4, branch = ?5, worktree = ?6, base = ?7, head = ?8, \
         why = ?9 where id = ?1";
    tx.connection.prepare_cached(sql)?.execute(params![
        order.id.0,
        order.state.name(),
        order.changed,
        order.session,
        order.branch,
        order.worktree,
        order.base,
        order.head,
        order.why,
    ])?;
    Ok(())
}

/// Keeps until when it is held.
pub(super) fn save_lease(tx: &Tx<'_>, order: &Order) -> Result<()> {
    let sql = "update orders set lease_until = ?2 where id = ?1";
    tx.connection.prepare_cached(sql)?.execute(params![order.id.0, order.lease_until])?;
    Ok(())
}

/// Keeps a change of its state, with the event of it.
pub(super) fn changed(tx: &Tx<'_>, order: &Order, data: &Value) -> Result<()> {
    save(tx, order)?;
    event(tx, Some(&order.id), order.epoch, super::super::moves::STATE, data)?;
    if super::super::moves::withdraws_questions(order.state) {
        super::people::withdraw_all(tx, order)?;
    }
    Ok(())
}

pub(super) fn event(tx: &Tx<'_>, order: Option<&OrderId>, epoch: u64, kind: &str, data: &Value) -> Result<()> {
    let sql = "insert into events(at, order_id, epoch, kind, data) values(?1, ?2, ?3, ?4, ?5)";
    let mut statement = tx.connection.prepare_cached(sql)?;
    statement.execute(params![tx.now, order.map(|id| &id.0), int(epoch), kind, serde_json::to_string(data)?])?;
    Ok(())
}

/// Just after everything that begins so.
pub(super) fn after(prefix: &str) -> String {
    format!("{prefix}\u{10ffff}\u{10ffff}")
}

pub(super) fn orders(tx: &Tx<'_>, filter: &Filter) -> Result<Vec<Order>> {
    let end = after(&filter.scope);
    if filter.states.is_empty() {
        return all(tx, "orders where id >= ?1 and id < ?2 order by id", [&filter.scope, &end]);
    }
    let mut found = Vec::new();
    for state in State::ALL.into_iter().filter(|state| filter.states.contains(state)) {
        let which = format!("{} and id >= ?2 and id < ?3", in_state(state));
        found.extend(all(tx, &which, [state.name(), &filter.scope, &end])?);
    }
    found.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(found)
}

pub(super) fn stats(tx: &Tx<'_>, scope: &str) -> Result<Stats> {
    let end = after(scope);
    let mut stats = Stats::new();
    for state in State::ALL {
        let sql = format!("select count(*) from {} and id >= ?2 and id < ?3", in_state(state));
        let mut statement = tx.connection.prepare_cached(&sql)?;
        let number = statement.query_row([state.name(), scope, &end], |row| count(row, 0))?;
        if number > 0 {
            stats.insert(state, number);
        }
    }
    Ok(stats)
}

pub(super) fn gauges(tx: &Tx<'_>) -> Result<Gauges> {
    let mut gauges = Gauges { now: tx.now, states: stats(tx, "")?, ..Gauges::default() };
    let sql =
        "select prio, count(*), min(enqueued) from orders indexed by ready_age where state = 'queued' group by prio";
    let mut statement = tx.connection.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let depth = Depth { count: count(row, 1)?, oldest: row.get(2)? };
        gauges.queued.insert(Priority::of_rank(row.get(0)?), depth);
    }
    let sql = format!("select labels, count(*) from {FREE} and state = 'queued' and labels <> '[]' group by labels");
    let mut statement = tx.connection.prepare_cached(&sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        gauges.labels.insert(json::<Vec<String>>(row, 0)?.join(","), count(row, 1)?);
    }
    let sql = format!("select count(*), min(lease_until) from {HELD}");
    (gauges.leases, gauges.lease_end) =
        tx.connection.prepare_cached(&sql)?.query_row([], |row| Ok((count(row, 0)?, row.get(1)?)))?;
    let sql = "select min(due) from orders indexed by delayed where state = 'delayed'";
    gauges.due = tx.connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
    Ok(gauges)
}

pub(super) fn events(tx: &Tx<'_>, filter: &EventFilter) -> Result<Vec<QueueEvent>> {
    let mut sql = "select seq, at, order_id, epoch, kind, data from events where seq > ?1".to_owned();
    let mut words: Vec<Box<dyn rusqlite::ToSql>> = vec![Box::new(filter.after)];
    for (column, prefix) in [("order_id", &filter.scope), ("kind", &filter.kind)] {
        if !prefix.is_empty() {
            sql.push_str(&format!(" and {column} >= ?{} and {column} < ?{}", words.len() + 1, words.len() + 2));
            words.extend([Box::new(prefix.clone()) as Box<dyn rusqlite::ToSql>, Box::new(after(prefix))]);
        }
    }
    if !filter.kind.is_empty() && !super::super::moves::STATE.starts_with(&*filter.kind) {
        // There is an index of all other kinds.
        sql.push_str(" and kind <> 'state'");
    }
    sql.push_str(" order by seq");
    if filter.most > 0 {
        sql.push_str(&format!(" limit {}", filter.most));
    }
    let mut statement = tx.connection.prepare_cached(&sql)?;
    let rows = statement.query_map(rusqlite::params_from_iter(words), |row| {
        Ok(QueueEvent {
            seq: row.get(0)?,
            at: row.get::<_, Millis>(1)?,
            order: row.get::<_, Option<String>>(2)?.map(OrderId),
            epoch: count(row, 3)?,
            kind: row.get(4)?,
            data: json(row, 5)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
