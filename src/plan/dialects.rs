//! Who reads which planning markdown. A dialect turns the documents of a feature folder into tasks, stories, checklists
//! and statements, and a change of a task into edits.
//!
//! To add one: a file in `dialects/` with a unit struct that implements [`Dialect`], `mod name;` here, and a row in
//! [`ALL`]. A test fails when a file of the folder is not in the table.

mod backlog;
mod board;
mod checklist;
mod gsd;
mod gsd_summary;
mod kiro;
mod openspec;
mod openspec_specs;
mod phased;
mod plan;
mod spec_kit;
mod taskmaster;
mod workitems;

use std::fmt;

use super::document::Edit;
use super::layout::{Layout, Place};
use super::model::{Doc, Feature, Known, Source, Status};
use crate::parallel;

/// Every dialect. When two are equally sure of a feature, the one that stands first here reads it.
pub const ALL: &[&dyn Dialect] = &[
    &workitems::Workitems,
    &phased::Phased,
    &spec_kit::SpecKit,
    &openspec::Openspec,
    &openspec_specs::OpenspecSpecs,
    &kiro::Kiro,
    &taskmaster::TaskMaster,
    &backlog::Backlog,
    &gsd::Gsd,
    &gsd_summary::GsdSummary,
    &checklist::Checklist,
    &plan::Plan,
    &board::Board,
];

/// The dialect of that name.
pub fn find(name: &str) -> Option<&'static dyn Dialect> {
    ALL.iter().copied().find(|dialect| dialect.name() == name)
}

/// Every place where a dialect has its features.
pub fn places() -> impl Iterator<Item = (&'static dyn Dialect, Place)> {
    ALL.iter().flat_map(|dialect| dialect.layout().features.iter().map(|place| (*dialect, *place)))
}

/// The feature that a path of the workspace is or lies in, by where dialects have their features.
pub fn home(path: &str) -> Option<(&'static dyn Dialect, Place, &str)> {
    places().find_map(|(dialect, place)| Some((dialect, place, place.feature(path)?)))
}

/// A rule is named after a dialect.
pub fn is_of_dialect(rule: &str) -> bool {
    rule.split('/').next().is_some_and(|group| find(group).is_some())
}

/// A rule that is named after a dialect is asked of its plans only: `openspec/…` of `openspec` and `openspec-specs`.
pub fn is_asked_of(rule: &str, dialect: &str) -> bool {
    let group = rule.split('/').next().unwrap_or_default();
    !is_of_dialect(rule) || dialect.strip_prefix(group).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

/// No dialect recognises the documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoDialect;

impl fmt::Display for NoDialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no planning dialect recognises it; the known ones are ")?;
        for (at, dialect) in ALL.iter().enumerate() {
            write!(f, "{}{}", if at == 0 { "" } else { ", " }, dialect.name())?;
        }
        Ok(())
    }
}

impl std::error::Error for NoDialect {}

/// The dialect that is surest of some documents, and why.
pub fn detect(docs: &[Doc<'_>]) -> Option<(&'static dyn Dialect, Evidence)> {
    let mut best: Option<(&'static dyn Dialect, Evidence)> = None;
    for dialect in ALL {
        if let Some(evidence) = dialect.detect(docs)
            && best.as_ref().is_none_or(|(_, other)| evidence.score > other.score)
        {
            best = Some((*dialect, evidence));
        }
    }
    best
}

/// How sure a dialect must be of a feature in a place of its own for no other to be asked.
const AT_HOME: u8 = 80;

/// The dialect that reads the documents of the feature at a path.
pub fn reader(path: &str, docs: &[Doc<'_>]) -> Option<&'static dyn Dialect> {
    let own = home(path).filter(|(_, _, whole)| *whole == path).filter(|(dialect, place, _)| {
        // A file that only one dialect has is not read once more to be sure.
        place.is_file() || dialect.detect(docs).is_some_and(|evidence| evidence.score >= AT_HOME)
    });
    own.map(|(dialect, _, _)| dialect).or_else(|| Some(detect(docs)?.0))
}

/// Reads a feature from its documents, in the dialect given or the one that is surest.
///
/// # Errors
/// When no dialect recognises them.
pub fn read_feature<'a>(
    id: &str,
    path: &str,
    sources: &'a [Source],
    dialect: Option<&'static dyn Dialect>,
) -> Result<Feature<'a>, NoDialect> {
    read_one_of_many(id, path, sources, dialect, &Known::default())
}

/// The same for one of many features, of which some share documents.
///
/// # Errors
/// When no dialect recognises them.
pub fn read_one_of_many<'a>(
    id: &str,
    path: &str,
    sources: &'a [Source],
    dialect: Option<&'static dyn Dialect>,
    known: &Known,
) -> Result<Feature<'a>, NoDialect> {
    let docs: Vec<Doc<'a>> = parallel::map(sources, parallel::FILES, |source| known.doc(source));
    let dialect = dialect.or_else(|| reader(path, &docs)).ok_or(NoDialect)?;
    let mut feature =
        Feature { id: id.to_owned(), path: path.to_owned(), dialect: dialect.name(), docs, ..Feature::default() };
    dialect.read(&mut feature);
    Ok(feature)
}

