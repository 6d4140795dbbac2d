//! The store and the folder of the runs, opened for a look.

use std::path::{Path, PathBuf};

use anyhow::Result;
use rustix::process::{Pid, test_kill_process};

use super::runs;
use crate::context::Context;
use crate::dispatch::runs::Stop;
use crate::queue::{self, Filter, Order, Queue};
use crate::report::{Problem, ProblemKind};
use crate::workspace::Workspace;

/// What a command looks at.
pub struct Desk<'c> {
    /// The workspace around the working directory.
    pub workspace: &'c Workspace,
    /// Where orders wait.
    pub queue: Box<dyn Queue>,
    /// The folder of the runs' records.
    pub store: PathBuf,
}

impl<'c> Desk<'c> {
    /// Opens the store, and makes it when there is none.
    ///
    /// # Errors
    /// There is no repository, or the store cannot be opened.
    pub fn open(context: &'c Context) -> Result<Self> {
        let workspace = context.workspace()?;
        let store = queue::folder(workspace)?;
        Ok(Self { workspace, queue: queue::open(context, workspace)?, store })
    }

    /// Opens the store; `None` when nothing was ever handed out here. A look leaves the repository as it was.
    ///
    /// # Errors
    /// There is no repository, or the store cannot be opened.
    pub fn look(context: &'c Context) -> Result<Option<Self>> {
        if queue::is_there(context.workspace()?)? { Self::open(context).map(Some) } else { Ok(None) }
    }

    /// As [`Desk::look`], where something must be there.
    ///
    /// # Errors
    /// Nothing was handed out here.
    pub fn needed(context: &'c Context) -> Result<Self> {
        Self::look(context)?.ok_or_else(|| {
            Problem::new(ProblemKind::NotFound, "no task was ever handed out in this repository")
                .hint("`planyard dispatch FEATURE` hands the tasks of a feature out")
                .into()
        })
    }

    /// All orders.
    ///
    /// # Errors
    /// The store cannot be reached.
    pub fn orders(&self) -> Result<Vec<Order>> {
        self.queue.orders(&Filter::default())
    }

    /// Asks the runs of a held order to end, and gives those that were asked.
    pub fn end_runs(&self, order: &Order, why: Stop) -> Vec<String> {
        if !order.state.is_held() {
            return Vec::new();
        }
        let of_task = runs::of_task(&self.store, &order.id, std::slice::from_ref(order), 0).into_iter();
        let live = of_task.filter(|run| run.row.epoch == order.epoch && run.result.is_none());
        live.filter(|run| run.folder.stop(why).is_ok()).map(|run| run.row.run).collect()
    }

    /// How many dispatchers work on this machine.
    pub fn workers(&self) -> usize {
        workers(&self.store)
    }
}

/// How many dispatchers of this machine have signed on and live, by the process ids in their names. Their locks are left
/// alone: a lock that is tried looks taken to whoever else tries it.
pub fn workers(store: &Path) -> usize {
    let Ok(entries) = std::fs::read_dir(store.join("workers")) else { return 0 };
    let names = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    names.filter(|name| name.strip_suffix(".lock").and_then(process_of).is_some_and(lives)).count()
}

/// `host.PID.random`.
fn process_of(worker: &str) -> Option<i32> {
    worker.rsplit('.').nth(1)?.parse().ok()
}

fn lives(pid: i32) -> bool {
    // One that belongs to someone else lives, too.
    Pid::from_raw(pid).is_some_and(|pid| test_kill_process(pid) != Err(rustix::io::Errno::SRCH))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dispatchers_are_counted_by_the_processes_that_live() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(workers(folder.path()), 0);
        let workers_of = folder.path().join("workers");
        std::fs::create_dir(&workers_of).unwrap();
        // The longest id that there may be is nobody's.
        for name in [format!("a.b.{}.0f", std::process::id()), format!("a.b.{}.0f", i32::MAX), "odd".to_owned()] {
            std::fs::File::create(workers_of.join(format!("{name}.lock"))).unwrap();
        }
        assert_eq!(workers(folder.path()), 1);
    }
}
