use std::collections::BTreeMap;
use std::error::Error;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::{Either, select};
use redis::aio::MultiplexedConnection;
use redis::streams::{StreamInfoGroup, StreamInfoGroupsReply};
use redis::{AsyncConnectionConfig, Cmd, FromRedisValue, ProtocolVersion, RedisConnectionInfo, RedisError, cmd};
use tokio::io::AsyncReadExt;

use super::{Meta, Probe, Probing, Reading, Target, Wrong};
use crate::health::limits::{self, Found};
use crate::health::net::{self, Stream};
use crate::health::options::{Kind, Opt, Options, Size};
use crate::health::{queue, tls};
use crate::report::ProbeOutcome;

/// `PING`, and what `INFO` says of its replication, memory and files.
pub(super) struct Redis;

const META: Meta = Meta {
    name: "redis",
    about: "Redis (or Valkey) answers PING, has loaded its data, and its replication, streams and memory are good.",
    schemes: &["redis", "rediss", "valkey", "valkeys", "unix"],
    port: Some(6379),
    options: &[
        Opt::required(
            "url",
            Kind::Url,
            "\"redis://user:password@host:6379/0\", over TLS \"rediss://…\", a socket \"unix:///run/redis.sock\".",
        ),
        Opt::new("user", Kind::Text, "The user, in place of the one in the address."),
        Opt::new("password", Kind::Secret, "The password, in place of the one in the address: \"${REDIS_PASSWORD}\"."),
        Opt::new("db", Kind::Number, "The number of the database, in place of the one in the address."),
        tls::CA,
        tls::CLIENT_CERT,
        tls::CLIENT_KEY,
        tls::INSECURE,
        Opt::new("role", Kind::Choice(&["master", "replica"]), "What it must be; anything else is a failure."),
        Opt::new(
            "warn_lag",
            Kind::Duration,
            "Worth a look when a replica has heard nothing of its master, or a master of a replica, for so long.",
        ),
        Opt::new("fail_lag", Kind::Duration, "A failure when nothing was heard for so long."),
        Opt::new("min_replicas", Kind::Number, "A master with fewer replicas that are online is worth a look."),
        Opt::new(
            "warn_memory",
            Kind::Size,
            "Worth a look from so much memory on: \"900MB\", or of its maxmemory, \"90%\".",
        ),
        Opt::new("fail_memory", Kind::Size, "A failure from so much memory on."),
        Opt::new(
            "warn_connections",
            Kind::Size,
            "Worth a look from so many clients on: \"800\", or \"80%\" of its maxclients.",
        ),
        Opt::new("fail_connections", Kind::Size, "A failure from so many clients on."),
        Opt::new("stream", Kind::Text, "A stream that must exist; its groups are looked at."),
        Opt::new("group", Kind::Text, "The consumer group of `stream` that must exist; only that one is looked at."),
        Opt::new(
            "warn_stream_lag",
            Kind::Decimal,
            "Worth a look when so many entries of the stream were not read by the group.",
        ),
        Opt::new("fail_stream_lag", Kind::Decimal, "A failure when so many entries were not read."),
        Opt::new("warn_pending", Kind::Decimal, "Worth a look when so many entries were read, and not acknowledged."),
        Opt::new("fail_pending", Kind::Decimal, "A failure when so many entries were not acknowledged."),
        queue::QUEUE,
        queue::WARN_DEPTH,
        queue::FAIL_DEPTH,
        queue::WARN_AGE,
        queue::FAIL_AGE,
    ],
};

impl Probe for Redis {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, options: &Options) -> Result<(), Wrong> {
        let of_stream = ["group", "warn_stream_lag", "fail_stream_lag", "warn_pending", "fail_pending"];
        if options.text("stream").is_none()
            && let Some(key) = of_stream.into_iter().find(|key| options.is_set(key))
        {
            return Err(Wrong::new(key, "says something of a stream: it needs `stream` beside it"));
        }
        if options.text("queue").is_none()
            && let Some(key) = queue::OF_QUEUE.into_iter().find(|key| options.is_set(key))
        {
            return Err(Wrong::new(key, "says something of a queue: it needs `queue` beside it"));
        }
        tls::check(options)?;
        match database(options) {
            Some(Err(path)) => Err(Wrong::new("url", format!("ends with {path}, which is no number of a database"))),
            _ => Ok(()),
        }
    }

    fn probe<'p>(&'p self, target: &'p Target) -> Probing<'p> {
        Box::pin(async move { probe(target).await.unwrap_or_else(|reading| reading) })
    }
}

