//! The files of the workspace, found in one walk: what git would track, without what packages and builds put there.

use std::collections::{BTreeMap, HashMap};
use std::io::Read;
use std::path::Path;

use ignore::WalkBuilder;

use super::record::Files;
use crate::report::{Problem, ProblemKind};

/// Folders that hold other people's files or built ones.
const SKIPPED: &[&str] =
    &[".git", ".hg", ".jj", ".planyard", ".tox", ".venv", "__pycache__", "node_modules", "vendor", ".direnv"];

/// The files of a workspace.
#[derive(Debug, Default)]
pub struct Survey {
    /// Relative to the root, `/`-separated, sorted.
    paths: Vec<String>,
    /// Where each file name is: indices into `paths`.
    by_name: HashMap<String, Vec<usize>>,
    /// Names that are not UTF-8, as far as they can be shown.
    unreadable: Vec<String>,
    /// What is passed by.
    excluded: globset::GlobSet,
    /// A tool that walks the tree by itself would find other files.
    partial: bool,
}

impl Survey {
    /// Walks the tree at `root`, passing by what `exclude` names: globs of paths, a folder with all in it.
    ///
    /// # Errors
    /// A glob that is none.
    pub fn of(root: &Path, exclude: &[String]) -> Result<Self, Problem> {
        let mut survey = Self::walked(root);
        if exclude.is_empty() {
            return Ok(survey);
        }
        let mut set = globset::GlobSetBuilder::new();
        for pattern in exclude {
            let pattern = pattern.trim_end_matches('/');
            for glob in [pattern.to_owned(), format!("{pattern}/**")] {
                set.add(
                    globset::GlobBuilder::new(&glob)
                        .literal_separator(true)
                        .build()
                        .map_err(|error| no_glob(pattern, &error))?,
                );
            }
        }
        let set = set.build().map_err(|error| no_glob("files.exclude", &error))?;
        survey.paths.retain(|path| !set.is_match(path));
        Ok(Self { unreadable: survey.unreadable, excluded: set, partial: true, ..Self::from_paths(survey.paths) })
    }

    fn walked(root: &Path) -> Self {
        let mut walk = WalkBuilder::new(root);
        walk.hidden(false).require_git(false).follow_links(false).filter_entry(|entry| {
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            entry.depth() == 0
                || !is_folder
                || !is_skipped(entry.path(), entry.file_name().to_str().unwrap_or_default())
        });
        // In one thread: several wait for each other longer than this takes.
        let (mut paths, mut unreadable) = (Vec::new(), Vec::new());
        for entry in walk.build().filter_map(Result::ok) {
            if entry.file_type().is_some_and(|kind| kind.is_file()) {
                let relative = entry.path().strip_prefix(root).unwrap_or(entry.path());
                match relative.to_str() {
                    Some(path) => paths.push(path.to_owned()),
                    None => unreadable.push(relative.display().to_string()),
                }
            }
        }
        unreadable.sort();
        Self { unreadable, ..Self::from_paths(paths) }
    }

    /// Adds files that git tracks although an ignore file names them.
    #[must_use]
    pub fn with_tracked(mut self, root: &Path, tracked: Vec<String>) -> Self {
        let skipped = |path: &String| path.split('/').any(|part| SKIPPED.contains(&part));
        let new: Vec<String> = tracked
            .into_iter()
            .filter(|path| !self.has(path) && !skipped(path) && !self.is_excluded(path) && root.join(path).is_file())
            .collect();
        if new.is_empty() {
            return self;
        }
        self.paths.extend(new);
        let whole = Self::from_paths(self.paths);
        Self { unreadable: self.unreadable, excluded: self.excluded, partial: true, ..whole }
    }

