//! Cargo's messages (`--message-format=json`): what rustc and clippy say, once for all the targets that a file is part of.

use std::collections::HashSet;
use std::path::Path;

use serde::Deserialize;

use super::{Input, head, plain};
use crate::tools::reading::{OwnError, RawFinding, RawPlace, Reading};

#[derive(Deserialize)]
struct Line {
    reason: String,
    #[serde(default)]
    package_id: String,
    #[serde(default)]
    manifest_path: String,
    target: Option<Target>,
    message: Option<Message>,
    success: Option<bool>,
}

#[derive(Deserialize)]
struct Target {
    #[serde(default)]
    src_path: String,
}

#[derive(Deserialize)]
struct Message {
    message: String,
    level: String,
    code: Option<Code>,
    #[serde(default)]
    spans: Vec<Span>,
    #[serde(default)]
    children: Vec<Message>,
}

#[derive(Deserialize)]
struct Code {
    code: String,
}

#[derive(Deserialize)]
struct Span {
    file_name: String,
    line_start: i64,
    line_end: i64,
    column_start: i64,
    column_end: i64,
    is_primary: bool,
    label: Option<String>,
    suggested_replacement: Option<String>,
    suggestion_applicability: Option<String>,
    expansion: Option<Box<Expansion>>,
}

#[derive(Deserialize)]
struct Expansion {
    span: Span,
}

/// Reads the messages of one build.
pub(super) fn read(input: &Input<'_>) -> Result<Reading, String> {
    let text = plain(input.bytes);
    let mut reading = Reading::default();
    let mut seen = HashSet::new();
    let (mut lines, mut own, mut finished) = (0, 0, None);
    // What build scripts and macros print stands between the messages.
    for line in text.lines().filter(|line| line.starts_with('{')) {
        let line: Line = match serde_json::from_str(line) {
            Ok(line) => line,
            Err(error) => {
                reading.rejects.push(format!("{error}: {}", head(line)));
                continue;
            }
        };
        lines += 1;
        own += usize::from(is_own(&line.package_id));
        match (line.reason.as_str(), line.message) {
            ("build-finished", _) => finished = line.success,
            ("compiler-message", Some(message)) => {
                let source = line.target.map(|target| target.src_path).unwrap_or_default();
                take(&message, &Places { manifest: &line.manifest_path, source: &source }, &mut seen, &mut reading);
            }
            _ => {}
        }
    }
    if lines == 0 {
        return Err(reading.rejects.pop().unwrap_or_else(|| "it says nothing".to_owned()));
    }
    let is_error = |finding: &RawFinding| finding.severity.as_deref() == Some("error");
    match finished {
        Some(true) if own == 0 => reading.examined = Some(0),
        Some(false) if !reading.findings.iter().any(is_error) && reading.errors.is_empty() => {
            let message = "the build failed, and no message of the compiler says why".to_owned();
            reading.errors.push(OwnError { message, file: None, line: None });
        }
        Some(_) => {}
        None => reading.truncated = true,
    }
    Ok(reading)
}

/// A package of the workspace, or one that it names by its path.
fn is_own(package_id: &str) -> bool {
    package_id.starts_with("path+") || package_id.contains("(path+")
}

/// What the names of files in a message are relative to.
struct Places<'a> {
    manifest: &'a str,
    source: &'a str,
}

impl Places<'_> {
    /// rustc names files relative to the root of cargo's workspace, which no message tells: it is the folder of the
    /// package or one above it, the one from which the name leads to where the target's sources are.
    fn absolute(&self, name: &str) -> String {
        if Path::new(name).is_absolute() {
            return name.to_owned();
        }
        let Some(package) = Path::new(self.manifest).parent() else { return name.to_owned() };
        let sources = Path::new(self.source).parent().unwrap_or(package);
        let roots = || package.ancestors().take(32);
        let root = roots()
            .find(|root| root.join(name).starts_with(sources))
            .or_else(|| roots().skip(1).find(|root| root.join(name).starts_with(package)))
            .unwrap_or(package);
        root.join(name).to_string_lossy().into_owned()
    }
}

/// Not the standard library's, not a dependency's.
fn is_users(file: &str) -> bool {
    let foreign = ["/rustc/", "/registry/src/", "/git/checkouts/", "/lib/rustlib/"];
    !file.starts_with('<') && !foreign.iter().any(|part| file.replace('\\', "/").contains(part))
}

/// Out of the macros of others, to the place in the user's own files that called them.
fn users_span(span: &Span) -> Option<&Span> {
    let mut span = span;
    while !is_users(&span.file_name) {
        span = &span.expansion.as_ref()?.span;
    }
    Some(span)
}

type Seen = HashSet<(String, [Option<i64>; 4], Option<String>, String)>;

