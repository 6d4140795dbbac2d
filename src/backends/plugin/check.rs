//! The conformance kit: a plug-in is started again and again, and each time something is tried.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

use super::wire::{self, CAPS};
use super::{GREETING, PARTING, YIELDING};
use crate::backends::{MARK, Setting, Stream, TICK, program};
use crate::process::{Ladder, Live, Next, Pulse, end_marked};

mod scenarios;

/// The longest run that is waited for.
const WORK: Duration = Duration::from_secs(60);
/// The longest silence.
const SILENCE: Duration = Duration::from_secs(10);

/// One thing that was tried.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Check {
    /// Its name.
    pub name: &'static str,
    /// What is asked for.
    pub rule: &'static str,
    /// It does that.
    pub ok: bool,
    /// It says that it cannot do this; so it was not tried.
    pub skipped: bool,
    /// What went wrong.
    pub why: Option<String>,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
}

/// What a scenario comes to.
enum Came {
    Well,
    Skipped,
}

type Tried = Result<Came, String>;

/// A scenario: its name, the rule, and how it is tried.
struct Scenario {
    name: &'static str,
    rule: &'static str,
    tries: fn(&Kit<'_>) -> Tried,
}

/// What is needed to try a plug-in.
struct Kit<'k> {
    setting: &'k Setting,
    argv: &'k [String],
    /// A folder for the kit.
    folder: &'k Path,
    name: &'static str,
    caps: Vec<String>,
}

/// Tries everything with the program `argv`; worktrees are made in `folder`. The plug-in is told that it is only tried: a
/// variable `PLANYARD_CHECK` has the scenario's name, so that it can do without its model.
pub fn conformance(setting: &Setting, argv: &[String], folder: &Path, told: &mut dyn FnMut(&Check)) -> Vec<Check> {
    let mut caps = Vec::new();
    let mut checks = Vec::new();
    for scenario in scenarios::ALL {
        let started = Instant::now();
        let kit = Kit { setting, argv, folder, name: scenario.name, caps: caps.clone() };
        if scenario.name == scenarios::ALL[0].name {
            caps = kit.caps_of().unwrap_or_default();
        }
        let tried = (scenario.tries)(&kit);
        let left = end_marked(&kit.mark());
        let tried = match tried {
            Ok(_) if left > 0 => Err(format!("it left {left} process(es) behind")),
            other => other,
        };
        let check = Check {
            name: scenario.name,
            rule: scenario.rule,
            ok: tried.is_ok(),
            skipped: matches!(tried, Ok(Came::Skipped)),
            why: tried.err(),
            took_ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        };
        told(&check);
        checks.push(check);
    }
    checks
}

impl Kit<'_> {
    fn mark(&self) -> String {
        format!("{MARK}={}", self.mark_value())
    }

    fn mark_value(&self) -> String {
        format!("check-{}-{}-{}", std::process::id(), self.name, self.folder.display())
    }

    fn caps_of(&self) -> Result<Vec<String>, String> {
        let mut talk = self.begin()?;
        let hello = talk.greet()?;
        let caps = hello.get("caps").and_then(Value::as_array).cloned().unwrap_or_default();
        Ok(caps.iter().filter_map(Value::as_str).map(str::to_owned).collect())
    }

    fn can(&self, cap: &str) -> bool {
        self.caps.iter().any(|own| own == cap)
    }

    /// The worktree of this scenario.
    fn tree(&self) -> Result<PathBuf, String> {
        let tree = self.folder.join(self.name);
        std::fs::create_dir_all(&tree).map_err(|error| format!("{}: {error}", tree.display()))?;
        Ok(tree)
    }

    fn spec(&self) -> Result<Value, String> {
        let tree = self.tree()?;
        Ok(json!({
            "run": format!("check/{}/1", self.name), "order": format!(".:check/{}", self.name), "epoch": 1,
            "title": "A task of the conformance kit", "backend": self.setting.name,
            "prompt": "This is a trial of the protocol. Write the file CHECKED.txt, and do nothing else.",
            "cwd": tree, "folder": tree, "session": "5a4f0e0c-0000-4000-8000-00000000c4ec", "resume": null,
            "model": null, "permissions": "edit", "limits": {}, "schema": null,
        }))
    }

    fn begin(&self) -> Result<Talk, String> {
        let tree = self.tree()?;
        let spec = crate::backends::Spec {
            run: format!("check/{}/1", self.name),
            order: crate::queue::OrderId::new(".", "check", self.name),
            epoch: 1,
            title: String::new(),
            backend: self.setting.name.clone(),
            prompt: String::new(),
            cwd: tree.clone(),
            folder: tree,
            env: [(MARK, self.mark_value()), ("PLANYARD_CHECK", self.name.to_owned())]
                .map(|(name, value)| (name.to_owned(), value))
                .into(),
            session: String::new(),
            resume: None,
            model: None,
            permissions: Default::default(),
            limits: Default::default(),
            schema: None,
        };
        let run = program(self.setting, &spec, self.argv);
        let live = Live::start_piped(&run).map_err(|status| format!("it could not be started: {status:?}"))?;
        Ok(Talk {
            live,
            messages: Vec::new(),
            wrong: None,
            code: None,
            pulse: Pulse::of(&self.mark()),
            silence: Duration::ZERO,
        })
    }
}

