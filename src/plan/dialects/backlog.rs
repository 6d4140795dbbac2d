//! `backlog`: `backlog/tasks/` with a file a task: front matter (id, status, dependencies, …), and sections between
//! comments, of which acceptance criteria and definition of done are boxes.

use std::borrow::Cow;
use std::collections::HashMap;

use super::{Dialect, DocEdit, Evidence, Refusal};
use crate::plan::backlog::{USUAL, meaning, quoted, word};
use crate::plan::depends::{Dependencies, Dependency};
use crate::plan::document::{Edit, Span};
use crate::plan::front_matter::{self, Front};
use crate::plan::layout::{Layout, Place};
use crate::plan::model::{Checklist, Doc, Feature, FileRef, FileUse, Mark, MarkKind, Phase, Piece, Role, Status, Task};
use crate::plan::outline::{Complaint, Kind, Node, Outline};
use crate::plan::sections;

/// The dialect.
pub(super) struct Backlog;

static LAYOUT: Layout = Layout {
    features: &[Place::of("backlog"), Place::of(".backlog")],
    documents: &[
        ("tasks/**/*.md", Role::Tasks),
        ("completed/**/*.md", Role::Tasks),
        ("config.yml", Role::Other),
        ("config.yaml", Role::Other),
        ("/backlog.config.yml", Role::Other),
    ],
};

/// Rules that ask for what its files have no place for.
const NOT_ASKED: [&str; 30] = [
    "completion/checklist-open",
    "completion/status-not-complete",
    "design/missing-section",
    "documents/empty",
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
    "tasks/empty-section",
    "tasks/estimate-missing",
    "tasks/estimate-sum-mismatch",
    "tasks/forward-dependency",
    "tasks/id-gap",
    "tasks/missing-section",
    "tasks/no-story",
    "tasks/no-test",
    "tasks/out-of-order",
    "tasks/placeholder-left",
    "tasks/progress-mismatch",
    "tasks/status-contradiction",
    "tasks/story-unknown",
    "trace/story-without-task",
    "trace/criterion-without-test",
];

/// The fact under which the statuses of the configuration are kept.
const STATUSES: &str = "statuses";

impl Dialect for Backlog {
    fn name(&self) -> &'static str {
        "backlog"
    }

    fn about(&self) -> &'static str {
        "`backlog/tasks/` with a file a task: front matter, acceptance criteria, notes"
    }

    fn layout(&self) -> &'static Layout {
        &LAYOUT
    }

    fn asks(&self, rule: &str) -> bool {
        !NOT_ASKED.contains(&rule)
    }

    fn detect(&self, docs: &[Doc<'_>]) -> Option<Evidence> {
        let (mut tasks, mut home) = (0, false);
        for doc in docs.iter().filter(|doc| doc.source.role == Role::Tasks) {
            let Some(front) = doc.outline.front() else { continue };
            let front = doc.outline.slice(front);
            let has =
                |key: &str| front.lines().any(|line| line.strip_prefix(key).is_some_and(|rest| rest.starts_with(':')));
            let at_home = LAYOUT.features.iter().any(|place| place.feature(&doc.source.path).is_some());
            let whole = has("created_date") && has("dependencies") && has("labels");
            if has("id") && has("status") && (at_home || whole) {
                tasks += 1;
                home |= at_home;
            }
        }
        let because = format!("{tasks} files with `id` and `status` in their front matter");
        (tasks > 0).then_some(Evidence { score: if home { 90 } else { 75 }, because })
    }

    fn read<'a>(&self, feature: &mut Feature<'a>) {
        let docs = std::mem::take(&mut feature.docs);
        for doc in docs.iter().filter(|doc| doc.is_data()) {
            let config = front_matter::parse_data(&doc.outline);
            feature.title = config.value("project-name").map(|name| name.text).or(feature.title);
            feature.facts.push((STATUSES, config.values("statuses").to_vec()));
        }
        let statuses = statuses(feature);
        let mut parents = HashMap::new();
        for (at, doc) in docs.iter().enumerate().filter(|(_, doc)| doc.source.role == Role::Tasks && !doc.is_data()) {
            read_task(feature, at, &doc.outline, &statuses, &mut parents);
        }
        feature.docs = docs;
        in_order(feature, &parents);
    }

    fn set_status(&self, feature: &Feature<'_>, task: usize, to: Status) -> Result<Vec<DocEdit>, Refusal> {
        let found = &feature.tasks[task];
        let outline = &feature.docs[found.doc].outline;
        let statuses = statuses(feature);
        let mut edits = Vec::new();
        // A note says that a task is blocked where no status does.
        let stated = found.marks.first().map(|mark| mark.status);
        if stated != Some(to) {
            match word(&statuses, to) {
                Some(word) => edits.push(written(outline, found, word)?),
                None if to == Status::Blocked => {}
                None => {
                    return Err(Refusal {
                        why: format!("config.yml has no status that means {to}: it has {}", statuses.join(", ")),
                        hint: if to == Status::Cancelled {
                            format!("put the task away with `backlog task archive {}`", found.id)
                        } else {
                            "add one to `statuses` in config.yml".to_owned()
                        },
                    });
                }
            }
        }
        if to != Status::Blocked {
            edits.extend(unblock(found, outline));
        }
        Ok(edits.into_iter().map(|edit| (found.doc, edit)).collect())
    }

    fn add_note(&self, feature: &Feature<'_>, task: usize, note: &str) -> Result<Vec<DocEdit>, Refusal> {
        let doc = feature.tasks[task].doc;
        Ok(vec![(doc, noted(&feature.docs[doc].outline, note))])
    }
}

