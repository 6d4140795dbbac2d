//! Which tests are run: paths, arguments, changes, shards, the first failure, a time limit.

use std::collections::BTreeSet;

use super::{count, findings, ids, kinds, pytest, tested};
use crate::sandbox::Sandbox;

/// Three modules with tests; the second imports the first.
fn three(what: &str) -> Option<Sandbox> {
    let sandbox = pytest(what)?;
    sandbox.write("mod1.py", "def f():\n    return 1\n");
    sandbox.write("mod2.py", "from mod1 import f as g\n\ndef f():\n    return g() + 1\n");
    sandbox.write("mod3.py", "def f():\n    return 3\n\ndef unused():\n    return 0\n");
    for n in 1..=3 {
        let text = format!(
            "from mod{n} import f\n\ndef test_{n}():\n    assert f() == {n}\n\ndef test_more_{n}():\n    pass\n"
        );
        sandbox.write(&format!("test_{n}.py"), text);
    }
    sandbox.commit_all();
    Some(sandbox)
}

#[test]
fn paths_and_arguments_choose() {
    let Some(sandbox) = three("paths and arguments") else { return };
    let (_, report) = tested(&sandbox, &["test_1.py", "--all"]);
    assert_eq!(ids(&report), ["test_1.py::test_1", "test_1.py::test_more_1"]);
    let (_, report) = tested(&sandbox, &["--all", "--", "-k", "more and not more_3"]);
    assert_eq!(ids(&report), ["test_1.py::test_more_1", "test_2.py::test_more_2"]);
    assert_eq!(tested(&sandbox, &["--", "-k", "nothing_like_that"]).0, 2);
    assert_eq!(tested(&sandbox, &["--", "--no-such-option"]).0, 2);
    let (code, report) = tested(&sandbox, &["nowhere.py"]);
    assert_eq!((code, kinds(&report)), (2, vec!["not_found"]));
    let (code, report) = tested(&sandbox, &["mod1.py"]);
    assert_eq!((code, kinds(&report)), (2, vec!["nothing_examined"]), "no test is in it");
    let (code, report) = tested(&sandbox, &["--tool", "pytst"]);
    assert_eq!((code, kinds(&report)), (2, vec!["not_found"]));
    for args in
        [&["--shard", "3/2"][..], &["--shard", "0/2"], &["--failed", "test_1.py"], &["--staged"], &["--jobs", "0"]]
    {
        assert_eq!(sandbox.run(&[&["test"], args].concat()).status, 2, "{args:?}");
    }
}

#[test]
fn a_change_runs_the_tests_that_import_it() {
    let Some(sandbox) = three("--changed") else { return };
    let run = |args: &[&str]| {
        let (code, report) = tested(&sandbox, &[args, &["--all"]].concat());
        let files: BTreeSet<String> = ids(&report).iter().map(|id| id.split("::").next().unwrap().to_owned()).collect();
        (code, files.into_iter().collect::<Vec<_>>().join(" "))
    };
    assert_eq!(run(&["--changed"]), (0, String::new()), "nothing changed, provably");
    sandbox.write("README.md", "text\n");
    assert_eq!(run(&["--changed"]), (0, String::new()));
    sandbox.write("mod3.py", "def f():\n    return 3\n");
    assert_eq!(run(&["--changed"]), (0, "test_3.py".to_owned()));
    sandbox.write("mod1.py", "def f():\n    return 7\n");
    assert_eq!(run(&["--changed"]), (1, "test_1.py test_2.py test_3.py".to_owned()));
    sandbox.commit_all();
    assert_eq!(run(&["--changed=HEAD~1"]).1, "test_1.py test_2.py test_3.py");
    sandbox.write("data.json", "{}\n");
    assert_eq!(run(&["--changed"]).1, "test_1.py test_2.py test_3.py", "anything may read it");
    assert_eq!(tested(&sandbox, &["--changed=nowhere"]).0, 2);
}

