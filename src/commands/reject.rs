//! `planyard reject`.

use super::Outcome;
use crate::context::Context;

/// Send a task's work back to its agent, and say what is wrong with it
#[derive(Debug, clap::Args)]
pub struct Reject {
    /// The approval that is asked for, by its id or its task
    #[arg(value_name = "ID|TASK")]
    id: String,
    /// What is wrong
    #[arg(value_name = "TEXT", required = true)]
    text: Vec<String>,
}

impl Reject {
    /// Rejects it.
    ///
    /// # Errors
    /// Nothing of the kind is asked for, or it is answered.
    pub fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        super::decide_approval(context, "reject", &self.id, &format!("reject: {}", self.text.join(" ").trim()))
    }
}
