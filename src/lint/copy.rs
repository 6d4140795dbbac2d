//! Copies of the workspace in which tools may run and write: what the index holds, for `--staged`, or the work tree, for
//! `--fix`. The workspace itself is only read.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::context::Context;
use crate::git::HookEnv;
use crate::report::{Problem, ProblemKind};
use crate::tools::survey::Survey;
use crate::workspace::Workspace;

/// Folders of installed packages that tools look for beside the files; the copy links to them.
const LINKED: &[&str] = &["node_modules", ".venv", "venv", "vendor"];

/// A copy; it goes with the value.
#[derive(Debug)]
pub struct Copy {
    _folder: TempDir,
    root: PathBuf,
}

impl Copy {
    /// What the index holds.
    ///
    /// # Errors
    /// Git cannot write it out, or there is no room.
    pub fn of_index(context: &Context, workspace: &Workspace) -> anyhow::Result<Self> {
        let repo = workspace.repo(context)?;
        let (folder, top) = new_folder()?;
        repo.export_index(&top, &HookEnv::from_vars(|name| context.var(name)))?;
        let root = top.join(repo.prefix());
        std::fs::create_dir_all(&root)?;
        link_packages(&workspace.root, &root);
        Ok(Self { _folder: folder, root })
    }

    /// The files of the work tree.
    ///
    /// # Errors
    /// A file cannot be copied, or there is no room.
    pub fn of_work_tree(workspace: &Workspace, survey: &Survey) -> anyhow::Result<Self> {
        let (folder, root) = new_folder()?;
        for path in survey.paths() {
            let to = root.join(path);
            if let Some(parent) = to.parent() {
                std::fs::create_dir_all(parent)?;
            }
            std::fs::copy(workspace.root.join(path), &to).map_err(|error| {
                Problem::new(ProblemKind::Io, format!("cannot copy {path}: {error}"))
                    .source(path.clone())
                    .hint("--fix works on a copy; see the space in TMPDIR and the file's permissions")
            })?;
        }
        link_packages(&workspace.root, &root);
        Ok(Self { _folder: folder, root })
    }

    /// Its root, which stands for the workspace's.
    pub fn root(&self) -> &Path {
        &self.root
    }
}

/// Outside of the workspace: inside it, the ignore files above would hide the copy from the tools.
fn new_folder() -> anyhow::Result<(TempDir, PathBuf)> {
    let folder = tempfile::Builder::new().prefix("planyard-copy-").tempdir().map_err(|error| {
        Problem::new(ProblemKind::Io, format!("cannot make a temporary folder: {error}"))
            .hint("see TMPDIR and its space")
    })?;
    let root = folder.path().canonicalize()?;
    Ok((folder, root))
}

/// Links every folder of installed packages to its place in the copy.
fn link_packages(from: &Path, to: &Path) {
    let mut walk = ignore::WalkBuilder::new(from);
    walk.standard_filters(false).max_depth(Some(6)).filter_entry(|entry| {
        let name = entry.file_name().to_str().unwrap_or_default();
        let above = entry.path().parent().and_then(Path::file_name).and_then(|name| name.to_str()).unwrap_or_default();
        entry.file_type().is_some_and(|kind| kind.is_dir() || kind.is_symlink())
            && !matches!(name, ".git" | "target" | ".planyard")
            && !(entry.depth() > 1 && LINKED.contains(&above))
    });
    for entry in walk.build().filter_map(Result::ok) {
        let name = entry.file_name().to_str().unwrap_or_default();
        let Ok(inside) = entry.path().strip_prefix(from) else { continue };
        let target = to.join(inside);
        let wanted = LINKED.contains(&name) && !target.exists() && target.parent().is_some_and(Path::is_dir);
        if wanted {
            // A tool that misses its packages says so itself.
            let _ = std::os::unix::fs::symlink(entry.path(), target);
        }
    }
}
