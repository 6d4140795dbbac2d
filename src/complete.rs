//! What a shell's Tab offers: features, tasks, rules, dialects, keys. Found in the workspace around the words being
//! completed. Never an error: a shell in the middle of a line is no place for one, so what cannot be found is not
//! offered.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use clap_complete::engine::CompletionCandidate;

use crate::config::keys as config_keys;
use crate::context::Context;
use crate::oversight::desk::Desk;
use crate::plan::dialects as plan_dialects;
use crate::plan::rules as plan_rules;
use crate::workspace::features as found;
use crate::workspace::open::{self, Opened};

/// Features by id; by path once a `/` is typed.
pub fn features(current: &OsStr) -> Vec<CompletionCandidate> {
    offer_features(current).unwrap_or_default()
}

/// Tasks of the feature that `--feature` names, or of the one around the working directory.
pub fn tasks(current: &OsStr) -> Vec<CompletionCandidate> {
    offer_tasks(current).unwrap_or_default()
}

/// Orders by feature and task, with where they are; those of tasks that were never handed out are not among them.
pub fn orders(current: &OsStr) -> Vec<CompletionCandidate> {
    offer_orders(current, false).unwrap_or_default()
}

/// Runs, and orders, which stand for their last run.
pub fn runs(current: &OsStr) -> Vec<CompletionCandidate> {
    offer_orders(current, true).unwrap_or_default()
}

/// Rules, with what they find.
pub fn rules(current: &OsStr) -> Vec<CompletionCandidate> {
    let metas = plan_rules::ALL.iter().map(|rule| rule.meta());
    metas
        .filter(|meta| begins(meta.name, current))
        .map(|meta| CompletionCandidate::new(meta.name).help(Some(meta.summary.into())))
        .collect()
}

/// Dialects, with what they are.
pub fn dialects(current: &OsStr) -> Vec<CompletionCandidate> {
    let known = plan_dialects::ALL.iter().filter(|dialect| begins(dialect.name(), current));
    known.map(|dialect| CompletionCandidate::new(dialect.name()).help(Some(dialect.about().into()))).collect()
}

/// Output formats, with who reads them.
pub fn formats(current: &OsStr) -> Vec<CompletionCandidate> {
    let known = crate::render::FORMATS.iter().filter(|format| begins(format.name, current));
    known.map(|format| CompletionCandidate::new(format.name).help(Some(format.about.into()))).collect()
}

/// Linters and test runners, with what they do.
pub fn tools(current: &OsStr) -> Vec<CompletionCandidate> {
    let catalog = crate::tools::Catalog::load(&toml::Table::new()).unwrap_or_default();
    let known = catalog.iter().filter(|record| begins(&record.name, current));
    known.map(|record| CompletionCandidate::new(&record.name).help(Some(record.about.clone().into()))).collect()
}

/// Services that the configuration names.
pub fn services(current: &OsStr) -> Vec<CompletionCandidate> {
    let Ok(context) = Context::from_process(None) else { return Vec::new() };
    let Ok(workspace) = context.workspace() else { return Vec::new() };
    let names = workspace.config.health.service.iter().filter_map(|service| service.get("name")?.as_str());
    names.filter(|name| begins(name, current)).map(CompletionCandidate::new).collect()
}

/// Probes, with what they look at.
pub fn probes(current: &OsStr) -> Vec<CompletionCandidate> {
    let metas = crate::health::probes::ALL.iter().map(|probe| probe.meta());
    metas
        .filter(|meta| begins(meta.name, current))
        .map(|meta| CompletionCandidate::new(meta.name).help(Some(meta.about.into())))
        .collect()
}

/// Schemas, with what they describe.
pub fn schemas(current: &OsStr) -> Vec<CompletionCandidate> {
    let known = crate::schemas::ALL.iter().filter(|row| begins(row.name, current));
    known.map(|row| CompletionCandidate::new(row.name).help(Some(row.about.into()))).collect()
}

/// Keys of the configuration, rules among them.
pub fn keys(current: &OsStr) -> Vec<CompletionCandidate> {
    let known = config_keys::ALL.iter().map(|key| (key.name.to_owned(), key.about));
    let rules = plan_rules::ALL.iter().map(|rule| (format!("rules.{}", rule.meta().name), rule.meta().summary));
    known
        .chain(rules)
        .filter(|(name, _)| begins(name, current))
        .map(|(name, about)| CompletionCandidate::new(name).help(Some(about.into())))
        .collect()
}

