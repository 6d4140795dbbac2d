//! The real linters, each in five states: findings, clean, a file that does not parse, a file that is not there, a
//! configuration that is broken. `scripts/test` installs them.

mod javascript;
mod languages;
mod python;

use super::{document, errors, findings};
use crate::sandbox::{Output, Sandbox};

/// A tool, and what makes each state.
struct Tool {
    /// Its record's name.
    name: &'static str,
    /// Files beside the one that is looked at: configuration, manifests.
    around: &'static [(&'static str, &'static str)],
    /// The file that is looked at.
    file: &'static str,
    /// With findings.
    findings: &'static str,
    /// The first of them: `file:line:column severity rule`.
    first: &'static str,
    /// Without.
    clean: &'static str,
    /// A text that does not parse; none for tools that parse nothing.
    syntax: Option<&'static str>,
    /// A configuration that is broken; none for tools that have none, or read none.
    broken: Option<(&'static str, &'static str)>,
}

impl Tool {
    /// Every state, one after the other in one sandbox.
    fn check(&self) {
        let Some(sandbox) = crate::real::sandbox(self.name) else { return };
        for (path, text) in self.around {
            sandbox.write(path, text);
        }
        self.clean(&sandbox);
        self.findings(&sandbox);
        self.syntax(&sandbox);
        self.missing(&sandbox);
        self.broken(&sandbox);
    }

    fn lint(&self, sandbox: &Sandbox, arguments: &[&str]) -> Output {
        let mut all = vec!["lint", "--tool", self.name, "--fail-on", "info"];
        all.extend(arguments);
        sandbox.run(&all)
    }

    fn clean(&self, sandbox: &Sandbox) {
        sandbox.write(self.file, self.clean);
        for arguments in [&[][..], &[self.file]] {
            let output = self.lint(sandbox, arguments);
            assert!(output.status == 0, "{}, clean: {output}", self.name);
            let report = document(&output);
            assert!(report["ran"][0]["examined"].as_u64() >= Some(1), "{}, clean: {output}", self.name);
        }
        sandbox.commit_all();
    }

    fn findings(&self, sandbox: &Sandbox) {
        sandbox.write(self.file, self.findings);
        let by_name = self.lint(sandbox, &[self.file]);
        for output in [self.lint(sandbox, &[]), by_name.clone(), self.lint(sandbox, &["--changed"])] {
            assert!(output.status == 1, "{}, findings: {output}", self.name);
            let report = document(&output);
            let first = findings(&report).first().cloned().unwrap_or_default();
            let expected = first.replacen(&format!(" {} ", self.name), " ", 1);
            assert!(expected == self.first, "{}: {expected}, not {}\n{output}", self.name, self.first);
            assert!(report["verdict"] == "fail" && report["errors"] == serde_json::json!([]), "{output}");
        }
        let again = document(&self.lint(sandbox, &[self.file]));
        // What tells no version may be another one every time.
        let run = &again["data"]["tools"][0];
        assert_eq!(run["cached"], run["version"].is_string(), "{}: {again}", self.name);
        assert_eq!(findings(&again), findings(&document(&by_name)));
    }

    fn syntax(&self, sandbox: &Sandbox) {
        let Some(text) = self.syntax else { return };
        sandbox.write(self.file, text);
        let output = self.lint(sandbox, &[]);
        let report = document(&output);
        let told = !findings(&report).is_empty() || !errors(&report).is_empty();
        assert!(matches!(output.status, 1 | 2) && told, "{}, syntax: {output}", self.name);
    }

    fn missing(&self, sandbox: &Sandbox) {
        let output = self.lint(sandbox, &[&format!("not-there-{}", self.file)]);
        assert_eq!((output.status, errors(&document(&output)).len()), (2, 1), "{}: {output}", self.name);
        std::fs::remove_file(sandbox.root().join(self.file)).unwrap();
        let output = self.lint(sandbox, &["--changed"]);
        let report = document(&output);
        assert!(output.status != 1 && report["results"] == serde_json::json!([]), "{}, gone: {output}", self.name);
        let examined = report["ran"].as_array().unwrap().iter().any(|ran| ran["examined"] != 0);
        assert!(!examined, "{} looked at a file that is gone: {output}", self.name);
    }

    fn broken(&self, sandbox: &Sandbox) {
        let Some((path, text)) = self.broken else { return };
        sandbox.write(self.file, self.clean).write(path, text);
        let output = self.lint(sandbox, &[]);
        let report = document(&output);
        assert!(output.status == 2 && report["verdict"] == "unverified", "{}, broken: {output}", self.name);
    }
}
