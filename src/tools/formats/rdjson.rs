//! Reviewdog's diagnostics: one document (`rdjson`), or one diagnostic a line (`rdjsonl`). Columns are bytes by its
//! definition; a record says so where a tool counts otherwise.

use serde::Deserialize;

use super::{Input, after_noise, head, plain};
use crate::tools::reading::{RawFinding, RawPlace, Reading};
use crate::tools::record::ColumnUnit;

#[derive(Deserialize)]
struct Document {
    diagnostics: Option<Vec<serde_json::Value>>,
    severity: Option<String>,
}

#[derive(Deserialize)]
struct Diagnostic {
    message: String,
    location: Option<Location>,
    severity: Option<String>,
    code: Option<Code>,
    #[serde(default)]
    suggestions: Vec<serde_json::Value>,
    #[serde(default)]
    related_locations: Vec<Related>,
}

#[derive(Deserialize)]
struct Code {
    value: Option<String>,
    url: Option<String>,
}

#[derive(Deserialize)]
struct Related {
    #[serde(default)]
    message: String,
    location: Location,
}

#[derive(Deserialize)]
struct Location {
    #[serde(default)]
    path: String,
    range: Option<Range>,
}

#[derive(Deserialize)]
struct Range {
    start: Option<Position>,
    end: Option<Position>,
}

/// Zero stands for nothing in both.
#[derive(Deserialize)]
struct Position {
    line: Option<i64>,
    column: Option<i64>,
}

/// Reads one document.
pub(super) fn read(input: &Input<'_>) -> Result<Reading, String> {
    let text = plain(input.bytes);
    let text = if input.record.read.skip_noise { after_noise(&text) } else { &text };
    let mut reading = Reading::default();
    if text.trim().is_empty() && input.record.read.may_be_empty {
        return Ok(reading);
    }
    let document: Document =
        serde_json::from_str(text).map_err(|error| format!("this is not JSON ({error}): {}", head(text)))?;
    let diagnostics = document.diagnostics.ok_or_else(|| format!("it has no `diagnostics`: {}", head(text)))?;
    for diagnostic in diagnostics {
        take(diagnostic, document.severity.as_deref(), &mut reading);
    }
    Ok(reading)
}

/// Reads one diagnostic a line.
pub(super) fn read_lines(input: &Input<'_>) -> Result<Reading, String> {
    let text = plain(input.bytes);
    let mut reading = Reading::default();
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.is_empty() && !input.record.read.may_be_empty {
        return Err("it says nothing".to_owned());
    }
    for line in lines {
        match serde_json::from_str(line) {
            Ok(diagnostic) => take(diagnostic, None, &mut reading),
            Err(_) if input.record.read.skip_noise && !line.starts_with('{') => {}
            Err(error) => reading.rejects.push(format!("{error}: {}", head(line))),
        }
    }
    Ok(reading)
}

fn take(diagnostic: serde_json::Value, severity: Option<&str>, reading: &mut Reading) {
    let shown = head(&diagnostic.to_string());
    match serde_json::from_value(diagnostic) {
        Ok(diagnostic) => reading.findings.push(finding(diagnostic, severity)),
        Err(error) => reading.rejects.push(format!("{error}: {shown}")),
    }
}

fn finding(diagnostic: Diagnostic, severity: Option<&str>) -> RawFinding {
    let given = |word: &&str| !word.is_empty() && *word != "UNKNOWN_SEVERITY";
    let severity = diagnostic.severity.as_deref().filter(given).or(severity.filter(given));
    let (rule, url) = diagnostic.code.map_or((None, None), |code| (code.value, code.url));
    let at = diagnostic.location.map(|location| place(location, String::new())).unwrap_or_default();
    RawFinding {
        file: at.file,
        line: at.line,
        column: at.column,
        end_line: at.end_line,
        end_column: at.end_column,
        severity: severity.map(str::to_ascii_lowercase),
        rule: rule.filter(|rule| !rule.is_empty()),
        message: diagnostic.message,
        url: url.filter(|url| !url.is_empty()),
        fix: (!diagnostic.suggestions.is_empty()).then(|| "unsafe".to_owned()),
        unit: Some(ColumnUnit::Bytes),
        related: diagnostic.related_locations.into_iter().map(|one| place(one.location, one.message)).collect(),
        ..RawFinding::default()
    }
}

