//! Services that nobody has written down yet: what the files of a workspace show that it needs.
//!
//! One file a source in `health/propose/`: compose files, `.env`, Procfile, manifests of Kubernetes, units of systemd, and
//! the files that pin tools. Each is a function of a path and a text; what cannot be read is left out with a note. What two
//! sources say of one service becomes one proposal. Passwords are never copied: an address from `.env` is proposed as
//! `${NAME}`.

mod compose;
mod env;
mod interpolate;
mod kinds;
mod kubernetes;
mod procfile;
mod systemd;
mod toolchain;
mod yaml;

use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value};

use super::probes;
use super::settings::dot_env;
use crate::tools::Catalog;
use crate::tools::detect::Detector;
use crate::tools::survey::{Survey, folder_of, name_of};

/// Larger files are not read.
const LARGEST: usize = 1024 * 1024;
/// So many manifests are read at most.
const MOST_MANIFESTS: usize = 500;
/// Folders of examples and tests: what they show is not what the work needs.
const ASIDE: &[&str] =
    &["test", "tests", "testdata", "fixtures", "examples", "example", "samples", "corpus", "templates", "demo"];
/// Agents for the command line.
const AGENTS: &[&str] =
    &["claude", "codex", "gemini", "opencode", "aider", "amp", "goose", "qwen", "copilot", "cursor-agent"];
const COMPOSE: &[&str] = &["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];
/// What is set wins over what is an example.
const ENV: &[&str] = &[".env", ".env.local", ".env.example", ".env.sample", ".env.template", ".env.dist"];

/// A service that the workspace seems to need.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// The keys of `[[health.service]]`.
    pub table: Table,
    /// The file that shows it; several are separated by commas.
    pub from: String,
    /// The line in the first of them; 0 when it is about no line.
    pub line: u32,
}

impl Proposal {
    /// Its name.
    pub fn name(&self) -> &str {
        self.table.get("name").and_then(Value::as_str).unwrap_or_default()
    }
}

/// What a workspace shows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Proposed {
    /// The services.
    pub proposals: Vec<Proposal>,
    /// Which sources were left out, and why.
    pub notes: Vec<String>,
}

/// A proposal on its way.
#[derive(Debug, Clone, PartialEq)]
struct Draft {
    name: String,
    table: Table,
    depends_on: Vec<String>,
    from: String,
    line: u32,
    /// Host and port, as far as they are known.
    address: Option<(String, u16)>,
}

impl Draft {
    fn new(name: &str, probe: &str, from: &str, line: u32) -> Self {
        let table = Table::from_iter([("probe".to_owned(), Value::String(probe.to_owned()))]);
        Self { name: name.to_owned(), table, depends_on: Vec::new(), from: from.to_owned(), line, address: None }
    }

    /// It may run elsewhere than on this machine: worth a look, and no reason to stop.
    fn optional(&mut self) {
        self.table.insert("criticality".to_owned(), Value::String("optional".to_owned()));
    }

    fn url(&mut self, url: String) {
        self.table.insert("url".to_owned(), Value::String(url));
    }

    fn text(&self, key: &str) -> &str {
        self.table.get(key).and_then(Value::as_str).unwrap_or_default()
    }
}

fn list(items: impl IntoIterator<Item = String>) -> Value {
    Value::Array(items.into_iter().map(Value::String).collect())
}

/// The services that the files of a workspace show; `read` gives a file's text.
pub fn propose(survey: &Survey, read: &dyn Fn(&str) -> Option<String>) -> Vec<Proposal> {
    look(survey, read).proposals
}

/// The same, with what was left out.
pub fn look(survey: &Survey, read: &dyn Fn(&str) -> Option<String>) -> Proposed {
    let mut sources = Sources { survey, read, drafts: Vec::new(), notes: Vec::new() };
    sources.compose();
    sources.env();
    sources.each(&["Procfile"], procfile::drafts);
    sources.kubernetes();
    let units: Vec<&str> = ["*.service", "*.socket", "*.timer"].iter().flat_map(|name| survey.named(name)).collect();
    sources.files(&units, &|path, text| systemd::draft(path, text).into_iter().collect());
    sources.each(toolchain::FILES, toolchain::drafts);
    Proposed { proposals: finish(merge(sources.drafts)), notes: sources.notes }
}

