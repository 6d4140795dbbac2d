use anyhow::Result;
use rusqlite::{Row, params};
use serde_json::json;

use super::super::{
    Answered, Decision, Held, NewQuestion, Order, OrderId, Question, QuestionState, State, Token, Told, moves,
};
use super::{Tx, claim, holder, rows};
use crate::report::{Problem, ProblemKind};

const COLUMNS: &str = "n, order_id, epoch, kind, text, options, state, asked, answered, by, answer";

pub(super) fn decide(tx: &Tx<'_>, id: &OrderId, decision: &Decision, by: &str) -> Result<State> {
    let mut order = rows::order(tx, id)?.ok_or_else(|| moves::unknown(id))?;
    let is_blocked = claim::is_blocked(tx, &order)?;
    let data = moves::decide(&mut order, decision, by, is_blocked, tx.now)?;
    rows::changed(tx, &order, &data)?;
    Ok(order.state)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Question> {
    Ok(Question {
        id: format!("q{}", row.get::<_, i64>(0)?),
        order: OrderId(row.get(1)?),
        epoch: rows::count(row, 2)?,
        kind: rows::word(row, 3)?,
        text: row.get(4)?,
        options: rows::json(row, 5)?,
        state: rows::word(row, 6)?,
        asked: row.get(7)?,
        answered: row.get(8)?,
        by: row.get(9)?,
        answer: row.get(10)?,
    })
}

fn all(tx: &Tx<'_>, condition: &str, params: impl rusqlite::Params) -> Result<Vec<Question>> {
    let mut statement =
        tx.connection.prepare_cached(&format!("select {COLUMNS} from questions where {condition} order by n"))?;
    let found = statement.query_map(params, read)?.collect::<rusqlite::Result<_>>()?;
    Ok(found)
}

fn number(id: &str) -> Option<i64> {
    id.strip_prefix('q').filter(|digits| !digits.starts_with(['+', '-']))?.parse().ok()
}

fn question(tx: &Tx<'_>, id: &str) -> Result<Option<Question>> {
    let Some(number) = number(id) else { return Ok(None) };
    Ok(all(tx, "n = ?1", [number])?.pop().filter(|question| question.id == id))
}

pub(super) fn questions(tx: &Tx<'_>, order: Option<&OrderId>) -> Result<Vec<Question>> {
    match order {
        Some(order) => all(tx, "order_id = ?1", [&order.0]),
        None => all(tx, "true", []),
    }
}

pub(super) fn ask(tx: &Tx<'_>, new: &NewQuestion) -> Result<Question> {
    let order = rows::order(tx, &new.token.id)?.ok_or_else(|| moves::unknown(&new.token.id))?;
    let dedup = moves::same_question(&order.id, &new.text, &new.options);
    let known = all(tx, "dedup = ?1", [&dedup])?.pop();
    if let Some(known) = known.as_ref().filter(|known| known.state != QuestionState::Withdrawn) {
        return Ok(known.clone());
    }
    moves::may_ask(&order, &new.token)?;
    if let Some(mut known) = known {
        (known.state, known.epoch, known.asked) = (QuestionState::Asked, new.token.epoch, tx.now);
        (known.answered, known.by, known.answer) = (None, None, None);
        save(tx, &known, None)?;
        return Ok(known);
    }
    let sql = "insert into questions(order_id, epoch, kind, text, options, state, asked, dedup) \
        values(?1, ?2, ?3, ?4, ?5, 'asked', ?6, ?7)";
    let (kind, options) = (rows::name_of(&new.kind)?, serde_json::to_string(&new.options)?);
    let epoch = rows::int(new.token.epoch);
    tx.connection.prepare_cached(sql)?.execute(params![order.id.0, epoch, kind, new.text, options, tx.now, dedup])?;
    let id = format!("q{}", tx.connection.last_insert_rowid());
    let asked = question(tx, &id)?.ok_or_else(|| unknown(&id))?;
    rows::event(tx, Some(&order.id), asked.epoch, "question", &moves::told_of(&asked, None))?;
    Ok(asked)
}

/// Takes a question over from another store, under the next free id.
pub(super) fn restore(tx: &Tx<'_>, question: &Question) -> Result<()> {
    let sql = "insert into questions(order_id, epoch, kind, text, options, state, asked, dedup) \
        values(?1, ?2, ?3, ?4, ?5, 'asked', ?6, ?7)";
    let (kind, options) = (rows::name_of(&question.kind)?, serde_json::to_string(&question.options)?);
    let dedup = moves::same_question(&question.order, &question.text, &question.options);
    let (id, epoch) = (&question.order.0, rows::int(question.epoch));
    let values = params![id, epoch, kind, question.text, options, question.asked, dedup];
    tx.connection.prepare_cached(sql)?.execute(values)?;
    let id = format!("q{}", tx.connection.last_insert_rowid());
    save(tx, &Question { id, ..question.clone() }, Some("import"))
}

/// Keeps what became of a question, with the event of it.
fn save(tx: &Tx<'_>, question: &Question, why: Option<&str>) -> Result<()> {
    let sql = "update questions set state = ?2, epoch = ?3, asked = ?4, answered = ?5, by = ?6, answer = ?7, why = ?8 where n = ?1";
    tx.connection.prepare_cached(sql)?.execute(params![
        number(&question.id),
        rows::name_of(&question.state)?,
        rows::int(question.epoch),
        question.asked,
        question.answered,
        question.by,
        question.answer,
        why,
    ])?;
    rows::event(tx, Some(&question.order), question.epoch, "question", &moves::told_of(question, why))
}

pub(super) fn answer(tx: &Tx<'_>, id: &str, text: &str, by: &str) -> Result<Answered> {
    let Some(mut question) = question(tx, id)? else { return Ok(Answered::Unknown) };
    if question.state != QuestionState::Asked {
        return Ok(Answered::Already(question));
    }
    question.state = QuestionState::Answered;
    question.answered = Some(tx.now);
    question.by = Some(by.to_owned());
    question.answer = Some(text.to_owned());
    save(tx, &question, None)?;
    wake(tx, &question.order, by, &format!("{id} is answered"))?;
    Ok(Answered::Yes(question))
}

/// Queues an order that waits for a person, when nothing of it is open any more.
fn wake(tx: &Tx<'_>, id: &OrderId, by: &str, why: &str) -> Result<()> {
    let Some(mut order) = rows::order(tx, id)?.filter(|order| order.state == State::WaitingHuman) else {
        return Ok(());
    };
    if all(tx, "order_id = ?1 and state = 'asked'", [&id.0])?.is_empty() {
        let data = moves::wake(&mut order, by, why, tx.now)?;
        rows::changed(tx, &order, &data)?;
    }
    Ok(())
}

/// A person answered something that no run has taken over, and nothing is open.
pub(super) fn is_answered(tx: &Tx<'_>, order: &OrderId) -> Result<bool> {
    let states: Vec<QuestionState> = questions(tx, Some(order))?.into_iter().map(|question| question.state).collect();
    Ok(states.contains(&QuestionState::Answered) && !states.contains(&QuestionState::Asked))
}

pub(super) fn settle(tx: &Tx<'_>, id: &str, to: QuestionState, why: &str) -> Result<Held> {
    let mut question = question(tx, id)?.ok_or_else(|| unknown(id))?;
    match moves::settle(question.state, to)? {
        None => Ok(Held::Yes),
        Some(false) => Ok(Held::Lost),
        Some(true) => {
            question.state = to;
            save(tx, &question, Some(why))?;
            if to == QuestionState::Withdrawn {
                wake(tx, &question.order, "withdrawn", &format!("{id} is withdrawn: {why}"))?;
            }
            Ok(Held::Yes)
        }
    }
}

/// Withdraws what an order still asks.
pub(super) fn withdraw_all(tx: &Tx<'_>, order: &Order) -> Result<()> {
    for mut question in all(tx, "order_id = ?1 and state = 'asked'", [&order.id.0])? {
        question.state = QuestionState::Withdrawn;
        save(tx, &question, Some(&format!("the task is {}", order.state)))?;
    }
    Ok(())
}

fn unknown(id: &str) -> Problem {
    Problem::new(ProblemKind::NotFound, format!("there is no question {id}"))
        .source(id)
        .hint("`planyard inbox` shows what is open")
}

pub(super) fn tell(tx: &Tx<'_>, order: &OrderId, text: &str, by: &str) -> Result<()> {
    let found = rows::order(tx, order)?.ok_or_else(|| moves::unknown(order))?;
    let mut statement =
        tx.connection.prepare_cached("insert into told(order_id, text, by, at) values(?1, ?2, ?3, ?4)")?;
    statement.execute(params![order.0, text, by, tx.now])?;
    rows::event(tx, Some(order), found.epoch, "told", &json!({"by": by, "text": text}))
}

pub(super) fn take_told(tx: &Tx<'_>, token: &Token) -> Result<Vec<Told>> {
    if holder::held(tx, token)?.is_none() {
        return Ok(Vec::new());
    }
    let sql = "select text, by, at from told where order_id = ?1 and taken is null order by n";
    let mut statement = tx.connection.prepare_cached(sql)?;
    let rows =
        statement.query_map([&token.id.0], |row| Ok(Told { text: row.get(0)?, by: row.get(1)?, at: row.get(2)? }))?;
    let told = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    if !told.is_empty() {
        let sql = "update told set taken = ?2 where order_id = ?1 and taken is null";
        tx.connection.prepare_cached(sql)?.execute(params![token.id.0, rows::int(token.epoch)])?;
    }
    Ok(told)
}
