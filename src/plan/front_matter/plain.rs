//! YAML that is told by its lines: what most front matter is. A part of the language, taken so small that nothing in it
//! can be wrong; whatever is not in it is left to a parser.

/// More keys than this are looked through by a parser, which has a table for them.
const KEYS: usize = 32;

/// Longer keys are none that YAML has to read.
const LONGEST_KEY: usize = 100;

/// What may stand below the last key.
#[derive(Clone, Copy, PartialEq)]
enum Below {
    Nothing,
    Anything,
    /// Items of a list, so many columns in.
    Items(usize),
    /// Keys, so many columns in.
    Keys(usize),
}

/// The text is YAML: each key stands once, and has a scalar, a list in brackets, or simple lines below it.
pub(super) fn is(text: &str) -> bool {
    let (mut outer, mut inner): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    let mut below = Below::Nothing;
    for line in text.lines() {
        if !line.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            return false;
        }
        let body = line.trim_start_matches(' ');
        let indent = line.len() - body.len();
        let body = body.trim_end_matches(' ');
        if body.is_empty() {
            continue;
        }
        if indent == 0 {
            let Some(value) = entry(body, &mut outer) else { return false };
            inner.clear();
            below = if value.is_empty() { Below::Anything } else { Below::Nothing };
            continue;
        }
        let item = body.strip_prefix("- ").map(str::trim);
        below = match (below, item) {
            (Below::Anything, Some(item)) if is_scalar(item) => Below::Items(indent),
            (Below::Items(column), Some(item)) if column == indent && is_scalar(item) => below,
            (Below::Anything, None) if entry(body, &mut inner).is_some() => Below::Keys(indent),
            (Below::Keys(column), None) if column == indent && entry(body, &mut inner).is_some() => below,
            _ => return false,
        };
    }
    true
}

/// What stands behind a key that is not among those that were seen.
fn entry<'t>(body: &'t str, seen: &mut Vec<&'t str>) -> Option<&'t str> {
    let (key, rest) = body.split_once(':')?;
    // These are one key in any case.
    let is_word = ["true", "false", "null"].iter().any(|word| word.eq_ignore_ascii_case(key));
    let is_name = !is_word
        && key.starts_with(|c: char| c.is_ascii_alphabetic())
        && key.len() <= LONGEST_KEY
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    let value = rest.trim_start_matches(' ');
    let is_apart = rest.is_empty() || value.len() < rest.len();
    if !is_name || !is_apart || seen.len() == KEYS || seen.contains(&key) || !is_value(value) {
        return None;
    }
    seen.push(key);
    Some(value)
}

fn is_value(value: &str) -> bool {
    let list = value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    match list.map(str::trim) {
        Some(inner) => inner.is_empty() || inner.split(',').all(|item| is_scalar(item.trim())),
        None => value.is_empty() || is_scalar(value) || value.split(", ").all(is_words),
    }
}

/// Words, or a text in quotes without a quote or an escape in it.
fn is_scalar(text: &str) -> bool {
    let quoted = |quote: char| text.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    match quoted('"').or_else(|| quoted('\'')) {
        Some(inner) => !inner.contains(['"', '\'', '\\', ',']),
        None => is_words(text),
    }
}

/// Words that mean nothing to YAML wherever they stand.
fn is_words(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '_'))
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" ._/()+@=-".contains(&byte))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use saphyr::{LoadableYamlNode, Yaml};

    use super::*;

    #[test]
    fn what_plans_have_is_plain() {
        for text in [
            "",
            "phase: 01-part\nplan: 01\ntype: execute\nwave: 2\ndepends_on: [\"01-01\"]\nfiles_modified: [src/part.rs]\nautonomous: true\nmust_haves:\n  truths: []\n",
            "tags: [a, b]\r\nrequires:\r\n    - phase 1\r\n    - 'phase: 2'\r\n\r\nkey-files:\r\n  created: [a.rs]\r\n  modified: \"b # c\"\r\n",
            "about: one, two\n",
        ] {
            assert!(is(text), "{text}");
        }
    }

    #[test]
    fn what_may_be_wrong_is_left_to_a_parser() {
        for text in [
            "a: b: c\n",
            "a: [b\n",
            "a: b\n  c: d\n",
            "a: 1\na: 2\n",
            "a:\n  b: 1\n  b: 2\n",
            "a:\n  - b\n  c: d\n",
            "a:\n  - b\n    - c\n",
            "a: \"b\" c\n",
            "a: it's\n",
            "a: {b\n",
            "a: *b\n",
            "a: @b\n",
            "a:\tb\n",
            "a: [b,, c]\n",
            "True: 1\ntrue: 2\n",
            "- a\nb: c\n",
            "word\n",
            "a: |\n  b\n",
            "a: \u{e9}\n",
        ] {
            assert!(!is(text), "{text}");
        }
    }

    fn line() -> impl Strategy<Value = String> {
        let key = prop::sample::select(vec!["a", "b-c", "d_e", "f1", "", "g h", "?", "-", "true", "True", "NULL"]);
        let value = prop::collection::vec(
            prop::sample::select(vec![
                "x", "01", " ", "-", "'", "\"", "[", "]", ",", ", ", ":", ": ", "#", " #", "/", ".", "=", "@", "null",
                "{", "}", "|", "&", "*", "!", "%", "\\", "---", "...", "~", "?", "? ", "<<",
            ]),
            0..6,
        );
        let shape = prop::sample::select(vec![
            "K: V", "K:V", "K:", "  K: V", "    K: V", "  - V", "- V", "    - V", "  -V", "V", "  V",
        ]);
        (shape, key, value).prop_map(|(shape, key, value)| shape.replace('K', key).replace('V', &value.concat()))
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 4000, ..ProptestConfig::default() })]

        #[test]
        fn nothing_plain_is_refused_by_a_parser(lines in prop::collection::vec(line(), 0..5)) {
            let text = lines.join("\n");
            prop_assert!(!is(&text) || Yaml::load_from_str(&text).is_ok(), "{text}");
        }

        #[test]
        fn lines_that_are_plain_stay_so_together(
            values in prop::collection::vec(("[a-z]{1,3}", prop::sample::select(vec!["x", "'a: b'", "[a, 'b c']", "[]", "", "a.b/c (d) = e - f", ".", "/", "_", "0x1", "a, b"])), 0..6)
        ) {
            let text: String = values.iter().map(|(key, value)| format!("{key}: {value}\n")).collect();
            let mut keys: Vec<_> = values.iter().map(|(key, _)| key).collect();
            keys.sort();
            keys.dedup();
            prop_assert_eq!(is(&text), keys.len() == values.len());
            prop_assert!(!is(&text) || Yaml::load_from_str(&text).is_ok(), "{}", text);
        }
    }
}
