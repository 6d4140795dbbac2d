//! What a failing test's text says: its gist, its bounded whole, and the line that failed.

use std::sync::LazyLock;

use regex::Regex;

use super::formats::head;
use super::reading::TestCase;

/// So much of a failure's text is kept: this much of its beginning, and as much of its end.
const KEPT: usize = 4 * 1024;

/// So much of a failure's text is searched for its place.
const SEARCHED: usize = 64 * 1024;

/// Parts of paths that are not the repository's own.
const FOREIGN: &[&str] = &[
    "node_modules/",
    "node:",
    "ext:",
    "site-packages/",
    "dist-packages/",
    "/lib/python",
    "/rustc/",
    "/.rustup/",
    "/.cargo/registry/",
    "/pkg/mod/",
    "/usr/lib/",
    "/usr/local/",
    "/usr/share/",
    "/vendor/",
    "/gems/",
    "/src/runtime/",
    "/src/testing/",
    "<",
];

/// How a language writes the place of a failure.
struct Style {
    /// Without it the text is not searched.
    needle: &'static str,
    /// Groups `file` and `line`; `class` for languages that name the file without its folder.
    pattern: &'static str,
    /// The last place is the nearest to the failure, not the first.
    last: bool,
}

const STYLES: &[Style] = &[
    Style { needle: "panicked at ", pattern: r"panicked at (?P<file>[^\s:][^:\n]*):(?P<line>\d+):\d+", last: false },
    Style { needle: ".rs:", pattern: r"(?m)^\s+at (?P<file>\S+\.rs):(?P<line>\d+):\d+", last: false },
    Style { needle: "in test file ", pattern: r"in test file (?P<file>[^\n]+?), line (?P<line>\d+)", last: false },
    Style { needle: ".py:", pattern: r"(?m)^(?P<file>[^\s:][^:\n]*\.py):(?P<line>\d+):", last: true },
    Style { needle: "File \"", pattern: r#"(?m)^[\sE]*File "(?P<file>[^"\n]+)", line (?P<line>\d+)"#, last: true },
    Style {
        needle: ":",
        pattern: r#"(?m)(?:^|[\s("'])(?P<file>[^\s():"']*(?::/)?[^\s():"']+\.(?:[cm]?[jt]sx?|vue|svelte)):(?P<line>\d+)"#,
        last: false,
    },
    Style { needle: "_test.go:", pattern: r"(?:^|\s)(?P<file>[^\s:]+_test\.go):(?P<line>\d+)", last: false },
    Style { needle: ".go:", pattern: r"(?:^|\s)(?P<file>[^\s:]+\.go):(?P<line>\d+)", last: false },
    Style {
        needle: "at ",
        pattern: r"(?m)^\s*at (?:[\w.]+/)?(?P<class>[\w.$]+)\.[\w$<>]+\((?P<file>\w+\.(?:java|kt|groovy|scala)):(?P<line>\d+)\)",
        last: false,
    },
    Style { needle: ":line ", pattern: r"(?m) in (?P<file>\S.*\.(?:cs|fs|vb)):line (?P<line>\d+)", last: false },
    Style { needle: ".php:", pattern: r"(?m)^(?P<file>\S+\.php):(?P<line>\d+)$", last: false },
    Style { needle: ".rb:", pattern: r"(?m)^[\s#]*(?P<file>\S+\.rb):(?P<line>\d+)", last: false },
    Style { needle: " line ", pattern: r"(?m)\bat (?P<file>\S+\.(?:t|pl|pm)) line (?P<line>\d+)", last: false },
    Style {
        needle: ":",
        pattern: r"(?m)(?:^|\s)(?P<file>\S+\.(?:c|cc|cpp|cxx|h|hpp|swift|sh)):(?:\s*line )?(?P<line>\d+)",
        last: false,
    },
];

static PATTERNS: LazyLock<Vec<Option<Regex>>> =
    LazyLock::new(|| STYLES.iter().map(|style| Regex::new(style.pattern).ok()).collect());

/// Packages of Java's own and of its runners.
const JAVA_FOREIGN: &[&str] = &[
    "java.",
    "javax.",
    "jdk.",
    "sun.",
    "org.junit.",
    "junit.",
    "kotlin.",
    "org.gradle.",
    "org.apache.maven.",
    "org.opentest4j.",
    "org.assertj.",
    "org.hamcrest.",
];

/// A line of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// As the text names it, without `file://` and `./`.
    pub(crate) file: String,
    /// 1-based.
    pub(crate) line: i64,
}

