//! Real projects of Task Master and Backlog.md, read in place where they are.

use std::path::{Path, PathBuf};

use planyard::plan::dialects::{Dialect, find, home, read_feature};
use planyard::plan::document::splice;
use planyard::plan::model::{Feature, Role, Source, Status};
use serde_json::Value;

/// The folder of a dialect in the corpus beside the checkout, or `None`, loudly.
#[expect(clippy::print_stderr, reason = "a skipped test says so, loudly")]
fn corpus(dialect: &str) -> Option<Vec<PathBuf>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus").join(dialect);
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!("SKIPPED: no corpus of real plans at {}", folder.display());
        return None;
    };
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    found.sort();
    Some(found)
}

/// The documents of a project, by the layout of its dialect.
fn sources(project: &Path, dialect: &dyn Dialect) -> Vec<Source> {
    let mut walker = ignore::WalkBuilder::new(project);
    walker.standard_filters(false).sort_by_file_name(Ord::cmp);
    let paths = walker.build().filter_map(Result::ok).map(ignore::DirEntry::into_path);
    let source = |path: PathBuf| {
        let name = path.strip_prefix(project).unwrap().to_str()?.to_owned();
        let (of, place, whole) = home(&name)?;
        let below = name[whole.len()..].trim_start_matches('/');
        let role = if place.is_file() { Some(Role::Tasks) } else { of.layout().role(below) };
        let text = std::fs::read_to_string(&path).ok()?;
        (of.name() == dialect.name()).then_some(Source { path: name.into(), role: role?, text: text.into() })
    };
    paths.filter_map(source).collect()
}

fn read<'a>(id: &str, sources: &'a [Source]) -> Feature<'a> {
    let (dialect, _, path) = home(&sources[0].path).unwrap();
    read_feature(id, path, sources, Some(dialect)).unwrap()
}

/// The documents with one task's status set; `None` where the dialect refuses.
fn set(id: &str, sources: &[Source], task: usize, to: Status) -> Option<Vec<Source>> {
    let feature = read(id, sources);
    let dialect = find(feature.dialect).unwrap();
    let edits = dialect.set_status(&feature, task, to).ok()?;
    let mut after = sources.to_vec();
    let own = &feature.tasks[task];
    for (doc, edit) in edits {
        let whole = feature.dialect == "backlog" && doc == own.doc;
        assert!(own.section.covers(edit.span) || whole, "{} is edited outside its section", own.id);
        after[doc].text = splice(&after[doc].text, vec![edit]).unwrap().into();
    }
    Some(after)
}

/// Sets open and done tasks, one of so many, to the other and back; gives how many came back to the same bytes.
fn there_and_back(id: &str, sources: &[Source], one_of: usize, usual: impl Fn(&str) -> bool) -> usize {
    let feature = read(id, sources);
    let mut same = 0;
    for (at, task) in feature.tasks.iter().enumerate().step_by(one_of) {
        let word = task.marks.first().map(|mark| mark.span.text(&sources[task.doc].text));
        let twice = feature.tasks.iter().filter(|other| other.id.eq_ignore_ascii_case(&task.id)).count() > 1;
        if twice || !word.is_some_and(&usual) {
            continue;
        }
        let other = if task.status == Status::Done { Status::Todo } else { Status::Done };
        let there = set(id, sources, at, other).unwrap();
        let read_there = read(id, &there);
        for (now, before) in read_there.tasks.iter().zip(&feature.tasks) {
            let expected = if before.id == task.id { other } else { before.status };
            assert_eq!((&now.id, now.status), (&before.id, expected), "after {} was set", task.id);
        }
        let back = set(id, &there, at, task.status).unwrap();
        assert!(back == sources, "{}: {} is not the same after there and back", sources[task.doc].path, task.id);
        same += 1;
    }
    same
}

/// Ids and statuses as another reader of JSON finds them.
fn counted(tag: &Value) -> Vec<(String, String)> {
    let id = |task: &Value| task["id"].as_str().map_or_else(|| task["id"].to_string(), str::to_owned);
    let status = |task: &Value| task["status"].as_str().unwrap().to_owned();
    let mut found = Vec::new();
    for task in tag["tasks"].as_array().unwrap() {
        found.push((id(task), status(task)));
        let parts = task["subtasks"].as_array().into_iter().flatten();
        found.extend(parts.map(|part| (format!("{}.{}", id(task), id(part)), status(part))));
    }
    found
}

