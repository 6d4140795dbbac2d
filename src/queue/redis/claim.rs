use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use anyhow::Result;
use redis::Value as Reply;
use serde_json::json;

use super::super::choose::{MOST_STEPS, Taken, aging_millis, is_wanted};
use super::super::{ClaimRequest, Millis, NewOrder, Order, OrderId, Priority, State, Submitted, millis, moves};
use super::batch::{Batch, Made};
use super::keys::of_lane;
use super::link::{Lost, Script};
use super::rows::{Fields, Seen};
use super::{Heard, Redis, sweep};

static CLAIM: Script = Script::new(concat!(include_str!("head.lua"), "local wanted = 13\n", include_str!("claim.lua")));
/// First the changes, then the claim: what goes wrong with that leaves the changes made.
static TURN: Script = Script::new(concat!(
    include_str!("head.lua"),
    include_str!("make.lua"),
    "local said = make(13)\nif said ~= 'yes' then return {said, now} end\n",
    "local wanted = #ARGV + 1\nlocal function claim()\n",
    include_str!("claim.lua"),
    "end\nlocal is_sound, claimed = pcall(claim)\nclose()\nreturn is_sound and claimed or {'again', now}\n",
));

/// So many orders that cannot be taken are passed over by one script; a page at a time beyond that.
const BUDGET: usize = 1_000;

pub(super) fn submit(queue: &Redis, orders: &[NewOrder]) -> Result<Vec<Submitted>> {
    queue.until_made(|_| {
        let (now, known) = Known::read(queue, orders)?;
        let mut batch = queue.batch();
        // A worker may have claimed it before the answer comes, if that is lost.
        batch.remember();
        let mut known = known;
        let mut answers = Vec::with_capacity(orders.len());
        let mut expected = BTreeSet::new();
        let mut is_changed = false;
        for (at, new) in orders.iter().enumerate() {
            if let Some((id, state)) = known.of(new) {
                if let Some(seen) = known.orders.get_mut(&id)
                    && let Some(order) = moves::reassigned(&seen.order, new, now)
                {
                    batch.expect_seen(&id, Some(seen));
                    batch.reassign(seen, &order)?;
                    // The same submission may name it again.
                    seen.order = order;
                    is_changed = true;
                }
                answers.push(Submitted { id, new: false, state });
                continue;
            }
            let mut is_blocked = false;
            for need in &new.needs {
                // One that comes later in the same submission is not done either.
                let is_later = || orders[at..].iter().any(|later| later.id == *need);
                is_blocked |= known.state(need).map_or_else(is_later, |state| state != State::Done);
                if expected.insert(need.clone()) {
                    batch.expect_seen(need, known.orders.get(need));
                }
            }
            if expected.insert(new.id.clone()) {
                batch.expect_seen(&new.id, None);
            }
            batch.expect(queue.keys.one("keys"), &new.key, "");
            let epoch = known.epochs.get(&new.id).copied().unwrap_or(0);
            let was = if epoch > 0 { epoch.to_string() } else { String::new() };
            batch.expect(queue.keys.one("epochs"), &new.id.0, was);
            let (order, data) = moves::begin(new, is_blocked, epoch, now);
            batch.insert(&order, &new.key, &data)?;
            answers.push(Submitted { id: order.id.clone(), new: true, state: order.state });
            known.added.insert(order.id.clone(), order.state);
            known.keys.insert(new.key.clone(), order.id);
        }
        if !is_changed && answers.iter().all(|answer| !answer.new) {
            return Ok(Some(answers));
        }
        Ok((queue.make(&batch, now)? == Made::Yes).then_some(answers))
    })
}

/// What is in the store of what a submission is about.
struct Known {
    orders: BTreeMap<OrderId, Seen>,
    /// By this submission.
    added: BTreeMap<OrderId, State>,
    keys: BTreeMap<String, OrderId>,
    /// Of orders that were deleted.
    epochs: BTreeMap<OrderId, u64>,
}

