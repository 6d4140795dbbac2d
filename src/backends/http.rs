//! An endpoint elsewhere: the order goes there by POST, signed; what happens comes back as a stream of events or is asked
//! for again and again; the work comes back as a patch. ARCHITECTURE.md describes the messages.

mod call;
mod stream;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::Result;
use reqwest::Method;
use serde_json::{Value, json};
use url::Url;

use super::{Backend, Caps, Desk, Finish, Message, Options, Probe, Setting, Spec, TICK, apply};
use crate::agents::{Event, Usage};
use crate::health::run::{end, runtime};
use crate::queue::Failure;
use call::{Answer, Caller, Refused};
use stream::{Kind, Stream};

const KNOWN: [&str; 5] = ["poll", "secret_env", "talks", "tries", "url"];
/// Between two looks, when the endpoint does not say.
const POLL: f64 = 2.0;
/// How often a call is tried that finds nobody, or a server that is not well.
const TRIES: f64 = 8.0;
/// How long the endpoint is told that it may stop.
const PARTING: Duration = Duration::from_secs(5);

struct Http {
    setting: Setting,
    url: Url,
    secret: Option<String>,
    poll: Duration,
    tries: u32,
    /// It takes answers and words while it works.
    talks: bool,
}

/// Makes one.
pub(super) fn make(setting: &Setting) -> Result<Box<dyn Backend>> {
    let options = Options::of(setting, &KNOWN)?;
    let text = options.need("url", options.text("url")?)?;
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let url = url.ok_or_else(|| options.wrong("url", "must be an address that begins with http:// or https://"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(options.wrong("url", "must not hold a password: use `secret_env`").into());
    }
    let secret = match options.text("secret_env")? {
        None => None,
        Some(name) => match setting.env.get(name).filter(|secret| !secret.is_empty()) {
            Some(secret) => Some(secret.clone()),
            None => return Err(options.wrong("secret_env", &format!("names {name}, which is not set")).into()),
        },
    };
    let seconds = options.number("poll")?.unwrap_or(POLL).clamp(0.05, 3600.0);
    let talks = setting.options.get("talks").map(|talks| talks.as_bool().ok_or("must be true or false")).transpose();
    Ok(Box::new(Http {
        setting: setting.clone(),
        url,
        secret,
        poll: Duration::from_secs_f64(seconds),
        tries: options.number("tries")?.unwrap_or(TRIES).clamp(1.0, 100.0) as u32,
        talks: talks.map_err(|what| options.wrong("talks", what))?.unwrap_or(false),
    }))
}

impl Http {
    fn caller(&self, run: &str) -> Result<Caller, String> {
        let runtime = runtime().map_err(|error| format!("no runtime: {error}"))?;
        Caller::new(runtime, &self.url, self.secret.as_deref(), run)
    }
}

impl Backend for Http {
    fn caps(&self) -> Caps {
        let (live_ask, live_tell) = (self.talks, self.talks);
        Caps { live_ask, live_tell, cost: true, tokens: true, structured: true, result: true, ..Caps::default() }
    }

    fn probe(&self) -> Probe {
        let started = Instant::now();
        let stop = Arc::default();
        // Whatever it answers, it is there; nothing is ordered.
        let answer = self.caller("probe").and_then(|mut caller| {
            let answer = caller.call(Method::OPTIONS, &self.url, None, &stop).map_err(|refused| refused.why);
            end(caller.into_runtime(), &AtomicBool::new(false));
            answer
        });
        match answer {
            Ok(answer) => Probe {
                ready: answer.status < 500,
                notes: vec![format!("it answers {}", answer.status)],
                start_ms: u64::try_from(started.elapsed().as_millis()).ok(),
                version: None,
            },
            Err(why) => Probe { notes: vec![why], ..Probe::default() },
        }
    }

    fn run(&self, spec: &Spec, desk: &mut dyn Desk, stop: &Arc<AtomicBool>) -> Finish {
        let caller = match self.caller(&spec.run) {
            Ok(caller) => caller,
            Err(why) => return failed(Failure::SetupFailed, why),
        };
        let mut run = Run { http: self, spec, desk, stop, caller, seen: 0, status_url: None, result: None };
        let finish = run.order();
        end(run.caller.into_runtime(), &AtomicBool::new(false));
        Finish { message: finish.message.map(|text| self.setting.secrets.redact_text(&text)), ..finish }
    }
}

fn failed(failure: Failure, message: impl Into<String>) -> Finish {
    Finish { failure: Some(failure), message: Some(message.into()), ..Finish::default() }
}

/// An order under way.
struct Run<'r> {
    http: &'r Http,
    spec: &'r Spec,
    desk: &'r mut dyn Desk,
    stop: &'r Arc<AtomicBool>,
    caller: Caller,
    /// So many of the events that the endpoint lists were told.
    seen: usize,
    /// Where it says how far it is.
    status_url: Option<Url>,
    result: Option<Value>,
}

