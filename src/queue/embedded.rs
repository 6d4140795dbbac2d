//! The embedded store: SQLite, in a file beside the repository's own. Many processes use it at once.

mod carry;
mod claim;
mod holder;
mod people;
mod rows;
mod schema;
mod shelf;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, Result};
use rusqlite::{Connection, TransactionBehavior};
use serde_json::Value;

use super::{
    Answered, ClaimRequest, Clock, Decision, End, Ended, EventFilter, Facts, Filter, Gauges, Held, Limit, Millis,
    NewOrder, NewQuestion, Order, OrderId, Purged, Question, QuestionState, Queue, QueueEvent, Spend, State, Stats,
    Submitted, Swept, Token, Told,
};

/// The queue in a file of this machine.
pub struct Embedded {
    path: PathBuf,
    connection: Mutex<Connection>,
    /// The write-ahead log, once something had to be on the disk.
    log: OnceLock<File>,
    clock: Clock,
}

/// A transaction under way, and its time.
struct Tx<'a> {
    connection: &'a Connection,
    now: Millis,
    /// By how much the machine's clock was put back, as far as is known.
    skew: Millis,
}

impl Embedded {
    /// Opens `state.db` in a folder, and makes both when they are not there.
    ///
    /// # Errors
    /// The file cannot be made or read, is damaged, was made by a newer version, or is on a file system that the machine
    /// shares with others.
    pub fn open(folder: &Path) -> Result<Self> {
        Self::open_with_clock(folder, super::system_clock())
    }

