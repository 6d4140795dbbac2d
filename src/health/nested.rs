//! What a service says of itself and of its parts, in the three forms that are in use: `application/health+json` of the
//! IETF draft, Spring's Actuator, and Planyard's own.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::report::{Component, ProbeOutcome, ServiceStatus};

/// No service has more parts than a person would read.
const MOST_COMPONENTS: usize = 200;
/// Parts within parts are followed so deep.
const DEEPEST: usize = 4;
/// What a part says is cut here.
const LONGEST: usize = 200;

/// What a service says of itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// Its status.
    pub status: ServiceStatus,
    /// Its own word for that.
    pub word: String,
    /// Why, when it says so.
    pub why: Option<String>,
    /// Its parts.
    pub components: Vec<Component>,
}

impl Told {
    /// What that is for the probe. A service that does not know of itself was not seen to be good.
    pub fn outcome(&self) -> ProbeOutcome {
        match self.status {
            ServiceStatus::Disabled | ServiceStatus::Healthy => ProbeOutcome::Ok,
            ServiceStatus::Degraded | ServiceStatus::Unknown => ProbeOutcome::Warn,
            ServiceStatus::Starting => ProbeOutcome::Starting,
            ServiceStatus::Unhealthy => ProbeOutcome::Fail,
        }
    }

    /// The reason that it gives, or the parts that are not well.
    pub fn reason(&self) -> Option<String> {
        let unwell = |component: &&Component| component.status >= ServiceStatus::Degraded;
        let mut names: Vec<String> = self.components.iter().filter(unwell).map(described).collect();
        let more = names.len().saturating_sub(3);
        names.truncate(3);
        let parts = names.join(", ");
        let more = if more > 0 { format!(", and {more} more") } else { String::new() };
        match (&self.why, parts.is_empty()) {
            (Some(why), _) => Some(why.clone()),
            (None, false) => Some(parts + &more),
            (None, true) => None,
        }
    }
}

fn described(component: &Component) -> String {
    match component.message.is_empty() {
        true => format!("{} is {}", component.name, component.status.word()),
        false => format!("{} is {} ({})", component.name, component.status.word(), component.message),
    }
}

/// The health that a document tells of; none when it is no such document.
pub fn read(document: &Value) -> Option<Told> {
    let object = document.as_object()?;
    let word = object.get("status")?.as_str()?;
    let status = status(word)?;
    let mut components = Vec::new();
    gather(object, "", 0, &mut components);
    components.truncate(MOST_COMPONENTS);
    let why = ["output", "message"].iter().find_map(|key| said(object.get(*key)?));
    Some(Told { status, word: word.to_owned(), why, components })
}

/// The three forms use different words for the same.
fn status(word: &str) -> Option<ServiceStatus> {
    Some(match word.to_ascii_lowercase().as_str() {
        "pass" | "ok" | "up" | "healthy" => ServiceStatus::Healthy,
        "warn" | "warning" | "degraded" => ServiceStatus::Degraded,
        "fail" | "error" | "down" | "out_of_service" | "unhealthy" => ServiceStatus::Unhealthy,
        "starting" => ServiceStatus::Starting,
        "unknown" => ServiceStatus::Unknown,
        "disabled" => ServiceStatus::Disabled,
        _ => return None,
    })
}

/// The parts of one document, in its order, named as they are within each other: `db/primary`.
fn gather(object: &Map<String, Value>, within: &str, depth: usize, into: &mut Vec<Component>) {
    if depth == DEEPEST || into.len() >= MOST_COMPONENTS {
        return;
    }
    for (name, checks) in by_name(object, "checks") {
        let checks: Vec<&Value> = checks.as_array().map_or_else(|| vec![checks], |list| list.iter().collect());
        let several = checks.len() > 1;
        for (index, check) in checks.into_iter().enumerate() {
            let id = check.get("componentId").and_then(Value::as_str).map_or_else(|| (index + 1).to_string(), cut);
            let name = if several { format!("{name}/{id}") } else { name.clone() };
            add(check, &joined(within, &name), depth, into);
        }
    }
    for key in ["components", "details"] {
        for (name, part) in by_name(object, key) {
            add(part, &joined(within, name), depth, into);
        }
    }
    for key in ["services", "dependencies"] {
        for part in object.get(key).and_then(Value::as_array).into_iter().flatten() {
            let Some(name) = part.get("name").and_then(Value::as_str) else { continue };
            add(part, &joined(within, name), depth, into);
        }
    }
}

/// What an object holds under a key, in an order that does not hang on how it was written.
fn by_name<'v>(object: &'v Map<String, Value>, key: &str) -> BTreeMap<&'v String, &'v Value> {
    object.get(key).and_then(Value::as_object).into_iter().flatten().collect()
}

fn joined(within: &str, name: &str) -> String {
    if within.is_empty() { cut(name) } else { format!("{within}/{}", cut(name)) }
}

