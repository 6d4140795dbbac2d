//! `planyard answer`.

use super::Outcome;
use crate::context::Context;
use crate::inbox;
use crate::queue::{self, QuestionKind};
use crate::report::{Problem, ProblemKind};

/// Answer a question of an agent; the first answer counts, and the task goes on with it
#[derive(Debug, clap::Args)]
pub struct Answer {
    /// The question, as `planyard inbox` names it, or a task that asks one thing
    #[arg(value_name = "ID")]
    id: String,
    /// The answer; of a question with options, the number of one or its words
    #[arg(value_name = "TEXT", required = true)]
    text: Vec<String>,
}

impl Answer {
    /// Answers it.
    ///
    /// # Errors
    /// There is no such question, or it is answered.
    pub fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        let queue = &*queue::open(context, context.workspace()?)?;
        let question = inbox::find(queue, &self.id, &[QuestionKind::Question, QuestionKind::Work])?;
        if question.kind == QuestionKind::Approval {
            let message = format!("{} asks for leave, not for words", question.id);
            let hint = format!("`planyard approve {0}` or `planyard reject {0} TEXT`", question.id);
            return Err(Problem::new(ProblemKind::Usage, message).source(question.id).hint(hint).into());
        }
        let text = inbox::chosen(&question, &self.text.join(" "));
        if text.is_empty() {
            return Err(Problem::new(ProblemKind::Usage, "the answer is empty")
                .source(self.id)
                .hint("say something")
                .into());
        }
        Ok(inbox::answer(queue, "answer", &question, &text, &queue::person(context))?.into())
    }
}
