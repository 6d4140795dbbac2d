//! Where a running backend reports: its events and output are kept, counted against its limits, and watched.

use std::fs::File;
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::runs::{RunFolder, Stop};
use super::summary::Summary;
use crate::agents::Event;
use crate::backends::{Desk, Limits, Message, Stream};
use crate::process::Secrets;
use crate::queue::Failure;

/// So much of each stream is kept as it came.
const RAW_LIMIT: u64 = 64 * 1024 * 1024;
/// So often a model may be asked again before the run is given up.
const MOST_RETRIES: u32 = 3;

/// What the supervisor and the desk share.
#[derive(Debug)]
pub struct Watched {
    /// What the events say by now.
    pub summary: Summary,
    /// Why the run is to end.
    pub why: Option<Stop>,
    /// When something was heard last.
    pub heard: Instant,
    /// The last of its steps that people are told, a long text cut short.
    pub last: Option<Event>,
    /// Something was heard at all.
    pub began: bool,
    /// Answers and other messages that the backend has not taken yet.
    pub messages: Vec<Message>,
    /// Questions of the backend that are not in the store yet, by their index in the summary.
    pub new_questions: Vec<usize>,
}

/// Shared by the desk, which the backend talks to, and the watch, which ends it.
#[derive(Debug, Clone)]
pub struct Shared {
    inner: Arc<Mutex<Watched>>,
    /// The backend's cue to end.
    pub stop: Arc<AtomicBool>,
}

impl Shared {
    /// Of a run that begins now.
    pub fn new() -> Self {
        let watched = Watched {
            summary: Summary::default(),
            why: None,
            heard: Instant::now(),
            last: None,
            began: false,
            messages: Vec::new(),
            new_questions: Vec::new(),
        };
        Self { inner: Arc::new(Mutex::new(watched)), stop: Arc::new(AtomicBool::new(false)) }
    }

    /// What is known by now.
    pub fn lock(&self) -> MutexGuard<'_, Watched> {
        // A panic elsewhere leaves counters that are right or a little behind.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the run; the first reason counts.
    pub fn end(&self, why: Stop) {
        self.lock().why.get_or_insert(why);
        self.stop.store(true, Ordering::Relaxed);
    }
}

impl Default for Shared {
    fn default() -> Self {
        Self::new()
    }
}

/// The desk of one run.
pub struct RunDesk {
    shared: Shared,
    limits: Limits,
    secrets: Secrets,
    events: Option<File>,
    raw: [Option<(File, u64)>; 2],
    run: RunFolder,
    started: Instant,
}

impl RunDesk {
    /// Of a run.
    pub fn new(run: &RunFolder, limits: Limits, secrets: Secrets, shared: Shared) -> Self {
        Self { shared, limits, secrets, events: None, raw: [None, None], run: run.clone(), started: Instant::now() }
    }

    fn keep(&mut self, event: &Event) {
        let Ok(mut value) = serde_json::to_value(event) else { return };
        if let Some(object) = value.as_object_mut() {
            let at = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
            object.insert("at_ms".to_owned(), at.into());
        }
        // A transcript that cannot be written must not end the work.
        if self.events.is_none() {
            self.events = self.run.appended("events.jsonl").ok();
        }
        let mut line = self.secrets.redact(value.to_string().into_bytes());
        line.push(b'\n');
        if let Some(file) = &mut self.events {
            let _ = file.write_all(&line);
        }
    }

    fn over(&self, summary: &Summary) -> Option<Stop> {
        let over = |limit: Option<u64>, used: u64| limit.is_some_and(|limit| used >= limit);
        if over(self.limits.cost_micro, summary.usage.cost_micro.unwrap_or(0))
            || over(self.limits.tokens, summary.usage.tokens())
        {
            return Some(Stop::Budget);
        }
        self.limits.turns.filter(|limit| summary.turns > *limit).map(|_| Stop::Turns)
    }
}

/// So much of a step is told to other machines.
const MOST_STEP: usize = 400;

/// What people are told of an event. Pieces of a message say little; what came of it by now says more.
fn step(event: &Event, summary: &Summary) -> Option<Event> {
    let cut = |text: &str| text.chars().take(MOST_STEP).collect::<String>();
    match event {
        Event::Text { text, delta } => {
            Some(Event::Text { text: cut(if *delta { &summary.text } else { text }), delta: false })
        }
        Event::ToolStart { .. } | Event::Retry { .. } | Event::Limit { .. } | Event::Ask { .. } => {
            let small = serde_json::to_string(event).is_ok_and(|json| json.len() <= 4 * MOST_STEP);
            small.then(|| event.clone())
        }
        _ => None,
    }
}

/// A retry that will not help, or one too many.
fn is_hopeless(event: &Event) -> bool {
    match event {
        Event::Retry { failure: Failure::Auth, .. } => true,
        Event::Retry { failure: Failure::RateLimit | Failure::Overloaded, attempt, after_ms, .. } => {
            *attempt > MOST_RETRIES || Duration::from_millis(*after_ms) > Duration::from_secs(30)
        }
        _ => false,
    }
}

impl Desk for RunDesk {
    fn event(&mut self, event: Event) {
        let event = redacted(event, &self.secrets);
        self.keep(&event);
        let mut watched = self.shared.lock();
        watched.heard = Instant::now();
        watched.began = true;
        watched.summary.add(&event);
        if let Some(step) = step(&event, &watched.summary) {
            watched.last = Some(step);
        }
        if matches!(event, Event::Ask { .. }) {
            let at = watched.summary.asked.len() - 1;
            watched.new_questions.push(at);
        }
        let over = self.over(&watched.summary);
        drop(watched);
        if let Some(why) = over {
            self.shared.end(why);
        } else if is_hopeless(&event) {
            self.shared.end(Stop::Hopeless);
        }
    }

    fn raw(&mut self, stream: Stream, bytes: &[u8]) {
        self.shared.lock().heard = Instant::now();
        let (at, name) = match stream {
            Stream::Out => (0, "stdout.raw"),
            Stream::Err => (1, "stderr.raw"),
        };
        if self.raw[at].is_none() {
            self.raw[at] = self.run.appended(name).ok().map(|file| (file, 0));
        }
        if let Some((file, written)) = &mut self.raw[at]
            && *written < RAW_LIMIT
        {
            let mut line = self.secrets.redact(bytes.to_vec());
            if line.last() != Some(&b'\n') {
                line.push(b'\n');
            }
            *written += line.len() as u64;
            let _ = file.write_all(&line);
        }
    }

    fn messages(&mut self) -> Vec<Message> {
        std::mem::take(&mut self.shared.lock().messages)
    }
}

/// The same event without secrets: its words go to files, the store and prompts.
fn redacted(event: Event, secrets: &Secrets) -> Event {
    let Ok(bytes) = serde_json::to_vec(&event) else { return event };
    let clean = secrets.redact(bytes.clone());
    if clean == bytes {
        return event;
    }
    serde_json::from_slice(&clean)
        .unwrap_or_else(|_| Event::Warn { message: "an event held a secret and is left out".to_owned() })
}
