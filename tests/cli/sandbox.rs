//! A place of its own for each test: a git repository in a temporary folder, nothing of the user's environment, a
//! fixed clock, and the real `planyard` run in it.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// The repository, its environment, and its home folder beside it.
pub(crate) struct Sandbox {
    // Held so that it is removed at the end.
    _folder: TempDir,
    repo: PathBuf,
    home: PathBuf,
    env: BTreeMap<String, String>,
}

/// What a run answered. Compare all of it, with [`Output::check`] or with an inline snapshot of its `Display` form.
#[must_use = "compare status, stdout and stderr"]
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Output {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Output {
    /// Compares status, standard output and standard error in one step.
    #[track_caller]
    pub(crate) fn check(&self, status: i32, stdout: &str, stderr: &str) {
        let expected = Self { status, stdout: stdout.to_owned(), stderr: stderr.to_owned() };
        assert!(*self == expected, "expected\n{expected}\n\nbut it was\n{self}");
    }

    /// The one JSON document of JSON mode; nothing may stand on standard error.
    #[track_caller]
    pub(crate) fn json(&self, status: i32) -> serde_json::Value {
        assert!(self.status == status && self.stderr.is_empty(), "{self}");
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}\n{self}"))
    }
}

impl fmt::Display for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "status: {}", self.status)?;
        for (name, text) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            if !text.is_empty() {
                write!(f, "\n--- {name} ---\n{}", text.strip_suffix('\n').unwrap_or(text))?;
            }
        }
        Ok(())
    }
}

impl Sandbox {
    /// An empty git repository on branch `main`, without a commit.
    pub(crate) fn new() -> Self {
        let sandbox = Self::without_git();
        sandbox.git(&["init", "-q", "-b", "main"]);
        sandbox
    }

