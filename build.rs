//! Compiles the catalogs in: every `src/tools/catalog/*.toml` and `src/agents/catalog/*.toml` becomes a row of a table, so
//! that a new tool or agent is a new file.

#![expect(
    clippy::disallowed_methods,
    reason = "a build script is told by cargo's variables and writes a file of cargo's"
)]

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::{env, error, fs, io};

fn main() -> Result<(), Box<dyn error::Error>> {
    at_its_place()?;
    catalog("src/tools/catalog", "catalog.rs")?;
    catalog("src/agents/catalog", "agents.rs")
}

/// A release for Linux is loaded where it was linked for. Elsewhere 66,000 addresses are written anew at each start, into 280
/// pages that are copied for it: a fifth of the time of a short command. With musl `.cargo/config.toml` says so, as objects of
/// another kind are linked in then.
fn at_its_place() -> io::Result<()> {
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|found| found == value);
    if !is("PROFILE", "release") || !is("CARGO_CFG_TARGET_OS", "linux") {
        return Ok(());
    }
    if is("CARGO_CFG_TARGET_ENV", "musl") {
        return side_by_side(None);
    }
    println!("cargo::rustc-link-arg-bins=-no-pie");
    if env::var("HOST") == env::var("TARGET") {
        if has_unwinder() {
            println!("cargo::rustc-link-arg-bins=-Wl,--push-state,--whole-archive,-l:{UNWINDER},--pop-state");
        }
        side_by_side(Some("-Clink-arg=-no-pie"))?;
    }
    Ok(())
}

/// What short commands run lies together (`link/hot.ld`), where the linker takes such a script: mold and gold do not. An empty
/// program that is linked as this one will be tells that.
fn side_by_side(placed: Option<&str>) -> io::Result<()> {
    let script = Path::new(&cargo("CARGO_MANIFEST_DIR")).join("link/hot.ld");
    println!("cargo::rerun-if-changed={}", script.display());
    let folder = cargo("OUT_DIR");
    let empty = Path::new(&folder).join("empty.rs");
    fs::write(&empty, "fn main() {}\n")?;
    let argument = format!("-Wl,-T,{}", script.display());
    let mut rustc = Command::new(cargo("RUSTC"));
    rustc.arg(empty).args(["--crate-name=empty", "--target", &cargo("TARGET"), "--out-dir", &folder]).args(placed);
    rustc.arg(format!("-Clink-arg={argument}"));
    rustc.args(env::var("RUSTC_LINKER").map(|linker| format!("-Clinker={linker}")));
    rustc.args(cargo("CARGO_ENCODED_RUSTFLAGS").split('\x1f').filter(|flag| !flag.is_empty()));
    if rustc.output().is_ok_and(|done| done.status.success()) {
        println!("cargo::rustc-link-arg-bins={argument}");
    }
    Ok(())
}

/// What cargo tells a build script.
fn cargo(name: &str) -> String {
    env::var(name).unwrap_or_default()
}

/// The unwinder, of which a process that does not panic uses nothing: to load it as a library takes a fifteenth of the time of
/// a short command.
const UNWINDER: &str = "libgcc_eh.a";

/// The linker's driver knows where the unwinder is.
fn has_unwinder() -> bool {
    let linker = env::var_os("RUSTC_LINKER").unwrap_or_else(|| "cc".into());
    let said = Command::new(linker).arg(format!("-print-file-name={UNWINDER}")).output();
    said.is_ok_and(|said| Path::new(String::from_utf8_lossy(&said.stdout).trim()).is_absolute())
}

fn catalog(folder: &str, into: &str) -> Result<(), Box<dyn error::Error>> {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join(folder);
    println!("cargo::rerun-if-changed={}", folder.display());
    let entries = fs::read_dir(&folder)?.collect::<io::Result<Vec<_>>>()?;
    let mut names: Vec<String> = entries.iter().map(|entry| entry.file_name().display().to_string()).collect();
    names.retain(|name| name.ends_with(".toml"));
    names.sort();
    let mut table = String::from("&[\n");
    for name in &names {
        let path = folder.join(name);
        let stem = name.trim_end_matches(".toml");
        // Recorded cases stand at the end and are for the tests alone.
        let text = fs::read_to_string(&path)?;
        let end = text.find("\n[[case]]").map_or(text.len(), |at| at + 1);
        writeln!(table, "    ({stem:?}, include_str!({:?}), {end}),", path.display().to_string())?;
    }
    table.push_str("]\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join(into), table)?;
    Ok(())
}
