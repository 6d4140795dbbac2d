//! What dispatch left behind and may be removed: worktrees, branches, scratch folders. Nothing that is not safe elsewhere.
