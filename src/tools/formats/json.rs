//! JSON through a record's jq filter. A filter yields objects: a finding (`message`, `file`, `line`, …), a test (`test`,
//! `outcome`, …), an error of the tool's own (`error`), a count (`examined`), or declared totals (`declared`). `null`
//! and nothing at all are nothing.

use serde_json::Value;

use super::{Input, after_noise, head, plain};
use crate::jq::{Filter, Val, read as json};
use crate::tools::reading::{Declared, Reading};

/// Runs a filter over one document; what it yields goes into `reading`.
fn run(filter: &Filter, document: Val, reading: &mut Reading) {
    filter.run(document, |value| match value {
        Ok(bytes) => take(bytes, reading),
        Err(wrong) => reading.rejects.push(head(&wrong)),
    });
}

/// Puts one object that a filter yielded where it belongs.
fn take(bytes: &[u8], reading: &mut Reading) {
    let value: Value = match serde_json::from_slice(bytes) {
        Ok(Value::Null) => return,
        Ok(value) => value,
        Err(error) => return reading.rejects.push(format!("the filter yields what is not JSON: {error}")),
    };
    let shown = || head(&String::from_utf8_lossy(bytes));
    let has = |key: &str| value.get(key).is_some();
    let wrong = if has("error") {
        serde_json::from_value(value).map(|error| reading.errors.push(error))
    } else if has("test") {
        serde_json::from_value(value).map(|test| reading.tests.push(test))
    } else if has("message") {
        serde_json::from_value(value).map(|finding| reading.findings.push(finding))
    } else if let Some(count) = value.get("examined") {
        match count.as_u64() {
            Some(count) => reading.examined = Some(reading.examined.unwrap_or(0) + count as usize),
            None => reading.rejects.push(format!("`examined` is no count: {}", shown())),
        }
        Ok(())
    } else if let Some(declared) = value.get("declared") {
        serde_json::from_value(declared.clone()).map(|declared| {
            // Several suites of one stream.
            let before: Declared = reading.declared.unwrap_or_default();
            reading.declared = Some(before.plus(declared));
        })
    } else {
        reading.rejects.push(format!("the filter yields neither finding, test, error nor count: {}", shown()));
        Ok(())
    };
    if let Err(error) = wrong {
        reading.rejects.push(format!("{error}: {}", shown()));
    }
}

fn filter(input: &Input<'_>) -> Result<Filter, String> {
    let code = input.record.read.map.as_deref().ok_or("its record has no `read.map`")?;
    Filter::compile(code).map_err(|wrong| format!("its filter is broken: {wrong}"))
}

/// Reads one document.
pub(super) fn read(input: &Input<'_>) -> Result<Reading, String> {
    let text = plain(input.bytes);
    let text = if input.record.read.skip_noise { after_noise(&text) } else { &text };
    let mut reading = Reading::default();
    if text.trim().is_empty() && input.record.read.may_be_empty {
        return Ok(reading);
    }
    let document = json::parse_single(text.as_bytes()).map_err(|error| not_json(text, &error))?;
    run(&filter(input)?, document, &mut reading);
    Ok(reading)
}

/// Reads one document a line.
pub(super) fn read_lines(input: &Input<'_>) -> Result<Reading, String> {
    let filter = filter(input)?;
    let text = plain(input.bytes);
    let mut reading = Reading::default();
    let mut documents = 0;
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match json::parse_single(line.as_bytes()) {
            Ok(document) => {
                documents += 1;
                run(&filter, document, &mut reading);
            }
            Err(_) if input.record.read.skip_noise && !line.starts_with('{') => {}
            Err(error) => reading.rejects.push(not_json(line, &error)),
        }
    }
    if documents == 0 {
        return match reading.rejects.first() {
            Some(first) => Err(first.clone()),
            None if input.record.read.may_be_empty => Ok(reading),
            None => Err("it says nothing".to_owned()),
        };
    }
    Ok(reading)
}

/// Reads documents that follow one another, over several lines each; lines between them that begin otherwise are noise.
pub(super) fn read_stream(input: &Input<'_>) -> Result<Reading, String> {
    let filter = filter(input)?;
    let of_a_document = |line: &&str| line.starts_with(['{', '}', '[', ']', '"', ' ', '\t']);
    let text: String = plain(input.bytes).lines().filter(of_a_document).flat_map(|line| [line, "\n"]).collect();
    let mut reading = Reading::default();
    if text.trim().is_empty() && !input.record.read.may_be_empty {
        return Err("it says nothing".to_owned());
    }
    for document in json::parse_many(text.as_bytes()) {
        match document {
            Ok(document) => run(&filter, document, &mut reading),
            Err(error) => {
                reading.rejects.push(not_json(&text, &error));
                break;
            }
        }
    }
    Ok(reading)
}

fn not_json(text: &str, error: &dyn std::fmt::Display) -> String {
    if text.trim().is_empty() {
        return "it says nothing, where JSON was expected".to_owned();
    }
    format!("this is not JSON ({error}): {}", head(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(code: &str, document: &str) -> Reading {
        let mut reading = Reading::default();
        super::run(&Filter::compile(code).unwrap(), json::parse_single(document.as_bytes()).unwrap(), &mut reading);
        reading
    }

    #[test]
    fn good_parts_are_kept_beside_bad_ones() {
        let reading = run(
            ".[] | {file: .f, line: .l, message: .m}",
            r#"[{"f":"a","l":1,"m":"x"},{"f":"b","l":"one","m":"y"},{"f":"c","l":null,"m":"z"}]"#,
        );
        assert_eq!(reading.findings.iter().map(|f| f.file.as_str()).collect::<Vec<_>>(), ["a", "c"]);
        assert_eq!(reading.rejects.len(), 1);
        let reading = run(".[] | {message: (.m + 1), file: .f}", r#"[{"f":"a","m":"x"}]"#);
        assert!(reading.findings.is_empty() && reading.rejects.len() == 1, "{reading:?}");
        assert_eq!(run("1, [], {a: 1}", "null").rejects.len(), 3);
        assert_eq!(run("null, empty", "null"), Reading::default());
        assert_eq!(run("repeat(null)", "null").rejects, ["the filter yields more than 200000 values"]);
        assert_eq!(run("{examined: 2}, {examined: 3}, {error: \"e\", file: \"f\"}", "null").examined, Some(5));
    }
}
