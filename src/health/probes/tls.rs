use std::time::{Duration, Instant, SystemTime};

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, UnixTime};
use tokio::net::TcpStream;
use x509_parser::prelude::{FromDer, GeneralName, X509Certificate, X509Name};

use super::{Meta, Options, Probe, Probing, Reading, Target, Wrong, unreachable};
use crate::health::nested::cut;
use crate::health::options::{Kind, Opt};
use crate::health::tls::{self, Tls, day};
use crate::report::ProbeOutcome;

/// Looks at a certificate: of a server, or in a file.
pub(super) struct Certificate;

const META: Meta = Meta {
    name: "tls",
    about: "A certificate is trusted, is for that host, and does not expire soon.",
    schemes: &["tls"],
    port: Some(443),
    options: &[
        Opt::new("url", Kind::Url, "The server, \"shop.example\" or \"shop.example:8443\" [default port: 443]."),
        Opt::new("file", Kind::Text, "A certificate file, PEM or DER, instead of a server."),
        Opt::new("server_name", Kind::Text, "The host that the certificate must be for [default: that of the `url`]."),
        Opt::new("warn_expiry", Kind::Duration, "It is worth a look when so little is left [default: \"21d\"]."),
        Opt::new("fail_expiry", Kind::Duration, "It has failed when so little is left [default: \"7d\"]."),
        tls::CA,
        tls::CLIENT_CERT,
        tls::CLIENT_KEY,
        tls::INSECURE,
    ],
};

const DAY: f64 = 86_400.0;
const WARN: Duration = Duration::from_secs(21 * 86_400);
const FAIL: Duration = Duration::from_secs(7 * 86_400);

impl Probe for Certificate {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, options: &Options) -> Result<(), Wrong> {
        match (options.text("url"), options.text("file")) {
            (None, None) => return Err(Wrong::new("probe", "tls needs `url` or `file`")),
            (Some(_), Some(_)) => return Err(Wrong::new("file", "stands beside `url`: one of them must do")),
            _ => {}
        }
        let (warn, fail) = limits(options);
        if options.text("warn_expiry").is_some() && warn < fail {
            return Err(Wrong::new("warn_expiry", "is less than `fail_expiry`"));
        }
        tls::check(options)
    }

    fn probe<'p>(&'p self, target: &'p Target) -> Probing<'p> {
        Box::pin(async move {
            let found = match target.options.text("file") {
                Some(file) => of_file(target, file).await,
                None => of_server(target).await,
            };
            match found {
                Ok(reading) | Err(reading) => reading,
            }
        })
    }
}

fn limits(options: &Options) -> (Duration, Duration) {
    let fail = options.duration("fail_expiry").unwrap_or(FAIL);
    (options.duration("warn_expiry").unwrap_or(WARN.max(fail)), fail)
}

/// Any certificate is accepted in the handshake and judged after it: so there is more to say than that it is refused.
async fn of_server(target: &Target) -> Result<Reading, Reading> {
    let options = &target.options;
    let Some((host, port)) = options.host_and_port() else { return Err(Reading::error("it has no address")) };
    let name = options.text("server_name").unwrap_or(&host);
    let server_name = tls::server_name(name)?;
    let trust = Tls::of(target).await?;
    let started = Instant::now();
    let stream = TcpStream::connect((host.as_str(), port)).await.map_err(|error| unreachable(&error))?;
    let stream = trust.accepting().connect(name, stream).await?;
    let took = started.elapsed();
    let chain: Vec<CertificateDer<'_>> = stream.get_ref().1.peer_certificates().unwrap_or_default().to_vec();
    let Some((leaf, others)) = chain.split_first() else { return Err(Reading::fail("it shows no certificate")) };
    let mut reading = expiry(options, &chain)?;
    if let Err(error) = trust.verifier.verify_server_cert(leaf, others, &server_name, &[], UnixTime::now()) {
        let refused = tls::wrong(&error);
        // Of what expires it has said more already.
        if reading.outcome < ProbeOutcome::Fail {
            let issuer = issuer(leaf).map_or_else(String::new, |issuer| format!(" (issued by {issuer})"));
            reading = Reading {
                hint: refused.hint,
                ..reading.worse(refused.outcome, format!("{}{issuer}", refused.message))
            };
        }
    }
    Ok(reading.took(took))
}

async fn of_file(target: &Target, file: &str) -> Result<Reading, Reading> {
    let path = target.root.join(file);
    let options = target.options.clone();
    let read = tokio::task::spawn_blocking(move || std::fs::read(path));
    let bytes = match read.await {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(error)) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(Reading::fail("there is no such file"));
        }
        Ok(Err(error)) => return Err(Reading::error(format!("cannot read it: {error}"))),
        Err(error) => return Err(Reading::error(format!("the probe broke down: {error}"))),
    };
    let mut chain: Vec<CertificateDer<'_>> = CertificateDer::pem_slice_iter(&bytes).filter_map(Result::ok).collect();
    if chain.is_empty() {
        chain.push(CertificateDer::from(bytes));
    }
    let mut reading = expiry(&options, &chain)?;
    if let Some(name) = options.text("server_name") {
        let names = names(&chain[0]);
        if !names.iter().any(|pattern| is_for(pattern, name)) {
            let names = if names.is_empty() { "no host".to_owned() } else { names.join(", ") };
            reading = reading.worse(ProbeOutcome::Fail, format!("it is for {names}, not for {name}"));
        }
    }
    Ok(reading)
}

