//! The live view where nobody draws: one event of the queue after another, until all is over.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::json;

use super::board::Watcher;
use super::lines::one_line;
use super::why::word;
use crate::interrupt;
use crate::queue::{EventFilter, Queue, QueueEvent, State};
use crate::report::{Line, Problem, Report, Role};

/// So often the log is looked at.
const LOOK: Duration = Duration::from_millis(250);
/// So many events are taken at once.
const MOST: usize = 500;

/// The events of a queue, from the first on.
pub struct Stream {
    watcher: Watcher,
    queue: Box<dyn Queue>,
    after: i64,
    waiting: VecDeque<Report>,
    cancel: Arc<AtomicBool>,
    over: bool,
}

impl Stream {
    /// Of the orders that are watched.
    pub fn new(watcher: Watcher, queue: Box<dyn Queue>) -> Self {
        Self { watcher, queue, after: 0, waiting: VecDeque::new(), cancel: interrupt::flag(), over: false }
    }

    /// Takes what is new; whether all is over.
    fn look(&mut self) -> anyhow::Result<bool> {
        // Asked first: the events that lead to the end are seen before it.
        let orders = self.watcher.orders(self.queue.as_ref())?;
        let is_over = orders.iter().all(|order| order.state.is_final());
        loop {
            let filter = EventFilter { after: self.after, most: MOST, ..EventFilter::default() };
            let events = self.queue.events(&filter)?;
            for event in &events {
                self.after = event.seq;
                let watched = event.order.as_ref().is_none_or(|order| self.watcher.is_watched(order.feature()));
                if watched {
                    self.waiting.push_back(told(event));
                }
            }
            if events.len() < MOST {
                return Ok(is_over);
            }
        }
    }
}

/// An event as a line for people, and as it is for programs.
fn told(event: &QueueEvent) -> Report {
    let mut report = Report::new("watch");
    report.view.line(said(event));
    report.event = serde_json::to_value(event).ok();
    report
}

fn said(event: &QueueEvent) -> Line {
    let at =
        jiff::Timestamp::from_millisecond(event.at).map_or(String::new(), |at| at.strftime("%H:%M:%S").to_string());
    let name = event.order.as_ref().map_or("-", |order| order.short()).to_owned();
    let state: Option<State> = event.data["to"].as_str().and_then(|to| to.parse().ok());
    let (role, what) = match state.filter(|_| event.kind == "state") {
        Some(state) => {
            let role = match state {
                State::Done => Role::Good,
                State::Dead | State::Quarantined => Role::Bad,
                State::WaitingHuman => Role::Warn,
                _ => Role::Plain,
            };
            (role, word(state).to_owned())
        }
        None => (Role::Plain, event.kind.clone()),
    };
    let more = ["why", "text", "message"].iter().find_map(|key| event.data[*key].as_str());
    // Whoever takes it may be at another machine.
    let taker = (state == Some(State::Leased)).then(|| event.data["by"].as_str()).flatten();
    let by = taker.map(|by| format!("by {by}"));
    let more = more.map(one_line).or(by).map_or(String::new(), |more| format!("  {more}"));
    vec![(Role::Dim, format!("{at}  ")), (Role::Strong, format!("{name}  ")), (role, what), (Role::Plain, more)]
}

impl Iterator for Stream {
    type Item = Report;

    fn next(&mut self) -> Option<Report> {
        loop {
            if let Some(report) = self.waiting.pop_front() {
                return Some(report);
            }
            if self.over || self.cancel.load(Ordering::Relaxed) {
                return None;
            }
            match self.look() {
                Ok(over) => self.over = over,
                Err(error) => {
                    self.over = true;
                    let mut report = Report::failed("watch", Problem::from_error(&error));
                    report.event = Some(json!({ "kind": "error", "message": format!("{error:#}") }));
                    return Some(report);
                }
            }
            if self.waiting.is_empty() && !self.over {
                std::thread::sleep(LOOK);
            }
        }
    }
}
