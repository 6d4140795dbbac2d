//! An agent's events as calm lines for people. Pure.

use serde_json::Value;

use crate::agents::{Event, Usage};
use crate::dispatch::settings::dollars;
use crate::report::{Line, Role};

/// The longest line of what a tool is given or answers.
const LONGEST: usize = 400;

/// Makes lines of events: pieces of a message are joined first.
#[derive(Debug, Default)]
pub struct Lines {
    coming: String,
    at: u64,
    used: Option<String>,
}

impl Lines {
    /// The lines that an event (a line of `events.jsonl`) completes.
    pub fn add(&mut self, value: &Value) -> Vec<Line> {
        let Ok(event) = serde_json::from_value::<Event>(value.clone()) else { return Vec::new() };
        let mut lines = Vec::new();
        if !matches!(event, Event::Text { delta: true, .. }) {
            self.flush(&mut lines);
        }
        self.at = value["at_ms"].as_u64().unwrap_or(self.at);
        match event {
            Event::Text { text, delta: true } => {
                self.coming.push_str(&text);
                // What ends in a newline is whole already.
                if let Some(end) = self.coming.rfind('\n') {
                    let rest = self.coming.split_off(end + 1);
                    self.flush(&mut lines);
                    self.coming = rest;
                }
            }
            Event::Text { text, delta: false } => self.says(&text, &mut lines),
            Event::Usage { usage, .. } => {
                let told = used(usage);
                // Some agents tell the same sum with every word.
                if self.used.as_ref() != Some(&told) {
                    lines.push(self.line(Role::Dim, "·", told.clone()));
                    self.used = Some(told);
                }
            }
            other => lines.extend(self.other(other)),
        }
        lines
    }

    /// What is left when nothing more comes.
    pub fn rest(&mut self) -> Vec<Line> {
        let mut lines = Vec::new();
        self.flush(&mut lines);
        lines
    }

    fn flush(&mut self, lines: &mut Vec<Line>) {
        let text = std::mem::take(&mut self.coming);
        self.says(&text, lines);
    }

    fn says(&self, text: &str, lines: &mut Vec<Line>) {
        for (at, said) in text.lines().map(str::trim_end).filter(|said| !said.is_empty()).enumerate() {
            let time = if at == 0 { clock(self.at) } else { " ".repeat(6) };
            lines.push(vec![(Role::Dim, time), (Role::Plain, format!("  {said}"))]);
        }
    }

    fn line(&self, role: Role, mark: &str, text: String) -> Line {
        vec![(Role::Dim, clock(self.at)), (role, format!("  {mark} {text}"))]
    }

    fn other(&self, event: Event) -> Option<Line> {
        Some(match event {
            Event::Started { session, model, version } => {
                let parts = [model, version, session.map(|session| format!("session {session}"))];
                self.line(Role::Dim, "▶", words("started", parts.into_iter().flatten()))
            }
            Event::ToolStart { name, summary, .. } => {
                self.line(Role::Code, "▸", one_line(&format!("{name} {summary}")))
            }
            Event::ToolEnd { ok: true, summary, .. } if summary.trim().is_empty() => return None,
            Event::ToolEnd { ok: true, summary, .. } => self.line(Role::Dim, "✓", one_line(&summary)),
            Event::ToolEnd { ok: false, summary, .. } => {
                self.line(Role::Warn, "✗", one_line(&format!("the tool failed {summary}")))
            }
            Event::Retry { attempt, after_ms, failure, message } => {
                let wait = crate::duration::show(std::time::Duration::from_millis(after_ms));
                let why = one_line(&message);
                self.line(Role::Warn, "↻", format!("asked again ({attempt}) after {wait}: {failure} {why}"))
            }
            Event::Limit { message, .. } => self.line(Role::Bad, "⏸", format!("limit reached: {}", one_line(&message))),
            Event::Ask { text, options, .. } => {
                let choices = if options.is_empty() { String::new() } else { format!(" [{}]", options.join(" | ")) };
                self.line(Role::Warn, "?", one_line(&format!("{text}{choices}")))
            }
            Event::Denied { tool, why } => self.line(Role::Warn, "✗", one_line(&format!("refused: {tool} {why}"))),
            Event::Warn { message } => self.line(Role::Warn, "!", one_line(&message)),
            Event::Result { ok, text, failure, message, .. } => {
                let failed = failure.map(|failure| failure.name().to_owned()).into_iter().chain(message);
                let last = text.lines().rev().find(|line| !line.trim().is_empty()).map(str::to_owned);
                let said = failed.chain(last);
                let (role, mark, word) =
                    if ok { (Role::Good, "■", "says it is done") } else { (Role::Bad, "■", "says it failed") };
                self.line(role, mark, one_line(&words(word, said)))
            }
            Event::Text { .. } | Event::Usage { .. } | Event::Unknown { .. } => return None,
        })
    }
}