/// The statuses of the project, in their order.
fn statuses<'a>(feature: &Feature<'a>) -> Vec<&'a str> {
    let named = feature.facts.iter().filter(|(name, _)| *name == STATUSES).flat_map(|(_, words)| words);
    let named: Vec<&str> = named.map(|word| word.text).collect();
    if named.is_empty() { USUAL.to_vec() } else { named }
}

/// Reads the one task of a document.
fn read_task<'a>(
    feature: &mut Feature<'a>,
    doc: usize,
    outline: &Outline<'a>,
    statuses: &[&str],
    parents: &mut HashMap<usize, &'a str>,
) {
    let front = front_matter::parse(outline);
    feature.complaints.extend(outline.complaints().iter().chain(&front.complaint).cloned().map(|found| (doc, found)));
    let Some(id) = front.value("id") else {
        let message = "the file has no `id` in its front matter, so it is not read as a task".to_owned();
        return feature.complaints.push((doc, Complaint { span: Span::at(0), message }));
    };
    let title = front.text("title").map_or(Cow::Borrowed(""), Cow::Owned);
    let at = front.get("title").or(front.get("id")).map_or(id.span, |entry| entry.at);
    let mut task = Task::new(id.text, title, doc, at);
    task.section = Span::new(0, outline.text.len());
    if let Some(word) = front.value("status") {
        task.status = meaning(statuses, word.text);
        task.marks.push(Mark { span: word.span, kind: MarkKind::Word, status: task.status });
    }
    fields(feature, &mut task, &front);
    if let Some(parent) = front.value("parent-task-id") {
        parents.insert(doc, parent.text);
    } else if let Some((parent, _)) = id.text.rsplit_once('.') {
        parents.insert(doc, parent);
    }
    body(feature, &mut task, outline);
    if task.blocked.is_some() && !task.status.is_closed() {
        task.status = Status::Blocked;
    } else if task.status == Status::Blocked {
        task.blocked = task.blocked.or(front.value("status"));
    } else {
        task.blocked = None;
    }
    feature.tasks.push(task);
}

/// What the front matter says beside id, title and status.
fn fields<'a>(feature: &mut Feature<'a>, task: &mut Task<'a>, front: &Front<'a>) {
    task.priority = front.value("priority").map(|word| word.text);
    task.labels = front.values("labels").to_vec();
    task.agent = front.value("assignee").map(|name| name.text);
    let dependencies = front.values("dependencies");
    if let Some(entry) = front.get("dependencies") {
        let on = dependencies.iter().map(|id| Dependency::Task(*id)).collect();
        task.dependencies = Dependencies { stated: Some(Piece { text: "", span: entry.at }), on };
    }
    for key in ["references", "modified-files"] {
        let paths = front.values(key).iter().filter(|path| sections::is_path(path.text));
        task.files.extend(paths.map(|path| FileRef { path: *path, used: FileUse::Mention }));
    }
    if let Some(milestone) = front.value("milestone") {
        let known = feature.phases.iter().position(|phase| phase.title == milestone.text);
        task.phase = known.or_else(|| {
            let phase = Phase { number: milestone.text, title: milestone.text, doc: task.doc, at: milestone.span };
            feature.phases.push(phase);
            Some(feature.phases.len() - 1)
        });
    }
}