    /// As [`Embedded::open`], with another clock.
    ///
    /// # Errors
    /// As there.
    pub fn open_with_clock(folder: &Path, clock: Clock) -> Result<Self> {
        let path = folder.join("state.db");
        let connection = schema::open(folder, &path).map_err(|error| schema::explained(&path, error))?;
        Ok(Self { path, connection: Mutex::new(connection), log: OnceLock::new(), clock })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Runs a step that writes: all of it or nothing. When this is back the disk has it.
    fn write<T>(&self, step: impl FnOnce(&Tx<'_>) -> Result<T>) -> Result<T> {
        let answer = self.write_soon(step)?;
        // Others of this process may go on meanwhile.
        self.sync().map_err(|error| schema::explained(&self.path, error))?;
        Ok(answer)
    }

    /// As [`Self::write`], for a step on the way that the next start makes good when the power fails: the disk is not
    /// waited for. A crash of this process loses nothing, and the order of all steps is kept: the next step that is
    /// waited for brings this one to the disk as well.
    fn write_soon<T>(&self, step: impl FnOnce(&Tx<'_>) -> Result<T>) -> Result<T> {
        self.with(TransactionBehavior::Immediate, |tx| {
            schema::keep_time(tx, (self.clock)())?;
            step(tx)
        })
    }

    /// Brings all steps to the disk, as `synchronous = full` does after each: what is committed is in the log, whole. No
    /// lock of SQLite's is on that file.
    fn sync(&self) -> Result<()> {
        let log = match self.log.get() {
            Some(log) => log,
            None => {
                let path = self.path.with_file_name("state.db-wal");
                let log = File::open(&path).with_context(|| format!("cannot open {}", path.display()))?;
                // It may be new: its name has to be on the disk too.
                if let Some(folder) = path.parent() {
                    File::open(folder)?.sync_all()?;
                }
                self.log.get_or_init(|| log)
            }
        };
        Ok(log.sync_data()?)
    }

    /// Runs a step that only reads, and sees one moment.
    fn read<T>(&self, step: impl FnOnce(&Tx<'_>) -> Result<T>) -> Result<T> {
        self.with(TransactionBehavior::Deferred, step)
    }

    fn with<T>(&self, behavior: TransactionBehavior, step: impl FnOnce(&Tx<'_>) -> Result<T>) -> Result<T> {
        // A step that panicked was rolled back.
        let mut connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let run = || {
            let transaction = connection.transaction_with_behavior(behavior)?;
            let (now, skew) = schema::now(&transaction, (self.clock)())?;
            let answer = step(&Tx { connection: &transaction, now, skew })?;
            transaction.commit()?;
            Ok(answer)
        };
        run().map_err(|error| schema::explained(&self.path, error))
    }
}

impl Queue for Embedded {
    fn name(&self) -> String {
        format!("embedded ({})", self.path.display())
    }

    fn now(&self) -> Result<Millis> {
        self.read(|tx| Ok(tx.now))
    }

    fn submit(&self, orders: &[NewOrder]) -> Result<Vec<Submitted>> {
        self.write(|tx| claim::submit(tx, orders))
    }

    fn claim(&self, request: &ClaimRequest) -> Result<Option<Order>> {
        // One that the power failure takes back is void anyway: its machine was started again.
        self.write_soon(|tx| claim::claim(tx, request))
    }

    fn heartbeat(&self, token: &Token, lease: Duration) -> Result<Held> {
        self.write_soon(|tx| holder::heartbeat(tx, token, lease))
    }

    fn advance(&self, token: &Token, to: State, facts: &Facts) -> Result<Held> {
        self.write_soon(|tx| holder::advance(tx, token, to, facts))
    }

    fn finish(&self, token: &Token, end: &End) -> Result<Ended> {
        self.write_soon(|tx| holder::finish(tx, token, end))
    }

    fn finish_and_claim(&self, token: &Token, end: &End, request: &ClaimRequest) -> Result<(Ended, Option<Order>)> {
        let both = |tx: &Tx<'_>| Ok((holder::finish(tx, token, end)?, claim::claim(tx, request)?));
        // Undone is both, whichever went wrong.
        self.write_soon(both).or_else(|_| Ok((self.finish(token, end)?, None)))
    }

    fn sweep(&self) -> Result<Vec<Swept>> {
        self.write(claim::sweep)
    }

    fn void(&self, worker: &str, keep: &[OrderId]) -> Result<Vec<Swept>> {
        self.write(|tx| claim::void(tx, worker, keep))
    }

    fn adopt(&self, token: &Token, request: &ClaimRequest) -> Result<Held> {
        self.write(|tx| holder::adopt(tx, token, request))
    }

    fn decide(&self, id: &OrderId, decision: &Decision, by: &str) -> Result<State> {
        self.write(|tx| people::decide(tx, id, decision, by))
    }

    fn purge(&self, id: &OrderId, before: Millis) -> Result<Purged> {
        self.write(|tx| carry::purge(tx, id, before))
    }

    fn order(&self, id: &OrderId) -> Result<Option<Order>> {
        self.read(|tx| rows::order(tx, id))
    }

    fn orders(&self, filter: &Filter) -> Result<Vec<Order>> {
        self.read(|tx| rows::orders(tx, filter))
    }

    fn stats(&self, scope: &str) -> Result<Stats> {
        self.read(|tx| rows::stats(tx, scope))
    }

    fn gauges(&self) -> Result<Gauges> {
        self.read(rows::gauges)
    }

    fn ask(&self, question: &NewQuestion) -> Result<Question> {
        self.write(|tx| people::ask(tx, question))
    }

    fn answer(&self, id: &str, text: &str, by: &str) -> Result<Answered> {
        self.write(|tx| people::answer(tx, id, text, by))
    }

    fn settle(&self, id: &str, to: QuestionState, why: &str) -> Result<Held> {
        self.write(|tx| people::settle(tx, id, to, why))
    }

    fn questions(&self, order: Option<&OrderId>) -> Result<Vec<Question>> {
        self.read(|tx| people::questions(tx, order))
    }

    fn tell(&self, order: &OrderId, text: &str, by: &str) -> Result<()> {
        self.write(|tx| people::tell(tx, order, text, by))
    }

    fn take_told(&self, token: &Token) -> Result<Vec<Told>> {
        self.write(|tx| people::take_told(tx, token))
    }

    fn suspend(&self, limit: &Limit) -> Result<()> {
        self.write(|tx| shelf::suspend(tx, limit))
    }

    fn limits(&self) -> Result<Vec<Limit>> {
        self.read(shelf::limits)
    }

    fn spend(&self, token: &Token, account: &str, day: &str, spend: Spend) -> Result<()> {
        self.write(|tx| shelf::spend(tx, token, (account, day), spend))
    }

    fn spend_in_all(&self, run: &str, token: &Token, account: &str, day: &str, sum: Spend) -> Result<()> {
        self.write(|tx| shelf::spend_in_all(tx, run, token, (account, day), sum))
    }

    fn spent(&self, day: &str, account: Option<&str>) -> Result<Spend> {
        self.read(|tx| shelf::spent(tx, day, account))
    }

    fn record(&self, order: Option<&OrderId>, epoch: u64, kind: &str, data: &Value) -> Result<()> {
        self.write(|tx| rows::event(tx, order, epoch, kind, data))
    }

    fn events(&self, filter: &EventFilter) -> Result<Vec<QueueEvent>> {
        self.read(|tx| rows::events(tx, filter))
    }

    fn pause(&self, why: Option<&str>) -> Result<()> {
        self.write(|tx| shelf::pause(tx, why))
    }

    fn paused(&self) -> Result<Option<String>> {
        self.read(shelf::paused)
    }

    fn take_lane(&self, name: &str, owner: &str, lease: Duration) -> Result<bool> {
        self.write(|tx| shelf::take_lane(tx, name, owner, lease))
    }

    fn leave_lane(&self, name: &str, owner: &str) -> Result<()> {
        self.write(|tx| shelf::leave_lane(tx, name, owner))
    }

    fn restore(&self, order: &Order, questions: &[Question]) -> Result<bool> {
        self.write(|tx| carry::restore(tx, order, questions))
    }

    fn put(&self, kind: &str, id: &str, record: &Value) -> Result<()> {
        self.write(|tx| shelf::put(tx, kind, id, record))
    }

    fn records(&self, kind: &str, prefix: &str) -> Result<Vec<(String, Value)>> {
        self.read(|tx| shelf::records(tx, kind, prefix))
    }
}
