//! From finished work to the target branch: commit, checks, a reviewer, a person, the gates on the merged tree, and the
//! compare-and-swap with the tick of the task's box.

use std::path::Path;

use anyhow::Result;

use super::agent_run::{self, Ran};
use super::backend;
use super::integrate::{self, Gate, Integration, Landing};
use super::outcome::{self, Facts as Known, Outcome};
use super::plan_at::PlanAt;
use super::prompt::{self, Parts};
use super::remote;
use super::runs::RunFolder;
use super::shop::Shop;
use super::verify::Verdict;
use super::work::{Attempt, failed};
use super::worktree::{self, Committed, Worktree};
use crate::backends::{self, Permissions, Spec};
use crate::files;
use crate::plan::change::{self, Change};
use crate::queue::{End, Facts, Failure, Held, NewQuestion, Order, Question, QuestionKind, QuestionState, State};
use crate::report::{Problem, ProblemKind};
use crate::workspace::Workspace;
use crate::workspace::open::Opened;

/// Why an order waits for leave to land.
pub const APPROVAL: &str = "it waits for approval: see `planyard inbox`";

/// The commit of the target in which an order has landed since it was begun.
///
/// # Errors
/// The repository cannot be read.
pub fn landed(shop: &Shop<'_>, order: &Order, tip: &str) -> Result<Option<String>> {
    let Some(base) = &order.base else { return Ok(None) };
    integrate::landed(&shop.git, &order.id, base, tip)
}

/// Lands finished work, or says why not. `said` is the agent's message, and why nothing had to be changed.
///
/// # Errors
/// Git or the store cannot do what is needed.
pub fn land(shop: &Shop<'_>, order: &Order, tree: &Worktree, ran: &Ran, said: (&str, Option<&str>)) -> Result<Attempt> {
    if advance(shop, order, State::Verifying, &Facts::default())? == Held::Lost {
        return Ok(Attempt::Lost);
    }
    shop.say(&order.id, "verifying", "");
    let tree = &match commit(shop, order, tree, said)? {
        Ok(tree) => tree,
        Err((failure, text)) => return failed(shop, order, ran, failure, &text),
    };
    let head = worktree::head(&shop.git, tree)?;
    if let Err(error) = remote::push_work(&shop.place, &shop.git, &tree.branch, &head) {
        shop.say(&order.id, "warning", &format!("its branch is here alone: {error:#}"));
    }
    let facts = Facts { head: Some(head.clone()), ..Facts::default() };
    if advance(shop, order, State::Verifying, &facts)? == Held::Lost {
        return Ok(Attempt::Lost);
    }
    if let Some(reviewer) = shop.settings.review.clone()
        && let Some(attempt) = review(shop, order, tree, ran, &reviewer)?
    {
        return Ok(attempt);
    }
    if shop.settings.approve
        && let Some(attempt) = approval(shop, order, ran, &head, tree)?
    {
        return Ok(attempt);
    }
    if advance(shop, order, State::Merging, &facts)? == Held::Lost {
        return Ok(Attempt::Lost);
    }
    merge(shop, order, tree, ran, &head)
}

fn advance(shop: &Shop<'_>, order: &Order, to: State, facts: &Facts) -> Result<Held> {
    let Some(now) = shop.queue.order(&order.id)? else { return Ok(Held::Lost) };
    // An adopted order may be further on already.
    let to = if now.state > to && now.state.is_held() { now.state } else { to };
    shop.queue.advance(&order.token(), to, facts)
}

type Refused = (Failure, String);

