//! A graph as text.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::GraphData;
use crate::plan::estimate::show;
use crate::plan::model::Status;
use crate::task_view::TaskView;

/// A tree: each task under the last of those it needs; its other needs stand beside it.
pub(super) fn text(data: &GraphData) -> String {
    let mut out = format!("{}\n", data.feature);
    let index: HashMap<&str, usize> = data.tasks.iter().enumerate().map(|(at, task)| (task.id.as_str(), at)).collect();
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); data.tasks.len()];
    let mut roots = Vec::new();
    let in_cycle = |id: &String| data.cycles.iter().any(|cycle| cycle.contains(id));
    for (at, task) in data.tasks.iter().enumerate() {
        let needs = task.depends_on.iter().filter_map(|id| index.get(id.as_str()).copied());
        match needs.filter(|on| *on < at || !in_cycle(&task.id)).max().filter(|_| !in_cycle(&task.id)) {
            Some(parent) => children[parent].push(at),
            None => roots.push(at),
        }
    }
    for root in roots {
        branch(data, &children, root, (0, ""), &mut out);
    }
    for cycle in &data.cycles {
        let _ = writeln!(out, "\nwait for each other: {}", cycle.join(" → "));
    }
    if !data.waves.is_empty() {
        out.push('\n');
    }
    for (number, wave) in data.waves.iter().enumerate() {
        let _ = writeln!(out, "wave {}: {}", number + 1, wave.join(", "));
    }
    if !data.critical_path.is_empty() {
        let _ = writeln!(out, "critical path: {} ({})", data.critical_path.join(" → "), show(data.critical_minutes));
    }
    out
}

fn branch(data: &GraphData, children: &[Vec<usize>], at: usize, (depth, parent): (usize, &str), out: &mut String) {
    let task = &data.tasks[at];
    let sign = match task.status {
        Status::Done => "✓",
        Status::Doing => "◐",
        Status::Blocked => "!",
        Status::Cancelled => "–",
        Status::Todo => "·",
    };
    let also: Vec<&str> = task.depends_on.iter().map(String::as_str).filter(|id| *id != parent).collect();
    let also =
        if also.is_empty() || depth == 0 { String::new() } else { format!("  (also needs {})", also.join(", ")) };
    let time = task.estimate.map_or(String::new(), |estimate| format!("  {}", show(estimate.middle())));
    let _ = writeln!(out, "{}{sign} {}  {}{time}{also}", "  ".repeat(depth + 1), task.id, task.title);
    // A chain longer than this is drawn flat: it would leave the screen.
    let deeper = (depth + 1).min(24);
    for child in &children[at] {
        branch(data, children, *child, (deeper, &task.id), out);
    }
}

/// An id that both languages take as a name.
fn name(task: &str) -> String {
    let plain: String = task.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    format!("t_{plain}")
}

fn label(task: &TaskView) -> String {
    let title: String = task.title.chars().filter(|c| !c.is_control()).collect();
    format!("{}: {}", task.id, title.replace('"', "'").replace('\\', "/"))
}

pub(super) fn mermaid(data: &GraphData) -> String {
    let mut out = String::from("flowchart LR\n");
    for task in &data.tasks {
        let text = label(task).replace('<', "&lt;").replace('#', "&num;");
        let _ = writeln!(out, "  {}[\"{text}\"]:::{}", name(&task.id), task.status.word());
    }
    for task in &data.tasks {
        for on in &task.depends_on {
            let _ = writeln!(out, "  {} --> {}", name(on), name(&task.id));
        }
    }
    for (class, fill) in [
        ("todo", "#ffffff"),
        ("doing", "#fff3bf"),
        ("done", "#d3f9d8"),
        ("blocked", "#ffe3e3"),
        ("cancelled", "#e9ecef"),
    ] {
        let _ = writeln!(out, "  classDef {class} fill:{fill},stroke:#495057,color:#212529");
    }
    out
}

pub(super) fn dot(data: &GraphData) -> String {
    let mut out =
        String::from("digraph plan {\n  rankdir=LR;\n  node [shape=box, style=\"rounded,filled\", fillcolor=white];\n");
    for task in &data.tasks {
        let fill = match task.status {
            Status::Done => "palegreen",
            Status::Doing => "lightyellow",
            Status::Blocked => "mistyrose",
            Status::Cancelled => "lightgrey",
            Status::Todo => "white",
        };
        let bold = if data.critical_path.contains(&task.id) { ", penwidth=2" } else { "" };
        let _ = writeln!(out, "  {} [label=\"{}\", fillcolor={fill}{bold}];", name(&task.id), label(task));
    }
    for task in &data.tasks {
        for on in &task.depends_on {
            let _ = writeln!(out, "  {} -> {};", name(on), name(&task.id));
        }
    }
    out.push_str("}\n");
    out
}