/// How sure a dialect is that a feature is written in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// 1 (could be) to 100 (can be nothing else).
    pub score: u8,
    /// What it saw, for `--explain`.
    pub because: String,
}

/// A change that a dialect (or this plan) cannot take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Why not.
    pub why: String,
    /// What can be done instead.
    pub hint: String,
}

/// An edit of one of the feature's documents, by index.
pub type DocEdit = (usize, Edit);

/// How a dialect names its features.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// `P01-F02-login`.
    Phase,
    /// `003-login`: a number of so many digits.
    Number(usize),
    /// `login`.
    Slug,
}

impl Naming {
    /// The number in front of a name and what follows it: at least as many digits as new ones get. A name that begins
    /// with a time (`20260102-030405-login`) has none.
    pub fn number(self, name: &str) -> Option<(u32, &str)> {
        let Self::Number(digits) = self else { return None };
        let plain = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        let (head, slug) = name.split_once('-')?;
        let is_time = |rest: &str| rest.split_once('-').is_some_and(|(time, _)| time.len() == 6 && plain(time));
        let counts = head.len() >= digits && plain(head) && !(head.len() == 8 && is_time(slug));
        Some((head.parse().ok().filter(|_| counts)?, slug))
    }
}

/// A convention of planning markdown.
pub trait Dialect: Sync {
    /// `workitems`.
    fn name(&self) -> &'static str;

    /// One line for `--help` and the docs.
    fn about(&self) -> &'static str;

    /// Where its features lie and which files are their documents.
    fn layout(&self) -> &'static Layout {
        &Layout::NONE
    }

    /// How its features are named.
    fn naming(&self) -> Naming {
        Naming::Phase
    }

    /// The features that one file holds, by their ids; `None`: it is one.
    fn features_in(&self, _text: &str) -> Option<Vec<String>> {
        None
    }

    /// Whether a rule asks for something that plans of this dialect can have.
    fn asks(&self, _rule: &str) -> bool {
        true
    }

    /// A task is done with the last of its parts, and open again with the first of them.
    fn parts_decide(&self) -> bool {
        false
    }

    /// Looks at a feature's documents. `None`: certainly not this dialect.
    fn detect(&self, docs: &[Doc<'_>]) -> Option<Evidence>;

    /// Fills in what the documents say: tasks, phases, stories, checklists, statements, facts, complaints.
    fn read<'a>(&self, feature: &mut Feature<'a>);

    /// The edits that give a task a status. Its steps and the feature's statements are not touched.
    ///
    /// # Errors
    /// The dialect has no way to write that status.
    fn set_status(&self, feature: &Feature<'_>, task: usize, to: Status) -> Result<Vec<DocEdit>, Refusal>;

    /// The edits that add a note to a task. `note` is one line.
    ///
    /// # Errors
    /// The dialect has no place for notes.
    fn add_note(&self, feature: &Feature<'_>, task: usize, note: &str) -> Result<Vec<DocEdit>, Refusal>;

    /// The note by which a task says that it is blocked.
    fn block_note(&self, reason: &str) -> String {
        format!("BLOCKED: {reason}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_front_of_names() {
        let naming = Naming::Number(3);
        for (name, number) in [
            ("003-login", Some((3, "login"))),
            ("1024-login", Some((1024, "login"))),
            ("12-login", None),
            ("20260102-030405-login", None),
            ("20260102-login", Some((20_260_102, "login"))),
            ("login-003", None),
            ("99999999999-login", None),
        ] {
            assert_eq!(naming.number(name), number, "{name}");
        }
        assert_eq!(Naming::Number(2).number("01-login"), Some((1, "login")));
        assert_eq!(Naming::Slug.number("003-login"), None);
    }

    #[test]
    fn every_file_of_the_folder_is_in_the_table() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/plan/dialects");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap().replace(".rs", "").replace('_', "-"))
            .collect();
        files.sort();
        let mut names: Vec<&str> = ALL.iter().map(|dialect| dialect.name()).collect();
        names.sort_unstable();
        assert_eq!(files, names);
    }
}
