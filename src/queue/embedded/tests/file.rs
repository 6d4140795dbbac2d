use std::fs;
use std::os::unix::fs::{FileExt, PermissionsExt};
use std::time::Instant;

use super::*;
use crate::process::Run;
use crate::report::{Problem, ProblemKind};

#[track_caller]
fn refused<T>(result: anyhow::Result<T>, kind: ProblemKind, words: &str) {
    let problem = Problem::from_error(&result.err().expect("it is refused"));
    assert_eq!(problem.kind, kind, "{problem:?}");
    assert!(problem.message.contains(words) && problem.hint.is_some(), "{problem:?}");
}

#[test]
fn the_file_is_the_users_alone() {
    let folder = tempfile::tempdir().unwrap();
    let queue = open(&folder.path().join("a/b"));
    add(&queue, 0..1);
    let names = ["state.db", "state.db-wal", "state.db-shm", "state.lock"];
    let modes =
        names.map(|name| fs::metadata(folder.path().join("a/b").join(name)).unwrap().permissions().mode() & 0o777);
    assert_eq!(modes, [0o600; 4]);
    assert!(queue.name().contains("state.db"));
}

#[test]
fn what_was_written_is_there_after_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    add(&open(folder.path()), 0..3);
    let queue = open(folder.path());
    assert_eq!(in_state(&queue, State::Queued), 3);
    work(&queue, "w", |_| {});
    drop(queue);
    assert_eq!(in_state(&open(folder.path()), State::Done), 3);
}

/// The tables of a store of version 2, and those of version 1 but for a column.
const VERSION_2: &str = include_str!("version_2.sql");

/// A store as an older Planyard left it: an order that is done, one that is held, one that waits for it, one that is due, and
/// one for a machine of its own where it knows of such.
fn old(folder: &Path, version: i32) -> Token {
    let made = tempfile::tempdir().unwrap();
    let queue = open(made.path());
    add(&queue, 0..2);
    let claimed = queue.claim(&request("w")).unwrap().unwrap();
    queue.finish(&claimed.token(), &done()).unwrap();
    let held = queue.claim(&request("w")).unwrap().unwrap().token();
    for state in [State::Preparing, State::Running] {
        queue.advance(&held, state, &Facts::default()).unwrap();
    }
    let needs = NewOrder { needs: vec![new(1).id], ..new(2) };
    let delayed = NewOrder { due: queue.now().unwrap() + 1, ..new(3) };
    let labels = if version == 1 { vec![] } else { vec!["gpu".to_owned()] };
    queue.submit(&[needs, delayed, NewOrder { labels, ..new(4) }]).unwrap();
    queue.record(None, 0, "DEVOPS_STARTED", &json!({"operation": "deploy"})).unwrap();
    drop(queue);
    let store = rusqlite::Connection::open(folder.join("state.db")).unwrap();
    store.execute_batch(&format!("pragma journal_mode = wal; {VERSION_2}")).unwrap();
    store.execute("attach ?1 as made", [made.path().join("state.db").to_str().unwrap()]).unwrap();
    for table in ["orders", "needs", "ends", "events", "meta"] {
        store.execute(&format!("insert into main.{table} select * from made.{table}"), []).unwrap();
    }
    if version == 1 {
        store.execute_batch("alter table orders drop column labels").unwrap();
    }
    store.execute_batch(&format!("pragma application_id = {}; pragma user_version = {version};", 0x506c_5964)).unwrap();
    held
}

#[test]
fn stores_of_older_versions_are_brought_up_to_date() {
    for version in [1, 2] {
        let folder = tempfile::tempdir().unwrap();
        let held = old(folder.path(), version);
        // Several processes begin at once.
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| open(folder.path()).gauges().unwrap());
            }
        });
        let queue = open(folder.path());
        assert_eq!(queue.gauges().unwrap().leases, 1);
        let states = [State::Done, State::Running, State::Blocked].map(|state| in_state(&queue, state));
        assert_eq!(states, [1, 1, 1]);
        let kinds = |kind: &str| {
            let filter = EventFilter { kind: kind.to_owned(), ..EventFilter::default() };
            queue.events(&filter).unwrap().into_iter().map(|event| event.kind).collect::<Vec<_>>()
        };
        assert_eq!((kinds("DEVOPS"), kinds("DEV").len(), kinds("stat").len()), (vec!["DEVOPS_STARTED".into()], 1, 10));
        // Who held it still does.
        assert_eq!(queue.heartbeat(&held, Duration::from_secs(60)).unwrap(), Held::Yes);
        assert_eq!(queue.finish(&held, &done()).unwrap(), Ended::Recorded(State::Done));
        let deadline = Instant::now() + Duration::from_secs(10);
        while queue.sweep().unwrap().len() < 2 && Instant::now() < deadline && in_state(&queue, State::Delayed) > 0 {}
        work(&queue, "w", |_| {});
        let left = usize::from(version == 2);
        assert_eq!((in_state(&queue, State::Done), in_state(&queue, State::Queued)), (5 - left, left));
        let gpu = ClaimRequest { labels: vec!["gpu".into()], ..request("w") };
        assert_eq!(queue.claim(&gpu).unwrap().map(|order| order.labels), (left == 1).then(|| vec!["gpu".to_owned()]));
        check(&queue);
    }
}