/// One part and its own parts. What says nothing of its status is no part, but a measurement.
fn add(part: &Value, name: &str, depth: usize, into: &mut Vec<Component>) {
    let Some(object) = part.as_object() else { return };
    if let Some(word) = object.get("status").and_then(Value::as_str) {
        let status = status(word).unwrap_or(ServiceStatus::Unknown);
        into.push(Component { name: name.to_owned(), status, message: message(object).unwrap_or_default() });
    }
    gather(object, name, depth + 1, into);
}

fn message(part: &Map<String, Value>) -> Option<String> {
    let details = part.get("details").and_then(Value::as_object);
    let of_details = || ["error", "message"].iter().find_map(|key| said(details?.get(*key)?));
    ["output", "message"].iter().find_map(|key| said(part.get(*key)?)).or_else(of_details).or_else(|| observed(part))
}

fn observed(part: &Map<String, Value>) -> Option<String> {
    let value = match part.get("observedValue")? {
        Value::String(text) => cut(text),
        value @ (Value::Number(_) | Value::Bool(_)) => value.to_string(),
        _ => return None,
    };
    let unit =
        part.get("observedUnit").and_then(Value::as_str).map_or_else(String::new, |unit| format!(" {}", cut(unit)));
    Some(value + &unit)
}

fn said(value: &Value) -> Option<String> {
    value.as_str().map(cut).filter(|text| !text.is_empty())
}

/// In one line, and not a long one.
pub fn cut(text: &str) -> String {
    let line = text.trim().lines().next().unwrap_or_default();
    let clean = line.chars().filter(|c| !c.is_control());
    let mut short: String = clean.take(LONGEST).collect();
    if line.chars().count() > LONGEST {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn parts(told: &Told) -> Vec<(&str, &str, &str)> {
        told.components.iter().map(|one| (one.name.as_str(), one.status.word(), one.message.as_str())).collect()
    }

    #[test]
    fn the_draft_of_the_ietf() {
        let told = read(&json!({
            "status": "WARN", "version": "1",
            "checks": {
                "cassandra:responseTime": [
                    { "componentId": "a", "status": "pass", "observedValue": 250, "observedUnit": "ms" },
                    { "componentId": "b", "status": "fail", "output": "refused" },
                ],
                "uptime": [{ "observedValue": 1209600, "observedUnit": "s" }],
            },
        }));
        let told = told.unwrap();
        assert_eq!((told.outcome(), told.word.as_str()), (ProbeOutcome::Warn, "WARN"));
        assert_eq!(
            parts(&told),
            [("cassandra:responseTime/a", "healthy", "250 ms"), ("cassandra:responseTime/b", "unhealthy", "refused")]
        );
        assert_eq!(told.reason().unwrap(), "cassandra:responseTime/b is unhealthy (refused)");
    }

    #[test]
    fn spring_with_parts_in_parts() {
        let told = read(&json!({
            "status": "DOWN",
            "components": {
                "db": { "status": "DOWN", "components": {
                    "primary": { "status": "DOWN", "details": { "error": "java.sql.SQLException: no\nat x" } },
                } },
                "ping": { "status": "UP" },
                "odd": { "status": "FATIGUED" },
            },
        }));
        let told = told.unwrap();
        assert_eq!(told.outcome(), ProbeOutcome::Fail);
        assert_eq!(
            parts(&told),
            [
                ("db", "unhealthy", ""),
                ("db/primary", "unhealthy", "java.sql.SQLException: no"),
                ("odd", "unknown", ""),
                ("ping", "healthy", ""),
            ]
        );
        assert_eq!(read(&json!({ "status": "OUT_OF_SERVICE" })).unwrap().outcome(), ProbeOutcome::Fail);
        assert_eq!(read(&json!({ "status": "UNKNOWN" })).unwrap().outcome(), ProbeOutcome::Warn);
    }

    #[test]
    fn planyards_own() {
        let told = read(&json!({
            "status": "degraded",
            "services": [{ "name": "redis", "status": "degraded", "message": "slow" }],
            "dependencies": [{ "name": "db", "status": "starting" }, { "status": "unhealthy" }],
        }));
        let told = told.unwrap();
        assert_eq!(parts(&told), [("redis", "degraded", "slow"), ("db", "starting", "")]);
        assert_eq!(read(&json!({ "status": "starting" })).unwrap().outcome(), ProbeOutcome::Starting);
    }

    #[test]
    fn other_documents_tell_nothing() {
        for other in [json!([]), json!({}), json!({ "status": 200 }), json!({ "status": "shipped" }), json!("ok")] {
            assert_eq!(read(&other), None, "{other}");
        }
        let deep = json!({ "status": "UP", "components": { "a": { "components": { "b": { "components": { "c": {
            "components": { "d": { "status": "UP", "components": { "e": { "status": "DOWN" } } } } } } } } } } });
        assert_eq!(parts(&read(&deep).unwrap()), [("a/b/c/d", "healthy", "")]);
        assert_eq!(cut(&"x".repeat(300)).chars().count(), LONGEST + 1);
    }
}
