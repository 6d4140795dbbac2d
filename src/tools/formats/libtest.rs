//! The text of `cargo test`: what the test programs write on standard output, and after it what cargo writes on standard
//! error. (`read.from = "both"`.)

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

use super::{Input, plain, unique};
use crate::tools::reading::{Declared, OwnError, Reading, TestCase, TestOutcome};

static RUNNING: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^running (?P<count>\d+) tests?$").ok());
static TEST: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"^test (?P<name>\S.*?)(?: - should panic)? \.\.\. (?:.*?)(?P<word>ok|FAILED|ignored|bench:)(?:, (?P<why>.*?))?(?: <(?P<seconds>[\d.]+)s>)?$",
    )
    .ok()
});
static RESULT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^test result: \S+\. (?P<passed>\d+) passed; (?P<failed>\d+) failed; (?P<ignored>\d+) ignored").ok()
});
static BLOCK: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^---- (?P<name>.+) (?:stdout|stderr) ----$").ok());
static PROGRAM: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^\s+Running (?:unittests )?(?P<source>\S+) \((?P<path>[^)]+)\)$|^\s+Doc-tests (?P<docs>\S+)$").ok()
});
static DOC_PLACE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(?P<file>\S+\.(?:rs|md)) - .*\(line (?P<line>\d+)\)").ok());

/// Reads both streams.
pub(super) fn read(input: &Input<'_>) -> Result<Reading, String> {
    let text = plain(input.bytes);
    if text.trim().is_empty() {
        return Err("it says nothing".to_owned());
    }
    let mut output = Output::default();
    for line in text.lines() {
        output.line(line);
    }
    Ok(output.finish())
}

/// A test program: `running 4 tests` up to its `test result:`.
#[derive(Debug, Default)]
struct Program {
    promised: usize,
    tests: Vec<TestCase>,
    is_over: bool,
}

/// What cargo says of a program that it runs.
#[derive(Debug)]
struct Run {
    /// `demo`, `it`.
    name: String,
    /// The file of an integration test.
    file: Option<String>,
}

#[derive(Debug, Default)]
struct Output {
    reading: Reading,
    programs: Vec<Program>,
    runs: Vec<Run>,
    /// The failure block that is open: the test's name.
    block: Option<String>,
    /// cargo's error whose place may follow.
    open_error: bool,
}

impl Output {
    fn line(&mut self, line: &str) {
        if let Some(found) = BLOCK.as_ref().and_then(|block| block.captures(line)) {
            self.block = Some(found["name"].to_owned());
        } else if let Some(found) = RESULT.as_ref().and_then(|result| result.captures(line)) {
            self.end_program(&found);
        } else if let Some(name) = self.block.clone() {
            match line {
                "failures:" | "successes:" => self.block = None,
                _ => self.details(&name, line),
            }
        } else if let Some(found) = RUNNING.as_ref().and_then(|running| running.captures(line)) {
            let promised = found["count"].parse().unwrap_or(0);
            self.programs.push(Program { promised, ..Program::default() });
        } else if let Some(found) = TEST.as_ref().and_then(|test| test.captures(line)) {
            self.test(&found);
        } else if let Some(found) = PROGRAM.as_ref().and_then(|program| program.captures(line)) {
            self.runs.push(run(&found));
        } else {
            self.cargo(line);
        }
    }

    fn test(&mut self, found: &regex::Captures<'_>) {
        let outcome = match &found["word"] {
            "ok" | "bench:" => TestOutcome::Passed,
            "FAILED" => TestOutcome::Failed,
            _ => TestOutcome::Skipped,
        };
        let mut test = TestCase::new(&found["name"], outcome);
        test.message = found.name("why").map_or(String::new(), |why| why.as_str().to_owned());
        test.ms = found.name("seconds").and_then(|s| s.as_str().parse::<f64>().ok()).map(|seconds| seconds * 1000.0);
        if let Some(place) = DOC_PLACE.as_ref().and_then(|place| place.captures(&test.test)) {
            test.file = Some(place["file"].to_owned());
            test.line = place["line"].parse().ok();
            // Lines in its text are of the program that rustdoc made of it.
            test.placed = true;
        }
        if let Some(program) = self.programs.last_mut().filter(|program| !program.is_over) {
            program.tests.push(test);
        }
    }