/// A part of a task's file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Boxes of it must be ticked.
    Criteria,
    Notes,
    Other,
}

/// The part that a line of the body opens.
struct Parts {
    now: Part,
    /// Between comments headings open nothing.
    fixed: bool,
}

impl Parts {
    const START: Self = Self { now: Part::Other, fixed: false };

    /// The part that a node lies in; none for what opens or closes one.
    fn of(&mut self, outline: &Outline<'_>, node: &Node) -> Option<Part> {
        let text = outline.slice(node.span).trim();
        if node.kind == Kind::Hidden {
            let marker = text.strip_prefix("<!--")?.strip_suffix("-->")?.trim();
            let name = marker.strip_suffix(":BEGIN").or_else(|| marker.strip_suffix(":END"))?;
            let part = match name.strip_prefix("SECTION:").unwrap_or(name) {
                "AC" | "DOD" => Part::Criteria,
                "NOTES" => Part::Notes,
                _ => Part::Other,
            };
            let opens = marker.ends_with(":BEGIN");
            (self.now, self.fixed) = (if opens { part } else { Part::Other }, opens);
            return None;
        }
        if node.level().is_some_and(|level| level <= 2) && !self.fixed {
            let name = outline.body(node).to_ascii_lowercase();
            self.now = match name.trim_end_matches(':') {
                "acceptance criteria" | "definition of done" => Part::Criteria,
                "implementation notes" => Part::Notes,
                _ => Part::Other,
            };
            return None;
        }
        Some(self.now)
    }
}

/// Criteria as steps, notes, and boxes that are neither.
fn body<'a>(feature: &mut Feature<'a>, task: &mut Task<'a>, outline: &Outline<'a>) {
    let mut parts = Parts::START;
    let mut others = Vec::new();
    for node in outline.nodes().iter() {
        let Some(part) = parts.of(outline, node) else { continue };
        match (part, sections::step(outline, node)) {
            (Part::Criteria, Some(step)) => task.steps.push(step),
            (_, Some(step)) => others.push(step),
            (Part::Notes, None) if matches!(node.kind, Kind::Text | Kind::Item(_)) => {
                let text = outline.body(node);
                task.notes.push(Piece::of(outline, text));
                task.blocked = task.blocked.or_else(|| Some(Piece::of(outline, reason(text)?)));
            }
            _ => {}
        }
    }
    if !others.is_empty() {
        feature.checklists.push(Checklist { title: "", doc: task.doc, at: task.at, items: others });
    }
}

/// By the numbers of their ids, each parent before its parts.
fn in_order(feature: &mut Feature<'_>, parents: &HashMap<usize, &str>) {
    feature.tasks.sort_by_cached_key(|task| {
        let numbers = task.id.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
        let numbers: Vec<u64> = numbers.map(|digits| digits.parse().unwrap_or(u64::MAX)).collect();
        let prefix: String = task.id.chars().take_while(|c| !c.is_ascii_digit()).collect();
        (prefix.to_ascii_lowercase(), numbers)
    });
    let at: HashMap<String, usize> =
        feature.tasks.iter().enumerate().rev().map(|(at, task)| (task.id.to_ascii_lowercase(), at)).collect();
    // `3` is the task of that number, whatever ids begin with.
    let bare = |id: &str| id.rsplit_once('-').map_or(id.to_owned(), |(_, number)| unpadded(number));
    let by_number: HashMap<String, usize> =
        feature.tasks.iter().enumerate().rev().map(|(at, task)| (bare(&task.id), at)).collect();
    let find = |id: &str| at.get(&id.to_ascii_lowercase()).or_else(|| by_number.get(&unpadded(id))).copied();
    let ids: Vec<Cow<'_, str>> = feature.tasks.iter().map(|task| task.id.clone()).collect();
    for (index, task) in feature.tasks.iter_mut().enumerate() {
        let parent = parents.get(&task.doc).and_then(|id| find(id));
        task.parent = parent.filter(|parent| *parent != index);
        for dependency in &mut task.dependencies.on {
            if let Dependency::Task(piece) = dependency
                && let Some(Cow::Borrowed(id)) = find(piece.text).map(|at| &ids[at])
            {
                piece.text = id;
            }
        }
    }
}

/// `3` of `003`, `3.1` of `03.01`: numbers without leading zeros.
fn unpadded(number: &str) -> String {
    let part = |part: &str| part.trim_start_matches('0').to_owned();
    number.split('.').map(part).collect::<Vec<_>>().join(".")
}

