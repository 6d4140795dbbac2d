//! A program `planyard-backend-NAME` that speaks JSON Lines on its standard streams. ARCHITECTURE.md describes the
//! protocol; `planyard backend check` tries it.

mod check;
mod wire;

pub use check::{Check, conformance};

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use anyhow::Result;
use serde_json::{Value, json};

use super::{
    Backend, Caps, Desk, Finish, Message, Options, Probe, Setting, Spec, Stream, TICK, Tail, find, finish, not_started,
    probe, program,
};
use crate::agents::Event;
use crate::process::{Ladder, Live, Next, Run};
use crate::queue::Failure;
use wire::{Heard, Hello, heard};

const KNOWN: [&str; 2] = ["name", "run"];
/// How long it may take to say hello.
const GREETING: Duration = Duration::from_secs(10);
/// How long it may take to end when it has said how it went, or was told to stop.
const PARTING: Duration = Duration::from_secs(5);
/// How long it may take to end when it is told to.
const YIELDING: Duration = Duration::from_secs(2);
/// So many lines that make no sense are told; the rest are in the transcript.
const MOST_WARNINGS: usize = 5;

struct Plugin {
    setting: Setting,
    argv: Vec<String>,
    /// What it said of itself, asked once.
    caps: OnceLock<Caps>,
}

/// Makes one.
pub(super) fn make(setting: &Setting) -> Result<Box<dyn Backend>> {
    let options = Options::of(setting, &KNOWN)?;
    let name = options.text("name")?.unwrap_or(&setting.name);
    if name.contains('/') {
        return Err(options.wrong("name", "is a name and no path; a path goes into `run`").into());
    }
    let argv = options.words("run")?.unwrap_or_else(|| vec![format!("planyard-backend-{name}")]);
    Ok(Box::new(Plugin { setting: setting.clone(), argv, caps: OnceLock::new() }))
}

impl Plugin {
    fn name(&self) -> &str {
        self.argv.first().map_or("", String::as_str)
    }

    /// Starts it only to hear what it can do.
    fn ask(&self) -> Result<(Hello, Duration), String> {
        let started = Instant::now();
        let (name, args) = self.argv.split_first().ok_or("it has no program")?;
        let path = find(&self.setting, name).ok_or_else(|| format!("there is no program {name} that can be run"))?;
        let mut run = Run::new(path).args(args).cwd(&self.setting.root).clear_env();
        for (name, value) in &self.setting.env {
            run = run.env(name, value);
        }
        let mut live =
            Live::start_piped(&run).map_err(|status| not_started(name, &status).message.unwrap_or_default())?;
        let hello = greet(&mut live, "probe", &mut |_, _| {});
        live.close_stdin();
        live.end(Ladder { interrupt: Duration::ZERO, terminate: Duration::from_secs(1) }, &mut |_, _| {});
        Ok((hello?, started.elapsed()))
    }
}

/// Says hello and waits for the same. What else it says goes to `told`.
fn greet(live: &mut Live, run: &str, told: &mut dyn FnMut(Stream, &[u8])) -> Result<Hello, String> {
    send(live, &json!({"v": 1, "type": "hello", "planyard": env!("CARGO_PKG_VERSION"), "run": run}));
    let started = Instant::now();
    while started.elapsed() < GREETING {
        match live.next(TICK) {
            Next::Line(stream, line) => {
                told(stream, &line);
                if stream == Stream::Out {
                    return match heard(&line) {
                        Some(Heard::Hello(hello)) if hello.version == 1 => Ok(hello),
                        Some(Heard::Hello(hello)) => {
                            Err(format!("it speaks version {} of the protocol, and not 1", hello.version))
                        }
                        _ => Err("its first line is no hello".to_owned()),
                    };
                }
            }
            Next::Quiet => {}
            Next::Exited(_) => return Err("it ended before it said hello".to_owned()),
        }
    }
    Err(format!("it did not say hello within {} s", GREETING.as_secs()))
}

/// One that does not listen is noticed by what it says, or by its end.
fn send(live: &mut Live, message: &Value) {
    let _ = live.write(format!("{message}\n").as_bytes());
}

/// What a run is to do. Its variables are in the environment already.
fn start(spec: &Spec) -> Value {
    let mut value = serde_json::to_value(spec).unwrap_or_default();
    if let Some(object) = value.as_object_mut() {
        object.remove("env");
    }
    json!({"type": "start", "spec": value})
}

impl Backend for Plugin {
    fn caps(&self) -> Caps {
        *self.caps.get_or_init(|| self.ask().map(|(hello, _)| hello.caps).unwrap_or_default())
    }

