//! The connection: an address without its secrets, several connections for several threads, and what errors mean.

use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Result;
use redis::{
    Client, Connection, ConnectionLike, ErrorKind, FromRedisValue, IntoConnectionInfo, Pipeline, RedisError,
    RedisResult, ServerErrorKind, Value as Reply,
};

use crate::report::{Problem, ProblemKind};

/// Where a server is, and how it is entered.
#[derive(Clone)]
pub struct Address {
    /// `redis://user@host:6379/0`, `rediss://…`, `redis+unix:///run/redis.sock?db=0`.
    pub url: String,
    /// The password, when it is not in the address.
    pub password: Option<String>,
    /// Also a server that may lose what it was given.
    pub allow_unsafe: bool,
    /// How long a server that is away is waited for.
    pub patience: Duration,
}

/// The schemes that are known.
pub(in super::super) const SCHEMES: [&str; 3] = ["redis", "rediss", "redis+unix"];

impl Address {
    /// The address without its password.
    pub fn shown(&self) -> String {
        let Ok(mut url) = url::Url::parse(&self.url) else { return "the address of the queue".to_owned() };
        if url.password().is_some() {
            let _ = url.set_password(Some("…"));
        }
        // In the address of a socket, user and password are in the query.
        let pairs: Vec<(String, String)> = url
            .query_pairs()
            .filter(|(name, _)| name != "pass")
            .map(|(name, value)| (name.into(), value.into()))
            .collect();
        if url.query().is_some() {
            url.set_query(None);
            if !pairs.is_empty() {
                url.query_pairs_mut().extend_pairs(pairs);
            }
        }
        url.to_string().replace("%E2%80%A6", "…")
    }
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.shown())
    }
}

/// Connections to a server.
pub(super) struct Link {
    client: Client,
    shown: String,
    patience: Duration,
    idle: Mutex<Vec<Connection>>,
    /// How often something was sent.
    #[cfg(test)]
    pub(super) sent: std::sync::atomic::AtomicU64,
}

/// So long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(5);
/// So long an answer may take.
const ANSWER: Duration = Duration::from_secs(30);
/// So long a server may be away when it is asked for the first time: it may just be restarted.
const KNOCK: Duration = Duration::from_secs(2);
/// So many connections are kept for the next step.
const MOST_IDLE: usize = 16;

/// Why there is no answer, and whether the command may have been done all the same.
pub(super) enum Lost {
    Unknown(anyhow::Error),
    Certain(anyhow::Error),
}

impl From<Lost> for anyhow::Error {
    fn from(lost: Lost) -> Self {
        match lost {
            Lost::Unknown(error) | Lost::Certain(error) => error,
        }
    }
}

impl Link {
    pub(super) fn new(address: &Address) -> Result<Self> {
        let shown = address.shown();
        let wrong = |what: String| {
            Problem::new(ProblemKind::Config, format!("{shown} is no address of a queue: {what}"))
                .source("queue.url")
                .hint("write redis://HOST:6379, rediss://HOST:6379 or redis+unix:///PATH")
        };
        let url = url::Url::parse(&address.url).map_err(|error| wrong(error.to_string()))?;
        if !SCHEMES.contains(&url.scheme()) {
            return Err(wrong(format!("the scheme {} is not one of {}", url.scheme(), SCHEMES.join(", "))).into());
        }
        if url.scheme() == "rediss" {
            // The one there is; that it is there already is no fault.
            let _ = rustls::crypto::ring::default_provider().install_default();
        }
        // What the library says of a wrong address may quote it, with its password.
        let mut info =
            address.url.as_str().into_connection_info().map_err(|error| wrong(error.category().to_owned()))?;
        if let Some(password) = &address.password {
            let settings = info.redis_settings().clone().set_password(password);
            info = info.set_redis_settings(settings);
        }
        let settings = info.redis_settings().clone().set_skip_set_lib_name();
        let client =
            Client::open(info.set_redis_settings(settings)).map_err(|error| wrong(error.category().to_owned()))?;
        Ok(Self {
            client,
            shown,
            patience: address.patience,
            idle: Mutex::default(),
            #[cfg(test)]
            sent: std::sync::atomic::AtomicU64::new(0),
        })
    }

