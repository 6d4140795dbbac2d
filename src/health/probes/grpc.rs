use std::error::Error;
use std::time::Instant;

use tonic::metadata::MetadataValue;
use tonic::transport::{ClientTlsConfig, Endpoint, Identity};
use tonic::{Code, Request, Status};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

use super::{Meta, Options, Probe, Probing, Reading, Target, Wrong};
use crate::health::nested::cut;
use crate::health::options::{Kind, Opt};
use crate::health::tls::{self, Tls};

/// Asks `grpc.health.v1.Health`.
pub(super) struct Grpc;

const META: Meta = Meta {
    name: "grpc",
    about: "A gRPC server, or one of its services, says that it is serving.",
    schemes: &["grpc", "grpcs"],
    port: None,
    options: &[
        Opt::required(
            "url",
            Kind::Url,
            "The server, \"grpc://127.0.0.1:50051\", with TLS \"grpcs://shop.example:443\".",
        ),
        Opt::new("service", Kind::Text, "The service that is asked for, \"shop.v1.Orders\" [default: the server]."),
        Opt::new("bearer", Kind::Secret, "The token of the authorization."),
        tls::CA,
        tls::CLIENT_CERT,
        tls::CLIENT_KEY,
        tls::INSECURE,
    ],
};

impl Probe for Grpc {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, options: &Options) -> Result<(), Wrong> {
        if options.url().is_some_and(|url| url.port().is_none()) {
            return Err(Wrong::new("url", "names no port; write it as \"grpc://127.0.0.1:50051\""));
        }
        if let Some(token) = options.text("bearer") {
            let sendable = MetadataValue::try_from(format!("Bearer {token}"));
            sendable.map_err(|_| Wrong::new("bearer", "is no token that can be sent"))?;
        }
        tls::check(options)
    }

    fn target(&self, options: &Options) -> String {
        match options.text("service") {
            Some(service) => format!("{} {service}", options.shown_target()),
            None => options.shown_target(),
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

async fn look(target: &Target) -> Result<Reading, Reading> {
    let options = &target.options;
    let endpoint = endpoint(target).await?;
    let service = options.text("service").unwrap_or_default();
    let mut request = Request::new(HealthCheckRequest { service: service.to_owned() });
    if let Some(token) = options.text("bearer")
        && let Ok(value) = MetadataValue::try_from(format!("Bearer {token}"))
    {
        request.metadata_mut().insert("authorization", value);
    }
    let started = Instant::now();
    let channel = endpoint.connect().await.map_err(|error| failed(&error))?;
    let answer = HealthClient::new(channel).check(request).await;
    let took = started.elapsed();
    let who = if service.is_empty() { "the server".to_owned() } else { service.to_owned() };
    let reading = match answer {
        Ok(answer) => told(answer.into_inner().status(), &who),
        Err(status) => refused(&status, service),
    };
    Ok(reading.took(took))
}

async fn endpoint(target: &Target) -> Result<Endpoint, Reading> {
    let address = || Reading::error("it has no address");
    let url = target.options.url().ok_or_else(address)?;
    let (host, port) = target.options.host_and_port().ok_or_else(address)?;
    let host = if host.contains(':') { format!("[{host}]") } else { host };
    let scheme = if url.scheme() == "grpcs" { "https" } else { "http" };
    let endpoint = Endpoint::from_shared(format!("{scheme}://{host}:{port}")).map_err(|_| address())?;
    if scheme == "http" {
        return Ok(endpoint);
    }
    let tls = Tls::of(target).await?;
    let mut config = ClientTlsConfig::new();
    if let Some((cert, key)) = &tls.identity {
        config = config.identity(Identity::from_pem(cert, key));
    }
    endpoint
        .tls_config_with_verifier(config, tls.verifier)
        .map_err(|error| Reading::error(format!("cannot speak TLS: {}", bottom(&error))))
}

fn told(status: ServingStatus, who: &str) -> Reading {
    match status {
        ServingStatus::Serving => Reading::ok(format!("{who} is serving")),
        ServingStatus::NotServing => Reading::fail(format!("{who} says that it is not serving")),
        ServingStatus::Unknown => {
            Reading::warn(format!("alive, but it does not know whether {who} is serving")).hint("is it still starting?")
        }
        ServingStatus::ServiceUnknown => unregistered(who),
    }
}

fn unregistered(service: &str) -> Reading {
    Reading::fail(format!("it knows no service {service}")).hint("see `service`: it is the full name, with its package")
}

fn refused(status: &Status, service: &str) -> Reading {
    let why = cut(status.message());
    match status.code() {
        Code::NotFound => unregistered(if service.is_empty() { "\"\", the server itself" } else { service }),
        Code::Unimplemented => Reading::warn("alive, but it does not answer for its health")
            .hint("add the service grpc.health.v1.Health to it, or probe it with `tcp`"),
        Code::Unauthenticated | Code::PermissionDenied => {
            Reading::warn("alive, but it refuses these credentials").hint("see `bearer` and `client_cert`")
        }
        Code::ResourceExhausted => Reading::warn(format!("alive, but overloaded: {why}")),
        // An error that the server did not send, but its bytes led to.
        _ if status.source().is_some() => {
            tls::known(status).unwrap_or_else(|| Reading::fail("it does not speak gRPC there"))
        }
        code => {
            let why = if why.is_empty() { String::new() } else { format!(": {why}") };
            Reading::fail(format!("answers with an error, {}{why}", code.description().to_lowercase()))
        }
    }
}

fn failed(error: &tonic::transport::Error) -> Reading {
    tls::known(error).unwrap_or_else(|| Reading::fail(format!("it does not speak gRPC there: {}", bottom(error))))
}

fn bottom(error: &dyn Error) -> String {
    let mut reason = error.to_string();
    let mut next = error.source();
    while let Some(error) = next {
        reason = error.to_string();
        next = error.source();
    }
    cut(&reason)
}
