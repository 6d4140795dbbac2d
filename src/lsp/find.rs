//! Hover, definition, references, rename, completion.

use std::path::Path;
use std::sync::Arc;

use lsp_types::{
    CompletionItem, CompletionItemKind, Hover, HoverContents, Location, MarkupContent, MarkupKind, OneOf,
    OptionalVersionedTextDocumentIdentifier, Position, Range, TextDocumentEdit, TextEdit, WorkspaceEdit,
};

use super::mentions::{self, At, Mention, Named};
use super::world::{self, Plan};
use crate::plan::dialects;
use crate::plan::fields::{Name, field};
use crate::plan::graph::Graph;
use crate::plan::model::{Feature, Task};
use crate::plan::rules;
use crate::report::Finding;

/// What is asked about: a position in a document of a plan.
pub(super) struct Spot<'p, 'w> {
    pub plan: &'p Plan<'w>,
    pub feature: &'p Feature<'p>,
    pub doc: usize,
    pub offset: usize,
}

impl Spot<'_, '_> {
    fn mention(&self) -> Option<Mention> {
        mentions::mention(self.feature, self.doc, self.offset)
    }

    fn location(&self, at: At) -> Option<Location> {
        Some(Location::new(self.plan.uri(at.doc)?, self.plan.texts[at.doc].range(at.span)))
    }

    fn range(&self, at: At) -> Range {
        self.plan.texts[at.doc].range(at.span)
    }

    /// The task in whose section the position lies.
    pub(super) fn task(&self) -> Option<usize> {
        let inside = |task: &&Task<'_>| task.doc == self.doc && task.section.contains(self.offset as u32);
        let found = self.feature.tasks.iter().enumerate().filter(|(_, task)| inside(task));
        found.min_by_key(|(_, task)| task.section.len()).map(|(at, _)| at)
    }

    /// The rule of what was found here, and what is known of the id here.
    pub(super) fn hover(&self, findings: &[Finding]) -> Option<Hover> {
        let mut parts = Vec::new();
        let mut range = None;
        let path = &self.plan.sources[self.doc].path;
        for finding in findings.iter().filter(|finding| finding.file == *path) {
            let Some(place) = finding.place else { continue };
            let span = self.plan.texts[self.doc].placed(place);
            if (span.start as usize..=span.end as usize).contains(&self.offset)
                && let Some(rule) = rules::find(&finding.rule)
            {
                parts.push(format!("**{}**: {}\n\n{}", finding.rule, finding.message, rule.meta().help));
            }
        }
        if let Some(mention) = self.mention() {
            range = Some(self.range(mention.at));
            match mention.named {
                Named::Task(task) => parts.push(about_task(self.feature, task)),
                Named::Story(story) => {
                    let story = &self.feature.stories[story];
                    let serves =
                        |task: &&Task<'_>| task.stories.iter().any(|id| id.text.eq_ignore_ascii_case(story.id));
                    let tasks: Vec<&str> = self.feature.tasks.iter().filter(serves).map(|task| &*task.id).collect();
                    let tasks = if tasks.is_empty() { "no task serves it".to_owned() } else { tasks.join(", ") };
                    let criteria = story.criteria.len();
                    parts.push(format!("**{}** {}\n\n{criteria} criteria · tasks: {tasks}", story.id, story.title));
                }
                Named::Other => {
                    let at = mentions::definition(self.feature, &mention.id)?;
                    let outline = &self.feature.docs[at.doc].outline;
                    let start = outline.line_start(at.span.start as usize);
                    parts.push(outline.text[start..outline.line_end(start)].trim().to_owned());
                }
            }
        }
        let value = parts.join("\n\n---\n\n");
        let contents = HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value });
        (!parts.is_empty()).then_some(Hover { contents, range })
    }

    /// Where the id here is explained, or the file that is named here.
    pub(super) fn definition(&self) -> Option<Location> {
        if let Some(mention) = self.mention() {
            let at = match mention.named {
                Named::Task(task) => mentions::id_of_task(self.feature, task)?,
                Named::Story(story) => mentions::id_of_story(self.feature, story)?,
                Named::Other => mentions::definition(self.feature, &mention.id)?,
            };
            return self.location(at);
        }
        let text = self.feature.docs[self.doc].outline.text;
        let named = mentions::word(text, self.offset)?.text(text);
        let folder = self.plan.path(self.doc).parent().map(Path::to_owned)?;
        let inside = |path: &std::path::PathBuf| path.starts_with(&self.plan.workspace.root);
        let there = [self.plan.workspace.root.join(named), folder.join(named)]
            .into_iter()
            .filter_map(|path| path.canonicalize().ok())
            .find(|path| path.is_file() && inside(path))?;
        Some(Location::new(world::uri(&there)?, Range::default()))
    }

    /// Every place of the id here.
    pub(super) fn references(&self) -> Vec<Location> {
        let Some(mention) = self.mention() else { return Vec::new() };
        mentions::all(self.feature, &mention).into_iter().filter_map(|at| self.location(at)).collect()
    }

    /// Every place of the id here in this document.
    pub(super) fn places(&self) -> Vec<Range> {
        let Some(mention) = self.mention() else { return Vec::new() };
        let all = mentions::all(self.feature, &mention);
        all.into_iter().filter(|at| at.doc == self.doc).map(|at| self.range(at)).collect()
    }

    /// The id that can be renamed here.
    pub(super) fn renamable(&self) -> Option<Range> {
        self.mention().map(|mention| self.range(mention.at))
    }

    /// Another id, everywhere.
    ///
    /// # Errors
    /// Why not.
    pub(super) fn rename(&self, to: &str) -> Result<WorkspaceEdit, String> {
        let mention = self.mention().ok_or("there is no id here")?;
        let fits = !to.is_empty() && to.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c));
        if !fits {
            return Err(format!("`{to}` is no id: letters, digits, dashes and dots are"));
        }
        let taken = self.feature.task(to).is_some()
            || self.feature.stories.iter().any(|story| story.id.eq_ignore_ascii_case(to));
        if taken && !to.eq_ignore_ascii_case(&mention.id) {
            return Err(format!("{to} is the id of something else"));
        }
        let before = (self.feature.tasks.len(), self.feature.stories.len());
        let places = mentions::all(self.feature, &mention);
        let mut sources = self.plan.sources.clone();
        for at in places.iter().rev() {
            Arc::make_mut(&mut sources[at.doc].text).replace_range(at.span.range(), to);
        }
        let place = self.plan.place();
        let after =
            dialects::read_feature(place.id, place.path, &sources, place.dialect).map_err(|none| none.to_string())?;
        let known = after.task(to).is_some() || after.stories.iter().any(|story| story.id == to);
        if (after.tasks.len(), after.stories.len()) != before || (mention.named != Named::Other && !known) {
            return Err(format!("`{to}` is no id in the dialect {}", after.dialect));
        }
        let mut edits = WorkspaceEdit { changes: None, document_changes: None, change_annotations: None };
        let mut docs: Vec<usize> = places.iter().map(|at| at.doc).collect();
        docs.dedup();
        let changes = docs.into_iter().filter_map(|doc| {
            let here = places.iter().filter(|at| at.doc == doc);
            let here = here.map(|at| TextEdit::new(self.range(*at), to.to_owned())).collect();
            document(self.plan, doc, here)
        });
        edits.document_changes = Some(lsp_types::DocumentChanges::Edits(changes.collect()));
        Ok(edits)
    }

    /// Ids that may stand here: tasks after `Dependencies:`, stories after `Stories:`, else both.
    pub(super) fn complete(&self) -> Vec<CompletionItem> {
        let text = self.feature.docs[self.doc].outline.text;
        let start = text[..self.offset].rfind('\n').map_or(0, |at| at + 1);
        let line = text[start..self.offset].trim_start().trim_start_matches(['-', '*', '+']).trim_start();
        let line = line.strip_prefix('[').and_then(|rest| Some(rest.split_once(']')?.1)).unwrap_or(line);
        let name = field(line).map(|field| field.name);
        let own = self.task();
        let graph = Graph::of(self.feature);
        let tasks = (0..self.feature.tasks.len()).filter(|at| Some(*at) != own && name != Some(Name::Stories));
        let tasks = tasks.map(|at| {
            let task = &self.feature.tasks[at];
            let ready = if graph.is_ready(self.feature, at) { ", ready" } else { "" };
            item(&task.id, CompletionItemKind::REFERENCE, &task.title, format!("{}{ready}", task.status))
        });
        let stories = self.feature.stories.iter().filter(|_| name != Some(Name::Dependencies));
        let stories =
            stories.map(|story| item(story.id, CompletionItemKind::INTERFACE, story.title, "story".to_owned()));
        let order =
            |(at, item): (usize, CompletionItem)| CompletionItem { sort_text: Some(format!("{at:06}")), ..item };
        tasks.chain(stories).enumerate().map(order).collect()
    }
}

