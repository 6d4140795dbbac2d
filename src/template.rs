//! Templates of `new-feature`: compiled in, and overridden by the repo's own.
//!
//! A document of a dialect and kind is looked for as `DIALECT/KIND/NAME`, `DIALECT/NAME`, and in the compiled-in set
//! last as `workitems/KIND/NAME` and `workitems/NAME`: dialects differ in their tasks, seldom in design and stories.

use std::path::{Path, PathBuf};

use minijinja::{Environment, UndefinedBehavior};

use crate::report::{Problem, ProblemKind};

/// The compiled-in templates by their path under `templates/`, sorted.
pub const BUILT_IN: &[(&str, &str)] = &[
    ("backlog/config.yml", include_str!("../templates/backlog/config.yml")),
    ("backlog/task.md", include_str!("../templates/backlog/task.md")),
    ("gsd/NUMBER-01-PLAN.md", include_str!("../templates/gsd/NUMBER-01-PLAN.md")),
    ("gsd/NUMBER-CONTEXT.md", include_str!("../templates/gsd/NUMBER-CONTEXT.md")),
    ("kiro/design.md", include_str!("../templates/kiro/design.md")),
    ("kiro/requirements.md", include_str!("../templates/kiro/requirements.md")),
    ("kiro/tasks.md", include_str!("../templates/kiro/tasks.md")),
    ("openspec/proposal.md", include_str!("../templates/openspec/proposal.md")),
    ("openspec/specs/SLUG/spec.md", include_str!("../templates/openspec/specs/SLUG/spec.md")),
    ("openspec/tasks.md", include_str!("../templates/openspec/tasks.md")),
    ("phased/tasks.md", include_str!("../templates/phased/tasks.md")),
    ("spec-kit/plan.md", include_str!("../templates/spec-kit/plan.md")),
    ("spec-kit/spec.md", include_str!("../templates/spec-kit/spec.md")),
    ("spec-kit/tasks.md", include_str!("../templates/spec-kit/tasks.md")),
    ("taskmaster/tag.json", include_str!("../templates/taskmaster/tag.json")),
    ("workitems/design.md", include_str!("../templates/workitems/design.md")),
    ("workitems/fix/design.md", include_str!("../templates/workitems/fix/design.md")),
    ("workitems/fix/tasks.md", include_str!("../templates/workitems/fix/tasks.md")),
    ("workitems/spike/design.md", include_str!("../templates/workitems/spike/design.md")),
    ("workitems/spike/tasks.md", include_str!("../templates/workitems/spike/tasks.md")),
    ("workitems/tasks.md", include_str!("../templates/workitems/tasks.md")),
    ("workitems/user_stories.md", include_str!("../templates/workitems/user_stories.md")),
];

/// The documents that a new feature gets where a dialect has none of its own.
pub const DOCUMENTS: [&str; 3] = ["design.md", "user_stories.md", "tasks.md"];

/// Stand for the slug and the number in the path of a document: `specs/SLUG/spec.md`, `NUMBER-01-PLAN.md`.
const SLUG: &str = "SLUG";
const NUMBER: &str = "NUMBER";

/// The documents that a new feature of a dialect gets. A dialect with features in places of its own has its own ones.
fn documents(dialect: &str) -> Vec<&'static str> {
    let placed = crate::plan::dialects::find(dialect).is_some_and(|dialect| !dialect.layout().features.is_empty());
    let own = BUILT_IN.iter().filter(|_| placed).filter_map(|(path, _)| path.strip_prefix(dialect)?.strip_prefix('/'));
    let own: Vec<&'static str> = own.collect();
    if own.is_empty() { DOCUMENTS.to_vec() } else { own }
}

/// What a template may name.
#[derive(Debug, Clone)]
pub struct Variables {
    /// `P01-F02-login`.
    pub id: String,
    /// `P01`.
    pub phase: String,
    /// `F02`.
    pub number: String,
    /// `login`.
    pub slug: String,
    /// `P01-F02 Login`.
    pub title: String,
    /// `2026-01-31`.
    pub date: String,
    /// `workitems`.
    pub dialect: String,
    /// `feature`.
    pub kind: String,
}

impl Variables {
    fn values(&self) -> minijinja::Value {
        let Self { id, phase, number, slug, title, date, dialect, kind } = self;
        minijinja::context! { id, phase, number, slug, title, date, dialect, kind }
    }
}

/// A template that was found.
#[derive(Debug, Clone)]
pub struct Template {
    /// `design.md`.
    pub document: &'static str,
    /// Where it came from, for `--explain`: a path, or `built-in: workitems/design.md`.
    pub from: String,
    text: String,
}

/// Dialects that have templates compiled in.
pub fn dialects() -> Vec<&'static str> {
    let mut names: Vec<&str> = BUILT_IN.iter().filter_map(|(path, _)| path.split('/').next()).collect();
    names.dedup();
    names
}

/// Finds the template of each document: in `folder` when there is one, else among those compiled in.
///
/// # Errors
/// When a template of the folder cannot be read, or the dialect has none at all.
pub fn find(folder: Option<&Path>, dialect: &str, kind: &str) -> anyhow::Result<Vec<Template>> {
    documents(dialect).into_iter().map(|document| find_one(folder, dialect, kind, document)).collect()
}