/// The places in the repository that a failure's text names, the nearest to the failure first.
pub(crate) fn places(text: &str) -> Vec<Place> {
    let text = cut(text, SEARCHED);
    let mut all = Vec::new();
    for (style, pattern) in STYLES.iter().zip(PATTERNS.iter()) {
        let Some(pattern) = pattern.as_ref().filter(|_| text.contains(style.needle)) else { continue };
        let mut found: Vec<Place> = pattern.captures_iter(text).filter_map(|groups| place(&groups)).collect();
        if style.last {
            found.reverse();
        }
        all.extend(found);
    }
    all
}

fn place(groups: &regex::Captures<'_>) -> Option<Place> {
    let file = trimmed(groups.name("file")?.as_str());
    let line: i64 = groups.name("line")?.as_str().parse().ok().filter(|line| *line > 0)?;
    if let Some(class) = groups.name("class").map(|class| class.as_str()) {
        return java(class, file, line);
    }
    let foreign = FOREIGN.iter().any(|part| file.contains(part));
    (!foreign).then(|| Place { file: file.to_owned(), line })
}

/// Stack frames of the Java world name the file alone; the package is its folder, below where Maven and Gradle keep tests.
fn java(class: &str, file: &str, line: i64) -> Option<Place> {
    if JAVA_FOREIGN.iter().any(|package| class.starts_with(package)) {
        return None;
    }
    let package =
        class.rsplit_once('.').map_or(String::new(), |(package, _)| format!("{}/", package.replace('.', "/")));
    let language = match file.rsplit('.').next() {
        Some("kt") => "kotlin",
        Some(other) => other,
        None => "java",
    };
    Some(Place { file: format!("src/test/{language}/{package}{file}"), line })
}

/// Without what says nothing of where it is.
pub(crate) fn trimmed(file: &str) -> &str {
    let file = file.strip_prefix("file://").unwrap_or(file);
    file.strip_prefix("./").unwrap_or(file)
}

/// Both name the same file: one path is the end of the other.
fn same_file(a: &str, b: &str) -> bool {
    let (a, b) = (trimmed(a), trimmed(b));
    let ends = |long: &str, short: &str| {
        long.strip_suffix(short).is_some_and(|before| before.is_empty() || before.ends_with('/'))
    };
    ends(a, b) || ends(b, a)
}

/// Makes a test that a reader gave whole: bounds its text, gives a failure its gist and its line.
pub(crate) fn settle(test: &mut TestCase) {
    if test.outcome.is_bad() {
        if test.message.trim().is_empty() || is_vague(&test.message) {
            test.message = gist(&test.details).unwrap_or_else(|| std::mem::take(&mut test.message));
        }
        let places = if test.placed { Vec::new() } else { places(&test.details) };
        match &test.file {
            None => {
                if let Some(first) = places.first() {
                    (test.file, test.line) = (Some(first.file.clone()), Some(first.line));
                }
            }
            Some(file) => match places.iter().find(|place| same_file(&place.file, file)) {
                Some(own) => {
                    test.line = Some(own.line);
                    // Some reports name a file without its folder.
                    if own.file.len() > trimmed(file).len() && !own.file.starts_with('/') {
                        test.file = Some(own.file.clone());
                    }
                }
                None => {
                    if let Some(first) = places.first() {
                        test.message = format!("{} (at {}:{})", one_line(&test.message), first.file, first.line);
                    }
                }
            },
        }
    }
    test.message = one_line(&test.message);
    if test.details.len() > 2 * KEPT {
        test.details = bounded(&test.details);
    }
}

fn one_line(text: &str) -> String {
    head(text.trim().lines().next().unwrap_or_default())
}

/// Messages that say nothing: the text is better.
fn is_vague(message: &str) -> bool {
    let message = message.trim();
    matches!(message, "Failed" | "test failed" | "collection failure" | "failed") || is_panic_head(message)
}

/// `thread 'x' (1) panicked at src/lib.rs:8:46:`, whose message is the line after it.
fn is_panic_head(line: &str) -> bool {
    line.starts_with("thread '") && line.contains("panicked at ")
}

/// The line of a failure's text that tells most.
pub(crate) fn gist(text: &str) -> Option<String> {
    let text = cut(text, SEARCHED);
    let said = |line: &str| (!line.trim().is_empty()).then(|| head(line));
    let mut lines = text.lines();
    if let Some(at) = text.lines().position(is_panic_head) {
        return lines.nth(at + 1).and_then(said);
    }
    if let Some(last) = text.lines().rev().find_map(|line| line.strip_prefix("E  ")) {
        return said(last);
    }
    if text.contains("Traceback (most recent call last)") {
        let last = text.lines().rev().find(|line| line.starts_with(char::is_alphabetic));
        return last.and_then(said);
    }
    lines.find(|line| !line.trim().is_empty() && !is_place_only(line)).and_then(said)
}

/// Lines that say where, not what.
fn is_place_only(line: &str) -> bool {
    let line = line.trim();
    line.starts_with("(in test file ") || line.starts_with("(from function ") || line.starts_with("in test file ")
}

