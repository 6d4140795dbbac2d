//! What is remembered from one run to the next, in `.planyard/health.json`: since when a service is what it is, how often in
//! a row it answered or failed, and how often it changed. It may be lost without harm.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::files::OwnFolder;
use crate::report::ServiceStatus;

const FILE: &str = "health.json";
/// So many results decide whether a service flaps.
const WINDOW: usize = 20;
/// Changes within the window, of a hundred, above which it flaps, and below which it no longer does.
const FLAPS_ABOVE: usize = 30;
const CALM_BELOW: usize = 20;

/// What is remembered of all services.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct History {
    services: BTreeMap<String, Past>,
}

/// What is remembered of one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Past {
    /// Its status then, with what it needs.
    pub status: ServiceStatus,
    /// Its status by its own probes and thresholds.
    pub own: ServiceStatus,
    /// Since when.
    pub since: Timestamp,
    /// When it was first looked at.
    pub first_seen: Timestamp,
    /// It was good at least once.
    pub was_good: bool,
    /// The last probe found it good.
    pub good: bool,
    /// How often in a row.
    pub streak: u32,
    /// The last results, oldest first: `+` and `-`.
    pub recent: String,
    /// It keeps changing.
    pub flapping: bool,
}

impl Past {
    /// Of a service that is looked at for the first time.
    pub fn new(now: Timestamp) -> Self {
        Self {
            status: ServiceStatus::Unknown,
            own: ServiceStatus::Unknown,
            since: now,
            first_seen: now,
            was_good: false,
            good: false,
            streak: 0,
            recent: String::new(),
            flapping: false,
        }
    }

    /// Takes in what a probe found. `None`: it could not say.
    pub fn seen(&mut self, good: Option<bool>) {
        let Some(good) = good else { return };
        self.streak = if self.streak > 0 && self.good == good { self.streak.saturating_add(1) } else { 1 };
        self.good = good;
        self.was_good |= good;
        self.recent.push(if good { '+' } else { '-' });
        let surplus = self.recent.chars().count().saturating_sub(WINDOW);
        self.recent = self.recent.chars().skip(surplus).collect();
        let marks = self.recent.as_bytes();
        let changes = marks.windows(2).filter(|pair| pair[0] != pair[1]).count() * 100 / WINDOW;
        self.flapping = if self.flapping { changes >= CALM_BELOW } else { changes > FLAPS_ABOVE };
    }

    /// Takes in the status that came of it.
    pub fn is(&mut self, status: ServiceStatus, now: Timestamp) {
        if self.status != status || now < self.since {
            self.status = status;
            self.since = now;
        }
    }
}

impl History {
    /// What is remembered; nothing when there is none, or none that can be read.
    pub fn load(folder: &OwnFolder) -> Self {
        folder.read(FILE).and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    /// Remembers. Where nothing can be written nothing is remembered, which is no error.
    pub fn save(&self, folder: &OwnFolder) {
        if let Ok(text) = serde_json::to_vec(self) {
            let _ = folder.write(FILE, &text);
        }
    }

    /// What is remembered of a service. `what` changes when another thing is probed under the same name.
    pub fn of(&mut self, name: &str, what: u64, now: Timestamp) -> &mut Past {
        self.services.entry(format!("{name} {what:016x}")).or_insert_with(|| Past::new(now))
    }

    /// Forgets services that are no more: those that are not among `kept`.
    pub fn keep(&mut self, kept: &[(String, u64)]) {
        let kept: Vec<String> = kept.iter().map(|(name, what)| format!("{name} {what:016x}")).collect();
        self.services.retain(|key, _| kept.contains(key));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(marks: &str) -> Past {
        let mut past = Past::new(Timestamp::UNIX_EPOCH);
        for mark in marks.chars() {
            past.seen(match mark {
                '+' => Some(true),
                '-' => Some(false),
                _ => None,
            });
        }
        past
    }

    #[test]
    fn streaks_count_what_was_seen() {
        assert_eq!((after("").streak, after("+++").streak, after("++-").streak, after("+?+").streak), (0, 3, 1, 2));
        assert!(after("+-").was_good && !after("--").was_good && !after("+-").good);
    }

    #[test]
    fn what_keeps_changing_flaps_until_it_is_calm() {
        assert!(!after("+-+-+-+").flapping, "six changes of twenty");
        assert!(after("+-+-+-+-").flapping, "seven");
        let calm = "+-+-+-+-".to_owned() + &"+".repeat(16);
        assert!(after(&calm).flapping, "four changes are still in the window");
        assert!(!after(&(calm + "+")).flapping, "three");
        assert_eq!(after(&"+".repeat(50)).recent.len(), 20);
    }
}
