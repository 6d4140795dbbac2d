//! The processes: workers, which claim orders and do them, and dispatchers, which hand them out. They use the queue as
//! `planyard worker` and `planyard dispatch` do, and give nothing up because a server is away.

use std::path::PathBuf;
use std::time::Duration;

use planyard::queue::{
    Address, ClaimRequest, End, Ended, Facts, Failure, Held, NewOrder, Order, OrderId, Priority, Queue, Redis, Spend,
    State, Token,
};
use planyard::report::{Problem, ProblemKind};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::effects::{FEATURE, land};
use super::journal::{Journal, Line, Run, up};
use super::plan::Chance;

pub(super) const QUEUE: &str = "chaos";
pub(super) const DAY: &str = "2026-11-21";
const BATCH: usize = 10;
const SLOTS: usize = 2;

/// What a process is to be.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Part {
    pub(super) is_worker: bool,
    /// Its place, and how often something ran there before: `w3.7.`.
    pub(super) name: String,
    pub(super) place: usize,
    pub(super) host: String,
    pub(super) boot: String,
    /// Ends what those before it left.
    pub(super) voids: bool,
    pub(super) port: u16,
    pub(super) patience: u64,
    pub(super) repository: PathBuf,
    pub(super) folder: PathBuf,
    pub(super) seed: u64,
    pub(super) tasks: usize,
    pub(super) lease: u64,
    /// How long a task takes, more or less.
    pub(super) work: u64,
    /// From when on, and in which time, the tasks are handed out.
    pub(super) from: u64,
    pub(super) within: u64,
}

pub(super) fn address(port: u16, patience: u64) -> Address {
    Address {
        url: format!("redis://127.0.0.1:{port}"),
        password: None,
        allow_unsafe: false,
        patience: Duration::from_millis(patience),
    }
}

pub(super) fn id(task: usize) -> OrderId {
    OrderId::new(".", FEATURE, &format!("T{task:05}"))
}

/// A task. Some need others of their batch, some change the same files, some are for later.
pub(super) fn order(task: usize, now: i64) -> NewOrder {
    let needs = match task % BATCH {
        5 => vec![id(task - 1)],
        7 => vec![id(task - 1), id(task - 5)],
        _ => Vec::new(),
    };
    NewOrder {
        id: id(task),
        key: format!("key of {task}"),
        title: format!("Task {task}"),
        priority: Priority::of_rank(i64::try_from(task % 3).unwrap()),
        max_attempts: 100_000,
        backend: "claude".to_owned(),
        account: format!("account {}", task % 4),
        needs,
        paths: if task.is_multiple_of(8) { vec![format!("shared/{}/**", task % 5)] } else { Vec::new() },
        labels: if task % 6 == 1 { vec!["gpu".to_owned()] } else { Vec::new() },
        due: if task.is_multiple_of(12) { now + 1_000 } else { 0 },
        payload: json!({"section": "words ".repeat(20)}),
    }
}

struct Here<'p> {
    part: &'p Part,
    journal: Journal,
    queue: Redis,
    /// A run has a process of its own that keeps its lease: it has connections of its own.
    beats: Redis,
}

/// Runs to its end.
pub(super) fn run(part: &Part) {
    let journal = Journal::new(&part.folder, &part.name);
    journal.say(&Line::Began { wall: jiff::Timestamp::now().as_millisecond() });
    let (queue, beats) = (open(part, &journal), open(part, &journal));
    let here = Here { part, journal, queue, beats };
    if part.is_worker { here.work() } else { here.hand_out() }
}

/// The server may be away; whoever starts a worker by hand starts it again.
fn open(part: &Part, journal: &Journal) -> Redis {
    loop {
        match Redis::open(&address(part.port, part.patience), QUEUE) {
            Ok(queue) => return queue,
            Err(error) => note(journal, &error),
        }
    }
}

/// Being away is told, and all else is a fault.
fn note(journal: &Journal, error: &anyhow::Error) {
    let kind = error.downcast_ref::<Problem>().map(|problem| problem.kind);
    let what = format!("{error:#}");
    let is_away = matches!(kind, Some(ProblemKind::Timeout | ProblemKind::Io)) && !what.contains("times while");
    journal.say(&if is_away { Line::Away { what } } else { Line::Fault { what } });
    std::thread::sleep(Duration::from_millis(50));
}

