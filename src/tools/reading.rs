//! What a tool said, in one form for all of them, before anything is believed.

use serde::Deserialize;

use super::record::ColumnUnit;
pub use crate::report::TestOutcome;

/// What a reader made of a tool's output. Files, lines and columns are as the tool gave them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// What the tool found.
    pub findings: Vec<RawFinding>,
    /// What the runner ran.
    pub tests: Vec<TestCase>,
    /// Errors of the tool's own: files that it could not read, rules that crashed.
    pub errors: Vec<OwnError>,
    /// How many files or tests the tool says it looked at.
    pub examined: Option<usize>,
    /// What the output itself says of its totals, to be held against what it holds.
    pub declared: Option<Declared>,
    /// What it holds, counted as it counts its totals, when that is not by tests: a test may fail twice.
    pub counted: Option<Declared>,
    /// Parts that could not be made sense of; the others are kept.
    pub rejects: Vec<String>,
    /// The output ends in the middle.
    pub truncated: bool,
}

/// A finding as the tool gave it.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct RawFinding {
    /// Absolute, relative to where the tool ran, or a `file:` URI.
    pub file: String,
    /// In the tool's own count.
    pub line: Option<i64>,
    /// In the tool's own count and unit.
    pub column: Option<i64>,
    /// The last line.
    pub end_line: Option<i64>,
    /// After the last character, unless the record says otherwise.
    pub end_column: Option<i64>,
    /// Offset in the file and length, when lines are not given: in bytes, unless `unit` says otherwise.
    pub offset: Option<(u64, u64)>,
    /// The tool's own word.
    pub severity: Option<String>,
    /// The tool's own name of the rule.
    pub rule: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The rule's page.
    pub url: Option<String>,
    /// `safe` or `unsafe`, when the tool can mend it.
    pub fix: Option<String>,
    /// The tool's own fingerprint.
    pub fingerprint: Option<String>,
    /// What this output counts columns in, when it says so itself.
    #[serde(skip)]
    pub unit: Option<ColumnUnit>,
    /// Other places that belong to it.
    #[serde(skip)]
    pub related: Vec<RawPlace>,
}

/// Another place that belongs to a finding.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RawPlace {
    /// As in the finding.
    pub file: String,
    /// As in the finding.
    pub line: Option<i64>,
    /// As in the finding.
    pub column: Option<i64>,
    /// As in the finding.
    pub end_line: Option<i64>,
    /// As in the finding.
    pub end_column: Option<i64>,
    /// What is there.
    pub message: String,
}

/// An error of the tool's own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct OwnError {
    /// What it could not do.
    #[serde(rename = "error")]
    pub message: String,
    /// The file it is about.
    #[serde(default)]
    pub file: Option<String>,
    /// The line in it.
    #[serde(default)]
    pub line: Option<i64>,
}

/// A test that a runner told of.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct TestCase {
    /// Stable and unique in the runner: `tests/test_a.py::TestC::test_x[1]`, `suite > name`.
    pub test: String,
    /// What came of it.
    pub outcome: TestOutcome,
    /// The file it is in, as the runner gave it.
    #[serde(default)]
    pub file: Option<String>,
    /// 1-based: the failing line when known, else where it is defined.
    #[serde(default)]
    pub line: Option<i64>,
    /// How long it took.
    #[serde(default)]
    pub ms: Option<f64>,
    /// Why it failed or was skipped: the first line is the gist.
    #[serde(default)]
    pub message: String,
    /// The whole text of the failure: stack, diff, output.
    #[serde(default)]
    pub details: String,
    /// How often it was run; 1 unless told otherwise.
    #[serde(default = "once")]
    pub attempts: u32,
    /// File and line are known; what the text says of places is not looked for.
    #[serde(skip)]
    pub placed: bool,
}

impl TestCase {
    /// A test with nothing but its name and outcome.
    pub fn new(test: impl Into<String>, outcome: TestOutcome) -> Self {
        Self {
            test: test.into(),
            outcome,
            file: None,
            line: None,
            ms: None,
            message: String::new(),
            details: String::new(),
            attempts: 1,
            placed: false,
        }
    }
}

impl TestCase {
    /// Makes the id the same on every machine: runners that name files by absolute paths do so in ids too.
    pub fn relative_to(&mut self, folder: &str) {
        let rest = self.test.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/'));
        if let Some(rest) = rest.filter(|_| !folder.is_empty()) {
            self.test = rest.to_owned();
        }
    }
}

fn once() -> u32 {
    1
}

/// What a report says of its own totals. `None`: it does not say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Declared {
    /// Tests.
    pub tests: Option<usize>,
    /// Failures.
    pub failures: Option<usize>,
    /// Errors.
    pub errors: Option<usize>,
    /// Skipped.
    pub skipped: Option<usize>,
}

impl Reading {
    /// Adds what another output of the same run said.
    pub fn add(&mut self, other: Self) {
        self.findings.extend(other.findings);
        self.tests.extend(other.tests);
        self.errors.extend(other.errors);
        self.rejects.extend(other.rejects);
        self.truncated |= other.truncated;
        self.examined = match (self.examined, other.examined) {
            (None, None) => None,
            (a, b) => Some(a.unwrap_or(0) + b.unwrap_or(0)),
        };
        let both = |a: Option<Declared>, b: Option<Declared>| match (a, b) {
            (Some(a), Some(b)) => Some(a.plus(b)),
            (a, b) => a.or(b),
        };
        self.declared = both(self.declared, other.declared);
        self.counted = both(self.counted, other.counted);
    }
}

impl Declared {
    /// The totals of two reports together.
    pub(crate) fn plus(self, other: Self) -> Self {
        self.with(other, |a, b| a + b)
    }

    /// The greater total of two of the same.
    pub(crate) fn most(self, other: Self) -> Self {
        self.with(other, usize::max)
    }

    fn with(self, other: Self, of_both: fn(usize, usize) -> usize) -> Self {
        let with = |a: Option<usize>, b: Option<usize>| match (a, b) {
            (None, None) => None,
            (a, b) => Some(of_both(a.unwrap_or(0), b.unwrap_or(0))),
        };
        Self {
            tests: with(self.tests, other.tests),
            failures: with(self.failures, other.failures),
            errors: with(self.errors, other.errors),
            skipped: with(self.skipped, other.skipped),
        }
    }
}
