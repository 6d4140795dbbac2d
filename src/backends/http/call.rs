use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, HeaderMap, LOCATION, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, Response};
use ring::hmac;
use tokio::runtime::Runtime;
use url::Url;

use super::super::TICK;
use super::stream::Kind;
use crate::health::tls::Tls;
use crate::queue::Failure;

/// How long the head of an answer is waited for, and any part of what follows a document.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long a stream is listened to before people are.
const LOOK_UP: Duration = Duration::from_millis(250);
const CONNECT: Duration = Duration::from_secs(10);
/// A larger document is none.
const MOST_BODY: usize = 80 * 1024 * 1024;
const MOST_REDIRECTS: usize = 5;
/// A longer wait is no wait.
const MOST_WAIT: u64 = 24 * 3600;

/// Why a call came to nothing.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) failure: Failure,
    pub(super) why: String,
    /// Until when, for a limit.
    pub(super) until: Option<i64>,
}

impl Refused {
    pub(super) fn new(failure: Failure, why: impl Into<String>) -> Self {
        Self { failure, why: why.into(), until: None }
    }
}

/// The head of an answer; what follows it is read later.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) kind: Kind,
    pub(super) location: Option<String>,
    pub(super) retry_after: Option<Duration>,
    response: Response,
}

impl Answer {
    /// What is wrong with it, and whether it may be well when it is asked again.
    pub(super) fn refused(&self) -> Option<(Refused, bool)> {
        let says = |failure, again| Some((Refused::new(failure, format!("it answers {}", self.status)), again));
        match self.status {
            200..=299 => None,
            401 | 403 => says(Failure::Auth, false),
            429 => {
                let until = self.retry_after.and_then(|wait| i64::try_from(wait.as_millis()).ok());
                let until = until.map(|wait| jiff::Timestamp::now().as_millisecond() + wait);
                Some((Refused { until, ..Refused::new(Failure::RateLimit, "it answers 429: too many requests") }, true))
            }
            408 | 425 | 500..=599 => says(Failure::Overloaded, true),
            300..=399 => Some((Refused::new(Failure::BadOutput, "it redirects to another host"), false)),
            _ => says(Failure::BadOutput, false),
        }
    }
}

/// Calls the endpoint.
pub(super) struct Caller {
    runtime: Runtime,
    client: Client,
    key: Option<hmac::Key>,
    run: String,
    patience: Duration,
}

impl Caller {
    pub(super) fn new(runtime: Runtime, url: &Url, secret: Option<&str>, run: &str) -> Result<Self, String> {
        let tls = runtime.block_on(Tls::of_machine());
        let tls = match tls {
            Ok(tls) => tls,
            // A machine that trusts nobody can still call a server without TLS.
            Err(_) if url.scheme() == "http" => Tls::distrustful(),
            Err(reading) => return Err(reading.message),
        };
        let config = tls.config().map_err(|reading| reading.message)?;
        let origin = url.origin();
        let redirects = Policy::custom(move |attempt| {
            if attempt.url().origin() != origin || attempt.previous().len() > MOST_REDIRECTS {
                attempt.stop()
            } else {
                attempt.follow()
            }
        });
        let client = Client::builder()
            .tls_backend_preconfigured(config)
            .redirect(redirects)
            .referer(false)
            .no_proxy()
            .connect_timeout(CONNECT)
            .user_agent(concat!("planyard/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| error.without_url().to_string())?;
        let key = secret.map(|secret| hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()));
        Ok(Self { runtime, client, key, run: run.to_owned(), patience: PATIENCE })
    }

    pub(super) fn into_runtime(self) -> Runtime {
        self.runtime
    }

    pub(super) fn set_patience(&mut self, patience: Duration) {
        self.patience = patience;
    }

    pub(super) fn call(
        &mut self,
        method: Method,
        url: &Url,
        body: Option<&str>,
        stop: &Arc<AtomicBool>,
    ) -> Result<Answer, Refused> {
        let body = body.unwrap_or_default();
        let mut request = self
            .client
            .request(method.clone(), url.clone())
            .header("Idempotency-Key", &self.run)
            .header("Accept", "application/json, application/x-ndjson, text/event-stream");
        if let Some(key) = &self.key {
            request = request.header("X-Planyard-Signature", format!("sha256={}", signature(key, body.as_bytes())));
        }
        if method == Method::POST {
            request = request.header(CONTENT_TYPE, "application/json").body(body.to_owned());
        }
        let patience = self.patience;
        let response = self.runtime.block_on(async {
            tokio::select! {
                response = request.send() => response.map_err(|error| unanswered(&error)),
                () = tokio::time::sleep(patience) => Err(Refused::new(Failure::Overloaded, "it does not answer")),
                () = stopped(stop) => Err(Refused::new(Failure::Cancelled, "it was stopped")),
            }
        })?;
        let text = |name| text(response.headers(), name);
        let seconds = text(RETRY_AFTER.as_str()).and_then(|seconds| seconds.trim().parse::<u64>().ok());
        Ok(Answer {
            status: response.status().as_u16(),
            kind: Kind::of(text(CONTENT_TYPE.as_str()).as_deref().unwrap_or_default()),
            location: text(LOCATION.as_str()),
            retry_after: seconds.map(|seconds| Duration::from_secs(seconds.min(MOST_WAIT))),
            response,
        })
    }

    /// The next part of what follows the head; `None` at the end. Streams may be silent for as long as they like;
    /// nothing comes of them now and then, so that people are heard.
    pub(super) fn chunk(&mut self, answer: &mut Answer, stop: &Arc<AtomicBool>) -> Result<Option<Vec<u8>>, Refused> {
        let streamed = answer.kind != Kind::Json;
        let patience = if streamed { LOOK_UP } else { self.patience };
        self.runtime.block_on(async {
            tokio::select! {
                chunk = answer.response.chunk() => match chunk {
                    Ok(chunk) => Ok(chunk.map(|bytes| bytes.to_vec())),
                    // What broke off may be asked for again, where the endpoint says.
                    Err(_) if streamed => Ok(None),
                    Err(error) => Err(unanswered(&error)),
                },
                () = tokio::time::sleep(patience) => if streamed {
                    Ok(Some(Vec::new()))
                } else {
                    Err(Refused::new(Failure::Overloaded, "it stops in the middle of an answer"))
                },
                () = stopped(stop) => Err(Refused::new(Failure::Cancelled, "it was stopped")),
            }
        })
    }

    /// All that follows the head.
    pub(super) fn body(&mut self, answer: &mut Answer, stop: &Arc<AtomicBool>) -> Result<Vec<u8>, Refused> {
        let mut body = Vec::new();
        while let Some(chunk) = self.chunk(answer, stop)? {
            if body.len() + chunk.len() > MOST_BODY {
                return Err(Refused::new(Failure::BadOutput, "its answer is too large"));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}

async fn stopped(stop: &Arc<AtomicBool>) {
    while !stop.load(Ordering::Relaxed) {
        tokio::time::sleep(TICK).await;
    }
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

/// Why there is no answer; without the address, which may hold a secret.
fn unanswered(error: &reqwest::Error) -> Refused {
    let mut why = "it gives no answer".to_owned();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        why = format!("it gives no answer: {error}");
        cause = error.source();
    }
    Refused::new(Failure::Overloaded, why)
}

/// The HMAC of a body, in hexadecimal digits.
pub(super) fn signature(key: &hmac::Key, body: &[u8]) -> String {
    hmac::sign(key, body).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}
