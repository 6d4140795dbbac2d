//! `gsd`: `.planning/phases/NN-slug/` with plans (`NN-MM-PLAN.md`: front matter and `<task>` elements) and the summaries
//! that say that a plan was carried out. A task has no mark until one is set: `<task type="auto" status="done">`.

use std::borrow::Cow;
use std::collections::HashMap;

use super::{Dialect, DocEdit, Evidence, Naming, Refusal};
use crate::plan::depends::Dependency;
use crate::plan::document::{Edit, Span};
use crate::plan::front_matter::{self, Entry};
use crate::plan::layout::{Layout, Place};
use crate::plan::model::{Doc, Feature, FileRef, FileUse, Mark, MarkKind, Phase, Piece, Role, Status, Task};
use crate::plan::outline::Outline;
use crate::plan::progress::read_status;
use crate::plan::sections;

/// The dialect.
pub(super) struct Gsd;

static LAYOUT: Layout = Layout {
    features: &[Place::of(".planning/phases/*"), Place { pattern: ".planning/milestones/*-phases/*", archived: true }],
    documents: &[
        ("*PLAN.md", Role::Tasks),
        ("*SUMMARY.md", Role::Other),
        ("*CONTEXT.md", Role::Other),
        ("*RESEARCH.md", Role::Other),
        ("*VERIFICATION.md", Role::Other),
        ("*UAT.md", Role::Other),
        ("/.planning/ROADMAP.md", Role::Other),
    ],
};

/// Rules of Planyard's own that ask for nothing its plans have.
const ASKED: [&str; 12] = [
    "documents/empty",
    "documents/malformed",
    "paths/outside",
    "suppression/no-reason",
    "suppression/unused",
    "tasks/dependency-cycle",
    "tasks/done-before-dependency",
    "tasks/no-title",
    "tasks/none",
    "tasks/placeholder-left",
    "tasks/self-dependency",
    "tasks/unknown-dependency",
];

