use std::path::PathBuf;

use super::super::testing::{Heard as Ear, setting, spec, survivors, write};
use super::*;

/// A plug-in in Python, given what it does after `start`; `say(type, **fields)` and `next()` are there.
fn plugin(body: &str) -> (tempfile::TempDir, Box<dyn Backend>) {
    let folder = tempfile::tempdir().unwrap();
    let head = "import json,sys,time,os,signal\ndef say(what,**f): print(json.dumps({'type':what,**f}),flush=True)\ndef next(): return json.loads(sys.stdin.readline())\nhello=next()\nsay('hello',v=1,name='test',caps=['ask','tell','usage'])\nstart=next()\nspec=start['spec']\n";
    let path = folder.path().join("plugin.py");
    write(&path, &format!("{head}{body}"));
    let options = format!("run = ['python3', {:?}]", path.display().to_string());
    (folder, make(&setting("plugin", &options)).unwrap())
}

fn ran(body: &str, ear: &mut Ear) -> Finish {
    let (folder, plugin) = plugin(body);
    let end = plugin.run(&spec(folder.path()), ear, &Arc::default());
    assert_eq!(survivors(folder.path()), 0);
    end
}

#[test]
fn a_run_is_told_asked_and_ended() {
    let body = "say('started',session=spec['session'],pid=1,new=2)\nsay('event',kind='tool_start',name='bash',summary='test')\nsay('usage',input=1200,output=80,cost_usd='0.0031')\nsay('heartbeat')\nsay('of a later version')\nprint('no message',flush=True)\nprint('log',file=sys.stderr,flush=True)\nsay('ask',id='q1',text='Which port?',options=['80','8080'])\ncame=[next(),next()]\nassert 'env' not in spec\ngot={m['type']: m for m in came}\na=got['answer']\nsay('result',status='ok',text=a['id']+a['value']+a['by']+got['tell']['text']+os.getcwd()[-4:],structured={'a':1})\nsys.stdin.read()";
    let reply = |event: &Event| match event {
        Event::Ask { id, .. } => Some(Message::Answer { id: id.clone(), text: "8080".into(), by: "ana".into() }),
        _ => None,
    };
    let mut ear = Ear { reply, ..Ear::default() };
    ear.say(Message::Tell { text: "no mocks".into(), by: "ana".into() });
    let (folder, plugin) = plugin(body);
    assert_eq!((plugin.caps().live_ask, plugin.caps().resume, plugin.caps().result), (true, false, true));
    let end = plugin.run(&spec(folder.path()), &mut ear, &Arc::default());
    assert_eq!(end, Finish { code: Some(0), stderr_tail: "log".to_owned(), ..Finish::default() });
    assert_eq!(ear.result(), Some((true, "q18080anano mockstree".to_owned())));
    assert!(ear.events.iter().any(|event| matches!(event, Event::Usage { usage, total: true, .. }
        if usage.cost_micro == Some(3100) && usage.tokens() == 1280)));
    assert!(ear.warned("no message") && ear.stderr == b"log\n");
    assert!(ear.events.iter().any(|event| matches!(event, Event::Ask { options, .. } if options.len() == 2)));
    assert_eq!(survivors(folder.path()), 0);
}

#[test]
fn without_a_result_it_is_lost() {
    for body in ["say('started')", "sys.exit(3)", "print('{\"type\": \"resu', end='')", "print('x' * 100000)"] {
        let end = ran(body, &mut Ear::default());
        assert_eq!(end.failure, Some(Failure::Lost), "{body}: {end:?}");
    }
    let end = ran("os.kill(os.getpid(), 9)", &mut Ear::default());
    assert_eq!((end.failure, end.signal), (Some(Failure::Crash), Some(9)));
    let end = ran("say('result',status='failed',**{'class':'auth'})\nsys.exit(1)", &mut Ear::default());
    assert_eq!((end.failure, end.code), (None, Some(1)));
}

#[test]
fn after_its_result_nothing_is_believed_and_it_must_end() {
    let mut ear = Ear::default();
    let body = "say('result',status='failed')\nsay('result',status='ok')\nos.system('setsid sleep 1000 &')\nsignal.signal(15, signal.SIG_IGN)\ntime.sleep(1000)";
    let end = ran(body, &mut ear);
    assert_eq!((end.failure, end.stopped), (None, false));
    assert_eq!(ear.result().map(|(ok, _)| ok), Some(false));
    assert_eq!(ear.events.iter().filter(|event| matches!(event, Event::Result { .. })).count(), 1);
    assert!(ear.warned("after its result"));
}

