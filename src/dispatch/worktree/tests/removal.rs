use super::*;
use crate::dispatch::integrate::leave;
use crate::dispatch::testing::{place_of_child, var};
use crate::process::{Run, Status};

const POINTS: [&str; 2] = ["removal noted", "folder removed"];

/// Only in a process that another test has started.
#[test]
#[ignore = "the other tests of this file run it in a process of its own"]
fn child() {
    let (_, place, git) = place_of_child();
    if var("PLANYARD_TEST_LANE").is_some() {
        leave(&place, TARGET);
    } else {
        remove_landed(&place, &git, &order("T01"), TARGET).unwrap();
    }
}

fn run_child(space: &Space, point: &str, lane: bool) -> Status {
    let run = Run::new(std::env::current_exe().unwrap()).args(["--ignored", "--exact"]);
    let run = run.args(["dispatch::worktree::tests::removal::child"]);
    let run = run.env("PLANYARD_TEST_ROOT", &space.root).env("PLANYARD_TEST_DIE_AT", point);
    if lane { run.env("PLANYARD_TEST_LANE", "1").run().status } else { run.run().status }
}

/// Nothing is left of any worktree or task, nothing was kept or moved aside, and the list is git's own.
#[track_caller]
fn nothing_is_left(space: &Space, place: &Place, point: &str) {
    let list = space.git(&["worktree", "list", "--porcelain"]);
    assert_eq!(list.matches("worktree ").count(), 1, "{point}: {list}");
    assert_eq!(space.git(&["branch", "--list", "planyard/f/*"]), "", "{point}");
    assert!(rescue::list(&place.common, "").unwrap().is_empty(), "{point}");
    assert!(aside(place).is_empty(), "{point}");
    assert!(!place.base.join("f").exists(), "{point}");
    assert_eq!(admin::removed_folder(&place.common).read_dir().map_or(0, Iterator::count), 0, "{point}");
    space.fsck();
}

#[test]
fn a_removal_that_was_killed_is_brought_to_its_end() {
    for (point, lane) in [(POINTS[0], false), (POINTS[0], true), (POINTS[1], false), (POINTS[1], true)] {
        let space = Space::new();
        let place = space.place();
        let (tree, _) = space.worked(&place, "T01", "a.txt", "a\n");
        space.land(&place, &tree).unwrap();
        assert_eq!(run_child(&space, point, lane), Status::Signalled(9), "{point}");
        // A folder is never removed at once: some of its files were gone when it was cut off.
        if !lane && tree.path.is_dir() {
            admin::forget(&place.common, &tree.path.join("features")).unwrap();
        }
        assert_eq!(place.find(&order("T01")).unwrap().is_some(), lane, "{point}");
        remove_landed(&place, &space.git, &order("T01"), TARGET).unwrap();
        leave(&place, TARGET);
        nothing_is_left(&space, &place, point);
        assert!(!space.root.join(".git/worktrees").exists(), "{point}");
    }
}

#[test]
fn a_removal_that_is_not_killed_leaves_nothing() {
    let space = Space::new();
    let place = space.place();
    let (tree, _) = space.worked(&place, "T01", "a.txt", "a\n");
    space.land(&place, &tree).unwrap();
    assert_eq!(run_child(&space, "nowhere", true), Status::Exited(0));
    assert_eq!(run_child(&space, "nowhere", false), Status::Exited(0));
    // Of one that was cut off in its last step.
    put(&admin::removed_folder(&place.common), "worktree-x/git-dir/HEAD", "x");
    place.mend().unwrap();
    nothing_is_left(&space, &place, "nowhere");
}

/// The next attempt has all files, and does not take those for deleted that a removal had taken away already.
#[test]
fn what_was_half_removed_is_no_work() {
    for point in POINTS {
        let space = Space::new();
        let place = space.place();
        let (tree, _) = space.worked(&place, "T01", "a.txt", "a\n");
        space.land(&place, &tree).unwrap();
        assert_eq!(run_child(&space, point, false), Status::Signalled(9), "{point}");
        let (tree, new) = again(&space, &place, "T01");
        assert!(new && tree.path.join("features/f/tasks.md").is_file(), "{point}");
        made_ready(&tree, &order("T01")).unwrap();
        assert!(!has_work(&tree).unwrap(), "{point}");
        // It is no longer about to go.
        place.mend().unwrap();
        assert!(tree.path.join("features/f/tasks.md").is_file() && place.find(&order("T01")).unwrap().is_some());
    }
}

#[test]
fn an_entry_whose_folder_is_gone_goes_with_its_task() {
    let space = Space::new();
    let place = space.place();
    let (tree, _) = space.worked(&place, "T01", "a.txt", "a\n");
    space.land(&place, &tree).unwrap();
    for folder in [tree.path.clone(), place.base.join(".lanes")] {
        admin::forget(&place.common, &folder).unwrap();
    }
    assert_eq!(space.git(&["worktree", "list"]).lines().count(), 3);
    remove_landed(&place, &space.git, &order("T01"), TARGET).unwrap();
    leave(&place, TARGET);
    nothing_is_left(&space, &place, "by hand");
}

#[test]
fn another_folder_at_the_place_of_a_removed_one_is_kept() {
    let space = Space::new();
    let place = space.place();
    let (tree, _) = space.worked(&place, "T01", "a.txt", "a\n");
    space.land(&place, &tree).unwrap();
    assert_eq!(run_child(&space, "removal noted", false), Status::Signalled(9));
    // Elsewhere, so that the next folder has another inode.
    admin::move_aside(&place.base, &tree.path).unwrap();
    put(&tree.path, "mine.txt", "of a person\n");
    place.mend().unwrap();
    assert_eq!(std::fs::read_to_string(tree.path.join("mine.txt")).unwrap(), "of a person\n");
    assert!(!space.git(&["worktree", "list"]).contains("T01"));
    // An attempt moves it aside, and never deletes it.
    let (tree, new) = again(&space, &place, "T01");
    assert!(new && !tree.path.join("mine.txt").exists());
    assert!(aside(&place).iter().any(|folder| folder.join("mine.txt").is_file()));
}
