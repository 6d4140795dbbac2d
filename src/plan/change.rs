//! Changes of tasks: a plan's texts in, its texts out, with everything that follows from the change.

use super::dialects::{Dialect, NoDialect, Refusal, find, read_one_of_many};
use super::document::{Edit, splice};
use super::graph::Graph;
use super::model::{Feature, Known, Source, Status, Task};
use super::progress::{Recompute, recompute};
use super::sections::mark_edit;

/// What is done to a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change<'c> {
    /// It is being worked on.
    Start,
    /// It is done. With a reason, its open steps are ticked and open dependencies do not matter.
    Done {
        /// Why it counts as done all the same.
        forced: Option<&'c str>,
    },
    /// Its work has passed its gates and lands with this change: its steps are ticked with it, and what it depends on is
    /// the dispatcher's business.
    Landed,
    /// It is to be done (again).
    Reopen,
    /// It cannot go on, for this reason.
    Block(&'c str),
    /// It gets a note.
    Note(&'c str),
}

impl Change<'_> {
    /// The status that it leads to; `None` when it leads to none.
    pub fn status(self) -> Option<Status> {
        match self {
            Self::Start => Some(Status::Doing),
            Self::Done { .. } | Self::Landed => Some(Status::Done),
            Self::Reopen => Some(Status::Todo),
            Self::Block(_) => Some(Status::Blocked),
            Self::Note(_) => None,
        }
    }
}

/// Why a change was not made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// No dialect reads the documents.
    NoDialect(NoDialect),
    /// There is no such task; the ids most like it.
    NoTask(String, Vec<String>),
    /// The plan or its dialect does not take it.
    Refused(Refusal),
    /// The edits did not lead to what was wanted: a fault of Planyard's own. Nothing may be written.
    Wrong(String),
}

/// Where the documents are and how they are read.
#[derive(Clone, Copy)]
pub struct Place<'p> {
    /// The feature's id.
    pub id: &'p str,
    /// Its path.
    pub path: &'p str,
    /// Its dialect, when the configuration names one.
    pub dialect: Option<&'static dyn Dialect>,
}

/// Reads a plan again and again while it is changed; of a long document that stays as it is the blocks are found once.
struct Reader<'p> {
    place: Place<'p>,
    known: Known,
}

impl Reader<'_> {
    fn read<'a>(&self, sources: &'a [Source]) -> Result<Feature<'a>, Failure> {
        let Place { id, path, dialect } = self.place;
        read_one_of_many(id, path, sources, dialect, &self.known).map_err(Failure::NoDialect)
    }
}

/// A plan after a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct After {
    /// The documents, in order; those that did not change are the same.
    pub sources: Vec<Source>,
    /// The status of the first task that was named.
    pub status: Option<Status>,
    /// Tasks of the feature that are done, and all of them.
    pub done: (usize, usize),
}

/// The plan after a change of some tasks.
///
/// # Errors
/// When one of them cannot be changed; then none is.
pub fn apply(place: Place<'_>, sources: &[Source], ids: &[String], change: Change<'_>) -> Result<After, Failure> {
    let plan = Reader { place, known: Known::default() };
    let mut sources = sources.to_vec();
    for id in ids {
        change_one(&plan, &mut sources, id, change)?;
    }
    let feature = plan.read(&sources)?;
    let edits = recompute(&feature, Recompute::Progress);
    // Reading ten thousand files is most of the work, so they are not read again for nothing.
    if edits.is_empty() {
        let (status, done) = verified(&feature, ids, change)?;
        return Ok(After { sources, status, done });
    }
    edit(&mut sources, edits)?;
    let (status, done) = verified(&plan.read(&sources)?, ids, change)?;
    Ok(After { sources, status, done })
}

/// The status of the first task, and how many are done, when all is as it should be.
fn verified(
    after: &Feature<'_>,
    ids: &[String],
    change: Change<'_>,
) -> Result<(Option<Status>, (usize, usize)), Failure> {
    for id in ids {
        verify(after, id, change)?;
    }
    let first = ids.first().and_then(|id| after.task(id));
    Ok((first.map(|at| after.tasks[at].status), after.done()))
}

