use std::fs::Metadata;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::{Meta, Options, Probe, Probing, Reading, Target, Wrong, blocking};
use crate::duration;
use crate::health::amounts::{number, show};
use crate::health::options::{Kind, Opt, Size};
use crate::report::ProbeOutcome;

/// A file, or the newest of a folder.
pub(super) struct File;

const META: Meta = Meta {
    name: "file",
    about: "A file is there, young enough, of the right size, with the right content: the last backup, a heartbeat.",
    schemes: &[],
    port: None,
    options: &[
        Opt::required("path", Kind::Text, "The file, or the folder of `newest`; from the workspace on."),
        Opt::new("newest", Kind::Text, "A glob: of the files below the folder that it fits, the newest is looked at."),
        Opt::new("exists", Kind::Flag, "false: it must not be there [default: true]."),
        Opt::new("max_age", Kind::Duration, "It must have been changed within this time: \"26h\"."),
        Opt::new("min_age", Kind::Duration, "It must not have been changed within this time."),
        Opt::new("min_size", Kind::Size, "It must not be smaller: \"1MB\"."),
        Opt::new("max_size", Kind::Size, "It must not be larger."),
        Opt::new("content", Kind::Regex, "Its first 16 MiB must hold a match."),
    ],
};

/// So much of a file is searched.
const SEARCHED: u64 = 16 * 1024 * 1024;

impl Probe for File {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, options: &Options) -> Result<(), Wrong> {
        for name in ["min_size", "max_size"] {
            if matches!(options.size(name), Some(Size::Percent(_))) {
                return Err(Wrong::new(name, "must be a size, not a part: there is no whole"));
            }
        }
        if let Some(glob) = options.text("newest") {
            globset::Glob::new(glob).map_err(|error| Wrong::new("newest", format!("is no glob: {}", error.kind())))?;
        }
        let asks =
            META.options.iter().skip(1).any(|option| option.name != "exists" && options.text(option.name).is_some());
        if !options.flag("exists", true) && asks {
            return Err(Wrong::new("exists", "is false, so nothing else can be asked of it"));
        }
        Ok(())
    }

    fn target(&self, options: &Options) -> String {
        let path = options.text("path").unwrap_or_default();
        options.text("newest").map_or_else(|| path.to_owned(), |glob| format!("{}/{glob}", path.trim_end_matches('/')))
    }

    fn probe<'p>(&'p self, target: &'p Target) -> Probing<'p> {
        let target = target.clone();
        Box::pin(blocking(move || look(&target)))
    }
}

fn look(target: &Target) -> Reading {
    let options = &target.options;
    let path = target.root.join(options.text("path").unwrap_or_default());
    let meta = match path.metadata() {
        Ok(_) if !options.flag("exists", true) => return Reading::fail(format!("{} is there", path.display())),
        Ok(meta) => meta,
        Err(error) if is_missing(&error) && !options.flag("exists", true) => {
            return Reading::ok(format!("{} is not there", path.display()));
        }
        Err(error) if is_missing(&error) => return Reading::fail(format!("there is no {}", path.display())),
        Err(error) => return Reading::error(format!("{} cannot be looked at: {error}", path.display())),
    };
    let Some(glob) = options.text("newest") else { return judge(options, &path, &meta) };
    if !meta.is_dir() {
        return Reading::fail(format!("{} is no folder", path.display()));
    }
    match newest(&path, glob, target) {
        Ok(Some((path, meta))) => judge(options, &path, &meta),
        Ok(None) => Reading::fail(format!("no file in {} fits {glob}", path.display())),
        Err(reading) => reading,
    }
}

fn is_missing(error: &std::io::Error) -> bool {
    matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory)
}

