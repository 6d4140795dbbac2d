//! Any agent that speaks the Agent Client Protocol on its standard streams, by the protocol's own library.
//!
//! Planyard is the client: it answers what the agent may do by the run's permissions, one time each, and gives it the files
//! of the worktree and no others. Terminals are not offered; agents have their own.

mod files;
mod talk;

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use agent_client_protocol::v1::schema::StopReason;
use anyhow::Result;
use serde_json::Value;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::{
    Backend, Caps, Desk, Finish, Options, Probe, Setting, Spec, Stream, Tail, finish, not_started, probe, program,
};
use crate::agents::{Event, Usage};
use crate::health::run::runtime;
use crate::process::{Ladder, Live, Next, Status};
use crate::queue::Failure;
use talk::{Order, Said, Wrong};

const KNOWN: [&str; 2] = ["mode", "run"];
/// How often the agent's streams are looked at.
const LOOK: Duration = Duration::from_millis(20);
/// So many lines at one look, so that people are heard while it floods.
const AT_ONCE: usize = 512;
/// How long it may take to end when nothing more is wanted of it.
const PARTING: Duration = Duration::from_millis(2500);
/// How long it may take to end its turn when it is told to, and to end after that.
const YIELDING: Duration = Duration::from_secs(1);
/// How one is ended that did not end when it was told to.
const MADE: Ladder = Ladder { interrupt: Duration::from_millis(600), terminate: Duration::from_millis(600) };
/// How long what it said before its end may still be on the way.
const LATE: Duration = Duration::from_millis(500);
/// So many lines that are no messages are told.
const MOST_WARNINGS: usize = 5;

struct Acp {
    setting: Setting,
    argv: Vec<String>,
    /// The agent's mode, by its own name.
    mode: Option<String>,
}

/// Makes one.
pub(super) fn make(setting: &Setting) -> Result<Box<dyn Backend>> {
    let options = Options::of(setting, &KNOWN)?;
    let argv = options.need("run", options.words("run")?)?;
    let mode = options.text("mode")?.map(str::to_owned);
    Ok(Box::new(Acp { setting: setting.clone(), argv, mode }))
}

impl Acp {
    fn name(&self) -> &str {
        self.argv.first().map_or("", String::as_str)
    }
}

impl Backend for Acp {
    fn caps(&self) -> Caps {
        Caps { resume: true, result: true, ..Caps::default() }
    }

    fn probe(&self) -> Probe {
        probe(&self.setting, self.name())
    }

    fn run(&self, spec: &Spec, desk: &mut dyn Desk, stop: &Arc<AtomicBool>) -> Finish {
        let runtime = match runtime() {
            Ok(runtime) => runtime,
            Err(error) => return not_started(self.name(), &Status::NotStarted(error.to_string())),
        };
        let live = match Live::start_piped(&program(&self.setting, spec, &self.argv)) {
            Ok(live) => live,
            Err(status) => return not_started(self.name(), &status),
        };
        if spec.model.is_some() {
            desk.event(Event::Warn {
                message: "the protocol has no way to choose a model: the agent's own is used".to_owned(),
            });
        }
        let mut pump = Pump::new(live, desk, stop);
        let order = Order::new(spec, self.mode.clone());
        let ends = runtime.block_on(pump.drive(order));
        runtime.shutdown_background();
        let mut end = pump.end(ends);
        end.stderr_tail = pump.tail.text(&self.setting);
        end.message = end.message.map(|text| self.setting.secrets.redact_text(&text));
        end
    }
}

/// How the conversation ended.
enum Ends {
    Turn(StopReason),
    Wrong(Wrong),
    /// The program ended in the middle of it.
    Exited,
}

/// Carries lines between the agent's program and the conversation, and what happens to the desk.
struct Pump<'p> {
    live: Live,
    desk: &'p mut dyn Desk,
    stop: &'p Arc<AtomicBool>,
    tail: Tail,
    told_to_stop: Option<Instant>,
    warned: usize,
    /// Its last message, as far as it came.
    text: String,
    usage: Usage,
    /// Calls of tools that were told.
    tools: HashSet<String>,
}