/// The beginning and the end of a text that is long.
pub(crate) fn bounded(text: &str) -> String {
    if text.len() <= 2 * KEPT {
        return text.to_owned();
    }
    let first = cut(text, KEPT);
    let from = (text.len() - KEPT..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    let left_out = from - first.len();
    format!("{first}\n… {left_out} bytes left out …\n{}", &text[from..])
}

/// At most so many bytes of a text, whole characters.
fn cut(text: &str, most: usize) -> &str {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tools::reading::TestOutcome;

    #[test]
    fn every_pattern_is_sound() {
        assert!(PATTERNS.iter().all(Option::is_some));
    }

    #[test]
    fn the_failing_line_is_found_in_every_language() {
        for (text, expected) in [
            ("thread 'a' (1) panicked at src/lib.rs:8:46:\nboom", "src/lib.rs:8"),
            ("(in test file b.bats, line 2)\n  `false' failed", "b.bats:2"),
            ("def test_b():\n>  assert x\n\ntest_a.py:4: \nhelp.py:9: AssertionError", "help.py:9"),
            (
                "Traceback (most recent call last):\n  File \"/repo/t.py\", line 18, in m\n  File \"/usr/lib/python3.11/unittest/case.py\", line 3, in x\nValueError: no",
                "/repo/t.py:18",
            ),
            (
                "Error: no\n    at f (node:internal/x:1:2)\n    at g (/repo/node_modules/chai/a.js:3:4)\n    at Object.toBe (/repo/jst/a.test.js:1:97)",
                "/repo/jst/a.test.js:1",
            ),
            (" ❯ v.spec.mjs:3:97", "v.spec.mjs:3"),
            ("TestContext.<anonymous> (file:///repo/nt/a.test.mjs:2:94)", "/repo/nt/a.test.mjs:2"),
            ("    x_test.go:12: got 1", "x_test.go:12"),
            (
                "panic: no\n\ngoroutine 7\n\t/usr/local/go/src/testing/testing.go:1 +0x1\n\t/repo/x/x_test.go:9 +0x1d",
                "/repo/x/x_test.go:9",
            ),
            (
                "org.opentest4j.X: no\n\tat org.junit.A.b(A.java:3)\n\tat com.ex.FooTest.bar(FooTest.java:12)",
                "src/test/java/com/ex/FooTest.java:12",
            ),
            ("   at Ns.C.M() in /repo/C.cs:line 12", "/repo/C.cs:12"),
            ("Failed asserting.\n\n/repo/tests/ATest.php:9", "/repo/tests/ATest.php:9"),
            ("# ./spec/a_spec.rb:4:in `block'", "spec/a_spec.rb:4"),
            ("#   Failed test 'b'\n#   at t.t line 1.", "t.t:1"),
            ("a.cc:12: Failure", "a.cc:12"),
        ] {
            let first = places(text).into_iter().next();
            assert_eq!(
                first.map(|place| format!("{}:{}", place.file, place.line)).as_deref(),
                Some(expected),
                "{text}"
            );
        }
        assert_eq!(places("no place: 12:30, http://localhost:80"), []);
    }

    #[test]
    fn a_line_in_the_tests_own_file_wins() {
        let mut test = TestCase::new("t", TestOutcome::Failed);
        test.file = Some("tests/test_a.py".to_owned());
        test.line = Some(1);
        test.details = "tests/test_a.py:4: \nsrc/help.py:9: AssertionError".to_owned();
        settle(&mut test);
        assert_eq!((test.file.as_deref(), test.line), (Some("tests/test_a.py"), Some(4)));
        test.details = "src/help.py:9: AssertionError".to_owned();
        test.message = "no\nmore".to_owned();
        settle(&mut test);
        assert_eq!((test.line, test.message.as_str()), (Some(4), "no (at src/help.py:9)"));
    }

    #[test]
    fn the_gist_is_what_tells_most() {
        assert_eq!(gist("\nthread 'a' (1) panicked at src/lib.rs:1:2:\nboom\nstack").unwrap(), "boom");
        assert_eq!(gist("(in test file b.bats, line 2)\n  `false' failed").unwrap(), "`false' failed");
        assert_eq!(gist("x\nE   ModuleNotFoundError: No module").unwrap(), "ModuleNotFoundError: No module");
        assert_eq!(gist("Traceback (most recent call last):\n  File\nValueError: no\n").unwrap(), "ValueError: no");
        assert_eq!(gist(" \n"), None);
    }

    #[test]
    fn a_long_text_keeps_both_ends() {
        let text = format!("begin{}é{}end", "ä".repeat(9000), "x".repeat(5));
        let short = bounded(&text);
        assert!(short.starts_with("begin") && short.ends_with("end") && short.len() < 3 * KEPT, "{}", short.len());
        assert_eq!(bounded("short"), "short");
    }
}
