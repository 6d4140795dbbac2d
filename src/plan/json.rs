//! JSON of which every value knows the bytes it was written in, so that a change of one value is an edit of those.

use std::borrow::Cow;

use jsonc_parser::ast::{Array, Object, ObjectProp, StringLit, Value};
use jsonc_parser::common::{Range, Ranged};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::document::{Edit, Span};
use super::model::Piece;
use super::outline::Complaint;

const BOM: &str = "\u{feff}";

/// Only what every program that reads JSON takes.
const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// A text that was read as JSON.
pub struct Json<'a> {
    /// All of it, a byte-order mark included.
    text: &'a str,
    /// Bytes of the byte-order mark.
    head: usize,
    /// The value; `None` when the text is empty.
    pub root: Option<Value<'a>>,
}

impl<'a> Json<'a> {
    /// Reads a text.
    ///
    /// # Errors
    /// Where and why it is no JSON.
    pub fn read(text: &'a str) -> Result<Self, Complaint> {
        let body = text.strip_prefix(BOM).unwrap_or(text);
        let head = text.len() - body.len();
        let wrong = |start: usize, end: usize, what: String| {
            let span = Span::new(head + start.min(body.len()), head + end.min(body.len()));
            Complaint { span, message: format!("the file is no JSON: {what}") }
        };
        match parse_to_ast(body, &CollectOptions::default(), &STRICT) {
            Ok(parsed) if parsed.value.is_none() => Err(wrong(0, 0, "it is empty".to_owned())),
            Ok(parsed) => Ok(Self { text, head, root: parsed.value }),
            Err(error) => Err(wrong(error.range().start, error.range().end, error.kind().to_string())),
        }
    }

