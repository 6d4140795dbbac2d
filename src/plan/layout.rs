//! Where a dialect's features lie in a repository, and which of their files are its documents.

use super::model::Role;

/// What a dialect knows of folders and file names. Without any, its documents are the usual three of a feature folder.
#[derive(Debug, Clone, Copy)]
pub struct Layout {
    /// Where features are.
    pub features: &'static [Place],
    /// Which files are documents: a path below the feature, or, after a `/`, below the workspace, in which `*` stands for
    /// part of a name and `**` for any folders. The first that fits gives the role.
    pub documents: &'static [(&'static str, Role)],
}

impl Layout {
    /// Of dialects that are found by what their documents say alone.
    pub const NONE: Self = Self { features: &[], documents: &[] };

    /// The role of a file of a feature, by its path below the feature.
    pub fn role(&self, below: &str) -> Option<Role> {
        self.documents.iter().find(|(pattern, _)| matches(pattern, below)).map(|(_, role)| *role)
    }

    /// The patterns of documents that several features share, below the workspace.
    pub fn shared(&self) -> impl Iterator<Item = (&'static str, Role)> {
        self.documents.iter().filter_map(|(pattern, role)| Some((pattern.strip_prefix('/')?, *role)))
    }

    /// What a shared pattern has in front of the pattern of a feature's own documents, and that pattern: the shared
    /// document says what is, the feature's what becomes of it.
    pub fn twin(&self, shared: &'static str) -> Option<(&'static str, &'static str)> {
        let own = self.documents.iter().map(|(own, _)| *own).filter(|own| !own.starts_with('/'));
        own.filter_map(|own| Some((shared.strip_suffix(own)?, own))).find(|(head, _)| head.ends_with('/'))
    }
}

/// A place where features are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Below the workspace: `specs/*`, `.kiro/specs/*`, `backlog`.
    pub pattern: &'static str,
    /// What lies there is over: it is read when it is named, and not with all others.
    pub archived: bool,
}

impl Place {
    /// A place of features that are worked on.
    pub const fn of(pattern: &'static str) -> Self {
        Self { pattern, archived: false }
    }

    /// The feature that a path of the workspace is, or lies in.
    pub fn feature<'p>(&self, path: &'p str) -> Option<&'p str> {
        // Of some twenty places a path begins like two or three.
        if !self.pattern.starts_with('*') && self.pattern.bytes().next() != path.bytes().next() {
            return None;
        }
        let mut end = 0;
        for segment in self.pattern.split('/') {
            let rest =
                path.get(end..).map(|rest| if end > 0 { rest.strip_prefix('/').unwrap_or_default() } else { rest })?;
            let name = rest.split('/').next().filter(|name| !name.is_empty())?;
            if !fits(segment, name) || (segment == "*" && (name.starts_with(['.', '_']) || name == ARCHIVE)) {
                return None;
            }
            end += name.len() + usize::from(end > 0);
        }
        path.get(..end)
    }

    /// The folder before the first star.
    pub fn folder(&self) -> &'static str {
        match self.pattern.find('*') {
            Some(star) => self.pattern[..star].rsplit_once('/').map_or("", |(folder, _)| folder),
            None => self.pattern,
        }
    }

    /// Each feature is a file.
    pub fn is_file(&self) -> bool {
        self.pattern.rsplit('/').next().is_some_and(|name| name.contains('.') && !name.starts_with('.'))
    }
}

/// The folder in which dialects keep what is over: never a feature by itself.
const ARCHIVE: &str = "archive";

/// A path fits a pattern of segments, in which `*` stands for part of a name and `**` for any folders.
pub fn matches(pattern: &str, path: &str) -> bool {
    match pattern.split_once('/') {
        None => !path.contains('/') && fits(pattern, path),
        Some(("**", rest)) => {
            matches(rest, path) || path.split_once('/').is_some_and(|(_, below)| matches(pattern, below))
        }
        Some((segment, rest)) => {
            path.split_once('/').is_some_and(|(name, below)| fits(segment, name) && matches(rest, below))
        }
    }
}

/// A name fits a segment with at most two stars.
fn fits(segment: &str, name: &str) -> bool {
    let Some((head, tail)) = segment.split_once('*') else { return segment == name };
    let Some(rest) = name.strip_prefix(head) else { return false };
    match tail.split_once('*') {
        None => rest.len() >= tail.len() && rest.ends_with(tail),
        Some((middle, end)) => {
            rest.ends_with(end)
                && rest.len() >= middle.len() + end.len()
                && rest[..rest.len() - end.len()].contains(middle)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        for (pattern, path, is) in [
            ("tasks.md", "tasks.md", true),
            ("tasks.md", "a/tasks.md", false),
            ("specs/*/spec.md", "specs/login/spec.md", true),
            ("specs/*/spec.md", "specs/a/b/spec.md", false),
            ("tasks/**/*.md", "tasks/a.md", true),
            ("tasks/**/*.md", "tasks/epic/deep/a.md", true),
            ("tasks/**/*.md", "tasks/a.txt", false),
            ("*-PLAN.md", "01-02-PLAN.md", true),
            ("*-*-PLAN.md", "PLAN.md", false),
            ("*-*-PLAN.md", "01-02-PLAN.md", true),
        ] {
            assert_eq!(matches(pattern, path), is, "{pattern} {path}");
        }
    }

    #[test]
    fn the_feature_that_a_path_lies_in() {
        let place = Place::of("openspec/changes/*");
        assert_eq!(place.feature("openspec/changes/add-login/specs/auth/spec.md"), Some("openspec/changes/add-login"));
        assert_eq!(place.feature("openspec/changes/add-login"), Some("openspec/changes/add-login"));
        assert_eq!(place.feature("openspec/changes"), None);
        assert_eq!(place.feature("openspec/changes/archive/2026-01-01-x"), None);
        assert_eq!(place.feature("openspec/specs/auth"), None);
        assert_eq!(place.folder(), "openspec/changes");
        let backlog = Place::of("backlog");
        assert_eq!(backlog.feature("backlog/tasks/task-1 - A.md"), Some("backlog"));
        assert_eq!(backlog.folder(), "backlog");
        let tasks = Place::of(".taskmaster/tasks/tasks.json");
        assert!(tasks.is_file() && !place.is_file() && !Place::of(".kiro/specs/*").is_file());
        assert_eq!(tasks.feature(".taskmaster/tasks/tasks.json"), Some(".taskmaster/tasks/tasks.json"));
    }
}