impl<'p> Pump<'p> {
    fn new(live: Live, desk: &'p mut dyn Desk, stop: &'p Arc<AtomicBool>) -> Self {
        let (tail, usage, text, tools) = Default::default();
        Self { live, desk, stop, tail, told_to_stop: None, warned: 0, text, usage, tools }
    }

    async fn drive(&mut self, order: Order) -> Ends {
        let (to_agent, mut from_us) = unbounded_channel::<String>();
        let (to_us, from_agent) = unbounded_channel::<String>();
        let (says, mut said) = unbounded_channel::<Said>();
        let (cancel, cancelled) = tokio::sync::watch::channel(false);
        let mut talk = Box::pin(talk::converse(order, (to_agent, from_agent), says, cancelled));
        let mut to_us = Some(to_us);
        let mut exited: Option<Instant> = None;
        let mut ticks = tokio::time::interval(LOOK);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                ends = &mut talk => {
                    self.hear(&mut said);
                    return match (ends, exited) {
                        (Ok(reason), _) => Ends::Turn(reason),
                        (Err(_), Some(_)) => Ends::Exited,
                        (Err(wrong), None) => Ends::Wrong(wrong),
                    };
                }
                _ = ticks.tick() => {}
            }
            self.hear(&mut said);
            self.carry(&mut from_us, to_us.as_ref(), &mut exited);
            if exited.is_some_and(|at| at.elapsed() > LATE) {
                return Ends::Exited;
            }
            if exited.is_some() {
                to_us = None;
            }
            if self.told_to_stop.is_none() && self.stop.load(Ordering::Relaxed) {
                self.told_to_stop = Some(Instant::now());
                let _ = cancel.send(true);
            }
            if self.told_to_stop.is_some_and(|since| since.elapsed() > YIELDING) {
                self.live.stop(MADE);
            }
        }
    }

    fn carry(
        &mut self,
        from_us: &mut UnboundedReceiver<String>,
        to_us: Option<&UnboundedSender<String>>,
        exited: &mut Option<Instant>,
    ) {
        while let Ok(line) = from_us.try_recv() {
            // One that does not listen any more is noticed by its end.
            let _ = self.live.write(format!("{line}\n").as_bytes());
        }
        for _ in 0..AT_ONCE {
            match self.live.next(Duration::ZERO) {
                Next::Line(Stream::Out, line) => {
                    self.desk.raw(Stream::Out, &line);
                    self.line(&line, to_us);
                }
                Next::Line(Stream::Err, line) => {
                    self.desk.raw(Stream::Err, &line);
                    self.tail.push(&line);
                }
                Next::Quiet => return,
                Next::Exited(_) => {
                    exited.get_or_insert_with(Instant::now);
                    return;
                }
            }
        }
    }

    fn line(&mut self, line: &[u8], to_us: Option<&UnboundedSender<String>>) {
        match serde_json::from_slice::<Value>(line) {
            Ok(value) if value.is_object() => {
                self.count(&value);
                if let Some(to_us) = to_us {
                    // The conversation is at its end.
                    let _ = to_us.send(value.to_string());
                }
            }
            _ if line.iter().all(u8::is_ascii_whitespace) => {}
            _ => {
                self.warned += 1;
                if self.warned <= MOST_WARNINGS {
                    self.desk.event(Event::Warn { message: "a line of the agent is no message".to_owned() });
                }
            }
        }
    }

    /// Usage stands where each agent likes, and in no stable part of the protocol.
    fn count(&mut self, message: &Value) {
        let result = &message["result"];
        let number = |value: &Value, keys: [&str; 2]| keys.iter().find_map(|key| value[*key].as_u64());
        // Of one message; those of all are the run's, until the end of the turn says better.
        let step = &message["params"]["update"]["_meta"]["usage"];
        if let (Some(input), Some(output)) = (step["inputTokens"].as_u64(), step["outputTokens"].as_u64()) {
            self.usage.input += input;
            self.usage.output += output;
            self.usage.cached += step["cachedReadTokens"].as_u64().unwrap_or(0);
            self.desk.event(Event::Usage { usage: self.usage, total: true, id: None });
        }
        if result["stopReason"].is_null() {
            return;
        }
        for usage in [&result["usage"], &result["_meta"]["quota"]["token_count"], &result["_meta"]["usage"]] {
            let input = number(usage, ["inputTokens", "input_tokens"]);
            let output = number(usage, ["outputTokens", "output_tokens"]);
            if let (Some(input), Some(output)) = (input, output) {
                let cached = number(usage, ["cachedReadTokens", "cached_read_tokens"]).unwrap_or(0);
                self.usage = Usage { input, output, cached, cost_micro: self.usage.cost_micro };
                self.desk.event(Event::Usage { usage: self.usage, total: true, id: None });
                return;
            }
        }
    }

    fn hear(&mut self, said: &mut UnboundedReceiver<Said>) {
        while let Ok(one) = said.try_recv() {
            match one {
                Said::Cost(micro) => {
                    self.usage.cost_micro = Some(micro);
                    self.desk.event(Event::Usage { usage: self.usage, total: true, id: None });
                }
                // It was told when its permission was asked for.
                Said::Event(Event::ToolStart { id, .. }) if !self.tools.insert(id.clone()) => {}
                Said::Event(event) => {
                    match &event {
                        Event::Text { text, .. } => self.text.push_str(text),
                        // Its last message is what comes after its last tool.
                        Event::ToolStart { .. } => self.text.clear(),
                        _ => {}
                    }
                    self.desk.event(event);
                }
            }
        }
    }

    /// Ends the program, and says how it went.
    fn end(&mut self, ends: Ends) -> Finish {
        let stopped = self.told_to_stop.is_some();
        if let Ends::Turn(reason) = ends
            && !(stopped && reason == StopReason::Cancelled)
        {
            let event = result(reason, std::mem::take(&mut self.text));
            self.desk.event(event);
        }
        self.live.close_stdin();
        let asked = Instant::now();
        let status = loop {
            if asked.elapsed() > PARTING || self.told_to_stop.is_some_and(|since| since.elapsed() > YIELDING) {
                self.live.stop(MADE);
            }
            match self.live.next(LOOK) {
                Next::Line(stream, line) => {
                    self.desk.raw(stream, &line);
                    if stream == Stream::Err {
                        self.tail.push(&line);
                    }
                }
                Next::Quiet => {}
                Next::Exited(status) => break status,
            }
        };
        match ends {
            Ends::Turn(_) => Finish { stopped, ..Finish::default() },
            Ends::Wrong(_) | Ends::Exited if stopped => Finish { stopped, ..Finish::default() },
            Ends::Wrong(Wrong { failure, message }) => {
                Finish { failure: Some(failure), message: Some(message), ..Finish::default() }
            }
            Ends::Exited => {
                let end = finish(&status);
                let message = end.message.clone().unwrap_or_else(|| "it ended in the middle of its turn".to_owned());
                Finish { failure: Some(end.failure.unwrap_or(Failure::Lost)), message: Some(message), ..end }
            }
        }
    }
}

fn result(reason: StopReason, text: String) -> Event {
    let (failure, message) = match reason {
        StopReason::EndTurn => (None, None),
        StopReason::MaxTokens => (Some(Failure::Failed), Some("the model's answer was cut off: too many tokens")),
        StopReason::MaxTurnRequests => (Some(Failure::Turns), Some("its turns are used up")),
        StopReason::Refusal => (Some(Failure::Failed), Some("it refuses to go on")),
        StopReason::Cancelled => (Some(Failure::Cancelled), Some("it says that it was cancelled")),
        _ => (Some(Failure::BadOutput), Some("it stops for a reason that is not known")),
    };
    Event::Result {
        ok: failure.is_none(),
        text,
        failure,
        message: message.map(str::to_owned),
        structured: None,
        turns: None,
    }
}

#[cfg(test)]
mod tests;
