//! What a worktree, a commit and a merge cost through dispatch, beside a shell script of the same git commands.
//!
//! `cargo bench --bench merge`. The figure is a ratio of two things that were measured in the same run, in turns.

#![expect(clippy::unwrap_used, clippy::print_stdout, clippy::disallowed_methods, reason = "a benchmark")]

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use planyard::dispatch::integrate::{self, Gate, Integration, Landing};
use planyard::dispatch::worktree::{self, Committed, Place, Protected};
use planyard::git::locate;
use planyard::git::program::Git;
use planyard::queue::{Held, OrderId};

const TASKS: usize = 20;
const ROUNDS: usize = 5;
const TARGET: &str = "planyard/integration/f";

/// One task in a shell, with the commands that dispatch runs too.
const SCRIPT: &str = r#"
set -e
git worktree add --quiet --lock --reason x --no-track -b "planyard/f/$1" "$2/$1" planyard/integration/f
echo work > "$2/$1/$1.txt"
git -C "$2/$1" add --all
git -C "$2/$1" commit --quiet -m "$1: work"
head=$(git -C "$2/$1" rev-parse HEAD)
tip=$(git rev-parse refs/heads/planyard/integration/f)
git -C "$2/lane" reset --quiet --hard "$tip"
git -C "$2/lane" merge --no-ff --no-commit --no-stat --quiet "$head"
sed -i "s/^- \[ \] $1 /- [x] $1 /" "$2/lane/tasks.md"
git -C "$2/lane" add tasks.md
git -C "$2/lane" commit --quiet -m "$1: done

Planyard-Task: .:f/$1
Planyard-Run: f/$1/1"
commit=$(git -C "$2/lane" rev-parse HEAD)
git update-ref refs/heads/planyard/integration/f "$commit" "$tip"
git worktree remove --force --force "$2/$1"
git update-ref -d "refs/heads/planyard/f/$1"
"#;

fn git(folder: &Path, args: &[&str]) {
    assert!(Command::new("git").args(args).current_dir(folder).stdin(Stdio::null()).status().unwrap().success());
}

fn repository(root: &Path) {
    std::fs::create_dir(root).unwrap();
    git(root, &["init", "--quiet", "--initial-branch=main"]);
    for (key, value) in
        [("user.name", "B"), ("user.email", "b@example.org"), ("gc.auto", "0"), ("commit.gpgSign", "false")]
    {
        git(root, &["config", key, value]);
    }
    let tasks: String = (0..TASKS).map(|at| format!("- [ ] T{at:03} do it\n")).collect();
    std::fs::write(root.join("tasks.md"), tasks).unwrap();
    for at in 0..300 {
        let folder = root.join(format!("src/{}", at % 20));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{at}.txt")), "some text\n".repeat(40)).unwrap();
    }
    git(root, &["add", "--all"]);
    git(root, &["commit", "--quiet", "-m", "first"]);
    git(root, &["branch", TARGET]);
}

fn by_script(top: &Path) -> Duration {
    let (root, trees) = (top.join("script"), top.join("trees"));
    repository(&root);
    git(&root, &["worktree", "add", "--quiet", "--detach", trees.join("lane").to_str().unwrap(), TARGET]);
    let began = Instant::now();
    for at in 0..TASKS {
        let task = format!("T{at:03}");
        let run =
            Command::new("sh").args(["-c", SCRIPT, "sh", &task, trees.to_str().unwrap()]).current_dir(&root).status();
        assert!(run.unwrap().success());
    }
    began.elapsed()
}

fn by_dispatch(top: &Path) -> Duration {
    let root = top.join("dispatch");
    repository(&root);
    let program = Git::open(&root, None, Arc::default()).unwrap();
    let place = Place::new(&locate(&root).unwrap().unwrap(), &root, &top.join("state")).unwrap();
    let began = Instant::now();
    for at in 0..TASKS {
        let task = format!("T{at:03}");
        let order = OrderId::new(".", "f", &task);
        let tip = place.objects().unwrap().tip(&format!("refs/heads/{TARGET}")).unwrap().unwrap();
        let run = format!("f/{task}/1");
        let (tree, _) = worktree::prepare(&place, &program, &order, &tip, &run).unwrap();
        worktree::made_ready(&tree, &order).unwrap();
        std::fs::write(tree.path.join(format!("{task}.txt")), "work\n").unwrap();
        let Committed::Head(head) = worktree::commit_all(&program, &tree, &format!("{task}: work")).unwrap() else {
            unreachable!("nothing refuses it")
        };
        let protect = Protected::of(&["tasks.md".to_owned()], "").unwrap();
        let (subject, base) = (format!("{task}: done"), tree.base.clone());
        let (trailers, target): (&dyn Fn() -> Vec<(String, String)>, _) = (&Vec::new, TARGET.to_owned());
        let work = Integration { order: order.clone(), run, target, base, head, subject, trailers, protect };
        let mut tick = |root: &Path| {
            let text = std::fs::read_to_string(root.join("tasks.md"))?;
            std::fs::write(root.join("tasks.md"), text.replace(&format!("- [ ] {task} "), &format!("- [x] {task} ")))?;
            Ok(vec!["tasks.md".to_owned()])
        };
        let landing =
            integrate::integrate(&place, &program, &work, &mut tick, &mut |_, _| Ok(Gate::Pass), &mut || Ok(Held::Yes));
        assert!(matches!(landing.unwrap(), Landing::Landed(_)));
        worktree::remove_landed(&place, &program, &order, TARGET).unwrap();
    }
    began.elapsed()
}

fn main() {
    let mut ratios = Vec::new();
    for _ in 0..ROUNDS {
        let folder = tempfile::tempdir().unwrap();
        let top = folder.path().canonicalize().unwrap();
        let (script, ours) = (by_script(&top), by_dispatch(&top));
        ratios.push(script.as_secs_f64() / ours.as_secs_f64());
        println!("{TASKS} tasks: {script:?} by a shell script, {ours:?} by dispatch");
    }
    ratios.sort_by(f64::total_cmp);
    println!("  {:.2}x of the script (0.8x is asked for)", ratios[ROUNDS / 2]);
}
