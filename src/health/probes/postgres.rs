use std::error::Error as _;
use std::io::ErrorKind;
use std::path::Path;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::{Either, select};
use tokio_postgres::config::SslMode;
use tokio_postgres::error::{DbError, SqlState};
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_postgres::{Client, Config, Connection, Error, SimpleQueryMessage, SimpleQueryRow};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::{Meta, Probe, Probing, Reading, Target, Wrong};
use crate::health::limits::{self, Found};
use crate::health::net::{self, AnyName, Stream};
use crate::health::options::{Kind, Opt, Options};
use crate::health::tls::{self, Tls};
use crate::report::ProbeOutcome;

/// Signs in, asks for its state, and runs a query.
pub(super) struct Postgres;

const META: Meta = Meta {
    name: "postgres",
    about: "PostgreSQL signs the user in and answers; its connections, its replication and a query are as they are to be.",
    schemes: &["postgres", "postgresql"],
    port: Some(5432),
    options: &[
        Opt::required(
            "url",
            Kind::Url,
            "\"postgres://user:password@host:5432/database?sslmode=require\"; a socket with \"?host=/run/postgresql\".",
        ),
        Opt::new("user", Kind::Text, "The user, in place of the one in the address."),
        Opt::new("password", Kind::Secret, "The password, in place of the one in the address: \"${PGPASSWORD}\"."),
        tls::CA,
        tls::CLIENT_CERT,
        tls::CLIENT_KEY,
        tls::INSECURE,
        Opt::new("query", Kind::Text, "A query to run, in a read-only transaction; it must succeed."),
        Opt::new("expect", Kind::Text, "What the first column of the first row of `query` must be."),
        Opt::new("role", Kind::Choice(&["primary", "replica"]), "What it must be; anything else is a failure."),
        Opt::new("warn_lag", Kind::Duration, "Worth a look when a replica is so far behind its primary."),
        Opt::new("fail_lag", Kind::Duration, "A failure when a replica is so far behind its primary."),
        Opt::new(
            "warn_connections",
            Kind::Size,
            "Worth a look from so many connections on: \"80\", or of its max_connections, \"80%\".",
        ),
        Opt::new("fail_connections", Kind::Size, "A failure from so many connections on."),
    ],
};

impl Probe for Postgres {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, options: &Options) -> Result<(), Wrong> {
        if options.is_set("expect") && !options.is_set("query") {
            return Err(Wrong::new("expect", "is what `query` must give: it needs `query` beside it"));
        }
        tls::check(options)?;
        match parameter(options, "sslmode").map(|mode| security(Some(&mode), false)) {
            Some(Err(mode)) => Err(Wrong::new(
                "url",
                format!("has the sslmode {mode}; known are disable, allow, prefer, require, verify-ca, verify-full"),
            )),
            _ => Ok(()),
        }
    }

    fn probe<'p>(&'p self, target: &'p Target) -> Probing<'p> {
        Box::pin(async move { probe(target).await.unwrap_or_else(|reading| reading) })
    }
}

/// A parameter of the address.
fn parameter(options: &Options, name: &str) -> Option<String> {
    let url = options.url()?;
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// Whose certificates are accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trust {
    /// Nobody's: TLS is not used.
    Nobody,
    /// Anybody's: what is said is encrypted, to whomever.
    Anyone,
    /// Those of a trusted authority, for whichever name.
    AnyName,
    /// Those of a trusted authority for the server's name.
    Full,
}

impl Trust {
    async fn tls(self, target: &Target) -> Result<Tls, Reading> {
        match self {
            Self::Nobody => Ok(Tls::distrustful()),
            // Of a machine that trusts no authority this asks nothing.
            Self::Anyone if !target.options.is_set("client_cert") => Ok(Tls::distrustful().accepting()),
            Self::Anyone => Ok(Tls::of(target).await?.accepting()),
            Self::AnyName => {
                let tls = Tls::of(target).await?;
                Ok(Tls { verifier: Arc::new(AnyName(tls.verifier)), identity: tls.identity })
            }
            Self::Full => Tls::of(target).await,
        }
    }
}

