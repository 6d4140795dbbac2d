//! What the file system says of a file that is not read: enough to know whether it is still what was read before.

use std::collections::HashMap;
use std::fs::Metadata;
use std::os::fd::OwnedFd;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use rustix::fs::{AtFlags, FileType, Mode, OFlags, Stat};
use rustix::io::Errno;

/// A regular file's device, number, size and times in seconds and nanoseconds. Whatever puts other bytes under a path
/// changes it: the kernel sets `ctime` at each write, and no program can set it back. Only a store through a memory mapping
/// to a page that was written to before, and is not on the disk yet, does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp([u64; 7]);

/// After so many seconds a second write cannot have the time of the first. The clock of file times ticks every 1 to 10 ms.
const SETTLED: u64 = 2;

impl Stamp {
    /// Of an open file.
    pub(super) fn of_open(meta: &Metadata) -> Self {
        Self([
            meta.dev(),
            meta.ino(),
            meta.size(),
            number(meta.mtime()),
            number(meta.mtime_nsec()),
            number(meta.ctime()),
            number(meta.ctime_nsec()),
        ])
    }

    fn of(stat: &Stat) -> Self {
        Self([
            number(stat.st_dev),
            number(stat.st_ino),
            number(stat.st_size),
            number(stat.st_mtime),
            number(stat.st_mtime_nsec),
            number(stat.st_ctime),
            number(stat.st_ctime_nsec),
        ])
    }

    /// The file was last changed long enough before `now`, in seconds since 1970, that a later change shows.
    pub fn is_settled(&self, now: i64) -> bool {
        self.0[5].checked_add(SETTLED).is_some_and(|settled| settled <= number(now.max(0)))
    }

    /// All of it, to be compared.
    pub fn parts(&self) -> [u64; 7] {
        self.0
    }
}

/// So many folders are held open at once: features are looked at one after the other, each in few folders.
const OPEN: usize = 64;

/// The types of a stat's parts differ between systems; what is below zero is never at rest.
fn number(part: impl TryInto<u64>) -> u64 {
    part.try_into().unwrap_or(u64::MAX)
}

/// Takes stamps below a workspace, where they can be trusted: of regular files and folders to which no symlink leads, on
/// file systems of this machine that keep `ctime` themselves.
#[derive(Debug)]
pub struct Stamps {
    root: OwnedFd,
    /// Folders that were looked at last: no symlink leads there. To look from there at their files is faster.
    straight: RwLock<HashMap<String, Arc<OwnedFd>>>,
    /// What was found of files that many features share.
    shared: RwLock<HashMap<String, Result<Option<Stamp>, Errno>>>,
    /// The device that was looked at last, and can be trusted; 0 is none.
    trusted: AtomicU64,
}

impl Stamps {
    /// Below `root`; `None` where the system cannot tell that no symlink is on a path.
    pub fn below(root: &Path) -> Option<Self> {
        if !cfg!(target_os = "linux") {
            return None;
        }
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let root = rustix::fs::open(root, flags, Mode::empty()).ok()?;
        Some(Self { root, straight: RwLock::default(), shared: RwLock::default(), trusted: AtomicU64::new(0) })
    }

    /// The stamp of the file at a path below the root; `Ok(None)` when nothing is there.
    ///
    /// # Errors
    /// When something is there whose stamp says too little.
    pub fn of(&self, path: &str) -> Result<Option<Stamp>, Errno> {
        let (folder, name) = path.rsplit_once('/').unwrap_or((".", path));
        match self.folder(folder) {
            Ok(at) => self.within(&at, folder, name),
            Err(Errno::NOENT) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The same of a file that many features share: it is looked at once.
    ///
    /// # Errors
    /// When something is there whose stamp says too little.
    pub fn of_shared(&self, path: &str) -> Result<Option<Stamp>, Errno> {
        if let Some(stamp) = self.shared.read().unwrap_or_else(PoisonError::into_inner).get(path) {
            return *stamp;
        }
        let stamp = self.of(path);
        self.shared.write().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), stamp);
        stamp
    }

