//! Linters and test runners: what to run, and what its output means.
//!
//! A tool is a [`Record`]: a TOML file in `tools/catalog/`, or a table `[tools.NAME]` in `planyard.toml`. From a record
//! and a tree to findings, in this order: `detect` (which tools apply where), `resolve` (which executable), `invoke`
//! (run it), [`formats`] (what it said, as a [`Reading`]), [`decide`] (may it be believed).
//!
//! To add a tool: a file in `tools/catalog/`. It is compiled in by `build.rs`; no Rust is written.

pub mod blobs;
pub mod catalog;
pub mod decide;
pub mod detect;
mod failure;
pub mod formats;
pub mod invoke;
pub mod locate;
pub mod reading;
pub mod record;
pub mod resolve;
pub mod schedule;
pub mod site;
pub mod survey;
mod xml;

pub use catalog::Catalog;
pub use reading::{Reading, TestCase, TestOutcome};
pub use record::Record;
