use std::collections::BTreeMap;

use serde_json::Value;

use super::{Meta, Options, Probe, Probing, Reading, Target, blocking};
use crate::health::options::{Kind, Opt};
use crate::health::programs::{not_ended, program, said};
use crate::process::{Outcome, Status};
use crate::report::{Component, ProbeOutcome};

/// Services of docker compose.
pub(super) struct Compose;

const META: Meta = Meta {
    name: "compose",
    about: "Services of docker compose run, and are healthy where they have a health check. Each is a component.",
    schemes: &[],
    port: None,
    options: &[
        Opt::new("services", Kind::Words, "Which must run [default: all of the project]."),
        Opt::new("completed", Kind::Words, "Which must have run and ended with 0, as migrations do."),
        Opt::new("files", Kind::Words, "The compose files [default: those that compose takes by itself]."),
        Opt::new("project", Kind::Text, "The project's name [default: as compose names it]."),
    ],
};

impl Probe for Compose {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn target(&self, options: &Options) -> String {
        match (options.text("project"), options.words("files").as_slice()) {
            (Some(project), _) => format!("project {project}"),
            (None, []) => "the project of this folder".to_owned(),
            (None, files) => files.join(", "),
        }
    }

    fn probe<'p>(&'p self, target: &'p Target) -> Probing<'p> {
        let target = target.clone();
        Box::pin(blocking(move || look(&target).unwrap_or_else(|reading| reading)))
    }
}

/// A container, as far as it matters.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Container {
    service: String,
    /// `running`, `exited`, `restarting`, `paused`, `created`, `dead`.
    state: String,
    /// `healthy`, `unhealthy`, `starting`; empty without a check.
    health: String,
    exit: i64,
}

/// Which program compose is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Compositor {
    Plugin,
    First,
}

fn look(target: &Target) -> Result<Reading, Reading> {
    let (compositor, containers) = containers(target)?;
    let own = target.options.words("services");
    let done: Vec<&str> = target.options.words("completed");
    let expected: Vec<String> =
        if own.is_empty() { configured(target, compositor)? } else { own.into_iter().map(str::to_owned).collect() };
    Ok(judge(&expected, &done, &containers))
}

fn compose(target: &Target, compositor: Compositor, args: &[&str]) -> Outcome {
    let mut all: Vec<&str> = Vec::new();
    let name = match compositor {
        Compositor::Plugin => {
            all.push("compose");
            "docker"
        }
        Compositor::First => "docker-compose",
    };
    for file in target.options.words("files") {
        all.extend(["-f", file]);
    }
    if let Some(project) = target.options.text("project") {
        all.extend(["-p", project]);
    }
    all.extend(args);
    program(target, name, &all).run()
}

fn containers(target: &Target) -> Result<(Compositor, Vec<Container>), Reading> {
    let outcome = compose(target, Compositor::Plugin, &["ps", "--all", "--format", "json"]);
    let errors = String::from_utf8_lossy(&outcome.stderr).into_owned();
    let no_plugin = outcome.status == Status::NotFound
        || ["unknown command", "is not a docker command", "unknown shorthand flag", "unknown flag"]
            .iter()
            .any(|words| errors.contains(words));
    if !no_plugin {
        let text = ended("docker compose", outcome)?;
        let values = values(&text).ok_or_else(|| {
            Reading::error("docker compose answers what is no JSON").hint("is it of a newer version?")
        })?;
        return Ok((Compositor::Plugin, values.iter().filter_map(of_plugin).collect()));
    }
    let outcome = compose(target, Compositor::First, &["ps", "-q"]);
    if outcome.status == Status::NotFound {
        return Err(Reading::error("there is neither docker compose nor docker-compose")
            .hint("install the compose plugin of docker"));
    }
    let ids = ended("docker-compose", outcome)?;
    let ids: Vec<&str> = ids.split_whitespace().collect();
    if ids.is_empty() {
        return Ok((Compositor::First, Vec::new()));
    }
    let args = [vec!["inspect"], ids].concat();
    let text = ended("docker inspect", program(target, "docker", &args).run())?;
    let values = values(&text).ok_or_else(|| Reading::error("docker inspect answers what is no JSON"))?;
    Ok((Compositor::First, values.iter().filter_map(of_inspect).collect()))
}

