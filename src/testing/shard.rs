//! One part of the test files of so many, alike in the time that they take.
//!
//! How long a file takes is guessed from its size and from nothing that differs between machines: parts that were chosen by
//! times on record would not fit together where one machine remembers other runs than the next, and tests would be left out.

use std::collections::BTreeMap;

use crate::tools::survey::folder_of;

/// The files of part `index` (from 1) of `count`: the largest first, each to the part with least to do. With `folders`,
/// files of one folder stay together, because the runner takes whole folders.
pub(super) fn part(
    files: &[String],
    folders: bool,
    (index, count): (usize, usize),
    size: impl Fn(&str) -> u64,
) -> Vec<String> {
    let mut groups: BTreeMap<&str, (u64, Vec<&String>)> = BTreeMap::new();
    for file in files {
        let group = groups.entry(if folders { folder_of(file) } else { file }).or_default();
        // An empty file costs something, too.
        group.0 += size(file) + 1;
        group.1.push(file);
    }
    let mut order: Vec<(&str, (u64, Vec<&String>))> = groups.into_iter().collect();
    order.sort_by(|(one, (a, _)), (other, (b, _))| b.cmp(a).then_with(|| one.cmp(other)));
    let mut parts: Vec<(u64, Vec<String>)> = vec![(0, Vec::new()); count.max(1)];
    for (_, (size, files)) in order {
        let lightest = (0..parts.len()).min_by_key(|at| parts[*at].0).unwrap_or(0);
        parts[lightest].0 += size;
        parts[lightest].1.extend(files.into_iter().cloned());
    }
    let mut files = parts.into_iter().nth(index.saturating_sub(1)).map(|(_, files)| files).unwrap_or_default();
    files.sort();
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_hold_every_file_once_and_are_alike() {
        let files: Vec<String> = ["x/a", "x/b", "y/c", "d", "e"].map(str::to_owned).to_vec();
        let size = |file: &str| if file == "x/a" { 90 } else { 30 };
        for folders in [false, true] {
            let parts: Vec<Vec<String>> = (1..=2).map(|index| part(&files, folders, (index, 2), size)).collect();
            let mut all = parts.concat();
            all.sort();
            assert_eq!(all.len(), files.len());
            assert!(files.iter().all(|file| all.contains(file)), "{parts:?}");
            let weight = |part: &Vec<String>| part.iter().map(|file| size(file)).sum::<u64>();
            assert!(weight(&parts[0]).abs_diff(weight(&parts[1])) <= 60, "{parts:?}");
            let holding = |file: &str| parts.iter().position(|part| part.iter().any(|other| other == file));
            assert_eq!(holding("x/a") == holding("x/b"), folders);
        }
        assert_eq!(part(&files, false, (9, 9), size), Vec::<String>::new());
    }
}
