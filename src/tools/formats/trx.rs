//! TRX, the results of `dotnet test --logger trx`.

use std::collections::HashMap;

use super::{Input, unique};
use crate::tools::reading::{Declared, OwnError, Reading, TestCase, TestOutcome};
use crate::tools::xml::{self, Element, Part};

/// Reads a file of results.
pub(super) fn read(input: &Input<'_>) -> Result<Reading, String> {
    let text = String::from_utf8_lossy(input.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(input.bytes));
    let mut results = Results::default();
    let walked = xml::walk(&text, &mut |part| results.take(part));
    if !results.is_one {
        return Err(format!("this is no TRX file: {}", super::head(&text)));
    }
    Ok(results.finish(walked.truncated))
}

/// `UnitTestResult`.
#[derive(Debug, Default)]
struct UnitResult {
    id: String,
    name: String,
    outcome: String,
    ms: Option<f64>,
    message: String,
    stack: String,
    output: String,
    /// Results of a test of several rows hold those of the rows.
    has_inner: bool,
}

#[derive(Debug, Default)]
struct Results {
    is_one: bool,
    open: Vec<String>,
    results: Vec<UnitResult>,
    /// The results that are open, as indices.
    nested: Vec<usize>,
    /// The class of a test by its id.
    classes: HashMap<String, String>,
    /// The definition that is open.
    definition: Option<String>,
    declared: Option<Declared>,
    errors: Vec<OwnError>,
    /// `RunInfo outcome="Error"` is open, and its text.
    info: Option<String>,
}

impl Results {
    fn take(&mut self, part: Part<'_>) {
        match part {
            Part::Open(element) => {
                self.begin(&element);
                self.open.push(element.name().to_owned());
            }
            Part::Text(text) => self.text(&text),
            Part::Close => self.end(),
        }
    }

