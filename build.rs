//! Compiles the catalog in: every `src/tools/catalog/*.toml` becomes a row of a table, so that a new tool is a new file.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

fn main() {
    let root = env::var("CARGO_MANIFEST_DIR").expect("cargo sets it");
    let folder = Path::new(&root).join("src/tools/catalog");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut names: Vec<String> = fs::read_dir(&folder)
        .expect("the catalog's folder is there")
        .map(|entry| entry.expect("it can be read").file_name().into_string().expect("names are text"))
        .filter(|name| name.ends_with(".toml"))
        .collect();
    names.sort();
    let mut table = String::from("&[\n");
    for name in &names {
        let path = folder.join(name);
        let stem = name.trim_end_matches(".toml");
        writeln!(table, "    ({stem:?}, include_str!({:?})),", path.display().to_string()).expect("a text takes all");
    }
    table.push_str("]\n");
    let out = env::var("OUT_DIR").expect("cargo sets it");
    fs::write(Path::new(&out).join("catalog.rs"), table).expect("the build folder can be written");
}
