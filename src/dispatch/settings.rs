//! What a dispatch goes by: `[dispatch]` of planyard.toml, and flags over it.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;

use crate::backends::Permissions;
use crate::config::Dispatch;
use crate::report::{Problem, ProblemKind};

/// What a dispatch goes by.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Who does the work.
    pub backend: String,
    /// The model.
    pub model: Option<String>,
    /// Who looks at it before it lands.
    pub review: Option<String>,
    /// How many tasks at once.
    pub jobs: usize,
    /// How often a task is tried.
    pub max_attempts: u32,
    /// What agents may do.
    pub permissions: Permissions,
    /// The branch that work lands on, with `{feature}`.
    pub into: String,
    /// `lint`, `test`.
    pub gates: Vec<String>,
    /// Command lines for `sh`.
    pub verify: Vec<String>,
    /// The plan had to pass check-planning.
    pub planning_gate: bool,
    /// A command line for `sh`.
    pub setup: Option<String>,
    /// Ignored files that are copied.
    pub copy: Vec<String>,
    /// Globs that agents may not change.
    pub protect: Vec<String>,
    /// A person must approve.
    pub approve: bool,
    /// Services.
    pub needs: Vec<String>,
    /// The longest run.
    pub wall: Duration,
    /// The longest silence.
    pub idle: Duration,
    /// The longest wait for the first word.
    pub start: Duration,
    /// The longest gate.
    pub gate_timeout: Duration,
    /// How long a run waits for an answer.
    pub park_after: Duration,
    /// The first wait before another try.
    pub backoff: Duration,
    /// The lease.
    pub lease: Duration,
    /// Turns of a run.
    pub turns: Option<u32>,
    /// Tokens of a run.
    pub tokens: Option<u64>,
    /// Millionths of a dollar: of a run, of a task, of this dispatch, of a day.
    pub budgets: Budgets,
    /// A session is gone on with when it was used within this time.
    pub session_idle: Duration,
    /// And is not older.
    pub session_age: Duration,
    /// Labels that a worker needs for any task.
    pub labels: Vec<String>,
    /// The folder of worktrees.
    pub worktrees: Option<PathBuf>,
}

/// Millionths of a dollar; `None`: no limit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Budgets {
    /// Of one run.
    pub run: Option<u64>,
    /// Of a task, over all its runs.
    pub task: Option<u64>,
    /// Of one dispatch.
    pub dispatch: Option<u64>,
    /// Of a day.
    pub day: Option<u64>,
}

impl Settings {
    /// From the configuration.
    ///
    /// # Errors
    /// A value that makes no sense, by its key.
    pub fn of(config: &Dispatch) -> Result<Self> {
        let some = |text: &String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let time = |key: &str, text: &str| {
            crate::duration::parse(text).map_err(|why| wrong(key, &format!("{text:?} is no time: {why}")))
        };
        let dollars = |key: &str, text: &str| match text.trim() {
            "" => Ok(None),
            text => micros(text).map(Some).map_err(|why| wrong(key, &why)),
        };
        let permissions = match config.permissions.as_str() {
            "plan" => Permissions::Plan,
            "edit" => Permissions::Edit,
            "exec" => Permissions::Exec,
            _ => Permissions::All,
        };
        if let Some(gate) = config.gates.iter().find(|gate| !["lint", "test"].contains(&gate.as_str())) {
            return Err(wrong(
                "gates",
                &format!("{gate:?} is no gate: lint or test; command lines go into dispatch.verify"),
            )
            .into());
        }
        Ok(Self {
            backend: config.backend.clone(),
            model: some(&config.model),
            review: some(&config.review),
            jobs: config.jobs.max(1),
            max_attempts: u32::try_from(config.max_attempts.max(1)).unwrap_or(u32::MAX),
            permissions,
            into: config.into.clone(),
            gates: config.gates.clone(),
            verify: config.verify.clone(),
            planning_gate: true,
            setup: some(&config.setup),
            copy: config.copy.clone(),
            protect: config.protect.clone(),
            approve: config.approve,
            needs: config.needs.clone(),
            wall: time("timeout", &config.timeout)?,
            idle: time("idle", &config.idle)?,
            start: time("start", &config.start)?,
            gate_timeout: time("gate_timeout", &config.gate_timeout)?,
            park_after: time("park_after", &config.park_after)?,
            backoff: time("backoff", &config.backoff)?,
            lease: time("lease", &config.lease)?.max(Duration::from_millis(100)),
            turns: Some(u32::try_from(config.max_turns).unwrap_or(u32::MAX)).filter(|turns| *turns > 0),
            tokens: Some(config.max_tokens as u64).filter(|tokens| *tokens > 0),
            budgets: Budgets {
                run: dollars("run_budget", &config.run_budget)?,
                task: dollars("task_budget", &config.task_budget)?,
                dispatch: dollars("budget", &config.budget)?,
                day: dollars("day_budget", &config.day_budget)?,
            },
            session_idle: time("session_idle", &config.session_idle)?,
            session_age: time("session_age", &config.session_age)?,
            labels: config.labels.clone(),
            worktrees: some(&config.worktrees).map(PathBuf::from),
        })
    }

