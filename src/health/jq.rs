//! jq filters of options: checked when the configuration is read, run over what a service answers.

use serde_json::Value;

use crate::jq::Filter;

/// Whether a filter compiles.
///
/// # Errors
/// What is wrong with it, to be read after its key.
pub(super) fn check(code: &str) -> Result<(), String> {
    Filter::compile(code).map(drop).map_err(|wrong| format!("is a broken jq filter: {wrong}"))
}

/// The first value that a filter yields for a document.
///
/// # Errors
/// The document is no JSON, or the filter fails on it or yields nothing.
pub fn first(code: &str, document: &[u8]) -> Result<Value, String> {
    let values = Filter::compile(code)?.values(document)?;
    values.into_iter().next().ok_or_else(|| "the filter yields nothing".to_owned())
}

/// Whether the first value that a filter yields is neither false nor null.
///
/// # Errors
/// As for [`first`].
pub fn holds(code: &str, document: &[u8]) -> Result<bool, String> {
    Ok(!matches!(first(code, document)?, Value::Null | Value::Bool(false)))
}
