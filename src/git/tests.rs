#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use tempfile::TempDir;

use super::*;
use crate::process::{Outcome, Run};

/// A folder with a repository made by the real git, away from the user's own settings.
struct Space {
    _folder: TempDir,
    root: PathBuf,
}

impl Space {
    fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap().join("work");
        fs::create_dir(&root).unwrap();
        Self { _folder: folder, root }
    }

    fn new() -> Self {
        let space = Self::empty();
        space.git("init --quiet --initial-branch=main");
        space
    }

    fn with_commit() -> Self {
        let space = Self::new();
        space.put("features/P01-F01-a/tasks.md", "one\n");
        space.put("other.txt", "other\n");
        space.commit("first");
        space
    }

    fn try_git_in(&self, folder: &Path, args: &str) -> Outcome {
        let home = self.root.parent().unwrap();
        Run::new("git")
            .args(["-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgSign=false"])
            .args(args.split(' '))
            .cwd(folder)
            .env("HOME", home)
            .env("XDG_CONFIG_HOME", home)
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .without_env("GIT_DIR")
            .without_env("GIT_WORK_TREE")
            .without_env("GIT_INDEX_FILE")
            .run()
    }

    #[track_caller]
    fn git(&self, args: &str) -> String {
        let outcome = self.try_git_in(&self.root, args);
        assert!(outcome.success(), "git {args}: {outcome:?}");
        outcome.stdout_text().trim_end().to_owned()
    }

    #[track_caller]
    fn commit(&self, message: &str) {
        self.git("add --all");
        self.git(&format!("commit --quiet --message={message}"));
    }

    #[expect(clippy::disallowed_methods, reason = "what a person would have written")]
    fn put(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    #[expect(clippy::disallowed_methods, reason = "what a person would have done")]
    fn remove(&self, path: &str) {
        fs::remove_file(self.root.join(path)).unwrap();
    }

    #[track_caller]
    fn repo(&self) -> Repo {
        self.try_repo(&self.root, &HookEnv::default()).unwrap()
    }

    fn try_repo(&self, from: &Path, hook: &HookEnv) -> Result<Repo> {
        let location = locate_in(from, hook)?.expect("a repository");
        Repo::open(&location, from, hook)
    }
}

fn shown(changes: &[Change]) -> Vec<String> {
    changes.iter().map(|change| format!("{:?} {}", change.kind, change.path)).collect()
}

#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T>, kind: ProblemKind, part: &str) {
    let problem = Problem::from_error(&result.unwrap_err());
    assert_eq!(problem.kind, kind, "{problem:?}");
    assert!(problem.message.contains(part), "{part:?} is not in {problem:?}");
    assert!(problem.hint.is_some(), "{problem:?}");
}

#[test]
fn finds_repositories_and_worktrees() {
    let space = Space::with_commit();
    let git_dir = space.root.join(".git");
    let main = Location { root: space.root.clone(), git_dir: git_dir.clone(), common_dir: git_dir.clone() };
    assert_eq!(locate(&space.root.join("features/P01-F01-a")).unwrap(), Some(main.clone()));
    assert_eq!(locate(space.root.parent().unwrap()).unwrap(), None);

    space.git("worktree add --quiet ../linked -b side");
    let linked = space.root.with_file_name("linked");
    let found = locate(&linked.join("features")).unwrap().unwrap();
    assert_eq!(found.root, linked);
    assert_eq!((&found.git_dir, &found.common_dir), (&git_dir.join("worktrees/linked"), &git_dir));
    let repo = space.try_repo(&linked, &HookEnv::default()).unwrap();
    assert_eq!(repo.head().unwrap(), Head::Branch("side".into()));
    for repo in [repo, space.repo()] {
        let roots: Vec<_> = repo.worktrees().unwrap().into_iter().map(|tree| (tree.root, tree.main)).collect();
        assert_eq!(roots, [(space.root.clone(), true), (linked.clone(), false)]);
    }

    // A `.git` that is no repository is passed by, as git does.
    fs::create_dir_all(space.root.join("features/.git")).unwrap();
    assert_eq!(locate(&space.root.join("features")).unwrap(), Some(main));
}