/// The number of the database; the part of the address that is none.
fn database(options: &Options) -> Option<Result<u64, String>> {
    if let Some(number) = options.number("db") {
        return Some(Ok(number));
    }
    let url = options.url()?;
    if url.scheme() == "unix" {
        let (_, value) = url.query_pairs().find(|(key, _)| key == "db")?;
        return Some(value.parse().map_err(|_| value.into_owned()));
    }
    let path = url.path().trim_matches('/');
    (!path.is_empty()).then(|| path.parse().map_err(|_| path.to_owned()))
}

async fn probe(target: &Target) -> Result<Reading, Reading> {
    match attempt(target).await {
        Ok(reading) => Ok(reading),
        Err(Failure::Said(reading)) => Err(reading),
        // A server that takes no more clients says so at once and closes, which a client that writes first may not read.
        Err(Failure::Lost(reading)) => Err(parting(target).await.unwrap_or(reading)),
    }
}

/// What the server says to who says nothing, before it closes the connection.
async fn parting(target: &Target) -> Option<Reading> {
    let mut said = Vec::new();
    let listen = async {
        let mut stream = connect(target).await.ok()?.take(PARTING_BYTES);
        stream.read_to_end(&mut said).await.ok()
    };
    tokio::time::timeout(PARTING, listen).await.ok()??;
    let said = String::from_utf8_lossy(&said);
    let (code, detail) = said.trim_end().strip_prefix('-')?.split_once(' ')?;
    Some(refused(code, detail))
}

/// It is closed at once, or not at all.
const PARTING: Duration = Duration::from_millis(500);
const PARTING_BYTES: u64 = 1024;

async fn attempt(target: &Target) -> Result<Reading, Failure> {
    let started = Instant::now();
    let stream = connect(target).await?;
    // Nothing is said on its own account: what is sent below is all, so that each refusal is heard where it is judged.
    let info = RedisConnectionInfo::default().set_protocol(ProtocolVersion::RESP2).set_skip_set_lib_name();
    let config = AsyncConnectionConfig::new().set_connection_timeout(None).set_response_timeout(None);
    let (connection, driver) =
        MultiplexedConnection::new_with_config(&info, stream, config).await.map_err(|error| failed(&error))?;
    let look = pin!(look(connection, target, started));
    match select(look, pin!(driver)).await {
        Either::Left((reading, _)) => reading,
        // The connection ended; what waits for an answer is told so.
        Either::Right(((), look)) => look.await,
    }
}

async fn connect(target: &Target) -> Result<Stream, Reading> {
    let no_address = || Reading::error("it has no address");
    let url = target.options.url().ok_or_else(no_address)?;
    if url.scheme() == "unix" {
        return net::local(url.path().as_ref()).await;
    }
    let (host, port) = target.options.host_and_port().ok_or_else(no_address)?;
    if matches!(url.scheme(), "rediss" | "valkeys") {
        return net::secure(target, &host, port).await;
    }
    Ok(Box::new(net::tcp(&host, port).await?))
}

/// Sends a command.
async fn send<T: FromRedisValue>(connection: &mut MultiplexedConnection, command: &Cmd) -> Result<T, RedisError> {
    command.query_async(connection).await
}

