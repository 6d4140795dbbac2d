//! One run's supervisor: a process of its own, so that a killed dispatcher takes no agent's work with it. It starts the
//! backend, keeps what it says, extends the lease, ends the run when a limit is reached or someone wants it, and leaves
//! neither process nor doubt behind: `result.json` is written last.

use std::fs::File;
use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::Scope;
use std::time::{Duration, Instant};

use anyhow::Result;
use serde::{Deserialize, Serialize};

use super::desk::{RunDesk, Shared};
use super::runs::{RunFolder, RunResult, Stop};
use crate::agents::Event;
use crate::backends::{self, Caps, Finish, Message, Spec};
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

/// Supervises runs, one after another: those that `runs` gives to the supervisor.
pub fn serve<T>(context: &Context, workspace: &Workspace, runs: impl FnOnce(&Supervisor<'_, '_>) -> T) -> T {
    let watchman = Watchman::default();
    std::thread::scope(|scope| {
        scope.spawn(|| watchman.keep(scope));
        let _leaving = Leaving(&watchman);
        runs(&Supervisor { context, workspace, watchman: &watchman })
    })
}

/// A process that supervises one run at a time.
pub struct Supervisor<'s, 'w> {
    context: &'w Context,
    workspace: &'w Workspace,
    watchman: &'s Watchman<'w>,
}

impl Supervisor<'_, '_> {
    /// Supervises the run whose records are in `folder`.
    ///
    /// # Errors
    /// Its records make no sense, or cannot be written; or it is supervised already.
    pub fn run(&self, folder: &Path) -> Result<()> {
        let run = RunFolder::at(folder);
        let Some(_lock) = patiently(&run)? else {
            return Err(Problem::new(ProblemKind::Refused, format!("{} has a supervisor", folder.display()))
                .source(folder.display().to_string())
                .hint("wait for it, or `planyard stop --now`")
                .into());
        };
        if run.has("result.json") {
            return Ok(());
        }
        // Without it what leaves the agent's group is found by the mark alone.
        let _ = process::become_subreaper();
        let (spec, job) = run.assigned()?;
        let (context, mark, shared) = (self.context, job.mark.clone(), Shared::new());
        let started = context.clock.now().as_millisecond();
        let finish = self.finish(&run, (spec, job), &shared);
        process::end_own_marked(&mark);
        let watched = shared.lock();
        let ended = context.clock.now().as_millisecond();
        let result = RunResult { finish, summary: watched.summary.clone(), stop: watched.why, started, ended };
        run.write_json("result.json", &result)
    }

    /// Runs the backend to its end.
    fn finish(&self, run: &RunFolder, (spec, job): (Spec, Job), shared: &Shared) -> Finish {
        let made =
            super::backend::find(self.context, self.workspace, &spec.backend).and_then(|set| backends::make(&set));
        let backend = match made {
            Ok(backend) => backend,
            Err(error) => {
                return Finish {
                    failure: Some(crate::queue::Failure::SetupFailed),
                    message: Some(format!("{error:#}")),
                    ..Finish::default()
                };
            }
        };
        let env = self.context.env.iter();
        let secrets = Secrets::from_vars(env.map(|(name, value)| (name.as_str(), value.as_str())));
        let mut desk = RunDesk::new(run, spec.limits.clone(), secrets, shared.clone());
        let watch = Arc::new(Watch::new((self.context, self.workspace), run, (spec, job), shared, backend.caps()));
        self.watchman.look_at(Some(Arc::clone(&watch)));
        let finish = match run.stop_wanted() {
            None => backend.run(&watch.spec, &mut desk, &shared.stop),
            Some(why) => {
                shared.end(why);
                Finish { stopped: true, ..Finish::default() }
            }
        };
        self.watchman.look_at(None);
        watch.finish();
        finish
    }
}

/// Looks at the run that is under way, now and then. He is there before the first run and after the last, so that a run which
/// ends soon costs neither a thread nor a word to one.
#[derive(Default)]
struct Watchman<'w> {
    post: Mutex<Post<'w>>,
    bell: Condvar,
}

#[derive(Default)]
struct Post<'w> {
    watch: Option<Arc<Watch<'w>>>,
    /// He sleeps until the bell rings.
    rests: bool,
    is_over: bool,
}

/// Lets the watchman go.
struct Leaving<'s, 'w>(&'s Watchman<'w>);

impl Drop for Leaving<'_, '_> {
    fn drop(&mut self) {
        lock(&self.0.post).is_over = true;
        self.0.bell.notify_one();
    }
}

impl<'w> Watchman<'w> {
    /// From now on this run, or none.
    fn look_at(&self, watch: Option<Arc<Watch<'w>>>) {
        let mut post = lock(&self.post);
        let wakes = watch.is_some() && std::mem::take(&mut post.rests);
        post.watch = watch;
        drop(post);
        if wakes {
            self.bell.notify_one();
        }
    }

