//! YAML front matter: keys and their scalars or lists, each with the bytes it was written in.
//!
//! Values are read line by line, so that a block with a fault in one line still gives the others; `saphyr` says whether
//! the whole is YAML at all, unless it is `plain`.

mod plain;

use std::borrow::Cow;

use saphyr::{LoadableYamlNode, Yaml};

use super::document::Span;
use super::model::Piece;
use super::outline::{Complaint, Outline};

/// A key and what stands under it. Nested keys are joined by dots: `key-files.created`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry<'a> {
    /// With underscores as dashes.
    pub key: Cow<'a, str>,
    /// Its line.
    pub at: Span,
    /// One for a scalar, as many as a list has.
    pub values: Vec<Piece<'a>>,
}

/// A block of YAML as it was read.
#[derive(Debug, Clone, Default)]
pub struct Front<'a> {
    /// By lines, in order.
    pub entries: Vec<Entry<'a>>,
    /// What is wrong with it.
    pub complaint: Option<Complaint>,
    /// Where its lines do not tell all.
    whole: Option<Yaml<'a>>,
}

impl<'a> Front<'a> {
    /// What stands under a key.
    pub fn get(&self, key: &str) -> Option<&Entry<'a>> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// All values under a key.
    pub fn values(&self, key: &str) -> &[Piece<'a>] {
        self.get(key).map_or(&[], |entry| &entry.values)
    }

    /// The only or first value under a key.
    pub fn value(&self, key: &str) -> Option<Piece<'a>> {
        self.values(key).first().copied()
    }

    /// A text that may go over several lines or hold escapes, as YAML reads it; `key` as it is written.
    pub fn text(&self, key: &str) -> Option<String> {
        let read = self.whole.as_ref().and_then(|yaml| yaml.as_mapping_get(key)).and_then(Yaml::as_str);
        read.map(|text| text.trim_end().to_owned()).or_else(|| {
            let lines: Vec<&str> = self.values(&key.replace('_', "-")).iter().map(|piece| piece.text).collect();
            (!lines.is_empty()).then(|| lines.join(" "))
        })
    }
}

/// The entries of a document's front matter, and what is wrong with it.
pub fn read<'a>(outline: &Outline<'a>) -> (Vec<Entry<'a>>, Option<Complaint>) {
    let front = parse(outline);
    (front.entries, front.complaint)
}

/// A document's front matter.
pub fn parse<'a>(outline: &Outline<'a>) -> Front<'a> {
    outline.front().map(|front| block(outline, outline.slice(front), "the front matter")).unwrap_or_default()
}

/// A document that is YAML from its first line to its last.
pub fn parse_data<'a>(outline: &Outline<'a>) -> Front<'a> {
    block(outline, outline.text, "the file")
}

fn block<'a>(outline: &Outline<'a>, text: &'a str, what: &str) -> Front<'a> {
    let mut front = Front { entries: entries(outline, text), ..Front::default() };
    if plain::is(text) {
        return front;
    }
    match Yaml::load_from_str(text) {
        Ok(mut documents) => front.whole = documents.pop(),
        Err(error) => {
            let line = text.lines().nth(error.marker().line().saturating_sub(1)).filter(|line| !line.is_empty());
            let span = line.map_or(outline.span_of(&text[..0]), |line| outline.span_of(line.trim()));
            let message = format!("{what} is no YAML: {}", error.info());
            front.complaint = Some(Complaint { span, message });
        }
    }
    front
}

/// The entries of a document's front matter, by lines alone.
pub fn by_lines<'a>(outline: &Outline<'a>) -> Vec<Entry<'a>> {
    outline.front().map(|front| entries(outline, outline.slice(front))).unwrap_or_default()
}

fn entries<'a>(outline: &Outline<'a>, text: &'a str) -> Vec<Entry<'a>> {
    let mut found: Vec<Entry<'a>> = Vec::new();
    let mut path: Vec<(usize, Cow<'a, str>)> = Vec::new();
    // The columns before the key of a text of several lines.
    let mut folded: Option<usize> = None;
    for line in text.lines() {
        let body = line.trim();
        let indent = line.len() - line.trim_start().len();
        if body.is_empty() {
            continue;
        }
        folded = folded.filter(|column| indent > *column);
        if let (Some(_), Some(last)) = (folded, found.last_mut()) {
            last.values.push(Piece::of(outline, body));
            continue;
        }
        if body.starts_with('#') {
            continue;
        }
        if let Some(item) = body.strip_prefix("- ").or_else(|| body.strip_prefix('-').filter(|rest| rest.is_empty())) {
            if let Some(last) = found.last_mut() {
                push(outline, last, item);
            }
            continue;
        }
        let Some((key, value)) = body.split_once(':').filter(|(_, value)| value.is_empty() || value.starts_with(' '))
        else {
            continue;
        };
        path.retain(|(other, _)| *other < indent);
        let name = key.trim().trim_matches(['"', '\'']);
        let name = if name.contains('_') { Cow::Owned(name.replace('_', "-")) } else { Cow::Borrowed(name) };
        let whole = match path.is_empty() {
            true => name.clone(),
            false => path.iter().map(|(_, part)| &**part).chain([&*name]).collect::<Vec<_>>().join(".").into(),
        };
        path.push((indent, name));
        let mut entry = Entry { key: whole, at: outline.span_of(line), values: Vec::new() };
        let value = value.trim();
        if value.starts_with(['|', '>']) && value.len() <= 3 {
            folded = Some(indent);
            found.push(entry);
            continue;
        }
        match value.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')) {
            Some(inner) => items(inner).for_each(|part| push(outline, &mut entry, part)),
            None => push(outline, &mut entry, value),
        }
        found.push(entry);
    }
    found
}

