//! Programs that probes run: within the time that is left, ended before the caller gives up, quiet and without prompts.

use std::sync::Arc;
use std::time::Duration;

use super::probes::{Reading, Target};
use crate::process::{Outcome, Run, Status};

/// Output beyond this tells a probe nothing more.
const OUTPUT: usize = 4 * 1024 * 1024;
/// A program is ended so long before the caller gives up, so that nothing of it outlives the probe.
const SPARE: Duration = Duration::from_secs(1);
/// Variables of a git hook that would make git look at another repository than the one meant.
const GIT_VARIABLES: &[&str] =
    &["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR"];

/// A program in the workspace.
pub fn program(target: &Target, name: &str, args: &[&str]) -> Run {
    let left = target.left();
    let spare = SPARE.min(left / 3);
    let mut run = Run::new(name)
        .args(args)
        .cwd(&target.root)
        .env("NO_COLOR", "1")
        .env("TERM", "dumb")
        .secrets(target.secrets.clone())
        .cancelled_by(Arc::clone(&target.cancel))
        .time_limit(left.saturating_sub(spare))
        .grace(spare / 3)
        .output_limit(OUTPUT);
    for name in GIT_VARIABLES {
        run = run.without_env(*name);
    }
    run
}

/// What it means when a program did not come to an end of its own; none when it did.
pub fn not_ended(name: &str, outcome: &Outcome) -> Option<Reading> {
    match &outcome.status {
        Status::Exited(_) => None,
        Status::Signalled(signal) => Some(Reading::fail(format!("{name} was ended by signal {signal}"))),
        Status::TimedOut => Some(Reading::fail(format!("{name} did not end in time"))),
        Status::Cancelled => Some(Reading::error(format!("{name} was stopped"))),
        Status::NotFound => Some(
            Reading::error(format!("there is no program {name}"))
                .hint(format!("install {name}, or see that PATH holds its folder")),
        ),
        Status::NotExecutable(why) => Some(Reading::error(format!("{name} cannot be run: {why}"))),
        Status::NotStarted(why) => Some(Reading::error(format!("{name} could not be started: {why}"))),
    }
}

/// The line of what a program said that tells a person most: the last one of its errors, else the first of its output.
pub fn said(outcome: &Outcome) -> String {
    let errors = outcome.stderr_tail(1);
    let output = outcome.stdout_text();
    let line = if errors.trim().is_empty() {
        output.lines().find(|line| !line.trim().is_empty())
    } else {
        Some(errors.as_str())
    };
    short(line.unwrap_or_default())
}

/// One line, short enough for a message.
pub fn short(line: &str) -> String {
    const LONGEST: usize = 200;
    let clean: String = line.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    match clean.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &clean[..at]),
        None => clean,
    }
}
