//! A folder and a branch of its own for each task, at the same place for every attempt: agents find their sessions again
//! only there.

use std::path::{Path, PathBuf};

use anyhow::Result;
use git2::Repository;
use globset::GlobSetBuilder;

use super::rescue;
use super::runs::safe_name;
use crate::context::Context;
use crate::files::Locks;
use crate::git::program::{Git, failed};
use crate::queue::OrderId;
use crate::report::{Problem, ProblemKind, stable_hash};
use crate::workspace::Workspace;

/// What conflicts leave in a file.
const MARKERS: [&str; 2] = ["<<<<<<< ", ">>>>>>> "];

/// Where worktrees are.
#[derive(Debug, Clone)]
pub struct Place {
    /// The folder of this repository's worktrees.
    pub base: PathBuf,
    /// Git's common folder.
    pub common: PathBuf,
    /// One change of the list of worktrees at a time, in the whole repository. Not among the locks of planning files:
    /// those share few lock files, and are held for milliseconds.
    pub list: Locks,
    /// One process at a time merges into a target; held while gates run.
    pub lanes: Locks,
}

impl Place {
    /// Of a workspace: in `base`, or in the user's state folder.
    ///
    /// # Errors
    /// The workspace is in no repository, or no folder can be told.
    pub fn of(context: &Context, workspace: &Workspace, base: Option<&Path>) -> Result<Self> {
        let git = workspace.git.as_ref().ok_or_else(|| workspace.no_git())?;
        let state = || {
            let own = context.var("XDG_STATE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
            let base = own.or_else(|| Some(PathBuf::from(context.var("HOME")?).join(".local/state")))?;
            Some(base.join("planyard/worktrees"))
        };
        let base = match base {
            Some(base) => workspace.root.join(base),
            None => state().ok_or_else(|| {
                Problem::new(
                    ProblemKind::Config,
                    "there is no place for worktrees: neither HOME nor XDG_STATE_HOME is set",
                )
                .source("dispatch.worktrees")
                .hint("set dispatch.worktrees in planyard.toml")
            })?,
        };
        let name =
            git.root.file_name().map_or_else(|| "repository".to_owned(), |name| safe_name(&name.to_string_lossy()));
        let common = git.common_dir.canonicalize().unwrap_or_else(|_| git.common_dir.clone());
        let id = stable_hash(common.as_os_str().as_encoded_bytes());
        let folder = common.join("planyard").join("dispatch");
        let hours = std::time::Duration::from_secs(6 * 3600);
        Ok(Self {
            base: base.join(format!("{name}-{id:016x}")),
            list: Locks::at(folder.join("list-lock")).patience(std::time::Duration::from_secs(300)),
            lanes: Locks::at(folder.join("lane-locks")).patience(hours),
            common,
        })
    }

    /// The folder of a task.
    pub fn path(&self, order: &OrderId) -> PathBuf {
        let workspace = order.0.split_once(':').map_or(".", |(workspace, _)| workspace);
        let inner = if workspace == "." { self.base.clone() } else { self.base.join(safe_name(workspace)) };
        inner.join(safe_name(order.feature())).join(safe_name(order.task()))
    }

    /// Alone among all processes of the repository.
    ///
    /// # Errors
    /// Somebody has held it for too long.
    pub fn alone(&self) -> Result<crate::files::Lock> {
        self.list.lock(&self.base)
    }
}

/// The branch of a task.
pub fn branch(order: &OrderId) -> String {
    // `%` may stand in a branch's name; `.lock` at its end and two dots may not.
    let clean = |name: &str| safe_name(name).replace("..", ".%2e").replace(".lock", "%2elock");
    format!("planyard/{}/{}", clean(order.feature()), clean(order.task()).trim_end_matches('.'))
}

/// A task's worktree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worktree {
    /// Its folder.
    pub path: PathBuf,
    /// Its branch.
    pub branch: String,
    /// The commit it was begun from.
    pub base: String,
}

impl Worktree {
    /// The workspace in it; `prefix` is its folder in the repository, `.` for the whole.
    pub fn workspace(&self, prefix: &str) -> PathBuf {
        if prefix == "." { self.path.clone() } else { self.path.join(prefix) }
    }
}

