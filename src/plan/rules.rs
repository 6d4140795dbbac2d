//! What the gates ask of a plan: one file a rule, pure over the feature and facts collected beforehand.
//!
//! To add one: a file in `rules/` with a unit struct that implements [`Rule`], `mod name;` here, and a row in [`ALL`].
//! A test fails when a file of the folder is not in the table. `planyard explain`, the README's table, the schema of
//! `planyard.toml` and the completions all come from the table.

mod backlog_criteria;
mod backlog_done_in_tasks;
mod backlog_file_name;
mod backlog_open_in_completed;
mod backlog_unknown_parent;
mod backlog_unknown_status;
mod completion_blocked;
mod completion_checklist_open;
mod completion_dirty;
mod completion_file_not_in_git;
mod completion_no_tasks;
mod completion_statement_untrue;
mod completion_status_not_complete;
mod completion_step_open;
mod completion_task_open;
mod completion_test_missing;
mod completion_unreadable;
mod design_empty_section;
mod design_missing_section;
mod design_placeholder_left;
mod documents_empty;
mod documents_malformed;
mod documents_missing;
mod documents_no_title;
mod documents_too_long;
mod gsd_checkpoint_autonomous;
mod gsd_plan_field_missing;
mod gsd_roadmap_untrue;
mod gsd_self_check_failed;
mod gsd_summary_without_plan;
mod gsd_task_incomplete;
mod gsd_task_unverifiable;
mod gsd_wave_without_dependency;
mod kiro_criterion_not_ears;
mod kiro_requirement_without_task;
mod kiro_unknown_requirement;
mod openspec_archive_refused;
mod openspec_contradiction;
mod openspec_delta_unread;
mod openspec_duplicate_requirement;
mod openspec_header_ignored;
mod openspec_no_deltas;
mod openspec_proposal;
mod openspec_purpose;
mod openspec_rename_unpaired;
mod openspec_requirement_no_keyword;
mod openspec_requirement_no_scenario;
mod openspec_requirement_no_text;
mod openspec_requirement_outside_delta;
mod openspec_requirement_too_long;
mod openspec_scenario_lost;
mod openspec_spec_sections;
mod openspec_spec_structure;
mod openspec_task_numbering;
mod openspec_too_many_deltas;
mod paths_not_found;
mod paths_outside;
mod spec_kit_needs_clarification;
mod spec_kit_prerequisites;
mod spec_kit_total_untrue;
mod stories_duplicate_id;
mod stories_empty_section;
mod stories_no_acceptance_criteria;
mod stories_no_role;
mod stories_no_scenarios;
mod stories_none;
mod stories_not_covered;
mod stories_placeholder_left;
mod suppression_no_reason;
mod suppression_unused;
mod taskmaster_duplicate_dependency;
mod taskmaster_unknown_value;
mod tasks_blocked_without_reason;
mod tasks_boxes_mixed;
mod tasks_complete_with_open_boxes;
mod tasks_dependency_cycle;
mod tasks_done_before_dependency;
mod tasks_done_with_open_parts;
mod tasks_done_with_open_steps;
mod tasks_duplicate_id;
mod tasks_empty_section;
mod tasks_estimate_missing;
mod tasks_estimate_sum_mismatch;
mod tasks_estimate_too_large;
mod tasks_estimate_unreadable;
mod tasks_forward_dependency;
mod tasks_id_gap;
mod tasks_missing_section;
mod tasks_no_story;
mod tasks_no_test;
mod tasks_no_title;
mod tasks_none;
mod tasks_open_with_done_parts;
mod tasks_out_of_order;
mod tasks_placeholder_left;
mod tasks_progress_mismatch;
mod tasks_self_dependency;
mod tasks_status_contradiction;
mod tasks_story_unknown;
mod tasks_unknown_dependency;
mod tasks_unknown_feature;
mod trace_criterion_without_test;
mod trace_no_stories;
mod trace_story_without_task;
mod trace_task_without_test;
mod trace_test_failing;
mod trace_test_not_run;

mod settings;

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::document::{Edit, Span};
use super::estimate::Estimate;
use super::front_matter::{self, Entry};
use super::graph::Graph;
use super::inspect::{empty_sections, missing_sections, numbered, stated_estimate, untrue};
use super::model::{Feature, FileRef, FileUse, Task};
use super::openspec::Specs;
use super::placeholder::placeholders;
use super::suppress::Suppression;
use super::trace::{LastRun, Trace};
use crate::report::{Finding, Fix, Replacement, Safety, Severity, stable_hash};

