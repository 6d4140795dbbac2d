//! Unified diffs, as formatters write them: a finding for each file, at the first line that would change.

use super::{Input, plain};
use crate::tools::reading::{RawFinding, Reading};

/// Reads the diffs of any number of files.
pub(super) fn read(input: &Input<'_>) -> Result<Reading, String> {
    let spec = &input.record.read;
    let message = spec.message.as_deref().unwrap_or("not formatted");
    let text = plain(input.bytes);
    let mut reading = Reading::default();
    let (mut old, mut file, mut git) = (String::new(), String::new(), false);
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.starts_with("diff ") {
            git = line.starts_with("diff --git ");
        } else if let Some(name) = line.strip_prefix("--- ") {
            old = named(name, git, "a/");
            file.clear();
        } else if let Some(name) = line.strip_prefix("+++ ") {
            let new = named(name, git, "b/");
            file = match new.strip_prefix("new/").filter(|rest| old.strip_prefix("old/") == Some(rest)) {
                Some(rest) => rest.to_owned(),
                None if new == "/dev/null" => old.clone(),
                None => new,
            };
        } else if let Some(hunk) = Hunk::new(line).filter(|_| !file.is_empty()) {
            let (first, last) = hunk.changed(&mut lines);
            match reading.findings.last_mut().filter(|finding| finding.file == file) {
                Some(finding) => finding.help = Some("it differs in more places".to_owned()),
                None => reading.findings.push(RawFinding {
                    file: file.clone(),
                    line: Some(first),
                    end_line: Some(last),
                    message: message.to_owned(),
                    rule: spec.rule.clone(),
                    fix: Some("safe".to_owned()),
                    ..RawFinding::default()
                }),
            }
        }
    }
    Ok(reading)
}

/// A file's name without the time behind it and git's prefix before it.
fn named(name: &str, git: bool, prefix: &str) -> String {
    let name = name.split('\t').next().unwrap_or(name).trim_end();
    let name = name.strip_prefix('"').and_then(|name| name.strip_suffix('"')).unwrap_or(name);
    if git { name.strip_prefix(prefix).unwrap_or(name) } else { name }.to_owned()
}

/// `@@ -1,5 +1,6 @@`: so many lines follow, whatever they look like.
struct Hunk {
    start: i64,
    old: i64,
    new: i64,
}

impl Hunk {
    fn new(line: &str) -> Option<Self> {
        let (ranges, _) = line.strip_prefix("@@ -")?.split_once(" @@")?;
        let (old, new) = ranges.split_once(" +")?;
        let count = |range: &str| -> Option<(i64, i64)> {
            let (start, count) = range.split_once(',').unwrap_or((range, "1"));
            Some((start.parse().ok()?, count.parse().ok()?))
        };
        let ((start, old), (_, new)) = (count(old)?, count(new)?);
        Some(Self { start, old, new })
    }

    /// The first and the last line of the old file that its hunk changes.
    fn changed(self, lines: &mut std::str::Lines<'_>) -> (i64, i64) {
        let (mut old, mut new, mut at) = (self.old, self.new, self.start);
        let (mut first, mut last) = (None, 0);
        while old > 0 || new > 0 {
            let Some(line) = lines.next() else { break };
            match line.as_bytes().first() {
                Some(b'-') => {
                    first.get_or_insert(at);
                    last = at;
                    (old, at) = (old - 1, at + 1);
                }
                Some(b'+') => {
                    last = last.max(*first.get_or_insert(at));
                    new -= 1;
                }
                Some(b'\\') => {}
                _ => (old, new, at) = (old - 1, new - 1, at + 1),
            }
        }
        // An addition to an empty file stands at line 0.
        let first = first.unwrap_or(self.start).max(1);
        (first, last.max(first))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(text: &str) -> Vec<(String, i64, i64)> {
        let record =
            "name = 'x'\nkind = 'format'\nabout = 'x'\nrun = ['x']\nread = { format = 'diff', may_be_empty = true }";
        let record: crate::tools::Record = toml::from_str(record).unwrap();
        let reading = read(&Input { bytes: text.as_bytes(), record: &record }).unwrap();
        let place = |found: RawFinding| (found.file, found.line.unwrap_or(0), found.end_line.unwrap_or(0));
        reading.findings.into_iter().map(place).collect()
    }

    #[test]
    fn the_first_changed_line_of_each_file() {
        let text = "diff bad.sh.orig bad.sh\n--- bad.sh.orig\n+++ bad.sh\n@@ -1,4 +1,4 @@\n #!/bin/bash\n cd $1\n-for\n-echo\n+for x\n+\techo\n\
                    @@ -20 +20,2 @@\n-a\n+b\n+c\n--- /repo/a b.py\t2026-11-21 10:00:00\n+++ /repo/a b.py\t2026-11-21 10:00:01\n@@ -0,0 +1 @@\n+x\n";
        assert_eq!(places(text), [("bad.sh".to_owned(), 3, 4), ("/repo/a b.py".to_owned(), 1, 1)]);
        assert_eq!(places(""), []);
    }

    #[test]
    fn lines_of_a_hunk_are_never_headers() {
        let text = "--- q.sql\n+++ q.sql\n@@ -1,3 +1,3 @@\n a\n--- comment\n+++ b/comment\n c\n--- r.sql\n+++ r.sql\n@@ -5,2 +5,3 @@\n x\n+y\n z\n";
        assert_eq!(places(text), [("q.sql".to_owned(), 2, 2), ("r.sql".to_owned(), 6, 6)]);
        let git = "diff --git a/x.go b/x.go\nindex 1..2\n--- a/x.go\n+++ b/x.go\n@@ -7 +7 @@\n-a\n\\ No newline at end of file\n+a\n";
        assert_eq!(places(git), [("x.go".to_owned(), 7, 7)]);
        let terraform = "tf/x.tf\n--- old/tf/x.tf\n+++ new/tf/x.tf\n@@ -1,2 +1,2 @@\n-a\n+ a\n b\n";
        assert_eq!(places(terraform), [("tf/x.tf".to_owned(), 1, 1)]);
        assert_eq!(places("--- a/x.go\n+++ a/x.go\n@@ -7 +7 @@\n-a\n+b\n"), [("a/x.go".to_owned(), 7, 7)]);
    }
}
