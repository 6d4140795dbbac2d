//! What a plan says, whatever dialect it is written in. Everything borrows from the texts and knows its span, so that
//! a change is an edit of that span.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::depends::Dependencies;
use super::document::Span;
use super::estimate::Estimate;
use super::outline::{Complaint, Later, Outline};
use super::progress::Statement;

/// What a document is for, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// How it will be built.
    Design,
    /// Who wants what, and how one can tell.
    Stories,
    /// What is to be done.
    Tasks,
    /// Anything else.
    Other,
}

impl Role {
    /// The word used in rule names and messages.
    pub fn word(self) -> &'static str {
        match self {
            Self::Design => "design",
            Self::Stories => "stories",
            Self::Tasks => "tasks",
            Self::Other => "other",
        }
    }
}

/// A planning file as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Relative to the workspace, `/`-separated.
    pub path: Arc<str>,
    /// By its name.
    pub role: Role,
    /// Its text, byte for byte; copies of a source share it.
    pub text: Arc<String>,
}

/// A planning file with its blocks.
#[derive(Debug, Clone)]
pub struct Doc<'a> {
    /// The file.
    pub source: &'a Source,
    /// Its blocks.
    pub outline: Outline<'a>,
}

impl<'a> Doc<'a> {
    /// Finds the blocks of a file; data has none.
    pub fn read(source: &'a Source) -> Self {
        let outline = if is_data(&source.path) { Outline::of_data(&source.text) } else { Outline::read(&source.text) };
        Self { source, outline }
    }

    /// It is JSON, YAML or TOML.
    pub fn is_data(&self) -> bool {
        is_data(&self.source.path)
    }
}

fn is_data(path: &str) -> bool {
    [".json", ".yml", ".yaml", ".toml"].iter().any(|end| path.ends_with(end))
}

/// The blocks of documents that features share, such as a roadmap, found once in a run over many features: each of them
/// reads all of it.
#[derive(Debug, Default)]
pub struct Known(Mutex<HashMap<Arc<str>, Blocks>>);

/// The blocks of a text.
type Blocks = (Arc<String>, Later);

impl Known {
    /// Texts from so many bytes on are worth a look; smaller ones are read sooner than they are found here.
    const LARGE: usize = 4096;

    /// A document with its blocks. Where it has no role of its own in a feature they are found when they are asked for, and
    /// are those of all features that share it.
    pub fn doc<'a>(&self, source: &'a Source) -> Doc<'a> {
        if source.role != Role::Other || is_data(&source.path) {
            return Doc::read(source);
        }
        let known = || {
            let mut known = self.0.lock().ok()?;
            let fresh = || (Arc::clone(&source.text), Later::default());
            let entry = known.entry(source.path.clone()).or_insert_with(fresh);
            if entry.0 != source.text {
                *entry = fresh();
            }
            Some(entry.1.clone())
        };
        let later = if source.text.len() < Self::LARGE { None } else { known() };
        Doc { source, outline: Outline::later(&source.text, later.unwrap_or_default()) }
    }
}

/// A piece of a document's text and where it lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece<'a> {
    /// The text.
    pub text: &'a str,
    /// Where it is.
    pub span: Span,
}

impl<'a> Piece<'a> {
    /// A subslice of an outline's text.
    pub fn of(outline: &Outline<'a>, text: &'a str) -> Self {
        Self { text, span: outline.span_of(text) }
    }
}

/// How far a task is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema, clap::ValueEnum,
)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Not begun.
    Todo,
    /// Being worked on.
    Doing,
    /// Done.
    Done,
    /// Cannot go on.
    Blocked,
    /// Will not be done.
    Cancelled,
}

impl Status {
    /// The word of the JSON contract.
    pub fn word(self) -> &'static str {
        match self {
            Self::Todo => "todo",
            Self::Doing => "doing",
            Self::Done => "done",
            Self::Blocked => "blocked",
            Self::Cancelled => "cancelled",
        }
    }

    /// Nothing is left to do.
    pub fn is_closed(self) -> bool {
        matches!(self, Self::Done | Self::Cancelled)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// How a mark is written, which decides how it is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkKind {
    /// What stands between the brackets of a box.
    Box,
    /// A status word: `COMPLETE`, `In progress`.
    Word,
    /// An emoji or tick, possibly double-encoded.
    Emoji,
}

