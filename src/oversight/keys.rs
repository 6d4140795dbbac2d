//! What a key does to the live view: pure.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::board::Board;
use crate::queue::QuestionKind;

/// What a person is doing in the live view.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ui {
    /// Which question is chosen.
    pub selected: usize,
    /// How far the orders are scrolled.
    pub scroll: usize,
    /// The answer that is being typed.
    pub typing: Option<String>,
    /// The answer is a reason to reject.
    pub(super) rejects: bool,
    /// The question that is being answered: another may be the chosen one by then.
    pub(super) about: Option<String>,
    /// What came of the last key.
    pub note: Option<String>,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Nothing but to draw it again.
    Draw,
    /// Leave.
    Quit,
    /// Give this answer to this question.
    Answer(String, String),
}

impl Ui {
    /// The questions have changed: the chosen one is among them.
    pub fn fit(&mut self, board: &Board) {
        self.selected = self.selected.min(board.questions.len().saturating_sub(1));
    }

    /// A key was pressed.
    pub fn press(&mut self, key: KeyEvent, board: &Board) -> Action {
        if key.kind == KeyEventKind::Release {
            return Action::Draw;
        }
        if key.modifiers.contains(KeyModifiers::CONTROL) && matches!(key.code, KeyCode::Char('c' | 'd')) {
            return Action::Quit;
        }
        self.note = None;
        if self.typing.is_some() { self.types(key) } else { self.chooses(key.code, board) }
    }

    fn types(&mut self, key: KeyEvent) -> Action {
        let Some(text) = &mut self.typing else { return Action::Draw };
        match key.code {
            KeyCode::Esc => self.typing = None,
            KeyCode::Backspace => {
                text.pop();
            }
            KeyCode::Char('u') if key.modifiers.contains(KeyModifiers::CONTROL) => text.clear(),
            KeyCode::Char(c) => text.push(c),
            KeyCode::Enter => {
                let answer = text.trim().to_owned();
                if answer.is_empty() {
                    self.note = Some("type an answer, or Esc".to_owned());
                    return Action::Draw;
                }
                self.typing = None;
                if let Some(id) = self.about.take() {
                    let answer = if self.rejects { format!("reject: {answer}") } else { answer };
                    return Action::Answer(id, answer);
                }
            }
            _ => {}
        }
        Action::Draw
    }

    fn chooses(&mut self, code: KeyCode, board: &Board) -> Action {
        let asked = board.questions.get(self.selected);
        let most = board.questions.len().saturating_sub(1);
        match (code, asked) {
            (KeyCode::Char('q') | KeyCode::Esc, _) => return Action::Quit,
            (KeyCode::Up | KeyCode::Char('k'), Some(_)) => self.selected = self.selected.saturating_sub(1),
            (KeyCode::Down | KeyCode::Char('j'), Some(_)) => self.selected = (self.selected + 1).min(most),
            (KeyCode::Up | KeyCode::PageUp, _) => self.scroll = self.scroll.saturating_sub(1),
            (KeyCode::Down | KeyCode::PageDown, _) => {
                self.scroll = (self.scroll + 1).min(board.rows.len().saturating_sub(1));
            }
            (KeyCode::Enter, Some(question)) if question.kind != QuestionKind::Approval => {
                self.begin(&question.id, false)
            }
            (KeyCode::Enter, Some(_)) => self.note = Some("a: approve, or r: reject".to_owned()),
            (KeyCode::Char('a'), Some(question)) if question.kind == QuestionKind::Approval => {
                return Action::Answer(question.id.clone(), "approve".to_owned());
            }
            (KeyCode::Char('r'), Some(question)) if question.kind == QuestionKind::Approval => {
                self.begin(&question.id, true);
            }
            (KeyCode::Char('a' | 'r'), Some(_)) => self.note = Some("it wants an answer: Enter".to_owned()),
            _ => {}
        }
        Action::Draw
    }

    fn begin(&mut self, id: &str, rejects: bool) {
        (self.typing, self.rejects, self.about) = (Some(String::new()), rejects, Some(id.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::queue::Question;

    fn board(kinds: &[QuestionKind]) -> Board {
        let question = |(at, kind): (usize, &QuestionKind)| -> Question {
            serde_json::from_value(json!({
                "id": format!("q{at}"), "order": ".:F/T01", "epoch": 1, "kind": kind, "text": "?", "options": [],
                "state": "asked", "asked": 0, "answered": null, "by": null, "answer": null,
            }))
            .unwrap()
        };
        Board { questions: kinds.iter().enumerate().map(question).collect(), ..Board::default() }
    }

    /// The last thing that is to be done after these keys.
    fn after(ui: &mut Ui, board: &Board, keys: &[KeyCode]) -> Action {
        keys.iter().map(|code| ui.press(KeyEvent::from(*code), board)).last().unwrap()
    }

    #[test]
    fn the_chosen_question_is_answered_approved_or_rejected() {
        use KeyCode::{Backspace, Char, Down, Enter, Esc};
        let board = board(&[QuestionKind::Question, QuestionKind::Approval]);
        let mut ui = Ui::default();
        let keys = [Enter, Char('8'), Char('1'), Backspace, Char('0'), Char('q'), Backspace, Enter];
        assert_eq!(after(&mut ui, &board, &keys), Action::Answer("q0".to_owned(), "80".to_owned()));
        // An empty answer is none.
        assert_eq!(after(&mut ui, &board, &[Enter, Char(' '), Enter]), Action::Draw);
        assert!(ui.typing.is_some() && ui.note.is_some());
        assert_eq!(after(&mut ui, &board, &[Esc, Char('a')]), Action::Draw);
        assert_eq!(
            after(&mut ui, &board, &[Down, Down, Char('a')]),
            Action::Answer("q1".to_owned(), "approve".to_owned())
        );
        let keys = [Char('r'), Char('n'), Char('o'), Enter];
        assert_eq!(after(&mut ui, &board, &keys), Action::Answer("q1".to_owned(), "reject: no".to_owned()));
        assert_eq!(after(&mut ui, &board, &[Char('q')]), Action::Quit);
        let ctrl_c = KeyEvent::new(Char('c'), KeyModifiers::CONTROL);
        assert_eq!(after(&mut ui, &board, &[Enter]), Action::Draw);
        assert_eq!(ui.press(ctrl_c, &board), Action::Quit);
    }

    #[test]
    fn what_is_being_typed_belongs_to_its_question_whatever_comes_meanwhile() {
        let before = board(&[QuestionKind::Question, QuestionKind::Question]);
        let mut ui = Ui::default();
        after(&mut ui, &before, &[KeyCode::Down, KeyCode::Enter, KeyCode::Char('x')]);
        let now = board(&[QuestionKind::Question]);
        ui.fit(&now);
        assert_eq!(
            (ui.selected, after(&mut ui, &now, &[KeyCode::Enter])),
            (0, Action::Answer("q1".to_owned(), "x".to_owned()))
        );
    }
}
