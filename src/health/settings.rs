//! `[[health.service]]`: the services as they are written, checked, with the line of everything that is wrong.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use schemars::{Schema, json_schema};
use toml::{Table, Value};

use super::graph;
use super::options::{self, Kind, Options, Wrong};
use super::probes::{self, Meta, Probe};
use crate::config::keys::nearest;
use crate::config::{self, Resolved};
use crate::context::Context;
use crate::duration;
use crate::process::Secrets;
use crate::report::{Criticality, Problem, ProblemKind};
use crate::workspace::Workspace;

/// A service that is to be probed.
#[derive(Clone)]
pub struct Service {
    /// Its name.
    pub name: String,
    /// How much it matters.
    pub criticality: Criticality,
    /// What it needs, and how much.
    pub depends_on: Vec<(String, Criticality)>,
    /// At least one.
    pub probes: Vec<Prepared>,
    /// So many good answers in a row after a failure make it healthy.
    pub rise: u32,
    /// So many failures in a row make it unhealthy.
    pub fall: u32,
    /// Until it has been healthy once, failures within this time of the first look count as starting.
    pub start_period: Duration,
    /// From which latency it is degraded.
    pub warn_latency: Option<Duration>,
    /// From which latency it is unhealthy.
    pub fail_latency: Option<Duration>,
    /// When a probe of it has failed for taking too long.
    pub timeout: Duration,
    /// It is to be probed.
    pub enabled: bool,
    /// The file and line that name it.
    pub place: Option<(String, u32)>,
    /// The file that proposes it; none when it is configured.
    pub proposed_by: Option<String>,
}

/// A probe with its options.
#[derive(Clone)]
pub struct Prepared {
    /// What kind it is.
    pub probe: &'static dyn Probe,
    /// Its options, variables filled in; or why there are none: a variable is not set.
    pub options: Result<Options, String>,
    /// Not to be printed: variables with the name of a secret, passwords of addresses, secret options.
    pub secrets: Secrets,
}

impl std::fmt::Debug for Prepared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Prepared").field("probe", &self.probe.meta().name).finish_non_exhaustive()
    }
}

/// The keys of a service; every other key is an option of its probe.
const KEYS: &[(&str, &str)] = &[
    ("name", "What it is called."),
    ("probe", "How it is probed; see `planyard health probes`. Its options stand beside it."),
    ("probes", "Several probes, each a table with `probe` and its options."),
    ("criticality", "required, important or optional [default: required]."),
    ("depends_on", "Services it needs: names, or { service = \"…\", criticality = \"optional\" }."),
    ("rise", "So many good answers in a row after a failure make it healthy [default: 1]."),
    ("fall", "So many failures in a row make it unhealthy [default: 1]."),
    ("start_period", "Failures within this time of the first look count as starting, until it was healthy once."),
    ("warn_latency", "From which latency it is degraded."),
    ("fail_latency", "From which latency it is unhealthy."),
    ("timeout", "When a probe has failed for taking too long [default: health.timeout]."),
    ("enabled", "false: it is not probed [default: true]."),
];

