//! `taskmaster`: `.taskmaster/tasks/tasks.json`, in which each tag is a feature. Tasks `3` and their subtasks `3.2` have a
//! status, dependencies, a priority, details and a test strategy.

use std::borrow::Cow;
use std::collections::HashSet;

use jsonc_parser::ast::{Object, Value};

use super::{Dialect, DocEdit, Evidence, Refusal};
use crate::plan::depends::{Dependencies, Dependency};
use crate::plan::document::{Edit, Span};
use crate::plan::json::{self, Json};
use crate::plan::layout::{Layout, Place};
use crate::plan::model::{Doc, Feature, Mark, MarkKind, Piece, Role, Status, Task};
use crate::plan::outline::{Complaint, Outline};

/// The dialect.
pub(super) struct TaskMaster;

static LAYOUT: Layout = Layout {
    features: &[Place::of(".taskmaster/tasks/tasks.json"), Place::of("tasks/tasks.json")],
    documents: &[("tasks.json", Role::Tasks)],
};

/// The tag of files that have none, and of those that begin with one.
const MASTER: &str = "master";

/// Rules that ask for what its files have no place for.
const NOT_ASKED: [&str; 24] = [
    "completion/checklist-open",
    "completion/status-not-complete",
    "design/missing-section",
    "documents/missing",
    "documents/no-title",
    "documents/too-long",
    "stories/no-acceptance-criteria",
    "stories/no-role",
    "stories/no-scenarios",
    "stories/none",
    "stories/not-covered",
    "tasks/blocked-without-reason",
    "tasks/boxes-mixed",
    "tasks/complete-with-open-boxes",
    "tasks/estimate-missing",
    "tasks/forward-dependency",
    "tasks/id-gap",
    "tasks/missing-section",
    "tasks/no-story",
    "tasks/no-test",
    "tasks/out-of-order",
    "tasks/progress-mismatch",
    "tasks/status-contradiction",
    "tasks/story-unknown",
];

/// The word in front of a note in a task's details.
const NOTE: &str = "Note: ";

/// The words that Task Master knows, and what they come to. A task that was put off waits for a person.
const STATUSES: [(&str, Status); 8] = [
    ("pending", Status::Todo),
    ("in-progress", Status::Doing),
    ("done", Status::Done),
    ("blocked", Status::Blocked),
    ("cancelled", Status::Cancelled),
    ("review", Status::Doing),
    ("deferred", Status::Blocked),
    ("completed", Status::Done),
];