    /// The address without secrets.
    pub(super) fn shown(&self) -> &str {
        &self.shown
    }

    /// How long a server that is away is waited for.
    pub(super) fn patience(&self) -> Duration {
        self.patience
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn connect(&self) -> RedisResult<Connection> {
        let connection = self.client.get_connection_with_timeout(CONNECT)?;
        connection.set_read_timeout(Some(ANSWER))?;
        connection.set_write_timeout(Some(ANSWER))?;
        Ok(connection)
    }

    /// Runs on a connection, once.
    fn once<T>(&self, run: impl FnOnce(&mut Connection) -> RedisResult<T>) -> RedisResult<T> {
        let kept = self.idle().pop();
        let mut connection = match kept {
            Some(connection) => connection,
            None => self.connect()?,
        };
        #[cfg(test)]
        self.sent.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let answer = run(&mut connection).map_err(of_one);
        let is_lost = answer.as_ref().is_err_and(|error| is_away(error) || error.is_unrecoverable_error());
        if is_lost {
            // The others go the same way.
            self.idle().clear();
        } else if connection.is_open() {
            let mut idle = self.idle();
            if idle.len() < MOST_IDLE {
                idle.push(connection);
            }
        }
        answer
    }

    /// Runs until the server answers, while it is away for a short time only. What is run must be the same when it is run
    /// twice.
    fn again<T>(&self, run: impl Fn(&mut Connection) -> RedisResult<T>) -> Result<T> {
        self.again_for(|_| self.patience, run)
    }

    fn again_for<T>(
        &self,
        patience: impl Fn(&RedisError) -> Duration,
        run: impl Fn(&mut Connection) -> RedisResult<T>,
    ) -> Result<T> {
        let begun = Instant::now();
        let mut pause = Duration::from_millis(5);
        loop {
            match self.once(&run) {
                Ok(answer) => return Ok(answer),
                Err(error) if is_away(&error) && begun.elapsed() < patience(&error) => {
                    std::thread::sleep(pause);
                    pause = (pause * 2).min(Duration::from_millis(250));
                }
                Err(error) => return Err(self.explained(&error)),
            }
        }
    }

    /// The first word: whether it is there, and lets us in. One that is not is not waited for as one that goes away later.
    pub(super) fn knock(&self) -> Result<()> {
        let patience = |error: &RedisError| {
            if error.code() == Some("LOADING") { self.patience } else { self.patience.min(KNOCK) }
        };
        let _: Reply = self.again_for(patience, |connection| {
            connection.set_read_timeout(Some(CONNECT))?;
            let said = redis::cmd("PING").query(connection);
            connection.set_read_timeout(Some(ANSWER))?;
            said
        })?;
        Ok(())
    }

    /// Runs a script that is the same when it is run twice.
    pub(super) fn script<T: FromRedisValue>(&self, script: &Script, key: &str, args: &[String]) -> Result<T> {
        self.again(|connection| run_script(connection, script, key, args))
    }

    /// Runs a script once; also says whether it may have been run although there is no answer.
    pub(super) fn script_once<T: FromRedisValue>(
        &self,
        script: &Script,
        key: &str,
        args: &[String],
    ) -> Result<T, Lost> {
        self.once(|connection| run_script(connection, script, key, args)).map_err(|error| {
            let explained = self.explained(&error);
            if is_away(&error) { Lost::Unknown(explained) } else { Lost::Certain(explained) }
        })
    }

    /// Commands that only read: one answer each.
    pub(super) fn pipe<T: FromRedisValue>(&self, pipe: &Pipeline) -> Result<T> {
        self.again(|connection| pipe.query(connection))
    }

    /// One command that only reads.
    pub(super) fn read<T: FromRedisValue>(&self, command: &redis::Cmd) -> Result<T> {
        self.again(|connection| command.query(connection))
    }

    /// One command, with what the server says of it.
    pub(super) fn ask(&self, command: &redis::Cmd) -> RedisResult<Reply> {
        self.once(|connection| command.query(connection))
    }

    /// A command that waits so long at most for its answer; none when the server goes away meanwhile.
    pub(super) fn read_slowly(&self, command: &redis::Cmd, patience: Duration) -> Result<Option<Reply>> {
        let run = |connection: &mut Connection| {
            connection.set_read_timeout(Some(patience + ANSWER))?;
            let answer = command.query(connection);
            connection.set_read_timeout(Some(ANSWER))?;
            answer
        };
        match self.once(run) {
            Ok(answer) => Ok(Some(answer)),
            Err(error) if is_away(&error) => Ok(None),
            Err(error) => Err(self.explained(&error)),
        }
    }

    /// A reply as the type that it must be.
    pub(super) fn understood<T: FromRedisValue>(&self, reply: Option<Reply>) -> Result<T> {
        let parse = |reply: Reply| T::from_redis_value(reply).ok();
        reply.and_then(parse).ok_or_else(|| self.strange("an answer of another kind than it must be").into())
    }

    fn strange(&self, what: &str) -> Problem {
        Problem::new(ProblemKind::Unreadable, format!("{}: {what}", self.shown))
            .source("queue.url")
            .hint("is something else than Planyard writing under the names of its keys?")
    }

    /// What an error means, for people. The address is shown without secrets.
    pub(super) fn explained(&self, error: &RedisError) -> anyhow::Error {
        let shown = &self.shown;
        let detail = error.detail().unwrap_or_default();
        let (kind, what, hint) = meaning(error);
        let said = if detail.is_empty() || kind == ProblemKind::Config && error.code() != Some("READONLY") {
            String::new()
        } else {
            format!(" ({} {detail})", error.code().unwrap_or_default()).replace("( ", "(")
        };
        Problem::new(kind, format!("{shown}: {what}{said}")).source("queue.url").hint(hint).into()
    }
}

/// The error of the first of several commands that failed.
fn of_one(error: RedisError) -> RedisError {
    let first = error.clone().into_server_errors().and_then(|errors| Some(errors.first()?.1.clone()));
    first.map_or(error, RedisError::from)
}

/// The server does not answer now, and may in a moment.
fn is_away(error: &RedisError) -> bool {
    if is_of_tls(error) {
        return false;
    }
    error.is_io_error()
        || error.is_connection_dropped()
        || error.is_connection_refusal()
        || error.is_timeout()
        || matches!(error.code(), Some("LOADING" | "BUSY" | "TRYAGAIN" | "MASTERDOWN"))
}

/// The other side has a certificate that is not good, or speaks no TLS at all.
fn is_of_tls(error: &RedisError) -> bool {
    let said = error.to_string().to_lowercase();
    error.is_io_error() && ["certificate", "corrupt message", "tls", "handshake"].iter().any(|word| said.contains(word))
}

/// A script, and the name by which the server knows it when it has seen it.
pub(super) struct Script {
    text: &'static str,
    hash: OnceLock<String>,
}

impl Script {
    pub(super) const fn new(text: &'static str) -> Self {
        Self { text, hash: OnceLock::new() }
    }

