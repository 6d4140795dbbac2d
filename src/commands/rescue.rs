//! `planyard rescue`.

use clap::Subcommand;
use schemars::JsonSchema;
use serde::Serialize;

use super::Outcome;
use crate::context::Context;
use crate::dispatch::rescue::{self, Rescued};
use crate::git::Objects;
use crate::git::program::Git;
use crate::interrupt;
use crate::report::{Align, Report, Role, Table, plural};

/// Show work that was kept before its worktree was reset or removed, and bring it back
#[derive(Debug, clap::Args)]
pub struct Rescue {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List what is kept
    List(List),
    /// Make a branch of kept work
    Restore(Restore),
    /// Show kept work as a diff to what it was begun from
    Show(Show),
}

#[derive(Debug, clap::Args)]
struct List {
    /// Only what begins so: FEATURE, or FEATURE/TASK
    #[arg(value_name = "PREFIX", default_value = "")]
    prefix: String,
}

#[derive(Debug, clap::Args)]
struct Show {
    /// As listed
    #[arg(value_name = "ID")]
    id: String,
}

#[derive(Debug, clap::Args)]
struct Restore {
    /// As listed
    #[arg(value_name = "ID")]
    id: String,
    /// The branch to make
    #[arg(long, value_name = "NAME")]
    branch: String,
}

/// What is kept.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RescueListData {
    /// By id.
    pub kept: Vec<Rescued>,
}

/// Kept work.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RescueShowData {
    /// Which.
    pub kept: Rescued,
    /// What it changes, as a unified diff.
    pub diff: String,
}

/// Work that was brought back.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RescueRestoreData {
    /// Which.
    pub id: String,
    /// The branch that was made.
    pub branch: String,
    /// Where it is.
    pub commit: String,
}

impl Rescue {
    /// The name as it is typed.
    pub fn name(&self) -> &'static str {
        match self.command {
            Command::List(_) => "rescue list",
            Command::Restore(_) => "rescue restore",
            Command::Show(_) => "rescue show",
        }
    }

    /// Runs the subcommand.
    ///
    /// # Errors
    /// There is no repository, no such work, or git cannot do it.
    pub fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        let workspace = context.workspace()?;
        let location = workspace.git.as_ref().ok_or_else(|| workspace.no_git())?;
        let git = Git::open(&location.root, context.var("GIT_CONFIG_COUNT"), interrupt::flag())?;
        let common = Objects::around(&location.root)?.common();
        let mut report = Report::new(self.name());
        match self.command {
            Command::List(args) => {
                let kept = rescue::list(&common, &args.prefix)?;
                view(&mut report, &kept);
                report.data = Some(serde_json::to_value(RescueListData { kept })?);
            }
            Command::Show(args) => {
                let (kept, diff) = rescue::show(&git, &common, &args.id)?;
                report.view.text(diff.clone());
                report.data = Some(serde_json::to_value(RescueShowData { kept, diff })?);
            }
            Command::Restore(args) => {
                let commit = rescue::restore(&git, &common, &args.id, &args.branch)?;
                report.view.text(format!("{} is on branch {} now", args.id, args.branch));
                let data = RescueRestoreData { id: args.id, branch: args.branch, commit };
                report.data = Some(serde_json::to_value(data)?);
            }
        }
        Ok(report.into())
    }
}

fn view(report: &mut Report, kept: &[Rescued]) {
    let row = |kept: &Rescued| {
        let short: String = kept.commit.chars().take(9).collect();
        vec![vec![(Role::Strong, kept.id.clone())], vec![(Role::Dim, short)], vec![(Role::Plain, kept.title.clone())]]
    };
    if !kept.is_empty() {
        let columns = vec![Align::Left, Align::Left, Align::Flex];
        let head = ["kept", "commit", "what"].map(str::to_owned).to_vec();
        report.view.table(Table { columns, head, rows: kept.iter().map(row).collect() });
        report.view.gap();
    }
    report.view.line(vec![(Role::Dim, plural(kept.len(), "kept work"))]);
}