impl Dialect for TaskMaster {
    fn name(&self) -> &'static str {
        "taskmaster"
    }

    fn about(&self) -> &'static str {
        "`.taskmaster/tasks/tasks.json`: a feature for each tag, tasks `3` with subtasks `3.2`"
    }

    fn layout(&self) -> &'static Layout {
        &LAYOUT
    }

    fn features_in(&self, text: &str) -> Option<Vec<String>> {
        match Json::read(text) {
            Ok(json) => {
                Some(json.object().map(tags).unwrap_or_default().into_iter().map(|(tag, _)| tag.to_owned()).collect())
            }
            // Only what could be one of its files is told to be broken.
            Err(_) => {
                if text.contains("\"tasks\"") {
                    None
                } else {
                    Some(Vec::new())
                }
            }
        }
    }

    fn asks(&self, rule: &str) -> bool {
        !NOT_ASKED.contains(&rule)
    }

    fn parts_decide(&self) -> bool {
        true
    }

    fn detect(&self, docs: &[Doc<'_>]) -> Option<Evidence> {
        let doc = docs.iter().find(|doc| doc.source.path.ends_with(".json"))?;
        let home = LAYOUT.features[0].feature(&doc.source.path).is_some();
        match Json::read(&doc.source.text) {
            Ok(json) => {
                let tags = tags(json.object()?);
                let tasks: usize =
                    tags.iter().filter_map(|(_, tag)| Some(json::array(tag, "tasks")?.elements.len())).sum();
                let because = format!(
                    "{} with {tasks} tasks in a `tasks` list",
                    if tags.len() == 1 { "a tag".to_owned() } else { format!("{} tags", tags.len()) }
                );
                (!tags.is_empty()).then_some(Evidence { score: if home { 95 } else { 70 }, because })
            }
            Err(_) => home.then(|| Evidence { score: 60, because: "a tasks.json in .taskmaster/tasks".to_owned() }),
        }
    }

    fn read<'a>(&self, feature: &mut Feature<'a>) {
        let docs = std::mem::take(&mut feature.docs);
        for (at, doc) in docs.iter().enumerate().filter(|(_, doc)| doc.source.role == Role::Tasks) {
            read_file(feature, at, &doc.outline);
        }
        feature.docs = docs;
    }

    fn set_status(&self, feature: &Feature<'_>, task: usize, to: Status) -> Result<Vec<DocEdit>, Refusal> {
        let found = &feature.tasks[task];
        let outline = &feature.docs[found.doc].outline;
        let word = STATUSES.iter().find(|(_, status)| *status == to).map_or("pending", |(word, _)| *word);
        let mut edits = Vec::new();
        match found.marks.first() {
            Some(mark) if mark.status != to => edits.push(Edit::replace(mark.span, word)),
            Some(_) => {}
            None => edits.push(in_object(feature, task, |json, object| {
                let before = object
                    .properties
                    .iter()
                    .find(|property| property.name.as_str() == "title")
                    .or(object.properties.first())?;
                Some(json.insert_after(object, before, "status", word))
            })?),
        }
        if to != Status::Blocked {
            edits.extend(unblock(feature, found, outline));
        }
        Ok(edits.into_iter().map(|edit| (found.doc, edit)).collect())
    }

    fn add_note(&self, feature: &Feature<'_>, task: usize, note: &str) -> Result<Vec<DocEdit>, Refusal> {
        let edit = in_object(feature, task, |json, object| match object.get_string("details") {
            Some(details) => {
                let inner = json.inner(details);
                let gap = if inner.text.is_empty() {
                    ""
                } else if noted(inner.text) {
                    "\\n"
                } else {
                    "\\n\\n"
                };
                Some(Edit::insert(inner.span.end as usize, format!("{gap}{NOTE}{}", json::escape(note))))
            }
            None if object.get("details").is_some() => None,
            None => Some(json.insert_after(object, object.properties.last()?, "details", &format!("{NOTE}{note}"))),
        })?;
        Ok(vec![(feature.tasks[task].doc, edit)])
    }
}

/// The last line is a note already.
fn noted(inner: &str) -> bool {
    json::lines(inner).last().is_some_and(|line| line.starts_with(NOTE))
}

/// The tags of a file, in its order, with their objects. A file of the first versions is one.
fn tags<'v, 'a>(root: &'v Object<'a>) -> Vec<(&'v str, &'v Object<'a>)> {
    if json::array(root, "tasks").is_some() {
        return vec![(MASTER, root)];
    }
    let tagged =
        root.properties.iter().filter_map(|property| Some((property.name.as_str(), property.value.as_object()?)));
    tagged.filter(|(_, tag)| json::array(tag, "tasks").is_some()).collect()
}

/// The tag that a feature is.
fn tag<'v, 'a>(root: &'v Object<'a>, id: &str) -> Option<&'v Object<'a>> {
    let mut tags = tags(root);
    let at = if tags.len() == 1 { 0 } else { tags.iter().position(|(tag, _)| *tag == id)? };
    Some(tags.swap_remove(at).1)
}

fn read_file<'a>(feature: &mut Feature<'a>, doc: usize, outline: &Outline<'a>) {
    let json = match Json::read(outline.text) {
        Ok(json) => json,
        Err(complaint) => return feature.complaints.push((doc, complaint)),
    };
    let Some(found) = json.object().and_then(|root| tag(root, &feature.id)) else {
        let message = format!("the file has no tag `{}` with a list of tasks", feature.id);
        return feature.complaints.push((doc, Complaint { span: Span::at(0), message }));
    };
    let described = found.get_object("metadata").and_then(|metadata| metadata.get_string("description"));
    feature.title = described.map(|text| json.inner(text).text);
    let mut reading = Reading { feature, doc, json: &json };
    for value in json::array(found, "tasks").into_iter().flat_map(|tasks| &tasks.elements) {
        reading.task(value, None);
    }
}

