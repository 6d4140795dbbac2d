//! Each runner in its states: failing, passing, an import that fails, a syntax error, a broken configuration, everything
//! skipped, no tests.

use super::{count, findings, kinds, tested, with_node_modules};
use crate::sandbox::Sandbox;

/// A runner and files that bring it into its states.
struct States {
    /// Signs of the runner, and code beside the tests.
    around: &'static [(&'static str, &'static str)],
    /// The file of tests, some of which fail.
    tests: (&'static str, &'static str),
    /// `file:line rule` of the failing tests.
    failing: &'static [&'static str],
    /// What mends it.
    mend: &'static [(&'static str, &'static str)],
    /// How many tests pass then.
    passing: u64,
    /// A file that cannot be loaded beside the tests, because of something that is not there.
    import: (&'static str, &'static str),
    /// The same file with a syntax error.
    syntax: &'static str,
    /// A configuration that is broken.
    config: Option<(&'static str, &'static str)>,
    /// The file of tests when all are skipped.
    skipped: &'static str,
}

impl States {
    fn check(&self, sandbox: &Sandbox) {
        for (path, text) in self.around {
            sandbox.write(path, text);
        }
        let (path, red) = self.tests;
        let remove = |path: &str| std::fs::remove_file(sandbox.root().join(path)).unwrap();
        sandbox.write(path, red);
        let (code, report) = tested(sandbox, &[]);
        assert_eq!((code, findings(&report, "error")), (1, self.failing.iter().map(ToString::to_string).collect()));
        let bad = count(&report, "failed") + count(&report, "errors");
        assert_eq!((bad, count(&report, "skipped")), (self.failing.len() as u64, 1), "{report}");

        let green = self.mend.iter().fold(red.to_owned(), |text, (from, to)| text.replace(from, to));
        sandbox.write(path, &green);
        let (code, report) = tested(sandbox, &[]);
        assert_eq!((code, count(&report, "passed"), kinds(&report)), (0, self.passing, vec![]), "{report}");

        let (other, import) = self.import;
        for text in [import, self.syntax] {
            sandbox.write(other, text);
            let (code, report) = tested(sandbox, &[]);
            assert_eq!(code, 2, "{text}: {report}");
            let said = report["errors"].to_string();
            assert!(!said.contains(sandbox.root().to_str().unwrap()), "places are told from the root: {said}");
        }
        remove(other);

        if let Some((config, text)) = self.config {
            let before = std::fs::read_to_string(sandbox.root().join(config)).ok();
            sandbox.write(config, text);
            assert_eq!(tested(sandbox, &[]).0, 2, "{config}");
            match before {
                Some(text) => drop(sandbox.write(config, text)),
                None => remove(config),
            }
        }

        sandbox.write(path, self.skipped);
        let (code, report) = tested(sandbox, &[]);
        assert_eq!((code, kinds(&report)), (2, vec!["nothing_examined"]), "{report}");
        remove(path);
        let (code, report) = tested(sandbox, &[]);
        assert_eq!((code, kinds(&report)), (2, vec!["nothing_examined"]), "{report}");
    }
}

/// The ancestor of this program was green for these: four failing tests and one that cannot be set up.
const PYTEST: &str = "import pytest
from calc import add

def test_good():
    assert add(1, 2) == 3

def test_bad():
    total = add(1, 2)
    assert total == 4

class TestX:
    def test_err(self):
        raise ValueError('boom')

@pytest.mark.parametrize('n', [1, 2, 3])
def test_param(n):
    assert n == 1

@pytest.fixture
def broken():
    raise OSError('no')

def test_setup(broken):
    pass

@pytest.mark.skip(reason='later')
def test_skip():
    pass
";

#[test]
fn pytest() {
    let Some(sandbox) = super::pytest("pytest") else { return };
    States {
        around: &[("calc.py", "def add(a, b):\n    return a + b\n")],
        tests: ("test_calc.py", PYTEST),
        failing: &[
            "test_calc.py:9 test_calc.py::test_bad",
            "test_calc.py:13 test_calc.py::TestX::test_err",
            "test_calc.py:17 test_calc.py::test_param[2]",
            "test_calc.py:17 test_calc.py::test_param[3]",
            "test_calc.py:21 test_calc.py::test_setup",
        ],
        mend: &[
            ("== 4", "== 3"),
            ("raise ValueError('boom')", "pass"),
            ("n == 1", "n"),
            ("raise OSError('no')", "pass"),
        ],
        passing: 7,
        import: ("test_other.py", "import nowhere\n"),
        syntax: "def test_a(:\n",
        config: Some(("pytest.ini", "[pytest]\naddopts = --bogus\n")),
        skipped: "import pytest\n\n@pytest.mark.skip\ndef test_a():\n    pass\n",
    }
    .check(&sandbox);
}