    /// The text, a byte-order mark included.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// The object that the text is.
    pub fn object(&self) -> Option<&Object<'a>> {
        self.root.as_ref()?.as_object()
    }

    /// Where a value or property stands.
    pub fn span(&self, part: &impl Ranged) -> Span {
        self.moved(part.range())
    }

    fn moved(&self, range: Range) -> Span {
        Span::new(range.start + self.head, range.end + self.head)
    }

    /// What stands between the quotes of a string, as it is written.
    pub fn inner(&self, string: &StringLit<'a>) -> Piece<'a> {
        let span = self.span(string);
        let inner =
            Span::new(span.start as usize + 1, (span.end as usize).saturating_sub(1).max(span.start as usize + 1));
        Piece { text: inner.text(self.text), span: inner }
    }

    /// A string's or a number's text, as it is written.
    pub fn scalar(&self, value: &Value<'a>) -> Option<Piece<'a>> {
        match value {
            Value::StringLit(string) => Some(self.inner(string)),
            Value::NumberLit(number) => Some(Piece { text: number.value, span: self.span(number) }),
            _ => None,
        }
    }

    /// The edit that puts a property behind another one, written as that one is.
    pub fn insert_after(&self, object: &Object<'a>, before: &ObjectProp<'a>, name: &str, value: &str) -> Edit {
        let at = self.span(before);
        let gap = self.gap(object, at);
        let colon = self.text[..self.span(&before.value).start as usize].ends_with(' ');
        Edit::insert(at.end as usize, format!(",{gap}\"{name}\":{}\"{}\"", if colon { " " } else { "" }, escape(value)))
    }

    /// The edit that puts a property behind all others of the outermost object, in the steps of the file. `value` is JSON
    /// in steps of two spaces.
    pub fn append(&self, root: &Object<'a>, name: &str, value: &str) -> Edit {
        let newline = if self.text.contains("\r\n") { "\r\n" } else { "\n" };
        let step = self.text.lines().nth(1).map_or("", |line| &line[..line.len() - line.trim_start().len()]);
        let step = if step.is_empty() { "  " } else { step };
        let property = format!("{newline}{step}\"{}\": {}", escape(name), indented(value, step, newline));
        match root.properties.last() {
            Some(last) => Edit::insert(self.span(last).end as usize, format!(",{property}")),
            None => Edit::replace(self.span(root), format!("{{{property}{newline}}}")),
        }
    }

    /// The white space in front of a property: behind the brace or comma before it.
    fn gap(&self, object: &Object<'a>, property: Span) -> &'a str {
        let start = self.span(object).start as usize + 1;
        let before = self.text.get(start..property.start as usize).unwrap_or_default();
        &before[before.trim_end().len()..]
    }

    /// The edit that takes a property away, with the comma before it.
    pub fn remove(&self, object: &Object<'a>, name: &str) -> Option<Edit> {
        let at = object.properties.iter().position(|property| property.name.as_str() == name)?;
        let before = object.properties.get(at.checked_sub(1)?)?;
        let span = Span::new(self.span(before).end as usize, self.span(&object.properties[at]).end as usize);
        Some(Edit::replace(span, ""))
    }
}

/// A value one step further in.
fn indented(value: &str, step: &str, newline: &str) -> String {
    let line = |line: &str| {
        let bare = line.trim_start();
        format!("{}{bare}", step.repeat((line.len() - bare.len()) / 2 + 1))
    };
    let mut lines = value.trim_end().lines();
    let first = lines.next().unwrap_or_default().to_owned();
    std::iter::once(first).chain(lines.map(line)).collect::<Vec<_>>().join(newline)
}

/// An array of a property.
pub fn array<'v, 'a>(object: &'v Object<'a>, name: &str) -> Option<&'v Array<'a>> {
    object.get(name)?.value.as_array()
}

/// A text as the inside of a JSON string.
pub fn escape(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

/// What the inside of a JSON string says; what cannot be told is left as it is written.
pub fn unescape(inner: &str) -> Cow<'_, str> {
    if !inner.contains('\\') {
        return Cow::Borrowed(inner);
    }
    serde_json::from_str(&format!("\"{inner}\"")).map_or(Cow::Borrowed(inner), Cow::Owned)
}

/// The lines of the inside of a JSON string: cut at `\n`, as it is written.
pub fn lines(inner: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(inner);
    std::iter::from_fn(move || {
        let text = rest?;
        let mut from = 0;
        while let Some(at) = text[from..].find('\\').map(|at| from + at) {
            if text[at..].starts_with("\\n") {
                rest = Some(&text[at + 2..]);
                return Some(text[..at].strip_suffix("\\r").unwrap_or(&text[..at]));
            }
            // Whatever is escaped, a backslash above all, is passed over.
            from = at + 1 + text[at + 1..].chars().next().map_or(0, char::len_utf8);
        }
        rest = None;
        Some(text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_knows_its_bytes() {
        let text = "\u{feff}{ \"a\": \"x\\\"y\", \"n\": 12 }\r\n";
        let json = Json::read(text).ok().unwrap();
        let object = json.object().unwrap();
        let inner = json.inner(object.get_string("a").unwrap());
        assert_eq!((inner.text, inner.span.text(text)), ("x\\\"y", "x\\\"y"));
        assert_eq!(unescape(inner.text), "x\"y");
        let number = json.scalar(&object.get("n").unwrap().value).unwrap();
        assert_eq!((number.text, number.span.text(text)), ("12", "12"));
    }

    #[test]
    fn a_property_is_put_in_and_taken_away_in_the_files_own_style() {
        for text in ["{\n\t\"id\": 1,\n\t\"b\": []\n}", "{\"id\":1,\"b\":[]}", "{ \"id\": 1, \"b\": [] }"] {
            let json = Json::read(text).ok().unwrap();
            let object = json.object().unwrap();
            let edit = json.insert_after(object, &object.properties[0], "c", "é\"\n");
            let after = crate::plan::document::splice(text, vec![edit]).unwrap();
            assert!(after.contains("\"é\\\"\\n\""), "{after}");
            let json = Json::read(&after).ok().unwrap();
            let edit = json.remove(json.object().unwrap(), "c").unwrap();
            assert_eq!(crate::plan::document::splice(&after, vec![edit]).unwrap(), text);
        }
    }

    #[test]
    fn what_is_no_json_says_where() {
        for text in ["", "{\"a\": }", "{'a': 1}", "{\"a\": 1,}", "// x\n{}", "[1", "{} {}"] {
            let complaint = Json::read(text).err().unwrap_or_else(|| panic!("{text}"));
            assert!(complaint.span.end as usize <= text.len() && complaint.message.starts_with("the file is no JSON"));
        }
        assert!(Json::read(&"[".repeat(100_000)).is_err(), "deep nesting is no crash");
    }

    #[test]
    fn lines_are_cut_at_escaped_line_ends_only() {
        let cut = |text: &'static str| lines(text).collect::<Vec<_>>();
        assert_eq!(cut("a\\nb\\r\\nc"), ["a", "b", "c"]);
        assert_eq!(cut("path C:\\\\new"), ["path C:\\\\new"]);
        assert_eq!(cut(""), [""]);
        assert_eq!(cut("a\\n"), ["a", ""]);
    }
}
