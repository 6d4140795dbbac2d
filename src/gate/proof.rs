//! What a finished feature needs beside its plan: the linters are content, and the tests that its tasks name were
//! collected and passed. A fresh receipt is taken for it; else they are run.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::Scope;
use crate::context::Context;
use crate::files::OwnFolder;
use crate::lint::{self, ScopeArgs, jobs};
use crate::plan::model::Status;
use crate::receipt::{self, Receipt, ReceiptTest};
use crate::report::{Finding, Place, Problem, ProblemKind, Ran, Report, Role, Severity, TestOutcome, Verdict};
use crate::testing;
use crate::tools::Catalog;
use crate::tools::blobs::Blobs;
use crate::tools::survey::{Survey, fits, is_in};
use crate::workspace::Workspace;
use crate::workspace::open::Opened;

/// The data of `check-completion`.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Proofs {
    /// What the linters say; null when none is in use, or none was to be run.
    pub lint: Option<Proof>,
    /// What the tests say; null when no task names one, or none was to be run.
    pub tests: Option<Proof>,
    /// Each test path that a task names, with what came of it.
    pub task_tests: Vec<TaskTest>,
}

/// A gate's answer, given now or before.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Proof {
    /// `pass`, `fail` or `unverified`.
    pub verdict: Verdict,
    /// `receipt`: given before, for the same content; `run`: given now.
    pub from: &'static str,
    /// When it was given.
    pub at: Option<String>,
    /// The file that has changed since the last receipt; null when there was none, or it is fresh.
    pub stale: Option<String>,
}

/// A test path that a task names.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TaskTest {
    /// The feature.
    pub feature: String,
    /// The task.
    pub task: String,
    /// As the task writes it.
    pub path: String,
    /// `passed`, `failing`, `not run`, `not collected`.
    pub outcome: &'static str,
}

/// A path and where the plan names it.
struct Wanted {
    feature: String,
    task: String,
    path: String,
    document: std::sync::Arc<str>,
    place: Place,
    files: Vec<String>,
}

/// What is there to look at.
struct Ground<'a> {
    context: &'a Context,
    workspace: &'a Workspace,
    catalog: Catalog,
    survey: Survey,
    blobs: Blobs,
    own: OwnFolder,
    config: String,
    gate: crate::report::Gate,
}

/// Adds the proofs to a report of check-completion.
///
/// # Errors
/// A record or the configuration is broken.
pub fn prove(context: &Context, workspace: &Workspace, scope: &Scope, report: &mut Report) -> anyhow::Result<Proofs> {
    let Some(gate) = report.gate else { return Ok(Proofs::default()) };
    let repo = workspace.repo(context).ok();
    let ground = Ground {
        context,
        workspace,
        catalog: Catalog::load(&workspace.config.tools)?,
        survey: lint::survey(workspace, repo.as_ref(), &workspace.root)?,
        blobs: Blobs::new(&workspace.root, repo.as_ref()),
        own: OwnFolder::at(&workspace.root),
        config: receipt::config_id(workspace),
        gate,
    };
    let mut proofs = Proofs { lint: ground.lint(report)?, ..Proofs::default() };
    let wanted = ground.wanted(scope);
    if !wanted.is_empty() {
        let (proof, told) = ground.tests(&wanted, report)?;
        proofs.tests = proof;
        proofs.task_tests = told;
    }
    Ok(proofs)
}

