use super::{ClaimRequest, Millis, Order};

/// Which of the `candidates` (queued, due, account free) is claimed: the one of the best priority, where waiting counts
/// (`aging` a step), then the one that is due first, then the oldest. One whose paths may overlap with those of a `held`
/// order is passed over. Shared by every queue.
pub fn choose(candidates: &[Order], held: &[Order], request: &ClaimRequest, now: Millis) -> Option<usize> {
    let aging = aging_millis(request);
    let score = |order: &Order| {
        let steps = ((now - order.enqueued).max(0) / aging).min(MOST_STEPS);
        (order.priority.rank() - steps, order.due, order.enqueued, order.id.clone())
    };
    let taken = Taken::of(held.iter().map(|order| order.paths.as_slice()));
    (0..candidates.len())
        .filter(|&at| {
            let order = &candidates[at];
            is_wanted(&order.id, (&order.backend, &order.labels), request) && !taken.meets(&order.paths)
        })
        .min_by_key(|&at| score(&candidates[at]))
}

/// So many steps up at most are given for waiting.
pub(super) const MOST_STEPS: i64 = 2;

pub(super) fn aging_millis(request: &ClaimRequest) -> i64 {
    super::millis(request.aging).max(1)
}

/// Whether who claims wants this order at all.
pub(super) fn is_wanted(id: &super::OrderId, needs: (&str, &[String]), request: &ClaimRequest) -> bool {
    let (backend, labels) = needs;
    let can = request.backends.is_empty() || request.backends.iter().any(|known| known == backend);
    can && labels.iter().all(|label| request.labels.contains(label))
        && id.0.starts_with(&request.scope)
        && (request.only.is_empty() || request.only.contains(id))
}

/// The paths that somebody works on.
#[derive(Debug, Default)]
pub(super) struct Taken(Vec<Fixed>);

impl Taken {
    pub(super) fn of<'a>(paths: impl Iterator<Item = &'a [String]>) -> Self {
        Self(paths.flatten().map(|glob| Fixed::of(glob)).collect())
    }

    /// Whether some path may match one of these globs and one of those that are taken.
    pub(super) fn meets(&self, globs: &[String]) -> bool {
        !self.0.is_empty()
            && globs.iter().map(|glob| Fixed::of(glob)).any(|glob| self.0.iter().any(|it| it.meets(&glob)))
    }
}

/// What is compared of globs: whether the last name may go on, and what stands before the first wildcard. For a store that
/// compares by itself.
#[cfg(feature = "redis")]
pub(super) fn fixed(globs: &[String]) -> Vec<(bool, String)> {
    globs.iter().map(|glob| Fixed::of(glob)).map(|fixed| (fixed.is_open, fixed.text)).collect()
}

/// What stands before the first wildcard of a glob: all that is looked at, so that rather too much is said to overlap.
/// Cases count as one, as on the file systems that know none.
#[derive(Debug)]
struct Fixed {
    text: String,
    /// It ends in a wildcard: the last name may go on.
    is_open: bool,
}

impl Fixed {
    fn of(glob: &str) -> Self {
        let glob = glob.trim();
        let end = glob.find(['*', '?', '[', '{', '\\']).unwrap_or(glob.len());
        let mut parts = Vec::new();
        for part in glob[..end].split('/').filter(|part| !matches!(*part, "" | ".")) {
            // Nobody can say what these reach.
            if part == ".." || glob.starts_with('!') {
                return Self { text: String::new(), is_open: true };
            }
            parts.push(part);
        }
        let mut text = parts.join("/").to_lowercase();
        let is_open = end < glob.len();
        if is_open && glob[..end].ends_with('/') && !text.is_empty() {
            text.push('/');
        }
        Self { text, is_open }
    }

    /// Every path that begins with `this`, as a glob would have it, may also be meant by a path that goes on from there.
    fn leads_to(&self, other: &Self) -> bool {
        let Some(rest) = other.text.strip_prefix(&self.text) else { return false };
        self.is_open || self.text.is_empty() || rest.is_empty() || rest.starts_with('/')
    }

    fn meets(&self, other: &Self) -> bool {
        self.leads_to(other) || other.leads_to(self)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn meet(this: &str, that: &str) -> bool {
        let met = Fixed::of(this).meets(&Fixed::of(that));
        assert_eq!(met, Fixed::of(that).meets(&Fixed::of(this)), "{this} and {that} are not symmetric");
        met
    }

    #[test]
    fn names_are_whole() {
        for (this, that) in [
            ("src/a", "src/a"),
            ("src/a", "src/a/b.rs"),
            ("src", "src/a/**"),
            ("src/", "src/a"),
            ("./src/a", "src//a/"),
            ("src/a*", "src/ab.rs"),
            ("src/a*", "src/a/b"),
            ("src/*.rs", "src/*.md"),
            ("src/*", "src/a"),
            ("**", "docs/x.md"),
            ("", "docs/x.md"),
            (".", "docs/x.md"),
            ("!docs", "docs/x.md"),
            ("../x", "docs/x.md"),
            ("Src/A", "src/a/b"),
            ("{src,docs}/a", "docs/x.md"),
            ("a\\*b", "a*b"),
        ] {
            assert!(meet(this, that), "{this} and {that}");
        }
        for (this, that) in [
            ("src/a", "src/ab.rs"),
            ("src/a", "src/ab*"),
            ("src/a/", "src/ab"),
            ("src/a/*", "src/ab"),
            ("src/a/*", "src/b/*"),
            ("src/a*", "src/b*"),
            ("docs", "src/docs"),
            ("a.md", "a.md.orig"),
        ] {
            assert!(!meet(this, that), "{this} and {that}");
        }
    }

    fn glob() -> impl Strategy<Value = String> {
        let part = prop_oneof![
            "[ab]{1,2}",
            Just("*".to_owned()),
            Just("**".to_owned()),
            "[ab]\\*",
            "[ab]\\?",
            Just("{a,b}".to_owned())
        ];
        prop::collection::vec(part, 1..4).prop_map(|parts| parts.join("/"))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        /// What both globs match is never said to be apart.
        #[test]
        fn nothing_that_overlaps_is_missed(
            this in glob(), that in glob(), path in prop::collection::vec("[ab]{1,2}", 1..4)
        ) {
            let path = path.join("/");
            let matches = |glob: &str| {
                let build = |glob: &str| globset::GlobBuilder::new(glob).literal_separator(true).build().unwrap().compile_matcher();
                // A glob that names a folder means what is in it.
                build(glob).is_match(&path) || build(&format!("{glob}/**")).is_match(&path)
            };
            if matches(&this) && matches(&that) {
                prop_assert!(meet(&this, &that), "{this} and {that} both match {path}");
            }
        }

        /// Paths without a wildcard overlap when one is the other, or a folder above it.
        #[test]
        fn plain_paths_are_told_exactly(
            this in prop::collection::vec("[ab]{1,2}", 1..4), that in prop::collection::vec("[ab]{1,2}", 1..4)
        ) {
            let expected = this.starts_with(&that) || that.starts_with(&this);
            prop_assert_eq!(meet(&this.join("/"), &that.join("/")), expected);
        }
    }
}