fn configured(target: &Target, compositor: Compositor) -> Result<Vec<String>, Reading> {
    let text = ended("docker compose config", compose(target, compositor, &["config", "--services"]))?;
    Ok(text.split_whitespace().map(str::to_owned).collect())
}

/// What a program printed, or why that says nothing of the services.
fn ended(name: &str, outcome: Outcome) -> Result<String, Reading> {
    if let Some(reading) = not_ended(name, &outcome) {
        return Err(Reading { outcome: ProbeOutcome::Error, ..reading });
    }
    if outcome.success() {
        return Ok(outcome.stdout_text());
    }
    let errors = String::from_utf8_lossy(&outcome.stderr).to_lowercase();
    if errors.contains("cannot connect to the docker daemon") || errors.contains("is the docker daemon running") {
        return Err(Reading::error("the docker daemon does not answer")
            .hint("start docker: systemctl start docker, or Docker Desktop"));
    }
    if errors.contains("permission denied") {
        return Err(Reading::error("this user may not talk to docker")
            .hint("add the user to the group docker, or set DOCKER_HOST"));
    }
    Err(Reading::error(format!("{name} cannot tell: {}", said(&outcome))))
}

/// Objects one a line, or all in an array: both are in use.
fn values(text: &str) -> Option<Vec<Value>> {
    let mut all = Vec::new();
    for value in serde_json::Deserializer::from_str(text).into_iter::<Value>() {
        match value.ok()? {
            Value::Array(items) => all.extend(items),
            other => all.push(other),
        }
    }
    Some(all)
}

fn of_plugin(value: &Value) -> Option<Container> {
    let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_lowercase();
    Some(Container {
        service: value.get("Service")?.as_str()?.to_owned(),
        state: text("State"),
        health: text("Health"),
        exit: value.get("ExitCode").and_then(Value::as_i64).unwrap_or(0),
    })
}

fn of_inspect(value: &Value) -> Option<Container> {
    let text = |path: &str| value.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned();
    let health = text("/State/Health/Status");
    Some(Container {
        service: value.pointer("/Config/Labels")?.get("com.docker.compose.service")?.as_str()?.to_owned(),
        state: text("/State/Status"),
        health: if health == "none" { String::new() } else { health },
        exit: value.pointer("/State/ExitCode").and_then(Value::as_i64).unwrap_or(0),
    })
}

/// Good, or how bad, and why.
fn of_container(container: &Container, completes: bool) -> (ProbeOutcome, String) {
    match (container.state.as_str(), container.health.as_str()) {
        ("exited", _) if completes && container.exit == 0 => (ProbeOutcome::Ok, "has ended well".to_owned()),
        ("running", _) if completes => (ProbeOutcome::Starting, "still runs".to_owned()),
        ("running", "unhealthy") => (ProbeOutcome::Fail, "unhealthy".to_owned()),
        ("running", "starting") => (ProbeOutcome::Starting, "starting".to_owned()),
        ("running", "healthy") => (ProbeOutcome::Ok, "healthy".to_owned()),
        ("running", _) => (ProbeOutcome::Ok, "running".to_owned()),
        ("restarting", _) => (ProbeOutcome::Fail, format!("keeps being restarted, exit code {}", container.exit)),
        ("exited" | "dead", _) => (ProbeOutcome::Fail, format!("{}, exit code {}", container.state, container.exit)),
        ("created", _) => (ProbeOutcome::Fail, "created, not started".to_owned()),
        ("paused", _) => (ProbeOutcome::Fail, "paused".to_owned()),
        (other, _) => (ProbeOutcome::Fail, format!("in the state {other}")),
    }
}

