use std::time::{Duration, Instant};

use mysql_async::prelude::Queryable;
use mysql_async::{Conn, DriverError, Error, OptsBuilder, Row, ServerError, SslOpts, Value};

use super::{Meta, Probe, Probing, Reading, Target, Wrong};
use crate::health::limits::{self, Found};
use crate::health::options::{Kind, Opt, Options};
use crate::health::tls;
use crate::report::ProbeOutcome;

/// Signs in, asks for its state, and runs a query.
pub(super) struct Mysql;

const META: Meta = Meta {
    name: "mysql",
    about: "MySQL or MariaDB signs the user in and answers; its connections, its replication and a query are as they are to be.",
    schemes: &["mysql", "mariadb"],
    port: Some(3306),
    options: &[
        Opt::required(
            "url",
            Kind::Url,
            "\"mysql://user:password@host:3306/database\"; a socket with \"?socket=/run/mysqld/mysqld.sock\".",
        ),
        Opt::new("user", Kind::Text, "The user, in place of the one in the address."),
        Opt::new("password", Kind::Secret, "The password, in place of the one in the address: \"${MYSQL_PASSWORD}\"."),
        Opt::new("tls", Kind::Flag, "Whether TLS is used [default: false, true with `ca` or `insecure`]."),
        tls::CA,
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

impl Probe for Mysql {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, options: &Options) -> Result<(), Wrong> {
        if options.is_set("expect") && !options.is_set("query") {
            return Err(Wrong::new("expect", "is what `query` must give: it needs `query` beside it"));
        }
        Ok(())
    }

    fn probe<'p>(&'p self, target: &'p Target) -> Probing<'p> {
        Box::pin(async move { probe(target).await.unwrap_or_else(|reading| reading) })
    }
}

async fn probe(target: &Target) -> Result<Reading, Reading> {
    let started = Instant::now();
    let mut connection = Conn::new(sign_in(target).await?).await.map_err(|error| failed(&error))?;
    let took = started.elapsed();
    let reading = look(&mut connection, &target.options, took).await;
    // It was heard; that it says goodbye is no part of its health.
    drop(connection);
    reading
}

async fn sign_in(target: &Target) -> Result<OptsBuilder, Reading> {
    let options = &target.options;
    let no_address = || Reading::error("it has no address");
    let url = options.url().ok_or_else(no_address)?;
    let socket = url.query_pairs().find(|(key, _)| key == "socket").map(|(_, value)| value.into_owned());
    let (host, port) = options.host_and_port().unwrap_or_else(|| ("localhost".to_owned(), 3306));
    let (user, password) = options.credentials();
    let database = percent_encoding::percent_decode_str(url.path().trim_matches('/')).decode_utf8_lossy().into_owned();
    Ok(OptsBuilder::default()
        .ip_or_hostname(if host.is_empty() { "localhost".to_owned() } else { host })
        .tcp_port(port)
        .socket(socket)
        // Otherwise a server on this machine is asked twice, the second time over its socket.
        .prefer_socket(false)
        .user(user)
        .pass(password)
        .db_name((!database.is_empty()).then_some(database))
        .ssl_opts(secured(target).await?))
}

/// How TLS is used; none when it is not. The machine's own roots, and those of `ca`, are trusted.
async fn secured(target: &Target) -> Result<Option<SslOpts>, Reading> {
    let options = &target.options;
    let insecure = options.flag("insecure", false);
    if !options.flag("tls", insecure || options.is_set("ca")) {
        return Ok(None);
    }
    if insecure {
        return Ok(Some(SslOpts::default().with_danger_accept_invalid_certs(true)));
    }
    let machine = tokio::task::spawn_blocking(rustls_native_certs::load_native_certs).await;
    let machine = machine.map_err(|error| Reading::error(format!("the certificates could not be read: {error}")))?;
    let mut roots: Vec<_> = machine.certs.into_iter().map(|certificate| certificate.to_vec().into()).collect();
    if let Some(ca) = options.text("ca").map(|ca| target.root.join(ca)) {
        let shown = ca.display().to_string();
        let bytes = tokio::task::spawn_blocking(move || std::fs::read(ca)).await.map_err(|error| error.to_string());
        let bytes = bytes.and_then(|bytes| bytes.map_err(|error| error.to_string()));
        roots.push(bytes.map_err(|error| Reading::error(format!("cannot read {shown}: {error}")))?.into());
    }
    Ok(Some(SslOpts::default().with_disable_built_in_roots(true).with_root_certs(roots)))
}

/// What an error says of the server.
fn failed(error: &Error) -> Reading {
    match error {
        Error::Server(error) => refused(error),
        Error::Driver(DriverError::ConnectionClosed) => Reading::fail("the connection was closed without an answer"),
        Error::Driver(DriverError::NoClientSslFlagFromServer) => {
            Reading::fail("it does not offer TLS").hint("set up TLS for the server, or `tls = false`")
        }
        Error::Driver(DriverError::CleartextPluginDisabled | DriverError::MysqlOldPasswordDisabled) => {
            Reading::warn("it is alive, and wants the password in a way that is not safe")
                .hint("give the user another authentication plugin")
        }
        Error::Driver(DriverError::UnknownAuthPlugin { name }) => {
            Reading::error(format!("the way this user signs in, {name}, is not known to the probe"))
        }
        error => tls::known(error).unwrap_or_else(|| Reading::fail("its answer is not that of MySQL or MariaDB")),
    }
}

fn refused(error: &ServerError) -> Reading {
    match error.code {
        1040 => Reading::warn("it is alive, and has too many connections already")
            .hint("find who holds the connections with SHOW PROCESSLIST, or raise `max_connections`"),
        1203 | 1226 => Reading::warn("it is alive, and this user has too many connections already")
            .hint("find who holds the connections with SHOW PROCESSLIST, or raise the limit of the user"),
        // Wrong password, no right to the database, no right for this machine, an account that is locked or expired.
        1044 | 1045 | 1130 | 1698 | 1820 | 1862 | 3118 | 4151 => {
            Reading::warn("it is alive, and refuses these credentials")
                .hint("compare user, password and host with the accounts of the server")
        }
        1129 => Reading::warn("it is alive, and has blocked this machine after too many errors")
            .hint("FLUSH HOSTS lets it in again"),
        3159 => Reading::warn("it is alive, and asks for TLS").hint("set `tls = true`"),
        1049 => Reading::fail(format!("it has no such database: {}", error.message)),
        1053 => Reading::fail("it is shutting down"),
        code => Reading::fail(format!("it answers with an error: {} ({code})", error.message)),
    }
}

async fn look(connection: &mut Conn, options: &Options, took: Duration) -> Result<Reading, Reading> {
    // A probe changes nothing, whatever the query says.
    let only_read = connection.query_drop("SET SESSION TRANSACTION READ ONLY").await;
    only_read.map_err(|error| failed(&error))?;
    let state: Option<Row> =
        connection.query_first("SELECT @@version, @@max_connections").await.map_err(|error| failed(&error))?;
    let version = state.as_ref().and_then(|row| text(row, 0)).unwrap_or_default();
    let most = state.as_ref().and_then(|row| text(row, 1)?.parse::<f64>().ok());
    let name = if version.contains("MariaDB") { "MariaDB" } else { "MySQL" };
    let version = version.split('-').next().unwrap_or_default();
    let mut reading = Reading::ok(format!("{name} {version} answers")).took(took);
    let connected: Option<Row> =
        connection.query_first("SHOW GLOBAL STATUS LIKE 'Threads_connected'").await.map_err(|error| failed(&error))?;
    if let Some(value) = connected.and_then(|row| text(&row, 1)?.parse().ok()) {
        let found = Found { name: "connections", words: "the number of connections", value, unit: "" };
        reading = match limits::parts(options, "warn_connections", "fail_connections", most) {
            Ok(limits) => found.at_most(reading, limits),
            Err(why) => reading.worse(ProbeOutcome::Warn, why),
        };
    }
    reading = replication(reading, replica_status(connection).await?, options);
    if let Some(query) = options.text("query") {
        reading = match connection.query_first::<Row, _>(query).await {
            Ok(row) => expected(reading, row.and_then(|row| text(&row, 0)), options.text("expect")),
            Err(Error::Server(why)) => reading.worse(ProbeOutcome::Fail, format!("the query failed: {}", why.message)),
            Err(error) => return Err(failed(&error)),
        };
    }
    Ok(reading)
}

/// What a replica says of its replication; none of a server that is no replica; an error where the user may not ask.
async fn replica_status(connection: &mut Conn) -> Result<Result<Option<Row>, ()>, Reading> {
    // The first is the newer name; the older is all that old servers know.
    for query in ["SHOW REPLICA STATUS", "SHOW SLAVE STATUS"] {
        match connection.query_first(query).await {
            Ok(row) => return Ok(Ok(row)),
            Err(Error::Server(_)) => {}
            Err(error) => return Err(failed(&error)),
        }
    }
    Ok(Err(()))
}

fn replication(reading: Reading, status: Result<Option<Row>, ()>, options: &Options) -> Reading {
    let asked = ["role", "warn_lag", "fail_lag"].into_iter().find(|name| options.is_set(name));
    let Ok(status) = status else {
        return match asked {
            Some(name) => reading
                .worse(
                    ProbeOutcome::Warn,
                    format!("`{name}` cannot be looked at: the user may not ask for replication"),
                )
                .hint("GRANT REPLICATION CLIENT (MariaDB: REPLICA MONITOR) to the user"),
            None => reading,
        };
    };
    let role = if status.is_some() { "replica" } else { "primary" };
    let reading = match options.text("role") {
        Some(expected) if expected != role => {
            reading.worse(ProbeOutcome::Fail, format!("it is a {role}, and must be a {expected}"))
        }
        _ => reading,
    };
    let Some(row) = status else { return reading };
    let named = |names: [&str; 2]| names.into_iter().find_map(|name| column(&row, name));
    let threads = [
        (named(["Replica_IO_Running", "Slave_IO_Running"]), "it is a replica, and does not reach its primary"),
        (named(["Replica_SQL_Running", "Slave_SQL_Running"]), "it is a replica, and does not apply what it receives"),
    ];
    let lag = named(["Seconds_Behind_Source", "Seconds_Behind_Master"]);
    replica(reading, threads, lag.and_then(|lag| lag.parse().ok()), options)
}

fn replica(mut reading: Reading, threads: [(Option<String>, &str); 2], lag: Option<f64>, options: &Options) -> Reading {
    for (running, words) in threads {
        if running.is_some_and(|running| running != "Yes") {
            reading = reading.worse(ProbeOutcome::Warn, words).hint("SHOW REPLICA STATUS says why");
        }
    }
    let times = limits::times(options, "warn_lag", "fail_lag");
    match lag {
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

fn column(row: &Row, name: &str) -> Option<String> {
    let index = row.columns_ref().iter().position(|column| column.name_str() == name)?;
    text(row, index)
}

/// A value as text; none for NULL.
fn text(row: &Row, index: usize) -> Option<String> {
    match row.as_ref(index)? {
        Value::NULL => None,
        Value::Bytes(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
        Value::Int(number) => Some(number.to_string()),
        Value::UInt(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        Value::Double(number) => Some(number.to_string()),
        other => Some(other.as_sql(true).trim_matches('\'').to_owned()),
    }
}

fn expected(reading: Reading, value: Option<String>, expected: Option<&str>) -> Reading {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn options(pairs: &[(&str, &str)]) -> Options {
        let text = |(key, value): &(&str, &str)| ((*key).to_owned(), toml::Value::String((*value).to_owned()));
        let url = ("url", "mariadb://u:p@h/x");
        Options::new(&META, std::iter::once(&url).chain(pairs).map(text).collect()).unwrap()
    }

    #[test]
    fn what_the_server_refuses_is_told_apart() {
        let of = |code| refused(&ServerError { code, message: "why".to_owned(), state: "HY000".to_owned() }).outcome;
        assert_eq!([1040, 1045, 1129, 1203].map(of), [ProbeOutcome::Warn; 4]);
        assert_eq!([1049, 1053, 1290].map(of), [ProbeOutcome::Fail; 3]);
    }

    #[test]
    fn a_replica_is_judged_by_its_threads_and_its_lag() {
        let running = |io: &str| [(Some(io.to_owned()), "io"), (Some("Yes".to_owned()), "sql")];
        let limited = options(&[("fail_lag", "1m")]);
        let late = replica(Reading::ok("fine"), running("Yes"), Some(61.0), &limited);
        assert_eq!(
            (late.outcome, late.message.as_str()),
            (ProbeOutcome::Fail, "the time it is behind is 61 s: a failure from 60 s on")
        );
        let stopped = replica(Reading::ok("fine"), running("No"), None, &limited);
        assert_eq!(stopped.message, "io; it cannot tell how far it is behind its primary");
        let unasked = replication(Reading::ok("fine"), Err(()), &options(&[]));
        assert_eq!(unasked, Reading::ok("fine"));
        assert_eq!(
            replication(Reading::ok("fine"), Ok(None), &options(&[("role", "replica")])).outcome,
            ProbeOutcome::Fail
        );
        assert_eq!(replication(Reading::ok("fine"), Err(()), &limited).outcome, ProbeOutcome::Warn);
        assert_eq!(Mysql.check(&options(&[("expect", "1")])).unwrap_err().key, "expect");
    }
}
