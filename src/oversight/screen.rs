//! The live view as it is drawn: pure.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Borders, Cell, Paragraph, Row as TableRow, Table, Widget, Wrap};
use unicode_width::UnicodeWidthStr;

use super::board::{Board, Row};
use super::keys::Ui;
use super::lines;
use super::why::word;
use crate::dispatch::settings::dollars;
use crate::dispatch::worker::Record;
use crate::queue::{Question, QuestionKind, State};
use crate::report::plural;

/// From so many columns on what an order costs is shown; below, what its agent does.
const WIDE: u16 = 90;
/// So many questions are shown at once.
const QUESTIONS: usize = 4;

/// Draws everything.
pub fn draw(board: &Board, ui: &Ui, area: Rect, buffer: &mut Buffer) {
    let shown = board.questions.len().min(QUESTIONS);
    // The chosen question is there in full, whatever it takes.
    let more = board.questions.get(ui.selected).map_or(0, |question| told(question, area.width, true).len() - 1);
    let below = if shown == 0 { 0 } else { u16::try_from(shown * 2 + 1 + more).unwrap_or(9).min(area.height / 2) };
    let typing = u16::from(ui.typing.is_some());
    let parts = [
        Constraint::Length(if board.workers.is_empty() { 2 } else { 3 }),
        Constraint::Min(3),
        Constraint::Length(below),
        Constraint::Length(typing),
        Constraint::Length(1),
    ];
    let [head, table, questions, input, foot] = Layout::vertical(parts).areas(area);
    heading(board).render(head, buffer);
    orders(board, ui, table, buffer);
    asked(board, ui, questions, buffer);
    if let Some(text) = &ui.typing {
        typed(text, input, buffer);
    }
    Paragraph::new(footer(board, ui)).render(foot, buffer);
}

fn dim() -> Style {
    Style::new().add_modifier(Modifier::DIM)
}

fn bold() -> Style {
    Style::new().add_modifier(Modifier::BOLD)
}

fn heading(board: &Board) -> Paragraph<'_> {
    let counts = [
        (board.count(State::is_held), "at work"),
        (board.count(|state| state == State::WaitingHuman), "waiting for you"),
        (board.count(|state| matches!(state, State::Queued | State::Delayed | State::Blocked)), "to come"),
        (board.count(|state| matches!(state, State::Dead | State::Quarantined)), "failed"),
        (board.count(|state| state == State::Done), "done"),
    ];
    let counts: Vec<String> =
        counts.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    let cost = if board.cost() > 0 { format!("  {}", dollars(board.cost())) } else { String::new() };
    let mut second = vec![Span::styled(counts.join(", "), dim())];
    if let Some(why) = &board.paused {
        second = vec![Span::styled(format!("paused: {}", shown(why)), Style::new().fg(Color::Yellow)), Span::raw("  ")];
        second.push(Span::styled(counts.join(", "), dim()));
    } else if let Some(limit) = board.limits.first() {
        let left = lines::time(u64::try_from(limit.until - board.now).unwrap_or(0));
        let text = format!("{} is suspended for {left}  ", shown(&limit.account));
        second.insert(0, Span::styled(text, Style::new().fg(Color::Yellow)));
    }
    let mut lines =
        vec![Line::from(vec![Span::styled(shown(&board.title), bold()), Span::raw(cost)]), Line::from(second)];
    if !board.workers.is_empty() {
        let one = |worker: &Record| format!("{} {}/{}", shown(&worker.title), worker.busy, worker.slots);
        let all: Vec<String> = board.workers.iter().map(one).collect();
        lines.push(Line::styled(format!("workers: {}", all.join(", ")), dim()));
    }
    Paragraph::new(lines)
}

/// Without control codes: what agents and plans say must not steer a terminal.
fn shown(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn colour(state: State) -> Style {
    let colour = match state {
        State::Done => Color::Green,
        State::Dead | State::Quarantined => Color::Red,
        State::WaitingHuman => Color::Yellow,
        state if state.is_held() => Color::Cyan,
        _ => return dim(),
    };
    Style::new().fg(colour)
}

fn orders(board: &Board, ui: &Ui, area: Rect, buffer: &mut Buffer) {
    let wide = area.width >= WIDE;
    let room = usize::from(area.height.saturating_sub(1));
    let from = ui.scroll.min(board.rows.len().saturating_sub(room));
    let rows = board.rows.iter().skip(from).take(room).map(|row| order(row, board, wide));
    let name = width(board.rows.iter().map(|row| row.name.as_str()), 4, 28);
    let mut columns =
        vec![Constraint::Length(name), Constraint::Length(9), Constraint::Length(5), Constraint::Length(8)];
    let mut heads = vec!["task", "state", "try", "time"];
    if wide {
        columns.extend([Constraint::Length(7), Constraint::Length(8), Constraint::Fill(2), Constraint::Fill(3)]);
        heads.extend(["tokens", "cost", "title", "last step"]);
    } else {
        columns.push(Constraint::Fill(1));
        heads.push("last step");
    }
    let table = Table::new(rows, columns).header(TableRow::new(heads).style(dim())).column_spacing(1);
    Widget::render(table, area, buffer);
}

fn width<'t>(texts: impl Iterator<Item = &'t str>, least: usize, most: usize) -> u16 {
    let longest = texts.map(|text| text.chars().count()).max().unwrap_or(0);
    u16::try_from(longest.clamp(least, most)).unwrap_or(28)
}

