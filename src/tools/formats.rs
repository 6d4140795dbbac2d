//! The readers: one file a format, each from bytes to a [`Reading`]. None prints, opens a file or believes what it read.
//!
//! To add one: a file in `formats/`, `mod name;` here, and a row in [`FORMATS`].

mod cargo_json;
mod checkstyle;
mod diff;
mod go_test;
mod json;
mod junit;
mod libtest;
mod rdjson;
mod regex;
mod sarif;
mod tap;
mod trx;
mod unittest;

pub use crate::jq::Filter;

use std::collections::HashMap;

use super::reading::Reading;
use super::record::Record;

/// What a reader gets.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// The output: a stream of the tool, or its report file.
    pub bytes: &'a [u8],
    /// The tool's record.
    pub record: &'a Record,
}

/// Reads one output. An error says why nothing could be made of it.
pub type Reader = fn(&Input<'_>) -> Result<Reading, String>;

/// A format.
pub struct Format {
    /// As a record names it.
    pub name: &'static str,
    /// One line of documentation.
    pub about: &'static str,
    /// It needs a jq filter (`read.map`).
    pub map: bool,
    /// It needs patterns (`read.patterns`).
    pub patterns: bool,
    /// What reads it.
    pub read: Reader,
}

/// Every format, sorted.
pub const FORMATS: &[Format] = &[
    Format {
        name: "cargo-json",
        about: "cargo's messages: rustc and clippy",
        map: false,
        patterns: false,
        read: cargo_json::read,
    },
    Format { name: "checkstyle", about: "checkstyle's XML", map: false, patterns: false, read: checkstyle::read },
    Format {
        name: "diff",
        about: "unified diffs of formatters: a finding for each file",
        map: false,
        patterns: false,
        read: diff::read,
    },
    Format { name: "go-test", about: "`go test -json`", map: false, patterns: false, read: go_test::read },
    Format {
        name: "json",
        about: "one JSON document through a jq filter",
        map: true,
        patterns: false,
        read: json::read,
    },
    Format {
        name: "json-stream",
        about: "JSON documents one after another, each through a jq filter; other lines are noise",
        map: true,
        patterns: false,
        read: json::read_stream,
    },
    Format { name: "junit", about: "JUnit XML of any producer", map: false, patterns: false, read: junit::read },
    Format {
        name: "libtest",
        about: "the text of `cargo test`, standard output and error",
        map: false,
        patterns: false,
        read: libtest::read,
    },
    Format {
        name: "ndjson",
        about: "one JSON document a line, each through a jq filter",
        map: true,
        patterns: false,
        read: json::read_lines,
    },
    Format { name: "rdjson", about: "reviewdog's diagnostics", map: false, patterns: false, read: rdjson::read },
    Format {
        name: "rdjsonl",
        about: "reviewdog's diagnostics, one a line",
        map: false,
        patterns: false,
        read: rdjson::read_lines,
    },
    Format { name: "regex", about: "lines that match a pattern", map: false, patterns: true, read: regex::read },
    Format { name: "sarif", about: "SARIF 2.1.0", map: false, patterns: false, read: sarif::read },
    Format { name: "tap", about: "TAP 13 and 14, and `prove -v`", map: false, patterns: false, read: tap::read },
    Format { name: "trx", about: "results of `dotnet test`", map: false, patterns: false, read: trx::read },
    Format {
        name: "unittest",
        about: "the text of `python -m unittest -v`",
        map: false,
        patterns: false,
        read: unittest::read,
    },
];

/// The outcome that a runner's word means in most runners.
pub fn test_outcome(word: &str) -> Option<crate::report::TestOutcome> {
    regex::outcome(word)
}

/// The format of that name.
pub fn find(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

/// The text without a byte order mark and terminal escape codes; bytes that are not UTF-8 are replaced.
pub(crate) fn plain(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = String::from_utf8_lossy(bytes);
    if !text.contains('\u{1b}') {
        return text;
    }
    anstream::adapter::strip_str(&text).to_string().into()
}

/// From the first line that begins with one of these; all of it when no line does.
pub(crate) fn after_noise_until<'a>(text: &'a str, starts: &[&str]) -> &'a str {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if starts.iter().any(|start| line.starts_with(start)) {
            return &text[at..];
        }
        at += line.len();
    }
    text
}

/// From the first line that begins a JSON document.
pub(crate) fn after_noise(text: &str) -> &str {
    after_noise_until(text, &["{", "["])
}

/// The beginning of a text, for messages: at most 300 characters.
pub(crate) fn head(text: &str) -> String {
    let text = text.trim();
    let cut: String = text.chars().take(300).collect();
    if cut.len() < text.len() { format!("{cut}…") } else { cut }
}

/// Gives the second of two tests of one name another: `name (2)`.
pub(crate) fn unique(seen: &mut HashMap<String, u32>, id: String) -> String {
    let times = seen.entry(id.clone()).or_insert(0);
    *times += 1;
    if *times == 1 { id } else { format!("{id} ({times})") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_folder_is_in_the_table() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/tools/formats");
        let text = include_str!("formats.rs");
        for entry in std::fs::read_dir(folder).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let Some(name) = name.strip_suffix(".rs") else { continue };
            assert!(text.contains(&format!("read: {name}::read")), "{name} is in no row of FORMATS");
        }
        assert!(FORMATS.windows(2).all(|pair| pair[0].name < pair[1].name), "FORMATS is not sorted");
    }
}
