//! Symbols and folding of a document.

use lsp_types::{DocumentSymbol, FoldingRange, FoldingRangeKind, SymbolKind};

use super::text::Text;
use crate::plan::document::Span;
use crate::plan::model::Feature;
use crate::plan::outline::{Kind, Outline};

/// Tasks under their phases and the tasks that they are part of, and stories.
pub(super) fn symbols(feature: &Feature<'_>, doc: usize, text: &Text) -> Vec<DocumentSymbol> {
    let mut top: Vec<(u32, DocumentSymbol)> = Vec::new();
    let phases: Vec<usize> = (0..feature.phases.len()).filter(|at| feature.phases[*at].doc == doc).collect();
    for phase in phases {
        let found = &feature.phases[phase];
        let of_phase = |at: &usize| feature.tasks[*at].phase == Some(phase) && feature.tasks[*at].parent.is_none();
        let children = tasks(feature, doc, text, &of_phase);
        let last = (0..feature.tasks.len()).filter(|at| feature.tasks[*at].phase == Some(phase));
        let end = last.map(|at| feature.tasks[at].section.end).max().unwrap_or(found.at.end).max(found.at.end);
        let name = if found.title.is_empty() { found.number } else { found.title };
        let span = Span::new(found.at.start as usize, end as usize);
        top.push((found.at.start, symbol(text, name, None, SymbolKind::NAMESPACE, (span, found.at), children)));
    }
    let loose = |at: &usize| {
        let task = &feature.tasks[*at];
        task.parent.is_none() && task.phase.is_none_or(|phase| feature.phases[phase].doc != doc)
    };
    for one in tasks(feature, doc, text, &loose) {
        top.push((text.span(one.range).start, one));
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

fn tasks(feature: &Feature<'_>, doc: usize, text: &Text, wanted: &dyn Fn(&usize) -> bool) -> Vec<DocumentSymbol> {
    let of_doc = (0..feature.tasks.len()).filter(|at| feature.tasks[*at].doc == doc && wanted(at));
    let one = |at: usize| {
        let task = &feature.tasks[at];
        let children = tasks(feature, doc, text, &|other| feature.tasks[*other].parent == Some(at) && *other > at);
        let name = format!("{} {}", task.id, task.title);
        let spans = (task.section, task.at);
        symbol(text, &name, Some(task.status.word().to_owned()), SymbolKind::EVENT, spans, children)
    };
    of_doc.map(one).collect()
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
    for node in &outline.nodes {
        match node.kind {
            Kind::Fence => add(node.span, FoldingRangeKind::Region),
            Kind::Hidden => add(node.span, FoldingRangeKind::Comment),
            _ => {}
        }
    }
    if let Some(front) = outline.front {
        add(Span::new(0, front.end as usize), FoldingRangeKind::Region);
    }
    ranges.sort_by_key(|range| (range.start_line, std::cmp::Reverse(range.end_line)));
    ranges
}
