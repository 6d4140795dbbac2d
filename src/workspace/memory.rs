//! What a command found out about features whose files have not changed since.
//!
//! An answer is kept under the stamps of all documents that it was made of, and of the folders in which they were found
//! ([`Seen`], by [`documents`](super::load), the same road on which they are read), and given again only when every one of
//! them is the same, for the same program, user and configuration. Stamps are taken before anything is listed or read, and kept only when the files that were then read are the same, all of them,
//! and had been at rest: a change that is made meanwhile, or in the same tick of the clock, is never missed. Whatever else
//! an answer depends on is asked anew by whoever keeps it. What is kept can be lost without harm: whatever is not whole is
//! not there.

mod seen;

use std::fs::File;
use std::hash::{DefaultHasher, Hasher};
use std::io::Read;
use std::ops::Range;
use std::os::unix::fs::MetadataExt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Workspace;
use super::features::Found;
use crate::files::{OwnFolder, Stamp, Stamps};
use crate::plan::model::Source;
use crate::report::stable_hash;
pub use seen::Seen;

/// Changes when the meaning of what is kept does.
const FORMAT: u32 = 3;

/// Features that take as long to be passed over in what is kept as one takes to be read.
const FEW: u64 = 256;

/// The answers that one command has given in a workspace.
#[derive(Debug)]
pub struct Memory {
    own: OwnFolder,
    name: String,
    /// What every answer depends on.
    head: Vec<u8>,
    /// What was kept; read when it is first asked for.
    kept: OnceLock<Kept>,
    stamps: Stamps,
    /// Seconds since 1970, before anything is looked at.
    now: i64,
    new: Mutex<Vec<[Vec<u8>; 3]>>,
}

#[derive(Debug, Default)]
struct Kept {
    /// As it is in the file: the number of entries, a checksum, the head, the entries.
    bytes: Vec<u8>,
    /// Places of the entries in it, by their keys.
    entries: Vec<Entry>,
    /// What was found when the entry's feature was looked at: is it as it was?
    looked: Vec<OnceLock<bool>>,
    /// Which of the answers were given again.
    recalled: Vec<AtomicBool>,
    /// There is too much of it to be read for few features, so that it stays as it is.
    is_left: bool,
}

/// Key, marks and answer.
type Entry = [Range<usize>; 3];

impl Memory {
    /// What `command` has found in a workspace until `now`, in seconds since 1970; `None` where it keeps nothing: outside
    /// of git, where a command that looks must leave nothing behind, and where stamps say too little.
    pub fn of(workspace: &Workspace, command: &str, now: i64) -> Option<Self> {
        let own = OwnFolder::in_git(&workspace.git.as_ref()?.git_dir)?;
        let stamps = Stamps::below(&workspace.root)?;
        let name = format!("{command}-{:016x}", stable_hash(workspace.root.as_os_str().as_encoded_bytes()));
        let head = head(workspace)?.into_bytes();
        Some(Self { own, name, head, kept: OnceLock::new(), stamps, now, new: Mutex::default() })
    }

    /// Only so many features are looked at: if they are so few that to read them takes less than to read all that is kept,
    /// nothing is recalled, and nothing kept.
    pub fn limit(&self, some: usize) {
        self.kept.get_or_init(|| self.read((some as u64).saturating_mul(FEW)));
    }

    fn kept(&self) -> &Kept {
        self.kept.get_or_init(|| self.read(u64::MAX))
    }

    fn read(&self, most: u64) -> Kept {
        let Some(file) = self.own.open(&self.name) else { return Kept::default() };
        let Some(bytes) = read(file, most) else { return Kept { is_left: true, ..Kept::default() } };
        let entries = entries(&bytes, &self.head).unwrap_or_default();
        let looked = entries.iter().map(|_| OnceLock::new()).collect();
        let recalled = entries.iter().map(|_| AtomicBool::new(false)).collect();
        Kept { bytes, entries, looked, recalled, is_left: false }
    }

    /// The entry of a feature.
    fn entry(&self, found: &Found) -> Option<(&Kept, usize)> {
        let (kept, key) = (self.kept(), key(found));
        let at = kept.entries.binary_search_by(|entry| kept.part(entry, 0).cmp(&key)).ok()?;
        Some((kept, at))
    }

    /// The feature is known, and all that its answer was made of is as it was, as often as it is asked.
    pub fn is_unchanged(&self, found: &Found) -> bool {
        let Some((kept, at)) = self.entry(found) else { return false };
        let look = || seen::is_unchanged(&found.path, &self.stamps, kept.part(&kept.entries[at], 1));
        *kept.looked[at].get_or_init(look)
    }

    /// Documents that a known feature had in its own folder, by their paths below it, each behind a `/`; none when it was
    /// not listed to find them.
    pub fn own_documents(&self, found: &Found) -> impl Iterator<Item = &str> {
        let marks = self.entry(found).map(|(kept, at)| kept.part(&kept.entries[at], 1));
        seen::own_documents(marks.unwrap_or_default(), &found.path)
    }