/// A place that states a task's or step's status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// The bytes to replace when the status changes.
    pub span: Span,
    /// How it is written.
    pub kind: MarkKind,
    /// What it says now.
    pub status: Status,
}

/// A box under a task, or in a checklist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step<'a> {
    /// What is to be done.
    pub text: Piece<'a>,
    /// Its mark.
    pub mark: Mark,
    /// 0 for an outermost box.
    pub depth: u8,
}

impl Step<'_> {
    /// Its box is ticked (or says cancelled).
    pub fn is_done(&self) -> bool {
        self.mark.status.is_closed()
    }
}

/// What a plan says it does with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileUse {
    /// It need not exist before.
    Create,
    /// It must exist before.
    Modify,
    /// It must exist.
    Read,
    /// It goes away.
    Delete,
    /// Named, but the plan does not say for what.
    Mention,
}

/// A file that a task or document names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileRef<'a> {
    /// As written, without backquotes.
    pub path: Piece<'a>,
    /// What for.
    pub used: FileUse,
}

/// A unit of work with an id.
#[derive(Debug, Clone, PartialEq)]
pub struct Task<'a> {
    /// As the dialect writes it: `T03`, `P1.6.1`, `3`.
    pub id: Cow<'a, str>,
    /// Without id, box and status marks.
    pub title: Cow<'a, str>,
    /// Index into the feature's documents.
    pub doc: usize,
    /// Its heading or item line.
    pub at: Span,
    /// Everything that belongs to it, its heading line included.
    pub section: Span,
    /// From its marks, its status word and its steps, as the dialect reads them.
    pub status: Status,
    /// Its own marks: all are changed together.
    pub marks: Vec<Mark>,
    /// Boxes under it that are not its own mark.
    pub steps: Vec<Step<'a>>,
    /// As stated; `None` when the task has no estimate.
    pub estimate: Option<(Piece<'a>, Estimate)>,
    /// What must be done before.
    pub dependencies: Dependencies<'a>,
    /// Tasks, by index, that come before it by the plan's order, without being named.
    pub after: Vec<usize>,
    /// Ids of the stories it serves; `All` for all.
    pub stories: Vec<Piece<'a>>,
    /// Acceptance criteria that it names one by one, as written: `1.2`, `1.1-1.5`.
    pub criteria: Vec<Piece<'a>>,
    /// Who is to do it.
    pub agent: Option<&'a str>,
    /// What its `Tests:` says, whole; `None` when it says nothing of tests.
    pub tests: Option<Piece<'a>>,
    /// Paths of tests it names.
    pub test_paths: Vec<Piece<'a>>,
    /// Files it names.
    pub files: Vec<FileRef<'a>>,
    /// Its notes.
    pub notes: Vec<Piece<'a>>,
    /// Why it is blocked, when it says so.
    pub blocked: Option<Piece<'a>>,
    /// Index of the task it is a part of.
    pub parent: Option<usize>,
    /// Index of its phase.
    pub phase: Option<usize>,
    /// The plan says it may be left out.
    pub optional: bool,
    /// How urgent it is, in the plan's own word.
    pub priority: Option<&'a str>,
    /// What it is marked with: `P` (parallel), `backend`.
    pub labels: Vec<Piece<'a>>,
}

impl<'a> Task<'a> {
    /// A task with an id and a title; everything else empty.
    pub fn new(id: impl Into<Cow<'a, str>>, title: impl Into<Cow<'a, str>>, doc: usize, at: Span) -> Self {
        Self {
            id: id.into(),
            title: title.into(),
            doc,
            at,
            section: at,
            status: Status::Todo,
            marks: Vec::new(),
            steps: Vec::new(),
            estimate: None,
            dependencies: Dependencies::default(),
            after: Vec::new(),
            stories: Vec::new(),
            criteria: Vec::new(),
            agent: None,
            tests: None,
            test_paths: Vec::new(),
            files: Vec::new(),
            notes: Vec::new(),
            blocked: None,
            parent: None,
            phase: None,
            optional: false,
            priority: None,
            labels: Vec::new(),
        }
    }