#[test]
fn cancel_is_asked_for_and_then_made() {
    let polite = "say('started')\nassert next()['type']=='cancel'\nsay('usage',input=5,output=5)\nsay('result',status='cancelled')";
    let rude = "signal.signal(15, signal.SIG_IGN)\nsignal.signal(2, signal.SIG_IGN)\nsay('started')\ntime.sleep(1000)";
    for (body, results) in [(polite, 1), (rude, 0)] {
        let (folder, plugin) = plugin(body);
        let stop: Arc<AtomicBool> = Arc::default();
        let flag = (Arc::clone(&stop), (|event| matches!(event, Event::Started { .. })) as fn(&Event) -> bool);
        let mut ear = Ear { stop: Some(flag), ..Ear::default() };
        let end = plugin.run(&spec(folder.path()), &mut ear, &stop);
        assert!(end.stopped && end.failure.is_none(), "{end:?}");
        assert_eq!(ear.events.iter().filter(|event| matches!(event, Event::Result { .. })).count(), results);
        assert_eq!(survivors(folder.path()), 0);
    }
}

#[test]
fn who_does_not_say_hello_is_no_plug_in() {
    for (run, said) in [
        ("run = ['sh', '-c', 'echo hello; sleep 100']", "no hello"),
        ("run = ['true']", "before it said hello"),
        ("run = ['sh', '-c', 'echo {\\\"type\\\":\\\"hello\\\",\\\"v\\\":2}; sleep 100']", "version 2"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let plugin = make(&setting("plugin", run)).unwrap();
        let end = plugin.run(&spec(folder.path()), &mut Ear::default(), &Arc::default());
        assert_eq!(end.failure, Some(Failure::BadOutput));
        assert!(end.message.as_deref().unwrap_or_default().contains(said), "{end:?}");
        assert!(!plugin.probe().ready);
        assert_eq!(survivors(folder.path()), 0);
    }
    let none = make(&setting("plugin", "")).unwrap();
    assert!(none.probe().notes[0].contains("planyard-backend-mine"));
    let folder = tempfile::tempdir().unwrap();
    let end = none.run(&spec(folder.path()), &mut Ear::default(), &Arc::default());
    assert_eq!(end.failure, Some(Failure::SetupFailed));
}

fn example() -> String {
    concat!(env!("CARGO_MANIFEST_DIR"), "/examples/planyard-backend-example").to_owned()
}

#[test]
fn the_example_works_and_conforms() {
    let folder = tempfile::tempdir().unwrap();
    let setting = setting("plugin", &format!("run = [{:?}]", example()));
    let plugin = make(&setting).unwrap();
    let probe = plugin.probe();
    assert!(probe.ready && probe.version.as_deref() == Some("1"), "{probe:?}");
    let mut ear = Ear::default();
    let end = plugin.run(&spec(folder.path()), &mut ear, &Arc::default());
    assert_eq!(end.failure, None, "{end:?}");
    assert!(ear.result().unwrap().0 && folder.path().join("tree/example.txt").exists());
    let checks = conformance(&setting, &[example()], folder.path(), &mut |_| {});
    let wrong: Vec<&Check> = checks.iter().filter(|check| !check.ok || check.skipped).collect();
    assert!(wrong.is_empty() && checks.len() >= 20, "{wrong:#?}");
}

#[test]
fn the_kit_finds_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let path: PathBuf = folder.path().join("bad.py");
    // Talks on its standard output, counts money in floats, hands the prompt to a shell and leaves a process behind.
    let bad = "import json,sys,os\nfor line in sys.stdin:\n m=json.loads(line)\n if m['type']=='hello': print(json.dumps({'type':'hello','v':1,'name':'bad','caps':['usage','magic']}),flush=True)\n elif m['type']=='start':\n  print('let me see',flush=True)\n  print(json.dumps({'type':'usage','input':1,'cost_usd':0.1}),flush=True)\n  os.system('setsid sleep 1000 >/dev/null 2>&1 &')\n  print(json.dumps({'type':'result','status':'fine'}),flush=True)\n  break\n";
    write(&path, bad);
    let argv = ["python3".to_owned(), path.display().to_string()];
    let checks = conformance(&setting("plugin", ""), &argv, folder.path(), &mut |_| {});
    let is_ok = |name: &str| checks.iter().find(|check| check.name == name).unwrap().ok;
    for name in ["hello", "hello-more", "eof", "eof-after-hello"] {
        assert!(is_ok(name), "{name}");
    }
    for name in ["caps", "run", "only-messages", "status", "usage", "cancel", "cancel-early", "broken-line"] {
        assert!(!is_ok(name), "{name}");
    }
    assert_eq!(survivors(folder.path()), 0);
}
