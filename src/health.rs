//! Are the services that the work needs really there?
//!
//! From `[[health.service]]` (or proposals, when there is none) to an answer, in this order: [`settings`] (what is written,
//! checked), [`run`] (all probes in parallel, each with a limit), [`judge`] (what the probes found, with thresholds, history
//! and dependencies, as the status of each service), [`view`] (for people, and as findings). A probe that could not run is
//! not a failed service: it makes it unknown, and the gate unverified.

pub mod amounts;
pub mod cluster;
mod graph;
pub mod history;
pub mod jq;
pub mod judge;
pub mod limits;
pub mod nagios;
pub mod nested;
pub mod net;
pub mod options;
pub mod probes;
pub mod programs;
pub mod prometheus;
pub mod propose;
pub mod proposed;
#[cfg(feature = "redis")]
pub mod queue;
pub mod run;
pub mod serve;
pub mod settings;
pub mod tls;
pub mod versions;
pub mod view;
pub mod wait;
pub mod watch;

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::config::keys::nearest;
use crate::context::Context;
use crate::files::OwnFolder;
use crate::interrupt;
use crate::process::Secrets;
use crate::report::{ProbeResult, Problem, ProblemKind, ServiceResult, ServiceStatus};
use crate::workspace::Workspace;
use history::History;
use judge::Sight;
use run::World;
use settings::{Service, Variables};

/// What is to be probed, and how.
pub struct Plan {
    /// The services.
    pub services: Vec<Service>,
    /// They are proposals: nothing is configured.
    pub proposed: bool,
    /// What was left out, and why.
    pub notes: Vec<String>,
    /// All probes together end after this long.
    pub deadline: Duration,
    /// What probing needs to know of the world.
    pub world: World,
    folder: OwnFolder,
    /// All services are there, none was left out by name.
    whole: bool,
    fixed: Option<Timestamp>,
    name: String,
}

/// What came of it: the `data` of `planyard health`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Answer {
    /// What the services amount to.
    pub status: ServiceStatus,
    /// The name of the workspace's folder.
    pub service: String,
    /// RFC 3339, UTC: when it was found out.
    pub timestamp: String,
    /// How long it took; null under a fixed clock.
    pub duration_ms: Option<u64>,
    /// Which question was answered.
    pub view: Sight,
    /// Nothing is configured: the services are proposals.
    pub proposed: bool,
    /// Services that are to blame, the worst first.
    pub root_causes: Vec<String>,
    /// Root causes first, then what they bring down, then the others as they are written.
    pub services: Vec<ServiceResult>,
    /// What was left out, and why.
    pub notes: Vec<String>,
}

impl Plan {
    /// The services of a workspace: the configured ones, else proposals.
    ///
    /// # Errors
    /// What is wrong with the configuration, with its line.
    pub fn load(context: &Context, workspace: &Workspace) -> anyhow::Result<Self> {
        let services = settings::load(context, workspace)?;
        let limit = |text: &str, default| crate::duration::parse(text).unwrap_or(default);
        let health = &workspace.config.health;
        let vars = Variables::of(context, &workspace.root);
        let world = World {
            root: workspace.root.clone(),
            vars: Arc::new(context.env.clone()),
            secrets: Secrets::from_vars(vars.all()),
            cancel: interrupt::flag(),
            timeless: context.clock.is_fixed(),
        };
        let timeout = limit(&health.timeout, Duration::from_secs(3));
        let proposed = services.is_empty();
        let (services, notes) = if proposed {
            proposed::services(proposed::look(context, workspace, true)?, &vars, timeout)
        } else {
            (services, Vec::new())
        };
        Ok(Self {
            services,
            proposed,
            notes,
            deadline: limit(&health.deadline, Duration::from_secs(10)),
            world,
            folder: OwnFolder::at(&workspace.root),
            whole: true,
            fixed: context.clock.is_fixed().then(|| context.clock.now()),
            name: workspace.root.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        })
    }

