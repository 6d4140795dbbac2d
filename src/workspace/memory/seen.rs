//! What a feature looks like from outside: the folders that were listed and the files that were asked for to find its
//! documents, and the stamps of all of these.

use std::cell::RefCell;
use std::hash::{DefaultHasher, Hasher};
use std::os::fd::OwnedFd;

use anyhow::Result;

use crate::files::{Stamp, Stamps};
use crate::plan::model::Role;
use crate::workspace::Workspace;
use crate::workspace::features::Found;
use crate::workspace::load;

/// A folder that was listed, by its stamp.
const FOLDER: u8 = b'd';
/// A file that was there, by its stamp.
const FILE: u8 = b'f';
/// A file that was not there.
const ABSENT: u8 = b'-';

/// What a feature's documents look like from outside.
#[derive(Debug)]
pub struct Seen {
    /// As it is kept: the digest of all stamps, and then all marks, each a kind, a path and a zero. A path below the
    /// feature's own begins with `/`.
    pub(super) marks: Vec<u8>,
    /// Path, role and stamp of each document.
    pub(super) documents: Vec<u8>,
    /// All had been at rest.
    pub(super) settled: bool,
}

impl Seen {
    /// Looks at a feature; what is noted was so before its documents are read.
    pub(super) fn of(workspace: &Workspace, found: &Found, stamps: &Stamps, now: i64) -> Result<Self> {
        let root = &workspace.root;
        let marks =
            RefCell::new(Marks { own: &found.path, bytes: Vec::new(), digest: Digest::new(), settled: true, now });
        let list = |folder: &str| -> Result<Vec<String>> {
            // A folder beside the feature may be large; no dialect lists one.
            if *folder != *found.path {
                return Err(rustix::io::Errno::OPNOTSUPP.into());
            }
            let mut failed = None;
            let note = |folder: &str| match stamps.of_folder(folder) {
                Ok(stamp) => marks.borrow_mut().stamped(FOLDER, folder, &stamp),
                Err(error) => failed = Some(error),
            };
            let files = load::each_below_noted(root, folder, note).collect();
            failed.map_or(Ok(files), |error| Err(error.into()))
        };
        let others = || {
            let stamp = stamps.of_folder(&found.path)?;
            marks.borrow_mut().stamped(FOLDER, &found.path, &stamp);
            load::other_documents(workspace, found)
        };
        let stamp = |path: &str, must: bool| match stamps.of(path)? {
            None if must => Err(rustix::io::Errno::NOENT.into()),
            stamp => Ok(stamp),
        };
        let found = load::documents(workspace, found, (&list, &others), &stamp)?;
        let mut marks = marks.into_inner();
        for (path, _, stamp) in &found {
            match stamp {
                Some(stamp) => marks.stamped(FILE, path, stamp),
                None => marks.mark(ABSENT, path),
            }
        }
        let there = found.iter().filter_map(|(path, role, stamp)| Some((path.as_str(), *role, stamp.as_ref()?)));
        let documents = documents(there);
        let settled = marks.settled && !documents.is_empty();
        Ok(Self { marks: [&marks.digest.bytes()[..], &marks.bytes].concat(), documents, settled })
    }
}

/// Path, role and stamp of each document, to be compared.
pub(super) fn documents<'s>(documents: impl Iterator<Item = (&'s str, Role, &'s Stamp)>) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(2048);
    for (path, role, stamp) in documents {
        bytes.extend(path.as_bytes());
        bytes.extend([0, role as u8]);
        bytes.extend(stamp.parts().into_iter().flat_map(u64::to_le_bytes));
    }
    bytes
}

struct Marks<'f> {
    own: &'f str,
    bytes: Vec<u8>,
    digest: Digest,
    settled: bool,
    now: i64,
}

impl Marks<'_> {
    fn mark(&mut self, kind: u8, path: &str) {
        let below = path.strip_prefix(self.own).filter(|below| below.starts_with('/'));
        self.bytes.push(kind);
        self.bytes.extend(below.unwrap_or(path).as_bytes());
        self.bytes.push(0);
    }

    fn stamped(&mut self, kind: u8, path: &str, stamp: &Stamp) {
        self.mark(kind, path);
        self.digest.stamp(stamp);
        self.settled &= stamp.is_settled(self.now);
    }
}

/// A hash of 128 bits. The program that reads it is the one that has written it: the hasher need not stay the same.
struct Digest([DefaultHasher; 2]);

