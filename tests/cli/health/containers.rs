//! docker compose, told by a program that prints what `docker compose` printed where it was recorded, since no docker
//! daemon runs where the tests do: both shapes of its JSON, the first docker-compose, and its errors.

use super::recorded::{Found, executable, service};
use crate::sandbox::Sandbox;

const DB: &str = r#"{"Command":"docker-entrypoint.s…","CreatedAt":"2026-01-31 12:00:00 +0000 UTC","ExitCode":0,"Health":"healthy","ID":"1f","Image":"postgres:16","Labels":"x=1","Name":"p-db-1","Names":"p-db-1","Project":"p","Publishers":[{"URL":"0.0.0.0","TargetPort":5432,"PublishedPort":5432,"Protocol":"tcp"}],"Service":"db","State":"running","Status":"Up 2 minutes (healthy)"}"#;
const WEB: &str = r#"{"ExitCode":0,"Health":"starting","ID":"2f","Name":"p-web-1","Project":"p","Publishers":null,"Service":"web","State":"running"}"#;
const JOB: &str =
    r#"{"ExitCode":0,"Health":"","ID":"3f","Name":"p-job-1","Project":"p","Service":"job","State":"exited"}"#;
const DEAD: &str =
    r#"{"ExitCode":137,"Health":"","ID":"4f","Name":"p-dead-1","Project":"p","Service":"dead","State":"exited"}"#;
const SICK: &str = r#"{"ExitCode":0,"Health":"unhealthy","ID":"5f","Name":"p-sick-1","Project":"p","Service":"sick","State":"running"}"#;

/// A sandbox with a `docker` that answers as that script does, before all other programs.
fn with(name: &str, script: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    executable(&sandbox, &format!("fakes/{name}"), &format!("#!/bin/sh\n{script}"));
    let path = format!("{}:{}", sandbox.root().join("fakes").display(), std::env::var("PATH").unwrap());
    sandbox.env("PATH", &path)
}

/// `docker compose ps` prints that file, `config --services` those names.
fn answering(ps: &str, services: &str) -> Sandbox {
    let script =
        format!("case \"$*\" in *' ps '*) cat answer ;; *config*) printf '%s\\n' {services} ;; *) exit 64 ;; esac\n");
    let sandbox = with("docker", &script);
    sandbox.write("answer", ps);
    sandbox
}

#[test]
fn services_of_both_shapes_are_components() {
    for ps in [format!("{DB}\n{WEB}\n{JOB}\n"), format!("[{DB},{WEB},{JOB}]\n")] {
        let sandbox = answering(&ps, "db web");
        let toml = [
            service("all", "compose", ""),
            service(
                "one",
                "compose",
                "services = [\"db\"]\ncompleted = [\"job\"]\nfiles = [\"compose.yaml\"]\nproject = \"p\"",
            ),
            service("job", "compose", "services = [\"job\"]"),
            service("gone", "compose", "services = [\"db\", \"queue\"]"),
        ];
        let found = Found::of(&sandbox, &toml.concat());
        found.is("all", "starting", "web: starting").is("one", "ok", "2 services run");
        found.is("job", "fail", "exited, exit code 0").is("gone", "fail", "queue: not created");
        assert_eq!(found.component("all", "db"), ("healthy".to_owned(), "healthy".to_owned()));
        assert_eq!(found.component("all", "web").0, "starting");
        assert_eq!(found.component("gone", "queue").0, "unhealthy");
    }
}

#[test]
fn what_has_ended_or_is_unhealthy_has_failed() {
    let sandbox = answering(&format!("{DB}\n{DEAD}\n{SICK}\n"), "db dead sick");
    let found = Found::of(&sandbox, &service("all", "compose", ""));
    found.is("all", "fail", "dead: exited, exit code 137; sick: unhealthy");
    Found::of(&answering("", "db"), &service("all", "compose", "")).is("all", "fail", "db: not created");
    Found::of(&answering("", ""), &service("all", "compose", "")).is("all", "error", "no services");
}

#[test]
fn without_a_daemon_nothing_is_known() {
    let said = [
        (
            "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
            "daemon does not answer",
        ),
        ("permission denied while trying to connect to the Docker daemon socket", "may not talk to docker"),
        ("no configuration file provided: not found", "no configuration file provided"),
    ];
    for (line, words) in said {
        let sandbox = with("docker", &format!("echo '{line}' >&2\nexit 1\n"));
        Found::of(&sandbox, &service("a", "compose", "")).is("a", "error", words);
    }
    let sandbox = with("docker", "echo oops\n");
    Found::of(&sandbox, &service("a", "compose", "")).is("a", "error", "no JSON");
    let sandbox = with("docker", "sleep 600\n");
    Found::of(&sandbox, &service("a", "compose", "timeout = \"3s\"")).is("a", "error", "did not end in time");
}

#[test]
fn the_first_docker_compose_is_asked_where_there_is_no_plugin() {
    let inspected = r#"[{"State":{"Status":"running","ExitCode":0,"Health":{"Status":"healthy","FailingStreak":0}},"Config":{"Labels":{"com.docker.compose.service":"db"}}},{"State":{"Status":"exited","ExitCode":2},"Config":{"Labels":{"com.docker.compose.service":"web"}}}]"#;
    let sandbox = with(
        "docker",
        "case \"$1\" in inspect) cat inspected ;; *) echo 'docker: unknown command: docker compose' >&2; exit 1 ;; esac\n",
    );
    sandbox.write("inspected", inspected);
    executable(
        &sandbox,
        "fakes/docker-compose",
        "#!/bin/sh\ncase \"$*\" in *ps*) echo 1f; echo 2f ;; *) echo db; echo web ;; esac\n",
    );
    let toml = service("all", "compose", "") + &service("db", "compose", "services = [\"db\"]");
    Found::of(&sandbox, &toml).is("all", "fail", "web: exited, exit code 2").is("db", "ok", "1 services run");
}
