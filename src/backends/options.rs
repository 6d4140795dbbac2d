use anyhow::Result;
use toml::Value;

use super::Setting;
use crate::report::{Problem, ProblemKind};

/// What every backend may have, and the dispatcher reads.
const COMMON: [&str; 2] = ["kind", "account"];

/// The options of a backend, looked at by name and kind. Every wrong one is an error that names its key.
#[derive(Debug, Clone, Copy)]
pub struct Options<'s> {
    setting: &'s Setting,
    known: &'s [&'s str],
}

impl<'s> Options<'s> {
    /// Of a setting, whose kind knows these.
    ///
    /// # Errors
    /// There is one that is not known.
    pub fn of(setting: &'s Setting, known: &'s [&'s str]) -> Result<Self> {
        let options = Self { setting, known };
        match setting.options.keys().find(|key| !COMMON.contains(&key.as_str()) && !known.contains(&key.as_str())) {
            None => Ok(options),
            Some(unknown) => {
                let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
                let nearest = crate::config::keys::nearest(unknown, options.known.iter().copied());
                let problem = options.wrong(unknown, &format!("{} has no such option: {known}", setting.kind));
                Err(match nearest {
                    Some(nearest) => problem.hint(format!("did you mean {nearest}?")),
                    None => problem,
                }
                .into())
            }
        }
    }

    /// A problem with one.
    pub fn wrong(&self, key: &str, what: &str) -> Problem {
        Problem::new(ProblemKind::Config, what).source(format!("backends.{}.{key}", self.setting.name))
    }

    fn get(&self, key: &str) -> Option<&'s Value> {
        debug_assert!(self.known.contains(&key));
        self.setting.options.get(key)
    }

    /// A text, if there is one.
    ///
    /// # Errors
    /// It is none, or empty.
    pub fn text(&self, key: &str) -> Result<Option<&'s str>> {
        match self.get(key) {
            None => Ok(None),
            Some(Value::String(text)) if !text.trim().is_empty() => Ok(Some(text)),
            Some(_) => Err(self.wrong(key, "must be a text that is not empty").into()),
        }
    }

    /// A list of words that begins with a program, if there is one.
    ///
    /// # Errors
    /// It is no such list.
    pub fn words(&self, key: &str) -> Result<Option<Vec<String>>> {
        let Some(value) = self.get(key) else { return Ok(None) };
        let words: Option<Vec<String>> =
            value.as_array().and_then(|list| list.iter().map(|word| word.as_str().map(str::to_owned)).collect());
        match words {
            Some(words) if words.first().is_some_and(|program| !program.is_empty()) => Ok(Some(words)),
            _ => Err(self.wrong(key, "must be a list of words: a program and its arguments").into()),
        }
    }

    /// A number, if there is one.
    ///
    /// # Errors
    /// It is none, or negative.
    pub fn number(&self, key: &str) -> Result<Option<f64>> {
        match self.get(key) {
            None => Ok(None),
            Some(Value::Integer(number)) if *number >= 0 => Ok(Some(*number as f64)),
            Some(Value::Float(number)) if *number >= 0.0 => Ok(Some(*number)),
            Some(_) => Err(self.wrong(key, "must be a number that is not negative").into()),
        }
    }

    /// One that is needed.
    ///
    /// # Errors
    /// It is not there.
    pub fn need<T>(&self, key: &str, value: Option<T>) -> Result<T> {
        value
            .ok_or_else(|| self.wrong(key, &format!("is needed by a backend of the kind {}", self.setting.kind)).into())
    }
}
