//! The loop of one dispatch: workers that claim and work, leases that are extended, and the end when nothing can move.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use anyhow::Result;

use super::published::Published;
use super::shop::Shop;
use super::work;
use crate::queue::{EventFilter, Filter, Order, OrderId, State, missing};

/// The longest wait for something to happen: another process may free an order.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often is looked whether somebody wants it to stop.
pub(super) const LOOK: Duration = Duration::from_millis(500);
/// A store that cannot be reached for so many looks ends the dispatch.
const MOST_FAULTS: u32 = 20;

/// What a dispatch is about, and what it began with.
pub struct Batch {
    /// Its orders.
    pub ids: Vec<OrderId>,
    /// Runs that were taken up from workers that are gone.
    pub adopted: Vec<Order>,
}

/// Works until nothing of the batch can move without a person.
///
/// # Errors
/// The store cannot be reached any more.
pub fn drive(shop: &Shop<'_>, batch: Batch) -> Result<()> {
    let adopted = Mutex::new(batch.adopted);
    let fault: Mutex<Option<anyhow::Error>> = Mutex::new(None);
    let only = &batch.ids;
    let published = Published::begin(shop, only);
    tell_of_labels(shop, only)?;
    std::thread::scope(|scope| {
        // Without jobs somebody waits for what others do.
        let workers: Vec<_> = (0..shop.settings.jobs.max(1))
            .map(|_| {
                scope.spawn(|| {
                    let ended = match shop.settings.jobs {
                        0 => wait(shop, only),
                        _ => worker(shop, only, &adopted, &published),
                    };
                    if let Err(error) = ended {
                        fault.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
                        shop.draining.store(true, Ordering::Relaxed);
                    }
                    shop.desk.wake();
                })
            })
            .collect();
        let mut beat = Instant::now();
        while workers.iter().any(|worker| !worker.is_finished()) {
            shop.desk.wait((shop.settings.lease / 4).min(LOOK));
            if beat.elapsed() >= shop.settings.lease / 3 {
                beat = Instant::now();
                // A store that is busy now is asked again; a lease that is lost shows at the next write.
                let _ = shop.beat();
            }
            watch(shop, only);
        }
    });
    published.end(only);
    match fault.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some(error) => Err(error),
        None => Ok(()),
    }
}

/// Looks for what stops a dispatch from outside: a stop that was asked for, and the money.
fn watch(shop: &Shop<'_>, only: &[OrderId]) {
    if super::control::wants_drain(shop) || shop.is_cancelled() {
        shop.draining.store(true, Ordering::Relaxed);
    }
    if let Some(most) = shop.settings.budgets.dispatch
        && !shop.draining.load(Ordering::Relaxed)
        && spent(shop).is_ok_and(|spent| spent >= most)
    {
        shop.draining.store(true, Ordering::Relaxed);
        if let Some(id) = only.first() {
            shop.say(id, "budget", "the money of this dispatch is used up; no further task is begun");
        }
    }
}

fn worker(shop: &Shop<'_>, only: &[OrderId], adopted: &Mutex<Vec<Order>>, published: &Published<'_>) -> Result<()> {
    let mut faults = 0;
    loop {
        let taken = adopted.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let stopping = shop.is_cancelled() || shop.draining.load(Ordering::Relaxed);
        let claimed = match taken {
            Some(order) => Ok(Some(order)),
            None if stopping => return Ok(()),
            None => sweep_and_claim(shop, only),
        };
        match claimed {
            Ok(Some(order)) => {
                faults = 0;
                shop.say(&order.id, "claimed", &format!("attempt {} of {}", order.attempt, order.max_attempts));
                published.begun(&order.id);
                work::work(shop, &order)?;
                // It may have been given back because of a stop, and is not to be begun again.
                if super::control::wants_drain(shop) {
                    shop.draining.store(true, Ordering::Relaxed);
                }
                published.ended(&order.id);
            }
            Ok(None) if !can_move(shop, only)? => return Ok(()),
            Ok(None) => {
                faults = 0;
                shop.desk.wait(patience(shop, only)?);
            }
            Err(error) => {
                faults += 1;
                if faults >= MOST_FAULTS {
                    return Err(error);
                }
                shop.desk.wait(PATIENCE);
            }
        }
    }
}

