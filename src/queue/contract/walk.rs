//! Random steps over two queues side by side: what can be seen is the same in both.

use proptest::prelude::*;

use super::*;

/// One step. Numbers choose among the tasks, the tokens that were ever given out, and so on.
#[derive(Debug, Clone)]
enum Step {
    Submit(u8, u8, Vec<u8>, u8),
    Claim(u8),
    Heartbeat(u8),
    Advance(u8, u8),
    Finish(u8, u8),
    Turn(u8, u8, u8),
    Pass(u16),
    Sweep,
    Void(u8),
    Adopt(u8, u8),
    Decide(u8, u8),
    Purge(u8),
    Ask(u8, u8),
    Answer(u8),
    Settle(u8, u8),
    Tell(u8),
    Take(u8),
    Suspend(u8),
    Spend(u8, u8),
    Pause(bool),
    Lane(u8, bool),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0..8_u8, 0..3_u8, prop::collection::vec(0..8_u8, 0..3), 0..4_u8).prop_map(|(a, b, c, d)| Step::Submit(a, b, c, d)),
        6 => (0..4_u8).prop_map(Step::Claim),
        1 => any::<u8>().prop_map(Step::Heartbeat),
        5 => (any::<u8>(), 0..14_u8).prop_map(|(a, b)| Step::Advance(a, b)),
        5 => (any::<u8>(), 0..8_u8).prop_map(|(a, b)| Step::Finish(a, b)),
        4 => (any::<u8>(), 0..8_u8, 0..4_u8).prop_map(|(a, b, c)| Step::Turn(a, b, c)),
        3 => (0..900_u16).prop_map(Step::Pass),
        3 => Just(Step::Sweep),
        1 => (0..4_u8).prop_map(Step::Void),
        1 => (any::<u8>(), 0..4_u8).prop_map(|(a, b)| Step::Adopt(a, b)),
        2 => (0..8_u8, 0..5_u8).prop_map(|(a, b)| Step::Decide(a, b)),
        1 => (0..8_u8).prop_map(Step::Purge),
        3 => (any::<u8>(), 0..3_u8).prop_map(|(a, b)| Step::Ask(a, b)),
        3 => (0..8_u8).prop_map(Step::Answer),
        2 => (0..8_u8, 0..4_u8).prop_map(|(a, b)| Step::Settle(a, b)),
        1 => (0..8_u8).prop_map(Step::Tell),
        1 => any::<u8>().prop_map(Step::Take),
        1 => (0..3_u8).prop_map(Step::Suspend),
        1 => (any::<u8>(), any::<u8>()).prop_map(|(a, b)| Step::Spend(a, b)),
        1 => any::<bool>().prop_map(Step::Pause),
        1 => (0..3_u8, any::<bool>()).prop_map(|(a, b)| Step::Lane(a, b)),
    ]
}

const PATHS: [&str; 4] = ["src/a", "src/a/b.rs", "docs/*.md", "docs/x.md"];

fn task(n: u8) -> OrderId {
    id(&format!("T{n:02}"))
}

fn new_order(n: u8, priority: u8, needs: &[u8], path: u8) -> NewOrder {
    NewOrder {
        priority: Priority::of_rank(priority.into()),
        needs: needs.iter().map(|need| task(*need)).collect(),
        paths: if path == 3 { Vec::new() } else { vec![PATHS[usize::from(path + n) % 4].into()] },
        max_attempts: u32::from(n % 3) + 1,
        account: format!("account {}", n % 2),
        labels: labels([["", "gpu", "", "linux", "", "gpu linux"][usize::from((n + path) % 6)]]),
        due: if n == 5 { START + 60_000 } else { 0 },
        ..new(&format!("T{n:02}"))
    }
}

fn end(n: u8, now: Millis) -> End {
    match n {
        0 | 1 => done(),
        2 => retry("it broke", 30),
        3 => End::Dead { failure: Failure::Auth, message: "refused".into() },
        4 => End::Park { why: "a question".into() },
        5 => End::Limit { account: "account 0".into(), until: now + 50_000, reason: "five hours".into() },
        6 => End::Release { why: "stop".into() },
        _ => End::Quarantined { why: "two commits".into() },
    }
}

fn decision(n: u8) -> Decision {
    match n {
        0 => Decision::Cancel,
        1 => Decision::Retry,
        2 => Decision::Reopen,
        3 => Decision::Settle("c0ffee".into()),
        _ => Decision::Quarantine("by hand".into()),
    }
}

