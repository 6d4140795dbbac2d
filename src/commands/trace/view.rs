//! What people see of `trace`: a table a feature. Under a story stand its criteria; criteria that are served by the same
//! tasks stand together, and under them those tasks with their tests.

use crate::plan::trace::Proof;
use crate::report::{Align, Cell, Line, Role, Table, View, line};

use super::data::{CriterionRow, FeatureTrace, StoryRow, TaskRow, TestRow, Totals, TraceData};

/// Adds all of it to a view.
pub(super) fn show(data: &TraceData, view: &mut View) {
    for feature in &data.features {
        if data.features.len() > 1 {
            view.line(vec![(Role::Strong, feature.feature.clone())]);
        }
        if feature.stories.is_empty() {
            view.line(vec![(Role::Warn, format!("{} has no user stories", feature.feature))]);
        }
        let rows = rows(feature);
        if !rows.is_empty() {
            view.table(Table {
                columns: vec![Align::Left, Align::Flex, Align::Flex, Align::Flex, Align::Left],
                head: ["story", "criterion", "task", "test", "last result"].map(str::to_owned).to_vec(),
                rows,
            });
        }
        view.gap();
    }
    if !data.features.is_empty() {
        view.line(total(&data.summary));
    }
}

fn total(totals: &Totals) -> Line {
    let part = |passed: usize, all: usize, word: &str, words: &str| {
        format!("{passed} of {all} {}", if all == 1 { word } else { words })
    };
    let text = format!(
        "proved: {}, {}; {} passed",
        part(totals.stories_passed, totals.stories, "story", "stories"),
        part(totals.criteria_passed, totals.criteria, "criterion", "criteria"),
        part(totals.tests_passed, totals.tests, "test that is named", "tests that are named"),
    );
    let all = totals.stories > 0 && totals.tests_passed == totals.tests && totals.criteria_passed == totals.criteria;
    let role = match () {
        () if totals.failing > 0 => Role::Bad,
        () if all && totals.stories_passed == totals.stories => Role::Good,
        () => Role::Warn,
    };
    vec![(role, text)]
}

fn rows(feature: &FeatureTrace) -> Vec<Vec<Cell>> {
    let mut rows: Vec<Vec<Cell>> = feature.stories.iter().flat_map(|story| story_rows(feature, story)).collect();
    if !feature.loose.is_empty() {
        let said = if feature.stories.is_empty() { "" } else { "of no story" };
        rows.extend(under(vec![line(""), vec![(Role::Dim, said.to_owned())]], task_rows(feature, &feature.loose)));
    }
    rows
}

/// Rows with these two cells before the first, and empty ones before the others.
fn under(mut first: Vec<Cell>, rows: Vec<Vec<Cell>>) -> Vec<Vec<Cell>> {
    rows.into_iter()
        .map(|row| {
            let mut whole = std::mem::replace(&mut first, vec![line(""), line("")]);
            whole.extend(row);
            whole
        })
        .collect()
}

fn story_rows(feature: &FeatureTrace, story: &StoryRow) -> Vec<Vec<Cell>> {
    let head = vec![
        vec![(Role::Strong, story.id.clone())],
        vec![(Role::Strong, story.title.clone())],
        line(""),
        line(""),
        proof(story.proof, story.proof.word().to_owned()),
    ];
    let mut rows = vec![head];
    let mut groups: Vec<(&[String], Vec<&CriterionRow>)> = Vec::new();
    for criterion in &story.criteria {
        match groups.iter_mut().find(|(tasks, _)| *tasks == criterion.tasks) {
            Some((_, group)) => group.push(criterion),
            None => groups.push((&criterion.tasks, vec![criterion])),
        }
    }
    for (tasks, group) in &groups {
        let (last, before) = match group.split_last() {
            Some((last, before)) => (*last, before),
            None => continue,
        };
        for criterion in before {
            let ids = vec![(Role::Dim, tasks.join(", "))];
            rows.push(vec![
                line(""),
                said(criterion),
                ids,
                line(""),
                proof(criterion.proof, criterion.proof.word().to_owned()),
            ]);
        }
        let cells = vec![line(""), said(last)];
        let tasks = match tasks.is_empty() {
            true => vec![vec![line(""), line(""), proof(last.proof, last.proof.word().to_owned())]],
            false => task_rows(feature, tasks),
        };
        rows.extend(under(cells, tasks));
    }
    // Tasks of the story that serve none of its criteria in particular.
    let shown = |id: &&String| !groups.iter().any(|(tasks, _)| tasks.contains(id));
    let others: Vec<String> = story.tasks.iter().filter(shown).cloned().collect();
    rows.extend(under(vec![line(""), line("")], task_rows(feature, &others)));
    rows
}

/// A criterion with its label, without markup.
fn said(criterion: &CriterionRow) -> Cell {
    let text = criterion.text.replace("**", "").replace('`', "");
    let number = criterion.label.as_ref().filter(|label| label.bytes().all(|b| b.is_ascii_digit()));
    line(number.map_or(text.clone(), |number| format!("{number}. {text}")))
}

/// Task, test and result of each test of some tasks.
fn task_rows(feature: &FeatureTrace, ids: &[String]) -> Vec<Vec<Cell>> {
    let tasks = feature.tasks.iter().filter(|task| ids.contains(&task.id));
    tasks.flat_map(of_task).collect()
}

fn of_task(task: &TaskRow) -> Vec<Vec<Cell>> {
    let name = vec![(Role::Plain, format!("{} {}", task.id, task.title))];
    if task.tests.is_empty() {
        let result = if task.needs_none {
            vec![(Role::Dim, "needs none".to_owned())]
        } else {
            proof(task.proof, "no test".to_owned())
        };
        return vec![vec![name, line(""), result]];
    }
    let row = |(at, test): (usize, &TestRow)| {
        let name = if at == 0 { name.clone() } else { line("") };
        vec![name, line(test.test.clone()), proof(test.proof, result(test))]
    };
    task.tests.iter().enumerate().map(row).collect()
}

/// `3 passed`, `1 of 4 failed`.
fn result(test: &TestRow) -> String {
    let all = test.passed + test.skipped + test.failing.len();
    match test.proof {
        Proof::Failing => format!("{} of {all} failed", test.failing.len()),
        Proof::Passed if test.skipped > 0 => format!("{} of {all} passed", test.passed),
        Proof::Passed => format!("{} passed", test.passed),
        _ if test.skipped > 0 => format!("{all} skipped"),
        other => other.word().to_owned(),
    }
}

fn proof(proof: Proof, text: String) -> Cell {
    let role = match proof {
        Proof::Passed => Role::Good,
        Proof::Failing => Role::Bad,
        Proof::NotRun | Proof::NoTest | Proof::NoTask => Role::Warn,
    };
    vec![(role, text)]
}
