//! Our own record of runs: what came of each test when it was last run, how long it took. Runners' own memories forget
//! (subtests, crashes), so they are not asked.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::files::OwnFolder;
use crate::report::{TestOutcome, TestResult};
use crate::tools::survey::is_in;

/// So many runs are kept.
const KEPT: usize = 20;
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
    /// How far each runner came.
    #[serde(default)]
    pub runners: Vec<Extent>,
}

/// How far a runner came in a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Extent {
    /// The runner.
    pub tool: String,
    /// The package's folder; empty for the root.
    pub folder: String,
    /// All tests of the package were asked for.
    pub whole: bool,
    /// Something went wrong that is no failing test: what failed is not all known.
    pub broken: bool,
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
    /// Runners (by name and folder) that something went wrong with since they last ran whole.
    broken: BTreeSet<(String, String)>,
}

impl History {
    /// Reads the runs. One that cannot be read is passed over: it is a memory, not a proof.
    pub fn load(own: &OwnFolder) -> Self {
        let mut history = Self { names: own.names(FOLDER), ..Self::default() };
        for name in history.names.clone() {
            let bytes = own.read(&format!("{FOLDER}/{name}"));
            let run: Option<RunRecord> = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
            if let Some(run) = run.filter(|run| run.schema == SCHEMA) {
                history.add(run);
            }
        }
        history
    }

    /// Knows which runs there are and not what they say: enough to keep another.
    pub fn unread(own: &OwnFolder) -> Self {
        Self { names: own.names(FOLDER), ..Self::default() }
    }

    fn add(&mut self, run: RunRecord) {
        for extent in &run.runners {
            let key = (extent.tool.clone(), extent.folder.clone());
            if extent.broken {
                self.broken.insert(key);
            } else if extent.whole {
                self.broken.remove(&key);
                // A test that a whole run did not meet is there no more.
                self.last.retain(|_, known| !extent.holds(known, &run.runners));
            }
        }
        self.last.extend(run.tests.into_iter().map(|test| ((test.tool.clone(), test.id.clone()), test)));
    }

    /// No run is known.
    pub fn is_empty(&self) -> bool {
        self.last.is_empty() && self.broken.is_empty()
    }

    /// Something went wrong with a runner since it last ran whole, so that which tests fail is not known.
    pub fn is_broken(&self, tool: &str, folder: &str) -> bool {
        self.broken.contains(&(tool.to_owned(), folder.to_owned()))
    }

    /// Every test as it was last, by runner and id.
    pub fn tests(&self) -> impl Iterator<Item = &Known> {
        self.last.values()
    }

    /// Tests of a runner that failed when they were last run.
    pub fn failing<'a>(&'a self, tool: &'a str) -> impl Iterator<Item = &'a Known> {
        self.last.values().filter(move |known| known.tool == tool && known.outcome.is_bad())
    }

    /// Keeps a run and forgets the oldest; gives its number. A run without tests in which nothing went wrong is none.
    pub fn keep(
        &self,
        own: &OwnFolder,
        tests: &[TestResult],
        runners: &[Extent],
        at: jiff::Timestamp,
    ) -> Option<String> {
        if tests.is_empty() && !runners.iter().any(|extent| extent.broken) {
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
        let run = RunRecord { schema: SCHEMA.to_owned(), at: at.to_string(), tests, runners: runners.to_vec() };
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

impl Extent {
    /// The test belongs to it rather than to a package further in.
    fn holds(&self, known: &Known, all: &[Self]) -> bool {
        let mut others = all.iter().filter(|other| other.tool == self.tool && other.folder != self.folder);
        known.tool == self.tool
            && match &known.file {
                Some(file) => {
                    let further = |other: &Self| is_in(&other.folder, &self.folder) && is_in(file, &other.folder);
                    is_in(file, &self.folder) && !others.any(further)
                }
                None => others.next().is_none(),
            }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn test(id: &str, file: Option<&str>, outcome: TestOutcome) -> TestResult {
        TestResult { file: file.map(str::to_owned), ..TestResult::new("pytest", id, outcome) }
    }

    fn extent(folder: &str, whole: bool, broken: bool) -> Extent {
        Extent { tool: "pytest".to_owned(), folder: folder.to_owned(), whole, broken }
    }

    fn ids(history: &History) -> Vec<&str> {
        history.tests().map(|known| known.id.as_str()).collect()
    }

    #[test]
    fn what_went_wrong_and_what_is_gone_are_remembered() {
        let folder = tempfile::tempdir().unwrap();
        let own = OwnFolder::at(folder.path());
        let keep = |tests: &[TestResult], runners: &[Extent]| {
            History::load(&own).keep(&own, tests, runners, jiff::Timestamp::UNIX_EPOCH);
            History::load(&own)
        };
        assert!(keep(&[], &[extent("", true, false)]).is_empty(), "nothing was run");
        let (a, b) =
            (test("a", Some("test_a.py"), TestOutcome::Failed), test("b", Some("sub/b.py"), TestOutcome::Failed));
        let odd = test("odd", None, TestOutcome::Passed);
        let history = keep(&[a.clone(), b.clone(), odd], &[extent("", true, false), extent("sub", true, false)]);
        assert_eq!((ids(&history), history.failing("pytest").count()), (vec!["a", "b", "odd"], 2));
        // An import error leaves no test behind, and still something is wrong.
        let history = keep(&[], &[extent("", true, true)]);
        assert!(history.is_broken("pytest", "") && !history.is_broken("pytest", "sub"));
        let history = keep(&[test("c", Some("test_c.py"), TestOutcome::Passed)], &[extent("", false, false)]);
        assert!(history.is_broken("pytest", ""), "a part proves nothing of the whole");
        let history = keep(
            &[test("d", Some("test_d.py"), TestOutcome::Passed)],
            &[extent("", true, false), extent("sub", false, false)],
        );
        assert_eq!((ids(&history), history.is_broken("pytest", "")), (vec!["b", "d", "odd"], false));
        let history = keep(&[test("e", None, TestOutcome::Passed)], &[extent("", true, false)]);
        assert_eq!(ids(&history), ["e"]);
        // Records of earlier versions say nothing of runners.
        let old = r#"{"schema":"planyard.run/v1","at":"x","tests":[]}"#;
        assert!(serde_json::from_str::<RunRecord>(old).is_ok());
    }
}
