//! Which tests each runner is asked for.

use std::collections::BTreeSet;
use std::path::Path;

use crate::lint::Scope;
use crate::lint::jobs::{Job, Plan};
use crate::report::{Problem, ProblemKind};
use crate::tools::site::Site;
use crate::tools::survey::{Survey, is_in};

use super::history::History;
use super::run::Selection;
use super::{Request, related, shard, shown};

/// Chooses for every job; jobs with nothing to run are left out. What cannot be done is told as problems.
///
/// # Errors
/// Arguments for a runner when several run.
pub(super) fn select(
    plan: &mut Plan,
    survey: &Survey,
    site: &Site,
    scope: &Scope,
    request: &Request,
    history: &History,
) -> anyhow::Result<(Vec<Selection>, Vec<Problem>)> {
    let jobs = std::mem::take(&mut plan.jobs);
    if !request.args.is_empty() && jobs.len() > 1 {
        let names: Vec<String> = jobs.iter().map(shown).collect();
        return Err(Problem::new(
            ProblemKind::Usage,
            format!("these arguments could be meant for any of {}", names.join(", ")),
        )
        .source("--")
        .hint("name the one runner: --tool NAME")
        .into());
    }
    let (mut selections, mut problems) = (Vec::new(), Vec::new());
    for job in jobs {
        let selection = match scope {
            _ if request.failed => failed(&job, survey, history),
            Scope::Changed(changed) => changed_only(&job, survey, site, changed),
            _ => Some(Selection { named: !job.whole, files: job.files.clone(), ..Selection::of(&job) }),
        };
        let selection = match (selection, request.shard) {
            (Some(selection), Some((index, count))) => match sharded(selection, site, index, count) {
                Ok(part) => part,
                Err(problem) => {
                    problems.push(*problem);
                    None
                }
            },
            (selection, _) => selection,
        };
        match selection {
            Some(selection) => selections.push(selection),
            None => plan.out_of_scope.push(job.record.name.clone()),
        }
    }
    Ok((selections, problems))
}

/// The runner can be given files.
fn takes_files(job: &Job) -> bool {
    job.record.run.iter().any(|arg| arg.contains("{files}") || arg.contains("{folders}"))
}

/// The tests that failed when they were last run; all, when something else went wrong and which they are is not known.
fn failed(job: &Job, survey: &Survey, history: &History) -> Option<Selection> {
    if history.is_broken(&job.record.name, &job.folder) {
        return Some(Selection { named: !job.whole, files: job.files.clone(), ..Selection::of(job) });
    }
    // Tests of a file that is gone are gone.
    let here = |file: &Option<String>| file.as_deref().is_none_or(|file| is_in(file, &job.folder) && survey.has(file));
    let known: Vec<_> = history.failing(&job.record.name).filter(|known| here(&known.file)).collect();
    if known.is_empty() {
        return None;
    }
    let files: BTreeSet<String> =
        known.iter().filter_map(|known| known.file.clone()).filter(|file| job.files.contains(file)).collect();
    // A test whose file is not known may be in any.
    let named =
        takes_files(job) && known.iter().all(|known| known.file.as_ref().is_some_and(|file| files.contains(file)));
    let only = known.iter().map(|known| known.id.clone()).collect();
    let files = if named { files.into_iter().collect() } else { job.files.clone() };
    Some(Selection { named, files, only, ..Selection::of(job) })
}

/// The tests that a change concerns.
fn changed_only(job: &Job, survey: &Survey, site: &Site, changed: &BTreeSet<String>) -> Option<Selection> {
    let here: BTreeSet<String> = changed.iter().filter(|path| is_in(path, &job.folder)).cloned().collect();
    let extension = |path: &str| Path::new(path).extension().map(|extension| extension.to_ascii_lowercase());
    let known: BTreeSet<_> = job.files.iter().filter_map(|file| extension(file)).collect();
    let source =
        |path: &&String| is_in(path, &job.folder) && extension(path).is_some_and(|found| known.contains(&found));
    let sources: Vec<String> = survey.paths().iter().filter(source).cloned().collect();
    let files = related::related(&site.root, &sources, &job.files, &here);
    if files.is_empty() {
        return None;
    }
    if !takes_files(job) {
        return Some(Selection { files: job.files.clone(), ..Selection::of(job) });
    }
    let named = files.len() < job.files.len();
    Some(Selection { named, files, ..Selection::of(job) })
}

/// One part of a selection; `None` when it is empty.
fn sharded(selection: Selection, site: &Site, index: usize, count: usize) -> Result<Option<Selection>, Box<Problem>> {
    let tests = selection.job.record.tests.clone().unwrap_or_default();
    if !tests.shard.is_empty() {
        return Ok(Some(Selection { native_shard: true, ..selection }));
    }
    if !takes_files(&selection.job) {
        let name = shown(&selection.job);
        return Err(Box::new(
            Problem::new(ProblemKind::Refused, format!("{name} can neither shard its tests nor be given files"))
                .source(name)
                .hint("run it whole on one machine, with --tool for the others"),
        ));
    }
    let folders = selection.job.record.run.iter().any(|arg| arg.contains("{folders}"));
    let files = shard::part(&selection.files, folders, (index, count), |file| {
        site.root.join(file).metadata().map_or(0, |meta| meta.len())
    });
    let some = !files.is_empty();
    Ok(some.then_some(Selection { files, named: true, ..selection }))
}
