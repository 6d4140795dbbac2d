//! An agent's output, line by line, as events. Nothing that an agent prints is an error: what is not understood is told as
//! such.

use std::borrow::Cow;
use std::collections::HashMap;

use jiff::Timestamp;
use memchr::memmem::Finder;
use regex::Regex;

use super::Event;
use super::limit;
use super::record::{Format, Record};
use super::shorten::shorten;
use crate::jq::{Filter, read};
use crate::queue::Failure;

/// A longer line is not looked into.
pub const LONGEST_LINE: usize = 16 * 1024 * 1024;
/// Where the words of `skip` and `heavy` must stand.
const HEAD: usize = 256;
/// Strings of heavy lines are cut to this: of what a tool said only a summary goes on.
const SHORT: usize = 512;
/// Lines of standard error are cut to this.
const SHORT_ERROR: usize = 4 * 1024;
/// Of a line that is not understood so much goes into its event; all of it is in the transcript.
const SHOWN: usize = 2 * 1024;
/// A summary has at most so many characters.
const SUMMARY: usize = 200;
/// The longest last message that is put together from pieces: its end is kept, where results stand.
const LONGEST_MESSAGE: usize = 1024 * 1024;
/// JSON that is nested deeper is not read: reading it would take a stack of its own.
const DEEPEST: usize = 200;
/// So many calls of tools are remembered by their ids.
const MOST_CALLS: usize = 4096;
/// Definitions that every filter may use.
const PRELUDE: &str = include_str!("prelude.jq");

/// What a record says of a stream, compiled.
#[derive(Debug)]
pub struct Rules {
    format: Format,
    filter: Option<Filter>,
    errors: Option<Filter>,
    skip: Vec<Finder<'static>>,
    heavy: Vec<Finder<'static>>,
    patterns: Vec<(Regex, Failure)>,
}

impl Rules {
    /// Compiles a record's filter and patterns.
    ///
    /// # Errors
    /// What is wrong with which of them.
    pub fn new(record: &Record) -> Result<Self, String> {
        let stream = &record.stream;
        let filter = compiled("stream.map", &stream.map)?;
        let errors = compiled("stream.errors", &stream.errors)?;
        let finders = |words: &[String]| words.iter().map(|word| Finder::new(word).into_owned()).collect();
        let patterns = record.pattern.iter().map(|pattern| {
            let text = Regex::new(&pattern.text).map_err(|error| format!("pattern: {error}"))?;
            Ok((text, pattern.failure))
        });
        Ok(Self {
            format: stream.format,
            filter,
            errors,
            skip: finders(&stream.skip),
            heavy: finders(&stream.heavy),
            patterns: patterns.collect::<Result<_, String>>()?,
        })
    }

    /// What kind of failure a text tells of.
    pub fn failure(&self, text: &str) -> Option<Failure> {
        self.patterns.iter().find(|(pattern, _)| pattern.is_match(text)).map(|(_, failure)| *failure)
    }

    /// Begins to read a stream.
    pub fn reading(&self) -> Reading<'_> {
        Reading {
            rules: self,
            now: None,
            said: String::new(),
            whole_said: true,
            tools: HashMap::new(),
            document: Vec::new(),
            session: None,
            limited: false,
            failed: false,
            results: 0,
        }
    }
}

/// A stream that is being read.
#[derive(Debug)]
pub struct Reading<'r> {
    rules: &'r Rules,
    now: Option<Timestamp>,
    /// The last message, as far as it has been said.
    said: String,
    /// What comes next is another message.
    whole_said: bool,
    /// Names of tools by the ids of their calls.
    tools: HashMap<String, String>,
    /// What a stream of one document has said so far.
    document: Vec<u8>,
    session: Option<String>,
    limited: bool,
    failed: bool,
    results: usize,
}

