//! After a crash: which workers are gone, which of their runs go on, and which orders are free again at once.

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use uuid::Uuid;

use super::runs::{RunFolder, Stop, safe_name};
use super::shop::{Shop, Worker};
use super::{agent_run, publish};
use crate::files::Locks;
use crate::process;
use crate::queue::{Filter, Held, Order, Queue, State};
use crate::report::{Problem, ProblemKind};

/// Signs this process on as a worker: a file that is locked for as long as it lives, whatever ends it.
///
/// # Errors
/// The file cannot be made.
pub fn sign_on(store: &Path) -> Result<Worker> {
    let machine = rustix::system::uname().nodename().to_string_lossy().into_owned();
    let name = format!("{}.{}.{}", safe_name(&machine), std::process::id(), &Uuid::new_v4().simple().to_string()[..8]);
    let folder = store.join("workers");
    let failed = |error: std::io::Error| {
        Problem::new(ProblemKind::Io, format!("cannot sign on as a worker in {}: {error}", folder.display()))
            .source(folder.display().to_string())
            .hint("is the disk full, or the repository's .git folder read-only?")
    };
    std::fs::create_dir_all(&folder).map_err(failed)?;
    // Locked before it has its name: no one may take it for one whose worker is gone.
    let temp = tempfile::Builder::new().prefix(".new-").tempfile_in(&folder).map_err(failed)?;
    temp.as_file().lock().map_err(failed)?;
    let lock = temp.persist(folder.join(format!("{name}.lock"))).map_err(|error| failed(error.error))?;
    let host = format!("{machine}/{}", clone_name(store).map_err(failed)?);
    Ok(Worker { name, host, boot: process::boot_id(), lock })
}

/// What tells this clone from others: several of a machine, or of machines of one name, may share a queue, and each knows of
/// its own workers only whether they live.
fn clone_name(store: &Path) -> std::io::Result<String> {
    let path = store.join("clone");
    if !path.exists() {
        let temp = tempfile::Builder::new().prefix(".new-").tempfile_in(store)?;
        let name = Uuid::new_v4().simple().to_string()[..8].to_owned();
        std::io::Write::write_all(&mut temp.as_file(), name.as_bytes())?;
        // Whoever comes second takes the name that is there.
        if let Err(error) = temp.persist_noclobber(&path)
            && error.error.kind() != std::io::ErrorKind::AlreadyExists
        {
            return Err(error.error);
        }
    }
    std::fs::read_to_string(path)
}

/// Takes the file of this worker away.
#[expect(clippy::disallowed_methods, reason = "a file of Planyard's own")]
pub fn sign_off(store: &Path, worker: &Worker) {
    let _ = std::fs::remove_file(store.join("workers").join(format!("{}.lock", worker.name)));
}

/// Whether a worker of this machine lives.
fn lives(store: &Path, worker: &str) -> bool {
    let path = store.join("workers").join(format!("{worker}.lock"));
    let Ok(file) = OpenOptions::new().write(true).open(path) else { return false };
    let free = File::try_lock(&file).is_ok();
    !free
}

/// Takes up what workers of this machine left when they ended without a word. Orders of this feature whose run goes on, or
/// has ended and was not judged, are adopted; all others are free again.
///
/// # Errors
/// The store cannot be reached.
pub fn recover(shop: &Shop<'_>) -> Result<Vec<Order>> {
    // One at a time: two dispatchers that start at once must not adopt the same run.
    let _alone = Locks::at(shop.store.join("recover-lock")).patience(Duration::from_secs(300)).lock(&shop.store)?;
    // What a killed git left half-made would make every other git fail.
    shop.place.mend()?;
    let held =
        Filter { scope: String::new(), states: State::ALL.into_iter().filter(|state| state.is_held()).collect() };
    let gone: Vec<Order> = shop.queue.orders(&held)?.into_iter().filter(|order| is_orphan(shop, order)).collect();
    let mut adopted = Vec::new();
    let mut keep = Vec::new();
    for order in &gone {
        let run = RunFolder::of(&shop.store, &order.id, order.epoch, "");
        let goes_on = run.is_live() || run.unjudged().is_some();
        if !goes_on {
            if run.has("spec.json") {
                agent_run::end(&run, Stop::Fenced);
            }
            recount(shop, order)?;
            continue;
        }
        keep.push(order.id.clone());
        let ours = order.id.0.starts_with(&shop.scope());
        if ours && shop.queue.adopt(&order.token(), &shop.request(&[]))? == Held::Yes {
            shop.say(&order.id, "adopted", "its run goes on");
            adopted.extend(shop.queue.order(&order.id)?);
        }
    }
    let mut owners: Vec<&str> = gone.iter().filter_map(|order| order.owner.as_deref()).collect();
    owners.sort_unstable();
    owners.dedup();
    for owner in owners {
        for swept in shop.queue.void(owner, &keep)? {
            shop.say(&swept.id, swept.to.name(), "its worker is gone");
        }
    }
    clean(shop)?;
    forget(&shop.store, shop.queue.as_ref())?;
    Ok(adopted)
}

/// Counts what the runs of an order had used that ended without a word.
fn recount(shop: &Shop<'_>, order: &Order) -> Result<()> {
    for part in ["", "review"] {
        let run = RunFolder::of(&shop.store, &order.id, order.epoch, part);
        if run.has("spec.json") && run.result().is_none() {
            agent_run::recount(shop, &run)?;
        }
    }
    Ok(())
}

/// Worktrees and branches of this feature's tasks that have landed, and were not taken away before the end came.
fn clean(shop: &Shop<'_>) -> Result<()> {
    let repo = shop.workspace.repo(shop.context)?;
    let is_of_a_task = |name: &String| name.starts_with("planyard/") && !name.starts_with("planyard/integration/");
    let branches: BTreeSet<String> =
        repo.branches()?.into_iter().map(|branch| branch.name).filter(is_of_a_task).collect();
    // There may be very many orders, and nearly always no branch.
    if branches.is_empty() {
        return Ok(());
    }
    for order in shop.queue.orders(&Filter { scope: shop.scope(), states: vec![State::Done] })? {
        if order.branch.as_ref().is_some_and(|branch| branches.contains(branch)) {
            publish::clean(shop, &order);
        }
    }
    Ok(())
}

fn is_orphan(shop: &Shop<'_>, order: &Order) -> bool {
    let here = order.host.as_deref() == Some(&*shop.worker.host);
    here && order.owner.as_deref().is_some_and(|owner| owner != shop.worker.name && !lives(&shop.store, owner))
}

/// Removes the files of workers that are gone and hold nothing.
#[expect(clippy::disallowed_methods, reason = "a file of Planyard's own")]
fn forget(store: &Path, queue: &dyn Queue) -> Result<()> {
    let held =
        Filter { scope: String::new(), states: State::ALL.into_iter().filter(|state| state.is_held()).collect() };
    let owners: Vec<String> = queue.orders(&held)?.into_iter().filter_map(|order| order.owner).collect();
    let Ok(entries) = std::fs::read_dir(store.join("workers")) else { return Ok(()) };
    for path in entries.flatten().map(|entry| entry.path()) {
        let Some(name) = path.file_name().and_then(|name| name.to_str()?.strip_suffix(".lock")).map(str::to_owned)
        else {
            continue;
        };
        if !owners.contains(&name) && !lives(store, &name) {
            let _ = std::fs::remove_file(&path);
        }
    }
    Ok(())
}