/// The configured services; empty when there are none.
///
/// # Errors
/// Everything that is wrong with them, each with its line.
pub fn load(context: &Context, workspace: &Workspace) -> anyhow::Result<Vec<Service>> {
    let health = &workspace.config.health;
    if health.service.is_empty() {
        return Ok(Vec::new());
    }
    let origin = Resolved::load(context, &workspace.root)?.get("health.service").map(|entry| entry.origin.clone());
    let file = origin.and_then(|origin| origin.source).unwrap_or_else(|| "planyard.toml".to_owned());
    let text = std::fs::read_to_string(workspace.root.join(&file)).unwrap_or_default();
    let vars = Variables::of(context, &workspace.root);
    let mut reader =
        Reader { vars: &vars, timeout: duration::parse(&health.timeout).unwrap_or(FALLBACK), wrong: Vec::new() };
    let (mut services, mut broken) = (Vec::new(), Vec::new());
    for (index, table) in health.service.iter().enumerate() {
        let at = ["health", "service", &index.to_string()].map(str::to_owned).to_vec();
        let line = config::located(&file, &text, &[at.as_slice(), &["name".to_owned()]].concat(), "").line;
        match reader.service(&at, table) {
            Some(mut service) => {
                service.place = Some((file.clone(), u32::try_from(line).unwrap_or(0)));
                services.push((index, service));
            }
            None => broken.extend(table.get("name").and_then(Value::as_str).map(str::to_owned)),
        }
    }
    let mut wrong = reader.wrong;
    wrong.extend(graph::wrong(&services, &broken));
    if wrong.is_empty() {
        return Ok(services.into_iter().map(|(_, service)| service).collect());
    }
    let mut located: Vec<_> = wrong.iter().map(|(path, why)| config::located(&file, &text, path, why)).collect();
    located.sort_by_key(|one| one.line);
    let message = located.into_iter().map(|one| one.framed).collect::<Vec<_>>().join("\n");
    let message = Secrets::default().and(written(&health.service)).redact_text(&message);
    Err(Problem::new(ProblemKind::Config, message)
        .source(file)
        .hint("`planyard health probes` names every probe and its options")
        .into())
}

const FALLBACK: Duration = Duration::from_secs(3);

/// A service that something other than the configuration names: its keys as a table, which must be right.
///
/// # Errors
/// What is wrong with it.
pub fn proposed(table: &Table, vars: &Variables, timeout: Duration) -> Result<Service, String> {
    let mut reader = Reader { vars, timeout, wrong: Vec::new() };
    let service = reader.service(&[], table);
    match (service, reader.wrong.first()) {
        (Some(service), None) => Ok(service),
        (_, wrong) => Err(wrong.map_or_else(|| "it is incomplete".to_owned(), |(_, why)| why.clone())),
    }
}

/// Where `${NAME}` in an option comes from: the environment, then `.env` of the workspace.
#[derive(Debug, Default)]
pub struct Variables {
    env: BTreeMap<String, String>,
    file: BTreeMap<String, String>,
}

impl Variables {
    /// Of a workspace.
    pub fn of(context: &Context, root: &Path) -> Self {
        let text = std::fs::read_to_string(root.join(".env")).unwrap_or_default();
        Self { env: context.env.clone(), file: dot_env(&text) }
    }

    /// All of them, by name.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.env.iter().chain(&self.file).map(|(name, value)| (name.as_str(), value.as_str()))
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.env.get(name).or_else(|| self.file.get(name)).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// Fills in `${NAME}` and `${NAME:-default}`; `$$` is a dollar sign.
    ///
    /// # Errors
    /// A variable that is not set.
    pub fn fill(&self, text: &str, filled: &mut Vec<(String, String)>) -> Result<String, String> {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find('$') {
            out.push_str(&rest[..at]);
            let tail = &rest[at + 1..];
            if let Some(after) = tail.strip_prefix('$') {
                out.push('$');
                rest = after;
            } else if let Some((inner, after)) = tail.strip_prefix('{').and_then(|tail| tail.split_once('}')) {
                let (name, default) = match inner.split_once(":-") {
                    Some((name, default)) => (name, Some(default)),
                    None => (inner, None),
                };
                let value = self.get(name).map(str::to_owned);
                if let Some(value) = &value {
                    filled.push((name.to_owned(), value.clone()));
                }
                let value = value.or_else(|| default.map(str::to_owned));
                out.push_str(
                    &value.ok_or_else(|| format!("the variable {name} is not set, in the environment or in .env"))?,
                );
                rest = after;
            } else {
                out.push('$');
                rest = tail;
            }
        }
        Ok(out + rest)
    }
}

/// The variables of a `.env` file; later ones win.
pub fn dot_env(text: &str) -> BTreeMap<String, String> {
    let mut vars = BTreeMap::new();
    for line in text.lines().map(str::trim).filter(|line| !line.starts_with('#')) {
        let line = line.strip_prefix("export ").unwrap_or(line);
        let Some((name, value)) = line.split_once('=') else { continue };
        let value = value.trim();
        let value = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value[1..].split(quote).next().unwrap_or_default(),
            _ => value.split(" #").next().unwrap_or_default().trim_end(),
        };
        vars.insert(name.trim().to_owned(), value.to_owned());
    }
    vars
}

