//! The command line: flags, subcommands, one match, rendering and the exit code.

mod again;
mod output;
mod usage;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use clap_complete::engine::ArgValueCompleter;
use clap_complete::env::CompleteEnv;

use crate::commands::{self, Outcome};
use crate::complete;
use crate::context::Context;
use crate::gate;
use crate::report::{Problem, Report};
use output::Output;

/// Plan in markdown, gate it, and hand the tasks to coding agents
///
/// Every command answers in one result contract (`--json`). Exit codes: 0 pass or done, 1 a gate failed, 2 nothing can
/// be said or the command could not work, 130 interrupted.
#[derive(Debug, Parser)]
#[command(name = "planyard", version, propagate_version = true, max_term_width = 100, arg_required_else_help = true)]
pub struct Cli {
    /// Flags that every subcommand takes.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Flags that every subcommand takes.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// Work in this folder instead of the current one
    #[arg(short = 'C', long = "directory", global = true, value_name = "DIR")]
    pub directory: Option<PathBuf>,
    /// Print one JSON document; the same as `--format json`
    #[arg(long, global = true, conflicts_with = "format")]
    pub json: bool,
    /// How to print: human on a terminal, else json [env: PLANYARD_FORMAT]
    #[arg(long, global = true, value_name = "FORMAT", value_parser = output::format_parser())]
    pub format: Option<String>,
    /// Print a compact text for a coding agent, the most useful first; the same as `--format agent`
    #[arg(long, global = true, conflicts_with_all = ["format", "json"])]
    pub for_agent: bool,
    /// What the text for an agent may have at most, a token taken as four bytes [default: 2000]
    #[arg(long, global = true, value_name = "N", value_parser = output::tokens)]
    pub max_tokens: Option<usize>,
    /// Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times
    #[arg(long = "output", global = true, value_name = "FORMAT[:FILE]", add = ArgValueCompleter::new(complete::formats))]
    pub outputs: Vec<String>,
    /// When to use colour [default: auto]
    #[arg(long, global = true, value_name = "WHEN")]
    pub color: Option<clap::ColorChoice>,
    /// Print findings and errors only
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`
    #[arg(long, global = true, value_name = "URL")]
    pub queue: Option<String>,
    /// Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times
    #[arg(long = "config", global = true, value_name = "KEY=VALUE", add = ArgValueCompleter::new(complete::keys))]
    pub config: Vec<String>,
}

/// The subcommands, and what each takes, for [`called`].
macro_rules! subcommands {
    ($($word:literal $name:ident($($args:ident)::+),)*) => {
        /// The subcommands, sorted.
        #[derive(Debug, Subcommand)]
        #[expect(missing_docs, reason = "each variant is documented by its arguments")]
        pub enum Command {
            $(#[command(name = $word)] $name($($args)::+),)*
        }

        /// The subcommands as they are typed, with what defines the arguments of each.
        const NAMES: &[(&str, fn(clap::Command) -> clap::Command)] =
            &[$(($word, <$($args)::+ as Args>::augment_args),)*];
    };
}

subcommands! {
    "activity" Activity(commands::activity::Activity),
    "answer" Answer(commands::answer::Answer),
    "approve" Approve(commands::approve::Approve),
    "ask" Ask(commands::ask::Ask),
    "backend" Backend(commands::backend::Backend),
    "cancel" Cancel(commands::retry::Cancel),
    "check-completion" CheckCompletion(commands::check_completion::CheckCompletion),
    "check-planning" CheckPlanning(commands::check_planning::CheckPlanning),
    "completions" Completions(commands::completions::Completions),
    "config" Config(commands::config::Config),
    "convert" Convert(commands::convert::Convert),
    "demo" Demo(commands::demo::Demo),
    "dialects" Dialects(commands::dialects::Dialects),
    "dispatch" Dispatch(commands::dispatch::Dispatch),
    "explain" Explain(commands::explain::Explain),
    "gc" Gc(commands::gc::Gc),
    "graph" Graph(commands::graph::Graph),
    "health" Health(commands::health::Health),
    "inbox" Inbox(commands::inbox::Inbox),
    "init" Init(commands::init::Init),
    "land" Land(commands::land::Land),
    "lint" Lint(commands::lint::Lint),
    "logs" Logs(commands::logs::Logs),
    "lsp" Lsp(commands::lsp::Lsp),
    "man" Man(commands::man::Man),
    "merge-driver" MergeDriver(commands::merge_driver::MergeDriver),
    "new-feature" NewFeature(commands::new_feature::NewFeature),
    "pause" Pause(commands::pause::Pause),
    "queue" Queue(commands::queue::Queue),
    "reject" Reject(commands::reject::Reject),
    "report" Report(commands::report::Report),
    "rescue" Rescue(commands::rescue::Rescue),
    "resume" Resume(commands::pause::Resume),
    "retry" Retry(commands::retry::Retry),
    "runs" Runs(commands::runs::Runs),
    "schema" Schema(commands::schema::Schema),
    "sessions" Sessions(commands::sessions::Sessions),
    "status" Status(commands::status::Status),
    "stop" Stop(commands::stop::Stop),
    "supervise" Supervise(commands::supervise::Supervise),
    "task" Task(commands::task::Task),
    "tell" Tell(commands::tell::Tell),
    "test" Test(commands::test::Test),
    "tools" Tools(commands::tools::Tools),
    "trace" Trace(commands::trace::Trace),
    "version" Version(commands::version::Version),
    "watch" Watch(commands::watch::Watch),
    "why" Why(commands::why::Why),
    "worker" Worker(commands::worker::Worker),
    "workers" Workers(commands::workers::Workers),
}

impl Command {
    /// The name as it is typed.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Activity(args) => args.name(),
            Self::Answer(_) => "answer",
            Self::Approve(_) => "approve",
            Self::Ask(_) => "ask",
            Self::Backend(args) => args.name(),
            Self::Cancel(_) => "cancel",
            Self::CheckCompletion(_) => "check-completion",
            Self::CheckPlanning(_) => "check-planning",
            Self::Completions(_) => "completions",
            Self::Config(args) => args.name(),
            Self::Convert(_) => "convert",
            Self::Demo(_) => "demo",
            Self::Dialects(_) => "dialects",
            Self::Dispatch(args) => args.name(),
            Self::Explain(_) => "explain",
            Self::Gc(_) => "gc",
            Self::Graph(_) => "graph",
            Self::Health(args) => args.name(),
            Self::Inbox(_) => "inbox",
            Self::Init(_) => "init",
            Self::Land(_) => "land",
            Self::Lint(_) => "lint",
            Self::Logs(_) => "logs",
            Self::Lsp(_) => "lsp",
            Self::Man(_) => "man",
            Self::MergeDriver(_) => "merge-driver",
            Self::NewFeature(_) => "new-feature",
            Self::Pause(_) => "pause",
            Self::Queue(args) => args.name(),
            Self::Reject(_) => "reject",
            Self::Report(_) => "report",
            Self::Rescue(args) => args.name(),
            Self::Resume(_) => "resume",
            Self::Retry(_) => "retry",
            Self::Runs(args) => args.name(),
            Self::Schema(_) => "schema",
            Self::Sessions(args) => args.name(),
            Self::Status(_) => "status",
            Self::Stop(_) => "stop",
            Self::Supervise(_) => "supervise",
            Self::Task(task) => task.name(),
            Self::Tell(_) => "tell",
            Self::Test(_) => "test",
            Self::Tools(_) => "tools",
            Self::Trace(_) => "trace",
            Self::Version(_) => "version",
            Self::Watch(_) => "watch",
            Self::Why(_) => "why",
            Self::Worker(_) => "worker",
            Self::Workers(args) => args.name(),
        }
    }

    fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        match self {
            Self::Activity(args) => args.run(context),
            Self::Answer(args) => args.run(context),
            Self::Approve(args) => args.run(context),
            Self::Ask(args) => args.run(context),
            Self::Backend(args) => args.run(context),
            Self::Cancel(args) => args.run(context),
            Self::CheckCompletion(args) => args.run(context),
            Self::CheckPlanning(args) => args.run(context),
            Self::Completions(args) => args.run(context),
            Self::Config(args) => args.run(context),
            Self::Convert(args) => args.run(context),
            Self::Demo(args) => args.run(context),
            Self::Dialects(args) => args.run(context),
            Self::Dispatch(args) => args.run(context),
            Self::Explain(args) => args.run(context),
            Self::Gc(args) => args.run(context),
            Self::Graph(args) => args.run(context),
            Self::Health(args) => args.run(context),
            Self::Inbox(args) => args.run(context),
            Self::Init(args) => args.run(context),
            Self::Land(args) => args.run(context),
            Self::Lint(args) => args.run(context),
            Self::Logs(args) => args.run(context),
            Self::Lsp(args) => args.run(context),
            Self::Man(args) => args.run(context),
            Self::MergeDriver(args) => args.run(context),
            Self::NewFeature(args) => args.run(context),
            Self::Pause(args) => args.run(context),
            Self::Queue(args) => args.run(context),
            Self::Reject(args) => args.run(context),
            Self::Report(args) => args.run(context),
            Self::Rescue(args) => args.run(context),
            Self::Resume(args) => args.run(context),
            Self::Retry(args) => args.run(context),
            Self::Runs(args) => args.run(context),
            Self::Schema(args) => args.run(context),
            Self::Sessions(args) => args.run(context),
            Self::Status(args) => args.run(context),
            Self::Stop(args) => args.run(context),
            Self::Supervise(args) => args.run(context),
            Self::Task(args) => args.run(context),
            Self::Tell(args) => args.run(context),
            Self::Test(args) => args.run(context),
            Self::Tools(args) => args.run(context),
            Self::Trace(args) => args.run(context),
            Self::Version(args) => args.run(context),
            Self::Watch(args) => args.run(context),
            Self::Why(args) => args.run(context),
            Self::Worker(args) => args.run(context),
            Self::Workers(args) => args.run(context),
        }
    }
}

/// Parses, runs, renders, and gives the exit code.
pub fn main() -> ExitCode {
    if let Some(code) = completed() {
        return code;
    }
    let cli = match parsed() {
        Ok(cli) => cli,
        Err(error) => return usage::answer(&error),
    };
    let name = cli.command.name();
    let mut context = match Context::from_process(cli.global.directory.as_deref()) {
        Ok(context) => context,
        Err(error) => return Output::plain(&cli.global).finish(None, &failed(name, &error)),
    };
    let output = match Output::of(&cli.global, &mut context) {
        Ok(output) => output,
        Err(error) => return Output::plain(&cli.global).finish(Some(&context), &failed(name, &error)),
    };
    match cli.command.run(&context) {
        Ok(Outcome::Report(report)) => {
            let code = output.finish(Some(&context), &report);
            // The process ends here, and what is large goes with it.
            std::mem::forget(report);
            code
        }
        Ok(Outcome::Live(reports)) => output.live(&context, reports),
        Err(error) => output.finish(Some(&context), &failed(name, &error)),
    }
}

/// Parses; help, and what is said of a mistake, needs all subcommands.
fn parsed() -> Result<Cli, clap::Error> {
    called(std::env::args_os().collect()).map_or_else(Cli::try_parse, Ok)
}

/// Parses with the one subcommand that is named first: to define all of them takes longer than many a command. `None` where
/// that makes no sense, be it that the word was a flag's value.
fn called(words: Vec<OsString>) -> Option<Cli> {
    let (name, arguments) = words.iter().skip(1).find_map(|word| NAMES.iter().find(|(name, _)| word == name))?;
    let one = alone(arguments(clap::Command::new(*name)), &words);
    let mut command = Global::augment_args(clap::Command::new("planyard")).subcommand_required(true).subcommand(one);
    let matches = command.try_get_matches_from_mut(words);
    // Parsed once in a process: to take the definition apart takes as long as to look a task up.
    std::mem::forget(command);
    Cli::from_arg_matches(&matches.ok()?).ok()
}

/// A command that takes nothing but subcommands, with the one that is called: what all commands take is copied into each.
fn alone(whole: clap::Command, words: &[OsString]) -> clap::Command {
    let called = words.iter().find_map(|word| whole.find_subcommand(word)).cloned();
    match called {
        Some(called) if whole.get_arguments().next().is_none() => {
            clap::Command::new(whole.get_name().to_owned()).subcommand_required(true).subcommand(called)
        }
        _ => whole,
    }
}

/// The definition of the whole command line, for completions and manual pages.
pub fn definition() -> clap::Command {
    Cli::command()
}

/// Answers a shell that asks what to offer (`COMPLETE=bash planyard -- …`); `None` when none asks.
fn completed() -> Option<ExitCode> {
    let here = std::fs::canonicalize(".").ok();
    match CompleteEnv::with_factory(definition).try_complete(std::env::args_os(), here.as_deref()) {
        Ok(false) => None,
        Ok(true) => Some(ExitCode::SUCCESS),
        Err(error) => {
            let _ = error.print();
            Some(ExitCode::from(2))
        }
    }
}

fn failed(command: &str, error: &anyhow::Error) -> Report {
    let report = Report::failed(command, Problem::from_error(error));
    // A gate that could not work still answers: unverified.
    let gate = gate::COMMANDS.contains(&command).then(Default::default);
    Report { gate, ..report }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Option<Cli> {
        called(line.split(' ').map(Into::into).collect())
    }

    #[test]
    fn the_subcommand_that_is_called_is_parsed_alone_as_with_all_others() {
        for line in [
            "planyard task list --feature P01-F01 --json",
            "planyard -C some/where --format json check-planning --all",
            "planyard check-planning x --quiet",
            "planyard -C task task next",
            "planyard queue stats --queue redis://localhost",
            "planyard --config gate.fail_on=warning config show --defaults",
            "planyard task done T1 --feature list --force --reason next",
            "planyard --queue unix:///x backend check docker",
            "planyard health --wait 5",
            "planyard rescue list",
        ] {
            let whole = Cli::try_parse_from(line.split(' ')).unwrap();
            assert_eq!(format!("{:?}", parse(line).unwrap()), format!("{whole:?}"), "{line}");
        }
        // The first word that could be one is a flag's value here: all of them are asked.
        for line in
            ["planyard -C task status", "planyard --queue worker task list", "planyard task --quiet --queue done list"]
        {
            assert!(parse(line).is_none() && Cli::try_parse_from(line.split(' ')).is_ok(), "{line}");
        }
        for line in [
            "planyard",
            "planyard --help",
            "planyard task",
            "planyard task --help",
            "planyard nope",
            "planyard help task",
        ] {
            assert!(parse(line).is_none(), "{line}");
        }
    }
}
