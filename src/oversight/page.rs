//! A report of runs in one file of HTML: timeline, cost, gates, evidence, changes, questions, transcript. It has no script and
//! loads nothing; everything that comes from elsewhere is escaped by the template.

mod gather;

use anyhow::Result;
use minijinja::Environment;
use serde::Serialize;

use super::desk::Desk;
use super::runs::Record;
use crate::context::Context;
use crate::queue::Order;
use crate::report::{Problem, ProblemKind, Role};

const TEMPLATE: &str = include_str!("page.html");

/// Everything that the page shows.
#[derive(Debug, Serialize)]
struct Page {
    title: String,
    summary: String,
    at: String,
    tasks: Vec<Task>,
}

#[derive(Debug, Serialize)]
struct Task {
    name: String,
    title: String,
    state: String,
    class: &'static str,
    why: Option<String>,
    /// From its first state to its last.
    time: String,
    bars: Vec<Bar>,
    facts: Vec<(&'static str, String)>,
    questions: Vec<Asked>,
    /// The message of the commit that landed, with the gates in its trailers.
    commit: Option<String>,
    diff: Vec<DiffLine>,
    diff_summary: String,
    runs: Vec<Run>,
}

/// A state of a task, as long as it was in it.
#[derive(Debug, Serialize)]
struct Bar {
    state: String,
    class: &'static str,
    percent: String,
    at: String,
    time: String,
    why: Option<String>,
}

#[derive(Debug, Serialize)]
struct Asked {
    id: String,
    state: &'static str,
    class: &'static str,
    text: String,
    answer: Option<String>,
    by: String,
}

#[derive(Debug, Serialize)]
struct DiffLine {
    class: &'static str,
    text: String,
}

#[derive(Debug, Serialize)]
struct Run {
    name: String,
    word: String,
    class: &'static str,
    facts: Vec<(&'static str, String)>,
    evidence: Option<String>,
    prompt: Option<String>,
    events: u64,
    log: Vec<Vec<(&'static str, String)>>,
}

/// The page of some orders and runs of them.
///
/// # Errors
/// The store cannot be reached.
pub fn render(context: &Context, desk: &Desk<'_>, orders: &[&Order], records: &[Record]) -> Result<String> {
    html(&gather::page(context, desk, orders, records)?)
}

fn html(page: &Page) -> Result<String> {
    let wrong = |error: minijinja::Error| {
        Problem::new(ProblemKind::Internal, format!("the template of the report is wrong: {error}"))
    };
    let mut templates = Environment::new();
    // By the name's ending everything is escaped.
    templates.add_template("page.html", TEMPLATE).map_err(wrong)?;
    Ok(templates
        .get_template("page.html")
        .and_then(|template| template.render(minijinja::value::Serde(page)))
        .map_err(wrong)?)
}

fn class(role: Role) -> &'static str {
    match role {
        Role::Good => "good",
        Role::Bad => "bad",
        Role::Warn => "warn",
        Role::Code => "busy",
        Role::Dim => "dim",
        Role::Plain | Role::Strong => "",
    }
}

/// A diff's lines, with what they are.
fn diff_lines(diff: &str) -> Vec<DiffLine> {
    let class = |text: &str| match text.as_bytes() {
        _ if text.starts_with("diff --git ") => "file",
        _ if text.starts_with("+++") || text.starts_with("---") || text.starts_with("index ") => "dim",
        [b'+', ..] => "add",
        [b'-', ..] => "del",
        _ if text.starts_with("@@") => "hunk",
        _ => "",
    };
    diff.lines().map(|text| DiffLine { class: class(text), text: text.to_owned() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What would run, load or end an element, if it were not escaped.
    const HOSTILE: &str =
        "</pre></details><script>alert(1)</script><img src=x onerror=alert(1)>\" onmouseover='x' {{ 7*7 }}";

    fn page() -> Page {
        let fact = || vec![("backend", HOSTILE.to_owned())];
        let run = Run {
            name: HOSTILE.to_owned(),
            word: HOSTILE.to_owned(),
            class: "bad",
            facts: fact(),
            evidence: Some(HOSTILE.to_owned()),
            prompt: Some(HOSTILE.to_owned()),
            events: 1,
            log: vec![vec![("dim", HOSTILE.to_owned())]],
        };
        let bar = Bar {
            state: HOSTILE.to_owned(),
            class: "good",
            percent: "50.0".to_owned(),
            at: HOSTILE.to_owned(),
            time: HOSTILE.to_owned(),
            why: Some(HOSTILE.to_owned()),
        };
        let asked = Asked {
            id: HOSTILE.to_owned(),
            state: "answered",
            class: "good",
            text: HOSTILE.to_owned(),
            answer: Some(HOSTILE.to_owned()),
            by: HOSTILE.to_owned(),
        };
        let task = Task {
            name: HOSTILE.to_owned(),
            title: HOSTILE.to_owned(),
            state: HOSTILE.to_owned(),
            class: "bad",
            why: Some(HOSTILE.to_owned()),
            time: HOSTILE.to_owned(),
            bars: vec![bar],
            facts: fact(),
            questions: vec![asked],
            commit: Some(HOSTILE.to_owned()),
            diff: diff_lines(&format!("+{HOSTILE}")),
            diff_summary: HOSTILE.to_owned(),
            runs: vec![run],
        };
        Page { title: HOSTILE.to_owned(), summary: HOSTILE.to_owned(), at: HOSTILE.to_owned(), tasks: vec![task] }
    }

    #[test]
    fn nothing_of_anybody_gets_out_of_its_place() {
        let html = html(&page()).unwrap();
        for bad in ["<script", "<img", "onmouseover='", "49", "</pre></details><"] {
            let found = html.find(bad);
            assert!(found.is_none(), "{bad} stands at {found:?}: {html}");
        }
        // It is all there, as text: in each of its 29 places.
        assert_eq!(html.matches("&lt;script&gt;alert(1)").count(), 29, "{html}");
        // Nothing is loaded from anywhere.
        for loads in ["http:", "https:", "url(", "@import", "<link", " src=\""] {
            assert!(!html.contains(loads), "{loads}");
        }
    }

    #[test]
    fn lines_of_a_diff_are_what_they_begin_with() {
        let diff = "diff --git a/x b/x\nindex 1..2\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-old\n+new\n same";
        let classes: Vec<&str> = diff_lines(diff).iter().map(|line| line.class).collect();
        assert_eq!(classes, ["file", "dim", "dim", "dim", "hunk", "del", "add", ""]);
    }
}
