use serde_json::json;

use super::*;
use crate::queue::{Priority, QuestionKind};

const NOW: Millis = 1_767_225_600_000; // 2026-01-01T00:00:00Z

fn order(task: &str, state: State) -> Order {
    serde_json::from_value(json!({
        "id": format!(".:F/{task}"), "title": "Title", "state": state, "priority": Priority::Normal, "epoch": 3, "attempt": 2,
        "max_attempts": 3, "owner": "box.7.ab", "host": "box", "boot": "b", "lease_until": NOW + 20_000, "due": 0,
        "enqueued": 0, "changed": NOW - 5_000, "backend": "claude", "account": "claude", "needs": [], "paths": ["src/a/"],
        "payload": null, "session": null, "branch": "planyard/F/T", "worktree": null, "base": null, "head": null,
        "landed": null, "cost_micro": 0, "tokens": 0, "failure": null, "why": null,
    }))
    .unwrap()
}

fn question(kind: QuestionKind, text: &str, options: &[&str]) -> Question {
    serde_json::from_value(json!({
        "id": "q3", "order": ".:F/T01", "epoch": 3, "kind": kind, "text": text, "options": options, "state": "asked",
        "asked": NOW, "answered": null, "by": null, "answer": null,
    }))
    .unwrap()
}

const ALONE: Known<'static> =
    Known { all: &[], limits: &[], questions: &[], now: NOW, paused: None, workers: 1, served: &[], evidence: None };

/// The paragraph and the command.
fn said(order: &Order, known: &Known<'_>) -> String {
    let why = why(order, known);
    format!("{} -> {}", why.text, why.command.unwrap_or_default())
}

#[test]
fn what_is_blocked_names_what_it_needs_and_helps_the_one_that_is_stuck() {
    let mut blocked = order("T04", State::Blocked);
    blocked.needs = ["T01", "T02", "T03", "T99"].map(|task| OrderId::new(".", "F", task)).to_vec();
    let all = [order("T01", State::Done), order("T02", State::Running), order("T03", State::Dead)];
    let known = Known { all: &all, ..ALONE };
    assert_eq!(
        said(&blocked, &known),
        "It needs T02 (running) and T03 (dead) to be done first. -> planyard retry F/T03"
    );
    assert_eq!(why(&blocked, &known).needs.len(), 2);
    let all = [order("T01", State::Running)];
    assert_eq!(said(&blocked, &Known { all: &all, ..ALONE }), "It needs T01 (running) to be done first. -> ");
    let all = [order("T01", State::WaitingHuman)];
    assert!(said(&blocked, &Known { all: &all, ..ALONE }).ends_with("-> planyard why F/T01"));
}

#[test]
fn what_is_queued_says_what_is_in_its_way() {
    let mine = order("T01", State::Queued);
    let mut other = order("T02", State::Verifying);
    let limits = [Limit { account: "claude".to_owned(), until: NOW + 3_600_000, reason: "5-hour limit.".to_owned() }];
    let known = Known { paused: Some("lunch"), limits: &limits, ..ALONE };
    assert_eq!(said(&mine, &known), "It could be begun, but everything is paused: lunch. -> planyard resume");
    assert_eq!(
        said(&mine, &Known { limits: &limits, ..ALONE }),
        "The account claude is suspended until 01:00 UTC (60 min more): 5-hour limit. -> "
    );
    let all = [mine.clone(), other.clone()];
    assert!(said(&mine, &Known { all: &all, ..ALONE }).contains("the same files as F/T02, which is verifying"));
    other.paths = vec!["docs/".to_owned()];
    let all = [mine.clone(), other];
    assert!(said(&mine, &Known { all: &all, ..ALONE }).contains("waits for a free worker: one task is at work"));
    assert!(
        said(&mine, &Known { workers: 0, ..ALONE })
            .ends_with("no dispatcher runs on this machine. -> planyard dispatch F")
    );
}

