//! TLS as every probe uses it: whom it trusts, who it says it is, and what is wrong with a handshake, in words.
//!
//! The machine's own roots are read once for all probes. A file that a probe names is trusted besides them.

use std::io;
use std::path::Path;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use tokio::net::TcpStream;
use tokio::sync::OnceCell;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use x509_parser::prelude::{FromDer, X509Certificate};

use super::options::{Kind, Opt, Options, Wrong};
use super::probes::{Reading, Target, unreachable};

/// The option that names further roots.
pub const CA: Opt =
    Opt::new("ca", Kind::Text, "A PEM file of certificates that are trusted besides the machine's own.");
/// The option that names the certificate of this side.
pub const CLIENT_CERT: Opt =
    Opt::new("client_cert", Kind::Text, "A PEM file with the certificate that is shown to the server.");
/// The option that names the key of that certificate.
pub const CLIENT_KEY: Opt = Opt::new("client_key", Kind::Text, "A PEM file with the key of `client_cert`.");
/// The option that trusts everybody.
pub const INSECURE: Opt =
    Opt::new("insecure", Kind::Flag, "true accepts any certificate: expired, self-signed, of another host.");

/// Whether the options of TLS fit together.
///
/// # Errors
/// A certificate without its key, or a key without its certificate.
pub fn check(options: &Options) -> Result<(), Wrong> {
    match (options.text("client_cert"), options.text("client_key")) {
        (Some(_), None) => Err(Wrong::new("client_cert", "needs `client_key`: the file with its key")),
        (None, Some(_)) => Err(Wrong::new("client_key", "needs `client_cert`: the file with its certificate")),
        _ => Ok(()),
    }
}

/// Whom a probe trusts, and who it says it is.
#[derive(Debug)]
pub struct Tls {
    /// Judges the server's certificate.
    pub verifier: Arc<dyn ServerCertVerifier>,
    /// The text of the certificate and of the key of this side.
    pub identity: Option<(Vec<u8>, Vec<u8>)>,
}

impl Tls {
    /// As the options of a probe say.
    ///
    /// # Errors
    /// A file cannot be read or holds no certificate, or this machine trusts nobody: nothing is known of the service.
    pub async fn of(target: &Target) -> Result<Self, Reading> {
        let file = |name: &str| target.options.text(name).map(|file| target.root.join(file));
        let insecure = target.options.flag("insecure", false);
        let (ca, cert, key) = (file("ca"), file("client_cert"), file("client_key"));
        if !insecure && ca.is_none() && cert.is_none() {
            return Self::of_machine().await;
        }
        let machine = if insecure { Arc::new(RootCertStore::empty()) } else { machine().await };
        let read = move || -> Result<Self, Reading> {
            let verifier = match (insecure, ca) {
                (true, _) => trusting_all(),
                (false, None) => trusting(machine, Vec::new())?,
                (false, Some(ca)) => with_file(&machine, &ca)?,
            };
            let identity = match (cert, key) {
                (Some(cert), Some(key)) => Some((bytes(&cert)?, bytes(&key)?)),
                _ => None,
            };
            Ok(Self { verifier, identity })
        };
        match tokio::task::spawn_blocking(read).await {
            Ok(tls) => tls,
            Err(error) => Err(Reading::error(format!("the certificates could not be read: {error}"))),
        }
    }

    /// Trusts whom the machine trusts.
    ///
    /// # Errors
    /// This machine trusts nobody.
    pub async fn of_machine() -> Result<Self, Reading> {
        Ok(Self { verifier: trusting(machine().await, Vec::new())?, identity: None })
    }

    /// Trusts nobody: for a client that must be able to speak TLS and is not expected to.
    pub fn distrustful() -> Self {
        Self { verifier: Arc::new(Nobody), identity: None }
    }

    /// The same, but every certificate is accepted: for those who judge it themselves.
    #[must_use]
    pub fn accepting(&self) -> Self {
        Self { verifier: trusting_all(), identity: self.identity.clone() }
    }

