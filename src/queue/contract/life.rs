use super::*;

#[test]
fn an_order_lives_from_submission_to_done() {
    over_all(|q| {
        let told = q.submit(&[new("T01")]).unwrap();
        assert_eq!(told, [Submitted { id: id("T01"), new: true, state: State::Queued }]);
        let order = q.take();
        assert_eq!((order.epoch, order.attempt, order.state), (1, 1, State::Leased));
        assert_eq!((order.owner.as_deref(), order.lease_until), (Some("w1"), Some(START + 30_000)));
        assert_eq!((order.title.as_str(), &order.payload), ("Title of T01", &serde_json::json!({"section": "T01"})));
        assert_eq!(q.order(&id("T01")).unwrap().as_ref(), Some(&order));
        let facts = Facts { branch: Some("planyard/x/T01".into()), base: Some("abc".into()), ..Facts::default() };
        let token = order.token();
        assert_eq!(q.advance(&token, State::Preparing, &facts).unwrap(), Held::Yes);
        q.pass(20);
        assert_eq!(q.heartbeat(&token, LEASE).unwrap(), Held::Yes);
        let facts = Facts { session: Some("s-1".into()), ..Facts::default() };
        assert_eq!(q.advance(&token, State::Running, &facts).unwrap(), Held::Yes);
        assert_eq!(
            q.advance(&token, State::Running, &Facts { head: Some("def".into()), ..Facts::default() }).unwrap(),
            Held::Yes
        );
        for state in [State::Verifying, State::Reviewing, State::Merging] {
            assert_eq!(q.advance(&token, state, &Facts::default()).unwrap(), Held::Yes);
        }
        let order = q.order(&id("T01")).unwrap().unwrap();
        assert_eq!((order.branch.as_deref(), order.base.as_deref()), (Some("planyard/x/T01"), Some("abc")));
        assert_eq!((order.session.as_deref(), order.head.as_deref()), (Some("s-1"), Some("def")));
        assert_eq!(order.lease_until, Some(START + 50_000));
        assert_eq!(q.finish(&token, &done()).unwrap(), Ended::Recorded(State::Done));
        let order = q.order(&id("T01")).unwrap().unwrap();
        assert_eq!((order.landed.as_deref(), order.owner), (Some("c0ffee"), None));
        assert_eq!(q.heartbeat(&token, LEASE).unwrap(), Held::Lost, "nobody holds it any more");
        let states = ["queued", "leased", "preparing", "running", "verifying", "reviewing", "merging", "done"];
        assert_eq!(q.told_states("T01"), states);
        assert_eq!(q.claim(&request("w1")).unwrap(), None);
    });
}

#[test]
fn submitting_again_changes_nothing() {
    over_all(|q| {
        q.add(&["T01"]);
        let order = q.take();
        let other = NewOrder { title: "other".into(), key: "another key".into(), ..new("T01") };
        let told = q.submit(&[other]).unwrap();
        assert_eq!(told, [Submitted { id: id("T01"), new: false, state: State::Leased }]);
        let moved = NewOrder { id: id("T99"), ..new("T01") };
        assert_eq!(q.submit(&[moved]).unwrap()[0], Submitted { id: id("T01"), new: false, state: State::Leased });
        assert_eq!(q.orders(&Filter::default()).unwrap(), [order]);
        let twice = q.submit(&[new("T02"), new("T02")]).unwrap();
        assert_eq!(twice.iter().map(|one| one.new).collect::<Vec<_>>(), [true, false]);
    });
}

#[test]
fn needs_hold_an_order_back() {
    over_all(|q| {
        let second = NewOrder { needs: vec![id("T01"), id("T03")], ..new("T02") };
        // The need comes later in the same submission; T09 is in no store.
        let told = q.submit(&[second, new("T01"), NewOrder { needs: vec![id("T09")], ..new("T03") }]).unwrap();
        assert_eq!(
            told.iter().map(|one| one.state).collect::<Vec<_>>(),
            [State::Blocked, State::Queued, State::Queued]
        );
        for task in ["T01", "T03"] {
            assert_eq!(q.sweep().unwrap(), []);
            let order = q.take();
            assert_eq!(order.id, id(task));
            assert_eq!(q.claim(&request("w2")).unwrap().map(|order| order.id), (task == "T01").then(|| id("T03")));
            if task == "T01" {
                // The other waits for its turn in this test.
                q.finish(&Token { id: id("T03"), epoch: 1 }, &End::Release { why: "stop".into() }).unwrap();
            }
            q.finish(&order.token(), &done()).unwrap();
        }
        let freed = Swept { id: id("T02"), from: State::Blocked, to: State::Queued, fenced: None };
        assert_eq!(q.sweep().unwrap(), [freed]);
        assert_eq!(q.take().id, id("T02"));
    });
}

