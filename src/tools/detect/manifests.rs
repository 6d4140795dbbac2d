//! What manifests say: keys of TOML, JSON and INI files, declared dependencies. Each file is read and parsed once.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use serde_json::Value;

use crate::tools::survey::Survey;

/// The manifests of a workspace.
pub(super) struct Manifests<'a> {
    survey: &'a Survey,
    read: &'a dyn Fn(&str) -> Option<String>,
    parsed: RefCell<HashMap<String, Rc<Value>>>,
    declared: RefCell<HashMap<String, Rc<BTreeSet<String>>>>,
}

impl std::fmt::Debug for Manifests<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Manifests")
    }
}

/// Where each ecosystem declares dependencies: names of files, and what reads one.
type Ecosystem = (&'static str, &'static [&'static str], fn(&str, &Value, &str) -> BTreeSet<String>);

const ECOSYSTEMS: &[Ecosystem] = &[
    ("cargo", &["Cargo.toml"], cargo),
    ("composer", &["composer.json"], composer),
    ("gem", &["Gemfile", "Gemfile.lock", "*.gemspec"], gem),
    ("go", &["go.mod"], go),
    ("npm", &["package.json"], npm),
    ("pypi", &["pyproject.toml", "requirements*.txt", "setup.cfg", "Pipfile", "tox.ini"], pypi),
];

impl<'a> Manifests<'a> {
    pub(super) fn new(survey: &'a Survey, read: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self { survey, read, parsed: RefCell::default(), declared: RefCell::default() }
    }

    /// A TOML or JSON file as a value; null when it is neither, which its own tool will complain about.
    fn value(&self, path: &str) -> Rc<Value> {
        if let Some(known) = self.parsed.borrow().get(path) {
            return Rc::clone(known);
        }
        let text = (self.read)(path).unwrap_or_default();
        let value = if path.ends_with(".toml") || path.ends_with("Pipfile") {
            toml::from_str(&text).ok()
        } else {
            serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()
        };
        let value = Rc::new(value.unwrap_or(Value::Null));
        self.parsed.borrow_mut().insert(path.to_owned(), Rc::clone(&value));
        value
    }

    /// `tool.ruff` in a TOML file.
    pub(super) fn toml_has(&self, path: &str, key: &str) -> bool {
        holds(&self.value(path), key)
    }

    /// `eslintConfig` in a JSON file.
    pub(super) fn json_has(&self, path: &str, key: &str) -> bool {
        holds(&self.value(path), key)
    }

    /// `[flake8]` in an INI file; `mypy*` also `[mypy-x]`.
    pub(super) fn ini_has(&self, path: &str, section: &str) -> bool {
        let Some(text) = (self.read)(path) else { return false };
        text.lines()
            .filter_map(|line| line.trim().strip_prefix('[')?.strip_suffix(']'))
            .any(|name| crate::tools::survey::fits(section, name.trim()))
    }

    /// The manifests that declare a package of an ecosystem.
    pub(super) fn declaring(&self, ecosystem: &str, package: &str) -> Vec<String> {
        let Some((_, names, _)) = ECOSYSTEMS.iter().find(|(name, _, _)| *name == ecosystem) else { return Vec::new() };
        let wanted = normal(package);
        let paths = names.iter().flat_map(|name| self.survey.named(name));
        paths.filter(|path| self.declared(ecosystem, path).contains(&wanted)).map(str::to_owned).collect()
    }

    fn declared(&self, ecosystem: &str, path: &str) -> Rc<BTreeSet<String>> {
        let key = format!("{ecosystem}:{path}");
        if let Some(known) = self.declared.borrow().get(&key) {
            return Rc::clone(known);
        }
        let found = ECOSYSTEMS.iter().find(|(name, _, _)| *name == ecosystem).map(|(_, _, names)| {
            let text = (self.read)(path).unwrap_or_default();
            names(path, &self.value(path), &text)
        });
        let found = Rc::new(found.unwrap_or_default());
        self.declared.borrow_mut().insert(key, Rc::clone(&found));
        found
    }

    /// `(path, all scripts as text)` of every package.json with scripts.
    pub(super) fn npm_scripts(&self) -> Vec<(String, String)> {
        let scripts = |path: &str| -> Option<String> {
            let value = self.value(path);
            let scripts = value.get("scripts")?.as_object()?;
            Some(scripts.values().filter_map(Value::as_str).collect::<Vec<_>>().join("\n"))
        };
        let paths = self.survey.named("package.json");
        paths.into_iter().filter_map(|path| Some((path.to_owned(), scripts(path)?))).collect()
    }

    /// A cargo workspace leaves a folder out.
    pub(super) fn cargo_excludes(&self, manifest: &str, root: &str, folder: &str) -> bool {
        let value = self.value(manifest);
        let excluded = value.get("workspace").and_then(|workspace| workspace.get("exclude")).and_then(Value::as_array);
        let inside = folder.strip_prefix(root).unwrap_or(folder).trim_start_matches('/');
        excluded
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .any(|left_out| crate::tools::survey::is_in(inside, left_out.trim_end_matches('/')))
    }
}

fn holds(value: &Value, key: &str) -> bool {
    let mut at = value;
    key.split('.').all(|part| match at.get(part) {
        Some(inner) => {
            at = inner;
            true
        }
        None => false,
    })
}

/// Names of packages are the same in any case and with `-`, `_` or `.` (PEP 503).
fn normal(name: &str) -> String {
    name.trim().to_ascii_lowercase().replace(['_', '.'], "-")
}

/// The keys of the tables at these paths.
fn keys(value: &Value, paths: &[&[&str]]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for path in paths {
        let table = path.iter().try_fold(value, |at, part| at.get(part));
        found.extend(table.and_then(Value::as_object).into_iter().flatten().map(|(key, _)| normal(key)));
    }
    found
}

fn npm(_path: &str, value: &Value, _text: &str) -> BTreeSet<String> {
    keys(value, &[&["dependencies"], &["devDependencies"], &["peerDependencies"], &["optionalDependencies"]])
}

fn composer(_path: &str, value: &Value, _text: &str) -> BTreeSet<String> {
    keys(value, &[&["require"], &["require-dev"]])
}

fn cargo(_path: &str, value: &Value, _text: &str) -> BTreeSet<String> {
    keys(value, &[&["dependencies"], &["dev-dependencies"], &["build-dependencies"], &["workspace", "dependencies"]])
}

/// `gem "rubocop", …`, and the indented names of a lock file.
fn gem(path: &str, _value: &Value, text: &str) -> BTreeSet<String> {
    let lock = path.ends_with(".lock");
    let name = |line: &str| -> Option<String> {
        let line = line.trim();
        if lock {
            return line.split_whitespace().next().map(normal);
        }
        let at = line.find("gem ").or_else(|| line.find("dependency"))?;
        let quoted = line[at..].split(['"', '\'']).nth(1)?;
        (!line.starts_with('#')).then(|| normal(quoted))
    };
    text.lines().filter_map(name).collect()
}

fn go(_path: &str, _value: &Value, text: &str) -> BTreeSet<String> {
    let words = text.lines().map(|line| line.split("//").next().unwrap_or_default());
    words.flat_map(str::split_whitespace).filter(|word| word.contains('/')).map(normal).collect()
}

fn pypi(path: &str, value: &Value, text: &str) -> BTreeSet<String> {
    let mut found = keys(
        value,
        &[
            &["packages"],
            &["dev-packages"],
            &["tool", "poetry", "dependencies"],
            &["tool", "poetry", "dev-dependencies"],
        ],
    );
    let mut lists: Vec<&Value> = Vec::new();
    let at = |path: &[&str]| path.iter().try_fold(value, |at, part| at.get(part));
    lists.extend(at(&["project", "dependencies"]));
    lists.extend(at(&["tool", "uv", "dev-dependencies"]));
    lists.extend(at(&["build-system", "requires"]));
    for groups in
        [&["project", "optional-dependencies"][..], &["dependency-groups"], &["tool", "pdm", "dev-dependencies"]]
    {
        lists.extend(at(groups).and_then(Value::as_object).into_iter().flatten().map(|(_, list)| list));
    }
    for (_, group) in at(&["tool", "poetry", "group"]).and_then(Value::as_object).into_iter().flatten() {
        found.extend(keys(group, &[&["dependencies"]]));
    }
    let wanted = lists.iter().filter_map(|list| list.as_array()).flatten().filter_map(Value::as_str);
    found.extend(wanted.map(requirement));
    if path.ends_with(".txt") || path.ends_with(".cfg") || path.ends_with(".ini") {
        let lines = text.lines().map(str::trim).filter(|line| !line.starts_with(['#', '-', '[']));
        found.extend(lines.map(|line| requirement(line.rsplit_once("= ").map_or(line, |(_, value)| value))));
    }
    found.remove("");
    found
}

/// `ruff` of `ruff[x]>=0.4; python_version > "3"`.
fn requirement(text: &str) -> String {
    let end = text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))).unwrap_or(text.len());
    normal(&text[..end])
}