fn take(message: &Message, places: &Places<'_>, seen: &mut Seen, reading: &mut Reading) {
    let span = message.spans.iter().find(|span| span.is_primary).and_then(users_span);
    let level = message.level.as_str();
    if span.is_none() && is_summary(message) {
        return;
    }
    let severity = match level {
        "warning" => "warning",
        "note" | "help" | "failure-note" => "info",
        // `error`, and `error: internal compiler error`.
        _ => "error",
    };
    if span.is_none() && severity == "error" {
        let file = Some(places.manifest.to_owned()).filter(|file| !file.is_empty());
        let error = OwnError { message: message.message.clone(), file, line: None };
        if !reading.errors.contains(&error) {
            reading.errors.push(error);
        }
        return;
    }
    let label = span.and_then(|span| span.label.as_deref()).filter(|label| severity == "error" && !label.is_empty());
    let code = message.code.as_ref().map(|code| code.code.clone());
    let (help, linked) = help(message);
    let error_page = code.as_deref().filter(|code| is_error_code(code));
    let finding = RawFinding {
        file: span.map_or_else(|| places.manifest.to_owned(), |span| places.absolute(&span.file_name)),
        line: span.map(|span| span.line_start),
        column: span.map(|span| span.column_start),
        end_line: span.map(|span| span.line_end),
        end_column: span.map(|span| span.column_end),
        severity: Some(severity.to_owned()),
        message: label.map_or_else(|| message.message.clone(), |label| format!("{}: {label}", message.message)),
        help,
        url: linked.or_else(|| error_page.map(|code| format!("https://doc.rust-lang.org/error_codes/{code}.html"))),
        fix: is_fixable(message).then(|| "safe".to_owned()),
        related: related(message, places),
        rule: code,
        ..RawFinding::default()
    };
    let place = [finding.line, finding.column, finding.end_line, finding.end_column];
    if seen.insert((finding.file.clone(), place, finding.rule.clone(), finding.message.clone())) {
        reading.findings.push(finding);
    }
}

