use serde_json::{Value, json};

use super::place::{Place, done, makes};

/// One task that ends as `rule` says, and does not land.
#[track_caller]
fn fails_as(agent: &str, steps: Value, settings: &str, rule: &str) -> Option<(Place, Value)> {
    let place = Place::new(agent, &[("T01", "None", steps)], settings)?;
    let document = place.dispatch(1, &[]);
    assert_eq!(document["results"][0]["rule"], format!("dispatch/{rule}"), "{document}");
    assert_eq!(document["data"]["orders"][0]["landed"], Value::Null, "{document}");
    place.check_clean();
    Some((place, document))
}

#[test]
fn who_says_that_it_is_done_and_did_nothing_is_not_believed() {
    for agent in ["claude", "codex"] {
        let steps = json!([{ "shell": "ls" }, done()]);
        fails_as(agent, steps, "max_attempts = 1\n", "no_change");
    }
}

#[test]
fn a_key_that_is_refused_is_not_tried_again() {
    for agent in ["claude", "codex"] {
        let steps = json!([{ "status": 401, "message": "invalid x-api-key" }]);
        let Some((place, document)) = fails_as(agent, steps, "max_attempts = 3\n", "auth") else { continue };
        assert_eq!(document["data"]["orders"][0]["attempt"], 1, "{document}");
        assert!((1..=3).contains(&place.asked(0)), "{agent}: {}", place.asked(0));
    }
}

#[test]
fn an_overloaded_model_is_waited_for_and_then_given_up() {
    for agent in ["claude", "codex"] {
        let tasks = [("T01", "None", json!([{ "status": 529, "times": 1, "then": makes("T01") }, done()]))];
        let Some(place) = Place::new(agent, &tasks, "max_attempts = 1\n") else { continue };
        place.dispatch(0, &[]);
        place.check_landed(&tasks);
        fails_as(agent, json!([{ "status": 529 }]), "max_attempts = 1\n", "overloaded");
    }
}

#[test]
fn a_model_that_hangs_ends_the_run_and_leaves_no_process() {
    for agent in ["claude", "codex"] {
        let steps = json!([{ "hang": 300, "then": { "say": "late" } }]);
        fails_as(agent, steps, "max_attempts = 1\nidle = \"4s\"\nstart = \"60s\"\n", "timeout_idle");
    }
}

#[test]
fn a_tool_that_hangs_ends_with_its_run() {
    for agent in ["claude", "codex"] {
        let steps = json!([{ "shell": "(setsid sleep 987 >/dev/null 2>&1 &) ; sleep 986" }, done()]);
        let settings = "max_attempts = 1\ntimeout = \"8s\"\n";
        let Some((place, _)) = fails_as(agent, steps, settings, "timeout_wall") else { continue };
        // What it had used until then is counted: claude says so when it is interrupted.
        if agent == "claude" {
            let result: Value = serde_json::from_str(&place.record("T01", 1, "result.json")).unwrap();
            assert!(result["summary"]["usage"]["cost_micro"].as_u64() > Some(0), "{result}");
        }
    }
}

#[test]
fn a_tool_that_is_refused_is_told() {
    let steps = json!([{ "shell": "python3 -c 'print(1)'" }, done()]);
    let Some((_, document)) = fails_as("claude", steps, "max_attempts = 1\npermissions = \"edit\"\n", "denied") else {
        return;
    };
    assert!(document["results"][0]["message"].as_str().unwrap().contains("Bash"), "{document}");
}

#[test]
fn a_question_waits_for_a_person_and_its_answer_goes_to_the_same_session() {
    let ask = json!({ "ask": "Which port?", "options": ["80", "8080"] });
    let answered = json!({ "shell": "mkdir -p out && echo 'made by T01' > out/T01.txt" });
    let tasks = [("T01", "None", json!([ask, done(), answered, done()]))];
    let Some(place) = Place::new("claude", &tasks, "") else { return };
    let document = place.dispatch(2, &[]);
    let question = &document["data"]["questions"][0];
    assert_eq!((&question["text"], &question["options"][1]), (&json!("Which port?"), &json!("8080")), "{document}");
    place.check_clean();
    // It is asked once, however often is dispatched.
    let again = place.dispatch(2, &[]);
    assert_eq!(again["data"]["questions"].as_array().map(Vec::len), Some(1), "{again}");
    let id = question["id"].as_str().unwrap();
    assert_eq!(place.sandbox.run(&["answer", id, "8080"]).status, 0);
    place.dispatch(0, &[]);
    place.check_landed(&tasks);
    let (first, second) = (place.sessions("T01", 1), place.sessions("T01", 2));
    assert_eq!(second.1, first.0);
    assert!(place.record("T01", 2, "prompt.md").contains("8080"));
}

#[test]
fn the_doctor_knows_the_agents_that_are_here() {
    let Some(place) = Place::new("claude", &[("T01", "None", json!([done()]))], "") else { return };
    let document = place.sandbox.run(&["dispatch", "doctor"]).json(0);
    let seen = document["data"]["backends"].as_array().unwrap();
    let claude = seen.iter().find(|one| one["name"] == "claude").unwrap();
    assert_eq!((&claude["state"], &claude["login"]), (&json!("ready"), &json!(true)), "{claude}");
}
