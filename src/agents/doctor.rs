//! Whether agents could work here, found out without spending money: the program, its version, the flags that its record
//! uses, a login, and how long it takes to start.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use schemars::JsonSchema;
use serde::Serialize;

use super::record::Record;
use crate::backends::Probe;
use crate::process::{Outcome, Run, Status};
use crate::report::{Align, Cell, Finding, Gate, Ran, Report, Role, Severity, Table, line};

/// The longest time for a version or a page of help. Some take ten seconds to start on a small machine.
const PATIENCE: Duration = Duration::from_secs(60);
/// A slower start is worth a note.
const SLOW: u64 = 10_000;

/// What was seen of an agent or another backend.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Seen {
    /// Its name, as in `--backend`.
    pub name: String,
    /// What it is.
    pub about: String,
    /// `ready`, `missing`, `broken`, `too old`, or `changed` when flags are gone that its record uses.
    pub state: String,
    /// Work can be handed to it.
    pub ready: bool,
    /// Its program, when it was found.
    pub program: Option<PathBuf>,
    /// Its version.
    pub version: Option<String>,
    /// A key or a login was seen; nothing says whether it is still good. Null where that is not known.
    pub login: Option<bool>,
    /// From start to its first answer, in milliseconds.
    pub start_ms: Option<u64>,
    /// The record was tried with the real program.
    pub verified: bool,
    /// What is wrong or worth knowing, and what to do.
    pub notes: Vec<String>,
}

impl Seen {
    /// Of a backend that is no agent.
    pub fn of_probe(name: &str, kind: &str, probe: Probe) -> Self {
        Self {
            name: name.to_owned(),
            about: format!("a backend of the kind {kind}"),
            state: if probe.ready { "ready" } else { "broken" }.to_owned(),
            ready: probe.ready,
            version: probe.version,
            start_ms: probe.start_ms,
            notes: probe.notes,
            ..Self::default()
        }
    }
}

/// Looks at an agent, with the environment that it would have.
pub fn look(record: &Record, env: &BTreeMap<String, String>) -> Seen {
    let mut seen =
        Seen { name: record.name.clone(), about: record.about.clone(), verified: record.verified, ..Seen::default() };
    seen.program = find(&record.program, env);
    if seen.program.is_none() {
        seen.state = "missing".to_owned();
        let install = record.install.as_deref().or(record.docs.as_deref()).unwrap_or("install it");
        seen.notes.push(format!("there is no program {}: {install}", record.program));
        return seen;
    }
    let told = start(record, env, &record.version.args);
    seen.start_ms = u64::try_from(told.duration.as_millis()).ok();
    if !told.success() {
        seen.state = "broken".to_owned();
        seen.notes.push(format!("`{} {}`: {}", record.program, record.version.args.join(" "), why(&told)));
        return seen;
    }
    let text = format!("{}\n{}", told.stdout_text(), String::from_utf8_lossy(&told.stderr));
    seen.version = version_in(&record.version.pattern, &text);
    seen.state = "ready".to_owned();
    if let (Some(version), Some(min)) = (&seen.version, &record.version.min)
        && numbers(version) < numbers(min)
    {
        seen.state = "too old".to_owned();
        seen.notes.push(format!("version {version} is older than {min}, which is needed"));
    }
    let gone = missing_flags(record, env);
    if !gone.is_empty() {
        seen.state = "changed".to_owned();
        seen.notes.push(format!(
            "its help does not name {}; [agents.{}] in planyard.toml can change the arguments",
            gone.join(", "),
            record.name
        ));
    }
    seen.ready = seen.state == "ready";
    remarks(record, env, &mut seen);
    seen
}

fn remarks(record: &Record, env: &BTreeMap<String, String>, seen: &mut Seen) {
    let set = |name: &String| env.get(name).is_some_and(|value| !value.is_empty());
    let home = env.get("HOME").map(PathBuf::from);
    let left = |file: &String| home.as_ref().is_some_and(|home| home.join(file).exists());
    let login = record.login.env.iter().any(set) || record.login.files.iter().any(left);
    seen.login = Some(login);
    if !login {
        let keys =
            if record.login.env.is_empty() { String::new() } else { format!("set {}, or ", record.login.env[0]) };
        seen.notes.push(format!("no key and no login was seen: {keys}log in with `{}`", record.program));
    }
    if let Some(variable) = &record.root_needs
        && rustix::process::geteuid().is_root()
        && !set(variable)
    {
        seen.notes.push(format!("as root it works with `--permissions all` only when {variable}=1 is set"));
    }
    if seen.start_ms.is_some_and(|start| start > SLOW) {
        seen.notes.push("it is slow to start".to_owned());
    }
    if let (Some(version), Some(tested)) = (&seen.version, &record.version.tested)
        && numbers(version).first() > numbers(tested).first()
    {
        seen.notes.push(format!("its record was tried with {tested}"));
    }
}

