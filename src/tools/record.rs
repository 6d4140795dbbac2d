//! A tool as data: what to run, and what its output means.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::report::Severity;

/// A linter, formatter, type checker or test runner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "a tool's record")]
pub struct Record {
    /// As typed: `--tool ruff`.
    pub name: String,
    /// What it is for.
    pub kind: Kind,
    /// One line on what it does.
    pub about: String,
    /// Where it is documented.
    #[serde(default)]
    pub docs: Option<String>,
    /// The command that installs it.
    #[serde(default)]
    pub install: Option<String>,
    /// It was run against the real tool, not only written from its documentation.
    #[serde(default)]
    pub verified: bool,
    /// In `planyard.toml`: `true` runs it without any other evidence, `false` never.
    #[serde(default)]
    pub enabled: Option<bool>,
    /// The executable, when it is not the first word of `run`.
    #[serde(default)]
    pub program: Option<String>,
    /// Which files it reads.
    #[serde(default)]
    pub files: Files,
    /// What shows that a package uses it.
    #[serde(default)]
    pub detect: Detect,
    /// How it tells its version.
    #[serde(default)]
    pub version: Version,
    /// The command: an argument vector. `{files}` stands for the files asked for, `{folders}` for their folders,
    /// `{report}` for a file that the tool writes its report to, `{report_dir}` for a folder of such files,
    /// `{package}` for the package's folder relative to the workspace, `{config}` for the arguments of `config`,
    /// `{options}` for arguments of a runner's selection.
    pub run: Vec<String>,
    /// What stands for `{files}` when a whole package is asked for; without it, the files by name.
    #[serde(default)]
    pub whole: Option<Vec<String>>,
    /// What stands before each file's name: `-r` of an option that takes a file.
    #[serde(default)]
    pub file_prefix: Option<String>,
    /// What stands for `{config}`: the arguments of the first of these files that is where it runs; nothing when none is.
    #[serde(default)]
    pub config: Vec<ConfigArgs>,
    /// It takes names of files for globs: characters that mean something in one are put into brackets.
    #[serde(default)]
    pub names_are_globs: bool,
    /// What one run of it covers.
    #[serde(default)]
    pub unit: Unit,
    /// Where it runs.
    #[serde(default)]
    pub cwd: Cwd,
    /// Variables of the environment; `{report_dir}` stands for a folder that goes with the run.
    #[serde(default)]
    pub env: BTreeMap<String, String>,
    /// How it mends what it found.
    #[serde(default)]
    pub fix: Option<FixCommand>,
    /// What its exit codes mean.
    #[serde(default)]
    pub exit: Exit,
    /// What its output means.
    pub read: Read,
    /// Its own words for severities, where they differ from `error`, `warning`, `info`.
    #[serde(default)]
    pub severity: BTreeMap<String, Severity>,
    /// Severities of single rules, `*` for all others: `E501 = "info"`.
    #[serde(default)]
    pub rules: BTreeMap<String, Severity>,
    /// In what its columns and lines count.
    #[serde(default)]
    pub columns: Columns,
    /// Rules that mean that it could not work, `*` at the end stands for any: `E902`, `fs/*`.
    #[serde(default)]
    pub pseudo: Vec<String>,
    /// How much of the machine a run of it takes: 1 a core, 2 all that most machines have.
    #[serde(default = "one")]
    pub weight: u8,
    /// About how long a run takes when nothing is known, in milliseconds.
    #[serde(default = "half_a_second")]
    pub cost_ms: u64,
    /// When to stop it, in seconds.
    #[serde(default = "ten_minutes")]
    pub time_limit_s: u64,
    /// What it says of a file depends on other files: it needs the whole tree.
    #[serde(default)]
    pub reads_other_files: bool,
    /// It runs code of the repository: configuration that is a program, plugins, tests.
    #[serde(default)]
    pub executes_repo_code: bool,
    /// It needs the network.
    #[serde(default)]
    pub network: bool,
    /// The test runner's part.
    #[serde(default)]
    pub tests: Option<Tests>,
    /// Other keys for other versions of the tool; each is laid over the record.
    #[serde(default)]
    pub variant: Vec<Variant>,
    /// Recorded runs and what they must mean.
    #[serde(default)]
    pub case: Vec<Case>,
}

