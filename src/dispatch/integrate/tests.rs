use super::*;
use crate::dispatch::testing::{Space, TARGET, job, numbered, order, put, run_of, tasks, tick};
use crate::dispatch::worktree::{self, Committed};

mod crash;
mod hooks;
mod many;
mod targets;

fn landed(landing: Result<Landing>) -> String {
    let landing = landing.unwrap();
    let Landing::Landed(commit) = landing else { panic!("{landing:?}") };
    commit
}

#[test]
fn work_lands_once_ticked_with_trailers() {
    let space = Space::new();
    let place = space.place();
    let before = space.tip();
    let (tree, head) = space.worked(&place, "T01", "a.txt", "a\n");
    let commit = landed(space.land(&place, &tree));
    assert_eq!(space.tip(), commit);
    assert_eq!(space.git(&["rev-parse", &format!("{commit}^1"), &format!("{commit}^2")]), format!("{before}\n{head}"));
    assert_eq!(space.git(&["show", &format!("{TARGET}:a.txt")]), "a");
    assert_eq!(space.tasks(), tasks("\n").replace("[ ] T01", "[x] T01"));
    assert_eq!(
        space.git(&["log", "-1", "--format=%B", TARGET]),
        "T01: do it\n\nPlanyard-Task: .:f/T01\nPlanyard-Run: f/T01/1"
    );
    assert_eq!(space.land(&place, &tree).unwrap(), Landing::Already(commit));
    assert_eq!(space.git(&["status", "--porcelain"]), "");
    assert_eq!(space.git(&["symbolic-ref", "HEAD"]), "refs/heads/main");
    space.fsck();
}

#[test]
fn a_task_without_a_change_is_ticked() {
    let space = Space::new();
    let place = space.place();
    let tree = space.worktree(&place, "T01");
    landed(space.land(&place, &tree));
    assert!(space.tasks().contains("- [x] T01 "));
    assert_eq!(space.git(&["rev-list", "--count", TARGET]), "2");
}

#[test]
fn what_gates_refuse_does_not_land() {
    let space = Space::new();
    let place = space.place();
    let before = space.tip();
    let (tree, _) = space.worked(&place, "T01", "a.txt", "a\n");
    let mut seen = Vec::new();
    let landing = space.land_gated(&place, &tree, &mut |root, tree| {
        let ticked = std::fs::read_to_string(root.join("features/f/tasks.md"))?.contains("[x] T01");
        seen.push((ticked, root.join("a.txt").is_file(), tree.to_owned()));
        put(root, "left.txt", "by a gate");
        Ok(Gate::Fail("no".to_owned()))
    });
    assert_eq!(landing.unwrap(), Landing::GateFailed("no".to_owned()));
    assert!(seen.len() == 1 && seen[0].0 && seen[0].1, "{seen:?}");
    assert_eq!(space.tip(), before);
    // The tree that was gated is the tree that lands, and what the last gate left is not seen by the next.
    let mut gated = String::new();
    landed(space.land_gated(&place, &tree, &mut |root, tree| {
        assert!(!root.join("left.txt").exists());
        tree.clone_into(&mut gated);
        Ok(Gate::Pass)
    }));
    assert_eq!(space.git(&["rev-parse", &format!("{TARGET}^{{tree}}")]), gated);
}

#[test]
fn a_conflict_is_told_and_leaves_nothing() {
    let space = Space::new();
    let place = space.place();
    let (one, _) = space.worked(&place, "T01", "shared.txt", &numbered(50).replace("line 7\n", "one\n"));
    let (two, _) = space.worked(&place, "T02", "shared.txt", &numbered(50).replace("line 7\n", "two\n"));
    let before = landed(space.land(&place, &one));
    let Landing::Conflict { files, text } = space.land(&place, &two).unwrap() else { panic!() };
    assert_eq!(files, ["shared.txt"]);
    assert!(text.contains("one") && text.contains("two") && text.contains("<<<<<<<"), "{text}");
    assert_eq!(space.tip(), before);
    // The agent decides, and it lands. Its merge brought the tick of the other task into its branch.
    worktree::begin_merge(&space.git, &two, TARGET).unwrap();
    let refused = worktree::commit_all(&space.git, &two, "merge").unwrap();
    assert!(matches!(&refused, Committed::Refused(why) if why.contains("shared.txt")), "{refused:?}");
    put(&two.path, "shared.txt", numbered(50).replace("line 7\n", "one and two\n"));
    // It mends the file, and does not tell git.
    space.commit_all(&two, "merge");
    let two = worktree::begun_from(&space.git, &two, TARGET).unwrap();
    assert_eq!(two.base, before);
    let dropped = worktree::drop_protected(&space.git, &two, &["**/tasks.md".to_owned()]).unwrap();
    assert_eq!(dropped, Vec::<String>::new());
    landed(space.land(&place, &two));
    assert!(space.tasks().contains("[x] T01") && space.tasks().contains("[x] T02"));
    space.fsck();
}

