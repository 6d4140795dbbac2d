//! `planyard ask`.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use schemars::JsonSchema;
use serde::Serialize;

use super::Outcome;
use crate::context::Context;
use crate::inbox::{self, Asked};
use crate::interrupt;
use crate::queue::{self, NewQuestion, Question, QuestionKind, QuestionState, Queue};
use crate::report::{Problem, ProblemKind, Report, Role};

/// For an agent inside a run: ask the people behind it
///
/// The same question is asked once; when it is answered already, that answer is printed. Without an answer the run should
/// end: the task goes on, with the answer, when there is one.
#[derive(Debug, clap::Args)]
pub struct Ask {
    /// The question, complete in itself
    #[arg(value_name = "TEXT", required = true)]
    text: Vec<String>,
    /// An answer to choose from; may be given several times
    #[arg(long = "option", value_name = "TEXT")]
    options: Vec<String>,
    /// Wait so long for the answer [default: not at all]
    #[arg(long, value_name = "DURATION", value_parser = crate::duration::parse)]
    wait: Option<Duration>,
}

/// A question, and what to do next.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AskData {
    /// The question.
    pub question: Asked,
    /// The answer; null when there is none yet.
    pub answer: Option<String>,
    /// What the agent should do.
    pub next: String,
}

/// What an agent ends its turn with when it has to wait.
const ENDING: &str = "<result>{\"status\":\"needs_input\"}</result>";

impl Ask {
    /// Asks.
    ///
    /// # Errors
    /// Outside of a run, or the run is over.
    pub fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        let workspace = context.workspace()?;
        let queue = &*queue::open(context, workspace)?;
        let token = queue::own_run(context, workspace, queue)?;
        let text = self.text.join(" ").trim().to_owned();
        if text.is_empty() {
            return Err(Problem::new(ProblemKind::Usage, "the question is empty")
                .source("ask")
                .hint("ask something")
                .into());
        }
        let new = NewQuestion { token, kind: QuestionKind::Question, text, options: self.options };
        let question = wait(queue, queue.ask(&new)?, self.wait.unwrap_or_default())?;
        let mut report = Report::new("ask");
        let next = match (&question.answer, question.state) {
            (Some(_), _) => "go on with this answer".to_owned(),
            (None, QuestionState::Withdrawn) => "the question is withdrawn; go on without an answer".to_owned(),
            (None, _) => format!("the question is recorded, and nothing is lost; end your turn now with {ENDING}"),
        };
        match &question.answer {
            Some(answer) => report.view.line(vec![(Role::Strong, inbox::plain(answer))]),
            None => report.view.line(vec![(Role::Strong, question.id.clone()), (Role::Plain, format!(": {next}"))]),
        };
        let answer = question.answer.clone();
        report.data = Some(serde_json::to_value(AskData { question: inbox::one(queue, question)?, answer, next })?);
        Ok(report.into())
    }
}

/// Looks again until it is not open any more, or the time is over.
fn wait(queue: &dyn Queue, mut question: Question, most: Duration) -> anyhow::Result<Question> {
    let end = Instant::now() + most;
    let interrupted = interrupt::flag();
    while question.state == QuestionState::Asked && Instant::now() < end && !interrupted.load(Ordering::Relaxed) {
        std::thread::sleep(Duration::from_millis(200).min(end.saturating_duration_since(Instant::now())));
        let all = queue.questions(Some(&question.order))?;
        question = all.into_iter().find(|one| one.id == question.id).unwrap_or(question);
    }
    Ok(question)
}
