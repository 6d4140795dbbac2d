//! What each process writes down: a line for all that it was told, as it was told it.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;

use planyard::queue::{OrderId, Token};
use serde::{Deserialize, Serialize};

/// Milliseconds since the machine was started, which no process can set; as much as 10 less than they are.
pub(super) fn up() -> u64 {
    let text = std::fs::read_to_string("/proc/uptime").unwrap();
    let (seconds, rest) = text.split_once(' ').unwrap().0.split_once('.').unwrap();
    seconds.parse::<u64>().unwrap() * 1_000 + rest.parse::<u64>().unwrap() * 10
}

/// An order, and an epoch of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Run {
    pub(super) id: OrderId,
    pub(super) epoch: u64,
}

impl From<&Token> for Run {
    fn from(token: &Token) -> Self {
        Self { id: token.id.clone(), epoch: token.epoch }
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum Line {
    /// It runs, and this is what its clock says.
    Began {
        wall: i64,
    },
    Claimed {
        run: Run,
        asked: u64,
        told: u64,
    },
    /// The lease was extended at that time or later.
    Kept {
        run: Run,
        asked: u64,
    },
    /// From now on it may be over, as its holder wants.
    Ending {
        run: Run,
        at: u64,
    },
    Effect {
        run: Run,
        commit: String,
        found: bool,
        races: usize,
    },
    Ended {
        run: Run,
        end: String,
        is_new: bool,
    },
    /// The queue refused what a holder wrote that was one no more.
    Refused {
        run: Run,
        what: String,
    },
    Spending {
        tokens: u64,
    },
    Spent {
        tokens: u64,
    },
    /// The server was away, and that was said.
    Away {
        what: String,
    },
    /// Something that must not be.
    Fault {
        what: String,
    },
}

pub(super) struct Journal(File);

impl Journal {
    pub(super) fn new(folder: &Path, name: &str) -> Self {
        let path = folder.join("journals").join(name);
        Self(OpenOptions::new().create(true).append(true).open(path).unwrap())
    }

    /// One write, so that a line is there or is not.
    pub(super) fn say(&self, line: &Line) {
        let text = serde_json::to_string(line).unwrap() + "\n";
        (&self.0).write_all(text.as_bytes()).unwrap();
    }
}

/// The lines of every process, by its name.
pub(super) fn all(folder: &Path) -> Vec<(String, Vec<Line>)> {
    let mut found: Vec<(String, Vec<Line>)> = std::fs::read_dir(folder.join("journals"))
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let text = std::fs::read_to_string(entry.path()).unwrap();
            let lines = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            (entry.file_name().to_string_lossy().into_owned(), lines)
        })
        .collect();
    found.sort_by(|one, other| one.0.cmp(&other.0));
    found
}