#[test]
fn submodules_are_repositories_of_their_own() {
    let space = Space::with_commit();
    let inner = Space::with_commit();
    let source = inner.root.display();
    space.git(&format!("-c protocol.file.allow=always submodule --quiet add {source} sub"));
    let found = locate(&space.root.join("sub/features")).unwrap().unwrap();
    assert_eq!(found.root, space.root.join("sub"));
    assert_eq!(found.common_dir, space.root.join(".git/modules/sub"));
    let repo = space.try_repo(&found.root, &HookEnv::default()).unwrap();
    assert_eq!(repo.tracked(&["features"]).unwrap(), [true]);
    // Seen from outside it is one entry, and no file.
    refused(space.repo().index_text("sub"), ProblemKind::Unreadable, "submodule");
}

#[test]
fn what_is_no_checkout_is_said_so() {
    let space = Space::empty();
    space.git("init --quiet --bare");
    refused(locate(&space.root), ProblemKind::Git, "without a work tree");
    refused(locate(&space.root.join("refs")), ProblemKind::Git, "without a work tree");

    let space = Space::empty();
    space.put(".git", "gitdir: ../gone\n");
    refused(locate(&space.root), ProblemKind::Git, "no git folder");
    space.put(".git", "nonsense");
    refused(locate(&space.root), ProblemKind::Git, "does not name a git folder");
}

#[test]
fn broken_repositories_are_problems() {
    for (file, bytes) in [
        (".git/config", "[core\nbroken"),
        (".git/config", "[core]\nrepositoryformatversion = 1\n[extensions]\nobjectformat = sha256\n"),
        (".git/config", "[core]\nrepositoryformatversion = 1\n[extensions]\nunheardof = true\n"),
        (".git/config", "[core]\nrepositoryformatversion = 7\n"),
        (".git/index", "DIRCnonsense"),
        (".git/refs/heads/main", "not an id\n"),
        (".git/refs/heads/main", "0123456789012345678901234567890123456789\n"),
    ] {
        let space = Space::with_commit();
        space.put(file, bytes);
        let asked = space.try_repo(&space.root, &HookEnv::default()).and_then(|repo| {
            repo.staged()?;
            repo.changed(None)?;
            repo.dirty(&["features"])?;
            repo.index_paths("features")
        });
        refused(asked, ProblemKind::Git, "");
    }
    let space = Space::with_commit();
    let objects = space.root.join(".git/objects");
    for folder in fs::read_dir(&objects).unwrap().flatten().filter(|entry| entry.file_name().len() == 2) {
        for object in fs::read_dir(folder.path()).unwrap().flatten() {
            let name = object.path().strip_prefix(&space.root).unwrap().to_str().unwrap().to_owned();
            space.remove(&name);
            space.put(&name, "garbage");
        }
    }
    refused(space.repo().staged(), ProblemKind::Git, "");
    refused(space.repo().index_text("other.txt"), ProblemKind::Git, "");
    refused(space.repo().folder_names("main", "features"), ProblemKind::Git, "");
}

#[test]
fn heads() {
    let space = Space::new();
    assert_eq!(space.repo().head().unwrap(), Head::Unborn("main".into()));
    space.put("a", "a");
    space.commit("first");
    assert_eq!(space.repo().head().unwrap(), Head::Branch("main".into()));
    space.git("switch --quiet --detach");
    assert_eq!(space.repo().head().unwrap(), Head::Detached(space.git("rev-parse HEAD")));
    assert!(space.repo().changed(None).unwrap().is_empty());
}

