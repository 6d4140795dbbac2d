use super::*;

/// Whatever the old holder tries, it is told so, and nothing changes.
#[track_caller]
fn is_fenced(q: &Fixture, token: &Token) {
    let look = || {
        (q.orders(&Filter::default()).unwrap(), q.questions(None).unwrap(), q.events(&EventFilter::default()).unwrap())
    };
    let before = look();
    assert_eq!(q.heartbeat(token, LEASE).unwrap(), Held::Lost);
    let facts = Facts { head: Some("stale".into()), why: Some("stale".into()), ..Facts::default() };
    for state in State::ALL.into_iter().filter(|state| state.is_held()) {
        assert_eq!(q.advance(token, state, &facts).unwrap(), Held::Lost);
    }
    assert_eq!(q.adopt(token, &request("w9")).unwrap(), Held::Lost);
    let ends = [
        done(),
        retry("stale", 1),
        End::Dead { failure: Failure::Auth, message: "stale".into() },
        End::Park { why: "stale".into() },
        End::Limit { account: "anthropic".into(), until: START + 99_000_000, reason: "stale".into() },
        End::Release { why: "stale".into() },
        End::Quarantined { why: "stale".into() },
    ];
    for end in ends {
        assert_eq!(q.finish(token, &end).unwrap(), Ended::Lost, "{end:?}");
    }
    assert_eq!(q.take_told(token).unwrap(), []);
    let asked =
        NewQuestion { token: token.clone(), kind: QuestionKind::Question, text: "stale?".into(), options: Vec::new() };
    assert!(q.ask(&asked).is_err());
    assert_eq!(q.limits().unwrap(), []);
    assert_eq!(look(), before, "nothing was written");
}

#[test]
fn who_lost_the_lease_can_write_nothing() {
    over_all(|q| {
        q.add(&["T01"]);
        let old = q.take();
        q.tell(&id("T01"), "for the next", "ada").unwrap();
        q.pass(30);
        let swept = q.sweep().unwrap();
        let lost = Swept { id: id("T01"), from: State::Leased, to: State::Delayed, fenced: Some(1) };
        assert_eq!(swept, [lost, Swept { id: id("T01"), from: State::Delayed, to: State::Queued, fenced: None }]);
        assert_eq!(q.sweep().unwrap(), [], "a sweep does its work once");
        is_fenced(q, &old.token());
        let next = q.take();
        assert_eq!((next.epoch, next.attempt), (3, 2));
        is_fenced(q, &old.token());
        is_fenced(q, &Token { epoch: 2, ..old.token() });
        is_fenced(q, &Token { epoch: 4, ..old.token() });
        assert_eq!(q.heartbeat(&next.token(), LEASE).unwrap(), Held::Yes);
        assert_eq!(q.take_told(&next.token()).unwrap().len(), 1);
        assert_eq!(q.finish(&next.token(), &done()).unwrap(), Ended::Recorded(State::Done));
        is_fenced(q, &old.token());
    });
}

#[test]
fn a_lease_that_ran_out_is_its_holders_until_somebody_sweeps() {
    over_all(|q| {
        q.add(&["T01"]);
        let order = q.take();
        q.pass(300);
        assert_eq!(q.heartbeat(&order.token(), LEASE).unwrap(), Held::Yes);
        assert_eq!(q.sweep().unwrap(), []);
        q.pass(29);
        assert_eq!(q.sweep().unwrap(), []);
        q.pass(1);
        assert_eq!(q.sweep().unwrap().len(), 2);
    });
}

#[test]
fn a_person_takes_an_order_from_its_holder() {
    over_all(|q| {
        q.add(&["T01", "T02", "T03"]);
        for (task, decision, state) in [
            ("T01", Decision::Cancel, State::Cancelled),
            ("T02", Decision::Settle("c0ffee".into()), State::Done),
            ("T03", Decision::Quarantine("two commits".into()), State::Quarantined),
        ] {
            let order = q.take();
            assert_eq!(order.id, id(task));
            q.advance(&order.token(), State::Preparing, &Facts::default()).unwrap();
            assert_eq!(q.decide(&order.id, &decision, "ada").unwrap(), state);
            assert_eq!(q.order(&order.id).unwrap().unwrap().epoch, 2, "fenced");
            is_fenced(q, &order.token());
        }
        assert_eq!(q.decide(&id("T02"), &Decision::Reopen, "ada").unwrap(), State::Queued);
        let order = q.order(&id("T02")).unwrap().unwrap();
        assert_eq!((order.epoch, order.attempt, order.landed), (3, 0, None));
        assert_eq!(q.decide(&id("T03"), &Decision::Retry, "ada").unwrap(), State::Queued);
        for (task, decision) in
            [("T01", Decision::Cancel), ("T01", Decision::Reopen), ("T02", Decision::Retry), ("T99", Decision::Cancel)]
        {
            assert!(q.decide(&id(task), &decision, "ada").is_err(), "{task} {decision:?}");
        }
    });
}