impl Record {
    /// A file's name as the tool takes it: never as an option, and as a glob that matches this file alone when it takes
    /// names for globs.
    pub fn named(&self, file: &str) -> String {
        let safe = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '/' | '\\');
        let prefix = if file.starts_with(safe) { "" } else { "./" };
        if !self.names_are_globs {
            let option = file.starts_with(['-', '@', '+', '!', '#', '~']);
            return format!("{}{file}", if option { "./" } else { "" });
        }
        let mut named = prefix.to_owned();
        for c in file.chars() {
            if matches!(c, '*' | '?' | '[' | ']' | '{' | '}' | '(' | ')') {
                named.extend(['[', c, ']']);
            } else {
                named.push(c);
            }
        }
        named
    }
}

/// What a tool is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Finds faults.
    Lint,
    /// Finds and mends formatting.
    Format,
    /// Checks types.
    Type,
    /// Finds weaknesses.
    Security,
    /// Checks dependencies.
    Deps,
    /// Finds misspelt words.
    Spell,
    /// Runs tests.
    Test,
}

/// Which files a tool reads. A file belongs when any of these holds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Files {
    /// Extensions without the dot; `*` for every text file.
    pub extensions: Vec<String>,
    /// Exact names, or globs of names: `Dockerfile`, `Dockerfile.*`.
    pub names: Vec<String>,
    /// Globs of the path in the workspace: `.github/workflows/*.yml`.
    pub paths: Vec<String>,
    /// Interpreters of files without extension: `bash`, `python3`.
    pub interpreters: Vec<String>,
}

/// What shows that a package uses a tool. The strongest evidence counts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Detect {
    /// Its configuration files; globs of names (100).
    pub files: Vec<String>,
    /// Keys in TOML files: `"pyproject.toml" = "tool.ruff"`, or several (100).
    pub toml: BTreeMap<String, OneOrMore>,
    /// Keys in JSON files: `"package.json" = "eslintConfig"` (100).
    pub json: BTreeMap<String, OneOrMore>,
    /// Sections of INI files: `"setup.cfg" = "flake8"` (100).
    pub ini: BTreeMap<String, OneOrMore>,
    /// Names of the packages that a manifest or lock file declares: `pypi = ["ruff"]`, `npm`, `gem`, `composer`,
    /// `cargo`, `go` (80).
    pub depends: BTreeMap<String, OneOrMore>,
    /// The words that call it in `.pre-commit-config.yaml`, package.json's scripts, Makefile, justfile, CI (70).
    pub words: Vec<String>,
    /// Manifests of a language whose standard tool it is: `Cargo.toml` (50).
    pub standard: Vec<String>,
    /// Where one of these is beside it, it is not needed: `biome.json` for prettier.
    pub unless: Vec<String>,
}

/// One word, or several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum OneOrMore {
    /// One.
    One(String),
    /// Several.
    More(Vec<String>),
}

impl OneOrMore {
    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        match self {
            Self::One(one) => std::slice::from_ref(one).iter().map(String::as_str),
            Self::More(more) => more.iter().map(String::as_str),
        }
    }
}

/// How a tool tells its version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Version {
    /// Arguments after the executable.
    pub args: Vec<String>,
    /// The version is the first group of this pattern in what it prints.
    pub pattern: String,
    /// Older ones cannot be used.
    pub min: Option<String>,
    /// The newest that the record was tried with.
    pub tested: Option<String>,
}

impl Default for Version {
    fn default() -> Self {
        Self { args: vec!["--version".to_owned()], pattern: r"(\d+(?:\.\d+)+)".to_owned(), min: None, tested: None }
    }
}

/// What one run of a tool covers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// The files given to it.
    #[default]
    Files,
    /// One file: each is a run of its own, and what names no file is about that one.
    File,
    /// The folders of the files, none below them: each is a run of its own, in it.
    Folder,
    /// A whole package; what it says of files that were not asked for is counted and left out.
    Package,
}

/// Arguments that lead a tool to a configuration which it does not find by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfigArgs {
    /// The file or folder, relative to where the tool runs.
    pub file: String,
    /// It counts only when it holds this text.
    #[serde(default)]
    pub holds: Option<String>,
    /// The arguments.
    pub args: Vec<String>,
}

/// Where a tool runs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cwd {
    /// In the workspace's root: it finds the configuration nearest to each file by itself.
    #[default]
    Workspace,
    /// In the folder where the evidence for it is.
    Package,
}

