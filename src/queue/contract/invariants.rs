use std::collections::BTreeMap;

use super::*;

/// What holds of every queue at every time.
///
/// - I1: every order that was ever submitted is in exactly one state, the one that its last event tells of.
/// - I3: every change of a state is told by exactly one event, goes on from where the one before ended, and is in the table.
/// - I6: no question is lost but with its order; what is told of it is what it is.
/// - I7: epochs never shrink, and the events of an order are ordered by epoch and number.
///
/// The rest of I1 to I7 is about git, processes and files.
pub(in super::super) fn check(queue: &dyn Queue) {
    let orders = queue.orders(&Filter::default()).unwrap();
    let events = queue.events(&EventFilter::default()).unwrap();
    assert!(events.windows(2).all(|pair| pair[0].seq < pair[1].seq && pair[0].at <= pair[1].at), "the log is in order");
    let mut last: BTreeMap<OrderId, (State, u64)> = BTreeMap::new();
    for event in events.iter().filter(|event| event.kind == "state" || event.kind == "purged") {
        if event.kind == "purged" {
            let gone = event.order.as_ref().and_then(|id| last.remove(id));
            assert_eq!(gone, Some((State::Dead, event.epoch)), "only what is dead is deleted");
            continue;
        }
        let id = event.order.clone().expect("a change of a state is one of an order");
        let to: State = event.data["to"].as_str().unwrap().parse().unwrap();
        match last.get(&id) {
            None => assert!(event.data["from"].is_null(), "{id} begins with {}", event.data),
            Some((from, epoch)) => {
                assert_eq!(event.data["from"], from.name(), "{id}: events in one chain");
                assert!(event.epoch >= *epoch, "{id}: epoch {} after {epoch}", event.epoch);
                let actors = [Actor::Claimant, Actor::Holder, Actor::Sweeper, Actor::Person];
                assert!(actors.iter().any(|actor| allowed(*from, to, *actor)), "{id}: {from} to {to}");
                assert_eq!(
                    to == State::Leased,
                    event.epoch > *epoch && to.is_held(),
                    "{id}: claims alone begin a lease"
                );
            }
        }
        last.insert(id, (to, event.epoch));
    }
    assert_eq!(last.len(), orders.len(), "no order vanishes, and none comes from nowhere");
    for order in &orders {
        assert_eq!(last[&order.id], (order.state, order.epoch), "{}: the log and the order agree", order.id);
        holder_fits(order);
    }
    let mut counted = Stats::new();
    orders.iter().for_each(|order| *counted.entry(order.state).or_default() += 1);
    assert_eq!(queue.stats("").unwrap(), counted, "orders by state are all orders");
    overlaps(&orders);
    questions(queue, &events);
    let mut said = queue.mend(false).unwrap();
    // Of a queue in Redis that is kept for older Planyards.
    said.retain(|said| !said.contains("laid out"));
    assert_eq!(said, [""; 0], "what says where orders are is so");
}

fn holder_fits(order: &Order) {
    let parts = [order.owner.is_some(), order.host.is_some(), order.boot.is_some(), order.lease_until.is_some()];
    assert_eq!(parts, [order.state.is_held(); 4], "{}: a holder exactly while it is held: {order:?}", order.id);
    assert!(order.attempt <= order.max_attempts, "{}: {} attempts", order.id, order.attempt);
    assert!(u64::from(order.attempt) <= order.epoch, "{}: each attempt has its epoch", order.id);
    assert!(order.state != State::Done || order.failure.is_none(), "{}: done is no failure", order.id);
}

fn overlaps(orders: &[Order]) {
    let held: Vec<&Order> = orders.iter().filter(|order| order.state.is_held()).collect();
    for (at, order) in held.iter().enumerate() {
        for other in &held[at + 1..] {
            let shared = order.paths.iter().find(|path| other.paths.contains(path));
            assert_eq!(shared, None, "{} and {} change the same files at once", order.id, other.id);
        }
    }
}

fn questions(queue: &dyn Queue, events: &[QueueEvent]) {
    let mut told: BTreeMap<String, String> = BTreeMap::new();
    let mut of: BTreeMap<String, OrderId> = BTreeMap::new();
    for event in events.iter().filter(|event| event.kind == "question" || event.kind == "purged") {
        let order = event.order.clone().unwrap();
        if event.kind == "purged" {
            told.retain(|id, _| of[id] != order);
            continue;
        }
        let word = |key: &str| event.data[key].as_str().unwrap().to_owned();
        of.insert(word("id"), order);
        told.insert(word("id"), word("state"));
    }
    let questions = queue.questions(None).unwrap();
    assert_eq!(questions.len(), told.len(), "no question vanishes");
    let mut ids: Vec<&str> = questions.iter().map(|question| question.id.as_str()).collect();
    ids.dedup();
    assert_eq!(ids.len(), questions.len(), "ids are unique");
    for question in &questions {
        assert_eq!(told[&question.id], serde_json::json!(question.state).as_str().unwrap(), "{question:?}");
        let is_answered = matches!(question.state, QuestionState::Answered | QuestionState::Consumed);
        assert!(!is_answered || question.answer.is_some() && question.by.is_some(), "{question:?}");
        let order = queue.order(&question.order).unwrap().unwrap();
        assert!(
            question.state != QuestionState::Asked || order.state != State::Done,
            "a done order asks: {question:?}"
        );
    }
    // Nobody waits for a person who has nothing to answer any more, unless nothing was ever asked.
    for order in queue.orders(&Filter { states: vec![State::WaitingHuman], ..Filter::default() }).unwrap() {
        let own: Vec<_> = questions.iter().filter(|question| question.order == order.id).collect();
        let unread = own.iter().any(|question| question.state == QuestionState::Answered);
        let open = own.iter().any(|question| question.state == QuestionState::Asked);
        assert!(open || !unread, "{} waits, and its answer is there", order.id);
    }
}