impl Dialect for Gsd {
    fn name(&self) -> &'static str {
        "gsd"
    }

    fn about(&self) -> &'static str {
        "`.planning/phases/NN-slug/` with `NN-MM-PLAN.md` (front matter, `<task>` elements) and summaries"
    }

    fn layout(&self) -> &'static Layout {
        &LAYOUT
    }

    fn naming(&self) -> Naming {
        Naming::Number(2)
    }

    fn asks(&self, rule: &str) -> bool {
        let groups = ["completion/", "gsd/", "trace/"];
        ASKED.contains(&rule) || groups.iter().any(|group| rule.starts_with(group))
    }

    fn detect(&self, docs: &[Doc<'_>]) -> Option<Evidence> {
        let plans = || docs.iter().filter(|doc| is_plan(&doc.source.path));
        let written = plans().filter(|doc| {
            let text = doc.outline.text;
            if next_element(text, text.find("<tasks>").unwrap_or(0)).is_some() {
                return true;
            }
            let entries = front_matter::by_lines(&doc.outline);
            let keys = ["phase", "plan", "wave", "depends-on", "must-haves"];
            keys.iter().filter(|key| entries.iter().any(|entry| entry.key == **key)).count() >= 2
        });
        let at_home =
            docs.iter().any(|doc| LAYOUT.features.iter().any(|place| place.feature(&doc.source.path).is_some()));
        match (written.count(), plans().count(), at_home) {
            (0, _, false) => None,
            (0, 0, true) => Some(Evidence { score: 30, because: "a folder of .planning/phases".to_owned() }),
            (0, _, true) => Some(Evidence { score: 60, because: "a *-PLAN.md in .planning/phases".to_owned() }),
            (some, ..) => Some(Evidence {
                score: 95,
                because: format!("{some} *-PLAN.md with front matter of a plan or `<task>` elements"),
            }),
        }
    }

    fn read<'a>(&self, feature: &mut Feature<'a>) {
        let docs = std::mem::take(&mut feature.docs);
        let stems: Vec<Option<&str>> = docs.iter().map(|doc| stem(&doc.source.path, "PLAN.md")).collect();
        let done: Vec<&str> = docs.iter().filter_map(|doc| stem(&doc.source.path, "SUMMARY.md")).collect();
        let mut plans: HashMap<&str, std::ops::Range<usize>> = HashMap::new();
        let mut needs: Vec<(usize, Vec<Piece<'a>>)> = Vec::new();
        for (at, doc) in docs.iter().enumerate() {
            let Some(stem) = stems[at] else {
                feature.unread.push(at);
                continue;
            };
            feature.complaints.extend(doc.outline.complaints().iter().cloned().map(|complaint| (at, complaint)));
            let (entries, complaint) = front_matter::read(&doc.outline);
            feature.complaints.extend(complaint.map(|complaint| (at, complaint)));
            let short = number(stem);
            let is_alone = stems.iter().flatten().filter(|other| number(other) == short).count() == 1;
            let plan = if is_alone { short } else { stem };
            let is_done = done.iter().any(|other| *other == stem || (is_alone && number(other) == short));
            let first = feature.tasks.len();
            read_plan(feature, at, &doc.outline, plan, is_done);
            plans.insert(short, first..feature.tasks.len());
            if let Some(entry) = entries.iter().find(|entry| entry.key == "depends-on") {
                needs.push((first, entry.values.clone()));
            }
            facts(feature, at, &doc.outline, &entries);
        }
        waits(feature, &plans, needs);
        let title = |doc: &Doc<'a>| doc.outline.headings().next().map(|(_, _, text)| text);
        feature.title = docs.iter().filter(|doc| doc.source.path.ends_with("CONTEXT.md")).find_map(title);
        feature.docs = docs;
    }

    fn set_status(&self, feature: &Feature<'_>, task: usize, to: Status) -> Result<Vec<DocEdit>, Refusal> {
        let found = &feature.tasks[task];
        let outline = &feature.docs[found.doc].outline;
        let Some(mark) = found.marks.first() else {
            return Err(Refusal {
                why: format!("a SUMMARY.md says that the plan of {} was carried out", found.id),
                hint: "take that summary away first, or plan what is left as a new plan".to_owned(),
            });
        };
        let word = outline.slice(mark.span);
        if to == Status::Blocked {
            return Ok(Vec::new());
        }
        let mut edits = Vec::new();
        edits.extend(match (word.is_empty(), to) {
            (true, Status::Todo) => None,
            (false, Status::Todo) if mark.status == to => None,
            (true, _) => Some(Edit::insert(mark.span.start as usize, format!(" status=\"{to}\""))),
            (false, Status::Todo) => {
                // With its key, as it was put in.
                let head = outline.text[..mark.span.start as usize].trim_end_matches(['"', '\'']);
                let head = head.strip_suffix("status=").map_or(head.len(), |head| head.trim_end().len());
                Some(Edit::replace(Span::new(head, mark.span.end as usize + 1), ""))
            }
            (false, _) => Some(Edit::replace(mark.span, to.word())),
        });
        let reasons = found.notes.iter().filter(|note| reason(note.text).is_some());
        edits.extend(reasons.map(|note| Edit::replace(element_of(outline, note), "")));
        Ok(edits.into_iter().map(|edit| (found.doc, edit)).collect())
    }

    fn add_note(&self, feature: &Feature<'_>, task: usize, note: &str) -> Result<Vec<DocEdit>, Refusal> {
        let found = &feature.tasks[task];
        let outline = &feature.docs[found.doc].outline;
        let end = outline.slice(found.section).rfind("</task>").ok_or_else(|| Refusal {
            why: format!("{} is no `<task>` element that is closed", found.id),
            hint: "close it with `</task>`".to_owned(),
        })?;
        let end = found.section.start as usize + end;
        let start = outline.line_start(end);
        let newline = outline.newline();
        let note = note.replace('&', "&amp;").replace('<', "&lt;");
        // Something may stand before the end on its line.
        let is_alone = outline.text[start..end].trim().is_empty();
        let (at, before) = if is_alone { (start, "") } else { (end, newline) };
        Ok(vec![(found.doc, Edit::insert(at, format!("{before}  <note>{note}</note>{newline}")))])
    }
}

