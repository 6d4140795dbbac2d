//! The parts of the gate, measured apart: blocks, a feature, its rules, an edit. Throughput is bytes of markdown.

#![expect(clippy::expect_used, reason = "a benchmark that cannot be set up must not be measured")]

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use planyard::plan::check::check;
use planyard::plan::dialects::{find, read_feature};
use planyard::plan::document::splice;
use planyard::plan::model::{Role, Source, Status};
use planyard::plan::outline::Outline;
use planyard::plan::rules::{Facts, Gate, Settings};
use std::hint::black_box;

/// A tasks document of about 12 kB in the workitems dialect.
fn tasks() -> String {
    let mut text = String::from(
        "# Tasks: P01-F01 bench\n\n## Progress\n\n- Tasks Complete: 0/24\n- Percentage: 0%\n- Status: NOT_STARTED\n\n## Task List\n\n",
    );
    for number in 1..=24 {
        let needs = if number == 1 { "None".to_owned() } else { format!("T{:02}", number - 1) };
        text.push_str(&format!(
            "### T{number:02}: Reconcile the ledger with the invoices of a quarter\n- [ ] Estimate: 1hr\n- [ ] Tests: tests/unit/test_ledger_{number}.py\n\
             - [ ] Dependencies: {needs}\n- [ ] Notes: Rounding follows the tariff; refunds come last.\n\n\
             - [ ] Read the invoices of the quarter\n- [ ] Sum them by account\n- [ ] Compare with the ledger\n- [ ] Report what differs\n\n"
        ));
    }
    text.push_str("## Completion Checklist\n\n- [ ] All tasks done\n- [ ] All tests pass\n");
    text
}

fn prose() -> String {
    let mut text = String::from("# Design\n\n## Overview\n\n");
    for part in 0..60 {
        text.push_str(&format!("### Part {part}\n\nThe courier leaves a parcel at the depot, `depot.rs` takes it in, and the ledger follows.\n\n- one `item` of a list\n- another, longer item of the same list\n\n```rust\nfn part() -> u32 {{ {part} }}\n```\n\n"));
    }
    text
}

fn blocks(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("blocks");
    for (name, text) in [("tasks", tasks()), ("prose", prose())] {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |bench| bench.iter(|| black_box(Outline::read(black_box(&text))).nodes().len()));
    }
    group.finish();
}

fn sources() -> Vec<Source> {
    let source = |name: &str, role, text: String| Source {
        path: format!("features/P01-F01-bench/{name}").into(),
        role,
        text: text.into(),
    };
    vec![source("design.md", Role::Design, prose()), source("tasks.md", Role::Tasks, tasks())]
}

fn feature(criterion: &mut Criterion) {
    let sources = sources();
    let bytes = sources.iter().map(|source| source.text.len() as u64).sum();
    let workitems = find("workitems");
    let mut group = criterion.benchmark_group("feature");
    group.throughput(Throughput::Bytes(bytes));
    group.bench_function("read", |bench| {
        bench.iter(|| {
            read_feature("P01-F01-bench", "features/P01-F01-bench", &sources, workitems).map(|f| f.tasks.len()).ok()
        });
    });
    let read =
        read_feature("P01-F01-bench", "features/P01-F01-bench", &sources, workitems).expect("workitems reads anything");
    let (facts, settings) = (Facts::default(), Settings::default());
    group.bench_function("rules", |bench| bench.iter(|| check(&read, &facts, &settings, Gate::Planning).len()));
    group.finish();
}

fn edit(criterion: &mut Criterion) {
    let sources = sources();
    let workitems = find("workitems").expect("it is in the table");
    let read =
        read_feature("P01-F01-bench", "features/P01-F01-bench", &sources, Some(workitems)).expect("it reads anything");
    criterion.bench_function("tick a task", |bench| {
        bench.iter_batched(
            || workitems.set_status(&read, 11, Status::Done).expect("it can be ticked"),
            |edits| {
                splice(&sources[1].text, edits.into_iter().map(|(_, edit)| edit).collect()).map(|text| text.len()).ok()
            },
            BatchSize::SmallInput,
        );
    });
}

criterion_group!(benches, blocks, feature, edit);
criterion_main!(benches);
