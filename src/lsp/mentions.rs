//! Where an id stands: at its task or story, in dependencies, in lists of stories, in the text.

use crate::plan::depends::Dependency;
use crate::plan::document::Span;
use crate::plan::model::Feature;
use crate::plan::outline::Kind;

/// A place in one of a feature's documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct At {
    pub doc: usize,
    pub span: Span,
}

/// What an id is the id of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    Task(usize),
    Story(usize),
    /// Something that the text marks with an id: `**FR-001**`.
    Other,
}

/// An id that stands at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mention {
    pub id: String,
    pub named: Named,
    pub at: At,
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | '#')
}

/// The word around a byte, without what ends a sentence.
pub(super) fn word(text: &str, offset: usize) -> Option<Span> {
    let line_start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[offset..].find('\n').map_or(text.len(), |at| offset + at);
    let start = text[line_start..offset]
        .rfind(|c| !is_part(c))
        .map_or(line_start, |at| line_start + at + text[line_start + at..].chars().next().map_or(1, char::len_utf8));
    let end = text[offset..line_end].find(|c| !is_part(c)).map_or(line_end, |at| offset + at);
    let end = start + text[start..end].trim_end_matches(['.', '-', '/']).len();
    (start < end).then(|| Span::new(start, end))
}

/// The id at a byte of a document.
pub(super) fn mention(feature: &Feature<'_>, doc: usize, offset: usize) -> Option<Mention> {
    let text = feature.docs.get(doc)?.outline.text;
    let whole = word(text, offset)?;
    // `T01-T03` is two ids, `US-01` is one.
    let parts = |span: Span| {
        let word = span.text(text);
        let mut spans = vec![span];
        let mut at = span.start as usize;
        for part in word.split('-') {
            spans.push(Span::new(at, at + part.len()));
            at += part.len() + 1;
        }
        spans
    };
    let holds = |span: &Span| span.start as usize <= offset && offset <= span.end as usize;
    parts(whole).into_iter().filter(holds).find_map(|span| {
        let id = span.text(text);
        let named = named(feature, doc, id, span)?;
        Some(Mention { id: id.to_owned(), named, at: At { doc, span } })
    })
}

fn named(feature: &Feature<'_>, doc: usize, id: &str, span: Span) -> Option<Named> {
    let here = |places: &[At]| places.iter().any(|at| at.doc == doc && at.span.covers(span));
    if let Some(story) = feature.stories.iter().position(|story| story.id.eq_ignore_ascii_case(id))
        && (has_letters(id) || here(&of_story(feature, story)))
    {
        return Some(Named::Story(story));
    }
    if let Some(task) = feature.task(id)
        && (has_letters(id) || here(&of_task(feature, task)))
    {
        return Some(Named::Task(task));
    }
    (is_requirement(id) && definition(feature, id).is_some()).then_some(Named::Other)
}

/// Letters, a number: found by itself in any text. `1.2` is found only where the plan means a task or a story by it.
fn has_letters(id: &str) -> bool {
    id.starts_with(|c: char| c.is_alphabetic()) && id.ends_with(|c: char| c.is_ascii_alphanumeric())
}

fn is_requirement(id: &str) -> bool {
    id.split_once('-').is_some_and(|(head, tail)| {
        head.chars().all(|c| c.is_ascii_uppercase())
            && !head.is_empty()
            && tail.starts_with(|c: char| c.is_ascii_digit())
    })
}

/// Where the id of a task stands in its own line.
pub(super) fn id_of_task(feature: &Feature<'_>, task: usize) -> Option<At> {
    let task = &feature.tasks[task];
    within(feature, task.doc, task.at, &task.id)
}

pub(super) fn id_of_story(feature: &Feature<'_>, story: usize) -> Option<At> {
    let story = &feature.stories[story];
    within(feature, story.doc, story.at, story.id)
}

fn within(feature: &Feature<'_>, doc: usize, span: Span, id: &str) -> Option<At> {
    let text = feature.docs[doc].outline.slice(span);
    let at = text.match_indices(id).map(|(at, _)| at).find(|at| stands_alone(text, *at, id.len()))?;
    let start = span.start as usize + at;
    Some(At { doc, span: Span::new(start, start + id.len()) })
}

