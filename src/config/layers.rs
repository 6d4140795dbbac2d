//! The layers, one over another, with the origin of every value.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Serialize;
use toml::Value;
use toml::de::{DeTable, DeValue};

use super::frame::{framed, line_of};
use super::{Config, keys};
use crate::context::Context;
use crate::plan::rules::{self, Settings};
use crate::report::{Problem, ProblemKind};
use crate::workspace::CONFIG_FILE;

/// Who said it; a later one wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    /// Planyard itself.
    Default,
    /// The user's own file.
    User,
    /// `planyard.toml`.
    Workspace,
    /// A variable of the environment.
    Environment,
    /// `--config`.
    Flag,
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Origin {
    /// Who said it.
    pub layer: Layer,
    /// The file, the variable or the flag.
    pub source: Option<String>,
    /// The line of the file.
    pub line: Option<usize>,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.source, self.line) {
            (Some(source), Some(line)) => write!(f, "{source}:{line}"),
            (Some(source), None) => f.write_str(source),
            (None, _) => f.write_str("default"),
        }
    }
}

/// A value with its origin.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The parts of its name; a rule's name is one part.
    pub path: Vec<String>,
    /// What is in force.
    pub value: Value,
    /// Who said so.
    pub origin: Origin,
}

impl Entry {
    /// `rules."tasks/no-test".severity`: as TOML writes it.
    pub fn name(&self) -> String {
        let bare = |part: &String| part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
        let quoted = |part: &String| if bare(part) { part.clone() } else { format!("\"{part}\"") };
        self.path.iter().map(quoted).collect::<Vec<_>>().join(".")
    }
}

/// All layers together: every key, and the rules that are set.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolved {
    entries: BTreeMap<String, Entry>,
}

impl Resolved {
    /// What is in force when nothing is set.
    pub fn defaults() -> Self {
        let mut resolved = Self { entries: BTreeMap::new() };
        let origin = Origin { layer: Layer::Default, source: None, line: None };
        for key in keys::ALL {
            if let Some(value) = keys::toml_of(key.default) {
                resolved.put(key.name.split('.').map(str::to_owned).collect(), value, &origin);
            }
        }
        resolved
    }

    /// Reads every layer.
    ///
    /// # Errors
    /// When a file is not TOML, or a key is unknown or of the wrong type.
    pub fn load(context: &Context, root: &Path) -> anyhow::Result<Self> {
        Self::defaults().under(context, root)
    }

