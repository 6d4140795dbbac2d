//! `planyard sessions`.

use clap::Subcommand;
use schemars::JsonSchema;
use serde::Serialize;

use super::Outcome;
use crate::context::Context;
use crate::dispatch::sessions::{self, Session};
use crate::inbox;
use crate::queue::{self, Millis, Queue};
use crate::report::{Align, Report, Role, Table, plural};

/// Show the conversations that agents can go on with, and end them
#[derive(Debug, clap::Args)]
pub struct Sessions {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// End a session: the task's next run begins anew
    End(End),
    /// List sessions
    List(List),
    /// Show a session
    Show(Show),
}

#[derive(Debug, clap::Args)]
struct List {
    /// Also those that are ended
    #[arg(long)]
    all: bool,
}

#[derive(Debug, clap::Args)]
struct Show {
    /// Its id, or the beginning of it
    #[arg(value_name = "ID")]
    id: String,
}

#[derive(Debug, clap::Args)]
struct End {
    /// Its id, or the beginning of it
    #[arg(value_name = "ID")]
    id: String,
}

/// The sessions that there are.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SessionsData {
    /// Used last first.
    pub sessions: Vec<Session>,
}

impl Sessions {
    /// The name as it is typed.
    pub fn name(&self) -> &'static str {
        match self.command {
            Command::End(_) => "sessions end",
            Command::List(_) => "sessions list",
            Command::Show(_) => "sessions show",
        }
    }

    /// Runs the subcommand.
    ///
    /// # Errors
    /// There is no repository, no such session, or its store cannot be read.
    pub fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        let queue = &*queue::open(context, context.workspace()?)?;
        let mut report = Report::new(self.name());
        match self.command {
            Command::List(args) => list(queue, args.all, &mut report)?,
            Command::Show(args) => show(&mut report, &sessions::named(queue, &args.id)?, queue.now()?)?,
            Command::End(args) => {
                let session = sessions::named(queue, &args.id)?;
                let ended = sessions::end_one(queue, session, &format!("by {}", queue::person(context)))?;
                show(&mut report, &ended, queue.now()?)?;
            }
        }
        Ok(report.into())
    }
}

fn list(queue: &dyn Queue, all: bool, report: &mut Report) -> anyhow::Result<()> {
    let mut found = sessions::all(queue)?;
    found.retain(|session| all || session.ended.is_none());
    found.sort_by_key(|session| std::cmp::Reverse(session.last_used));
    let now = queue.now()?;
    let row = |session: &Session| {
        let id: String = inbox::plain(&session.id).chars().take(8).collect();
        let role = if session.ended.is_some() { Role::Dim } else { Role::Plain };
        let state = if session.ended.is_some() { "ended".to_owned() } else { inbox::ago(session.last_used, now) };
        vec![
            vec![(Role::Strong, id)],
            vec![(role, inbox::plain(session.order.short()))],
            vec![(role, inbox::plain(&session.backend))],
            vec![(Role::Dim, state)],
        ]
    };
    if !found.is_empty() {
        let columns = vec![Align::Left, Align::Flex, Align::Left, Align::Left];
        let head = ["session", "task", "agent", "used"].map(str::to_owned).to_vec();
        report.view.table(Table { columns, head, rows: found.iter().map(row).collect() });
        report.view.gap();
    }
    report.view.line(vec![(Role::Dim, plural(found.len(), "session"))]);
    report.data = Some(serde_json::to_value(SessionsData { sessions: found })?);
    Ok(())
}

fn show(report: &mut Report, session: &Session, now: Millis) -> anyhow::Result<()> {
    report.view.line(vec![(Role::Strong, inbox::plain(&session.id))]);
    let mut rows = vec![
        ("task", session.order.short().to_owned()),
        ("agent", session.backend.clone()),
        ("began", inbox::shown(session.started)),
        ("used", inbox::ago(session.last_used, now)),
        ("worktree", session.worktree.clone()),
    ];
    rows.extend(session.ended.map(|at| ("ended", inbox::shown(at))));
    rows.extend(session.why.clone().map(|why| ("why", why)));
    for (name, value) in rows {
        report.view.line(vec![(Role::Dim, format!("  {name:<9}")), (Role::Plain, inbox::plain(&value))]);
    }
    report.data = Some(serde_json::to_value(session)?);
    Ok(())
}
