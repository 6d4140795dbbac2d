//! Linters of Rust, Go, shell, containers, YAML and prose.

use super::Tool;

const CARGO: &str = "[package]\nname = \"a\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\n[workspace]\n";

#[test]
fn clippy() {
    Tool {
        name: "clippy",
        around: &[
            ("Cargo.toml", CARGO),
            (".gitignore", "/target\n"),
            ("Cargo.lock", "version = 4\n\n[[package]]\nname = \"a\"\nversion = \"0.1.0\"\n"),
        ],
        file: "src/lib.rs",
        findings: "pub fn f(x: &str) -> usize {\n    let _é = \"日本\"; if x.len() == 0 { 1 } else { 2 }\n}\n",
        first: "src/lib.rs:2:23 warning clippy::len_zero",
        clean: "pub fn f() {}\n",
        syntax: Some("pub fn f( {\n"),
        broken: Some(("Cargo.toml", "[package\n")),
    }
    .check();
}

#[test]
fn rustfmt() {
    Tool {
        name: "rustfmt",
        around: &[("Cargo.toml", CARGO)],
        file: "src/lib.rs",
        findings: "pub fn f() {}\npub fn g(){}\n",
        first: "src/lib.rs:-:- warning unformatted",
        clean: "pub fn f() {}\n",
        syntax: Some("pub fn f( {\n"),
        broken: Some(("rustfmt.toml", "max_width = \"x\"\n")),
    }
    .check();
}

#[test]
fn go_vet() {
    Tool {
        name: "go-vet",
        around: &[("go.mod", "module example.org/a\n\ngo 1.21\n")],
        file: "a.go",
        findings: "package a\n\nimport \"fmt\"\n\n// F prints.\nfunc F() { fmt.Printf(\"%d\\n\", \"x\") }\n",
        first: "a.go:6:24 warning printf",
        clean: "package a\n\n// F does nothing.\nfunc F() {}\n",
        syntax: Some("package a\n\nfunc F( {\n"),
        broken: Some(("go.mod", "modul x\n")),
    }
    .check();
}

#[test]
fn gofmt() {
    Tool {
        name: "gofmt",
        around: &[("go.mod", "module example.org/a\n\ngo 1.21\n")],
        file: "a.go",
        findings: "package a\n\nfunc  F() {}\n",
        first: "a.go:3:- warning unformatted",
        clean: "package a\n\nfunc F() {}\n",
        syntax: Some("package a\n\nfunc F( {\n"),
        broken: None,
    }
    .check();
}

#[test]
fn shellcheck() {
    Tool {
        name: "shellcheck",
        around: &[(".shellcheckrc", "disable=SC2034\n")],
        file: "a.sh",
        findings: "#!/bin/sh\necho \"日本\" $1\n",
        first: "a.sh:2:11 info SC2086",
        clean: "#!/bin/sh\necho \"$1\"\n",
        syntax: Some("#!/bin/sh\nif true; then\n"),
        broken: Some((".shellcheckrc", "disable=nonsense here\n")),
    }
    .check();
}

#[test]
fn shfmt() {
    Tool {
        name: "shfmt",
        around: &[(".editorconfig", "root = true\n")],
        file: "a.sh",
        findings: "#!/bin/sh\nif true; then\n    echo x\nfi\n",
        first: "a.sh:3:- warning unformatted",
        clean: "#!/bin/sh\necho x\n",
        syntax: Some("#!/bin/sh\nif true; then\n"),
        broken: None,
    }
    .check();
}

#[test]
fn hadolint() {
    Tool {
        name: "hadolint",
        around: &[(".hadolint.yaml", "ignored: []\n")],
        file: "Dockerfile",
        findings: "FROM debian:12\nRUN cd /tmp\n",
        first: "Dockerfile:2:1 warning DL3003",
        clean: "FROM debian:12\n",
        syntax: Some("FROM debian:12\nRUNN x\n"),
        broken: Some((".hadolint.yaml", "ignored: [\n")),
    }
    .check();
}

#[test]
fn typos() {
    Tool {
        name: "typos",
        around: &[("typos.toml", "")],
        file: "a.txt",
        findings: "日本 and teh end\n",
        first: "a.txt:1:8 warning typo",
        clean: "and the end\n",
        syntax: None,
        broken: Some(("typos.toml", "[default\n")),
    }
    .check();
}

#[test]
fn codespell() {
    Tool {
        name: "codespell",
        around: &[(".codespellrc", "[codespell]\n")],
        file: "a.txt",
        findings: "one\nand teh end\n",
        first: "a.txt:2:- warning typo",
        clean: "and the end\n",
        syntax: None,
        broken: Some((".codespellrc", "[codespell]\nbuiltin = nonsense\n")),
    }
    .check();
}

#[test]
fn yamllint() {
    Tool {
        name: "yamllint",
        around: &[(".yamllint", "extends: relaxed\n")],
        file: "a.yaml",
        findings: "a: 1\na: 2\n",
        first: "a.yaml:2:1 error key-duplicates",
        clean: "a: 1\n",
        syntax: Some("a: [\n"),
        broken: Some((".yamllint", "extends: nonsense\n")),
    }
    .check();
}

#[test]
fn zizmor() {
    Tool {
        name: "zizmor",
        around: &[],
        file: ".github/workflows/ci.yml",
        findings: "on: push\npermissions: {}\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ github.event.issue.title }}\n",
        first: ".github/workflows/ci.yml:7:23 error zizmor/template-injection",
        clean: "name: ci\non: push\npermissions: {}\nconcurrency:\n  group: ci\n  cancel-in-progress: true\njobs:\n  a:\n    name: a\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo x\n",
        syntax: Some("on: [\n"),
        broken: None,
    }
    .check();
}