impl Digest {
    fn new() -> Self {
        let mut second = DefaultHasher::new();
        second.write_u8(1);
        Self([DefaultHasher::new(), second])
    }

    fn stamp(&mut self, stamp: &Stamp) {
        for part in stamp.parts() {
            self.0.iter_mut().for_each(|hasher| hasher.write_u64(part));
        }
    }

    fn bytes(&self) -> [u8; 16] {
        let [one, two] = &self.0;
        (u128::from(one.finish()) << 64 | u128::from(two.finish())).to_le_bytes()
    }
}

/// The marks that were kept, one after the other; a part that is broken ends them.
fn marks(kept: &[u8]) -> impl Iterator<Item = (u8, &str)> {
    let marks = kept.get(16..).unwrap_or_default().split_inclusive(|byte| *byte == 0);
    marks.map_while(|mark| {
        let (kind, path) = mark.strip_suffix(&[0])?.split_first()?;
        Some((*kind, std::str::from_utf8(path).ok()?))
    })
}

/// Documents below the folder of the feature at `own`, by the marks that were kept: `/01-01-PLAN.md`; none when the folder
/// itself was not listed to find them.
pub(super) fn own_documents<'k>(kept: &'k [u8], own: &str) -> impl Iterator<Item = &'k str> {
    let is_listed = marks(kept).any(|(kind, path)| kind == FOLDER && path == own);
    marks(kept).filter_map(move |(kind, path)| (is_listed && kind == FILE && path.starts_with('/')).then_some(path))
}

/// All is as it was when these marks were kept of the feature at `own`.
pub(super) fn is_unchanged(own: &str, stamps: &Stamps, kept: &[u8]) -> bool {
    let mut digest = Digest::new();
    let mut near = Near { own, stamps, below: "", folder: None };
    let mut length = 16;
    for (kind, path) in marks(kept) {
        length += path.len() + 2;
        let stamp = match kind {
            FILE => near.stamp(path),
            ABSENT => near.stamp(path).and_then(|stamp| if stamp.is_none() { Ok(None) } else { Err(CHANGED) }),
            FOLDER => stamps.of_folder(&near.whole(path)).map(Some),
            _ => Err(CHANGED),
        };
        match stamp {
            Ok(Some(stamp)) => digest.stamp(&stamp),
            Ok(None) if kind != FILE => {}
            _ => return false,
        }
    }
    // At least a document, and nothing that is broken.
    length > 16 && length == kept.len() && digest.bytes() == kept[..16]
}

const CHANGED: rustix::io::Errno = rustix::io::Errno::STALE;

/// Looks at files of a feature, which lie in few folders.
struct Near<'a> {
    own: &'a str,
    stamps: &'a Stamps,
    /// The folder that was looked into last, below the feature's own.
    below: &'a str,
    folder: Option<(OwnedFd, String)>,
}

impl<'a> Near<'a> {
    fn whole(&self, path: &'a str) -> std::borrow::Cow<'a, str> {
        if path.starts_with('/') { [self.own, path].concat().into() } else { path.into() }
    }

    fn stamp(&mut self, path: &'a str) -> Result<Option<Stamp>, rustix::io::Errno> {
        let Some((below, name)) = path.rsplit_once('/').filter(|_| path.starts_with('/')) else {
            // The feature itself may be one file.
            return if path == self.own { self.stamps.of(path) } else { self.stamps.of_shared(path) };
        };
        if self.folder.is_none() || self.below != below {
            let folder = [self.own, below].concat();
            self.folder = match self.stamps.open(&folder) {
                Ok(at) => Some((at, folder)),
                Err(rustix::io::Errno::NOENT) => return Ok(None),
                Err(error) => return Err(error),
            };
            self.below = below;
        }
        match &self.folder {
            Some((at, folder)) => self.stamps.within(at, folder, name),
            None => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_count_as_a_features_own_only_where_its_folder_was_listed() {
        let kept = |marks: &str| [&[0; 16], marks.replace(' ', "\0").as_bytes()].concat();
        let own = |marks: &str| own_documents(&kept(marks), "a/b").map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(own("da/b f/x.md f/c/y.md -/z.md fa/z.md "), ["/x.md", "/c/y.md"]);
        assert!(own("d/c f/x.md ").is_empty());
        assert!(own("f/x.md -a/b ").is_empty());
        assert!(own_documents(b"", "a/b").next().is_none());
    }
}