impl Known {
    fn read(queue: &Redis, new: &[NewOrder]) -> Result<(Millis, Self)> {
        let (mut keys, mut epochs) = (BTreeMap::new(), BTreeMap::new());
        for page in new.chunks(1_000) {
            let names: Vec<&str> = page.iter().map(|order| order.key.as_str()).collect();
            let found: Vec<Option<String>> =
                queue.link.read(redis::cmd("HMGET").arg(queue.keys.one("keys")).arg(&names))?;
            let pairs = names.into_iter().zip(found);
            keys.extend(pairs.filter_map(|(name, id)| Some((name.to_owned(), OrderId(id?)))));
            let ids: Vec<&str> = page.iter().map(|order| order.id.0.as_str()).collect();
            let found: Vec<Option<u64>> =
                queue.link.read(redis::cmd("HMGET").arg(queue.keys.one("epochs")).arg(&ids))?;
            let pairs = page.iter().map(|order| order.id.clone()).zip(found);
            epochs.extend(pairs.filter_map(|(id, epoch)| Some((id, epoch?))));
        }
        let ids = new.iter().flat_map(|order| std::iter::once(&order.id).chain(&order.needs)).chain(keys.values());
        let ids: Vec<OrderId> = ids.collect::<BTreeSet<_>>().into_iter().cloned().collect();
        let (now, seen) = queue.look(&ids)?;
        let orders = ids.into_iter().zip(seen).filter_map(|(id, seen)| Some((id, seen?))).collect();
        Ok((now, Self { orders, added: BTreeMap::new(), keys, epochs }))
    }

    fn state(&self, id: &OrderId) -> Option<State> {
        self.added.get(id).copied().or_else(|| Some(self.orders.get(id)?.order.state))
    }

    fn of(&self, new: &NewOrder) -> Option<(OrderId, State)> {
        let id = if self.state(&new.id).is_some() { &new.id } else { self.keys.get(&new.key)? };
        Some((id.clone(), self.state(id)?))
    }
}

/// What the script says.
enum Said {
    Order(Box<Seen>),
    Nothing,
    /// The index told of what is not so, and was put right.
    Again,
    /// Leases of another boot of this host may be left.
    Boot,
    /// More orders than one script should look at cannot be taken.
    Many,
    /// What was to be made before the claim was not made, and nothing was claimed.
    Changed,
}

pub(super) fn claim(queue: &Redis, request: &ClaimRequest) -> Result<Option<Order>> {
    queue.until_made(|_| {
        Ok(match ask(queue, request, &request.only)? {
            Said::Order(seen) => Some(Some(keep(queue, *seen))),
            Said::Nothing => Some(None),
            Said::Again | Said::Changed => None,
            Said::Boot => {
                sign_on(queue, request)?;
                None
            }
            Said::Many => Some(beyond(queue, request)?.map(|seen| keep(queue, seen))),
        })
    })
}

fn keep(queue: &Redis, seen: Seen) -> Order {
    let order = seen.order.clone();
    queue.held().insert(order.id.clone(), seen);
    order
}

/// Ends the leases that another boot of the same host left.
fn sign_on(queue: &Redis, request: &ClaimRequest) -> Result<()> {
    let other_boot =
        |order: &Order| order.host.as_ref() == Some(&request.host) && order.boot.as_ref() != Some(&request.boot);
    sweep::take_from(queue, other_boot, &request.worker, "its machine was started again")?;
    let mut batch = queue.batch();
    let meta = queue.keys.one("meta");
    batch.run(&["HSET", &meta, &boot_field(&request.host), &request.boot]);
    // Where older Planyards look.
    batch.run(&["HSET", &queue.keys.one("boots"), &request.host, &request.boot]);
    // The time does not matter, so that it is made with the time that it is made at.
    queue.until_made(|_| Ok((queue.make(&batch, queue.guess())? == Made::Yes).then_some(())))
}

/// Where `meta` has the boot of a host whose other leases were ended, as `head.lua` has it.
pub(super) fn boot_field(host: &str) -> String {
    format!("boot:{host}")
}

/// Makes the changes of a batch that was decided at a time, and claims the next order in the same step. `None`: something has
/// changed since, and nothing was made. What goes wrong with the claim shows at the next one.
pub(super) fn after(
    queue: &Redis,
    batch: &Batch<'_>,
    now: Millis,
    request: &ClaimRequest,
) -> Result<Option<Option<Order>>> {
    let step = queue.step();
    let mut args = arguments(queue, request, &step)?;
    queue.tell_of(batch, now, &mut args);
    let said = match queue.link.script_once::<Vec<Reply>>(&TURN, queue.keys.prefix(), &args) {
        Ok(said) => understand(queue, request, said)?,
        // It may have been made, and an order given out, and the answer lost.
        Err(Lost::Unknown(_)) => {
            if queue.make(batch, now)? == Made::Lost {
                return Ok(None);
            }
            given(queue, request, &step)?.map_or(Said::Nothing, |seen| Said::Order(Box::new(seen)))
        }
        Err(Lost::Certain(error)) => return Err(error),
    };
    Ok(match said {
        Said::Order(seen) => Some(Some(keep(queue, *seen))),
        Said::Nothing => Some(None),
        Said::Changed => None,
        Said::Again | Said::Boot | Said::Many => Some(claim(queue, request).unwrap_or(None)),
    })
}

