use super::{ClaimRequest, Millis, Order};

/// Which of the `candidates` (queued, due, account free) is claimed: the one of the best priority, where waiting counts
/// (`aging` a step), then the one that is due first, then the oldest. One whose paths may overlap with those of a `held`
/// order is passed over. Shared by every queue.
pub fn choose(candidates: &[Order], held: &[Order], request: &ClaimRequest, now: Millis) -> Option<usize> {
    let aging = i64::try_from(request.aging.as_millis()).unwrap_or(i64::MAX).max(1);
    let score = |order: &Order| {
        let steps = ((now - order.enqueued).max(0) / aging).min(2);
        (order.priority.rank() - steps, order.due, order.enqueued, order.id.clone())
    };
    (0..candidates.len())
        .filter(|&at| {
            let order = &candidates[at];
            order.id.0.starts_with(&request.scope)
                && (request.only.is_empty() || request.only.contains(&order.id))
                && !held.iter().any(|other| may_overlap(&order.paths, &other.paths))
        })
        .min_by_key(|&at| score(&candidates[at]))
}

/// Whether some path may match a glob of both. Told by what stands before the first wildcard, so rather too often.
fn may_overlap(these: &[String], those: &[String]) -> bool {
    these.iter().any(|this| those.iter().any(|that| prefixes_meet(fixed(this), fixed(that))))
}

fn fixed(glob: &str) -> &str {
    glob.split(['*', '?', '[', '{']).next().unwrap_or(glob)
}

/// `src/a` and `src/a/b.rs` meet, `src/a` and `src/ab.rs` do not, and what ends in the middle of a name (`src/a` of `src/a*`)
/// meets all that goes on from there.
fn prefixes_meet(this: &str, that: &str) -> bool {
    this.starts_with(that) || that.starts_with(this)
}
