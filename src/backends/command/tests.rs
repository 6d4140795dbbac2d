use std::sync::atomic::Ordering;

use super::super::testing::{Heard, repository, setting, spec, survivors};
use super::*;
use crate::backends::Finish;

fn ran(options: &str, heard: &mut Heard) -> (Finish, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let spec = spec(folder.path());
    repository(&spec.cwd);
    let end = make(&setting("command", options)).unwrap().run(&spec, heard, &Arc::default());
    assert_eq!(survivors(folder.path()), 0, "{options}");
    (end, folder)
}

/// The fake agent with these words.
fn agent(words: &str) -> String {
    let words: Vec<String> = words.split_whitespace().map(|word| format!("{word:?}")).collect();
    format!(
        "run = [\"python3\", {:?}, {}]",
        concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fakes/agent.py"),
        words.join(", ")
    )
}

#[test]
fn names_in_words_are_filled_in_once_and_shells_see_none() {
    let mut heard = Heard::default();
    let run = "run = ['printf', '%s|', '{title}', '{task}', '{run}', '{other}', '{\"a\": {', '{prompt}', '{cwd}']";
    let (end, folder) = ran(run, &mut heard);
    let cwd = folder.path().join("tree");
    assert_eq!(end.code, Some(0));
    let wanted = format!(
        "Sell; $(touch owned) {{prompt}} \"things\"|T03|P01-F01-shop/T03/1|{{other}}|{{\"a\": {{|Build the shop.\nWith ünïcode.|{}|",
        cwd.display()
    );
    assert_eq!(heard.text(), wanted);
    assert_eq!(heard.raw, heard.text().as_bytes());
    let mut heard = Heard::default();
    let shell =
        "shell = 'echo \"$PLANYARD_TITLE\"; cat \"$PLANYARD_PROMPT_FILE\"; echo {title}; echo oops >&2; env; cat'";
    let (end, folder) = ran(shell, &mut heard);
    let text = heard.text();
    assert!(
        text.starts_with("Sell; $(touch owned) {prompt} \"things\"\nBuild the shop.\nWith ünïcode.{title}\n"),
        "{text}"
    );
    assert_eq!((end.code, &*end.stderr_tail, &*heard.stderr), (Some(0), "oops", &b"oops\n"[..]));
    assert!(!folder.path().join("tree/owned").exists());
    // It sees what it may see.
    assert!(text.contains("\nPATH=") && text.contains("\nPLANYARD_RUN=P01-F01-shop/T03/1\n"));
    assert!(!text.contains("\nCARGO_"), "{text}");
}

#[test]
fn exit_codes_and_programs_that_are_not_there() {
    let end = |options: &str| ran(options, &mut Heard::default()).0;
    assert_eq!(end("shell = 'exit 3'").code, Some(3));
    assert_eq!(end("shell = 'exit 3'").failure, None);
    assert_eq!(end("shell = 'kill -9 $$'").failure, Some(Failure::Crash));
    for options in
        ["shell = 'no-such-program'", "run = ['no-such-program']", "run = ['./no/such']", "shell = 'exit 126'"]
    {
        let end = end(options);
        assert_eq!(end.failure, Some(Failure::SetupFailed), "{options}: {end:?}");
        assert!(end.message.is_some());
    }
    let probe = |options: &str| make(&setting("command", options)).unwrap().probe().ready;
    assert!(probe("run = ['sh']") && probe("run = ['./tests/fakes/agent.py']") && probe("shell = 'x'"));
    assert!(!probe("run = ['no-such-program']"));
}

#[test]
fn wrong_options_name_their_key() {
    let wrong = |options: &str| format!("{:#}", make(&setting("command", options)).err().unwrap());
    assert!(wrong("").contains("backends.mine.run"));
    assert!(wrong("run = 'sh -c x'").contains("a list of words"));
    assert!(wrong("run = ['x']\nshell = 'x'").contains("one of them"));
    let unknown = wrong("run = ['x']\nshel = 'x'");
    assert!(unknown.contains("backends.mine.shel") && unknown.contains("run, shell"), "{unknown}");
}