/// How a tool mends what it found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FixCommand {
    /// What `lint --fix` runs; empty when there are only unsafe fixes.
    #[serde(default)]
    pub run: Vec<String>,
    /// What `lint --fix --unsafe` runs instead.
    #[serde(default)]
    pub unsafe_run: Vec<String>,
    /// Exit codes after which what it did is taken over.
    #[serde(default = "zero_and_one")]
    pub ok: Vec<Code>,
}

/// An exit code, or a range of them: `1`, `"1-31"`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Code {
    /// One.
    One(i32),
    /// From the first to the last.
    Range(String),
}

impl Code {
    /// Whether a code is among these.
    pub fn among(codes: &[Self], code: i32) -> bool {
        codes.iter().any(|one| match one {
            Self::One(one) => *one == code,
            Self::Range(range) => {
                let (from, to) = range.split_once('-').unwrap_or((range, range));
                matches!((from.trim().parse::<i32>(), to.trim().parse::<i32>()), (Ok(from), Ok(to)) if (from..=to).contains(&code))
            }
        })
    }
}

/// What exit codes mean. A code in no list is an error of its own kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Exit {
    /// All is well; findings with it are findings still.
    pub clean: Vec<Code>,
    /// There are findings, or failing tests. Without any in its output it is an error.
    pub findings: Vec<Code>,
    /// Like `findings`, but the output may hold none.
    pub findings_or_none: Vec<Code>,
    /// The tool was called wrongly, or its configuration is broken.
    pub usage: Vec<Code>,
    /// There was nothing to look at, no test to run.
    pub nothing: Vec<Code>,
}

impl Default for Exit {
    fn default() -> Self {
        let codes = |code| vec![Code::One(code)];
        Self { clean: codes(0), findings: codes(1), findings_or_none: Vec::new(), usage: codes(2), nothing: Vec::new() }
    }
}

/// What a tool's output means.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Read {
    /// Where the findings are.
    #[serde(default)]
    pub from: Stream,
    /// The reader: `json`, `ndjson`, `json-stream`, `regex`, `sarif`, `junit`, `tap`, `cargo-json`, `checkstyle`, `diff`, ….
    pub format: String,
    /// The jq filter from a document (or line) to findings, tests, `{error}`s and `{examined}` counts.
    #[serde(default)]
    pub map: Option<String>,
    /// Patterns of the `regex` format. Groups: `file`, `line`, `column`, `end_line`, `end_column`, `severity`, `rule`,
    /// `message`; for runners `test`, `outcome`, `ms`. A match of a group `examined` counts what it says, one when it is
    /// no number; lines that match a pattern without groups are noise. The first pattern that matches counts.
    #[serde(default)]
    pub patterns: Vec<String>,
    /// The message of findings whose pattern has none.
    #[serde(default)]
    pub message: Option<String>,
    /// The rule of findings whose output names none.
    #[serde(default)]
    pub rule: Option<String>,
    /// The severity of findings whose output names none.
    #[serde(default = "warning")]
    pub severity: Severity,
    /// Text before the first line that begins with `{` or `[` is no part of the document.
    #[serde(default)]
    pub skip_noise: bool,
    /// An empty output is a clean answer, not a missing one.
    #[serde(default)]
    pub may_be_empty: bool,
    /// Lines of either stream that are errors of the tool's own. Groups: `message`, `file`, `line`.
    #[serde(default)]
    pub errors: Vec<String>,
    /// Lines of either stream that say that nothing was looked at.
    #[serde(default)]
    pub nothing: Vec<String>,
    /// For `from = "report_dir"`: where the tool puts its reports when that cannot be chosen, as a glob relative to where it
    /// runs. Only files of this run count.
    #[serde(default)]
    pub report_glob: Option<String>,
    /// The page of a rule; `{rule}` stands for it.
    #[serde(default)]
    pub url: Option<String>,
}

/// Where a tool's findings are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stream {
    /// Standard output.
    #[default]
    Stdout,
    /// Standard error.
    Stderr,
    /// Standard output, then standard error: text formats only.
    Both,
    /// The file `{report}`.
    Report,
    /// Every file in `{report_dir}`.
    ReportDir,
}

/// In what a tool counts columns and lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Columns {
    /// What a column is. Without it, what the output itself says, else a code point; with it, whatever the output says.
    pub unit: Option<ColumnUnit>,
    /// The number of the first column.
    pub base: u32,
    /// The number of the first line.
    pub line_base: u32,
    /// The end column is that of the last character, not the one after it.
    pub end_inclusive: bool,
}

