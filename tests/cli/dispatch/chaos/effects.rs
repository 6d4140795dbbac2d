//! What tasks do: each adds a file of its name to a branch, by compare-and-swap. A file that is there is an effect already.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use git2::{Commit, ErrorCode, Oid, Repository, Signature, Sort};
use planyard::queue::OrderId;

pub(super) const FEATURE: &str = "P01-F01-chaos";
const BRANCH: &str = "refs/heads/planyard/integration/P01-F01-chaos";

/// An effect in the branch.
pub(super) struct Effect {
    pub(super) commit: String,
    /// It was there before.
    pub(super) found: bool,
    /// How often somebody else moved the branch first.
    pub(super) races: usize,
}

/// The branch, with nothing in it.
pub(super) fn begin(repository: &Path) {
    let git = Repository::open(repository).unwrap();
    let nobody = Signature::now("chaos", "chaos@example.com").unwrap();
    let empty = git.find_tree(git.treebuilder(None).unwrap().write().unwrap()).unwrap();
    let first = git.commit(None, &nobody, &nobody, "Begin\n", &empty, &[]).unwrap();
    git.reference(BRANCH, first, false, "begin").unwrap();
}

fn place(id: &OrderId) -> (String, String) {
    let task = id.task().to_owned();
    (task[task.len() - 2..].to_owned(), task)
}

/// Makes the effect of an order, unless the tip has it.
pub(super) fn land(repository: &Path, id: &OrderId, run: &str) -> Effect {
    let git = Repository::open(repository).unwrap();
    let (folder, name) = place(id);
    for races in 0.. {
        let tip = git.find_commit(git.refname_to_id(BRANCH).unwrap()).unwrap();
        let tree = tip.tree().unwrap();
        if tree.get_path(&Path::new(&folder).join(&name)).is_ok() {
            let commit = commit_of(&git, tip.id(), id).to_string();
            return Effect { commit, found: true, races };
        }
        let commit = next(&git, &tip, id, run);
        if swap(&git, tip.id(), commit) {
            return Effect { commit: commit.to_string(), found: false, races };
        }
    }
    unreachable!("it is tried until it is done")
}

fn next(git: &Repository, tip: &Commit<'_>, id: &OrderId, run: &str) -> Oid {
    let (folder, name) = place(id);
    let tree = tip.tree().unwrap();
    let inner = tree.get_name(&folder).map(|entry| git.find_tree(entry.id()).unwrap());
    let mut inner = git.treebuilder(inner.as_ref()).unwrap();
    inner.insert(&name, git.blob(format!("{run}\n").as_bytes()).unwrap(), 0o100_644).unwrap();
    let mut outer = git.treebuilder(Some(&tree)).unwrap();
    outer.insert(&folder, inner.write().unwrap(), 0o040_000).unwrap();
    let tree = git.find_tree(outer.write().unwrap()).unwrap();
    let somebody = Signature::now("chaos", "chaos@example.com").unwrap();
    let message = format!("{name}\n\nPlanyard-Task: {id}\nPlanyard-Run: {run}\n");
    git.commit(None, &somebody, &somebody, &message, &tree, &[tip]).unwrap()
}

/// Who is killed between locking a branch and letting it go leaves git's lock, and who is stopped there still has it: only
/// under a lock of the kernel's can the two be told apart.
fn swap(git: &Repository, tip: Oid, commit: Oid) -> bool {
    let alone = File::create(git.path().join("chaos.lock")).unwrap();
    rustix::fs::flock(&alone, rustix::fs::FlockOperation::LockExclusive).unwrap();
    let _ = std::fs::remove_file(git.path().join(format!("{BRANCH}.lock")));
    match git.reference_matching(BRANCH, commit, true, tip, "chaos") {
        Ok(_) => true,
        Err(error) if error.code() == ErrorCode::Modified => false,
        Err(error) => panic!("the branch could not be moved: {error}"),
    }
}

fn commit_of(git: &Repository, tip: Oid, id: &OrderId) -> Oid {
    let line = format!("Planyard-Task: {id}\n");
    let mut walk = git.revwalk().unwrap();
    walk.push(tip).unwrap();
    let is_its = |commit: &Oid| git.find_commit(*commit).unwrap().message().unwrap_or_default().contains(&line);
    walk.map(Result::unwrap).find(is_its).unwrap()
}

/// The commits of each order that has any, and the names of the files in the tip.
pub(super) fn all(repository: &Path) -> (BTreeMap<OrderId, Vec<String>>, Vec<String>) {
    let git = Repository::open(repository).unwrap();
    let tip = git.refname_to_id(BRANCH).unwrap();
    let mut walk = git.revwalk().unwrap();
    walk.set_sorting(Sort::TOPOLOGICAL).unwrap();
    walk.push(tip).unwrap();
    let mut found: BTreeMap<OrderId, Vec<String>> = BTreeMap::new();
    for commit in walk.map(|id| git.find_commit(id.unwrap()).unwrap()) {
        let message = commit.message().unwrap_or_default().to_owned();
        for id in message.lines().filter_map(|line| line.strip_prefix("Planyard-Task: ")) {
            found.entry(OrderId(id.to_owned())).or_default().push(commit.id().to_string());
        }
    }
    let mut names = Vec::new();
    let tree = git.find_commit(tip).unwrap().tree().unwrap();
    tree.walk(git2::TreeWalkMode::PreOrder, |_, entry| {
        if entry.kind() == Some(git2::ObjectType::Blob) {
            names.push(entry.name().unwrap_or_default().to_owned());
        }
        git2::TreeWalkResult::Ok
    })
    .unwrap();
    names.sort();
    (found, names)
}
