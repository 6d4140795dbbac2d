mod removal;

use std::path::PathBuf;

use super::*;
use crate::dispatch::testing::{Space, TARGET, order, put, run_of};
use crate::dispatch::{gc, land, rescue};

fn again(space: &Space, place: &Place, task: &str) -> (Worktree, bool) {
    prepare(place, &space.git, &order(task), &space.tip(), &run_of(task)).unwrap()
}

fn aside(place: &Place) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(place.base.join(".aside")).into_iter().flatten();
    entries.flatten().map(|entry| entry.path()).collect()
}

#[test]
fn every_attempt_finds_the_same_worktree() {
    let space = Space::new();
    let place = space.place();
    let (tree, new) = again(&space, &place, "T01");
    assert!(new && tree.path == place.base.join("f/T01") && tree.branch == "planyard/f/T01");
    // Not made ready: its set-up is run again.
    assert!(again(&space, &place, "T01").1);
    made_ready(&tree, &order("T01")).unwrap();
    put(&tree.path, "half.txt", "half done");
    let (second, new) = again(&space, &place, "T01");
    assert!(!new && second == tree);
    assert!(has_work(&second).unwrap() && second.path.join("half.txt").is_file());
    let listed = space.git(&["worktree", "list", "--porcelain"]);
    assert!(listed.contains("locked planyard f/T01/1"), "{listed}");
}

#[test]
fn sixteen_at_once_are_made() {
    let space = Space::new();
    let place = space.place();
    std::thread::scope(|scope| {
        for at in 1..=16 {
            let (space, place) = (&space, &place);
            scope.spawn(move || {
                let (tree, new) = again(space, place, &format!("T{at:02}"));
                assert!(new && tree.path.join("shared.txt").is_file());
                if at % 2 == 0 {
                    forget(place, &space.git, &tree);
                }
            });
        }
    });
    assert_eq!(space.git(&["worktree", "list"]).lines().count(), 9);
    space.fsck();
}

#[test]
fn what_is_in_the_way_is_moved_aside() {
    let space = Space::new();
    let place = space.place();
    put(&place.base, "f/T01/precious.txt", "of a person");
    let (tree, new) = again(&space, &place, "T01");
    assert!(new && tree.path.join("shared.txt").is_file());
    let kept = aside(&place);
    assert_eq!(std::fs::read_to_string(kept[0].join("precious.txt")).unwrap(), "of a person");
    // An empty folder is in nobody's way.
    std::fs::create_dir_all(place.base.join("f/T02")).unwrap();
    assert!(again(&space, &place, "T02").1);
    assert_eq!(aside(&place).len(), 1);
}

#[test]
#[expect(clippy::disallowed_methods, reason = "what a person would have done")]
fn a_worktree_that_was_deleted_by_hand_is_made_anew_with_its_branch() {
    let space = Space::new();
    let place = space.place();
    let (tree, head) = space.worked(&place, "T01", "a.txt", "a\n");
    // Someone else's worktree whose folder is gone, too, such as on a disk that is not mounted, stays listed.
    let other = space.root.join("../other");
    space.git(&["worktree", "add", "--quiet", "--detach", other.to_str().unwrap()]);
    std::fs::remove_dir_all(&other).unwrap();
    space.git_in(&tree.path, &["checkout", "--quiet", "--detach"]);
    space.git_in(&tree.path, &["commit", "--quiet", "--allow-empty", "-m", "only at HEAD"]);
    let lost = super::head(&space.git, &tree).unwrap();
    std::fs::remove_dir_all(&tree.path).unwrap();
    let (second, new) = again(&space, &place, "T01");
    assert!(new && super::head(&space.git, &second).unwrap() == head);
    let kept = rescue::list(&place.common, "f/T01/").unwrap();
    assert_eq!(kept.iter().map(|kept| kept.commit.as_str()).collect::<Vec<_>>(), [lost]);
    assert!(space.git(&["worktree", "list"]).contains("/other"));
    space.fsck();
}

#[test]
#[expect(clippy::disallowed_methods, reason = "what a kill would have left")]
fn a_worktree_that_was_half_made_is_finished() {
    let space = Space::new();
    let place = space.place();
    let (tree, _) = again(&space, &place, "T01");
    std::fs::remove_file(tree.git_dir.join("index")).unwrap();
    std::fs::remove_file(tree.path.join("shared.txt")).unwrap();
    put(&tree.git_dir, "index.lock", "");
    let (second, new) = again(&space, &place, "T01");
    assert!(new && second == tree && second.path.join("shared.txt").is_file());
    assert_eq!(space.git_in(&tree.path, &["status", "--porcelain"]), "");
}

