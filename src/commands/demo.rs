//! `planyard demo`.

mod script;

use std::collections::VecDeque;
use std::path::PathBuf;
use std::time::Duration;

use super::Outcome;
use crate::context::Context;
use crate::files;
use crate::process::{Run, Status};
use crate::report::{Problem, ProblemKind, Report, Role};
use script::{Act, Step};

/// Run the whole job on a sample repo in a temporary folder, saying each command as it goes
#[derive(Debug, clap::Args)]
pub struct Demo {
    /// Keep the sample repo, and say where it is
    #[arg(long)]
    keep: bool,
}

/// The sample repo, and what is still to be shown.
struct Stage {
    program: PathBuf,
    /// Removed at the end unless it is kept.
    folder: Option<tempfile::TempDir>,
    root: PathBuf,
    home: PathBuf,
    path: String,
    width: String,
    steps: VecDeque<Step>,
    keep: bool,
    /// A step did not answer as it must: the last word is not that all is well.
    failed: bool,
}

impl Demo {
    /// Makes the repo; the steps run as they are asked for.
    ///
    /// # Errors
    /// When no temporary folder can be made.
    pub fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        let folder = tempfile::Builder::new().prefix("planyard-demo-").tempdir()?;
        let top = folder.path().canonicalize()?;
        let (root, home) = (top.join("sample"), top.join("home"));
        std::fs::create_dir(&root)?;
        std::fs::create_dir(&home)?;
        let stage = Stage {
            program: std::env::current_exe()?,
            folder: Some(folder),
            root,
            home,
            path: context.var("PATH").unwrap_or_default().to_owned(),
            width: context.terminal.width.to_string(),
            steps: script::steps().into(),
            keep: self.keep,
            failed: false,
        };
        Ok(Outcome::Live(Box::new(stage)))
    }
}

impl Iterator for Stage {
    type Item = Report;

    fn next(&mut self) -> Option<Report> {
        let Some(step) = self.steps.pop_front() else { return self.end() };
        let mut report = Report::new("demo");
        if !step.says.is_empty() {
            report.view.line(vec![(Role::Dim, format!("# {}", step.says))]);
        }
        if let Err(problem) = self.act(&step, &mut report) {
            report.problems.push(problem);
            self.steps.clear();
            self.failed = true;
        }
        report.view.gap();
        Some(report)
    }
}

impl Stage {
    fn act(&self, step: &Step, report: &mut Report) -> Result<(), Problem> {
        match &step.act {
            Act::Write(files) => {
                for (path, text) in *files {
                    report.view.line(vec![(Role::Code, format!("$ edit {path}"))]);
                    self.write(path, text)?;
                }
                Ok(())
            }
            Act::Git(commands) => commands.iter().try_for_each(|args| {
                report.view.line(vec![(Role::Code, format!("$ git {}", args.join(" ")))]);
                self.run("git".into(), args, 0, None)
            }),
            Act::Planyard(args, code) => {
                report.view.line(vec![(Role::Code, format!("$ planyard {}", args.join(" ")))]);
                self.run(self.program.clone(), args, *code, Some(report))
            }
        }
    }

    fn write(&self, path: &str, text: &str) -> Result<(), Problem> {
        if let Some(parent) = self.root.join(path).parent() {
            std::fs::create_dir_all(parent)
                .map_err(|error| Problem::new(ProblemKind::Io, format!("{path}: {error}")))?;
        }
        files::write_atomic(&self.root, path, text).map_err(|error| Problem::from_error(&error))
    }

    /// Runs a program in the sample repo, shows what it says, and holds it to the exit code it must have.
    fn run(&self, program: PathBuf, args: &[&str], code: i32, report: Option<&mut Report>) -> Result<(), Problem> {
        let shown = args.join(" ");
        let who = [
            ("GIT_AUTHOR_NAME", "Demo"),
            ("GIT_AUTHOR_EMAIL", "demo@localhost"),
            ("GIT_COMMITTER_NAME", "Demo"),
            ("GIT_COMMITTER_EMAIL", "demo@localhost"),
        ];
        let mut run = Run::new(program.into_os_string())
            .args(args.iter().copied())
            .cwd(&self.root)
            .clear_env()
            .env("PATH", &self.path)
            .env("HOME", self.home.as_os_str())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("COLUMNS", &self.width)
            .env("PLANYARD_FORMAT", "human")
            .time_limit(Duration::from_secs(60));
        for (name, value) in who {
            run = run.env(name, value);
        }
        let outcome = run.run();
        if let Some(report) = report {
            report.view.pre(format!("{}{}", outcome.stdout_text(), outcome.stderr_tail(40)));
        }
        match outcome.status {
            Status::Exited(found) if found == code => Ok(()),
            other => Err(Problem::new(
                ProblemKind::ToolFailed,
                format!("`{shown}` should have exited with {code}, but: {other:?}"),
            )
            .source(shown)
            .hint("run the demo with --keep and look at the sample repo")),
        }
    }

    /// The last word, once.
    fn end(&mut self) -> Option<Report> {
        let folder = self.folder.take()?;
        let mut report = Report::new("demo");
        if !self.failed {
            let said = "That is the whole job: planned, gated, worked through, and shown to be finished.";
            report.view.line(vec![(Role::Good, said.to_owned())]);
            report.next = Some("planyard init".to_owned());
        }
        if self.keep {
            let kept = folder.keep();
            report.view.text(format!("The sample repo is in {}", kept.join("sample").display()));
        }
        Some(report)
    }
}
