#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

mod crash;
mod faults;
mod recovery;

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use anyhow::Result;
use tempfile::TempDir;

use super::*;
use crate::plan::document::MAX_DOCUMENT;
use crate::report::{Problem, ProblemKind};

/// A workspace of its own, with its canonical root.
struct Space {
    _folder: TempDir,
    root: PathBuf,
    locks: Locks,
}

impl Space {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap().join("work");
        fs::create_dir(&root).unwrap();
        let locks = Locks::at(root.join(".planyard/locks"));
        Self { _folder: folder, root, locks }
    }

    #[expect(clippy::disallowed_methods, reason = "what a person would have written")]
    fn put(&self, path: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.root.join(path), bytes).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).unwrap()
    }

    fn names(&self, path: &str) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(self.root.join(path))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

fn p(path: &str) -> &Path {
    Path::new(path)
}

#[track_caller]
fn problem<T: std::fmt::Debug>(result: Result<T>) -> Problem {
    Problem::from_error(&result.unwrap_err())
}

#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T>, kind: ProblemKind, part: &str) {
    let problem = problem(result);
    assert_eq!(problem.kind, kind, "{problem:?}");
    assert!(problem.message.contains(part), "{part:?} is not in {problem:?}");
}

#[test]
fn reads_what_is_there_byte_by_byte() {
    let space = Space::new();
    for text in ["", "x", "\u{feff}a\r\nb\n", &"ä".repeat(100_000)] {
        space.put("a.md", text);
        assert_eq!(read_text(&space.root, p("a.md")).unwrap(), text);
    }
    space.put("big.md", vec![b'x'; MAX_DOCUMENT as usize]);
    assert_eq!(read_text(&space.root, p("./big.md")).unwrap().len() as u64, MAX_DOCUMENT);
}

#[test]
fn what_is_no_document_is_said_so() {
    let space = Space::new();
    fs::create_dir(space.root.join("dir")).unwrap();
    space.put("latin.md", b"one\ntwo\nna\xefve\n");
    fs::File::create(space.root.join("huge.md")).unwrap().set_len(100 << 20).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(space.root.join("sock")).unwrap();
    assert!(crate::process::Run::new("mkfifo").args([space.root.join("pipe")]).run().success());

    let read = |path| read_text(&space.root, p(path));
    refused(read("none.md"), ProblemKind::NotFound, "none.md: it does not exist");
    refused(read("latin.md/x"), ProblemKind::NotFound, "it does not exist");
    refused(read("dir"), ProblemKind::Unreadable, "is a folder");
    refused(read("latin.md"), ProblemKind::Unreadable, "byte 0xef at offset 10, line 3");
    refused(read("huge.md"), ProblemKind::Unreadable, "has 100 MiB");
    refused(read("pipe"), ProblemKind::Unreadable, "is a named pipe");
    refused(read("sock"), ProblemKind::Unreadable, "socket");
    refused(read("../x"), ProblemKind::OutsideWorkspace, "leaves the workspace");
    refused(read("/etc/passwd"), ProblemKind::OutsideWorkspace, "leaves the workspace");
    refused(read("a\nb"), ProblemKind::Usage, "control character");
    assert!(problem(read("latin.md")).hint.unwrap().contains("iconv"));
}