/// The edit that makes the status a word, quoted as it was, or as it must be.
fn written(outline: &Outline<'_>, task: &Task<'_>, word: &str) -> Result<Edit, Refusal> {
    if let Some(mark) = task.marks.first() {
        let is_quoted = outline.text[..mark.span.start as usize].ends_with(['"', '\'']);
        return Ok(Edit::replace(mark.span, if is_quoted { word.to_owned() } else { quoted(word) }));
    }
    let front = front_matter::by_lines(outline);
    let entry = |key: &str| front.iter().find(|entry| entry.key == key).map(|entry| entry.at);
    if let Some(at) = entry("status") {
        let end = at.start as usize + at.text(outline.text).trim_end().len();
        return Ok(Edit::insert(end, format!(" {}", quoted(word))));
    }
    let at = entry("id").map(|at| outline.line_end(at.start as usize)).ok_or_else(|| Refusal {
        why: format!("{} has no front matter for a status", task.id),
        hint: "give the file front matter with `id`, `title` and `status`".to_owned(),
    })?;
    Ok(Edit::insert(at, format!("status: {}{}", quoted(word), outline.newline())))
}

/// The edit that puts a note behind the others.
fn noted(outline: &Outline<'_>, note: &str) -> Edit {
    let newline = outline.newline();
    let mut parts = Parts::START;
    let (mut last, mut end, mut says) = (None, None, false);
    for node in outline.nodes().iter() {
        let before = parts.now;
        match parts.of(outline, node) {
            Some(Part::Notes) => (last, says) = (Some(node), true),
            None if parts.now == Part::Notes => last = Some(node),
            None if before == Part::Notes && node.kind == Kind::Hidden => end = Some(node),
            _ => {}
        }
    }
    let gap = if says { newline } else { "" };
    if let Some(end) = end {
        return Edit::insert(outline.line_start(end.span.start as usize), format!("{gap}{note}{newline}"));
    }
    if let Some(last) = last {
        let at = outline.line_end(last.span.end as usize);
        let head = if outline.text[..at].ends_with('\n') { "" } else { newline };
        return Edit::insert(at, format!("{head}{newline}{note}{newline}"));
    }
    let text = outline.text;
    let head = newline.repeat(if text.ends_with('\n') { 1 } else { 2 });
    let lines = ["## Implementation Notes", "", "<!-- SECTION:NOTES:BEGIN -->", note, "<!-- SECTION:NOTES:END -->", ""];
    Edit::insert(text.len(), format!("{head}{}", lines.join(newline)))
}

/// Why a task is blocked, if a note says so.
fn reason(note: &str) -> Option<&str> {
    note.strip_prefix("BLOCKED:").map(str::trim)
}

