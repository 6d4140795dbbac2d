//! One claimed order, from its claim to its end.

use std::time::Duration;

use anyhow::Result;
use serde::{Deserialize, Serialize};

use super::agent_run::{self, Ran};
use super::footprint;
use super::outcome::{self, Facts as Known, Outcome};
use super::plan_at::PlanAt;
use super::prompt;
use super::publish;
use super::remote;
use super::runs::{RunFolder, Stop};
use super::sessions;
use super::shop::Shop;
use super::worktree::{self, Worktree};
use crate::plan::model::Status;
use crate::process::{Run, Status as Exit};
use crate::queue::{
    ClaimRequest, End, Ended, Facts, Failure, Held, NewQuestion, Order, Question, QuestionKind, QuestionState, State,
};
use crate::report::{Problem, ProblemKind};

/// How long an account is left alone when its limit does not say until when.
const LIMITED: Duration = Duration::from_secs(15 * 60);

/// The file of a run, and the kind of record, that says why work was sent back.
const EVIDENCE: &str = "evidence.md";

#[derive(Serialize, Deserialize)]
struct Evidence {
    epoch: u64,
    text: String,
}

/// Why the last attempt of an order was sent back: from the runs of this machine, or what another one left in the store,
/// whichever is younger.
///
/// # Errors
/// The store cannot be reached.
pub fn evidence(shop: &Shop<'_>, order: &Order) -> Result<Option<String>> {
    let here = RunFolder::last_with(&shop.store, &order.id, order.epoch, EVIDENCE)
        .and_then(|(epoch, run)| Some(Evidence { epoch, text: run.text(EVIDENCE)? }));
    let there = match shop.place.remote {
        None => None,
        Some(_) => shop
            .queue
            .records(EVIDENCE, &order.id.0)?
            .into_iter()
            .find(|(id, _)| *id == order.id.0)
            .and_then(|(_, record)| serde_json::from_value::<Evidence>(record).ok()),
    };
    let youngest = [here, there].into_iter().flatten().max_by_key(|evidence| evidence.epoch);
    Ok(youngest.map(|evidence| evidence.text))
}

/// How an attempt ends.
pub enum Attempt {
    /// It is given back so.
    End(End),
    /// The lease was lost: whatever is done now, it is not ours to say.
    Lost,
}

impl From<End> for Attempt {
    fn from(end: End) -> Self {
        Self::End(end)
    }
}

/// Works on a claimed order to the end of this attempt, and gives it back.
///
/// # Errors
/// The store cannot be reached: the lease runs out, and the order is taken up again.
pub fn work(shop: &Shop<'_>, order: &Order) -> Result<()> {
    work_and_claim(shop, order, &|| None).0
}

/// The same, and when the task is done the next order is claimed in the same step, if one is wanted then. It is the caller's to
/// work on, whatever else is said.
pub fn work_and_claim(
    shop: &Shop<'_>,
    order: &Order,
    wanted: &dyn Fn() -> Option<ClaimRequest>,
) -> (Result<()>, Option<Order>) {
    let token = order.token();
    shop.desk.hold(&token);
    let attempt = attempt(shop, order).unwrap_or_else(|error| {
        let message = format!("{error:#}");
        shop.say(&order.id, "error", &message);
        // It may be what a killed git has left. When that cannot be mended either, the next attempt says so.
        let _ = shop.place.mend();
        let after = shop.settings.wait(order.attempt);
        End::Retry { failure: Failure::SetupFailed, message, after }.into()
    });
    let given = match &attempt {
        Attempt::End(end) => give_back(shop, order, end, wanted),
        Attempt::Lost => {
            shop.say(&order.id, "lost", "someone else has it now");
            (Ok(()), None)
        }
    };
    shop.desk.leave(&token);
    given
}

fn give_back(
    shop: &Shop<'_>,
    order: &Order,
    end: &End,
    wanted: &dyn Fn() -> Option<ClaimRequest>,
) -> (Result<()>, Option<Order>) {
    // Only after what is done: what is given back otherwise may be the next to be given out.
    let request = if matches!(end, End::Done { .. }) { wanted() } else { None };
    let given = match &request {
        Some(request) => shop.queue.finish_and_claim(&order.token(), end, request),
        None => shop.queue.finish(&order.token(), end).map(|ended| (ended, None)),
    };
    let (ended, next) = match given {
        Ok(given) => given,
        Err(error) => return (Err(error), None),
    };
    // What is left to do for this one may take longer than the next is leased for.
    let token = next.as_ref().map(Order::token);
    token.iter().for_each(|token| shop.desk.hold(token));
    let told = tell_of_end(shop, order, end, ended);
    token.iter().for_each(|token| shop.desk.leave(token));
    (told, next)
}

