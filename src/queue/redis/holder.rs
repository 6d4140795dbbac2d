use std::time::Duration;

use anyhow::Result;
use serde_json::json;

use super::super::{
    ClaimRequest, End, Ended, Facts, Held, Limit, Millis, Order, QuestionState, State, Token, millis, moves,
};
use super::batch::{Batch, Made};
use super::link::Script;
use super::rows::Seen;
use super::{Redis, claim, shelf};

static BEAT: Script = Script::new(concat!(include_str!("head.lua"), include_str!("beat.lua")));

/// The order as this process left it the first time, and as it is from then on: mostly nobody else has changed it.
fn look(queue: &Redis, token: &Token, tries: u32) -> Result<(Millis, Option<Seen>)> {
    if tries == 0
        && let Some(seen) = queue.held().get(&token.id)
        && moves::holds(&seen.order, token)
        && !seen.is_part
    {
        return Ok((queue.guess(), Some(seen.clone())));
    }
    let (now, mut seen) = queue.look(std::slice::from_ref(&token.id))?;
    Ok((now, seen.pop().flatten()))
}

/// Remembers what is held, and only that.
fn keep(queue: &Redis, seen: Seen) {
    if seen.order.state.is_held() {
        queue.held().insert(seen.order.id.clone(), seen);
    } else {
        queue.held().remove(&seen.order.id);
    }
}

fn lost(queue: &Redis, token: &Token) {
    let mut held = queue.held();
    if held.get(&token.id).is_some_and(|seen| seen.order.epoch <= token.epoch) {
        held.remove(&token.id);
    }
}

pub(super) fn heartbeat(queue: &Redis, token: &Token, lease: Duration) -> Result<Held> {
    let clock = queue.told_clock().to_string();
    let args = [clock, token.id.0.clone(), token.epoch.to_string(), millis(lease).to_string()];
    let (word, now): (String, Millis) = queue.link.script(&BEAT, queue.keys.prefix(), &args)?;
    queue.learn(now);
    if word == "yes" {
        return Ok(Held::Yes);
    }
    lost(queue, token);
    Ok(Held::Lost)
}

pub(super) fn advance(queue: &Redis, token: &Token, to: State, facts: &Facts) -> Result<Held> {
    queue.until_made(|tries| {
        let (now, seen) = look(queue, token, tries)?;
        let Some(seen) = seen.filter(|seen| moves::holds(&seen.order, token)) else {
            lost(queue, token);
            return Ok(Some(Held::Lost));
        };
        let mut order = seen.order.clone();
        let decided = moves::advance(&mut order, to, facts, now);
        // What is no move for an order that was changed elsewhere meanwhile may be one for what it is now.
        if decided.is_err() && tries == 0 {
            return Ok(None);
        }
        let mut batch = queue.batch();
        batch.expect_seen(&order.id, Some(&seen));
        let next = match decided? {
            Some(data) => batch.change(&seen, &order, &data)?,
            None => batch.save(&seen, &order)?,
        };
        if queue.make(&batch, now)? == Made::Lost {
            return Ok(None);
        }
        keep(queue, next);
        Ok(Some(Held::Yes))
    })
}

pub(super) fn adopt(queue: &Redis, token: &Token, request: &ClaimRequest) -> Result<Held> {
    queue.until_made(|_| {
        // Its lease is written anew, so that what another left of it must be known.
        let (now, seen) = look(queue, token, 1)?;
        let Some(seen) = seen.filter(|seen| moves::holds(&seen.order, token)) else { return Ok(Some(Held::Lost)) };
        let mut order = seen.order.clone();
        let data = json!({"from": order.owner, "to": request.worker});
        moves::hold(&mut order, request, now);
        let mut batch = queue.batch();
        batch.expect_seen(&order.id, Some(&seen));
        batch.expect(queue.keys.job(&order.id), "lease", seen.order.lease_until.unwrap_or(0));
        let next = batch.save(&seen, &order)?;
        batch.event(Some(&order.id), order.epoch, "adopted", &data);
        // The next claim of this host looks again whether leases of another boot are left.
        batch.run(&["HDEL", &queue.keys.one("meta"), &claim::boot_field(&request.host)]);
        batch.run(&["HDEL", &queue.keys.one("boots"), &request.host]);
        if queue.make(&batch, now)? == Made::Lost {
            return Ok(None);
        }
        keep(queue, next);
        Ok(Some(Held::Yes))
    })
}

