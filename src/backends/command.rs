//! Any program. Its exit code, its diff and the gates decide; it may also say how it went.

use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use anyhow::Result;
use rustix::fs::{Mode, OFlags};
use serde_json::Value;

use super::{
    Backend, Caps, Desk, Finish, Options, Probe, Setting, Spec, Tail, drive, finish, not_started, probe, program,
};
use crate::agents::Event;
use crate::process::{Live, Run, Status};
use crate::queue::Failure;

const KNOWN: [&str; 2] = ["run", "shell"];
/// The file of the run's folder in which the program may say how it went.
const REPORTED: &str = "reported.json";
/// A larger one is none.
const MOST_REPORTED: u64 = 1 << 20;
/// So much of what it says is told as it comes; of the rest, only the end.
const MOST_TEXT: usize = 256 * 1024;
const LAST_TEXT: usize = 64 * 1024;

struct Command {
    setting: Setting,
    what: What,
}

enum What {
    /// A program and its arguments, with `{names}` in them.
    Run(Vec<String>),
    /// A line for `sh`.
    Shell(String),
}

/// Makes one.
pub(super) fn make(setting: &Setting) -> Result<Box<dyn Backend>> {
    let options = Options::of(setting, &KNOWN)?;
    let what = match (options.words("run")?, options.text("shell")?) {
        (Some(run), None) => What::Run(run),
        (None, Some(shell)) => What::Shell(shell.to_owned()),
        (Some(_), Some(_)) => return Err(options.wrong("shell", "stands beside `run`: one of them must do").into()),
        (None, None) => What::Run(options.need("run", None)?),
    };
    Ok(Box::new(Command { setting: setting.clone(), what }))
}

impl Command {
    fn name(&self) -> &str {
        match &self.what {
            What::Run(words) => words.first().map_or("", String::as_str),
            What::Shell(_) => "sh",
        }
    }

    fn program(&self, spec: &Spec) -> Run {
        let prompt_file = spec.folder.join("prompt.md").display().to_string();
        let result_file = spec.folder.join(REPORTED).display().to_string();
        let cwd = spec.cwd.display().to_string();
        let names: [(&str, &str); 7] = [
            ("prompt_file", &prompt_file),
            ("prompt", &spec.prompt),
            ("cwd", &cwd),
            ("run", &spec.run),
            ("task", spec.order.task()),
            ("title", &spec.title),
            ("result_file", &result_file),
        ];
        let argv: Vec<String> = match &self.what {
            What::Run(words) => words.iter().map(|word| filled(word, &names)).collect(),
            // What a task says never becomes a part of a line for a shell: it is in variables.
            What::Shell(line) => ["sh", "-c", line].map(str::to_owned).to_vec(),
        };
        program(&self.setting, spec, &argv)
            .env("PLANYARD_PROMPT_FILE", prompt_file)
            .env("PLANYARD_RESULT_FILE", result_file)
            .env("PLANYARD_TASK", spec.order.task())
            .env("PLANYARD_TITLE", spec.title.replace('\0', ""))
    }
}

