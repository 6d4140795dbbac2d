use std::path::Path;

use sysinfo::{Process as Known, ProcessRefreshKind, ProcessStatus, ProcessesToUpdate, System, UpdateKind};

use super::{Meta, Options, Probe, Probing, Reading, Target, Wrong, blocking};
use crate::duration;
use crate::health::amounts::{self, number};
use crate::health::options::{Kind, Opt, Size};
use crate::report::ProbeOutcome;

/// Processes of this machine.
pub(super) struct Process;

const META: Meta = Meta {
    name: "process",
    about: "As many processes run as should, none of them dead, too large, too young or too old.",
    schemes: &[],
    port: None,
    options: &[
        Opt::new("pidfile", Kind::Text, "The file that holds the process's id."),
        Opt::new("process", Kind::Regex, "Processes whose name (without folder) matches: \"^redis-server$\"."),
        Opt::new("command_line", Kind::Regex, "Processes whose command line matches."),
        Opt::new("min", Kind::Number, "At least so many of them [default: 1]."),
        Opt::new("max", Kind::Number, "At most so many of them."),
        Opt::new("warn_rss", Kind::Size, "A larger one (resident memory) is worth a look: \"500MB\"."),
        Opt::new("fail_rss", Kind::Size, "A larger one is broken."),
        Opt::new("min_age", Kind::Duration, "A younger one is worth a look: it was restarted."),
        Opt::new("max_age", Kind::Duration, "An older one is worth a look."),
    ],
};

impl Probe for Process {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, options: &Options) -> Result<(), Wrong> {
        if !["pidfile", "process", "command_line"].iter().any(|name| options.text(name).is_some()) {
            return Err(Wrong::new("probe", "process needs one of `pidfile`, `process` and `command_line`"));
        }
        if let (Some(min), Some(max)) = (options.number("min"), options.number("max"))
            && min > max
        {
            return Err(Wrong::new("min", "is more than `max`"));
        }
        Ok(())
    }

    fn target(&self, options: &Options) -> String {
        ["pidfile", "process", "command_line"].iter().find_map(|name| options.text(name)).unwrap_or_default().to_owned()
    }

    fn probe<'p>(&'p self, target: &'p Target) -> Probing<'p> {
        let target = target.clone();
        Box::pin(blocking(move || look(&target)))
    }
}

/// What is known of one process.
#[derive(Debug, Clone)]
struct Seen {
    pid: u32,
    name: String,
    rss: u64,
    /// In seconds.
    age: u64,
    dead: bool,
}

fn look(target: &Target) -> Reading {
    let options = &target.options;
    let pid = match options.text("pidfile").map(|path| pid_of(&target.root.join(path))) {
        None => None,
        Some(Ok(pid)) => Some(pid),
        Some(Err(reading)) => return reading,
    };
    let mut system = match System::new() {
        Ok(system) => system,
        Err(error) => return Reading::error(format!("this system does not tell of its processes: {error}")),
    };
    let with = ProcessRefreshKind::nothing().with_memory().with_cmd(UpdateKind::Always).without_tasks();
    system.refresh_processes_specifics(ProcessesToUpdate::All, true, with);
    let (by_name, by_line) = (options.regex("process"), options.regex("command_line"));
    let own = std::process::id();
    let fits = |process: &&Known| {
        let id = process.pid().as_u32();
        pid.is_none_or(|pid| pid == id)
            && (pid.is_some() || id != own)
            && process.thread_kind().is_none()
            && by_name.as_ref().is_none_or(|pattern| names(process).iter().any(|name| pattern.is_match(name)))
            && by_line.as_ref().is_none_or(|pattern| pattern.is_match(&line(process)))
    };
    let mut seen: Vec<Seen> = system.processes().values().filter(fits).map(seen).collect();
    seen.sort_by_key(|process| process.pid);
    if let (Some(pid), true) = (pid, seen.is_empty()) {
        let there = system.process(sysinfo::Pid::from_u32(pid)).is_some();
        let why = if there { "is another program's" } else { "does not run" };
        return Reading::fail(format!("the process {pid} of {} {why}", options.text("pidfile").unwrap_or_default()));
    }
    judge(options, &seen)
}

/// Its name, and the name of the file that it was started as: the kernel cuts the first after 15 characters.
fn names(process: &Known) -> Vec<String> {
    let name = process.name().to_string_lossy().into_owned();
    let started = process.cmd().first().map(|program| program.to_string_lossy().into_owned());
    let file = started.and_then(|path| Path::new(&path).file_name().map(|name| name.to_string_lossy().into_owned()));
    [Some(name), file].into_iter().flatten().collect()
}