async fn look(mut connection: MultiplexedConnection, target: &Target, started: Instant) -> Result<Reading, Failure> {
    let options = &target.options;
    enter(&mut connection, options).await?;
    if let Err(error) = send::<redis::Value>(&mut connection, &cmd("PING")).await {
        return Err(match error.code() {
            Some("LOADING") => loading(&info(&mut connection).await.unwrap_or_default()).into(),
            Some("MASTERDOWN") => cut_off(&info(&mut connection).await.unwrap_or_default()).into(),
            _ => failed(&error),
        });
    }
    let took = started.elapsed();
    let info = match info(&mut connection).await {
        Ok(info) => info,
        // Not every user may ask.
        Err(error) if error.code() == Some("NOPERM") => BTreeMap::new(),
        Err(error) => return Err(failed(&error)),
    };
    // It may have begun to load between the two.
    if info.get("loading").is_some_and(|loading| loading == "1") {
        return Err(loading(&info).into());
    }
    let mut reading = judge(&info, options, took);
    if let Some(stream) = options.text("stream") {
        let groups = send(&mut connection, cmd("XINFO").arg("GROUPS").arg(stream)).await;
        reading = match groups {
            Ok(StreamInfoGroupsReply { groups }) => streams(reading, &groups, options, stream),
            Err(error) => no_stream(reading, &error, stream),
        };
    }
    if let Some(name) = options.text("queue") {
        let so_far = reading.clone();
        reading = match queue::look(reading, &mut connection, (options, name)).await {
            Ok(reading) => reading,
            Err(error) => {
                let why = failed(&error).into_reading();
                so_far.worse(why.outcome, format!("the queue {name} could not be looked at: {}", why.message))
            }
        };
    }
    Ok(reading)
}

/// The password and the database.
async fn enter(connection: &mut MultiplexedConnection, options: &Options) -> Result<(), Failure> {
    let (user, password) = options.credentials();
    if let Some(password) = password {
        let mut auth = cmd("AUTH");
        if let Some(user) = user {
            auth.arg(user);
        }
        send::<redis::Value>(connection, auth.arg(password)).await.map_err(|error| failed(&error))?;
    }
    if let Some(Ok(number)) = database(options)
        && number > 0
    {
        send::<redis::Value>(connection, cmd("SELECT").arg(number)).await.map_err(|error| match error.code() {
            Some("NOAUTH" | "NOPERM" | "LOADING" | "MASTERDOWN") => failed(&error),
            _ if error.is_io_error() => failed(&error),
            _ => {
                let hint = "raise `databases` in its configuration";
                Reading::fail(format!("it has no database {number}")).hint(hint).into()
            }
        })?;
    }
    Ok(())
}

async fn info(connection: &mut MultiplexedConnection) -> Result<Info, RedisError> {
    Ok(parse(&send::<String>(connection, &cmd("INFO")).await?))
}

type Info = BTreeMap<String, String>;

fn parse(text: &str) -> Info {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(':')).map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
}

fn number(info: &Info, key: &str) -> Option<f64> {
    info.get(key)?.parse().ok()
}

fn is(info: &Info, key: &str, value: &str) -> bool {
    info.get(key).is_some_and(|found| found == value)
}

/// Why there is no answer.
enum Failure {
    /// The server says so itself.
    Said(Reading),
    /// The connection was lost, or what came over it is not Redis.
    Lost(Reading),
}

impl From<Reading> for Failure {
    fn from(reading: Reading) -> Self {
        Self::Said(reading)
    }
}

impl Failure {
    fn into_reading(self) -> Reading {
        match self {
            Self::Said(reading) | Self::Lost(reading) => reading,
        }
    }
}

/// What an error of the server, or of the connection to it, says of it.
fn failed(error: &RedisError) -> Failure {
    if let Some(code) = error.code()
        && !error.is_io_error()
    {
        return Failure::Said(refused(code, error.detail().unwrap_or_default()));
    }
    Failure::Lost(at_the_bottom(error).unwrap_or_else(|| match error.is_connection_dropped() {
        true => Reading::fail("the connection was closed without an answer"),
        false => Reading::fail("its answer is not that of Redis"),
    }))
}