/// How many pages a step puts into the log.
fn pages<T>(folder: &Path, step: impl FnOnce() -> T) -> (u64, T) {
    let log = folder.join("state.db-wal");
    let before = fs::metadata(&log).unwrap().len();
    let answer = step();
    ((fs::metadata(&log).unwrap().len() - before) / (1024 + 24), answer)
}

#[test]
fn a_step_of_a_holder_writes_little() {
    let folder = tempfile::tempdir().unwrap();
    let queue = open(folder.path());
    add(&queue, 0..500);
    let mut least = [u64::MAX; 4];
    for _ in 0..20 {
        let (claimed, order) = pages(folder.path(), || queue.claim(&request("w")).unwrap().unwrap());
        let token = order.token();
        let step = |to| pages(folder.path(), || queue.advance(&token, to, &Facts::default()).unwrap()).0;
        let steps = [
            claimed,
            step(State::Preparing),
            step(State::Running),
            pages(folder.path(), || {
                assert_eq!(queue.finish(&token, &done()).unwrap(), Ended::Recorded(State::Done));
            })
            .0,
        ];
        least = std::array::from_fn(|at| least[at].min(steps[at]));
    }
    // The order, its event, and where that is found; the indexes of what is free and of what is held at both ends only.
    assert_eq!(least, [7, 3, 3, 6]);
}

#[test]
fn a_damaged_file_is_said_so() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.db");
    let queue = open(folder.path());
    add(&queue, 0..200);
    // All of it in the one file, and no other.
    queue.connection.lock().unwrap().pragma_update(None, "wal_checkpoint", "truncate").unwrap();
    drop(queue);
    let whole = fs::read(&file).unwrap();
    let put = |bytes: &[u8]| {
        for name in ["state.db", "state.db-wal", "state.db-shm"] {
            let _ = fs::File::options().write(true).truncate(true).open(folder.path().join(name));
        }
        fs::File::options().write(true).open(&file).unwrap().write_all_at(bytes, 0).unwrap();
    };
    put(b"this is no database, but a text that is long enough to have a head of a hundred bytes or more, like one");
    refused(Embedded::open(folder.path()), ProblemKind::Unreadable, "damaged");
    // Its head is right, and what follows is not.
    let mut torn = whole.clone();
    torn[4096..].fill(0xa5);
    put(&torn);
    let look = || Embedded::open(folder.path()).and_then(|queue| queue.orders(&Filter::default()));
    refused(look(), ProblemKind::Unreadable, "damaged");
    put(&whole);
    assert_eq!(look().unwrap().len(), 200);
}

#[test]
fn another_database_and_a_newer_one_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let queue = open(folder.path());
    add(&queue, 0..1);
    queue.connection.lock().unwrap().pragma_update(None, "user_version", 99).unwrap();
    drop(queue);
    refused(Embedded::open(folder.path()), ProblemKind::Conflict, "newer Planyard");
    let other = tempfile::tempdir().unwrap();
    let foreign = rusqlite::Connection::open(other.path().join("state.db")).unwrap();
    for sql in ["create table notes(a)", "pragma user_version = 1", "pragma user_version = 9"] {
        foreign.execute_batch(sql).unwrap();
        refused(Embedded::open(other.path()), ProblemKind::Unreadable, "not one of Planyard's");
    }
}

#[test]
fn who_only_looks_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let queue = open(folder.path());
    add(&queue, 0..3);
    work(&queue, "w", |_| {});
    let look = || ["state.db", "state.db-wal"].map(|name| fs::read(folder.path().join(name)).unwrap());
    let before = look();
    for _ in 0..50 {
        assert_eq!(queue.claim(&request("w")).unwrap(), None);
        assert_eq!((queue.sweep().unwrap(), queue.void("gone", &[]).unwrap()), (vec![], vec![]));
        queue.pause(None).unwrap();
    }
    assert!(look() == before, "an idle dispatcher leaves the disk alone");
}