/// The index of a task by its id.
///
/// # Errors
/// The ids most like it.
pub fn task(feature: &Feature<'_>, id: &str) -> Result<usize, Failure> {
    feature.task(id).ok_or_else(|| {
        let score = |task: &Task<'_>| {
            similar::TextDiff::from_chars(id.to_ascii_lowercase().as_str(), task.id.to_ascii_lowercase().as_str())
                .ratio()
        };
        let mut near: Vec<(f32, String)> =
            feature.tasks.iter().map(|task| (score(task), task.id.to_string())).collect();
        near.sort_by(|a, b| b.0.total_cmp(&a.0));
        Failure::NoTask(id.to_owned(), near.into_iter().take(3).map(|(_, id)| id).collect())
    })
}

/// Which of two tasks of one id is meant cannot be told, so neither is changed.
fn only_one(feature: &Feature<'_>, id: &str) -> Result<(), Failure> {
    match feature.tasks.iter().filter(|task| task.id.eq_ignore_ascii_case(id)).count() {
        0 | 1 => Ok(()),
        many => Err(Failure::Refused(Refusal {
            why: format!("{id} is the id of {many} tasks, so which of them is meant cannot be told"),
            hint: "give each task an id of its own; `planyard check-planning` says where they are".to_owned(),
        })),
    }
}

fn change_one(plan: &Reader<'_>, sources: &mut [Source], id: &str, change: Change<'_>) -> Result<(), Failure> {
    let feature = plan.read(sources)?;
    let at = task(&feature, id)?;
    only_one(&feature, id)?;
    let Some(dialect) = find(feature.dialect) else {
        return Err(Failure::Wrong(format!("no dialect {}", feature.dialect)));
    };
    if let Change::Done { forced: None } = change {
        allowed(&feature, at)?;
    }
    let found = &feature.tasks[at];
    let settled = found.status == Status::Done && found.steps.iter().all(super::model::Step::is_done);
    let mut edits = Vec::new();
    if let Some(to) = change.status().filter(|to| *to != found.status || (*to == Status::Done && !settled)) {
        edits = dialect.set_status(&feature, at, to).map_err(Failure::Refused)?;
        if matches!(change, Change::Done { forced: Some(_) } | Change::Landed) {
            let outline = &feature.docs[found.doc].outline;
            let parts = if dialect.parts_decide() { open_parts(&feature, at) } else { Vec::new() };
            for part in &parts {
                edits.extend(dialect.set_status(&feature, *part, Status::Done).map_err(Failure::Refused)?);
            }
            let of_parts = parts.iter().flat_map(|part| &feature.tasks[*part].steps);
            for step in found.steps.iter().chain(of_parts).filter(|step| !step.is_done()) {
                edits.extend(
                    mark_edit(outline, &step.mark, Status::Done)
                        .map_err(Failure::Refused)?
                        .map(|edit| (found.doc, edit)),
                );
            }
        }
    }
    let note = match change {
        Change::Note(note) => Some(note.to_owned()),
        // A second reason is kept beside the first.
        Change::Block(reason) if !says(found, reason) => Some(dialect.block_note(reason)),
        Change::Done { forced: Some(reason) } if !settled => Some(format!("done by force: {reason}")),
        _ => None,
    };
    edit(sources, edits)?;
    if let Some(to) = change.status().filter(|_| dialect.parts_decide()) {
        whole_follows(plan, sources, (id, to), dialect)?;
    }
    let Some(note) = note else { return Ok(()) };
    let feature = plan.read(sources)?;
    let at = task(&feature, id)?;
    let edits = dialect.add_note(&feature, at, note.trim()).map_err(Failure::Refused)?;
    edit(sources, edits)
}

