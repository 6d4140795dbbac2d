//! The result contract: what every command answers with.
//!
//! A [`Report`] holds findings (something in the user's files to mend) apart from problems (why the command could not
//! do its work), says what was examined, and derives the verdict and the exit code from those three alone. Renderers
//! read it; nothing here prints, and nothing here imports the rest of the crate.

mod finding;
mod kept;
mod metric;
mod problem;
mod sentence;
mod service;
mod test_result;
mod view;

pub use finding::{Finding, Fix, More, Place, Related, Replacement, Safety, Severity, stable_hash};
pub use kept::Kept;
pub use metric::{Metric, Sample};
pub use problem::{Problem, ProblemKind};
pub use sentence::{plural, scope, sentence};
pub use service::{
    Component, Criticality, Measure, ProbeOutcome, ProbeResult, ServiceDependency, ServiceResult, ServiceStatus,
};
pub use test_result::{TestOutcome, TestResult};
pub use view::{Align, Block, Cell, Line, Role, Table, View, line};

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Version tag of the result document; bumped when a key changes its meaning.
pub const SCHEMA: &str = "planyard.result/v1";

/// A gate's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Something was examined and no finding reaches the threshold.
    Pass,
    /// A finding at or above the threshold.
    Fail,
    /// Nothing can be said: an error, or nothing was examined.
    Unverified,
}

impl Verdict {
    /// The word of the JSON contract.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Unverified => "unverified",
        }
    }
}

/// One thing that was run to come to the answer: a set of rules, a linter, a probe.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Ran {
    /// `planning`, `ruff`, ….
    pub name: String,
    /// How many features, files or tests were really looked at.
    pub examined: usize,
    /// What it counts: `feature`, `file`, `test`.
    pub unit: &'static str,
    /// Version of what ran; null when it has none.
    pub version: Option<String>,
    /// Wall time in milliseconds; null under a fixed clock.
    pub duration_ms: Option<u64>,
    /// Why nothing was examined although all is well: `empty_scope`.
    pub reason: Option<String>,
    /// How many of what was examined were examined by an earlier run, and are what they were; left out when none.
    #[serde(skip_serializing_if = "is_zero")]
    #[schemars(default)]
    pub unchanged: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

impl Ran {
    /// A run of Planyard's own checks over `examined` things.
    pub fn own(name: &str, examined: usize) -> Self {
        Self {
            name: name.to_owned(),
            examined,
            unit: "feature",
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            duration_ms: None,
            reason: None,
            unchanged: 0,
        }
    }

    /// A run of a tool over `examined` things: `file` or `test`.
    pub fn tool(name: &str, version: Option<String>, examined: usize, unit: &'static str) -> Self {
        Self { name: name.to_owned(), examined, unit, version, duration_ms: None, reason: None, unchanged: 0 }
    }

    /// One of Planyard's own checks, not a tool.
    pub fn is_own(&self) -> bool {
        self.unit == "feature"
    }

    /// Provably nothing in scope: `--staged` with no planning file staged.
    pub fn empty_scope(name: &str) -> Self {
        Self { reason: Some("empty_scope".to_owned()), ..Self::own(name, 0) }
    }
}

/// How many findings there are of each severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// Findings of severity `error`.
    pub error: usize,
    /// Findings of severity `warning`.
    pub warning: usize,
    /// Findings of severity `info`.
    pub info: usize,
}

/// What a gate decides by. A report without it belongs to a command that is no gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gate {
    /// The lowest severity that fails the gate.
    pub fail_on: Severity,
    /// Report only: the exit code is 0 unless the command could not work.
    pub exit_zero: bool,
}

impl Default for Gate {
    fn default() -> Self {
        Self { fail_on: Severity::Error, exit_zero: false }
    }
}

/// The answer of one command.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The subcommand's name as typed: `check-planning`, `task done`.
    pub command: String,
    /// What is to be mended in the user's files.
    pub results: Vec<Finding>,
    /// Why (part of) the work could not be done.
    pub problems: Vec<Problem>,
    /// Set for gates only.
    pub gate: Option<Gate>,
    /// What was examined.
    pub ran: Vec<Ran>,
    /// Every test that was run or left out; empty unless tests are what was run. JSON has them in `data`.
    pub tests: Vec<TestResult>,
    /// Every service that was probed; empty unless services are what was looked at. JSON has them in `data`.
    pub services: Vec<ServiceResult>,
    /// What was counted, for monitors that scrape. JSON has it in `data`.
    pub metrics: Vec<Metric>,
    /// Output that is not findings, with a schema of its own per command.
    pub data: Option<serde_json::Value>,
    /// The same for people. JSON and view carry the same facts.
    pub view: View,
    /// Text to print as it is (completions, man, schema, graph) unless JSON was asked for.
    pub raw: Option<String>,
    /// The command to run next, for the last line of human output.
    pub next: Option<String>,
    /// Where the findings' files are, when that is not the workspace around the working directory.
    pub root: Option<std::path::PathBuf>,
    /// One of a series: a terminal is cleared before it.
    pub redraw: bool,
    /// One of a series: what happened. JSON Lines has this and nothing else.
    pub event: Option<serde_json::Value>,
}

