use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use redis::FromRedisValue;

use super::super::super::Held;
use super::*;

fn sent(queue: &Redis, step: impl FnOnce()) -> u64 {
    let before = queue.link.sent.load(Ordering::Relaxed);
    step();
    queue.link.sent.load(Ordering::Relaxed) - before
}

#[test]
fn a_step_is_one_command() {
    let Some(server) = shared("redis-server") else { return };
    let queue = open(&server);
    add(&queue, 0..3);
    queue.claim(&request("w1")).unwrap().unwrap();
    let mut order = None;
    assert_eq!(sent(&queue, || order = queue.claim(&request("w1")).unwrap()), 1);
    let token = order.unwrap().token();
    assert_eq!(sent(&queue, || assert_eq!(queue.heartbeat(&token, Duration::from_secs(30)).unwrap(), Held::Yes)), 1);
    assert_eq!(
        sent(&queue, || assert_eq!(queue.advance(&token, State::Preparing, &Facts::default()).unwrap(), Held::Yes)),
        1
    );
    assert_eq!(sent(&queue, || assert_eq!(queue.finish(&token, &done()).unwrap(), Ended::Recorded(State::Done))), 1);
    let held = queue.claim(&request("w1")).unwrap().unwrap();
    add(&queue, 3..4);
    let turn = || {
        let (ended, next) = queue.finish_and_claim(&held.token(), &done(), &request("w1")).unwrap();
        assert_eq!((ended, next.map(|order| order.id)), (Ended::Recorded(State::Done), Some(new(3).id)));
    };
    assert_eq!(sent(&queue, turn), 1);
    assert_eq!(sent(&queue, || drop(queue.sweep().unwrap())), 1, "nothing is due");
    assert_eq!(sent(&queue, || queue.wait(Duration::from_millis(20)).unwrap()), 1, "an idle worker asks once");
    assert_eq!(sent(&queue, || drop(queue.stats("").unwrap())), 1);
}

/// What the server does for a claim, by command.
fn calls(queue: &Redis) -> BTreeMap<String, i64> {
    let text = String::from_redis_value(command(queue, &["INFO", "commandstats"])).unwrap();
    let line = |line: &str| {
        let (name, rest) = line.strip_prefix("cmdstat_")?.split_once(":calls=")?;
        Some((name.to_owned(), rest.split(',').next()?.parse().ok()?))
    };
    text.lines().filter_map(line).collect()
}

#[test]
fn a_claim_does_not_look_at_all_that_is_queued() {
    let Some(server) = Server::start("redis-server", &[]) else { return };
    let mut seen = Vec::new();
    for queued in [100, 5_000] {
        let queue = open(&server);
        add(&queue, 0..queued);
        queue.claim(&request("w1")).unwrap().unwrap();
        command(&queue, &["CONFIG", "RESETSTAT"]);
        queue.claim(&request("w1")).unwrap().unwrap();
        let mut did = calls(&queue);
        did.retain(|name, _| !name.starts_with("config") && name != "info");
        seen.push(did);
    }
    assert_eq!(seen[0], seen[1]);
}

#[test]
fn a_turn_does_as_much_where_paths_are_held_or_an_account_was_limited() {
    let Some(server) = Server::start("redis-server", &[]) else { return };
    let mut seen = Vec::new();
    for case in ["plain", "paths", "limited", "was limited", "backends"] {
        let queue = open(&server);
        let until = |hours: i64| super::super::super::Limit {
            account: "openai".into(),
            until: queue.read_now().unwrap() + hours * 3_600_000,
            reason: "five hours".into(),
        };
        let with = |n: usize| NewOrder { paths: vec![format!("src/{n}.rs")], ..new(n) };
        match case {
            "paths" => drop(queue.submit(&(0..100).map(with).collect::<Vec<_>>()).unwrap()),
            _ => add(&queue, 0..100),
        }
        if case.contains("limited") {
            queue.suspend(&until(1)).unwrap();
        }
        if case == "was limited" {
            queue.suspend(&until(-1)).unwrap();
        }
        let backends = if case == "backends" { vec!["claude".to_owned()] } else { Vec::new() };
        let request = ClaimRequest { backends, ..request("w1") };
        let turn = |held: &super::super::super::Order| {
            queue.finish_and_claim(&held.token(), &done(), &request).unwrap().1.unwrap()
        };
        queue.claim(&request).unwrap().unwrap();
        let held = turn(&queue.claim(&request).unwrap().unwrap());
        command(&queue, &["CONFIG", "RESETSTAT"]);
        turn(&held);
        let mut did = calls(&queue);
        did.retain(|name, _| !name.starts_with("config") && name != "info");
        // Besides: what is held is looked through, noted and forgotten, and who waits for that is woken; the account's limits are.
        for (name, count) in [("hvals", 1), ("hset", 4), ("hdel", 1), ("xadd", 3)] {
            if case == "paths" {
                assert_eq!(did.remove(name), Some(count), "{name}: {did:?}");
            }
        }
        if case == "limited" {
            assert_eq!((did.remove("zcount"), did.remove("zscore")), (Some(1), Some(1)), "{did:?}");
        }
        if case == "plain" {
            assert_eq!(did.values().sum::<i64>(), 17, "{did:?}");
        }
        did.retain(|name, _| !["hset", "xadd"].contains(&name.as_str()));
        seen.push(did);
    }
    for did in &seen[1..] {
        assert_eq!(did, &seen[0]);
    }
}

