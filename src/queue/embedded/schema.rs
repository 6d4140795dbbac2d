use std::fs::{self, File, OpenOptions};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode};

use super::super::Millis;
use super::Tx;
use crate::report::{Problem, ProblemKind};

/// Says in the file's head whose it is: `PlYd`.
const APPLICATION: i32 = 0x506c_5964;

/// The version of the tables. A newer one is refused, an older one brought up to date.
const VERSION: i32 = 3;

const TABLES: &str = "
create table orders(
  id text primary key, key text not null unique, title text not null, state text not null, prio int not null,
  epoch int not null, attempt int not null, max_attempts int not null,
  owner text, host text, boot text, lease_until int,
  due int not null, enqueued int not null, changed int not null,
  backend text not null, account text not null, needs text not null, paths text not null, payload text not null,
  session text, branch text, worktree text, base text, head text, landed text,
  cost_micro int not null, tokens int not null, failure text, why text, labels text not null default '[]');
create index ready on orders(prio, due, enqueued, id) where state = 'queued';
create index ready_age on orders(prio, enqueued) where state = 'queued';
create index delayed on orders(due, id) where state = 'delayed';
create table needs(order_id text not null, need text not null, primary key(order_id, need)) without rowid;
create table ends(order_id text not null, epoch int not null, end text not null, primary key(order_id, epoch)) without rowid;
create table questions(
  n integer primary key autoincrement, order_id text not null, epoch int not null, kind text not null, text text not null,
  options text not null, state text not null, asked int not null, answered int, by text, answer text, why text,
  dedup text not null unique);
create index questions_of on questions(order_id, n);
create table told(n integer primary key autoincrement, order_id text not null, text text not null, by text not null,
  at int not null, taken int);
create index told_open on told(order_id, n) where taken is null;
create table events(seq integer primary key, at int not null, order_id text, epoch int not null,
  kind text not null, data text not null);
create index events_of on events(order_id, seq);
create table limits(account text primary key, until int not null, reason text not null) without rowid;
create table spend(day text not null, account text not null, cost_micro int not null, tokens int not null,
  primary key(day, account)) without rowid;
create table lanes(name text primary key, owner text not null, until int not null) without rowid;
create table records(kind text not null, id text not null, record text not null, primary key(kind, id)) without rowid;
create table meta(key text primary key, value text not null) without rowid;
";

/// Those that each step of an order could change. A page that nothing is changed in need not be written: what is held is in
/// one of them and all else in the other, so that who holds an order changes neither of them from its claim to its end; and
/// most events tell of states, which are looked for by order or by number.
const INDEXES: &str = "
create index held on orders(lease_until) where lease_until is not null;
create index by_state on orders(state, id, lease_until) where lease_until is null;
create index events_by_kind on events(kind, seq) where kind <> 'state';
";

/// From version 1 to 2.
const LABELS: &str = "alter table orders add column labels text not null default '[]';";
/// From version 2 to 3.
const LESS: &str = "drop index if exists held; drop index if exists by_state; drop index if exists events_by_kind;";

/// Opens the file, and makes its tables when it is new.
pub(super) fn open(folder: &Path, path: &Path) -> Result<Connection> {
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    refuse_shared(folder)?;
    let fresh = open_private(path).with_context(|| format!("cannot open {}", path.display()))?;
    drop(fresh);
    let mut connection = Connection::open(path)?;
    connection.busy_handler(Some(wait_for_others()))?;
    connection.set_prepared_statement_cache_capacity(128);
    // Else a statement is compiled anew whenever a value that could have changed its plan is bound.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    if (pragma(&connection, "user_version")?, pragma(&connection, "application_id")?) != (VERSION, APPLICATION) {
        // Two that make the tables at once would be in each other's way.
        let lock = open_private(&folder.join("state.lock"))?;
        lock.lock()?;
        prepare(&connection, path)?;
    }
    // The log is brought into the file, which takes two waits for the disk, after 16 MiB.
    connection.execute_batch(
        "pragma synchronous = normal; pragma wal_autocheckpoint = 16000; pragma foreign_keys = on; pragma temp_store = memory;",
    )?;
    Ok(connection)
}

/// So long a step waits for those of others.
const PATIENCE: Duration = Duration::from_secs(30);

/// Says whether to look again whether the store is free. At the same short distance however long it took: SQLite's own wait
/// looks ever more seldom, so that those who waited longest come last.
fn wait_for_others() -> impl FnMut(i32) -> bool + Send + 'static {
    let mut begun = Instant::now();
    move |looked| {
        if looked == 0 {
            begun = Instant::now();
        }
        std::thread::sleep(Duration::from_millis(if looked < 20 { 1 } else { 3 }));
        begun.elapsed() < PATIENCE
    }
}

fn open_private(path: &Path) -> std::io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path)
}

fn pragma(connection: &Connection, name: &str) -> Result<i32> {
    Ok(connection.query_row(&format!("pragma {name}"), [], |row| row.get(0))?)
}

