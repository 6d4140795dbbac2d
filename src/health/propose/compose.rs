//! Services of a compose file: what they are by their image, and where they are published.

use regex::Regex;
use toml::Value;

use super::interpolate::{as_written, filled, has_variable, split};
use super::kinds::{self, Kind};
use super::yaml::Node;
use super::{Draft, list};

/// What gives a variable's value: `.env` beside the file.
pub(super) type Vars<'v> = &'v dyn Fn(&str) -> Option<String>;

/// A port of a service that this machine can reach.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Published {
    host: String,
    /// As it is written, with variables.
    text: String,
    /// As far as it is known.
    port: Option<u16>,
    /// Within the container.
    inner: Option<u16>,
}

/// The services of a file. Those that publish no port are asked for by one probe of compose itself.
pub(super) fn drafts(path: &str, document: &Node, vars: Vars<'_>) -> Vec<Draft> {
    let Some(services) = document.get("services") else { return Vec::new() };
    let services = services.entries();
    let jobs: Vec<&str> =
        services.iter().flat_map(|(_, service)| needs(service)).filter(|need| need.1).map(|need| need.0).collect();
    let (mut drafts, mut inner, mut first) = (Vec::new(), Vec::new(), None);
    for (name, service) in services {
        // A service of a profile is not started unless it is asked for.
        if service.get("profiles").is_some_and(|profiles| !profiles.items().is_empty()) {
            continue;
        }
        let mut found = match reachable(service, vars) {
            Some(draft) => draft,
            None if jobs.contains(&name.as_str()) => continue,
            None => {
                first.get_or_insert(service.line);
                inner.push(name.clone());
                continue;
            }
        };
        found.name.clone_from(name);
        found.depends_on = needs(service).into_iter().filter(|need| !need.1).map(|need| need.0.to_owned()).collect();
        path.clone_into(&mut found.from);
        found.line = service.line;
        if let Some(seconds) = service.at(&["healthcheck", "start_period"]).and_then(Node::text).and_then(seconds) {
            found.table.insert("start_period".to_owned(), Value::String(format!("{seconds}s")));
        }
        drafts.push(found);
    }
    if let Some(line) = first {
        let mut draft = Draft::new("compose", "compose", path, line);
        draft.table.insert("files".to_owned(), list([path.to_owned()]));
        draft.table.insert("services".to_owned(), list(inner));
        drafts.push(draft);
    }
    drafts
}

/// The services that one needs, and whether it only needs them to have ended.
fn needs(service: &Node) -> Vec<(&str, bool)> {
    let Some(needs) = service.get("depends_on") else { return Vec::new() };
    let done = |node: &Node| node.text_of("condition") == Some("service_completed_successfully");
    let listed = needs.items().iter().filter_map(|item| Some((item.text()?, false)));
    listed.chain(needs.entries().iter().map(|(name, node)| (name.as_str(), done(node)))).collect()
}

fn reachable(service: &Node, vars: Vars<'_>) -> Option<Draft> {
    let ports = published(service.get("ports")?, vars);
    let first = ports.first()?;
    let kind = service.text_of("image").and_then(|image| kinds::of_image(&filled(image, vars)));
    if let Some(kind) = kind
        && let Some(port) = ports.iter().find(|port| port.inner == Some(kind.port))
    {
        let user = credentials(service, kind, vars);
        return Some(draft(kind, port, &user, kind.path));
    }
    if let Some((inner, path)) = asked_path(service)
        && let Some(port) = ports.iter().find(|port| port.inner == Some(inner))
        && let Some(http) = kinds::of_scheme("http")
    {
        return Some(draft(http, port, "", &path));
    }
    Some(draft(kinds::of_scheme("tcp")?, first, "", ""))
}

fn draft(kind: Kind, port: &Published, user: &str, path: &str) -> Draft {
    let mut draft = Draft::new("", kind.probe, "", 0);
    draft.url(format!("{}://{user}{}:{}{path}", kind.scheme, port.host, port.text));
    draft.address = port.port.map(|number| (port.host.clone(), number));
    draft
}

