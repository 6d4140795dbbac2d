use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

/// What sort of thing went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProblemKind {
    /// The command line makes no sense.
    Usage,
    /// `planyard.toml`, an environment variable or a user record is wrong.
    Config,
    /// Reading or writing failed.
    Io,
    /// A feature, task, rule or file that does not exist.
    NotFound,
    /// A name that fits several things.
    Ambiguous,
    /// The thing exists already, or was changed by someone else meanwhile.
    Conflict,
    /// Possible, but refused for a stated reason; the hint says how to insist.
    Refused,
    /// A path that leaves the workspace.
    OutsideWorkspace,
    /// A file that is not UTF-8 text, too large, or otherwise not a document.
    Unreadable,
    /// No git repository, or one without what was asked for.
    Git,
    /// A program is not installed.
    ToolMissing,
    /// A program failed in a way of its own.
    ToolFailed,
    /// A program was killed by a signal.
    ToolCrashed,
    /// A time limit ended it.
    Timeout,
    /// A program is there and its interpreter is not: a moved or half-deleted virtual environment.
    InterpreterMissing,
    /// A program is there and may not be executed.
    NotExecutable,
    /// A program says that it was called wrongly, or that its configuration is broken.
    BadInvocation,
    /// A program reports an error of its own: a file that it could not read, a rule that crashed.
    ToolReported,
    /// A program's exit code says that there are findings and its output holds none.
    ReportedNothing,
    /// An exit code that has no known meaning.
    UnknownExit,
    /// A program's exit code, its totals and its output say different things.
    Disagreement,
    /// Output that cannot be understood.
    Unparsable,
    /// A gate had nothing to look at.
    NothingExamined,
    /// Ctrl-C.
    Interrupted,
    /// A person is asked, and nothing goes on before the answer.
    Waiting,
    /// A fault of Planyard's own.
    Internal,
}

/// Why a command could not do its work. Never mixed with findings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Problem {
    /// What sort of thing went wrong.
    pub kind: ProblemKind,
    /// The file, key, tool or command it is about.
    pub source: Option<String>,
    /// What happened, with the cause chain.
    pub message: String,
    /// What to do next.
    pub hint: Option<String>,
    /// A program's exit code.
    pub exit_code: Option<i32>,
    /// The last of what a program said.
    pub stderr_tail: Option<String>,
}

impl Problem {
    /// A problem with nothing but its kind and message.
    pub fn new(kind: ProblemKind, message: impl Into<String>) -> Self {
        Self { kind, source: None, message: message.into(), hint: None, exit_code: None, stderr_tail: None }
    }

    /// Names what it is about.
    #[must_use]
    pub fn source(mut self, source: impl Into<String>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Says what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The problem inside an error chain, with every outer context in front of its message and every inner cause
    /// behind it. An error without one becomes `Internal`, or `Io` when an I/O error is its root.
    pub fn from_error(error: &anyhow::Error) -> Self {
        let message = error.chain().map(ToString::to_string).collect::<Vec<_>>().join(": ");
        if let Some(found) = error.downcast_ref::<Self>() {
            return Self { message, ..found.clone() };
        }
        let kind = if error.chain().any(|cause| cause.is::<std::io::Error>()) {
            ProblemKind::Io
        } else {
            ProblemKind::Internal
        };
        Self::new(kind, message)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.source {
            Some(source) if !self.message.contains(source.as_str()) => {
                write!(f, "{source}: {}", self.message)
            }
            _ => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for Problem {}
