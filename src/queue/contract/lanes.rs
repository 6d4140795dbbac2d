//! Who may take what, and what is deleted.

use super::*;

fn needs(task: &str, written: &str) -> NewOrder {
    NewOrder { labels: labels([written]), ..new(task) }
}

fn has(worker: &str, written: &str) -> ClaimRequest {
    ClaimRequest { labels: labels([written]), ..request(worker) }
}

fn taken(q: &Fixture, request: &ClaimRequest) -> Option<String> {
    q.claim(request).unwrap().map(|order| order.id.task().to_owned())
}

#[test]
fn labels_are_compared_as_they_are_meant() {
    assert_eq!(labels(["GPU, `linux`", "linux;arm64"]), ["arm64", "gpu", "linux"]);
    assert_eq!(labels(["", " , "]), [""; 0]);
    assert_eq!(missing(&labels(["gpu linux"]), &labels(["linux"])), ["gpu"]);
}

#[test]
fn an_order_goes_to_who_has_the_labels_it_needs() {
    over_all(|q| {
        q.submit(&[needs("T01", "gpu linux"), needs("T02", "gpu"), new("T03"), needs("T04", "mac")]).unwrap();
        let of = [("gpu,linux".to_owned(), 1), ("gpu".to_owned(), 1), ("mac".to_owned(), 1)];
        assert_eq!(q.gauges().unwrap().labels, of.into());
        assert_eq!(taken(q, &has("w1", "linux")).as_deref(), Some("T03"), "older ones need more than it has");
        assert_eq!(taken(q, &request("w1")), None);
        // Also where the orders are named, or begin so.
        let named = ClaimRequest { only: vec![id("T01"), id("T02")], ..has("w1", "linux") };
        assert_eq!(taken(q, &named), None);
        let scope = ClaimRequest { scope: ".:P01-F01-x/".into(), ..has("w2", "gpu") };
        assert_eq!(taken(q, &scope).as_deref(), Some("T02"));
        assert_eq!(taken(q, &has("w3", "gpu")), None);
        let order = q.claim(&has("w3", "linux,gpu,mac")).unwrap().unwrap();
        assert_eq!((order.id.task(), order.labels.join(" ")), ("T01", "gpu linux".to_owned()));
        // Tried again, it needs them still, and then had a time to wait for.
        q.finish(&order.token(), &retry("it broke", 1)).unwrap();
        q.pass(1);
        q.sweep().unwrap();
        assert_eq!(taken(q, &has("w4", "gpu")), None);
        assert_eq!(taken(q, &has("w4", "gpu linux")).as_deref(), Some("T01"));
        assert_eq!(q.gauges().unwrap().labels, [("mac".to_owned(), 1)].into());
        // An account is suspended as a whole.
        let until = START + 90_000;
        q.suspend(&Limit { account: "anthropic".into(), until, reason: "five hours".into() }).unwrap();
        assert_eq!(taken(q, &has("w5", "mac")), None);
        q.pass(120);
        assert_eq!(taken(q, &has("w5", "mac")).as_deref(), Some("T04"));
        assert_eq!(q.mend(false).unwrap(), [""; 0]);
    });
}

#[test]
fn who_submits_again_may_ask_for_other_labels() {
    over_all(|q| {
        q.submit(&[needs("T01", "gpu"), new("T02")]).unwrap();
        q.submit(&[new("T01"), needs("T02", "mac")]).unwrap();
        assert_eq!(q.gauges().unwrap().labels, [("mac".to_owned(), 1)].into());
        assert_eq!(taken(q, &request("w1")).as_deref(), Some("T01"));
        assert_eq!(taken(q, &request("w1")), None);
        assert_eq!(taken(q, &has("w1", "mac")).as_deref(), Some("T02"));
        // What is held stays as it is.
        q.submit(&[needs("T01", "gpu")]).unwrap();
        assert_eq!(q.order(&id("T01")).unwrap().unwrap().labels, [""; 0]);
    });
}

