//! Tasks that go to what a project has already: new files in a backlog, a new tag in a file that has others.

use crate::context::Context;
use crate::files::{self, Lock};
use crate::plan::backlog::Settings;
use crate::plan::convert::{self, Converted, Project};
use crate::plan::dialects::{Dialect, Refusal};
use crate::plan::model::Feature;
use crate::report::{Problem, ProblemKind};
use crate::workspace::Workspace;

use super::super::new_feature;

/// What is there.
pub(super) enum Existing {
    Backlog {
        folder: &'static str,
        config: String,
        first: u64,
        /// Held until the new files stand.
        _lock: Option<Lock>,
    },
    Tags {
        path: &'static str,
        text: String,
    },
}

/// What is there of a dialect that keeps all features in one place; `None`: nothing, or it has a place for each.
pub(super) fn find(
    context: &Context,
    workspace: &Workspace,
    to: &dyn Dialect,
    dry_run: bool,
) -> anyhow::Result<Option<Existing>> {
    let whole = to.layout().features.iter().filter(|place| !place.pattern.contains('*'));
    for place in whole {
        let pattern = place.pattern;
        if place.is_file() {
            if let Some(text) = files::read_text_if_there(&workspace.root, pattern)? {
                return Ok(Some(Existing::Tags { path: pattern, text }));
            }
        } else if files::is_folder(&workspace.root, pattern) {
            let lock = if dry_run { None } else { Some(new_feature::lock_numbers(workspace, pattern)?) };
            let config = files::read_text_if_there(&workspace.root, format!("{pattern}/config.yml"))?;
            let config = config.unwrap_or_default();
            let first = new_feature::next_task(context, workspace, pattern, &Settings::read(&config).prefix)?;
            return Ok(Some(Existing::Backlog { folder: pattern, config, first, _lock: lock }));
        }
    }
    Ok(None)
}

impl Existing {
    /// The folder that the files of the conversion are below.
    pub(super) fn folder(&self) -> &str {
        match self {
            Self::Backlog { folder, .. } => folder,
            Self::Tags { path, .. } => path.rsplit_once('/').map_or("", |(folder, _)| folder),
        }
    }

    /// What the new tasks are asked for by.
    pub(super) fn name<'n>(&'n self, id: &'n str) -> &'n str {
        match self {
            Self::Backlog { folder, .. } => folder,
            Self::Tags { .. } => id,
        }
    }

    pub(super) fn convert(
        &self,
        feature: &Feature<'_>,
        to: &'static dyn Dialect,
        id: &str,
    ) -> Result<Converted, Refusal> {
        let project = match self {
            Self::Backlog { config, first, .. } => Project::Backlog { config, first: *first },
            Self::Tags { text, .. } => Project::Tags(text),
        };
        convert::convert(feature, to, id, project)
    }

    /// Writes it: all files or none; a tag goes to what the file holds by now.
    pub(super) fn write(
        &self,
        workspace: &Workspace,
        feature: &Feature<'_>,
        to: &'static dyn Dialect,
        id: &str,
        converted: &Converted,
    ) -> anyhow::Result<()> {
        match self {
            Self::Backlog { folder, .. } => {
                let files =
                    converted.files.iter().map(|(name, text)| (format!("{folder}/{name}").into(), text.clone()));
                files::create_many(&workspace.root, &workspace.locks(), &files.collect::<Vec<_>>())
            }
            Self::Tags { path, .. } => {
                let add = |text: &str| {
                    let converted = convert::convert(feature, to, id, Project::Tags(text));
                    let converted = converted.map_err(|refusal| refused(feature, refusal))?;
                    Ok(converted.files.into_iter().next().map(|(_, text)| text))
                };
                files::update(&workspace.root, &workspace.locks(), path, add).map(|_| ())
            }
        }
    }
}

/// Why nothing is written.
pub(super) fn refused(feature: &Feature<'_>, refusal: Refusal) -> Problem {
    Problem::new(ProblemKind::Refused, refusal.why).source(feature.path.clone()).hint(refusal.hint)
}
