//! From a tool's own places, severities and names to those of the result contract: paths relative to the workspace,
//! lines from 1, columns in code points from 1.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::reading::{RawFinding, RawPlace};
use super::record::{ColumnUnit, Columns, Record};
use crate::report::{Finding, More, Place, Related, Safety, Severity, stable_hash};

/// Lines of larger files are not looked at.
const LARGEST: u64 = 16 * 1024 * 1024;

/// Turns raw findings into findings.
pub struct Locator<'a> {
    record: &'a Record,
    /// Where the tool ran.
    cwd: PathBuf,
    /// The tree that it saw: the workspace, or a copy of it.
    root: PathBuf,
    /// The same, as the file system has it, and the workspace itself.
    roots: Vec<PathBuf>,
    texts: HashMap<String, Option<Text>>,
}

/// A file's text and where its lines begin.
struct Text {
    text: String,
    lines: Vec<usize>,
}

impl std::fmt::Debug for Locator<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Locator({})", self.record.name)
    }
}

impl<'a> Locator<'a> {
    /// For a tool that ran in `cwd` over the tree at `root`, a copy of `workspace` or that itself.
    pub fn new(record: &'a Record, cwd: PathBuf, root: &Path, workspace: &Path) -> Self {
        let mut roots = vec![root.to_owned()];
        roots.extend(root.canonicalize());
        roots.push(workspace.to_owned());
        roots.dedup();
        Self { record, cwd, root: root.to_owned(), roots, texts: HashMap::new() }
    }

    /// The finding, or `None` when it is about a file outside of the workspace.
    pub fn finding(&mut self, raw: &RawFinding) -> Option<Finding> {
        let file = self.path(&raw.file)?;
        let place = self.place(&file, &Spot::of(raw));
        let rule = raw.rule.clone().or_else(|| self.record.read.rule.clone()).unwrap_or_else(|| "error".to_owned());
        let word = raw.severity.as_deref().filter(|word| !word.is_empty());
        let mut finding =
            Finding::new(Arc::<str>::from(file.as_str()), self.severity(&rule, word), rule.clone(), raw.message.trim());
        finding.source = Cow::Owned(self.record.name.clone());
        finding.help = raw.help.clone().filter(|help| !help.trim().is_empty()).map(Cow::Owned);
        finding.place = place;
        finding.subject = self.subject(&file, place, raw);
        let related = raw.related.iter().filter_map(|place| self.related(place, raw.unit)).collect();
        let page = self.record.read.url.as_ref().map(|url| url.replace("{rule}", &rule));
        finding.more = Some(Box::new(More {
            url: raw.url.clone().filter(|url| !url.is_empty()).or(page),
            tool_severity: raw.severity.clone(),
            fixable: match raw.fix.as_deref().map(str::to_ascii_lowercase).as_deref() {
                Some("safe" | "machineapplicable" | "always") => Some(Safety::Safe),
                Some("unsafe" | "maybeincorrect" | "sometimes") => Some(Safety::Unsafe),
                _ => None,
            },
            related,
            peer_rule: None,
        }));
        Some(finding)
    }

    fn related(&mut self, raw: &RawPlace, unit: Option<ColumnUnit>) -> Option<Related> {
        let file = self.path(&raw.file)?;
        let place = self.place(&file, &Spot::of_place(raw, unit));
        Some(Related { file, place, message: raw.message.clone() })
    }

    /// Relative to the workspace, `/`-separated; `None` when it lies elsewhere.
    pub fn path(&self, given: &str) -> Option<String> {
        let given = match given.strip_prefix("file://") {
            Some(uri) => Cow::Owned(decoded(uri.strip_prefix("localhost").unwrap_or(uri))),
            None => Cow::Borrowed(given),
        };
        let path = tidy(&self.cwd.join(Path::new(given.as_ref())));
        let inside = self.roots.iter().find_map(|root| path.strip_prefix(root).ok())?;
        let parts: Option<Vec<&str>> = inside.components().map(|part| part.as_os_str().to_str()).collect();
        parts.map(|parts| parts.join("/")).filter(|path| !path.is_empty())
    }

    fn severity(&self, rule: &str, word: Option<&str>) -> Severity {
        if let Some(severity) = self.record.rules.get(rule).or_else(|| self.record.rules.get("*")) {
            return *severity;
        }
        let Some(word) = word else { return self.record.read.severity };
        if let Some(severity) = self.record.severity.get(word) {
            return *severity;
        }
        match word.to_ascii_lowercase().as_str() {
            "error" | "fatal" | "critical" | "high" | "blocker" => Severity::Error,
            "warning" | "warn" | "medium" | "minor" | "major" => Severity::Warning,
            "info" | "information" | "note" | "notice" | "hint" | "help" | "style" | "low" | "none" | "refactor"
            | "convention" => Severity::Info,
            _ => self.record.read.severity,
        }
    }

