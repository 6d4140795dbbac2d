//! Which tools a workspace uses, and where: evidence for each tool and package, with a score, so that it can be told why a
//! tool runs and why another does not.

mod manifests;

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::record::Record;
use super::survey::{Survey, folder_of, is_in, name_of};
use manifests::Manifests;

/// A tool runs from this score on.
pub const ENOUGH: u8 = 50;

/// Why a tool belongs to a folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Evidence {
    /// The folder, relative to the workspace; empty for its root.
    pub folder: String,
    /// 100 its own configuration, 80 declared as a dependency, 70 called by a script or hook, 50 its language's
    /// standard tool, 20 files that it could read.
    pub score: u8,
    /// `ruff.toml`, `pyproject.toml: [tool.ruff]`, ….
    pub because: Vec<String>,
}

/// What was found of one tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detected {
    /// Folders in which it runs, outermost first.
    pub places: Vec<Evidence>,
    /// Why it does not run, when it does not.
    pub not: Option<String>,
}

/// Files in which tools are called. A tool that is called there is in use in the folder that the file is about.
const CALLERS: &[&str] = &[
    ".pre-commit-config.yaml",
    "lefthook.yml",
    ".lefthook.yml",
    "hk.pkl",
    "Makefile",
    "justfile",
    "Justfile",
    "Taskfile.yml",
    "tox.ini",
    "noxfile.py",
    ".gitlab-ci.yml",
];

/// Finds evidence.
#[derive(Debug)]
pub struct Detector<'a> {
    survey: &'a Survey,
    manifests: Manifests<'a>,
    /// `(folder that it is about, file, text)`.
    callers: Vec<(String, String, String)>,
}

impl<'a> Detector<'a> {
    /// Over the files of a workspace; `read` gives a file's text.
    pub fn new(survey: &'a Survey, read: &'a dyn Fn(&str) -> Option<String>) -> Self {
        let mut callers = Vec::new();
        for name in CALLERS {
            for path in survey.named(name) {
                callers.extend(read(path).map(|text| (folder_of(path).to_owned(), path.to_owned(), text)));
            }
        }
        for path in survey.paths().iter().filter(|path| is_workflow(path)) {
            let about = path.split(".github/workflows").next().unwrap_or_default().trim_end_matches('/');
            callers.extend(read(path).map(|text| (about.to_owned(), path.clone(), text)));
        }
        let manifests = Manifests::new(survey, read);
        for (path, scripts) in manifests.npm_scripts() {
            callers.push((folder_of(&path).to_owned(), format!("{path}: scripts"), scripts));
        }
        Self { survey, manifests, callers }
    }

    /// What there is of one tool.
    pub fn detect(&self, record: &Record) -> Detected {
        if record.enabled == Some(false) {
            return Detected { places: Vec::new(), not: Some("switched off in planyard.toml".to_owned()) };
        }
        let mut found: BTreeMap<String, (u8, BTreeSet<String>)> = BTreeMap::new();
        let mut add = |folder: &str, score: u8, because: String| {
            let entry = found.entry(folder.to_owned()).or_default();
            entry.0 = entry.0.max(score);
            entry.1.insert(because);
        };
        if record.enabled == Some(true) {
            add("", 100, "planyard.toml".to_owned());
        }
        self.configured(record, &mut add);
        self.declared(record, &mut add);
        self.called(record, &mut add);
        self.standard(record, &mut add);
        let mut places: Vec<Evidence> = found
            .into_iter()
            .map(|(folder, (score, because))| Evidence { folder, score, because: because.into_iter().collect() })
            .collect();
        places.retain(|place| place.score >= ENOUGH);
        self.collapse(record, &mut places);
        let not = places.is_empty().then(|| self.why_not(record));
        Detected { places, not }
    }

