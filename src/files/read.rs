use std::fs::{File, Metadata};
use std::os::fd::OwnedFd;
use std::os::unix::fs::FileTypeExt;
use std::path::Path;

use rustix::buffer::spare_capacity;
use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;

use super::paths::{clean, inside, io_problem, is_below, leaves};
use super::stamp::Stamp;
use crate::plan::document::MAX_DOCUMENT;
use crate::report::{Problem, ProblemKind};

/// `NONBLOCK`: opening a pipe must not wait for someone to write to it. Regular files ignore it.
const FLAGS: OFlags = OFlags::RDONLY.union(OFlags::NONBLOCK).union(OFlags::CLOEXEC).union(OFlags::NOCTTY);

/// The text of the file at `relative`. Costs one open, one stat and one read when no symlink is on the way.
pub fn read_text(root: &Path, relative: impl AsRef<Path>) -> anyhow::Result<String> {
    Ok(read_stamped(root, relative)?.0)
}

/// As [`read_text`]; `None` when nothing is there.
pub fn read_text_if_there(root: &Path, relative: impl AsRef<Path>) -> anyhow::Result<Option<String>> {
    Ok(read_stamped_if_there(root, relative)?.map(|(text, _)| text))
}

/// As [`read_text`], with the stamp of the very file that was read.
pub fn read_stamped(root: &Path, relative: impl AsRef<Path>) -> anyhow::Result<(String, Stamp)> {
    Ok(stamped(root, relative.as_ref()).map_err(|problem| *problem)?)
}

/// As [`read_stamped`]; `None` when nothing is there.
pub fn read_stamped_if_there(root: &Path, relative: impl AsRef<Path>) -> anyhow::Result<Option<(String, Stamp)>> {
    match stamped(root, relative.as_ref()) {
        Ok(read) => Ok(Some(read)),
        Err(problem) if problem.kind == ProblemKind::NotFound => Ok(None),
        Err(problem) => Err((*problem).into()),
    }
}

/// The text of the file at `relative` when it is another than `text`; `None` when it is the same. What is the same takes no
/// memory of its own.
pub fn read_if_changed(root: &Path, relative: impl AsRef<Path>, text: &str) -> anyhow::Result<Option<String>> {
    let relative = relative.as_ref();
    let same = is_still(root, relative, text.as_bytes()).map_err(|problem| *problem)?;
    if same { Ok(None) } else { read_text(root, relative).map(Some) }
}

/// The file holds these bytes.
pub(super) fn is_still(root: &Path, relative: &Path, bytes: &[u8]) -> Result<bool, Box<Problem>> {
    let failed = |error: Errno| io_problem(&relative.display().to_string(), "read", &error.into());
    let (file, meta) = open_file(root, relative)?;
    if meta.len() != bytes.len() as u64 {
        return Ok(false);
    }
    let mut rest = bytes;
    let mut piece = [0; 8192];
    loop {
        match rustix::io::read(&file, &mut piece) {
            Ok(0) => return Ok(rest.is_empty()),
            Ok(count) => match rest.strip_prefix(&piece[..count]) {
                Some(behind) => rest = behind,
                None => return Ok(false),
            },
            Err(Errno::INTR) => {}
            Err(error) => return Err(failed(error).into()),
        }
    }
}

/// Problems are not made into errors before it is known that they are: that may cost a backtrace.
fn stamped(root: &Path, relative: &Path) -> Result<(String, Stamp), Box<Problem>> {
    let (bytes, meta) = bytes(root, relative)?;
    let text = String::from_utf8(bytes).map_err(|error| not_utf8(relative, &error))?;
    Ok((text, Stamp::of_open(&meta)))
}

/// At most [`MAX_DOCUMENT`] bytes, and what was known of the file before the first was read.
fn bytes(root: &Path, relative: &Path) -> Result<(Vec<u8>, Metadata), Box<Problem>> {
    let shown = || relative.display().to_string();
    let (file, meta) = open_file(root, relative)?;
    // One byte more than the file has: a read that leaves it free has met the end.
    let mut bytes = Vec::with_capacity(meta.len() as usize + 1);
    loop {
        match rustix::io::read(&file, spare_capacity(&mut bytes)) {
            Ok(0) => break,
            Ok(_) if bytes.len() < bytes.capacity() && bytes.len() as u64 >= meta.len() => break,
            Ok(_) if bytes.len() as u64 > MAX_DOCUMENT => return Err(too_large(&shown(), bytes.len() as u64).into()),
            Ok(_) => bytes.reserve(4096),
            Err(Errno::INTR) => {}
            Err(error) => return Err(io_problem(&shown(), "read", &error.into()).into()),
        }
    }
    Ok((bytes, meta))
}

