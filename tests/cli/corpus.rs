//! Real planning files, read in place where they are: nothing panics, no edit changes a byte that it does not name,
//! a tick that is taken back leaves the file as it was, and the counts are those that another way of counting gives.

use std::path::{Path, PathBuf};

use planyard::plan::dialects::{self, Dialect, read_feature};
use planyard::plan::document::{Edit, splice};
use planyard::plan::model::{Feature, Role, Source, Status};
use planyard::plan::outline::Outline;
use planyard::plan::progress::{Recompute, recompute};

/// The corpus beside the checkout, or `None`, loudly.
#[expect(clippy::print_stderr, reason = "a skipped test says so, loudly")]
fn corpus() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("SKIPPED: no corpus of real plans at {}", folder.display());
    None
}

fn files(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found: Vec<PathBuf> = ignore::WalkBuilder::new(folder)
        .hidden(false)
        .ignore(false)
        .git_ignore(false)
        .build()
        .filter_map(Result::ok)
        .map(ignore::DirEntry::into_path)
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    found.sort();
    found.into_iter().filter_map(|path| Some((path.clone(), std::fs::read_to_string(path).ok()?))).collect()
}

/// The parts of the corpus whose files are markdown.
const FOLDERS: [&str; 7] = ["dox", "gsd", "freeform", "seeds", "spec-kit", "openspec", "kiro"];

/// A file as its feature would give it: by its path where a dialect has its features in places of its own.
fn source(path: &Path, text: &str) -> [Source; 1] {
    let whole = path.to_string_lossy();
    let tails = whole.match_indices('/').map(|(at, _)| &whole[at + 1..]);
    if let Some((tail, role)) = tails.filter_map(|tail| Some((tail, role_at_home(tail)?))).next() {
        return [Source { path: tail.into(), role, text: text.to_owned().into() }];
    }
    let name = path.file_name().unwrap().to_string_lossy();
    let role = match &*name {
        "design.md" => Role::Design,
        "user_stories.md" => Role::Stories,
        _ => Role::Tasks,
    };
    [Source { path: name.as_ref().into(), role, text: text.to_owned().into() }]
}

fn role_at_home(path: &str) -> Option<Role> {
    let (dialect, _, feature) = dialects::home(path)?;
    dialect.layout().role(path[feature.len()..].trim_start_matches('/'))
}

fn read<'a>(dialect: &'static dyn Dialect, sources: &'a [Source]) -> Feature<'a> {
    read_feature("feature", &sources[0].path, sources, Some(dialect)).unwrap()
}

/// The text with one task's status set, and the edits that did it; `None` where the dialect refuses.
fn set(dialect: &dyn Dialect, feature: &Feature<'_>, task: usize, to: Status) -> Option<(String, Vec<Edit>)> {
    let edits: Vec<Edit> = dialect.set_status(feature, task, to).ok()?.into_iter().map(|(_, edit)| edit).collect();
    Some((splice(&feature.docs[0].source.text, edits.clone()).unwrap(), edits))
}

#[test]
fn every_file_is_read_and_no_edit_leaves_its_task() {
    let Some(corpus) = corpus() else { return };
    let mut tasks = 0;
    for folder in FOLDERS {
        for (path, text) in files(&corpus.join(folder)) {
            let sources = source(&path, &text);
            for dialect in dialects::ALL {
                let feature = read(*dialect, &sources);
                let fixes: Vec<Edit> =
                    recompute(&feature, Recompute::Everything).into_iter().map(|(_, edit)| edit).collect();
                splice(&text, fixes).unwrap_or_else(|error| panic!("{}: {}: {error}", path.display(), dialect.name()));
                assert_eq!(splice(&text, Vec::new()).unwrap(), text, "no edit, no changed byte");
                for (at, task) in feature.tasks.iter().enumerate() {
                    tasks += 1;
                    for to in [Status::Done, Status::Todo] {
                        let Some((_, edits)) = set(*dialect, &feature, at, to) else { continue };
                        for edit in edits {
                            let inside = task.section.covers(edit.span) || task.at.covers(edit.span);
                            assert!(
                                inside,
                                "{}: {}: {} is edited outside its section",
                                path.display(),
                                dialect.name(),
                                task.id
                            );
                        }
                    }
                }
            }
        }
    }
    assert!(tasks > 1000, "{tasks} tasks are too few: something is not read");
}

