//! The same trouble under claude and under codex, as far as each can show it.

use serde_json::{Value, json};

use super::place::{Place, done, makes};

const BOTH: [&str; 2] = ["claude", "codex"];

/// A run of one task that fails as `rule` says, and does not land.
#[track_caller]
fn fails(agent: &str, steps: &Value, settings: &str, rule: &str) -> Option<(Place, Value)> {
    let place = Place::new(agent, &[("T01", "None", steps.clone())], settings)?;
    let document = place.dispatch(1, &[]);
    assert_eq!(document["results"][0]["rule"], format!("dispatch/{rule}"), "{agent}: {document}");
    assert_eq!(document["data"]["orders"][0]["landed"], Value::Null, "{document}");
    place.check_clean();
    Some((place, document))
}

/// The model says until when. Codex hears it only within a stream: of the status 429 alone it tells neither when nor why,
/// and then the account is left alone for as long as is usual.
#[test]
fn a_limit_suspends_the_account_and_costs_no_attempt() {
    for agent in BOTH {
        let message = "Rate limit reached for the model. Please try again in 2s.";
        let limited = json!({ "status": 429, "in_stream": true, "times": 3, "message": message, "then": makes("T01") });
        let tasks = [("T01", "None", json!([limited, done()]))];
        let Some(place) = Place::new(agent, &tasks, "") else { continue };
        let document = place.dispatch(0, &[]);
        place.check_landed(&tasks);
        assert_eq!(document["data"]["orders"][0]["attempt"], 1, "{agent}: {document}");
        assert!(place.record("T01", 1, "events.jsonl").contains("\"kind\":\"limit\""), "{agent}");
    }
}

/// Codex knows no refusal in this mode: its sandbox lets the tool fail, which the agent is told, and people only sometimes;
/// what can be seen is that nothing is changed.
#[test]
fn a_tool_that_is_refused_does_no_work() {
    for (agent, rule) in [("claude", "denied"), ("codex", "no_change")] {
        let steps = json!([makes("T01"), done()]);
        let settings = "max_attempts = 1\npermissions = \"plan\"\n";
        fails(agent, &steps, settings, rule);
    }
}

/// Asked by the tool that the agent has for it. Neither lets a person answer in this mode, and of codex only that it asked
/// can be seen. It parks the task, whatever the agent says of its work afterwards.
#[test]
fn a_question_of_the_agents_own_kind_parks_the_task() {
    for (agent, text) in [("claude", "Which port?"), ("codex", "It asked a question, which it did not tell.")] {
        let ask = json!({ "ask": "Which port?", "options": ["80", "8080"] });
        let tasks = [("T01", "None", json!([ask, done(), makes("T01"), done()]))];
        let Some(place) = Place::new(agent, &tasks, "") else { continue };
        let document = place.dispatch(2, &[]);
        let order = &document["data"]["orders"][0];
        assert_eq!(order["why"], "it asks: see `planyard inbox` (1 open)", "{document}");
        assert_eq!(document["data"]["questions"][0]["text"], text, "{agent}");
        answered(&place, &document, &tasks);
    }
}

/// Asked by `planyard ask`, at the path that the prompt names: a shell of the agent may have another PATH.
#[test]
fn a_question_by_the_shell_is_told_and_answered_in_the_same_session() {
    let planyard = env!("CARGO_BIN_EXE_planyard");
    for agent in BOTH {
        let ask = json!({ "shell": format!("{planyard} --format human ask 'Which port?' --option 80 --option 8080") });
        let waits = json!({ "result": { "status": "needs_input", "message": "It waits." }, "say": "I have asked." });
        let tasks = [("T01", "None", json!([ask, waits, makes("T01"), done()]))];
        let Some(place) = Place::new(agent, &tasks, "") else { continue };
        let document = place.dispatch(2, &[]);
        assert!(place.record("T01", 1, "prompt.md").contains(&format!("`{planyard} ask ")), "{agent}");
        let question = &document["data"]["questions"][0];
        assert_eq!(question["text"], "Which port?", "{agent}: {document}");
        assert_eq!(question["options"][1], "8080", "{agent}: {document}");
        answered(&place, &document, &tasks);
    }
}

/// The answer goes to the same session, and the work lands.
#[track_caller]
fn answered(place: &Place, document: &Value, tasks: &[(&str, &str, Value)]) {
    let id = document["data"]["questions"][0]["id"].as_str().unwrap();
    assert_eq!(place.sandbox.run(&["answer", id, "8080"]).status, 0);
    place.dispatch(0, &[]);
    place.check_landed(tasks);
    assert_eq!(place.sessions("T01", 2).1, place.sessions("T01", 1).0);
    assert!(place.record("T01", 2, "prompt.md").contains("8080"));
}

/// Claude asks its model again for a result of the right form, and says in the end that none came.
#[test]
fn a_result_that_is_none_is_not_believed() {
    for agent in BOTH {
        for last in [
            json!({ "say": "Done.\n<result>{\"status\": \"comple</result>" }),
            json!({ "result": { "status": "marvellous", "message": "x" } }),
        ] {
            fails(agent, &json!([makes("T01"), last]), "max_attempts = 1\n", "bad_output");
        }
    }
}
