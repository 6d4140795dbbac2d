//! Addresses in `.env` and in its examples. They are proposed as `${NAME}`, so that no password is copied.

use url::Url;

use super::Draft;
use super::kinds::{self, Kind};
use crate::health::settings::dot_env;

/// Ends of the names of variables that hold addresses.
const ENDS: &[&str] = &["_URL", "_URI", "_DSN", "_ADDRESS", "_ENDPOINT"];

/// The services that a file's variables name.
pub(super) fn drafts(path: &str, text: &str) -> Vec<Draft> {
    let vars = dot_env(text);
    let mut drafts = Vec::new();
    for (name, value) in &vars {
        let line = line_of(text, name);
        drafts.extend(address(name, value).or_else(|| host_and_port(name, &vars)).map(|mut draft| {
            path.clone_into(&mut draft.from);
            draft.line = line;
            draft
        }));
    }
    drafts.sort_by_key(|draft| draft.line);
    drafts
}

fn line_of(text: &str, name: &str) -> u32 {
    let is = |line: &str| {
        let line = line.trim();
        line.strip_prefix("export ").unwrap_or(line).split_once('=').is_some_and(|(key, _)| key.trim() == name)
    };
    let last = text.lines().enumerate().filter(|(_, line)| is(line)).last();
    last.map_or(0, |(index, _)| u32::try_from(index + 1).unwrap_or(0))
}

/// `REDIS_URL=redis://…`.
fn address(name: &str, value: &str) -> Option<Draft> {
    let scheme = value.split_once("://")?.0;
    let kind = kinds::of_scheme(scheme)?;
    let url = Url::parse(value).ok()?;
    let host = url.host_str().filter(|host| !host.is_empty())?.to_owned();
    let port = url.port_or_known_default().unwrap_or(kind.port);
    if port == 0 || (kind.probe == "http" && !is_near(&host)) {
        // What is asked of strangers costs them, and is theirs to watch.
        return None;
    }
    let mut draft = Draft::new(&service_name(name, kind), kind.probe, "", 0);
    if kind.probe != "tcp" && kinds::of_scheme(scheme).is_some() && !scheme.contains('+') {
        draft.url(format!("${{{name}}}"));
    } else {
        // The probe does not know that scheme, so the address is written without what is secret in it.
        draft.url(format!("{}://{host}:{port}", kind.scheme));
    }
    draft.address = Some((host, port));
    Some(draft)
}

/// `REDIS_HOST` and `REDIS_PORT`, `PGHOST` and `PGPORT`.
fn host_and_port(name: &str, vars: &std::collections::BTreeMap<String, String>) -> Option<Draft> {
    let stem = name.strip_suffix("HOST")?;
    let host = vars.get(name).filter(|host| is_host(host))?;
    let port_name = format!("{stem}PORT");
    let port = vars.get(&port_name).and_then(|port| port.parse::<u16>().ok());
    let word = stem.trim_end_matches('_');
    let kind = kinds::of_word(word).or_else(|| kinds::of_port(port?))?;
    let mut draft = Draft::new(&service_name(word, kind), kind.probe, "", 0);
    draft.url(match port {
        Some(_) => format!("{}://${{{name}}}:${{{port_name}}}", kind.scheme),
        None => format!("{}://${{{name}}}:{}", kind.scheme, kind.port),
    });
    draft.address = Some((host.clone(), port.unwrap_or(kind.port)));
    Some(draft)
}

fn is_host(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
}

/// On this machine, or beside it: a name without a dot is one of a compose file's network.
pub(super) fn is_near(host: &str) -> bool {
    let host = host.trim_matches(['[', ']']);
    host == "::1" || host.starts_with("127.") || host == "0.0.0.0" || !host.contains(['.', ':'])
}

/// `cache` of `CACHE_URL`; of `DATABASE_URL`, which says nothing, the kind.
fn service_name(variable: &str, kind: Kind) -> String {
    let stem = ENDS.iter().find_map(|end| variable.strip_suffix(end)).unwrap_or(variable).to_ascii_lowercase();
    match stem.as_str() {
        "database" | "db" | "pg" | "url" | "sqlalchemy_database" if kind.probe != "tcp" => kind.probe.to_owned(),
        _ => stem.replace('_', "-"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_proposed_by_name_and_never_with_their_password() {
        let text = "# x\nexport REDIS_URL='redis://:hunter2@localhost:6380/1'\nDATABASE_URL=postgresql+asyncpg://a:hunter2@db/x\n\
            STRIPE_URL=https://api.stripe.com\nAPI_URL=http://localhost:8000\nSQLITE_URL=sqlite:///x.db\nPGHOST=127.0.0.1\nPGPORT=5433\nBROKEN_URL=http://[\n";
        let found: Vec<_> = drafts(".env", text)
            .into_iter()
            .map(|d| (d.name, d.table["url"].as_str().unwrap().to_owned(), d.line))
            .collect();
        let is = |name: &str, url: &str, line: u32| (name.to_owned(), url.to_owned(), line);
        assert_eq!(
            found,
            [
                is("redis", "${REDIS_URL}", 2),
                is("postgres", "postgres://db:5432", 3),
                is("api", "${API_URL}", 5),
                is("postgres", "postgres://${PGHOST}:${PGPORT}", 7),
            ]
        );
        assert!(drafts(".env", "=\n=x\nA\n'=\"\nX_URL=\"\nX_HOST==\n").is_empty());
    }
}
