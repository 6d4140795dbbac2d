//! What each step does to an order. The same for every queue, which only has to keep the outcome in one atomic step.

use anyhow::Result;
use serde_json::{Value, json};

use super::{
    Actor, ClaimRequest, Decision, End, Facts, Failure, Millis, NewOrder, Order, OrderId, QuestionState, State, Swept,
    Token, allowed,
};
use crate::report::{Problem, ProblemKind};

/// The kind of the events that tell of a change of state.
pub(super) const STATE: &str = "state";

/// A change of an order's state.
#[derive(Debug)]
pub(super) struct Move {
    pub(super) to: State,
    pub(super) actor: Actor,
    pub(super) by: String,
    pub(super) why: Option<String>,
}

impl Move {
    fn of_holder(order: &Order, to: State, why: Option<&str>) -> Self {
        let by = order.owner.clone().unwrap_or_default();
        Self { to, actor: Actor::Holder, by, why: why.map(str::to_owned) }
    }
}

/// The only place where a state changes. The data of the event that has to be written with it.
///
/// Claims grow the epoch, and so does everything that takes an order out of its holder's hands, or opens it again.
pub(super) fn make(order: &mut Order, step: Move, now: Millis) -> Result<Value> {
    let from = order.state;
    if !allowed(from, step.to, step.actor) {
        return Err(no_move(order, step.to).into());
    }
    match step.actor {
        Actor::Claimant => {
            order.epoch += 1;
            order.attempt += 1;
        }
        Actor::Holder => {}
        Actor::Sweeper | Actor::Person => order.epoch += u64::from(from.is_held() || from == State::Done),
    }
    order.state = step.to;
    order.changed = now;
    order.why = step.why;
    if !step.to.is_held() {
        (order.owner, order.host, order.boot, order.lease_until) = (None, None, None, None);
    }
    let mut data = json!({"from": from, "to": step.to, "by": step.by});
    if let Some(why) = &order.why {
        data["why"] = json!(why);
    }
    Ok(data)
}

fn no_move(order: &Order, to: State) -> Problem {
    Problem::new(ProblemKind::Conflict, format!("{} is {} and cannot become {to}", order.id.short(), order.state))
        .source(order.id.0.clone())
        .hint("`planyard runs` shows what is where")
}

/// That there is no such order.
pub(super) fn unknown(id: &OrderId) -> Problem {
    Problem::new(ProblemKind::NotFound, format!("there is no order {}", id.short()))
        .source(id.0.clone())
        .hint("`planyard runs` shows the orders that there are")
}

/// Whether who shows the token holds the order.
pub(super) fn holds(order: &Order, token: &Token) -> bool {
    order.epoch == token.epoch && order.state.is_held()
}

/// What a known order becomes that is to be done by someone else: it does not wait for what held the other up.
pub(super) fn reassigned(known: &Order, new: &NewOrder, now: Millis) -> Option<Order> {
    let same = (&known.backend, &known.account, &known.labels) == (&new.backend, &new.account, &new.labels);
    if same || known.state.is_held() || known.state == State::Done {
        return None;
    }
    let due = if known.state == State::Delayed { now } else { known.due };
    let (backend, account, labels) = (new.backend.clone(), new.account.clone(), new.labels.clone());
    Some(Order { backend, account, labels, due, ..known.clone() })
}

/// The order of a submission, and the data of its first event. Its epoch goes on from that of an order of this id that was
/// deleted.
pub(super) fn begin(new: &NewOrder, is_blocked: bool, epoch: u64, now: Millis) -> (Order, Value) {
    let state = match is_blocked {
        true => State::Blocked,
        false if new.due > now => State::Delayed,
        false => State::Queued,
    };
    let order = Order {
        id: new.id.clone(),
        title: new.title.clone(),
        state,
        priority: new.priority,
        epoch,
        attempt: 0,
        max_attempts: new.max_attempts.max(1),
        owner: None,
        host: None,
        boot: None,
        lease_until: None,
        due: new.due,
        enqueued: now,
        changed: now,
        backend: new.backend.clone(),
        account: new.account.clone(),
        needs: new.needs.clone(),
        paths: new.paths.clone(),
        labels: new.labels.clone(),
        payload: new.payload.clone(),
        session: None,
        branch: None,
        worktree: None,
        base: None,
        head: None,
        landed: None,
        cost_micro: 0,
        tokens: 0,
        failure: None,
        why: None,
    };
    let data = json!({"from": null, "to": state, "by": "submit"});
    (order, data)
}