/// Takes the notes away that say why a task is blocked: with the section, when it says nothing else and ends the file.
fn unblock(task: &Task<'_>, outline: &Outline<'_>) -> Vec<Edit> {
    let is = |note: &Piece<'_>| reason(note.text).is_some();
    let line =
        |note: &Piece<'_>| (outline.line_start(note.span.start as usize), outline.line_end(note.span.end as usize));
    let blank = |text: &str| text.len() - text.strip_suffix("\r\n").or(text.strip_suffix('\n')).unwrap_or(text).len();
    if let [first, .., last] | [first @ last] = task.notes.as_slice()
        && outline.text[line(first).0..line(last).1].lines().all(|line| {
            let said = line.trim().trim_start_matches(['-', '*', ' ']);
            said.is_empty() || reason(said).is_some()
        })
        && outline.text[line(last).1..].trim() == "<!-- SECTION:NOTES:END -->"
        && let Some(head) = outline.text[..line(first).0].trim_end().strip_suffix("<!-- SECTION:NOTES:BEGIN -->")
        && let Some(head) = head.trim_end().strip_suffix("## Implementation Notes")
    {
        return vec![Edit::replace(Span::new(head.len() - blank(head), outline.text.len()), "")];
    }
    let kept = task.notes.iter().position(|note| !is(note)).unwrap_or(usize::MAX);
    let reasons = task.notes.iter().enumerate().filter(|(_, note)| is(note));
    reasons
        .map(|(at, note)| {
            let (mut start, mut end) = line(note);
            let (before, after) = (&outline.text[..start], &outline.text[end..]);
            // The empty line between two notes goes with one of them.
            if at < kept && at + 1 < task.notes.len() {
                end += ["\r\n", "\n"]
                    .iter()
                    .find(|newline| after.starts_with(**newline))
                    .map_or(0, |newline| newline.len());
            } else if at > kept && (before.ends_with("\n\n") || before.ends_with("\n\r\n")) {
                start -= blank(before);
            }
            Edit::replace(Span::new(start, end), "")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::dialects::{detect, read_feature};
    use crate::plan::document::splice;
    use crate::plan::graph::Graph;
    use crate::plan::model::Source;

    const CONFIG: &str =
        "project_name: \"Parcels\"\nstatuses: [\"To Do\", \"In Progress\", \"Waiting, for news\", \"Shipped\"]\n";

    const SIGN_IN: &str = "---\nid: task-2\ntitle: >-\n  Sign in:\n  the form\nstatus: To Do\nassignee:\n  - '@ada'\nlabels:\n  - web\ndependencies:\n  - TASK-1\npriority: high\nmilestone: m-1\n---\n\n## Description\n\n<!-- SECTION:DESCRIPTION:BEGIN -->\n## Acceptance Criteria\n- [ ] no criterion\n```\n- [ ] no box\n```\n<!-- SECTION:DESCRIPTION:END -->\n\n## Acceptance Criteria\n<!-- AC:BEGIN -->\n- [ ] #1 A form\n- [x] #2 A button\n<!-- AC:END -->\n\n## Definition of Done\n<!-- DOD:BEGIN -->\n- [ ] #1 Tests\n<!-- DOD:END -->\n";

    fn task(id: &str, rest: &str) -> String {
        format!("---\nid: {id}\ntitle: Task {id}\n{rest}---\n")
    }

    fn sources(files: &[(&str, &str)]) -> Vec<Source> {
        let role = |path: &str| if path.ends_with(".yml") { Role::Other } else { Role::Tasks };
        let source = |(path, text): &(&str, &str)| Source {
            path: format!("backlog/{path}").into(),
            role: role(path),
            text: (*text).to_owned().into(),
        };
        files.iter().map(source).collect()
    }

    fn one<T>(text: &str, see: impl FnOnce(&Feature<'_>) -> T) -> T {
        let sources = sources(&[("tasks/a.md", text)]);
        see(&read_feature("backlog", "backlog", &sources, Some(&Backlog)).unwrap())
    }

    fn set(text: &str, to: Status) -> Result<String, Refusal> {
        one(text, |feature| {
            let edits = Backlog.set_status(feature, 0, to)?;
            Ok(splice(text, edits.into_iter().map(|(_, edit)| edit).collect()).unwrap())
        })
    }

    fn note(text: &str, note: &str) -> String {
        one(text, |feature| {
            let edits = Backlog.add_note(feature, 0, note).unwrap();
            splice(text, edits.into_iter().map(|(_, edit)| edit).collect()).unwrap()
        })
    }

    #[test]
    fn files_are_tasks_in_the_order_of_their_numbers() {
        let files = [
            ("config.yml", CONFIG),
            ("completed/task-1.md", &task("TASK-1", "status: Shipped\n")),
            ("tasks/task-10.md", &task("task-10", "status: waiting, for news\nparent_task_id: task-2\n")),
            ("tasks/task-2.md", SIGN_IN),
            ("tasks/task-2.1.md", &task("task-2.1", "status: In Progress\ndependencies: [task-10, task-99]\n")),
        ];
        let sources = sources(&files);
        let docs: Vec<Doc<'_>> = sources.iter().map(Doc::read).collect();
        assert_eq!(detect(&docs).unwrap().0.name(), "backlog");
        let feature = read_feature("backlog", "backlog", &sources, None).unwrap();
        let read: Vec<(&str, Status, Option<usize>)> =
            feature.tasks.iter().map(|task| (&*task.id, task.status, task.parent)).collect();
        let expected = [
            ("TASK-1", Status::Done, None),
            ("task-2", Status::Todo, None),
            ("task-2.1", Status::Doing, Some(1)),
            ("task-10", Status::Doing, Some(1)),
        ];
        assert_eq!(read, expected);
        let second = &feature.tasks[1];
        assert_eq!((&*second.title, second.agent, second.priority), ("Sign in: the form", Some("@ada"), Some("high")));
        assert_eq!((second.steps_done(), feature.checklists[0].items.len(), second.phase), ((1, 3), 1, Some(0)));
        let graph = Graph::of(&feature);
        assert_eq!(graph.needs, [vec![], vec![0], vec![3], vec![]]);
        assert_eq!((graph.unknown[0].0, graph.unknown[0].1.text), (2, "task-99"));
    }

    #[test]
    fn a_status_is_written_as_the_project_says_it_and_taken_back() {
        for text in [
            SIGN_IN.to_owned(),
            format!("\u{feff}{}", SIGN_IN.replace('\n', "\r\n")),
            SIGN_IN.replace("status: To Do", "status: 'To Do'  "),
        ] {
            let done = set(&text, Status::Done).unwrap();
            assert_eq!(done, text.replace("To Do", "Done"));
            assert_eq!(set(&done, Status::Todo).unwrap(), text);
            assert_eq!(set(&text, Status::Doing).unwrap(), text.replace("To Do", "In Progress"));
        }
        let refusal = set(SIGN_IN, Status::Cancelled).unwrap_err();
        assert!(
            refusal.why.contains("To Do, In Progress, Done") && refusal.hint.contains("archive task-2"),
            "{refusal:?}"
        );
        assert!(set(&task("task-1", ""), Status::Done).unwrap().contains("id: task-1\nstatus: Done\n"));
        assert!(set(&task("task-1", "status:\n"), Status::Done).unwrap().contains("\nstatus: Done\n"));
    }

    #[test]
    fn words_of_a_project() {
        let own = ["Idea", "Building", "Stuck", "Live"];
        let meanings: Vec<Status> = own.iter().map(|word| meaning(&own, word)).collect();
        assert_eq!(meanings, [Status::Todo, Status::Doing, Status::Blocked, Status::Done]);
        assert_eq!((word(&own, Status::Blocked), word(&own, Status::Cancelled)), (Some("Stuck"), None));
        let usual = ["To Do", "In Review", "Done", "Shipped"];
        assert_eq!(word(&usual, Status::Done), Some("Shipped"));
        assert_eq!(
            (quoted("In Progress"), quoted("a: b"), quoted("No")),
            ("In Progress".into(), "'a: b'".into(), "'No'".into())
        );
    }

    #[test]
    fn a_reason_comes_and_goes_with_its_block() {
        let noted_before = format!(
            "{SIGN_IN}\n## Implementation Notes\n\n<!-- SECTION:NOTES:BEGIN -->\nBegun.\n<!-- SECTION:NOTES:END -->\n"
        );
        let bare = "---\nid: task-1\nstatus: To Do\n---\n\n## Implementation Notes\n\nBegun.\n";
        for text in
            [SIGN_IN, &SIGN_IN.replace('\n', "\r\n"), &noted_before, bare, "---\nid: task-1\nstatus: To Do\n---\n\n\n"]
        {
            let blocked = note(&set(text, Status::Blocked).unwrap(), "BLOCKED: no key");
            one(&blocked, |feature| {
                let task = &feature.tasks[0];
                assert_eq!((task.status, task.blocked.unwrap().text), (Status::Blocked, "no key"), "{blocked}");
            });
            assert_eq!(set(&blocked, Status::Todo).unwrap(), text);
            let more = note(&note(&blocked, "BLOCKED: no lock"), "A word.");
            assert_eq!(set(&more, Status::Todo).unwrap(), note(text, "A word."));
            let boxed = note(text, "- [ ] A box.");
            let both = note(&set(&boxed, Status::Blocked).unwrap(), "BLOCKED: no key");
            assert!(set(&both, Status::Todo).unwrap().contains("- [ ] A box."), "{both}");
            let last = note(&note(&note(text, "A word."), "BLOCKED: no key"), "BLOCKED: no lock");
            assert_eq!(set(&set(&last, Status::Blocked).unwrap(), Status::Todo).unwrap(), note(text, "A word."));
        }
        let twice = note(&note(SIGN_IN, "one"), "two");
        assert!(twice.ends_with("<!-- SECTION:NOTES:BEGIN -->\none\n\ntwo\n<!-- SECTION:NOTES:END -->\n"), "{twice}");
    }

    #[test]
    fn broken_front_matter_is_told_and_the_task_is_read() {
        let text = "---\nid: task-1\ntitle: Fix: the @thing: now\nstatus: Done\nassignee: @ada\n---\n";
        one(text, |feature| {
            assert!(feature.complaints[0].1.message.starts_with("the front matter is no YAML"));
            let task = &feature.tasks[0];
            assert_eq!((&*task.title, task.status, task.agent), ("Fix: the @thing: now", Status::Done, Some("@ada")));
        });
        one("# No front matter\n", |feature| assert_eq!((feature.tasks.len(), feature.complaints.len()), (0, 1)));
    }
}
