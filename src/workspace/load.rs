//! Reading the documents of a feature, from the work tree or from git's index.

use super::Workspace;
use super::features::{Found, role};
use crate::git::Repo;
use crate::plan::model::{Role, Source};
use crate::report::{Problem, ProblemKind};

/// The usual names, read without listing the folder: a large tree has ten thousand of them.
const USUAL: [&str; 3] = ["design.md", "user_stories.md", "tasks.md"];

/// Reads a feature's documents from the work tree: the three usual ones, or, when one is missing, whatever
/// markdown files the folder holds.
///
/// # Errors
/// When a file that is there cannot be read as text.
pub fn from_worktree(workspace: &Workspace, found: &Found) -> anyhow::Result<Vec<Source>> {
    if found.is_file {
        let text = crate::files::read_text(&workspace.root, &*found.path)?;
        let named = role(workspace, &found.path);
        let role = if named == Role::Other { Role::Tasks } else { named };
        return Ok(vec![Source { path: found.path.clone(), role, text }]);
    }
    let mut sources = Vec::with_capacity(3);
    for name in USUAL {
        let path = format!("{}/{name}", found.path);
        if let Some(text) = crate::files::read_text_if_there(&workspace.root, &path)? {
            sources.push(Source { path: path.into(), role: role(workspace, name), text });
        }
    }
    if sources.len() < USUAL.len() {
        let have: Vec<String> = sources.iter().map(|source| source.path.to_string()).collect();
        for name in other_documents(workspace, found)? {
            let path = format!("{}/{name}", found.path);
            if have.contains(&path) {
                continue;
            }
            let text = crate::files::read_text(&workspace.root, &path)?;
            sources.push(Source { path: path.into(), role: role(workspace, &name), text });
        }
    }
    Ok(sources)
}

/// Names of the markdown files in a feature's folder, sorted, that have a role by another name.
fn other_documents(workspace: &Workspace, found: &Found) -> anyhow::Result<Vec<String>> {
    let folder = workspace.root.join(&*found.path);
    let entries = std::fs::read_dir(&folder).map_err(|error| {
        Problem::new(ProblemKind::Io, format!("cannot list {}: {error}", found.path)).source(&*found.path)
    })?;
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".md") && role(workspace, name) != Role::Other)
        .collect();
    names.sort();
    Ok(names)
}

/// Reads a feature's documents as they are staged in git's index.
///
/// # Errors
/// When the index cannot be read, or holds something that is no text.
pub fn from_index(workspace: &Workspace, repo: &Repo, found: &Found) -> anyhow::Result<Vec<Source>> {
    let mut paths = if found.is_file { vec![found.path.to_string()] } else { repo.index_paths(&found.path)? };
    paths.retain(|path| found.is_file || role(workspace, path.rsplit('/').next().unwrap_or_default()) != Role::Other);
    let mut sources = Vec::with_capacity(paths.len());
    for path in paths {
        let Some(text) = repo.index_text(&path)? else { continue };
        let named = role(workspace, path.rsplit('/').next().unwrap_or_default());
        let role = if named == Role::Other { Role::Tasks } else { named };
        sources.push(Source { path: path.into(), role, text });
    }
    Ok(sources)
}

/// Reads a feature's documents as a commit holds them; none when it does not.
///
/// # Errors
/// When the commit cannot be read, or holds something that is no text.
pub fn from_commit(workspace: &Workspace, repo: &Repo, found: &Found, commit: &str) -> anyhow::Result<Vec<Source>> {
    let paths: Vec<String> = if found.is_file {
        vec![found.path.to_string()]
    } else {
        let names = repo.files_at(commit, &found.path)?;
        let documents = names.into_iter().filter(|name| name.ends_with(".md") && role(workspace, name) != Role::Other);
        documents.map(|name| format!("{}/{name}", found.path)).collect()
    };
    let mut sources = Vec::with_capacity(paths.len());
    for path in paths {
        let Some(text) = repo.text_at(commit, &path)? else { continue };
        let named = role(workspace, path.rsplit('/').next().unwrap_or_default());
        let role = if named == Role::Other { Role::Tasks } else { named };
        sources.push(Source { path: path.into(), role, text });
    }
    Ok(sources)
}
