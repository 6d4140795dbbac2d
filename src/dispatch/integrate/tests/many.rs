use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;

#[test]
fn fifty_tasks_with_overlapping_edits() {
    let space = Space::new();
    let place = space.place();
    let names: Vec<String> = (1..=50).map(|number| format!("T{number:02}")).collect();
    // Each fifth edits the same line as the one before it; all others a line of their own, next to their neighbours'.
    for (at, task) in names.iter().enumerate() {
        let line = if at % 5 == 4 { at } else { at + 1 };
        let text = numbered(50).replace(&format!("line {line}\n"), &format!("line {line} by {task}\n"));
        space.worked(&place, task, "shared.txt", &text);
    }
    let mut conflicts = 0;
    for task in &names {
        let tree = space.worktree(&place, task);
        match space.land(&place, &tree).unwrap() {
            Landing::Landed(_) => continue,
            Landing::Conflict { files, .. } => assert_eq!(files, ["shared.txt"]),
            other => panic!("{task}: {other:?}"),
        }
        conflicts += 1;
        worktree::begin_merge(&space.git, &tree, TARGET).unwrap();
        // Both versions are wanted: what git marks, without the marks.
        let text = std::fs::read_to_string(tree.path.join("shared.txt")).unwrap();
        let marks = ["<<<<<<<", "=======", ">>>>>>>", "|||||||"];
        let kept = text.lines().filter(|line| !marks.iter().any(|mark| line.starts_with(mark)));
        put(&tree.path, "shared.txt", kept.map(|line| format!("{line}\n")).collect::<String>());
        space.git_in(&tree.path, &["add", "shared.txt"]);
        space.commit_all(&tree, "both");
        let tree = worktree::begun_from(&space.git, &tree, TARGET).unwrap();
        landed(space.land(&place, &tree));
    }
    assert!(conflicts >= 10, "{conflicts}");
    let shared = space.git(&["show", &format!("{TARGET}:shared.txt")]);
    for task in &names {
        assert!(shared.contains(&format!("by {task}\n")) || shared.ends_with(&format!("by {task}")), "{task}");
        assert!(space.tasks().contains(&format!("- [x] {task} ")), "{task}");
    }
    assert!(space.landings().len() == 50 && space.landings().values().all(|count| *count == 1));
    assert_eq!(space.git(&["rev-list", "--count", "--first-parent", TARGET]), "51");
    assert_eq!(space.git(&["status", "--porcelain"]), "");
    space.fsck();
}

#[test]
fn several_dispatchers_land_each_task_once() {
    let space = Space::new();
    let names: Vec<String> = (1..=6).map(|number| format!("T{number:02}")).collect();
    let place = space.place();
    let base = space.tip();
    let heads: Vec<String> =
        names.iter().map(|task| space.worked(&place, task, &format!("{task}.txt"), task).1).collect();
    let (races, ticks) = (AtomicUsize::new(0), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for thread in 0..8 {
            // Worktrees of their own, as on eight machines: nothing but the compare-and-swap keeps them apart.
            let location = crate::git::locate(&space.root).unwrap().unwrap();
            let folder = space.state.join(format!("machine-{thread}"));
            let place = Place::new(&location, &space.root, &folder).unwrap();
            let (space, names, heads, base, races, ticks) = (&space, &names, &heads, &base, &races, &ticks);
            scope.spawn(move || {
                for at in 0..names.len() {
                    // Each begins with another task, and tries all: every task is landed by eight at once.
                    let at = (at + thread) % names.len();
                    let mut work = job(&names[at], base, &heads[at]);
                    work.run = format!("f/{}/{}", names[at], thread + 1);
                    let mut rounds = 0;
                    let landing = integrate(
                        &place,
                        &space.git,
                        &work,
                        &mut |root| {
                            rounds += 1;
                            tick(root, &names[at])
                        },
                        &mut |_, _| Ok(Gate::Pass),
                        &mut || Ok(Held::Yes),
                    );
                    match landing.unwrap() {
                        Landing::Landed(_) => ticks.fetch_add(1, Ordering::Relaxed),
                        Landing::Already(_) => 0,
                        other => panic!("{other:?}"),
                    };
                    races.fetch_add(rounds, Ordering::Relaxed);
                }
            });
        }
    });
    assert_eq!(ticks.load(Ordering::Relaxed), 6);
    assert!(races.load(Ordering::Relaxed) > 6, "nobody lost a race: the test shows nothing");
    assert!(space.landings().len() == 6 && space.landings().values().all(|count| *count == 1));
    assert_eq!(space.tasks().matches("[x]").count(), 6);
    assert_eq!(space.git(&["rev-list", "--count", "--first-parent", TARGET]), "7");
    space.fsck();
}

#[test]
fn those_who_share_a_lane_wait_for_each_other() {
    let space = Space::new();
    let place = space.place();
    let names: Vec<String> = (1..=8).map(|number| format!("T{number:02}")).collect();
    let trees: Vec<_> = names.iter().map(|task| space.worked(&place, task, &format!("{task}.txt"), task).0).collect();
    let (inside, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for tree in &trees {
            let (space, place, inside, most) = (&space, &place, &inside, &most);
            scope.spawn(move || {
                landed(space.land_gated(place, tree, &mut |_, _| {
                    most.fetch_max(inside.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    inside.fetch_sub(1, Ordering::SeqCst);
                    Ok(Gate::Pass)
                }));
            });
        }
    });
    assert_eq!(most.load(Ordering::SeqCst), 1);
    assert_eq!(space.landings().len(), 8);
}

/// Another may hold a lane as soon as git knows it: a git that still filled it would find it locked, give up, and take away the
/// folder in which the other works.
#[test]
fn a_lane_has_no_files_before_somebody_holds_it() {
    let space = Space::new();
    let place = space.place();
    let tip = space.tip();
    let (lane, _) = Lane::open(&place, &space.git, TARGET, &tip, &mut || Ok(Held::Yes)).unwrap().unwrap();
    let names = || {
        let mut names: Vec<_> =
            std::fs::read_dir(&lane.path).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    assert_eq!(names(), [".git"]);
    lane.bring_to(&space.git, &tip).unwrap();
    assert_eq!(names(), [".git", "features", "shared.txt"]);
}