fn ask(queue: &Redis, request: &ClaimRequest, only: &[OrderId]) -> Result<Said> {
    let step = queue.step();
    let mut args = arguments(queue, request, &step)?;
    args.extend(only.iter().map(|id| id.0.clone()));
    let begun = Instant::now();
    loop {
        match queue.link.script_once::<Vec<Reply>>(&CLAIM, queue.keys.prefix(), &args) {
            Ok(said) => return understand(queue, request, said),
            Err(Lost::Unknown(error)) if begun.elapsed() >= queue.link.patience() => return Err(error),
            Err(Lost::Unknown(_)) => {
                // It may have been given out, and the answer lost.
                if let Some(seen) = given(queue, request, &step)? {
                    return Ok(Said::Order(Box::new(seen)));
                }
            }
            Err(Lost::Certain(error)) => return Err(error),
        }
    }
}

/// What `claim.lua` is told, but for the only ids that are wanted.
fn arguments(queue: &Redis, request: &ClaimRequest, step: &str) -> Result<Vec<String>> {
    Ok(vec![
        queue.told_clock().to_string(),
        request.worker.clone(),
        request.host.clone(),
        request.boot.clone(),
        millis(request.lease).to_string(),
        request.scope.clone(),
        aging_millis(request).to_string(),
        step.to_owned(),
        json!({"from": State::Queued, "to": State::Leased, "by": request.worker}).to_string(),
        BUDGET.to_string(),
        serde_json::to_string(&request.backends)?,
        serde_json::to_string(&request.labels)?,
    ])
}

/// The order that a step of ours was given, when its answer was lost.
fn given(queue: &Redis, request: &ClaimRequest, step: &str) -> Result<Option<Seen>> {
    let ids: Vec<String> = queue.link.read(redis::cmd("ZRANGE").arg(queue.keys.one("leases")).arg(0).arg(-1))?;
    let ids: Vec<OrderId> = ids.into_iter().map(OrderId).collect();
    let (_, seen) = queue.look(&ids)?;
    for seen in seen.into_iter().flatten().filter(|seen| seen.order.owner.as_ref() == Some(&request.worker)) {
        let last: Option<String> =
            queue.link.read(redis::cmd("HGET").arg(queue.keys.job(&seen.order.id)).arg("step"))?;
        if last.as_deref() == Some(step) {
            return Ok(Some(seen));
        }
    }
    Ok(None)
}

fn understand(queue: &Redis, request: &ClaimRequest, said: Vec<Reply>) -> Result<Said> {
    let mut said = said.into_iter();
    let word: String = queue.parsed(said.next())?;
    let now: Millis = queue.parsed(said.next())?;
    queue.learn(now);
    queue.learn_layout(&word);
    Ok(match word.as_str() {
        "yes" => {
            let id = OrderId(queue.parsed(said.next())?);
            let fields: String = queue.parsed(said.next())?;
            match given_out(&id, &fields, request, now) {
                Ok(seen) => Said::Order(Box::new(seen)),
                // It was given out, and nobody can do it: put aside, and the next one.
                Err(_) => {
                    queue.look(std::slice::from_ref(&id))?;
                    Said::Again
                }
            }
        }
        "none" => {
            let (ring, soon): (String, Millis) = (queue.parsed(said.next())?, queue.parsed(said.next())?);
            let heard = Heard { ring, soon: (soon >= 0).then_some(soon) };
            queue.heard().insert(std::thread::current().id(), heard);
            Said::Nothing
        }
        "boot" => Said::Boot,
        "many" => Said::Many,
        "lost" | "clock" | "old" | "new" => Said::Changed,
        _ => Said::Again,
    })
}

/// An order as it was, in names and values, and what the claim made of it.
fn given_out(id: &OrderId, fields: &str, request: &ClaimRequest, now: Millis) -> Result<Seen> {
    let mut words = serde_json::from_str::<Vec<String>>(fields)?.into_iter();
    let pairs = std::iter::from_fn(|| Some((words.next()?, words.next()?)));
    let mut seen = Seen::read(id, pairs.collect::<Fields>(), None)?;
    moves::claim(&mut seen.order, request, now)?;
    seen.version += 1;
    Ok(seen)
}

