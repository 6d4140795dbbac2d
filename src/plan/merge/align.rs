//! What is the same in two versions: blocks by id and title, lines by what they say, changed lines by likeness.

use std::collections::HashMap;

use similar::{Algorithm, DiffOp, TextDiff, capture_diff_slices};

use super::version::{Block, Line, Sort};

/// From the blocks of one version to those of another: the same id and title, else the same title alone (it was given
/// another number), else the same id with a title that is like it.
pub(super) fn blocks(from: &[Block<'_>], to: &[Block<'_>]) -> Vec<Option<usize>> {
    let mut found = vec![None; from.len()];
    let mut taken = vec![false; to.len()];
    let mut by_both: HashMap<(&str, &str), Vec<usize>> = HashMap::new();
    for (at, block) in to.iter().enumerate().rev() {
        by_both.entry((block.id, &block.title)).or_default().push(at);
    }
    for (at, block) in from.iter().enumerate() {
        if let Some(other) = by_both.get_mut(&(block.id, block.title.as_str())).and_then(Vec::pop) {
            (found[at], taken[other]) = (Some(other), true);
        }
    }
    let alone = |blocks: &[Block<'_>], free: &dyn Fn(usize) -> bool| {
        let mut by_title: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, block) in blocks.iter().enumerate().filter(|(at, block)| free(*at) && !block.title.is_empty()) {
            by_title.entry(block.title.clone()).or_default().push(at);
        }
        by_title
    };
    let ours = alone(from, &|at| found[at].is_none());
    let theirs = alone(to, &|at| !taken[at]);
    for (title, at) in &ours {
        if let ([at], Some([other])) = (&at[..], theirs.get(title).map(Vec::as_slice)) {
            (found[*at], taken[*other]) = (Some(*other), true);
        }
    }
    let mut by_id: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, block) in to.iter().enumerate().filter(|(at, _)| !taken[*at]).rev() {
        by_id.entry(block.id).or_default().push(at);
    }
    for (at, block) in from.iter().enumerate().filter(|(_, block)| !block.ordinal) {
        let Some(other) = found[at].is_none().then(|| by_id.get(block.id)?.last().copied()).flatten() else { continue };
        let bare = block.title.is_empty() || to[other].title.is_empty();
        if bare || like(&block.title, &to[other].title) >= 0.4 {
            by_id.get_mut(block.id).and_then(Vec::pop);
            found[at] = Some(other);
        }
    }
    let free: Vec<usize> = (0..to.len()).filter(|at| !found.contains(&Some(*at)) && to[*at].ordinal).collect();
    renamed(from, to, &free, &mut found);
    found
}

/// Blocks without an id of their own, by titles that are much alike.
fn renamed(from: &[Block<'_>], to: &[Block<'_>], free: &[usize], found: &mut [Option<usize>]) {
    let mut next = 0;
    for at in 0..from.len() {
        if !from[at].ordinal || found[at].is_some() {
            continue;
        }
        let near = (next..free.len()).take(8).find(|on| like(&from[at].title, &to[free[*on]].title) >= 0.75);
        if let Some(on) = near {
            found[at] = Some(free[on]);
            next = on + 1;
        }
    }
}

/// How much two texts have in common, 0 to 1.
pub(super) fn like(one: &str, other: &str) -> f32 {
    TextDiff::from_words(one, other).ratio()
}

/// From the symbols of one version to those of another, in order.
pub(super) fn symbols(from: &[u32], to: &[u32]) -> (Vec<Option<usize>>, Vec<DiffOp>) {
    let mut found = vec![None; from.len()];
    let ops = capture_diff_slices(Algorithm::Myers, from, to);
    for op in &ops {
        if let DiffOp::Equal { old_index, new_index, len } = *op {
            for step in 0..len {
                found[old_index + step] = Some(new_index + step);
            }
        }
    }
    (found, ops)
}

/// How many pairs of lines of one change are compared.
const PAIRS: usize = 20_000;

/// Lines that stand where others stood and are like them are those lines, changed.
pub(super) fn changed<'f, 't>(
    ops: &[DiffOp],
    found: &mut [Option<usize>],
    from: &dyn Fn(usize) -> Option<Line<'f>>,
    to: &dyn Fn(usize) -> Option<Line<'t>>,
) {
    for op in ops {
        let DiffOp::Replace { old_index, old_len, new_index, new_len } = *op else { continue };
        if old_len * new_len > PAIRS {
            continue;
        }
        let mut next = new_index;
        for (at, found) in found.iter_mut().enumerate().skip(old_index).take(old_len) {
            let Some(line) = from(at) else { continue };
            let same = |other: &usize| to(*other).is_some_and(|other| alike(&line, &other));
            if let Some(other) = (next..new_index + new_len).find(same) {
                *found = Some(other);
                next = other + 1;
            }
        }
    }
}

fn alike(one: &Line<'_>, other: &Line<'_>) -> bool {
    let least = match one.sort {
        Sort::Blank => return false,
        Sort::Step => 0.75,
        _ => 0.6,
    };
    one.sort == other.sort && like(&one.frame(), &other.frame()) >= least
}
