//! JUnit XML as some twenty producers write it: no two agree, so nothing is required but a case.

use std::collections::HashMap;

use super::Input;
use crate::tools::failure;
use crate::tools::reading::{Declared, OwnError, Reading, TestCase, TestOutcome};
use crate::tools::record::Record;
use crate::tools::xml::{self, Element, Part};

/// So much text of one failure is read.
const MAX_TEXT: usize = 256 * 1024;

/// Ends of the names of test files, where a class or a suite is named like its file.
const ENDINGS: &[&str] = &[
    "bats", "cjs", "cts", "ex", "exs", "go", "js", "jsx", "lua", "mjs", "mts", "php", "py", "rb", "rs", "sh", "svelte",
    "t", "ts", "tsx", "vue",
];

/// Reads a report.
pub(super) fn read(input: &Input<'_>) -> Result<Reading, String> {
    let bytes = input.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(input.bytes);
    let text = String::from_utf8_lossy(bytes);
    if text.trim().is_empty() {
        return Err("the report is empty".to_owned());
    }
    let mut report = Report::new(input.record);
    let walked = xml::walk(&text, &mut |part| report.take(part));
    if !report.is_one {
        return Err(format!("this is no JUnit report: {}", super::head(&text)));
    }
    Ok(report.finish(walked.truncated))
}

/// What an element is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Node {
    Suite,
    Case,
    Outcome(Kind),
    /// `system-out` and `system-err`.
    Output,
    Other,
}

/// What an element in a case says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Failure,
    Error,
    Skipped,
    /// A try that failed before one that passed.
    Flaky,
    /// A try that failed beside others that failed.
    Rerun,
}

impl Node {
    fn of(name: &str) -> Self {
        match name {
            "testsuites" | "testsuite" => Self::Suite,
            "testcase" => Self::Case,
            "failure" => Self::Outcome(Kind::Failure),
            "error" => Self::Outcome(Kind::Error),
            "skipped" => Self::Outcome(Kind::Skipped),
            "flakyFailure" | "flakyError" => Self::Outcome(Kind::Flaky),
            "rerunFailure" | "rerunError" => Self::Outcome(Kind::Rerun),
            "system-out" | "system-err" => Self::Output,
            _ => Self::Other,
        }
    }
}

/// A suite that is open.
#[derive(Debug, Default)]
struct Suite {
    name: Option<String>,
    file: Option<String>,
    /// What it says of its totals.
    own: Declared,
    /// What the suites in it say together.
    inner: Declared,
    /// The cases in it, at any depth.
    cases: usize,
}

impl Suite {
    /// Totals of a suite hold those of the suites in it, mostly; so the greater of the two, never both.
    fn totals(&self) -> Declared {
        let mut totals = self.own.most(self.inner);
        // pytest counts every subtest and writes none: what can be held against it is that there is any test at all.
        if self.name.as_deref() == Some("pytest") && self.cases > 0 {
            totals.tests = totals.tests.map(|tests| tests.min(self.cases));
        }
        totals
    }
}

/// An element in a case that says what came of it.
#[derive(Debug)]
struct Said {
    kind: Kind,
    sort: String,
    message: String,
    text: String,
}

/// A case that is open.
#[derive(Debug, Default)]
struct Case {
    name: Option<String>,
    class: Option<String>,
    file: Option<String>,
    line: Option<i64>,
    ms: Option<f64>,
    /// `status` and `result`, as words.
    words: Vec<String>,
    said: Vec<Said>,
    output: String,
}

struct Report<'a> {
    record: &'a Record,
    open: Vec<Node>,
    suites: Vec<Suite>,
    case: Option<Case>,
    /// What a suite says of itself as if it were a case: its set-up failed.
    of_suite: Vec<Said>,
    reading: Reading,
    declared: Declared,
    counted: Declared,
    ids: HashMap<String, u32>,
    is_one: bool,
}

impl<'a> Report<'a> {
    fn new(record: &'a Record) -> Self {
        let none = Some(0);
        Self {
            record,
            open: Vec::new(),
            suites: Vec::new(),
            case: None,
            of_suite: Vec::new(),
            reading: Reading::default(),
            declared: Declared::default(),
            counted: Declared { tests: none, failures: none, errors: none, skipped: none },
            ids: HashMap::new(),
            is_one: false,
        }
    }

