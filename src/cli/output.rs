//! Where a report goes, and in which format: standard output, standard error, files.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ColorChoice;
use clap::builder::PossibleValuesParser;

use super::{Global, again};
use crate::config::Color;
use crate::context::Context;
use crate::render::{self, FORMATS, Format, LEAST_TOKENS, Scene, Style};
use crate::report::{Problem, ProblemKind, Report};

/// What a job summary may have: beyond it GitHub shows none of it.
const SUMMARY_BYTES: usize = 1 << 20;
/// Rows that its table may have.
const SUMMARY_ROWS: usize = 200;

/// The formats, for `--format`.
pub(super) fn format_parser() -> PossibleValuesParser {
    PossibleValuesParser::new(
        FORMATS.iter().map(|format| clap::builder::PossibleValue::new(format.name).help(format.about)),
    )
}

/// How many tokens an agent is given, for `--max-tokens`.
pub(super) fn tokens(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(tokens) if tokens >= LEAST_TOKENS => Ok(tokens),
        Ok(_) => Err(format!("less than {LEAST_TOKENS} hold no answer")),
        Err(_) => Err("it is no whole number".to_owned()),
    }
}

/// Where one rendering goes.
struct Target {
    format: &'static Format,
    file: Option<PathBuf>,
}

/// Where reports go.
pub(super) struct Output {
    targets: Vec<Target>,
    style: Style,
    /// Standard output is a terminal, so a live view may redraw it.
    terminal: bool,
    /// The format was asked for by a flag.
    explicit: bool,
    /// The command line that gives all of it as JSON.
    again: String,
}

