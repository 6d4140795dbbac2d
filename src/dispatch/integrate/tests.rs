use super::*;
use crate::dispatch::testing::{self, Space, TARGET, job, land, land_gated, order, put, run_of};

#[test]
fn work_lands_once_ticked_with_trailers() {
    let space = Space::new();
    let place = space.place();
    let before = space.tip();
    let (_, head) = space.worked(&place, "T01", "a.txt", "a\n");
    let Landing::Landed { commit } = land(&place, "T01", &head).unwrap() else { panic!() };
    assert_eq!(space.tip(), commit);
    assert_eq!(space.git(&["rev-parse", &format!("{commit}^1"), &format!("{commit}^2")]), format!("{before}\n{head}"));
    assert_eq!(space.git(&["show", &format!("{TARGET}:a.txt")]), "a");
    assert_eq!(space.tasks(), testing::tasks("\n").replace("[ ] T01", "[x] T01"));
    assert_eq!(
        space.git(&["log", "-1", "--format=%B", TARGET]),
        "do it\n\nPlanyard-Task: .:f/T01\nPlanyard-Run: f/T01/1"
    );
    let again = land(&place, "T01", &head).unwrap();
    assert_eq!(again, Landing::Already { commit, run: "f/T01/1".to_owned() });
    assert_eq!(space.git(&["status", "--porcelain"]), "");
    assert_eq!(space.git(&["symbolic-ref", "HEAD"]), "refs/heads/main");
    space.fsck();
}

#[test]
fn a_task_without_a_change_is_ticked() {
    let space = Space::new();
    let place = space.place();
    let base = space.tip();
    assert!(matches!(land(&place, "T01", &base).unwrap(), Landing::Landed { .. }));
    assert!(space.tasks().contains("- [x] T01 "));
    assert_eq!(space.git(&["rev-list", "--count", TARGET]), "2");
}

#[test]
fn what_gates_refuse_does_not_land() {
    let space = Space::new();
    let place = space.place();
    let before = space.tip();
    let (_, head) = space.worked(&place, "T01", "a.txt", "a\n");
    let mut seen = Vec::new();
    let landing = land_gated(&place, "T01", &head, &mut |workspace, tree| {
        let ticked = std::fs::read_to_string(workspace.join("features/f/tasks.md"))?.contains("[x] T01");
        let merged = workspace.join("a.txt").is_file();
        seen.push((ticked, merged, tree.to_owned()));
        Ok(Gate::Fail("no".to_owned()))
    });
    assert_eq!(landing.unwrap(), Landing::GateFailed { tip: before.clone(), findings: "no".to_owned() });
    assert_eq!(seen.len(), 1);
    assert!(seen[0].0 && seen[0].1, "{seen:?}");
    assert_eq!(space.tip(), before);
    // The tree that was gated is the tree that lands.
    let mut gated = String::new();
    let landing = land_gated(&place, "T01", &head, &mut |_, tree| {
        tree.clone_into(&mut gated);
        Ok(Gate::Pass(vec![("Planyard-Gates".to_owned(), "test".to_owned())]))
    });
    assert!(matches!(landing.unwrap(), Landing::Landed { .. }));
    assert_eq!(space.git(&["rev-parse", &format!("{TARGET}^{{tree}}")]), gated);
    assert!(space.git(&["log", "-1", "--format=%B", TARGET]).ends_with("\nPlanyard-Gates: test"));
}

#[test]
fn a_conflict_is_told_and_leaves_nothing() {
    let space = Space::new();
    let place = space.place();
    let text = testing::numbered(50);
    let (_, one) = space.worked(&place, "T01", "shared.txt", &text.replace("line 7\n", "one\n"));
    let (tree, two) = space.worked(&place, "T02", "shared.txt", &text.replace("line 7\n", "two\n"));
    assert!(matches!(land(&place, "T01", &one).unwrap(), Landing::Landed { .. }));
    let before = space.tip();
    let Landing::Conflict { tip, files, text } = land(&place, "T02", &two).unwrap() else { panic!() };
    assert_eq!((tip, files), (before.clone(), vec!["shared.txt".to_owned()]));
    assert!(text.contains("one") && text.contains("two") && text.contains("<<<<<<<"), "{text}");
    assert_eq!(space.tip(), before);
    // The agent decides, and it lands. Its merge brought the tick of the other task into its branch.
    space.try_git_in(&tree.path, &["merge", "--quiet", &before]);
    let rejected = place.commit_all(&tree, "merge", &[]).unwrap();
    assert!(matches!(&rejected, crate::dispatch::worktree::Committed::Rejected(why) if why.contains("shared.txt")));
    put(&tree.path, "shared.txt", testing::numbered(50).replace("line 7\n", "one and two\n"));
    space.git_in(&tree.path, &["add", "shared.txt"]);
    let committed = place.commit_all(&tree, "merge", &[]).unwrap();
    let crate::dispatch::worktree::Committed::Commit(head) = committed else { panic!("{committed:?}") };
    assert!(place.drop_protected(&tree, &before, &|path| path.ends_with("tasks.md")).unwrap().is_empty());
    assert!(matches!(land(&place, "T02", &head).unwrap(), Landing::Landed { .. }));
    assert!(space.tasks().contains("[x] T01") && space.tasks().contains("[x] T02"));
    space.fsck();
}

#[test]
fn what_an_agent_does_to_the_plan_is_dropped() {
    let space = Space::new();
    let place = space.place();
    let (first, _) = space.worked(&place, "T01", "a.txt", "a\n");
    put(&first.path, "features/f/tasks.md", testing::tasks("\n").replace("[ ]", "[x]"));
    put(&first.path, "features/f/extra/tasks.md", "new\n");
    place.commit_all(&first, "ticks all", &[]).unwrap();
    let (_, two) = space.worked(&place, "T02", "b.txt", "b\n");
    // Not even a conflict comes of it.
    assert!(matches!(land(&place, "T02", &two).unwrap(), Landing::Landed { .. }));
    let head = place.head(&first).unwrap();
    assert!(matches!(land(&place, "T01", &head).unwrap(), Landing::Landed { .. }));
    let expected = testing::tasks("\n").replace("[ ] T01", "[x] T01").replace("[ ] T02", "[x] T02");
    assert_eq!(space.tasks(), expected);
    let names = space.git(&["ls-tree", "-r", "--name-only", TARGET]);
    assert_eq!(names, "a.txt\nb.txt\nfeatures/f/tasks.md\nshared.txt");
    // Asked before, the branch itself is put right.
    let dropped = place.drop_protected(&first, &space.tip(), &|path| path.ends_with("tasks.md")).unwrap();
    assert_eq!(dropped, Vec::<String>::new());
}

#[test]
fn a_lost_lease_publishes_nothing() {
    let space = Space::new();
    let place = space.place();
    let before = space.tip();
    let (_, head) = space.worked(&place, "T01", "a.txt", "a\n");
    let (order, run) = (order("T01"), run_of("T01"));
    for good in 0..2 {
        let mut beats = 0;
        let mut steps = Steps {
            tick: &mut |workspace| testing::tick(workspace, "T01"),
            gate: &mut |_, _| Ok(Gate::Pass(Vec::new())),
            held: &mut || {
                beats += 1;
                Ok(if beats <= good { Held::Yes } else { Held::Lost })
            },
        };
        assert_eq!(integrate(&place, &job(&order, &run, &head), &mut steps).unwrap(), Landing::Lost);
        assert_eq!(space.tip(), before);
    }
}