    fn take(&mut self, part: Part<'_>) {
        match part {
            Part::Open(element) => {
                let node = Node::of(element.name());
                self.is_one |= matches!(node, Node::Suite | Node::Case);
                match node {
                    Node::Suite => self.suites.push(suite(&element)),
                    Node::Case => self.case = Some(self.case(&element)),
                    Node::Outcome(kind) => self.outcome(kind, &element),
                    Node::Output | Node::Other => {}
                }
                self.open.push(node);
            }
            Part::Text(text) => self.text(&text),
            Part::Close => match self.open.pop() {
                Some(Node::Suite) => self.end_suite(),
                Some(Node::Case) => self.end_case(),
                _ => {}
            },
        }
    }

    fn case(&self, element: &Element<'_>) -> Case {
        let base = i64::from(self.record.columns.line_base);
        let some = |name: &str| element.get(name).filter(|value| !value.trim().is_empty());
        Case {
            name: some("name"),
            class: some("class").or_else(|| some("classname")),
            file: some("file").or_else(|| self.suites.iter().rev().find_map(|suite| suite.file.clone())),
            line: some("line").and_then(|line| line.trim().parse().ok()).map(|line: i64| line + 1 - base),
            ms: some("time").and_then(|time| seconds(&time)).map(|seconds| seconds * 1000.0),
            words: [some("status"), some("result")].into_iter().flatten().collect(),
            said: Vec::new(),
            output: String::new(),
        }
    }

    fn outcome(&mut self, kind: Kind, element: &Element<'_>) {
        let get = |name: &str| element.get(name).unwrap_or_default();
        let said = Said { kind, sort: get("type"), message: get("message"), text: String::new() };
        match &mut self.case {
            Some(case) => case.said.push(said),
            None => self.of_suite.push(said),
        }
    }

    /// Text of whatever is open: a failure's, also through elements in it that mean nothing, or output.
    fn text(&mut self, text: &str) {
        let known = self.open.iter().rev().find(|node| **node != Node::Other);
        let said = self.case.as_mut().map_or(&mut self.of_suite, |case| &mut case.said);
        let into = match known {
            Some(Node::Outcome(_)) => said.last_mut().map(|said| &mut said.text),
            Some(Node::Output) if !self.open.iter().any(|node| matches!(node, Node::Outcome(_))) => {
                self.case.as_mut().map(|case| &mut case.output)
            }
            _ => None,
        };
        if let Some(into) = into.filter(|into| into.len() < MAX_TEXT) {
            into.push_str(text);
        }
    }

    fn end_suite(&mut self) {
        let Some(suite) = self.suites.pop() else { return };
        let said = std::mem::take(&mut self.of_suite);
        if said.iter().any(|said| matches!(said.kind, Kind::Failure | Kind::Error)) {
            let case = Case { name: suite.name.clone(), file: suite.file.clone(), said, ..Case::default() };
            self.add(case);
        }
        let totals = suite.totals();
        match self.suites.last_mut() {
            Some(above) => {
                above.inner = above.inner.plus(totals);
                above.cases += suite.cases;
            }
            None => self.declared = self.declared.plus(totals),
        }
    }

    fn end_case(&mut self) {
        let Some(case) = self.case.take() else { return };
        if let Some(suite) = self.suites.last_mut() {
            suite.cases += 1;
        }
        self.count(&case);
        self.add(case);
    }

    /// Counts as the reports do: elements, not tests.
    fn count(&mut self, case: &Case) {
        let of = |kind: Kind| case.said.iter().filter(|said| said.kind == kind).count();
        let (failures, errors) = (of(Kind::Failure), of(Kind::Error));
        let by_word = usize::from(failures + errors == 0 && matches!(outcome(case), TestOutcome::Failed));
        let add = |to: &mut Option<usize>, more: usize| *to = Some(to.unwrap_or(0) + more);
        add(&mut self.counted.tests, 1);
        add(&mut self.counted.failures, failures + by_word);
        add(&mut self.counted.errors, errors);
        add(&mut self.counted.skipped, of(Kind::Skipped));
    }

