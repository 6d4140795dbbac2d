use super::*;

fn merged(path: &str, base: &str, ours: &str, theirs: &str) -> Merged {
    merge(path, Texts { base, ours, theirs }, None).expect("a plan")
}

#[track_caller]
fn clean(path: &str, base: &str, ours: &str, theirs: &str) -> String {
    let merged = merged(path, base, ours, theirs);
    assert!(merged.is_clean(), "{}", merged.text(&Marking::default()).0);
    merged.ours()
}

const ITEMS: &str = "# Tasks\n\n## Phase 1: Setup\n\n- [ ] T001 Make the folder in src/a.rs\n- [ ] T002 [P] Read the settings in src/b.rs\n- [ ] T003 Write the page\n";
const HEADS: &str = "# Tasks\n\n## Progress\n\n- Tasks Complete: 0/2\n- Percentage: 0%\n- Status: NOT_STARTED\n\n## Task List\n\n### T01: Read the file\n\n- [ ] Estimate: 1hr\n- [ ] Dependencies: None\n- [ ] Notes: -\n\n### T02: Write the file\n\n- [ ] Estimate: 2hr\n- [ ] Dependencies: T01\n";

#[test]
fn ticks_beside_each_other() {
    let ours = ITEMS.replace("[ ] T001", "[x] T001");
    let theirs = ITEMS.replace("[ ] T002", "[X] T002");
    assert_eq!(clean("specs/1/tasks.md", ITEMS, &ours, &theirs), ours.replace("[ ] T002", "[X] T002"));
}

#[test]
fn statements_are_worked_out_anew() {
    let done = |text: &str, id: &str| {
        let at = text.find(id).unwrap();
        let end = text[at..].find("\n###").map_or(text.len(), |end| at + end);
        format!("{}{}{}", &text[..at], text[at..end].replace("[ ]", "[x]"), &text[end..])
    };
    let half = |text: &str| text.replace("0/2", "1/2").replace("0%", "50%").replace("NOT_STARTED", "IN_PROGRESS");
    let (ours, theirs) = (half(&done(HEADS, "### T01")), half(&done(HEADS, "### T02")));
    let both = clean("features/P01-F01-a/tasks.md", HEADS, &ours, &theirs);
    let wanted = done(&done(HEADS, "### T01"), "### T02").replace("0/2", "2/2").replace("0%", "100%");
    assert_eq!(both, wanted.replace("NOT_STARTED", "COMPLETE"));
}

#[test]
fn fields_of_one_task_by_themselves() {
    let ours = HEADS.replace("Estimate: 2hr", "Estimate: 1hr").replace("Read the file", "Read the whole file");
    let theirs = HEADS.replace("Dependencies: T01", "Dependencies: None").replacen(
        "- [ ] Estimate: 1hr",
        "- [x] Estimate: 1hr",
        1,
    );
    let both = clean("features/P01-F01-a/tasks.md", HEADS, &ours, &theirs);
    for line in ["### T01: Read the whole file", "- [x] Estimate: 1hr", "- [ ] Estimate: 1hr", "Dependencies: None"] {
        assert!(both.contains(line), "{line} in\n{both}");
    }
}

#[test]
fn the_same_field_in_two_ways_is_one_line_of_conflict() {
    let ours = HEADS.replace("Estimate: 2hr", "Estimate: 1hr");
    let theirs = HEADS.replace("Estimate: 2hr", "Estimate: 30min").replace("Read the file", "Read files");
    let merged = merged("features/P01-F01-a/tasks.md", HEADS, &ours, &theirs);
    let conflict = merged.conflicts().next().unwrap();
    assert_eq!(
        (conflict.ours.as_str(), conflict.theirs.as_str()),
        ("- [ ] Estimate: 1hr\n", "- [ ] Estimate: 30min\n")
    );
    let (text, lines) = merged.text(&Marking { with_base: true, ..Marking::default() });
    let marked = "<<<<<<< ours\n- [ ] Estimate: 1hr\n||||||| base\n- [ ] Estimate: 2hr\n=======\n- [ ] Estimate: 30min\n>>>>>>> theirs\n- [ ] Dep";
    assert!(text.contains(marked) && text.contains("### T01: Read files"), "{text}");
    assert_eq!(lines, [text.lines().position(|line| line.starts_with('<')).unwrap() as u32 + 1]);
}