/// What `sslmode` means, as PostgreSQL's own client reads it: certificates are checked only where it says so, or where an
/// authority is named.
fn security(mode: Option<&str>, ca: bool) -> Result<(SslMode, Trust), String> {
    let lenient = if ca { Trust::AnyName } else { Trust::Anyone };
    match mode {
        Some("disable") => Ok((SslMode::Disable, Trust::Nobody)),
        None if ca => Ok((SslMode::Require, Trust::Full)),
        None | Some("prefer" | "allow") => Ok((SslMode::Prefer, Trust::Anyone)),
        Some("require") => Ok((SslMode::Require, lenient)),
        Some("verify-ca") => Ok((SslMode::Require, Trust::AnyName)),
        Some("verify-full") => Ok((SslMode::Require, Trust::Full)),
        Some(other) => Err(other.to_owned()),
    }
}

async fn probe(target: &Target) -> Result<Reading, Reading> {
    let started = Instant::now();
    let options = &target.options;
    let (host, port) = address(options);
    let mut config = sign_in(target);
    let (mode, trust) = security(parameter(options, "sslmode").as_deref(), options.is_set("ca"))
        .map_err(|mode| Reading::error(format!("its sslmode {mode} is not known")))?;
    let local = host.starts_with('/');
    config.ssl_mode(if local { SslMode::Disable } else { mode });
    let stream: Stream = if local {
        net::local(&Path::new(&host).join(format!(".s.PGSQL.{port}"))).await?
    } else {
        Box::new(net::tcp(&host, port).await?)
    };
    let trust = if local || mode == SslMode::Disable { Trust::Nobody } else { trust };
    let mut tls = MakeRustlsConnect::new(trust.tls(target).await?.config()?);
    let name = if local { "localhost" } else { host.as_str() };
    let tls = MakeTlsConnect::<Stream>::make_tls_connect(&mut tls, name)
        .map_err(|_| Reading::error(format!("{host} is no name that a certificate can be for")))?;
    let (client, connection) = connecting(&config, stream, tls).await.map_err(|error| failed(&error))?;
    let took = started.elapsed();
    let look = pin!(look(&client, options, took));
    match select(look, pin!(connection)).await {
        Either::Left((reading, _)) => reading,
        // The connection ended; what waits for an answer is told so.
        Either::Right((_, look)) => look.await,
    }
}

/// The host, or the folder of the socket, and the port.
fn address(options: &Options) -> (String, u16) {
    let (host, port) = options.host_and_port().unwrap_or_default();
    let port = if port == 0 { 5432 } else { port };
    let port = parameter(options, "port").and_then(|port| port.parse().ok()).unwrap_or(port);
    let host = match parameter(options, "host") {
        Some(named) if host.is_empty() || named.starts_with('/') => named,
        _ => percent_encoding::percent_decode_str(&host).decode_utf8_lossy().into_owned(),
    };
    (if host.is_empty() { "localhost".to_owned() } else { host }, port)
}

fn sign_in(target: &Target) -> Config {
    let options = &target.options;
    let (user, password) = options.credentials();
    let var = |name: &str| target.vars.get(name).filter(|value| !value.is_empty()).cloned();
    let user = user.or_else(|| parameter(options, "user")).or_else(|| var("PGUSER")).or_else(|| var("USER"));
    let mut config = Config::new();
    config.user(user.unwrap_or_else(|| "postgres".to_owned())).application_name("planyard health");
    if let Some(password) = password.or_else(|| parameter(options, "password")) {
        config.password(password);
    }
    let path = options.url().map(|url| url.path().trim_matches('/').to_owned()).unwrap_or_default();
    if !path.is_empty() {
        config.dbname(percent_encoding::percent_decode_str(&path).decode_utf8_lossy());
    }
    config
}