    fn add(&mut self, mut case: Case) {
        if is_empty_file(&case) {
            let message = "the file holds no tests".to_owned();
            case.said.push(Said { kind: Kind::Skipped, sort: String::new(), message, text: String::new() });
            case.file.clone_from(&case.name);
        }
        if let Some(error) = could_not_load(&case) {
            return self.reading.errors.push(error);
        }
        let outcome = outcome(&case);
        let file = case.file.clone().or_else(|| self.file_by_name(&case));
        let id = self.id(&case, file.as_deref());
        let id = super::unique(&mut self.ids, id);
        let mut test = TestCase::new(id, outcome);
        test.attempts =
            1 + case.said.iter().filter(|said| matches!(said.kind, Kind::Flaky | Kind::Rerun)).count() as u32;
        (test.message, test.details) = texts(&case, outcome);
        test.file = file;
        test.line = case.line.filter(|line| *line > 0);
        test.ms = case.ms;
        self.reading.tests.push(test);
    }

    /// A class or a suite that is named like a file is one.
    fn file_by_name(&self, case: &Case) -> Option<String> {
        let suites = self.suites.iter().rev().filter_map(|suite| suite.name.as_ref());
        let mut names = case.class.iter().chain(suites);
        names.find(|name| is_file_name(name)).map(|name| failure::trimmed(name).to_owned())
    }

    fn id(&self, case: &Case, file: Option<&str>) -> String {
        let separator = self.record.tests.as_ref().map(|tests| tests.separator.as_str()).filter(|s| !s.is_empty());
        let separator = separator.unwrap_or(" > ");
        let class = case.class.as_deref().filter(|class| *class != "test");
        let Some(name) = case.name.as_deref() else {
            return class.or(file).unwrap_or("(a test without a name)").to_owned();
        };
        if let Some(id) = file.and_then(|file| python_id(file, case.class.as_deref().unwrap_or_default(), name)) {
            return id;
        }
        let suites: Vec<&str> = self.suites.iter().filter_map(|suite| suite.name.as_deref()).collect();
        let mut parts: Vec<&str> = Vec::new();
        match (file.and_then(|file| suites.iter().position(|suite| *suite == file)), class) {
            // The suites are the file and the groups in it.
            (Some(at), _) if class != file => parts.extend(&suites[at..]),
            (_, Some(class)) => parts.push(if is_file_name(class) { failure::trimmed(class) } else { class }),
            (_, None) => parts.extend(&suites),
        }
        parts.dedup();
        if parts.last() != Some(&name) {
            parts.push(name);
        }
        parts.join(separator)
    }

    fn finish(mut self, truncated: bool) -> Reading {
        // A case in which the report breaks off is told only if something bad is known of it.
        if let Some(case) = self.case.take().filter(|case| outcome(case).is_bad()) {
            self.add(case);
        }
        self.reading.truncated = truncated;
        if self.declared != Declared::default() {
            self.reading.declared = Some(self.declared);
            self.reading.counted = Some(self.counted);
        }
        self.reading
    }
}

fn suite(element: &Element<'_>) -> Suite {
    let number = |name: &str| element.get(name).and_then(|value| value.trim().replace(',', "").parse().ok());
    Suite {
        name: element.get("name").filter(|name| !name.trim().is_empty()),
        file: element.get("file").filter(|file| !file.trim().is_empty()),
        own: Declared {
            tests: number("tests"),
            failures: number("failures"),
            errors: number("errors"),
            skipped: number("skipped"),
        },
        ..Suite::default()
    }
}

fn outcome(case: &Case) -> TestOutcome {
    let has = |kind: Kind| case.said.iter().any(|said| said.kind == kind);
    let word = |words: &[&str]| case.words.iter().any(|word| words.contains(&word.to_ascii_lowercase().as_str()));
    if has(Kind::Failure) || has(Kind::Rerun) {
        TestOutcome::Failed
    } else if has(Kind::Error) {
        TestOutcome::Error
    } else if has(Kind::Flaky) {
        TestOutcome::Flaky
    } else if let Some(skipped) = case.said.iter().find(|said| said.kind == Kind::Skipped) {
        match skipped.sort.as_str() {
            "pytest.xfail" => TestOutcome::Xfailed,
            // ctest writes so of programs that are not there, which fail its run.
            _ if word(&["notrun"]) && !skipped.message.starts_with("SKIP_") => TestOutcome::Error,
            _ => TestOutcome::Skipped,
        }
    } else if word(&["fail", "failed", "failure", "error"]) {
        TestOutcome::Failed
    } else if word(&["disabled", "notrun", "skipped", "ignored", "suppressed", "pending"]) {
        TestOutcome::Skipped
    } else {
        TestOutcome::Passed
    }
}