#[test]
fn what_failed_says_how_and_when_it_is_tried_again() {
    let mut late = order("T01", State::Delayed);
    (late.failure, late.why, late.due) =
        (Some(Failure::GateFailed), Some("lint:\n2 findings.".to_owned()), NOW + 90_000);
    let known = Known { evidence: Some("a\nb"), ..ALONE };
    assert_eq!(
        said(&late, &known),
        "Attempt 2 of 3 ended with gate failed: lint: 2 findings; it is tried again in 1 min (00:01 UTC). -> "
    );
    assert_eq!(why(&late, &known).evidence.as_deref(), Some("a\nb"));
    let mut dead = order("T01", State::Dead);
    (dead.failure, dead.why) = (Some(Failure::NoChange), Some("no_change: it changed nothing".to_owned()));
    assert_eq!(
        said(&dead, &ALONE),
        "It failed for good after 2 attempts, last with no change: it changed nothing. -> planyard retry F/T01"
    );
    let long = (0..30).map(|n| format!("line {n}\n")).collect::<String>();
    let told = why(&dead, &Known { evidence: Some(&long), ..ALONE }).evidence.unwrap();
    assert!(told.starts_with("…\nline 18\n") && told.ends_with("line 29"), "{told}");
}

#[test]
fn what_waits_for_a_person_says_the_answer_to_give() {
    let mine = order("T01", State::WaitingHuman);
    for (question, expected) in [
        (question(QuestionKind::Question, "Which port?", &[]), "It asks: Which port?. -> planyard answer q3 '…'"),
        (
            question(QuestionKind::Question, "Which?", &["it's 80", "8080"]),
            r"It asks: Which? [it's 80 | 8080]. -> planyard answer q3 'it'\''s 80'",
        ),
        (
            question(QuestionKind::Approval, "Land it?", &["approve"]),
            "It waits for approval: Land it? [approve]. -> planyard approve q3",
        ),
    ] {
        let questions = [question];
        assert_eq!(said(&mine, &Known { questions: &questions, ..ALONE }), expected);
    }
    assert!(said(&mine, &ALONE).ends_with("no question is open. -> planyard retry F/T01"));
}

#[test]
fn what_is_held_says_by_whom_and_what_ended_says_how() {
    let mut mine = order("T01", State::Running);
    assert_eq!(
        said(&mine, &ALONE),
        "Its agent works, since 5 s ago (attempt 2 of 3). Its worker box.7.ab has the lease for 20 s more, and extends it \
         while it lives. -> planyard logs F/T01 -f"
    );
    mine.lease_until = Some(NOW - 60_000);
    assert!(
        said(&mine, &ALONE)
            .contains("has not been heard of for 1 min: the next dispatcher takes it up. -> planyard dispatch F")
    );
    let mut done = order("T01", State::Done);
    done.landed = Some("0123456789abcdef".to_owned());
    assert_eq!(said(&done, &ALONE), "It is done: commit 0123456789ab brought it into the target branch. -> ");
    for state in [State::Cancelled, State::Quarantined] {
        assert!(said(&order("T01", state), &ALONE).ends_with("-> planyard retry F/T01"));
    }
}

#[test]
fn every_state_has_something_to_say() {
    for state in State::ALL {
        let why = why(&order("T01", state), &ALONE);
        assert!(why.text.ends_with(['.', '`']) && why.text.len() > 20, "{state}: {}", why.text);
    }
    let said = never("F", ("T09", "Title"), None, false);
    assert_eq!((said.state, said.command.as_deref()), (None, Some("planyard dispatch F --task T09")));
    assert!(never("F", ("T09", "Title"), None, true).command.is_none());
    assert!(never("F", ("T09", "Title"), Some("it is blocked"), false).text.contains("left out: it is blocked"));
}

#[test]
fn labels_that_nobody_has_are_named() {
    let mut needs = order("T01", State::Queued);
    needs.labels = vec!["gpu".into(), "linux".into()];
    let nobody = "It needs a worker with the labels gpu and linux, and no live worker has them all.";
    let served = [vec!["gpu".to_owned()], vec!["linux".to_owned()]];
    let said_so = said(&needs, &Known { served: &served, ..ALONE });
    assert_eq!(said_so, format!("{nobody} -> planyard worker --labels gpu,linux"));
    let served = [["gpu", "linux", "x"].map(str::to_owned).to_vec()];
    assert!(said(&needs, &Known { served: &served, ..ALONE }).contains("waits for a free worker"));
    // Nor is it told to be about files of others.
    let held = Order { paths: vec!["docs/".into()], ..order("T02", State::Running) };
    assert!(said(&needs, &Known { served: &served, all: &[held], ..ALONE }).contains("waits for a free worker"));
}