    /// An empty folder outside any repository.
    pub(crate) fn without_git() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let top = folder.path().canonicalize().unwrap();
        let (repo, home) = (top.join("repo"), top.join("home"));
        fs::create_dir(&repo).unwrap();
        fs::create_dir(&home).unwrap();
        let set = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let path = std::env::var("PATH").unwrap();
        let env = BTreeMap::from([
            set("PATH", &path),
            set("HOME", &home.display().to_string()),
            set("LC_ALL", "C.UTF-8"),
            set("TZ", "UTC"),
            set("COLUMNS", "100"),
            set("PLANYARD_NOW", "2026-01-31T12:00:00Z"),
            set("GIT_CONFIG_NOSYSTEM", "1"),
            set("GIT_CEILING_DIRECTORIES", &top.display().to_string()),
            set("GIT_AUTHOR_NAME", "Ada"),
            set("GIT_AUTHOR_EMAIL", "ada@example.com"),
            set("GIT_AUTHOR_DATE", "2026-01-31T12:00:00Z"),
            set("GIT_COMMITTER_NAME", "Ada"),
            set("GIT_COMMITTER_EMAIL", "ada@example.com"),
            set("GIT_COMMITTER_DATE", "2026-01-31T12:00:00Z"),
        ]);
        Self { _folder: folder, repo, home, env }
    }

    /// The repository's folder: where commands run.
    pub(crate) fn root(&self) -> &Path {
        &self.repo
    }

    /// The user's home folder.
    pub(crate) fn home(&self) -> &Path {
        &self.home
    }

    /// Sets a variable for the runs that follow.
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.env.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Writes a file of the repository, with the folders around it.
    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) -> &Self {
        let path = self.repo.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::File::create(path).unwrap().write_all(text.as_ref()).unwrap();
        self
    }

    /// A file of the repository.
    #[track_caller]
    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.repo.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Every file below the repository but git's own, sorted, `/`-separated.
    pub(crate) fn files(&self) -> Vec<String> {
        let mut walker = ignore::WalkBuilder::new(&self.repo);
        walker.standard_filters(false).filter_entry(|entry| entry.file_name() != ".git");
        let mut files: Vec<String> = walker
            .build()
            .filter_map(Result::ok)
            .filter(|entry| entry.file_type().is_some_and(|kind| !kind.is_dir()))
            .map(|entry| entry.path().strip_prefix(&self.repo).unwrap().to_str().unwrap().to_owned())
            .collect();
        files.sort();
        files
    }

    /// `planyard` in the repository, not started yet.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        self.program(env!("CARGO_BIN_EXE_planyard"), args)
    }

    /// Runs `planyard` in the repository. Standard output is no terminal, so it prints JSON unless told otherwise.
    pub(crate) fn run(&self, args: &[&str]) -> Output {
        self.finish(self.command(args))
    }

    /// Runs `planyard --format human`.
    pub(crate) fn human(&self, args: &[&str]) -> Output {
        let mut all = vec!["--format", "human"];
        all.extend(args);
        self.run(&all)
    }

    /// Runs `planyard` in a folder of the repository.
    pub(crate) fn run_in(&self, folder: &str, args: &[&str]) -> Output {
        let mut command = self.command(args);
        command.current_dir(self.repo.join(folder));
        self.finish(command)
    }

    /// Runs git in the repository; it must succeed. Gives its standard output.
    #[track_caller]
    pub(crate) fn git(&self, args: &[&str]) -> String {
        let output = self.finish(self.program("git", args));
        assert!(output.status == 0, "git {args:?}\n{output}");
        output.stdout
    }

    /// Stages and commits everything.
    pub(crate) fn commit_all(&self) -> &Self {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", "all"]);
        self
    }

    /// Any program, in the repository and with its environment.
    pub(crate) fn program(&self, name: &str, args: &[&str]) -> Command {
        let mut command = Command::new(name);
        command.args(args).current_dir(&self.repo).env_clear().envs(&self.env).stdin(Stdio::null());
        command
    }

    /// Runs a prepared command to its end. The temporary folder is named `[TMP]` in what it said.
    pub(crate) fn finish(&self, mut command: Command) -> Output {
        let output = command.output().unwrap();
        let top = self.repo.parent().unwrap().display().to_string();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace(&top, "[TMP]");
        Output { status: output.status.code().unwrap_or(-1), stdout: text(output.stdout), stderr: text(output.stderr) }
    }
}

#[test]
fn a_sandbox_is_empty_apart_and_repeatable() {
    let sandbox = Sandbox::new().env("MARK", "here");
    assert_eq!(sandbox.files(), Vec::<String>::new());
    sandbox.write("a/b.md", "# b\n").commit_all();
    assert_eq!((sandbox.files(), sandbox.read("a/b.md")), (vec!["a/b.md".to_owned()], "# b\n".to_owned()));
    assert_eq!(sandbox.git(&["log", "--format=%an %aI"]).trim(), "Ada 2026-01-31T12:00:00Z");
    let mut env = sandbox.program("env", &[]);
    env.env_remove("PATH");
    let seen = sandbox.finish(env);
    assert!(seen.status == 0 && seen.stdout.contains("MARK=here\n") && seen.stdout.contains("HOME=[TMP]/home\n"));
    assert!(sandbox.home().is_dir() && sandbox.root().is_dir() && !seen.stdout.contains("CARGO"));
}

#[test]
fn answers_are_compared_whole() {
    let sandbox = Sandbox::without_git();
    sandbox.run(&["--version"]).check(0, concat!("planyard ", env!("CARGO_PKG_VERSION"), "\n"), "");
    sandbox.write("inner/x", "");
    assert_eq!(sandbox.run_in("inner", &["version"]).json(0)["success"], true);
    assert_eq!(sandbox.human(&["version"]).status, 0);
    let output = Output { status: 1, stdout: "a\n".to_owned(), stderr: "b\n".to_owned() };
    assert_eq!(output.to_string(), "status: 1\n--- stdout ---\na\n--- stderr ---\nb");
}
