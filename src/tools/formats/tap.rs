//! TAP 13 and 14: a plan at either end, subtests indented by four, YAML blocks, TODO and SKIP, and the mix of TAP and
//! headings that `prove -v` writes.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

use super::{Input, plain, unique};
use crate::tools::failure;
use crate::tools::reading::{Declared, OwnError, Reading, TestCase, TestOutcome};

static POINT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(?P<not>not )?ok(?:\s+(?P<number>\d+))?(?:\s+-(?:\s|$))?\s*(?P<rest>.*)$").ok());
static PLAN: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^1\.\.(?P<count>\d+)\s*(?:#\s*(?P<rest>.*))?$").ok());
static DIRECTIVE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)(?:^|\s)#\s*(?P<word>todo|skip)\S*\s*(?P<why>.*)$").ok());
static TIME: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\s*#\s*time=(?P<ms>[\d.]+)ms$").ok());
static HEADING: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(?P<file>\S+) \.{2,} *(?:skipped: (?P<why>.*))?$").ok());
static COUNTS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^# (tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) [\d.]+$").ok());

/// Reads what a producer wrote.
pub(super) fn read(input: &Input<'_>) -> Result<Reading, String> {
    let text = plain(input.bytes);
    if text.trim().is_empty() {
        return Err("it says nothing, where TAP was expected".to_owned());
    }
    let mut tap = Tap::default();
    for line in text.lines() {
        tap.line(line.trim_end());
    }
    tap.end_document();
    if !tap.is_one {
        return Err(format!("this is not TAP: {}", super::head(&text)));
    }
    tap.reading.declared = Some(Declared { tests: Some(tap.planned), ..Declared::default() });
    tap.reading.counted = Some(Declared { tests: Some(tap.points), ..Declared::default() });
    Ok(tap.reading)
}

/// The points of one depth of indentation that no point above has taken in yet.
#[derive(Debug, Default)]
struct Level {
    plan: Option<usize>,
    points: usize,
    tests: Vec<TestCase>,
}

/// A YAML block that is open.
#[derive(Debug)]
struct Block {
    indent: usize,
    lines: Vec<String>,
}

#[derive(Debug, Default)]
struct Tap {
    reading: Reading,
    is_one: bool,
    planned: usize,
    points: usize,
    ids: HashMap<String, u32>,
    /// The document's file, when a heading names it.
    file: Option<String>,
    levels: Vec<Level>,
    block: Option<Block>,
    /// The level of the last point, to which what follows belongs.
    last: Option<usize>,
}

impl Tap {
    fn line(&mut self, line: &str) {
        let indent = line.len() - line.trim_start_matches(' ').len();
        let said = &line[indent..];
        if let Some(block) = &mut self.block {
            if said == "..." && indent <= block.indent {
                self.end_block();
            } else {
                block.lines.push(line.get(block.indent..).unwrap_or(said).to_owned());
            }
            return;
        }
        let level = indent / 4;
        if said == "---" && self.last.is_some() {
            self.block = Some(Block { indent, lines: Vec::new() });
        } else if let Some(found) = HEADING.as_ref().and_then(|heading| heading.captures(line)) {
            self.end_document();
            self.file = Some(found["file"].to_owned());
            if let Some(why) = found.name("why") {
                self.plan(0, 0, &format!("SKIP {}", why.as_str()));
            }
        } else if said.starts_with("Bail out!") {
            self.is_one = true;
            self.reading.errors.push(self.error(said));
        } else if said.starts_with("TAP version ") && level == 0 {
            self.is_one = true;
            if self.levels.iter().any(|level| level.points > 0) {
                self.end_document();
            }
        } else if let Some(found) =
            PLAN.as_ref().and_then(|plan| plan.captures(said)).filter(|_| indent.is_multiple_of(4))
        {
            let count = found["count"].parse().unwrap_or(usize::MAX);
            self.plan(level, count, found.name("rest").map_or("", |rest| rest.as_str()));
        } else if let Some(rest) = point(said).filter(|_| indent.is_multiple_of(4)) {
            if !self.is_verdict(said) {
                self.point(level, &rest);
            }
        } else if said.starts_with('#') {
            self.comment(said);
        }
    }

    fn error(&self, message: &str) -> OwnError {
        OwnError { message: message.to_owned(), file: self.file.clone(), line: None }
    }