#[test]
#[expect(clippy::disallowed_methods, reason = "what an agent would have done")]
fn an_agent_that_breaks_its_worktree_loses_nothing() {
    let space = Space::new();
    let place = space.place();
    let tree = space.worktree(&place, "T01");
    put(&tree.path, "a.txt", "a\n");
    // Git would look further up, and find whatever is there.
    std::fs::remove_file(tree.path.join(".git")).unwrap();
    space.git(&["init", "--quiet", space.state.to_str().unwrap()]);
    let head = space.commit_all(&tree, "work");
    assert_eq!(space.git(&["rev-parse", &tree.branch]), head);
    // Its own repository in place of ours.
    std::fs::remove_file(tree.path.join(".git")).unwrap();
    space.git_in(&tree.path, &["init", "--quiet"]);
    put(&tree.path, "b.txt", "b\n");
    let (tree, new) = again(&space, &place, "T01");
    assert!(!new);
    let head = space.commit_all(&tree, "more work");
    assert_eq!(space.git(&["show", "--format=", "--name-only", &head]), "b.txt");
    assert_eq!(aside(&place).len(), 1);
    // A rebase in the middle.
    space.git_in(&tree.path, &["config", "user.email", "t@example.org"]);
    put(&tree.git_dir, "rebase-merge/head-name", "x");
    put(&tree.path, "c.txt", "c\n");
    let refused = commit_all(&space.git, &tree, "x").unwrap();
    assert!(matches!(&refused, Committed::Refused(why) if why.contains("rebase")), "{refused:?}");
}

#[test]
fn beginning_anew_keeps_what_was_done() {
    let space = Space::new();
    let place = space.place();
    let (mut tree, head) = space.worked(&place, "T01", "a.txt", "a\n");
    put(&tree.path, "shared.txt", "changed\n");
    put(&tree.path, "new/file.txt", "new\n");
    let base = space.tip();
    let kept = fresh(&space.git, &mut tree, &base, 3).unwrap().unwrap();
    assert_eq!(kept, "refs/planyard/rescue/f/T01/3");
    assert_eq!(space.git_in(&tree.path, &["status", "--porcelain"]), "");
    assert_eq!(super::head(&space.git, &tree).unwrap(), base);
    assert_eq!(space.git(&["rev-parse", &format!("{kept}^")]), head);
    assert_eq!(
        space.git(&["ls-tree", "-r", "--name-only", &kept]),
        "a.txt\nfeatures/f/tasks.md\nnew/file.txt\nshared.txt"
    );
    assert_eq!(fresh(&space.git, &mut tree, &base, 4).unwrap(), None);
    // A name that is taken is never moved.
    put(&tree.path, "other.txt", "other\n");
    assert_eq!(fresh(&space.git, &mut tree, &base, 3).unwrap().unwrap(), "refs/planyard/rescue/f/T01/3-2");
    assert_eq!(rescue::list(&place.common, "").unwrap().len(), 2);
    let commit = rescue::restore(&space.git, &place.common, "f/T01/3", "back").unwrap();
    assert_eq!(space.git(&["rev-parse", "back"]), commit);
    assert!(rescue::restore(&space.git, &place.common, "f/T01/3", "back").is_err());
    assert!(rescue::show(&space.git, &place.common, "f/T01/9").is_err());
    space.fsck();
}

#[test]
fn a_worktree_is_held_by_one() {
    let space = Space::new();
    let place = space.place();
    let (tree, _) = space.worked(&place, "T01", "a.txt", "a\n");
    let held = hold(&tree).unwrap();
    assert!(hold(&tree).is_err());
    assert!(remove_landed(&place, &space.git, &order("T01"), TARGET).is_err());
    assert!(tree.path.is_dir());
    drop(held);
    remove_landed(&place, &space.git, &order("T01"), TARGET).unwrap();
    assert!(!tree.path.exists() && !tree.path.parent().unwrap().exists());
    // It had not landed: it is kept.
    assert_eq!(rescue::list(&place.common, "f/T01/").unwrap().len(), 1);
    remove_landed(&place, &space.git, &order("T01"), TARGET).unwrap();
}

#[test]
fn reviewers_change_nothing() {
    let space = Space::new();
    let place = space.place();
    let (tree, head) = space.worked(&place, "T01", "a.txt", "a\n");
    put(&tree.path, "a.txt", "reviewed\n");
    put(&tree.path, "notes.txt", "a note\n");
    discard_changes(&space.git, &tree).unwrap();
    assert_eq!(space.git_in(&tree.path, &["status", "--porcelain"]), "");
    assert_eq!(super::head(&space.git, &tree).unwrap(), head);
    let kept = rescue::list(&place.common, "f/T01/").unwrap();
    let (_, diff) = rescue::show(&space.git, &place.common, &kept[0].id).unwrap();
    assert!(diff.contains("+reviewed") && diff.contains("+a note"), "{diff}");
    assert_eq!(stat(&space.git, &tree).unwrap(), "1 file changed, 1 insertion(+), 0 deletions(-)");
    assert!(super::diff(&space.git, &tree).unwrap().contains("+a"));
}

