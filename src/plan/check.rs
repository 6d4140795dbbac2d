//! Asks every rule of a gate about a feature.

use std::sync::LazyLock;

use super::dialects;
use super::graph::Graph;
use super::model::Feature;
use super::rules::{ALL, Facts, Gate, Settings, Subject, ask};
use super::suppress;
use crate::report::Finding;

/// For each rule whether it is one of a single dialect.
static OF_ONE: LazyLock<Vec<bool>> =
    LazyLock::new(|| ALL.iter().map(|rule| dialects::is_of_dialect(rule.meta().name)).collect());

/// The findings of a gate's rules, without those that comments suppress.
pub fn check(feature: &Feature<'_>, facts: &Facts, settings: &Settings, gate: Gate) -> Vec<Finding> {
    let graph = Graph::of(feature);
    let suppressions = suppress::collect(feature);
    let subject = Subject::new(feature, &graph, facts, &suppressions);
    let mut found = Vec::new();
    let dialect = dialects::find(feature.dialect);
    let has = |(at, rule): (usize, &str)| {
        (!OF_ONE[at] || dialects::is_asked_of(rule, feature.dialect))
            && dialect.is_none_or(|dialect| dialect.asks(rule))
    };
    let rules = || ALL.iter().enumerate().filter(|(_, rule)| rule.meta().gate == gate);
    let of_gate = || rules().filter(|(at, rule)| has((*at, rule.meta().name))).map(|(_, rule)| rule);
    let about_suppressions = |name: &str| name.starts_with("suppression/");
    for rule in of_gate().filter(|rule| !about_suppressions(rule.meta().name)) {
        ask(*rule, &subject, settings, &mut found);
    }
    suppress::apply(feature, &suppressions, &mut found);
    // Only now is it known which of them were of use.
    for rule in of_gate().filter(|rule| about_suppressions(rule.meta().name)) {
        ask(*rule, &subject, settings, &mut found);
    }
    found
}
