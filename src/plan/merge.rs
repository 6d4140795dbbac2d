//! Three versions of a planning file become one: task by task, field by field. What a line merge calls a conflict (two
//! branches tick tasks that stand beside each other) is none here, and what the plan states of its own progress is worked
//! out anew. Where the same field was changed in two ways, both ways stay, around the smallest span of lines.
//!
//! `version` cuts a text into blocks (tasks, stories) and lines, and each line into text and marks ·
//! `align` finds what is the same in two versions · `weave` merges · `line`
//! merges one line · `data` does JSON · `proof` looks at the result again, with other eyes.

mod align;
mod data;
mod line;
mod proof;
mod version;
mod weave;

use super::dialects::{Dialect, detect, home, read_feature};
use super::document::{Edit, splice};
use super::model::{Doc, Feature, Source};
use super::progress::{Recompute, Scope, Value, holds, recompute, truth};
use version::Version;

/// The three versions of a file.
#[derive(Debug, Clone, Copy)]
pub struct Texts<'t> {
    /// What both began with.
    pub base: &'t str,
    /// The one merged into.
    pub ours: &'t str,
    /// The one merged.
    pub theirs: &'t str,
}

/// A piece of a merged file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Merged.
    Clean(String),
    /// Changed in two ways.
    Conflict(Conflict),
}

/// Lines that were changed in two ways.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Conflict {
    /// `T03`, or how the lines begin.
    pub what: String,
    /// The lines before.
    pub base: String,
    /// The lines as ours has them.
    pub ours: String,
    /// The lines as theirs has them.
    pub theirs: String,
}

/// What came of a merge.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Merged {
    /// In order.
    pub parts: Vec<Part>,
    /// What both sides moved, to different places: it stands where ours has it.
    pub moved: Vec<Moved>,
}

/// Something that both sides moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// `T03`, `the order of tasks`.
    pub what: String,
    /// The line on which it stands now, where there is no conflict before it.
    pub line: Option<u32>,
}

/// How conflicts are written.
#[derive(Debug, Clone, Copy)]
pub struct Marking<'m> {
    /// How many signs a marker has.
    pub size: usize,
    /// What stands behind the markers: ours, base, theirs.
    pub labels: [&'m str; 3],
    /// The lines before stand in the middle.
    pub with_base: bool,
}

impl Default for Marking<'_> {
    fn default() -> Self {
        Self { size: 7, labels: ["ours", "base", "theirs"], with_base: false }
    }
}

impl Merged {
    /// What was changed in two ways.
    pub fn conflicts(&self) -> impl Iterator<Item = &Conflict> {
        self.parts.iter().filter_map(|part| match part {
            Part::Conflict(conflict) => Some(conflict),
            Part::Clean(_) => None,
        })
    }

    /// Nothing was.
    pub fn is_clean(&self) -> bool {
        self.conflicts().next().is_none()
    }

    /// The file, with markers around conflicts, and the line of each conflict's first marker.
    pub fn text(&self, marking: &Marking<'_>) -> (String, Vec<u32>) {
        let newline = if self.ours().contains("\r\n") { "\r\n" } else { "\n" };
        let (mut out, mut lines) = (String::new(), Vec::new());
        for part in &self.parts {
            match part {
                Part::Clean(text) => {
                    end_line(&mut out, newline);
                    out.push_str(text);
                }
                Part::Conflict(conflict) => {
                    end_line(&mut out, newline);
                    lines.push(memchr::memchr_iter(b'\n', out.as_bytes()).count() as u32 + 1);
                    let mut mark = |sign: char, label: &str, text: &str| {
                        end_line(&mut out, newline);
                        out.extend(std::iter::repeat_n(sign, marking.size));
                        let label = if label.is_empty() { String::new() } else { format!(" {label}") };
                        out.push_str(&format!("{label}{newline}"));
                        out.push_str(text);
                    };
                    let [ours, base, theirs] = marking.labels;
                    mark('<', ours, &conflict.ours);
                    if marking.with_base {
                        mark('|', base, &conflict.base);
                    }
                    mark('=', "", &conflict.theirs);
                    mark('>', theirs, "");
                }
            }
        }
        (out, lines)
    }

    /// The file, with ours where there is a conflict.
    pub fn ours(&self) -> String {
        let texts = self.parts.iter().map(|part| match part {
            Part::Clean(text) => text.as_str(),
            Part::Conflict(conflict) => &conflict.ours,
        });
        texts.collect()
    }

    fn whole(texts: Texts<'_>) -> Self {
        let conflict = Conflict {
            what: "the file".to_owned(),
            base: texts.base.to_owned(),
            ours: texts.ours.to_owned(),
            theirs: texts.theirs.to_owned(),
        };
        Self { parts: vec![Part::Conflict(conflict)], moved: Vec::new() }
    }
}

/// Markers stand at the beginning of lines.
fn end_line(out: &mut String, newline: &str) {
    if !out.is_empty() && !out.ends_with('\n') {
        out.push_str(newline);
    }
}