    /// The configuration of a client.
    ///
    /// # Errors
    /// The certificate of this side is broken.
    pub fn config(&self) -> Result<ClientConfig, Reading> {
        let builder = ClientConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .map_err(|error| Reading::error(format!("TLS is not to be had: {error}")))?
            .dangerous()
            .with_custom_certificate_verifier(self.verifier.clone());
        let Some((cert, key)) = &self.identity else { return Ok(builder.with_no_client_auth()) };
        let certs = CertificateDer::pem_slice_iter(cert).collect::<Result<Vec<_>, _>>();
        let certs = certs.map_err(|_| Reading::error("`client_cert` is no PEM file of certificates"))?;
        let key = PrivateKeyDer::from_pem_slice(key)
            .map_err(|_| Reading::error("`client_key` is no PEM file with a private key"))?;
        builder
            .with_client_auth_cert(certs, key)
            .map_err(|error| Reading::error(format!("`client_cert` and `client_key` do not fit: {error}")))
    }

    /// Speaks TLS over a connection.
    ///
    /// # Errors
    /// The handshake fails.
    pub async fn connect(&self, host: &str, stream: TcpStream) -> Result<TlsStream<TcpStream>, Reading> {
        let name = server_name(host)?;
        let connector = TlsConnector::from(Arc::new(self.config()?));
        connector.connect(name, stream).await.map_err(|error| failure(&error))
    }
}

/// A host as TLS names it.
///
/// # Errors
/// It is neither a host name nor an IP address.
pub fn server_name(host: &str) -> Result<ServerName<'static>, Reading> {
    ServerName::try_from(host.to_owned()).map_err(|_| Reading::error(format!("{host} is no name of a host")))
}

/// The one cryptography.
pub fn provider() -> Arc<CryptoProvider> {
    static PROVIDER: std::sync::OnceLock<Arc<CryptoProvider>> = std::sync::OnceLock::new();
    PROVIDER.get_or_init(|| Arc::new(ring::default_provider())).clone()
}

/// What the machine trusts. A certificate of its store that cannot be read is as if it were not there.
async fn machine() -> Arc<RootCertStore> {
    static ROOTS: OnceCell<Arc<RootCertStore>> = OnceCell::const_new();
    let read = || {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        Arc::new(roots)
    };
    let beside = || async {
        let roots = tokio::task::spawn_blocking(read).await;
        roots.unwrap_or_else(|_| Arc::new(RootCertStore::empty()))
    };
    ROOTS.get_or_init(beside).await.clone()
}

fn with_file(machine: &RootCertStore, ca: &Path) -> Result<Arc<dyn ServerCertVerifier>, Reading> {
    let mut roots = machine.clone();
    let text = bytes(ca)?;
    let mut named = Vec::new();
    for certificate in CertificateDer::pem_slice_iter(&text) {
        let broken = |why: &dyn std::fmt::Display| Reading::error(format!("{} is broken: {why}", ca.display()));
        let certificate = certificate.map_err(|error| broken(&error))?;
        roots.add(certificate.clone()).map_err(|error| broken(&error))?;
        named.push(certificate);
    }
    if named.is_empty() {
        return Err(Reading::error(format!("{} holds no certificate in PEM form", ca.display())));
    }
    trusting(Arc::new(roots), named)
}

fn bytes(file: &Path) -> Result<Vec<u8>, Reading> {
    std::fs::read(file).map_err(|error| Reading::error(format!("cannot read {}: {error}", file.display())))
}

fn trusting(
    roots: Arc<RootCertStore>,
    named: Vec<CertificateDer<'static>>,
) -> Result<Arc<dyn ServerCertVerifier>, Reading> {
    match WebPkiServerVerifier::builder_with_provider(roots, provider()).build() {
        Ok(verifier) => Ok(Arc::new(Trusting { verifier, named })),
        Err(_) => Err(Reading::error("this machine has no certificates of authorities that it trusts")
            .hint("install ca-certificates, or name a file with `ca`")),
    }
}

fn trusting_all() -> Arc<dyn ServerCertVerifier> {
    Arc::new(Anybody(provider()))
}

