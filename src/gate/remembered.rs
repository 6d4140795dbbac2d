//! What the planning gate found in features whose documents are what they were.
//!
//! Rules are pure: they see the documents, the settings and the facts, and nothing else. The memory holds the documents
//! and the settings; the facts are asked for again each time.

use serde::{Deserialize, Serialize};

use super::facts::Collector;
use super::{Examined, Request};
use crate::context::Context;
use crate::files::Stamp;
use crate::plan::model::Source;
use crate::plan::rules::{Facts, Gate, PathFact};
use crate::report::{Finding, Kept};
use crate::workspace::Workspace;
use crate::workspace::features::Found;
use crate::workspace::memory::{Memory, Seen};

/// What is kept of a feature.
#[derive(Debug, Serialize, Deserialize)]
struct Answer {
    findings: Vec<Kept>,
    /// Paths that were asked for: does it exist, is it in git?
    paths: Vec<(String, bool, bool)>,
}

/// The memory of a gate: that of the planning gate over the work tree. Completion asks git, and traces ask test runs.
pub fn memory(context: &Context, workspace: &Workspace, request: &Request) -> Option<Memory> {
    let keeps = request.remembers && request.gate == Gate::Planning;
    keeps.then(|| Memory::of(workspace, request.command, context.clock.now().as_second()))?
}

/// The findings of the last time, when the documents and the facts are those of then; else how the documents look before
/// they are read: what changes from here on is seen as changed by the next run.
pub(super) fn recall(
    memory: Option<&Memory>,
    workspace: &Workspace,
    found: &Found,
    collector: &Collector<'_>,
) -> Result<Vec<Finding>, Option<Seen>> {
    let memory = memory.ok_or(None)?;
    let holds = |(path, exists, tracked): &(String, bool, bool)| {
        collector.path(path) == PathFact { exists: *exists, tracked: *tracked }
    };
    match memory.recall::<Answer>(found).filter(|answer| answer.paths.iter().all(holds)) {
        Some(answer) => Ok(answer.findings.into_iter().map(Kept::finding).collect()),
        None => Err(memory.look(workspace, found)),
    }
}

/// Keeps what was found; not of a feature that waits for others, whose ids are a fact too.
pub(super) fn keep(memory: &Memory, found: &Found, seen: &Seen, read: (&[Source], &[Stamp]), examined: &Examined) {
    if let Some(Facts { paths, features: None, .. }) = &examined.facts {
        let paths = paths.iter().map(|(path, fact)| (path.clone(), fact.exists, fact.tracked)).collect();
        memory.keep(found, seen, read, &Answer { findings: examined.findings.iter().map(Kept::of).collect(), paths });
    }
}