fn is_plan(path: &str) -> bool {
    stem(path, "PLAN.md").is_some()
}

/// `04-03-heartbeat` of `.planning/phases/04-agent/04-03-heartbeat-PLAN.md`.
fn stem<'p>(path: &'p str, end: &str) -> Option<&'p str> {
    let name = path.rsplit('/').next()?;
    let head = name.strip_suffix(end)?;
    (head.is_empty() || head.ends_with('-')).then(|| head.trim_end_matches('-'))
}

/// The `04-03` at the head of a plan's name: the whole name when there is none.
fn number(stem: &str) -> &str {
    let mut ends = stem.match_indices('-').map(|(at, _)| at).chain([stem.len()]);
    let (Some(one), two) = (ends.next(), ends.next()) else { return stem };
    let numbered = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    match two {
        Some(two) if numbered(&stem[..one]) && numbered(&stem[one + 1..two]) => &stem[..two],
        _ if numbered(&stem[..one]) => &stem[..one],
        _ => stem,
    }
}

/// The `<task>` elements, each with its line and where its element ends, when it does. By the text alone: an action may
/// hold fences that do not nest as they should, and what is in one element is no other.
fn elements(text: &str) -> Vec<(Span, Option<usize>)> {
    let mut found = Vec::new();
    let mut at = text.find("<tasks>").unwrap_or(0);
    while let Some(start) = next_element(text, at) {
        let line_end = text[start..].find('\n').map_or(text.len(), |end| start + end);
        let line = text[start..line_end].trim_end();
        let close = find(&text[start..], "</task>").map(|end| start + end + "</task>".len());
        let next = next_element(text, start + 1).unwrap_or(text.len());
        // One that is not closed ends where the next begins, unless that is a whole one in a line of it.
        let is_whole = |close: usize| close > next && !text[next..close].contains('\n');
        let end = close.filter(|close| *close <= next || is_whole(*close));
        at = end.unwrap_or(start + line.len());
        found.push((Span::new(start, start + line.len()), end));
    }
    found
}

/// Where the next line begins that opens a `<task>` element.
fn next_element(text: &str, from: usize) -> Option<usize> {
    tags(text.as_bytes().get(from..)?, "<task").map(|at| from + at).find(|at| {
        let before = text[..*at].rfind('\n').map_or(0, |newline| newline + 1);
        let rest = &text[at + "<task".len()..];
        text[before..*at].trim().is_empty() && rest.starts_with(['>', ' ', '\t', '\r', '\n'])
    })
}

/// The tasks of one plan, which is a phase of the model.
fn read_plan<'a>(feature: &mut Feature<'a>, doc: usize, outline: &Outline<'a>, plan: &'a str, is_done: bool) {
    let starts = elements(outline.text);
    let title =
        element(outline, Span::new(0, outline.text.len()), ["<objective>", "</objective>"]).map_or("", first_line);
    let at = outline.nodes().first().map_or(Span::at(0), |node| node.span);
    feature.phases.push(Phase { number: plan, title, doc, at });
    let phase = Some(feature.phases.len() - 1);
    for (count, (line, close)) in starts.iter().enumerate() {
        let start = outline.line_start(line.start as usize);
        let limit = starts.get(count + 1).map_or(outline.text.len(), |(next, _)| next.start as usize);
        let mut task = Task::new(format!("{plan}/T{}", count + 1), "", doc, *line);
        task.section = Span::new(start, close.map_or(limit, |close| outline.line_end(close)));
        task.phase = phase;
        if close.is_none() {
            let message = "a <task> is not closed: `</task>` is missing".to_owned();
            feature.complaints.push((doc, crate::plan::outline::Complaint { span: *line, message }));
        }
        read_task(&mut task, outline, is_done);
        feature.tasks.push(task);
    }
    if starts.is_empty() {
        headings(feature, doc, outline, plan, (phase, is_done));
    }
}