#[test]
fn a_failed_attempt_is_tried_again_until_none_is_left() {
    over_all(|q| {
        q.add(&["T01"]);
        for attempt in 1..=3 {
            let order = q.take();
            assert_eq!((order.attempt, order.epoch), (attempt, u64::from(attempt)));
            let state = if attempt < 3 { State::Delayed } else { State::Dead };
            assert_eq!(q.finish(&order.token(), &retry("it broke", 60)).unwrap(), Ended::Recorded(state));
            assert_eq!(q.claim(&request("w1")).unwrap(), None);
            q.pass(59);
            assert_eq!(q.sweep().unwrap(), []);
            q.pass(1);
            assert_eq!(q.sweep().unwrap().len(), usize::from(attempt < 3));
        }
        let order = q.order(&id("T01")).unwrap().unwrap();
        assert_eq!((order.failure, order.why.as_deref()), (Some(Failure::Crash), Some("it broke")));
        // A person gives it all attempts again.
        assert_eq!(q.decide(&id("T01"), &Decision::Retry, "ada").unwrap(), State::Queued);
        let order = q.take();
        assert_eq!((order.attempt, order.epoch, order.failure), (1, 4, None));
        let end = End::Dead { failure: Failure::Auth, message: "the key is refused".into() };
        assert_eq!(q.finish(&order.token(), &end).unwrap(), Ended::Recorded(State::Dead));
    });
}

#[test]
fn what_was_not_the_orders_fault_costs_no_attempt() {
    over_all(|q| {
        q.add(&["T01"]);
        let until = START + 3_600_000;
        let limit = End::Limit { account: "anthropic".into(), until, reason: "five hours".into() };
        let ends = [(End::Release { why: "stop".into() }, State::Queued), (limit, State::Delayed)];
        for (end, state) in ends {
            let order = q.take();
            assert_eq!(order.attempt, 1);
            assert_eq!(q.finish(&order.token(), &end).unwrap(), Ended::Recorded(state));
            assert_eq!(q.order(&id("T01")).unwrap().unwrap().attempt, 0);
        }
        // The account is suspended for everybody.
        q.add(&["T02"]);
        q.submit(&[NewOrder { account: "openai".into(), ..new("T03") }]).unwrap();
        assert_eq!(q.limits().unwrap(), [Limit { account: "anthropic".into(), until, reason: "five hours".into() }]);
        let other = q.take();
        assert_eq!(other.id, id("T03"));
        assert_eq!(q.claim(&request("w1")).unwrap(), None);
        q.finish(&other.token(), &done()).unwrap();
        q.pass(3_600);
        assert_eq!(q.limits().unwrap(), []);
        assert_eq!(q.take().id, id("T02"));
        q.suspend(&Limit { account: "anthropic".into(), until: START + 9_000_000, reason: "by hand".into() }).unwrap();
        q.sweep().unwrap();
        assert_eq!(q.state("T01"), State::Queued);
        assert_eq!(q.claim(&request("w1")).unwrap(), None);
        q.suspend(&Limit { account: "anthropic".into(), until: 0, reason: String::new() }).unwrap();
        assert_eq!(q.take().id, id("T01"));
    });
}

#[test]
fn a_limit_that_is_over_already_is_no_busy_loop() {
    over_all(|q| {
        q.add(&["T01"]);
        let order = q.take();
        let end = End::Limit { account: "anthropic".into(), until: START - 5_000, reason: "a clock is wrong".into() };
        q.finish(&order.token(), &end).unwrap();
        q.sweep().unwrap();
        assert_eq!(q.claim(&request("w1")).unwrap(), None);
        q.pass(1);
        q.sweep().unwrap();
        assert_eq!(q.take().attempt, 1);
    });
}

