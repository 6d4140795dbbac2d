//! Connections to servers: over TCP, TLS and local sockets.

use std::path::Path;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, DigitallySignedStruct, SignatureScheme};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

use super::probes::{Reading, Target, unreachable};
use super::tls::Tls;

/// What bytes go over.
pub trait Wire: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Wire for T {}

/// A connection, of whichever kind.
pub type Stream = Box<dyn Wire>;

/// Connects over TCP.
///
/// # Errors
/// Why not.
pub async fn tcp(host: &str, port: u16) -> Result<TcpStream, Reading> {
    let stream = TcpStream::connect((host, port)).await.map_err(|error| unreachable(&error))?;
    // An answer that is late is worse than a small packet more; that it cannot be set is no failure.
    let _ = stream.set_nodelay(true);
    Ok(stream)
}

/// Connects to a local socket.
///
/// # Errors
/// Why not.
pub async fn local(path: &Path) -> Result<Stream, Reading> {
    #[cfg(unix)]
    return match tokio::net::UnixStream::connect(path).await {
        Ok(stream) => Ok(Box::new(stream)),
        Err(error) => Err(unreachable(&error)),
    };
    #[cfg(not(unix))]
    return Err(Reading::error(format!("{}: this system has no such sockets", path.display())));
}

/// Connects over TCP and TLS, as the options of the probe say.
///
/// # Errors
/// Why not.
pub async fn secure(target: &Target, host: &str, port: u16) -> Result<Stream, Reading> {
    let tls = Tls::of(target).await?;
    Ok(Box::new(tls.connect(host, tcp(host, port).await?).await?))
}

/// Accepts what another accepts, and its certificates for other names: some clients of databases do so, and a probe is not
/// to refuse what they accept.
#[derive(Debug)]
pub struct AnyName(pub Arc<dyn ServerCertVerifier>);

impl ServerCertVerifier for AnyName {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        chain: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        match self.0.verify_server_cert(certificate, chain, name, ocsp, now) {
            // All else was found good before the name was looked at.
            Err(rustls::Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) => Ok(ServerCertVerified::assertion()),
            other => other,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.0.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.0.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_verify_schemes()
    }
}
