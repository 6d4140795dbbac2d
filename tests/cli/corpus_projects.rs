//! Whole projects of other people, read in place: every feature of theirs is found and read in its dialect, its tasks are
//! as many as an independent count gives, and a task that is done and reopened leaves every byte as it was.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use planyard::plan::change::{Change, Place, apply};
use planyard::plan::convert::{Project, convert, targets};
use planyard::plan::dialects::{find, home, read_feature};
use planyard::plan::layout::Layout;
use planyard::plan::model::{Feature, Role, Source, Status};

/// The projects of a dialect's folder of the corpus; none, loudly, where there is no corpus.
#[expect(clippy::print_stderr, reason = "a skipped test says so, loudly")]
fn projects(dialect: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus").join(dialect);
    if !folder.is_dir() {
        eprintln!("SKIPPED: no corpus of real plans at {}", folder.display());
        return Vec::new();
    }
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found
}

/// The features of a project by where they lie, each with its documents.
fn features(project: &Path) -> BTreeMap<String, (Vec<String>, &'static Layout)> {
    let walk = ignore::WalkBuilder::new(project).standard_filters(false).sort_by_file_name(Ord::cmp).build();
    let files = walk.filter_map(Result::ok).filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()));
    let paths: Vec<String> =
        files.filter_map(|entry| Some(entry.path().strip_prefix(project).ok()?.to_str()?.to_owned())).collect();
    let mut found: BTreeMap<String, (Vec<String>, &'static Layout)> = BTreeMap::new();
    for path in &paths {
        if let Some((dialect, _, whole)) = home(path) {
            found.entry(whole.to_owned()).or_insert((Vec::new(), dialect.layout())).0.push(path.clone());
        }
    }
    found
}

fn sources(project: &Path, feature: &str, files: &[String], layout: &Layout) -> Vec<Source> {
    let one = |path: &String| {
        let below = path.strip_prefix(feature)?.trim_start_matches('/');
        let role = if below.is_empty() { planyard::plan::model::Role::Tasks } else { layout.role(below)? };
        let text = std::fs::read_to_string(project.join(path)).ok()?;
        Some(Source { path: path.as_str().into(), role, text: text.into() })
    };
    files.iter().filter_map(one).collect()
}

/// What was read of a dialect's projects.
#[derive(Default, Debug)]
struct Read {
    features: usize,
    tasks: usize,
    changed: usize,
}