const UNITTEST: &str = "import unittest

class T(unittest.TestCase):
    def test_good(self):
        pass
    def test_bad(self):
        self.assertEqual(1, 2)
    def test_err(self):
        raise ValueError('boom')
    @unittest.skip('later')
    def test_skip(self):
        pass
";

#[test]
fn unittest() {
    let Some(sandbox) = crate::real::sandbox("test: unittest") else { return };
    States {
        around: &[("Makefile", "test:\n\tpython3 -m unittest\n")],
        tests: ("test_a.py", UNITTEST),
        failing: &["test_a.py:7 test_a.T.test_bad", "test_a.py:9 test_a.T.test_err"],
        mend: &[("(1, 2)", "(1, 1)"), ("raise ValueError('boom')", "pass")],
        passing: 3,
        import: ("test_other.py", "import nowhere\n"),
        syntax: "def test_a(:\n",
        config: None,
        skipped: "import unittest\n\nclass T(unittest.TestCase):\n    @unittest.skip('x')\n    def test_a(self):\n        pass\n",
    }
    .check(&sandbox);
}

const VITEST: &str = "import { test, expect, describe } from 'vitest'
describe('sum', () => {
  test('good', () => { expect(1).toBe(1) })
  test('bad (x)', () => {
    expect(1).toBe(2)
  })
})
test.skip('later', () => {})
";

#[test]
fn vitest() {
    let Some(sandbox) = crate::real::sandbox("test: vitest") else { return };
    with_node_modules(&sandbox);
    States {
        around: &[("package.json", "{\"type\": \"module\", \"devDependencies\": {\"vitest\": \"*\"}}")],
        tests: ("a.test.js", VITEST),
        failing: &["a.test.js:5 a.test.js > sum > bad (x)"],
        mend: &[("toBe(2)", "toBe(1)")],
        passing: 2,
        import: ("c.test.js", "import x from './nowhere.js'\n"),
        syntax: "const = 3\n",
        config: Some(("vitest.config.js", "export default {{\n")),
        skipped: "import { test } from 'vitest'\ntest.skip('later', () => {})\n",
    }
    .check(&sandbox);
}

#[test]
fn jest() {
    let Some(sandbox) = crate::real::sandbox("test: jest") else { return };
    with_node_modules(&sandbox);
    States {
        around: &[("package.json", "{\"devDependencies\": {\"jest\": \"*\"}}")],
        tests: (
            "a.test.js",
            "describe('sum', () => {\n  test('good', () => {})\n  test('bad (x)', () => {\n    expect(1).toBe(2)\n  })\n})\ntest.skip('later', () => {})\n",
        ),
        failing: &["a.test.js:4 a.test.js > sum > bad (x)"],
        mend: &[("toBe(2)", "toBe(1)")],
        passing: 2,
        import: ("c.test.js", "require('./nowhere.js')\n"),
        syntax: "const = 3\n",
        config: Some(("jest.config.js", "module.exports = {{\n")),
        skipped: "test.skip('later', () => {})\n",
    }
    .check(&sandbox);
}

#[test]
fn mocha() {
    let Some(sandbox) = crate::real::sandbox("test: mocha") else { return };
    with_node_modules(&sandbox);
    States {
        around: &[("package.json", "{\"devDependencies\": {\"mocha\": \"*\"}}")],
        tests: (
            "test/a.js",
            "const assert = require('assert')\ndescribe('sum', () => {\n  it('good', () => {})\n  it('bad (x)', () => {\n    assert.strictEqual(1, 2)\n  })\n})\nit.skip('later', () => {})\n",
        ),
        failing: &["test/a.js:5 test/a.js > sum bad (x)"],
        mend: &[("(1, 2)", "(1, 1)")],
        passing: 2,
        import: ("test/c.js", "require('./nowhere.js')\n"),
        syntax: "const = 3\n",
        config: Some((".mocharc.json", "{{\n")),
        skipped: "it.skip('later', () => {})\n",
    }
    .check(&sandbox);
}

