//! The task commands that write.

use std::path::PathBuf;

use clap_complete::engine::ArgValueCompleter;
use schemars::JsonSchema;
use serde::Serialize;

use super::list::no_task;
use super::{FeatureArg, Outcome};
use crate::context::Context;
use crate::files;
use crate::plan::change::{self, After, Change, Failure};
use crate::plan::model::{Source, Status, short_id};
use crate::report::{Problem, ProblemKind, Report, Role};
use crate::workspace::Workspace;
use crate::workspace::open::{Opened, one};

#[derive(Debug, Clone, clap::Args)]
struct Writing {
    #[command(flatten)]
    feature: FeatureArg,
    /// Show the change as a diff, and write nothing
    #[arg(long, visible_alias = "diff")]
    dry_run: bool,
}

/// Mark tasks as done; refused while their steps or dependencies are open
#[derive(Debug, clap::Args)]
pub(super) struct Done {
    /// Ids of tasks: all of them or none
    #[arg(value_name = "TASK", add = ArgValueCompleter::new(crate::complete::tasks), required = true)]
    ids: Vec<String>,
    /// Also when steps or dependencies are open; ticks the steps
    #[arg(long, requires = "reason")]
    force: bool,
    /// Why, for the notes
    #[arg(long, value_name = "TEXT", requires = "force")]
    reason: Option<String>,
    #[command(flatten)]
    writing: Writing,
}

/// Mark tasks as being worked on
#[derive(Debug, clap::Args)]
pub(super) struct Start {
    /// Ids of tasks: all of them or none
    #[arg(value_name = "TASK", add = ArgValueCompleter::new(crate::complete::tasks), required = true)]
    ids: Vec<String>,
    #[command(flatten)]
    writing: Writing,
}

/// Mark tasks as to be done again
#[derive(Debug, clap::Args)]
pub(super) struct Reopen {
    /// Ids of tasks: all of them or none
    #[arg(value_name = "TASK", add = ArgValueCompleter::new(crate::complete::tasks), required = true)]
    ids: Vec<String>,
    #[command(flatten)]
    writing: Writing,
}

/// Say why a task cannot go on
#[derive(Debug, clap::Args)]
pub(super) struct Block {
    /// Id of the task
    #[arg(value_name = "TASK", add = ArgValueCompleter::new(crate::complete::tasks))]
    id: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    writing: Writing,
}

/// Add a note to a task
#[derive(Debug, clap::Args)]
pub(super) struct Note {
    /// Id of the task
    #[arg(value_name = "TASK", add = ArgValueCompleter::new(crate::complete::tasks))]
    id: String,
    /// The note: one line
    #[arg(value_name = "TEXT")]
    text: String,
    #[command(flatten)]
    writing: Writing,
}

/// What was changed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Changed {
    /// The feature's id.
    pub feature: String,
    /// The tasks, as asked for.
    pub tasks: Vec<String>,
    /// Their status now.
    pub status: Option<Status>,
    /// A file was written; false when nothing had to change, or in a dry run.
    pub written: bool,
    /// Tasks of the feature that are done now.
    pub done: usize,
    /// Tasks of the feature.
    pub total: usize,
    /// The change as a unified diff.
    pub diff: String,
}

impl Done {
    pub(super) fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        let forced = self.reason.as_deref().filter(|_| self.force);
        let forced = forced.map(one_line).transpose()?;
        run(context, "task done", &self.writing, &self.ids, Change::Done { forced })
    }
}

impl Start {
    pub(super) fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        run(context, "task start", &self.writing, &self.ids, Change::Start)
    }
}

impl Reopen {
    pub(super) fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        run(context, "task reopen", &self.writing, &self.ids, Change::Reopen)
    }
}

impl Block {
    pub(super) fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        run(context, "task block", &self.writing, &[self.id], Change::Block(one_line(&self.reason)?))
    }
}

impl Note {
    pub(super) fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        run(context, "task note", &self.writing, &[self.id], Change::Note(one_line(&self.text)?))
    }
}

