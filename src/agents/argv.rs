use std::path::Path;

use super::catalog::places;
use super::record::{Group, Record};
use crate::backends::Spec;

/// A command line for a run, without the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandLine {
    /// The arguments.
    pub args: Vec<String>,
    /// It names the file of the schema, which must be written.
    pub needs_schema_file: bool,
}

/// The arguments of a run. A session is resumed when the run names one and the agent can.
///
/// # Errors
/// A session is to be resumed and the agent cannot.
pub fn command_line(record: &Record, spec: &Spec, schema_file: &Path) -> Result<CommandLine, String> {
    let groups = match &spec.resume {
        Some(_) if record.resume.is_empty() => return Err(format!("{} cannot go on with a session", record.name)),
        Some(_) => &record.resume,
        None => &record.new,
    };
    let value = |place: &str| -> Option<String> {
        match place {
            "prompt" => Some(spec.prompt.clone()),
            "prompt_file" => Some(spec.folder.join("prompt.md").display().to_string()),
            "session" => Some(spec.session.clone()).filter(|session| !session.is_empty()),
            "resume" => spec.resume.clone(),
            "model" => spec.model.clone(),
            "cwd" => Some(spec.cwd.display().to_string()),
            "turns" => spec.limits.turns.map(|turns| turns.to_string()),
            "budget" => spec.limits.cost_micro.map(dollars),
            "schema" => spec.schema.as_ref().map(ToString::to_string),
            "schema_file" => spec.schema.as_ref().map(|_| schema_file.display().to_string()),
            _ => None,
        }
    };
    let mut line = CommandLine { args: Vec::new(), needs_schema_file: false };
    for group in groups {
        if matches!(group, Group::One(one) if one == "{permissions}") {
            line.args.extend(record.permission_args(spec.permissions).iter().cloned());
            continue;
        }
        let Some(filled) = group.args().iter().map(|arg| fill(arg, &value)).collect::<Option<Vec<_>>>() else {
            continue;
        };
        line.needs_schema_file |= group.args().iter().any(|arg| arg.contains("{schema_file}"));
        line.args.extend(filled);
    }
    Ok(line)
}

/// One pass: what is filled in is never looked at again, whatever it holds. `None`: a value is missing.
fn fill(arg: &str, value: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let mut filled = String::new();
    let mut rest = arg;
    for place in places(arg) {
        let Some(at) = rest.find(&format!("{{{place}}}")) else { continue };
        filled.push_str(&rest[..at]);
        filled.push_str(&value(place)?);
        rest = &rest[at + place.len() + 2..];
    }
    filled.push_str(rest);
    Some(filled)
}

/// Millionths of a dollar as a decimal number.
fn dollars(micro: u64) -> String {
    let text = format!("{}.{:06}", micro / 1_000_000, micro % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::find;
    use super::*;
    use crate::backends::{Limits, Permissions};

    fn spec() -> Spec {
        Spec {
            run: "P01/T01/1".to_owned(),
            order: crate::queue::OrderId::new("w", "P01", "T01"),
            epoch: 1,
            title: "x".to_owned(),
            backend: "claude".to_owned(),
            prompt: "do {model} it".to_owned(),
            cwd: "/w".into(),
            folder: "/f".into(),
            env: std::collections::BTreeMap::new(),
            session: "5e55".to_owned(),
            resume: None,
            model: None,
            permissions: Permissions::All,
            limits: Limits::default(),
            schema: None,
        }
    }

    fn line(agent: &str, spec: &Spec) -> String {
        let record = find(agent, &toml::Table::new()).unwrap().unwrap();
        command_line(&record, spec, Path::new("/f/schema.json")).unwrap().args.join(" ")
    }

    #[test]
    fn groups_without_a_value_are_left_out() {
        let plain = line("claude", &spec());
        assert!(
            plain.contains("--session-id 5e55") && plain.contains("--permission-mode bypassPermissions"),
            "{plain}"
        );
        assert!(!plain.contains("--model") && !plain.contains("--max-turns") && !plain.contains("--resume"), "{plain}");
        let mut full = spec();
        full.limits = Limits { turns: Some(9), cost_micro: Some(1_500_000), ..Limits::default() };
        full.model = Some("m1".to_owned());
        full.permissions = Permissions::Edit;
        full.resume = Some("old".to_owned());
        let full = line("claude", &full);
        for part in ["--model m1", "--max-turns 9", "--max-budget-usd 1.5", "--resume old", "acceptEdits"] {
            assert!(full.contains(part), "{full}");
        }
        assert!(!full.contains("--session-id"), "{full}");
    }

    #[test]
    fn a_prompt_is_one_argument_and_never_filled_in() {
        let record = find("copilot", &toml::Table::new()).unwrap().unwrap();
        let args = command_line(&record, &spec(), Path::new("/f/s")).unwrap().args;
        assert!(args.iter().any(|arg| arg.ends_with("do {model} it")), "{args:?}");
    }

    #[test]
    fn an_agent_without_sessions_says_so() {
        let text = "[mine]\nprogram = \"mine\"\nnew = [\"{prompt}\"]\n[mine.stream]\nformat = \"text\"";
        let record = find("mine", &toml::from_str(text).unwrap()).unwrap().unwrap();
        let mut again = spec();
        again.resume = Some("old".to_owned());
        assert_eq!(command_line(&record, &again, Path::new("/")).unwrap_err(), "mine cannot go on with a session");
    }

    #[test]
    fn money_is_written_without_a_float() {
        assert_eq!(
            [dollars(1_500_000), dollars(10_000), dollars(2_000_000), dollars(1)],
            ["1.5", "0.01", "2", "0.000001"]
        );
    }
}