fn start(record: &Record, env: &BTreeMap<String, String>, args: &[String]) -> Outcome {
    let mut run = Run::new(&record.program).args(args).clear_env().time_limit(PATIENCE).without_daemons();
    for (name, value) in record.env.iter().chain(env) {
        run = run.env(name, value);
    }
    run.run()
}

fn why(outcome: &Outcome) -> String {
    match &outcome.status {
        Status::Exited(code) => {
            let said = outcome.stderr_tail(1);
            if said.is_empty() { format!("exit code {code}") } else { format!("exit code {code}: {said}") }
        }
        Status::TimedOut => format!("no answer within {} s", PATIENCE.as_secs()),
        Status::NotExecutable(why) | Status::NotStarted(why) => why.clone(),
        Status::Signalled(signal) => format!("ended by signal {signal}"),
        Status::NotFound => "it is not there".to_owned(),
        Status::Cancelled => "interrupted".to_owned(),
    }
}

fn find(program: &str, env: &BTreeMap<String, String>) -> Option<PathBuf> {
    let runs = |path: &Path| path.metadata().is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0);
    if program.contains('/') {
        return Some(PathBuf::from(program)).filter(|path| runs(path));
    }
    std::env::split_paths(env.get("PATH")?).map(|folder| folder.join(program)).find(|path| runs(path))
}

fn version_in(pattern: &str, text: &str) -> Option<String> {
    let found = regex::Regex::new(pattern).ok()?.captures(text)?;
    Some(found.get(1).or_else(|| found.get(0))?.as_str().to_owned())
}

/// The numbers of a version, without zeros at the end, so that 1.2 is 1.2.0.
fn numbers(version: &str) -> Vec<u64> {
    let digits = |part: &str| part.chars().take_while(char::is_ascii_digit).collect::<String>();
    let mut numbers: Vec<u64> = version.split('.').map_while(|part| digits(part).parse().ok()).collect();
    while numbers.last() == Some(&0) {
        numbers.pop();
    }
    numbers
}

/// Flags that the record uses and that no page of its help names. Without help nothing is missed.
fn missing_flags(record: &Record, env: &BTreeMap<String, String>) -> Vec<String> {
    let pages: Vec<Outcome> = record.help.pages.iter().map(|page| start(record, env, page)).collect();
    let mut text = String::new();
    for page in pages.iter().filter(|page| page.success()) {
        text.push_str(&page.stdout_text());
        text.push_str(&String::from_utf8_lossy(&page.stderr));
    }
    if text.is_empty() {
        return Vec::new();
    }
    let groups = record.new.iter().chain(&record.resume).flat_map(|group| group.args());
    let permissions = &record.permissions;
    let all = groups.chain(&permissions.plan).chain(&permissions.edit).chain(&permissions.exec).chain(&permissions.all);
    let flags = all.map(|arg| arg.split('=').next().unwrap_or(arg)).filter(|arg| arg.starts_with('-') && *arg != "-");
    let mut gone: Vec<String> = flags
        .filter(|flag| !record.help.hidden.iter().any(|hidden| hidden == flag) && !names(&text, flag))
        .map(str::to_owned)
        .collect();
    gone.sort();
    gone.dedup();
    gone
}

/// The text names the flag, and not only a longer one that begins so.
fn names(text: &str, flag: &str) -> bool {
    let part = |c: char| c.is_ascii_alphanumeric() || c == '-';
    text.match_indices(flag).any(|(at, _)| !text[..at].ends_with(part) && !text[at + flag.len()..].starts_with(part))
}

/// The answer of `dispatch doctor`: 0 when every one that is wanted is ready, 1 when one is not, 2 when nothing is wanted
/// and nothing is ready.
pub fn report(command: &str, seen: &[Seen], wanted: &[String]) -> Report {
    let mut report = Report::gate(command, Gate::default());
    let ready = seen.iter().filter(|seen| seen.ready).count();
    let examined =
        if wanted.is_empty() { ready } else { seen.iter().filter(|seen| wanted.contains(&seen.name)).count() };
    report.ran.push(Ran::own("doctor", examined));
    for one in seen.iter().filter(|one| wanted.contains(&one.name) && !one.ready) {
        let message = format!("{} is {}: {}", one.name, one.state, one.notes.join("; "));
        report.results.push(Finding::new("planyard.toml", Severity::Error, "doctor/not-ready", message));
    }
    report.view.table(Table {
        columns: vec![Align::Left, Align::Left, Align::Left, Align::Left, Align::Right, Align::Flex],
        head: ["backend", "state", "version", "login", "start", "notes"].map(str::to_owned).to_vec(),
        rows: seen.iter().map(row).collect(),
    });
    report.data = serde_json::to_value(DoctorData { backends: seen.to_vec() }).ok();
    report
}

