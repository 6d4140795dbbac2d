//! `planyard test`.

use std::time::Duration;

use super::Outcome;
use crate::context::Context;
use crate::gate::Decide;
use crate::health;
use crate::lint::ScopeArgs;
use crate::receipt;
use crate::report::{Problem, ProblemKind, Report};
use crate::testing::{self, Request};

/// Run the tests with the runners that the workspace uses
///
/// Which ones is found from their configuration, declared dependencies and scripts; see `planyard tools`. No test run, all
/// tests skipped, a report that contradicts itself, a crash or a time-out is never a pass.
#[derive(Debug, clap::Args)]
pub struct Test {
    #[command(flatten)]
    scope: ScopeArgs,
    /// Arguments for the runner itself
    #[arg(last = true, value_name = "RUNNER ARGS")]
    args: Vec<String>,
    #[command(flatten)]
    decide: Decide,
    /// Run only this runner, also without a sign of it in the workspace; may be given several times
    #[arg(long = "tool", value_name = "NAME", add = clap_complete::engine::ArgValueCompleter::new(crate::complete::tools))]
    tools: Vec<String>,
    /// Only the tests that failed when they were last run
    #[arg(long, conflicts_with_all = ["paths", "changed"])]
    failed: bool,
    /// Stop at the first failure
    #[arg(long)]
    quick: bool,
    /// Run failing tests up to N times again; one that passes then is flaky, a warning [default: test.retries]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8))]
    flaky: Option<u8>,
    /// Tell the N tests that took longest
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "10")]
    slowest: Option<usize>,
    /// Run one part of the tests: 2/5 is the second of five
    #[arg(long, value_name = "I/N", value_parser = part)]
    shard: Option<(usize, usize)>,
    /// Measure which lines ran
    #[arg(long)]
    coverage: bool,
    /// Tell each test on standard error as it ends
    #[arg(long)]
    live: bool,
    /// Tell the tests that passed, too
    #[arg(long)]
    all: bool,
    /// End each run of a runner after this long, `90s` or `5m` [default: as its record says]
    #[arg(long, value_name = "DURATION", value_parser = crate::duration::parse)]
    timeout: Option<Duration>,
    /// Run nothing unless these services are healthy, or degraded; see `planyard health` [default: test.needs]
    #[arg(long, value_name = "SERVICE", value_delimiter = ',', add = clap_complete::engine::ArgValueCompleter::new(crate::complete::services))]
    needs: Vec<String>,
    /// How many cores runners may use at once [default: all]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
}

impl Test {
    /// Runs the runners and reports.
    ///
    /// # Errors
    /// When the scope, the configuration or a record cannot be made sense of.
    pub fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        if self.scope.staged {
            return Err(Problem::new(ProblemKind::Usage, "tests run in the work tree, so --staged could not be kept")
                .source("--staged")
                .hint("use --changed; `planyard lint --staged` judges what is staged")
                .into());
        }
        let workspace = context.workspace()?;
        let verdict = self.decide.verdict(workspace.config.gate.fail_on);
        let needs = if self.needs.is_empty() { &workspace.config.test.needs } else { &self.needs };
        let unmet = health::unmet(context, workspace, needs)?;
        if !unmet.is_empty() {
            let mut report = Report::gate("test", verdict);
            report.problems = unmet;
            report.finish();
            return Ok(report.into());
        }
        let request = Request {
            scope: self.scope,
            tools: self.tools,
            args: self.args,
            failed: self.failed,
            quick: self.quick,
            retries: self.flaky.map(usize::from),
            shard: self.shard,
            coverage: self.coverage,
            live: self.live,
            slowest: self.slowest.unwrap_or(0),
            all: self.all,
            time_limit: self.timeout,
            slots: self.jobs.map(usize::from),
            verdict,
            narrowed: self.decide.narrowed().into_iter().collect(),
        };
        let done = testing::run(context, workspace, &request)?;
        receipt::give(context, workspace, &done.report, done.covered);
        Ok(done.report.into())
    }
}

/// `2/5`.
fn part(text: &str) -> Result<(usize, usize), String> {
    let wrong = || "write it as 2/5: the second of five parts".to_owned();
    let (index, count) = text.split_once('/').ok_or_else(wrong)?;
    let (index, count): (usize, usize) = (index.parse().map_err(|_| wrong())?, count.parse().map_err(|_| wrong())?);
    if index == 0 || index > count {
        return Err(wrong());
    }
    Ok((index, count))
}