    /// Of a list of paths.
    pub fn from_paths(mut paths: Vec<String>) -> Self {
        paths.sort_unstable();
        paths.dedup();
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, path) in paths.iter().enumerate() {
            by_name.entry(name_of(path).to_owned()).or_default().push(index);
        }
        Self { paths, by_name, ..Self::default() }
    }

    /// Every file, sorted.
    pub fn paths(&self) -> &[String] {
        &self.paths
    }

    /// Files whose names are not UTF-8; no tool is given them.
    pub fn unreadable(&self) -> &[String] {
        &self.unreadable
    }

    /// The files of that name, or whose name a pattern with `*` fits, sorted.
    pub fn named(&self, pattern: &str) -> Vec<&str> {
        let mut found: Vec<&str> = if pattern.contains('*') {
            let fitting = self.by_name.iter().filter(|(name, _)| fits(pattern, name));
            fitting.flat_map(|(_, at)| at).map(|at| self.paths[*at].as_str()).collect()
        } else if let Some((folder, name)) = pattern.rsplit_once('/') {
            let ends = |path: &&str| folder_of(path) == folder || folder_of(path).ends_with(&format!("/{folder}"));
            return self.named(name).into_iter().filter(ends).collect();
        } else {
            self.by_name.get(pattern).into_iter().flatten().map(|at| self.paths[*at].as_str()).collect()
        };
        found.sort_unstable();
        found
    }

    /// A tool that walks the tree by itself would find other files: some are passed by, or are tracked and ignored.
    pub fn is_partial(&self) -> bool {
        self.partial
    }

    /// The configuration says to pass it by.
    pub fn is_excluded(&self, path: &str) -> bool {
        self.excluded.is_match(path)
    }

    /// There is a file at that path.
    pub fn has(&self, path: &str) -> bool {
        self.paths.binary_search_by(|known| known.as_str().cmp(path)).is_ok()
    }
}

fn no_glob(pattern: &str, error: &globset::Error) -> Problem {
    Problem::new(ProblemKind::Config, format!("files.exclude: {pattern} is no glob: {}", error.kind()))
        .source("planyard.toml")
        .hint("write folders and globs of paths: \"tests/fixtures\", \"**/*.min.js\"")
}

/// Folders of built files say so themselves: `CACHEDIR.TAG` (cargo's target), `pyvenv.cfg` (a virtual environment).
fn is_skipped(path: &Path, name: &str) -> bool {
    SKIPPED.contains(&name)
        || (matches!(name, "target" | "build") && path.join("CACHEDIR.TAG").exists())
        || (matches!(name, "venv" | "env") && path.join("pyvenv.cfg").exists())
}

/// `b.py` of `a/b.py`.
pub fn name_of(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// `a` of `a/b.py`; empty at the top.
pub fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// `path` lies in `folder`, or is it; everything lies in the empty one.
pub fn is_in(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A name against a pattern in which `*` stands for anything.
pub fn fits(pattern: &str, name: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(mut left) = name.strip_prefix(head) else { return false };
    let mut parts = rest.split('*').peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return left.ends_with(part);
        }
        match left.find(part) {
            Some(at) => left = &left[at + part.len()..],
            None => return false,
        }
    }
    true
}

/// Which of a workspace's files a tool reads.
#[derive(Debug)]
pub struct Matcher<'r> {
    files: &'r Files,
    paths: globset::GlobSet,
}

impl<'r> Matcher<'r> {
    /// Of a record's `files`. Globs that are broken match nothing; the catalog refuses them beforehand.
    pub fn new(files: &'r Files) -> Self {
        let mut set = globset::GlobSetBuilder::new();
        for glob in files.paths.iter().filter_map(|glob| globset::Glob::new(glob).ok()) {
            set.add(glob);
        }
        Self { files, paths: set.build().unwrap_or_default() }
    }

    /// The tool reads the file. Files without extension are opened to see their `#!` when the record asks for it.
    pub fn reads(&self, root: &Path, path: &str, seen: &mut Interpreters) -> bool {
        let name = name_of(path);
        let extension = name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).map(|(_, extension)| extension);
        let by_extension = extension.is_some_and(|extension| {
            self.files.extensions.iter().any(|known| known.eq_ignore_ascii_case(extension) || known == "*")
        }) || (extension.is_none() && self.files.extensions.iter().any(|known| known == "*"));
        by_extension
            || self.files.names.iter().any(|pattern| fits(pattern, name))
            || (!self.files.paths.is_empty() && self.paths.is_match(path))
            || (extension.is_none()
                && !self.files.interpreters.is_empty()
                && seen.of(root, path).is_some_and(|found| {
                    self.files.interpreters.iter().any(|known| found == known || versioned(found, known))
                }))
    }
}

