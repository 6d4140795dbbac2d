//! What proves a story: story → acceptance criterion → task → test → what came of it when it was last run.
//!
//! A criterion belongs to the tasks of its story. Where criteria have labels (`AC1`, or the number of a numbered list) and
//! tasks name them (`US-01 (AC1)`, `US-01.AC2`, `AC 3`, `criterion 3`), it belongs to the tasks that name it.

mod criteria;
mod last;
mod tests_of;

pub use criteria::reach;
pub use last::{Count, LastRun};

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::model::{Criterion, Feature, Piece, Status, Task};
use super::sections::story_key;
use criteria::Mentions;

/// How far something is proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// Every test passed when it was last run.
    Passed,
    /// A test has no result, or was skipped.
    NotRun,
    /// No test is named.
    NoTest,
    /// No task serves it.
    NoTask,
    /// A test failed when it was last run.
    Failing,
}

impl Proof {
    /// In words.
    pub fn word(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::NotRun => "not run",
            Self::NoTest => "no test",
            Self::NoTask => "no task",
            Self::Failing => "failing",
        }
    }
}

/// The tests of a task, each as it is named.
#[derive(Debug, Clone, PartialEq)]
pub struct Proven<'a> {
    /// As written: a path, a pattern, a folder, `path::test`.
    pub test: Piece<'a>,
    /// What came of the tests that it means.
    pub count: Count,
}

impl Proven<'_> {
    /// What its results say.
    pub fn proof(&self) -> Proof {
        match &self.count {
            count if !count.failing.is_empty() => Proof::Failing,
            count if count.passed > 0 => Proof::Passed,
            _ => Proof::NotRun,
        }
    }
}

/// A criterion with the tasks that serve it.
#[derive(Debug, Clone, PartialEq)]
pub struct CriterionTrace<'a> {
    /// The criterion.
    pub criterion: Criterion<'a>,
    /// `AC1`, or its number in a numbered list.
    pub label: Option<String>,
    /// Indexes of tasks.
    pub tasks: Vec<usize>,
    /// Those tasks name it; else they are those of the story.
    pub named: bool,
}

/// A story with the tasks that serve it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoryTrace<'a> {
    /// Index of the story.
    pub story: usize,
    /// Indexes of tasks, cancelled ones left out.
    pub tasks: Vec<usize>,
    /// Its criteria.
    pub criteria: Vec<CriterionTrace<'a>>,
}

/// The tests that a task names.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TaskTrace<'a> {
    /// In the order of the document.
    pub tests: Vec<Proven<'a>>,
    /// It says that it needs none: `Tests: N/A`.
    pub needs_none: bool,
    /// Others are parts of it.
    pub is_parent: bool,
}

/// A feature, traced.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace<'a> {
    /// In document order.
    pub stories: Vec<StoryTrace<'a>>,
    /// One for each task of the feature.
    pub tasks: Vec<TaskTrace<'a>>,
}

impl<'a> Trace<'a> {
    /// Follows a feature from its stories to the last results of its tests.
    pub fn of(feature: &Feature<'a>, last: &LastRun) -> Self {
        let parents: BTreeSet<usize> = feature.tasks.iter().filter_map(|task| task.parent).collect();
        let of_task = |(at, task): (usize, &Task<'a>)| TaskTrace {
            tests: tests_of::named(feature, task)
                .into_iter()
                .map(|test| Proven { test, count: last.count(test.text) })
                .collect(),
            needs_none: task.tests.is_some_and(|tests| tests_of::says_none(tests.text)),
            is_parent: parents.contains(&at),
        };
        let tasks = feature.tasks.iter().enumerate().map(of_task).collect();
        let mentions: Vec<Mentions> = feature.tasks.iter().map(|task| Mentions::of(feature, task)).collect();
        let stories = (0..feature.stories.len()).map(|story| story_trace(feature, story, &mentions)).collect();
        Self { stories, tasks }
    }

    /// What the tests of some tasks prove together.
    pub fn proof(&self, tasks: &[usize]) -> Proof {
        if tasks.is_empty() {
            return Proof::NoTask;
        }
        let tests = tasks.iter().flat_map(|at| &self.tasks[*at].tests).map(Proven::proof);
        // One of them without a test is that task's own gap, not the story's.
        tests.max().unwrap_or(Proof::NoTest)
    }

    /// The tasks that serve no story, cancelled ones left out.
    pub fn loose(&self, feature: &Feature<'_>) -> Vec<usize> {
        let served: BTreeSet<usize> = self.stories.iter().flat_map(|story| story.tasks.iter().copied()).collect();
        (0..feature.tasks.len()).filter(|at| !served.contains(at) && counts(&feature.tasks[*at])).collect()
    }
}

/// It is to be done, or was.
pub fn counts(task: &Task<'_>) -> bool {
    task.status != Status::Cancelled
}

fn story_trace<'a>(feature: &Feature<'a>, at: usize, mentions: &[Mentions]) -> StoryTrace<'a> {
    let story = &feature.stories[at];
    let key = story_key(story.id);
    let tasks: Vec<usize> = (0..feature.tasks.len())
        .filter(|task| counts(&feature.tasks[*task]))
        .filter(|task| {
            let stories = stories_of(feature, *task);
            let named = stories.iter().any(|id| id.text.eq_ignore_ascii_case("all") || story_key(id.text) == key);
            named || mentions[*task].passes(story.id)
        })
        .collect();
    let labels = criteria::labels(feature, story);
    let naming = |label: &str| -> Vec<usize> {
        tasks.iter().copied().filter(|task| mentions[*task].name(key, story.id, label)).collect()
    };
    let by_label: Vec<Vec<usize>> =
        labels.iter().map(|label| label.as_deref().map(naming).unwrap_or_default()).collect();
    let naming_any: BTreeSet<usize> = by_label.iter().flatten().copied().collect();
    let others: Vec<usize> = tasks.iter().copied().filter(|task| !naming_any.contains(task)).collect();
    let criteria = story.criteria.iter().zip(labels).zip(by_label).map(|((criterion, label), naming)| {
        let named = !naming.is_empty();
        CriterionTrace { criterion: *criterion, label, tasks: if named { naming } else { others.clone() }, named }
    });
    StoryTrace { story: at, criteria: criteria.collect(), tasks }
}

/// The stories of a task; a part of a task serves what the whole serves unless it says otherwise.
pub fn stories_of<'f, 'a>(feature: &'f Feature<'a>, task: usize) -> &'f [Piece<'a>] {
    let mut at = task;
    // A parent stands before its parts, so this ends.
    while feature.tasks[at].stories.is_empty() {
        match feature.tasks[at].parent.filter(|parent| *parent < at) {
            Some(parent) => at = parent,
            None => break,
        }
    }
    &feature.tasks[at].stories
}

#[cfg(test)]
mod tests;
