//! `planyard backend`.

use serde_json::Value;

use crate::sandbox::Sandbox;

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/planyard-backend-example");

#[test]
fn every_backend_is_listed_with_what_it_can_do() {
    let sandbox = Sandbox::new();
    let text = "[backends.fast]\nkind = \"command\"\nrun = [\"sh\", \"-c\", \"true\"]\n\n[backends.gone]\nkind = \"plugin\"\n\n[backends.wrong]\nkind = \"http\"\n";
    sandbox.write("planyard.toml", text);
    let listed = sandbox.run(&["backend", "list"]).json(0);
    let of = |name: &str| -> Value {
        let all = listed["data"]["backends"].as_array().unwrap();
        all.iter().find(|one| one["name"] == name).cloned().unwrap_or_else(|| panic!("no {name}: {listed}"))
    };
    assert_eq!((of("fast")["there"].clone(), of("fast")["kind"].clone()), (Value::Bool(true), "command".into()));
    assert_eq!(of("gone")["there"], false);
    assert!(of("wrong")["problem"].as_str().unwrap().contains("backends.wrong.url"), "{}", of("wrong"));
    assert_eq!((of("claude")["from"].clone(), of("claude")["caps"]["resume"].clone()), ("agent".into(), true.into()));
    assert_eq!(listed["data"]["kinds"].as_array().unwrap().len(), 7);
}

#[test]
fn a_plug_in_is_tried_and_what_is_wrong_is_found() {
    let sandbox = Sandbox::new();
    let good = sandbox.run(&["backend", "check", EXAMPLE]).json(0);
    let checks = good["data"]["checks"].as_array().unwrap();
    assert!(checks.len() >= 20 && checks.iter().all(|check| check["ok"] == true), "{good}");
    let bad = sandbox.run(&["backend", "check", "sh", "-c", "echo hello"]).json(1);
    let checks = bad["data"]["checks"].as_array().unwrap();
    assert!(checks.iter().any(|check| check["name"] == "hello" && check["ok"] == false), "{bad}");
    assert!(bad["results"].as_array().unwrap().len() > 10, "{bad}");
    sandbox.run(&["backend", "check"]).json(2);
}
