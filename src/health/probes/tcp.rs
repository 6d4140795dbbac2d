use std::time::Instant;

use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

use super::{Meta, Probe, Probing, Reading, Target, unreachable};
use crate::health::options::{Kind, Opt};

/// Connects, and reads the greeting when one is expected.
pub(super) struct Tcp;

const META: Meta = Meta {
    name: "tcp",
    about: "A connection is accepted, and the greeting is the expected one.",
    schemes: &["tcp", "unix"],
    port: None,
    options: &[
        Opt::required("url", Kind::Url, "Host and port, \"127.0.0.1:5432\", or a socket, \"unix:///run/x.sock\"."),
        Opt::new("banner", Kind::Regex, "What the server must say first."),
    ],
};

/// A greeting is read up to here.
const BANNER_BYTES: usize = 4096;

impl Probe for Tcp {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, options: &super::Options) -> Result<(), super::Wrong> {
        match options.url() {
            Some(url) if url.scheme() == "tcp" && url.port().is_none() => {
                Err(super::Wrong::new("url", "names no port; write it as \"127.0.0.1:5432\""))
            }
            _ => Ok(()),
        }
    }

    fn probe<'p>(&'p self, target: &'p Target) -> Probing<'p> {
        Box::pin(probe(target))
    }
}

async fn probe(target: &Target) -> Reading {
    let started = Instant::now();
    let Some(url) = target.options.url() else { return Reading::error("it has no address") };
    if url.scheme() == "unix" {
        return match tokio::net::UnixStream::connect(url.path()).await {
            Ok(stream) => greeting(target, stream, started).await,
            Err(error) => unreachable(&error),
        };
    }
    let Some((host, port)) = target.options.host_and_port() else { return Reading::error("it names no port") };
    match TcpStream::connect((host.as_str(), port)).await {
        Ok(stream) => greeting(target, stream, started).await,
        Err(error) => unreachable(&error),
    }
}

async fn greeting(target: &Target, mut stream: impl AsyncReadExt + Unpin, started: Instant) -> Reading {
    let took = started.elapsed();
    let Some(expected) = target.options.regex("banner") else {
        return Reading::ok("accepts connections").took(took);
    };
    let mut said = Vec::new();
    while said.len() < BANNER_BYTES {
        match stream.read_buf(&mut said).await {
            Ok(0) => break,
            Ok(_) if expected.is_match(&String::from_utf8_lossy(&said)) => {
                return Reading::ok("greets as expected").took(started.elapsed());
            }
            Ok(_) => {}
            Err(error) => return unreachable(&error),
        }
    }
    let said = String::from_utf8_lossy(&said);
    Reading::fail(format!("its greeting does not match `{expected}`: {:?}", said.lines().next().unwrap_or_default()))
}