    fn configured(&self, record: &Record, add: &mut dyn FnMut(&str, u8, String)) {
        let detect = &record.detect;
        for pattern in &detect.files {
            for path in self.survey.named(pattern) {
                add(owner(pattern, path), 100, path.to_owned());
            }
        }
        for (name, keys) in &detect.toml {
            for path in self.survey.named(name) {
                for key in keys.iter().filter(|key| self.manifests.toml_has(path, key)) {
                    add(folder_of(path), 100, format!("{path}: [{key}]"));
                }
            }
        }
        for (name, keys) in &detect.json {
            for path in self.survey.named(name) {
                for key in keys.iter().filter(|key| self.manifests.json_has(path, key)) {
                    add(folder_of(path), 100, format!("{path}: {key}"));
                }
            }
        }
        for (name, sections) in &detect.ini {
            for path in self.survey.named(name) {
                for section in sections.iter().filter(|section| self.manifests.ini_has(path, section)) {
                    add(folder_of(path), 100, format!("{path}: [{section}]"));
                }
            }
        }
    }

    fn declared(&self, record: &Record, add: &mut dyn FnMut(&str, u8, String)) {
        for (ecosystem, names) in &record.detect.depends {
            for name in names.iter() {
                for path in self.manifests.declaring(ecosystem, name) {
                    add(folder_of(&path), 80, format!("{path}: {name}"));
                }
            }
        }
    }

    fn called(&self, record: &Record, add: &mut dyn FnMut(&str, u8, String)) {
        for word in &record.detect.words {
            for (folder, path, _) in self.callers.iter().filter(|(_, _, text)| calls(text, word)) {
                if !self.is_needless(record, folder) {
                    add(folder, 70, format!("{path}: {word}"));
                }
            }
        }
    }

    fn standard(&self, record: &Record, add: &mut dyn FnMut(&str, u8, String)) {
        for name in &record.detect.standard {
            for path in self.survey.named(name) {
                if !self.is_needless(record, folder_of(path)) {
                    add(folder_of(path), 50, path.to_owned());
                }
            }
        }
    }

    /// Something that makes it needless lies in the folder or above it.
    fn is_needless(&self, record: &Record, folder: &str) -> bool {
        record
            .detect
            .unless
            .iter()
            .any(|name| self.survey.named(name).iter().any(|path| is_in(folder, owner(name, path))))
    }

    /// A member of a cargo workspace is covered by a run in the workspace's root.
    fn collapse(&self, record: &Record, places: &mut Vec<Evidence>) {
        if !record.detect.standard.iter().any(|name| name == "Cargo.toml") {
            return;
        }
        let folders: Vec<String> = places.iter().map(|place| place.folder.clone()).collect();
        places.retain(|place| {
            let manifest = |folder: &str| [folder, "Cargo.toml"].join(if folder.is_empty() { "" } else { "/" });
            if !self.survey.has(&manifest(&place.folder))
                || self.manifests.toml_has(&manifest(&place.folder), "workspace")
            {
                return true;
            }
            !folders.iter().any(|above| {
                above != &place.folder
                    && is_in(&place.folder, above)
                    && self.manifests.toml_has(&manifest(above), "workspace")
                    && !self.manifests.cargo_excludes(&manifest(above), above, &place.folder)
            })
        });
    }

    fn why_not(&self, record: &Record) -> String {
        let mut names: Vec<&str> = record.detect.files.iter().map(String::as_str).take(2).collect();
        names.extend(record.detect.toml.keys().chain(record.detect.standard.iter()).map(String::as_str).take(1));
        let looked = if names.is_empty() { "its configuration".to_owned() } else { names.join(", ") };
        format!("no sign of it: no {looked}, no dependency, no script that calls it")
    }
}

/// The folder that a file is about: a configuration in a folder of its own (`.config/nextest.toml`) is its parent's.
fn owner<'p>(pattern: &str, path: &'p str) -> &'p str {
    let folder = folder_of(path);
    pattern
        .rsplit_once('/')
        .map_or(folder, |(own, _)| folder.strip_suffix(own).map_or(folder, |rest| rest.trim_end_matches('/')))
}

fn is_workflow(path: &str) -> bool {
    path.contains(".github/workflows/") && [".yml", ".yaml"].iter().any(|end| name_of(path).ends_with(end))
}

/// The text holds the words as a command: not as a part of a longer word.
fn calls(text: &str, words: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    text.match_indices(words).any(|(at, found)| {
        let before = text[..at].chars().next_back();
        let after = text[at + found.len()..].chars().next();
        let line = text[..at].rsplit('\n').next().unwrap_or_default();
        !line.trim_start().starts_with('#') && !before.is_some_and(part) && !after.is_some_and(part)
    })
}

#[cfg(test)]
mod tests;
