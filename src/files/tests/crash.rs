//! Many processes at once, and processes that are killed at any moment. The processes are this test binary itself,
//! running [`job`] with a line on its standard input that says what to do.

#![expect(clippy::print_stderr, reason = "says how often the interesting moment was hit")]

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::*;

/// What the other processes do. Without a line on standard input it does nothing, so that `--ignored` passes.
#[test]
#[ignore = "run by the other tests, as processes of their own"]
fn job() {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).unwrap();
    let words: Vec<&str> = line.trim_end().split('|').collect();
    let [name, root, argument] = words[..] else { return };
    let root = Path::new(root);
    let locks = Locks::at(root.join(".planyard/locks"));
    match name {
        "tick" => tick(root, &locks, argument),
        "flip" => flip(root, &locks),
        "count" => count(root, &locks),
        "make" => (0..u32::MAX).for_each(|n| make(root, &locks, &format!("{argument}-{n}"))),
        "folder" => folder(root, argument),
        "folders" => (0..u32::MAX).for_each(|n| folder(root, &format!("{argument}-{n}"))),
        "write" => say(&format!(
            "{:?}",
            update(root, &locks, "a.md", |_| Ok(Some(argument.repeat(4096)))).map_err(|e| e.to_string())
        )),
        other => panic!("{other}"),
    }
}

fn tick(root: &Path, locks: &Locks, line: &str) {
    update(root, locks, "tasks.md", |text| {
        Ok(Some(text.replace(&format!("- [ ] {line}\n"), &format!("- [x] {line}\n"))))
    })
    .unwrap();
}

/// Writes one of two texts, in turn, for ever.
fn flip(root: &Path, locks: &Locks) {
    loop {
        update(root, locks, "a.md", |text| Ok(Some(body(if text.starts_with('1') { '2' } else { '1' })))).unwrap();
        say("flipped");
    }
}

fn body(first: char) -> String {
    format!("{first}{}end {first}\n", "some text\n".repeat(40_000))
}

/// Puts the next number in three files, for ever.
fn count(root: &Path, locks: &Locks) {
    let paths = ["a.md", "b.md", "sub/c.md"].map(PathBuf::from);
    loop {
        update_many(root, locks, &paths, |texts| {
            let number: u32 = texts[0].trim().parse()?;
            Ok(vec![Some(format!("{}\n", number + 1)); 3])
        })
        .unwrap();
        say("counted");
    }
}

const MADE: [&str; 3] = ["a.md", "b.md", "sub/c.md"];

/// Makes three files, in two folders.
fn make(root: &Path, locks: &Locks, name: &str) {
    let files = MADE.map(|file| (PathBuf::from(format!("{name}/{file}")), body('1')));
    create_many(root, locks, &files).unwrap();
    say("made");
}

fn folder(root: &Path, name: &str) {
    let files = ["design.md", "tasks.md", "specs/a.md"].map(|file| (file.to_owned(), body('1')));
    match create_folder(root, "features", name, &files) {
        Ok(_) => say("made"),
        Err(error) => {
            assert_eq!(Problem::from_error(&error).kind, ProblemKind::Conflict, "{error:#}");
            say("taken");
        }
    }
}

/// Past the test harness, which keeps what is printed until the end.
fn say(word: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "say {word}").and_then(|()| out.flush()).unwrap();
}

/// Starts a job.
#[expect(clippy::disallowed_methods, reason = "it is to be killed at a moment of the test's choosing")]
pub(super) fn start(name: &str, root: &Path, argument: &str) -> Child {
    let test = format!("{}::job", module_path!().split_once("::").unwrap().1);
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &test, "--ignored", "--nocapture", "--test-threads=1"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    writeln!(child.stdin.take().unwrap(), "{name}|{}|{argument}", root.display()).unwrap();
    child
}

/// Waits for its end; what it said.
#[track_caller]
pub(super) fn finish(child: Child) -> String {
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    said.lines().filter_map(|line| line.split_once("say ").map(|(_, word)| word)).collect::<Vec<_>>().join("\n")
}

/// Lets a job work until it has said something, kills it a seeded moment later, and waits for its end.
fn kill_at(mut child: Child, seed: &mut Seed) {
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while !line.contains("say ") {
        line.clear();
        assert_ne!(out.read_line(&mut line).unwrap(), 0, "it ended by itself: {}", said_last(&mut child));
    }
    // Not waiting for anything: this is the moment.
    std::thread::sleep(Duration::from_micros(seed.below(6_000)));
    child.kill().unwrap();
    child.wait().unwrap();
}

fn said_last(child: &mut Child) -> String {
    let mut text = String::new();
    child.stderr.take().unwrap().read_to_string(&mut text).unwrap();
    text
}

