//! Every state that a killed change of several files can leave, made on purpose.

use super::*;
use crate::files::journal::Commit;
use crate::files::write::Target;

const FILES: [&str; 3] = ["a.md", "b.md", "c.md"];

/// Three files whose change is decided, and the first `renamed` of them replaced.
fn killed_after(renamed: usize) -> Space {
    let space = Space::new();
    let _ = space.locks.lock(&space.root).unwrap();
    let mut commit = Commit::default();
    for file in FILES {
        space.put(file, format!("old {file}"));
        let target = Target::find(&space.root, p(file)).unwrap();
        commit.stage(target, &format!("old {file}"), &format!("new {file}")).unwrap();
    }
    commit.decide(&space.locks).unwrap();
    for file in &FILES[..renamed] {
        let new = format!("new {file}");
        let staged = space.names(".").into_iter().filter(|name| name.ends_with(".staged"));
        let from = staged.into_iter().find(|name| space.read(name) == new).unwrap();
        rustix::fs::rename(space.root.join(from), space.root.join(file)).unwrap();
    }
    space
}

fn texts(space: &Space) -> Vec<String> {
    FILES.iter().map(|file| space.read(file)).collect()
}

fn all(word: &str) -> Vec<String> {
    FILES.iter().map(|file| format!("{word} {file}")).collect()
}

#[track_caller]
fn clean(space: &Space) {
    assert_eq!(space.names("."), [".planyard", "a.md", "b.md", "c.md"]);
    assert_eq!(recover(&space.locks).unwrap(), Recovered::default());
}

#[test]
fn what_was_decided_is_finished() {
    for renamed in 0..=3 {
        let space = killed_after(renamed);
        let finished = recover(&space.locks).unwrap().finished;
        assert_eq!(finished.len(), 3 - renamed);
        assert_eq!(texts(&space), all("new"));
        clean(&space);
    }
}

#[test]
fn the_next_change_finishes_it_first() {
    for renamed in 0..=3 {
        let space = killed_after(renamed);
        let seen = update(&space.root, &space.locks, "c.md", |text| Ok(Some(format!("{text}, and more"))));
        assert!(seen.unwrap());
        assert_eq!(texts(&space), ["new a.md", "new b.md", "new c.md, and more"]);
        clean(&space);

        let space = killed_after(renamed);
        let paths = FILES.map(PathBuf::from);
        update_many(&space.root, &space.locks, &paths, |texts| {
            Ok(texts.iter().map(|t| Some(format!("{t}!"))).collect())
        })
        .unwrap();
        assert_eq!(texts(&space), ["new a.md!", "new b.md!", "new c.md!"]);
        clean(&space);
    }
}

#[test]
fn what_a_person_changed_since_is_left_alone() {
    // Nothing was renamed: all old is what is kept, beside the person's.
    let space = killed_after(0);
    space.put("b.md", "edited");
    let recovered = recover(&space.locks).unwrap();
    assert_eq!((recovered.finished.len(), recovered.kept), (0, vec![space.root.join("b.md")]));
    assert_eq!(texts(&space), ["old a.md", "edited", "old c.md"]);
    clean(&space);
    // One was: the others follow it, but not over the person's.
    let space = killed_after(1);
    space.put("b.md", "edited");
    let recovered = recover(&space.locks).unwrap();
    assert_eq!((recovered.finished.len(), recovered.kept.len()), (1, 1));
    assert_eq!(texts(&space), ["new a.md", "edited", "new c.md"]);
    clean(&space);
    // A file that was removed is not made again.
    let space = killed_after(0);
    rustix::fs::unlink(space.root.join("a.md")).unwrap();
    recover(&space.locks).unwrap();
    assert_eq!(space.names("."), [".planyard", "b.md", "c.md"]);
}

/// Three files whose making is decided, and the first `made` of them there.
fn killed_after_making(made: usize) -> Space {
    let space = Space::new();
    let _ = space.locks.lock(&space.root).unwrap();
    let mut commit = Commit::default();
    for file in FILES {
        commit.stage_new(Target::find(&space.root, p(file)).unwrap(), &format!("new {file}")).unwrap();
    }
    commit.decide(&space.locks).unwrap();
    for file in &FILES[..made] {
        let new = format!("new {file}");
        let staged = space.names(".").into_iter().filter(|name| name.ends_with(".staged"));
        let from = staged.into_iter().find(|name| space.read(name) == new).unwrap();
        rustix::fs::rename(space.root.join(from), space.root.join(file)).unwrap();
    }
    space
}

#[test]
fn files_that_were_decided_on_are_made() {
    for made in 0..=3 {
        let space = killed_after_making(made);
        let journal = space.read(".planyard/locks/journal.json");
        assert!(journal.contains("\"version\":2"), "an older one must not finish what it does not know: {journal}");
        assert_eq!(recover(&space.locks).unwrap().finished.len(), 3 - made);
        assert_eq!(texts(&space), all("new"));
        clean(&space);
    }
    // What a person made meanwhile stays. Nothing else was made: nothing is.
    let space = killed_after_making(0);
    space.put("b.md", "a person's");
    assert_eq!(recover(&space.locks).unwrap().kept, [space.root.join("b.md")]);
    assert_eq!(
        (space.names("."), space.read("b.md").as_str()),
        (vec![".planyard".into(), "b.md".into()], "a person's")
    );
    // One was made: the others are too.
    let space = killed_after_making(1);
    space.put("b.md", "a person's");
    assert_eq!(recover(&space.locks).unwrap().finished, [space.root.join("c.md")]);
    assert_eq!(texts(&space), ["new a.md", "a person's", "new c.md"]);
    clean(&space);
}

