//! `features.dialect`: one dialect for all features, or by the paths of features.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};

use crate::plan::dialects::{self, Dialect};
use crate::plan::layout::matches;

/// The word for a dialect that is found by what the documents look like.
const AUTO: &str = "auto";

/// Which dialect features are written in.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum DialectChoice {
    /// Found by what the documents look like.
    #[default]
    Auto,
    /// One for all.
    One(String),
    /// By patterns of paths.
    ByPath(BTreeMap<String, String>),
}

impl DialectChoice {
    /// The one that is named for all features.
    pub fn for_all(&self) -> Option<&str> {
        match self {
            Self::One(name) => Some(name),
            Self::Auto | Self::ByPath(_) => None,
        }
    }

    /// The one that is named for a path: of the patterns that fit it or a folder above it the longest. `None`: none is,
    /// or `auto`.
    pub fn of(&self, path: &str) -> Option<&'static dyn Dialect> {
        let Self::ByPath(patterns) = self else { return dialects::find(self.for_all()?) };
        let above = path.match_indices('/').map(|(end, _)| &path[..end]);
        let paths: Vec<&str> = above.chain([path]).collect();
        let fits = |pattern: &str| paths.iter().any(|path| matches(pattern.trim_end_matches('/'), path));
        let fitting = patterns.iter().filter(|(pattern, _)| fits(pattern));
        let (_, name) = fitting.max_by_key(|(pattern, _)| pattern.len())?;
        dialects::find(name)
    }
}

/// Reads it; the word `auto` is none.
pub(super) fn read<'de, D: Deserializer<'de>>(from: D) -> Result<DialectChoice, D::Error> {
    Ok(match DialectChoice::deserialize(from)? {
        DialectChoice::One(word) if word == AUTO => DialectChoice::Auto,
        choice => choice,
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_longest_pattern_that_fits_counts() {
        let read = |text: &str| toml::from_str::<crate::config::Features>(text).unwrap().dialect;
        let choice = read(
            "dialect = { \"notes\" = \"checklist\", \"notes/plans/*\" = \"phased\", \"**/TODO.md\" = \"plan\", \"notes/auto/\" = \"auto\" }",
        );
        let name = |path: &str| choice.of(path).map(|dialect| dialect.name());
        for (path, dialect) in [
            ("notes/a.md", Some("checklist")),
            ("notes/b/tasks.md", Some("checklist")),
            ("notes/plans/x/tasks.md", Some("phased")),
            ("a/b/TODO.md", Some("plan")),
            ("notes/auto/x.md", None),
            ("notesx/a.md", None),
            ("specs/001-a", None),
        ] {
            assert_eq!(name(path), dialect, "{path}");
        }
        assert_eq!(choice.for_all(), None);
        assert!(read("dialect = \"auto\"").of("a").is_none());
        assert_eq!(read("dialect = \"kiro\"").of("a").unwrap().name(), "kiro");
        assert_eq!((read("").of("a").is_none(), read("dialect = \"auto\"").for_all()), (true, None));
    }
}
