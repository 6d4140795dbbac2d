use std::fs::{File, Metadata, Permissions, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use anyhow::Result;
use rustix::fs::{Access, RenameFlags};
use rustix::io::Errno;
use tempfile::NamedTempFile;

use super::paths::{io_problem, resolve};
use super::read::not_a_file;
use crate::report::{Problem, ProblemKind};

/// Every temporary file begins with this. The leading dot hides it from people and from walks over the tree.
pub(super) const PREFIX: &str = ".planyard-";
/// End of temporary files that may be swept away as soon as their writer is gone.
pub(super) const SUFFIX: &str = ".tmp";

/// Puts `text` in the file at `relative`, whole or not at all. Mode and (where allowed) owner stay; a symlink stays and
/// what it points at, inside the workspace, is replaced. The folder must exist.
///
/// This overwrites whatever is there: to change a file, use [`update`](super::update).
pub fn write_atomic(root: &Path, relative: impl AsRef<Path>, text: &str) -> Result<()> {
    let relative = relative.as_ref();
    let target = Target::find(root, relative)?;
    let temp = target.stage(text.as_bytes(), SUFFIX)?;
    target.replace_by(temp)
}

/// Makes the file at `relative`; its folders too. A file that exists is a `Conflict`, and stays.
pub fn create_new(root: &Path, relative: impl AsRef<Path>, text: &str) -> Result<()> {
    let relative = relative.as_ref();
    let shown = relative.display().to_string();
    if let Some(folder) = super::inside(root, relative)?.parent() {
        make_folders(root, folder)?;
    }
    let target = Target::find(root, relative)?;
    if target.meta.is_some() {
        return Err(exists(&shown).into());
    }
    let temp = target.stage(text.as_bytes(), SUFFIX)?;
    match rename_new(temp.path(), &target.path) {
        Ok(()) => {
            // The name is gone; nothing is left to remove.
            let _ = temp.into_temp_path().keep();
            sync_folder(target.folder(), &shown)
        }
        Err(Errno::EXIST) => Err(exists(&shown).into()),
        Err(error) => Err(io_problem(&shown, "create", &error.into()).into()),
    }
}

/// Takes back what [`create_new`] made, if it is still as it was made: for a change of several files that failed after
/// its first. The folder goes too when it is empty. Best effort: whatever cannot be taken back stays.
#[expect(clippy::disallowed_methods, reason = "this is the module that may remove files")]
pub fn take_back(root: &Path, relative: impl AsRef<Path>, text: &str) {
    let Ok(target) = Target::find(root, relative.as_ref()) else { return };
    if std::fs::read(&target.path).is_ok_and(|bytes| bytes == text.as_bytes()) {
        let _ = std::fs::remove_file(&target.path);
        if target.folder() != root {
            let _ = std::fs::remove_dir(target.folder());
        }
    }
}

/// Writes a report to a file that the user named, anywhere: whole or not at all, with the mode and owner of what is
/// there. A pipe, a terminal or another device is written to as it is.
pub fn write_output(path: &Path, bytes: &[u8]) -> Result<()> {
    let shown = path.display().to_string();
    let failed = |error: io::Error| io_problem(&shown, "write", &error);
    let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let meta = match real.metadata() {
        Ok(meta) => Some(meta),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(failed(error).into()),
    };
    if let Some(meta) = &meta {
        if meta.is_dir() {
            return Err(not_a_file(&shown, meta).into());
        }
        if !meta.is_file() {
            let stream = File::options().write(true).open(path);
            return Ok(stream.and_then(|mut stream| stream.write_all(bytes)).map_err(failed)?);
        }
        writable(&real, meta, &shown)?;
    }
    // A bare file name has an empty parent.
    let real =
        if real.parent().is_none_or(|folder| folder.as_os_str().is_empty()) { Path::new(".").join(real) } else { real };
    let target = Target { path: real, meta, shown };
    let temp = target.stage(bytes, SUFFIX)?;
    target.replace_by(temp)
}

/// Adds to the end of a file that another program keeps, in one write, so that nothing of others' is touched. It may come
/// to `most` bytes; `make` is told how many are left, and may use a few for more than that (an eighth is kept back). Where
/// none are left nothing is added.
pub fn append_output(path: &Path, most: usize, make: impl FnOnce(usize) -> io::Result<Vec<u8>>) -> Result<()> {
    let shown = path.display().to_string();
    let failed = |error: io::Error| io_problem(&shown, "add to", &error);
    let there = match path.metadata() {
        Ok(meta) if !meta.is_file() => return Err(not_a_file(&shown, &meta).into()),
        Ok(meta) => usize::try_from(meta.len()).unwrap_or(usize::MAX),
        Err(error) if error.kind() == io::ErrorKind::NotFound => 0,
        Err(error) => return Err(failed(error).into()),
    };
    let room = most.saturating_sub(there + 1);
    let mut bytes = if there > 0 { b"\n".to_vec() } else { Vec::new() };
    bytes.extend(make(room - room / 8).map_err(failed)?);
    if bytes.len() > room {
        return Ok(());
    }
    let file = File::options().append(true).create(true).open(path);
    Ok(file.and_then(|mut file| file.write_all(&bytes)).map_err(failed)?)
}

/// A file that is to be written: where it really is, and what is there now.
#[derive(Debug)]
pub(super) struct Target {
    pub(super) path: PathBuf,
    pub(super) meta: Option<Metadata>,
    pub(super) shown: String,
}

impl Target {
    pub(super) fn find(root: &Path, relative: &Path) -> Result<Self> {
        let shown = relative.display().to_string();
        let path = resolve(root, relative)?;
        let meta = match path.symlink_metadata() {
            Ok(meta) => Some(meta),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(io_problem(&shown, "write", &error).into()),
        };
        if let Some(meta) = &meta {
            if !meta.is_file() {
                return Err(not_a_file(&shown, meta).into());
            }
            writable(&path, meta, &shown)?;
        }
        Ok(Self { path, meta, shown })
    }

    pub(super) fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new("/"))
    }

    /// Writes a temporary file beside the target, with its mode and owner, and brings it to the disk. It goes with the
    /// returned value unless it is renamed.
    pub(super) fn stage(&self, bytes: &[u8], suffix: &str) -> Result<NamedTempFile> {
        let failed = |error: io::Error| io_problem(&self.shown, "write", &error);
        let mode = self.meta.as_ref().map_or(0o666, |meta| meta.mode() & 0o7777);
        // The umask applies to the mode of a new file, as it should.
        let first_mode = if self.meta.is_some() { 0o600 } else { mode };
        let temp = begin(self.folder(), suffix, first_mode).map_err(failed)?;
        temp.as_file().write_all(bytes).map_err(failed)?;
        if let Some(meta) = &self.meta {
            keep_owner(temp.as_file(), meta);
            keep_attributes(&self.path, temp.as_file());
            temp.as_file().set_permissions(Permissions::from_mode(mode)).map_err(failed)?;
        }
        temp.as_file().sync_data().map_err(failed)?;
        Ok(temp)
    }

    /// The rename that makes it so.
    pub(super) fn replace_by(&self, temp: NamedTempFile) -> Result<()> {
        rustix::fs::rename(temp.path(), &self.path).map_err(|error| io_problem(&self.shown, "write", &error.into()))?;
        // The name is gone; nothing is left to remove.
        let _ = temp.into_temp_path().keep();
        sync_folder(self.folder(), &self.shown)
    }
}