/// When the certificate, or one that it depends on, expires: the one that does so first.
fn expiry(options: &Options, chain: &[CertificateDer<'_>]) -> Result<Reading, Reading> {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
    let now = i64::try_from(now).unwrap_or(i64::MAX);
    let mut parsed = Vec::new();
    for certificate in chain {
        let (_, certificate) =
            X509Certificate::from_der(certificate).map_err(|_| Reading::fail("this is no valid certificate"))?;
        parsed.push(certificate);
    }
    let Some(leaf) = parsed.first() else { return Err(Reading::fail("there is no certificate")) };
    let Some(first) = parsed.iter().min_by_key(|one| one.validity().not_after.timestamp()) else {
        return Err(Reading::fail("there is no certificate"));
    };
    let who = if std::ptr::eq(first, leaf) { "the certificate".to_owned() } else { by_name(first.subject()) };
    let issuer = by_name(leaf.issuer());
    let (from, until) = (leaf.validity().not_before.timestamp(), first.validity().not_after.timestamp());
    let date = day(u64::try_from(until).unwrap_or_default());
    #[expect(clippy::cast_precision_loss, reason = "seconds of a few thousand years are far below 2^52")]
    let left = (until - now) as f64 / DAY;
    let (warn, fail) = limits(options);
    let (warn, fail) = (warn.as_secs_f64() / DAY, fail.as_secs_f64() / DAY);
    let reading = if from > now {
        let date = day(u64::try_from(from).unwrap_or_default());
        Reading::fail(format!("the certificate is not valid before {date} (issued by {issuer})"))
            .hint("are the clocks of both sides right?")
    } else if left <= 0.0 {
        Reading::fail(format!("{who} expired on {date}, {} ago (issued by {issuer})", days(-left))).hint("renew it")
    } else if left <= fail {
        Reading::fail(format!("{who} expires on {date}, in {} (issued by {issuer})", days(left))).hint("renew it now")
    } else if left <= warn {
        Reading::warn(format!("{who} expires on {date}, in {} (issued by {issuer})", days(left))).hint("renew it")
    } else {
        Reading::ok(format!("{who} is valid until {date}, {} more (issued by {issuer})", days(left)))
    };
    Ok(reading.judged("days_left", left.floor(), "days", (Some(warn), Some(fail))))
}

fn days(left: f64) -> String {
    match left.floor() {
        0.0 => "less than a day".to_owned(),
        1.0 => "1 day".to_owned(),
        days => format!("{days} days"),
    }
}

fn issuer(certificate: &CertificateDer<'_>) -> Option<String> {
    X509Certificate::from_der(certificate).ok().map(|(_, parsed)| by_name(parsed.issuer()))
}

/// Its common name, else its organisation, else all of it.
fn by_name(name: &X509Name<'_>) -> String {
    let first = name.iter_common_name().chain(name.iter_organization()).find_map(|part| part.as_str().ok());
    cut(&first.map_or_else(|| name.to_string(), str::to_owned))
}

/// The hosts that a certificate is for.
fn names(certificate: &CertificateDer<'_>) -> Vec<String> {
    let Ok((_, parsed)) = X509Certificate::from_der(certificate) else { return Vec::new() };
    let Ok(Some(names)) = parsed.subject_alternative_name() else { return Vec::new() };
    let host = |name: &GeneralName<'_>| match name {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        GeneralName::IPAddress(bytes) => address(bytes),
        _ => None,
    };
    names.value.general_names.iter().filter_map(host).collect()
}

fn address(bytes: &[u8]) -> Option<String> {
    let four = <[u8; 4]>::try_from(bytes).map(|bytes| std::net::IpAddr::from(bytes).to_string());
    let sixteen = <[u8; 16]>::try_from(bytes).map(|bytes| std::net::IpAddr::from(bytes).to_string());
    four.or(sixteen).ok()
}

/// Whether a name of a certificate is that of a host; a star stands for its first part.
fn is_for(pattern: &str, host: &str) -> bool {
    let (pattern, host) = (pattern.to_ascii_lowercase(), host.to_ascii_lowercase());
    let starred = pattern.strip_prefix("*.").zip(host.split_once('.'));
    pattern == host || starred.is_some_and(|(rest, (first, after))| !first.is_empty() && rest == after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_certificates() {
        assert!(is_for("A.example", "a.example") && is_for("*.example", "a.example"));
        assert!(!is_for("*.example", "a.b.example") && !is_for("*.example", "example") && !is_for("a", "b"));
        assert_eq!(address(&[127, 0, 0, 1]).as_deref(), Some("127.0.0.1"));
        assert_eq!(address(&[1, 2, 3]), None);
        assert_eq!((days(0.3), days(1.9), days(2.0)), ("less than a day".into(), "1 day".into(), "2 days".into()));
    }
}
