//! `go test -json`: events of packages and tests. A test that began and did not end is an error, and so is a package that
//! failed without a failing test.

use std::collections::HashMap;

use serde::Deserialize;

use super::{Input, head, plain};
use crate::tools::failure;
use crate::tools::reading::{OwnError, Reading, TestCase, TestOutcome};

/// So much output of one test is kept until it ends.
const MAX_OUTPUT: usize = 256 * 1024;

/// Reads what it wrote on standard output.
pub(super) fn read(input: &Input<'_>) -> Result<Reading, String> {
    let text = plain(input.bytes);
    let mut run = Run::default();
    for line in text.lines().map(str::trim_end).filter(|line| !line.is_empty()) {
        match serde_json::from_str::<Event>(line) {
            Ok(event) => run.event(event),
            Err(error) if line.starts_with('{') => run.reading.rejects.push(format!("{error}: {}", head(line))),
            // Older versions write build errors as text.
            Err(_) => run.noise.push(line.to_owned()),
        }
    }
    run.finish()
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Event {
    action: String,
    #[serde(default)]
    package: String,
    #[serde(default)]
    import_path: String,
    test: Option<String>,
    #[serde(default)]
    output: String,
    elapsed: Option<f64>,
    failed_build: Option<String>,
}

/// A test that began.
#[derive(Debug)]
struct Test {
    package: String,
    name: String,
    outcome: Option<TestOutcome>,
    seconds: Option<f64>,
    output: String,
}

/// A package that began.
#[derive(Debug, Default)]
struct Package {
    name: String,
    is_over: bool,
    has_failed: bool,
    failed_build: Option<String>,
    output: String,
}

#[derive(Debug, Default)]
struct Run {
    reading: Reading,
    events: usize,
    tests: Vec<Test>,
    at: HashMap<(String, String), usize>,
    packages: Vec<Package>,
    /// What was said of a build.
    builds: HashMap<String, String>,
    noise: Vec<String>,
}

impl Run {
    fn event(&mut self, event: Event) {
        self.events += 1;
        match (event.action.as_str(), event.test.clone()) {
            ("build-output", _) => self.builds.entry(event.import_path).or_default().push_str(&event.output),
            ("build-fail", _) => drop(self.builds.entry(event.import_path).or_default()),
            (_, Some(name)) => self.test(event, name),
            (_, None) => self.package(event),
        }
    }

    fn test(&mut self, event: Event, name: String) {
        let key = (event.package, name);
        let at = *self.at.entry(key.clone()).or_insert_with(|| {
            let (package, name) = key;
            self.tests.push(Test { package, name, outcome: None, seconds: None, output: String::new() });
            self.tests.len() - 1
        });
        let test = &mut self.tests[at];
        let outcome = match event.action.as_str() {
            "pass" | "bench" => TestOutcome::Passed,
            "fail" => TestOutcome::Failed,
            "skip" => TestOutcome::Skipped,
            "output" => {
                if test.output.len() < MAX_OUTPUT && !is_frame(&event.output) {
                    test.output.push_str(&event.output);
                }
                return;
            }
            _ => return,
        };
        // `-count` and reruns: what failed once has failed.
        if test.outcome.is_none_or(|known| !known.is_bad()) {
            test.outcome = Some(outcome);
        }
        test.seconds = event.elapsed;
    }

    fn package(&mut self, event: Event) {
        let at = self.packages.iter().position(|package| package.name == event.package).unwrap_or_else(|| {
            self.packages.push(Package { name: event.package.clone(), ..Package::default() });
            self.packages.len() - 1
        });
        let package = &mut self.packages[at];
        match event.action.as_str() {
            "pass" | "skip" => package.is_over = true,
            "fail" => {
                (package.is_over, package.has_failed) = (true, true);
                package.failed_build = event.failed_build;
            }
            "output" if package.output.len() < MAX_OUTPUT => package.output.push_str(&event.output),
            _ => {}
        }
    }

    fn finish(mut self) -> Result<Reading, String> {
        if self.events == 0 {
            let said = self.noise.first().map_or("it says nothing", String::as_str);
            return Err(match self.reading.rejects.first() {
                Some(reject) => reject.clone(),
                None => head(said),
            });
        }
        for package in std::mem::take(&mut self.packages) {
            self.reading.truncated |= !package.is_over;
            let told = self
                .tests
                .iter()
                .any(|test| test.package == package.name && test.outcome.is_none_or(TestOutcome::is_bad));
            if package.has_failed && (package.failed_build.is_some() || !told) {
                let error = self.package_error(&package);
                self.reading.errors.push(error);
            }
        }
        let groups: std::collections::HashSet<(String, String)> = self.groups();
        for test in self.tests {
            if groups.contains(&(test.package.clone(), test.name.clone())) {
                continue;
            }
            self.reading.tests.push(case(test));
        }
        Ok(self.reading)
    }

    /// Tests that have subtests and nothing of their own to tell.
    fn groups(&self) -> std::collections::HashSet<(String, String)> {
        let mut bad = HashMap::new();
        for test in &self.tests {
            let is_bad = test.outcome.is_none_or(TestOutcome::is_bad);
            for (at, _) in test.name.match_indices('/') {
                *bad.entry((test.package.clone(), test.name[..at].to_owned())).or_insert(false) |= is_bad;
            }
        }
        let is_bad = |key: &(String, String)| {
            self.at.get(key).is_some_and(|at| self.tests[*at].outcome.is_none_or(TestOutcome::is_bad))
        };
        bad.into_iter().filter(|(key, below)| *below || !is_bad(key)).map(|(key, _)| key).collect()
    }

    fn package_error(&self, package: &Package) -> OwnError {
        let build = package.failed_build.as_ref().and_then(|build| self.builds.get(build));
        let text = build.unwrap_or(&package.output);
        let telling = text.lines().find(|line| {
            let is_frame = line.starts_with('#') || line.starts_with("FAIL") || line.starts_with("exit status");
            !is_frame && !line.trim().is_empty()
        });
        let place = failure::places(text).into_iter().next();
        let what = if build.is_some() { "cannot be built" } else { "failed without a failing test" };
        let said = telling.or_else(|| self.noise.iter().map(String::as_str).find(|line| !line.starts_with('#')));
        OwnError {
            message: format!(
                "{} {what}{}",
                package.name,
                said.map_or(String::new(), |said| format!(": {}", head(said)))
            ),
            file: place.as_ref().map(|place| place.file.clone()),
            line: place.map(|place| place.line),
        }
    }
}

/// Lines of the frame around a test's own output.
fn is_frame(output: &str) -> bool {
    let output = output.trim_start();
    ["=== RUN", "=== PAUSE", "=== CONT", "=== NAME", "--- FAIL", "--- PASS", "--- SKIP"]
        .iter()
        .any(|frame| output.starts_with(frame))
}

fn case(test: Test) -> TestCase {
    let outcome = test.outcome.unwrap_or(TestOutcome::Error);
    let mut case = TestCase::new(format!("{}::{}", test.package, test.name), outcome);
    case.ms = test.seconds.map(|seconds| seconds * 1000.0);
    let first = test.output.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    // `x_test.go:12: got 1`: the place is told apart.
    let gist = match first.split_once(".go:") {
        Some((_, rest)) => rest.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches(':').trim(),
        None => first,
    };
    if outcome.is_bad() || outcome == TestOutcome::Skipped {
        case.message = gist.to_owned();
    }
    if test.outcome.is_none() {
        let said = if gist.is_empty() { String::new() } else { format!(": {gist}") };
        case.message = format!("it began and did not end{said}");
    }
    if outcome.is_bad() {
        case.details = test.output.trim_end().to_owned();
    }
    case
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tools::Catalog;

    fn reading(text: &str) -> Result<Reading, String> {
        static CATALOG: std::sync::OnceLock<Catalog> = std::sync::OnceLock::new();
        let catalog = CATALOG.get_or_init(|| Catalog::load(&toml::Table::new()).unwrap());
        read(&Input { bytes: text.as_bytes(), record: catalog.get("go-test").unwrap() })
    }

    /// `action package test output` a line.
    fn events(lines: &[(&str, &str, &str)]) -> String {
        let line = |(action, test, output): &(&str, &str, &str)| {
            let mut event = serde_json::json!({ "Action": action, "Package": "ex.com/p" });
            if !test.is_empty() {
                event["Test"] = (*test).into();
            }
            if !output.is_empty() {
                event["Output"] = (*output).into();
            }
            if *action == "pass" || *action == "fail" {
                event["Elapsed"] = 0.5.into();
            }
            format!("{event}\n")
        };
        lines.iter().map(line).collect()
    }

    const WHOLE: &[(&str, &str, &str)] = &[
        ("start", "", ""),
        ("run", "TestA", ""),
        ("output", "TestA", "=== RUN   TestA\n"),
        ("run", "TestA/b", ""),
        ("output", "TestA/b", "    /repo/p/x_test.go:12: got 1\n"),
        ("output", "TestA/b", "--- FAIL: TestA/b (0.00s)\n"),
        ("fail", "TestA/b", ""),
        ("run", "TestA/c", ""),
        ("pass", "TestA/c", ""),
        ("fail", "TestA", ""),
        ("run", "TestS", ""),
        ("output", "TestS", "    /repo/p/x_test.go:20: later\n"),
        ("skip", "TestS", ""),
        ("fail", "", ""),
    ];

    #[test]
    fn groups_are_told_by_their_subtests() {
        let reading = reading(&events(WHOLE)).unwrap();
        let shown: Vec<String> = reading.tests.iter().map(|t| format!("{} {}", t.test, t.outcome.word())).collect();
        assert_eq!(shown, ["ex.com/p::TestA/b failed", "ex.com/p::TestA/c passed", "ex.com/p::TestS skipped"]);
        assert_eq!((reading.tests[0].message.as_str(), reading.tests[0].ms), ("got 1", Some(500.0)));
        assert_eq!(reading.tests[2].message, "later");
        assert!(reading.errors.is_empty() && !reading.truncated);
    }

    #[test]
    fn what_did_not_end_is_an_error() {
        let reading = reading(&events(&[("start", "", ""), ("run", "TestA", ""), ("fail", "", "")])).unwrap();
        assert_eq!(reading.tests[0].outcome, TestOutcome::Error);
        assert_eq!(reading.tests[0].message, "it began and did not end");
        for count in 1..WHOLE.len() {
            let part = super::tests::reading(&events(&WHOLE[..count])).unwrap();
            assert!(part.truncated, "{count}");
        }
    }

    #[test]
    fn packages_that_fail_by_themselves_are_errors() {
        let text = "{\"ImportPath\":\"p [p.test]\",\"Action\":\"build-output\",\"Output\":\"# p\\n\"}\n\
            {\"ImportPath\":\"p [p.test]\",\"Action\":\"build-output\",\"Output\":\"syn/syn_test.go:5:30: undefined: x\\n\"}\n\
            {\"ImportPath\":\"p [p.test]\",\"Action\":\"build-fail\"}\n{\"Action\":\"start\",\"Package\":\"p\"}\n\
            {\"Action\":\"fail\",\"Package\":\"p\",\"FailedBuild\":\"p [p.test]\"}\n";
        let reading = reading(text).unwrap();
        let error = &reading.errors[0];
        assert_eq!(error.message, "p cannot be built: syn/syn_test.go:5:30: undefined: x");
        assert_eq!((error.file.as_deref(), error.line), (Some("syn/syn_test.go"), Some(5)));
        let exit =
            super::tests::reading(&events(&[("start", "", ""), ("output", "", "exit status 3\n"), ("fail", "", "")]));
        assert_eq!(exit.unwrap().errors[0].message, "ex.com/p failed without a failing test");
        assert!(super::tests::reading("go: no such tool\n").unwrap_err().contains("no such tool"));
        assert!(super::tests::reading("").is_err());
        assert_eq!(super::tests::reading("{\"Action\":\"start\",\"Package\":\"p\"}\n{\"Act").unwrap().rejects.len(), 1);
    }
}