    /// Steps done and steps in all.
    pub fn steps_done(&self) -> (usize, usize) {
        (self.steps.iter().filter(|step| step.is_done()).count(), self.steps.len())
    }
}

/// A group of tasks under a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phase<'a> {
    /// `0`, `2.1`, `Day 1`: as the heading numbers it.
    pub number: &'a str,
    /// Its title.
    pub title: &'a str,
    /// Index into the feature's documents.
    pub doc: usize,
    /// Its heading line.
    pub at: Span,
}

/// What someone wants.
#[derive(Debug, Clone, PartialEq)]
pub struct Story<'a> {
    /// `US-01`.
    pub id: &'a str,
    /// Its title.
    pub title: &'a str,
    /// Index into the feature's documents.
    pub doc: usize,
    /// Its heading line.
    pub at: Span,
    /// Everything under it.
    pub section: Span,
    /// Acceptance criteria as boxes, items or sentences.
    pub criteria: Vec<Criterion<'a>>,
    /// It describes test scenarios.
    pub has_scenarios: bool,
    /// It says `As a …`, `I want …`.
    pub has_role: bool,
}

/// How one can tell that a story is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Criterion<'a> {
    /// Its text.
    pub text: Piece<'a>,
    /// Its box, when it has one.
    pub mark: Option<Mark>,
}

/// Boxes under a heading that belong to no task.
#[derive(Debug, Clone, PartialEq)]
pub struct Checklist<'a> {
    /// Its heading.
    pub title: &'a str,
    /// Index into the feature's documents.
    pub doc: usize,
    /// Its heading line.
    pub at: Span,
    /// Its boxes.
    pub items: Vec<Step<'a>>,
}

/// One unit of planned work, as its documents tell it.
#[derive(Debug, Clone, Default)]
pub struct Feature<'a> {
    /// The folder's name (or the file's stem): `P01-F02-bash-tools`.
    pub id: String,
    /// From the first heading or the front matter.
    pub title: Option<&'a str>,
    /// The dialect that read it.
    pub dialect: &'static str,
    /// Relative to the workspace: the folder, or the file of a one-file feature.
    pub path: String,
    /// Its documents.
    pub docs: Vec<Doc<'a>>,
    /// In document order.
    pub tasks: Vec<Task<'a>>,
    /// Groups of tasks, in document order.
    pub phases: Vec<Phase<'a>>,
    /// In document order.
    pub stories: Vec<Story<'a>>,
    /// In document order.
    pub checklists: Vec<Checklist<'a>>,
    /// What the documents say of their own progress.
    pub statements: Vec<Statement<'a>>,
    /// Files that documents name outside tasks.
    pub files: Vec<(usize, FileRef<'a>)>,
    /// Key to value of the front matter that a dialect understands, lists joined by `, `: `requires`, `affects`, ….
    pub facts: Vec<(&'static str, Vec<Piece<'a>>)>,
    /// What could not be read, by document.
    pub complaints: Vec<(usize, Complaint)>,
    /// Documents that a dialect has not looked into, by index: what is wrong with them is found when it is asked for.
    pub unread: Vec<usize>,
}

impl<'a> Feature<'a> {
    /// What is wrong with documents themselves, each with the index of its document.
    pub fn complaints(&self) -> impl Iterator<Item = (usize, &Complaint)> {
        let known = self.complaints.iter().map(|(doc, complaint)| (*doc, complaint));
        known.chain(self.unread.iter().flat_map(|at| {
            let of = self.docs[*at].outline.complaints().iter();
            of.map(|complaint| (*at, complaint))
        }))
    }

    /// The first document of a role.
    pub fn doc(&self, role: Role) -> Option<(usize, &Doc<'a>)> {
        self.docs.iter().enumerate().find(|(_, doc)| doc.source.role == role)
    }

    /// The task of that id, compared without case; ids with and without leading zeros are different ids.
    pub fn task(&self, id: &str) -> Option<usize> {
        self.tasks.iter().position(|task| task.id.eq_ignore_ascii_case(id))
    }

