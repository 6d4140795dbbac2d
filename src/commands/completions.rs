//! `planyard completions`.

use clap::ValueEnum;
use clap_complete::env::Shells;
use schemars::JsonSchema;
use serde::Serialize;

use super::Outcome;
use crate::context::Context;
use crate::report::Report;

/// A shell that can be completed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    /// bash 4.4 or newer
    Bash,
    /// zsh
    Zsh,
    /// fish
    Fish,
    /// PowerShell
    Powershell,
}

impl Shell {
    /// Every shell.
    pub const ALL: [Self; 4] = [Self::Bash, Self::Zsh, Self::Fish, Self::Powershell];

    /// As it is typed.
    pub fn word(self) -> &'static str {
        match self {
            Self::Bash => "bash",
            Self::Zsh => "zsh",
            Self::Fish => "fish",
            Self::Powershell => "powershell",
        }
    }

    /// The file under `completions/`, by the name that the shell looks for.
    pub fn file(self) -> &'static str {
        match self {
            Self::Bash => "planyard.bash",
            Self::Zsh => "_planyard",
            Self::Fish => "planyard.fish",
            Self::Powershell => "_planyard.ps1",
        }
    }

    /// The script that knows commands and flags.
    pub fn script(self) -> String {
        let shell = match self {
            Self::Bash => clap_complete::Shell::Bash,
            Self::Zsh => clap_complete::Shell::Zsh,
            Self::Fish => clap_complete::Shell::Fish,
            Self::Powershell => clap_complete::Shell::PowerShell,
        };
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut crate::cli::definition(), "planyard", &mut script);
        String::from_utf8_lossy(&script).into_owned()
    }

    /// The script that asks `planyard` itself, which knows features and tasks too.
    fn asking(self) -> std::io::Result<String> {
        let mut script = Vec::new();
        if let Some(shell) = Shells::builtins().completer(self.word()) {
            shell.write_registration("COMPLETE", "planyard", "planyard", "planyard", &mut script)?;
        }
        Ok(String::from_utf8_lossy(&script).into_owned())
    }
}

/// Print a completion script for a shell
///
/// The plain script knows commands and flags. With --dynamic the script asks planyard itself at every Tab, so that it
/// also completes features, tasks and rules: `source <(planyard completions bash --dynamic)` in ~/.bashrc.
#[derive(Debug, clap::Args)]
pub struct Completions {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
    /// The script that knows features, tasks and rules too
    #[arg(long)]
    dynamic: bool,
}

/// The data of `completions`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Script {
    /// The shell that it is for.
    pub shell: String,
    /// It asks planyard at every Tab.
    pub dynamic: bool,
    /// Its text.
    pub script: String,
}

impl Completions {
    /// Prints it.
    ///
    /// # Errors
    /// Never: it is written to memory.
    pub fn run(self, _context: &Context) -> anyhow::Result<Outcome> {
        let script = if self.dynamic { self.shell.asking()? } else { self.shell.script() };
        let mut report = Report::new("completions");
        let script = Script { shell: self.shell.word().to_owned(), dynamic: self.dynamic, script };
        report.data = Some(serde_json::to_value(&script)?);
        report.raw = Some(script.script);
        Ok(report.into())
    }
}