impl Ground<'_> {
    /// The newest receipt for all of the workspace, or which file has changed since.
    fn receipt(&self, command: &str) -> Result<Receipt, Option<String>> {
        let found = Receipt::all(&self.own, command).into_iter().find(|receipt| receipt.narrowed.is_empty());
        let Some(receipt) = found else { return Err(None) };
        match receipt.is_fresh(self.survey.paths(), &self.blobs, &self.config) {
            Ok(()) => Ok(receipt),
            Err(file) => Err(Some(file)),
        }
    }

    fn lint(&self, report: &mut Report) -> anyhow::Result<Option<Proof>> {
        let site = lint::site(self.context, self.workspace, self.workspace.root.clone(), None);
        let wanted = jobs::Wanted { only: self.workspace.config.lint.only.clone(), ..jobs::Wanted::default() };
        let plan = jobs::plan(&self.catalog, &self.survey, &site, &wanted, &lint::Scope::All);
        if plan.jobs.is_empty() {
            return Ok(None);
        }
        let stale = match self.receipt("lint") {
            Ok(receipt) if receipt.verdict == Verdict::Pass => {
                let examined = receipt.tools.iter().map(|tool| tool.examined).sum();
                report.ran.push(told("lint", examined, "file"));
                let at = Some(receipt.at.clone());
                return Ok(Some(Proof { verdict: receipt.verdict, from: "receipt", at, stale: None }));
            }
            Ok(_) => None,
            Err(stale) => stale,
        };
        let request = lint::Request {
            scope: ScopeArgs::default(),
            tools: Vec::new(),
            fix: None,
            time_limit: None,
            slots: None,
            use_cache: true,
            verdict: self.gate,
            narrowed: Vec::new(),
        };
        let done = lint::run(self.context, self.workspace, &request)?;
        receipt::give(self.context, self.workspace, &done.report, done.covered);
        let verdict = done.report.verdict().unwrap_or(Verdict::Unverified);
        report.ran.extend(done.report.ran);
        report.problems.extend(done.report.problems);
        report.results.extend(done.report.results.into_iter().filter(|finding| finding.severity >= self.gate.fail_on));
        Ok(Some(Proof { verdict, from: "run", at: None, stale }))
    }

    /// The test paths of tasks that are not cancelled, with the files that they mean. Paths that are not there are the
    /// plan's own rules to tell of.
    fn wanted(&self, scope: &Scope) -> Vec<Wanted> {
        let mut wanted = Vec::new();
        for found in &scope.features {
            // What cannot be read was told of when it was examined.
            let Ok(opened) = Opened::read(self.workspace, found.clone()) else { continue };
            let Ok(feature) = opened.feature() else { continue };
            for task in feature.tasks.iter().filter(|task| task.status != Status::Cancelled) {
                let doc = &feature.docs[task.doc];
                for piece in &task.test_paths {
                    let files = self.files(piece.text);
                    if files.is_empty() {
                        continue;
                    }
                    wanted.push(Wanted {
                        feature: feature.id.clone(),
                        task: task.id.to_string(),
                        path: piece.text.to_owned(),
                        document: doc.source.path.clone(),
                        place: doc.outline.place(piece.span),
                        files,
                    });
                }
            }
        }
        wanted
    }

    /// The files that a path of the plan means: itself, those of a folder, those that fit a pattern.
    fn files(&self, path: &str) -> Vec<String> {
        let path = path.split("::").next().unwrap_or(path).trim_end_matches('/');
        let is_meant = |file: &&String| if path.contains('*') { fits(path, file) } else { is_in(file, path) };
        self.survey.paths().iter().filter(is_meant).cloned().collect()
    }

    fn tests(&self, wanted: &[Wanted], report: &mut Report) -> anyhow::Result<(Option<Proof>, Vec<TaskTest>)> {
        let files: BTreeSet<String> = wanted.iter().flat_map(|wanted| wanted.files.iter().cloned()).collect();
        let files: Vec<String> = files.into_iter().collect();
        let site = lint::site(self.context, self.workspace, self.workspace.root.clone(), None);
        let runners = jobs::Wanted { only: self.workspace.config.test.only.clone(), tests: true, named: Vec::new() };
        let scope = lint::Scope::Named(files.clone());
        let plan = jobs::plan(&self.catalog, &self.survey, &site, &runners, &scope);
        let mut claimed: BTreeMap<&str, &str> = BTreeMap::new();
        for job in &plan.jobs {
            claimed.extend(job.files.iter().map(|file| (file.as_str(), job.record.name.as_str())));
        }
        let (proof, tests) = if plan.jobs.is_empty() {
            (None, Vec::new())
        } else {
            let (proof, tests) = self.run_tests(files, report)?;
            (Some(proof), tests)
        };
        let mut told = Vec::new();
        for wanted in wanted {
            let outcome = outcome(&wanted.files, &claimed, &tests);
            // Without any runner there is one problem, not one finding a path.
            report.results.extend(finding(wanted, outcome).filter(|_| !plan.jobs.is_empty()));
            told.push(TaskTest {
                feature: wanted.feature.clone(),
                task: wanted.task.clone(),
                path: wanted.path.clone(),
                outcome,
            });
        }
        if plan.jobs.is_empty() {
            report.problems.push(
                Problem::new(
                    ProblemKind::NothingExamined,
                    "no test runner in use collects the tests that the tasks name",
                )
                .source("test")
                .hint("see `planyard tools`; --no-run checks the plan alone"),
            );
        }
        Ok((proof, told))
    }

    fn run_tests(&self, files: Vec<String>, report: &mut Report) -> anyhow::Result<(Proof, Vec<ReceiptTest>)> {
        let stale = match self.receipt("test") {
            Ok(receipt) if receipt.verdict == Verdict::Pass => {
                report.ran.push(told("test", receipt.tools.iter().map(|tool| tool.examined).sum(), "test"));
                let at = Some(receipt.at.clone());
                return Ok((Proof { verdict: receipt.verdict, from: "receipt", at, stale: None }, receipt.tests));
            }
            Ok(_) => None,
            Err(stale) => stale,
        };
        let paths = files.into_iter().map(|file| self.workspace.root.join(file)).collect();
        let request = testing::Request {
            scope: ScopeArgs { paths, ..ScopeArgs::default() },
            verdict: self.gate,
            ..testing::Request::default()
        };
        let done = testing::run(self.context, self.workspace, &request)?;
        receipt::give(self.context, self.workspace, &done.report, done.covered);
        let verdict = done.report.verdict().unwrap_or(Verdict::Unverified);
        let tests = done.report.tests.iter().map(|test| ReceiptTest {
            tool: test.tool.clone(),
            id: test.id.clone(),
            file: test.file.clone(),
            outcome: test.outcome,
        });
        let tests = tests.collect();
        report.ran.extend(done.report.ran);
        report.problems.extend(done.report.problems);
        report.results.extend(done.report.results.into_iter().filter(|finding| finding.severity >= self.gate.fail_on));
        Ok((Proof { verdict, from: "run", at: None, stale }, tests))
    }
}