#[test]
fn a_tick_that_is_taken_back_gives_the_same_bytes() {
    let Some(corpus) = corpus() else { return };
    let mut ticked = 0;
    for folder in FOLDERS {
        for (path, text) in files(&corpus.join(folder)) {
            let sources = source(&path, &text);
            let Ok(feature) = read_feature("feature", &sources[0].path, &sources, None) else { continue };
            let dialect = dialects::find(feature.dialect).unwrap();
            for (at, task) in feature.tasks.iter().enumerate() {
                if !is_plain(&text, task) {
                    continue;
                }
                let Some((there, _)) = set(dialect, &feature, at, opposite(task.status)) else { continue };
                let changed = source(&path, &there);
                let Some((back, _)) = set(dialect, &read(dialect, &changed), at, task.status) else { continue };
                assert!(
                    back == text,
                    "{}: {} {}: not the same after there and back",
                    path.display(),
                    dialect.name(),
                    task.id
                );
                ticked += 1;
            }
        }
    }
    assert!(ticked > 400, "only {ticked} tasks were ticked and unticked");
}

fn opposite(status: Status) -> Status {
    if status == Status::Done { Status::Todo } else { Status::Done }
}

/// Marks that agree with each other and are written in the usual way can be restored; a task whose boxes were mixed, or
/// whose heading ended in a tick or a word of its own, says something that "not done" forgets.
fn is_plain(text: &str, task: &planyard::plan::model::Task<'_>) -> bool {
    use planyard::plan::model::MarkKind;
    let marks: Vec<_> =
        if task.marks.is_empty() { task.steps.iter().map(|step| step.mark).collect() } else { task.marks.clone() };
    let usual = |mark: &planyard::plan::model::Mark| match mark.kind {
        MarkKind::Box => matches!(mark.span.text(text), " " | "x"),
        MarkKind::Word => matches!(mark.span.text(text), "Complete" | "COMPLETE" | "Not started" | "NOT_STARTED"),
        MarkKind::Emoji => !task.at.covers(mark.span) || task.id.starts_with('P'),
    };
    matches!(task.status, Status::Todo | Status::Done)
        && marks.iter().all(|mark| mark.status == task.status && usual(mark))
}

