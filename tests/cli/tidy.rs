//! Holds the source to its own rules: sizes, who may import whom, what may not stand in it.

use std::fs;
use std::path::{Path, PathBuf};

use syn::spanned::Spanned;
use syn::visit::Visit;

const FILE_LINES: usize = 600;
const FUNCTION_LINES: usize = 80;
const PARAMETERS: usize = 6;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folder: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = ignore::WalkBuilder::new(root().join(folder))
        .build()
        .filter_map(Result::ok)
        .map(ignore::DirEntry::into_path)
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect();
    found.sort();
    assert!(!found.is_empty(), "no Rust files in {folder}");
    found
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

/// Lines and parameters of every function that is over a limit.
struct Long {
    file: String,
    over: Vec<String>,
}

impl Long {
    fn function(&mut self, name: &syn::Ident, inputs: usize, block: &syn::Block) {
        let lines = block.span().end().line.saturating_sub(name.span().start().line) + 1;
        if lines > FUNCTION_LINES {
            self.over.push(format!("{}: fn {name} has {lines} lines, {FUNCTION_LINES} are allowed", self.file));
        }
        if inputs > PARAMETERS {
            self.over.push(format!("{}: fn {name} has {inputs} parameters, {PARAMETERS} are allowed", self.file));
        }
    }
}

impl<'ast> Visit<'ast> for Long {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.function(&item.sig.ident, item.sig.inputs.len(), &item.block);
        syn::visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.function(&item.sig.ident, item.sig.inputs.len(), &item.block);
        syn::visit::visit_impl_item_fn(self, item);
    }
}

#[test]
fn files_and_functions_are_small() {
    let mut over = Vec::new();
    for path in rust_files("src").into_iter().chain(rust_files("tests")) {
        let text = fs::read_to_string(&path).unwrap();
        let lines = text.lines().count();
        if lines > FILE_LINES {
            over.push(format!("{}: {lines} lines, {FILE_LINES} are allowed", shown(&path)));
        }
        let file = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", shown(&path)));
        let mut long = Long { file: shown(&path), over: Vec::new() };
        long.visit_file(&file);
        over.extend(long.over);
    }
    assert!(over.is_empty(), "\n{}", over.join("\n"));
}

/// `crate::NAME` paths in the code of a file, tests and comments left out.
fn imports(text: &str) -> Vec<String> {
    let code: Vec<&str> = text
        .split("#[cfg(test)]")
        .next()
        .unwrap_or_default()
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect();
    let code = code.join("\n");
    code.match_indices("crate::")
        .map(|(at, head)| code[at + head.len()..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect())
        .collect()
}

#[test]
fn layers_import_only_what_lies_below_them() {
    let allowed: &[(&str, &[&str])] = &[
        ("src/report", &[]),
        ("src/process", &[]),
        ("src/parallel", &[]),
        ("src/plan", &["parallel", "plan", "report"]),
        ("src/files", &["files", "report", "plan", "process"]),
        ("src/git", &["files", "git", "plan", "process", "report"]),
        ("src/render", &["render", "report"]),
    ];
    let mut wrong = Vec::new();
    for path in rust_files("src").into_iter().filter(|path| !is_test(path)) {
        let name = shown(&path);
        let Some((layer, names)) =
            allowed.iter().find(|(layer, _)| name == format!("{layer}.rs") || name.starts_with(&format!("{layer}/")))
        else {
            continue;
        };
        let own = layer.trim_start_matches("src/");
        for import in imports(&fs::read_to_string(&path).unwrap()) {
            if import != own && !names.contains(&import.as_str()) && import != "report" {
                wrong.push(format!("{name} imports crate::{import}"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// What the planning gate found is given again while the documents, the settings and the facts are the same: rules must
/// not be able to know anything else.
#[test]
fn plans_know_nothing_but_what_they_are_given() {
    let forbidden = [
        "std::fs",
        "std::env",
        "std::time",
        "std::process",
        "std::net",
        "std::thread",
        "rustix::",
        "Timestamp::now",
        "Zoned::now",
    ];
    let mut wrong = Vec::new();
    let files = rust_files("src/plan").into_iter().filter(|path| !is_test(path));
    for path in files.chain([root().join("src/plan.rs"), root().join("src/parallel.rs")]) {
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        wrong.extend(
            forbidden.iter().filter(|name| code.contains(**name)).map(|name| format!("{}: {name}", shown(&path))),
        );
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn plug_ins_do_not_import_each_other() {
    let mut wrong = Vec::new();
    for folder in ["src/plan/dialects", "src/plan/rules", "src/render", "src/commands", "src/health/probes"] {
        let files = rust_files(folder);
        let stems: Vec<String> =
            files.iter().map(|path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned()).collect();
        for path in files.iter().filter(|path| path.parent() == Some(&root().join(folder))) {
            let own = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let text = fs::read_to_string(path).unwrap();
            for stem in stems.iter().filter(|stem| **stem != own) {
                let module = folder.trim_start_matches("src/").replace('/', "::");
                for import in [format!("super::{stem}::"), format!("crate::{module}::{stem}::")] {
                    if text.contains(&import)
                        && path.parent().is_some_and(|dir| dir.join(format!("{stem}.rs")).exists())
                    {
                        wrong.push(format!("{} imports its sibling {stem}", shown(path)));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn nothing_forbidden_stands_in_the_source() {
    // Put together here, so that this file does not hold them.
    let words = ["todo", "dbg", "unimplemented"].map(|word| format!("{word}!("));
    let notes = ["FIX", "XX"].map(|head| format!("{head}{}", if head == "FIX" { "ME" } else { "X" }));
    let allow = format!("#[{}(", "allow");
    let names = ["util.rs", "utils.rs", "common.rs", "helpers.rs", "manager.rs", "misc.rs", "imp.rs", "mod.rs"];
    let mut wrong = Vec::new();
    for path in rust_files("src").into_iter().chain(rust_files("tests")) {
        let name = shown(&path);
        if names.iter().any(|bad| path.ends_with(bad)) {
            wrong.push(format!("{name} does not say what it holds"));
        }
        let text = fs::read_to_string(&path).unwrap();
        for (number, line) in text.lines().enumerate() {
            let bad = words.iter().chain(&notes).chain([&allow]).find(|word| line.contains(word.as_str()));
            if let Some(word) = bad {
                wrong.push(format!("{name}:{}: {word}", number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// `src/x/tests.rs` and what is in `src/x/tests/`: tests in files of their own.
fn is_test(path: &Path) -> bool {
    let name = shown(path);
    name.contains("/tests/") || name.ends_with("/tests.rs")
}

#[test]
fn one_place_starts_programs_and_one_prints() {
    let mut wrong = Vec::new();
    for path in rust_files("src").into_iter().filter(|path| !is_test(path)) {
        let name = shown(&path);
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let is = |layer: &str| name == format!("{layer}.rs") || name.starts_with(&format!("{layer}/"));
        if code.contains("Command::new(") && !is("src/process") && !code.contains("clap::Command") {
            wrong.push(format!("{name} starts a program"));
        }
        for printing in ["println!(", "print!(", "eprintln!(", "eprint!("] {
            if !is("src/cli/output") && code.lines().any(|line| line.trim_start().starts_with(printing)) {
                wrong.push(format!("{name} prints"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn imports_are_found() {
    assert_eq!(imports("use crate::plan::x;\n// crate::no\nfn f() { crate::report::y() }"), ["plan", "report"]);
}
