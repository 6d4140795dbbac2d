//! For a coding agent: the verdict, what could not be done, then findings grouped by rule, the most useful first, and
//! the command that shows the rest; all within `--max-tokens`.
//!
//! A token is taken to be four bytes, which is what English and code come to with the tokenizers in use; other scripts
//! need more tokens a byte, so the budget is a bound of bytes, not a promise of tokens. Most useful first: errors before
//! warnings, then the rules that concern the fewest files (a fault in one place is understood and mended faster than a
//! habit of the whole tree), then those with the fewest findings.

mod group;

use std::io::{self, Write};

use super::{Scene, clip, failures, visible};
use crate::report::{Block, Line, Problem, Report, plural, scope};
use group::Group;

/// Bytes that a token is taken to have.
const TOKEN_BYTES: usize = 4;
/// Less than this holds no verdict with its counts.
pub const LEAST_TOKENS: usize = 100;
/// One problem, or one rule, may have this part of the budget.
const SHARE: usize = 6;
/// A tool of a longer name is not asked for alone.
const TOOL_BYTES: usize = 40;

pub(super) fn write(report: &Report, scene: &Scene<'_>, out: &mut dyn Write) -> io::Result<()> {
    let budget = scene.style.max_tokens.max(LEAST_TOKENS).saturating_mul(TOKEN_BYTES);
    let groups = group::all(report);
    let rest = Rest::new(report, scene.again, budget);
    let mut page =
        Page { text: String::new(), budget: budget.saturating_sub(rest.most(&groups)), share: budget / SHARE };
    page.add(&verdict(report, budget / 3));
    let mut told = problems(report, &mut page);
    // A gate's view is of what ran; what it would change (--diff) comes after why.
    if report.gate.is_none() {
        told &= view(&report.view.blocks, report.raw.as_deref(), &mut page);
    }
    // Findings stand for others of their kind, so with any there is always more to see.
    let whole = told && report.results.is_empty();
    let failed = failures(report);
    let mut shown = 0;
    for group in &groups {
        let details = failed.get(&group.key()).map_or(group.details(), |test| &test.details);
        // A rule may have its share, and more when few are left.
        let share = page.share.max(page.left() / (groups.len() - shown));
        if !page.add(&group.text(share.min(page.left()), details)) && !page.add(&group.brief()) {
            break;
        }
        shown += 1;
    }
    let diffs: Vec<Block> = report.view.blocks.iter().filter(|block| matches!(block, Block::Pre(_))).cloned().collect();
    if report.gate.is_some() && shown == groups.len() {
        view(&diffs, None, &mut page);
    }
    if !whole {
        page.text.push_str(&rest.line(&groups[shown..]));
    }
    out.write_all(page.text.as_bytes())
}

/// The text so far, and how many bytes it may come to.
struct Page {
    text: String,
    budget: usize,
    share: usize,
}

impl Page {
    fn left(&self) -> usize {
        self.budget.saturating_sub(self.text.len())
    }

    /// Adds lines if there is room for all of them.
    fn add(&mut self, text: &str) -> bool {
        let fits = text.len() <= self.left();
        if fits {
            self.text.push_str(text);
        }
        fits
    }
}

/// Text on one line.
fn flat(text: &str) -> String {
    visible(text, false).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `lint: fail; 12 errors, 3 warnings, 0 notes, 1 problem; 40 files examined`, in at most so many bytes.
fn verdict(report: &Report, most: usize) -> String {
    let word = match (report.verdict(), report.success()) {
        (Some(verdict), _) => verdict.word(),
        (None, true) => "done",
        (None, false) => "could not do its work",
    };
    let summary = report.summary();
    let counts = [(summary.error, "error"), (summary.warning, "warning"), (summary.info, "note")];
    let counts = counts.map(|(count, noun)| plural(count, noun)).join(", ");
    let mut line = format!("{}: {word}; {counts}", clip(&flat(&report.command), 30));
    if !report.problems.is_empty() {
        line.push_str(&format!(", {}", plural(report.problems.len(), "problem")));
    }
    let scope = flat(&scope(report));
    if report.gate.is_some() && line.len() + 20 < most {
        line.push_str(&format!("; {}", clip(&scope, most - line.len() - 3)));
    }
    line + "\n"
}

/// Why (part of) the work could not be done. It stands before the findings: it is why nothing can be said to be good.
/// Whether all of it is there.
fn problems(report: &Report, page: &mut Page) -> bool {
    // Findings are left half of the room.
    let end = page.text.len() + if report.results.is_empty() { page.left() } else { page.left() / 2 };
    for (at, problem) in report.problems.iter().enumerate() {
        let text = problem_text(problem, page.share);
        let more = format!("problem: and {} more\n", report.problems.len() - at);
        if page.text.len() + text.len() + more.len() > end || !page.add(&text) {
            page.add(&more);
            return false;
        }
    }
    true
}

fn problem_text(problem: &Problem, most: usize) -> String {
    let hint = problem.hint.as_ref().map_or(String::new(), |hint| format!("  hint: {}\n", clip(&flat(hint), most)));
    format!("problem: {}\n{hint}", clip(&flat(&problem.to_string()), most))
}

/// What the command has to show beside findings, as plain lines. Whether all of it is there.
fn view(blocks: &[Block], raw: Option<&str>, page: &mut Page) -> bool {
    let flat =
        |line: &Line| line.iter().map(|(_, text)| visible(text, false)).collect::<String>().trim_end().to_owned();
    let mut lines: Vec<String> = Vec::new();
    for block in blocks {
        match block {
            Block::Gap => {}
            Block::Line(line) => lines.push(flat(line)),
            Block::Table(table) => lines.extend(table.rows.iter().map(|row| {
                let cells = row.iter().map(flat).filter(|cell| !cell.is_empty());
                cells.collect::<Vec<_>>().join("  ")
            })),
            Block::Pre(text) => lines.extend(visible(text, true).lines().map(ToOwned::to_owned)),
        }
    }
    lines.extend(raw.into_iter().flat_map(str::lines).map(|line| visible(line, true).into_owned()));
    lines.iter().all(|line| page.add(&format!("{line}\n")))
}

/// The last line: how much is not shown, and what shows it.
struct Rest {
    again: String,
    /// The command can be asked for one tool alone.
    by_tool: bool,
}

impl Rest {
    fn new(report: &Report, again: &str, budget: usize) -> Self {
        // A command line that names a hundred files would leave no room for what is wrong with them.
        let short = again.len() <= budget / 4;
        let again = if short { again.to_owned() } else { format!("planyard {} --format json", report.command) };
        let by_tool = report.command == "lint" && !again.contains(" --tool");
        Self { again, by_tool }
    }

    fn line(&self, left_out: &[Group<'_>]) -> String {
        let mut again = self.again.clone();
        let mut tools: Vec<&str> = left_out.iter().map(|group| group.key().0).collect();
        tools.sort_unstable();
        tools.dedup();
        if let [tool] = tools[..]
            && self.by_tool
            && tool != "planyard"
            && tool.len() <= TOOL_BYTES
        {
            again = again.replacen(" lint", &format!(" lint --tool {tool}"), 1);
        }
        if left_out.is_empty() {
            return format!("all of it: {again}\n");
        }
        let findings = left_out.iter().map(Group::len).sum();
        format!("not shown: {} of {}; all: {again}\n", plural(findings, "finding"), plural(left_out.len(), "rule"))
    }

    /// The most bytes that the line may have.
    fn most(&self, groups: &[Group<'_>]) -> usize {
        self.line(groups).len() + " --tool ".len() + TOOL_BYTES
    }
}

#[cfg(test)]
mod tests;
