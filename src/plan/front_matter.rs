//! YAML front matter: keys and their scalars or lists, each with the bytes it was written in.
//!
//! Values are read line by line, so that a block with a fault in one line still gives the others; `saphyr` says whether
//! the whole is YAML at all.

use saphyr::{LoadableYamlNode, Yaml};

use super::document::Span;
use super::model::Piece;
use super::outline::{Complaint, Outline};

/// A key and what stands under it. Nested keys are joined by dots: `key-files.created`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry<'a> {
    /// With underscores as dashes.
    pub key: String,
    /// One for a scalar, as many as a list has.
    pub values: Vec<Piece<'a>>,
}

/// The entries of a document's front matter, and what is wrong with it.
pub fn read<'a>(outline: &Outline<'a>) -> (Vec<Entry<'a>>, Option<Complaint>) {
    let Some(front) = outline.front else { return (Vec::new(), None) };
    let text = outline.slice(front);
    let complaint = Yaml::load_from_str(text).err().map(|error| {
        let line = text.lines().nth(error.marker().line().saturating_sub(1)).filter(|line| !line.is_empty());
        let span = line.map_or(Span::at(front.start as usize), |line| outline.span_of(line.trim()));
        Complaint { span, message: format!("the front matter is no YAML: {}", error.info()) }
    });
    (entries(outline, text), complaint)
}

fn entries<'a>(outline: &Outline<'a>, text: &'a str) -> Vec<Entry<'a>> {
    let mut found: Vec<Entry<'a>> = Vec::new();
    let mut path: Vec<(usize, String)> = Vec::new();
    for line in text.lines() {
        let body = line.trim();
        let indent = line.len() - line.trim_start().len();
        if body.is_empty() || body.starts_with('#') {
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
        let name = key.trim().trim_matches(['"', '\'']).replace('_', "-");
        let whole = path.iter().map(|(_, part)| part.as_str()).chain([name.as_str()]).collect::<Vec<_>>().join(".");
        path.push((indent, name));
        let mut entry = Entry { key: whole, values: Vec::new() };
        let value = value.trim();
        match value.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')) {
            Some(inner) => inner.split(',').for_each(|part| push(outline, &mut entry, part)),
            None => push(outline, &mut entry, value),
        }
        found.push(entry);
    }
    found
}

fn push<'a>(outline: &Outline<'a>, entry: &mut Entry<'a>, text: &'a str) {
    let text = text.trim().trim_matches(['"', '\'']);
    if !text.is_empty() && !matches!(text, "|" | ">" | "[]" | "{}") {
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
            .map(|entry| (entry.key, entry.values.iter().map(|value| value.span.text(text).to_owned()).collect()))
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
    fn broken_yaml_is_reported_and_the_rest_is_read() {
        let (entries, wrong) = shown("---\ntitle: a: b: @c\nstatus: done\n---\n");
        assert!(wrong);
        assert!(entries.contains(&("status".to_owned(), vec!["done".to_owned()])));
    }
}
