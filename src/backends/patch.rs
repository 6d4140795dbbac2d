use std::path::Path;

use crate::process::Run;

/// A larger patch is refused.
const MOST: usize = 64 * 1024 * 1024;
/// What a patch must not make: a link leads out of the worktree, a submodule to another repository.
const REFUSED: [&[u8]; 4] = [b"new file mode 120000", b"new mode 120000", b"new file mode 160000", b"new mode 160000"];

/// Applies a patch, in git's form or a unified diff, to the files of a worktree. Git itself refuses one that names a path
/// outside, or one behind a link; nothing is changed then, as when any part of it does not fit.
///
/// # Errors
/// Why it was refused.
pub fn apply(worktree: &Path, patch: &[u8]) -> Result<(), String> {
    if patch.iter().all(u8::is_ascii_whitespace) {
        return Ok(());
    }
    if patch.len() > MOST {
        return Err(format!("the patch is larger than {} MiB", MOST >> 20));
    }
    if patch.split(|byte| *byte == b'\n').any(|line| REFUSED.iter().any(|refused| line.starts_with(refused))) {
        return Err("the patch makes a symbolic link or a submodule".to_owned());
    }
    let mut run = Run::new("git").args(["apply", "--whitespace=nowarn", "-"]).cwd(worktree).stdin(patch.to_vec());
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
        run = run.without_env(name);
    }
    let outcome = run.run();
    if outcome.success() { Ok(()) } else { Err(format!("the patch does not apply: {}", outcome.stderr_tail(5))) }
}

#[cfg(test)]
mod tests {
    use super::super::testing::repository;
    use super::*;

    #[test]
    fn what_leaves_the_worktree_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let tree = folder.path().join("tree");
        std::fs::create_dir_all(&tree).unwrap();
        repository(&tree);
        std::os::unix::fs::symlink("/tmp", tree.join("link")).unwrap();
        let new = |path: &str, mode: &str| {
            format!(
                "diff --git a/{path} b/{path}\nnew file mode {mode}\n--- /dev/null\n+++ b/{path}\n@@ -0,0 +1 @@\n+text\n"
            )
        };
        let apply = |patch: String| apply(&tree, patch.as_bytes());
        assert_eq!(apply(new("src/a.txt", "100644")), Ok(()));
        assert_eq!(std::fs::read_to_string(tree.join("src/a.txt")).unwrap(), "text\n");
        for (path, mode) in [
            ("../outside.txt", "100644"),
            ("link/through.txt", "100644"),
            (".git/hooks/post-commit", "100755"),
            ("src/../../outside.txt", "100644"),
            ("to-etc", "120000"),
        ] {
            assert!(apply(new(path, mode)).is_err(), "{path}");
        }
        // One that begins at the root begins at the worktree's.
        assert_eq!(apply("--- /dev/null\n+++ /tmp/planyard-absolute.txt\n@@ -0,0 +1 @@\n+text\n".to_owned()), Ok(()));
        assert!(tree.join("tmp/planyard-absolute.txt").exists());
        assert!(!folder.path().join("outside.txt").exists() && !Path::new("/tmp/planyard-absolute.txt").exists());
        assert!(!Path::new("/tmp/through.txt").exists());
        // Half of it fits: nothing is changed.
        assert!(apply(format!("{}{}", new("src/b.txt", "100644"), new("src/a.txt", "100644"))).is_err());
        assert!(!tree.join("src/b.txt").exists());
        assert_eq!(apply("\n".to_owned()), Ok(()));
        assert!(apply("no patch".to_owned()).is_err());
    }
}