/// Merges a planning file at a path of the workspace; `None`: it holds nothing that a dialect reads as tasks, stories or
/// boxes, or what it holds cannot be told apart, so lines are all there is to merge.
pub fn merge(path: &str, texts: Texts<'_>, dialect: Option<&'static dyn Dialect>) -> Option<Merged> {
    if path.ends_with(".json") {
        return data::merge(texts);
    }
    let sources = [texts.base, texts.ours, texts.theirs].map(|text| source(path, text));
    let dialect = dialect.or_else(|| dialect_of(path, &sources))?;
    let feature = |source| read_feature(path, path, std::slice::from_ref(source), Some(dialect)).ok();
    let features = [feature(&sources[0])?, feature(&sources[1])?, feature(&sources[2])?];
    if features.iter().all(|feature| nothing(feature)) {
        return None;
    }
    let [base, ours, theirs] = features.each_ref().map(Version::of);
    let weave::Woven { parts, combined, moved } = weave::merge(&base, &ours, &theirs);
    let mut merged = Merged { parts, moved: Vec::new() };
    restate(&mut merged, path, dialect, &features[0]);
    let after = source(path, &merged.ours());
    let now = read_feature(path, path, std::slice::from_ref(&after), Some(dialect)).ok()?;
    let before = proof::Before { base: &base, ours: &ours, theirs: &theirs, combined: &combined };
    if !proof::holds(&before, &merged, &now) {
        return Some(Merged::whole(texts));
    }
    let line = |id: &str| {
        let start = now.tasks.iter().find(|task| task.id == *id)?.at.start as usize;
        let before = after.text.get(..start).filter(|_| merged.is_clean())?;
        Some(memchr::memchr_iter(b'\n', before.as_bytes()).count() as u32 + 1)
    };
    merged.moved = moved.into_iter().map(|what| Moved { line: line(&what), what }).collect();
    Some(merged)
}

fn source(path: &str, text: &str) -> Source {
    Source { path: path.into(), role: role(path), text: text.to_owned().into() }
}

/// The role of a document by its name, or by the place where a dialect has it.
fn role(path: &str) -> super::model::Role {
    use super::model::Role;
    let by_place = || {
        let (dialect, _, whole) = home(path)?;
        dialect.layout().role(path.strip_prefix(whole)?.trim_start_matches('/'))
    };
    match path.rsplit('/').next().unwrap_or_default() {
        "design.md" => Role::Design,
        "user_stories.md" | "user-stories.md" | "stories.md" => Role::Stories,
        "tasks.md" => Role::Tasks,
        _ => by_place().unwrap_or(Role::Tasks),
    }
}

fn dialect_of(path: &str, sources: &[Source]) -> Option<&'static dyn Dialect> {
    let find = |source: &Source| detect(&[Doc::read(source)]).map(|(dialect, _)| dialect);
    [1, 2, 0].into_iter().find_map(|at| find(&sources[at])).or_else(|| home(path).map(|(dialect, ..)| dialect))
}

fn nothing(feature: &Feature<'_>) -> bool {
    feature.tasks.is_empty() && feature.stories.is_empty() && feature.checklists.is_empty()
}

/// Makes true what the merged plan states of its progress; sums of estimates and totals only where they were kept true.
fn restate(merged: &mut Merged, path: &str, dialect: &'static dyn Dialect, base: &Feature<'_>) {
    let view = source(path, &merged.ours());
    let Ok(feature) = read_feature(path, path, std::slice::from_ref(&view), Some(dialect)) else { return };
    let sums = |feature: &Feature<'_>| {
        let of_sums = feature.statements.iter().filter(|one| matches!(one.value, Value::Total(_) | Value::Minutes(_)));
        of_sums.clone().all(|one| holds(one, truth(feature, &one.scope)))
    };
    let what = if sums(base) { Recompute::Everything } else { Recompute::Progress };
    // What is said of the tasks of another document is not known here.
    let known = |edit: &Edit| {
        let of = feature.statements.iter().find(|one| one.span == edit.span);
        of.is_some_and(|one| one.scope == Scope::Boxes || truth(&feature, &one.scope).all > 0)
    };
    let edits: Vec<Edit> = recompute(&feature, what).into_iter().map(|(_, edit)| edit).filter(known).collect();
    let mut start = 0;
    for part in &mut merged.parts {
        let (Part::Clean(text) | Part::Conflict(Conflict { ours: text, .. })) = part;
        let end = start + text.len();
        if let Part::Clean(text) = part {
            let inside = |edit: &&Edit| start <= edit.span.start as usize && edit.span.end as usize <= end;
            let moved = edits.iter().filter(inside).map(|edit| {
                let at = |offset: u32| offset as usize - start;
                Edit::replace(super::document::Span::new(at(edit.span.start), at(edit.span.end)), edit.with.clone())
            });
            if let Ok(stated) = splice(text, moved.collect()) {
                *text = stated;
            }
        }
        start = end;
    }
}

#[cfg(test)]
mod tests;
