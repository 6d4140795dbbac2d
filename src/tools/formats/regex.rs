//! Lines that match one of a record's patterns. Lines that are indented continue the message before them; lines that
//! match a pattern without groups are noise.

use regex::{Captures, Regex};

use super::{Input, plain};
use crate::tools::reading::{RawFinding, Reading, TestCase, TestOutcome};

/// Reads findings, or tests when a pattern has a group `test`.
pub(super) fn read(input: &Input<'_>) -> Result<Reading, String> {
    let spec = &input.record.read;
    let patterns = spec.patterns.iter().map(|pattern| compile(pattern)).collect::<Result<Vec<_>, _>>()?;
    let text = plain(input.bytes);
    // A tool that counts what it looks at and counts nothing looked at nothing.
    let examined = patterns.iter().any(|pattern| has_group(pattern, "examined")).then_some(0);
    let mut reading = Reading { examined, ..Reading::default() };
    let mut open = false;
    for line in text.lines() {
        if let Some(found) = patterns.iter().find_map(|pattern| pattern.captures(line)) {
            if found.len() == 1 {
                continue;
            }
            open = false;
            if let Some(examined) = found.name("examined") {
                let count = examined.as_str().trim().parse().unwrap_or(1);
                reading.examined = Some(reading.examined.unwrap_or(0) + count);
            } else if found.name("test").is_some() {
                reading.tests.push(test(input, &found));
            } else {
                open = true;
                reading.findings.push(finding(input, &found));
            }
        } else if open && line.starts_with([' ', '\t']) && !line.trim().is_empty() {
            if let Some(last) = reading.findings.last_mut() {
                last.message.push('\n');
                last.message.push_str(line.trim_end());
            }
        } else {
            open = false;
        }
    }
    Ok(reading)
}

/// A pattern of a record.
pub(crate) fn compile(pattern: &str) -> Result<Regex, String> {
    Regex::new(pattern).map_err(|error| format!("its pattern is broken: {error}"))
}

fn has_group(pattern: &Regex, name: &str) -> bool {
    pattern.capture_names().flatten().any(|group| group == name)
}

fn text(found: &Captures<'_>, group: &str) -> Option<String> {
    found.name(group).map(|found| found.as_str().trim().to_owned()).filter(|text| !text.is_empty())
}

fn number(found: &Captures<'_>, group: &str) -> Option<i64> {
    text(found, group)?.parse().ok()
}

fn finding(input: &Input<'_>, found: &Captures<'_>) -> RawFinding {
    let spec = &input.record.read;
    RawFinding {
        file: text(found, "file").unwrap_or_default(),
        line: number(found, "line"),
        column: number(found, "column"),
        end_line: number(found, "end_line"),
        end_column: number(found, "end_column"),
        severity: text(found, "severity"),
        rule: text(found, "rule"),
        message: text(found, "message").or_else(|| spec.message.clone()).unwrap_or_default(),
        ..RawFinding::default()
    }
}

fn test(input: &Input<'_>, found: &Captures<'_>) -> TestCase {
    let name = text(found, "test").unwrap_or_default();
    let word = text(found, "outcome").unwrap_or_default();
    let known = input.record.tests.as_ref().and_then(|tests| tests.outcomes.get(&word).copied());
    let mut test = TestCase::new(name, known.or_else(|| outcome(&word)).unwrap_or(TestOutcome::Error));
    test.file = text(found, "file");
    test.line = number(found, "line");
    test.ms = text(found, "ms").and_then(|ms| ms.parse().ok());
    test.message = text(found, "message").unwrap_or_default();
    test
}

/// The outcome that a word means in most runners.
pub(crate) fn outcome(word: &str) -> Option<TestOutcome> {
    Some(match word.to_ascii_lowercase().as_str() {
        "ok" | "pass" | "passed" | "success" => TestOutcome::Passed,
        "fail" | "failed" | "failure" | "not ok" => TestOutcome::Failed,
        "error" => TestOutcome::Error,
        "skip" | "skipped" | "ignored" | "pending" | "todo" | "disabled" => TestOutcome::Skipped,
        "xfail" | "xfailed" => TestOutcome::Xfailed,
        "xpass" | "xpassed" => TestOutcome::Xpassed,
        "flaky" => TestOutcome::Flaky,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_left_out_counts_are_added_and_indented_lines_continue() {
        let record: crate::tools::Record = toml::from_str(
            r#"
            name = "x"
            kind = "lint"
            about = "x"
            run = ["x"]
            [read]
            format = "regex"
            patterns = ['^ +\d+ \|', '^Looked at (?P<examined>\d+)', '^(?P<examined>Read) ', '^(?P<file>\S+?):(?P<line>\d+): (?P<message>.*)$']
            "#,
        )
        .unwrap();
        let reading = |text: &str| read(&Input { bytes: text.as_bytes(), record: &record }).unwrap();
        let all = reading("Looked at 2 files\nRead a\na:3: one\n  3 | code\n  two\nnothing\n  three\n");
        assert_eq!((all.examined, all.findings.len()), (Some(3), 1));
        assert_eq!(all.findings[0].message, "one\n  two");
        assert_eq!(reading("").examined, Some(0));
    }
}
