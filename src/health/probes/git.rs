use super::{Meta, Options, Probe, Probing, Reading, Target, Wrong, blocking};
use crate::health::amounts::number;
use crate::health::options::{Kind, Opt};
use crate::health::programs::{not_ended, program, said};
use crate::process::{Outcome, Run};
use crate::report::ProbeOutcome;

/// A git repository and its remote.
pub(super) struct Git;

const META: Meta = Meta {
    name: "git",
    about: "A repository is readable; its remote answers, its work tree is clean, its branch up to date, as asked for.",
    schemes: &[],
    port: None,
    options: &[
        Opt::new("path", Kind::Text, "The repository [default: the workspace]."),
        Opt::new("remote", Kind::Text, "This remote (\"origin\", or an address) must answer."),
        Opt::new("clean", Kind::Flag, "true: nothing in the work tree may be changed [default: false]."),
        Opt::new("branch", Kind::Regex, "The branch that is checked out must match."),
        Opt::new(
            "max_behind",
            Kind::Number,
            "So many commits of the upstream branch, as last fetched, may be missing.",
        ),
        Opt::new("max_ahead", Kind::Number, "So many commits may be unpushed."),
        Opt::new("hooks", Kind::Words, "These hooks must be installed: [\"pre-commit\"]."),
    ],
};

impl Probe for Git {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, options: &Options) -> Result<(), Wrong> {
        match options.text("remote") {
            Some(remote) if remote.is_empty() || remote.starts_with('-') => Err(Wrong::new("remote", "is no remote")),
            Some(remote) if remote.starts_with("ext::") => Err(Wrong::new("remote", "must not run a program")),
            _ => Ok(()),
        }
    }

    fn target(&self, options: &Options) -> String {
        let path = options.text("path").unwrap_or(".");
        options.text("remote").map_or_else(|| path.to_owned(), |remote| format!("{path} and {}", without_user(remote)))
    }

    fn probe<'p>(&'p self, target: &'p Target) -> Probing<'p> {
        let target = target.clone();
        Box::pin(blocking(move || look(&target)))
    }
}

/// A text without the user and the password of the addresses in it.
fn without_user(text: &str) -> String {
    match regex::Regex::new(r"://[^/@\s']+@") {
        Ok(user) => user.replace_all(text, "://").into_owned(),
        Err(_) => String::new(),
    }
}

fn git(target: &Target, args: &[&str]) -> Run {
    let path = target.root.join(target.options.text("path").unwrap_or("."));
    // Nobody is there to answer a prompt, of git itself, of ssh or of a program that asks in a window.
    program(target, "git", &["-c", "core.askPass=", "-c", "credential.interactive=false"])
        .args(args.iter().copied())
        .cwd(path)
        .env("LC_ALL", "C")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("SSH_ASKPASS_REQUIRE", "never")
        .env("GCM_INTERACTIVE", "never")
        .without_env("GIT_ASKPASS")
        .without_env("SSH_ASKPASS")
}

fn look(target: &Target) -> Reading {
    let options = &target.options;
    let outcome = git(target, &["status", "--porcelain=v2", "--branch"]).run();
    if let Some(reading) = not_ended("git", &outcome) {
        return reading;
    }
    if !outcome.success() {
        return unreadable(&outcome);
    }
    let state = State::read(&outcome.stdout_text());
    let mut reading = Reading::ok(state.shown()).measure("changed", number(state.changed), "");
    if let Some((ahead, behind)) = state.ahead_behind {
        reading = reading.measure("ahead", number(ahead), "").measure("behind", number(behind), "");
    }
    for (outcome, wrong, hint) in state.wrong(options) {
        reading = reading.worse(outcome, wrong).hint(hint);
    }
    let hooks = options.words("hooks");
    if !hooks.is_empty() {
        reading = hooks_there(target, &hooks, reading);
    }
    match options.text("remote") {
        Some(remote) => answers(target, remote, reading),
        None => reading,
    }
}

fn unreadable(outcome: &Outcome) -> Reading {
    let line = said(outcome);
    if line.contains("dubious ownership") {
        return Reading::error("the repository belongs to another user, so git does not look at it")
            .hint("git config --global --add safe.directory PATH");
    }
    Reading::fail(line.trim_start_matches("fatal: ").to_owned())
}

/// What `git status` tells.
#[derive(Debug, Default, PartialEq, Eq)]
struct State {
    branch: String,
    upstream: Option<String>,
    ahead_behind: Option<(u64, u64)>,
    changed: u64,
}

impl State {
    fn read(text: &str) -> Self {
        let mut state = Self::default();
        for line in text.lines() {
            if let Some(name) = line.strip_prefix("# branch.head ") {
                name.clone_into(&mut state.branch);
            } else if let Some(name) = line.strip_prefix("# branch.upstream ") {
                state.upstream = Some(name.to_owned());
            } else if let Some(counts) = line.strip_prefix("# branch.ab ") {
                let mut counts = counts.split_whitespace().map(|count| count.get(1..)?.parse().ok());
                state.ahead_behind = counts.next().flatten().zip(counts.next().flatten());
            } else if !line.starts_with('#') && !line.is_empty() {
                state.changed += 1;
            }
        }
        state
    }

