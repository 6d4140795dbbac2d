//! What all workers of one dispatcher share.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::Result;

use super::settings::Settings;
use super::supervisors::Supervisors;
use super::verify::Gates;
use super::worktree;
use crate::backends::Caps;
use crate::context::Context;
use crate::git::program::Git;
use crate::process::Secrets;
use crate::queue::{ClaimRequest, Held, OrderId, Queue, Token, labels};
use crate::workspace::Workspace;
use crate::workspace::features::Found;

/// Tells people what happens to an order: which, in a word, and more.
pub type Tell<'t> = Box<dyn Fn(&OrderId, &str, &str) + Send + Sync + 't>;

/// What all workers of one dispatcher share.
pub struct Shop<'s> {
    /// The world.
    pub context: &'s Context,
    /// The user's own workspace.
    pub workspace: &'s Workspace,
    /// What it goes by.
    pub settings: Settings,
    /// Where orders wait.
    pub queue: Box<dyn Queue>,
    /// The folder of the store and of the runs' records.
    pub store: PathBuf,
    /// Where worktrees are.
    pub place: worktree::Place,
    /// The git program, in the user's repository.
    pub git: Git,
    /// This process among the workers.
    pub worker: Worker,
    /// The feature.
    pub feature: Found,
    /// The workspace's folder in the repository; `.` for the whole.
    pub prefix: String,
    /// The branch that work lands on.
    pub target: String,
    /// What the backend can do.
    pub caps: Caps,
    /// Whose limits hold.
    pub account: String,
    /// Look after runs.
    pub supervisors: Supervisors,
    /// The gates.
    pub gates: Gates,
    /// What must not be kept.
    pub secrets: Secrets,
    /// The user wants it all to stop, now.
    pub cancel: Arc<AtomicBool>,
    /// When it began, by the store's clock.
    pub began: crate::queue::Millis,
    /// What this feature's orders had cost before.
    pub spent_before: u64,
    /// No more claims: what runs may end.
    pub draining: AtomicBool,
    /// Leases that are held, and who waits for something to change.
    pub desk: Leases,
    /// Tells people what happens.
    pub tell: Tell<'s>,
}

/// One worker process: alive as long as its lock file is held.
#[derive(Debug)]
pub struct Worker {
    /// Unique: host, process and a random part.
    pub name: String,
    /// The machine.
    pub host: String,
    /// Its boot.
    pub boot: String,
    /// Held while it lives.
    pub lock: File,
}

/// The leases of one process.
#[derive(Debug, Default)]
pub struct Leases {
    held: Mutex<BTreeSet<(OrderId, u64)>>,
    changed: Condvar,
}

impl Leases {
    fn lock(&self) -> MutexGuard<'_, BTreeSet<(OrderId, u64)>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A lease is held from now on.
    pub fn hold(&self, token: &Token) {
        self.lock().insert((token.id.clone(), token.epoch));
    }

    /// It is not held any more.
    pub fn leave(&self, token: &Token) {
        self.lock().remove(&(token.id.clone(), token.epoch));
        self.changed.notify_all();
    }

    /// All that are held.
    pub fn all(&self) -> Vec<Token> {
        self.lock().iter().map(|(id, epoch)| Token { id: id.clone(), epoch: *epoch }).collect()
    }

    /// Waits until something changes, but not for longer.
    pub fn wait(&self, patience: Duration) {
        let held = self.lock();
        drop(self.changed.wait_timeout(held, patience).unwrap_or_else(PoisonError::into_inner));
    }

    /// Wakes all who wait.
    pub fn wake(&self) {
        self.changed.notify_all();
    }
}

impl Shop<'_> {
    /// What this process claims with.
    pub fn request(&self, only: &[OrderId]) -> ClaimRequest {
        ClaimRequest {
            worker: self.worker.name.clone(),
            host: self.worker.host.clone(),
            boot: self.worker.boot.clone(),
            lease: self.settings.lease,
            scope: self.scope(),
            only: only.to_vec(),
            backends: Vec::new(),
            labels: self.labels(),
            aging: Duration::from_secs(600),
        }
    }

    /// The labels of this machine.
    pub fn labels(&self) -> Vec<String> {
        labels(&self.workspace.config.worker.labels)
    }

    /// What the ids of this feature's orders begin with.
    pub fn scope(&self) -> String {
        OrderId::new(&self.prefix, &self.feature.id, "").0
    }

    /// Somebody wants it to stop.
    pub fn is_cancelled(&self) -> bool {
        self.cancel.load(Ordering::Relaxed)
    }

    /// Extends every lease that this process holds. What is lost shows at the holder's next write.
    ///
    /// # Errors
    /// The store cannot be reached.
    pub fn beat(&self) -> Result<()> {
        for token in self.desk.all() {
            if self.queue.heartbeat(&token, self.settings.lease)? == Held::Lost {
                self.desk.leave(&token);
            }
        }
        Ok(())
    }

    /// Tells people what happens to an order.
    pub fn say(&self, order: &OrderId, what: &str, more: &str) {
        (self.tell)(order, what, more);
    }
}