/// A template that is compiled in, by its path.
///
/// # Errors
/// When there is none.
pub fn one(path: &'static str) -> anyhow::Result<Template> {
    let found = BUILT_IN.iter().find(|(name, _)| *name == path);
    let (name, text) =
        found.ok_or_else(|| Problem::new(ProblemKind::NotFound, format!("there is no template {path}")))?;
    Ok(Template { document: name, from: format!("built-in: {name}"), text: (*text).to_owned() })
}

fn find_one(folder: Option<&Path>, dialect: &str, kind: &str, document: &'static str) -> anyhow::Result<Template> {
    let own = [
        format!("{dialect}/{kind}/{document}"),
        format!("{dialect}/{document}"),
        format!("{kind}/{document}"),
        document.to_owned(),
    ];
    for path in folder.into_iter().flat_map(|folder| own.iter().map(move |path| folder.join(path))) {
        if let Some(text) = read(&path)? {
            return Ok(Template { document, from: path.display().to_string(), text });
        }
    }
    let known = dialects();
    let has_folder = folder.is_some();
    if !known.contains(&dialect) && !has_folder {
        return Err(Problem::new(ProblemKind::NotFound, format!("there is no template for the dialect `{dialect}`"))
            .source("--dialect")
            .hint(format!("templates are there for {}; --template DIR takes your own", known.join(", ")))
            .into());
    }
    let others = [format!("workitems/{kind}/{document}"), format!("workitems/{document}")];
    let found = own[..2].iter().chain(&others).find_map(|path| BUILT_IN.iter().find(|(name, _)| name == path));
    let (name, text) = found.ok_or_else(|| {
        Problem::new(ProblemKind::NotFound, format!("there is no template for {document}"))
            .hint("put one into the templates folder")
    })?;
    Ok(Template { document, from: format!("built-in: {name}"), text: (*text).to_owned() })
}

fn read(path: &Path) -> anyhow::Result<Option<String>> {
    let folder: PathBuf = path.parent().map_or_else(PathBuf::new, Path::to_owned);
    let Ok(folder) = folder.canonicalize() else { return Ok(None) };
    let name = path.file_name().map(Path::new).unwrap_or(path);
    crate::files::read_text_if_there(&folder, name)
}

impl Template {
    /// Its path in the new feature.
    pub fn path(&self, variables: &Variables) -> String {
        self.document.replace(SLUG, &variables.slug).replace(NUMBER, &variables.number)
    }

    /// The document with its variables filled in.
    ///
    /// # Errors
    /// A syntax error or an unknown variable, with template and line.
    pub fn render(&self, variables: &Variables) -> anyhow::Result<String> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        let wrong = |error: minijinja::Error| {
            let line = error.line().map_or(String::new(), |line| format!(" in line {line}"));
            Problem::new(ProblemKind::Config, format!("the template {} is wrong{line}: {error}", self.from))
                .source(self.from.clone())
                .hint("a template may use id, phase, number, slug, title, date, dialect and kind")
        };
        environment.add_template(&self.from, &self.text).map_err(wrong)?;
        let template = environment.get_template(&self.from).map_err(wrong)?;
        let mut text = template.render(variables.values()).map_err(wrong)?;
        // The engine drops the last line ending.
        if self.text.ends_with('\n') && !text.ends_with('\n') {
            text.push('\n');
        }
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables() -> Variables {
        let text = |text: &str| text.to_owned();
        Variables {
            id: text("P01-F02-login"),
            phase: text("P01"),
            number: text("F02"),
            slug: text("login"),
            title: text("P01-F02 Login"),
            date: text("2026-01-31"),
            dialect: text("workitems"),
            kind: text("feature"),
        }
    }

    #[test]
    fn every_file_of_the_folder_is_compiled_in() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
        let mut files: Vec<String> = ignore::Walk::new(&folder)
            .filter_map(Result::ok)
            .filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()))
            .map(|entry| entry.path().strip_prefix(&folder).unwrap().to_str().unwrap().to_owned())
            .collect();
        files.sort();
        let prompts = crate::dispatch::prompt::BUILT_IN.iter().map(|(name, _)| format!("prompts/{name}"));
        let mut names: Vec<String> = BUILT_IN.iter().map(|(name, _)| (*name).to_owned()).chain(prompts).collect();
        names.sort();
        assert_eq!(files, names);
    }

    #[test]
    fn a_dialect_takes_what_it_lacks_from_workitems() {
        let from: Vec<String> =
            find(None, "phased", "fix").unwrap().into_iter().map(|template| template.from).collect();
        assert_eq!(
            from,
            ["built-in: workitems/fix/design.md", "built-in: workitems/user_stories.md", "built-in: phased/tasks.md"]
        );
        assert!(
            find(None, "board", "feature").unwrap_err().to_string().contains("no template for the dialect `board`")
        );
    }

    #[test]
    fn the_repos_own_templates_win_and_their_faults_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        crate::files::create_new(&root, "design.md", "# {{ title }}\n\n{{ unknown }}\n").unwrap();
        let found = find(Some(folder.path()), "workitems", "feature").unwrap();
        assert!(found[0].from.ends_with("/design.md") && found[1].from.starts_with("built-in"));
        let error = found[0].render(&variables()).unwrap_err().to_string();
        assert!(error.contains("in line 3") && error.contains("design.md"), "{error}");
        assert!(found[2].render(&variables()).unwrap().starts_with("# Tasks: P01-F02 Login\n"));
    }
}
