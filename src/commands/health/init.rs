//! `planyard health init`.

use schemars::JsonSchema;
use serde::Serialize;

use crate::context::Context;
use crate::files;
use crate::health::propose::{self, Proposal};
use crate::health::{proposed, settings};
use crate::report::{Problem, ProblemKind, Report, Role, plural};
use crate::workspace::CONFIG_FILE;

/// The data of `health init`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct InitData {
    /// What is proposed.
    pub proposals: Vec<ProposalDoc>,
    /// The same as text for planyard.toml.
    pub toml: String,
    /// It was appended to planyard.toml.
    pub written: bool,
    /// What was left out, and why.
    pub notes: Vec<String>,
}

/// A service that is proposed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ProposalDoc {
    /// Its name.
    pub name: String,
    /// The keys of `[[health.service]]`.
    pub service: serde_json::Value,
    /// The file that shows it.
    pub from: String,
    /// The line in it; null when it is about no line.
    pub line: Option<u32>,
}

/// Proposes what is not configured yet; appends it to `planyard.toml` when `write`.
pub(super) fn propose(context: &Context, write: bool) -> anyhow::Result<Report> {
    let workspace = context.workspace()?;
    let found = proposed::look(context, workspace, false)?;
    let known: Vec<String> = settings::load(context, workspace)?.into_iter().map(|service| service.name).collect();
    let is_new = |proposal: &Proposal| !known.iter().any(|name| name == proposal.name());
    let mut proposals: Vec<Proposal> = found.proposals.into_iter().filter(is_new).collect();
    // What fits no probe would make the file unreadable.
    let vars = settings::Variables::of(context, &workspace.root);
    let mut notes = found.notes;
    proposals.retain(|proposal| match settings::proposed(&proposal.table, &vars, std::time::Duration::from_secs(3)) {
        Ok(_) => true,
        Err(why) => {
            notes.push(format!("{}: {} was left out: {why}", proposal.from, proposal.name()));
            false
        }
    });
    let toml = propose::as_toml(&proposals);
    let mut report = Report::new("health init");
    let count = proposals.len();
    let mut written = false;
    if count == 0 {
        report.view.text(if known.is_empty() {
            "The workspace shows no service that it needs: no compose file, no address in .env, no manifest."
        } else {
            "Everything that the workspace shows is configured already."
        });
    } else if write {
        append(context, &toml)?;
        written = true;
        report.view.line(vec![(Role::Good, format!("{} appended to {CONFIG_FILE}", plural(count, "service")))]);
        report.next = Some("planyard health".to_owned());
    } else {
        report.view.pre(toml.clone());
        report.next = Some("planyard health init --write".to_owned());
    }
    for note in &notes {
        report.view.line(vec![(Role::Dim, note.clone())]);
    }
    let data = InitData { proposals: proposals.into_iter().map(doc).collect(), toml, written, notes };
    report.data = Some(serde_json::to_value(data)?);
    Ok(report)
}

fn doc(proposal: Proposal) -> ProposalDoc {
    ProposalDoc {
        name: proposal.name().to_owned(),
        service: serde_json::to_value(&proposal.table).unwrap_or_default(),
        from: proposal.from,
        line: (proposal.line > 0).then_some(proposal.line),
    }
}

/// Appends under the file's lock. The whole must be a configuration afterwards.
fn append(context: &Context, toml: &str) -> anyhow::Result<()> {
    let workspace = context.workspace()?;
    let root = &workspace.root;
    let whole = |before: &str| {
        let gap = if before.is_empty() || before.ends_with("\n\n") {
            ""
        } else if before.ends_with('\n') {
            "\n"
        } else {
            "\n\n"
        };
        format!("{before}{gap}{toml}")
    };
    let Some(before) = files::read_text_if_there(root, CONFIG_FILE)? else {
        checked(&whole(""))?;
        return files::create_new(root, CONFIG_FILE, &whole(""));
    };
    checked(&whole(&before))?;
    files::update(root, &workspace.locks(), CONFIG_FILE, |before| {
        let after = whole(before);
        checked(&after)?;
        Ok(Some(after))
    })?;
    Ok(())
}

/// The whole must be TOML, with each service once: another may have appended the same meanwhile.
fn checked(text: &str) -> anyhow::Result<()> {
    let refuse = |why: String, hint: &str| {
        Problem::new(ProblemKind::Conflict, format!("{CONFIG_FILE} cannot be appended to: {why}"))
            .source(CONFIG_FILE)
            .hint(hint)
    };
    let table: toml::Table = toml::from_str(text).map_err(|error| {
        refuse(
            error.message().replace('\n', ", "),
            "it may hold `service = [ … ]` under [health]; take the text of `planyard health init` instead",
        )
    })?;
    let services = table.get("health").and_then(|health| health.get("service")).and_then(toml::Value::as_array);
    let mut names: Vec<&str> =
        services.into_iter().flatten().filter_map(|service| service.get("name")?.as_str()).collect();
    names.sort_unstable();
    if let Some(twice) = names.windows(2).find(|pair| pair[0] == pair[1]) {
        let why = format!("it names {} already", twice[0]);
        return Err(refuse(why, "another has written it meanwhile; run this again").into());
    }
    Ok(())
}
