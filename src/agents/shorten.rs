//! Long strings of a JSON line are cut before a filter sees them: what a tool printed is kept in the transcript, and no event
//! holds more than its first lines.

use std::borrow::Cow;

use memchr::{memchr, memchr2};

/// What stands where something was cut.
const MARK: &str = "…";

/// The line with every string of more than `keep` bytes cut to about that. What is not whole JSON stays as it is from there
/// on.
pub(super) fn shorten(line: &[u8], keep: usize) -> Cow<'_, [u8]> {
    if line.len() <= keep {
        return Cow::Borrowed(line);
    }
    let mut short: Vec<u8> = Vec::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(start) = memchr(b'"', &line[at..]).map(|found| at + found + 1) {
        let Some(end) = end_of_string(line, start) else { break };
        if end - start > keep {
            let cut = boundary(line, start, keep);
            short.extend_from_slice(&line[copied..cut]);
            short.extend_from_slice(MARK.as_bytes());
            copied = end;
        }
        at = end + 1;
    }
    if copied == 0 {
        return Cow::Borrowed(line);
    }
    short.extend_from_slice(&line[copied..]);
    Cow::Owned(short)
}

/// Where the quote is that ends the string whose content begins at `start`.
fn end_of_string(line: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    loop {
        at += memchr2(b'"', b'\\', line.get(at..)?)?;
        if line[at] == b'"' {
            return Some(at);
        }
        at += 2;
    }
}

/// The last place within `keep` bytes of `start` that is inside no escape, no pair of them and no character.
fn boundary(line: &[u8], start: usize, keep: usize) -> usize {
    let limit = start + keep;
    let mut at = start;
    let mut safe = start;
    // Escapes only matter near the limit, but where one begins is known only from the start of a run of backslashes.
    while at < limit {
        match memchr(b'\\', &line[at..limit]) {
            None => {
                safe = limit;
                break;
            }
            Some(found) => {
                let escape = at + found;
                safe = escape;
                let length = if line.get(escape + 1) == Some(&b'u') { 6 } else { 2 };
                // A high surrogate goes with the escape that follows it.
                let high = length == 6
                    && matches!(
                        line.get(escape + 2..escape + 4),
                        Some([b'd' | b'D', b'8'..=b'9' | b'a'..=b'b' | b'A'..=b'B'])
                    );
                at = escape + length + if high { 6 } else { 0 };
                if at > limit {
                    break;
                }
                safe = at;
            }
        }
    }
    while safe > start && line[safe] & 0xC0 == 0x80 {
        safe -= 1;
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn short(line: &str, keep: usize) -> String {
        String::from_utf8(shorten(line.as_bytes(), keep).into_owned()).unwrap()
    }

    #[test]
    fn only_long_strings_are_cut() {
        assert_eq!(short(r#"{"a":"123456789","b":12345678901}"#, 4), r#"{"a":"1234…","b":12345678901}"#);
        assert_eq!(short(r#"{"a":"x\"y","b":["zzzz","yyyyyy"]}"#, 5), r#"{"a":"x\"y","b":["zzzz","yyyyy…"]}"#);
        assert_eq!(short(r#"["12345\nabc"]"#, 6), r#"["12345…"]"#);
        assert_eq!(short(r#"["ab\ud83d\ude00cdef"]"#, 9), r#"["ab…"]"#);
        assert_eq!(short(r#"["žžžžž"]"#, 5), r#"["žž…"]"#);
        assert_eq!(short(r#"{"a":"123456789"#, 4), r#"{"a":"123456789"#);
        assert_eq!(short(r#"{"a":"12345678\"#, 4), r#"{"a":"12345678\"#);
    }

    proptest! {
        #[test]
        fn what_was_json_still_is_and_nothing_else_changes(texts in prop::collection::vec("\\PC{0,40}|[\\x00-\\x7f\u{1F600}]{0,40}", 1..5), keep in 4usize..30) {
            let value = serde_json::json!({ "a": texts, "n": [1, null, true] });
            for line in [value.to_string(), value.to_string().replace('\u{1F600}', "\\ud83d\\ude00")] {
                let cut: serde_json::Value = serde_json::from_slice(&shorten(line.as_bytes(), keep)).unwrap();
                prop_assert_eq!(&cut["n"], &value["n"]);
                for (cut, whole) in cut["a"].as_array().unwrap().iter().zip(&texts) {
                    let cut = cut.as_str().unwrap();
                    prop_assert!(cut == whole || whole.starts_with(cut.strip_suffix(MARK).unwrap()), "{} {}", cut, whole);
                }
            }
        }
    }
}
