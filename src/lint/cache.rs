//! Answers that were given before for the same content, arguments, configuration and version of a tool. Only answers
//! without problems are kept.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::files::OwnFolder;
use crate::git::blob_id;
use crate::report::Kept;
use crate::tools::blobs::Blobs;
use crate::tools::survey::{Survey, name_of};

use super::jobs::Job;

/// Changes when the meaning of what is kept does.
const FORMAT: u32 = 2;
/// So many answers are kept.
const KEPT: usize = 300;
const FOLDER: &str = "cache/lint";

/// Names of files that change what tools say, beside their own configuration.
const SHARED: &[&str] = &[
    ".editorconfig",
    ".gitignore",
    ".*ignore",
    "package.json",
    "package-lock.json",
    "npm-shrinkwrap.json",
    "pnpm-lock.yaml",
    "yarn.lock",
    "bun.lock",
    "pyproject.toml",
    "setup.cfg",
    "tox.ini",
    "uv.lock",
    "poetry.lock",
    "requirements*.txt",
    "Cargo.lock",
    "Gemfile.lock",
    "composer.lock",
    "go.sum",
];

/// An answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// What was found, in its order.
    pub findings: Vec<Kept>,
    /// How many files were looked at.
    pub examined: usize,
    /// Findings about files that were not asked for.
    pub outside: usize,
    /// How long the run took.
    pub duration_ms: u64,
    /// What was run.
    pub command: String,
}

/// The answers of a workspace.
#[derive(Debug)]
pub struct Cache<'a> {
    own: OwnFolder,
    survey: &'a Survey,
    blobs: &'a Blobs,
    /// `path id` of every file that changes what any tool says.
    shared: String,
}

impl<'a> Cache<'a> {
    /// Over the files that are there.
    pub fn new(own: OwnFolder, survey: &'a Survey, blobs: &'a Blobs) -> Self {
        let mut names: Vec<String> =
            SHARED.iter().flat_map(|pattern| survey.named(pattern)).map(str::to_owned).collect();
        names.sort();
        names.dedup();
        let shared = lines(&names, &blobs.ids(&names));
        Self { own, survey, blobs, shared }
    }

    /// What an answer depends on, as one id.
    pub fn key(&self, job: &Job, version: Option<&str>) -> Option<String> {
        let mut text = format!("{FORMAT} {} {}\n", env!("CARGO_PKG_VERSION"), job.record.name);
        // A tool whose version is not known may be another one every time.
        let _ = writeln!(text, "{} {}", version?, job.executable.path.display());
        text.push_str(&serde_json::to_string(&job.record).ok()?);
        let _ = writeln!(text, "\n{} {}", job.folder, job.whole);
        text.push_str(&self.shared);
        let detect = &job.record.detect;
        let patterns = detect.files.iter().chain(detect.toml.keys()).chain(detect.json.keys()).chain(detect.ini.keys());
        let mut inputs: Vec<String> =
            patterns.flat_map(|pattern| self.survey.named(pattern)).map(str::to_owned).collect();
        if job.record.reads_other_files {
            inputs = self.survey.paths().to_vec();
        }
        inputs.sort();
        inputs.dedup();
        text.push_str(&lines(&inputs, &self.blobs.ids(&inputs)));
        text.push('\n');
        text.push_str(&lines(&job.files, &self.blobs.ids(&job.files)));
        Some(blob_id(text.as_bytes()))
    }

    /// The answer that was given before.
    pub fn get(&self, key: &str) -> Option<Answer> {
        let bytes = self.own.read(&format!("{FOLDER}/{key}.json"))?;
        serde_json::from_slice(&bytes).ok()
    }

    /// Keeps an answer. That it cannot be kept costs time only.
    pub fn put(&self, key: &str, answer: &Answer) {
        if let Ok(bytes) = serde_json::to_vec(answer) {
            let _ = self.own.write(&format!("{FOLDER}/{key}.json"), &bytes);
        }
    }

    /// Forgets the oldest answers when there are too many.
    pub fn prune(&self) {
        let folder = self.own.path().join(FOLDER);
        let mut entries: Vec<_> = std::fs::read_dir(&folder)
            .into_iter()
            .flatten()
            .filter_map(Result::ok)
            .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.file_name().into_string().ok()?)))
            .collect();
        if entries.len() <= KEPT {
            return;
        }
        entries.sort();
        let old = entries.len() - KEPT;
        for (_, name) in entries.into_iter().take(old) {
            self.own.remove(&format!("{FOLDER}/{}", name_of(&name)));
        }
    }
}

fn lines(paths: &[String], ids: &[String]) -> String {
    paths.iter().zip(ids).map(|(path, id)| format!("{id} {path:?}\n")).collect()
}
