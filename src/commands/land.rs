//! `planyard land`.

use clap_complete::engine::ArgValueCompleter;

use super::Outcome;
use crate::context::Context;
use crate::dispatch::land;
use crate::dispatch::settings::Settings;
use crate::git::program::Git;
use crate::interrupt;
use crate::report::{Report, Role, plural};
use crate::workspace::open::one;

/// Bring a feature's landed work to the branch that is checked out here
///
/// A fast-forward of a clean checkout to planyard/integration/FEATURE, and nothing else: what would need a merge, or would
/// overwrite something, is refused.
#[derive(Debug, clap::Args)]
pub struct Land {
    /// The feature, by id, short id, slug or path
    #[arg(value_name = "FEATURE", add = ArgValueCompleter::new(crate::complete::features))]
    feature: Option<String>,
    /// The branch that holds the work [default: dispatch.into]
    #[arg(long, value_name = "BRANCH")]
    from: Option<String>,
}

impl Land {
    /// Brings it.
    ///
    /// # Errors
    /// It cannot be brought without a merge or a loss, and what to do.
    pub fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        let workspace = context.workspace()?;
        let mut settings = Settings::of(&workspace.config.dispatch)?;
        if let Some(from) = self.from {
            settings.into = from;
        }
        let found = one(context, workspace, self.feature.as_deref())?;
        let root = &workspace.git.as_ref().ok_or_else(|| workspace.no_git())?.root;
        let git = Git::open(root, context.var("GIT_CONFIG_COUNT"), interrupt::flag())?;
        let landed = land::land(&git, &settings.target(&found.id))?;
        let mut report = Report::new("land");
        if landed.commits == 0 {
            report.view.text(format!("{} has all of {} already", landed.branch, landed.target));
        } else {
            report.view.line(vec![
                (Role::Strong, landed.branch.clone()),
                (Role::Plain, format!(" is at {} now: ", landed.target)),
                (Role::Plain, format!("{}, {}", plural(landed.tasks.len(), "task"), plural(landed.commits, "commit"))),
            ]);
            for task in &landed.tasks {
                report.view.text(format!("  {task}"));
            }
        }
        report.data = Some(serde_json::to_value(landed)?);
        Ok(report.into())
    }
}
