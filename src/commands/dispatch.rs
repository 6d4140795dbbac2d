//! `planyard dispatch`.

mod answer;
mod follow;

pub use answer::{DispatchData, OrderRow};

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use clap_complete::engine::ArgValueCompleter;

use super::Outcome;
use crate::agents::doctor;
use crate::context::Context;
use crate::dispatch::backend;
use crate::dispatch::driver::{self, Batch};
use crate::dispatch::plan_at::PlanAt;
use crate::dispatch::settings::{Settings, micros};
use crate::dispatch::shop::Shop;
use crate::dispatch::{integrate, open, recover, submit};
use crate::progress::Progress;
use crate::queue::OrderId;
use crate::report::{Problem, ProblemKind, Report, plural};
use crate::workspace::open::one;

/// Hand a feature's open tasks to coding agents, and land what passes the gates
///
/// Each task gets a worktree and a branch of its own. What an agent made is merged with the latest state of the target branch,
/// judged by the gates on exactly that tree, and landed together with the tick of the task's box; what fails goes back to the
/// agent with the findings. Work lands on planyard/integration/FEATURE (`planyard land` brings it to your branch). It may be
/// killed at any time: the next start goes on where it was. Exit codes: 0 all landed, 1 a task failed for good, 2 something
/// waits for a person or nothing could be done.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Dispatch {
    #[command(subcommand)]
    action: Option<Action>,
    /// The feature, by id, short id, slug or path
    #[arg(value_name = "FEATURE", add = ArgValueCompleter::new(crate::complete::features))]
    feature: Option<String>,
    /// Only these tasks; may be given several times
    #[arg(long = "task", value_name = "ID", value_delimiter = ',', add = ArgValueCompleter::new(crate::complete::tasks))]
    tasks: Vec<String>,
    /// Who does the work: an agent, a name of [backends], command:PROGRAM or human [default: dispatch.backend]
    #[arg(short, long, value_name = "BACKEND")]
    backend: Option<String>,
    /// The model, when the backend takes one
    #[arg(long, value_name = "MODEL")]
    model: Option<String>,
    /// Another backend that looks at each work before it lands
    #[arg(long, value_name = "BACKEND")]
    review: Option<String>,
    /// How many tasks are worked on at once; 0: hand out only, and let workers do it [default: dispatch.jobs]
    #[arg(short, long, value_name = "N")]
    jobs: Option<u16>,
    /// The most dollars of this dispatch, as 2.50
    #[arg(long, value_name = "DOLLARS", value_parser = micros)]
    budget: Option<u64>,
    /// How often a task is tried before it is blocked [default: dispatch.max_attempts]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    max_attempts: Option<u32>,
    /// End a run after this long, `90s` or `45m` [default: dispatch.timeout]
    #[arg(long, value_name = "DURATION", value_parser = crate::duration::parse)]
    timeout: Option<Duration>,
    /// A command line for `sh` that must succeed on what is to land, besides the gates; may be given several times
    #[arg(long, value_name = "COMMAND")]
    verify: Vec<String>,
    /// Land work without any gate; its commits say so
    #[arg(long, conflicts_with = "verify")]
    no_gates: bool,
    /// Hand out a feature that check-planning does not pass; the commits say so
    #[arg(long)]
    no_planning_gate: bool,
    /// Ask a person before each work lands; see `planyard inbox`
    #[arg(long)]
    approve: bool,
    /// The branch that work lands on [default: dispatch.into]
    #[arg(long, value_name = "BRANCH")]
    into: Option<String>,
    /// Show what would be handed out, in which order, and hand out nothing
    #[arg(long)]
    dry_run: bool,
    /// Show what the agents say and do while they work
    #[arg(long)]
    follow: bool,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Check every agent and backend: is it there, which version, does it have a login, how fast does it start
    Doctor {
        /// Only these; each must be ready
        #[arg(value_name = "BACKEND")]
        backends: Vec<String>,
    },
}

