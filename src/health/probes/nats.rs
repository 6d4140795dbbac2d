use std::error::Error;
use std::time::{Duration, Instant};

use async_nats::{ConnectErrorKind, ConnectOptions, ServerError};
use url::Url;

use super::{Meta, Options, Probe, Probing, Reading, Target, Wrong};
use crate::health::nested::cut;
use crate::health::options::{Kind, Opt};
use crate::health::tls::{self, Tls};
use crate::report::ProbeOutcome;

/// Connects to a NATS server and waits for its PONG.
pub(super) struct Nats;

const META: Meta = Meta {
    name: "nats",
    about: "A NATS server accepts the login and answers PING.",
    schemes: &["nats", "tls"],
    port: Some(4222),
    options: &[
        Opt::required("url", Kind::Url, "The server, with its user or token: \"nats://me:${PASS}@localhost:4222\"."),
        Opt::new("token", Kind::Secret, "The token of the login."),
        Opt::new("jetstream", Kind::Flag, "true: JetStream must be on."),
        tls::CA,
        tls::CLIENT_CERT,
        tls::CLIENT_KEY,
        tls::INSECURE,
    ],
};

impl Probe for Nats {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, options: &Options) -> Result<(), Wrong> {
        if options.text("token").is_some() && options.url().is_some_and(|url| !url.username().is_empty()) {
            return Err(Wrong::new("token", "stands beside a user in the `url`: one of them must do"));
        }
        tls::check(options)
    }

    fn probe<'p>(&'p self, target: &'p Target) -> Probing<'p> {
        Box::pin(async move {
            match look(target).await {
                Ok(reading) | Err(reading) => reading,
            }
        })
    }
}

async fn look(target: &Target) -> Result<Reading, Reading> {
    let Some(url) = target.options.url() else { return Err(Reading::error("it has no address")) };
    // A server without TLS may still ask for it once it is connected to, so that whom to trust must be known before.
    let tls = match Tls::of(target).await {
        Ok(tls) => tls,
        Err(_) if url.scheme() == "nats" => Tls::distrustful(),
        Err(reading) => return Err(reading),
    };
    // Only the first connection is made: with no second attempt, and to no other server of a cluster.
    let options = credentials(ConnectOptions::new(), &url, target.options.text("token"))
        .name("planyard")
        .tls_client_config(tls.config()?)
        .require_tls(url.scheme() == "tls")
        // The probe's own deadline ends it and says so: the client's must not come first.
        .connection_timeout(target.left().saturating_add(Duration::from_secs(60)))
        .max_reconnects(1)
        .ignore_discovered_servers();
    let Some((host, port)) = target.options.host_and_port() else { return Err(Reading::error("it has no address")) };
    let host = if host.contains(':') { format!("[{host}]") } else { host };
    let started = Instant::now();
    let client = options.connect(format!("{}://{host}:{port}", url.scheme())).await.map_err(|error| failed(&error))?;
    let took = started.elapsed();
    let info = client.server_info();
    let version = cut(&info.version);
    let mut reading = Reading::ok(format!("NATS {version} accepts the login")).took(took);
    if info.lame_duck_mode {
        reading = reading.worse(ProbeOutcome::Warn, "it is about to shut down and sends its clients away");
    }
    if target.options.flag("jetstream", false) && !info.jetstream {
        reading = reading
            .worse(ProbeOutcome::Fail, format!("NATS {version} runs without JetStream"))
            .hint("start it with `-js`, or `jetstream: enabled` in its configuration");
    }
    #[expect(clippy::cast_precision_loss, reason = "a message has at most some megabytes")]
    let most = info.max_payload as f64;
    Ok(reading.measure("max_payload", most, "bytes"))
}

/// A user without a password is a token, as in the addresses of NATS' own tools.
fn credentials(options: ConnectOptions, url: &Url, token: Option<&str>) -> ConnectOptions {
    let decoded = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
    match (token, url.username(), url.password()) {
        (Some(token), _, _) => options.token(token.to_owned()),
        (None, "", _) => options,
        (None, token, None) => options.token(decoded(token)),
        (None, user, Some(password)) => options.user_and_password(decoded(user), decoded(password)),
    }
}

fn failed(error: &async_nats::ConnectError) -> Reading {
    match error.kind() {
        ConnectErrorKind::AuthorizationViolation | ConnectErrorKind::Authentication => {
            Reading::warn("alive, but it refuses these credentials")
                .hint("see the user and password in the `url`, or `token`")
        }
        ConnectErrorKind::TimedOut => Reading::fail("no answer: the connection timed out"),
        _ => refused(error).or_else(|| tls::known(error)).unwrap_or_else(|| {
            let why = error.source().map_or_else(|| error.to_string(), ToString::to_string);
            Reading::fail(format!("it does not speak the protocol of NATS: {}", cut(&why)))
        }),
    }
}

/// What the server itself gives as its reason.
fn refused(error: &async_nats::ConnectError) -> Option<Reading> {
    let ServerError::Other(why) = error.source()?.downcast_ref::<ServerError>()? else { return None };
    let lower = why.to_lowercase();
    Some(match lower.contains("maximum") && lower.contains("connections") {
        true => {
            Reading::warn("alive, but it has no connection left").hint("see `max_connections` of its configuration")
        }
        false => Reading::fail(format!("it closes the connection: {}", cut(why))),
    })
}
