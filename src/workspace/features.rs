//! Finding features: the folders and files that are one, and the one that a name means.

mod unknown;

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use ignore::WalkState;
use rustix::fs::FileType;

use super::memory::Memory;
use super::{FEATURE_FOLDERS, Workspace, load};
use crate::parallel;
use crate::plan::dialects::{self, Dialect};
use crate::plan::layout::{Layout, Place};
use crate::plan::model::{Role, short_id};
use crate::report::{Problem, ProblemKind};
use unknown::{ambiguous, unknown};

/// A feature that was found but not read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// Relative to the workspace, `/`-separated: a folder, or a file.
    pub path: Arc<str>,
    /// The folder's name, or the file's stem.
    pub id: String,
    /// One file is the whole feature.
    pub is_file: bool,
}

impl Found {
    fn folder(path: String) -> Self {
        let id = path.rsplit('/').next().unwrap_or_default().to_owned();
        Self { path: path.into(), id, is_file: false }
    }

    fn file(path: String) -> Self {
        let name = path.rsplit('/').next().unwrap_or_default();
        let id = name.strip_suffix(".md").unwrap_or(name).to_owned();
        Self { path: path.into(), id, is_file: true }
    }

    /// The feature of an id at a path, which need not be in the work tree.
    pub fn named(path: &str, id: &str) -> Self {
        let home = dialects::home(path).filter(|(_, _, whole)| *whole == path);
        let is_file = home.map_or_else(|| path.ends_with(".md"), |(_, place, _)| place.is_file());
        Self { path: path.into(), id: id.to_owned(), is_file }
    }

    /// What the dialect that has its features here, or the configured one, knows of folders and files.
    pub fn layout(&self, workspace: &Workspace) -> Option<&'static Layout> {
        let configured = workspace.config.features.dialect.of(&self.path);
        let home = || dialects::home(&self.path).filter(|(_, _, whole)| *whole == &*self.path);
        let dialect = configured.or_else(|| home().map(|(dialect, _, _)| dialect))?;
        Some(dialect.layout()).filter(|layout| !layout.documents.is_empty())
    }
}

type Places = Vec<(&'static dyn Dialect, Place)>;

/// The places of dialects that this workspace has; none where the configuration says where features are.
fn places(workspace: &Workspace) -> Places {
    if !workspace.config.features.folders.is_empty() {
        return Vec::new();
    }
    dialects::places().filter(|(_, place)| workspace.root.join(place.folder()).exists()).collect()
}

/// Which features are looked for: all, or those that a name may mean. In a tree of ten thousand features a single task must
/// not pay for a look into each.
#[derive(Debug, Clone, Copy, Default)]
struct Wanted<'n> {
    name: Option<&'n str>,
    /// What is known of features whose files have not changed; for when all are looked for.
    memory: Option<&'n Memory>,
}

impl Wanted<'_> {
    const ALL: Self = Self { name: None, memory: None };

    fn is(self, id: &str) -> bool {
        self.name.is_none_or(|name| rank(id, name).is_some())
    }
}

/// How a name means an id, the best first: as the whole of it, as its short id, as its slug.
fn rank(id: &str, name: &str) -> Option<usize> {
    let is = |part: Option<&str>| part.is_some_and(|part| part.eq_ignore_ascii_case(name));
    let rest = id.len().checked_sub(name.len())?;
    if !is(id.get(..name.len())) && !is(id.get(rest..)) {
        return None;
    }
    let short = short_id(id);
    [Some(id), Some(short), id.strip_prefix(short).map(|slug| slug.trim_start_matches('-'))].into_iter().position(is)
}