impl Dispatch {
    /// The name as it is typed.
    pub fn name(&self) -> &'static str {
        match self.action {
            None => "dispatch",
            Some(Action::Doctor { .. }) => "dispatch doctor",
        }
    }

    /// Hands the tasks out and waits for the end.
    ///
    /// # Errors
    /// The feature cannot be handed out, and why.
    pub fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        let workspace = context.workspace()?;
        if let Some(Action::Doctor { backends }) = &self.action {
            let mut report = doctor::report("dispatch doctor", &backend::look(context, workspace, backends)?, backends);
            report.finish();
            return Ok(report.into());
        }
        if self.jobs == Some(0) && workspace.config.queue.url.trim().is_empty() {
            return Err(Problem::new(
                ProblemKind::Config,
                "without jobs nobody would work: the queue is this repository's own",
            )
            .source("queue.url")
            .hint("name a queue that workers share, `--queue redis://HOST`, or give --jobs 1 or more")
            .into());
        }
        let found = one(context, workspace, self.feature.as_deref())?;
        let settings = self.settings(workspace)?;
        let progress = Progress::new(0, context.terminal.stderr);
        let tell = |order: &OrderId, what: &str, more: &str| {
            let more = if more.is_empty() { String::new() } else { format!("  {more}") };
            progress.line(format!("{:<8} {what:<10}{more}", order.task()).trim_end());
        };
        let shop = open::shop(context, workspace, found, settings, Box::new(tell))?;
        let done = self.hand_out(&shop);
        recover::sign_off(&shop.store, &shop.worker);
        progress.finish();
        Ok(done?.into())
    }

    fn settings(&self, workspace: &crate::workspace::Workspace) -> anyhow::Result<Settings> {
        let mut settings = Settings::of(&workspace.config.dispatch)?;
        if let Some(backend) = &self.backend {
            settings.backend.clone_from(backend);
        }
        settings.model = self.model.clone().or(settings.model);
        settings.review = self.review.clone().or(settings.review);
        settings.jobs = self.jobs.map_or(settings.jobs, usize::from);
        settings.budgets.dispatch = self.budget.or(settings.budgets.dispatch);
        settings.max_attempts = self.max_attempts.unwrap_or(settings.max_attempts);
        settings.wall = self.timeout.unwrap_or(settings.wall);
        settings.verify.extend(self.verify.iter().cloned());
        if self.no_gates {
            settings.gates.clear();
            settings.verify.clear();
        }
        settings.planning_gate = !self.no_planning_gate;
        settings.approve |= self.approve;
        if let Some(into) = &self.into {
            settings.into.clone_from(into);
        }
        Ok(settings)
    }

    fn drive(&self, shop: &Shop<'_>, batch: Batch) -> anyhow::Result<()> {
        let over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            if self.follow {
                scope.spawn(|| follow::follow(shop, &over));
            }
            let driven = driver::drive(shop, batch);
            over.store(true, Ordering::Relaxed);
            driven
        })
    }

    fn hand_out(&self, shop: &Shop<'_>) -> anyhow::Result<Report> {
        let repo = shop.workspace.repo(shop.context)?;
        open::clean(&repo, &shop.feature)?;
        integrate::may_land(&shop.git, &shop.target)?;
        if !self.no_planning_gate {
            open::planned(shop.context, shop.workspace, &shop.feature)?;
        }
        open::gated(&shop.gates, shop.workspace)?;
        let tip = if self.dry_run {
            let named = repo.commit_of(&format!("refs/heads/{}", shop.target))?;
            named.or(repo.commit_of("HEAD")?).unwrap_or_default()
        } else {
            open::needs(shop.context, shop.workspace, &shop.settings)?;
            open::target(&repo, &shop.place, &shop.git, &shop.target)?
        };
        let plan = PlanAt::read(shop.context, shop.workspace, &shop.feature, &tip)?;
        let ready = open::orders(shop, &plan, &self.tasks)?;
        if self.dry_run {
            return Ok(answer::planned(shop, &plan, &ready));
        }
        let adopted = recover::recover(shop)?;
        let ids = submit::submit(shop, &ready, &self.tasks)?;
        let count = ids.len();
        if count > 0 {
            shop.say(
                &OrderId::new(".", "", "dispatch"),
                &format!("{} to {}", plural(count, "task"), shop.settings.backend),
                "",
            );
        }
        let driven = self.drive(shop, Batch { ids: ids.clone(), adopted });
        integrate::leave(&shop.place, &shop.target);
        driven?;
        answer::of(shop, &ids, &ready)
    }
}
