use std::net::{IpAddr, SocketAddr};
use std::time::Instant;

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig};
use hickory_resolver::lookup::Lookup;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::{Name, RData, RecordType};

use super::{Meta, Options, Probe, Probing, Reading, Target, Wrong, unreachable};
use crate::health::nested::cut;
use crate::health::options::{Kind, Opt};

/// Looks a name up.
pub(super) struct Dns;

const META: Meta = Meta {
    name: "dns",
    about: "A name has records of that type, and the expected ones are among them.",
    schemes: &[],
    port: None,
    options: &[
        Opt::required("lookup", Kind::Text, "The name that is looked up."),
        Opt::new("type", Kind::Choice(TYPES), "The type of its records [default: A]."),
        Opt::new("server", Kind::Text, "The name server, \"10.0.0.2\" or \"10.0.0.2:5353\" [default: this machine's]."),
        Opt::new("expect", Kind::Words, "Records that must be among the answers; for MX and SRV the host is enough."),
    ],
};

const TYPES: &[&str] = &["A", "AAAA", "CNAME", "TXT", "SRV", "MX", "NS"];
/// So many answers are named.
const SHOWN: usize = 4;

impl Probe for Dns {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, options: &Options) -> Result<(), Wrong> {
        if options.text("lookup").is_some_and(|name| name.is_empty() || Name::from_utf8(name).is_err()) {
            return Err(Wrong::new("lookup", "is no name that can be looked up"));
        }
        if let Some(server) = options.text("server")
            && address(server).is_none()
        {
            return Err(Wrong::new("server", "must be an IP address, with a port or without: \"10.0.0.2:5353\""));
        }
        Ok(())
    }

    fn target(&self, options: &Options) -> String {
        let (name, kind) = (options.text("lookup").unwrap_or_default(), options.text("type").unwrap_or("A"));
        match options.text("server") {
            Some(server) => format!("{name} {kind} at {server}"),
            None => format!("{name} {kind}"),
        }
    }

    fn probe<'p>(&'p self, target: &'p Target) -> Probing<'p> {
        Box::pin(async move {
            match look(target).await {
                Ok(reading) | Err(reading) => reading,
            }
        })
    }
}

fn address(server: &str) -> Option<SocketAddr> {
    let ip = |text: &str| text.parse::<IpAddr>().ok().map(|ip| SocketAddr::new(ip, 53));
    server.parse().ok().or_else(|| ip(server)).filter(|address| address.port() != 0)
}

async fn look(target: &Target) -> Result<Reading, Reading> {
    let options = &target.options;
    let kind = options.text("type").unwrap_or("A");
    let name = options.text("lookup").unwrap_or_default();
    let record = kind.parse::<RecordType>().map_err(|_| Reading::error(format!("{kind} is no type of a record")))?;
    let resolver = resolver(target)?;
    let started = Instant::now();
    let found = resolver.lookup(name, record).await;
    let took = started.elapsed();
    match found {
        Ok(lookup) => Ok(judge(options, kind, record, &lookup).took(took)),
        Err(error) => Err(failed(kind, &error).took(took)),
    }
}

/// Nothing is remembered, and a lost packet is sent again once.
fn resolver(target: &Target) -> Result<TokioResolver, Reading> {
    let provider = TokioRuntimeProvider::default;
    let mut builder = match target.options.text("server").and_then(address) {
        Some(server) => {
            let mut connections = vec![ConnectionConfig::udp(), ConnectionConfig::tcp()];
            for connection in &mut connections {
                connection.port = server.port();
            }
            let server = NameServerConfig::new(server.ip(), true, connections);
            let mut builder =
                TokioResolver::builder_with_config(ResolverConfig::from_name_servers(vec![server]), provider());
            builder.options_mut().use_hosts_file = ResolveHosts::Never;
            builder
        }
        None => TokioResolver::builder_tokio().map_err(|error| {
            Reading::error(format!("this machine has no name server configured: {}", cut(&error.to_string())))
        })?,
    };
    let options = builder.options_mut();
    options.cache_size = 0;
    options.attempts = 1;
    options.timeout = target.left().mul_f64(0.4).max(std::time::Duration::from_millis(50));
    builder.build().map_err(|error| Reading::error(format!("cannot look names up: {}", cut(&error.to_string()))))
}

