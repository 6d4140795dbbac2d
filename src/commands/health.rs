//! `planyard health`.

mod init;

pub use init::InitData;

use std::time::Duration;

use clap_complete::engine::ArgValueCompleter;
use schemars::JsonSchema;
use serde::Serialize;

use super::Outcome;
use crate::context::Context;
use crate::gate::Decide;
use crate::health::judge::Sight;
use crate::health::{self, Answer, Plan, probes, run, serve, view, watch};
use crate::progress::Progress;
use crate::render;
use crate::report::{Align, Problem, ProblemKind, Ran, Report, Role, ServiceStatus, Table, line, plural};

/// Check that the services the work needs are really there
///
/// Probes what [[health.service]] in planyard.toml names, all at once; where nothing is named, what the workspace itself
/// shows: its toolchain, and the services of its compose file, its .env and others. A probe that could not run says
/// nothing of its service: that is unverified (2), not a failure (1).
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Health {
    #[command(subcommand)]
    action: Option<Action>,
    /// Only these services, and what they need
    #[arg(value_name = "SERVICE", add = ArgValueCompleter::new(crate::complete::services))]
    services: Vec<String>,
    /// Look again until all is well, for at most this long
    #[arg(long, value_name = "DURATION", value_parser = crate::duration::parse, conflicts_with_all = ["watch", "serve"])]
    wait: Option<Duration>,
    /// What is well enough for --wait
    #[arg(long, value_name = "STATUS", requires = "wait", default_value = "healthy")]
    until: Until,
    /// Show it live until Ctrl-C; not on a terminal: a line of JSON for each change
    #[arg(long, conflicts_with = "serve")]
    watch: bool,
    /// How long --watch waits between two looks
    #[arg(long, value_name = "DURATION", value_parser = crate::duration::parse, default_value = "5s")]
    interval: Duration,
    /// A command line for `sh` that --watch runs at each change; PLANYARD_SERVICE, _FROM, _TO and _MESSAGE tell it which
    #[arg(long, value_name = "COMMAND", requires = "watch")]
    on_change: Option<String>,
    /// Answer over HTTP: /health, /healthz, /livez, /readyz, /metrics
    #[arg(long, value_name = "ADDRESS", num_args = 0..=1, default_missing_value = "127.0.0.1:9321")]
    serve: Option<String>,
    /// How long --serve gives the same answer before it looks again
    #[arg(long, value_name = "DURATION", value_parser = crate::duration::parse, default_value = "5s")]
    cache: Duration,
    /// Which question is asked
    #[arg(long, value_name = "VIEW", default_value = "full")]
    view: Sight,
    /// Degraded is not good enough
    #[arg(long)]
    strict: bool,
    /// End all probes after this long [default: health.deadline]
    #[arg(long, value_name = "DURATION", value_parser = crate::duration::parse)]
    deadline: Option<Duration>,
    /// End each probe after this long [default: as its service says]
    #[arg(long, value_name = "DURATION", value_parser = crate::duration::parse)]
    timeout: Option<Duration>,
    #[command(flatten)]
    decide: Decide,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Propose services from what the workspace holds, as text for planyard.toml
    Init {
        /// Append them to planyard.toml; what stands there stays
        #[arg(long)]
        write: bool,
    },
    /// List every probe, or the options of some
    Probes {
        /// Probes by name; all when none is named
        #[arg(value_name = "PROBE", add = ArgValueCompleter::new(crate::complete::probes))]
        names: Vec<String>,
    },
}

/// What is well enough.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Until {
    /// Everything is good.
    Healthy,
    /// Everything answers.
    Degraded,
}

/// The data of `health probes`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ProbesData {
    /// By name.
    pub probes: Vec<ProbeDoc>,
}

/// A probe.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ProbeDoc {
    /// As it is written in `probe = "…"`.
    pub name: &'static str,
    /// What it looks at, and what makes it good.
    pub about: &'static str,
    /// The schemes of its `url`.
    pub schemes: &'static [&'static str],
    /// The port when its `url` names none.
    pub port: Option<u16>,
    /// What may be set.
    pub options: Vec<OptionDoc>,
}