#[test]
fn eight_threads_do_each_order_once() {
    over_all(|q| {
        let tasks: Vec<String> = (0..200).map(|n| format!("T{n:03}")).collect();
        q.add(&tasks.iter().map(String::as_str).collect::<Vec<_>>());
        let work = |worker: usize| {
            let mut done = Vec::new();
            while let Some(order) = q.claim(&request(&format!("w{worker}"))).unwrap() {
                // Some give it back, others are told that they lost it.
                let end = if order.epoch == 1 && worker.is_multiple_of(2) {
                    End::Release { why: "stop".into() }
                } else {
                    self::done()
                };
                if q.finish(&order.token(), &end).unwrap() == Ended::Recorded(State::Done) {
                    done.push(order.id);
                }
            }
            done
        };
        let mut done: Vec<OrderId> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..8).map(|worker| scope.spawn(move || work(worker))).collect();
            workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
        });
        done.sort();
        assert_eq!(done, tasks.iter().map(|task| id(task)).collect::<Vec<_>>());
    });
}

#[test]
fn the_most_urgent_comes_first_and_waiting_counts() {
    over_all(|q| {
        let at = |task: &str, priority| NewOrder { priority, ..new(task) };
        q.submit(&[at("T01", Priority::Low)]).unwrap();
        q.pass(1);
        q.submit(&[at("T03", Priority::Normal), at("T02", Priority::Normal), at("T04", Priority::High)]).unwrap();
        for task in ["T04", "T02", "T03", "T01"] {
            assert_eq!(q.take().id, id(task));
        }
        q.submit(&[at("T05", Priority::Low)]).unwrap();
        q.pass(600);
        q.submit(&[at("T06", Priority::Normal)]).unwrap();
        // One step up: as urgent as normal, and older.
        assert_eq!(q.take().id, id("T05"));
        assert_eq!(q.take().id, id("T06"));
        q.submit(&[at("T07", Priority::Low)]).unwrap();
        q.pass(599);
        q.submit(&[at("T08", Priority::Normal)]).unwrap();
        assert_eq!(q.take().id, id("T08"));
        q.pass(601);
        q.submit(&[at("T09", Priority::High)]).unwrap();
        assert_eq!(q.take().id, id("T07"), "two steps up, and older");
    });
}

#[test]
fn an_order_that_is_due_later_waits() {
    over_all(|q| {
        let told = q.submit(&[NewOrder { due: START + 5_000, ..new("T01") }]).unwrap();
        assert_eq!(told[0].state, State::Delayed);
        q.pass(4);
        q.sweep().unwrap();
        assert_eq!(q.claim(&request("w1")).unwrap(), None);
        q.pass(1);
        q.sweep().unwrap();
        assert_eq!(q.take().id, id("T01"));
    });
}

#[test]
fn no_two_work_on_the_same_paths() {
    over_all(|q| {
        let with = |task: &str, path: &str| NewOrder { paths: vec![path.into()], ..new(task) };
        let mut orders = vec![with("T000", "src/a")];
        orders.extend((1..=80).map(|n| with(&format!("T{n:03}"), &format!("src/a/{n}.rs"))));
        orders.push(with("T900", "src/ab.rs"));
        q.submit(&orders).unwrap();
        let first = q.take();
        assert_eq!(first.id, id("T000"));
        // Far behind all that has to wait.
        assert_eq!(q.take().id, id("T900"));
        assert_eq!(q.claim(&request("w1")).unwrap(), None);
        q.finish(&first.token(), &done()).unwrap();
        assert_eq!((q.take().id, q.take().id), (id("T001"), id("T002")));
    });
}

