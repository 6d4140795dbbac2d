//! One run of a SARIF report.

use serde_json::Value;

use super::uri;
use crate::tools::reading::{OwnError, RawFinding, RawPlace, Reading};
use crate::tools::record::ColumnUnit;

/// So many places beside the first are kept of one result.
const MAX_RELATED: usize = 50;

/// A run, with what its results refer to.
pub(super) struct Run<'a> {
    run: &'a Value,
    unit: ColumnUnit,
}

/// Where a result is.
#[derive(Default)]
struct Place {
    file: String,
    line: Option<i64>,
    column: Option<i64>,
    end_line: Option<i64>,
    end_column: Option<i64>,
    offset: Option<(u64, u64, ColumnUnit)>,
}

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str).filter(|text| !text.is_empty())
}

fn number(value: &Value, key: &str) -> Option<i64> {
    value.get(key).and_then(Value::as_i64)
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn at<'a>(list: &'a [Value], value: &Value, key: &str) -> Option<&'a Value> {
    list.get(usize::try_from(number(value, key)?).ok()?)
}

impl<'a> Run<'a> {
    pub(super) fn new(run: &'a Value) -> Self {
        let unit = match text(run, "columnKind") {
            Some("unicodeCodePoints") => ColumnUnit::Chars,
            _ => ColumnUnit::Utf16,
        };
        Self { run, unit }
    }

    /// Adds what it says.
    pub(super) fn read(&self, reading: &mut Reading) {
        for invocation in list(self.run, "invocations") {
            self.read_invocation(invocation, reading);
        }
        for result in list(self.run, "results") {
            if result.is_object() {
                self.read_result(result, reading);
            } else {
                reading.rejects.push(format!("a result that is no object: {}", super::head(&result.to_string())));
            }
        }
        let is_target = |artifact: &&Value| list(artifact, "roles").iter().any(|role| role == "analysisTarget");
        let examined = list(self.run, "artifacts").iter().filter(is_target).count();
        if examined > 0 {
            reading.examined = Some(reading.examined.unwrap_or(0) + examined);
        }
    }

    /// The errors of the tool's own: notifications, and an execution that was not successful.
    fn read_invocation(&self, invocation: &Value, reading: &mut Reading) {
        let before = reading.errors.len();
        for key in ["toolExecutionNotifications", "toolConfigurationNotifications"] {
            for notification in list(invocation, key).iter().filter(|one| text(one, "level") == Some("error")) {
                let place = list(notification, "locations").first().and_then(|place| self.place(place));
                let descriptor = notification.get("descriptor").and_then(|descriptor| text(descriptor, "id"));
                let message = self.message(notification.get("message"), None);
                let message = message.or_else(|| descriptor.map(str::to_owned));
                reading.errors.push(OwnError {
                    message: message.unwrap_or_else(|| "it says that it failed, and not why".to_owned()),
                    line: place.as_ref().and_then(|place| place.line),
                    file: place.map(|place| place.file),
                });
            }
        }
        let failed = invocation.get("executionSuccessful") == Some(&Value::Bool(false));
        if failed && reading.errors.len() == before {
            let why = text(invocation, "exitCodeDescription").or_else(|| text(invocation, "exitSignalName"));
            let why = why.map_or(String::new(), |why| format!(": {why}"));
            let message = format!("it says that it did not run to its end{why}");
            reading.errors.push(OwnError { message, file: None, line: None });
        }
    }

    fn read_result(&self, result: &Value, reading: &mut Reading) {
        let accepted = |one: &Value| text(one, "status").is_none_or(|status| status == "accepted");
        let gone = text(result, "baselineState") == Some("absent");
        if gone || list(result, "suppressions").iter().any(accepted) {
            return;
        }
        let rule = self.rule(result);
        let Some(level) = level(result, rule) else { return };
        let mut finding = self.finding(result, rule);
        let mut places = list(result, "locations").iter();
        let Some(place) = places.find_map(|location| self.place(location)) else {
            if level == "error" {
                return reading.errors.push(OwnError { message: finding.message, file: None, line: None });
            }
            finding.severity = Some("info".to_owned());
            return reading.findings.push(finding);
        };
        finding.severity = Some(level.to_owned());
        finding.file = place.file;
        finding.line = place.line;
        finding.column = place.column;
        finding.end_line = place.end_line;
        finding.end_column = place.end_column;
        finding.offset = place.offset.map(|(offset, length, _)| (offset, length));
        finding.unit = Some(place.offset.map_or(self.unit, |(_, _, unit)| unit));
        finding.related = self.related(result, places);
        reading.findings.push(finding);
    }