#[test]
fn real_files_of_task_master() {
    let Some(projects) = corpus("taskmaster") else { return };
    let dialect = find("taskmaster").unwrap();
    let (mut tasks, mut same) = (0, 0);
    for project in projects {
        let sources = sources(&project, dialect);
        let whole: Value = serde_json::from_str(&sources[0].text).unwrap();
        let tags = dialect.features_in(&sources[0].text).unwrap();
        assert_eq!(tags.len(), whole.as_object().unwrap().len());
        for tag in tags {
            let feature = read(&tag, &sources);
            assert_eq!(feature.complaints.len(), 0, "{tag}");
            let word = |task: &planyard::plan::model::Task<'_>| task.marks[0].span.text(&sources[0].text).to_owned();
            let read: Vec<(String, String)> =
                feature.tasks.iter().map(|task| (task.id.to_string(), word(task))).collect();
            assert_eq!(read, counted(&whole[&tag]), "{tag}");
            let titles = |task: &Value| task["title"].as_str().unwrap().to_owned();
            let top = feature.tasks.iter().filter(|task| task.parent.is_none()).map(|task| task.title.to_string());
            assert_eq!(
                top.collect::<Vec<_>>(),
                whole[&tag]["tasks"].as_array().unwrap().iter().map(titles).collect::<Vec<_>>()
            );
            tasks += read.len();
            same += there_and_back(&tag, &sources, 9, |word| matches!(word, "pending" | "done"));
        }
    }
    assert!(tasks > 1000 && same > 100, "{tasks} tasks, {same} there and back");
}

/// Boxes of a file by lines: not in a fence, a comment or the front matter.
fn boxes(text: &str) -> usize {
    let (mut fence, mut count) = (None, 0);
    let body = text.splitn(3, "---").nth(2).unwrap_or_default();
    for line in body.lines().map(str::trim_start) {
        let run = line.len() - line.trim_start_matches('`').len();
        match fence {
            Some(length) if run >= length && line.trim_start_matches('`').trim().is_empty() => fence = None,
            None if run >= 3 => fence = Some(run),
            None => {
                let item = line.strip_prefix(['-', '*', '+']).or_else(|| {
                    line.trim_start_matches(|c: char| c.is_ascii_digit())
                        .strip_prefix('.')
                        .filter(|_| line.starts_with(|c: char| c.is_ascii_digit()))
                });
                let is_box =
                    |item: &str| ["[ ] ", "[x] ", "[X] "].iter().any(|mark| item.trim_start().starts_with(mark));
                count += usize::from(item.is_some_and(is_box));
            }
            Some(_) => {}
        }
    }
    count
}

#[test]
fn real_files_of_backlog() {
    let Some(projects) = corpus("backlog") else { return };
    let dialect = find("backlog").unwrap();
    let (mut tasks, mut same, mut boxed) = (0, 0, 0);
    for project in projects {
        let sources = sources(&project, dialect);
        let files: Vec<&Source> = sources.iter().filter(|source| source.role == Role::Tasks).collect();
        if files.is_empty() {
            continue;
        }
        let feature = read("backlog", &sources);
        let mut ids: Vec<String> = feature.tasks.iter().map(|task| task.id.to_string()).collect();
        let mut lines: Vec<String> = files
            .iter()
            .filter_map(|file| Some(file.text.lines().find_map(|line| line.strip_prefix("id: "))?.trim().to_owned()))
            .collect();
        ids.sort();
        lines.sort();
        assert_eq!(ids, lines, "{}", project.display());
        let of_tasks: usize = feature.tasks.iter().map(|task| task.steps.len()).sum();
        let others: usize = feature.checklists.iter().map(|list| list.items.len()).sum();
        let by_lines: usize = files.iter().map(|file| boxes(&file.text)).sum();
        assert_eq!(of_tasks + others, by_lines, "{}", project.display());
        boxed += by_lines;
        tasks += ids.len();
        same += there_and_back("backlog", &sources, 1, |word| matches!(word, "To Do" | "Done"));
    }
    assert!(tasks > 80 && same > 70 && boxed > 50, "{tasks} tasks, {same} there and back, {boxed} boxes");
}
