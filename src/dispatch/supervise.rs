//! One run's supervisor: a process of its own, so that a killed dispatcher takes no agent's work with it. It starts the
//! backend, keeps what it says, extends the lease, ends the run when a limit is reached or someone wants it, and leaves
//! neither process nor doubt behind: `result.json` is written last.

use std::fs::File;
use std::path::Path;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread::Scope;
use std::time::{Duration, Instant};

use anyhow::Result;
use serde::{Deserialize, Serialize};

use super::desk::{RunDesk, Shared};
use super::runs::{RunFolder, RunResult, Stop};
use crate::agents::Event;
use crate::backends::{self, Backend, Caps, Finish, Message, Spec};
use crate::context::Context;
use crate::process::{self, Pulse, Secrets};
use crate::queue::{Held, NewQuestion, QuestionKind, QuestionState, Queue, Spend, Token};
use crate::report::{Problem, ProblemKind};
use crate::workspace::Workspace;

/// How often is looked whether the run is to end.
pub(super) const TICK: Duration = Duration::from_millis(200);
/// How often a silent run is looked at, whether it works, at the least.
const LOOK: Duration = Duration::from_secs(15);
/// How often what was spent, and what people said, goes to and comes from the store.
const STORE: Duration = Duration::from_secs(1);

/// The kind of record that says what a run does, for people at other machines; its id is the order's.
pub const STEP: &str = "step";

/// So long before its lease ends a run is ended at the latest, so that nothing of it is left then.
const ENDING: Duration = Duration::from_secs(3);

/// What the supervisor needs besides the backend's spec: `job` of `spec.json`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Job {
    /// How long the lease holds, in milliseconds.
    pub lease_ms: u64,
    /// How long a question is waited for while the agent runs, in milliseconds.
    pub park_after_ms: u64,
    /// Whose limits hold.
    pub account: String,
    /// `NAME=value` in the environment of all that the run starts.
    pub mark: String,
    /// It is a run of a held order; a reviewer's run is not its own.
    pub holds: bool,
}

