//! Getting to the result of an order's run: by starting one in a supervisor of its own, by waiting for one that lives
//! already, or by taking up one that had ended before anyone could judge it.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::Result;
use uuid::Uuid;

use super::footprint;
use super::outcome::result_schema;
use super::prompt::{self, Parts, Quoted};
use super::runs::{RunFolder, RunResult, Stop};
use super::sessions;
use super::shop::Shop;
use super::supervise::Job;
use super::supervisors::Begun;
use super::worktree::Worktree;
use crate::backends::{Finish, Limits, Spec};
use crate::process;
use crate::queue::{Facts, Failure, Held, Order, Question, QuestionKind, QuestionState, Spend, State, Token};
use crate::report::{Problem, ProblemKind};

/// How long a supervisor has to end its run when it is asked to.
const STOPPING: Duration = Duration::from_secs(20);
/// The variable that is a run's mark.
const MARK: &str = "PLANYARD_MARK";
pub(super) const LOOK: Duration = Duration::from_millis(100);

/// A run that has ended.
pub struct Ran {
    /// Its records.
    pub folder: RunFolder,
    /// How it ended.
    pub result: RunResult,
}

/// The result of an order's run; `None`: the lease was lost.
///
/// # Errors
/// The run cannot be begun.
pub fn result(shop: &Shop<'_>, order: &Order, tree: &Worktree, quoted: &Quoted) -> Result<Option<Ran>> {
    let current = RunFolder::of(&shop.store, &order.id, order.epoch, "");
    if current.has("spec.json") {
        return Ok(Some(wait_for(shop, current, None)));
    }
    if let Some((_, before)) = RunFolder::last_with(&shop.store, &order.id, order.epoch, "spec.json") {
        end(&before, Stop::Fenced);
        // It had come to its end, and nobody has judged it: the work is not done twice.
        if let Some(result) = before.unjudged() {
            return Ok(Some(Ran { folder: before, result }));
        }
    }
    let Some(begun) = begin(shop, order, tree, quoted, &current)? else { return Ok(None) };
    Ok(Some(wait_for(shop, current, Some(begun))))
}

/// Ends a run that nobody owns any more, whatever it takes.
pub fn end(run: &RunFolder, why: Stop) {
    if run.is_live() {
        // When this cannot be written, the mark below ends it all the same.
        let _ = run.stop(why);
        let mut waited = Duration::ZERO;
        while run.is_live() && waited < STOPPING {
            std::thread::sleep(LOOK);
            waited += LOOK;
        }
    }
    if let Some(job) = run.job().filter(|_| run.is_live() || run.result().is_none()) {
        process::end_marked(&job.mark);
    }
}

/// Writes the run's records and starts its supervisor.
fn begin<'s>(
    shop: &'s Shop<'_>,
    order: &Order,
    tree: &Worktree,
    quoted: &Quoted,
    run: &RunFolder,
) -> Result<Option<Begun<'s>>> {
    run.make()?;
    footprint::keep(shop, run)?;
    let questions = shop.queue.questions(Some(&order.id))?;
    let resume = sessions::to_resume(shop, order, tree)?;
    let told = shop.queue.take_told(&order.token())?;
    let fresh = |question: &&Question| question.state == QuestionState::Answered;
    let answered = |question: &&Question| question.answer.is_some() && question.kind != QuestionKind::Approval;
    let parts = Parts {
        feature: shop.feature.id.clone(),
        worktree: tree.path.display().to_string(),
        branch: tree.branch.clone(),
        gates: shop.gates.names(),
        planyard: shop.gates.program.display().to_string(),
        protected: super::protected(shop),
        answers: questions.iter().filter(answered).filter(|one| resume.is_none() || fresh(one)).collect(),
        told: told.iter().map(|told| format!("{} says: {}", told.by, told.text)).collect(),
        evidence: super::work::evidence(shop, order)?,
        diff: None,
    };
    let name = if resume.is_some() { "resume.md" } else { "task.md" };
    let rules = prompt::rules(&tree.path);
    let text = prompt::render(&shop.workspace.root, name, quoted, &parts, rules.as_deref())?;
    let text = shop.secrets.redact_text(&text);
    let run_id = order.run();
    let session = Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("{}#{run_id}", shop.store.display()).as_bytes());
    let spec = Spec {
        run: run_id.clone(),
        order: order.id.clone(),
        epoch: order.epoch,
        title: order.title.clone(),
        backend: order.backend.clone(),
        prompt: text.clone(),
        cwd: tree.workspace(&shop.prefix),
        folder: run.path().to_owned(),
        env: variables(shop, &run_id, ""),
        session: session.to_string(),
        resume: resume.clone(),
        model: shop.settings.model.clone(),
        permissions: shop.settings.permissions,
        limits: limits(shop, order)?,
        schema: shop.caps.structured.then(result_schema),
    };
    run.put("prompt.md", text.as_bytes())?;
    let facts =
        Facts { session: resume.or(Some(spec.session.clone()).filter(|_| shop.caps.preassign)), ..Facts::default() };
    if shop.queue.advance(&order.token(), State::Running, &facts)? == Held::Lost {
        return Ok(None);
    }
    let begun = start(shop, run, &spec, (&shop.account, true))?;
    for question in questions.iter().filter(fresh) {
        shop.queue.settle(&question.id, QuestionState::Consumed, &format!("told to run {run_id}"))?;
    }
    shop.say(&order.id, "running", &format!("run {run_id}"));
    Ok(Some(begun))
}

