//! Where a tasks document states its own progress: lines under `## Progress`, a status list, tables of phases.

use super::super::depends::{self, Dependency};
use super::super::estimate::Estimate;
use super::super::fields::{Field, Name, fields};
use super::super::model::{Feature, Status, Task};
use super::super::outline::{Kind, Outline, cells, is_delimiter_row};
use super::super::progress::{Scope, Statement, Value, read_status};
use super::task::status_word_in;

/// Reads every statement that stands outside tasks.
pub fn read_statements<'a>(feature: &mut Feature<'a>, doc: usize, outline: &Outline<'a>) {
    if feature.tasks.is_empty() {
        return;
    }
    let mut found = Vec::new();
    let mut section = "";
    let mut head: Vec<&'a str> = Vec::new();
    let mut table = false;
    let (mut at, mut passed) = (0, 0);
    while at < outline.nodes().len() {
        let node = &outline.nodes()[at];
        if node.kind != Kind::Row {
            table = false;
        }
        match node.kind {
            Kind::Heading(_) => {
                let own = |task: &&Task<'_>| task.doc == doc && task.at == node.span;
                if let Some(task) = feature.tasks.iter().skip(passed).find(own) {
                    // What stands under a task speaks of the task.
                    passed += 1;
                    at += outline.nodes()[at..].iter().take_while(|node| task.section.covers(node.span)).count().max(1);
                    continue;
                }
                section = outline.body(node);
            }
            Kind::Row if !table => {
                table = true;
                head = cells(outline.body(node));
            }
            Kind::Row if !is_delimiter_row(outline.body(node)) => {
                row(feature, doc, outline, &head, cells(outline.body(node)), &mut found)
            }
            Kind::Item(_) | Kind::Text => line(feature, doc, outline, section, outline.body(node), &mut found),
            _ => {}
        }
        at += 1;
    }
    feature.statements.extend(found);
}

/// A section in which a plan speaks of its own progress.
fn speaks_of_progress(section: &str) -> bool {
    let lower = section.to_ascii_lowercase();
    lower.starts_with("progress")
        || lower.starts_with("task status")
        || lower == "status"
        || lower.starts_with("overall")
}

fn line<'a>(
    feature: &Feature<'a>,
    doc: usize,
    outline: &Outline<'a>,
    section: &str,
    body: &'a str,
    found: &mut Vec<Statement<'a>>,
) {
    let progress = speaks_of_progress(section);
    let preamble = feature.tasks.iter().all(|task| outline.span_of(body).end <= task.at.start);
    let unwrapped = body.trim_matches('*');
    let whole = super::super::fields::field(unwrapped).filter(|_| !body.starts_with("**") || body.ends_with("**"));
    for field in whole.into_iter().chain(fields(body).filter(|_| whole.is_none())) {
        let Some(scope) = scope_of(feature, field, progress) else { continue };
        if field.name == Name::Status && (progress || preamble) {
            let word = status_word_in(field.value);
            if let Some(status) = read_status(word) {
                found.push(statement(doc, outline, field.key, word, scope, Value::Word(status)));
            }
            continue;
        }
        if !progress && !is_count_key(field.key) {
            continue;
        }
        counts(doc, outline, &field, &scope, found);
    }
}

/// A key under which a count is one of tasks.
fn is_count_key(key: &str) -> bool {
    let lower = key.to_ascii_lowercase();
    lower == "tasks complete" || lower == "tasks completed" || lower == "completed tasks"
}

/// What a line of a progress section is about. `None`: not about tasks (`Tests: 45/45 passing`, `Started: …`).
fn scope_of(feature: &Feature<'_>, field: Field<'_>, progress: bool) -> Option<Scope> {
    let key = field.key.trim_matches('*');
    let lower = key.to_ascii_lowercase();
    if let Some(number) = ["phase ", "day ", "sprint ", "stage "].iter().find_map(|word| lower.strip_prefix(word)) {
        let number = number.split([' ', ':', '-']).next().unwrap_or_default();
        let phase = feature.phases.iter().position(|phase| phase.number.eq_ignore_ascii_case(number))?;
        return Some(Scope::Phase(phase));
    }
    let all = lower.contains("task")
        || [
            "total",
            "progress",
            "percentage",
            "percent",
            "status",
            "overall",
            "complete",
            "completion",
            "overall progress",
        ]
        .contains(&lower.as_str());
    (all && (progress || field.name == Name::Status || is_count_key(key))).then_some(Scope::All)
}

/// A count and a percentage in a value: `12/12`, `0/29 tasks (0%)`, `100%`.
fn counts<'a>(doc: usize, outline: &Outline<'a>, field: &Field<'a>, scope: &Scope, found: &mut Vec<Statement<'a>>) {
    if let Some((text, done, all)) = count(field.value) {
        found.push(statement(doc, outline, field.key, text, scope.clone(), Value::Count { done, all }));
    }
    if let Some((digits, percent)) = percent(field.value) {
        found.push(statement(doc, outline, field.key, digits, scope.clone(), Value::Percent(percent)));
    }
}

