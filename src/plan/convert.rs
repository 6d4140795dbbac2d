//! A feature in another dialect: everything that its tasks say is written anew, and then read again, so that what did
//! not come across is known from what is there and not from what somebody thought of.

mod elements;
mod headings;
mod items;
mod records;

use std::borrow::Cow;
use std::collections::HashMap;

use super::backlog::Settings;
use super::dialects::{Dialect, Refusal, find, read_feature};
use super::estimate::show;
use super::fields::{Name, field};
use super::graph::Graph;
use super::layout::matches;
use super::model::{Feature, FileUse, Role, Source, Status};
use super::outline::{Kind, Node, Outline};
use super::sections::same_story;
use super::taskmaster::with_tag;

/// All that a feature's tasks say, without where it stands.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Draft {
    /// The feature's title.
    pub title: String,
    /// Titles of its groups of tasks.
    pub phases: Vec<String>,
    /// Its tasks.
    pub tasks: Vec<DraftTask>,
}

/// A task of a draft.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftTask {
    /// As the dialect writes it.
    pub id: String,
    /// What is to be done.
    pub title: String,
    /// How far it is.
    pub status: Status,
    /// Index of the task it is a part of.
    pub parent: Option<usize>,
    /// Index of its group.
    pub phase: Option<usize>,
    /// Indices of the tasks that come before it.
    pub needs: Vec<usize>,
    /// What it needs outside of this feature.
    pub outside: Vec<String>,
    /// Stories that it serves.
    pub stories: Vec<String>,
    /// `1h 30m`.
    pub estimate: Option<String>,
    /// What it says of tests.
    pub tests: Option<String>,
    /// Who is to do it.
    pub agent: Option<String>,
    /// How urgent it is.
    pub priority: Option<String>,
    /// Files it names.
    pub files: Vec<(String, FileUse)>,
    /// Its notes; why it is blocked is one of them.
    pub notes: Vec<String>,
    /// Boxes under it, with whether they are ticked.
    pub steps: Vec<(String, bool)>,
    /// `P`, `GREEN`.
    pub labels: Vec<String>,
    /// It may be left out.
    pub optional: bool,
    /// Other lines under it.
    pub details: Vec<String>,
}

/// What is there already of a dialect that keeps all features in one place: new tasks go to it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Project<'p> {
    /// Nothing, or each feature has a place of its own.
    #[default]
    Nothing,
    /// A backlog.
    Backlog {
        /// The text of its configuration.
        config: &'p str,
        /// The first number that no task has.
        first: u64,
    },
    /// A file with tags: its text.
    Tags(&'p str),
}

/// What would be written.
#[derive(Debug, Clone, PartialEq)]
pub struct Converted {
    /// Files below the new feature, or below the workspace where the dialect keeps features in one file.
    pub files: Vec<(String, String)>,
    /// What of them is new: of a file that was there the part that was added.
    pub new: Vec<(String, String)>,
    /// Ids that had to change: before and after.
    pub renamed: Vec<(String, String)>,
    /// What the other dialect does not say: the task (or document), what, and its value.
    pub lost: Vec<Lost>,
}

/// Something that does not come across.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// `T03`, `design.md`.
    pub of: String,
    /// `estimate`.
    pub what: &'static str,
    /// `1h`.
    pub value: String,
}

/// Dialects that can be written: each with the function that does.
type Write = fn(&Draft, &str) -> Vec<(String, String)>;

const WRITERS: [(&str, Write); 9] = [
    ("workitems", headings::workitems),
    ("phased", headings::phased),
    ("spec-kit", items::spec_kit),
    ("openspec", items::openspec),
    ("kiro", items::kiro),
    ("checklist", items::checklist),
    ("gsd", elements::gsd),
    ("backlog", records::backlog),
    ("taskmaster", records::taskmaster),
];

/// The names of the dialects that a feature can be written in.
pub fn targets() -> impl Iterator<Item = &'static str> {
    WRITERS.iter().map(|(name, _)| *name).filter(|name| find(name).is_some())
}

