//! JSON in the form that `JSON.stringify(value, null, 2)` writes: merged key by key, lists of things with an id by their
//! ids, other lists as sets.

use serde_json::{Map, Value};

use super::{Conflict, Merged, Moved, Part, Texts};

/// Stands where a value was changed in two ways, until the text is written.
const HOLE: &str = "\u{1}planyard conflict ";

/// A value in three versions; `None`: it is not there.
type Three<'v> = [Option<&'v Value>; 3];

/// `None`: one of the texts is no JSON, or written in another form, whose spaces would be lost.
pub(super) fn merge(texts: Texts<'_>) -> Option<Merged> {
    let [base, ours, theirs] = [read(texts.base)?, read(texts.ours)?, read(texts.theirs)?];
    let mut mixer = Mixer { holes: Vec::new(), moved: Vec::new() };
    let merged = mixer.merge([Some(&base), Some(&ours), Some(&theirs)], "")?;
    let mut text = written(&merged);
    if texts.ours.ends_with('\n') {
        text.push('\n');
    }
    let moved = mixer.moved.iter().map(|name| Moved { what: format!("the order of `{name}`"), line: None }).collect();
    Some(Merged { parts: mixer.parts(&text), moved })
}

fn read(text: &str) -> Option<Value> {
    let value: Value = serde_json::from_str(text).ok()?;
    (written(&value) == text.strip_suffix('\n').unwrap_or(text)).then_some(value)
}

fn written(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

struct Mixer {
    holes: Vec<([Option<Value>; 3], String)>,
    /// Lists that both sides put in another order.
    moved: Vec<String>,
}

impl Mixer {
    /// `None`: it is gone.
    fn merge(&mut self, three: Three<'_>, name: &str) -> Option<Value> {
        let [base, ours, theirs] = three;
        if ours == theirs || base == theirs {
            return ours.cloned();
        }
        if base == ours {
            return theirs.cloned();
        }
        match (base, ours, theirs) {
            (base, Some(Value::Object(ours)), Some(Value::Object(theirs))) => {
                let nothing = Map::new();
                let base = base.and_then(Value::as_object).unwrap_or(&nothing);
                Some(Value::Object(self.object([base, ours, theirs])))
            }
            (base, Some(Value::Array(ours)), Some(Value::Array(theirs))) => {
                let base = base.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
                Some(Value::Array(self.list([base, ours, theirs], name)))
            }
            (_, Some(Value::String(ours)), Some(Value::String(theirs))) if is_time(name, ours, theirs) => {
                Some(Value::String(ours.max(theirs).clone()))
            }
            _ => {
                let hole = format!("{HOLE}{}", self.holes.len());
                self.holes.push((three.map(|value| value.cloned()), name.to_owned()));
                Some(Value::String(hole))
            }
        }
    }

    fn object(&mut self, three: [&Map<String, Value>; 3]) -> Map<String, Value> {
        let [base, ours, theirs] = three;
        let mut out = Map::new();
        let only_theirs = theirs.keys().filter(|key| !ours.contains_key(*key));
        for key in ours.keys().chain(only_theirs) {
            if let Some(value) = self.merge([base.get(key), ours.get(key), theirs.get(key)], key) {
                out.insert(key.clone(), value);
            }
        }
        Self::count(&mut out, [ours, theirs]);
        out
    }

    /// Counts anew what a tag says of its own tasks, where it was true of both sides.
    fn count(tag: &mut Map<String, Value>, sides: [&Map<String, Value>; 2]) {
        let counts = |tag: &Map<String, Value>| -> Option<[(&'static str, usize); 2]> {
            let tasks = tag.get("tasks")?.as_array()?;
            let done = tasks.iter().filter(|task| task.get("status").and_then(Value::as_str) == Some("done")).count();
            Some([("taskCount", tasks.len()), ("completedCount", done)])
        };
        let is_true = |side: &Map<String, Value>| {
            let stated = |key: &str| side.get("metadata")?.get(key)?.as_u64();
            counts(side).is_some_and(|counts| counts.iter().all(|(key, count)| stated(key) == Some(*count as u64)))
        };
        let Some(counts) = counts(tag).filter(|_| sides.into_iter().all(is_true)) else { return };
        let Some(metadata) = tag.get_mut("metadata").and_then(Value::as_object_mut) else { return };
        for (key, count) in counts {
            if let Some(value) = metadata.get_mut(key) {
                *value = Value::from(count);
            }
        }
    }

    fn list(&mut self, three: [&[Value]; 3], name: &str) -> Vec<Value> {
        let [base, ours, theirs] = three;
        let with_ids = three.iter().all(|list| list.iter().all(|value| id(value).is_some()));
        let same = |one: &Value, other: &Value| if with_ids { id(one) == id(other) } else { one == other };
        let find = |list: &'_ [Value], value: &Value| list.iter().position(|other| same(value, other));
        // The places in the base, in a side's order, of what all have.
        let order = |side: &[Value]| -> Vec<usize> {
            let all = side.iter().filter(|value| find(ours, value).is_some() && find(theirs, value).is_some());
            all.filter_map(|value| find(base, value)).collect()
        };
        let (in_ours, in_theirs) = (order(ours), order(theirs));
        let (ours_moved, theirs_moved) = (!in_ours.is_sorted(), !in_theirs.is_sorted());
        if with_ids && ours_moved && theirs_moved && in_ours != in_theirs {
            self.moved.push(name.to_owned());
        }
        let (first, second) = if with_ids && theirs_moved && !ours_moved { (theirs, ours) } else { (ours, theirs) };
        let mut out = Vec::new();
        for value in first.iter().chain(second.iter().filter(|value| find(first, value).is_none())) {
            let three = [base, ours, theirs].map(|side| find(side, value).map(|at| &side[at]));
            out.extend(self.merge(three, name));
        }
        out
    }

    /// The text with conflicts in the place of holes.
    fn parts(&self, text: &str) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut clean = String::new();
        for line in text.split_inclusive('\n') {
            let Some((head, hole)) = line.split_once("\"\\u0001planyard conflict ") else {
                clean.push_str(line);
                continue;
            };
            let (number, tail) = hole.split_once('"').unwrap_or((hole, "\n"));
            let Some((three, name)) = number.parse().ok().and_then(|at: usize| self.holes.get(at)) else {
                clean.push_str(line);
                continue;
            };
            let indent: String = head.chars().take_while(|c| *c == ' ').collect();
            let way = |value: &Option<Value>| match value {
                None => String::new(),
                Some(value) => format!("{head}{}{tail}", written(value).replace('\n', &format!("\n{indent}"))),
            };
            let [base, ours, theirs] = three.each_ref().map(way);
            parts.push(Part::Clean(std::mem::take(&mut clean)));
            parts.push(Part::Conflict(Conflict { what: name.clone(), base, ours, theirs }));
        }
        parts.push(Part::Clean(clean));
        parts
    }
}

fn id(value: &Value) -> Option<String> {
    Some(value.get("id").filter(|id| id.is_number() || id.is_string())?.to_string())
}

/// A time that a program sets whenever it writes: the later counts.
fn is_time(name: &str, ours: &str, theirs: &str) -> bool {
    let named = matches!(name, "updated" | "updatedAt" | "lastUpdated" | "lastModified");
    named && ours.parse::<jiff::Timestamp>().is_ok() && theirs.parse::<jiff::Timestamp>().is_ok()
}
