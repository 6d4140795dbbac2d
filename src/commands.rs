//! One file a subcommand: its arguments and what it does. To add one: a file in `commands/`, `mod name;` here, and a
//! variant of [`crate::cli::Command`] with its line in `run`.

pub mod activity;
pub mod answer;
pub mod approve;
pub mod ask;
pub mod backend;
pub mod check_completion;
pub mod check_planning;
pub mod completions;
pub mod config;
pub mod convert;
pub mod demo;
pub mod dialects;
pub mod dispatch;
pub mod explain;
pub mod gc;
pub mod graph;
pub mod health;
pub mod inbox;
pub mod init;
pub mod land;
pub mod lint;
pub mod logs;
pub mod lsp;
pub mod man;
pub mod merge_driver;
pub mod new_feature;
pub mod pause;
pub mod queue;
pub mod reject;
pub mod report;
pub mod rescue;
pub mod retry;
pub mod runs;
pub mod schema;
pub mod sessions;
pub mod status;
pub mod stop;
pub mod supervise;
pub mod task;
pub mod tell;
pub mod test;
pub mod tools;
pub mod trace;
pub mod version;
pub mod watch;
pub mod why;
pub mod worker;
pub mod workers;

use crate::context::Context;
use crate::plan::rules;
use crate::queue::{QuestionKind, open, person};
use crate::report::{Problem, ProblemKind, Report};

/// What a command answers with.
pub enum Outcome {
    /// One report: almost always.
    Report(Box<Report>),
    /// A report after another, until the iterator ends: `--watch`, `demo`. Each is rendered as it comes.
    Live(Box<dyn Iterator<Item = Report>>),
}

impl From<Report> for Outcome {
    fn from(report: Report) -> Self {
        Self::Report(Box::new(report))
    }
}

/// The problem of a name that is no rule, with the nearest that is one.
fn no_rule(name: &str) -> Problem {
    let near = rules::nearest(name).map_or(String::new(), |near| format!("; did you mean {near}?"));
    Problem::new(ProblemKind::NotFound, format!("there is no rule {name}{near}"))
        .source(name)
        .hint("`planyard explain --list` names every rule")
}

/// Answers an approval that is asked for.
fn decide_approval(context: &Context, command: &str, name: &str, text: &str) -> anyhow::Result<Outcome> {
    let queue = &*open(context, context.workspace()?)?;
    let question = crate::inbox::find(queue, name, &[QuestionKind::Approval])?;
    if question.kind != QuestionKind::Approval {
        let message = format!("{} asks for words, not for leave", question.id);
        let hint = format!("`planyard answer {} TEXT`", question.id);
        return Err(Problem::new(ProblemKind::Usage, message).source(question.id).hint(hint).into());
    }
    Ok(crate::inbox::answer(queue, command, &question, text, &person(context))?.into())
}