fn order<'b>(row: &'b Row, board: &Board, wide: bool) -> TableRow<'b> {
    let state = match row.state {
        State::WaitingHuman => "asks you",
        State::Quarantined => "unclear",
        other => word(other),
    };
    // How long it is where it is says nothing of what is over.
    let time = if row.state.is_final() {
        String::new()
    } else {
        lines::time(u64::try_from(board.now - row.changed).unwrap_or(0))
    };
    let tries = if row.attempt > 0 { format!("{}/{}", row.attempt, row.max_attempts) } else { String::new() };
    let mut cells = vec![
        Cell::from(Span::styled(shown(&row.name), bold())),
        Cell::from(Span::styled(state, colour(row.state))),
        Cell::from(tries),
        Cell::from(time),
    ];
    let title = shown(&row.title);
    if wide {
        let used = if row.tokens > 0 { lines::tokens(row.tokens) } else { String::new() };
        let cost = if row.cost_micro > 0 { dollars(row.cost_micro) } else { String::new() };
        cells.extend([Cell::from(used), Cell::from(cost), Cell::from(title), Cell::from(shown(&row.step))]);
    } else {
        let step = if row.step.is_empty() { Span::styled(title, dim()) } else { Span::raw(shown(&row.step)) };
        cells.push(Cell::from(step));
    }
    TableRow::new(cells)
}

fn asked(board: &Board, ui: &Ui, area: Rect, buffer: &mut Buffer) {
    if board.questions.is_empty() || area.height == 0 {
        return;
    }
    let title = format!(" {} ", plural(board.questions.len(), "question"));
    let frame = Block::new().borders(Borders::TOP).title(title).border_style(Style::new().fg(Color::Yellow));
    let inner = frame.inner(area);
    frame.render(area, buffer);
    let more = board.questions.get(ui.selected).map_or(0, |question| told(question, area.width, true).len() - 1);
    let room = (usize::from(inner.height).saturating_sub(more) / 2).max(1);
    let from = ui.selected.saturating_sub(room - 1).min(board.questions.len().saturating_sub(room));
    let mut lines = Vec::new();
    for (at, question) in board.questions.iter().enumerate().skip(from).take(room) {
        let chosen = at == ui.selected;
        let mark = if chosen { "▶ " } else { "  " };
        let style = if chosen { bold() } else { Style::new() };
        let kind = match question.kind {
            QuestionKind::Question => "",
            QuestionKind::Approval => "  approval",
            QuestionKind::Work => "  work for you",
        };
        lines.push(Line::from(vec![
            Span::styled(format!("{mark}{} {}", question.id, shown(question.order.short())), style),
            Span::styled(kind, dim()),
        ]));
        lines.extend(told(question, area.width, chosen).into_iter().map(|text| Line::styled(text, style)));
    }
    Paragraph::new(lines).render(inner, buffer);
}

/// A question with its options: in full, or its first line.
fn told(question: &Question, width: u16, in_full: bool) -> Vec<String> {
    let options =
        if question.options.is_empty() { String::new() } else { format!(" [{}]", question.options.join(" | ")) };
    let text = shown(&lines::one_line(&format!("{}{options}", question.text)));
    if !in_full {
        return vec![format!("    {text}")];
    }
    let room = usize::from(width).saturating_sub(4).max(10);
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let last = lines.last().map_or(0, |line| line.width());
        if last > 0 && last + 1 + word.width() > room {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines.into_iter().map(|line| format!("    {line}")).collect()
}

fn typed(text: &str, area: Rect, buffer: &mut Buffer) {
    // The end is what is being typed.
    let room = usize::from(area.width).saturating_sub(11);
    let skip = text.chars().count().saturating_sub(room);
    let end: String = text.chars().skip(skip).collect();
    let line = Line::from(vec![Span::styled(" answer: ", bold()), Span::raw(shown(&end)), Span::raw("█")]);
    Paragraph::new(line).wrap(Wrap { trim: false }).render(area, buffer);
}

fn footer(board: &Board, ui: &Ui) -> Line<'static> {
    let chosen = board.questions.get(ui.selected).or(board.questions.first()).map(|question| question.kind);
    let keys = match (&ui.typing, chosen) {
        (Some(_), _) => "Enter send  Esc back",
        (None, None) => "↑↓ scroll  q quit",
        (None, Some(QuestionKind::Approval)) => "↑↓ choose  a approve  r reject  q quit",
        (None, Some(_)) => "↑↓ choose  Enter answer  q quit",
    };
    match &ui.note {
        Some(note) => Line::from(vec![
            Span::styled(shown(note), Style::new().fg(Color::Yellow)),
            Span::styled(format!("  {keys}"), dim()),
        ]),
        None => Line::styled(keys, dim()),
    }
}

#[cfg(test)]
mod tests;
