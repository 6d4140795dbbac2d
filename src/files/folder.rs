use std::collections::BTreeSet;
use std::fs::{File, OpenOptions, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Component, Path, PathBuf};

use anyhow::Result;
use rustix::fs::{CWD, RenameFlags};
use rustix::io::Errno;
use tempfile::TempDir;

use super::paths::{inside, io_problem};
use super::write::{exists, make_folders, sync_folder};
use crate::report::{Problem, ProblemKind};

/// Folders under construction begin with this; the dot hides them from walks over the tree.
const PREFIX: &str = ".planyard-new-";

/// Makes the folder `parent/name` with `files` (path inside it, text), whole or not at all: it is built under a hidden
/// name and renamed without replacing. Of many processes that make the same folder one wins, and the others get a
/// `Conflict`. Returns the folder's path relative to `root`. Missing folders above it are made.
pub fn create_folder(root: &Path, parent: impl AsRef<Path>, name: &str, files: &[(String, String)]) -> Result<PathBuf> {
    let parent = parent.as_ref();
    let relative = inside(root, &parent.join(name))?;
    let shown = relative.display().to_string();
    if !matches!(Path::new(name).components().collect::<Vec<_>>()[..], [Component::Normal(_)]) {
        return Err(Problem::new(ProblemKind::Usage, format!("{name:?} is not a folder name")).into());
    }
    let parent = inside(root, parent)?;
    make_folders(root, &parent)?;
    let parent = root.join(parent);
    let target = parent.join(name);
    if target.symlink_metadata().is_ok() {
        return Err(exists(&shown).into());
    }
    sweep(&parent);
    let (building, _lock) = begin(&parent).map_err(|error| io_problem(&shown, "create", &error))?;
    for (path, text) in files {
        put(building.path(), path, text).map_err(|error| io_problem(&format!("{shown}/{path}"), "create", &error))?;
    }
    sync_all(building.path(), files, &shown)?;
    match rename_new(building.path(), &target) {
        Ok(()) => {
            // The name is gone; nothing is left to remove.
            let _ = building.keep();
            sync_folder(&parent, &shown)?;
            Ok(relative)
        }
        Err(Errno::EXIST | Errno::NOTEMPTY) => Err(exists(&shown).into()),
        Err(error) => Err(io_problem(&shown, "create", &error.into()).into()),
    }
}

/// A new hidden folder, locked as long as its maker lives. A sweep may have caught it between making and locking, so
/// whether it is still there is asked once the lock is held.
fn begin(parent: &Path) -> io::Result<(TempDir, File)> {
    for _ in 0..16 {
        let folder =
            tempfile::Builder::new().prefix(PREFIX).permissions(Permissions::from_mode(0o777)).tempdir_in(parent)?;
        let Ok(lock) = File::open(folder.path()) else { continue };
        if matches!(lock.try_lock(), Err(std::fs::TryLockError::WouldBlock)) {
            continue;
        }
        let same =
            folder.path().metadata().is_ok_and(|there| lock.metadata().is_ok_and(|own| own.ino() == there.ino()));
        if same {
            return Ok((folder, lock));
        }
    }
    Err(io::Error::from(Errno::AGAIN))
}

/// Brings the names of the files to the disk, in every folder that holds some.
fn sync_all(building: &Path, files: &[(String, String)], shown: &str) -> Result<()> {
    let above = files.iter().flat_map(|(path, _)| Path::new(path).ancestors().skip(1));
    let folders: BTreeSet<&Path> = above.chain([Path::new("")]).collect();
    folders.into_iter().try_for_each(|folder| sync_folder(&building.join(folder), shown))
}

fn put(folder: &Path, path: &str, text: &str) -> io::Result<()> {
    let relative = inside(folder, Path::new(path)).map_err(|_| io::Error::from(Errno::INVAL))?;
    let path = folder.join(relative);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_data()
}

fn rename_new(from: &Path, to: &Path) -> rustix::io::Result<()> {
    match rustix::fs::renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        // The file system does not know the flag. Making the folder is the claim then: a rename replaces an empty
        // folder and no other. Killed in between, an empty folder is left.
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => {
            rustix::fs::mkdir(to, rustix::fs::Mode::from_raw_mode(0o777))?;
            rustix::fs::rename(from, to)
        }
        other => other,
    }
}

/// Removes what a killed process had begun. A folder whose maker lives is locked.
#[expect(clippy::disallowed_methods, reason = "this is the module that may remove files")]
fn sweep(parent: &Path) {
    let Ok(entries) = std::fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        let begun = entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX));
        if begun
            && entry.file_type().is_ok_and(|kind| kind.is_dir())
            && let Ok(folder) = File::open(entry.path())
            && folder.try_lock().is_ok()
        {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}