#[test]
fn orders_that_need_labels_cost_others_nothing() {
    let Some(server) = Server::start("redis-server", &[]) else { return };
    let mut seen = Vec::new();
    for queued in [50, 3_000] {
        let queue = open(&server);
        for page in (0..queued).collect::<Vec<_>>().chunks(1_000) {
            let needs = |n: &usize| NewOrder { labels: vec!["gpu".into()], ..new(*n) };
            queue.submit(&page.iter().map(needs).collect::<Vec<_>>()).unwrap();
        }
        add(&queue, 10_000..10_002);
        queue.claim(&request("w1")).unwrap().unwrap();
        command(&queue, &["CONFIG", "RESETSTAT"]);
        assert_eq!(queue.claim(&request("w1")).unwrap().unwrap().id, new(10_001).id);
        let mut did = calls(&queue);
        did.retain(|name, _| !name.starts_with("config") && name != "info");
        seen.push(did);
        assert!(queue.claim(&request("w1")).unwrap().is_none());
    }
    assert_eq!(seen[0], seen[1]);
}

#[test]
fn what_is_live_is_counted_whatever_is_done() {
    let Some(server) = Server::start("redis-server", &[]) else { return };
    let mut seen = Vec::new();
    for done in [20, 1_500] {
        let queue = open(&server);
        add(&queue, 0..done);
        assert_eq!(work(&queue, "w1").len(), done);
        add(&queue, 10_000..10_010);
        queue.gauges().unwrap();
        command(&queue, &["CONFIG", "RESETSTAT"]);
        let mut gauges = None;
        assert_eq!(sent(&queue, || gauges = Some(queue.gauges().unwrap())), 1);
        let gauges = gauges.unwrap();
        assert_eq!((gauges.count(State::Done), gauges.waiting(Priority::Normal).0), (done as u64, 10));
        let mut did = calls(&queue);
        did.retain(|name, _| !name.starts_with("config") && name != "info");
        seen.push(did);
    }
    assert_eq!(seen[0], seen[1]);
}

#[test]
fn orders_that_cannot_be_taken_are_passed_over_in_pages() {
    let Some(server) = shared("redis-server") else { return };
    let queue = open(&server);
    let with = |n: usize, path: &str| NewOrder { paths: vec![path.into()], ..new(n) };
    let mut orders = vec![with(0, "src")];
    orders.extend((1..2_600).map(|n| with(n, &format!("src/{n}.rs"))));
    // Some had a time to wait for.
    orders.extend((2_600..2_700).map(|n| NewOrder { due: 5, ..with(n, "src/x.rs") }));
    orders.push(with(9_000, "docs"));
    orders.push(NewOrder { due: 5, priority: Priority::Low, ..with(9_001, "README.md") });
    queue.submit(&orders).unwrap();
    let claim = |request: &ClaimRequest| queue.claim(request).unwrap().map(|order| order.id);
    assert_eq!(claim(&request("w1")), Some(new(0).id));
    assert_eq!(claim(&request("w1")), Some(new(9_000).id));
    assert_eq!(claim(&request("w1")), Some(new(9_001).id));
    assert_eq!(claim(&request("w1")), None);
    let scope = ClaimRequest { scope: ".:P01-F01-x/T0000".into(), ..request("w1") };
    assert_eq!(claim(&scope), None);
    queue.finish(&super::super::super::Token { id: new(0).id, epoch: 1 }, &done()).unwrap();
    let scope = ClaimRequest { scope: ".:P01-F01-x/T00025".into(), ..request("w1") };
    assert_eq!(claim(&scope), Some(new(2_500).id));
}
