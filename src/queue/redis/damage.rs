use anyhow::Result;
use serde_json::{Value, json};

use super::super::{Millis, OrderId, State, moves};
use super::Redis;
use super::batch::Made;
use super::rows::{Asked, Fields, Seen, Spec};
use crate::report::{Problem, ProblemKind};

/// Makes an order whose record makes no sense one that a person decides about, so that the others go on. What it was is kept
/// beside, in the field `damaged`.
pub(super) fn put_aside(
    queue: &Redis,
    id: &OrderId,
    fields: &Fields,
    why: &str,
    questions: Vec<Asked>,
) -> Result<Seen> {
    let whole = |name: &str| fields.get(name).and_then(|text| text.parse::<i64>().ok()).filter(|number| *number >= 0);
    let job = queue.keys.job(id);
    let spec = fields.get("spec").filter(|spec| serde_json::from_str::<Spec>(spec).is_ok()).cloned();
    let spec = match spec {
        Some(spec) => spec,
        None => serde_json::to_string(&Spec {
            title: id.short().to_owned(),
            backend: String::new(),
            needs: Vec::new(),
            paths: Vec::new(),
            labels: Vec::new(),
            payload: Value::Null,
        })?,
    };
    let epoch = whole("epoch").unwrap_or(0) + 1;
    let mut mended = fields.clone();
    for name in ["owner", "host", "boot", "lease", "failure"] {
        mended.remove(name);
    }
    let now: Millis = queue.guess();
    for (name, text) in [
        ("spec", spec),
        ("state", State::Quarantined.name().to_owned()),
        ("epoch", epoch.to_string()),
        ("attempt", whole("attempt").and_then(|number| u32::try_from(number).ok()).unwrap_or(0).to_string()),
        ("max", whole("max").and_then(|number| u32::try_from(number).ok()).unwrap_or(3).to_string()),
        ("v", (whole("v").unwrap_or(0) + 1).to_string()),
        ("prio", whole("prio").unwrap_or(1).to_string()),
        ("due", whole("due").unwrap_or(0).to_string()),
        ("enqueued", whole("enqueued").unwrap_or(now).to_string()),
        ("changed", now.to_string()),
        ("account", fields.get("account").cloned().unwrap_or_default()),
        ("why", why.to_owned()),
        ("damaged", serde_json::to_string(fields)?),
    ] {
        mended.insert(name.to_owned(), text);
    }
    let seen = Seen::read(id, mended.clone(), Some(questions))?;
    let from = fields.get("state").and_then(|state| state.parse::<State>().ok());
    let made = queue.until_made(|_| {
        let mut batch = queue.batch();
        batch.expect(job.clone(), "v", fields.get("v").cloned().unwrap_or_default());
        batch.run(&["DEL", &job]);
        let mut words = vec!["HSET", job.as_str()];
        words.extend(mended.iter().flat_map(|(name, text)| [name.as_str(), text.as_str()]));
        batch.run(&words);
        for state in State::ALL {
            batch.run(&["ZREM", &queue.keys.state(state), &id.0]);
        }
        for set in ["leases", "delayed"] {
            batch.run(&["ZREM", &queue.keys.one(set), &id.0]);
        }
        batch.run(&["HDEL", &queue.keys.one("taken"), &id.0]);
        batch.run(&["ZADD", &queue.keys.state(State::Quarantined), "0", &id.0]);
        let data = json!({"from": from, "to": State::Quarantined, "by": "damage", "why": why});
        batch.event(Some(id), seen.order.epoch, moves::STATE, &data);
        let made = queue.make(&batch, queue.guess())?;
        if made == Made::Yes {
            return Ok(Some(true));
        }
        let now: Option<String> = queue.link.read(redis::cmd("HGET").arg(&job).arg("v"))?;
        // Another was quicker.
        Ok((now != fields.get("v").cloned()).then_some(false))
    })?;
    if made {
        return Ok(seen);
    }
    Err(Problem::new(ProblemKind::Conflict, why)
        .source(id.0.clone())
        .hint("another is putting it right; try again")
        .into())
}