fn statement<'a>(
    doc: usize,
    outline: &Outline<'a>,
    label: &'a str,
    text: &'a str,
    scope: Scope,
    value: Value,
) -> Statement<'a> {
    Statement { doc, span: outline.span_of(text), label, scope, value }
}

/// The first `N/M` (or `N / M`, `N of M`) of a text.
fn count(text: &str) -> Option<(&str, u32, u32)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let first = digits(&text[at..]);
        let after = &text[at + first.len()..];
        let gap = [" / ", "/"].into_iter().find(|gap| after.starts_with(gap));
        if let Some(gap) = gap {
            let second = digits(&after[gap.len()..]);
            let end = at + first.len() + gap.len() + second.len();
            let whole = !text[end..].starts_with('/') && (at == 0 || !matches!(bytes[at - 1], b'/' | b'-' | b'.'));
            if let (Ok(done), Ok(all), true) = (first.parse(), second.parse(), whole) {
                return Some((&text[at..end], done, all));
            }
        }
        at += first.len();
    }
    None
}

/// The digits in front of the first percent sign.
fn percent(text: &str) -> Option<(&str, u32)> {
    let sign = memchr::memchr(b'%', text.as_bytes())?;
    let head = &text[..sign];
    let start = head.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let decimal = head[..start].ends_with('.');
    let digits = &head[start..];
    (!decimal).then(|| Some((digits, digits.parse().ok().filter(|percent| *percent <= 100)?)))?
}

fn digits(text: &str) -> &str {
    &text[..text.bytes().take_while(u8::is_ascii_digit).count()]
}

/// A row of a table with a column of tasks: `| Phase 1 | T01-T03 | 3 hours |`, `| **Total** | **23 tasks** | **29h** |`.
fn row<'a>(
    feature: &Feature<'a>,
    doc: usize,
    outline: &Outline<'a>,
    head: &[&'a str],
    row: Vec<&'a str>,
    found: &mut Vec<Statement<'a>>,
) {
    let column = |names: &[&str]| {
        head.iter().position(|cell| names.iter().any(|name| cell.trim_matches('*').eq_ignore_ascii_case(name)))
    };
    let Some(tasks) = column(&["tasks", "task", "task ids", "# tasks", "count"]) else { return };
    let Some(cell) = row.get(tasks).map(|cell| cell.trim_matches('*')) else { return };
    let label = row.first().copied().unwrap_or_default();
    let is_total = label.trim_matches('*').to_ascii_lowercase().starts_with("total");
    let scope = if is_total {
        Scope::All
    } else {
        match tasks_named(feature, cell) {
            Some(scope) => scope,
            None => return,
        }
    };
    let total = digits(cell);
    if is_total
        && !total.is_empty()
        && !cell.starts_with("T")
        && let Ok(all) = total.parse()
    {
        found.push(statement(doc, outline, label, total, Scope::All, Value::Total(all)));
    }
    let hours = column(&[
        "estimate",
        "estimated hours",
        "est. hours",
        "estimated time",
        "hours",
        "effort",
        "time",
        "est. time",
        "duration",
    ]);
    if let Some(cell) = hours.and_then(|at| row.get(at)).map(|cell| cell.trim_matches('*').trim())
        && let Some(estimate) = Estimate::read(cell).filter(|estimate| estimate.low == estimate.high)
    {
        let end = cell.find(['(', ',']).unwrap_or(cell.len());
        found.push(statement(doc, outline, label, cell[..end].trim_end(), scope.clone(), Value::Minutes(estimate.low)));
    }
    let status = column(&["status", "state"]);
    if let Some(word) = status.and_then(|at| row.get(at)).map(|cell| status_word_in(cell))
        && let Some(status) = read_status(word).filter(|status| *status != Status::Cancelled)
    {
        found.push(statement(doc, outline, label, word, scope, Value::Word(status)));
    }
}

/// The tasks that a cell names: `T03`, `T03-T05`, `T01, T02`.
fn tasks_named(feature: &Feature<'_>, cell: &str) -> Option<Scope> {
    let mut named = Vec::new();
    for dependency in depends::read(cell, 0).on {
        match dependency {
            Dependency::Task(id) => named.push(feature.task(id.text)?),
            Dependency::Range(from, to) => {
                let (from, to) = (feature.task(from.text)?, feature.task(to.text)?);
                named.extend(from.min(to)..=from.max(to));
            }
            _ => return None,
        }
    }
    named.sort_unstable();
    named.dedup();
    (!named.is_empty()).then_some(Scope::Tasks(named))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_percentages() {
        assert_eq!(count("0/29 tasks (0%)"), Some(("0/29", 0, 29)));
        assert_eq!(count("3 / 12"), Some(("3 / 12", 3, 12)));
        assert_eq!(count("2026/01/21"), None);
        assert_eq!(count("12 of them"), None);
        assert_eq!(percent("0/29 tasks (7%)"), Some(("7", 7)));
        assert_eq!(percent("99.5%"), None);
        assert_eq!(percent("%"), None);
    }
}
