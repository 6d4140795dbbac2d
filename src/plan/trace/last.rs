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
        let module = module_of(path);
        let found: Vec<_> = match &module {
            // A Rust runner tells the module of a test, and the file of one only where it failed: maybe another.
            Some(_) => self.files.iter().collect(),
            None => self.of_path(path),
        };
        for (file, tests) in found {
            let meant = |id: &str| match &module {
                Some(module) => file == path || is_in_module(id, module),
                None => true,
            };
            for (id, outcome) in tests.iter().filter(|(id, _)| meant(id)) {
                if test.is_empty() || is_named(id, file, test) {
                    count.add(id, *outcome);
                }
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

/// The module that a Rust file is, from the test program or crate on: `["plan", "trace"]` of `a/src/plan/trace.rs`. None for
/// a file that is no module of its own.
fn module_of(path: &str) -> Option<Vec<&str>> {
    let stem = path.strip_suffix(".rs").filter(|stem| !stem.contains('*'))?;
    let parts: Vec<&str> = stem.split('/').collect();
    let folders = &parts[..parts.len() - 1];
    let last = |name: &str| folders.iter().rposition(|part| *part == name);
    let start = last("src").or_else(|| last("tests"))? + 1;
    let mut module = parts[start..].to_vec();
    if matches!(module.last(), Some(&("mod" | "main" | "lib"))) {
        module.pop();
    }
    (!module.is_empty()).then_some(module)
}

/// The test is in that module; a crate's name may stand before it.
fn is_in_module(id: &str, module: &[&str]) -> bool {
    let parts: Vec<&str> = id.split("::").collect();
    (0..2).any(|at| parts.get(at..).is_some_and(|rest| rest.len() > module.len() && rest.starts_with(module)))
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

    #[test]
    fn tests_of_rust_are_known_by_their_modules() {
        let test = |file: Option<&str>, id: &str| (file.map(str::to_owned), id.to_owned(), TestOutcome::Passed);
        let last = LastRun::of([
            test(None, "m::plan::trace::tests::works"),
            test(Some("src/report.rs"), "m::plan::trace::tests::panics_elsewhere"),
            test(Some("tests/cli/main.rs"), "cli::trace::works"),
            test(None, "m::links::sends"),
            test(None, "m::other::links::sends"),
        ]);
        for (name, passed) in [
            ("src/plan/trace.rs", 2),
            ("crates/m/src/plan/trace/tests.rs", 2),
            ("src/plan/trace.rs::works", 1),
            ("src/report.rs", 1),
            ("tests/cli/trace.rs", 1),
            ("tests/cli/main.rs", 1),
            ("tests/links.rs", 1),
            ("tests/links.rs::sends", 1),
            ("src/lib.rs", 0),
            ("src/plan/tr.rs", 0),
        ] {
            assert_eq!(last.count(name).passed, passed, "{name}");
        }
    }
}
