//! Reading what agents say: a transcript of 20 MB, as a run of some hours leaves it, to events. The bar is 0.2 s.

#![expect(clippy::expect_used, reason = "a benchmark that cannot be set up must not be measured")]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use planyard::agents::{Rules, find};

const SIZE: usize = 20 * 1024 * 1024;

/// A transcript such as an agent writes in a long run.
fn transcript(agent: &str, bytes: usize) -> Vec<u8> {
    let source = "    fn reconcile(&self, invoice: &Invoice) -> Result<Amount, \\\"Error\\\"> {\n        // Rounding follows the tariff; žluť.\n".repeat(400);
    let mut out = Vec::with_capacity(bytes + 200_000);
    let mut turn = 0_usize;
    while out.len() < bytes {
        turn += 1;
        // Outputs of tools: most are short, some are whole files.
        let size = [200, 900, 3_000, 12_000, 30_000, 600][turn % 6];
        let output: String = source.chars().take(size).collect();
        let command = format!("cargo test --lib ledger_{turn} -- --nocapture 2>&1 | tail -40");
        let output = serde_json::Value::String(output).to_string();
        let usage = r#""usage":{"input_tokens":1000,"cache_read_input_tokens":20000,"output_tokens":200}"#;
        let text = "Now I look at how the ledger sums the invoices of a quarter, and whether refunds come last.";
        let lines = match agent {
            "claude" => vec![
                format!(
                    r#"{{"type":"assistant","message":{{"id":"msg_{turn}","type":"message","role":"assistant","model":"m","content":[{{"type":"text","text":"{text}"}}],"stop_reason":null,{usage}}},"parent_tool_use_id":null,"session_id":"9f1c","uuid":"e1"}}"#
                ),
                format!(
                    r#"{{"type":"assistant","message":{{"id":"msg_{turn}","type":"message","role":"assistant","model":"m","content":[{{"type":"tool_use","id":"toolu_{turn}","name":"Bash","input":{{"command":"{command}","description":"Run the tests"}}}}],"stop_reason":null,{usage}}},"parent_tool_use_id":null,"session_id":"9f1c","uuid":"e2"}}"#
                ),
                format!(
                    r#"{{"type":"user","message":{{"role":"user","content":[{{"tool_use_id":"toolu_{turn}","type":"tool_result","content":{output},"is_error":false}}]}},"parent_tool_use_id":null,"session_id":"9f1c","uuid":"e3","tool_use_result":{{"stdout":{output},"stderr":"","interrupted":false}}}}"#
                ),
            ],
            "codex" => vec![
                format!(
                    r#"{{"type":"item.completed","item":{{"id":"item_{turn}a","type":"agent_message","text":"{text}"}}}}"#
                ),
                format!(
                    r#"{{"type":"item.started","item":{{"id":"item_{turn}","type":"command_execution","command":"{command}","aggregated_output":"","exit_code":null,"status":"in_progress"}}}}"#
                ),
                format!(
                    r#"{{"type":"item.completed","item":{{"id":"item_{turn}","type":"command_execution","command":"{command}","aggregated_output":{output},"exit_code":0,"status":"completed"}}}}"#
                ),
            ],
            _ => vec![
                format!(
                    r#"{{"type":"step_start","timestamp":1,"sessionID":"ses_1","part":{{"id":"p{turn}","type":"step-start"}}}}"#
                ),
                format!(
                    r#"{{"type":"tool_use","timestamp":1,"sessionID":"ses_1","part":{{"type":"tool","tool":"bash","callID":"call_{turn}","state":{{"status":"completed","input":{{"command":"{command}"}},"output":{output},"metadata":{{"output":{output},"exit":0}},"title":"x"}}}}}}"#
                ),
                format!(
                    r#"{{"type":"step_finish","timestamp":1,"sessionID":"ses_1","part":{{"id":"prt_{turn}","reason":"tool-calls","tokens":{{"input":1000,"output":50,"reasoning":0,"cache":{{"write":0,"read":20000}}}},"cost":0.01}}}}"#
                ),
            ],
        };
        for line in lines {
            out.extend_from_slice(line.as_bytes());
            out.push(b'\n');
        }
    }
    out
}

fn read(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("transcript");
    group.sample_size(10);
    for agent in ["claude", "codex", "opencode"] {
        let text = transcript(agent, SIZE);
        let record = find(agent, &toml::Table::new()).expect("its record is whole").expect("it is in the catalog");
        let rules = Rules::new(&record).expect("its filter compiles");
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(agent, |bench| {
            bench.iter(|| {
                let (mut events, mut reading) = (0_usize, rules.reading());
                for line in text.split(|byte| *byte == b'\n') {
                    reading.line(black_box(line), &mut |_| events += 1);
                }
                reading.end(&mut |_| events += 1);
                events
            });
        });
    }
    group.finish();
}

criterion_group!(benches, read);
criterion_main!(benches);
