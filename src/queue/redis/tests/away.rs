use std::sync::atomic::{AtomicBool, Ordering};

use super::super::batch::Made;
use super::*;

#[test]
fn what_was_acknowledged_is_there_after_the_server_was_killed() {
    let Some(server) = Server::start("redis-server", &["--appendonly", "yes", "--appendfsync", "always"]) else {
        return;
    };
    let address = Address { allow_unsafe: false, ..server.address() };
    let repository = "r1";
    let queue = Redis::open(&address, repository).unwrap();
    add(&queue, 0..400);
    let over = AtomicBool::new(false);
    let ended = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..4)
            .map(|n| {
                let queue = Redis::open(&address, repository).unwrap();
                let how = if n % 2 == 0 { work } else { work_in_turns };
                scope.spawn(move || how(&queue, &format!("w{n}")))
            })
            .collect();
        let killer = scope.spawn(|| {
            let mut killed = 0;
            while !over.load(Ordering::Relaxed) {
                let before = queue.stats("").unwrap().get(&State::Done).copied().unwrap_or(0);
                // Each time after some more were done.
                while !over.load(Ordering::Relaxed)
                    && queue.stats("").unwrap().get(&State::Done).copied().unwrap_or(0) < before + 40
                {
                    std::thread::yield_now();
                }
                if !over.load(Ordering::Relaxed) {
                    server.kill();
                    server.run();
                    killed += 1;
                }
            }
            killed
        });
        let ended: Vec<OrderId> = workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect();
        over.store(true, Ordering::Relaxed);
        assert!(killer.join().unwrap() > 2);
        ended
    });
    all_done_once(&queue, ended, 400);
}

#[test]
fn connections_that_are_cut_do_nothing_twice() {
    let Some(server) = Server::start("redis-server", &[]) else { return };
    let repository = "r1";
    let queue = Redis::open(&server.address(), repository).unwrap();
    add(&queue, 0..300);
    let over = AtomicBool::new(false);
    let ended = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..4)
            .map(|n| {
                let queue = Redis::open(&server.address(), repository).unwrap();
                let how = if n % 2 == 0 { work } else { work_in_turns };
                scope.spawn(move || how(&queue, &format!("w{n}")))
            })
            .collect();
        let cutter = scope.spawn(|| {
            let client = redis::Client::open(server.url()).unwrap();
            let mut connection = client.get_connection().unwrap();
            let mut cut = 0;
            while !over.load(Ordering::Relaxed) {
                let killed: i64 = redis::cmd("CLIENT")
                    .arg(&["KILL", "TYPE", "normal", "SKIPME", "yes"])
                    .query(&mut connection)
                    .unwrap();
                cut += killed;
                std::thread::yield_now();
            }
            cut
        });
        let ended: Vec<OrderId> = workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect();
        over.store(true, Ordering::Relaxed);
        assert!(cutter.join().unwrap() > 10);
        ended
    });
    all_done_once(&queue, ended, 300);
}

#[test]
fn a_server_that_stays_away_is_said_so() {
    let Some(server) = Server::start("redis-server", &[]) else { return };
    let address = Address { patience: Duration::from_millis(50), ..server.address() };
    let queue = Redis::open(&address, "r1").unwrap();
    add(&queue, 0..1);
    let order = queue.claim(&request("w1")).unwrap().unwrap();
    server.kill();
    assert_eq!(refused(queue.heartbeat(&order.token(), Duration::from_secs(30))).kind, ProblemKind::Io);
    assert_eq!(refused(queue.claim(&request("w1"))).kind, ProblemKind::Io);
    assert_eq!(refused(Redis::open(&address, "r1")).kind, ProblemKind::Io);
    // Nothing was kept, as it was told to: the holder learns that its order is gone.
    server.run();
    assert_eq!(queue.finish(&order.token(), &done()).unwrap(), Ended::Lost);
}

#[test]
fn spending_and_messages_survive_a_lost_answer_once() {
    let Some(server) = shared("redis-server") else { return };
    let queue = open(&server);
    add(&queue, 0..1);
    let order = queue.claim(&request("w1")).unwrap().unwrap();
    // What is sent again has the same name.
    let step = queue.steps.load(Ordering::Relaxed);
    let some = super::super::super::Spend { cost_micro: 5, tokens: 2 };
    for _ in 0..3 {
        queue.steps.store(step, Ordering::Relaxed);
        queue.spend(&order.token(), "anthropic", "2026-11-21", some).unwrap();
    }
    assert_eq!(queue.spent("2026-11-21", None).unwrap(), some);
    let step = queue.steps.load(Ordering::Relaxed);
    for _ in 0..3 {
        queue.steps.store(step, Ordering::Relaxed);
        queue.tell(&order.id, "hurry", "ada").unwrap();
    }
    assert_eq!(queue.take_told(&order.token()).unwrap().len(), 1);
}

/// The supervisor of a run and who takes over after it may both tell its sum, and each may be killed while it does.
#[test]
fn the_sum_of_a_run_is_counted_once_whoever_tells_it() {
    let Some(server) = shared("redis-server") else { return };
    let repository = uuid::Uuid::new_v4().to_string();
    let queue = Redis::open(&server.address(), &repository).unwrap();
    add(&queue, 0..1);
    let order = queue.claim(&request("w1")).unwrap().unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            let (queue, token) = (Redis::open(&server.address(), &repository).unwrap(), order.token());
            scope.spawn(move || {
                for sum in 1..=50 {
                    let sum = super::super::super::Spend { cost_micro: sum * 7, tokens: sum };
                    queue.spend_in_all("F/T01/1", &token, "anthropic", "2026-11-21", sum).unwrap();
                }
            });
        }
    });
    let in_all = super::super::super::Spend { cost_micro: 350, tokens: 50 };
    assert_eq!(queue.spent("2026-11-21", None).unwrap(), in_all);
    let told = json!({"cost_micro": 350, "tokens": 50});
    assert_eq!(queue.records("spent", "").unwrap(), [("F/T01/1".to_owned(), told)]);
    let order = queue.order(&order.id).unwrap().unwrap();
    assert_eq!((order.cost_micro, order.tokens), (350, 50));
}

