//! From a plan to work orders: pure.

use std::collections::HashSet;

use crate::plan::graph::Graph;
use crate::plan::model::{Feature, FileUse, Status, Task};
use crate::queue::{NewOrder, OrderId, Priority, labels};
use crate::report::stable_hash;

/// What orders are made with.
#[derive(Debug, Clone)]
pub struct Making<'m> {
    /// The workspace's folder in the repository; `.` for the whole.
    pub workspace: &'m str,
    /// Who does the work.
    pub backend: &'m str,
    /// Whose limits hold.
    pub account: &'m str,
    /// How often it is tried.
    pub max_attempts: u32,
    /// The branch that work lands on.
    pub target: &'m str,
    /// Labels that a worker needs for any of them.
    pub labels: &'m [String],
    /// Only these tasks, when there are any.
    pub only: &'m [String],
}

/// The orders of a plan.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ready {
    /// In the order of the plan.
    pub orders: Vec<NewOrder>,
    /// Tasks that are left out, and why.
    pub left_out: Vec<(String, String)>,
}

/// Why a plan cannot be handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unready {
    /// There is no such task.
    NoTask(String),
    /// Two tasks have one id.
    Twice(String),
    /// These tasks wait for each other.
    Circle(Vec<String>),
}

/// The orders for the open tasks of a feature.
///
/// # Errors
/// The plan makes no sense.
pub fn orders(feature: &Feature<'_>, making: &Making<'_>) -> Result<Ready, Unready> {
    check(feature, making.only)?;
    let graph = Graph::of(feature);
    if let Err(circles) = graph.order()
        && let Some(circle) = circles.first()
    {
        return Err(Unready::Circle(circle.iter().map(|at| feature.tasks[*at].id.to_string()).collect()));
    }
    let mut ready = Ready::default();
    let mut taken: HashSet<usize> = HashSet::new();
    // Dependencies may stand after what needs them: all candidates first, then out goes what cannot be begun.
    let candidates: Vec<usize> =
        (0..feature.tasks.len()).filter(|at| wanted(feature, *at, making.only, &mut ready.left_out)).collect();
    taken.extend(&candidates);
    loop {
        let open = |at: &usize| graph.open_needs(feature, *at).into_iter().find(|need| !taken.contains(need));
        let Some((at, need)) = candidates.iter().filter(|at| taken.contains(at)).find_map(|at| Some((*at, open(at)?)))
        else {
            break;
        };
        taken.remove(&at);
        let need = &feature.tasks[need];
        let why = format!("it depends on {}, which is {} and not handed out", need.id, need.status);
        ready.left_out.push((feature.tasks[at].id.to_string(), why));
    }
    for at in candidates.into_iter().filter(|at| taken.contains(at)) {
        let needs = graph.open_needs(feature, at);
        let needs = needs.iter().map(|need| OrderId::new(making.workspace, &feature.id, &feature.tasks[*need].id));
        ready.orders.push(order(feature, &feature.tasks[at], needs.collect(), making));
    }
    Ok(ready)
}

fn check(feature: &Feature<'_>, only: &[String]) -> Result<(), Unready> {
    for id in only {
        if !feature.tasks.iter().any(|task| task.id.eq_ignore_ascii_case(id)) {
            return Err(Unready::NoTask(id.clone()));
        }
    }
    let mut seen = HashSet::new();
    match feature.tasks.iter().find(|task| !seen.insert(task.id.to_ascii_lowercase())) {
        Some(task) => Err(Unready::Twice(task.id.to_string())),
        None => Ok(()),
    }
}

/// An open task without parts; one that is not, and was asked for or stands in the way, is told.
fn wanted(feature: &Feature<'_>, at: usize, only: &[String], left_out: &mut Vec<(String, String)>) -> bool {
    let task = &feature.tasks[at];
    let asked = only.iter().any(|id| task.id.eq_ignore_ascii_case(id));
    if !only.is_empty() && !asked {
        return false;
    }
    let has_parts = feature.tasks.iter().any(|part| part.parent == Some(at));
    let why = match task.status {
        Status::Done | Status::Cancelled if asked => format!("it is {}", task.status),
        Status::Done | Status::Cancelled => return false,
        Status::Blocked if !asked => {
            let why = task.blocked.map_or(String::new(), |why| format!(": {}", why.text.trim()));
            format!("it is blocked{why}; `--task {}` hands it out all the same", task.id)
        }
        _ if has_parts => "its parts are handed out instead".to_owned(),
        _ => return true,
    };
    left_out.push((task.id.to_string(), why));
    false
}

fn order(feature: &Feature<'_>, task: &Task<'_>, needs: Vec<OrderId>, making: &Making<'_>) -> NewOrder {
    let id = OrderId::new(making.workspace, &feature.id, &task.id);
    let section = section(feature, task);
    let hash = format!("{:016x}", stable_hash(section.as_bytes()));
    let changes = task.files.iter().filter(|file| !matches!(file.used, FileUse::Read | FileUse::Mention));
    NewOrder {
        key: format!("{id}@{hash}"),
        id,
        title: task.title.to_string(),
        priority: priority(section),
        max_attempts: making.max_attempts,
        backend: making.backend.to_owned(),
        account: making.account.to_owned(),
        needs,
        paths: changes.map(|file| file.path.text.trim_start_matches("./").to_owned()).collect(),
        labels: labels(making.labels.iter().map(String::as_str).chain(runs_on(section))),
        due: 0,
        payload: serde_json::json!({
            "feature": feature.id, "task": task.id, "section": hash, "path": feature.path, "target": making.target,
        }),
    }
}

