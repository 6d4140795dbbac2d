//! Receipts: what a gate that ran tools looked at and said, kept in `.planyard/receipts/`, so that another gate can accept
//! the answer for the same content instead of asking again, and can say what has changed since.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::context::Context;
use crate::files::OwnFolder;
use crate::report::{ProblemKind, Report, Summary, TestOutcome, Verdict};
use crate::tools::blobs::Blobs;
use crate::workspace::Workspace;

const FOLDER: &str = "receipts";
const SCHEMA: &str = "planyard.receipt/v1";
/// So many receipts are kept.
const KEPT: usize = 40;

/// A receipt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "planyard.receipt/v1")]
pub struct Receipt {
    /// Always `planyard.receipt/v1`.
    pub schema: String,
    /// Planyard's version.
    pub planyard: String,
    /// `lint` or `test`.
    pub command: String,
    /// What narrowed it: empty for all of the workspace, else flags and paths.
    pub narrowed: Vec<String>,
    /// When it was given.
    pub at: String,
    /// `pass`, `fail` or `unverified`.
    pub verdict: Verdict,
    /// The tree of the commit that was checked out; null before the first commit and outside git.
    pub head_tree: Option<String>,
    /// The configuration in force, as one id.
    pub config: String,
    /// Every file that the answer depends on, with the id of its content.
    pub covered: BTreeMap<String, String>,
    /// What ran.
    pub tools: Vec<ReceiptTool>,
    /// Findings by severity.
    pub counts: Summary,
    /// What came of each test.
    pub tests: Vec<ReceiptTest>,
}

/// A tool that ran.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReceiptTool {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: Option<String>,
    /// How many files or tests it looked at.
    pub examined: usize,
}

/// A test that was run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReceiptTest {
    /// The runner.
    pub tool: String,
    /// The test.
    pub id: String,
    /// The file that it is in; null when the runner does not say.
    pub file: Option<String>,
    /// What came of it.
    pub outcome: TestOutcome,
}

/// What a receipt is about, gathered before the report is finished.
#[derive(Debug, Clone, Default)]
pub struct Covered {
    /// What narrowed it.
    pub narrowed: Vec<String>,
    /// Every file that the answer depends on, with the id of its content.
    pub files: BTreeMap<String, String>,
    /// The tree of the commit that was checked out.
    pub head_tree: Option<String>,
    /// The configuration in force, as one id.
    pub config: String,
}

impl Covered {
    /// Of these files.
    pub fn of(paths: &[String], blobs: &Blobs) -> Self {
        let files = paths.iter().cloned().zip(blobs.ids(paths)).collect();
        Self { files, ..Self::default() }
    }
}

/// The configuration in force, as one id.
pub fn config_id(workspace: &Workspace) -> String {
    let config = serde_json::to_vec(&workspace.config).unwrap_or_default();
    crate::git::blob_id(&config)
}

/// Gives the receipt for a finished report. Without one the next gate asks again, so failing to write it is no failure.
pub fn give(context: &Context, workspace: &Workspace, report: &Report, covered: Option<Covered>) {
    let Some(covered) = covered else { return };
    if report.problems.iter().any(|problem| problem.kind == ProblemKind::Interrupted) {
        return;
    }
    let head_tree = workspace.repo(context).ok().and_then(|repo| repo.head_tree_id().ok()?);
    let covered = Covered { head_tree, config: config_id(workspace), ..covered };
    if let Some(receipt) = Receipt::new(report, covered, context.clock.now()) {
        let _ = receipt.keep(&OwnFolder::at(&workspace.root));
    }
}

impl Receipt {
    /// For a finished report; `None` when it judged nothing.
    pub fn new(report: &Report, covered: Covered, at: jiff::Timestamp) -> Option<Self> {
        let tool = |ran: &crate::report::Ran| ReceiptTool {
            name: ran.name.clone(),
            version: ran.version.clone(),
            examined: ran.examined,
        };
        let test = |test: &crate::report::TestResult| ReceiptTest {
            tool: test.tool.clone(),
            id: test.id.clone(),
            file: test.file.clone(),
            outcome: test.outcome,
        };
        Some(Self {
            schema: SCHEMA.to_owned(),
            planyard: env!("CARGO_PKG_VERSION").to_owned(),
            command: report.command.clone(),
            narrowed: covered.narrowed,
            at: at.to_string(),
            verdict: report.verdict()?,
            head_tree: covered.head_tree,
            config: covered.config,
            covered: covered.files,
            tools: report.ran.iter().map(tool).collect(),
            counts: report.summary(),
            tests: report.tests.iter().map(test).collect(),
        })
    }

    /// Keeps it. The same answer for the same content is kept once.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn keep(&self, own: &OwnFolder) -> std::io::Result<()> {
        let names = own.names(FOLDER);
        let same = |name: &String| read(own, name).is_some_and(|last| Self { at: self.at.clone(), ..last } == *self);
        if names.last().is_some_and(same) {
            return Ok(());
        }
        let last: u64 = names.last().and_then(|name| name.split('-').next()?.parse().ok()).unwrap_or(0);
        let bytes = serde_json::to_vec(self)?;
        for number in last + 1..last + 100 {
            if own.write_new(&format!("{FOLDER}/{number:08}-{}.json", self.command), &bytes)? {
                break;
            }
        }
        own.keep_last(FOLDER, KEPT);
        Ok(())
    }

    /// Every receipt of a command, the newest first.
    pub fn all(own: &OwnFolder, command: &str) -> Vec<Self> {
        let names = own.names(FOLDER).into_iter().rev();
        names.filter_map(|name| read(own, &name)).filter(|receipt| receipt.command == command).collect()
    }

    /// Whether what it covered is as it was: `paths` are the files that there are now. An error names the first file, or
    /// the setting, that is not.
    pub fn is_fresh(&self, paths: &[String], blobs: &Blobs, config: &str) -> Result<(), String> {
        if self.planyard != env!("CARGO_PKG_VERSION") {
            return Err(format!("planyard itself was {} then", self.planyard));
        }
        if self.config != config {
            return Err("planyard's configuration".to_owned());
        }
        if self.narrowed.is_empty()
            && let Some(new) = paths.iter().find(|path| !self.covered.contains_key(*path))
        {
            return Err(format!("{new} (new)"));
        }
        let known: Vec<String> = self.covered.keys().cloned().collect();
        let changed = known.iter().zip(blobs.ids(&known)).find(|(path, id)| self.covered.get(*path) != Some(id));
        match changed {
            None => Ok(()),
            Some((path, id)) if id.is_empty() => Err(format!("{path} (gone)")),
            Some((path, _)) => Err(path.clone()),
        }
    }
}

fn read(own: &OwnFolder, name: &str) -> Option<Receipt> {
    let bytes = own.read(&format!("{FOLDER}/{name}"))?;
    serde_json::from_slice(&bytes).ok().filter(|receipt: &Receipt| receipt.schema == SCHEMA)
}