    /// What makes it the same finding when lines move: the tool's own fingerprint, else the text of its line.
    fn subject(&mut self, file: &str, place: Option<Place>, raw: &RawFinding) -> u64 {
        let mut key = self.record.name.clone();
        if let Some(own) = &raw.fingerprint {
            key.push_str(own);
            return stable_hash(key.as_bytes());
        }
        let Some(line) = place.and_then(|place| self.line(file, place.line)) else { return 0 };
        key.extend(line.split_whitespace());
        stable_hash(key.as_bytes())
    }

    fn place(&mut self, file: &str, spot: &Spot) -> Option<Place> {
        // A record that names a unit knows better than an output that claims one.
        let unit = self.record.columns.unit.or(spot.unit).unwrap_or_default();
        let columns = Columns { unit: Some(unit), ..self.record.columns };
        let (line, column, end_line, end_column) = match (spot.line, spot.offset) {
            (Some(line), _) => {
                let line = line_number(line, columns)?;
                let end_line = spot.end_line.and_then(|end| line_number(end, columns)).unwrap_or(line).max(line);
                let column = spot.column.map_or(0, |column| self.column(file, line, column, columns));
                let inclusive = i64::from(columns.end_inclusive);
                let end_column = spot.end_column.map_or(0, |end| self.column(file, end_line, end + inclusive, columns));
                (line, column, end_line, end_column)
            }
            (None, Some((start, length))) => {
                let unit = spot.unit.unwrap_or(ColumnUnit::Bytes);
                let (line, column) = self.at_offset(file, start as usize, unit)?;
                let (end_line, end_column) = self.at_offset(file, (start + length) as usize, unit)?;
                (line, column, end_line, end_column)
            }
            (None, None) => return None,
        };
        // An end before the start is no end.
        let end_column = if end_line == line && end_column < column { 0 } else { end_column };
        Some(Place { line, column, end_line, end_column })
    }

    /// A column as a code point from 1; 0 when the tool's own cannot be one.
    fn column(&mut self, file: &str, line: u32, column: i64, columns: Columns) -> u32 {
        let index = column - i64::from(columns.base);
        let Ok(index) = usize::try_from(index) else { return 0 };
        let unit = columns.unit.unwrap_or_default();
        let index = if unit == ColumnUnit::Chars {
            index
        } else {
            match self.line(file, line) {
                Some(text) if !text.is_ascii() => chars_before(text, index, unit),
                _ => index,
            }
        };
        u32::try_from(index + 1).unwrap_or(0)
    }

    fn at_offset(&mut self, file: &str, offset: usize, unit: ColumnUnit) -> Option<(u32, u32)> {
        let text = self.text(file)?;
        let offset = match unit {
            ColumnUnit::Bytes => offset,
            _ => text.text.chars().take(chars_before(&text.text, offset, unit)).map(char::len_utf8).sum(),
        };
        let offset = offset.min(text.text.len());
        let line = text.lines.partition_point(|start| *start <= offset);
        let start = text.lines[line.checked_sub(1)?];
        let before = text.text.get(start..offset)?;
        Some((u32::try_from(line).ok()?, u32::try_from(before.chars().count() + 1).ok()?))
    }

    fn line(&mut self, file: &str, line: u32) -> Option<&str> {
        let text = self.text(file)?;
        let start = *text.lines.get((line as usize).checked_sub(1)?)?;
        let end = text.lines.get(line as usize).copied().unwrap_or(text.text.len());
        Some(text.text[start..end].trim_end_matches(['\n', '\r']))
    }

    fn text(&mut self, file: &str) -> Option<&Text> {
        if !self.texts.contains_key(file) {
            let text = source(&self.root.join(file)).map(|text| {
                // Offsets and columns of tools leave the mark out.
                let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
                let lines =
                    std::iter::once(0).chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1)).collect();
                Text { text, lines }
            });
            self.texts.insert(file.to_owned(), text);
        }
        self.texts.get(file)?.as_ref()
    }
}

/// The text of a source file, if it is one: only looked at, so a link may lead anywhere.
fn source(path: &Path) -> Option<String> {
    let meta = path.metadata().ok()?;
    (meta.is_file() && meta.len() <= LARGEST).then(|| std::fs::read_to_string(path).ok())?
}

/// A place as a tool gave it.
struct Spot {
    line: Option<i64>,
    column: Option<i64>,
    end_line: Option<i64>,
    end_column: Option<i64>,
    offset: Option<(u64, u64)>,
    unit: Option<ColumnUnit>,
}

