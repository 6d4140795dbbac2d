//! `planyard activity`.

use std::time::Duration;

use clap::Subcommand;
use schemars::JsonSchema;
use serde::Serialize;

use super::Outcome;
use crate::activity::{self, Activity as One, StepStatus};
use crate::context::Context;
use crate::inbox;
use crate::queue::{self, Millis, Queue};
use crate::report::{Report, Role};

/// Say which steps of an operation are done, so that others can follow it
#[derive(Debug, clap::Args)]
pub struct Activity {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// End an operation well
    Complete(Complete),
    /// End an operation that went wrong
    Fail(Fail),
    /// Show what runs, and what ended lately
    List(List),
    /// Begin an operation
    Start(Start),
    /// Say how far a step is
    Step(Step),
}

#[derive(Debug, clap::Args)]
struct Which {
    /// The operation, as `start` named it [default: PLANYARD_ACTIVITY, or the newest of yours that runs]
    #[arg(long, value_name = "ID")]
    id: Option<String>,
}

#[derive(Debug, clap::Args)]
struct Complete {
    #[command(flatten)]
    which: Which,
}

#[derive(Debug, clap::Args)]
struct Fail {
    #[command(flatten)]
    which: Which,
    /// What went wrong
    #[arg(long, value_name = "TEXT")]
    error: Option<String>,
}

#[derive(Debug, clap::Args)]
struct List {
    /// So many that ended
    #[arg(long, value_name = "N", default_value_t = 10)]
    recent: usize,
}

#[derive(Debug, clap::Args)]
struct Start {
    /// What is done
    #[arg(value_name = "OPERATION")]
    operation: String,
    /// Its steps, in their order
    #[arg(long, value_name = "A,B,C", value_delimiter = ',', required = true)]
    steps: Vec<String>,
}

#[derive(Debug, clap::Args)]
struct Step {
    /// The step's name
    #[arg(value_name = "NAME")]
    name: String,
    /// How far it is
    #[arg(value_name = "STATUS")]
    status: StepStatus,
    /// What went wrong
    #[arg(long, value_name = "TEXT")]
    error: Option<String>,
    #[command(flatten)]
    which: Which,
}

/// What runs and what ran.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ActivityData {
    /// The newest first.
    pub current: Vec<One>,
    /// What ended last first.
    pub recent: Vec<One>,
}

impl Activity {
    /// The name as it is typed.
    pub fn name(&self) -> &'static str {
        match self.command {
            Command::Complete(_) => "activity complete",
            Command::Fail(_) => "activity fail",
            Command::List(_) => "activity list",
            Command::Start(_) => "activity start",
            Command::Step(_) => "activity step",
        }
    }

    /// Runs the subcommand.
    ///
    /// # Errors
    /// There is no such operation or step, it is over, or the store cannot be used.
    pub fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        let queue = &*queue::open(context, context.workspace()?)?;
        let by = queue::person(context);
        // How long something took is left out under a fixed clock.
        let now = if context.clock.is_fixed() { None } else { Some(queue.now()?) };
        let mut report = Report::new(self.name());
        let which = |which: Which| match which.id.as_deref().or_else(|| context.var("PLANYARD_ACTIVITY")) {
            Some(id) => Ok(id.to_owned()),
            None => activity::newest(queue, &by),
        };
        let one = match self.command {
            Command::List(args) => {
                list(queue, args.recent, now, &mut report)?;
                return Ok(report.into());
            }
            Command::Start(args) => {
                let id = activity::start(queue, &args.operation, &args.steps, &by)?;
                activity::all(queue)?.into_iter().rev().find(|one| one.id == id)
            }
            Command::Step(args) => {
                Some(activity::step(queue, &which(args.which)?, &args.name, args.status, args.error.as_deref())?)
            }
            Command::Complete(args) => Some(activity::complete(queue, &which(args.which)?)?),
            Command::Fail(args) => Some(activity::fail(queue, &which(args.which)?, args.error.as_deref())?),
        };
        if let Some(one) = one {
            view(&mut report, &one, now);
            report.data = Some(serde_json::to_value(one)?);
        }
        Ok(report.into())
    }
}

fn list(queue: &dyn Queue, recent: usize, now: Option<Millis>, report: &mut Report) -> anyhow::Result<()> {
    let (mut current, mut over): (Vec<One>, Vec<One>) =
        activity::all(queue)?.into_iter().partition(|one| one.ended.is_none());
    current.reverse();
    over.sort_by_key(|one| std::cmp::Reverse(one.ended));
    over.truncate(recent);
    for one in current.iter().chain(&over) {
        view(report, one, now);
    }
    if report.view.is_empty() {
        report.view.line(vec![(Role::Dim, "no activity yet".to_owned())]);
        report.next = Some("planyard activity start OPERATION --steps a,b,c".to_owned());
    }
    report.data = Some(serde_json::to_value(ActivityData { current, recent: over })?);
    Ok(())
}

fn mark(status: StepStatus) -> (Role, &'static str) {
    match status {
        StepStatus::Pending => (Role::Dim, "\u{25cb}"),
        StepStatus::Running => (Role::Warn, "\u{25d0}"),
        StepStatus::Completed => (Role::Good, "\u{25cf}"),
        StepStatus::Failed => (Role::Bad, "\u{2717}"),
    }
}

/// Two lines: what it is, and its steps.
fn view(report: &mut Report, one: &One, now: Option<Millis>) {
    let (role, _) = mark(one.status);
    let passed =
        |now: Millis| Duration::from_millis(u64::try_from(one.ended.unwrap_or(now) - one.started).unwrap_or(0));
    let lasted = now.map_or_else(String::new, |now| format!(" {}", crate::duration::show(passed(now))));
    report.view.line(vec![
        (Role::Strong, one.id.clone()),
        (Role::Plain, format!(" {} ", inbox::plain(&one.operation))),
        (role, one.status.word().to_owned()),
        (Role::Dim, format!(" {}/{}{lasted}", one.done(), one.steps.len())),
    ]);
    let mut steps = vec![(Role::Plain, " ".to_owned())];
    for step in &one.steps {
        let (role, sign) = mark(step.status);
        steps.extend([(role, format!(" {sign} ")), (Role::Plain, inbox::plain(&step.name))]);
    }
    if !one.steps.is_empty() {
        report.view.line(steps);
    }
    let failed = one.steps.iter().filter_map(|step| step.error.as_ref().map(|error| (step.name.as_str(), error)));
    for (name, error) in failed.chain(one.error.as_ref().map(|error| (one.operation.as_str(), error))) {
        report.view.line(vec![(Role::Bad, format!("  {}: {}", inbox::plain(name), inbox::plain(error)))]);
    }
}