    fn keep<'s>(&'s self, scope: &'s Scope<'s, '_>) {
        let mut post = lock(&self.post);
        while !post.is_over {
            if post.watch.is_none() {
                post.rests = true;
                post = self.bell.wait(post).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            post = self.bell.wait_timeout(post, TICK).unwrap_or_else(PoisonError::into_inner).0;
            if let Some(watch) = post.watch.clone() {
                drop(post);
                // A look that panicked has only looked.
                let _ = std::panic::catch_unwind(AssertUnwindSafe(|| watch.round(scope)));
                drop(watch);
                post = lock(&self.post);
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Watches over one run.
struct Watch<'w> {
    context: &'w Context,
    workspace: &'w Workspace,
    run: RunFolder,
    spec: Spec,
    job: Job,
    shared: Shared,
    caps: Caps,
    began: Instant,
    /// When the lease was extended last.
    kept: Mutex<Instant>,
    rounds: Mutex<Rounds>,
}

/// What the looks at a run keep between them.
struct Rounds {
    is_over: bool,
    beat: Instant,
    exchanged: Instant,
    busy: Busy,
    store: Store,
    guard: Option<Guard>,
}

/// Who sees to it that the run ends before its lease does: told that it is over, and heard to be gone.
struct Guard {
    over: mpsc::Sender<()>,
    gone: mpsc::Receiver<()>,
}

/// A question that the backend waits for: its index in the summary, its id in the store, since when.
type Waiting = (usize, String, Instant);

impl<'w> Watch<'w> {
    fn new(
        (context, workspace): (&'w Context, &'w Workspace),
        run: &RunFolder,
        (spec, job): (Spec, Job),
        shared: &Shared,
        caps: Caps,
    ) -> Self {
        let now = Instant::now();
        let busy = Busy { pulse: Pulse::of(&job.mark), looked: now, last: now };
        let store = Store { queue: None, posted: Spend::default(), told: None, waiting: Vec::new() };
        let rounds = Rounds { is_over: false, beat: now, exchanged: now, busy, store, guard: None };
        let (run, shared, kept, rounds) = (run.clone(), shared.clone(), Mutex::new(now), Mutex::new(rounds));
        Self { context, workspace, run, spec, job, shared, caps, began: now, kept, rounds }
    }

    /// One look.
    fn round<'s>(self: &Arc<Self>, scope: &'s Scope<'s, '_>)
    where
        'w: 's,
    {
        let mut rounds = lock(&self.rounds);
        if rounds.is_over {
            return;
        }
        if let Some(why) = self.run.stop_wanted().or_else(|| self.overdue(&mut rounds.busy)) {
            self.shared.end(why);
        }
        let lease = Duration::from_millis(self.job.lease_ms);
        if self.job.holds && rounds.guard.is_none() && self.began.elapsed() >= STORE {
            let ((over, is_over), (going, gone)) = (mpsc::channel(), mpsc::channel());
            let watch = Arc::clone(self);
            scope.spawn(move || {
                watch.guard(lease, &is_over);
                drop(going);
            });
            rounds.guard = Some(Guard { over, gone });
        }
        if self.job.holds && rounds.beat.elapsed() >= lease / 3 {
            rounds.beat = Instant::now();
            rounds.store.beat(self, lease);
        }
        if rounds.exchanged.elapsed() >= STORE {
            rounds.exchanged = Instant::now();
            rounds.store.exchange(self);
        }
    }

    /// The last look, when the backend has ended.
    fn finish(&self) {
        let mut rounds = lock(&self.rounds);
        rounds.is_over = true;
        rounds.store.finish(self);
        if let Some(Guard { over, gone }) = rounds.guard.take() {
            drop(over);
            // Nobody says anything: that he is gone is heard.
            let _ = gone.recv();
        }
    }

    /// Ends the run while its lease still holds, when nobody could extend it: from then on the order may be someone else's.
    /// A thread of its own, because who waits for the store cannot look at the clock.
    fn guard(&self, lease: Duration, is_over: &mpsc::Receiver<()>) {
        let margin = (lease / 4).max(ENDING).min(lease / 2);
        while is_over.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
            let kept = *lock(&self.kept);
            if kept.elapsed() + margin >= lease {
                self.shared.end(Stop::Fenced);
            }
        }
    }

    fn token(&self) -> Token {
        Token { id: self.spec.order.clone(), epoch: self.spec.epoch }
    }

    /// A limit of time is reached.
    fn overdue(&self, busy: &mut Busy) -> Option<Stop> {
        let limits = &self.spec.limits;
        let over =
            |limit: Option<u64>, passed: Duration| limit.is_some_and(|limit| passed >= Duration::from_millis(limit));
        if over(limits.wall_ms, self.began.elapsed()) {
            return Some(Stop::Wall);
        }
        let (heard, has_begun) = {
            let watched = self.shared.lock();
            (watched.heard, watched.began)
        };
        if self.caps.result && !has_begun {
            return over(limits.start_ms, self.began.elapsed()).then_some(Stop::Start);
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
struct Store {
    queue: Option<Box<dyn Queue>>,
    posted: Spend,
    /// The step that other machines know of.
    told: Option<Event>,
    waiting: Vec<Waiting>,
}

impl Store {
    /// None: the store cannot be reached now; the lease runs out when that stays so.
    fn queue(&mut self, watch: &Watch<'_>) -> Option<&dyn Queue> {
        if self.queue.is_none() {
            self.queue = crate::queue::open(watch.context, watch.workspace).ok();
        }
        self.queue.as_deref()
    }

    fn beat(&mut self, watch: &Watch<'_>, lease: Duration) {
        let token = watch.token();
        let asked = Instant::now();
        match self.queue(watch).map(|queue| queue.heartbeat(&token, lease)) {
            Some(Ok(Held::Yes)) => *lock(&watch.kept) = asked,
            Some(Ok(Held::Lost)) => watch.shared.end(Stop::Fenced),
            // The guard sees to it when this goes on.
            Some(Err(_)) | None => {}
        }
    }

    fn exchange(&mut self, watch: &Watch<'_>) {
        self.post(watch);
        self.tell_step(watch);
        self.ask(watch);
        self.hear(watch);
    }

    /// Tells what was spent since the last time.
    fn post(&mut self, watch: &Watch<'_>) {
        let usage = watch.shared.lock().summary.usage;
        let now = Spend { cost_micro: usage.cost_micro.unwrap_or(0), tokens: usage.tokens() };
        if now == self.posted {
            return;
        }
        let run = &watch.spec.run;
        let (token, account, day) = (watch.token(), watch.job.account.clone(), watch.context.clock.today());
        if let Some(queue) = self.queue(watch)
            && queue.spend_in_all(run, &token, &account, &day, now).is_ok()
        {
            self.posted = now;
        }
    }

    /// Tells people at other machines, who cannot read its records, what it does.
    fn tell_step(&mut self, watch: &Watch<'_>) {
        let last = watch.shared.lock().last.clone();
        if watch.workspace.config.queue.url.is_empty() || !watch.job.holds || last == self.told {
            return;
        }
        let id = watch.spec.order.0.clone();
        let step = serde_json::json!({ "run": watch.spec.run, "event": last });
        if let Some(queue) = self.queue(watch)
            && queue.put(STEP, &id, &step).is_ok()
        {
            self.told = last;
        }
    }

    /// Brings new questions of the backend to the store. One that was answered before is answered at once.
    fn ask(&mut self, watch: &Watch<'_>) {
        let new: Vec<(usize, String, String, Vec<String>)> = {
            let mut watched = watch.shared.lock();
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
            let question = NewQuestion { token: watch.token(), kind, text, options };
            match self.queue(watch).map(|queue| queue.ask(&question)) {
                Some(Ok(asked)) => self.waiting.push((at, asked.id, Instant::now())),
                // Not lost: it is in the summary, from which it is asked at the end.
                Some(Err(_)) | None => watch.shared.lock().new_questions.push(at),
            }
        }
    }

    /// Brings answers and messages to the backend; parks the run when an answer takes too long.
    fn hear(&mut self, watch: &Watch<'_>) {
        let caps = watch.caps;
        if caps.live_tell {
            let token = watch.token();
            let told = self.queue(watch).and_then(|queue| queue.take_told(&token).ok()).unwrap_or_default();
            let messages = told.into_iter().map(|told| Message::Tell { text: told.text, by: told.by });
            watch.shared.lock().messages.extend(messages);
        }
        if !caps.live_ask || self.waiting.is_empty() {
            return;
        }
        let order = watch.token().id;
        let Some(questions) = self.queue(watch).and_then(|queue| queue.questions(Some(&order)).ok()) else { return };
        let waiting = std::mem::take(&mut self.waiting);
        for (at, id, since) in waiting {
            let question = questions.iter().find(|question| question.id == id);
            let answer = question.and_then(|question| Some((question.answer.clone()?, question.by.clone()?)));
            if let Some((text, by)) = answer {
                let mut watched = watch.shared.lock();
                if let Some(asked) = watched.summary.asked.get_mut(at) {
                    asked.answered = true;
                    let id = asked.id.clone();
                    watched.messages.push(Message::Answer { id, text, by });
                }
                drop(watched);
                let _ = self
                    .queue(watch)
                    .map(|queue| queue.settle(&id, QuestionState::Consumed, "told to the running agent"));
            } else {
                if since.elapsed() >= Duration::from_millis(watch.job.park_after_ms) {
                    watch.shared.end(Stop::Park);
                }
                self.waiting.push((at, id, since));
            }
        }
    }

    fn finish(&mut self, watch: &Watch<'_>) {
        self.post(watch);
        self.ask(watch);
        if self.told.take().is_some() {
            let id = watch.spec.order.0.clone();
            // One that stays names a run that is over, which nobody shows.
            let _ = self.queue(watch).map(|queue| queue.put(STEP, &id, &serde_json::Value::Null));
        }
    }
}
