//! What people and agents say to each other through the queue: `inbox`, `answer`, `approve`, `reject`, `tell`, `ask`, `report`,
//! `sessions`.

use std::time::Duration;

use planyard::queue::{
    ClaimRequest, Embedded, End, EventFilter, Facts, NewOrder, NewQuestion, Order, OrderId, Priority, QuestionKind,
    QuestionState, Queue, State,
};
use serde_json::{Value, json};

use crate::sandbox::Sandbox;

/// A repository whose queue has tasks T01 to T04, which are held.
pub(crate) fn handed_out() -> (Sandbox, Embedded) {
    let sandbox = Sandbox::new().env("USER", "ada").env("COLUMNS", "60");
    sandbox.write("README.md", "# Readme\n").commit_all();
    let queue = Embedded::open(&sandbox.root().join(".git/planyard/dispatch")).unwrap();
    queue.submit(&["T01", "T02", "T03", "T04"].map(order)).unwrap();
    (sandbox, queue)
}

/// An order for a task.
pub(crate) fn order(task: &str) -> NewOrder {
    NewOrder {
        id: OrderId::new(".", "P01-F01-reminders", task),
        key: task.into(),
        title: format!("Title of {task}"),
        priority: Priority::Normal,
        max_attempts: 3,
        backend: "claude".into(),
        account: "anthropic".into(),
        needs: Vec::new(),
        paths: Vec::new(),
        labels: Vec::new(),
        due: 0,
        payload: json!({}),
    }
}

/// Of anything, for an hour.
pub(crate) fn claim_request() -> ClaimRequest {
    ClaimRequest {
        worker: "w".into(),
        host: "h".into(),
        boot: "b".into(),
        lease: Duration::from_secs(3_600),
        scope: String::new(),
        only: Vec::new(),
        backends: Vec::new(),
        labels: Vec::new(),
        aging: Duration::from_secs(600),
    }
}

pub(crate) fn take(queue: &Embedded) -> Order {
    queue.claim(&claim_request()).unwrap().unwrap()
}

pub(crate) fn ask(queue: &Embedded, order: &Order, kind: QuestionKind, text: &str, options: &[&str]) {
    let options = options.iter().map(|option| (*option).to_owned()).collect();
    queue.ask(&NewQuestion { token: order.token(), kind, text: text.into(), options }).unwrap();
}

/// A session of an order, used now, or so many milliseconds later.
pub(crate) fn session(queue: &Embedded, id: &str, order: &Order, backend: &str, later: i64) {
    let used = queue.now().unwrap() + later;
    let record = json!({
        "id": id, "order": order.id, "backend": backend, "worktree": "/w", "started": used, "last_used": used, "ended": null, "why": null,
    });
    queue.put("session", id, &record).unwrap();
}

fn park(queue: &Embedded, order: &Order, why: &str) {
    queue.finish(&order.token(), &End::Park { why: why.into() }).unwrap();
}

fn state(queue: &Embedded, task: &str) -> State {
    queue.order(&OrderId::new(".", "P01-F01-reminders", task)).unwrap().unwrap().state
}

/// As an agent in a run has it.
fn agent(sandbox: Sandbox, run: &str) -> Sandbox {
    sandbox.env("PLANYARD_RUN", run)
}

#[test]
fn the_inbox_shows_what_is_open_and_how_to_answer() {
    let (sandbox, queue) = handed_out();
    sandbox.human(&["inbox"]).check(0, "nothing waits for you\n", "");
    let orders = [take(&queue), take(&queue), take(&queue)];
    let long = "Which port should the reminder service listen on when nothing is configured, and why?\nBoth are free.";
    ask(&queue, &orders[0], QuestionKind::Question, long, &["8080", "9090"]);
    ask(&queue, &orders[1], QuestionKind::Approval, "Merge 3 files into main?", &[]);
    ask(&queue, &orders[1], QuestionKind::Question, "Bell \u{7}and \u{1b}[31mred?", &[]);
    orders.iter().for_each(|order| park(&queue, order, "a question"));
    let shown = sandbox.human(&["inbox"]);
    insta::assert_snapshot!(shown, @r#"
    status: 0
    --- stdout ---
    q1 question P01-F01-reminders/T01 just now
      Which port should the reminder service listen on when
        nothing is configured, and why?
      Both are free.
      1) 8080
      2) 9090
      planyard answer q1 TEXT

    q2 approval P01-F01-reminders/T02 just now
      Merge 3 files into main?
      planyard approve q2

    q3 question P01-F01-reminders/T02 just now
      Bell and [31mred?
      planyard answer q3 TEXT

    P01-F01-reminders/T03 waits just now
      a question
      planyard retry P01-F01-reminders/T03

    3 questions open, 1 task without one
"#);
    assert!(shown.stdout.lines().all(|line| line.chars().count() <= 60), "{shown}");
    let document = sandbox.run(&["inbox"]).json(0);
    assert_eq!(document["data"]["open"], 3);
    assert_eq!(document["data"]["questions"][1]["kind"], "approval");
    assert_eq!(document["data"]["questions"][0]["run"], "P01-F01-reminders/T01/1");
    assert_eq!(document["data"]["waiting"][0]["task"], "P01-F01-reminders/T03");
}

