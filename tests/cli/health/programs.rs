//! Probes that run programs: commands, tools and git. Units of systemd are told by a program that prints what `systemctl`
//! printed where it was recorded, since no systemd runs where the tests do.

use std::process::Command;

use super::recorded::{Found, Recorded, executable, service};
use crate::sandbox::Sandbox;

#[test]
fn a_command_says_by_its_code_what_it_found() {
    let sandbox = Sandbox::new();
    executable(&sandbox, "code", "#!/bin/sh\necho \"out $2\"\necho \"err $2\" >&2\nexit \"$1\"\n");
    let of = |name: &str, options: &str| service(name, "command", options);
    let codes = "exit = { 0 = \"ok\", 1 = \"warn\", \"2-4\" = \"starting\", \"*\" = \"error\" }";
    let run = |code: u8| format!("run = [\"./code\", \"{code}\", \"{code}\"]\n");
    let toml = [
        of("good", &run(0)),
        of("bad", &run(1)),
        of("mapped-warn", &format!("{}{codes}", run(1))),
        of("mapped-range", &format!("{}{codes}", run(3))),
        of("mapped-rest", &format!("{}{codes}", run(9))),
        of("missing", "run = [\"no-such-program-here\"]"),
        of("not-executable", "run = [\"./planyard.toml\"]"),
        of("killed", "shell = \"kill -9 $$\""),
        of("shell", "shell = \"test $GREETING = hello && echo it is $GREETING\"\nenv = { GREETING = \"hello\" }"),
        of("shell-missing", "shell = \"no-such-program-here\""),
        of("slow", "run = [\"sleep\", \"600\"]\ntimeout = \"500ms\""),
        of("elsewhere", "run = [\"ls\"]\ncwd = \"no-such-folder\""),
    ];
    let found = Found::of(&sandbox, &toml.concat());
    found.is("good", "ok", "out 0").is("bad", "fail", "exit code 1: err 1").is("mapped-warn", "warn", "exit code 1");
    found.is("mapped-range", "starting", "exit code 3").is("mapped-rest", "error", "exit code 9");
    found.is("missing", "error", "there is no program").is("not-executable", "error", "cannot be run");
    found.is("killed", "fail", "signal 9").is("shell", "ok", "it is hello").is("shell-missing", "error", "127");
    found.is("slow", "fail", "").is("elsewhere", "error", "there is no folder");
}

#[test]
fn what_a_command_prints_is_judged() {
    let sandbox = Sandbox::new();
    sandbox.write("answer.json", "{\"lag\": 5, \"state\": \"ok\"}\n");
    let of =
        |name: &str, options: &str| service(name, "command", &format!("run = [\"cat\", \"answer.json\"]\n{options}"));
    let plugin = "shell = \"echo 'LOAD WARNING - 5 | load1=5.1;5;10;0 free=2MB'; exit 1\"\nnagios = true";
    let toml = [
        of("matches", "stdout_matches = \"\\\"lag\\\": \\\\d\""),
        of("matches-not", "stdout_matches = \"nothing like it\""),
        of("holds", "jq = \".lag < 10 and .state == \\\"ok\\\"\""),
        of("holds-not", "jq = \".lag > 10\""),
        service("no-json", "command", "run = [\"echo\", \"hello\"]\njq = \".\""),
        service("plugin", "command", plugin),
        service("odd-plugin", "command", "shell = \"exit 9\"\nnagios = true"),
    ];
    let found = Found::of(&sandbox, &toml.concat());
    found.is("matches", "ok", "lag").is("matches-not", "fail", "does not match").is("holds", "ok", "lag");
    found.is("holds-not", "fail", "does not hold").is("no-json", "fail", "cannot be judged");
    found.is("plugin", "warn", "LOAD WARNING - 5").is("odd-plugin", "error", "exit code 9");
    assert_eq!((found.measure("plugin", "load1"), found.measure("plugin", "free")), (5.1, 2.0 * 1024.0 * 1024.0));
}

/// Processes whose command line holds that text.
fn running(text: &str) -> usize {
    let lines = std::fs::read_dir("/proc")
        .unwrap()
        .flatten()
        .filter_map(|entry| std::fs::read(entry.path().join("cmdline")).ok());
    lines.filter(|line| String::from_utf8_lossy(line).replace('\0', " ").contains(text)).count()
}

#[test]
fn nothing_of_a_command_outlives_the_probe() {
    let mark = format!("600.{}", std::process::id());
    let shell = format!("shell = \"sleep {mark} & sleep {mark}\"\ntimeout = \"700ms\"");
    Found::of(&Sandbox::new(), &service("slow", "command", &shell)).is("slow", "fail", "");
    assert_eq!(running(&format!("sleep {mark}")), 0);
    let left = format!("shell = \"setsid sleep {mark} >/dev/null 2>&1 &\"");
    Found::of(&Sandbox::new(), &service("daemon", "command", &left)).is("daemon", "ok", "");
    assert_eq!(running(&format!("sleep {mark}")), 0);
}

