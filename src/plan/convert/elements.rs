//! GSD: one plan with a `<task>` element for each task.

use super::Draft;
use crate::plan::model::Status;

pub(super) fn gsd(draft: &Draft, id: &str) -> Vec<(String, String)> {
    let number: String = id.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let number = if number.is_empty() { "01".to_owned() } else { number };
    let mut files: Vec<&str> = draft.tasks.iter().flat_map(|task| &task.files).map(|(path, _)| path.as_str()).collect();
    files.sort_unstable();
    files.dedup();
    let modified: String = files.iter().map(|path| format!("\n  - {path}")).collect();
    let modified = if modified.is_empty() { " []".to_owned() } else { modified };
    let mut text = format!(
        "---\nphase: {id}\nplan: 01\ntype: execute\nwave: 1\ndepends_on: []\nfiles_modified:{modified}\nautonomous: true\n\
         must_haves:\n  truths: []\n---\n\n<objective>\n{}\n</objective>\n\n<tasks>\n",
        escape(&draft.title)
    );
    let ids: Vec<String> = (0..draft.tasks.len()).map(|at| format!("{number}-01/T{}", at + 1)).collect();
    for task in &draft.tasks {
        let status = match task.status {
            Status::Todo | Status::Blocked => String::new(),
            other => format!(" status=\"{other}\""),
        };
        text.push_str(&format!("\n<task type=\"auto\"{status}>\n  <name>{}</name>\n", escape(&task.title)));
        let paths: Vec<&str> = task.files.iter().map(|(path, _)| path.as_str()).collect();
        text.push_str(&format!("  <files>{}</files>\n  <action>\n", paths.join(", ")));
        for line in task.details.iter().map(|line| escape(line)) {
            text.push_str(&format!("  {line}\n"));
        }
        for (step, is_done) in &task.steps {
            text.push_str(&format!("  - [{}] {}\n", if *is_done { "x" } else { " " }, escape(step)));
        }
        text.push_str("  </action>\n");
        text.push_str(&format!("  <verify>{}</verify>\n", escape(task.tests.as_deref().unwrap_or_default())));
        text.push_str("  <done></done>\n");
        for (key, value) in task.fields(draft, &ids) {
            if !matches!(key, "Files" | "Files to create" | "Files to modify" | "Tests" | "Notes") {
                text.push_str(&format!("  <note>{key}: {}</note>\n", escape(&value)));
            }
        }
        for note in &task.notes {
            text.push_str(&format!("  <note>{}</note>\n", escape(note)));
        }
        text.push_str("</task>\n");
    }
    text.push_str("\n</tasks>\n");
    vec![(format!("{number}-01-PLAN.md"), text)]
}

fn escape(text: &str) -> String {
    text.replace("</", "&lt;/")
}