/// An order that comes from another store, and the data of its first event here. Who held it there does not here.
pub(super) fn restored(order: &Order, epoch: u64, now: Millis) -> (Order, Value) {
    let mut order = order.clone();
    order.epoch = order.epoch.max(epoch);
    if order.state.is_held() {
        order.epoch += 1;
        order.failure = Some(Failure::Lost);
        order.due = now;
        order.state = if order.attempt < order.max_attempts { State::Delayed } else { State::Dead };
        (order.owner, order.host, order.boot, order.lease_until) = (None, None, None, None);
    }
    let data = json!({"from": null, "to": order.state, "by": "import"});
    (order, data)
}

/// Gives an order to who asked.
pub(super) fn claim(order: &mut Order, request: &ClaimRequest, now: Millis) -> Result<Value> {
    let step = Move { to: State::Leased, actor: Actor::Claimant, by: request.worker.clone(), why: None };
    let data = make(order, step, now)?;
    hold(order, request, now);
    Ok(data)
}

/// Names the holder.
pub(super) fn hold(order: &mut Order, request: &ClaimRequest, now: Millis) {
    order.owner = Some(request.worker.clone());
    order.host = Some(request.host.clone());
    order.boot = Some(request.boot.clone());
    order.lease_until = Some(now + super::millis(request.lease));
}

/// Keeps what was learned.
pub(super) fn learn(order: &mut Order, facts: &Facts) {
    let pairs = [
        (&mut order.session, &facts.session),
        (&mut order.branch, &facts.branch),
        (&mut order.worktree, &facts.worktree),
        (&mut order.base, &facts.base),
        (&mut order.head, &facts.head),
        (&mut order.why, &facts.why),
    ];
    for (known, new) in pairs {
        if new.is_some() {
            known.clone_from(new);
        }
    }
}

/// Moves a held order on; the event's data when its state changed.
pub(super) fn advance(order: &mut Order, to: State, facts: &Facts, now: Millis) -> Result<Option<Value>> {
    if !to.is_held() {
        return Err(no_move(order, to).into());
    }
    let step = Move::of_holder(order, to, facts.why.as_deref());
    let data = if order.state == to { None } else { Some(make(order, step, now)?) };
    learn(order, facts);
    Ok(data)
}

/// Gives a held order back. `is_answered`: a person answered meanwhile, and nothing of it is open.
pub(super) fn finish(order: &mut Order, end: &End, is_answered: bool, now: Millis) -> Result<Value> {
    let (to, why) = match end {
        End::Done { landed, note } => {
            order.landed.clone_from(landed);
            order.failure = None;
            (State::Done, note.as_deref())
        }
        End::Retry { failure, message, after } => {
            order.failure = Some(*failure);
            order.due = now + super::millis(*after);
            (if order.attempt < order.max_attempts { State::Delayed } else { State::Dead }, Some(message.as_str()))
        }
        End::Dead { failure, message } => {
            order.failure = Some(*failure);
            (State::Dead, Some(message.as_str()))
        }
        End::Park { why } => {
            give_back(order);
            (if is_answered { State::Queued } else { State::WaitingHuman }, Some(why.as_str()))
        }
        End::Limit { until, reason, .. } => {
            give_back(order);
            order.failure = Some(Failure::RateLimit);
            order.due = limit_end(*until, now);
            (State::Delayed, Some(reason.as_str()))
        }
        End::Release { why } => {
            give_back(order);
            (State::Queued, Some(why.as_str()))
        }
        End::Quarantined { why } => (State::Quarantined, Some(why.as_str())),
    };
    let step = Move::of_holder(order, to, why);
    make(order, step, now)
}

/// When a limit ends that is told to end then. Never now: one that is over already by this clock would be asked without a pause.
pub(super) fn limit_end(until: Millis, now: Millis) -> Millis {
    until.max(now + 1_000)
}

fn give_back(order: &mut Order) {
    order.attempt = order.attempt.saturating_sub(1);
}

/// Takes an order from a holder that is gone: it is due at once, or dead when no attempt is left.
pub(super) fn lose(order: &mut Order, by: &str, why: &str, now: Millis) -> Result<(Value, Swept)> {
    let (from, fenced) = (order.state, order.epoch);
    order.failure = Some(Failure::Lost);
    order.due = now;
    let to = if order.attempt < order.max_attempts { State::Delayed } else { State::Dead };
    let step = Move { to, actor: Actor::Sweeper, by: by.to_owned(), why: Some(why.to_owned()) };
    let data = make(order, step, now)?;
    Ok((data, Swept { id: order.id.clone(), from, to, fenced: Some(fenced) }))
}

