//! Runs jobs side by side by weight, the longest first.

use std::sync::{Condvar, Mutex};

/// A job's share of the machine, and how long it is expected to take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// 1 a core.
    pub weight: usize,
    /// Milliseconds.
    pub cost: u64,
}

/// The jobs that wait, the slots in use, and the results so far.
type State<R> = Mutex<(Vec<usize>, usize, Vec<Option<R>>)>;

/// Does `work` for each job, on as many threads as `slots` has room for, and gives the results in the order of the jobs.
/// A job that is heavier than all slots runs alone.
pub fn run<J: Sync, R: Send>(
    jobs: &[J],
    slots: usize,
    load: impl Fn(&J) -> Load,
    work: impl Fn(&J) -> R + Sync,
) -> Vec<R> {
    let slots = slots.max(1);
    let loads: Vec<Load> = jobs.iter().map(load).collect();
    let mut order: Vec<usize> = (0..jobs.len()).collect();
    order.sort_by_key(|index| std::cmp::Reverse(loads[*index].cost));
    let state: State<R> = Mutex::new((order, 0, jobs.iter().map(|_| None).collect()));
    let freed = Condvar::new();
    std::thread::scope(|scope| {
        for _ in 0..slots.min(jobs.len()) {
            scope.spawn(|| {
                while let Some(index) = claim(&state, &freed, &loads, slots) {
                    let result = work(&jobs[index]);
                    if let Ok(mut state) = state.lock() {
                        state.2[index] = Some(result);
                        state.1 -= loads[index].weight.clamp(1, slots);
                        freed.notify_all();
                    }
                }
            });
        }
    });
    let results = state.into_inner().map(|(_, _, results)| results).unwrap_or_default();
    results.into_iter().flatten().collect()
}

/// The next job that there is room for; waits when there is none. `None`: no job is left.
fn claim<R>(state: &State<R>, freed: &Condvar, loads: &[Load], slots: usize) -> Option<usize> {
    let mut held = state.lock().ok()?;
    loop {
        if held.0.is_empty() {
            return None;
        }
        let used = held.1;
        let fits = |index: &usize| used + loads[*index].weight.clamp(1, slots) <= slots;
        if let Some(at) = held.0.iter().position(fits) {
            let index = held.0.remove(at);
            held.1 += loads[index].weight.clamp(1, slots);
            return Some(index);
        }
        held = freed.wait(held).ok()?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn no_more_runs_at_once_than_there_is_room_for_and_results_keep_their_order() {
        let (now, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let jobs: Vec<usize> = (0..40).collect();
        let weight = |job: &usize| 1 + job % 3;
        let results = run(
            &jobs,
            3,
            |job| Load { weight: weight(job), cost: *job as u64 },
            |job| {
                let used = now.fetch_add(weight(job), Ordering::SeqCst) + weight(job);
                most.fetch_max(used, Ordering::SeqCst);
                std::thread::yield_now();
                now.fetch_sub(weight(job), Ordering::SeqCst);
                job * 2
            },
        );
        assert_eq!(results, jobs.iter().map(|job| job * 2).collect::<Vec<_>>());
        assert!(most.load(Ordering::SeqCst) <= 3);
    }

    #[test]
    fn the_longest_is_first_and_one_that_is_too_heavy_runs_alone() {
        let started = Mutex::new(Vec::new());
        let jobs = [(1, 10), (9, 99), (1, 50)];
        run(&jobs, 1, |job| Load { weight: job.0, cost: job.1 }, |job| started.lock().unwrap().push(job.1));
        assert_eq!(*started.lock().unwrap(), [99, 50, 10]);
    }
}
