use std::collections::BTreeMap;

use anyhow::Result;
use globset::{Glob, GlobSet, GlobSetBuilder};

use crate::git::{DiffStat, Difference, Entry, Objects};
use crate::report::{Problem, ProblemKind};

/// What a task's branch would bring.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Review {
    /// Where it left the target: all below is what came since.
    pub from: String,
    /// Paths that differ, sorted.
    pub changed: Vec<String>,
    /// How much.
    pub stat: DiffStat,
    /// Why it may not land as it is: links out of the repository, commits of other repositories, ….
    pub refused: Vec<String>,
    /// Conflict markers that it brings: `path:line`.
    pub markers: Vec<String>,
}

impl Review {
    /// Why it may not land, in words; conflict markers in files of which `skip` holds are passed over.
    pub(in crate::dispatch) fn reasons(&self, skip: &dyn Fn(&str) -> bool) -> Vec<String> {
        let markers = self.markers.iter().filter(|at| !skip(at.rsplit_once(':').map_or("", |(path, _)| path)));
        self.refused.iter().cloned().chain(markers.map(|at| format!("{at}: conflict markers are left"))).collect()
    }
}

/// Paths that agents may not change.
#[derive(Debug, Clone)]
pub struct Protected {
    globs: GlobSet,
    prefix: String,
}

impl Protected {
    /// By globs that are relative to the workspace or to the repository; `prefix` is the workspace's folder, empty or with a
    /// `/` at the end.
    ///
    /// # Errors
    /// One is no glob.
    pub fn of(globs: &[String], prefix: &str) -> Result<Self> {
        let mut set = GlobSetBuilder::new();
        for glob in globs {
            set.add(Glob::new(glob).map_err(|error| {
                Problem::new(ProblemKind::Config, format!("dispatch.protect: {error}"))
                    .source("planyard.toml")
                    .hint("write it as the globs of .gitignore files are written")
            })?);
        }
        Ok(Self { globs: set.build()?, prefix: prefix.to_owned() })
    }

    /// A path of the repository is one of them.
    pub fn holds(&self, path: &str) -> bool {
        let inside = path.strip_prefix(&self.prefix).filter(|_| !self.prefix.is_empty());
        self.globs.is_match(path) || inside.is_some_and(|inside| self.globs.is_match(inside))
    }
}

/// Looks at what `head` would bring to `target` (both commits).
pub(in crate::dispatch) fn review(objects: &Objects, head: &str, target: &str) -> Result<Review> {
    let from = objects.merge_base(target, head)?.unwrap_or_else(|| target.to_owned());
    let differences = objects.differences(&from, head)?;
    let mut refused = Vec::new();
    for difference in &differences {
        refused.extend(objection(objects, head, difference)?);
    }
    let mut changed: Vec<String> = differences.into_iter().map(|difference| difference.path).collect();
    changed.sort();
    let markers = if changed.is_empty() { Vec::new() } else { markers(objects, &from, head)? };
    Ok(Review { stat: objects.stat(&from, head)?, changed, refused, markers, from })
}

/// Why a change is refused.
fn objection(objects: &Objects, head: &str, difference: &Difference) -> Result<Option<String>> {
    let path = &difference.path;
    if path.split('/').any(|part| part.eq_ignore_ascii_case(".git")) {
        return Ok(Some(format!("{path}: the name belongs to git")));
    }
    if difference.old == Entry::Submodule || difference.new == Entry::Submodule {
        return Ok(Some(format!("{path}: a repository within this one (a submodule) is changed")));
    }
    if path == ".gitmodules" {
        return Ok(Some(".gitmodules: submodules are not changed by tasks".to_owned()));
    }
    if !difference.new.leads_elsewhere() {
        return Ok(None);
    }
    let to = objects.bytes(head, path)?.unwrap_or_default();
    let to = String::from_utf8_lossy(&to).into_owned();
    Ok((!stays_inside(path, &to)).then(|| format!("{path}: a symlink that leads out of the repository, to {to}")))
}

/// A symlink's target stays in the repository. `..` counts only at its beginning, where no other link can stand before it;
/// so links that each stay inside stay inside together.
fn stays_inside(path: &str, to: &str) -> bool {
    if to.is_empty() || to.starts_with('/') {
        return false;
    }
    let depth = path.split('/').count() - 1;
    let parts: Vec<&str> = to.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    let up = parts.iter().take_while(|part| **part == "..").count();
    let rest = &parts[up..];
    up <= depth && !rest.iter().any(|part| *part == ".." || part.eq_ignore_ascii_case(".git"))
}

/// Lines that came and look like what a merge leaves: a beginning and an end in one file.
fn markers(objects: &Objects, from: &str, head: &str) -> Result<Vec<String>> {
    let mut found: BTreeMap<String, (Vec<u32>, bool)> = BTreeMap::new();
    objects.added_lines(from, head, &mut |path, number, line| {
        if line.starts_with(b"<<<<<<< ") {
            found.entry(path.to_owned()).or_default().0.push(number);
        } else if line.starts_with(b">>>>>>> ") {
            found.entry(path.to_owned()).or_default().1 = true;
        }
    })?;
    let both = found.into_iter().filter(|(_, (_, end))| *end);
    Ok(both.flat_map(|(path, (lines, _))| lines.into_iter().map(move |line| format!("{path}:{line}"))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_stay_inside_or_are_refused() {
        for (path, to, inside) in [
            ("a", "b", true),
            ("a", "./b/c", true),
            ("x/a", "../b", true),
            ("x/y/a", "../../b", true),
            ("a", "../b", false),
            ("x/a", "../../b", false),
            ("a", "/etc/passwd", false),
            ("a", "", false),
            ("a", ".git/config", false),
            ("a", "b/.GIT/hooks", false),
            // `b` may be a link itself.
            ("x/a", "b/../..", false),
            ("x/a", "b/../c", false),
        ] {
            assert_eq!(stays_inside(path, to), inside, "{path} -> {to}");
        }
    }
}
