//! One feature, read: its place, its documents, its dialect.

use super::Workspace;
use super::features::{self, Found};
use super::load;
use crate::context::Context;
use crate::files::Stamp;
use crate::plan::change::Place;
use crate::plan::dialects::{Dialect, read_one_of_many};
use crate::plan::model::{Feature, Known, Source};
use crate::report::{Problem, ProblemKind};

/// A feature whose documents were read.
pub struct Opened {
    /// Where it is.
    pub found: Found,
    /// Its documents.
    pub sources: Vec<Source>,
    /// The stamps of the files that were read for them.
    pub stamps: Vec<Stamp>,
    dialect: Option<&'static dyn Dialect>,
}

impl Opened {
    /// Reads the documents of a feature.
    ///
    /// # Errors
    /// When one cannot be read, or there is none.
    pub fn read(workspace: &Workspace, found: Found) -> anyhow::Result<Self> {
        let (sources, stamps) = load::stamped(workspace, &found)?;
        if sources.is_empty() {
            return Err(Problem::new(ProblemKind::NotFound, format!("{} holds no planning document", found.path))
                .source(&*found.path)
                .hint("`planyard new-feature` writes design.md, user_stories.md and tasks.md")
                .into());
        }
        let dialect = workspace.config.features.dialect.of(&found.path);
        Ok(Self { found, sources, stamps, dialect })
    }

    /// For changes.
    pub fn place(&self) -> Place<'_> {
        Place { id: &self.found.id, path: &self.found.path, dialect: self.dialect }
    }

    /// What the documents say.
    ///
    /// # Errors
    /// When no dialect reads them.
    pub fn feature(&self) -> anyhow::Result<Feature<'_>> {
        self.feature_of_many(&Known::default())
    }

    /// The same for one of many features.
    ///
    /// # Errors
    /// When no dialect reads them.
    pub fn feature_of_many(&self, known: &Known) -> anyhow::Result<Feature<'_>> {
        let Self { found, sources, dialect, .. } = self;
        read_one_of_many(&found.id, &found.path, sources, *dialect, known).map_err(|none| {
            Problem::new(ProblemKind::Unparsable, format!("{}: {none}", self.found.path))
                .source(&*self.found.path)
                .hint("name the dialect with `features.dialect` in planyard.toml")
                .into()
        })
    }
}

/// The one feature that a command is about: named, or in `PLANYARD_FEATURE`, or around the working directory, or the
/// only one.
///
/// # Errors
/// When it cannot be told; the candidates are listed.
pub fn one(context: &Context, workspace: &Workspace, named: Option<&str>) -> anyhow::Result<Found> {
    if let Some(name) = named.or_else(|| context.var("PLANYARD_FEATURE")) {
        return features::resolve_one(workspace, &context.cwd, name);
    }
    if let Some(found) = features::around(workspace, &context.cwd) {
        return Ok(found);
    }
    let mut all = features::all(workspace)?;
    if all.len() == 1 {
        return Ok(all.remove(0));
    }
    let some: Vec<&str> = all.iter().take(8).map(|found| found.id.as_str()).collect();
    let problem = if all.is_empty() {
        Problem::new(ProblemKind::NotFound, "no feature was found").hint("`planyard new-feature` makes the first")
    } else {
        Problem::new(
            ProblemKind::Ambiguous,
            format!("which of {} features? for example {}", all.len(), some.join(", ")),
        )
        .hint("give --feature, set PLANYARD_FEATURE, or go into its folder")
    };
    Err(problem.into())
}
