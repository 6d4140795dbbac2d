//! A merged file is looked at again before anybody gets it: every line that either side has must be in it, and every mark
//! must be the one that follows from the three.

use std::collections::{HashMap, HashSet};

use super::version::{Block, Line, Version};
use super::{Marking, Merged};
use crate::plan::model::{Feature, Status};

/// What went in.
pub(super) struct Before<'b, 'a> {
    pub base: &'b Version<'a>,
    pub ours: &'b Version<'a>,
    pub theirs: &'b Version<'a>,
    /// Lines that became part of others.
    pub combined: &'b HashSet<String>,
}

/// Nothing is lost, and nothing is said to be done that is not. `now` is the merged plan, read again.
pub(super) fn holds(before: &Before<'_, '_>, merged: &Merged, now: &Feature<'_>) -> bool {
    lines(before, merged) && (!merged.is_clean() || (ids(before, now) && marks(before, now) && tasks(before, now)))
}

type Count<'t> = HashMap<&'t str, usize>;

/// How often each line that says something stands among some; what is stated of progress is worked out anew, and not looked at.
fn count<'t>(lines: impl Iterator<Item = &'t Line<'t>>) -> Count<'t> {
    let mut count = Count::new();
    for line in lines {
        let stated = line.holes.iter().any(|hole| hole.status.is_none());
        if !stated && line.text.chars().any(char::is_alphanumeric) {
            *count.entry(line.text.trim_end()).or_default() += 1;
        }
    }
    count
}

fn times(count: &Count<'_>, line: &str) -> usize {
    count.get(line).copied().unwrap_or(0)
}

/// What a side has added, and what both have kept, is there.
fn lines(before: &Before<'_, '_>, merged: &Merged) -> bool {
    let (text, _) = merged.text(&Marking { with_base: true, ..Marking::default() });
    let now: HashSet<&str> = text.lines().map(str::trim_end).collect();
    let [base, ours, theirs] = [before.base, before.ours, before.theirs].map(|version| count(version.lines.iter()));
    ours.keys().chain(theirs.keys()).all(|line| {
        let [base, ours, theirs] = [&base, &ours, &theirs].map(|count| times(count, line));
        let kept = (ours >= base && theirs >= base) || ours.max(theirs) > base;
        !kept || now.contains(line) || is_combined(before, line)
    })
}

fn is_combined(before: &Before<'_, '_>, line: &str) -> bool {
    before.combined.iter().any(|other| other.trim_end() == line)
}

/// Within each task that all have, every line of either side is there as often as it must be.
fn tasks(before: &Before<'_, '_>, now: &Feature<'_>) -> bool {
    let now = Version::of(now);
    let known = [before.base, before.ours, before.theirs, &now].map(by_name);
    known[0].keys().all(|name| {
        let [Some(base), Some(ours), Some(theirs), Some(now)] = known.each_ref().map(|known| known.get(name)) else {
            return true;
        };
        ours.keys().chain(theirs.keys()).all(|line| {
            let wanted = match [base, ours, theirs].map(|count| times(count, line)) {
                // What both added may be the same.
                [base, ours, theirs] if ours >= base && theirs >= base => ours.max(theirs),
                [base, ours, theirs] => (ours + theirs).saturating_sub(base),
            };
            times(now, line) >= wanted || is_combined(before, line)
        })
    })
}

/// The lines of each block whose id and title are its own.
fn by_name<'v>(version: &'v Version<'_>) -> HashMap<(&'v str, &'v str), Count<'v>> {
    let mut found: HashMap<(&str, &str), Option<Count<'_>>> = HashMap::new();
    for unit in &version.units {
        let Some(block) = unit.block.map(|at| &version.blocks[at]) else { continue };
        let lines = count(version.lines[unit.lines.clone()].iter());
        found.entry((block.id, &block.title)).and_modify(|known| *known = None).or_insert(Some(lines));
    }
    found.into_iter().filter_map(|(name, lines)| Some((name, lines?))).collect()
}

/// No id stands for two tasks that stood for one before.
fn ids(before: &Before<'_, '_>, now: &Feature<'_>) -> bool {
    let twice = |version: &Version<'_>, id: &str| version.blocks.iter().filter(|block| block.id == id).count() > 1;
    let mut seen = HashSet::new();
    let mut again = now.tasks.iter().filter(|task| !seen.insert(task.id.to_string()));
    again.all(|task| twice(before.ours, &task.id) || twice(before.theirs, &task.id))
}