#[test]
fn a_claim_takes_only_what_it_asks_for() {
    over_all(|q| {
        q.add(&["T01", "T02", "T03"]);
        q.submit(&[NewOrder { id: OrderId::new(".", "P02-F01-y", "T01"), key: "y".into(), ..new("T01") }]).unwrap();
        let only = ClaimRequest { only: vec![id("T03")], ..request("w1") };
        assert_eq!(q.claim(&only).unwrap().map(|order| order.id), Some(id("T03")));
        assert_eq!(q.claim(&only).unwrap(), None);
        let others = ClaimRequest { backends: vec!["codex".into(), "human".into()], ..request("w1") };
        assert!(q.claim(&others).unwrap().is_none(), "nobody here can do it");
        q.submit(&[NewOrder { id: id("T04"), key: "4".into(), backend: "codex".into(), ..new("T04") }]).unwrap();
        assert_eq!(q.claim(&others).unwrap().map(|order| order.id), Some(id("T04")));
        assert!(q.claim(&ClaimRequest { only: vec![id("T01")], ..others.clone() }).unwrap().is_none());
        let scope = ClaimRequest { scope: ".:P02-F01-y/".into(), ..request("w1") };
        assert_eq!(q.claim(&scope).unwrap().map(|order| order.id.0), Some(".:P02-F01-y/T01".into()));
        assert_eq!(q.claim(&scope).unwrap(), None);
        assert_eq!(q.stats(".:P01-F01-x/").unwrap(), Stats::from([(State::Queued, 2), (State::Leased, 2)]));
        let filter = Filter { scope: ".:P01".into(), states: vec![State::Queued, State::Done] };
        assert_eq!(
            q.orders(&filter).unwrap().iter().map(|o| o.id.task().to_owned()).collect::<Vec<_>>(),
            ["T01", "T02"]
        );
    });
}

#[test]
fn a_paused_queue_gives_nothing_out() {
    over_all(|q| {
        q.add(&["T01", "T02"]);
        let held = q.take();
        q.pause(Some("the build is red")).unwrap();
        q.pause(Some("the build is red")).unwrap();
        assert_eq!(q.paused().unwrap().as_deref(), Some("the build is red"));
        assert_eq!(q.claim(&request("w1")).unwrap(), None);
        assert_eq!(q.finish(&held.token(), &done()).unwrap(), Ended::Recorded(State::Done));
        q.pause(None).unwrap();
        assert_eq!(q.paused().unwrap(), None);
        assert_eq!(q.take().id, id("T02"));
        let kinds: Vec<String> =
            q.events(&EventFilter::default()).unwrap().into_iter().map(|event| event.kind).collect();
        assert_eq!(kinds.iter().filter(|kind| *kind == "paused").count(), 1);
        assert_eq!(kinds.iter().filter(|kind| *kind == "resumed").count(), 1);
    });
}

#[test]
fn money_is_counted_also_for_who_lost_the_lease() {
    over_all(|q| {
        q.add(&["T01"]);
        let token = q.take().token();
        let some = Spend { cost_micro: 1_500, tokens: 70 };
        q.spend(&token, "anthropic", "2026-11-21", some).unwrap();
        q.pass(31);
        q.sweep().unwrap();
        q.spend(&token, "anthropic", "2026-11-21", some).unwrap();
        q.spend(&token, "openai", "2026-11-21", Spend { cost_micro: 1, tokens: 1 }).unwrap();
        q.spend(&token, "openai", "2026-11-22", Spend { cost_micro: 7, tokens: 7 }).unwrap();
        assert_eq!(q.spent("2026-11-21", Some("anthropic")).unwrap(), Spend { cost_micro: 3_000, tokens: 140 });
        assert_eq!(q.spent("2026-11-21", None).unwrap(), Spend { cost_micro: 3_001, tokens: 141 });
        assert_eq!(q.spent("2026-11-23", None).unwrap(), Spend::default());
        let order = q.order(&id("T01")).unwrap().unwrap();
        assert_eq!((order.cost_micro, order.tokens), (3_008, 148));
    });
}

#[test]
fn what_a_run_spent_in_all_is_counted_once_however_often_it_is_told() {
    over_all(|q| {
        q.add(&["T01"]);
        let token = q.take().token();
        let tell = |run: &str, cost_micro, tokens| {
            q.spend_in_all(run, &token, "anthropic", "2026-11-21", Spend { cost_micro, tokens }).unwrap();
        };
        tell("F/T01/1", 300, 10);
        tell("F/T01/1", 300, 10);
        tell("F/T01/10", 5, 0);
        // Less than before is no news; each part is counted for itself.
        tell("F/T01/1", 200, 25);
        tell("F/T01/1", 700, 25);
        tell("F/T01/1", 0, 0);
        let order = q.order(&id("T01")).unwrap().unwrap();
        assert_eq!((order.cost_micro, order.tokens), (705, 25));
        assert_eq!(q.spent("2026-11-21", None).unwrap(), Spend { cost_micro: 705, tokens: 25 });
    });
}