impl Spot {
    fn of(raw: &RawFinding) -> Self {
        Self {
            line: raw.line,
            column: raw.column,
            end_line: raw.end_line,
            end_column: raw.end_column,
            offset: raw.offset,
            unit: raw.unit,
        }
    }

    fn of_place(raw: &RawPlace, unit: Option<ColumnUnit>) -> Self {
        Self {
            line: raw.line,
            column: raw.column,
            end_line: raw.end_line,
            end_column: raw.end_column,
            offset: None,
            unit,
        }
    }
}

fn line_number(line: i64, columns: Columns) -> Option<u32> {
    u32::try_from(line - i64::from(columns.line_base) + 1).ok().filter(|line| *line > 0)
}

/// How many code points lie before the byte or UTF-16 unit at `index`; one in the middle of a character counts as its
/// start, one behind the line as its end.
fn chars_before(line: &str, index: usize, unit: ColumnUnit) -> usize {
    let mut units = 0;
    for (count, c) in line.chars().enumerate() {
        let width = match unit {
            ColumnUnit::Bytes => c.len_utf8(),
            ColumnUnit::Utf16 => c.len_utf16(),
            ColumnUnit::Chars => 1,
        };
        if units + width > index {
            return count;
        }
        units += width;
    }
    line.chars().count() + index.saturating_sub(units)
}

/// Without `.` and `..`, not asking the file system.
fn tidy(path: &Path) -> PathBuf {
    let mut tidy = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                tidy.pop();
            }
            part => tidy.push(part),
        }
    }
    tidy
}

/// `%20` and the like as what they stand for.
fn decoded(uri: &str) -> String {
    let mut bytes = Vec::with_capacity(uri.len());
    let mut rest = uri.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after
            .get(..2)
            .and_then(|two| std::str::from_utf8(two).ok())
            .and_then(|two| u8::from_str_radix(two, 16).ok());
        match (first, hex) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod recorded;

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the tests write files of their own")]
mod tests {
    use super::*;

    fn record(columns: &str) -> Record {
        toml::from_str(&format!(
            "name='x'\nkind='lint'\nabout=''\nrun=['x']\n{columns}\n[read]\nformat='regex'\npatterns=['(?<message>.)']"
        ))
        .unwrap()
    }

    fn at(columns: &str, text: &str, column: i64, end: i64) -> (u32, u32) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a b.py"), text).unwrap();
        let record = record(columns);
        let mut locator = Locator::new(&record, folder.path().to_owned(), folder.path(), folder.path());
        let raw = RawFinding {
            file: format!("file://{}/a%20b.py", folder.path().display()),
            line: Some(1),
            column: Some(column),
            end_column: Some(end),
            message: "m".to_owned(),
            ..RawFinding::default()
        };
        let finding = locator.finding(&raw).unwrap();
        assert_eq!(&*finding.file, "a b.py");
        let place = finding.place.unwrap();
        (place.column, place.end_column)
    }

    #[test]
    fn columns_become_code_points_as_was_measured() {
        let line = "é = \"日本\"; undefined_x = undefined_name\n";
        assert_eq!(at("", line, 25, 39), (25, 39));
        assert_eq!(at("columns = { unit = 'bytes' }", line, 30, 44), (25, 39));
        assert_eq!(at("columns = { unit = 'bytes', base = 0 }", line, 29, 43), (25, 39));
        assert_eq!(at("columns = { unit = 'utf16', base = 0 }", line, 24, 38), (25, 39));
        let line = "var a = \"😀é\"; debugger;\n";
        assert_eq!(at("columns = { unit = 'utf16' }", line, 16, 24), (15, 23));
        assert_eq!(at("columns = { unit = 'bytes' }", line, 19, 27), (15, 23));
        // In the middle of a character, behind the line, before it, and an end before the start.
        assert_eq!(at("columns = { unit = 'bytes' }", "日本\n", 2, 100), (1, 96));
        assert_eq!(at("", "abc\n", 0, 2), (0, 2));
        assert_eq!(at("", "abc\n", 3, 1), (3, 0));
    }

    #[test]
    fn files_outside_are_told_apart() {
        let record = record("");
        let locator = Locator::new(&record, PathBuf::from("/w/pkg"), Path::new("/shadow"), Path::new("/w"));
        assert_eq!(locator.path("a.py").as_deref(), Some("pkg/a.py"));
        assert_eq!(locator.path("../b/./c.py").as_deref(), Some("b/c.py"));
        assert_eq!(locator.path("/shadow/x/y.py").as_deref(), Some("x/y.py"));
        assert_eq!((locator.path("../../etc/passwd"), locator.path("/w")), (None, None));
    }
}