/// The ports that are published at a known place.
fn published(ports: &Node, vars: Vars<'_>) -> Vec<Published> {
    ports
        .items()
        .iter()
        .filter_map(|port| if port.entries().is_empty() { short(port.text()?, vars) } else { long(port, vars) })
        .collect()
}

/// `127.0.0.1:${PORT:-8001}:8001/tcp`; a port of the container alone gets another one each time.
fn short(text: &str, vars: Vars<'_>) -> Option<Published> {
    let (text, protocol) = text.rsplit_once('/').unwrap_or((text, "tcp"));
    if protocol != "tcp" {
        return None;
    }
    let parts = split(text, ':');
    let (host, outer, inner) = match parts.as_slice() {
        [outer, inner] => ("", *outer, *inner),
        [host, outer, inner] => (*host, *outer, *inner),
        _ => return None,
    };
    one(&filled(host, vars), outer, inner, vars)
}

fn long(port: &Node, vars: Vars<'_>) -> Option<Published> {
    if port.text_of("protocol").is_some_and(|protocol| protocol != "tcp") {
        return None;
    }
    one(
        &filled(port.text_of("host_ip").unwrap_or_default(), vars),
        port.text_of("published")?,
        port.text_of("target")?,
        vars,
    )
}

fn one(host: &str, outer: &str, inner: &str, vars: Vars<'_>) -> Option<Published> {
    // Of a range the first.
    let head = |text: &str| split(text, '-').first().map_or(String::new(), |head| head.trim().to_owned());
    let outer = if has_variable(outer) { outer.trim().to_owned() } else { head(outer) };
    let number = |text: &str| filled(text, vars).trim().parse::<u16>().ok().filter(|port| *port > 0);
    let port = number(&outer);
    if port.is_none() && !has_variable(&outer) {
        return None;
    }
    let host = match host.trim_matches(['[', ']']) {
        "" | "0.0.0.0" | "::" => "127.0.0.1".to_owned(),
        address if address.contains(':') => format!("[{address}]"),
        address => address.to_owned(),
    };
    Some(Published { host, text: as_written(&outer), port, inner: number(&head(inner)) })
}

