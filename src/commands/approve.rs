//! `planyard approve`.

use super::Outcome;
use crate::context::Context;

/// Let a task's work into the target branch
#[derive(Debug, clap::Args)]
pub struct Approve {
    /// The approval that is asked for, by its id or its task
    #[arg(value_name = "ID|TASK")]
    id: String,
    /// A remark, kept with the approval
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
}

impl Approve {
    /// Approves it.
    ///
    /// # Errors
    /// Nothing of the kind is asked for, or it is answered.
    pub fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        let text = match self.note.as_deref().map(str::trim).filter(|note| !note.is_empty()) {
            Some(note) => format!("approve: {note}"),
            None => "approve".to_owned(),
        };
        super::decide_approval(context, "approve", &self.id, &text)
    }
}