/// A regular file that is not too large.
fn open_file(root: &Path, relative: &Path) -> Result<(File, Metadata), Box<Problem>> {
    let shown = || relative.display().to_string();
    let file = open_inside(root, relative)?;
    let meta = file.metadata().map_err(|error| io_problem(&shown(), "read", &error))?;
    if !meta.is_file() {
        return Err(not_a_file(&shown(), &meta).into());
    }
    if meta.len() > MAX_DOCUMENT {
        return Err(too_large(&shown(), meta.len()).into());
    }
    Ok((file, meta))
}

/// Opens for reading what is inside `root`, following symlinks only while they stay inside.
fn open_inside(root: &Path, relative: &Path) -> Result<File, Box<Problem>> {
    let shown = || relative.display().to_string();
    let clean = clean(root, relative)?;
    let path = root.join(&clean);
    match open_without_symlinks(&path) {
        Ok(file) => return Ok(file.into()),
        // A symlink is on the way, or the kernel cannot look for one: find out where it leads.
        Err(Errno::LOOP | Errno::NOSYS | Errno::PERM | Errno::AGAIN | Errno::INVAL) => {}
        Err(error) => return Err(io_problem(&shown(), "read", &error.into()).into()),
    }
    let real = path.canonicalize().map_err(|error| io_problem(&shown(), "read", &error))?;
    if !is_below(&real, root) {
        return Err(leaves(&shown(), &real).into());
    }
    let opened = match open_without_symlinks(&real) {
        Err(Errno::NOSYS | Errno::PERM | Errno::AGAIN | Errno::INVAL) => {
            rustix::fs::open(&real, FLAGS | OFlags::NOFOLLOW, Mode::empty())
        }
        other => other,
    };
    Ok(opened.map(File::from).map_err(|error| io_problem(&shown(), "read", &error.into()))?)
}

/// Fails with `LOOP` when any part of the path is a symlink: the kernel checks the whole path in the one open.
#[cfg(target_os = "linux")]
fn open_without_symlinks(path: &Path) -> rustix::io::Result<OwnedFd> {
    use rustix::fs::{CWD, ResolveFlags, openat2};
    openat2(CWD, path, FLAGS, Mode::empty(), ResolveFlags::NO_SYMLINKS)
}

/// Where the kernel cannot check a whole path, every open goes the slow way.
#[cfg(not(target_os = "linux"))]
fn open_without_symlinks(_path: &Path) -> rustix::io::Result<OwnedFd> {
    Err(Errno::NOSYS)
}

/// A regular file is there, inside the workspace.
pub fn is_file(root: &Path, relative: impl AsRef<Path>) -> bool {
    real_metadata(root, relative.as_ref()).is_some_and(|meta| meta.is_file())
}

/// A folder is there, inside the workspace.
pub fn is_folder(root: &Path, relative: impl AsRef<Path>) -> bool {
    real_metadata(root, relative.as_ref()).is_some_and(|meta| meta.is_dir())
}

fn real_metadata(root: &Path, relative: &Path) -> Option<Metadata> {
    let path = root.join(inside(root, relative).ok()?);
    let meta = path.symlink_metadata().ok()?;
    let real = path.canonicalize().ok()?;
    if !is_below(&real, root) {
        return None;
    }
    if meta.is_symlink() { real.metadata().ok() } else { Some(meta) }
}

pub(super) fn not_a_file(shown: &str, meta: &Metadata) -> Problem {
    let kind = meta.file_type();
    let what = if kind.is_dir() {
        "a folder"
    } else if kind.is_fifo() {
        "a named pipe"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "a device"
    };
    let hint = if kind.is_dir() { "name a file in it" } else { "replace it by a regular file" };
    Problem::new(ProblemKind::Unreadable, format!("{shown}: is {what}, not a file")).source(shown).hint(hint)
}

fn too_large(shown: &str, bytes: u64) -> Problem {
    let mib = |n: u64| n.div_ceil(1024 * 1024);
    Problem::new(
        ProblemKind::Unreadable,
        format!("{shown}: has {} MiB; a planning document has at most {}", mib(bytes), mib(MAX_DOCUMENT)),
    )
    .source(shown)
    .hint("split it, or move it out of the planning folder")
}

fn not_utf8(relative: &Path, error: &std::string::FromUtf8Error) -> Problem {
    let shown = relative.display().to_string();
    let offset = error.utf8_error().valid_up_to();
    let line = memchr::memchr_iter(b'\n', &error.as_bytes()[..offset]).count() + 1;
    let byte = error.as_bytes()[offset];
    Problem::new(
        ProblemKind::Unreadable,
        format!("{shown}: is not UTF-8 text (byte 0x{byte:02x} at offset {offset}, line {line})"),
    )
    .source(shown.clone())
    .hint(format!("convert it, e.g. `iconv -f WINDOWS-1252 -t UTF-8 {shown}`"))
}
