use std::error::Error;
use std::time::{Duration, Instant};

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, Proxy, Response};
use serde_json::Value;

use super::{Meta, Options, Probe, Probing, Reading, Target, Wrong};
use crate::health::options::{Kind, Opt};
use crate::health::tls::{self, Tls};
use crate::health::{jq, nested};
use crate::report::{Component, ProbeOutcome};

/// Asks a web server, and looks at what it answers.
pub(super) struct Http;

const META: Meta = Meta {
    name: "http",
    about: "A web server answers with the expected status and body; a health report in the body is believed.",
    schemes: &["http", "https"],
    port: None,
    options: &[
        Opt::required("url", Kind::Url, "What is asked for: \"https://shop.example/health\"."),
        Opt::new("socket", Kind::Text, "A Unix socket that is connected to instead of the host of the `url`."),
        Opt::new("method", Kind::Choice(METHODS), "How it is asked for [default: GET]."),
        Opt::new("headers", Kind::Pairs, "Headers of the request."),
        Opt::new("bearer", Kind::Secret, "The token of an Authorization header."),
        Opt::new("body", Kind::Text, "The body of the request."),
        Opt::new("status", Kind::Ranges, "Which answers are good [default: \"200-399\"]."),
        Opt::new("contains", Kind::Text, "A text that the body must contain."),
        Opt::new("body_matches", Kind::Regex, "What the body must match."),
        Opt::new("jq", Kind::Jq, "A filter over the body, JSON, that must yield something but false and null."),
        Opt::new("nested", Kind::Flag, "false: a health report in the body says nothing [default: true]."),
        Opt::new("redirects", Kind::Number, "So many redirects are followed, 0 to 20 [default: 10]."),
        Opt::new("proxy", Kind::Url, "A proxy that is asked instead; those of the environment are not."),
        tls::CA,
        tls::CLIENT_CERT,
        tls::CLIENT_KEY,
        tls::INSECURE,
    ],
};

const METHODS: &[&str] = &["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"];
/// A body is read up to here: a health report is smaller, and an endless one ends.
const MOST_BODY: usize = 1 << 20;
const MOST_REDIRECTS: u64 = 20;
const REDIRECTS: u64 = 10;

