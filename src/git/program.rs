//! The git program, for what changes a repository: worktrees, merges, commits, refs.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use anyhow::Result;

use super::refs::git_failed;
use crate::process::{Outcome, Run, Secrets, Status};
use crate::report::{Problem, ProblemKind};

/// The oldest git that has all that is used: `merge-tree --write-tree` and `worktree repair` came with it or before.
const OLDEST: (u32, u32) = (2, 38);
/// How often a command that met a lock is tried in all.
const TRIES: u32 = 4;
/// Hooks, filters and signing programs of the user run within git: they may take a while.
const TIME_LIMIT: Duration = Duration::from_secs(600);

/// What a surrounding hook or command of git says of its own repository (`git rev-parse --local-env-vars`); the
/// repository here is told by the folder. `GIT_CONFIG_PARAMETERS` and `GIT_CONFIG_COUNT` stay: they are the user's settings.
const SURROUNDING: [&str; 17] = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_CEILING_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_LITERAL_PATHSPECS",
    "GIT_NAMESPACE",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_QUARANTINE_PATH",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
];

/// The git program. The user's configuration, hooks and signing count; housekeeping behind our back, prompts and the
/// environment of a surrounding hook do not.
#[derive(Debug, Clone)]
pub struct Git {
    root: PathBuf,
    env: Vec<(String, Option<String>)>,
    time_limit: Duration,
    cancel: Option<Arc<AtomicBool>>,
    secrets: Secrets,
    version: Arc<OnceLock<(u32, u32)>>,
}

impl Git {
    /// In the repository whose main folder is `root`. `outer` is how many settings `GIT_CONFIG_COUNT` counts already.
    ///
    /// # Errors
    /// There is no git program, or it is too old.
    pub fn open(root: &Path, outer: Option<&str>, cancel: Arc<AtomicBool>) -> Result<Self> {
        let git = Self { cancel: Some(cancel), ..Self::unchecked(root, outer) };
        git.version()?;
        Ok(git)
    }

    fn unchecked(root: &Path, outer: Option<&str>) -> Self {
        let mut env: Vec<(String, Option<String>)> =
            SURROUNDING.iter().map(|name| ((*name).to_owned(), None)).collect();
        let mut set = |name: &str, value: &str| env.push((name.to_owned(), Some(value.to_owned())));
        set("GIT_TERMINAL_PROMPT", "0");
        set("GIT_EDITOR", ":");
        set("GIT_MERGE_AUTOEDIT", "no");
        set("LC_ALL", "C");
        // After what the user has set so.
        let count: usize = outer.and_then(|count| count.trim().parse().ok()).unwrap_or(0);
        let own = [("gc.auto", "0"), ("maintenance.auto", "false")];
        for (number, (key, value)) in (count..).zip(own) {
            set(&format!("GIT_CONFIG_KEY_{number}"), key);
            set(&format!("GIT_CONFIG_VALUE_{number}"), value);
        }
        set("GIT_CONFIG_COUNT", &(count + own.len()).to_string());
        let root = root.to_owned();
        Self { root, env, time_limit: TIME_LIMIT, cancel: None, secrets: Secrets::default(), version: Arc::default() }
    }

    /// The same, for what is to be done also when the user wants it all to stop.
    #[must_use]
    pub fn steadfast(&self) -> Self {
        Self { cancel: None, ..self.clone() }
    }

    /// The folder of the repository.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Sets a variable for every command.
    #[must_use]
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.env.push((name.to_owned(), Some(value.to_owned())));
        self
    }

    /// Ends a command after this long instead of ten minutes.
    #[must_use]
    pub fn time_limit(self, time_limit: Duration) -> Self {
        Self { time_limit, ..self }
    }

    /// What must not stand in what is kept of its output.
    #[must_use]
    pub fn secrets(self, secrets: Secrets) -> Self {
        Self { secrets, ..self }
    }

    /// Its version, asked for once.
    ///
    /// # Errors
    /// There is no git, or it is too old.
    pub fn version(&self) -> Result<(u32, u32)> {
        if let Some(version) = self.version.get() {
            return Ok(*version);
        }
        let text = self.at(&self.root).args(["version"]).text()?;
        let version = parse_version(&text).ok_or_else(|| {
            Problem::new(ProblemKind::Unparsable, format!("`git version` answers {text:?}"))
                .source("git")
                .hint("check the git that is first in PATH")
        })?;
        if version < OLDEST {
            let (major, minor) = OLDEST;
            let said = format!("git {}.{} is too old: {major}.{minor} is needed", version.0, version.1);
            return Err(Problem::new(ProblemKind::ToolFailed, said).source("git").hint("install a newer git").into());
        }
        Ok(*self.version.get_or_init(|| version))
    }

    /// Sets a ref by compare-and-swap; false: someone was quicker. `None` as the old value: it must not be there.
    ///
    /// # Errors
    /// Git cannot do it for another reason.
    pub fn update_ref(&self, name: &str, new: &str, old: Option<&str>) -> Result<bool> {
        let none = "0".repeat(new.len());
        let call = self.at(&self.root).args(["update-ref", "-m", "planyard", name, new, old.unwrap_or(&none)]);
        let outcome = call.run()?;
        if outcome.success() {
            return Ok(true);
        }
        let said = String::from_utf8_lossy(&outcome.stderr).into_owned();
        let beaten = ["but expected", "already exists", "unable to resolve reference"];
        if beaten.iter().any(|words| said.contains(words)) || met_lock(&outcome) {
            return Ok(false);
        }
        Err(call.problem(&outcome).into())
    }

    /// A command to be run in a folder.
    pub fn at(&self, folder: &Path) -> Call<'_> {
        Call { git: self, folder: folder.to_owned(), args: Vec::new(), env: Vec::new(), stdin: Vec::new() }
    }
}