#[test]
fn changes_of_every_kind() {
    let space = Space::with_commit();
    for name in ["gone.md", "staged.md", "moved.md", "both.md"] {
        space.put(name, "text\n");
    }
    space.put(".gitignore", "*.log\n");
    space.commit("second");
    space.put("features/P01-F01-a/tasks.md", "two\n");
    space.put("features/new/deep/a.md", "new\n");
    space.put("noise.log", "ignored\n");
    space.put("staged.md", "staged\n");
    space.put("added.md", "added\n");
    space.put("both.md", "staged\n");
    space.git("add staged.md added.md both.md");
    space.put("both.md", "and changed again\n");
    space.remove("gone.md");

    let repo = space.repo();
    let all = [
        "Added added.md",
        "Modified both.md",
        "Modified features/P01-F01-a/tasks.md",
        "Untracked features/new/deep/a.md",
        "Deleted gone.md",
        "Modified staged.md",
    ];
    assert_eq!(shown(&repo.changed(None).unwrap()), all);
    assert_eq!(shown(&repo.dirty(&[]).unwrap()), all);
    assert_eq!(shown(&repo.dirty(&["features/new", "gone.md"]).unwrap()), [all[3], all[4]]);
    assert_eq!(shown(&repo.staged().unwrap()), ["Added added.md", "Modified both.md", "Modified staged.md"]);
    assert_eq!(repo.index_text("both.md").unwrap().unwrap(), "staged\n");
    assert_eq!(repo.index_text("features/new/deep/a.md").unwrap(), None);
    let tracked = repo.tracked(&["both.md", "features", "features/new", "other", "added.md", "noise.log"]).unwrap();
    assert_eq!(tracked, [true, true, false, false, true, false]);
    assert_eq!(repo.index_paths("features").unwrap(), ["features/P01-F01-a/tasks.md"]);
    assert_eq!(repo.index_paths("").unwrap().len(), 8);
}

#[test]
fn looking_changes_nothing() {
    let space = Space::with_commit();
    space.put("other.txt", "touched\n");
    let index = fs::read(space.root.join(".git/index")).unwrap();
    let time = fs::metadata(space.root.join(".git/index")).unwrap().modified().unwrap();
    let repo = space.repo();
    repo.changed(None).unwrap();
    repo.dirty(&[]).unwrap();
    repo.staged().unwrap();
    repo.folder_names_everywhere("features").unwrap();
    drop(repo);
    assert_eq!(fs::read(space.root.join(".git/index")).unwrap(), index);
    assert_eq!(fs::metadata(space.root.join(".git/index")).unwrap().modified().unwrap(), time);
}

#[test]
fn changes_since_a_branch_was_left() {
    let space = Space::with_commit();
    space.git("switch --quiet --create side");
    space.put("features/side/tasks.md", "side\n");
    space.commit("side");
    space.git("switch --quiet main");
    space.put("other.txt", "main went on\n");
    space.commit("main");
    space.git("tag released");
    space.git("switch --quiet side");
    space.put("loose.md", "loose\n");
    let repo = space.repo();
    let expected = ["Added features/side/tasks.md", "Untracked loose.md"];
    for reference in ["main", "released", "main~1", "HEAD~1"] {
        assert_eq!(shown(&repo.changed(Some(reference)).unwrap()), expected, "{reference}");
    }
    refused(repo.changed(Some("no-such")), ProblemKind::Git, "no-such: no such commit");
    refused(repo.changed(Some("")), ProblemKind::Git, "no such commit");
    refused(repo.changed(Some("HEAD:other.txt")), ProblemKind::Git, "no such commit");
}

#[test]
fn before_the_first_commit() {
    let space = Space::new();
    let repo = space.repo();
    assert!(repo.staged().unwrap().is_empty());
    assert!(repo.folder_names_everywhere("features").unwrap().is_empty());
    space.put("features/a/tasks.md", "a\n");
    space.put("b.md", "b\n");
    space.git("add features");
    let repo = space.repo();
    assert_eq!(shown(&repo.staged().unwrap()), ["Added features/a/tasks.md"]);
    assert_eq!(shown(&repo.changed(None).unwrap()), ["Untracked b.md", "Added features/a/tasks.md"]);
    assert_eq!(shown(&repo.dirty(&[]).unwrap()), ["Untracked b.md", "Added features/a/tasks.md"]);
    assert_eq!(repo.index_text("features/a/tasks.md").unwrap().unwrap(), "a\n");
}