    /// Reads what is said beyond the defaults, which [`Config`] has of its own: a short command does not pay for them.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub(super) fn said(context: &Context, root: &Path) -> anyhow::Result<Self> {
        Self { entries: BTreeMap::new() }.under(context, root)
    }

    fn under(self, context: &Context, root: &Path) -> anyhow::Result<Self> {
        let mut resolved = self;
        if let Some(path) = user_file(context) {
            let shown = path.display().to_string();
            if let Some(text) = read_user_file(&path)? {
                resolved.file(Layer::User, &shown, &text)?;
            }
        }
        if let Some(text) = crate::files::read_text_if_there(root, CONFIG_FILE)? {
            resolved.file(Layer::Workspace, CONFIG_FILE, &text)?;
        }
        resolved.environment(context)?;
        for (key, value) in &context.overrides {
            resolved.flag(key, value)?;
        }
        Ok(resolved)
    }

    /// Every value, sorted by name.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values()
    }

    /// The value of a name; quotes around a rule's name may be left out.
    pub fn get(&self, name: &str) -> Option<&Entry> {
        self.entries.get(&name.replace('"', ""))
    }

    /// The same with another value of that name, if it has one.
    #[must_use]
    pub fn with(mut self, name: &str, change: fn(&Value) -> Value) -> Self {
        if let Some(entry) = self.entries.get_mut(name) {
            entry.value = change(&entry.value);
        }
        self
    }

    /// As one table.
    pub fn table(&self) -> toml::Table {
        let mut table = toml::Table::new();
        for entry in self.entries.values() {
            insert(&mut table, &entry.path, &entry.value);
        }
        table
    }

    /// As the program reads it.
    ///
    /// # Errors
    /// Never, after the checks of reading; a fault of this program would show here.
    pub fn config(&self) -> anyhow::Result<Config> {
        Ok(self.table().try_into()?)
    }

    /// Every value of a table for itself, so that layers are laid over each other key by key.
    fn put_below(&mut self, path: Vec<String>, value: Value, origin: &Origin) {
        match value {
            Value::Table(table) if !table.is_empty() => {
                for (key, value) in table {
                    self.put_below([path.as_slice(), &[key]].concat(), value, origin);
                }
            }
            value => self.put(path, value, origin),
        }
    }

    fn put(&mut self, path: Vec<String>, value: Value, origin: &Origin) {
        self.entries.insert(path.join("."), Entry { path, value, origin: origin.clone() });
    }

    /// Takes a file's values over what is there.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its line.
    pub fn file(&mut self, layer: Layer, name: &str, text: &str) -> Result<(), Problem> {
        let table = DeTable::parse(text).map_err(|error| {
            let what = format!("this is not TOML: {}", error.message().trim().replace('\n', ", "));
            let message = match error.span() {
                Some(span) => framed(name, text, span, &what),
                None => format!("{name}: {what}"),
            };
            Problem::new(ProblemKind::Config, message).source(name).hint("mend that line; see https://toml.io")
        })?;
        let mut reader = FileReader { resolved: self, layer, name, text, wrong: Vec::new() };
        reader.section("", table.get_ref());
        let mut wrong = reader.wrong;
        if wrong.is_empty() {
            return Ok(());
        }
        wrong.sort();
        let wrong: Vec<String> = wrong.into_iter().map(|(_, what)| what).collect();
        let hint = if wrong.iter().any(|wrong| wrong.contains("rule")) {
            "`planyard explain --list` names every rule, `planyard config show --defaults` every key"
        } else {
            "`planyard config show --defaults` names every key"
        };
        Err(Problem::new(ProblemKind::Config, wrong.join("\n")).source(name).hint(hint))
    }

    fn environment(&mut self, context: &Context) -> Result<(), Problem> {
        // The names of all variables are made only where there is one: that takes as long as to read a small plan.
        if !context.env.keys().any(|name| name.starts_with(keys::PREFIX)) {
            return Ok(());
        }
        // The older name of PLANYARD_OUTPUT_FORMAT, which wins over it.
        let known = keys::ALL.iter().map(|key| (key.variable(), key)).collect::<Vec<_>>();
        let alias = keys::find("output.format").map(|key| ("PLANYARD_FORMAT".to_owned(), key));
        for (variable, key) in known.iter().chain(&alias) {
            let Some(text) = context.var(variable) else { continue };
            self.text(
                key.name,
                text,
                &Origin { layer: Layer::Environment, source: Some(variable.clone()), line: None },
            )?;
        }
        for (variable, text) in context.env.iter().filter(|(_, text)| !text.is_empty()) {
            let Some(section) = keys::SECTIONS.iter().map(|(section, _)| *section).chain(["rules"]).find(|section| {
                variable.strip_prefix(&keys::variable(section)).is_some_and(|rest| rest.starts_with('_'))
            }) else {
                continue;
            };
            if known.iter().any(|(name, _)| name == variable) {
                continue;
            }
            let origin = Origin { layer: Layer::Environment, source: Some(variable.clone()), line: None };
            let rule = keys::rule_names().find(|rule| keys::variable(&format!("rules.{rule}")) == *variable);
            if let (Some(rule), "rules") = (rule, section) {
                self.text(&format!("rules.{rule}"), text, &origin)?;
                continue;
            }
            let rules = keys::rule_names().map(|rule| keys::variable(&format!("rules.{rule}")));
            let names: Vec<String> = known.iter().map(|(name, _)| name.clone()).chain(rules).collect();
            return Err(unknown(variable, "variable", keys::nearest(variable, names.iter().map(String::as_str)))
                .source(variable));
        }
        Ok(())
    }

    fn flag(&mut self, key: &str, text: &str) -> Result<(), Problem> {
        let name = key.replace('"', "");
        let source = format!("--config {key}");
        self.text(&name, text, &Origin { layer: Layer::Flag, source: Some(source), line: None })
    }

    /// Takes one value that is given as text.
    fn text(&mut self, name: &str, text: &str, origin: &Origin) -> Result<(), Problem> {
        let source = origin.source.clone().unwrap_or_default();
        let wrong = |why: String| Problem::new(ProblemKind::Config, format!("{source}: {why}")).source(source.clone());
        if let Some(key) = keys::find(name) {
            let value = key.kind.read(text);
            key.kind.check(&value).map_err(|why| wrong(format!("{name} {why}")))?;
            self.put(name.split('.').map(str::to_owned).collect(), value, origin);
            return Ok(());
        }
        if let Some(rest) = name.strip_prefix("rules.") {
            let (rule, option) = rest.split_once('.').unwrap_or((rest, "severity"));
            let word = || Value::String(text.trim_matches('"').to_owned());
            let value = if option == "severity" { word() } else { keys::toml_of(text).unwrap_or_else(word) };
            check_rule(rule, option, &value).map_err(|why| {
                wrong(why).hint("`planyard explain --list` names every rule, `planyard explain RULE` its options")
            })?;
            self.put(vec!["rules".to_owned(), rule.to_owned(), option.to_owned()], value, origin);
            return Ok(());
        }
        if name.split_once('.').is_some_and(|(section, _)| keys::RECORDS.contains(&section)) {
            let value = keys::toml_of(text).unwrap_or_else(|| Value::String(text.to_owned()));
            let path = name.split('.').map(str::to_owned).collect();
            self.put_below(path, value, origin);
            return Ok(());
        }
        Err(unknown(name, "key", nearest_key(name)).source(source))
    }
}

