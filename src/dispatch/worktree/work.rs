use std::io::Write;
use std::path::Path;

use anyhow::Result;

use super::{Protected, Worktree, admin, review};
use crate::dispatch::rescue;
use crate::git::program::{Call, Git};
use crate::git::{Entry, Objects};
use crate::process::Outcome;
use crate::report::{Problem, ProblemKind};

/// How much of what a hook said is kept.
const HOOK_LINES: usize = 60;
/// Hooks that can refuse a commit.
const HOOKS: [&str; 4] = ["pre-commit", "prepare-commit-msg", "commit-msg", "pre-merge-commit"];

/// What came of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Committed {
    /// The commit that the worktree is at.
    Head(String),
    /// A hook of the user refused it, or the agent left something that cannot be committed; what was said.
    Refused(String),
}

/// Commits all that an agent left in its worktree, and ends a merge that it resolved.
///
/// # Errors
/// Git could not do it for a reason that is not the agent's: no identity, no key, a full disk, ….
pub fn commit_all(git: &Git, tree: &Worktree, message: &str) -> Result<Committed> {
    mend(tree)?;
    admin::clear_stale_lock(&tree.git_dir, &tree.path)?;
    let objects = Objects::open(&tree.git_dir)?;
    if let Some(why) = unfinished(tree, &objects)? {
        return Ok(Committed::Refused(why));
    }
    let add = git.at(&tree.path).args(["add", "--all"]);
    let outcome = add.run()?;
    if !outcome.success() {
        let problem = add.problem(&outcome);
        return Ok(Committed::Refused(problem.stderr_tail.unwrap_or(problem.message)));
    }
    if is_unchanged(git, tree, &objects)? {
        return objects.head().map(Committed::Head);
    }
    let (title, body) = message.split_once('\n').unwrap_or((message, ""));
    let commit = git.at(&tree.path).args(["commit", "--quiet", "--cleanup=verbatim", "--file=-"]);
    let commit = commit.stdin(compose(title, body, &[]));
    let outcome = commit.run()?;
    if outcome.success() {
        return Objects::open(&tree.git_dir)?.head().map(Committed::Head);
    }
    let said = refusal(git, &commit, &outcome, &tree.path)?;
    Ok(Committed::Refused(format!("a hook of git refused the commit:\n{said}")))
}

/// The commit that a worktree is at, on whatever branch the agent left it.
///
/// # Errors
/// It cannot be read.
pub fn head(_git: &Git, tree: &Worktree) -> Result<String> {
    Objects::open(&tree.git_dir)?.head()
}

/// The same worktree, begun from the last commit that it has together with the target: the agent may have merged it.
///
/// # Errors
/// Git cannot tell it.
pub fn begun_from(git: &Git, tree: &Worktree, target: &str) -> Result<Worktree> {
    let objects = Objects::open(&tree.git_dir)?;
    let tip = objects.tip(&format!("refs/heads/{target}"))?.unwrap_or_else(|| tree.base.clone());
    let base = objects.merge_base(&head(git, tree)?, &tip)?.unwrap_or_else(|| tree.base.clone());
    Ok(Worktree { base, ..tree.clone() })
}

/// Takes back what the agent may not change since `tree.base`, in a commit of its own; which files.
///
/// # Errors
/// Git could not do it.
pub fn drop_protected(git: &Git, tree: &Worktree, globs: &[String]) -> Result<Vec<String>> {
    let protect = Protected::of(globs, &tree.prefix)?;
    let objects = Objects::open(&tree.git_dir)?;
    let changed = objects.differences(&tree.base, &objects.head()?)?;
    let mut paths: Vec<String> = changed.into_iter().map(|change| change.path).collect();
    paths.retain(|path| protect.holds(path));
    if paths.is_empty() {
        return Ok(paths);
    }
    restore(git, &tree.path, &tree.base, &paths)?;
    // No hook is asked: nothing is added that the target does not have already.
    let commit = git.at(&tree.path).args(["commit", "--quiet", "--no-verify", "--allow-empty", "--file=-"]);
    commit.stdin("planyard: what agents may not change is as before\n").done()?;
    Ok(paths)
}

/// What may not land whatever the gates say, in words.
///
/// # Errors
/// The repository cannot be read.
pub fn forbidden(git: &Git, tree: &Worktree) -> Result<Vec<String>> {
    let seen = review(&Objects::shared(&tree.common)?, &head(git, tree)?, &tree.base)?;
    Ok(seen.reasons(&|_| false))
}

/// Something is changed since it was begun, committed or not.
///
/// # Errors
/// The repository cannot be read.
pub fn has_work(tree: &Worktree) -> Result<bool> {
    mend(tree)?;
    let objects = Objects::open(&tree.git_dir)?;
    let same = objects.commit(&objects.head()?)?.tree == objects.commit(&tree.base)?.tree;
    // In doubt there is.
    Ok(!same || !objects.is_clean().unwrap_or(false))
}

