use std::collections::HashMap;
use std::path::Path;

use anyhow::Result;
use git2::{DiffOptions, ObjectType, Oid};

use super::refs::{HOOK_VARS, git_failed};
use super::{HookEnv, Repo};
use crate::process::Run;
use crate::report::{Problem, ProblemKind};

/// What git's index knows of a file as it was when it was last looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexStat {
    /// Seconds and nanoseconds of the last change of its content.
    pub modified: (i64, u32),
    /// Seconds of its last change of any kind.
    pub changed: i64,
    /// Bytes, modulo 2^32.
    pub size: u32,
    /// Its number in the file system, modulo 2^32.
    pub inode: u32,
    /// The id of its content.
    pub id: String,
}

/// The id that git gives to these bytes as a file.
pub fn blob_id(bytes: &[u8]) -> String {
    Oid::hash_object(ObjectType::Blob, bytes).map_or_else(|_| String::new(), |id| id.to_string())
}

impl Repo {
    /// What the index knows of each file of the workspace whose content cannot have changed unseen since: files that
    /// were changed no earlier than the index was written are left out, because their time does not tell.
    pub fn index_stats(&self) -> Result<HashMap<String, IndexStat>> {
        let index = self.index()?;
        let written = index.path().and_then(|path| path.metadata().ok()).and_then(|meta| {
            use std::os::unix::fs::MetadataExt;
            Some((meta.mtime(), u32::try_from(meta.mtime_nsec()).ok()?))
        });
        let Some(written) = written else { return Ok(HashMap::new()) };
        let settled = index.iter().filter(|entry| (entry.flags >> 12) & 3 == 0).filter_map(|entry| {
            let modified = (i64::from(entry.mtime.seconds()), entry.mtime.nanoseconds());
            let path = std::str::from_utf8(&entry.path).ok()?;
            let path = self.to_workspace(path)?.to_owned();
            let stat = IndexStat {
                modified,
                changed: i64::from(entry.ctime.seconds()),
                size: entry.file_size,
                inode: entry.ino,
                id: entry.id.to_string(),
            };
            (modified < written).then_some((path, stat))
        });
        Ok(settled.collect())
    }

    /// The work tree differs from the index: unstaged changes, or files that git does not know.
    pub fn has_unstaged(&self) -> Result<bool> {
        let mut options = DiffOptions::new();
        options.include_untracked(true).recurse_untracked_dirs(true).ignore_submodules(true).skip_binary_check(true);
        let diff = self.inner.diff_index_to_workdir(None, Some(&mut options));
        Ok(diff.map_err(|error| self.fault(&error))?.deltas().len() > 0)
    }

    /// Writes what the index holds of the whole repository into an empty folder, through git's own filters. Neither the
    /// index nor the work tree is touched.
    pub fn export_index(&self, to: &Path, hook: &HookEnv) -> Result<()> {
        if self.index()?.has_conflicts() {
            return Err(Problem::new(
                ProblemKind::Git,
                "the index holds merge conflicts, so there is nothing to judge",
            )
            .hint("resolve them and `git add` the files")
            .into());
        }
        let mut prefix = to.as_os_str().to_owned();
        prefix.push("/");
        let mut argument = std::ffi::OsString::from("--prefix=");
        argument.push(prefix);
        let run = Run::new("git").args(["checkout-index", "--all", "--quiet"]).args([argument]);
        let run = HOOK_VARS.iter().fold(run, |run, name| run.without_env(*name)).cwd(&self.location.root);
        let run = match hook.index_for(&self.location) {
            Some(index) => run.env("GIT_INDEX_FILE", index),
            None => run,
        };
        let outcome = run.env("LC_ALL", "C").time_limit(std::time::Duration::from_secs(600)).run();
        if outcome.success() { Ok(()) } else { Err(git_failed(&outcome, "git checkout-index").into()) }
    }

    /// The id of the tree of the last commit; `None` before the first.
    pub fn head_tree_id(&self) -> Result<Option<String>> {
        Ok(self.head_tree()?.map(|tree| tree.id().to_string()))
    }

    /// The workspace's place in the work tree: empty, or a path with `/` at its end.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }
}
