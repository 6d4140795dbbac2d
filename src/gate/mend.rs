//! `--fix` and `--diff`: the safe edits of a report's findings, applied to the files they are about.

use std::collections::BTreeMap;

use serde_json::json;

use crate::files;
use crate::plan::document::{Edit, Span, splice};
use crate::report::{Problem, ProblemKind, Report, Role, Safety, stable_hash};
use crate::workspace::Workspace;

/// What was, or would be, mended.
pub struct Mended {
    /// Findings with a safe fix.
    pub fixes: usize,
    /// Files that change.
    pub files: usize,
    /// Unified diffs, file after file.
    diff: String,
    written: bool,
}

/// Applies the safe fixes of a report, or only shows them. Each file is read again under its lock, and left alone when
/// it is no longer what was examined.
///
/// # Errors
/// When a file is not what was examined, or cannot be written.
pub fn mend(workspace: &Workspace, report: &Report, write: bool) -> anyhow::Result<Mended> {
    let mut by_file: BTreeMap<&str, (Vec<Edit>, Vec<u64>)> = BTreeMap::new();
    let mut mended = Mended { fixes: 0, files: 0, diff: String::new(), written: write };
    for finding in &report.results {
        let Some(fix) = finding.fix.as_deref().filter(|fix| fix.safety == Safety::Safe) else { continue };
        mended.fixes += 1;
        let edits = fix.edits.iter().map(|edit| Edit::replace(Span::new(edit.start, edit.end), edit.with.clone()));
        let (all, of) = by_file.entry(&finding.file).or_default();
        all.extend(edits);
        of.push(fix.of);
    }
    let locks = files::Locks::at(workspace.lock_folder());
    for (file, (edits, of)) in by_file {
        let before = files::read_text(&workspace.root, file)?;
        if of.iter().any(|of| *of != stable_hash(before.as_bytes())) {
            return Err(changed(file).into());
        }
        let after = splice(&before, edits)?;
        if after == before {
            continue;
        }
        mended.files += 1;
        mended.diff.push_str(&unified(file, &before, &after));
        if write {
            files::update(&workspace.root, &locks, file, |now| {
                if now == before { Ok(Some(after.clone())) } else { Err(changed(file).into()) }
            })?;
        }
    }
    Ok(mended)
}

/// The file is not what was examined: changed meanwhile, or what was examined is staged.
fn changed(file: &str) -> Problem {
    Problem::new(ProblemKind::Conflict, format!("{file} is not the text that was examined, so it was left as it is"))
        .source(file)
        .hint("run it again, without --staged if what is staged differs from the work tree")
}

fn unified(file: &str, before: &str, after: &str) -> String {
    similar::TextDiff::from_lines(before, after)
        .unified_diff()
        .context_radius(2)
        .header(&format!("a/{file}"), &format!("b/{file}"))
        .to_string()
}

impl Mended {
    /// Adds what was mended to a report.
    pub fn tell(&self, report: &mut Report) {
        let what = if self.written { "mended" } else { "would mend" };
        report.data = Some(json!({
            "fixed": if self.written { self.fixes } else { 0 },
            "fixable": self.fixes,
            "files": self.files,
            "diff": self.diff,
        }));
        if !self.diff.is_empty() && !self.written {
            report.view.pre(self.diff.clone());
        }
        let text = format!("{what} {} of what was found, in {} files", self.fixes, self.files);
        report.view.line(vec![(if self.written { Role::Good } else { Role::Plain }, text)]);
    }
}