/// Where to look: of a priority and a lane, those who waited for so many steps.
struct Shelf {
    key: String,
    /// Ordered by a time of their own, and not by when they were submitted.
    is_due: bool,
    steps: i64,
}

/// Looks on, in pages, where one script would keep the server from others for too long.
fn beyond(queue: &Redis, request: &ClaimRequest) -> Result<Option<Seen>> {
    let (now, _) = queue.look(&[])?;
    let suspended: Vec<String> = super::shelf::limits(queue)?.into_iter().map(|limit| limit.account).collect();
    let mut lanes: Vec<String> = queue.link.read(redis::cmd("SMEMBERS").arg(queue.keys.one("accounts")))?;
    lanes.retain(|lane| {
        let (account, labels) = of_lane(lane);
        labels.iter().all(|label| request.labels.contains(label)) && !suspended.iter().any(|it| it == account)
    });
    let held = sweep::held(queue)?;
    let taken = Taken::of(held.iter().map(|seen| seen.order.paths.as_slice()));
    for rank in -MOST_STEPS..=2 {
        let mut heads = Vec::new();
        for priority in rank.max(0)..=(rank + MOST_STEPS).min(2) {
            for lane in &lanes {
                let priority_of = Priority::of_rank(priority);
                for (key, is_due) in
                    [(queue.keys.ready(priority_of, lane), false), (queue.keys.due(priority_of, lane), true)]
                {
                    let shelf = Shelf { key, is_due, steps: priority - rank };
                    heads.extend(head(queue, request, &shelf, &taken, now)?);
                }
            }
        }
        if !heads.is_empty()
            && let Said::Order(seen) = ask(queue, request, &heads)?
        {
            return Ok(Some(*seen));
        }
    }
    Ok(None)
}

fn head(queue: &Redis, request: &ClaimRequest, shelf: &Shelf, taken: &Taken, now: Millis) -> Result<Option<OrderId>> {
    const PAGE: usize = 500;
    let aging = aging_millis(request);
    let mut at = 0;
    loop {
        let command = redis::cmd("ZRANGE").arg(&shelf.key).arg(at).arg(at + PAGE - 1).arg("WITHSCORES").to_owned();
        let page: Vec<(String, f64)> = queue.link.read(&command)?;
        if page.is_empty() {
            return Ok(None);
        }
        at += page.len();
        let mut ids = Vec::new();
        for (member, score) in page {
            #[expect(clippy::cast_possible_truncation, reason = "milliseconds, far below 2^53")]
            let score = score as Millis;
            let (enqueued, id) = match shelf.is_due {
                true => {
                    let (enqueued, id) = member.split_once(':').unwrap_or_default();
                    (enqueued.parse().unwrap_or(0), OrderId(id.to_owned()))
                }
                false => (score, OrderId(member)),
            };
            let steps = ((now - enqueued).max(0) / aging).min(MOST_STEPS);
            // Of which backend it is, is not known yet.
            let is_meant = id.0.starts_with(&request.scope) && (request.only.is_empty() || request.only.contains(&id));
            if steps == shelf.steps && is_meant && (!shelf.is_due || score <= now) {
                ids.push(id);
            }
        }
        let (_, seen) = queue.look(&ids)?;
        let is_free = |seen: &Seen| {
            let order = &seen.order;
            let needs = (order.backend.as_str(), order.labels.as_slice());
            order.state == State::Queued && is_wanted(&order.id, needs, request) && !taken.meets(&order.paths)
        };
        if !ids.is_empty()
            && let Some(seen) = seen.into_iter().flatten().find(is_free)
        {
            return Ok(Some(seen.order.id));
        }
    }
}

/// Waits for the bell, or until something changes by itself.
pub(super) fn wait(queue: &Redis, patience: Duration) -> Result<()> {
    let heard = queue.heard().get(&std::thread::current().id()).cloned();
    let soon = heard.as_ref().and_then(|heard| heard.soon).map(|soon| (soon - queue.guess()).max(1).unsigned_abs());
    let patience = soon.map_or(patience, |soon| patience.min(Duration::from_millis(soon)));
    let last = heard.map_or_else(|| "$".to_owned(), |heard| heard.ring);
    let block = patience.as_millis().max(1).to_string();
    let mut command = redis::cmd("XREAD");
    command.arg(&["BLOCK", &block, "STREAMS", &queue.keys.one("bell"), &last]);
    queue.link.read_slowly(&command, patience)?;
    Ok(())
}
