//! `planyard backend`.

use schemars::JsonSchema;
use serde::Serialize;

use super::Outcome;
use crate::agents;
use crate::backends::{self, Caps, Check, KINDS, Setting};
use crate::context::Context;
use crate::dispatch::backend::find;
use crate::gate::Decide;
use crate::report::{Align, Finding, Ran, Report, Role, Severity, Table, line};
use crate::workspace::Workspace;

/// Show who can do tasks, or try whether a plug-in keeps to the protocol
#[derive(Debug, clap::Args)]
pub struct Backend {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// List every kind of backend, every agent and every backend of planyard.toml
    List,
    /// Try a plug-in: it is started for each scenario of the protocol, in folders of their own
    ///
    /// It is told so by the variable PLANYARD_CHECK, so that it can do without its model.
    Check {
        /// The plug-in and its arguments
        #[arg(value_name = "COMMAND", required = true, trailing_var_arg = true, allow_hyphen_values = true)]
        command: Vec<String>,
        #[command(flatten)]
        decide: Decide,
    },
}

/// The data of `backend list`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ListData {
    /// By kind and name.
    pub backends: Vec<Listed>,
    /// The kinds that `[backends.NAME] kind = "…"` may have.
    pub kinds: Vec<KindDoc>,
}

/// A backend that has a name.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Listed {
    /// As given to `--backend`.
    pub name: String,
    /// Its kind.
    pub kind: String,
    /// `agent`: a record; `configured`: in planyard.toml.
    pub from: &'static str,
    /// What it can do; null when it is configured wrongly.
    pub caps: Option<Caps>,
    /// Its program is there; null when it has none.
    pub there: Option<bool>,
    /// What is wrong with it.
    pub problem: Option<String>,
}

/// A kind of backend.
#[derive(Debug, Serialize, JsonSchema)]
pub struct KindDoc {
    /// The word.
    pub name: &'static str,
    /// What it is.
    pub about: &'static str,
}

/// The data of `backend check`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CheckData {
    /// What was tried, in order.
    pub checks: Vec<Check>,
}

impl Backend {
    /// The name as it is typed.
    pub fn name(&self) -> &'static str {
        match self.action {
            Action::List => "backend list",
            Action::Check { .. } => "backend check",
        }
    }

    /// Lists or tries.
    ///
    /// # Errors
    /// The configuration is wrong, or there is no room for the trial.
    pub fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        let workspace = context.workspace()?;
        match self.action {
            Action::List => Ok(list(context, workspace)?.into()),
            Action::Check { command, decide } => Ok(check(context, workspace, command, &decide)?.into()),
        }
    }
}

fn list(context: &Context, workspace: &Workspace) -> anyhow::Result<Report> {
    let own = &workspace.config.backends;
    let agents = agents::names(&workspace.config.agents);
    let mut listed: Vec<Listed> = own.keys().map(|name| look(context, workspace, name, "configured")).collect();
    listed.extend(
        agents.iter().filter(|name| !own.contains_key(*name)).map(|name| look(context, workspace, name, "agent")),
    );
    listed.sort_by(|a, b| (b.from, &a.name).cmp(&(a.from, &b.name)));
    let mut report = Report::new("backend list");
    report.view.table(Table {
        columns: vec![Align::Left, Align::Left, Align::Left, Align::Flex],
        head: ["backend", "kind", "state", "can"].map(str::to_owned).to_vec(),
        rows: listed.iter().map(row).collect(),
    });
    report.view.gap();
    report.view.text("Kinds for [backends.NAME] in planyard.toml:");
    let kinds: Vec<KindDoc> =
        backends::TABLE.iter().map(|kind| KindDoc { name: kind.name, about: kind.about }).collect();
    report.view.table(Table {
        columns: vec![Align::Left, Align::Flex],
        head: ["kind", "is"].map(str::to_owned).to_vec(),
        rows: kinds.iter().map(|kind| vec![line(kind.name), line(kind.about)]).collect(),
    });
    debug_assert_eq!(kinds.len(), KINDS.len());
    report.data = Some(serde_json::to_value(ListData { backends: listed, kinds })?);
    Ok(report)
}

fn look(context: &Context, workspace: &Workspace, name: &str, from: &'static str) -> Listed {
    let made = find(context, workspace, name).and_then(|setting| {
        let backend = backends::make(&setting)?;
        Ok((there(workspace, &setting), setting.kind, backend.caps()))
    });
    match made {
        Ok((there, kind, caps)) => Listed { name: name.to_owned(), kind, from, caps: Some(caps), there, problem: None },
        Err(error) => {
            let (kind, problem) = (String::new(), Some(format!("{error:#}")));
            Listed { name: name.to_owned(), kind, from, caps: None, there: None, problem }
        }
    }
}

