//! What running a tool needs to know of the world: where the workspace is, the environment, when to stop.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use crate::files::OwnFolder;
use crate::process::{Run, Secrets};
use crate::report::{Problem, ProblemKind};

/// Variables of a git hook that would make a tool's own git look at the wrong repository or index.
const GIT_VARIABLES: &[&str] =
    &["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR"];

/// Colour codes have no place in what is parsed.
const PLAIN: &[(&str, &str)] = &[
    ("NO_COLOR", "1"),
    ("CLICOLOR", "0"),
    ("CARGO_TERM_COLOR", "never"),
    ("PY_COLORS", "0"),
    ("TERM", "dumb"),
    ("COLUMNS", "200"),
];

/// So much of each stream is kept. What is made of it takes up to ten times as much memory.
const OUTPUT_LIMIT: usize = 16 * 1024 * 1024;

/// What running a tool needs to know of the world.
#[derive(Debug, Clone)]
pub struct Site {
    /// The workspace's root, or a copy of it in which the tools run.
    pub root: PathBuf,
    /// The workspace's own root.
    pub workspace: PathBuf,
    /// The environment.
    pub vars: BTreeMap<String, String>,
    /// Set when the user wants it all to stop.
    pub cancel: Arc<AtomicBool>,
    /// A limit for every run, instead of the records' own.
    pub time_limit: Option<Duration>,
    /// The commands that run tools here, outermost first: a tool that calls one of them again goes round in circles.
    pub within: String,
}

/// Tells programs which commands are running them: `lint /home/me/repo`, one a line.
pub const WITHIN: &str = "PLANYARD_WITHIN";

/// Adds a command on a workspace to those that are running already.
///
/// # Errors
/// It is among them.
pub fn entered(within: Option<&str>, command: &str, root: &std::path::Path) -> Result<String, Problem> {
    let own = format!("{command} {}", root.display());
    let outer = within.unwrap_or_default();
    if outer.lines().any(|line| line == own) {
        return Err(Problem::new(
            ProblemKind::Config,
            format!("a tool that `planyard {command}` runs here calls `planyard {command}` here again, without end"),
        )
        .source(command)
        .hint("see the records in planyard.toml and the scripts that they run; --tool NAME breaks the circle"));
    }
    Ok(if outer.is_empty() { own } else { format!("{outer}\n{own}") })
}

impl Site {
    /// Caches and records of runs.
    pub fn own(&self) -> OwnFolder {
        OwnFolder::at(&self.workspace)
    }

    /// A variable that is set and not empty.
    pub fn var(&self, name: &str) -> Option<&str> {
        self.vars.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// A run of a tool: bounded, without colours, without a hook's git variables, and without secrets in its output.
    pub fn run(&self, program: &std::path::Path) -> Run {
        let secrets = Secrets::from_vars(self.vars.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        let mut run = Run::new(program)
            .secrets(secrets)
            .output_limit(OUTPUT_LIMIT)
            .without_daemons()
            .cancelled_by(Arc::clone(&self.cancel))
            .env(WITHIN, &self.within)
            .without_env("FORCE_COLOR")
            .without_env("CLICOLOR_FORCE");
        for name in GIT_VARIABLES {
            run = run.without_env(*name);
        }
        for (name, value) in PLAIN {
            run = run.env(*name, *value);
        }
        // A tool finds its helpers beside itself: node's tools in `.bin`, Python's in the virtual environment.
        if let Some(folder) = program.parent().filter(|folder| folder.is_absolute()) {
            let path = self.var("PATH").unwrap_or_default();
            run = run.env("PATH", format!("{}:{path}", folder.display()));
        }
        run
    }
}