struct Reader<'r> {
    vars: &'r Variables,
    timeout: Duration,
    /// Where, and what.
    wrong: Vec<(Vec<String>, String)>,
}

impl Reader<'_> {
    fn complain(&mut self, at: &[String], key: &str, why: impl Into<String>) {
        self.wrong.push(([at, &[key.to_owned()]].concat(), why.into()));
    }

    fn service(&mut self, at: &[String], table: &Table) -> Option<Service> {
        let before = self.wrong.len();
        let name = match table.get("name") {
            Some(Value::String(name)) if is_name(name) => name.clone(),
            Some(_) => {
                self.complain(at, "name", "`name` must be a text of letters, digits, `-`, `_`, `.` and `/`");
                String::new()
            }
            None => {
                self.complain(at, "name", "a service needs a `name`");
                String::new()
            }
        };
        let probes = self.probes(at, table);
        let service = Service {
            name,
            criticality: self.criticality(at, "criticality", table.get("criticality")),
            depends_on: self.depends_on(at, table),
            probes,
            rise: self.count(at, table, "rise"),
            fall: self.count(at, table, "fall"),
            start_period: self.time(at, table, "start_period").unwrap_or_default(),
            warn_latency: self.time(at, table, "warn_latency"),
            fail_latency: self.time(at, table, "fail_latency"),
            timeout: self.time(at, table, "timeout").unwrap_or(self.timeout),
            enabled: match table.get("enabled") {
                None => true,
                Some(Value::Boolean(enabled)) => *enabled,
                Some(_) => {
                    self.complain(at, "enabled", "`enabled` must be true or false");
                    true
                }
            },
            place: None,
            proposed_by: None,
        };
        if let (Some(warn), Some(fail)) = (service.warn_latency, service.fail_latency)
            && warn > fail
        {
            self.complain(at, "warn_latency", "`warn_latency` is more than `fail_latency`");
        }
        (self.wrong.len() == before).then_some(service)
    }

    fn probes(&mut self, at: &[String], table: &Table) -> Vec<Prepared> {
        let own = |key: &String| KEYS.iter().any(|(name, _)| name == key) && key != "probe";
        match (table.get("probe"), table.get("probes")) {
            (Some(_), Some(_)) => {
                self.complain(at, "probes", "a service has either `probe` or `probes`");
                Vec::new()
            }
            (_, None) => {
                let options = table.iter().filter(|(key, _)| !own(key));
                self.probe(at, options.map(|(key, value)| (key.clone(), value.clone())).collect()).into_iter().collect()
            }
            (None, Some(Value::Array(list))) if !list.is_empty() && list.iter().all(Value::is_table) => {
                for key in table.keys().filter(|key| !own(key)) {
                    self.stray(at, key);
                }
                let mut probes = Vec::new();
                for (index, probe) in list.iter().enumerate() {
                    let at = [at, &["probes".to_owned(), index.to_string()]].concat();
                    let options = probe.as_table().cloned().unwrap_or_default().into_iter().collect();
                    probes.extend(self.probe(&at, options));
                }
                probes
            }
            (None, Some(_)) => {
                self.complain(at, "probes", "`probes` must be a list of tables, each with a `probe`");
                Vec::new()
            }
        }
    }

    fn stray(&mut self, at: &[String], key: &str) {
        let near = nearest(key, KEYS.iter().map(|(name, _)| *name));
        let near = near.map_or(String::new(), |near| format!("; did you mean {near}?"));
        self.complain(at, key, format!("there is no key {key} of a service with `probes`{near}"));
    }

    fn probe(&mut self, at: &[String], mut values: BTreeMap<String, Value>) -> Option<Prepared> {
        let name = match values.remove("probe") {
            Some(Value::String(name)) => name,
            Some(_) => {
                self.complain(at, "probe", "`probe` must be a text: the name of a probe");
                return None;
            }
            None => {
                let message = format!("a service needs a `probe`: one of {}", names().join(", "));
                self.complain(at, "probe", message);
                return None;
            }
        };
        let Some(probe) = probes::find(&name) else {
            let near = nearest(&name, names()).map_or(String::new(), |near| format!("; did you mean {near}?"));
            self.complain(
                at,
                "probe",
                format!(
                    "there is no probe {name}{near}{} known are {}",
                    if near.is_empty() { ";" } else { "" },
                    names().join(", ")
                ),
            );
            return None;
        };
        let mut filled = Vec::new();
        let unset = fill(&mut values, probe.meta(), self.vars, &mut filled).err();
        let secrets = Secrets::from_vars(filled.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        if let Some(unset) = unset {
            return Some(Prepared { probe, options: Err(unset), secrets });
        }
        let checked = Options::new(probe.meta(), values).and_then(|options| {
            probe.check(&options).map_err(|wrong| vec![wrong])?;
            Ok(options)
        });
        match checked {
            Ok(options) => {
                let secrets = secrets.and(options.secrets(probe.meta()));
                Some(Prepared { probe, options: Ok(options), secrets })
            }
            Err(wrong) => {
                for Wrong { key, why } in wrong {
                    let near = nearest(&key, KEYS.iter().map(|(name, _)| *name));
                    let why = match near.filter(|_| why.starts_with("is no option")) {
                        Some(near) => format!("is no option of the {name} probe; did you mean {near}?"),
                        None => why,
                    };
                    let why = if key == "probe" { why } else { format!("`{key}` {why}") };
                    self.complain(at, &key, why);
                }
                None
            }
        }
    }

    fn criticality(&mut self, at: &[String], key: &str, value: Option<&Value>) -> Criticality {
        match value {
            None => Criticality::Required,
            Some(Value::String(word)) if word == "required" => Criticality::Required,
            Some(Value::String(word)) if word == "important" => Criticality::Important,
            Some(Value::String(word)) if word == "optional" => Criticality::Optional,
            Some(other) => {
                self.complain(
                    at,
                    key,
                    format!("`criticality` must be one of required, important, optional, not {other}"),
                );
                Criticality::Required
            }
        }
    }

    fn depends_on(&mut self, at: &[String], table: &Table) -> Vec<(String, Criticality)> {
        let wrong = "`depends_on` must be a list of names, or of { service = \"…\", criticality = \"optional\" }";
        let list = match table.get("depends_on") {
            None => return Vec::new(),
            Some(Value::Array(list)) => list,
            Some(_) => {
                self.complain(at, "depends_on", wrong);
                return Vec::new();
            }
        };
        let mut needs = Vec::new();
        for item in list {
            match item {
                Value::String(name) => needs.push((name.clone(), Criticality::Required)),
                Value::Table(item) if item.keys().all(|key| matches!(key.as_str(), "service" | "criticality")) => {
                    match item.get("service").and_then(Value::as_str) {
                        Some(name) => {
                            let much = self.criticality(at, "depends_on", item.get("criticality"));
                            needs.push((name.to_owned(), much));
                        }
                        None => self.complain(at, "depends_on", wrong),
                    }
                }
                _ => self.complain(at, "depends_on", wrong),
            }
        }
        needs
    }

    fn count(&mut self, at: &[String], table: &Table, key: &str) -> u32 {
        match table.get(key) {
            None => 1,
            Some(Value::Integer(count @ 1..=1000)) => u32::try_from(*count).unwrap_or(1),
            Some(_) => {
                self.complain(at, key, format!("`{key}` must be a whole number from 1 to 1000"));
                1
            }
        }
    }

    fn time(&mut self, at: &[String], table: &Table, key: &str) -> Option<Duration> {
        match table.get(key)? {
            Value::String(text) => match duration::parse(text) {
                Ok(time) => return Some(time),
                Err(why) => self.complain(at, key, format!("`{key}` is no time: {why}")),
            },
            _ => self.complain(at, key, format!("`{key}` must be a time such as \"2s\"")),
        }
        None
    }
}

