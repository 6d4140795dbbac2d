//! Work on many things at once, where there are many: threads take longer to start than a few files to read.

use rayon::prelude::*;

/// Does the work for each, and gives what came of it in the same order; on several threads from `many` things on.
pub fn map<'t, T: Sync, R: Send>(things: &'t [T], many: usize, work: impl Fn(&'t T) -> R + Sync + Send) -> Vec<R> {
    if things.len() < many { things.iter().map(work).collect() } else { things.par_iter().map(work).collect() }
}

/// From so many single files on.
pub const FILES: usize = 64;

/// From so many features on, each of which has several files and rules that are asked.
pub const FEATURES: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_stays() {
        let things: Vec<usize> = (0..1000).collect();
        for many in [0, 999, 1000, 1001] {
            assert_eq!(map(&things, many, |thing| thing * 2), things.iter().map(|thing| thing * 2).collect::<Vec<_>>());
        }
    }
}