/// Changes what a task is a part of: it is done with the last of its parts, and open again with one of them.
fn whole_follows(
    plan: &Reader<'_>,
    sources: &mut [Source],
    (id, to): (&str, Status),
    dialect: &dyn Dialect,
) -> Result<(), Failure> {
    let mut id = id.to_owned();
    loop {
        let feature = plan.read(sources)?;
        let Some(whole) = feature.tasks[task(&feature, &id)?].parent else { return Ok(()) };
        let found = &feature.tasks[whole];
        let is_over = found.steps.iter().all(super::model::Step::is_done)
            && open_parts(&feature, whole).is_empty()
            && Graph::of(&feature).open_needs(&feature, whole).is_empty();
        let wanted = match to {
            Status::Done | Status::Cancelled if is_over && matches!(found.status, Status::Todo | Status::Doing) => {
                Status::Done
            }
            Status::Todo | Status::Doing | Status::Blocked if found.status == Status::Done => Status::Todo,
            _ => return Ok(()),
        };
        let edits = dialect.set_status(&feature, whole, wanted).map_err(Failure::Refused)?;
        id = found.id.to_string();
        edit(sources, edits)?;
    }
}

/// The parts of a task, and theirs, that must be done and are not.
fn open_parts(feature: &Feature<'_>, whole: usize) -> Vec<usize> {
    let mut wholes = vec![whole];
    let mut open = Vec::new();
    // A part stands behind what it is a part of.
    for (at, part) in feature.tasks.iter().enumerate() {
        if part.parent.is_some_and(|parent| wholes.contains(&parent)) && !part.optional {
            wholes.push(at);
            if !part.status.is_closed() {
                open.push(at);
            }
        }
    }
    open
}

/// The task is blocked for that reason already.
fn says(task: &Task<'_>, reason: &str) -> bool {
    let noted = task.notes.iter().chain(&task.blocked).any(|note| note.text.contains(reason));
    task.status == Status::Blocked && noted
}

/// A task may be done when its steps and what it depends on are.
fn allowed(feature: &Feature<'_>, at: usize) -> Result<(), Failure> {
    let task = &feature.tasks[at];
    let (done, all) = task.steps_done();
    let open = Graph::of(feature).open_needs(feature, at);
    let mut why = Vec::new();
    if done < all {
        why.push(format!("{} of its {all} steps are open", all - done));
    }
    if !open.is_empty() {
        let ids: Vec<&str> = open.iter().map(|on| &*feature.tasks[*on].id).collect();
        why.push(format!("it depends on {}, which {} open", ids.join(", "), if ids.len() == 1 { "is" } else { "are" }));
    }
    let parts = match find(feature.dialect) {
        Some(dialect) if dialect.parts_decide() => open_parts(feature, at),
        _ => Vec::new(),
    };
    if !parts.is_empty() {
        let ids: Vec<&str> = parts.iter().map(|part| &*feature.tasks[*part].id).collect();
        let (noun, verb) = if ids.len() == 1 { ("part", "is") } else { ("parts", "are") };
        why.push(format!("its {noun} {} {verb} open", ids.join(", ")));
    }
    if why.is_empty() || task.status == Status::Done {
        return Ok(());
    }
    Err(Failure::Refused(Refusal {
        why: format!("{} cannot be done: {}", task.id, why.join(", and ")),
        hint: "finish those first, or give --force --reason WHY, which ticks the steps and notes the reason".to_owned(),
    }))
}

/// Makes edits; documents without one are not touched.
fn edit(sources: &mut [Source], edits: Vec<(usize, Edit)>) -> Result<(), Failure> {
    let mut by_doc: Vec<Vec<Edit>> = vec![Vec::new(); sources.len()];
    for (doc, edit) in edits {
        by_doc[doc].push(edit);
    }
    for (source, edits) in sources.iter_mut().zip(by_doc).filter(|(_, edits)| !edits.is_empty()) {
        let wrong = |error| Failure::Wrong(format!("{}: {error}", source.path));
        source.text = splice(&source.text, edits).map_err(wrong)?.into();
    }
    Ok(())
}