/// Nothing is there that is not committed, but for what git ignores.
pub(in crate::dispatch) fn is_clean(git: &Git, tree: &Worktree) -> Result<bool> {
    if let Ok(clean) = Objects::open(&tree.git_dir)?.is_clean() {
        return Ok(clean);
    }
    // An index in a form that only the program knows.
    let status = git.at(&tree.path).args(["status", "--porcelain", "--untracked-files=normal"]).reading();
    status.text().map(|text| text.is_empty())
}

/// The tree is another one than where it was begun.
///
/// # Errors
/// The repository cannot be read.
pub fn differs(git: &Git, tree: &Worktree) -> Result<bool> {
    let objects = Objects::open(&tree.git_dir)?;
    Ok(objects.commit(&head(git, tree)?)?.tree != objects.commit(&tree.base)?.tree)
}

/// The change as a unified diff.
///
/// # Errors
/// Git cannot tell it.
pub fn diff(git: &Git, tree: &Worktree) -> Result<String> {
    let range = [tree.base.as_str(), "HEAD"];
    git.at(&tree.path).args(["diff", "--no-color", "--no-ext-diff", "--no-textconv"]).args(range).reading().text()
}

/// The change in a line: `2 files changed, 3 insertions(+), 1 deletion(-)`.
///
/// # Errors
/// The repository cannot be read.
pub fn stat(git: &Git, tree: &Worktree) -> Result<String> {
    let stat = Objects::shared(&tree.common)?.stat(&tree.base, &head(git, tree)?)?;
    let many = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    let (files, more) = (many(stat.files, "file"), many(stat.insertions, "insertion"));
    Ok(format!("{files} changed, {more}(+), {}(-)", many(stat.deletions, "deletion")))
}

/// Takes back what is not committed, after it is kept.
///
/// # Errors
/// Git cannot do it.
pub fn discard_changes(git: &Git, tree: &Worktree) -> Result<()> {
    mend(tree)?;
    if is_clean(git, tree)? {
        return Ok(());
    }
    rescue::keep(git, tree, "discarded")?;
    git.at(&tree.path).args(["reset", "--quiet", "--hard", "HEAD"]).done()?;
    git.at(&tree.path).args(["clean", "--quiet", "--force", "-d"]).done()
}

/// Begins the merge of the target into the task's branch, for its agent to resolve.
///
/// # Errors
/// Git cannot begin it.
pub fn begin_merge(git: &Git, tree: &Worktree, target: &str) -> Result<()> {
    let name = format!("refs/heads/{target}");
    let merge = git.at(&tree.path).args(["merge", "--quiet", "--no-ff", "--no-commit", "--no-autostash", &name]);
    let outcome = merge.run()?;
    if outcome.success() || tree.git_dir.join("MERGE_HEAD").exists() {
        return Ok(());
    }
    Err(merge.problem(&outcome).into())
}

/// Begins anew on `base`. What was done is kept under a ref before; its name, when there was anything.
///
/// # Errors
/// Git could not do it; nothing was changed then that is not kept.
pub fn fresh(git: &Git, tree: &mut Worktree, base: &str, epoch: u64) -> Result<Option<String>> {
    mend(tree)?;
    admin::clear_stale_lock(&tree.git_dir, &tree.path)?;
    let kept = rescue::keep(git, tree, &epoch.to_string())?;
    if ["rebase-merge", "rebase-apply"].iter().any(|state| tree.git_dir.join(state).exists()) {
        git.at(&tree.path).args(["rebase", "--quit"]).done()?;
    }
    git.at(&tree.path).args(["checkout", "--quiet", "--force", "-B", &tree.branch, base]).done()?;
    git.at(&tree.path).args(["clean", "-d", "--force", "--quiet"]).done()?;
    base.clone_into(&mut tree.base);
    Ok(kept)
}

/// Makes files as they are in a commit, in the index and in the folder.
pub(in crate::dispatch) fn restore(git: &Git, folder: &Path, from: &str, paths: &[String]) -> Result<()> {
    let source = format!("--source={from}");
    let restore = git.at(folder).args(["restore", &source, "--staged", "--worktree"]);
    let restore = restore.args(["--pathspec-from-file=-", "--pathspec-file-nul"]);
    restore.env("GIT_LITERAL_PATHSPECS", "1").stdin(paths.join("\0")).done()
}

