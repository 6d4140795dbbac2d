//! What came of each test when it was last run, asked by what a plan names.

use std::collections::BTreeMap;

use globset::GlobBuilder;

use crate::report::TestOutcome;

/// What came of each test when it was last run.
#[derive(Debug, Clone, Default)]
pub struct LastRun {
    /// By file; tests whose file is not known are under the empty name.
    files: BTreeMap<String, Vec<(String, TestOutcome)>>,
}

/// What came of the tests that a name means.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Count {
    /// Tests that passed, if only when run again.
    pub passed: usize,
    /// Tests that were skipped, or failed as expected: they prove nothing.
    pub skipped: usize,
    /// Ids of tests that failed.
    pub failing: Vec<String>,
}

impl LastRun {
    /// Of tests: file, id, outcome.
    pub fn of(tests: impl IntoIterator<Item = (Option<String>, String, TestOutcome)>) -> Self {
        let mut files: BTreeMap<String, Vec<(String, TestOutcome)>> = BTreeMap::new();
        for (file, id, outcome) in tests {
            files.entry(file.unwrap_or_default()).or_default().push((id, outcome));
        }
        Self { files }
    }

    /// No run is known.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// What came of the tests that a name means: a file, a folder, a pattern with stars, or one of them with `::test`
    /// behind it; or the id of a test.
    pub fn count(&self, name: &str) -> Count {
        let (path, test) = name.split_once("::").map_or((name, ""), |(path, test)| (path, test));
        let path = path.trim_start_matches("./").trim_end_matches('/');
        let mut count = Count::default();
        for (file, tests) in self.of_path(path) {
            for (id, outcome) in tests.iter().filter(|(id, _)| test.is_empty() || is_named(id, file, test)) {
                count.add(id, *outcome);
            }
        }
        if count == Count::default() && !test.is_empty() {
            let all = self.files.values().flatten();
            all.filter(|(id, _)| id == name).for_each(|(id, outcome)| count.add(id, *outcome));
        }
        count
    }

    fn of_path(&self, path: &str) -> Vec<(&String, &Vec<(String, TestOutcome)>)> {
        if path.contains('*') {
            let Ok(glob) = GlobBuilder::new(path).literal_separator(true).build() else { return Vec::new() };
            let matcher = glob.compile_matcher();
            return self.files.iter().filter(|(file, _)| matcher.is_match(file)).collect();
        }
        let inside = format!("{path}/");
        let below = self.files.range(inside.clone()..).take_while(|(file, _)| file.starts_with(&inside));
        self.files.get_key_value(path).filter(|_| !path.is_empty()).into_iter().chain(below).collect()
    }
}

impl Count {
    fn add(&mut self, id: &str, outcome: TestOutcome) {
        match outcome {
            TestOutcome::Passed | TestOutcome::Flaky | TestOutcome::Xpassed => self.passed += 1,
            TestOutcome::Skipped | TestOutcome::Xfailed => self.skipped += 1,
            TestOutcome::Failed | TestOutcome::Error => self.failing.push(id.to_owned()),
        }
    }
}

/// The parts of an id without its file: runners put `::`, ` > ` or dots between them.
fn parts(id: &str) -> Vec<&str> {
    // What stands in brackets is a parameter, with any characters.
    let (head, parameter) = id.find('[').map_or((id, ""), |at| id.split_at(at));
    let mut parts: Vec<&str> = head.split("::").flat_map(|part| part.split(" > ")).flat_map(|p| p.split('.')).collect();
    parts.retain(|part| !part.is_empty());
    parts.extend(Some(parameter).filter(|parameter| !parameter.is_empty()));
    parts
}

/// The test has that name, or is in the class or group of that name.
fn is_named(id: &str, file: &str, test: &str) -> bool {
    let inner = id.strip_prefix(file).filter(|_| !file.is_empty()).unwrap_or(id);
    let (all, named) = (parts(inner), parts(test));
    !named.is_empty() && all.windows(named.len()).any(|window| window == named)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn last() -> LastRun {
        use TestOutcome::{Error, Failed, Flaky, Passed, Skipped, Xfailed};
        let tests = [
            ("tests/test_a.py", "tests/test_a.py::test_one", Passed),
            ("tests/test_a.py", "tests/test_a.py::test_one_more", Failed),
            ("tests/test_a.py", "tests/test_a.py::TestX::test_two[a.b::c]", Flaky),
            ("tests/unit/test_b.py", "tests/unit/test_b.py::test_b", Error),
            ("tests/unit/test_c.py", "tests/unit/test_c.py::test_c", Skipped),
            ("tests/unit/test_c.py", "tests/unit/test_c.py::test_d", Xfailed),
            ("testsuite/x.test.ts", "testsuite/x.test.ts > group > does a thing", Passed),
            ("", "crate::inner::works", Passed),
        ];
        LastRun::of(tests.map(|(file, id, outcome)| {
            (Some(file).filter(|file| !file.is_empty()).map(str::to_owned), id.to_owned(), outcome)
        }))
    }

    #[test]
    fn names_mean_files_folders_patterns_and_tests() {
        let last = last();
        for (name, passed, skipped, failing) in [
            ("tests/test_a.py", 2, 0, 1),
            ("./tests/test_a.py", 2, 0, 1),
            ("tests/", 2, 2, 2),
            ("tests", 2, 2, 2),
            ("tests/unit/test_c.py", 0, 2, 0),
            ("tests/*.py", 2, 0, 1),
            ("tests/**/test_*.py", 2, 2, 2),
            ("tests/test_a.py::test_one", 1, 0, 0),
            ("tests/test_a.py::TestX", 1, 0, 0),
            ("tests/test_a.py::TestX::test_two", 1, 0, 0),
            ("tests/test_a.py::TestX::test_two[a.b::c]", 1, 0, 0),
            ("tests/test_a.py::test_two[other]", 0, 0, 0),
            ("testsuite/x.test.ts::group", 1, 0, 0),
            ("crate::inner::works", 1, 0, 0),
            ("tests/test_z.py", 0, 0, 0),
            ("tes", 0, 0, 0),
            ("", 0, 0, 0),
            ("tests/[", 0, 0, 0),
            ("tests/test_a.py::.", 0, 0, 0),
        ] {
            let count = last.count(name);
            assert_eq!((count.passed, count.skipped, count.failing.len()), (passed, skipped, failing), "{name}");
        }
        assert!(LastRun::default().is_empty() && !last.is_empty());
    }
}