fn of_task(feature: &Feature<'_>, task: usize) -> Vec<At> {
    let id = &feature.tasks[task].id;
    let mut places: Vec<At> = id_of_task(feature, task).into_iter().collect();
    for other in &feature.tasks {
        let pieces = other.dependencies.on.iter().flat_map(|on| match on {
            Dependency::Task(piece) => vec![*piece],
            Dependency::Range(from, to) => vec![*from, *to],
            _ => Vec::new(),
        });
        let same = pieces.filter(|piece| piece.text.eq_ignore_ascii_case(id));
        places.extend(same.map(|piece| At { doc: other.doc, span: piece.span }));
    }
    places
}

fn of_story(feature: &Feature<'_>, story: usize) -> Vec<At> {
    let id = feature.stories[story].id;
    let mut places: Vec<At> = id_of_story(feature, story).into_iter().collect();
    for task in &feature.tasks {
        let same = task.stories.iter().filter(|piece| piece.text.eq_ignore_ascii_case(id));
        places.extend(same.map(|piece| At { doc: task.doc, span: piece.span }));
    }
    places
}

/// Every place of an id, sorted.
pub(super) fn all(feature: &Feature<'_>, mention: &Mention) -> Vec<At> {
    let mut places = match mention.named {
        Named::Task(task) => of_task(feature, task),
        Named::Story(story) => of_story(feature, story),
        Named::Other => Vec::new(),
    };
    if has_letters(&mention.id) {
        for (doc, read) in feature.docs.iter().enumerate() {
            let shown = read.outline.nodes().iter().filter(|node| !matches!(node.kind, Kind::Fence | Kind::Code));
            for node in shown {
                let text = read.outline.slice(node.span);
                for (at, _) in text.match_indices(&mention.id) {
                    if stands_alone(text, at, mention.id.len()) {
                        let start = node.span.start as usize + at;
                        places.push(At { doc, span: Span::new(start, start + mention.id.len()) });
                    }
                }
            }
        }
    }
    places.sort_unstable();
    places.dedup();
    places
}

/// It is no part of a longer id: `T01` is in `T01-T03` and at the end of a sentence, but not in `T011` or `P1-T01.2`.
fn stands_alone(text: &str, at: usize, len: usize) -> bool {
    let (before, after) = (&text[..at], &text[at + len..]);
    let mut next = after.chars();
    let ends = match next.next() {
        Some('-' | '.') => !next.next().is_some_and(|c| c.is_ascii_digit()),
        Some(c) => !(c.is_alphanumeric() || c == '_'),
        None => true,
    };
    let mut last = before.chars().rev();
    let begins = match last.next() {
        // A range: what stands before the dash ends with a digit as the id does.
        Some('-' | '.' | '/') => {
            last.next().is_none_or(|c| !c.is_alphanumeric() || (c.is_ascii_digit() && before.ends_with('-')))
        }
        Some(c) => !(c.is_alphanumeric() || c == '_'),
        None => true,
    };
    begins && ends
}

/// Where an id is explained: its task, its story, or the first line that has it in bold or in a heading.
pub(super) fn definition(feature: &Feature<'_>, id: &str) -> Option<At> {
    feature.docs.iter().enumerate().find_map(|(doc, read)| {
        read.outline.nodes().iter().find_map(|node| {
            let text = read.outline.slice(node.span);
            let at = text.find(id).filter(|at| stands_alone(text, *at, id.len()))?;
            let bold = text[..at].ends_with("**");
            let start = node.span.start as usize + at;
            (bold || node.level().is_some()).then(|| At { doc, span: Span::new(start, start + id.len()) })
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_stand_alone() {
        for (text, id, is) in [
            ("needs T01.", "T01", true),
            ("T01-T03", "T01", true),
            ("T01-T03", "T03", true),
            ("T011", "T01", false),
            ("US-01-02", "US-01", false),
            ("P1-T01", "T01", true),
            ("X-T01", "T01", false),
            ("T01.2", "T01", false),
        ] {
            let at = text.find(id).unwrap();
            assert_eq!(stands_alone(text, at, id.len()), is, "{id} in {text}");
        }
    }

    #[test]
    fn words_end_where_sentences_do() {
        let text = "see src/a.rs, T01.\n";
        assert_eq!(word(text, 6).unwrap().text(text), "src/a.rs");
        assert_eq!(word(text, 15).unwrap().text(text), "T01");
        assert_eq!(word(text, 17).unwrap().text(text), "T01");
        assert!(word("a  b", 2).is_none());
    }
}
