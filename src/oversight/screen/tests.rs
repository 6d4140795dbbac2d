use ratatui::Terminal;
use ratatui::backend::TestBackend;
use serde_json::json;

use super::*;
use crate::queue::Question;

fn row(name: &str, state: State, step: &str) -> Row {
    Row {
        name: name.to_owned(),
        title: format!("Title of {name}"),
        state,
        attempt: 1,
        max_attempts: 3,
        changed: 0,
        step: step.to_owned(),
        tokens: 12_345,
        cost_micro: 250_000,
    }
}

fn question(id: &str, kind: &str, text: &str) -> Question {
    serde_json::from_value(json!({
        "id": id, "order": ".:F/T02", "epoch": 1, "kind": kind, "text": text, "options": ["80", "8080"], "state": "asked",
        "asked": 0, "answered": null, "by": null, "answer": null,
    }))
    .unwrap()
}

fn board() -> Board {
    Board {
        title: "P01-F01-parts".to_owned(),
        rows: vec![
            row(
                "T01",
                State::Running,
                "Bash cargo test --lib and a rather long line that goes on for ever and ever and on",
            ),
            row("T02", State::WaitingHuman, ""),
            row("T03", State::Done, "\u{1b}[31mred"),
        ],
        questions: vec![question("q1", "question", "Which port?"), question("q2", "approval", "Land it?")],
        limits: Vec::new(),
        paused: None,
        workers: Vec::new(),
        now: 65_000,
    }
}

/// The screen as text; every line as wide as the screen.
fn drawn(board: &Board, ui: &Ui, size: (u16, u16)) -> String {
    let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).unwrap();
    terminal.draw(|frame| draw(board, ui, frame.area(), frame.buffer_mut())).unwrap();
    let buffer = terminal.backend().buffer().clone();
    let line = |y: u16| (0..size.0).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_owned() + "\n";
    (0..size.1).map(line).collect()
}

#[test]
fn a_small_screen_has_what_is_needed() {
    let screen = drawn(&board(), &Ui::default(), (60, 20));
    let lines: Vec<&str> = screen.lines().filter(|line| !line.is_empty()).collect();
    let expected = [
        "P01-F01-parts  $0.75",
        "1 at work, 1 waiting for you, 1 done",
        "task state     try   time     last step",
        "T01  running   1/3   1:05     Bash cargo test --lib and a ra",
        "T02  asks you  1/3   1:05     Title of T02",
        "T03  done      1/3             [31mred",
        " 2 questions ───────────────────────────────────────────────",
        "▶ q1 F/T02",
        "    Which port? [80 | 8080]",
        "  q2 F/T02  approval",
        "    Land it? [80 | 8080]",
        "↑↓ choose  Enter answer  q quit",
    ];
    assert_eq!(lines, expected, "{screen}");
}

#[test]
fn workers_of_all_machines_are_named() {
    let worker = |title: &str, busy: usize| {
        serde_json::from_value(json!({
            "name": title, "title": title, "host": "h", "version": "1", "state": "busy", "slots": 2, "busy": busy,
            "backends": [], "labels": [], "load": 0, "ended": 0, "since": 0, "seen": 0,
        }))
        .unwrap()
    };
    let board = Board { workers: vec![worker("one", 2), worker("two", 0)], ..board() };
    let screen = drawn(&board, &Ui::default(), (60, 20));
    let lines: Vec<&str> = screen.lines().collect();
    assert_eq!(lines[2], "workers: one 2/2, two 0/2", "{screen}");
    assert!(lines[3].starts_with("task") && screen.contains("T03"), "{screen}");
}

#[test]
fn a_large_screen_has_everything() {
    let screen = drawn(&board(), &Ui::default(), (200, 50));
    let row = screen.lines().find(|line| line.starts_with("T01")).unwrap();
    for part in
        ["running", "1/3", "12.3k", "$0.25", "Title of T01", "Bash cargo test --lib", "for ever and ever and on"]
    {
        assert!(row.contains(part), "{part}: {screen}");
    }
    assert!(!screen.contains('\u{1b}'), "what an agent says steers no terminal");
}

#[test]
fn what_is_typed_and_what_is_chosen_is_seen() {
    let mut ui = Ui { selected: 1, typing: Some("x".repeat(100) + "end"), ..Ui::default() };
    let screen = drawn(&board(), &ui, (60, 20));
    assert!(screen.contains("▶ q2 F/T02  approval") && screen.contains("xend█"), "{screen}");
    assert!(screen.contains("Enter send"), "{screen}");
    ui = Ui { note: Some("q1 is answered".to_owned()), ..Ui::default() };
    let paused = Board { paused: Some("lunch".to_owned()), ..board() };
    let screen = drawn(&paused, &ui, (60, 20));
    assert!(screen.contains("q1 is answered") && screen.contains("paused: lunch"), "{screen}");
}

#[test]
fn the_chosen_question_is_there_in_full() {
    let text = "Which port shall the service listen on, given that 8080 is taken by the web server?";
    let board =
        Board { questions: vec![question("q1", "question", text), question("q2", "approval", text)], ..board() };
    let screen = drawn(&board, &Ui::default(), (40, 30));
    let end = [
        "▶ q1 F/T02",
        "    Which port shall the service listen",
        "    on, given that 8080 is taken by the",
        "    web server? [80 | 8080]",
        "  q2 F/T02  approval",
        "    Which port shall the service listen",
        "↑↓ choose  Enter answer  q quit",
    ];
    assert!(screen.contains(&end[..6].join("\n")) && screen.contains(end[6]), "{screen}");
    let second = drawn(&board, &Ui { selected: 1, ..Ui::default() }, (40, 30));
    assert!(second.contains("    web server? [80 | 8080]\n↑↓ choose  a approve  r reject  q quit"), "{second}");
}

#[test]
fn no_size_is_too_small() {
    let many = Board { rows: (0..300).map(|at| row(&format!("T{at}"), State::Queued, "")).collect(), ..board() };
    for size in [(1, 1), (5, 3), (20, 6), (60, 4), (300, 100)] {
        drawn(&many, &Ui { scroll: 299, selected: 9, typing: Some("a".to_owned()), note: None, ..Ui::default() }, size);
    }
    let end = drawn(&many, &Ui { scroll: 299, ..Ui::default() }, (60, 20));
    assert!(end.contains("T299"), "{end}");
}