/// The task is now what was wanted.
fn verify(after: &Feature<'_>, id: &str, change: Change<'_>) -> Result<(), Failure> {
    let status = after.task(id).map(|at| after.tasks[at].status);
    let as_wanted = match (change, status) {
        (_, None) => false,
        (Change::Note(_), Some(_)) => true,
        // What is reopened may have steps that are done.
        (Change::Reopen, Some(status)) => matches!(status, Status::Todo | Status::Doing),
        (_, status) => status == change.status(),
    };
    if as_wanted {
        return Ok(());
    }
    if status == Some(Status::Blocked) {
        return Err(Failure::Refused(Refusal {
            why: format!("{id} would still be blocked: the plan says so in words that are no note of a reason"),
            hint: "take away by hand the line that says why".to_owned(),
        }));
    }
    let now = status.map_or("gone", Status::word);
    Err(Failure::Wrong(format!("after the change {id} would be {now}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::model::Role;

    const PLAN: &str = "# Tasks\n\n## Progress\n\n- Tasks Complete: 0/2\n- Percentage: 0%\n- Status: NOT_STARTED\n\n## Task List\n\n\
        ### T01: A\n- [ ] Estimate: 1h\n- [ ] Notes: x\n\n- [ ] step\n\n### T02: B\n- [ ] Estimate: 1h\n- [ ] Dependencies: T01\n";

    fn change(text: &str, ids: &[&str], change: Change<'_>) -> Result<String, Failure> {
        let sources = [Source { path: "features/F/tasks.md".into(), role: Role::Tasks, text: text.to_owned().into() }];
        let place = Place { id: "F", path: "features/F", dialect: None };
        let ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
        apply(place, &sources, &ids, change).map(|after| after.sources[0].text.to_string())
    }

    #[test]
    fn done_ticks_and_recomputes() {
        let forced = Change::Done { forced: Some("checked by hand") };
        let text = change(PLAN, &["T01"], forced).unwrap();
        assert_eq!(
            text,
            PLAN.replace(
                "[ ] Estimate: 1h\n- [ ] Notes: x\n\n- [ ] step",
                "[x] Estimate: 1h\n- [x] Notes: x; done by force: checked by hand\n\n- [x] step"
            )
            .replace("0/2", "1/2")
            .replace("0%", "50%")
            .replace("NOT_STARTED", "IN_PROGRESS")
        );
        let both = change(&text, &["T02"], Change::Done { forced: None }).unwrap();
        assert!(both.contains("2/2") && both.contains("100%") && both.contains("Status: COMPLETE"), "{both}");
        assert_eq!(change(&both, &["T02"], Change::Done { forced: None }).unwrap(), both, "done twice changes nothing");
    }

    #[test]
    fn what_is_open_is_refused_and_says_why() {
        let Failure::Refused(refusal) = change(PLAN, &["T02"], Change::Done { forced: None }).unwrap_err() else {
            panic!()
        };
        assert_eq!(refusal.why, "T02 cannot be done: it depends on T01, which is open");
        let Failure::Refused(refusal) = change(PLAN, &["T01"], Change::Done { forced: None }).unwrap_err() else {
            panic!()
        };
        assert_eq!(refusal.why, "T01 cannot be done: 1 of its 1 steps are open");
        assert_eq!(
            change(PLAN, &["T03"], Change::Start).unwrap_err(),
            Failure::NoTask("T03".into(), vec!["T01".into(), "T02".into()])
        );
    }

    #[test]
    fn what_was_noted_after_a_task_was_blocked_stays() {
        let noted = |text: &str, id| change(text, &[id], Change::Note("a word; and another")).unwrap();
        let block = |text: &str, id| change(text, &[id], Change::Block("no key; ask `x;;y`")).unwrap();
        let plans = ["Notes: x", "Notes: x;", "Notes: see UNBLOCKED; y", "Notes: `a;;b`; c", "Notes: \u{17e}"];
        for plan in plans.map(|notes| PLAN.replace("Notes: x", notes)) {
            assert_eq!(change(&block(&plan, "T01"), &["T01"], Change::Reopen).unwrap(), plan);
            let after = noted(&block(&plan, "T01"), "T01");
            assert!(after.contains("; a word; and another; BLOCKED: no key; ask `x;;y`\n"), "{after}");
            let again = change(&after, &["T01"], Change::Block("no lock")).unwrap();
            for blocked in [after, again] {
                assert_eq!(change(&blocked, &["T01"], Change::Reopen).unwrap(), noted(&plan, "T01"));
            }
        }
        for (notes, rest) in [
            ("BLOCKED; BLOCKED: r", ""),
            ("v; BLOCKED; BLOCKED: r", "v"),
            ("BLOCKED: r\n- [ ] Notes: w; BLOCKED: q", "\n- [ ] Notes: w"),
            ("needs it. BLOCKED: by ops", "needs it."),
            ("\n  - one\n  - BLOCKED - r\n  - two; BLOCKED: q", "\n  - one\n  - two"),
        ] {
            let [plan, wanted] = [notes, rest].map(|notes| PLAN.replace("Notes: x", &format!("Notes: {notes}")));
            assert_eq!(change(&plan, &["T01"], Change::Reopen).unwrap(), wanted);
        }
        for notes in ["w NOT BLOCKED by ops", "x\n- [ ] **BLOCKED**: r"] {
            let plan = PLAN.replace("Notes: x", &format!("Notes: {notes}"));
            let Failure::Refused(refusal) = change(&plan, &["T01"], Change::Reopen).unwrap_err() else {
                panic!("{notes}")
            };
            assert!(refusal.why.contains("would still be blocked"), "{refusal:?}");
        }
        for head in ["BLOCKED: no key", "**BLOCKED**: no key; said Eve", "; BLOCKED: no key"] {
            let plan = PLAN.replace("Notes: x", &format!("Notes: {head}"));
            let after = change(&noted(&plan, "T01"), &["T01"], Change::Reopen).unwrap();
            assert!(after.contains("a word; and another\n") && !after.contains("BLOCKED"), "{after}");
        }
        let items = "# Tasks\n\n- [ ] T001 Read\n";
        let change = |text: &str, change| {
            let sources =
                [Source { path: "specs/001-a/tasks.md".into(), role: Role::Tasks, text: text.to_owned().into() }];
            let place = Place { id: "001-a", path: "specs/001-a", dialect: None };
            apply(place, &sources, &["T001".to_owned()], change).map(|after| after.sources[0].text.to_string()).unwrap()
        };
        let listed = format!("{items}  - Notes:\n  - a line\n");
        let blocked = change(&listed, Change::Block("no key"));
        assert_eq!(blocked, listed.replace("a line", "a line; BLOCKED: no key"));
        assert_eq!(change(&blocked, Change::Reopen), listed);
        let blocked = change(items, Change::Block("no key"));
        assert_eq!(change(&blocked, Change::Reopen), items);
        let after = change(&change(&blocked, Change::Note("a word")), Change::Start);
        assert_eq!(after, format!("{}  - Notes: a word\n", items.replace("[ ]", "[~]")));
    }

    #[test]
    fn blocking_and_reopening_come_back_to_the_same_bytes() {
        let blocked = change(PLAN, &["T01"], Change::Block("waits for the key")).unwrap();
        assert!(blocked.contains("Notes: x; BLOCKED: waits for the key\n"), "{blocked}");
        assert_eq!(change(&blocked, &["T01"], Change::Reopen).unwrap(), PLAN);
        assert_eq!(change(&blocked, &["T01"], Change::Block("waits for the key")).unwrap(), blocked);
        let twice = change(&blocked, &["T01"], Change::Block("and for the lock")).unwrap();
        assert!(twice.contains("BLOCKED: waits for the key; BLOCKED: and for the lock\n"), "{twice}");
        assert_eq!(change(&twice, &["T01"], Change::Reopen).unwrap(), PLAN);
        let started = change(PLAN, &["T01"], Change::Start).unwrap();
        assert!(started.contains("- [~] Estimate") && started.contains("IN_PROGRESS"), "{started}");
        // That work on the plan has begun stays true.
        let reopened = change(&started, &["T01"], Change::Reopen).unwrap();
        assert_eq!(reopened, PLAN.replace("NOT_STARTED", "IN_PROGRESS"));
    }
}
