use std::fs::File;
use std::io::{Read, Write};
use std::path::{Component, Path, PathBuf};

use rustix::fs::{Mode, OFlags};

/// A larger file is not given.
const MOST: u64 = 16 * 1024 * 1024;

/// Where a path really is, links followed, when that is in the worktree and not in git's own part of it. What is not there
/// yet must have a folder that is.
pub(super) fn inside(root: &Path, path: &Path) -> Result<PathBuf, String> {
    let outside = || format!("{} is outside of the worktree", path.display());
    let root = root.canonicalize().map_err(|error| format!("the worktree: {error}"))?;
    let path = root.join(path);
    if path.components().any(|part| part == Component::ParentDir) {
        return Err(outside());
    }
    // The nearest that is there, and what is to be made below it. A link that leads nowhere is there.
    let mut there = path.as_path();
    let mut below = Vec::new();
    while there.symlink_metadata().is_err() {
        below.push(there.file_name().ok_or_else(outside)?);
        there = there.parent().ok_or_else(outside)?;
    }
    let mut real = there.canonicalize().map_err(|_| outside())?;
    real.extend(below.iter().rev());
    match real.strip_prefix(&root) {
        Ok(inner) if inner.components().all(|part| part.as_os_str() != ".git") => Ok(real),
        _ => Err(outside()),
    }
}

/// The lines of a file, from one of them on.
pub(super) fn read(root: &Path, path: &Path, line: Option<u32>, limit: Option<u32>) -> Result<String, String> {
    let real = inside(root, path)?;
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let cannot = |error: &dyn std::fmt::Display| format!("{} cannot be read: {error}", path.display());
    let file = File::from(rustix::fs::open(&real, flags, Mode::empty()).map_err(|error| cannot(&error))?);
    if !file.metadata().is_ok_and(|meta| meta.is_file() && meta.len() <= MOST) {
        return Err(cannot(&"it is no file, or too large"));
    }
    let mut text = String::new();
    file.take(MOST).read_to_string(&mut text).map_err(|error| cannot(&error))?;
    if line.is_none() && limit.is_none() {
        return Ok(text);
    }
    let from = line.unwrap_or(1).max(1) as usize - 1;
    Ok(text.split_inclusive('\n').skip(from).take(limit.map_or(usize::MAX, |limit| limit as usize)).collect())
}

/// Writes a file.
pub(super) fn write(root: &Path, path: &Path, text: &str) -> Result<(), String> {
    let real = inside(root, path)?;
    let cannot = |error: &dyn std::fmt::Display| format!("{} cannot be written: {error}", path.display());
    if let Some(folder) = real.parent() {
        std::fs::create_dir_all(folder).map_err(|error| cannot(&error))?;
    }
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::TRUNC | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let mode = Mode::from_raw_mode(0o666);
    let mut file = File::from(rustix::fs::open(&real, flags, mode).map_err(|error| cannot(&error))?);
    file.write_all(text.as_bytes()).map_err(|error| cannot(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_the_worktree_and_no_others() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("tree");
        std::fs::create_dir_all(root.join(".git")).unwrap();
        std::fs::create_dir_all(root.join("src")).unwrap();
        let outside = folder.path().join("outside");
        std::fs::create_dir(&outside).unwrap();
        std::os::unix::fs::symlink(&outside, root.join("link")).unwrap();
        std::os::unix::fs::symlink(outside.join("none"), root.join("dangling")).unwrap();
        std::os::unix::fs::symlink("src", root.join("inner")).unwrap();
        let put = |path: &str| write(&root, Path::new(path), "one\ntwo\nthree\n");
        assert_eq!(put("src/deep/er/a.txt"), Ok(()));
        assert_eq!(put(&root.join("b.txt").display().to_string()), Ok(()));
        assert_eq!(put("inner/c.txt"), Ok(()));
        assert!(root.join("src/c.txt").exists());
        for path in ["../x", "link/x", "dangling", "src/../../x", "/etc/planyard", ".git/config", "src/.git/x", "/"] {
            assert!(put(path).is_err(), "{path}");
        }
        assert_eq!(std::fs::read_dir(&outside).unwrap().count(), 0);
        let get = |path: &str, line, limit| read(&root, Path::new(path), line, limit);
        assert_eq!(get("b.txt", None, None).as_deref(), Ok("one\ntwo\nthree\n"));
        assert_eq!(get("b.txt", Some(2), Some(1)).as_deref(), Ok("two\n"));
        assert_eq!(get("b.txt", Some(9), None).as_deref(), Ok(""));
        for path in ["link/x", "/etc/passwd", "../outside", "src", "none"] {
            assert!(get(path, None, None).is_err(), "{path}");
        }
    }
}
