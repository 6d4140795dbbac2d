#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

use super::*;
use crate::process::Run;

#[test]
fn a_hook_that_refuses_is_told_to_the_agent() {
    let space = Space::new();
    let place = space.place();
    let (tree, _) = space.worked(&place, "T01", "a.txt", "a\n");
    let before = space.tip();
    for name in ["pre-commit", "commit-msg"] {
        space.hook(name, "echo 'no tabs, please'\necho 'and no spaces' >&2\nexit 1");
        let landing = space.land(&place, &tree).unwrap();
        assert_eq!(landing, Landing::HookFailed("no tabs, please\nand no spaces".to_owned()), "{name}");
        put(&tree.path, "more.txt", name);
        let refused = worktree::commit_all(&space.git, &tree, "more").unwrap();
        assert!(matches!(&refused, Committed::Refused(why) if why.contains("no tabs, please")), "{refused:?}");
        space.hook(name, "exit 0");
    }
    assert_eq!(space.tip(), before);
    landed(space.land(&place, &tree));
}

#[test]
fn what_a_hook_changes_is_gated_again() {
    let space = Space::new();
    let place = space.place();
    let (tree, _) = space.worked(&place, "T01", "a.txt", "a\n");
    space.hook("pre-commit", "echo formatted > a.txt && git add a.txt");
    let mut seen = Vec::new();
    let commit = landed(space.land_gated(&place, &tree, &mut |root, tree| {
        seen.push((std::fs::read_to_string(root.join("a.txt"))?, tree.to_owned()));
        Ok(Gate::Pass)
    }));
    let texts: Vec<&str> = seen.iter().map(|(text, _)| text.as_str()).collect();
    assert_eq!(texts, ["a\n", "formatted\n"]);
    assert_eq!(space.git(&["rev-parse", &format!("{commit}^{{tree}}")]), seen[1].1);
    let (tree, _) = space.worked(&place, "T02", "b.txt", "b\n");
    space.hook("pre-commit", "echo worse > b.txt && git add b.txt");
    let landing = space.land_gated(&place, &tree, &mut |root, _| {
        let worse = std::fs::read_to_string(root.join("b.txt"))? == "worse\n";
        Ok(if worse { Gate::Fail("worse".to_owned()) } else { Gate::Pass })
    });
    assert!(matches!(landing.unwrap(), Landing::GateFailed(text) if text.ends_with("worse")));
    assert_eq!(space.tip(), commit);
}

#[test]
fn a_hook_may_add_trailers_and_not_take_ours() {
    let space = Space::new();
    let place = space.place();
    let (tree, _) = space.worked(&place, "T01", "a.txt", "a\n");
    space.hook("commit-msg", "echo 'Nothing else' > \"$1\"");
    assert!(matches!(space.land(&place, &tree).unwrap(), Landing::HookFailed(_)));
    space.hook("commit-msg", "git interpret-trailers --in-place --trailer 'Change-Id: I123' \"$1\"");
    landed(space.land(&place, &tree));
    assert!(space.git(&["log", "-1", "--format=%B", TARGET]).ends_with("Change-Id: I123"));
    assert_eq!(space.land(&place, &tree).unwrap(), Landing::Already(space.tip()));
}

#[test]
fn commits_are_signed_as_the_user_has_it() {
    let space = Space::new();
    let key = space.root.join("../home/key");
    let made = Run::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f"]).args([&key]).run();
    if !made.success() {
        eprintln!("SKIPPED: commits_are_signed_as_the_user_has_it: ssh-keygen does not run here: {made:?}");
        return;
    }
    let public = std::fs::read_to_string(key.with_extension("pub")).unwrap();
    let allowed = space.root.join("../home/allowed");
    put(&space.root, "../home/allowed", format!("t@example.org {public}"));
    for (name, value) in [
        ("gpg.format", "ssh"),
        ("commit.gpgSign", "true"),
        ("user.signingKey", key.to_str().unwrap()),
        ("gpg.ssh.allowedSignersFile", allowed.to_str().unwrap()),
    ] {
        space.git(&["config", "--global", name, value]);
    }
    let place = space.place();
    let (tree, head) = space.worked(&place, "T01", "a.txt", "a\n");
    let commit = landed(space.land(&place, &tree));
    for signed in [&head, &commit] {
        assert_eq!(space.git(&["log", "-1", "--format=%G?", signed]), "G");
    }
    // A key that is gone is the user's to mend, and not the agent's.
    let (tree, _) = space.worked(&place, "T02", "b.txt", "b\n");
    space.git(&["config", "--global", "user.signingKey", "/nowhere/key"]);
    space.hook("pre-commit", "exit 0");
    let error = space.land(&place, &tree).unwrap_err().downcast::<Problem>().unwrap();
    assert_eq!(error.kind, ProblemKind::ToolFailed, "{error:?}");
    assert_eq!(space.tip(), commit);
}