impl Output {
    /// From flags, environment and configuration.
    ///
    /// # Errors
    /// An unknown format, or two that want standard output.
    pub(super) fn of(global: &Global, context: &mut Context) -> anyhow::Result<Self> {
        context.overrides.extend(global.config.iter().filter_map(|pair| {
            let (key, value) = pair.split_once('=')?;
            Some((key.trim().to_owned(), value.trim().to_owned()))
        }));
        context.overrides.extend(global.queue.iter().map(|url| ("queue.url".to_owned(), url.clone())));
        if let Some(bad) = global.config.iter().find(|pair| !pair.contains('=')) {
            return Err(Problem::new(ProblemKind::Usage, format!("--config {bad} is no KEY=VALUE"))
                .source("--config")
                .into());
        }
        // A wrong configuration is the command's to report.
        let configured = context.workspace().map(|workspace| workspace.config.output.clone()).unwrap_or_default();
        let named = global.format.as_deref().or_else(|| context.var("PLANYARD_FORMAT"));
        let format = match (global.json, named.or(configured.format.as_deref())) {
            _ if global.for_agent => "agent",
            (true, _) => "json",
            (false, Some("auto") | None) if context.terminal.stdout => "human",
            (false, Some("auto") | None) => "json",
            (false, Some(named)) => named,
        };
        let mut targets = Vec::new();
        for output in &global.outputs {
            targets.push(target(output, context)?);
        }
        if !targets.iter().any(|target| target.file.is_none()) {
            targets.push(Target { format: known(format, "PLANYARD_FORMAT")?, file: None });
        }
        if targets.iter().filter(|target| target.file.is_none()).count() > 1 {
            return Err(Problem::new(ProblemKind::Usage, "two formats want standard output")
                .source("--output")
                .hint("give all but one a file: --output sarif:lint.sarif")
                .into());
        }
        if global.max_tokens.is_some() && !targets.iter().any(|target| target.format.name == "agent") {
            return Err(Problem::new(ProblemKind::Usage, "--max-tokens is for the text that agents are given")
                .source("--max-tokens")
                .hint("add --for-agent")
                .into());
        }
        let color = match global.color.unwrap_or(match configured.color {
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
            Color::Auto => ColorChoice::Auto,
        }) {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                context.terminal.stdout && context.var("NO_COLOR").is_none() && context.var("TERM") != Some("dumb")
            }
        };
        let mut style = Style { color, width: context.terminal.width, quiet: global.quiet, ..Style::default() };
        style.max_tokens = global.max_tokens.unwrap_or(style.max_tokens);
        let explicit = global.json || global.for_agent || global.format.is_some() || !global.outputs.is_empty();
        let again = again::as_json(&context.args);
        Ok(Self { targets, style, terminal: context.terminal.stdout, explicit, again })
    }

    /// When even the surroundings could not be read: human on a terminal or when asked for, else a machine format.
    pub(super) fn plain(global: &Global) -> Self {
        let terminal = std::io::stdout().is_terminal();
        let unsaid = match terminal {
            _ if global.for_agent => "agent",
            true => "human",
            false => "json",
        };
        let name = if global.json { "json" } else { global.format.as_deref().unwrap_or(unsaid) };
        let format = FORMATS.iter().find(|format| format.name == name);
        let json = FORMATS.iter().find(|format| format.name == "json");
        let format = format.or(json).unwrap_or(&FORMATS[0]);
        let targets = vec![Target { format, file: None }];
        Self { targets, style: Style::default(), terminal, explicit: true, again: String::new() }
    }

    /// People read standard output.
    pub(super) fn is_human(&self) -> bool {
        self.targets.iter().any(|target| target.file.is_none() && target.format.name == "human")
    }

    /// Renders a report everywhere and gives its exit code. A reader that has gone away is no error.
    pub(super) fn finish(&self, context: Option<&Context>, report: &Report) -> ExitCode {
        let printed = self.targets.iter().find(|target| target.file.is_none());
        let mut code = printed.map_or_else(|| report.exit_code(), |target| render::exit_code(target.format, report));
        for target in &self.targets {
            let written = match &target.file {
                None => self.to_stdout(context, report, target.format),
                Some(file) => self.to_file(context, report, target.format, file),
            };
            match written {
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
                Err(error) => {
                    complain(&format!("cannot write the report: {error}"));
                    code = 2;
                }
                Ok(()) => {}
            }
        }
        if let Some(context) = context
            && let Some(file) = context.var("GITHUB_STEP_SUMMARY")
            && self.targets.iter().any(|target| target.format.name == "github")
            && let Err(error) = self.add_to_summary(context, report, &context.cwd.join(file))
        {
            // The annotations are there, and the exit code is the gate's.
            complain(&format!("cannot add to the job's summary: {error:#}"));
        }
        ExitCode::from(code)
    }

    /// Adds the markdown page to the summary of the job's step, after what others have written there.
    fn add_to_summary(&self, context: &Context, report: &Report, file: &std::path::Path) -> anyhow::Result<()> {
        let Some(format) = render::find("markdown") else { return Ok(()) };
        crate::files::append_output(file, SUMMARY_BYTES, |room| {
            let style = Style { max_findings: SUMMARY_ROWS, max_bytes: room, ..self.style };
            let mut page = Vec::new();
            self.render_as(style, Some(context), report, format, &mut page)?;
            Ok(page)
        })
    }

    /// Renders one report after another; the last one gives the exit code.
    pub(super) fn live(&self, context: &Context, reports: Box<dyn Iterator<Item = Report>>) -> ExitCode {
        let mut code = 0;
        for report in reports {
            code = code.max(report.exit_code());
            for target in self.targets.iter().filter(|target| target.file.is_none()) {
                // A stream of documents is JSON Lines.
                let format = if target.format.name == "json" {
                    render::find("jsonl").unwrap_or(target.format)
                } else {
                    target.format
                };
                if self.to_stdout(Some(context), &report, format).is_err() {
                    return ExitCode::from(code);
                }
            }
        }
        ExitCode::from(code)
    }

    fn render(
        &self,
        context: Option<&Context>,
        report: &Report,
        format: &Format,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let max_findings = context
            .and_then(|context| context.workspace().ok())
            .map_or(self.style.max_findings, |workspace| workspace.config.output.max_findings);
        self.render_as(Style { max_findings, ..self.style }, context, report, format, out)
    }

    fn render_as(
        &self,
        style: Style,
        context: Option<&Context>,
        report: &Report,
        format: &Format,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let root = context.and_then(|context| context.workspace().ok()).map(|workspace| workspace.root.clone());
        let root = report.root.clone().or(root);
        let source = |file: &str| root.as_ref().and_then(|root| crate::files::read_text(root, file).ok());
        (format.write)(report, &Scene { style, source: &source, again: &self.again }, out)
    }

    fn to_stdout(&self, context: Option<&Context>, report: &Report, format: &Format) -> io::Result<()> {
        // What is meant for a program or a file as it is (a script, a page) is given so unless a flag says otherwise.
        if let Some(raw) = report.raw.as_ref().filter(|_| !self.explicit && report.problems.is_empty()) {
            let mut out = io::stdout().lock();
            out.write_all(raw.as_bytes())?;
            return out.flush();
        }
        // In human form a command that could not work at all speaks on standard error.
        let failed = format.name == "human"
            && !report.problems.is_empty()
            && report.results.is_empty()
            && report.view.is_empty()
            && report.gate.is_none();
        let stream: Box<dyn Write> = if failed { Box::new(io::stderr().lock()) } else { Box::new(io::stdout().lock()) };
        let mut out = io::BufWriter::with_capacity(1 << 16, stream);
        if self.terminal && report.redraw {
            out.write_all(b"\x1b[H\x1b[2J")?;
        }
        self.render(context, report, format, &mut out)?;
        out.flush()
    }

    fn to_file(
        &self,
        context: Option<&Context>,
        report: &Report,
        format: &Format,
        file: &std::path::Path,
    ) -> io::Result<()> {
        let mut bytes = Vec::new();
        self.render(context, report, format, &mut bytes)?;
        crate::files::write_output(file, &bytes).map_err(io::Error::other)
    }
}

fn known(name: &str, from: &str) -> anyhow::Result<&'static Format> {
    render::find(name).ok_or_else(|| {
        let names: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
        Problem::new(ProblemKind::Usage, format!("there is no output format `{name}`"))
            .source(from)
            .hint(format!("the known formats are {}", names.join(", ")))
            .into()
    })
}

/// `sarif:lint.sarif`, `github`.
fn target(output: &str, context: &Context) -> anyhow::Result<Target> {
    let (name, file) = match output.split_once(':') {
        Some((name, file)) => (name, Some(context.cwd.join(file))),
        None => (output, None),
    };
    Ok(Target { format: known(name, "--output")?, file })
}

/// The last resort, when the report itself cannot be written.
#[expect(clippy::print_stderr, reason = "the report could not be written; this is all that is left")]
fn complain(text: &str) {
    eprintln!("planyard: {text}");
}