/// A task's text, whole.
pub fn section<'f>(feature: &Feature<'f>, task: &Task<'_>) -> &'f str {
    let source = feature.docs[task.doc].source;
    source.text.get(task.section.range()).unwrap_or_default()
}

/// A line of a section from its first word on: without what marks an item, its box, or what is bold.
fn words(line: &str) -> &str {
    line.trim_start_matches(|c: char| !c.is_alphabetic()).trim_start_matches("x]").trim_start()
}

/// What lines `Runs on: gpu, linux` of the task say, in any of the ways such lines are written.
fn runs_on(section: &str) -> impl Iterator<Item = &str> {
    section.lines().filter_map(|line| {
        let (key, value) = words(line).split_once(':')?;
        let is_key =
            ["runs on", "runs-on"].iter().any(|name| key.trim_end_matches(['*', '_']).eq_ignore_ascii_case(name));
        let value = value.trim_matches(|c: char| !c.is_alphanumeric());
        (is_key && !["none", "any", "anything", "anywhere"].contains(&&*value.to_lowercase())).then_some(value)
    })
}

/// A line `Priority: high` of the task, in any of the ways such lines are written.
fn priority(section: &str) -> Priority {
    let line = section.lines().find_map(|line| {
        let line = words(line);
        let rest = line.get(..8).filter(|word| word.eq_ignore_ascii_case("priority")).map(|_| &line[8..])?;
        Some(rest.trim_matches(|c: char| !c.is_alphanumeric()).to_owned())
    });
    line.and_then(|word| word.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::dialects::read_feature;
    use crate::plan::model::{Role, Source};

    const PLAN: &str = "# Tasks\n\n## Task List\n\n\
        ### T01: A\n- [x] Estimate: 1h\n- [x] Dependencies: None\n\n\
        ### T02: B\n- [ ] Estimate: 1h\n- [ ] Dependencies: T01\n- [ ] Priority: High\n\n\
        ### T03: C\n- [ ] Estimate: 1h\n- [ ] Dependencies: T02\n";

    fn ready(text: &str, only: &[&str]) -> Result<Ready, Unready> {
        let sources = [Source { path: "features/F/tasks.md".into(), role: Role::Tasks, text: text.to_owned().into() }];
        let feature = read_feature("F", "features/F", &sources, None).unwrap();
        let only: Vec<String> = only.iter().map(|id| (*id).to_owned()).collect();
        let making = Making {
            workspace: ".",
            backend: "b",
            account: "b",
            max_attempts: 3,
            target: "t",
            labels: &[],
            only: &only,
        };
        orders(&feature, &making)
    }

    #[test]
    fn open_tasks_become_orders_that_know_what_they_need() {
        let ready = ready(PLAN, &[]).unwrap();
        let told: Vec<(&str, Vec<&str>, Priority)> = ready
            .orders
            .iter()
            .map(|order| (order.id.0.as_str(), order.needs.iter().map(|need| need.task()).collect(), order.priority))
            .collect();
        assert_eq!(told, [(".:F/T02", vec![], Priority::High), (".:F/T03", vec!["T02"], Priority::Normal)]);
        assert!(ready.left_out.is_empty());
    }

    #[test]
    fn a_task_says_which_labels_a_worker_needs() {
        for (line, labels) in [
            ("- [ ] Runs on: GPU, linux", &["gpu", "linux"][..]),
            ("**Runs on:** `cuda-12` gpu", &["cuda-12", "gpu"]),
            ("- **Runs-On**: linux/arm64", &["linux/arm64"]),
            ("- [x] runs on: none", &[]),
            ("It runs on: every machine", &[]),
        ] {
            let plan = PLAN.replace("- [ ] Dependencies: T02\n", &format!("- [ ] Dependencies: T02\n{line}\n"));
            let ready = ready(&plan, &[]).unwrap();
            assert_eq!(ready.orders[1].labels, labels, "{line}");
            assert!(ready.orders[0].labels.is_empty(), "{line}");
        }
    }

    #[test]
    fn a_task_whose_need_is_not_handed_out_is_left_out() {
        let ready = ready(PLAN, &["T03"]).unwrap();
        assert!(ready.orders.is_empty());
        assert_eq!(ready.left_out[0].0, "T03");
        assert!(ready.left_out[0].1.contains("depends on T02"));
    }

    #[test]
    fn a_plan_that_makes_no_sense_is_refused() {
        assert_eq!(super::tests::ready(PLAN, &["T09"]), Err(Unready::NoTask("T09".to_owned())));
        let twice = PLAN.replace("### T03", "### T02");
        assert_eq!(super::tests::ready(&twice, &[]), Err(Unready::Twice("T02".to_owned())));
        let circle = PLAN.replace("Dependencies: T01", "Dependencies: T03");
        assert!(matches!(super::tests::ready(&circle, &[]), Err(Unready::Circle(_))));
    }
}