    fn shown(&self) -> String {
        let changed = if self.changed == 0 { "clean".to_owned() } else { format!("{} files changed", self.changed) };
        format!("on {}, {changed}", self.branch)
    }

    fn wrong(&self, options: &Options) -> Vec<(ProbeOutcome, String, &'static str)> {
        let mut wrong = Vec::new();
        if options.flag("clean", false) && self.changed > 0 {
            let said = format!("{} files of the work tree are changed", self.changed);
            wrong.push((ProbeOutcome::Fail, said, "commit or stash what is changed"));
        }
        if let Some(pattern) = options.regex("branch").filter(|pattern| !pattern.is_match(&self.branch)) {
            let said = format!("it is on {}, which does not match `{pattern}`", self.branch);
            wrong.push((ProbeOutcome::Fail, said, "git switch"));
        }
        let (most_ahead, most_behind) = (options.number("max_ahead"), options.number("max_behind"));
        match self.ahead_behind {
            Some((ahead, behind)) => {
                let upstream = self.upstream.as_deref().unwrap_or("its upstream");
                if most_ahead.is_some_and(|most| ahead > most) {
                    wrong.push((ProbeOutcome::Fail, format!("{ahead} commits ahead of {upstream}"), "git push"));
                }
                if most_behind.is_some_and(|most| behind > most) {
                    wrong.push((ProbeOutcome::Fail, format!("{behind} commits behind {upstream}"), "git pull"));
                }
            }
            None if most_ahead.or(most_behind).is_some() => wrong.push((
                ProbeOutcome::Error,
                format!("{} has no upstream branch to compare with", self.branch),
                "git branch --set-upstream-to=origin/BRANCH",
            )),
            None => {}
        }
        wrong
    }
}

fn hooks_there(target: &Target, hooks: &[&str], reading: Reading) -> Reading {
    use std::os::unix::fs::PermissionsExt;
    let outcome = git(target, &["rev-parse", "--git-path", "hooks"]).run();
    if !outcome.success() {
        return reading.worse(ProbeOutcome::Error, format!("the folder of the hooks is not known: {}", said(&outcome)));
    }
    let folder =
        target.root.join(target.options.text("path").unwrap_or(".")).join(outcome.stdout_text().trim_end_matches('\n'));
    let installed = |name: &str| {
        folder.join(name).metadata().is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
    };
    let missing: Vec<&str> = hooks.iter().copied().filter(|name| !installed(name)).collect();
    if missing.is_empty() {
        return reading;
    }
    let said = format!("the hooks {} are not installed, or not executable", missing.join(", "));
    reading.worse(ProbeOutcome::Fail, said).hint("install the hooks of the repository: see its contributing guide")
}

/// How this user reaches servers by ssh: which key, which configuration.
fn ssh(target: &Target) -> String {
    let own = target.vars.get("GIT_SSH_COMMAND").filter(|own| !own.is_empty()).cloned();
    let configured = || git(target, &["config", "--get", "core.sshCommand"]).run().stdout_text().trim().to_owned();
    let command = own.unwrap_or_else(configured);
    if command.is_empty() { "ssh".to_owned() } else { command }
}

/// Asks the remote for the commit that it is on; nothing is fetched.
fn answers(target: &Target, remote: &str, reading: Reading) -> Reading {
    let mut run = git(target, &["ls-remote", "--quiet", "--", remote, "HEAD"]);
    if !target.vars.contains_key("GIT_SSH") {
        run = run.env("GIT_SSH_COMMAND", format!("{} -o BatchMode=yes", ssh(target)));
    }
    let outcome = run.run();
    let remote = without_user(remote);
    if let Some(worse) = not_ended("git ls-remote", &outcome) {
        return reading.worse(worse.outcome, format!("the remote {remote} does not answer: {}", worse.message));
    }
    if outcome.success() {
        let message = format!("{}; {remote} answers", reading.message);
        return Reading { message, ..reading };
    }
    let errors = String::from_utf8_lossy(&outcome.stderr).into_owned();
    let refused = [
        "Authentication failed",
        "could not read Username",
        "unable to get password from user",
        "could not read Password",
        "Permission denied",
        "terminal prompts disabled",
        "Host key verification failed",
        "HTTP 401",
        "HTTP 403",
        "error: 401",
        "error: 403",
    ];
    if refused.iter().any(|words| errors.contains(words)) {
        return reading
            .worse(ProbeOutcome::Error, format!("the remote {remote} does not let this user in"))
            .hint("log in to it once by hand: `git ls-remote` must work without a prompt");
    }
    let line = errors.lines().find(|line| line.contains("fatal:")).map_or_else(|| said(&outcome), str::to_owned);
    let line = without_user(line.trim_start_matches("fatal: "));
    reading.worse(ProbeOutcome::Fail, format!("the remote {remote} does not answer: {line}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_state_is_read_as_git_tells_it() {
        let text =
            "# branch.oid 1\n# branch.head main\n# branch.upstream origin/main\n# branch.ab +2 -3\n1 .M N... x\n? y\n";
        let state = State::read(text);
        assert_eq!((state.branch.as_str(), state.ahead_behind, state.changed), ("main", Some((2, 3)), 2));
        assert_eq!(State::read("# branch.ab x\n").ahead_behind, None);
        assert_eq!(without_user("'https://me:pass@h/x' git@h:x"), "'https://h/x' git@h:x");
    }
}