    /// The `ok` that `prove` writes after a file is no point.
    fn is_verdict(&self, said: &str) -> bool {
        let whole = self.levels.first().is_some_and(|top| top.plan.is_some_and(|plan| top.points >= plan));
        self.file.is_some() && said == "ok" && whole
    }

    fn level(&mut self, level: usize) -> &mut Level {
        let wanted = (level + 1).max(self.levels.len());
        self.levels.resize_with(wanted, Level::default);
        &mut self.levels[level]
    }

    fn plan(&mut self, level: usize, count: usize, rest: &str) {
        self.is_one = true;
        // A second plan at the top begins another document.
        if level == 0 && self.levels.first().is_some_and(|top| top.plan.is_some()) {
            let file = self.file.clone();
            self.end_document();
            self.file = file;
        }
        self.level(level).plan = Some(count);
        if level == 0 && count == 0 {
            let name = self.file.clone().unwrap_or_else(|| "all of it".to_owned());
            let mut test = TestCase::new(unique(&mut self.ids, name), TestOutcome::Skipped);
            test.message = directive(&format!("# {rest}")).map_or(String::new(), |(_, _, why)| why);
            test.file = self.file.clone();
            self.reading.tests.push(test);
        }
    }

    fn point(&mut self, level: usize, found: &Point) {
        self.is_one = true;
        self.level(level);
        let below: Vec<Level> = self.levels.drain(level + 1..).collect();
        let mut children = Vec::new();
        for level in below {
            if level.plan.is_some_and(|plan| plan != level.points) {
                let message = format!(
                    "the subtest {} planned {} tests and ran {}",
                    found.name,
                    level.plan.unwrap_or(0),
                    level.points
                );
                self.reading.errors.push(self.error(&message));
            }
            children.extend(level.tests);
        }
        let top = &mut self.levels[level];
        top.points += 1;
        let name = if found.name.is_empty() { format!("test {}", top.points) } else { found.name.clone() };
        let told = children.iter().any(|child: &TestCase| child.outcome.is_bad()) || !found.outcome.is_bad();
        let is_group = !children.is_empty() && told;
        for mut child in children {
            child.test = format!("{name} > {}", child.test);
            // What fails in a subtest that is to be done yet is known to fail.
            if found.outcome == TestOutcome::Xfailed && child.outcome.is_bad() {
                child.outcome = TestOutcome::Xfailed;
            }
            top.tests.push(child);
        }
        self.last = None;
        if !is_group {
            let mut test = TestCase::new(name, found.outcome);
            test.message.clone_from(&found.why);
            test.ms = found.ms;
            top.tests.push(test);
            self.last = Some(level);
        } else {
            // Its block says nothing of a test of its own; it is read over.
            self.last = Some(usize::MAX);
        }
    }

    fn last_test(&mut self) -> Option<&mut TestCase> {
        let level = self.last?;
        self.levels.get_mut(level)?.tests.last_mut()
    }

    fn comment(&mut self, said: &str) {
        if said.starts_with("# Subtest") || COUNTS.as_ref().is_some_and(|counts| counts.is_match(said)) {
            return;
        }
        let Some(test) = self.last_test().filter(|test| test.outcome.is_bad()) else { return };
        let text = said.trim_start_matches('#');
        test.details.push_str(text.strip_prefix(' ').unwrap_or(text));
        test.details.push('\n');
    }

    fn end_block(&mut self) {
        let Some(block) = self.block.take() else { return };
        let Some(test) = self.last_test() else { return };
        let value = |keys: &[&str]| keys.iter().find_map(|key| value(&block.lines, key));
        test.ms = value(&["duration_ms"]).and_then(|ms| ms.parse().ok()).or(test.ms);
        let place = value(&["location", "at"]).or_else(|| {
            let file = value(&["file", "fileName"])?;
            Some(format!("{file}:{}", value(&["line", "lineNumber"]).unwrap_or_default()))
        });
        if let Some((file, line)) = place.as_deref().and_then(place_of) {
            test.file = Some(file);
            test.line = line;
        }
        if test.outcome.is_bad() {
            if let Some(message) = value(&["error", "message"]) {
                test.message = message;
            }
            test.details.push_str(&block.lines.join("\n"));
            test.details.push('\n');
        }
    }

