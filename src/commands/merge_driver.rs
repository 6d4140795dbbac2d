//! `planyard merge-driver`: what git calls to merge planning files.

mod install;

use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Serialize;

use super::Outcome;
use crate::context::Context;
use crate::files;
use crate::git::program::Git;
use crate::interrupt;
use crate::plan::merge::{self, Marking, Merged, Moved, Texts};
use crate::report::{self, Finding, Place, Problem, ProblemKind, Ran, Report, Role, Severity, plural};
use crate::workspace::Workspace;

/// Merge planning files task by task: set it up for git, or resolve a file that was left in conflict
///
/// Two branches that tick or edit different tasks merge without conflict, and what the plan states of its progress is
/// worked out anew. Where one field was changed in two ways git's usual markers stand around it. Files that are no plan
/// are merged as git does it.
#[derive(Debug, clap::Args)]
pub struct MergeDriver {
    /// What git gives: the version before, ours (which gets the result), theirs, and the path
    #[arg(value_name = "BASE OURS THEIRS PATH", num_args = 4, required_unless_present_any = ["install", "uninstall", "check"])]
    files: Vec<PathBuf>,
    /// Set it up in this repository: .gitattributes, and merge.planyard in git's configuration
    #[arg(long, conflicts_with_all = ["files", "uninstall", "check"])]
    install: bool,
    /// Take that back
    #[arg(long, conflicts_with_all = ["files", "check"])]
    uninstall: bool,
    /// Merge a file that has conflict markers anew, and keep markers only where a field was changed in two ways
    #[arg(long, value_name = "FILE", conflicts_with = "files")]
    check: Option<PathBuf>,
    /// How many signs a conflict marker has
    #[arg(long, value_name = "N", default_value_t = 7)]
    marker_size: usize,
    /// What stands behind the marker of ours
    #[arg(long, value_name = "TEXT", default_value = "ours")]
    label_ours: String,
    /// What stands behind the marker of the version before
    #[arg(long, value_name = "TEXT", default_value = "base")]
    label_base: String,
    /// What stands behind the marker of theirs
    #[arg(long, value_name = "TEXT", default_value = "theirs")]
    label_theirs: String,
}

/// What was merged, or set up.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct MergeData {
    /// The file that was merged, relative to the workspace.
    pub file: Option<String>,
    /// It was merged by its tasks; false: by its lines, as git does it.
    pub by_tasks: bool,
    /// What was changed in two ways.
    pub conflicts: Vec<String>,
    /// What both sides moved, to different places: it stands where ours has it.
    pub moved: Vec<String>,
    /// Something was written.
    pub written: bool,
    /// Paths that git merges so.
    pub patterns: Vec<String>,
    /// The command that git calls.
    pub driver: Option<String>,
}

