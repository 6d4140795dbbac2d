//! SARIF 2.1.0, as tools really write it: levels and messages that stand on the rule, rules by index, files by index and
//! base, results that are suppressed or gone, errors of the tool's own among the notifications.

mod run;
#[cfg(test)]
mod tests;
mod uri;

use serde_json::Value;

use super::{Input, after_noise, head, plain};
use crate::tools::reading::Reading;

/// Reads one report, which may hold several runs.
pub(super) fn read(input: &Input<'_>) -> Result<Reading, String> {
    let text = plain(input.bytes);
    let text = if input.record.read.skip_noise { after_noise(&text) } else { &text };
    let mut reading = Reading::default();
    if text.trim().is_empty() {
        let empty = "it says nothing, where SARIF was expected".to_owned();
        return if input.record.read.may_be_empty { Ok(reading) } else { Err(empty) };
    }
    let document: Value =
        serde_json::from_str(text).map_err(|error| format!("this is not JSON ({error}): {}", head(text)))?;
    let runs = document
        .get("runs")
        .and_then(Value::as_array)
        .ok_or_else(|| format!("this is not SARIF, it has no `runs`: {}", head(text)))?;
    for run in runs {
        run::Run::new(run).read(&mut reading);
    }
    Ok(reading)
}