/// The port and the path that a health check asks for by HTTP.
fn asked_path(service: &Node) -> Option<(u16, String)> {
    let test = service.at(&["healthcheck", "test"])?;
    let words: Vec<&str> = test.items().iter().filter_map(Node::text).collect();
    let line = test.text().map_or_else(|| words.join(" "), str::to_owned);
    let pattern =
        Regex::new(r#"http://(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::(\d+))?(/[^\s'"|;&>)]*)?"#).ok()?;
    let found = pattern.captures(&line)?;
    let port = found.get(1).map_or(Some(80), |port| port.as_str().parse().ok())?;
    let path = found.get(2).map_or("/", |path| path.as_str());
    Some((port, if has_variable(path) { "/".to_owned() } else { path.to_owned() }))
}

/// `user:password@`, with the password only as a variable, so that none is copied.
fn credentials(service: &Node, kind: Kind, vars: Vars<'_>) -> String {
    let names: &[(&str, &str)] = match kind.probe {
        "postgres" => &[("POSTGRES_USER", "POSTGRES_PASSWORD")],
        "mysql" => &[("MYSQL_USER", "MYSQL_PASSWORD"), ("MARIADB_USER", "MARIADB_PASSWORD")],
        "amqp" => &[("RABBITMQ_DEFAULT_USER", "RABBITMQ_DEFAULT_PASS")],
        "redis" => return redis_password(service, vars),
        _ => &[],
    };
    let Some((user, password)) =
        names.iter().find_map(|(user, password)| Some((environment(service, user)?, environment(service, password))))
    else {
        return match (kind.probe, environment(service, "POSTGRES_PASSWORD")) {
            ("postgres", Some(password)) => {
                secret(&password, vars).map_or_else(|| "postgres@".to_owned(), |secret| format!("postgres:{secret}@"))
            }
            _ => String::new(),
        };
    };
    let plain =
        |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    if !plain(&user) && !has_variable(&user) {
        return String::new();
    }
    let user = as_written(&user);
    match password.and_then(|password| secret(&password, vars)) {
        Some(password) => format!("{user}:{password}@"),
        None => format!("{user}@"),
    }
}

/// The variable alone that a password comes from, when it can be known: never a default, which would be the password.
fn secret(text: &str, vars: Vars<'_>) -> Option<String> {
    let pattern = Regex::new(r"^\$\{?([A-Za-z_][A-Za-z0-9_]*)(:?-[^}]*)?(:?\?[^}]*)?\}?$").ok()?;
    let found = pattern.captures(text)?;
    let name = found.get(1)?.as_str();
    (found.get(2).is_none() || vars(name).is_some()).then(|| format!("${{{name}}}"))
}

fn redis_password(service: &Node, vars: Vars<'_>) -> String {
    let Some(command) = service.get("command") else { return String::new() };
    let words: Vec<&str> = match command.text() {
        Some(line) => line.split_whitespace().collect(),
        None => command.items().iter().filter_map(Node::text).collect(),
    };
    let after = words.iter().position(|word| *word == "--requirepass").and_then(|at| words.get(at + 1));
    after
        .and_then(|word| secret(word.trim_matches(['"', '\'']), vars))
        .map_or(String::new(), |secret| format!(":{secret}@"))
}

/// A variable of the service: of a mapping, or of a list of `NAME=value`.
fn environment(service: &Node, name: &str) -> Option<String> {
    let all = service.get("environment")?;
    if let Some(text) = all.text_of(name) {
        return Some(text.to_owned());
    }
    let items = all.items().iter().filter_map(Node::text);
    items.filter_map(|item| item.split_once('=')).find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
}

/// `1m30s`, `40s`, `500ms` in whole seconds, rounded up.
fn seconds(text: &str) -> Option<u64> {
    let pattern = Regex::new(r"^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)(?:\.\d+)?s)?(?:(\d+)ms)?$").ok()?;
    let found = pattern.captures(text.trim())?;
    let part = |at: usize| found.get(at).and_then(|part| part.as_str().parse::<u64>().ok()).unwrap_or(0);
    let all = part(1).checked_mul(3600)?.checked_add(part(2).checked_mul(60)?)?.checked_add(part(3))?;
    Some(all.checked_add(part(4).div_ceil(1000))?).filter(|seconds| *seconds > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn none(_: &str) -> Option<String> {
        None
    }

    #[test]
    fn ports_are_read_in_every_form() {
        let of = |text: &str| short(text, &none).map(|port| (format!("{}:{}", port.host, port.text), port.inner));
        let is = |text: &str, inner: u16| Some((text.to_owned(), Some(inner)));
        assert_eq!(of("8000:80"), is("127.0.0.1:8000", 80));
        assert_eq!(of("0.0.0.0:8000:80/tcp"), is("127.0.0.1:8000", 80));
        assert_eq!(of("[::1]:8000:80"), is("[::1]:8000", 80));
        assert_eq!(of("9090-9091:8080-8081"), is("127.0.0.1:9090", 8080));
        assert_eq!(of("${PORT:-5432}:5432"), is("127.0.0.1:${PORT:-5432}", 5432));
        assert_eq!(of("10.0.0.5:${PORT}:5432"), is("10.0.0.5:${PORT}", 5432));
        for none in ["80", "127.0.0.1::80", "x:80", "80:80/udp", "", ":", "70000:80"] {
            assert_eq!(of(none), None, "{none}");
        }
    }

    #[test]
    fn passwords_are_only_ever_named() {
        let vars = |name: &str| (name == "SET").then(|| "x".to_owned());
        assert_eq!(secret("${PASS}", &vars), Some("${PASS}".to_owned()));
        assert_eq!(secret("${PASS:?must be set}", &vars), Some("${PASS}".to_owned()));
        assert_eq!(secret("${SET:-hunter2}", &vars), Some("${SET}".to_owned()));
        assert_eq!((secret("${PASS:-hunter2}", &vars), secret("hunter2", &vars)), (None, None));
    }

    #[test]
    fn times_are_read() {
        assert_eq!(
            [seconds("1m30s"), seconds("40s"), seconds("500ms"), seconds("x"), seconds("")],
            [Some(90), Some(40), Some(1), None, None]
        );
    }
}