/// The file that was changed last. A folder that cannot be read could hold it.
fn newest(folder: &Path, glob: &str, target: &Target) -> Result<Option<(PathBuf, Metadata)>, Reading> {
    let matcher = globset::GlobBuilder::new(glob)
        .literal_separator(true)
        .build()
        .map_err(|error| Reading::error(format!("`newest` is no glob: {}", error.kind())))?
        .compile_matcher();
    let depth = (!glob.contains("**")).then(|| glob.matches('/').count() + 1);
    let mut walk = ignore::WalkBuilder::new(folder);
    walk.standard_filters(false).max_depth(depth);
    let mut newest: Option<(PathBuf, Metadata, SystemTime)> = None;
    for entry in walk.build() {
        if target.left().is_zero() {
            return Err(Reading::fail("the folder holds too much to be looked at in time"));
        }
        let entry = entry.map_err(|error| Reading::error(format!("the folder cannot be looked at: {error}")))?;
        let Ok(inner) = entry.path().strip_prefix(folder) else { continue };
        if !matcher.is_match(inner) {
            continue;
        }
        // Removed while this looks: then it is not the newest any more.
        let Ok(meta) = entry.path().metadata() else { continue };
        let Ok(changed) = meta.modified() else { continue };
        if meta.is_file() && newest.as_ref().is_none_or(|(_, _, known)| changed > *known) {
            newest = Some((entry.path().to_owned(), meta, changed));
        }
    }
    Ok(newest.map(|(path, meta, _)| (path, meta)))
}

fn judge(options: &Options, path: &Path, meta: &Metadata) -> Reading {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let age = meta.modified().ok().map(|changed| changed.elapsed().unwrap_or_default());
    let shown = age.map_or_else(|| "at an unknown time".to_owned(), |age| format!("{} ago", duration::show(age)));
    let what = if meta.is_file() {
        format!("{name}: {}, changed {shown}", show(meta.len()))
    } else {
        format!("{name} is there")
    };
    let mut reading = Reading::ok(what);
    if let Some(age) = age {
        let most = options.duration("max_age").map(|age| age.as_secs_f64());
        reading = reading.judged("age", age.as_secs_f64(), "s", (None, most));
    }
    if meta.is_file() {
        reading = reading.measure("size", number(meta.len()), "bytes");
    }
    for wrong in [age_wrong(options, age, &name), size_wrong(options, meta, &name)].into_iter().flatten() {
        reading = reading.worse(ProbeOutcome::Fail, wrong);
    }
    match options.regex("content") {
        Some(pattern) if meta.is_file() => content(reading, path, &pattern, &name),
        // Opening a pipe would wait for someone to write to it.
        Some(_) => reading.worse(ProbeOutcome::Fail, format!("{name} is no regular file")),
        None => reading,
    }
}

fn age_wrong(options: &Options, age: Option<Duration>, name: &str) -> Option<String> {
    let (least, most) = (options.duration("min_age"), options.duration("max_age"));
    let Some(age) = age else {
        return least.or(most).map(|_| format!("the file system does not tell when {name} was changed"));
    };
    let shown = duration::show(age);
    match (least, most) {
        (_, Some(most)) if age > most => Some(format!(
            "{name} is too old: it was changed {shown} ago, which should be at most {}",
            duration::show(most)
        )),
        (Some(least), _) if age < least => Some(format!(
            "{name} is too young: it was changed {shown} ago, which should be at least {}",
            duration::show(least)
        )),
        _ => None,
    }
}

fn size_wrong(options: &Options, meta: &Metadata, name: &str) -> Option<String> {
    let limit = |key: &str| match options.size(key) {
        Some(Size::Bytes(bytes)) => Some(bytes),
        _ => None,
    };
    let (least, most) = (limit("min_size"), limit("max_size"));
    if !meta.is_file() {
        return least.or(most).map(|_| format!("{name} is no regular file"));
    }
    let size = meta.len();
    match (least, most) {
        (Some(least), _) if size < least => {
            Some(format!("{name} is too small: {}, at least {} expected", show(size), show(least)))
        }
        (_, Some(most)) if size > most => {
            Some(format!("{name} is too large: {}, at most {} expected", show(size), show(most)))
        }
        _ => None,
    }
}

fn content(reading: Reading, path: &Path, pattern: &regex::Regex, name: &str) -> Reading {
    let mut bytes = Vec::new();
    if let Err(error) = std::fs::File::open(path).and_then(|file| file.take(SEARCHED).read_to_end(&mut bytes)) {
        return reading.worse(ProbeOutcome::Error, format!("{name} cannot be read: {error}"));
    }
    if pattern.is_match(&String::from_utf8_lossy(&bytes)) {
        reading
    } else {
        reading.worse(ProbeOutcome::Fail, format!("{name} holds nothing that matches `{pattern}`"))
    }
}
