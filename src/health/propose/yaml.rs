//! YAML as people write it, with the line of each value. What is no YAML, or too deep, is a sentence and never a panic.

use saphyr::{LoadableYamlNode, MarkedYaml, Scalar, YamlData};

/// Deeper than this nobody writes; the parser itself would run out of stack.
const DEEPEST: usize = 64;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    /// From 1.
    pub(super) line: u32,
    /// What it is.
    pub(super) value: Value,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// Nothing.
    Null,
    /// A scalar as text.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// Keys and what stands under them, in their order.
    Map(Vec<(String, Node)>),
}

impl Node {
    /// What stands under a key.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        self.entries().iter().find(|(name, _)| name == key).map(|(_, node)| node)
    }

    /// What stands under a path of keys.
    pub(super) fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// A scalar.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The scalar under a key.
    pub(super) fn text_of(&self, key: &str) -> Option<&str> {
        self.get(key)?.text()
    }

    /// The items of a list; none of anything else.
    pub(super) fn items(&self) -> &[Self] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The entries of a mapping; none of anything else.
    pub(super) fn entries(&self) -> &[(String, Self)] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// Laid over another: mappings key by key, lists one after the other, anything else replaces.
    pub(super) fn over(self, below: Self) -> Self {
        let value = match (below.value, self.value) {
            (Value::Map(mut all), Value::Map(own)) => {
                for (key, node) in own {
                    match all.iter().position(|(known, _)| *known == key) {
                        Some(at) => {
                            let (key, under) = all.swap_remove(at);
                            all.insert(at.min(all.len()), (key, node.over(under)));
                        }
                        None => all.push((key, node)),
                    }
                }
                Value::Map(all)
            }
            (Value::List(mut all), Value::List(own)) => {
                all.extend(own);
                Value::List(all)
            }
            (below, Value::Null) => below,
            (_, own) => own,
        };
        Self { line: below.line, value }
    }
}

/// The documents of a text.
///
/// # Errors
/// It is no YAML: where and why.
pub(super) fn documents(text: &str) -> Result<Vec<Node>, String> {
    if let Some(line) = text.lines().position(too_deep) {
        return Err(format!("line {}: it is nested too deeply", line + 1));
    }
    let documents = MarkedYaml::load_from_str(text)
        .map_err(|error| format!("line {}: it is no YAML: {}", error.marker().line(), error.info()))?;
    Ok(documents.iter().map(|document| node(document, 0)).collect())
}

/// `- - - -`: each opens a level, in a few bytes.
fn too_deep(line: &str) -> bool {
    line.split_whitespace().take_while(|word| matches!(*word, "-" | "?" | ":")).count() > DEEPEST
        || line.len() - line.trim_start().len() > 16 * DEEPEST
}

fn node(marked: &MarkedYaml<'_>, depth: usize) -> Node {
    let line = u32::try_from(marked.span.start.line()).unwrap_or(0);
    if depth > DEEPEST {
        return Node { line, value: Value::Null };
    }
    let value = match &marked.data {
        YamlData::Value(scalar) => scalar_text(scalar).map_or(Value::Null, Value::Text),
        YamlData::Representation(text, ..) => Value::Text(text.to_string()),
        YamlData::Sequence(items) => Value::List(items.iter().map(|item| node(item, depth + 1)).collect()),
        YamlData::Mapping(entries) => Value::Map(mapping(entries.iter(), depth)),
        YamlData::Tagged(_, inner) => return node(inner, depth + 1),
        _ => Value::Null,
    };
    Node { line, value }
}

fn mapping<'m, 'y: 'm>(
    entries: impl Iterator<Item = (&'m MarkedYaml<'y>, &'m MarkedYaml<'y>)>,
    depth: usize,
) -> Vec<(String, Node)> {
    let mut all: Vec<(String, Node)> = Vec::new();
    let mut merged: Vec<Node> = Vec::new();
    for (key, under) in entries {
        let line = u32::try_from(key.span.start.line()).unwrap_or(0);
        let Some(key) = node(key, depth + 1).text().map(str::to_owned) else { continue };
        // Where a key stands is where people look, not where its value begins.
        let under = Node { line, ..node(under, depth + 1) };
        match (key.as_str(), under.value) {
            ("<<", Value::List(items)) => merged.extend(items),
            ("<<", value) => merged.push(Node { line, value }),
            (_, value) => all.push((key, Node { line, value })),
        }
    }
    for (key, under) in merged.iter().flat_map(Node::entries) {
        if !all.iter().any(|(known, _)| known == key) {
            all.push((key.clone(), under.clone()));
        }
    }
    all
}

fn scalar_text(scalar: &Scalar<'_>) -> Option<String> {
    match scalar {
        Scalar::Null => None,
        Scalar::Boolean(value) => Some(value.to_string()),
        Scalar::Integer(value) => Some(value.to_string()),
        Scalar::FloatingPoint(value) => Some(value.to_string()),
        Scalar::String(text) => Some(text.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_keep_their_lines_and_merge_keys_are_merged() {
        let all =
            documents("base: &b\n  image: redis\n  ports: [1]\nx:\n  <<: *b\n  image: valkey\n---\ny: 5\n").unwrap();
        let x = all[0].get("x").unwrap();
        assert_eq!((x.text_of("image"), x.line), (Some("valkey"), 4));
        assert_eq!(x.get("ports").unwrap().items()[0].text(), Some("1"));
        assert_eq!((all[1].text_of("y"), all[1].get("y").unwrap().line), (Some("5"), 8));
    }

    #[test]
    fn what_is_no_yaml_is_told_and_what_is_deep_is_refused() {
        assert!(documents("a: [").unwrap_err().starts_with("line "));
        assert!(documents(&"- ".repeat(100_000)).unwrap_err().contains("too deeply"));
        assert!(documents(&"[".repeat(10_000)).is_err());
        assert!(documents("? [a]\n: b\n1: c\n").is_ok());
    }

    #[test]
    fn one_is_laid_over_another() {
        let read = |text: &str| documents(text).unwrap().remove(0);
        let merged = read("a: {x: 2}\nl: [2]\nn:").over(read("a: {x: 1, y: 1}\nl: [1]\nn: 3\nk: 4"));
        let shown: Vec<_> = ["x", "y"].iter().map(|key| merged.at(&["a", key]).unwrap().text().unwrap()).collect();
        assert_eq!(shown, ["2", "1"]);
        assert_eq!((merged.get("l").unwrap().items().len(), merged.text_of("n")), (2, Some("3")));
    }
}