fn names() -> Vec<&'static str> {
    probes::ALL.iter().map(|probe| probe.meta().name).collect()
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/'))
}

/// Fills in the variables of every text.
fn fill(
    values: &mut BTreeMap<String, Value>,
    meta: &Meta,
    vars: &Variables,
    filled: &mut Vec<(String, String)>,
) -> Result<(), String> {
    fn one(value: &mut Value, vars: &Variables, filled: &mut Vec<(String, String)>) -> Result<(), String> {
        match value {
            Value::String(text) => *text = vars.fill(text, filled)?,
            Value::Array(items) => items.iter_mut().try_for_each(|item| one(item, vars, filled))?,
            Value::Table(table) => table.iter_mut().try_for_each(|(_, item)| one(item, vars, filled))?,
            _ => {}
        }
        Ok(())
    }
    // A jq filter, a pattern and a shell use the dollar sign themselves.
    let by_itself = |key: &str| {
        let kind = meta.options.iter().find(|option| option.name == key).map(|option| option.kind);
        key == "shell" || matches!(kind, Some(Kind::Regex | Kind::Jq))
    };
    values.iter_mut().filter(|(key, _)| !by_itself(key)).try_for_each(|(_, value)| one(value, vars, filled))
}

/// Services as they are written, without what must not be printed: passwords and queries in addresses, secret options,
/// headers that say who asks.
pub fn masked(value: &Value) -> Value {
    let mut masked = value.clone();
    each_text("", &mut masked, &mut |key, text| {
        *text = match secret_part(key, text) {
            Some(part) => text.replace(part, "\u{2026}"),
            None => config::without_passwords(text),
        };
    });
    masked
}