/// The programs that the work needs beyond those that its files pin: the tools that `planyard tools` finds, git, docker
/// where there is a compose file, and the agents that are on `PATH` (`on_path` tells), which are optional.
pub fn toolchain(
    survey: &Survey,
    read: &dyn Fn(&str) -> Option<String>,
    catalog: &Catalog,
    on_path: &dyn Fn(&str) -> bool,
) -> Vec<Proposal> {
    let mut drafts = vec![toolchain::draft("git", "", "git", "")];
    if let Some(file) = COMPOSE.iter().find_map(|name| survey.named(name).into_iter().find(|path| !is_aside(path))) {
        drafts.push(toolchain::draft(file, "", "docker", ""));
    }
    let detector = Detector::new(survey, read);
    for record in catalog.iter() {
        if let Some(place) = detector.detect(record).places.first() {
            let because = place.because.first().cloned().unwrap_or_else(|| "planyard tools".to_owned());
            drafts.push(toolchain::draft(&because, "", &record.name, ""));
        }
    }
    for agent in AGENTS.iter().filter(|agent| on_path(agent)) {
        let mut draft = toolchain::draft("PATH", "", agent, "");
        draft.optional();
        drafts.push(draft);
    }
    drafts.iter_mut().for_each(|draft| draft.line = 0);
    finish(merge(drafts))
}

/// All of them, the first ones' names kept: what a later list names again is left out.
pub fn together(lists: impl IntoIterator<Item = Vec<Proposal>>) -> Vec<Proposal> {
    let mut all: Vec<Proposal> = Vec::new();
    for proposal in lists.into_iter().flatten() {
        let same = |known: &Proposal| {
            known.name() == proposal.name()
                || (known.table.get("tool").is_some() && known.table.get("tool") == proposal.table.get("tool"))
        };
        if !all.iter().any(same) {
            all.push(proposal);
        }
    }
    all
}

struct Sources<'s> {
    survey: &'s Survey,
    read: &'s dyn Fn(&str) -> Option<String>,
    drafts: Vec<Draft>,
    notes: Vec<String>,
}

