//! `health --serve`: the answer over HTTP, for whoever polls it. One look serves all that ask within the cache period; all
//! that ask while it is being looked wait for that look.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Request, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::json;

use super::judge::Sight;
use super::{Answer, Plan};
use crate::report::{Problem, ProblemKind, ServiceResult, ServiceStatus};

/// What is answered until the next look.
struct Current {
    at: Instant,
    full: Answer,
    ready: Answer,
    metrics: Bytes,
    standard: Bytes,
}

/// Renders an answer: as metrics, and as health+json.
pub type Render = Box<dyn Fn(&Answer) -> (Vec<u8>, Vec<u8>) + Send + Sync>;

struct Server {
    plan: Plan,
    cache: Duration,
    strict: bool,
    render: Render,
    started: Instant,
    current: RwLock<Option<Arc<Current>>>,
    /// Whoever holds it looks; the others wait for it.
    flight: Arc<tokio::sync::Mutex<()>>,
    looks: AtomicU64,
    requests: AtomicU64,
}

/// What was served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Served {
    /// Requests that were answered.
    pub requests: u64,
    /// How often the services were looked at.
    pub looks: u64,
}

/// The address that a text means: `127.0.0.1:9321`, `:9321`, `9321`, `localhost:9321`. Without a host it is loopback.
///
/// # Errors
/// What is wrong with it.
pub fn address(text: &str) -> Result<SocketAddr, Problem> {
    let host_and_port = match text {
        port if port.chars().all(|c| c.is_ascii_digit()) => format!("127.0.0.1:{port}"),
        port if port.starts_with(':') => format!("127.0.0.1{port}"),
        host => host.replacen("localhost:", "127.0.0.1:", 1),
    };
    host_and_port.parse().map_err(|_| {
        Problem::new(ProblemKind::Usage, format!("{text} is no address to listen on"))
            .source("--serve")
            .hint("write it as 127.0.0.1:9321; a port alone is on this machine only")
    })
}

/// Serves until Ctrl-C or TERM. `ready` hears where.
///
/// # Errors
/// The address is taken, or may not be listened on.
pub async fn serve(
    plan: Plan,
    address: SocketAddr,
    (cache, strict): (Duration, bool),
    render: Render,
    ready: impl FnOnce(SocketAddr),
) -> anyhow::Result<Served> {
    let listener = tokio::net::TcpListener::bind(address).await.map_err(|error| cannot_listen(address, &error))?;
    let server = Arc::new(Server {
        plan,
        cache,
        strict,
        render,
        started: Instant::now(),
        current: RwLock::new(None),
        flight: Arc::default(),
        looks: AtomicU64::new(0),
        requests: AtomicU64::new(0),
    });
    let router = Router::new()
        .route("/health", get(health))
        .route("/healthz", get(healthz))
        .route("/readyz", get(readyz))
        .route("/livez", get(livez))
        .route("/metrics", get(metrics))
        .fallback(unknown)
        .with_state(Arc::clone(&server));
    ready(listener.local_addr()?);
    let cancel = Arc::clone(&server.plan.world.cancel);
    // A client that keeps its connection open must not keep the server from ending.
    let stop = || {
        let cancel = Arc::clone(&cancel);
        async move { super::run::cancelled(&cancel).await }
    };
    let serving = axum::serve(listener, router).with_graceful_shutdown(stop());
    tokio::select! {
        ended = serving.into_future() => ended?,
        () = grace(stop()) => {}
    }
    let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
    Ok(Served { requests: of(&server.requests), looks: of(&server.looks) })
}

async fn grace(stop: impl Future<Output = ()>) {
    stop.await;
    tokio::time::sleep(Duration::from_secs(1)).await;
}

