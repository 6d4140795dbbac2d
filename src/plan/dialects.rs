//! Who reads which planning markdown. A dialect turns the documents of a feature folder into tasks, stories, checklists
//! and statements, and a change of a task into edits.
//!
//! To add one: a file in `dialects/` with a unit struct that implements [`Dialect`], `mod name;` here, and a row in
//! [`ALL`]. A test fails when a file of the folder is not in the table.

use super::document::Edit;
use super::model::{Doc, Feature, Status};

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

/// A convention of planning markdown.
pub trait Dialect: Sync {
    /// `workitems`.
    fn name(&self) -> &'static str;

    /// One line for `--help` and the docs.
    fn about(&self) -> &'static str;

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
}