#[test]
fn the_first_answer_counts_and_the_task_goes_on() {
    let (sandbox, queue) = handed_out();
    let order = take(&queue);
    ask(&queue, &order, QuestionKind::Question, "Which port?", &["8080", "9090"]);
    ask(&queue, &order, QuestionKind::Question, "Which name?", &[]);
    park(&queue, &order, "a question");
    insta::assert_snapshot!(sandbox.human(&["answer", "q1", "2"]), @r#"
    status: 0
    --- stdout ---
    q1 P01-F01-reminders/T01: 9090
    the task still waits for another answer
"#);
    let document = sandbox.run(&["answer", "q2", "in", "--", "two", "words"]).json(0);
    assert_eq!(document["data"]["answer"], "in two words");
    assert_eq!(document["data"]["by"], "ada");
    assert_eq!(state(&queue, "T01"), State::Queued);
    let late = sandbox.run(&["answer", "q1", "1"]).json(2);
    assert!(late["errors"][0].as_str().unwrap().contains("q1 was answered already by ada"), "{late}");
    assert_eq!(queue.questions(None).unwrap()[0].answer.as_deref(), Some("9090"));
    insta::assert_snapshot!(sandbox.human(&["inbox", "--all"]), @r#"
    status: 0
    --- stdout ---
    q1 question P01-F01-reminders/T01 just now
      Which port?
      1) 8080
      2) 9090
      ada: 9090

    q2 question P01-F01-reminders/T01 just now
      Which name?
      ada: in two words

    nothing waits for you
"#);
}

#[test]
fn unknown_ids_are_told_with_the_open_ones() {
    let (sandbox, queue) = handed_out();
    let none = sandbox.run(&["answer", "q7", "yes"]).json(2);
    assert_eq!(none["errors"][0], "no question q7; nothing is open");
    let (order, other) = (take(&queue), take(&queue));
    ask(&queue, &order, QuestionKind::Question, "One?", &[]);
    ask(&queue, &order, QuestionKind::Question, "Two?", &[]);
    ask(&queue, &other, QuestionKind::Approval, "Merge?", &[]);
    let some = sandbox.run(&["answer", "q7", "yes"]).json(2);
    let listed = "q1 (P01-F01-reminders/T01), q2 (P01-F01-reminders/T01)";
    assert_eq!(some["errors"][0], format!("no question q7; open: {listed}"));
    let several = sandbox.run(&["answer", "T01", "yes"]).json(2);
    assert_eq!(several["errors"][0], "T01 asks several things: q1, q2");
    let leave = sandbox.run(&["answer", "q3", "yes"]).json(2);
    assert_eq!(leave["errors"][0], "q3 asks for leave, not for words");
    let words = sandbox.run(&["approve", "q1"]).json(2);
    assert_eq!(words["errors"][0], "q1 asks for words, not for leave");
    assert_eq!(sandbox.run(&["answer", "q1", " "]).json(2)["errors"][0], "q1: the answer is empty");
    assert_eq!(queue.questions(None).unwrap().iter().filter(|q| q.state == QuestionState::Asked).count(), 3);
}