#[test]
fn of_several_new_files_none_is_made_when_one_is_there() {
    let space = Space::new();
    let files = |names: &[&str]| names.iter().map(|name| (name.into(), format!("new {name}"))).collect::<Vec<_>>();
    let make = |names: &[&str]| create_many(&space.root, &space.locks, &files(names));
    make(&[]).unwrap();
    make(&["sub/deep/a.md", "b.md"]).unwrap();
    assert_eq!((space.read("sub/deep/a.md").as_str(), space.read("b.md").as_str()), ("new sub/deep/a.md", "new b.md"));
    refused(make(&["a.md", "b.md", "c.md"]), ProblemKind::Conflict, "exists already");
    refused(make(&["c.md", "../out.md"]), ProblemKind::OutsideWorkspace, "out.md");
    refused(make(&["c.md", "c.md"]), ProblemKind::Internal, "changed twice");
    assert_eq!(space.names("."), [".planyard", "b.md", "sub"]);
    make(&["one.md"]).unwrap();
    assert_eq!(space.read("one.md"), "new one.md");
}

#[test]
fn an_empty_lock_folder_or_none_needs_nothing() {
    let space = Space::new();
    assert_eq!(recover(&space.locks).unwrap(), Recovered::default());
    assert_eq!(space.names("."), [""; 0]);
}

#[test]
fn a_journal_that_is_not_ours_is_not_followed() {
    for text in [
        "",
        "{",
        r#"{"version": 3, "entries": []}"#,
        r#"{"version": 1, "entries": [{"path": "/etc/hosts", "temp": "/tmp/x", "old": "", "new": ""}]}"#,
    ] {
        let space = killed_after(0);
        space.put(".planyard/locks/journal.json", text);
        refused(recover(&space.locks), ProblemKind::Conflict, "cannot finish");
        let change = update(&space.root, &space.locks, "a.md", |_| Ok(Some("x".into())));
        refused(change, ProblemKind::Conflict, "cannot finish");
        assert_eq!(texts(&space), all("old"));
    }
}

#[test]
fn whoever_holds_a_name_can_lock_every_file() {
    let folder = tempfile::tempdir().unwrap();
    // A program that another test is starting may hold a copy of a lock that was let go, for a moment.
    let locks = Locks::at(folder.path()).patience(std::time::Duration::from_secs(5));
    let impatient = locks.clone().patience(std::time::Duration::ZERO);
    let held = locks.lock_name("numbers of backlog").unwrap();
    let mut seen = std::collections::HashSet::new();
    for number in 0.. {
        let path = PathBuf::from(format!("{number}.md"));
        drop(locks.lock(&path).unwrap());
        seen.insert(Locks::name_for(&path));
        if seen.len() == 256 {
            break;
        }
    }
    assert!(impatient.lock_name("numbers of backlog").is_err(), "it is held");
    drop(held);
    drop(locks.lock_name("numbers of backlog").unwrap());
}

#[test]
fn a_lock_that_is_held_is_waited_for_and_then_said() {
    let space = Space::new();
    space.put("a.md", "old");
    let impatient = space.locks.clone().patience(std::time::Duration::ZERO);
    let held = space.locks.lock(&space.root.join("a.md")).unwrap();
    let result = update(&space.root, &impatient, "a.md", |_| Ok(Some("new".into())));
    refused(result, ProblemKind::Conflict, &format!("still locked by process {}", std::process::id()));
    drop(held);
    // A program that another test is starting may still hold a copy of the lock, for a moment.
    assert!(update(&space.root, &space.locks, "a.md", |_| Ok(Some("new".into()))).unwrap());
    // In another process too; it goes with it.
    std::thread::scope(|scope| {
        let held = space.locks.lock(&space.root.join("a.md")).unwrap();
        let waiting = scope.spawn(|| update(&space.root, &space.locks, "a.md", |_| Ok(Some("newer".into()))));
        drop(held);
        assert!(waiting.join().unwrap().unwrap());
    });
}

#[test]
fn a_change_of_several_files_is_asked_for_properly() {
    let space = Space::new();
    for file in FILES {
        space.put(file, "old");
    }
    std::os::unix::fs::symlink("a.md", space.root.join("alias.md")).unwrap();
    let run = |paths: &[&str], answers: usize| {
        let paths: Vec<_> = paths.iter().map(PathBuf::from).collect();
        update_many(&space.root, &space.locks, &paths, |_| Ok(vec![Some("new".into()); answers]))
    };
    refused(run(&["a.md", "alias.md"], 2), ProblemKind::Internal, "changed twice");
    refused(run(&["a.md", "b.md"], 1), ProblemKind::Internal, "left one out");
    refused(run(&["a.md", "none.md"], 2), ProblemKind::NotFound, "none.md");
    assert_eq!(texts(&space), ["old"; 3]);
    assert_eq!(run(&[], 0).unwrap(), 0);
}