/// Reads every feature of a dialect's projects, compares with `count`, which is told the feature and its documents, and
/// does and reopens tasks.
fn read_all(dialect: &str, count: impl Fn(&Feature<'_>, &[Source]) -> usize) -> Read {
    let mut read = Read::default();
    for project in projects(dialect) {
        for (path, (files, layout)) in features(&project) {
            let sources = sources(&project, &path, &files, layout);
            let id = path.rsplit('/').next().unwrap();
            let Ok(feature) = read_feature(id, &path, &sources, None) else { continue };
            if feature.dialect != dialect {
                continue;
            }
            let place = format!("{}: {path}", project.display());
            assert_eq!(feature.tasks.len(), count(&feature, &sources), "{place}");
            read.features += 1;
            read.tasks += feature.tasks.len();
            read.changed += there_and_back(&feature, &sources, &place);
        }
    }
    read
}

/// Does what is to be done and reopens it, and the other way round: so often the bytes were the same again.
fn there_and_back(feature: &Feature<'_>, sources: &[Source], place: &str) -> usize {
    let named = Place { id: &feature.id, path: &feature.path, dialect: find(feature.dialect) };
    let mut changed = 0;
    for (at, task) in feature.tasks.iter().enumerate() {
        // What a task is a part of is done with its last part, and a task with parts takes them with it.
        let has_parts = feature.tasks.iter().any(|part| part.parent == Some(at));
        let wholes = std::iter::successors(task.parent, |whole| feature.tasks[*whole].parent);
        if has_parts || wholes.into_iter().any(|whole| feature.tasks[whole].status != Status::Todo) {
            continue;
        }
        let is_alone = feature.tasks.iter().filter(|other| other.id.eq_ignore_ascii_case(&task.id)).count() == 1;
        let plain = task.marks.iter().all(|mark| matches!(mark.span.text(&sources[task.doc].text), "" | " " | "x"));
        if !is_alone || !plain || task.steps.iter().any(|step| !step.is_done()) || task.status != Status::Todo {
            continue;
        }
        let ids = [task.id.to_string()];
        let forced = Change::Landed;
        let Ok(there) = apply(named, sources, &ids, forced) else { continue };
        assert_ne!(there.sources, sources, "{place} {}", task.id);
        let back = apply(named, &there.sources, &ids, Change::Reopen).unwrap();
        assert!(back.sources == sources, "{place} {}: not the same bytes after done and reopen", task.id);
        changed += 1;
    }
    changed
}

/// Lines that are not in a fence.
fn unfenced(text: &str) -> Vec<&str> {
    let mut fence: Option<(char, usize)> = None;
    let mut kept = Vec::new();
    for line in text.lines() {
        let body = line.trim_start();
        let run = |c: char| body.chars().take_while(|other| *other == c).count();
        match fence {
            Some((marker, length)) if run(marker) >= length && body.trim_start_matches(marker).trim().is_empty() => {
                fence = None;
            }
            Some(_) => {}
            None => match ['`', '~'].into_iter().find(|marker| run(*marker) >= 3) {
                Some(marker) => fence = Some((marker, run(marker))),
                None => kept.push(line),
            },
        }
    }
    kept
}

fn tasks_documents(sources: &[Source]) -> impl Iterator<Item = &Source> {
    sources.iter().filter(|source| source.role == planyard::plan::model::Role::Tasks)
}

#[test]
fn spec_kit() {
    // `- [ ] T001 …`, `- [x] **T-01** …`.
    let is_task = |line: &&str| {
        let rest =
            ["- [ ] ", "- [x] ", "- [X] ", "- [~] "].iter().find_map(|head| line.trim_start().strip_prefix(head));
        let id = rest.map(|rest| rest.trim_start_matches("**")).and_then(|rest| rest.strip_prefix('T'));
        id.is_some_and(|id| id.trim_start_matches('-').starts_with(|c: char| c.is_ascii_digit()))
    };
    let read = read_all("spec-kit", |_, sources| {
        tasks_documents(sources).map(|source| unfenced(&source.text).into_iter().filter(is_task).count()).sum()
    });
    if read.features > 0 {
        assert!(read.features >= 18 && read.tasks > 900 && read.changed > 150, "{read:?}");
    }
}

#[test]
fn gsd() {
    let read = read_all("gsd", |_, sources| {
        let count = |source: &Source| {
            let elements = source.text.lines().filter(|line| line.trim_start().starts_with("<task "));
            let headings = || {
                let lines = unfenced(&source.text).into_iter();
                lines.filter(|line| line.starts_with("### Task ") || line.starts_with("## Task ")).count()
            };
            match elements.count() {
                0 => headings(),
                some => some,
            }
        };
        tasks_documents(sources).map(count).sum()
    });
    if read.features > 0 {
        assert!(read.features >= 12 && read.tasks > 150, "{read:?}");
    }
}

/// Lines with a box, however the list is marked.
fn boxes(text: &str) -> usize {
    let is_box = |line: &&str| {
        let body = line.trim_start();
        let digits = body.bytes().take_while(u8::is_ascii_digit).count();
        let ordered = body[digits..].strip_prefix(['.', ')']).filter(|_| digits > 0);
        let item = ordered.or_else(|| body.strip_prefix(['-', '*', '+'])).filter(|item| item.starts_with(' '));
        let mut chars = item.unwrap_or_default().trim_start().chars();
        let (open, mark, close) = (chars.next(), chars.next(), chars.next());
        let after = chars.next();
        (open, close) == (Some('['), Some(']')) && mark.is_some() && matches!(after, None | Some(' ' | '*'))
    };
    unfenced(text).into_iter().filter(is_box).count()
}

/// Every box is a task, or a step of one, or stands in a checklist.
fn boxes_that_are_no_task(feature: &Feature<'_>) -> usize {
    let steps: usize = feature.tasks.iter().map(|task| task.steps.len()).sum();
    steps + feature.checklists.iter().map(|list| list.items.len()).sum::<usize>()
}

#[test]
fn openspec() {
    let read = read_all("openspec", |feature, sources| {
        let all: usize = tasks_documents(sources).map(|source| boxes(&source.text)).sum();
        all - boxes_that_are_no_task(feature)
    });
    if read.features > 0 {
        assert!(read.features >= 4 && read.tasks > 40 && read.changed > 30, "{read:?}");
    }
}

#[test]
fn kiro() {
    let read = read_all("kiro", |feature, sources| {
        let all: usize = tasks_documents(sources).map(|source| boxes(&source.text)).sum();
        all - boxes_that_are_no_task(feature)
    });
    if read.features > 0 {
        assert!(read.features >= 20 && read.tasks > 600 && read.changed > 100, "{read:?}");
    }
}

/// What must never get lost, of each task in turn.
fn told(feature: &Feature<'_>) -> Vec<(String, Status)> {
    feature
        .tasks
        .iter()
        .map(|task| (task.title.split_whitespace().collect::<Vec<_>>().join(" "), task.status))
        .collect()
}

/// Converts a feature to a dialect and reads it there; `None` where it was refused.
fn converted(feature: &Feature<'_>, to: &str) -> Option<(String, Vec<Source>)> {
    let dialect = find(to)?;
    let id = if to == "taskmaster" { "login" } else { "01-login" };
    let converted = convert(feature, dialect, id, Project::Nothing).ok()?;
    let pattern = dialect.layout().features.first().map_or("features/*", |place| place.pattern);
    let place = pattern.replacen('*', id, 1);
    let role = |name: &str| {
        let usual = if name == "tasks.md" { Role::Tasks } else { Role::Other };
        let file = name.rsplit('/').next().unwrap();
        let own = dialect.layout().role(if place.ends_with(".json") { file } else { name });
        if place.ends_with(".json") { Role::Tasks } else { own.unwrap_or(usual) }
    };
    let path = |name: &str| if place.ends_with(".json") { place.clone() } else { format!("{place}/{name}") };
    let sources = converted.files.iter().map(|(name, text)| Source {
        path: path(name).into(),
        role: role(name),
        text: text.clone().into(),
    });
    Some((id.to_owned(), sources.collect()))
}

/// Every feature of other people is written in every dialect that takes it, and comes back with the same tasks.
#[test]
fn what_is_converted_and_converted_back_has_the_same_tasks() {
    let (mut there, mut refused) = (0, 0);
    for dialect in ["spec-kit", "kiro", "openspec", "gsd", "backlog", "taskmaster"] {
        for project in projects(dialect) {
            for (path, (files, layout)) in features(&project) {
                let sources = sources(&project, &path, &files, layout);
                let id = path.rsplit('/').next().unwrap();
                let Ok(feature) = read_feature(id, &path, &sources, None) else { continue };
                if feature.dialect != dialect || feature.tasks.is_empty() {
                    continue;
                }
                for to in targets().filter(|to| *to != dialect) {
                    let Some((other_id, written)) = converted(&feature, to) else {
                        refused += 1;
                        continue;
                    };
                    let other = read_feature(&other_id, "other", &written, find(to)).unwrap();
                    assert_eq!(told(&feature), told(&other), "{}: {path} in {to}", project.display());
                    if let Some((back_id, back)) = converted(&other, dialect) {
                        let again = read_feature(&back_id, "back", &back, find(dialect)).unwrap();
                        assert_eq!(told(&feature), told(&again), "{}: {path} by way of {to}", project.display());
                        there += 1;
                    } else {
                        refused += 1;
                    }
                }
            }
        }
    }
    assert!(there + refused == 0 || there > refused, "{there} came back, {refused} were refused");
}