impl MergeDriver {
    /// Merges, or sets it up.
    ///
    /// # Errors
    /// There is no repository, or a file cannot be read or written.
    pub fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        let workspace = context.workspace()?;
        if self.install || self.uninstall {
            return install::run(context, workspace, self.install);
        }
        if let Some(file) = &self.check {
            return self.check(context, workspace, file);
        }
        let [base, ours, theirs, path] = &self.files[..] else {
            return Err(Problem::new(ProblemKind::Usage, "merge-driver takes four files").into());
        };
        let style = workspace.repo(context)?.setting("merge.conflictStyle");
        let with_base = style.is_some_and(|style| style.ends_with("diff3"));
        let path = below(workspace, path);
        let marking = self.marking(with_base);
        let mut report = gate();
        report.raw = Some(String::new());
        let read =
            |file: &Path| std::fs::read(context.cwd.join(file)).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let texts = (read(base), read(ours), read(theirs));
        let merged = match &texts {
            (Some(base), Some(ours), Some(theirs)) => by_tasks(workspace, &path, Texts { base, ours, theirs }),
            _ => None,
        };
        let Some(merged) = merged else {
            self.by_lines(&git(context, workspace)?.at(&context.cwd), &marking, &path, &mut report)?;
            return Ok(report.into());
        };
        let (text, lines) = merged.text(&marking);
        let written = texts.1.as_ref() != Some(&text);
        if written {
            files::write_output(&context.cwd.join(ours), text.as_bytes())?;
        }
        tell(&mut report, &path, &merged, &lines, written)?;
        // Git shows it to whoever merges.
        let told = merged.moved.iter().map(|moved| format!("planyard: {path}: {}\n", sentence(moved)));
        report.raw = Some(told.collect());
        Ok(report.into())
    }

    fn marking(&self, with_base: bool) -> Marking<'_> {
        // A git that does not know a label leaves its sign.
        let known = |text: &str| !text.starts_with('%');
        Marking {
            size: self.marker_size,
            labels: [
                if known(&self.label_ours) { &self.label_ours } else { "ours" },
                if known(&self.label_base) { &self.label_base } else { "base" },
                if known(&self.label_theirs) { &self.label_theirs } else { "theirs" },
            ],
            with_base,
        }
    }

    /// As git does it without a driver.
    fn by_lines(
        &self,
        call: &crate::git::program::Call<'_>,
        marking: &Marking<'_>,
        path: &str,
        report: &mut Report,
    ) -> anyhow::Result<()> {
        let name = |at: usize| self.files[at].to_string_lossy().into_owned();
        let [ours, base, theirs] = marking.labels;
        let mut args = vec!["merge-file".to_owned(), format!("--marker-size={}", marking.size)];
        if marking.with_base {
            args.push("--diff3".to_owned());
        }
        for label in [ours, base, theirs] {
            args.extend(["-L".to_owned(), label.to_owned()]);
        }
        args.extend([name(1), name(0), name(2)]);
        let call = call.clone().args(args);
        let outcome = call.run()?;
        let code = match outcome.status {
            crate::process::Status::Exited(code) => code,
            _ => 255,
        };
        if !(0..128).contains(&code) {
            return Err(call.problem(&outcome).into());
        }
        let conflicts = vec!["lines".to_owned(); usize::try_from(code).unwrap_or(0)];
        if code > 0 {
            let message = format!("{} changed in two ways", plural(conflicts.len(), "place"));
            report.results.push(Finding::new(path, Severity::Error, "merge/conflict", message));
        }
        let data = MergeData { file: Some(path.to_owned()), conflicts, written: true, ..MergeData::default() };
        report.data = Some(serde_json::to_value(data)?);
        report.finish();
        Ok(())
    }

    /// Merges a file with markers anew. What a person has resolved in it already stands in both of its readings, and stays.
    fn check(&self, context: &Context, workspace: &Workspace, file: &Path) -> anyhow::Result<Outcome> {
        let at = context.cwd.join(file);
        let real = at.canonicalize().unwrap_or(at);
        let path = workspace.relative(&real).ok_or_else(|| {
            Problem::new(ProblemKind::OutsideWorkspace, format!("{} is outside the workspace", file.display()))
                .source(file.display().to_string())
        })?;
        let staged = if workspace.git.is_some() { workspace.repo(context)?.index_base(&path)? } else { None };
        let mut report = gate();
        let mut done = None;
        let written = files::update(&workspace.root, &workspace.locks(), &path, |text| {
            let [base, ours, theirs] =
                readings(text, self.marker_size, staged.as_deref()).ok_or_else(|| no_base(&path))?;
            let texts = Texts { base: &base, ours: &ours, theirs: &theirs };
            let merged = by_tasks(workspace, &path, texts).ok_or_else(|| no_plan(&path))?;
            let (after, lines) = merged.text(&self.marking(text.contains("\n|||||||")));
            done = Some((merged, lines));
            Ok((after != text).then_some(after))
        })?;
        let Some((merged, lines)) = done else { return Err(no_plan(&path).into()) };
        tell(&mut report, &path, &merged, &lines, written)?;
        if merged.is_clean() {
            let word = if written { "is merged" } else { "has nothing to resolve" };
            report.view.line(vec![(Role::Strong, path.clone()), (Role::Good, format!(" {word}"))]);
            report.next = written.then(|| format!("git add {path}"));
        }
        Ok(report.into())
    }
}

fn gate() -> Report {
    let mut report = Report::gate("merge-driver", report::Gate::default());
    report.ran.push(Ran { unit: "file", ..Ran::own("merge-driver", 1) });
    report
}

fn git(context: &Context, workspace: &Workspace) -> anyhow::Result<Git> {
    let root = &workspace.git.as_ref().ok_or_else(|| workspace.no_git())?.root;
    Git::open(root, context.var("GIT_CONFIG_COUNT"), interrupt::flag())
}

/// Git's paths begin at the top of the repository; the workspace may be a folder in it.
fn below(workspace: &Workspace, path: &Path) -> String {
    let top = workspace.git.as_ref().map_or(&workspace.root, |git| &git.root);
    workspace.relative(&top.join(path)).unwrap_or_else(|| path.to_string_lossy().into_owned())
}

