//! Python's linters, formatters and type checkers, and what reads SQL.

use super::Tool;

/// Columns are code points, whatever the tool counts: `undefined_name` is the 25th.
const ODD: &str = "é = \"日本\"; undefined_x = undefined_name\n";

#[test]
fn ruff() {
    Tool {
        name: "ruff",
        around: &[("ruff.toml", "[lint]\nselect = ['F']\n")],
        file: "a.py",
        findings: ODD,
        first: "a.py:1:25 error F821",
        clean: "X = 1\n",
        syntax: Some("def f(:\n"),
        broken: Some(("ruff.toml", "line-length = 'x'\n")),
    }
    .check();
}

#[test]
fn ruff_format() {
    Tool {
        name: "ruff-format",
        around: &[("ruff.toml", "")],
        file: "a.py",
        findings: "x = 1\ny=2\n",
        first: "a.py:2:2 warning unformatted",
        clean: "x = 1\n",
        syntax: Some("def f(:\n"),
        broken: Some(("ruff.toml", "line-length = 'x'\n")),
    }
    .check();
}

#[test]
fn mypy() {
    Tool {
        name: "mypy",
        around: &[("mypy.ini", "[mypy]\nstrict = True\n")],
        file: "a.py",
        findings: "def f() -> int:\n    return 'x'\n",
        first: "a.py:2:12 error return-value",
        clean: "X = 1\n",
        syntax: Some("def f(:\n"),
        broken: Some(("mypy.ini", "[mypy]\nplugins = not_there.py\n")),
    }
    .check();
}

#[test]
fn pyright() {
    Tool {
        name: "pyright",
        around: &[("pyrightconfig.json", "{}\n")],
        file: "a.py",
        findings: ODD,
        first: "a.py:1:25 error reportUndefinedVariable",
        clean: "X = 1\n",
        syntax: Some("def f(:\n"),
        broken: Some(("pyrightconfig.json", "{ broken\n")),
    }
    .check();
}

#[test]
fn pylint() {
    Tool {
        name: "pylint",
        around: &[(".pylintrc", "[MAIN]\ndisable=all\nenable=E,unused-import\n")],
        file: "a.py",
        findings: ODD,
        first: "a.py:1:25 error E0602",
        clean: "X = 1\n",
        syntax: Some("def f(:\n"),
        broken: Some((".pylintrc", "[MAIN\n")),
    }
    .check();
}

#[test]
fn flake8() {
    Tool {
        name: "flake8",
        around: &[(".flake8", "[flake8]\nselect = F,E9\n")],
        file: "a.py",
        findings: ODD,
        first: "a.py:1:25 error F821",
        clean: "X = 1\n",
        syntax: Some("def f(:\n"),
        broken: Some((".flake8", "[flake8]\nmax-line-length = x\n")),
    }
    .check();
}

#[test]
fn bandit() {
    Tool {
        name: "bandit",
        around: &[("bandit.yaml", "skips: ['B404']\n")],
        file: "a.py",
        findings: "import subprocess\n\nsubprocess.call('ls', shell=True)\n",
        first: "a.py:3:1 info B602",
        clean: "X = 1\n",
        syntax: Some("def f(:\n"),
        broken: Some(("bandit.yaml", "skips: [\n")),
    }
    .check();
}

#[test]
fn black() {
    Tool {
        name: "black",
        around: &[("pyproject.toml", "[tool.black]\nline-length = 88\n")],
        file: "a.py",
        findings: "x = 1\ny=2\n",
        first: "a.py:2:- warning unformatted",
        clean: "x = 1\n",
        syntax: Some("def f(:\n"),
        broken: Some(("pyproject.toml", "[tool.black\n")),
    }
    .check();
}

#[test]
fn semgrep() {
    Tool {
        name: "semgrep",
        around: &[(
            "semgrep.yml",
            "rules:\n- id: no-eval\n  pattern: eval(...)\n  message: no eval\n  languages: [python]\n  severity: ERROR\n",
        )],
        file: "a.py",
        findings: "é = \"日本\"; x = eval(input())\n",
        first: "a.py:1:15 error no-eval",
        clean: "X = 1\n",
        // A file in which no rule can match is not parsed, and passes.
        syntax: Some("def f(:\n    eval(x\n    ((((\n"),
        broken: Some(("semgrep.yml", "rules:\n- id: [\n")),
    }
    .check();
}

#[test]
fn sqlfluff() {
    Tool {
        name: "sqlfluff",
        around: &[(".sqlfluff", "[sqlfluff]\ndialect = ansi\n")],
        file: "a.sql",
        findings: "SELECT a\nfrom t\n",
        first: "a.sql:2:1 error CP01",
        clean: "SELECT a FROM t\n",
        syntax: Some("SELECT FROM WHERE ((\n"),
        broken: Some((".sqlfluff", "[sqlfluff]\ndialect = klingon\n")),
    }
    .check();
}
