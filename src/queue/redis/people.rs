use anyhow::Result;
use serde_json::json;

use super::super::{
    Answered, Decision, Held, Millis, NewQuestion, OrderId, Question, QuestionState, State, Token, Told, moves,
};
use super::batch::{Batch, Made};
use super::rows::{Asked, Fields, Seen, read_questions};
use super::{Redis, sweep};
use crate::report::{Problem, ProblemKind};

fn one(queue: &Redis, id: &OrderId) -> Result<(Millis, Option<Seen>)> {
    let (now, mut seen) = queue.look(std::slice::from_ref(id))?;
    Ok((now, seen.pop().flatten()))
}

pub(super) fn decide(queue: &Redis, id: &OrderId, decision: &Decision, by: &str) -> Result<State> {
    queue.until_made(|_| {
        let seen = one(queue, id)?.1.ok_or_else(|| moves::unknown(id))?;
        let mut batch = queue.batch();
        batch.expect_seen(id, Some(&seen));
        batch.remember();
        let (now, is_blocked) = sweep::needs(queue, &seen.order, &mut batch)?;
        let mut order = seen.order.clone();
        let data = moves::decide(&mut order, decision, by, is_blocked, now)?;
        batch.change(&seen, &order, &data)?;
        if order.state == State::Blocked {
            batch.run(&["SADD", &queue.keys.one("check"), &id.0]);
        }
        Ok((queue.make(&batch, now)? == Made::Yes).then_some(order.state))
    })
}

/// The order that a question is about.
fn about(queue: &Redis, id: &str) -> Result<Option<OrderId>> {
    let found: Option<String> = queue.link.read(redis::cmd("HGET").arg(queue.keys.one("asked")).arg(id))?;
    Ok(found.map(OrderId))
}

/// A question, with its order.
fn asked(queue: &Redis, id: &str) -> Result<Option<(Millis, Seen, usize)>> {
    let Some(order) = about(queue, id)? else { return Ok(None) };
    let (now, Some(seen)) = one(queue, &order)? else { return Ok(None) };
    let at = seen.questions.iter().position(|asked| asked.question.id == id);
    Ok(at.map(|at| (now, seen, at)))
}

pub(super) fn questions(queue: &Redis, order: Option<&OrderId>) -> Result<Vec<Question>> {
    let orders = match order {
        Some(order) => vec![order.clone()],
        None => {
            let ids: Vec<String> = queue.link.read(redis::cmd("HVALS").arg(queue.keys.one("asked")))?;
            let mut ids: Vec<OrderId> = ids.into_iter().map(OrderId).collect();
            ids.sort();
            ids.dedup();
            ids
        }
    };
    if orders.is_empty() {
        return Ok(Vec::new());
    }
    let mut pipe = redis::pipe();
    for order in &orders {
        pipe.cmd("HGETALL").arg(queue.keys.questions(order));
    }
    let found: Vec<Fields> = queue.link.pipe(&pipe)?;
    let mut all = Vec::new();
    for (order, fields) in orders.iter().zip(&found) {
        all.extend(read_questions(order, fields)?);
    }
    all.sort_by_key(Asked::number);
    Ok(all.into_iter().map(|asked| asked.question).collect())
}

pub(super) fn ask(queue: &Redis, new: &NewQuestion) -> Result<Question> {
    let id = &new.token.id;
    queue.until_made(|_| {
        let (now, seen) = one(queue, id)?;
        let seen = seen.ok_or_else(|| moves::unknown(id))?;
        let same = moves::same_question(id, &new.text, &new.options);
        let known = seen.questions.iter().find(|asked| asked.same == same);
        if let Some(known) = known.filter(|known| known.question.state != QuestionState::Withdrawn) {
            return Ok(Some(known.question.clone()));
        }
        moves::may_ask(&seen.order, &new.token)?;
        let mut batch = queue.batch();
        batch.expect_seen(id, Some(&seen));
        let asked = match known {
            Some(known) => {
                let mut question = known.question.clone();
                (question.state, question.epoch, question.asked) = (QuestionState::Asked, new.token.epoch, now);
                (question.answered, question.by, question.answer) = (None, None, None);
                Asked { question, same, why: None }
            }
            None => first_asked(queue, &mut batch, new, same, now)?,
        };
        batch.touch(&seen);
        batch.question(&asked)?;
        Ok((queue.make(&batch, now)? == Made::Yes).then_some(asked.question))
    })
}