/// A new temporary file, locked as long as its writer lives. A sweep may have caught it between making and locking, so
/// whether it still has a name is asked once the lock is held. Not every file system has locks; then nothing is swept.
fn begin(folder: &Path, suffix: &str, mode: u32) -> io::Result<NamedTempFile> {
    for _ in 0..16 {
        let temp = tempfile::Builder::new()
            .prefix(PREFIX)
            .suffix(suffix)
            .permissions(Permissions::from_mode(mode))
            .tempfile_in(folder)?;
        let swept = matches!(temp.as_file().try_lock(), Err(TryLockError::WouldBlock));
        if !swept && temp.as_file().metadata()?.nlink() > 0 {
            return Ok(temp);
        }
    }
    Err(io::Error::from(Errno::AGAIN))
}

/// A rename would replace a file that may not be written, so what the mode says is asked for here. The superuser may
/// write everything, but a file without any write bit was made read-only by someone on purpose.
fn writable(path: &Path, meta: &Metadata, shown: &str) -> Result<()> {
    let denied = meta.mode() & 0o222 == 0 || rustix::fs::access(path, Access::WRITE_OK) == Err(Errno::ACCESS);
    if !denied {
        return Ok(());
    }
    Err(Problem::new(ProblemKind::Refused, format!("{shown}: is read-only"))
        .source(shown)
        .hint(format!("make it writable first: `chmod u+w {shown}`"))
        .into())
}

