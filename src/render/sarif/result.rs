//! One finding as a SARIF result, and its rule.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::render::rule_of;
use crate::report::{Finding, Fix, Place, Safety, Severity, stable_hash};

/// Texts of files, one kept: findings of a file stand together.
pub(super) struct Texts<'s> {
    source: &'s dyn Fn(&str) -> Option<String>,
    last: Option<(String, Option<String>)>,
}

impl<'s> Texts<'s> {
    pub(super) fn new(source: &'s dyn Fn(&str) -> Option<String>) -> Self {
        Self { source, last: None }
    }

    fn of(&mut self, file: &str) -> Option<&str> {
        if self.last.as_ref().is_none_or(|(name, _)| name != file) {
            self.last = Some((file.to_owned(), (self.source)(file)));
        }
        self.last.as_ref().and_then(|(_, text)| text.as_deref())
    }
}

pub(super) fn rule(id: &str, finding: &Finding) -> Value {
    let mut described = json!({ "id": id, "shortDescription": { "text": rule_of(finding) } });
    if let Some(help) = &finding.help {
        described["help"] = json!({ "text": help });
    }
    if let Some(url) = finding.more.as_ref().and_then(|more| more.url.as_deref()).filter(|url| is_url(url)) {
        described["helpUri"] = url.into();
    }
    described
}

/// The key takes nothing but a URI.
fn is_url(text: &str) -> bool {
    let plain = |byte: u8| {
        byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}')
    };
    (text.starts_with("https://") || text.starts_with("http://")) && text.bytes().all(plain)
}

/// A result; `rule` is its rule's id and place among the run's rules.
pub(super) fn of(finding: &Finding, rule: (&str, usize), texts: &mut Texts<'_>) -> Value {
    let mut result = json!({
        "ruleId": rule.0,
        "ruleIndex": rule.1,
        "level": match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "note",
        },
        "message": { "text": finding.message },
        "locations": [{ "physicalLocation": location(&finding.file, finding.place) }],
        "partialFingerprints": { "planyard/v1": finding.fingerprint() },
    });
    // The same place twice is one.
    let mut related: Vec<Value> = finding
        .more
        .iter()
        .flat_map(|more| &more.related)
        .map(|related| {
            let place = location(&related.file, related.place);
            json!({ "physicalLocation": place, "message": { "text": related.message } })
        })
        .collect();
    let mut seen = HashSet::new();
    related.retain(|location| seen.insert(location.to_string()));
    if !related.is_empty() {
        result["relatedLocations"] = related.into();
    }
    if let Some(fix) = finding.fix.as_ref().filter(|fix| !fix.edits.is_empty()) {
        result["fixes"] = json!([fix_of(finding, fix, texts.of(&finding.file))]);
    }
    if let Some(word) = finding.more.as_ref().and_then(|more| more.tool_severity.as_deref()) {
        result["properties"] = json!({ "tool_severity": word });
    }
    if let Some(rule) = finding.more.as_ref().and_then(|more| more.peer_rule.as_deref()) {
        result["properties"]["peer_rule"] = rule.into();
    }
    result
}

fn location(file: &str, place: Option<Place>) -> Value {
    let mut location = json!({ "artifactLocation": { "uri": uri(file), "uriBaseId": "SRCROOT" } });
    if let Some(place) = place.filter(|place| place.line > 0) {
        location["region"] = region(place);
    }
    location
}

/// Columns that are not known are left out: the region is of whole lines then.
fn region(place: Place) -> Value {
    let end_line = place.end_line.max(place.line);
    let mut region = json!({ "startLine": place.line, "endLine": end_line });
    if place.column > 0 {
        region["startColumn"] = place.column.into();
        if place.end_column > 0 && (end_line > place.line || place.end_column >= place.column) {
            region["endColumn"] = place.end_column.into();
        }
    }
    region
}

fn fix_of(finding: &Finding, fix: &Fix, text: Option<&str>) -> Value {
    // Edits are of one text; of another, lines and columns would be wrong.
    let text = text.filter(|text| stable_hash(text.as_bytes()) == fix.of);
    let replacements: Vec<Value> = fix
        .edits
        .iter()
        .map(|edit| {
            let place = text.and_then(|text| span(text, edit.start, edit.end));
            let deleted = place.map_or_else(
                || json!({ "byteOffset": edit.start, "byteLength": edit.end.saturating_sub(edit.start) }),
                region,
            );
            json!({ "deletedRegion": deleted, "insertedContent": { "text": edit.with } })
        })
        .collect();
    let how = match fix.safety {
        Safety::Safe => "safe: it recomputes what the file itself says",
        Safety::Unsafe => "it may change the meaning: look at it first",
    };
    let file = json!({ "uri": uri(&finding.file), "uriBaseId": "SRCROOT" });
    let change = json!({ "artifactLocation": file, "replacements": replacements });
    json!({ "description": { "text": how }, "artifactChanges": [change] })
}

/// Bytes as lines and columns in code points; a byte order mark is no column.
fn span(text: &str, start: usize, end: usize) -> Option<Place> {
    let at = |offset: usize| {
        let before = text.get(..offset)?;
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = before.matches('\n').count() + 1;
        let column = before[line_start..].trim_start_matches('\u{feff}').chars().count() + 1;
        Some((u32::try_from(line).ok()?, u32::try_from(column).ok()?))
    };
    let ((line, column), (end_line, end_column)) = (at(start)?, at(end)?);
    Some(Place { line, column, end_line, end_column })
}

/// A path as a relative URI: what is not plain is percent-encoded.
fn uri(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'.' | b'_' | b'~');
    path.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