#[test]
fn approvals_are_given_and_refused_by_id_or_task() {
    let (sandbox, queue) = handed_out();
    let orders = [take(&queue), take(&queue), take(&queue)];
    orders.iter().for_each(|order| ask(&queue, order, QuestionKind::Approval, "Merge?", &[]));
    sandbox.human(&["approve", "T01"]).check(
        0,
        "q1 P01-F01-reminders/T01: approve\nthe answer is there for the task's next run\n",
        "",
    );
    assert_eq!(
        sandbox.run(&["approve", "P01-F01/T02", "--note", "well done"]).json(0)["data"]["answer"],
        "approve: well done"
    );
    let data = &sandbox.run(&["reject", "q3", "the", "test", "is", "missing"]).json(0)["data"];
    assert_eq!(data["answer"], "reject: the test is missing");
    assert_eq!(sandbox.run(&["approve", "T04"]).json(2)["errors"][0], "no question T04; nothing is open");
}

#[test]
fn a_message_reaches_the_run_once() {
    let (sandbox, queue) = handed_out();
    let order = take(&queue);
    sandbox.human(&["tell", "P01-F01-reminders/T01/1", "use", "the", "new", "API"]).check(
        0,
        "P01-F01-reminders/T01 is told, at its agent's next step\n",
        "",
    );
    sandbox.human(&["tell", "T02", "later"]).check(0, "P01-F01-reminders/T02 is told, when its next run begins\n", "");
    let told = queue.take_told(&order.token()).unwrap();
    assert_eq!((told.len(), told[0].text.as_str(), told[0].by.as_str()), (1, "use the new API", "ada"));
    let stale = sandbox.run(&["tell", "P01-F01-reminders/T01/9", "hello"]).json(2);
    assert_eq!(stale["errors"][0], "P01-F01-reminders/T01/9 is over; the run now is P01-F01-reminders/T01/1");
    let none = sandbox.run(&["tell", "T77", "hello"]).json(2);
    assert_eq!(none["errors"][0], "no task T77 was handed out; the queue knows 4 tasks");
    queue.finish(&order.token(), &End::Done { landed: None, note: None }).unwrap();
    assert!(
        sandbox.run(&["tell", "T01", "hello"]).json(2)["errors"][0].as_str().unwrap().contains("nobody would read it")
    );
}