fn first_asked(queue: &Redis, batch: &mut Batch<'_>, new: &NewQuestion, same: String, now: Millis) -> Result<Asked> {
    let meta = queue.keys.one("meta");
    let last: Option<String> = queue.link.read(redis::cmd("HGET").arg(&meta).arg("questions"))?;
    batch.expect(meta.clone(), "questions", last.as_deref().unwrap_or_default());
    let number = last.and_then(|last| last.parse::<u64>().ok()).unwrap_or(0) + 1;
    let id = format!("q{number}");
    batch.run(&["HSET", &meta, "questions", &number.to_string()]);
    batch.run(&["HSET", &queue.keys.one("asked"), &id, &new.token.id.0]);
    let question = Question {
        id,
        order: new.token.id.clone(),
        epoch: new.token.epoch,
        kind: new.kind,
        text: new.text.clone(),
        options: new.options.clone(),
        state: QuestionState::Asked,
        asked: now,
        answered: None,
        by: None,
        answer: None,
    };
    Ok(Asked { question, same, why: None })
}

pub(super) fn answer(queue: &Redis, id: &str, text: &str, by: &str) -> Result<Answered> {
    queue.until_made(|_| {
        let Some((now, mut seen, at)) = asked(queue, id)? else { return Ok(Some(Answered::Unknown)) };
        let question = &mut seen.questions[at].question;
        if question.state != QuestionState::Asked {
            return Ok(Some(Answered::Already(question.clone())));
        }
        question.state = QuestionState::Answered;
        question.answered = Some(now);
        question.by = Some(by.to_owned());
        question.answer = Some(text.to_owned());
        let question = question.clone();
        let mut batch = queue.batch();
        batch.expect_seen(&seen.order.id, Some(&seen));
        batch.remember();
        batch.question(&seen.questions[at])?;
        wake(&mut batch, &seen, by, &format!("{id} is answered"), now)?;
        Ok((queue.make(&batch, now)? == Made::Yes).then_some(Answered::Yes(question)))
    })
}

/// Queues an order that waits for a person, when nothing of it is open any more.
fn wake(batch: &mut Batch<'_>, seen: &Seen, by: &str, why: &str, now: Millis) -> Result<()> {
    let is_open = seen.questions.iter().any(|asked| asked.question.state == QuestionState::Asked);
    if is_open || seen.order.state != State::WaitingHuman {
        batch.touch(seen);
        return Ok(());
    }
    let mut order = seen.order.clone();
    let data = moves::wake(&mut order, by, why, now)?;
    batch.change(seen, &order, &data)?;
    Ok(())
}

pub(super) fn settle(queue: &Redis, id: &str, to: QuestionState, why: &str) -> Result<Held> {
    queue.until_made(|_| {
        let Some((now, mut seen, at)) = asked(queue, id)? else {
            return Err(Problem::new(ProblemKind::NotFound, format!("there is no question {id}"))
                .source(id)
                .hint("`planyard inbox` shows what is open")
                .into());
        };
        match moves::settle(seen.questions[at].question.state, to)? {
            None => return Ok(Some(Held::Yes)),
            Some(false) => return Ok(Some(Held::Lost)),
            Some(true) => {}
        }
        seen.questions[at].question.state = to;
        seen.questions[at].why = Some(why.to_owned());
        let mut batch = queue.batch();
        batch.expect_seen(&seen.order.id, Some(&seen));
        batch.question(&seen.questions[at])?;
        if to == QuestionState::Withdrawn {
            wake(&mut batch, &seen, "withdrawn", &format!("{id} is withdrawn: {why}"), now)?;
        } else {
            batch.touch(&seen);
        }
        Ok((queue.make(&batch, now)? == Made::Yes).then_some(Held::Yes))
    })
}

pub(super) fn tell(queue: &Redis, order: &OrderId, text: &str, by: &str) -> Result<()> {
    queue.until_made(|_| {
        let (now, seen) = one(queue, order)?;
        let seen = seen.ok_or_else(|| moves::unknown(order))?;
        let told = Told { text: text.to_owned(), by: by.to_owned(), at: now };
        let mut batch = queue.batch();
        batch.run(&["RPUSH", &queue.keys.told(order), &serde_json::to_string(&told)?]);
        batch.event(Some(order), seen.order.epoch, "told", &json!({"by": by, "text": text}));
        Ok((queue.make(&batch, now)? == Made::Yes).then_some(()))
    })
}

pub(super) fn take_told(queue: &Redis, token: &Token) -> Result<Vec<Told>> {
    queue.until_made(|_| {
        let left = queue.keys.told(&token.id);
        let texts: Vec<String> = queue.link.read(redis::cmd("LRANGE").arg(&left).arg(0).arg(-1))?;
        if texts.is_empty() {
            return Ok(Some(Vec::new()));
        }
        let (now, seen) = one(queue, &token.id)?;
        let Some(seen) = seen.filter(|seen| moves::holds(&seen.order, token)) else { return Ok(Some(Vec::new())) };
        let told = texts.iter().map(|text| serde_json::from_str(text)).collect::<Result<Vec<Told>, _>>()?;
        let mut batch = queue.batch();
        batch.expect_seen(&token.id, Some(&seen));
        batch.touch(&seen);
        batch.remember();
        batch.run(&["LTRIM", &left, &told.len().to_string(), "-1"]);
        Ok((queue.make(&batch, now)? == Made::Yes).then_some(told))
    })
}