/// Tells what others do, until nothing can move without a person.
fn wait(shop: &Shop<'_>, only: &[OrderId]) -> Result<()> {
    let newest = |after: i64| {
        shop.queue.events(&EventFilter {
            after,
            scope: shop.scope(),
            kind: "state".to_owned(),
            ..EventFilter::default()
        })
    };
    let mut seen = newest(0)?.last().map_or(0, |event| event.seq);
    while !shop.is_cancelled() && !shop.draining.load(Ordering::Relaxed) {
        shop.queue.sweep()?;
        let can_move = can_move(shop, only)?;
        for event in newest(seen)? {
            seen = event.seq;
            let word =
                |key: &str| event.data.get(key).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
            if let Some(order) = event.order.as_ref().filter(|order| only.contains(order)) {
                shop.say(order, &word("to"), &word("why"));
            }
        }
        if !can_move {
            break;
        }
        shop.desk.wait(PATIENCE);
    }
    super::remote::fetch(&shop.place, &shop.git, &shop.target)
}

fn sweep_and_claim(shop: &Shop<'_>, only: &[OrderId]) -> Result<Option<Order>> {
    for swept in shop.queue.sweep()? {
        if swept.fenced.is_some() {
            shop.say(&swept.id, swept.to.name(), "its lease ran out");
        }
    }
    shop.queue.claim(&shop.request(only))
}

/// What needs labels that this machine lacks is for others.
fn lacks(shop: &Shop<'_>, order: &Order) -> Vec<String> {
    missing(&order.labels, &shop.labels())
}

/// Says what waits for a worker of other labels.
fn tell_of_labels(shop: &Shop<'_>, only: &[OrderId]) -> Result<()> {
    let states = vec![State::Blocked, State::Queued, State::Delayed];
    for order in shop.queue.orders(&Filter { scope: shop.scope(), states })? {
        let lacks = lacks(shop, &order);
        if only.contains(&order.id) && !lacks.is_empty() {
            let what =
                format!("it needs a worker with {}, which this machine lacks (`worker.labels`)", lacks.join(", "));
            shop.say(&order.id, "waits", &what);
        }
    }
    Ok(())
}

/// Something of the batch is being done, or will be due. What needs labels that this machine lacks is done by nobody when the
/// queue is its own.
fn can_move(shop: &Shop<'_>, only: &[OrderId]) -> Result<bool> {
    let states =
        State::ALL.into_iter().filter(|state| state.is_held() || matches!(state, State::Queued | State::Delayed));
    let orders = shop.queue.orders(&Filter { scope: shop.scope(), states: states.collect() })?;
    let is_shared = !shop.workspace.config.queue.url.trim().is_empty();
    let may = |order: &Order| order.state.is_held() || is_shared || lacks(shop, order).is_empty();
    Ok(orders.iter().any(|order| only.contains(&order.id) && may(order)))
}

/// Until something is due, and not for long.
fn patience(shop: &Shop<'_>, only: &[OrderId]) -> Result<Duration> {
    let delayed = shop.queue.orders(&Filter { scope: shop.scope(), states: vec![State::Delayed] })?;
    let now = shop.queue.now()?;
    let due = delayed.iter().filter(|order| only.contains(&order.id)).map(|order| order.due).min();
    let left = due.map_or(PATIENCE, |due| Duration::from_millis(u64::try_from((due - now).max(1)).unwrap_or(1)));
    Ok(left.min(PATIENCE))
}

/// What this feature's orders have cost since this dispatch began.
///
/// # Errors
/// The store cannot be reached.
pub fn spent(shop: &Shop<'_>) -> Result<u64> {
    let orders = shop.queue.orders(&Filter { scope: shop.scope(), states: Vec::new() })?;
    Ok(orders.iter().map(|order| order.cost_micro).sum::<u64>().saturating_sub(shop.spent_before))
}