/// Makes a step, and says what came of it; a claim's token is kept.
fn make(q: &Fixture, step: &Step, tokens: &mut Vec<Token>) -> String {
    let token =
        |n: u8| tokens.get(usize::from(n) % tokens.len().max(1)).cloned().unwrap_or(Token { id: task(0), epoch: 1 });
    let worker = |n: u8| ClaimRequest {
        labels: labels([["gpu", "linux", "gpu linux", ""][usize::from(n % 4)]]),
        ..request(&format!("w{n}"))
    };
    let now = q.now().unwrap();
    // Words of an error may differ, its kind may not.
    fn say<T: std::fmt::Debug>(result: anyhow::Result<T>) -> String {
        result.map_or_else(
            |error| format!("{:?}", crate::report::Problem::from_error(&error).kind),
            |value| format!("{value:?}"),
        )
    }
    match step {
        Step::Submit(n, priority, needs, path) => say(q.submit(&[new_order(*n, *priority, needs, *path)])),
        Step::Claim(n) => {
            let claimed = q.claim(&worker(*n)).unwrap();
            tokens.extend(claimed.as_ref().map(Order::token));
            format!("{claimed:?}")
        }
        Step::Heartbeat(n) => say(q.heartbeat(&token(*n), LEASE)),
        Step::Advance(n, to) => {
            let facts = Facts {
                session: Some(format!("s{n}")),
                why: to.is_multiple_of(2).then(|| "so".into()),
                ..Facts::default()
            };
            say(q.advance(&token(*n), State::ALL[usize::from(*to)], &facts))
        }
        Step::Finish(n, to) => say(q.finish(&token(*n), &end(*to, now))),
        Step::Turn(n, to, by) => {
            let turned = q.finish_and_claim(&token(*n), &end(*to, now), &worker(*by));
            tokens.extend(turned.iter().filter_map(|(_, next)| Some(next.as_ref()?.token())));
            say(turned)
        }
        Step::Pass(seconds) => {
            q.pass(i64::from(*seconds));
            String::new()
        }
        Step::Sweep => say(q.sweep()),
        Step::Void(n) => say(q.void(&format!("w{n}"), &[task(1)])),
        Step::Adopt(n, by) => say(q.adopt(&token(*n), &worker(*by))),
        Step::Decide(n, what) => say(q.decide(&task(*n), &decision(*what), "ada")),
        Step::Purge(n) => say(q.purge(&task(*n), now)),
        Step::Ask(n, text) => {
            let asked = NewQuestion {
                token: token(*n),
                kind: QuestionKind::Question,
                text: format!("why {text}?"),
                options: Vec::new(),
            };
            say(q.ask(&asked))
        }
        Step::Answer(n) => say(q.answer(&format!("q{n}"), "so", "ada")),
        Step::Settle(n, to) => {
            use QuestionState::{Answered, Asked, Consumed, Withdrawn};
            say(q.settle(&format!("q{n}"), [Asked, Answered, Consumed, Withdrawn][usize::from(*to)], "so"))
        }
        Step::Tell(n) => say(q.tell(&task(*n), "hurry", "ada")),
        Step::Take(n) => say(q.take_told(&token(*n))),
        Step::Suspend(n) => {
            let until = now + i64::from(*n) * 20_000;
            say(q.suspend(&Limit { account: "account 1".into(), until, reason: "by hand".into() }))
        }
        Step::Spend(n, cost) => {
            say(q.spend(&token(*n), "account 0", "2026-11-21", Spend { cost_micro: u64::from(*cost), tokens: 1 }))
        }
        Step::Pause(on) => say(q.pause(on.then_some("for now"))),
        Step::Lane(n, take) if *take => say(q.take_lane("merge", &format!("w{n}"), LEASE)),
        Step::Lane(n, _) => say(q.leave_lane("merge", &format!("w{n}"))),
    }
}

/// All that can be seen.
fn seen(q: &Fixture) -> impl PartialEq + std::fmt::Debug + use<> {
    (
        q.orders(&Filter::default()).unwrap(),
        q.questions(None).unwrap(),
        q.events(&EventFilter::default()).unwrap(),
        q.stats(".:P01").unwrap(),
        Gauges { streams: Vec::new(), ..q.gauges().unwrap() },
        q.limits().unwrap(),
        q.paused().unwrap(),
        q.spent("2026-11-21", None).unwrap(),
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, max_shrink_iters: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn every_queue_does_the_same(steps in prop::collection::vec(step(), 1..70)) {
        let all: Vec<Fixture> = queues().into_iter().map(|(_, make)| make()).collect();
        let mut tokens = vec![Vec::new(); all.len()];
        for step in &steps {
            let said: Vec<String> = all.iter().zip(&mut tokens).map(|(q, tokens)| make(q, step, tokens)).collect();
            for (q, other) in all.iter().zip(&said).skip(1) {
                prop_assert_eq!(other, &said[0], "{} after {:?}", q.name(), step);
            }
        }
        for q in &all[1..] {
            prop_assert_eq!(seen(q), seen(&all[0]));
        }
        for q in &all {
            invariants::check(&*q.queue);
        }
    }
}
