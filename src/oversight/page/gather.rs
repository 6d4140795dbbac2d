//! From the store, the records of runs and git to the page.

use std::time::Duration;

use anyhow::Result;

use super::{Asked, Bar, Page, Run, Task, class, diff_lines};
use crate::context::Context;
use crate::dispatch::settings::dollars;
use crate::git::program::Git;
use crate::interrupt;
use crate::oversight::desk::Desk;
use crate::oversight::lines::{Lines, one_line, tokens};
use crate::oversight::runs::{Phase, Record};
use crate::queue::{EventFilter, Millis, Order, Question, QuestionState, QueueEvent, State};
use crate::report::{Line, Role, plural};

/// The longest diff and prompt that are shown, and the longest transcript.
const BYTES: usize = 400_000;
const LINES: usize = 4_000;

pub(super) fn page(context: &Context, desk: &Desk<'_>, orders: &[&Order], records: &[Record]) -> Result<Page> {
    let now = desk.queue.now()?;
    let location = desk.workspace.git.as_ref();
    let git = location.and_then(|git| Git::open(&git.root, context.var("GIT_CONFIG_COUNT"), interrupt::flag()).ok());
    let mut tasks = Vec::new();
    for order in orders {
        let filter = EventFilter { scope: order.id.0.clone(), kind: "state".to_owned(), ..EventFilter::default() };
        // A scope is a beginning: T1 is the beginning of T10, too.
        let events = desk.queue.events(&filter)?.into_iter().filter(|event| event.order.as_ref() == Some(&order.id));
        let questions = desk.queue.questions(Some(&order.id))?;
        let mut task = task(order, &events.collect::<Vec<_>>(), &questions, now);
        if let Some(git) = &git {
            changes(git, order, &mut task);
        }
        task.runs = records.iter().filter(|record| record.row.order == order.id).map(run).collect();
        tasks.push(task);
    }
    let done = orders.iter().filter(|order| order.state == State::Done).count();
    let cost: u64 = orders.iter().map(|order| order.cost_micro).sum();
    let used: u64 = orders.iter().map(|order| order.tokens).sum();
    let title = match (orders, records) {
        ([_], [record]) => record.row.run.clone(),
        ([order], _) => order.id.short().to_owned(),
        ([first, ..], _) => first.id.feature().to_owned(),
        ([], _) => "nothing".to_owned(),
    };
    let summary = format!(
        "{done} of {} done, {}, {} tokens, {}",
        plural(orders.len(), "task"),
        plural(records.len(), "run"),
        tokens(used),
        dollars(cost)
    );
    Ok(Page { title, summary, at: moment(now), tasks })
}

/// What the store knows.
fn task(order: &Order, events: &[QueueEvent], questions: &[Question], now: Millis) -> Task {
    let mut facts = vec![
        ("attempts", format!("{} of {}", order.attempt, order.max_attempts)),
        ("backend", order.backend.clone()),
        ("tokens", tokens(order.tokens)),
        ("cost", dollars(order.cost_micro)),
    ];
    let named = [("branch", &order.branch), ("base", &order.base), ("head", &order.head), ("landed", &order.landed)];
    facts.extend(named.into_iter().filter_map(|(name, value)| Some((name, value.clone()?))));
    let (bars, time) = bars(events, now);
    Task {
        name: order.id.task().to_owned(),
        title: order.title.clone(),
        state: order.state.name().replace('_', " "),
        class: of_state(order.state),
        why: order.why.clone(),
        time,
        bars,
        facts,
        questions: questions.iter().map(asked).collect(),
        commit: None,
        diff: Vec::new(),
        diff_summary: String::new(),
        runs: Vec::new(),
    }
}

fn of_state(state: State) -> &'static str {
    class(match state {
        State::Done => Role::Good,
        State::Dead | State::Quarantined => Role::Bad,
        State::WaitingHuman | State::Cancelled => Role::Warn,
        state if state.is_held() => Role::Code,
        _ => Role::Dim,
    })
}

/// The states of a task, one after the other; and how long it took in all.
fn bars(events: &[QueueEvent], now: Millis) -> (Vec<Bar>, String) {
    let states: Vec<(&QueueEvent, State)> =
        events.iter().filter_map(|event| Some((event, event.data["to"].as_str()?.parse().ok()?))).collect();
    let (Some((first, _)), Some((last, end))) = (states.first(), states.last()) else {
        return (Vec::new(), String::new());
    };
    // What is over takes no more time.
    let until = if end.is_final() { last.at } else { now };
    let whole = (until - first.at).max(1);
    let bar = |at: usize| {
        let (event, state) = states[at];
        let next = states.get(at + 1).map_or(until.max(event.at), |(next, _)| next.at);
        let lasted = (next - event.at).max(0);
        #[expect(clippy::cast_precision_loss, reason = "a share, shown with one digit")]
        let percent = format!("{:.1}", 100.0 * lasted as f64 / whole as f64);
        Bar {
            state: state.name().replace('_', " "),
            class: of_state(state),
            percent,
            at: moment(event.at),
            time: span(lasted),
            why: event.data["why"].as_str().map(one_line),
        }
    };
    ((0..states.len()).map(bar).collect(), span(whole))
}

