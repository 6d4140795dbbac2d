use schemars::JsonSchema;
use serde::Serialize;

use crate::dispatch::plan_at::PlanAt;
use crate::dispatch::prompt;
use crate::dispatch::ready::Ready;
use crate::dispatch::settings::dollars;
use crate::dispatch::shop::Shop;
use crate::queue::{Order, OrderId, Question, QuestionState, State, missing};
use crate::report::{Align, Finding, Gate, Problem, ProblemKind, Ran, Report, Role, Severity, Table, line, plural};

/// The data of `dispatch`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DispatchData {
    /// The feature's id.
    pub feature: String,
    /// The branch that work lands on.
    pub target: String,
    /// Who does the work.
    pub backend: String,
    /// Nothing was handed out: it was only asked what would be.
    pub dry_run: bool,
    /// The orders, in the order of the plan.
    pub orders: Vec<OrderRow>,
    /// Tasks that were left out, and why.
    pub left_out: Vec<LeftOut>,
    /// Questions that wait for a person.
    pub questions: Vec<Question>,
    /// Millionths of a dollar that this dispatch cost.
    pub cost_micro: u64,
}

/// A task that was left out.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LeftOut {
    /// Its id.
    pub task: String,
    /// Why.
    pub why: String,
}

/// An order, as far as people want to know.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OrderRow {
    /// `<workspace>:<feature>/<task>`.
    pub id: OrderId,
    /// The task's id.
    pub task: String,
    /// Its title.
    pub title: String,
    /// Where it is; null when it was not handed out.
    pub state: Option<State>,
    /// How often it was tried.
    pub attempt: u32,
    /// What must be done before.
    pub needs: Vec<String>,
    /// The commit that brought it into the target.
    pub landed: Option<String>,
    /// Why it is where it is.
    pub why: Option<String>,
    /// Millionths of a dollar.
    pub cost_micro: u64,
    /// Input and output tokens.
    pub tokens: u64,
    /// What its agent would be told; only when nothing is handed out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt: Option<String>,
}

/// What would be handed out.
pub(super) fn planned(shop: &Shop<'_>, plan: &PlanAt, ready: &Ready) -> Report {
    let mut report = Report::new("dispatch");
    let prompts = |id: &OrderId| {
        let feature = plan.feature().ok()?;
        let task = &feature.tasks[feature.task(id.task())?];
        let parts = prompt::Parts {
            feature: shop.feature.id.clone(),
            worktree: "…".to_owned(),
            branch: "…".to_owned(),
            gates: shop.gates.names(),
            protected: crate::dispatch::protected(shop),
            ..prompt::Parts::default()
        };
        let rules = prompt::rules(&shop.workspace.root);
        prompt::render(&shop.workspace.root, "task.md", &prompt::quote(&feature, task), &parts, rules.as_deref()).ok()
    };
    let rows = ready.orders.iter().map(|order| OrderRow {
        id: order.id.clone(),
        task: order.id.task().to_owned(),
        title: order.title.clone(),
        state: None,
        attempt: 0,
        needs: order.needs.iter().map(|need| need.task().to_owned()).collect(),
        landed: None,
        why: None,
        cost_micro: 0,
        tokens: 0,
        prompt: prompts(&order.id),
    });
    let data = data(shop, rows.collect(), ready, Vec::new(), true);
    report.view.text(format!(
        "{} of {} would go to {}, {} at a time, and land on {}",
        plural(data.orders.len(), "task"),
        shop.feature.id,
        shop.settings.backend,
        shop.settings.jobs,
        shop.target
    ));
    if !data.orders.is_empty() {
        report.view.gap().table(table(&data.orders, true));
    }
    left_out(&mut report, ready);
    report.data = serde_json::to_value(&data).ok();
    report
}

/// What came of it.
pub(super) fn of(shop: &Shop<'_>, ids: &[OrderId], ready: &Ready) -> anyhow::Result<Report> {
    let mut report = Report::gate("dispatch", Gate::default());
    let mut orders = Vec::with_capacity(ids.len());
    for id in ids {
        orders.extend(shop.queue.order(id)?);
    }
    let all = shop.queue.questions(None)?;
    let questions: Vec<Question> = all
        .into_iter()
        .filter(|question| question.state == QuestionState::Asked && ids.contains(&question.order))
        .collect();
    judge(shop, &mut report, &orders, &questions);
    let rows: Vec<OrderRow> = orders.iter().map(row).collect();
    let data = data(shop, rows, ready, questions, false);
    let landed = orders.iter().filter(|order| order.state == State::Done).count();
    let judged = orders.iter().filter(|order| matches!(order.state, State::Done | State::Dead)).count();
    let mut ran = Ran::tool("dispatch", None, judged, "task");
    if ids.is_empty() {
        ran.reason = Some("empty_scope".to_owned());
    }
    report.ran.push(ran);
    if ids.is_empty() {
        report.view.text(format!("{}: no open task to hand out", shop.feature.id));
    } else {
        report.view.table(table(&data.orders, false));
        let cost = if data.cost_micro > 0 { format!(", {}", dollars(data.cost_micro)) } else { String::new() };
        report.view.gap().text(format!("{landed} of {} landed on {}{cost}", plural(ids.len(), "task"), shop.target));
    }
    left_out(&mut report, ready);
    report.next = if !data.questions.is_empty() {
        Some("planyard inbox".to_owned())
    } else if landed > 0 && landed == ids.len() {
        Some(format!("planyard land {}", shop.feature.id))
    } else {
        orders.iter().find(|order| order.state != State::Done).map(|order| format!("planyard why {}", order.id.short()))
    };
    report.data = Some(serde_json::to_value(&data)?);
    report.finish();
    Ok(report)
}

