use std::os::unix::fs::PermissionsExt;

use super::*;
use crate::backends::{Limits, Message, Permissions};
use crate::queue::OrderId;

#[derive(Default)]
struct Heard {
    events: Vec<Event>,
    out: Vec<u8>,
    err: Vec<u8>,
    /// Set when a text holds this.
    stop_at: Option<(String, Arc<AtomicBool>)>,
}

impl Desk for Heard {
    fn event(&mut self, event: Event) {
        if let (Some((word, stop)), Event::Text { text, .. }) = (&self.stop_at, &event)
            && text.contains(word.as_str())
        {
            stop.store(true, Ordering::Relaxed);
        }
        self.events.push(event);
    }

    fn raw(&mut self, stream: Stream, bytes: &[u8]) {
        match stream {
            Stream::Out => self.out.extend_from_slice(bytes),
            Stream::Err => self.err.extend_from_slice(bytes),
        }
    }

    fn messages(&mut self) -> Vec<Message> {
        Vec::new()
    }
}

struct Place {
    folder: tempfile::TempDir,
    agents: toml::Table,
    options: toml::Table,
}

/// An agent that is a script: its lines are events.
fn agent(script: &str, keys: &str) -> Place {
    let folder = tempfile::tempdir().unwrap();
    for name in ["work", "run/1"] {
        fs::create_dir_all(folder.path().join(name)).unwrap();
    }
    let program = folder.path().join("agent");
    let mut file = fs::File::create(&program).unwrap();
    std::io::Write::write_all(&mut file, format!("#!/bin/sh\n{script}\n").as_bytes()).unwrap();
    drop(file);
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let text = format!(
        "[fake]\nprogram = {:?}\nprompt = \"stdin\"\nnew = [[\"--model\", \"{{model}}\"], [\"--schema\", \"{{schema_file}}\"]]\nresume = [\"--resume\", \"{{resume}}\"]\n{keys}\n\
         [fake.stream]\nformat = \"ndjson\"\nmap = \".\"\nsums_sessions = true\n",
        program.display().to_string()
    );
    Place { folder, agents: toml::from_str(&text).unwrap(), options: toml::from_str("agent = \"fake\"").unwrap() }
}

impl Place {
    fn spec(&self) -> Spec {
        Spec {
            run: "P01/T01/1".to_owned(),
            order: OrderId::new("w", "P01", "T01"),
            epoch: 1,
            title: "a task".to_owned(),
            backend: "mine".to_owned(),
            prompt: "Do it.\n".to_owned(),
            cwd: self.folder.path().join("work"),
            folder: self.folder.path().join("run/1"),
            env: BTreeMap::from([("PLANYARD_RUN".to_owned(), "P01/T01/1".to_owned())]),
            session: "5e55".to_owned(),
            resume: None,
            model: None,
            permissions: Permissions::All,
            limits: Limits::default(),
            schema: None,
        }
    }

    fn backend(&self) -> Result<Box<dyn Backend>> {
        let path = std::env::var_os("PATH").unwrap().into_string().unwrap();
        let env = BTreeMap::from([("PATH".to_owned(), path), ("KEPT".to_owned(), "yes".to_owned())]);
        make(&Setting {
            name: "mine".to_owned(),
            kind: "cli".to_owned(),
            options: self.options.clone(),
            root: std::path::PathBuf::new(),
            env,
            secrets: Secrets::from_vars([("API_KEY", "canary-0123456789")]),
            agents: self.agents.clone(),
        })
    }

    fn run(&self, spec: &Spec, heard: &mut Heard) -> Finish {
        let stop = heard.stop_at.as_ref().map_or_else(Arc::default, |(_, stop)| Arc::clone(stop));
        self.backend().unwrap().run(spec, heard, &stop)
    }
}

const OK: &str = r#"echo '{"kind":"result","ok":true,"text":"done"}'"#;