impl Sources<'_> {
    /// A file's text; a note when it cannot be had.
    fn text(&mut self, path: &str) -> Option<String> {
        match (self.read)(path) {
            Some(text) if text.len() <= LARGEST => return Some(text),
            Some(_) => self.notes.push(format!("{path}: larger than 1 MiB, so not looked at")),
            None => self.notes.push(format!("{path}: cannot be read, so not looked at")),
        }
        None
    }

    fn files(&mut self, paths: &[&str], drafts: &dyn Fn(&str, &str) -> Vec<Draft>) {
        for path in paths.iter().filter(|path| !is_aside(path)) {
            if let Some(text) = self.text(path) {
                self.drafts.extend(drafts(path, &text));
            }
        }
    }

    /// The files of these names, outermost first.
    fn each(&mut self, names: &[&str], drafts: fn(&str, &str) -> Vec<Draft>) {
        for name in names {
            let mut paths = self.survey.named(name);
            paths.sort_by_key(|path| path.matches('/').count());
            self.files(&paths, &drafts);
        }
    }

    fn document(&mut self, path: &str) -> Option<yaml::Node> {
        let text = self.text(path)?;
        match yaml::documents(&text) {
            Ok(documents) => documents.into_iter().next(),
            Err(why) => {
                self.notes.push(format!("{path}: {why}"));
                None
            }
        }
    }

    /// In each folder the file that compose takes, with its override; only where there is none, the files with a word in
    /// their name.
    fn compose(&mut self) {
        let named: Vec<&str> = ["compose.y*ml", "docker-compose.y*ml", "compose.*.y*ml", "docker-compose.*.y*ml"]
            .iter()
            .flat_map(|name| self.survey.named(name))
            .filter(|path| !is_aside(path))
            .collect();
        let mut folders: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for path in named {
            folders.entry(folder_of(path)).or_default().insert(path);
        }
        for (folder, paths) in folders {
            let vars = self.vars(folder);
            let vars = |name: &str| vars.get(name).cloned().filter(|value: &String| !value.is_empty());
            let base = COMPOSE.iter().find_map(|name| paths.iter().find(|path| name_of(path) == *name));
            let Some(base) = base else {
                for path in paths {
                    if let Some(document) = self.document(path) {
                        self.drafts.extend(compose::drafts(path, &document, &vars));
                    }
                }
                continue;
            };
            let Some(mut document) = self.document(base) else { continue };
            for path in paths.iter().filter(|path| name_of(path).contains(".override.")) {
                if let Some(over) = self.document(path) {
                    document = over.over(document);
                }
            }
            self.drafts.extend(compose::drafts(base, &document, &vars));
        }
    }

    /// The variables of `.env` in a folder, which compose reads.
    fn vars(&self, folder: &str) -> BTreeMap<String, String> {
        let path = if folder.is_empty() { ".env".to_owned() } else { format!("{folder}/.env") };
        if !self.survey.has(&path) {
            return (self.read)(&path).map(|text| dot_env(&text)).unwrap_or_default();
        }
        (self.read)(&path).filter(|text| text.len() <= LARGEST).map(|text| dot_env(&text)).unwrap_or_default()
    }

    /// Only those of the top: Planyard itself fills in variables from there.
    fn env(&mut self) {
        for name in ENV {
            // `.env` is ignored by git nearly everywhere, so the survey does not hold it.
            let Some(text) = (self.read)(name).filter(|text| text.len() <= LARGEST) else {
                if self.survey.has(name) {
                    self.text(name);
                }
                continue;
            };
            self.drafts.extend(env::drafts(name, &text));
        }
    }

    fn kubernetes(&mut self) {
        let paths: Vec<String> = ["*.yaml", "*.yml"]
            .iter()
            .flat_map(|name| self.survey.named(name))
            .filter(|path| !is_aside(path) && !path.starts_with('.') && !COMPOSE.contains(&name_of(path)))
            .map(str::to_owned)
            .collect();
        if paths.len() > MOST_MANIFESTS {
            self.notes
                .push(format!("only {MOST_MANIFESTS} of {} YAML files were looked at for manifests", paths.len()));
        }
        for path in paths.iter().take(MOST_MANIFESTS) {
            let Some(text) = (self.read)(path).filter(|text| text.len() <= LARGEST && kubernetes::may_be(text)) else {
                continue;
            };
            match yaml::documents(&text) {
                Ok(documents) => self.drafts.extend(kubernetes::drafts(path, &documents)),
                Err(why) => self.notes.push(format!("{path}: {why}")),
            }
        }
    }
}

fn is_aside(path: &str) -> bool {
    folder_of(path).split('/').any(|part| ASIDE.contains(&part)) || path.matches('/').count() > 4
}

/// Makes one of what several sources say of the same service.
fn merge(drafts: Vec<Draft>) -> Vec<Draft> {
    let mut merged: Vec<Draft> = Vec::new();
    for draft in drafts {
        match merged.iter_mut().find(|known| is_same(known, &draft)) {
            Some(known) => join(known, draft),
            None => merged.push(draft),
        }
    }
    merged
}

fn is_same(known: &Draft, new: &Draft) -> bool {
    if known.text("probe") != new.text("probe") {
        return false;
    }
    if known.text("probe") == "tool" {
        return known.text("tool") == new.text("tool");
    }
    let from_env = |draft: &Draft| name_of(&draft.from).starts_with(".env");
    match (&known.address, &new.address) {
        (Some((_, port)), Some((host, other))) if from_env(new) => {
            // Within the network of compose a service is known by its name, and by the port of its container.
            (port == other && env::is_near(host)) || *host == known.name || (from_env(known) && known.name == new.name)
        }
        (Some(one), Some(other)) => one == other && known.name == new.name,
        _ => known.table == new.table,
    }
}