impl Report {
    /// An empty report of a command that is no gate.
    pub fn new(command: impl Into<String>) -> Self {
        Self { command: command.into(), ..Self::default() }
    }

    /// An empty report of a gate.
    pub fn gate(command: impl Into<String>, gate: Gate) -> Self {
        Self { command: command.into(), gate: Some(gate), ..Self::default() }
    }

    /// The report of a command that failed outright.
    pub fn failed(command: impl Into<String>, problem: Problem) -> Self {
        Self { command: command.into(), problems: vec![problem], ..Self::default() }
    }

    /// The command could do its work. Findings never change it.
    pub fn success(&self) -> bool {
        self.problems.is_empty()
    }

    /// Puts findings in their one order, numbers equal ones apart in their fingerprints, and turns "nothing was
    /// examined" into a problem. Called once, after the last finding is in.
    pub fn finish(&mut self) {
        self.results.sort_by(Finding::order);
        self.results.dedup();
        let mut seen: HashMap<u64, u32> = HashMap::with_capacity(self.results.len());
        for finding in &mut self.results {
            let nth = seen.entry(finding.identity()).or_insert(0);
            finding.ordinal = *nth;
            *nth += 1;
        }
        if self.gate.is_some() && self.problems.is_empty() && self.nothing_examined() {
            self.problems.push(
                Problem::new(ProblemKind::NothingExamined, "nothing was examined, so nothing can be said to be good")
                    .source(self.command.clone())
                    .hint(if self.ran.iter().any(|ran| ran.unit == "service") {
                        "every service is disabled, or could not be probed; the table says why"
                    } else if self.ran.iter().all(Ran::is_own) {
                        "name a feature, or run `planyard status` to see which features were found"
                    } else {
                        "run `planyard tools` to see which tools apply here, and to what"
                    }),
            );
        }
    }

    fn nothing_examined(&self) -> bool {
        !self.ran.iter().any(|ran| ran.examined > 0 || ran.reason.is_some())
    }

    /// Findings counted by severity.
    pub fn summary(&self) -> Summary {
        let mut summary = Summary::default();
        for finding in &self.results {
            match finding.severity {
                Severity::Error => summary.error += 1,
                Severity::Warning => summary.warning += 1,
                Severity::Info => summary.info += 1,
            }
        }
        summary
    }

    /// The gate's answer; `None` for a command that is no gate.
    pub fn verdict(&self) -> Option<Verdict> {
        let gate = self.gate?;
        Some(if !self.problems.is_empty() || self.nothing_examined() {
            Verdict::Unverified
        } else if self.results.iter().any(|f| f.severity >= gate.fail_on) {
            Verdict::Fail
        } else {
            Verdict::Pass
        })
    }

    /// 0 pass or done, 1 fail, 2 unverified or could not work, 130 interrupted.
    pub fn exit_code(&self) -> u8 {
        if self.problems.iter().any(|p| p.kind == ProblemKind::Interrupted) {
            return 130;
        }
        if !self.problems.is_empty() {
            return 2;
        }
        match (self.verdict(), self.gate) {
            (Some(Verdict::Unverified), _) => 2,
            (Some(Verdict::Fail), Some(gate)) if !gate.exit_zero => 1,
            _ => 0,
        }
    }

    /// The document of JSON mode.
    pub fn document(&self) -> Document<'_> {
        Document {
            success: self.success(),
            results: &self.results,
            errors: self.problems.iter().map(Problem::to_string).collect(),
            schema: SCHEMA,
            command: &self.command,
            verdict: self.verdict(),
            ran: &self.ran,
            summary: self.summary(),
            error_details: &self.problems,
            data: self.data.as_ref(),
        }
    }
}

/// The JSON document. The first three keys are the bash contract's and keep their meaning.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "planyard.result/v1")]
pub struct Document<'a> {
    /// `errors` is empty: the command could do its work.
    pub success: bool,
    /// Findings, sorted by file, line, column and rule.
    pub results: &'a [Finding],
    /// Why the command could not do its work, one string a problem.
    pub errors: Vec<String>,
    /// Always `planyard.result/v1`.
    pub schema: &'static str,
    /// The subcommand.
    pub command: &'a str,
    /// `pass`, `fail` or `unverified`; null when the command is no gate.
    pub verdict: Option<Verdict>,
    /// What ran and how much it examined.
    pub ran: &'a [Ran],
    /// Counts of findings.
    pub summary: Summary,
    /// The problems of `errors` with their kinds and hints.
    pub error_details: &'a [Problem],
    /// The command's own output; its schema is `planyard schema COMMAND`.
    pub data: Option<&'a serde_json::Value>,
}