/// `E0308`: rustc explains it on a page of its own.
fn is_error_code(code: &str) -> bool {
    code.strip_prefix('E').is_some_and(|digits| digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// `2 warnings emitted`, `aborting due to 1 previous error`: no news.
fn is_summary(message: &Message) -> bool {
    let text = message.message.as_str();
    message.level == "failure-note"
        || text.starts_with("aborting due to")
        || text.ends_with("warning emitted")
        || text.ends_with("warnings emitted")
}

/// What its notes say, and the page that they name.
fn help(message: &Message) -> (Option<String>, Option<String>) {
    let (mut lines, mut url) = (Vec::new(), None);
    for child in &message.children {
        let text = child.message.trim();
        if let Some(page) = text.strip_prefix("for further information visit ") {
            url = Some(page.trim().to_owned());
        } else if !text.ends_with("on by default") && !text.is_empty() {
            let with: Vec<&str> = child.spans.iter().filter_map(|span| span.suggested_replacement.as_deref()).collect();
            match with.as_slice() {
                [one] if !one.trim().is_empty() => lines.push(format!("{text}: `{}`", one.trim())),
                _ => lines.push(text.to_owned()),
            }
        }
    }
    ((!lines.is_empty()).then(|| lines.join("\n")), url)
}

/// `cargo clippy --fix` mends these alone.
fn is_fixable(message: &Message) -> bool {
    let applies = |span: &Span| span.suggestion_applicability.as_deref() == Some("MachineApplicable");
    message.children.iter().flat_map(|child| &child.spans).chain(&message.spans).any(applies)
}

/// The places beside the first that have something to say.
fn related(message: &Message, places: &Places<'_>) -> Vec<RawPlace> {
    let own = message.spans.iter().filter(|span| !span.is_primary).map(|span| (span, span.label.as_deref()));
    let of_notes = message.children.iter().flat_map(|child| {
        let told = child.spans.iter().filter(|span| span.suggested_replacement.is_none());
        told.map(|span| (span, Some(child.message.as_str())))
    });
    let said = own.chain(of_notes).filter_map(|(span, label)| Some((users_span(span)?, label?)));
    let place = |(span, label): (&Span, &str)| RawPlace {
        file: places.absolute(&span.file_name),
        line: Some(span.line_start),
        column: Some(span.column_start),
        end_line: Some(span.line_end),
        end_column: Some(span.column_end),
        message: label.to_owned(),
    };
    said.map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn reading(lines: &[Value]) -> Result<Reading, String> {
        let record = "name = 'x'\nkind = 'lint'\nabout = 'x'\nrun = ['x']\nread = { format = 'cargo-json' }";
        let record: crate::tools::Record = toml::from_str(record).unwrap();
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        read(&Input { bytes: text.as_bytes(), record: &record })
    }

    fn message(message: &Value) -> Value {
        json!({
            "reason": "compiler-message", "package_id": "path+file:///w/crates/a#0.1.0",
            "manifest_path": "/w/crates/a/Cargo.toml", "target": { "src_path": "/w/crates/a/src/lib.rs" },
            "message": message,
        })
    }

    fn span(file: &str, line: i64) -> Value {
        json!({
            "file_name": file, "line_start": line, "line_end": line, "column_start": 5, "column_end": 9,
            "is_primary": true, "label": null, "suggested_replacement": null, "suggestion_applicability": null,
            "expansion": null,
        })
    }

    fn warning(spans: &[Value]) -> Value {
        json!({ "message": "unused", "level": "warning", "code": { "code": "unused" }, "spans": spans, "children": [] })
    }

    fn finished(success: bool) -> Value {
        json!({ "reason": "build-finished", "success": success })
    }

    #[test]
    fn the_same_message_of_two_targets_is_one_and_paths_are_absolute() {
        let one = message(&warning(&[span("crates/a/src/lib.rs", 3)]));
        let all = reading(&[one.clone(), one, finished(true)]).unwrap();
        assert_eq!(all.findings.len(), 1);
        assert_eq!((all.findings[0].file.as_str(), all.findings[0].line), ("/w/crates/a/src/lib.rs", Some(3)));
        assert_eq!(all.examined, None);
        let other = message(&warning(&[span("crates/a/tests/t.rs", 1)]));
        assert_eq!(reading(&[other, finished(true)]).unwrap().findings[0].file, "/w/crates/a/tests/t.rs");
    }

    #[test]
    fn macros_of_others_lead_to_the_users_file() {
        let mut inner = span("/rustc/abc/library/std/src/macros.rs", 99);
        let mut middle = span("/home/u/.cargo/registry/src/index/dep-1.0/src/lib.rs", 7);
        middle["expansion"] = json!({ "span": span("crates/a/src/main.rs", 4), "macro_decl_name": "dep!" });
        inner["expansion"] = json!({ "span": middle, "macro_decl_name": "println!" });
        let all = reading(&[message(&warning(&[inner])), finished(true)]).unwrap();
        assert_eq!((all.findings[0].file.as_str(), all.findings[0].line), ("/w/crates/a/src/main.rs", Some(4)));
        let nowhere = reading(&[message(&warning(&[span("<anon>", 1)])), finished(true)]).unwrap();
        assert_eq!(nowhere.findings[0].file, "/w/crates/a/Cargo.toml");
    }

    #[test]
    fn notes_are_help_and_only_applicable_suggestions_are_fixes() {
        let mut suggested = span("crates/a/src/lib.rs", 3);
        suggested["suggested_replacement"] = json!("_x");
        suggested["suggestion_applicability"] = json!("MaybeIncorrect");
        let child = |level: &str, text: &str, spans: &[Value]| json!({ "message": text, "level": level, "code": null, "spans": spans, "children": [] });
        let mut one = warning(&[span("crates/a/src/lib.rs", 3)]);
        let notes = |applicability: &str| {
            let mut suggested = suggested.clone();
            suggested["suggestion_applicability"] = json!(applicability);
            json!([
                child("note", "`#[warn(unused)]` on by default", &[]),
                child("help", "for further information visit https://example.org/l", &[]),
                child("help", "prefix it", &[suggested]),
                child("note", "it is defined here", &[span("crates/a/src/b.rs", 8)]),
            ])
        };
        one["children"] = notes("MaybeIncorrect");
        let finding = reading(&[message(&one), finished(true)]).unwrap().findings.remove(0);
        assert_eq!(finding.help.as_deref(), Some("prefix it: `_x`\nit is defined here"));
        assert_eq!(finding.url.as_deref(), Some("https://example.org/l"));
        assert_eq!(finding.fix, None);
        assert_eq!(finding.related.len(), 1);
        assert_eq!(finding.related[0].file, "/w/crates/a/src/b.rs");
        one["children"] = notes("MachineApplicable");
        assert_eq!(reading(&[message(&one), finished(true)]).unwrap().findings[0].fix.as_deref(), Some("safe"));
    }

    #[test]
    fn a_failed_build_is_never_clean() {
        let failed = reading(&[message(&warning(&[span("crates/a/src/lib.rs", 3)])), finished(false)]).unwrap();
        assert_eq!(failed.errors.len(), 1);
        let linker = json!({ "message": "linking with `cc` failed", "level": "error", "code": null, "spans": [] });
        let failed = reading(&[message(&linker), message(&linker), finished(false)]).unwrap();
        assert_eq!(failed.errors.len(), 1);
        assert_eq!(failed.errors[0].file.as_deref(), Some("/w/crates/a/Cargo.toml"));
        let mut labelled = span("crates/a/src/lib.rs", 3);
        labelled["label"] = json!("expected `u32`");
        let error = json!({ "message": "mismatched types", "level": "error", "code": { "code": "E0308" }, "spans": [labelled] });
        let failed = reading(&[message(&error), finished(false)]).unwrap();
        assert_eq!((failed.errors.len(), failed.findings[0].message.as_str()), (0, "mismatched types: expected `u32`"));
        assert!(failed.findings[0].url.as_deref().is_some_and(|url| url.ends_with("/E0308.html")));
    }

    #[test]
    fn nothing_built_cut_off_or_empty_is_told() {
        assert_eq!(reading(&[finished(true)]).unwrap().examined, Some(0));
        let artifact = json!({ "reason": "compiler-artifact", "package_id": "registry+https://x#serde@1.0.0" });
        assert_eq!(reading(&[artifact, finished(true)]).unwrap().examined, Some(0));
        assert!(reading(&[message(&warning(&[span("crates/a/src/lib.rs", 3)]))]).unwrap().truncated);
        assert!(reading(&[]).is_err());
    }
}