/// The items of an inline list: cut at commas that stand in no quotes.
fn items(inner: &str) -> impl Iterator<Item = &str> {
    let mut quote = None;
    inner.split(move |c: char| {
        match quote {
            Some(open) if c == open => quote = None,
            None if matches!(c, '"' | '\'') => quote = Some(c),
            _ => {}
        }
        c == ',' && quote.is_none()
    })
}

fn push<'a>(outline: &Outline<'a>, entry: &mut Entry<'a>, text: &'a str) {
    let text = text.trim();
    let bare = ['"', '\''].iter().find_map(|quote| text.strip_prefix(*quote)?.strip_suffix(*quote));
    let text = bare.unwrap_or(text);
    if !text.is_empty() && !matches!(text, "|" | ">" | "[]" | "{}" | "null" | "~") {
        entry.values.push(Piece::of(outline, text));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> (Vec<(String, Vec<String>)>, bool) {
        let outline = Outline::read(text);
        let (entries, complaint) = read(&outline);
        let entries = entries
            .into_iter()
            .map(|entry| {
                (entry.key.into_owned(), entry.values.iter().map(|value| value.span.text(text).to_owned()).collect())
            })
            .collect();
        (entries, complaint.is_some())
    }

    #[test]
    fn scalars_lists_and_nested_keys() {
        let (entries, wrong) = shown(
            "---\nphase: 01-a\ntags: [x, \"y\"]\nkey_files:\n  created:\n    - src/a.rs (new)\n    - b\nempty: []\n---\n# T\n",
        );
        let expected = [
            ("phase", vec!["01-a"]),
            ("tags", vec!["x", "y"]),
            ("key-files", vec![]),
            ("key-files.created", vec!["src/a.rs (new)", "b"]),
            ("empty", vec![]),
        ];
        let expected: Vec<(String, Vec<String>)> = expected
            .into_iter()
            .map(|(key, values)| (key.to_owned(), values.into_iter().map(str::to_owned).collect()))
            .collect();
        assert_eq!((entries, wrong), (expected, false));
    }

    #[test]
    fn texts_of_several_lines_and_lists_with_commas() {
        let text = "---\ntitle: >-\n  One: two\n  three\nlast: it's 'so'\nlist: [\"a, b\", c]\nnone: null\n---\n";
        let outline = Outline::read(text);
        let front = parse(&outline);
        assert_eq!(front.text("title").unwrap(), "One: two three");
        assert_eq!(front.values("title").iter().map(|line| line.text).collect::<Vec<_>>(), ["One: two", "three"]);
        assert_eq!(front.value("last").unwrap().text, "it's 'so'");
        assert_eq!(front.values("list").iter().map(|item| item.text).collect::<Vec<_>>(), ["a, b", "c"]);
        assert_eq!(front.value("none"), None);
        assert_eq!(front.get("list").unwrap().at.text(text), "list: [\"a, b\", c]");
    }

    proptest::proptest! {
        #[test]
        fn lines_that_are_plain_tell_what_a_parser_tells(
            values in proptest::collection::vec(proptest::sample::select(vec![
                "x y", "'a: b'", "[a, 'b c']", "[]", "", "a.b/c (d) = e - f", "0x1", "1e3", "null", "True", "a, b", "  x  ", "\"1\"",
                "2026-01-05", "\n  - a\n  - 'b: c'", "\n  f: g\n  h: [i]",
            ]), 0..6)
        ) {
            let yaml: String = values.iter().enumerate().map(|(at, value)| format!("k_{at}: {value}\n")).collect();
            let text = format!("---\n{yaml}---\n");
            let outline = Outline::read(&text);
            let front = parse(&outline);
            proptest::prop_assert!(front.whole.is_none() && plain::is(&yaml), "{}", yaml);
            let whole = Yaml::load_from_str(&yaml).unwrap().pop();
            let parsed = Front { entries: front.entries.clone(), complaint: None, whole };
            for at in 0..values.len() {
                let key = format!("k_{at}");
                proptest::prop_assert_eq!(front.text(&key), parsed.text(&key), "{}", yaml);
            }
        }
    }

    #[test]
    fn broken_yaml_is_reported_and_the_rest_is_read() {
        let (entries, wrong) = shown("---\ntitle: a: b: @c\nstatus: done\n---\n");
        assert!(wrong);
        assert!(entries.contains(&("status".to_owned(), vec!["done".to_owned()])));
    }
}
