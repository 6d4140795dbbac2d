//! What must hold after all that went wrong, by what git, the queue's log and every process say.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use planyard::queue::{EventFilter, Filter, Order, OrderId, Queue, QueueEvent, Redis, State};

use super::effects;
use super::journal::{self, Line, Run};
use super::part::{DAY, id, order};

/// What was counted on the way.
pub(super) type Counts = BTreeMap<String, u64>;

/// `/proc/uptime` has hundredths, and the server's clock milliseconds.
const SLACK: u64 = 25;

pub(super) fn check(queue: &Redis, repository: &Path, folder: &Path, (tasks, lease): (usize, u64)) -> Counts {
    let mut counts = Counts::new();
    let journals = journal::all(folder);
    count(&journals, &mut counts);
    let orders = queue.orders(&Filter::default()).unwrap();
    let ids: BTreeSet<OrderId> = (0..tasks).map(id).collect();
    assert_eq!(orders.iter().map(|order| order.id.clone()).collect::<BTreeSet<_>>(), ids, "no order is lost");
    for order in &orders {
        assert_eq!(order.state, State::Done, "{order:?}");
    }
    in_git(repository, &orders);
    let events = queue.events(&EventFilter::default()).unwrap();
    counts.insert("events".to_owned(), events.len() as u64);
    log(&events, &orders);
    agree(&events, &journals);
    leases(&journals, lease);
    spent(queue, &orders, &journals);
    assert_eq!(queue.mend(false).unwrap(), [""; 0], "what says where orders are is so");
    counts
}

fn count(journals: &[(String, Vec<Line>)], counts: &mut Counts) {
    let mut add = |what: &str, by: u64| *counts.entry(what.to_owned()).or_default() += by;
    for (name, lines) in journals {
        for line in lines {
            match line {
                Line::Claimed { .. } => add("claims", 1),
                Line::Kept { .. } => add("heartbeats", 1),
                Line::Effect { found, races, .. } => {
                    add(if *found { "effects that were there already" } else { "effects" }, 1);
                    add("races for the branch that were lost", *races as u64);
                }
                Line::Refused { .. } => add("stale writes refused", 1),
                Line::Ended { is_new: false, .. } => add("ends that were recorded before", 1),
                Line::Away { .. } => add("errors that a server was away", 1),
                Line::Fault { what } => panic!("{name}: {what}"),
                _ => {}
            }
        }
    }
}

/// Every order has exactly one commit, which is the one that the queue knows, and nothing else is in the branch.
fn in_git(repository: &Path, orders: &[Order]) {
    let (effects, names) = effects::all(repository);
    for order in orders {
        let own = effects.get(&order.id).map_or(&[][..], Vec::as_slice);
        assert_eq!(own.len(), 1, "{} has these effects: {own:?}", order.id);
        assert_eq!(order.landed.as_ref(), own.first(), "{}: the queue knows its effect", order.id);
    }
    assert_eq!(effects.len(), orders.len());
    let expected: Vec<String> = orders.iter().map(|order| order.id.task().to_owned()).collect();
    assert_eq!(names, expected, "the branch has a file for each task");
}

/// The queue's log: whole, one chain for each order, epochs that never shrink, needs and paths that are heeded.
fn log(events: &[QueueEvent], orders: &[Order]) {
    assert_eq!(events.first().map(|event| event.seq), Some(1), "the log goes back to the beginning");
    for pair in events.windows(2) {
        assert!(pair[0].seq + 1 == pair[1].seq && pair[0].at <= pair[1].at, "{pair:?}");
    }
    let tasks: BTreeMap<OrderId, _> = (0..orders.len()).map(|task| (id(task), order(task, 0))).collect();
    let mut by_path: BTreeMap<&String, Vec<&OrderId>> = BTreeMap::new();
    for (id, task) in &tasks {
        task.paths.iter().for_each(|path| by_path.entry(path).or_default().push(id));
    }
    let mut last: BTreeMap<&OrderId, (&str, u64)> = BTreeMap::new();
    for event in events.iter().filter(|event| event.kind == "state") {
        let id = event.order.as_ref().unwrap();
        let to = event.data["to"].as_str().unwrap();
        let from = last.insert(id, (to, event.epoch));
        assert_eq!(
            event.data["from"].as_str(),
            from.map(|(state, _)| state),
            "{id} goes on from where it was: {event:?}"
        );
        let epoch = from.map_or(0, |(_, epoch)| epoch);
        assert!(from.is_none_or(|(state, _)| state != "done"), "{id} was done already: {event:?}");
        match to {
            "leased" => {
                assert_eq!(event.epoch, epoch + 1, "{event:?}");
                for need in &tasks[id].needs {
                    assert_eq!(last[need].0, "done", "{id} was given out before {need} was done");
                }
                let is_held = |state: &str| state.parse::<State>().unwrap().is_held();
                let meets = |other: &&OrderId| *other != id && last.get(other).is_some_and(|(state, _)| is_held(state));
                let same = tasks[id].paths.first().map(|path| &by_path[path]);
                assert_eq!(same.and_then(|all| all.iter().copied().find(meets)), None, "{id} changes the same files");
            }
            _ if event.data["by"] == "sweep" || event.data["by"] == "void" => assert!(event.epoch >= epoch),
            _ => assert!(event.epoch == epoch || event.epoch == epoch + 1, "{event:?} after epoch {epoch}"),
        }
    }
    for order in orders {
        assert_eq!(last[&order.id], (order.state.name(), order.epoch), "the log and the order agree");
    }
}

