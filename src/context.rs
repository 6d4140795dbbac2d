//! What a command may know of the world: where it is, what the environment and the terminal say, what time it is.
//! Read once at the start, so that nothing deeper asks the process for it, and a test can say otherwise.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use anyhow::Context as _;

use crate::report::{Problem, ProblemKind};
use crate::workspace::Workspace;

/// What a command may know.
#[derive(Debug)]
pub struct Context {
    /// Where the user is.
    pub cwd: PathBuf,
    /// The command line, without the program's name.
    pub args: Vec<String>,
    /// Variables of the environment that are text.
    pub env: BTreeMap<String, String>,
    /// What the standard streams are.
    pub terminal: Terminal,
    /// What time it is.
    pub clock: Clock,
    /// Values given by flags for keys of the configuration, as `(dotted key, TOML value)`.
    pub overrides: Vec<(String, String)>,
    workspace: OnceLock<Workspace>,
}

/// What the standard streams are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terminal {
    /// Standard input and error are terminals: questions may be asked.
    pub can_ask: bool,
    /// Standard output is a terminal.
    pub stdout: bool,
    /// Standard error is a terminal: progress may be shown.
    pub stderr: bool,
    /// Columns of the terminal, else 80.
    pub width: u16,
}

/// What time it is. Tests fix it with `PLANYARD_NOW`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    fixed: Option<jiff::Timestamp>,
}

impl Clock {
    /// Now, or the fixed time.
    pub fn now(self) -> jiff::Timestamp {
        self.fixed.unwrap_or_else(jiff::Timestamp::now)
    }

    /// Today as `2026-11-21`, in the local time zone (UTC under a fixed clock).
    pub fn today(self) -> String {
        let zone = if self.fixed.is_some() { jiff::tz::TimeZone::UTC } else { jiff::tz::TimeZone::system() };
        self.now().to_zoned(zone).date().to_string()
    }

    /// Durations are left out of reports under a fixed clock.
    pub fn is_fixed(self) -> bool {
        self.fixed.is_some()
    }
}

impl Context {
    /// Reads the process's surroundings.
    ///
    /// # Errors
    /// When the working directory cannot be told, or `PLANYARD_NOW` is no timestamp.
    pub fn from_process(directory: Option<&Path>) -> anyhow::Result<Self> {
        #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
        let here = std::env::current_dir().context("cannot tell the current directory")?;
        let cwd = match directory {
            Some(directory) => enter(&here, directory)?,
            None => here,
        };
        let env: BTreeMap<String, String> = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        let clock = Clock { fixed: fixed_clock(&env)? };
        let terminal = Terminal::of_process(&env);
        let args = std::env::args_os().skip(1).map(|arg| arg.to_string_lossy().into_owned()).collect();
        Ok(Self { cwd, args, env, terminal, clock, overrides: Vec::new(), workspace: OnceLock::new() })
    }

    /// A variable of the environment; an empty one counts as unset.
    pub fn var(&self, name: &str) -> Option<&str> {
        self.env.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The workspace around the working directory, found when first asked for.
    ///
    /// # Errors
    /// When there is none, or its configuration is wrong.
    pub fn workspace(&self) -> anyhow::Result<&Workspace> {
        if let Some(found) = self.workspace.get() {
            return Ok(found);
        }
        let found = Workspace::find(self, &self.cwd)?;
        Ok(self.workspace.get_or_init(|| found))
    }
}

impl Terminal {
    fn of_process(env: &BTreeMap<String, String>) -> Self {
        let (stdin, stdout, stderr) =
            (std::io::stdin().is_terminal(), std::io::stdout().is_terminal(), std::io::stderr().is_terminal());
        let columns = env.get("COLUMNS").and_then(|columns| columns.parse().ok());
        let measured = || terminal_size::terminal_size().map(|(width, _)| width.0);
        let width = columns.or_else(|| stdout.then(measured)?).unwrap_or(80).clamp(20, 500);
        Self { can_ask: stdin && stderr, stdout, stderr, width }
    }
}

fn enter(here: &Path, directory: &Path) -> anyhow::Result<PathBuf> {
    let path = here.join(directory);
    let shown = directory.display();
    let entered = std::fs::canonicalize(&path).map_err(|error| {
        Problem::new(ProblemKind::NotFound, format!("cannot enter {shown}: {error}"))
            .source(shown.to_string())
            .hint("give -C a folder that exists")
    })?;
    if !entered.is_dir() {
        let problem = Problem::new(ProblemKind::Usage, format!("{shown} is not a folder"))
            .source(shown.to_string())
            .hint("give -C a folder");
        return Err(problem.into());
    }
    Ok(entered)
}

fn fixed_clock(env: &BTreeMap<String, String>) -> anyhow::Result<Option<jiff::Timestamp>> {
    let Some(text) = env.get("PLANYARD_NOW").filter(|text| !text.is_empty()) else { return Ok(None) };
    let parsed = text.parse().map_err(|error| {
        Problem::new(ProblemKind::Config, format!("PLANYARD_NOW is no timestamp: {error}"))
            .source("PLANYARD_NOW")
            .hint("write it as 2026-01-31T12:00:00Z, or unset it")
    })?;
    Ok(Some(parsed))
}
