use std::sync::Arc;

use super::*;
use crate::plan::check::check;
use crate::plan::dialects::read_feature;
use crate::plan::model::{Role, Source};
use crate::report::TestOutcome;

/// The documents of a section of a rule's docs: fences of four backquotes whose info names the file, by its path where
/// a dialect has its features in places of its own.
fn examples(docs: &str, heading: &str) -> Vec<Source> {
    let section = docs.split(&format!("## {heading}\n")).nth(1).unwrap_or_else(|| panic!("no {heading}"));
    let section = section.split("\n## Accepts\n").next().unwrap();
    let mut sources = Vec::new();
    for part in section.split("\n````").filter(|part| part.starts_with(char::is_alphabetic)) {
        let (info, text) = part.split_once('\n').unwrap_or((part, ""));
        let (_, name) = info.split_once(' ').unwrap();
        if name.contains('/') {
            let home = crate::plan::dialects::home(name);
            let below = home.map(|(dialect, place, whole)| {
                let whole_file = place.is_file().then_some(Role::Tasks);
                whole_file.or_else(|| dialect.layout().role(name[whole.len()..].trim_start_matches('/')))
            });
            let role = below.flatten().unwrap_or(Role::Other);
            sources.push(Source { path: name.into(), role, text: format!("{text}\n").into() });
            continue;
        }
        let role = match name {
            "design.md" => Role::Design,
            "user_stories.md" => Role::Stories,
            _ => Role::Tasks,
        };
        sources.push(Source {
            path: format!("features/P01-F01-login/{name}").into(),
            role,
            text: format!("{text}\n").into(),
        });
    }
    sources
}

fn found(meta: &Meta, mut sources: Vec<Source>, dirty: bool) -> Vec<Finding> {
    if meta.name == "documents/too-long" && dirty {
        std::sync::Arc::make_mut(&mut sources[0].text).push_str(&"text\n".repeat(420));
    }
    let home = crate::plan::dialects::home(&sources[0].path).map(|(_, _, whole)| whole.to_owned());
    let path = home.as_deref().unwrap_or("features/P01-F01-login");
    let feature = read_feature(path.rsplit('/').next().unwrap(), path, &sources, None).unwrap();
    let outcome = if dirty { TestOutcome::Failed } else { TestOutcome::Passed };
    let facts = Facts {
        features: Some(Arc::new(HashSet::from(["P01-F01".to_owned()]))),
        dirty: if dirty { vec!["features/P01-F01-login/tasks.md".to_owned()] } else { Vec::new() },
        tests: Arc::new(LastRun::of([(Some("tests/session.rs".to_owned()), "works".to_owned(), outcome)])),
        ..Facts::default()
    };
    let table: toml::Table = toml::from_str(&format!("\"{}\" = \"error\"", meta.name)).unwrap();
    let settings = Settings::from_table(&table).unwrap();
    check(&feature, &facts, &settings, meta.gate).into_iter().filter(|finding| finding.rule == meta.name).collect()
}