/// What an error says of the server.
fn failed(error: &Error) -> Reading {
    if let Some(error) = error.as_db_error() {
        return refused(error.code(), error);
    }
    let io = error.source().and_then(|source| source.downcast_ref::<std::io::Error>());
    // What TLS has to say comes as such an error as well.
    let by_tls = |io: &std::io::Error| io.get_ref().is_some_and(|inner| inner.is::<rustls::Error>());
    let broken =
        |io: &std::io::Error| matches!(io.kind(), ErrorKind::InvalidData | ErrorKind::InvalidInput) && !by_tls(io);
    let garbled = ["unexpected message from server", "error parsing response from server"];
    if garbled.contains(&error.to_string().as_str()) || io.is_some_and(broken) {
        return Reading::fail("its answer is not that of PostgreSQL");
    }
    if let Some(reading) = tls::known(error) {
        return reading;
    }
    let reason = error.source().map(ToString::to_string).unwrap_or_default();
    match error.to_string().as_str() {
        "connection closed" => Reading::fail("the connection was closed without an answer"),
        "invalid configuration" if reason.contains("password") => Reading::warn("it is alive, and asks for a password")
            .hint("set `password`, for example to \"${PGPASSWORD}\""),
        "error performing TLS handshake" => Reading::fail(format!("TLS was not agreed on: {reason}"))
            .hint("does the server offer TLS? `sslmode=prefer` and `sslmode=disable` do without"),
        said if reason.is_empty() => Reading::fail(said),
        said => Reading::fail(format!("{said}: {reason}")),
    }
}

fn refused(code: &SqlState, error: &DbError) -> Reading {
    let message = error.message();
    match code {
        &SqlState::CANNOT_CONNECT_NOW if message.contains("shutting down") => Reading::fail("it is shutting down"),
        &SqlState::CANNOT_CONNECT_NOW if error.detail().is_some_and(|detail| detail.contains("mode is disabled")) => {
            Reading::warn("it is alive, a standby that takes no queries")
                .hint("`hot_standby = on` lets it answer; or probe its port with `tcp`")
        }
        &SqlState::CANNOT_CONNECT_NOW => Reading::starting(message.replace("the database system", "it")),
        &SqlState::ADMIN_SHUTDOWN | &SqlState::CRASH_SHUTDOWN => Reading::fail("it is shutting down"),
        &SqlState::TOO_MANY_CONNECTIONS => Reading::warn("it is alive, and has too many connections already")
            .hint("find who holds the connections in pg_stat_activity, or raise `max_connections`"),
        &SqlState::INVALID_PASSWORD | &SqlState::INVALID_AUTHORIZATION_SPECIFICATION => {
            Reading::warn("it is alive, and refuses these credentials")
                .hint("compare user and password with the server's, and the address with its pg_hba.conf")
        }
        &SqlState::INVALID_CATALOG_NAME => Reading::fail(message.to_owned()),
        &SqlState::INSUFFICIENT_PRIVILEGE => Reading::warn(format!("it is alive, and does not permit this: {message}"))
            .hint("give the user the right to do so"),
        code => Reading::fail(format!("it answers with an error: {message} ({})", code.code())),
    }
}

/// What the server tells every user of itself.
const STATE: &str = "SELECT current_setting('server_version'), pg_is_in_recovery(), current_setting('max_connections'), \
     (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'), \
     CASE WHEN pg_is_in_recovery() THEN (SELECT count(*) FROM pg_stat_wal_receiver) END, \
     CASE WHEN NOT pg_is_in_recovery() THEN NULL \
     WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0 \
     ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) END";

/// A connection on its way. Boxed, as [`Asking`] is: the compiler does not see by itself that they may change threads.
type Connecting<'a, T> = Pin<
    Box<
        dyn Future<Output = Result<(Client, Connection<Stream, <T as TlsConnect<Stream>>::Stream>), Error>> + Send + 'a,
    >,
>;

