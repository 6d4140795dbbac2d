//! Which executable a tool is, and of which version. The project's own comes before the machine's; nothing is ever
//! fetched (no npx, no uvx), since that would be another version, from the network, in the middle of a gate.

use std::collections::BTreeMap;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

use regex::Regex;
use serde::{Deserialize, Serialize};

use super::catalog::{self, Catalog};
use super::record::Record;
use super::site::Site;
use crate::process::Status;
use crate::report::{Problem, ProblemKind};

/// An executable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Executable {
    /// Absolute, or the bare name when there is none: running it says so.
    pub path: PathBuf,
    /// Where it was found: `.venv`, `node_modules`, `PATH`, ….
    pub from: String,
    /// Others that were found after it.
    pub others: Vec<PathBuf>,
}

impl Executable {
    /// Something was found.
    pub fn exists(&self) -> bool {
        self.path.is_absolute()
    }
}

/// Finds a tool's executable for a package: the first of `tools.NAME.program`, `PLANYARD_TOOL_NAME`, the active virtual
/// environment when it lies in the workspace, `.venv`, `venv`, `env`, `node_modules/.bin`, `vendor/bin` and `bin` from the
/// package up to the root, `~/.cargo/bin`, `~/go/bin`, and `PATH`.
pub fn executable(record: &Record, folder: &str, site: &Site) -> Executable {
    let program = record.program.as_deref().or(record.run.first().map(String::as_str)).unwrap_or_default();
    named(&record.name, program, folder, site)
}

/// The same, for a program that has no record.
pub fn named(name: &str, program: &str, folder: &str, site: &Site) -> Executable {
    let mut found: Vec<(PathBuf, String)> = Vec::new();
    let mut look = |path: PathBuf, from: &str| {
        if is_program(&path) && !found.iter().any(|(known, _)| *known == path) {
            found.push((path, from.to_owned()));
        }
    };
    let variable = format!("PLANYARD_TOOL_{}", name.replace('-', "_").to_ascii_uppercase());
    if let Some(path) = site.var(&variable) {
        look(site.workspace.join(path), &variable);
    }
    if program.contains('/') {
        look(site.root.join(folder).join(program), "the package");
        look(site.root.join(program), "the workspace");
        // A copy holds no file that git does not track.
        look(site.workspace.join(folder).join(program), "the package");
        look(site.workspace.join(program), "the workspace");
    } else {
        if let Some(active) =
            site.var("VIRTUAL_ENV").map(PathBuf::from).filter(|path| path.starts_with(&site.workspace))
        {
            look(active.join("bin").join(program), "VIRTUAL_ENV");
        }
        // In a copy of the workspace they are where they are in the workspace itself.
        let package = site.workspace.join(folder);
        for above in package.ancestors().take_while(|above| above.starts_with(&site.workspace)) {
            for inner in [".venv", "venv", "env"] {
                look(above.join(inner).join("bin").join(program), inner);
            }
            look(above.join("node_modules/.bin").join(program), "node_modules");
            look(above.join("node_modules").join(program).join("bin").join(program), "node_modules");
            look(above.join("vendor/bin").join(program), "vendor");
            look(above.join("bin").join(program), "bin");
        }
        for folder in site.var("PATH").unwrap_or_default().split(':').filter(|folder| folder.starts_with('/')) {
            look(Path::new(folder).join(program), "PATH");
        }
        if let Some(home) = site.var("HOME") {
            look(Path::new(home).join(".cargo/bin").join(program), "~/.cargo/bin");
            look(Path::new(home).join("go/bin").join(program), "~/go/bin");
        }
    }
    let mut found = found.into_iter();
    match found.next() {
        Some((path, from)) => Executable { path, from, others: found.map(|(path, _)| path).collect() },
        None => Executable { path: PathBuf::from(program), from: String::new(), others: Vec::new() },
    }
}

fn is_program(path: &Path) -> bool {
    path.metadata().is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

/// The versions of executables: asked once, and again when the file is another.
#[derive(Debug, Default)]
pub struct Versions {
    known: Mutex<BTreeMap<String, Known>>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Known {
    stamp: String,
    version: Option<String>,
}

const FILE: &str = "cache/versions.json";

impl Versions {
    /// As they were known last time.
    pub fn load(site: &Site) -> Self {
        let known = site.own().read(FILE).and_then(|bytes| serde_json::from_slice(&bytes).ok());
        Self { known: Mutex::new(known.unwrap_or_default()) }
    }

    /// The version of an executable; `None` when it does not say.
    pub fn of(&self, record: &Record, executable: &Executable, site: &Site) -> Option<String> {
        if !executable.exists() || record.version.args.is_empty() {
            return None;
        }
        let key = format!("{} {}", executable.path.display(), record.version.args.join(" "));
        let stamp = stamp(&executable.path)?;
        if let Some(known) = self.known.lock().ok()?.get(&key).filter(|known| known.stamp == stamp) {
            return known.version.clone();
        }
        let version = ask(record, executable, site);
        if version.is_some() {
            let mut known = self.known.lock().ok()?;
            known.insert(key, Known { stamp, version: version.clone() });
            // Only costs the question again when it cannot be kept.
            let _ = serde_json::to_vec_pretty(&*known).map(|bytes| site.own().write(FILE, &bytes));
        }
        version
    }
}

/// What changes when an executable is replaced; packages of npm keep one time for all their versions, so its change in
/// the folder counts too.
fn stamp(path: &Path) -> Option<String> {
    let real = path.canonicalize().ok()?;
    let meta = real.metadata().ok()?;
    let at = |meta: &std::fs::Metadata| {
        format!("{}.{} {}.{} {}", meta.mtime(), meta.mtime_nsec(), meta.ctime(), meta.ctime_nsec(), meta.size())
    };
    Some(format!("{} {}", real.display(), at(&meta)))
}

fn ask(record: &Record, executable: &Executable, site: &Site) -> Option<String> {
    let outcome = site
        .run(&executable.path)
        .args(record.version.args.iter())
        .cwd(&site.root)
        .time_limit(Duration::from_secs(60))
        .output_limit(64 * 1024)
        .run();
    if !matches!(outcome.status, Status::Exited(_)) {
        return None;
    }
    let pattern = Regex::new(&record.version.pattern).ok()?;
    let version = |bytes: &[u8]| {
        let text = super::formats::plain(bytes);
        pattern.captures(&text)?.get(1).map(|found| found.as_str().to_owned())
    };
    version(&outcome.stdout).or_else(|| version(&outcome.stderr))
}

/// The record for the version that is there.
///
/// # Errors
/// It is older than the oldest that can be used.
pub fn for_version(catalog: &Catalog, record: &Record, version: Option<&str>) -> Result<Record, Problem> {
    if let (Some(version), Some(min)) = (version, record.version.min.as_deref())
        && catalog::fits(version, &format!("<{min}"))
    {
        return Err(Problem::new(
            ProblemKind::BadInvocation,
            format!("{} {version} is too old; at least {min} is needed", record.name),
        )
        .source(record.name.clone())
        .hint(record.install.clone().map_or_else(|| "update it".to_owned(), |how| format!("update it: `{how}`"))));
    }
    catalog.for_version(&record.name, version)
}
