//! Questions that several rules ask of a document.

use super::document::{Edit, Span};
use super::estimate::{Estimate, show};
use super::fields::{Name, field};
use super::model::{Role, Task};
use super::outline::Kind;
use super::progress::{Statement, Value, correction, holds, truth};
use super::rules::{Sink, Subject, safe_fix};
use super::sections::task_heading;

/// A heading (or a line in bold that stands for one) without numbering, emoji and emphasis.
fn heading_text(text: &str) -> &str {
    let text = text.trim_start_matches(|c: char| !c.is_alphabetic());
    text.trim_end_matches(['*', ':', ' '])
}

fn is_section(heading: &str, name: &str) -> bool {
    heading.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name))
        && !heading[name.len()..].starts_with(|c: char| c.is_alphanumeric())
}

/// Finds the sections of the rule's option `sections` that a document lacks, by name or alias.
pub(super) fn missing_sections(subject: &Subject<'_, '_>, doc: usize, sink: &mut Sink<'_>) {
    let outline = &subject.feature.docs[doc].outline;
    let headings: Vec<&str> = outline
        .nodes()
        .iter()
        .filter(|node| match node.kind {
            Kind::Heading(_) => true,
            Kind::Text => outline.body(node).starts_with("**"),
            _ => false,
        })
        .map(|node| heading_text(outline.body(node)))
        .collect();
    let aliases = sink.option("aliases").and_then(toml::Value::as_table);
    for name in sink.words("sections") {
        let others = aliases.and_then(|aliases| aliases.get(name)).and_then(toml::Value::as_array);
        let others = || others.into_iter().flatten().filter_map(toml::Value::as_str);
        let there = headings
            .iter()
            .any(|heading| is_section(heading, name) || others().any(|other| is_section(heading, other)));
        if !there {
            let span = outline.nodes().first().map_or(Span::at(0), |node| node.span);
            let finding = sink.at(doc, span, format!("the document has no section \"{name}\""));
            finding.subject = crate::report::stable_hash(name.as_bytes());
        }
    }
}

/// Finds headings with nothing under them.
pub(super) fn empty_sections(subject: &Subject<'_, '_>, role: Role, sink: &mut Sink<'_>) {
    for (at, doc) in subject.feature.docs.iter().enumerate().filter(|(_, doc)| doc.source.role == role) {
        let nodes = doc.outline.nodes();
        for (index, node) in nodes.iter().enumerate() {
            let Kind::Heading(level) = node.kind else { continue };
            let next = nodes[index + 1..].iter().find(|node| !matches!(node.kind, Kind::Rule | Kind::Hidden));
            let empty = next.is_none_or(|next| next.level().is_some_and(|other| other <= level));
            let alone = level == 1 && next.is_none();
            if empty && !alone && (level > 1 || next.is_none()) && task_heading(&doc.outline, node).is_none() {
                sink.at(at, node.span, format!("nothing stands under \"{}\"", doc.outline.body(node)));
            }
        }
    }
}

/// The task has an estimate field, readable or not.
pub(super) fn stated_estimate(subject: &Subject<'_, '_>, at: usize) -> bool {
    let task = &subject.feature.tasks[at];
    let outline = &subject.feature.docs[task.doc].outline;
    let first = outline.nodes().partition_point(|node| node.span.start < task.section.start);
    let inside = outline.nodes()[first..].iter().take_while(|node| node.span.start < task.section.end);
    inside.into_iter().any(|node| {
        field(outline.body(node)).is_some_and(|found| {
            found.name == Name::Estimate && !found.value.is_empty() && Estimate::read(found.value).is_none()
        })
    })
}

/// Adds a finding with its fix when a statement is not true.
pub(super) fn untrue(subject: &Subject<'_, '_>, statement: &Statement<'_>, sink: &mut Sink<'_>) {
    let feature = subject.feature;
    let truth = truth(feature, &statement.scope);
    if holds(statement, truth) || truth.all == 0 {
        return;
    }
    let correct = correction(feature, statement, truth);
    let says = feature.docs[statement.doc].outline.slice(statement.span);
    let label = statement.label.trim_matches('*');
    let message = match statement.value {
        Value::Minutes(minutes) => {
            format!("{label} says {}; the estimates add up to {}", show(minutes), show(truth.minutes))
        }
        _ => format!("{label} says {says}; {} of {} tasks are done", truth.done, truth.all),
    };
    let finding = sink.at(statement.doc, statement.span, message);
    finding.subject =
        crate::report::stable_hash(format!("{label} {:?}", std::mem::discriminant(&statement.value)).as_bytes());
    // Where a task has no box and no status, the statement may be the only record of what was done.
    let unknown = |task: &Task<'_>| task.marks.is_empty() && task.steps.is_empty();
    let of_progress = !matches!(statement.value, Value::Minutes(_) | Value::Total(_));
    if !(of_progress && feature.tasks.iter().any(unknown)) {
        safe_fix(finding, feature.docs[statement.doc].outline.text, vec![Edit::replace(statement.span, correct)]);
    }
}

/// Tasks whose ids are letters and a number, with the number, per document and letters of the first.
pub(super) fn numbered(subject: &Subject<'_, '_>) -> Vec<(usize, u32)> {
    let letters = |id: &str| id.bytes().take_while(|b| !b.is_ascii_digit()).count();
    let Some(first) = subject.feature.tasks.first() else { return Vec::new() };
    let head = &first.id[..letters(&first.id)];
    let number = |id: &str| id.strip_prefix(head)?.parse().ok();
    let tasks = subject.feature.tasks.iter().enumerate();
    tasks.filter(|(_, task)| task.doc == first.doc).filter_map(|(at, task)| Some((at, number(&task.id)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_compared_without_numbers() {
        assert!(is_section(heading_text("2. Technical Approach"), "Technical Approach"));
        assert!(is_section(heading_text("**Overview:**"), "overview"));
        assert!(is_section(heading_text("Dependencies and risks"), "Dependencies"));
        assert!(!is_section(heading_text("Interfacesx"), "Interfaces"));
    }
}
