use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{Desk, Finish, Probe, Setting, Spec, Stream, TICK};
use crate::process::{Ladder, Live, Next, Run, Status};
use crate::queue::Failure;

/// The variable by which the processes of a run are found again. Its value is in [`Spec::env`].
pub const MARK: &str = "PLANYARD_MARK";

/// So many lines of standard error are kept for people.
const TAIL_LINES: usize = 20;
/// So much of each.
const TAIL_WIDTH: usize = 500;

/// A program of a backend: in the worktree, with the variables that it may see and no others, and the run's mark. One
/// with a `/` is found from the workspace, never from the worktree, where agents write.
pub fn program(setting: &Setting, spec: &Spec, argv: &[String]) -> Run {
    let (name, args) = argv.split_first().map_or(("", &[][..]), |(name, args)| (name.as_str(), args));
    let name = if name.contains('/') { setting.root.join(name) } else { PathBuf::from(name) };
    // A NUL cannot be given to a program.
    let args = args.iter().map(|word| word.replace('\0', ""));
    let mut run = Run::new(name).args(args).cwd(&spec.cwd).clear_env().secrets(setting.secrets.clone());
    for (name, value) in setting.env.iter().chain(&spec.env).filter(|(name, _)| *name != MARK) {
        run = run.env(name, value);
    }
    run = run.env("PLANYARD_RUN", &spec.run);
    match spec.env.get(MARK) {
        Some(mark) => run.marked(MARK, mark),
        None => run,
    }
}

/// The last lines of what a program said on its standard error.
#[derive(Debug, Default)]
pub struct Tail(VecDeque<String>);

impl Tail {
    /// Takes a line.
    pub fn push(&mut self, line: &[u8]) {
        let line = String::from_utf8_lossy(&line[..line.len().min(TAIL_WIDTH)]).trim_end().to_owned();
        if !line.is_empty() {
            self.0.push_back(line);
        }
        if self.0.len() > TAIL_LINES {
            self.0.pop_front();
        }
    }

    /// All of them, without secrets.
    pub fn text(&self, setting: &Setting) -> String {
        setting.secrets.redact_text(&self.0.iter().map(String::as_str).collect::<Vec<_>>().join("\n"))
    }
}

/// Reads a program to its end: every line goes to the transcript, those of standard output to `told` as well. When `stop`
/// is set it is ended with all that it has started.
pub fn drive(
    live: &mut Live,
    desk: &mut dyn Desk,
    stop: &Arc<AtomicBool>,
    tail: &mut Tail,
    told: &mut dyn FnMut(&mut dyn Desk, &[u8]),
) -> Finish {
    let mut stopped = false;
    loop {
        if !stopped && stop.load(Ordering::Relaxed) {
            stopped = true;
            live.stop(Ladder::default());
        }
        match live.next(TICK) {
            Next::Line(stream, line) => {
                desk.raw(stream, &line);
                match stream {
                    Stream::Out => told(desk, &line),
                    Stream::Err => tail.push(&line),
                }
            }
            Next::Quiet => {}
            Next::Exited(status) => return Finish { stopped, ..finish(&status) },
        }
    }
}

/// How a program ended, before anything that it said is looked at.
pub fn finish(status: &Status) -> Finish {
    let failed =
        |failure, message: String| Finish { failure: Some(failure), message: Some(message), ..Finish::default() };
    match status {
        Status::Exited(code) => Finish { code: Some(*code), ..Finish::default() },
        Status::Signalled(signal) => Finish {
            signal: Some(*signal),
            ..failed(Failure::Crash, format!("it was ended by signal {signal}, which Planyard did not send"))
        },
        Status::Cancelled | Status::TimedOut => Finish { stopped: true, ..Finish::default() },
        Status::NotFound => failed(Failure::SetupFailed, "there is no such program".to_owned()),
        Status::NotExecutable(why) | Status::NotStarted(why) => failed(Failure::SetupFailed, why.clone()),
    }
}

/// How a program that could not be started failed.
pub fn not_started(name: &str, status: &Status) -> Finish {
    let finish = finish(status);
    let why = finish.message.unwrap_or_default();
    Finish { message: Some(format!("{name} could not be started: {why}")), ..finish }
}

/// Where a program is, if it is there and can be run.
pub fn find(setting: &Setting, name: &str) -> Option<PathBuf> {
    use std::os::unix::fs::PermissionsExt;
    let can_run =
        |path: &Path| path.metadata().is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0);
    if name.contains('/') {
        return Some(setting.root.join(name)).filter(|path| can_run(path));
    }
    let path = setting.env.get("PATH")?;
    std::env::split_paths(path).map(|folder| folder.join(name)).find(|path| can_run(path))
}

/// Whether a program is there; nothing is run.
pub fn probe(setting: &Setting, name: &str) -> Probe {
    match find(setting, name) {
        Some(path) => Probe { ready: true, notes: vec![format!("{} is there", path.display())], ..Probe::default() },
        None => Probe { notes: vec![format!("there is no program {name} that can be run")], ..Probe::default() },
    }
}