#[test]
fn only_what_is_safe_elsewhere_is_collected() {
    let space = Space::new();
    let place = space.place();
    let (landed, _) = space.worked(&place, "T01", "a.txt", "a\n");
    assert!(matches!(space.land(&place, &landed).unwrap(), crate::dispatch::integrate::Landing::Landed(_)));
    let (_, squashed) = space.worked(&place, "T02", "b.txt", "b\n");
    space.git(&["cherry-pick", &squashed]);
    space.worked(&place, "T03", "c.txt", "c\n");
    let dirty = space.worktree(&place, "T04");
    put(&dirty.path, "d.txt", "d\n");
    space.worktree(&place, "T05");
    let busy = space.worktree(&place, "T06");
    let _held = hold(&busy).unwrap();
    space.git(&["branch", "planyard/f/T07", "HEAD"]);
    let mut how = gc::Look { active: ["planyard/f/T05".to_owned()].into(), ..gc::Look::default() };
    let look = |how: &gc::Look| -> Vec<(String, bool, String)> {
        let left = gc::look(&place, &space.git, how).unwrap().into_iter();
        left.map(|left| (left.name.rsplit('/').next().unwrap().to_owned(), left.removable, left.why)).collect()
    };
    let expected = [
        ("T01", true, "all of it is in planyard/integration/f"),
        ("T02", true, "each of its commits has an equal one in main"),
        ("T03", false, "it has commits that are nowhere else; --rescue keeps them under a ref"),
        ("T04", false, "it has changes that are not committed; --rescue keeps them under a ref"),
        ("T05", false, "its task is not at its end"),
        ("T06", false, "someone works in it"),
        ("T07", true, "all of it is in main"),
        ("planyard=2Fintegration=2Ff-0", true, "nobody merges in it"),
    ];
    let expected = expected.map(|(name, may, why)| (name.to_owned(), may, why.to_owned())).to_vec();
    assert_eq!(look(&how), expected);
    assert_eq!(look(&how), expected, "a look removes nothing");
    how.apply = true;
    look(&how);
    let names = |left: Vec<(String, bool, String)>| left.into_iter().map(|left| left.0).collect::<Vec<_>>();
    assert_eq!(names(look(&how)), ["T03", "T04", "T05", "T06"]);
    how.rescue = true;
    look(&how);
    assert_eq!(names(look(&how)), ["T05", "T06"]);
    let kept = rescue::list(&place.common, "").unwrap();
    assert_eq!(kept.iter().map(|kept| kept.id.as_str()).collect::<Vec<_>>(), ["f/T03/gc", "f/T04/gc"]);
    assert_eq!(space.git(&["show", "refs/planyard/rescue/f/T04/gc:d.txt"]), "d");
    space.fsck();
}

#[test]
fn landing_is_a_fast_forward_or_nothing() {
    let space = Space::new();
    let place = space.place();
    let (tree, _) = space.worked(&place, "T01", "a.txt", "a\n");
    assert_eq!(land::land(&space.git, TARGET).unwrap().commits, 0);
    space.land(&place, &tree).unwrap();
    let refused = |part: &str| {
        let problem = land::land(&space.git, TARGET).unwrap_err().downcast::<Problem>().unwrap();
        assert!(problem.to_string().contains(part), "{problem:?}");
    };
    space.put("shared.txt", "changed\n");
    refused("not committed");
    space.git(&["checkout", "--quiet", "shared.txt"]);
    space.put("a.txt", "of the user\n");
    refused("would be overwritten");
    assert_eq!(std::fs::read_to_string(space.root.join("a.txt")).unwrap(), "of the user\n");
    space.git(&["clean", "--quiet", "--force"]);
    space.git(&["checkout", "--quiet", "--detach"]);
    refused("no branch");
    space.git(&["checkout", "--quiet", "main"]);
    let landed = land::land(&space.git, TARGET).unwrap();
    assert_eq!((landed.branch.as_str(), landed.commits, landed.tasks), ("main", 2, vec![".:f/T01".to_owned()]));
    assert!(space.root.join("a.txt").is_file());
    space.git(&["checkout", "--quiet", "-b", "away", "HEAD~1"]);
    space.commit("of the user");
    refused("has commits that");
    assert!(land::land(&space.git, "nothing").is_err());
}

#[test]
fn formats_that_cannot_be_read_are_refused_in_words() {
    let space = Space::new();
    let other = space.root.join("../sha256");
    space.git(&["init", "--quiet", "--object-format=sha256", other.to_str().unwrap()]);
    let location = crate::git::locate(&other.canonicalize().unwrap()).unwrap().unwrap();
    let problem = Place::new(&location, &other, &space.state).unwrap_err().downcast::<Problem>().unwrap();
    assert!(problem.kind == ProblemKind::Git && problem.message.contains("not supported"), "{problem:?}");
}
