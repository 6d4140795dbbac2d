//! `Key: value` as plans write it: `- [x] Estimate: 1hr`, `**Story:** US-01`, `**File**: x`, two on one line.

use std::sync::LazyLock;

/// A key with its value. Both are subslices of the text that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field<'a> {
    /// As written, without emphasis and colon.
    pub key: &'a str,
    /// What follows, trimmed; may be empty.
    pub value: &'a str,
    /// Its meaning.
    pub name: Name,
    /// The key was written in bold.
    pub bold: bool,
}

/// The keys that mean something, whatever their spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name {
    /// How long.
    Estimate,
    /// What must be done before.
    Dependencies,
    /// How it is tested.
    Tests,
    /// Remarks.
    Notes,
    /// Stories it serves.
    Stories,
    /// Who does it.
    Agent,
    /// How far it is.
    Status,
    /// Files it is about, use unstated.
    Files,
    /// Files it makes.
    Creates,
    /// Files it changes.
    Modifies,
    /// What it is.
    Description,
    /// How one can tell that it is done.
    Criteria,
    /// Its parts.
    Subtasks,
    /// How urgent.
    Priority,
    /// Why it cannot go on.
    Blocked,
    /// Anything else.
    Other,
}

const NAMES: &[(&str, Name)] = &[
    ("estimate", Name::Estimate),
    ("estimated time", Name::Estimate),
    ("estimated effort", Name::Estimate),
    ("estimated", Name::Estimate),
    ("effort", Name::Estimate),
    ("time estimate", Name::Estimate),
    ("time", Name::Estimate),
    ("dependencies", Name::Dependencies),
    ("dependency", Name::Dependencies),
    ("depends on", Name::Dependencies),
    ("depends", Name::Dependencies),
    ("tests", Name::Tests),
    ("test", Name::Tests),
    ("test file", Name::Tests),
    ("test files", Name::Tests),
    ("notes", Name::Notes),
    ("note", Name::Notes),
    ("story", Name::Stories),
    ("stories", Name::Stories),
    ("user story", Name::Stories),
    ("user stories", Name::Stories),
    ("agent", Name::Agent),
    ("owner", Name::Agent),
    ("assignee", Name::Agent),
    ("assigned to", Name::Agent),
    ("status", Name::Status),
    ("file", Name::Files),
    ("files", Name::Files),
    ("target files", Name::Files),
    ("files to create", Name::Creates),
    ("file to create", Name::Creates),
    ("files created", Name::Creates),
    ("create", Name::Creates),
    ("creates", Name::Creates),
    ("new files", Name::Creates),
    ("files to modify", Name::Modifies),
    ("file to modify", Name::Modifies),
    ("file to update", Name::Modifies),
    ("files to update", Name::Modifies),
    ("files modified", Name::Modifies),
    ("modify", Name::Modifies),
    ("modifies", Name::Modifies),
    ("description", Name::Description),
    ("acceptance criteria", Name::Criteria),
    ("acceptance scenarios", Name::Criteria),
    ("acceptance", Name::Criteria),
    ("success criteria", Name::Criteria),
    ("subtasks", Name::Subtasks),
    ("steps", Name::Subtasks),
    ("priority", Name::Priority),
    ("blocked", Name::Blocked),
    ("blocked by", Name::Blocked),
    ("blocker", Name::Blocked),
];

/// The meaning of a key, compared without case.
pub fn name(key: &str) -> Name {
    // By length first: this is asked of every line that holds a colon.
    static BY_LENGTH: LazyLock<[Vec<(&str, Name)>; LONGEST_KEY + 1]> = LazyLock::new(|| {
        std::array::from_fn(|length| NAMES.iter().filter(|(known, _)| known.len() == length).copied().collect())
    });
    let same = BY_LENGTH.get(key.len()).map_or(&[][..], Vec::as_slice);
    same.iter().find(|(known, _)| known.eq_ignore_ascii_case(key)).map_or(Name::Other, |(_, name)| *name)
}