    fn begin(&mut self, element: &Element<'_>) {
        let get = |name: &str| element.get(name).unwrap_or_default();
        match element.name() {
            "TestRun" => self.is_one = true,
            "UnitTestResult" => {
                if let Some(outer) = self.nested.last() {
                    self.results[*outer].has_inner = true;
                }
                self.nested.push(self.results.len());
                self.results.push(UnitResult {
                    id: get("testId"),
                    name: get("testName"),
                    outcome: get("outcome"),
                    ms: milliseconds(&get("duration")),
                    ..UnitResult::default()
                });
            }
            "UnitTest" => self.definition = Some(get("id")),
            "TestMethod" => {
                if let Some(id) = &self.definition {
                    self.classes.insert(id.clone(), get("className"));
                }
            }
            "Counters" => {
                let number = |name: &str| element.get(name).and_then(|value| value.parse().ok());
                self.declared = Some(Declared {
                    tests: number("total"),
                    failures: number("failed"),
                    errors: number("error").map(|errors: usize| errors + number("timeout").unwrap_or(0)),
                    skipped: number("notExecuted"),
                });
            }
            "RunInfo" if matches!(get("outcome").as_str(), "Error" | "Failed") => self.info = Some(String::new()),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(info) = &mut self.info {
            return info.push_str(text);
        }
        let Some(result) = self.nested.last().map(|at| &mut self.results[*at]) else { return };
        match self.open.last().map(String::as_str) {
            Some("Message") => result.message.push_str(text),
            Some("StackTrace") => result.stack.push_str(text),
            Some("StdOut" | "StdErr") => result.output.push_str(text),
            _ => {}
        }
    }

    fn end(&mut self) {
        match self.open.pop().as_deref() {
            Some("UnitTestResult") => drop(self.nested.pop()),
            Some("UnitTest") => self.definition = None,
            Some("RunInfo") => {
                if let Some(info) = self.info.take() {
                    self.errors.push(OwnError { message: info.trim().to_owned(), file: None, line: None });
                }
            }
            _ => {}
        }
    }

    fn finish(self, truncated: bool) -> Reading {
        let mut seen = HashMap::new();
        let mut reading = Reading { truncated, errors: self.errors, declared: self.declared, ..Reading::default() };
        for result in self.results.into_iter().filter(|result| !result.has_inner) {
            let class = self.classes.get(&result.id).map_or("", String::as_str);
            // xUnit names tests whole, MSTest and NUnit by their method.
            let id = match class {
                "" => result.name.clone(),
                class if result.name.starts_with(class) => result.name.clone(),
                class => format!("{}.{}", class.split(',').next().unwrap_or(class), result.name),
            };
            let outcome = outcome(&result.outcome);
            let mut test = TestCase::new(unique(&mut seen, id), outcome);
            test.ms = result.ms;
            test.message = result.message.trim().to_owned();
            let parts = [result.message.trim(), result.stack.trim_end(), result.output.trim()];
            if outcome.is_bad() {
                test.details = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n");
            }
            reading.tests.push(test);
        }
        reading
    }
}

fn outcome(word: &str) -> TestOutcome {
    match word {
        "Passed" | "PassedButRunAborted" | "Warning" => TestOutcome::Passed,
        "Failed" => TestOutcome::Failed,
        "NotExecuted" | "Inconclusive" | "NotRunnable" | "Pending" | "Disconnected" => TestOutcome::Skipped,
        _ => TestOutcome::Error,
    }
}

/// `00:00:01.2345678`.
fn milliseconds(text: &str) -> Option<f64> {
    let mut seconds = 0.0;
    for part in text.split(':') {
        seconds = seconds * 60.0 + part.parse::<f64>().ok()?;
    }
    Some(seconds * 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tools::Catalog;

    fn reading(text: &str) -> Result<Reading, String> {
        static CATALOG: std::sync::OnceLock<Catalog> = std::sync::OnceLock::new();
        let catalog = CATALOG.get_or_init(|| Catalog::load(&toml::Table::new()).unwrap());
        read(&Input { bytes: text.as_bytes(), record: catalog.get("dotnet-test").unwrap() })
    }

    const RUN: &str = r#"<?xml version="1.0"?><TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010">
        <Results>
        <UnitTestResult testId="1" testName="Works" outcome="Passed" duration="00:00:01.5000000"/>
        <UnitTestResult testId="2" testName="Ns.C.Fails" outcome="Failed" duration="00:00:00.0100000"><Output>
          <StdOut>hello</StdOut><ErrorInfo><Message>Assert.Equal() Failure
        Expected: 2</Message><StackTrace>   at Ns.C.Fails() in /repo/C.cs:line 12</StackTrace></ErrorInfo></Output></UnitTestResult>
        <UnitTestResult testId="3" testName="Later" outcome="NotExecuted"/>
        <UnitTestResult testId="4" testName="Rows" outcome="Failed"><InnerResults>
          <UnitTestResult testId="4" testName="Rows (1)" outcome="Timeout"/></InnerResults></UnitTestResult>
        </Results>
        <TestDefinitions><UnitTest id="1" name="Works"><TestMethod className="Ns.C, Asm" name="Works"/></UnitTest>
        <UnitTest id="2"><TestMethod className="Ns.C"/></UnitTest></TestDefinitions>
        <ResultSummary outcome="Failed"><Counters total="4" failed="1" error="0" timeout="1"/>
        <RunInfos><RunInfo outcome="Error"><Text>The test host crashed</Text></RunInfo></RunInfos></ResultSummary></TestRun>"#;

    #[test]
    fn results_get_their_class_and_outcome() {
        let reading = reading(RUN).unwrap();
        let shown: Vec<String> = reading.tests.iter().map(|t| format!("{} {}", t.test, t.outcome.word())).collect();
        assert_eq!(shown, ["Ns.C.Works passed", "Ns.C.Fails failed", "Later skipped", "Rows (1) error"]);
        assert_eq!(reading.tests[0].ms, Some(1500.0));
        assert!(reading.tests[1].details.contains("C.cs:line 12") && reading.tests[1].details.ends_with("hello"));
        assert_eq!(reading.errors[0].message, "The test host crashed");
        assert_eq!(reading.declared.unwrap().tests, Some(4));
    }

    #[test]
    fn no_part_of_a_file_reads_as_all_of_it() {
        for end in 0..RUN.len() {
            assert!(reading(&RUN[..end]).map_or(true, |reading| reading.truncated), "{end}");
        }
        assert!(reading("<testsuites/>").is_err() && reading("").is_err());
    }
}
