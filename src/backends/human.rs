//! A person. Nothing waits: a run asks, and ends; the order is parked until the question is answered. The next run of the
//! order asks the same, hears the answer at once, and what the worktree holds is judged like any other's work.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::Result;

use super::{Backend, Caps, Desk, Finish, Message, Options, Probe, Setting, Spec, TICK};
use crate::agents::Event;

/// The id of the question that is the work itself.
const WORK: &str = "work";
/// An answer that means that the person did not do it.
const NO: [&str; 4] = ["no", "failed", "cannot", "skip"];

/// An answer that is there already comes within this.
const KNOWN_BY: Duration = Duration::from_secs(3);

struct Human;

/// Makes one.
pub(super) fn make(setting: &Setting) -> Result<Box<dyn Backend>> {
    Options::of(setting, &[])?;
    Ok(Box::new(Human))
}

impl Backend for Human {
    fn caps(&self) -> Caps {
        Caps { live_ask: true, result: true, ..Caps::default() }
    }

    fn probe(&self) -> Probe {
        Probe { ready: true, ..Probe::default() }
    }

    fn run(&self, spec: &Spec, desk: &mut dyn Desk, stop: &Arc<AtomicBool>) -> Finish {
        desk.event(Event::Started { session: None, model: None, version: None });
        desk.event(Event::Ask { id: WORK.to_owned(), text: what_to_do(spec), options: Vec::new() });
        let asked = Instant::now();
        while asked.elapsed() < KNOWN_BY {
            if stop.load(Ordering::Relaxed) {
                return Finish { stopped: true, ..Finish::default() };
            }
            let answer = desk.messages().into_iter().find_map(|message| match message {
                Message::Answer { id, text, by } if id == WORK => Some((text, by)),
                _ => None,
            });
            if let Some((text, by)) = answer {
                let ok = !NO.contains(&text.trim().to_ascii_lowercase().as_str());
                desk.event(result(ok, format!("{by}: {text}")));
                break;
            }
            std::thread::sleep(TICK);
        }
        Finish::default()
    }
}

fn result(ok: bool, text: String) -> Event {
    let message = (!ok).then(|| text.clone());
    Event::Result {
        ok,
        text,
        failure: (!ok).then_some(crate::queue::Failure::Failed),
        message,
        structured: None,
        turns: None,
    }
}

/// The question: the same in every run until something new was found wrong, for the same question is asked once.
fn what_to_do(spec: &Spec) -> String {
    let (task, cwd) = (spec.order.task(), spec.cwd.display());
    let mut text = format!(
        "{task}: {}\nWork and commit in {cwd}; `planyard task show {task}` says what is to be done. Then answer \"done\" (or \
         \"no\").",
        spec.title
    );
    if let Some(evidence) = last_evidence(spec) {
        text.push_str(&format!("\nIt was done before, and did not pass: {}", evidence.display()));
    }
    text
}

/// What was found wrong with an earlier run of the order. The folders of its runs lie side by side, by epoch.
fn last_evidence(spec: &Spec) -> Option<PathBuf> {
    let runs = std::fs::read_dir(spec.folder.parent()?).ok()?;
    let epochs = runs.flatten().filter_map(|run| run.file_name().to_str()?.parse::<u64>().ok());
    let earlier = epochs.filter(|epoch| *epoch < spec.epoch).filter_map(|epoch| {
        let path = spec.folder.with_file_name(epoch.to_string()).join("evidence.md");
        path.is_file().then_some((epoch, path))
    });
    earlier.max().map(|(_, path)| path)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Heard, setting, spec, write};
    use super::*;

    fn asked(heard: &Heard) -> String {
        let text = heard.events.iter().find_map(|event| match event {
            Event::Ask { id, text, .. } if id == WORK => Some(text.clone()),
            _ => None,
        });
        text.unwrap()
    }

    #[test]
    fn it_asks_and_believes_the_answer() {
        let folder = tempfile::tempdir().unwrap();
        let human = make(&setting("human", "")).unwrap();
        let spec = spec(folder.path());
        let (mut heard, stop) = (Heard::default(), Arc::default());
        assert_eq!(human.run(&spec, &mut heard, &stop), Finish::default());
        assert!(asked(&heard).contains(&*spec.cwd.display().to_string()) && heard.result().is_none());
        for (text, good) in [("done", true), (" No", false)] {
            let mut heard = Heard::default();
            heard.say(Message::Answer { id: WORK.to_owned(), text: text.to_owned(), by: "ana".to_owned() });
            human.run(&spec, &mut heard, &stop);
            assert_eq!(heard.result(), Some((good, format!("ana: {text}"))));
        }
        stop.store(true, Ordering::Relaxed);
        assert!(human.run(&spec, &mut Heard::default(), &stop).stopped);
        assert!(make(&setting("human", "run = ['x']")).is_err());
    }

    #[test]
    fn the_question_is_new_when_there_is_something_new_to_say() {
        let folder = tempfile::tempdir().unwrap();
        let at = |epoch: u64| {
            let mut spec = spec(folder.path());
            spec.epoch = epoch;
            spec.folder = folder.path().join("runs").join(epoch.to_string());
            std::fs::create_dir_all(&spec.folder).unwrap();
            spec
        };
        assert_eq!(what_to_do(&at(1)), what_to_do(&at(2)));
        write(at(2).folder.join("evidence.md"), "a test fails");
        let third = what_to_do(&at(3));
        assert!(third.contains("2/evidence.md") && third != what_to_do(&at(1)));
        assert_eq!(what_to_do(&at(4)), third);
    }
}
