//! Questions to a person at a terminal, on standard error. Nothing else asks, and nothing asks when there is no terminal.

use dialoguer::{Confirm, Input};

use crate::context::Context;
use crate::report::{Problem, ProblemKind};

/// Asks for a line of text. `None` when there is nobody to ask.
///
/// # Errors
/// When the question is broken off.
pub fn text(context: &Context, question: &str, default: Option<&str>) -> anyhow::Result<Option<String>> {
    if !context.terminal.can_ask {
        return Ok(None);
    }
    let mut input = Input::<String>::new().with_prompt(question);
    if let Some(default) = default {
        input = input.default(default.to_owned());
    }
    Ok(Some(input.interact_text().map_err(broken_off)?))
}

/// Asks yes or no. `None` when there is nobody to ask.
///
/// # Errors
/// When the question is broken off.
pub fn confirm(context: &Context, question: &str, default: bool) -> anyhow::Result<Option<bool>> {
    if !context.terminal.can_ask {
        return Ok(None);
    }
    Ok(Some(Confirm::new().with_prompt(question).default(default).interact().map_err(broken_off)?))
}

fn broken_off(error: dialoguer::Error) -> Problem {
    Problem::new(ProblemKind::Interrupted, format!("no answer: {error}"))
}
