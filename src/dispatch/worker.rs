//! A worker: the slots of one machine for the orders of every feature, whoever has handed them out. It takes nothing from
//! the queue but what is to be done: the backend, the gates and the target come from its own configuration.

use std::collections::BTreeMap;
use std::path::{Component, Path};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError, TryLockError};
use std::time::{Duration, Instant};

use anyhow::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::shop::{Shop, Worker};
use super::{control, integrate, open, recover, settings::Settings, work};
use crate::context::Context;
use crate::interrupt;
use crate::queue::{self, ClaimRequest, End, Filter, Gauges, Millis, Order, OrderId, Queue, State};
use crate::report::{Problem, ProblemKind};
use crate::workspace::Workspace;
use crate::workspace::features::Found;

/// The kind of record that workers are kept as.
pub const KIND: &str = "worker";
/// The kind of record by which a worker is asked to take nothing new.
pub const DRAIN: &str = "worker-drain";
/// How often a worker says that it lives.
pub const BEAT: Duration = Duration::from_secs(40);
/// How long it waits for the bell at once.
const PATIENCE: Duration = Duration::from_secs(60);
/// An idle worker looks at the queue so often although nothing rang.
const LOOK: Duration = Duration::from_secs(60);
/// How long a queue that cannot be reached is left alone.
const AWAY: Duration = Duration::from_secs(1);
/// How often it is looked whether it is to stop.
const TICK: Duration = Duration::from_millis(200);

/// What a worker is to be.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// What it is called; by default the host's name.
    pub name: Option<String>,
    /// How many orders at once.
    pub slots: usize,
    /// Only orders for these backends; empty: for all that this machine's configuration knows.
    pub backends: Vec<String>,
    /// Its labels: only orders that need no others.
    pub labels: Vec<String>,
    /// Stop after this long without work.
    pub drain_after: Option<Duration>,
    /// Stop when nothing is left that it could do.
    pub once: bool,
}

/// What a worker does now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Doing {
    /// It waits for work.
    Idle,
    /// It works.
    Busy,
    /// Somebody has stopped all claims.
    Waiting,
    /// What it tried last could not be done on this machine.
    Error,
    /// It takes nothing new.
    Draining,
    /// It has stopped in good order.
    Offline,
}

/// What a worker says of itself, every so often.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Record {
    /// Its name in leases.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// The machine.
    pub host: String,
    /// The version of Planyard.
    pub version: String,
    /// What it does.
    pub state: Doing,
    /// How many orders at once.
    pub slots: usize,
    /// How many it works on.
    pub busy: usize,
    /// Only orders for these backends; empty: all.
    pub backends: Vec<String>,
    /// Its labels.
    #[serde(default)]
    pub labels: Vec<String>,
    /// The machine's load of the last minute, in hundredths.
    pub load: u64,
    /// How many orders it has ended.
    pub ended: usize,
    /// When it began.
    pub since: Millis,
    /// When it said this.
    pub seen: Millis,
    /// It takes nothing new, or was asked to.
    #[serde(default)]
    pub drain: bool,
}

impl Doing {
    /// Its name, as in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Busy => "busy",
            Self::Waiting => "waiting",
            Self::Error => "error",
            Self::Draining => "draining",
            Self::Offline => "offline",
        }
    }
}

impl Record {
    /// It has stopped, or has said nothing for too long.
    pub fn is_gone(&self, now: Millis) -> bool {
        let most = i64::try_from(BEAT.as_millis()).unwrap_or(i64::MAX).saturating_mul(3);
        self.state == Doing::Offline || now.saturating_sub(self.seen) > most
    }
}

/// Tells people what happens to an order: which, in a word, and more.
pub type Tell = dyn Fn(&OrderId, &str, &str) + Send + Sync;

