//! The records: those compiled in from `catalog/*.toml`, and those of `planyard.toml` laid over them.

use std::collections::BTreeMap;

use super::formats::{self, Filter};
use super::record::Record;
use crate::report::{Problem, ProblemKind};

/// `(name, text, where its cases begin)` of each record, sorted by name.
const BUILT_IN: &[(&str, &str, usize)] = include!(concat!(env!("OUT_DIR"), "/catalog.rs"));

/// Every record by name.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    records: BTreeMap<String, Known>,
}

/// A record with the table that it was read from, which variants are laid over.
#[derive(Debug, Clone)]
struct Known {
    record: Record,
    table: toml::Table,
}

impl Catalog {
    /// The built-in records with the `[tools]` table of the configuration laid over them: a key that it gives replaces
    /// the built-in one, `[tools.NAME]` of a new name is a record of its own.
    ///
    /// # Errors
    /// A record that is broken, naming it and the key.
    pub fn load(own: &toml::Table) -> Result<Self, Problem> {
        let mut records = BTreeMap::new();
        for (name, text, cases) in BUILT_IN {
            // Reading five hundred recorded cases would cost more than most commands do.
            let text = if cfg!(test) { text } else { &text[..*cases] };
            let table: toml::Table = toml::from_str(text).map_err(|error| broken(name, &error.to_string()))?;
            let table = match own.get(*name) {
                Some(toml::Value::Table(over)) => laid_over(&table, over),
                _ => table,
            };
            records.insert((*name).to_owned(), known(name, table)?);
        }
        for (name, value) in own.iter().filter(|(name, _)| !BUILT_IN.iter().any(|(built_in, _, _)| built_in == name)) {
            let Some(table) = value.as_table() else {
                return Err(broken(name, "it must be a table: [tools.NAME]"));
            };
            let mut table = table.clone();
            table.entry("name".to_owned()).or_insert_with(|| toml::Value::String(name.clone()));
            table
                .entry("about".to_owned())
                .or_insert_with(|| toml::Value::String(format!("{name}, from planyard.toml")));
            records.insert(name.clone(), known(name, table)?);
        }
        for name in own.keys() {
            if let Some(known) = records.get(name) {
                check(&known.record).map_err(|wrong| broken(name, &wrong))?;
            }
        }
        Ok(Self { records })
    }

    /// All of them, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = &Record> {
        self.records.values().map(|known| &known.record)
    }

    /// The record of that name.
    ///
    /// # Errors
    /// There is none; the hint names the known ones.
    pub fn get(&self, name: &str) -> Result<&Record, Problem> {
        self.records.get(name).map(|known| &known.record).ok_or_else(|| {
            let near = crate::config::keys::nearest(name, self.records.keys().map(String::as_str));
            let near = near.map_or(String::new(), |near| format!("; did you mean {near}?"));
            let names: Vec<&str> = self.records.keys().map(String::as_str).collect();
            Problem::new(ProblemKind::NotFound, format!("there is no tool {name}{near}"))
                .source(name)
                .hint(format!("the known ones are {}; more by [tools.NAME] in planyard.toml", names.join(", ")))
        })
    }

    /// The record as it is for a version of the tool: with the variants that match laid over it.
    ///
    /// # Errors
    /// A variant that makes no record.
    pub fn for_version(&self, name: &str, version: Option<&str>) -> Result<Record, Problem> {
        let record = self.get(name)?;
        let (Some(version), Some(known)) = (version, self.records.get(name)) else { return Ok(record.clone()) };
        let matching: Vec<_> = record.variant.iter().filter(|variant| fits(version, &variant.versions)).collect();
        if matching.is_empty() {
            return Ok(record.clone());
        }
        let mut table = known.table.clone();
        for variant in matching {
            table = laid_over(&table, &variant.keys);
        }
        Ok(self::known(name, table)?.record)
    }
}

fn known(name: &str, table: toml::Table) -> Result<Known, Problem> {
    let record: Record = table.clone().try_into().map_err(|error: toml::de::Error| broken(name, error.message()))?;
    if record.name != name {
        return Err(broken(name, &format!("its `name` is `{}`", record.name)));
    }
    Ok(Known { record, table })
}

fn broken(name: &str, wrong: &str) -> Problem {
    Problem::new(ProblemKind::Config, format!("the record [tools.{name}] is broken: {}", wrong.trim()))
        .source(format!("tools.{name}"))
        .hint("mend it in planyard.toml; `planyard tools ruff --record` prints a whole record, `planyard schema tool` its keys")
}