fn asked(question: &Question) -> Asked {
    let (state, role) = match question.state {
        QuestionState::Asked => ("open", Role::Warn),
        QuestionState::Answered => ("answered", Role::Good),
        QuestionState::Consumed => ("answered, and told", Role::Good),
        QuestionState::Withdrawn => ("withdrawn", Role::Dim),
    };
    let options =
        if question.options.is_empty() { String::new() } else { format!(" [{}]", question.options.join(" | ")) };
    Asked {
        id: question.id.clone(),
        state,
        class: class(role),
        text: format!("{}{options}", question.text),
        answer: question.answer.clone(),
        by: question.by.clone().unwrap_or_default(),
    }
}

/// What git knows: the commit that landed, and what it changed; or what the branch has so far.
fn changes(git: &Git, order: &Order, task: &mut Task) {
    let text = |args: &[&str]| git.at(git.root()).args(args.iter().copied()).reading().text().ok();
    let range = if let Some(landed) = order.landed.as_deref().filter(|id| is_id(id)) {
        task.commit = text(&["show", "--no-patch", "--no-show-signature", "--format=%H%n%an, %ad%n%n%B", landed]);
        Some((format!("{landed}^1"), landed.to_owned()))
    } else {
        let ids = order.base.clone().zip(order.head.clone());
        ids.filter(|(base, head)| is_id(base) && is_id(head))
    };
    let Some((from, to)) = range else { return };
    let diff = |how: &str| text(&["diff", "--no-color", "--no-ext-diff", "--no-textconv", how, &from, &to, "--"]);
    task.diff_summary = diff("--shortstat").unwrap_or_default().trim().to_owned();
    task.diff = diff_lines(&shortened(diff("--patch").unwrap_or_default()));
}

/// Something that git takes for nothing but a commit.
fn is_id(text: &str) -> bool {
    (7..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn run(record: &Record) -> Run {
    let row = &record.row;
    let mut facts = vec![("backend", row.backend.clone())];
    facts.extend(row.model.clone().map(|model| ("model", model)));
    facts.extend(row.why.clone().map(|why| ("because", why)));
    facts.extend(row.started.map(|at| ("begun", moment(at))));
    facts.extend(row.duration_ms.map(|ms| ("time", crate::duration::show(Duration::from_millis(ms.max(1))))));
    facts.push(("tokens", tokens(row.tokens)));
    facts.extend(row.cost_micro.map(|cost| ("cost", dollars(cost))));
    facts.extend(row.session.clone().map(|session| ("session", session)));
    let class = class(match (row.phase, row.outcome.as_deref()) {
        (Phase::Running | Phase::Judging, _) => Role::Code,
        (_, Some("done")) => Role::Good,
        (_, Some("retry" | "dead" | "quarantined")) => Role::Bad,
        (_, Some("park" | "limit")) => Role::Warn,
        _ => Role::Dim,
    });
    Run {
        name: row.run.clone(),
        word: row.word(),
        class,
        facts,
        evidence: record.folder.text("evidence.md").map(shortened),
        prompt: record.folder.text("prompt.md").map(shortened),
        events: record.summary.events,
        log: log(record),
    }
}

/// The transcript; of a long one the beginning and the end.
fn log(record: &Record) -> Vec<Vec<(&'static str, String)>> {
    let mut lines = Lines::default();
    let mut all: Vec<Line> = record.folder.events().iter().flat_map(|event| lines.add(event)).collect();
    all.extend(lines.rest());
    if all.len() > LINES {
        let left_out = all.len() - LINES;
        let end = all.split_off(all.len() - LINES / 2);
        all.truncate(LINES / 2);
        all.push(vec![(Role::Dim, format!("… {} are left out", plural(left_out, "line")))]);
        all.extend(end);
    }
    let piece = |(role, text): (Role, String)| (class(role), text);
    all.into_iter().map(|line| line.into_iter().map(piece).collect()).collect()
}

fn shortened(text: String) -> String {
    if text.len() <= BYTES {
        return text;
    }
    let end = (0..=BYTES).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    format!("{}\n… {} bytes more", &text[..end], text.len() - end)
}

fn moment(at: Millis) -> String {
    jiff::Timestamp::from_millisecond(at).map_or(String::new(), |at| at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string())
}

fn span(ms: Millis) -> String {
    crate::duration::show(Duration::from_millis(u64::try_from(ms).unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn event(at: Millis, to: &str) -> QueueEvent {
        let data = json!({"from": null, "to": to, "by": "x"});
        QueueEvent { seq: at, at, order: None, epoch: 1, kind: "state".to_owned(), data }
    }

    #[test]
    fn bars_are_shares_of_the_whole_and_what_is_over_takes_no_more_time() {
        let events = [event(0, "queued"), event(250, "leased"), event(500, "running"), event(1_000, "done")];
        let (bars, time) = bars(&events, 99_000);
        let shown: Vec<String> = bars.iter().map(|bar| format!("{} {}", bar.state, bar.percent)).collect();
        assert_eq!(shown, ["queued 25.0", "leased 25.0", "running 50.0", "done 0.0"]);
        assert_eq!(time, "1 s");
        let (bars, time) = super::bars(&events[..3], 2_000);
        assert_eq!((bars[2].percent.as_str(), time.as_str()), ("75.0", "2 s"));
        assert!(super::bars(&[], 0).0.is_empty());
    }

    #[test]
    fn only_what_is_a_commit_is_given_to_git() {
        for bad in ["", "HEAD", "--output=x", "abc", "master..x", "0123456 x"] {
            assert!(!is_id(bad), "{bad}");
        }
        assert!(is_id("0123abcdef"));
    }
}
