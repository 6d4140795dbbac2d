use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What came of a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TestOutcome {
    /// It ran and found nothing wrong.
    Passed,
    /// It found something wrong.
    Failed,
    /// It could not run to its end: set-up, import, crash.
    Error,
    /// It was not run, on purpose.
    Skipped,
    /// It failed first and passed when run again.
    Flaky,
    /// It failed, as was expected.
    Xfailed,
    /// It passed although it was expected to fail.
    Xpassed,
}

impl TestOutcome {
    /// It was really run.
    pub fn ran(self) -> bool {
        self != Self::Skipped
    }

    /// It fails the gate.
    pub fn is_bad(self) -> bool {
        matches!(self, Self::Failed | Self::Error)
    }

    /// The word of the JSON contract.
    pub fn word(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Error => "error",
            Self::Skipped => "skipped",
            Self::Flaky => "flaky",
            Self::Xfailed => "xfailed",
            Self::Xpassed => "xpassed",
        }
    }
}

/// A test that was run, or left out on purpose. A failing one is a finding too, with `tool` as its source and `id` as
/// its rule.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct TestResult {
    /// The runner.
    pub tool: String,
    /// Stable and unique in the runner: `tests/test_a.py::TestC::test_x[1]`, `suite > name`.
    pub id: String,
    /// What came of it.
    pub outcome: TestOutcome,
    /// The file it is in, relative to the workspace.
    pub file: Option<String>,
    /// The failing line when known, else where it is defined.
    pub line: Option<u32>,
    /// How long it took, in milliseconds.
    pub duration_ms: Option<f64>,
    /// How often it was run.
    pub attempts: u32,
    /// Why it failed or was skipped: the gist, in one line.
    pub message: String,
    /// The whole text of the failure: stack, diff, output.
    pub details: String,
}

impl TestResult {
    /// A test with nothing but its name and outcome.
    pub fn new(tool: impl Into<String>, id: impl Into<String>, outcome: TestOutcome) -> Self {
        Self {
            tool: tool.into(),
            id: id.into(),
            outcome,
            file: None,
            line: None,
            duration_ms: None,
            attempts: 1,
            message: String::new(),
            details: String::new(),
        }
    }
}
