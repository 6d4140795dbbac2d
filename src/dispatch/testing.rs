//! A repository made by the real git, away from the user's own settings, and what the tests of this folder do in it.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Result;
use tempfile::TempDir;

use super::integrate::{Gate, Integration, Judge, Landing, integrate};
use super::worktree::{self, Committed, Place, Protected, Worktree};
use crate::git::locate;
use crate::git::program::Git;
use crate::process::Outcome;
use crate::queue::{Held, OrderId};

/// The target of the tests.
pub(super) const TARGET: &str = "planyard/integration/f";

/// A repository on `main` with one commit and a target branch.
pub(super) struct Space {
    _folder: TempDir,
    /// Its root.
    pub(super) root: PathBuf,
    /// Away from it.
    pub(super) state: PathBuf,
    /// The git program as the tests' user has it.
    pub(super) git: Git,
}

impl Space {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let top = folder.path().canonicalize().unwrap();
        let (root, home, state) = (top.join("work"), top.join("home"), top.join("state"));
        fs::create_dir(&root).unwrap();
        fs::create_dir(&home).unwrap();
        let git = git_of(&root, &home);
        let space = Self { _folder: folder, root, state, git };
        space.git(&["config", "--global", "user.name", "T"]);
        space.git(&["config", "--global", "user.email", "t@example.org"]);
        space.git(&["init", "--quiet", "--initial-branch=main"]);
        space.put("features/f/tasks.md", tasks("\n"));
        space.put("shared.txt", numbered(50));
        space.commit("first");
        space.git(&["branch", TARGET]);
        space
    }

    pub(super) fn try_git_in(&self, folder: &Path, args: &[&str]) -> Outcome {
        self.git.at(folder).args(args.iter().copied()).run().unwrap()
    }

    #[track_caller]
    pub(super) fn git_in(&self, folder: &Path, args: &[&str]) -> String {
        let outcome = self.try_git_in(folder, args);
        assert!(outcome.success(), "git {args:?}: {outcome:?}");
        outcome.stdout_text().trim_end().to_owned()
    }

    #[track_caller]
    pub(super) fn git(&self, args: &[&str]) -> String {
        self.git_in(&self.root, args)
    }

    #[track_caller]
    pub(super) fn commit(&self, message: &str) -> String {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "-m", message]);
        self.git(&["rev-parse", "HEAD"])
    }

    pub(super) fn put(&self, path: &str, bytes: impl AsRef<[u8]>) {
        put(&self.root, path, bytes);
    }

    pub(super) fn hook(&self, name: &str, text: &str) {
        let path = self.root.join(".git/hooks").join(name);
        put(&self.root, &format!(".git/hooks/{name}"), format!("#!/bin/sh\n{text}\n"));
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    pub(super) fn place(&self) -> Place {
        self.place_of(&self.root)
    }

    pub(super) fn place_of(&self, workspace: &Path) -> Place {
        let location = locate(workspace).unwrap().unwrap();
        Place::new(&location, workspace, &self.state).unwrap()
    }

    #[track_caller]
    pub(super) fn tip(&self) -> String {
        self.git(&["rev-parse", TARGET])
    }

    /// The tasks file in the target.
    #[track_caller]
    pub(super) fn tasks(&self) -> String {
        let outcome = self.try_git_in(&self.root, &["show", &format!("{TARGET}:features/f/tasks.md")]);
        assert!(outcome.success(), "{outcome:?}");
        outcome.stdout_text()
    }

    /// A worktree of the task at the target's tip, ready for work.
    pub(super) fn worktree(&self, place: &Place, task: &str) -> Worktree {
        let (tree, new) = worktree::prepare(place, &self.git, &order(task), &self.tip(), &run_of(task)).unwrap();
        if new {
            worktree::made_ready(&tree, &order(task)).unwrap();
        }
        tree
    }

    #[track_caller]
    pub(super) fn commit_all(&self, tree: &Worktree, message: &str) -> String {
        let committed = worktree::commit_all(&self.git, tree, message).unwrap();
        let Committed::Head(head) = committed else { panic!("{committed:?}") };
        head
    }

    /// A worktree of the task with one file of its own committed in it; the commit.
    pub(super) fn worked(&self, place: &Place, task: &str, path: &str, text: &str) -> (Worktree, String) {
        let tree = self.worktree(place, task);
        put(&tree.path, path, text);
        let head = self.commit_all(&tree, &format!("{task}: work"));
        (tree, head)
    }

    /// Lands a task's worktree as it is, with gates that pass.
    pub(super) fn land(&self, place: &Place, tree: &Worktree) -> Result<Landing> {
        self.land_gated(place, tree, &mut |_, _| Ok(Gate::Pass))
    }

    /// Lands a task's worktree as it is.
    pub(super) fn land_gated(&self, place: &Place, tree: &Worktree, gate: Judge<'_>) -> Result<Landing> {
        let task = tree.branch.rsplit('/').next().unwrap().to_owned();
        let head = worktree::head(&self.git, tree).unwrap();
        let work = job(&task, &tree.base, &head);
        integrate(place, &self.git, &work, &mut |root| tick(root, &task), gate, &mut || Ok(Held::Yes))
    }

    /// Everything is whole, and no checkout is in the middle of something.
    #[track_caller]
    pub(super) fn fsck(&self) {
        let outcome = self.try_git_in(&self.root, &["fsck", "--full", "--strict", "--no-dangling"]);
        assert!(outcome.success(), "{outcome:?}");
    }

    /// How often each order landed in the target.
    pub(super) fn landings(&self) -> BTreeMap<String, usize> {
        let place = self.place();
        let objects = place.objects().unwrap();
        let mut counts = BTreeMap::new();
        for landed in super::integrate::trailer::all(&objects, &self.tip(), None).unwrap() {
            *counts.entry(landed.order.0).or_default() += 1;
        }
        counts
    }
}

