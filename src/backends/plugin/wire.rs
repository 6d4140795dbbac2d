use serde_json::Value;

use crate::agents::{Event, Usage};
use crate::backends::Caps;
use crate::queue::Failure;

/// What it says of itself.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Hello {
    pub(super) version: u64,
    pub(super) name: String,
    pub(super) software: Option<String>,
    pub(super) caps: Caps,
}

/// What a line says.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Heard {
    Hello(Hello),
    Events(Vec<Event>),
    /// The last word.
    Result(Vec<Event>),
    /// A heartbeat, or a type of a later version.
    Nothing,
}

/// The words that a hello may have in `caps`.
pub(super) const CAPS: [&str; 9] =
    ["preassign", "resume", "ask", "tell", "usage", "cost", "structured", "turns", "result"];

/// What a line says; `None` when it is no message.
pub(super) fn heard(line: &[u8]) -> Option<Heard> {
    let message: Value = serde_json::from_slice(line).ok()?;
    let text = |key: &str| message.get(key).and_then(Value::as_str).map(str::to_owned);
    Some(match message.get("type")?.as_str()? {
        "hello" => Heard::Hello(Hello {
            version: message.get("v").and_then(Value::as_u64).unwrap_or(0),
            name: text("name").unwrap_or_default(),
            software: text("version"),
            caps: caps(message.get("caps")),
        }),
        "started" => Heard::Events(vec![Event::Started {
            session: text("session"),
            model: text("model"),
            version: text("version"),
        }]),
        "event" => Heard::Events(event(&message)),
        "usage" => Heard::Events(vec![usage(&message)]),
        "ask" => Heard::Events(vec![ask(&message)]),
        "result" => Heard::Result(result(&message)),
        _ => Heard::Nothing,
    })
}

fn caps(words: Option<&Value>) -> Caps {
    let has = |word: &str| words.and_then(Value::as_array).is_some_and(|words| words.iter().any(|one| one == word));
    Caps {
        preassign: has("preassign"),
        resume: has("resume"),
        live_ask: has("ask"),
        live_tell: has("tell"),
        cost: has("cost"),
        tokens: has("usage"),
        structured: has("structured"),
        turns: has("turns"),
        // One without a result is lost.
        result: true,
    }
}

/// Our own events, of the kinds that have no message of their own.
fn event(message: &Value) -> Vec<Event> {
    let unknown = || vec![Event::Unknown { raw: message.to_string() }];
    match serde_json::from_value::<Event>(message.clone()) {
        Ok(Event::Result { .. } | Event::Ask { .. } | Event::Usage { .. }) => unknown(),
        Ok(event) => vec![event],
        Err(_) => unknown(),
    }
}

fn usage(message: &Value) -> Event {
    let number = |key: &str| message.get(key).and_then(Value::as_u64).unwrap_or(0);
    let cost = match message.get("cost_usd") {
        None | Some(Value::Null) => None,
        Some(cost) => match cost.as_str().and_then(micro) {
            Some(micro) => Some(micro),
            None => return Event::Warn { message: format!("cost_usd is no decimal in quotes: {cost}") },
        },
    };
    let usage = Usage { input: number("input"), output: number("output"), cached: number("cached"), cost_micro: cost };
    Event::Usage { usage, total: true, id: None }
}

/// Millionths of a decimal number, rounded up.
pub(super) fn micro(decimal: &str) -> Option<u64> {
    let (whole, part) = decimal.split_once('.').unwrap_or((decimal, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(part) {
        return None;
    }
    let micros: String = part.chars().chain("000000".chars()).take(6).collect();
    let more = part.bytes().skip(6).any(|byte| byte != b'0');
    whole.parse::<u64>().ok()?.checked_mul(1_000_000)?.checked_add(micros.parse::<u64>().ok()? + u64::from(more))
}

fn ask(message: &Value) -> Event {
    let text = |key: &str| message.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let options = message.get("options").and_then(Value::as_array).into_iter().flatten();
    Event::Ask {
        id: text("id"),
        text: text("text"),
        options: options.filter_map(Value::as_str).map(str::to_owned).collect(),
    }
}

fn result(message: &Value) -> Vec<Event> {
    let text = |key: &str| message.get(key).and_then(Value::as_str).map(str::to_owned);
    let status = text("status").unwrap_or_default();
    let class = message.get("class").cloned().and_then(|class| serde_json::from_value::<Failure>(class).ok());
    let failure = match status.as_str() {
        "ok" => None,
        "cancelled" => Some(Failure::Cancelled),
        "failed" => Some(class.unwrap_or(Failure::Failed)),
        _ => Some(Failure::BadOutput),
    };
    let said = text("message");
    let mut events = Vec::new();
    if failure == Some(Failure::RateLimit) {
        let until = message.get("retry_after").and_then(Value::as_f64).filter(|seconds| (0.0..1e9).contains(seconds));
        let until = until.map(|seconds| jiff::Timestamp::now().as_millisecond() + (seconds * 1000.0) as i64);
        events.push(Event::Limit { until, message: said.clone().unwrap_or_default() });
    }
    events.push(Event::Result {
        ok: failure.is_none(),
        text: text("text").or_else(|| said.clone()).unwrap_or_default(),
        failure,
        message: failure.and(said),
        structured: message.get("structured").filter(|value| !value.is_null()).cloned(),
        turns: message.get("turns").and_then(Value::as_u64).and_then(|turns| u32::try_from(turns).ok()),
    });
    events
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_counted_in_millionths() {
        for (text, micros) in [("0.0031", 3100), ("1", 1_000_000), ("0.00000001", 1), ("12.3456780", 12_345_678)] {
            assert_eq!(micro(text), Some(micros), "{text}");
        }
        for text in ["", "-1", "1e3", ".5", "1.", "99999999999999999999", "0,5", "18446744073709.9"] {
            assert_eq!(micro(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_not_known_is_no_harm() {
        let says = |line: &str| heard(line.as_bytes());
        assert_eq!(says("{\"type\":\"heartbeat\",\"more\":1}"), Some(Heard::Nothing));
        assert_eq!(says("{\"type\":\"of a later version\"}"), Some(Heard::Nothing));
        for line in ["", "text", "{}", "[1]", "{\"type\":1}", "\u{fffd}"] {
            assert_eq!(says(line), None, "{line}");
        }
        // A result that is dressed as another event is none.
        for kind in ["result\",\"ok\":true", "of a later version\""] {
            let line = format!("{{\"type\":\"event\",\"kind\":\"{kind}}}").replace("true}", "true}");
            let Some(Heard::Events(events)) = says(&line) else { panic!("{line}") };
            assert!(matches!(events[..], [Event::Unknown { .. }]), "{events:?}");
        }
        let Some(Heard::Events(events)) = says("{\"type\":\"usage\",\"input\":1,\"cost_usd\":0.1}") else { panic!() };
        assert!(matches!(events[..], [Event::Warn { .. }]));
        let Some(Heard::Result(events)) = says("{\"type\":\"result\",\"status\":\"great\"}") else { panic!() };
        assert!(matches!(events[..], [Event::Result { ok: false, failure: Some(Failure::BadOutput), .. }]));
        let limit = "{\"type\":\"result\",\"status\":\"failed\",\"class\":\"rate_limit\",\"retry_after\":3600}";
        let Some(Heard::Result(events)) = says(limit) else { panic!() };
        assert!(matches!(
            events[..],
            [Event::Limit { until: Some(_), .. }, Event::Result { failure: Some(Failure::RateLimit), .. }]
        ));
    }
}
