//! A queue that an older Planyard wrote: `old.jsonl` has what was in the server then, a command a line.

use std::sync::atomic::{AtomicI64, Ordering};

use super::super::super::{Answered, Held, Millis, QuestionState, Token};
use super::super::check;
use super::*;

/// When it was written.
const WRITTEN: Millis = 1_795_248_007_000;

/// The queue as it is found a second later, and its clock.
fn found(server: &Server) -> (Redis, Arc<AtomicI64>) {
    let clock = Arc::new(AtomicI64::new(WRITTEN + 1_000));
    let read = Arc::clone(&clock);
    let name = uuid::Uuid::new_v4().to_string();
    let read: super::super::Clock = Arc::new(move || read.load(Ordering::SeqCst));
    let queue = Redis::with_clock(&server.address(), &name, read, true).unwrap();
    for line in include_str!("old.jsonl").lines() {
        let words: Vec<String> = serde_json::from_str(&line.replace("PREFIX", queue.keys.prefix())).unwrap();
        command(&queue, &words.iter().map(String::as_str).collect::<Vec<_>>());
    }
    check::check(&queue.link, &queue.keys, true).unwrap();
    (queue, clock)
}

fn id(n: usize) -> OrderId {
    new(n).id
}

fn token(n: usize) -> Token {
    Token { id: id(n), epoch: 1 }
}

fn in_state(queue: &Redis, state: State) -> Vec<OrderId> {
    let filter = Filter { states: vec![state], ..Filter::default() };
    queue.orders(&filter).unwrap().into_iter().map(|order| order.id).collect()
}

fn number(queue: &Redis, words: &[&str]) -> i64 {
    match command(queue, words) {
        redis::Value::Int(number) => number,
        other => panic!("{other:?}"),
    }
}

fn layout(queue: &Redis) -> String {
    queue.link.read(redis::cmd("HGET").arg(queue.keys.one("meta")).arg("layout")).unwrap()
}

#[test]
fn it_goes_on_and_older_ones_can_read_it_still() {
    let Some(server) = shared("redis-server") else { return };
    let (queue, _) = found(&server);
    check(&queue);
    assert_eq!(in_state(&queue, State::Running), [id(1), id(5)]);
    assert_eq!(in_state(&queue, State::Leased), [id(2)]);
    assert_eq!(queue.events(&EventFilter::default()).unwrap().len(), 29);
    assert_eq!(queue.gauges().unwrap().count(State::Running), 2);

    // Who held something before the update holds it after.
    assert_eq!(queue.heartbeat(&token(1), Duration::from_secs(30)).unwrap(), Held::Yes);
    assert_eq!(queue.finish(&token(0), &done()).unwrap(), Ended::Replay);
    assert_eq!(queue.finish(&token(1), &done()).unwrap(), Ended::Recorded(State::Done));
    assert_eq!(number(&queue, &["HEXISTS", &queue.keys.job(&id(1)), "lease"]), 0, "what they take for a lease is gone");
    assert_eq!(number(&queue, &["ZCARD", &queue.keys.state(State::Running)]), 1);
    queue.sweep().unwrap();

    // Not what meets a held one, and not of the account that is limited.
    let all = |worker: &str| {
        let mut ids: Vec<OrderId> =
            std::iter::from_fn(|| queue.claim(&request(worker)).unwrap()).map(|order| order.id).collect();
        ids.sort();
        ids
    };
    assert_eq!(all("w2"), [6, 7, 9, 11].map(id));
    assert_eq!(number(&queue, &["ZCARD", &queue.keys.state(State::Leased)]), 5, "where older ones look");
    assert_eq!(queue.finish(&token(2), &done()).unwrap(), Ended::Recorded(State::Done));
    assert_eq!(all("w2"), [id(8)]);

    // Nothing of that stopped an older one: labels do.
    assert_eq!(queue.mend(true).unwrap(), [""; 0]);
    assert_eq!(layout(&queue), "1");
    queue.submit(&[NewOrder { labels: vec!["gpu".into()], ..new(20) }]).unwrap();
    assert_eq!(layout(&queue), "2");
    check(&queue);
}

#[test]
fn it_is_laid_out_anew_when_nothing_is_held() {
    let Some(server) = shared("redis-server") else { return };
    let (queue, clock) = found(&server);
    assert_eq!(queue.mend(true).unwrap(), [""; 0], "who holds something may be an older one");
    assert_eq!(layout(&queue), "1");
    let question = queue.questions(None).unwrap().remove(0);
    assert_eq!(question.state, QuestionState::Asked);
    assert!(matches!(queue.answer(&question.id, "this", "ada").unwrap(), Answered::Yes(_)));
    for n in [1, 2, 5] {
        assert_eq!(queue.finish(&token(n), &done()).unwrap(), Ended::Recorded(State::Done));
    }
    let said = queue.mend(false).unwrap();
    assert_eq!((said.len(), layout(&queue)), (1, "1".to_owned()), "{said:?}");
    assert_eq!(queue.mend(true).unwrap(), said);
    assert_eq!((queue.mend(false).unwrap(), layout(&queue)), (Vec::new(), "3".to_owned()));
    queue.sweep().unwrap();
    check(&queue);

    // What was there before is done as it would have been; the account is limited still.
    let mut ended = work(&queue, "w2");
    ended.sort();
    assert_eq!(ended, [6, 7, 8, 9, 11].map(id));
    clock.fetch_add(900_000, Ordering::SeqCst);
    queue.sweep().unwrap();
    let mut ended = work_in_turns(&queue, "w2");
    ended.sort();
    assert_eq!(ended, [3, 10].map(id));
    assert_eq!(in_state(&queue, State::Dead), [id(4)]);
    let held = State::ALL.into_iter().filter(|state| state.is_held()).map(|state| queue.keys.state(state));
    assert_eq!(held.filter(|set| number(&queue, &["EXISTS", set]) > 0).collect::<Vec<_>>(), [""; 0]);
    let events = queue.events(&EventFilter::default()).unwrap();
    assert_eq!(events.iter().map(|event| event.seq).collect::<Vec<_>>(), (1..=events.len() as i64).collect::<Vec<_>>());
    check(&queue);
}
