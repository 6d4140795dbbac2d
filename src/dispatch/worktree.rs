//! One worktree per task, at a path that never changes, on a branch of its own.
