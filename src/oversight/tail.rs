//! A file that grows, line by line.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::PathBuf;

/// So much is read at once.
const MOST: u64 = 4 << 20;

/// Where the reading of a growing file has come to.
#[derive(Debug)]
pub struct Tail {
    path: PathBuf,
    at: u64,
    /// A line that is not whole yet.
    rest: Vec<u8>,
}

impl Tail {
    /// From the beginning.
    pub fn of(path: PathBuf) -> Self {
        Self { path, at: 0, rest: Vec::new() }
    }

    /// The whole lines that were added since. A file that is not there has none; one that became shorter is read anew.
    pub fn lines(&mut self) -> Vec<String> {
        let mut lines = Vec::new();
        while self.more(&mut lines) {}
        lines
    }

    /// What stands after the last whole line, once nothing more comes.
    pub fn rest(&mut self) -> Option<String> {
        let rest = std::mem::take(&mut self.rest);
        (!rest.is_empty()).then(|| String::from_utf8_lossy(&rest).into_owned())
    }

    fn more(&mut self, lines: &mut Vec<String>) -> bool {
        let Ok(mut file) = File::open(&self.path) else { return false };
        let length = file.metadata().map_or(0, |meta| meta.len());
        if length < self.at {
            (self.at, self.rest) = (0, Vec::new());
        }
        if length == self.at || file.seek(SeekFrom::Start(self.at)).is_err() {
            return false;
        }
        let mut bytes = Vec::new();
        let Ok(read) = file.take(MOST).read_to_end(&mut bytes) else { return false };
        self.at += read as u64;
        for byte in bytes {
            if byte == b'\n' {
                lines.push(String::from_utf8_lossy(&std::mem::take(&mut self.rest)).into_owned());
            } else {
                self.rest.push(byte);
            }
        }
        read > 0
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn only_whole_lines_are_given_and_none_twice() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("events");
        let mut tail = Tail::of(path.clone());
        assert_eq!(tail.lines(), Vec::<String>::new());
        let mut file = File::create(&path).unwrap();
        file.write_all(b"one\ntw").unwrap();
        assert_eq!(tail.lines(), ["one"]);
        file.write_all("o ž".as_bytes()).unwrap();
        assert_eq!(tail.lines(), Vec::<String>::new());
        file.write_all(b"\n\nlast").unwrap();
        assert_eq!(tail.lines(), ["two ž", ""]);
        assert_eq!((tail.rest(), tail.rest()), (Some("last".to_owned()), None));
        // A large file comes in several reads.
        let mut tail = Tail::of(path.clone());
        let long = "x".repeat(usize::try_from(MOST).unwrap() + 5);
        File::create(&path).unwrap().write_all(format!("{long}\nend\n").as_bytes()).unwrap();
        assert_eq!(tail.lines().iter().map(String::len).collect::<Vec<_>>(), [long.len(), 3]);
    }
}
