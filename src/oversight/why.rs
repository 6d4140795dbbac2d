//! Why a task does not move, and what unblocks it. Pure.

use schemars::JsonSchema;
use serde::Serialize;
use std::time::Duration;

use crate::queue::{
    ClaimRequest, Failure, Limit, Millis, Order, OrderId, Question, QuestionKind, QuestionState, State, choose, missing,
};

/// What is known besides the order.
#[derive(Debug, Clone, Copy)]
pub struct Known<'k> {
    /// All orders of the store.
    pub all: &'k [Order],
    /// Accounts that are suspended.
    pub limits: &'k [Limit],
    /// All questions of the order.
    pub questions: &'k [Question],
    /// Now, by the store's clock.
    pub now: Millis,
    /// Why claims are stopped.
    pub paused: Option<&'k str>,
    /// How many dispatchers work on this machine, and workers on any.
    pub workers: usize,
    /// The labels of each worker that lives, and of dispatchers here.
    pub served: &'k [Vec<String>],
    /// What the last failed run left as evidence.
    pub evidence: Option<&'k str>,
}

/// Why a task does not move.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Why {
    /// The order; null for a task that was never handed out.
    pub order: Option<OrderId>,
    /// The task's id.
    pub task: String,
    /// Its title.
    pub title: String,
    /// Where it is; null when it was never handed out.
    pub state: Option<State>,
    /// In a paragraph.
    pub text: String,
    /// The command that moves it; null when it moves by itself, or is done.
    pub command: Option<String>,
    /// What it waits for, when that are tasks.
    pub needs: Vec<Need>,
    /// The questions it waits for.
    pub questions: Vec<String>,
    /// Until when it waits by itself, in milliseconds since 1970.
    pub until: Option<Millis>,
    /// The end of what the last failed run left as evidence.
    pub evidence: Option<String>,
}

/// Something that must be done before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Need {
    /// Which order.
    pub order: OrderId,
    /// Where it is; null when it was never handed out.
    pub state: Option<State>,
}

/// Says why.
pub fn why(order: &Order, known: &Known<'_>) -> Why {
    let mut why = Why {
        order: Some(order.id.clone()),
        task: order.id.task().to_owned(),
        title: order.title.clone(),
        state: Some(order.state),
        text: String::new(),
        command: None,
        needs: needs(order, known),
        questions: Vec::new(),
        until: None,
        evidence: None,
    };
    match order.state {
        State::Blocked => blocked(order, &mut why),
        State::Queued => queued(order, known, &mut why),
        State::Delayed => delayed(order, known, &mut why),
        State::WaitingHuman => waiting(order, known, &mut why),
        State::Done => done(order, &mut why),
        State::Dead => dead(order, known, &mut why),
        State::Cancelled => {
            why.text = format!("It was taken back{}. Nothing is lost: its branch is kept.", because(order));
            why.command = Some(retry(order));
        }
        State::Quarantined => {
            why.text = format!(
                "Git and the store disagree, and a person must decide{}. Look at its branch{} and at the plan; then try it \
                 again, or cancel it.",
                because(order),
                order.branch.as_ref().map_or(String::new(), |branch| format!(" {branch}")),
            );
            why.command = Some(retry(order));
        }
        _ => held(order, known, &mut why),
    }
    why
}

/// What it says of a task that is in the plan and was never handed out. `left_out`: why dispatch would leave it out.
pub fn never(feature: &str, task: (&str, &str), left_out: Option<&str>, is_done: bool) -> Why {
    let (id, title) = task;
    let (text, command) = match (is_done, left_out) {
        (true, _) => ("The plan says that it is done; it was not handed out from here.".to_owned(), None),
        (_, Some(reason)) => (
            format!("It was never handed out, and would be left out: {reason}."),
            Some(format!("planyard dispatch {feature} --task {id}")),
        ),
        (_, None) => (
            "It is in the plan and was never handed out.".to_owned(),
            Some(format!("planyard dispatch {feature} --task {id}")),
        ),
    };
    Why {
        order: None,
        task: id.to_owned(),
        title: title.to_owned(),
        state: None,
        text,
        command,
        needs: Vec::new(),
        questions: Vec::new(),
        until: None,
        evidence: None,
    }
}

fn needs(order: &Order, known: &Known<'_>) -> Vec<Need> {
    let state = |id: &OrderId| known.all.iter().find(|other| other.id == *id).map(|other| other.state);
    let needs = order.needs.iter().map(|id| Need { order: id.clone(), state: state(id) });
    // What is not in the store counts as done.
    needs.filter(|need| need.state.is_some_and(|state| state != State::Done)).collect()
}

fn because(order: &Order) -> String {
    order.why.as_ref().map_or(String::new(), |why| format!(": {}", one(why)))
}

/// One sentence's worth: no line ends, and no full stop.
fn one(text: &str) -> String {
    super::lines::one_line(text).trim_end_matches('.').to_owned()
}

fn retry(order: &Order) -> String {
    format!("planyard retry {}", order.id.short())
}