/// `### Task 1: Title`, as older plans have it.
fn headings<'a>(
    feature: &mut Feature<'a>,
    doc: usize,
    outline: &Outline<'a>,
    plan: &str,
    (phase, is_done): (Option<usize>, bool),
) {
    for (at, node) in outline.nodes().iter().enumerate() {
        let Some(heading) = sections::task_heading(outline, node) else { continue };
        let mut task = Task::new(format!("{plan}/T{}", heading.id), heading.title, doc, node.span);
        task.section = outline.section_span(at);
        sections::read_task_section(&mut task, outline, outline.section(at));
        task.marks.extend(heading.mark);
        task.phase = phase;
        if is_done {
            (task.status, task.marks) = (Status::Done, Vec::new());
        }
        feature.tasks.push(task);
    }
}

fn read_task<'a>(task: &mut Task<'a>, outline: &Outline<'a>, is_done: bool) {
    let within = task.section;
    let name = element(outline, within, ["<name>", "</name>"]).map_or("", |name| name.text.trim());
    task.title = Cow::Borrowed(titled(name));
    let tag = &outline.text[task.at.start as usize..];
    let tag = &tag[..tag.find('>').unwrap_or(tag.len())];
    task.labels.extend(attribute(tag, "type").filter(|kind| *kind != "auto").map(|kind| Piece::of(outline, kind)));
    if let Some(files) = element(outline, within, ["<files>", "</files>"]) {
        let words = files.text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '`' | '(' | ')'));
        let paths = words.filter(|word| sections::is_path(word));
        task.files.extend(paths.map(|path| FileRef { path: Piece::of(outline, path), used: FileUse::Mention }));
    }
    task.tests = element(outline, within, ["<verify>", "</verify>"]);
    let mut rest = within;
    while let Some(note) = element(outline, rest, ["<note>", "</note>"]) {
        task.notes.push(note);
        task.blocked = task.blocked.or_else(|| Some(Piece::of(outline, reason(note.text)?)));
        rest = Span::new(note.span.end as usize, within.end as usize);
    }
    if is_done {
        task.status = Status::Done;
        return;
    }
    let (span, status) = match attribute(tag, "status") {
        Some(word) => (outline.span_of(word), read_status(word).unwrap_or(Status::Todo)),
        None => (Span::at(task.at.start as usize + tag.trim_end_matches('/').trim_end().len()), Status::Todo),
    };
    task.marks.push(Mark { span, kind: MarkKind::Word, status });
    task.status = if task.blocked.is_some() && !status.is_closed() { Status::Blocked } else { status };
}

/// Why a task is blocked, if a note says so.
fn reason(note: &str) -> Option<&str> {
    let rest = note.trim().strip_prefix("BLOCKED")?;
    let ends = rest.is_empty() || rest.starts_with([':', ' ', '-']);
    ends.then(|| rest.trim_start_matches([':', ' ']))
}

/// The `<note>` element of a note, with its line when it has one of its own.
fn element_of(outline: &Outline<'_>, note: &Piece<'_>) -> Span {
    let (start, end) = (note.span.start as usize - "<note>".len(), note.span.end as usize + "</note>".len());
    let (line_start, line_end) = (outline.line_start(start), outline.line_end(end));
    let is_alone = outline.text[line_start..start].trim().is_empty() && outline.text[end..line_end].trim().is_empty();
    if is_alone { Span::new(line_start, line_end) } else { Span::new(start, end) }
}

/// `Build it` of `Task 1: Build it`.
fn titled(name: &str) -> &str {
    let rest = name.strip_prefix("Task ").and_then(|rest| rest.split_once(':'));
    match rest {
        Some((number, title)) if number.len() <= 6 => title.trim(),
        _ => name,
    }
}

fn first_line(piece: Piece<'_>) -> &str {
    piece.text.trim().lines().next().unwrap_or_default().trim()
}

/// What stands in the first element within a span that has these tags, which have no attributes.
fn element<'a>(outline: &Outline<'a>, within: Span, [open, close]: [&str; 2]) -> Option<Piece<'a>> {
    let text = outline.slice(within);
    let start = find(text, open)? + open.len();
    let end = start + find(&text[start..], close)?;
    Some(Piece::of(outline, &text[start..end]))
}