/// Commits what the agent left, takes back what it may not change, and looks for what no gate would see.
fn commit(
    shop: &Shop<'_>,
    order: &Order,
    tree: &Worktree,
    (message, no_op): (&str, Option<&str>),
) -> Result<Result<Worktree, Refused>> {
    let subject = format!("{}: {}", order.id.task(), order.title);
    let text = if message.is_empty() { subject } else { format!("{subject}\n\n{message}") };
    match worktree::commit_all(&shop.git, tree, &shop.secrets.redact_text(&text))? {
        Committed::Head(_) => {}
        Committed::Refused(why) => return Ok(Err((Failure::GateFailed, why))),
    }
    let tree = &worktree::begun_from(&shop.git, tree, &shop.target)?;
    let dropped = worktree::drop_protected(&shop.git, tree, &super::protected(shop))?;
    if !dropped.is_empty() {
        shop.say(&order.id, "dropped", &format!("its changes to {}", dropped.join(", ")));
    }
    let wrong = worktree::forbidden(&shop.git, tree)?;
    if !wrong.is_empty() {
        return Ok(Err((Failure::GateFailed, format!("this may not land:\n- {}", wrong.join("\n- ")))));
    }
    if !worktree::differs(&shop.git, tree)? && no_op.is_none() {
        let why = "nothing is changed on its branch, besides what agents may not change".to_owned();
        return Ok(Err((Failure::NoChange, why)));
    }
    Ok(Ok(tree.clone()))
}

/// A second agent looks at it. `None`: it may land.
fn review(shop: &Shop<'_>, order: &Order, tree: &Worktree, ran: &Ran, reviewer: &str) -> Result<Option<Attempt>> {
    let folder = RunFolder::of(&shop.store, &order.id, order.epoch, "review");
    if advance(shop, order, State::Reviewing, &Facts::default())? == Held::Lost {
        return Ok(Some(Attempt::Lost));
    }
    shop.say(&order.id, "reviewing", reviewer);
    let setting = backend::find(shop.context, shop.workspace, reviewer)?;
    let caps = backends::make(&setting)?.caps();
    let done = if folder.has("spec.json") {
        agent_run::wait_for(shop, folder, None)
    } else {
        folder.make()?;
        let spec = review_spec(shop, order, tree, reviewer, &folder)?;
        let begun = agent_run::start(shop, &folder, &spec, (&backend::account(&setting)?, false))?;
        agent_run::wait_for(shop, folder, Some(begun))
    };
    worktree::discard_changes(&shop.git, tree)?;
    // A reviewer changes nothing, and says so in its result alone.
    let known = Known { caps, changed: true, open_questions: 0 };
    match outcome::derive(&done.result, known) {
        Outcome::Finished { .. } => Ok(None),
        Outcome::Failed(Failure::Failed, why) => {
            failed(shop, order, ran, Failure::Rejected, &format!("{reviewer}: {why}")).map(Some)
        }
        Outcome::Stopped(_) => Ok(Some(End::Release { why: "the dispatcher was stopped".to_owned() }.into())),
        other => {
            let message = format!("the reviewer {reviewer} could not say: {other:?}");
            let after = shop.settings.wait(order.attempt);
            Ok(Some(End::Retry { failure: Failure::SetupFailed, message, after }.into()))
        }
    }
}

fn review_spec(shop: &Shop<'_>, order: &Order, tree: &Worktree, reviewer: &str, folder: &RunFolder) -> Result<Spec> {
    let plan = PlanAt::target(shop)?;
    let feature = plan.feature()?;
    let at = feature.task(order.id.task()).ok_or_else(|| {
        Problem::new(ProblemKind::NotFound, format!("the plan has no task {} any more", order.id.task()))
            .source(shop.feature.path.to_string())
    })?;
    let quoted = prompt::quote(&feature, &feature.tasks[at]);
    let parts = Parts { diff: Some(worktree::diff(&shop.git, tree)?), ..Parts::default() };
    let text = prompt::render(&shop.workspace.root, "review.md", &quoted, &parts, None)?;
    let text = shop.secrets.redact_text(&text);
    folder.write("prompt.md", text.as_bytes())?;
    let run = format!("{}-review", order.run());
    let session = uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, format!("{}#{run}", shop.store.display()).as_bytes());
    Ok(Spec {
        order: order.id.clone(),
        epoch: order.epoch,
        title: order.title.clone(),
        backend: reviewer.to_owned(),
        prompt: text,
        cwd: tree.workspace(&shop.prefix),
        folder: folder.path().to_owned(),
        env: agent_run::variables(shop, &order.run(), "review"),
        session: session.to_string(),
        resume: None,
        model: None,
        permissions: Permissions::Plan,
        limits: crate::backends::Limits {
            wall_ms: u64::try_from(shop.settings.wall.as_millis()).ok(),
            idle_ms: u64::try_from(shop.settings.idle.as_millis()).ok(),
            start_ms: u64::try_from(shop.settings.start.as_millis()).ok(),
            ..Default::default()
        },
        schema: None,
        run,
    })
}