fn cannot_listen(address: SocketAddr, error: &std::io::Error) -> Problem {
    let hint = match error.kind() {
        std::io::ErrorKind::AddrInUse => "another program listens there; end it, or name another port",
        std::io::ErrorKind::PermissionDenied => "ports below 1024 need privileges; name a higher one",
        std::io::ErrorKind::AddrNotAvailable => "this machine does not have that address; 127.0.0.1 is always there",
        _ => "name another address",
    };
    Problem::new(ProblemKind::Io, format!("cannot listen on {address}: {error}")).source("--serve").hint(hint)
}

impl Server {
    /// The answer, at most as old as the cache period.
    ///
    /// # Errors
    /// The look broke down.
    async fn current(self: &Arc<Self>) -> Result<Arc<Current>, Response> {
        if let Some(current) = self.cached() {
            return Ok(current);
        }
        let flight = Arc::clone(&self.flight).lock_owned().await;
        // Someone else has looked meanwhile.
        if let Some(current) = self.cached() {
            return Ok(current);
        }
        // A task of its own: whoever asked may go away, those who wait want it.
        let server = Arc::clone(self);
        let look = tokio::spawn(async move {
            let current = server.look().await;
            drop(flight);
            current
        });
        look.await.map_err(|error| {
            let body = json!({ "status": "unhealthy", "error": format!("the look broke down: {error}") }).to_string();
            answer(self, StatusCode::INTERNAL_SERVER_ERROR, JSON, Duration::ZERO, body)
        })
    }

    async fn look(&self) -> Arc<Current> {
        self.looks.fetch_add(1, Ordering::Relaxed);
        let started = Instant::now();
        let found = self.plan.probe(self.plan.deadline, &|_| {}).await;
        let mut history = self.plan.history();
        // Twice over the same findings: the history takes them in once.
        let ready = self.plan.judge(&found, &mut history.clone(), Sight::Ready, started);
        let full = self.plan.judge(&found, &mut history, Sight::Full, started);
        self.plan.remember(history);
        let (metrics, standard) = (self.render)(&full);
        let current =
            Arc::new(Current { at: Instant::now(), full, ready, metrics: metrics.into(), standard: standard.into() });
        if let Ok(mut slot) = self.current.write() {
            *slot = Some(Arc::clone(&current));
        }
        current
    }

    fn cached(&self) -> Option<Arc<Current>> {
        let current = self.current.read().ok()?.clone()?;
        (current.at.elapsed() < self.cache).then_some(current)
    }

    /// Whoever balances load by it must not be sent where something is missing.
    fn code(&self, status: ServiceStatus) -> StatusCode {
        match status {
            ServiceStatus::Healthy | ServiceStatus::Disabled => StatusCode::OK,
            ServiceStatus::Degraded if !self.strict => StatusCode::OK,
            _ => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

type Shared = State<Arc<Server>>;

fn answer(server: &Server, code: StatusCode, kind: &'static str, age: Duration, body: impl Into<Body>) -> Response {
    server.requests.fetch_add(1, Ordering::Relaxed);
    let max_age = server.cache.saturating_sub(age).as_secs();
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CACHE_CONTROL, format!("max-age={max_age}")),
        (header::AGE, age.as_secs().to_string()),
    ];
    (code, headers, body.into()).into_response()
}

const JSON: &str = "application/json";

async fn health(State(server): Shared, headers: HeaderMap) -> Response {
    let current = match server.current().await {
        Ok(current) => current,
        Err(broken) => return broken,
    };
    let (age, code) = (current.at.elapsed(), server.code(current.full.status));
    let wants = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    if wants.contains("application/health+json") {
        return answer(&server, code, "application/health+json", age, current.standard.clone());
    }
    let body = seed(&current.full, server.started.elapsed(), age, server.cache);
    answer(&server, code, JSON, age, body.to_string())
}

/// The shape that callers of the older helper read: three words of status, and a list of dependencies.
fn seed(full: &Answer, up: Duration, age: Duration, cache: Duration) -> serde_json::Value {
    let dependency = |service: &ServiceResult| {
        json!({
            "name": service.name, "status": three(service.status), "detail_status": service.status,
            "latency_ms": service.latency_ms, "criticality": service.criticality, "cause": service.cause,
            "since": service.since, "checked_at": service.checked_at,
            "details": { "message": service.message, "hint": service.hint },
        })
    };
    json!({
        "status": three(full.status), "detail_status": full.status, "service": full.service,
        "timestamp": full.timestamp, "version": env!("CARGO_PKG_VERSION"),
        "uptime_seconds": up.as_secs(), "age_ms": ms(age), "ttl_ms": ms(cache),
        "root_causes": full.root_causes,
        "dependencies": full.services.iter().map(dependency).collect::<Vec<_>>(),
    })
}

/// What is not known to be well is told as unhealthy: nobody may be sent there.
fn three(status: ServiceStatus) -> &'static str {
    match status {
        ServiceStatus::Healthy | ServiceStatus::Disabled => "healthy",
        ServiceStatus::Degraded => "degraded",
        ServiceStatus::Starting | ServiceStatus::Unknown | ServiceStatus::Unhealthy => "unhealthy",
    }
}