#[test]
fn both_add_tasks_and_one_moves_what_the_other_ticks() {
    let ours = format!("{ITEMS}- [ ] T004 Ours\n");
    let theirs = format!("{ITEMS}- [ ] T005 Theirs\n");
    assert_eq!(clean("specs/1/tasks.md", ITEMS, &ours, &theirs), format!("{ours}- [ ] T005 Theirs\n"));
    let moved =
        ITEMS.replace("- [ ] T003 Write the page\n", "").replace("- [ ] T001", "- [ ] T003 Write the page\n- [ ] T001");
    let ticked = ITEMS.replace("[ ] T003", "[x] T003");
    assert_eq!(clean("specs/1/tasks.md", ITEMS, &moved, &ticked), moved.replace("[ ] T003", "[x] T003"));
    assert_eq!(clean("specs/1/tasks.md", ITEMS, &ticked, &moved), moved.replace("[ ] T003", "[x] T003"));
}

/// Five tasks in two phases.
const PHASES: &str = "# Tasks\n\n## Phase 1: A\n\n- [ ] T001 One\n- [ ] T002 Two\n- [ ] T003 Three\n\n## Phase 2: B\n\n- [ ] T004 Four\n- [ ] T005 Five\n";

/// PHASES with a task taken from where it was to behind a line.
fn put(id: &str, behind: &str) -> String {
    let line = PHASES.lines().find(|line| line.contains(id)).unwrap();
    let without = PHASES.replace(&format!("{line}\n"), "");
    without.replace(&format!("{behind}\n"), &format!("{behind}\n{line}\n"))
}

#[test]
fn what_both_move_to_different_places_is_told() {
    let moved = |ours: &str, theirs: &str| {
        let merged = merged("specs/1/tasks.md", PHASES, ours, theirs);
        assert!(merged.is_clean(), "{}", merged.text(&Marking::default()).0);
        let text = merged.ours();
        let all_open = text.replace("[x]", "[ ]");
        assert_eq!(PHASES.lines().filter(|line| !all_open.contains(line)).count(), 0, "{text}");
        (merged.moved.into_iter().map(|moved| (moved.what, moved.line)).collect::<Vec<_>>(), text)
    };
    let (last, second_phase) = (put("T001", "- [ ] T005 Five"), put("T001", "- [ ] T004 Four"));
    let first_phase = put("T001", "- [ ] T003 Three");
    let told = |line| vec![("T001".to_owned(), Some(line))];
    assert_eq!(moved(&last, &second_phase), (told(12), last.clone()));
    assert_eq!(moved(&second_phase, &last), (told(11), second_phase.clone()));
    assert_eq!(moved(&first_phase, &last), (told(7), first_phase.clone()));
    // One side alone, both to the same place, and two different tasks.
    for (ours, theirs, text) in [
        (&last, &PHASES.to_owned(), &last),
        (&PHASES.to_owned(), &last, &last),
        (&last, &last, &last),
        (&last, &last.replace("[ ] T001", "[x] T001"), &last.replace("[ ] T001", "[x] T001")),
    ] {
        assert_eq!(moved(ours, theirs), (vec![], text.clone()));
    }
    assert_eq!(moved(&last, &put("T004", "- [ ] T001 One")).0, []);
}

#[test]
fn a_tick_follows_its_task_to_another_number() {
    let ours = ITEMS.replace("T003 Write", "T004 Write").replace("- [ ] T004", "- [ ] T003 Draw the frame\n- [ ] T004");
    let theirs = ITEMS.replace("[ ] T003", "[x] T003");
    assert_eq!(clean("specs/1/tasks.md", ITEMS, &ours, &theirs), ours.replace("[ ] T004", "[x] T004"));
}

#[test]
fn one_id_for_two_new_tasks_is_a_conflict_and_so_is_a_tick_of_what_is_gone() {
    let (ours, theirs) = (format!("{ITEMS}- [ ] T004 Ours\n"), format!("{ITEMS}- [ ] T004 Theirs\n"));
    let conflict = merged("specs/1/tasks.md", ITEMS, &ours, &theirs).conflicts().next().cloned().unwrap();
    assert_eq!((conflict.ours.as_str(), conflict.theirs.as_str()), ("- [ ] T004 Ours\n", "- [ ] T004 Theirs\n"));
    let gone = ITEMS.replace("- [ ] T003 Write the page\n", "");
    let ticked = ITEMS.replace("[ ] T003", "[x] T003");
    let conflict = merged("specs/1/tasks.md", ITEMS, &gone, &ticked).conflicts().next().cloned().unwrap();
    assert_eq!((conflict.ours.as_str(), conflict.theirs.as_str()), ("", "- [x] T003 Write the page\n"));
    assert_eq!(clean("specs/1/tasks.md", ITEMS, &gone, ITEMS), gone);
}