fn told(name: &str, examined: usize, unit: &'static str) -> Ran {
    Ran { reason: Some("receipt".to_owned()), ..Ran::tool(name, None, examined, unit) }
}

/// What came of the files of one path.
fn outcome(files: &[String], claimed: &BTreeMap<&str, &str>, tests: &[ReceiptTest]) -> &'static str {
    let mut best = "not collected";
    for file in files {
        let Some(tool) = claimed.get(file.as_str()) else { continue };
        let of_tool = || tests.iter().filter(|test| test.tool == *tool);
        // Runners that do not say in which file a test is ran the whole package.
        let says_files = of_tool().any(|test| test.file.is_some() && test.outcome == TestOutcome::Passed);
        let here: Vec<&ReceiptTest> =
            of_tool().filter(|test| !says_files || test.file.as_deref() == Some(file.as_str())).collect();
        if here.iter().any(|test| test.outcome.is_bad()) {
            return "failing";
        }
        if here.iter().any(|test| test.outcome.ran()) {
            best = "passed";
        } else if !here.is_empty() && best != "passed" {
            best = "not run";
        }
    }
    best
}

fn finding(wanted: &Wanted, outcome: &'static str) -> Option<Finding> {
    let (what, help) = match outcome {
        "passed" => return None,
        "failing" => ("fails", "see `planyard test --failed`"),
        "not run" => ("was skipped, so nothing is known", "let it run"),
        _ => ("was collected by no test runner in use", "see `planyard tools`, and where its runner looks for tests"),
    };
    let message = format!("{}: {} {what}", wanted.task, wanted.path);
    let mut finding = Finding::new(wanted.document.clone(), Severity::Error, "completion/test-not-passed", message);
    finding.place = Some(wanted.place);
    finding.task = Some(wanted.task.as_str().into());
    finding.help = Some(help.into());
    Some(finding)
}

impl Proofs {
    /// Says where the answers come from.
    pub fn show(&self, report: &mut Report) {
        for (name, proof) in [("lint", &self.lint), ("tests", &self.tests)] {
            let Some(proof) = proof else { continue };
            let role = if proof.verdict == Verdict::Pass { Role::Good } else { Role::Bad };
            let from = match (&proof.stale, proof.from) {
                (_, "receipt") => "; nothing has changed since".to_owned(),
                (Some(file), _) => format!("; run again, the receipt is stale: {file} has changed"),
                (None, _) => String::new(),
            };
            let line =
                vec![(Role::Plain, format!("{name}: ")), (role, proof.verdict.word().to_owned()), (Role::Dim, from)];
            report.view.line(line);
        }
    }
}
