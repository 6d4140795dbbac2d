//! What can be done: fixes of what was found, and the states of the task at the cursor.

use lsp_types::{
    CodeAction, CodeActionDisabled, CodeActionKind, Diagnostic, DiagnosticSeverity, DocumentChanges, NumberOrString,
    Range, TextEdit, WorkspaceEdit,
};
use similar::{DiffOp, TextDiff};

use super::find::{Spot, document, overlaps};
use super::text::Text;
use super::world::Plan;
use crate::plan::change::{self, Change, Failure};
use crate::plan::document::Span;
use crate::plan::model::{Source, Status};
use crate::report::{Finding, Severity};

/// What the editor shows for a finding; the first line when it is about the whole file.
pub(super) fn diagnostic(finding: &Finding, text: &Text) -> Diagnostic {
    let span = finding.place.map_or_else(
        || Span::new(0, text.text.find(['\r', '\n']).unwrap_or(text.text.len())),
        |place| text.placed(place),
    );
    Diagnostic {
        range: text.range(span),
        severity: Some(match finding.severity {
            Severity::Error => DiagnosticSeverity::ERROR,
            Severity::Warning => DiagnosticSeverity::WARNING,
            Severity::Info => DiagnosticSeverity::INFORMATION,
        }),
        code: Some(NumberOrString::String(finding.rule.to_string())),
        source: Some("planyard".to_owned()),
        message: finding.message.clone(),
        ..Diagnostic::default()
    }
}

/// The actions for a range of a document.
pub(super) fn actions(spot: &Spot<'_, '_>, range: Range, findings: &[Finding]) -> Vec<CodeAction> {
    let plan = spot.plan;
    let path = &plan.sources[spot.doc].path;
    let text = &plan.texts[spot.doc];
    let mut actions = Vec::new();
    let mut all = Vec::new();
    for finding in findings.iter().filter(|finding| finding.file == *path) {
        let Some(fix) = &finding.fix else { continue };
        let edits: Vec<TextEdit> = fix
            .edits
            .iter()
            .map(|edit| TextEdit::new(text.range(Span::new(edit.start, edit.end)), edit.with.clone()))
            .collect();
        all.extend(edits.iter().filter(|edit| !all.contains(*edit)).cloned().collect::<Vec<_>>());
        let diagnostic = diagnostic(finding, text);
        if overlaps(diagnostic.range, range) {
            let title = format!("Mend: {}", finding.message);
            let mut action = action(title, CodeActionKind::QUICKFIX, plan, vec![(spot.doc, edits)]);
            action.diagnostics = Some(vec![diagnostic]);
            action.is_preferred = Some(true);
            actions.push(action);
        }
    }
    all.sort_by_key(|edit| (edit.range.start, edit.range.end));
    let apart = all.windows(2).all(|pair| pair[0].range.end <= pair[1].range.start);
    if !all.is_empty() && apart {
        let title = "Mend all that is not true in this file".to_owned();
        actions.push(action(title, CodeActionKind::SOURCE_FIX_ALL, plan, vec![(spot.doc, all)]));
    }
    if let Some(task) = spot.task() {
        let (id, status) = (spot.feature.tasks[task].id.to_string(), spot.feature.tasks[task].status);
        let ways = [
            ("done", Change::Done { forced: None }, !matches!(status, Status::Done | Status::Cancelled)),
            ("being worked on", Change::Start, !matches!(status, Status::Doing | Status::Done | Status::Cancelled)),
            ("to be done again", Change::Reopen, status != Status::Todo),
        ];
        for (word, change, offered) in ways {
            if offered {
                actions.extend(state(plan, &id, word, change));
            }
        }
    }
    actions
}

/// The change of a task's state; refused ones are shown with the reason.
fn state(plan: &Plan<'_>, id: &str, word: &str, change: Change<'_>) -> Option<CodeAction> {
    let title = format!("Mark {id} as {word}");
    match change::apply(plan.place(), &plan.sources, &[id.to_owned()], change) {
        Ok(after) => {
            let edits = plan
                .sources
                .iter()
                .zip(&after.sources)
                .enumerate()
                .map(|(doc, (before, after))| (doc, differences(&plan.texts[doc], before, after)));
            let edits = edits.filter(|(_, edits)| !edits.is_empty()).collect();
            Some(action(title, CodeActionKind::REFACTOR_REWRITE, plan, edits))
        }
        Err(Failure::Refused(refusal)) => {
            let disabled = Some(CodeActionDisabled { reason: refusal.why });
            Some(CodeAction { title, kind: Some(CodeActionKind::REFACTOR_REWRITE), disabled, ..CodeAction::default() })
        }
        Err(_) => None,
    }
}

/// The edits from one text to another, line by line.
fn differences(text: &Text, before: &Source, after: &Source) -> Vec<TextEdit> {
    let diff = TextDiff::from_lines(before.text.as_str(), after.text.as_str());
    let lines = |source: &str| -> Vec<usize> {
        let ends = source.split_inclusive('\n').scan(0, |at, line| {
            *at += line.len();
            Some(*at)
        });
        std::iter::once(0).chain(ends).collect()
    };
    let (old, new) = (lines(&before.text), lines(&after.text));
    let changed = diff.ops().iter().filter(|op| !matches!(op, DiffOp::Equal { .. }));
    let edit = |op: &DiffOp| {
        let (from, to) = (op.old_range(), op.new_range());
        let range = text.range(Span::new(old[from.start], old[from.end]));
        TextEdit::new(range, after.text[new[to.start]..new[to.end]].to_owned())
    };
    changed.map(edit).collect()
}

fn action(title: String, kind: CodeActionKind, plan: &Plan<'_>, edits: Vec<(usize, Vec<TextEdit>)>) -> CodeAction {
    let documents = edits.into_iter().filter_map(|(doc, edits)| document(plan, doc, edits)).collect();
    let edit = WorkspaceEdit {
        changes: None,
        document_changes: Some(DocumentChanges::Edits(documents)),
        change_annotations: None,
    };
    CodeAction { title, kind: Some(kind), edit: Some(edit), ..CodeAction::default() }
}