/// What the types of a record cannot say. Run for users' records when they are read, for ours by a test.
pub(crate) fn check(record: &Record) -> Result<(), String> {
    let read = &record.read;
    let format = formats::find(&read.format).ok_or_else(|| {
        let names: Vec<&str> = formats::FORMATS.iter().map(|format| format.name).collect();
        format!("read.format: there is no format `{}`; the known ones are {}", read.format, names.join(", "))
    })?;
    match (&read.map, format.map) {
        (Some(map), _) => drop(Filter::compile(map).map_err(|wrong| format!("read.map: {wrong}"))?),
        (None, true) => return Err(format!("read.map: the format {} needs a filter", format.name)),
        (None, false) => {}
    }
    if format.patterns && read.patterns.is_empty() {
        return Err(format!("read.patterns: the format {} needs at least one", format.name));
    }
    let live = record.tests.iter().flat_map(|tests| &tests.live);
    for pattern in read.patterns.iter().chain(&read.errors).chain(&read.nothing).chain(live) {
        regex::Regex::new(pattern).map_err(|error| format!("a pattern is broken: {error}"))?;
    }
    regex::Regex::new(&record.version.pattern).map_err(|error| format!("version.pattern: {error}"))?;
    if record.run.is_empty() {
        return Err("run: it is empty".to_owned());
    }
    let globs = record.files.names.iter().chain(&record.files.paths).chain(&record.detect.files);
    for glob in globs {
        globset::Glob::new(glob).map_err(|error| format!("a glob is broken: {error}"))?;
    }
    for keys in record.detect.toml.values().chain(record.detect.json.values()) {
        if keys.iter().any(str::is_empty) {
            return Err("detect: a key is empty".to_owned());
        }
    }
    if record.tests.is_none() && record.kind == super::record::Kind::Test {
        return Err("tests: a runner needs this table".to_owned());
    }
    Ok(())
}

/// Tables are laid over each other key by key, anything else replaces.
fn laid_over(below: &toml::Table, over: &toml::Table) -> toml::Table {
    let mut all = below.clone();
    for (key, value) in over {
        let merged = match (below.get(key), value) {
            (Some(toml::Value::Table(below)), toml::Value::Table(over)) => toml::Value::Table(laid_over(below, over)),
            _ => value.clone(),
        };
        all.insert(key.clone(), merged);
    }
    all
}

/// `1.10.0` against `>=1.2, <2`.
pub fn fits(version: &str, wanted: &str) -> bool {
    wanted.split(',').map(str::trim).filter(|one| !one.is_empty()).all(|one| {
        let at = one.find(|c: char| c.is_ascii_digit()).unwrap_or(one.len());
        let order = numbers(version).cmp(&numbers(&one[at..]));
        match one[..at].trim() {
            "<" => order.is_lt(),
            "<=" => order.is_le(),
            ">" => order.is_gt(),
            ">=" => order.is_ge(),
            _ => order.is_eq(),
        }
    })
}

/// The numbers of a version, without zeros at the end, so that 1.2 is 1.2.0.
fn numbers(version: &str) -> Vec<u64> {
    let digits = |part: &str| part.chars().take_while(char::is_ascii_digit).collect::<String>();
    let mut numbers: Vec<u64> = version.split('.').map_while(|part| digits(part).parse().ok()).collect();
    while numbers.last() == Some(&0) {
        numbers.pop();
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_record_is_whole() {
        let catalog = Catalog::load(&toml::Table::new()).unwrap();
        for record in catalog.iter() {
            check(record).unwrap_or_else(|wrong| panic!("{}: {wrong}", record.name));
            assert!(record.install.is_some() && record.docs.is_some(), "{}: install, docs", record.name);
            assert!(
                !record.verified || record.version.tested.is_some(),
                "{}: verified with which version?",
                record.name
            );
            for variant in &record.variant {
                let version = variant.versions.trim_start_matches(['<', '>', '=']);
                let _ = catalog.for_version(&record.name, Some(version)).unwrap();
            }
        }
    }

    #[test]
    fn versions_are_compared_by_their_numbers() {
        assert!(fits("1.10.0", ">=1.9") && !fits("1.10.0", "<1.9") && fits("2.0", "2") && fits("1.5.2", ">=1.5, <2"));
        assert!(!fits("2.0.1", ">=1.5, <2") && fits("1.19rc1", "<1.20"));
    }
}
