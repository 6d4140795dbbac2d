use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::report::{Problem, ProblemKind};

/// Where a repository is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The root of the work tree.
    pub root: PathBuf,
    /// The git dir of this work tree: `.git`, or `.git/worktrees/NAME` of a linked one.
    pub git_dir: PathBuf,
    /// The git dir that all worktrees share.
    pub common_dir: PathBuf,
}

/// What git says to its hooks through the environment. Empty outside of a hook.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HookEnv {
    /// `GIT_DIR`.
    pub git_dir: Option<String>,
    /// `GIT_WORK_TREE`.
    pub work_tree: Option<String>,
    /// `GIT_INDEX_FILE`: during a commit of some paths, or with `-a`, a temporary one.
    pub index_file: Option<String>,
}

impl HookEnv {
    /// Takes the values from wherever the caller keeps the environment.
    pub fn from_vars<'a>(var: impl Fn(&str) -> Option<&'a str>) -> Self {
        let get = |name| var(name).filter(|value| !value.is_empty()).map(str::to_owned);
        Self { git_dir: get("GIT_DIR"), work_tree: get("GIT_WORK_TREE"), index_file: get("GIT_INDEX_FILE") }
    }

    /// The index to use instead of the repository's own. One that belongs to another repository (a hook there started
    /// this command here) is none of ours.
    pub(super) fn index_for(&self, location: &Location) -> Option<PathBuf> {
        let path = location.root.join(self.index_file.as_deref()?);
        let folder = path.parent()?.canonicalize().ok()?;
        let own = location.git_dir.canonicalize().is_ok_and(|own| own == folder);
        (own || !is_git_dir(&folder)).then_some(path)
    }
}

/// The repository around `from`; `None` when there is none. A git dir that is broken, or has no work tree, is an error.
pub fn locate(from: &Path) -> Result<Option<Location>> {
    for folder in from.ancestors() {
        let dot_git = folder.join(".git");
        if dot_git.is_dir() {
            // As git does: a `.git` that is no repository is passed by.
            if is_git_dir(&dot_git) {
                return at(folder, dot_git).map(Some);
            }
            if let Err(error) = fs::metadata(dot_git.join("HEAD"))
                && error.kind() == std::io::ErrorKind::PermissionDenied
            {
                return Err(broken(folder, "its .git folder may not be read by you").into());
            }
        } else if dot_git.is_file() {
            let git_dir = linked(folder, &dot_git)?;
            return at(folder, git_dir).map(Some);
        }
        if folder.join("HEAD").is_file() && is_git_dir(folder) {
            return Err(bare(folder).into());
        }
    }
    Ok(None)
}

/// As [`locate`], with the repository that a hook's environment names when `from` is in its work tree. A hook of one
/// repository may start commands in another; those are about the other.
pub fn locate_in(from: &Path, hook: &HookEnv) -> Result<Option<Location>> {
    let Some(git_dir) = &hook.git_dir else { return locate(from) };
    let walked = locate(from);
    let Ok(git_dir) = from.join(git_dir).canonicalize() else { return walked };
    if matches!(&walked, Ok(Some(found)) if found.git_dir.canonicalize().is_ok_and(|dir| dir == git_dir)) {
        return walked;
    }
    let named = match &hook.work_tree {
        Some(root) => from.join(root).canonicalize().ok(),
        None if git_dir.ends_with(".git") => git_dir.parent().map(Path::to_owned),
        None => fs::read_to_string(git_dir.join("gitdir"))
            .ok()
            .and_then(|text| Path::new(text.trim_end()).parent().map(Path::to_owned)),
    };
    match named {
        Some(root) if from.starts_with(&root) && is_git_dir(&git_dir) => at(&root, git_dir).map(Some),
        _ => walked,
    }
}

fn at(root: &Path, git_dir: PathBuf) -> Result<Location> {
    let common_dir = match fs::read_to_string(git_dir.join("commondir")) {
        Ok(text) => {
            let path = git_dir.join(text.trim_end());
            path.canonicalize().map_err(|error| {
                broken(root, &format!("the shared git folder {} cannot be reached: {error}", path.display()))
            })?
        }
        Err(_) => git_dir.clone(),
    };
    Ok(Location { root: root.to_owned(), git_dir, common_dir })
}

/// The git dir that a `.git` file names.
fn linked(folder: &Path, file: &Path) -> Result<PathBuf> {
    let text = fs::read_to_string(file).map_err(|error| broken(folder, &format!("its .git file: {error}")))?;
    let named =
        text.strip_prefix("gitdir:").ok_or_else(|| broken(folder, "its .git file does not name a git folder"))?;
    let path = folder.join(named.trim());
    match path.canonicalize() {
        Ok(path) if is_git_dir(&path) => Ok(path),
        _ => Err(broken(folder, &format!("its .git file names {}, which is no git folder", path.display())).into()),
    }
}

/// As git tells a repository: a HEAD that says something, and objects and refs of its own or shared ones.
fn is_git_dir(folder: &Path) -> bool {
    let head = fs::read_to_string(folder.join("HEAD")).unwrap_or_default();
    let says = head.starts_with("ref:") || (head.len() >= 40 && head.trim_end().bytes().all(|b| b.is_ascii_hexdigit()));
    let linked_head = folder.join("HEAD").is_symlink();
    (says || linked_head)
        && (folder.join("commondir").is_file() || (folder.join("objects").is_dir() && folder.join("refs").is_dir()))
}

fn broken(root: &Path, what: &str) -> Problem {
    let shown = root.display().to_string();
    Problem::new(ProblemKind::Git, format!("{shown}: {what}"))
        .source(shown)
        .hint("run `git worktree repair` in the main checkout, or clone again")
}

pub(super) fn bare(folder: &Path) -> Problem {
    let shown = folder.display().to_string();
    Problem::new(ProblemKind::Git, format!("{shown}: a git folder without a work tree"))
        .source(shown)
        .hint("planning files live in a checkout: make one with `git worktree add`, or leave the .git folder")
}
