//! From the name of a backend to what it is made from: `[backends.NAME]`, an agent's record, or a name that says it all,
//! `command:PROGRAM`.

use std::collections::BTreeMap;

use anyhow::Result;

use crate::agents::doctor::{self, Seen};
use crate::agents::{self, Agents};
use crate::backends::{self, KINDS, Setting};
use crate::config::keys::nearest;
use crate::context::Context;
use crate::process::Secrets;
use crate::report::{Problem, ProblemKind};
use crate::workspace::Workspace;

/// Variables that every program needs to find its way; none of them is a secret.
const ENVIRONMENT: [&str; 22] = [
    "COLORTERM",
    "HOME",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "LANG",
    "LANGUAGE",
    "LOGNAME",
    "NO_PROXY",
    "PATH",
    "SHELL",
    "SSL_CERT_DIR",
    "SSL_CERT_FILE",
    "TERM",
    "TMPDIR",
    "TZ",
    "USER",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_RUNTIME_DIR",
    "XDG_STATE_HOME",
    "NODE_EXTRA_CA_CERTS",
];

/// What a backend is made from.
///
/// # Errors
/// The name is not known; the known ones are listed.
pub fn find(context: &Context, workspace: &Workspace, name: &str) -> Result<Setting> {
    let configured = workspace.config.backends.get(name).and_then(toml::Value::as_table);
    let (kind, options) = match (configured, backends::implied(name)) {
        (Some(table), _) => configured_kind(name, table)?,
        (None, Some((kind, options))) => (kind.to_owned(), options),
        (None, None) if agents::find(name, &workspace.config.agents)?.is_some() => {
            ("cli".to_owned(), toml::Table::from_iter([("agent".to_owned(), name.into())]))
        }
        (None, None) => return Err(unknown(workspace, name).into()),
    };
    let inherit = match options.get("agent").and_then(toml::Value::as_str) {
        Some(agent) => {
            agents::find(agent, &workspace.config.agents)?.map(|record| record.inherit.clone()).unwrap_or_default()
        }
        None => Vec::new(),
    };
    // What a request is signed with is for the backend itself: nothing is started with it.
    let secret = options.get("secret_env").and_then(toml::Value::as_str).filter(|_| kind == "http").map(str::to_owned);
    let env = allowed(context, inherit.iter().chain(&workspace.config.dispatch.env).chain(&secret));
    let secrets = Secrets::from_vars(context.env.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let secrets = secrets.and(secret.and_then(|name| context.env.get(&name).cloned()));
    Ok(Setting {
        name: name.to_owned(),
        kind,
        options,
        root: workspace.root.clone(),
        env,
        secrets,
        agents: workspace.config.agents.clone(),
    })
}

fn configured_kind(name: &str, table: &toml::Table) -> Result<(String, toml::Table)> {
    let mut options = table.clone();
    match options.remove("kind") {
        Some(toml::Value::String(kind)) if KINDS.contains(&kind.as_str()) => Ok((kind, options)),
        other => {
            let what = match other {
                Some(other) => format!("backends.{name}.kind is {other}"),
                None => format!("backends.{name} has no kind"),
            };
            Err(Problem::new(ProblemKind::Config, what)
                .source("planyard.toml")
                .hint(format!("kind is one of {}", KINDS.join(", ")))
                .into())
        }
    }
}

/// The variables of the environment that a backend may see: `NAME`, or `NAME_*`.
fn allowed<'a>(context: &Context, names: impl Iterator<Item = &'a String>) -> BTreeMap<String, String> {
    let names: Vec<&String> = names.collect();
    let fits = |variable: &str| {
        ENVIRONMENT.contains(&variable)
            || variable.starts_with("LC_")
            || names.iter().any(|name| match name.strip_suffix('*') {
                Some(head) => variable.starts_with(head),
                None => variable == name.as_str(),
            })
    };
    context.env.iter().filter(|(name, _)| fits(name)).map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// Looks at every agent and configured backend, or at some.
///
/// # Errors
/// A record is broken, or a name is not known.
pub fn look(context: &Context, workspace: &Workspace, wanted: &[String]) -> Result<Vec<Seen>> {
    let records = Agents::load(&workspace.config.agents)?;
    let mut seen = Vec::new();
    for record in records.iter().filter(|record| wanted.is_empty() || wanted.contains(&record.name)) {
        let names = record.inherit.iter().chain(&workspace.config.dispatch.env);
        seen.push(doctor::look(record, &allowed(context, names)));
    }
    let others: Vec<String> = if wanted.is_empty() {
        workspace.config.backends.keys().cloned().collect()
    } else {
        wanted.iter().filter(|name| records.get(name).is_none()).cloned().collect()
    };
    for name in others {
        let setting = find(context, workspace, &name)?;
        seen.push(Seen::of_probe(&name, &setting.kind, backends::make(&setting)?.probe()));
    }
    Ok(seen)
}

/// Whose limits hold for a backend: what its section says, or its agent's record, or its own.
///
/// # Errors
/// The agent's record is broken.
pub fn account(setting: &Setting) -> Result<String> {
    let text = |key: &str| setting.options.get(key).and_then(toml::Value::as_str);
    if let Some(own) = text("account") {
        return Ok(own.to_owned());
    }
    if setting.kind == "cli"
        && let Some(record) = agents::find(text("agent").unwrap_or(&setting.name), &setting.agents)?
    {
        return Ok(record.account);
    }
    Ok(setting.name.clone())
}

fn unknown(workspace: &Workspace, name: &str) -> Problem {
    let mut known: Vec<String> = workspace.config.backends.keys().cloned().collect();
    known.extend(agents::names(&workspace.config.agents));
    known.extend([
        "human".to_owned(),
        "command:PROGRAM".to_owned(),
        "plugin:NAME".to_owned(),
        "replay:FOLDER".to_owned(),
    ]);
    known.sort();
    known.dedup();
    let near =
        nearest(name, known.iter().map(String::as_str)).map_or(String::new(), |near| format!("; did you mean {near}?"));
    Problem::new(ProblemKind::NotFound, format!("there is no backend {name}{near}"))
        .source("--backend")
        .hint(format!("known are {}; [backends.NAME] in planyard.toml makes others", known.join(", ")))
}