#[test]
fn every_rule_finds_its_example_and_accepts_the_other() {
    let mut wrong = Vec::new();
    for rule in ALL {
        let meta = rule.meta();
        if found(meta, examples(meta.docs, "Finds"), true).is_empty() {
            wrong.push(format!("{} does not find its example", meta.name));
        }
        let accepted = found(meta, examples(meta.docs, "Accepts"), false);
        if !accepted.is_empty() {
            wrong.push(format!("{} does not accept its example: {:?}", meta.name, accepted[0].message));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_file_of_the_folder_is_in_the_table() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/plan/rules");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap().replace(".rs", ""))
        .filter(|name| !matches!(name.as_str(), "tests" | "settings"))
        .collect();
    files.sort();
    let mut names: Vec<String> = ALL.iter().map(|rule| rule.meta().name.replace(['/', '-'], "_")).collect();
    names.sort();
    assert_eq!(files, names);
    assert!(ALL.is_sorted_by_key(|rule| rule.meta().name));
}

#[test]
fn every_rule_is_documented() {
    for rule in ALL {
        let meta = rule.meta();
        for heading in ["## Why\n", "## Finds\n", "## Accepts\n"] {
            assert!(meta.docs.contains(heading), "{} has no {heading}", meta.name);
        }
        assert!(!meta.summary.ends_with('.') && !meta.help.ends_with('.'), "{}: no full stop", meta.name);
        for option in meta.options {
            assert!(Settings::default().of(meta.name).unwrap().options.contains_key(option.name), "{}", option.name);
        }
    }
}

/// The tasks that a rule's findings are about, in a tasks document.
fn about(text: &str, rule: &str) -> Vec<String> {
    let sources = [Source { path: "features/F/tasks.md".into(), role: Role::Tasks, text: text.to_owned().into() }];
    let feature = read_feature("F", "features/F", &sources, None).unwrap();
    let found = check(&feature, &Facts::default(), &Settings::default(), Gate::Planning);
    let of_rule = found.iter().filter(|finding| finding.rule == rule);
    of_rule.map(|finding| finding.task.as_deref().unwrap_or("-").to_owned()).collect()
}

#[test]
fn suppressions_need_a_reason_and_are_used() {
    let text = "# Tasks\n\n## Task List\n\n### T01: A\n<!-- planyard-ignore tasks/no-test, tasks/estimate-*: by hand -->\n\n### T02: B\n- [ ] Estimate: 1h\n";
    assert_eq!(about(text, "tasks/no-test"), ["T02"]);
}

#[test]
fn a_suppression_in_the_line_before_a_heading_is_about_what_follows() {
    let text = "# Tasks\n\n## Task List\n\n### T01: A\n\n<!-- planyard-ignore tasks/no-test: by hand -->\n### T02: B\n- [ ] Estimate: 1h\n";
    assert_eq!(about(text, "tasks/no-test"), ["T01"]);
    assert!(about(text, "suppression/unused").is_empty());
}

#[test]
fn suppressions_that_cannot_work_are_said() {
    let head = "# Tasks\n\n## Task List\n\n";
    let unused = |rules: &str| {
        let text = format!("{head}### T01: A\n<!-- planyard-ignore {rules}: by hand -->\n- [ ] Estimate: 1h\n");
        about(&text, "suppression/unused").len()
    };
    assert_eq!(unused("tasks/no-test"), 0);
    assert_eq!(unused("tasks/no-tests"), 1);
    assert_eq!(unused("tasks/duplicate-id"), 1);
    // What the other gate asks is not known here.
    assert_eq!(unused("completion/task-open"), 0);
    assert_eq!(unused("completion/*"), 0);
    // Nothing to say of a comment in a fence.
    assert!(
        about(&format!("{head}```\n<!-- planyard-ignore tasks/none: x -->\n```\n"), "suppression/unused").is_empty()
    );
}

#[test]
fn ids_in_any_case_and_far_apart() {
    let tasks = |ids: &[&str]| ids.iter().map(|id| format!("### {id}: A\n- [ ] Estimate: 1h\n\n")).collect::<String>();
    let text = |ids: &[&str]| format!("# Tasks\n\n## Task List\n\n{}", tasks(ids));
    assert_eq!(about(&text(&["T01", "T01"]), "tasks/duplicate-id"), ["T01"]);
    assert_eq!(about(&text(&["T01", "T03"]), "tasks/id-gap"), ["T03"]);
    assert!(about(&text(&["T01", "T4294967295", "T02"]), "tasks/id-gap").is_empty());
    assert!(about(&text(&["T4294967295", "T4294967295"]), "tasks/id-gap").is_empty());
}

fn completion(texts: &[(&str, Role, &str)]) -> Vec<String> {
    let sources: Vec<Source> = texts
        .iter()
        .map(|(name, role, text)| Source {
            path: format!("features/F/{name}").into(),
            role: *role,
            text: (*text).to_owned().into(),
        })
        .collect();
    let feature = read_feature("F", "features/F", &sources, None).unwrap();
    let found = check(&feature, &Facts::default(), &Settings::default(), Gate::Completion);
    found.iter().map(|finding| finding.rule.to_string()).collect()
}

#[test]
fn nothing_done_is_never_complete() {
    let tasks = |text: &str| completion(&[("design.md", Role::Design, ""), ("tasks.md", Role::Tasks, text)]);
    assert_eq!(tasks(""), ["completion/no-tasks"]);
    assert_eq!(tasks("# Tasks\n\n## Done\n\n- [x] All\n"), ["completion/no-tasks"]);
    assert_eq!(tasks("# Tasks\n\n### T01: A\n**Status:** Cancelled\n"), ["completion/no-tasks"]);
    assert_eq!(
        tasks("# Tasks\n\n### T01: A\n- [x] Estimate: 1h\n\n```\n### T02: B\n- [ ] Estimate: 1h\n"),
        ["completion/unreadable"]
    );
    assert!(tasks("# Tasks\n\n### T01: A\n- [x] Estimate: 1h\n").is_empty());
}

/// The real features of the corpus, or none where it is not there.
fn corpus() -> Vec<(String, Vec<Source>)> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/corpus/dox");
    let Ok(repos) = std::fs::read_dir(root) else {
        #[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
        {
            eprintln!("skipped: {root} is not there");
        }
        return Vec::new();
    };
    let folders = repos.flatten().filter_map(|repo| std::fs::read_dir(repo.path().join(".workitems")).ok());
    let folders = folders.flatten().flatten().filter(|folder| folder.path().join("tasks.md").is_file());
    folders.map(|folder| (folder.file_name().into_string().unwrap(), sources(&folder.path()))).collect()
}

fn sources(folder: &std::path::Path) -> Vec<Source> {
    let names = [("design.md", Role::Design), ("user_stories.md", Role::Stories), ("tasks.md", Role::Tasks)];
    let read = |(name, role): (&str, Role)| {
        let text = std::fs::read_to_string(folder.join(name)).ok()?;
        Some(Source { path: format!("f/{name}").into(), role, text: text.into() })
    };
    names.into_iter().filter_map(read).collect()
}

fn everything_on() -> Settings {
    let groups: std::collections::BTreeSet<&str> =
        ALL.iter().map(|rule| rule.meta().name.split('/').next().unwrap()).collect();
    let table: String = groups.iter().map(|group| format!("\"{group}/*\" = \"info\"\n")).collect();
    Settings::from_table(&toml::from_str(&table).unwrap()).unwrap()
}

/// Counted with nothing of the model: task headings of a document, those without an estimate, and ids that come again.
fn counted(text: &str) -> (usize, usize, usize) {
    let (mut ids, mut estimated, mut fenced, mut inside) = (Vec::new(), 0, false, false);
    for line in text.lines() {
        let bare = line.trim_start();
        fenced ^= bare.starts_with("```");
        if fenced {
            continue;
        }
        if let Some(title) = line.strip_prefix("### ").or_else(|| line.strip_prefix("#### ")) {
            let id = title.trim_start_matches("Task ").split([':', ' ', '(']).next().unwrap();
            let digits = id.trim_start_matches("TASK-").trim_start_matches('T');
            inside = digits.starts_with(|c: char| c.is_ascii_digit()) && (id != digits || title.starts_with("Task "));
            if inside {
                ids.push(id.to_owned());
            }
        } else if line.starts_with("# ") || line.starts_with("## ") {
            inside = false;
        } else if inside && bare.contains("Estimate") && bare.contains(':') {
            estimated += 1;
            inside = false;
        }
    }
    let distinct: HashSet<&String> = ids.iter().collect();
    (ids.len(), ids.len() - estimated, ids.len() - distinct.len())
}

#[test]
fn real_features_are_judged_as_an_independent_count_says() {
    for (name, sources) in corpus() {
        let feature = read_feature(&name, "f", &sources, None).unwrap();
        // One of them has items for tasks, as spec-kit has; the count is of headings.
        if feature.dialect == "spec-kit" {
            continue;
        }
        let found = check(&feature, &Facts::default(), &everything_on(), Gate::Planning);
        check(&feature, &Facts::default(), &everything_on(), Gate::Completion);
        let of = |rule: &str| found.iter().filter(|finding| finding.rule == rule).count();
        let text = &sources.iter().find(|source| source.role == Role::Tasks).unwrap().text;
        let judged = (feature.tasks.len(), of("tasks/estimate-missing"), of("tasks/duplicate-id"));
        assert_eq!(judged, counted(text), "{name}");
        if name != "_templates" {
            let left: Vec<_> = found.iter().filter(|finding| finding.rule.ends_with("/placeholder-left")).collect();
            assert!(left.is_empty(), "{name}: {left:?}");
        }
    }
}

#[test]
fn what_is_fixed_is_fixed() {
    for (name, mut sources) in corpus() {
        let fixes: Vec<(Arc<str>, Vec<Edit>)> = {
            let feature = read_feature(&name, "f", &sources, None).unwrap();
            let found = check(&feature, &Facts::default(), &Settings::default(), Gate::Planning);
            let edits = |fix: &Fix| {
                let edit = |edit: &Replacement| Edit::replace(Span::new(edit.start, edit.end), edit.with.clone());
                fix.edits.iter().map(edit).collect()
            };
            found.iter().filter_map(|finding| Some((finding.file.clone(), edits(finding.fix.as_deref()?)))).collect()
        };
        for source in &mut sources {
            let of_file = fixes.iter().filter(|(file, _)| *file == source.path).flat_map(|(_, edits)| edits.clone());
            source.text = super::super::document::splice(&source.text, of_file.collect()).unwrap().into();
        }
        let feature = read_feature(&name, "f", &sources, None).unwrap();
        let found = check(&feature, &Facts::default(), &Settings::default(), Gate::Planning);
        let left: Vec<_> = found.iter().filter(|finding| finding.fix.is_some()).map(|f| &f.message).collect();
        assert!(left.is_empty(), "{name}: {left:?}");
    }
}

#[test]
fn a_statement_is_kept_where_no_box_says_otherwise() {
    let text = "# Tasks\n\n## Progress\n\n- Tasks Complete: 2/2\n\n## Task List\n\n### T01: A\n\nText.\n\n### T02: B\n- [ ] Estimate: 1h\n";
    let fixable = |text: &str| {
        let sources = [Source { path: "features/F/tasks.md".into(), role: Role::Tasks, text: text.to_owned().into() }];
        let feature = read_feature("F", "features/F", &sources, None).unwrap();
        let found = check(&feature, &Facts::default(), &Settings::default(), Gate::Planning);
        let untrue: Vec<_> = found.iter().filter(|finding| finding.rule == "tasks/progress-mismatch").collect();
        assert_eq!(untrue.len(), 1);
        untrue[0].fix.is_some()
    };
    assert!(!fixable(text));
    assert!(fixable(&text.replace("Text.", "- [ ] Estimate: 1h")));
}

#[test]
fn a_board_need_not_say_what_boards_do_not() {
    let found = |path: &str, text: &str| {
        let sources = [Source { path: path.into(), role: Role::Tasks, text: text.to_owned().into() }];
        let feature = read_feature("F", path, &sources, None).unwrap();
        let found = check(&feature, &Facts::default(), &everything_on(), Gate::Planning);
        let missing = ["tasks/estimate-missing", "tasks/no-test", "documents/missing"];
        (feature.dialect, found.iter().filter(|finding| missing.contains(&&*finding.rule)).count())
    };
    let board =
        "# Status\n\n## Phase 1\n\n1. \u{2705} **P1.1 Sign in** - done\n2. \u{26a0}\u{fe0f} **P1.2 Sign out** - open\n";
    assert_eq!(found("STATUS.md", board), ("board", 0));
    let tasks = "# Tasks\n\n### T01: A\n\n- [ ] Step\n";
    assert_eq!(found("login-tasks.md", tasks), ("workitems", 2));
}

#[test]
fn a_suppression_covers_its_document_its_section_or_its_line() {
    let text = |head: &str, inside: &str, before: &str| {
        format!(
            "# Tasks\n{head}\n## Task List\n\n### T01: A\n\n- [ ] Step\n{inside}\n### T02: [Task description]\n\n## Notes\n\nOne.\n{before}\n[Describe it]\n\n[Describe more]\n"
        )
    };
    let ignore = |what: &str| format!("<!-- planyard-ignore{what}: for the test -->\n");
    let left = |text: &str| about(text, "tasks/placeholder-left").len();
    assert_eq!(left(&text("", "", "")), 3);
    assert_eq!(left(&text(&ignore("-file tasks/*"), "", "")), 0);
    assert_eq!(left(&text("", &ignore(" tasks/placeholder-left"), "")), 3, "T01 has none");
    assert_eq!(left(&text("", "", &ignore(" tasks/placeholder-left"))), 2, "the next line, over a blank one");
    let two = text(&ignore("-file tasks/placeholder-left"), "", &ignore(" tasks/placeholder-left"));
    assert!(about(&two, "suppression/unused").is_empty(), "both would have done it");
}