impl Columns {
    /// In what the columns of a finding count. The record wins: some tools say one thing in their output and do another.
    pub fn unit_of(&self, declared: Option<ColumnUnit>) -> ColumnUnit {
        self.unit.or(declared).unwrap_or_default()
    }
}

impl Default for Columns {
    fn default() -> Self {
        Self { unit: None, base: 1, line_base: 1, end_inclusive: false }
    }
}

/// What a column is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ColumnUnit {
    /// A Unicode code point.
    #[default]
    Chars,
    /// A byte of UTF-8.
    Bytes,
    /// A unit of UTF-16.
    Utf16,
}

/// The test runner's part of a record: arguments that are added to its command. `{options}` in `run` is their place, else
/// they come last; in this order: `quick` or `thorough`, `shard`, `coverage`, `only`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Tests {
    /// Globs of the names of test files: `test_*.py`.
    pub files: Vec<String>,
    /// Arguments that run named tests only. One with `{test}` (the id) or `{name}` (its last part) is there once for each
    /// test; `{tests}` are all ids joined by commas, `{pattern}` all last parts as one regular expression: `a|b`.
    /// With `{test}` no files are named beside them.
    pub only: Vec<String>,
    /// Between the parts of a test's id, so that its last part is known: `::`, ` > `.
    pub separator: String,
    /// Arguments of `--quick`: stop at the first failure.
    pub quick: Vec<String>,
    /// Arguments of every other run: go on after a failure.
    pub thorough: Vec<String>,
    /// Arguments of `--shard`, with `{index}` (from 1) and `{count}`; without them test files are dealt out.
    pub shard: Vec<String>,
    /// Arguments of `--coverage`, with `{coverage}`: the lcov file.
    pub coverage: Vec<String>,
    /// Where the lcov file is when its place cannot be chosen, relative to the package.
    pub coverage_file: Option<String>,
    /// Patterns of the lines that tell of a test's end while it runs, with groups `test` and `outcome`.
    pub live: Vec<String>,
    /// Its words for outcomes, where they differ from ours.
    pub outcomes: BTreeMap<String, super::reading::TestOutcome>,
}

/// Other keys for other versions of a tool.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Variant {
    /// `<2.0`, `>=0.19`, or several joined by a comma.
    pub versions: String,
    /// The keys that differ.
    #[serde(flatten)]
    #[schemars(skip)]
    pub keys: toml::Table,
}

/// A recorded run and what it must mean.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The name of the recording: `ruff.findings`.
    pub capture: String,
    /// The version of the tool that it was recorded with, where a variant of the record is for it.
    #[serde(default)]
    pub version: Option<String>,
    /// `ok`, or the kind of the problem: `tool_failed`, `unparsable`, ….
    pub expect: String,
    /// How many findings; for runners, tests that did not pass.
    #[serde(default)]
    pub findings: Option<usize>,
    /// How many tests there are.
    #[serde(default)]
    pub tests: Option<usize>,
    /// The first finding in order: `bad.py:1:8 error F401`.
    #[serde(default)]
    pub first: Option<String>,
    /// How many files were asked for.
    #[serde(default = "one_file")]
    pub asked: usize,
    /// The report is in this file beside the recording, not in a stream.
    #[serde(default)]
    pub report: Option<String>,
}

fn one() -> u8 {
    1
}

fn one_file() -> usize {
    1
}

fn half_a_second() -> u64 {
    500
}

fn ten_minutes() -> u64 {
    600
}

fn warning() -> Severity {
    Severity::Warning
}

fn zero_and_one() -> Vec<Code> {
    vec![Code::One(0), Code::One(1)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_neither_options_nor_globs() {
        let record = |more: &str| -> Record {
            let text =
                format!("name = 'x'\nkind = 'lint'\nabout = 'x'\nrun = ['x']\n{more}\nread = {{ format = 'diff' }}");
            toml::from_str(&text).unwrap()
        };
        let plain = record("");
        assert_eq!(plain.named("a [b].md"), "a [b].md");
        assert_eq!(plain.named("-x.md"), "./-x.md");
        let globs = record("names_are_globs = true");
        assert_eq!(globs.named("src/a (b)[c]{d}*?.md"), "src/a [(]b[)][[]c[]][{]d[}][*][?].md");
        assert_eq!((globs.named("!n.md"), globs.named("日.md")), ("./!n.md".to_owned(), "日.md".to_owned()));
        assert_eq!((globs.named("#h.md"), globs.named(":c.md")), ("./#h.md".to_owned(), "./:c.md".to_owned()));
    }
}