struct Machine<'m> {
    context: &'m Context,
    workspace: &'m Workspace,
    wanted: &'m Wanted,
    queue: Box<dyn Queue>,
    me: Worker,
    tell: &'m Tell,
    began: Millis,
    /// By feature and backend.
    shops: Mutex<BTreeMap<(String, String), Arc<Shop<'m>>>>,
    adopted: Mutex<Vec<Order>>,
    draining: AtomicBool,
    busy: AtomicUsize,
    ended: AtomicUsize,
    last_work: Mutex<Instant>,
    /// The last that it tried could not be done here.
    is_failing: AtomicBool,
    /// Claims were stopped when it asked last.
    is_waiting: AtomicBool,
    /// Who has it listens for all slots.
    listener: Mutex<()>,
    /// How often the bell was heard.
    rings: Mutex<u64>,
    rang: Condvar,
}

/// Works until it is stopped. How many orders it has ended.
///
/// # Errors
/// The queue or the repository cannot be used.
pub fn run(context: &Context, workspace: &Workspace, wanted: &Wanted, tell: &Tell) -> Result<usize> {
    let queue = queue::open(context, workspace)?;
    let store = queue::folder(workspace)?;
    let me = recover::sign_on(&store)?;
    let machine = Machine {
        began: queue.now()?,
        context,
        workspace,
        wanted,
        queue,
        me,
        tell,
        shops: Mutex::default(),
        adopted: Mutex::default(),
        draining: AtomicBool::new(false),
        busy: AtomicUsize::new(0),
        ended: AtomicUsize::new(0),
        last_work: Mutex::new(Instant::now()),
        is_failing: AtomicBool::new(false),
        is_waiting: AtomicBool::new(false),
        listener: Mutex::new(()),
        rings: Mutex::new(0),
        rang: Condvar::new(),
    };
    let worked = machine.work();
    recover::sign_off(&store, &machine.me);
    for shop in lock(&machine.shops).values() {
        recover::sign_off(&store, &shop.worker);
        integrate::leave(&shop.place, &shop.target);
    }
    let _ = machine.say(Doing::Offline);
    worked.map(|()| machine.ended.load(Ordering::Relaxed))
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<'m> Machine<'m> {
    fn work(&self) -> Result<()> {
        self.say(Doing::Idle)?;
        self.recover()?;
        let cancel = interrupt::flag();
        let fault: Mutex<Option<anyhow::Error>> = Mutex::new(None);
        std::thread::scope(|scope| {
            let slots: Vec<_> = (0..self.wanted.slots.max(1))
                .map(|_| {
                    let fault = &fault;
                    scope.spawn(move || {
                        if let Err(error) = self.slot() {
                            lock(fault).get_or_insert(error);
                            self.draining.store(true, Ordering::Relaxed);
                        }
                    })
                })
                .collect();
            let (mut said, mut beat, mut is_told) = (Instant::now(), Instant::now(), false);
            while slots.iter().any(|slot| !slot.is_finished()) {
                std::thread::sleep(TICK);
                if cancel.load(Ordering::Relaxed) || self.is_idle_for_long() {
                    self.draining.store(true, Ordering::Relaxed);
                }
                if self.draining.load(Ordering::Relaxed) && !is_told {
                    // Slots that listen are to hear of it; those that cannot come to their end by themselves.
                    is_told = self.queue.ring().is_ok();
                }
                if said.elapsed() >= BEAT {
                    said = Instant::now();
                    // A store that is away for a while is no reason to stop: leases see to what is held.
                    let _ = self.heed();
                }
                if beat.elapsed() >= self.lease() / 3 {
                    beat = Instant::now();
                    let shops: Vec<_> = lock(&self.shops).values().cloned().collect();
                    for shop in shops {
                        let _ = shop.beat();
                    }
                }
            }
        });
        match fault.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    fn lease(&self) -> Duration {
        crate::duration::parse(&self.workspace.config.dispatch.lease).unwrap_or(Duration::from_secs(60))
    }

    fn is_idle_for_long(&self) -> bool {
        let Some(most) = self.wanted.drain_after else { return false };
        self.busy.load(Ordering::Relaxed) == 0 && lock(&self.last_work).elapsed() >= most
    }

    /// Says that it lives, and hears what it is asked.
    fn heed(&self) -> Result<()> {
        let told = self.queue.records(DRAIN, &self.me.name)?;
        let stop = control::wish(self.queue.as_ref())?.filter(|wish| wish.at >= self.began);
        if told.iter().any(|(name, wish)| *name == self.me.name && wish == true) || stop.is_some() {
            self.draining.store(true, Ordering::Relaxed);
        }
        self.say(match () {
            () if self.draining.load(Ordering::Relaxed) => Doing::Draining,
            () if self.busy.load(Ordering::Relaxed) > 0 => Doing::Busy,
            () if self.is_failing.load(Ordering::Relaxed) => Doing::Error,
            () if self.is_waiting.load(Ordering::Relaxed) => Doing::Waiting,
            () => Doing::Idle,
        })
    }

    fn say(&self, state: Doing) -> Result<()> {
        let record = Record {
            name: self.me.name.clone(),
            title: self.wanted.name.clone().unwrap_or_else(|| self.me.host.clone()),
            host: self.me.host.clone(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            state,
            slots: self.wanted.slots,
            busy: self.busy.load(Ordering::Relaxed),
            backends: self.wanted.backends.clone(),
            labels: self.wanted.labels.clone(),
            load: load(),
            ended: self.ended.load(Ordering::Relaxed),
            since: self.began,
            seen: self.queue.now()?,
            drain: self.draining.load(Ordering::Relaxed),
        };
        self.queue.put(KIND, &self.me.name, &serde_json::to_value(record)?)
    }

    /// What workers of this machine left when they ended without a word.
    fn recover(&self) -> Result<()> {
        let states = State::ALL.into_iter().filter(|state| state.is_held()).collect();
        for order in self.queue.orders(&Filter { scope: self.scope(), states })? {
            if order.host.as_deref() == Some(&*self.me.host)
                && let Ok(shop) = self.shop(&order)
            {
                lock(&self.adopted).extend(recover::recover(&shop)?);
            }
        }
        Ok(())
    }

    fn scope(&self) -> String {
        format!("{}:", open::prefix(self.workspace))
    }

    fn slot(&self) -> Result<()> {
        let (mut is_away, mut next) = (false, None);
        while !self.draining.load(Ordering::Relaxed) {
            let claimed = self.next(next.take());
            match claimed {
                Ok(Some(order)) => {
                    is_away = false;
                    self.busy.fetch_add(1, Ordering::Relaxed);
                    self.is_failing.store(false, Ordering::Relaxed);
                    let (worked, claimed) = self.one(&order);
                    next = claimed;
                    self.busy.fetch_sub(1, Ordering::Relaxed);
                    self.ended.fetch_add(1, Ordering::Relaxed);
                    *lock(&self.last_work) = Instant::now();
                    if let Err(error) = worked {
                        self.is_failing.store(true, Ordering::Relaxed);
                        // Its lease runs out, and somebody takes it up again.
                        (self.tell)(&order.id, "left", &format!("{error:#}"));
                    }
                }
                Ok(None) if self.wanted.once && !self.may_come()? => return Ok(()),
                Ok(None) => {
                    is_away = false;
                    let paused = self.queue.paused().is_ok_and(|why| why.is_some());
                    self.is_waiting.store(paused, Ordering::Relaxed);
                    self.rest();
                }
                // A queue that is away comes back; the runs under way end before their leases do.
                Err(error) => {
                    if !is_away {
                        (self.tell)(&OrderId::new(".", "", "worker"), "waits", &format!("{error:#}"));
                    }
                    is_away = true;
                    std::thread::sleep(AWAY);
                }
            }
        }
        if let Some(order) = next {
            // It was not begun. Where this cannot be said, its lease runs out.
            let _ = self.queue.finish(&order.token(), &End::Release { why: "the worker stops".to_owned() });
        }
        Ok(())
    }

    /// The order to work on now: one that was claimed when the last was given back, one that was adopted, or a new one.
    fn next(&self, claimed: Option<Order>) -> Result<Option<Order>> {
        if claimed.is_some() {
            // What has run out or come due meanwhile is for all; whoever cannot say so now is told by the next step.
            let _ = self.queue.sweep();
            return Ok(claimed);
        }
        let adopted = lock(&self.adopted).pop();
        if adopted.is_some() { Ok(adopted) } else { self.claim() }
    }

    /// What is claimed with the end of an order: nothing, when it stops or others come first.
    fn wanted(&self) -> Option<ClaimRequest> {
        let goes_on = !self.draining.load(Ordering::Relaxed) && lock(&self.adopted).is_empty();
        goes_on.then(|| self.request())
    }

    /// Waits for the bell: one slot for all, so that many ask no more than one. When nothing rings for a while the queue
    /// need not be asked.
    fn rest(&self) {
        if self.wanted.once {
            // What is wrong shows when it is asked for work.
            let _ = self.queue.wait(Duration::from_secs(1));
            return;
        }
        let heard = *lock(&self.rings);
        while !self.draining.load(Ordering::Relaxed) {
            let is_listener = match self.listener.try_lock() {
                Ok(_listening) => self.listen(),
                Err(TryLockError::Poisoned(_)) => true,
                Err(TryLockError::WouldBlock) => false,
            };
            let rings = lock(&self.rings);
            if is_listener || *rings != heard {
                return;
            }
            let rings = self.rang.wait_timeout(rings, TICK).unwrap_or_else(PoisonError::into_inner).0;
            if *rings != heard {
                return;
            }
        }
    }

    /// Listens until it rings, or for long enough to look again; true.
    fn listen(&self) -> bool {
        let looked = Instant::now();
        while !self.draining.load(Ordering::Relaxed) {
            let begun = Instant::now();
            let rang = self.queue.wait(PATIENCE).is_err() || begun.elapsed() < PATIENCE;
            if rang {
                *lock(&self.rings) += 1;
                self.rang.notify_all();
            }
            if rang || looked.elapsed() >= LOOK {
                break;
            }
        }
        true
    }

    /// Something of what it could do is held, due later or waits for another.
    fn may_come(&self) -> Result<bool> {
        let open = |state: &State| state.is_held() || matches!(state, State::Queued | State::Delayed);
        let states = State::ALL.into_iter().filter(open).collect();
        let orders = self.queue.orders(&Filter { scope: self.scope(), states })?;
        Ok(orders.iter().any(|order| queue::missing(&order.labels, &self.wanted.labels).is_empty()))
    }

    fn claim(&self) -> Result<Option<Order>> {
        self.queue.sweep()?;
        self.queue.claim(&self.request())
    }

    fn request(&self) -> ClaimRequest {
        ClaimRequest {
            worker: self.me.name.clone(),
            host: self.me.host.clone(),
            boot: self.me.boot.clone(),
            lease: self.lease(),
            scope: self.scope(),
            only: Vec::new(),
            backends: self.wanted.backends.clone(),
            labels: self.wanted.labels.clone(),
            aging: Duration::from_secs(600),
        }
    }

    fn one(&self, order: &Order) -> (Result<()>, Option<Order>) {
        (self.tell)(&order.id, "claimed", &format!("attempt {} of {}", order.attempt, order.max_attempts));
        match self.shop(order) {
            Ok(shop) => work::work_and_claim(&shop, order, &|| self.wanted()),
            // What cannot be done here may be done elsewhere, and is seen by people when it cannot.
            Err(error) => {
                let message = format!("{} cannot do it: {error:#}", self.me.host);
                (self.tell)(&order.id, "refused", &message);
                let end = End::Retry { failure: queue::Failure::SetupFailed, message, after: Duration::from_secs(30) };
                self.is_failing.store(true, Ordering::Relaxed);
                (self.queue.finish(&order.token(), &end).map(drop), None)
            }
        }
    }

    fn shop(&self, order: &Order) -> Result<Arc<Shop<'m>>> {
        let key = (order.id.feature().to_owned(), order.backend.clone());
        let mut shops = lock(&self.shops);
        if let Some(known) = shops.get(&key) {
            return Ok(Arc::clone(known));
        }
        let found = feature(order)?;
        let mut settings = Settings::of(&self.workspace.config.dispatch)?;
        settings.backend.clone_from(&order.backend);
        let target = settings.target(&found.id);
        let asked = order.payload.get("target").and_then(serde_json::Value::as_str).unwrap_or(&target);
        if asked != target {
            return Err(Problem::new(
                ProblemKind::Refused,
                format!("it is to land on {asked}, and this machine lands work on {target} only"),
            )
            .source("dispatch.into")
            .hint("let both have the same dispatch.into")
            .into());
        }
        let tell = self.tell;
        let say = Box::new(move |order: &OrderId, what: &str, more: &str| tell(order, what, more));
        let shop = Arc::new(open::shop(self.context, self.workspace, found, settings, say)?);
        shops.insert(key, Arc::clone(&shop));
        Ok(shop)
    }
}

/// The feature of an order, which need not be in the files of this clone: it is read from commits.
fn feature(order: &Order) -> Result<Found> {
    let path = order.payload.get("path").and_then(serde_json::Value::as_str).unwrap_or_default();
    let inside = !path.is_empty() && Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    let name = path.rsplit('/').next().unwrap_or_default();
    let id = order.id.feature();
    // A file of data may hold several features, and says which only inside.
    let is_of = name.strip_suffix(".md").unwrap_or(name) == id || name.ends_with(".json");
    if !inside || !is_of {
        return Err(Problem::new(ProblemKind::Refused, format!("{} does not say where its plan is", order.id))
            .source(order.id.0.clone())
            .hint("it was handed out by an older Planyard; cancel it and dispatch again")
            .into());
    }
    Ok(Found::named(path, id))
}

fn load() -> u64 {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load: f64 = text.split(' ').next().and_then(|word| word.parse().ok()).unwrap_or_default();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a load is small and positive")]
    let hundredths = (load * 100.0) as u64;
    hundredths
}

/// How many workers there are, and of what they do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Counted {
    /// How many do what: `idle`, `busy`, `draining`, `offline`, and `gone`: those that said nothing for too long.
    pub states: BTreeMap<String, u64>,
    /// How many orders those that live can work on at once.
    pub slots: usize,
    /// How many they work on.
    pub busy: usize,
}

/// Counts workers.
pub fn count(records: &[Record], now: Millis) -> Counted {
    let names = [Doing::Idle, Doing::Busy, Doing::Draining, Doing::Offline].map(Doing::name);
    let states = names.into_iter().chain(["gone"]).map(|name| (name.to_owned(), 0)).collect();
    let mut counted = Counted { states, ..Counted::default() };
    for record in records {
        let is_gone = record.is_gone(now);
        let name = if is_gone && record.state != Doing::Offline { "gone" } else { record.state.name() };
        *counted.states.entry(name.to_owned()).or_default() += 1;
        if !is_gone {
            counted.slots += record.slots;
            counted.busy += record.busy;
        }
    }
    counted
}

/// What is queued and needs labels that no worker has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Unserved {
    /// The labels.
    pub labels: Vec<String>,
    /// How many orders need them.
    pub count: u64,
}