    fn end_document(&mut self) {
        if self.block.is_some() {
            self.reading.truncated = true;
            self.end_block();
        }
        let mut levels = std::mem::take(&mut self.levels).into_iter();
        let top = levels.next().unwrap_or_default();
        for level in levels {
            self.reading.truncated |= !level.tests.is_empty();
            self.finish(level.tests);
        }
        match top.plan {
            Some(plan) if top.points > plan => {
                let message = format!("it planned {plan} tests and ran {}", top.points);
                self.reading.errors.push(self.error(&message));
            }
            Some(_) => {}
            None if self.file.is_some() => {
                let message = "it ended without a plan, so tests may be missing";
                self.reading.errors.push(self.error(message));
            }
            None => self.reading.truncated |= top.points > 0,
        }
        self.planned += top.plan.unwrap_or(0);
        self.points += top.points;
        self.finish(top.tests);
        self.file = None;
        self.last = None;
    }

    fn finish(&mut self, tests: Vec<TestCase>) {
        for mut test in tests {
            if let Some(file) = &self.file {
                test.test = format!("{file} > {}", test.test);
                test.file.get_or_insert_with(|| file.clone());
            }
            test.test = unique(&mut self.ids, test.test);
            test.details.truncate(test.details.trim_end().len());
            self.reading.tests.push(test);
        }
    }
}

/// A test point.
struct Point {
    name: String,
    outcome: TestOutcome,
    why: String,
    ms: Option<f64>,
}

fn point(said: &str) -> Option<Point> {
    let found = POINT.as_ref()?.captures(said)?;
    let rest = found.name("rest").map_or("", |rest| rest.as_str());
    // `okay` is no point.
    let after = said.trim_start_matches("not ").strip_prefix("ok")?;
    if after.starts_with(|c: char| !c.is_whitespace()) {
        return None;
    }
    let is_ok = found.name("not").is_none();
    let (name, word, why) = directive(rest).unwrap_or((rest.to_owned(), String::new(), String::new()));
    let time = TIME.as_ref().and_then(|time| time.captures(&name));
    let ms = time.as_ref().and_then(|time| time["ms"].parse().ok());
    let name = time.map_or(name.as_str(), |time| &name[..time.get(0).map_or(0, |all| all.start())]);
    let outcome = match (is_ok, word.as_str()) {
        // A passing TODO is one without a body as often as one that works: it never counts as run.
        (true, "todo" | "skip") => TestOutcome::Skipped,
        (true, _) => TestOutcome::Passed,
        (false, "todo") => TestOutcome::Xfailed,
        (false, _) => TestOutcome::Failed,
    };
    Some(Point { name: name.replace(r"\#", "#").trim().to_owned(), outcome, why, ms })
}

/// What comes before `# SKIP why`, `skip`, and `why`.
fn directive(rest: &str) -> Option<(String, String, String)> {
    let found = DIRECTIVE.as_ref()?.captures(rest)?;
    let before = rest[..found.get(0)?.start()].to_owned();
    Some((before, found["word"].to_ascii_lowercase(), found["why"].trim().to_owned()))
}

/// The value of a key of a YAML block, in its outermost mapping or one below; producers quote as they please.
fn value(lines: &[String], key: &str) -> Option<String> {
    let (at, rest) = lines.iter().enumerate().find_map(|(at, line)| {
        let rest = line.trim_start().strip_prefix(key)?.strip_prefix(':')?;
        (rest.is_empty() || rest.starts_with(' ')).then(|| (at, rest.trim()))
    })?;
    let text = match rest {
        "|" | "|-" | ">" | ">-" | "|+" => lines.get(at + 1).map_or("", |next| next.trim()),
        rest => rest,
    };
    let text = ['\'', '"'].iter().find_map(|quote| text.strip_prefix(*quote)?.strip_suffix(*quote)).unwrap_or(text);
    (!text.is_empty()).then(|| text.to_owned())
}

/// `a.mjs:2:47`, `a.mjs:2`.
fn place_of(text: &str) -> Option<(String, Option<i64>)> {
    let mut parts = text.rsplitn(3, ':');
    let (last, middle, first) = (parts.next()?, parts.next(), parts.next());
    let number = |part: &str| part.parse::<i64>().ok();
    let (file, line) = match (first, middle, number(last)) {
        (Some(first), Some(middle), Some(_)) if number(middle).is_some() => (first.to_owned(), number(middle)),
        (_, Some(_), Some(line)) => (text[..text.len() - last.len() - 1].to_owned(), Some(line)),
        _ => (text.trim_end_matches(':').to_owned(), None),
    };
    let file = failure::trimmed(&file).to_owned();
    (file.contains(['.', '/'])).then_some((file, line))
}

#[cfg(test)]
mod tests;
