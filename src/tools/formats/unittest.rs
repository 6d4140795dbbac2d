//! The text of `python -m unittest -v`. Its last part, the blocks of failures, is believed before the lines that ran.

use std::sync::LazyLock;

use regex::Regex;

use super::{Input, plain};
use crate::tools::failure;
use crate::tools::reading::{Declared, OwnError, Reading, TestCase, TestOutcome};

static HEADER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^\s*(?P<name>[^\s()]+) \((?P<path>[\w.<>]+)\)(?P<sub> [\[(].*?[\])])?(?: \.\.\. ?(?P<rest>.*))?$").ok()
});
static OUTCOME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:^|\.\.\. )(?P<word>ok|FAIL|ERROR|skipped (?P<why>.*)|expected failure|unexpected success)$").ok()
});
static BLOCK: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(?P<word>FAIL|ERROR|UNEXPECTED SUCCESS): (?P<test>.*)$").ok());
static RAN: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^Ran (?P<count>\d+) tests? in ").ok());
static COUNT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:\(|, )(?P<word>failures|errors|unexpected successes)=(?P<count>\d+)").ok());

/// Reads standard error.
pub(super) fn read(input: &Input<'_>) -> Result<Reading, String> {
    let text = plain(input.bytes);
    if text.trim().is_empty() {
        return Err("it says nothing".to_owned());
    }
    let mut output = Output::default();
    for line in text.lines() {
        output.line(line);
    }
    output.finish(&text)
}

/// A failure's block.
struct Block {
    id: String,
    is_error: bool,
    text: String,
}

#[derive(Default)]
struct Output {
    tests: Vec<TestCase>,
    blocks: Vec<Block>,
    /// The test that is running, as an index.
    open: Option<usize>,
    /// The last line was `======`: a block begins.
    at_block: bool,
    in_block: bool,
    ran: Option<usize>,
    declared: Declared,
}

impl Output {
    fn line(&mut self, line: &str) {
        if is_rule(line, '=') {
            (self.at_block, self.open) = (true, None);
            return;
        }
        if std::mem::take(&mut self.at_block)
            && let Some(found) = BLOCK.as_ref().and_then(|block| block.captures(line))
        {
            self.in_block = true;
            let id = header(&found["test"]).map_or_else(|| found["test"].to_owned(), |(id, _)| id);
            self.blocks.push(Block { id, is_error: &found["word"] == "ERROR", text: String::new() });
        } else if let Some(found) = RAN.as_ref().and_then(|ran| ran.captures(line)) {
            (self.in_block, self.open) = (false, None);
            self.ran = found["count"].parse().ok();
        } else if self.ran.is_some() {
            self.totals(line);
        } else if self.in_block {
            if let Some(block) = self.blocks.last_mut() {
                block.text.push_str(line);
                block.text.push('\n');
            }
        } else if let Some((id, rest)) = header(line) {
            self.begin(id, &rest);
        } else {
            self.outcome(line);
        }
    }

    fn begin(&mut self, id: String, rest: &str) {
        // A subtest's line belongs to its test, which is there already.
        let at = self.tests.iter().position(|test| test.test == id).unwrap_or_else(|| {
            self.tests.push(TestCase::new(id, TestOutcome::Error));
            self.tests.len() - 1
        });
        self.open = Some(at);
        self.outcome(rest);
    }

    fn outcome(&mut self, text: &str) {
        let found = OUTCOME.as_ref().and_then(|outcome| outcome.captures(text.trim_end()));
        let (Some(at), Some(found)) = (self.open, found) else { return };
        let test = &mut self.tests[at];
        test.outcome = match &found["word"] {
            "ok" => TestOutcome::Passed,
            "FAIL" => TestOutcome::Failed,
            "ERROR" => TestOutcome::Error,
            "expected failure" => TestOutcome::Xfailed,
            // The run fails by it.
            "unexpected success" => {
                test.message = "it passed although it was expected to fail".to_owned();
                TestOutcome::Failed
            }
            _ => TestOutcome::Skipped,
        };
        if let Some(why) = found.name("why") {
            test.message = why.as_str().trim_matches(['\'', '"']).to_owned();
        }
        self.open = None;
    }