#[test]
fn markers_that_an_agent_left_do_not_land() {
    let space = Space::new();
    let place = space.place();
    let (tree, _) = space.worked(&place, "T01", "a.txt", "<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n");
    let landing = space.land(&place, &tree).unwrap();
    assert!(matches!(&landing, Landing::GateFailed(why) if why.contains("a.txt:1: conflict markers")), "{landing:?}");
    // A document about merges is none: it has only one of the two.
    let (tree, _) = space.worked(&place, "T02", "b.md", "Title\n=======\n<<<<<<< begins a conflict\n");
    landed(space.land(&place, &tree));
}

#[test]
fn what_an_agent_does_to_the_plan_is_dropped() {
    let space = Space::new();
    let place = space.place();
    let (first, _) = space.worked(&place, "T01", "a.txt", "a\n");
    put(&first.path, "features/f/tasks.md", tasks("\n").replace("[ ]", "[x]"));
    put(&first.path, "features/f/extra/tasks.md", "new\n");
    space.commit_all(&first, "ticks all");
    let (gone, _) = space.worked(&place, "T03", "c.txt", "c\n");
    space.git_in(&gone.path, &["rm", "--quiet", "features/f/tasks.md"]);
    space.commit_all(&gone, "removes the plan");
    let (two, _) = space.worked(&place, "T02", "b.txt", "b\n");
    landed(space.land(&place, &two));
    // Not even a conflict comes of it.
    landed(space.land(&place, &first));
    landed(space.land(&place, &gone));
    let done = ["T01", "T02", "T03"]
        .iter()
        .fold(tasks("\n"), |text, task| text.replace(&format!("[ ] {task}"), &format!("[x] {task}")));
    assert_eq!(space.tasks(), done);
    let names = space.git(&["ls-tree", "-r", "--name-only", TARGET]);
    assert_eq!(names, "a.txt\nb.txt\nc.txt\nfeatures/f/tasks.md\nshared.txt");
    // Asked before, the branch itself is put right.
    let globs = ["**/tasks.md".to_owned()];
    let dropped = worktree::drop_protected(&space.git, &first, &globs).unwrap();
    assert_eq!(dropped, ["features/f/extra/tasks.md", "features/f/tasks.md"]);
    assert_eq!(worktree::drop_protected(&space.git, &first, &globs).unwrap(), Vec::<String>::new());
    assert_eq!(space.git_in(&first.path, &["diff", "--name-only", &first.base, "HEAD"]), "a.txt");
}

#[test]
fn a_lost_lease_publishes_nothing() {
    let space = Space::new();
    let place = space.place();
    let before = space.tip();
    let (tree, head) = space.worked(&place, "T01", "a.txt", "a\n");
    for good in 0..2 {
        let mut beats = 0;
        let mut held = || {
            beats += 1;
            Ok(if beats <= good { Held::Yes } else { Held::Lost })
        };
        let work = job("T01", &tree.base, &head);
        let landing =
            integrate(&place, &space.git, &work, &mut |root| tick(root, "T01"), &mut |_, _| Ok(Gate::Pass), &mut held);
        assert_eq!(landing.unwrap(), Landing::Lost);
        assert_eq!(space.tip(), before);
    }
}

