//! Aligned tables. Columns that may be cut share the width that the others leave.

use std::io::{self, Write};

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::{Scene, paint, visible};
use crate::report::{Align, Cell, Role, Table};

/// Spaces between columns.
const GAP: usize = 2;

/// A column that may be cut keeps at least this much.
const LEAST: usize = 8;

pub(super) fn write(table: &Table, scene: &Scene<'_>, out: &mut dyn Write) -> io::Result<()> {
    let widths = widths(table, usize::from(scene.style.width));
    if !table.head.is_empty() {
        let head: Vec<Cell> = table.head.iter().map(|text| vec![(Role::Dim, text.clone())]).collect();
        write_row(table, &head, &widths, scene, out)?;
    }
    for row in &table.rows {
        write_row(table, row, &widths, scene, out)?;
    }
    Ok(())
}

fn width_of(cell: &Cell) -> usize {
    cell.iter().map(|(_, text)| visible(text, false).width()).sum()
}

fn widths(table: &Table, total: usize) -> Vec<usize> {
    let mut widths: Vec<usize> = (0..table.columns.len())
        .map(|at| {
            let head = table.head.get(at).map_or(0, |text| text.width());
            table.rows.iter().filter_map(|row| row.get(at)).map(width_of).max().unwrap_or(0).max(head)
        })
        .collect();
    let gaps = GAP * widths.iter().filter(|width| **width > 0).count().saturating_sub(1);
    let mut over = (widths.iter().sum::<usize>() + gaps).saturating_sub(total);
    // The widest flexible column gives first, so that short ones stay whole.
    while over > 0 {
        let widest = (0..widths.len())
            .filter(|at| table.columns[*at] == Align::Flex && widths[*at] > LEAST)
            .max_by_key(|at| widths[*at]);
        let Some(at) = widest else { break };
        widths[at] -= 1;
        over -= 1;
    }
    widths
}

fn write_row(table: &Table, row: &[Cell], widths: &[usize], scene: &Scene<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut text = String::new();
    for (at, cell) in row.iter().enumerate().take(widths.len()).filter(|(at, _)| widths[*at] > 0) {
        if !text.is_empty() {
            text.push_str(&" ".repeat(GAP));
        }
        let (shown, width) = cut(cell, widths[at], scene);
        let pad = " ".repeat(widths[at].saturating_sub(width));
        match table.columns[at] {
            Align::Right => text.push_str(&format!("{pad}{shown}")),
            Align::Left | Align::Flex => text.push_str(&format!("{shown}{pad}")),
        }
    }
    writeln!(out, "{}", text.trim_end())
}

/// A cell in its colours, cut with an ellipsis when it is too wide, and how wide it is.
fn cut(cell: &Cell, width: usize, scene: &Scene<'_>) -> (String, usize) {
    let whole = width_of(cell);
    let room = if whole > width { width.saturating_sub(1) } else { width };
    let (mut text, mut used) = (String::new(), 0);
    for (role, piece) in cell {
        let mut kept = String::new();
        for c in visible(piece, false).chars() {
            let wide = c.width().unwrap_or(0);
            if used + wide > room {
                break;
            }
            used += wide;
            kept.push(c);
        }
        text.push_str(&paint(scene, *role, &kept));
    }
    if whole > width {
        text.push('\u{2026}');
        used += 1;
    }
    (text, used)
}
