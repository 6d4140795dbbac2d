//! What waits for what: dependencies resolved to tasks, cycles, waves, the critical path.

use std::collections::HashMap;

use super::depends::{Dependency, is_id};
use super::model::{Feature, Piece, Status};

/// The dependencies of a feature's tasks.
#[derive(Debug, Clone, Default)]
pub struct Graph<'a> {
    /// For each task, by index, the tasks it waits for: sorted, no duplicate, never itself.
    pub needs: Vec<Vec<usize>>,
    /// Dependencies that name no task of the feature: the task that states it, and the id.
    pub unknown: Vec<(usize, Piece<'a>)>,
    /// Dependencies on other features.
    pub features: Vec<(usize, Piece<'a>)>,
    /// Tasks that state a dependency on themselves.
    pub itself: Vec<(usize, Piece<'a>)>,
    /// Tasks that are done with the last of their parts, and have an open one: the parts are what can be begun.
    pub wholes: Vec<usize>,
}

/// Ids compare without case and without leading zeros in front of their numbers when the exact id does not exist.
fn loose(id: &str) -> String {
    let letters = id.bytes().take_while(|b| !b.is_ascii_digit()).count();
    let (head, tail) = id.split_at(letters);
    format!("{}{}", head.to_ascii_uppercase(), tail.trim_start_matches('0').to_ascii_lowercase())
}

impl<'a> Graph<'a> {
    /// Resolves every dependency.
    pub fn of(feature: &Feature<'a>) -> Self {
        let exact: HashMap<&str, usize> =
            feature.tasks.iter().enumerate().rev().map(|(at, task)| (&*task.id, at)).collect();
        let mut approximate: Option<HashMap<String, usize>> = None;
        let mut find = |id: &str| {
            exact.get(id).copied().or_else(|| {
                let map = approximate.get_or_insert_with(|| {
                    feature.tasks.iter().enumerate().rev().map(|(at, task)| (loose(&task.id), at)).collect()
                });
                map.get(&loose(id)).copied()
            })
        };
        let mut graph = Self { needs: vec![Vec::new(); feature.tasks.len()], ..Self::default() };
        for (at, task) in feature.tasks.iter().enumerate() {
            for dependency in &task.dependencies.on {
                match *dependency {
                    Dependency::Task(id) => match find(id.text) {
                        Some(on) if on == at => graph.itself.push((at, id)),
                        Some(on) => graph.needs[at].push(on),
                        None => graph.unknown.push((at, id)),
                    },
                    Dependency::Sibling(id) => {
                        let parent = task.parent.map(|parent| feature.tasks[parent].id.as_ref());
                        match parent.and_then(|parent| find(&format!("{parent}.{}", id.text))) {
                            Some(on) if on == at => graph.itself.push((at, id)),
                            Some(on) => graph.needs[at].push(on),
                            None => graph.unknown.push((at, id)),
                        }
                    }
                    Dependency::Range(from, to) => match (find(from.text), find(to.text)) {
                        (Some(first), Some(last)) => {
                            graph.needs[at].extend((first.min(last)..=first.max(last)).filter(|on| *on != at));
                        }
                        (first, last) => {
                            graph.unknown.extend(
                                [(first, from), (last, to)].iter().filter(|end| end.0.is_none()).map(|end| (at, end.1)),
                            );
                        }
                    },
                    Dependency::Feature(id) if is_id(id.text) || !id.text.is_empty() => graph.features.push((at, id)),
                    Dependency::Feature(_) => {}
                    Dependency::AllPrevious => graph.needs[at].extend(0..at),
                }
            }
            let needs = &mut graph.needs[at];
            needs.extend(task.after.iter().copied().filter(|on| *on != at && *on < feature.tasks.len()));
            needs.sort_unstable();
            needs.dedup();
        }
        if super::dialects::find(feature.dialect).is_some_and(|dialect| dialect.parts_decide()) {
            let open = feature.tasks.iter().filter(|part| !part.status.is_closed() && !part.optional);
            graph.wholes = open.filter_map(|part| part.parent).collect();
            graph.wholes.sort_unstable();
            graph.wholes.dedup();
        }
        graph
    }

    /// Tasks that can begin now: open, and everything they need is closed. Cycles keep their tasks out.
    pub fn ready(&self, feature: &Feature<'a>) -> Vec<usize> {
        (0..feature.tasks.len()).filter(|at| self.is_ready(feature, *at)).collect()
    }

    /// Open (todo or doing), and everything it needs is closed.
    pub fn is_ready(&self, feature: &Feature<'a>, at: usize) -> bool {
        matches!(feature.tasks[at].status, Status::Todo | Status::Doing)
            && self.wholes.binary_search(&at).is_err()
            && self.open_needs(feature, at).is_empty()
    }

    /// What a task still waits for.
    pub fn open_needs(&self, feature: &Feature<'a>, at: usize) -> Vec<usize> {
        self.needs[at].iter().copied().filter(|on| !feature.tasks[*on].status.is_closed()).collect()
    }

    /// An order in which every task comes after what it needs, or the tasks that lie on cycles.
    ///
    /// # Errors
    /// The cycles, each as the tasks along it, the smallest index first.
    pub fn order(&self) -> Result<Vec<usize>, Vec<Vec<usize>>> {
        let count = self.needs.len();
        let mut waits: Vec<usize> = self.needs.iter().map(Vec::len).collect();
        let mut needed_by = vec![Vec::new(); count];
        for (at, needs) in self.needs.iter().enumerate() {
            for on in needs {
                needed_by[*on].push(at);
            }
        }
        let mut queue: std::collections::BTreeSet<usize> = (0..count).filter(|at| waits[*at] == 0).collect();
        let mut order = Vec::with_capacity(count);
        while let Some(at) = queue.pop_first() {
            order.push(at);
            for next in &needed_by[at] {
                waits[*next] -= 1;
                if waits[*next] == 0 {
                    queue.insert(*next);
                }
            }
        }
        if order.len() == count {
            return Ok(order);
        }
        let left: Vec<bool> = waits.iter().map(|waits| *waits > 0).collect();
        Err(self.cycles(&left))
    }

    /// Each task that is left is walked backwards along what it needs until one repeats.
    fn cycles(&self, left: &[bool]) -> Vec<Vec<usize>> {
        let mut cycles: Vec<Vec<usize>> = Vec::new();
        let mut seen = vec![false; left.len()];
        for start in (0..left.len()).filter(|at| left[*at]) {
            let (mut path, mut at) = (Vec::new(), start);
            while !seen[at] {
                seen[at] = true;
                path.push(at);
                let Some(next) = self.needs[at].iter().copied().find(|on| left[*on]) else {
                    break;
                };
                at = next;
            }
            if let Some(from) = path.iter().position(|step| *step == at) {
                let mut cycle = path.split_off(from);
                let least = cycle.iter().enumerate().min_by_key(|(_, task)| **task).map_or(0, |(at, _)| at);
                cycle.rotate_left(least);
                cycles.push(cycle);
            }
        }
        cycles
    }

    /// Tasks by the earliest wave in which they can run side by side. Closed tasks are left out.
    ///
    /// # Errors
    /// The cycles.
    pub fn waves(&self, feature: &Feature<'a>) -> Result<Vec<Vec<usize>>, Vec<Vec<usize>>> {
        let mut wave_of = vec![0_usize; self.needs.len()];
        let mut waves: Vec<Vec<usize>> = Vec::new();
        for at in self.order()? {
            if feature.tasks[at].status.is_closed() {
                continue;
            }
            let wave = self.open_needs(feature, at).iter().map(|on| wave_of[*on] + 1).max().unwrap_or(0);
            wave_of[at] = wave;
            if waves.len() <= wave {
                waves.resize(wave + 1, Vec::new());
            }
            waves[wave].push(at);
        }
        for wave in &mut waves {
            wave.sort_unstable();
        }
        Ok(waves)
    }

    /// The chain of open tasks that takes longest, by the middles of their estimates (a task without one counts as
    /// nothing), and its minutes.
    ///
    /// # Errors
    /// The cycles.
    pub fn critical_path(&self, feature: &Feature<'a>) -> Result<(Vec<usize>, u32), Vec<Vec<usize>>> {
        let mut longest: Vec<(u32, usize, Option<usize>)> = vec![(0, 0, None); self.needs.len()];
        let mut last = None;
        for at in self.order()? {
            let task = &feature.tasks[at];
            if task.status.is_closed() {
                continue;
            }
            let before = self.open_needs(feature, at).into_iter().max_by_key(|on| (longest[*on].0, longest[*on].1));
            let own = task.estimate.as_ref().map_or(0, |(_, estimate)| estimate.middle());
            let (minutes, length) = before.map_or((0, 0), |on| (longest[on].0, longest[on].1));
            longest[at] = (minutes + own, length + 1, before);
            if last.is_none_or(|last: usize| (longest[at].0, longest[at].1) > (longest[last].0, longest[last].1)) {
                last = Some(at);
            }
        }
        let minutes = last.map_or(0, |at| longest[at].0);
        let mut path = Vec::new();
        while let Some(at) = last {
            path.push(at);
            last = longest[at].2;
        }
        path.reverse();
        Ok((path, minutes))
    }

    /// The task to do next: one that was begun, else the ready one on the critical path, else the first ready one.
    pub fn next(&self, feature: &Feature<'a>) -> Option<(usize, String)> {
        let ready = without_parents(feature, self.ready(feature));
        if let Some(at) = ready.iter().copied().find(|at| feature.tasks[*at].status == Status::Doing) {
            return Some((at, "it was begun and is not done".to_owned()));
        }
        let of = |count: usize| {
            if count == 1 { "the only task that is ready".to_owned() } else { format!("{count} tasks are ready") }
        };
        if ready.len() > 1
            && let Ok((path, minutes)) = self.critical_path(feature)
            && let Some(at) =
                path.iter().copied().find(|at| ready.contains(at)).filter(|_| minutes > 0 && path.len() > 1)
        {
            return Some((at, format!("{}; this one begins the longest chain of open work", of(ready.len()))));
        }
        let urgency = |at: usize| urgency(feature.tasks[at].priority);
        let (first, last) =
            (ready.iter().copied().min_by_key(|at| urgency(*at))?, ready.iter().map(|at| urgency(*at)).max());
        let why = match ready.len() {
            1 => "",
            _ if last > Some(urgency(first)) => "; this is the first of the most urgent",
            _ => "; this is the first",
        };
        Some((first, format!("{}{why}", of(ready.len()))))
    }
}

/// Without tasks of which a part can be done now: the part is done first.
fn without_parents(feature: &Feature<'_>, ready: Vec<usize>) -> Vec<usize> {
    let parents: std::collections::HashSet<usize> = ready.iter().filter_map(|at| feature.tasks[*at].parent).collect();
    ready.into_iter().filter(|at| !parents.contains(at)).collect()
}

/// How much a priority presses, the most first. What says none is in the middle.
fn urgency(priority: Option<&str>) -> u8 {
    let Some(word) = priority else { return 2 };
    let is = |words: &[&str]| words.iter().any(|known| known.eq_ignore_ascii_case(word));
    match () {
        () if is(&["critical", "urgent", "highest", "p0"]) => 0,
        () if is(&["high", "p1"]) => 1,
        () if is(&["low", "p3"]) => 3,
        () if is(&["lowest", "p4"]) => 4,
        () => 2,
    }
}