/// A person's leave, for exactly this commit. `None`: it may land.
fn approval(shop: &Shop<'_>, order: &Order, ran: &Ran, head: &str, tree: &Worktree) -> Result<Option<Attempt>> {
    let short: String = head.chars().take(9).collect();
    let stat = worktree::stat(&shop.git, tree)?;
    let question = NewQuestion {
        token: order.token(),
        kind: QuestionKind::Approval,
        text: format!("May {} ({}) land as {short}? {stat}", order.id.task(), order.title),
        options: vec!["approve".to_owned(), "reject".to_owned()],
    };
    let asked: Question = shop.queue.ask(&question)?;
    let answer = asked.answer.clone().unwrap_or_default();
    match asked.state {
        QuestionState::Asked | QuestionState::Withdrawn => Ok(Some(End::Park { why: APPROVAL.to_owned() }.into())),
        _ if answer == "approve" || answer.starts_with("approve:") => {
            shop.queue.settle(&asked.id, QuestionState::Consumed, "it lands")?;
            Ok(None)
        }
        _ => {
            shop.queue.settle(&asked.id, QuestionState::Consumed, "it was sent back")?;
            let by = asked.by.unwrap_or_default();
            let why = answer.strip_prefix("reject:").unwrap_or(&answer).trim().to_owned();
            failed(shop, order, ran, Failure::Rejected, &format!("{by} sent it back: {why}")).map(Some)
        }
    }
}

fn merge(shop: &Shop<'_>, order: &Order, tree: &Worktree, ran: &Ran, head: &str) -> Result<Attempt> {
    shop.say(&order.id, "merging", "");
    let passed = std::cell::RefCell::new(Vec::new());
    let unsure = std::cell::RefCell::new(None);
    let mut tick = |scratch: &Path| tick(shop, order, scratch, Change::Landed);
    let mut gate = |scratch: &Path, _tree: &str| -> Result<Gate> {
        let root = if shop.prefix == "." { scratch.to_owned() } else { scratch.join(&shop.prefix) };
        Ok(match shop.gates.judge(&root) {
            Verdict::Pass(names)
                if names.is_empty() && !(shop.gates.own.is_empty() && shop.gates.verify.is_empty()) =>
            {
                *unsure.borrow_mut() = Some("no gate had anything to say about it".to_owned());
                Gate::Fail("no gate had anything to say about it".to_owned())
            }
            Verdict::Pass(names) => {
                *passed.borrow_mut() = names;
                Gate::Pass
            }
            Verdict::Fail(text) => Gate::Fail(text),
            Verdict::Unverified(text) => {
                *unsure.borrow_mut() = Some(text.clone());
                Gate::Fail(text)
            }
        })
    };
    let mut held = || shop.queue.heartbeat(&order.token(), shop.settings.lease);
    let trailers = |gates: &[String]| trailers(shop, order, ran, gates);
    let integration = Integration {
        order: order.id.clone(),
        run: order.run(),
        target: shop.target.clone(),
        base: tree.base.clone(),
        head: head.to_owned(),
        subject: format!("{}: {}", order.id.task(), order.title),
        trailers: &|| trailers(&passed.borrow()),
        protect: worktree::Protected::of(&super::protected(shop), &tree.prefix)?,
    };
    let landing = integrate::integrate(&shop.place, &shop.git, &integration, &mut tick, &mut gate, &mut held)?;
    Ok(match landing {
        Landing::Landed(commit) => End::Done { landed: Some(commit), note: None }.into(),
        Landing::Already(commit) => {
            End::Done { landed: Some(commit), note: Some("it had landed before".to_owned()) }.into()
        }
        Landing::Lost => Attempt::Lost,
        Landing::GateFailed(text) => match unsure.take() {
            // Not the agent's to mend, and its work is not done twice: the gates are asked again.
            Some(why) => {
                let message = format!("the gates could not say: {why}");
                End::Retry { failure: Failure::SetupFailed, message, after: shop.settings.wait(order.attempt) }.into()
            }
            None => failed(shop, order, ran, Failure::GateFailed, &text)?,
        },
        Landing::HookFailed(text) => {
            failed(shop, order, ran, Failure::GateFailed, &format!("a hook of git refused it:\n{text}"))?
        }
        Landing::Conflict { files, text } => {
            worktree::begin_merge(&shop.git, tree, &shop.target)?;
            let message = format!(
                "it does not merge with {}: {}. The merge is begun in your worktree; resolve the conflicts there and remove all \
                 markers.\n{text}",
                shop.target,
                files.join(", ")
            );
            failed(shop, order, ran, Failure::Conflict, &message)?
        }
    })
}

