//! What is wrong with the services that are written: each complaint names the key and the line, and nothing is probed.

use crate::sandbox::{Output, Sandbox};

/// What `planyard health` says of that configuration.
fn said(toml: &str) -> Output {
    let sandbox = Sandbox::new();
    sandbox.write("planyard.toml", toml);
    sandbox.human(&["health"])
}

/// It is refused, with these words.
#[track_caller]
fn refused(toml: &str, words: &[&str]) {
    let output = said(toml);
    assert_eq!(output.status, 2, "{output}");
    for words in words {
        assert!(output.stdout.contains(words), "expected {words:?} in\n{output}");
    }
}

fn tcp(more: &str) -> String {
    format!("[[health.service]]\nname = \"a\"\nprobe = \"tcp\"\nurl = \"127.0.0.1:1\"\n{more}")
}

#[test]
fn a_complaint_shows_the_line() {
    insta::assert_snapshot!(said(&tcp("critcality = \"optional\"\n")), @r#"
    status: 2
    --- stdout ---
    error: planyard.toml:5:1: `critcality` is no option of the tcp probe; did you mean criticality?
             |
           5 | critcality = "optional"
             | ^^^^^^^^^^
     hint: `planyard health probes` names every probe and its options
    ? health could not be verified: 1 problem; nothing examined
    "#);
}

#[test]
fn a_circle_of_needs_is_told_whole() {
    let toml = "[[health.service]]\nname = \"a\"\nprobe = \"tcp\"\nurl = \"h:1\"\ndepends_on = [\"b\"]\n\
                [[health.service]]\nname = \"b\"\nprobe = \"tcp\"\nurl = \"h:1\"\ndepends_on = [\"c\"]\n\
                [[health.service]]\nname = \"c\"\nprobe = \"tcp\"\nurl = \"h:1\"\ndepends_on = [\"a\"]\n";
    refused(toml, &["planyard.toml:5:", "this goes round in a circle: a → b → c → a"]);
    refused(&tcp("depends_on = [\"a\"]"), &["planyard.toml:5:", "a → a"]);
}

#[test]
fn unknown_names_are_told_with_what_is_like_them() {
    refused(
        &tcp("depends_on = [\"A1\", \"redis\"]"),
        &["planyard.toml:5:15", "planyard.toml:5:21", "no service redis"],
    );
    refused(&tcp("").replace("\"tcp\"", "\"tpc\""), &["planyard.toml:3:1", "no probe tpc; did you mean tcp?"]);
    refused(&tcp("").replace("\"tcp\"", "\"telepathy\""), &["there is no probe telepathy", "known are"]);
    refused(
        &tcp("baner = \"x\""),
        &["planyard.toml:5:1", "`baner` is no option of the tcp probe; did you mean banner?"],
    );
    refused("[health]\ntimeot = \"2s\"", &["planyard.toml:2:1", "did you mean health.timeout?"]);
}

#[test]
fn wrong_values_are_told_with_what_is_expected() {
    refused(&tcp("").replace(":1\"", ":65536\""), &["planyard.toml:4:1", "`url` has a port that is out of range"]);
    refused(&tcp("").replace(":1\"", ":0\""), &["out of range: 1 to 65535"]);
    refused(&tcp("").replace("127.0.0.1:1", "http://127.0.0.1:1"), &["`url` has the scheme http; known here are tcp"]);
    refused(&tcp("").replace("127.0.0.1:1", "127.0.0.1"), &["`url` names no port"]);
    refused(&tcp("").replace("\"127.0.0.1:1\"", "7"), &["`url` must be an address, not 7"]);
    refused(&tcp("timeout = \"soon\""), &["planyard.toml:5:1", "`timeout` is no time"]);
    refused(&tcp("fall = 0"), &["`fall` must be a whole number from 1 to 1000"]);
    refused(&tcp("criticality = \"vital\""), &["must be one of required, important, optional"]);
    refused(&tcp("enabled = \"no\""), &["`enabled` must be true or false"]);
    refused(&tcp("banner = \"(\""), &["`banner` is no regular expression"]);
    refused(&tcp("warn_latency = \"2s\"\nfail_latency = \"1s\""), &["`warn_latency` is more than `fail_latency`"]);
    refused("[health]\nservice = 3", &["health.service must be a list of tables"]);
    refused("[health]\ndeadline = \"late\"", &["planyard.toml:2:1", "health.deadline must be a time"]);
}

#[test]
fn what_is_missing_is_told() {
    refused("[[health.service]]\nprobe = \"tcp\"\nurl = \"h:1\"", &["planyard.toml:1:1", "a service needs a `name`"]);
    refused("[[health.service]]\nname = \"a\"", &["planyard.toml:1:1", "a service needs a `probe`: one of"]);
    refused("[[health.service]]\nname = \"a\"\nprobe = \"tcp\"", &["planyard.toml:3:1", "tcp needs `url`"]);
    refused("[[health.service]]\nname = \"a\"\nprobes = []", &["`probes` must be a list of tables"]);
    refused(&tcp("[[health.service.probes]]\nprobe = \"tcp\"\nurl = \"h:1\""), &["either `probe` or `probes`"]);
    refused(&(tcp("") + &tcp("")), &["planyard.toml:6:1", "there are two services with the name a"]);
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let toml = tcp("fall = 0\nrise = 0\n") + "[[health.service]]\nname = \"b\"\nprobe = \"nope\"\n";
    refused(&toml, &["`fall`", "`rise`", "there is no probe nope"]);
}

#[test]
fn a_password_in_a_wrong_line_is_not_shown() {
    let sandbox = Sandbox::new();
    sandbox.write("planyard.toml", tcp("").replace("127.0.0.1:1", "tcp://me:canary-77@127.0.0.1:99999"));
    for args in [&["health"][..], &["health", "--format", "human"], &["config", "show"], &["lint"]] {
        let output = sandbox.run(args);
        assert!(!output.to_string().contains("canary-77"), "{args:?}\n{output}");
    }
}

#[test]
fn a_variable_that_is_not_set_is_no_failed_service() {
    let sandbox = Sandbox::new();
    sandbox.write("planyard.toml", tcp("").replace("127.0.0.1:1", "${NOWHERE}"));
    let document = sandbox.run(&["health"]).json(2);
    assert_eq!(document["verdict"], "unverified");
    assert_eq!(document["data"]["services"][0]["status"], "unknown");
    assert!(document["errors"][0].as_str().unwrap().contains("the variable NOWHERE is not set"), "{document}");
    // From .env, then from the environment, which wins.
    sandbox.write(".env", "export NOWHERE=\"127.0.0.1:1\" # nothing listens\n");
    let document = sandbox.run(&["health"]).json(1);
    assert_eq!(document["data"]["services"][0]["probes"][0]["target"], "tcp://127.0.0.1:1");
    let sandbox = sandbox.env("NOWHERE", "127.0.0.1:2");
    let document = sandbox.run(&["health"]).json(1);
    assert_eq!(document["data"]["services"][0]["probes"][0]["target"], "tcp://127.0.0.1:2");
}

#[test]
fn names_on_the_command_line_are_checked() {
    let sandbox = Sandbox::new();
    sandbox.write("planyard.toml", tcp(""));
    let output = sandbox.human(&["health", "b"]);
    assert!(output.status == 2 && output.stdout.contains("there is no service b"), "{output}");
    let output = sandbox.human(&["health", "probes", "tpc"]);
    assert!(output.status == 2 && output.to_string().contains("there is no probe tpc"), "{output}");
    for args in [
        &["health", "--wait", "0s"][..],
        &["health", "--until", "healthy"],
        &["health", "--on-change", "x"],
        &["health", "--serve", "nowhere"],
        &["health", "--watch", "--wait", "1s"],
        &["health", "--view", "x"],
    ] {
        let output = sandbox.human(args);
        assert!(output.status == 2, "{args:?}\n{output}");
    }
}

#[test]
fn init_proposes_and_appends_once() {
    let sandbox = Sandbox::new();
    sandbox.write("compose.yml", "services:\n  cache:\n    image: memcached:1\n    ports: [\"11299:11211\"]\n");
    sandbox.write("planyard.toml", "# mine\r\n[gate]\nfail_on = \"error\"");
    let shown = sandbox.human(&["health", "init"]);
    assert!(shown.status == 0 && shown.stdout.contains("name = \"cache\""), "{shown}");
    assert_eq!(sandbox.read("planyard.toml"), "# mine\r\n[gate]\nfail_on = \"error\"", "only shown");
    let document = sandbox.run(&["health", "init", "--write"]).json(0);
    assert_eq!(document["data"]["written"], true);
    let text = sandbox.read("planyard.toml");
    assert!(text.starts_with("# mine\r\n[gate]\nfail_on = \"error\"\n\n# from compose.yml"), "{text}");
    // It is configured now: probed, and not proposed again.
    let document = sandbox.run(&["health"]).json(1);
    assert_eq!((&document["data"]["proposed"], &document["results"][0]["line"]), (&false.into(), &7.into()));
    sandbox.run(&["health", "init", "--write"]).json(0);
    assert_eq!(sandbox.read("planyard.toml"), text);
}

#[test]
fn init_refuses_what_it_would_break() {
    let sandbox = Sandbox::new();
    sandbox.write("compose.yml", "services:\n  cache:\n    image: memcached:1\n    ports: [\"11299:11211\"]\n");
    let own = "[health]\nservice = [{ name = \"a\", probe = \"tcp\", url = \"h:1\" }]\n";
    sandbox.write("planyard.toml", own);
    let document = sandbox.run(&["health", "init", "--write"]).json(2);
    assert!(document["errors"][0].as_str().unwrap().contains("cannot be appended to"), "{document}");
    assert_eq!(sandbox.read("planyard.toml"), own);
}

#[test]
fn where_nothing_is_configured_it_says_that_it_proposes() {
    let sandbox = Sandbox::new();
    sandbox.write("compose.yml", "services:\n  cache:\n    image: memcached:1\n    ports: [\"11299:11211\"]\n");
    let document = sandbox.run(&["health"]).json(1);
    assert_eq!(document["data"]["proposed"], true);
    assert_eq!(document["data"]["services"][0]["proposed_by"], "compose.yml");
    assert_eq!((&document["results"][0]["file"], &document["results"][0]["line"]), (&"compose.yml".into(), &2.into()));
    let shown = sandbox.human(&["health"]);
    assert!(shown.stdout.contains("these are proposals"), "{shown}");
}