    /// The stamp of a folder: another one whenever something in it was added, removed or renamed.
    ///
    /// # Errors
    /// When it is not there, or its stamp says too little.
    pub fn of_folder(&self, path: &str) -> Result<Stamp, Errno> {
        let (parent, name) = path.rsplit_once('/').unwrap_or((".", path));
        let at = self.folder(parent)?;
        self.stamp(&at, parent, name, FileType::Directory)
    }

    /// A folder to look at its files from.
    ///
    /// # Errors
    /// It is not there, or a symlink leads to it.
    pub fn open(&self, folder: &str) -> Result<OwnedFd, Errno> {
        open_straight(&self.root, folder)
    }

    /// The stamp of a file in a folder that was opened; `Ok(None)` when nothing is there.
    ///
    /// # Errors
    /// When something is there whose stamp says too little.
    pub fn within(&self, at: &OwnedFd, folder: &str, name: &str) -> Result<Option<Stamp>, Errno> {
        match self.stamp(at, folder, name, FileType::RegularFile) {
            Ok(stamp) => Ok(Some(stamp)),
            Err(Errno::NOENT) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn stamp(&self, at: &OwnedFd, folder: &str, name: &str, kind: FileType) -> Result<Stamp, Errno> {
        let stat = rustix::fs::statat(at, name, AtFlags::SYMLINK_NOFOLLOW)?;
        let is_kind = FileType::from_raw_mode(stat.st_mode) == kind;
        if is_kind && self.keeps_times(number(stat.st_dev), folder, name)? {
            Ok(Stamp::of(&stat))
        } else {
            Err(Errno::OPNOTSUPP)
        }
    }

    /// A folder to which no symlink leads, nor a way out of the root.
    fn folder(&self, path: &str) -> Result<Arc<OwnedFd>, Errno> {
        let known = self.straight.read().unwrap_or_else(PoisonError::into_inner).get(path).cloned();
        if let Some(folder) = known {
            return Ok(folder);
        }
        let folder = Arc::new(open_straight(&self.root, path)?);
        let mut straight = self.straight.write().unwrap_or_else(PoisonError::into_inner);
        if straight.len() >= OPEN {
            straight.clear();
        }
        straight.insert(path.to_owned(), Arc::clone(&folder));
        Ok(folder)
    }

    fn keeps_times(&self, device: u64, folder: &str, name: &str) -> Result<bool, Errno> {
        if device != 0 && self.trusted.load(Ordering::Relaxed) == device {
            return Ok(true);
        }
        let trusted = is_local(&open_straight(&self.root, &format!("{folder}/{name}"))?)?;
        if trusted {
            self.trusted.store(device, Ordering::Relaxed);
        }
        Ok(trusted)
    }
}

#[cfg(target_os = "linux")]
fn open_straight(root: &OwnedFd, path: &str) -> Result<OwnedFd, Errno> {
    use rustix::fs::{ResolveFlags, openat2};
    let resolve = ResolveFlags::NO_SYMLINKS | ResolveFlags::BENEATH;
    openat2(root, path, OFlags::PATH | OFlags::CLOEXEC, Mode::empty(), resolve)
}

#[cfg(not(target_os = "linux"))]
fn open_straight(_root: &OwnedFd, _path: &str) -> Result<OwnedFd, Errno> {
    Err(Errno::NOSYS)
}

/// ext2 to ext4, XFS, Btrfs, tmpfs, F2FS, ZFS and bcachefs, by the numbers of statfs(2). Of file systems of networks, of
/// programs (FUSE) and of layers (overlayfs) the times may come from elsewhere.
#[cfg(target_os = "linux")]
fn is_local(file: &OwnedFd) -> Result<bool, Errno> {
    const LOCAL: [u64; 7] = [0xef53, 0x5846_5342, 0x9123_683e, 0x0102_1994, 0xf2f5_2010, 0x2fc1_2fc1, 0xca45_1a4e];
    let kind = rustix::fs::fstatfs(file)?.f_type as u64 & 0xffff_ffff;
    Ok(LOCAL.contains(&kind))
}

#[cfg(not(target_os = "linux"))]
fn is_local(_file: &OwnedFd) -> Result<bool, Errno> {
    Ok(false)
}

#[cfg(all(test, target_os = "linux"))]
#[expect(clippy::disallowed_methods, reason = "files of the test's own")]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_tells_one_content_from_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        std::fs::create_dir(root.join("a")).unwrap();
        std::fs::write(root.join("a/x.md"), "one").unwrap();
        let open = rustix::fs::open(root, OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty()).unwrap();
        let of = |path: &str| Stamp::of(&rustix::fs::statat(&open, path, AtFlags::empty()).unwrap());
        let first = of("a/x.md");
        assert_eq!(Stamp::of_open(&std::fs::File::open(root.join("a/x.md")).unwrap().metadata().unwrap()), first);
        assert_eq!(of("a/x.md"), first);
        let stamps = Stamps::below(root).unwrap();
        assert_eq!([stamps.of("a/y.md"), stamps.of("b/y.md")], [Ok(None), Ok(None)]);
        assert_eq!([stamps.of_folder("b"), stamps.of_folder("a/y.md")], [Err(Errno::NOENT); 2]);
        // On file systems whose times are not trusted there is none.
        assert!(stamps.of("a/x.md").is_ok_and(|stamp| stamp == Some(first)) || stamps.trusted.into_inner() == 0);
        // Another file with the same content, size and mtime.
        std::fs::write(root.join("a/z.md"), "two").unwrap();
        let times = std::fs::metadata(root.join("a/x.md")).unwrap().modified().unwrap();
        std::fs::File::options().write(true).open(root.join("a/z.md")).unwrap().set_modified(times).unwrap();
        std::fs::rename(root.join("a/z.md"), root.join("a/x.md")).unwrap();
        let second = of("a/x.md");
        assert_ne!(second, first);
        let changed = i64::try_from(second.0[5]).unwrap();
        assert_eq!([-9, 1, 2].map(|later| second.is_settled(changed + later)), [false, false, true]);
        assert!(!Stamp([u64::MAX; 7]).is_settled(i64::MAX) && !second.is_settled(i64::MIN));
    }

