use super::*;
use crate::plan::dialects::find;

const PLAN: &str = "# Tasks: Login\n\n## Task List\n\n## Phase 1: Base\n\n### T01: Store sessions\n- [x] Estimate: 1h\n- [x] Tests: tests/session.rs\n- [x] Notes: kept small\n\n### T02: Sign in\n- [ ] Estimate: 30m\n- [ ] Dependencies: T01\n- [ ] Stories: US-01\n- [ ] Notes: BLOCKED: waits for the key\n\nSome words about it.\n- [x] one step\n- [ ] another\n";

fn sources(dialect: &str, files: &[(String, String)]) -> Vec<Source> {
    super::sources(find(dialect).unwrap(), files, id(dialect))
}

fn id(dialect: &str) -> &'static str {
    if dialect == "taskmaster" { "login" } else { "01-login" }
}

fn read<'a>(dialect: &str, sources: &'a [Source]) -> Feature<'a> {
    let (id, to) = (id(dialect), find(dialect).unwrap());
    read_feature(id, &place(to, id), sources, Some(to)).unwrap()
}

fn there(dialect: &str, from: &Feature<'_>) -> Converted {
    convert(from, find(dialect).unwrap(), id(dialect), Project::Nothing)
        .unwrap_or_else(|refusal| panic!("{dialect}: {refusal:?}"))
}

#[test]
fn every_target_keeps_what_must_be_kept_and_comes_back_the_same() {
    let start = sources("workitems", &[("tasks.md".to_owned(), PLAN.to_owned())]);
    let feature = read("workitems", &start);
    let before = Draft::of(&feature);
    assert_eq!(before.tasks.len(), 2);
    for dialect in targets() {
        let converted = there(dialect, &feature);
        let written = sources(dialect, &converted.files);
        let other = read(dialect, &written);
        let back = there("workitems", &other);
        let read_back = sources("workitems", &back.files);
        let after = Draft::of(&read("workitems", &read_back));
        let kept = |draft: &Draft| {
            let told = |task: &DraftTask| (task.title.clone(), task.status, task.needs.clone(), task.parent);
            draft.tasks.iter().map(told).collect::<Vec<_>>()
        };
        assert_eq!(kept(&before), kept(&after), "{dialect}: {:#?}", converted.files);
        for (old, new) in before.tasks.iter().zip(&after.tasks) {
            let said: Vec<&str> = converted.lost.iter().map(|lost| lost.what).collect();
            assert!(old.estimate == new.estimate || said.contains(&"estimate"), "{dialect}: {said:?}");
            assert!(old.steps == new.steps || said.contains(&"step"), "{dialect}: {said:?}");
            let all = new.notes.iter().chain(&new.details).cloned().collect::<Vec<_>>().join(" ");
            assert!(old.notes.iter().all(|note| all.contains(note.as_str())), "{dialect}: {all}");
        }
    }
}

#[test]
fn text_that_stays_behind_is_told_and_text_that_was_written_is_not() {
    let text = format!("Some words at the top.\n\n{PLAN}\n## Risks\n\n- It may be late\n- Or wrong\n");
    let start = sources("workitems", &[("tasks.md".to_owned(), text)]);
    let feature = read("workitems", &start);
    for dialect in targets() {
        let lost = there(dialect, &feature).lost;
        let told: Vec<&str> = lost.iter().filter(|lost| lost.what == "text").map(|lost| lost.value.as_str()).collect();
        assert_eq!(told, ["3 lines outside of its tasks"], "{dialect}: {lost:?}");
    }
}

#[test]
fn stories_of_every_form_come_across() {
    let text = "# Implementation Plan\n\n- [ ] 1. Sign in\n  - _Requirements: 1.1, 3.2_\n";
    let start = sources("kiro", &[("tasks.md".to_owned(), text.to_owned())]);
    let feature = read("kiro", &start);
    assert_eq!(Draft::of(&feature).tasks[0].stories, ["1", "3"]);
    let converted = there("spec-kit", &feature);
    assert!(!converted.lost.iter().any(|lost| lost.what == "story"), "{converted:?}");
}

#[test]
fn what_cannot_be_said_is_refused_before_anything_is_written() {
    let text = "# Tasks: Login\n\n## Phase 1: A\n\n### T01: Drop it\n\n**Status:** Cancelled\n**Estimate:** 1h\n";
    let start = sources("phased", &[("tasks.md".to_owned(), text.to_owned())]);
    let feature = read("phased", &start);
    assert_eq!(feature.tasks[0].status, Status::Cancelled);
    let refusal = convert(&feature, find("spec-kit").unwrap(), "001-login", Project::Nothing).unwrap_err();
    assert_eq!(refusal.why, "T01 is cancelled, and would be todo");
    assert!(convert(&feature, find("board").unwrap(), "x", Project::Nothing).unwrap_err().why.contains("board"));
    assert_eq!(there("taskmaster", &feature).files[0].0, "tasks.json");
}

