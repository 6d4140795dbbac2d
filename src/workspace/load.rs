//! Reading the documents of a feature, from the work tree or from git's index.

use std::ffi::CString;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags};

use super::Workspace;
use super::features::{Found, role};
use crate::files::Stamp;
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
    Ok(stamped(workspace, found)?.0)
}

/// The same, with the stamps of the very files that were read.
///
/// # Errors
/// When a file that is there cannot be read as text.
pub fn stamped(workspace: &Workspace, found: &Found) -> anyhow::Result<(Vec<Source>, Vec<Stamp>)> {
    let read = |path: &str, must: bool| match must {
        true => crate::files::read_stamped(&workspace.root, path).map(Some),
        false => crate::files::read_stamped_if_there(&workspace.root, path),
    };
    let list = |folder: &str| Ok(files_below(&workspace.root, folder));
    let documents = documents(workspace, found, (&list, &|| other_documents(workspace, found)), &read)?.into_iter();
    let there = documents.filter_map(|(path, role, read)| Some((path, role, read?)));
    Ok(there.map(|(path, role, (text, stamp))| (Source { path: path.into(), role, text: text.into() }, stamp)).unzip())
}

/// Reads the document at a path; whether one must be there is said. `None` when it need not, and is not.
pub(super) type Read<'r, T> = &'r (dyn Fn(&str, bool) -> anyhow::Result<Option<T>> + Sync);

/// A document that was looked for: its path, its role, and what was read of it if it is there.
pub(super) type Document<T> = (String, Role, Option<T>);

/// Lists what is below a folder; and the names of [`other_documents`], for which the feature's folder is listed.
pub(super) type Lists<'l> = (List<'l>, &'l dyn Fn() -> anyhow::Result<Vec<String>>);

/// What is read of each document of a feature. All lists and all reads by which they are found are those of the caller.
pub(super) fn documents<T: Send>(
    workspace: &Workspace,
    found: &Found,
    (list, others): Lists<'_>,
    read: Read<'_, T>,
) -> anyhow::Result<Vec<Document<T>>> {
    let read = |path: String, role: Role, must: bool| read(&path, must).map(|read| (path, role, read));
    if let Some(layout) = found.layout(workspace) {
        let wanted = by_layout(workspace, found, layout, list)?;
        let all = parallel::map(&wanted, parallel::FILES, |(path, role)| read(path.clone(), *role, false));
        return all.into_iter().collect();
    }
    if found.is_file {
        return Ok(vec![read(found.path.to_string(), whole_file(workspace, found), true)?]);
    }
    let mut documents: Vec<Document<T>> = Vec::with_capacity(USUAL.len());
    for name in USUAL {
        documents.push(read(format!("{}/{name}", found.path), role(workspace, name), false)?);
    }
    // One that is not there may have another name. That it is not there is seen in the list of its folder, too.
    documents.retain(|(.., read)| read.is_some());
    if documents.len() < USUAL.len() {
        let have = documents.len();
        for name in others()? {
            let path = format!("{}/{name}", found.path);
            if !documents[..have].iter().any(|(other, ..)| *other == path) {
                documents.push(read(path, role(workspace, &name), true)?);
            }
        }
    }
    Ok(documents)
}

/// The role of the one document of a feature that is a file.
fn whole_file(workspace: &Workspace, found: &Found) -> Role {
    let named = role(workspace, &found.path);
    if named == Role::Other { Role::Tasks } else { named }
}

/// How deep the documents of a feature may lie below it.
const DEPTH: usize = 6;

/// All files below a folder, as paths of the workspace, sorted; none when it is no folder.
pub fn files_below(root: &Path, folder: &str) -> Vec<String> {
    each_below(root, folder).collect()
}

/// The same, found as they are asked for. Links are not followed, but that of the folder itself.
pub fn each_below(root: &Path, folder: &str) -> impl Iterator<Item = String> {
    each_below_noted(root, folder, |_| {})
}

/// The same; each folder is noted before it is listed.
pub(super) fn each_below_noted(root: &Path, folder: &str, mut note: impl FnMut(&str)) -> impl Iterator<Item = String> {
    note(folder);
    // The next one is the last.
    let mut waiting = entries_below(root, folder, 1).unwrap_or_else(|| {
        let kind = std::fs::metadata(root.join(folder)).map(|meta| FileType::from_raw_mode(meta.mode()));
        kind.into_iter().map(|kind| (folder.to_owned(), kind, DEPTH)).collect()
    });
    std::iter::from_fn(move || {
        loop {
            match waiting.pop()? {
                (path, FileType::RegularFile, _) => return Some(path),
                (path, FileType::Directory, depth) if depth < DEPTH => {
                    note(&path);
                    waiting.extend(entries_below(root, &path, depth + 1).unwrap_or_default());
                }
                _ => {}
            }
        }
    })
}

/// What is in a folder, so deep, as paths of the workspace, the first last; `None` when it cannot be listed.
fn entries_below(root: &Path, folder: &str, depth: usize) -> Option<Vec<(String, FileType, usize)>> {
    let head = if folder.is_empty() { "" } else { "/" };
    let path = |name: &str| [folder, head, name].concat();
    let entries = entries(&root.join(folder))?;
    let mut entries: Vec<(String, FileType, usize)> =
        entries.filter_map(|(name, kind)| Some((path(name.to_str().ok()?), kind, depth))).collect();
    entries.sort_unstable_by(|one, other| other.0.cmp(&one.0));
    Some(entries)
}

/// The entries of a folder, without those that lead to itself and up; `None` when it cannot be listed.
pub fn entries(folder: &Path) -> Option<impl Iterator<Item = (CString, FileType)> + use<>> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let folder = rustix::fs::open(folder, flags, Mode::empty()).ok()?;
    let mut listed = Dir::new(folder).ok()?;
    Some(std::iter::from_fn(move || {
        loop {
            let entry = listed.next()?.ok()?;
            let name = entry.file_name();
            if matches!(name.to_bytes(), b"." | b"..") {
                continue;
            }
            let kind = match entry.file_type() {
                // Some file systems do not say it in the list.
                FileType::Unknown => {
                    let stat = rustix::fs::statat(listed.fd().ok()?, name, AtFlags::SYMLINK_NOFOLLOW);
                    stat.map_or(FileType::Unknown, |stat| FileType::from_raw_mode(stat.st_mode))
                }
                kind => kind,
            };
            return Some((name.to_owned(), kind));
        }
    }))
}

pub(super) type List<'l> = &'l dyn Fn(&str) -> anyhow::Result<Vec<String>>;

/// A document whose text was read, if it is there.
fn source(text: anyhow::Result<Option<String>>, path: &str, role: Role) -> anyhow::Result<Option<Source>> {
    Ok(text?.map(|text| Source { path: path.into(), role, text: text.into() }))
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
pub(super) fn other_documents(workspace: &Workspace, found: &Found) -> anyhow::Result<Vec<String>> {
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
        sources.push(Source { path: path.into(), role, text: text.into() });
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
        sources.push(Source { path: path.into(), role, text: text.into() });
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