/// Writes a feature in another dialect. `id`: of the new feature. Tasks that `project` has already stay as they are.
///
/// # Errors
/// The dialect cannot be written, or a task, a status, a link between tasks or a note would not come across.
pub fn convert(
    feature: &Feature<'_>,
    to: &'static dyn Dialect,
    id: &str,
    project: Project<'_>,
) -> Result<Converted, Refusal> {
    let Some((_, write)) = WRITERS.iter().find(|(name, _)| *name == to.name()) else {
        return Err(Refusal {
            why: format!("no feature can be written in {}", to.name()),
            hint: format!("the dialects that can be written are {}", targets().collect::<Vec<_>>().join(", ")),
        });
    };
    let draft = Draft::of(feature);
    if draft.tasks.is_empty() {
        return Err(Refusal {
            why: format!("{} has no tasks that could be written anew", feature.id),
            hint: "`planyard task list` shows what is read of it; `planyard dialects --explain` in which dialect"
                .to_owned(),
        });
    }
    let mut files = match project {
        Project::Nothing => write(&draft, id),
        Project::Backlog { config, first } => records::tasks(&draft, &Settings::read(config), first)?,
        Project::Tags(text) => vec![("tasks.json".to_owned(), with_tag(text, id, &records::tag(&draft))?)],
    };
    let mut lost = Vec::new();
    documents(feature, to, &mut files, &mut lost);
    let new = match project {
        Project::Tags(_) => vec![("tasks.json".to_owned(), records::tag(&draft))],
        _ => files.clone(),
    };
    let mut sources = sources(to, &files, id);
    if let Project::Backlog { config, .. } = project {
        let path = format!("{}/config.yml", place(to, id));
        sources.push(Source { path: path.into(), role: Role::Other, text: config.to_owned().into() });
    }
    let again = read_feature(id, &place(to, id), &sources, Some(to))
        .map_err(|none| Refusal { why: none.to_string(), hint: "this is a fault of Planyard's".to_owned() })?;
    let after = Draft::of(&again);
    kept(&draft, &after)?;
    compare(&draft, &after, &words_of(&new), &mut lost);
    let ids = draft.tasks.iter().zip(&after.tasks).filter(|(before, after)| before.id != after.id);
    let renamed = ids.map(|(before, after)| (before.id.clone(), after.id.clone())).collect();
    Ok(Converted { files, new, renamed, lost })
}

/// Where a feature of the dialect lies, for the rules that look at paths.
fn place(to: &dyn Dialect, id: &str) -> String {
    match to.layout().features.first() {
        Some(place) if place.pattern.contains('*') => place.pattern.replacen('*', id, 1),
        Some(place) => place.pattern.to_owned(),
        None => format!("features/{id}"),
    }
}

/// What was written, as it would be read.
fn sources(to: &dyn Dialect, files: &[(String, String)], id: &str) -> Vec<Source> {
    let role = |name: &str| {
        let usual = match name {
            "design.md" => Role::Design,
            "user_stories.md" => Role::Stories,
            name if name.ends_with("tasks.md") || name.ends_with(".json") => Role::Tasks,
            _ => Role::Other,
        };
        to.layout().role(name).unwrap_or(usual)
    };
    let place = place(to, id);
    let path = |name: &str| if place.ends_with(".json") { place.clone() } else { format!("{place}/{name}") };
    let one = |(name, text): &(String, String)| Source {
        path: path(name).into(),
        role: role(name),
        text: text.clone().into(),
    };
    files.iter().map(one).collect()
}

/// The other documents go along as they are, under the name that the dialect has for them.
fn documents(feature: &Feature<'_>, to: &dyn Dialect, files: &mut Vec<(String, String)>, lost: &mut Vec<Lost>) {
    let is_one_file = to.layout().features.first().is_some_and(super::layout::Place::is_file);
    let is_whole = to.layout().features.first().is_some_and(|place| !place.pattern.contains('*'));
    for doc in &feature.docs {
        let path = &*doc.source.path;
        let below = path.strip_prefix(&*feature.path).map_or(path, |below| below.trim_start_matches('/'));
        let holds_tasks = feature.tasks.iter().any(|task| std::ptr::eq(feature.docs[task.doc].source, doc.source));
        if holds_tasks {
            let left = outside(feature, doc);
            if left > 0 {
                lost.push(Lost {
                    of: below.to_owned(),
                    what: "text",
                    value: format!("{left} lines outside of its tasks"),
                });
            }
            continue;
        }
        // What features share stays where it is.
        if below == path && path.contains('/') {
            continue;
        }
        let own = match doc.source.role {
            Role::Design => Some("design.md"),
            Role::Stories => Some("user_stories.md"),
            _ => None,
        };
        let patterns = to.layout().documents.iter().filter(|(pattern, _)| !pattern.contains('*'));
        let named =
            patterns.filter(|(_, role)| *role == doc.source.role && *role != Role::Other).map(|(name, _)| *name);
        let name =
            named.clone().find(|name| matches(name, below)).or_else(|| named.clone().next()).or(own).unwrap_or(below);
        let is_taken = files.iter().any(|(other, _)| other == name);
        if is_one_file || is_whole || is_taken || name.starts_with('/') {
            let value = format!("{} lines", doc.source.text.lines().count());
            lost.push(Lost { of: below.to_owned(), what: "document", value });
            continue;
        }
        files.push((name.to_owned(), doc.source.text.to_string()));
    }
}