/// `python3.12` is a `python3` and a `python`.
fn versioned(found: &str, known: &str) -> bool {
    found.strip_prefix(known).is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit() || c == '.'))
}

/// The interpreters that files without extension name, each file read once.
#[derive(Debug, Default)]
pub struct Interpreters {
    known: BTreeMap<String, Option<String>>,
}

impl Interpreters {
    fn of(&mut self, root: &Path, path: &str) -> Option<&str> {
        if !self.known.contains_key(path) {
            self.known.insert(path.to_owned(), interpreter(&root.join(path)));
        }
        self.known.get(path)?.as_deref()
    }
}

/// `bash` of `#!/usr/bin/env -S bash -e`.
fn interpreter(path: &Path) -> Option<String> {
    let mut head = [0; 256];
    let length = std::fs::File::open(path).and_then(|mut file| file.read(&mut head)).ok()?;
    let line = head[..length].strip_prefix(b"#!")?.split(|byte| *byte == b'\n').next()?;
    let line = String::from_utf8_lossy(line);
    let mut words = line.split_whitespace().map(name_of);
    let first = words.next()?;
    if first != "env" {
        return Some(first.to_owned());
    }
    words.find(|word| !word.starts_with('-') && !word.contains('=')).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit_patterns() {
        assert!(fits("eslint.config.*", "eslint.config.mjs") && fits("Dockerfile", "Dockerfile"));
        assert!(fits("*.a.*", "x.a.b") && fits("*", "") && fits("test_*.py", "test_.py"));
        assert!(!fits("eslint.config.*", "eslint.conf") && !fits("a*b*c", "acb") && !fits("*.py", "x.pyc"));
    }

    #[test]
    fn a_file_lies_in_its_folders_only() {
        assert!(is_in("a/b.py", "a") && is_in("a", "a") && is_in("x", "") && !is_in("ab/c", "a"));
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the test writes files of its own")]
    fn files_are_known_by_extension_name_path_and_interpreter() {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            std::fs::create_dir_all(folder.path().join(path).parent().unwrap()).unwrap();
            std::fs::write(folder.path().join(path), text).unwrap();
        };
        write("run", "#!/usr/bin/env -S FOO=1 bash -e\n");
        write("tool", "#!/usr/bin/python3.12\n");
        write(".github/workflows/ci.yml", "");
        write("node_modules/x/a.py", "");
        write("build/CACHEDIR.TAG", "");
        write("build/a.py", "");
        write("Dockerfile.dev", "");
        let survey = Survey::of(folder.path(), &[]).unwrap();
        assert_eq!(survey.paths(), [".github/workflows/ci.yml", "Dockerfile.dev", "run", "tool"]);
        let without = Survey::of(folder.path(), &[".github".to_owned(), "Dockerfile.*".to_owned()]).unwrap();
        assert_eq!(without.paths(), ["run", "tool"]);
        assert!(Survey::of(folder.path(), &["a[".to_owned()]).unwrap_err().message.contains("no glob"));
        let files = Files {
            names: vec!["Dockerfile*".to_owned()],
            paths: vec![".github/workflows/*.yml".to_owned()],
            interpreters: vec!["bash".to_owned()],
            ..Files::default()
        };
        let mut seen = Interpreters::default();
        let matcher = Matcher::new(&files);
        let read: Vec<&String> =
            survey.paths().iter().filter(|path| matcher.reads(folder.path(), path, &mut seen)).collect();
        assert_eq!(read, [".github/workflows/ci.yml", "Dockerfile.dev", "run"]);
        let python = Files { interpreters: vec!["python".to_owned()], ..Files::default() };
        assert!(Matcher::new(&python).reads(folder.path(), "tool", &mut seen));
        assert_eq!(survey.named("workflows/ci.yml"), [".github/workflows/ci.yml"]);
    }
}