#[test]
fn what_is_tried_again_waits_for_its_needs() {
    over_all(|q| {
        q.submit(&[new("T01"), NewOrder { needs: vec![id("T01")], ..new("T02") }]).unwrap();
        q.decide(&id("T02"), &Decision::Cancel, "ada").unwrap();
        assert_eq!(q.decide(&id("T02"), &Decision::Retry, "ada").unwrap(), State::Blocked);
        assert_eq!(q.take().id, id("T01"));
        assert_eq!(q.claim(&request("w1")).unwrap(), None);
    });
}

#[test]
fn the_leases_of_a_worker_that_is_gone_end_at_once() {
    over_all(|q| {
        q.add(&["T01", "T02", "T03"]);
        let claim = |worker: &str| q.claim(&request(worker)).unwrap().unwrap();
        let (first, second, other) = (claim("host/7/1"), claim("host/7/2"), claim("host/8/1"));
        let voided = q.void("host/7/", std::slice::from_ref(&second.id)).unwrap();
        assert_eq!(voided, [Swept { id: id("T01"), from: State::Leased, to: State::Delayed, fenced: Some(1) }]);
        is_fenced(q, &first.token());
        assert_eq!(q.heartbeat(&second.token(), LEASE).unwrap(), Held::Yes);
        assert_eq!(q.heartbeat(&other.token(), LEASE).unwrap(), Held::Yes);
        q.sweep().unwrap();
        assert_eq!(q.take().id, id("T01"));
    });
}

#[test]
fn a_run_that_goes_on_is_adopted() {
    over_all(|q| {
        q.add(&["T01"]);
        let order = q.take();
        q.pass(20);
        assert_eq!(q.adopt(&order.token(), &request("w2")).unwrap(), Held::Yes);
        let now = q.order(&id("T01")).unwrap().unwrap();
        assert_eq!((now.owner.as_deref(), now.epoch, now.lease_until), (Some("w2"), 1, Some(START + 50_000)));
        assert_eq!(q.void("w1", &[]).unwrap(), []);
        assert_eq!(q.finish(&order.token(), &done()).unwrap(), Ended::Recorded(State::Done));
    });
}

#[test]
fn leases_of_another_boot_are_void() {
    over_all(|q| {
        q.add(&["T01", "T02", "T03"]);
        let here = q.take();
        let there = q.claim(&ClaimRequest { host: "there".into(), ..request("w2") }).unwrap().unwrap();
        let next = q.claim(&ClaimRequest { boot: "boot-2".into(), ..request("w3") }).unwrap().unwrap();
        assert_eq!(next.id, id("T03"));
        is_fenced(q, &here.token());
        assert_eq!(q.heartbeat(&there.token(), LEASE).unwrap(), Held::Yes);
        q.sweep().unwrap();
        assert_eq!(q.state("T01"), State::Queued);
    });
}

#[test]
fn poison_ends_dead() {
    over_all(|q| {
        q.add(&["T01"]);
        for _ in 0..3 {
            q.take();
            q.pass(31);
            q.sweep().unwrap();
        }
        let order = q.order(&id("T01")).unwrap().unwrap();
        assert_eq!((order.state, order.failure), (State::Dead, Some(Failure::Lost)));
    });
}

#[test]
fn the_same_end_is_recorded_once() {
    over_all(|q| {
        q.add(&["T01"]);
        let order = q.take();
        let end = retry("it broke", 0);
        assert_eq!(q.finish(&order.token(), &end).unwrap(), Ended::Recorded(State::Delayed));
        assert_eq!(q.finish(&order.token(), &end).unwrap(), Ended::Replay);
        assert_eq!(q.finish(&order.token(), &retry("otherwise", 0)).unwrap(), Ended::Lost);
        q.sweep().unwrap();
        let next = q.take();
        assert_eq!(q.finish(&order.token(), &end).unwrap(), Ended::Replay, "also when the order went on");
        assert_eq!(q.finish(&next.token(), &done()).unwrap(), Ended::Recorded(State::Done));
        assert_eq!(q.finish(&next.token(), &done()).unwrap(), Ended::Replay);
        assert_eq!(q.told_states("T01"), ["queued", "leased", "delayed", "queued", "leased", "done"]);
    });
}

#[test]
fn a_move_that_is_not_in_the_table_is_an_error() {
    over_all(|q| {
        q.add(&["T01"]);
        let order = q.take();
        for state in [State::Merging, State::Running, State::Done, State::Queued, State::WaitingHuman] {
            assert!(q.advance(&order.token(), state, &Facts::default()).is_err(), "{state}");
        }
        assert_eq!(q.told_states("T01"), ["queued", "leased"]);
    });
}

#[test]
fn a_clock_that_is_put_back_stops_nothing() {
    over_all(|q| {
        q.add(&["T01"]);
        q.take();
        q.pass(-3_600);
        assert_eq!(q.now().unwrap(), START);
        assert_eq!(q.sweep().unwrap(), []);
        if q.name() == "memory" {
            return;
        }
        // The first write notices; from there the time goes on.
        q.record(None, 0, "note", &serde_json::json!({})).unwrap();
        q.pass(30);
        assert_eq!(q.now().unwrap(), START + 30_000);
        assert_eq!(q.sweep().unwrap().len(), 2);
    });
}