fn blocked(order: &Order, why: &mut Why) {
    let named: Vec<String> = why
        .needs
        .iter()
        .map(|need| format!("{} ({})", need.order.task(), need.state.map_or("unknown", word)))
        .collect();
    why.text = if named.is_empty() {
        "All it needs is done; the next look of a dispatcher frees it.".to_owned()
    } else {
        format!("It needs {} to be done first.", list(&named))
    };
    // The one that will not move by itself is the one to be helped.
    let stuck = |need: &&Need| need.state.is_some_and(|state| state.is_final() || state == State::WaitingHuman);
    let next = why.needs.iter().find(stuck);
    why.command = match next {
        Some(Need { order: need, state: Some(State::WaitingHuman) }) => Some(format!("planyard why {}", need.short())),
        Some(Need { order: need, .. }) => Some(format!("planyard retry {}", need.short())),
        None if why.needs.is_empty() => Some(format!("planyard dispatch {}", order.id.feature())),
        None => None,
    };
}

fn queued(order: &Order, known: &Known<'_>, why: &mut Why) {
    let go_on = format!("planyard dispatch {}", order.id.feature());
    if let Some(reason) = known.paused {
        why.text = format!("It could be begun, but everything is paused: {}.", one(reason));
        why.command = Some("planyard resume".to_owned());
    } else if !known.served.iter().any(|there| missing(&order.labels, there).is_empty()) && !order.labels.is_empty() {
        let (label, labels) = match order.labels.as_slice() {
            [label] => ("label", label.clone()),
            labels => ("labels", list(labels)),
        };
        why.text = format!(
            "It needs a worker with the {label} {labels}, and no live worker has {}.",
            match label {
                "label" => "it",
                _ => "them all",
            }
        );
        why.command = Some(format!("planyard worker --labels {}", order.labels.join(",")));
    } else if let Some(limit) = limit_of(order, known) {
        suspended(limit, known.now, why);
    } else if let Some(other) = overlapping(order, known) {
        why.text = format!(
            "It may change the same files as {}, which is {}; it begins when that is through.",
            other.id.short(),
            word(other.state)
        );
    } else if order.due > known.now {
        why.text = format!("It begins {}.", then(order.due, known.now));
        why.until = Some(order.due);
    } else if known.workers == 0 {
        why.text = "It could be begun, but no dispatcher runs on this machine.".to_owned();
        why.command = Some(go_on);
    } else {
        let held = known.all.iter().filter(|other| other.state.is_held()).count();
        why.text = format!(
            "It can be begun, and waits for a free worker: {} at work. More work side by side with --jobs.",
            if held == 1 { "one task is".to_owned() } else { format!("{held} tasks are") }
        );
    }
}

fn limit_of<'k>(order: &Order, known: &Known<'k>) -> Option<&'k Limit> {
    known.limits.iter().find(|limit| limit.account == order.account && limit.until > known.now)
}

fn suspended(limit: &Limit, now: Millis, why: &mut Why) {
    why.text = format!(
        "The account {} is suspended until {} ({} more): {}.",
        limit.account,
        clock(limit.until),
        span(limit.until - now),
        one(&limit.reason)
    );
    why.until = Some(limit.until);
}

/// An order that is held and may touch the same paths.
fn overlapping<'k>(order: &Order, known: &Known<'k>) -> Option<&'k Order> {
    let anyone = ClaimRequest {
        worker: String::new(),
        host: String::new(),
        boot: String::new(),
        lease: Duration::ZERO,
        scope: String::new(),
        only: Vec::new(),
        backends: Vec::new(),
        labels: order.labels.clone(),
        aging: Duration::from_secs(600),
    };
    let one = std::slice::from_ref(order);
    let meets = |other: &&Order| choose(one, std::slice::from_ref(*other), &anyone, known.now).is_none();
    known.all.iter().filter(|other| other.state.is_held() && other.id != order.id).find(meets)
}

fn delayed(order: &Order, known: &Known<'_>, why: &mut Why) {
    if let Some(limit) = limit_of(order, known) {
        suspended(limit, known.now, why);
        return;
    }
    let after = order.failure.map_or("an attempt that was lost".to_owned(), |failure| failure.name().replace('_', " "));
    why.text = format!(
        "Attempt {} of {} ended with {after}{}; it is tried again {}.",
        order.attempt,
        order.max_attempts,
        because(order),
        then(order.due, known.now)
    );
    why.until = Some(order.due);
    why.evidence = known.evidence.map(evidence);
    if known.paused.is_some() {
        why.text.push_str(" Everything is paused.");
        why.command = Some("planyard resume".to_owned());
    } else if known.workers == 0 {
        why.text.push_str(" No dispatcher runs on this machine.");
        why.command = Some(format!("planyard dispatch {}", order.id.feature()));
    }
}

