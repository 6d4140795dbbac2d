//! Which lines ran: lcov, the one format that every runner can write.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

/// Which lines ran.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct Coverage {
    /// Lines that could run.
    pub lines: usize,
    /// Lines that ran.
    pub hit: usize,
    /// In percent, one digit after the point.
    pub percent: f64,
    /// By file, sorted.
    pub files: Vec<FileCoverage>,
}

/// Which lines of a file ran.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct FileCoverage {
    /// Relative to the workspace.
    pub file: String,
    /// Lines that could run.
    pub lines: usize,
    /// Lines that ran.
    pub hit: usize,
    /// Lines that did not run, as ranges: `3-7`, `12`.
    pub missed: Vec<String>,
}

/// How often each line ran, by file.
pub(super) type Hits = BTreeMap<String, BTreeMap<u32, u64>>;

/// Adds an lcov report; `path` makes a file's name relative to the workspace, or leaves it out.
pub(super) fn add_lcov(text: &str, hits: &mut Hits, path: impl Fn(&str) -> Option<String>) {
    let mut file = None;
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("SF:") {
            file = path(name.trim());
        } else if let (Some(file), Some(rest)) = (&file, line.strip_prefix("DA:")) {
            let mut parts = rest.split(',').map(str::trim);
            let number = parts.next().and_then(|number| number.parse().ok());
            let count: Option<u64> = parts.next().and_then(|count| count.parse().ok());
            if let (Some(number), Some(count)) = (number, count) {
                *hits.entry(file.clone()).or_default().entry(number).or_insert(0) += count;
            }
        } else if line == "end_of_record" {
            file = None;
        }
    }
}

/// Sums it up; `None` when no line was measured.
pub(super) fn total(hits: &Hits) -> Option<Coverage> {
    let files: Vec<FileCoverage> = hits
        .iter()
        .map(|(file, lines)| FileCoverage {
            file: file.clone(),
            lines: lines.len(),
            hit: lines.values().filter(|count| **count > 0).count(),
            missed: ranges(lines.iter().filter(|(_, count)| **count == 0).map(|(line, _)| *line)),
        })
        .collect();
    let (lines, hit) = files.iter().fold((0, 0), |(lines, hit), file| (lines + file.lines, hit + file.hit));
    if lines == 0 {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "a percentage with one digit")]
    let percent = (hit as f64 * 1000.0 / lines as f64).floor() / 10.0;
    Some(Coverage { lines, hit, percent, files })
}

fn ranges(lines: impl Iterator<Item = u32>) -> Vec<String> {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for line in lines {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == line => *last = line,
            _ => ranges.push((line, line)),
        }
    }
    ranges.into_iter().map(|(from, to)| if from == to { from.to_string() } else { format!("{from}-{to}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_of_several_runners_are_added_up() {
        let mut hits = Hits::new();
        let own = |name: &str| name.strip_prefix("/w/").map(str::to_owned);
        add_lcov("TN:\nSF:/w/a.py\nDA:1,1\nDA:2,0\nDA:3,0\nDA:5,0\nend_of_record\nDA:9,1\n", &mut hits, own);
        add_lcov(
            "SF:/w/a.py\nDA:2,4,hash\nend_of_record\nSF:/usr/x.py\nDA:1,1\nend_of_record\nSF:/w/b.py\nDA:x,1\n",
            &mut hits,
            own,
        );
        let total = total(&hits).unwrap();
        assert_eq!((total.lines, total.hit, total.percent), (4, 2, 50.0));
        assert_eq!(total.files.len(), 1);
        assert_eq!(total.files[0].missed, ["3", "5"]);
        assert_eq!(super::total(&Hits::new()), None);
        assert_eq!(ranges([1, 2, 3, 7].into_iter()), ["1-3", "7"]);
    }
}
