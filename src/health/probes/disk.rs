use std::os::unix::fs::MetadataExt;
use std::path::Path;

use rustix::fs::{StatVfs, StatVfsMountFlags, statvfs};

use super::{Meta, Probe, Probing, Reading, Target, blocking};
use crate::health::amounts::{Left, show};
use crate::health::options::{Kind, Opt, Size};
use crate::report::ProbeOutcome;

/// Room on a file system.
pub(super) struct Disk;

const META: Meta = Meta {
    name: "disk",
    about: "A file system has room, for bytes and for files, and can be written to.",
    schemes: &[],
    port: None,
    options: &[
        Opt::new("path", Kind::Text, "Any path on it [default: the workspace]."),
        Opt::new("warn", Kind::Size, "Less room is worth a look [default: 10%]."),
        Opt::new("fail", Kind::Size, "Less room is too little [default: 5%]."),
        Opt::new("warn_inodes", Kind::Size, "Room for fewer files is worth a look [default: 10%]."),
        Opt::new("fail_inodes", Kind::Size, "Room for fewer files is too little [default: 5%]."),
        Opt::new("writable", Kind::Flag, "false: it may be mounted read-only [default: true]."),
        Opt::new("mount", Kind::Flag, "The path must be a mount point [default: false]."),
    ],
};

impl Probe for Disk {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn target(&self, options: &super::Options) -> String {
        options.text("path").unwrap_or(".").to_owned()
    }

    fn probe<'p>(&'p self, target: &'p Target) -> Probing<'p> {
        let target = target.clone();
        Box::pin(blocking(move || look(&target)))
    }
}

fn look(target: &Target) -> Reading {
    let path = target.root.join(target.options.text("path").unwrap_or("."));
    let stat = match statvfs(&path) {
        Ok(stat) => stat,
        Err(rustix::io::Errno::NOENT | rustix::io::Errno::NOTDIR) => {
            return Reading::fail(format!("there is no {}", path.display()));
        }
        Err(error @ (rustix::io::Errno::ACCESS | rustix::io::Errno::PERM)) => {
            return Reading::error(format!("not allowed to look at {}: {error}", path.display()));
        }
        Err(error) => return Reading::fail(format!("the file system of {} does not answer: {error}", path.display())),
    };
    if target.options.flag("mount", false) && !is_mount(&path) {
        return Reading::fail(format!("nothing is mounted at {}", path.display())).hint("mount it");
    }
    judge(target, &stat)
}

/// On another device than the folder that holds it, or the root.
fn is_mount(path: &Path) -> bool {
    let Ok(path) = path.canonicalize() else { return false };
    let device = |path: &Path| path.metadata().map(|meta| meta.dev()).ok();
    path.parent().is_none_or(|parent| device(parent) != device(&path))
}

fn judge(target: &Target, stat: &StatVfs) -> Reading {
    let options = &target.options;
    let or = |name: &str, default: f64| Some(options.size(name).unwrap_or(Size::Percent(default)));
    // As `df` counts: what only root may use is part of neither.
    let used = stat.f_blocks.saturating_sub(stat.f_bfree);
    let of = |blocks: u64| blocks.saturating_mul(stat.f_frsize);
    let (free, total) = (of(stat.f_bavail), of(used.saturating_add(stat.f_bavail)));
    let reading = Reading::ok(format!("{} of {} left", show(free), show(total)));
    let mut reading =
        Left { free, total, warn: or("warn", 10.0), fail: or("fail", 5.0) }.judge(reading, "free", "room");
    // Some file systems have no such limit and say 0.
    if stat.f_files > 0 {
        reading = files(reading, stat, or("warn_inodes", 10.0), or("fail_inodes", 5.0));
    }
    if reading.outcome > ProbeOutcome::Ok {
        reading = reading.hint("clear away what is not needed any more, or make the file system larger");
    }
    if stat.f_flag.contains(StatVfsMountFlags::RDONLY) && options.flag("writable", true) {
        reading = reading
            .worse(ProbeOutcome::Fail, "it is mounted read-only")
            .hint("see the kernel's log for errors of the disk; `writable = false` where it is meant to be read-only");
    }
    reading
}

fn files(reading: Reading, stat: &StatVfs, warn: Option<Size>, fail: Option<Size>) -> Reading {
    let used = stat.f_files.saturating_sub(stat.f_ffree);
    let total = used.saturating_add(stat.f_favail);
    let limit = |size: Option<Size>| size.map(|size| crate::health::amounts::bytes(size, total));
    let (warn, fail) = (limit(warn), limit(fail));
    let free = crate::health::amounts::number(stat.f_favail);
    let reading = reading.judged("free_files", free, "", (warn, fail));
    let said = format!("room for {} more files (inodes) of {total}", stat.f_favail);
    match (warn, fail) {
        (_, Some(fail)) if free < fail => reading.worse(ProbeOutcome::Fail, said),
        (Some(warn), _) if free < warn => reading.worse(ProbeOutcome::Warn, said),
        _ => reading,
    }
}
