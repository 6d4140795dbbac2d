use super::*;

/// Evidence for one tool in a tree of `(path, text)`.
fn detect(record: &str, files: &[(&str, &str)]) -> Detected {
    let record: Record = toml::from_str(&format!(
        "name = 'x'\nkind = 'lint'\nabout = ''\nrun = ['x']\n{record}\n[read]\nformat = 'regex'\npatterns = ['(?<message>.)']"
    ))
    .unwrap();
    let survey = Survey::from_paths(files.iter().map(|(path, _)| (*path).to_owned()).collect());
    let read = |path: &str| files.iter().find(|(known, _)| *known == path).map(|(_, text)| (*text).to_owned());
    Detector::new(&survey, &read).detect(&record)
}

fn scores(detected: &Detected) -> Vec<(&str, u8)> {
    detected.places.iter().map(|place| (place.folder.as_str(), place.score)).collect()
}

#[test]
fn configuration_counts_most_and_its_section_is_parsed_not_searched() {
    let record = "[detect]\nfiles = ['x.toml', '.xrc.*', '.config/y.toml']\ntoml = { 'pyproject.toml' = 'tool.x' }";
    assert_eq!(scores(&detect(record, &[("a/x.toml", ""), ("b/.xrc.json", "")])), [("a", 100), ("b", 100)]);
    assert_eq!(scores(&detect(record, &[("a/.config/y.toml", "")])), [("a", 100)]);
    assert_eq!(scores(&detect(record, &[("pyproject.toml", "[tool.x]\na = 1")])), [("", 100)]);
    assert_eq!(scores(&detect(record, &[("pyproject.toml", "# [tool.x]\nd = '[tool.x]'")])), []);
    assert!(detect(record, &[("pyproject.toml", "[[[")]).not.is_some());
}

#[test]
fn sections_of_ini_and_json_count() {
    let record = "[detect]\nini = { 'setup.cfg' = ['x', 'x-*'] }\njson = { 'package.json' = 'xConfig' }";
    assert_eq!(
        scores(&detect(record, &[("setup.cfg", "[x-a]\n"), ("js/package.json", "{\"xConfig\":{}}")])),
        [("", 100), ("js", 100)]
    );
    assert_eq!(scores(&detect(record, &[("setup.cfg", "[tool:x]\n"), ("package.json", "{\"a\":\"xConfig\"}")])), []);
}

#[test]
fn dependencies_are_read_in_every_ecosystem() {
    let record =
        "[detect.depends]\npypi = 'X_y'\nnpm = 'xy'\ngem = 'xy'\ncomposer = 'v/xy'\ngo = 'e.org/xy'\ncargo = 'xy'";
    for (path, text) in [
        ("pyproject.toml", "[project]\ndependencies = ['x-y>=1']"),
        ("pyproject.toml", "[dependency-groups]\ndev = ['x.y ; python_version>\"3\"']"),
        ("pyproject.toml", "[tool.poetry.group.dev.dependencies]\nx-y = '1'"),
        ("requirements-dev.txt", "# no\nx_y==1\n"),
        ("package.json", "{\"devDependencies\":{\"xy\":\"1\"}}"),
        ("Gemfile", "gem 'xy', '~> 1'"),
        ("composer.json", "{\"require-dev\":{\"v/xy\":\"1\"}}"),
        ("go.mod", "require (\n\te.org/xy v1.0.0\n)"),
        ("Cargo.toml", "[dev-dependencies]\nxy = '1'"),
    ] {
        assert_eq!(scores(&detect(record, &[(path, text)])), [("", 80)], "{path}: {text}");
    }
    for (path, text) in [
        ("requirements.txt", "# x-y\nx-y-z\n"),
        ("package.json", "{\"name\":\"xy\"}"),
        ("Gemfile", "# gem 'xy'"),
        ("go.mod", "// e.org/xy v1"),
    ] {
        assert_eq!(scores(&detect(record, &[(path, text)])), [], "{path}: {text}");
    }
}

#[test]
fn a_script_that_calls_it_counts_and_a_comment_does_not() {
    let record = "[detect]\nwords = ['xlint run']";
    assert_eq!(scores(&detect(record, &[("Makefile", "lint:\n\txlint run .")])), [("", 70)]);
    assert_eq!(scores(&detect(record, &[("p/.github/workflows/ci.yml", "run: xlint run")])), [("p", 70)]);
    assert_eq!(scores(&detect(record, &[("package.json", "{\"scripts\":{\"l\":\"xlint run\"}}")])), [("", 70)]);
    assert_eq!(scores(&detect(record, &[("Makefile", "# xlint run\n\tmy-xlint run\n\txlint runs")])), []);
}

#[test]
fn a_standard_tool_runs_once_a_workspace_and_not_where_another_replaces_it() {
    let record = "[detect]\nstandard = ['Cargo.toml']\nunless = ['other.json']";
    let crates = [
        ("Cargo.toml", "[workspace]\nmembers = ['a']\nexclude = ['fuzz']"),
        ("a/Cargo.toml", "[package]"),
        ("fuzz/Cargo.toml", "[package]"),
        ("own/Cargo.toml", "[workspace]"),
    ];
    assert_eq!(scores(&detect(record, &crates)), [("", 50), ("fuzz", 50), ("own", 50)]);
    assert_eq!(scores(&detect(record, &[("Cargo.toml", ""), ("other.json", "")])), []);
    // What lies in a folder of its own is about the folder around it.
    let record = "[detect]\nstandard = ['Cargo.toml']\nunless = ['.config/other.toml']";
    let two = [("a/Cargo.toml", ""), ("a/.config/other.toml", ""), ("b/Cargo.toml", "")];
    assert_eq!(scores(&detect(record, &two)), [("b", 50)]);
}

#[test]
fn the_configuration_switches_tools_on_and_off() {
    assert_eq!(scores(&detect("enabled = true", &[])), [("", 100)]);
    let off = detect("enabled = false\n[detect]\nfiles = ['x.toml']", &[("x.toml", "")]);
    assert_eq!((scores(&off), off.not.as_deref()), (vec![], Some("switched off in planyard.toml")));
}