fn insert(table: &mut toml::Table, path: &[String], value: &Value) {
    match path {
        [] => {}
        [last] => drop(table.insert(last.clone(), value.clone())),
        [first, rest @ ..] => {
            let below = table.entry(first.clone()).or_insert_with(|| Value::Table(toml::Table::new()));
            if let Value::Table(below) = below {
                insert(below, rest, value);
            }
        }
    }
}

/// The key that is most like a name that is none.
pub(super) fn nearest_key(name: &str) -> Option<&'static str> {
    keys::nearest(name, keys::ALL.iter().map(|key| key.name))
}

fn unknown(name: &str, what: &str, near: Option<&str>) -> Problem {
    let near = near.map_or(String::new(), |near| format!("; did you mean {near}?"));
    Problem::new(ProblemKind::Config, format!("there is no {what} {name}{near}"))
        .hint("`planyard config show --defaults` names every key")
}

/// A rule's name, or a group of rules.
fn is_rule(name: &str) -> bool {
    let group = name.strip_suffix('*').filter(|group| group.ends_with('/'));
    keys::rule_names().any(|rule| group.map_or(rule == name, |group| rule.starts_with(group)))
}

/// Asks the rule table about one option of a rule.
fn check_rule(rule: &str, option: &str, value: &Value) -> Result<(), String> {
    let options = toml::Table::from_iter([(option.to_owned(), value.clone())]);
    let table = toml::Table::from_iter([(rule.to_owned(), Value::Table(options))]);
    Settings::from_table(&table).map(drop).map_err(|wrong| wrong.first().cloned().unwrap_or_default())
}

/// Walks one file.
struct FileReader<'r> {
    resolved: &'r mut Resolved,
    layer: Layer,
    name: &'r str,
    text: &'r str,
    /// Where, and what.
    wrong: Vec<(usize, String)>,
}