/// What of services as they are written, right or wrong, must not be printed.
fn written(services: &[Table]) -> Vec<String> {
    let mut secrets = Vec::new();
    for service in services {
        each_text("", &mut Value::Table(service.clone()), &mut |key, text| {
            secrets.extend(secret_part(key, text).map(str::to_owned));
        });
    }
    secrets
}

fn each_text(key: &str, value: &mut Value, look: &mut dyn FnMut(&str, &mut String)) {
    match value {
        Value::String(text) => look(key, text),
        Value::Array(items) => items.iter_mut().for_each(|item| each_text(key, item, look)),
        Value::Table(table) => {
            for (name, item) in table.iter_mut() {
                // A header is named by whoever writes it; the options are known.
                let name = if key == "headers" { format!("headers.{name}") } else { name.to_owned() };
                each_text(&name, item, look);
            }
        }
        _ => {}
    }
}

fn secret_part<'t>(key: &str, text: &'t str) -> Option<&'t str> {
    let mut options = probes::ALL.iter().flat_map(|probe| probe.meta().options);
    let secret = options.any(|option| option.name == key && option.kind == Kind::Secret);
    let header = key.strip_prefix("headers.").is_some_and(options::identifies);
    if secret || header {
        return Some(text);
    }
    let (address, query) = text.split_once('?')?;
    (address.contains("://") && !query.is_empty()).then_some(query)
}

/// The JSON schema of `[[health.service]]`.
pub fn schema() -> Schema {
    let mut properties = serde_json::Map::new();
    for (key, about) in KEYS {
        properties.insert((*key).to_owned(), serde_json::json!({ "description": about }));
    }
    properties.insert("probe".to_owned(), serde_json::json!({ "description": "How it is probed.", "enum": names() }));
    for probe in probes::ALL {
        for option in probe.meta().options {
            properties.entry(option.name).or_insert_with(
                || serde_json::json!({ "description": format!("{}: {}", probe.meta().name, option.about) }),
            );
        }
    }
    json_schema!({
        "description": "The services that the work needs, each with its probe or probes.",
        "type": "array",
        "items": { "type": "object", "required": ["name"], "properties": properties },
    })
}
