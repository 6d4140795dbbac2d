use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where an order is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Something it needs is not done.
    Blocked,
    /// It can be claimed.
    Queued,
    /// It can be claimed later.
    Delayed,
    /// Claimed.
    Leased,
    /// Its worktree is being made.
    Preparing,
    /// Its agent works.
    Running,
    /// A person is asked. Nobody holds it.
    WaitingHuman,
    /// Its gates run.
    Verifying,
    /// Another agent, or a person, looks at it.
    Reviewing,
    /// It is being brought into the target branch.
    Merging,
    /// In the target branch.
    Done,
    /// All attempts failed.
    Dead,
    /// A person took it back.
    Cancelled,
    /// Git and the store disagree; a person decides.
    Quarantined,
}

/// Who makes a move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// Who claims.
    Claimant,
    /// The holder of the lease.
    Holder,
    /// Whoever notices that a lease ran out, a time has come or a need is done.
    Sweeper,
    /// A person, or `reconcile` on the word of git.
    Person,
}

impl State {
    /// All, in the order of a life.
    pub const ALL: [Self; 14] = [
        Self::Blocked,
        Self::Queued,
        Self::Delayed,
        Self::Leased,
        Self::Preparing,
        Self::Running,
        Self::WaitingHuman,
        Self::Verifying,
        Self::Reviewing,
        Self::Merging,
        Self::Done,
        Self::Dead,
        Self::Cancelled,
        Self::Quarantined,
    ];

    /// Its name, as in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Blocked => "blocked",
            Self::Queued => "queued",
            Self::Delayed => "delayed",
            Self::Leased => "leased",
            Self::Preparing => "preparing",
            Self::Running => "running",
            Self::WaitingHuman => "waiting_human",
            Self::Verifying => "verifying",
            Self::Reviewing => "reviewing",
            Self::Merging => "merging",
            Self::Done => "done",
            Self::Dead => "dead",
            Self::Cancelled => "cancelled",
            Self::Quarantined => "quarantined",
        }
    }

    /// Somebody holds a lease.
    pub fn is_held(self) -> bool {
        matches!(
            self,
            Self::Leased | Self::Preparing | Self::Running | Self::Verifying | Self::Reviewing | Self::Merging
        )
    }

    /// It goes nowhere by itself.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Done | Self::Dead | Self::Cancelled | Self::Quarantined)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for State {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|state| state.name() == text)
            .ok_or_else(|| format!("{text} is no state of an order"))
    }
}

/// The only moves there are, and who may make them.
pub fn allowed(from: State, to: State, by: Actor) -> bool {
    use State::{
        Blocked, Cancelled, Dead, Delayed, Done, Leased, Merging, Preparing, Quarantined, Queued, Reviewing, Running,
        Verifying, WaitingHuman,
    };
    match by {
        Actor::Claimant => matches!((from, to), (Queued, Leased)),
        Actor::Holder => match to {
            // What is found in git already, or stated to need nothing, may be done from any held state; and what cannot go
            // on may be given back from any.
            Done | Delayed | Dead | Queued | WaitingHuman | Quarantined => from.is_held(),
            Preparing => matches!(from, Leased | Preparing),
            // A failed gate, a review or a conflict sends it back to its agent.
            Running => matches!(from, Preparing | Running | Verifying | Reviewing | Merging),
            // Commits of an earlier attempt are judged without running the agent again.
            Verifying => matches!(from, Preparing | Running | Verifying | Reviewing | Merging),
            Reviewing => matches!(from, Verifying | Reviewing),
            Merging => matches!(from, Verifying | Reviewing | Merging),
            Blocked | Leased | Cancelled => false,
        },
        Actor::Sweeper => match (from, to) {
            (held, Delayed | Dead) => held.is_held(),
            (Delayed | Blocked, Queued) => true,
            _ => false,
        },
        Actor::Person => match to {
            Cancelled => !matches!(from, Done | Cancelled),
            Queued => matches!(from, Dead | Cancelled | Quarantined | Done | WaitingHuman | Delayed),
            // What is tried again while something it needs is not done (any more).
            Blocked => matches!(from, Dead | Cancelled | Quarantined | Done | WaitingHuman | Delayed),
            Done => from != Done,
            Quarantined => from != Quarantined,
            _ => false,
        },
    }
}

/// What kind of failure an attempt had. It decides whether and when it is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// The agent's key or login is refused. Never tried again by itself.
    Auth,
    /// The account's limit is reached until a time. Costs no attempt.
    RateLimit,
    /// The model's service is overloaded or broken.
    Overloaded,
    /// The money or the tokens are used up.
    Budget,
    /// The turns are used up.
    Turns,
    /// It took longer than allowed.
    TimeoutWall,
    /// It was silent for longer than allowed.
    TimeoutIdle,
    /// It said nothing at all for longer than allowed.
    TimeoutStart,
    /// A tool that it needed was refused.
    Denied,
    /// It asked a question that nobody could see.
    QuestionLost,
    /// It said that it was done, and changed nothing.
    NoChange,
    /// A gate failed on its work.
    GateFailed,
    /// Its work and the target's do not merge.
    Conflict,
    /// A reviewer sent it back.
    Rejected,
    /// It was ended by a signal.
    Crash,
    /// It was ended for want of memory.
    Oom,
    /// Its output could not be understood, or had no result.
    BadOutput,
    /// It lost its lease.
    Fenced,
    /// It was stopped by a person.
    Cancelled,
    /// Its worktree could not be made ready.
    SetupFailed,
    /// It ended without a word.
    Lost,
    /// It said itself that it failed.
    Failed,
}

impl Failure {
    /// Its name, as in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Auth => "auth",
            Self::RateLimit => "rate_limit",
            Self::Overloaded => "overloaded",
            Self::Budget => "budget",
            Self::Turns => "turns",
            Self::TimeoutWall => "timeout_wall",
            Self::TimeoutIdle => "timeout_idle",
            Self::TimeoutStart => "timeout_start",
            Self::Denied => "denied",
            Self::QuestionLost => "question_lost",
            Self::NoChange => "no_change",
            Self::GateFailed => "gate_failed",
            Self::Conflict => "conflict",
            Self::Rejected => "rejected",
            Self::Crash => "crash",
            Self::Oom => "oom",
            Self::BadOutput => "bad_output",
            Self::Fenced => "fenced",
            Self::Cancelled => "cancelled",
            Self::SetupFailed => "setup_failed",
            Self::Lost => "lost",
            Self::Failed => "failed",
        }
    }

    /// Trying again by itself may help.
    pub fn is_worth_a_retry(self) -> bool {
        !matches!(self, Self::Auth | Self::Budget | Self::Cancelled | Self::Fenced)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
