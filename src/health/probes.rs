//! Probes: one file each, and what they share.
//!
//! To add one: a file in `health/probes/`, `mod name;` here, and a row in [`ALL`]. Its [`Meta`] names its options; checking,
//! help, the schema and `planyard health probes` come from there. A probe says what it found as a [`Reading`]; it never
//! prints, and never decides what that means for the service. Time limits and latency are the caller's.

mod amqp;
mod command;
mod compose;
mod disk;
mod dns;
mod file;
mod git;
mod grpc;
mod http;
mod kubernetes;
mod load;
mod memcached;
mod memory;
mod mysql;
mod nats;
mod port;
mod postgres;
mod process;
mod prometheus;
#[cfg(feature = "redis")]
mod redis;
mod systemd;
mod tcp;
mod tls;
mod tool;

use std::collections::BTreeMap;
use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use super::options::{Opt, Options, Wrong};
use crate::process::Secrets;
use crate::report::{Component, Measure, ProbeOutcome};

/// Every probe, sorted.
pub const ALL: &[&dyn Probe] = &[
    &amqp::Amqp,
    &command::Command,
    &compose::Compose,
    &disk::Disk,
    &dns::Dns,
    &file::File,
    &git::Git,
    &grpc::Grpc,
    &http::Http,
    &kubernetes::Kubernetes,
    &load::Load,
    &memcached::Memcached,
    &memory::Memory,
    &mysql::Mysql,
    &nats::Nats,
    &port::Port,
    &postgres::Postgres,
    &process::Process,
    &prometheus::Prometheus,
    #[cfg(feature = "redis")]
    &redis::Redis,
    &systemd::Systemd,
    &tcp::Tcp,
    &tls::Certificate,
    &tool::Tool,
];

/// The probe of that name.
pub fn find(name: &str) -> Option<&'static dyn Probe> {
    ALL.iter().find(|probe| probe.meta().name == name).copied()
}

/// What a probe is.
#[derive(Debug)]
pub struct Meta {
    /// As typed: `redis`.
    pub name: &'static str,
    /// One line: what it looks at, and what makes it good.
    pub about: &'static str,
    /// The schemes of its `url`; empty when it has none. The first one is meant when none is written.
    pub schemes: &'static [&'static str],
    /// The port when its `url` names none.
    pub port: Option<u16>,
    /// What may be set.
    pub options: &'static [Opt],
}

/// A probe under way.
pub type Probing<'p> = Pin<Box<dyn Future<Output = Reading> + Send + 'p>>;

/// Something that was measured again and again.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// `cpu`, `p50`.
    pub name: String,
    /// `ms`, `bytes`, `%`, `` for a count.
    pub unit: &'static str,
    /// The values, oldest first.
    pub points: Vec<f64>,
}

/// A look back under way.
pub type Recalling<'p> = Pin<Box<dyn Future<Output = Vec<Series>> + Send + 'p>>;

/// A kind of probe.
pub trait Probe: Sync {
    /// Its name and options.
    fn meta(&self) -> &'static Meta;

    /// What is wrong with options that are each of the right kind.
    ///
    /// # Errors
    /// The option, and why.
    fn check(&self, _options: &Options) -> Result<(), Wrong> {
        Ok(())
    }

    /// What it looks at, for people: no user, no password, no query.
    fn target(&self, options: &Options) -> String {
        options.shown_target()
    }

    /// Looks at it. What waits must wait asynchronously; what blocks (programs, files) goes through [`blocking`].
    fn probe<'p>(&'p self, target: &'p Target) -> Probing<'p>;

    /// What it can tell of the last `minutes`, for small graphs. Nothing for most: only some servers remember.
    fn recall<'p>(&'p self, _target: &'p Target, _minutes: u64) -> Recalling<'p> {
        Box::pin(async { Vec::new() })
    }
}

/// What a probe looks at, and what it may know of the world.
#[derive(Debug, Clone)]
pub struct Target {
    /// As configured, checked, variables filled in.
    pub options: Options,
    /// When the caller gives up: a probe need not look at it, unless it starts something that must end by itself.
    pub deadline: Instant,
    /// The workspace.
    pub root: PathBuf,
    /// The environment.
    pub vars: Arc<BTreeMap<String, String>>,
    /// What must not be stored or printed.
    pub secrets: Secrets,
    /// Set when all is to stop.
    pub cancel: Arc<AtomicBool>,
}

impl Target {
    /// What is left until the deadline.
    pub fn left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }
}

/// What a probe found.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Good, or how bad.
    pub outcome: ProbeOutcome,
    /// In one line. Secrets are taken out by the caller.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// How long the service took, when that is not the time of the whole probe.
    pub latency: Option<Duration>,
    /// What was measured.
    pub measures: Vec<Measure>,
    /// Parts that the service tells of.
    pub components: Vec<Component>,
}

impl Reading {
    /// With an outcome and its reason.
    pub fn new(outcome: ProbeOutcome, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { outcome, message, hint: None, latency: None, measures: Vec::new(), components: Vec::new() }
    }

    /// All is well.
    pub fn ok(message: impl Into<String>) -> Self {
        Self::new(ProbeOutcome::Ok, message)
    }

    /// It answers, with something to look at.
    pub fn warn(message: impl Into<String>) -> Self {
        Self::new(ProbeOutcome::Warn, message)
    }