impl Reading<'_> {
    /// Takes this for the time that limits are counted from.
    #[must_use]
    pub fn at(mut self, now: Timestamp) -> Self {
        self.now = Some(now);
        self
    }

    /// It has said how it went.
    pub fn has_result(&self) -> bool {
        self.results > 0
    }

    /// The last message.
    pub fn last_message(&self) -> &str {
        &self.said
    }

    /// Takes a line, without its end.
    pub fn line(&mut self, line: &[u8], take: &mut dyn FnMut(Event)) {
        if line.len() > LONGEST_LINE {
            let message = format!("a line of {} bytes was not looked into", line.len());
            return take(Event::Warn { message });
        }
        let line = line.trim_ascii_end();
        if self.rules.format == Format::Json {
            if self.document.len() + line.len() <= LONGEST_LINE {
                self.document.extend_from_slice(line);
                self.document.push(b'\n');
            }
            return;
        }
        let head = &line[..line.len().min(HEAD)];
        let says = |words: &[Finder<'_>]| words.iter().any(|word| word.find(head).is_some());
        if line.is_empty() || says(&self.rules.skip) {
            return;
        }
        let text = if std::str::from_utf8(line).is_ok() {
            Cow::Borrowed(line)
        } else {
            take(Event::Warn { message: "a line is not UTF-8".to_owned() });
            Cow::Owned(String::from_utf8_lossy(line).into_owned().into_bytes())
        };
        match self.rules.format {
            Format::Text => self.words(&text, take),
            _ if says(&self.rules.heavy) => {
                let short = shorten(&text, SHORT);
                self.document(&short, take);
            }
            _ => self.document(&text, take),
        }
    }

    /// Takes a line of standard error, without its end.
    pub fn error_line(&mut self, line: &[u8], take: &mut dyn FnMut(Event)) {
        let Some(filter) = &self.rules.errors else { return };
        let line = &line[..line.len().min(SHORT_ERROR)];
        let mut events = Vec::new();
        strings(filter, &String::from_utf8_lossy(line), &mut events);
        for event in events {
            self.tell(event, line, take);
        }
    }

    /// The account's limit is reached, as something else than the stream says.
    pub fn limited_by(&mut self, message: &str, take: &mut dyn FnMut(Event)) {
        if !self.limited {
            take(self.limit(None, message.to_owned()));
        }
    }

    /// The stream is at its end.
    pub fn end(&mut self, take: &mut dyn FnMut(Event)) {
        let document = std::mem::take(&mut self.document);
        if self.rules.format == Format::Json && !document.trim_ascii().is_empty() {
            let text = String::from_utf8_lossy(&document);
            self.document(text.trim().as_bytes(), take);
        }
    }

    /// A line for people. A filter, if there is one, is given the line as a string; what it has nothing to say of is text.
    fn words(&mut self, line: &[u8], take: &mut dyn FnMut(Event)) {
        let text = String::from_utf8_lossy(line);
        let mut events = Vec::new();
        if let Some(filter) = &self.rules.filter {
            strings(filter, &text, &mut events);
        }
        if events.is_empty() {
            events.push(Event::Text { text: format!("{text}\n"), delta: true });
        }
        for event in events {
            self.tell(event, line, take);
        }
    }

    fn document(&mut self, line: &[u8], take: &mut dyn FnMut(Event)) {
        if !matches!(line.first(), Some(b'{' | b'[')) {
            return take(Event::Warn { message: format!("a line is not JSON: {}", shown(line, SUMMARY)) });
        }
        if is_deep(line) {
            return take(Event::Warn { message: format!("a line is nested too deep: {}", shown(line, SUMMARY)) });
        }
        let input = match read::parse_single(line) {
            Ok(input) => input,
            Err(error) => {
                let message = format!("a line is not JSON ({error}): {}", shown(line, SUMMARY));
                return take(Event::Warn { message });
            }
        };
        let Some(filter) = &self.rules.filter else { return };
        let mut events = Vec::new();
        filter.run(input, |value| events.push(event(value)));
        for event in events {
            self.tell(event, line, take);
        }
    }

    /// Adds to an event what only the events before it tell.
    fn tell(&mut self, event: Event, line: &[u8], take: &mut dyn FnMut(Event)) {
        let event = match event {
            Event::Unknown { .. } => Event::Unknown { raw: shown(line, SHOWN) },
            // Some tell it with each step.
            Event::Started { session: Some(session), .. } if self.session.as_ref() == Some(&session) => return,
            Event::Started { session, model, version } => {
                self.session.clone_from(&session);
                Event::Started { session, model, version }
            }
            // Some tell first why they failed, and then that they did.
            Event::Result { ok: false, failure: None, message: None, .. } if self.failed => return,
            Event::Text { text, delta } => {
                self.say(&text, delta);
                Event::Text { text, delta }
            }
            Event::ToolStart { id, name, summary } => {
                self.whole_said = true;
                if !id.is_empty() && self.tools.len() < MOST_CALLS {
                    self.tools.insert(id.clone(), name.clone());
                }
                Event::ToolStart { id, name, summary: one_line(&summary) }
            }
            Event::ToolEnd { id, ok, summary } => Event::ToolEnd { id, ok, summary: one_line(&summary) },
            Event::Denied { tool, why } => {
                Event::Denied { tool: self.tools.get(&tool).cloned().unwrap_or(tool), why: one_line(&why) }
            }
            Event::Retry { attempt, after_ms, failure: Failure::Failed, message } => {
                let failure = self.rules.failure(&message).unwrap_or(Failure::Overloaded);
                Event::Retry { attempt, after_ms, failure, message }
            }
            Event::Limit { until, message } => self.limit(until, message),
            Event::Result { ok, text, failure, message, structured, turns } => {
                let text = if text.is_empty() { self.said.clone() } else { text };
                let known = || self.rules.failure(message.as_deref().unwrap_or(&text));
                let failure = failure.filter(|_| !ok).or_else(|| (!ok).then(|| known().unwrap_or(Failure::Failed)));
                if failure == Some(Failure::RateLimit) && !self.limited {
                    let message = message.clone().unwrap_or_else(|| text.clone());
                    take(self.limit(None, message));
                }
                self.failed = !ok;
                self.results += 1;
                Event::Result { ok, text, failure, message, structured, turns }
            }
            other => other,
        };
        take(event);
    }

    fn say(&mut self, text: &str, delta: bool) {
        if !delta || self.whole_said {
            self.said.clear();
        }
        self.whole_said = !delta;
        self.said.push_str(text);
        if self.said.len() > LONGEST_MESSAGE {
            let from = self.said.ceil_char_boundary(self.said.len() - LONGEST_MESSAGE / 2);
            self.said.drain(..from);
        }
    }

    fn limit(&mut self, until: Option<i64>, message: String) -> Event {
        self.limited = true;
        let now = self.now.unwrap_or_else(Timestamp::now);
        let ends = until.filter(|until| *until > now.as_millisecond()).or_else(|| limit::until(&message, now));
        Event::Limit { until: ends, message: one_line(&message) }
    }
}