/// Whether its program is there; nothing is run for it.
fn there(workspace: &Workspace, setting: &Setting) -> Option<bool> {
    let text = |key: &str| setting.options.get(key).and_then(toml::Value::as_str);
    let program = match setting.kind.as_str() {
        "cli" => {
            let agent = text("agent").unwrap_or(&setting.name);
            agents::find(agent, &workspace.config.agents).ok().flatten()?.program.clone()
        }
        "http" | "human" | "replay" => return None,
        kind => match setting.options.get("run").and_then(|run| run.get(0)).and_then(toml::Value::as_str) {
            Some(program) => program.to_owned(),
            None if kind == "plugin" => format!("planyard-backend-{}", text("name").unwrap_or(&setting.name)),
            None => "sh".to_owned(),
        },
    };
    Some(backends::find(setting, &program).is_some())
}

fn row(listed: &Listed) -> Vec<crate::report::Cell> {
    let (role, state) = match (&listed.problem, listed.there) {
        (Some(_), _) => (Role::Bad, "wrong"),
        (None, Some(true)) => (Role::Good, "there"),
        (None, Some(false)) => (Role::Dim, "not installed"),
        (None, None) => (Role::Plain, "-"),
    };
    let can = listed.problem.clone().unwrap_or_else(|| listed.caps.as_ref().map_or_else(String::new, abilities));
    vec![
        vec![(Role::Strong, listed.name.clone())],
        line(listed.kind.clone()),
        vec![(role, state.to_owned())],
        line(can),
    ]
}

fn abilities(caps: &Caps) -> String {
    let all = [
        (caps.resume, "resume"),
        (caps.live_ask, "ask"),
        (caps.live_tell, "be told"),
        (caps.cost, "cost"),
        (caps.tokens, "tokens"),
        (caps.structured, "structured result"),
        (caps.turns, "turn limit"),
    ];
    all.iter().filter(|(has, _)| *has).map(|(_, word)| *word).collect::<Vec<_>>().join(", ")
}

fn check(
    context: &Context,
    workspace: &Workspace,
    mut command: Vec<String>,
    decide: &Decide,
) -> anyhow::Result<Report> {
    if let Some(program) = command.first_mut().filter(|program| program.contains('/')) {
        *program = context.cwd.join(&*program).display().to_string();
    }
    let name = command.first().cloned().unwrap_or_default();
    let setting = Setting { name: "check".to_owned(), ..find(context, workspace, "plugin:check")? };
    let folder = tempfile::tempdir()?;
    let started = std::time::Instant::now();
    let mut checks = backends::conformance(&setting, &command, folder.path(), &mut |_| {});
    let mut report = Report::gate("backend check", decide.verdict(workspace.config.gate.fail_on));
    let mut ran = Ran::tool("protocol", None, checks.iter().filter(|check| !check.skipped).count(), "scenario");
    if context.clock.is_fixed() {
        for check in &mut checks {
            check.took_ms = 0;
        }
    } else {
        ran.duration_ms = u64::try_from(started.elapsed().as_millis()).ok();
    }
    report.ran.push(ran);
    report.view.table(Table {
        columns: vec![Align::Left, Align::Left, Align::Flex],
        head: ["scenario", "", "rule"].map(str::to_owned).to_vec(),
        rows: checks.iter().map(tried).collect(),
    });
    for check in checks.iter().filter(|check| !check.ok) {
        let why = check.why.clone().unwrap_or_default();
        let message = format!("{}: a plug-in {}, but {why}", check.name, check.rule);
        report.results.push(Finding::new(name.clone(), Severity::Error, "backend/protocol", message));
    }
    report.data = Some(serde_json::to_value(CheckData { checks })?);
    report.finish();
    Ok(report)
}

fn tried(check: &Check) -> Vec<crate::report::Cell> {
    let (role, word) = match (check.ok, check.skipped) {
        (_, true) => (Role::Dim, "skipped"),
        (true, _) => (Role::Good, "ok"),
        (false, _) => (Role::Bad, "failed"),
    };
    vec![vec![(Role::Strong, check.name.to_owned())], vec![(role, word.to_owned())], line(check.rule)]
}
