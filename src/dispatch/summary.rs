//! What a run's events say, folded: pure.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::agents::{Event, Usage};
use crate::queue::Failure;

/// The longest text of an agent that is kept besides its transcript.
const LONGEST_TEXT: usize = 64 * 1024;

/// A question of an agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Its own id.
    pub id: String,
    /// In words.
    pub text: String,
    /// The answers to choose from.
    pub options: Vec<String>,
    /// It was answered while it ran.
    pub answered: bool,
}

/// What the agent said at its end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Said {
    /// It says that it is well.
    pub ok: bool,
    /// Its last message.
    pub text: String,
    /// What kind of failure.
    pub failure: Option<Failure>,
    /// The failure in words.
    pub message: Option<String>,
    /// What it answered in the form it was asked for.
    pub structured: Option<Value>,
}

/// A run's events, folded.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Summary {
    /// The agent's session.
    pub session: Option<String>,
    /// The model that answered.
    pub model: Option<String>,
    /// The agent's version.
    pub version: Option<String>,
    /// Its last message, as far as it came.
    pub text: String,
    /// What it said at its end; `None`: it never came to one.
    pub said: Option<Said>,
    /// Tools that were refused.
    pub denied: Vec<String>,
    /// Questions.
    pub asked: Vec<Asked>,
    /// The account's limit is reached: until when, and in words.
    pub limit: Option<(Option<i64>, String)>,
    /// The last reason for which the model was asked again.
    pub retrying: Option<(Failure, String)>,
    /// How many events there were.
    pub events: u64,
    /// Tools that were used.
    pub tools: u64,
    /// Turns, as told or as usage was told.
    pub turns: u32,
    /// Odd things that stopped nothing.
    pub warnings: u64,
    /// What was used.
    pub usage: Usage,
    /// A message that is still coming.
    #[serde(skip)]
    coming: bool,
    /// Usage by the message it is of.
    #[serde(skip)]
    by_message: BTreeMap<String, Usage>,
    /// Usage of messages without an id.
    #[serde(skip)]
    other: Usage,
    /// The sum as the agent told it.
    #[serde(skip)]
    total: Option<Usage>,
}

impl Summary {
    /// Folds one more event in.
    pub fn add(&mut self, event: &Event) {
        self.events += 1;
        match event {
            Event::Started { session, model, version } => {
                self.session = session.clone().or_else(|| self.session.take());
                self.model = model.clone().or_else(|| self.model.take());
                self.version = version.clone().or_else(|| self.version.take());
            }
            Event::Text { text, delta } => self.says(text, *delta),
            Event::ToolStart { .. } => {
                self.tools += 1;
                self.coming = false;
                self.retrying = None;
            }
            Event::ToolEnd { .. } => self.coming = false,
            Event::Usage { usage, total, id } => self.uses(*usage, *total, id.as_deref()),
            Event::Retry { failure, message, .. } => self.retrying = Some((*failure, message.clone())),
            Event::Limit { until, message } => self.limit = Some((*until, message.clone())),
            Event::Ask { id, text, options } => {
                let (id, text, options) = (id.clone(), text.clone(), options.clone());
                self.asked.push(Asked { id, text, options, answered: false });
            }
            Event::Denied { tool, .. } => self.denied.push(tool.clone()),
            Event::Warn { .. } => self.warnings += 1,
            Event::Result { ok, text, failure, message, structured, turns } => {
                self.turns = turns.unwrap_or(self.turns);
                let text = if text.is_empty() { self.text.clone() } else { shortened(text) };
                self.said = Some(Said {
                    ok: *ok,
                    text,
                    failure: *failure,
                    message: message.clone(),
                    structured: structured.clone(),
                });
            }
            Event::Unknown { .. } => {}
        }
    }

    fn says(&mut self, text: &str, delta: bool) {
        self.retrying = None;
        if !(delta && self.coming) {
            self.text.clear();
        }
        self.coming = delta;
        self.text.push_str(text);
        if self.text.len() > LONGEST_TEXT {
            self.text = shortened(&self.text);
        }
    }

    fn uses(&mut self, usage: Usage, total: bool, id: Option<&str>) {
        if total {
            self.total = Some(usage);
        } else if let Some(id) = id {
            self.by_message.insert(id.to_owned(), usage);
            self.turns = self.turns.max(u32::try_from(self.by_message.len()).unwrap_or(u32::MAX));
        } else {
            self.other = sum(self.other, usage);
            self.turns += 1;
        }
        let counted = self.by_message.values().fold(self.other, |all, one| sum(all, *one));
        // The greater of what was told and what was counted: neither may hide money.
        self.usage = match self.total {
            None => counted,
            Some(total) => Usage {
                input: total.input.max(counted.input),
                output: total.output.max(counted.output),
                cached: total.cached.max(counted.cached),
                cost_micro: total.cost_micro.max(counted.cost_micro),
            },
        };
    }

    /// The last message: what it said at its end, or as far as it came.
    pub fn last_words(&self) -> &str {
        self.said.as_ref().map_or(&self.text, |said| &said.text)
    }
}

fn sum(a: Usage, b: Usage) -> Usage {
    let cost_micro = match (a.cost_micro, b.cost_micro) {
        (None, None) => None,
        (a, b) => Some(a.unwrap_or(0) + b.unwrap_or(0)),
    };
    Usage { input: a.input + b.input, output: a.output + b.output, cached: a.cached + b.cached, cost_micro }
}

/// The end of a text: that is where results stand.
fn shortened(text: &str) -> String {
    let mut from = text.len().saturating_sub(LONGEST_TEXT);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    text[from..].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usage(input: u64, cost: u64) -> Usage {
        Usage { input, output: 1, cached: 0, cost_micro: Some(cost) }
    }

    #[test]
    fn usage_is_counted_while_it_streams_and_no_message_twice() {
        let mut summary = Summary::default();
        let add = |summary: &mut Summary, usage, total, id: Option<&str>| {
            summary.add(&Event::Usage { usage, total, id: id.map(str::to_owned) });
        };
        add(&mut summary, usage(10, 100), false, Some("m1"));
        add(&mut summary, usage(12, 120), false, Some("m1"));
        add(&mut summary, usage(5, 50), false, Some("m2"));
        assert_eq!((summary.usage.input, summary.usage.cost_micro, summary.turns), (17, Some(170), 2));
        add(&mut summary, usage(20, 160), true, None);
        assert_eq!((summary.usage.input, summary.usage.cost_micro), (20, Some(170)));
    }

    #[test]
    fn a_message_comes_in_pieces_and_the_last_one_counts() {
        let mut summary = Summary::default();
        for (text, delta) in [("a", true), ("b", true), ("whole", false), ("c", true), ("d", true)] {
            summary.add(&Event::Text { text: text.to_owned(), delta });
        }
        assert_eq!(summary.last_words(), "cd");
        let result = |text: &str| Event::Result {
            ok: true,
            text: text.to_owned(),
            failure: None,
            message: None,
            structured: None,
            turns: None,
        };
        summary.add(&result(""));
        assert_eq!(summary.last_words(), "cd");
        summary.add(&result("end"));
        assert_eq!(summary.last_words(), "end");
    }
}
