//! What people are asked: the questions, approvals and works of the queue, as they are found, shown and answered.

use anyhow::Result;
use schemars::JsonSchema;
use serde::Serialize;

use crate::context::Context;
use crate::queue::{
    Answered, Filter, Millis, Order, OrderId, Question, QuestionKind, QuestionState, Queue, State, workspace_name,
};
use crate::report::{Problem, ProblemKind, Report, Role, plural};
use crate::workspace::Workspace;

/// A question, as it is printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Asked {
    /// Short, unique: `q7`.
    pub id: String,
    /// `<feature>/<task>`.
    pub task: String,
    /// The task's title.
    pub title: String,
    /// The run that asked: `<feature>/<task>/<epoch>`.
    pub run: String,
    /// What is wanted.
    pub kind: QuestionKind,
    /// In words.
    pub text: String,
    /// The answers to choose from; empty: any words.
    pub options: Vec<String>,
    /// Where it is in its life.
    pub state: QuestionState,
    /// When it was asked.
    pub asked: String,
    /// When it was answered.
    pub answered: Option<String>,
    /// Who answered.
    pub by: Option<String>,
    /// The answer.
    pub answer: Option<String>,
}

/// An order that waits for a person who was asked nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Waiting {
    /// `<feature>/<task>`.
    pub task: String,
    /// The task's title.
    pub title: String,
    /// `waiting_human` or `quarantined`.
    pub state: State,
    /// Why it waits.
    pub why: Option<String>,
    /// Since when.
    pub since: String,
}

/// All that waits for people.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Inbox {
    /// The oldest first.
    pub questions: Vec<Asked>,
    /// What waits without a question.
    pub waiting: Vec<Waiting>,
    /// How many questions are open.
    pub open: usize,
}

/// A point in time, as it is printed.
pub fn shown(at: Millis) -> String {
    jiff::Timestamp::from_millisecond(at).map_or_else(|_| at.to_string(), |time| time.to_string())
}

/// How long ago, for people.
pub fn ago(at: Millis, now: Millis) -> String {
    let passed = std::time::Duration::from_millis(u64::try_from(now - at).unwrap_or(0));
    if passed.as_secs() < 60 { "just now".to_owned() } else { format!("{} ago", crate::duration::show(passed)) }
}

/// The words of someone else, on one line and without codes that would move a cursor.
pub fn plain(text: &str) -> String {
    let spaced: String =
        text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| !c.is_control()).collect();
    spaced.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Questions as they are printed; `all`: also those that are over.
///
/// # Errors
/// The queue cannot be read.
pub fn asked(queue: &dyn Queue, all: bool) -> Result<Vec<Asked>> {
    let questions = queue.questions(None)?;
    let wanted = questions.into_iter().filter(|question| all || question.state == QuestionState::Asked);
    wanted.map(|question| one(queue, question)).collect()
}

/// A question as it is printed.
///
/// # Errors
/// The queue cannot be read.
pub fn one(queue: &dyn Queue, question: Question) -> Result<Asked> {
    let title = queue.order(&question.order)?.map(|order| order.title).unwrap_or_default();
    Ok(Asked {
        task: question.order.short().to_owned(),
        run: format!("{}/{}", question.order.short(), question.epoch),
        title,
        asked: shown(question.asked),
        answered: question.answered.map(shown),
        id: question.id,
        kind: question.kind,
        text: question.text,
        options: question.options,
        state: question.state,
        by: question.by,
        answer: question.answer,
    })
}

/// All that waits for people.
///
/// # Errors
/// The queue cannot be read.
pub fn read(queue: &dyn Queue, all: bool) -> Result<Inbox> {
    let questions = asked(queue, all)?;
    let filter = Filter { states: vec![State::WaitingHuman, State::Quarantined], ..Filter::default() };
    let is_asked = |order: &Order| {
        let of = |question: &&Asked| question.task == order.id.short() && question.state == QuestionState::Asked;
        questions.iter().any(|question| of(&question))
    };
    let waiting = queue.orders(&filter)?.into_iter().filter(|order| !is_asked(order)).map(|order| Waiting {
        task: order.id.short().to_owned(),
        title: order.title,
        state: order.state,
        why: order.why,
        since: shown(order.changed),
    });
    let open = questions.iter().filter(|question| question.state == QuestionState::Asked).count();
    Ok(Inbox { waiting: waiting.collect(), open, questions })
}

