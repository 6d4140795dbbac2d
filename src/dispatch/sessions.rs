//! Agents' sessions: which belongs to which task, and whether it is gone on with.

use anyhow::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::runs::RunFolder;
use super::shop::Shop;
use super::worktree::Worktree;
use crate::queue::{Millis, Order, OrderId, Queue};
use crate::report::{Problem, ProblemKind};

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
        let same = session.backend == order.backend;
        session.ended.is_none() && fresh && same && session.worktree == tree.path.display().to_string()
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

/// Ends one session: no run goes on with it. One that was ended before stays as it was.
///
/// # Errors
/// The store cannot be reached.
pub fn end_one(queue: &dyn Queue, session: Session, why: &str) -> Result<Session> {
    if session.ended.is_some() {
        return Ok(session);
    }
    let ended = Session { ended: Some(queue.now()?), why: Some(why.to_owned()), ..session };
    keep(queue, &ended)?;
    Ok(ended)
}

/// The session that an id, or the beginning of one, means.
///
/// # Errors
/// There is none, or several.
pub fn named(queue: &dyn Queue, name: &str) -> Result<Session> {
    if let Some(session) = find(queue, name)? {
        return Ok(session);
    }
    let mut found = queue.records(KIND, name)?;
    match (found.pop(), found.len()) {
        (Some((_, record)), 0) if !name.is_empty() => Ok(serde_json::from_value(record)?),
        (Some(_), more) => {
            let message = format!("{name} is the beginning of {} sessions", more + 1);
            Err(Problem::new(ProblemKind::Ambiguous, message)
                .source(name)
                .hint("`planyard sessions list` has whole ids")
                .into())
        }
        (None, _) => Err(Problem::new(ProblemKind::NotFound, format!("there is no session {name}"))
            .source(name)
            .hint("`planyard sessions list --all` shows every one")
            .into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::queue::Memory;

    #[test]
    fn a_session_is_named_by_its_beginning_and_ended_once() {
        let queue = Memory::default();
        let order = OrderId::new(".", "P01-F01-x", "T01");
        let keep_one = |id: &str| {
            let (backend, worktree) = ("claude".to_owned(), "/w".to_owned());
            let order = order.clone();
            let session =
                Session { id: id.into(), order, backend, worktree, started: 1, last_used: 2, ended: None, why: None };
            keep(&queue, &session).unwrap();
        };
        ["5d0c-1", "5d0c-2", "77aa"].into_iter().for_each(keep_one);
        assert_eq!(
            (named(&queue, "77").unwrap().id, named(&queue, "5d0c-2").unwrap().id),
            ("77aa".into(), "5d0c-2".into())
        );
        assert!(named(&queue, "5d0c").unwrap_err().to_string().contains("2 sessions"));
        assert!(named(&queue, "").is_err() && named(&queue, "x").is_err());
        let ended = end_one(&queue, named(&queue, "77").unwrap(), "by ada").unwrap();
        assert!(ended.ended.is_some());
        assert_eq!(end_one(&queue, named(&queue, "77").unwrap(), "by bob").unwrap(), ended);
        assert_eq!(all(&queue).unwrap().iter().filter(|session| session.ended.is_none()).count(), 2);
    }
}
