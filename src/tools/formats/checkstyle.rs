//! Checkstyle's XML, which many linters write: files, and errors in them.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{Input, after_noise_until, head, plain};
use crate::tools::reading::{RawFinding, Reading};

/// Reads one report.
pub(super) fn read(input: &Input<'_>) -> Result<Reading, String> {
    let text = plain(input.bytes);
    let text = if input.record.read.skip_noise { after_noise_until(&text, &["<"]) } else { &text };
    let mut reading = Reading::default();
    if text.trim().is_empty() && input.record.read.may_be_empty {
        return Ok(reading);
    }
    let mut xml = Reader::from_str(text);
    xml.config_mut().check_end_names = false;
    let (mut file, mut root, mut depth) = (String::new(), false, 0_usize);
    loop {
        match xml.read_event() {
            Ok(Event::Start(element)) => {
                depth += 1;
                take(&element, &mut root, &mut file, &mut reading);
            }
            Ok(Event::Empty(element)) => take(&element, &mut root, &mut file, &mut reading),
            Ok(Event::End(_)) => depth = depth.saturating_sub(1),
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(error) if root => {
                reading.rejects.push(format!("its XML is broken: {error}"));
                return Ok(reading);
            }
            Err(error) => return Err(format!("this is not XML ({error}): {}", head(text))),
        }
    }
    if !root {
        return Err(format!("this is not checkstyle's XML: {}", head(text)));
    }
    reading.truncated = depth > 0;
    Ok(reading)
}

fn take(element: &BytesStart<'_>, root: &mut bool, file: &mut String, reading: &mut Reading) {
    let attribute = |name: &str| {
        let found =
            element.attributes().with_checks(false).flatten().find(|found| found.key.as_ref() == name.as_bytes());
        let value = found.and_then(|found| {
            let value = String::from_utf8_lossy(&found.value);
            quick_xml::escape::unescape(&value).map(std::borrow::Cow::into_owned).ok()
        });
        value.filter(|value| !value.is_empty())
    };
    let number = |name: &str| attribute(name).and_then(|value| value.parse().ok());
    match element.local_name().as_ref() {
        b"checkstyle" => *root = true,
        b"file" => *file = attribute("name").unwrap_or_default(),
        b"error" if *root => reading.findings.push(RawFinding {
            file: file.clone(),
            line: number("line"),
            column: number("column"),
            end_line: number("endLine"),
            end_column: number("endColumn"),
            severity: attribute("severity").map(|word| word.to_ascii_lowercase()).map(|word| match word.as_str() {
                "ignore" => "info".to_owned(),
                _ => word,
            }),
            rule: attribute("source"),
            message: attribute("message").unwrap_or_default(),
            ..RawFinding::default()
        }),
        b"exception" if *root => reading.rejects.push(format!("it could not look at {file}")),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(text: &str) -> Result<Reading, String> {
        let record = "name = 'x'\nkind = 'lint'\nabout = 'x'\nrun = ['x']\nread = { format = 'checkstyle' }";
        let record: crate::tools::Record = toml::from_str(record).unwrap();
        read(&Input { bytes: text.as_bytes(), record: &record })
    }

    #[test]
    fn files_and_their_errors() {
        let all = reading(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n<file name=\"a&amp;b.js\">\
             <error line=\"3\" column=\"7\" severity=\"error\" message=\"&quot;x&quot; &lt; 日本\" source=\"eslint.rules.x\" />\
             <error line=\"4\" severity=\"Warning\" message=\"y\" /></file><file name=\"clean.js\"></file></checkstyle>",
        )
        .unwrap();
        assert_eq!((all.findings.len(), all.truncated), (2, false));
        let first = &all.findings[0];
        assert_eq!((first.file.as_str(), first.line, first.column), ("a&b.js", Some(3), Some(7)));
        assert_eq!((first.message.as_str(), first.rule.as_deref()), ("\"x\" < 日本", Some("eslint.rules.x")));
        assert_eq!(all.findings[1].severity.as_deref(), Some("warning"));
        assert_eq!(all.findings[1].file, "a&b.js");
    }

    #[test]
    fn what_is_cut_off_or_something_else_is_no_clean_answer() {
        let cut = reading("<checkstyle><file name=\"a\"><error line=\"1\" message=\"m\"/>").unwrap();
        assert!(cut.truncated && cut.findings.len() == 1);
        let broken = reading("<checkstyle><file name=\"a\"><error line=\"1\" message=\"m\"/><error li").unwrap();
        assert!(broken.truncated || !broken.rejects.is_empty());
        assert!(reading("").is_err() && reading("<html></html>").is_err() && reading("oops").is_err());
        assert!(!reading("<checkstyle version=\"1\"/>").unwrap().truncated);
    }
}