#[test]
fn symlinks_are_followed_while_they_stay_inside() {
    let space = Space::new();
    fs::create_dir(space.root.join("in")).unwrap();
    space.put("in/a.md", "inside");
    space.put("../out.md", "outside");
    symlink("in/a.md", space.root.join("file")).unwrap();
    symlink(space.root.join("in"), space.root.join("folder")).unwrap();
    symlink("../out.md", space.root.join("escape")).unwrap();
    symlink("..", space.root.join("up")).unwrap();
    symlink("/dev/zero", space.root.join("zero")).unwrap();
    symlink("b", space.root.join("a")).unwrap();
    symlink("a", space.root.join("b")).unwrap();
    symlink("nowhere", space.root.join("dangling")).unwrap();

    let read = |path| read_text(&space.root, p(path));
    assert_eq!(read("file").unwrap(), "inside");
    assert_eq!(read("folder/a.md").unwrap(), "inside");
    refused(read("escape"), ProblemKind::OutsideWorkspace, "a symlink leads out of the workspace");
    refused(read("up/out.md"), ProblemKind::OutsideWorkspace, "a symlink leads out of the workspace");
    refused(read("zero"), ProblemKind::OutsideWorkspace, "/dev/zero");
    refused(read("a"), ProblemKind::Unreadable, "circle");
    refused(read("dangling"), ProblemKind::NotFound, "dangling");
    for path in ["escape", "up/out.md"] {
        refused(write_atomic(&space.root, p(path), "x"), ProblemKind::OutsideWorkspace, "leads out");
        assert!(!is_file(&space.root, p(path)));
    }
    refused(create_new(&space.root, p("up/new.md"), "x"), ProblemKind::OutsideWorkspace, "leads out");
    refused(create_folder(&space.root, p("up"), "new", &[]), ProblemKind::OutsideWorkspace, "leads out");
    assert_eq!(space.read("../out.md"), "outside");
    assert!(is_file(&space.root, p("file")) && is_folder(&space.root, p("folder")));

    write_atomic(&space.root, p("file"), "new").unwrap();
    assert_eq!(space.read("in/a.md"), "new");
    assert!(space.root.join("file").is_symlink());
}

#[test]
fn writing_keeps_mode_and_leaves_nothing_beside() {
    let space = Space::new();
    space.put("a.md", "old");
    fs::set_permissions(space.root.join("a.md"), fs::Permissions::from_mode(0o640)).unwrap();
    write_atomic(&space.root, p("a.md"), "new").unwrap();
    assert_eq!(space.read("a.md"), "new");
    assert_eq!(fs::metadata(space.root.join("a.md")).unwrap().mode() & 0o7777, 0o640);
    assert_eq!(space.names("."), ["a.md"]);

    create_new(&space.root, p("x/y/b.md"), "made").unwrap();
    assert_eq!(space.read("x/y/b.md"), "made");
    refused(create_new(&space.root, p("x/y/b.md"), "again"), ProblemKind::Conflict, "exists already");
    assert_eq!(space.read("x/y/b.md"), "made");
    assert_eq!(space.names("x/y"), ["b.md"]);
}

#[test]
fn a_read_only_file_is_refused() {
    let space = Space::new();
    space.put("a.md", "old");
    fs::set_permissions(space.root.join("a.md"), fs::Permissions::from_mode(0o444)).unwrap();
    refused(write_atomic(&space.root, p("a.md"), "new"), ProblemKind::Refused, "is read-only");
    let change = update(&space.root, &space.locks, p("a.md"), |_| Ok(Some("new".into())));
    refused(change, ProblemKind::Refused, "is read-only");
    assert_eq!(space.read("a.md"), "old");
}

#[test]
fn paths_stay_inside() {
    let space = Space::new();
    let inside = |path: &str| inside(&space.root, p(path));
    assert_eq!(inside("./a//b/").unwrap(), p("a/b"));
    assert_eq!(inside(space.root.join("a/b").to_str().unwrap()).unwrap(), p("a/b"));
    symlink(&space.root, space.root.with_file_name("alias")).unwrap();
    let alias = space.root.with_file_name("alias").join("not/yet.md");
    assert_eq!(inside(alias.to_str().unwrap()).unwrap(), p("not/yet.md"));
    for path in ["..", "a/../../b", "a/..", "/", "/etc/../etc/passwd"] {
        refused(inside(path), ProblemKind::OutsideWorkspace, "leaves the workspace");
    }
    refused(inside("a\0b"), ProblemKind::Usage, "control character");
}