#[test]
fn other_documents_go_along_under_the_names_that_they_have_there() {
    let files = [
        ("tasks.md".to_owned(), PLAN.to_owned()),
        ("design.md".to_owned(), "# Design\n".to_owned()),
        ("user_stories.md".to_owned(), "# Stories\n\n## US-01: Sign in\n".to_owned()),
    ];
    let start = sources("workitems", &files);
    let feature = read("workitems", &start);
    let names = |dialect: &str| there(dialect, &feature).files.into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    assert_eq!(names("spec-kit"), ["tasks.md", "plan.md", "spec.md"]);
    assert_eq!(names("kiro"), ["tasks.md", "design.md", "requirements.md"]);
    let lost = there("taskmaster", &feature).lost;
    assert!(lost.iter().any(|lost| lost.of == "design.md" && lost.what == "document"), "{lost:?}");
}

#[test]
fn tasks_go_to_a_backlog_with_its_words_and_numbers() {
    let start = sources("workitems", &[("tasks.md".to_owned(), PLAN.to_owned())]);
    let feature = read("workitems", &start);
    let config = "statuses: [\"Offen\", \"In Progress\", \"Fertig: ja\"]\ntask_prefix: back\nzero_padded_ids: 3\n";
    let backlog = |config| convert(&feature, find("backlog").unwrap(), "x", Project::Backlog { config, first: 41 });
    let files = backlog(config).unwrap().files;
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["tasks/back-041 - Store-sessions.md", "tasks/back-042 - Sign-in.md"]);
    let holds = |at: usize, line: &str| assert!(files[at].1.contains(line), "{line} in\n{}", files[at].1);
    holds(0, "id: BACK-041\n");
    holds(0, "status: 'Fertig: ja'\n");
    // Blocked is said by a note where no status says it.
    holds(1, "status: Offen\n");
    holds(1, "dependencies: [\"BACK-041\"]\n");
    holds(1, "BLOCKED: waits for the key");
    let blocked = backlog("statuses: [To Do, Working, Blocked, Done]\n").unwrap().files;
    assert!(blocked[1].1.contains("status: Blocked\n"), "{}", blocked[1].1);
    let refusal = backlog("statuses: [To Do, Doing]\n").unwrap_err();
    assert!(refusal.why.contains("T01 is done"), "{refusal:?}");
}

#[test]
fn nothing_that_must_be_kept_is_let_go() {
    let text = format!("{PLAN}\n### T03: Sign out\n- [ ] Dependencies: T02\n- [ ] Notes: as for T02\n");
    let start = sources("workitems", &[("tasks.md".to_owned(), text)]);
    let before = Draft::of(&read("workitems", &start));
    type Change<'c> = &'c dyn Fn(&mut Draft);
    let refused = |change: Change<'_>| {
        let mut after = before.clone();
        change(&mut after);
        kept(&before, &after).err().map(|refusal| refusal.why)
    };
    assert_eq!(refused(&|_| {}), None);
    let lines: [(&str, Change<'_>); 5] = [
        ("of 3 tasks 2 would be left", &|after| after.tasks.truncate(2)),
        ("T01 would be called \"Store\"", &|after| after.tasks[0].title = "Store".to_owned()),
        ("T01 is done, and would be todo", &|after| after.tasks[0].status = Status::Todo),
        ("T03 would not depend on T02 any more", &|after| after.tasks[2].needs.clear()),
        ("the note \"as for T02\" of T03 would be lost", &|after| after.tasks[2].notes.clear()),
    ];
    for (why, change) in lines {
        assert_eq!(refused(change).as_deref(), Some(why));
    }
    // T03 comes after T01 by way of T02: to say so too, or not to, is the same.
    let mut said = before.clone();
    said.tasks[2].needs.push(0);
    assert!(kept(&said, &before).is_ok() && kept(&before, &said).is_ok());
    let mut cut = before.clone();
    cut.tasks[1].needs.clear();
    assert_eq!(kept(&said, &cut).unwrap_err().why, "T02 would not depend on T01 any more");
    cut.tasks[1].needs.clone_from(&before.tasks[1].needs);
    cut.tasks[2].needs.clear();
    assert!(kept(&said, &cut).unwrap_err().why.starts_with("T03 would not depend on T0"));
    // A note may become one of the other lines of its task.
    let mut moved = before.clone();
    moved.tasks[2].details.append(&mut before.tasks[2].notes.clone());
    moved.tasks[2].notes.clear();
    assert!(kept(&before, &moved).is_ok());
}