fn line(process: &Known) -> String {
    process.cmd().iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

fn seen(process: &Known) -> Seen {
    Seen {
        pid: process.pid().as_u32(),
        name: names(process).pop().unwrap_or_default(),
        rss: process.memory(),
        age: process.run_time(),
        dead: matches!(process.status(), ProcessStatus::Zombie | ProcessStatus::Dead),
    }
}

fn pid_of(path: &Path) -> Result<u32, Reading> {
    let text = std::fs::read_to_string(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Reading::fail(format!("there is no pidfile {}", path.display())),
        _ => Reading::error(format!("the pidfile {} cannot be read: {error}", path.display())),
    })?;
    let first = text.split_whitespace().next().unwrap_or_default();
    first
        .parse()
        .ok()
        .filter(|pid| *pid > 0)
        .ok_or_else(|| Reading::fail(format!("{} holds no process id", path.display())))
}

fn judge(options: &Options, seen: &[Seen]) -> Reading {
    let alive: Vec<&Seen> = seen.iter().filter(|process| !process.dead).collect();
    let count = number(alive.len() as u64);
    let (min, max) = (options.number("min").unwrap_or(1), options.number("max"));
    let mut reading = Reading::ok(match alive.as_slice() {
        [one] => format!("{} runs as {}, for {}", one.name, one.pid, age(one)),
        more => format!("{} processes run", more.len()),
    })
    .measure("processes", count, "");
    let dead: Vec<&Seen> = seen.iter().filter(|process| process.dead).collect();
    if let Some(first) = dead.first() {
        let said = format!("{} of them dead and not cleared away (zombies): {} {}", dead.len(), first.name, first.pid);
        reading = reading.measure("zombies", number(dead.len() as u64), "").worse(ProbeOutcome::Warn, said);
    }
    if count < number(min) {
        let much =
            if alive.is_empty() { "no such process runs".to_owned() } else { format!("only {count} run, not {min}") };
        let dead = if dead.is_empty() { "" } else { "; what there is of it is dead (zombie)" };
        return Reading { outcome: ProbeOutcome::Fail, message: format!("{much}{dead}"), ..reading };
    }
    if let Some(max) = max.filter(|max| count > number(*max)) {
        reading = reading.worse(ProbeOutcome::Fail, format!("{count} run, where {max} should at most"));
    }
    each(options, &alive, reading)
}

/// Size and age of each.
fn each(options: &Options, alive: &[&Seen], mut reading: Reading) -> Reading {
    let limit = |name: &str| match options.size(name)? {
        Size::Bytes(bytes) => Some(bytes),
        Size::Percent(_) => {
            let mut system = System::new().ok()?;
            system.refresh_memory();
            options.size(name).map(|size| amounts::bytes(size, system.total_memory()) as u64)
        }
    };
    let (warn, fail) = (limit("warn_rss"), limit("fail_rss"));
    if let Some(largest) = alive.iter().max_by_key(|process| process.rss) {
        let limits = (warn.map(number), fail.map(number));
        reading = reading.judged("rss", number(largest.rss), "bytes", limits);
        let said = format!("{} {} takes {}", largest.name, largest.pid, amounts::show(largest.rss));
        if fail.is_some_and(|fail| largest.rss > fail) {
            reading = reading.worse(ProbeOutcome::Fail, said);
        } else if warn.is_some_and(|warn| largest.rss > warn) {
            reading = reading.worse(ProbeOutcome::Warn, said);
        }
    }
    if let Some(youngest) = alive.iter().min_by_key(|process| process.age) {
        reading = reading.measure("age", number(youngest.age), "s");
        if options.duration("min_age").is_some_and(|least| youngest.age < least.as_secs()) {
            let said = format!("{} {} runs only for {}: it was restarted", youngest.name, youngest.pid, age(youngest));
            reading = reading.worse(ProbeOutcome::Warn, said);
        }
    }
    if let Some(oldest) = alive.iter().max_by_key(|process| process.age)
        && options.duration("max_age").is_some_and(|most| oldest.age > most.as_secs())
    {
        let said = format!("{} {} runs for {} already", oldest.name, oldest.pid, age(oldest));
        reading = reading.worse(ProbeOutcome::Warn, said);
    }
    reading
}

fn age(process: &Seen) -> String {
    duration::show(std::time::Duration::from_secs(process.age))
}