impl Run<'_> {
    fn order(&mut self) -> Finish {
        let mut order = serde_json::to_value(self.spec).unwrap_or_default();
        if let Some(object) = order.as_object_mut() {
            object.remove("env");
        }
        let body = json!({"v": 1, "type": "run", "spec": order}).to_string();
        let url = self.http.url.clone();
        let ends = self.sent(Method::POST, &url, Some(&body)).and_then(|answer| self.follow(answer));
        match ends {
            Ok(()) => self.ended(),
            Err(refused) if self.stop.load(Ordering::Relaxed) => {
                self.take_back();
                Finish { stopped: true, message: Some(refused.why), ..Finish::default() }
            }
            Err(Refused { failure, why, until }) => {
                if failure == Failure::RateLimit {
                    self.desk.event(Event::Limit { until, message: why.clone() });
                }
                failed(failure, why)
            }
        }
    }

    /// Calls until somebody is there who is well, for a number of times.
    fn sent(&mut self, method: Method, url: &Url, body: Option<&str>) -> Result<Answer, Refused> {
        let mut wait = Duration::from_millis(250);
        for tried in 1.. {
            let refused = match self.caller.call(method.clone(), url, body, self.stop) {
                Ok(answer) => match answer.refused() {
                    None => return Ok(answer),
                    Some((refused, false)) => return Err(refused),
                    Some((refused, true)) => {
                        wait = answer.retry_after.unwrap_or(wait);
                        refused
                    }
                },
                Err(refused) => refused,
            };
            if tried >= self.http.tries || self.stop.load(Ordering::Relaxed) {
                return Err(refused);
            }
            self.desk.event(Event::Retry {
                attempt: tried,
                after_ms: u64::try_from(wait.as_millis()).unwrap_or(u64::MAX),
                failure: refused.failure,
                message: refused.why,
            });
            self.pause(wait)?;
            wait = (wait * 2).min(Duration::from_secs(30));
        }
        Err(Refused::new(Failure::Lost, "it was never called"))
    }

    /// Waits; what people say meanwhile is passed on.
    fn pause(&mut self, wait: Duration) -> Result<(), Refused> {
        let began = Instant::now();
        while began.elapsed() < wait {
            if self.stop.load(Ordering::Relaxed) {
                return Err(Refused::new(Failure::Cancelled, "it was stopped"));
            }
            std::thread::sleep(TICK.min(wait.saturating_sub(began.elapsed())));
        }
        self.pass_on()
    }

    fn pass_on(&mut self) -> Result<(), Refused> {
        if !self.http.talks {
            return Ok(());
        }
        for message in self.desk.messages() {
            let body = match message {
                Message::Answer { id, text, by } => json!({"type": "answer", "id": id, "value": text, "by": by}),
                Message::Tell { text, by } => json!({"type": "tell", "text": text, "by": by}),
            };
            let mut url = self.status_url.clone().unwrap_or_else(|| self.http.url.clone());
            url.set_path(&format!("{}/messages", url.path().trim_end_matches('/')));
            self.sent(Method::POST, &url, Some(&body.to_string()))?;
        }
        Ok(())
    }

    /// From the first answer to the result.
    fn follow(&mut self, answer: Answer) -> Result<(), Refused> {
        self.learn_place(&answer)?;
        let mut answer = answer;
        loop {
            let wait = answer.retry_after.unwrap_or(self.http.poll);
            match answer.kind {
                Kind::Json => self.document(answer)?,
                kind => self.streamed(Stream::new(kind), answer)?,
            }
            if self.result.is_some() {
                return Ok(());
            }
            let Some(url) = self.status_url.clone() else {
                return Err(Refused::new(Failure::Lost, "it ended without a result, and does not say where to ask"));
            };
            self.pause(wait)?;
            answer = self.sent(Method::GET, &url, None)?;
        }
    }

    /// Where to ask, when the answer says: at the same endpoint and nowhere else.
    fn learn_place(&mut self, answer: &Answer) -> Result<(), Refused> {
        if let Some(location) = &answer.location {
            self.place(location)?;
        }
        Ok(())
    }

    fn place(&mut self, location: &str) -> Result<(), Refused> {
        let url = self.http.url.join(location).ok().filter(|url| url.origin() == self.http.url.origin());
        match url {
            Some(url) => self.status_url = Some(url),
            None => return Err(Refused::new(Failure::BadOutput, "it says to ask at another host")),
        }
        Ok(())
    }

    fn document(&mut self, mut answer: Answer) -> Result<(), Refused> {
        let body = self.caller.body(&mut answer, self.stop)?;
        self.desk.raw(super::Stream::Out, &[&body[..], b"\n"].concat());
        let value: Value = serde_json::from_slice(&body).ok().filter(Value::is_object).ok_or_else(|| {
            Refused::new(Failure::BadOutput, format!("it answers {} with what is no JSON object", answer.status))
        })?;
        if let Some(url) = value.get("status_url").and_then(Value::as_str) {
            self.place(url)?;
        }
        // All events so far, each time: those that were told are left out.
        let events = value.get("events").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        for event in events.iter().skip(self.seen) {
            self.event(event.clone());
        }
        self.seen = self.seen.max(events.len());
        if let Some(usage) = value.get("usage").cloned().and_then(|usage| serde_json::from_value::<Usage>(usage).ok()) {
            self.desk.event(Event::Usage { usage, total: true, id: None });
        }
        match value.get("status").and_then(Value::as_str) {
            Some("completed" | "failed" | "cancelled") => self.result = Some(value),
            Some("queued" | "running") => {}
            _ => {
                return Err(Refused::new(
                    Failure::BadOutput,
                    "its `status` is none of queued, running, completed, failed, cancelled",
                ));
            }
        }
        Ok(())
    }

    fn streamed(&mut self, mut lines: Stream, mut answer: Answer) -> Result<(), Refused> {
        while let Some(chunk) = self.caller.chunk(&mut answer, self.stop)? {
            for line in lines.push(&chunk).map_err(|why| Refused::new(Failure::BadOutput, why))? {
                self.desk.raw(super::Stream::Out, &[&line[..], b"\n"].concat());
                match serde_json::from_slice::<Value>(&line) {
                    Ok(value) if value.get("status").is_some() && value.get("kind").is_none() => {
                        self.result = Some(value)
                    }
                    Ok(value) => self.event(value),
                    Err(_) => self.desk.event(Event::Warn { message: "a line of the stream is no JSON".to_owned() }),
                }
                if self.result.is_some() {
                    return Ok(());
                }
            }
            self.pass_on()?;
        }
        Ok(())
    }

    /// One of our events. How it went is said by the last document alone.
    fn event(&mut self, value: Value) {
        match serde_json::from_value::<Event>(value.clone()) {
            Ok(Event::Result { .. }) | Err(_) => self.desk.event(Event::Unknown { raw: value.to_string() }),
            Ok(event) => self.desk.event(event),
        }
    }

    fn ended(&mut self) -> Finish {
        let Some(value) = self.result.take() else { return failed(Failure::Lost, "it ended without a result") };
        let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        let ok = text("status").is_some_and(|status| status == "completed");
        if let Some(patch) = text("patch").filter(|_| ok)
            && let Err(why) = apply(&self.spec.cwd, patch.as_bytes())
        {
            return failed(Failure::BadOutput, why);
        }
        let class = value.get("class").cloned().and_then(|class| serde_json::from_value::<Failure>(class).ok());
        let default = if text("status").is_some_and(|status| status == "cancelled") {
            Failure::Cancelled
        } else {
            Failure::Failed
        };
        self.desk.event(Event::Result {
            ok,
            text: text("text").unwrap_or_default(),
            failure: (!ok).then(|| class.unwrap_or(default)),
            message: text("message").filter(|_| !ok),
            structured: value.get("structured").filter(|value| !value.is_null()).cloned(),
            turns: None,
        });
        Finish::default()
    }

    /// Tells the endpoint that its work is not wanted any more.
    fn take_back(&mut self) {
        let url = self.status_url.clone().unwrap_or_else(|| self.http.url.clone());
        self.caller.set_patience(PARTING);
        let _ = self.caller.call(Method::DELETE, &url, None, &Arc::default());
    }
}

#[cfg(test)]
mod tests;