fn connecting<'a, T>(config: &'a Config, stream: Stream, tls: T) -> Connecting<'a, T>
where
    T: TlsConnect<Stream, Future: Send, Stream: Send> + Send + 'a,
{
    Box::pin(config.connect_raw(stream, tls))
}

/// An answer on its way.
type Asking<'a> = Pin<Box<dyn Future<Output = Result<Vec<SimpleQueryMessage>, Error>> + Send + 'a>>;

fn ask<'a>(client: &'a Client, query: &'a str) -> Asking<'a> {
    Box::pin(client.simple_query(query))
}

async fn look(client: &Client, options: &Options, took: Duration) -> Result<Reading, Reading> {
    // A probe changes nothing, whatever the query says.
    let only_read = "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY";
    ask(client, only_read).await.map_err(|error| failed(&error))?;
    let mut reading = match ask(client, STATE).await {
        Ok(messages) => match first(&messages) {
            Some(row) => judge(row, options, took),
            None => Reading::fail("it does not tell its state").took(took),
        },
        // What stands before it, or a version before 10, may not know of all that; that it answers was seen.
        Err(error) if error.as_db_error().is_some() => unknown_state(options, took),
        Err(error) => return Err(failed(&error)),
    };
    if let Some(query) = options.text("query") {
        reading = match ask(client, query).await {
            Ok(messages) => expected(reading, first(&messages).and_then(|row| row.get(0)), options.text("expect")),
            Err(error) => match error.as_db_error() {
                Some(why) => reading.worse(ProbeOutcome::Fail, format!("the query failed: {}", why.message())),
                None => return Err(failed(&error)),
            },
        };
    }
    Ok(reading)
}

fn first(messages: &[SimpleQueryMessage]) -> Option<&SimpleQueryRow> {
    messages.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => Some(row),
        _ => None,
    })
}

fn expected(reading: Reading, value: Option<&str>, expected: Option<&str>) -> Reading {
    let Some(expected) = expected else { return reading };
    match value {
        Some(value) if value == expected => reading,
        Some(value) => {
            let value: String = value.chars().take(80).collect();
            reading.worse(ProbeOutcome::Fail, format!("the query gives {value}, and must give {expected}"))
        }
        None => reading.worse(ProbeOutcome::Fail, format!("the query gives nothing, and must give {expected}")),
    }
}

fn unknown_state(options: &Options, took: Duration) -> Reading {
    let reading = Reading::ok("PostgreSQL answers").took(took);
    let wanted = ["role", "warn_lag", "fail_lag", "warn_connections", "fail_connections"];
    match wanted.into_iter().find(|name| options.is_set(name)) {
        Some(name) => reading
            .worse(ProbeOutcome::Warn, format!("`{name}` cannot be looked at: the server does not tell its state")),
        None => reading,
    }
}

fn judge(row: &SimpleQueryRow, options: &Options, took: Duration) -> Reading {
    let number = |index: usize| row.try_get(index).ok().flatten().and_then(|text| text.parse::<f64>().ok());
    let state = State {
        version: row.try_get(0).ok().flatten().unwrap_or_default().split(' ').next().unwrap_or_default().to_owned(),
        replica: row.try_get(1).ok().flatten() == Some("t"),
        max_connections: number(2),
        connections: number(3),
        receivers: number(4),
        lag: number(5),
    };
    state.judge(options, took)
}

/// What the server tells of itself.
#[derive(Debug, Default)]
struct State {
    version: String,
    replica: bool,
    max_connections: Option<f64>,
    connections: Option<f64>,
    /// How many processes of a replica receive from its primary.
    receivers: Option<f64>,
    /// How many seconds a replica is behind.
    lag: Option<f64>,
}