    /// All but its place and severity.
    fn finding(&self, result: &Value, rule: Option<&Value>) -> RawFinding {
        let named = text(result, "ruleId").or_else(|| result.get("rule").and_then(|rule| text(rule, "id")));
        let described = |key| rule.and_then(|rule| rule.get(key)).and_then(|text| self.message(Some(text), None));
        let message = self.message(result.get("message"), rule);
        let message = message.or_else(|| described("shortDescription")).or_else(|| described("fullDescription"));
        let fixes = list(result, "fixes");
        let changes = fixes.iter().any(|fix| !list(fix, "artifactChanges").is_empty());
        RawFinding {
            rule: named.or_else(|| rule.and_then(|rule| text(rule, "id"))).map(str::to_owned),
            message: message.unwrap_or_else(|| "it gives no message".to_owned()),
            help: fixes.first().and_then(|fix| self.message(fix.get("description"), None)),
            url: rule.and_then(|rule| text(rule, "helpUri")).map(str::to_owned),
            // The format does not say how safe a fix is.
            fix: changes.then(|| "unsafe".to_owned()),
            fingerprint: fingerprint(result),
            ..RawFinding::default()
        }
    }

    /// The rule of a result: by index into the tool's own rules or an extension's, else by its id.
    fn rule(&self, result: &Value) -> Option<&'a Value> {
        let tool = self.run.get("tool")?;
        let driver = tool.get("driver").map_or(&[][..], |driver| list(driver, "rules"));
        let extensions = list(tool, "extensions");
        let reference = result.get("rule").unwrap_or(&Value::Null);
        let component = reference.get("toolComponent").unwrap_or(&Value::Null);
        let of_component = at(extensions, component, "index").or_else(|| {
            let named = |one: &&Value| {
                ["guid", "name"].iter().any(|key| text(component, key).is_some_and(|name| text(one, key) == Some(name)))
            };
            extensions.iter().find(named)
        });
        let rules = of_component.map_or(driver, |extension| list(extension, "rules"));
        let by_index = at(rules, result, "ruleIndex").or_else(|| at(rules, reference, "index"));
        by_index.or_else(|| {
            let id = text(result, "ruleId").or_else(|| text(reference, "id"))?;
            let all = || driver.iter().chain(extensions.iter().flat_map(|extension| list(extension, "rules")));
            let parent = id.rsplit_once('/').map(|(parent, _)| parent);
            all().find(|rule| text(rule, "id") == Some(id)).or_else(|| all().find(|rule| text(rule, "id") == parent))
        })
    }

    /// A message's text: its own, or that of the rule or the tool by its id, with its arguments put in.
    fn message(&self, message: Option<&Value>, rule: Option<&Value>) -> Option<String> {
        let message = message?;
        let shown = |message: &'a Value| text(message, "text").or_else(|| text(message, "markdown"));
        let own = text(message, "text").or_else(|| text(message, "markdown")).map(str::to_owned);
        let by_id = || {
            let id = text(message, "id")?;
            let of_rule = rule.and_then(|rule| rule.get("messageStrings")).and_then(|all| all.get(id));
            let tool = self.run.get("tool").and_then(|tool| tool.get("driver"));
            let of_tool = || tool.and_then(|tool| tool.get("globalMessageStrings")).and_then(|all| all.get(id));
            let found = of_rule.and_then(|one| text(one, "text").or_else(|| text(one, "markdown"))).map(str::to_owned);
            found.or_else(|| of_tool().and_then(shown).map(str::to_owned)).or_else(|| Some(id.to_owned()))
        };
        let arguments = list(message, "arguments");
        own.or_else(by_id).map(|template| filled_in(&template, arguments))
    }

    /// Where a location is; `None` when it names no file.
    fn place(&self, location: &Value) -> Option<Place> {
        let physical = location.get("physicalLocation")?;
        let artifact = physical.get("artifactLocation")?;
        let bases = self.run.get("originalUriBaseIds").unwrap_or(&Value::Null);
        let by_index = || uri::path(at(list(self.run, "artifacts"), artifact, "index")?.get("location")?, bases);
        let file = uri::path(artifact, bases).or_else(by_index)?;
        let region = physical.get("region").or_else(|| physical.get("contextRegion")).unwrap_or(&Value::Null);
        let (line, column) = (number(region, "startLine"), number(region, "startColumn"));
        let end_column = number(region, "endColumn");
        let end_line = number(region, "endLine").or_else(|| end_column.and(line));
        let span = |start: &str, length: &str| {
            let unsigned = |key| region.get(key).and_then(Value::as_u64);
            Some((unsigned(start)?, unsigned(length).unwrap_or(0)))
        };
        let bytes = || span("byteOffset", "byteLength").map(|(at, length)| (at, length, ColumnUnit::Bytes));
        let chars = || span("charOffset", "charLength").map(|(at, length)| (at, length, self.unit));
        let offset = if line.is_none() { bytes().or_else(chars) } else { None };
        Some(Place { file, line, column, end_line, end_column, offset })
    }

    /// The other locations, the related ones and the steps of code flows.
    fn related(&self, result: &Value, others: std::slice::Iter<'_, Value>) -> Vec<RawPlace> {
        let flows = list(result, "codeFlows").iter().flat_map(|flow| list(flow, "threadFlows"));
        let steps = flows.flat_map(|thread| list(thread, "locations")).filter_map(|step| step.get("location"));
        let all = others.chain(list(result, "relatedLocations")).chain(steps);
        let related = all.filter_map(|location| {
            let place = self.place(location)?;
            Some(RawPlace {
                file: place.file,
                line: place.line,
                column: place.column,
                end_line: place.end_line,
                end_column: place.end_column,
                message: self.message(location.get("message"), None).unwrap_or_default(),
            })
        });
        related.take(MAX_RELATED).collect()
    }
}

