//! What is said when the command line itself makes no sense, and `--help` and `--version`.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::{ContextKind, ErrorKind};

use super::output::Output;
use super::{Global, definition};
use crate::context::Context;
use crate::report::{Problem, ProblemKind, Report};

/// Answers in clap's stead: help and version as text; a mistake as clap words it on a terminal, else in the contract.
pub(super) fn answer(error: &clap::Error) -> ExitCode {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        // A reader that has gone away is no error.
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    let words: Vec<OsString> = std::env::args_os().skip(1).collect();
    let mut global = asked(&words);
    if !global.json && global.format.is_none() {
        let context = Context::from_process(None).ok();
        global.format = context.and_then(|context| context.var("PLANYARD_FORMAT").map(str::to_owned));
    }
    let output = Output::plain(&global);
    if output.is_human() {
        let _ = error.print();
        return ExitCode::from(2);
    }
    output.finish(None, &Report::failed(command(&words), problem(error)))
}

/// The flags that say how to answer, found without understanding the rest.
fn asked(words: &[OsString]) -> Global {
    let mut global = Global::default();
    let mut words = words.iter().filter_map(|word| word.to_str()).take_while(|word| *word != "--");
    while let Some(word) = words.next() {
        match word {
            "--json" => global.json = true,
            "--format" => global.format = words.next().map(str::to_owned),
            _ => {
                if let Some(format) = word.strip_prefix("--format=") {
                    global.format = Some(format.to_owned());
                }
            }
        }
    }
    global
}

/// The command that was meant, as far as it can be told: `config show`.
fn command(words: &[OsString]) -> String {
    let mut command = definition();
    let mut names = Vec::new();
    for word in words.iter().filter_map(|word| word.to_str()) {
        if let Some(below) = command.find_subcommand(word).cloned() {
            names.push(below.get_name().to_owned());
            command = below;
        }
    }
    if names.is_empty() { "planyard".to_owned() } else { names.join(" ") }
}

fn problem(error: &clap::Error) -> Problem {
    let said = error.render().to_string();
    let mut parts = said.split("\n\n");
    let message = match error.kind() {
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            "no command is given".to_owned()
        }
        _ => {
            let first = parts.next().unwrap_or_default();
            let first = first.strip_prefix("error:").unwrap_or(first);
            first.lines().map(str::trim).collect::<Vec<_>>().join(" ").trim().to_owned()
        }
    };
    let tips: Vec<&str> = said.lines().filter_map(|line| line.trim().strip_prefix("tip: ")).collect();
    let hint = if tips.is_empty() {
        let usage = said.lines().find_map(|line| line.strip_prefix("Usage: "));
        usage.map_or_else(|| "`planyard --help` names every command".to_owned(), |usage| format!("usage: {usage}"))
    } else {
        tips.join("; ")
    };
    let about = error.get(ContextKind::InvalidArg).map(ToString::to_string);
    let problem = Problem::new(ProblemKind::Usage, message).hint(hint);
    match about {
        Some(about) => problem.source(about),
        None => problem,
    }
}