/// Trusts authorities, and besides them a server that shows the very certificate that a file names: most self-signed ones
/// say that they are an authority's, and an authority's is not accepted of a server otherwise.
#[derive(Debug)]
struct Trusting {
    verifier: Arc<WebPkiServerVerifier>,
    named: Vec<CertificateDer<'static>>,
}

impl ServerCertVerifier for Trusting {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let judged = self.verifier.verify_server_cert(end_entity, intermediates, server_name, ocsp, now);
        match judged {
            Err(rustls::Error::InvalidCertificate(CertificateError::Other(_))) if self.named.contains(end_entity) => {
                is_of_today(end_entity, now)?;
                verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)?;
                Ok(ServerCertVerified::assertion())
            }
            judged => judged,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.verifier.verify_tls12_signature(message, cert, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.verifier.verify_tls13_signature(message, cert, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.verifier.supported_verify_schemes()
    }
}

fn is_of_today(certificate: &CertificateDer<'_>, now: UnixTime) -> Result<(), CertificateError> {
    let (_, parsed) = X509Certificate::from_der(certificate).map_err(|_| CertificateError::BadEncoding)?;
    let seconds = |time: i64| u64::try_from(time).unwrap_or_default();
    let from = seconds(parsed.validity().not_before.timestamp());
    let until = seconds(parsed.validity().not_after.timestamp());
    if now.as_secs() < from {
        return Err(CertificateError::NotValidYet);
    }
    if now.as_secs() > until {
        let not_after = UnixTime::since_unix_epoch(std::time::Duration::from_secs(until));
        return Err(CertificateError::ExpiredContext { time: now, not_after });
    }
    Ok(())
}

/// Accepts every certificate; the handshake must still be signed with its key.
#[derive(Debug)]
struct Anybody(Arc<CryptoProvider>);

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        rustls::crypto::verify_tls12_signature(message, cert, signed, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        rustls::crypto::verify_tls13_signature(message, cert, signed, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

/// Accepts no certificate.
#[derive(Debug)]
struct Nobody;

impl ServerCertVerifier for Nobody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Err(CertificateError::UnknownIssuer.into())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Err(CertificateError::BadSignature.into())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Err(CertificateError::BadSignature.into())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        provider().signature_verification_algorithms.supported_schemes()
    }
}

/// What an error of a client library says of the connection, when TLS or the operating system is at its bottom.
pub fn known(error: &(dyn std::error::Error + 'static)) -> Option<Reading> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(error) = error.downcast_ref::<rustls::Error>() {
            return Some(wrong(error));
        }
        if let Some(error) = error.downcast_ref::<io::Error>() {
            return Some(failure(error));
        }
        next = error.source();
    }
    None
}

