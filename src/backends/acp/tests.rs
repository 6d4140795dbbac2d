use super::super::Permissions;
use super::super::testing::{Heard, repository, setting, spec, survivors};
use super::*;

fn ran(what: &str, change: impl Fn(&mut Spec), heard: &mut Heard) -> (Finish, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let mut spec = spec(folder.path());
    repository(&spec.cwd);
    change(&mut spec);
    let fake = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fakes/acp_agent.py");
    let stop = heard.stop.as_ref().map_or_else(Arc::default, |(stop, _)| Arc::clone(stop));
    let acp = make(&setting("acp", &format!("run = ['python3', {fake:?}, {what:?}]"))).unwrap();
    let end = acp.run(&spec, heard, &stop);
    assert_eq!(survivors(folder.path()), 0, "{what}");
    (end, folder)
}

fn plain(_: &mut Spec) {}

#[test]
fn a_turn_is_told_and_files_are_written() {
    let mut heard = Heard::default();
    let (end, folder) = ran("work", plain, &mut heard);
    assert_eq!((end.failure, end.stopped), (None, false), "{end:?} {:?}", heard.events);
    assert_eq!(std::fs::read_to_string(folder.path().join("tree/new.txt")).unwrap(), "text\n");
    assert_eq!(heard.result(), Some((true, "It is done: Build the shop.\nWith ünïcode.".to_owned())));
    let has = |wanted: &dyn Fn(&Event) -> bool| heard.events.iter().any(wanted);
    assert!(has(&|event| matches!(event, Event::Started { session: Some(session), version: Some(version), .. }
        if session == "s1" && version == "1.2.3")));
    assert!(has(&|event| matches!(event, Event::ToolStart { name, .. } if name == "edit")));
    assert!(has(&|event| matches!(event, Event::ToolEnd { ok: true, .. })));
    assert!(has(&|event| matches!(event, Event::Usage { usage, total: true, .. }
        if usage.tokens() == 1280 && usage.cost_micro == Some(3100))));
    assert!(heard.warned("no message"));
}

#[test]
fn nothing_outside_of_the_worktree_is_given() {
    let mut heard = Heard::default();
    let link = |spec: &mut Spec| std::os::unix::fs::symlink("/tmp", spec.cwd.join("link")).unwrap();
    let (_, folder) = ran("escape", link, &mut heard);
    assert_eq!(heard.text(), "refused ".repeat(6));
    assert!(!folder.path().join("outside.txt").exists() && !std::path::Path::new("/tmp/planyard-acp-escape").exists());
}

#[test]
fn permissions_are_given_once_and_by_kind() {
    let said = |permissions: Permissions| {
        let mut heard = Heard::default();
        ran("permissions", |spec| spec.permissions = permissions, &mut heard);
        let denied = heard.events.iter().filter(|event| matches!(event, Event::Denied { .. })).count();
        (heard.text(), denied, String::from_utf8(heard.stderr).unwrap())
    };
    let (yes, no) = ("id-allow_once", "id-reject_once");
    let all = |read, edit, run| format!("read={read} edit={edit} execute={run} outside={no} always=cancelled");
    assert_eq!(said(Permissions::All), (all(yes, yes, yes), 2, String::new()));
    assert_eq!(said(Permissions::Edit), (all(yes, yes, no), 3, String::new()));
    assert_eq!(said(Permissions::Plan), (all(yes, no, no), 4, "mode plan\n".to_owned()));
}

#[test]
fn a_session_is_gone_on_with() {
    let resume = |spec: &mut Spec| spec.resume = Some("s7".to_owned());
    let mut heard = Heard::default();
    assert_eq!(ran("work", resume, &mut heard).0.failure, None);
    assert!(heard.events.iter().any(|event| matches!(event, Event::Started { session: Some(id), .. } if id == "s7")));
    assert!(!heard.text().contains("OLD NEWS") && heard.result().is_some_and(|(ok, _)| ok));
    let (end, _) = ran("forgetful", resume, &mut Heard::default());
    assert_eq!(end.failure, Some(Failure::Failed), "{end:?}");
}

#[test]
fn every_end_has_its_name() {
    for (what, failure) in [
        ("stop:max_turn_requests", Failure::Turns),
        ("stop:refusal", Failure::Failed),
        ("stop:max_tokens", Failure::Failed),
        ("stop:cancelled", Failure::Cancelled),
    ] {
        let mut heard = Heard::default();
        assert_eq!(ran(what, plain, &mut heard).0.failure, None);
        assert!(
            matches!(heard.events.last(), Some(Event::Result { ok: false, failure: Some(told), .. }) if *told == failure)
        );
    }
    for (what, failure) in
        [("login", Failure::Auth), ("limit", Failure::RateLimit), ("crash", Failure::Crash), ("leave", Failure::Lost)]
    {
        let mut heard = Heard::default();
        let (end, _) = ran(what, plain, &mut heard);
        assert_eq!((end.failure, heard.result()), (Some(failure), None), "{what}: {end:?}");
    }
    let none = make(&setting("acp", "run = ['no-such-agent', '--acp']")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let end = none.run(&spec(folder.path()), &mut Heard::default(), &Arc::default());
    assert_eq!(end.failure, Some(Failure::SetupFailed));
    assert!(make(&setting("acp", "")).is_err() && make(&setting("acp", "run = ['x']\nmodel = 'y'")).is_err());
}

#[test]
fn a_stop_cancels_and_then_kills() {
    for (what, told) in [("hang", "I hang."), ("deaf", "I do not listen.")] {
        let stop: Arc<AtomicBool> = Arc::default();
        let flag = (Arc::clone(&stop), (|event| matches!(event, Event::Text { .. })) as fn(&Event) -> bool);
        let mut heard = Heard { stop: Some(flag), ..Heard::default() };
        let (end, _) = ran(what, plain, &mut heard);
        assert!(end.stopped && end.failure.is_none(), "{what}: {end:?}");
        assert_eq!((heard.text().as_str(), heard.result()), (told, None));
    }
}
