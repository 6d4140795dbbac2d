//! What is said of a name that means no feature, or several.

use super::Found;
use crate::plan::model::short_id;
use crate::report::{Problem, ProblemKind};

/// A name that several features could have.
pub(super) fn ambiguous(name: &str, hits: &[Found]) -> Problem {
    let shown: Vec<&str> = hits.iter().take(12).map(|found| &*found.path).collect();
    Problem::new(
        ProblemKind::Ambiguous,
        format!("`{name}` could be any of {} features: {}", hits.len(), shown.join(", ")),
    )
    .source(name)
    .hint("give more of the id, or the path")
}

/// A name that no feature has, and what comes closest.
pub(super) fn unknown(name: &str, all: &[Found]) -> Problem {
    let problem = Problem::new(ProblemKind::NotFound, format!("there is no feature `{name}`")).source(name);
    let close = closest(name, all);
    match (close, all.len()) {
        (_, 0) => {
            problem.hint("no features were found here; `planyard init` and `planyard new-feature` make the first")
        }
        (Some(close), _) => problem.hint(format!("did you mean {close}? `planyard status` lists them all")),
        (None, count) => problem.hint(format!("`planyard status` lists the {count} features")),
    }
}

fn closest(name: &str, all: &[Found]) -> Option<String> {
    let name = name.to_ascii_lowercase();
    let score = |id: &str| {
        let id = id.to_ascii_lowercase();
        let ratio = |a: &str, b: &str| similar::TextDiff::from_chars(a, b).ratio();
        ratio(&name, &id).max(ratio(&name, short_id(&id)))
    };
    let best = all.iter().take(2000).map(|found| (score(&found.id), &found.id)).max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 > 0.6).then(|| best.1.clone())
}