#[test]
fn an_agent_asks_and_is_told_to_end_its_turn() {
    let (sandbox, queue) = handed_out();
    let order = take(&queue);
    let outside = sandbox.run(&["ask", "Which port?"]).json(2);
    assert_eq!(
        outside["errors"][0],
        "this is for an agent in a run of `planyard dispatch`, and PLANYARD_RUN is not set"
    );
    // It works in a linked worktree, and finds the same store.
    sandbox.git(&["worktree", "add", "-q", "../wt", "-b", "task"]);
    let sandbox = agent(sandbox, "P01-F01-reminders/T01/1");
    let asked = sandbox.run_in("../wt", &["ask", "Which port?", "--option", "8080", "--option", "9090"]).json(0);
    assert_eq!(asked["data"]["question"]["id"], "q1");
    assert_eq!(
        (&asked["data"]["answer"], &asked["data"]["question"]["options"]),
        (&Value::Null, &json!(["8080", "9090"]))
    );
    assert!(asked["data"]["next"].as_str().unwrap().contains("<result>{\"status\":\"needs_input\"}</result>"));
    assert!(!sandbox.root().join("../wt/.git/planyard").exists());
    insta::assert_snapshot!(sandbox.human(&["ask", "Which port?", "--option", "8080", "--option", "9090"]), @r#"
    status: 0
    --- stdout ---
    q1: the question is recorded, and nothing is lost; end your
      turn now with <result>{"status":"needs_input"}</result>
"#);
    queue.answer("q1", "8080", "ada").unwrap();
    let args = ["ask", "which  PORT?", "--option", "8080", "--option", "9090"];
    sandbox.human(&args).check(0, "8080\n", "");
    assert_eq!(sandbox.run(&args).json(0)["data"]["next"], "go on with this answer");
    // The run is over: it asks nothing new.
    queue.finish(&order.token(), &End::Release { why: "stop".into() }).unwrap();
    let late = sandbox.run(&["ask", "And now?"]).json(2);
    assert!(late["errors"][0].as_str().unwrap().contains("has ended or was taken away"), "{late}");
    let sandbox = agent(sandbox, "nonsense");
    assert_eq!(sandbox.run(&["ask", "And now?"]).json(2)["errors"][0], "PLANYARD_RUN names no run: nonsense");
}

#[test]
fn an_agent_may_wait_for_the_answer() {
    let (sandbox, queue) = handed_out();
    take(&queue);
    let sandbox = agent(sandbox, "P01-F01-reminders/T01/1");
    let output = std::thread::scope(|scope| {
        let asking = scope.spawn(|| sandbox.human(&["ask", "Which port?", "--wait", "60s"]));
        while !matches!(queue.answer("q1", "8080", "ada").unwrap(), planyard::queue::Answered::Yes(_)) {
            std::thread::yield_now();
        }
        asking.join().unwrap()
    });
    output.check(0, "8080\n", "");
    let output = sandbox.run(&["ask", "Which name?", "--wait", "1ms"]).json(0);
    assert_eq!(output["data"]["answer"], Value::Null);
}

#[test]
fn an_agent_reports_how_far_it_is() {
    let (sandbox, queue) = handed_out();
    let order = take(&queue);
    let sandbox = agent(sandbox, "P01-F01-reminders/T01/1");
    sandbox.human(&["report", "half", "done"]).check(0, "told: half done\n", "");
    sandbox.human(&["report", "--step", "tests", "--status", "failed", "two are red"]).check(
        0,
        "told: tests failed: two are red\n",
        "",
    );
    let filter = EventFilter { kind: "report".into(), ..EventFilter::default() };
    let events = queue.events(&filter).unwrap();
    assert_eq!((events[0].epoch, &events[0].data["text"]), (1, &json!("half done")));
    assert_eq!(events[1].data, json!({"step": "tests", "status": "failed", "text": "two are red"}));
    assert_eq!(sandbox.run(&["report"]).status, 2);
    queue.finish(&order.token(), &End::Release { why: "stop".into() }).unwrap();
    assert!(sandbox.run(&["report", "late"]).json(2)["errors"][0].as_str().unwrap().contains("has ended"));
    assert_eq!(queue.events(&filter).unwrap().len(), 2);
}

#[test]
fn sessions_are_listed_shown_and_ended() {
    let (sandbox, queue) = handed_out();
    sandbox.human(&["sessions", "list"]).check(0, "0 sessions\n", "");
    let order = take(&queue);
    queue.advance(&order.token(), State::Preparing, &Facts::default()).unwrap();
    session(&queue, "5d0c9c1e-0000-4000-8000-000000000001", &order, "claude", 0);
    session(&queue, "77aa9c1e-0000-4000-8000-000000000002", &take(&queue), "codex", 1);
    insta::assert_snapshot!(sandbox.human(&["sessions", "list"]), @r#"
    status: 0
    --- stdout ---
    session   task                   agent   used
    77aa9c1e  P01-F01-reminders/T02  codex   just now
    5d0c9c1e  P01-F01-reminders/T01  claude  just now

    2 sessions
"#);
    let shown = sandbox.run(&["sessions", "show", "5d0c"]).json(0);
    assert_eq!((&shown["data"]["backend"], &shown["data"]["worktree"]), (&json!("claude"), &json!("/w")));
    let ended = sandbox.run(&["sessions", "end", "5d0c"]).json(0);
    assert_eq!(ended["data"]["why"], "by ada");
    assert_eq!(sandbox.run(&["sessions", "list"]).json(0)["data"]["sessions"].as_array().unwrap().len(), 1);
    assert_eq!(sandbox.run(&["sessions", "list", "--all"]).json(0)["data"]["sessions"].as_array().unwrap().len(), 2);
    assert_eq!(sandbox.run(&["sessions", "show", "x"]).json(2)["errors"][0], "there is no session x");
}

#[test]
fn without_git_there_is_no_store() {
    let sandbox = Sandbox::without_git();
    for args in
        [&["inbox"][..], &["answer", "q1", "x"], &["sessions", "list"], &["activity", "list"], &["tell", "T01", "x"]]
    {
        let document = sandbox.run(args).json(2);
        assert!(document["errors"][0].as_str().unwrap().contains("is in no git repository"), "{document}");
    }
    assert_eq!(sandbox.files(), [""; 0]);
}