#[test]
fn the_parts_of_a_shard_hold_every_test_once() {
    let Some(sandbox) = three("--shard") else { return };
    sandbox.write("sub/test_large.py", format!("def test_large():\n    pass\n{}", "# text\n".repeat(99)));
    let all = ids(&tested(&sandbox, &["--all"]).1);
    for count in 1..=5 {
        let mut parts = Vec::new();
        for index in 1..=count {
            // Each part leaves times on record; the next is to be chosen alike all the same.
            let (code, report) = tested(&sandbox, &["--all", "--shard", &format!("{index}/{count}")]);
            assert_eq!(code, 0, "{report}");
            parts.extend(ids(&report));
        }
        parts.sort();
        assert_eq!(parts, all, "in {count} parts");
    }
}

#[test]
fn quick_stops_at_the_first_failure_and_slowest_tells_the_slowest() {
    let Some(sandbox) = pytest("--quick, --slowest") else { return };
    sandbox.write(
        "test_a.py",
        "def test_a():\n    assert 0\n\ndef test_b():\n    assert 0\n\ndef test_c():\n    sum(range(10**6))\n",
    );
    let (code, report) = tested(&sandbox, &["--quick"]);
    assert_eq!((code, count(&report, "total")), (1, 1));
    let (_, report) = tested(&sandbox, &["--slowest", "2"]);
    let slowest = report["data"]["slowest"].as_array().unwrap();
    assert_eq!((slowest.len(), slowest[0]["tool"].as_str()), (2, Some("pytest")));
    assert!(slowest[0]["duration_ms"].as_f64() >= slowest[1]["duration_ms"].as_f64(), "{slowest:?}");
    assert_eq!(tested(&sandbox, &["test_a.py", "--slowest"]).1["data"]["slowest"].as_array().unwrap().len(), 3);
}

#[test]
fn coverage_is_measured_or_the_answer_is_unverified() {
    let Some(sandbox) = three("--coverage") else { return };
    let (code, report) = tested(&sandbox, &["--coverage"]);
    let files = report["data"]["coverage"]["files"].as_array().unwrap();
    let third = files.iter().find(|file| file["file"] == "mod3.py").unwrap();
    assert_eq!((code, &third["missed"]), (0, &serde_json::json!(["5"])), "{report}");
    assert_eq!((third["hit"].as_u64(), third["lines"].as_u64()), (Some(3), Some(4)));
    // The plug-in is not there.
    let sandbox = sandbox.env("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1");
    assert_eq!(tested(&sandbox, &[]).0, 0);
    assert_eq!(tested(&sandbox, &["--coverage"]).0, 2);
}

#[test]
fn live_tells_each_test_on_standard_error() {
    let Some(sandbox) = pytest("--live") else { return };
    sandbox.write("test_a.py", "def test_a():\n    assert 0\n\ndef test_b():\n    pass\n");
    let output = sandbox.run(&["test", "--live"]);
    assert_eq!(output.status, 1);
    assert_eq!(output.stderr, "    1 failed   test_a.py::test_a\n    2 passed   test_a.py::test_b\n");
    assert_eq!(findings(&super::document(&output), "error"), ["test_a.py:2 test_a.py::test_a"]);
}

#[test]
fn a_test_that_hangs_is_ended_with_all_that_it_started() {
    let Some(sandbox) = pytest("--timeout") else { return };
    let mark = format!("8{:07}", std::process::id());
    let hang = format!(
        "import subprocess, time\n\ndef test_hang():\n    subprocess.Popen(['sleep', '{mark}'])\n    open('begun', 'w').close()\n    time.sleep(1000)\n"
    );
    sandbox.write("test_hang.py", hang).write("test_fine.py", "def test_fine():\n    pass\n");
    let (code, report) = tested(&sandbox, &["--timeout", "5s"]);
    assert_eq!((code, kinds(&report)), (2, vec!["timeout"]), "{report}");
    assert!(sandbox.files().contains(&"begun".to_owned()), "it did not even begin");
    let holds = |entry: std::io::Result<std::fs::DirEntry>| {
        let text = std::fs::read(entry.unwrap().path().join("cmdline")).unwrap_or_default();
        String::from_utf8_lossy(&text).contains(&mark)
    };
    assert!(!std::fs::read_dir("/proc").unwrap().any(holds), "a process was left");
    assert_eq!(tested(&sandbox, &["test_fine.py"]).0, 0);
}