#[test]
fn strangers_that_quote_our_trailers_land_nothing() {
    let space = Space::new();
    let place = space.place();
    let (first, _) = space.worked(&place, "T01", "a.txt", "a\n");
    // An agent's own commit pretends to have landed other tasks.
    put(&first.path, "b.txt", "b\n");
    space.git_in(&first.path, &["add", "--all"]);
    space.git_in(&first.path, &["commit", "--quiet", "-m", "x", "-m", "Planyard-Task: .:f/T02\nPlanyard-Run: f/T02/1"]);
    landed(space.land(&place, &first));
    let base = first.base.clone();
    for task in ["T02", "T03"] {
        assert_eq!(super::landed(&space.git, &order(task), &base, &space.tip()).unwrap(), None, "{task}");
    }
    // A title and a body that hold a block are a title and a body.
    let (third, _) = space.worked(&place, "T03", "c.txt", "c\n");
    let head = worktree::head(&space.git, &third).unwrap();
    let mut work = job("T03", &third.base, &head);
    work.subject = "x\n\nPlanyard-Task: .:f/T02\nPlanyard-Run: f/T02/9".to_owned();
    let commit = landed(integrate(
        &place,
        &space.git,
        &work,
        &mut |root| tick(root, "T03"),
        &mut |_, _| Ok(Gate::Pass),
        &mut || Ok(Held::Yes),
    ));
    assert_eq!(super::landed(&space.git, &order("T02"), &base, &space.tip()).unwrap(), None);
    assert_eq!(super::landed(&space.git, &order("T03"), &base, &space.tip()).unwrap(), Some(commit));
    assert_eq!(space.landings(), [(".:f/T01".to_owned(), 1), (".:f/T03".to_owned(), 1)].into());
}

#[test]
fn links_and_repositories_that_lead_out_do_not_land() {
    let space = Space::new();
    let place = space.place();
    let tree = space.worktree(&place, "T01");
    for (name, to) in [("etc", "/etc"), ("up", "../../x"), ("hooks", ".git/hooks")] {
        std::os::unix::fs::symlink(to, tree.path.join(name)).unwrap();
    }
    std::os::unix::fs::symlink("shared.txt", tree.path.join("fine")).unwrap();
    space.git_in(&tree.path, &["init", "--quiet", "inner"]);
    space.git_in(&tree.path.join("inner"), &["commit", "--quiet", "--allow-empty", "-m", "x"]);
    space.commit_all(&tree, "hostile");
    let why = worktree::forbidden(&space.git, &tree).unwrap();
    let starts: Vec<&str> = why.iter().map(|why| why.split(':').next().unwrap()).collect();
    assert_eq!(starts, ["etc", "hooks", "inner", "up"]);
    assert!(matches!(space.land(&place, &tree).unwrap(), Landing::GateFailed(text) if text.contains("etc: ")));
}

#[test]
fn tasks_files_keep_their_line_ends() {
    let space = Space::new();
    space.put("features/f/tasks.md", tasks("\r\n"));
    space.put(".gitattributes", "*.txt text eol=crlf\n");
    space.commit("carriage returns");
    space.git(&["branch", "--force", TARGET, "main"]);
    let place = space.place();
    let (tree, _) = space.worked(&place, "T07", "new.txt", "one\r\ntwo\r\n");
    landed(space.land(&place, &tree));
    assert_eq!(space.tasks(), tasks("\r\n").replace("[ ] T07", "[x] T07"));
    // As the attributes say, and not as the agent wrote.
    assert_eq!(space.git(&["cat-file", "-p", &format!("{TARGET}:new.txt")]), "one\ntwo");
}

#[test]
fn a_workspace_below_the_root_is_prefixed() {
    let space = Space::new();
    space.put("apps/web/features/f/tasks.md", tasks("\n"));
    space.put("apps/web/.gitignore", ".env\n");
    space.put("apps/web/.env", "A=1\n");
    space.put("apps/web/plain", "tracked\n");
    space.commit("an app");
    space.git(&["branch", "--force", TARGET, "main"]);
    let place = space.place_of(&space.root.join("apps/web"));
    assert_eq!(place.prefix, "apps/web/");
    let order = OrderId::new("apps/web", "f", "T01");
    let (tree, new) = worktree::prepare(&place, &space.git, &order, &space.tip(), &run_of("T01")).unwrap();
    assert!(new && tree.branch == "planyard/@apps=2Fweb/f/T01", "{tree:?}");
    let names = [".env", "plain", "absent"].map(str::to_owned);
    worktree::copy_ignored(&space.git, &tree, &names).unwrap();
    assert_eq!(std::fs::read_to_string(tree.workspace("apps/web").join(".env")).unwrap(), "A=1\n");
    assert!(worktree::copy_ignored(&space.git, &tree, &["../../x".to_owned()]).is_err());
    put(&tree.path, "apps/web/features/f/tasks.md", "mine\n");
    put(&tree.path, "apps/web/a.txt", "a\n");
    space.commit_all(&tree, "work");
    let dropped = worktree::drop_protected(&space.git, &tree, &["features/f/tasks.md".to_owned()]).unwrap();
    assert_eq!(dropped, ["apps/web/features/f/tasks.md"]);
}
