//! One part of the test files of so many, alike in the time that they take.

/// The files of part `index` (from 1) of `count`: the longest first, each to the part with least to do. Files without a
/// known time count as the mean of the others. The same for the same files and times, so that the parts fit together.
pub(super) fn part(files: &[String], index: usize, count: usize, ms: impl Fn(&str) -> Option<f64>) -> Vec<String> {
    let known: Vec<Option<f64>> = files.iter().map(|file| ms(file)).collect();
    let times: Vec<f64> = known.iter().flatten().copied().collect();
    #[expect(clippy::cast_precision_loss, reason = "a mean of milliseconds")]
    let mean = if times.is_empty() { 1.0 } else { times.iter().sum::<f64>() / times.len() as f64 };
    let mut order: Vec<(f64, &String)> = known.iter().map(|ms| ms.unwrap_or(mean)).zip(files).collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    let mut parts: Vec<(f64, Vec<String>)> = vec![(0.0, Vec::new()); count.max(1)];
    for (ms, file) in order {
        let lightest = (0..parts.len()).min_by(|a, b| parts[*a].0.total_cmp(&parts[*b].0)).unwrap_or(0);
        parts[lightest].0 += ms;
        parts[lightest].1.push(file.clone());
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
        let files: Vec<String> = ["a", "b", "c", "d", "e"].map(str::to_owned).to_vec();
        let ms = |file: &str| (file != "e").then(|| if file == "a" { 90.0 } else { 30.0 });
        let parts: Vec<Vec<String>> = (1..=2).map(|index| part(&files, index, 2, ms)).collect();
        let mut all = parts.concat();
        all.sort();
        assert_eq!(all, files);
        let time = |part: &Vec<String>| part.iter().map(|file| ms(file).unwrap_or(45.0)).sum::<f64>();
        assert!((time(&parts[0]) - time(&parts[1])).abs() <= 45.0, "{parts:?}");
        assert_eq!(part(&files, 9, 9, ms), Vec::<String>::new());
    }
}