/// The kind of the events that tell that an order was deleted.
pub(super) const PURGED: &str = "purged";

/// Whether an order may be deleted that is dead since then or longer.
pub(super) fn may_purge(order: &Order, before: Millis) -> bool {
    order.state == State::Dead && order.changed <= before
}

/// Queues what was delayed or blocked.
pub(super) fn free(order: &mut Order, now: Millis) -> Result<(Value, Swept)> {
    let from = order.state;
    // Why it failed last remains to be seen while it waits for its next attempt.
    let why = order.why.clone();
    let data = make(order, Move { to: State::Queued, actor: Actor::Sweeper, by: "sweep".to_owned(), why }, now)?;
    Ok((data, Swept { id: order.id.clone(), from, to: State::Queued, fenced: None }))
}

/// Queues what waited for an answer.
pub(super) fn wake(order: &mut Order, by: &str, why: &str, now: Millis) -> Result<Value> {
    order.due = order.due.min(now);
    let step = Move { to: State::Queued, actor: Actor::Person, by: by.to_owned(), why: Some(why.to_owned()) };
    make(order, step, now)
}

/// What a person decided. `is_blocked`: something that it needs is not done.
pub(super) fn decide(order: &mut Order, decision: &Decision, by: &str, is_blocked: bool, now: Millis) -> Result<Value> {
    let again = if is_blocked { State::Blocked } else { State::Queued };
    let (to, why) = match decision {
        Decision::Cancel => (State::Cancelled, None),
        Decision::Retry if order.state == State::Done => return Err(no_move(order, again).into()),
        Decision::Reopen if order.state != State::Done => return Err(no_move(order, again).into()),
        Decision::Retry | Decision::Reopen => (again, None),
        Decision::Settle(_) => (State::Done, None),
        Decision::Quarantine(why) => (State::Quarantined, Some(why.clone())),
    };
    let data = make(order, Move { to, actor: Actor::Person, by: by.to_owned(), why }, now)?;
    match decision {
        Decision::Retry | Decision::Reopen => {
            (order.attempt, order.due, order.failure, order.landed) = (0, 0, None, None);
        }
        Decision::Settle(commit) => (order.landed, order.failure) = (Some(commit.clone()), None),
        Decision::Cancel | Decision::Quarantine(_) => {}
    }
    Ok(data)
}

/// Whether its open questions make no sense any more.
pub(super) fn withdraws_questions(state: State) -> bool {
    matches!(state, State::Done | State::Cancelled)
}

/// Whether a question may go on so: `None` when it is there already.
pub(super) fn settle(from: QuestionState, to: QuestionState) -> Result<Option<bool>> {
    use QuestionState::{Answered, Asked, Consumed, Withdrawn};
    if matches!(to, Asked | Answered) {
        let message = "a question is settled as consumed or withdrawn; it is answered by a person";
        return Err(Problem::new(ProblemKind::Usage, message).into());
    }
    Ok(match (from, to) {
        (from, to) if from == to => None,
        (Answered, Consumed) | (Asked | Answered, Withdrawn) => Some(true),
        _ => Some(false),
    })
}

/// Who may ask: the holder, also just after it parked.
pub(super) fn may_ask(order: &Order, token: &Token) -> Result<()> {
    if order.epoch == token.epoch && (order.state.is_held() || order.state == State::WaitingHuman) {
        return Ok(());
    }
    let run = format!("{}/{}", token.id.short(), token.epoch);
    Err(Problem::new(ProblemKind::Conflict, format!("the run {run} has ended or was taken away; it can ask nothing"))
        .source(token.id.0.clone())
        .hint("end this run; another one goes on with the task")
        .into())
}

/// Equal for questions that are the same: order, words (however they are spaced and cased) and options.
pub(super) fn same_question(order: &OrderId, text: &str, options: &[String]) -> String {
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let parts: Vec<String> = [order.0.clone(), flat(text)].into_iter().chain(options.iter().map(|o| flat(o))).collect();
    uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, parts.join("\0").as_bytes()).to_string()
}

/// The data of the event that tells what became of a question.
pub(super) fn told_of(question: &super::Question, why: Option<&str>) -> Value {
    let mut data = json!({"id": question.id, "state": question.state, "kind": question.kind});
    if let Some(by) = &question.by {
        data["by"] = json!(by);
    }
    if let Some(why) = why {
        data["why"] = json!(why);
    }
    data
}
