use super::*;

/// The proposals of files, as TOML, and the notes.
fn of(files: &[(&str, &str)]) -> (String, Vec<String>) {
    let survey = Survey::from_paths(files.iter().map(|(path, _)| (*path).to_owned()).collect());
    let read = |path: &str| files.iter().find(|(known, _)| *known == path).map(|(_, text)| (*text).to_owned());
    let proposed = look(&survey, &read);
    (as_toml(&proposed.proposals), proposed.notes)
}

const COMPOSE_FILE: &str = "services:\n  web:\n    build: .\n    ports: ['8000:80']\n    depends_on: [cache, queue]\n    healthcheck:\n      test: curl -f http://localhost/ready\n      start_period: 1m\n  cache:\n    image: mongo:7\n    ports: ['${CACHE_PORT:-27017}:27017']\n";

#[test]
fn a_compose_file_and_its_env_are_one() {
    let files = [
        ("docker-compose.yml", COMPOSE_FILE),
        ("docker-compose.override.yml", "services:\n  web:\n    ports: !override ['9000:80']\n"),
        (".env", "CACHE_PORT=27018\n"),
    ];
    let (text, notes) = of(&files);
    assert_eq!(notes, Vec::<String>::new());
    assert!(text.contains("url = \"tcp://127.0.0.1:${CACHE_PORT:-27017}\""), "{text}");
    assert!(text.contains("# from docker-compose.yml:2\n[[health.service]]\nname = \"web\"\n"), "{text}");
    assert!(text.contains("depends_on = [\"cache\"]\n") && text.contains("start_period = \"60s\""), "{text}");
    let table: Table = toml::from_str(&text).unwrap();
    assert_eq!(table["health"]["service"].as_array().unwrap().len(), 2);
}

#[test]
fn what_cannot_be_read_is_left_out_with_a_note() {
    let large = "x".repeat(LARGEST + 1);
    let files = [
        ("docker-compose.yml", "services: ["),
        ("Procfile", large.as_str()),
        (".nvmrc", "20"),
        ("k8s/a.yaml", "apiVersion: v1\nkind: {"),
    ];
    let (text, notes) = of(&files);
    assert!(text.contains("name = \"node\""), "{text}");
    assert_eq!(notes.len(), 3, "{notes:?}");
    assert!(notes[0].starts_with("docker-compose.yml: line ") && notes[1].contains("1 MiB"), "{notes:?}");
}

#[test]
fn odd_types_are_nothing() {
    let odd = [
        "services: 5",
        "services:\n - a",
        "services:\n  a: 5\n  b:\n   ports: {x: 1}\n   image: [x]\n   depends_on: 7\n   healthcheck: no",
        "",
        "null",
        "5",
        "services:\n  a:\n    ports: [[1], {target: [x], published: {}}, 80, 8.5, true, null]\n",
    ];
    for text in odd {
        let (_, notes) = of(&[
            ("compose.yaml", text),
            ("package.json", text),
            ("k.yaml", &format!("apiVersion: 1\nkind: Deployment\nspec: {text:?}\n")),
        ]);
        assert!(notes.is_empty(), "{text}: {notes:?}");
    }
}

#[test]
fn names_are_unique_and_dependencies_follow_them() {
    let one = "services:\n  a b:\n    ports: ['1000:1']\n  c:\n    ports: ['1001:1']\n    depends_on: ['a b']\n";
    let (text, _) = of(&[("compose.yaml", one), ("deploy/compose.yaml", &one.replace("100", "200"))]);
    let table: Table = toml::from_str(&text).unwrap();
    let services = table["health"]["service"].as_array().unwrap();
    let names: Vec<&str> = services.iter().map(|service| service["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["a-b", "c", "a-b-2", "c-2"]);
    assert_eq!(services[3]["depends_on"].as_array().unwrap()[0].as_str(), Some("a-b-2"));
}

#[test]
fn tests_and_examples_show_nothing_that_is_needed() {
    let (text, notes) = of(&[("tests/fixtures/compose.yaml", COMPOSE_FILE), ("examples/Procfile", "web: x -p 3000\n")]);
    assert_eq!((text.as_str(), notes), ("", Vec::new()));
}

#[test]
fn a_pinned_version_wins_over_the_least() {
    let (text, _) = of(&[
        ("rust-toolchain.toml", "[toolchain]\nchannel = \"1.95.0\"\n"),
        ("Cargo.toml", "[package]\nrust-version = \"1.80\"\n"),
        ("package.json", "{\"engines\":{\"node\":\">=18\"}}"),
        (".nvmrc", "20.1.0"),
    ]);
    assert!(text.contains("version = \"=1.95.0\"") && !text.contains("1.80"), "{text}");
    assert!(text.contains("version = \"=20.1.0\"") && !text.contains(">=18"), "{text}");
}

#[test]
fn the_toolchain_has_git_docker_and_the_agents_that_are_there() {
    let survey = Survey::from_paths(vec!["compose.yaml".to_owned(), "Cargo.toml".to_owned()]);
    let read = |path: &str| (path == "Cargo.toml").then(|| "[package]\nname = \"x\"\n".to_owned());
    let catalog = Catalog::load(&Table::new()).unwrap();
    let proposals = toolchain(&survey, &read, &catalog, &|name| name == "codex");
    let names: Vec<&str> = proposals.iter().map(Proposal::name).collect();
    assert_eq!(names[..2], ["git", "docker"]);
    assert!(
        names.contains(&"codex")
            && !names.contains(&"claude")
            && names.iter().any(|name| name.starts_with("cargo") || *name == "clippy"),
        "{names:?}"
    );
    let optional = proposals.iter().find(|proposal| proposal.name() == "codex").unwrap();
    assert_eq!(optional.table["criticality"].as_str(), Some("optional"));
}

proptest::proptest! {
    /// Whatever stands in them: no panic, and what is proposed is TOML of services with a name and a probe.
    #[test]
    fn any_text_gives_services_or_none(
        words in proptest::collection::vec(proptest::sample::select(vec![
            "services:", "\n", "\n  ", "\n    ", "a:", "image:", "redis", "ports:", "- ", "'80:80'", "${A:-5}:1", "[", "]", "{", "}",
            "&x", "*x", "<<:", "depends_on:", "healthcheck:", "test:", "http://localhost/é", "kind: Deployment", "apiVersion: v1",
            "metadata:", "name:", "spec:", "A_URL=", "redis://x:1", "PGHOST=é", "\"", "'", "$", "${", "web: x -p 5000", ":", "=", "é", "\u{0}",
        ]), 0..60)
    ) {
        let text = words.join(" ");
        let names = ["compose.yaml", "compose.override.yaml", ".env", "Procfile", "k.yaml", "a.service", "package.json", "go.mod", "Cargo.toml", ".tool-versions"];
        let files: Vec<(&str, &str)> = names.iter().map(|name| (*name, text.as_str())).collect();
        let (proposed, _) = of(&files);
        let table: Table = toml::from_str(&proposed).unwrap();
        let services = table.get("health").and_then(|health| health.get("service")).and_then(Value::as_array).cloned().unwrap_or_default();
        for service in services {
            assert!(service.get("name").is_some_and(Value::is_str) && service.get("probe").is_some_and(Value::is_str), "{proposed}");
        }
    }
}