pub use settings::{Setting, Settings, nearest};

/// Every rule, sorted by name.
pub const ALL: &[&dyn Rule] = &[
    &backlog_criteria::BacklogCriteria,
    &backlog_done_in_tasks::BacklogDoneInTasks,
    &backlog_file_name::BacklogFileName,
    &backlog_open_in_completed::BacklogOpenInCompleted,
    &backlog_unknown_parent::BacklogUnknownParent,
    &backlog_unknown_status::BacklogUnknownStatus,
    &completion_blocked::CompletionBlocked,
    &completion_checklist_open::CompletionChecklistOpen,
    &completion_dirty::CompletionDirty,
    &completion_file_not_in_git::CompletionFileNotInGit,
    &completion_no_tasks::CompletionNoTasks,
    &completion_statement_untrue::CompletionStatementUntrue,
    &completion_status_not_complete::CompletionStatusNotComplete,
    &completion_step_open::CompletionStepOpen,
    &completion_task_open::CompletionTaskOpen,
    &completion_test_missing::CompletionTestMissing,
    &completion_unreadable::CompletionUnreadable,
    &design_empty_section::DesignEmptySection,
    &design_missing_section::DesignMissingSection,
    &design_placeholder_left::DesignPlaceholderLeft,
    &documents_empty::DocumentsEmpty,
    &documents_malformed::DocumentsMalformed,
    &documents_missing::DocumentsMissing,
    &documents_no_title::DocumentsNoTitle,
    &documents_too_long::DocumentsTooLong,
    &gsd_checkpoint_autonomous::GsdCheckpointAutonomous,
    &gsd_plan_field_missing::GsdPlanFieldMissing,
    &gsd_roadmap_untrue::GsdRoadmapUntrue,
    &gsd_self_check_failed::GsdSelfCheckFailed,
    &gsd_summary_without_plan::GsdSummaryWithoutPlan,
    &gsd_task_incomplete::GsdTaskIncomplete,
    &gsd_task_unverifiable::GsdTaskUnverifiable,
    &gsd_wave_without_dependency::GsdWaveWithoutDependency,
    &kiro_criterion_not_ears::KiroCriterionNotEars,
    &kiro_requirement_without_task::KiroRequirementWithoutTask,
    &kiro_unknown_requirement::KiroUnknownRequirement,
    &openspec_archive_refused::OpenspecArchiveRefused,
    &openspec_contradiction::OpenspecContradiction,
    &openspec_delta_unread::OpenspecDeltaUnread,
    &openspec_duplicate_requirement::OpenspecDuplicateRequirement,
    &openspec_header_ignored::OpenspecHeaderIgnored,
    &openspec_no_deltas::OpenspecNoDeltas,
    &openspec_proposal::OpenspecProposal,
    &openspec_purpose::OpenspecPurpose,
    &openspec_rename_unpaired::OpenspecRenameUnpaired,
    &openspec_requirement_no_keyword::OpenspecRequirementNoKeyword,
    &openspec_requirement_no_scenario::OpenspecRequirementNoScenario,
    &openspec_requirement_no_text::OpenspecRequirementNoText,
    &openspec_requirement_outside_delta::OpenspecRequirementOutsideDelta,
    &openspec_requirement_too_long::OpenspecRequirementTooLong,
    &openspec_scenario_lost::OpenspecScenarioLost,
    &openspec_spec_sections::OpenspecSpecSections,
    &openspec_spec_structure::OpenspecSpecStructure,
    &openspec_task_numbering::OpenspecTaskNumbering,
    &openspec_too_many_deltas::OpenspecTooManyDeltas,
    &paths_not_found::PathsNotFound,
    &paths_outside::PathsOutside,
    &spec_kit_needs_clarification::SpecKitNeedsClarification,
    &spec_kit_prerequisites::SpecKitPrerequisites,
    &spec_kit_total_untrue::SpecKitTotalUntrue,
    &stories_duplicate_id::StoriesDuplicateId,
    &stories_empty_section::StoriesEmptySection,
    &stories_no_acceptance_criteria::StoriesNoAcceptanceCriteria,
    &stories_no_role::StoriesNoRole,
    &stories_no_scenarios::StoriesNoScenarios,
    &stories_none::StoriesNone,
    &stories_not_covered::StoriesNotCovered,
    &stories_placeholder_left::StoriesPlaceholderLeft,
    &suppression_no_reason::SuppressionNoReason,
    &suppression_unused::SuppressionUnused,
    &taskmaster_duplicate_dependency::TaskmasterDuplicateDependency,
    &taskmaster_unknown_value::TaskmasterUnknownValue,
    &tasks_blocked_without_reason::TasksBlockedWithoutReason,
    &tasks_boxes_mixed::TasksBoxesMixed,
    &tasks_complete_with_open_boxes::TasksCompleteWithOpenBoxes,
    &tasks_dependency_cycle::TasksDependencyCycle,
    &tasks_done_before_dependency::TasksDoneBeforeDependency,
    &tasks_done_with_open_parts::TasksDoneWithOpenParts,
    &tasks_done_with_open_steps::TasksDoneWithOpenSteps,
    &tasks_duplicate_id::TasksDuplicateId,
    &tasks_empty_section::TasksEmptySection,
    &tasks_estimate_missing::TasksEstimateMissing,
    &tasks_estimate_sum_mismatch::TasksEstimateSumMismatch,
    &tasks_estimate_too_large::TasksEstimateTooLarge,
    &tasks_estimate_unreadable::TasksEstimateUnreadable,
    &tasks_forward_dependency::TasksForwardDependency,
    &tasks_id_gap::TasksIdGap,
    &tasks_missing_section::TasksMissingSection,
    &tasks_no_story::TasksNoStory,
    &tasks_no_test::TasksNoTest,
    &tasks_no_title::TasksNoTitle,
    &tasks_none::TasksNone,
    &tasks_open_with_done_parts::TasksOpenWithDoneParts,
    &tasks_out_of_order::TasksOutOfOrder,
    &tasks_placeholder_left::TasksPlaceholderLeft,
    &tasks_progress_mismatch::TasksProgressMismatch,
    &tasks_self_dependency::TasksSelfDependency,
    &tasks_status_contradiction::TasksStatusContradiction,
    &tasks_story_unknown::TasksStoryUnknown,
    &tasks_unknown_dependency::TasksUnknownDependency,
    &tasks_unknown_feature::TasksUnknownFeature,
    &trace_criterion_without_test::TraceCriterionWithoutTest,
    &trace_no_stories::TraceNoStories,
    &trace_story_without_task::TraceStoryWithoutTask,
    &trace_task_without_test::TraceTaskWithoutTest,
    &trace_test_failing::TraceTestFailing,
    &trace_test_not_run::TraceTestNotRun,
];