/// Gives a run to a supervisor. `spec.json` is written last of its inputs: with it the run has begun. With it come whose
/// limits hold, and whether the run is a held order's own.
///
/// # Errors
/// The records cannot be written or the supervisor not be started.
pub fn start<'s>(shop: &'s Shop<'_>, run: &RunFolder, spec: &Spec, by: (&str, bool)) -> Result<Begun<'s>> {
    let millis = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    let job = Job {
        lease_ms: millis(shop.settings.lease),
        park_after_ms: millis(shop.settings.park_after),
        account: by.0.to_owned(),
        mark: format!("{MARK}={}", spec.env.get(MARK).cloned().unwrap_or_default()),
        holds: by.1,
    };
    run.assign(spec, &job)?;
    let failed = |error: std::io::Error| {
        Problem::new(ProblemKind::Io, format!("cannot start the supervisor of run {}: {error}", spec.run))
            .source(run.path().display().to_string())
            .hint("is this program still where it was started from?")
    };
    Ok(shop.supervisors.begin(run).map_err(failed)?)
}

/// Waits for the end of a run. When its supervisor ends without a result, all that it started is ended too.
pub fn wait_for(shop: &Shop<'_>, folder: RunFolder, mut begun: Option<Begun<'_>>) -> Ran {
    let mut asked = false;
    loop {
        let over = match &mut begun {
            Some(begun) => begun.wait(LOOK * 2),
            None => {
                let live = folder.is_live();
                if live {
                    std::thread::sleep(LOOK);
                }
                !live
            }
        };
        if over {
            break;
        }
        if shop.is_cancelled() && !asked {
            asked = true;
            let _ = folder.stop(Stop::Released);
        }
    }
    let result = folder.result().unwrap_or_else(|| {
        end(&folder, Stop::Fenced);
        // What a store that is away does not count now, the next start does.
        let _ = recount(shop, &folder);
        let last = begun.as_ref().and_then(Begun::complaint).map_or(String::new(), |line| format!(": {line}"));
        RunResult {
            finish: Finish {
                failure: Some(Failure::Lost),
                message: Some(format!("its supervisor ended without a word{last}")),
                ..Finish::default()
            },
            summary: folder.summary(),
            stop: None,
            started: 0,
            ended: shop.context.clock.now().as_millisecond(),
        }
    });
    Ran { folder, result }
}

/// Counts what a run without a result has used by its own records: its supervisor may have ended before it told all.
///
/// # Errors
/// The store cannot be reached.
pub fn recount(shop: &Shop<'_>, run: &RunFolder) -> Result<()> {
    let job = run.job();
    let (Ok(spec), Some(job)) = (run.spec(), job) else { return Ok(()) };
    let usage = run.summary().usage;
    let sum = Spend { cost_micro: usage.cost_micro.unwrap_or(0), tokens: usage.tokens() };
    if sum == Spend::default() {
        return Ok(());
    }
    let (token, day) = (Token { id: spec.order, epoch: spec.epoch }, shop.context.clock.today());
    shop.queue.spend_in_all(&spec.run, &token, &job.account, &day, sum)
}

/// What the agent may know of its run, and the mark by which all that it starts is found again.
pub fn variables(shop: &Shop<'_>, run: &str, part: &str) -> BTreeMap<String, String> {
    let name = format!("{}#{run}#{part}#mark", shop.store.display());
    let mark = Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes());
    let mut env = BTreeMap::from([
        (MARK.to_owned(), mark.to_string()),
        ("PLANYARD_RUN".to_owned(), run.to_owned()),
        ("PLANYARD_FEATURE".to_owned(), shop.feature.id.clone()),
    ]);
    // Where its questions go. The password is not for agents: one that asks by itself needs `queue.password_file`.
    let queue = &shop.workspace.config.queue;
    if !queue.url.is_empty() {
        env.insert("PLANYARD_QUEUE_URL".to_owned(), crate::queue::without_password(&queue.url));
        env.insert("PLANYARD_QUEUE_NAME".to_owned(), queue.name.clone());
        env.insert("PLANYARD_QUEUE_ALLOW_UNSAFE".to_owned(), queue.allow_unsafe.to_string());
    }
    // `planyard ask` and `planyard report` are to be found, whatever the path of the user says.
    if let Some(folder) = shop.gates.program.parent() {
        let path = shop.context.var("PATH").unwrap_or("/usr/local/bin:/usr/bin:/bin");
        env.insert("PATH".to_owned(), format!("{path}:{}", folder.display()));
    }
    env
}

/// What the run may use: of each budget what is left.
fn limits(shop: &Shop<'_>, order: &Order) -> Result<Limits> {
    let settings = &shop.settings;
    let millis = |time: Duration| Some(u64::try_from(time.as_millis()).unwrap_or(u64::MAX));
    let task = settings.budgets.task.map(|most| most.saturating_sub(order.cost_micro));
    let day = match settings.budgets.day {
        Some(most) => Some(most.saturating_sub(shop.queue.spent(&shop.context.clock.today(), None)?.cost_micro)),
        None => None,
    };
    let dispatch = match settings.budgets.dispatch {
        Some(most) => Some(most.saturating_sub(super::driver::spent(shop)?)),
        None => None,
    };
    Ok(Limits {
        wall_ms: millis(settings.wall),
        idle_ms: millis(settings.idle),
        start_ms: millis(settings.start),
        turns: settings.turns,
        cost_micro: [settings.budgets.run, task, day, dispatch].into_iter().flatten().min(),
        tokens: settings.tokens,
    })
}