    /// Looks at a feature's documents from outside; `None` when that says too little.
    pub fn look(&self, workspace: &Workspace, found: &Found) -> Option<Seen> {
        if self.kept().is_left {
            return None;
        }
        Seen::of(workspace, found, &self.stamps, self.now).ok()
    }

    /// The answer that was given when everything was as it is now.
    pub fn recall<T: DeserializeOwned>(&self, found: &Found) -> Option<T> {
        let (kept, at) = self.entry(found).filter(|_| self.is_unchanged(found))?;
        let answer = serde_json::from_slice(kept.part(&kept.entries[at], 2)).ok()?;
        kept.recalled[at].store(true, Ordering::Relaxed);
        Some(answer)
    }

    /// Keeps an answer that was made of `sources`, if the files that were read for them are those that were seen before,
    /// none more and none less, and were at rest then. A folder that was moved in between brings other files, which are
    /// as old as the first.
    pub fn keep<T: Serialize>(&self, found: &Found, seen: &Seen, (sources, stamps): (&[Source], &[Stamp]), answer: &T) {
        let read = sources.iter().zip(stamps).map(|(source, stamp)| (&*source.path, source.role, stamp));
        if seen.settled
            && seen::documents(read) == seen.documents
            && let Ok(answer) = serde_json::to_vec(answer)
            && let Ok(mut new) = self.new.lock()
        {
            new.push([key(found), seen.marks.clone(), answer]);
        }
    }

    /// Writes what is new. That it cannot be written costs time only.
    pub fn close(self, workspace: &Workspace) {
        let mut new = std::mem::take(&mut *self.new.lock().unwrap_or_else(PoisonError::into_inner));
        if new.is_empty() {
            return;
        }
        new.sort();
        let kept = self.kept();
        let is_new = |key: &[u8]| new.binary_search_by(|[other, ..]| other.as_slice().cmp(key)).is_ok();
        let is_there = |key: &[u8]| path_of(key).is_some_and(|path| workspace.root.join(path).exists());
        let old = kept.entries.iter().zip(&kept.recalled).filter(|(entry, recalled)| {
            let key = kept.part(entry, 0);
            !is_new(key) && (recalled.load(Ordering::Relaxed) || is_there(key))
        });
        let old = old.map(|(entry, _)| [0, 1, 2].map(|at| kept.part(entry, at)));
        let mut all: Vec<[&[u8]; 3]> = old.chain(new.iter().map(|parts| parts.each_ref().map(Vec::as_slice))).collect();
        all.sort();
        all.dedup_by(|one, other| one[0] == other[0]);
        let mut bytes = Vec::with_capacity(kept.bytes.len() + 1024);
        bytes.extend((all.len() as u64).to_le_bytes());
        bytes.extend([0; 8]);
        put(&mut bytes, &self.head);
        all.iter().flatten().for_each(|part| put(&mut bytes, part));
        seal(&mut bytes);
        let _ = self.own.write(&self.name, &bytes);
    }
}

impl Kept {
    fn part(&self, entry: &Entry, at: usize) -> &[u8] {
        self.bytes.get(entry[at].clone()).unwrap_or_default()
    }
}

/// Everything but documents that answers depend on: the program, who runs it, the workspace, and what is configured of
/// features and rules.
fn head(workspace: &Workspace) -> Option<String> {
    let meta = std::fs::metadata("/proc/self/exe").ok()?;
    let times = [meta.mtime(), meta.mtime_nsec(), meta.ctime(), meta.ctime_nsec()];
    let program = (env!("CARGO_PKG_VERSION"), meta.dev(), meta.ino(), meta.size(), times);
    let config = &workspace.config;
    let root = workspace.root.as_os_str();
    Some(format!("{FORMAT} {program:?} {} {root:?} {:?} {:?}", who()?, config.features, config.rules))
}

/// What decides which files may be read.
#[cfg(target_os = "linux")]
fn who() -> Option<String> {
    let capabilities = rustix::thread::capabilities(None).ok()?.effective.bits();
    let groups = rustix::process::getgroups().ok()?;
    Some(format!("{:?} {:?} {groups:?} {capabilities}", rustix::process::geteuid(), rustix::process::getegid()))
}

#[cfg(not(target_os = "linux"))]
fn who() -> Option<String> {
    None
}

/// A feature by its path and id, since a file may hold several; and how it is read, since a folder may be named as a file.
fn key(found: &Found) -> Vec<u8> {
    [found.path.as_bytes(), b"\0", &[u8::from(found.is_file)], found.id.as_bytes()].concat()
}

fn path_of(key: &[u8]) -> Option<&str> {
    std::str::from_utf8(key.split(|byte| *byte == 0).next()?).ok()
}

/// All that is kept; `None` when it is of more than `most` features.
fn read(mut file: File, most: u64) -> Option<Vec<u8>> {
    let mut bytes = vec![0; 8];
    let length = file.metadata().map_or(0, |meta| meta.len());
    if file.read_exact(&mut bytes).is_ok() && (most..length).contains(&count(&bytes)) {
        return None;
    }
    // A part of it is as good as nothing.
    let _ = file.read_to_end(&mut bytes);
    Some(bytes)
}