/// Adds a question to what people see: a line on what it is, its words, and how to answer.
pub fn view(report: &mut Report, question: &Asked, ago: &str) {
    let kind = match question.kind {
        QuestionKind::Question => "question",
        QuestionKind::Approval => "approval",
        QuestionKind::Work => "work",
    };
    report.view.line(vec![
        (Role::Strong, question.id.clone()),
        (Role::Warn, format!(" {kind}")),
        (Role::Plain, format!(" {}", plain(&question.task))),
        (Role::Dim, format!(" {ago}")),
    ]);
    for line in question.text.lines().map(plain).filter(|line| !line.is_empty()) {
        report.view.text(format!("  {line}"));
    }
    for (at, option) in question.options.iter().enumerate() {
        report.view.line(vec![(Role::Dim, format!("  {}) ", at + 1)), (Role::Plain, plain(option))]);
    }
    match (&question.answer, question.state) {
        (Some(answer), _) => {
            let by = question.by.as_deref().unwrap_or("somebody");
            report.view.line(vec![(Role::Good, format!("  {}: ", plain(by))), (Role::Plain, plain(answer))]);
        }
        (None, QuestionState::Withdrawn) => {
            report.view.line(vec![(Role::Dim, "  withdrawn".to_owned())]);
        }
        (None, _) => {
            report.view.line(vec![(Role::Code, format!("  {}", command(question)))]);
        }
    }
}

/// The command that answers.
fn command(question: &Asked) -> String {
    match question.kind {
        QuestionKind::Approval => format!("planyard approve {}", question.id),
        QuestionKind::Question | QuestionKind::Work => format!("planyard answer {} TEXT", question.id),
    }
}

/// The question of an id, or the open one of a task, of one of these kinds.
///
/// # Errors
/// There is none, or several: the open ones are listed.
pub fn find(queue: &dyn Queue, name: &str, kinds: &[QuestionKind]) -> Result<Question> {
    let questions = queue.questions(None)?;
    if let Some(question) = questions.iter().find(|question| question.id == name) {
        return Ok(question.clone());
    }
    let is_open = |question: &&Question| question.state == QuestionState::Asked && kinds.contains(&question.kind);
    let open: Vec<&Question> = questions.iter().filter(is_open).collect();
    let of_task: Vec<&&Question> = open.iter().filter(|question| is_named(&question.order, name)).collect();
    match of_task[..] {
        [question] => Ok((*question).clone()),
        [] => Err(none_such(name, &open).into()),
        [..] => {
            let ids: Vec<&str> = of_task.iter().map(|question| question.id.as_str()).collect();
            let message = format!("{} asks several things: {}", plain(name), ids.join(", "));
            Err(Problem::new(ProblemKind::Ambiguous, message).source(name).hint("name one by its id").into())
        }
    }
}

fn none_such(name: &str, open: &[&Question]) -> Problem {
    let listed: Vec<String> =
        open.iter().take(8).map(|question| format!("{} ({})", question.id, question.order.short())).collect();
    let rest = if listed.is_empty() { "nothing is open".to_owned() } else { format!("open: {}", listed.join(", ")) };
    Problem::new(ProblemKind::NotFound, format!("no question {}; {rest}", plain(name)))
        .source(name)
        .hint("`planyard inbox` shows what is open")
}

/// Whether a name means this order: `T01`, `P01-F01/T01`, `P01-F01-x/T01`, or the whole id.
pub fn is_named(id: &OrderId, name: &str) -> bool {
    let is_feature = |feature: &str| feature == id.feature() || feature == crate::plan::model::short_id(id.feature());
    id.0 == name
        || id.short() == name
        || id.task() == name
        || name.rsplit_once('/').is_some_and(|(feature, task)| task == id.task() && is_feature(feature))
}