#[test]
fn slugs() {
    for good in ["a", "user-login", "x2", "2fa"] {
        valid_slug(good).unwrap();
    }
    for (bad, hint) in [
        ("", "user-login"),
        ("../etc", "`etc`"),
        ("a/b", "`a-b`"),
        ("User Login", "`user-login`"),
        ("-a-", "`a`"),
        ("a--b", "`a-b`"),
        ("ä", "user-login"),
        (&"x".repeat(65), "user-login"),
    ] {
        let problem = problem(valid_slug(bad));
        assert!(problem.hint.as_ref().unwrap().contains(hint), "{problem:?}");
    }
    assert_eq!(slug_of("  User login (v2)!"), "user-login-v2");
}

#[test]
fn a_change_is_made_once_and_only_when_there_is_one() {
    let space = Space::new();
    space.put("a.md", "1\n");
    let run = |with: &str| update(&space.root, &space.locks, p("a.md"), |_| Ok(Some(with.to_owned())));
    assert!(run("2\n").unwrap());
    let written = fs::metadata(space.root.join("a.md")).unwrap();
    assert!(!run("2\n").unwrap());
    assert!(!update(&space.root, &space.locks, p("a.md"), |_| Ok(None)).unwrap());
    assert_eq!(fs::metadata(space.root.join("a.md")).unwrap().ino(), written.ino());
    let failed = update(&space.root, &space.locks, p("a.md"), |_| anyhow::bail!("no such task"));
    assert_eq!(failed.unwrap_err().to_string(), "no such task");
    assert_eq!(space.read("a.md"), "2\n");
    assert_eq!(space.read(".planyard/.gitignore"), "*\n");
}

#[test]
fn an_editor_that_saves_meanwhile_is_not_overwritten() {
    let space = Space::new();
    space.put("a.md", "task\n");
    let mut calls = 0;
    update(&space.root, &space.locks, p("a.md"), |text| {
        calls += 1;
        if calls == 1 {
            space.put("a.md", "task\nfrom the editor\n");
        }
        Ok(Some(text.replace("task", "done")))
    })
    .unwrap();
    assert_eq!((calls, space.read("a.md").as_str()), (2, "done\nfrom the editor\n"));

    let mut n = 0;
    let result = update(&space.root, &space.locks, p("a.md"), |text| {
        n += 1;
        space.put("a.md", format!("saved {n}\n"));
        Ok(Some(format!("{text}mine")))
    });
    refused(result, ProblemKind::Conflict, "kept changing");
    assert_eq!(space.read("a.md"), format!("saved {n}\n"));
    assert_eq!(space.names("."), [".planyard", "a.md"]);
}

#[test]
fn several_files_change_together() {
    let space = Space::new();
    for name in ["a.md", "b.md", "c.md"] {
        space.put(name, name);
    }
    let paths: Vec<_> = ["a.md", "b.md", "c.md"].iter().map(PathBuf::from).collect();
    let count = update_many(&space.root, &space.locks, &paths, |texts| {
        Ok(texts.iter().map(|text| (text != "b.md").then(|| format!("new {text}"))).collect())
    });
    assert_eq!(count.unwrap(), 2);
    assert_eq!(
        (space.read("a.md"), space.read("b.md"), space.read("c.md")),
        ("new a.md".into(), "b.md".into(), "new c.md".into())
    );
    assert_eq!(space.names("."), [".planyard", "a.md", "b.md", "c.md"]);
    assert_eq!(recover(&space.locks).unwrap(), Recovered::default());
    fs::set_permissions(space.root.join("c.md"), fs::Permissions::from_mode(0o444)).unwrap();
    let result = update_many(&space.root, &space.locks, &paths, |_| Ok(vec![Some("x".into()); 3]));
    refused(result, ProblemKind::Refused, "c.md: is read-only");
    assert_eq!(space.read("a.md"), "new a.md");
}