/// Message and details of what a case says.
fn texts(case: &Case, outcome: TestOutcome) -> (String, String) {
    let telling = |said: &&Said| match outcome {
        TestOutcome::Skipped | TestOutcome::Xfailed => said.kind == Kind::Skipped,
        _ => said.kind != Kind::Skipped,
    };
    let said: Vec<&Said> = case.said.iter().filter(telling).collect();
    let message = said.iter().map(|said| said.message.trim()).find(|message| !message.is_empty());
    let whole: Vec<String> = said.iter().map(|said| whole(said)).filter(|text| !text.is_empty()).collect();
    let mut details = whole.join("\n\n");
    if outcome.is_bad() && details.lines().count() < 2 && !case.output.trim().is_empty() {
        details = format!("{details}\n\n{}", case.output.trim_end()).trim_start().to_owned();
    }
    let details = clean(&details);
    // Of a failure, what tells most is looked for in its text later.
    let first = if outcome.is_bad() { "" } else { details.lines().next().unwrap_or_default() };
    let message = clean(message.unwrap_or(first));
    if matches!(outcome, TestOutcome::Skipped) && message == "true" {
        return (String::new(), String::new());
    }
    let is_plain = message == details;
    (message, if is_plain && !outcome.is_bad() { String::new() } else { details })
}

/// Message and text, without saying the same twice.
fn whole(said: &Said) -> String {
    let (message, text) = (said.message.trim(), said.text.trim_matches(['\n', '\r']).trim_end());
    let first = message.lines().next().unwrap_or_default();
    if text.trim().is_empty() {
        message.to_owned()
    } else if text.contains(first) {
        text.to_owned()
    } else {
        format!("{message}\n\n{text}")
    }
}

/// Without terminal codes and control characters.
fn clean(text: &str) -> String {
    let text = super::plain(text.as_bytes());
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

/// A file of tests that could not be loaded is no test that failed: what is in it did not run.
fn could_not_load(case: &Case) -> Option<OwnError> {
    let said = case.said.iter().find(|said| matches!(said.kind, Kind::Failure | Kind::Error))?;
    let name = case.name.as_deref()?;
    let is_pytests = said.message == "collection failure";
    let is_nodes = case.class.as_deref() == Some("test") && said.message == "test failed" && is_file_name(name);
    if !is_pytests && !is_nodes {
        return None;
    }
    let place = failure::places(&said.text).into_iter().next();
    let file = if is_pytests { format!("{}.py", name.replace('.', "/")) } else { name.to_owned() };
    let gist = failure::gist(&said.text).filter(|_| is_pytests).map_or(String::new(), |gist| format!(": {gist}"));
    Some(OwnError {
        message: format!("its tests could not be loaded{gist}"),
        file: Some(place.as_ref().map_or(file, |place| place.file.clone())),
        line: place.map(|place| place.line),
    })
}

/// To node, a file that holds no tests is a test that passed.
fn is_empty_file(case: &Case) -> bool {
    let name = case.name.as_deref().unwrap_or_default();
    case.class.as_deref() == Some("test") && case.said.is_empty() && name.contains('/') && is_file_name(name)
}

/// `tests/test_a.py::TestC::test_m` from the file, `tests.test_a.TestC` and `test_m`.
fn python_id(file: &str, class: &str, name: &str) -> Option<String> {
    let file = failure::trimmed(file).replace('\\', "/");
    let module = file.strip_suffix(".py")?.replace('/', ".");
    let rest = if class.is_empty() { "" } else { class.strip_prefix(module.as_str())? };
    Some(format!("{file}{}::{name}", rest.replace('.', "::")))
}

fn is_file_name(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    !name.contains(char::is_whitespace) && ending.is_some_and(|ending| ENDINGS.contains(&ending))
}

/// `1,234.5`, `1.234,5`, `0,25`.
fn seconds(text: &str) -> Option<f64> {
    let text = text.trim();
    let plain = match (text.rfind(','), text.rfind('.')) {
        (Some(comma), Some(dot)) if comma > dot => text.replace('.', "").replace(',', "."),
        (Some(_), Some(_)) => text.replace(',', ""),
        (Some(comma), None) if text.len() - comma == 4 && comma > 0 && !text.starts_with('0') => text.replace(',', ""),
        (Some(_), None) => text.replace(',', "."),
        _ => text.to_owned(),
    };
    plain.parse().ok().filter(|seconds: &f64| seconds.is_finite() && *seconds >= 0.0)
}

#[cfg(test)]
mod tests;