/// A plug-in that is talked to.
struct Talk {
    live: Live,
    /// What it has said.
    messages: Vec<Value>,
    /// The first line that was no message.
    wrong: Option<String>,
    /// Its exit code, when it has ended by itself.
    code: Option<Option<i32>>,
    pulse: Pulse,
    /// The longest time without a word, while it ran.
    silence: Duration,
}

impl Talk {
    fn say(&mut self, message: &Value) {
        self.say_raw(&format!("{message}\n"));
    }

    fn say_raw(&mut self, text: &str) {
        // One that does not listen any more is found by what it does not say.
        let _ = self.live.write(text.as_bytes());
    }

    /// Reads until `enough`, its end, or the limit; true when it was enough.
    fn until(&mut self, limit: Duration, enough: &dyn Fn(&[Value]) -> bool) -> bool {
        let started = Instant::now();
        let mut last = Instant::now();
        while !enough(&self.messages) {
            if started.elapsed() > limit || self.code.is_some() {
                return false;
            }
            match self.live.next(TICK) {
                Next::Line(Stream::Out, line) => {
                    self.silence = self.silence.max(last.elapsed());
                    last = Instant::now();
                    match serde_json::from_slice::<Value>(&line) {
                        Ok(message) if wire::heard(&line).is_some() => self.messages.push(message),
                        _ => drop(self.wrong.get_or_insert_with(|| String::from_utf8_lossy(&line).into_owned())),
                    }
                }
                Next::Line(Stream::Err, _) | Next::Quiet => {}
                Next::Exited(status) => {
                    self.code = Some(match status {
                        crate::process::Status::Exited(code) => Some(code),
                        _ => None,
                    });
                }
            }
        }
        true
    }

    fn greet(&mut self) -> Result<Value, String> {
        self.say(&json!({"v": 1, "type": "hello", "planyard": env!("CARGO_PKG_VERSION"), "run": "check"}));
        self.wait(GREETING, "hello")
    }

    fn wait(&mut self, limit: Duration, kind: &str) -> Result<Value, String> {
        let is = |message: &&Value| message["type"] == kind;
        if self.until(limit, &|messages| messages.iter().any(|message| is(&message))) {
            return Ok(self.messages.iter().find(is).cloned().unwrap_or_default());
        }
        Err(match (&self.wrong, self.code) {
            (Some(wrong), _) => format!("it says {:?}, and no {kind}", wrong.chars().take(80).collect::<String>()),
            (None, Some(code)) => format!("it ended ({}) without {kind}", shown(code)),
            (None, None) => format!("it did not say {kind} within {} s", limit.as_secs()),
        })
    }

    /// Waits for its end, which must come by itself.
    fn ends(&mut self, limit: Duration) -> Result<Option<i32>, String> {
        self.until(limit, &|_| false);
        match self.code {
            Some(code) => Ok(code),
            None => {
                let busy = if self.pulse.beats() { " and is busy" } else { "" };
                self.live.end(Ladder::KILL, &mut |_, _| {});
                Err(format!("it has not ended after {} s{busy}", limit.as_secs()))
            }
        }
    }

    /// All of a run.
    fn run(&mut self, spec: Value) -> Result<Value, String> {
        self.greet()?;
        self.say(&json!({"type": "start", "spec": spec}));
        self.wait(WORK, "result")
    }
}

fn shown(code: Option<i32>) -> String {
    code.map_or_else(|| "by a signal".to_owned(), |code| format!("exit code {code}"))
}

fn known_caps(hello: &Value) -> Result<(), String> {
    let Some(caps) = hello.get("caps") else { return Ok(()) };
    let words = caps.as_array().and_then(|caps| caps.iter().map(Value::as_str).collect::<Option<Vec<&str>>>());
    let words = words.ok_or("`caps` is no list of words")?;
    match words.iter().find(|word| !CAPS.contains(word)) {
        Some(unknown) => Err(format!("`caps` has {unknown}, and the known are {}", CAPS.join(", "))),
        None => Ok(()),
    }
}
