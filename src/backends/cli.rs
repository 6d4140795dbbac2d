//! An agent's command line: its record says how it is run, and what it says.
//!
//! `[backends.NAME] kind = "cli"` takes `agent` (a record's name; its own name without it), `args` (more arguments),
//! `model` and `env`. An agent's name alone is a backend too.

use std::collections::{BTreeMap, VecDeque};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::Result;
use serde::{Deserialize, Serialize};

use super::{Backend, Caps, Desk, Finish, Probe, Setting, Spec, Stream, TICK};
use crate::agents::{self, Event, PromptIn, Reading, Record, Rules, Usage};
use crate::process::{Ladder, Live, Next, Run, Secrets, Status};
use crate::queue::Failure;
use crate::report::{Problem, ProblemKind};

/// So many lines of standard error are kept for what came of a run.
const TAIL: usize = 40;
/// And of each so many bytes.
const TAIL_LINE: usize = 400;
/// How long it may take to end after it has said how it went.
const LINGER: Duration = Duration::from_secs(30);
/// What a session had used when a run of it ended, for agents that tell sums of sessions.
const SUMS: &str = "sums.json";

/// What may stand in its section.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Options {
    agent: Option<String>,
    args: Vec<String>,
    model: Option<String>,
    env: BTreeMap<String, String>,
    /// Whose limits hold; read by the dispatcher.
    #[serde(rename = "account")]
    _account: Option<String>,
}

#[derive(Debug)]
struct Cli {
    record: Record,
    options: Options,
    env: BTreeMap<String, String>,
    secrets: Secrets,
}

/// Makes it.
///
/// # Errors
/// There is no such agent, its record is broken, or an option is unknown or wrong.
pub(super) fn make(setting: &Setting) -> Result<Box<dyn Backend>> {
    let wrong = |what: String| Problem::new(ProblemKind::Config, what).source(format!("backends.{}", setting.name));
    let options: Options = setting.options.clone().try_into().map_err(|error: toml::de::Error| {
        wrong(format!("[backends.{}]: {}", setting.name, error.message().trim()))
            .hint("kind = \"cli\" takes agent, args, model, env and account")
    })?;
    let name = options.agent.as_deref().unwrap_or(&setting.name);
    let Some(record) = agents::find(name, &setting.agents)? else {
        let known = agents::names(&setting.agents).join(", ");
        return Err(wrong(format!("there is no agent {name}")).hint(format!("known are {known}")).into());
    };
    let secrets = setting.secrets.clone();
    Ok(Box::new(Cli { record, options, env: setting.env.clone(), secrets }))
}

impl Backend for Cli {
    fn caps(&self) -> Caps {
        self.record.caps
    }

    fn probe(&self) -> Probe {
        let seen = agents::doctor::look(&self.record, &self.env);
        Probe { ready: seen.ready, version: seen.version, notes: seen.notes, start_ms: seen.start_ms }
    }

    fn run(&self, spec: &Spec, desk: &mut dyn Desk, stop: &Arc<AtomicBool>) -> Finish {
        let refused = |message: String| Finish {
            failure: Some(Failure::SetupFailed),
            message: Some(message),
            ..Finish::default()
        };
        let rules = match Rules::new(&self.record) {
            Ok(rules) => rules,
            Err(wrong) => return refused(format!("the record [agents.{}] is broken: {wrong}", self.record.name)),
        };
        let run = match self.command(spec) {
            Ok(run) => run,
            Err(wrong) => return refused(wrong),
        };
        let live = match Live::start(&run) {
            Ok(live) => live,
            Err(Status::NotFound) => return refused(self.missing()),
            Err(Status::NotExecutable(why) | Status::NotStarted(why)) => {
                return refused(format!("{} cannot be started: {why}", self.record.program));
            }
            Err(status) => return refused(format!("{} cannot be started: {status:?}", self.record.program)),
        };
        let sums = self.record.stream.sums_sessions.then(|| Sums::of(spec));
        let reading = rules.reading();
        let conversation =
            Conversation { reading, desk, secrets: &self.secrets, sums, tail: VecDeque::new(), stopped: false };
        conversation.hold(live, stop, &self.record, &rules)
    }
}

impl Cli {
    fn command(&self, spec: &Spec) -> Result<Run, String> {
        let mut spec = spec.clone();
        spec.model = spec.model.or_else(|| self.options.model.clone());
        let schema_file = spec.folder.join("schema.json");
        let line = agents::command_line(&self.record, &spec, &schema_file)?;
        if let (true, Some(schema)) = (line.needs_schema_file, &spec.schema) {
            write(&schema_file, &schema.to_string())?;
        }
        let mut run = Run::new(&self.record.program).args(line.args).args(self.options.args.clone());
        run = run.cwd(&spec.cwd).clear_env().secrets(self.secrets.clone());
        let defaults = self.record.env.iter().filter(|(name, _)| !self.env.contains_key(*name));
        for (name, value) in defaults.chain(&self.env).chain(&self.options.env).chain(&spec.env) {
            run = run.env(name, value);
        }
        if self.record.prompt == PromptIn::Stdin {
            run = run.stdin(spec.prompt.into_bytes());
        }
        Ok(run)
    }

    fn missing(&self) -> String {
        let install = self.record.install.as_ref().map_or(String::new(), |how| format!("; {how}"));
        format!("there is no program {}{install}", self.record.program)
    }
}

