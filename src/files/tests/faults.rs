//! Real faults: a full disk, a read-only file system, a limit on file sizes, permissions.

#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

use super::*;
use crate::process::Run;

/// A small file system in memory, unmounted at the end. `None`, loudly, where that is not permitted.
struct Small {
    at: PathBuf,
}

impl Small {
    fn mount(space: &Space, options: &str) -> Option<Self> {
        let at = space.root.clone();
        let outcome = Run::new("mount").args(["-t", "tmpfs", "-o", options, "planyard-test"]).args([&at]).run();
        if outcome.success() {
            return Some(Self { at });
        }
        eprintln!("SKIPPED: no tmpfs can be mounted here: {}", outcome.stderr_tail(1));
        None
    }

    fn remount(&self, options: &str) {
        let outcome = Run::new("mount").args(["-o", &format!("remount,{options}")]).args([&self.at]).run();
        assert!(outcome.success(), "{outcome:?}");
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        Run::new("umount").args([&self.at]).run();
    }
}

#[test]
fn a_full_disk_changes_nothing() {
    let space = Space::new();
    // The kernel counts blocks in batches per processor: what must fit, and what must not, differ by far more than one.
    let Some(_small) = Small::mount(&space, "size=8m") else { return };
    let locks = Locks::at(space.root.with_file_name("locks"));
    let old = "old line\n".repeat(390_000);
    for file in ["a.md", "b.md"] {
        space.put(file, &old);
    }
    let full = "no space left on the disk";
    let new = old.replace("old", "new");
    refused(update(&space.root, &locks, "a.md", |_| Ok(Some(new.clone()))), ProblemKind::Io, full);
    refused(write_atomic(&space.root, "a.md", &new), ProblemKind::Io, full);
    refused(create_new(&space.root, "c.md", &new), ProblemKind::Io, full);
    let paths = ["a.md", "b.md"].map(PathBuf::from);
    // The first of the two still fits.
    let many = update_many(&space.root, &locks, &paths, |_| Ok(vec![Some("new".repeat(9_000)), Some(new.clone())]));
    refused(many, ProblemKind::Io, full);
    let files = [("a.md".to_owned(), "fits".to_owned()), ("b.md".to_owned(), new.clone())];
    refused(create_folder(&space.root, "features", "x", &files), ProblemKind::Io, full);
    assert_eq!((space.read("a.md"), space.read("b.md")), (old.clone(), old));
    assert_eq!(space.names("."), ["a.md", "b.md", "features"]);
    assert_eq!(space.names("features"), [""; 0]);
    // What fits is written then.
    assert!(update(&space.root, &locks, "a.md", |_| Ok(Some("short\n".into()))).unwrap());
    assert_eq!(space.read("a.md"), "short\n");
}

#[test]
fn a_journal_that_does_not_fit_changes_nothing() {
    let space = Space::new();
    let Some(_small) = Small::mount(&space, "size=1m,nr_inodes=40") else { return };
    let outside = Space::new();
    for file in ["a.md", "b.md"] {
        outside.put(file, "old");
    }
    let locks = Locks::at(space.root.join("locks"));
    let paths = ["a.md", "b.md"].map(PathBuf::from);
    let many = |text: &str| update_many(&outside.root, &locks, &paths, |_| Ok(vec![Some(text.to_owned()); 2]));
    assert_eq!(many("first").unwrap(), 2);
    // Files rather than bytes: the kernel counts those exactly.
    assert!((0..100).any(|n| fs::File::create(space.root.join(format!("filler{n}"))).is_err()));
    refused(many("second"), ProblemKind::Io, "no space left on the disk");
    assert_eq!((outside.read("a.md"), outside.read("b.md")), ("first".into(), "first".into()));
    assert_eq!(outside.names("."), ["a.md", "b.md"]);
}

#[test]
fn a_read_only_file_system_is_said_so() {
    let space = Space::new();
    let Some(small) = Small::mount(&space, "size=256k") else { return };
    space.put("a.md", "old");
    small.remount("ro");
    let said = "the file system is read-only";
    refused(update(&space.root, &space.locks, "a.md", |_| Ok(Some("new".into()))), ProblemKind::Io, said);
    refused(write_atomic(&space.root, "a.md", "new"), ProblemKind::Io, said);
    refused(create_folder(&space.root, "features", "x", &[]), ProblemKind::Io, said);
    assert_eq!(read_text(&space.root, "a.md").unwrap(), "old");
}