fn compiled(key: &str, code: &str) -> Result<Option<Filter>, String> {
    if code.trim().is_empty() {
        return Ok(None);
    }
    // On one line, so that the lines of the user's filter keep their numbers.
    let code = format!("{} {code}", PRELUDE.replace('\n', " "));
    Filter::compile(&code).map(Some).map_err(|wrong| format!("{key}: {wrong}"))
}

/// What a filter says of a text.
fn strings(filter: &Filter, text: &str, events: &mut Vec<Event>) {
    let input = serde_json::Value::String(text.to_owned()).to_string();
    if let Ok(input) = read::parse_single(input.as_bytes()) {
        filter.run(input, |value| events.push(event(value)));
    }
}

/// What a filter yields, as an event.
fn event(value: Result<&[u8], String>) -> Event {
    let wrong = match value {
        Ok(value) => match serde_json::from_slice::<Event>(value) {
            Ok(event) => return event,
            Err(error) => format!("the record's filter yields what is no event: {error}: {}", shown(value, SUMMARY)),
        },
        Err(error) => format!("the record's filter fails on a line: {error}"),
    };
    Event::Warn { message: one_line(&wrong) }
}

/// Deeper than a parser that calls itself should go. Brackets in strings count as well when there are few in all.
fn is_deep(line: &[u8]) -> bool {
    if line.iter().filter(|byte| matches!(byte, b'{' | b'[')).count() <= DEEPEST {
        return false;
    }
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for byte in line {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return true;
        }
    }
    false
}

/// The beginning of a line.
fn shown(line: &[u8], most: usize) -> String {
    let text = String::from_utf8_lossy(&line[..line.len().min(most)]);
    if line.len() > most { format!("{}…", text.trim_end_matches('\u{FFFD}')) } else { text.into_owned() }
}

/// The first line that says something, not too long.
fn one_line(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    match line.char_indices().nth(SUMMARY) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line.to_owned(),
    }
}