struct Reading<'r, 'a> {
    feature: &'r mut Feature<'a>,
    doc: usize,
    json: &'r Json<'a>,
}

impl<'a> Reading<'_, 'a> {
    /// A task, or a subtask of the task at an index, and what is in it.
    fn task(&mut self, value: &Value<'a>, parent: Option<(usize, &HashSet<&str>)>) {
        let span = self.json.span(value);
        let Some(object) = value.as_object() else { return self.complain(span, "a task is no object") };
        let Some(id) = object.get("id").and_then(|id| self.json.scalar(&id.value)).filter(|id| !id.text.is_empty())
        else {
            return self.complain(Span::at(span.start as usize), "a task has no id, so it is not read");
        };
        let own: Cow<'a, str> = match parent {
            Some((at, _)) => {
                let of = &self.feature.tasks[at].id;
                let whole = id.text.strip_prefix(&**of).is_some_and(|rest| rest.starts_with('.'));
                if whole { Cow::Borrowed(id.text) } else { Cow::Owned(format!("{of}.{}", id.text)) }
            }
            None => Cow::Borrowed(id.text),
        };
        let title = object.get_string("title");
        let at = title.map_or(id.span, |title| self.json.span(title));
        let title = title.map_or(Cow::Borrowed(""), |title| json::unescape(self.json.inner(title).text));
        let mut task = Task::new(own, title, self.doc, at);
        task.section = span;
        task.parent = parent.map(|(at, _)| at);
        let word = object.get_string("status").map(|status| self.json.inner(status));
        if let Some(word) = word {
            task.status = status(word.text);
            task.marks.push(Mark { span: word.span, kind: MarkKind::Word, status: task.status });
        }
        task.priority = object.get_string("priority").map(|word| self.json.inner(word).text);
        task.tests =
            object.get_string("testStrategy").map(|text| self.json.inner(text)).filter(|text| !text.text.is_empty());
        if let Some(details) = object.get_string("details") {
            self.notes(&mut task, self.json.inner(details));
        }
        if task.status == Status::Blocked && task.blocked.is_none() {
            task.blocked = word;
        }
        self.dependencies(&mut task, object, parent.map(|(_, siblings)| siblings));
        let index = self.feature.tasks.len();
        self.feature.tasks.push(task);
        let parts = || json::array(object, "subtasks").into_iter().flat_map(|parts| &parts.elements);
        let id_of = |part: &Value<'a>| Some(self.json.scalar(&part.as_object()?.get("id")?.value)?.text);
        let siblings: HashSet<&str> = parts().filter_map(id_of).collect();
        for part in parts() {
            self.task(part, Some((index, &siblings)));
        }
    }

    /// What Planyard or a person noted in the details.
    fn notes(&self, task: &mut Task<'a>, details: Piece<'a>) {
        for line in json::lines(details.text) {
            let Some(note) = line.strip_prefix(NOTE) else { continue };
            let start = details.span.start as usize + (note.as_ptr() as usize - details.text.as_ptr() as usize);
            task.notes.push(Piece { text: note, span: Span::new(start, start + note.len()) });
            if let Some(reason) = reason(note) {
                let start = start + note.len() - reason.len();
                task.blocked =
                    task.blocked.or(Some(Piece { text: reason, span: Span::new(start, start + reason.len()) }));
            }
        }
        if task.status != Status::Blocked {
            task.blocked = None;
        }
    }

    /// Numbers in a subtask are its siblings, as are texts without a point that name one.
    fn dependencies(&self, task: &mut Task<'a>, object: &Object<'a>, siblings: Option<&HashSet<&str>>) {
        let Some(property) = object.get("dependencies") else { return };
        let span = self.json.span(&property.value);
        let Some(list) = property.value.as_array() else { return };
        let text = span.text(self.json.text());
        task.dependencies = Dependencies { stated: Some(Piece { text, span }), on: Vec::new() };
        for value in &list.elements {
            let Some(id) = self.json.scalar(value) else { continue };
            let sibling = siblings.is_some_and(|siblings| {
                let low = matches!(value, Value::NumberLit(_)) && id.text.len() <= 2 && !id.text.contains('.');
                low || siblings.contains(id.text)
            });
            task.dependencies.on.push(if sibling { Dependency::Sibling(id) } else { Dependency::Task(id) });
        }
    }

    fn complain(&mut self, span: Span, message: &str) {
        self.feature.complaints.push((self.doc, Complaint { span, message: message.to_owned() }));
    }
}