impl FileReader<'_> {
    fn complain(&mut self, span: Range<usize>, message: &str) {
        self.wrong.push((span.start, framed(self.name, self.text, span, message)));
    }

    fn origin(&self, at: usize) -> Origin {
        Origin { layer: self.layer, source: Some(self.name.to_owned()), line: Some(line_of(self.text, at)) }
    }

    fn section(&mut self, prefix: &str, table: &DeTable<'_>) {
        for (key, value) in table {
            let name =
                if prefix.is_empty() { key.get_ref().to_string() } else { format!("{prefix}.{}", key.get_ref()) };
            if let Some(known) = keys::find(&name) {
                let value = owned(value.get_ref());
                match known.kind.check(&value) {
                    Ok(()) => {
                        let origin = self.origin(key.span().start);
                        self.resolved.put(name.split('.').map(str::to_owned).collect(), value, &origin);
                    }
                    Err(why) => self.complain(key.span(), &format!("{name} {why}")),
                }
                continue;
            }
            match (keys::is_section(&name), value.get_ref()) {
                (true, DeValue::Table(inner)) if name == "rules" => self.rules(inner),
                (true, DeValue::Table(inner)) if keys::RECORDS.contains(&name.as_str()) => self.records(&name, inner),
                (true, DeValue::Table(inner)) => self.section(&name, inner),
                (true, _) => self.complain(key.span(), &format!("{name} must be a table: [{name}]")),
                (false, _) => {
                    let near = keys::nearest(&name, keys::below(prefix)).or_else(|| nearest_key(&name));
                    let near = near.map_or(String::new(), |near| format!("; did you mean {near}?"));
                    self.complain(key.span(), &format!("there is no key {name}{near}"));
                }
            }
        }
    }

    /// Records are checked where they are used: a broken one must not keep `task` or `status` from working.
    fn records(&mut self, section: &str, table: &DeTable<'_>) {
        for (name, value) in table {
            match value.get_ref() {
                DeValue::Table(_) => {
                    let origin = self.origin(name.span().start);
                    let path = vec![section.to_owned(), name.get_ref().to_string()];
                    self.resolved.put_below(path, owned(value.get_ref()), &origin);
                }
                _ => self
                    .complain(name.span(), &format!("{section}.{0} must be a table: [{section}.{0}]", name.get_ref())),
            }
        }
    }

    fn rules(&mut self, table: &DeTable<'_>) {
        for (rule, value) in table {
            let known = is_rule(rule.get_ref());
            match value.get_ref() {
                DeValue::Table(options) if known => {
                    for (option, value) in options {
                        let has = option.get_ref() == "severity"
                            || rules::find(rule.get_ref())
                                .is_some_and(|rule| rule.meta().options.iter().any(|o| o.name == option.get_ref()));
                        let span = if has { value.span() } else { option.span() };
                        self.rule(rule.get_ref(), option.get_ref(), owned(value.get_ref()), span);
                    }
                }
                DeValue::String(word) if known => {
                    self.rule(rule.get_ref(), "severity", Value::String(word.to_string()), value.span());
                }
                _ if known => {
                    let message = format!("rules.\"{}\" must be a severity, \"off\" or a table", rule.get_ref());
                    self.complain(value.span(), &message);
                }
                _ => self.rule(rule.get_ref(), "severity", Value::String("error".to_owned()), rule.span()),
            }
        }
    }

    fn rule(&mut self, rule: &str, option: &str, value: Value, span: Range<usize>) {
        match check_rule(rule, option, &value) {
            Ok(()) => {
                let origin = self.origin(span.start);
                self.resolved.put(vec!["rules".to_owned(), rule.to_owned(), option.to_owned()], value, &origin);
            }
            Err(why) => self.complain(span, &why),
        }
    }
}

/// A parsed value without its places. Numbers that no `i64` holds become text, which no key takes for a number.
fn owned(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Boolean(flag) => Value::Boolean(*flag),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Value::Integer(number),
            Err(_) => Value::String(number.to_string()),
        },
        DeValue::Float(number) => match number.as_str().parse() {
            Ok(number) => Value::Float(number),
            Err(_) => Value::String(number.as_str().to_owned()),
        },
        DeValue::Datetime(time) => Value::Datetime(*time),
        DeValue::Array(items) => Value::Array(items.iter().map(|item| owned(item.get_ref())).collect()),
        DeValue::Table(table) => {
            Value::Table(table.iter().map(|(key, value)| (key.get_ref().to_string(), owned(value.get_ref()))).collect())
        }
    }
}

/// `$XDG_CONFIG_HOME/planyard/config.toml`, else `~/.config/planyard/config.toml`.
pub(super) fn user_file(context: &Context) -> Option<PathBuf> {
    let absolute = |name: &str| context.var(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let folder = absolute("XDG_CONFIG_HOME").or_else(|| Some(absolute("HOME")?.join(".config")))?;
    Some(folder.join("planyard").join("config.toml"))
}

/// The user's file may be a link into a folder of dot files, so it is read without the care for workspace files.
fn read_user_file(path: &Path) -> Result<Option<String>, Problem> {
    if !path.is_file() {
        return Ok(None);
    }
    let shown = path.display().to_string();
    std::fs::read_to_string(path).map(Some).map_err(|error| {
        Problem::new(ProblemKind::Config, format!("cannot read {shown}: {error}"))
            .source(shown)
            .hint("make it a readable UTF-8 file, or move it away")
    })
}
