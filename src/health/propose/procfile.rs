//! `Procfile`: a name and a line for each process.

use toml::Value;

use super::Draft;
use super::interpolate::as_written;

/// The processes of a Procfile: those that name a port by it, the others by their command line.
pub(super) fn drafts(path: &str, text: &str) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let Some((name, command)) = line.split_once(':') else { continue };
        let (name, command) = (name.trim(), command.trim());
        let plain =
            |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
        // What runs once before a release is no service.
        if !plain(name) || command.is_empty() || name == "release" {
            continue;
        }
        let number = u32::try_from(index + 1).unwrap_or(0);
        if let Some(port) = port(command) {
            let mut draft = Draft::new(name, "tcp", path, number);
            draft.url(format!("tcp://127.0.0.1:{port}"));
            draft.address = port.parse().ok().map(|port| ("127.0.0.1".to_owned(), port));
            drafts.push(draft);
        } else if let Some(pattern) = pattern(command) {
            let mut draft = Draft::new(name, "process", path, number);
            draft.table.insert("command_line".to_owned(), Value::String(pattern));
            // How the line looks once it runs is a guess.
            draft.optional();
            drafts.push(draft);
        }
    }
    drafts
}

/// `-p 3000`, `--port=$PORT`, `--bind 0.0.0.0:8000`.
fn port(command: &str) -> Option<String> {
    let pattern = regex::Regex::new(
        r"(?:(?:^|\s)(?:-p|--port|-b|--bind|--listen|PORT)(?:=|\s+)|:)(?:tcp://)?(?:[A-Za-z0-9.\[\]*]+:)?(\d{2,5}|\$\{?PORT(?::?-\d+)?\}?)(?:\s|$|/)",
    )
    .ok()?;
    let found = pattern.captures(command)?.get(1)?.as_str();
    match found.parse::<u16>() {
        Ok(port) if port > 0 => Some(port.to_string()),
        Ok(_) => None,
        // foreman and heroku give the first process 5000.
        Err(_) if found.starts_with('$') => {
            let written = as_written(found);
            Some(if written == "${PORT}" { "${PORT:-5000}".to_owned() } else { written })
        }
        Err(_) => None,
    }
}

/// A pattern for the first words of a command that are not variables, options or starters of others.
fn pattern(command: &str) -> Option<String> {
    const STARTERS: &[&str] = &["bundle", "exec", "env", "poetry", "run", "uv", "npm", "npx", "pipenv", "bin/rails"];
    let plain = |word: &&str| !word.contains(['$', '"', '\'', '=', '&', ';', '|', '<', '>', '(']);
    let words: Vec<String> = command
        .split_whitespace()
        .take_while(|word| !word.contains(['&', ';', '|']))
        .filter(plain)
        .filter(|word| !STARTERS.contains(word))
        .take_while(|word| !word.starts_with('-'))
        .take(2)
        .map(regex::escape)
        .collect();
    (!words.is_empty()).then(|| words.join(r"\s+").replace('$', "$$"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processes_are_known_by_port_or_line() {
        let text = "web: bundle exec puma -p ${PORT:-3000}\napi: gunicorn app:app --bind 0.0.0.0:8000\nworker: bundle exec sidekiq -c 5\n\
            # x\nrelease: rake db:migrate\nodd: \nlive: node $PORT\n: x\nold: python manage.py runserver 0:$PORT\nhuge: x -p 99999\n";
        let found: Vec<_> = drafts("Procfile", text)
            .into_iter()
            .map(|d| (d.name, d.table.get("url").or(d.table.get("command_line")).unwrap().as_str().unwrap().to_owned()))
            .collect();
        let is = |name: &str, what: &str| (name.to_owned(), what.to_owned());
        assert_eq!(
            found,
            [
                is("web", "tcp://127.0.0.1:${PORT:-3000}"),
                is("api", "tcp://127.0.0.1:8000"),
                is("worker", "sidekiq"),
                is("live", "node"),
                is("old", "tcp://127.0.0.1:${PORT:-5000}"),
                is("huge", "x"),
            ]
        );
    }
}