#[test]
fn a_folder_appears_whole_or_not_at_all() {
    let space = Space::new();
    let files = [("design.md".to_owned(), "d".to_owned()), ("specs/a.md".to_owned(), "s".to_owned())];
    let made = create_folder(&space.root, p("features"), "P01-F01-x", &files).unwrap();
    assert_eq!(made, p("features/P01-F01-x"));
    assert_eq!(space.read("features/P01-F01-x/specs/a.md"), "s");
    let again = create_folder(&space.root, p("features"), "P01-F01-x", &files);
    refused(again, ProblemKind::Conflict, "features/P01-F01-x: exists already");
    refused(create_folder(&space.root, p("features"), "../x", &files), ProblemKind::OutsideWorkspace, "leaves");
    let escaping = [("ok.md".to_owned(), String::new()), ("../bad.md".to_owned(), String::new())];
    create_folder(&space.root, p("features"), "P01-F02-y", &escaping).unwrap_err();
    assert_eq!(space.names("features"), ["P01-F01-x"]);
    // What a killed process began is removed by the next.
    fs::create_dir_all(space.root.join("features/.planyard-new-dead/specs")).unwrap();
    create_folder(&space.root, p("features"), "P01-F02-y", &files).unwrap();
    assert_eq!(space.names("features"), ["P01-F01-x", "P01-F02-y"]);
    assert_eq!(fs::metadata(space.root.join("features/P01-F02-y")).unwrap().mode() & 0o700, 0o700);
}

#[test]
fn access_lists_and_attributes_stay() {
    use rustix::fs::{XattrFlags, getxattr, setxattr};
    let space = Space::new();
    space.put("a.md", "old");
    let path = space.root.join("a.md");
    if setxattr(&path, "user.note", b"mine", XattrFlags::empty()).is_err() {
        eprintln!("SKIPPED: this file system has no attributes of users");
        return;
    }
    write_atomic(&space.root, "a.md", "new").unwrap();
    let mut value = [0; 16];
    assert_eq!(getxattr(&path, "user.note", &mut value[..]), Ok(4));
    assert_eq!(&value[..4], b"mine");
}

#[test]
fn a_root_that_is_spelled_through_a_symlink_is_the_same_root() {
    let space = Space::new();
    space.put("a.md", "old");
    let alias = space.root.with_file_name("alias");
    symlink(&space.root, &alias).unwrap();
    assert_eq!(read_text(&alias, "a.md").unwrap(), "old");
    assert!(update(&alias, &space.locks, "a.md", |_| Ok(Some("new".into()))).unwrap());
    create_new(&alias, "sub/b.md", "b").unwrap();
    create_folder(&alias, "features", "x", &[]).unwrap();
    assert_eq!((space.read("a.md"), space.read("sub/b.md")), ("new".into(), "b".into()));
}

#[test]
fn a_report_goes_where_the_user_said() {
    let space = Space::new();
    let path = space.root.join("out.sarif");
    write_output(&path, b"one").unwrap();
    assert_eq!(fs::metadata(&path).unwrap().mode() & 0o600, 0o600);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o664)).unwrap();
    symlink("out.sarif", space.root.join("link")).unwrap();
    write_output(&space.root.join("link"), b"two").unwrap();
    assert_eq!((space.read("out.sarif").as_str(), fs::metadata(&path).unwrap().mode() & 0o777), ("two", 0o664));
    assert_eq!(space.names("."), ["link", "out.sarif"]);
    write_output(p("/dev/null"), b"gone").unwrap();
    refused(write_output(p("/dev/full"), b"x"), ProblemKind::Io, "no space left");
    refused(write_output(&space.root, b"x"), ProblemKind::Unreadable, "is a folder");
    refused(write_output(&space.root.join("no/such/x"), b"x"), ProblemKind::NotFound, "does not exist");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    refused(write_output(&path, b"three"), ProblemKind::Refused, "is read-only");
}

