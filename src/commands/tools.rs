//! `planyard tools`.

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use super::Outcome;
use crate::context::Context;
use crate::lint;
use crate::report::{Align, Problem, ProblemKind, Report, Role, Table, line};
use crate::tools::detect::{Detector, Evidence};
use crate::tools::record::Kind;
use crate::tools::resolve::{Executable, Versions, executable, for_version};
use crate::tools::site::Site;
use crate::tools::survey::Survey;
use crate::tools::{Catalog, Record};

/// Show which linters and test runners the workspace uses, why, and what is missing
///
/// A tool is in use when its configuration, a declared dependency, or a script that calls it is there, or when it is the
/// standard tool of a language. `planyard lint` and `planyard test` run exactly these.
#[derive(Debug, clap::Args)]
pub struct Tools {
    /// Only these tools, in use or not
    #[arg(value_name = "NAME", add = clap_complete::engine::ArgValueCompleter::new(crate::complete::tools))]
    names: Vec<String>,
    /// Also the tools that are not in use
    #[arg(long)]
    all: bool,
    /// Say what was looked for, every sign that was found, and every executable
    #[arg(long)]
    explain: bool,
    /// Print the tools' records, with the configuration laid over them
    #[arg(long, requires = "names")]
    record: bool,
}

/// The data of `tools`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ToolsData {
    /// Sorted by name and folder.
    pub tools: Vec<Listed>,
    /// With --record: the records, as `planyard schema tool` describes them.
    pub records: Vec<serde_json::Value>,
}

/// A tool in a folder, or one that is not in use.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Listed {
    /// As typed.
    pub name: String,
    /// What it is for.
    pub kind: Kind,
    /// One line on what it does.
    pub about: String,
    /// `lint` or `test`: the command that runs it.
    pub command: &'static str,
    /// Where it runs and why; null when it is not in use.
    pub evidence: Option<Evidence>,
    /// Why it is not in use; null when it is.
    pub not_in_use: Option<String>,
    /// Its executable; null when there is none.
    pub executable: Option<String>,
    /// Where that was found.
    pub found_in: Option<String>,
    /// Other executables of it, in the order in which they would be taken.
    pub others: Vec<String>,
    /// Its version; null when it does not say.
    pub version: Option<String>,
    /// `ready`, `missing`, `too old`, or `not in use`.
    pub state: &'static str,
    /// The record was tried with the real tool.
    pub verified: bool,
    /// The version that it was tried with.
    pub tested: Option<String>,
    /// The command that installs it.
    pub install: Option<String>,
    /// Where it is documented.
    pub docs: Option<String>,
}

impl Tools {
    /// Lists them.
    ///
    /// # Errors
    /// An unknown name, or a record that is broken.
    pub fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        let workspace = context.workspace()?;
        let catalog = Catalog::load(&workspace.config.tools)?;
        if self.record {
            return Ok(records(&catalog, &self.names)?.into());
        }
        for name in &self.names {
            catalog.get(name)?;
        }
        let site = lint::site(context, workspace, workspace.root.clone(), None);
        let survey = lint::survey(workspace, workspace.repo(context).ok().as_ref(), &site.root)?;
        let mut tools = self.listed(&catalog, &survey, &site);
        tools.sort_by(|a, b| (a.command, &a.name, folder(a)).cmp(&(b.command, &b.name, folder(b))));
        let mut report = Report::new("tools");
        self.show(&tools, &mut report);
        report.data = Some(serde_json::to_value(ToolsData { tools, records: Vec::new() })?);
        Ok(report.into())
    }

    fn listed(&self, catalog: &Catalog, survey: &Survey, site: &Site) -> Vec<Listed> {
        let read = |path: &str| std::fs::read_to_string(site.root.join(path)).ok();
        let detector = Detector::new(survey, &read);
        let wanted = catalog.iter().filter(|record| self.names.is_empty() || self.names.contains(&record.name));
        let mut places: Vec<(&Record, Option<Evidence>, Option<String>)> = Vec::new();
        for record in wanted {
            let detected = detector.detect(record);
            if detected.places.is_empty() && (self.all || !self.names.is_empty()) {
                places.push((record, None, detected.not));
            }
            places.extend(detected.places.into_iter().map(|place| (record, Some(place), None)));
        }
        let versions = Versions::load(site);
        places
            .into_par_iter()
            .map(|(record, evidence, not)| list(record, evidence, not, (catalog, &versions, site)))
            .collect()
    }

    fn show(&self, tools: &[Listed], report: &mut Report) {
        if tools.is_empty() {
            report.view.text("The workspace shows no sign of any linter or test runner.");
            report.next = Some("planyard tools --all".to_owned());
            return;
        }
        report.view.table(Table {
            columns: vec![Align::Left, Align::Left, Align::Left, Align::Left, Align::Flex],
            head: ["tool", "version", "state", "from", "because"].map(str::to_owned).to_vec(),
            rows: tools.iter().map(row).collect(),
        });
        if self.explain {
            for tool in tools {
                explain(tool, report);
            }
        }
        let missing: Vec<&Listed> = tools.iter().filter(|tool| tool.state == "missing").collect();
        if !missing.is_empty() && !self.all {
            report.view.gap();
            for tool in missing {
                let how = tool.install.clone().unwrap_or_else(|| "see its documentation".to_owned());
                report.view.line(vec![(Role::Warn, format!("{} is missing: ", tool.name)), (Role::Code, how)]);
            }
        }
    }
}