/// What is to be done to give an order back.
enum Ending<'r> {
    /// Nothing: this is the answer.
    Told(Ended),
    /// This batch, decided at a time; then the order is as it is here.
    Make(Batch<'r>, Millis, Box<Seen>),
}

fn ending<'r>(queue: &'r Redis, token: &Token, end: &End, tries: u32) -> Result<Ending<'r>> {
    let said = serde_json::to_string(end)?;
    let (now, seen) = look(queue, token, tries)?;
    let Some(seen) = seen else { return Ok(Ending::Told(Ended::Lost)) };
    if let Some(before) = seen.ends.get(&token.epoch) {
        return Ok(Ending::Told(if *before == said { Ended::Replay } else { Ended::Lost }));
    }
    if !moves::holds(&seen.order, token) {
        lost(queue, token);
        return Ok(Ending::Told(Ended::Lost));
    }
    let has = |state| seen.questions.iter().any(|asked| asked.question.state == state);
    let is_answered = has(QuestionState::Answered) && !has(QuestionState::Asked);
    let mut order = seen.order.clone();
    let data = moves::finish(&mut order, end, is_answered, now)?;
    let mut batch = queue.batch();
    batch.expect_seen(&order.id, Some(&seen));
    let next = batch.change(&seen, &order, &data)?;
    batch.also(&queue.keys.job(&order.id), &format!("end:{}", token.epoch), &said);
    if let End::Limit { account, until, reason } = end {
        let until = moves::limit_end(*until, now);
        let known = shelf::limit(queue, account)?;
        batch.expect(queue.keys.one("limit"), account, known.as_deref().unwrap_or_default());
        let known: Option<Limit> = known.and_then(|known| serde_json::from_str(&known).ok());
        // Of two that say different things, the longer one is right more often, and harmless when it is not.
        if known.filter(|known| known.until > now).is_none_or(|known| known.until < until) {
            let limit = Limit { account: account.clone(), until, reason: reason.clone() };
            shelf::add_limit(queue, &mut batch, &limit, now)?;
        }
    }
    Ok(Ending::Make(batch, now, Box::new(next)))
}

pub(super) fn finish(queue: &Redis, token: &Token, end: &End) -> Result<Ended> {
    queue.until_made(|tries| match ending(queue, token, end, tries)? {
        Ending::Told(ended) => Ok(Some(ended)),
        Ending::Make(batch, now, next) => {
            if queue.make(&batch, now)? == Made::Lost {
                return Ok(None);
            }
            let state = next.order.state;
            keep(queue, *next);
            Ok(Some(Ended::Recorded(state)))
        }
    })
}

pub(super) fn finish_and_claim(
    queue: &Redis,
    token: &Token,
    end: &End,
    request: &ClaimRequest,
) -> Result<(Ended, Option<Order>)> {
    if request.only.is_empty()
        && let Ending::Make(batch, now, next) = ending(queue, token, end, 0)?
        && let Some(claimed) = claim::after(queue, &batch, now, request)?
    {
        let state = next.order.state;
        // Just given out again, it is the other that is held.
        if claimed.as_ref().is_none_or(|claimed| claimed.id != token.id) {
            keep(queue, *next);
        }
        return Ok((Ended::Recorded(state), claimed));
    }
    let ended = finish(queue, token, end)?;
    Ok((ended, claim::claim(queue, request).unwrap_or(None)))
}