    fn hash(&self) -> &str {
        self.hash.get_or_init(|| {
            let digest = ring::digest::digest(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY, self.text.as_bytes());
            digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
        })
    }
}

fn run_script<T: FromRedisValue>(
    connection: &mut Connection,
    script: &Script,
    key: &str,
    args: &[String],
) -> RedisResult<T> {
    let call = |name: &str, what: &str, connection: &mut Connection| {
        let mut command = redis::cmd(name);
        command.arg(what).arg(1).arg(key).arg(args);
        command.query::<T>(connection)
    };
    match call("EVALSHA", script.hash(), connection) {
        Err(error) if error.kind() == ErrorKind::Server(ServerErrorKind::NoScript) => {
            call("EVAL", script.text, connection)
        }
        answer => answer,
    }
}

fn meaning(error: &RedisError) -> (ProblemKind, &'static str, &'static str) {
    let detail = error.detail().unwrap_or_default();
    let has = |word: &str| detail.contains(word) || error.category().contains(word);
    // A script is told so by other words than a command.
    let is_refused = has("user executing the script");
    match error.code() {
        Some("WRONGPASS") => (ProblemKind::Config, "it refuses this user or password", PASSWORD),
        Some("NOAUTH") => (ProblemKind::Config, "it asks for a password", PASSWORD),
        Some("NOPERM") => NOT_PERMITTED,
        _ if is_refused => NOT_PERMITTED,
        Some("OOM") => (
            ProblemKind::Io,
            "its memory is full, and nothing was written",
            "raise `maxmemory`, or take what is not needed out of it",
        ),
        Some("MISCONF") => (
            ProblemKind::Io,
            "it cannot save its data, and takes no writes until it can",
            "look at its log and its disk",
        ),
        Some("LAYOUT") => (ProblemKind::Conflict, "the queue was laid out anew by a newer Planyard", "update planyard"),
        Some("LOADING") => (ProblemKind::Timeout, "it is still loading its data", "try again in a moment"),
        Some("BUSY") => (ProblemKind::Timeout, "it is busy with another script", "`SCRIPT KILL` ends that"),
        Some("MASTERDOWN") => {
            (ProblemKind::Timeout, "it is a replica that has lost its master", "connect to the master")
        }
        Some("READONLY") => (ProblemKind::Config, "it is a replica, and takes no writes", "connect to the master"),
        Some("WRONGTYPE") => (
            ProblemKind::Conflict,
            "something else is kept under a name of the queue",
            "use another database (`redis://HOST/1`), or delete the key that is in the way",
        ),
        Some("MOVED" | "ASK" | "CROSSSLOT" | "CLUSTERDOWN") => (
            ProblemKind::Config,
            "the queue's keys are on another node of the cluster",
            "connect to the node that `CLUSTER KEYSLOT` and `CLUSTER NODES` name",
        ),
        Some("DENIED") => (ProblemKind::Refused, "it is in protected mode, and refuses other machines", PASSWORD),
        _ if error.kind() == ErrorKind::AuthenticationFailed => {
            (ProblemKind::Config, "it refuses this user or password", PASSWORD)
        }
        _ if has("DB index") => {
            (ProblemKind::Config, "it has no database of this number", "raise `databases` in its configuration")
        }
        _ if has("max number of clients") => {
            (ProblemKind::Io, "it refuses more clients", "find who holds the connections, or raise `maxclients`")
        }
        _ if is_of_tls(error) => (
            ProblemKind::Refused,
            "its certificate is not trusted, or it speaks no TLS there",
            "name the authority's certificate in SSL_CERT_FILE, and the server as its certificate does",
        ),
        _ if error.is_timeout() => (
            ProblemKind::Timeout,
            "it does not answer in time",
            "is it busy, or cut off? does it speak TLS there, or not?",
        ),
        _ if error.is_connection_refusal() => {
            (ProblemKind::Io, "nothing listens there", "start the server, or correct the address")
        }
        _ if error.is_io_error() || error.is_connection_dropped() => (
            ProblemKind::Io,
            "the connection to it was lost, or cannot be made",
            "is the server there, and is the name right?",
        ),
        _ => (ProblemKind::Io, "it answers with an error", "look at its log"),
    }
}

const NOT_PERMITTED: (ProblemKind, &str, &str) = (
    ProblemKind::Refused,
    "its user may not do what the queue does",
    "give the user the queue's keys and commands: `ACL SETUSER NAME on >PASSWORD ~{planyard:* +@all -@dangerous +info`",
);

const PASSWORD: &str = "give the password in `queue.password_env` or `queue.password_file`, or in the address";
