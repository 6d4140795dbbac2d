//! Waiting until the services are there: what scripts did with `sleep`.

use std::time::{Duration, Instant};

use super::history::History;
use super::judge::Sight;
use super::{Answer, Plan, run};
use crate::progress::Progress;
use crate::report::ServiceStatus;

/// The first pause between two looks, and the longest: a server that starts is seen soon, one that takes long is not
/// disturbed.
const SHORTEST: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_secs(2);
/// A look at the very end may take this long, so that it can say something.
const LAST_LOOK: Duration = Duration::from_secs(1);

/// Looks until all is at least that well, or `limit` is over. The last answer.
pub async fn until(plan: &Plan, limit: Duration, enough: ServiceStatus, sight: Sight, progress: &Progress) -> Answer {
    let end = Instant::now() + limit;
    let mut history = plan.history();
    let mut pause = SHORTEST;
    loop {
        let left = end.saturating_duration_since(Instant::now());
        let answer = look(plan, &mut history, sight, plan.deadline.min(left.max(LAST_LOOK))).await;
        let left = end.saturating_duration_since(Instant::now());
        let stop = plan.world.cancel.load(std::sync::atomic::Ordering::Relaxed);
        if answer.status <= enough || left.is_zero() || stop || plan.is_hopeless() {
            plan.remember(history);
            return answer;
        }
        progress.say(waiting_for(&answer, left));
        tokio::select! {
            () = tokio::time::sleep(pause.min(left)) => {}
            () = run::cancelled(&plan.world.cancel) => {}
        }
        pause = (pause * 3 / 2).min(LONGEST);
    }
}

async fn look(plan: &Plan, history: &mut History, sight: Sight, deadline: Duration) -> Answer {
    let started = Instant::now();
    let found = plan.probe(deadline, &|_| {}).await;
    plan.judge(&found, history, sight, started)
}

/// `waiting for redis (connection refused), 42 s left`.
fn waiting_for(answer: &Answer, left: Duration) -> String {
    let bad =
        answer.services.iter().filter(|service| service.status > ServiceStatus::Degraded && service.cause.is_none());
    let names: Vec<String> = bad.map(|service| format!("{} ({})", service.name, service.message)).collect();
    format!("waiting for {}, {} left", names.join(", "), crate::duration::show(left))
}
