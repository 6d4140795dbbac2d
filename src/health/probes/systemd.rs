use std::collections::BTreeMap;

use super::{Meta, Options, Probe, Probing, Reading, Target, Wrong, blocking};
use crate::health::options::{Kind, Opt};
use crate::health::programs::{not_ended, program, said};
use crate::report::ProbeOutcome;

/// A unit of systemd.
pub(super) struct Systemd;

const META: Meta = Meta {
    name: "systemd",
    about: "A unit of systemd is active; one that runs once has ended well.",
    schemes: &[],
    port: None,
    options: &[
        Opt::required("unit", Kind::Text, "The unit: \"nginx.service\"."),
        Opt::new("user", Kind::Flag, "true: a unit of the user, not of the machine [default: false]."),
        Opt::new("warn_restarts", Kind::Number, "More restarts by systemd are worth a look."),
    ],
};

const ASKED: &str = "ActiveState,SubState,LoadState,Result,NRestarts,Type,ExecMainExitTimestampMonotonic,LoadError";

impl Probe for Systemd {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, options: &Options) -> Result<(), Wrong> {
        match options.text("unit") {
            Some(unit) if unit.is_empty() || unit.starts_with('-') || unit.contains(['*', '?', '[', ' ', '/']) => {
                Err(Wrong::new("unit", "must be the name of one unit"))
            }
            _ => Ok(()),
        }
    }

    fn target(&self, options: &Options) -> String {
        options.text("unit").unwrap_or_default().to_owned()
    }

    fn probe<'p>(&'p self, target: &'p Target) -> Probing<'p> {
        let target = target.clone();
        Box::pin(blocking(move || look(&target)))
    }
}

fn look(target: &Target) -> Reading {
    let options = &target.options;
    let unit = options.text("unit").unwrap_or_default();
    let mut args = vec!["show", "--no-pager", "-p", ASKED];
    if options.flag("user", false) {
        args.insert(0, "--user");
    }
    args.extend(["--", unit]);
    let outcome = program(target, "systemctl", &args).env("LC_ALL", "C").run();
    if let Some(reading) = not_ended("systemctl", &outcome) {
        // A bus that hangs says nothing of the unit.
        return Reading { outcome: ProbeOutcome::Error, ..reading };
    }
    if !outcome.success() {
        return Reading::error(format!("systemctl cannot tell: {}", said(&outcome)))
            .hint("is this machine run by systemd, and may this user ask it? `user = true` is for units of the user");
    }
    judge(unit, &properties(&outcome.stdout_text()), options.number("warn_restarts"))
}

fn properties(text: &str) -> BTreeMap<String, String> {
    text.lines()
        .filter_map(|line| line.split_once('='))
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect()
}

fn judge(unit: &str, known: &BTreeMap<String, String>, warn_restarts: Option<u64>) -> Reading {
    let get = |key: &str| known.get(key).map(String::as_str).unwrap_or_default();
    match get("LoadState") {
        "loaded" => {}
        "not-found" => return Reading::fail(format!("there is no unit {unit}")).hint("install it, or correct `unit`"),
        "masked" => return Reading::fail(format!("{unit} is masked")).hint(format!("systemctl unmask {unit}")),
        "" => return Reading::error(format!("systemctl says nothing of {unit}")),
        other => {
            return Reading::fail(
                format!("{unit} cannot be loaded: {other} {}", get("LoadError")).trim_end().to_owned(),
            );
        }
    }
    let (state, sub, result) = (get("ActiveState"), get("SubState"), get("Result"));
    let restarts: Option<u32> = get("NRestarts").parse().ok();
    let log = format!("journalctl -u {unit}");
    let mut reading = match (state, sub) {
        ("active", _) => Reading::ok(format!("{unit} is active ({sub})")),
        ("reloading" | "refreshing", _) => Reading::ok(format!("{unit} reads its configuration again")),
        ("activating", "auto-restart") => {
            Reading::fail(format!("{unit} ended ({result}) and waits to be restarted")).hint(log)
        }
        ("activating", _) => Reading::starting(format!("{unit} is starting ({sub})")),
        ("deactivating", _) => Reading::fail(format!("{unit} is being stopped ({sub})")),
        ("inactive", _)
            if get("Type") == "oneshot" && result == "success" && ran(get("ExecMainExitTimestampMonotonic")) =>
        {
            Reading::ok(format!("{unit} has ended well"))
        }
        ("inactive", _) => Reading::fail(format!("{unit} is not running")).hint(format!("systemctl start {unit}")),
        ("failed", _) => Reading::fail(format!("{unit} has failed: {result}")).hint(log),
        _ => Reading::error(format!("{unit} is in a state that is not known: {state} ({sub})")),
    };
    if let Some(restarts) = restarts {
        let warn = warn_restarts.map(crate::health::amounts::number);
        reading = reading.judged("restarts", f64::from(restarts), "", (warn, None));
        if warn_restarts.is_some_and(|most| u64::from(restarts) > most) {
            reading = reading.worse(ProbeOutcome::Warn, format!("{unit} was restarted {restarts} times"));
        }
    }
    reading
}

fn ran(timestamp: &str) -> bool {
    timestamp.parse::<u64>().is_ok_and(|time| time > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(text: &str) -> &'static str {
        judge("x.service", &properties(text), Some(3)).outcome.word()
    }

    #[test]
    fn each_state_has_its_outcome() {
        let of = |state: &str, sub: &str| {
            outcome(&format!("LoadState=loaded\nActiveState={state}\nSubState={sub}\nResult=exit-code\n"))
        };
        assert_eq!(
            (of("active", "running"), of("activating", "start-pre"), of("failed", "failed")),
            ("ok", "starting", "fail")
        );
        assert_eq!(
            (of("activating", "auto-restart"), of("inactive", "dead"), of("odd", "")),
            ("fail", "fail", "error")
        );
        assert_eq!(
            (outcome("LoadState=not-found\n"), outcome("LoadState=masked"), outcome("")),
            ("fail", "fail", "error")
        );
        let once =
            "LoadState=loaded\nActiveState=inactive\nType=oneshot\nResult=success\nExecMainExitTimestampMonotonic=";
        assert_eq!((outcome(&format!("{once}5")), outcome(&format!("{once}0"))), ("ok", "fail"));
        assert_eq!(outcome("LoadState=loaded\nActiveState=active\nNRestarts=4\n"), "warn");
    }
}