/// An option of a probe.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OptionDoc {
    /// Its key.
    pub name: &'static str,
    /// What it may be.
    pub kind: String,
    /// It cannot be left out.
    pub required: bool,
    /// What it does.
    pub about: &'static str,
}

impl Health {
    /// The name as it is typed.
    pub fn name(&self) -> &'static str {
        match self.action {
            None => "health",
            Some(Action::Init { .. }) => "health init",
            Some(Action::Probes { .. }) => "health probes",
        }
    }

    /// Probes the services, or lists what there is.
    ///
    /// # Errors
    /// A name that is not known, or a configuration that is wrong.
    pub fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        match &self.action {
            Some(Action::Init { write }) => Ok(init::propose(context, *write)?.into()),
            Some(Action::Probes { names }) => Ok(list(names)?.into()),
            None => self.probe(context),
        }
    }

    fn probe(self, context: &Context) -> anyhow::Result<Outcome> {
        let workspace = context.workspace()?;
        let mut plan = Plan::load(context, workspace)?;
        plan.only(&self.services)?;
        if let Some(deadline) = self.deadline {
            plan.deadline = deadline;
        }
        if let Some(timeout) = self.timeout {
            plan.set_timeout(timeout);
        }
        if let Some(address) = &self.serve {
            return self.serve(context, plan, address);
        }
        if self.watch {
            if plan.services.is_empty() {
                return Err(nothing().into());
            }
            let drawn = context.terminal.stdout;
            let (interval, sight, on_change) = (self.interval, self.view, self.on_change);
            let looks = watch::Looks::new(watch::Watching { plan, interval, sight, on_change, drawn })?;
            return Ok(Outcome::Live(Box::new(looks)));
        }
        let runtime = run::runtime()?;
        let progress = Progress::new(plan.services.len(), context.terminal.stderr);
        let answer = match self.wait {
            Some(limit) => {
                let enough = match self.until {
                    Until::Healthy => ServiceStatus::Healthy,
                    Until::Degraded => ServiceStatus::Degraded,
                };
                runtime.block_on(health::wait::until(&plan, limit, enough, self.view, &progress))
            }
            None => runtime.block_on(plan.look(self.view, &|name| progress.end(name))),
        };
        run::end(runtime, &plan.world.cancel);
        progress.finish();
        let not_enough = self.wait.is_some() && matches!(self.until, Until::Healthy);
        Ok(self.report(context, answer, not_enough)?.into())
    }

    fn serve(&self, context: &Context, plan: Plan, address: &str) -> anyhow::Result<Outcome> {
        let address = serve::address(address)?;
        if plan.services.is_empty() {
            return Err(nothing().into());
        }
        let gate = self.decide.verdict(context.workspace()?.config.gate.fail_on);
        let strict = self.strict;
        let render = Box::new(move |answer: &Answer| {
            let report = judged(answer, gate, strict);
            (rendered("prometheus", &report), rendered("health+json", &report))
        });
        let runtime = run::runtime()?;
        let progress = Progress::new(0, false);
        let listening =
            |at| progress.line(&format!("listening on http://{at}: /health /healthz /livez /readyz /metrics"));
        let cancel = std::sync::Arc::clone(&plan.world.cancel);
        let served = runtime.block_on(serve::serve(plan, address, (self.cache, strict), render, listening));
        run::end(runtime, &cancel);
        let served = served?;
        let mut report = Report::new("health");
        let requests = plural(usize::try_from(served.requests).unwrap_or(usize::MAX), "request");
        let looks = plural(usize::try_from(served.looks).unwrap_or(usize::MAX), "look");
        report.view.text(format!("stopped after {requests} and {looks} at the services"));
        Ok(report.into())
    }

    fn report(&self, context: &Context, answer: Answer, strict: bool) -> anyhow::Result<Report> {
        let gate = self.decide.verdict(context.workspace()?.config.gate.fail_on);
        let mut report = judged(&answer, gate, self.strict || strict);
        if answer.services.is_empty() {
            report.problems.push(nothing());
        }
        report.data = Some(serde_json::to_value(&answer)?);
        report.finish();
        Ok(report)
    }
}