/// What else is to be done when an order was given back.
fn tell_of_end(shop: &Shop<'_>, order: &Order, end: &End, ended: Ended) -> Result<()> {
    let Ended::Recorded(state) = ended else { return Ok(()) };
    let why = match end {
        End::Done { note, .. } => note.clone().unwrap_or_default(),
        End::Retry { failure, message, .. } | End::Dead { failure, message } => format!("{failure}: {message}"),
        End::Park { why } | End::Release { why } | End::Quarantined { why } => why.clone(),
        End::Limit { reason, .. } => reason.clone(),
    };
    shop.say(&order.id, state.name(), &why);
    match state {
        State::Done => {
            sessions::end(shop.queue.as_ref(), &order.id, "the task is done")?;
            publish::clean(shop, order);
        }
        State::Dead => {
            // The plan tells it too, so that whoever reads only the plan knows.
            if let Err(error) = publish::block(shop, order, &why) {
                shop.say(&order.id, "warning", &format!("the plan could not be told: {error:#}"));
            }
        }
        _ => {}
    }
    Ok(())
}

fn attempt(shop: &Shop<'_>, order: &Order) -> Result<Attempt> {
    let plan = PlanAt::target(shop)?;
    if let Some(end) = settled(shop, order, &plan)? {
        return Ok(end.into());
    }
    if advance(shop, order, State::Preparing, &Facts::default())? == Held::Lost {
        return Ok(Attempt::Lost);
    }
    let feature = plan.feature()?;
    let Some(task) = feature.task(order.id.task()).map(|at| &feature.tasks[at]) else {
        return Ok(End::Quarantined { why: "the plan has no such task any more".to_owned() }.into());
    };
    let quoted = prompt::quote(&feature, task);
    remote::fetch_work(&shop.place, &shop.git, &worktree::Name::of(&order.id)?.branch())?;
    let (tree, new) = worktree::prepare(&shop.place, &shop.git, &order.id, &plan.commit, &order.run())?;
    if new {
        set_up(shop, &tree)?;
        worktree::made_ready(&tree, &order.id)?;
    }
    let facts = Facts {
        branch: Some(tree.branch.clone()),
        worktree: Some(tree.path.display().to_string()),
        base: Some(tree.base.clone()),
        ..Facts::default()
    };
    if advance(shop, order, order_state(order, State::Preparing), &facts)? == Held::Lost {
        return Ok(Attempt::Lost);
    }
    let Some(ran) = agent_run::result(shop, order, &tree, &quoted)? else { return Ok(Attempt::Lost) };
    judge(shop, order, &tree, &ran)
}

/// An adopted order is further on already than where an attempt begins.
fn order_state(order: &Order, begins: State) -> State {
    if order.state == State::Leased { begins } else { order.state }
}

fn advance(shop: &Shop<'_>, order: &Order, to: State, facts: &Facts) -> Result<Held> {
    let to = order_state(order, to);
    shop.queue.advance(&order.token(), to, facts)
}

/// What git or the plan says already: the work has landed, or someone else has ticked the task.
fn settled(shop: &Shop<'_>, order: &Order, plan: &PlanAt) -> Result<Option<End>> {
    if let Some(commit) = publish::landed(shop, order, &plan.commit)? {
        return Ok(Some(End::Done { landed: Some(commit), note: Some("it had landed before".to_owned()) }));
    }
    let feature = plan.feature()?;
    let status = feature.task(order.id.task()).map(|at| feature.tasks[at].status);
    Ok(match status {
        Some(Status::Done) => Some(End::Done { landed: None, note: Some("the plan says that it is done".to_owned()) }),
        Some(Status::Cancelled) => Some(End::Quarantined { why: "the plan says that it is cancelled".to_owned() }),
        _ => None,
    })
}

/// Makes a new worktree ready for work.
fn set_up(shop: &Shop<'_>, tree: &Worktree) -> Result<()> {
    worktree::copy_ignored(&shop.git, tree, &shop.settings.copy)?;
    let Some(line) = &shop.settings.setup else { return Ok(()) };
    let outcome = Run::new("sh")
        .args(["-c", line])
        .cwd(tree.workspace(&shop.prefix))
        .time_limit(shop.settings.gate_timeout)
        .secrets(shop.secrets.clone())
        .cancelled_by(shop.cancel.clone())
        .without_daemons()
        .run();
    if outcome.status == Exit::Exited(0) {
        return Ok(());
    }
    // The next attempt sets it up again.
    worktree::forget(&shop.place, &shop.git, tree);
    Err(Problem::new(ProblemKind::ToolFailed, format!("dispatch.setup failed: `{line}` ({:?})", outcome.status))
        .source("planyard.toml")
        .hint(outcome.stderr_tail(5))
        .into())
}

