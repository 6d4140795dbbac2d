//! Which test files have to do with files that changed: those that import them, directly or through others. Imports are
//! found by name, which finds too much rather than too little; what is no source file (configuration, data, `conftest.py`)
//! concerns every test of its package.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::tools::survey::{fits, folder_of, name_of};

/// The test files among `tests` that a change of `changed` concerns. `sources` are all files of the runner's language in
/// the package.
pub(super) fn related(root: &Path, sources: &[String], tests: &[String], changed: &BTreeSet<String>) -> Vec<String> {
    let known: BTreeSet<&String> = sources.iter().chain(tests).collect();
    let odd = |path: &&String| !known.contains(path) || is_shared(path);
    if changed.iter().any(|path| odd(&path) && concerns(path)) {
        return tests.to_vec();
    }
    // Importers by the name that is imported.
    let mut importers: BTreeMap<String, Vec<&String>> = BTreeMap::new();
    for path in &known {
        let text = std::fs::read_to_string(root.join(path)).unwrap_or_default();
        for word in imported(&text) {
            importers.entry(word).or_default().push(path);
        }
    }
    let mut reached: BTreeSet<&String> = changed.iter().filter(|path| known.contains(path)).collect();
    let mut open: Vec<&String> = reached.iter().copied().collect();
    while let Some(path) = open.pop() {
        for name in names(path) {
            for importer in importers.get(&name).into_iter().flatten() {
                if reached.insert(importer) {
                    open.push(importer);
                }
            }
        }
    }
    tests.iter().filter(|test| reached.contains(test)).cloned().collect()
}

/// Files that the tests beside them use without importing them.
fn is_shared(path: &str) -> bool {
    matches!(name_of(path), "conftest.py" | "__init__.py" | "setup.py") || name_of(path).contains(".config.")
}

/// Documentation concerns no test.
fn concerns(path: &str) -> bool {
    !["md", "rst", "txt", "adoc"].iter().any(|extension| fits(&format!("*.{extension}"), name_of(path)))
}

/// The names by which a file is imported: its own, or its folder's when it stands for that.
fn names(path: &str) -> Vec<String> {
    let stem = name_of(path).split('.').next().unwrap_or_default().to_owned();
    let folder = name_of(folder_of(path)).to_owned();
    if matches!(stem.as_str(), "__init__" | "index" | "mod" | "lib") { vec![folder, stem] } else { vec![stem] }
}

/// The words of lines that import something.
fn imported(text: &str) -> BTreeSet<String> {
    const KEYS: &[&str] = &["import", "from ", "require", "use ", "load ", "source ", "include"];
    let lines = text.lines().filter(|line| KEYS.iter().any(|key| line.contains(key)));
    lines
        .flat_map(|line| line.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-')))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the test writes files of its own")]
mod tests {
    use super::*;

    #[test]
    fn tests_that_import_a_change_through_others_are_found() {
        let folder = tempfile::tempdir().unwrap();
        let files = [
            ("core.py", ""),
            ("app.py", "from core import x\n"),
            ("other.py", ""),
            ("test_app.py", "import app\n"),
            ("test_other.py", "import other\n# core\n"),
        ];
        for (path, text) in files {
            std::fs::write(folder.path().join(path), text).unwrap();
        }
        let paths: Vec<String> = files.iter().map(|(path, _)| (*path).to_owned()).collect();
        let tests: Vec<String> = paths[3..].to_vec();
        let ask = |changed: &[&str]| {
            related(folder.path(), &paths, &tests, &changed.iter().map(|path| (*path).to_owned()).collect())
        };
        assert_eq!(ask(&["core.py"]), ["test_app.py"]);
        assert_eq!(ask(&["test_other.py"]), ["test_other.py"]);
        assert_eq!(ask(&["README.md"]), Vec::<String>::new());
        assert_eq!(ask(&["data.json"]), ["test_app.py", "test_other.py"]);
        assert_eq!(ask(&["conftest.py"]), ["test_app.py", "test_other.py"]);
    }
}