    fn details(&mut self, name: &str, line: &str) {
        let Some(program) = self.programs.last_mut() else { return };
        let test = program.tests.iter_mut().rev().find(|test| test.test == name || same_doc_test(&test.test, name));
        if let Some(test) = test.filter(|test| test.details.len() < 256 * 1024) {
            test.details.push_str(line);
            test.details.push('\n');
        }
    }

    fn end_program(&mut self, found: &regex::Captures<'_>) {
        self.block = None;
        let Some(program) = self.programs.last_mut() else { return };
        program.is_over = true;
        let declared = self.reading.declared.get_or_insert_default();
        *declared.failures.get_or_insert(0) += found["failed"].parse::<usize>().unwrap_or(0);
    }

    /// Errors of cargo's own: all that it says before it runs the first program, and programs that end by force.
    fn cargo(&mut self, line: &str) {
        let crashed = line.trim_start().starts_with("process didn't exit successfully: ");
        let message =
            line.strip_prefix("error").and_then(|rest| rest.trim_start_matches(|c| c != ':').strip_prefix(": "));
        if crashed || (message.is_some() && self.runs.is_empty()) {
            let message = message.unwrap_or(line).trim().to_owned();
            self.reading.errors.push(OwnError { message, file: None, line: None });
            self.open_error = !crashed;
        } else if let Some(place) = line.trim_start().strip_prefix("--> ").filter(|_| self.open_error) {
            let mut parts = place.trim().rsplitn(3, ':');
            let (_, line, file) = (parts.next(), parts.next(), parts.next());
            if let Some(error) = self.reading.errors.last_mut() {
                (error.file, error.line) = (file.map(str::to_owned), line.and_then(|line| line.parse().ok()));
            }
            self.open_error = false;
        }
    }

    fn finish(mut self) -> Reading {
        let mut seen = HashMap::new();
        let promised = self.programs.iter().map(|program| program.promised).sum();
        self.reading.truncated |= self.programs.iter().any(|program| !program.is_over);
        for (at, program) in self.programs.into_iter().enumerate() {
            let run = self.runs.get(at);
            for mut test in program.tests {
                if let Some(run) = run {
                    test.test = format!("{}::{}", run.name, test.test);
                    test.file = test.file.or_else(|| run.file.clone());
                }
                test.test = unique(&mut seen, test.test);
                test.details = test.details.trim().to_owned();
                self.reading.tests.push(test);
            }
        }
        let declared = self.reading.declared.get_or_insert_default();
        *declared = Declared { tests: Some(promised), ..*declared };
        self.reading
    }
}

/// `src/lib.rs - f (line 3) - compile fail` is told of as `src/lib.rs - f (line 3)`.
fn same_doc_test(told: &str, name: &str) -> bool {
    told.strip_prefix(name).is_some_and(|rest| rest.starts_with(" - "))
}