    /// Keeps the named services and what they need.
    ///
    /// # Errors
    /// A name that no service has.
    pub fn only(&mut self, names: &[String]) -> Result<(), Problem> {
        if names.is_empty() {
            return Ok(());
        }
        let known: Vec<&str> = self.services.iter().map(|service| service.name.as_str()).collect();
        if let Some(name) = names.iter().find(|name| !known.contains(&name.as_str())) {
            let near =
                nearest(name, known.iter().copied()).map_or(String::new(), |near| format!("; did you mean {near}?"));
            return Err(Problem::new(ProblemKind::NotFound, format!("there is no service {name}{near}"))
                .source(name)
                .hint(if known.is_empty() {
                    "name services in planyard.toml; `planyard health init` proposes them".to_owned()
                } else {
                    format!("the services are {}", known.join(", "))
                }));
        }
        let mut kept: Vec<String> = names.to_vec();
        let mut at = 0;
        while at < kept.len() {
            let needs =
                self.services.iter().find(|service| service.name == kept[at]).map(|service| &service.depends_on);
            let new: Vec<String> = needs
                .into_iter()
                .flatten()
                .map(|(name, _)| name)
                .filter(|name| !kept.contains(name))
                .cloned()
                .collect();
            kept.extend(new);
            at += 1;
        }
        self.services.retain(|service| kept.contains(&service.name));
        self.whole = false;
        Ok(())
    }

    /// Gives every probe another limit.
    pub fn set_timeout(&mut self, timeout: Duration) {
        for service in &mut self.services {
            service.timeout = timeout;
        }
    }

    /// No probe can say more by being asked again: variables are not set.
    pub fn is_hopeless(&self) -> bool {
        let ready = |service: &Service| service.probes.iter().all(|prepared| prepared.options.is_ok());
        self.services.iter().any(|service| service.enabled && !ready(service))
    }

    /// What time it is.
    pub fn now(&self) -> Timestamp {
        self.fixed.unwrap_or_else(Timestamp::now)
    }

    /// Runs every probe.
    pub async fn probe(&self, deadline: Duration, tell: &(dyn Fn(&str) + Sync)) -> Vec<Vec<ProbeResult>> {
        let services: Vec<&Service> = self.services.iter().collect();
        run::probe_all(&services, &self.world, deadline, tell).await
    }

    /// What the probes' results amount to.
    pub fn judge(&self, found: &[Vec<ProbeResult>], history: &mut History, sight: Sight, started: Instant) -> Answer {
        let services: Vec<&Service> = self.services.iter().collect();
        let now = self.now();
        let judged = judge::judge(&services, found, history, now, sight);
        Answer {
            status: judged.status,
            service: self.name.clone(),
            timestamp: judge::shown(now),
            duration_ms: (!self.world.timeless)
                .then(|| u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX)),
            view: sight,
            proposed: self.proposed,
            root_causes: judged.root_causes,
            services: judged.services,
            notes: self.notes.clone(),
        }
    }

    /// What is remembered of earlier runs.
    pub fn history(&self) -> History {
        History::load(&self.folder)
    }

    /// Remembers it for later ones, and forgets services that are no more.
    pub fn remember(&self, mut history: History) {
        if self.whole {
            let kept: Vec<(String, u64)> =
                self.services.iter().map(|service| (service.name.clone(), judge::identity(service))).collect();
            history.keep(&kept);
        }
        history.save(&self.folder);
    }

    /// One look at everything.
    pub async fn look(&self, sight: Sight, tell: &(dyn Fn(&str) + Sync)) -> Answer {
        let started = Instant::now();
        let found = self.probe(self.deadline, tell).await;
        let mut history = self.history();
        let answer = self.judge(&found, &mut history, sight, started);
        self.remember(history);
        answer
    }
}

/// The problems of the named services, each "NAME is unhealthy: …"; none when all are healthy, or degraded.
///
/// # Errors
/// What is wrong with the configuration, or a name that no service has.
pub fn unmet(context: &Context, workspace: &Workspace, names: &[String]) -> anyhow::Result<Vec<Problem>> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let mut plan = Plan::load(context, workspace)?;
    plan.only(names)?;
    let runtime = run::runtime()?;
    let answer = runtime.block_on(plan.look(Sight::Full, &|_| {}));
    run::end(runtime, &plan.world.cancel);
    let named = answer.services.iter().filter(|service| names.contains(&service.name));
    let problem = |service: &ServiceResult| {
        let mut problem = match service.status {
            ServiceStatus::Unknown => view::unknown(service),
            status => Problem::new(
                ProblemKind::Refused,
                format!("{} is {}: {}", service.name, status.word(), service.message),
            ),
        };
        problem.source = Some(service.name.clone());
        problem.hint = service.hint.clone().or_else(|| {
            Some(format!("start it, then run this again; `planyard health {} --wait 60s` waits for it", service.name))
        });
        problem
    };
    Ok(named
        .filter(|service| !matches!(service.status, ServiceStatus::Healthy | ServiceStatus::Degraded))
        .map(problem)
        .collect())
}