#[test]
fn a_step_that_fails_is_undone() {
    let folder = tempfile::tempdir().unwrap();
    let queue = open(folder.path());
    add(&queue, 0..1);
    let failed: anyhow::Result<()> = queue.write(|tx| {
        super::super::claim::submit(tx, &[new(7)])?;
        anyhow::bail!("half-way")
    });
    assert_eq!(failed.unwrap_err().to_string(), "half-way");
    assert_eq!(queue.orders(&Filter::default()).unwrap().len(), 1);
    check(&queue);
}

#[test]
fn a_full_disk_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let mounted = Run::new("mount").args(["-t", "tmpfs", "-o", "size=3m", "planyard-test"]).args([at]).run();
    if !mounted.success() {
        eprintln!("SKIPPED: no tmpfs can be mounted here: {}", mounted.stderr_tail(1));
        return;
    }
    let test = std::panic::catch_unwind(|| {
        let queue = open(at);
        let mut added = 0;
        let error = loop {
            match queue.submit(&(added..added + 50).map(new).collect::<Vec<_>>()) {
                Ok(_) => added += 50,
                Err(error) => break error,
            }
            assert!(added < 100_000, "the disk is never full");
        };
        let problem = Problem::from_error(&error);
        assert_eq!(problem.kind, ProblemKind::Io, "{problem:?}");
        assert!(problem.message.contains("no space left"), "{problem:?}");
        assert_eq!(in_state(&queue, State::Queued), added, "the steps before are whole, the last is undone");
        check(&queue);
        drop(queue);
        let grown = Run::new("mount").args(["-o", "remount,size=32m"]).args([at]).run();
        assert!(grown.success(), "{grown:?}");
        let queue = open(at);
        assert_eq!(in_state(&queue, State::Queued), added);
        add(&queue, added..added + 50);
        check(&queue);
    });
    Run::new("umount").args([at]).run();
    test.unwrap();
}

/// A store with `finished` orders that are done and a thousand that are open.
fn large(folder: &Path, finished: usize) {
    let queue = open(folder);
    let connection = queue.connection.lock().unwrap();
    let order = "insert into orders select printf('.:P00-F00-old/T%06d', n), 'old ' || n, 'An old task', 'done', 1, 1, 1, 3, null, \
        null, null, null, 0, n, n, 'claude', 'anthropic', '[]', '[]', '{}', null, null, null, null, null, 'c0ffee', 1, 1, null, null, \
        '[]'";
    let events = "insert into events(at, order_id, epoch, kind, data) \
        select n, printf('.:P00-F00-old/T%06d', n % ?1), 1, 'state', '{}'";
    let numbers = |most: usize| {
        format!(
            "from (with recursive c(n) as (select 1 union all select n + 1 from c where n < {most}) select n from c)"
        )
    };
    if finished > 0 {
        connection.execute(&format!("{order} {}", numbers(finished)), []).unwrap();
        connection.execute(&format!("{events} {}", numbers(finished * 3)), [i64::try_from(finished).unwrap()]).unwrap();
    }
    drop(connection);
    add(&queue, 0..500);
    // And some that wait for others.
    let blocked = (500..1_000).map(|n| NewOrder { needs: vec![new(n - 500).id], ..new(n) }).collect::<Vec<_>>();
    queue.submit(&blocked).unwrap();
}

/// The least of several times that each of the frequent steps takes: opening, sweeping and counting; claiming; a heartbeat.
fn times(folder: &Path) -> [Duration; 3] {
    let mut least = [Duration::MAX; 3];
    for _ in 0..5 {
        let begun = Instant::now();
        let queue = open(folder);
        queue.void("gone", &[]).unwrap();
        queue.sweep().unwrap();
        queue.stats("").unwrap();
        least[0] = least[0].min(begun.elapsed());
        for _ in 0..10 {
            let begun = Instant::now();
            let order = queue.claim(&request("w")).unwrap().unwrap();
            least[1] = least[1].min(begun.elapsed());
            let begun = Instant::now();
            queue.heartbeat(&order.token(), Duration::from_secs(3_600)).unwrap();
            least[2] = least[2].min(begun.elapsed());
        }
    }
    least
}

#[test]
fn what_is_finished_costs_nothing() {
    let (few, many) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    large(few.path(), 0);
    large(many.path(), 100_000);
    let (few, many) = (times(few.path()), times(many.path()));
    eprintln!(
        "open, sweep and stats; claim; heartbeat: with 1,000 open {few:?}, with 100,000 finished beside {many:?}"
    );
    for (few, many) in few.iter().zip(many).skip(1) {
        assert!(many < *few * 5 + Duration::from_millis(10), "{many:?} against {few:?}");
    }
    assert!(many[0] < few[0] * 20 + Duration::from_millis(100), "{many:?} against {few:?}");
}
