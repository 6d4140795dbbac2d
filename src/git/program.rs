//! The git program: it makes worktrees, commits and merges, because hooks, filters, signing, sparse checkouts and merge
//! drivers are the user's, and libgit2 has none of them.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use anyhow::Result;

use crate::process::{Outcome, Run, Status};
use crate::report::{Problem, ProblemKind};

/// The longest command of git.
const LIMIT: Duration = Duration::from_secs(300);
/// How often a command is tried again when another git holds a lock.
const TRIES: u32 = 5;
/// Variables of a surrounding hook, which would lead git elsewhere.
const FOREIGN: [&str; 7] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_PREFIX",
];

/// The git program in a repository.
#[derive(Debug, Clone)]
pub struct Git {
    root: PathBuf,
    cancel: Option<Arc<AtomicBool>>,
    /// Settings that are laid over the user's own, after those that the environment has.
    settings: Vec<(String, String)>,
}

impl Git {
    /// In the repository whose main folder is `root`. `outer` is how many settings `GIT_CONFIG_COUNT` counts already.
    ///
    /// # Errors
    /// There is no git program, or it is too old.
    pub fn open(root: &Path, outer: Option<&str>, cancel: Arc<AtomicBool>) -> Result<Self> {
        let first: usize = outer.and_then(|count| count.parse().ok()).unwrap_or(0);
        let mut settings = Vec::new();
        for (at, (key, value)) in [("gc.auto", "0"), ("maintenance.auto", "false")].iter().enumerate() {
            settings.push((format!("GIT_CONFIG_KEY_{}", first + at), (*key).to_owned()));
            settings.push((format!("GIT_CONFIG_VALUE_{}", first + at), (*value).to_owned()));
        }
        settings.push(("GIT_CONFIG_COUNT".to_owned(), (first + 2).to_string()));
        let git = Self { root: root.to_owned(), cancel: Some(cancel), settings };
        git.check_version()?;
        Ok(git)
    }

    /// The same, for what is to be done also when the user wants it all to stop.
    pub fn steadfast(&self) -> Self {
        Self { cancel: None, ..self.clone() }
    }

    /// The folder of the repository.
    pub fn root(&self) -> &Path {
        &self.root
    }

    fn check_version(&self) -> Result<()> {
        let said = self.text(&self.root, &["version"])?;
        let numbers: Vec<u32> =
            said.split_whitespace().nth(2).unwrap_or_default().split('.').map_while(|part| part.parse().ok()).collect();
        if numbers.get(..2).is_some_and(|version| version >= &[2, 38][..]) {
            return Ok(());
        }
        Err(Problem::new(ProblemKind::Refused, format!("git is too old: {}", said.trim()))
            .source("git")
            .hint("dispatch needs git 2.38 or later")
            .into())
    }

    /// Runs it in a folder, and gives what came of it. Tried again while another git holds a lock.
    pub fn run(&self, folder: &Path, args: &[&str]) -> Outcome {
        let mut tried = 0;
        loop {
            let outcome = self.command(folder, args).run();
            let locked = !outcome.success() && is_locked(&outcome);
            tried += 1;
            if !locked || tried >= TRIES {
                return outcome;
            }
            std::thread::sleep(Duration::from_millis(20 << tried));
        }
    }

    fn command(&self, folder: &Path, args: &[&str]) -> Run {
        let mut run = Run::new("git").args(args.iter().copied()).cwd(folder).time_limit(LIMIT);
        for name in FOREIGN {
            run = run.without_env(name);
        }
        for (name, value) in &self.settings {
            run = run.env(name, value);
        }
        run = run.env("GIT_TERMINAL_PROMPT", "0").env("GIT_EDITOR", "true").env("LC_ALL", "C");
        match &self.cancel {
            Some(cancel) => run.cancelled_by(Arc::clone(cancel)),
            None => run,
        }
    }

    /// Runs it, and gives what it printed, without the last line's end.
    ///
    /// # Errors
    /// It failed.
    pub fn text(&self, folder: &Path, args: &[&str]) -> Result<String> {
        let outcome = self.run(folder, args);
        if outcome.success() {
            return Ok(outcome.stdout_text().trim_end_matches('\n').to_owned());
        }
        Err(failed(args, &outcome).into())
    }

    /// Sets a ref by compare-and-swap; false: someone was quicker. `None` as the old value: it must not be there.
    ///
    /// # Errors
    /// Git cannot do it for another reason.
    pub fn update_ref(&self, name: &str, new: &str, old: Option<&str>) -> Result<bool> {
        let none = "0".repeat(new.len());
        let args = ["update-ref", "-m", "planyard", name, new, old.unwrap_or(&none)];
        // Not tried again: a ref that is locked is being changed.
        let outcome = self.command(&self.root, &args).run();
        if outcome.success() {
            return Ok(true);
        }
        let said = String::from_utf8_lossy(&outcome.stderr).into_owned();
        if said.contains("but expected") || said.contains("already exists") || said.contains("Unable to create") {
            return Ok(false);
        }
        Err(failed(&args, &outcome).into())
    }
}

fn is_locked(outcome: &Outcome) -> bool {
    let said = String::from_utf8_lossy(&outcome.stderr);
    said.contains(".lock': File exists") || said.contains("cannot lock ref") || said.contains("could not lock")
}

/// The problem of a command that failed.
pub fn failed(args: &[&str], outcome: &Outcome) -> Problem {
    let what: Vec<&str> = args.iter().take(3).copied().collect();
    let how = match &outcome.status {
        Status::Exited(code) => format!("exit code {code}"),
        Status::NotFound => "git is not installed".to_owned(),
        Status::TimedOut => "it took too long".to_owned(),
        Status::Cancelled => "it was interrupted".to_owned(),
        Status::Signalled(signal) => format!("signal {signal}"),
        Status::NotExecutable(why) | Status::NotStarted(why) => why.clone(),
    };
    let tail = outcome.stderr_tail(6);
    Problem::new(ProblemKind::Git, format!("`git {}` failed: {how}", what.join(" "))).source("git").hint(tail)
}
