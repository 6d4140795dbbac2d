//! JSON through a record's jq filter. A filter yields objects: a finding (`message`, `file`, `line`, …), a test (`test`,
//! `outcome`, …), an error of the tool's own (`error`), a count (`examined`), or declared totals (`declared`). `null`
//! and nothing at all are nothing.

use jaq_core::load::{Arena, File, Loader};
use jaq_core::{Compiler, Ctx, Vars, data, unwrap_valr};
use jaq_json::{Val, read as json, write};
use serde_json::Value;

use super::{Input, after_noise, head, plain};
use crate::tools::reading::{Declared, Reading};

/// So many values a filter may yield for one document. No tool tells of more in what is kept of its output, and a filter
/// that never ends is stopped.
const MOST_VALUES: usize = 200_000;

/// A compiled jq filter.
pub struct Filter {
    filter: jaq_core::Filter<data::JustLut<Val>>,
}

impl std::fmt::Debug for Filter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Filter")
    }
}

impl Filter {
    /// Compiles a filter.
    ///
    /// # Errors
    /// What is wrong with it, with line and column.
    pub fn compile(code: &str) -> Result<Self, String> {
        let defs = jaq_core::defs().chain(jaq_std::defs()).chain(jaq_json::defs());
        let funs = jaq_core::funs().chain(jaq_std::funs()).chain(jaq_json::funs());
        let arena = Arena::default();
        let modules = Loader::new(defs).load(&arena, File { code, path: () }).map_err(|errors| {
            let wrong = errors.iter().map(|(file, error)| unloadable(file.code, error));
            wrong.collect::<Vec<_>>().join("; ")
        })?;
        let filter = Compiler::default().with_funs(funs).compile(modules).map_err(|errors| {
            let mut wrong = Vec::new();
            for (file, errors) in &errors {
                for (name, what) in errors {
                    wrong.push(format!("{}: there is no {} `{name}`", position(file.code, name), what.as_str()));
                }
            }
            wrong.join("; ")
        })?;
        Ok(Self { filter })
    }

    /// Runs it over one document; what it yields goes into `reading`.
    fn run(&self, input: Val, reading: &mut Reading) {
        let context = Ctx::<data::JustLut<Val>>::new(&self.filter.lut, Vars::new([]));
        let mut buffer = Vec::new();
        for (count, output) in self.filter.id.run((context, input)).map(unwrap_valr).enumerate() {
            if count == MOST_VALUES {
                reading.rejects.push(format!("the filter yields more than {MOST_VALUES} values"));
                return;
            }
            match output {
                Ok(value) => {
                    buffer.clear();
                    if write::write(&mut buffer, &write::Pp::default(), 0, &value).is_err() {
                        reading.rejects.push("the filter yields a value that is not JSON".to_owned());
                        continue;
                    }
                    take(&buffer, reading);
                }
                // The filter stops here; what it has yielded is kept.
                Err(error) => reading.rejects.push(head(&error.to_string())),
            }
        }
    }
}

fn unloadable(code: &str, error: &jaq_core::load::Error<&str>) -> String {
    use jaq_core::load::Error;
    match error {
        Error::Io(files) => format!("it imports {} files, which a record may not", files.len()),
        Error::Lex(wrong) => wrong
            .iter()
            .map(|(expected, at)| format!("{}: expected {}", position(code, at), expected.as_str()))
            .collect::<Vec<_>>()
            .join("; "),
        Error::Parse(wrong) => wrong
            .iter()
            .map(|(expected, at)| {
                let found = if at.is_empty() { "the end".to_owned() } else { format!("`{at}`") };
                format!("{}: expected {}, found {found}", position(code, at), expected.as_str())
            })
            .collect::<Vec<_>>()
            .join("; "),
    }
}

/// `line 2, column 5` of a part of the code.
fn position(code: &str, part: &str) -> String {
    let offset = (part.as_ptr() as usize).wrapping_sub(code.as_ptr() as usize);
    let before = code.get(..offset).unwrap_or(code);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    format!("line {line}, column {column}")
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
    filter(input)?.run(document, &mut reading);
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
                filter.run(document, &mut reading);
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
            Ok(document) => filter.run(document, &mut reading),
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
        Filter::compile(code).unwrap().run(json::parse_single(document.as_bytes()).unwrap(), &mut reading);
        reading
    }

    #[test]
    fn a_broken_filter_is_told_with_its_place() {
        let wrong = Filter::compile(".a |\n  .b[").unwrap_err();
        assert!(wrong.contains("line 2"), "{wrong}");
        let wrong = Filter::compile(".a |\n  nope(.b)").unwrap_err();
        assert_eq!(wrong, "line 2, column 3: there is no filter `nope`");
        assert!(Filter::compile("import \"x\" as x; .").unwrap_err().contains("which a record may not"));
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