impl Probe for Http {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, options: &Options) -> Result<(), Wrong> {
        if options.number("redirects").is_some_and(|most| most > MOST_REDIRECTS) {
            return Err(Wrong::new("redirects", format!("is more than {MOST_REDIRECTS}")));
        }
        if options.text("bearer").is_some() && options.url().is_some_and(|url| !url.username().is_empty()) {
            return Err(Wrong::new("bearer", "stands beside a user in the `url`: one of them must do"));
        }
        headers(options)?;
        tls::check(options)
    }

    fn target(&self, options: &Options) -> String {
        match options.text("socket") {
            Some(socket) => format!("{} over {socket}", options.shown_target()),
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

fn headers(options: &Options) -> Result<HeaderMap, Wrong> {
    let mut map = HeaderMap::new();
    for (name, value) in options.pairs("headers") {
        let name_ok = HeaderName::try_from(name);
        let name = name_ok.map_err(|_| Wrong::new("headers", format!("has a name that is none: {name}")))?;
        let value = HeaderValue::try_from(value);
        let value = value.map_err(|_| Wrong::new("headers", format!("has a value that cannot be sent: {name}")))?;
        map.append(name, value);
    }
    if let Some(token) = options.text("bearer") {
        let value = HeaderValue::try_from(format!("Bearer {token}"));
        map.insert("authorization", value.map_err(|_| Wrong::new("bearer", "is no token that can be sent"))?);
    }
    Ok(map)
}

/// What came back.
struct Answer {
    status: u16,
    reason: &'static str,
    body: Vec<u8>,
    /// The body goes on.
    cut: bool,
    took: Duration,
    /// User and password as they were sent, which nobody wrote like that.
    identity: Option<String>,
}

async fn look(target: &Target) -> Result<Reading, Reading> {
    let client = client(target).await?;
    let answer = ask(target, &client).await?;
    Ok(judge(target, answer).await)
}

async fn client(target: &Target) -> Result<Client, Reading> {
    let options = &target.options;
    let tls = match Tls::of(target).await {
        Ok(tls) => tls,
        // A machine that trusts nobody can still ask a server without TLS.
        Err(_) if options.url().is_some_and(|url| url.scheme() == "http") => Tls::distrustful(),
        Err(reading) => return Err(reading),
    };
    let most = usize::try_from(options.number("redirects").unwrap_or(REDIRECTS)).unwrap_or_default();
    let headers = headers(options).map_err(|wrong| Reading::error(format!("`{}` {}", wrong.key, wrong.why)))?;
    let mut builder = Client::builder()
        .tls_backend_preconfigured(tls.config()?)
        .redirect(if most == 0 { Policy::none() } else { Policy::limited(most) })
        .referer(false)
        .no_proxy()
        .pool_max_idle_per_host(0)
        .user_agent(concat!("planyard/", env!("CARGO_PKG_VERSION")))
        .default_headers(headers);
    if let Some(proxy) = options.text("proxy") {
        builder = builder.proxy(Proxy::all(proxy).map_err(|_| Reading::error("`proxy` is no address of a proxy"))?);
    }
    #[cfg(unix)]
    if let Some(socket) = options.text("socket") {
        builder = builder.unix_socket(target.root.join(socket));
    }
    builder.build().map_err(|error| Reading::error(format!("cannot ask: {}", bottom(&error))))
}

async fn ask(target: &Target, client: &Client) -> Result<Answer, Reading> {
    let options = &target.options;
    let Some(url) = options.url() else { return Err(Reading::error("it has no address")) };
    let method = Method::from_bytes(options.text("method").unwrap_or("GET").as_bytes()).unwrap_or(Method::GET);
    let mut request = client.request(method, url);
    if let Some(body) = options.text("body") {
        request = request.body(body.to_owned());
    }
    let request = request.build().map_err(|error| Reading::error(format!("cannot ask: {}", bottom(&error))))?;
    let identity = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let started = Instant::now();
    let mut response = client.execute(request).await.map_err(|error| unanswered(options, &error))?;
    let status = response.status();
    let (body, cut) = if is_endless(&response) { (Vec::new(), true) } else { body(&mut response).await? };
    Ok(Answer {
        status: status.as_u16(),
        reason: status.canonical_reason().unwrap_or_default(),
        body,
        cut,
        took: started.elapsed(),
        identity,
    })
}

/// These go on for as long as somebody listens.
fn is_endless(response: &Response) -> bool {
    let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.starts_with("text/event-stream") || kind.starts_with("multipart/x-mixed-replace")
}

async fn body(response: &mut Response) -> Result<(Vec<u8>, bool), Reading> {
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) => {
                let room = MOST_BODY - body.len();
                if chunk.len() > room {
                    body.extend_from_slice(&chunk[..room]);
                    return Ok((body, true));
                }
                body.extend_from_slice(&chunk);
            }
            Ok(None) => return Ok((body, false)),
            Err(_) => {
                let status = response.status().as_u16();
                return Err(Reading::fail(format!("answers {status}, and breaks off in the middle of the body")));
            }
        }
    }
}

/// Why there is no answer. The text of the library's own error names the address, with its query.
fn unanswered(options: &Options, error: &reqwest::Error) -> Reading {
    if error.is_redirect() {
        let most = options.number("redirects").unwrap_or(REDIRECTS);
        let times = if most == 1 { "once".to_owned() } else { format!("{most} times") };
        return Reading::fail(format!("redirects more than {times}")).hint("does it redirect to itself?");
    }
    tls::known(error).unwrap_or_else(|| Reading::fail(format!("gives no valid HTTP answer: {}", bottom(error))))
}

/// The innermost reason, which knows no address.
fn bottom(error: &reqwest::Error) -> String {
    let mut reason = None;
    let mut next = error.source();
    while let Some(error) = next {
        reason = Some(error.to_string());
        next = error.source();
    }
    nested::cut(&reason.unwrap_or_else(|| "it ended the conversation".to_owned()))
}