/// The lock of a run. Who only looks whether it is taken has it for a moment.
fn patiently(run: &RunFolder) -> Result<Option<File>> {
    for _ in 0..20 {
        if let Some(lock) = run.lock()? {
            return Ok(Some(lock));
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    Ok(None)
}

/// Supervises the run whose records are in `folder`. `begun` is called when it is ours.
///
/// # Errors
/// Its records make no sense, or cannot be written; or it is supervised already.
pub fn run(context: &Context, workspace: &Workspace, folder: &Path, begun: &dyn Fn()) -> Result<()> {
    let run = RunFolder::at(folder);
    let Some(_lock) = patiently(&run)? else {
        return Err(Problem::new(ProblemKind::Refused, format!("{} has a supervisor", folder.display()))
            .source(folder.display().to_string())
            .hint("wait for it, or `planyard stop --now`")
            .into());
    };
    begun();
    if run.has("result.json") {
        return Ok(());
    }
    // Without it what leaves the agent's group is found by the mark alone.
    let _ = process::become_subreaper();
    let (spec, job) = run.assigned()?;
    let secrets = Secrets::from_vars(context.env.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let shared = Shared::new();
    let started = context.clock.now().as_millisecond();
    let finish = match super::backend::find(context, workspace, &spec.backend).and_then(|set| backends::make(&set)) {
        Ok(backend) => {
            let mut desk = RunDesk::new(&run, spec.limits.clone(), secrets, shared.clone());
            let watch = Watch {
                context,
                workspace,
                run: &run,
                spec: &spec,
                job: &job,
                shared: &shared,
                caps: backend.caps(),
                kept: Mutex::new(Instant::now()),
            };
            watch.over(backend.as_ref(), &mut desk)
        }
        Err(error) => Finish {
            failure: Some(crate::queue::Failure::SetupFailed),
            message: Some(format!("{error:#}")),
            ..Finish::default()
        },
    };
    process::end_own_marked(&job.mark);
    let watched = shared.lock();
    let ended = context.clock.now().as_millisecond();
    run.write_json(
        "result.json",
        &RunResult { finish, summary: watched.summary.clone(), stop: watched.why, started, ended },
    )
}

/// Watches over one run.
struct Watch<'w> {
    context: &'w Context,
    workspace: &'w Workspace,
    run: &'w RunFolder,
    spec: &'w Spec,
    job: &'w Job,
    shared: &'w Shared,
    caps: Caps,
    /// When the lease was extended last.
    kept: Mutex<Instant>,
}

/// A question that the backend waits for: its index in the summary, its id in the store, since when.
type Waiting = (usize, String, Instant);

impl Watch<'_> {
    fn over(&self, backend: &dyn Backend, desk: &mut RunDesk) -> Finish {
        let done = (Mutex::new(false), Condvar::new());
        std::thread::scope(|scope| {
            let watching = scope.spawn(|| self.watch(scope, &done));
            let finish = match self.run.stop_wanted() {
                None => backend.run(self.spec, desk, &self.shared.stop),
                Some(why) => {
                    self.shared.end(why);
                    Finish { stopped: true, ..Finish::default() }
                }
            };
            *done.0.lock().unwrap_or_else(PoisonError::into_inner) = true;
            done.1.notify_all();
            // A watch that panicked has only watched.
            let _ = watching.join();
            finish
        })
    }

    fn watch<'s>(&'s self, scope: &'s Scope<'s, '_>, done: &(Mutex<bool>, Condvar)) {
        let mut guarded = None;
        let mut store = Store { watch: self, queue: None, posted: Spend::default(), told: None, waiting: Vec::new() };
        let (began, mut beat, mut posted) = (Instant::now(), Instant::now(), Instant::now());
        let mut busy = Busy { pulse: Pulse::of(&self.job.mark), looked: Instant::now(), last: Instant::now() };
        let lease = Duration::from_millis(self.job.lease_ms);
        let mut ended = done.0.lock().unwrap_or_else(PoisonError::into_inner);
        while !*ended {
            ended = done.1.wait_timeout(ended, TICK).unwrap_or_else(PoisonError::into_inner).0;
            if *ended {
                break;
            }
            if let Some(why) = self.run.stop_wanted().or_else(|| self.overdue(began, &mut busy)) {
                self.shared.end(why);
            }
            if self.job.holds && guarded.is_none() && began.elapsed() >= STORE {
                let (over, is_over) = mpsc::channel::<()>();
                scope.spawn(move || self.guard(lease, &is_over));
                guarded = Some(over);
            }
            if self.job.holds && beat.elapsed() >= lease / 3 {
                beat = Instant::now();
                store.beat(lease);
            }
            if posted.elapsed() >= STORE {
                posted = Instant::now();
                store.exchange();
            }
        }
        drop(ended);
        store.finish();
    }

    /// Ends the run while its lease still holds, when nobody could extend it: from then on the order may be someone else's.
    /// A thread of its own, because who waits for the store cannot look at the clock.
    fn guard(&self, lease: Duration, is_over: &mpsc::Receiver<()>) {
        let margin = (lease / 4).max(ENDING).min(lease / 2);
        while is_over.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
            let kept = *self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            if kept.elapsed() + margin >= lease {
                self.shared.end(Stop::Fenced);
            }
        }
    }

    /// A limit of time is reached.
    fn overdue(&self, began: Instant, busy: &mut Busy) -> Option<Stop> {
        let limits = &self.spec.limits;
        let over =
            |limit: Option<u64>, passed: Duration| limit.is_some_and(|limit| passed >= Duration::from_millis(limit));
        if over(limits.wall_ms, began.elapsed()) {
            return Some(Stop::Wall);
        }
        let (heard, has_begun) = {
            let watched = self.shared.lock();
            (watched.heard, watched.began)
        };
        if self.caps.result && !has_begun {
            return over(limits.start_ms, began.elapsed()).then_some(Stop::Start);
        }
        if !over(limits.idle_ms, heard.elapsed()) {
            return None;
        }
        // Silent: a compiler that is at work is not idle. One that waits wakes up now and then, which only over some time is
        // seen to be little.
        let idle = Duration::from_millis(limits.idle_ms.unwrap_or_default());
        if busy.looked.elapsed() >= (idle / 4).min(LOOK) {
            busy.looked = Instant::now();
            if busy.pulse.beats() {
                busy.last = Instant::now();
            }
        }
        over(limits.idle_ms, busy.last.elapsed().min(heard.elapsed())).then_some(Stop::Idle)
    }
}

/// Whether a silent run works.
struct Busy {
    pulse: Pulse,
    looked: Instant,
    /// When it was seen to work last.
    last: Instant,
}

/// What goes to the store while an agent works. It is opened when first needed: most short runs never do.
struct Store<'w> {
    watch: &'w Watch<'w>,
    queue: Option<Box<dyn Queue>>,
    posted: Spend,
    /// The step that other machines know of.
    told: Option<Event>,
    waiting: Vec<Waiting>,
}