/// What an event says in half a line, for a list of many runs; `None`: nothing that is a step.
pub fn step(event: &Event) -> Option<String> {
    Some(match event {
        Event::Started { .. } => "started".to_owned(),
        Event::Text { text, .. } => {
            let last = text.lines().rev().map(str::trim).find(|line| !line.is_empty())?;
            one_line(last)
        }
        Event::ToolStart { name, summary, .. } => one_line(&format!("{name} {summary}")),
        Event::Retry { failure, attempt, .. } => format!("asked again ({attempt}): {failure}"),
        Event::Limit { message, .. } => one_line(&format!("limit reached: {message}")),
        Event::Ask { text, .. } => one_line(&format!("asks: {text}")),
        Event::Denied { tool, .. } => format!("refused: {tool}"),
        Event::Result { ok: true, .. } => "says it is done".to_owned(),
        Event::Result { ok: false, .. } => "says it failed".to_owned(),
        Event::ToolEnd { .. } | Event::Usage { .. } | Event::Warn { .. } | Event::Unknown { .. } => return None,
    })
}

fn words(first: &str, rest: impl Iterator<Item = String>) -> String {
    let rest: Vec<String> = rest.filter(|word| !word.trim().is_empty()).collect();
    if rest.is_empty() { first.to_owned() } else { format!("{first}: {}", rest.join(", ")) }
}

/// Spaces in the place of line ends, and not too long.
pub fn one_line(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

/// `3:07`, from the start of the run, six columns wide.
fn clock(ms: u64) -> String {
    format!("{:>6}", time(ms))
}

/// `3:07`, or `1:02:03` from an hour on.
pub fn time(ms: u64) -> String {
    let seconds = ms / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// `950`, `12.3k`, `4.5M`.
pub fn tokens(count: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "shown with one digit")]
    let part = |unit: u64| count as f64 / unit as f64;
    match count {
        0..1_000 => count.to_string(),
        1_000..999_950 => format!("{:.1}k", part(1_000)),
        _ => format!("{:.1}M", part(1_000_000)),
    }
}

fn used(usage: Usage) -> String {
    let cost = usage.cost_micro.map_or(String::new(), |cost| format!(", {}", dollars(cost)));
    let cached = if usage.cached > 0 { format!(" ({} cached)", tokens(usage.cached)) } else { String::new() };
    format!("{} tokens in{cached}, {} out{cost}", tokens(usage.input), tokens(usage.output))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(events: &[Value]) -> String {
        let mut lines = Lines::default();
        let mut all: Vec<Line> = events.iter().flat_map(|event| lines.add(event)).collect();
        all.extend(lines.rest());
        all.iter().map(|line| line.iter().map(|(_, text)| text.as_str()).collect::<String>() + "\n").collect()
    }

    #[test]
    fn events_become_calm_lines() {
        let shown = told(&[
            json!({"kind": "started", "session": "s-1", "model": "m", "at_ms": 40}),
            json!({"kind": "text", "text": "I look ", "delta": true, "at_ms": 1_000}),
            json!({"kind": "text", "text": "first.\nThen I", "delta": true, "at_ms": 2_000}),
            json!({"kind": "text", "text": " write.", "delta": true, "at_ms": 3_000}),
            json!({"kind": "tool_start", "name": "Bash", "summary": "cargo\n test", "at_ms": 61_000}),
            json!({"kind": "tool_end", "ok": false, "summary": "exit 1", "at_ms": 62_000}),
            json!({"kind": "usage", "input": 12_345, "output": 7, "cost_micro": 30_000, "at_ms": 63_000}),
            json!({"kind": "usage", "input": 12_345, "output": 7, "cost_micro": 30_000, "at_ms": 64_000}),
            json!({"kind": "retry", "attempt": 2, "after_ms": 4_000, "failure": "overloaded", "message": "529"}),
            json!({"kind": "unknown", "raw": "{}"}),
            json!({"kind": "of the future"}),
            json!({"kind": "result", "ok": true, "text": "All\nis done.\n", "at_ms": 3_723_000}),
        ]);
        assert_eq!(
            shown,
            concat!(
                "  0:00  ▶ started: m, session s-1\n",
                "  0:02  I look first.\n",
                "  0:03  Then I write.\n",
                "  1:01  ▸ Bash cargo test\n",
                "  1:02  ✗ the tool failed exit 1\n",
                "  1:03  · 12.3k tokens in, 7 out, $0.03\n",
                "  1:04  ↻ asked again (2) after 4 s: overloaded 529\n",
                "1:02:03  ■ says it is done: is done.\n",
            )
        );
    }

    #[test]
    fn counts_and_long_texts_are_short() {
        assert_eq!(
            [0, 999, 1_000, 999_949, 999_950, 4_500_000].map(tokens),
            ["0", "999", "1.0k", "999.9k", "1.0M", "4.5M"]
        );
        assert_eq!(one_line(&"ž".repeat(LONGEST + 1)).chars().count(), LONGEST + 1);
        assert_eq!(step(&Event::Text { text: "a\nb\n \n".to_owned(), delta: true }).as_deref(), Some("b"));
    }
}