#[test]
fn conflicts() {
    let space = Space::with_commit();
    space.git("switch --quiet --create side");
    space.put("other.txt", "side\n");
    space.commit("side");
    space.git("switch --quiet main");
    space.put("other.txt", "main\n");
    space.commit("main");
    assert!(!space.try_git_in(&space.root, "merge --quiet side").success());
    let repo = space.repo();
    refused(repo.index_text("other.txt"), ProblemKind::Git, "merge conflict");
    assert_eq!(repo.index_text("features/P01-F01-a/tasks.md").unwrap().unwrap(), "one\n");
    assert_eq!(shown(&repo.staged().unwrap()), ["Conflicted other.txt"]);
    assert_eq!(shown(&repo.dirty(&[]).unwrap()), ["Conflicted other.txt"]);
    assert_eq!(repo.tracked(&["other.txt"]).unwrap(), [true]);
    assert_eq!(repo.index_paths("").unwrap(), ["features/P01-F01-a/tasks.md", "other.txt"]);
}

#[test]
fn what_the_index_holds_is_read_as_a_document() {
    let space = Space::new();
    space.put("latin.md", b"a\nna\xefve\n");
    space.put("big.md", vec![b'x'; (16 << 20) + 1]);
    space.put("in/real.md", "real\n");
    for (link, to) in [
        ("in/link.md", "./real.md"),
        ("up.md", "in/../in/link.md"),
        ("out.md", "../x"),
        ("abs.md", "/etc/passwd"),
        ("a", "b"),
        ("b", "a"),
    ] {
        std::os::unix::fs::symlink(to, space.root.join(link)).unwrap();
    }
    space.git("add --all");
    let repo = space.repo();
    assert_eq!(repo.index_text("up.md").unwrap().unwrap(), "real\n");
    refused(repo.index_text("latin.md"), ProblemKind::Unreadable, "line 2");
    refused(repo.index_text("big.md"), ProblemKind::Unreadable, "larger");
    refused(repo.index_text("out.md"), ProblemKind::Unreadable, "leads out");
    refused(repo.index_text("abs.md"), ProblemKind::Unreadable, "leads out");
    refused(repo.index_text("a"), ProblemKind::Unreadable, "circle");
    assert_eq!(repo.index_text("a\0b").unwrap(), None);
    assert_eq!(repo.index_text("").unwrap(), None);
}

#[test]
fn a_workspace_below_the_root_sees_only_itself() {
    let space = Space::with_commit();
    space.put("sub/features/x/tasks.md", "x\n");
    space.put("subway.md", "not in it\n");
    space.commit("second");
    space.put("sub/features/x/tasks.md", "changed\n");
    space.put("sub/features/[y]/tasks.md", "new\n");
    space.put("other.txt", "changed\n");
    let repo = space.try_repo(&space.root.join("sub"), &HookEnv::default()).unwrap();
    let expected = ["Untracked features/[y]/tasks.md", "Modified features/x/tasks.md"];
    assert_eq!(shown(&repo.changed(None).unwrap()).len(), expected.len());
    assert_eq!(shown(&repo.dirty(&["features"]).unwrap()).len(), expected.len());
    assert_eq!(shown(&repo.dirty(&["features/[y]"]).unwrap()), [expected[0]]);
    assert_eq!(shown(&repo.changed(Some("HEAD~1")).unwrap()), [expected[0], "Added features/x/tasks.md"]);
    assert_eq!(repo.index_paths("").unwrap(), ["features/x/tasks.md"]);
    assert_eq!(repo.index_text("features/x/tasks.md").unwrap().unwrap(), "x\n");
    assert_eq!(repo.folder_names("main", "features").unwrap(), ["x"]);
    space.git("add --all");
    assert_eq!(repo.staged().unwrap().len(), 2);
    let outside = Repo::open(repo.location(), Path::new("/"), &HookEnv::default());
    refused(outside, ProblemKind::Git, "is not in the work tree");
}