/// Nothing that the queue has answered is lost, and nobody was told two things.
fn agree(events: &[QueueEvent], journals: &[(String, Vec<Line>)]) {
    let at = |event: &QueueEvent| Some(Run { id: event.order.clone()?, epoch: event.epoch });
    let to = |event: &QueueEvent, state: &str| event.kind == "state" && event.data["to"] == state;
    let given: BTreeSet<Run> = events.iter().filter(|event| to(event, "leased")).filter_map(at).collect();
    let done: BTreeSet<Run> = events.iter().filter(|event| to(event, "done")).filter_map(at).collect();
    let mut owners: BTreeMap<&Run, &str> = BTreeMap::new();
    for (name, lines) in journals {
        let mut refused: BTreeSet<&Run> = BTreeSet::new();
        for line in lines {
            match line {
                Line::Claimed { run, .. } => {
                    assert!(given.contains(run), "{name} was given {run:?}, and the server forgot it");
                    assert_eq!(owners.insert(run, name), None, "{run:?} was given to {name}, too");
                }
                Line::Refused { run, .. } => drop(refused.insert(run)),
                Line::Ended { run, end, is_new } => {
                    assert!(!refused.contains(run), "{name} lost {run:?}, and could end it");
                    assert!(end != "done" || done.contains(run), "{name} ended {run:?}, and the server forgot it");
                    assert!(*is_new || owners.get(run) == Some(&name.as_str()), "{name} was never given {run:?}");
                }
                _ => {}
            }
        }
    }
}

/// A lease that was given, or extended, is nobody else's before its time is over, unless its holder has ended it or is gone.
fn leases(journals: &[(String, Vec<Line>)], lease: u64) {
    let mut held: BTreeMap<&OrderId, BTreeMap<u64, (u64, &str)>> = BTreeMap::new();
    for (name, lines) in journals {
        for line in lines {
            let (run, until, name) = match line {
                Line::Claimed { run, asked, .. } | Line::Kept { run, asked } => (run, asked + lease, name.as_str()),
                // It may have been over before.
                Line::Ending { run, at } => {
                    let kept = held.get(&run.id).and_then(|epochs| epochs.get(&run.epoch)).unwrap().0;
                    (run, kept.min(*at), name.as_str())
                }
                _ => continue,
            };
            held.entry(&run.id).or_default().insert(run.epoch, (until, name));
        }
    }
    let place = |name: &str| name.split('.').next().unwrap_or_default().to_owned();
    for (name, lines) in journals {
        for line in lines {
            let Line::Claimed { run, told, .. } = line else { continue };
            for (epoch, (until, holder)) in held[&run.id].range(..run.epoch) {
                // Whoever is started where another was killed, or on a machine that was started anew, ends its leases: then
                // anybody may have them.
                let was_killed =
                    journals.iter().any(|(other, _)| place(other) == place(holder) && other.as_str() > *holder);
                assert!(
                    was_killed || told + SLACK >= *until,
                    "{:?} was given to {name} at {told}, and is held by {holder} as epoch {epoch} until {until}",
                    run
                );
            }
        }
    }
}

/// What was spent is counted once, however often it was sent.
fn spent(queue: &Redis, orders: &[Order], journals: &[(String, Vec<Line>)]) {
    let sum = |of: fn(&Line) -> u64| journals.iter().flat_map(|(_, lines)| lines).map(of).sum::<u64>();
    let most = sum(|line| if let Line::Spending { tokens } = line { *tokens } else { 0 });
    let least = sum(|line| if let Line::Spent { tokens } = line { *tokens } else { 0 });
    let counted = queue.spent(DAY, None).unwrap();
    assert!(counted.tokens >= least && counted.tokens <= most, "{least} <= {counted:?} <= {most}");
    assert_eq!(counted.cost_micro, counted.tokens * 3);
    assert_eq!(orders.iter().map(|order| order.tokens).sum::<u64>(), counted.tokens);
}
