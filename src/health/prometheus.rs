//! Questions to a server that knows PromQL: Prometheus, VictoriaMetrics, Thanos, Mimir.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::Value;
use url::Url;

use super::probes::Reading;
use super::programs::short;
use super::tls::{self, Tls};

/// An answer of more than this is no answer to a question about health.
const LARGEST: usize = 8 * 1024 * 1024;
/// Points of a series: enough for a sparkline.
const POINTS: u64 = 30;

/// A value of an answer, and the labels that it has.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// `instance=…, job=…`; empty without labels.
    pub labels: String,
    /// The value.
    pub value: f64,
}

/// A way to ask one server.
#[derive(Debug, Clone)]
pub struct Server {
    client: reqwest::Client,
    base: Url,
    user: Option<(String, Option<String>)>,
    headers: Vec<(String, String)>,
}

impl Server {
    /// The server at that address; what stands in its path comes before `api/v1`.
    ///
    /// # Errors
    /// There is no way to ask it: nothing is known of it.
    pub async fn new(base: &Url, tls: Option<Tls>) -> Result<Self, Reading> {
        let tls = match tls {
            Some(tls) => tls,
            None if base.scheme() == "https" => Tls::of_machine().await?,
            None => Tls::distrustful(),
        };
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls.config()?)
            .no_proxy()
            .redirect(reqwest::redirect::Policy::limited(3))
            .user_agent(concat!("planyard/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| Reading::error(format!("there is no way to ask by HTTP: {}", last(&error))))?;
        let mut base = base.clone();
        let decoded = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
        let user = (!base.username().is_empty()).then(|| (decoded(base.username()), base.password().map(decoded)));
        let _ = base.set_username("");
        let _ = base.set_password(None);
        Ok(Self { client, base, user, headers: Vec::new() })
    }

    /// With a header in every question.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The samples that a query has now; none when there is no such series.
    ///
    /// # Errors
    /// The server does not answer, is starting, or the query is wrong.
    pub async fn now(&self, query: &str) -> Result<Vec<Sample>, Reading> {
        samples(&self.ask("api/v1/query", &[("query", query)]).await?)
    }

    /// The points of the first series of a query over the last minutes, oldest first.
    ///
    /// # Errors
    /// As for [`Server::now`].
    pub async fn last(&self, query: &str, minutes: u64) -> Result<Vec<f64>, Reading> {
        let end = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let seconds = minutes.saturating_mul(60).max(1);
        let (start, step) = (end.saturating_sub(seconds).to_string(), (seconds / POINTS).max(1).to_string());
        let end = end.to_string();
        let data = self
            .ask("api/v1/query_range", &[("query", query), ("start", &start), ("end", &end), ("step", &step)])
            .await?;
        let values = data.pointer("/result/0/values").and_then(Value::as_array);
        Ok(values.into_iter().flatten().filter_map(|point| number(point.get(1)?)).collect())
    }

    async fn ask(&self, path: &str, parameters: &[(&str, &str)]) -> Result<Value, Reading> {
        let mut url = self.base.clone();
        url.set_path(&format!("{}/{path}", self.base.path().trim_end_matches('/')));
        url.query_pairs_mut().extend_pairs(parameters);
        let mut request = self.client.get(url);
        if let Some((user, password)) = &self.user {
            request = request.basic_auth(user, password.as_ref());
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let mut response = request.send().await.map_err(|error| broken(&error))?;
        let status = response.status().as_u16();
        let mut body: Vec<u8> = Vec::new();
        while let Some(part) = response.chunk().await.map_err(|error| broken(&error))? {
            body.extend_from_slice(&part);
            if body.len() > LARGEST {
                return Err(Reading::error("the answer is too large; ask for less, as with sum(…)"));
            }
        }
        answer(status, &body)
    }
}

/// The points of a query over the last minutes, oldest first; empty when there are none.
///
/// # Errors
/// Why there is no answer, in one line.
pub async fn series(base: &Url, query: &str, minutes: u64) -> Result<Vec<f64>, String> {
    let said = |reading: Reading| reading.message;
    Server::new(base, None).await.map_err(said)?.last(query, minutes).await.map_err(said)
}

fn broken(error: &reqwest::Error) -> Reading {
    tls::known(error).unwrap_or_else(|| Reading::fail(format!("it does not answer: {}", last(error))))
}

/// What stands at the bottom of an error.
fn last(error: &(dyn std::error::Error + 'static)) -> String {
    let mut at = error;
    while let Some(below) = at.source() {
        at = below;
    }
    at.to_string()
}

/// The data of an answer, or what its status and its words mean.
fn answer(status: u16, body: &[u8]) -> Result<Value, Reading> {
    let json: Option<Value> = serde_json::from_slice(body).ok();
    let said = json.as_ref().and_then(|json| json.get("error")?.as_str()).map(short);
    match (status, json) {
        (200..=299, Some(mut json)) if json.get("status").and_then(Value::as_str) == Some("success") => {
            Ok(json.get_mut("data").map(Value::take).unwrap_or_default())
        }
        (401 | 403, _) => Err(Reading::error(format!("it does not let this user in (HTTP {status})"))
            .hint("put user and password into the url, or a token into `bearer`")),
        (503, _) => Err(Reading::starting("it answers that it is not ready yet (HTTP 503)")),
        (400 | 422, Some(_)) => {
            Err(Reading::error(format!("it does not take the query: {}", said.unwrap_or_default()))
                .hint("correct the query"))
        }
        (500.., _) => Err(Reading::fail(format!("it answers with HTTP {status}: {}", said.unwrap_or_default()))),
        (404, _) => {
            Err(Reading::fail("there is no PromQL server at this address (HTTP 404)").hint("see the path of `url`"))
        }
        _ => Err(Reading::fail(format!("what answers there (HTTP {status}) is no PromQL server"))),
    }
}

fn samples(data: &Value) -> Result<Vec<Sample>, Reading> {
    let result = data.get("result").unwrap_or(&Value::Null);
    match data.get("resultType").and_then(Value::as_str) {
        Some("vector") => Ok(result.as_array().into_iter().flatten().filter_map(sample).collect()),
        Some("scalar") => Ok(result
            .get(1)
            .and_then(number)
            .map(|value| Sample { labels: String::new(), value })
            .into_iter()
            .collect()),
        Some(other) => Err(Reading::error(format!("the query gives a {other}, not a number for each series"))),
        None => Err(Reading::fail("its answer is none of a PromQL server")),
    }
}

fn sample(one: &Value) -> Option<Sample> {
    let value = number(one.pointer("/value/1")?)?;
    let labels = one.get("metric").and_then(Value::as_object).into_iter().flatten();
    let labels =
        labels.filter_map(|(name, value)| Some(format!("{name}={}", value.as_str()?))).collect::<Vec<_>>().join(", ");
    Some(Sample { labels, value })
}

/// Numbers come as texts. What is none (a quantile of nothing) is no value.
fn number(value: &Value) -> Option<f64> {
    value.as_str()?.parse().ok().filter(|number: &f64| number.is_finite())
}

/// A duration as PromQL writes it.
pub fn window(time: Duration) -> String {
    format!("{}s", time.as_secs().max(1))
}

/// A text within the quotes of PromQL.
pub fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_and_errors_told_apart() {
        let read = |status: u16, body: &str| answer(status, body.as_bytes()).and_then(|data| samples(&data));
        let vector = r#"{"status":"success","data":{"resultType":"vector","result":[{"metric":{"job":"a"},"value":[1,"2.5"]},{"metric":{},"value":[1,"NaN"]}]}}"#;
        assert_eq!(read(200, vector), Ok(vec![Sample { labels: "job=a".to_owned(), value: 2.5 }]));
        let scalar = r#"{"status":"success","data":{"resultType":"scalar","result":[1,"7"]}}"#;
        assert_eq!(read(200, scalar).unwrap()[0].value, 7.0);
        let outcome = |status: u16, body: &str| read(status, body).unwrap_err().outcome.word();
        assert_eq!(outcome(400, r#"{"status":"error","error":"parse error"}"#), "error");
        assert_eq!((outcome(503, ""), outcome(401, ""), outcome(500, "")), ("starting", "error", "fail"));
        assert_eq!((outcome(200, "<html>"), outcome(404, ""), outcome(200, "{}")), ("fail", "fail", "fail"));
    }

    #[test]
    fn names_cannot_leave_their_quotes() {
        assert_eq!(quoted("a\"} or {b=\""), "a\\\"} or {b=\\\"");
    }
}
