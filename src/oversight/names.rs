//! Which order a word means: `T03`, `P01-F02-login/T03`, `P01-F02/T03`, a run `P01-F02-login/T03/2`, or the whole id. Pure.

use crate::queue::{Order, OrderId};
use crate::report::{Problem, ProblemKind};

/// So many candidates are named.
const MOST: usize = 8;

/// What a word means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The order.
    pub order: OrderId,
    /// Of which epoch, when a run was named.
    pub epoch: Option<u64>,
    /// Which part of it: `review`.
    pub part: String,
}

/// The order, or run of it, that a word means.
///
/// # Errors
/// It means none, or several; the candidates are listed.
pub fn find<'o>(word: &str, ids: impl Iterator<Item = &'o OrderId>) -> Result<Named, Problem> {
    let ids: Vec<&OrderId> = ids.collect();
    let whole = |order: &OrderId| Named { order: order.clone(), epoch: None, part: String::new() };
    for fits in [is_whole, is_short, is_task] {
        let found: Vec<&&OrderId> = ids.iter().filter(|id| fits(id, word)).collect();
        match found.as_slice() {
            [] => {}
            [one] => return Ok(whole(one)),
            many => return Err(several(word, many.iter().map(|id| **id))),
        }
    }
    if let Some((task, epoch, part)) = run_of(word)
        && task.contains('/')
        && let Ok(named) = find(task, ids.iter().copied())
    {
        return Ok(Named { epoch: Some(epoch), part: part.to_owned(), ..named });
    }
    Err(none(word, &ids))
}

/// The orders of a feature: by its id, or by the beginning of it up to a dash.
pub fn of_feature<'o>(word: &str, orders: &'o [Order]) -> Vec<&'o Order> {
    orders.iter().filter(|order| is_feature(order.id.feature(), word)).collect()
}

/// Whether a word names a feature: by its id, `P01-F02-login`, or its beginning, `P01-F02`, or its end, `login`.
pub fn is_feature(feature: &str, word: &str) -> bool {
    let word = word.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let (feature, word) = (feature.to_ascii_lowercase(), word.to_ascii_lowercase());
    let edge = |rest: Option<&str>, dash: fn(&str) -> bool| rest.is_some_and(dash);
    !word.is_empty()
        && (feature == word
            || edge(feature.strip_prefix(&word), |rest| rest.starts_with('-'))
            || edge(feature.strip_suffix(&word), |rest| rest.ends_with('-')))
}

fn is_whole(id: &OrderId, word: &str) -> bool {
    id.0 == word
}

fn is_short(id: &OrderId, word: &str) -> bool {
    let Some((feature, task)) = word.rsplit_once('/') else { return false };
    id.task().eq_ignore_ascii_case(task) && is_feature(id.feature(), feature)
}

fn is_task(id: &OrderId, word: &str) -> bool {
    id.task().eq_ignore_ascii_case(word)
}

/// `<task>/<epoch>` or `<task>/<epoch>-<part>`.
fn run_of(word: &str) -> Option<(&str, u64, &str)> {
    let (task, last) = word.rsplit_once('/')?;
    let (epoch, part) = last.split_once('-').unwrap_or((last, ""));
    Some((task, epoch.parse().ok()?, part))
}

fn listed<'o>(ids: impl Iterator<Item = &'o OrderId>) -> String {
    let mut names: Vec<&str> = ids.map(OrderId::short).collect();
    names.sort_unstable();
    names.dedup();
    let more = names.len().saturating_sub(MOST);
    names.truncate(MOST);
    let tail = if more > 0 { format!(" and {more} more (`planyard runs` has them all)") } else { String::new() };
    format!("{}{tail}", names.join(", "))
}

fn several<'o>(word: &str, ids: impl Iterator<Item = &'o OrderId>) -> Problem {
    Problem::new(ProblemKind::Ambiguous, format!("{word} is the name of several orders"))
        .source(word)
        .hint(format!("name one with its feature: {}", listed(ids)))
}

fn none(word: &str, ids: &[&OrderId]) -> Problem {
    let problem = Problem::new(ProblemKind::NotFound, format!("there is no order {word}")).source(word);
    if ids.is_empty() {
        return problem.hint("no task is handed out; `planyard dispatch FEATURE` does that");
    }
    // Those that look like it, else all.
    let last = word.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    let like: Vec<&OrderId> =
        ids.iter().copied().filter(|id| !last.is_empty() && id.short().to_ascii_lowercase().contains(&last)).collect();
    let shown = if like.is_empty() { ids } else { &like };
    problem.hint(format!("there are {}", listed(shown.iter().copied())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids() -> Vec<OrderId> {
        [("P01-F01-login", "T01"), ("P01-F01-login", "T02"), ("P01-F02-logout", "T01"), ("P02-F02-pay", "1.2")]
            .map(|(feature, task)| OrderId::new(".", feature, task))
            .to_vec()
    }

    #[test]
    fn a_word_means_one_order_or_the_candidates_are_told() {
        let ids = ids();
        for (word, at, epoch, part) in [
            (".:P01-F01-login/T01", 0, None, ""),
            ("P01-F01-login/t01", 0, None, ""),
            ("P01-F02/T01", 2, None, ""),
            ("login/T01", 0, None, ""),
            ("T02", 1, None, ""),
            ("1.2", 3, None, ""),
            ("P01-F01-login/T02/3", 1, Some(3), ""),
            ("P01-F01-login/T02/3-review", 1, Some(3), "review"),
        ] {
            let named = find(word, ids.iter()).unwrap();
            assert_eq!((&named.order, named.epoch, &*named.part), (&ids[at], epoch, part), "{word}");
        }
        let twice = find("T01", ids.iter()).unwrap_err();
        assert_eq!(twice.kind, ProblemKind::Ambiguous);
        assert!(twice.hint.unwrap().ends_with(": P01-F01-login/T01, P01-F02-logout/T01"));
        let none = find("T9", ids.iter()).unwrap_err();
        assert!(none.hint.unwrap().contains("P02-F02-pay/1.2"));
        for word in ["", "/", "T01/", "/T01", "ü/1"] {
            assert!(find(word, ids.iter()).is_err(), "{word}");
        }
    }

    #[test]
    fn features_are_named_by_either_end() {
        for word in ["P01-F01-login", "p01-f01", "login", "features/P01-F01-login/"] {
            assert!(is_feature("P01-F01-login", word), "{word}");
        }
        for word in ["", "P01-F0", "ogin", "F01"] {
            assert!(!is_feature("P01-F01-login", word), "{word}");
        }
    }
}