/// Boxes by lines: not in a fence, a comment or a quote. Written apart from the scanner, on purpose naively.
fn boxes_by_lines(text: &str) -> usize {
    let mut fence: Option<(char, usize)> = None;
    let (mut comment, mut count) = (false, 0);
    for line in text.lines() {
        let body = line.trim_start();
        let run = |c: char| body.chars().take_while(|other| *other == c).count();
        if let Some((marker, length)) = fence {
            if run(marker) >= length && body.trim_start_matches(marker).trim().is_empty() {
                fence = None;
            }
            continue;
        }
        let opens = |marker: &char| run(*marker) >= 3 && (*marker == '~' || !body[run('`')..].contains('`'));
        if let Some(marker) = ['`', '~'].into_iter().find(opens) {
            fence = Some((marker, run(marker)));
            continue;
        }
        if body.starts_with("<!--") || comment {
            comment = !body.contains("-->");
            continue;
        }
        let item = body.strip_prefix(['-', '*', '+']).or_else(|| {
            let digits = body.len() - body.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            (digits > 0).then(|| body[digits..].strip_prefix(['.', ')']))?
        });
        let Some(item) = item.filter(|item| item.starts_with([' ', '\t'])) else { continue };
        let item = item.trim_start();
        let boxed = ["[ ]", "[x]", "[X]"]
            .iter()
            .any(|mark| item.strip_prefix(mark).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t'])));
        count += usize::from(boxed);
    }
    count
}

fn boxes_by_outline(text: &str) -> usize {
    let outline = Outline::read(text);
    let usual = |span: planyard::plan::document::Span| {
        let after = outline.text[span.end as usize + 1..].chars().next();
        matches!(outline.slice(span), " " | "x" | "X") && after.is_none_or(char::is_whitespace)
    };
    outline.nodes().iter().filter_map(|node| node.mark()).filter(|span| usual(*span)).count()
}

/// Boxes as CommonMark with task lists finds them.
fn boxes_by_commonmark(text: &str) -> usize {
    use pulldown_cmark::{Event, Options, Parser};
    let options = Options::ENABLE_TASKLISTS | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS | Options::ENABLE_TABLES;
    Parser::new_ext(text, options).filter(|event| matches!(event, Event::TaskListMarker(_))).count()
}

#[test]
fn boxes_are_as_many_as_other_counts_give() {
    let Some(corpus) = corpus() else { return };
    let (mut all, mut differ) = (0, Vec::new());
    for folder in FOLDERS {
        for (path, text) in files(&corpus.join(folder)) {
            let (lines, outline) = (boxes_by_lines(&text), boxes_by_outline(&text));
            all += lines;
            // Where fences are broken or nested, CommonMark decides what is in one.
            if lines != outline && boxes_by_commonmark(&text) != outline {
                differ.push(format!(
                    "{}: {lines} by lines, {outline} by the outline, {} by CommonMark",
                    path.display(),
                    boxes_by_commonmark(&text)
                ));
            }
        }
    }
    assert!(all > 4000, "{all}");
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}

#[test]
fn tasks_are_as_many_as_their_headings() {
    let Some(corpus) = corpus() else { return };
    let is_task = |line: &str| {
        let body = line.trim_start_matches('#');
        let level = line.len() - body.len();
        let body = body.trim_start_matches([' ', '[', ']', 'x']);
        let worded = body.strip_prefix("Task ");
        let id = worded.unwrap_or(body).split([':', ' ']).next().unwrap_or_default();
        let digits = id.trim_start_matches("TASK-").trim_start_matches('T');
        let plain = digits.trim_end_matches(|c: char| c.is_ascii_lowercase());
        let known = worded.is_some() || id.len() > digits.len();
        (2..=5).contains(&level) && known && !plain.is_empty() && plain.bytes().all(|b| b.is_ascii_digit() || b == b'.')
    };
    let (mut compared, mut tasks) = (0, 0);
    for (path, text) in files(&corpus.join("dox")).into_iter().filter(|(path, _)| path.ends_with("tasks.md")) {
        let mut fenced = false;
        let count = text
            .lines()
            .filter(|line| {
                fenced ^= line.trim_start().starts_with("```");
                !fenced && is_task(line)
            })
            .count();
        if count == 0 {
            continue;
        }
        let sources = source(&path, &text);
        let feature = read_feature("feature", "tasks.md", &sources, None).unwrap();
        assert_eq!(feature.tasks.len(), count, "{}", path.display());
        compared += 1;
        tasks += count;
    }
    assert!(compared > 40 && tasks > 700, "{tasks} tasks in {compared} files");
}

#[test]
fn the_seeds_are_read_in_their_dialects() {
    let Some(corpus) = corpus() else { return };
    let expected = [
        ("P01-F01-tasks.md", "workitems", 12, 12),
        ("P06-F07-tasks.md", "phased", 0, 29),
        ("01-01-SUMMARY.md", "gsd-summary", 3, 3),
        ("PHASE1_TASKS.md", "plan", 0, 13),
    ];
    for (name, dialect, done, all) in expected {
        let path = corpus.join("seeds").join(name);
        let text = std::fs::read_to_string(&path).unwrap();
        let sources = source(&path, &text);
        let feature = read_feature("feature", name, &sources, None).unwrap();
        assert_eq!((feature.dialect, feature.done()), (dialect, (done, all)), "{name}");
    }
    let path = corpus.join("seeds/STATUS.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let sources = source(&path, &text);
    let feature = read_feature("feature", "STATUS.md", &sources, None).unwrap();
    let top: Vec<_> = feature.tasks.iter().filter(|task| task.parent.is_none()).collect();
    assert_eq!((feature.dialect, top.len()), ("board", 19));
    let blocked: Vec<&str> = top.iter().filter(|task| task.status == Status::Blocked).map(|task| &*task.id).collect();
    assert_eq!(blocked, ["P1.6", "P1.7", "P1.8"]);
    assert!(feature.task("P1.6.1").is_some_and(|at| feature.tasks[at].status == Status::Done));
}

/// Items with a box by lines, with what stands between the brackets and behind them: not in a fence or a comment.
fn items_by_lines(text: &str) -> Vec<(char, String)> {
    let (mut fence, mut comment, mut found) = (None, false, Vec::new());
    for line in text.lines() {
        let body = line.trim_start();
        let run = body.chars().take_while(|c| *c == '`').count();
        match fence {
            Some(length) if run >= length && body.trim_matches('`').trim().is_empty() => fence = None,
            Some(_) => {}
            None if run >= 3 => fence = Some(run),
            None if comment || body.starts_with("<!--") => comment = !body.contains("-->"),
            None => {
                let digits = body.bytes().take_while(u8::is_ascii_digit).count();
                let ordered = body[digits..].strip_prefix(['.', ')']).filter(|_| digits > 0);
                let item = ordered.or_else(|| body.strip_prefix(['-', '*', '+']));
                let Some(item) = item.filter(|item| item.starts_with(' ')) else { continue };
                let mut chars = item.trim_start().chars();
                let (open, mark, close) = (chars.next(), chars.next(), chars.next());
                let rest = chars.as_str();
                if (open, close) == (Some('['), Some(']')) && (rest.is_empty() || rest.starts_with([' ', '*'])) {
                    found.push((mark.unwrap(), rest.trim_start_matches('*').trim().to_owned()));
                }
            }
        }
    }
    found
}

/// An id of numbers, as a way of reading that knows nothing of the model finds it.
fn number(text: &str) -> Option<String> {
    let text = text.strip_prefix("**").unwrap_or(text);
    let word: String = text.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let id = word.trim_end_matches('.');
    let told = id.contains('.') || word.ends_with('.');
    let after = &text[word.len()..];
    let ends = after.is_empty() || after.starts_with([' ', ':', ')', '*']);
    (told && ends && id.starts_with(|c: char| c.is_ascii_digit())).then(|| id.to_owned())
}

#[test]
fn tasks_that_are_items_are_those_of_a_count_by_lines() {
    let Some(corpus) = corpus() else { return };
    for (folder, least) in [("openspec", 1500), ("kiro", 600)] {
        let (mut tasks, mut boxes) = (0, 0);
        for (path, text) in files(&corpus.join(folder)).into_iter().filter(|(path, _)| path.ends_with("tasks.md")) {
            let sources = source(&path, &text);
            let Ok(feature) = read_feature("feature", "f", &sources, None) else { continue };
            if feature.dialect != folder {
                continue;
            }
            let lines = items_by_lines(&text);
            let steps = feature.tasks.iter().map(|task| task.steps.len()).sum::<usize>();
            let listed = feature.checklists.iter().map(|list| list.items.len()).sum::<usize>();
            // Boxes of `BLOCKED:` and the like are neither.
            let model = feature.tasks.iter().map(|task| task.marks.len()).sum::<usize>() + steps + listed;
            assert_eq!(model, lines.len(), "boxes of {}", path.display());
            let ids: Vec<String> = lines.iter().filter_map(|(_, text)| number(text)).collect();
            let read: Vec<&str> = feature
                .tasks
                .iter()
                .map(|task| &*task.id)
                .filter(|id| id.starts_with(|c: char| c.is_ascii_digit()))
                .collect();
            assert_eq!(read, ids, "ids of {}", path.display());
            let done = lines.iter().filter(|(mark, text)| "xX".contains(*mark) && number(text).is_some()).count();
            let ours =
                feature.tasks.iter().filter(|task| task.status == Status::Done && !task.id.starts_with("box-")).count();
            assert_eq!(ours, done, "done of {}", path.display());
            tasks += feature.tasks.len();
            boxes += lines.len();
        }
        assert!(tasks >= least, "{folder}: {tasks} tasks in {boxes} boxes");
    }
}

/// The text with what it states of its progress taken out.
fn unstated(dialect: &'static dyn Dialect, path: &str, role: Role, text: &str) -> String {
    let sources = [Source { path: path.into(), role, text: text.to_owned().into() }];
    let feature = read(dialect, &sources);
    let taken = feature.statements.iter().map(|one| Edit::replace(one.span, "")).collect();
    splice(text, taken).unwrap_or_else(|_| text.to_owned())
}

#[test]
#[expect(clippy::print_stderr, reason = "what was measured")]
fn two_tasks_ticked_on_two_sides_are_both_ticked() {
    let Some(corpus) = corpus() else { return };
    let (mut pairs, mut conflicts) = (0, Vec::new());
    for folder in FOLDERS {
        for (file, text) in files(&corpus.join(folder)) {
            let sources = source(&file, &text);
            let path = &*sources[0].path;
            let Some((dialect, _)) = dialects::detect(&[planyard::plan::model::Doc::read(&sources[0])]) else {
                continue;
            };
            let feature = read(dialect, &sources);
            let open: Vec<usize> =
                (0..feature.tasks.len()).filter(|at| feature.tasks[*at].status == Status::Todo).collect();
            for two in open.windows(2).step_by(open.len().div_ceil(3).max(1)) {
                let one = set(dialect, &feature, two[0], Status::Done);
                let other = set(dialect, &feature, two[1], Status::Done);
                let (Some((ours, mut edits)), Some((theirs, more))) = (one, other) else { continue };
                edits.extend(more);
                let Ok(both) = splice(&text, edits) else { continue };
                let texts = planyard::plan::merge::Texts { base: &text, ours: &ours, theirs: &theirs };
                let Some(merged) = planyard::plan::merge::merge(path, texts, Some(dialect)) else { continue };
                pairs += 1;
                if !merged.is_clean() {
                    conflicts.push(format!("{}: {}", file.display(), feature.tasks[two[0]].id));
                    continue;
                }
                let bare = |text: &str| unstated(dialect, path, sources[0].role, text);
                assert_eq!(bare(&merged.ours()), bare(&both), "{}", file.display());
            }
        }
    }
    eprintln!("{pairs} pairs of ticks in real plans, {} in conflict", conflicts.len());
    assert!(pairs > 300 && conflicts.len() * 100 <= pairs, "{pairs} {conflicts:#?}");
}
