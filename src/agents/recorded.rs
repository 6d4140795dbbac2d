//! Every recorded run of every record, and what it must mean.

use std::fs;
use std::path::PathBuf;

use super::{Agents, Event, Rules};
use crate::dispatch::summary::Summary;

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/agents").join(name)
}

fn events_of(rules: &Rules, output: &[u8]) -> Vec<Event> {
    events_of_both(rules, output, b"")
}

fn events_of_both(rules: &Rules, output: &[u8], errors: &[u8]) -> Vec<Event> {
    let mut events = Vec::new();
    let mut reading = rules.reading().at("2026-11-21T15:00:00Z".parse().unwrap());
    for line in output.split(|byte| *byte == b'\n') {
        reading.line(line, &mut |event| events.push(event));
    }
    for line in errors.split(|byte| *byte == b'\n') {
        reading.error_line(line, &mut |event| events.push(event));
    }
    reading.end(&mut |event| events.push(event));
    events
}

#[test]
fn recorded_runs_mean_what_their_records_say() {
    let agents = Agents::load(&toml::Table::new()).unwrap();
    let mut seen = 0;
    let mut wrong = Vec::new();
    for record in agents.iter() {
        let rules = Rules::new(record).unwrap();
        for case in &record.case {
            seen += 1;
            let output = fs::read(fixture(&format!("{}.out", case.capture))).unwrap_or_default();
            let errors = fs::read_to_string(fixture(&format!("{}.err", case.capture))).unwrap_or_default();
            assert!(!output.is_empty() || !errors.is_empty(), "{}: there is no such capture", case.capture);
            let events = events_of_both(&rules, &output, errors.as_bytes());
            let mut summary = Summary::default();
            events.iter().for_each(|event| summary.add(event));
            let told = events.iter().rev().find_map(|event| match event {
                Event::Result { ok: true, .. } => Some("ok"),
                Event::Result { failure, .. } => failure.map(|failure| failure.name()),
                _ => None,
            });
            let by_code = || record.exit.get(&case.code.to_string()).copied();
            let ends = told.or_else(|| by_code().or_else(|| rules.failure(&errors)).map(|failure| failure.name()));
            let denied: Vec<&String> = events
                .iter()
                .filter_map(|e| if let Event::Denied { tool, .. } = e { Some(tool) } else { None })
                .collect();
            let asks = events.iter().filter(|event| matches!(event, Event::Ask { .. })).count();
            let is = format!("{} {denied:?} {asks} {}", ends.unwrap_or("none"), summary.usage.tokens());
            let said = format!("{} {:?} {} {}", case.ends, case.denied, case.asks, case.tokens);
            if is != said {
                wrong.push(format!("{}: expected {said}, but it was {is}", case.capture));
            }
            let text: String = events.iter().map(|event| serde_json::to_string(event).unwrap() + "\n").collect();
            let golden = fixture(&format!("{}.events", case.capture));
            if std::env::var_os("UPDATE").is_some() {
                fs::File::create(&golden)
                    .and_then(|mut file| std::io::Write::write_all(&mut file, text.as_bytes()))
                    .unwrap();
            } else if fs::read_to_string(&golden).ok().as_deref() != Some(&text) {
                wrong.push(format!("{}.events differs; UPDATE=1 writes it again. It was\n{text}", case.capture));
            }
            for event in &events {
                if let Event::Unknown { raw } = event {
                    wrong.push(format!("{}: not known: {raw}", case.capture));
                }
            }
        }
        assert!(!record.verified || record.case.len() >= 5, "{}: verified by which recordings?", record.name);
    }
    assert!(seen > 40, "{seen} cases");
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn whatever_comes_is_told_and_nothing_panics() {
    let agents = Agents::load(&toml::Table::new()).unwrap();
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let quoted = format!("{{\"type\":\"{}\"}}", "[{".repeat(1000));
    let odd: Vec<&[u8]> = vec![
        b"{",
        b"[]",
        b"{}",
        b"null",
        b"{\"type\":3}",
        b"{\"type\":\"assistant\",\"message\":7}",
        b"\xff\xfe{\"type\":1}",
        b"{\"type\":\"result\",\"subtype\":[]}",
        b"{\"type\":\"user\",\"message\":{\"content\":[1,2]}}",
        deep.as_bytes(),
        b"{\"type\":\"step_finish\",\"part\":3}",
        b"{\"type\":\"item.completed\"}",
        quoted.as_bytes(),
        b"   ",
        b"\r",
        b"{\"type\":\"assistant\",\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"\xf0\x28\"}]}}",
    ];
    for record in agents.iter() {
        let rules = Rules::new(record).unwrap();
        for line in &odd {
            let events = events_of(&rules, line);
            let understood = events.iter().any(|event| matches!(event, Event::Result { ok: true, .. }));
            assert!(!understood || record.name != "codex", "{}: {events:?}", record.name);
        }
        let unknown = events_of(&rules, b"{\"type\":\"from the future\",\"x\":1}");
        let kept = matches!(&unknown[..], [Event::Unknown { raw }] if raw.contains("from the future"));
        assert!(kept || record.stream.format == super::record::Format::Text, "{}: {unknown:?}", record.name);
    }
}

fn claude() -> Rules {
    Rules::new(&super::find("claude", &toml::Table::new()).unwrap().unwrap()).unwrap()
}

#[test]
fn lines_are_bounded_and_bad_ones_are_warnings() {
    let rules = claude();
    let warned = |line: &[u8]| match &events_of(&rules, line)[..] {
        [Event::Warn { message }, ..] => message.clone(),
        other => panic!("{other:?}"),
    };
    assert!(warned(b"npm warn: something").contains("not JSON: npm warn"));
    assert!(warned(&vec![b'['; 300]).contains("nested too deep"));
    assert!(warned(&vec![b' '; super::LONGEST_LINE + 1]).contains("was not looked into"));
    assert_eq!(warned(b"{\"type\":\"system\",\"x\":\"\xff\"}"), "a line is not UTF-8");
    let text = "x".repeat(3 * 1024 * 1024);
    let line = serde_json::json!({ "type": "user", "message": { "content": [
        { "type": "tool_result", "tool_use_id": "t", "content": text }] } });
    match &events_of(&rules, line.to_string().as_bytes())[..] {
        [Event::ToolEnd { ok: true, summary, .. }] => assert!(summary.chars().count() <= 201),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_limit_of_the_account_tells_its_end() {
    let text = "You've hit your session limit · resets 10:20pm (America/Edmonton)";
    for (subtype, is_error, status) in [("success", true, Some(429)), ("success", false, None)] {
        let line = serde_json::json!({ "type": "result", "subtype": subtype, "is_error": is_error,
            "api_error_status": status, "result": text, "num_turns": 1 });
        let events = events_of(&claude(), line.to_string().as_bytes());
        let until = events.iter().find_map(|event| if let Event::Limit { until, .. } = event { *until } else { None });
        assert_eq!(
            until,
            Some("2026-11-22T05:20:00Z".parse::<jiff::Timestamp>().unwrap().as_millisecond()),
            "{events:?}"
        );
        let failed = matches!(events.last(), Some(Event::Result { ok: false, failure: Some(f), .. }) if f.name() == "rate_limit");
        assert!(failed, "{events:?}");
    }
    // An agent that only writes about limits has none.
    let line =
        r#"{"type":"result","subtype":"success","is_error":false,"result":"I wrote: You've hit your session limit"}"#;
    let events = events_of(&claude(), line.as_bytes());
    assert!(matches!(events.last(), Some(Event::Result { ok: true, .. })), "{events:?}");
}

#[test]
fn a_killed_run_is_counted_by_its_messages() {
    let message = |id: &str, output: u64| {
        serde_json::json!({ "type": "assistant", "message": { "id": id, "model": "m", "content": [],
            "usage": { "input_tokens": 100, "cache_read_input_tokens": 50, "output_tokens": output } } })
        .to_string()
    };
    let lines = [message("a", 1), message("b", 2), message("a", 7)].join("\n");
    let mut summary = Summary::default();
    for event in events_of(&claude(), lines.as_bytes()) {
        summary.add(&event);
    }
    assert_eq!((summary.usage.input, summary.usage.output, summary.usage.cached), (300, 9, 100));
}
