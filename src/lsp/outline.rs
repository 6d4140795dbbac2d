//! Symbols and folding of a document.

use lsp_types::{DocumentSymbol, FoldingRange, FoldingRangeKind, SymbolKind};

use super::text::Text;
use crate::plan::document::Span;
use crate::plan::model::Feature;
use crate::plan::outline::{Kind, Outline};

/// Tasks under their phases and the tasks that they are part of, and stories.
pub(super) fn symbols(feature: &Feature<'_>, doc: usize, text: &Text) -> Vec<DocumentSymbol> {
    let mut top: Vec<(u32, DocumentSymbol)> = Vec::new();
    let parts = parts(feature, doc);
    let mut of_phases: Vec<Vec<usize>> = vec![Vec::new(); feature.phases.len()];
    let mut ends: Vec<u32> = feature.phases.iter().map(|phase| phase.at.end).collect();
    let mut loose = Vec::new();
    for (at, task) in feature.tasks.iter().enumerate() {
        if let Some(phase) = task.phase {
            ends[phase] = ends[phase].max(task.section.end);
        }
        if task.doc != doc || task.parent.is_some() {
            continue;
        }
        match task.phase.filter(|phase| feature.phases[*phase].doc == doc) {
            Some(phase) => of_phases[phase].push(at),
            None => loose.push(at),
        }
    }
    for (at, found) in feature.phases.iter().enumerate().filter(|(_, phase)| phase.doc == doc) {
        let children = tasks(feature, text, &of_phases[at], &parts);
        let name = if found.title.is_empty() { found.number } else { found.title };
        let span = Span::new(found.at.start as usize, ends[at] as usize);
        top.push((found.at.start, symbol(text, name, None, SymbolKind::NAMESPACE, (span, found.at), children)));
    }
    for (at, one) in loose.iter().zip(tasks(feature, text, &loose, &parts)) {
        top.push((feature.tasks[*at].section.start.min(feature.tasks[*at].at.start), one));
    }
    for story in feature.stories.iter().filter(|story| story.doc == doc) {
        let detail = Some(format!("{} criteria", story.criteria.len()));
        let name = format!("{} {}", story.id, story.title);
        let spans = (story.section, story.at);
        top.push((story.at.start, symbol(text, &name, detail, SymbolKind::INTERFACE, spans, Vec::new())));
    }
    top.sort_by_key(|(at, _)| *at);
    top.into_iter().map(|(_, symbol)| symbol).collect()
}

/// For each task, its parts that stand in the document behind it.
fn parts(feature: &Feature<'_>, doc: usize) -> Vec<Vec<usize>> {
    let mut parts = vec![Vec::new(); feature.tasks.len()];
    for (at, task) in feature.tasks.iter().enumerate().filter(|(_, task)| task.doc == doc) {
        if let Some(parent) = task.parent.filter(|parent| *parent < at) {
            parts[parent].push(at);
        }
    }
    parts
}

fn tasks(feature: &Feature<'_>, text: &Text, wanted: &[usize], parts: &[Vec<usize>]) -> Vec<DocumentSymbol> {
    let one = |at: &usize| {
        let task = &feature.tasks[*at];
        let children = tasks(feature, text, &parts[*at], parts);
        let name = format!("{} {}", task.id, task.title);
        let spans = (task.section, task.at);
        symbol(text, &name, Some(task.status.word().to_owned()), SymbolKind::EVENT, spans, children)
    };
    wanted.iter().map(one).collect()
}

#[expect(deprecated, reason = "the field must be given, and is not used")]
fn symbol(
    text: &Text,
    name: &str,
    detail: Option<String>,
    kind: SymbolKind,
    (whole, head): (Span, Span),
    children: Vec<DocumentSymbol>,
) -> DocumentSymbol {
    // The head must lie within the whole, and no name may be empty.
    let whole = Span::new(whole.start.min(head.start) as usize, whole.end.max(head.end) as usize);
    let name = if name.trim().is_empty() { "(no title)" } else { name.trim() };
    DocumentSymbol {
        name: name.to_owned(),
        detail,
        kind,
        tags: None,
        deprecated: None,
        range: text.range(whole),
        selection_range: text.range(head),
        children: (!children.is_empty()).then_some(children),
    }
}

/// Sections, fences, comments and front matter.
pub(super) fn folding(outline: &Outline<'_>, text: &Text) -> Vec<FoldingRange> {
    let mut ranges = Vec::new();
    let mut add = |span: Span, kind: FoldingRangeKind| {
        let kept = span.start as usize + outline.slice(span).trim_end().len();
        let (start, end) = (text.position(span.start as usize).line, text.position(kept).line);
        if end > start {
            ranges.push(FoldingRange {
                start_line: start,
                start_character: None,
                end_line: end,
                end_character: None,
                kind: Some(kind),
                collapsed_text: None,
            });
        }
    };
    for (at, _, _) in outline.headings() {
        add(outline.section_span(at), FoldingRangeKind::Region);
    }
    for node in outline.nodes().iter() {
        match node.kind {
            Kind::Fence => add(node.span, FoldingRangeKind::Region),
            Kind::Hidden => add(node.span, FoldingRangeKind::Comment),
            _ => {}
        }
    }
    if let Some(front) = outline.front() {
        add(Span::new(0, front.end as usize), FoldingRangeKind::Region);
    }
    ranges.sort_by_key(|range| (range.start_line, std::cmp::Reverse(range.end_line)));
    ranges
}