fn join(known: &mut Draft, new: Draft) {
    if known.text("probe") == "tool" {
        let range = new.text("version");
        let own = known.table.get("version").and_then(Value::as_str);
        if range.is_empty() || !toolchain::is_stricter(range, own) {
            return;
        }
        *known = new;
        return;
    }
    let local = new.address.as_ref().is_some_and(|(host, _)| *host != known.name);
    // An address with what logs in is worth more than one without.
    if name_of(&new.from).starts_with(".env") && !name_of(&known.from).starts_with(".env") && local {
        if let Some(url) = new.table.get("url") {
            known.table.insert("url".to_owned(), url.clone());
        }
        known.from = format!("{}, {}", known.from, new.from);
    }
}

/// Unique names, dependencies that exist, and only probes that there are.
fn finish(drafts: Vec<Draft>) -> Vec<Proposal> {
    let drafts: Vec<Draft> = drafts.into_iter().filter_map(known_probe).collect();
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut names = Vec::new();
    for draft in &drafts {
        let clean: String =
            draft.name.chars().map(|c| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '-' }).collect();
        let clean = if clean.is_empty() { "service".to_owned() } else { clean };
        let mut name = clean.clone();
        let mut count = 2;
        while !taken.insert(name.clone()) {
            name = format!("{clean}-{count}");
            count += 1;
        }
        names.push(name);
    }
    let mut proposals: Vec<Proposal> = Vec::new();
    for (draft, name) in drafts.iter().zip(&names) {
        let mut table = draft.table.clone();
        table.insert("name".to_owned(), Value::String(name.clone()));
        let needs: Vec<String> = draft
            .depends_on
            .iter()
            .filter_map(|need| {
                drafts.iter().position(|other| other.name == *need && first_from(other) == first_from(draft))
            })
            .map(|at| names[at].clone())
            .filter(|need| need != name)
            .collect();
        if !needs.is_empty() {
            table.insert("depends_on".to_owned(), list(needs));
        }
        proposals.push(Proposal { table, from: draft.from.clone(), line: draft.line });
    }
    proposals
}

fn first_from(draft: &Draft) -> &str {
    draft.from.split(", ").next().unwrap_or_default()
}

/// The draft with a probe that this version knows: one that connects at least, else none.
fn known_probe(mut draft: Draft) -> Option<Draft> {
    let probe = draft.text("probe").to_owned();
    if probes::find(&probe).is_some() {
        return Some(draft);
    }
    let (host, port) = draft.address.clone()?;
    let host = if host.contains(':') && !host.starts_with('[') { format!("[{host}]") } else { host };
    draft.table.retain(|key, _| matches!(key, "start_period" | "criticality" | "enabled"));
    draft.table.insert("probe".to_owned(), Value::String("tcp".to_owned()));
    draft.url(format!("tcp://{host}:{port}"));
    Some(draft)
}

/// The proposals as they are written into `planyard.toml`, each with a comment that says where it comes from.
pub fn as_toml(proposals: &[Proposal]) -> String {
    const FIRST: &[&str] = &["name", "probe", "url", "tool", "version", "criticality"];
    let mut text = String::new();
    for proposal in proposals {
        let (file, others) = proposal.from.split_once(", ").unwrap_or((&proposal.from, ""));
        let line = if proposal.line > 0 { format!(":{}", proposal.line) } else { String::new() };
        let others = if others.is_empty() { String::new() } else { format!(", {others}") };
        let place = format!("{file}{line}{others}");
        // A name of a file may hold anything, also the end of a comment.
        let place: String = place.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&format!("# from {place}\n[[health.service]]\n"));
        let rest = proposal.table.keys().map(String::as_str).filter(|key| !FIRST.contains(key));
        for key in FIRST.iter().copied().chain(rest) {
            if let Some(value) = proposal.table.get(key) {
                text.push_str(&format!("{key} = {value}\n"));
            }
        }
    }
    text
}

#[cfg(test)]
mod tests;
