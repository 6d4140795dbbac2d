use super::*;

fn park(why: &str) -> End {
    End::Park { why: why.into() }
}

fn states(q: &Fixture) -> Vec<QuestionState> {
    q.questions(None).unwrap().iter().map(|question| question.state).collect()
}

#[test]
fn a_question_parks_its_order_and_the_answer_queues_it() {
    over_all(|q| {
        q.add(&["T01", "T02"]);
        let order = q.take();
        let first = q.ask(&question(&order, "Which port?")).unwrap();
        let second =
            q.ask(&NewQuestion { options: vec!["yes".into(), "no".into()], ..question(&order, "TLS?") }).unwrap();
        assert_eq!((first.id.as_str(), second.id.as_str(), first.epoch, first.asked), ("q1", "q2", 1, START));
        assert_eq!(second.options, ["yes", "no"]);
        assert_eq!(q.finish(&order.token(), &park("a question")).unwrap(), Ended::Recorded(State::WaitingHuman));
        let parked = q.order(&id("T01")).unwrap().unwrap();
        assert_eq!((parked.attempt, parked.owner), (0, None));
        q.pass(100_000);
        assert_eq!(q.sweep().unwrap(), [], "no time-out answers");
        let Answered::Yes(answered) = q.answer("q1", "8080", "ada").unwrap() else { panic!() };
        assert_eq!((answered.answer.as_deref(), answered.by.as_deref()), (Some("8080"), Some("ada")));
        assert_eq!(answered.answered, Some(START + 100_000_000));
        assert_eq!(q.state("T01"), State::WaitingHuman, "the other is open");
        // The first answer counts.
        let Answered::Already(before) = q.answer("q1", "9090", "bob").unwrap() else { panic!() };
        assert_eq!(before, answered);
        for unknown in ["q3", "q", "1", "q01", "q+1", "x"] {
            assert_eq!(q.answer(unknown, "?", "bob").unwrap(), Answered::Unknown, "{unknown}");
        }
        assert!(matches!(q.answer("q2", "yes", "bob").unwrap(), Answered::Yes(_)));
        assert_eq!(q.state("T01"), State::Queued);
        let again = q.take();
        assert_eq!((again.id.clone(), again.attempt, again.epoch), (id("T01"), 1, 2));
        assert_eq!(q.settle("q1", QuestionState::Consumed, "resumed").unwrap(), Held::Yes);
        assert_eq!(q.settle("q1", QuestionState::Consumed, "resumed").unwrap(), Held::Yes);
        assert_eq!(q.settle("q1", QuestionState::Withdrawn, "late").unwrap(), Held::Lost);
        assert_eq!(states(q), [QuestionState::Consumed, QuestionState::Answered]);
        assert_eq!(q.questions(Some(&id("T02"))).unwrap(), []);
    });
}

#[test]
fn a_question_is_asked_once() {
    over_all(|q| {
        q.add(&["T01", "T02"]);
        let order = q.take();
        let first = q.ask(&question(&order, "Which  port?\n")).unwrap();
        assert_eq!(q.ask(&question(&order, " which port? ")).unwrap(), first);
        q.answer("q1", "8080", "ada").unwrap();
        q.pass(31);
        q.sweep().unwrap();
        let only = ClaimRequest { only: vec![id("T01")], ..request("w2") };
        let again = q.claim(&only).unwrap().unwrap();
        let known = q.ask(&question(&again, "Which port?")).unwrap();
        assert_eq!((known.id.as_str(), known.answer.as_deref()), ("q1", Some("8080")));
        // Other words, other options, another order.
        assert_eq!(q.ask(&question(&again, "Which port for TLS?")).unwrap().id, "q2");
        assert_eq!(
            q.ask(&NewQuestion { options: vec!["1".into()], ..question(&again, "Which port?") }).unwrap().id,
            "q3"
        );
        assert_eq!(q.ask(&question(&q.take(), "Which port?")).unwrap().id, "q4");
        assert_eq!(q.questions(None).unwrap().len(), 4);
    });
}