fn place(location: Location, message: String) -> RawPlace {
    let number = |number: Option<i64>| number.filter(|number| *number > 0);
    let (start, end) = location.range.map_or((None, None), |range| (range.start, range.end));
    RawPlace {
        file: location.path,
        line: start.as_ref().and_then(|at| number(at.line)),
        column: start.as_ref().and_then(|at| number(at.column)),
        end_line: end.as_ref().and_then(|at| number(at.line)),
        end_column: end.as_ref().and_then(|at| number(at.column)),
        message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(read: fn(&Input<'_>) -> Result<Reading, String>, text: &[u8]) -> Result<Reading, String> {
        let record = "name = 'x'\nkind = 'lint'\nabout = 'x'\nrun = ['x']\nread = { format = 'rdjson' }";
        let record: crate::tools::Record = toml::from_str(record).unwrap();
        read(&Input { bytes: text, record: &record })
    }

    #[test]
    fn places_severities_and_suggestions() {
        let one = r#"{"message":"m","location":{"path":"a.py","range":{"start":{"line":3,"column":0},"end":{"line":3}}},
            "severity":"UNKNOWN_SEVERITY","code":{"value":"R","url":"https://example.org"},"suggestions":[{"text":"x"}],
            "related_locations":[{"message":"here","location":{"path":"b.py"}}]}"#;
        let document =
            format!(r#"{{"severity":"ERROR","diagnostics":[{one},{{"message":"n","severity":"INFO"}},{{}}]}}"#);
        let reading = input(read, document.as_bytes()).unwrap();
        assert_eq!((reading.findings.len(), reading.rejects.len()), (2, 1));
        let first = &reading.findings[0];
        assert_eq!((first.line, first.column, first.end_line), (Some(3), None, Some(3)));
        assert_eq!((first.severity.as_deref(), first.rule.as_deref()), (Some("error"), Some("R")));
        assert_eq!((first.fix.as_deref(), first.unit), (Some("unsafe"), Some(ColumnUnit::Bytes)));
        assert_eq!((first.related[0].file.as_str(), first.related[0].message.as_str()), ("b.py", "here"));
        assert_eq!((reading.findings[1].severity.as_deref(), reading.findings[1].file.as_str()), (Some("info"), ""));
        let lines = format!("{}\noops\n{}\n", one.replace('\n', " "), one.replace('\n', " "));
        let reading = input(read_lines, lines.as_bytes()).unwrap();
        assert_eq!(
            (reading.findings.len(), reading.rejects.len(), reading.findings[0].severity.as_deref()),
            (2, 1, None)
        );
    }

    #[test]
    fn what_is_something_else_is_no_clean_answer() {
        for wrong in ["", "oops", "{}", "[]", "{\"diagnostics\":3}", "{\"diagnostics\":[{\"mess"] {
            assert!(input(read, wrong.as_bytes()).is_err(), "{wrong}");
        }
        assert_eq!(input(read, b"{\"diagnostics\":[]}").unwrap(), Reading::default());
        assert!(input(read_lines, b"\n").is_err());
    }

    #[test]
    fn what_biome_wrote() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/captures");
        for (name, expected) in [
            ("clean", &[][..]),
            (
                "findings",
                &[
                    "bad.js:2 warning lint/correctness/noUnusedVariables",
                    "bad.js:3 error lint/suspicious/noDoubleEquals",
                ],
            ),
            ("missing", &[":0 error fs/cantRead"]),
            ("syntax", &["syn.js:1 warning lint/correctness/noUnusedVariables", "syn.js:1 error parse"]),
            (
                "unicode",
                &["uni.js:1 warning lint/correctness/noUnusedVariables", "uni.js:1 error lint/suspicious/noDebugger"],
            ),
        ] {
            let bytes = std::fs::read(folder.join(format!("biome-rdjson.{name}.out"))).unwrap();
            let reading = input(read, &bytes).unwrap();
            let word = |word: &Option<String>| word.clone().unwrap_or_default();
            let shown = |one: &RawFinding| {
                format!("{}:{} {} {}", one.file, one.line.unwrap_or(0), word(&one.severity), word(&one.rule))
            };
            let found: Vec<String> = reading.findings.iter().map(shown).collect();
            assert_eq!(found[..expected.len().min(found.len())], *expected, "{name}");
            assert!(reading.rejects.is_empty(), "{name}: {:?}", reading.rejects);
        }
    }
}