#[test]
fn an_order_that_nobody_holds_is_given_to_who_is_asked_for_last() {
    over_all(|q| {
        q.add(&["T01", "T02"]);
        let held = q.take();
        let until = START + 9_000_000;
        let end = End::Limit { account: held.account.clone(), until, reason: "no more today".into() };
        q.finish(&held.token(), &end).unwrap();
        assert!(q.claim(&request("w1")).unwrap().is_none());
        let other = |task: &str| NewOrder { backend: "codex".into(), account: "openai".into(), ..new(task) };
        let answers = q.submit(&[other("T01"), other("T02")]).unwrap();
        assert!(answers.iter().all(|answer| !answer.new));
        let first = q.take();
        assert_eq!((&*first.backend, &*first.account), ("codex", "openai"));
        // One that is held stays who is at it.
        q.submit(&[new("T01"), new("T02")]).unwrap();
        assert_eq!(q.order(&first.id).unwrap().unwrap().account, "openai");
    });
}

#[test]
fn a_lane_has_one_owner() {
    over_all(|q| {
        assert!(q.take_lane("merge main", "a", LEASE).unwrap());
        assert!(!q.take_lane("merge main", "b", LEASE).unwrap());
        assert!(q.take_lane("merge other", "b", LEASE).unwrap());
        q.leave_lane("merge main", "b").unwrap();
        assert!(!q.take_lane("merge main", "b", LEASE).unwrap());
        q.pass(29);
        assert!(q.take_lane("merge main", "a", LEASE).unwrap(), "it is kept by taking it again");
        q.pass(29);
        assert!(!q.take_lane("merge main", "b", LEASE).unwrap());
        q.pass(1);
        assert!(q.take_lane("merge main", "b", LEASE).unwrap(), "it ran out");
        assert!(!q.take_lane("merge main", "a", LEASE).unwrap());
        q.leave_lane("merge main", "b").unwrap();
        assert!(q.take_lane("merge main", "a", LEASE).unwrap());
    });
}

#[test]
fn events_are_ordered_and_filtered() {
    over_all(|q| {
        q.add(&["T01", "T02"]);
        q.record(Some(&id("T01")), 0, "note", &serde_json::json!({"text": "é"})).unwrap();
        q.record(None, 0, "DEVOPS_STARTED", &serde_json::json!({})).unwrap();
        let all = q.events(&EventFilter::default()).unwrap();
        assert_eq!(
            all.iter().map(|event| event.kind.as_str()).collect::<Vec<_>>(),
            ["state", "state", "note", "DEVOPS_STARTED"]
        );
        let after = EventFilter { after: all[1].seq, ..EventFilter::default() };
        assert_eq!(q.events(&after).unwrap(), all[2..]);
        let kind = EventFilter { kind: "DEVOPS_".into(), ..EventFilter::default() };
        assert_eq!(q.events(&kind).unwrap(), all[3..]);
        let scope = EventFilter { scope: id("T01").0, most: 1, ..EventFilter::default() };
        assert_eq!(q.events(&scope).unwrap(), all[..1]);
        assert_eq!((all[2].at, &all[2].data["text"]), (START, &serde_json::json!("é")));
    });
}

#[test]
fn records_are_kept_by_kind_and_id() {
    over_all(|q| {
        q.put("session", "s-2", &serde_json::json!({"n": 1})).unwrap();
        q.put("session", "s-1", &serde_json::json!({"n": 2})).unwrap();
        q.put("session", "s-2", &serde_json::json!({"n": 3})).unwrap();
        q.put("run", "s-2", &serde_json::json!(null)).unwrap();
        let all = q.records("session", "").unwrap();
        assert_eq!(all, [("s-1".into(), serde_json::json!({"n": 2})), ("s-2".into(), serde_json::json!({"n": 3}))]);
        assert_eq!(q.records("session", "s-2").unwrap(), all[1..]);
        assert_eq!(q.records("other", "").unwrap(), []);
    });
}