#[test]
fn it_gets_its_prompt_its_folder_and_no_other_variables() {
    let place = agent(
        &format!("cat > seen; env | sort > env; printf '%s\\n' \"$@\" > args; {OK}"),
        "env = { MORE = \"1\", KEPT = \"no\" }",
    );
    let mut spec = place.spec();
    spec.model = Some("m1".to_owned());
    spec.schema = Some(serde_json::json!({ "type": "object" }));
    let mut heard = Heard::default();
    let finish = place.run(&spec, &mut heard);
    assert_eq!((finish.code, finish.failure, finish.stopped), (Some(0), None, false));
    assert!(
        matches!(&heard.events[..], [Event::Result { ok: true, text, .. }] if text == "done"),
        "{:?}",
        heard.events
    );
    let read = |name: &str| fs::read_to_string(spec.cwd.join(name)).unwrap();
    assert_eq!(read("seen"), "Do it.\n");
    let names: Vec<String> = read("env").lines().filter_map(|line| Some(line.split_once('=')?.0.to_owned())).collect();
    let own =
        |name: &String| !["PWD", "SHLVL", "_", "OLDPWD"].contains(&name.as_str()) && !name.starts_with("PLANYARD_RUN_");
    let names: Vec<String> = names.into_iter().filter(own).collect();
    assert_eq!(names, ["KEPT", "MORE", "PATH", "PLANYARD_RUN"], "{}", read("env"));
    assert!(read("env").contains("KEPT=yes"));
    let schema = spec.folder.join("schema.json");
    assert_eq!(read("args"), format!("--model\nm1\n--schema\n{}\n", schema.display()));
    assert_eq!(fs::read_to_string(schema).unwrap(), r#"{"type":"object"}"#);
}

#[test]
fn secrets_are_in_nothing_that_is_told() {
    let place = agent(
        r#"echo '{"kind":"text","text":"it is canary-0123456789"}'; echo 'key canary-0123456789' >&2; exit 1"#,
        "",
    );
    let mut heard = Heard::default();
    let finish = place.run(&place.spec(), &mut heard);
    let all = format!(
        "{:?} {:?} {} {}",
        heard.events,
        finish,
        String::from_utf8_lossy(&heard.out),
        String::from_utf8_lossy(&heard.err)
    );
    assert!(!all.contains("canary") && all.matches("[redacted]").count() >= 4, "{all}");
}

#[test]
fn an_end_without_a_result_is_told_by_its_code_and_its_last_words() {
    let keys = "exit = { 41 = \"auth\" }\npattern = [{ text = \"(?i)rate limit\", failure = \"rate_limit\" }]";
    let ends = |script: &str| {
        let (place, mut heard) = (agent(script, keys), Heard::default());
        let finish = place.run(&place.spec(), &mut heard);
        (finish.failure, finish.code, finish.signal, heard.events)
    };
    assert_eq!(ends("exit 41").0, Some(Failure::Auth));
    let (failure, code, _, events) = ends("echo 'Rate limit, try again in 90s' >&2; exit 1");
    assert_eq!((failure, code), (Some(Failure::RateLimit), Some(1)));
    assert!(matches!(&events[..], [Event::Limit { until: Some(_), .. }]), "{events:?}");
    assert_eq!(ends("echo 'no rate limit here' >&2").0, None);
    let (failure, code, signal, _) = ends("kill -9 $$");
    assert_eq!((failure, code, signal), (None, None, Some(9)));
    // A result counts more than the code.
    assert_eq!(ends(&format!("{OK}; exit 41")).0, None);
}

#[test]
fn one_that_is_stopped_may_still_say_what_it_used() {
    let script = r#"
        trap 'echo "{\"kind\":\"usage\",\"total\":true,\"input\":7,\"output\":1}"; exit 130' INT
        (trap '' INT TERM; sleep 300) &
        echo '{"kind":"text","text":"ready"}'
        while :; do sleep 0.05; done"#;
    let place = agent(script, "");
    let mut heard = Heard { stop_at: Some(("ready".to_owned(), Arc::default())), ..Heard::default() };
    let finish = place.run(&place.spec(), &mut heard);
    assert!(finish.stopped && finish.failure.is_none() && finish.signal.is_none(), "{finish:?}");
    let told = heard.events.iter().any(|event| matches!(event, Event::Usage { usage, .. } if usage.input == 7));
    assert!(told, "{:?}", heard.events);
}

#[test]
fn sums_of_a_session_are_told_as_those_of_the_run() {
    let script = r#"echo '{"kind":"started","session":"s1"}'
        if [ "$1" = --resume ]; then echo '{"kind":"usage","total":true,"input":300,"output":60}'
        else echo '{"kind":"usage","total":true,"input":200,"output":40}'; fi"#;
    let place = agent(script, "");
    let used = |spec: &Spec| {
        let mut heard = Heard::default();
        let _ = place.run(spec, &mut heard);
        heard
            .events
            .iter()
            .find_map(|event| if let Event::Usage { usage, .. } = event { Some(usage.tokens()) } else { None })
    };
    assert_eq!(used(&place.spec()), Some(240));
    let mut second = place.spec();
    second.folder = place.folder.path().join("run/2");
    fs::create_dir(&second.folder).unwrap();
    second.resume = Some("s1".to_owned());
    assert_eq!(used(&second), Some(120));
    let mut other = second.clone();
    other.resume = Some("s2".to_owned());
    assert_eq!(used(&other), Some(360));
}

#[test]
fn what_cannot_be_run_says_why() {
    let mut missing = agent("exit 0", "install = \"make install\"");
    missing.agents["fake"]["program"] = toml::Value::String("/nonexistent/agent".to_owned());
    let finish = missing.run(&missing.spec(), &mut Heard::default());
    assert_eq!(finish.failure, Some(Failure::SetupFailed));
    assert!(finish.message.unwrap().contains("there is no program /nonexistent/agent; make install"));
    let wrong = |options: &str| {
        let place = Place { options: toml::from_str(options).unwrap(), ..agent("exit 0", "") };
        let wrong = place.backend().err().unwrap();
        format!("{wrong:#}")
    };
    assert!(wrong("agent = \"nobody\"").contains("there is no agent nobody"));
    assert!(wrong("agent = \"fake\"\nmodell = \"x\"").contains("`modell`"));
    assert!(wrong("").contains("there is no agent mine"));
}