/// A command of git to be run.
#[derive(Debug, Clone)]
#[must_use = "it runs when it is asked for what came of it"]
pub struct Call<'a> {
    git: &'a Git,
    folder: PathBuf,
    args: Vec<String>,
    env: Vec<(&'static str, String)>,
    stdin: Vec<u8>,
}

impl Call<'_> {
    /// Adds arguments.
    pub fn args<S: Into<String>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.args.extend(args.into_iter().map(Into::into));
        self
    }

    /// Sets a variable.
    pub fn env(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.env.push((name, value.into()));
        self
    }

    /// What it reads.
    pub fn stdin(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.stdin = bytes.into();
        self
    }

    /// It only looks: it takes no lock that could stand in the way of the user's own git.
    pub fn reading(self) -> Self {
        self.env("GIT_OPTIONAL_LOCKS", "0")
    }

    /// What came of it, with whatever exit code. Met with a lock of another git it is tried again.
    ///
    /// # Errors
    /// It could not be run to its end.
    pub fn run(&self) -> Result<Outcome> {
        let mut pause = Duration::from_millis(40);
        for attempt in 1.. {
            let outcome = self.build().run();
            match &outcome.status {
                Status::Exited(code) if *code != 0 && attempt < TRIES && met_lock(&outcome) => {
                    std::thread::sleep(pause);
                    pause *= 3;
                }
                Status::Exited(_) => return Ok(outcome),
                _ => return Err(self.problem(&outcome).into()),
            }
        }
        Err(Problem::new(ProblemKind::Internal, "git was not run").into())
    }

    /// Its standard output, without the line's end.
    ///
    /// # Errors
    /// It failed.
    pub fn text(&self) -> Result<String> {
        let outcome = self.run()?;
        if !outcome.success() {
            return Err(self.problem(&outcome).into());
        }
        Ok(outcome.stdout_text().trim_end_matches('\n').to_owned())
    }

    /// Runs it.
    ///
    /// # Errors
    /// It failed.
    pub fn done(&self) -> Result<()> {
        let outcome = self.run()?;
        if outcome.success() { Ok(()) } else { Err(self.problem(&outcome).into()) }
    }

    /// Why it failed.
    pub fn problem(&self, outcome: &Outcome) -> Problem {
        let words: Vec<&str> = self.args.iter().map(String::as_str).filter(|word| !word.starts_with('-')).collect();
        let mut problem = git_failed(outcome, &format!("git {}", words[..words.len().min(2)].join(" ")));
        if problem.kind == ProblemKind::ToolMissing {
            problem.hint = Some(format!("install git {}.{} or newer", OLDEST.0, OLDEST.1));
        }
        problem
    }

    fn build(&self) -> Run {
        let mut run = Run::new("git").args(&self.args).cwd(&self.folder).stdin(self.stdin.clone());
        for (name, value) in &self.git.env {
            run = match value {
                Some(value) => run.env(name, value),
                None => run.without_env(name),
            };
        }
        for (name, value) in &self.env {
            run = run.env(*name, value);
        }
        if let Some(flag) = &self.git.cancel {
            run = run.cancelled_by(Arc::clone(flag));
        }
        run.time_limit(self.git.time_limit).secrets(self.git.secrets.clone())
    }
}

/// Another git held a lock. A ref that is not where it was expected to be is no lock.
fn met_lock(outcome: &Outcome) -> bool {
    let said = String::from_utf8_lossy(&outcome.stderr);
    let lock = said.contains(".lock': File exists") || said.contains("Unable to create") && said.contains(".lock'");
    lock && !said.contains("but expected")
}

/// `git version 2.39.3 (Apple Git-145)`.
fn parse_version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.strip_prefix("git version ")?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_every_packager_are_read() {
        for (text, version) in [
            ("git version 2.47.3", Some((2, 47))),
            ("git version 2.39.3 (Apple Git-145)", Some((2, 39))),
            ("git version 2.38.0.windows.1", Some((2, 38))),
            ("hub version 2.14", None),
        ] {
            assert_eq!(parse_version(text), version, "{text}");
        }
    }

    #[test]
    fn settings_come_after_those_of_the_user() {
        let git = Git::unchecked(Path::new("/"), Some("1"))
            .env("GIT_CONFIG_KEY_0", "user.name")
            .env("GIT_CONFIG_VALUE_0", "Someone");
        let read = |key: &str| git.at(Path::new("/")).args(["config", key]).text().unwrap();
        assert_eq!(
            [read("user.name"), read("gc.auto"), read("maintenance.auto")],
            ["Someone".to_owned(), "0".to_owned(), "false".to_owned()]
        );
    }

    #[test]
    fn what_fails_says_what_git_said() {
        let folder = tempfile::tempdir().unwrap();
        let git = Git::open(folder.path(), None, Arc::default()).unwrap();
        let error = git.at(folder.path()).args(["rev-parse", "HEAD"]).env("GIT_CEILING_DIRECTORIES", "/").text();
        let problem = error.unwrap_err().downcast::<Problem>().unwrap();
        assert_eq!(problem.kind, ProblemKind::ToolFailed);
        assert!(problem.message.contains("not a git repository"), "{problem:?}");
    }

    #[test]
    fn a_cancelled_command_ends() {
        let flag = Arc::new(AtomicBool::new(true));
        let git = Git { cancel: Some(flag), ..Git::unchecked(Path::new("/"), None) };
        let error = git.at(Path::new("/")).args(["-c", "alias.wait=!sleep 60", "wait"]).run().unwrap_err();
        assert_eq!(error.downcast::<Problem>().unwrap().kind, ProblemKind::Timeout);
    }
}