/// Lines of text of a document that belong to none of its tasks: headings and what a plan states of itself aside.
fn outside(feature: &Feature<'_>, doc: &super::model::Doc<'_>) -> usize {
    let tasks = feature.tasks.iter().filter(|task| std::ptr::eq(feature.docs[task.doc].source, doc.source));
    let sections: Vec<_> = tasks.map(|task| task.section).collect();
    let stated: Vec<_> = feature.statements.iter().map(|statement| statement.span).collect();
    let is_text = |node: &&Node| {
        matches!(node.kind, Kind::Text | Kind::Item(_) | Kind::Row | Kind::Quote)
            && !sections.iter().any(|section| section.covers(node.span))
            && !stated.iter().any(|span| node.span.covers(*span))
            && !is_tag(doc.outline.body(node))
    };
    doc.outline.nodes().iter().filter(is_text).count()
}

/// A line that is a tag, or a whole element that is read into a field of its own.
fn is_tag(line: &str) -> bool {
    let Some(inner) = line.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) else { return false };
    let own = ["name", "files", "verify", "note"].iter().any(|name| inner.ends_with(&format!("</{name}")));
    own || !inner.contains(['<', '>'])
}

impl Draft {
    /// Of a feature as it was read.
    pub fn of(feature: &Feature<'_>) -> Self {
        let graph = Graph::of(feature);
        let tasks = (0..feature.tasks.len()).map(|at| DraftTask::of(feature, &graph, at)).collect();
        let phases = feature.phases.iter().map(|phase| phase.title.to_owned()).collect();
        Self { title: feature.title.unwrap_or(&feature.id).to_owned(), phases, tasks }
    }

    /// The ids of tasks, joined.
    fn ids(&self, tasks: &[usize], ids: &[String]) -> String {
        tasks.iter().map(|at| ids[*at].as_str()).collect::<Vec<_>>().join(", ")
    }

    /// All that comes before a task, also by way of others.
    fn waits(&self, at: usize) -> Vec<usize> {
        let mut found = self.tasks[at].needs.clone();
        let mut next = 0;
        while let Some(need) = found.get(next).copied() {
            next += 1;
            let more: Vec<usize> = self.tasks[need].needs.iter().filter(|on| !found.contains(on)).copied().collect();
            found.extend(more);
        }
        found
    }

    /// For each task those that are parts of it.
    fn parts(&self, of: usize) -> Vec<usize> {
        (0..self.tasks.len()).filter(|at| self.tasks[*at].parent == Some(of)).collect()
    }
}

impl DraftTask {
    fn of(feature: &Feature<'_>, graph: &Graph<'_>, at: usize) -> Self {
        let task = &feature.tasks[at];
        let doc = &feature.docs[task.doc];
        let unknown = graph.unknown.iter().chain(&graph.features).filter(|(of, _)| *of == at);
        let mut notes: Vec<String> = task.notes.iter().map(|note| one_line(note.text)).collect();
        if let Some(blocked) =
            task.blocked.filter(|why| !notes.iter().any(|note| note.contains(one_line(why.text).as_str())))
        {
            notes.push(format!("BLOCKED: {}", one_line(blocked.text)));
        }
        Self {
            id: task.id.to_string(),
            title: one_line(&task.title),
            status: task.status,
            parent: task.parent,
            phase: task.phase,
            needs: graph.needs[at].clone(),
            outside: unknown.map(|(_, id)| id.text.to_owned()).collect(),
            stories: task.stories.iter().map(|story| story.text.to_owned()).collect(),
            estimate: task.estimate.as_ref().map(|(_, estimate)| show(estimate.middle())),
            tests: task.tests.map(|tests| one_line(tests.text)).filter(|tests| !tests.is_empty()),
            agent: task.agent.map(one_line),
            priority: task.priority.map(str::to_ascii_lowercase),
            files: task.files.iter().map(|file| (file.path.text.to_owned(), file.used)).collect(),
            notes,
            steps: task.steps.iter().map(|step| (one_line(step.text.text), step.is_done())).collect(),
            labels: task.labels.iter().map(|label| label.text.to_owned()).collect(),
            optional: task.optional,
            details: details(feature, at, &doc.outline),
        }
    }

