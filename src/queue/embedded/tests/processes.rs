use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};

use super::*;

/// What the other processes do. Without a line on standard input it does nothing, so that `--ignored` passes.
#[test]
#[ignore = "run by the other tests, as processes of their own"]
fn job() {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).unwrap();
    let words: Vec<&str> = line.trim_end().split('|').collect();
    let [name, folder, argument] = words[..] else { return };
    let queue = open(Path::new(folder));
    match name {
        "work" => work(&queue, argument, |id| say(id.task())),
        "churn" => {
            for round in 0.. {
                let first: usize = argument.parse::<usize>().unwrap() + round * 3;
                add(&queue, first..first + 3);
                work(&queue, "killed", |id| say(id.task()));
            }
        }
        other => panic!("{other}"),
    }
}

/// Past the test harness, which keeps what is printed until the end.
fn say(word: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "say {word}").and_then(|()| out.flush()).unwrap();
}

#[expect(clippy::disallowed_methods, reason = "it is to be killed at a moment of the test's choosing")]
fn start(name: &str, folder: &Path, argument: &str) -> Child {
    let test = format!("{}::job", module_path!().split_once("::").unwrap().1);
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &test, "--ignored", "--nocapture", "--test-threads=1"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    writeln!(child.stdin.take().unwrap(), "{name}|{}|{argument}", folder.display()).unwrap();
    child
}

fn said(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| line.split_once("say ").map(|(_, word)| word))
}

#[track_caller]
fn finish(child: Child) -> Vec<String> {
    let output = child.wait_with_output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    said(&text).map(str::to_owned).collect()
}

#[test]
fn sixteen_processes_do_each_order_once() {
    let folder = tempfile::tempdir().unwrap();
    // They also make the file, all at once.
    let place = folder.path().join("store");
    let running: Vec<Child> = (0..16).map(|n| start("work", &place, &format!("early {n}"))).collect();
    running.into_iter().for_each(|child| assert_eq!(finish(child), [""; 0]));
    let queue = open(&place);
    add(&queue, 0..320);
    let running: Vec<Child> = (0..16).map(|n| start("work", &place, &format!("worker {n}"))).collect();
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    running.into_iter().flat_map(finish).for_each(|id| *times.entry(id).or_default() += 1);
    assert_eq!(times.len(), 320);
    assert!(times.values().all(|times| *times == 1), "{times:?}");
    let attempts = queue.orders(&Filter::default()).unwrap();
    assert!(attempts.iter().all(|order| order.epoch == 1 && order.attempt == 1 && order.state == State::Done));
    check(&queue);
}

#[test]
fn eight_threads_of_eight_stores_do_each_order_once() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    add(&open(place), 0..400);
    let done: Vec<OrderId> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..8)
            .map(|n| {
                scope.spawn(move || {
                    let mut done = Vec::new();
                    work(&open(place), &format!("thread {n}"), |id| done.push(id.clone()));
                    done
                })
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    let different: std::collections::BTreeSet<&OrderId> = done.iter().collect();
    assert_eq!((done.len(), different.len()), (400, 400));
    check(&open(folder.path()));
}

/// Lets a process work until it has said something, kills it a seeded moment later; what it had said.
fn kill_at(mut child: Child, micros: u64) -> Vec<String> {
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut text = String::new();
    while said(&text).next().is_none() {
        assert_ne!(out.read_line(&mut text).unwrap(), 0, "it ended by itself: {text}");
    }
    // Not waiting for anything: this is the moment.
    std::thread::sleep(Duration::from_micros(micros));
    child.kill().unwrap();
    out.read_to_string(&mut text).unwrap();
    child.wait().unwrap();
    // A line that was cut off is none that was said.
    let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
    said(whole).map(str::to_owned).collect()
}

#[test]
fn a_killed_process_leaves_whole_steps() {
    let folder = tempfile::tempdir().unwrap();
    let (mut seed, mut held) = (7_u64, 0);
    for round in 0..40_usize {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let first = round * 10_000;
        let told = kill_at(start("churn", folder.path(), &first.to_string()), (seed >> 33) % 9_000);
        let queue = open(folder.path());
        for task in told {
            let id = OrderId::new(".", "P01-F01-x", &task);
            let order = queue.order(&id).unwrap().expect("what was told to be done is there");
            assert_eq!(order.state, State::Done, "what was told to be done is done");
        }
        check(&queue);
        // Whoever comes next ends the lease of the dead, and goes on.
        let voided = queue.void("killed", &[]).unwrap();
        held += voided.len();
        assert!(voided.len() <= 1, "{voided:?}");
        queue.sweep().unwrap();
        work(&queue, "next", |_| {});
        assert_eq!(in_state(&queue, State::Done), queue.orders(&Filter::default()).unwrap().len());
        check(&queue);
    }
    eprintln!("{held} of 40 were killed while they held an order");
    assert!(held > 0, "no kill hit the interesting moment");
}
