//! The gates of what is to land: lint, test and the user's own commands, on the exact tree that would be published.
//!
//! They run as this program over that tree, so that they read the configuration that the tree holds, which is the
//! target's: agents cannot change it. What they say is judged as a shell user would: by their result documents.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use anyhow::Result;
use serde_json::Value;

use super::settings::Settings;
use crate::process::{Run, Secrets, Status};

/// The most bytes of evidence that an agent is given.
const LONGEST: usize = 12 * 1024;
/// The most findings of a gate that are told one by one.
const MOST_FINDINGS: usize = 40;

/// What the gates say together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// All passed: their names. None: there was none to run.
    Pass(Vec<String>),
    /// One failed: what it found, for the agent to mend.
    Fail(String),
    /// One could not say: what is missing is not the agent's to mend.
    Unverified(String),
}

/// The gates of a dispatch.
#[derive(Debug, Clone)]
pub struct Gates {
    /// This program.
    pub program: std::path::PathBuf,
    /// `lint`, `test`.
    pub own: Vec<String>,
    /// Command lines for `sh`.
    pub verify: Vec<String>,
    /// The longest of each.
    pub limit: Duration,
    /// What must not be kept.
    pub secrets: Secrets,
    /// The user wants it all to stop.
    pub cancel: Arc<AtomicBool>,
}

/// What one gate says.
enum Said {
    Pass,
    Absent,
    Fail(String),
    Unverified(String),
}

impl Gates {
    /// As the settings say.
    ///
    /// # Errors
    /// This program's own path cannot be told.
    pub fn of(settings: &Settings, secrets: Secrets, cancel: Arc<AtomicBool>) -> Result<Self> {
        Ok(Self {
            program: std::env::current_exe()?,
            own: settings.gates.clone(),
            verify: settings.verify.clone(),
            limit: settings.gate_timeout,
            secrets,
            cancel,
        })
    }

    /// What they are called, for prompts and people.
    pub fn names(&self) -> Vec<String> {
        let own = self.own.iter().map(|gate| format!("planyard {gate}"));
        own.chain(self.verify.iter().cloned()).collect()
    }

    /// Runs them over the workspace at `root`, which is a checkout of what is to land.
    pub fn judge(&self, root: &Path) -> Verdict {
        let mut passed = Vec::new();
        for gate in &self.own {
            match self.own_gate(gate, root) {
                Said::Pass => passed.push(gate.clone()),
                Said::Absent => {}
                Said::Fail(text) => return Verdict::Fail(text),
                Said::Unverified(text) => return Verdict::Unverified(text),
            }
        }
        for line in &self.verify {
            match self.command(line, root) {
                Said::Pass | Said::Absent => passed.push(line.clone()),
                Said::Fail(text) => return Verdict::Fail(text),
                Said::Unverified(text) => return Verdict::Unverified(text),
            }
        }
        Verdict::Pass(passed)
    }

    fn run(&self, run: Run, root: &Path) -> crate::process::Outcome {
        run.cwd(root)
            .time_limit(self.limit)
            .secrets(self.secrets.clone())
            .cancelled_by(Arc::clone(&self.cancel))
            .without_env("PLANYARD_RUN")
            .without_env("PLANYARD_FEATURE")
            .without_env("PLANYARD_FORMAT")
            .run()
    }

    fn own_gate(&self, gate: &str, root: &Path) -> Said {
        let mut args = vec![gate.to_owned(), "--format".to_owned(), "json".to_owned()];
        if gate == "lint" {
            args.push("--changed".to_owned());
        }
        let outcome = self.run(Run::new(&self.program).args(args).output_limit(64 * 1024 * 1024), root);
        let document: Value = match serde_json::from_slice(&outcome.stdout) {
            Ok(document) => document,
            Err(_) => return Said::Unverified(format!("planyard {gate} {}", how(&outcome))),
        };
        match document["verdict"].as_str() {
            Some("pass") => Said::Pass,
            Some("fail") => Said::Fail(cut(&findings(gate, &document))),
            _ if is_absent(&document) => Said::Absent,
            _ => {
                let errors = document["errors"].as_array().into_iter().flatten().filter_map(Value::as_str);
                let errors: Vec<&str> = errors.collect();
                // Findings and errors at once: the findings are the agent's, and may be why the tool failed.
                let found = document["results"].as_array().is_some_and(|found| !found.is_empty());
                let text = format!("planyard {gate}: {}", errors.join("; "));
                if found {
                    Said::Fail(cut(&format!("{}\n{text}", findings(gate, &document))))
                } else {
                    Said::Unverified(text)
                }
            }
        }
    }