fn folder(tool: &Listed) -> &str {
    tool.evidence.as_ref().map_or("", |evidence| &evidence.folder)
}

fn list(
    record: &Record,
    evidence: Option<Evidence>,
    not_in_use: Option<String>,
    (catalog, versions, site): (&Catalog, &Versions, &Site),
) -> Listed {
    let folder = evidence.as_ref().map_or("", |evidence| evidence.folder.as_str());
    let found: Executable = executable(record, folder, site);
    let version = versions.of(record, &found, site);
    let state = match () {
        () if evidence.is_none() => "not in use",
        () if !found.exists() => "missing",
        () if for_version(catalog, record, version.as_deref()).is_err() => "too old",
        () => "ready",
    };
    Listed {
        name: record.name.clone(),
        kind: record.kind,
        about: record.about.clone(),
        command: if record.kind == Kind::Test { "test" } else { "lint" },
        not_in_use,
        executable: found.exists().then(|| found.path.display().to_string()),
        found_in: found.exists().then(|| found.from.clone()),
        others: found.others.iter().map(|path| path.display().to_string()).collect(),
        version,
        state,
        verified: record.verified,
        tested: record.version.tested.clone(),
        install: record.install.clone(),
        docs: record.docs.clone(),
        evidence,
    }
}

fn row(tool: &Listed) -> Vec<crate::report::Cell> {
    let role = match tool.state {
        "ready" => Role::Good,
        "not in use" => Role::Dim,
        _ => Role::Bad,
    };
    let because = match (&tool.evidence, &tool.not_in_use) {
        (Some(evidence), _) => {
            let place = if evidence.folder.is_empty() { String::new() } else { format!("in {}: ", evidence.folder) };
            format!("{place}{}", evidence.because.join("; "))
        }
        (None, why) => why.clone().unwrap_or_default(),
    };
    vec![
        vec![(Role::Strong, tool.name.clone())],
        line(tool.version.clone().unwrap_or_else(|| "-".to_owned())),
        vec![(role, tool.state.to_owned())],
        line(tool.found_in.clone().unwrap_or_else(|| "-".to_owned())),
        vec![(Role::Dim, because)],
    ]
}

fn explain(tool: &Listed, report: &mut Report) {
    let view = &mut report.view;
    view.gap();
    view.line(vec![(Role::Strong, tool.name.clone()), (Role::Plain, format!(": {}", tool.about))]);
    match &tool.evidence {
        Some(evidence) => {
            for because in &evidence.because {
                view.text(format!("  in use because of {because} (score {})", evidence.score));
            }
        }
        None => drop(view.text(format!("  not in use: {}", tool.not_in_use.as_deref().unwrap_or("-")))),
    }
    match &tool.executable {
        Some(path) => drop(view.text(format!("  runs {path}"))),
        None => drop(view.text("  there is no executable of it")),
    }
    for other in &tool.others {
        view.line(vec![(Role::Dim, format!("  not {other}"))]);
    }
    let tried = match (&tool.tested, tool.verified) {
        (Some(tested), true) => format!("  its record was tried with version {tested}"),
        _ => "  its record was written from its documentation and not tried with the real tool".to_owned(),
    };
    view.text(tried);
    for (what, value) in [("install", &tool.install), ("docs", &tool.docs)] {
        if let Some(value) = value {
            view.line(vec![(Role::Plain, format!("  {what}: ")), (Role::Code, value.clone())]);
        }
    }
}

fn records(catalog: &Catalog, names: &[String]) -> anyhow::Result<Report> {
    let mut report = Report::new("tools");
    let mut text = String::new();
    let mut all = Vec::new();
    for name in names {
        let record = catalog.get(name)?;
        let shown = toml::to_string_pretty(record).map_err(|error| {
            Problem::new(ProblemKind::Internal, format!("the record of {name} cannot be printed: {error}"))
        })?;
        text.push_str(&shown);
        all.push(serde_json::to_value(record)?);
    }
    report.data = Some(serde_json::to_value(ToolsData { tools: Vec::new(), records: all })?);
    report.view.pre(text.clone());
    report.raw = Some(text);
    Ok(report)
}