/// The rule of that name.
pub fn find(name: &str) -> Option<&'static dyn Rule> {
    ALL.iter().copied().find(|rule| rule.meta().name == name)
}

/// Which gate asks it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// `check-planning`.
    Planning,
    /// `check-completion`.
    Completion,
    /// `trace --strict`.
    Trace,
}

impl Gate {
    /// The command that asks.
    pub fn command(self) -> &'static str {
        match self {
            Self::Planning => "check-planning",
            Self::Completion => "check-completion",
            Self::Trace => "trace --strict",
        }
    }
}

/// An option of a rule, set in `[rules."name"]`.
#[derive(Debug, Clone, Copy)]
pub struct OptionMeta {
    /// Its key.
    pub name: &'static str,
    /// Its default, as TOML.
    pub default: &'static str,
    /// What it does.
    pub about: &'static str,
}

/// What is known of a rule without running it.
#[derive(Debug, Clone, Copy)]
pub struct Meta {
    /// `tasks/progress-mismatch`.
    pub name: &'static str,
    /// Which gate asks it.
    pub gate: Gate,
    /// Unless configured otherwise; `None`: off.
    pub severity: Option<Severity>,
    /// One line: what it finds.
    pub summary: &'static str,
    /// What to do about a finding; one sentence.
    pub help: &'static str,
    /// Why it matters, with an example that it finds and one that it accepts: markdown for `planyard explain`.
    pub docs: &'static str,
    /// `--fix` can mend it.
    pub fixable: bool,
    /// What can be set.
    pub options: &'static [OptionMeta],
}

/// A question that a gate asks of a feature.
pub trait Rule: Sync {
    /// What is known of it without running it.
    fn meta(&self) -> &'static Meta;

    /// Adds what it finds.
    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>);
}

/// What is at a path that a plan names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PathFact {
    /// A file or folder is there.
    pub exists: bool,
    /// It is in git's index.
    pub tracked: bool,
}