/// What an error of the server says of it.
fn refused(code: &str, detail: &str) -> Reading {
    match code {
        "NOAUTH" => Reading::warn("it is alive, and asks for a password")
            .hint("set `password`, for example to \"${REDIS_PASSWORD}\""),
        "WRONGPASS" => Reading::warn("it is alive, and refuses this user or password")
            .hint("compare the password with `requirepass` or the ACL of the server"),
        "NOPERM" => Reading::warn("it is alive, and does not permit this user to do that")
            .hint("give the user the right to PING and INFO in the ACL of the server"),
        "DENIED" => Reading::warn("it is alive, and in protected mode: it refuses clients of other machines")
            .hint("set a password, or bind it to the addresses that may reach it"),
        "LOADING" => Reading::starting("it is loading its data"),
        "MASTERDOWN" => cut_off(&Info::new()),
        "BUSY" => Reading::warn("it is alive, and busy with a script").hint("`SCRIPT KILL` ends it"),
        _ if detail.contains("max number of clients") => Reading::warn("it is alive, and refuses more clients")
            .hint("find who holds the connections, or raise `maxclients`"),
        _ if detail.contains("without any password configured") => {
            Reading::warn("it is alive, and asks for no password, but one is set here")
                .hint("set a password for the server, or take it away here")
        }
        _ => Reading::fail(format!("it answers with an error: {code} {detail}")),
    }
}

/// The error of the connection that it comes from.
fn at_the_bottom(error: &RedisError) -> Option<Reading> {
    let shared = error.source()?.downcast_ref::<Arc<dyn Error + Send + Sync>>()?;
    tls::known(&**shared)
}

fn loading(info: &Info) -> Reading {
    let part = number(info, "loading_loaded_perc");
    let reading = Reading::starting(match part {
        Some(part) => format!("it is loading its data: {part:.0}%"),
        None => "it is loading its data".to_owned(),
    });
    let reading = match number(info, "loading_eta_seconds") {
        Some(eta) => reading.measure("loading_eta", eta, "s"),
        None => reading,
    };
    part.map_or(reading.clone(), |part| reading.measure("loaded", part, "%"))
}

/// A replica that has lost its master, and does not answer with what it has.
fn cut_off(info: &Info) -> Reading {
    if is(info, "master_sync_in_progress", "1") {
        return Reading::starting("it is a replica, and copies the data of its master");
    }
    let since = number(info, "master_link_down_since_seconds").filter(|since| *since >= 0.0);
    let reading = Reading::fail(match since {
        Some(since) => format!("it is a replica, cut off from its master for {since:.0} s, and serves nothing"),
        None => "it is a replica, cut off from its master, and serves nothing".to_owned(),
    });
    reading.hint("look whether its master is there; with `replica-serve-stale-data yes` it would serve old data")
}

fn judge(info: &Info, options: &Options, took: Duration) -> Reading {
    let version = info.get("valkey_version").map(|version| format!("Valkey {version}"));
    let version = version.or_else(|| info.get("redis_version").map(|version| format!("Redis {version}")));
    let mut reading = Reading::ok(format!("{} answers", version.as_deref().unwrap_or("it"))).took(took);
    if info.is_empty() {
        let wanted =
            META.options.iter().map(|option| option.name).find(|name| needs_info(name) && options.is_set(name));
        return match wanted {
            Some(name) => reading
                .worse(ProbeOutcome::Warn, format!("`{name}` cannot be looked at: the user may not ask for INFO")),
            None => reading,
        };
    }
    reading = replication(reading, info, options);
    reading = amounts(reading, info, options);
    for (key, words) in [
        ("rdb_last_bgsave_status", "its last save failed"),
        ("aof_last_write_status", "its last write to the append-only file failed"),
        ("aof_last_bgrewrite_status", "it could not rewrite its append-only file"),
    ] {
        if info.get(key).is_some_and(|status| status != "ok") {
            reading = reading.worse(ProbeOutcome::Warn, words).hint("its log says why; is its disk full?");
        }
    }
    reading
}

fn needs_info(name: &str) -> bool {
    matches!(name, "role" | "min_replicas")
        || name.ends_with("_lag") && !name.contains("stream")
        || name.ends_with("_memory")
        || name.ends_with("_connections")
}