/// The longest thing that is still a key rather than a sentence.
const LONGEST_KEY: usize = 32;

/// The field that a text begins with.
pub fn field(text: &str) -> Option<Field<'_>> {
    let text = text.trim();
    emphasised(text).or_else(|| plain(text))
}

/// `**Key:** value`, `**Key**: value`, `__Key__: value`, `_Key: value_`.
fn emphasised(text: &str) -> Option<Field<'_>> {
    if !text.starts_with(['*', '_']) {
        return None;
    }
    let marker = ["**", "__", "*", "_"].into_iter().find(|marker| text.starts_with(marker))?;
    let inner = &text[marker.len()..];
    let close = inner.find(marker)?;
    let (head, rest) = (&inner[..close], &inner[close + marker.len()..]);
    let bold = marker.len() == 2;
    if let Some(key) = head.strip_suffix(':') {
        return checked(key, rest, bold);
    }
    if let Some(value) = rest.trim_start().strip_prefix(':') {
        return checked(head, value, bold);
    }
    // _Requirements: 1.1, 2.3_
    let (key, value) = head.split_once(':').filter(|_| !bold && rest.trim().is_empty())?;
    checked(key, value, bold)
}

fn plain(text: &str) -> Option<Field<'_>> {
    let colon = memchr::memchr(b':', text.as_bytes().get(..LONGEST_KEY + 1).unwrap_or(text.as_bytes()))?;
    let (key, rest) = (&text[..colon], &text[colon + 1..]);
    let spaced = rest.is_empty() || rest.starts_with([' ', '\t']);
    let first = key.chars().next()?;
    (spaced && first.is_alphabetic()).then(|| checked(key, rest, false))?
}

fn checked<'a>(key: &'a str, value: &'a str, bold: bool) -> Option<Field<'a>> {
    let key = key.trim();
    let words = key.bytes().filter(|b| *b == b' ').count() + 1;
    let fits = !key.is_empty()
        && key.len() <= LONGEST_KEY
        && (words <= 4 || bold)
        && !key.bytes().any(|b| matches!(b, b'`' | b'[' | b']' | b'|'));
    fits.then(|| Field { key, value: value.trim(), name: name(key), bold })
}

/// All fields of a line: bold ones may share it, `**Estimate:** 1 hr | **Status:** Complete`.
pub fn fields(text: &str) -> impl Iterator<Item = Field<'_>> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let line = rest.take()?;
        let bold = line.trim_start().starts_with("**");
        let cut = if bold { line.find(" | **").or_else(|| line.find(" \u{b7} **")) } else { None };
        let (head, tail) = match cut {
            Some(at) => (&line[..at], line[at..].find("**").map(|skip| &line[at + skip..])),
            None => (line, None),
        };
        rest = tail;
        field(head)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_a_field() {
        for (text, key, value) in [
            ("Estimate: 1hr", "Estimate", "1hr"),
            ("**Estimate:** 0.5 hours", "Estimate", "0.5 hours"),
            ("**Estimate**: 30min", "Estimate", "30min"),
            ("_Requirements: 1.1, 2.3_", "Requirements", "1.1, 2.3"),
            ("Dependencies:", "Dependencies", ""),
            ("**Depends On:** T01", "Depends On", "T01"),
        ] {
            let found = field(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((found.key, found.value), (key, value), "{text}");
        }
        for text in ["http://example.org", "`a`: b", "plain text", "12:30 lunch", "**bold** text: no"] {
            assert_eq!(field(text), None, "{text}");
        }
    }

    #[test]
    fn two_fields_on_a_line() {
        let found: Vec<_> = fields("**Estimate:** 1 hr | **Status:** Complete").map(|f| (f.name, f.value)).collect();
        assert_eq!(found, [(Name::Estimate, "1 hr"), (Name::Status, "Complete")]);
    }
}