/// A word with the known names in braces filled in, once: what is filled in is not looked at again.
fn filled(word: &str, names: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(word.len());
    let mut rest = word;
    while let Some(at) = rest.find('{') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let known = rest.find('}').and_then(|end| {
            let (_, value) = names.iter().find(|(name, _)| *name == &rest[1..end])?;
            Some((end, value))
        });
        match known {
            Some((end, value)) => {
                out.push_str(value);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('{');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

impl Backend for Command {
    fn caps(&self) -> Caps {
        Caps::default()
    }

    fn probe(&self) -> Probe {
        probe(&self.setting, self.name())
    }

    fn run(&self, spec: &Spec, desk: &mut dyn Desk, stop: &Arc<AtomicBool>) -> Finish {
        if let Err(error) = prepare(spec) {
            return finish(&Status::NotStarted(format!("{} cannot be written: {error}", spec.folder.display())));
        }
        let mut live = match Live::start(&self.program(spec)) {
            Ok(live) => live,
            Err(status) => return not_started(self.name(), &status),
        };
        desk.event(Event::Started { session: None, model: None, version: None });
        let (mut tail, mut said) = (Tail::default(), Said::default());
        let mut end = drive(&mut live, desk, stop, &mut tail, &mut |desk, line| said.line(desk, line));
        said.end(desk);
        end.stderr_tail = tail.text(&self.setting);
        if end.failure.is_none() {
            match end.code {
                Some(127) => {
                    end = failed(end, Failure::SetupFailed, "exit code 127: a program that it needs is not there")
                }
                Some(126) => {
                    end = failed(end, Failure::SetupFailed, "exit code 126: a program that it needs cannot be run")
                }
                _ => {}
            }
        }
        match reported(&spec.folder.join(REPORTED)) {
            None => end,
            Some(Ok(value)) => {
                desk.event(result(value));
                end
            }
            Some(Err(why)) => failed(end, Failure::BadOutput, &why),
        }
    }
}

/// What it is told stands in a file, and nothing of an earlier try in the file of the result.
#[expect(clippy::disallowed_methods, reason = "files of Planyard's own")]
fn prepare(spec: &Spec) -> std::io::Result<()> {
    let prompt = spec.folder.join("prompt.md");
    if !prompt.is_file() {
        std::fs::write(prompt, &spec.prompt)?;
    }
    match std::fs::remove_file(spec.folder.join(REPORTED)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn failed(end: Finish, failure: Failure, message: &str) -> Finish {
    Finish { failure: Some(failure), message: Some(message.to_owned()), ..end }
}

/// What the program wrote into the file of the result. The file is its own: it may be anything.
fn reported(path: &Path) -> Option<Result<Value, String>> {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let file = match rustix::fs::open(path, flags, Mode::empty()) {
        Ok(file) => std::fs::File::from(file),
        Err(rustix::io::Errno::NOENT) => return None,
        Err(error) => return Some(Err(format!("the file of the result cannot be read: {error}"))),
    };
    if !file.metadata().is_ok_and(|meta| meta.is_file() && meta.len() <= MOST_REPORTED) {
        return Some(Err("the file of the result is no file, or too large".to_owned()));
    }
    let mut bytes = Vec::new();
    if let Err(error) = file.take(MOST_REPORTED).read_to_end(&mut bytes) {
        return Some(Err(format!("the file of the result cannot be read: {error}")));
    }
    Some(match serde_json::from_slice::<Value>(&bytes) {
        Ok(value) if value.get("status").is_some_and(Value::is_string) => Ok(value),
        Ok(_) => Err("the file of the result has no `status`".to_owned()),
        Err(error) => Err(format!("the file of the result is no JSON: {error}")),
    })
}

fn result(value: Value) -> Event {
    let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let ok = text("status").is_some_and(|status| status == "completed");
    Event::Result {
        ok,
        text: text("summary").unwrap_or_default(),
        failure: None,
        message: (!ok).then(|| text("message").or_else(|| text("summary"))).flatten(),
        turns: None,
        structured: Some(value),
    }
}

/// What the program says, told as one message, and bounded.
#[derive(Default)]
struct Said {
    told: usize,
    left_out: usize,
    last: Vec<u8>,
}

impl Said {
    fn line(&mut self, desk: &mut dyn Desk, line: &[u8]) {
        if self.told + line.len() <= MOST_TEXT {
            self.told += line.len();
            desk.event(Event::Text { text: String::from_utf8_lossy(line).into_owned(), delta: true });
            return;
        }
        self.told = MOST_TEXT;
        self.last.extend_from_slice(line);
        if self.last.len() > 2 * LAST_TEXT {
            let cut = self.last.len() - LAST_TEXT;
            self.left_out += cut;
            self.last.drain(..cut);
        }
    }

    fn end(&mut self, desk: &mut dyn Desk) {
        if self.left_out > 0 {
            let message = format!("{} bytes of what it said are only in the transcript", self.left_out);
            desk.event(Event::Warn { message });
        }
        if !self.last.is_empty() {
            desk.event(Event::Text { text: String::from_utf8_lossy(&self.last).into_owned(), delta: true });
        }
    }
}

#[cfg(test)]
mod tests;