/// The worktree of a task; true when it was made now.
///
/// # Errors
/// It cannot be made.
pub fn prepare(place: &Place, git: &Git, order: &OrderId, tip: &str, run: &str) -> Result<(Worktree, bool)> {
    let _alone = place.alone()?;
    let (path, branch) = (place.path(order), branch(order));
    let name = format!("refs/heads/{branch}");
    let repo = Repository::open(git.root())?;
    let there =
        repo.revparse_single(&name).and_then(|found| found.peel_to_commit()).map(|commit| commit.id().to_string()).ok();
    if there.is_some() && is_checkout(&path, &branch) {
        unlock_index(&path);
        let base = base_of(git, &path, tip)?;
        return Ok((Worktree { path, branch, base }, false));
    }
    put_aside(place, git, &path)?;
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).map_err(|error| io(parent, &error))?;
    }
    let reason = format!("planyard {run}");
    let folder = path.display().to_string();
    let mut args = vec!["worktree", "add", "--quiet", "--lock", "--reason", &reason];
    match &there {
        Some(_) => args.extend([folder.as_str(), &branch]),
        None => args.extend(["-b", &branch, "--no-track", &folder, tip]),
    }
    git.text(git.root(), &args)?;
    let base = if there.is_some() { base_of(git, &path, tip)? } else { tip.to_owned() };
    Ok((Worktree { path, branch, base }, true))
}

/// What a branch was begun from: the last commit that it has together with the target.
fn base_of(git: &Git, path: &Path, tip: &str) -> Result<String> {
    git.text(path, &["merge-base", "HEAD", tip])
}

/// The folder is a whole checkout of this branch.
fn is_checkout(path: &Path, branch: &str) -> bool {
    let Ok(repo) = Repository::open(path) else { return false };
    let head =
        repo.find_reference("HEAD").ok().and_then(|head| head.symbolic_target().ok().flatten().map(str::to_owned));
    // A checkout that was cut off in the middle has no index.
    head.as_deref() == Some(&format!("refs/heads/{branch}")) && repo.path().join("index").exists()
}

/// Git's lock of an index whose git is gone: nobody but us works in this folder, and we hold it alone.
#[expect(clippy::disallowed_methods, reason = "a lock that a killed git left in a worktree of our own")]
fn unlock_index(path: &Path) {
    if let Ok(repo) = Repository::open(path) {
        for name in ["index.lock", "HEAD.lock", "ORIG_HEAD.lock"] {
            let _ = std::fs::remove_file(repo.path().join(name));
        }
    }
}

/// Makes room for a worktree: what stands there and is none is moved aside, never deleted; what git still lists and is gone
/// is taken off its list.
#[expect(clippy::disallowed_methods, reason = "moved aside in a folder of Planyard's own")]
fn put_aside(place: &Place, git: &Git, path: &Path) -> Result<()> {
    let folder = path.display().to_string();
    if path.exists() {
        // A worktree that is listed and broken: unlocked, so that it can be forgotten.
        git.run(git.root(), &["worktree", "unlock", &folder]);
        let empty = std::fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none());
        let aside = place.base.join(".aside").join(uuid::Uuid::new_v4().simple().to_string());
        if !empty {
            std::fs::create_dir_all(place.base.join(".aside")).map_err(|error| io(&place.base, &error))?;
            std::fs::rename(path, &aside).map_err(|error| io(path, &error))?;
        }
    } else {
        git.run(git.root(), &["worktree", "unlock", &folder]);
    }
    git.text(git.root(), &["worktree", "prune"]).map(drop)
}

fn io(path: &Path, error: &std::io::Error) -> Problem {
    Problem::new(ProblemKind::Io, format!("{}: {error}", path.display()))
        .source(path.display().to_string())
        .hint("is the disk full, or the folder read-only? dispatch.worktrees names another one")
}

/// Files that git ignores, copied from the user's checkout: `.env`.
///
/// # Errors
/// One cannot be copied.
pub fn copy_ignored(git: &Git, tree: &Worktree, names: &[String]) -> Result<()> {
    for name in names {
        let from = crate::files::inside(git.root(), Path::new(name))?;
        let to = tree.path.join(name);
        if from.is_file() && !to.exists() {
            if let Some(parent) = to.parent() {
                std::fs::create_dir_all(parent).map_err(|error| io(parent, &error))?;
            }
            std::fs::copy(&from, &to).map_err(|error| io(&from, &error))?;
        }
    }
    Ok(())
}

