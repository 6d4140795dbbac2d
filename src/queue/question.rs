use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Millis, Token};

/// What is wanted of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    /// An answer, in words or by one of the options.
    Question,
    /// Leave to bring work into the target.
    Approval,
    /// The work itself: the `human` backend.
    Work,
}

/// Where a question is in its life. None is ever deleted, and none times out into an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum QuestionState {
    /// Asked.
    Asked,
    /// Answered; no run has taken the answer over yet.
    Answered,
    /// A run has the answer.
    Consumed,
    /// No longer wanted.
    Withdrawn,
}

/// A question to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewQuestion {
    /// Who asks.
    pub token: Token,
    /// What is wanted.
    pub kind: QuestionKind,
    /// In words.
    pub text: String,
    /// The answers to choose from; empty: any words.
    pub options: Vec<String>,
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Question {
    /// Short, unique: `q7`.
    pub id: String,
    /// The order it is about.
    pub order: super::OrderId,
    /// The epoch that asked it.
    pub epoch: u64,
    /// What is wanted.
    pub kind: QuestionKind,
    /// In words.
    pub text: String,
    /// The answers to choose from.
    pub options: Vec<String>,
    /// Where it is in its life.
    pub state: QuestionState,
    /// When it was asked.
    pub asked: Millis,
    /// When it was answered.
    pub answered: Option<Millis>,
    /// Who answered.
    pub by: Option<String>,
    /// The answer.
    pub answer: Option<String>,
}

/// What became of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answered {
    /// It counts.
    Yes(Question),
    /// Someone was quicker, or it is withdrawn.
    Already(Question),
    /// There is no such question.
    Unknown,
}

/// A message that a person left for an agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// In words.
    pub text: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: Millis,
}
