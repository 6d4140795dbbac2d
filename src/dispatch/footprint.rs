//! What a run must leave alone: the user's own checkout, the repository's settings and hooks, and every ref that is not
//! Planyard's. It is looked at before a run and after it. A person may have edited in the meantime, and who wrote a file
//! cannot be told: such changes are told as a warning, and nothing is taken back. Only a target branch of Planyard's own
//! that was moved by nobody who may is a reason to land nothing until a person has looked.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::UNIX_EPOCH;

use anyhow::Result;
use serde::{Deserialize, Serialize};

use super::runs::RunFolder;
use super::shop::Shop;
use crate::agents::Event;
use crate::git::{Commit, Objects};
use crate::queue::Order;

/// As it was before the run.
const BEFORE: &str = "footprint.json";
/// What had changed after it.
pub const ESCAPE: &str = "escape.json";
/// Refs of Planyard's own.
const OWN: [&str; 2] = ["refs/heads/planyard/", "refs/planyard/"];
/// So many names are told in a line.
const TOLD: usize = 8;

/// What a run must leave alone, as it is at some time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Footprint {
    /// Refs by their names; `HEAD` among them.
    refs: BTreeMap<String, String>,
    /// Files that differ from HEAD, and the repository's settings and hooks, by their paths: how, and when they were
    /// written.
    files: BTreeMap<String, String>,
    /// The target branch.
    target: Option<String>,
}

/// Keeps how it is before a run begins. What cannot be looked at is not watched: the run begins all the same.
///
/// # Errors
/// It cannot be written.
pub fn keep(shop: &Shop<'_>, run: &RunFolder) -> Result<()> {
    match look(shop) {
        Ok(found) => run.write_json(BEFORE, &found),
        Err(_) => Ok(()),
    }
}

/// Compares after a run has ended; once, however often it is judged. Gives why nothing may land.
///
/// # Errors
/// The repository cannot be read, or the records not be written.
pub fn judge(shop: &Shop<'_>, order: &Order, run: &RunFolder) -> Result<Option<String>> {
    let Some(before) = run.text(BEFORE).and_then(|text| serde_json::from_str::<Footprint>(&text).ok()) else {
        return Ok(None);
    };
    let after = look(shop)?;
    let changed = before.changes(&after);
    if !changed.is_empty() {
        run.write_json(ESCAPE, &changed)?;
        let message = format!("escape: while it ran, this changed outside of its worktree: {}", listed(&changed));
        let message = shop.secrets.redact_text(&message);
        let mut line = serde_json::to_vec(&Event::Warn { message: message.clone() })?;
        line.push(b'\n');
        // Its transcript only tells it once more.
        let _ = run.append("events.jsonl", &line);
        shop.say(&order.id, "warning", &message);
        shop.queue.record(Some(&order.id), order.epoch, "escape", &serde_json::json!({ "changed": changed }))?;
    }
    let moved = match (&before.target, &after.target) {
        (Some(before), Some(after)) if shop.target.starts_with("planyard/") => moved(shop, before, after)?,
        _ => None,
    };
    if moved.is_none() {
        run.remove(BEFORE);
    }
    Ok(moved)
}

fn look(shop: &Shop<'_>) -> Result<Footprint> {
    let objects = Objects::around(shop.git.root())?;
    let mut refs: BTreeMap<String, String> =
        objects.refs("refs/")?.into_iter().filter(|(name, _)| !OWN.iter().any(|own| name.starts_with(own))).collect();
    let head = objects.head()?;
    refs.insert("HEAD".to_owned(), objects.head_ref()?.unwrap_or_else(|| head.clone()));
    let root = &shop.workspace.root;
    let mut files = BTreeMap::new();
    for change in shop.workspace.repo(shop.context)?.dirty(&["."])? {
        files.insert(change.path.clone(), format!("{:?}{}", change.kind, written(&root.join(&change.path))));
    }
    let common = objects.common();
    let hooks = std::fs::read_dir(common.join("hooks")).into_iter().flatten().flatten().map(|entry| entry.path());
    for path in hooks.chain([common.join("config"), common.join("info/attributes")]) {
        let name = path.strip_prefix(&common).unwrap_or(&path).display().to_string();
        files.insert(format!(".git/{name}"), written(&path));
    }
    let target = objects.tip(&format!("refs/heads/{}", shop.target))?;
    Ok(Footprint { refs, files, target })
}

/// When a file was written, and how long it is.
fn written(path: &Path) -> String {
    let Ok(meta) = std::fs::symlink_metadata(path) else { return String::new() };
    let at = meta.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
    format!(" {} {}", at.as_nanos(), meta.len())
}

impl Footprint {
    /// The names of what differs.
    fn changes(&self, after: &Self) -> Vec<String> {
        let mut names = BTreeSet::new();
        for (old, new) in [(&self.refs, &after.refs), (&self.files, &after.files)] {
            let all = old.keys().chain(new.keys());
            names.extend(all.filter(|name| old.get(*name) != new.get(*name)).cloned());
        }
        names.into_iter().collect()
    }
}

/// Why the target's new commits are nobody's who may make some.
fn moved(shop: &Shop<'_>, before: &str, after: &str) -> Result<Option<String>> {
    if before == after {
        return Ok(None);
    }
    let objects = Objects::around(shop.git.root())?;
    let told = |what: String| {
        format!("{} was moved while it ran, and not by a landing: {what}; `git log {0}` shows it", shop.target)
    };
    if !objects.reaches(after, before)? {
        return Ok(Some(told(format!("it was at {before} and does not hold it any more"))));
    }
    let mut strange = Vec::new();
    objects.first_parents(after, Some(before), &mut |commit| {
        if !is_ours(commit) {
            strange.push(commit.id.clone());
        }
        false
    })?;
    // A dispatch brings it up to what people have committed.
    let branches = objects.refs("refs/heads/")?;
    let people = branches.iter().filter(|(name, _)| !OWN.iter().any(|own| name.starts_with(own)));
    let people: Vec<&String> = people.map(|(_, commit)| commit).collect();
    strange.retain(|commit| !people.iter().any(|tip| objects.reaches(tip, commit).unwrap_or(false)));
    Ok(strange.first().map(|commit| told(format!("{commit} is no commit of Planyard's, nor on a branch of yours"))))
}

fn is_ours(commit: &Commit) -> bool {
    let last = commit.message.trim_end().rsplit("\n\n").next().unwrap_or_default();
    last.lines().any(|line| line.starts_with("Planyard-"))
}

fn listed(names: &[String]) -> String {
    let more = names.len().saturating_sub(TOLD);
    let shown = names[..names.len() - more].join(", ");
    if more == 0 { shown } else { format!("{shown} and {more} more") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_named_whatever_way_it_does() {
        let of = |refs: &[(&str, &str)], files: &[(&str, &str)]| {
            let owned = |all: &[(&str, &str)]| all.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
            Footprint { refs: owned(refs), files: owned(files), target: None }
        };
        let before = of(&[("HEAD", "refs/heads/main"), ("refs/heads/main", "1")], &[("a", "Modified 1 1"), ("b", "x")]);
        assert!(before.changes(&before).is_empty());
        let after = of(&[("HEAD", "2"), ("refs/heads/main", "1"), ("refs/stash", "3")], &[("a", "Modified 2 1")]);
        assert_eq!(before.changes(&after), ["HEAD", "a", "b", "refs/stash"]);
        let many: Vec<String> = (0..10).map(|number| number.to_string()).collect();
        assert_eq!(listed(&many), "0, 1, 2, 3, 4, 5, 6, 7 and 2 more");
    }
}