/// What a rule may know that the documents do not say. Collected before the rules run.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Paths that the feature names.
    pub paths: HashMap<String, PathFact>,
    /// Ids and short ids of all features of the workspace; `None` when they were not collected.
    pub features: Option<Arc<HashSet<String>>>,
    /// Files of the feature with changes that are not committed.
    pub dirty: Vec<String>,
    /// What came of each test when it was last run.
    pub tests: Arc<LastRun>,
}

/// A feature with everything that rules ask of it.
pub struct Subject<'f, 'a> {
    /// The feature.
    pub feature: &'f Feature<'a>,
    /// Its dependencies, resolved once for all rules.
    pub graph: &'f Graph<'a>,
    /// What was collected beforehand.
    pub facts: &'f Facts,
    /// Comments that take findings away, with the index of their document.
    pub suppressions: &'f [(usize, Suppression<'a>)],
    /// OpenSpec's specs; read when a rule first asks.
    specs: OnceCell<Specs<'a>>,
    /// For each document the lines of its front matter; read when a rule first asks.
    fronts: Vec<OnceCell<Vec<Entry<'a>>>>,
    /// For each task whether others are parts of it; found when a rule first asks.
    parents: OnceCell<Vec<bool>>,
    /// From stories to results; found when a rule first asks.
    trace: OnceCell<Trace<'a>>,
}

impl<'f, 'a> Subject<'f, 'a> {
    /// Brings together what rules ask about.
    pub fn new(
        feature: &'f Feature<'a>,
        graph: &'f Graph<'a>,
        facts: &'f Facts,
        suppressions: &'f [(usize, Suppression<'a>)],
    ) -> Self {
        Self {
            feature,
            graph,
            facts,
            suppressions,
            specs: OnceCell::new(),
            fronts: vec![OnceCell::new(); feature.docs.len()],
            parents: OnceCell::new(),
            trace: OnceCell::new(),
        }
    }

    /// The feature is a folder of documents, not one file.
    pub fn is_folder(&self) -> bool {
        ![".md", ".json"].iter().any(|end| self.feature.path.ends_with(end))
    }

    /// The plan is one file whose dialect leaves something to its writer (a board, a summary), and not one task says it:
    /// then it is not missing.
    pub fn does_without(&self, says: impl Fn(&Task<'_>) -> bool) -> bool {
        let asked = self.is_folder() || matches!(self.feature.dialect, "workitems" | "phased");
        !asked && !self.feature.tasks.iter().any(says)
    }

    /// The task has tasks that are parts of it.
    pub fn has_children(&self, at: usize) -> bool {
        let find = || {
            let mut parents = vec![false; self.feature.tasks.len()];
            for parent in self.feature.tasks.iter().filter_map(|task| task.parent) {
                parents[parent] = true;
            }
            parents
        };
        self.parents.get_or_init(find)[at]
    }

    /// The specs of a change of OpenSpec.
    pub fn specs(&self) -> &Specs<'a> {
        self.specs.get_or_init(|| Specs::of(self.feature))
    }

    /// The entries of a document's front matter, by lines alone.
    pub fn front(&self, doc: usize) -> &[Entry<'a>] {
        let read = || front_matter::by_lines(&self.feature.docs[doc].outline);
        self.fronts.get(doc).map_or(&[], |front| front.get_or_init(read))
    }

    /// The feature followed from its stories to the last results of its tests.
    pub fn trace(&self) -> &Trace<'a> {
        self.trace.get_or_init(|| Trace::of(self.feature, &self.facts.tests))
    }

    /// Every file that the plan names, with its document and, when a task names it, the task.
    pub fn files(&self) -> impl Iterator<Item = (usize, Option<usize>, FileRef<'a>)> + '_ {
        let tasks = self.feature.tasks.iter().enumerate();
        let of_tasks = tasks.flat_map(|(at, task)| task.files.iter().map(move |file| (task.doc, Some(at), *file)));
        self.feature.files.iter().map(|(doc, file)| (*doc, None, *file)).chain(of_tasks)
    }

    /// A finding at the first line of a document, or of the first that says anything; an empty one is named as a file.
    pub fn about_document<'k>(&self, doc: Option<usize>, message: &str, sink: &'k mut Sink<'_>) -> &'k mut Finding {
        let docs = &self.feature.docs;
        let line = |at: usize| Some((at, docs[at].outline.nodes().first()?.span));
        match doc.map_or_else(|| (0..docs.len()).find_map(line), line) {
            Some((at, span)) => sink.at(at, span, message),
            None => {
                let path = doc.map_or_else(|| self.feature.path.as_str().into(), |at| docs[at].source.path.clone());
                sink.file(path, message)
            }
        }
    }
}