#[test]
fn an_order_comes_from_another_store_as_it_was() {
    over_all(|q| {
        let from = Memory::with_clock(manual().1);
        from.submit(&[new("T01"), NewOrder { needs: vec![id("T01")], ..new("T02") }, new("T03"), new("T04")]).unwrap();
        let held = from.claim(&request("w1")).unwrap().unwrap();
        from.spend(&held.token(), "anthropic", "2026-11-21", Spend { cost_micro: 7, tokens: 3 }).unwrap();
        let asks = from.claim(&request("w2")).unwrap().unwrap();
        from.ask(&question(&asks, "Which port?")).unwrap();
        from.finish(&asks.token(), &End::Park { why: "a question".into() }).unwrap();
        from.finish(&from.claim(&request("w3")).unwrap().unwrap().token(), &done()).unwrap();
        // There is a question of that id already.
        q.add(&["T09"]);
        let own = q.take();
        q.ask(&question(&own, "Which host?")).unwrap();
        for order in from.orders(&Filter::default()).unwrap() {
            let questions = from.questions(Some(&order.id)).unwrap();
            assert!(q.restore(&order, &questions).unwrap());
            assert!(!q.restore(&order, &questions).unwrap(), "once");
            let mut expected = order.clone();
            if order.id == held.id {
                assert_eq!(q.state("T01"), State::Delayed, "who held it there does not here");
                (expected.state, expected.epoch, expected.due) = (State::Delayed, 2, START);
                (expected.owner, expected.host, expected.boot, expected.lease_until) = (None, None, None, None);
                expected.failure = Some(Failure::Lost);
            }
            assert_eq!(q.order(&order.id).unwrap(), Some(expected));
        }
        assert_eq!(q.heartbeat(&held.token(), LEASE).unwrap(), Held::Lost);
        assert_eq!((q.state("T03"), q.state("T04")), (State::WaitingHuman, State::Done));
        assert!(matches!(q.answer("q2", "8080", "ada").unwrap(), Answered::Yes(_)));
        assert_eq!(q.take().id, id("T03"), "the answer queued it");
        q.sweep().unwrap();
        let again = q.take();
        assert_eq!((again.id.clone(), again.epoch, again.cost_micro), (id("T01"), 3, 7));
        q.finish(&again.token(), &done()).unwrap();
        q.sweep().unwrap();
        assert_eq!(q.take().id, id("T02"));
        assert_eq!(q.mend(false).unwrap(), [""; 0]);
    });
}

#[test]
fn who_says_that_an_account_is_limited_is_given_nothing_of_it_in_the_same_step() {
    over_all(|q| {
        q.add(&["T01", "T02", "T03"]);
        let first = q.take();
        let second = q.finish_and_claim(&first.token(), &done(), &request("w1")).unwrap().1.unwrap();
        let end = End::Limit { account: "anthropic".into(), until: START + 60_000, reason: "five hours".into() };
        let said = q.finish_and_claim(&second.token(), &end, &request("w1")).unwrap();
        assert_eq!(said, (Ended::Recorded(State::Delayed), None));
        q.pass(61);
        q.sweep().unwrap();
        assert_eq!(q.take().id, id("T03"));
    });
}