    /// The lines `Key: value` under a task, in the order in which people write them.
    fn fields(&self, draft: &Draft, ids: &[String]) -> Vec<(&'static str, String)> {
        let mut needs = draft.ids(&self.needs, ids);
        for other in &self.outside {
            needs = if needs.is_empty() { other.clone() } else { format!("{needs}, {other}") };
        }
        let mut fields = vec![
            ("Estimate", self.estimate.clone().unwrap_or_default()),
            ("Tests", self.tests.clone().unwrap_or_default()),
            ("Dependencies", needs),
            ("Stories", self.stories.join(", ")),
            ("Agent", self.agent.clone().unwrap_or_default()),
            ("Priority", self.priority.clone().unwrap_or_default()),
        ];
        for (key, used) in
            [("Files to create", FileUse::Create), ("Files to modify", FileUse::Modify), ("Files", FileUse::Mention)]
        {
            let files = self.files.iter().filter(|(_, other)| *other == used).map(|(path, _)| format!("`{path}`"));
            let mut files: Vec<String> = files.collect();
            files.dedup();
            fields.push((key, files.join(", ")));
        }
        fields.push(("Notes", self.notes.join("; ")));
        fields.retain(|(_, value)| !value.is_empty());
        fields
    }
}

/// Text on one line.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The lines under a task that are no field, no box and no part of it.
fn details(feature: &Feature<'_>, at: usize, outline: &Outline<'_>) -> Vec<String> {
    let task = &feature.tasks[at];
    let within = |node: &&Node| task.section.covers(node.span) && node.span.start > task.at.end;
    let is_of_part = |node: &Node| {
        let later = feature.tasks[at + 1..].iter().take_while(|other| other.doc == task.doc);
        later.take_while(|other| task.section.covers(other.at)).any(|part| part.section.covers(node.span))
    };
    let first = outline.nodes().partition_point(|node| node.span.start < task.section.start);
    let nodes = outline.nodes()[first..].iter().take_while(|node| node.span.start < task.section.end).filter(within);
    let says = |node: &&Node| {
        let text = outline.body(node);
        let is_field = field(text).is_some_and(|field| field.name != Name::Other);
        let is_line = match node.kind {
            Kind::Text => true,
            Kind::Item(item) => item.mark.is_none(),
            _ => false,
        };
        let told = task.files.iter().map(|file| file.path).chain(task.notes.iter().copied());
        let mut told = told.chain(task.criteria.iter().copied());
        is_line
            && !is_field
            && !text.is_empty()
            && !is_tag(text)
            && !is_of_part(node)
            && !told.any(|piece| node.span.covers(piece.span))
    };
    nodes.filter(says).map(|node| one_line(outline.body(node))).collect()
}

/// Tasks, statuses, links and notes must all be there; else nothing is written.
fn kept(before: &Draft, after: &Draft) -> Result<(), Refusal> {
    let refuse = |why: String| {
        Err(Refusal {
            why,
            hint: "nothing was written; say it in words that the other dialect has, or choose another dialect"
                .to_owned(),
        })
    };
    if before.tasks.len() != after.tasks.len() {
        return refuse(format!("of {} tasks {} would be left", before.tasks.len(), after.tasks.len()));
    }
    for (at, (old, new)) in before.tasks.iter().zip(&after.tasks).enumerate() {
        if old.title != new.title {
            return refuse(format!("{} would be called \"{}\"", old.id, new.title));
        }
        if old.status != new.status {
            return refuse(format!("{} is {}, and would be {}", old.id, old.status, new.status));
        }
        let waits = after.waits(at);
        if let Some(need) = old.needs.iter().find(|need| !waits.contains(need)) {
            return refuse(format!("{} would not depend on {} any more", old.id, before.tasks[*need].id));
        }
        let notes = new.notes.iter().chain(&new.details).cloned().collect::<Vec<_>>().join("; ");
        if let Some(note) = old.notes.iter().find(|note| !notes.contains(note.as_str())) {
            return refuse(format!("the note \"{note}\" of {} would be lost", old.id));
        }
    }
    Ok(())
}

