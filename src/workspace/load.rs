//! Reading the documents of a feature, from the work tree or from git's index.

use std::path::Path;

use super::Workspace;
use super::features::{Found, role};
use crate::git::Repo;
use crate::parallel;
use crate::plan::layout::{Layout, matches};
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
    if let Some(layout) = found.layout(workspace) {
        let list = |folder: &str| Ok(files_below(&workspace.root, folder));
        let wanted = by_layout(workspace, found, layout, &list)?;
        let read = parallel::map(&wanted, parallel::FILES, |(path, role)| {
            source(crate::files::read_text_if_there(&workspace.root, path), path, *role)
        });
        return read.into_iter().filter_map(Result::transpose).collect();
    }
    if found.is_file {
        let text = crate::files::read_text(&workspace.root, &*found.path)?;
        return Ok(vec![whole_file(workspace, found, text)]);
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

/// The one document of a feature that is a file.
fn whole_file(workspace: &Workspace, found: &Found, text: String) -> Source {
    let named = role(workspace, &found.path);
    let role = if named == Role::Other { Role::Tasks } else { named };
    Source { path: found.path.clone(), role, text }
}

/// How deep the documents of a feature may lie below it.
const DEPTH: usize = 6;

/// All files below a folder, as paths of the workspace, sorted; none when it is no folder.
pub fn files_below(root: &Path, folder: &str) -> Vec<String> {
    each_below(root, folder).collect()
}

/// The same, found as they are asked for. Links are not followed, but that of the folder itself.
pub fn each_below(root: &Path, folder: &str) -> impl Iterator<Item = String> {
    let first = std::fs::metadata(root.join(folder)).map(|meta| (folder.to_owned(), meta.file_type(), 0));
    // The next one is the last.
    let mut waiting: Vec<_> = first.into_iter().collect();
    std::iter::from_fn(move || {
        loop {
            let (path, kind, depth) = waiting.pop()?;
            if kind.is_file() {
                return Some(path);
            }
            if kind.is_dir() && depth < DEPTH {
                let begun = waiting.len();
                let entries = std::fs::read_dir(root.join(&path)).into_iter().flatten().filter_map(Result::ok);
                waiting.extend(entries.filter_map(|entry| {
                    let name = entry.file_name();
                    let name = name.to_str()?;
                    let path = if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") };
                    Some((path, entry.file_type().ok()?, depth + 1))
                }));
                waiting[begun..].sort_by(|one, other| other.0.cmp(&one.0));
            }
        }
    })
}

type List<'l> = &'l dyn Fn(&str) -> anyhow::Result<Vec<String>>;

/// A document whose text was read, if it is there.
fn source(text: anyhow::Result<Option<String>>, path: &str, role: Role) -> anyhow::Result<Option<Source>> {
    Ok(text?.map(|text| Source { path: path.into(), role, text }))
}

/// The documents that a dialect's layout names, and those that any feature folder may hold: paths of the workspace, of
/// which some may not be there.
fn by_layout(
    workspace: &Workspace,
    found: &Found,
    layout: &Layout,
    list: List<'_>,
) -> anyhow::Result<Vec<(String, Role)>> {
    let mut wanted: Vec<(String, Role)> = Vec::new();
    if found.is_file {
        wanted.push((found.path.to_string(), Role::Tasks));
    } else {
        for path in list(&found.path)? {
            let Some(below) = path.strip_prefix(&*found.path).map(|below| below.trim_start_matches('/')) else {
                continue;
            };
            let usual = || Some(role(workspace, below)).filter(|role| *role != Role::Other && !below.contains('/'));
            if let Some(role) = layout.role(below).or_else(usual) {
                wanted.push((path, role));
            }
        }
    }
    for (pattern, role) in layout.shared() {
        // Of documents that stand beside those of the feature, only the twins of those it has.
        if let Some((head, own)) = layout.twin(pattern) {
            let below = |path: &str| Some(path.strip_prefix(&*found.path)?.trim_start_matches('/').to_owned());
            let twins = wanted.iter().filter_map(|(path, _)| below(path)).filter(|below| matches(own, below));
            let twins: Vec<(String, Role)> = twins.map(|below| (format!("{head}{below}"), role)).collect();
            wanted.extend(twins);
            continue;
        }
        if !pattern.contains('*') {
            wanted.push((pattern.to_owned(), role));
            continue;
        }
        let folder = pattern.split('*').next().and_then(|head| head.rsplit_once('/')).map_or("", |(folder, _)| folder);
        let fits = list(folder)?.into_iter().filter(|path| matches(pattern, path));
        wanted.extend(fits.map(|path| (path, role)));
    }
    Ok(wanted)
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
    if let Some(layout) = found.layout(workspace) {
        let list = |folder: &str| repo.index_paths(folder);
        let read = by_layout(workspace, found, layout, &list)?
            .into_iter()
            .map(|(path, role)| source(repo.index_text(&path), &path, role));
        return read.filter_map(Result::transpose).collect();
    }
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
    if let Some(layout) = found.layout(workspace) {
        let list = |folder: &str| repo.paths_at(commit, folder);
        let read = by_layout(workspace, found, layout, &list)?
            .into_iter()
            .map(|(path, role)| source(repo.text_at(commit, &path), &path, role));
        return read.filter_map(Result::transpose).collect();
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "files of the test's own")]
    fn files_below_a_folder_in_the_order_of_their_paths() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let deepest = "a/b/1/2/3/4/5";
        std::fs::create_dir_all(root.join(deepest)).unwrap();
        std::fs::create_dir_all(root.join("elsewhere")).unwrap();
        for path in ["a/z.md", "a/a.md", "a/b/c.md", "a/b/1/2/3/4/in.md", "a/b/1/2/3/4/5/out.md", "elsewhere/x.md"] {
            std::fs::write(root.join(path), "").unwrap();
        }
        std::os::unix::fs::symlink(root.join("elsewhere"), root.join("a/link")).unwrap();
        std::os::unix::fs::symlink(root.join("elsewhere"), root.join("named")).unwrap();
        assert_eq!(files_below(root, "a"), ["a/a.md", "a/b/1/2/3/4/in.md", "a/b/c.md", "a/z.md"]);
        assert_eq!(files_below(root, "named"), ["named/x.md"], "the folder that is asked for may be a link");
        assert_eq!(files_below(root, "a/a.md"), ["a/a.md"]);
        assert_eq!(files_below(root, "nowhere"), Vec::<String>::new());
        assert_eq!(files_below(root, "").first().map(String::as_str), Some("a/a.md"));
    }
}