impl Here<'_> {
    /// What the queue answers, if it does.
    fn heard<T>(&self, answer: anyhow::Result<T>) -> Option<T> {
        answer.map_err(|error| note(&self.journal, &error)).ok()
    }

    fn is_over(&self) -> bool {
        self.part.folder.join("over").exists()
    }

    fn hand_out(&self) {
        let batches = self.part.tasks / BATCH;
        // Each batch is handed out by two, who know nothing of each other.
        let mine = |batch: &usize| {
            let share = (batch + super::plan::DISPATCHERS - self.part.place) % super::plan::DISPATCHERS;
            share < 2
        };
        let mut left: Vec<usize> = (0..batches).filter(mine).rev().collect();
        let mut chance = Chance::of(self.part.seed, &[&self.part.name]);
        loop {
            let is_due = |batch: &usize| self.part.from + self.part.within * *batch as u64 / batches as u64 <= up();
            if let Some(batch) = left.last().copied().filter(is_due) {
                if self.submit(batch) {
                    left.pop();
                }
                // And now and then one that was handed out before.
                if chance.between(0, 20) == 0 && batch > 0 {
                    self.submit(chance.next() as usize % batch);
                }
                continue;
            }
            self.heard(self.queue.sweep());
            let done = self.heard(self.queue.stats("")).and_then(|stats| stats.get(&State::Done).copied());
            if left.is_empty() && done == Some(self.part.tasks as u64) {
                return;
            }
            self.heard(self.queue.wait(Duration::from_millis(200)));
        }
    }

    fn submit(&self, batch: usize) -> bool {
        let Some(now) = self.heard(self.queue.now()) else { return false };
        let orders: Vec<NewOrder> = (batch * BATCH..(batch + 1) * BATCH).map(|task| order(task, now)).collect();
        let Some(answers) = self.heard(self.queue.submit(&orders)) else { return false };
        let is_so = answers.iter().zip(&orders).all(|(answer, order)| answer.id == order.id);
        if !is_so || answers.len() != orders.len() {
            self.journal.say(&Line::Fault { what: format!("batch {batch} was answered with {answers:?}") });
        }
        true
    }

    fn work(&self) {
        if self.part.voids {
            let place = self.part.name.split_inclusive('.').next().unwrap();
            self.heard(self.queue.void(place, &[]));
        }
        std::thread::scope(|scope| {
            for _ in 0..SLOTS {
                scope.spawn(|| {
                    while !self.is_over() {
                        self.look();
                    }
                });
            }
        });
    }

    fn lease(&self) -> Duration {
        Duration::from_millis(self.part.lease)
    }

    fn request(&self) -> ClaimRequest {
        ClaimRequest {
            worker: self.part.name.clone(),
            host: self.part.host.clone(),
            boot: self.part.boot.clone(),
            lease: self.lease(),
            scope: ".:".to_owned(),
            only: Vec::new(),
            backends: Vec::new(),
            labels: vec!["gpu".to_owned(), "linux".to_owned()],
            aging: Duration::from_secs(5),
        }
    }

    fn look(&self) {
        self.heard(self.queue.sweep());
        let asked = up();
        match self.heard(self.queue.claim(&self.request())) {
            Some(Some(order)) => {
                let mut next = Some((order, asked));
                while let Some((order, asked)) = next.take() {
                    let run = Run::from(&order.token());
                    self.journal.say(&Line::Claimed { run: run.clone(), asked, told: up() });
                    next = self.one(&order, &run, asked);
                }
            }
            Some(None) => {
                self.heard(self.queue.wait(Duration::from_secs(1)));
            }
            None => {}
        }
    }

    /// One order: like most, or like one of those whose agent fails, whose worker forgets them, or sleeps for too long.
    /// What it has claimed with the end of that, and when it asked.
    fn one(&self, order: &Order, run: &Run, asked: u64) -> Option<(Order, u64)> {
        let token = order.token();
        let mut chance = Chance::of(self.part.seed, &[&run.id.0, &run.epoch.to_string()]);
        let (luck, work) = (chance.between(0, 100), chance.between(self.part.work / 4, self.part.work * 7 / 4));
        let facts = Facts { branch: Some(format!("branch of {}", order.id.task())), ..Facts::default() };
        let goes_on = self.advance(&token, State::Preparing, &facts)
            && self.advance(&token, State::Running, &Facts::default())
            && self.spend(&token, order, chance.between(1, 1_000));
        if !goes_on {
            return None;
        }
        let is_held = match luck {
            0..3 => false,
            3..7 => {
                std::thread::sleep(self.lease().mul_f64(1.2));
                // It wakes up in the middle of something: before a heartbeat, or of what comes after the work.
                luck < 5 || self.beat(&token) == Some(Held::Yes)
            }
            _ => self.keep(&token, work, asked),
        };
        if !is_held {
            return None;
        }
        let end = match luck {
            7..12 => End::Retry {
                failure: Failure::GateFailed,
                message: "a gate failed".to_owned(),
                after: Duration::from_millis(chance.between(0, 500)),
            },
            12..14 => End::Release { why: "the worker stops".to_owned() },
            14 => {
                let now = self.heard(self.queue.now())?;
                End::Limit { account: order.account.clone(), until: now + 300, reason: "enough".to_owned() }
            }
            _ => {
                let goes_on = self.advance(&token, State::Verifying, &Facts::default())
                    && self.advance(&token, State::Merging, &Facts::default());
                if !goes_on {
                    return None;
                }
                // Gates take their time, and what happens then is not seen by who is stopped.
                std::thread::sleep(Duration::from_millis(chance.between(0, work / 4)));
                let effect = land(&self.part.repository, &order.id, &order.run());
                let (commit, found, races) = (effect.commit.clone(), effect.found, effect.races);
                self.journal.say(&Line::Effect { run: run.clone(), commit, found, races });
                std::thread::sleep(Duration::from_millis(chance.between(0, work / 4)));
                End::Done { landed: Some(effect.commit), note: None }
            }
        };
        let goes_on = matches!(end, End::Done { .. }) && chance.between(0, 2) == 0;
        self.finish(&token, &end, chance.between(0, 3), goes_on)
    }

    fn advance(&self, token: &Token, to: State, facts: &Facts) -> bool {
        match self.heard(self.queue.advance(token, to, facts)) {
            Some(Held::Yes) => true,
            Some(Held::Lost) => {
                self.journal.say(&Line::Refused { run: token.into(), what: format!("to {to}") });
                false
            }
            None => false,
        }
    }

    fn spend(&self, token: &Token, order: &Order, tokens: u64) -> bool {
        self.journal.say(&Line::Spending { tokens });
        let spend = Spend { cost_micro: tokens * 3, tokens };
        let of = (token, &*order.account, DAY);
        let is_told = if tokens.is_multiple_of(2) {
            self.heard(self.queue.spend(of.0, of.1, of.2, spend)).is_some()
        } else {
            // The supervisor tells it, and who takes over after it.
            let tell = |queue: &Redis| self.heard(queue.spend_in_all(&order.run(), of.0, of.1, of.2, spend)).is_some();
            tell(&self.queue) | tell(&self.beats)
        };
        if is_told {
            self.journal.say(&Line::Spent { tokens });
        }
        true
    }

    /// Works, and keeps the lease meanwhile. When nobody can extend it the work ends before it does.
    fn keep(&self, token: &Token, work: u64, asked: u64) -> bool {
        let (begun, mut kept) = (up(), asked);
        while up() < begun + work {
            std::thread::sleep(Duration::from_millis((self.part.lease / 3).min((begun + work).saturating_sub(up()))));
            let asked = up();
            match self.beat(token) {
                Some(Held::Yes) => kept = asked,
                Some(Held::Lost) => return false,
                None if up() + self.part.lease / 10 > kept + self.part.lease => return false,
                None => {}
            }
        }
        true
    }

    fn beat(&self, token: &Token) -> Option<Held> {
        let asked = up();
        let held = self.heard(self.beats.heartbeat(token, self.lease()))?;
        self.journal.say(&match held {
            Held::Yes => Line::Kept { run: token.into(), asked },
            Held::Lost => Line::Refused { run: token.into(), what: "heartbeat".to_owned() },
        });
        Some(held)
    }

    fn finish(&self, token: &Token, end: &End, again: u64, goes_on: bool) -> Option<(Order, u64)> {
        let run = Run::from(token);
        let name = serde_json::to_value(end).unwrap().as_object().unwrap().keys().next().unwrap().clone();
        self.journal.say(&Line::Ending { run: run.clone(), at: up() });
        // Who gets no answer tries again, or leaves it: both must be good.
        for _ in 0..=again {
            let asked = up();
            let given = match goes_on {
                true => self.queue.finish_and_claim(token, end, &self.request()),
                false => self.queue.finish(token, end).map(|ended| (ended, None)),
            };
            let Some((ended, next)) = self.heard(given) else { continue };
            self.journal.say(&match ended {
                Ended::Recorded(_) => Line::Ended { run, end: name, is_new: true },
                Ended::Replay => Line::Ended { run, end: name, is_new: false },
                Ended::Lost => Line::Refused { run, what: name },
            });
            return next.map(|order| (order, asked));
        }
        None
    }
}