#[test]
fn an_answer_that_comes_before_the_order_is_parked_is_not_lost() {
    over_all(|q| {
        q.add(&["T01"]);
        let order = q.take();
        q.ask(&question(&order, "Which port?")).unwrap();
        q.answer("q1", "8080", "ada").unwrap();
        assert_eq!(q.state("T01"), State::Leased);
        assert_eq!(q.finish(&order.token(), &park("a question")).unwrap(), Ended::Recorded(State::Queued));
        let again = q.take();
        q.settle("q1", QuestionState::Consumed, "resumed").unwrap();
        // Taken over: the next wait is for something else.
        assert_eq!(q.finish(&again.token(), &park("stuck")).unwrap(), Ended::Recorded(State::WaitingHuman));
        assert_eq!(q.decide(&id("T01"), &Decision::Retry, "ada").unwrap(), State::Queued);
    });
}

#[test]
fn a_question_may_come_just_after_the_order_was_parked() {
    over_all(|q| {
        q.add(&["T01"]);
        let order = q.take();
        q.finish(&order.token(), &park("stuck")).unwrap();
        q.ask(&question(&order, "Which port?")).unwrap();
        q.answer("q1", "8080", "ada").unwrap();
        assert_eq!(q.state("T01"), State::Queued);
        assert!(q.ask(&question(&order, "And another?")).is_err());
        let nobody = Token { id: id("T77"), epoch: 1 };
        assert!(q.ask(&NewQuestion { token: nobody, ..question(&order, "?") }).is_err());
    });
}

#[test]
fn what_is_over_asks_nothing() {
    over_all(|q| {
        q.add(&["T01", "T02", "T03"]);
        let orders = [q.take(), q.take(), q.take()];
        for order in &orders {
            q.ask(&question(order, "Which port?")).unwrap();
        }
        q.decide(&id("T01"), &Decision::Cancel, "ada").unwrap();
        q.finish(&orders[1].token(), &done()).unwrap();
        q.finish(&orders[2].token(), &park("a question")).unwrap();
        assert_eq!(states(q), [QuestionState::Withdrawn, QuestionState::Withdrawn, QuestionState::Asked]);
        assert!(matches!(q.answer("q1", "8080", "ada").unwrap(), Answered::Already(_)));
        assert_eq!(q.settle("q3", QuestionState::Withdrawn, "the plan says it").unwrap(), Held::Yes);
        assert_eq!(q.state("T03"), State::Queued, "nothing of it is open any more");
        assert_eq!(q.settle("q3", QuestionState::Consumed, "").unwrap(), Held::Lost);
        for (question, to) in
            [("q3", QuestionState::Asked), ("q3", QuestionState::Answered), ("q9", QuestionState::Consumed)]
        {
            assert!(q.settle(question, to, "").is_err());
        }
        // Asked again by a later run, it is open again.
        q.decide(&id("T01"), &Decision::Retry, "ada").unwrap();
        let again = q.claim(&ClaimRequest { only: vec![id("T01")], ..request("w1") }).unwrap().unwrap();
        let asked = q.ask(&question(&again, "Which port?")).unwrap();
        assert_eq!((asked.id.as_str(), asked.state, asked.epoch), ("q1", QuestionState::Asked, 3));
        assert!(matches!(q.answer("q1", "8080", "ada").unwrap(), Answered::Yes(_)));
    });
}

#[test]
fn messages_are_taken_once() {
    over_all(|q| {
        q.add(&["T01", "T02"]);
        q.tell(&id("T01"), "use the new API", "ada").unwrap();
        q.pass(1);
        q.tell(&id("T01"), "and \"quote\" it", "bob").unwrap();
        assert!(q.tell(&id("T77"), "nobody", "ada").is_err());
        let order = q.take();
        let told = q.take_told(&order.token()).unwrap();
        assert_eq!(told[0], Told { text: "use the new API".into(), by: "ada".into(), at: START });
        assert_eq!((told.len(), told[1].text.as_str(), told[1].at), (2, "and \"quote\" it", START + 1_000));
        assert_eq!(q.take_told(&order.token()).unwrap(), []);
        q.tell(&id("T01"), "one more", "ada").unwrap();
        assert_eq!(q.take_told(&q.take().token()).unwrap(), [], "that is another's");
        assert_eq!(q.take_told(&order.token()).unwrap().len(), 1);
    });
}
