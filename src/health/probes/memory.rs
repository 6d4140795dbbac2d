use std::path::{Path, PathBuf};

use sysinfo::System;

use super::{Meta, Probe, Probing, Reading, Target, blocking};
use crate::health::amounts::{Left, show};
use crate::health::options::{Kind, Opt, Size};
use crate::report::ProbeOutcome;

/// Memory of this machine, or of the container that this runs in.
pub(super) struct Memory;

const META: Meta = Meta {
    name: "memory",
    about: "Enough memory is available, of the machine and within the limits of control groups.",
    schemes: &[],
    port: None,
    options: &[
        Opt::new("warn", Kind::Size, "Less available memory is worth a look [default: 10%]."),
        Opt::new("fail", Kind::Size, "Less available memory is too little [default: 3%]."),
        Opt::new("swap_warn", Kind::Size, "Less free swap is worth a look."),
        Opt::new("swap_fail", Kind::Size, "Less free swap is too little."),
    ],
};

impl Probe for Memory {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn target(&self, _options: &super::Options) -> String {
        "this machine".to_owned()
    }

    fn probe<'p>(&'p self, target: &'p Target) -> Probing<'p> {
        let target = target.clone();
        Box::pin(blocking(move || look(&target)))
    }
}

fn look(target: &Target) -> Reading {
    let options = &target.options;
    let mut system = match System::new() {
        Ok(system) => system,
        Err(error) => return Reading::error(format!("this system does not tell of its memory: {error}")),
    };
    system.refresh_memory();
    let (mut free, mut total) = (system.available_memory(), system.total_memory());
    if total == 0 {
        return Reading::error("this system does not tell how much memory it has");
    }
    let group = groups().into_iter().min_by_key(|group| group.limit.saturating_sub(group.used));
    let mut what = "memory";
    if let Some(group) = group.filter(|group| group.limit < total) {
        total = group.limit;
        free = free.min(group.limit.saturating_sub(group.used));
        what = "memory within the limit of its control group";
    }
    let or = |name: &str, default: f64| Some(options.size(name).unwrap_or(Size::Percent(default)));
    let reading = Reading::ok(format!("{} of {} available", show(free), show(total)));
    let mut reading =
        Left { free, total, warn: or("warn", 10.0), fail: or("fail", 3.0) }.judge(reading, "available", what);
    let swap = system.total_swap();
    if swap > 0 {
        let left = Left {
            free: system.free_swap(),
            total: swap,
            warn: options.size("swap_warn"),
            fail: options.size("swap_fail"),
        };
        reading = left.judge(reading, "swap_free", "swap");
    } else if options.size("swap_warn").or(options.size("swap_fail")).is_some() {
        reading = reading.worse(ProbeOutcome::Warn, "there is no swap");
    }
    if reading.outcome > ProbeOutcome::Ok {
        reading = reading.hint("end what takes much of it, or give it more");
    }
    reading
}

/// What a control group may take, and takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Group {
    limit: u64,
    used: u64,
}

/// The control groups that this process is in and that have a limit, from its own up to the topmost; nothing where there
/// are none.
fn groups() -> Vec<Group> {
    let own = std::fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
    let folders = folders(&own, Path::new("/sys/fs/cgroup"));
    folders.iter().filter_map(|folder| group(folder)).collect()
}

/// `0::/user.slice` (version 2) and `4:memory:/x` (version 1), with those above them.
fn folders(own: &str, mount: &Path) -> Vec<PathBuf> {
    let mut folders = Vec::new();
    for line in own.lines() {
        let mut fields = line.splitn(3, ':').skip(1);
        let (Some(controllers), Some(path)) = (fields.next(), fields.next()) else { continue };
        let base = match controllers {
            "" => mount.to_owned(),
            list if list.split(',').any(|name| name == "memory") => mount.join("memory"),
            _ => continue,
        };
        let path = path.trim_start_matches('/');
        let mut inner = Some(Path::new(path));
        while let Some(at) = inner {
            folders.push(base.join(at));
            inner = at.parent();
        }
    }
    folders
}

fn group(folder: &Path) -> Option<Group> {
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).ok();
    let number = |name: &str| read(name)?.trim().parse::<u64>().ok();
    // `max`, which is no number, means that there is no limit.
    let limit = number("memory.max").or_else(|| number("memory.limit_in_bytes"))?;
    let used = number("memory.current").or_else(|| number("memory.usage_in_bytes"))?;
    // Cached pages of files are given back when they are needed.
    let stat = read("memory.stat").unwrap_or_default();
    let cached = ["total_inactive_file ", "inactive_file "]
        .iter()
        .find_map(|name| stat.lines().find_map(|line| line.strip_prefix(name)?.trim().parse::<u64>().ok()));
    Some(Group { limit, used: used.saturating_sub(cached.unwrap_or(0)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_groups_of_both_versions_are_found_up_to_the_top() {
        let of = |text: &str| {
            let folders = folders(text, Path::new("/c"));
            folders.iter().map(|folder| folder.display().to_string()).collect::<Vec<_>>()
        };
        assert_eq!(of("0::/a/b\n"), ["/c/a/b", "/c/a", "/c/"]);
        assert_eq!(of("8:pids:/x\n4:cpu,memory:/x\nbroken\n"), ["/c/memory/x", "/c/memory/"]);
        assert_eq!(of("0::/\n"), ["/c/"]);
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the test writes files of its own")]
    fn cached_files_do_not_count_and_no_limit_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        write("memory.max", "max\n");
        write("memory.current", "700\n");
        assert_eq!(group(folder.path()), None);
        write("memory.max", "1000\n");
        write("memory.stat", "anon 5\ninactive_file 200\n");
        assert_eq!(group(folder.path()), Some(Group { limit: 1000, used: 500 }));
    }
}