/// All text that was written, on one line: of JSON what its strings hold.
fn words_of(files: &[(String, String)]) -> String {
    fn strings(value: &serde_json::Value, found: &mut String) {
        match value {
            serde_json::Value::String(text) => found.push_str(&format!("{text}\n")),
            serde_json::Value::Array(items) => items.iter().for_each(|item| strings(item, found)),
            serde_json::Value::Object(fields) => fields.values().for_each(|field| strings(field, found)),
            _ => {}
        }
    }
    let mut found = String::new();
    for (_, text) in files {
        match serde_json::from_str(text) {
            Ok(value) => strings(&value, &mut found),
            Err(_) => found.push_str(text),
        }
    }
    one_line(&found)
}

/// Everything else that was said and is not said any more.
fn compare(before: &Draft, after: &Draft, written: &str, lost: &mut Vec<Lost>) {
    for (old, new) in before.tasks.iter().zip(&after.tasks) {
        let mut say = |what: &'static str, value: Cow<'_, str>| {
            lost.push(Lost { of: old.id.clone(), what, value: value.into_owned() });
        };
        let texts = [
            ("estimate", &old.estimate, &new.estimate),
            ("tests", &old.tests, &new.tests),
            ("agent", &old.agent, &new.agent),
            ("priority", &old.priority, &new.priority),
        ];
        for (what, old, new) in texts {
            if let Some(old) = old.as_ref().filter(|old| Some(*old) != new.as_ref()) {
                say(what, Cow::Borrowed(old));
            }
        }
        if let Some(parent) = old.parent.filter(|parent| new.parent != Some(*parent)) {
            say("part of", Cow::Borrowed(&before.tasks[parent].id));
        }
        let title = |draft: &Draft, phase: Option<usize>| draft.phases.get(phase?).cloned();
        if let Some(old) = title(before, old.phase).filter(|old| title(after, new.phase).as_ref() != Some(old)) {
            say("phase", Cow::Owned(old));
        }
        for story in old.stories.iter().filter(|story| !new.stories.iter().any(|other| same_story(other, story))) {
            say("story", Cow::Borrowed(story));
        }
        for other in old.outside.iter().filter(|other| !new.outside.contains(other)) {
            say("dependency", Cow::Borrowed(other));
        }
        for label in old.labels.iter().filter(|label| !new.labels.contains(label)) {
            say("label", Cow::Borrowed(label));
        }
        for line in old.details.iter().filter(|line| !written.contains(line.as_str())) {
            say("text", Cow::Borrowed(line));
        }
        for (path, _) in old.files.iter().filter(|(path, _)| !new.files.iter().any(|(other, _)| other == path)) {
            say("file", Cow::Borrowed(path));
        }
        for step in old.steps.iter().filter(|step| !new.steps.contains(step)) {
            say("step", Cow::Borrowed(&step.0));
        }
        if old.optional && !new.optional {
            say("optional", Cow::Borrowed("may be left out"));
        }
    }
}

/// Ids of a form that the dialect has: those of before where all fit, else new ones.
fn ids(draft: &Draft, fits: impl Fn(&str) -> bool, make: impl Fn(usize) -> String) -> Vec<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for task in &draft.tasks {
        *seen.entry(task.id.to_ascii_lowercase()).or_default() += 1;
    }
    if draft.tasks.iter().all(|task| fits(&task.id)) && seen.values().all(|count| *count == 1) {
        return draft.tasks.iter().map(|task| task.id.clone()).collect();
    }
    (0..draft.tasks.len()).map(make).collect()
}

/// `2` and `2.1`: the number among those of the same parent, behind the parent's own.
fn dotted(draft: &Draft, at: usize) -> String {
    let parent = draft.tasks[at].parent;
    let number = (0..=at).filter(|other| draft.tasks[*other].parent == parent).count();
    match parent {
        Some(parent) => format!("{}.{number}", dotted(draft, parent)),
        None => number.to_string(),
    }
}

#[cfg(test)]
mod tests;