#[test]
fn a_secret_of_a_command_is_not_printed() {
    let sandbox = Sandbox::new().env("API_TOKEN", "hunter2hunter2");
    let toml = service("a", "command", "shell = \"echo $API_TOKEN >&2; exit 1\"");
    Found::of(&sandbox, &toml).is("a", "fail", "[redacted]");
}

#[test]
fn a_tool_is_there_in_the_right_version_or_not() {
    let sandbox = Sandbox::new();
    executable(&sandbox, "bin/frob", "#!/bin/sh\necho 'frob v2.4.1 (built today)'\n");
    executable(&sandbox, "bin/mute", "#!/bin/sh\necho hello\n");
    executable(&sandbox, "bin/cross", "#!/bin/sh\necho 'what?' >&2\nexit 3\n");
    executable(&sandbox, "bin/broken", "#!/no/such/interpreter\n");
    let of = |name: &str, options: &str| service(name, "tool", options);
    let toml = [
        of("any", "tool = \"frob\""),
        of("right", "tool = \"frob\"\nversion = \">=2, <3\""),
        of("old", "tool = \"frob\"\nversion = \"^3 || >=5\"\ninstall = \"frobup install\""),
        of("pattern", "tool = \"frob\"\nversion = \"=2\"\npattern = \"v(\\\\d+)\"\nargs = [\"-V\"]"),
        of("missing", "tool = \"no-such-tool\"\ninstall = \"get it\""),
        of("mute", "tool = \"mute\""),
        of("mute-asked", "tool = \"mute\"\nversion = \">=1\""),
        of("cross", "tool = \"cross\""),
        of("broken", "tool = \"broken\""),
        of("git", "tool = \"git\"\nversion = \">=2\""),
        of("record", "tool = \"no-such-linter\""),
    ];
    let found = Found::of(&sandbox, &toml.concat());
    found
        .is("any", "ok", "frob 2.4.1")
        .is("right", "ok", "in >=2, <3")
        .is("old", "fail", "of version 2.4.1, not in")
        .is("old", "fail", "frobup install");
    found.is("pattern", "ok", "frob 2").is("missing", "fail", "not installed").is("missing", "fail", "get it");
    found
        .is("mute", "ok", "bin/mute")
        .is("mute-asked", "error", "does not tell its version")
        .is("cross", "warn", "what?");
    found.is("broken", "fail", "broken").is("git", "ok", "git 2").is("record", "fail", "not installed");
}

/// A repository with an upstream beside it.
fn with_upstream() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("a", "a").write(".gitignore", "planyard.toml\n.planyard\nremote.git\n").commit_all();
    sandbox.git(&["init", "-q", "--bare", "remote.git"]);
    sandbox.git(&["remote", "add", "origin", "remote.git"]);
    sandbox.git(&["push", "-q", "-u", "origin", "main"]);
    sandbox
}

#[test]
fn a_repository_is_clean_and_up_to_date_or_not() {
    let sandbox = with_upstream();
    let toml = [
        service("plain", "git", ""),
        service(
            "strict",
            "git",
            "clean = true\nbranch = \"^main$\"\nmax_ahead = 0\nmax_behind = 0\nremote = \"origin\"",
        ),
        service("branch", "git", "branch = \"^release/\""),
        service("hooks", "git", "hooks = [\"pre-commit\"]"),
        service("no-remote", "git", "remote = \"upstream\""),
    ];
    let found = Found::of(&sandbox, &toml.concat());
    found.is("plain", "ok", "on main, clean").is("strict", "ok", "origin answers");
    found.is("branch", "fail", "does not match").is("hooks", "fail", "pre-commit").is(
        "no-remote",
        "fail",
        "does not answer",
    );
    executable(&sandbox, ".git/hooks/pre-commit", "#!/bin/sh\n");
    sandbox.write("a", "b").commit_all().write("c", "");
    let found = Found::of(&sandbox, &toml.concat());
    found.is("plain", "ok", "1 files changed").is("strict", "fail", "1 commits ahead").is(
        "strict",
        "fail",
        "are changed",
    );
    found.is("hooks", "ok", "");
    sandbox.git(&["push", "-q"]);
    sandbox.git(&["reset", "-q", "--hard", "HEAD~1"]);
    Found::of(&sandbox, &toml.concat()).is("strict", "fail", "1 commits behind");
    sandbox.git(&["switch", "-q", "-c", "alone"]);
    let alone = service("alone", "git", "max_behind = 0");
    Found::of(&sandbox, &alone).is("alone", "error", "no upstream");
}