/// Moments that are the same in every run (as far as the machine lets them).
struct Seed(u64);

impl Seed {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// Hidden files that a killed process left.
fn left(space: &Space, folder: &str) -> usize {
    space.names(folder).iter().filter(|name| name.starts_with(".planyard-")).count()
}

#[test]
fn fifty_processes_each_get_their_edit_in() {
    for _ in 0..20 {
        let space = Space::new();
        space.put("tasks.md", (1..=50).map(|n| format!("- [ ] task {n}\n")).collect::<String>());
        let running: Vec<_> = (1..=50).map(|n| start("tick", &space.root, &format!("task {n}"))).collect();
        running.into_iter().for_each(|child| assert_eq!(finish(child), ""));
        assert_eq!(space.read("tasks.md"), (1..=50).map(|n| format!("- [x] task {n}\n")).collect::<String>());
        assert_eq!(space.names("."), [".planyard", "tasks.md"]);
    }
}

#[test]
fn a_killed_write_leaves_the_old_or_the_new() {
    let space = Space::new();
    space.put("a.md", body('1'));
    let (mut seed, mut begun) = (Seed(1), 0);
    for _ in 0..60 {
        kill_at(start("flip", &space.root, ""), &mut seed);
        let text = space.read("a.md");
        assert!(text == body('1') || text == body('2'), "{} bytes", text.len());
        begun += left(&space, ".");
        // The next change goes through, and removes what was left.
        assert!(update(&space.root, &space.locks, "a.md", |_| Ok(Some(body('3')))).unwrap());
        assert_eq!(space.names("."), [".planyard", "a.md"]);
    }
    eprintln!("{begun} of 60 were killed while a temporary file was there");
}

#[test]
fn a_killed_change_of_several_files_is_all_or_none() {
    let space = Space::new();
    fs::create_dir(space.root.join("sub")).unwrap();
    for file in ["a.md", "b.md", "sub/c.md"] {
        space.put(file, "0\n");
    }
    let (mut seed, mut journals, mut last) = (Seed(2), 0, 0);
    for _ in 0..60 {
        kill_at(start("count", &space.root, ""), &mut seed);
        journals += usize::from(!recover(&space.locks).unwrap().finished.is_empty());
        let texts = ["a.md", "b.md", "sub/c.md"].map(|file| space.read(file));
        assert!(texts.iter().all(|text| *text == texts[0]), "{texts:?}");
        let now: u32 = texts[0].trim().parse().unwrap();
        assert!(now > last, "a change that was told to be made is lost");
        last = now;
    }
    let paths = ["a.md", "b.md", "sub/c.md"].map(PathBuf::from);
    update_many(&space.root, &space.locks, &paths, |_| Ok(vec![Some("end\n".into()); 3])).unwrap();
    assert_eq!(left(&space, ".") + left(&space, "sub"), 0);
    eprintln!("{journals} of 60 were killed between two renames");
}

#[test]
fn a_killed_making_of_several_files_is_all_or_none() {
    let space = Space::new();
    let (mut seed, mut journals) = (Seed(4), 0);
    for round in 0..30 {
        kill_at(start("make", &space.root, &format!("r{round}")), &mut seed);
        journals += usize::from(!recover(&space.locks).unwrap().finished.is_empty());
        for name in space.names(".").iter().filter(|name| name.starts_with(&format!("r{round}-"))) {
            let there = MADE.iter().filter(|file| space.root.join(name).join(file).exists()).count();
            assert!(there == 0 || there == MADE.len(), "{there} of the files in {name}");
        }
    }
    eprintln!("{journals} of 30 were killed between two renames");
}

#[test]
fn of_fifty_processes_that_make_a_folder_one_does() {
    let space = Space::new();
    let running: Vec<_> = (0..50).map(|_| start("folder", &space.root, "P01-F01-x")).collect();
    let said: Vec<_> = running.into_iter().map(finish).collect();
    assert_eq!(said.iter().filter(|word| *word == "made").count(), 1, "{said:?}");
    assert_eq!(space.names("features"), ["P01-F01-x"]);
    assert_eq!(space.read("features/P01-F01-x/specs/a.md"), body('1'));
}

#[test]
fn a_killed_creation_leaves_no_part_of_a_folder() {
    let space = Space::new();
    let mut seed = Seed(3);
    for round in 0..30 {
        kill_at(start("folders", &space.root, &format!("r{round}")), &mut seed);
        for name in space.names("features").iter().filter(|name| !name.starts_with('.')) {
            assert_eq!(space.names(&format!("features/{name}")), ["design.md", "specs", "tasks.md"]);
        }
    }
    create_folder(&space.root, "features", "last", &[]).unwrap();
    assert_eq!(left(&space, "features"), 0);
}