/// What of the queue needs labels that no live worker has, nor who is named by `served` besides.
pub fn unserved(gauges: &Gauges, served: &[Vec<String>]) -> Vec<Unserved> {
    let needed =
        gauges.labels.iter().map(|(labels, count)| Unserved { labels: queue::labels([labels]), count: *count });
    let can = |needed: &Unserved| served.iter().any(|there| queue::missing(&needed.labels, there).is_empty());
    needed.filter(|needed| !can(needed)).collect()
}

/// The labels of each worker that lives.
pub fn living(records: &[Record], now: Millis) -> Vec<Vec<String>> {
    records.iter().filter(|record| !record.is_gone(now)).map(|record| record.labels.clone()).collect()
}

/// The labels of each worker that lives, and of this machine's dispatchers.
///
/// # Errors
/// The store cannot be reached.
pub fn served(queue: &dyn Queue, own: &[String]) -> Result<Vec<Vec<String>>> {
    let mut served = living(&all(queue)?, queue.now()?);
    served.push(queue::labels(own));
    Ok(served)
}

/// All workers that the queue knows, by name.
///
/// # Errors
/// The store cannot be reached.
pub fn all(queue: &dyn Queue) -> Result<Vec<Record>> {
    let records = queue.records(KIND, "")?;
    Ok(records.into_iter().filter_map(|(_, record)| serde_json::from_value(record).ok()).collect())
}