fn item(id: &str, kind: CompletionItemKind, title: &str, detail: String) -> CompletionItem {
    let documentation = Some(lsp_types::Documentation::String(title.to_owned()));
    CompletionItem {
        label: id.to_owned(),
        kind: Some(kind),
        detail: Some(detail),
        documentation,
        ..CompletionItem::default()
    }
}

/// Edits of a document, for the version that the editor has now.
pub(super) fn document(plan: &Plan<'_>, doc: usize, edits: Vec<TextEdit>) -> Option<TextDocumentEdit> {
    let text_document = OptionalVersionedTextDocumentIdentifier { uri: plan.uri(doc)?, version: plan.versions[doc] };
    Some(TextDocumentEdit { text_document, edits: edits.into_iter().map(OneOf::Left).collect() })
}

fn about_task(feature: &Feature<'_>, at: usize) -> String {
    let task = &feature.tasks[at];
    let graph = Graph::of(feature);
    let mut text = format!("**{}** {}\n\n{}", task.id, task.title, task.status);
    let (done, all) = task.steps_done();
    let mut say = |words: String| {
        text.push_str(" · ");
        text.push_str(&words);
    };
    if all > 0 {
        say(format!("{done} of {all} steps"));
    }
    if let Some((stated, _)) = task.estimate {
        say(stated.text.trim().to_owned());
    }
    if let Some(agent) = task.agent {
        say(agent.to_owned());
    }
    let waits = graph.open_needs(feature, at);
    if waits.is_empty() {
        if graph.is_ready(feature, at) {
            say("ready".to_owned());
        }
    } else {
        let ids: Vec<String> =
            waits.iter().map(|on| format!("{} {}", feature.tasks[*on].id, feature.tasks[*on].title)).collect();
        text.push_str(&format!("\n\nwaits for {}", ids.join(", ")));
    }
    if let Some(reason) = task.blocked {
        text.push_str(&format!("\n\nblocked: {}", reason.text.trim()));
    }
    for story in &task.stories {
        let known = feature.stories.iter().find(|known| known.id.eq_ignore_ascii_case(story.text));
        text.push_str(&format!("\n\nfor {} {}", story.text, known.map_or("", |known| known.title)));
    }
    text
}

/// A range holds a position, or touches it.
pub(super) fn overlaps(one: Range, other: Range) -> bool {
    let before = |a: Position, b: Position| a <= b;
    before(one.start, other.end) && before(other.start, one.end)
}