#[test]
fn a_remote_that_asks_for_a_password_is_no_failed_one() {
    let sandbox = Sandbox::new();
    let server = Recorded::start();
    server.on("/x.git/info/refs", 401, "no");
    let url = |path: &str, port: u16| format!("remote = \"http://127.0.0.1:{port}/{path}\"");
    let toml = [
        service("asks", "git", &url("x.git", server.port())),
        service("gone", "git", &url("y.git", server.port())),
        service("refused", "git", &url("x.git", super::servers::free_port())),
        service("secret", "git", &url("y.git", server.port()).replace("127", "me:hunter2@127")),
        service("elsewhere", "git", &format!("path = \"{}\"", sandbox.home().display())),
    ];
    let found = Found::of(&sandbox, &toml.concat());
    found.is("secret", "fail", "the remote http://127.0.0.1");
    assert!(!found.probe("secret").to_string().contains("hunter2"));
    found.is("asks", "error", "does not let this user in").is("gone", "fail", "does not answer");
    found.is("refused", "fail", "does not answer").is("elsewhere", "fail", "not a git repository");
}

#[test]
fn ssh_is_used_as_configured_and_never_asks() {
    let sandbox = Sandbox::new();
    executable(
        &sandbox,
        "own-ssh",
        "#!/bin/sh\necho \"$@\" >>asked\necho 'Permission denied (publickey).' >&2\nexit 255\n",
    );
    let ssh = format!("{} -i key", sandbox.root().join("own-ssh").display());
    sandbox.git(&["config", "core.sshCommand", &ssh]);
    let toml = service("a", "git", "remote = \"ssh://git@h.example/x.git\"");
    Found::of(&sandbox, &toml).is("a", "error", "does not let this user in");
    assert!(
        sandbox.read("asked").lines().all(|line| line.starts_with("-i key -o BatchMode=yes")),
        "{}",
        sandbox.read("asked")
    );
}

/// A sandbox in which a program of that name prints what was recorded, by its last argument.
fn instead_of(program: &str, script: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    executable(&sandbox, &format!("fakes/{program}"), script);
    let path = format!("{}:{}", sandbox.root().join("fakes").display(), std::env::var("PATH").unwrap());
    sandbox.env("PATH", &path)
}

const SYSTEMCTL: &str = r#"#!/bin/sh
for unit; do :; done
show() { printf 'Type=%s\nResult=%s\nNRestarts=%s\nExecMainExitTimestampMonotonic=%s\nLoadState=%s\nActiveState=%s\nSubState=%s\n' "$@"; }
case "$unit" in
  up.service) show notify success 0 0 loaded active running ;;
  loop.service) show simple exit-code 7 5 loaded activating auto-restart ;;
  start.service) show notify success 0 0 loaded activating start ;;
  failed.service) show simple exit-code 5 9 loaded failed failed ;;
  stopped.service) show simple success 0 0 loaded inactive dead ;;
  once.service) show oneshot success 0 77 loaded inactive dead ;;
  masked.service) show '' success 0 0 masked inactive dead ;;
  restarted.service) show simple success 4 9 loaded active running ;;
  bus.service) echo 'Failed to connect to bus: Host is down' >&2; exit 1 ;;
  hung.service) sleep 600 ;;
  *) show '' success 0 0 not-found inactive dead ;;
esac
"#;

#[test]
fn units_are_judged_by_what_systemctl_says() {
    let sandbox = instead_of("systemctl", SYSTEMCTL);
    let of = |name: &str| service(name, "systemd", &format!("unit = \"{name}.service\"\nwarn_restarts = 3"));
    let names = ["up", "loop", "start", "failed", "stopped", "once", "masked", "restarted", "bus", "gone"];
    let hung = service("hung", "systemd", "unit = \"hung.service\"\ntimeout = \"3s\"");
    let found = Found::of(&sandbox, &(names.map(of).concat() + &hung));
    found.is("up", "ok", "active (running)").is("loop", "fail", "waits to be restarted").is(
        "start",
        "starting",
        "is starting",
    );
    found.is("failed", "fail", "has failed: exit-code").is("stopped", "fail", "not running").is(
        "once",
        "ok",
        "ended well",
    );
    found.is("masked", "fail", "masked").is("restarted", "warn", "4 times").is("bus", "error", "Host is down");
    found.is("gone", "fail", "no unit").is("hung", "error", "did not end");
}

#[test]
fn without_systemd_nothing_is_known_of_a_unit() {
    let sandbox = Sandbox::new();
    let git = Command::new("sh").args(["-c", "command -v git"]).output().unwrap();
    let git = String::from_utf8(git.stdout).unwrap();
    std::fs::create_dir(sandbox.root().join("only")).unwrap();
    std::os::unix::fs::symlink(git.trim(), sandbox.root().join("only/git")).unwrap();
    let path = sandbox.root().join("only").display().to_string();
    let sandbox = sandbox.env("PATH", &path);
    let toml = service("a", "systemd", "unit = \"a.service\"") + &service("b", "compose", "");
    let found = Found::of(&sandbox, &toml);
    found.is("a", "error", "there is no program systemctl").is(
        "b",
        "error",
        "neither docker compose nor docker-compose",
    );
}
