//! The data of `trace`.

use schemars::JsonSchema;
use serde::Serialize;

use crate::plan::document::Span;
use crate::plan::model::{Feature, Status};
use crate::plan::trace::{CriterionTrace, Proof, Proven, StoryTrace, Trace, stories_of};

/// The data of `trace`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TraceData {
    /// In order of their paths.
    pub features: Vec<FeatureTrace>,
    /// Over all of them.
    pub summary: Totals,
}

/// How much is proved.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Totals {
    /// Stories.
    pub stories: usize,
    /// Stories whose tests all passed.
    pub stories_passed: usize,
    /// Acceptance criteria.
    pub criteria: usize,
    /// Criteria whose tests all passed.
    pub criteria_passed: usize,
    /// Tests that tasks name: paths, patterns, ids.
    pub tests: usize,
    /// Those of them that passed.
    pub tests_passed: usize,
    /// Those of them that failed.
    pub failing: usize,
}

/// A feature, traced.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FeatureTrace {
    /// Its id.
    pub feature: String,
    /// Its folder or file, relative to the workspace.
    pub path: String,
    /// In document order.
    pub stories: Vec<StoryRow>,
    /// Every task that is not cancelled, in document order.
    pub tasks: Vec<TaskRow>,
    /// Ids of tasks that serve no story.
    pub loose: Vec<String>,
}

/// A story.
#[derive(Debug, Serialize, JsonSchema)]
pub struct StoryRow {
    /// `US-01`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its document, relative to the workspace.
    pub file: String,
    /// The line of its heading.
    pub line: u32,
    /// What the tests of its tasks prove together.
    pub proof: Proof,
    /// Ids of the tasks that serve it.
    pub tasks: Vec<String>,
    /// Its acceptance criteria.
    pub criteria: Vec<CriterionRow>,
}

/// A criterion.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CriterionRow {
    /// `AC1`, or its number in a numbered list; null when it has neither.
    pub label: Option<String>,
    /// As written.
    pub text: String,
    /// Its line in the story's document.
    pub line: u32,
    /// Its box is ticked; null when it has none.
    pub ticked: Option<bool>,
    /// What the tests of its tasks prove together.
    pub proof: Proof,
    /// Ids of the tasks that serve it.
    pub tasks: Vec<String>,
    /// Those tasks name this criterion; else they are those of its story.
    pub named: bool,
}

/// A task.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TaskRow {
    /// `T03`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How far it is.
    pub status: Status,
    /// Its document, relative to the workspace.
    pub file: String,
    /// The line of its heading.
    pub line: u32,
    /// Ids of stories, as it writes them.
    pub stories: Vec<String>,
    /// What its tests prove together.
    pub proof: Proof,
    /// It says that it needs no test.
    pub needs_none: bool,
    /// The tests that it names.
    pub tests: Vec<TestRow>,
}

/// A test as a task names it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TestRow {
    /// A path, a pattern, a folder, `path::test`.
    pub test: String,
    /// The line that names it, in the task's document.
    pub line: u32,
    /// What came of it when it was last run.
    pub proof: Proof,
    /// How many tests of that name passed.
    pub passed: usize,
    /// How many were skipped, or failed as expected.
    pub skipped: usize,
    /// Ids of those that failed.
    pub failing: Vec<String>,
}

impl TraceData {
    pub(super) fn of(features: Vec<FeatureTrace>) -> Self {
        let mut summary = Totals::default();
        for feature in &features {
            for story in &feature.stories {
                summary.stories += 1;
                summary.stories_passed += usize::from(story.proof == Proof::Passed);
                summary.criteria += story.criteria.len();
                summary.criteria_passed += story.criteria.iter().filter(|one| one.proof == Proof::Passed).count();
            }
            for test in feature.tasks.iter().flat_map(|task| &task.tests) {
                summary.tests += 1;
                summary.tests_passed += usize::from(test.proof == Proof::Passed);
                summary.failing += usize::from(test.proof == Proof::Failing);
            }
        }
        Self { features, summary }
    }
}

/// Names and lines of what a feature holds.
struct Names<'f, 'a> {
    feature: &'f Feature<'a>,
    trace: &'f Trace<'a>,
}

impl FeatureTrace {
    pub(super) fn of(feature: &Feature<'_>, trace: &Trace<'_>) -> Self {
        let names = Names { feature, trace };
        let counted = (0..feature.tasks.len()).filter(|at| crate::plan::trace::counts(&feature.tasks[*at]));
        Self {
            feature: feature.id.clone(),
            path: feature.path.clone(),
            stories: trace.stories.iter().map(|story| names.story(story)).collect(),
            tasks: counted.map(|at| names.task(at)).collect(),
            loose: names.ids(&trace.loose(feature)),
        }
    }
}

impl Names<'_, '_> {
    fn file(&self, doc: usize) -> String {
        self.feature.docs[doc].source.path.to_string()
    }

    fn line(&self, doc: usize, span: Span) -> u32 {
        self.feature.docs[doc].outline.place(span).line
    }

    fn ids(&self, tasks: &[usize]) -> Vec<String> {
        tasks.iter().map(|at| self.feature.tasks[*at].id.to_string()).collect()
    }

    fn story(&self, traced: &StoryTrace<'_>) -> StoryRow {
        let story = &self.feature.stories[traced.story];
        StoryRow {
            id: story.id.to_owned(),
            title: story.title.to_owned(),
            file: self.file(story.doc),
            line: self.line(story.doc, story.at),
            proof: self.trace.proof(&traced.tasks),
            tasks: self.ids(&traced.tasks),
            criteria: traced.criteria.iter().map(|one| self.criterion(story.doc, one)).collect(),
        }
    }

    fn criterion(&self, doc: usize, traced: &CriterionTrace<'_>) -> CriterionRow {
        CriterionRow {
            label: traced.label.clone(),
            text: traced.criterion.text.text.to_owned(),
            line: self.line(doc, traced.criterion.text.span),
            ticked: traced.criterion.mark.map(|mark| mark.status.is_closed()),
            proof: self.trace.proof(&traced.tasks),
            tasks: self.ids(&traced.tasks),
            named: traced.named,
        }
    }

    fn task(&self, at: usize) -> TaskRow {
        let (task, traced) = (&self.feature.tasks[at], &self.trace.tasks[at]);
        TaskRow {
            id: task.id.to_string(),
            title: task.title.to_string(),
            status: task.status,
            file: self.file(task.doc),
            line: self.line(task.doc, task.at),
            stories: stories_of(self.feature, at).iter().map(|story| story.text.to_owned()).collect(),
            proof: self.trace.proof(&[at]),
            needs_none: traced.needs_none,
            tests: traced.tests.iter().map(|proven| self.test(task.doc, proven)).collect(),
        }
    }

    fn test(&self, doc: usize, proven: &Proven<'_>) -> TestRow {
        TestRow {
            test: proven.test.text.to_owned(),
            line: self.line(doc, proven.test.span),
            proof: proven.proof(),
            passed: proven.count.passed,
            skipped: proven.count.skipped,
            failing: proven.count.failing.clone(),
        }
    }
}