#[test]
fn numbers_are_seen_on_every_branch_and_in_every_worktree() {
    let space = Space::with_commit();
    space.git("switch --quiet --create topic/one");
    space.put("features/P01-F02-b/tasks.md", "b\n");
    space.commit("b");
    space.git("switch --quiet main");
    space.git("worktree add --quiet ../linked -b side");
    fs::create_dir_all(space.root.with_file_name("linked").join("features/P01-F03-loose")).unwrap();
    space.put("features/P01-F04-staged/tasks.md", "x\n");
    space.git("add --all");
    space.remove("features/P01-F04-staged/tasks.md");
    space.git("switch --quiet --detach");
    let repo = space.repo();
    let names: Vec<_> = repo.folder_names_everywhere("features").unwrap().into_iter().collect();
    assert_eq!(names, ["P01-F01-a", "P01-F02-b", "P01-F03-loose", "P01-F04-staged"]);
    let branches: Vec<_> = repo.branches().unwrap().into_iter().map(|branch| branch.name).collect();
    assert_eq!(branches, ["main", "side", "topic/one"]);
    assert_eq!(repo.folder_names("topic/one", "features").unwrap(), ["P01-F01-a", "P01-F02-b"]);
    assert_eq!(repo.folder_names("main", "nowhere").unwrap(), [""; 0]);
    assert_eq!(repo.folder_names("main", "other.txt").unwrap(), [""; 0]);
    assert_eq!(repo.folder_names("main", "").unwrap(), ["features", "other.txt"]);
    refused(repo.folder_names("no-such", "features"), ProblemKind::Git, "no-such");
}

#[test]
fn a_branch_is_made_and_switched_to() {
    let space = Space::with_commit();
    space.put("loose.md", "comes along\n");
    let repo = space.repo();
    repo.switch_to_new_branch("feature/p01-f02").unwrap();
    assert_eq!(space.repo().head().unwrap(), Head::Branch("feature/p01-f02".into()));
    assert!(space.root.join("loose.md").exists());
    refused(repo.switch_to_new_branch("main"), ProblemKind::Conflict, "exists already");
    refused(repo.switch_to_new_branch("bad..name"), ProblemKind::Usage, "not a branch name");
    refused(repo.switch_to_new_branch("--orphan"), ProblemKind::Usage, "not a branch name");
    refused(repo.switch_to_new_branch("main/x"), ProblemKind::ToolFailed, "main");
    let space = Space::new();
    space.repo().switch_to_new_branch("first").unwrap();
    assert_eq!(space.repo().head().unwrap(), Head::Unborn("first".into()));
}

/// A hook that writes down what git tells it.
const HOOK: &str = "#!/bin/sh\n{ echo \"$GIT_DIR\"; echo \"$GIT_INDEX_FILE\"; cp \"${GIT_INDEX_FILE:-.git/index}\" \
                    \"$HOME/index\"; pwd; } > \"$HOME/told\"\n";

#[test]
fn a_hook_sees_the_index_of_its_commit() {
    use std::os::unix::fs::PermissionsExt;
    for (args, expected, committed) in [
        ("commit --quiet --message=x", "Modified a.md", "staged\n"),
        ("commit --quiet --all --message=x", "Modified a.md|Modified b.md", "changed\n"),
        ("commit --quiet --message=x b.md", "Modified b.md", "old\n"),
    ] {
        let space = Space::with_commit();
        space.put("a.md", "old\n");
        space.put("b.md", "old\n");
        space.commit("second");
        space.put("a.md", "staged\n");
        space.git("add a.md");
        space.put("a.md", "changed\n");
        space.put("b.md", "changed\n");
        space.put(".git/hooks/pre-commit", HOOK);
        fs::set_permissions(space.root.join(".git/hooks/pre-commit"), fs::Permissions::from_mode(0o755)).unwrap();
        space.git(args);
        let home = space.root.parent().unwrap();
        let told = fs::read_to_string(home.join("told")).unwrap();
        let told: Vec<_> = told.lines().collect();
        // The commit is over: put things back as the hook saw them.
        space.git("reset --quiet --soft HEAD~1");
        let index = space.root.join(told[1]);
        fs::copy(home.join("index"), &index).unwrap();
        let vars = [("GIT_DIR", told[0]), ("GIT_INDEX_FILE", told[1])];
        let hook = HookEnv::from_vars(|name| vars.iter().find(|var| var.0 == name).map(|var| var.1));
        let repo = space.try_repo(&space.root, &hook).unwrap();
        assert_eq!(shown(&repo.staged().unwrap()).join("|"), expected, "{args}");
        assert_eq!(repo.index_text("a.md").unwrap().unwrap(), committed, "{args}: {told:?}");
    }
}