fn marks(before: &Before<'_, '_>, now: &Feature<'_>) -> bool {
    let title = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    now.tasks.iter().filter(|task| !task.id.starts_with("box-")).all(|task| {
        let title = title(&task.title);
        let find = |version: &Version<'_>| -> Option<Vec<Status>> {
            let same = |block: &&Block<'_>| block.id == task.id && block.title == title && block.status.is_some();
            let mut found = version.blocks.iter().filter(same);
            let one = found.next()?;
            found.next().is_none().then(|| one.marks.clone())
        };
        let (Some(base), Some(ours), Some(theirs)) = (find(before.base), find(before.ours), find(before.theirs)) else {
            return true;
        };
        let marks: Vec<Status> = task.marks.iter().map(|mark| mark.status).collect();
        let same_length = [&base, &ours, &theirs].iter().all(|other| other.len() == marks.len());
        !same_length
            || (0..marks.len()).all(|at| match (base[at], ours[at], theirs[at]) {
                (_, ours, theirs) if ours == theirs => marks[at] == ours,
                (base, ours, theirs) if base == ours => marks[at] == theirs,
                (base, ours, theirs) if base == theirs => marks[at] == ours,
                _ => true,
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::dialects::{find, read_feature};
    use crate::plan::merge::{Conflict, Part, source};

    const PATH: &str = "features/P01-F01-a/tasks.md";
    const BASE: &str = "# Tasks\n\n### T01: Read\n\n- [ ] Estimate: 1h\n- [ ] Notes: -\n\n### T02: Write\n\n- [ ] Estimate: 2h\n- [ ] Notes: -\n";

    fn proven(ours: &str, theirs: &str, parts: Vec<Part>) -> bool {
        proven_from(BASE, ours, theirs, parts)
    }

    fn proven_from(base: &str, ours: &str, theirs: &str, parts: Vec<Part>) -> bool {
        let merged = Merged { parts, moved: Vec::new() };
        let sources = [base, ours, theirs, &merged.ours()].map(|text| source(PATH, text));
        let read = |at: usize| read_feature(PATH, PATH, std::slice::from_ref(&sources[at]), find("workitems")).unwrap();
        let [base, ours, theirs, now] = [read(0), read(1), read(2), read(3)];
        let [base, ours, theirs] = [&base, &ours, &theirs].map(Version::of);
        let combined = HashSet::new();
        holds(&Before { base: &base, ours: &ours, theirs: &theirs, combined: &combined }, &merged, &now)
    }

    fn clean(text: &str) -> Vec<Part> {
        vec![Part::Clean(text.to_owned())]
    }

    #[test]
    fn a_merge_that_is_wrong_is_told() {
        let tick = |text: &str, estimate: &str| {
            text.replace(&format!("[ ] Estimate: {estimate}"), &format!("[x] Estimate: {estimate}"))
        };
        let ours = tick(BASE, "1h").replace("### T02", "Found by us.\n\n### T02");
        let theirs = tick(BASE, "2h");
        let right = tick(&ours, "2h");
        assert!(proven(&ours, &theirs, clean(&right)));
        for (what, wrong) in [
            ("ours is all", ours.clone()),
            ("theirs is all", theirs.clone()),
            ("a line of ours is gone", right.replace("Found by us.\n\n", "")),
            ("a line of both is gone", right.replace("- [x] Estimate: 1h\n", "")),
            ("a line of one task stands in the other alone", right.replacen("- [ ] Notes: -\n", "", 1)),
            ("a mark is set that nobody set", right.replacen("[ ] Notes", "[x] Notes", 1)),
            ("a task is there twice", format!("{right}\n### T01: Read\n\n- [x] Estimate: 1h\n- [ ] Notes: -\n")),
        ] {
            assert!(!proven(&ours, &theirs, clean(&wrong)), "{what}");
        }
    }

    #[test]
    fn a_mark_is_that_of_its_line_among_others_that_say_the_same() {
        let base = BASE.replacen("- [ ] Notes: -\n", "- [ ] Notes: -\n- [ ] Notes: -\n", 1);
        let ours = base.replacen("[ ] Notes", "[x] Notes", 1);
        assert!(proven_from(&base, &ours, &base, clean(&ours)));
        let wrong = base.replacen("- [ ] Notes: -\n- [ ] Notes: -\n", "- [ ] Notes: -\n- [x] Notes: -\n", 1);
        assert!(!proven_from(&base, &ours, &base, clean(&wrong)));
    }

    #[test]
    fn a_conflict_holds_the_lines_of_both() {
        let (ours, theirs) = (BASE.replace("1h", "3h"), BASE.replace("1h", "4h"));
        let (head, rest) = BASE.split_once("- [ ] Estimate: 1h\n").unwrap();
        let parts = |ours: &str, theirs: &str| {
            let line = |text: &str| format!("- [ ] Estimate: {text}\n");
            let conflict =
                Conflict { what: "T01".to_owned(), base: line("1h"), ours: line(ours), theirs: line(theirs) };
            vec![Part::Clean(head.to_owned()), Part::Conflict(conflict), Part::Clean(rest.to_owned())]
        };
        assert!(proven(&ours, &theirs, parts("3h", "4h")));
        assert!(!proven(&ours, &theirs, parts("3h", "3h")), "theirs is nowhere");
        assert!(!proven(&ours, &theirs, clean(&ours)), "one side was taken");
    }
}