mod containment {
    use proptest::prelude::*;

    use super::*;

    /// Paths made of what may be dangerous: ways up, links in and out, and names that are not there.
    fn paths() -> impl Strategy<Value = String> {
        let part = prop::sample::select(vec![
            "..", ".", "", "in", "a.md", "out", "up", "root", "abs", "round", "none", "\0", " ",
        ]);
        (any::<bool>(), prop::collection::vec(part, 1..7))
            .prop_map(|(absolute, parts)| format!("{}{}", if absolute { "/" } else { "" }, parts.join("/")))
    }

    fn space() -> Space {
        let space = Space::new();
        fs::create_dir_all(space.root.join("in/in")).unwrap();
        fs::create_dir_all(space.root.join("../in")).unwrap();
        for (path, text) in
            [("a.md", "in"), ("in/a.md", "in"), ("in/in/a.md", "in"), ("../a.md", "out"), ("../in/a.md", "out")]
        {
            space.put(path, text);
        }
        for folder in ["", "in/"] {
            for (link, to) in [("out", ".."), ("root", "/"), ("round", "round"), ("up", "../work/in")] {
                symlink(to, space.root.join(format!("{folder}{link}"))).unwrap();
            }
            symlink(space.root.join("in"), space.root.join(format!("{folder}abs"))).unwrap();
        }
        space
    }

    #[test]
    fn nothing_outside_is_read_or_written() {
        let space = space();
        let rooted = paths().prop_map(|path| path.replace("//", &format!("{}/", space.root.display())));
        proptest!(ProptestConfig::with_cases(2000), |(path in prop_oneof![paths(), rooted])| {
            if let Ok(text) = read_text(&space.root, &path) {
                prop_assert_ne!(text, "out");
            }
            if let Ok(clean) = inside(&space.root, p(&path)) {
                prop_assert!(clean.is_relative() && !clean.display().to_string().contains(".."));
            }
            let _ = write_atomic(&space.root, &path, "in");
            let _ = create_new(&space.root, &path, "in");
            let _ = update(&space.root, &space.locks, &path, |_| Ok(Some("in".into())));
            let _ = create_folder(&space.root, &path, "made", &[("a.md".into(), "in".into())]);
        });
        assert_eq!((space.read("../a.md"), space.read("../in/a.md")), ("out".into(), "out".into()));
        assert_eq!(space.names(".."), ["a.md", "in", "work"]);
        assert_eq!(space.names("../in"), ["a.md"]);
        assert!(!Path::new("/made").exists() && !Path::new("/in").exists());
    }
}

#[test]
fn what_is_the_same_is_not_read_into_memory_and_what_is_not_is_given() {
    let space = Space::new();
    // Some pieces long, and not a whole number of them.
    let text = "a line\n".repeat(5_000);
    let now = |text: &str| read_if_changed(&space.root, "a.md", text);
    assert_eq!(problem(now(&text)).kind, ProblemKind::NotFound);
    space.put("a.md", &text);
    assert_eq!(now(&text).unwrap(), None);
    for at in [0, 8_191, 8_192, text.len() - 1] {
        let mut other = text.clone();
        other.replace_range(at..=at, "X");
        assert_eq!(now(&other).unwrap().as_deref(), Some(&*text), "byte {at}");
    }
    for other in ["", &text[..text.len() - 1], &text[..8_192], &format!("{text}\n")] {
        assert_eq!(now(other).unwrap().as_deref(), Some(&*text), "{} bytes", other.len());
    }
    space.put("a.md", "");
    assert_eq!(now("").unwrap(), None);
    space.put("a.md", [0xff]);
    assert_eq!(problem(now("a")).kind, ProblemKind::Unreadable);
    assert_eq!(problem(read_if_changed(&space.root, ".", "a")).kind, ProblemKind::Unreadable);
}