#[test]
fn a_hook_of_another_repository_is_not_ours() {
    let other = Space::with_commit();
    let space = Space::with_commit();
    space.put("mine.md", "mine\n");
    space.git("add mine.md");
    let git_dir = other.root.join(".git").display().to_string();
    let index_file = other.root.join(".git/index").display().to_string();
    let hook = HookEnv { git_dir: Some(git_dir.clone()), work_tree: None, index_file: Some(index_file) };
    let repo = space.try_repo(&space.root, &hook).unwrap();
    assert_eq!(repo.location().root, space.root);
    assert_eq!(shown(&repo.staged().unwrap()), ["Added mine.md"]);
    // In its own work tree it is, whatever lies around.
    let found = locate_in(&other.root.join("features"), &hook).unwrap().unwrap();
    assert_eq!(found.root, other.root);
    // A git dir elsewhere with a work tree that is named.
    let separate = Space::empty();
    let hook =
        HookEnv { git_dir: Some(git_dir), work_tree: Some(separate.root.display().to_string()), index_file: None };
    let repo = separate.try_repo(&separate.root, &hook).unwrap();
    assert_eq!(repo.changed(None).unwrap().len(), 2);
}

#[test]
fn a_hook_in_a_linked_worktree() {
    let space = Space::with_commit();
    space.git("worktree add --quiet ../linked -b side");
    let linked = space.root.with_file_name("linked");
    let hook =
        HookEnv { git_dir: Some(space.root.join(".git/worktrees/linked").display().to_string()), ..HookEnv::default() };
    assert_eq!(locate_in(&linked.join("features"), &hook).unwrap().unwrap().root, linked);
}

#[test]
fn a_repository_of_another_user_is_not_trusted() {
    if !rustix::process::geteuid().is_root() {
        eprintln!("SKIPPED: only the superuser can give a repository away");
        return;
    }
    let space = Space::with_commit();
    let outcome = Run::new("chown").args(["-R", "65534:65534"]).args([&space.root]).run();
    assert!(outcome.success(), "{outcome:?}");
    if space.try_git_in(&space.root, "status").success() {
        eprintln!("SKIPPED: git itself trusts every repository here");
        return;
    }
    refused(space.try_repo(&space.root, &HookEnv::default()), ProblemKind::Git, "belongs to another user");
}

#[test]
fn an_index_in_parts_is_said_so() {
    let space = Space::with_commit();
    space.git("update-index --split-index");
    refused(
        space.try_repo(&space.root, &HookEnv::default()).and_then(|repo| repo.staged()),
        ProblemKind::Git,
        "not supported",
    );
}

#[test]
fn odd_paths_are_no_panic() {
    let space = Space::with_commit();
    space.put("loose.md", "x");
    let repo = space.repo();
    for path in ["", ".", "./", "/", "..", "../x", "/etc/passwd", "a\0b", "*", ":(glob)**", "features/../other.txt"] {
        let all = matches!(path, "" | "." | "./" | "/");
        assert_eq!(repo.index_text(path).unwrap(), None, "{path}");
        assert_eq!(repo.tracked(&[path]).unwrap(), [all], "{path}");
        assert_eq!(repo.index_paths(path).unwrap().len(), if all { 2 } else { 0 }, "{path}");
        let names = repo.folder_names_everywhere(path).map(|names| names.contains("features"));
        assert!(!all || names.unwrap(), "{path}");
        let dirty = repo.dirty(&[path, "loose.md"]).unwrap();
        assert_eq!(shown(&dirty), ["Untracked loose.md"], "{path}");
        assert!(repo.changed(Some(path)).is_err());
        assert!(repo.folder_names(path, "features").is_err());
        assert!(repo.switch_to_new_branch(path).is_err());
    }
    let repo = space.try_repo(&space.root.join("features"), &HookEnv::default()).unwrap();
    assert_eq!(repo.folder_names_everywhere(".").unwrap().into_iter().collect::<Vec<_>>(), ["P01-F01-a"]);
    assert_eq!(repo.tracked(&["", "P01-F01-a/./tasks.md"]).unwrap(), [true, true]);
    space.put("features/new.md", "x");
    assert_eq!(shown(&repo.dirty(&[""]).unwrap()), ["Untracked new.md"]);
}
