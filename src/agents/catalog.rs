use std::collections::BTreeMap;

use super::record::{Format, PromptIn, Record};
use super::stream::Rules;
use crate::report::{Problem, ProblemKind};

/// `(name, text, where its cases begin)` of each record, sorted by name.
const BUILT_IN: &[(&str, &str, usize)] = include!(concat!(env!("OUT_DIR"), "/agents.rs"));

/// What may stand in braces in an argument.
pub(super) const PLACES: [&str; 11] = [
    "prompt",
    "prompt_file",
    "session",
    "resume",
    "model",
    "cwd",
    "turns",
    "budget",
    "schema",
    "schema_file",
    "permissions",
];

/// Every agent by name.
#[derive(Debug, Clone, Default)]
pub struct Agents {
    records: BTreeMap<String, Record>,
}

impl Agents {
    /// The built-in records with the `[agents]` table of the configuration laid over them: a key that it gives replaces
    /// the built-in one, `[agents.NAME]` of a new name is a record of its own.
    ///
    /// # Errors
    /// A record that is broken, naming it and the key.
    pub fn load(own: &toml::Table) -> Result<Self, Problem> {
        let mut records = BTreeMap::new();
        for (name, text, cases) in BUILT_IN {
            let text = if cfg!(test) { text } else { &text[..*cases] };
            let table: toml::Table = toml::from_str(text).map_err(|error| broken(name, &error.to_string()))?;
            records.insert((*name).to_owned(), with(name, table, own.get(*name))?);
        }
        for (name, value) in own {
            if !records.contains_key(name) {
                let table = toml::Table::from_iter([
                    ("name".to_owned(), toml::Value::String(name.clone())),
                    ("about".to_owned(), toml::Value::String(format!("{name}, from planyard.toml"))),
                    ("account".to_owned(), toml::Value::String(name.clone())),
                ]);
                records.insert(name.clone(), with(name, table, Some(value))?);
            }
            if let Some(record) = records.get(name) {
                check(record).map_err(|wrong| broken(name, &wrong))?;
            }
        }
        Ok(Self { records })
    }

    /// All of them, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = &Record> {
        self.records.values()
    }

    /// Their names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.records.keys().map(String::as_str)
    }

    /// The record of that name.
    pub fn get(&self, name: &str) -> Option<&Record> {
        self.records.get(name)
    }
}

/// The names of all agents, those of `[agents]` too, sorted.
pub fn names(own: &toml::Table) -> Vec<String> {
    let built_in = BUILT_IN.iter().map(|(name, _, _)| (*name).to_owned());
    let mut names: Vec<String> = built_in.chain(own.keys().cloned()).collect();
    names.sort();
    names.dedup();
    names
}

/// The record of one agent, with what `[agents]` says of it; `None` when there is none of that name.
///
/// # Errors
/// The record is broken.
pub fn find(name: &str, own: &toml::Table) -> Result<Option<Record>, Problem> {
    let over = own.get(name);
    let record = match BUILT_IN.iter().find(|(known, _, _)| *known == name) {
        Some((_, text, cases)) => {
            let table: toml::Table =
                toml::from_str(&text[..*cases]).map_err(|error| broken(name, &error.to_string()))?;
            with(name, table, over)?
        }
        None if over.is_none() => return Ok(None),
        None => return Ok(Agents::load(own)?.get(name).cloned()),
    };
    if over.is_some() {
        check(&record).map_err(|wrong| broken(name, &wrong))?;
    }
    Ok(Some(record))
}

fn with(name: &str, mut table: toml::Table, over: Option<&toml::Value>) -> Result<Record, Problem> {
    match over {
        Some(toml::Value::Table(over)) => lay_over(&mut table, over),
        Some(_) => return Err(broken(name, "it must be a table: [agents.NAME]")),
        None => {}
    }
    let record: Record = table.try_into().map_err(|error: toml::de::Error| broken(name, error.message()))?;
    if record.name != name {
        return Err(broken(name, &format!("its `name` is `{}`", record.name)));
    }
    Ok(record)
}

/// Tables are laid over each other key by key, anything else replaces.
fn lay_over(below: &mut toml::Table, over: &toml::Table) {
    for (key, value) in over {
        match (below.get_mut(key), value) {
            (Some(toml::Value::Table(below)), toml::Value::Table(over)) => lay_over(below, over),
            _ => drop(below.insert(key.clone(), value.clone())),
        }
    }
}

fn broken(name: &str, wrong: &str) -> Problem {
    Problem::new(ProblemKind::Config, format!("the record [agents.{name}] is broken: {}", wrong.trim()))
        .source(format!("agents.{name}"))
        .hint("mend it in planyard.toml; `planyard schema agent` prints the keys of a record")
}