/// A task that failed for good is a finding; one that waits, and all that nothing can be said of, is a problem.
fn judge(shop: &Shop<'_>, report: &mut Report, orders: &[Order], questions: &[Question]) {
    for order in orders {
        let lacks = missing(&order.labels, &shop.labels());
        let why = match lacks.is_empty() || order.state.is_final() {
            true => order.why.clone().unwrap_or_default(),
            false => format!("it needs a worker with {}, which this machine lacks", lacks.join(", ")),
        };
        match order.state {
            State::Done => {}
            State::Dead => {
                let rule = format!("dispatch/{}", order.failure.map_or("failed", |failure| failure.name()));
                let message = format!(
                    "{} failed for good after {}: {why}",
                    order.id.task(),
                    plural(order.attempt as usize, "attempt")
                );
                report.results.push(Finding::new(tasks_file(shop, order), Severity::Error, rule, message));
            }
            _ if shop.is_cancelled() => {
                if !report.problems.iter().any(|problem| problem.kind == ProblemKind::Interrupted) {
                    report.problems.push(
                        Problem::new(ProblemKind::Interrupted, "stopped before all tasks had landed")
                            .hint("the same command goes on where it was"),
                    );
                }
            }
            State::WaitingHuman => {
                let count = questions.iter().filter(|question| question.order == order.id).count();
                report.problems.push(
                    Problem::new(
                        ProblemKind::Waiting,
                        format!("{} waits for a person: {}", order.id.task(), plural(count, "question")),
                    )
                    .source(order.id.short().to_owned())
                    .hint("`planyard inbox` shows what is asked, `planyard answer` answers; then run this again"),
                );
            }
            state => report.problems.push(
                Problem::new(ProblemKind::Refused, stuck(order, state, &why, orders))
                    .source(order.id.short().to_owned())
                    .hint(format!("`planyard why {}` says what it waits for", order.id.short())),
            ),
        }
    }
}

/// What a task is that neither ended nor waits for a person.
fn stuck(order: &Order, state: State, why: &str, orders: &[Order]) -> String {
    let open = |need: &&OrderId| orders.iter().any(|other| other.id == **need && other.state != State::Done);
    let needs: Vec<&str> = order.needs.iter().filter(open).map(OrderId::task).collect();
    match (state, why) {
        (State::Blocked, _) if !needs.is_empty() => format!("{} waits for {}", order.id.task(), needs.join(", ")),
        (_, "") => format!("{} is {state}", order.id.task()),
        _ => format!("{} is {state}: {why}", order.id.task()),
    }
}

/// The document that holds the task.
fn tasks_file(shop: &Shop<'_>, order: &Order) -> String {
    let file = || {
        let plan = PlanAt::target(shop).ok()?;
        let feature = plan.feature().ok()?;
        let task = &feature.tasks[feature.task(order.id.task())?];
        Some(feature.docs[task.doc].source.path.to_string())
    };
    file().unwrap_or_else(|| shop.feature.path.to_string())
}

fn data(
    shop: &Shop<'_>,
    orders: Vec<OrderRow>,
    ready: &Ready,
    questions: Vec<Question>,
    dry_run: bool,
) -> DispatchData {
    DispatchData {
        feature: shop.feature.id.clone(),
        target: shop.target.clone(),
        backend: shop.settings.backend.clone(),
        dry_run,
        orders,
        left_out: ready.left_out.iter().map(|(task, why)| LeftOut { task: task.clone(), why: why.clone() }).collect(),
        questions,
        cost_micro: crate::dispatch::driver::spent(shop).unwrap_or(0),
    }
}

fn row(order: &Order) -> OrderRow {
    OrderRow {
        id: order.id.clone(),
        task: order.id.task().to_owned(),
        title: order.title.clone(),
        state: Some(order.state),
        attempt: order.attempt,
        needs: order.needs.iter().map(|need| need.task().to_owned()).collect(),
        landed: order.landed.clone(),
        why: order.why.clone(),
        cost_micro: order.cost_micro,
        tokens: order.tokens,
        prompt: None,
    }
}

fn table(orders: &[OrderRow], planned: bool) -> Table {
    let rows = orders.iter().map(|order| {
        let role = match order.state {
            Some(State::Done) => Role::Good,
            Some(State::Dead | State::Quarantined) => Role::Bad,
            Some(State::WaitingHuman) => Role::Warn,
            _ => Role::Plain,
        };
        let state = order.state.map_or(String::new(), |state| state.name().replace('_', " "));
        let last = if planned {
            if order.needs.is_empty() { String::new() } else { format!("after {}", order.needs.join(", ")) }
        } else {
            let landed = order.landed.as_ref().map(|commit| commit.chars().take(9).collect());
            landed.or_else(|| order.why.clone()).unwrap_or_default()
        };
        let first = line(last.lines().next().unwrap_or_default());
        let mut cells = vec![vec![(Role::Strong, order.task.clone())]];
        if !planned {
            cells.push(vec![(role, state)]);
        }
        cells.extend([line(order.title.clone()), first]);
        cells
    });
    let columns = if planned {
        vec![Align::Left, Align::Flex, Align::Left]
    } else {
        vec![Align::Left, Align::Left, Align::Flex, Align::Flex]
    };
    Table { columns, head: Vec::new(), rows: rows.collect() }
}

fn left_out(report: &mut Report, ready: &Ready) {
    if ready.left_out.is_empty() {
        return;
    }
    report.view.gap();
    for (task, why) in &ready.left_out {
        report.view.line(vec![(Role::Dim, format!("{task} is left out: {why}"))]);
    }
}