fn judge(options: &Options, kind: &str, record: RecordType, lookup: &Lookup) -> Reading {
    let records = lookup.answers().iter().filter(|answer| answer.record_type() == record);
    let (mut answers, mut ttl) = (Vec::new(), u32::MAX);
    for record in records {
        answers.extend(shown(&record.data));
        ttl = ttl.min(record.ttl);
    }
    answers.sort();
    if answers.is_empty() {
        return Reading::fail(format!("the name has no {kind} records"));
    }
    let missing: Vec<&str> =
        options.words("expect").into_iter().filter(|wanted| !is_among(kind, wanted, &answers)).collect();
    let more = if answers.len() > SHOWN { format!(" and {} more", answers.len() - SHOWN) } else { String::new() };
    let listed = format!("{}{more}", answers.iter().take(SHOWN).map(|one| cut(one)).collect::<Vec<_>>().join(", "));
    let reading = match missing.is_empty() {
        true => Reading::ok(listed),
        false => Reading::fail(format!("{} is not among the answers: {listed}", missing.join(", "))),
    };
    #[expect(clippy::cast_precision_loss, reason = "a message has at most some thousand answers")]
    let count = answers.len() as f64;
    reading.measure("answers", count, "").measure("ttl", f64::from(ttl), "s")
}

/// A record as people write it.
fn shown(data: &RData) -> Option<String> {
    Some(match data {
        RData::A(address) => address.0.to_string(),
        RData::AAAA(address) => address.0.to_string(),
        RData::CNAME(name) => bare(&name.0),
        RData::NS(name) => bare(&name.0),
        RData::MX(mx) => format!("{} {}", mx.preference, bare(&mx.exchange)),
        RData::SRV(srv) => format!("{} {} {} {}", srv.priority, srv.weight, srv.port, bare(&srv.target)),
        RData::TXT(text) => text.txt_data.iter().map(|part| String::from_utf8_lossy(part)).collect(),
        _ => return None,
    })
}

fn bare(name: &Name) -> String {
    name.to_ascii().trim_end_matches('.').to_ascii_lowercase()
}

/// Whether a record is there, as a whole or as its host; for SRV with its port as well: `db.example:5432`.
fn is_among(kind: &str, wanted: &str, answers: &[String]) -> bool {
    let name = wanted.trim_end_matches('.').to_ascii_lowercase();
    let ip = wanted.parse::<IpAddr>().ok().map(|ip| ip.to_string());
    answers.iter().any(|answer| {
        let mut words = answer.rsplit(' ');
        let (host, port) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        match kind {
            "TXT" => answer == wanted,
            "MX" => *answer == name || host == name,
            "SRV" => *answer == name || host == name || format!("{host}:{port}") == name,
            _ => *answer == name || ip.as_ref() == Some(answer),
        }
    })
}

fn failed(kind: &str, error: &NetError) -> Reading {
    match error {
        NetError::Dns(DnsError::NoRecordsFound(none)) if none.response_code == ResponseCode::NXDomain => {
            Reading::fail("the name does not exist")
        }
        NetError::Dns(DnsError::NoRecordsFound(_)) => Reading::fail(format!("the name has no {kind} records")),
        NetError::Dns(DnsError::ResponseCode(code)) => refused(*code),
        NetError::Timeout => Reading::fail("the name server does not answer"),
        NetError::Io(error) => unreachable(error),
        NetError::NoConnections => Reading::fail("the name server cannot be reached"),
        NetError::Proto(_) => Reading::fail("the name server's answer cannot be read"),
        other => Reading::fail(format!("the lookup failed: {}", cut(&other.to_string()))),
    }
}

fn refused(code: ResponseCode) -> Reading {
    match code {
        ResponseCode::ServFail => Reading::fail("the name server could not find out (SERVFAIL)")
            .hint("the servers of that zone do not answer it, or their signatures are wrong"),
        ResponseCode::Refused => Reading::fail("the name server refuses to answer (REFUSED)")
            .hint("it does not serve this machine, or not this zone"),
        code => Reading::fail(format!("the name server answers with an error: {code}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expected_records_are_found_as_people_write_them() {
        let answers = ["10 mail.example", "0 5 5432 db.example", "10.0.0.1", "v=spf1 -all", "::1"].map(str::to_owned);
        let found = [
            ("MX", "mail.example."),
            ("MX", "10 mail.example"),
            ("SRV", "DB.example:5432"),
            ("SRV", "db.example"),
            ("A", "10.0.0.1"),
            ("TXT", "v=spf1 -all"),
            ("AAAA", "0:0::1"),
        ];
        for (kind, wanted) in found {
            assert!(is_among(kind, wanted, &answers), "{wanted}");
        }
        for (kind, wanted) in [("SRV", "db.example:5433"), ("A", "10.0.0.2"), ("TXT", "-all"), ("CNAME", "db.example")]
        {
            assert!(!is_among(kind, wanted, &answers), "{wanted}");
        }
    }

    #[test]
    fn servers_are_addresses() {
        assert_eq!(address("10.0.0.2").unwrap().to_string(), "10.0.0.2:53");
        assert_eq!(address("[::1]:5353").unwrap().to_string(), "[::1]:5353");
        assert!(address("ns.example").is_none() && address("10.0.0.2:0").is_none());
    }
}
