//! `planyard logs -f`: the events of a run as they come.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

use crate::dispatch::runs::RunFolder;
use crate::interrupt;
use crate::oversight::lines::Lines;
use crate::oversight::runs::Record;
use crate::oversight::tail::Tail;
use crate::queue::{Queue, Token};
use crate::report::{Line, Report, Role, line};

/// So often the file is looked at.
const LOOK: Duration = Duration::from_millis(200);

/// Follows one run to its end.
pub(super) struct Follow {
    queue: Box<dyn Queue>,
    token: Token,
    run: String,
    folder: RunFolder,
    tails: Vec<Tail>,
    raw: bool,
    lines: Lines,
    waiting: VecDeque<Report>,
    cancel: Arc<AtomicBool>,
    over: bool,
}

impl Follow {
    pub(super) fn new(queue: Box<dyn Queue>, record: &Record, raw: bool) -> Self {
        let files: &[&str] = if raw { &["stdout.raw", "stderr.raw"] } else { &["events.jsonl"] };
        Self {
            queue,
            token: Token { id: record.row.order.clone(), epoch: record.row.epoch },
            run: record.row.run.clone(),
            tails: files.iter().map(|name| Tail::of(record.folder.file(name))).collect(),
            folder: record.folder.clone(),
            raw,
            lines: Lines::default(),
            waiting: VecDeque::new(),
            cancel: interrupt::flag(),
            over: false,
        }
    }

    /// It has its result, or nobody holds it in this epoch.
    fn has_ended(&self) -> bool {
        if self.folder.has("result.json") {
            return true;
        }
        let order = self.queue.order(&self.token.id).ok().flatten();
        // A store that is busy now is asked again.
        order.is_some_and(|order| order.epoch != self.token.epoch || !order.state.is_held())
    }

    fn look(&mut self) {
        for at in 0..self.tails.len() {
            for text in self.tails[at].lines() {
                self.add(text);
            }
        }
    }

    fn add(&mut self, text: String) {
        if self.raw {
            self.waiting.push_back(told(vec![line(text.clone())], json!({ "run": self.run, "line": text })));
            return;
        }
        let Ok(event) = serde_json::from_str::<Value>(&text) else { return };
        let lines = self.lines.add(&event);
        self.waiting.push_back(told(lines, event));
    }

    fn end(&mut self) {
        self.over = true;
        let mut rest: Vec<String> = self.tails.iter_mut().filter_map(Tail::rest).collect();
        rest.drain(..).for_each(|text| self.add(text));
        let mut lines = self.lines.rest();
        let how = match self.folder.result() {
            Some(result) if result.stop.is_some() => "the run was ended",
            Some(_) => "the run has ended",
            None => "the run is over, without a result",
        };
        let event = json!({ "kind": "end", "run": self.run, "message": how });
        lines.push(vec![(Role::Dim, how.to_owned())]);
        self.waiting.push_back(told(lines, event));
    }
}

fn told(lines: Vec<Line>, event: Value) -> Report {
    let mut report = Report::new("logs");
    lines.into_iter().for_each(|line| {
        report.view.line(line);
    });
    report.event = Some(event);
    report
}

impl Iterator for Follow {
    type Item = Report;

    fn next(&mut self) -> Option<Report> {
        loop {
            if let Some(report) = self.waiting.pop_front() {
                return Some(report);
            }
            if self.over || self.cancel.load(Ordering::Relaxed) {
                return None;
            }
            // Asked before the last look: what was written until then is seen.
            let ended = self.has_ended();
            self.look();
            if ended {
                self.end();
            } else if self.waiting.is_empty() {
                std::thread::sleep(LOOK);
            }
        }
    }
}