#[test]
fn a_result_file_is_believed_only_when_it_is_one() {
    let with = |shell: &str| {
        let mut heard = Heard::default();
        let (end, _) = ran(&format!("shell = {shell:?}"), &mut heard);
        (end.failure, heard.result())
    };
    let good = r#"echo '{"status":"completed","summary":"all"}' > "$PLANYARD_RESULT_FILE""#;
    assert_eq!(with(good), (None, Some((true, "all".to_owned()))));
    let failed = r#"echo '{"status":"failed"}' > "$PLANYARD_RESULT_FILE""#;
    assert_eq!(with(failed), (None, Some((false, String::new()))));
    for bad in [
        "echo nothing > \"$PLANYARD_RESULT_FILE\"",
        "ln -s /etc/passwd \"$PLANYARD_RESULT_FILE\"",
        "mkfifo \"$PLANYARD_RESULT_FILE\"",
        "mkdir \"$PLANYARD_RESULT_FILE\"",
        "echo '{}' > \"$PLANYARD_RESULT_FILE\"",
        "head -c 2000000 /dev/zero > \"$PLANYARD_RESULT_FILE\"",
    ] {
        assert_eq!(with(bad), (Some(Failure::BadOutput), None), "{bad}");
    }
    assert_eq!(with("true"), (None, None));
}

#[test]
fn the_fake_agent_has_every_fault() {
    let mut heard = Heard::default();
    let (end, folder) = ran(&agent("ok"), &mut heard);
    assert_eq!(end.code, Some(0), "{}", end.stderr_tail);
    assert!(heard.text().contains("\"status\": \"completed\""));
    let work = std::fs::read_to_string(folder.path().join("tree/work/T03.txt")).unwrap();
    assert_eq!(work, "P01-F01-shop/T03/1\n");
    for fault in ["nothing", "lie", "no-commit", "half-json", "bad-result", "hold-pipe", "setsid", "markers", "ask"] {
        assert_eq!(ran(&agent(fault), &mut Heard::default()).0.code, Some(0), "{fault}");
    }
    for fault in ["tick", "outside", "symlink", "conflict-markers", "overlap", "secrets", "no-result"] {
        assert_eq!(ran(&agent(fault), &mut Heard::default()).0.code, Some(0), "{fault}");
    }
    assert_eq!(ran(&agent("crash"), &mut Heard::default()).0.failure, Some(Failure::Crash));
    assert_eq!(ran(&agent("fail"), &mut Heard::default()).0.code, Some(3));
    assert_eq!(ran(&agent("bad-exit"), &mut Heard::default()).0.code, Some(9));
    let mut heard = Heard::default();
    ran(&agent("result-file --result {result_file}"), &mut heard);
    assert_eq!(heard.result(), Some((true, "It stands in the file.".to_owned())));
    let mut heard = Heard::default();
    ran(&agent("utf8-cut"), &mut heard);
    assert!(heard.text().starts_with("half a character: ä, and none: \u{fffd}"), "{}", heard.text());
    assert!(heard.raw.windows(2).any(|two| two == b"\xff\xfe"));
}

#[test]
fn a_flood_ends_in_the_transcript_and_its_last_words_are_heard() {
    let mut heard = Heard::default();
    let (end, _) = ran(&agent("flood"), &mut heard);
    assert_eq!(end.code, Some(0));
    assert!(heard.raw.len() > 50_000_000 && heard.text().len() <= MOST_TEXT + 2 * LAST_TEXT);
    assert!(heard.text().contains("\"status\": \"completed\"") && heard.warned("only in the transcript"));
}

#[test]
fn a_stop_ends_all_of_it() {
    for fault in ["hang", "setsid-hang"] {
        let folder = tempfile::tempdir().unwrap();
        let spec = spec(folder.path());
        let stop: Arc<AtomicBool> = Arc::default();
        let flag = (Arc::clone(&stop), (|event| matches!(event, Event::Text { .. })) as fn(&Event) -> bool);
        let mut heard = Heard { stop: Some(flag), ..Heard::default() };
        let end = make(&setting("command", &agent(fault))).unwrap().run(&spec, &mut heard, &stop);
        assert!(end.stopped && stop.load(Ordering::Relaxed), "{end:?}");
        assert_eq!(survivors(folder.path()), 0);
    }
}