fn find(text: &str, tag: &str) -> Option<usize> {
    tags(text.as_bytes(), tag).next()
}

/// Where a tag begins. An element is short, and to prepare a search takes longer than to look at each `<`.
fn tags(text: &[u8], tag: &str) -> impl Iterator<Item = usize> {
    memchr::memchr_iter(b'<', text).filter(move |at| text[*at..].starts_with(tag.as_bytes()))
}

/// The value of an attribute of a tag.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = tag;
    loop {
        let at = rest.find(name)?;
        let after = &rest[at + name.len()..];
        let value = rest[..at].ends_with([' ', '\t']).then(|| after.strip_prefix('=')).flatten();
        if let Some(value) = value {
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            return value[1..].split_once(quote).map(|(value, _)| value);
        }
        rest = after;
    }
}

/// Tasks of a plan come one after the other, and after the plans that theirs depends on.
fn waits<'a>(
    feature: &mut Feature<'a>,
    plans: &HashMap<&str, std::ops::Range<usize>>,
    needs: Vec<(usize, Vec<Piece<'a>>)>,
) {
    for tasks in plans.values() {
        for at in tasks.clone().skip(1) {
            feature.tasks[at].after.push(at - 1);
        }
    }
    let own = number(&feature.id).to_owned();
    for (first, values) in needs {
        let Some(tasks) = plans.values().find(|tasks| tasks.contains(&first)) else { continue };
        for value in values {
            let plan = number(value.text.trim_end_matches("-PLAN.md"));
            match plans.get(plan) {
                Some(before) if before.start != tasks.start => feature.tasks[first].after.extend(before.clone()),
                // A plan of this phase that there is not; those of other phases are not looked for here.
                _ if plan.strip_prefix(&*own).is_some_and(|rest| rest.starts_with('-')) => {
                    feature.tasks[first].dependencies.on.push(Dependency::Task(value));
                }
                _ => {}
            }
        }
    }
}