/// Paths that a gate's rules ask about.
pub fn wanted_paths<'a>(feature: &Feature<'a>, gate: Gate) -> Vec<&'a str> {
    let of_tasks = feature.tasks.iter().flat_map(|task| &task.files);
    let files = feature.files.iter().map(|(_, file)| file).chain(of_tasks);
    match gate {
        Gate::Planning => files
            .filter(|file| matches!(file.used, FileUse::Modify | FileUse::Read))
            .map(|file| file.path.text)
            .collect(),
        Gate::Completion => {
            let tests = feature.tasks.iter().flat_map(|task| &task.test_paths).map(|path| path.text);
            files.filter(|file| file.used == FileUse::Create).map(|file| file.path.text).chain(tests).collect()
        }
        Gate::Trace => Vec::new(),
    }
}

/// Takes findings of one rule and gives them what all findings of a rule share.
pub struct Sink<'s> {
    meta: &'static Meta,
    severity: Severity,
    options: &'s BTreeMap<String, toml::Value>,
    feature: &'s Feature<'s>,
    found: &'s mut Vec<Finding>,
}

impl<'s> Sink<'s> {
    /// The value of an option: as configured, else its default.
    pub fn option(&self, name: &str) -> Option<&'s toml::Value> {
        self.options.get(name)
    }

    /// An option that is a number; 0 when it is none, which the settings do not let happen.
    pub fn number(&self, name: &str) -> usize {
        self.option(name).and_then(toml::Value::as_integer).and_then(|number| usize::try_from(number).ok()).unwrap_or(0)
    }

    /// An option that is a time, in minutes.
    pub fn minutes(&self, name: &str) -> Option<u32> {
        Some(Estimate::read(self.option(name)?.as_str()?)?.high)
    }

    /// An option that is a list of words.
    pub fn words(&self, name: &str) -> Vec<&'s str> {
        let list = self.option(name).and_then(toml::Value::as_array);
        list.into_iter().flatten().filter_map(toml::Value::as_str).collect()
    }

    /// A finding at a place of a document. The text there is its subject, by which it is known again when lines move.
    pub fn at(&mut self, doc: usize, span: Span, message: impl Into<String>) -> &mut Finding {
        let found = &self.feature.docs[doc];
        let mut finding = self.finding(found.source.path.clone(), message.into());
        finding.place = Some(found.outline.place(span));
        finding.subject = stable_hash(found.outline.slice(span).trim().as_bytes());
        self.add(finding)
    }

    /// A finding about a task, at a place of its document.
    pub fn task(&mut self, task: usize, span: Span, message: impl Into<String>) -> &mut Finding {
        let found = &self.feature.tasks[task];
        let id: Box<str> = Box::from(&*found.id);
        let finding = self.at(found.doc, span, message);
        finding.task = Some(id);
        finding
    }

    /// A finding about a whole file, which need not exist.
    pub fn file(&mut self, path: impl Into<Arc<str>>, message: impl Into<String>) -> &mut Finding {
        let finding = self.finding(path.into(), message.into());
        self.add(finding)
    }

    fn finding(&self, path: Arc<str>, message: String) -> Finding {
        let mut finding = Finding::new(path, self.severity, self.meta.name, message);
        finding.help = Some(Cow::Borrowed(self.meta.help));
        finding
    }

    fn add(&mut self, finding: Finding) -> &mut Finding {
        let at = self.found.len();
        self.found.push(finding);
        &mut self.found[at]
    }
}

/// Says that edits of the finding's own document, which has this text, mend it.
pub fn safe_fix(finding: &mut Finding, text: &str, edits: Vec<Edit>) {
    let edits = edits
        .into_iter()
        .map(|edit| Replacement { start: edit.span.start as usize, end: edit.span.end as usize, with: edit.with })
        .collect();
    finding.fix = Some(Box::new(Fix { safety: Safety::Safe, edits, of: stable_hash(text.as_bytes()) }));
}

/// Runs one rule over a feature, as it is configured.
pub fn ask(rule: &dyn Rule, subject: &Subject<'_, '_>, settings: &Settings, found: &mut Vec<Finding>) {
    let meta = rule.meta();
    let Some(setting) = settings.of(meta.name) else { return };
    let Some(severity) = setting.severity else { return };
    let mut sink = Sink { meta, severity, options: &setting.options, feature: subject.feature, found };
    rule.check(subject, &mut sink);
}

#[cfg(test)]
mod tests;
