//! Agents' sessions: which belongs to which task, and whether it is gone on with.

use anyhow::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::runs::RunFolder;
use super::shop::Shop;
use super::worktree::Worktree;
use crate::queue::{Millis, Order, OrderId, Queue};

/// The kind of record that sessions are kept as.
pub const KIND: &str = "session";

/// An agent's session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Session {
    /// The agent's own id.
    pub id: String,
    /// The task that it is about.
    pub order: OrderId,
    /// The backend.
    pub backend: String,
    /// The folder it works in; agents find a session again only there.
    pub worktree: String,
    /// When it was begun.
    pub started: Millis,
    /// When it was used last.
    pub last_used: Millis,
    /// When it was ended.
    pub ended: Option<Millis>,
    /// Why.
    pub why: Option<String>,
}

/// The session that a new run of an order goes on with: the last one of the task, when the backend can, the agent really
/// began it, in this worktree, and it is neither ended nor too old.
///
/// # Errors
/// The store cannot be reached.
pub fn to_resume(shop: &Shop<'_>, order: &Order, tree: &Worktree) -> Result<Option<String>> {
    if !shop.caps.resume {
        return Ok(None);
    }
    let last = RunFolder::last_with(&shop.store, &order.id, order.epoch, "spec.json");
    let Some(id) = last.and_then(|(_, run)| begun_in(&run)) else { return Ok(None) };
    let now = shop.queue.now()?;
    let millis = |time: std::time::Duration| i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
    let (idle, age) = (millis(shop.settings.session_idle), millis(shop.settings.session_age));
    let known = find(shop.queue.as_ref(), &id)?;
    let usable = known.is_some_and(|session| {
        let fresh = now.saturating_sub(session.last_used) <= idle && now.saturating_sub(session.started) <= age;
        session.ended.is_none() && fresh && session.worktree == tree.path.display().to_string()
    });
    Ok(usable.then_some(id))
}

/// The session that a run's agent said it has.
fn begun_in(run: &RunFolder) -> Option<String> {
    if let Some(result) = run.result() {
        return result.summary.session;
    }
    run.events().iter().find_map(|event| Some(event.get("session")?.as_str()?.to_owned()))
}

/// Notes that a session was used.
///
/// # Errors
/// The store cannot be reached.
pub fn used(shop: &Shop<'_>, order: &Order, tree: &Worktree, id: &str) -> Result<()> {
    let now = shop.queue.now()?;
    let session = find(shop.queue.as_ref(), id)?.unwrap_or_else(|| Session {
        id: id.to_owned(),
        order: order.id.clone(),
        backend: order.backend.clone(),
        worktree: tree.path.display().to_string(),
        started: now,
        last_used: now,
        ended: None,
        why: None,
    });
    keep(shop.queue.as_ref(), &Session { last_used: now, ..session })
}

/// Ends the sessions of a task.
///
/// # Errors
/// The store cannot be reached.
pub fn end(queue: &dyn Queue, order: &OrderId, why: &str) -> Result<()> {
    let now = queue.now()?;
    for session in all(queue)?.into_iter().filter(|session| &session.order == order && session.ended.is_none()) {
        keep(queue, &Session { ended: Some(now), why: Some(why.to_owned()), ..session })?;
    }
    Ok(())
}

/// All sessions, by id.
///
/// # Errors
/// The store cannot be reached.
pub fn all(queue: &dyn Queue) -> Result<Vec<Session>> {
    let records = queue.records(KIND, "")?;
    Ok(records.into_iter().filter_map(|(_, record)| serde_json::from_value(record).ok()).collect())
}

fn find(queue: &dyn Queue, id: &str) -> Result<Option<Session>> {
    let records = queue.records(KIND, id)?;
    Ok(records.into_iter().find(|(found, _)| found == id).and_then(|(_, record)| serde_json::from_value(record).ok()))
}

fn keep(queue: &dyn Queue, session: &Session) -> Result<()> {
    queue.put(KIND, &session.id, &serde_json::to_value(session)?)
}