async fn judge(target: &Target, answer: Answer) -> Reading {
    let options = &target.options;
    let expected = options.ranges("status").unwrap_or_else(|| vec![(200, 399)]);
    let is_expected = expected.iter().any(|(from, to)| (*from..=*to).contains(&u64::from(answer.status)));
    let told = options.flag("nested", true).then(|| report(&answer)).flatten().map(|told| unsaid(told, &answer));
    let said = format!("answers {} {}", answer.status, answer.reason).trim_end().to_owned();
    let mut reading = if is_expected { Reading::ok(said) } else { unexpected(&answer, said) };
    if let Some(told) = told {
        let because = told.reason().map_or_else(String::new, |why| format!(": {why}"));
        let itself = format!("{}, and says that it is {}{because}", reading.message, told.word);
        match told.outcome() {
            // It says so itself, whatever the status.
            ProbeOutcome::Starting => reading = Reading::starting(itself),
            ProbeOutcome::Ok if is_expected => reading.message = itself,
            outcome if !is_expected && outcome > ProbeOutcome::Ok => reading.message = itself,
            outcome => reading = reading.worse(outcome, itself),
        }
        reading.components = told.components;
    }
    if is_expected {
        reading = content(options, reading, &answer);
        reading = filtered(options, reading, &answer).await;
    }
    reading.took(answer.took)
}

fn unexpected(answer: &Answer, said: String) -> Reading {
    match answer.status {
        401 | 403 | 407 => Reading::fail(said)
            .hint("it wants credentials: set `bearer`, `headers` or a user in the `url`, or expect this with `status`"),
        429 => Reading::warn(said).hint("it is asked too often"),
        300..=399 => Reading::fail(said).hint("it redirects: see `redirects`"),
        _ => Reading::fail(said),
    }
}

fn report(answer: &Answer) -> Option<nested::Told> {
    let is_object = answer.body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
    if answer.cut || !is_object {
        return None;
    }
    nested::read(&serde_json::from_slice::<Value>(&answer.body).ok()?)
}

/// A report that repeats what it was asked with does not get it printed.
fn unsaid(mut told: nested::Told, answer: &Answer) -> nested::Told {
    let Some(sent) = &answer.identity else { return told };
    let secret = sent.split_once(' ').map_or(sent.as_str(), |(_, secret)| secret);
    let clean = |text: &str| text.replace(secret, "[redacted]");
    told.why = told.why.as_deref().map(clean);
    for component in &mut told.components {
        *component =
            Component { name: clean(&component.name), message: clean(&component.message), ..component.clone() };
    }
    told
}

fn content(options: &Options, mut reading: Reading, answer: &Answer) -> Reading {
    let text = String::from_utf8_lossy(&answer.body);
    let part = if answer.cut { "the first MiB of its answer" } else { "its answer" };
    if let Some(wanted) = options.text("contains")
        && !text.contains(wanted)
    {
        reading = reading.worse(ProbeOutcome::Fail, format!("{part} does not contain \"{}\"", nested::cut(wanted)));
    }
    if let Some(wanted) = options.regex("body_matches")
        && !wanted.is_match(&text)
    {
        reading = reading.worse(ProbeOutcome::Fail, format!("{part} does not match `{wanted}`"));
    }
    reading
}

async fn filtered(options: &Options, reading: Reading, answer: &Answer) -> Reading {
    let Some(filter) = options.text("jq") else { return reading };
    if answer.cut {
        return reading.worse(ProbeOutcome::Fail, "its answer is longer than 1 MiB, too long for `jq`");
    }
    let (code, body) = (filter.to_owned(), answer.body.clone());
    match tokio::task::spawn_blocking(move || jq::holds(&code, &body)).await {
        Ok(Ok(true)) => reading,
        Ok(Ok(false)) => reading.worse(ProbeOutcome::Fail, format!("its answer does not satisfy `{filter}`")),
        Ok(Err(why)) => {
            let why = nested::cut(&why);
            reading.worse(ProbeOutcome::Fail, format!("`{filter}` cannot be asked of its answer: {why}"))
        }
        Err(error) => reading.worse(ProbeOutcome::Error, format!("the filter broke down: {error}")),
    }
}