    /// It answers that it is still starting.
    pub fn starting(message: impl Into<String>) -> Self {
        Self::new(ProbeOutcome::Starting, message)
    }

    /// It is not there, or broken.
    pub fn fail(message: impl Into<String>) -> Self {
        Self::new(ProbeOutcome::Fail, message)
    }

    /// The probe could not run: nothing is known of the service.
    pub fn error(message: impl Into<String>) -> Self {
        Self::new(ProbeOutcome::Error, message)
    }

    /// Says what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The time that the service itself took.
    #[must_use]
    pub fn took(mut self, latency: Duration) -> Self {
        self.latency = Some(latency);
        self
    }

    /// Adds something that was measured.
    #[must_use]
    pub fn measure(mut self, name: &str, value: f64, unit: &'static str) -> Self {
        self.measures.push(Measure { name: name.to_owned(), value, unit, warn: None, fail: None });
        self
    }

    /// Adds something that was measured and judges it: from `warn` on it is worth a look, from `fail` on it is broken.
    /// Where `fail` is less than `warn`, less is worse.
    #[must_use]
    pub fn judged(
        mut self,
        name: &str,
        value: f64,
        unit: &'static str,
        (warn, fail): (Option<f64>, Option<f64>),
    ) -> Self {
        self.measures.push(Measure { name: name.to_owned(), value, unit, warn, fail });
        self
    }

    /// Makes it at least as bad as that, and says why in place of what was said, if it was better until now.
    #[must_use]
    pub fn worse(mut self, outcome: ProbeOutcome, message: impl Into<String>) -> Self {
        let message = message.into();
        if outcome > self.outcome {
            self.outcome = outcome;
            self.message = message;
        } else if outcome == self.outcome {
            self.message = format!("{}; {message}", self.message);
        }
        self
    }
}

/// Runs what blocks (a program, a file system that may hang) beside the probes that wait.
pub async fn blocking(work: impl FnOnce() -> Reading + Send + 'static) -> Reading {
    match tokio::task::spawn_blocking(work).await {
        Ok(reading) => reading,
        Err(error) => Reading::error(format!("the probe broke down: {error}")),
    }
}

/// Why a connection could not be made, in words, and whether it says anything of the service. A name that does not resolve
/// is a failure of what is probed; running out of file descriptors is one of the probe.
pub fn unreachable(error: &std::io::Error) -> Reading {
    use std::io::ErrorKind;
    // The library of the system says why only in words.
    let words = error.to_string();
    if let Some(why) = words.split("failed to lookup address information: ").nth(1) {
        return match why.starts_with("Temporary failure") {
            true => Reading::error("its host name cannot be looked up: no name server answers"),
            false => Reading::fail("its host name does not resolve"),
        };
    }
    match (error.kind(), error.raw_os_error()) {
        (ErrorKind::ConnectionRefused, _) => Reading::fail("connection refused: nothing listens there"),
        (ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted, _) => Reading::fail("the connection was reset"),
        (ErrorKind::UnexpectedEof, _) => Reading::fail("the connection was closed without an answer"),
        (ErrorKind::BrokenPipe, _) => Reading::fail("the connection was closed while writing"),
        (ErrorKind::TimedOut, _) => Reading::fail("no answer: the connection timed out"),
        (ErrorKind::HostUnreachable, _) => Reading::fail("no route to the host"),
        (ErrorKind::NetworkUnreachable, _) => Reading::fail("the network is unreachable"),
        (ErrorKind::NotFound, _) => Reading::fail("there is no such socket"),
        // EMFILE, ENFILE, and permission: nothing was learnt of the service.
        (ErrorKind::PermissionDenied, _) => Reading::error(format!("not allowed to connect: {error}")),
        (_, Some(23 | 24)) => Reading::error(format!("cannot open a connection: {error}")),
        _ => Reading::fail(format!("cannot connect: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_folder_is_in_the_table() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/health/probes");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap())
            .filter(|entry| entry.file_type().unwrap().is_file())
            .map(|entry| entry.file_name().into_string().unwrap().replace(".rs", ""))
            .collect();
        files.sort();
        let names: Vec<&str> = ALL.iter().map(|probe| probe.meta().name).collect();
        assert_eq!(files, names, "sorted, and each file a row");
    }

    #[test]
    fn options_are_named_once_and_described() {
        for probe in ALL {
            let meta = probe.meta();
            let mut names: Vec<&str> = meta.options.iter().map(|option| option.name).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), meta.options.len(), "{}", meta.name);
            assert!(meta.options.iter().all(|option| !option.about.is_empty()), "{}", meta.name);
            let has_url = meta.options.iter().any(|option| option.name == "url");
            assert_eq!(has_url, !meta.schemes.is_empty(), "{}: a url has schemes", meta.name);
        }
    }

    #[test]
    fn a_worse_finding_takes_over() {
        let reading = Reading::ok("fine").worse(ProbeOutcome::Warn, "slow").worse(ProbeOutcome::Ok, "no");
        assert_eq!((reading.outcome, reading.message.as_str()), (ProbeOutcome::Warn, "slow"));
        let both = reading.worse(ProbeOutcome::Warn, "old");
        assert_eq!(both.message, "slow; old");
    }
}
