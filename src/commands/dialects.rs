//! `planyard dialects`.

use schemars::JsonSchema;
use serde::Serialize;

use super::Outcome;
use crate::context::Context;
use crate::plan::dialects::{self, Dialect};
use crate::plan::model::{self, Doc};
use crate::report::{Align, Problem, Report, Role, Table, line};
use crate::workspace::features::{self, Found};
use crate::workspace::{Workspace, load};

/// List the planning dialects, and which features are written in each
///
/// Which dialect reads a feature is told by where it lies and by what its documents say, unless `features.dialect` in
/// planyard.toml names one.
#[derive(Debug, clap::Args)]
pub struct Dialects {
    /// Say for each feature what was seen, and which other dialects could read it
    #[arg(long)]
    explain: bool,
}

/// The dialects, and who is written in them.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DialectsData {
    /// Every dialect.
    pub dialects: Vec<KnownDialect>,
    /// Every feature of the workspace.
    pub features: Vec<ReadAs>,
    /// `features.dialect` of planyard.toml where it is one for all, which is not asked whether it fits.
    pub configured: Option<String>,
}

/// One dialect.
#[derive(Debug, Serialize, JsonSchema)]
pub struct KnownDialect {
    /// `spec-kit`.
    pub name: &'static str,
    /// One line.
    pub about: &'static str,
    /// Where it has its features: `specs/*`.
    pub places: Vec<&'static str>,
    /// How many features of the workspace it reads.
    pub features: usize,
}

/// How a feature is read.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ReadAs {
    /// The feature.
    pub id: String,
    /// Relative to the workspace.
    pub path: String,
    /// The dialect; `null` when none recognises it.
    pub dialect: Option<&'static str>,
    /// `features.dialect` of planyard.toml names it for this path.
    pub is_configured: bool,
    /// What was seen: the surest first.
    pub evidence: Vec<Seen>,
    /// Its documents.
    pub documents: Vec<Document>,
}

/// A file that is read.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Document {
    /// Relative to the workspace.
    pub path: String,
    /// What it is read for.
    pub role: model::Role,
}

/// Why a dialect could read a feature.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Seen {
    /// The dialect.
    pub dialect: &'static str,
    /// 1 (could be) to 100 (can be nothing else).
    pub score: u8,
    /// What it saw.
    pub because: String,
}

impl Dialects {
    /// Looks at every feature.
    ///
    /// # Errors
    /// The features cannot be listed.
    pub fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        let workspace = context.workspace()?;
        let choice = &workspace.config.features.dialect;
        let mut report = Report::new("dialects");
        let mut read = Vec::new();
        for found in features::all(workspace)? {
            match read_as(workspace, &found, choice.of(&found.path)) {
                Ok(one) => read.push(one),
                Err(error) => report.problems.push(Problem::from_error(&error)),
            }
        }
        let one = |dialect: &&'static dyn Dialect| KnownDialect {
            name: dialect.name(),
            about: dialect.about(),
            places: dialect.layout().features.iter().map(|place| place.pattern).collect(),
            features: read.iter().filter(|feature| feature.dialect == Some(dialect.name())).count(),
        };
        let known = DialectsData {
            dialects: dialects::ALL.iter().map(one).collect(),
            features: read,
            configured: choice.for_all().map(str::to_owned),
        };
        self.show(&known, &mut report);
        report.data = Some(serde_json::to_value(&known)?);
        Ok(report.into())
    }

    fn show(&self, known: &DialectsData, report: &mut Report) {
        let row = |dialect: &KnownDialect| {
            let count = if dialect.features > 0 { dialect.features.to_string() } else { String::new() };
            let places = dialect.places.first().copied().unwrap_or_default();
            vec![vec![(Role::Strong, dialect.name.to_owned())], line(count), line(places), line(dialect.about)]
        };
        report.view.table(Table {
            columns: vec![Align::Left, Align::Right, Align::Left, Align::Flex],
            head: ["dialect", "here", "lies in", "looks like"].map(str::to_owned).to_vec(),
            rows: known.dialects.iter().map(row).collect(),
        });
        if let Some(name) = &known.configured {
            report.view.gap();
            report.view.text(format!(
                "planyard.toml says features.dialect = \"{name}\": no feature is asked what it looks like."
            ));
        }
        if self.explain {
            explain(known, report);
        } else if known.features.is_empty() {
            report.view.gap();
            report.view.text("No feature was found here.");
        }
        report.next = (!self.explain && !known.features.is_empty()).then(|| "planyard dialects --explain".to_owned());
    }
}

/// How many documents of a feature are named.
const SHOWN: usize = 12;

/// What was seen of each feature.
fn explain(known: &DialectsData, report: &mut Report) {
    for feature in &known.features {
        report.view.gap();
        let name = feature.dialect.unwrap_or("no dialect recognises it");
        let role = if feature.dialect.is_some() { Role::Good } else { Role::Bad };
        let head = [(Role::Strong, feature.id.clone()), (Role::Plain, "  ".to_owned()), (role, name.to_owned())];
        report.view.line(head.into_iter().chain([(Role::Dim, format!("  {}", feature.path))]).collect());
        if feature.is_configured {
            report.view.text("       planyard.toml names it for this path");
        }
        for seen in &feature.evidence {
            report.view.text(format!("  {:>3}  {}: {}", seen.score, seen.dialect, seen.because));
        }
        let below = |document: &Document| {
            let below = document.path.strip_prefix(&feature.path).map(|below| below.trim_start_matches('/'));
            below.filter(|below| !below.is_empty()).unwrap_or(&document.path).to_owned()
        };
        // Of a backlog each task is a document.
        let names: Vec<String> = feature.documents.iter().take(SHOWN).map(below).collect();
        let more = feature.documents.len().saturating_sub(SHOWN);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        report.view.text(format!("  reads {}{more}", names.join(", ")));
    }
}

fn read_as(workspace: &Workspace, found: &Found, configured: Option<&'static dyn Dialect>) -> anyhow::Result<ReadAs> {
    let sources = load::from_worktree(workspace, found)?;
    let docs: Vec<Doc<'_>> = sources.iter().map(Doc::read).collect();
    let seen = |dialect: &&'static dyn Dialect| {
        let evidence = dialect.detect(&docs)?;
        Some(Seen { dialect: dialect.name(), score: evidence.score, because: evidence.because })
    };
    let mut evidence: Vec<Seen> = dialects::ALL.iter().filter_map(seen).collect();
    let dialect = configured.or_else(|| dialects::reader(&found.path, &docs)).map(|dialect| dialect.name());
    // The one that reads it stands first; of two that are equally sure the order of the table is kept.
    evidence.sort_by_key(|seen| (Some(seen.dialect) != dialect, std::cmp::Reverse(seen.score)));
    let document = |doc: &Doc<'_>| Document { path: doc.source.path.to_string(), role: doc.source.role };
    let documents = docs.iter().map(document).collect();
    let is_configured = configured.is_some();
    Ok(ReadAs { id: found.id.clone(), path: found.path.to_string(), dialect, is_configured, evidence, documents })
}