fn ms(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

async fn healthz(State(server): Shared) -> Response {
    let current = match server.current().await {
        Ok(current) => current,
        Err(broken) => return broken,
    };
    short(&server, &current.full, current.at)
}

async fn readyz(State(server): Shared) -> Response {
    let current = match server.current().await {
        Ok(current) => current,
        Err(broken) => return broken,
    };
    short(&server, &current.ready, current.at)
}

fn short(server: &Server, of: &Answer, at: Instant) -> Response {
    let age = at.elapsed();
    let body = json!({
        "status": three(of.status), "detail_status": of.status, "root_causes": of.root_causes,
        "timestamp": of.timestamp, "age_ms": ms(age),
    });
    answer(server, server.code(of.status), JSON, age, body.to_string())
}

/// This process answers, whatever it has found: whoever restarts it would mend nothing else.
async fn livez(State(server): Shared) -> Response {
    answer(&server, StatusCode::OK, JSON, Duration::ZERO, "{\"status\":\"healthy\"}")
}

async fn metrics(State(server): Shared) -> Response {
    let current = match server.current().await {
        Ok(current) => current,
        Err(broken) => return broken,
    };
    let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
    let own = format!(
        "# HELP planyard_health_looks_total how often the services were looked at\n\
         # TYPE planyard_health_looks_total counter\nplanyard_health_looks_total {}\n\
         # HELP planyard_health_requests_total requests that were answered\n\
         # TYPE planyard_health_requests_total counter\nplanyard_health_requests_total {}\n\
         # HELP planyard_health_age_seconds age of the answer\n\
         # TYPE planyard_health_age_seconds gauge\nplanyard_health_age_seconds {}\n",
        of(&server.looks),
        of(&server.requests),
        current.at.elapsed().as_secs_f64(),
    );
    let body = [current.metrics.as_ref(), own.as_bytes()].concat();
    answer(&server, StatusCode::OK, "text/plain; version=0.0.4; charset=utf-8", current.at.elapsed(), body)
}

async fn unknown(State(server): Shared, request: Request<Body>) -> Response {
    let known = ["/health", "/healthz", "/livez", "/readyz", "/metrics"];
    let body = json!({ "error": format!("there is no {}", request.uri().path()), "known": known });
    answer(&server, StatusCode::NOT_FOUND, JSON, Duration::ZERO, body.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_host_it_is_this_machine_only() {
        for text in ["9321", ":9321", "localhost:9321", "127.0.0.1:9321"] {
            assert_eq!(address(text).unwrap().to_string(), "127.0.0.1:9321");
        }
        assert_eq!(address("0.0.0.0:80").unwrap().to_string(), "0.0.0.0:80");
        for text in ["", "x", "127.0.0.1", "127.0.0.1:99999", "host:1"] {
            assert!(address(text).is_err(), "{text}");
        }
    }
}