/// Runs the `write` job below a shell that sets limits first.
fn limited(space: &Space, limits: &str) -> crate::process::Outcome {
    let program = std::env::current_exe().unwrap();
    let script = format!("{limits}; exec \"$0\" --exact files::tests::crash::job --ignored --nocapture");
    let line = format!("write|{}|new line\n", space.root.display());
    Run::new("/bin/sh").args(["-c", &script]).args([program]).stdin(line).run()
}

#[test]
fn a_limit_on_file_sizes_changes_nothing() {
    let space = Space::new();
    space.put("a.md", "old\n");
    // Blocks of 512 bytes; the new text has 32 KiB.
    let outcome = limited(&space, "trap '' XFSZ; ulimit -f 32");
    assert!(outcome.success(), "{outcome:?}");
    assert!(outcome.stdout_text().contains("larger than the limit of this process"), "{outcome:?}");
    assert_eq!(
        (space.read("a.md").as_str(), space.names(".")),
        ("old\n", vec![".planyard".to_owned(), "a.md".to_owned()])
    );
    // Killed by it half-way through the write: the file is the old one, and the next change sweeps.
    let outcome = limited(&space, "ulimit -f 32");
    assert!(!outcome.success());
    assert_eq!((space.read("a.md").as_str(), space.names(".").len()), ("old\n", 3));
    assert!(update(&space.root, &space.locks, "a.md", |_| Ok(Some("new\n".into()))).unwrap());
    assert_eq!((space.read("a.md").as_str(), space.names(".").len()), ("new\n", 2));
}

#[test]
fn permissions_are_asked_for_as_the_user() {
    let space = Space::new();
    space.put("a.md", "old\n");
    // The superuser may do everything, so another user tries.
    let user = rustix::process::geteuid().is_root().then_some("setpriv --reuid=65534 --regid=65534 --clear-groups");
    let readable = space.root.parent().unwrap();
    for folder in [readable, &space.root] {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let locks = space.root.join(".planyard/locks");
    fs::create_dir_all(&locks).unwrap();
    fs::set_permissions(&locks, fs::Permissions::from_mode(0o777)).unwrap();
    fs::set_permissions(space.root.join("a.md"), fs::Permissions::from_mode(0o644)).unwrap();
    let Some(user) = user else {
        fs::set_permissions(&space.root, fs::Permissions::from_mode(0o555)).unwrap();
        refused(write_atomic(&space.root, "a.md", "new"), ProblemKind::Io, "permission denied");
        return fs::set_permissions(&space.root, fs::Permissions::from_mode(0o755)).unwrap();
    };
    let program = std::env::current_exe().unwrap();
    let script = format!("exec {user} \"$0\" --exact files::tests::crash::job --ignored --nocapture");
    let run = |line: String| Run::new("/bin/sh").args(["-c", &script]).args([&program]).cwd("/").stdin(line).run();
    let outcome = run(format!("write|{}|new line\n", space.root.display()));
    if !outcome.stdout_text().contains("say ") {
        eprintln!("SKIPPED: cannot become another user here: {}", outcome.stderr_tail(1));
        return;
    }
    assert!(outcome.stdout_text().contains("a.md: is read-only"), "{outcome:?}");
    fs::set_permissions(space.root.join("a.md"), fs::Permissions::from_mode(0o600)).unwrap();
    let outcome = run(format!("write|{}|new line\n", space.root.display()));
    assert!(outcome.stdout_text().contains("cannot read a.md: permission denied"), "{outcome:?}");
    fs::set_permissions(space.root.join("a.md"), fs::Permissions::from_mode(0o666)).unwrap();
    let outcome = run(format!("write|{}|new line\n", space.root.display()));
    assert!(outcome.stdout_text().contains("cannot write a.md: permission denied"), "{outcome:?}");
    assert_eq!(space.read("a.md"), "old\n");
}
