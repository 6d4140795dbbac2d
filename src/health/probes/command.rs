use super::{Meta, Options, Probe, Probing, Reading, Target, Wrong, blocking};
use crate::health::nagios;
use crate::health::options::{Kind, Opt};
use crate::health::programs::{not_ended, program, said, short};
use crate::process::{Outcome, Status};
use crate::report::ProbeOutcome;

/// A program of one's own that says whether something is well.
pub(super) struct Command;

const META: Meta = Meta {
    name: "command",
    about: "A program says that all is well: by its exit code, and by what it prints.",
    schemes: &[],
    port: None,
    options: &[
        Opt::new("run", Kind::Words, "The program and its arguments: [\"pg_isready\", \"-q\"]."),
        Opt::new("shell", Kind::Text, "A line for `sh -c`, instead of `run`."),
        Opt::new("cwd", Kind::Text, "The folder to run it in [default: the workspace]."),
        Opt::new("env", Kind::Pairs, "Variables of its environment."),
        Opt::new(
            "exit",
            Kind::Pairs,
            "What its exit codes mean: { 0 = \"ok\", 1 = \"warn\", \"2-9\" = \"fail\", \"*\" = \"error\" }; the words \
             are ok, warn, starting, fail and error [default: 0 ok, all others fail].",
        ),
        Opt::new("nagios", Kind::Flag, "It is a Nagios plugin: 0 ok, 1 warn, 2 fail, 3 error, with its measures."),
        Opt::new("stdout_matches", Kind::Regex, "What it prints must hold a match."),
        Opt::new("jq", Kind::Jq, "It prints JSON, and this filter must give neither false nor null."),
    ],
};

impl Probe for Command {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, options: &Options) -> Result<(), Wrong> {
        match (options.words("run").first(), options.text("shell")) {
            (Some(_), Some(_)) => return Err(Wrong::new("shell", "and `run` cannot both be set")),
            (None | Some(&""), None) => {
                return Err(Wrong::new("probe", "command needs `run`, a list, or `shell`, a line"));
            }
            _ => {}
        }
        if options.flag("nagios", false) && !options.pairs("exit").is_empty() {
            return Err(Wrong::new("exit", "and `nagios` cannot both be set: `nagios` says what the codes mean"));
        }
        for (codes, word) in options.pairs("exit") {
            if codes != "*" && range(codes).is_none() {
                return Err(Wrong::new("exit", format!("has a key that is no code, no range and no `*`: {codes}")));
            }
            if outcome_of(word).is_none() {
                return Err(Wrong::new("exit", format!("must give ok, warn, starting, fail or error, not {word}")));
            }
        }
        Ok(())
    }

    fn target(&self, options: &Options) -> String {
        // Arguments may be secret.
        let line = options.text("shell").unwrap_or_default();
        options
            .words("run")
            .first()
            .map_or_else(|| line.split_whitespace().next().unwrap_or_default().to_owned(), |name| (*name).to_owned())
    }

    fn probe<'p>(&'p self, target: &'p Target) -> Probing<'p> {
        let target = target.clone();
        Box::pin(blocking(move || look(&target)))
    }
}

fn look(target: &Target) -> Reading {
    let options = &target.options;
    let words = options.words("run");
    let (name, args, shell) = match (words.split_first(), options.text("shell")) {
        (Some((name, args)), _) => (*name, args.to_vec(), false),
        (None, Some(line)) => ("sh", vec!["-c", line], true),
        (None, None) => return Reading::error("it names no program"),
    };
    let mut run = program(target, name, &args).without_daemons();
    if let Some(folder) = options.text("cwd") {
        run = run.cwd(target.root.join(folder));
    }
    for (name, value) in options.pairs("env") {
        run = run.env(name, value);
    }
    let outcome = run.run();
    if let Some(reading) = not_ended(name, &outcome) {
        return reading;
    }
    let Status::Exited(code) = outcome.status else { return Reading::error(format!("{name} did not end")) };
    if options.flag("nagios", false) {
        return demands(options, nagios::read(code, &outcome.stdout_text(), &said(&outcome)), &outcome);
    }
    let judged = by_code(options, code, shell);
    let line = said(&outcome);
    let told = if line.is_empty() { String::new() } else { format!(": {line}") };
    let reading = match judged {
        ProbeOutcome::Ok => {
            Reading::ok(if line.is_empty() { format!("exit code {code}") } else { first_line(&outcome) })
        }
        judged => Reading::new(judged, format!("exit code {code}{told}")),
    };
    demands(options, reading, &outcome)
}

fn first_line(outcome: &Outcome) -> String {
    let text = outcome.stdout_text();
    short(text.lines().find(|line| !line.trim().is_empty()).unwrap_or("exit code 0"))
}

fn by_code(options: &Options, code: i32, shell: bool) -> ProbeOutcome {
    let map = options.pairs("exit");
    let fits = |codes: &str| range(codes).is_some_and(|(from, to)| (from..=to).contains(&code));
    let mapped = map.iter().find(|(codes, _)| fits(codes)).or_else(|| map.iter().find(|(codes, _)| *codes == "*"));
    if let Some(outcome) = mapped.and_then(|(_, word)| outcome_of(word)) {
        return outcome;
    }
    match code {
        0 => ProbeOutcome::Ok,
        // The shell itself says that there is no such program, or that it cannot be run.
        126 | 127 if shell => ProbeOutcome::Error,
        _ => ProbeOutcome::Fail,
    }
}

/// What must be in the output of a program that was content.
fn demands(options: &Options, reading: Reading, outcome: &Outcome) -> Reading {
    if reading.outcome > ProbeOutcome::Warn {
        return reading;
    }
    let text = outcome.stdout_text();
    if let Some(pattern) = options.regex("stdout_matches")
        && !pattern.is_match(&text)
    {
        return reading.worse(ProbeOutcome::Fail, format!("what it prints does not match `{pattern}`"));
    }
    match options.text("jq").map(|filter| (filter, crate::health::jq::holds(filter, &outcome.stdout))) {
        Some((_, Err(why))) => {
            reading.worse(ProbeOutcome::Fail, format!("its output cannot be judged: {}", short(&why)))
        }
        Some((filter, Ok(false))) => {
            reading.worse(ProbeOutcome::Fail, format!("`{filter}` does not hold for its output"))
        }
        _ => reading,
    }
}

fn outcome_of(word: &str) -> Option<ProbeOutcome> {
    let words = [ProbeOutcome::Ok, ProbeOutcome::Warn, ProbeOutcome::Starting, ProbeOutcome::Fail, ProbeOutcome::Error];
    words.into_iter().find(|outcome| outcome.word() == word)
}

/// `2`, `2-9`.
fn range(codes: &str) -> Option<(i32, i32)> {
    let (from, to) = codes.split_once('-').unwrap_or((codes, codes));
    let (from, to) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
    (from <= to && (0..=255).contains(&from) && to <= 255).then_some((from, to))
}