/// Takes a worktree away whose set-up failed, so that the next attempt makes it anew.
pub fn forget(place: &Place, git: &Git, tree: &Worktree) {
    if has_work(tree).is_ok_and(|work| !work) {
        let _ = remove(place, git, &tree.path, &tree.branch);
    }
}

/// Something is changed since it was begun, committed or not.
///
/// # Errors
/// The repository cannot be read.
pub fn has_work(tree: &Worktree) -> Result<bool> {
    let repo = Repository::open(&tree.path)?;
    let head = repo.head()?.peel_to_commit()?;
    let base = repo.find_commit(git2::Oid::from_str(&tree.base)?)?;
    if head.tree_id() != base.tree_id() {
        return Ok(true);
    }
    is_dirty(&repo)
}

fn is_dirty(repo: &Repository) -> Result<bool> {
    let mut options = git2::StatusOptions::new();
    options.include_untracked(true).include_ignored(false).exclude_submodules(false);
    Ok(!repo.statuses(Some(&mut options))?.is_empty())
}

/// What came of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Committed {
    /// The commit that the branch is at.
    Head(String),
    /// Conflicts are not resolved, or a hook refused it.
    Refused(String),
}

/// Commits all that the agent left, and ends a merge that it resolved.
///
/// # Errors
/// Git cannot do it.
pub fn commit_all(git: &Git, tree: &Worktree, message: &str) -> Result<Committed> {
    let repo = Repository::open(&tree.path)?;
    let merging = repo.path().join("MERGE_HEAD").exists();
    if !merging && !is_dirty(&repo)? {
        return head(git, tree).map(Committed::Head);
    }
    git.text(&tree.path, &["add", "--all"])?;
    let marked = git
        .run(&tree.path, &["-c", "core.whitespace=-trailing-space,-space-before-tab", "diff", "--cached", "--check"]);
    let said = marked.stdout_text();
    if said.contains("leftover conflict marker") {
        return Ok(Committed::Refused(format!("there are conflict markers left:\n{}", said.trim())));
    }
    let args = ["commit", "--quiet", "--allow-empty", "-m", message];
    let outcome = git.run(&tree.path, &args);
    if outcome.success() {
        return head(git, tree).map(Committed::Head);
    }
    if has_hooks(&repo) {
        let text = format!("{}\n{}", outcome.stdout_text().trim(), outcome.stderr_tail(40));
        return Ok(Committed::Refused(format!("a hook of git refused the commit:\n{}", text.trim())));
    }
    Err(failed(&args, &outcome).into())
}

/// Someone's hooks look at commits.
pub fn has_hooks(repo: &Repository) -> bool {
    let own = repo.config().ok().and_then(|config| config.get_path("core.hooksPath").ok());
    let folder =
        own.map_or_else(|| repo.commondir().join("hooks"), |path| repo.workdir().unwrap_or(repo.path()).join(path));
    ["pre-commit", "prepare-commit-msg", "commit-msg", "pre-merge-commit"].iter().any(|name| folder.join(name).exists())
}

/// The commit that the branch is at.
///
/// # Errors
/// The repository cannot be read.
pub fn head(_git: &Git, tree: &Worktree) -> Result<String> {
    let repo = Repository::open(&tree.path)?;
    Ok(repo.find_reference(&format!("refs/heads/{}", tree.branch))?.peel_to_commit()?.id().to_string())
}

/// The files that differ from where it was begun.
fn changed(tree: &Worktree) -> Result<Vec<(String, git2::FileMode, git2::Oid)>> {
    let repo = Repository::open(&tree.path)?;
    let base = repo.find_commit(git2::Oid::from_str(&tree.base)?)?.tree()?;
    let head = repo.find_reference(&format!("refs/heads/{}", tree.branch))?.peel_to_commit()?.tree()?;
    let diff = repo.diff_tree_to_tree(Some(&base), Some(&head), None)?;
    let files = diff.deltas().flat_map(|delta| {
        let of = |file: &git2::DiffFile<'_>| {
            let path = String::from_utf8_lossy(file.path_bytes()?).into_owned();
            Some((path, file.mode(), file.id()))
        };
        [of(&delta.new_file()), of(&delta.old_file()).filter(|_| delta.new_file().path() != delta.old_file().path())]
    });
    Ok(files.flatten().collect())
}