#[test]
fn node_test() {
    let Some(sandbox) = crate::real::sandbox("test: node --test") else { return };
    States {
        around: &[("package.json", "{\"scripts\": {\"test\": \"node --test\"}}")],
        tests: (
            "a.test.js",
            "const { test, describe } = require('node:test')\nconst assert = require('node:assert')\ndescribe('sum', () => {\n  test('good', () => {})\n  test('bad (x)', () => {\n    assert.strictEqual(1, 2)\n  })\n})\ntest('later', { skip: true }, () => {})\n",
        ),
        failing: &["a.test.js:6 a.test.js > sum > bad (x)"],
        mend: &[("(1, 2)", "(1, 1)")],
        passing: 2,
        import: ("c.test.js", "require('./nowhere.js')\n"),
        syntax: "const = 3\n",
        config: None,
        skipped: "require('node:test').test('later', { skip: true }, () => {})\n",
    }
    .check(&sandbox);
}

#[test]
fn bats() {
    let Some(sandbox) = crate::real::sandbox("test: bats") else { return };
    States {
        around: &[("package.json", "{\"devDependencies\": {\"bats\": \"*\"}}")],
        tests: (
            "a.bats",
            "@test \"good\" {\n  true\n}\n\n@test \"bad (x)\" {\n  run echo a\n  [ \"$output\" = b ]\n}\n\n@test \"later\" {\n  skip \"no\"\n}\n",
        ),
        failing: &["a.bats:7 a.bats > bad (x)"],
        mend: &[("= b ]", "= a ]")],
        passing: 2,
        import: ("c.bats", "load nowhere\n@test \"x\" {\n  true\n}\n"),
        syntax: "@test \"x\" {\n",
        config: None,
        skipped: "@test \"later\" {\n  skip \"no\"\n}\n",
    }
    .check(&sandbox);
}

const GO: &str = "package m

import \"testing\"

func TestGood(t *testing.T) {}

func TestBad(t *testing.T) {
\tt.Run(\"inner\", func(t *testing.T) {
\t\tt.Errorf(\"got %d\", 1)
\t})
}

func TestSkip(t *testing.T) {
\tt.Skip(\"later\")
}
";

#[test]
fn go_test() {
    let Some(sandbox) = crate::real::sandbox("test: go test") else { return };
    States {
        around: &[
            ("go.mod", "module example.com/m\n\ngo 1.20\n"),
            ("a.go", "package m\n"),
            ("sub/b.go", "package sub\n"),
        ],
        tests: ("a_test.go", GO),
        failing: &["a_test.go:9 example.com/m::TestBad/inner"],
        mend: &[("t.Errorf(\"got %d\", 1)", "t.Log(1)")],
        passing: 2,
        import: ("sub/c_test.go", "package sub\n\nimport \"testing\"\n\nfunc TestC(t *testing.T) { nowhere() }\n"),
        syntax: "package sub func\n",
        config: Some(("go.mod", "{{\n")),
        skipped: "package m\n\nimport \"testing\"\n\nfunc TestSkip(t *testing.T) {\n\tt.Skip(\"later\")\n}\n",
    }
    .check(&sandbox);
}

const MANIFEST: &str = "[package]\nname = \"m\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\n[workspace]\n";

const RUST: &str = "#[test]
fn good() {}

#[test]
fn bad() {
    assert_eq!(1, 2);
}

#[test]
#[ignore]
fn later() {}
";

/// An integration test; the runners name it differently.
fn rust(failing: &'static [&'static str], config: (&'static str, &'static str)) -> States {
    States {
        around: &[("Cargo.toml", MANIFEST), ("src/lib.rs", "")],
        tests: ("tests/a.rs", RUST),
        failing,
        mend: &[("1, 2", "1, 1")],
        passing: 2,
        import: ("tests/c.rs", "fn x() { nowhere() }\n"),
        syntax: "fn x( {\n",
        config: Some(config),
        skipped: "#[test]\n#[ignore]\nfn later() {}\n",
    }
}

#[test]
fn cargo_test() {
    let Some(sandbox) = crate::real::sandbox("test: cargo test") else { return };
    sandbox.write(".gitignore", "target\n");
    rust(&["tests/a.rs:6 a::bad"], ("Cargo.toml", "[[[\n")).check(&sandbox);
}

#[test]
fn cargo_nextest() {
    if std::process::Command::new("cargo-nextest").arg("--version").output().is_err() {
        // It comes with no package registry that the tests install from.
        let _ = std::io::Write::write_all(&mut std::io::stderr(), b"SKIPPED: test: cargo-nextest is not installed\n");
        return;
    }
    let Some(sandbox) = crate::real::sandbox("test: cargo nextest") else { return };
    sandbox.write(".gitignore", "target\n");
    // Its configuration is the sign that it is the one to run.
    sandbox.write(".config/nextest.toml", "");
    rust(&["tests/a.rs:6 m::a::bad"], (".config/nextest.toml", "[[[\n")).check(&sandbox);
}