    fn command(&self, line: &str, root: &Path) -> Said {
        let outcome = self.run(Run::new("sh").args(["-c", line]).without_daemons(), root);
        match outcome.status {
            Status::Exited(0) => Said::Pass,
            // The shell did not find the program, or may not run it.
            Status::Exited(126 | 127) => Said::Unverified(format!("`{line}` {}", how(&outcome))),
            Status::Exited(_) => {
                let out = outcome.stdout_text();
                let tail: Vec<&str> = out.lines().rev().take(60).collect();
                let tail: Vec<&str> = tail.into_iter().rev().collect();
                let text = format!("`{line}` {}\n{}\n{}", how(&outcome), tail.join("\n"), outcome.stderr_tail(60));
                Said::Fail(cut(text.trim_end()))
            }
            Status::TimedOut => Said::Fail(format!("`{line}` took longer than {} s", self.limit.as_secs())),
            _ => Said::Unverified(format!("`{line}` {}", how(&outcome))),
        }
    }
}

/// The workspace shows no sign of any tool for it.
fn is_absent(document: &Value) -> bool {
    let problems = document["error_details"].as_array();
    let nothing =
        problems.is_some_and(|all| !all.is_empty() && all.iter().all(|one| one["kind"] == "nothing_examined"));
    let none = ["tools", "runners"].iter().any(|key| document["data"][key].as_array().is_some_and(Vec::is_empty));
    nothing && none && document["ran"].as_array().is_none_or(Vec::is_empty)
}

/// The findings that count, as a compiler tells them.
fn findings(gate: &str, document: &Value) -> String {
    let all: Vec<&Value> =
        document["results"].as_array().into_iter().flatten().filter(|found| found["severity"] == "error").collect();
    let mut lines = vec![format!("planyard {gate} found {} to mend:", crate::report::plural(all.len(), "thing"))];
    for found in all.iter().take(MOST_FINDINGS) {
        let text = |key: &str| found[key].as_str().unwrap_or_default();
        let place = match found["line"].as_u64() {
            Some(line) => format!("{}:{line}: ", text("file")),
            None if text("file").is_empty() => String::new(),
            None => format!("{}: ", text("file")),
        };
        lines.push(format!("- {place}{} [{} {}]", text("message"), text("source"), text("rule")));
    }
    if all.len() > MOST_FINDINGS {
        lines.push(format!("- and {} more", all.len() - MOST_FINDINGS));
    }
    lines.join("\n")
}

fn how(outcome: &crate::process::Outcome) -> String {
    let tail = outcome.stderr_tail(5);
    let tail = if tail.is_empty() { String::new() } else { format!(": {tail}") };
    match &outcome.status {
        Status::Exited(code) => format!("ended with exit code {code}{tail}"),
        Status::Signalled(signal) => format!("was ended by signal {signal}{tail}"),
        Status::TimedOut => "took too long".to_owned(),
        Status::Cancelled => "was interrupted".to_owned(),
        Status::NotFound => "is not installed".to_owned(),
        Status::NotExecutable(why) | Status::NotStarted(why) => format!("could not be started: {why}"),
    }
}

fn cut(text: &str) -> String {
    if text.len() <= LONGEST {
        return text.to_owned();
    }
    let mut end = LONGEST;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}\n[… cut]", &text[..end])
}
