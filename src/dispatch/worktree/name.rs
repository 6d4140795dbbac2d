use anyhow::Result;

use crate::queue::OrderId;
use crate::report::{Problem, ProblemKind, stable_hash};

/// The longest part of a path or ref: file systems take 255 bytes, and git adds `.lock`.
const LONGEST: usize = 180;

/// A task's name as a path and as part of refs. Ids come from markdown that a stranger may have written: what is no
/// letter, digit, `.`, `_` or `-` in a harmless place becomes `=` and its number, so that different ids never meet, and
/// none can leave its folder, look like an option or hide.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name {
    path: String,
}

impl Name {
    /// Of an order: `<feature>/<task>`, in a workspace below the root of the repository `@<workspace>/<feature>/<task>`.
    ///
    /// # Errors
    /// The order names no task or no feature.
    pub fn of(order: &OrderId) -> Result<Self> {
        let (feature, task) = (order.feature(), order.task());
        if feature.is_empty() || task.is_empty() {
            return Err(Problem::new(ProblemKind::Usage, format!("{:?} is no order for a task", order.0))
                .hint("an order is named <workspace>:<feature>/<task>")
                .into());
        }
        let workspace = order.0.split_once(':').map_or(".", |(workspace, _)| workspace);
        let below = match workspace {
            "" | "." => String::new(),
            other => format!("@{}/", encode(other)),
        };
        Ok(Self { path: format!("{below}{}/{}", feature_part(feature), encode(task)) })
    }

    /// Of a task's branch.
    pub(in crate::dispatch) fn of_branch(branch: &str) -> Self {
        Self { path: branch.trim_start_matches("planyard/").to_owned() }
    }

    /// Relative to the folder of worktrees.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The task's branch.
    pub fn branch(&self) -> String {
        format!("planyard/{}", self.path)
    }

    /// The refs under which its work is kept before anything is reset or removed, with a `/` at the end.
    pub fn rescues(&self) -> String {
        format!("refs/planyard/rescue/{}/", self.path)
    }
}

/// No task branch may look like the integration branch of a feature: `planyard/integration/<feature>`.
fn feature_part(feature: &str) -> String {
    match feature {
        "integration" => "=69ntegration".to_owned(),
        other => encode(other),
    }
}

/// One part of a path and of a ref. Injective, but for two of more than [`LONGEST`] bytes that begin alike and share a hash.
pub(in crate::dispatch) fn encode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(bytes.len());
    let lock = text.len().checked_sub(5).filter(|_| text.to_ascii_lowercase().ends_with(".lock"));
    for (at, byte) in bytes.iter().enumerate() {
        let fine = match byte {
            b'-' => at > 0,
            b'.' => at > 0 && at + 1 < bytes.len() && bytes[at - 1] != b'.' && lock != Some(at),
            byte => byte.is_ascii_alphanumeric() || *byte == b'_',
        };
        if fine {
            out.push(char::from(*byte));
        } else {
            out.push_str(&format!("={byte:02X}"));
        }
    }
    if out.len() > LONGEST {
        out.truncate(LONGEST - 18);
        out.push_str(&format!("=-{:016x}", stable_hash(bytes)));
    }
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::{Component, Path};

    use proptest::prelude::*;

    use super::*;

    fn name(order: &str) -> String {
        Name::of(&OrderId(order.to_owned())).unwrap().branch()
    }

    #[test]
    fn ordinary_ids_stay_as_they_are() {
        assert_eq!(name(".:P01-F02-login/T03"), "planyard/P01-F02-login/T03");
        assert_eq!(name("apps/web:P01-F02-login/T03"), "planyard/@apps=2Fweb/P01-F02-login/T03");
    }

    #[test]
    fn hostile_ids_are_harmless() {
        for (order, branch) in [
            (".:f/--help", "planyard/f/=2D-help"),
            (".:f/..", "planyard/f/=2E=2E"),
            (".:f/.git", "planyard/f/=2Egit"),
            (".:f/x.lock", "planyard/f/x=2Elock"),
            (".:f/x.LOCK", "planyard/f/x=2ELOCK"),
            (".:f/a..b", "planyard/f/a.=2Eb"),
            (".:f/a b;rm -rf ~", "planyard/f/a=20b=3Brm=20-rf=20=7E"),
            (".:f/x@{1}", "planyard/f/x=40=7B1=7D"),
            (".:../../etc/T1", "planyard/=2E=2E=2F.=2E=2Fetc/T1"),
            (".:integration/T1", "planyard/=69ntegration/T1"),
            (".:f/a\nb\0", "planyard/f/a=0Ab=00"),
        ] {
            assert_eq!(name(order), branch, "{order:?}");
        }
    }

    #[test]
    fn an_order_without_a_task_is_refused() {
        for order in ["", "x", ".:f/", ".:/T1"] {
            assert!(Name::of(&OrderId(order.to_owned())).is_err(), "{order:?}");
        }
    }

    #[test]
    fn a_long_id_is_cut_and_still_its_own() {
        let (one, other) = ("x".repeat(400), "x".repeat(401));
        assert!(encode(&one).len() <= LONGEST && encode(&one) != encode(&other));
    }

    proptest! {
        #[test]
        fn every_id_is_one_part_of_a_ref_and_its_own(ids in prop::collection::vec("[ -~]{1,12}|(\\.|/|-|lock|=2E|@|\\{){1,6}|\\PC{1,6}", 2..20)) {
            let mut seen = BTreeMap::new();
            for id in ids {
                let part = encode(&id);
                let path = Path::new(&part);
                prop_assert!(path.components().count() == 1);
                prop_assert!(path.components().all(|part| matches!(part, Component::Normal(_))));
                prop_assert!(git2::Reference::is_valid_name(&format!("refs/heads/planyard/f/{part}")), "{}", part);
                prop_assert!(!part.starts_with(['-', '.']));
                let before = seen.insert(part, id.clone());
                prop_assert!(before.is_none_or(|before| before == id));
            }
        }
    }
}