/// A note is one line, or it would be read as something else.
fn one_line(text: &str) -> anyhow::Result<&str> {
    let text = text.trim();
    if text.is_empty() || text.chars().any(char::is_control) {
        return Err(Problem::new(ProblemKind::Usage, "a note is one line of text, and not empty")
            .hint("put longer text into the plan by hand")
            .into());
    }
    Ok(text)
}

fn run(
    context: &Context,
    command: &'static str,
    writing: &Writing,
    ids: &[String],
    change: Change<'_>,
) -> anyhow::Result<Outcome> {
    let workspace = context.workspace()?;
    let found = one(context, workspace, writing.feature.feature.as_deref())?;
    let opened = Opened::read(workspace, found)?;
    let paths: Vec<PathBuf> = opened.sources.iter().map(|source| PathBuf::from(&*source.path)).collect();
    let mut worked = Worked { after: changed(&opened, &opened.sources, ids, change)?, of: None };
    let sources = opened.sources.iter().zip(&worked.after.sources).enumerate();
    let changing: Vec<usize> = sources.filter(|(_, (now, after))| now.text != after.text).map(|(at, _)| at).collect();
    let mut again = |texts: &[&str]| worked.again(&opened, texts, ids, change);
    let written =
        !writing.dry_run && !changing.is_empty() && write(workspace, &opened.sources, &paths, &changing, &mut again)?;
    report(command, &opened, &worked.after, ids, change, (written, writing.dry_run))
}

/// What was worked out.
struct Worked {
    after: After,
    /// From these texts; `None`: from those that were read first.
    of: Option<Vec<String>>,
}

impl Worked {
    /// The texts that change, from those of now: mostly those of before, and so is the answer.
    fn again(
        &mut self,
        opened: &Opened,
        texts: &[&str],
        ids: &[String],
        change: Change<'_>,
    ) -> anyhow::Result<Vec<Option<String>>> {
        let is_same = match &self.of {
            Some(of) => of == texts,
            None => opened.sources.iter().map(|source| source.text.as_str()).eq(texts.iter().copied()),
        };
        if !is_same {
            let source = |(source, text): (&Source, &&str)| {
                let Source { path, role, .. } = source;
                Source { path: path.clone(), role: *role, text: (*text).to_owned().into() }
            };
            let now: Vec<Source> = opened.sources.iter().zip(texts).map(source).collect();
            let of = texts.iter().map(|text| (*text).to_owned()).collect();
            *self = Self { after: changed(opened, &now, ids, change)?, of: Some(of) };
        }
        let differ = |(now, after): (&&str, &Source)| (*now != after.text.as_str()).then(|| after.text.to_string());
        Ok(texts.iter().zip(&self.after.sources).map(differ).collect())
    }
}

/// The plan after the change.
fn changed(opened: &Opened, sources: &[Source], ids: &[String], change: Change<'_>) -> anyhow::Result<After> {
    Ok(change::apply(opened.place(), sources, ids, change).map_err(|failure| problem(opened, failure))?)
}

/// From the texts of all documents to those that change.
type Work<'w> = dyn FnMut(&[&str]) -> anyhow::Result<Vec<Option<String>>> + 'w;