#[test]
fn what_failed_for_good_is_deleted_and_who_held_it_stays_fenced() {
    over_all(|q| {
        q.submit(&[NewOrder { max_attempts: 2, ..new("T01") }, NewOrder { needs: vec![id("T01")], ..new("T02") }])
            .unwrap();
        q.add(&["T03"]);
        let zombie = q.take();
        let asked = q.ask(&question(&zombie, "Which port?")).unwrap();
        q.tell(&id("T01"), "hurry", "ada").unwrap();
        q.pass(31);
        q.sweep().unwrap();
        let again = q.claim(&ClaimRequest { only: vec![id("T01")], ..request("w2") }).unwrap().unwrap();
        assert_eq!(q.purge(&id("T01"), Millis::MAX).unwrap(), Purged::No, "it is held");
        q.finish(&again.token(), &retry("it broke", 1)).unwrap();
        assert_eq!(q.state("T01"), State::Dead);
        assert_eq!(q.purge(&id("T01"), START + 30_999).unwrap(), Purged::No, "it is not dead for so long");
        assert_eq!(q.purge(&id("T01"), START + 31_000).unwrap(), Purged::Needed(id("T02")));
        assert_eq!(q.sweep().unwrap(), [], "and the other is blocked still");
        q.decide(&id("T02"), &Decision::Cancel, "ada").unwrap();
        assert_eq!(q.purge(&id("T01"), Millis::MAX).unwrap(), Purged::Needed(id("T02")), "it may be tried again");
        q.decide(&id("T02"), &Decision::Settle("c0ffee".into()), "ada").unwrap();
        assert_eq!(q.purge(&id("T01"), Millis::MAX).unwrap(), Purged::Yes);
        assert_eq!(q.purge(&id("T01"), Millis::MAX).unwrap(), Purged::No);
        assert_eq!(q.purge(&id("T99"), Millis::MAX).unwrap(), Purged::No);
        assert_eq!(q.order(&id("T01")).unwrap(), None);
        assert_eq!((q.questions(None).unwrap(), q.stats("").unwrap().get(&State::Dead)), (Vec::new(), None));
        assert_eq!(q.answer(&asked.id, "8080", "ada").unwrap(), Answered::Unknown);
        check(&*q.queue);
        // Handed out anew it begins afresh, but for its epoch: who held it before can write nothing.
        assert_eq!(q.submit(&[new("T01")]).unwrap()[0], Submitted { id: id("T01"), new: true, state: State::Queued });
        let fresh = q.claim(&ClaimRequest { only: vec![id("T01")], ..request("w3") }).unwrap().unwrap();
        assert_eq!((fresh.epoch, fresh.attempt, fresh.failure), (again.epoch + 1, 1, None));
        assert_eq!(q.heartbeat(&zombie.token(), LEASE).unwrap(), Held::Lost);
        assert_eq!(q.finish(&again.token(), &done()).unwrap(), Ended::Lost);
        assert_eq!(q.take_told(&fresh.token()).unwrap(), [], "what was told the one that is gone is gone");
        let asked = q.ask(&question(&fresh, "Which host?")).unwrap();
        assert_eq!((asked.id.as_str(), asked.epoch), ("q2", fresh.epoch));
        assert_eq!(q.finish(&fresh.token(), &done()).unwrap(), Ended::Recorded(State::Done));
        // One that was deleted here comes from elsewhere.
        let from = Memory::with_clock(manual().1);
        q.submit(&[NewOrder { max_attempts: 1, ..new("T05") }]).unwrap();
        let only = ClaimRequest { only: vec![id("T05")], ..request("w1") };
        let order = q.claim(&only).unwrap().unwrap();
        q.finish(&order.token(), &retry("it broke", 1)).unwrap();
        assert_eq!(q.purge(&id("T05"), Millis::MAX).unwrap(), Purged::Yes);
        from.submit(&[new("T05")]).unwrap();
        assert!(q.restore(&from.order(&id("T05")).unwrap().unwrap(), &[]).unwrap());
        assert_eq!(q.claim(&only).unwrap().unwrap().epoch, order.epoch + 1);
    });
}
