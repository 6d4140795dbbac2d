//! A repository made by the real git, away from the user's own settings, and what the tests of this folder do in it.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use anyhow::Result;
use tempfile::TempDir;

use super::integrate::{Gate, Integration, Landing, Steps, integrate};
use super::worktree::{Committed, Place, Preparation, Worktree};
use crate::git::{Git, locate};
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
        let git = git_of(&home);
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
        Place::new(self.git.clone(), &location, workspace, &self.state).unwrap()
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

    /// A worktree of the task at the target's tip.
    pub(super) fn worktree(&self, place: &Place, task: &str) -> Worktree {
        let tip = self.tip();
        place.prepare(&Preparation { order: &order(task), base: &tip, run: &run_of(task), copy: &[] }).unwrap()
    }

    /// A worktree of the task with one file of its own committed in it; the commit.
    pub(super) fn worked(&self, place: &Place, task: &str, path: &str, text: &str) -> (Worktree, String) {
        let worktree = self.worktree(place, task);
        put(&worktree.path, path, text);
        let committed = place.commit_all(&worktree, &format!("{task}: work"), &[]).unwrap();
        let Committed::Commit(head) = committed else { panic!("{committed:?}") };
        (worktree, head)
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

/// The git program of a user whose home is there.
pub(super) fn git_of(home: &Path) -> Git {
    let home = home.display().to_string();
    Git::new(&BTreeMap::new()).env("HOME", &home).env("XDG_CONFIG_HOME", &home).env("GIT_CONFIG_NOSYSTEM", "1")
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
pub(super) fn job<'a>(order: &'a OrderId, run: &'a str, head: &'a str) -> Integration<'a> {
    Integration {
        order,
        run,
        head,
        target: TARGET,
        since: None,
        after: 0,
        title: "do it",
        body: "",
        trailers: &[],
        protect: &|path| path.ends_with("tasks.md"),
    }
}

/// Lands a task's commit, with gates that pass.
pub(super) fn land(place: &Place, task: &str, head: &str) -> Result<Landing> {
    land_gated(place, task, head, &mut |_, _| Ok(Gate::Pass(Vec::new())))
}

/// Lands a task's commit.
pub(super) fn land_gated(
    place: &Place,
    task: &str,
    head: &str,
    gate: &mut dyn FnMut(&Path, &str) -> Result<Gate>,
) -> Result<Landing> {
    let (order, run) = (order(task), run_of(task));
    let mut steps = Steps { tick: &mut |workspace| tick(workspace, task), gate, held: &mut || Ok(Held::Yes) };
    integrate(place, &job(&order, &run, head), &mut steps)
}
