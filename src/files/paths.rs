use std::ffi::OsString;
use std::io;
use std::path::{Component, Path, PathBuf};

use rustix::io::Errno;

use crate::report::{Problem, ProblemKind};

/// The longest slug: a folder name with an id in front of it still fits in any file system and a terminal line.
const MAX_SLUG: usize = 64;

/// The path relative to `root` that `path` (absolute, or relative to `root`) means, without `.` and doubled slashes.
/// Refused: `..`, an absolute path elsewhere, and names with control characters. Looks at no file unless an absolute
/// path is spelled through a symlink.
pub fn inside(root: &Path, path: &Path) -> anyhow::Result<PathBuf> {
    Ok(clean(root, path).map_err(|problem| *problem)?)
}

/// [`inside`] with a problem that is not an error yet.
pub(super) fn clean(root: &Path, path: &Path) -> Result<PathBuf, Box<Problem>> {
    let shown = || path.display().to_string();
    if path.to_string_lossy().chars().any(char::is_control) {
        let shown: String = shown().chars().map(|c| if c.is_control() { '?' } else { c }).collect();
        return Err(Problem::new(ProblemKind::Usage, format!("{shown}: a path with a control character in it"))
            .source(shown)
            .hint("check how the path was quoted")
            .into());
    }
    let stripped = path.is_absolute().then(|| strip_root(root, path).ok_or_else(|| outside(&shown()))).transpose()?;
    let mut clean = PathBuf::new();
    for component in stripped.as_deref().unwrap_or(path).components() {
        match component {
            Component::Normal(name) => clean.push(name),
            Component::CurDir => {}
            _ => return Err(outside(&shown()).into()),
        }
    }
    Ok(clean)
}

/// `path` without `root` in front, comparing names first and real places (of what exists of it) second.
fn strip_root(root: &Path, path: &Path) -> Option<PathBuf> {
    if let Ok(relative) = path.strip_prefix(root) {
        return Some(relative.to_owned());
    }
    let mut missing: Vec<OsString> = Vec::new();
    let mut existing = path;
    let mut real = loop {
        match existing.canonicalize() {
            Ok(real) => break real,
            Err(_) => {
                missing.push(existing.file_name()?.to_owned());
                existing = existing.parent()?;
            }
        }
    };
    real.extend(missing.into_iter().rev());
    real.strip_prefix(root).ok().map(Path::to_owned)
}

/// Checks a name that becomes part of a folder's name: lowercase letters, digits and single hyphens.
pub fn valid_slug(slug: &str) -> anyhow::Result<()> {
    let fault = if slug.is_empty() {
        "is empty"
    } else if slug.len() > MAX_SLUG {
        "is longer than 64 characters"
    } else if slug.contains("..") || slug.contains(['/', '\\']) {
        "holds a path"
    } else if !slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
        "may hold only a-z, 0-9 and -"
    } else if slug.starts_with('-') || slug.ends_with('-') || slug.contains("--") {
        "has a hyphen at an end or two in a row"
    } else {
        return Ok(());
    };
    let better = slug_of(slug);
    let hint = if better.is_empty() { "name it like `user-login`".into() } else { format!("use `{better}`") };
    Err(Problem::new(ProblemKind::Usage, format!("slug {slug:?} {fault}")).hint(hint).into())
}

/// The slug nearest to a title: `User login (v2)` gives `user-login-v2`. Empty when nothing of it can be kept.
pub fn slug_of(title: &str) -> String {
    let mut slug = String::with_capacity(title.len());
    for word in title.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        if slug.len() + word.len() >= MAX_SLUG {
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(&word.to_ascii_lowercase());
    }
    slug
}

