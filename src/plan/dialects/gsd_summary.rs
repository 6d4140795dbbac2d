//! `gsd-summary`: one file that tells what a plan of a phase came to: YAML front matter (requires, provides, affects,
//! key-files, metrics), `### Task 1: Title` sections, deviations, success criteria.

use super::{Dialect, DocEdit, Evidence, Refusal};
use crate::plan::front_matter;
use crate::plan::model::{Doc, Feature, FileRef, FileUse, Piece, Status};
use crate::plan::outline::{Kind, Outline, cells};
use crate::plan::progress::{Scope, Statement, Value, read_status};
use crate::plan::sections;

/// The dialect.
pub(super) struct GsdSummary;

/// Keys of the front matter that are kept as facts.
const FACTS: [&str; 9] =
    ["phase", "plan", "subsystem", "tags", "requires", "provides", "affects", "status", "completed"];

impl Dialect for GsdSummary {
    fn name(&self) -> &'static str {
        "gsd-summary"
    }

    fn about(&self) -> &'static str {
        "a `*-SUMMARY.md` with front matter (requires, provides, affects, key-files) and `### Task 1:` sections"
    }

    fn detect(&self, docs: &[Doc<'_>]) -> Option<Evidence> {
        let [doc] = docs else { return None };
        let named = doc.source.path.to_ascii_uppercase().ends_with("SUMMARY.MD");
        let entries = front_matter::by_lines(&doc.outline);
        let keys = ["phase", "plan", "requires", "provides", "affects", "subsystem", "key-files"];
        let seen: Vec<&str> = keys.into_iter().filter(|key| entries.iter().any(|entry| entry.key == *key)).collect();
        match (named, seen.len()) {
            (_, 3..) => Some(Evidence { score: 90, because: format!("front matter with {}", seen.join(", ")) }),
            (true, _) => Some(Evidence { score: 75, because: "a name that ends in SUMMARY.md".to_owned() }),
            _ => None,
        }
    }

    fn read<'a>(&self, feature: &mut Feature<'a>) {
        sections::read_documents(feature);
        let docs = std::mem::take(&mut feature.docs);
        for (at, doc) in docs.iter().enumerate() {
            let (entries, complaint) = front_matter::read(&doc.outline);
            feature.complaints.extend(complaint.map(|complaint| (at, complaint)));
            for entry in &entries {
                if let Some(name) = FACTS.into_iter().find(|name| *name == entry.key) {
                    feature.facts.push((name, entry.values.clone()));
                }
                let used = match &*entry.key {
                    "key-files.created" => FileUse::Create,
                    "key-files.modified" => FileUse::Mention,
                    _ => continue,
                };
                let files = entry.values.iter().map(|value| file(&doc.outline, value.text, used));
                feature.files.extend(files.filter(|file| sections::is_path(file.path.text)).map(|file| (at, file)));
            }
            let counted = entries.iter().find(|entry| entry.key == "metrics.tasks-completed");
            if let Some(value) = counted.and_then(|entry| entry.values.first()) {
                feature.statements.extend(count(at, &doc.outline, "tasks-completed", value.text));
            }
            body(feature, at, &doc.outline);
        }
        feature.docs = docs;
    }

    fn set_status(&self, feature: &Feature<'_>, task: usize, to: Status) -> Result<Vec<DocEdit>, Refusal> {
        sections::set_marks(feature, task, to)
    }

    fn add_note(&self, feature: &Feature<'_>, task: usize, note: &str) -> Result<Vec<DocEdit>, Refusal> {
        sections::add_note(feature, task, note)
    }
}

/// The path in front of a remark: `src/a.rs (what it is)`.
fn file<'a>(outline: &Outline<'a>, value: &'a str, used: FileUse) -> FileRef<'a> {
    let path = value.split([' ', '(']).next().unwrap_or_default();
    FileRef { path: Piece::of(outline, path), used }
}

/// Deviations as facts, `## Status: COMPLETE` and the row `| Tasks Completed | 3/3 |` as statements.
fn body<'a>(feature: &mut Feature<'a>, doc: usize, outline: &Outline<'a>) {
    let mut deviations = Vec::new();
    let mut in_deviations = false;
    for node in outline.nodes().iter() {
        let text = outline.body(node);
        match node.kind {
            Kind::Heading(level) => {
                in_deviations = if level <= 2 { text.starts_with("Deviations") } else { in_deviations };
                if let Some(word) = text.strip_prefix("Status:").map(str::trim)
                    && let Some(status) = read_status(word)
                    && !feature.tasks.is_empty()
                {
                    let span = outline.span_of(word);
                    feature.statements.push(Statement {
                        doc,
                        span,
                        label: "Status",
                        scope: Scope::All,
                        value: Value::Word(status),
                    });
                }
            }
            Kind::Row => {
                let row = cells(text);
                if let [label, value, ..] = row[..]
                    && label.eq_ignore_ascii_case("tasks completed")
                {
                    feature.statements.extend(count(doc, outline, label, value));
                }
            }
            Kind::Text if in_deviations && text.starts_with("**") && text.contains("[Rule") => {
                deviations.push(Piece::of(outline, text))
            }
            _ => {}
        }
    }
    if !deviations.is_empty() {
        feature.facts.push(("deviations", deviations));
    }
}

/// `3/3 (100%)`: a count, and a percentage when there is one.
fn count<'a>(doc: usize, outline: &Outline<'a>, label: &'a str, value: &'a str) -> Vec<Statement<'a>> {
    let statement =
        |text: &'a str, value| Statement { doc, span: outline.span_of(text), label, scope: Scope::All, value };
    let text = value.split([' ', '(']).next().unwrap_or_default();
    let Some((done, all)) = text.split_once('/').and_then(|(done, all)| Some((done.parse().ok()?, all.parse().ok()?)))
    else {
        return Vec::new();
    };
    let mut found = vec![statement(text, Value::Count { done, all })];
    if let Some((_, inner)) = value.split_once('(')
        && let Some((digits, _)) = inner.split_once('%')
        && let Ok(percent) = digits.parse()
    {
        found.push(statement(digits, Value::Percent(percent)));
    }
    found
}