    /// `FAILED (failures=3, errors=2, skipped=1)`.
    fn totals(&mut self, line: &str) {
        if !line.starts_with("FAILED (") {
            return;
        }
        for found in COUNT.iter().flat_map(|count| count.captures_iter(line)) {
            let total =
                if &found["word"] == "errors" { &mut self.declared.errors } else { &mut self.declared.failures };
            *total = Some(total.unwrap_or(0) + found["count"].parse::<usize>().unwrap_or(0));
        }
    }

    fn finish(mut self, text: &str) -> Result<Reading, String> {
        if self.ran.is_none() && self.tests.is_empty() {
            let gist = failure::gist(text).unwrap_or_default();
            return Err(match failure::places(text).into_iter().next() {
                Some(place) => format!("{gist} ({}:{})", place.file, place.line),
                None => gist,
            });
        }
        let mut reading = Reading { truncated: self.ran.is_none(), ..Reading::default() };
        let (errors, failures) = (self.blocks.iter().filter(|block| block.is_error).count(), self.blocks.len());
        for block in self.blocks {
            if block.id.contains("_FailedTest") {
                let place = failure::places(&block.text).into_iter().next();
                let gist = failure::gist(&block.text).unwrap_or_default();
                reading.errors.push(OwnError {
                    message: format!("its tests could not be loaded: {gist}"),
                    file: place.as_ref().map(|place| place.file.clone()),
                    line: place.map(|place| place.line),
                });
                self.tests.retain(|test| test.test != block.id);
                continue;
            }
            let outcome = if block.is_error { TestOutcome::Error } else { TestOutcome::Failed };
            let at = self.tests.iter().position(|test| test.test == block.id).unwrap_or_else(|| {
                self.tests.push(TestCase::new(block.id, outcome));
                self.tests.len() - 1
            });
            let test = &mut self.tests[at];
            test.outcome = outcome;
            let text = block.text.trim_matches(['\n', '-']).trim_end();
            test.details = format!("{}\n\n{text}", test.details).trim_start().to_owned();
        }
        for test in &mut self.tests {
            test.file = module(&test.test);
        }
        reading.tests = self.tests;
        reading.declared = Some(Declared { tests: self.ran, ..self.declared });
        reading.counted = Some(Declared {
            tests: Some(reading.tests.len() + reading.errors.len()),
            failures: Some(failures - errors),
            errors: Some(errors),
            skipped: None,
        });
        Ok(reading)
    }
}

fn is_rule(line: &str, of: char) -> bool {
    line.len() >= 70 && line.chars().all(|c| c == of)
}

/// `test_m (test_a.TestC.test_m)`, before Python 3.11 `test_m (test_a.TestC)`: the id, and what follows.
fn header(line: &str) -> Option<(String, String)> {
    let found = HEADER.as_ref()?.captures(line)?;
    let (name, path) = (&found["name"], &found["path"]);
    let is_whole = path.strip_suffix(name).is_some_and(|rest| rest.ends_with('.'));
    let id = if is_whole { path.to_owned() } else { format!("{path}.{name}") };
    Some((id, found.name("rest").map_or("", |rest| rest.as_str()).to_owned()))
}