fn begins(name: &str, current: &OsStr) -> bool {
    let Some(current) = current.to_str() else { return false };
    name.get(..current.len()).is_some_and(|head| head.eq_ignore_ascii_case(current))
}

fn offer_features(current: &OsStr) -> Option<Vec<CompletionCandidate>> {
    let context = surroundings()?;
    let workspace = context.workspace().ok()?;
    let by_path = current.to_str()?.contains('/');
    let all = found::all(workspace).ok()?;
    let names = all.into_iter().map(|found| if by_path { found.path.to_string() } else { found.id });
    let mut names: Vec<String> = names.filter(|name| begins(name, current)).collect();
    names.sort();
    names.dedup();
    Some(names.into_iter().map(CompletionCandidate::new).collect())
}

fn offer_tasks(current: &OsStr) -> Option<Vec<CompletionCandidate>> {
    let context = surroundings()?;
    let workspace = context.workspace().ok()?;
    let named = value_of(&words(), &["--feature", "-f"]);
    let found = open::one(&context, workspace, named.as_deref().and_then(OsStr::to_str)).ok()?;
    let opened = Opened::read(workspace, found).ok()?;
    let feature = opened.feature().ok()?;
    let tasks = feature.tasks.iter().filter(|task| begins(&task.id, current));
    Some(
        tasks
            .map(|task| CompletionCandidate::new(task.id.to_string()).help(Some(task.title.to_string().into())))
            .collect(),
    )
}

fn offer_orders(current: &OsStr, runs: bool) -> Option<Vec<CompletionCandidate>> {
    let context = surroundings()?;
    let desk = Desk::look(&context).ok()??;
    let orders = desk.orders().ok()?;
    let mut offered: Vec<(String, String)> = orders
        .iter()
        .map(|order| {
            (order.id.short().to_owned(), format!("{}: {}", order.state.name().replace('_', " "), order.title))
        })
        .collect();
    if runs {
        let now = desk.queue.now().ok()?;
        let all = crate::oversight::runs::all(&desk.store, &orders, now);
        offered
            .extend(all.into_iter().map(|run| (run.row.run.clone(), format!("{}: {}", run.row.word(), run.row.title))));
    }
    let offered = offered.into_iter().filter(|(name, _)| begins(name, current));
    Some(offered.map(|(name, about)| CompletionCandidate::new(name).help(Some(about.into()))).collect())
}

/// The words of the line that is being completed: the shell gives them after `--`.
fn words() -> Vec<OsString> {
    std::env::args_os().skip_while(|word| word != "--").skip(1).collect()
}

/// The value of a flag: `--feature X`, `--feature=X`.
fn value_of(words: &[OsString], names: &[&str]) -> Option<OsString> {
    let mut found = None;
    for (at, word) in words.iter().enumerate() {
        let Some(word) = word.to_str() else { continue };
        if names.contains(&word) {
            // bash splits `--feature=X` into three words.
            let next = words.get(at + 1)?;
            found = if next == "=" { words.get(at + 2) } else { Some(next) }.cloned();
        }
        let joined = names.iter().find_map(|name| word.strip_prefix(name)?.strip_prefix('='));
        found = joined.map(OsString::from).or(found);
    }
    found.filter(|value| !value.is_empty())
}

fn surroundings() -> Option<Context> {
    let folder = value_of(&words(), &["-C", "--directory"]).map(PathBuf::from);
    Context::from_process(folder.as_deref()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(line: &str) -> Option<OsString> {
        let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        value_of(&words, &["--feature", "-f"])
    }

    #[test]
    fn the_value_of_a_flag_is_found_as_shells_split_it() {
        for line in ["task done --feature P01 T", "task done --feature=P01 T", "task --feature = P01 done", "-f P01"] {
            assert_eq!(value(line), Some("P01".into()), "{line}");
        }
        for line in ["task done", "task done --feature", "task --feature= done", "--features P01"] {
            assert_eq!(value(line), None, "{line}");
        }
    }

    #[test]
    fn names_are_offered_by_their_beginnings() {
        let of = |offered: Vec<CompletionCandidate>| -> Vec<String> {
            offered.iter().map(|one| one.get_value().to_string_lossy().into_owned()).collect()
        };
        assert_eq!(of(rules("tasks/no-te".as_ref())), ["tasks/no-test"]);
        assert_eq!(of(dialects("WORKI".as_ref())), ["workitems"]);
        assert_eq!(of(keys("gate.".as_ref())), ["gate.fail_on"]);
        assert_eq!(of(rules("é".as_ref())), Vec::<String>::new());
    }
}