fn prepare(connection: &Connection, path: &Path) -> Result<()> {
    let shown = path.display().to_string();
    let (version, application) = (pragma(connection, "user_version")?, pragma(connection, "application_id")?);
    if version > VERSION && application == APPLICATION {
        let message =
            format!("{shown} was made by a newer Planyard (version {version} of the store, this one knows {VERSION})");
        return Err(Problem::new(ProblemKind::Conflict, message).source(shown).hint("update planyard").into());
    }
    let tables: i64 = connection.query_row("select count(*) from sqlite_schema", [], |row| row.get(0))?;
    match (version, tables) {
        (VERSION, _) if application == APPLICATION => return Ok(()),
        (1 | 2, _) if application == APPLICATION => {
            let labels = if version == 1 { LABELS } else { "" };
            return Ok(connection.execute_batch(&format!(
                "begin immediate; {labels} {LESS} {INDEXES} pragma user_version = {VERSION}; commit;"
            ))?);
        }
        (0, 0) => {}
        _ => {
            let message = format!("{shown} is a database, but not one of Planyard's");
            return Err(Problem::new(ProblemKind::Unreadable, message).source(shown).hint("move it away").into());
        }
    }
    // A step changes little in many places: the log takes whole pages, so that small ones make it a quarter as long.
    connection.execute_batch("pragma page_size = 1024;")?;
    let mode: String = connection.query_row("pragma journal_mode = wal", [], |row| row.get(0))?;
    if mode != "wal" {
        let message = format!("{shown}: the file system does not allow a write-ahead log");
        return Err(Problem::new(ProblemKind::Io, message).source(shown).hint(SHARED_HINT).into());
    }
    connection.execute_batch(&format!(
        "begin immediate; {TABLES} {INDEXES} pragma application_id = {APPLICATION}; pragma user_version = {VERSION}; commit;"
    ))?;
    Ok(())
}

const SHARED_HINT: &str = "keep the repository on a disk of this machine";

/// The names of file systems on which the machine's processes cannot share a log, by their numbers.
#[cfg_attr(not(target_os = "linux"), expect(dead_code, reason = "asked on Linux alone"))]
fn shared_name(kind: u32) -> Option<&'static str> {
    Some(match kind {
        0x6969 => "NFS",
        0x517b | 0xfe53_4d42 | 0xff53_4d42 => "SMB",
        0x0102_1997 => "9p",
        0x6573_5546 => "FUSE",
        _ => return None,
    })
}

/// Its log is shared through memory, which a file system of another machine does not give.
#[cfg(target_os = "linux")]
fn refuse_shared(folder: &Path) -> Result<()> {
    let kind = rustix::fs::statfs(folder).with_context(|| format!("cannot look at {}", folder.display()))?.f_type;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the number has 32 bits")]
    let Some(name) = shared_name(kind as u32) else { return Ok(()) };
    let shown = folder.display().to_string();
    let message = format!("{shown} is on {name}, where several processes cannot share the store");
    Err(Problem::new(ProblemKind::Refused, message).source(shown).hint(SHARED_HINT).into())
}

#[cfg(not(target_os = "linux"))]
fn refuse_shared(_folder: &Path) -> Result<()> {
    Ok(())
}

/// The time: never before the last event, and going on from there when the machine's clock was put back. And by how much it
/// was put back, as far as is known.
pub(super) fn now(connection: &Connection, clock: Millis) -> Result<(Millis, Millis)> {
    let sql = "select (select at from events order by seq desc limit 1), (select value from meta where key = 'skew')";
    let (last, skew): (Option<Millis>, Option<String>) =
        connection.prepare_cached(sql)?.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let skew = skew.and_then(|text| text.parse().ok()).unwrap_or(0);
    Ok(((clock + skew).max(last.unwrap_or(0)), skew))
}

/// When the clock was put back, by how much: from now on that is added.
pub(super) fn keep_time(tx: &Tx<'_>, clock: Millis) -> Result<()> {
    let behind = tx.now - clock;
    if behind > tx.skew {
        let mut statement =
            tx.connection.prepare_cached("insert or replace into meta(key, value) values('skew', ?1)")?;
        statement.execute([behind.to_string()])?;
    }
    Ok(())
}

/// Says of an error of the database what it means.
pub(super) fn explained(path: &Path, error: anyhow::Error) -> anyhow::Error {
    let Some(code) = error.downcast_ref::<rusqlite::Error>().and_then(rusqlite::Error::sqlite_error_code) else {
        return error;
    };
    let shown = path.display().to_string();
    let (kind, what, hint) = match code {
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => (
            ProblemKind::Unreadable,
            "the store is damaged",
            "move it away, with its -wal and -shm files; git still knows what was done, and `planyard dispatch` goes on from there",
        ),
        ErrorCode::DiskFull => (ProblemKind::Io, "no space left on the disk", "make room; nothing was half-written"),
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => {
            (ProblemKind::Timeout, "another process has kept the store locked for 30 s", "try again")
        }
        ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied => {
            (ProblemKind::Io, "the store cannot be written", "look at the rights of the file and its folder")
        }
        ErrorCode::SystemIoFailure => (ProblemKind::Io, "the store cannot be read or written", "look at the disk"),
        _ => return error,
    };
    Problem::new(kind, format!("{shown}: {what} ({error})")).source(shown).hint(hint).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_systems_of_other_machines_are_known() {
        assert_eq!(shared_name(0x6969), Some("NFS"));
        assert_eq!(shared_name(0x6573_5546), Some("FUSE"));
        assert_eq!(shared_name(0xff53_4d42), Some("SMB"));
        // ext4, tmpfs, overlay.
        assert_eq!([0xef53, 0x0102_1994, 0x794c_7630].map(shared_name), [None; 3]);
    }
}