/// The order that a name means.
///
/// # Errors
/// There is none, or several.
pub fn order(queue: &dyn Queue, context: &Context, workspace: &Workspace, name: &str) -> Result<Order> {
    let own = OrderId(format!("{}:{name}", workspace_name(workspace)));
    for id in [own, OrderId(name.to_owned())] {
        if let Some(order) = queue.order(&id)? {
            return Ok(order);
        }
    }
    let mut named = queue.orders(&Filter::default())?;
    let known = named.len();
    named.retain(|order| is_named(&order.id, name));
    if let Some(feature) = context.var("PLANYARD_FEATURE").filter(|_| named.len() > 1) {
        named.retain(|order| order.id.feature().starts_with(feature));
    }
    match &named[..] {
        [order] => Ok(order.clone()),
        [] => {
            let orders = plural(known, "task");
            let message = format!("no task {} was handed out; the queue knows {orders}", plain(name));
            Err(Problem::new(ProblemKind::NotFound, message).source(name).hint("`planyard runs` shows them").into())
        }
        several => {
            let ids: Vec<&str> = several.iter().take(8).map(|order| order.id.short()).collect();
            let message = format!("{} may be {}", plain(name), ids.join(" or "));
            Err(Problem::new(ProblemKind::Ambiguous, message).source(name).hint("write the feature before it").into())
        }
    }
}

/// The words of an answer: the number of an option stands for it, and so does the option in another case.
pub fn chosen(question: &Question, text: &str) -> String {
    let text = text.trim();
    let by_number = text.parse::<usize>().ok().and_then(|number| question.options.get(number.checked_sub(1)?));
    let by_name = || question.options.iter().find(|option| option.to_lowercase() == text.to_lowercase());
    by_number.or_else(by_name).map_or_else(|| text.to_owned(), Clone::clone)
}

/// Answers, and reports it.
///
/// # Errors
/// Someone was quicker, or the queue cannot be written.
pub fn answer(queue: &dyn Queue, command: &str, question: &Question, text: &str, by: &str) -> Result<Report> {
    let answered = match queue.answer(&question.id, text, by)? {
        Answered::Yes(question) => question,
        Answered::Already(question) => return Err(already(&question).into()),
        Answered::Unknown => return Err(none_such(&question.id, &[]).into()),
    };
    let mut report = Report::new(command);
    let state = queue.order(&answered.order)?.map(|order| order.state);
    report.view.line(vec![
        (Role::Good, answered.id.clone()),
        (Role::Plain, format!(" {}: ", answered.order.short())),
        (Role::Strong, plain(text)),
    ]);
    let then = match state {
        Some(State::WaitingHuman) => "the task still waits for another answer",
        Some(State::Queued) => "the task is queued, and goes on with the next free worker",
        _ => "the answer is there for the task's next run",
    };
    report.view.line(vec![(Role::Dim, then.to_owned())]);
    report.data = Some(serde_json::to_value(one(queue, answered)?)?);
    Ok(report)
}

fn already(question: &Question) -> Problem {
    let when = question.answered.map_or_else(String::new, |at| format!(" at {}", shown(at)));
    let message = match &question.answer {
        Some(answer) => format!(
            "{} was answered already by {}{when}: {}",
            question.id,
            plain(question.by.as_deref().unwrap_or("somebody")),
            plain(answer)
        ),
        None => format!("{} is withdrawn: the task does not need it any more", question.id),
    };
    Problem::new(ProblemKind::Conflict, message)
        .source(question.id.clone())
        .hint("the first answer counts; `planyard tell TASK TEXT` adds to it")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_named_in_short() {
        let id = OrderId::new(".", "P01-F02-login", "T03");
        for name in ["T03", "P01-F02/T03", "P01-F02-login/T03", ".:P01-F02-login/T03"] {
            assert!(is_named(&id, name), "{name}");
        }
        for name in ["T3", "T031", "P01-F03/T03", "login/T03", "", "P01-F02", "P01-F02-login/T03/1"] {
            assert!(!is_named(&id, name), "{name}");
        }
    }

    #[test]
    fn words_of_others_move_no_cursor() {
        assert_eq!(plain("a\u{1b}[2J\r\n\tb\u{7}  c\u{9b}"), "a[2J b c");
    }
}