#[test]
fn a_step_whose_answer_is_lost_is_known_after_somebody_elses() {
    let Some(server) = shared("redis-server") else { return };
    let queue = open(&server);
    add(&queue, 0..1);
    let order = queue.claim(&request("w1")).unwrap().unwrap();
    queue.tell(&order.id, "hurry", "ada").unwrap();
    let left = queue.keys.told(&order.id);
    let step = |is_kept: bool| {
        let (now, mut seen) = queue.look(std::slice::from_ref(&order.id)).unwrap();
        let seen = seen.pop().flatten().unwrap();
        let mut batch = queue.batch();
        batch.expect_seen(&order.id, Some(&seen));
        batch.touch(&seen);
        if is_kept {
            batch.remember();
        }
        batch.run(&["LPOP", &left]);
        (batch, now)
    };
    let (taken, now) = step(true);
    assert_eq!(queue.make(&taken, now).unwrap(), Made::Yes);
    queue.tell(&order.id, "more", "ada").unwrap();
    let (other, then) = step(false);
    assert_eq!(queue.make(&other, then).unwrap(), Made::Yes);
    queue.tell(&order.id, "most", "ada").unwrap();
    assert_eq!(queue.make(&taken, now).unwrap(), Made::Yes, "it was made, and is not made again");
    assert_eq!(queue.take_told(&order.token()).unwrap().len(), 1);
}

#[test]
fn who_waits_is_woken() {
    let Some(server) = shared("redis-server") else { return };
    let queue = Arc::new(open(&server));
    let (ready, is_ready) = std::sync::mpsc::channel();
    let waiter = Arc::clone(&queue);
    let worker = std::thread::spawn(move || {
        assert_eq!(waiter.claim(&request("w1")).unwrap(), None);
        ready.send(()).unwrap();
        // Far longer than the test may take.
        waiter.wait(Duration::from_secs(600)).unwrap();
        waiter.claim(&request("w1")).unwrap()
    });
    is_ready.recv().unwrap();
    add(&queue, 0..1);
    assert_eq!(worker.join().unwrap().unwrap().id, new(0).id);
    // A ring between the claim and the wait is heard.
    assert_eq!(queue.claim(&request("w2")).unwrap(), None);
    add(&queue, 1..2);
    queue.wait(Duration::from_secs(600)).unwrap();
    let order = queue.claim(&request("w2")).unwrap().unwrap();
    // What changes by itself is waited for: the delayed order is due in a moment.
    let later = End::Retry {
        failure: super::super::super::Failure::Crash,
        message: "it broke".into(),
        after: Duration::from_millis(30),
    };
    queue.finish(&order.token(), &later).unwrap();
    while queue.claim(&request("w2")).unwrap().is_none() {
        queue.wait(Duration::from_secs(600)).unwrap();
        queue.sweep().unwrap();
    }
}

#[test]
fn what_was_decided_before_a_claim_is_not_made_after_it() {
    let Some(server) = shared("redis-server") else { return };
    let queue = open(&server);
    add(&queue, 0..1);
    let id = new(0).id;
    let cancel = || {
        let (now, mut seen) = queue.look(std::slice::from_ref(&id)).unwrap();
        let seen = seen.pop().flatten().unwrap();
        let mut order = seen.order.clone();
        order.state = State::Cancelled;
        let mut batch = queue.batch();
        batch.expect_seen(&id, Some(&seen));
        batch.save(&seen, &order).unwrap();
        (batch, now)
    };
    let (late, now) = cancel();
    let held = queue.claim(&request("w1")).unwrap().unwrap();
    assert_eq!(queue.make(&late, now).unwrap(), Made::Lost);
    assert_eq!(queue.order(&id).unwrap().unwrap(), held);
    // Sent again, because the answer was lost, it is made; once.
    let (batch, now) = cancel();
    for _ in 0..3 {
        assert_eq!(queue.make(&batch, now).unwrap(), Made::Yes);
        let (_, seen) = queue.look(std::slice::from_ref(&id)).unwrap();
        assert_eq!(seen[0].as_ref().unwrap().version, 3);
    }
    // A guess of the time that is far from the server's is not gone by.
    let (batch, now) = cancel();
    assert_eq!(queue.make(&batch, now + 600_000).unwrap(), Made::Lost);
    assert_eq!(queue.make(&batch, now - 600_000).unwrap(), Made::Lost);
}

#[test]
fn who_has_heard_all_rings_waits() {
    let Some(server) = shared("redis-server") else { return };
    let queue = open(&server);
    add(&queue, 0..1);
    queue.claim(&request("w1")).unwrap().unwrap();
    assert_eq!(queue.claim(&request("w1")).unwrap(), None);
    let begun = std::time::Instant::now();
    queue.wait(Duration::from_millis(60)).unwrap();
    // It may be more on a busy machine, and is never less.
    assert!(begun.elapsed() >= Duration::from_millis(55));
}