/// What the types of a record cannot say. Run for users' records when they are read, for ours by a test.
pub(super) fn check(record: &Record) -> Result<(), String> {
    if record.program.is_empty() {
        return Err("program: it is empty".to_owned());
    }
    if record.stream.format != Format::Text && record.stream.map.trim().is_empty() {
        return Err("stream.map: this format needs a filter".to_owned());
    }
    Rules::new(record)?;
    regex::Regex::new(&record.version.pattern).map_err(|error| format!("version.pattern: {error}"))?;
    for code in record.exit.keys() {
        code.parse::<u8>().map_err(|_| format!("exit: `{code}` is no exit code"))?;
    }
    for (key, groups) in [("new", &record.new), ("resume", &record.resume)] {
        let args = || groups.iter().flat_map(|group| group.args());
        for arg in args() {
            for place in places(arg) {
                if !PLACES.contains(&place) {
                    return Err(format!("{key}: there is no {{{place}}}; there are {}", PLACES.join(", ")));
                }
            }
        }
        let told = args().any(|arg| places(arg).any(|place| matches!(place, "prompt" | "prompt_file")));
        if !groups.is_empty() && (record.prompt == PromptIn::Args) != told {
            return Err(format!("{key}: the prompt must be in the arguments, or in `prompt = \"stdin\"`, not in both"));
        }
    }
    Ok(())
}

/// The words in braces of an argument; other braces (JSON, TOML) are the argument's own.
pub(super) fn places(arg: &str) -> impl Iterator<Item = &str> {
    arg.split('{').skip(1).filter_map(|rest| {
        let word = &rest[..rest.find('}')?];
        (!word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')).then_some(word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(text: &str) -> toml::Table {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn every_built_in_record_is_whole() {
        let agents = Agents::load(&toml::Table::new()).unwrap();
        let names: Vec<&str> = agents.names().collect();
        let expected = [
            "aider",
            "amp",
            "claude",
            "codex",
            "copilot",
            "cursor-agent",
            "droid",
            "gemini",
            "goose",
            "opencode",
            "qwen",
        ];
        assert_eq!(names, expected);
        for record in agents.iter() {
            check(record).unwrap_or_else(|wrong| panic!("{}: {wrong}", record.name));
            assert!(record.install.is_some() && record.docs.is_some(), "{}: install, docs", record.name);
            assert!(!record.verified || record.version.tested.is_some(), "{}: verified with which?", record.name);
            assert_eq!(record.caps.resume, !record.resume.is_empty(), "{}: caps.resume", record.name);
            let preassign = record.new.iter().flat_map(|group| group.args()).any(|arg| arg.contains("{session}"));
            assert_eq!(record.caps.preassign, preassign, "{}: caps.preassign", record.name);
            let turns = record.new.iter().flat_map(|group| group.args()).any(|arg| arg.contains("{turns}"));
            assert_eq!(record.caps.turns, turns, "{}: caps.turns", record.name);
            assert!(record.new.iter().any(|group| group.args() == ["{permissions}"]), "{}", record.name);
        }
    }

    #[test]
    fn a_key_of_the_user_replaces_ours_and_an_unknown_one_is_told() {
        let record = find("claude", &own("[claude]\nprogram = \"/opt/claude\"\n[claude.env]\nX = \"1\"")).unwrap();
        let record = record.unwrap();
        assert_eq!((record.program.as_str(), record.env["X"].as_str()), ("/opt/claude", "1"));
        assert!(record.env.len() > 1 && !record.stream.map.is_empty());
        let wrong = find("claude", &own("[claude]\nprogramm = \"x\"")).unwrap_err().to_string();
        assert!(wrong.contains("[agents.claude]") && wrong.contains("`programm`"), "{wrong}");
        let wrong = find("claude", &own("[claude]\nnew = [\"{nope}\"]")).unwrap_err().to_string();
        assert!(wrong.contains("new: there is no {nope}"), "{wrong}");
        let wrong = find("claude", &own("[claude.stream]\nmap = \".a |\"")).unwrap_err().to_string();
        assert!(wrong.contains("stream.map"), "{wrong}");
    }

    #[test]
    fn a_new_name_is_a_record_of_its_own() {
        let text = "[mine]\nprogram = \"mine\"\nnew = [\"{prompt}\"]\n[mine.stream]\nformat = \"text\"";
        let record = find("mine", &own(text)).unwrap().unwrap();
        assert_eq!((record.name.as_str(), record.account.as_str()), ("mine", "mine"));
        assert!(find("other", &own(text)).unwrap().is_none());
        let wrong = find("mine", &own("[mine]\nprogram = \"mine\"")).unwrap_err().to_string();
        assert!(wrong.contains("missing field"), "{wrong}");
    }

    #[test]
    fn only_words_in_braces_are_places() {
        let found = |arg| places(arg).collect::<Vec<_>>();
        assert_eq!(found("--x={cwd}/{model}"), ["cwd", "model"]);
        assert_eq!(found("{\"a\": {}} {A} {b c}"), Vec::<&str>::new());
    }
}