fn status(word: &str) -> Status {
    let known = STATUSES.iter().find(|(known, _)| known.eq_ignore_ascii_case(word)).map(|(_, status)| *status);
    known.or_else(|| crate::plan::progress::read_status(word)).unwrap_or(Status::Todo)
}

/// The edit of a task's object.
fn in_object<'a>(
    feature: &Feature<'a>,
    task: usize,
    edit: impl FnOnce(&Json<'a>, &Object<'a>) -> Option<Edit>,
) -> Result<Edit, Refusal> {
    let task = &feature.tasks[task];
    let text = feature.docs[task.doc].outline.text;
    let json = Json::read(text).ok();
    let found = json.as_ref().and_then(|json| {
        let root = json.object()?;
        let tag = tag(root, &feature.id)?;
        edit(json, find(json, json::array(tag, "tasks")?.elements.as_slice(), task.section)?)
    });
    found.ok_or_else(|| Refusal {
        why: format!("{} has no `details` that is a text", task.id),
        hint: "make `details` a text in tasks.json".to_owned(),
    })
}

/// The object at a span, among tasks and their subtasks.
fn find<'v, 'a>(json: &Json<'a>, tasks: &'v [Value<'a>], span: Span) -> Option<&'v Object<'a>> {
    let value = tasks.iter().find(|value| json.span(*value).covers(span))?;
    let object = value.as_object()?;
    if json.span(value) == span { Some(object) } else { find(json, &json::array(object, "subtasks")?.elements, span) }
}

/// Why a task is blocked, if a note says so.
fn reason(note: &str) -> Option<&str> {
    note.strip_prefix("BLOCKED: ")
}

/// Takes the notes away that say why a task is blocked: with the details, when they say nothing else.
fn unblock(feature: &Feature<'_>, task: &Task<'_>, outline: &Outline<'_>) -> Vec<Edit> {
    let is = |note: &Piece<'_>| reason(note.text).is_some();
    let text = outline.text;
    let bounds = |note: &Piece<'_>| (note.span.start as usize - NOTE.len(), note.span.end as usize);
    let lines: Vec<&Piece<'_>> = task.notes.iter().collect();
    if task.blocked.is_none() || !lines.iter().any(|note| is(note)) {
        return Vec::new();
    }
    let (start, end) = (bounds(lines[0]).0, bounds(lines[lines.len() - 1]).1);
    let said: usize = lines.windows(2).map(|two| bounds(two[1]).0 - bounds(two[0]).1).sum();
    let is_all = text[..start].ends_with('"') && text[end..].starts_with('"') && said == 2 * (lines.len() - 1);
    if is_all && lines.iter().all(|note| is(note)) {
        let at = feature.tasks.iter().position(|other| other.section == task.section);
        let whole = at.and_then(|at| in_object(feature, at, |json, object| json.remove(object, "details")).ok());
        return vec![whole.unwrap_or_else(|| Edit::replace(Span::new(start, end), ""))];
    }
    // A line goes with the end of the one before it, or with its own where it is the first, or notes stay behind it.
    let mut forward = text[..start].ends_with('"');
    let mut edits = Vec::new();
    for (at, note) in lines.iter().enumerate().filter(|(_, note)| is(note)) {
        let (mut start, mut end) = bounds(note);
        let first_kept = lines.iter().position(|note| !is(note));
        forward = first_kept.map_or(forward, |kept| at < kept);
        if forward {
            end += usize::from(text[end..].starts_with("\\n")) * 2;
        } else {
            start -= line_end(&text[..start]);
            // Before a first note stands an empty line.
            let line = json::lines(text[..start].rsplit('"').next().unwrap_or_default()).last().unwrap_or_default();
            if !line.starts_with(NOTE) {
                start -= line_end(&text[..start]);
            }
        }
        edits.push(Edit::replace(Span::new(start, end), ""));
    }
    edits
}

/// Bytes of the escaped line end that a text ends with.
fn line_end(text: &str) -> usize {
    let Some(head) = text.strip_suffix('n') else { return 0 };
    let slashes = head.len() - head.trim_end_matches('\\').len();
    if slashes % 2 == 1 { 2 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::dialects::{detect, read_feature};
    use crate::plan::document::splice;
    use crate::plan::graph::Graph;
    use crate::plan::model::Source;

    const PATH: &str = ".taskmaster/tasks/tasks.json";

    const TEXT: &str = r#"{
  "master": {
    "tasks": [
      { "id": 1, "title": "Store \"sessions\"", "status": "done", "priority": "high", "dependencies": [] },
      {
        "id": "2",
        "title": "Sign in",
        "status": "pending",
        "dependencies": [1],
        "priority": "medium",
        "details": "First line\nC:\\new",
        "testStrategy": "By hand",
        "subtasks": [
          { "id": 1, "title": "Form", "status": "review", "dependencies": [] },
          { "id": 2, "title": "Route", "status": "pending", "dependencies": [1, "1", "1.9"] }
        ]
      },
      { "id": 3, "title": "Sign out", "status": "deferred", "dependencies": ["2.2"] }
    ],
    "metadata": { "description": "The main list" }
  },
  "later": { "tasks": [ { "id": 1, "title": "Other" } ], "metadata": {} }
}
"#;

    fn sources(text: &str) -> [Source; 1] {
        [Source { path: PATH.into(), role: Role::Tasks, text: text.to_owned().into() }]
    }

    fn with<T>(text: &str, tag: &str, see: impl FnOnce(&Feature<'_>) -> T) -> T {
        let sources = sources(text);
        see(&read_feature(tag, PATH, &sources, Some(&TaskMaster)).unwrap())
    }

    fn set(text: &str, tag: &str, id: &str, to: Status) -> String {
        with(text, tag, |feature| {
            let edits = TaskMaster.set_status(feature, feature.task(id).unwrap(), to).unwrap();
            splice(text, edits.into_iter().map(|(_, edit)| edit).collect()).unwrap()
        })
    }

    fn note(text: &str, tag: &str, id: &str, note: &str) -> String {
        with(text, tag, |feature| {
            let edits = TaskMaster.add_note(feature, feature.task(id).unwrap(), note).unwrap();
            splice(text, edits.into_iter().map(|(_, edit)| edit).collect()).unwrap()
        })
    }

    #[test]
    fn tags_tasks_and_subtasks() {
        assert_eq!(TaskMaster.features_in(TEXT).unwrap(), ["master", "later"]);
        with(TEXT, "master", |feature| {
            let ids: Vec<(&str, Status)> = feature.tasks.iter().map(|task| (&*task.id, task.status)).collect();
            let expected = [
                ("1", Status::Done),
                ("2", Status::Todo),
                ("2.1", Status::Doing),
                ("2.2", Status::Todo),
                ("3", Status::Blocked),
            ];
            assert_eq!(ids, expected);
            assert_eq!((feature.title, &*feature.tasks[0].title), (Some("The main list"), "Store \"sessions\""));
            assert_eq!((feature.tasks[3].parent, feature.tasks[1].priority), (Some(1), Some("medium")));
            let graph = Graph::of(feature);
            assert_eq!(graph.needs, [vec![], vec![0], vec![], vec![2], vec![3]]);
            let unknown: Vec<(usize, &str)> = graph.unknown.iter().map(|(at, id)| (*at, id.text)).collect();
            assert_eq!(unknown, [(3, "1.9")]);
        });
        with(TEXT, "later", |feature| assert_eq!((feature.tasks.len(), &*feature.tasks[0].title), (1, "Other")));
        with(TEXT, "nowhere", |feature| assert_eq!((feature.tasks.len(), feature.complaints.len()), (0, 1)));
    }

    #[test]
    fn every_status_is_written_and_taken_back() {
        for (text, newline) in [(TEXT.to_owned(), "\n"), (format!("\u{feff}{}", TEXT.replace('\n', "\r\n")), "\r\n")] {
            let done = set(&text, "master", "2.2", Status::Done);
            let line = "{ \"id\": 2, \"title\": \"Route\", \"status\": \"pending\"";
            assert_eq!(done, text.replace(line, &line.replace("pending", "done")), "{newline:?}");
            assert_eq!(set(&done, "master", "2.2", Status::Todo), text);
            for to in [Status::Doing, Status::Blocked, Status::Cancelled] {
                let there = set(&text, "master", "2", to);
                assert_eq!(with(&there, "master", |feature| feature.tasks[1].status), to);
                assert_eq!(set(&there, "master", "2", Status::Todo), text);
            }
        }
        let stated = set(TEXT, "later", "1", Status::Done);
        assert!(stated.contains(r#"{ "id": 1, "title": "Other", "status": "done" }"#), "{stated}");
    }

    #[test]
    fn a_reason_comes_and_goes_with_its_block() {
        for id in ["2", "2.2", "1"] {
            let open = set(TEXT, "master", id, Status::Todo);
            let blocked = note(&set(&open, "master", id, Status::Blocked), "master", id, "BLOCKED: no \"key\" \\ here");
            with(&blocked, "master", |feature| {
                let task = &feature.tasks[feature.task(id).unwrap()];
                assert_eq!(json::unescape(task.blocked.unwrap().text), "no \"key\" \\ here", "{blocked}");
            });
            assert_eq!(set(&blocked, "master", id, Status::Todo), open, "{id}");
            let also = note(&blocked, "master", id, "BLOCKED: no lock");
            assert_eq!(set(&also, "master", id, Status::Todo), open, "{id}");
            let noted = note(&open, "master", id, "a word");
            assert_eq!(set(&note(&also, "master", id, "a word"), "master", id, Status::Todo), noted, "{id}");
            let last = note(&set(&noted, "master", id, Status::Blocked), "master", id, "BLOCKED: no key");
            let last = note(&last, "master", id, "BLOCKED: no lock");
            assert_eq!(set(&last, "master", id, Status::Todo), noted, "{id}");
        }
        let noted = note(TEXT, "master", "2", "seen by hand");
        assert!(noted.contains(r"First line\nC:\\new\n\nNote: seen by hand"), "{noted}");
        let twice = note(&noted, "master", "2", "and again");
        assert!(twice.contains(r"\n\nNote: seen by hand\nNote: and again"), "{twice}");
    }

    #[test]
    fn files_of_the_first_versions_and_broken_ones() {
        let flat = r#"{"tasks":[{"id":1,"title":"A","status":"pending"},{"title":"no id"}],"metadata":{}}"#;
        assert_eq!(TaskMaster.features_in(flat).unwrap(), ["master"]);
        with(flat, "master", |feature| assert_eq!((feature.tasks.len(), feature.complaints.len()), (1, 1)));
        assert_eq!(TaskMaster.features_in("{\"version\": \"2.0.0\", \"inputs\": []}").unwrap(), Vec::<String>::new());
        assert_eq!(TaskMaster.features_in("{\"tasks\": ["), None);
        let broken = sources("{\"master\": {\"tasks\": [");
        let docs: Vec<Doc<'_>> = broken.iter().map(Doc::read).collect();
        assert_eq!(detect(&docs).unwrap().0.name(), "taskmaster");
        let feature = read_feature("tasks.json", PATH, &broken, None).unwrap();
        assert!(feature.complaints[0].1.message.starts_with("the file is no JSON"));
    }
}
