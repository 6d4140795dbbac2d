//! The files that are open, and the features that they belong to, with what is typed in place of what is on the disk.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use lsp_types::Uri;

use super::text::Text;
use crate::context::Context;
use crate::gate;
use crate::plan::change::Place;
use crate::plan::dialects::{Dialect, read_feature};
use crate::plan::model::{Feature, Role, Source};
use crate::plan::rules::Gate;
use crate::report::{Finding, stable_hash};
use crate::workspace::Workspace;
use crate::workspace::features::{self, Found};
use crate::workspace::load;

/// A file that is open in the editor.
#[derive(Debug)]
pub(super) struct Open {
    pub text: Text,
    pub version: i32,
}

/// The findings of features, each for the texts of a hash.
type Checked = HashMap<(PathBuf, String), (u64, Vec<Finding>)>;

/// What the server knows.
pub(super) struct World<'c> {
    context: &'c Context,
    workspaces: Vec<Workspace>,
    pub open: HashMap<PathBuf, Open>,
    /// Documents as they are on the disk, by the feature's path and id.
    read: HashMap<(PathBuf, String), Vec<Source>>,
    /// The feature that a file is of.
    found: HashMap<PathBuf, Option<Found>>,
    /// What was found in a feature, for the texts of this hash: hovering asks for it, and has changed nothing.
    checked: Rc<RefCell<Checked>>,
}

/// A feature with the texts of now.
pub(super) struct Plan<'w> {
    pub workspace: &'w Workspace,
    pub found: Found,
    pub sources: Vec<Source>,
    pub texts: Vec<Text>,
    /// Of the texts that are open.
    pub versions: Vec<Option<i32>>,
    dialect: Option<&'static dyn Dialect>,
}

impl<'c> World<'c> {
    pub(super) fn new(context: &'c Context) -> Self {
        Self {
            context,
            workspaces: Vec::new(),
            open: HashMap::new(),
            read: HashMap::new(),
            found: HashMap::new(),
            checked: Rc::default(),
        }
    }

    /// What is on the disk may have changed.
    pub(super) fn forget(&mut self) {
        self.read.clear();
        self.found.clear();
        self.checked.borrow_mut().clear();
    }

    /// The configuration may have changed too.
    pub(super) fn forget_all(&mut self) {
        self.forget();
        self.workspaces.clear();
    }

    fn workspace(&mut self, path: &Path) -> Option<usize> {
        let known = |workspaces: &[Workspace]| workspaces.iter().position(|one| path.starts_with(&one.root));
        if let Some(at) = known(&self.workspaces) {
            return Some(at);
        }
        let folder = path.ancestors().skip(1).find(|folder| folder.is_dir())?;
        self.workspaces.push(Workspace::find(self.context, folder).ok()?);
        known(&self.workspaces)
    }

    /// The feature that a file is a document of.
    pub(super) fn plan(&mut self, path: &Path) -> Option<Plan<'_>> {
        let at = self.workspace(path)?;
        let workspace = &self.workspaces[at];
        let relative = workspace.relative(path)?;
        // Searching every feature costs time, so what was found is kept until a file is saved.
        let search = || {
            features::holding(workspace, &features::folders(workspace), &relative).or_else(|| {
                features::searched(workspace, &features::all(workspace).ok()?, &relative).into_iter().next()
            })
        };
        let found = self.found.entry(path.to_owned()).or_insert_with(search).clone()?;
        let key = (workspace.root.join(&*found.path), found.id.clone());
        let root = workspace.root.clone();
        if !self.read.contains_key(&key) {
            let sources = load::from_worktree(workspace, &found).unwrap_or_default();
            self.read.insert(key.clone(), sources);
        }
        let mut sources = self.read.get(&key)?.clone();
        for source in &mut sources {
            if let Some(open) = self.open.get(&root.join(&*source.path)) {
                source.text = Arc::clone(&open.text.text);
            }
        }
        let workspace = &self.workspaces[at];
        // A document that was never saved.
        if !sources.iter().any(|source| *source.path == *relative) {
            let open = self.open.get(path)?;
            let named = features::role(workspace, relative.rsplit('/').next().unwrap_or_default());
            let role = if named == Role::Other && found.is_file { Role::Tasks } else { named };
            if role == Role::Other {
                return None;
            }
            sources.push(Source { path: relative.into(), role, text: Arc::clone(&open.text.text) });
        }
        let texts = sources.iter().map(|source| Text::new(Arc::clone(&source.text))).collect();
        let version = |source: &Source| self.open.get(&root.join(&*source.path)).map(|open| open.version);
        let versions = sources.iter().map(version).collect();
        let dialect = workspace.config.features.dialect.of(&found.path);
        Some(Plan { workspace, found, sources, texts, versions, dialect })
    }

    /// What the gates find in the feature of a file: planning always, completion once every task is done.
    pub(super) fn findings(&mut self, path: &Path) -> Option<(Plan<'_>, Vec<Finding>)> {
        let context = self.context;
        let checked = Rc::clone(&self.checked);
        let plan = self.plan(path)?;
        let key = (plan.workspace.root.join(&*plan.found.path), plan.found.id.clone());
        let texts = plan.sources.iter().map(|source| stable_hash(source.text.as_bytes()));
        let now = texts.fold(0, |sum: u64, hash| sum.rotate_left(5) ^ hash);
        let known = checked.borrow().get(&key).filter(|(of, _)| *of == now).map(|(_, found)| found.clone());
        let found = match known {
            Some(found) => found,
            None => examine(context, &plan)?,
        };
        checked.borrow_mut().insert(key, (now, found.clone()));
        Some((plan, found))
    }
}

fn examine(context: &Context, plan: &Plan<'_>) -> Option<Vec<Finding>> {
    let look = |gate| gate::look(context, plan.workspace, &plan.found, &plan.sources, gate).ok();
    let mut found = look(Gate::Planning)?;
    let complete = plan.feature().is_some_and(|feature| {
        let (done, all) = feature.done();
        all > 0 && done == all
    });
    if complete {
        found.extend(look(Gate::Completion)?);
    }
    found.sort_by(Finding::order);
    found.dedup();
    Some(found)
}

impl Plan<'_> {
    pub(super) fn feature(&self) -> Option<Feature<'_>> {
        read_feature(&self.found.id, &self.found.path, &self.sources, self.dialect).ok()
    }

    pub(super) fn place(&self) -> Place<'_> {
        Place { id: &self.found.id, path: &self.found.path, dialect: self.dialect }
    }

    /// The document at a path.
    pub(super) fn doc(&self, path: &Path) -> Option<usize> {
        self.sources.iter().position(|source| self.workspace.root.join(&*source.path) == path)
    }

    pub(super) fn path(&self, doc: usize) -> PathBuf {
        self.workspace.root.join(&*self.sources[doc].path)
    }

    pub(super) fn uri(&self, doc: usize) -> Option<Uri> {
        uri(&self.path(doc))
    }
}

/// The path of a file's address.
pub(super) fn path(uri: &Uri) -> Option<PathBuf> {
    let path = url::Url::parse(uri.as_str()).ok()?.to_file_path().ok()?;
    Some(path.canonicalize().unwrap_or(path))
}

/// The address of a path.
pub(super) fn uri(path: &Path) -> Option<Uri> {
    url::Url::from_file_path(path).ok()?.as_str().parse().ok()
}
