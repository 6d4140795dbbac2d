//! The loop of the live view: look, draw, hear keys; until a person leaves or all is over.

use std::io;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use anyhow::Result;
use ratatui::crossterm::event::{self, Event};

use super::board::{Board, Watcher};
use super::keys::{Action, Ui};
use super::screen;
use crate::interrupt;
use crate::queue::{Answered, Queue};

/// So often the store and the runs are looked at.
const LOOK: Duration = Duration::from_millis(500);
/// So often keys are waited for before anything else.
const KEY: Duration = Duration::from_millis(250);

/// Shows it until a person leaves; what was there last.
///
/// # Errors
/// The store cannot be reached, or there is no terminal after all.
pub fn show(watcher: &mut Watcher, queue: &dyn Queue, by: &str) -> Result<Board> {
    let stop = interrupt::flag();
    // A panic restores the terminal before it is told.
    let mut terminal = ratatui::try_init()?;
    let shown = run(watcher, queue, by, &mut terminal, &|| stop.load(Ordering::Relaxed));
    let restored = ratatui::try_restore();
    let board = shown?;
    restored?;
    Ok(board)
}

fn run(
    watcher: &mut Watcher,
    queue: &dyn Queue,
    by: &str,
    terminal: &mut ratatui::DefaultTerminal,
    stopped: &dyn Fn() -> bool,
) -> Result<Board> {
    let mut ui = Ui::default();
    let mut board = watcher.look(queue)?;
    let (mut looked, mut draw) = (Instant::now(), true);
    loop {
        if draw {
            terminal.draw(|frame| screen::draw(&board, &ui, frame.area(), frame.buffer_mut()))?;
        }
        draw = false;
        if stopped() {
            return Ok(board);
        }
        if let Some(event) = heard()? {
            draw = true;
            if let Event::Key(key) = event {
                match ui.press(key, &board) {
                    Action::Quit => return Ok(board),
                    Action::Draw => {}
                    Action::Answer(id, text) => {
                        ui.note = Some(answered(queue, (&id, &text), by));
                        looked = Instant::now();
                        board = watcher.look(queue)?;
                        ui.fit(&board);
                    }
                }
            }
        }
        if looked.elapsed() >= LOOK {
            looked = Instant::now();
            let next = watcher.look(queue)?;
            // What moves is drawn; where nothing moves, nothing is.
            draw |= differs(&board, &next);
            board = next;
            ui.fit(&board);
        }
    }
}

/// A key, or another size of the terminal; `None` after a while.
fn heard() -> io::Result<Option<Event>> {
    match event::poll(KEY) {
        Ok(true) => event::read().map(Some),
        Ok(false) => Ok(None),
        // A signal, which says itself what it wants.
        Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(None),
        Err(error) => Err(error),
    }
}

/// Something is to be seen that was not: clocks count only whole seconds, and only while something waits or works.
fn differs(before: &Board, after: &Board) -> bool {
    let still = Board { now: before.now, ..after.clone() };
    still != *before || (!after.is_over() && before.now / 1000 != after.now / 1000)
}

fn answered(queue: &dyn Queue, answer: (&str, &str), by: &str) -> String {
    let (id, text) = answer;
    match queue.answer(id, text, by) {
        Ok(Answered::Yes(_)) => format!("{id} is answered"),
        Ok(Answered::Already(question)) => {
            let by = question.by.map_or(String::new(), |by| format!(" by {by}"));
            format!("{id} was answered already{by}, or is not wanted any more")
        }
        Ok(Answered::Unknown) => format!("there is no question {id}"),
        Err(error) => format!("{error:#}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_nothing_moves_nothing_is_drawn() {
        let at = |now| Board { now, ..Board::default() };
        // All is over: the clock alone is nothing.
        assert!(!differs(&at(1_000), &at(9_000)));
        assert!(differs(&at(0), &Board { paused: Some("x".to_owned()), ..at(0) }));
    }
}