/// Why a commit was refused, when that was a hook.
pub(in crate::dispatch) fn refusal(git: &Git, call: &Call<'_>, outcome: &Outcome, folder: &Path) -> Result<String> {
    let problem = call.problem(outcome);
    let said = outcome.stderr_tail(HOOK_LINES);
    let own = ["gpg failed to sign", "failed to write commit object", "Please tell me who you are", "empty ident"];
    if own.iter().any(|words| said.contains(words)) || said.contains(".lock'") {
        return Err(problem.into());
    }
    let hooks = folder.join(git.at(folder).args(["rev-parse", "--git-path", "hooks"]).text()?);
    if !HOOKS.iter().any(|hook| hooks.join(hook).is_file()) {
        return Err(problem.into());
    }
    let out = outcome.stdout_text();
    let said = [out.trim_end(), said.trim_end()].join("\n");
    let lines: Vec<&str> = said.trim().lines().collect();
    Ok(lines[lines.len().saturating_sub(HOOK_LINES)..].join("\n"))
}

fn is_unchanged(git: &Git, tree: &Worktree, objects: &Objects) -> Result<bool> {
    // A merge without a change is a commit all the same.
    if tree.git_dir.join("MERGE_HEAD").exists() {
        return Ok(false);
    }
    if let Ok(staged) = objects.staged_since(&objects.head()?) {
        return Ok(staged.is_empty());
    }
    // An index in a form that only the program knows.
    let asked = git.at(&tree.path).args(["diff", "--cached", "--quiet"]).reading().run()?;
    Ok(asked.success())
}

/// An agent may have replaced or removed the file that ties its folder to the repository: git would then find another
/// repository around it. What it put there is moved aside.
pub(super) fn mend(tree: &Worktree) -> Result<()> {
    let link = tree.path.join(".git");
    if admin::registered(&tree.common, &tree.path).as_deref() == Some(tree.git_dir.as_path())
        && link.symlink_metadata().is_ok_and(|meta| meta.is_file())
        && std::fs::read_to_string(&link)
            .is_ok_and(|text| text.strip_prefix("gitdir: ").is_some_and(|to| points_to(tree, to.trim_end())))
    {
        return Ok(());
    }
    if !tree.git_dir.is_dir() || !tree.path.is_dir() {
        let shown = tree.path.display().to_string();
        return Err(Problem::new(ProblemKind::Git, "the worktree is gone")
            .source(shown)
            .hint("it is made anew with the next attempt")
            .into());
    }
    if link.symlink_metadata().is_ok() {
        admin::move_aside(&tree.folder, &link)?;
    }
    let text = format!("gitdir: {}\n", tree.git_dir.display());
    let written = std::fs::File::create_new(&link).and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| super::in_the_way(&link, "write", &error).into())
}

fn points_to(tree: &Worktree, to: &str) -> bool {
    tree.path.join(to).canonicalize().is_ok_and(|dir| dir == tree.git_dir)
}

/// A merge's marks, both of them.
fn has_markers(bytes: &[u8]) -> bool {
    let lines = || bytes.split(|byte| *byte == b'\n');
    lines().any(|line| line.starts_with(b"<<<<<<< ")) && lines().any(|line| line.starts_with(b">>>>>>> "))
}

/// What an agent left undecided, in words.
fn unfinished(tree: &Worktree, objects: &Objects) -> Result<Option<String>> {
    // Most agents mend the file and do not tell git: what counts is what stands in it.
    let mut conflicts = objects.conflicts().unwrap_or_default();
    conflicts.retain(|path| std::fs::read(tree.path.join(path)).is_ok_and(|bytes| has_markers(&bytes)));
    if !conflicts.is_empty() {
        return Ok(Some(format!("conflicts are left unresolved, with their markers, in {}", conflicts.join(", "))));
    }
    let rebase = ["rebase-merge", "rebase-apply"].iter().any(|state| tree.git_dir.join(state).exists());
    Ok(rebase.then(|| "a rebase was begun and not finished: `git rebase --continue` or `--abort`".to_owned()))
}

/// A message of a title, a body and trailers. Whatever the title and the body hold, the last paragraph is ours.
pub(in crate::dispatch) fn compose(title: &str, body: &str, trailers: &[(String, String)]) -> String {
    let title = one_line(title);
    let title = if title.is_empty() { "Work of a task".to_owned() } else { title };
    let mut message = format!("{title}\n");
    let body: String = body.chars().filter(|letter| !letter.is_control() || matches!(letter, '\n' | '\t')).collect();
    if !body.trim().is_empty() {
        message.push_str(&format!("\n{}\n", body.trim()));
    }
    if !trailers.is_empty() {
        message.push('\n');
    }
    for (key, value) in trailers {
        message.push_str(&format!("{key}: {}\n", one_line(value)));
    }
    message
}

fn one_line(text: &str) -> String {
    let text: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(200).collect()
}

impl Entry {
    /// Something that is followed elsewhere when it is read.
    pub(super) fn leads_elsewhere(self) -> bool {
        matches!(self, Self::Link | Self::Submodule)
    }
}