/// How many entries a file says it has, in its first bytes.
fn count(bytes: &[u8]) -> u64 {
    bytes.first_chunk().map_or(0, |count| u64::from_le_bytes(*count))
}

/// Of all that is behind the checksum.
fn checksum(bytes: &[u8]) -> [u8; 8] {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes.get(16..).unwrap_or_default());
    hasher.finish().to_le_bytes()
}

/// Writes the checksum.
fn seal(bytes: &mut [u8]) {
    let sum = checksum(bytes);
    bytes[8..16].copy_from_slice(&sum);
}

/// A part of any length, behind its length.
fn put(bytes: &mut Vec<u8>, part: &[u8]) {
    bytes.extend((part.len() as u64).to_le_bytes());
    bytes.extend(part);
}

/// Where the next part is, from `at` on; `at` is then behind it.
fn take(bytes: &[u8], at: &mut usize) -> Option<Range<usize>> {
    let (length, _) = bytes.get(*at..)?.split_first_chunk()?;
    let from = *at + 8;
    let end = from.checked_add(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
    *at = end;
    (end <= bytes.len()).then_some(from..end)
}

/// The entries behind this head, when what is there is whole.
fn entries(bytes: &[u8], head: &[u8]) -> Option<Vec<Entry>> {
    if bytes.get(8..16)? != checksum(bytes) {
        return None;
    }
    let mut at = 16;
    if bytes.get(take(bytes, &mut at)?)? != head {
        return None;
    }
    let mut entries = Vec::new();
    while at < bytes.len() {
        entries.push([take(bytes, &mut at)?, take(bytes, &mut at)?, take(bytes, &mut at)?]);
    }
    (count(bytes) == entries.len() as u64).then_some(entries)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::load;

    fn kept(head: &[u8], parts: &[[&str; 3]]) -> Vec<u8> {
        let mut bytes = [(parts.len() as u64).to_le_bytes(), [0; 8]].concat();
        put(&mut bytes, head);
        parts.iter().flatten().for_each(|part| put(&mut bytes, part.as_bytes()));
        seal(&mut bytes);
        bytes
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "files of the test's own")]
    fn what_was_read_of_other_files_than_were_seen_is_not_kept() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        for name in [".git/objects", ".git/refs", "features/P01-F01-x", "alt"] {
            std::fs::create_dir_all(root.join(name)).unwrap();
        }
        std::fs::write(root.join(".git/HEAD"), "ref: refs/heads/main\n").unwrap();
        for name in ["features/P01-F01-x/tasks.md", "alt/tasks.md", "alt/design.md"] {
            std::fs::write(root.join(name), "# Tasks\n").unwrap();
        }
        let context = crate::context::Context::from_process(Some(&root)).unwrap();
        let workspace = context.workspace().unwrap();
        let found = Found::named("features/P01-F01-x", "P01-F01-x");
        let memory = Memory::of(workspace, "test", i64::MAX).unwrap();
        // On a file system whose times are not trusted there is nothing to be seen.
        let Some(seen) = memory.look(workspace, &found) else { return };
        let kept = || {
            let (sources, stamps) = load::stamped(workspace, &found).unwrap();
            memory.keep(&found, &seen, (&sources, &stamps), &0);
            memory.new.lock().unwrap().len()
        };
        let swap = || {
            for (from, to) in [("features/P01-F01-x", "x"), ("alt", "features/P01-F01-x"), ("x", "alt")] {
                std::fs::rename(root.join(from), root.join(to)).unwrap();
            }
        };
        let design = root.join("features/P01-F01-x/design.md");
        swap();
        assert_eq!(kept(), 0, "another folder, as old as the first");
        std::fs::remove_file(&design).unwrap();
        assert_eq!(kept(), 0, "with the same names");
        swap();
        std::fs::write(&design, "").unwrap();
        assert_eq!(kept(), 0, "one more document");
        std::fs::remove_file(&design).unwrap();
        assert_eq!(kept(), 1);
    }

    #[test]
    fn what_is_not_whole_is_not_there() {
        let parts = [["a", "stamps", "{}"], ["b", "", "[1]"]];
        let whole = kept(b"head", &parts);
        let read = |bytes: &[u8]| -> Option<Vec<[String; 3]>> {
            let text = |at: Range<usize>| String::from_utf8(bytes[at].to_vec()).unwrap();
            Some(entries(bytes, b"head")?.into_iter().map(|entry| entry.map(text)).collect())
        };
        assert_eq!(read(&whole).unwrap(), parts.map(|entry| entry.map(str::to_owned)));
        assert_eq!(read(&kept(b"other", &parts)), None);
        for end in 0..whole.len() {
            assert_eq!(read(&whole[..end]), None, "cut at {end}");
        }
        for at in 0..whole.len() {
            let mut broken = whole.clone();
            broken[at] ^= 1;
            assert_eq!(read(&broken), None, "broken at {at}");
            // Also where the checksum is made to fit, places that are not in it would panic here.
            seal(&mut broken);
            let parts = entries(&broken, b"head").into_iter().flatten().flatten();
            parts.for_each(|part| _ = &broken[part]);
        }
    }
}