fn by_tasks(workspace: &Workspace, path: &str, texts: Texts<'_>) -> Option<Merged> {
    let dialect = workspace.config.features.dialect.of(path);
    merge::merge(path, texts, dialect)
}

fn tell(report: &mut Report, path: &str, merged: &Merged, lines: &[u32], written: bool) -> anyhow::Result<()> {
    let mut conflicts = Vec::new();
    for (conflict, line) in merged.conflicts().zip(lines) {
        let message = format!("{} was changed in two ways", conflict.what);
        let mut finding = Finding::new(path, Severity::Error, "merge/conflict", message);
        finding.place = Some(Place::line(*line));
        report.results.push(finding);
        conflicts.push(conflict.what.clone());
    }
    for moved in &merged.moved {
        let mut finding = Finding::new(path, Severity::Warning, "merge/moved", sentence(moved));
        finding.place = moved.line.map(Place::line);
        report.results.push(finding);
    }
    let file = Some(path.to_owned());
    let moved = merged.moved.iter().map(|moved| moved.what.clone()).collect();
    let data = MergeData { file, by_tasks: true, conflicts, moved, written, ..MergeData::default() };
    report.data = Some(serde_json::to_value(data)?);
    report.finish();
    Ok(())
}

fn sentence(moved: &Moved) -> String {
    format!("both sides moved {}, to different places: it stands where ours has it", moved.what)
}

fn no_base(path: &str) -> Problem {
    Problem::new(ProblemKind::NotFound, format!("what {path} was before both changes is not known")).source(path).hint(
        "it stands in git's index while the merge is not finished, and in the file with `merge.conflictStyle = diff3`",
    )
}

fn no_plan(path: &str) -> Problem {
    Problem::new(ProblemKind::Unparsable, format!("{path} holds no tasks that could be merged one by one"))
        .source(path)
        .hint("resolve it by hand")
}

/// What the file was, what ours made of it, what theirs made of it. Without markers all three are the file. `None`: it has
/// markers and nothing says what stood there before.
fn readings(text: &str, size: usize, staged: Option<&str>) -> Option<[String; 3]> {
    let (mut base, mut ours, mut theirs) = (String::new(), String::new(), String::new());
    let marker = |line: &str, sign: char| {
        let bare = line.trim_end_matches(['\n', '\r']);
        let rest = bare.trim_start_matches(sign);
        bare.len() - rest.len() == size && (rest.is_empty() || rest.starts_with(' '))
    };
    // 0: both; 1: ours; 2: base; 3: theirs.
    let (mut part, mut seen, mut whole) = (0, false, true);
    let mut with_base = false;
    for line in text.split_inclusive('\n') {
        match part {
            0 if marker(line, '<') => (part, seen, with_base) = (1, true, false),
            1 if marker(line, '|') => (part, with_base) = (2, true),
            1 | 2 if marker(line, '=') => (part, whole) = (3, whole && with_base),
            3 if marker(line, '>') => part = 0,
            0 => [&mut base, &mut ours, &mut theirs].into_iter().for_each(|text| text.push_str(line)),
            1 => ours.push_str(line),
            2 => base.push_str(line),
            _ => theirs.push_str(line),
        }
    }
    if part != 0 {
        return None;
    }
    let base = match staged {
        Some(staged) if seen => staged.to_owned(),
        _ if whole => base,
        _ => return None,
    };
    Some([base, ours, theirs])
}

#[cfg(test)]
mod tests {
    use super::readings;

    #[test]
    fn a_file_with_markers_is_three() {
        let text = "a\n<<<<<<< HEAD\nb1\n=======\nb2\n>>>>>>> other\nc\n";
        let [base, ours, theirs] = readings(text, 7, Some("a\nb\nc\n")).unwrap();
        assert_eq!((&*base, &*ours, &*theirs), ("a\nb\nc\n", "a\nb1\nc\n", "a\nb2\nc\n"));
        assert_eq!(readings(text, 7, None), None);
        let with_base = text.replace("=======\n", "||||||| before\nb\n=======\n");
        assert_eq!(readings(&with_base, 7, None).unwrap()[0], "a\nb\nc\n");
        assert_eq!(readings("a\n<<<<<<< HEAD\n", 7, Some("")), None);
        assert_eq!(readings("a\n", 7, Some("z")).unwrap(), ["a\n", "a\n", "a\n"]);
    }
}