    /// `P01-F02` of `P01-F02-bash-tools`; the whole id when it has no such head.
    pub fn short_id(&self) -> &str {
        short_id(&self.id)
    }

    /// Tasks done and tasks in all. Cancelled tasks count in neither.
    pub fn done(&self) -> (usize, usize) {
        count(self.tasks.iter())
    }
}

/// Tasks done and tasks in all, without the cancelled.
pub fn count<'t, 'a: 't>(tasks: impl Iterator<Item = &'t Task<'a>>) -> (usize, usize) {
    tasks
        .filter(|task| task.status != Status::Cancelled)
        .fold((0, 0), |(done, all), task| (done + usize::from(task.status == Status::Done), all + 1))
}

/// `2026-01-12-add-login`, as OpenSpec archives: many share the head, so that no part of it is a name.
fn begins_with_date(id: &str) -> bool {
    let head = id.as_bytes().get(..11).unwrap_or_default();
    !head.is_empty()
        && head.iter().enumerate().all(|(at, byte)| match at {
            4 | 7 | 10 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

/// The `P01-F02` at the head of a feature id: letters and digits, a dash, letters and digits ending in a digit.
pub fn short_id(id: &str) -> &str {
    if begins_with_date(id) {
        return id;
    }
    let mut parts = id.match_indices('-').map(|(at, _)| at);
    let numbered = |part: &str| part.len() > 1 && part.ends_with(|c: char| c.is_ascii_digit());
    let first = parts.next();
    let second = parts.next();
    match (first, second) {
        (Some(one), two) => {
            let head = &id[..two.unwrap_or(id.len())];
            if numbered(&head[..one]) && numbered(&head[one + 1..]) {
                head
            } else if head[one + 1..].bytes().all(|b| b.is_ascii_digit()) && one + 1 < head.len() {
                // META-01-pm-cli-workflow
                head
            } else if (2..=3).contains(&one) && head[..one].bytes().all(|b| b.is_ascii_digit()) {
                // 003-user-login
                &head[..one]
            } else {
                id
            }
        }
        _ => id,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_blocks_of_a_shared_document_are_found_once_while_it_says_the_same() {
        let source = |path: &str, role, text: &str| Source { path: path.into(), role, text: text.to_owned().into() };
        let text = format!("---\na: b\n---\n# Roadmap\n\n{}```\nopen\n", "- [x] 01-01-PLAN.md\n".repeat(300));
        let known = Known::default();
        let two = [source("ROADMAP.md", Role::Other, &text), source("ROADMAP.md", Role::Other, &text)];
        let [one, again] = two.each_ref().map(|source| known.doc(source));
        assert!(std::ptr::eq(one.outline.nodes(), again.outline.nodes()));
        assert!(std::ptr::eq(again.outline.text, two[1].text.as_str()), "each has its own text");
        let changed = source("ROADMAP.md", Role::Other, &text.replacen("- [x] 01-01-PLAN.md\n", "", 1));
        let elsewhere = source("elsewhere/ROADMAP.md", Role::Other, "# Other\n".repeat(600).as_str());
        let tasks = source("ROADMAP.md", Role::Tasks, &text);
        for source in [&two[1], &changed, &elsewhere, &tasks] {
            let (doc, plain) = (known.doc(source), Outline::read(&source.text));
            let seen = (doc.outline.front(), doc.outline.nodes(), doc.outline.complaints());
            assert_eq!(seen, (plain.front(), plain.nodes(), plain.complaints()), "{}", source.path);
            assert_eq!(doc.outline.text, *source.text);
        }
        let own = known.doc(&tasks);
        assert!(!std::ptr::eq(own.outline.nodes(), one.outline.nodes()), "a feature's own is read for it");
    }

    #[test]
    fn short_ids() {
        for (id, short) in [
            ("P01-F02-bash-tools", "P01-F02"),
            ("META-01-pm-cli", "META-01"),
            ("SP01-F01-x", "SP01-F01"),
            ("P01-F02", "P01-F02"),
            ("login", "login"),
            ("some-slug-here", "some-slug-here"),
            ("003-user-login", "003"),
            ("2026-01-12-add-login", "2026-01-12-add-login"),
        ] {
            assert_eq!(short_id(id), short, "{id}");
        }
    }
}
