//! What rules may know that the documents do not say: which paths exist, which are in git, which features there are.

use std::collections::HashSet;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use ignore::WalkBuilder;
use ignore::overrides::OverrideBuilder;

use super::Request;
use super::scope::{Scope, open};
use crate::context::Context;
use crate::plan::depends::Dependency;
use crate::plan::dialects::Dialect;
use crate::plan::model::{Feature, Known, short_id};
use crate::plan::rules::{Facts, Gate, PathFact, wanted_paths};
use crate::workspace::Workspace;
use crate::workspace::features;

/// Collects facts for one feature after another; what is the same for all is found once.
pub(super) struct Collector<'w> {
    workspace: &'w Workspace,
    pub(super) gate: Gate,
    /// Paths in git's index; `None` without git, or when no rule asks.
    tracked: Option<HashSet<String>>,
    /// Files with changes that are not committed.
    dirty: Vec<String>,
    ids: OnceLock<Arc<HashSet<String>>>,
    /// The documents that several features share.
    pub(super) known: Known,
}

impl<'w> Collector<'w> {
    pub(super) fn new(
        context: &Context,
        workspace: &'w Workspace,
        scope: &Scope,
        request: &Request,
    ) -> anyhow::Result<Self> {
        let (mut tracked, mut dirty) = (None, Vec::new());
        if workspace.git.is_some() && (request.gate == Gate::Completion || scope.staged) {
            let repo = open(context, workspace)?;
            tracked = Some(repo.index_paths("")?.into_iter().collect());
            if request.gate == Gate::Completion && !request.allow_dirty {
                let paths: Vec<&str> = scope.features.iter().map(|found| &*found.path).collect();
                dirty = repo.dirty(&paths)?.into_iter().map(|change| change.path).collect();
            }
        }
        Ok(Self { workspace, gate: request.gate, tracked, dirty, ids: OnceLock::new(), known: Known::default() })
    }

    /// The dialect that is configured for a feature.
    pub(super) fn dialect(&self, path: &str) -> Option<&'static dyn Dialect> {
        self.workspace.config.features.dialect.of(path)
    }

    pub(super) fn facts(&self, feature: &Feature<'_>) -> Facts {
        let paths =
            wanted_paths(feature, self.gate).into_iter().map(|path| (path.to_owned(), self.path(path))).collect();
        let inside = |path: &&String| path.as_str() == feature.path || path.starts_with(&format!("{}/", feature.path));
        Facts {
            paths,
            features: names_others(feature).then(|| self.ids()),
            dirty: self.dirty.iter().filter(inside).cloned().collect(),
            ..Facts::default()
        }
    }

    /// A path is looked up in the work tree; one that leaves it does not exist for a plan.
    pub(super) fn path(&self, path: &str) -> PathFact {
        let tracked = self.tracked.as_ref().is_some_and(|tracked| tracked.contains(path));
        let outside = path.starts_with('/') || path.split('/').any(|part| part == "..");
        let there = || match path.split_once('*') {
            Some((head, _)) => glob_matches(&self.workspace.root, head, path),
            None => self.workspace.root.join(path).exists(),
        };
        PathFact { exists: tracked || (!outside && there()), tracked }
    }

    fn ids(&self) -> Arc<HashSet<String>> {
        let find = || {
            let all = features::all(self.workspace).unwrap_or_default();
            Arc::new(all.iter().flat_map(|found| [found.id.clone(), short_id(&found.id).to_owned()]).collect())
        };
        Arc::clone(self.ids.get_or_init(find))
    }
}

/// A task waits for another feature: to know which ones there are takes a look through all of them.
fn names_others(feature: &Feature<'_>) -> bool {
    let mut needs = feature.tasks.iter().flat_map(|task| &task.dependencies.on);
    needs.any(|need| matches!(need, Dependency::Feature(_)))
}

/// A file matches a pattern with stars, whose part before the first star is `head`.
fn glob_matches(root: &Path, head: &str, pattern: &str) -> bool {
    let folder = root.join(head.rsplit_once('/').map_or("", |(folder, _)| folder));
    let mut overrides = OverrideBuilder::new(root);
    let Ok(overrides) = overrides.add(pattern).and_then(|found| found.build()) else { return false };
    let mut walk = WalkBuilder::new(folder);
    walk.standard_filters(false).overrides(overrides);
    if !pattern.contains("**") {
        walk.max_depth(Some(pattern[head.len()..].matches('/').count() + 1));
    }
    walk.build().flatten().any(|found| found.file_type().is_some_and(|kind| kind.is_file()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_files_only() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        std::fs::create_dir_all(root.join("tests/unit/test_folder.py")).unwrap();
        for (pattern, before, after) in [
            ("tests/unit/test_*.py", false, true),
            ("tests/**/test_login.py", false, true),
            ("tests/*/test_l*.py", false, true),
            ("tests/*.py", false, false),
            ("specs/*.py", false, false),
        ] {
            let file = root.join("tests/unit/test_login.py");
            let head = pattern.split('*').next().unwrap();
            assert_eq!(glob_matches(root, head, pattern), before, "{pattern}");
            std::fs::File::create(&file).unwrap();
            assert_eq!(glob_matches(root, head, pattern), after, "{pattern}");
            #[expect(clippy::disallowed_methods, reason = "a file of the test's own")]
            std::fs::remove_file(&file).unwrap();
        }
    }
}
