use super::*;

/// A linked worktree of the user's that has the target checked out.
fn checkout(space: &Space) -> std::path::PathBuf {
    let path = space.root.join("../checkout");
    space.git(&["worktree", "add", "--quiet", path.to_str().unwrap(), TARGET]);
    path.canonicalize().unwrap()
}

#[test]
fn a_clean_checkout_of_the_target_moves_with_it() {
    let space = Space::new();
    let place = space.place();
    let (tree, _) = space.worked(&place, "T01", "a.txt", "a\n");
    let path = checkout(&space);
    put(&path, "notes.txt", "of the user\n");
    let commit = landed(space.land(&place, &tree));
    assert_eq!(space.git_in(&path, &["rev-parse", "HEAD"]), commit);
    assert_eq!(space.git_in(&path, &["status", "--porcelain"]), "?? notes.txt");
    assert!(path.join("a.txt").is_file());
}

#[test]
fn a_checkout_with_changes_is_left_alone() {
    let space = Space::new();
    let place = space.place();
    let (tree, _) = space.worked(&place, "T01", "a.txt", "a\n");
    let path = checkout(&space);
    let before = space.tip();
    put(&path, "shared.txt", "changed\n");
    let mut gated = false;
    let error = space.land_gated(&place, &tree, &mut |_, _| {
        gated = true;
        Ok(Gate::Pass)
    });
    let problem = error.unwrap_err().downcast::<Problem>().unwrap();
    assert!(problem.kind == ProblemKind::Refused && problem.message.contains("not committed"), "{problem:?}");
    assert!(!gated && may_land(&space.git, TARGET).is_err());
    assert_eq!(space.tip(), before);
    assert_eq!(std::fs::read_to_string(path.join("shared.txt")).unwrap(), "changed\n");
    space.git_in(&path, &["checkout", "--quiet", "shared.txt"]);
    may_land(&space.git, TARGET).unwrap();
    // Not even a file that git ignores is overwritten.
    put(&space.root, ".git/info/exclude", "a.txt\n");
    put(&path, "a.txt", "of the user\n");
    assert!(space.land(&place, &tree).is_err());
    assert_eq!(std::fs::read_to_string(path.join("a.txt")).unwrap(), "of the user\n");
    assert_eq!(space.tip(), before);
}

#[test]
fn a_target_in_a_rebase_is_left_alone() {
    let space = Space::new();
    let place = space.place();
    let (tree, _) = space.worked(&place, "T01", "shared.txt", "theirs\n");
    let path = checkout(&space);
    put(&path, "shared.txt", "ours\n");
    space.git_in(&path, &["commit", "--quiet", "--all", "-m", "ours"]);
    let before = space.tip();
    assert!(!space.try_git_in(&path, &["rebase", &tree.branch]).success());
    let problem = space.land(&place, &tree).unwrap_err().downcast::<Problem>().unwrap();
    assert!(problem.message.contains("is being rebased"), "{problem:?}");
    assert_eq!(space.tip(), before);
}

#[test]
fn the_users_own_checkout_is_not_touched() {
    let space = Space::new();
    let place = space.place();
    space.put("shared.txt", "stashed\n");
    space.git(&["stash", "--quiet"]);
    space.put("shared.txt", "changed\n");
    space.put("staged.txt", "staged\n");
    space.git(&["add", "staged.txt"]);
    let state = || {
        let look = [&["status", "--porcelain=v2", "--branch"][..], &["stash", "list"], &["reflog", "main"]];
        look.map(|args| space.git(args))
    };
    let before = state();
    let (tree, _) = space.worked(&place, "T01", "a.txt", "a\n");
    landed(space.land(&place, &tree));
    leave(&place, TARGET);
    worktree::remove_landed(&place, &space.git, &order("T01"), TARGET).unwrap();
    assert_eq!(state(), before);
    assert_eq!(space.git(&["worktree", "list", "--porcelain"]).matches("worktree ").count(), 1);
    assert_eq!(space.git(&["branch", "--list", "planyard/f/*"]), "");
}

#[test]
fn the_plan_alone_is_amended_without_a_gate() {
    let space = Space::new();
    let place = space.place();
    let trailers = [("Planyard-Blocked".to_owned(), ".:f/T01".to_owned())];
    amend_plan(&place, &space.git, TARGET, ("T01: blocked", &trailers), &mut |root| tick(root, "T01")).unwrap();
    assert_eq!(space.git(&["log", "-1", "--format=%B", TARGET]), "T01: blocked\n\nPlanyard-Blocked: .:f/T01");
    let before = space.tip();
    amend_plan(&place, &space.git, TARGET, ("nothing", &[]), &mut |_| Ok(Vec::new())).unwrap();
    assert_eq!(space.tip(), before);
}

#[test]
fn a_sparse_checkout_merges_all_the_same() {
    let space = Space::new();
    for folder in ["one", "two"] {
        space.put(&format!("{folder}/file.txt"), numbered(3));
    }
    space.commit("folders");
    space.git(&["branch", "--force", TARGET, "main"]);
    space.git(&["sparse-checkout", "set", "--cone", "--sparse-index", "one", "features"]);
    let place = space.place();
    let (tree, _) = space.worked(&place, "T01", "one/new.txt", "new\n");
    landed(space.land(&place, &tree));
    assert_eq!(space.git(&["show", &format!("{TARGET}:two/file.txt")]), numbered(3).trim_end());
    assert_eq!(space.git(&["show", &format!("{TARGET}:one/new.txt")]), "new");
}

#[test]
fn a_repository_with_a_submodule_works() {
    let space = Space::new();
    let inner = space.root.join("../inner");
    space.git(&["init", "--quiet", inner.to_str().unwrap()]);
    put(&inner, "x", "x");
    space.git_in(&inner, &["add", "x"]);
    space.git_in(&inner, &["commit", "--quiet", "-m", "x"]);
    space.git(&["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.to_str().unwrap(), "sub"]);
    space.commit("a submodule");
    space.git(&["branch", "--force", TARGET, "main"]);
    let place = space.place();
    let (tree, _) = space.worked(&place, "T01", "a.txt", "a\n");
    space.git_in(&tree.path, &["-c", "protocol.file.allow=always", "submodule", "--quiet", "update", "--init"]);
    landed(space.land(&place, &tree));
    put(&tree.path.join("sub"), "y", "y");
    space.git_in(&tree.path.join("sub"), &["add", "y"]);
    space.git_in(&tree.path.join("sub"), &["commit", "--quiet", "-m", "y"]);
    space.commit_all(&tree, "moves the submodule");
    let why = worktree::forbidden(&space.git, &tree).unwrap();
    assert_eq!(why.len(), 1, "{why:?}");
    assert!(why[0].starts_with("sub: "));
    worktree::remove_landed(&place, &space.git, &order("T01"), TARGET).unwrap();
    assert!(!tree.path.exists());
}