/// `error`, `warning` or `info`; `None` for what is no finding: passed, not applicable.
fn level(result: &Value, rule: Option<&Value>) -> Option<&'static str> {
    match text(result, "kind").unwrap_or("fail") {
        "fail" => {}
        "pass" | "notApplicable" => return None,
        _ => return Some("info"),
    }
    let of_rule = || text(rule?.get("defaultConfiguration")?, "level");
    Some(match text(result, "level").or_else(of_rule).unwrap_or("warning") {
        "error" => "error",
        "note" | "none" => "info",
        _ => "warning",
    })
}

/// All partial fingerprints as one: together they say which result it is.
fn fingerprint(result: &Value) -> Option<String> {
    ["partialFingerprints", "fingerprints"].iter().find_map(|key| {
        let all = result.get(*key)?.as_object()?;
        let told = all.iter().filter_map(|(name, value)| Some((name, value.as_str()?)));
        let mut all: Vec<String> = told
            // semgrep, for those who are not logged in.
            .filter(|(_, value)| *value != "requires login")
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        // By name: the same result is the same however its tool orders them.
        all.sort();
        (!all.is_empty()).then(|| all.join(";"))
    })
}

/// `{0}` is the first argument; `{{` and `}}` are braces.
fn filled_in(template: &str, arguments: &[Value]) -> String {
    if arguments.is_empty() {
        return template.to_owned();
    }
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        filled.push_str(&rest[..at]);
        let (brace, after) = rest[at..].split_at(1);
        let argument = after.split_once('}').and_then(|(index, after)| {
            let argument = arguments.get(index.parse::<usize>().ok()?)?;
            Some((argument.as_str().map_or_else(|| argument.to_string(), str::to_owned), after))
        });
        match argument.filter(|_| brace == "{") {
            Some((argument, after)) => {
                filled.push_str(&argument);
                rest = after;
            }
            None => {
                filled.push_str(brace);
                rest = after.strip_prefix(brace).unwrap_or(after);
            }
        }
    }
    filled.push_str(rest);
    filled
}