fn replication(mut reading: Reading, info: &Info, options: &Options) -> Reading {
    let replica = is(info, "role", "slave");
    let role = if replica { "replica" } else { "master" };
    if let Some(expected) = options.text("role")
        && expected != role
    {
        reading = reading.worse(ProbeOutcome::Fail, format!("it is a {role}, and must be a {expected}"));
    }
    let times = limits::times(options, "warn_lag", "fail_lag");
    let lag = |words, seconds: f64| Found { name: "replication_lag", words, value: seconds * 1e3, unit: "ms" };
    if replica {
        if is(info, "master_link_status", "down") {
            let copies = is(info, "master_sync_in_progress", "1");
            let words = if copies { "it copies the data of its master" } else { "it is cut off from its master" };
            reading = reading.worse(ProbeOutcome::Warn, format!("it is a replica with old data: {words}"));
            if !copies {
                reading = reading.hint("look whether its master is there");
            }
        }
        let quiet = number(info, "master_last_io_seconds_ago").filter(|quiet| *quiet >= 0.0);
        let quiet = quiet.or_else(|| number(info, "master_link_down_since_seconds").filter(|since| *since >= 0.0));
        if let Some(seconds) = quiet {
            reading = lag("the time since its master was heard", seconds).at_most(reading, times);
        } else if times != (None, None) {
            reading = reading.worse(ProbeOutcome::Warn, "it has never heard of its master");
        }
        return reading;
    }
    let replicas: Vec<&String> = info
        .iter()
        .filter(|(key, value)| is_replica(key) && value.contains("state=online"))
        .map(|(_, value)| value)
        .collect();
    let worst =
        replicas.iter().filter_map(|replica| replica.split_once("lag=")?.1.split(',').next()?.parse::<f64>().ok());
    if let Some(seconds) = worst.reduce(f64::max) {
        reading = lag("the time since its slowest replica was heard", seconds).at_most(reading, times);
    }
    #[expect(clippy::cast_precision_loss, reason = "a handful of replicas")]
    let online = replicas.len() as f64;
    if let Some(least) = options.decimal("min_replicas") {
        reading = reading.judged("replicas", online, "", (Some(least), None));
        if online < least {
            reading = reading.worse(ProbeOutcome::Warn, format!("{online} of {least} replicas are online"));
        }
        return reading;
    }
    reading.measure("replicas", online, "")
}

/// `slave0`, `slave1`, ….
fn is_replica(key: &str) -> bool {
    key.strip_prefix("slave").is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
}

fn amounts(mut reading: Reading, info: &Info, options: &Options) -> Reading {
    let most = number(info, "maxmemory").filter(|most| *most > 0.0);
    let rows = [
        ("used_memory", most, "memory", "the memory in use", "bytes"),
        ("connected_clients", number(info, "maxclients"), "connections", "the number of clients", ""),
    ];
    for (key, whole, name, words, unit) in rows {
        let Some(value) = number(info, key) else { continue };
        reading = match limits::parts(options, &format!("warn_{name}"), &format!("fail_{name}"), whole) {
            Ok(limits) => Found { name, words, value, unit }.at_most(reading, limits),
            Err(why) => reading.measure(name, value, unit).worse(ProbeOutcome::Warn, why),
        };
    }
    let asked = ["warn_memory", "fail_memory"].iter().any(|name| matches!(options.size(name), Some(Size::Percent(_))));
    match most {
        None if asked => reading.hint("set `maxmemory` for the server"),
        _ => reading,
    }
}

fn no_stream(reading: Reading, error: &RedisError, stream: &str) -> Reading {
    let detail = error.detail().unwrap_or_default();
    match error.code() {
        Some("WRONGTYPE") => reading.worse(ProbeOutcome::Fail, format!("{stream} is no stream")),
        Some(_) if detail.contains("no such key") => {
            reading.worse(ProbeOutcome::Fail, format!("there is no stream {stream}"))
        }
        _ => {
            let why = failed(error).into_reading();
            let worse =
                reading.worse(why.outcome, format!("the stream {stream} could not be looked at: {}", why.message));
            Reading { hint: why.hint.or(worse.hint.clone()), ..worse }
        }
    }
}

