//! A run that was recorded: its events are told again and its diff is made again, so that everything behind a backend can
//! be tried without a key.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::Result;
use serde_json::Value;

use super::{Backend, Caps, Desk, Finish, Options, Probe, Setting, Spec, Stream, TICK, apply};
use crate::agents::Event;
use crate::queue::Failure;

const KNOWN: [&str; 2] = ["from", "speed"];
/// The events, one a line: an event, or one in `event` with the time in `at`.
const EVENTS: &str = "events.jsonl";
/// What the run had changed.
const PATCHES: [&str; 2] = ["diff.patch", "patch"];
/// A longer line, or a larger patch, is none.
const MOST: u64 = 64 << 20;

struct Replay {
    from: PathBuf,
    /// How many times as fast; 0: without waiting.
    speed: f64,
}

/// Makes one.
pub(super) fn make(setting: &Setting) -> Result<Box<dyn Backend>> {
    let options = Options::of(setting, &KNOWN)?;
    let from = options.need("from", options.text("from")?)?;
    let speed = options.number("speed")?.unwrap_or(0.0);
    Ok(Box::new(Replay { from: setting.root.join(from), speed }))
}

impl Backend for Replay {
    fn caps(&self) -> Caps {
        Caps { preassign: true, resume: true, cost: true, tokens: true, result: true, ..Caps::default() }
    }

    fn probe(&self) -> Probe {
        let ready = self.from.join(EVENTS).is_file();
        let notes = if ready { Vec::new() } else { vec![format!("there is no {}", self.from.join(EVENTS).display())] };
        Probe { ready, notes, ..Probe::default() }
    }

    fn run(&self, spec: &Spec, desk: &mut dyn Desk, stop: &Arc<AtomicBool>) -> Finish {
        let file = match std::fs::File::open(self.from.join(EVENTS)) {
            Ok(file) => file,
            Err(error) => return failed(format!("{}: {error}", self.from.join(EVENTS).display())),
        };
        let mut patched = false;
        let mut last: Option<i64> = None;
        let mut reader = BufReader::new(file);
        loop {
            let mut line = Vec::new();
            match reader.by_ref().take(MOST).read_until(b'\n', &mut line) {
                Ok(0) => break,
                Ok(_) => {}
                Err(error) => return failed(format!("{EVENTS}: {error}")),
            }
            desk.raw(Stream::Out, &line);
            let Some((at, event)) = recorded(&line) else {
                desk.event(Event::Warn { message: "a line of the recorded run is no event".to_owned() });
                continue;
            };
            if !self.wait(last, at, stop) {
                return Finish { stopped: true, ..Finish::default() };
            }
            last = at.or(last);
            // What it says about its work is true when it says so.
            if matches!(event, Event::Result { .. }) {
                if let Err(why) = self.patch(&spec.cwd) {
                    return failed(why);
                }
                patched = true;
            }
            desk.event(event);
        }
        match if patched { Ok(()) } else { self.patch(&spec.cwd) } {
            Ok(()) => self.recorded_end(),
            Err(why) => failed(why),
        }
    }
}

impl Replay {
    /// Waits as long as it took; false when all is to stop.
    fn wait(&self, last: Option<i64>, at: Option<i64>, stop: &Arc<AtomicBool>) -> bool {
        let millis = match (last, at) {
            (Some(last), Some(at)) if self.speed > 0.0 => at.saturating_sub(last).max(0) as f64 / self.speed,
            _ => 0.0,
        };
        let until = Instant::now() + Duration::from_secs_f64((millis / 1000.0).min(86_400.0));
        while !stop.load(Ordering::Relaxed) {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return true;
            }
            std::thread::sleep(left.min(TICK));
        }
        false
    }

    fn patch(&self, worktree: &Path) -> Result<(), String> {
        let Some(path) = PATCHES.map(|name| self.from.join(name)).into_iter().find(|path| path.is_file()) else {
            return Ok(());
        };
        let bytes = std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        apply(worktree, &bytes)
    }

    /// The exit code that was recorded, when there is one.
    fn recorded_end(&self) -> Finish {
        let value: Option<Value> =
            std::fs::read(self.from.join("result.json")).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let finish = value.map(|value| value.get("finish").cloned().unwrap_or(value));
        let code = finish.and_then(|finish| finish.get("code")?.as_i64()).and_then(|code| i32::try_from(code).ok());
        Finish { code: code.or(Some(0)), ..Finish::default() }
    }
}

fn recorded(line: &[u8]) -> Option<(Option<i64>, Event)> {
    let value: Value = serde_json::from_slice(line).ok()?;
    let at = value.get("at").and_then(Value::as_i64);
    let event = value.get("event").filter(|event| event.is_object()).cloned().unwrap_or(value);
    Some((at, serde_json::from_value(event).ok()?))
}

fn failed(message: String) -> Finish {
    Finish { failure: Some(Failure::SetupFailed), message: Some(message), ..Finish::default() }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Heard, repository, setting, spec, write};
    use super::*;

    #[test]
    fn what_was_recorded_happens_again() {
        let folder = tempfile::tempdir().unwrap();
        let spec = spec(folder.path());
        repository(&spec.cwd);
        let from = folder.path().join("recorded");
        std::fs::create_dir(&from).unwrap();
        let events = "{\"kind\":\"started\",\"session\":\"s1\"}\nno event\n{\"at\":1000,\"event\":{\"kind\":\"text\",\"text\":\"hi\"}}\n{\"at\":1050,\"event\":{\"kind\":\"result\",\"ok\":true,\"text\":\"done\"}}\n";
        write(from.join(EVENTS), events);
        let patch = "diff --git a/new.txt b/new.txt\nnew file mode 100644\n--- /dev/null\n+++ b/new.txt\n@@ -0,0 +1 @@\n+text\n";
        write(from.join("diff.patch"), patch);
        let options = format!("from = {:?}", from.display().to_string());
        let replay = make(&setting("replay", &options)).unwrap();
        assert!(replay.probe().ready);
        let mut heard = Heard::default();
        let end = replay.run(&spec, &mut heard, &Arc::default());
        assert_eq!(end, Finish { code: Some(0), ..Finish::default() });
        assert_eq!(heard.events.len(), 4);
        assert_eq!((heard.text(), heard.result()), ("hi".to_owned(), Some((true, "done".to_owned()))));
        assert!(heard.warned("no event") && heard.raw == events.as_bytes());
        assert_eq!(std::fs::read_to_string(spec.cwd.join("new.txt")).unwrap(), "text\n");
        // A second time the patch does not fit, and that is no success.
        let end = replay.run(&spec, &mut Heard::default(), &Arc::default());
        assert_eq!(end.failure, Some(Failure::SetupFailed));
        // At its own pace, until it is stopped.
        let slow = make(&setting("replay", &format!("{options}\nspeed = 0.000001"))).unwrap();
        let stop: Arc<AtomicBool> = Arc::default();
        let flag = (Arc::clone(&stop), (|event| matches!(event, Event::Text { .. })) as fn(&Event) -> bool);
        let mut heard = Heard { stop: Some(flag), ..Heard::default() };
        assert!(slow.run(&spec, &mut heard, &stop).stopped);
        assert_eq!(heard.result(), None);
        let none = make(&setting("replay", "from = 'no/such/folder'")).unwrap();
        assert!(!none.probe().ready);
        assert_eq!(none.run(&spec, &mut Heard::default(), &Arc::default()).failure, Some(Failure::SetupFailed));
        assert!(make(&setting("replay", "")).is_err() && make(&setting("replay", "from = 1")).is_err());
    }
}
