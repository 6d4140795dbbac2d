use std::collections::BTreeMap;
use std::time::Instant;

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::{Meta, Probe, Probing, Reading, Target, unreachable};
use crate::health::limits::{self, Found};
use crate::health::net::{self, Stream};
use crate::health::options::{Kind, Opt};
use crate::report::ProbeOutcome;

/// Asks for the version and the statistics.
pub(super) struct Memcached;

const META: Meta = Meta {
    name: "memcached",
    about: "memcached says its version and its statistics.",
    schemes: &["memcached", "memcache", "unix"],
    port: Some(11211),
    options: &[
        Opt::required("url", Kind::Url, "\"memcached://host:11211\", or a socket, \"unix:///run/memcached.sock\"."),
        Opt::new(
            "warn_hit_rate",
            Kind::Decimal,
            "Worth a look when at most so many percent of the reads find something.",
        ),
        Opt::new("fail_hit_rate", Kind::Decimal, "A failure when at most so many percent of the reads find something."),
        Opt::new(
            "warn_memory",
            Kind::Size,
            "Worth a look from so much memory on: \"900MB\", or of what it may use, \"90%\".",
        ),
        Opt::new("fail_memory", Kind::Size, "A failure from so much memory on."),
        Opt::new(
            "warn_connections",
            Kind::Size,
            "Worth a look from so many connections on: \"800\", or \"80%\" of the most.",
        ),
        Opt::new("fail_connections", Kind::Size, "A failure from so many connections on."),
    ],
};

/// Statistics are some kilobytes; what is longer is something else.
const ANSWER_BYTES: usize = 256 * 1024;

impl Probe for Memcached {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn probe<'p>(&'p self, target: &'p Target) -> Probing<'p> {
        Box::pin(async move { probe(target).await.unwrap_or_else(|reading| reading) })
    }
}

async fn probe(target: &Target) -> Result<Reading, Reading> {
    let started = Instant::now();
    let url = target.options.url().ok_or_else(|| Reading::error("it has no address"))?;
    let mut stream: Stream = if url.scheme() == "unix" {
        net::local(url.path().as_ref()).await?
    } else {
        let (host, port) = target.options.host_and_port().ok_or_else(|| Reading::error("it has no address"))?;
        Box::new(net::tcp(&host, port).await?)
    };
    let version = ask(&mut stream, "version\r\n", "\r\n").await?;
    let took = started.elapsed();
    let Some(version) = version.trim_end().strip_prefix("VERSION ") else { return Ok(refused(&version)) };
    let statistics = ask(&mut stream, "stats\r\n", "END\r\n").await?;
    let reading = Reading::ok(format!("memcached {version} answers")).took(took);
    Ok(judge(reading, &read(&statistics), target))
}

/// Sends a line and reads up to the end of the answer.
async fn ask(stream: &mut Stream, line: &str, end: &str) -> Result<String, Reading> {
    // It may have said no and closed before this is written; what it said is read below.
    let written = stream.write_all(line.as_bytes()).await;
    let mut said = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&said);
        if text.ends_with(end) || (text.ends_with("\r\n") && is_error(&text)) {
            return Ok(text.into_owned());
        }
        if said.len() > ANSWER_BYTES {
            return Err(Reading::fail("its answer is not that of memcached"));
        }
        match stream.read_buf(&mut said).await {
            Ok(0) if said.is_empty() => {
                return Err(match written {
                    Err(error) => unreachable(&error),
                    Ok(()) => Reading::fail("the connection was closed without an answer"),
                });
            }
            Ok(0) => return Ok(String::from_utf8_lossy(&said).into_owned()),
            Ok(_) => {}
            Err(error) => return Err(unreachable(&error)),
        }
    }
}

fn is_error(text: &str) -> bool {
    text.starts_with("ERROR") || text.starts_with("SERVER_ERROR") || text.starts_with("CLIENT_ERROR")
}

fn refused(said: &str) -> Reading {
    let line = said.lines().next().unwrap_or_default();
    let lower = line.to_lowercase();
    if lower.contains("too many open connections") {
        Reading::warn("it is alive, and refuses more connections")
            .hint("find who holds the connections, or raise the limit of memcached (-c)")
    } else if lower.contains("unauthenticated") || lower.contains("authentication") {
        Reading::warn("it is alive, and asks for a password")
            .hint("this probe speaks without one; probe the port with `tcp`")
    } else if is_error(line) {
        Reading::fail(format!("it answers with an error: {line}"))
    } else {
        Reading::fail("its answer is not that of memcached")
    }
}

fn read(statistics: &str) -> BTreeMap<&str, &str> {
    statistics.lines().filter_map(|line| line.strip_prefix("STAT ")?.split_once(' ')).collect()
}

fn judge(mut reading: Reading, statistics: &BTreeMap<&str, &str>, target: &Target) -> Reading {
    let options = &target.options;
    let number = |name: &str| statistics.get(name).and_then(|value| value.parse::<f64>().ok());
    if let (Some(hits), Some(misses)) = (number("get_hits"), number("get_misses"))
        && hits + misses > 0.0
    {
        let value = hits * 100.0 / (hits + misses);
        let found = Found { name: "hit_rate", words: "the part of reads that find something", value, unit: "%" };
        reading = found.at_least(reading, limits::numbers(options, "warn_hit_rate", "fail_hit_rate"));
    }
    let parts = [
        ("bytes", "limit_maxbytes", "memory", "the memory in use", "bytes"),
        ("curr_connections", "max_connections", "connections", "the number of connections", ""),
    ];
    for (part, whole, name, words, unit) in parts {
        let Some(value) = number(part) else { continue };
        let limits = limits::parts(options, &format!("warn_{name}"), &format!("fail_{name}"), number(whole));
        reading = match limits {
            Ok(limits) => Found { name, words, value, unit }.at_most(reading, limits),
            Err(why) => reading.worse(ProbeOutcome::Warn, why),
        };
    }
    for (name, unit) in [("evictions", ""), ("curr_items", ""), ("uptime", "s")] {
        if let Some(value) = number(name) {
            reading = reading.measure(name, value, unit);
        }
    }
    reading
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_it_says_is_told_apart() {
        let busy = refused("ERROR Too many open connections\r\n");
        assert_eq!(
            (busy.outcome, busy.message.as_str()),
            (ProbeOutcome::Warn, "it is alive, and refuses more connections")
        );
        assert_eq!(refused("CLIENT_ERROR unauthenticated\r\n").outcome, ProbeOutcome::Warn);
        assert_eq!(refused("SERVER_ERROR out of memory\r\n").outcome, ProbeOutcome::Fail);
        assert_eq!(refused("HTTP/1.1 400 Bad Request\r\n").message, "its answer is not that of memcached");
    }

    #[test]
    fn statistics_are_read() {
        let read = read("STAT pid 1\r\nSTAT version 1.6.18\r\nEND\r\n");
        assert_eq!(read, BTreeMap::from([("pid", "1"), ("version", "1.6.18")]));
    }
}