fn waiting(order: &Order, known: &Known<'_>, why: &mut Why) {
    let open: Vec<&Question> =
        known.questions.iter().filter(|question| question.state == QuestionState::Asked).collect();
    why.questions = open.iter().map(|question| question.id.clone()).collect();
    let Some(first) = open.first() else {
        why.text = format!("It waits for a person{}, and no question is open.", because(order));
        why.command = Some(retry(order));
        return;
    };
    let (asks, command) = match first.kind {
        QuestionKind::Question => {
            let options = &first.options;
            let answer = options.first().map_or("'…'".to_owned(), |option| quoted(option));
            ("It asks", format!("planyard answer {} {answer}", first.id))
        }
        QuestionKind::Approval => ("It waits for approval", format!("planyard approve {}", first.id)),
        QuestionKind::Work => ("It waits for you to do it", format!("planyard answer {} done", first.id)),
    };
    let more = match open.len() {
        1 => String::new(),
        count => format!(" ({} more: `planyard inbox`)", count - 1),
    };
    let options = if first.options.is_empty() { String::new() } else { format!(" [{}]", first.options.join(" | ")) };
    why.text = format!("{asks}: {}{options}{more}.", one(&first.text));
    why.command = Some(command);
}

/// As a shell takes it.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | ':');
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

fn done(order: &Order, why: &mut Why) {
    why.text = match &order.landed {
        Some(commit) => {
            let short: String = commit.chars().take(12).collect();
            format!("It is done: commit {short} brought it into the target branch.")
        }
        None => format!("It is done, without a commit{}.", because(order)),
    };
}

fn dead(order: &Order, known: &Known<'_>, why: &mut Why) {
    let failure = order.failure.map_or("failed", Failure::name).replace('_', " ");
    let tries = if order.attempt == 1 { "1 attempt".to_owned() } else { format!("{} attempts", order.attempt) };
    let mut said = order.why.as_deref().map(one).unwrap_or_default();
    if let Some(rest) = said.strip_prefix(&format!("{}: ", order.failure.map_or("", Failure::name))) {
        said = rest.to_owned();
    }
    let said = if said.is_empty() { String::new() } else { format!(": {said}") };
    why.text = format!("It failed for good after {tries}, last with {failure}{said}.");
    why.evidence = known.evidence.map(evidence);
    why.command = Some(retry(order));
}

/// The end of the evidence: that is where what went wrong stands.
fn evidence(text: &str) -> String {
    const LINES: usize = 12;
    let lines: Vec<&str> = text.trim().lines().collect();
    let from = lines.len().saturating_sub(LINES);
    let cut = if from > 0 { "…\n" } else { "" };
    format!("{cut}{}", lines[from..].join("\n"))
}

fn held(order: &Order, known: &Known<'_>, why: &mut Why) {
    let doing = match order.state {
        State::Leased => "It was just claimed",
        State::Preparing => "Its worktree is being made ready",
        State::Running => "Its agent works",
        State::Verifying => "Its gates run",
        State::Reviewing => "A reviewer looks at it",
        _ => "It is being brought into the target branch",
    };
    let since = ago(order.changed, known.now);
    let tries = format!("attempt {} of {}", order.attempt, order.max_attempts);
    let until_then = order.lease_until.unwrap_or(known.now);
    if until_then > known.now {
        why.text = format!(
            "{doing}, since {since} ({tries}). Its worker {} has the lease for {} more, and extends it while it lives.",
            order.owner.as_deref().unwrap_or("unknown"),
            span(until_then - known.now)
        );
        why.until = Some(until_then);
        why.command = (order.state == State::Running).then(|| format!("planyard logs {} -f", order.id.short()));
    } else {
        why.text = format!(
            "{doing} ({tries}), but its worker {} has not been heard of for {}: the next dispatcher takes it up.",
            order.owner.as_deref().unwrap_or("unknown"),
            span(known.now - until_then)
        );
        why.command = Some(format!("planyard dispatch {}", order.id.feature()));
    }
}

/// A state as people say it.
pub fn word(state: State) -> &'static str {
    match state {
        State::WaitingHuman => "waiting for a person",
        other => other.name(),
    }
}

fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [head @ .., last] => format!("{} and {last}", head.join(", ")),
    }
}

fn span(ms: Millis) -> String {
    // Whole seconds: no one waits by milliseconds.
    let seconds = u64::try_from(ms).unwrap_or(0).div_ceil(1000).max(1);
    crate::duration::show(Duration::from_secs(seconds))
}

fn ago(then: Millis, now: Millis) -> String {
    if now - then < 1000 { "just now".to_owned() } else { format!("{} ago", span(now - then)) }
}

/// `in 5 min (14:32 UTC)`, or `at once`.
fn then(then: Millis, now: Millis) -> String {
    if then <= now { "at once".to_owned() } else { format!("in {} ({})", span(then - now), clock(then)) }
}

fn clock(at: Millis) -> String {
    jiff::Timestamp::from_millisecond(at).map_or("then".to_owned(), |at| at.strftime("%H:%M UTC").to_string())
}

#[cfg(test)]
mod tests;