/// Requirements, artifacts and files of the front matter.
fn facts<'a>(feature: &mut Feature<'a>, doc: usize, outline: &Outline<'a>, entries: &[Entry<'a>]) {
    for entry in entries {
        let artifact = entry.key == "must-haves.artifacts";
        for value in &entry.values {
            let path = value.text.strip_prefix("path:").map(|path| path.trim().trim_matches(['"', '\'']));
            if let Some(path) = path.filter(|path| artifact && sections::is_path(path)) {
                feature.files.push((doc, FileRef { path: Piece::of(outline, path), used: FileUse::Create }));
            }
        }
        if entry.key == "requirements" {
            feature.facts.push(("requirements", entry.values.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::document::splice;
    use crate::plan::graph::Graph;
    use crate::plan::model::Source;

    const PLAN: &str = "---\nphase: 01-base\nplan: 02\ntype: execute\nwave: 2\ndepends_on: [\"01-01\"]\nmust_haves:\n  artifacts:\n    - path: src/a.rs\n---\n\n<objective>\nDo it.\n</objective>\n\n<tasks>\n\n<task type=\"auto\">\n  <name>Task 1: First</name>\n  <files>src/a.rs, src/b.rs</files>\n  <action>\n```\n<task>not one</task>\n```\n  </action>\n  <verify>cargo test</verify>\n</task>\n\n<task type=\"checkpoint:human-verify\" gate=\"blocking\">\n  <name>Look</name>\n</task>\n\n</tasks>\n";

    fn source(name: &str, text: &str) -> Source {
        let role = LAYOUT.role(name).unwrap();
        Source { path: format!(".planning/phases/01-base/{name}").into(), role, text: text.to_owned().into() }
    }

    fn read(sources: &[Source]) -> Feature<'_> {
        let feature =
            crate::plan::dialects::read_feature("01-base", ".planning/phases/01-base", sources, None).unwrap();
        assert_eq!(feature.dialect, "gsd");
        feature
    }

    #[test]
    fn what_is_wrong_with_a_document_beside_the_plan_is_found_when_it_is_asked_for() {
        let sources = [source("01-01-SUMMARY.md", "# S\n\n```\nopen\n"), source("01-02-PLAN.md", PLAN)];
        let feature = read(&sources);
        assert!(feature.complaints.is_empty());
        assert_eq!(feature.complaints().map(|(doc, _)| doc).collect::<Vec<_>>(), [0]);
    }

    #[test]
    fn tasks_are_elements_and_a_summary_ends_them() {
        let one = "---\nphase: 01-base\nplan: 01\n---\n<task type=\"auto\">\n<name>A</name>\n</task>\n";
        let sources =
            [source("01-01-PLAN.md", one), source("01-01-SUMMARY.md", "# S\n"), source("01-02-PLAN.md", PLAN)];
        let feature = read(&sources);
        let told: Vec<_> = feature.tasks.iter().map(|task| (&*task.id, &*task.title, task.status)).collect();
        let expected =
            [("01-01/T1", "A", Status::Done), ("01-02/T1", "First", Status::Todo), ("01-02/T2", "Look", Status::Todo)];
        assert_eq!(told, expected);
        assert_eq!(Graph::of(&feature).needs, [vec![], vec![0], vec![1]]);
        assert_eq!(feature.tasks[1].files.len(), 2);
        assert_eq!(feature.tasks[2].labels[0].text, "checkpoint:human-verify");
        assert!(Gsd.set_status(&feature, 0, Status::Todo).is_err());
    }

    #[test]
    fn a_status_is_an_attribute_and_goes_away_again() {
        let set = |text: &str, to| {
            let sources = [source("01-02-PLAN.md", text)];
            let edits = Gsd.set_status(&read(&sources), 1, to).unwrap();
            splice(text, edits.into_iter().map(|(_, edit)| edit).collect()).unwrap()
        };
        let status = |text: &str| read(&[source("01-02-PLAN.md", text)]).tasks[1].status;
        let done = set(PLAN, Status::Done);
        assert_eq!(done, PLAN.replace("gate=\"blocking\"", "gate=\"blocking\" status=\"done\""));
        assert_eq!(status(&done), Status::Done);
        assert_eq!(status(&set(&done, Status::Doing)), Status::Doing);
        assert_eq!(set(&set(&done, Status::Doing), Status::Todo), PLAN);
    }

    #[test]
    fn a_reason_goes_and_what_stands_beside_it_stays() {
        for (inner, rest) in [
            ("<name>R</name><note>BLOCKED: r0</note>", "<name>R</name>"),
            ("<note>w1</note><note>BLOCKED: r0</note>", "<note>w1</note>"),
            ("<note>BLOCKED: r0</note> w1\n<note>BLOCKED</note>", " w1"),
            ("<note>BLOCKEDby w1</note>\n  <note>BLOCKED: r0</note>", "<note>BLOCKEDby w1</note>"),
        ] {
            let text = |inner: &str| format!("<tasks>\n<task>\n{inner}\n</task>\n</tasks>\n");
            let sources = [source("01-02-PLAN.md", &text(inner))];
            let feature = read(&sources);
            assert_eq!(feature.tasks[0].status, Status::Blocked, "{inner}");
            let edits = Gsd.set_status(&feature, 0, Status::Todo).unwrap();
            assert_eq!(splice(&text(inner), edits.into_iter().map(|(_, edit)| edit).collect()).unwrap(), text(rest));
        }
        let line = "<tasks>\n<task><name>R</name></task>\n</tasks>\n";
        let sources = [source("01-02-PLAN.md", line)];
        let edits = Gsd.add_note(&read(&sources), 0, "BLOCKED: r0").unwrap();
        let noted = splice(line, edits.into_iter().map(|(_, edit)| edit).collect()).unwrap();
        assert_eq!(read(&[source("01-02-PLAN.md", &noted)]).tasks[0].status, Status::Blocked, "{noted}");
    }

    #[test]
    fn numbers_of_plans() {
        for (stem, short) in
            [("04-03-heartbeat", "04-03"), ("04-03", "04-03"), ("2.1-01", "2.1-01"), ("x", "x"), ("03", "03")]
        {
            assert_eq!(number(stem), short);
        }
    }
}