/// `tests/test_a.py` of `tests.test_a.TestC.test_m`: all but class and method.
fn module(id: &str) -> Option<String> {
    let mut parts = id.rsplitn(3, '.');
    let (_, _, module) = (parts.next()?, parts.next()?, parts.next()?);
    Some(format!("{}.py", module.replace('.', "/")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tools::Catalog;

    fn reading(text: &str) -> Result<Reading, String> {
        static CATALOG: std::sync::OnceLock<Catalog> = std::sync::OnceLock::new();
        let catalog = CATALOG.get_or_init(|| Catalog::load(&toml::Table::new()).unwrap());
        read(&Input { bytes: text.as_bytes(), record: catalog.get("unittest").unwrap() })
    }

    const RULE: &str = "======================================================================";
    const LINE: &str = "----------------------------------------------------------------------";

    #[test]
    fn lines_and_blocks_are_brought_together() {
        let text = format!(
            "test_a (t.T.test_a) ... ok\ntest_b (t.T)\nIn words. ... FAIL\ntest_c (t.T.test_c) ... a log line\nok\n\
             test_d (t.T.test_d) ... skipped 'later'\ntest_e (t.T.test_e) ... \n  test_e (t.T.test_e) (i=2) ... FAIL\n\
             test_f (t.T.test_f) ... expected failure\ntest_g (t.T.test_g) ... unexpected success\nERROR\n\n\
             {RULE}\nERROR: setUpClass (t.U)\n{LINE}\nTraceback (most recent call last):\n  File \"/r/t.py\", line 7, in s\nRuntimeError: no\n\n\
             {RULE}\nFAIL: test_b (t.T)\nIn words.\n{LINE}\nTraceback (most recent call last):\n  File \"/r/t.py\", line 3, in b\nAssertionError: 1 != 2\n\n\
             {RULE}\nFAIL: test_e (t.T.test_e) (i=2)\n{LINE}\nAssertionError\n\n\
             {RULE}\nUNEXPECTED SUCCESS: test_g (t.T.test_g)\n{LINE}\nRan 7 tests in 0.001s\n\n\
             FAILED (failures=2, errors=1, skipped=1, expected failures=1, unexpected successes=1)\n"
        );
        let reading = reading(&text).unwrap();
        let shown: Vec<String> = reading.tests.iter().map(|t| format!("{} {}", t.test, t.outcome.word())).collect();
        assert_eq!(
            shown,
            [
                "t.T.test_a passed",
                "t.T.test_b failed",
                "t.T.test_c passed",
                "t.T.test_d skipped",
                "t.T.test_e failed",
                "t.T.test_f xfailed",
                "t.T.test_g failed",
                "t.U.setUpClass error"
            ]
        );
        assert_eq!((reading.tests[1].file.as_deref(), reading.truncated), (Some("t.py"), false));
        assert!(reading.tests[1].details.contains("1 != 2") && reading.tests[3].message == "later");
        let (declared, counted) = (reading.declared.unwrap(), reading.counted.unwrap());
        assert_eq!((declared.tests, declared.failures, declared.errors), (Some(7), Some(3), Some(1)));
        assert_eq!((counted.tests, counted.failures, counted.errors), (Some(8), Some(3), Some(1)));
    }

    #[test]
    fn modules_that_do_not_load_are_errors() {
        let text = format!(
            "test_imp (unittest.loader._FailedTest.test_imp) ... ERROR\n\n{RULE}\nERROR: test_imp (unittest.loader._FailedTest.test_imp)\n{LINE}\n\
             ImportError: Failed to import test module: test_imp\nTraceback (most recent call last):\n  File \"/repo/test_imp.py\", line 1, in <module>\n    import nope\n\
             ModuleNotFoundError: No module named 'nope'\n\n\n{LINE}\nRan 1 test in 0.000s\n\nFAILED (errors=1)\n"
        );
        let reading = reading(&text).unwrap();
        assert!(reading.tests.is_empty());
        assert_eq!(
            reading.errors[0].message,
            "its tests could not be loaded: ModuleNotFoundError: No module named 'nope'"
        );
        assert_eq!((reading.errors[0].file.as_deref(), reading.errors[0].line), (Some("/repo/test_imp.py"), Some(1)));
    }

    #[test]
    fn output_cut_off_never_reads_as_all_of_it() {
        let text =
            format!("test_a (t.T.test_a) ... ok\ntest_b (t.T.test_b) ... ok\n\n{LINE}\nRan 2 tests in 0.001s\n\nOK\n");
        let told = text.find("Ran 2 tests in ").unwrap() + "Ran 2 tests in ".len();
        for end in 0..told {
            assert!(reading(&text[..end]).map_or(true, |reading| reading.truncated), "{}", &text[..end]);
        }
        assert!(!reading(&text).unwrap().truncated);
    }
}