/// The answer as a gate's report.
fn judged(answer: &Answer, gate: crate::report::Gate, strict: bool) -> Report {
    let mut report = Report::gate("health", gate);
    let mut ran = Ran::tool("health", None, view::examined(&answer.services), "service");
    ran.duration_ms = answer.duration_ms;
    report.ran.push(ran);
    view::report(answer, strict, &mut report);
    report.services.clone_from(&answer.services);
    report
}

fn rendered(format: &str, report: &Report) -> Vec<u8> {
    let mut bytes = Vec::new();
    let scene = render::Scene { style: render::Style::default(), source: &|_| None, again: "" };
    if let Some(format) = render::find(format) {
        // Writing to memory cannot fail.
        let _ = (format.write)(report, &scene, &mut bytes);
    }
    bytes
}

fn nothing() -> Problem {
    Problem::new(ProblemKind::NothingExamined, "there is no service to look at, so nothing can be said to be good")
        .source("planyard.toml")
        .hint("name services under [[health.service]]; `planyard health probes` names every probe")
}

fn list(names: &[String]) -> anyhow::Result<Report> {
    let mut chosen = Vec::new();
    for name in names {
        let Some(probe) = probes::find(name) else {
            let known: Vec<&str> = probes::ALL.iter().map(|probe| probe.meta().name).collect();
            return Err(Problem::new(ProblemKind::NotFound, format!("there is no probe {name}"))
                .source(name)
                .hint(format!("the probes are {}", known.join(", ")))
                .into());
        };
        chosen.push(probe);
    }
    let listed = if names.is_empty() { probes::ALL.to_vec() } else { chosen };
    let probes: Vec<ProbeDoc> = listed.iter().map(|probe| doc(probe.meta())).collect();
    let mut report = Report::new("health probes");
    if names.is_empty() {
        report.view.table(Table {
            columns: vec![Align::Left, Align::Flex],
            head: ["probe", "good when"].map(str::to_owned).to_vec(),
            rows: probes
                .iter()
                .map(|probe| vec![vec![(Role::Strong, probe.name.to_owned())], line(probe.about)])
                .collect(),
        });
        report.next = Some("planyard health probes NAME".to_owned());
    } else {
        probes.iter().for_each(|probe| explain(probe, &mut report));
    }
    report.data = Some(serde_json::to_value(ProbesData { probes })?);
    Ok(report)
}

fn doc(meta: &'static probes::Meta) -> ProbeDoc {
    let option = |option: &health::options::Opt| OptionDoc {
        name: option.name,
        kind: option.kind.expected(),
        required: option.required,
        about: option.about,
    };
    ProbeDoc {
        name: meta.name,
        about: meta.about,
        schemes: meta.schemes,
        port: meta.port,
        options: meta.options.iter().map(option).collect(),
    }
}

fn explain(probe: &ProbeDoc, report: &mut Report) {
    let view = &mut report.view;
    if !view.is_empty() {
        view.gap();
    }
    view.line(vec![(Role::Strong, probe.name.to_owned()), (Role::Plain, format!(": {}", probe.about))]);
    if !probe.schemes.is_empty() {
        let port = probe.port.map_or(String::new(), |port| format!(", port {port} unless it says otherwise"));
        view.text(format!("  url: {}://…{port}", probe.schemes.join("://…, ")));
    }
    for option in &probe.options {
        let needed = if option.required { ", required" } else { "" };
        view.line(vec![
            (Role::Code, format!("  {}", option.name)),
            (Role::Dim, format!(" ({}{needed})", option.kind)),
            (Role::Plain, format!(" {}", option.about)),
        ]);
    }
}