/// The features of a place.
fn in_place(
    workspace: &Workspace,
    (dialect, place): (&'static dyn Dialect, Place),
    wanted: Wanted<'_>,
    found: &mut Vec<Found>,
) {
    let mut paths = vec![String::new()];
    let mut segments = place.pattern.split('/').peekable();
    while let Some(segment) = segments.next() {
        // The last name of a folder is its feature's id.
        let is_id = segments.peek().is_none() && !place.is_file();
        let may_be = |name: &str| !is_id || wanted.is(name);
        let mut next = Vec::new();
        for path in &paths {
            let join = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") };
            if !segment.contains('*') {
                next.push(join(segment));
                continue;
            }
            let entries = std::fs::read_dir(workspace.root.join(path)).into_iter().flatten().filter_map(Result::ok);
            let names = entries.map(|entry| entry.file_name());
            next.extend(names.filter_map(|name| name.to_str().filter(|name| may_be(name)).map(join)));
        }
        paths = next;
    }
    paths.retain(|path| place.feature(path) == Some(path));
    if place.is_file() {
        for path in paths {
            let before = found.len();
            in_file(workspace, dialect, &path, found);
            let held = found.split_off(before);
            found.extend(held.into_iter().filter(|one| wanted.is(&one.id)));
        }
        return;
    }
    let layout = dialect.layout();
    let folders: Vec<Found> = paths.into_iter().map(Found::folder).filter(|one| wanted.is(&one.id)).collect();
    let is_known = |one: &Found| {
        let memory = wanted.memory.filter(|memory| memory.is_unchanged(one));
        memory.is_some_and(|memory| are_documents(layout, "", memory.own_documents(one)))
    };
    let is_one = |one: &Found| is_known(one) || has_documents(&workspace.root, layout, &one.path);
    let holds = parallel::map(&folders, parallel::FILES, is_one);
    found.extend(folders.into_iter().zip(holds).filter_map(|(one, holds)| holds.then_some(one)));
}

/// The features of a file of a dialect: those that it holds, or the file.
fn in_file(workspace: &Workspace, dialect: &dyn Dialect, path: &str, found: &mut Vec<Found>) {
    let Ok(Some(text)) = crate::files::read_text_if_there(&workspace.root, path) else {
        // What cannot be read is told by whoever reads it.
        if workspace.root.join(path).exists() {
            found.push(Found::file(path.to_owned()));
        }
        return;
    };
    match dialect.features_in(&text) {
        Some(ids) => found.extend(ids.into_iter().map(|id| Found { id, ..Found::file(path.to_owned()) })),
        None => found.push(Found::file(path.to_owned())),
    }
}

/// A folder holds a document of a layout that is more than a side note.
fn has_documents(root: &Path, layout: &Layout, path: &str) -> bool {
    are_documents(layout, path, load::each_below(root, path))
}

/// One of these files of a folder is a document that is more than a side note.
fn are_documents(layout: &Layout, folder: &str, files: impl IntoIterator<Item = impl AsRef<str>>) -> bool {
    let role = |file: &str| layout.role(file.strip_prefix(folder)?.trim_start_matches('/'));
    files.into_iter().any(|file| role(file.as_ref()).is_some_and(|role| role != Role::Other))
}

/// The feature that a path is or lies in, by the places of dialects.
fn at_home(workspace: &Workspace, path: &str) -> Option<Vec<Found>> {
    let (dialect, place, whole) =
        places(workspace).into_iter().find_map(|(dialect, place)| Some((dialect, place, place.feature(path)?)))?;
    let mut found = Vec::new();
    if place.is_file() {
        in_file(workspace, dialect, whole, &mut found);
    } else {
        found.push(Found::folder(whole.to_owned()));
    }
    Some(found)
}

/// The role of a document by its name.
pub fn role(workspace: &Workspace, name: &str) -> Role {
    let named = &workspace.config.features.documents;
    let is = |names: &[String]| names.iter().any(|other| other == name);
    match name {
        _ if is(&named.design) => Role::Design,
        _ if is(&named.stories) => Role::Stories,
        _ if is(&named.tasks) => Role::Tasks,
        "design.md" => Role::Design,
        "user_stories.md" | "user-stories.md" | "stories.md" => Role::Stories,
        "tasks.md" => Role::Tasks,
        _ => Role::Other,
    }
}

/// The folders that hold features: as configured, else those of the usual names that exist.
pub fn folders(workspace: &Workspace) -> Vec<String> {
    let configured = &workspace.config.features.folders;
    if configured.is_empty() {
        let there = |name: &&str| workspace.root.join(name).is_dir();
        return FEATURE_FOLDERS.iter().copied().filter(there).map(str::to_owned).collect();
    }
    configured.iter().map(|folder| folder.trim_end_matches('/').to_owned()).collect()
}

/// All features of the workspace, sorted by path.
///
/// # Errors
/// When a configured folder cannot be read.
pub fn all(workspace: &Workspace) -> anyhow::Result<Vec<Found>> {
    all_known(workspace, None)
}

/// The same; folders that have not changed since they were remembered are not listed again.
///
/// # Errors
/// When a configured folder cannot be read.
pub fn all_known(workspace: &Workspace, memory: Option<&Memory>) -> anyhow::Result<Vec<Found>> {
    let mut found = in_known_places(workspace, &places(workspace), Wanted { memory, ..Wanted::ALL })?;
    if found.is_empty() && workspace.config.features.folders.is_empty() {
        walk(workspace, "", Wanted::ALL, &mut found);
    }
    found.sort();
    found.dedup();
    Ok(found)
}

/// The features of every place that is looked into before the whole tree is.
fn in_known_places(workspace: &Workspace, places: &Places, wanted: Wanted<'_>) -> anyhow::Result<Vec<Found>> {
    let mut found = Vec::new();
    for folder in folders(workspace) {
        in_folder(workspace, &folder, wanted, &mut found)?;
    }
    for place in places.iter().filter(|(_, place)| !place.archived) {
        in_place(workspace, *place, wanted, &mut found);
    }
    let files = workspace.config.features.files.iter().map(|path| Found::file(path.clone()));
    found.extend(files.filter(|file| wanted.is(&file.id)));
    // Summaries and the like may lie anywhere in it; one that has the whole name of a feature of a place is not looked for.
    let is_found = wanted.name.is_some_and(|name| found.iter().any(|one| rank(&one.id, name) == Some(0)));
    if !is_found && may_hold(workspace, ".planning", 1, &at_places(workspace, &found)) {
        walk(workspace, ".planning", wanted, &mut found);
    }
    Ok(found)
}

/// The features that a name may mean, those of archives too; none when no other place but the whole tree is left to look into.
fn named(workspace: &Workspace, name: &str) -> anyhow::Result<Vec<Found>> {
    let wanted = Wanted { name: Some(name), ..Wanted::ALL };
    let places = places(workspace);
    let mut found = in_known_places(workspace, &places, wanted)?;
    if !found.is_empty() {
        for place in places.iter().filter(|(_, place)| place.archived) {
            in_place(workspace, *place, wanted, &mut found);
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}

/// The features directly in a folder: every folder of it but hidden ones and templates.
fn in_folder(workspace: &Workspace, folder: &str, wanted: Wanted<'_>, found: &mut Vec<Found>) -> anyhow::Result<()> {
    let path = workspace.root.join(folder);
    let entries = std::fs::read_dir(&path).map_err(|error| {
        Problem::new(ProblemKind::Io, format!("cannot list the features folder {folder}: {error}"))
            .source(folder)
            .hint("create it with `planyard init`, or mend `features.folders` in planyard.toml")
    })?;
    for entry in entries {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        if name.starts_with(['.', '_']) || !wanted.is(&name) || !is_dir(&entry) {
            continue;
        }
        if short_id(&name) != name || holds_documents(workspace, &entry.path()) {
            found.push(Found::folder(format!("{folder}/{name}")));
        }
    }
    Ok(())
}

fn is_dir(entry: &std::fs::DirEntry) -> bool {
    match entry.file_type() {
        Ok(kind) if kind.is_symlink() => entry.path().is_dir(),
        Ok(kind) => kind.is_dir(),
        Err(_) => false,
    }
}

/// A folder that holds one of the three documents.
fn holds_documents(workspace: &Workspace, folder: &Path) -> bool {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    names.any(|name| role(workspace, &name) != Role::Other)
}

/// How deep an unknown tree is searched for features.
const DEPTH: usize = 7;

/// Names that are never looked into.
fn is_skipped(name: &str) -> bool {
    name.starts_with('_') || matches!(name, ".git" | "node_modules" | "target" | ".planyard")
}

/// Tells whether a folder is a feature of a place: what lies in it is a document of that one.
fn at_places(workspace: &Workspace, found: &[Found]) -> impl Fn(&str) -> bool + Send + Sync + 'static {
    let folders = places(workspace).into_iter().filter(|(_, place)| !place.archived && !place.is_file());
    let (folders, root): (Vec<_>, _) = (folders.collect(), workspace.root.clone());
    let known: HashSet<Arc<str>> = found.iter().map(|one| one.path.clone()).collect();
    move |path| {
        let is = |place: &Place| place.feature(path) == Some(path);
        let holds = |dialect: &dyn Dialect| known.contains(path) || has_documents(&root, dialect.layout(), path);
        folders.iter().any(|(dialect, place)| is(place) && holds(*dialect))
    }
}

/// A walk of a folder may find something: a quick look, without what git ignores, which takes longer to be read.
fn may_hold(workspace: &Workspace, folder: &str, depth: usize, at_place: &dyn Fn(&str) -> bool) -> bool {
    load::entries(&workspace.root.join(folder)).into_iter().flatten().any(|(name, kind)| {
        let Some(name) = name.to_str().ok().filter(|name| !is_skipped(name)) else { return false };
        let path = format!("{folder}/{name}");
        if kind != FileType::Directory {
            return is_planning_file(&path);
        }
        let deeper = || depth < DEPTH && may_hold(workspace, &path, depth + 1, at_place);
        !at_place(&path) && (holds_documents(workspace, &workspace.root.join(&path)) || deeper())
    })
}

/// Searches a tree for feature folders, and for files that a one-file dialect claims by their names.
fn walk(workspace: &Workspace, from: &str, wanted: Wanted<'_>, found: &mut Vec<Found>) {
    let mut walker = ignore::WalkBuilder::new(workspace.root.join(from));
    walker.hidden(false).max_depth(Some(DEPTH)).require_git(true);
    let (at_place, root) = (at_places(workspace, found), workspace.root.clone());
    walker.filter_entry(move |entry| {
        let path = || entry.path().strip_prefix(&root).ok()?.to_str();
        let is_dir = entry.file_type().is_some_and(|kind| kind.is_dir());
        let skipped = is_skipped(&entry.file_name().to_string_lossy());
        entry.depth() == 0 || !(skipped || is_dir && path().is_some_and(&at_place))
    });
    let (one, all) = std::sync::mpsc::channel();
    // One thread of its own: unlike the walk on this one it does not list the folders that are left out.
    walker.threads(1).build_parallel().run(|| {
        let one = one.clone();
        Box::new(move |entry| {
            let Ok(entry) = entry else { return WalkState::Continue };
            let path = entry.path();
            let is_dir = entry.file_type().is_some_and(|kind| kind.is_dir());
            let Some(relative) = workspace.relative(path) else { return WalkState::Continue };
            if is_dir && entry.depth() > 0 && holds_documents(workspace, path) {
                let _ = one.send(Found::folder(relative));
                return WalkState::Skip;
            }
            if !is_dir && is_planning_file(&relative) {
                let _ = one.send(Found::file(relative));
            }
            WalkState::Continue
        })
    });
    drop(one);
    found.extend(all.into_iter().filter(|one: &Found| wanted.is(&one.id)));
}

/// A file that is a feature of its own, by its name: summaries of phases anywhere; at the top also boards and plans.
fn is_planning_file(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let Some(stem) = name.strip_suffix(".md") else { return false };
    let upper = stem.to_ascii_uppercase();
    let summary = upper.ends_with("-SUMMARY");
    let planning = ["STATUS", "TASKS", "PLAN", "TODO", "ROADMAP"]
        .iter()
        .any(|word| upper.strip_suffix(word).is_some_and(|head| head.is_empty() || head.ends_with(['-', '_'])));
    summary || (!path.contains('/') && planning)
}

/// The feature that a folder lies in.
pub fn around(workspace: &Workspace, folder: &Path) -> Option<Found> {
    let inner = workspace.relative(folder)?;
    if let Some(mut found) = at_home(workspace, &inner)
        && found.len() == 1
    {
        return found.pop();
    }
    folders(workspace).iter().find_map(|parent| {
        let rest = inner.strip_prefix(parent.as_str())?.strip_prefix('/')?;
        let name = rest.split('/').next().filter(|name| !name.is_empty())?;
        Some(Found::folder(format!("{parent}/{name}")))
    })
}

/// The feature that a path (relative to the workspace) belongs to, whether or not it still exists.
pub fn holding(workspace: &Workspace, folders: &[String], path: &str) -> Option<Found> {
    if workspace.config.features.files.iter().any(|file| file == path) {
        return Some(Found::file(path.to_owned()));
    }
    if let Some((_, place, whole)) =
        places(workspace).into_iter().find_map(|(dialect, place)| Some((dialect, place, place.feature(path)?)))
        && !place.is_file()
    {
        return Some(Found::folder(whole.to_owned()));
    }
    let in_folder = folders.iter().find_map(|parent| {
        let (name, _) = path.strip_prefix(parent.as_str())?.strip_prefix('/')?.split_once('/')?;
        (!name.starts_with(['.', '_'])).then(|| Found::folder(format!("{parent}/{name}")))
    });
    let summary = path.starts_with(".planning/") && path.to_ascii_uppercase().ends_with("-SUMMARY.MD");
    in_folder.or_else(|| summary.then(|| Found::file(path.to_owned())))
}

/// The features that a changed path belongs to where features are found by searching: of `all` (several where one file
/// holds them), or one that the path makes by its own name, because the work tree may no longer hold what is staged.
pub fn searched(workspace: &Workspace, all: &[Found], path: &str) -> Vec<Found> {
    let held: Vec<Found> = all.iter().filter(|found| found.is_file && *found.path == *path).cloned().collect();
    if held.is_empty() { searched_one(workspace, all, path).into_iter().collect() } else { held }
}

fn searched_one(workspace: &Workspace, all: &[Found], path: &str) -> Option<Found> {
    let holds = |found: &&Found| {
        let rest = path.strip_prefix(&*found.path);
        rest.is_some_and(|rest| rest.is_empty() || (!found.is_file && rest.starts_with('/')))
    };
    if let Some(found) = all.iter().find(holds) {
        return Some(found.clone());
    }
    let whole = all.is_empty() && workspace.config.features.folders.is_empty();
    if !(whole || path.starts_with(".planning/")) {
        return None;
    }
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    if !folder.is_empty() && role(workspace, name) != Role::Other {
        return Some(Found::folder(folder.to_owned()));
    }
    is_planning_file(path).then(|| Found::file(path.to_owned()))
}

/// The features that a name means: an id, a short id, a slug, or a path of a feature or of a folder of features.
///
/// # Errors
/// When nothing, or more than one feature, has that name.
pub fn resolve(workspace: &Workspace, cwd: &Path, name: &str) -> anyhow::Result<Vec<Found>> {
    resolve_known(workspace, cwd, name, None)
}

/// The same; folders of a folder of features that have not changed since they were remembered are not listed again.
///
/// # Errors
/// As [`resolve`].
pub fn resolve_known(
    workspace: &Workspace,
    cwd: &Path,
    name: &str,
    memory: Option<&Memory>,
) -> anyhow::Result<Vec<Found>> {
    if let Some(found) = by_path(workspace, cwd, name, memory)? {
        return Ok(found);
    }
    // `features/P01-F02` is no path, but its last part may be a short id.
    let last = name.trim_end_matches('/').rsplit('/').next().unwrap_or(name);
    let found = named(workspace, last)?;
    if let Some(hits) = best(&found, name, last)? {
        return Ok(hits);
    }
    let mut all = all(workspace)?;
    let live = all.len();
    for place in places(workspace).into_iter().filter(|(_, place)| place.archived) {
        in_place(workspace, place, Wanted::ALL, &mut all);
    }
    if let Some(hits) = best(&all, name, last)? {
        return Ok(hits);
    }
    all.truncate(live);
    Err(unknown(name, &all).into())
}

/// The one of some features that the last part of a name means best; none when it means none of them.
///
/// # Errors
/// When it means several equally well.
fn best(found: &[Found], name: &str, last: &str) -> Result<Option<Vec<Found>>, Problem> {
    let ranks: Vec<Option<usize>> = found.iter().map(|one| rank(&one.id, last)).collect();
    let Some(first) = ranks.iter().flatten().min() else { return Ok(None) };
    let hits = found.iter().zip(&ranks).filter(|(_, rank)| rank.as_ref() == Some(first)).map(|(one, _)| one.clone());
    let hits: Vec<Found> = hits.collect();
    if hits.len() == 1 { Ok(Some(hits)) } else { Err(ambiguous(name, &hits)) }
}

/// Exactly one feature.
///
/// # Errors
/// As [`resolve`]; also when the name is a folder of several features.
pub fn resolve_one(workspace: &Workspace, cwd: &Path, name: &str) -> anyhow::Result<Found> {
    let mut found = resolve(workspace, cwd, name)?;
    match (found.len(), found.pop()) {
        (1, Some(one)) => Ok(one),
        (_, Some(last)) => {
            found.push(last);
            Err(ambiguous(name, &found).into())
        }
        (_, None) => Err(unknown(name, &[]).into()),
    }
}

fn by_path(
    workspace: &Workspace,
    cwd: &Path,
    name: &str,
    memory: Option<&Memory>,
) -> anyhow::Result<Option<Vec<Found>>> {
    let wanted = Wanted { memory, ..Wanted::ALL };
    let looks = name.contains('/') || name.ends_with(".md") || name == "." || name == "..";
    let path = cwd.join(name);
    if !looks && !path.is_dir() {
        return Ok(None);
    }
    let Ok(real) = std::fs::canonicalize(&path) else {
        // `features/P01-F02` is no path but says which folder and which short id.
        let last = name.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        return if looks && last != name && !last.is_empty() && !last.ends_with(".md") {
            Ok(None)
        } else {
            Err(unknown(name, &all(workspace)?).into())
        };
    };
    let Some(relative) = workspace.relative(&real) else {
        return Err(Problem::new(
            ProblemKind::OutsideWorkspace,
            format!("{name} is outside the workspace {}", workspace.root.display()),
        )
        .source(name)
        .hint(format!("work there with `planyard -C {}`", real.parent().unwrap_or(&real).display()))
        .into());
    };
    if let Some(found) = at_home(workspace, &relative) {
        return Ok(Some(found));
    }
    if real.is_file() {
        let folder =
            real.parent().filter(|_| role(workspace, relative.rsplit('/').next().unwrap_or_default()) != Role::Other);
        let feature = match folder.and_then(|folder| workspace.relative(folder)) {
            Some(folder) if !folder.is_empty() => Found::folder(folder),
            _ => Found::file(relative),
        };
        return Ok(Some(vec![feature]));
    }
    if holds_documents(workspace, &real) && !relative.is_empty() {
        return Ok(Some(vec![Found::folder(relative)]));
    }
    let mut found = Vec::new();
    let within = |place: &Place| {
        place.folder() == relative || place.folder().strip_prefix(&*relative).is_some_and(|rest| rest.starts_with('/'))
    };
    if relative.is_empty() {
        found = all_known(workspace, memory)?;
    } else if places(workspace).iter().any(|(_, place)| within(place)) {
        let within = places(workspace).into_iter().filter(|(_, place)| within(place));
        // An archive is looked through when it is named.
        let named = within.filter(|(_, place)| !place.archived || place.folder() == relative);
        named.for_each(|place| in_place(workspace, place, wanted, &mut found));
    } else if folders(workspace).contains(&relative) {
        in_folder(workspace, &relative, wanted, &mut found)?;
    } else {
        walk(workspace, &relative, wanted, &mut found);
    }
    found.sort();
    // A plain word that happens to be an empty folder may still be an id.
    if found.is_empty() && !looks {
        Ok(None)
    } else if found.is_empty() {
        Err(unknown(name, &all(workspace)?).into())
    } else {
        Ok(Some(found))
    }
}