/// Writes the documents that change: one under its own lock, several as a transaction. The texts are read again under the
/// lock, and the change is worked out anew from them.
fn write(
    workspace: &Workspace,
    sources: &[Source],
    paths: &[PathBuf],
    changing: &[usize],
    work: &mut Work<'_>,
) -> anyhow::Result<bool> {
    let root = &workspace.root;
    let [only] = *changing else {
        let work = |texts: &[String]| work(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        return Ok(files::update_many(root, &workspace.locks(), paths, work)? > 0);
    };
    files::update(root, &workspace.locks(), &paths[only], |text| {
        let others = paths.iter().zip(sources).enumerate().filter(|(at, _)| *at != only);
        let now = others.map(|(at, (path, was))| Ok((at, files::read_if_changed(root, path, &was.text)?)));
        let now = now.collect::<anyhow::Result<Vec<_>>>()?;
        let mut texts: Vec<&str> = sources.iter().map(|source| source.text.as_str()).collect();
        texts[only] = text;
        for (at, changed) in &now {
            texts[*at] = changed.as_deref().unwrap_or(texts[*at]);
        }
        Ok(work(&texts)?.swap_remove(only))
    })
}

fn problem(opened: &Opened, failure: Failure) -> Problem {
    match failure {
        Failure::NoTask(id, near) => no_task(&opened.found.id, &id, &near),
        Failure::Refused(refusal) => {
            Problem::new(ProblemKind::Refused, refusal.why).source(&*opened.found.path).hint(refusal.hint)
        }
        Failure::NoDialect(none) => Problem::new(ProblemKind::Unparsable, none.to_string()).source(&*opened.found.path),
        Failure::Wrong(why) => Problem::new(ProblemKind::Internal, format!("{why}; nothing was written"))
            .source(&*opened.found.path)
            .hint("this is a fault of planyard; edit the file by hand and report it"),
    }
}

fn report(
    command: &'static str,
    opened: &Opened,
    after: &After,
    ids: &[String],
    change: Change<'_>,
    (written, dry_run): (bool, bool),
) -> anyhow::Result<Outcome> {
    let (status, (done, total), id) = (after.status, after.done, &opened.found.id);
    let mut diff = String::new();
    for (before, after) in opened.sources.iter().zip(&after.sources).filter(|(before, after)| before.text != after.text)
    {
        let text = similar::TextDiff::from_lines(before.text.as_str(), after.text.as_str())
            .unified_diff()
            .context_radius(1)
            .header(&format!("a/{}", before.path), &format!("b/{}", after.path))
            .to_string();
        diff.push_str(&text);
    }
    let mut report = Report::new(command);
    let names = ids.join(", ");
    let what = match change {
        Change::Note(_) if written => "has a new note".to_owned(),
        _ if dry_run && !diff.is_empty() => "would change".to_owned(),
        _ if !written => format!("was {} already; nothing was written", status.map_or("so", Status::word)),
        _ => format!("{} {}", if ids.len() == 1 { "is" } else { "are" }, status.map_or("changed", Status::word)),
    };
    report.view.line(vec![
        (Role::Strong, names),
        (Role::Plain, format!(" {what}; {done} of {total} tasks of {} are done", short_id(id))),
    ]);
    if dry_run && !diff.is_empty() {
        report.view.pre(diff.clone());
    }
    if written && matches!(change, Change::Done { .. }) {
        let next = if done == total { "check-completion" } else { "task next --feature" };
        report.next = Some(format!("planyard {next} {}", short_id(id)));
    }
    let changed = Changed { feature: id.clone(), tasks: ids.to_vec(), status, written, done, total, diff };
    report.data = Some(serde_json::to_value(changed)?);
    Ok(report.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::plan::model::Role;

    /// What others write between the first look and the lock is what the change is worked out from.
    #[test]
    #[expect(clippy::disallowed_methods, reason = "what another program writes")]
    fn under_the_lock_all_documents_are_as_they_are_now() {
        for changing in [vec![0], vec![0, 2]] {
            let folder = tempfile::tempdir().unwrap();
            let root = folder.path().canonicalize().unwrap();
            let names = ["a.md", "b.md", "c.md"];
            let sources = names.map(|name| {
                std::fs::write(root.join(name), "now\n").unwrap();
                let was = if name == "b.md" { "before\n" } else { "now\n" };
                Source { path: name.into(), role: Role::Other, text: was.to_owned().into() }
            });
            let workspace = Workspace { root: root.clone(), git: None, config: Config::default() };
            let mut seen = Vec::new();
            let mut work = |texts: &[&str]| {
                seen.push(texts.concat());
                let answer = |at| changing.contains(&at).then(|| "after\n".to_owned());
                Ok((0..texts.len()).map(answer).collect())
            };
            assert!(write(&workspace, &sources, &names.map(PathBuf::from), &changing, &mut work).unwrap());
            assert_eq!(seen, ["now\nnow\nnow\n"]);
            for (at, name) in names.iter().enumerate() {
                let wanted = if changing.contains(&at) { "after\n" } else { "now\n" };
                assert_eq!(std::fs::read_to_string(root.join(name)).unwrap(), wanted, "{name}");
            }
        }
    }
}