fn streams(mut reading: Reading, groups: &[StreamInfoGroup], options: &Options, stream: &str) -> Reading {
    let wanted = options.text("group");
    if let Some(group) = wanted
        && !groups.iter().any(|found| found.name == group)
    {
        return reading.worse(ProbeOutcome::Fail, format!("the stream {stream} has no group {group}"));
    }
    let lags = limits::numbers(options, "warn_stream_lag", "fail_stream_lag");
    let pendings = limits::numbers(options, "warn_pending", "fail_pending");
    for group in groups.iter().filter(|group| wanted.is_none_or(|wanted| group.name == wanted)) {
        let of = |what: &str| match wanted {
            Some(_) => what.to_owned(),
            None => format!("{what}.{}", group.name),
        };
        let words = format!("what the group {} has not acknowledged", group.name);
        reading = counted(&of("pending"), &words, group.pending).at_most(reading, pendings);
        let words = format!("what the group {} has not read", group.name);
        reading = match group.lag {
            Some(lag) => counted(&of("stream_lag"), &words, lag).at_most(reading, lags),
            // Entries in the middle of the stream were deleted, or the server is older than 7.0.
            None if lags != (None, None) => {
                reading.worse(ProbeOutcome::Warn, format!("the server does not know {words}"))
            }
            None => reading,
        };
    }
    reading
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn counted<'a>(name: &'a str, words: &'a str, count: usize) -> Found<'a> {
    Found { name, words, value: count as f64, unit: "" }
}

#[cfg(test)]
mod tests {
    use toml::Value;

    use super::*;

    fn options(pairs: &[(&str, &str)]) -> Options {
        let text = |(key, value): &(&str, &str)| ((*key).to_owned(), Value::String((*value).to_owned()));
        let url = ("url", "redis://u:p%40ss@h/3");
        Options::new(&META, std::iter::once(&url).chain(pairs).map(text).collect()).unwrap()
    }

    #[test]
    fn addresses_name_the_database() {
        assert_eq!(database(&options(&[])), Some(Ok(3)));
        let socket =
            Options::new(&META, [("url".to_owned(), Value::String("unix:///s?db=x".to_owned()))].into()).unwrap();
        assert_eq!(database(&socket), Some(Err("x".to_owned())));
        assert_eq!(Redis.check(&socket).unwrap_err().key, "url");
        assert_eq!(Redis.check(&options(&[("group", "g")])).unwrap_err().key, "group");
    }

    #[test]
    fn a_master_tells_of_its_replicas() {
        let info = parse(
            "# Replication\r\nredis_version:7.0.15\r\nrole:master\r\nconnected_slaves:2\r\n\
             slave0:ip=127.0.0.1,port=1,state=online,offset=1,lag=1\r\nslave1:ip=127.0.0.1,port=2,state=online,offset=1,lag=31\r\n",
        );
        let reading = judge(&info, &options(&[("warn_lag", "30s")]), Duration::ZERO);
        assert_eq!(reading.outcome, ProbeOutcome::Warn);
        assert_eq!(reading.message, "the time since its slowest replica was heard is 31 s: a warning from 30 s on");
        assert!(reading.measures.iter().any(|measure| measure.name == "replicas" && measure.value == 2.0));
        let wrong = judge(&info, &options(&[("role", "replica")]), Duration::ZERO);
        assert_eq!(
            (wrong.outcome, wrong.message.as_str()),
            (ProbeOutcome::Fail, "it is a master, and must be a replica")
        );
    }

    #[test]
    fn a_replica_that_copies_is_starting() {
        assert_eq!(cut_off(&parse("master_sync_in_progress:1")).outcome, ProbeOutcome::Starting);
        assert_eq!(cut_off(&Info::new()).outcome, ProbeOutcome::Fail);
        let part = loading(&parse("loading:1\r\nloading_loaded_perc:41.70\r\nloading_eta_seconds:9\r\n"));
        assert_eq!((part.outcome, part.message.as_str()), (ProbeOutcome::Starting, "it is loading its data: 42%"));
        assert_eq!(part.measures.len(), 2);
    }
}