#[test]
fn done_here_and_blocked_there() {
    let done = HEADS.replacen(
        "- [ ] Estimate: 1hr\n- [ ] Dependencies: None\n- [ ] Notes: -",
        "- [x] Estimate: 1hr\n- [x] Dependencies: None\n- [x] Notes: -",
        1,
    );
    let blocked = HEADS.replace("Notes: -", "Notes: BLOCKED: no key");
    assert!(!merged("features/P01-F01-a/tasks.md", HEADS, &done, &blocked).is_clean());
}

#[test]
fn line_endings_marks_and_ends_are_kept() {
    let base = "\u{feff}# T\r\n\r\n- [ ] T001 Aé\t \r\n- [ ] T002 B";
    let ours = base.replace("[ ] T001", "[X] T001");
    let theirs = format!("{}\r\n- [ ] T003 C", base.replace("[ ] T002", "[x] T002"));
    assert_eq!(clean("specs/1/tasks.md", base, &ours, &theirs), theirs.replace("[ ] T001", "[X] T001"));
}

#[test]
fn sentences_in_one_place_are_a_conflict_and_items_are_none() {
    let base = "# T\n\n## Notes\n\n- a\n\n## Tasks\n\n- [ ] T001 A\n";
    let add = |line: &str| base.replace("- a\n", &format!("- a\n{line}\n"));
    assert_eq!(clean("specs/1/tasks.md", base, &add("- b"), &add("- c")), add("- b\n- c"));
    let said = |line: &str| base.replace("## Tasks\n", &format!("{line}\n\n## Tasks\n"));
    assert!(!merged("specs/1/tasks.md", base, &said("We begin here."), &said("Nobody begins.")).is_clean());
}

#[test]
fn json_by_ids() {
    let tasks = |one: &str, two: &str, more: &str| {
        format!(
            "{{\n  \"master\": {{\n    \"tasks\": [\n      {{\n        \"id\": 1,\n        \"status\": \"{one}\"\n      }},\n      {{\n        \"id\": 2,\n        \"status\": \"{two}\"\n      }}{more}\n    ]\n  }}\n}}\n"
        )
    };
    let third = ",\n      {\n        \"id\": 3,\n        \"status\": \"pending\"\n      }";
    let path = ".taskmaster/tasks/tasks.json";
    let base = tasks("pending", "pending", "");
    assert_eq!(
        clean(path, &base, &tasks("done", "pending", third), &tasks("pending", "done", "")),
        tasks("done", "done", third)
    );
    // What theirs put in another order stands so; where both did, ours counts and it is told.
    let list = |ids: [u32; 3]| {
        let tasks = ids.map(|id| format!("      {{\n        \"id\": {id}\n      }}")).join(",\n");
        format!("{{\n  \"master\": {{\n    \"tasks\": [\n{tasks}\n    ]\n  }}\n}}\n")
    };
    let three = |ours, theirs| {
        let merged = merged(path, &list([1, 2, 3]), &list(ours), &list(theirs));
        (merged.ours(), merged.moved.into_iter().map(|moved| moved.what).collect::<Vec<_>>())
    };
    assert_eq!(three([1, 2, 3], [3, 1, 2]), (list([3, 1, 2]), vec![]));
    assert_eq!(three([2, 1, 3], [1, 2, 3]), (list([2, 1, 3]), vec![]));
    assert_eq!(three([2, 1, 3], [2, 1, 3]), (list([2, 1, 3]), vec![]));
    assert_eq!(three([2, 1, 3], [3, 1, 2]), (list([2, 1, 3]), vec!["the order of `tasks`".to_owned()]));
    let merged = merged(path, &base, &tasks("done", "pending", ""), &tasks("review", "done", third));
    let (text, _) = merged.text(&Marking::default());
    let marked = "        \"id\": 1,\n<<<<<<< ours\n        \"status\": \"done\"\n=======\n        \"status\": \"review\"\n>>>>>>> theirs\n      },\n";
    assert!(text.contains(marked) && text.contains("\"id\": 3"), "{text}");
    assert!(merge(path, Texts { base: "{ }", ours: "{\n}", theirs: "{}" }, None).is_none());
}