    /// The branch that a feature's work lands on.
    pub fn target(&self, feature: &str) -> String {
        self.into.replace("{feature}", &super::runs::safe_name(feature))
    }

    /// The wait before a try, after so many.
    pub fn wait(&self, attempt: u32) -> Duration {
        let doubled = self.backoff.saturating_mul(1 << attempt.saturating_sub(1).min(10));
        doubled.min(Duration::from_secs(15 * 60))
    }
}

/// Dollars as they are written, in millionths.
///
/// # Errors
/// What is wrong with it.
pub fn micros(text: &str) -> Result<u64, String> {
    let wrong = || format!("{text:?} is no amount of dollars: write it as 2.50");
    let text = text.trim().trim_start_matches('$');
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && part.is_empty()) || !digits(whole) || !digits(part) || part.len() > 6 {
        return Err(wrong());
    }
    let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| wrong())? };
    let part: u64 = format!("{part:0<6}").parse().map_err(|_| wrong())?;
    whole.checked_mul(1_000_000).and_then(|whole| whole.checked_add(part)).ok_or_else(wrong)
}

/// Millionths of a dollar as people write them.
pub fn dollars(micro: u64) -> String {
    let cents = (micro + 5_000) / 10_000;
    if micro > 0 && cents == 0 { "<$0.01".to_owned() } else { format!("${}.{:02}", cents / 100, cents % 100) }
}

fn wrong(key: &str, why: &str) -> Problem {
    Problem::new(ProblemKind::Config, format!("dispatch.{key}: {why}"))
        .source("planyard.toml")
        .hint("`planyard config show dispatch` tells where each value comes from")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dollars_are_read_and_shown() {
        for (text, micro) in [("2.50", 2_500_000), ("$0.000001", 1), ("3", 3_000_000), (".5", 500_000), ("0", 0)] {
            assert_eq!(micros(text), Ok(micro));
        }
        for text in ["", "-1", "1,5", "1.0000001", "many", ".", "99999999999999999999"] {
            assert!(micros(text).is_err(), "{text}");
        }
        assert_eq!([dollars(2_500_000), dollars(1), dollars(0)], ["$2.50", "<$0.01", "$0.00"]);
    }

    #[test]
    fn waits_double_and_end() {
        let settings = Settings::of(&Dispatch::default()).unwrap();
        assert_eq!([1, 2, 3].map(|attempt| settings.wait(attempt).as_secs()), [5, 10, 20]);
        assert_eq!(settings.wait(99), Duration::from_secs(900));
        assert_eq!(settings.target("P01-F01-x"), "planyard/integration/P01-F01-x");
    }

    #[test]
    fn what_makes_no_sense_names_its_key() {
        let bad = [
            Dispatch { timeout: "soon".to_owned(), ..Dispatch::default() },
            Dispatch { budget: "a lot".to_owned(), ..Dispatch::default() },
            Dispatch { gates: vec!["hope".to_owned()], ..Dispatch::default() },
        ];
        for (config, key) in bad.iter().zip(["dispatch.timeout", "dispatch.budget", "dispatch.gates"]) {
            let error = Settings::of(config).unwrap_err().to_string();
            assert!(error.contains(key), "{error}");
        }
    }
}