fn judge(expected: &[String], done: &[&str], containers: &[Container]) -> Reading {
    if expected.is_empty() && done.is_empty() {
        return Reading::error("the project has no services").hint("see `files` and `project`");
    }
    let mut all: BTreeMap<&str, (ProbeOutcome, String)> = BTreeMap::new();
    let names = expected.iter().map(String::as_str).chain(done.iter().copied());
    for name in names {
        let own = containers.iter().filter(|container| container.service == name);
        let worst =
            own.map(|container| of_container(container, done.contains(&name))).max_by_key(|(outcome, _)| *outcome);
        all.insert(name, worst.unwrap_or_else(|| (ProbeOutcome::Fail, "not created".to_owned())));
    }
    let worst = all.values().map(|(outcome, _)| *outcome).max().unwrap_or(ProbeOutcome::Ok);
    let bad: Vec<String> = all
        .iter()
        .filter(|(_, (outcome, _))| *outcome > ProbeOutcome::Ok)
        .map(|(name, (_, why))| format!("{name}: {why}"))
        .collect();
    let mut reading = if bad.is_empty() {
        Reading::ok(format!("{} services run", all.len()))
    } else {
        Reading::new(worst, bad.join("; "))
    };
    if worst == ProbeOutcome::Fail {
        reading = reading.hint("docker compose up -d; docker compose logs SERVICE");
    }
    let component = |(name, (outcome, message)): (&str, (ProbeOutcome, String))| Component {
        name: name.to_owned(),
        status: outcome.status(),
        message,
    };
    reading.components = all.into_iter().map(component).collect();
    reading
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: &str = r#"{"ID":"1","Name":"p-db-1","Service":"db","State":"running","Health":"healthy","ExitCode":0,"Publishers":[]}
{"ID":"2","Name":"p-web-1","Service":"web","State":"running","Health":"starting","ExitCode":0,"Publishers":null}
{"ID":"3","Name":"p-job-1","Service":"job","State":"exited","Health":"","ExitCode":0}
"#;

    fn of(text: &str) -> Vec<Container> {
        values(text).unwrap().iter().filter_map(of_plugin).collect()
    }

    #[test]
    fn both_shapes_are_the_same() {
        let array = format!("[{}]", LINES.trim_end().replace('\n', ","));
        assert_eq!(of(LINES), of(&array));
        assert_eq!(of(LINES).len(), 3);
        assert!(of("").is_empty() && of("[]").is_empty() && values("docker: error").is_none());
        let inspected = r#"[{"State":{"Status":"running","ExitCode":0,"Health":{"Status":"unhealthy"}},"Config":{"Labels":{"com.docker.compose.service":"db"}}}]"#;
        assert_eq!(of_inspect(&values(inspected).unwrap()[0]).unwrap().health, "unhealthy");
    }

    #[test]
    fn each_state_has_its_outcome() {
        let judged = |expected: &[&str], done: &[&str]| {
            let expected: Vec<String> = expected.iter().map(|name| (*name).to_owned()).collect();
            let reading = judge(&expected, done, &of(LINES));
            (reading.outcome.word(), reading.message, reading.components.len())
        };
        assert_eq!(judged(&["db"], &["job"]), ("ok", "2 services run".to_owned(), 2));
        assert_eq!(judged(&["db", "web"], &[]), ("starting", "web: starting".to_owned(), 2));
        assert_eq!(
            judged(&["job", "gone"], &[]),
            ("fail", "gone: not created; job: exited, exit code 0".to_owned(), 2)
        );
        assert_eq!(judged(&[], &[]).0, "error");
        let state = |state: &str, health: &str| {
            of_container(
                &Container { service: String::new(), state: state.to_owned(), health: health.to_owned(), exit: 1 },
                false,
            )
            .0
            .word()
        };
        assert_eq!(
            (state("running", ""), state("running", "unhealthy"), state("restarting", "")),
            ("ok", "fail", "fail")
        );
        assert_eq!((state("paused", ""), state("created", ""), state("odd", "")), ("fail", "fail", "fail"));
    }
}