/// Why a connection, with TLS or without, did not come about.
pub fn failure(error: &io::Error) -> Reading {
    let inner = error.get_ref().and_then(|inner| {
        let inner: &(dyn std::error::Error + 'static) = inner;
        known(inner)
    });
    inner.unwrap_or_else(|| unreachable(error))
}

/// What is wrong with a handshake, in words.
pub fn wrong(error: &rustls::Error) -> Reading {
    use rustls::{AlertDescription, Error};
    match error {
        Error::InvalidCertificate(error) => untrusted(error),
        Error::InvalidMessage(_) => Reading::fail("it does not speak TLS there")
            .hint("is the port right, and is the service meant to be reached with TLS?"),
        Error::AlertReceived(AlertDescription::CertificateRequired) => {
            Reading::warn("alive, but it wants a certificate of this side")
                .hint("name one with `client_cert` and `client_key`")
        }
        Error::AlertReceived(
            AlertDescription::BadCertificate
            | AlertDescription::UnknownCA
            | AlertDescription::CertificateExpired
            | AlertDescription::CertificateUnknown
            | AlertDescription::AccessDenied,
        ) => Reading::warn("alive, but it refuses the certificate of this side").hint("see `client_cert`"),
        Error::AlertReceived(alert) => {
            let alert = format!("{alert:?}");
            Reading::fail(format!("it refuses the TLS handshake: {}", spaced(&alert)))
        }
        Error::PeerIncompatible(_) => Reading::fail("it speaks no version of TLS that is still safe"),
        other => Reading::fail(format!("the TLS handshake failed: {other}")),
    }
}

fn untrusted(error: &CertificateError) -> Reading {
    use CertificateError as Wrong;
    match error {
        Wrong::ExpiredContext { not_after, .. } => {
            Reading::fail(format!("its certificate expired on {}", day(not_after.as_secs()))).hint("renew it")
        }
        Wrong::Expired => Reading::fail("its certificate has expired").hint("renew it"),
        Wrong::NotValidYetContext { not_before, .. } => {
            Reading::fail(format!("its certificate is not valid before {}", day(not_before.as_secs())))
                .hint("are the clocks of both sides right?")
        }
        Wrong::NotValidYet => Reading::fail("its certificate is not valid yet"),
        Wrong::NotValidForNameContext { expected, presented } => {
            let names: Vec<&str> = presented.iter().map(|name| bare(name)).collect();
            let names = if names.is_empty() { "no name".to_owned() } else { names.join(", ") };
            Reading::fail(format!("its certificate is for {names}, not for {}", expected.to_str()))
        }
        Wrong::NotValidForName => Reading::fail("its certificate is for another host"),
        Wrong::UnknownIssuer => Reading::fail("its certificate is from an issuer that is not trusted here")
            .hint("name the certificate of its authority with `ca`"),
        Wrong::Revoked => Reading::fail("its certificate was revoked").hint("renew it"),
        Wrong::BadSignature => Reading::fail("the signature of its certificate is wrong"),
        Wrong::BadEncoding => Reading::fail("its certificate is broken"),
        // The library keeps this one to itself; its name is all there is.
        other if format!("{other:?}").contains("CaUsedAsEndEntity") => {
            Reading::fail("its certificate is that of an authority, not of a server")
                .hint("name that very certificate with `ca` if it is to be trusted")
        }
        _ => Reading::fail("its certificate is not accepted"),
    }
}

/// `DnsName("a.example")`, as rustls presents names, without the wrapping.
fn bare(name: &str) -> &str {
    name.split('"').nth(1).unwrap_or_else(|| name.trim_start_matches("IpAddress(").trim_end_matches(')'))
}

/// `HandshakeFailure` as words.
fn spaced(name: &str) -> String {
    let mut words = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !words.is_empty() && !words.ends_with(|c: char| c.is_uppercase()) {
            words.push(' ');
        }
        words.push(letter);
    }
    words.to_lowercase()
}

/// The day of so many seconds since 1970, UTC.
pub fn day(seconds: u64) -> String {
    let time = i64::try_from(seconds).ok().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    time.map_or_else(|| "a day far off".to_owned(), |time| time.strftime("%Y-%m-%d").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::ProbeOutcome;

    #[test]
    fn what_is_wrong_is_found_at_the_bottom() {
        let tls = rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer);
        let wrapped = io::Error::other(io::Error::new(io::ErrorKind::InvalidData, tls));
        let reading = failure(&wrapped);
        assert_eq!(reading.message, "its certificate is from an issuer that is not trusted here");
        let refused = io::Error::other(io::Error::from_raw_os_error(111));
        assert_eq!(failure(&refused).message, "connection refused: nothing listens there");
        assert!(known(&std::fmt::Error).is_none());
    }

    #[test]
    fn names_and_days_are_readable() {
        let error = CertificateError::NotValidForNameContext {
            expected: ServerName::try_from("b.example").unwrap(),
            presented: vec!["DnsName(\"a.example\")".to_owned(), "IpAddress(127.0.0.1)".to_owned()],
        };
        let reading = untrusted(&error);
        assert_eq!(reading.message, "its certificate is for a.example, 127.0.0.1, not for b.example");
        let old = UnixTime::since_unix_epoch(std::time::Duration::from_secs(86_400));
        let expired = untrusted(&CertificateError::ExpiredContext { time: old, not_after: old });
        assert_eq!(
            (expired.outcome, expired.message.as_str()),
            (ProbeOutcome::Fail, "its certificate expired on 1970-01-02")
        );
        assert_eq!(spaced("HandshakeFailure"), "handshake failure");
        assert_eq!(spaced("UnknownCA"), "unknown ca");
    }
}