/// Another owner can be kept only by the superuser, another group by its members; anyone else gets their own file.
fn keep_owner(file: &File, old: &Metadata) {
    if let Ok(new) = file.metadata()
        && (new.uid(), new.gid()) != (old.uid(), old.gid())
        && std::os::unix::fs::fchown(file, Some(old.uid()), Some(old.gid())).is_err()
    {
        let _ = std::os::unix::fs::fchown(file, None, Some(old.gid()));
    }
}

/// Access lists and other extended attributes, as far as the file system and the user's rights let them be copied.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn keep_attributes(from: &Path, to: &File) {
    use rustix::fs::{XattrFlags, fsetxattr, getxattr, listxattr};
    let mut names = [0; 4096];
    let Ok(length) = listxattr(from, &mut names[..]) else { return };
    for name in names[..length].split(|byte| *byte == 0).filter(|name| !name.is_empty()) {
        let mut value = [0; 4096];
        if let Ok(length) = getxattr(from, name, &mut value[..]) {
            let _ = fsetxattr(to, name, &value[..length], XattrFlags::empty());
        }
    }
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn keep_attributes(_: &Path, _: &File) {}

/// Renames, and fails with `EXIST` when something has the new name.
pub(super) fn rename_new(from: &Path, to: &Path) -> rustix::io::Result<()> {
    use rustix::fs::CWD;
    match rustix::fs::renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        // The file system does not know the flag. A hard link does not replace either.
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => {
            rustix::fs::link(from, to)?;
            rustix::fs::unlink(from)
        }
        other => other,
    }
}

/// Brings a rename to the disk.
pub(super) fn sync_folder(folder: &Path, shown: &str) -> Result<()> {
    let synced = File::open(folder).and_then(|folder| folder.sync_all());
    match synced {
        // Some file systems have nothing to say about folders.
        Err(error)
            if matches!(error.raw_os_error().map(Errno::from_raw_os_error), Some(Errno::INVAL | Errno::BADF)) =>
        {
            Ok(())
        }
        other => other.map_err(|error| io_problem(shown, "bring to the disk", &error).into()),
    }
}

/// Removes temporary files that a killed process left in `folder`. One whose writer lives is locked.
pub(super) fn sweep(folder: &Path, suffix: &str) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let stale = name.to_str().is_some_and(|name| name.starts_with(PREFIX) && name.ends_with(suffix));
        if stale
            && entry.file_type().is_ok_and(|kind| kind.is_file())
            && let Ok(file) = File::open(entry.path())
            && file.try_lock().is_ok()
        {
            let _ = rustix::fs::unlink(entry.path());
        }
    }
}

/// Makes the folders of `relative` that are missing. None may be a symlink out of the workspace.
pub(super) fn make_folders(root: &Path, relative: &Path) -> Result<()> {
    let shown = relative.display().to_string();
    let mut there = root.to_owned();
    for name in relative.components() {
        there.push(name);
        match std::fs::create_dir(&there) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                let real = there.canonicalize().map_err(|error| io_problem(&shown, "create", &error))?;
                if !super::paths::is_below(&real, root) {
                    return Err(super::paths::leaves(&shown, &real).into());
                }
                if !real.is_dir() {
                    return Err(io_problem(&shown, "create", &io::Error::from(Errno::EXIST)).into());
                }
            }
            Err(error) => return Err(io_problem(&shown, "create", &error).into()),
        }
    }
    Ok(())
}

pub(super) fn exists(shown: &str) -> Problem {
    Problem::new(ProblemKind::Conflict, format!("{shown}: exists already"))
        .source(shown)
        .hint("choose another name, or remove it first; nothing was changed")
}