#[test]
fn what_is_live_is_counted() {
    over_all(|q| {
        let none = q.gauges().unwrap();
        assert_eq!(Gauges { streams: Vec::new(), ..none }, Gauges { now: START, ..Gauges::default() });
        let at = |task: &str, priority| NewOrder { priority, ..new(task) };
        q.submit(&[at("T01", Priority::High), at("T02", Priority::Normal)]).unwrap();
        q.pass(40);
        q.submit(&[
            at("T03", Priority::Normal),
            NewOrder { account: "openai".into(), ..at("T04", Priority::Normal) },
            NewOrder { needs: vec![id("T01")], ..new("T05") },
            NewOrder { due: START + 100_000, ..at("T06", Priority::Low) },
        ])
        .unwrap();
        let first = q.take();
        q.pass(5);
        let second = q.take();
        assert_eq!((first.id.task(), second.id.task()), ("T01", "T02"));
        let gauges = q.gauges().unwrap();
        assert_eq!(gauges.states, q.stats("").unwrap());
        let normal = Depth { count: 2, oldest: START + 40_000 };
        assert_eq!(gauges.queued, [(Priority::Normal, normal)].into());
        assert_eq!((gauges.leases, gauges.lease_end), (2, Some(START + 70_000)));
        assert_eq!((gauges.now, gauges.due), (START + 45_000, Some(START + 100_000)));
        assert_eq!((gauges.waiting(Priority::Normal), gauges.waiting(Priority::Low)), ((2, 5_000), (0, 0)));
        // Tried again: it had a time to wait for, and has waited since it was submitted.
        q.finish(&second.token(), &retry("it broke", 1)).unwrap();
        assert_eq!(q.gauges().unwrap().due, Some(START + 46_000));
        q.pass(60);
        q.sweep().unwrap();
        let gauges = q.gauges().unwrap();
        let both = [
            (Priority::High, Depth { count: 1, oldest: START }),
            (Priority::Normal, Depth { count: 3, oldest: START }),
            (Priority::Low, Depth { count: 1, oldest: START + 40_000 }),
        ];
        assert_eq!(gauges.queued, both.into());
        assert_eq!((gauges.leases, gauges.lease_end, gauges.due), (0, None, None));
    });
}

#[test]
fn the_end_of_one_gives_out_the_next() {
    over_all(|q| {
        q.add(&["T01", "T02", "T03"]);
        let first = q.take();
        let (ended, next) = q.finish_and_claim(&first.token(), &done(), &request("w1")).unwrap();
        assert_eq!(
            (ended, next.as_ref().map(|order| order.id.clone())),
            (Ended::Recorded(State::Done), Some(id("T02")))
        );
        assert_eq!((q.state("T01"), q.state("T02")), (State::Done, State::Leased));
        // The same end again is told so; nothing is ended by who holds nothing, and something is claimed all the same.
        let (ended, third) = q.finish_and_claim(&first.token(), &done(), &request("w2")).unwrap();
        assert_eq!((ended, third.map(|order| order.id)), (Ended::Replay, Some(id("T03"))));
        let stale = Token { epoch: 7, ..first.token() };
        assert_eq!(q.finish_and_claim(&stale, &done(), &request("w3")).unwrap(), (Ended::Lost, None));
        let token = next.unwrap().token();
        assert_eq!(q.advance(&token, State::Preparing, &Facts::default()).unwrap(), Held::Yes);
        assert_eq!(q.finish_and_claim(&token, &done(), &request("w1")).unwrap(), (Ended::Recorded(State::Done), None));
    });
}

#[test]
fn what_is_given_back_may_be_the_next() {
    over_all(|q| {
        q.add(&["T01"]);
        let first = q.take();
        let end = End::Release { why: "stop".into() };
        let (ended, next) = q.finish_and_claim(&first.token(), &end, &request("w1")).unwrap();
        let next = next.unwrap();
        assert_eq!((ended, next.epoch, next.state), (Ended::Recorded(State::Queued), 2, State::Leased));
        assert_eq!(q.finish(&first.token(), &done()).unwrap(), Ended::Lost);
        assert_eq!(q.advance(&next.token(), State::Preparing, &Facts::default()).unwrap(), Held::Yes);
        q.finish(&next.token(), &done()).unwrap();
        assert_eq!(q.told_states("T01"), ["queued", "leased", "queued", "leased", "preparing", "done"]);
    });
}

#[test]
fn the_end_of_one_gives_out_nothing_that_a_claim_would_not() {
    over_all(|q| {
        q.submit(&[new("T01"), NewOrder { needs: vec![id("T01")], ..new("T02") }, new("T03")]).unwrap();
        let first = q.take();
        q.pause(Some("the build is red")).unwrap();
        assert_eq!(
            q.finish_and_claim(&first.token(), &done(), &request("w1")).unwrap(),
            (Ended::Recorded(State::Done), None)
        );
        q.pause(None).unwrap();
        let third = q.take();
        assert_eq!(third.id, id("T03"));
        // What it frees is due with the next sweep.
        let (ended, next) = q.finish_and_claim(&third.token(), &retry("it broke", 30), &request("w1")).unwrap();
        assert_eq!((ended, next), (Ended::Recorded(State::Delayed), None));
        q.sweep().unwrap();
        assert_eq!(q.take().id, id("T02"));
    });
}
