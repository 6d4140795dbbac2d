//! What a plan says of its own progress, and what is true. Each statement knows the bytes that hold its value, so that
//! recomputing is an edit of those bytes and of nothing else.

use super::document::{Edit, Span};
use super::model::{Feature, Status, Task, count};

/// Which tasks a statement is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// All tasks of the feature.
    All,
    /// The tasks of a phase, by its index.
    Phase(usize),
    /// These tasks, by index: a table row that names `T03-T05`.
    Tasks(Vec<usize>),
    /// The acceptance criteria and checklists of the document: dialects without tasks.
    Boxes,
}

/// A value as it is written. The span of the statement covers exactly these characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// `12/12`.
    Count {
        /// Stated as done.
        done: u32,
        /// Stated as all.
        all: u32,
    },
    /// The digits of `29` in `29 tasks`.
    Total(u32),
    /// The digits of `100` in `100%`.
    Percent(u32),
    /// `COMPLETE`, `In progress`: a status word in the plan's own case.
    Word(Status),
    /// A sum of estimates, in minutes. Its span covers number and unit.
    Minutes(u32),
}

/// A place where a plan states its own progress.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement<'a> {
    /// Index into the feature's documents.
    pub doc: usize,
    /// The characters of the value.
    pub span: Span,
    /// What the plan calls it: `Tasks Complete`, `Phase 3`.
    pub label: &'a str,
    /// What it is about.
    pub scope: Scope,
    /// What it says.
    pub value: Value,
}

/// What is true of some tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Truth {
    /// Tasks done.
    pub done: usize,
    /// Tasks in all, without the cancelled.
    pub all: usize,
    /// Sum of the estimates' middles.
    pub minutes: u32,
    /// Tasks without an estimate.
    pub unestimated: usize,
    /// At least one task is blocked.
    pub blocked: bool,
    /// At least one task or step was begun.
    pub begun: bool,
}

impl Truth {
    fn of<'t, 'a: 't>(tasks: impl Iterator<Item = &'t Task<'a>> + Clone) -> Self {
        let (done, all) = count(tasks.clone());
        let mut truth = Self { done, all, ..Self::default() };
        for task in tasks {
            match &task.estimate {
                Some((_, estimate)) => truth.minutes += estimate.middle(),
                None => truth.unestimated += 1,
            }
            truth.blocked |= task.status == Status::Blocked;
            truth.begun |= matches!(task.status, Status::Doing | Status::Done) || task.steps_done().0 > 0;
        }
        truth
    }

    /// Whole percent, rounded down, so that 100 means all.
    pub fn percent(self) -> u32 {
        (self.done * 100).checked_div(self.all).unwrap_or(0) as u32
    }

    /// The status that the counts amount to.
    pub fn status(self) -> Status {
        if self.all > 0 && self.done == self.all {
            Status::Done
        } else if self.blocked {
            Status::Blocked
        } else if self.begun {
            Status::Doing
        } else {
            Status::Todo
        }
    }
}

/// What is true of the tasks of a scope.
pub fn truth(feature: &Feature<'_>, scope: &Scope) -> Truth {
    match scope {
        Scope::All => Truth::of(feature.tasks.iter()),
        Scope::Phase(phase) => Truth::of(feature.tasks.iter().filter(|task| task.phase == Some(*phase))),
        Scope::Tasks(at) => Truth::of(at.iter().filter_map(|at| feature.tasks.get(*at))),
        Scope::Boxes => {
            let boxes = feature.checklists.iter().flat_map(|list| &list.items);
            let (done, all) = boxes.fold((0, 0), |(done, all), step| (done + usize::from(step.is_done()), all + 1));
            Truth { done, all, begun: done > 0, ..Truth::default() }
        }
    }
}

/// A statement is true. Percentages may be rounded either way; a status word of "blocked" may stand beside open tasks,
/// because only people know; hours may be stated where some task has no estimate.
pub fn holds(statement: &Statement<'_>, truth: Truth) -> bool {
    match statement.value {
        Value::Count { done, all } => (done as usize, all as usize) == (truth.done, truth.all),
        Value::Total(all) => all as usize == truth.all,
        Value::Percent(percent) => {
            let up = (truth.done * 100).div_ceil(truth.all.max(1)) as u32;
            percent == truth.percent() || (percent == up && (up < 100 || truth.done == truth.all))
        }
        Value::Word(Status::Done) => truth.status() == Status::Done,
        Value::Word(Status::Todo) => !truth.begun,
        Value::Word(_) => truth.status() != Status::Done,
        Value::Minutes(minutes) => truth.unestimated > 0 || minutes.abs_diff(truth.minutes) <= 1,
    }
}

/// The text that would make a statement true, in the spelling that it has now.
pub fn correction(feature: &Feature<'_>, statement: &Statement<'_>, truth: Truth) -> String {
    let text = feature.docs.get(statement.doc).map_or("", |doc| doc.outline.slice(statement.span));
    match statement.value {
        Value::Count { .. } => {
            let gap = if text.contains(" / ") { " / " } else { "/" };
            format!("{}{gap}{}", truth.done, truth.all)
        }
        Value::Total(_) => truth.all.to_string(),
        Value::Percent(_) => truth.percent().to_string(),
        Value::Word(_) => status_word(text, truth.status()),
        Value::Minutes(_) => minutes_like(text, truth.minutes),
    }
}