/// Dies as by SIGKILL at the point that its environment names.
pub(super) fn die(point: &str) {
    if var("PLANYARD_TEST_DIE_AT").is_some_and(|at| at == Path::new(point)) {
        let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
    }
}

/// A variable that a test has given to a process of its own.
pub(super) fn var(name: &str) -> Option<PathBuf> {
    std::env::vars_os().find(|(key, _)| key == name).map(|(_, value)| PathBuf::from(value))
}

/// In such a process: the place of the repository, which dies where it is told to, and its git.
pub(super) fn place_of_child() -> (PathBuf, Place, Git) {
    let root = var("PLANYARD_TEST_ROOT").unwrap();
    let top = root.parent().unwrap();
    let (git, location) = (git_of(&root, &top.join("home")), locate(&root).unwrap().unwrap());
    let place = Place { failpoint: Some(die), ..Place::new(&location, &root, &top.join("state")).unwrap() };
    (root, place, git)
}

/// The git program of a user whose home is there.
pub(super) fn git_of(root: &Path, home: &Path) -> Git {
    let home = home.display().to_string();
    let git = Git::open(root, None, Arc::default()).unwrap();
    git.env("HOME", &home).env("XDG_CONFIG_HOME", &home).env("GIT_CONFIG_NOSYSTEM", "1")
}

#[expect(clippy::disallowed_methods, reason = "what a person or an agent would have written")]
pub(super) fn put(root: &Path, path: &str, bytes: impl AsRef<[u8]>) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

pub(super) fn order(task: &str) -> OrderId {
    OrderId(format!(".:f/{task}"))
}

pub(super) fn run_of(task: &str) -> String {
    format!("f/{task}/1")
}

/// Sixty open tasks.
pub(super) fn tasks(end: &str) -> String {
    (1..=60).map(|number| format!("- [ ] T{number:02} do it{end}")).collect()
}

pub(super) fn numbered(lines: usize) -> String {
    (1..=lines).map(|number| format!("line {number}\n")).collect()
}

/// Ticks a task as the dispatcher would: one byte of one line.
pub(super) fn tick(workspace: &Path, task: &str) -> Result<Vec<String>> {
    let path = "features/f/tasks.md";
    let text = fs::read_to_string(workspace.join(path))?;
    assert!(text.contains(&format!("- [ ] {task} ")), "{task} is ticked already");
    put(workspace, path, text.replace(&format!("- [ ] {task} "), &format!("- [x] {task} ")));
    Ok(vec![path.to_owned()])
}

/// An integration of a task with everything as usual.
pub(super) fn job(task: &str, base: &str, head: &str) -> Integration<'static> {
    Integration {
        order: order(task),
        run: run_of(task),
        target: TARGET.to_owned(),
        base: base.to_owned(),
        head: head.to_owned(),
        subject: format!("{task}: do it"),
        trailers: &Vec::new,
        protect: Protected::of(&["**/tasks.md".to_owned()], "").unwrap(),
    }
}