impl State {
    fn judge(&self, options: &Options, took: Duration) -> Reading {
        let mut reading = Reading::ok(format!("PostgreSQL {} answers", self.version)).took(took);
        let role = if self.replica { "replica" } else { "primary" };
        if let Some(expected) = options.text("role")
            && expected != role
        {
            reading = reading.worse(ProbeOutcome::Fail, format!("it is a {role}, and must be a {expected}"));
        }
        if self.replica {
            reading = self.replication(reading, options);
        }
        let Some(value) = self.connections else { return reading };
        let found = Found { name: "connections", words: "the number of connections", value, unit: "" };
        match limits::parts(options, "warn_connections", "fail_connections", self.max_connections) {
            Ok(limits) => found.at_most(reading, limits),
            Err(why) => reading.worse(ProbeOutcome::Warn, why),
        }
    }

    fn replication(&self, mut reading: Reading, options: &Options) -> Reading {
        if self.receivers == Some(0.0) {
            reading = reading
                .worse(ProbeOutcome::Warn, "it is a replica, and receives nothing from its primary")
                .hint("look whether its primary is there, and at `primary_conninfo`");
        }
        let times = limits::times(options, "warn_lag", "fail_lag");
        match self.lag {
            Some(seconds) => {
                Found { name: "replication_lag", words: "the time it is behind", value: seconds * 1e3, unit: "ms" }
                    .at_most(reading, times)
            }
            None if times != (None, None) => {
                reading.worse(ProbeOutcome::Warn, "it cannot tell how far it is behind its primary")
            }
            None => reading,
        }
    }
}

#[cfg(test)]
mod tests {
    use toml::Value;

    use super::*;

    fn options(pairs: &[(&str, &str)]) -> Options {
        let text = |(key, value): &(&str, &str)| ((*key).to_owned(), Value::String((*value).to_owned()));
        Options::new(&META, pairs.iter().map(text).collect()).unwrap()
    }

    #[test]
    fn addresses_are_read_as_its_own_client_reads_them() {
        let of = |url: &str| address(&options(&[("url", url)]));
        assert_eq!(of("postgres://db/x"), ("db".to_owned(), 5432));
        assert_eq!(of("postgresql:///x?host=/run/pg&port=5433"), ("/run/pg".to_owned(), 5433));
        assert_eq!(of("postgres://%2Frun%2Fpg:5434/x"), ("/run/pg".to_owned(), 5434));
        assert_eq!(security(Some("require"), false), Ok((SslMode::Require, Trust::Anyone)));
        assert_eq!(security(None, true), Ok((SslMode::Require, Trust::Full)));
        let wrong = Postgres.check(&options(&[("url", "postgres://db?sslmode=on")])).unwrap_err();
        assert!(wrong.why.starts_with("has the sslmode on; known are"), "{}", wrong.why);
        assert_eq!(Postgres.check(&options(&[("url", "postgres://db"), ("expect", "1")])).unwrap_err().key, "expect");
    }

    #[test]
    fn a_replica_is_judged_by_its_lag() {
        let state = State { replica: true, lag: Some(42.0), receivers: Some(1.0), ..State::default() };
        let limited = options(&[("url", "postgres://db"), ("warn_lag", "10s"), ("fail_lag", "1m")]);
        assert_eq!(state.judge(&limited, Duration::ZERO).outcome, ProbeOutcome::Warn);
        let cut_off = State { receivers: Some(0.0), lag: None, ..state };
        let reading = cut_off.judge(&limited, Duration::ZERO);
        assert!(
            reading.message.contains("receives nothing") && reading.message.contains("how far"),
            "{}",
            reading.message
        );
        let primary = options(&[("url", "postgres://db"), ("role", "primary")]);
        assert_eq!(cut_off.judge(&primary, Duration::ZERO).message, "it is a replica, and must be a primary");
    }

    #[test]
    fn a_value_is_compared_as_text() {
        let ok = || Reading::ok("fine");
        assert_eq!(expected(ok(), Some("3"), Some("3")), ok());
        assert_eq!(expected(ok(), Some("4"), Some("3")).message, "the query gives 4, and must give 3");
        assert_eq!(expected(ok(), None, Some("3")).outcome, ProbeOutcome::Fail);
    }
}