/// What the commit says of where it comes from.
fn trailers(shop: &Shop<'_>, order: &Order, ran: &Ran, gates: &[String]) -> Vec<(String, String)> {
    let usage = ran.result.summary.usage;
    let mut all = vec![("Planyard-Backend".to_owned(), order.backend.clone())];
    if let Some(model) = &ran.result.summary.model {
        all.push(("Planyard-Model".to_owned(), model.clone()));
    }
    if let Some(cost) = usage.cost_micro {
        all.push(("Planyard-Cost".to_owned(), super::settings::dollars(cost)));
    }
    let gates = if gates.is_empty() { "none".to_owned() } else { gates.join(", ") };
    all.push(("Planyard-Gates".to_owned(), gates));
    if !shop.settings.planning_gate {
        all.push(("Planyard-Planning-Gate".to_owned(), "overridden".to_owned()));
    }
    all
}

/// Changes the task in the plan of a checkout; which files were changed, relative to the repository.
fn tick(shop: &Shop<'_>, order: &Order, scratch: &Path, change: Change<'_>) -> Result<Vec<String>> {
    let root = if shop.prefix == "." { scratch.to_owned() } else { scratch.join(&shop.prefix) };
    let checkout =
        Workspace { root: root.clone(), git: shop.workspace.git.clone(), config: shop.workspace.config.clone() };
    let opened = Opened::read(&checkout, shop.feature.clone())?;
    let ids = [order.id.task().to_owned()];
    let after = change::apply(opened.place(), &opened.sources, &ids, change).map_err(|failure| {
        Problem::new(ProblemKind::Refused, format!("{} cannot be marked in the plan: {failure:?}", order.id.task()))
            .source(shop.feature.path.to_string())
            .hint("mark it by hand, or mend the plan; `planyard check-planning` says what is wrong with it")
    })?;
    let mut changed = Vec::new();
    for (before, after) in opened.sources.iter().zip(&after.sources).filter(|(before, after)| before.text != after.text)
    {
        files::write_atomic(&root, &*before.path, &after.text)?;
        changed.push(if shop.prefix == "." {
            before.path.to_string()
        } else {
            format!("{}/{}", shop.prefix, before.path)
        });
    }
    Ok(changed)
}

/// Says in the plan that a task is blocked, and why, on the target branch.
///
/// # Errors
/// It could not be said.
pub fn block(shop: &Shop<'_>, order: &Order, why: &str) -> Result<()> {
    let short: String = why.lines().next().unwrap_or_default().chars().take(300).collect();
    let reason = format!("dispatch: {} (run {})", short.trim(), order.run());
    let mut tick = |scratch: &Path| tick(shop, order, scratch, Change::Block(&reason));
    let subject = format!("{}: blocked", order.id.task());
    let trailers = [("Planyard-Blocked".to_owned(), order.id.0.clone()), ("Planyard-Run".to_owned(), order.run())];
    integrate::amend_plan(&shop.place, &shop.git, &shop.target, (&subject, &trailers), &mut tick)
}

/// Takes the worktree and the branch of landed work away. What cannot be taken away now is left to `planyard gc`.
pub fn clean(shop: &Shop<'_>, order: &Order) {
    let branch = worktree::Name::of(&order.id).map(|name| name.branch());
    let forgotten = branch.and_then(|branch| remote::forget_work(&shop.place, &shop.git, &branch));
    if let Err(error) = forgotten {
        shop.say(&order.id, "kept", &format!("its branch of the remote: {error:#}"));
    }
    if let Err(error) = worktree::remove_landed(&shop.place, &shop.git, &order.id, &shop.target) {
        shop.say(&order.id, "kept", &format!("its worktree: {error:#}; see `planyard gc`"));
    }
}
