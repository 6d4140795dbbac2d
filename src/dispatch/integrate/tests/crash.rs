use std::path::PathBuf;

use super::*;
use crate::dispatch::testing::{die, place_of_child};
use crate::process::{Run, Status};

/// Where the child is killed, and whether the work is in the target then.
const POINTS: [(&str, bool); 5] =
    [("tip", false), ("merge", false), ("gate", false), ("commit", false), ("published", true)];

/// Only in a process that another test has started.
#[test]
#[ignore = "the other tests of this file run it in a process of its own"]
fn child() {
    let (_, place, git) = place_of_child();
    let tree = place.find(&order("T01")).unwrap().unwrap();
    let head = worktree::head(&git, &tree).unwrap();
    let work = job("T01", &tree.base, &head);
    integrate(
        &place,
        &git,
        &work,
        &mut |root| tick(root, "T01"),
        &mut |_, _| {
            die("within a gate");
            Ok(Gate::Pass)
        },
        &mut || Ok(Held::Yes),
    )
    .unwrap();
}

#[track_caller]
fn run_child(space: &Space, point: &str) -> Status {
    let run = Run::new(std::env::current_exe().unwrap()).args(["--ignored", "--exact"]);
    let run = run.args(["dispatch::integrate::tests::crash::child"]);
    run.env("PLANYARD_TEST_ROOT", &space.root).env("PLANYARD_TEST_DIE_AT", point).run().status
}

#[test]
fn a_kill_at_any_point_leaves_nothing_or_the_landing() {
    for (point, there) in POINTS.into_iter().chain([("within a gate", false)]) {
        let space = Space::new();
        let place = space.place();
        let before = space.tip();
        let (tree, _) = space.worked(&place, "T01", "a.txt", "a\n");
        assert_eq!(run_child(&space, point), Status::Signalled(9), "{point}");
        assert_eq!(space.tip() != before, there, "{point}");
        space.fsck();
        // The next one needs no help, and does nothing twice.
        let landing = space.land(&place, &tree).unwrap();
        assert_eq!(matches!(landing, Landing::Already(_)), there, "{point}: {landing:?}");
        assert!(there || matches!(landing, Landing::Landed(_)), "{point}: {landing:?}");
        assert_eq!(space.landings(), [(".:f/T01".to_owned(), 1)].into(), "{point}");
        assert_eq!(space.tasks(), tasks("\n").replace("[ ] T01", "[x] T01"), "{point}");
        // The lane is used again, not a second one made.
        let lanes = std::fs::read_dir(place.base.join(".lanes")).unwrap().count();
        assert_eq!(lanes, 1, "{point}");
        space.fsck();
    }
}

#[test]
fn a_child_that_is_not_killed_lands() {
    let space = Space::new();
    let place = space.place();
    space.worked(&place, "T01", "a.txt", "a\n");
    assert_eq!(run_child(&space, "nowhere"), Status::Exited(0));
    assert_eq!(space.landings(), [(".:f/T01".to_owned(), 1)].into());
}

#[test]
fn what_a_killed_git_left_in_the_lane_is_cleared() {
    let space = Space::new();
    let place = space.place();
    let (one, _) = space.worked(&place, "T01", "a.txt", "a\n");
    let (two, _) = space.worked(&place, "T02", "shared.txt", "two\n");
    landed(space.land(&place, &one));
    let lane = std::fs::read_dir(place.base.join(".lanes")).unwrap().next().unwrap().unwrap().path();
    let git_dir = PathBuf::from(space.git_in(&lane, &["rev-parse", "--absolute-git-dir"]));
    // A merge in the middle, a lock, files of nobody, and a branch.
    put(&lane, "shared.txt", "another\n");
    space.git_in(&lane, &["checkout", "--quiet", "-b", "astray"]);
    space.git_in(&lane, &["commit", "--quiet", "--all", "-m", "x"]);
    assert!(!space.try_git_in(&lane, &["merge", &two.branch]).success());
    put(&lane, "left/over.txt", "x");
    put(&git_dir, "index.lock", "");
    put(&git_dir, "planyard.busy", "");
    landed(space.land_gated(&place, &two, &mut |root, _| {
        assert!(!root.join("left").exists());
        Ok(Gate::Pass)
    }));
    assert_eq!(space.git(&["show", &format!("{TARGET}:shared.txt")]), "two");
    space.fsck();
}
