//! Our own record of runs: what came of each test when it was last run, how long it took. Runners' own memories forget
//! (subtests, crashes), so they are not asked.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::files::OwnFolder;
use crate::report::{TestOutcome, TestResult};

/// So many runs are kept.
const KEPT: usize = 50;
const FOLDER: &str = "runs";
const SCHEMA: &str = "planyard.run/v1";

/// A run, as it is kept in `.planyard/runs/`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "planyard.run/v1")]
pub struct RunRecord {
    /// Always `planyard.run/v1`.
    pub schema: String,
    /// When it ended.
    pub at: String,
    /// In order of runner and id.
    pub tests: Vec<Known>,
}

/// What is remembered of a test.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Known {
    /// The runner.
    pub tool: String,
    /// The test.
    pub id: String,
    /// What came of it.
    pub outcome: TestOutcome,
    /// The file that it is in.
    pub file: Option<String>,
    /// How long it took.
    pub ms: Option<f64>,
    /// How often it was run.
    pub attempts: u32,
}

/// The runs of a workspace.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// Names of the runs, the oldest first.
    names: Vec<String>,
    /// By runner and id, as of the last run that it was in.
    last: BTreeMap<(String, String), Known>,
}

impl History {
    /// Reads the runs. One that cannot be read is passed over: it is a memory, not a proof.
    pub fn load(own: &OwnFolder) -> Self {
        let mut history = Self { names: own.names(FOLDER), last: BTreeMap::new() };
        for name in &history.names {
            let bytes = own.read(&format!("{FOLDER}/{name}"));
            let run: Option<RunRecord> = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
            for test in run.filter(|run| run.schema == SCHEMA).into_iter().flat_map(|run| run.tests) {
                history.last.insert((test.tool.clone(), test.id.clone()), test);
            }
        }
        history
    }

    /// No run is known.
    pub fn is_empty(&self) -> bool {
        self.last.is_empty()
    }

    /// Every test as it was last, by runner and id.
    pub fn tests(&self) -> impl Iterator<Item = &Known> {
        self.last.values()
    }

    /// Tests of a runner that failed when they were last run.
    pub fn failing<'a>(&'a self, tool: &'a str) -> impl Iterator<Item = &'a Known> {
        self.last.values().filter(move |known| known.tool == tool && known.outcome.is_bad())
    }

    /// How long the tests of a file took together; `None` when that is not known.
    pub fn file_ms(&self, tool: &str, file: &str) -> Option<f64> {
        let times: Vec<f64> = self
            .last
            .values()
            .filter(|known| known.tool == tool && known.file.as_deref() == Some(file))
            .filter_map(|known| known.ms)
            .collect();
        (!times.is_empty()).then(|| times.iter().sum())
    }

    /// Keeps a run and forgets the oldest; gives its number. A run without tests is none.
    pub fn keep(&self, own: &OwnFolder, tests: &[TestResult], at: jiff::Timestamp) -> Option<String> {
        if tests.is_empty() {
            return None;
        }
        let mut tests: Vec<Known> = tests
            .iter()
            .map(|test| Known {
                tool: test.tool.clone(),
                id: test.id.clone(),
                outcome: test.outcome,
                file: test.file.clone(),
                ms: test.duration_ms,
                attempts: test.attempts,
            })
            .collect();
        tests.sort_by(|a, b| (&a.tool, &a.id).cmp(&(&b.tool, &b.id)));
        let run = RunRecord { schema: SCHEMA.to_owned(), at: at.to_string(), tests };
        let bytes = serde_json::to_vec(&run).ok()?;
        let last: u64 = self.names.last().and_then(|name| name.trim_end_matches(".json").parse().ok()).unwrap_or(0);
        // Another run may have taken the number meanwhile.
        for number in last + 1..last + 100 {
            let name = format!("{number:08}");
            match own.write_new(&format!("{FOLDER}/{name}.json"), &bytes) {
                Ok(true) => {
                    own.keep_last(FOLDER, KEPT);
                    return Some(name);
                }
                Ok(false) => {}
                Err(_) => return None,
            }
        }
        None
    }
}