    #[test]
    fn the_stamp_of_a_folder_tells_what_is_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        std::fs::create_dir(root.join("a")).unwrap();
        std::fs::write(root.join("a/x.md"), "one").unwrap();
        let stamps = Stamps::below(root).unwrap();
        let Ok(first) = stamps.of_folder("a") else { return };
        std::fs::write(root.join("a/x.md"), "two").unwrap();
        assert_eq!(stamps.of_folder("a"), Ok(first), "what is in its files is no part of it");
        let mut last = first;
        let mut differs = |what: &str| {
            let stamp = stamps.of_folder("a").unwrap();
            // Its time may be the same within a tick of the clock: then it is not at rest, and nothing is kept.
            assert!(stamp != last || !stamp.is_settled(i64::try_from(stamp.0[5]).unwrap()), "{what}");
            last = stamp;
        };
        std::fs::rename(root.join("a/x.md"), root.join("a/y.md")).unwrap();
        differs("renamed");
        std::fs::create_dir(root.join("a/b")).unwrap();
        differs("added");
        std::fs::remove_file(root.join("a/y.md")).unwrap();
        differs("removed");
    }

    #[test]
    fn what_a_symlink_leads_to_has_no_stamp() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("in");
        std::fs::create_dir_all(root.join("real")).unwrap();
        std::fs::write(root.join("real/x.md"), "one").unwrap();
        std::fs::write(folder.path().join("out.md"), "out").unwrap();
        std::os::unix::fs::symlink("real", root.join("link")).unwrap();
        std::os::unix::fs::symlink("real/x.md", root.join("x.md")).unwrap();
        let stamps = Stamps::below(&root).unwrap();
        for path in ["link/x.md", "x.md", "real", "../out.md"] {
            assert!(stamps.of(path).is_err() && stamps.of_shared(path).is_err(), "{path}");
        }
        for path in ["link", "link/.", "x.md", "real/x.md", ".."] {
            assert!(stamps.of_folder(path).is_err(), "{path}");
        }
    }
}
