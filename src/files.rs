//! Interim reader, replaced whole by the branch `files` (keep `read_text` and `read_text_if_there` with these shapes).

use std::path::Path;

/// Reads a file of the workspace as text.
///
/// # Errors
/// When it cannot.
pub fn read_text(root: &Path, path: &str) -> anyhow::Result<String> {
    Ok(std::fs::read_to_string(root.join(path))?)
}

/// As [`read_text`]; `None` when nothing is there.
///
/// # Errors
/// When it is there and cannot be read.
pub fn read_text_if_there(root: &Path, path: &str) -> anyhow::Result<Option<String>> {
    match std::fs::read_to_string(root.join(path)) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        other => Ok(Some(other?)),
    }
}