fn run(found: &regex::Captures<'_>) -> Run {
    if let Some(docs) = found.name("docs") {
        return Run { name: docs.as_str().to_owned(), file: None };
    }
    let (source, path) = (&found["source"], &found["path"]);
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path).trim_end_matches(".exe");
    // `demo-8348ca7a80742723`: cargo's hash is no part of the name.
    let name = name.rsplit_once('-').map_or(name, |(name, _)| name);
    let is_integration = !source.starts_with("src/");
    Run { name: name.to_owned(), file: is_integration.then(|| source.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tools::Catalog;

    fn reading(text: &str) -> Reading {
        static CATALOG: std::sync::OnceLock<Catalog> = std::sync::OnceLock::new();
        let catalog = CATALOG.get_or_init(|| Catalog::load(&toml::Table::new()).unwrap());
        read(&Input { bytes: text.as_bytes(), record: catalog.get("cargo-test").unwrap() }).unwrap()
    }

    const TWO: &str = "\nrunning 3 tests\ntest a::ok ... ok\ntest a::bad ... FAILED\ntest a::ig ... ignored, later\n\nfailures:\n\n\
        ---- a::bad stdout ----\ntest a::not_one ... ok\n\nthread 'a::bad' (7) panicked at src/lib.rs:8:46:\nboom\n\n\nfailures:\n    a::bad\n\n\
        test result: FAILED. 1 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s\n\n\
        running 1 test\ntest works - should panic ... ok\n\ntest result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s\n";

    const CARGO: &str = "\n   Compiling demo v0.1.0\n     Running unittests src/lib.rs (target/debug/deps/demo-8348ca7a)\n\
        error: test failed, to rerun pass `--lib`\n     Running tests/it.rs (target/debug/deps/it-1b)\nerror: 1 target failed:\n    `--lib`\n";

    #[test]
    fn programs_and_their_tests_are_told_apart() {
        let reading = reading(&format!("{TWO}{CARGO}"));
        let ids: Vec<String> = reading.tests.iter().map(|t| format!("{} {}", t.test, t.outcome.word())).collect();
        assert_eq!(ids, ["demo::a::ok passed", "demo::a::bad failed", "demo::a::ig skipped", "it::works passed"]);
        assert!(reading.tests[1].details.contains("boom") && !reading.tests[1].details.contains("failures:"));
        assert_eq!(reading.tests[2].message, "later");
        assert_eq!(reading.tests[3].file.as_deref(), Some("tests/it.rs"));
        assert_eq!(reading.declared, Some(Declared { tests: Some(4), failures: Some(1), ..Declared::default() }));
        assert!(reading.errors.is_empty() && !reading.truncated, "{reading:?}");
    }

    #[test]
    fn a_failed_build_is_an_error_with_its_place() {
        let reading = reading(
            "\n   Compiling demo v0.1.0\nerror[E0425]: cannot find value `x` in this scope\n  --> src/lib.rs:3:5\n   |\n\
             error: could not compile `demo` (lib test) due to 1 previous error\n",
        );
        let first = &reading.errors[0];
        assert_eq!(first.message, "cannot find value `x` in this scope");
        assert_eq!((first.file.as_deref(), first.line, reading.errors.len()), (Some("src/lib.rs"), Some(3), 2));
    }

    #[test]
    fn a_program_that_dies_leaves_its_tests_missing() {
        let reading = reading(
            "\nrunning 2 tests\ntest a ... ok\n\n     Running unittests src/lib.rs (target/debug/deps/demo-8)\n\
             error: test failed, to rerun pass `--lib`\n\nCaused by:\n  process didn't exit successfully: `x` (signal: 6, SIGABRT)\n",
        );
        assert!(reading.truncated && reading.declared.unwrap().tests == Some(2) && reading.tests.len() == 1);
        assert_eq!(reading.errors.len(), 1);
    }

    #[test]
    fn doc_tests_have_their_place() {
        let reading = reading(
            "\nrunning 1 test\ntest src/lib.rs - f (line 3) - compile fail ... FAILED\n\nfailures:\n\n---- src/lib.rs - f (line 3) stdout ----\nno\n\nfailures:\n    x\n\ntest result: FAILED. 0 passed; 1 failed; 0 ignored\n   Doc-tests demo\n",
        );
        let test = &reading.tests[0];
        assert_eq!((test.file.as_deref(), test.line, test.details.as_str()), (Some("src/lib.rs"), Some(3), "no"));
        assert!(test.placed);
    }

    #[test]
    fn output_cut_off_never_reads_as_all_of_it() {
        let good = "\nrunning 2 tests\ntest a ... ok\ntest b ... ok\n\ntest result: ok. 2 passed; 0 failed; 0 ignored; 0 measured\n";
        let whole = good.find("ignored").unwrap() + 7;
        for end in 3..good.len() {
            let reading = reading(&good[..end]);
            let missing = reading.declared.unwrap().tests != Some(2) || reading.truncated || reading.tests.len() < 2;
            assert!(missing || end >= whole, "{}", &good[..end]);
        }
    }
}