/// A file of Planyard's own, in the run's folder.
#[expect(clippy::disallowed_methods, reason = "a file of Planyard's own")]
fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("cannot write {}: {error}", path.display()))
}

/// A run under way: what the program says goes to the desk.
struct Conversation<'a> {
    reading: Reading<'a>,
    desk: &'a mut dyn Desk,
    secrets: &'a Secrets,
    sums: Option<Sums>,
    tail: VecDeque<String>,
    /// It was asked to end.
    stopped: bool,
}

impl Conversation<'_> {
    fn hold(mut self, mut live: Live, stop: &AtomicBool, record: &Record, rules: &Rules) -> Finish {
        let mut heard = Instant::now();
        let status = loop {
            if !self.stopped && stop.load(Ordering::Relaxed) {
                self.stopped = true;
                // Asked first: then it still says what it has used.
                live.stop(Ladder::default());
            }
            match live.next(TICK) {
                Next::Line(stream, line) => {
                    heard = Instant::now();
                    self.line(stream, line);
                }
                Next::Quiet if self.reading.has_result() && heard.elapsed() > LINGER => live.stop(Ladder::default()),
                Next::Quiet => {}
                Next::Exited(status) => break status,
            }
        };
        let Self { mut reading, desk, mut sums, tail, stopped, .. } = self;
        reading.end(&mut |event| tell(desk, &mut sums, stopped, event));
        let stderr_tail = Vec::from(tail).join("\n");
        let mut finish = Finish { stopped, stderr_tail, ..Finish::default() };
        match status {
            Status::Exited(code) => finish.code = Some(code),
            Status::Signalled(signal) if !stopped => finish.signal = Some(signal),
            Status::NotStarted(why) => finish.message = Some(why),
            _ => {}
        }
        if !reading.has_result() && !stopped {
            let by_code = finish.code.and_then(|code| record.exit.get(&code.to_string()).copied());
            finish.failure = by_code.or_else(|| rules.failure(&finish.stderr_tail).filter(|_| finish.code != Some(0)));
            let said = finish.stderr_tail.lines().rev().find(|line| rules.failure(line).is_some());
            finish.message = finish.message.or_else(|| said.map(str::to_owned));
            if finish.failure == Some(Failure::RateLimit) {
                reading.limited_by(finish.message.as_deref().unwrap_or_default(), &mut |event| desk.event(event));
            }
        }
        finish
    }

    fn line(&mut self, stream: Stream, line: Vec<u8>) {
        let line = self.secrets.redact(line);
        self.desk.raw(stream, &line);
        let (desk, sums, stopped) = (&mut *self.desk, &mut self.sums, self.stopped);
        let mut told = |event: Event| tell(desk, sums, stopped, event);
        let text = line.strip_suffix(b"\n").unwrap_or(&line);
        match stream {
            Stream::Out => self.reading.line(text, &mut told),
            Stream::Err => {
                self.reading.error_line(text, &mut told);
                if self.tail.len() == TAIL {
                    self.tail.pop_front();
                }
                self.tail.push_back(String::from_utf8_lossy(&text[..text.len().min(TAIL_LINE)]).into_owned());
            }
        }
    }
}

fn tell(desk: &mut dyn Desk, sums: &mut Option<Sums>, stopped: bool, event: Event) {
    // Its word on being interrupted from here says nothing of the work, and must not hide why it was.
    if stopped && matches!(event, Event::Result { ok: false, failure: Some(Failure::Cancelled), .. }) {
        return;
    }
    match sums {
        Some(sums) => desk.event(sums.of_this_run(event)),
        None => desk.event(event),
    }
}

/// What a session has used in all, of which a run is a part.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Sum {
    session: String,
    usage: Usage,
}

/// Makes sums of a session into those of a run. Each run keeps the session's sum in its folder; the folders of a task's
/// runs are beside each other.
#[derive(Debug)]
struct Sums {
    file: PathBuf,
    session: String,
    before: Usage,
}

impl Sums {
    fn of(spec: &Spec) -> Self {
        let file = spec.folder.join(SUMS);
        let session = spec.resume.clone().unwrap_or_default();
        let runs = spec.folder.parent().and_then(|task| fs::read_dir(task).ok());
        let earlier = runs.into_iter().flatten().flatten().filter_map(|entry| {
            let text = fs::read(entry.path().join(SUMS)).ok()?;
            let sum: Sum = serde_json::from_slice(&text).ok()?;
            (!session.is_empty() && sum.session == session).then_some(sum.usage)
        });
        let before = earlier.max_by_key(Usage::tokens).unwrap_or_default();
        Self { file, session, before }
    }

    fn of_this_run(&mut self, event: Event) -> Event {
        match event {
            Event::Started { session: Some(session), model, version } => {
                self.session.clone_from(&session);
                Event::Started { session: Some(session), model, version }
            }
            Event::Usage { usage, total: true, id } => {
                let sum = Sum { session: self.session.clone(), usage };
                // Without it the next run of the session is counted too high, never too low.
                let _ = serde_json::to_string(&sum).map(|text| write(&self.file, &text));
                let before = self.before;
                let usage = Usage {
                    input: usage.input.saturating_sub(before.input),
                    output: usage.output.saturating_sub(before.output),
                    cached: usage.cached.saturating_sub(before.cached),
                    cost_micro: usage.cost_micro.map(|cost| cost.saturating_sub(before.cost_micro.unwrap_or(0))),
                };
                Event::Usage { usage, total: true, id }
            }
            other => other,
        }
    }
}

#[cfg(test)]
mod tests;
