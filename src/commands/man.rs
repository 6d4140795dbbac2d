//! `planyard man`.

use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Serialize;

use super::Outcome;
use crate::config::keys;
use crate::context::Context;
use crate::report::{Problem, ProblemKind, Report};
use crate::workspace::CONFIG_FILE;

/// How a generated page begins.
const HEAD: &str = ".ie \\n(.g .ds Aq";

/// Print the manual page, or write those of all commands to a folder
///
/// `planyard man | man -l -` reads it; `planyard man --out ~/.local/share/man/man1` installs all.
#[derive(Debug, clap::Args)]
pub struct Man {
    /// The page of this command
    #[arg(value_name = "COMMAND", conflicts_with = "out")]
    command: Vec<String>,
    /// Write the pages of planyard and all its commands to this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// The data of `man`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Pages {
    /// One page was asked for.
    One {
        /// `planyard-init`.
        name: String,
        /// Its text, as troff.
        page: String,
    },
    /// All were written.
    Written {
        /// The folder.
        folder: String,
        /// The files in it.
        pages: Vec<String>,
    },
}

impl Man {
    /// Makes the pages.
    ///
    /// # Errors
    /// A command that there is not, or a folder that cannot be written to.
    pub fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        let mut pages = Vec::new();
        collect(crate::cli::definition(), "planyard", &mut pages)?;
        if let Some((_, first)) = pages.first_mut() {
            first.push_str(&closing());
        }
        let mut report = Report::new("man");
        if let Some(out) = &self.out {
            let folder = context.cwd.join(out);
            let written = install(&folder, &pages)?;
            report.view.text(format!("wrote {} pages to {}", written.len(), out.display()));
            let written = Pages::Written { folder: folder.display().to_string(), pages: written };
            report.data = Some(serde_json::to_value(written)?);
            return Ok(report.into());
        }
        let name = std::iter::once("planyard").chain(self.command.iter().map(String::as_str)).collect::<Vec<_>>();
        let name = name.join("-");
        let Some((_, page)) = pages.into_iter().find(|(known, _)| *known == name) else {
            let asked = self.command.join(" ");
            return Err(Problem::new(ProblemKind::NotFound, format!("there is no command {asked}"))
                .source(asked)
                .hint("`planyard help` names every command")
                .into());
        };
        report.data = Some(serde_json::to_value(Pages::One { name, page: page.clone() })?);
        report.raw = Some(page);
        Ok(report.into())
    }
}

/// The pages of a command and all below it, by name.
fn collect(command: clap::Command, name: &str, pages: &mut Vec<(String, String)>) -> anyhow::Result<()> {
    let command = command.name(name.to_owned()).bin_name(name.replace('-', " "));
    let below: Vec<clap::Command> = command.get_subcommands().filter(|sub| !sub.is_hide_set()).cloned().collect();
    let mut page = Vec::new();
    clap_mangen::Man::new(command.disable_help_subcommand(true)).render(&mut page)?;
    pages.push((name.to_owned(), String::from_utf8_lossy(&page).into_owned()));
    for sub in below.into_iter().filter(|sub| sub.get_name() != "help") {
        let full = format!("{name}-{}", sub.get_name());
        collect(sub, &full, pages)?;
    }
    Ok(())
}

/// What the first page says beside its flags: exit codes, variables and files.
fn closing() -> String {
    let fixed = [
        ("PLANYARD_FEATURE", "The feature that task commands are about when --feature does not say."),
        ("PLANYARD_FORMAT", "The output format when no flag names one."),
        ("NO_COLOR", "No colour, unless --color=always."),
    ];
    let keys = keys::ALL.iter().map(|key| (key.variable(), key.about));
    let variables = fixed.into_iter().map(|(name, about)| (name.to_owned(), about)).chain(keys);
    let mut page = String::from(".SH \"EXIT STATUS\"\n");
    for (code, about) in EXIT_CODES {
        page += &entry(code, about);
    }
    page += ".SH ENVIRONMENT\n";
    for (name, about) in variables {
        page += &entry(&name, about);
    }
    page += ".SH FILES\n";
    page += &entry(CONFIG_FILE, "Settings of the workspace; marks its root. `planyard config show --defaults` is one.");
    page += &entry("$XDG_CONFIG_HOME/planyard/config.toml", "Settings of the user, below those of the workspace.");
    page
}

/// What a command answers with.
const EXIT_CODES: [(&str, &str); 4] = [
    ("0", "Pass, or the command did what it was asked."),
    ("1", "A gate failed: there are findings at or above --fail-on."),
    ("2", "Nothing can be said, or the command could not do its work."),
    ("130", "Interrupted."),
];

fn entry(term: &str, about: &str) -> String {
    let escaped = |text: &str| text.replace('\\', "\\\\").replace('-', "\\-");
    format!(".TP\n\\fB{}\\fR\n{}\n", escaped(term), escaped(about))
}

/// Writes the pages; a file that is no manual page of planyard stays.
fn install(folder: &Path, pages: &[(String, String)]) -> anyhow::Result<Vec<String>> {
    if !folder.is_dir() {
        let shown = folder.display().to_string();
        return Err(Problem::new(ProblemKind::NotFound, format!("there is no folder {shown}"))
            .source(shown)
            .hint("make it first")
            .into());
    }
    let file = |name: &str| format!("{name}.1");
    for (name, _) in pages {
        let path = folder.join(file(name));
        let theirs = path.exists() && !std::fs::read_to_string(&path).is_ok_and(|text| text.starts_with(HEAD));
        if theirs {
            let shown = path.display().to_string();
            return Err(Problem::new(ProblemKind::Conflict, format!("{shown} is no page that planyard wrote"))
                .source(shown)
                .hint("move it away, or name another folder")
                .into());
        }
    }
    for (name, page) in pages {
        crate::files::write_output(&folder.join(file(name)), page.as_bytes())?;
    }
    Ok(pages.iter().map(|(name, _)| file(name)).collect())
}