/// A status in the case and spelling of the word it replaces: `NOT_STARTED` gives `IN_PROGRESS`, `Not started` gives
/// `In progress`.
pub fn status_word(like: &str, status: Status) -> String {
    let words = match status {
        Status::Todo => ["not", "started"],
        Status::Doing => ["in", "progress"],
        Status::Done if like.to_ascii_lowercase().ends_with("done") => ["done", ""],
        Status::Done if like.to_ascii_lowercase().ends_with("completed") => ["completed", ""],
        Status::Done => ["complete", ""],
        Status::Blocked => ["blocked", ""],
        Status::Cancelled => ["cancelled", ""],
    };
    let letters: Vec<char> = like.chars().filter(|c| c.is_alphabetic()).collect();
    let upper = letters.len() > 1 && letters.iter().all(|c| c.is_uppercase());
    let lower = letters.first().is_some_and(|c| c.is_lowercase());
    let joint = match like {
        _ if like.contains('_') => "_",
        _ if like.contains('-') => "-",
        _ if upper => "_",
        _ => " ",
    };
    let text = words.iter().filter(|word| !word.is_empty()).copied().collect::<Vec<_>>().join(joint);
    if upper {
        text.to_uppercase()
    } else if lower {
        text
    } else {
        // Title case follows the plan's own: `In Progress` where a second capital was there before, else `In progress`.
        let mut chars = text.chars();
        chars.next().map(|first| first.to_uppercase().collect::<String>() + chars.as_str()).unwrap_or_default()
    }
}

/// Minutes in the unit that they were written in.
fn minutes_like(text: &str, minutes: u32) -> String {
    let number = text.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
    let unit = &text[number..];
    let in_minutes = unit.trim_start().starts_with(['m', 'M']);
    if in_minutes {
        return format!("{minutes}{unit}");
    }
    let hours = f64::from(minutes) / 60.0;
    let plain = (hours * 100.0).round() / 100.0;
    if text[..number].contains('.') && plain.fract() == 0.0 {
        format!("{plain:.1}{unit}")
    } else {
        format!("{plain}{unit}")
    }
}

/// Which statements a change of a task's status touches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recompute {
    /// Counts, percentages and status words: what a ticked box changes.
    Progress,
    /// Also totals and sums of estimates.
    Everything,
}

/// Edits, with the index of their document, that make every untrue statement true.
pub fn recompute(feature: &Feature<'_>, what: Recompute) -> Vec<(usize, Edit)> {
    let wanted = |value: Value| {
        what == Recompute::Everything || matches!(value, Value::Count { .. } | Value::Percent(_) | Value::Word(_))
    };
    let mut edits = Vec::new();
    for statement in feature.statements.iter().filter(|statement| wanted(statement.value)) {
        let truth = truth(feature, &statement.scope);
        if !holds(statement, truth) && (truth.all > 0 || matches!(statement.value, Value::Count { .. })) {
            let edit = Edit::replace(statement.span, correction(feature, statement, truth));
            edits.push((statement.doc, edit));
        }
    }
    edits
}

/// Reads a status word as plans write it; emphasis, emoji and remarks around it are passed over.
pub fn read_status(text: &str) -> Option<Status> {
    let text = text.trim_start();
    let boxed = text.starts_with('[') && text.chars().nth(2) == Some(']');
    let word: String = text
        .chars()
        .skip(if boxed { 3 } else { 0 })
        .skip_while(|c| !c.is_alphabetic())
        .take_while(|c| c.is_alphabetic() || matches!(c, ' ' | '_' | '-'))
        .map(|c| if matches!(c, '_' | '-') { ' ' } else { c.to_ascii_lowercase() })
        .collect();
    let word = word.trim();
    let starts = |heads: &[&str]| {
        heads
            .iter()
            .any(|head| word.strip_prefix(head).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric())))
    };
    if starts(&[
        "not started",
        "todo",
        "to do",
        "pending",
        "planned",
        "planning",
        "draft",
        "ready",
        "open",
        "backlog",
        "proposed",
    ]) {
        Some(Status::Todo)
    } else if starts(&[
        "in progress",
        "doing",
        "wip",
        "started",
        "active",
        "in review",
        "review",
        "ongoing",
        "partial",
        "partially complete",
    ]) {
        Some(Status::Doing)
    } else if starts(&["complete", "completed", "done", "finished", "closed", "shipped", "implemented", "passed"]) {
        Some(Status::Done)
    } else if starts(&["blocked", "on hold", "stuck"]) {
        Some(Status::Blocked)
    } else if starts(&["cancelled", "canceled", "dropped", "deferred", "superseded", "abandoned", "wont do", "skipped"])
    {
        Some(Status::Cancelled)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_words_keep_their_style() {
        for (like, status, expected) in [
            ("NOT_STARTED", Status::Doing, "IN_PROGRESS"),
            ("Not started", Status::Doing, "In progress"),
            ("COMPLETE", Status::Doing, "IN_PROGRESS"),
            ("in-progress", Status::Todo, "not-started"),
            ("In Progress", Status::Done, "Complete"),
            ("Done", Status::Done, "Done"),
        ] {
            assert_eq!(status_word(like, status), expected, "{like}");
        }
    }

    #[test]
    fn statuses_as_people_write_them() {
        for (text, status) in [
            ("COMPLETE", Status::Done),
            ("\u{2713} Complete", Status::Done),
            ("**In Progress** (80%)", Status::Doing),
            ("NOT_STARTED", Status::Todo),
            ("[x] Completed", Status::Done),
            ("Blocked on T03", Status::Blocked),
        ] {
            assert_eq!(read_status(text), Some(status), "{text}");
        }
        assert_eq!(read_status("fine"), None);
        assert_eq!(read_status("incomplete"), None);
    }

    #[test]
    fn minutes_keep_their_unit() {
        assert_eq!(minutes_like("27.5h", 1650), "27.5h");
        assert_eq!(minutes_like("2.0h", 180), "3.0h");
        assert_eq!(minutes_like("29 hours", 1920), "32 hours");
        assert_eq!(minutes_like("30 min", 45), "45 min");
    }
}