/// Where `relative` really is: symlinks followed, and the end of them inside `root`. The file itself need not exist;
/// its folder must.
pub(super) fn resolve(root: &Path, relative: &Path) -> anyhow::Result<PathBuf> {
    let shown = relative.display().to_string();
    let relative = inside(root, relative)?;
    let path = root.join(&relative);
    let real = match path.canonicalize() {
        Ok(real) => real,
        Err(error) if error.kind() == io::ErrorKind::NotFound && !path.is_symlink() => {
            let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
                return Err(io_problem(&shown, "find", &error).into());
            };
            folder.canonicalize().map_err(|error| io_problem(&shown, "find the folder of", &error))?.join(name)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(dangling(&shown).into()),
        Err(error) => return Err(io_problem(&shown, "find", &error).into()),
    };
    if !is_below(&real, root) {
        return Err(leaves(&shown, &real).into());
    }
    Ok(real)
}

/// Whether a real path lies in `root`, which may be spelled through a symlink itself.
pub(super) fn is_below(real: &Path, root: &Path) -> bool {
    real.starts_with(root) || root.canonicalize().is_ok_and(|root| real.starts_with(root))
}

pub(super) fn outside(shown: &str) -> Problem {
    Problem::new(ProblemKind::OutsideWorkspace, format!("{shown}: leaves the workspace"))
        .source(shown)
        .hint("give a path inside the workspace, without `..`")
}

pub(super) fn leaves(shown: &str, real: &Path) -> Problem {
    Problem::new(
        ProblemKind::OutsideWorkspace,
        format!("{shown}: a symlink leads out of the workspace, to {}", real.display()),
    )
    .source(shown)
    .hint("put the file itself in the workspace, or point the link at a place inside it")
}

fn dangling(shown: &str) -> Problem {
    Problem::new(ProblemKind::NotFound, format!("{shown}: a symlink to something that does not exist"))
        .source(shown)
        .hint("mend or remove the link")
}

/// The problem for a failed system call on `shown`; `verb` completes "cannot …".
pub(super) fn io_problem(shown: &str, verb: &str, error: &io::Error) -> Problem {
    let of_kind = |kind, what: &str, hint: &str| {
        let problem = Problem::new(kind, format!("cannot {verb} {shown}: {what}")).source(shown);
        if hint.is_empty() { problem } else { problem.hint(hint) }
    };
    match error.raw_os_error().map(Errno::from_raw_os_error) {
        Some(Errno::LOOP) => {
            return of_kind(ProblemKind::Unreadable, "its symlinks lead round in a circle", "mend or remove the link");
        }
        Some(Errno::NXIO) => {
            let hint = "replace it by a regular file";
            return of_kind(ProblemKind::Unreadable, "it is a socket or a device", hint);
        }
        _ => {}
    }
    // Not by number: `tempfile` keeps only the kind.
    use io::ErrorKind as K;
    match error.kind() {
        K::NotFound | K::NotADirectory => of_kind(
            ProblemKind::NotFound,
            "it does not exist",
            "check the name; `planyard status` lists what was found",
        ),
        K::PermissionDenied => {
            of_kind(ProblemKind::Io, "permission denied", "check owner and mode of the file and its folder (`ls -la`)")
        }
        K::ReadOnlyFilesystem => {
            of_kind(ProblemKind::Io, "the file system is read-only", "mount it writable, or work on a copy")
        }
        K::StorageFull | K::QuotaExceeded => of_kind(
            ProblemKind::Io,
            "no space left on the disk",
            "free some space and run the command again; nothing was changed",
        ),
        K::FileTooLarge => of_kind(
            ProblemKind::Io,
            "the file would be larger than the limit of this process",
            "raise `ulimit -f` and run the command again; nothing was changed",
        ),
        K::InvalidFilename => of_kind(ProblemKind::Usage, "the name is too long", "use a shorter name"),
        K::AlreadyExists | K::DirectoryNotEmpty => {
            of_kind(ProblemKind::Conflict, "it exists already", "choose another name")
        }
        _ => of_kind(ProblemKind::Io, &error.to_string(), ""),
    }
}