    fn probe(&self) -> Probe {
        let there = probe(&self.setting, self.name());
        if !there.ready {
            return there;
        }
        match self.ask() {
            Ok((hello, took)) => Probe {
                ready: true,
                version: hello.software,
                notes: vec![format!("it calls itself {}", hello.name)],
                start_ms: u64::try_from(took.as_millis()).ok(),
            },
            Err(why) => Probe { notes: vec![why], ..Probe::default() },
        }
    }

    fn run(&self, spec: &Spec, desk: &mut dyn Desk, stop: &Arc<AtomicBool>) -> Finish {
        let mut live = match Live::start_piped(&program(&self.setting, spec, &self.argv)) {
            Ok(live) => live,
            Err(status) => return not_started(self.name(), &status),
        };
        let mut tail = Tail::default();
        let hello = greet(&mut live, &spec.run, &mut |stream, line| {
            desk.raw(stream, line);
            if stream == Stream::Err {
                tail.push(line);
            }
        });
        let hello = hello.map_err(|why| self.setting.secrets.redact_text(&why));
        let mut end = match hello {
            Err(message) => {
                live.end(Ladder::KILL, &mut |stream, line| {
                    desk.raw(stream, &line);
                    if stream == Stream::Err {
                        tail.push(&line);
                    }
                });
                Finish { failure: Some(Failure::BadOutput), message: Some(message), ..Finish::default() }
            }
            Ok(_) => {
                send(&mut live, &start(spec));
                Talk { live: &mut live, desk, stop, tail: &mut tail, said: None, told_to_stop: None, warned: 0 }
                    .follow()
            }
        };
        end.stderr_tail = tail.text(&self.setting);
        end
    }
}

/// A run under way.
struct Talk<'t> {
    live: &'t mut Live,
    desk: &'t mut dyn Desk,
    stop: &'t Arc<AtomicBool>,
    tail: &'t mut Tail,
    /// When it said how it went.
    said: Option<Instant>,
    told_to_stop: Option<Instant>,
    warned: usize,
}

impl Talk<'_> {
    fn follow(mut self) -> Finish {
        loop {
            self.obey();
            match self.live.next(TICK) {
                Next::Line(Stream::Out, line) => {
                    self.desk.raw(Stream::Out, &line);
                    self.hear(&line);
                }
                Next::Line(Stream::Err, line) => {
                    self.desk.raw(Stream::Err, &line);
                    self.tail.push(&line);
                }
                Next::Quiet => {}
                Next::Exited(status) => return self.ended(finish(&status)),
            }
        }
    }

    fn obey(&mut self) {
        if self.told_to_stop.is_none() && self.stop.load(Ordering::Relaxed) {
            self.told_to_stop = Some(Instant::now());
            send(self.live, &json!({"type": "cancel", "reason": "stopped"}));
        }
        for message in self.desk.messages() {
            let message = match message {
                Message::Answer { id, text, by } => json!({"type": "answer", "id": id, "value": text, "by": by}),
                Message::Tell { text, by } => json!({"type": "tell", "text": text, "by": by}),
            };
            send(self.live, &message);
        }
        let late = |since: &Option<Instant>, most: Duration| since.is_some_and(|since| since.elapsed() > most);
        if late(&self.said, PARTING) || late(&self.told_to_stop, YIELDING) {
            self.live.stop(Ladder { interrupt: Duration::ZERO, terminate: Duration::from_millis(300) });
        }
    }

    fn hear(&mut self, line: &[u8]) {
        match heard(line) {
            // Of a second result, and what comes after one, nothing is believed.
            _ if self.said.is_some() => self.warn("it goes on after its result"),
            None if line.iter().all(u8::is_ascii_whitespace) => {}
            None => self.warn("a line is no message: one JSON object with a type"),
            Some(Heard::Hello(_)) => self.warn("it says hello twice"),
            Some(Heard::Nothing) => {}
            Some(Heard::Events(events)) => {
                for event in events {
                    self.desk.event(event);
                }
            }
            Some(Heard::Result(events)) => {
                self.said = Some(Instant::now());
                self.live.close_stdin();
                for event in events {
                    self.desk.event(event);
                }
            }
        }
    }

    fn warn(&mut self, what: &str) {
        self.warned += 1;
        if self.warned <= MOST_WARNINGS {
            self.desk.event(Event::Warn { message: what.to_owned() });
        }
    }

    fn ended(self, end: Finish) -> Finish {
        let stopped = self.told_to_stop.is_some();
        if self.said.is_some() {
            // How it ended after its last word says nothing.
            return Finish { stopped, code: end.code, ..Finish::default() };
        }
        if stopped {
            return Finish { stopped, failure: None, message: None, ..end };
        }
        let message = end.message.unwrap_or_else(|| match end.code {
            Some(code) => format!("it ended with exit code {code} and without a result"),
            None => "it ended without a result".to_owned(),
        });
        Finish { failure: Some(end.failure.unwrap_or(Failure::Lost)), message: Some(message), ..end }
    }
}

#[cfg(test)]
mod tests;