/// From the result of a run to the end of the attempt.
fn judge(shop: &Shop<'_>, order: &Order, tree: &Worktree, ran: &Ran) -> Result<Attempt> {
    if let Some(session) = &ran.result.summary.session {
        sessions::used(shop, order, tree, session)?;
        let facts = Facts { session: Some(session.clone()), ..Facts::default() };
        let state = shop.queue.order(&order.id)?.map_or(State::Running, |order| order.state);
        if !state.is_held() || shop.queue.advance(&order.token(), state, &facts)? == Held::Lost {
            return Ok(Attempt::Lost);
        }
    }
    let open =
        shop.queue.questions(Some(&order.id))?.into_iter().filter(|question| question.state == QuestionState::Asked);
    let known = Known {
        caps: shop.caps,
        changed: worktree::has_work(tree)?,
        open_questions: open.filter(|question| question.kind != QuestionKind::Approval).count(),
    };
    let outcome = outcome::derive(&ran.result, known);
    if let Some(why) = footprint::judge(shop, order, &ran.folder)? {
        return Ok(End::Quarantined { why }.into());
    }
    let attempt = match outcome {
        Outcome::Finished { message, no_op } => publish::land(shop, order, tree, ran, (&message, no_op.as_deref()))?,
        Outcome::NeedsInput(questions) => ask(shop, order, &questions)?.into(),
        Outcome::Limit(until, reason) => {
            let until = until.unwrap_or(shop.queue.now()? + i64::try_from(LIMITED.as_millis()).unwrap_or(0));
            End::Limit { account: shop.account.clone(), until, reason }.into()
        }
        Outcome::Failed(failure, message) => failed(shop, order, ran, failure, &message)?,
        Outcome::Stopped(Stop::Park) => ask(shop, order, &[])?.into(),
        Outcome::Stopped(Stop::Released) => End::Release { why: "the dispatcher was stopped".to_owned() }.into(),
        Outcome::Stopped(_) => Attempt::Lost,
    };
    if let Attempt::End(end) = &attempt
        && !waits_for_approval(end)
    {
        ran.folder.write_json("outcome.json", end)?;
    }
    Ok(attempt)
}

/// Its work is finished, and judged again when a person has approved.
fn waits_for_approval(end: &End) -> bool {
    matches!(end, End::Park { why } if why == publish::APPROVAL)
        || matches!(end, End::Retry { failure: Failure::SetupFailed, .. })
}

/// A failed attempt: the next one is told why.
///
/// # Errors
/// The evidence cannot be written.
pub fn failed(shop: &Shop<'_>, order: &Order, ran: &Ran, failure: Failure, message: &str) -> Result<Attempt> {
    let text = format!("{failure}: {message}\n");
    ran.folder.write(EVIDENCE, text.as_bytes())?;
    if shop.place.remote.is_some() {
        // The next attempt may be another machine's.
        let record = Evidence { epoch: order.epoch, text: shop.secrets.redact_text(&text) };
        shop.queue.put(EVIDENCE, &order.id.0, &serde_json::to_value(record)?)?;
    }
    if !failure.is_worth_a_retry() {
        return Ok(End::Dead { failure, message: message.to_owned() }.into());
    }
    let mut after = shop.settings.wait(order.attempt);
    if failure == Failure::Overloaded {
        after = after.saturating_mul(4);
    }
    Ok(End::Retry { failure, message: message.to_owned(), after }.into())
}

/// Asks a person what the agent asked, unless that is done already.
fn ask(shop: &Shop<'_>, order: &Order, questions: &[(String, Vec<String>)]) -> Result<End> {
    let mut answered = 0;
    let human = shop.settings.backend == "human";
    for (text, options) in questions.iter().filter(|(text, _)| !text.trim().is_empty()) {
        let kind = if human { QuestionKind::Work } else { QuestionKind::Question };
        let (token, text, options) = (order.token(), shop.secrets.redact_text(text), options.clone());
        let asked = shop.queue.ask(&NewQuestion { token, kind, text, options })?;
        answered += usize::from(matches!(asked.state, QuestionState::Answered | QuestionState::Consumed));
    }
    let all = shop.queue.questions(Some(&order.id))?;
    let waits = |one: &&Question| one.state == QuestionState::Asked && one.kind != QuestionKind::Approval;
    let waiting = all.iter().filter(waits).count();
    if waiting > 0 {
        return Ok(End::Park { why: format!("it asks: see `planyard inbox` ({waiting} open)") });
    }
    // An attempt is counted, so that an agent which asks the same for ever comes to an end.
    let message = if answered > 0 {
        "it asked what had been answered; it is told again".to_owned()
    } else {
        "it says that it needs input, and asks nothing that can be seen".to_owned()
    };
    Ok(End::Retry { failure: Failure::QuestionLost, message, after: Duration::ZERO })
}