/// The same worktree, begun from the last commit that it has together with the target: the agent may have merged it.
///
/// # Errors
/// Git cannot tell it.
pub fn begun_from(git: &Git, tree: &Worktree, target: &str) -> Result<Worktree> {
    let base = git.text(&tree.path, &["merge-base", &tree.branch, target])?;
    Ok(Worktree { base, ..tree.clone() })
}

/// Takes back what the agent may not change, in a commit of its own; which files.
///
/// # Errors
/// Git cannot do it.
pub fn drop_protected(git: &Git, tree: &Worktree, globs: &[String]) -> Result<Vec<String>> {
    let mut set = GlobSetBuilder::new();
    for glob in globs {
        set.add(globset::Glob::new(glob).map_err(|error| {
            Problem::new(ProblemKind::Config, format!("dispatch.protect: {error}")).source("planyard.toml")
        })?);
    }
    let set = set.build()?;
    let dropped: Vec<String> =
        changed(tree)?.into_iter().map(|(path, _, _)| path).filter(|path| set.is_match(path)).collect();
    if dropped.is_empty() {
        return Ok(dropped);
    }
    let repo = Repository::open(&tree.path)?;
    let base = repo.find_commit(git2::Oid::from_str(&tree.base)?)?.tree()?;
    for path in &dropped {
        if base.get_path(Path::new(path)).is_ok() {
            git.text(&tree.path, &["checkout", "--quiet", &tree.base, "--", path])?;
        } else {
            git.text(&tree.path, &["rm", "--quiet", "-r", "--force", "--", path])?;
        }
    }
    git.text(
        &tree.path,
        &[
            "commit",
            "--quiet",
            "--no-verify",
            "--allow-empty",
            "-m",
            "planyard: what agents may not change is as before",
        ],
    )?;
    Ok(dropped)
}

/// What may not land whatever the gates say, in words.
///
/// # Errors
/// The repository cannot be read.
pub fn forbidden(_git: &Git, tree: &Worktree) -> Result<Vec<String>> {
    let repo = Repository::open(&tree.path)?;
    let mut wrong = Vec::new();
    for (path, mode, id) in changed(tree)? {
        if path.split('/').any(|part| part.eq_ignore_ascii_case(".git")) {
            wrong.push(format!("{path} is a file of git's own"));
        }
        match mode {
            git2::FileMode::Commit => wrong.push(format!("{path} is a repository within this one")),
            git2::FileMode::Link => {
                let to = repo
                    .find_blob(id)
                    .map(|blob| String::from_utf8_lossy(blob.content()).into_owned())
                    .unwrap_or_default();
                if leads_out(&path, &to) {
                    wrong.push(format!("{path} is a symlink that leads out of the repository, to {to}"));
                }
            }
            git2::FileMode::Blob | git2::FileMode::BlobExecutable => {
                let blob = repo.find_blob(id);
                let text = blob.as_ref().map(|blob| String::from_utf8_lossy(blob.content())).unwrap_or_default();
                if MARKERS.iter().all(|marker| text.lines().any(|line| line.starts_with(marker))) {
                    wrong.push(format!("{path} holds conflict markers"));
                }
            }
            _ => {}
        }
    }
    wrong.sort();
    wrong.dedup();
    Ok(wrong)
}

/// A symlink at `path` of the repository leads out of it.
fn leads_out(path: &str, to: &str) -> bool {
    if to.starts_with('/') {
        return true;
    }
    let mut depth = path.split('/').count() as i64 - 1;
    to.split('/').any(|part| {
        depth += match part {
            "" | "." => 0,
            ".." => -1,
            _ => 1,
        };
        depth < 0
    })
}

/// The tree is another one than where it was begun.
///
/// # Errors
/// The repository cannot be read.
pub fn differs(_git: &Git, tree: &Worktree) -> Result<bool> {
    Ok(!changed(tree)?.is_empty())
}

/// The change as a unified diff.
///
/// # Errors
/// Git cannot tell it.
pub fn diff(git: &Git, tree: &Worktree) -> Result<String> {
    git.text(&tree.path, &["diff", "--no-color", "--no-ext-diff", &tree.base, &tree.branch])
}

