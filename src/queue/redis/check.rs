//! Whether a server can be relied on, looked at once when it is opened.

use std::collections::HashMap;

use anyhow::Result;
use redis::{FromRedisValue, cmd};

use super::keys::Keys;
use super::link::Link;
use crate::report::{Problem, ProblemKind};

/// The version of the layout, as `head.lua` has it. A newer one may mean other things by the same names.
///
/// 1 and 2 are those of older Planyards, which may still work on such a queue: it is kept as they know it, until nothing is held and
/// somebody has it laid out anew ([`mend`](super::carry::mend)). 2: some orders need labels. 3: what is held is in no set of its
/// state, who held it last is still said, an event has one field, `shelf` is the only one and `limited` is there
/// while an account may be.
pub(super) const LAYOUT: u32 = 3;
/// Where the version is kept.
pub(super) const LAYOUT_FIELD: &str = "layout";

/// What each key must be, when it is there.
const KINDS: [(&str, &str); 20] = [
    ("meta", "hash"),
    ("keys", "hash"),
    ("asked", "hash"),
    ("epochs", "hash"),
    ("taken", "hash"),
    ("limit", "hash"),
    ("boots", "hash"),
    ("leases", "zset"),
    ("delayed", "zset"),
    ("limits", "zset"),
    ("check", "set"),
    ("accounts", "set"),
    ("ev", "stream"),
    ("bell", "stream"),
    ("in:queued", "zset"),
    ("in:leased", "zset"),
    ("in:running", "zset"),
    ("in:done", "zset"),
    ("in:delayed", "zset"),
    ("in:blocked", "zset"),
];

pub(super) fn check(link: &Link, keys: &Keys, allow_unsafe: bool) -> Result<()> {
    link.knock()?;
    version(link)?;
    foreign(link, keys)?;
    layout(link, keys)?;
    if !allow_unsafe {
        keeps(link)?;
    }
    Ok(())
}

fn config(message: String, hint: &str) -> anyhow::Error {
    Problem::new(ProblemKind::Refused, message).source("queue.url").hint(hint).into()
}

/// What `INFO` says; nothing when it may not be asked.
fn info(link: &Link, section: &str) -> HashMap<String, String> {
    let Ok(reply) = link.ask(cmd("INFO").arg(section)) else { return HashMap::new() };
    let text = String::from_redis_value(reply).unwrap_or_default();
    let pairs = text.lines().filter_map(|line| line.split_once(':'));
    pairs.map(|(key, value)| (key.to_owned(), value.trim().to_owned())).collect()
}

fn version(link: &Link) -> Result<()> {
    let server = info(link, "server");
    // Valkey says both; its first version is as Redis 7.2.
    let Some(version) = server.get("redis_version") else { return Ok(()) };
    let mut parts = version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let found = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    if found >= (6, 2) {
        return Ok(());
    }
    let message = format!("{} is Redis {version}, and the queue needs 6.2 or newer", link.shown());
    Err(config(message, "update the server, or use another"))
}

fn layout(link: &Link, keys: &Keys) -> Result<()> {
    let meta = keys.one("meta");
    let found: Option<String> = link.read(cmd("HGET").arg(&meta).arg(LAYOUT_FIELD))?;
    let Some(found) = found else {
        // Who may only look leaves it to the next.
        let _ = link.ask(cmd("HSETNX").arg(&meta).arg(LAYOUT_FIELD).arg(LAYOUT));
        return Ok(());
    };
    let message = match found.parse::<u32>() {
        Ok(found) if found <= LAYOUT => return Ok(()),
        Ok(found) => format!(
            "{}: the queue was laid out by a newer Planyard (version {found} of its keys, this one knows {LAYOUT})",
            link.shown()
        ),
        Err(_) => format!("{}: the key {meta} is not one of Planyard's", link.shown()),
    };
    Err(Problem::new(ProblemKind::Conflict, message).source("queue.url").hint("update planyard").into())
}

/// Something else under the names of the queue would be found out too late.
fn foreign(link: &Link, keys: &Keys) -> Result<()> {
    let mut pipe = redis::pipe();
    for (name, _) in KINDS {
        pipe.cmd("TYPE").arg(keys.one(name));
    }
    let found: Vec<String> = link.pipe(&pipe)?;
    for ((name, kind), found) in KINDS.iter().zip(found) {
        if found != "none" && found != *kind {
            let key = keys.one(name);
            let message = format!("{}: the key {key} is a {found}, and not the queue's {kind}", link.shown());
            let hint = "use another database (`redis://HOST/1`), or delete the key that is in the way";
            return Err(Problem::new(ProblemKind::Conflict, message).source("queue.url").hint(hint).into());
        }
    }
    Ok(())
}

/// Whether what it is given is kept: nothing is dropped for want of memory, and all is written to its disk.
fn keeps(link: &Link) -> Result<()> {
    let memory = info(link, "memory");
    let policy = memory.get("maxmemory_policy").cloned().or_else(|| setting(link, "maxmemory-policy"));
    if let Some(policy) = policy.filter(|policy| policy != "noeviction") {
        let message = format!(
            "{}: when its memory is full it drops keys (maxmemory-policy {policy}), and work with them",
            link.shown()
        );
        return Err(config(message, "set `maxmemory-policy noeviction`, or `queue.allow_unsafe = true`"));
    }
    let persistence = info(link, "persistence");
    let appends = persistence.get("aof_enabled").map(|on| on == "1");
    let appends = appends.or_else(|| setting(link, "appendonly").map(|on| on == "yes"));
    if appends == Some(false) {
        let message =
            format!("{}: it does not keep what it is given when it is restarted (appendonly no)", link.shown());
        return Err(config(
            message,
            "set `appendonly yes`, best with `appendfsync always`, or `queue.allow_unsafe = true`",
        ));
    }
    Ok(())
}

/// A setting, when it may be asked for.
fn setting(link: &Link, name: &str) -> Option<String> {
    let reply = link.ask(cmd("CONFIG").arg("GET").arg(name)).ok()?;
    HashMap::<String, String>::from_redis_value(reply).ok()?.remove(name)
}
