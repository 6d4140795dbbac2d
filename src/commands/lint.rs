//! `planyard lint`.

use std::path::PathBuf;
use std::time::Duration;

use super::Outcome;
use crate::context::Context;
use crate::gate::{Baseline, Decide};
use crate::lint::{self, Done, How, Request, ScopeArgs};
use crate::receipt;
use crate::report::{Problem, ProblemKind};

/// Run the linters, formatters and type checkers that the workspace uses
///
/// Which ones is found from their configuration, declared dependencies and scripts; see `planyard tools`. A tool that is
/// missing, crashes, says something that cannot be understood, or looks at nothing is never a pass.
#[derive(Debug, clap::Args)]
pub struct Lint {
    #[command(flatten)]
    scope: ScopeArgs,
    #[command(flatten)]
    decide: Decide,
    /// Run only this tool, also without a sign of it in the workspace; may be given several times
    #[arg(long = "tool", value_name = "NAME", add = clap_complete::engine::ArgValueCompleter::new(crate::complete::tools))]
    tools: Vec<String>,
    /// Let the tools mend what they safely can, until there is nothing more to mend, and lint again
    #[arg(long, conflicts_with = "staged")]
    fix: bool,
    /// With --fix: also fixes that may change what code does
    #[arg(long = "unsafe")]
    allow_unsafe: bool,
    /// Show what --fix would change, and change nothing
    #[arg(long, conflicts_with = "staged")]
    diff: bool,
    /// Findings listed in FILE do not count; only new ones fail
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write the findings of now to the baseline file
    #[arg(long, requires = "baseline")]
    update_baseline: bool,
    /// End each run of a tool after this long, `90s` or `5m` [default: as its record says]
    #[arg(long, value_name = "DURATION", value_parser = crate::duration::parse)]
    timeout: Option<Duration>,
    /// How many cores tools may use at once [default: all, or lint.jobs]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
    /// Ask every tool, also when it has answered for the same content before
    #[arg(long)]
    no_cache: bool,
}

impl Lint {
    /// Runs the tools and reports.
    ///
    /// # Errors
    /// When the scope, the configuration or a record cannot be made sense of.
    pub fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        if self.allow_unsafe && !self.fix && !self.diff {
            return Err(Problem::new(ProblemKind::Usage, "--unsafe says how to mend, and nothing is to be mended")
                .source("--unsafe")
                .hint("add --fix, or --diff to see it only")
                .into());
        }
        let workspace = context.workspace()?;
        let how = How { allow_unsafe: self.allow_unsafe, write: self.fix && !self.diff };
        let request = Request {
            scope: self.scope,
            tools: self.tools,
            fix: (self.fix || self.diff).then_some(how),
            time_limit: self.timeout,
            slots: self.jobs.map(usize::from),
            use_cache: !self.no_cache,
            verdict: self.decide.verdict(workspace.config.gate.fail_on),
            narrowed: self.baseline.iter().map(|_| "--baseline".to_owned()).chain(self.decide.narrowed()).collect(),
        };
        let Done { mut report, covered } = lint::run(context, workspace, &request)?;
        if let Some(file) = &self.baseline {
            Baseline::at(context, file).apply(&mut report, self.update_baseline)?;
        }
        receipt::give(context, workspace, &report, covered);
        Ok(report.into())
    }
}
