use serde_json::json;

use super::place::{Place, Planned, done, makes};

fn four() -> [Planned<'static>; 4] {
    let steps = |id| json!([makes(id), done()]);
    [
        ("T01", "None", steps("T01")),
        ("T02", "T01", steps("T02")),
        ("T03", "T01", steps("T03")),
        ("T04", "T02, T03", steps("T04")),
    ]
}

/// Four tasks with dependencies, two at a time.
fn lands_four(agent: &str) {
    let Some(place) = Place::new(agent, &four(), "") else { return };
    let document = place.dispatch(0, &["--jobs", "2"]);
    assert_eq!(document["verdict"], "pass", "{document}");
    place.check_landed(&four());
    for (number, (task, _, _)) in four().iter().enumerate() {
        assert_eq!(document["data"]["orders"][number]["attempt"], 1, "{document}");
        let events = place.record(task, 1, "events.jsonl");
        for kind in ["started", "tool_start", "tool_end", "usage", "result"] {
            assert!(events.contains(&format!("\"kind\":\"{kind}\"")), "{agent} {task}: no {kind} in {events}");
        }
        assert!(!events.contains("\"kind\":\"unknown\""), "{events}");
        assert!(document["data"]["orders"][number]["tokens"].as_u64() > Some(0), "{document}");
    }
    if agent == "claude" {
        assert!(document["data"]["cost_micro"].as_u64() > Some(0), "{document}");
    }
}

#[test]
fn claude_lands_four_tasks() {
    lands_four("claude");
}

#[test]
fn codex_lands_four_tasks() {
    lands_four("codex");
}

#[test]
fn gemini_lands_four_tasks() {
    lands_four("gemini");
}

#[test]
fn opencode_lands_four_tasks() {
    lands_four("opencode");
}

#[test]
fn qwen_lands_four_tasks() {
    lands_four("qwen");
}

/// A gate fails once; the agent is told in the session that it has.
fn mends_in_its_session(agent: &str) {
    let bad = json!({ "shell": "mkdir -p out && echo bad > out/T01.txt" });
    let tasks = [("T01", "None", json!([bad, done(), makes("T01"), done()]))];
    let verify = "verify = [\"! grep -rq bad out || { echo this part is bad >&2; exit 1; }\"]\n";
    let Some(place) = Place::new(agent, &tasks, verify) else { return };
    let document = place.dispatch(0, &[]);
    place.check_landed(&tasks);
    assert_eq!(document["data"]["orders"][0]["attempt"], 2, "{document}");
    let ((first, begun), (second, resumed)) = (place.sessions("T01", 1), place.sessions("T01", 2));
    assert!(begun.is_null() && first.is_string(), "{first} {begun}");
    assert_eq!((&second, &resumed), (&first, &first), "{agent}");
    let told = place.record("T01", 2, "prompt.md");
    assert!(told.contains("this part is bad"), "{told}");
    // Two runs, each of two calls of the model; sums of a session are not counted twice.
    let tokens = document["data"]["orders"][0]["tokens"].as_u64().unwrap();
    assert!((480..=960).contains(&tokens), "{tokens}");
}

#[test]
fn claude_mends_in_its_session() {
    mends_in_its_session("claude");
}

#[test]
fn codex_mends_in_its_session() {
    mends_in_its_session("codex");
}

#[test]
fn gemini_mends_in_its_session() {
    mends_in_its_session("gemini");
}

#[test]
fn opencode_mends_in_its_session() {
    mends_in_its_session("opencode");
}

#[test]
fn qwen_mends_in_its_session() {
    mends_in_its_session("qwen");
}
