//! Rules as they are configured: on or off, how severe, with which options.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::{ALL, Meta, find};
use crate::plan::estimate::Estimate;
use crate::report::Severity;

/// A rule as it is configured, defaults filled in.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Setting {
    /// `None`: off.
    pub severity: Option<Severity>,
    /// Every option of the rule.
    pub options: BTreeMap<String, toml::Value>,
}

/// All rules as they are configured, by name.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings(BTreeMap<&'static str, Setting>);

static DEFAULTS: LazyLock<Settings> =
    LazyLock::new(|| Settings(ALL.iter().map(|rule| rule.meta()).map(|meta| (meta.name, default_of(meta))).collect()));

impl Default for Settings {
    fn default() -> Self {
        DEFAULTS.clone()
    }
}

fn default_of(meta: &Meta) -> Setting {
    let value = |text: &str| -> Option<toml::Value> {
        let table: toml::Table = toml::from_str(&format!("value = {text}")).ok()?;
        table.get("value").cloned()
    };
    let options =
        meta.options.iter().filter_map(|option| Some((option.name.to_owned(), value(option.default)?))).collect();
    Setting { severity: meta.severity, options }
}

impl Settings {
    /// The setting of a rule.
    pub fn of(&self, rule: &str) -> Option<&Setting> {
        self.0.get(rule)
    }

    /// The defaults with a `[rules]` table over them. A rule's value is a severity, `"off"`, or a table with `severity`
    /// and its options; `"tasks/*"` is every rule of that group.
    ///
    /// # Errors
    /// Every key that is no rule or option, and every value of the wrong kind, one sentence each.
    pub fn from_table(table: &toml::Table) -> Result<Self, Vec<String>> {
        let mut settings = Self::default();
        let mut wrong = Vec::new();
        for (name, value) in table {
            let group = name.strip_suffix('*').filter(|group| group.ends_with('/'));
            let named: Vec<&'static str> = ALL
                .iter()
                .map(|rule| rule.meta().name)
                .filter(|rule| group.map_or(rule == name, |group| rule.starts_with(group)))
                .collect();
            if named.is_empty() {
                wrong.push(unknown(name));
            }
            for rule in named {
                let setting = settings.0.entry(rule).or_default();
                if let Err(why) = apply(rule, setting, value, group.is_some()) {
                    wrong.push(why);
                }
            }
        }
        if wrong.is_empty() { Ok(settings) } else { Err(wrong) }
    }
}

fn apply(rule: &str, setting: &mut Setting, value: &toml::Value, group: bool) -> Result<(), String> {
    match value {
        toml::Value::String(word) => setting.severity = severity(rule, word)?,
        toml::Value::Table(table) => {
            for (key, value) in table {
                if key == "severity" {
                    let word = value.as_str().ok_or_else(|| format!("rules.\"{rule}\".severity must be a word"))?;
                    setting.severity = severity(rule, word)?;
                    continue;
                }
                let known = setting.options.get_mut(key);
                let Some(known) = known.filter(|_| !group) else { return Err(no_option(rule, key)) };
                set(known, value).map_err(|must| format!("rules.\"{rule}\".{key} {must}"))?;
            }
        }
        other => {
            return Err(format!("rules.\"{rule}\" must be a severity, \"off\" or a table, not {}", other.type_str()));
        }
    }
    Ok(())
}

/// Puts a value in the place of a default, which says what it may be. Of a table, only the keys given are replaced.
fn set(known: &mut toml::Value, value: &toml::Value) -> Result<(), String> {
    use toml::Value;
    match (&mut *known, value) {
        (Value::Table(known), Value::Table(given)) => {
            for (key, value) in given {
                let words = known.entry(key).or_insert_with(|| Value::Array(Vec::new()));
                set(words, value).map_err(|must| format!("of \"{key}\" {must}"))?;
            }
            return Ok(());
        }
        (Value::Array(_), Value::Array(given)) => {
            if let Some(other) = given.iter().find(|value| !value.is_str()) {
                return Err(format!("must be a list of strings; one is of type {}", other.type_str()));
            }
            if given.iter().filter_map(Value::as_str).any(|text| text.trim().is_empty()) {
                return Err("must be a list of strings; one is empty".to_owned());
            }
        }
        (Value::String(_), Value::String(given)) if given.trim().is_empty() => {
            return Err("must not be empty".to_owned());
        }
        (Value::String(known), Value::String(given))
            if Estimate::read(known).is_some() && Estimate::read(given).is_none() =>
        {
            return Err(format!("must be a time such as `{known}`, not `{given}`"));
        }
        (Value::Integer(_), Value::Integer(given)) if *given < 0 => {
            return Err(format!("must not be less than 0, but is {given}"));
        }
        (known, given) if known.type_str() != given.type_str() => {
            return Err(format!("must be of type {}, not {}", known.type_str(), given.type_str()));
        }
        _ => {}
    }
    known.clone_from(value);
    Ok(())
}

