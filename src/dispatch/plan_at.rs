//! The plan as a commit holds it: what is handed out, and when it is done, is read from the target branch and not from
//! anybody's work tree.

use anyhow::Result;

use super::shop::Shop;
use crate::context::Context;
use crate::plan::change::Place;
use crate::plan::dialects::{Dialect, read_feature};
use crate::plan::model::{Feature, Source};
use crate::report::{Problem, ProblemKind};
use crate::workspace::features::Found;
use crate::workspace::{Workspace, load};

/// A feature as a commit holds it.
pub struct PlanAt {
    /// Which commit.
    pub commit: String,
    /// Its documents.
    pub sources: Vec<Source>,
    found: Found,
    dialect: Option<&'static dyn Dialect>,
}

impl PlanAt {
    /// As the target branch holds it now.
    ///
    /// # Errors
    /// The branch or the plan is not there.
    pub fn target(shop: &Shop<'_>) -> Result<Self> {
        super::remote::fetch(&shop.place, &shop.git, &shop.target)?;
        let repo = shop.workspace.repo(shop.context)?;
        let name = format!("refs/heads/{}", shop.target);
        let commit = repo.commit_of(&name)?.ok_or_else(|| {
            Problem::new(ProblemKind::Git, format!("the branch {} is gone", shop.target))
                .source(shop.target.clone())
                .hint("`planyard dispatch` makes it again; what had landed on it is in its reflog")
        })?;
        Self::read(shop.context, shop.workspace, &shop.feature, &commit)
    }

    /// As a commit holds it.
    ///
    /// # Errors
    /// The commit has no such plan.
    pub fn read(context: &Context, workspace: &Workspace, found: &Found, commit: &str) -> Result<Self> {
        let repo = workspace.repo(context)?;
        let sources = load::from_commit(workspace, &repo, found, commit)?;
        if sources.is_empty() {
            return Err(Problem::new(ProblemKind::NotFound, format!("{} is in no commit yet", found.path))
                .source(found.path.to_string())
                .hint("commit the plan; agents work from commits")
                .into());
        }
        let dialect = workspace.config.features.dialect.of(&found.path);
        Ok(Self { commit: commit.to_owned(), sources, found: found.clone(), dialect })
    }

    /// For changes.
    pub fn place(&self) -> Place<'_> {
        Place { id: &self.found.id, path: &self.found.path, dialect: self.dialect }
    }

    /// What it says.
    ///
    /// # Errors
    /// No dialect reads it.
    pub fn feature(&self) -> Result<Feature<'_>> {
        read_feature(&self.found.id, &self.found.path, &self.sources, self.dialect).map_err(|none| {
            Problem::new(ProblemKind::Unparsable, format!("{}: {none}", self.found.path))
                .source(self.found.path.to_string())
                .hint("name the dialect with `features.dialect` in planyard.toml")
                .into()
        })
    }

    /// The documents that hold tasks: agents do not change them.
    ///
    /// # Errors
    /// No dialect reads it.
    pub fn task_documents(&self) -> Result<Vec<String>> {
        let feature = self.feature()?;
        let mut paths: Vec<String> =
            feature.tasks.iter().map(|task| feature.docs[task.doc].source.path.to_string()).collect();
        paths.sort();
        paths.dedup();
        Ok(paths)
    }
}