impl Store<'_> {
    fn token(&self) -> Token {
        Token { id: self.watch.spec.order.clone(), epoch: self.watch.spec.epoch }
    }

    /// None: the store cannot be reached now; the lease runs out when that stays so.
    fn queue(&mut self) -> Option<&dyn Queue> {
        if self.queue.is_none() {
            self.queue = crate::queue::open(self.watch.context, self.watch.workspace).ok();
        }
        self.queue.as_deref()
    }

    fn beat(&mut self, lease: Duration) {
        let token = self.token();
        let asked = Instant::now();
        match self.queue().map(|queue| queue.heartbeat(&token, lease)) {
            Some(Ok(Held::Yes)) => *self.watch.kept.lock().unwrap_or_else(PoisonError::into_inner) = asked,
            Some(Ok(Held::Lost)) => self.watch.shared.end(Stop::Fenced),
            // The guard sees to it when this goes on.
            Some(Err(_)) | None => {}
        }
    }

    fn exchange(&mut self) {
        self.post();
        self.tell_step();
        self.ask();
        self.hear();
    }

    /// Tells what was spent since the last time.
    fn post(&mut self) {
        let usage = self.watch.shared.lock().summary.usage;
        let now = Spend { cost_micro: usage.cost_micro.unwrap_or(0), tokens: usage.tokens() };
        if now == self.posted {
            return;
        }
        let run = &self.watch.spec.run;
        let (token, account, day) = (self.token(), self.watch.job.account.clone(), self.watch.context.clock.today());
        if let Some(queue) = self.queue()
            && queue.spend_in_all(run, &token, &account, &day, now).is_ok()
        {
            self.posted = now;
        }
    }

    /// Tells people at other machines, who cannot read its records, what it does.
    fn tell_step(&mut self) {
        let last = self.watch.shared.lock().last.clone();
        if self.watch.workspace.config.queue.url.is_empty() || !self.watch.job.holds || last == self.told {
            return;
        }
        let id = self.watch.spec.order.0.clone();
        let step = serde_json::json!({ "run": self.watch.spec.run, "event": last });
        if let Some(queue) = self.queue()
            && queue.put(STEP, &id, &step).is_ok()
        {
            self.told = last;
        }
    }

    /// Brings new questions of the backend to the store. One that was answered before is answered at once.
    fn ask(&mut self) {
        let new: Vec<(usize, String, String, Vec<String>)> = {
            let mut watched = self.watch.shared.lock();
            let indexes = std::mem::take(&mut watched.new_questions);
            let of = |at: usize| {
                watched
                    .summary
                    .asked
                    .get(at)
                    .map(|asked| (at, asked.id.clone(), asked.text.clone(), asked.options.clone()))
            };
            indexes.into_iter().filter_map(of).collect()
        };
        for (at, own, text, options) in new {
            let kind = if own == "work" { QuestionKind::Work } else { QuestionKind::Question };
            let question = NewQuestion { token: self.token(), kind, text, options };
            match self.queue().map(|queue| queue.ask(&question)) {
                Some(Ok(asked)) => self.waiting.push((at, asked.id, Instant::now())),
                // Not lost: it is in the summary, from which it is asked at the end.
                Some(Err(_)) | None => self.watch.shared.lock().new_questions.push(at),
            }
        }
    }

    /// Brings answers and messages to the backend; parks the run when an answer takes too long.
    fn hear(&mut self) {
        let caps = self.watch.caps;
        if caps.live_tell {
            let token = self.token();
            let told = self.queue().and_then(|queue| queue.take_told(&token).ok()).unwrap_or_default();
            let messages = told.into_iter().map(|told| Message::Tell { text: told.text, by: told.by });
            self.watch.shared.lock().messages.extend(messages);
        }
        if !caps.live_ask || self.waiting.is_empty() {
            return;
        }
        let order = self.token().id;
        let Some(questions) = self.queue().and_then(|queue| queue.questions(Some(&order)).ok()) else { return };
        let waiting = std::mem::take(&mut self.waiting);
        for (at, id, since) in waiting {
            let question = questions.iter().find(|question| question.id == id);
            let answer = question.and_then(|question| Some((question.answer.clone()?, question.by.clone()?)));
            if let Some((text, by)) = answer {
                let mut watched = self.watch.shared.lock();
                if let Some(asked) = watched.summary.asked.get_mut(at) {
                    asked.answered = true;
                    let id = asked.id.clone();
                    watched.messages.push(Message::Answer { id, text, by });
                }
                drop(watched);
                let _ =
                    self.queue().map(|queue| queue.settle(&id, QuestionState::Consumed, "told to the running agent"));
            } else {
                if since.elapsed() >= Duration::from_millis(self.watch.job.park_after_ms) {
                    self.watch.shared.end(Stop::Park);
                }
                self.waiting.push((at, id, since));
            }
        }
    }

    fn finish(&mut self) {
        self.post();
        self.ask();
        if self.told.take().is_some() {
            let id = self.watch.spec.order.0.clone();
            // One that stays names a run that is over, which nobody shows.
            let _ = self.queue().map(|queue| queue.put(STEP, &id, &serde_json::Value::Null));
        }
    }
}