fn severity(rule: &str, word: &str) -> Result<Option<Severity>, String> {
    match word {
        "off" => Ok(None),
        "info" => Ok(Some(Severity::Info)),
        "warning" => Ok(Some(Severity::Warning)),
        "error" => Ok(Some(Severity::Error)),
        _ => Err(format!("rules.\"{rule}\": `{word}` is no severity; write error, warning, info or off")),
    }
}

fn no_option(rule: &str, key: &str) -> String {
    let options: Vec<&str> =
        find(rule).map_or(Vec::new(), |rule| rule.meta().options.iter().map(|option| option.name).collect());
    let known = if options.is_empty() {
        "it has none but severity".to_owned()
    } else {
        format!("it has severity, {}", options.join(", "))
    };
    format!("rules.\"{rule}\" has no option `{key}`: {known}")
}

/// What to say of a name that is no rule.
fn unknown(name: &str) -> String {
    let near = nearest(name).map_or(String::new(), |near| format!("; did you mean {near}?"));
    format!("there is no rule `{name}`{near}")
}

/// The rule whose name is most like another.
pub fn nearest(name: &str) -> Option<&'static str> {
    let score = |rule: &str| similar::TextDiff::from_chars(name, rule).ratio();
    let best = ALL.iter().map(|rule| rule.meta().name).max_by(|a, b| score(a).total_cmp(&score(b)))?;
    (score(best) > 0.6).then_some(best)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Settings, Vec<String>> {
        Settings::from_table(&toml::from_str(text).unwrap())
    }

    #[test]
    fn severities_and_options_are_read() {
        let settings = read("\"tasks/no-test\" = \"off\"\n\"stories/*\" = \"info\"\n[\"tasks/estimate-too-large\"]\nseverity = \"error\"\nmax = \"4h\"").unwrap();
        assert_eq!(settings.of("tasks/no-test").unwrap().severity, None);
        assert_eq!(settings.of("stories/none").unwrap().severity, Some(Severity::Info));
        let large = settings.of("tasks/estimate-too-large").unwrap();
        assert_eq!((large.severity, large.options["max"].as_str()), (Some(Severity::Error), Some("4h")));
    }

    #[test]
    fn aliases_given_leave_the_others() {
        let settings = read("[\"design/missing-section\"]\naliases = { Overview = [\"Why\"], Goals = [] }").unwrap();
        let aliases = settings.of("design/missing-section").unwrap().options["aliases"].as_table().unwrap();
        assert_eq!(aliases["Overview"].as_array().unwrap().len(), 1);
        assert!(aliases["Interfaces"].as_array().unwrap().len() > 3);
        assert!(aliases["Goals"].as_array().unwrap().is_empty());
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, says) in [
            ("\"tasks/no-tests\" = \"off\"", "did you mean tasks/no-test?"),
            ("\"tasks/none\" = \"fatal\"", "`fatal` is no severity"),
            ("\"tasks/none\" = 3", "must be a severity"),
            ("[\"tasks/estimate-too-large\"]\nmaximum = \"4h\"", "has no option `maximum`: it has severity, max"),
            ("[\"tasks/estimate-too-large\"]\nmax = 4", "must be of type string, not integer"),
            ("[\"tasks/estimate-too-large\"]\nmax = \"soon\"", "must be a time such as `2h`, not `soon`"),
            ("[\"documents/too-long\"]\nlines = -1", "must not be less than 0"),
            ("[\"design/placeholder-left\"]\nwords = [1]", "must be a list of strings"),
            ("[\"design/placeholder-left\"]\nwords = [\"\"]", "one is empty"),
            (
                "[\"design/missing-section\"]\naliases = { Overview = \"Why\" }",
                "aliases of \"Overview\" must be of type array",
            ),
        ] {
            let wrong = read(text).unwrap_err().join("\n");
            assert!(wrong.contains(says), "{wrong}");
        }
    }
}