/// The change in a line: `2 files changed, 3 insertions(+)`.
///
/// # Errors
/// Git cannot tell it.
pub fn stat(git: &Git, tree: &Worktree) -> Result<String> {
    let text =
        git.text(&tree.path, &["diff", "--no-color", "--no-ext-diff", "--shortstat", &tree.base, &tree.branch])?;
    Ok(text.trim().to_owned())
}

/// Takes back what a reviewer changed, after it is kept.
///
/// # Errors
/// Git cannot do it.
pub fn discard_changes(git: &Git, tree: &Worktree) -> Result<()> {
    let repo = Repository::open(&tree.path)?;
    if !is_dirty(&repo)? {
        return Ok(());
    }
    rescue::keep(git, &tree.path, &tree.branch)?;
    git.text(&tree.path, &["reset", "--quiet", "--hard", &tree.branch])?;
    git.text(&tree.path, &["clean", "--quiet", "--force", "-d"]).map(drop)
}

/// Begins the merge of the target into the task's branch, for its agent to resolve.
///
/// # Errors
/// Git cannot begin it.
pub fn begin_merge(git: &Git, tree: &Worktree, target: &str) -> Result<()> {
    let args = ["merge", "--quiet", "--no-ff", "--no-commit", target];
    let outcome = git.run(&tree.path, &args);
    let repo = Repository::open(&tree.path)?;
    if outcome.success() || repo.path().join("MERGE_HEAD").exists() {
        return Ok(());
    }
    Err(failed(&args, &outcome).into())
}

/// Takes the worktree and the branch of a task away whose work is in the target.
///
/// # Errors
/// Git cannot do it, or something in it is not in the target.
pub fn remove_landed(place: &Place, git: &Git, order: &OrderId, target: &str) -> Result<()> {
    let (path, branch) = (place.path(order), branch(order));
    let repo = Repository::open(git.root())?;
    let tip = |name: &str| repo.find_reference(&format!("refs/heads/{name}")).and_then(|found| found.peel_to_commit());
    let Ok(head) = tip(&branch) else { return Ok(()) };
    let target = tip(target)?.id();
    if head.id() != target && !repo.graph_descendant_of(target, head.id())? {
        rescue::keep(git, &path, &branch)?;
    } else if path.exists()
        && Repository::open(&path).map_err(anyhow::Error::from).and_then(|repo| is_dirty(&repo)).unwrap_or(true)
    {
        rescue::keep(git, &path, &branch)?;
    }
    remove(place, git, &path, &branch)
}

/// Takes a worktree and its branch away. The caller has seen to it that nothing is lost.
///
/// # Errors
/// Git cannot do it.
pub fn remove(place: &Place, git: &Git, path: &Path, branch: &str) -> Result<()> {
    let _alone = place.alone()?;
    let folder = path.display().to_string();
    if path.exists() {
        // Twice, because it is locked.
        git.text(git.root(), &["worktree", "remove", "--force", "--force", &folder])?;
    }
    let mut found = Repository::open(git.root())?;
    let name = format!("refs/heads/{branch}");
    found.cleanup_state().ok();
    let at = found.refname_to_id(&name).map(|id| id.to_string());
    if let Ok(at) = at {
        git.text(git.root(), &["update-ref", "-d", &name, &at])?;
    }
    let _ = &mut found;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn branches_are_valid_whatever_the_ids_are() {
        for task in ["T03", "P1.6.1", "..", "-x", "a b", "x.lock", "a..b", "ü", "~^:?*[\\", "@{", "end."] {
            let name = branch(&OrderId::new(".", "F-01", task));
            assert!(git2::Branch::name_is_valid(&name).unwrap(), "{task}: {name}");
        }
    }

    #[test]
    fn symlinks_that_lead_out_are_seen() {
        for (path, to, out) in [
            ("a", "b", false),
            ("a/b", "../c", false),
            ("a", "../c", true),
            ("a/b", "../../c", true),
            ("a", "/etc/passwd", true),
            ("a/b", "x/../../../c", true),
        ] {
            assert_eq!(leads_out(path, to), out, "{path} -> {to}");
        }
    }
}
