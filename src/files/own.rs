use std::fs::File;
use std::io::{self, Read, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags};

/// Planyard's own folder in a workspace, `.planyard/`: caches, receipts, records of runs. Git does not see it. What is in
/// it can be lost without harm, so nothing waits for the disk; a file there is still whole or not there.
#[derive(Debug, Clone)]
pub struct OwnFolder {
    root: PathBuf,
    /// It lies in a work tree, where git must be told that it is not the user's.
    in_worktree: bool,
}

impl OwnFolder {
    /// Of the workspace at `root`. It is made when something is written.
    pub fn at(root: &Path) -> Self {
        Self { root: root.join(".planyard"), in_worktree: true }
    }

    /// One in the git dir of a work tree, for what a command that only looks wants to keep; `None` when the git dir is
    /// somebody else's, who could not get rid of it.
    pub fn in_git(git_dir: &Path) -> Option<Self> {
        let owner = std::fs::metadata(git_dir).ok()?.uid();
        let is_own = owner == rustix::process::geteuid().as_raw();
        is_own.then(|| Self { root: git_dir.join("planyard-cache"), in_worktree: false })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.root
    }

    /// A file in it; `None` when there is none that can be read.
    pub fn read(&self, name: &str) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        self.open(name)?.read_to_end(&mut bytes).ok()?;
        Some(bytes)
    }

    /// The same, to be read in parts. A pipe in its place is not waited for.
    pub fn open(&self, name: &str) -> Option<File> {
        let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file = File::from(rustix::fs::open(self.root.join(name), flags, Mode::empty()).ok()?);
        file.metadata().is_ok_and(|meta| meta.is_file()).then_some(file)
    }

    /// The names in one of its folders, sorted.
    pub fn names(&self, folder: &str) -> Vec<String> {
        let entries = std::fs::read_dir(self.root.join(folder)).into_iter().flatten().filter_map(Result::ok);
        let mut names: Vec<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
        names.retain(|name| !name.starts_with('.'));
        names.sort();
        names
    }

    /// Writes a file in it.
    ///
    /// # Errors
    /// The folder cannot be made or the file not be written.
    pub fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let target = self.root.join(name);
        let folder = target.parent().unwrap_or(&self.root);
        self.make(folder)?;
        let mut temp = tempfile::Builder::new().prefix(".tmp-").tempfile_in(folder)?;
        temp.write_all(bytes)?;
        temp.persist(&target).map_err(|error| error.error)?;
        Ok(())
    }

    /// Writes a file that is not there yet; false when it is.
    ///
    /// # Errors
    /// The folder cannot be made or the file not be written.
    pub fn write_new(&self, name: &str, bytes: &[u8]) -> io::Result<bool> {
        let target = self.root.join(name);
        let folder = target.parent().unwrap_or(&self.root);
        self.make(folder)?;
        let mut temp = tempfile::Builder::new().prefix(".tmp-").tempfile_in(folder)?;
        temp.write_all(bytes)?;
        match temp.persist_noclobber(&target) {
            Ok(_) => Ok(true),
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
            Err(error) => Err(error.error),
        }
    }

    /// Removes a file in it, if it is there.
    #[expect(clippy::disallowed_methods, reason = "a file of Planyard's own")]
    pub fn remove(&self, name: &str) {
        let _ = std::fs::remove_file(self.root.join(name));
    }

    /// Keeps the newest `count` files of one of its folders, by the order of their names.
    pub fn keep_last(&self, folder: &str, count: usize) {
        let names = self.names(folder);
        for name in &names[..names.len().saturating_sub(count)] {
            self.remove(&format!("{folder}/{name}"));
        }
    }

    #[expect(clippy::disallowed_methods, reason = "a file of Planyard's own, written once")]
    fn make(&self, folder: &Path) -> io::Result<()> {
        if folder.is_dir() {
            return Ok(());
        }
        std::fs::create_dir_all(folder)?;
        let ignore = self.root.join(".gitignore");
        if self.in_worktree && !ignore.exists() {
            std::fs::write(ignore, "*\n")?;
        }
        Ok(())
    }
}