/// The data of `dispatch doctor`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DoctorData {
    /// Sorted by name: agents, then other backends.
    pub backends: Vec<Seen>,
}

fn row(seen: &Seen) -> Vec<Cell> {
    let role = match seen.state.as_str() {
        "ready" => Role::Good,
        "missing" => Role::Dim,
        _ => Role::Bad,
    };
    let login = match seen.login {
        Some(true) => "seen",
        Some(false) => "none",
        None => "",
    };
    vec![
        line(&seen.name),
        vec![(role, seen.state.clone())],
        line(seen.version.as_deref().unwrap_or_default()),
        line(login),
        line(seen.start_ms.map_or(String::new(), |start| format!("{start} ms"))),
        line(seen.notes.join("; ")),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::find as record_of;
    use super::*;
    use std::fs;

    /// A program that answers as its script says.
    fn program(folder: &Path, name: &str, script: &str) {
        let path = folder.join(name);
        let mut file = fs::File::create(&path).unwrap();
        std::io::Write::write_all(&mut file, format!("#!/bin/sh\n{script}\n").as_bytes()).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn seen(script: Option<&str>, vars: &[(&str, &str)]) -> Seen {
        let folder = tempfile::tempdir().unwrap();
        if let Some(script) = script {
            program(folder.path(), "codex", script);
        }
        let record = record_of("codex", &toml::Table::new()).unwrap().unwrap();
        let mut env = BTreeMap::from([("PATH".to_owned(), format!("{}:/usr/bin:/bin", folder.path().display()))]);
        env.extend(vars.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        look(&record, &env)
    }

    const HELP: &str =
        "echo '--json --skip-git-repo-check -m, --model -c, --config --dangerously-bypass-approvals-and-sandbox'";

    #[test]
    fn it_tells_what_is_missing_and_what_to_do() {
        let none = seen(None, &[]);
        assert_eq!((none.state.as_str(), none.ready), ("missing", false));
        assert!(none.notes[0].contains("npm install -g @openai/codex"), "{none:?}");
        let broken = seen(Some("echo no libc >&2; exit 127"), &[]);
        assert_eq!(broken.state, "broken");
        assert!(broken.notes[0].ends_with("exit code 127: no libc"), "{broken:?}");
        let old = seen(Some(&format!("case $1 in --version) echo codex-cli 0.9.1;; *) {HELP};; esac")), &[]);
        assert_eq!((old.state.as_str(), old.version.as_deref()), ("too old", Some("0.9.1")));
        let changed =
            seen(Some("case $1 in --version) echo codex-cli 0.200.0;; *) echo --json-lines -m -c;; esac"), &[]);
        assert_eq!(changed.state, "changed");
        assert!(changed.notes[0].contains("--json, --skip-git-repo-check"), "{changed:?}");
    }

    #[test]
    fn a_key_or_a_login_is_seen_and_no_value_is_told() {
        let script = format!("case $1 in --version) echo codex-cli 0.200.0;; *) {HELP};; esac");
        let without = seen(Some(&script), &[("HOME", "/nonexistent")]);
        assert_eq!((without.state.as_str(), without.login), ("ready", Some(false)));
        assert!(without.notes.iter().any(|note| note.contains("OPENAI_API_KEY")), "{without:?}");
        let with = seen(Some(&script), &[("OPENAI_API_KEY", "sk-canary-0123456789")]);
        assert_eq!((with.login, with.notes.len()), (Some(true), 0));
        assert!(!format!("{with:?}").contains("canary"));
    }

    #[test]
    fn only_what_is_wanted_fails() {
        let ready = Seen { name: "a".to_owned(), state: "ready".to_owned(), ready: true, ..Seen::default() };
        let missing = Seen { name: "b".to_owned(), state: "missing".to_owned(), ..Seen::default() };
        let both = [ready.clone(), missing.clone()];
        let code = |seen: &[Seen], wanted: &[&str]| {
            let wanted: Vec<String> = wanted.iter().map(|name| (*name).to_owned()).collect();
            report("dispatch doctor", seen, &wanted).exit_code()
        };
        assert_eq!(
            [code(&both, &[]), code(&both, &["a"]), code(&both, &["a", "b"]), code(&[missing], &[])],
            [0, 0, 1, 2]
        );
    }

    #[test]
    fn flags_are_whole_words() {
        assert!(names("  -m, --model <M>", "--model") && names("  -m, --model <M>", "-m"));
        assert!(!names("--model-path", "--model") && !names("--cm", "-m"));
    }
}
