//! SARIF that a tool wrote, read and written again, keeps every place, also on lines that are not ASCII.

use serde_json::{Value, json};

use crate::sandbox::Sandbox;

const CONFIG: &str = r#"
[tools.first]
kind = "lint"
run = ["cat", "first.sarif"]
files = { extensions = ["py"] }
exit = { findings_or_none = [0] }
read = { format = "sarif" }

[tools.second]
kind = "lint"
run = ["cat", "second.sarif"]
files = { extensions = ["py"] }
exit = { findings_or_none = [0] }
read = { format = "sarif" }
"#;

/// What the columns below point at: `here`, `there` and `far`.
const TEXT: &str = "é = \"日本😀\"; here\nplain there\n\"😀😀\" far\n";

fn place(file: &str, region: Value) -> Value {
    json!({ "physicalLocation": { "artifactLocation": { "uri": file }, "region": region }, "message": { "text": "see" } })
}

fn sarif(run: Value) -> String {
    json!({ "version": "2.1.0", "runs": [run] }).to_string()
}

/// Everything that has a place: the findings' and their related ones, with the text that each points at.
fn places(sandbox: &Sandbox, tool: &str) -> Vec<String> {
    let report = sandbox.run(&["lint", "--no-cache", "--tool", tool, "--format", "json"]).json(1);
    assert_eq!(report["errors"], json!([]));
    let mut all = Vec::new();
    for finding in report["results"].as_array().unwrap() {
        let related = finding["related"].as_array().cloned().unwrap_or_default();
        for place in std::iter::once(finding).chain(&related) {
            let file = place["file"].as_str().unwrap();
            let place = place.get("place").unwrap_or(place);
            let number = |key: &str| usize::try_from(place[key].as_u64().unwrap_or(0)).unwrap();
            let text = sandbox.read(file);
            let line = text.lines().nth(number("line").saturating_sub(1)).unwrap_or_default();
            let length = number("end_column").saturating_sub(number("column"));
            let pointed: String = line.chars().skip(number("column").saturating_sub(1)).take(length).collect();
            let end = (number("end_line"), number("end_column"));
            all.push(format!("{file}:{}:{}-{end:?} `{pointed}`", number("line"), number("column")));
        }
    }
    all
}

#[test]
fn places_survive_reading_and_writing() {
    let sandbox = Sandbox::new();
    sandbox.write("planyard.toml", CONFIG).write("src/é 日.py", TEXT).write("plain.py", TEXT);
    let uri = "src/%C3%A9%20%E6%97%A5.py";
    let rest = json!({ "level": "error", "ruleId": "R", "message": { "text": "m" } });
    let result = |more: Value| {
        let mut result = rest.clone();
        result.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        result
    };
    sandbox.write(
        "first.sarif",
        sarif(json!({
            "tool": { "driver": { "name": "t" } },
            "results": [
                // UTF-16, which is what SARIF means when it does not say.
                result(json!({ "locations": [place(uri, json!({ "startLine": 1, "startColumn": 13, "endColumn": 17 }))] })),
                result(json!({ "locations": [place("plain.py", json!({ "startLine": 2, "startColumn": 7, "endColumn": 12 }))],
                    "relatedLocations": [place(uri, json!({ "startLine": 3, "startColumn": 8, "endColumn": 11 }))] })),
                result(json!({ "locations": [place("plain.py", json!({ "charOffset": 12, "charLength": 4 }))] })),
                result(json!({ "locations": [place("plain.py", json!({ "byteOffset": 19, "byteLength": 4 }))], "ruleId": "B" })),
                result(json!({ "locations": [place("plain.py", json!({ "startLine": 3 }))] })),
            ],
        })),
    );
    let first = places(&sandbox, "first");
    assert_eq!(
        first,
        [
            "plain.py:1:12-(1, 16) `here`",
            "plain.py:1:12-(1, 16) `here`",
            "plain.py:2:7-(2, 12) `there`",
            "src/é 日.py:3:6-(3, 9) `far`",
            "plain.py:3:0-(3, 0) ``",
            "src/é 日.py:1:12-(1, 16) `here`",
        ]
    );
    let again = sandbox.run(&["lint", "--no-cache", "--tool", "first", "--format", "sarif"]);
    sandbox.write("second.sarif", &again.stdout);
    assert_eq!(places(&sandbox, "second"), first);
}
