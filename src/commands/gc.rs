//! `planyard gc`.

use schemars::JsonSchema;
use serde::Serialize;

use super::Outcome;
use crate::context::Context;
use crate::dispatch::gc::{self, Kind, Left, Look};
use crate::dispatch::settings::Settings;
use crate::dispatch::worktree::{Name, Place};
use crate::git::program::Git;
use crate::interrupt;
use crate::queue::{self, Filter, State};
use crate::report::{Align, Report, Role, Table, plural};

/// Show what dispatch left behind and may be removed; --apply removes it
///
/// Worktrees and branches of tasks whose work is in another branch or kept under refs/planyard/rescue, and folders in which
/// nobody merges. What is nowhere else stays, and so does what belongs to a task that is not at its end.
#[derive(Debug, clap::Args)]
pub struct Gc {
    /// Remove what may go
    #[arg(long)]
    apply: bool,
    /// Keep what is nowhere else under a ref, so that its worktree and branch may go; see `planyard rescue`
    #[arg(long)]
    rescue: bool,
}

/// What there is.
#[derive(Debug, Serialize, JsonSchema)]
pub struct GcData {
    /// What dispatch left.
    pub left: Vec<Left>,
    /// Something may go and is still there.
    pub removable: usize,
    /// How many were removed.
    pub removed: usize,
}

impl Gc {
    /// Looks, and removes.
    ///
    /// # Errors
    /// There is no repository, or git cannot do it.
    pub fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        let workspace = context.workspace()?;
        let settings = Settings::of(&workspace.config.dispatch)?;
        let root = &workspace.git.as_ref().ok_or_else(|| workspace.no_git())?.root;
        let git = Git::open(root, context.var("GIT_CONFIG_COUNT"), interrupt::flag())?;
        let place = Place::of(context, workspace, settings.worktrees.as_deref())?;
        let open = State::ALL.into_iter().filter(|state| !state.is_final()).collect();
        let orders = queue::open(context, workspace)?.orders(&Filter { scope: String::new(), states: open })?;
        let active = orders.iter().filter_map(|order| Name::of(&order.id).ok()).map(|name| name.branch()).collect();
        let left = gc::look(&place, &git, &Look { active, apply: self.apply, rescue: self.rescue })?;
        let mut report = Report::new("gc");
        view(&mut report, &left);
        let removed = left.iter().filter(|left| left.removed).count();
        let removable = left.iter().filter(|left| left.removable && !left.removed).count();
        if removable > 0 {
            report.next = Some("planyard gc --apply".to_owned());
        }
        report.data = Some(serde_json::to_value(GcData { left, removable, removed })?);
        Ok(report.into())
    }
}

fn view(report: &mut Report, left: &[Left]) {
    let row = |left: &Left| {
        let (role, word) = match (left.removed, left.removable) {
            (true, _) => (Role::Good, "removed"),
            (false, true) => (Role::Warn, "may go"),
            (false, false) => (Role::Dim, "stays"),
        };
        let kind = match left.kind {
            Kind::Worktree => "worktree",
            Kind::Branch => "branch",
            Kind::Lane => "lane",
            Kind::Aside => "aside",
        };
        vec![
            vec![(role, word.to_owned())],
            vec![(Role::Dim, kind.to_owned())],
            vec![(Role::Strong, left.name.clone())],
            vec![(Role::Plain, left.why.clone())],
        ]
    };
    if !left.is_empty() {
        let columns = vec![Align::Left, Align::Left, Align::Left, Align::Flex];
        let head = ["", "what", "name", "why"].map(str::to_owned).to_vec();
        report.view.table(Table { columns, head, rows: left.iter().map(row).collect() });
        report.view.gap();
    }
    let of = |removed: bool| left.iter().filter(|left| left.removed == removed && left.removable).count();
    let text = match (of(true), of(false)) {
        (0, 0) => "nothing is to be removed".to_owned(),
        (0, may) => format!("{} may go", plural(may, "thing")),
        (removed, _) => format!("{} removed", plural(removed, "thing")),
    };
    report.view.line(vec![(Role::Dim, text)]);
}
